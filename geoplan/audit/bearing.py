"""Whether a row can matter to the plan: who has no road or is in danger, which roads may be built."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from geoplan.pipeline.situation import Situation
from geoplan.readers import County
from geoplan.schema import Effect, Finding

OF_PEOPLE = ("villages", "groups", "households")


class Bearing(NamedTuple):
    """Which rows can matter.

    Attributes
    ----------
    matters
        Layer -> by id: villages, groups and households that have no paved road or are
        threatened; roads that are a candidate, or part of one.
    """

    matters: dict[str, "pd.Series[bool]"]

    def effect(self, layer: str, one: str) -> Effect:
        """Effect of what is wrong with one row: none where it cannot matter."""
        return "changes" if bool(self.matters[layer].get(one, True)) else "none"


def bearing(county: County, situation: Situation | None) -> Bearing:
    """Rows that can matter; all of them where the county could not be surveyed."""
    if situation is None:
        layers = {name: getattr(county, name).index for name in (*OF_PEOPLE, "roads")}
        return Bearing({name: pd.Series(True, index=index) for name, index in layers.items()})
    open_group = ~situation.groups["connected_now"] | (situation.groups["threatened_people"] > 0)
    of_group = open_group.groupby(situation.groups.index.str.removesuffix("-no")).any()
    of_village = open_group.groupby(situation.groups["village_id"]).any()
    villages = ~situation.villages["connected_now"] | of_village.reindex(
        situation.villages.index, fill_value=False
    )
    households = county.households["group_id"].map(of_group).fillna(True)
    candidate = situation.network.links.loc[situation.project.index, "road_id"]
    roads = pd.Series(county.roads.index.isin(candidate), index=county.roads.index)
    return Bearing({
        "villages": villages.astype(bool),
        "groups": of_group.reindex(county.groups.index, fill_value=True).astype(bool),
        "households": households.astype(bool),
        "roads": roads,
    })  # fmt: skip


def weighed(findings: Iterable[Finding], known: Bearing) -> list[Finding]:
    """Findings of the door; of those about people, rows that cannot matter as findings of their own."""
    parted: list[Finding] = []
    for one in findings:
        if one.layer not in OF_PEOPLE or not one.ids or one.effect not in ("changes", "may"):
            parted.append(one)
            continue
        open_to = known.matters[one.layer]
        matters = [bool(open_to.get(name, True)) for name in one.ids]
        parted += [
            part
            for part in (_some(one, matters), _some(one, [not flag for flag in matters]))
            if part.ids
        ][: 2 if not all(matters) else 1]
        if not all(matters):
            parted[-1] = parted[-1]._replace(effect="none", why="connected_safe")
    return parted


def _some(finding: Finding, flags: list[bool]) -> Finding:
    """The finding about some of its rows."""
    placed = len(finding.places) == len(finding.ids)
    return finding._replace(
        ids=tuple(one for one, flag in zip(finding.ids, flags, strict=True) if flag),
        rows=(),
        places=tuple(one for one, flag in zip(finding.places, flags, strict=True) if flag)
        if placed else finding.places,
    )  # fmt: skip
