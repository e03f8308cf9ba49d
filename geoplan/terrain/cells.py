"""Cells of a raster under shapes, and shapes of cells."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from geoplan.terrain.rasters import Raster, cell_of

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
    inside = _inside(shapes, like)
    thin = np.bincount(inside[:, 0], minlength=len(shapes)) == 0
    lines = shapely.segmentize(shapes[thin], like.cell_m / 2)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    along = np.column_stack([np.flatnonzero(thin)[line], cell_of(like, *xy.T)])
    pairs = np.unique(np.vstack([inside, along[along[:, 1] >= 0]]), axis=0)
    return pairs[:, 0], pairs[:, 1], thin


def _inside(shapes: Shapes, like: Raster) -> NDArray[np.int64]:
    """Pairs of shape and cell whose centre is inside, shape (n, 2)."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    area = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    parts, shape = parts[area], shape[area]
    shapely.prepare(parts)
    grid, size = like.transform, np.array(like.values.shape)[::-1]
    corners = (shapely.bounds(parts).reshape(-1, 2) - [grid.c, grid.f]) / [grid.a, grid.e]
    corners = np.clip(np.floor(corners.reshape(-1, 4)), -1, np.tile(size, 2)).astype(np.int64)
    left, top = np.maximum(corners[:, [0, 3]], 0).T
    right, bottom = np.minimum(corners[:, [2, 1]], size - 1).T
    wide, high = np.maximum(right - left + 1, 0), np.maximum(bottom - top + 1, 0)
    part = np.repeat(np.arange(len(parts)), wide * high)
    nth = np.arange(len(part)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    column, row = left[part] + nth % wide[part], top[part] + nth // wide[part]
    x_m, y_m = grid.c + (column + 0.5) * grid.a, grid.f + (row + 0.5) * grid.e
    hit = shapely.contains_xy(parts[part], x_m, y_m)
    return np.column_stack([shape[part[hit]], (row * size[0] + column)[hit]])


def outlines(shape: Cells, cell: Cells, count: int, like: Raster) -> Shapes:
    """Areas that the cells of each shape cover.

    Parameters
    ----------
    shape, cell
        Sorted: number of the shape and a cell, as from ``cells_under``.
    count
        How many shapes there are.
    like
        The raster.

    Returns
    -------
    ndarray
        ``count`` polygons or multipolygons, empty where a shape has no cells.
    """
    columns, grid = like.values.shape[1], like.transform
    begins = (np.diff(shape, prepend=-1) != 0) | (np.diff(cell, prepend=-2) != 1)
    begins |= cell % columns == 0
    first = np.flatnonzero(begins)
    long = np.diff(first, append=len(cell))
    x_m, y_m = grid.c + cell[first] % columns * grid.a, grid.f + cell[first] // columns * grid.e
    rows = shapely.box(x_m, y_m + grid.e, x_m + long * grid.a, y_m)
    ends = np.searchsorted(shape[first], np.arange(count + 1))
    return np.array([shapely.union_all(rows[i:j]) for i, j in pairwise(ends)], dtype=object)
