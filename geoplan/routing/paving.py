"""The connection model: which links to pave so that most people get a hardened way to a root.

A place counts only when its *whole* way to the paved network is hardened: half a road helps
nobody. A rooted, budgeted arborescence with directed cuts (docs/formulation.md, B):

maximise    sum_v W_v y_v                                                (B1)
subject to  sum_p c_p x_p <= B                                           (B2)
            sum of z_a over arcs a into v = y_v, every node v            (B3)
            z_uv + z_vu <= y_u, every arc uv, u not the root             (B4)
            z_uv + z_vu <= x_p, link uv of project p                     (B5)
            y_v <= sum of z_a over arcs a into S, v in S, root not in S  (B6)

x_p: project p is built (a project in several pieces has one x); y_v: node v is connected; z_uv:
the way to v enters it from u. Where a piece of a project has several links it is one node h, its
hub, and (B5) is y_h <= x_p. (B6) is found while solving. The pieces are public: a programme over
years states them once per year.
"""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
import pulp
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from geoplan.errors import LayerError
from geoplan.routing.rooted import (
    ROOT,
    RootedNetwork,
    contract,
    is_hardened,
    project_of,
    reached,
)
from geoplan.solver import solve

FLOW_UNIT = 1e-6  # capacities of the maximum flow are whole multiples of it
TOLERANCE = 1e-4  # a cut broken by less is not added
COST_UNITS = 1e4  # the dearest project in the model: a budget kept to 1e-6 is kept to 1e-10 of it
SAME = 1e-9  # relative; below it two amounts are the same


@dataclass(frozen=True)
class Solution:
    """Which links to pave and who is then connected.

    ``selected`` is on the links' index, False where already hardened; ``connected`` is on the
    people's index: joined to a root by hardened and selected links. ``objective`` counts the
    people newly connected, ``bound`` is the proven most. NaN where infeasible.
    """

    selected: pd.Series
    connected: pd.Series
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True)
class Connection:
    """Variables of one network in one year, their names ending in ``suffix``.

    ``y`` by contracted node, without the root; ``z`` in the order of the arcs. (B6) is kept for
    ``targets``, nodes that `y` has.
    """

    y: Mapping[int, pulp.LpVariable]
    z: list[pulp.LpVariable]
    targets: list[int]
    suffix: str


def connect(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
    gap: float = 1e-4,
) -> Solution:
    """Links to pave within a budget so that most people are connected to a root.

    Parameters
    ----------
    links
        Columns ``u``, ``v`` (nodes), the cost and, where there are any, ``project`` (links paved
        together; a link without one is a project of its own) and ``hardened`` (costs nothing).
    people
        People by node; unknown counts as nobody.
    roots
        Nodes that need no connection, nor does what is hardened with them.
    budget
        Most to spend, in the unit of the cost.
    cost
        Column of ``links``; a project costs the sum of its links.
    locked_in, locked_out
        Projects that must and must not be built; links where there is no column ``project``.
    gap
        Stop when |bound - objective| / max(|objective|, 1) is no larger.

    Returns
    -------
    Solution
        Of equal plans the cheapest, without useless projects. Infeasible only if the projects
        locked in exceed the budget, or one is locked in and out.

    Raises
    ------
    LayerError
        If links share a label, a cost is unknown or negative, people are negative, or a lock
        names no project.
    """
    _check(links, people, cost)
    rooted = contract(links, roots)
    costs = _project_costs(links, cost)
    kept, barred = _named(locked_in, costs), _named(locked_out, costs)
    left = budget - math.fsum(costs[p] for p in kept)
    if kept & barred or left < -SAME * abs(budget):
        return _solution(links, people, rooted, built=set(), found=(math.nan, math.nan), gap=gap)
    weights = _weights(people, rooted)
    fixed = {**dict.fromkeys(kept, 1), **dict.fromkeys(barred, 0)}
    free = {p: costs[p] for p in dict.fromkeys(rooted.arcs["project"]) if p not in fixed}
    built, bound = _most_connected(rooted, weights, free, fixed, max(left, 0.0), gap)
    built = _drop_useless(rooted, weights, built, free)
    objective = _count(weights, reached(rooted, built))
    return _solution(links, people, rooted, built, (objective, max(bound, objective)), gap)


def _check(links: pd.DataFrame, people: pd.Series, cost: str) -> None:
    """Refuse what would be planned wrongly in silence."""
    asked = links.loc[~is_hardened(links), cost]
    faults = {
        "links share a label": links.index[links.index.duplicated()],
        f"links: {cost} unknown or negative": asked.index[~(asked >= 0)],
        "people are negative": people.index[people < 0],
    }
    told = [f"{fault}: {labels[:5].to_list()}" for fault, labels in faults.items() if len(labels)]
    if told:
        raise LayerError("; ".join(told))


def _project_costs(links: pd.DataFrame, cost: str) -> dict[Hashable, float]:
    """Cost of each project: the sum of its links not yet hardened."""
    parts: dict[Hashable, list[float]] = {}
    asked = links[cost].where(~is_hardened(links), 0.0).tolist()
    for project, part in zip(project_of(links), asked, strict=True):
        parts.setdefault(project, []).append(part)
    return {project: math.fsum(costs) for project, costs in parts.items()}


def _named(locks: Iterable[Hashable], costs: Mapping[Hashable, float]) -> set[Hashable]:
    """Projects that locks name; a link without a project answers to its label."""
    named = {lock: lock if lock in costs else ("link", lock) for lock in locks}
    for lock, project in named.items():
        if project not in costs:
            raise LayerError(f"locked in or out, but no project is named {lock!r}")
    return set(named.values())


def _weights(people: pd.Series, rooted: RootedNetwork) -> dict[int, float]:
    """People by contracted node, off the root."""
    weights: dict[int, float] = {}
    for node, persons in zip(people.index, people.tolist(), strict=True):
        v = rooted.node_of.get(node, ROOT)
        if v != ROOT and persons > 0:
            weights[v] = weights.get(v, 0.0) + persons
    return weights


def _count(weights: Mapping[int, float], nodes: Collection[int]) -> float:
    """People on these nodes."""
    return math.fsum(weights[v] for v in nodes if v in weights)


def _drop_useless(
    rooted: RootedNetwork,
    weights: Mapping[int, float],
    built: set[Hashable],
    costs: Mapping[Hashable, float],
) -> set[Hashable]:
    """Leave out, the dearest first, each project that connects nobody."""
    n_people = _count(weights, reached(rooted, built))
    for project in sorted((p for p in costs if p in built), key=lambda p: -costs[p]):
        if _count(weights, reached(rooted, built - {project})) >= n_people:
            built = built - {project}
    return built


def _solution(
    links: pd.DataFrame,
    people: pd.Series,
    rooted: RootedNetwork,
    built: set[Hashable],
    found: tuple[float, float],
    gap: float,
) -> Solution:
    """The plan on the tables it was asked for."""
    paved = zip(project_of(links), is_hardened(links), strict=True)
    selected = [project in built and not hardened for project, hardened in paved]
    nodes = reached(rooted, built)
    connected = [rooted.node_of.get(node) in nodes for node in people.index]
    objective, bound = found
    proven_gap = abs(bound - objective) / max(abs(objective), 1.0)
    status: Literal["optimal", "feasible", "infeasible"] = "feasible"
    if math.isnan(objective):
        status = "infeasible"
    elif proven_gap <= gap + SAME:
        status = "optimal"
    return Solution(
        pd.Series(selected, index=links.index, dtype=bool, name="selected"),
        pd.Series(connected, index=people.index, dtype=bool, name="connected"),
        objective,
        bound,
        proven_gap,
        status,
    )


def _most_connected(
    rooted: RootedNetwork,
    weights: Mapping[int, float],
    costs: Mapping[Hashable, float],
    fixed: Mapping[Hashable, int],
    budget: float,
    gap: float,
) -> tuple[set[Hashable], float]:
    """Projects that connect most people, of equal plans the cheapest; the proven most."""
    problem = pulp.LpProblem("connect", pulp.LpMaximize)
    x = {p: problem.add_variable(f"x_{i}", cat=pulp.LpBinary) for i, p in enumerate(costs)}
    connection = add_connection(problem, rooted, {**x, **fixed}, weights)
    served = pulp.lpSum(weights[v] * connection.y[v] for v in connection.targets)
    unit = max(costs.values(), default=0.0) / COST_UNITS or 1.0
    spent = pulp.lpSum(costs[p] / unit * x[p] for p in x)
    separate = partial(violated_cuts, rooted, connection)
    problem += served  # (B1)
    problem += spent <= min(budget, math.fsum(costs.values())) / unit, "budget"  # (B2)
    answer = most = solve(problem, gap=gap, separate=separate)
    if most.by_name:
        problem.sense = pulp.LpMinimize
        problem.setObjective(spent)
        problem += served >= most.objective, "no_fewer"
        answer = solve(problem, gap=SAME, node_limit=1000, separate=separate, start=most.by_name)
    built = {p for p in x if answer.by_name.get(x[p].name, 0) > 0.5}
    return built | {p for p, value in fixed.items() if value}, most.bound


def add_connection(
    problem: pulp.LpProblem,
    rooted: RootedNetwork,
    built: Mapping[Hashable, Any],
    targets: Iterable[int],
    *,
    suffix: str = "",
) -> Connection:
    """Variables and equations (B3), (B4), (B5) of one network in one year.

    Parameters
    ----------
    problem
        Gets the rows.
    rooted
        The network.
    built
        By project of its arcs: 1 where hardened, 0 where not: a variable, an expression, a number.
    targets
        Contracted nodes whose connection counts: (B6) is kept for them.
    suffix
        Ends the names of variables and rows, so that every year has its own.
    """
    nodes = sorted(set(rooted.arcs["head"]))
    y = {v: problem.add_variable(f"y_{v}{suffix}", cat=pulp.LpBinary) for v in nodes}
    z = [problem.add_variable(f"z_{a}{suffix}", 0, 1) for a in rooted.arcs.index]
    connection = Connection(y, z, sorted(y.keys() & set(targets)), suffix)
    _enter_connected(problem, rooted, connection)
    _leave_connected(problem, rooted, connection)
    _follow_built(problem, rooted, connection, built)
    return connection


def _enter_connected(
    problem: pulp.LpProblem, rooted: RootedNetwork, connection: Connection
) -> None:
    """One way into each connected node: sum_{a into v} z_a = y_v  (B3)."""
    ways: dict[int, list[pulp.LpVariable]] = {v: [] for v in connection.y}
    for head, z in zip(rooted.arcs["head"], connection.z, strict=True):
        ways[head].append(z)
    for v, into in ways.items():
        problem += pulp.lpSum(into) == connection.y[v], f"enter_{v}{connection.suffix}"


def _leave_connected(
    problem: pulp.LpProblem, rooted: RootedNetwork, connection: Connection
) -> None:
    """A way leaves only connected nodes: z_uv + z_vu <= y_u, u not the root  (B4)."""
    both_ways = _both_ways(rooted, connection)
    for arc, (u, link) in enumerate(zip(rooted.arcs["tail"], rooted.arcs["link"], strict=True)):
        if u != ROOT:
            problem += both_ways[link] <= connection.y[u], f"leave_{arc}{connection.suffix}"


def _follow_built(
    problem: pulp.LpProblem,
    rooted: RootedNetwork,
    connection: Connection,
    built: Mapping[Hashable, Any],
) -> None:
    """Ways follow what is built: z_uv + z_vu <= x_p, and y_h <= x_p for a hub h of p  (B5)."""
    is_spoke = rooted.arcs[["tail", "head"]].isin(list(rooted.hubs)).any(axis=1)
    lone = rooted.arcs[~is_spoke]
    project_of_link = dict(zip(lone["link"], lone["project"], strict=True))
    both_ways = _both_ways(rooted, connection)
    for link, project in project_of_link.items():
        problem += both_ways[link] <= built[project], f"follow_{link}{connection.suffix}"
    for hub, project in rooted.hubs.items():
        problem += connection.y[hub] <= built[project], f"build_{hub}{connection.suffix}"


def _both_ways(rooted: RootedNetwork, connection: Connection) -> dict[int, pulp.LpAffineExpression]:
    """z_uv + z_vu by link."""
    ways: dict[int, list[pulp.LpVariable]] = {}
    for link, z in zip(rooted.arcs["link"], connection.z, strict=True):
        ways.setdefault(link, []).append(z)
    return {link: pulp.lpSum(both) for link, both in ways.items()}


def violated_cuts(
    rooted: RootedNetwork, connection: Connection, values: Mapping[str, float]
) -> list[pulp.LpConstraint]:
    """Rows (B6) that the values break, one per node set."""
    found = violated_sets(rooted, connection, values)
    return [cut(rooted, connection, v, inside) for v, inside in found]


def violated_sets(
    rooted: RootedNetwork, connection: Connection, values: Mapping[str, float]
) -> list[tuple[int, frozenset[int]]]:
    """Targets v and node sets S for which the values break (B6).

    A maximum flow from the root to v, with z as capacities, ends in a cut that carries less than
    y_v claims. Of the tightest cuts it is the nearest to v. Other targets inside are not asked
    again in this round.
    """
    tails, heads = rooted.arcs["tail"].to_numpy(), rooted.arcs["head"].to_numpy()
    z = np.array([values[arc.name] for arc in connection.z])
    y = {v: values[connection.y[v].name] for v in connection.targets}
    capacity = _capacity(tails, heads, z, rooted.n_nodes)
    violated: list[tuple[int, frozenset[int]]] = []
    settled: set[int] = set()
    for v in sorted(y, key=lambda v: (-y[v], v)):
        if v in settled or y[v] <= TOLERANCE:
            continue
        flow = maximum_flow(capacity, ROOT, v)
        if flow.flow_value * FLOW_UNIT >= y[v] - TOLERANCE:
            continue
        is_inside = _side_of(v, capacity - flow.flow)
        if z[is_inside[heads] & ~is_inside[tails]].sum() < y[v] - TOLERANCE:
            inside = frozenset(np.flatnonzero(is_inside).tolist())
            violated.append((v, inside))
            settled |= inside
    return violated


def _capacity(tails: NDArray[Any], heads: NDArray[Any], z: NDArray[Any], n_nodes: int) -> csr_array:
    """Whole-number capacities; one unit more each, so that of equal cuts the shortest is found."""
    units = np.rint(z / FLOW_UNIT).astype(np.int32) + 1
    return coo_array((units, (tails, heads)), shape=(n_nodes, n_nodes)).tocsr()


def _side_of(v: int, spare: csr_array) -> NDArray[np.bool_]:
    """Nodes that still reach v through spare capacity."""
    backwards = (spare > 0).T.tocsr()
    is_inside = np.zeros(spare.shape[0], dtype=bool)
    is_inside[breadth_first_order(backwards, v, return_predecessors=False)] = True
    return is_inside


def cut(
    rooted: RootedNetwork, connection: Connection, v: int, inside: Collection[int]
) -> pulp.LpConstraint:
    """What is connected is entered from outside: y_v <= sum_{a enters S} z_a, v in S  (B6)."""
    is_inside = set(inside)
    ends = zip(rooted.arcs["tail"], rooted.arcs["head"], connection.z, strict=True)
    entering = (z for tail, head, z in ends if head in is_inside and tail not in is_inside)
    return connection.y[v] - pulp.lpSum(entering) <= 0
