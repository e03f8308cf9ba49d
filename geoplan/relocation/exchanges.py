"""Improve a plan by small changes: a group moves, or two groups change places.

Annealing: a change for the worse is kept with probability exp(-more cost / temperature), while
the temperature falls. On the way sites may take too many or too few, at a price that rises until
nobody pays it: where sites are nearly full, a plan hardly changes otherwise. Where many sites need a
few households more than they have, it may never be paid off: so the last plan is settled, too.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geoplan.relocation.allocation_model import Floats, Ints
from geoplan.relocation.pairs import Pairs, spent

WARM, COLD = 1 / 18, 1 / 180
"""Temperature at the beginning and at the end, in average prices of a group."""
MILD, STRICT = 1.0, 20.0
"""What a household too many, or too few, at a site costs at the beginning and at the end, in
average prices of a household."""
LAST, FORBIDDING = 0.9, 20.0
"""From this share of the changes on that costs so many times the most: rather somebody stays unplaced."""
STRIDE = 100
"""Changes between two temperatures."""
NOBODY = 1e-6
"""Households, or cost: less is nothing."""
AS_MUCH = 1e-9
"""Relative: so little over the capacity is nothing."""


class Plan(NamedTuple):
    """Pair of each group, and what follows from it by site."""

    at: Ints
    load: Floats
    taken: Ints
    """Groups at a site."""
    kept: NDArray[np.int16]
    """Groups of each village at each site."""
    members: Ints
    """Groups at a site, from where its pairs begin."""
    place: Ints
    """Of each group in ``members``."""


def improve(pairs: Pairs, at: Ints, prices: Floats, changes: int) -> Ints:
    """Best plan met while annealing, as the pair of each group.

    Parameters
    ----------
    at
        Pair of each group to begin with; a plan that keeps every capacity.
    prices
        By group: what its place costs about.
    changes
        How many are tried.
    """
    n_sites, n_villages = len(pairs.capacity), len(pairs.of_village) - 1
    plan = Plan(
        np.full(len(at), -1),
        np.zeros(n_sites),
        np.zeros(n_sites, np.int64),
        np.zeros((n_villages, n_sites), np.int16),
        np.zeros(len(pairs.group), np.int64),
        np.zeros(len(at), np.int64),
    )
    price = float(prices.mean()) + AS_MUCH
    household_price = price / max(float(pairs.demand.mean()), AS_MUCH)
    found = _anneal(
        pairs,
        plan,
        at,
        changes,
        (price * WARM, price * COLD),
        (household_price * MILD, household_price * STRICT),
    )
    return np.asarray(min(found, key=lambda plan: float(spent(pairs, plan).sum())))


@njit(cache=True, nogil=True)
def _too_many(j, load, taken, pairs):
    """Households too many, or too few, at a site with such a load."""
    if taken == 0:
        return 0.0
    over = load - pairs.capacity[j] * (1 + AS_MUCH)
    under = pairs.fewest[j] * (1 - AS_MUCH) - load
    return max(0.0, over) + max(0.0, under)


@njit(cache=True, nogil=True)
def _change(g, p, pairs, plan):
    """What it costs more, and how many households more are too many, when group g takes pair p."""
    q = plan.at[g]
    a, b, k, h = pairs.site[q], pairs.site[p], pairs.village[g], pairs.demand[g]
    cost = pairs.cost[p] - pairs.cost[q]
    if plan.taken[a] == 1:
        cost -= pairs.opening_cost[a]
    if plan.taken[b] == 0:
        cost += pairs.opening_cost[b]
    if plan.kept[k, a] == 1:
        cost -= pairs.cohesion_cost[a]
    if plan.kept[k, b] == 0:
        cost += pairs.cohesion_cost[b]
    over = (
        _too_many(a, plan.load[a] - h, plan.taken[a] - 1, pairs)
        - _too_many(a, plan.load[a], plan.taken[a], pairs)
        + _too_many(b, plan.load[b] + h, plan.taken[b] + 1, pairs)
        - _too_many(b, plan.load[b], plan.taken[b], pairs)
    )
    return cost, over


@njit(cache=True, nogil=True)
def _move(g, p, pairs, plan):
    """Group g takes pair p, and leaves the one it has, if any."""
    a, b, k, h = pairs.site[plan.at[g]], pairs.site[p], pairs.village[g], pairs.demand[g]
    if plan.at[g] >= 0:
        plan.taken[a] -= 1
        plan.kept[k, a] -= 1
        plan.load[a] = plan.load[a] - h if plan.taken[a] else 0.0
        last = plan.members[pairs.of_site[a] + plan.taken[a]]
        plan.members[pairs.of_site[a] + plan.place[g]] = last
        plan.place[last] = plan.place[g]
    plan.at[g] = p
    plan.members[pairs.of_site[b] + plan.taken[b]] = g
    plan.place[g] = plan.taken[b]
    plan.taken[b] += 1
    plan.kept[k, b] += 1
    plan.load[b] += h


@njit(cache=True, nogil=True)
def _pair(g, j, pairs):
    """Pair of a group and a site; -1 if it is not allowed."""
    for p in range(pairs.of_group[g], pairs.of_group[g + 1]):
        if pairs.site[p] == j:
            return p
    return -1


@njit(cache=True, nogil=True)
def _is_kept(more, temperature):
    return more <= 0 or np.random.random() < np.exp(-more / temperature)


@njit(cache=True, nogil=True)
def _shift(g, p, pairs, plan, temperature, fine):
    """A group moves, if that is kept; the change of cost and of households too many."""
    cost, over = _change(g, p, pairs, plan)
    if not _is_kept(cost + fine * over, temperature):
        return 0.0, 0.0
    _move(g, p, pairs, plan)
    return cost, over


@njit(cache=True, nogil=True)
def _swap(g, p, pairs, plan, temperature, fine):
    """A group changes places with one at another site, if that is kept; the changes."""
    back, j = plan.at[g], pairs.site[p]
    other = plan.members[pairs.of_site[j] + np.random.randint(plan.taken[j])]
    q = _pair(other, pairs.site[back], pairs)
    if q < 0:
        return 0.0, 0.0
    cost, over = _change(g, p, pairs, plan)
    _move(g, p, pairs, plan)
    more, more_over = _change(other, q, pairs, plan)
    cost, over = cost + more, over + more_over
    if not _is_kept(cost + fine * over, temperature):
        _move(g, back, pairs, plan)
        return 0.0, 0.0
    _move(other, q, pairs, plan)
    return cost, over


@njit(cache=True, nogil=True)
def _place_with_room(g, pairs, plan):
    """Move a group to its cheapest other site that is open and has room; else it stays unplaced."""
    best = pairs.of_group[g + 1] - 1
    for p in range(pairs.of_group[g], best):
        j = pairs.site[p]
        is_open = p != plan.at[g] and plan.taken[j] > 0 and plan.load[j] >= pairs.fewest[j]
        has_room = plan.load[j] + pairs.demand[g] <= pairs.capacity[j] * (1 + AS_MUCH)
        if is_open and has_room and pairs.cost[p] < pairs.cost[best]:
            best = p
    _move(g, best, pairs, plan)


@njit(cache=True, nogil=True)
def _open_for_unplaced(j, pairs, plan):
    """Open a site for those unplaced who may go there, if they are enough."""
    home, load = len(pairs.capacity) - 1, 0.0
    for is_sure in (False, True):
        if is_sure and (load == 0 or load < pairs.fewest[j]):
            return
        load = 0.0
        for k in range(pairs.of_site[j], pairs.of_site[j + 1]):
            p = pairs.by_site[k]
            g = pairs.group[p]
            if pairs.site[plan.at[g]] == home and load + pairs.demand[g] <= pairs.capacity[j]:
                load += pairs.demand[g]
                if is_sure:
                    _move(g, p, pairs, plan)


@njit(cache=True, nogil=True)
def _settle(pairs, plan):
    """No site takes too many or too few, and who is unplaced goes where there is room."""
    home = len(pairs.capacity) - 1
    for j in range(home):
        while _too_many(j, plan.load[j], plan.taken[j], pairs) > 0:
            _place_with_room(plan.members[pairs.of_site[j]], pairs, plan)
    for g in range(len(plan.at)):
        if pairs.site[plan.at[g]] == home:
            _place_with_room(g, pairs, plan)
    for j in range(home):
        if plan.taken[j] == 0:
            _open_for_unplaced(j, pairs, plan)


@njit(cache=True, nogil=True)
def _anneal(pairs, plan, start, changes, temperatures, fines):
    """Pair of each group in the best plan met that keeps every capacity, and in the last one, settled."""
    np.random.seed(0)
    for g in range(len(start)):
        _move(g, start[g], pairs, plan)
    cost, over, best, best_at = 0.0, 0.0, 0.0, start.copy()
    temperature, fine = temperatures[0], fines[0]
    for step in range(changes):
        if step % STRIDE == 0:
            temperature = temperatures[0] * (temperatures[1] / temperatures[0]) ** (step / changes)
            fine = fines[0] * (fines[1] / fines[0]) ** (step / changes)
            if step > LAST * changes:
                fine = fines[1] * FORBIDDING
        g = np.random.randint(len(start))
        p = np.random.randint(pairs.of_group[g], pairs.of_group[g + 1])
        if p == plan.at[g]:
            continue
        if np.random.random() < 0.5 or plan.taken[pairs.site[p]] == 0:
            more, more_over = _shift(g, p, pairs, plan, temperature, fine)
        else:
            more, more_over = _swap(g, p, pairs, plan, temperature, fine)
        cost, over = cost + more, over + more_over
        if over < NOBODY and cost < best - NOBODY:
            over = 0.0  # anew: a long sum is not exact
            for j in range(len(plan.load)):
                over += _too_many(j, plan.load[j], plan.taken[j], pairs)
            if over == 0:
                best = cost
                best_at[:] = plan.at
    _settle(pairs, plan)
    return best_at, plan.at
