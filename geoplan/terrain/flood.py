"""Land beside a flood that a little more water would reach."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from geoplan.terrain.rasters import Raster

Cells = NDArray[np.int64]


def above_flood(
    dem: Raster, flood: Cells, cell: Cells, *, freeboard_m: float, farthest_m: float
) -> tuple[Cells, Cells]:
    """Cells that each flood reaches when it stands higher by the freeboard.

    - (H8)  b_e <= z_c <= z_e + freeboard and d_ce <= farthest, e the cell of the flood nearest to
      c, b_e its lowest ground in e and around it

    and c is joined to the flood, side by side, by such cells. The level follows a falling river,
    and is never carried on from c to the next: a gentle slope is not climbed. What is lower than
    the flood's own ground beside it lies down the river or on a slope that falls away from it:
    there the water stands lower, too.

    Parameters
    ----------
    dem
        Elevation [m]; at the edge of a flood the ground is as high as the water.
    flood, cell
        Sorted: number of the flood and each of its cells, row by row as in ``cell_of``.
    freeboard_m
        How much higher it stands [m].
    farthest_m
        Land farther from the flood is left out [m].

    Returns
    -------
    flood, cell
        Sorted, each pair once; with the cells of the flood that touch them.
    """
    found, reached = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    bounds = np.append(np.flatnonzero(np.diff(flood, prepend=-1)), len(flood))
    for i, j in pairwise(bounds):
        cells = _beside(dem, cell[i:j], freeboard_m, farthest_m)
        found.append(np.full(len(cells), flood[i]))
        reached.append(cells)
    return np.concatenate(found), np.concatenate(reached)


def _beside(dem: Raster, cell: Cells, freeboard_m: float, farthest_m: float) -> Cells:
    """Cells that one flood reaches."""
    columns = dem.values.shape[1]
    row, column = cell // columns, cell % columns
    margin = int(farthest_m // dem.cell_m) + 1
    top, left = max(0, row.min() - margin), max(0, column.min() - margin)
    z_m = dem.values[top : row.max() + margin + 1, left : column.max() + margin + 1]
    flooded = np.zeros(z_m.shape, dtype=bool)
    flooded[row - top, column - left] = True
    apart, nearest = ndimage.distance_transform_edt(~flooded, return_indices=True)
    bed_m = ndimage.minimum_filter(np.where(flooded & ~np.isnan(z_m), z_m, np.inf), 3)
    edge = tuple(nearest)
    level = (z_m >= bed_m[edge]) & (z_m <= z_m[edge] + np.float32(freeboard_m))  # (H8)
    wet = flooded | (level & (apart * dem.cell_m <= farthest_m))
    beside = ndimage.binary_propagation(flooded, mask=wet) & ~flooded
    beside |= ndimage.binary_dilation(beside, np.ones((3, 3), dtype=bool)) & flooded
    i, j = np.nonzero(beside)
    return np.asarray((i + top) * columns + j + left)
