"""Areas that cells of a raster cover: their sides, followed round with the cell on the left."""

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geoplan.terrain.rasters import Raster

Cells = NDArray[np.int64]
Shapes = NDArray[np.object_]


def outlines(shape: Cells, cell: Cells, count: int, like: Raster) -> Shapes:
    """Areas that the cells of each shape cover.

    Parameters
    ----------
    shape, cell
        Sorted: number of the shape and a cell, as from ``cells.cells_under``.
    count
        How many shapes there are.
    like
        The raster.

    Returns
    -------
    ndarray
        ``count`` multipolygons, empty where a shape has no cells. Cells that only touch at a corner
        lie in different parts.
    """
    (rows, columns), grid = like.values.shape, like.transform
    wide, size = columns + 1, (rows + 2) * (columns + 1)
    corner = (cell // columns + 1) * wide + cell % columns  # upper left
    step = np.array([1, -wide, -1, wide])  # to the corner in the east, north, west, south
    beyond = [_place(shape * size + corner, shape * size + corner + step[i - 1]) for i in range(4)]
    part, of_part = _parts(shape, beyond)
    one, way = np.nonzero(np.column_stack(beyond) < 0)  # below to the east, right to the north, …
    begin = (part * size + corner)[one] + np.array([wide, wide + 1, 1, 0])[way]
    order = np.lexsort([way, begin])
    ring, at = _rings(begin[order], way[order], step)
    first = np.searchsorted(ring, np.arange(ring.max(initial=-1) + 2))
    closed = np.insert(at, first[1:], at[first[:-1]])
    row, column = closed % size // wide - 1, closed % wide
    return shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON,
        np.column_stack([grid.c + column * grid.a, grid.f + row * grid.e]),
        (
            first + np.arange(len(first)),
            np.searchsorted(at[first[:-1]] // size, np.arange(len(of_part) + 1)),
            np.searchsorted(of_part, np.arange(count + 1)),
        ),
    )


def _place(among: Cells, wanted: Cells) -> Cells:
    """Where numbers are among others, which are sorted; -1 for nowhere."""
    place = np.searchsorted(among, wanted)
    found = np.append(among, -1)[place] == wanted
    return np.where(found, place, -1)


def _parts(shape: Cells, beyond: list[Cells]) -> tuple[Cells, Cells]:
    """Number of the connected part of each cell, and the shape of each part, in their order."""
    below, right = (np.column_stack([np.arange(len(shape)), to])[to >= 0] for to in beyond[:2])
    pairs = np.concatenate([below, right])
    graph = coo_array((np.ones(len(pairs), bool), pairs.T), shape=(len(shape), len(shape)))
    count, part = connected_components(graph, directed=False)
    of_part = np.zeros(count, np.int64)
    of_part[part] = shape
    return part.astype(np.int64), of_part


def _rings(begin: Cells, way: Cells, step: Cells) -> tuple[Cells, Cells]:
    """Corners where sides bend, one after another, and the ring of each; that around a part first.

    Where two sides go on from one corner, the right one goes on along the same gap: so no ring
    touches itself.
    """
    key, end = begin * 4 + way, (begin + step[way]) * 4
    right = _place(key, end + (way + 3) % 4)
    following = np.where(right >= 0, right, np.searchsorted(key, end))
    ring, nth = _followed(following)
    bend = way != way[np.argsort(following)]
    order = np.lexsort([nth[bend], ring[bend]])
    return ring[bend][order], begin[bend][order]


@njit(cache=True)
def _followed(following):
    """Number of the ring of each side, from its least one on, and the how many-th it is there."""
    ring, nth = np.full(len(following), -1, np.int64), np.zeros(len(following), np.int64)
    count = 0
    for least in range(len(following)):
        side, after = least, 0
        while ring[side] < 0:
            ring[side], nth[side] = count, after
            side, after = following[side], after + 1
        count += after > 0
    return ring, nth
