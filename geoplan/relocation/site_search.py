"""Allocation of a whole county: too many pairs for one exact search, so in parts.

1. Prices give a bound, and how often sites choose a group (``site_knapsacks``).
2. That is rounded to a plan, which exchanges improve (``exchanges``).
3. Which sites open is decided exactly as if groups could be divided: where the sites themselves
   hardly ever waver it stays as it is, and such a search is quick even among 200 sites. The
   result is rounded and improved again.
4. Small regions where the gap sits are searched exactly with whole groups (``regions``).

The work is counted in steps, changes, regions and nodes, never by the clock.
"""

import math
from typing import NamedTuple

import numpy as np
import pulp

from geoplan.relocation.allocation_model import (
    EPSILON,
    Allocation,
    Case,
    Floats,
    Ints,
    left_out,
    spending,
    state,
    values_of,
)
from geoplan.relocation.exchanges import improve
from geoplan.relocation.pairs import Pairs, pair_up, pairs_of, spent
from geoplan.relocation.regions import competitors, dearness, excess, most_promising
from geoplan.relocation.site_knapsacks import Prices, price
from geoplan.solver import solve

FIRST_STEPS, MORE_STEPS = 200, 500
FIRST_REACH, MORE_REACH = 0.7, 0.35
FURTHER = 1.01
"""Times the bound of the first steps: where the next ones may lead."""
OFTEN = 0.3
"""At the prices; of sites that open less often nothing is rounded."""
FIRST_CHANGES, CHANGES = 100, 100
"""Exchanges tried for each pair: at first, and later times the number of regions."""
LOCKED = 100.0
"""Times the dearest other group: what it costs to leave out one that is locked in."""
LITTLE = 5.0
"""Average prices of a group: what it costs to leave one out until the sites are chosen."""
SPARE = 0.008
"""Share of the room that is left free while groups may be divided: whole ones do not fill a site."""
OPENED = 0.5
"""Groups that make a site open, when shares are rounded."""
SURE = 0.03
"""Rarely open, or shut, at first and last prices: not wavering. The last alone cost up to 0.5 %."""
PART = 1e-6
"""Of a group; less is nothing."""
DIVIDED_SITES, WHOLE_SITES, MORE_SITES = 200, 9, 3
"""Sites of a region, with groups divided and whole, and how many more when all were searched."""
AROUND = (1, 9, 18)
"""Sites around each site of a group that is unplaced, when it is searched a place."""
DIVIDED_GAP, WHOLE_GAP = 4e-3, 5e-5
DIVIDED_NODES, WHOLE_NODES = 20, 200
TOO_DEAR_TO_SEARCH, TOO_DEAR_TO_EXCHANGE = 0.1, 0.3
"""Share of its price above which a group leaves a pair out (``dearness``)."""


class Found(NamedTuple):
    """Site of each group (-1: unplaced), a proven bound, and whether no plan leaves less demand."""

    site: Ints
    bound: float
    is_least: bool


def plan_cost(case: Case, site: Ints) -> float:
    """What a plan costs: moves, opening, villages; -1 where a group stays unplaced."""
    moves = np.flatnonzero(site >= 0)
    parted = set(zip(case.village[moves].tolist(), site[moves].tolist(), strict=True))
    return math.fsum(
        [
            *case.cost[moves, site[moves]],
            *case.opening_cost[np.unique(site[moves])],
            *(case.cohesion_cost[j] for _, j in parted),
        ]
    )


def search_sites(
    case: Case, locked: Ints, *, gap: float, node_limit: int | None, regions: int
) -> Found:
    """A plan and its bound; who is locked in stays unplaced only if no room was found."""
    outweighs, unplaced_cost = _unplaced_cost(case, locked)
    pairs = pair_up(case, unplaced_cost)
    first = price(pairs, *_first_prices(pairs), FIRST_STEPS, FIRST_REACH)
    prices = price(pairs, first.by_group, first.bound * FURTHER, MORE_STEPS, MORE_REACH)
    prices = prices._replace(opened=(first.opened + prices.opened) / 2)
    dear = dearness(pairs, prices.by_group)
    county = County(case, pairs, prices, dear, unplaced_cost, gap, node_limit)
    near = competitors(pairs, prices.by_group)
    n_divided = min(regions, math.ceil(len(near) / DIVIDED_SITES))
    mild, tight = _mild(county, outweighs), _mild(county, outweighs, SPARE)
    often = np.append(prices.opened > OFTEN, True)[pairs.site]
    at = _round(tight.pairs, np.where(often, prices.chosen, 0.0))
    at = improve(tight.pairs, at, prices.by_group, FIRST_CHANGES * len(pairs.group))
    share = _choose_sites(tight, at, near[:, :DIVIDED_SITES], n_divided)
    fitted = _fit_groups(mild, share, CHANGES * regions)
    at = min(at, fitted, key=county.cost)
    at = _place_rest(county, at, near, regions)
    at, bound = _search_regions(county, at, near, regions - n_divided)

    site = np.where(pairs.site[at] == len(near), -1, pairs.site[at])
    stays = np.setdiff1d(np.flatnonzero(site < 0), locked)
    could_go = np.isfinite(case.cost[stays]).any(axis=1) & (case.weight[stays] > 0)
    bound -= outweighs * math.fsum(case.weight[stays])  # of plans with as little unplaced
    return Found(site, bound, not could_go.any())


class County(NamedTuple):
    """What all searches among some sites share."""

    case: Case
    pairs: Pairs
    prices: Prices
    dear: Floats
    unplaced_cost: Floats
    gap: float
    node_limit: int | None

    def cost(self, at: Ints) -> float:
        """Of a plan, with what it costs to leave groups unplaced."""
        return float(spent(self.pairs, at).sum())

    def is_good(self, at: Ints, bound: float) -> bool:
        """Whether a plan is as near to its bound as was asked for."""
        cost = self.cost(at)
        return cost - bound <= self.gap * max(abs(cost), 1.0)


def _unplaced_cost(case: Case, locked: Ints) -> tuple[float, Floats]:
    """M of (C1), dearer for the least weight than any move, and M w_g; more for who is locked in."""
    dear = np.nanmax(case.cost, initial=0.0) + case.opening_cost.max(initial=0.0)
    dear += case.cohesion_cost.max(initial=0.0) + 1.0
    weights = case.weight[case.weight > 0]
    outweighs = float(2 * dear / weights.min(initial=math.inf))
    costs = outweighs * case.weight
    costs[locked] = LOCKED * max(costs.max(initial=0.0), dear)
    return outweighs, costs


def _first_prices(pairs: Pairs) -> tuple[Floats, float]:
    """Cheapest move of each group with its share of a full site, and what they may sum up to."""
    share = pairs.demand[pairs.group] / np.maximum(pairs.capacity[pairs.site], EPSILON)
    cheapest = np.minimum.reduceat(
        pairs.cost + share * pairs.opening_cost[pairs.site], pairs.of_group[:-1]
    )
    return cheapest, float(cheapest.sum()) * 1.2


def _round(pairs: Pairs, share: Floats) -> Ints:
    """A plan near to shares by pair: the largest share first, as long as there is room."""
    home = len(pairs.capacity) - 1
    at, free = pairs.of_group[1:] - 1, pairs.capacity * (1 + EPSILON)
    is_done = np.zeros(len(at), dtype=bool)
    opened = np.bincount(pairs.site, share, home + 1) > OPENED
    opened[home] = True
    for p in np.lexsort((pairs.cost, -share)):
        g, j = pairs.group[p], pairs.site[p]
        if not is_done[g] and opened[j] and pairs.demand[g] <= free[j]:
            at[g], is_done[g] = p, True
            free[j] -= pairs.demand[g]
    load = np.bincount(pairs.site[at], pairs.demand, home + 1)
    too_few = load < pairs.fewest * (1 - EPSILON)
    return np.where(too_few[pairs.site[at]], pairs.of_group[1:] - 1, at)


def _mild(county: County, outweighs: float, spare: float = 0.0) -> County:
    """The same, but to stay unplaced costs little: or the last groups find no way through full sites.

    ``spare``: share of the room at sites that stays free.
    """
    average = max(outweighs * float(county.case.weight.mean()), EPSILON)
    part = min(1.0, LITTLE * float(county.prices.by_group.mean()) / average)
    unplaced_cost = county.unplaced_cost * part
    case = county.case._replace(capacity=county.case.capacity * (1 - spare))
    return county._replace(
        case=case, pairs=pair_up(case, unplaced_cost), unplaced_cost=unplaced_cost
    )


def _choose_sites(county: County, at: Ints, near: Ints, regions: int) -> Floats:
    """Which sites open, decided region by region as if groups could be divided; the shares then."""
    share, seen = _shares(county, at), np.zeros(len(near), dtype=int)
    every = np.ones(len(near))
    for _ in range(regions):
        region = near[most_promising(every, seen, near, every > 0)]
        seen[region] += 1
        share, _ = _search_region(county, share, np.sort(region), whole=False)
    return share


def _fit_groups(county: County, share: Floats, changes: int) -> Ints:
    """Whole groups at the sites that shares open: rounded, and improved among pairs worth it."""
    at = _round(county.pairs, _by_pair(county.pairs, share))
    site = county.pairs.site[at]
    now = site[:, None] == np.arange(share.shape[1])
    worth = ((county.dear <= TOO_DEAR_TO_EXCHANGE) & (share.max(axis=0, initial=0.0) > PART)) | now
    few = pair_up(
        county.case._replace(cost=np.where(worth, county.case.cost, np.nan)), county.unplaced_cost
    )
    fitted = improve(few, pairs_of(few, site), county.prices.by_group, changes * len(few.group))
    return pairs_of(county.pairs, few.site[fitted])


def _place_rest(county: County, at: Ints, near: Ints, regions: int) -> Ints:
    """Who is unplaced is searched a place, with all who are at the sites around."""
    pairs, home = county.pairs, len(near)
    for around in AROUND:
        for g in np.flatnonzero(pairs.site[at] == home):
            own = pairs.site[pairs.of_group[g] : pairs.of_group[g + 1] - 1]
            if regions == 0 or pairs.site[at[g]] != home or not len(own):
                continue
            regions -= 1
            sites = np.unique(near[own, :around])
            share, _ = _search_region(county, _shares(county, at), sites, whole=True)
            at = min(at, _round(pairs, _by_pair(pairs, share)), key=county.cost)
    return at


def _search_regions(county: County, at: Ints, near: Ints, regions: int) -> tuple[Ints, float]:
    """Small regions searched with whole groups, where the gap sits; plan and bound.

    A region that was searched waits until something changes at its sites, or regions grow.
    """
    pairs, bound = county.pairs, county.prices.bound
    size, seen = WHOLE_SITES, np.zeros(len(near), dtype=int)
    waits = np.zeros(len(near), dtype=bool)
    for _ in range(regions):
        if waits.all() and size < len(near):
            size, waits[:] = size + MORE_SITES, False
        if county.is_good(at, bound) or waits.all():
            break
        region = near[:, :size]
        worth = excess(pairs, county.prices.by_group, at)
        k = most_promising(worth, seen, region, ~waits)
        seen[region[k]] += 1
        waits[k] = True
        share, proven = _search_region(county, _shares(county, at), np.sort(region[k]), whole=True)
        if size >= len(near):
            bound = max(bound, proven)
        better = _round(pairs, _by_pair(pairs, share))
        if spent(pairs, better).sum() < spent(pairs, at).sum() * (1 - EPSILON):
            moved = better != at
            touched = np.union1d(pairs.site[at[moved]], pairs.site[better[moved]])
            waits &= ~np.isin(region, touched).any(axis=1)
            at = better
    return at, bound


def _by_pair(pairs: Pairs, share: Floats) -> Floats:
    """Shares of groups at sites, and of what stays unplaced, by pair."""
    left = 1 - share.sum(axis=1, keepdims=True)
    return np.asarray(np.hstack([share, left])[pairs.group, pairs.site])


def _shares(county: County, at: Ints) -> Floats:
    """Groups x sites: 1 where a group goes."""
    share = np.zeros((len(at), len(county.pairs.capacity)))
    share[np.arange(len(at)), county.pairs.site[at]] = 1.0
    return share[:, :-1]


def _without_sure_to_shut(case: Case, share: Floats, opened: Floats) -> Case:
    """Nobody may move to sites that are shut and hardly ever open."""
    shut = (opened < SURE) & (share.max(axis=0, initial=0.0) <= PART)
    return case._replace(cost=np.where(shut, np.nan, case.cost))


def _open_sure(allocation: Allocation, share: Floats, opened: Floats) -> None:
    """Sites that are open and hardly ever shut stay open."""
    for j in np.flatnonzero((opened > 1 - SURE) & (share.max(axis=0, initial=0.0) > PART)):
        allocation.o[j].lowBound = 1


def _search_region(
    county: County, share: Floats, sites: Ints, *, whole: bool
) -> tuple[Floats, float]:
    """Exact search among some sites and who is there, or nowhere; the shares then, and its bound."""
    left = 1 - share.sum(axis=1)
    left[~np.isfinite(county.case.cost[:, sites]).any(axis=1)] = 0.0
    amount = share[:, sites].sum(axis=1) + left
    groups = np.flatnonzero(amount > PART)
    case = county.case.part(groups, sites)
    now = share[np.ix_(groups, sites)]
    if len(sites) < share.shape[1] or not whole:
        dear = county.dear[np.ix_(groups, sites)] > TOO_DEAR_TO_SEARCH
        dear[left[groups] > PART] = False  # rather a dear place than none
        case = case._replace(cost=np.where(dear & (now <= PART), np.nan, case.cost))
    if not whole:
        case = _without_sure_to_shut(case, now, county.prices.opened[sites])
    problem = pulp.LpProblem("region", pulp.LpMinimize)
    locked = [] if (left > PART).any() else range(len(groups))  # nobody more stays unplaced
    allocation = state(problem, case, locked=locked, share=None if whole else amount[groups])
    if not whole:
        _open_sure(allocation, now, county.prices.opened[sites])
    problem.setObjective(
        spending(allocation, case) + left_out(allocation, county.unplaced_cost[groups])
    )
    answer = solve(
        problem,
        gap=min(WHOLE_GAP, county.gap) if whole else DIVIDED_GAP,
        node_limit=county.node_limit or (WHOLE_NODES if whole else DIVIDED_NODES),
        start=values_of(problem, allocation, case, now, left[groups]),
    )
    if not answer.by_name:
        return share, answer.bound
    block = np.zeros(now.shape)
    for pair, m in allocation.m.items():
        block[pair] = answer.by_name[m.name]
    block[block <= PART] = 0.0
    placed = amount[groups] - [max(0.0, answer.by_name[q.name]) for q in allocation.q]
    block *= (np.maximum(placed, 0.0) / np.maximum(block.sum(axis=1), PART))[:, None]
    after = share.copy()
    after[np.ix_(groups, sites)] = block
    return after, answer.bound
