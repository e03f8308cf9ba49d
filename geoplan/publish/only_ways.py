"""Roads that are somebody's only way out: of which village, and whom closing one leaves without any."""

from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.labels import MAP, Pair
from geoplan.publish.naming import called
from geoplan.publish.telling import Said, ids

Isolated = tuple[float, int]
"""People and groups that have no other road for vehicles."""


def only_ways(groups: pd.DataFrame) -> dict[str, list[str]]:
    """Links without any of which no vehicle comes out of a village today.

    Parameters
    ----------
    groups
        village_id, only_way_out; all of them, or those that are told.

    Returns
    -------
    dict
        By village: ids of the links that all its groups share, from home on. Villages without such
        a link are not in it.
    """
    ways = groups["only_way_out"].map(ids).groupby(groups["village_id"])
    shared = {str(village): _in_all(list(some)) for village, some in ways}
    return {village: links for village, links in shared.items() if links}


def _in_all(ways: list[list[str]]) -> list[str]:
    """Links that are in every way, in the order of the first."""
    first, *others = ways
    return [one for one in first if all(one in other for other in others)]


@lru_cache(maxsize=2)  # asked for every village of a plan
def _only_ways(plan: Plan) -> dict[str, list[str]]:
    """The same of a plan."""
    return only_ways(plan.groups)


def only_way(plan: Plan, village: str) -> Iterator[Said]:
    """The roads that are the only way out of a village today, if there are any.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    village
        Its id.
    """
    links = _only_ways(plan).get(village)
    if links:
        yield "only_way", {"roads": _road_names(plan, links)}


def _road_names(plan: Plan, links: list[str]) -> tuple[Pair, ...]:
    """What the roads of some links are called, each once: names, else route codes, in order."""
    roads = plan.roads.loc[links, ["name", "route_code"]].astype(object)
    told = [name or code or "" for name, code in roads.where(roads.notna(), "").to_numpy()]
    return tuple(called(one) if one else MAP["name_unknown"] for one in dict.fromkeys(told))


@lru_cache(maxsize=2)
def isolated_by_link(plan: Plan) -> dict[str, Isolated]:
    """Whom closing a link today leaves without any road for vehicles, by its id; nobody: not in it.

    Parameters
    ----------
    plan
        Finished plan, whole or public: people and groups are those that it tells.
    """
    return _isolated(plan, _links_out(plan))


@lru_cache(maxsize=2)
def isolated_by_project(plan: Plan) -> dict[str, Isolated]:
    """Whom closing the road of a project today leaves without any, as ``isolated_by_link``.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    """
    return _isolated(plan, _links_out(plan).map(plan.roads["project_id"]).dropna())


def _links_out(plan: Plan) -> "pd.Series[str]":
    """Links without which each group has no way out, one a row; index group."""
    links = plan.groups["only_way_out"].str.split(";").explode()
    return links[links != ""]


def _isolated(plan: Plan, roads: "pd.Series[str]") -> dict[str, Isolated]:
    """People and groups of each road that some of them hang on; index of ``roads``: group."""
    pairs = pd.DataFrame({"road": roads.to_numpy(), "group": roads.index}).drop_duplicates()
    people = pairs["group"].map(plan.groups["people"]).astype(float)
    told = people.groupby(pairs["road"]).agg(["sum", "size"])
    return {
        str(road): (float(people), int(groups))
        for road, people, groups in told.itertuples(name=None)
        if people > 0
    }


def on_closing(isolated: Isolated | None) -> Iterator[Said]:
    """Who has no other road for vehicles if this one is closed, if anybody.

    Parameters
    ----------
    isolated
        Of a road; None: nobody.
    """
    if isolated is not None:
        people, groups = isolated
        yield "only_road", {"people": people, "groups": groups}
