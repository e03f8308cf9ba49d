"""The first and last steps of a trip: straight from the door to the ground and the roads around it."""

from collections.abc import Iterator
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geoplan.routing.hybrid import HybridNetwork
from geoplan.terrain import cell_of, spots, walk_minutes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DOORSTEP_CELLS = 1.5
"""A house this many cells from a point of a road steps onto it straight."""
LINE_SAMPLES = 9
"""Points at which a straight line is asked for barriers: half a cell apart over four cells."""


def doorsteps(hybrid: HybridNetwork, places: gpd.GeoSeries) -> pd.DataFrame:
    """Nodes to which people walk straight from their place: the four cells around it, roads beside it.

    Nobody crosses a barrier on the way. Who has no such node steps onto the nearest point of a
    road, however far it is.

    Returns
    -------
    DataFrame
        place (position), node, out_minutes, home_minutes (from the node to the place); sorted by
        place, each of which has a row unless there is neither ground nor road.
    """
    xy = shapely.get_coordinates(places.to_numpy())
    by_cell, cell = _cells_around(hybrid, xy)
    by_point, point = _points_beside(hybrid, xy)
    place = np.concatenate([by_cell, by_point])
    node = np.concatenate([cell, hybrid.cells + point])
    clear = _clear(hybrid, xy[place], _spots(hybrid, node))
    lost = np.setdiff1d(np.arange(len(xy)), place[clear])
    nearest = hybrid.tree.query(xy[lost])[1] if len(lost) else np.zeros(0, np.int64)
    place = np.concatenate([place[clear], lost])
    node = np.concatenate([node[clear], hybrid.cells + nearest])
    order = np.lexsort((node, place))
    place, node = place[order], node[order]
    here, there = xy[place], _spots(hybrid, node)
    out, home = walk_minutes(here, there, off_path_factor=hybrid.off_path, dem=hybrid.ground)
    drag = _mean_drag(hybrid, here, there)
    return pd.DataFrame(
        {"place": place, "node": node, "out_minutes": out * drag, "home_minutes": home * drag}
    )


def straight_lines(
    hybrid: HybridNetwork, here: Floats, there: Floats
) -> tuple[NDArray[np.bool_], Floats]:
    """Whether nothing bars the straight line between points, and the mean drag along it.

    Parameters
    ----------
    hybrid
        The network.
    here, there
        Coordinates [m], shape (n, 2), a few cells apart. The cells in which they lie bar nothing:
        houses stand on banks, roads on bridges.
    """
    return _clear(hybrid, here, there), _mean_drag(hybrid, here, there)


def _clear(hybrid: HybridNetwork, here: Floats, there: Floats) -> NDArray[np.bool_]:
    """Whether nothing bars the straight line between points, the cells in which they lie apart."""
    clear = _between_open_cells(hybrid, here, there)
    rest = np.flatnonzero(~clear)
    a, b = here[rest], there[rest]
    along = list(_cells_along(hybrid, a, b))
    open_ = np.array([_is_open(hybrid, cell) for cell in along])
    own = np.array([(cell == along[0]) | (cell == along[-1]) for cell in along])
    passable = (open_ | own).all(axis=0)
    doubt = np.flatnonzero(passable & ~open_.all(axis=0))  # water closes all cells that it touches
    passable[doubt] = ~_over_water(hybrid.water, a[doubt], b[doubt])
    clear[rest] = passable
    return clear


def _between_open_cells(hybrid: HybridNetwork, here: Floats, there: Floats) -> NDArray[np.bool_]:
    """Which straight lines are shorter than a cell either way, all cells that they can cross open."""
    clear = np.asarray((np.abs(there - here) < hybrid.ground.cell_m).all(axis=1))
    for x_m, y_m in product((here[:, 0], there[:, 0]), (here[:, 1], there[:, 1])):
        clear &= _is_open(hybrid, cell_of(hybrid.ground, x_m, y_m))
    return clear


def _is_open(hybrid: HybridNetwork, cell: Ints) -> NDArray[np.bool_]:
    """Which cells people can leave on foot; none outside the ground (-1)."""
    return np.asarray((cell >= 0) & (hybrid.walks.steps[cell] > 0))


def _cells_along(hybrid: HybridNetwork, here: Floats, there: Floats) -> Iterator[Ints]:
    """Cells of straight lines at one point after the other along them; -1 outside the ground."""
    for share in np.linspace(0, 1, LINE_SAMPLES):
        along = here + share * (there - here)
        yield cell_of(hybrid.ground, along[:, 0], along[:, 1])


def _mean_drag(hybrid: HybridNetwork, here: Floats, there: Floats) -> Floats:
    """Mean factor on the minutes along straight lines."""
    drag = hybrid.walks.drag
    if not drag.size:
        return np.ones(len(here))
    total = sum(np.where(cell >= 0, drag[cell], 1.0) for cell in _cells_along(hybrid, here, there))
    return np.asarray(total / LINE_SAMPLES)


def _over_water(water: NDArray[np.object_], here: Floats, there: Floats) -> NDArray[np.bool_]:
    """Which straight lines cross an area of water, of those who do not live in it."""
    over = np.zeros(len(here), dtype=bool)
    lines = gpd.GeoSeries(shapely.linestrings(np.stack([here, there], axis=1)))
    over[lines.sindex.query(water, predicate="intersects")[1]] = True
    wet = np.flatnonzero(over)
    homes = gpd.GeoSeries(shapely.points(here[wet]))
    over[wet[homes.sindex.query(water, predicate="contains")[1]]] = False
    return over


def _cells_around(hybrid: HybridNetwork, xy: Floats) -> tuple[Ints, Ints]:
    """Pairs of place and cell: the open ones of the four cells whose centres lie around it."""
    half_m = hybrid.ground.cell_m / 2
    corners = half_m * np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)])
    around = xy[:, None] + corners
    cell = cell_of(hybrid.ground, around[..., 0], around[..., 1])
    place, corner = np.nonzero(_is_open(hybrid, cell))
    return place, cell[place, corner]


def _points_beside(hybrid: HybridNetwork, xy: Floats) -> tuple[Ints, Ints]:
    """Pairs of place and point of a road beside it."""
    reach_m = DOORSTEP_CELLS * hybrid.ground.cell_m
    pairs = cKDTree(xy).sparse_distance_matrix(hybrid.tree, reach_m, output_type="ndarray")
    return pairs["i"], pairs["j"]


def _spots(hybrid: HybridNetwork, node: Ints) -> Floats:
    """Coordinates of nodes [m]."""
    is_cell = node < hybrid.cells
    cell = spots(hybrid.ground, np.minimum(node, hybrid.cells - 1))
    point = hybrid.points[np.where(is_cell, 0, node - hybrid.cells)]
    return np.where(is_cell[:, None], cell, point)
