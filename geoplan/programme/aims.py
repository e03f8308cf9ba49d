"""What a programme is to reach, one aim after the other, each keeping what those before it reached.

Aims a_1, a_2, ... are maximised in the county's order (docs/formulation.md, J):

max a_k + e_k sum_l>k 0.9 * 0.1^(l-k-1) (a_l - low_l) / (high_l - low_l)  (J6)
a_k >= what was reached, or (1 - tolerance_k) of it for aims that may take that  (J7)

e_k is less than one person, or than half of what the search may leave unproven: of programmes as
good for a_k those that serve the later aims come first. A search looks first at what its relaxation
or the programme before it makes use of, and at nothing else (a kernel search, Angelelli et al.
2010); for the aims that matter most then at roads and sites while groups may still be split, and
at the groups once these are settled; then at what this and the programme disagree about; then at
everything in parts of few choices. Of many choices all this but the disagreement takes too long:
there the relaxation of the first aim is followed from site to site and road to road, one after the
other (a dive), and what it comes to is where the searches start. Beside it, in a thread of its
own, everything is searched only for the proof: how much of the aims that matter most is possible
at all.
"""

import logging
import math
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.solver import Fixed, Relaxation, Values, Variants, evaluate

log = logging.getLogger(__name__)
PREFERENCE = 0.4
"""Most that later aims count in the search for one that counts whole people."""
ROUNDING = 1e-6
"""Of the solver: what two sums of the same people may differ by, relative."""
USED = 1e-6
"""What a relaxation makes use of has a value above."""
AGREES = 0.1
"""A relaxed value so near to a known programme leaves no doubt."""
LEANS = 0.8
"""A relaxed value from which on a dive takes it for one."""
FEW, SOME, MANY = 1_200, 2_500, 6_000
"""Choices of a part up to which all of it is searched; of all, with groups split; for kernels and a
proof, and from a dive beyond."""

Choices = Mapping[str, Collection[list[str]]]
"""By part of the problem: names of its yes-or-no variables, those of one thing for all years together.

What is to be settled last comes last.
"""


class Aim(NamedTuple):
    """One objective to maximise: what it sums up, and ``reached``, the variable of that sum.

    It is never below ``low`` or above ``high``. ``is_whole``: it counts whole people. ``tolerance``:
    the share of it that later aims take which ``may_take``. ``scale`` times it is for people to read.
    ``is_first``: one of those that matter most.
    """

    name: str
    expression: pulp.LpAffineExpression
    reached: pulp.LpVariable
    unit: str
    low: float
    high: float
    is_whole: bool = False
    tolerance: float = 0.0
    may_take: bool = False
    scale: float = 1.0
    is_first: bool = False


def add_aim(
    problem: pulp.LpProblem,
    name: str,
    expression: pulp.LpAffineExpression,
    unit: str,
    **said: Any,
) -> Aim:
    """An aim, and the row that makes its variable the sum."""
    reached = problem.add_variable(f"reached_{name}")
    problem += reached == expression, f"is_{name}"
    return Aim(name, expression, reached, unit, **said)


def reach_in_order(
    variants: Variants,
    aims: list[Aim],
    choices: Choices,
    fixed: Fixed,
    start: Values,
    *,
    gap: float,
    proof_nodes: int | None = None,
) -> tuple[Values, pd.DataFrame] | None:
    """Best programme for the aims in their order.

    Parameters
    ----------
    variants
        Of the problem that has the aims.
    aims, choices
        Aims in their order; every yes-or-no variable that may be left out of a search.
    fixed
        What is locked in or out.
    start
        A known programme: values of some of its variables, or nothing.
    gap
        Relative, of each search.
    proof_nodes
        Of each proof that goes on beside the search; None: without.

    Returns
    -------
    tuple or None
        Its values, and a table by aim: value, bound, gap, status ("optimal"; "within" its tolerance of
        that; "feasible"), unit. A bound holds for all programmes that leave the aims before it what
        this search left them. None: nothing was found.
    """
    values, bounds = start, {}
    if _are_many(choices):
        values = _dive(variants, aims, choices, fixed, start, gap)
    reached: list[tuple[Aim, float]] = []
    proofs: dict[str, Future[float]] = {}
    beside = None
    with ThreadPoolExecutor(max_workers=1) as thread:
        for k, aim in enumerate(aims):
            kept = {**fixed, **{one.reached.name: _left(one, value, aim) for one, value in reached}}
            searched = _searched(aim, aims[k + 1 :], values, gap)
            values, bound = _reach(variants, aim, searched, choices, kept, values, gap)
            if not values:
                return None
            reached.append((aim, evaluate(aim.expression, values)))
            bounds[aim.name] = bound
            if proof_nodes and _wants_proof(aim, choices, values, bound, gap):
                beside = beside or variants.twin(proof_nodes)
                proofs[aim.name] = thread.submit(_most, beside, aim, kept, values)
        values = _regained(variants, aims, choices, fixed, values, gap)
        values = _told_fully(variants, aims, choices, fixed, values)
        for name, proof in proofs.items():
            if not proof.done():
                log.info("还在证明最多能有多少 still proving how much is possible: %s", name)
            bounds[name] = min(bounds[name], proof.result())
    rows = {aim.name: _row(aim, values, bounds[aim.name], gap) for aim in aims}
    return values, pd.DataFrame.from_dict(rows, orient="index")


def _reach(
    variants: Variants,
    aim: Aim,
    searched: pulp.LpAffineExpression,
    choices: Choices,
    kept: Fixed,
    values: Values,
    gap: float,
) -> tuple[Values, float]:
    """Best programme found for one aim, nothing if there is none, and the most that is possible."""
    variants.aim(searched)  # (J6)
    relaxed = variants.relax(kept)
    if not relaxed.is_possible:
        return {}, relaxed.bound
    return _search(variants, aim, choices, kept, values, relaxed, gap)


def _dive(
    variants: Variants,
    aims: list[Aim],
    choices: Choices,
    fixed: Fixed,
    start: Values,
    gap: float,
) -> Values:
    """A programme for the first aim: a dive, and a search of what is settled last for its end."""
    first, *later = aims
    *before, _ = choices.values()
    names = _names(before)
    variants.aim(_searched(first, later, start, gap))
    settled: dict[str, float] = {}
    seen = variants.relax(fixed).by_name
    while leaning := {x: seen[x] for x in names if seen and USED < seen[x] < 1 - USED}:
        enough = min(LEANS, max(leaning.values()))
        taken = {x: 1.0 for x in names if seen[x] >= enough}
        found = variants.relax({**settled, **taken, **fixed}).by_name
        if found:
            settled |= taken
        else:  # not all of them at once
            settled[min(leaning.keys() & taken.keys(), key=lambda x: (leaning[x], x))] = 0.0
            found = variants.relax({**settled, **fixed}).by_name
        seen = found
    if not seen:
        return start
    settled = {x: float(round(seen[x])) for x in names}
    return _better(variants, first, {**settled, **fixed}, start)


def _wants_proof(aim: Aim, choices: Choices, values: Values, bound: float, gap: float) -> bool:
    """Whether much of what matters most is left open, in a problem that is not too large."""
    is_open = not _is_close(aim, values, bound, gap)
    return aim.is_first and is_open and not _are_many(choices)


def _most(beside: Variants, aim: Aim, kept: Fixed, values: Values) -> float:
    """How much of an aim is possible at most, however it is reached."""
    beside.aim(aim.reached + 0)
    beside.relax(kept)
    return beside.search(kept, start=values).bound


def _regained(
    variants: Variants,
    aims: list[Aim],
    choices: Choices,
    fixed: Fixed,
    values: Values,
    gap: float,
) -> Values:
    """A programme that gives back what later aims took of a tolerance and have no use for  (J7).

    As good for every aim, and as good as can be for the first that has a tolerance, then the others.
    """
    tolerant = [aim for aim in aims if aim.tolerance > 0]
    if not tolerant or not any(aim.may_take for aim in aims):
        return values
    first, *others = tolerant
    kept: dict[str, float | tuple[float, float]] = dict(fixed)
    for aim in aims:
        value = evaluate(aim.expression, values)
        kept[aim.reached.name] = value - ROUNDING * max(1.0, abs(value)), math.inf
    again = first._replace(is_first=False)  # not as thoroughly
    searched = _with_later(first, others, _leeway(first, first.high, gap))
    found, _ = _reach(variants, again, searched, choices, kept, values, gap)
    return found or values


def _told_fully(
    variants: Variants, aims: list[Aim], choices: Choices, fixed: Fixed, values: Values
) -> Values:
    """A programme with all that follows from its choices: later aims leave some of it untold."""
    settled = {x: float(round(values[x])) for years in _things(choices) for x in years}
    variants.aim(pulp.lpSum(aim.reached / max(aim.high - aim.low, 1.0) for aim in aims))
    told = variants.relax({**fixed, **settled})
    return told.by_name if told.is_whole else values


def _searched(aim: Aim, later: list[Aim], known: Values, gap: float) -> pulp.LpAffineExpression:
    """What a search for an aim maximises, from a known programme or none (J6)."""
    value = evaluate(aim.expression, known) if aim.reached.name in known else 0.0
    return _with_later(aim, later, _leeway(aim, value, gap))


def _leeway(aim: Aim, amount: float, gap: float) -> float:
    """Most that later aims may count beside an amount of this one."""
    return max(PREFERENCE if aim.is_whole else 0.0, gap * abs(amount) / 2)


def _with_later(aim: Aim, later: list[Aim], leeway: float) -> pulp.LpAffineExpression:
    """An aim, and the later ones for at most ``leeway`` together, never less than nothing (J6)."""
    searched = aim.reached + 0
    for place, other in enumerate(later):
        weight = leeway * 0.9 * 0.1**place / max(other.high - other.low, 1.0)
        searched += weight * (other.reached - other.low)
    return searched


def _left(aim: Aim, value: float, later: Aim) -> tuple[float, float]:
    """The least that is left of an aim while a later one is searched, and no upper limit  (J7)."""
    spare = aim.tolerance if later.may_take else 0.0
    return value - spare * abs(value) - ROUNDING * max(1.0, abs(value)), math.inf


def _search(
    variants: Variants,
    aim: Aim,
    choices: Choices,
    kept: Fixed,
    start: Values,
    relaxed: Relaxation,
    gap: float,
) -> tuple[Values, float]:
    """Best programme found for one aim, and the most that is possible."""
    seen, bound = relaxed.by_name, relaxed.bound
    few = [things for things in choices.values() if len(_names([things])) <= FEW]
    others = [things for things in choices.values() if things not in few]
    is_middling = bool(others) and len(_names(choices.values())) <= SOME
    values = start
    if not (start and _are_many(choices)):
        values = _better(variants, aim, {**_in_use(choices, seen, start), **kept}, start)
    if aim.is_first and is_middling and not _is_close(aim, values, bound, gap):
        *frame, last = choices.values()
        split = variants.search(kept, start=values, fractions=_names([last]))
        seen, bound = split.by_name or seen, min(bound, split.bound)
        if not _is_close(aim, values, bound, gap):
            settled = {x: float(round(seen[x])) for x in _names(frame)}
            values = _better(variants, aim, {**settled, **kept}, values)
    if not _is_close(aim, values, bound, gap):
        values = _better(variants, aim, {**_in_doubt(choices, seen, values), **kept}, values)
    if few and not _is_close(aim, values, bound, gap):
        settled = {x: float(round(values[x])) for x in _names(others) if values}
        found = variants.search({**settled, **kept}, start=values)
        values = found.by_name or values
        bound = bound if settled else min(bound, found.bound)
    return (values, bound) if aim.reached.name in values else ({}, bound)


def _better(variants: Variants, aim: Aim, fixed: Fixed, known: Values) -> Values:
    """Best programme with some variables fixed, if it is no worse than the known one."""
    found = variants.search(fixed, start=known).by_name
    if not found or aim.reached.name not in known:
        return found or known
    is_worse = evaluate(aim.expression, found) < evaluate(aim.expression, known)
    return known if is_worse else found


def _are_many(choices: Choices) -> bool:
    """Whether a problem of several parts is so large that kernels of it find nothing."""
    return len(choices) > 1 and len(_names(choices.values())) > MANY


def _names(parts: Iterable[Collection[list[str]]]) -> list[str]:
    """Choices of some parts, of all years."""
    return [x for things in parts for years in things for x in years]


def _things(choices: Choices) -> list[list[str]]:
    """Choices of all parts, by thing."""
    return [years for things in choices.values() for years in things]


def _in_use(choices: Choices, relaxed: Values, known: Values) -> dict[str, float]:
    """Nothing of what neither the relaxation nor a known programme makes use of."""
    used = {x for values in (relaxed, known) for x, value in values.items() if value > USED}
    return {x: 0.0 for years in _things(choices) if used.isdisjoint(years) for x in years}


def _in_doubt(choices: Choices, relaxed: Values, known: Values) -> dict[str, float]:
    """All choices of a known programme as they are, but those of which the relaxation differs."""
    settled: dict[str, float] = {}
    for years in _things(choices):
        if all(abs(relaxed[x] - known.get(x, math.inf)) <= AGREES for x in years):
            settled |= {x: float(round(known[x])) for x in years}
    return settled


def _is_close(aim: Aim, values: Values, bound: float, gap: float) -> bool:
    """Whether a programme is proven within the gap."""
    if aim.reached.name not in values:
        return False
    value = evaluate(aim.expression, values)
    return _at_most(aim, bound, value) - value <= gap * max(abs(value), 1.0)


def _at_most(aim: Aim, bound: float, value: float) -> float:
    """What is proven to be the most: whole people, where it counts these."""
    if aim.is_whole and math.isfinite(bound):
        bound = math.floor(bound + ROUNDING * max(1.0, abs(bound)))
    return max(value, bound)


def _row(aim: Aim, values: Values, bound: float, gap: float) -> dict[str, Any]:
    """What an aim has in the end, and at most could have."""
    value = evaluate(aim.expression, values)
    bound = _at_most(aim, bound, value)
    share = (bound - value) / max(abs(value), 1.0)
    limits = {"optimal": gap + 1e-9, "within": gap + aim.tolerance}
    return {
        "value": aim.scale * value + 0.0,  # no -0
        "bound": aim.scale * bound + 0.0,
        "gap": share,
        "status": next((word for word, most in limits.items() if share <= most), "feasible"),
        "unit": aim.unit,
    }
