"""What any plan costs at least: each site chooses its groups by itself, at prices.

A price *l_g* rewards every site that takes group *g*; in return nobody checks that a group moves
only once (docs/formulation.md, C). Each site is a knapsack with set-ups for its villages, solved
exactly by dynamic programming over whole households:

bound(l) = sum_g l_g + sum_j min(0, F_j + V_j(l))                              (C8)
V_j(l) = min sum_g (c_gj - l_g) m_gj + rho sum_k u_kj
         over m with  fewest_j <= sum_g h_g m_gj <= C_j,  u_kj >= m_gj          (C9)

It is valid for any prices with l_g <= M h_g; subgradient steps raise it.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from geoplan.relocation.allocation_model import Floats, Ints
from geoplan.relocation.pairs import Pairs

UNITS = 4000
"""Of a site's room: amounts that are not whole are rounded to so many parts of the largest."""
MOST_UNITS = 20_000
KEPT_STEP = 0.35
"""Share of the newest direction in the step taken."""
AVERAGED = 0.05
"""Share of the newest choice in the averages."""
PATIENCE, SHRINK, SHORTEST = 15, 0.7, 1e-4
"""Steps without a better bound until they get shorter, by how much, and when they end."""


class Prices(NamedTuple):
    """Best bound found, its prices by group, and how often, lately, sites chose a pair or opened."""

    bound: float
    by_group: Floats
    chosen: Floats
    opened: Floats


def whole_households(pairs: Pairs) -> tuple[Ints, Ints, Ints]:
    """Demand, capacity and fewest in whole units, such that whatever fits still fits.

    Whole amounts stay what they are. Others are counted in parts of the largest capacity, demand
    rounded down, capacity up, and no fewest: the bound holds, a little lower.
    """
    demand, capacity, fewest = pairs.demand, pairs.capacity[:-1], pairs.fewest[:-1]
    most = float(np.minimum(capacity, demand.sum()).max(initial=1.0))
    if most <= MOST_UNITS and (demand == np.floor(demand)).all():
        rooms = np.minimum(np.floor(capacity * (1 + 1e-9)), most)
        return demand.astype(int), rooms.astype(int), np.ceil(fewest * (1 - 1e-9)).astype(int)
    unit = most / UNITS
    rooms = np.ceil(np.minimum(capacity, most) / unit * (1 + 1e-9))
    return (demand / unit).astype(int), rooms.astype(int), np.zeros(len(rooms), dtype=int)


def price(pairs: Pairs, start: Floats, goal: float, steps: int, length: float) -> Prices:
    """Prices that make the bound as high as some subgradient steps can.

    Parameters
    ----------
    start
        Prices by group to begin with.
    goal
        Cost that the bound will not pass, for the lengths of the steps.
    steps, length
        How many steps, and the share of the way to the goal that the first one goes.
    """
    return Prices(*_step(pairs, whole_households(pairs), start, goal, steps, length))


def site_values(pairs: Pairs, prices: Floats) -> Floats:
    """min(0, F_j + V_j) by site: what each adds to the bound."""
    units = whole_households(pairs)
    room, taken = _room(pairs, units[1]), np.empty(len(pairs.group), np.int64)
    return np.array(
        [_fill(j, pairs, units, prices, room, taken)[0] for j in range(len(pairs.capacity) - 1)]
    )


@njit(cache=True, nogil=True)
def _room(pairs, capacity):
    """Tables of the dynamic programme: best value, with the village, takes, uses of a village."""
    widest = 0
    for j in range(len(capacity)):
        widest = max(widest, pairs.of_site[j + 1] - pairs.of_site[j])
    n = capacity.max() + 1 if len(capacity) else 1
    return (
        np.empty(n),
        np.empty(n),
        np.zeros((widest + 1, n), np.bool_),
        np.zeros((widest + 1, n), np.bool_),
    )


@njit(cache=True, nogil=True)
def _fill(j, pairs, units, prices, room, taken):
    """What site j adds to the bound, F_j + V_j if negative, else 0; how many pairs it takes."""
    demand, _, fewest = units
    value, n = _knapsack(j, pairs, units, prices, room, taken, False)
    if n > 0 and fewest[j] > 0:
        load = 0
        for i in range(n):
            load += demand[pairs.group[taken[i]]]
        if load < fewest[j]:  # some who are not worth their cost help to fill the site
            value, n = _knapsack(j, pairs, units, prices, room, taken, True)
    if n == 0 or pairs.opening_cost[j] + value >= 0:
        return 0.0, 0
    return pairs.opening_cost[j] + value, n


@njit(cache=True, nogil=True)
def _knapsack(j, pairs, units, prices, room, taken, to_fewest):
    """V_j and how many pairs are taken (C9); unless ``to_fewest``, without a fewest."""
    demand, capacity, fewest = units
    best, within, takes, uses = room
    listed = taken  # those worth thinking about come first, in order of village; then the answer
    n, total = 0, 0
    for i in range(pairs.of_site[j], pairs.of_site[j + 1]):
        p = pairs.by_site[i]
        g = pairs.group[p]
        if demand[g] <= capacity[j] and (to_fewest or pairs.cost[p] < prices[g]):
            listed[n] = p
            n += 1
            total += demand[g]
    full = min(capacity[j], total)
    least = fewest[j] if to_fewest else 0
    if n == 0 or full < least:
        return 0.0, 0
    best[: full + 1] = np.inf if to_fewest else 0.0  # of exactly, or of at most, so much
    best[0] = 0.0
    begin = 0
    while begin < n:
        end = begin
        k = pairs.village[pairs.group[listed[begin]]]
        within[: full + 1] = best[: full + 1] + pairs.cohesion_cost[j]
        while end < n and pairs.village[pairs.group[listed[end]]] == k:
            p = listed[end]
            g = pairs.group[p]
            _offer(demand[g], pairs.cost[p] - prices[g], full, within, takes[end])
            end += 1
        for w in range(full + 1):
            uses[begin, w] = within[w] < best[w]
            best[w] = min(best[w], within[w])
        begin = end
    at = least + np.argmin(best[least : full + 1]) if to_fewest else full
    value = best[at]
    if value == np.inf:
        return 0.0, 0
    return value, _take_back(at, n, pairs, demand, listed, takes, uses)


@njit(cache=True, nogil=True)
def _offer(size, worth, full, within, takes):
    """One more group that may be taken, once."""
    takes[: min(size, full + 1)] = False
    for w in range(full, size - 1, -1):
        with_it = within[w - size] + worth
        takes[w] = with_it < within[w]
        within[w] = min(within[w], with_it)


@njit(cache=True, nogil=True)
def _take_back(at, n, pairs, demand, listed, takes, uses):
    """Pairs taken, read from the tables backwards, put first in the list; how many."""
    chosen = np.empty(n, np.int64)
    m, end = 0, n
    while end > 0:
        begin = end - 1
        k = pairs.village[pairs.group[listed[begin]]]
        while begin > 0 and pairs.village[pairs.group[listed[begin - 1]]] == k:
            begin -= 1
        if uses[begin, at]:
            for i in range(end - 1, begin - 1, -1):
                if takes[i, at]:
                    chosen[m] = listed[i]
                    m += 1
                    at -= demand[pairs.group[listed[i]]]
        end = begin
    listed[:m] = chosen[:m]
    return m


@njit(cache=True, nogil=True)
def _step(pairs, units, start, goal, steps, length):
    """Subgradient steps: dearer who is taken by no site, cheaper who is taken by several."""
    n_groups, n_sites = len(pairs.demand), len(pairs.capacity) - 1
    room, taken = _room(pairs, units[1]), np.empty(len(pairs.group), np.int64)
    highest = pairs.cost[pairs.of_group[1:] - 1]  # of staying unplaced
    prices = np.minimum(start, highest)
    best, best_prices, since = -np.inf, prices.copy(), 0
    chosen, opened = np.zeros(len(pairs.group)), np.zeros(n_sites)
    direction = np.zeros(n_groups)
    for step in range(steps):
        share = max(AVERAGED, 1 / (step + 1))
        chosen *= 1 - share
        opened *= 1 - share
        missed = np.ones(n_groups)
        bound = prices.sum()
        for j in range(n_sites):
            value, n = _fill(j, pairs, units, prices, room, taken)
            bound += value  # (C8)
            opened[j] += share * (n > 0)
            for i in range(n):
                chosen[taken[i]] += share
                missed[pairs.group[taken[i]]] -= 1
        since += 1
        if bound > best + 1e-7 * abs(best) or step == 0:
            best, since = bound, 0
            best_prices[:] = prices
        elif since >= PATIENCE:
            length, since = length * SHRINK, 0
            prices[:] = best_prices
            direction[:] = 0
        direction = KEPT_STEP * missed + (1 - KEPT_STEP) * direction
        steepness = (direction**2).sum()
        if steepness < 1e-12 or length < SHORTEST:
            break
        reach = length * max(goal - bound, 1e-4 * abs(bound)) / steepness
        prices = np.maximum(0.0, np.minimum(highest, prices + reach * direction))
    return best, best_prices, chosen, opened
