"""Stages: things done by the end of a year, the variables that moves and roads share.

s_it = 1 when thing i is done by the end of year t; what is done stays done. A lock says that a
thing must be done in the batch, or in one year of it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import pulp

from geoplan.errors import InfeasibleError
from geoplan.solver import Answer, Values

Stage = Mapping[tuple[Any, int], pulp.LpVariable]
"""By thing and position of the year: done by the end of that year."""
Locks = Mapping[Any, int | None]
"""Thing -> position of the year in which it must be done, None for any."""


def add_stage(problem: pulp.LpProblem, name: str, things: Iterable[Any], years: int) -> Stage:
    """One yes or no per thing and year; what is done stays done: s_it >= s_i,t-1 (M1, R1)."""
    stage = {
        (thing, t): problem.add_variable(f"{name}_{k}_{t}", cat="Binary")
        for k, thing in enumerate(things)
        for t in range(years)
    }
    for (thing, t), now in stage.items():
        if t:
            problem += now >= stage[thing, t - 1], f"stays_{now.name}"  # (M1, R1)
    return stage


def by_thing(stage: Stage) -> list[list[str]]:
    """Names of the variables of each thing, one for each year."""
    names: dict[Any, list[str]] = {}
    for (thing, _), variable in stage.items():
        names.setdefault(thing, []).append(variable.name)
    return list(names.values())


def lock_in(problem: pulp.LpProblem, stage: Stage, locks: Locks, years: int) -> None:
    """Rows of ``locked_values`` (M6, R7)."""
    named = {variable.name: variable for variable in stage.values()}
    for name, value in locked_values(stage, locks, years).items():
        problem += named[name] == value, f"locked_{name}"


def locked_values(stage: Stage, locks: Locks, years: int) -> dict[str, float]:
    """Done by the end, s_iT = 1, or exactly in its year, s_it = 1 and s_i,t-1 = 0 (M6, R7).

    Raises
    ------
    InfeasibleError
        Something locked in has no place to go or no way to be built.
    """
    values: dict[str, float] = {}
    for thing, t in locks.items():
        if (thing, 0) not in stage:
            raise InfeasibleError(f"{thing}: 锁定无法满足 locked in, but no plan can include it")
        values[stage[thing, years - 1 if t is None else t].name] = 1.0
        if t:
            values[stage[thing, t - 1].name] = 0.0
    return values


def done_by_item(
    items: pd.DataFrame, column: str, stages: Mapping[str, Stage], years: int
) -> dict[tuple[Any, int], pulp.LpVariable]:
    """Variable of each item and year: that of its thing in the stage that ``column`` names.

    Parameters
    ----------
    items
        id and ``column`` (see ``programme.funds``).
    column
        What tells the stage of an item: its kind, or its component.
    stages
        By the values of ``column``.
    years
        How many.
    """
    return {
        (item, t): stages[which][thing, t]
        for item, which, thing in zip(items.index, items[column], items["id"], strict=True)
        for t in range(years)
    }


def first_year(
    stage: Stage, values: Values, index: "pd.Index[Any]", years: list[int]
) -> "pd.Series[int]":
    """First year in which each thing is done, missing where never; on ``index``."""
    year = pd.Series(pd.NA, index=index, dtype="Int64")
    for (thing, t), variable in sorted(stage.items(), key=lambda pair: -pair[0][1]):
        if values.get(variable.name, 0) > 0.5:
            year[thing] = years[t]
    return year


def check_locks(locks: Locks, years: list[int], can_keep: Callable[[Locks], bool]) -> None:
    """Pass locks that can be kept together.

    Parameters
    ----------
    locks
        By (kind, id).
    years
        Batch.
    can_keep
        Whether a programme keeps some of the locks.

    Raises
    ------
    InfeasibleError
        Names the locks that cannot be kept even alone, or else all of them.
    """
    if can_keep(locks):
        return
    alone = {lock: t for lock, t in locks.items() if not can_keep({lock: t})}
    named = ", ".join(
        f"{kind} {thing}" + ("" if t is None else f" in {years[t]}")
        for (kind, thing), t in (alone or locks).items()
    )
    raise InfeasibleError(
        "资金、时间或容量不够，无法满足锁定 not enough money or time, or no room: these locks cannot "
        f"{'' if alone else 'all '}be kept: {named}"
    )


def check_found(answer: Answer) -> None:
    """Pass an answer unless its search was stopped with nothing found.

    Raises
    ------
    InfeasibleError
        Nothing was found, and nothing was proven.
    """
    if answer.status == "unknown":
        raise InfeasibleError(
            "搜索在找到方案前停止，请调大 search.node_limit the search was stopped before it found "
            "a programme; raise search.node_limit"
        )
