"""What if: any choice of roads and years, evaluated with the plan's own tables.

Nothing is decided here: who is joined to the paved network, what it costs whom, how long trips
take. The page of the meeting evaluates the same way (``publish/viewer/whatif.js``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geoplan.programme.funds import payable_yuan
from geoplan.programme.outcome import most_people_connected, with_connection
from geoplan.programme.plan import Plan

SHORTEST_MINUTES = 1e-6
"""Of an arc: a graph takes no zero."""


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
    roads, groups, services = plan.roads, plan.groups, plan.services
    goals = services[services["kind"] == plan.about["trips_to"]]
    u, v = (roads[end].to_numpy(dtype=np.int64) for end in ("u", "v"))
    node, goal = (layer["node"].to_numpy(dtype=np.int64) for layer in (groups, goals))
    size = int(max(part.max(initial=-1) for part in (u, v, node, goal))) + 2
    start = np.full(len(goal), size - 1)
    tail, head = np.concatenate([v, u, start]), np.concatenate([u, v, goal])  # from the goals back
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(size + 1))
    forth, back, built = (roads[f"{way}_minutes"].to_numpy() for way in ("forth", "back", "paved"))
    from_road = goals["walk_minutes"].to_numpy(dtype=float)
    to_road, on_foot = (groups[f"{way}_minutes"].to_numpy() for way in ("walk", "foot"))
    stays = groups["year"].isna()

    def minutes(paved: NDArray[np.bool_]) -> "pd.Series[float]":
        along = [np.where(paved, np.minimum(built, today), today) for today in (forth, back)]
        weight = np.maximum(np.concatenate([*along, from_road])[order], SHORTEST_MINUTES)
        graph = csr_array((weight, head[order], first), shape=(size, size))
        # (W5)
        by_road = dijkstra(graph, indices=[size - 1], min_only=True)[node] + to_road
        return pd.Series(np.minimum(by_road, on_foot), index=groups.index).where(stays)

    return minutes


def saved_person_minutes(
    before: "pd.Series[float]", after: "pd.Series[float]", people: "pd.Series[float]"
) -> float:
    """People times minutes saved on one trip of each, of those who can get there both times."""
    once, then = before.to_numpy(), after.to_numpy()
    can = np.isfinite(once) & np.isfinite(then)
    return float((once[can] - then[can]) @ people.reindex(before.index).to_numpy()[can])
