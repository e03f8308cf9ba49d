"""Ways of many searches, each over its own part of the ground: minutes, what is ridden, which roads."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from geoplan.terrain.search import (
    BUCKETS,
    NOBODY,
    NOTHING,
    Walks,
    quickest_arc,
    search,
    targets_of,
    waiting_lists,
)

Integers = NDArray[np.integer]


def ways_of_each(
    ground: Walks,
    arcs: pd.DataFrame | None,
    starts: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    nodes: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ways of many searches, each from its own starts until all of its targets are reached.

    Parameters
    ----------
    ground
        From ``walks``, with arcs if there are any.
    arcs
        ridden (minutes) and link (position; -1: none) of each arc of the ground. None: only
        minutes are wanted.
    starts
        search (0, 1, …), node, minutes: where each search begins.
    targets
        search, place, node, minutes: a place has its rows one after the other and is reached by
        the quickest of them. Sorted by search, as ``starts``.
    nodes
        How many there are.

    Returns
    -------
    reached
        On the index of the targets, of the quickest row of each place: minutes at its node with
        its own, and what of them is ridden; inf and 0 in the other rows, and where nobody gets.
    links
        target (position) and link: the links on the way to that row, each once.
    """
    searches = int(starts["search"].max()) + 1 if len(starts) else 0
    first = [
        np.searchsorted(table["search"].to_numpy(), np.arange(searches + 1))
        for table in (starts, targets)
    ]
    begins = starts["node"].to_numpy(np.int32), starts["minutes"].to_numpy(np.float64)
    told = np.full(len(targets), np.inf), np.zeros(len(targets))
    facts = (
        (NOTHING, NOBODY)
        if arcs is None
        else (arcs["ridden"].to_numpy(np.float64), arcs["link"].to_numpy(np.int32))
    )
    threads = (os.cpu_count() or 1) if ground.steps.size else 1  # roads alone take no time
    ends = np.linspace(0, searches, threads + 1).astype(int).tolist()

    def some(begin: int, end: int) -> tuple[Integers, Integers]:
        """Some of the searches, in a thread of their own."""
        rows, links = _search_each(
            ground, begin, end, first[0], *begins, first[1], *targets_of(targets), *facts, *told, nodes
        )  # fmt: skip
        return rows, links

    if threads == 1:
        parts = [some(0, searches)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(some, ends[:-1], ends[1:]))
    rows, links = (np.concatenate(part) for part in zip(*parts, strict=True))
    reached = pd.DataFrame({"minutes": told[0], "ridden": told[1]}, index=targets.index)
    return reached, pd.DataFrame({"target": rows, "link": links}).drop_duplicates()


@njit(cache=True, nogil=True)
def _search_each(
    ground, begin, end, start_first, start_node, start_minutes, target_first, place, target_node,
    target_minutes, arc_ridden, arc_link, reached, ridden, n,
):  # fmt: skip
    """Searches ``begin`` to ``end`` of ``ways_of_each``, with one set of work arrays."""
    minutes, before = np.full(n, np.inf), np.full(n, -1, np.int32)
    after, ahead = waiting_lists(n)
    touched, count = np.empty(n, np.int32), np.zeros(1, np.int64)
    rows, links = [0][:0], [0][:0]
    for number in range(begin, end):
        a, b = start_first[number], start_first[number + 1]
        for k in range(a, b):
            u = start_node[k]
            if minutes[u] == np.inf:
                touched[count[0]] = u
                count[0] += 1
            minutes[u] = min(minutes[u], start_minutes[k])
        seeds = touched[: count[0]].astype(np.int64)
        c, d = target_first[number], target_first[number + 1]
        search(
            ground, seeds, minutes, before, after, ahead, touched, count, place[c:d],
            target_node[c:d], target_minutes[c:d],
        )  # fmt: skip
        while c < d:
            best = _quickest(c, d, minutes, place, target_node, target_minutes)
            reached[best] = minutes[target_node[best]] + target_minutes[best]
            if arc_ridden.size and reached[best] < np.inf:
                ridden[best] = _go_back(
                    best, target_node[best], ground, before, arc_ridden, arc_link, rows, links
                )
            own = place[c]
            while c < d and place[c] == own:
                c += 1
        for k in range(count[0]):
            minutes[touched[k]] = np.inf
            before[touched[k]] = -1
            ahead[touched[k]] = -1
        count[0] = 0
        for k in range(n, n + BUCKETS + 1):
            after[k] = k
            ahead[k] = k
    return np.array(rows), np.array(links)


@njit(cache=True, nogil=True)
def _quickest(c, d, minutes, place, node, own_minutes):
    """Of the place whose rows begin at ``c``, the row by which it is reached soonest."""
    best, k = c, c
    while k < d and place[k] == place[c]:
        if minutes[node[k]] + own_minutes[k] < minutes[node[best]] + own_minutes[best]:
            best = k
        k += 1
    return best


@njit(cache=True, nogil=True)
def _go_back(row, node, ground, before, arc_ridden, arc_link, rows, links):
    """Minutes ridden on the way to a node; its links are added to the lists, each with ``row``."""
    v, ridden, last = node, 0.0, -1
    while before[v] >= 0:
        u = before[v]
        arc = quickest_arc(ground.first, ground.heads, ground.lengths, u, v)
        if arc >= 0:
            ridden += arc_ridden[arc]
            if arc_link[arc] >= 0 and arc_link[arc] != last:
                last = arc_link[arc]
                rows.append(row)
                links.append(last)
        v = u
    return ridden
