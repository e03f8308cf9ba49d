"""Allocation in the county's order: what counts first is kept near its least, then the sum decides.

The aims a_1, a_2, ... of a plan x add up to what it is worth, sum_k v_k a_k(x). Of these some come
first, one after another (docs/formulation.md, C):

A_k = min a_k(x)  subject to  a_i(x) <= (1 + tolerance) A_i  for all i before k            (C13)
minimise  sum_k v_k a_k(x)  subject to  a_i(x) <= (1 + tolerance) A_i  for all that come first

Each under the rules of (C1) to (C7), with as little unplaced as possible before anything else.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from geoplan.relocation.assignment import Amounts, Solution, allocate

FIRST_GAP = 0.01
"""Of the least of what comes first: a tolerance of some per cent needs it no closer."""


class Ordered(NamedTuple):
    """The plan, and what came first.

    ``first``: index aim; value, bound (the least that those before it allow, proven), gap between
    them, status ("within" its tolerance of the least; "feasible" if that search was stopped).
    """

    solution: Solution
    first: pd.DataFrame


def allocate_in_order(
    aims: Mapping[str, Amounts],
    worth: Mapping[str, float],
    demand: pd.Series,
    capacity: pd.Series,
    *,
    order: Sequence[str],
    tolerance: float,
    gap: float,
    **rules: Any,
) -> Ordered:
    """Sites for whole groups, in the county's order.

    Parameters
    ----------
    aims
        What counts, each in its unit; all allow the same pairs.
    worth
        Of a unit of each aim, in one currency.
    order
        Aims that come first; empty: only the sum counts.
    tolerance
        Share by which each may exceed the least that those before it allow.
    demand, capacity, gap, rules
        As in ``allocate``.

    Returns
    -------
    Ordered
        The objective of the solution is the sum.

    Raises
    ------
    InfeasibleError, LayerError
        As ``allocate``.
    """
    everything = _sum(aims, worth)
    told = [(aims[name], math.inf) for name in order]
    solution = _allocate(everything, demand, capacity, limits=told, gap=gap, **rules)
    plans, bounds = [solution.assigned], []
    limits: list[tuple[Amounts, float]] = []
    for name in order:
        least = _allocate(
            aims[name],
            demand,
            capacity,
            limits=limits,
            known=plans,
            gap=max(gap, FIRST_GAP),
            **rules,
        )
        limits.append((aims[name], (1 + tolerance) * least.objective))  # (C13)
        plans.append(least.assigned)
        bounds.append((least.bound, least.status))
    if any(a > most for a, (_, most) in zip(solution.amounts, limits, strict=True)):
        solution = _allocate(
            everything, demand, capacity, limits=limits, known=plans, gap=gap, **rules
        )
    return Ordered(solution, _first(order, solution.amounts, bounds))


def _allocate(amounts: Amounts, demand: pd.Series, capacity: pd.Series, **rules: Any) -> Solution:
    """Least of some amounts."""
    cost, opening_cost, cohesion_cost = amounts
    return allocate(cost, demand, capacity, opening_cost, cohesion_cost=cohesion_cost, **rules)


def _first(
    order: Sequence[str], values: Sequence[float], found: Sequence[tuple[float, str]]
) -> pd.DataFrame:
    """What came first: how much of it the plan has, and at least must have."""
    rows = []
    for value, (least, status) in zip(values, found, strict=True):
        bound = min(least, value)
        gap = (value - bound) / max(abs(value), 1.0)
        rows.append((value, bound, gap, "within" if status == "optimal" else status))
    return pd.DataFrame(rows, index=list(order), columns=["value", "bound", "gap", "status"])


def _sum(aims: Mapping[str, Amounts], worth: Mapping[str, float]) -> Amounts:
    """All aims at their worth."""
    parts = [[worth[name] * part for part in amounts] for name, amounts in aims.items()]  # (N8)
    return Amounts(*(sum(some[1:], some[0]) for some in zip(*parts, strict=True)))
