"""Where one could build: exclusions on the raster, each cell knowing what excludes it."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from geoplan.terrain import Raster, cell_of, rasterise, slope_deg

EXCLUSIONS = ("suitable", "no_elevation", "slope", "no_road", "hazard", "excluded_land", "built_up")
"""Meaning of the codes of ``exclusion_codes``: 0 is suitable, then what excludes the cell."""


def exclusion_codes(
    dem: Raster,
    *,
    roads: gpd.GeoSeries,
    danger: gpd.GeoSeries,
    excluded_land: gpd.GeoSeries,
    houses: gpd.GeoSeries,
    max_slope_deg: float,
    max_road_m: float,
) -> NDArray[np.uint8]:
    """What excludes each cell from building (index into ``EXCLUSIONS``).

    Parameters
    ----------
    dem
        Elevation; its cells are the result's.
    roads, danger, excluded_land, houses
        Roads; hazard footprints with their buffers; redlines, basic farmland, water; houses.
        All in the DEM's CRS.
    max_slope_deg
        Steepest building land [degrees].
    max_road_m
        Farthest from a road [m].

    Returns
    -------
    ndarray
        uint8 of the DEM's shape; of several reasons the last in ``EXCLUSIONS``.
    """
    reach = gpd.GeoSeries(shapely.buffer(roads.to_numpy(), max_road_m, quad_segs=4), crs=roads.crs)
    codes = np.zeros(dem.values.shape, dtype=np.uint8)
    slope = slope_deg(dem).values
    tests = {
        "no_elevation": np.isnan(slope),
        "slope": slope > max_slope_deg,
        "no_road": ~rasterise(reach, dem),
        "hazard": rasterise(danger, dem),
        "excluded_land": rasterise(excluded_land, dem),
        "built_up": _cells_under(houses, dem),
    }
    for name, excluded in tests.items():
        codes[excluded] = EXCLUSIONS.index(name)
    return codes


def _cells_under(points: gpd.GeoSeries, like: Raster) -> NDArray[np.bool_]:
    """Cells of ``like`` in which any of the points lies: ``rasterise``, for very many points."""
    cell = cell_of(like, *shapely.get_coordinates(points.to_numpy()).T)
    under = np.zeros(like.values.shape, dtype=bool)
    under.ravel()[cell[cell >= 0]] = True
    return under


def patches(codes: NDArray[np.uint8], *, block_cells: int) -> NDArray[np.int32]:
    """Number of the contiguous suitable patch of each cell, patches cut along square blocks.

    Parameters
    ----------
    codes
        From ``exclusion_codes``.
    block_cells
        Side of the blocks: a long terrace becomes several sites, not one.

    Returns
    -------
    ndarray
        0 where not suitable, else 1..n.
    """
    suitable = ndimage.binary_opening(codes == 0, iterations=1)
    row, col = (np.arange(count) // block_cells % 2 for count in codes.shape)
    numbers = np.zeros(codes.shape, dtype=np.int32)
    offset = 0
    for parity in range(4):  # blocks of one parity never touch each other
        here = suitable & (row[:, None] * 2 + col == parity)
        labels, count = ndimage.label(here)
        numbers[here] = labels[here] + offset
        offset += count
    return numbers
