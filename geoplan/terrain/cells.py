"""Cells of a raster under shapes and near them."""

from math import floor, hypot, sqrt

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray

from geoplan.terrain.rasters import Floats, Raster, cell_of

HAIR = 1e-6
"""By how much, of a cell, what a shape meets is drawn in: what it only touches is not met."""
Cells = NDArray[np.int64]
Shapes = NDArray[np.object_]


def cells_under(shapes: Shapes, like: Raster) -> tuple[Cells, Cells, NDArray[np.bool_]]:
    """Cells under each shape, counted row by row as in ``cell_of``.

    Of areas those whose centre is inside; of lines, points and areas without any such cell
    (thin) those along them.

    Parameters
    ----------
    shapes
        Geometries in the raster's CRS, of any kind; missing and empty ones have no cell.
    like
        The raster.

    Returns
    -------
    shape, cell
        Sorted, each pair once: position in ``shapes`` and a cell of the raster.
    thin
        Of the shapes: whether no cell has its centre inside.
    """
    shape, cell = _inside(shapes, like)
    thin = np.bincount(shape, minlength=len(shapes)) == 0
    lines = shapely.segmentize(shapes[thin], like.cell_m / 2)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    along = cell_of(like, *xy.T)
    shape = np.concatenate([shape, np.flatnonzero(thin)[line][along >= 0]])
    pairs = np.sort(shape * like.values.size + np.concatenate([cell, along[along >= 0]]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pairs // like.values.size, pairs % like.values.size, thin


def _inside(shapes: Shapes, like: Raster) -> tuple[Cells, Cells]:
    """Pairs of shape and cell whose centre is inside: between each two sides in a row of cells."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    area = shapely.get_dimensions(parts) == 2
    rings, of_ring = shapely.get_rings(parts[area], return_index=True)
    (x, y, to_x, to_y), ring = _stretches(rings, like)
    rows, columns = like.values.shape
    one, row = _each(_whole(np.minimum(y, to_y), rows), _whole(np.maximum(y, to_y), rows))
    share = (row + 0.5 - y[one]) / (to_y - y)[one]
    column = _whole(x[one] + share * (to_x - x)[one], columns)
    side = np.sort((of_ring[ring[one]] * rows + row) * (columns + 1) + column)
    _, place = _each(side[0::2], side[1::2])
    row, column = np.divmod(place, columns + 1)
    return shape[area][row // rows], row % rows * columns + column


def _stretches(lines: Shapes, like: Raster) -> tuple[Floats, Cells]:
    """From x, y to x, y, counted in cells, of each point of some lines from the one before.

    The first begins at itself; with the line of each.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    to = (xy - [like.transform.c, like.transform.f]) / [like.transform.a, like.transform.e]
    begins = np.diff(line, prepend=-1) != 0
    before = np.where(begins[:, None], to, np.roll(to, 1, axis=0))
    return np.column_stack([before, to]).T, line


def _whole(centre: Floats, most: int) -> Cells:
    """First of the cells 0, 1, … whose centre lies no farther back than a place, up to ``most``."""
    return np.asarray(np.clip(np.ceil(centre - 0.5), 0, most), dtype=np.int64)


def _each(first: Cells, last: Cells) -> tuple[Cells, Cells]:
    """Numbers from each first up to its last, this not included; before them, which range it is."""
    long = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(long)), long)
    return which, np.arange(len(which)) + (first - np.cumsum(long) + long)[which]


def cells_near(shapes: Shapes, away_m: float | Floats, like: Raster) -> NDArray[np.bool_]:
    """Cells of which any part is so near to any of the shapes, or in it.

    Parameters
    ----------
    shapes
        Geometries in the raster's CRS, of any kind.
    away_m
        How near [m], of all shapes or of each; 0: the cells on which they lie.
    like
        The raster.

    Returns
    -------
    ndarray
        Mask of the raster's shape: as of buffers around the shapes, but round where these have
        corners, and much sooner.
    """
    parts, shape = shapely.get_parts(shapes, return_index=True)
    area = shapely.get_dimensions(parts) == 2
    rings, ring_of = shapely.get_rings(parts[area], return_index=True)
    lines = np.concatenate([parts[~area], rings])
    away = np.broadcast_to(np.asarray(away_m, dtype=float), len(shapes)) / like.cell_m
    away = away[np.concatenate([shape[~area], shape[area][ring_of]])]
    stretch, line = _stretches(lines, like)
    rows, columns = like.values.shape
    change = np.zeros((rows, columns + 1), dtype=np.int32)
    _sweep(stretch.T, away[line], change)
    within = np.cumsum(change, axis=1, out=change)[:, :columns] > 0
    within.ravel()[_inside(parts[area], like)[1]] = True
    return within


@njit(cache=True)
def _sweep(stretch, away, change):
    """Add 1 to ``change`` where cells near a stretch begin in a row, and take 1 after they end."""
    rows, columns = change.shape[0], change.shape[1] - 1
    for (x, y, to_x, to_y), far in zip(stretch, away):  # noqa: B905 numba has no strict
        first, last = floor(min(y, to_y) - far + HAIR), floor(max(y, to_y) + far - HAIR)
        for row in range(max(first, 0), min(last, rows - 1) + 1):
            left = floor(_leftmost(x, y, to_x, to_y, far, row) + HAIR)
            right = floor(-_leftmost(-x, y, -to_x, to_y, far, row) - HAIR)
            if right >= 0 and left < columns:
                change[row, max(left, 0)] += 1
                change[row, min(right, columns - 1) + 1] -= 1


@njit(cache=True)
def _leftmost(x, y, to_x, to_y, near, row):
    """Least x so near to a stretch, between the lines y = row and row + 1, which it reaches."""
    if to_x < x:
        x, y, to_x, to_y = to_x, to_y, x, y
    at = min(max(y, row), row + 1)  # the leftmost of all is beside (x, y)
    least = to_x
    for end_x, end_y in ((x, y), (to_x, to_y)):
        if abs(at - end_y) <= near:
            least = min(least, end_x - sqrt(near * near - (at - end_y) ** 2))
    if to_y != y:  # along the side of the stretch
        aside = near / hypot(to_x - x, to_y - y) * (1 if to_y > y else -1)
        share = (at - y - aside * (to_x - x)) / (to_y - y)
        if 0 <= share <= 1:
            least = min(least, x + share * (to_x - x) - aside * (to_y - y))
    return least
