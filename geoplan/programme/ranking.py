"""Roads taken one after the other: the cheapest ways, and works while the money lasts."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geoplan.programme.funds import payable_yuan, paying_pairs
from geoplan.routing.rooted import ROOT, RootedNetwork

LEAST_YUAN = 0.01
"""Of an arc over what is built: a graph takes no zero."""


class Way(NamedTuple):
    """A way from the paved network: contracted nodes on it, and projects that it uses."""

    nodes: list[int]
    projects: frozenset[Any]


class Works:
    """Roads that are taken, each in the first year that the funds can pay beside those before it.

    Parameters
    ----------
    projects
        Index project; subgrade_accepted.
    items, funds, ceilings_yuan
        What subgrades and surfaces cost (accepted ones nothing), and the fund table (see
        ``programme.funds``).
    lag_years
        Years between subgrade and surface.
    quiet_years
        Project -> positions of the years in which it may not be dug up (R8).
    """

    def __init__(
        self,
        projects: pd.DataFrame,
        items: pd.DataFrame,
        funds: pd.DataFrame,
        ceilings_yuan: pd.DataFrame,
        *,
        lag_years: int,
        quiet_years: Mapping[str, Collection[int]],
    ) -> None:
        self._accepted: dict[Any, bool] = projects["subgrade_accepted"].to_dict()
        self._years = [int(str(year)) for year in ceilings_yuan.columns]
        self._lag_years, self._quiet_years = lag_years, quiet_years
        roads = items[items["kind"] == "project"]
        cost_yuan = roads.set_index(["id", "component"])["cost_yuan"]
        self._cost_yuan: dict[Any, float] = cost_yuan[cost_yuan > 0].to_dict()
        offers = paying_pairs(roads, funds).join(roads[["id", "component"]], on="item")
        self._offers = offers.rename(columns={"id": "project_id", "fund": "fund_id"})
        carry_over = funds["carry_over"].to_dict()
        self._purse = pd.DataFrame(
            [
                (f, year, np.floor(limit / 100 + 1e-6) * 100, carry_over[f])
                for f, limits in ceilings_yuan.iterrows()
                for year, limit in limits.items()
            ],
            columns=["fund_id", "year", "for_roads_yuan", "carry_over"],
        )
        self._taken: dict[str, tuple[int, int]] = {}  # positions of the years of both stages

    def take(self, projects: Iterable[str]) -> bool:
        """Take all of these that are not taken yet, or none of them."""
        before = self._taken
        for p in sorted(set(projects) - before.keys()):
            if not self._take_one(p):
                self._taken = before
                return False
        return True

    def years(self) -> tuple["pd.Series[int]", "pd.Series[int]"]:
        """Years of subgrade and surface on the projects' index, missing for what is not built."""
        subgrade = {p: self._years[t] for p, (t, _) in self._taken.items() if not self._accepted[p]}
        surface = {p: self._years[t] for p, (_, t) in self._taken.items()}
        at_subgrade, at_surface = (
            pd.Series(year, dtype="Int64").reindex(list(self._accepted))
            for year in (subgrade, surface)
        )
        return at_subgrade, at_surface

    def _take_one(self, project: str) -> bool:
        """Take one in the first year in which it may be built and can be paid."""
        before = self._taken
        lag = 0 if self._accepted[project] else self._lag_years
        for t in range(len(self._years) - lag):
            if not any(t <= quiet <= t + lag for quiet in self._quiet_years.get(project, ())):
                self._taken = before | {project: (t, t + lag)}
                if self._can_be_paid():
                    return True
        self._taken = before
        return False

    def _can_be_paid(self) -> bool:
        """Whether the funds can pay all that is taken."""
        rows = [
            (p, stage, self._years[t], self._cost_yuan[p, stage])
            for p, both in self._taken.items()
            for stage, t in zip(("subgrade", "surface"), both, strict=True)
            if (p, stage) in self._cost_yuan
        ]
        due = pd.DataFrame(rows, columns=["project_id", "component", "year", "cost_yuan"])
        cost_yuan = due["cost_yuan"].sum()
        if cost_yuan > self._purse["for_roads_yuan"].sum():
            return False
        return payable_yuan(due, self._offers, self._purse) >= cost_yuan


def cheapest_ways(rooted: RootedNetwork, price: Mapping[Any, float]) -> dict[int, Way]:
    """Cheapest way from the root to each contracted node that can be reached.

    Parameters
    ----------
    rooted
        Network as the root sees it.
    price
        Of each project that may be used; 0 where it is built.

    Returns
    -------
    dict
        By contracted node, the nearest first.
    """
    arcs = rooted.arcs[rooted.arcs["project"].isin(price.keys())]
    at_hub = arcs["tail"].isin(rooted.hubs.keys()) | arcs["head"].isin(rooted.hubs.keys())
    whole = arcs["project"].map(price).astype(float)
    cost = whole.where(~at_hub, whole / 2) + LEAST_YUAN  # in by one arc, out by another
    best = arcs.assign(cost=cost).sort_values(["tail", "head", "cost"], kind="stable")
    best = best.drop_duplicates(["tail", "head"])
    ends, size = (best["tail"], best["head"]), (rooted.n_nodes, rooted.n_nodes)
    graph = csr_array((best["cost"], ends), shape=size)
    far, came_from = dijkstra(graph, indices=np.array(ROOT), return_predecessors=True)
    project = dict(zip(zip(*ends, strict=True), best["project"], strict=True))
    ways = {ROOT: Way([ROOT], frozenset())}
    for v in np.argsort(far, kind="stable")[1 : np.isfinite(far).sum()].tolist():
        u = int(came_from[v])
        ways[v] = Way([*ways[u].nodes, v], ways[u].projects | {project[u, v]})
    return ways


def prices_yuan(projects: pd.DataFrame, items: pd.DataFrame) -> dict[str, float]:
    """What is left to pay for each eligible project.

    Parameters
    ----------
    projects
        Index project; eligible.
    items
        kind, id, cost_yuan.
    """
    cost_yuan = items[items["kind"] == "project"].groupby("id")["cost_yuan"].sum()
    eligible = projects.index[projects["eligible"]]
    return {p: float(cost_yuan.get(p, 0.0)) for p in eligible}


def waiting_people(homes: pd.DataFrame, rooted: RootedNetwork) -> dict[int, float]:
    """People without an all-weather road today, by contracted node.

    Parameters
    ----------
    homes
        node, people.
    rooted
        Network as the root sees it.
    """
    waiting: dict[int, float] = {}
    for node, people in zip(homes["node"], homes["people"], strict=True):
        v = rooted.node_of.get(node, ROOT)
        if v != ROOT:
            waiting[v] = waiting.get(v, 0.0) + float(people)
    return waiting
