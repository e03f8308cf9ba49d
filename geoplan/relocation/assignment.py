"""Allocation: which group of households moves to which site (docs/formulation.md, C).

The model is in ``allocation_model``. A small one is solved exactly, in two searches: the least
unplaced demand, then the least cost with no more than that. A large one is searched
(``site_search``): its bound comes from prices, its plan from exchanges and exact regions.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pulp

from geoplan.errors import InfeasibleError, LayerError
from geoplan.relocation.allocation_model import (
    EPSILON,
    Case,
    Floats,
    Ints,
    left_out,
    site_of,
    spending,
    state,
)
from geoplan.relocation.site_search import Found, plan_cost, search_sites
from geoplan.solver import solve

SMALL = 4000
"""Pairs of a group and a site that are solved exactly, at most."""


@dataclass(frozen=True)
class Solution:
    """Who moves where and which sites open.

    ``assigned`` is on the groups' index, NA where unplaced; ``opened`` on the sites' index, True
    where a group moves in. ``objective`` is the cost; ``bound`` is proven: no plan that leaves as
    little demand unplaced costs less. ``optimal`` only if that demand is proven least, too.
    """

    assigned: pd.Series
    opened: pd.Series
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]


def allocate(
    cost: pd.DataFrame,
    demand: pd.Series,
    capacity: pd.Series,
    opening_cost: pd.Series,
    *,
    fewest: pd.Series | None = None,
    village: pd.Series | None = None,
    cohesion_cost: float | pd.Series = 0.0,
    weight: pd.Series | None = None,
    locked_in: Collection[str] = (),
    gap: float = 1e-6,
    node_limit: int | None = None,
    regions: int = 20,
) -> Solution:
    """Sites for whole groups: as little demand unplaced as possible, then at the least cost.

    Parameters
    ----------
    cost
        Groups x sites, of moving the whole group; NaN or infinite where it may not go.
    demand
        Households by group.
    capacity
        Households by site.
    opening_cost
        By site, in the unit of ``cost``.
    fewest
        Households by site: fewer do not open it. None: any number does.
    village
        By group; a group whose village is missing is one of its own.
    cohesion_cost
        For every site that some of a village move to, in the unit of ``cost``; one, or by site.
    weight
        By group, what its staying unplaced counts. None: its demand.
    locked_in
        Groups that must have a site, whoever else then has none.
    gap
        Stop when |bound - objective| / max(|objective|, 1) is no larger.
    node_limit
        Branching nodes of each search.
    regions
        Work on a problem of more than 4 000 pairs: how many times some sites that compete are
        searched for better.

    Returns
    -------
    Solution
        Always a plan; at worst everybody who is not locked in stays unplaced. Of a large problem
        the least unplaced demand is proven only if nobody stays who could go anywhere.

    Raises
    ------
    LayerError
        If a label repeats, or an amount is unknown or negative.
    InfeasibleError
        No room for all groups that are locked in.
    """
    case = _case(cost, demand, capacity, opening_cost, fewest, village, cohesion_cost, weight)
    locked = np.flatnonzero(cost.index.isin(list(locked_in)))
    found = None
    if np.isfinite(case.cost).sum() > SMALL:
        found = search_sites(case, locked, gap=gap, node_limit=node_limit, regions=regions)
    if found is None or (found.site[locked] < 0).any():
        found = _search_all(case, locked, gap, node_limit)
    if found is None:
        raise InfeasibleError(
            "容量不够或路来不及，下列小组无法都安置 no room, or no road in time, at the sites within reach "
            f"for all groups locked in: {', '.join(map(str, locked_in))}"
        )
    return _solution(cost, case, found, gap)


def _case(
    cost: pd.DataFrame,
    demand: pd.Series,
    capacity: pd.Series,
    opening_cost: pd.Series,
    fewest: pd.Series | None,
    village: pd.Series | None,
    cohesion_cost: float | pd.Series,
    weight: pd.Series | None,
) -> Case:
    """The tables by position, checked; only pairs that fit."""
    h = _amounts("demand", demand, cost.index)
    C = _amounts("capacity", capacity, cost.columns)
    F = _amounts("opening_cost", opening_cost, cost.columns)
    least = np.zeros(len(C)) if fewest is None else _amounts("fewest", fewest, cost.columns)
    w = h if weight is None else _amounts("weight", weight, cost.index)
    if not isinstance(cohesion_cost, pd.Series):
        cohesion_cost = pd.Series(cohesion_cost, index=cost.columns, dtype=float)
    rho = _amounts("cohesion_cost", cohesion_cost, cost.columns)
    c = cost.to_numpy(dtype=float)
    fits = np.isfinite(c) & (h[:, None] <= C * (1 + EPSILON))
    k = _villages(village, cost.index)
    return Case(np.where(fits, c, np.nan), h, C, least, F, k, rho, w)


def _amounts(name: str, amounts: pd.Series, labels: pd.Index) -> Floats:
    """Amounts in the order of the labels, checked."""
    if labels.has_duplicates or amounts.index.has_duplicates:
        raise LayerError(f"{name}: a label repeats. Give each group and each site its own.")
    values = amounts.reindex(labels)
    wrong = labels[~(values >= 0)]
    if len(wrong):
        raise LayerError(f"{name}: unknown or negative for {list(wrong[:5])}.")
    return values.to_numpy(dtype=float)


def _villages(village: pd.Series | None, groups: pd.Index) -> Ints:
    """Villages by position; a group without one has its own."""
    if village is None:
        return np.arange(len(groups))
    if village.index.has_duplicates:
        raise LayerError("village: a label repeats. Give each group its own.")
    codes = pd.factorize(village.reindex(groups))[0].astype(np.int64)
    own = codes < 0
    codes[own] = codes.max(initial=-1) + 1 + np.arange(own.sum())
    return codes


def _search_all(case: Case, locked: Ints, gap: float, node_limit: int | None) -> Found | None:
    """The exact model of everything; None if what is locked in finds no room."""
    problem = pulp.LpProblem("allocate", pulp.LpMinimize)
    allocation = state(problem, case, locked=list(locked))
    unplaced = left_out(allocation, case.weight)
    problem.setObjective(unplaced)  # (C1), the part that outweighs
    nobody_moves = {q.name: 1.0 for q in allocation.q}
    fewest = solve(problem, gap=EPSILON, node_limit=node_limit, start=nobody_moves)
    if len(locked) and not fewest.by_name:
        return None
    start = fewest.by_name or nobody_moves
    left = math.fsum(w * start[q.name] for w, q in zip(case.weight, allocation.q, strict=True))
    problem += unplaced <= left, "place_as_many"
    problem.setObjective(spending(allocation, case))  # (C1), the cost
    cheapest = solve(problem, gap=gap, node_limit=node_limit, start=start)
    site = np.full(len(case.demand), -1)
    for g, j in site_of(allocation, cheapest.by_name or start).items():
        site[g] = j
    return Found(site, cheapest.bound, fewest.status == "optimal")


def _solution(cost: pd.DataFrame, case: Case, found: Found, gap: float) -> Solution:
    """The plan on the tables it was asked for."""
    sites = [cost.columns[j] if j >= 0 else pd.NA for j in found.site]
    opened = np.isin(np.arange(len(cost.columns)), found.site)
    objective = plan_cost(case, found.site)
    bound = min(found.bound, objective)
    proven = (objective - bound) / max(abs(objective), 1.0)
    is_optimal = found.is_least and proven <= gap + EPSILON
    return Solution(
        pd.Series(sites, index=cost.index, dtype=object, name="assigned"),
        pd.Series(opened, index=cost.columns, dtype=bool, name="opened"),
        objective,
        bound,
        proven,
        "optimal" if is_optimal else "feasible",
    )
