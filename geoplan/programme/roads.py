"""Which project in which year: the programme of roads, its objectives in their order.

Over the programmes that ``programme.road_model`` states, each keeping the values of those before
it (docs/formulation.md, R):

maximise    sum_v W_v y_vT, people at the end of the batch               (R4)
maximise    sum_t<T sum_v W_v y_vt, people in the years before           (R5)
minimise    sum_p c_p x_pT + c_p g_pT, money                             (R6)
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.programme.funds import WAN_PER_YUAN
from geoplan.programme.road_model import state_roads, state_stages
from geoplan.programme.stages import Locks, Stage, check_found, check_locks, first_year
from geoplan.solver import Answer, Values, evaluate, solve


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
    links, projects, items, people, roots, must_reach, locked_in, funds, ceilings_yuan, lag_years
        As in ``state_roads``.
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
    model = state_roads(
        links, projects, items, people, roots=roots, must_reach=must_reach, locked_in=locked_in,
        funds=funds, ceilings_yuan=ceilings_yuan, lag_years=lag_years,
    )  # fmt: skip
    aims = _aims(model.people_by_year(), model.spent)
    found = _solve_in_order(model.problem, aims, model.separate, gap, node_limit)
    if found is None:
        locks = {("road", p): t for p, t in locked_in.items()}
        alone = partial(
            state_stages, projects["subgrade_accepted"], items, funds, ceilings_yuan, lag_years
        )
        check_locks(locks, model.years, lambda some: _is_possible(alone, some, node_limit))
        return None
    values, objectives = found
    return Roads(
        first_year(model.g, values, projects.index, model.years),
        first_year(model.x, values, projects.index, model.years),
        objectives,
    )


def latest_years(
    projects: pd.DataFrame,
    items: pd.DataFrame,
    *,
    locked_in: Mapping[str, int | None],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    node_limit: int | None = None,
) -> tuple["pd.Series[int]", "pd.Series[int]"]:
    """Years of subgrade and surface of what is locked in, as late as they may be.

    Parameters
    ----------
    projects, items, locked_in, funds, ceilings_yuan, lag_years, node_limit
        As in ``schedule_roads``.

    Returns
    -------
    Series, Series
        On the index of ``projects``, missing for everything else.

    Raises
    ------
    InfeasibleError
        The funds cannot pay all that is locked in, or the search was stopped too early.
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    state = partial(
        state_stages, projects["subgrade_accepted"], items, funds, ceilings_yuan, lag_years
    )
    problem, x, g, _ = state(sorted(locked_in), locked_in)
    problem.setObjective(-pulp.lpSum([*x.values(), *g.values()]))
    answer = solve(problem, node_limit=node_limit)
    if answer.status == "infeasible":
        locks = {("road", p): t for p, t in locked_in.items()}
        check_locks(locks, years, lambda some: _is_possible(state, some, node_limit))
    check_found(answer)
    subgrade_year, surface_year = (
        first_year(stage, answer.by_name, projects.index, years) for stage in (g, x)
    )
    return subgrade_year, surface_year


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
        value = evaluate(aim.expression, values)
        rows[aim.name] = _row(aim, value, found)
        slack = 1e-6 * max(1.0, abs(value))
        problem += aim.expression >= value - slack, f"keep_{aim.name}"
    return values, pd.DataFrame.from_dict(rows, orient="index")


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
