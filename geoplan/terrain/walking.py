"""Walking over the ground: Tobler's speed, and the quickest way from cell to cell.

The search is Dijkstra's with a queue of buckets (Dial, 1969) in compiled code: every node waits in
the bucket of its minutes, so that nothing is sorted. A bucket is as wide as the shortest step on
the ground, and what comes back into the bucket that is being emptied is done again: the minutes
are those of plain Dijkstra, whatever the steps are.
"""

import math
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geoplan.terrain.rasters import Raster, sample

Floats = NDArray[np.floating]
Direction = Literal["to", "from"]
MINUTES_PER_M_AT_1_KMH = 0.06
FASTEST_KMH = 6.0
STEEPEST = 4.0
"""Slopes are looked up until here; beyond, the speed is computed."""
STEPS_PER_SLOPE = 4000
"""Entries of the table for a slope of 1; -0.05, where the speed bends, is one of them."""
BUCKETS = 2048
NEIGHBOURS = np.array(
    [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)], dtype=np.int64
)
"""Rows and columns to the eight cells around a cell."""


def tobler_kmh(slope: Floats) -> Floats:
    """Walking speed for a slope in the direction of travel [km/h].

    ``6 exp(-3.5 |s + 0.05|)`` with s rise over run: Tobler (1993).
    """
    return np.asarray(FASTEST_KMH * np.exp(-3.5 * np.abs(np.asarray(slope) + 0.05)))


def walking_minutes(
    elevation_m: Floats,
    cell_m: float,
    sources: NDArray[np.bool_],
    *,
    direction: Direction = "to",
    off_path: float = 0.6,
    barrier: NDArray[np.bool_] | None = None,
) -> NDArray[np.float32]:
    """Minutes on foot between every cell and the source that is quickest to reach.

    Steps lead to the eight cells around a cell, at Tobler's speed for the slope between their
    centres in the direction of travel. Nobody enters a barrier or a cell without elevation, nor
    squeezes through where two of them touch at a corner.

    Parameters
    ----------
    elevation_m
        Elevation, shape (rows, columns); NaN where unknown.
    cell_m
        Side of a cell [m].
    sources
        Where the walk ends ("to") or begins ("from"), of the same shape.
    direction
        "to": minutes from each cell to a source; "from": from a source to each cell.
    off_path
        Factor on the speed.
    barrier
        Cells that nobody enters, of the same shape.

    Returns
    -------
    ndarray
        float32 minutes of the same shape, 0 at the sources, inf where nobody gets.

    Raises
    ------
    ValueError
        Shapes that differ, a cell or a factor that is not above 0, or another direction.

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA 93-1.
    Dial, R. B. (1969). Algorithm 360: shortest-path forest with topological ordering. CACM 12.
    """
    shapes = [np.shape(one) for one in (elevation_m, sources, barrier) if one is not None]
    if len(set(shapes)) != 1 or len(shapes[0]) != 2:
        raise ValueError(f"elevation_m, sources and barrier must be of one shape, got {shapes}")
    if not (cell_m > 0 and off_path > 0):
        raise ValueError(f"cell_m and off_path must be above 0, got {cell_m} and {off_path}")
    if direction not in ("to", "from"):
        raise ValueError(f'direction must be "to" or "from", got {direction!r}')
    blocked = np.isnan(elevation_m)
    if barrier is not None:
        blocked |= np.asarray(barrier, dtype=bool)
    minutes = np.where(np.asarray(sources, dtype=bool) & ~blocked, 0.0, np.inf).ravel()
    ground = np.ascontiguousarray(elevation_m, dtype=np.float32)
    spread(ground, blocked, cell_m, off_path, minutes, backwards=direction == "to")
    with np.errstate(over="ignore"):  # what float32 cannot hold is out of reach
        return minutes.reshape(shapes[0]).astype(np.float32)


def spread(
    elevation_m: NDArray[np.float32],
    blocked: NDArray[np.bool_],
    cell_m: float,
    off_path: float,
    minutes: NDArray[np.float64],
    *,
    arcs: csr_array | None = None,
    backwards: bool = False,
    came_from: NDArray[np.int32] | None = None,
) -> None:
    """Lower ``minutes``, in place, to what can be reached from the nodes that have some.

    Parameters
    ----------
    elevation_m, blocked
        The ground, shape (rows, columns), as in ``walking_minutes``.
    cell_m, off_path
        As in ``walking_minutes``.
    minutes
        By node: the cells, row by row, then others that only ``arcs`` lead to.
    arcs
        Minutes of arcs besides the steps on the ground, from node to node.
    backwards
        Walk against the steps on the ground: minutes *to* a place. ``arcs`` are taken as they are.
    came_from
        Receives the node before each node that is lowered, on its way.
    """
    slopes = np.arange(-STEEPEST * STEPS_PER_SLOPE, STEEPEST * STEPS_PER_SLOPE + 1)
    pace = MINUTES_PER_M_AT_1_KMH / tobler_kmh(slopes / STEPS_PER_SLOPE) / off_path
    width = MINUTES_PER_M_AT_1_KMH / FASTEST_KMH / off_path * cell_m * 0.999
    if arcs is None:
        arcs = csr_array((minutes.size, minutes.size))
    _spread(
        elevation_m.ravel(),
        open_steps(blocked).ravel(),
        NEIGHBOURS @ np.array([blocked.shape[1], 1]),
        cell_m * np.hypot(*NEIGHBOURS.T),
        pace,
        arcs.indptr.astype(np.int32),
        arcs.indices.astype(np.int32),
        arcs.data.astype(np.float64),
        minutes,
        np.zeros(0, np.int32) if came_from is None else came_from,
        width,
        backwards,
    )


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
        shut = blocked | there
        if down and right:
            shut |= beside & above
        steps |= np.where(shut, 0, 1 << bit).astype(np.uint8)
    return steps


@njit(cache=True, nogil=True)
def _spread(
    z_m, steps, to_cell, step_m, pace, first, heads, lengths, minutes, before, width, backwards
):
    """``spread``, compiled. Nodes wait in lists (``_lists``), one for each bucket."""
    n = minutes.size
    after, ahead = _lists(n)
    begin, at, waiting = 0.0, BUCKETS, 0
    for u in np.flatnonzero(minutes < np.inf):
        _put(u, n + BUCKETS, after, ahead)
        waiting += 1
    while waiting > 0:
        if at == BUCKETS:
            begin, at = _refill(minutes, width, after, ahead), 0
        while after[n + at] != n + at:
            u = after[n + at]
            _take(u, after, ahead)
            waiting -= 1
            now = minutes[u]
            for d in range(8 if u < steps.size else 0):
                if steps[u] >> d & 1:
                    v = u + to_cell[d]
                    rise_m = z_m[u] - z_m[v] if backwards else z_m[v] - z_m[u]
                    then = now + step_m[d] * _pace(rise_m / step_m[d], pace)
                    if then < minutes[v]:
                        waiting += _lower(
                            v, then, u, minutes, before, width, begin, at, after, ahead
                        )
            for k in range(first[u], first[u + 1]):
                v, then = heads[k], now + lengths[k]
                if then < minutes[v]:
                    waiting += _lower(v, then, u, minutes, before, width, begin, at, after, ahead)
        at += 1


@njit(cache=True, nogil=True)
def _lower(v, then, u, minutes, before, width, begin, at, after, ahead):
    """Lower the minutes of a node; 1 where it begins to wait, 0 where it waits already."""
    minutes[v] = then
    if before.size:
        before[v] = u
    waits = ahead[v] >= 0
    if waits:
        _take(v, after, ahead)
    place = max(int(min(then / width - begin, BUCKETS)), at)
    _put(v, minutes.size + place, after, ahead)
    return 0 if waits else 1


@njit(cache=True, nogil=True)
def _pace(slope, pace):
    """Minutes per metre for a slope: between two entries of the table, or computed beyond it."""
    place = (slope + STEEPEST) * STEPS_PER_SLOPE
    if place < 0 or place >= pace.size - 1:
        return pace[-1] * math.exp(3.5 * (abs(slope + 0.05) - abs(STEEPEST + 0.05)))
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
def _lists(n):
    """Who comes after each of n nodes and of the lists, and who ahead (-1: in no list).

    A list is a circle through itself; the last one holds what lies beyond the buckets.
    """
    after = np.arange(n + BUCKETS + 1).astype(np.int32)
    ahead = after.copy()
    ahead[:n] = -1
    return after, ahead


@njit(cache=True, nogil=True)
def _put(u, start, after, ahead):
    """Put a node into a list."""
    after[u], ahead[u] = after[start], start
    ahead[after[u]] = u
    after[start] = u


@njit(cache=True, nogil=True)
def _take(u, after, ahead):
    """Take a node out of its list."""
    after[ahead[u]], ahead[after[u]] = after[u], ahead[u]
    ahead[u] = -1


def walk_minutes(
    here: Floats, there: Floats, *, off_path_factor: float, dem: Raster | None
) -> tuple[Floats, Floats]:
    """Straight-line walking minutes between pairs of points, forth and back.

    Parameters
    ----------
    here, there
        Coordinates [m], shape (n, 2).
    off_path_factor
        Factor on Tobler's speed.
    dem
        Elevation for the slope of the line; unknown elevations make it level.

    Returns
    -------
    tuple of ndarray
        Minutes from here to there, and back; shape (n,).
    """
    run_m = np.hypot(*(there - here).T)
    slope = np.zeros(len(here))
    if dem is not None:
        rise_m = sample(dem, there[:, 0], there[:, 1]) - sample(dem, here[:, 0], here[:, 1])
        slope = np.nan_to_num(rise_m) / np.maximum(run_m, 1.0)
    minutes_at_1_kmh = 60 * run_m / 1000 / off_path_factor
    return minutes_at_1_kmh / tobler_kmh(slope), minutes_at_1_kmh / tobler_kmh(-slope)
