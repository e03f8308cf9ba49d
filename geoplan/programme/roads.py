"""Which project in which year: the connection model over years and funds."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pulp

from geoplan.errors import InfeasibleError
from geoplan.programme.funds import YUAN, pay_by_funds
from geoplan.programme.moves import lock_in
from geoplan.routing.paving import Connection, add_connection, cut, violated_sets
from geoplan.routing.rooted import ROOT, RootedNetwork, contract
from geoplan.solver import Answer, solve


@dataclass(frozen=True)
class Roads:
    """Years of subgrade and surface of each project, and what was proven.

    ``objectives`` has one row per objective in their order (access, earlier, cost): value, bound,
    gap, status, unit; access counts people newly connected. The bound of a later objective holds for the values of the earlier ones.
    """

    subgrade_year: pd.Series
    surface_year: pd.Series
    objectives: pd.DataFrame


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
) -> Roads:
    """Programme of roads that joins most people to the paved network by the end of the batch.

    Parameters
    ----------
    links
        u, v, hardened, project (missing: not a candidate).
    projects
        Index project; eligible, subgrade_accepted.
    items
        What subgrades and surfaces cost (see ``programme.funds``); accepted subgrades cost nothing.
    people
        Index node: people who live there and stay.
    roots
        Nodes of the paved network.
    must_reach
        Node -> position of the year by whose end it must be joined to the paved network.
    locked_in
        Project -> position of the year in which its surface must be built, None for any.
    funds, ceilings_yuan
        The fund table.
    lag_years
        Years between subgrade and surface; 0: both in one year.
    gap, node_limit
        When each search stops.

    Returns
    -------
    Roads
        Years are missing for what is not built.

    Raises
    ------
    InfeasibleError
        The locks cannot be kept, or ``must_reach`` not be reached in time, with this money.

    Notes
    -----
    x_pt surface and g_pt subgrade done by the end of t, monotone (R1); x_pt <= g_p,t-lag unless
    the subgrade is accepted (R2); payments F1-F3; per year y, z with B3-B6; y = 1 where must_reach
    says so (R3). In order: most people at the end of the batch (R4), most people in the years
    before (R5), least money (R6), each keeping the values before it.
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    steps = range(len(years))
    usable = links[links["hardened"] | links["project"].map(projects["eligible"]).fillna(False)]
    rooted = contract(usable, roots)
    problem = pulp.LpProblem("roads", pulp.LpMaximize)
    wanted = sorted(set(rooted.arcs["project"]))
    x, g = (
        {
            (p, t): problem.add_variable(f"{kind}_{k}_{t}", cat="Binary")
            for k, p in enumerate(wanted)
            for t in steps
        }
        for kind in ("x", "g")
    )
    _order_stages(problem, x, g, projects["subgrade_accepted"], lag_years)
    lock_in(problem, x, locked_in, len(years))
    head_count = _people_by_node(people, rooted)
    required = _required(must_reach, rooted)
    years_of_roads = [
        add_connection(
            problem, rooted, {p: x[p, t] for p in wanted}, {*head_count, *required}, suffix=f"_{t}"
        )
        for t in steps
    ]
    _reach(problem, years_of_roads, required)
    paid = items[items["id"].isin(wanted)]
    done = {
        (i, t): (g if component == "subgrade" else x)[p, t]
        for i, component, p in zip(paid.index, paid["component"], paid["id"], strict=True)
        for t in steps
    }
    pay_by_funds(problem, paid, done, funds, ceilings_yuan)

    def separate(values: Mapping[str, float]) -> list[pulp.LpConstraint]:
        broken = {
            cut_off for year in years_of_roads for cut_off in violated_sets(rooted, year, values)
        }
        ordered = sorted(broken, key=lambda pair: (pair[0], sorted(pair[1])))
        return [cut(rooted, year, v, inside) for v, inside in ordered for year in years_of_roads]

    last = len(years) - 1
    cost: dict[Any, float] = paid["cost_yuan"].to_dict()
    aims = {
        "access": _people_connected(years_of_roads[last], head_count),
        "earlier": pulp.lpSum(
            _people_connected(year, head_count) for year in years_of_roads[:last]
        ),
        "cost": -pulp.lpSum(YUAN * cost[i] * v for (i, t), v in done.items() if t == last),
    }
    answer, rows = _solve_in_order(problem, aims, separate, gap, node_limit)
    objectives = pd.DataFrame.from_dict(rows, orient="index")
    return Roads(
        _year_of(g, answer, projects.index, years),
        _year_of(x, answer, projects.index, years),
        objectives,
    )


def _order_stages(
    problem: pulp.LpProblem,
    x: Mapping[tuple[str, int], pulp.LpVariable],
    g: Mapping[tuple[str, int], pulp.LpVariable],
    accepted: pd.Series,
    lag_years: int,
) -> None:
    """What is built stays (R1); the surface follows its subgrade by the lag (R2)."""
    for p, t in x:
        for stage in (x, g):
            if t:
                problem += stage[p, t] >= stage[p, t - 1], f"stays_{stage[p, t].name}"  # (R1)
        if accepted[p]:
            problem += g[p, t] == 0, f"accepted_{g[p, t].name}"
        else:
            before = g[p, t - lag_years] if t >= lag_years else 0
            problem += x[p, t] <= before, f"after_subgrade_{x[p, t].name}"  # (R2)


def _people_by_node(people: "pd.Series[float]", rooted: RootedNetwork) -> dict[int, float]:
    """People on each contracted node off the root."""
    head_count: dict[int, float] = {}
    for v, count in people.items():
        node = rooted.node_of.get(v, ROOT)
        if node != ROOT:
            head_count[node] = head_count.get(node, 0.0) + float(count)
    return head_count


def _required(must_reach: Mapping[int, int], rooted: RootedNetwork) -> dict[int, int]:
    """Contracted nodes off the root that must be joined, with the earliest year asked of each."""
    within_reach = {ROOT, *rooted.arcs["head"]}
    required: dict[int, int] = {}
    for v, t in must_reach.items():
        if v not in rooted.node_of or rooted.node_of[v] not in within_reach:
            raise InfeasibleError(
                f"没有路可修到安置点 no candidate road reaches the site at node {v}"
            )
        node = rooted.node_of[v]
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


def _solve_in_order(
    problem: pulp.LpProblem,
    aims: Mapping[str, pulp.LpAffineExpression],
    separate: Callable[[Mapping[str, float]], list[pulp.LpConstraint]],
    gap: float,
    node_limit: int | None,
) -> tuple[Answer, dict[str, dict[str, Any]]]:
    """Maximise the aims in their order, each keeping what the earlier ones reached."""
    rows: dict[str, dict[str, Any]] = {}
    answer = Answer("unknown", math.nan, math.nan, math.nan, {})
    for name, aim in aims.items():
        problem.setObjective(aim + 0)
        found = solve(
            problem, gap=gap, node_limit=node_limit, separate=separate, start=answer.by_name or None
        )
        if found.status in ("infeasible", "unknown"):
            break
        answer = found
        sign, unit = (-1.0, "yuan") if name == "cost" else (1.0, "people")
        scale = 1 / YUAN if name == "cost" else 1.0
        rows[name] = {
            "value": sign * scale * answer.objective + 0.0,  # no -0
            "bound": sign * scale * answer.bound + 0.0,
            "gap": answer.gap,
            "status": answer.status,
            "unit": unit,
        }
        slack = 1e-6 * max(1.0, abs(answer.objective))
        problem += aim >= answer.objective - slack, f"keep_{name}"
    if not rows:
        raise InfeasibleError(
            "资金或时间不够 not enough money or time for the roads that sites and locks need"
        )
    return answer, rows


def _year_of(
    stage: Mapping[tuple[str, int], pulp.LpVariable],
    answer: Answer,
    index: "pd.Index[Any]",
    years: list[int],
) -> pd.Series:
    """First year in which each project's stage is done."""
    year = pd.Series(pd.NA, index=index, dtype="Int64")
    for (p, t), variable in sorted(stage.items(), key=lambda pair: -pair[0][1]):
        if answer.by_name.get(variable.name, 0) > 0.5:
            year[p] = years[t]
    return year
