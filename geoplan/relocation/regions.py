"""Where in the county a plan is worth another look: sites that compete, and where the gap sits.

The difference between a plan and the bound at prices l splits over the sites (docs/formulation.md, C):

cost - bound(l) = sum_j d_j,
d_j = F_j o_j + sum_g (c_gj - l_g) m_gj + rho sum_k u_kj - min(0, F_j + V_j(l))   (C10)

No exact search among some sites saves more than the d_j of these sites.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geoplan.relocation.allocation_model import EPSILON, Floats, Ints
from geoplan.relocation.pairs import Pairs, spent
from geoplan.relocation.site_knapsacks import site_values


def competitors(pairs: Pairs, prices: Floats) -> Ints:
    """Sites x sites: each site itself, then the others, those that most compete for its groups first."""
    n_sites = len(pairs.capacity) - 1
    gain = np.sqrt(np.maximum(0.0, prices[pairs.group] - pairs.cost))
    worth = csr_array((gain, (pairs.site, pairs.group)), (n_sites + 1, len(prices)))[:n_sites]
    shared = (worth @ worth.T).toarray()
    np.fill_diagonal(shared, np.inf)
    return np.argsort(-shared, axis=1, kind="stable")


def excess(pairs: Pairs, prices: Floats, at: Ints) -> Floats:
    """d_j by site, of a plan given as the pair of each group (C10)."""
    n_sites = len(pairs.capacity) - 1
    by_site = spent(pairs, at)
    by_site -= np.bincount(pairs.site[at], prices, n_sites + 1)
    return by_site[:n_sites] - site_values(pairs, prices)


def most_promising(worth: Floats, seen: Ints, near: Ints, is_fresh: NDArray[np.bool_]) -> int:
    """Region (row of ``near``) of most worth by site, those less often seen first; a fresh one."""
    promise = worth[near].sum(axis=1) / (1.0 + seen[near].mean(axis=1)) ** 2
    return int(np.argmax(np.where(is_fresh, promise, -np.inf)))


def dearness(pairs: Pairs, prices: Floats) -> Floats:
    """Groups x sites: what a pair costs above the price of its group, with the room it takes.

    In prices of the group; infinite where it may not go. A household's room at a site is worth
    what the last one brings of those who bring most, (l_g - c_gj) / h_g each, until it is full.
    """
    each = np.maximum(pairs.demand[pairs.group], EPSILON)
    brings = (prices[pairs.group] - pairs.cost) / each
    room_price = np.zeros(len(pairs.capacity))
    for j in range(len(pairs.capacity) - 1):
        of_site = pairs.by_site[pairs.of_site[j] : pairs.of_site[j + 1]]
        order = of_site[np.argsort(-brings[of_site], kind="stable")]
        over = np.flatnonzero(np.cumsum(each[order]) > pairs.capacity[j])
        if len(over):
            room_price[j] = max(0.0, brings[order[over[0]]])
    dear = np.full((len(prices), len(pairs.capacity)), np.inf)
    above = (room_price[pairs.site] - brings) * each
    dear[pairs.group, pairs.site] = above / np.maximum(prices[pairs.group], EPSILON)
    return dear[:, :-1]
