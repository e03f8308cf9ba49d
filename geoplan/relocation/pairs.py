"""Who may move where, laid out for the search: pairs of a group and a site, by group and by site."""

from typing import NamedTuple

import numpy as np

from geoplan.relocation.allocation_model import Case, Floats, Ints


class Pairs(NamedTuple):
    """The allocation problem as arrays; groups, sites, villages and pairs by position.

    Staying unplaced is the last pair of every group, with a site of its own, the last one: it
    holds everybody, opens for nothing and keeps no village together.
    """

    group: Ints
    """By pair; pairs in order of their group."""
    site: Ints
    """By pair."""
    cost: Floats
    """By pair, of moving the whole group; a cost for each household where it stays unplaced."""
    of_group: Ints
    """Where the pairs of each group begin, and the end."""
    by_site: Ints
    """Pairs in order of their site, then village."""
    of_site: Ints
    """Where the pairs of each site begin in ``by_site``, and the end."""
    demand: Floats
    """By group."""
    village: Ints
    """By group."""
    groups_of: Ints
    """Groups in order of their village."""
    of_village: Ints
    """Where the groups of each village begin in ``groups_of``, and the end."""
    capacity: Floats
    """By site."""
    fewest: Floats
    """By site."""
    opening_cost: Floats
    """By site."""
    cohesion_cost: Floats
    """By site, for each village that moves there."""


def pair_up(case: Case, unplaced_cost: Floats) -> Pairs:
    """Pairs allowed and, last for each group, staying unplaced at a cost by group."""
    n_groups, n_sites = case.cost.shape
    wide = np.column_stack([case.cost, unplaced_cost])
    group, site = np.nonzero(np.isfinite(wide))
    village = case.village if case.cohesion_cost.any() else np.zeros(n_groups, dtype=np.int64)
    return Pairs(
        group,
        site,
        wide[group, site],
        _begins(group, n_groups),
        np.lexsort((village[group], site)),
        _begins(site, n_sites + 1),
        case.demand,
        village,
        np.argsort(village, kind="stable"),
        _begins(village, int(village.max(initial=-1)) + 1),
        np.append(case.capacity, np.inf),
        np.append(case.fewest, 0.0),
        np.append(case.opening_cost, 0.0),
        np.append(case.cohesion_cost, 0.0),
    )


def _begins(labels: Ints, n: int) -> Ints:
    """Where each of n labels begins among labels in order, and the end."""
    return np.concatenate([[0], np.cumsum(np.bincount(labels, minlength=n))])


def spent(pairs: Pairs, at: Ints) -> Floats:
    """Cost by site of a plan given as the pair of each group: moves, opening, villages."""
    n = len(pairs.capacity)
    at_site = pairs.site[at]
    opened = np.bincount(at_site, minlength=n) > 0
    kept = np.unique(pairs.village * n + at_site) % n
    return np.asarray(
        np.bincount(at_site, pairs.cost[at], n)
        + np.where(opened, pairs.opening_cost, 0.0)
        + np.bincount(kept, minlength=n) * pairs.cohesion_cost
    )


def pairs_of(pairs: Pairs, site: Ints) -> Ints:
    """Pair of each group, given its site; the site after the last one: unplaced."""
    return np.flatnonzero(pairs.site == site[pairs.group])
