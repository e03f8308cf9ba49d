"""The allocation model as rows: which group of households moves to which site.

Whole groups, sites of limited capacity that cost something to open, villages that would rather
stay together (docs/formulation.md, C):

minimise    sum_gj c_gj m_gj + sum_j F_j o_j + sum_kj rho_j u_kj + M sum_g w_g q_g   (C1)
subject to  sum_j m_gj + q_g = 1, every group g                                    (C2)
            m_gj <= o_j, every pair allowed                                        (C3)
            sum_g h_g m_gj <= C_j o_j, every site j                                (C4)
            q_g = 0, every group g that is locked in                               (C5)
            sum_g h_g m_gj >= f_j o_j, every site j                                (C6)
            m_gj <= u_kj <= o_j, every group g of village k                        (C7)

m_gj: group g moves to site j; o_j: site j opens; u_kj: somebody of village k moves to site j;
q_g: group g stays unplaced, which weighs w_g, its households unless told otherwise. M outweighs
every cost; h_g, C_j, f_j: households of a group, room at a site, the fewest that open it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import pulp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EPSILON = 1e-9  # relative; below it two amounts are the same


class Case(NamedTuple):
    """What is to be allocated; groups, sites and villages by position."""

    cost: Floats
    """Groups x sites, of moving the whole group; NaN where it may not go, or does not fit."""
    demand: Floats
    """By group."""
    capacity: Floats
    """By site."""
    fewest: Floats
    """By site, if it opens."""
    opening_cost: Floats
    """By site."""
    village: Ints
    """By group."""
    cohesion_cost: Floats
    """By site, for each village of which some move there."""
    weight: Floats
    """By group, of staying unplaced."""

    def part(self, groups: Ints, sites: Ints) -> Self:
        """Some groups, some sites."""
        return self._replace(
            cost=self.cost[np.ix_(groups, sites)],
            demand=self.demand[groups],
            capacity=self.capacity[sites],
            fewest=self.fewest[sites],
            opening_cost=self.opening_cost[sites],
            village=self.village[groups],
            cohesion_cost=self.cohesion_cost[sites],
            weight=self.weight[groups],
        )


@dataclass(frozen=True)
class Allocation:
    """Variables by position: of group and site, of site, of group, of village and site."""

    m: dict[tuple[int, int], pulp.LpVariable]
    o: list[pulp.LpVariable]
    q: list[pulp.LpVariable]
    u: dict[tuple[int, int], pulp.LpVariable]


def state(
    problem: pulp.LpProblem,
    case: Case,
    *,
    locked: Collection[int] = (),
    share: Floats | None = None,
) -> Allocation:
    """Variables and rows (C2) to (C7).

    ``share``: by group, how much of it there is to place; with it, groups may be divided.
    """
    allocation = _choose(problem, case, whole=share is None)
    _place_or_leave(problem, allocation, np.ones(len(case.demand)) if share is None else share)
    _place(problem, [allocation.q[g] for g in locked])
    _open_before_moving(problem, allocation)
    _limit_capacity(problem, allocation, case)
    _fill(problem, allocation, case)
    _keep_together(problem, allocation, case)
    return allocation


def spending(allocation: Allocation, case: Case) -> pulp.LpAffineExpression:
    """Cost of moves, sites and villages that part (C1)."""
    return pulp.lpSum(
        [case.cost[pair] * m for pair, m in allocation.m.items()]
        + [F * o for F, o in zip(case.opening_cost, allocation.o, strict=True)]
        + [case.cohesion_cost[j] * u for (_, j), u in allocation.u.items()]
    )


def left_out(allocation: Allocation, amounts: Floats) -> pulp.LpAffineExpression:
    """What stays unplaced, of amounts by group (C1)."""
    return pulp.lpSum(amount * q for amount, q in zip(amounts, allocation.q, strict=True))


def site_of(allocation: Allocation, values: Mapping[str, float]) -> dict[int, int]:
    """Site of each group that moves."""
    return {g: j for (g, j), m in allocation.m.items() if values.get(m.name, 0) > 0.5}


def values_of(
    problem: pulp.LpProblem, allocation: Allocation, case: Case, share: Floats, left: Floats
) -> dict[str, float]:
    """Value of every variable for a plan.

    ``share``: groups x sites, what of a group moves to a site; ``left``: by group, what of it
    stays unplaced.
    """
    values = {q.name: float(part) for q, part in zip(allocation.q, left, strict=True)}
    values |= {v.name: 0.0 for v in [*allocation.o, *allocation.u.values()]}
    for (g, j), m in allocation.m.items():
        values[m.name] = part = float(share[g, j])
        if part > 0:
            values[allocation.o[j].name] = 1.0
        if allocation.u:
            u = allocation.u[int(case.village[g]), j].name
            values[u] = max(values[u], part)
    return {v.name: values[v.name] for v in problem.variables()}


def _choose(problem: pulp.LpProblem, case: Case, *, whole: bool) -> Allocation:
    """Yes or no: each pair allowed, each site, each group that stays unplaced."""
    n_groups, n_sites = case.cost.shape
    pairs = [(int(g), int(j)) for g, j in np.argwhere(np.isfinite(case.cost))]
    part = pulp.LpBinary if whole else pulp.LpContinuous
    kept = sorted({(int(case.village[g]), j) for g, j in pairs}) if case.cohesion_cost.any() else []
    return Allocation(
        m={(g, j): problem.add_variable(f"m_{g}_{j}", 0, 1, part) for g, j in pairs},
        o=[problem.add_variable(f"o_{j}", cat=pulp.LpBinary) for j in range(n_sites)],
        q=[problem.add_variable(f"q_{g}", 0, 1, part) for g in range(n_groups)],
        u={(k, j): problem.add_variable(f"u_{k}_{j}", 0, 1) for k, j in kept},
    )


def _place_or_leave(problem: pulp.LpProblem, allocation: Allocation, share: Floats) -> None:
    """Each group has one site or stays unplaced: sum_j m_gj + q_g = 1  (C2)."""
    moves: list[list[pulp.LpVariable]] = [[] for _ in allocation.q]
    for (g, _), m in allocation.m.items():
        moves[g].append(m)
    for g, q in enumerate(allocation.q):
        problem += pulp.lpSum(moves[g]) + q == share[g], f"place_{g}"


def _place(problem: pulp.LpProblem, unplaced: list[pulp.LpVariable]) -> None:
    """What is locked in does not stay unplaced: q_g = 0  (C5)."""
    for q in unplaced:
        problem += q == 0, f"locked_{q.name}"


def _open_before_moving(problem: pulp.LpProblem, allocation: Allocation) -> None:
    """Nobody moves to a closed site: m_gj <= o_j  (C3); with villages it follows from (C7)."""
    if not allocation.u:
        for (g, j), m in allocation.m.items():
            problem += m <= allocation.o[j], f"open_{g}_{j}"


def _limit_capacity(problem: pulp.LpProblem, allocation: Allocation, case: Case) -> None:
    """No site takes more than it holds: sum_g h_g m_gj <= C_j o_j  (C4)."""
    for j, taken in enumerate(_taken(allocation, case)):
        problem += pulp.lpSum(taken) <= case.capacity[j] * allocation.o[j], f"hold_{j}"


def _fill(problem: pulp.LpProblem, allocation: Allocation, case: Case) -> None:
    """No site opens for too few: sum_g h_g m_gj >= f_j o_j  (C6)."""
    for j, taken in enumerate(_taken(allocation, case)):
        if case.fewest[j] > 0:
            problem += pulp.lpSum(taken) >= case.fewest[j] * allocation.o[j], f"fill_{j}"


def _taken(allocation: Allocation, case: Case) -> list[list[pulp.LpAffineExpression]]:
    """Households that move, by site."""
    taken: list[list[pulp.LpAffineExpression]] = [[] for _ in allocation.o]
    for (g, j), m in allocation.m.items():
        taken[j].append(case.demand[g] * m)
    return taken


def _keep_together(problem: pulp.LpProblem, allocation: Allocation, case: Case) -> None:
    """A village pays for every site it moves to: m_gj <= u_kj <= o_j  (C7)."""
    if not allocation.u:
        return
    for (g, j), m in allocation.m.items():
        problem += m <= allocation.u[int(case.village[g]), j], f"together_{g}_{j}"
    for (k, j), u in allocation.u.items():
        problem += u <= allocation.o[j], f"village_{k}_{j}"
