"""Which link matters: what its closing costs, what an upgrade gives.

Trips run over a *trip graph*, a table of arcs from node to node: tail, head (0..n-1), minutes
(above 0, finite), link (position of the road link that the arc is part of; -1 for a walk, a
doorstep, a step onto a road). A link may be several arcs, in both directions. A trip ends at the
goal that is quickest to reach. With t the minutes of an arc, W the people and T the minutes of a
node, 0 at the goals:

- (T1) T(v) = min over arcs vw of t(vw) + T(w)
- (T2) s(vw) = t(vw) + T(w) - T(v) >= 0, what a trip loses by taking the arc; 0 on the way taken

A closed link delays only those whose way it is on. The ways make a forest, and numbered in
preorder everybody behind a node has the numbers that follow it. Nobody else is looked at:

- (T3) E(v) = min over arcs vw, not of the link, of s(vw) + E(w) where v is behind the link; else 0

E is settled in rising order, and whatever is still behind a node that gets E gets the same, since
its way there costs no more than before: the queue sees only the arcs between ways, not the ways.
"""

import heapq

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.floating]
Integers = NDArray[np.int64]
SAME_MINUTES = 1e-6
"""Trips that differ by less take equally long."""


def closures(
    arcs: pd.DataFrame, goals: NDArray[np.integer], people: Floats, *, links: int
) -> pd.DataFrame:
    """Person-minutes lost on one trip of everybody, and people, if a link is closed to all.

    Parameters
    ----------
    arcs
        Trip graph: tail, head, minutes, link.
    goals
        Nodes where trips end.
    people
        At each node, shape (n,).
    links
        How many links there are.

    Returns
    -------
    DataFrame
        Index 0..links-1, each closed alone, in both directions: person_minutes_lost by those who
        still get there, people_delayed (they among them), people_lost (no way is left; who has
        none today is not counted).

    Raises
    ------
    ValueError
        Minutes of today's arcs that are not above 0 and finite.

    Notes
    -----
    - (T4) person_minutes_lost = sum of W(v) E(v), people_lost = sum of W(v) where E(v) = inf
    """
    minutes = _minutes(arcs, goals, len(people))
    known = arcs[np.isfinite(minutes[arcs["head"]])]
    tail, head, link = (known[one].to_numpy(dtype=np.int64) for one in ("tail", "head", "link"))
    slack = np.maximum(known["minutes"].to_numpy() + minutes[head] - minutes[tail], 0.0)  # (T2)
    taken = _arcs_taken(tail, slack, goals)
    before, road = np.full((2, len(people)), -1)
    before[tail[taken]], road[tail[taken]] = head[taken], link[taken]
    number, end = _preorder(np.argsort(minutes, kind="stable"), before)
    node = np.argsort(number)
    tail, head, road = number[tail], number[head], road[node]
    out, first_out = _grouped(tail, len(people))
    into, first_into = _grouped(head[out], len(people))
    tops = np.flatnonzero(road >= 0)
    by_link, first_top = _grouped(road[tops], links)
    lost = _close(
        first_out, tail[out], head[out], link[out], slack[out], first_into, into,
        road, end, first_top, tops[by_link], np.asarray(people, dtype=float)[node],
    )  # fmt: skip
    return pd.DataFrame(lost, columns=["person_minutes_lost", "people_delayed", "people_lost"])


def upgrades(
    arcs: pd.DataFrame, goals: NDArray[np.integer], people: Floats, better: pd.DataFrame
) -> pd.DataFrame:
    """Person-minutes saved on one trip of everybody, and people, by each candidate alone.

    Parameters
    ----------
    arcs
        Trip graph: tail, head, minutes.
    goals
        Nodes where trips end.
    people
        At each node, shape (n,).
    better
        Arcs that a candidate adds: candidate (its label), tail, head, minutes. Those of one
        candidate work together; what is not quicker than today changes nothing.

    Returns
    -------
    DataFrame
        Index candidate, in the order of their first arcs: person_minutes_saved by those who get
        there today, people_faster (they among them), people_newly_reached (no way today).

    Raises
    ------
    ValueError
        Minutes of today's arcs that are not above 0 and finite.

    Notes
    -----
    - (T5) T'(v) = min of T(v) and, over the arcs vw of today and of the candidate, t(vw) + T'(w)
    """
    candidate, labels = pd.factorize(better["candidate"])
    by_candidate, first = _grouped(candidate, len(labels))
    better = better.iloc[by_candidate]
    both = pd.concat([one[["tail", "head", "minutes"]] for one in (arcs, better)])
    into, first_into = _grouped(both["head"].to_numpy(dtype=np.int64), len(people))
    length = both["minutes"].to_numpy(dtype=float, copy=True)
    length[len(arcs) :] = np.inf  # until it is the candidate's turn
    gained = _upgrade(
        first_into, both["tail"].to_numpy(dtype=np.int64)[into], length[into],
        first, np.argsort(into)[len(arcs) :], better["head"].to_numpy(dtype=np.int64),
        better["minutes"].to_numpy(dtype=float), _minutes(arcs, goals, len(people)),
        np.asarray(people, dtype=float),
    )  # fmt: skip
    columns = ["person_minutes_saved", "people_faster", "people_newly_reached"]
    return pd.DataFrame(gained, columns=columns, index=pd.Index(labels, name="candidate"))


def _minutes(arcs: pd.DataFrame, goals: NDArray[np.integer], nodes: int) -> NDArray[np.float64]:
    """Minutes of each node to the goal that is quickest to reach; inf where none is  (T1)."""
    wrong = arcs["minutes"][~arcs["minutes"].between(0, np.inf, inclusive="neither")]
    if len(wrong):
        raise ValueError(
            f"minutes of arcs must be above 0 and finite, got {wrong.iloc[0]} "
            f"and {len(wrong) - 1} others"
        )
    if not len(goals):
        return np.full(nodes, np.inf)
    quickest = arcs.groupby(["head", "tail"], as_index=False)["minutes"].min()
    ends = quickest["head"].to_numpy(), quickest["tail"].to_numpy()
    against = coo_array((quickest["minutes"].to_numpy(), ends), shape=(nodes, nodes)).tocsr()
    return np.asarray(dijkstra(against, indices=goals, min_only=True))


def _arcs_taken(tail: Integers, slack: Floats, goals: NDArray[np.integer]) -> Integers:
    """Position of the arc that each node's way begins with; of equally quick ones the first."""
    order = np.lexsort((slack, tail))
    first = np.diff(tail[order], prepend=-1) > 0
    return order[first & ~np.isin(tail[order], goals)]


def _grouped(key: Integers, count: int) -> tuple[Integers, Integers]:
    """Positions sorted by a key of 0..count-1, and where each value begins among them."""
    order = np.argsort(key, kind="stable")
    return order, np.searchsorted(key[order], np.arange(count + 1))


@njit(cache=True, nogil=True)
def _preorder(order, before):
    """Number of each node of a forest in preorder, and by number where what is behind it ends.

    ``order``: every node after the one ``before`` it (-1: none).
    """
    size, number = np.ones(before.size, np.int64), np.zeros(before.size, np.int64)
    for v in order[::-1]:
        if before[v] >= 0:
            size[before[v]] += size[v]
    free, end, begun = np.zeros_like(size), np.zeros_like(size), 0
    for v in order:
        if before[v] >= 0:
            number[v] = free[before[v]]
            free[before[v]] += size[v]
        else:
            number[v] = begun
            begun += size[v]
        free[v] = number[v] + 1
        end[number[v]] = number[v] + size[v]
    return number, end


@njit(cache=True, nogil=True)
def _close(
    first_out, tails, heads, links, slack, first_into, into, road, end, first_top, tops, people
):
    """``closures``, compiled. Nodes are numbered in preorder; ``road``: link of the arc taken.

    Arcs are sorted by tail, ``into`` holds their positions by head, ``tops`` the nodes whose arc
    taken is of each link. A node ``waits`` from the closing of its link until it has its E.
    """
    n = end.size
    later, waits = np.zeros(n), np.zeros(n, np.bool_)
    behind, swept = np.zeros(n, np.int64), np.zeros(n, np.int64)
    lost = np.zeros((first_top.size - 1, 3))
    for link in range(first_top.size - 1):
        count = _gather(tops[first_top[link] : first_top[link + 1]], end, behind)
        for v in behind[:count]:
            later[v], waits[v] = np.inf, True
        queue = _ways_round(behind[:count], link, first_out, heads, links, slack, waits, later)
        while queue:
            minutes, top = heapq.heappop(queue)
            if not waits[top]:
                continue
            for v in swept[: _sweep(top, link, road, end, waits, swept)]:
                later[v] = minutes
                for i in range(first_into[v], first_into[v + 1]):
                    k = into[i]
                    u, then = tails[k], minutes + slack[k]  # (T3)
                    if waits[u] and then < later[u] and links[k] != link:
                        later[u] = then
                        heapq.heappush(queue, (then, u))
        for v in behind[:count]:
            _count(people[v], later[v], lost[link])  # (T4)
            later[v], waits[v] = 0.0, False
    return lost


@njit(cache=True, nogil=True)
def _gather(tops, end, behind):
    """List the nodes behind any of the tops, which are in preorder; how many there are."""
    count, past = 0, 0
    for top in tops:
        for v in range(max(top, past), end[top]):
            behind[count] = v
            count += 1
        past = max(past, end[top])
    return count


@njit(cache=True, nogil=True)
def _ways_round(behind, link, first_out, heads, links, slack, waits, later):
    """Queue of the nodes with an arc to where nobody is delayed, by what the arc costs them."""
    queue = _empty_queue()
    for v in behind:
        for k in range(first_out[v], first_out[v + 1]):
            if not waits[heads[k]] and slack[k] < later[v] and links[k] != link:
                later[v] = slack[k]
        if later[v] < np.inf:
            heapq.heappush(queue, (later[v], v))
    return queue


@njit(cache=True, nogil=True)
def _empty_queue():
    """A queue of minutes and nodes."""
    queue = [(0.0, 0)]
    queue.clear()
    return queue


@njit(cache=True, nogil=True)
def _sweep(top, link, road, end, waits, swept):
    """List a node and who waits behind it, but for the closed link; how many no longer wait."""
    count, v = 0, top
    while v < end[top]:
        if waits[v] and (road[v] != link or v == top):
            waits[v] = False
            swept[count] = v
            count += 1
            v += 1
        else:
            v = end[v]
    return count


@njit(cache=True, nogil=True)
def _count(people, minutes, totals):
    """Add people whose trip changes by some minutes, or (inf) from none to one or back."""
    if minutes == np.inf:
        totals[2] += people
    elif minutes > SAME_MINUTES:
        totals[0] += people * minutes
        totals[1] += people


@njit(cache=True, nogil=True)
def _upgrade(first_into, tails, length, first, at, heads, minutes, today, people):
    """``upgrades``, compiled. Arcs are sorted by head; ``at``: where those of candidates stand."""
    now, gained = today.copy(), np.zeros((first.size - 1, 3))
    for candidate in range(first.size - 1):
        queue, lowered = _empty_queue(), [0 for _ in range(0)]
        for k in range(first[candidate], first[candidate + 1]):
            length[at[k]] = minutes[k]
            _lower(tails[at[k]], now[heads[k]] + minutes[k], now, today, queue, lowered)
        while queue:
            then, v = heapq.heappop(queue)
            if then > now[v]:
                continue
            for k in range(first_into[v], first_into[v + 1]):  # (T5)
                _lower(tails[k], then + length[k], now, today, queue, lowered)
        for v in lowered:
            _count(people[v], today[v] - now[v], gained[candidate])
            now[v] = today[v]
        for k in range(first[candidate], first[candidate + 1]):
            length[at[k]] = np.inf
    return gained


@njit(cache=True, nogil=True)
def _lower(v, then, now, today, queue, lowered):
    """Lower the minutes of a node, if they are lower; list it the first time."""
    if then < now[v]:
        if now[v] == today[v]:
            lowered.append(v)
        now[v] = then
        heapq.heappush(queue, (then, v))
