"""The allocation model: which group of households moves to which site.

Whole groups, sites of limited capacity that cost something to open (docs/formulation.md, C):

minimise    sum_gj c_gj m_gj + sum_j F_j o_j + M sum_g h_g q_g   (C1)
subject to  sum_j m_gj + q_g = 1, every group g                  (C2)
            m_gj <= o_j, every pair allowed                      (C3)
            sum_g h_g m_gj <= C_j o_j, every site j              (C4)
            q_g = 0, every group g that is locked in             (C5)

m_gj: group g moves to site j; o_j: site j opens; q_g: group g stays unplaced. M outweighs every
cost; instead of a large number, the least unplaced demand is found first and kept from then on.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pulp
from numpy.typing import NDArray

from geoplan.errors import InfeasibleError, LayerError
from geoplan.solver import solve

EPSILON = 1e-9  # relative; below it two amounts are the same


@dataclass(frozen=True)
class Solution:
    """Who moves where and which sites open.

    ``assigned`` is on the groups' index, NA where unplaced; ``opened`` on the sites' index, True
    where a group moves in. ``objective`` is the cost, ``bound`` the proven least, both given the
    least unplaced demand; ``optimal`` only if that least is proven, too.
    """

    assigned: pd.Series
    opened: pd.Series
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]


@dataclass(frozen=True)
class Allocation:
    """Variables by position: ``m`` of group and site, ``o`` of site, ``q`` of group."""

    m: dict[tuple[int, int], pulp.LpVariable]
    o: list[pulp.LpVariable]
    q: list[pulp.LpVariable]


def allocate(
    cost: pd.DataFrame,
    demand: pd.Series,
    capacity: pd.Series,
    opening_cost: pd.Series,
    *,
    locked_in: Collection[str] = (),
    gap: float = 1e-6,
    node_limit: int | None = None,
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
    locked_in
        Groups that must have a site, whoever else then has none.
    gap
        Stop when |bound - objective| / max(|objective|, 1) is no larger.
    node_limit
        Branching nodes of each of the two searches.

    Returns
    -------
    Solution
        Always a plan; at worst everybody who is not locked in stays unplaced.

    Raises
    ------
    LayerError
        If a label repeats, or an amount is unknown or negative.
    InfeasibleError
        No room for all groups that are locked in.
    """
    h = _amounts("demand", demand, cost.index)
    C = _amounts("capacity", capacity, cost.columns)
    F = _amounts("opening_cost", opening_cost, cost.columns)
    c = cost.to_numpy(dtype=float)
    problem = pulp.LpProblem("allocate", pulp.LpMinimize)
    allocation = _choose(problem, np.isfinite(c) & (h[:, None] <= C * (1 + EPSILON)))
    _place_or_leave(problem, allocation)
    _place(problem, [allocation.q[g] for g in np.flatnonzero(cost.index.isin(list(locked_in)))])
    _open_before_moving(problem, allocation)
    _limit_capacity(problem, allocation, h, C)

    unplaced = pulp.lpSum(h[g] * q for g, q in enumerate(allocation.q))
    spent = pulp.lpSum(c[pair] * m for pair, m in allocation.m.items())
    spent += pulp.lpSum(F[j] * o for j, o in enumerate(allocation.o))
    nobody_moves = {q.name: 1.0 for q in allocation.q}
    problem.setObjective(unplaced)  # (C1), the part that outweighs
    fewest = solve(problem, gap=EPSILON, node_limit=node_limit, start=nobody_moves)
    if locked_in and not fewest.by_name:
        raise InfeasibleError(
            "容量不够或路来不及，下列小组无法都安置 no room, or no road in time, at the sites within reach "
            f"for all groups locked in: {', '.join(map(str, locked_in))}"
        )
    start = fewest.by_name or nobody_moves
    left = math.fsum(h[g] * start[q.name] for g, q in enumerate(allocation.q))
    problem += unplaced <= left, "place_as_many"
    problem.setObjective(spent)  # (C1), the cost
    cheapest = solve(problem, gap=gap, node_limit=node_limit, start=start)
    site_of = _site_of(allocation, cheapest.by_name or start)
    return _solution(cost, F, site_of, cheapest.bound, gap if fewest.status == "optimal" else -1)


def _amounts(name: str, amounts: pd.Series, labels: pd.Index) -> NDArray[np.float64]:
    """Amounts in the order of the labels, checked."""
    if labels.has_duplicates or amounts.index.has_duplicates:
        raise LayerError(f"{name}: a label repeats. Give each group and each site its own.")
    values = amounts.reindex(labels)
    wrong = labels[~(values >= 0)]
    if len(wrong):
        raise LayerError(f"{name}: unknown or negative for {list(wrong[:5])}.")
    return values.to_numpy(dtype=float)


def _choose(problem: pulp.LpProblem, is_allowed: NDArray[np.bool_]) -> Allocation:
    """Yes or no: each pair allowed, each site, each group that stays unplaced."""
    n_groups, n_sites = is_allowed.shape
    pairs = [(int(g), int(j)) for g, j in np.argwhere(is_allowed)]
    return Allocation(
        m={(g, j): problem.add_variable(f"m_{g}_{j}", cat=pulp.LpBinary) for g, j in pairs},
        o=[problem.add_variable(f"o_{j}", cat=pulp.LpBinary) for j in range(n_sites)],
        q=[problem.add_variable(f"q_{g}", cat=pulp.LpBinary) for g in range(n_groups)],
    )


def _place_or_leave(problem: pulp.LpProblem, allocation: Allocation) -> None:
    """Each group has one site or stays unplaced: sum_j m_gj + q_g = 1  (C2)."""
    moves: list[list[pulp.LpVariable]] = [[] for _ in allocation.q]
    for (g, _), m in allocation.m.items():
        moves[g].append(m)
    for g, q in enumerate(allocation.q):
        problem += pulp.lpSum(moves[g]) + q == 1, f"place_{g}"


def _place(problem: pulp.LpProblem, unplaced: list[pulp.LpVariable]) -> None:
    """What is locked in does not stay unplaced: q_g = 0  (C5)."""
    for q in unplaced:
        problem += q == 0, f"locked_{q.name}"


def _open_before_moving(problem: pulp.LpProblem, allocation: Allocation) -> None:
    """Nobody moves to a closed site: m_gj <= o_j  (C3)."""
    for (g, j), m in allocation.m.items():
        problem += m <= allocation.o[j], f"open_{g}_{j}"


def _limit_capacity(
    problem: pulp.LpProblem,
    allocation: Allocation,
    h: NDArray[np.float64],
    C: NDArray[np.float64],
) -> None:
    """No site takes more than it holds: sum_g h_g m_gj <= C_j o_j  (C4)."""
    taken: list[list[pulp.LpAffineExpression]] = [[] for _ in allocation.o]
    for (g, j), m in allocation.m.items():
        taken[j].append(h[g] * m)
    for j, o in enumerate(allocation.o):
        problem += pulp.lpSum(taken[j]) <= C[j] * o, f"hold_{j}"


def _site_of(allocation: Allocation, values: Mapping[str, float]) -> dict[int, int]:
    """Site of each group that moves."""
    return {g: j for (g, j), m in allocation.m.items() if values.get(m.name, 0) > 0.5}


def _solution(
    cost: pd.DataFrame, F: NDArray[np.float64], site_of: dict[int, int], bound: float, gap: float
) -> Solution:
    """The plan on the tables it was asked for; nothing is proven within a negative gap."""
    sites = [cost.columns[site_of[g]] if g in site_of else pd.NA for g in range(len(cost.index))]
    opened = np.isin(np.arange(len(cost.columns)), list(site_of.values()))
    c = cost.to_numpy(dtype=float)
    objective = math.fsum([*(c[pair] for pair in site_of.items()), *F[opened]])
    bound = min(bound, objective)
    proven = (objective - bound) / max(abs(objective), 1.0)
    return Solution(
        pd.Series(sites, index=cost.index, dtype=object, name="assigned"),
        pd.Series(opened, index=cost.columns, dtype=bool, name="opened"),
        objective,
        bound,
        proven,
        "optimal" if proven <= gap + EPSILON else "feasible",
    )
