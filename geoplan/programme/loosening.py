"""Locks that cannot all be kept: which limit is in the way, and the least that would have to give.

The programme of ``programme.joint_model`` for what is locked alone, with one kind of limit at a
time that may give way (docs/formulation.md, L). k_l = 1: lock l is kept, e_l = 1: its year is free.

s_lT >= k_l, or s_lT <= 1 - k_l where it is locked out                       (L1)
s_lt >= k_l - e_l and s_l,t-1 <= 1 - k_l + e_l where t is its year           (L2)
M7 with fewest_j k_l more on the left, l the lock on site j                  (L3)
M10 with r_j households more                                                 (L4)
F3 with a_ft more, and what the years before it carry over                   (L5)
min sum_l (1 - k_l), or sum_l e_l, or sum_j r_j, or sum_ft a_ft, all others as they are (L6)
"""

import math
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.programme.funds import WAN_PER_YUAN, ceiling_rows
from geoplan.programme.joint_model import JointModel, items_of_options, state_programme
from geoplan.programme.stages import Locks, Stage
from geoplan.relocation.options import STAY
from geoplan.solver import Values, Variants

Lock = tuple[str, Any]
"""Kind (road, site, group) and id."""
GAP = 1e-9
NOISE = 1e-3
"""Of the solver, in units of 100 yuan or in households."""
HUNDRED_YUAN = 100 * WAN_PER_YUAN


class Loosening(NamedTuple):
    """What gives way where one kind of limit alone does.

    ``amounts``: by lock that is given up 1; by lock whose year changes the position of the year
    that would do; by site the households more; by (fund, position of the year) the yuan more.
    ``is_least``: proven that no less (fewer locks, years, households, yuan in all) is enough.
    """

    amounts: Mapping[Any, float]
    is_least: bool


class Case(NamedTuple):
    """What is asked, and the tables and rules of ``state_programme`` for it."""

    locked_in: Locks
    locked_out: frozenset[Lock]
    links: pd.DataFrame
    projects: pd.DataFrame
    groups: pd.DataFrame
    options: pd.DataFrame
    places: pd.DataFrame
    items: pd.DataFrame
    rules: Mapping[str, Any]


class Elastic(NamedTuple):
    """The model, by kind of limit what may give way, and of how many funds and years money is more.

    ``payers`` is less than 1, whichever they are.
    """

    model: JointModel
    gives: Mapping[str, Mapping[Any, pulp.LpVariable]]
    payers: pulp.LpAffineExpression


FIRM = {"lock": 1.0, "year": 0.0, "room": 0.0, "money": 0.0}
"""Kinds of limits, and the value of their variables where nothing gives way."""


def loosen(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    groups: pd.DataFrame,
    options: pd.DataFrame,
    places: pd.DataFrame,
    items: pd.DataFrame,
    *,
    locked_in: Locks,
    locked_out: Collection[Lock] = (),
    node_limit: int | None = None,
    **rules: Any,
) -> dict[str, Loosening] | None:
    """Of each kind of limit the least that would have to give way for the locks to be kept.

    Parameters
    ----------
    links, projects, groups, places, items
        As in ``decide``, with what is locked out still eligible.
    options
        group_id, site_id: who may go where, whatever the years of the locks.
    locked_in
        By (kind, id), kind "road", "site" or "group": position of the year, None for any.
    locked_out
        (kind, id).
    node_limit
        Of each search.
    rules
        roots, funds, ceilings_yuan, lag_years, quiet_years, as in ``decide``.

    Returns
    -------
    dict or None
        By kind: "money", "year", "room", "lock"; without a kind that alone is not enough, or with
        which nothing was found in time. Each was stated and solved again with what gives way.
        Empty: a programme that keeps all locks exists. None: that is not known.

    Notes
    -----
    (L1) to (L6). Only what the locks can depend on is stated, and that whole: their roads; all
    roads where a site may have to be reached; everybody who may go to a site of theirs.
    """
    case = _of_concern(
        Case(dict(locked_in), frozenset(locked_out), links, projects, groups, options, places,
             items, rules)
    )  # fmt: skip
    elastic = _state(case)
    elastic.model.problem.setObjective(_kept(elastic, "lock"))
    variants = _variants(elastic, node_limit)
    given_up = _least(elastic, variants, "lock", case)
    if given_up is None or not given_up.amounts:
        return None if given_up is None else {}
    found = {kind: _least(elastic, variants, kind, case) for kind in ("money", "year", "room")}
    enough = {kind: one for kind, one in (found | {"lock": given_up}).items() if one is not None}
    return {
        kind: one
        for kind, one in enough.items()
        if _can_be_kept(_with(case, kind, one.amounts), node_limit)
    }


def _of_concern(case: Case) -> Case:
    """The case without what the locks cannot depend on."""
    options = case.options[case.options["site_id"] != STAY]
    locked: dict[str, list[Any]] = {"road": [], "site": [], "group": []}
    for kind, one in case.locked_in:
        locked[kind].append(one)
    eligible = case.projects.index[case.projects["eligible"]]
    wanted = eligible.intersection(locked["road"], sort=False)
    for roads in (wanted, eligible):
        wanted = roads
        quiet = [g for g, p in case.rules["quiet_years"] if p in wanted]
        moved = options[options["group_id"].isin([*locked["group"], *quiet])]
        used = case.places.index.isin([*locked["site"], *moved["site_id"]])
        places = case.places.astype({"connected_now": bool, "leaves": bool}).loc[used]
        if places["connected_now"].all():
            break
    options = options[options["site_id"].isin(places.index)]
    return case._replace(
        projects=case.projects.assign(eligible=case.projects.index.isin(wanted)),
        groups=case.groups[case.groups.index.isin(options["group_id"])],
        options=options,
        places=places,
    )


def _state(case: Case) -> Elastic:
    """The programmes of the case, and what may give way (L1 to L5)."""
    guests, options = _with_lock_guests(case)
    sites = [j for kind, j in case.locked_in if kind == "site"]
    due = items_of_options(case.items, case.projects, case.places, case.options, sites)
    model = state_programme(
        case.links, case.projects, guests, options, case.places, due,
        pd.Series(dtype="float64"), locks={}, **case.rules,
    )  # fmt: skip
    keep = {
        lock: model.problem.add_variable(f"keep_{k}", cat="Binary")
        for k, lock in enumerate([*case.locked_in, *sorted(case.locked_out)])
    }
    free = {
        lock: model.problem.add_variable(f"free_{k}", cat="Binary")
        for k, (lock, t) in enumerate(case.locked_in.items())
        if t is not None
    }
    _keep_locks(model, case, keep, free)
    _open_for_few(model, case, keep)
    money, payers = _add_money(model, case, float(due["cost_yuan"].sum()))
    gives = {"lock": keep, "year": free, "room": _add_room(model), "money": money}
    return Elastic(model, gives, payers)


def _with_lock_guests(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups and options with a guest of no households at each site locked in: it opens for nobody."""
    sites = [j for kind, j in case.locked_in if kind == "site"]
    names = [f";lock;{j}" for j in sites]
    nobody = pd.DataFrame({"households": 0.0, "admin_village_id": ""}, index=names)
    own = case.groups[["households", "admin_village_id"]]
    options = pd.DataFrame({"group_id": names, "site_id": sites})
    return (
        pd.concat([own, nobody] if names else [own]).assign(node=math.nan),  # where they live: no matter
        pd.concat([case.options[["group_id", "site_id"]], options] if names else [case.options]),
    )  # fmt: skip


def _done(model: JointModel, lock: Lock, t: int) -> pulp.LpAffineExpression:
    """Whether what is locked is done by the end of a year."""
    kind, one = lock
    if kind == "group":
        moved = (model.moves.m[(one, j), t] for j in model.moves.places_of.get(one, []))
        return pulp.lpSum(moved)
    stage: Stage = model.roads.x if kind == "road" else model.moves.o
    return pulp.lpSum([stage[one, t]] if (one, t) in stage else [])


def _keep_locks(
    model: JointModel,
    case: Case,
    keep: Mapping[Lock, pulp.LpVariable],
    free: Mapping[Lock, pulp.LpVariable],
) -> None:
    """Locks are kept, in their years, unless they are given up or their years are free."""
    problem, last = model.problem, len(model.roads.years) - 1
    for lock, kept in keep.items():
        done, named = _done(model, lock, last), kept.name
        if lock in case.locked_out:
            begun = [model.roads.g[p, last] for p in [lock[1]] if (p, last) in model.roads.g]
            begun = begun if lock[0] == "road" else []
            for n, part in enumerate([done, *begun]):
                problem += part <= 1 - kept, f"out_{n}_{named}"  # (L1)
            continue
        problem += done >= kept, f"in_{named}"  # (L1)
        if (t := case.locked_in[lock]) is not None:
            problem += _done(model, lock, t) >= kept - free[lock], f"by_{named}"  # (L2)
            before = _done(model, lock, t - 1) if t else pulp.lpSum([])
            problem += before <= 1 - kept + free[lock], f"not_before_{named}"  # (L2)


def _open_for_few(model: JointModel, case: Case, keep: Mapping[Lock, pulp.LpVariable]) -> None:
    """A site whose lock is kept opens for fewer than it needs: M7 with fewest_j k_l more."""
    last = len(model.roads.years) - 1
    for kind, j in case.locked_in:
        if kind == "site":
            fewest = float(case.places["fewest_households"][j])
            _add_to_row(
                model, f"enough_{model.moves.o[j, last].name}", fewest * keep[kind, j]
            )  # (L3)


def _add_room(model: JointModel) -> dict[Any, pulp.LpVariable]:
    """Households more at each site that may be full: M10 with r_j more, which then needs M3, too."""
    problem, moves = model.problem, model.moves
    more: dict[Any, pulp.LpVariable] = {}
    for (j, _), opened in moves.o.items():
        if problem.get_constraint_by_name(f"hold_{opened.name}") is not None:
            if j not in more:
                more[j] = problem.add_variable(f"room_{len(more)}", 0, cat="Integer")
            _add_to_row(model, f"hold_{opened.name}", -more[j])  # (L4)
    all_closed = {moved.name: 1.0 for moved in moves.m.values()}
    all_closed |= {opened.name: 0.0 for opened in moves.o.values()}
    for row in moves.separate(all_closed):
        problem += row  # (M3)
    return more


def _add_money(
    model: JointModel, case: Case, due_yuan: float
) -> tuple[dict[Any, pulp.LpVariable], pulp.LpAffineExpression]:
    """Money more of each fund and year [万元]: F3 with a_ft more; and how many give it.

    Fewer are better, then later years, then funds that are named first.
    """
    problem, rules = model.problem, case.rules
    rows = ceiling_rows(rules["funds"], rules["ceilings_yuan"])
    everything = 1.0 + due_yuan * WAN_PER_YUAN
    more = {(f, t): problem.add_variable(f"more_{k}", 0) for k, (f, t, _, _) in enumerate(rows)}
    pays = [problem.add_variable(f"pays_{k}", cat="Binary") for k in range(len(rows))]
    for k, (f, t, first, _) in enumerate(rows):
        given = pulp.lpSum(more[f, s] for s in range(first, t + 1))
        _add_to_row(model, f"ceiling_{k}", -given)  # (L5)
        problem += more[f, t] <= everything * pays[k], f"pays_{k}"
    n_years = len(model.roads.years)
    each = [3 - t / n_years + k // n_years / len(rows) for k, (_, t, _, _) in enumerate(rows)]
    return more, pulp.lpSum(c / sum(each) * pay for c, pay in zip(each, pays, strict=True)) * 0.9


def _add_to_row(model: JointModel, name: str, terms: pulp.LpAffineExpression) -> None:
    """Put terms on the left of a row, if it is stated."""
    row = model.problem.get_constraint_by_name(name)
    if row is not None:
        row.addInPlace(pulp.LpAffineExpression(terms))


def _kept(elastic: Elastic, kind: str) -> pulp.LpAffineExpression:
    """The less of one kind gives way, the more; of as little money, of few funds and years  (L6)."""
    total = pulp.lpSum(elastic.gives[kind].values())
    if kind == "money":
        return -total * (1 / HUNDRED_YUAN) - elastic.payers  # sums are whole hundreds of yuan
    return total if kind == "lock" else -total


def _variants(elastic: Elastic, node_limit: int | None) -> Variants:
    """The model, to be asked."""
    model = elastic.model
    return Variants(
        model.problem, model.roads.separate, gap=GAP, node_limit=node_limit, is_quiet=True
    )


def _firm(elastic: Elastic, but: str = "") -> dict[str, float]:
    """What may give way kept where it stands, but for one kind."""
    return {
        variable.name: FIRM[kind]
        for kind, some in elastic.gives.items()
        for variable in some.values()
        if kind != but
    }


def _least(elastic: Elastic, variants: Variants, kind: str, case: Case) -> Loosening | None:
    """The least of one kind that is enough; None where nothing of it is, or nothing was found."""
    firm = _firm(elastic, kind)
    variants.aim(_kept(elastic, kind))
    if not variants.relax(firm).is_possible:
        return None
    answer = variants.search(firm, start={})
    if not answer.by_name:
        return None
    gave = {
        one: abs(answer.by_name[variable.name] - FIRM[kind])
        for one, variable in elastic.gives[kind].items()
    }
    amounts = _amounts(kind, gave)
    if kind == "year":
        amounts = {lock: _year(elastic.model, lock, answer.by_name) for lock in amounts}
    return Loosening(amounts, answer.status == "optimal")


def _amounts(kind: str, gave: Mapping[Any, float]) -> dict[Any, float]:
    """What gives way, rounded up: whole households and locks, hundreds of yuan."""
    unit, size = (HUNDRED_YUAN, 100.0) if kind == "money" else (1.0, 1.0)
    whole = {one: math.ceil(gives / unit - NOISE) for one, gives in gave.items()}
    return {one: size * n for one, n in whole.items() if n > 0}


def _year(model: JointModel, lock: Lock, values: Values) -> int:
    """Position of the year in which what is locked is done."""
    n_years = len(model.roads.years)
    by_year = (_done(model, lock, t) for t in range(n_years))
    done = [sum(values[v.name] for v in each) for each in by_year]
    return next(t for t in range(n_years) if done[t] > 0.5)


def _with(case: Case, kind: str, amounts: Mapping[Any, float]) -> Case:
    """The case in which so much of one kind has given way."""
    if kind == "lock":
        left = {lock: t for lock, t in case.locked_in.items() if lock not in amounts}
        return case._replace(locked_in=left, locked_out=case.locked_out - amounts.keys())
    if kind == "year":
        years = {lock: int(t) for lock, t in amounts.items()}
        return case._replace(locked_in={**case.locked_in, **years})
    if kind == "room":
        more = case.places.index.to_series().map(amounts).fillna(0.0)
        room = case.places["capacity_households"] + more
        return case._replace(places=case.places.assign(capacity_households=room))
    ceilings_yuan = case.rules["ceilings_yuan"].astype(float)
    for (f, t), yuan in amounts.items():
        ceilings_yuan.loc[f, ceilings_yuan.columns[t]] += yuan
    return case._replace(rules={**case.rules, "ceilings_yuan": ceilings_yuan})


def _can_be_kept(case: Case, node_limit: int | None) -> bool:
    """Whether a programme that keeps all locks was found, with nothing that gives way."""
    elastic = _state(case)
    elastic.model.problem.setObjective(pulp.lpSum([]))
    firm, variants = _firm(elastic), _variants(elastic, node_limit)
    return variants.relax(firm).is_possible and bool(variants.search(firm, start={}).by_name)
