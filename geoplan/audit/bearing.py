"""Whether a row can matter to the plan: who has no road or is in danger, which roads may be built."""

from collections.abc import Iterable
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from geoplan.pipeline.situation import Situation
from geoplan.readers import County
from geoplan.routing.network import components
from geoplan.schema import Effect, Finding

OF_PEOPLE = ("villages", "groups", "households")
OF_PLACES = "no_township"
"""Check whose rows matter wherever they are: tables, notices and funds go by townships."""


class Bearing(NamedTuple):
    """Which rows can matter.

    Attributes
    ----------
    matters
        Layer -> by id: villages, groups and households that have no paved road or are
        threatened; roads that are a candidate, or part of one.
    idle
        Roads, by id, over which nobody comes to the paved network, whatever they are joined to.
    apart
        Those of them that are cut off from the paved network: joined to it, they are a dead end.
    moving
        Whether anybody could move: then rides between site and old home matter too.
    """

    matters: dict[str, "pd.Series[bool]"]
    idle: "pd.Series[bool]"
    apart: "pd.Series[bool]"
    moving: bool

    def effect(self, layer: str, one: str) -> Effect:
        """Effect of what is wrong with one row: none where it cannot matter."""
        return "changes" if bool(self.matters[layer].get(one, True)) else "none"

    def with_ways_through(self, joined_twice: "pd.Series[bool]") -> Self:
        """What can matter, where pieces that are cut off may come to be joined in two places.

        Mended one by one each of their gaps leads nobody anywhere, mended all they are a way.
        """
        through = joined_twice.reindex(self.idle.index, fill_value=False) & self.apart
        return self._replace(idle=self.idle & ~through)

    def leads_nobody(self, one: str, other: str) -> bool:
        """True where two roads that may be joined are nobody's way, nor a short cut of a ride."""
        dead_end = bool(self.apart[one] or self.apart[other])
        return bool(self.idle[one] and self.idle[other]) and (dead_end or not self.moving)


def bearing(county: County, situation: Situation | None) -> Bearing:
    """Rows that can matter; all of them where the county could not be surveyed."""
    if situation is None:
        layers = {name: getattr(county, name).index for name in (*OF_PEOPLE, "roads")}
        matters = {name: pd.Series(True, index=index) for name, index in layers.items()}
        return Bearing(matters, ~matters["roads"], ~matters["roads"], moving=True)
    open_group = ~situation.groups["connected_now"] | (situation.groups["threatened_people"] > 0)
    of_group = open_group.groupby(situation.groups["part_of"]).any()
    of_village = open_group.groupby(situation.groups["village_id"]).any()
    villages = ~situation.villages["connected_now"] | of_village.reindex(
        situation.villages.index, fill_value=False
    )
    households = county.households["group_id"].map(of_group).fillna(True)
    candidate = situation.network.links.loc[situation.project.index, "road_id"]
    roads = pd.Series(county.roads.index.isin(candidate), index=county.roads.index)
    matters = {
        "villages": villages.astype(bool),
        "groups": of_group.reindex(county.groups.index, fill_value=True).astype(bool),
        "households": households.astype(bool),
        "roads": roads,
    }
    idle, apart = _idle(situation)
    return Bearing(matters, idle, apart, moving=not situation.pairs.empty)


def _idle(situation: Situation) -> tuple["pd.Series[bool]", "pd.Series[bool]"]:
    """Roads that are nobody's way to the paved network, by id; and those of them that are cut off.

    Each link of them is paved and joined, or lies in a part that is cut off or touches the paved
    network only, that no village, group, service or site joins, in which nothing is paved, and
    that shares no project with other links. Whoever comes to the paved network stops there.
    """
    links, size = situation.network.links, len(situation.network.nodes)
    rooted = np.isin(np.arange(size), sorted(situation.roots))
    u, v = links["u"].to_numpy(), links["v"].to_numpy()
    touching, within = rooted[u] | rooted[v], rooted[u] & rooted[v]
    part = components(links, size, pd.Series(~touching, index=links.index))
    own = np.where(rooted[u], part[v], part[u])
    layers = (situation.villages, situation.groups, situation.services, situation.sites)
    joined = np.concatenate([layer["node"].to_numpy(dtype=np.int64) for layer in layers])
    used = [*part[joined], *own[links["hardened"] & ~within]]
    busy = pd.Series(~within & np.isin(own, used), index=links.index)
    project = situation.project.reindex(links.index)
    busy |= project.isin(project[busy].dropna())
    by_road = pd.DataFrame({
        "busy": busy, "near": within | np.isin(own, own[touching]), "road_id": links["road_id"],
    }).groupby("road_id").any()  # fmt: skip
    return ~by_road["busy"], ~by_road["busy"] & ~by_road["near"]


def weighed(findings: Iterable[Finding], known: Bearing) -> list[Finding]:
    """Findings of the door; of those about people, rows that cannot matter as findings of their own."""
    parted: list[Finding] = []
    for one in findings:
        of_people = one.layer in OF_PEOPLE and one.column != OF_PLACES
        if not of_people or not one.ids or one.effect not in ("changes", "may"):
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
