"""Who moves in which year: the groups at their sites, under the yearly funds.

Relocation is decided before the roads: ``relocation.assignment`` says where, this module when.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import pulp

from geoplan.errors import InfeasibleError
from geoplan.programme.funds import pay_by_funds
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
from geoplan.relocation.options import PROTECT, STAY
from geoplan.solver import Answer, Values, evaluate, solve

BROKEN = 1e-4
"""A row that is broken by less is not added."""
KEPT = 1e-6
"""Of danger or households: what later aims may take from earlier ones."""


@dataclass(frozen=True)
class Moves:
    """Year of each group's move and of each site's opening (missing: not in this batch).

    ``objectives`` has the row danger, what is left of it: value, bound (the least that any schedule
    with these sites and funds leaves in which those in greater need come first), gap, status, unit;
    and the row danger_any_order where less would be left if they need not.
    """

    group_year: pd.Series
    site_year: pd.Series
    objectives: pd.DataFrame


def schedule_moves(
    groups: pd.DataFrame,
    assigned: pd.Series,
    sites: pd.DataFrame,
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    *,
    locked_in: Mapping[str, Mapping[str, int | None]],
    gap: float = 1e-4,
    node_limit: int | None = None,
) -> Moves:
    """Years in which groups move and sites open so that least danger is left.

    Parameters
    ----------
    groups
        Index group; danger (people x class), households, turn (whoever has a lower one comes first).
    assigned
        Site of each group, missing where none was found.
    sites
        Index site; earliest (position of the first year in which it may open), fewest_households
        (that must have moved there by the end if it opens).
    items, funds, ceilings_yuan
        What moving and opening cost, kinds "group" and "site", and the fund table (see
        ``programme.funds``).
    locked_in
        "site" and "group" -> id -> position of the year in which it must open or move, None: any.
    gap, node_limit
        When the search stops; the turns share the nodes.

    Returns
    -------
    Moves
        Series on the index of groups and of sites.

    Raises
    ------
    InfeasibleError
        Locks cannot be kept with this money and room, or the search was stopped too early.

    Notes
    -----
    With m_gt "g has moved by the end of t" and o_jt "j is open by t", monotone (M1):
    max sum_t sum_g d_g m_gt (M2); m_gt <= o_jt of its site (M3); o_jt = 0 before its earliest
    year (M4); o_jt <= sum_g m_gt, nothing opens for nobody, unless locked in (M5); m, o = 1 by
    the end, or from their year on and not before, where locked in (M6); nothing opens for fewer
    than it needs, sum_g h_g m_gT >= fewest_j o_jT, unless locked in (M7); payments F1-F3. (M2) again
    turn by turn, each keeping what those before it reached (M9); then, of schedules with as little
    danger, turn by turn max sum_t sum_g h_g m_gt over those in no danger (M8).
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    locks = {(kind, one): t for kind in ("site", "group") for one, t in locked_in[kind].items()}
    state = partial(_state, groups, assigned.dropna(), sites, items, funds, ceilings_yuan)
    problem, moves = state(locks)
    free = solve(problem, gap=gap, node_limit=node_limit, is_short=True)
    if free.status == "infeasible":
        check_locks(locks, years, lambda some: _is_possible(state(some)[0], node_limit))
    check_found(free)
    safe = groups[groups["danger"] == 0]
    dangers, others = (
        list(by_turn(some, some[worth], moves).values())
        for some, worth in ((groups, "danger"), (safe, "households"))
    )
    each = node_limit and max(1, node_limit // max(1, len(dangers) + len(others)))
    search = partial(solve, problem, gap=gap, node_limit=each, is_short=True)
    danger = _in_turn(search, problem, dangers, free) if len(dangers) > 1 else free  # (M9)
    danger = replace(danger, bound=min(danger.bound, free.bound))
    problem += pulp.lpSum(dangers) >= danger.objective - KEPT, "danger_kept"
    by_name = _in_turn(search, problem, others, danger).by_name  # (M8)
    rows = {"danger": danger}
    if free.objective > danger.objective + KEPT:
        rows["danger_any_order"] = free
    everything = float(groups["danger"].sum()) * len(years)
    return Moves(
        first_year(_of_groups(moves), by_name, groups.index, years),
        first_year(moves.o, by_name, sites.index, years),
        pd.DataFrame({name: _left(everything, answer) for name, answer in rows.items()}).T,
    )


def _left(everything: float, avoided: Answer) -> dict[str, object]:
    """Row of ``Moves.objectives``: the danger left when so much of it is avoided."""
    value, bound = everything - avoided.objective, everything - avoided.bound
    return {
        "value": value,
        "bound": bound,
        "gap": abs(value - bound) / max(abs(value), 1.0),
        "status": avoided.status,
        "unit": "people x class x years",
    }


def _in_turn(
    search: Callable[..., Answer],
    problem: pulp.LpProblem,
    aims: list[pulp.LpAffineExpression],
    before: Answer,
) -> Answer:
    """Maximise one aim after the other, each keeping what those before it reached.

    ``before`` is where the search starts. Objective and bound are those of all aims together; a
    search that finds nothing leaves the answer before it.
    """
    values, objective, bound, is_proven = before.by_name, 0.0, 0.0, True
    for aim in aims:
        problem.setObjective(aim)
        answer = search(start=values)
        values = answer.by_name or values
        reached = evaluate(aim, values)
        problem += aim >= reached - KEPT, f"kept_{len(problem.constraints())}"
        objective += reached
        bound += answer.bound if math.isfinite(answer.bound) else math.fsum(aim.values())
        is_proven &= answer.status == "optimal"
    bound = max(bound, objective)
    gap = (bound - objective) / max(objective, 1.0)
    return Answer("optimal" if is_proven else "feasible", objective, bound, gap, values)


def _is_possible(problem: pulp.LpProblem, node_limit: int | None) -> bool:
    """Whether some schedule keeps every row, as far as is known."""
    return solve(problem, node_limit=node_limit).status != "infeasible"


@dataclass(frozen=True)
class MoveModel:
    """Variables of the moves: ``m`` by ((group, place), year), ``o`` by (place, year).

    ``groups_of`` and ``places_of`` are the options, by place and by group.
    """

    m: Stage
    o: Stage
    groups_of: Mapping[Any, list[Any]]
    places_of: Mapping[Any, list[Any]]

    def separate(self, values: Values) -> list[pulp.LpConstraint]:
        """Rows M3 that these values break; where capacity is limited, M10 implies them if whole."""
        broken = []
        for (pair, t), moved in self.m.items():
            opened = self.o[pair[1], t]
            if values[moved.name] > values[opened.name] + BROKEN:
                broken.append(_site_open(moved, opened))
        return broken


def by_turn(
    groups: pd.DataFrame, worth: "pd.Series[float]", moves: MoveModel
) -> dict[int, pulp.LpAffineExpression]:
    """What moves are worth over the years, summed for each turn; turns in their order.

    Parameters
    ----------
    groups
        Index group; turn.
    worth
        Of each group's move, on the same index; those that are worth nothing are left out.
    moves
        Stated for these groups, and perhaps others.
    """
    turn, each = groups["turn"][worth > 0].to_dict(), worth.to_dict()
    sums: dict[int, list[pulp.LpAffineExpression]] = {t: [] for t in sorted(set(turn.values()))}
    for ((g, _), _), moved in moves.m.items():
        if g in turn:
            sums[turn[g]].append(each[g] * moved)
    return {t: pulp.lpSum(terms) for t, terms in sums.items() if terms}


def dues(items: pd.DataFrame, place: "pd.Series[str]", places: pd.DataFrame) -> pd.DataFrame:
    """Items with what each group costs where it goes: its share of the site; nothing at home.

    Parameters
    ----------
    items
        component, households, cost_yuan.
    place
        On the same index: where the group of an item goes; missing for what is no group's.
    places
        Index place; yuan_per_household.
    """
    share_yuan = items["households"] * place.map(places["yuan_per_household"]).astype(float)
    is_share = place.notna() & (items["component"] == "site")
    at_home = place.str.startswith(PROTECT, na=False) | (place == STAY)
    return items.assign(cost_yuan=items["cost_yuan"].mask(is_share, share_yuan).mask(at_home, 0.0))


def add_moves(
    problem: pulp.LpProblem,
    groups: pd.DataFrame,
    options: Iterable[tuple[Any, Any]],
    places: pd.DataFrame,
    n_years: int,
    *,
    locks: Locks,
) -> MoveModel:
    """Variables and rows (M1) and (M3) to (M11) of groups that may move to one of several places.

    Parameters
    ----------
    problem
        Gets the rows.
    groups
        Index group; households.
    options
        Pairs of a group and a place to which it may go.
    places
        Index place; capacity_households, earliest, fewest_households.
    n_years
        How many.
    locks
        By (kind, id), kind "site" or "group": position of the year, None for any.
    """
    pairs = list(options)
    groups_of: dict[Any, list[Any]] = {one: [] for kind, one in locks if kind == "site"}
    places_of: dict[Any, list[Any]] = {}
    for g, j in pairs:
        groups_of.setdefault(j, []).append(g)
        places_of.setdefault(g, []).append(j)
    moves = MoveModel(
        add_stage(problem, "m", pairs, n_years),  # (M1)
        add_stage(problem, "o", groups_of, n_years),
        groups_of,
        places_of,
    )
    _one_place(problem, moves, n_years)
    _open_first(problem, moves, groups, places)
    _not_for_too_few(problem, moves, groups, places, n_years, locks)
    _keep_locks(problem, moves, locks, n_years)
    return moves


def _one_place(problem: pulp.LpProblem, moves: MoveModel, n_years: int) -> None:
    """A group goes to one place at most: sum_j m_gjT <= 1  (M11)."""
    for g, some in moves.places_of.items():
        if len(some) > 1:
            gone = pulp.lpSum(moves.m[(g, j), n_years - 1] for j in some)
            problem += gone <= 1, f"one_place_{moves.m[(g, some[0]), 0].name}"  # (M11)


def _open_first(
    problem: pulp.LpProblem, moves: MoveModel, groups: pd.DataFrame, places: pd.DataFrame
) -> None:
    """Groups move to open places (M3) that hold them (M10), not before the place may open (M4)."""
    households: dict[Any, float] = groups["households"].to_dict()
    capacity, earliest = places["capacity_households"].to_dict(), places["earliest"].to_dict()
    for (j, t), opened in moves.o.items():
        guests = moves.groups_of[j]
        if sum(households[g] for g in guests) > capacity[j]:
            taken = pulp.lpSum(households[g] * moves.m[(g, j), t] for g in guests)
            problem += taken <= capacity[j] * opened, f"hold_{opened.name}"  # (M10)
        else:
            for g in guests:
                problem += _site_open(moves.m[(g, j), t], opened)  # (M3)
        if t < earliest[j]:
            problem += opened == 0, f"not_before_{opened.name}"  # (M4)


def _site_open(moved: pulp.LpVariable, opened: pulp.LpVariable) -> pulp.LpConstraint:
    """A group moves to an open place: m_gjt <= o_jt  (M3)."""
    return moved <= opened  # unnamed: two answers may break the same one


def _not_for_too_few(
    problem: pulp.LpProblem,
    moves: MoveModel,
    groups: pd.DataFrame,
    places: pd.DataFrame,
    n_years: int,
    locks: Locks,
) -> None:
    """Nothing opens for nobody (M5) or for fewer than it needs by the end (M7), unless locked in."""
    households: dict[Any, float] = groups["households"].to_dict()
    fewest = places["fewest_households"].to_dict()
    for (j, t), opened in moves.o.items():
        if ("site", j) in locks:
            continue
        arrived = [(g, moves.m[(g, j), t]) for g in moves.groups_of[j]]
        problem += opened <= pulp.lpSum(m for _, m in arrived), f"for_{opened.name}"  # (M5)
        if t == n_years - 1 and fewest[j] > 0:
            moved_in = pulp.lpSum(households[g] * m for g, m in arrived)
            problem += moved_in >= fewest[j] * opened, f"enough_{opened.name}"  # (M7)


def _keep_locks(problem: pulp.LpProblem, moves: MoveModel, locks: Locks, n_years: int) -> None:
    """Sites open, and groups have moved to one of their places, as locked in  (M6)."""
    lock_in(problem, moves.o, {j: t for (kind, j), t in locks.items() if kind == "site"}, n_years)
    for (kind, g), t in locks.items():
        if kind != "group":
            continue
        if g not in moves.places_of:
            raise InfeasibleError(f"{g}: 锁定无法满足 locked in, but no plan can include it")
        gone = [pulp.lpSum(moves.m[(g, j), s] for j in moves.places_of[g]) for s in range(n_years)]
        problem += gone[n_years - 1 if t is None else t] == 1, f"locked_{g}"  # (M6)
        if t:
            problem += gone[t - 1] == 0, f"locked_not_before_{g}"  # (M6)


def _state(
    groups: pd.DataFrame,
    homes: pd.Series,
    sites: pd.DataFrame,
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    locks: Locks,
) -> tuple[pulp.LpProblem, MoveModel]:
    """The model M1-M7 with one place for each group: ``homes``, of each group that has one."""
    n_years = ceilings_yuan.shape[1]
    problem = pulp.LpProblem("moves", pulp.LpMaximize)
    moves = add_moves(problem, groups, homes.items(), sites, n_years, locks=locks)
    avoided: dict[Any, float] = groups["danger"].to_dict()
    problem += pulp.lpSum(avoided[g] * m for ((g, _), _), m in moves.m.items()), "avoided"  # (M2)
    paid = items[(items["kind"] == "group") & items["id"].isin(homes.index)
                 | (items["kind"] == "site") & items["id"].isin(list(moves.groups_of))]  # fmt: skip
    stage_of = {"site": moves.o, "group": _of_groups(moves)}
    done = done_by_item(paid, "kind", stage_of, n_years)
    pay_by_funds(problem, paid, done, funds, ceilings_yuan)
    return problem, moves


def _of_groups(moves: MoveModel) -> Stage:
    """Moves by group, where each has one place."""
    return {(g, t): moved for ((g, _), t), moved in moves.m.items()}
