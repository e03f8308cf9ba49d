"""Which project in which year: the programme of roads, its objectives in their order.

Over the programmes that ``programme.road_model`` states, each keeping the values of those before
it (docs/formulation.md, R):

maximise    sum_k r_k, people of the floors, where there are any         (P3)
maximise    sum_v W_v y_vT, people at the end of the batch               (R4)
maximise    sum_t<T sum_v W_v y_vt, people in the years before           (R5)
minimise    sum_p c_p x_pT + c_p g_pT, money                             (R6)

Among as many people at the end, the search for (R4) prefers those joined earlier: the search for
(R5) then has little left to do, and (R4) is not touched, as all that counts less than a person.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.programme.floors import NO_FLOORS, Floors, is_of_whole_people
from geoplan.programme.funds import WAN_PER_YUAN
from geoplan.programme.road_model import (
    NO_QUIET_YEARS,
    RoadModel,
    state_roads,
    state_stages,
)
from geoplan.programme.stages import (
    Locks,
    Stage,
    check_found,
    check_locks,
    first_year,
    locked_values,
)
from geoplan.routing.rooted import reached
from geoplan.solver import Answer, Fixed, Values, Variants, evaluate, solve

PREFERENCE = 0.4
"""Most that (R5) counts in the search for (R4) [people]."""
ROUNDING = 1e-6
"""Of the solver: what two sums of the same people may differ by, relative."""


class Aim(NamedTuple):
    """One objective: what it sums up in the model, and ``reached``, the variable of that sum.

    ``searched`` is what its search maximises, ``is_whole`` whether it counts whole people, and
    ``scale`` times it is for people to read.
    """

    name: str
    expression: pulp.LpAffineExpression
    reached: pulp.LpVariable
    searched: pulp.LpAffineExpression
    unit: str
    is_whole: bool
    scale: float = 1.0


class StatedRoads(NamedTuple):
    """The model of the roads without locks, ready to be asked, and what it was stated from.

    ``rules`` are which nodes must be reached, and the quiet years.
    """

    tables: tuple[pd.DataFrame | pd.Series, ...]
    rules: tuple[Mapping[int, int], Mapping[str, Collection[int]]]
    eligible: "pd.Series[bool]"
    model: RoadModel
    aims: list[Aim]
    variants: Variants


@dataclass(frozen=True)
class Roads:
    """Years of subgrade and surface of each project, and what was proven.

    ``objectives`` has one row per objective in their order (floors where there are any, access,
    earlier, cost): value, bound, gap, status, unit; access counts people newly connected. The bound of a later objective holds
    for the values of the earlier ones. ``stated`` is the model they were chosen from.
    """

    subgrade_year: pd.Series
    surface_year: pd.Series
    objectives: pd.DataFrame
    stated: StatedRoads


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
    quiet_years: Mapping[str, Collection[int]] = NO_QUIET_YEARS,
    floors: Floors = NO_FLOORS,
    gap: float = 1e-4,
    node_limit: int | None = None,
    before: Roads | None = None,
) -> Roads | None:
    """Programme of roads that joins most people to the paved network by the end of the batch.

    Parameters
    ----------
    links, projects, items, people, roots, must_reach, locked_in, funds, ceilings_yuan, lag_years,
    quiet_years, floors
        As in ``state_roads``.
    gap, node_limit
        When each search stops.
    before
        Roads chosen before with the same roots, funds, lag, gap and limit. If nothing else
        differs but locks and what is no longer eligible, their model is asked again, not stated anew.

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
    tables = links, items, people, ceilings_yuan, *floors
    stated = None if before is None else before.stated
    rules = must_reach, quiet_years
    if stated is None or not _is_still_true(stated, tables, rules, projects["eligible"]):
        model = state_roads(
            links, projects, items, people, roots=roots, must_reach=must_reach, locked_in={},
            funds=funds, ceilings_yuan=ceilings_yuan, lag_years=lag_years, quiet_years=quiet_years,
            floors=floors,
        )  # fmt: skip
        aims = _aims(model)
        model.problem.setObjective(aims[0].searched)
        variants = Variants(model.problem, model.separate, gap=gap, node_limit=node_limit)
        stated = StatedRoads(tables, rules, projects["eligible"], model, aims, variants)
    fixed = _fixed(stated.model, projects["eligible"], locked_in)
    start = {} if before is None else _built(stated.model, before) | fixed
    found = _solve_in_order(stated, fixed, start)
    if found is None:
        locks = {("road", p): t for p, t in locked_in.items()}
        alone = partial(
            state_stages, projects["subgrade_accepted"], items, funds, ceilings_yuan, lag_years,
            quiet_years=quiet_years,
        )  # fmt: skip
        check_locks(locks, stated.model.years, lambda some: _is_possible(alone, some, node_limit))
        return None
    values, objectives = found
    subgrade_year, surface_year = (
        first_year(stage, values, projects.index, stated.model.years)
        for stage in (stated.model.g, stated.model.x)
    )
    return Roads(subgrade_year, surface_year, objectives, stated)


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
    problem, x, g, *_ = state(sorted(locked_in), locked_in)
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
    state: Callable[[list[str], Locks], tuple[pulp.LpProblem, Stage, Stage, Any, Any]],
    locks: Locks,
    node_limit: int | None,
) -> bool:
    """Whether the locked projects alone can be built and paid, as far as is known."""
    wanted = {p: t for (_, p), t in locks.items()}
    problem, _, _, spent, _ = state(sorted(wanted), wanted)
    problem.setObjective(-spent)
    return solve(problem, node_limit=node_limit).status != "infeasible"


def _is_still_true(
    stated: StatedRoads,
    tables: tuple[pd.DataFrame | pd.Series, ...],
    rules: tuple[Mapping[int, int], Mapping[str, Collection[int]]],
    eligible: "pd.Series[bool]",
) -> bool:
    """Whether a model holds for these tables once some of its projects are left out."""
    rooted = stated.model.rooted
    joined = reached(rooted, set(eligible.index[eligible]))
    return (
        rules == stated.rules
        and eligible.index.equals(stated.eligible.index)
        and not (eligible & ~stated.eligible).any()
        and all(rooted.node_of[v] in joined for v in rules[0])
        and all(
            now.equals(then)  # type: ignore[arg-type]
            for now, then in zip(tables, stated.tables, strict=True)
        )
    )


def _fixed(
    model: RoadModel, eligible: "pd.Series[bool]", locked_in: Mapping[str, int | None]
) -> dict[str, float]:
    """Stages of what is locked in (R7); 0 of what is not eligible."""
    left = {stage: x for stage, x in model.x.items() if eligible[stage[0]]}
    never = {
        variable.name: 0.0
        for stage in (model.x, model.g)
        for (p, _), variable in stage.items()
        if not eligible[p]
    }
    return never | locked_values(left, locked_in, len(model.years))


def _built(model: RoadModel, before: Roads) -> dict[str, float]:
    """Stages of what was built before, as they were: where the search starts."""
    stages = ((model.x, before.surface_year), (model.g, before.subgrade_year))
    return {
        variable.name: float(year[p] <= model.years[t])
        for stage, year in stages
        for (p, t), variable in stage.items()
        if pd.notna(year[p])
    }


def _aims(model: RoadModel) -> list[Aim]:
    """What is maximised, in order: floors, people at the end, in the years before, less money."""
    problem, people, counts = model.problem, model.people_by_year(), model.head_count.values()
    sums = {"access": people[-1], "earlier": pulp.lpSum(people[:-1]), "cost": -model.spent}
    if model.floors:
        sums = {"floors": model.floors, **sums}
    reached = {name: problem.add_variable(f"reached_{name}") for name in sums}
    for name, variable in reached.items():
        problem += variable == sums[name], f"is_{name}"
    access, earlier, cost = (reached[name] for name in ("access", "earlier", "cost"))
    is_whole = all(count == round(count) for count in counts)
    most_earlier = math.fsum(counts) * (len(people) - 1)
    led = earlier * (PREFERENCE / most_earlier) if is_whole and most_earlier else 0.0
    aims = [
        Aim("access", sums["access"], access, access + led, "people", is_whole),  # (R4)
        Aim("earlier", sums["earlier"], earlier, earlier + 0, "person-years", is_whole),  # (R5)
        Aim("cost", sums["cost"], cost, cost + 0, "yuan", False, -1 / WAN_PER_YUAN),  # (R6)
    ]
    if not model.floors:
        return aims
    floors, of_whole = reached["floors"], is_whole and is_of_whole_people(model.floors)
    return [Aim("floors", sums["floors"], floors, floors + 0, "people", of_whole), *aims]  # (P3)


def _solve_in_order(
    stated: StatedRoads, fixed: Mapping[str, float], start: Values
) -> tuple[Values, pd.DataFrame] | None:
    """Maximise the aims in their order, each keeping what the earlier ones reached.

    A later search that finds nothing leaves the programme before it. None: no programme at all.
    """
    rows: dict[str, dict[str, Any]] = {}
    values = start
    kept: dict[str, float | tuple[float, float]] = dict(fixed)
    for aim in stated.aims:
        found = _search(stated.variants, aim, kept, values)
        if not rows:
            check_found(found)
            if found.status == "infeasible":
                return None
        values = found.by_name or values
        value = evaluate(aim.expression, values)
        rows[aim.name] = _row(aim, value, found)
        kept[aim.reached.name] = value - ROUNDING * max(1.0, abs(value)), math.inf
    return values, pd.DataFrame.from_dict(rows, orient="index")


def _search(variants: Variants, aim: Aim, kept: Fixed, start: Values) -> Answer:
    """Best answer for one aim: the relaxation first, which finds most cuts."""
    variants.aim(aim.searched)
    if not variants.relax(kept).is_possible:
        return Answer("infeasible", math.nan, math.nan, math.nan, {})
    return variants.search(kept, start=start)


def _row(aim: Aim, value: float, found: Answer) -> dict[str, Any]:
    """What an aim reached and what its search proved: nothing found, nothing called optimal."""
    bound = found.bound
    if aim.is_whole and math.isfinite(bound):
        bound = max(value, math.floor(bound + ROUNDING * max(1.0, abs(bound))))
    gap = abs(bound - value) / max(abs(value), 1.0)
    return {
        "value": aim.scale * value + 0.0,  # no -0
        "bound": aim.scale * bound + 0.0,
        "gap": math.inf if math.isnan(gap) else gap,
        "status": "optimal" if found.status == "optimal" else "feasible",
        "unit": aim.unit,
    }
