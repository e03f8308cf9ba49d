"""What if: any choice of roads and years, evaluated with the plan's own tables.

Nothing is decided here: who is joined to the paved network, what it costs whom, how long trips
take. The page of the meeting evaluates the same way (``publish/viewer/whatif.js``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.programme.funds import payable_yuan
from geoplan.programme.outcome import most_people_connected, with_connection
from geoplan.programme.plan import Plan
from geoplan.routing.access import goes_to
from geoplan.terrain import Walks, arcs_alone, spread, ways_of_each

SHORTEST_MINUTES = 1e-6
"""Of an arc: a graph takes no zero."""
NEVER_MINUTES = 1e5
"""Longer than any trip."""


@dataclass(frozen=True)
class Outcome:
    """What a choice of road years does; moves and sites are as in the plan.

    Attributes
    ----------
    villages, groups, sites
        Those of the plan with the choice's connected_year and connected_after (villages: at least
        half of those who stay).
    people
        People newly connected by the end of each year, of those who stay. Index year.
    sites_without_road
        Ids of sites that open without a paved road in the year before.
    minutes
        Of each group that stays, one trip to ``about["trips_to"]`` in the wet season with all
        roads of the choice built; NaN for those who move.
    cost_yuan
        Money for the roads.
    shortfall_yuan
        What of it the funds cannot pay.
    """

    villages: pd.DataFrame
    groups: pd.DataFrame
    sites: pd.DataFrame
    people: "pd.Series[float]"
    sites_without_road: tuple[str, ...]
    minutes: "pd.Series[float]"
    cost_yuan: float
    shortfall_yuan: float


def evaluate(
    plan: Plan, subgrade_year: "pd.Series[int]", surface_year: "pd.Series[int]"
) -> Outcome:
    """What a choice of years does.

    Parameters
    ----------
    plan
        Any plan of the county; its moves and sites stay as they are.
    subgrade_year, surface_year
        Year of each stage, missing where it is not built; on the index of ``plan.projects``.

    Returns
    -------
    Outcome
        ``evaluate(plan, plan.projects["subgrade_year"], plan.projects["surface_year"])`` is the
        plan itself.
    """
    roads = plan.roads
    link_year = roads["project_id"].map(surface_year).astype("Int64")
    groups, sites = (  # (W1)
        with_connection(roads, link_year, plan.about["roots"], layer, plan.years)
        for layer in (plan.groups, plan.sites)
    )
    villages = most_people_connected(plan.villages, groups, plan.years)  # (W2)
    stays = groups[groups["year"].isna()]
    due = stages_due(plan.projects, subgrade_year, surface_year)
    cost_yuan = float(due["cost_yuan"].sum())
    return Outcome(
        villages=villages,
        groups=groups,
        sites=sites,
        people=people_by_year(stays, plan.years),
        sites_without_road=_without_road(sites),
        minutes=trip_minutes(plan)(link_year.notna().to_numpy(dtype=bool)),
        cost_yuan=cost_yuan,
        shortfall_yuan=cost_yuan - payable_yuan(due, plan.offers, plan.funds),  # (W4)
    )


def people_by_year(stays: pd.DataFrame, years: Iterable[int]) -> "pd.Series[float]":
    """People newly connected by the end of each year.

    Parameters
    ----------
    stays
        Groups that stay: people, connected_year.
    years
        Batch.
    """
    joined = stays["connected_year"]
    return pd.Series(
        {year: stays["people"][joined.le(year).fillna(False)].sum() for year in years}, dtype=float
    )


def _without_road(sites: pd.DataFrame) -> tuple[str, ...]:
    """Sites that open and have no paved road in the year before."""
    opens = sites[sites["year"].notna() & ~sites["connected_now"]]
    late = ~opens["connected_year"].lt(opens["year"]).fillna(False)  # (W3)
    return tuple(opens.index[late])


def stages_due(
    projects: pd.DataFrame, subgrade_year: "pd.Series[int]", surface_year: "pd.Series[int]"
) -> pd.DataFrame:
    """Stages that are built and cost something: project_id, component, year, cost_yuan.

    Parameters
    ----------
    projects
        subgrade_cost_yuan, surface_cost_yuan.
    subgrade_year, surface_year
        As in ``evaluate``.
    """
    years = {"subgrade": subgrade_year, "surface": surface_year}
    due = [
        pd.DataFrame(
            {"component": stage, "year": year, "cost_yuan": projects[f"{stage}_cost_yuan"]}
        )
        for stage, year in years.items()
    ]
    items = pd.concat(due).rename_axis("project_id").dropna().reset_index()
    return items[items["cost_yuan"] > 0]


def trip_minutes(plan: Plan) -> Callable[[NDArray[np.bool_]], "pd.Series[float]"]:
    """Minutes of a trip of each group, as a function of which links are paved by their project.

    Parameters
    ----------
    plan
        forth, back and paved minutes of its roads, walks of groups and services.

    Returns
    -------
    callable
        From a mask on the rows of ``plan.roads`` to minutes on the groups' index (NaN: moves).
    """
    roads, groups = plan.roads, plan.groups
    begins, ends = trip_ends(plan)
    u, v = (roads[end].to_numpy(dtype=np.int64) for end in ("u", "v"))
    ends_of_all = pd.concat([roads["u"], roads["v"], begins["node"], ends["node"]])
    nodes = 1 + int(ends_of_all.max())
    tail, head = np.concatenate([v, u]), np.concatenate([u, v])  # from the goals back
    order = np.argsort(tail, kind="stable")
    arcs = arcs_alone(tail[order], head[order], nodes=nodes)
    forth, back, built = (roads[f"{way}_minutes"].to_numpy() for way in ("forth", "back", "paved"))
    on_foot, stays = (groups["foot_minutes"].to_numpy(), groups["year"].isna().to_numpy())
    place, begin, end = ends["place"].to_numpy(), begins["search"], ends["search"].to_numpy()
    may_be_in = roads["project_id"].notna().to_numpy()
    in_plan = roads["project_id"].map(plan.projects["surface_year"]).notna().to_numpy()

    def timed(paved: NDArray[np.bool_], *, outward: bool = False) -> Walks:
        ways = (back, forth) if outward else (forth, back)
        along = [np.where(paved, np.minimum(built, today), today) for today in ways]
        return arcs._replace(lengths=np.maximum(np.concatenate(along)[order], SHORTEST_MINUTES))

    def by_road(paved: NDArray[np.bool_], asked: NDArray[np.bool_]) -> NDArray[np.float64]:
        some = begins[asked[begin]], ends[asked[end]]
        return ways_of_each(timed(paved), None, *some, nodes=nodes)[0]["minutes"].to_numpy()

    searches = 1 + int(end.max(initial=0))
    planned = by_road(in_plan, np.ones(searches, dtype=bool))
    latest = np.minimum(planned, NEVER_MINUTES)
    homes = ends.assign(minutes=ends["minutes"] + NEVER_MINUTES - latest)
    through = _minutes_everywhere(timed(may_be_in), begins, searches, nodes)
    through += _minutes_everywhere(timed(may_be_in, outward=True), homes, searches, nodes)
    of_use = np.minimum(through[:, u], through[:, v]) <= NEVER_MINUTES + SHORTEST_MINUTES

    def minutes(paved: NDArray[np.bool_]) -> "pd.Series[float]":
        changed = np.asarray(paved != in_plan)
        asked = np.asarray(of_use[:, changed].any(axis=1))  # nobody else comes or came there
        found = planned.copy()
        found[asked[end]] = by_road(paved, asked)
        told = np.empty(len(groups))
        told[place] = found
        told = np.where(told < on_foot, told, on_foot)  # (W5)
        return pd.Series(np.where(stays, told, np.nan), index=groups.index)

    return minutes


def _minutes_everywhere(
    roads: Walks, begins: pd.DataFrame, searches: int, nodes: int
) -> NDArray[np.float64]:
    """Minutes from where each search begins to every node: one row per search."""
    minutes = np.full((searches, nodes), np.inf)
    here = (begins["search"].to_numpy(), begins["node"].to_numpy(dtype=np.int64))
    np.minimum.at(minutes, here, begins["minutes"].to_numpy(dtype=np.float64))
    for row in minutes:
        spread(roads, row)
    return minutes


def trip_ends(plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where trips end and begin: groups go to their township's seat, or to the nearest service.

    Parameters
    ----------
    plan
        Its services of kind ``about["trips_to"]``, and groups.

    Returns
    -------
    goals
        search (0, 1, …), node, minutes (from the node to the service).
    homes
        group, search (that of its goals), place (position of the group), node, minutes (to the
        node); sorted by search.
    """
    kind, township = plan.about["trips_to"], plan.villages["township_id"]
    goals = plan.services[plan.services["kind"] == kind]
    whose = goes_to(kind, goals, plan.groups["village_id"].map(township))
    search = {township: number for number, township in enumerate(sorted(whose.unique()))}
    begins = [
        goals[goals["township_id"] == township if township else slice(None)].assign(search=number)
        for township, number in (search or {"": 0}).items()
    ]
    ends = pd.DataFrame(
        {
            "group": plan.groups.index,
            "search": whose.map(search).to_numpy(),
            "place": np.arange(len(plan.groups)),
            "node": plan.groups["node"].to_numpy(),
            "minutes": plan.groups["walk_minutes"].to_numpy(),
        }
    )
    told = pd.concat(begins).rename(columns={"walk_minutes": "minutes"})
    return (
        told[["search", "node", "minutes"]],
        ends.sort_values(["search", "place"], kind="stable"),
    )


def saved_person_minutes(
    before: "pd.Series[float]", after: "pd.Series[float]", people: "pd.Series[float]"
) -> float:
    """People times minutes saved on one trip of each, of those who can get there both times."""
    once, then = before.to_numpy(), after.to_numpy()
    can = np.isfinite(once) & np.isfinite(then)
    return float((once[can] - then[can]) @ people.reindex(before.index).to_numpy()[can])
