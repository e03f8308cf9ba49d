"""How far what breaks loose on a slope runs: over the ground, as far as its energy line.

Each cell hands on what has come into it to those of its eight neighbours that the energy line
still reaches: mostly down, and mostly straight on. The model is Flow-Py [D'Amboise et al. 2022],
with the dispersion of Holmgren (1994) and the angle of reach of Heim (1932):

- (H1)  Z_n = Z_b + z_b - z_n - r S_bn: energy height on neighbour n of cell b; on to n only where
  Z_n > 0, and not back to where it came from
- (H2)  T_n = (s + sqrt(1 + s^2))^x, s = (z_b - z_n) / S_bn: tan of half of 90 degrees + slope
- (H3)  P_n = sum over the cells p before of Z_p max(0, cos(pb, bn)); 1 where that is 0 all around
- (H4)  R_n = R_b T_n P_n / sum of T P: flux; 1 where it breaks loose
- (H5)  R_n < R_stop ends there; the other neighbours share it equally
- (H6)  cells wait in a line, those of one cell with the least Z first; to one that waits is added:
  R in sum, P in sum, the highest Z
- (H7)  every cell where it breaks loose is followed alone, the highest first, but for those into
  which R >= 0.3 of another has come: they add next to nothing

z height, S distance on the map, r height over length (tan of the angle of reach), x exponent.
Z + z falls with every step: it ends. Only sums, products and roots, in fixed order: the same cells
on every processor.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geoplan.terrain.rasters import Floats, Raster

THINNEST = 3e-4
"""Flux of one cell that breaks loose, below which nothing flows on [D'Amboise et al. 2022]."""
AROUND = np.array(
    [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)], dtype=np.int64
)
"""Rows and columns to the eight neighbours, clockwise."""
ASKEW = math.sqrt(0.5)
"""Cosine between two directions next to each other."""
ENOUGH = 0.3
"""Flux of another into a cell that need not be followed by itself any more."""
Cells = NDArray[np.int64]


class Ground(NamedTuple):
    """Elevation of the cells [m], unknown all around, and the way to the eight neighbours."""

    z_m: NDArray[np.float64]
    to_cell: Cells
    step_m: NDArray[np.float64]


class Rule(NamedTuple):
    """How one hazard runs out."""

    reach_ratio: float
    exponent: int
    thinnest: float


class Line(NamedTuple):
    """Cells that wait in a ring, and what has come into each."""

    cell: Cells
    back: Cells
    """Directions from which it came, as bits."""
    flow: NDArray[np.float64]
    """Flux R, energy height Z [m], push P in the eight directions."""
    place: Cells
    """Where in the ring each cell of the ground waits; -1 for nowhere."""


def run_out(
    dem: Raster,
    hazard: Cells,
    cell: Cells,
    *,
    reach_ratio: Floats,
    exponent: NDArray[np.integer],
    thinnest: float = THINNEST,
) -> tuple[Cells, Cells]:
    """Cells into which each hazard flows; unknown cells and the edge of the raster stop it.

    Parameters
    ----------
    dem
        Elevation [m].
    hazard, cell
        Number of the hazard and a cell where it breaks loose (row by row as in ``cell_of``; -1
        outside the raster), once for each such cell.
    reach_ratio
        Height over length by number of the hazard; 0 or unknown: it does not run out.
    exponent
        Dispersion by number of the hazard: 1 spreads, 75 keeps to the steepest way.
    thinnest
        Flux that stops.

    Returns
    -------
    hazard, cell
        Sorted, each pair once. A cell where it breaks loose only where something flows into it.
    """
    columns = dem.values.shape[1]
    z_m = np.pad(dem.values.astype(np.float64), 1, constant_values=np.nan).ravel()
    known = cell >= 0
    hazard, cell = hazard[known], cell[known]
    padded = (cell // columns + 1) * (columns + 2) + cell % columns + 1
    order = np.lexsort([padded, -z_m[padded], hazard])
    found, reached = _run_out(
        Ground(z_m, AROUND @ np.array([columns + 2, 1]), dem.cell_m * np.hypot(*AROUND.T)),
        np.searchsorted(hazard[order], np.arange(len(reach_ratio) + 1)),
        padded[order],
        np.asarray(reach_ratio, dtype=np.float64),
        np.asarray(exponent, dtype=np.int64),
        thinnest,
    )
    row, column = reached // (columns + 2) - 1, reached % (columns + 2) - 1
    cells = row * columns + column
    order = np.lexsort([cells, found])
    return found[order], cells[order]


@njit(cache=True)
def _run_out(ground, first, release, reach_ratio, exponent, thinnest):
    """Pairs of hazard and cell into which it flows, in the order in which they are found."""
    ring, cells = int(1 / thinnest) + 9, len(ground.z_m)  # no more can wait: each has the thinnest
    line = Line(
        np.empty(ring, np.int64),
        np.empty(ring, np.int64),
        np.empty((ring, 10)),
        np.full(cells, -1, np.int64),
    )
    most, into, count = np.zeros(cells), np.empty(1024, np.int64), 0
    found, reached = np.empty(1024, np.int64), np.empty(1024, np.int64)
    for hazard in range(len(reach_ratio)):
        if not reach_ratio[hazard] > 0:
            continue
        rule, n = Rule(reach_ratio[hazard], exponent[hazard], thinnest), 0
        for cell in release[first[hazard] : first[hazard + 1]]:
            if most[cell] < ENOUGH:  # (H7)
                n, into = _follow(ground, rule, line, cell, most, into, n)
        while len(found) < count + n:
            found, reached = _twice(found), _twice(reached)
        for cell in into[:n]:
            most[cell] = 0.0
            found[count], reached[count] = hazard, cell
            count += 1
    return found[:count], reached[:count]


@njit(cache=True)
def _twice(array):
    """Array with room for twice as much."""
    return np.concatenate((array, np.empty_like(array)))


@njit(cache=True)
def _follow(ground, rule, line, release, most, into, n):
    """Follow what breaks loose in one cell; ``into[:n]`` are the cells with flux (``most``)."""
    share, energy_m, order = np.empty(8), np.empty(8), np.empty(8, np.int64)
    ring = len(line.cell)
    line.cell[0], line.back[0], line.flow[0] = release, 0, 0.0
    line.flow[0, 0] = 1.0
    head, tail = 0, 1
    while head < tail:
        i = head % ring
        head += 1
        cell = line.cell[i]
        if head > 1:
            line.place[cell] = -1
            if most[cell] == 0:
                if n == len(into):
                    into = _twice(into)
                into[n] = cell
                n += 1
            most[cell] = max(most[cell], line.flow[i, 0])
        _hand_on(ground, rule, cell, line.back[i], line.flow[i], share, energy_m)
        _sort(order, energy_m)
        for k in order:  # (H6)
            if share[k] > 0:
                tail = _wait(line, cell + ground.to_cell[k], k, share[k], energy_m[k], i, tail)
    return n, into


@njit(cache=True)
def _sort(order, key):
    """Order the few numbers of ``order`` by their key, and those of equal key by themselves."""
    for i in range(len(order)):
        j = i
        while j > 0 and key[order[j - 1]] > key[i]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i


@njit(cache=True)
def _wait(line, cell, k, flux, energy_m, before, tail):
    """Add what comes into a cell in direction k from ``before``; where the line ends then."""
    j = line.place[cell]
    if j < 0:
        j = line.place[cell] = tail % len(line.cell)
        line.cell[j], line.back[j], line.flow[j] = cell, 0, 0.0
        tail += 1
    flow, push = line.flow[j], line.flow[before, 1]
    flow[0] += flux  # (H6)
    flow[1] = max(flow[1], energy_m)
    flow[2 + k] += push  # (H3)
    flow[2 + (k + 1) % 8] += ASKEW * push
    flow[2 + (k + 7) % 8] += ASKEW * push
    line.back[j] |= 1 << (k + 4) % 8
    return tail


@njit(cache=True)
def _hand_on(ground, rule, cell, back, flow, share, energy_m):
    """Fill in what of the flow in a cell comes to each neighbour, and its energy height there."""
    pushed = flow[2:].sum() > 0
    for k in range(8):
        drop_m = ground.z_m[cell] - ground.z_m[cell + ground.to_cell[k]]
        left_m = flow[1] + drop_m - rule.reach_ratio * ground.step_m[k]  # (H1)
        share[k] = energy_m[k] = 0.0
        if left_m > 0 and not back >> k & 1:  # never where the height is unknown
            energy_m[k] = left_m
            slope = drop_m / ground.step_m[k]
            share[k] = _power(slope + math.sqrt(1 + slope * slope), rule.exponent)  # (H2)
            if pushed:
                share[k] *= flow[2 + k]  # (H3)
    total = share.sum()
    if total == 0:
        return
    left, lost = 8, 0.0
    for k in range(8):
        share[k] *= flow[0] / total  # (H4)
        if share[k] < rule.thinnest:  # (H5)
            left, lost = left - 1, lost + share[k]
    for k in range(8):
        share[k] = 0.0 if share[k] < rule.thinnest else share[k] + lost / left


@njit(cache=True)
def _power(base, exponent):
    """Power by products alone, which all processors round alike."""
    power = 1.0
    while exponent:
        if exponent & 1:
            power *= base
        base *= base
        exponent >>= 1
    return power
