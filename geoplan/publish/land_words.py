"""Why one could build at a place, or not: in words for the terminal."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geoplan.publish import labels

OBJECTS = ("hazard_ids", "exclusion_ids")
"""Columns with the ids of what lies on a place."""


def land_words(
    told: "pd.Series[Any]", objects: Mapping[str, tuple[str, str]], *, side: int
) -> list[str]:
    """Lines about one place.

    Parameters
    ----------
    told
        Row of ``pipeline.building_land.land_at``.
    objects
        Hazards and excluded land by id: the reason that each is of, and its name or "".
    side
        0 中文, 1 English.
    """
    words = {key: pair[side] for key, pair in labels.LAND.items()}
    against = [one for one in told["reasons"].split(";") if one]
    on_it = [one for column in OBJECTS for one in told[column].split(";") if one]
    lines = [words["no"] if against else words["yes"]]
    for reason in against:
        said = labels.EXCLUSIONS[reason][side]
        ids = [f"{one} {objects[one][1]}".strip() for one in on_it if objects[one][0] == reason]
        told_ids = labels.filled(words["objects"], reason=said, ids=", ".join(ids))
        lines.append(f"- {told_ids if ids else said}")
    if math.isfinite(told["slope_deg"]):
        lines.append(labels.filled(words["slope"], slope=f"{told['slope_deg']:.1f}"))
    if math.isfinite(told["score"]):
        lines.append(labels.filled(words["score"], score=f"{told['score']:.2f}"))
    return lines + [_criterion(told, name, side) for name in labels.CRITERIA]


def _criterion(told: "pd.Series[Any]", name: str, side: int) -> str:
    """A criterion with its value and what it adds to the score."""
    words = labels.CRITERIA[name][side]
    if not math.isfinite(told[name]):
        return f"- {words}: {labels.LAND['unknown'][side]}"
    away_m = told.get(f"metres_{name}", math.nan)
    metres = labels.filled(labels.LAND["metres"][side], metres=f"{away_m:,.0f}")
    return "- " + labels.filled(
        labels.LAND["criterion"][side],
        name=words,
        value=f"{told[name]:.2f}",
        share=f"{told[f'share_{name}']:.2f}",
        metres=metres if math.isfinite(away_m) else "",
    )
