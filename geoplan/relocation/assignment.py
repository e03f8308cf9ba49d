"""Allocation: which group of households moves to which site (docs/formulation.md, C).

The model is in ``allocation_model``. A small one is solved exactly, in two searches: the least
unplaced demand, then the least cost with no more than that. A large one is searched
(``site_search``): its bound comes from prices, its plan from exchanges and exact regions.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import pulp

from geoplan.errors import InfeasibleError, LayerError
from geoplan.relocation.allocation_model import (
    EPSILON,
    Allocation,
    Case,
    Floats,
    Ints,
    left_out,
    site_of,
    spending,
    state,
    values_of,
)
from geoplan.relocation.limited_search import Limits, best_of, search_within
from geoplan.relocation.site_search import Found, plan_cost, search_sites
from geoplan.solver import solve

SMALL = 4000
"""Pairs of a group and a site that are solved exactly, at most."""


class Amounts(NamedTuple):
    """Something that adds up over a plan like a cost: by group and site, site, village and site.

    The tables have the labels and, of ``cost``, the missing pairs of the problem.
    """

    cost: pd.DataFrame
    opening_cost: pd.Series
    cohesion_cost: float | pd.Series


@dataclass(frozen=True)
class Solution:
    """Who moves where and which sites open.

    ``assigned`` is on the groups' index, NA where unplaced; ``opened`` on the sites' index, True
    where a group moves in. ``objective`` is the cost; ``bound`` is proven: no plan that leaves as
    little demand unplaced costs less. ``optimal`` only if that demand is proven least, too.
    ``amounts`` is what the limited amounts come to, in their order.
    """

    assigned: pd.Series
    opened: pd.Series
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]
    amounts: tuple[float, ...] = ()


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
    limits: Sequence[tuple[Amounts, float]] = (),
    known: Sequence[pd.Series] = (),
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
    limits
        Other amounts, and the most that each may come to; infinite: it is only told.
    known
        Plans to begin with, as the site of each group (NA: unplaced); they keep the rules, but
        perhaps not the limits.
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
        No room for all groups that are locked in, within the limits.
    """
    state_case = partial(_case, demand, capacity, fewest, village, weight)
    case = state_case(Amounts(cost, opening_cost, cohesion_cost))
    told = [state_case(amounts) for amounts, _ in limits]
    tight = [
        (one, most) for one, (_, most) in zip(told, limits, strict=True) if math.isfinite(most)
    ]
    locked = np.flatnonzero(cost.index.isin(list(locked_in)))
    plans = [_positions(plan.reindex(cost.index), cost.columns) for plan in known]
    found = None
    if np.isfinite(case.cost).sum() > SMALL:
        search = partial(
            search_sites, locked=locked, gap=gap, node_limit=node_limit, regions=regions
        )
        found = search_within(case, tight, plans, gap, search)
    if found is None or (found.site[locked] < 0).any():
        found = _search_all(case, locked, tight, plans, gap, node_limit)
    if found is None:
        raise InfeasibleError(
            "容量不够或路来不及，下列小组无法都安置 no room, or no road in time, at the sites within reach "
            f"for all groups locked in: {', '.join(map(str, locked_in))}"
        )
    return _solution(cost, case, told, found, gap)


def _case(
    demand: pd.Series,
    capacity: pd.Series,
    fewest: pd.Series | None,
    village: pd.Series | None,
    weight: pd.Series | None,
    amounts: Amounts,
) -> Case:
    """The tables by position, checked; only pairs that fit."""
    cost, opening_cost, cohesion_cost = amounts
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


def _positions(sites: pd.Series, labels: pd.Index) -> Ints:
    """Site of each group by position, -1 where it is unplaced."""
    return np.asarray(labels.get_indexer(pd.Index(sites)))


def _search_all(
    case: Case,
    locked: Ints,
    limits: Limits,
    known: Sequence[Ints],
    gap: float,
    node_limit: int | None,
) -> Found | None:
    """The exact model of everything; None if what is locked in finds no room."""
    problem = pulp.LpProblem("allocate", pulp.LpMinimize)
    cohesion_cost = sum((amounts.cohesion_cost for amounts, _ in limits), case.cohesion_cost)
    allocation = state(problem, case._replace(cohesion_cost=cohesion_cost), locked=list(locked))
    for k, (amounts, most) in enumerate(limits):
        unit = most or 1.0
        problem += spending(allocation, amounts) / unit <= most / unit, f"limit_{k}"  # (C11)
    unplaced = left_out(allocation, case.weight)
    problem.setObjective(unplaced)  # (C1), the part that outweighs
    plan = best_of(case, limits, known)
    nobody_moves = np.full(len(case.demand), -1)
    given = _values(problem, allocation, case, nobody_moves if plan is None else plan)
    fewest = solve(problem, gap=EPSILON, node_limit=node_limit, start=given)
    if len(locked) and not fewest.by_name:
        return None
    start = fewest.by_name or given
    left = math.fsum(w * start[q.name] for w, q in zip(case.weight, allocation.q, strict=True))
    problem += unplaced <= left, "place_as_many"
    problem.setObjective(spending(allocation, case))  # (C1), the cost
    cheapest = solve(problem, gap=gap, node_limit=node_limit, start=start)
    site = np.full(len(case.demand), -1)
    for g, j in site_of(allocation, cheapest.by_name or start).items():
        site[g] = j
    return Found(site, cheapest.bound, fewest.status == "optimal")


def _values(
    problem: pulp.LpProblem, allocation: Allocation, case: Case, site: Ints
) -> dict[str, float]:
    """Values of all variables for a plan."""
    share = (site[:, None] == np.arange(len(case.capacity))).astype(float)
    return values_of(problem, allocation, case, share, 1.0 - share.sum(axis=1))


def _solution(
    cost: pd.DataFrame, case: Case, limited: Sequence[Case], found: Found, gap: float
) -> Solution:
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
        tuple(plan_cost(amounts, found.site) for amounts in limited),
    )
