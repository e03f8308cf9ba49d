"""Which project in which year: the connection model over years and funds.

With x_pt, g_pt "surface, subgrade of project p done by the end of year t" and y, z of
``routing.paving`` once per year (B3-B6, payments F1-F3; docs/formulation.md, R):

x_pt >= x_p,t-1, g_pt >= g_p,t-1: done stays done                        (R1)
x_pt <= g_p,t-lag unless the subgrade is accepted                        (R2)
y_vt = 1 where v must be reached by the end of t                         (R3)
in order, each keeping the values before it:
maximise    sum_v W_v y_vT, people at the end of the batch               (R4)
maximise    sum_t<T sum_v W_v y_vt, people in the years before           (R5)
minimise    sum_p c_p x_pT + c_p g_pT, money                             (R6)
x_p = 1 by the end, or from its year on and not before, where locked in  (R7)
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.errors import InfeasibleError
from geoplan.programme.funds import WAN_PER_YUAN, pay_by_funds
from geoplan.programme.stages import (
    Locks,
    Stage,
    add_stage,
    check_found,
    check_locks,
    done_by_item,
    first_year,
    lock_in,
)
from geoplan.routing.paving import Connection, add_connection, cut, violated_sets
from geoplan.routing.rooted import ROOT, RootedNetwork, contract
from geoplan.solver import Answer, Values, solve


@dataclass(frozen=True)
class Roads:
    """Years of subgrade and surface of each project, and what was proven.

    ``objectives`` has one row per objective in their order (access, earlier, cost): value, bound,
    gap, status, unit; access counts people newly connected. The bound of a later objective holds
    for the values of the earlier ones.
    """

    subgrade_year: pd.Series
    surface_year: pd.Series
    objectives: pd.DataFrame


class Aim(NamedTuple):
    """One objective: what is maximised in the model, and ``scale`` times it for people to read."""

    name: str
    expression: pulp.LpAffineExpression
    unit: str
    scale: float = 1.0


def schedule_roads(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    items: pd.DataFrame,
    people: "pd.Series[float]",
    *,
    roots: Iterable[int],
    must_reach: Mapping[int, int],
    locked_in: Mapping[str, int | None],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    gap: float = 1e-4,
    node_limit: int | None = None,
) -> Roads | None:
    """Programme of roads that joins most people to the paved network by the end of the batch.

    Parameters
    ----------
    links
        u, v, hardened, project (missing: not a candidate).
    projects
        Index project; eligible, subgrade_accepted.
    items, funds, ceilings_yuan
        What subgrades and surfaces cost (accepted ones nothing), and the fund table (see
        ``programme.funds``).
    people
        Index node: people who live there and stay.
    roots
        Nodes of the paved network.
    must_reach
        Node -> position of the year by whose end it must be joined to the paved network.
    locked_in
        Project -> position of the year in which its surface must be built, None for any.
    lag_years
        Years between subgrade and surface; 0: both in one year.
    gap, node_limit
        When each search stops.

    Returns
    -------
    Roads or None
        Years are missing for what is not built. None: proven that ``must_reach`` is out of reach.

    Raises
    ------
    InfeasibleError
        Locks cannot be kept even without ``must_reach``, no candidate road leads to one of its
        nodes, or the search was stopped before it found a programme.
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    rooted = contract(_usable(links, projects), roots)
    state = partial(_state, projects["subgrade_accepted"], items, funds, ceilings_yuan, lag_years)
    problem, x, g, spent = state(sorted(set(rooted.arcs["project"])), locked_in)
    required = _required(must_reach, rooted)
    head_count = _people_by_node(people, rooted)
    connections = _connect(problem, rooted, x, {*head_count, *required}, len(years))
    _reach(problem, connections, required)
    aims = _aims([_people_connected(year, head_count) for year in connections], spent)
    found = _solve_in_order(problem, aims, partial(_cuts, rooted, connections), gap, node_limit)
    if found is None:
        locks = {("road", p): t for p, t in locked_in.items()}
        check_locks(locks, years, lambda some: _is_possible(state, some, node_limit))
        return None
    values, objectives = found
    return Roads(
        first_year(g, values, projects.index, years),
        first_year(x, values, projects.index, years),
        objectives,
    )


def can_be_reached(
    links: pd.DataFrame, projects: pd.DataFrame, nodes: "pd.Series[int]", roots: Iterable[int]
) -> "pd.Series[bool]":
    """Whether all eligible projects together would join each node to the paved network.

    Parameters
    ----------
    links, projects, roots
        As in ``schedule_roads``.
    nodes
        Node of each thing; the answer is on its index.
    """
    rooted = contract(_usable(links, projects), roots)
    return nodes.map(rooted.node_of).isin(_joinable(rooted))


def _usable(links: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Links that are hardened or may be."""
    return links[links["hardened"] | links["project"].map(projects["eligible"]).fillna(False)]


def _state(
    accepted: "pd.Series[bool]",
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    wanted: list[str],
    locks: Locks,
) -> tuple[pulp.LpProblem, Stage, Stage, pulp.LpAffineExpression]:
    """Stages and payments of some projects: the problem, x, g, and money by the end [万元]."""
    n_years = ceilings_yuan.shape[1]
    problem = pulp.LpProblem("roads", pulp.LpMaximize)
    x, g = (add_stage(problem, name, wanted, n_years) for name in ("x", "g"))  # (R1)
    _subgrade_first(problem, x, g, accepted, lag_years)
    lock_in(problem, x, locks, n_years)  # (R7)
    paid = items[items["id"].isin(wanted)]
    done = done_by_item(paid, "component", {"subgrade": g, "surface": x}, n_years)
    pay_by_funds(problem, paid, done, funds, ceilings_yuan)
    cost: dict[Any, float] = paid["cost_yuan"].to_dict()
    spent = pulp.lpSum(WAN_PER_YUAN * cost[i] * done[i, n_years - 1] for i in paid.index)
    return problem, x, g, spent


def _is_possible(
    state: Callable[[list[str], Locks], tuple[pulp.LpProblem, Stage, Stage, Any]],
    locks: Locks,
    node_limit: int | None,
) -> bool:
    """Whether the locked projects alone can be built and paid, as far as is known."""
    wanted = {p: t for (_, p), t in locks.items()}
    problem, _, _, spent = state(sorted(wanted), wanted)
    problem.setObjective(-spent)
    return solve(problem, node_limit=node_limit).status != "infeasible"


def _subgrade_first(
    problem: pulp.LpProblem,
    x: Stage,
    g: Stage,
    accepted: "pd.Series[bool]",
    lag_years: int,
) -> None:
    """The surface follows its subgrade by the lag: x_pt <= g_p,t-lag  (R2)."""
    for p, t in x:
        if accepted[p]:
            problem += g[p, t] == 0, f"accepted_{g[p, t].name}"
        else:
            before = g[p, t - lag_years] if t >= lag_years else 0
            problem += x[p, t] <= before, f"after_subgrade_{x[p, t].name}"  # (R2)


def _connect(
    problem: pulp.LpProblem, rooted: RootedNetwork, x: Stage, nodes: set[int], n_years: int
) -> list[Connection]:
    """Variables y, z and rows B3-B5 of every year."""
    wanted = sorted(set(rooted.arcs["project"]))
    return [
        add_connection(problem, rooted, {p: x[p, t] for p in wanted}, nodes, suffix=f"_{t}")
        for t in range(n_years)
    ]


def _cuts(
    rooted: RootedNetwork, years: list[Connection], values: Values
) -> list[pulp.LpConstraint]:
    """Rows B6 that these values break in some year, for every year."""
    broken = {cut_off for year in years for cut_off in violated_sets(rooted, year, values)}
    ordered = sorted(broken, key=lambda pair: (pair[0], sorted(pair[1])))
    return [cut(rooted, year, v, inside) for v, inside in ordered for year in years]


def _people_by_node(people: "pd.Series[float]", rooted: RootedNetwork) -> dict[int, float]:
    """People on each contracted node off the root."""
    head_count: dict[int, float] = {}
    for v, count in people.items():
        node = rooted.node_of.get(v, ROOT)
        if node != ROOT:
            head_count[node] = head_count.get(node, 0.0) + float(count)
    return head_count


def _joinable(rooted: RootedNetwork) -> set[int]:
    """Contracted nodes that some way from the root leads to."""
    return {ROOT, *rooted.arcs["head"]}


def _required(must_reach: Mapping[int, int], rooted: RootedNetwork) -> dict[int, int]:
    """Contracted nodes off the root that must be joined, with the earliest year asked of each."""
    joinable = _joinable(rooted)
    required: dict[int, int] = {}
    for v, t in must_reach.items():
        node = rooted.node_of.get(v)
        if node not in joinable:
            raise InfeasibleError(
                f"没有路可修到安置点 no candidate road reaches the site at node {v}"
            )
        if node != ROOT:
            required[node] = min(t, required.get(node, t))
    return required


def _reach(problem: pulp.LpProblem, years: list[Connection], required: Mapping[int, int]) -> None:
    """Nodes that must be joined by the end of a year: y_vt = 1  (R3)."""
    for v, t in required.items():
        problem += years[t].y[v] == 1, f"reach_{v}_{t}"


def _people_connected(
    connection: Connection, head_count: Mapping[int, float]
) -> pulp.LpAffineExpression:
    """People joined to the paved network by the end of a year: sum_v W_v y_vt  (R4, R5)."""
    return pulp.lpSum(
        count * connection.y[v] for v, count in head_count.items() if v in connection.y
    )


def _aims(people: list[pulp.LpAffineExpression], spent: pulp.LpAffineExpression) -> list[Aim]:
    """What is maximised, in order: people at the end, people in the years before, less money."""
    return [
        Aim("access", people[-1], "people"),  # (R4)
        Aim("earlier", pulp.lpSum(people[:-1]), "person-years"),  # (R5)
        Aim("cost", -spent, "yuan", -1 / WAN_PER_YUAN),  # (R6)
    ]


def _solve_in_order(
    problem: pulp.LpProblem,
    aims: Iterable[Aim],
    separate: Callable[[Values], list[pulp.LpConstraint]],
    gap: float,
    node_limit: int | None,
) -> tuple[Values, pd.DataFrame] | None:
    """Maximise the aims in their order, each keeping what the earlier ones reached.

    A later search that finds nothing leaves the programme before it. None: no programme at all.
    """
    rows: dict[str, dict[str, Any]] = {}
    values: Values = {}
    for aim in aims:
        problem.setObjective(aim.expression + 0)
        found = solve(problem, gap=gap, node_limit=node_limit, separate=separate, start=values)
        if not rows:
            check_found(found)
            if found.status == "infeasible":
                return None
        values = found.by_name or values
        value = _value(aim.expression, values)
        rows[aim.name] = _row(aim, value, found)
        slack = 1e-6 * max(1.0, abs(value))
        problem += aim.expression >= value - slack, f"keep_{aim.name}"
    return values, pd.DataFrame.from_dict(rows, orient="index")


def _value(expression: pulp.LpAffineExpression, values: Values) -> float:
    """Value of a linear expression."""
    return math.fsum([expression.constant, *(c * values[v.name] for v, c in expression.items())])


def _row(aim: Aim, value: float, found: Answer) -> dict[str, Any]:
    """What an aim reached and what its search proved: nothing found, nothing called optimal."""
    gap = abs(found.bound - value) / max(abs(value), 1.0)
    return {
        "value": aim.scale * value + 0.0,  # no -0
        "bound": aim.scale * found.bound + 0.0,
        "gap": math.inf if math.isnan(gap) else gap,
        "status": "optimal" if found.status == "optimal" else "feasible",
        "unit": aim.unit,
    }
