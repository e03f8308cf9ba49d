"""What access says in sentences: who has a road, how it was measured, which speeds are assumed."""

from collections.abc import Iterator

import pandas as pd

from geoplan.publish.labels import (
    ACCESS,
    ACCESS_INDICATORS,
    SPEED_WORDS,
    SPEEDS,
    VEHICLES,
    Pair,
    filled,
)
from geoplan.publish.minutes import speeds_assumed
from geoplan.routing.access import Access

FLAT_KMH = 5.0
"""Tobler's walking speed on the flat, 6 exp(-3.5 x 0.05) km/h."""


def both(words: Pair, **values: object) -> Pair:
    """Words in 中文 and English, both filled in with the same values."""
    zh, en = (filled(text, **values) for text in words)
    return zh, en


def indicator_name(access: Access, name: str) -> Pair:
    """What an indicator of ``Access.indicators`` is, with the county's own limits."""
    rules = access.about["settings"]["network"]
    return both(
        ACCESS_INDICATORS[name],
        km=f"{rules['access_index_m'] / 1000:g}",
        minutes=f"{rules['access_index_minutes']:g}",
    )


def how_it_was_measured(access: Access) -> Iterator[tuple[Pair, Pair]]:
    """Item and what is said of it: the method, the vehicle, speeds, the data's own remarks."""
    travel = access.about["settings"]["travel"]
    yield ACCESS["method"], ACCESS["how"]
    yield (
        ACCESS["vehicle"],
        both(ACCESS["own_vehicle"], vehicle=_vehicle(travel, 0), vehicle_en=_vehicle(travel, 1)),
    )
    yield (
        ACCESS["walking"],
        both(
            SPEED_WORDS["walking"], flat=f"{FLAT_KMH:g}", off_path=f"{travel['off_path_factor']:g}"
        ),
    )
    low, high = (f"{100 * limit:g}" for limit in travel["gradient_limits"])
    for name, words in SPEEDS.items():
        kmh = " / ".join(f"{one:g}" for one in travel[name])
        yield (
            both(words, wide_m=f"{travel['wide_m']:g}"),
            both(SPEED_WORDS["by_gradient"], kmh=kmh, low=low, high=high),
        )
    yield (
        ACCESS["wet_gravel"],
        both(SPEED_WORDS["factor"], factor=f"{travel['wet_gravel_factor']:g}"),
    )
    yield ACCESS["speeds"], speeds_assumed(access) or SPEED_WORDS["given"]
    yield ACCESS["not_planned"], ACCESS["not_a_plan"]
    for remark in access.about["remarks"]:
        yield ACCESS["remark"], (remark, "")
    for source in access.about["sources"]:
        yield ACCESS["source"], (source, "")


def _vehicle(travel: dict[str, object], side: int) -> str:
    """What people ride, in words."""
    return VEHICLES[str(travel["vehicle"])][side]


def percent(share: float) -> str:
    """A share as people read it; unknown is a dash."""
    return "–" if pd.isna(share) else f"{100 * share:.1f}"
