"""Who has which road: parts of a village, roads that the same people need, a village's missing way."""

from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.telling import cells, ids

LEFT = ("village_leaves", "told_leave")
"""Reasons of roads that are not built because those who would use them move away."""
PartRoad = tuple[str, int | None, float, list[str]]
"""Code of its sentence, year (None: never), how many people, by which roads or lacking which."""


@lru_cache(maxsize=2)
def part_roads(plan: Plan) -> dict[str, list[PartRoad]]:
    """People of a village who get their road in another year than it does, or none.

    Parameters
    ----------
    plan
        villages, and groups with their own years and ways.

    Returns
    -------
    dict
        By village: those who stay, in the order of years, never last; of a village that does not
        count as connected only those who get a road. Then, of one that has a road today, those who
        have none and move, with the roads that are not built for that.
    """
    groups, built = plan.groups, plan.projects["surface_year"].notna().to_dict()
    today, never = min(plan.years) - 1, max(plan.years) + 1
    years = plan.villages["connected_year"].mask(plan.villages["connected_now"], today)
    of_village = years.fillna(never).to_dict()
    without = groups[~groups["connected_now"] & (groups["people"] > 0)]
    told: dict[str, list[PartRoad]] = {}
    for village, year, people, some in _by_year(without, "connected_year", never):
        if year != of_village[village]:
            roads = [one for one in _ways(some) if built.get(one) == (year != never)]
            code = "some_year" if year != never else "some_lack" if roads else "some_none"
            row = (code, None if year == never else year, people, roads)
            told.setdefault(village, []).append(row)
    left = set(plan.projects.index[plan.projects["reason"].isin(LEFT)])
    for village, year, people, some in _by_year(without, "year", never):
        if of_village[village] == today:
            roads = [one for one in _ways(some) if one in left]
            code = "some_move_left" if roads else "some_move"
            told.setdefault(village, []).append((code, year, people, roads))
    return told


@lru_cache(maxsize=2)
def new_roads(plan: Plan) -> dict[str, list[str]]:
    """Projects of the plan by which people of each village who stay newly get their road.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    """
    groups, built = plan.groups, set(plan.projects.index[plan.projects["surface_year"].notna()])
    newly = groups[groups["year"].isna() & groups["connected_year"].notna()]
    return {
        str(village): [one for one in _ways(some) if one in built]
        for village, some in newly.groupby("village_id")
    }


def _ways(groups: pd.DataFrame) -> dict[str, None]:
    """Projects on the ways of some groups, each once, in order."""
    return dict.fromkeys(one for cell in groups["way_projects"] for one in ids(cell))


def _by_year(
    groups: pd.DataFrame, column: str, never: int
) -> Iterator[tuple[str, int, float, pd.DataFrame]]:
    """Groups of a village that have a year in common, and their people; movers where it is theirs."""
    some = groups[groups["year"].notna() == (column == "year")]
    years = some[column].fillna(never)
    for _, same in some.groupby(["village_id", years]):
        village, year = same["village_id"].iloc[0], int(years[same.index[0]])
        yield village, year, float(same["people"].sum()), same


@lru_cache(maxsize=2)
def needed_as_well(plan: Plan) -> dict[str, tuple[list[str], list[str], float]]:
    """Other projects of the plan without which those who depend on a project have no road either.

    Parameters
    ----------
    plan
        Finished plan, whole or public.

    Returns
    -------
    dict
        By project of the plan on which somebody depends: the projects that all of them need, those
        that some of them need, and how many people these are.
    """
    chosen = plan.projects[plan.projects["surface_year"].notna()]
    people = plan.groups["people"].to_dict()
    groups = {str(one): set(ids(cell)) for one, cell in chosen["groups_depending"].items() if cell}
    sharing: dict[str, set[str]] = {}
    for one, own in groups.items():
        for group in own:
            sharing.setdefault(group, set()).add(one)
    told = {}
    for one, own in groups.items():
        others = set().union(*(sharing[group] for group in own)) - {one}
        needed = {other for other in others if groups[other] >= own}
        every = sorted(needed.union(ids(chosen["depends_on"][one])))
        some = sorted(others.difference(every))
        theirs = own.intersection(set().union(*(groups[other] for other in some)))
        if not theirs <= people.keys():  # the map of a township does not know them all
            some, theirs = [], set()
        told[one] = (every, some, float(sum(people[group] for group in theirs)))
    return told


def priced_way(plan: Plan, village: str, projects: list[str]) -> tuple[str, list[str]] | None:
    """Project whose price is that of a village's whole way, and the roads still missing with it.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    village
        Village without a road.
    projects
        Projects on its way that are not built, the nearest to it first.

    Returns
    -------
    tuple
        The nearest one, which is priced together with those it needs to lead on; and, where the
        village gains nothing by it, what those who stay still lack. None where a rule keeps one of
        them out: then nothing is compared.
    """
    if not projects or not all(cells(plan, "projects", one)["eligible"] for one in projects):
        return None
    nearest = projects[0]
    if nearest not in plan.prices.index:
        return None
    price = cells(plan, "prices", nearest)
    if price["status"] not in ("bracket", "told") or village in ids(price["villages_gaining"]):
        return nearest, []
    groups = plan.groups
    waiting = groups.loc[
        (groups["village_id"] == village) & groups["year"].isna() & ~groups["connected_after"],
        ["way_projects"],
    ]
    with_it = {nearest, *ids(plan.projects["depends_on"][nearest]), *ids(price["projects_in"])}
    built = plan.projects["surface_year"].notna()
    return nearest, [
        one for one in _ways(waiting) if one not in with_it and not built.get(one, True)
    ]


@lru_cache(maxsize=2)
def sites_near(plan: Plan) -> dict[str, list[str]]:
    """Sites to which people move and that lie in its administrative village, by village."""
    used = plan.sites[plan.sites["selected"] & (plan.sites["households_in"] > 0)]
    there: dict[str, list[str]] = {}
    for one, home in used["admin_village_id"].dropna().items():
        there.setdefault(home, []).append(str(one))
    homes = plan.villages["admin_village_id"]
    return {str(one): there[home] for one, home in homes.items() if home in there}
