"""One network of roads as lines and of ground as cells, joined where people can step onto a road.

Nodes are the cells of the ground, row by row, and then the points of the roads, a cell apart along
every link. From cell to cell one walks off the path; along a road one rides or walks, whichever is
quicker; at every point of a road one steps on or off it. So a trip walks to any road, rides, walks
again, in one search, and a longer walk to a better road wins when it should. A road crosses a
river or a cliff where its line does; on foot nobody does.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from geoplan.routing.network import STEEPEST_GRADIENT, RoadNetwork
from geoplan.terrain import Raster, sample, spread, tobler_kmh, walk_minutes

Floats = NDArray[np.floating]
DOORSTEP_CELLS = 1.5
"""A house this many cells from a point of a road steps onto it straight."""


@dataclass(frozen=True)
class HybridNetwork:
    """Ground and roads as nodes: first the cells, row by row, then the points of the roads.

    Attributes
    ----------
    ground
        Elevation [m] of the cells.
    blocked
        Cells that nobody walks on, shape of the ground.
    off_path
        Factor on the walking speed off the roads.
    points
        Coordinates [m] of the points of the roads, shape (n, 2); the network's nodes first.
    pieces
        Roads from point to point: link (position among the network's links), u, v (points),
        length_m, rise_m (from u to v).
    """

    ground: Raster
    blocked: NDArray[np.bool_]
    off_path: float
    points: Floats
    pieces: pd.DataFrame

    @property
    def cells(self) -> int:
        """How many nodes are cells."""
        return self.ground.values.size

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return self.cells + len(self.points)


def hybrid_network(
    network: RoadNetwork, ground: Raster, *, barriers: NDArray[np.bool_], off_path: float
) -> HybridNetwork:
    """Roads cut into pieces about a cell long, on the ground that they cross.

    Parameters
    ----------
    network
        Links and nodes, in the CRS of the ground.
    ground
        Elevation [m]; nobody walks where it is NaN.
    barriers
        Cells that nobody enters on foot, e.g. rivers; of the ground's shape.
    off_path
        Factor on the walking speed off the roads.
    """
    lines = network.links.geometry.to_numpy()
    length_m = shapely.length(lines)
    count = np.maximum(1, np.ceil(length_m / ground.cell_m)).astype(np.int64)
    link = np.repeat(np.arange(len(lines)), count)
    place = np.arange(len(link)) - np.repeat(np.cumsum(count) - count, count)
    last = place == count[link] - 1
    inner = np.flatnonzero(~last)
    ends = shapely.line_interpolate_point(
        lines[link[inner]], (place[inner] + 1) / count[link[inner]], normalized=True
    )
    points = np.vstack([shapely.get_coordinates(one) for one in (network.nodes.to_numpy(), ends)])
    v = network.links["v"].to_numpy()[link]
    v[inner] = len(network.nodes) + np.arange(len(inner))
    u = np.concatenate([[0], v[:-1]])
    u[place == 0] = network.links["u"].to_numpy()
    piece_m = (length_m / count)[link]
    z_m = sample(ground, points[:, 0], points[:, 1])
    most_m = STEEPEST_GRADIENT * piece_m
    rise_m = np.clip(np.nan_to_num(z_m[v] - z_m[u]), -most_m, most_m)
    pieces = pd.DataFrame({"link": link, "u": u, "v": v, "length_m": piece_m, "rise_m": rise_m})
    blocked = np.isnan(ground.values) | barriers
    return HybridNetwork(ground, blocked, off_path, points, pieces)


def travel_arcs(hybrid: HybridNetwork, kmh: Floats) -> csr_array:
    """Minutes along the roads and from them to the ground and back, node to node.

    Parameters
    ----------
    hybrid
        The network.
    kmh
        Vehicle speed on each link [km/h], 0 = closed: then, or where that is quicker, people walk
        along it.

    Returns
    -------
    csr_array
        Square; what is not stored is no arc.
    """
    pieces = hybrid.pieces
    km, slope = pieces["length_m"] / 1000, pieces["rise_m"] / pieces["length_m"]
    with np.errstate(divide="ignore"):
        ride = (60 * km / np.asarray(kmh, dtype=float)[pieces["link"]]).to_numpy()
    forth, back = (
        np.minimum(ride, (60 * km).to_numpy() / tobler_kmh(way.to_numpy()))
        for way in (slope, -slope)
    )
    point, cell, step = _steps_onto_roads(hybrid)
    u, v = (hybrid.cells + pieces[end].to_numpy() for end in ("u", "v"))
    tails = np.concatenate([u, v, hybrid.cells + point, cell])
    heads = np.concatenate([v, u, cell, hybrid.cells + point])
    minutes = np.concatenate([forth, back, step, step])
    return _least(tails, heads, minutes, hybrid.size)


def minutes_to(hybrid: HybridNetwork, arcs: csr_array, goals: gpd.GeoSeries) -> NDArray[np.float64]:
    """Minutes from every node to the goal that is quickest to reach; inf where none is.

    Parameters
    ----------
    hybrid
        The network.
    arcs
        From ``travel_arcs``.
    goals
        Points, in the network's CRS.
    """
    minutes = np.full(hybrid.size, np.inf)
    near = doorsteps(hybrid, goals)
    np.minimum.at(minutes, near["node"].to_numpy(), near["home_minutes"].to_numpy())
    spread(
        hybrid.ground.values, hybrid.blocked, hybrid.ground.cell_m, hybrid.off_path, minutes,
        arcs=arcs.T.tocsr(), backwards=True,
    )  # fmt: skip
    return minutes


def minutes_from_doors(
    doors: pd.DataFrame, minutes: Floats, places: pd.Index
) -> "pd.Series[float]":
    """Minutes of each place by its quickest doorstep; inf where nobody gets.

    Parameters
    ----------
    doors
        From ``doorsteps``.
    minutes
        By node, from ``minutes_to``.
    places
        Index of the result.
    """
    total = doors["out_minutes"] + minutes[doors["node"].to_numpy()]
    best = total.groupby(doors["place"]).min().reindex(range(len(places)))
    return pd.Series(best.to_numpy(), index=places)


def doorsteps(hybrid: HybridNetwork, places: gpd.GeoSeries) -> pd.DataFrame:
    """Nodes to which people walk straight from their place: the four cells around it, roads beside it.

    Who has neither steps onto the nearest point of a road, however far it is.

    Returns
    -------
    DataFrame
        place (position), node, out_minutes, home_minutes (from the node to the place).
    """
    xy = shapely.get_coordinates(places.to_numpy())
    place, node = _cells_around(hybrid, xy)
    tree = cKDTree(hybrid.points)
    reach_m = DOORSTEP_CELLS * hybrid.ground.cell_m
    beside: list[list[int]] = np.asarray(tree.query_ball_point(xy, reach_m)).tolist()
    count = np.array([len(one) for one in beside], dtype=np.int64)
    point = np.concatenate([*beside, []]).astype(np.int64)
    lost = np.setdiff1d(np.arange(len(xy)), np.concatenate([place, np.flatnonzero(count)]))
    nearest = tree.query(xy[lost])[1] if len(lost) else np.zeros(0, np.int64)
    place = np.concatenate([place, np.repeat(np.arange(len(xy)), count), lost])
    node = np.concatenate([node, hybrid.cells + point, hybrid.cells + nearest])
    out, home = walk_minutes(
        xy[place], _spots(hybrid, node), off_path_factor=hybrid.off_path, dem=hybrid.ground
    )
    return pd.DataFrame({"place": place, "node": node, "out_minutes": out, "home_minutes": home})


def _cells_around(hybrid: HybridNetwork, xy: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of place and cell: the open ones of the four cells whose centres lie around it."""
    grid, (rows, columns) = hybrid.ground.transform, hybrid.blocked.shape
    row = np.floor((xy[:, 1] - grid.f) / grid.e - 0.5).astype(np.int64)
    column = np.floor((xy[:, 0] - grid.c) / grid.a - 0.5).astype(np.int64)
    down, right = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    i, j = row[:, None] + down, column[:, None] + right
    there = (i >= 0) & (i < rows) & (j >= 0) & (j < columns)
    there[there] = ~hybrid.blocked[i[there], j[there]]
    place, corner = np.nonzero(there)
    return place, (i * columns + j)[place, corner]


def _spots(hybrid: HybridNetwork, node: NDArray[np.int64]) -> Floats:
    """Coordinates of nodes [m]."""
    grid, columns = hybrid.ground.transform, hybrid.blocked.shape[1]
    cell = np.minimum(node, hybrid.cells - 1)
    x = grid.c + (cell % columns + 0.5) * grid.a
    y = grid.f + (cell // columns + 0.5) * grid.e
    is_cell = node < hybrid.cells
    point = hybrid.points[np.where(is_cell, 0, node - hybrid.cells)]
    return np.where(is_cell[:, None], np.column_stack([x, y]), point)


def _steps_onto_roads(
    hybrid: HybridNetwork,
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Each point of a road with the open cell that it lies in, and the minutes between them, level."""
    grid, (rows, columns) = hybrid.ground.transform, hybrid.blocked.shape
    row = np.floor((hybrid.points[:, 1] - grid.f) / grid.e).astype(np.int64)
    column = np.floor((hybrid.points[:, 0] - grid.c) / grid.a).astype(np.int64)
    there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    there[there] = ~hybrid.blocked[row[there], column[there]]
    point = np.flatnonzero(there)
    cell = row[point] * columns + column[point]
    step_m = np.hypot(*(hybrid.points[point] - _spots(hybrid, cell)).T)
    return point, cell, 60 * step_m / 1000 / (tobler_kmh(np.zeros(1)) * hybrid.off_path)


def _least(
    tails: NDArray[np.int64], heads: NDArray[np.int64], minutes: Floats, size: int
) -> csr_array:
    """Matrix of arcs; of several between two nodes the quickest."""
    order = np.lexsort((minutes, heads, tails))
    tails, heads, minutes = tails[order], heads[order], minutes[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(tails) != 0) | (np.diff(heads) != 0)
    ends = tails[first], heads[first]
    return coo_array((minutes[first], ends), shape=(size, size)).tocsr()
