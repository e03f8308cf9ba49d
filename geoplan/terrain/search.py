"""Quickest ways from cell to cell and along arcs: Dijkstra's search in compiled code.

The queue is of buckets (Dial, 1969): every node waits in the bucket of its minutes, so that
nothing is sorted. A bucket is as wide as the shortest step on the ground, and what comes back into
the bucket that is being emptied is done again: the minutes are those of plain Dijkstra, whatever
the steps are.
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.floating]
MINUTES_PER_M_AT_1_KMH = 0.06
FASTEST_KMH = 6.0
STEEPEST = 4.0
"""Slopes are looked up until here; beyond, the speed is computed."""
STEPS_PER_SLOPE = 4000
"""Entries of the table for a slope of 1; -0.05, where the speed bends, is one of them."""
BUCKETS = 2048
ROAD_BUCKET_MINUTES = 0.25
"""Width of a bucket where there are only roads."""
NOBODY, NOTHING = np.zeros(0, np.int32), np.zeros(0)
NEIGHBOURS = np.array(
    [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)], dtype=np.int64
)
"""Rows and columns to the eight cells around a cell."""


def tobler_kmh(slope: Floats) -> Floats:
    """Walking speed for a slope in the direction of travel [km/h].

    ``6 exp(-3.5 |s + 0.05|)`` with s rise over run: Tobler (1993).
    """
    return np.asarray(FASTEST_KMH * np.exp(-3.5 * np.abs(np.asarray(slope) + 0.05)))  # (G1)


class Walks(NamedTuple):
    """Steps from cell to cell and other arcs, as the compiled search wants them; from ``walks``.

    Nodes are the cells, row by row, and then others that only arcs lead to.
    """

    z_m: NDArray[np.float32]
    steps: NDArray[np.uint8]
    """Open steps of each cell, as bits (``open_steps``)."""
    drag: NDArray[np.float32]
    """Factor on the minutes in each cell; empty where it is 1 everywhere."""
    to_cell: NDArray[np.int64]
    """How many nodes on each of the eight neighbours is."""
    step_m: NDArray[np.float64]
    pace: NDArray[np.float64]
    """Minutes per metre by slope, ``STEPS_PER_SLOPE`` entries for a slope of 1."""
    first: NDArray[np.int32]
    """Arcs of node i: those from first[i] to first[i + 1]."""
    heads: NDArray[np.int32]
    lengths: NDArray[np.float64]
    """Minutes of each arc."""
    width: float
    """Of a bucket [minutes]."""


def walks(
    elevation_m: Floats,
    blocked: NDArray[np.bool_],
    cell_m: float,
    off_path: float,
    *,
    drag: NDArray[np.float32] | None = None,
) -> Walks:
    """Ground made ready for searches.

    Parameters
    ----------
    elevation_m, cell_m, off_path
        As in ``walking_minutes``.
    blocked
        Cells that nobody enters, of the same shape.
    drag
        Factor on the minutes in each cell, of the same shape; a step counts half of either end.
    """
    slopes = np.arange(-STEEPEST * STEPS_PER_SLOPE, STEEPEST * STEPS_PER_SLOPE + 1)
    lightest = 1.0 if drag is None else float(np.min(drag, initial=1.0))
    return Walks(
        z_m=np.ascontiguousarray(elevation_m, dtype=np.float32).ravel(),
        steps=open_steps(blocked).ravel(),
        drag=np.zeros(0, np.float32) if drag is None else np.ravel(drag).astype(np.float32),
        to_cell=NEIGHBOURS @ np.array([blocked.shape[1], 1]),
        step_m=cell_m * np.hypot(*NEIGHBOURS.T),
        pace=(MINUTES_PER_M_AT_1_KMH / tobler_kmh(slopes / STEPS_PER_SLOPE) / off_path).astype(
            float
        ),
        first=np.zeros(blocked.size + 1, np.int32),
        heads=np.zeros(0, np.int32),
        lengths=np.zeros(0),
        width=MINUTES_PER_M_AT_1_KMH / FASTEST_KMH / off_path * cell_m * 0.999 * lightest,
    )


def arcs_alone(tail: NDArray[np.integer], head: NDArray[np.integer], *, nodes: int) -> Walks:
    """Arcs without any ground made ready for searches, but for their minutes (``lengths``).

    Parameters
    ----------
    tail, head
        Nodes that each arc joins, 0 to ``nodes`` - 1; sorted by tail.
    nodes
        How many there are.
    """
    nowhere = walks(np.zeros((0, 0)), np.zeros((0, 0), dtype=bool), 1.0, 1.0)
    return nowhere._replace(
        first=np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int32),
        heads=np.asarray(head, dtype=np.int32),
        width=ROAD_BUCKET_MINUTES,
    )


def backwards(ground: Walks) -> Walks:
    """The same ground, walked against the direction of its steps; arcs are taken as they are."""
    return ground._replace(pace=np.ascontiguousarray(ground.pace[::-1]))


def spread(
    ground: Walks,
    minutes: NDArray[np.float64],
    *,
    came_from: NDArray[np.int32] | None = None,
    begin: NDArray[np.int64] | None = None,
    until: pd.DataFrame | None = None,
) -> None:
    """Lower ``minutes``, in place, to what can be reached from the nodes that have some.

    Parameters
    ----------
    ground
        From ``walks``, with arcs if there are any.
    minutes
        By node.
    came_from
        Receives the node before each node that is lowered, on its way.
    begin
        Nodes from which others may be lowered, where all the rest is known to be settled;
        otherwise every node that has minutes.
    until
        place, node, minutes: the search ends when every place has its least minutes, by one of
        its nodes and the minutes there; a place has its rows one after the other. What lies
        farther is inf.
    """
    known = search(
        ground,
        np.flatnonzero(minutes < np.inf) if begin is None else begin,
        minutes,
        NOBODY if came_from is None else came_from,
        *waiting_lists(minutes.size),
        NOBODY,
        np.zeros(1, np.int64),
        *((NOBODY, NOBODY, NOTHING) if until is None else targets_of(until)),
    )
    if until is not None:
        minutes[minutes > known] = np.inf


def targets_of(
    table: pd.DataFrame,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Place, node and minutes of a table, as the compiled search wants them."""
    place, node = (table[column].to_numpy(dtype=np.int32) for column in ("place", "node"))
    return place, node, table["minutes"].to_numpy(dtype=np.float64)


def open_steps(blocked: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Which of the steps to its eight neighbours are open from each cell, as bits.

    Nobody steps into or out of a blocked cell, over the rim, or between two blocked cells that
    touch at a corner.
    """
    rows, columns = blocked.shape
    wall = np.pad(blocked, 1, constant_values=True)
    steps = np.zeros(blocked.shape, np.uint8)
    for bit, (down, right) in enumerate(NEIGHBOURS):
        there, beside, above = (
            wall[1 + i : 1 + i + rows, 1 + j : 1 + j + columns]
            for i, j in ((down, right), (0, right), (down, 0))
        )
        shut = blocked | there  # (G3)
        if down and right:
            shut |= beside & above
        steps |= np.where(shut, 0, 1 << bit).astype(np.uint8)
    return steps


@njit(cache=True, nogil=True)
def quickest_arc(first, heads, minutes, u, v):
    """Row of the quickest of the arcs of node u that lead to v; -1: only a step on the ground."""
    best = -1
    for k in range(first[u], first[u + 1]):
        if heads[k] == v and (best < 0 or minutes[k] < minutes[best]):
            best = k
    return best


@njit(cache=True, nogil=True)
def search(  # noqa: C901 - one loop: a call with these arrays costs more than a step
    ground, seeds, minutes, before, after, ahead, touched, count, place, target_node, target_minutes
):
    """Dijkstra's search. Nodes wait in lists (``waiting_lists``), one for each bucket.

    ``touched`` receives, where it has room, every node that is reached; the search ends when all
    targets are, where there are any. Returns up to how many minutes all nodes are known.
    """
    z_m, steps, drag, to_cell, step_m, pace, first, heads, lengths, width = ground
    n, cells, dragging = minutes.size, steps.size, drag.size > 0
    begin, at, waiting, reached = 0.0, BUCKETS, seeds.size, 0
    _put_all(seeds, n + BUCKETS, after, ahead)
    while waiting > 0:
        if at == BUCKETS:
            begin, at = _refill(minutes, width, after, ahead), 0
        while after[n + at] != n + at:
            u = after[n + at]
            _take(u, after, ahead)
            waiting -= 1
            now = minutes[u]
            # the eight steps of a cell, then the arcs of the node
            for d in range(8 * (u >= cells), 8 + first[u + 1] - first[u]):
                if d >= 8:
                    arc = first[u] + d - 8
                    v, then = np.int64(heads[arc]), now + lengths[arc]
                elif steps[u] >> d & 1 and minutes[u + to_cell[d]] > now + width:
                    # no step is shorter than a bucket is wide
                    v = u + to_cell[d]
                    # (G2)
                    step = step_m[d] * _pace((z_m[v] - z_m[u]) / step_m[d], pace)
                    if dragging:
                        step *= 0.5 * (drag[u] + drag[v])
                    then = now + step
                else:
                    continue
                if then < minutes[v]:
                    if touched.size and minutes[v] == np.inf:
                        touched[count[0]] = v
                        count[0] += 1
                    minutes[v] = then
                    if before.size:
                        before[v] = u
                    bucket = max(int(min(then / width - begin, BUCKETS)), at)
                    waiting += _wait(v, n + bucket, after, ahead)
        at += 1
        known = (begin + at) * width
        reached = _reached(reached, minutes, place, target_node, target_minutes, known)
        if 0 < reached == place.size:
            return known
    return np.inf


@njit(cache=True, nogil=True)
def _reached(k, minutes, place, target_node, target_minutes, known):
    """The first row, from row ``k`` on, of a place that may be reached sooner than is known yet."""
    while k < place.size:
        best, own, begin = np.inf, place[k], k
        while k < place.size and place[k] == own:
            best = min(best, minutes[target_node[k]] + target_minutes[k])
            k += 1
        if best >= known:
            return begin
    return k


@njit(cache=True, nogil=True)
def _wait(v, start, after, ahead):
    """Put a node into a list; 1 where it begins to wait, 0 where it has waited in another."""
    waits = ahead[v] >= 0
    if waits:
        _take(v, after, ahead)
    _put(v, start, after, ahead)
    return 0 if waits else 1


@njit(cache=True, nogil=True)
def _pace(slope, pace):
    """Minutes per metre for a slope: between two entries of the table, or computed beyond it."""
    place = (slope + STEEPEST) * STEPS_PER_SLOPE
    if place < 0 or place >= pace.size - 1:
        return pace[0 if slope < 0 else -1] * math.exp(3.5 * (abs(slope) - STEEPEST))
    entry = int(place)
    part = place - entry
    return pace[entry] * (1 - part) + pace[entry + 1] * part


@njit(cache=True, nogil=True)
def _refill(minutes, width, after, ahead):
    """Fill the empty buckets from the list of what lies beyond them; the first bucket's number."""
    n = minutes.size
    beyond = n + BUCKETS
    least, u = np.inf, after[beyond]
    while u != beyond:
        least = min(least, minutes[u])
        u = after[u]
    begin, u = np.floor(least / width), after[beyond]
    while u != beyond:
        following = after[u]
        place = minutes[u] / width - begin
        if place < BUCKETS:
            _take(u, after, ahead)
            _put(u, n + int(place), after, ahead)
        u = following
    return begin


@njit(cache=True, nogil=True)
def waiting_lists(n):
    """Who comes after each of n nodes and of the lists, and who ahead (-1: in no list).

    A list is a circle through itself; the last one holds what lies beyond the buckets.
    """
    after = np.empty(n + BUCKETS + 1, np.int32)
    ahead = np.full(n + BUCKETS + 1, -1, np.int32)
    for k in range(n, n + BUCKETS + 1):
        after[k] = k
        ahead[k] = k
    return after, ahead


@njit(cache=True, nogil=True)
def _put(u, start, after, ahead):
    """Put a node into a list."""
    after[u], ahead[u] = after[start], start
    ahead[after[u]] = u
    after[start] = u


@njit(cache=True, nogil=True)
def _put_all(nodes, start, after, ahead):
    """Put nodes into a list."""
    for u in nodes:
        _put(u, start, after, ahead)


@njit(cache=True, nogil=True)
def _take(u, after, ahead):
    """Take a node out of its list."""
    after[ahead[u]], ahead[after[u]] = after[u], ahead[u]
    ahead[u] = -1
