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
from scipy.spatial import cKDTree

from geoplan.routing.network import PROFILE_STEP_M, STEEPEST_GRADIENT, RoadNetwork
from geoplan.terrain import (
    Raster,
    Walks,
    backwards,
    cell_of,
    profile,
    rasterise,
    spots,
    tobler_kmh,
    walks,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_MINUTES = 1e-6
"""Of an arc: no piece of a road is so short that it takes no time."""


@dataclass(frozen=True)
class HybridNetwork:
    """Ground and roads as nodes: first the cells, row by row, then the points of the roads.

    Attributes
    ----------
    ground
        Elevation [m] of the cells.
    walks
        Steps from cell to cell.
    off_path
        Factor on the walking speed off the roads.
    water
        Areas that nobody crosses on foot, as they are: cells are too coarse at the door.
    points
        Coordinates [m] of the points of the roads, shape (n, 2); the network's nodes first.
    tree
        The same, to find the nearest.
    pieces
        Roads from point to point: link (position among the network's links), u, v (points),
        length_m, slope (rise over run from u to v, over about 100 m; NaN unknown).
    arcs
        Nodes tail and head, sorted by head; piece (-1: a step between a road and the ground), way
        (1 along the piece, -1 against it), minutes (of steps; NaN of pieces).
    first
        Of node i the arcs that lead to it: rows first[i] to first[i + 1].
    """

    ground: Raster
    walks: Walks
    off_path: float
    water: NDArray[np.object_]
    points: Floats
    tree: cKDTree
    pieces: pd.DataFrame
    arcs: pd.DataFrame
    first: NDArray[np.int32]

    @property
    def cells(self) -> int:
        """How many nodes are cells."""
        return self.ground.values.size

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return self.cells + len(self.points)

    @property
    def links(self) -> Ints:
        """Link of each arc, as position; -1 of steps onto and off the road."""
        of_piece = np.append(self.pieces["link"].to_numpy(dtype=np.int64), -1)
        return np.asarray(of_piece[self.arcs["piece"].to_numpy()])


def hybrid_network(
    network: RoadNetwork,
    ground: Raster,
    *,
    off_path: float,
    elevation: Raster | None = None,
    water: gpd.GeoSeries | None = None,
    barriers: NDArray[np.bool_] | None = None,
    drag: NDArray[np.float32] | None = None,
) -> HybridNetwork:
    """Roads cut into pieces about a cell long, on the ground that they cross.

    Parameters
    ----------
    network
        Links and nodes, in the CRS of the ground, with terrain; where the gradient of a link is
        unknown, that of its pieces is.
    ground
        Elevation [m]; nobody walks where it is NaN.
    off_path
        Factor on the walking speed off the roads.
    elevation
        Elevation [m] that the slopes of the roads are taken from; the ground's own without it.
    water
        Areas that nobody enters on foot; their cells are barriers too.
    barriers
        Cells that nobody enters on foot, e.g. rivers; of the ground's shape.
    drag
        Factor on the minutes of a walk in each cell, e.g. by land cover; of the ground's shape.
    """
    blocked = np.isnan(ground.values)
    if barriers is not None:
        blocked = blocked | barriers
    if water is not None:
        blocked = blocked | rasterise(water, ground)
    points, pieces = _pieces(network, ground.cell_m, elevation or ground)
    cells = ground.values.size
    point, cell, step_minutes = _steps_onto_roads(ground, blocked, off_path, points)
    u, v = (cells + pieces[end].to_numpy() for end in ("u", "v"))
    piece, none = np.arange(len(pieces)), np.full(len(point), -1)
    arcs = pd.DataFrame(
        {
            "tail": np.concatenate([u, v, cells + point, cell]),
            "head": np.concatenate([v, u, cell, cells + point]),
            "piece": np.concatenate([piece, piece, none, none]),
            "way": np.repeat([1, -1, 0], [len(pieces), len(pieces), 2 * len(point)]),
            "minutes": np.concatenate(
                [np.full(2 * len(pieces), np.nan), step_minutes, step_minutes]
            ),
        }
    ).sort_values(["head", "tail"], kind="stable", ignore_index=True)
    return HybridNetwork(
        ground=ground,
        walks=walks(ground.values, blocked, ground.cell_m, off_path, drag=drag),
        off_path=off_path,
        water=np.array([] if water is None else water.to_numpy(), dtype=object),
        points=points,
        tree=cKDTree(points),
        pieces=pieces,
        arcs=arcs,
        first=_begin(arcs["head"].to_numpy(), cells + len(points)),
    )


def _begin(node: Ints, nodes: int) -> NDArray[np.int32]:
    """Where the arcs of each node begin, and the last end, when they are sorted by ``node``."""
    return np.append(0, np.cumsum(np.bincount(node, minlength=nodes))).astype(np.int32)


def _pieces(network: RoadNetwork, cell_m: float, elevation: Raster) -> tuple[Floats, pd.DataFrame]:
    """Points of the roads about a cell apart, the nodes first, and the pieces between them."""
    lines = network.links.geometry.to_numpy()
    length_m = shapely.length(lines)
    count = np.maximum(1, np.ceil(length_m / cell_m)).astype(np.int64)
    link = np.repeat(np.arange(len(lines)), count)
    place = np.arange(len(link)) - np.repeat(np.cumsum(count) - count, count)
    inner = np.flatnonzero(place < count[link] - 1)
    ends = shapely.line_interpolate_point(
        lines[link[inner]], (place[inner] + 1) / count[link[inner]], normalized=True
    )
    points = np.vstack([shapely.get_coordinates(one) for one in (network.nodes.to_numpy(), ends)])
    v = network.links["v"].to_numpy()[link]
    v[inner] = len(network.nodes) + np.arange(len(inner))
    u = np.concatenate([[0], v[:-1]])[: len(v)]
    u[place == 0] = network.links["u"].to_numpy()
    slope = _slopes(network.links.geometry, elevation, link, (place + 0.5) / count[link])
    slope[network.links["gradient"].isna().to_numpy()[link]] = np.nan
    pieces = pd.DataFrame(
        {"link": link, "u": u, "v": v, "length_m": (length_m / count)[link], "slope": slope}
    )
    return points, pieces


def _slopes(lines: gpd.GeoSeries, ground: Raster, line: Ints, along: Floats) -> Floats:
    """Rise over run of a line around some share of its length, between points about 100 m apart.

    Closer, the noise of the DEM looks like hills; it is not steeper than any road.
    """
    z_m, first = profile(ground, lines, PROFILE_STEP_M)
    stretches = np.diff(np.append(first, len(z_m))) - 1
    stretch = first[line] + np.minimum(along * stretches[line], stretches[line] - 1).astype(int)
    run_m = (shapely.length(lines.to_numpy()) / stretches)[line]
    slope = (z_m[stretch + 1] - z_m[stretch]) / np.maximum(run_m, 1e-9)
    return np.asarray(np.clip(slope, -STEEPEST_GRADIENT, STEEPEST_GRADIENT))


def arc_minutes(hybrid: HybridNetwork, kmh: Floats) -> tuple[Floats, Floats]:
    """Minutes of every arc, and what of them is ridden, in the order of ``hybrid.arcs``.

    Parameters
    ----------
    hybrid
        The network.
    kmh
        Vehicle speed on each piece [km/h], 0 = closed: then, or where that is quicker, people walk
        along it.
    """
    arcs, pieces = hybrid.arcs, hybrid.pieces
    minutes = arcs["minutes"].to_numpy(copy=True)
    ridden = np.zeros(len(arcs))
    road = arcs["piece"].to_numpy() >= 0
    piece, way = (arcs[column].to_numpy()[road] for column in ("piece", "way"))
    km, slope = pieces["length_m"].to_numpy() / 1000, pieces["slope"].fillna(0.0).to_numpy()
    with np.errstate(divide="ignore"):
        ride = 60 * (km / np.asarray(kmh, dtype=float))[piece]
    walk = 60 * km[piece] / tobler_kmh(way * slope[piece])
    minutes[road] = np.maximum(np.minimum(ride, walk), LEAST_MINUTES)  # (G4)
    ridden[road] = np.where(ride < walk, minutes[road], 0.0)
    return minutes, ridden


def link_minutes(hybrid: HybridNetwork, minutes: Floats, links: pd.Index) -> pd.DataFrame:
    """Minutes along whole links: forth, from u to v, and back.

    Parameters
    ----------
    hybrid
        The network.
    minutes
        Of every arc, from ``arc_minutes``.
    links
        Index of the network's links, and of the result.
    """
    arcs = hybrid.arcs
    link = hybrid.links
    return pd.DataFrame(
        {
            name: np.bincount(link[way], weights=minutes[way], minlength=len(links))
            for name, way in (("forth", arcs["way"] == 1), ("back", arcs["way"] == -1))
        },
        index=links,
    )


def towards(hybrid: HybridNetwork, minutes: Floats) -> Walks:
    """The network as a search for the minutes *to* a place wants it: every arc reversed."""
    return backwards(hybrid.walks)._replace(
        first=hybrid.first,
        heads=hybrid.arcs["tail"].to_numpy(dtype=np.int32),
        lengths=np.asarray(minutes, dtype=np.float64),
    )


def outwards(hybrid: HybridNetwork, minutes: Floats) -> Walks:
    """The network as a search for the minutes *from* a place wants it: arcs ``by_tail``."""
    order = by_tail(hybrid)
    return hybrid.walks._replace(
        first=_begin(hybrid.arcs["tail"].to_numpy(), hybrid.size),
        heads=hybrid.arcs["head"].to_numpy(dtype=np.int32)[order],
        lengths=np.asarray(minutes, dtype=np.float64)[order],
    )


def by_tail(hybrid: HybridNetwork) -> Ints:
    """Rows of the arcs, sorted by the node that they leave."""
    return np.argsort(hybrid.arcs["tail"].to_numpy(), kind="stable")


def _steps_onto_roads(
    ground: Raster, blocked: NDArray[np.bool_], off_path: float, points: Floats
) -> tuple[Ints, Ints, Floats]:
    """Each point of a road with the open cell that it lies in, and the minutes between them, level."""
    cell = cell_of(ground, points[:, 0], points[:, 1])
    point = np.flatnonzero((cell >= 0) & ~blocked.ravel()[cell])
    step_m = np.hypot(*(points[point] - spots(ground, cell[point])).T)
    minutes = 60 * step_m / 1000 / (tobler_kmh(np.zeros(1)) * off_path)
    return point, cell[point], np.maximum(minutes, LEAST_MINUTES)
