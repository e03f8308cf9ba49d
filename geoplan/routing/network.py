"""Lines of roads become a network: who meets whom, what a link is like, where places join it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geoplan.terrain import Raster, profile, slope_deg

log = logging.getLogger(__name__)
PROFILE_STEP_M = 100.0
"""Gradients are taken between points this far apart; closer, the DEM's noise looks like hills."""
STEEPEST_GRADIENT = 0.18
"""No vehicle road is steeper; what the DEM says beyond is its own coarseness."""


@dataclass(frozen=True)
class RoadNetwork:
    """Roads as links between nodes, and where places join them.

    Attributes
    ----------
    links
        Index link_id; u, v (nodes), road_id, length_m, start_km, end_km, the road's own columns,
        hardened, flooded, passable_wet, gradient (mean, rise over run), cross_slope_deg;
        LineString from u to v. NaN where there is no DEM.
    nodes
        Point of each node, index 0..n-1.
    access
        Index place id; node, distance_m (straight line from the place to that node's road).
    """

    links: gpd.GeoDataFrame
    nodes: gpd.GeoSeries
    access: pd.DataFrame


def build_network(
    roads: gpd.GeoDataFrame,
    places: gpd.GeoSeries,
    *,
    hardened_codes: Iterable[str],
    join_tolerance_m: float = 5.0,
    beside_m: float = 150.0,
    junction_m: float = 50.0,
) -> RoadNetwork:
    """Network of the roads, split wherever a road ends on it or a place joins it.

    Parameters
    ----------
    roads
        Layer "roads" (see ``schema``), metric CRS.
    places
        Points of everything people start from or go to, index = place id, same CRS.
    hardened_codes
        Surface codes, by prefix, that count as hardened.
    join_tolerance_m
        Line ends this near to a line are joined to it.
    beside_m
        A place joins a hardened road this near rather than a nearer earth lane.
    junction_m
        A place whose road meets another this near along it joins the junction: no whole road has
        to be built for the last steps.

    Returns
    -------
    RoadNetwork
        Without terrain: add it by ``with_terrain``.

    Notes
    -----
    Lines that cross without a common vertex are not joined: that is a bridge.
    """
    lines = roads.geometry.to_numpy()
    hardened = roads["surface_code"].str.startswith(tuple(hardened_codes), na=False).to_numpy()
    met = pd.concat([_cuts_at_ends(lines, join_tolerance_m), _cuts_at_shared_vertices(lines)])
    joined = _nearest_line(lines, places, hardened.astype(bool), beside_m)
    joined = _at_junctions(joined, met, lines, junction_m)
    cuts = pd.concat([met, joined[["line", "at_m"]]])
    links = _cut(roads, lines, cuts, join_tolerance_m)
    links["hardened"] = hardened[roads.index.get_indexer(pd.Index(links["road_id"]))]
    links, nodes = _number_nodes(links, join_tolerance_m)
    _, node = cKDTree(shapely.get_coordinates(nodes.to_numpy())).query(
        shapely.get_coordinates(joined["point"].to_numpy())
    )
    access = pd.DataFrame({"node": node, "distance_m": joined["distance_m"]}, index=places.index)
    log.info("路网 network: %d 条路段 links, %d 个节点 nodes", len(links), len(nodes))
    return RoadNetwork(links, nodes, access)


def _nearest_line(
    lines: NDArray[np.object_], places: gpd.GeoSeries, hardened: NDArray[np.bool_], beside_m: float
) -> pd.DataFrame:
    """Line, position along it, point and distance where each place joins the roads."""
    points = places.to_numpy()
    line = _first_nearest(shapely.STRtree(lines), points)
    if hardened.any():
        paved = np.flatnonzero(hardened)
        beside = paved[_first_nearest(shapely.STRtree(lines[paved]), points)]
        near = shapely.distance(lines[beside], points) <= beside_m
        line = np.where(near, beside, line)
    at_m = shapely.line_locate_point(lines[line], points)
    foot = shapely.line_interpolate_point(lines[line], at_m)
    return pd.DataFrame(
        {"line": line, "at_m": at_m, "point": foot, "distance_m": shapely.distance(foot, points)}
    ).set_index(places.index)


def _at_junctions(
    joined: pd.DataFrame, met: pd.DataFrame, lines: NDArray[np.object_], within_m: float
) -> pd.DataFrame:
    """Places moved along their line to where another road meets it, if that is near."""
    place = joined.reset_index(drop=True).reset_index(names="place")
    near = place.merge(met[met["by_other"]], on="line", suffixes=("", "_met"))
    near["along_m"] = (near["at_m_met"] - near["at_m"]).abs()
    near = near[near["along_m"] <= within_m].sort_values(["place", "along_m", "at_m_met"])
    best = near.drop_duplicates("place").set_index("place")["at_m_met"]
    at_m = best.reindex(place.index).fillna(place["at_m"]).to_numpy()
    point = shapely.line_interpolate_point(lines[joined["line"]], at_m)
    return joined.assign(at_m=at_m, point=point)


def _first_nearest(tree: shapely.STRtree, points: NDArray[np.object_]) -> NDArray[np.int64]:
    """Nearest line of each point; of equally near ones the first."""
    asked, found = tree.query_nearest(points)
    best = np.full(len(points), np.iinfo(np.int64).max)
    np.minimum.at(best, asked, found)
    return best


def _cuts_at_ends(lines: NDArray[np.object_], tolerance_m: float) -> pd.DataFrame:
    """Positions at which a line is met by the end of another (or of itself), by_other or not."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=tolerance_m)
    other = end % max(len(lines), 1) != line
    at_m = shapely.line_locate_point(lines[line], ends[end])
    touching = np.isin(end, end[other])  # its own end is a junction where another line is near
    return pd.DataFrame({"line": line, "at_m": at_m, "by_other": other | touching})


def _cuts_at_shared_vertices(lines: NDArray[np.object_]) -> pd.DataFrame:
    """Positions of vertices that stand, to the millimetre, in two lines or twice in one."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step_m = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step_m[np.diff(line, prepend=-1) > 0] = 0.0
    at_m = pd.Series(step_m).groupby(line).cumsum()
    vertices = pd.DataFrame({"line": line, "at_m": at_m, "x": xy[:, 0], "y": xy[:, 1]})
    spot = vertices.round({"x": 3, "y": 3}).groupby(["x", "y"], sort=False)["line"]
    shared, lines_here = spot.transform("size") > 1, spot.transform("nunique")
    return vertices.assign(by_other=lines_here > 1).loc[shared, ["line", "at_m", "by_other"]]


def _cut(
    roads: gpd.GeoDataFrame,
    lines: NDArray[np.object_],
    cuts: pd.DataFrame,
    tolerance_m: float,
) -> gpd.GeoDataFrame:
    """Links: the roads cut at all positions, positions nearer than the tolerance made one."""
    length_m = shapely.length(lines)
    inner = cuts[
        (cuts["at_m"] > tolerance_m) & (cuts["at_m"] < length_m[cuts["line"]] - tolerance_m)
    ].sort_values(["line", "at_m"])
    apart = (inner["line"].diff() != 0) | (inner["at_m"].diff() > tolerance_m)
    positions = inner[apart].groupby("line")["at_m"].agg(list).to_dict()
    rows: list[tuple[int, int, float, float]] = []
    for line in range(len(lines)):
        stops = [0.0, *positions.get(line, []), float(length_m[line])]
        rows += [(line, k, a, b) for k, (a, b) in enumerate(pairwise(stops))]
    pieces = pd.DataFrame(rows, columns=["line", "part", "from_m", "to_m"])
    road = roads.index[pieces["line"]]
    whole = pieces.groupby("line")["part"].transform("size") == 1
    links = roads.drop(columns="geometry").iloc[pieces["line"]].reset_index(names="road_id")
    links.index = _link_ids(road, whole.to_numpy(), pieces["part"] + 1)
    total = length_m[pieces["line"]]
    stake_km = (links["end_km"] - links["start_km"]).to_numpy()
    begin_km = links["start_km"].to_numpy()
    links["start_km"] = begin_km + stake_km * (pieces["from_m"].to_numpy() / total)
    links["end_km"] = begin_km + stake_km * (pieces["to_m"].to_numpy() / total)
    shapes = [
        lines[line] if one else _between(lines[line], a, b)
        for (line, _, a, b), one in zip(rows, whole, strict=True)
    ]
    links["length_m"] = shapely.length(shapes)
    return gpd.GeoDataFrame(links, geometry=shapes, crs=roads.crs)


def _link_ids(
    road: "pd.Index[str]", whole: NDArray[np.bool_], part: "pd.Series[int]"
) -> "pd.Index[str]":
    """Ids of links: the road's, with the number of the part where it is cut; each once."""
    mark = "#"
    while True:
        parts = road + mark + part.astype("str").to_numpy()
        ids = road.where(whole, parts).rename("link_id")
        if ids.is_unique:
            return ids
        mark += "#"  # a road is called as a part of another would be


def _between(line: shapely.LineString, from_m: float, to_m: float) -> shapely.LineString:
    """Part of a line between two positions."""
    xy = shapely.get_coordinates(line)
    at_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [from_m, to_m]))
    inside = (at_m > from_m) & (at_m < to_m)
    return shapely.LineString(np.vstack([ends[:1], xy[inside], ends[1:]]))


def _number_nodes(
    links: gpd.GeoDataFrame, tolerance_m: float
) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Links with u and v, nodes as points; ends at one place are one node.

    An end may lie the tolerance beside a line whose cut, made one with another, lies the
    tolerance along it: so ends up to the diagonal of the two are taken together.
    """
    shapes = links.geometry.to_numpy()
    ends = shapely.get_coordinates(
        np.concatenate([shapely.get_point(shapes, 0), shapely.get_point(shapes, -1)])
    )
    spots, spot = np.unique(ends.round(3), axis=0, return_inverse=True)
    begin, finish = np.split(spot.ravel(), 2)
    short = links["length_m"].to_numpy() <= 2 * tolerance_m
    along = _pieces(begin[short], finish[short], len(spots))
    pairs = cKDTree(spots).query_pairs(tolerance_m * np.sqrt(2), output_type="ndarray")
    pairs = pairs[along[pairs[:, 0]] != along[pairs[:, 1]]]
    label = _pieces(pairs[:, 0], pairs[:, 1], len(spots))
    _, first = np.unique(label, return_index=True)
    u, v = label[begin], label[finish]
    nodes = gpd.GeoSeries(shapely.points(spots[first]), index=range(len(first)), crs=links.crs)
    return links.assign(u=u, v=v), nodes


def _pieces(a: NDArray[np.int64], b: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Number of the connected piece of each of ``count`` things, a[i] and b[i] being joined."""
    matrix = coo_array((np.ones(len(a)), (a, b)), shape=(count, count))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def with_terrain(network: RoadNetwork, dem: Raster | None) -> RoadNetwork:
    """The network with gradient and cross slope of every link.

    Parameters
    ----------
    network
        As built.
    dem
        Elevation [m] in the network's CRS; without it the two columns are NaN.

    Returns
    -------
    RoadNetwork
        ``gradient`` is the mean of rise over run between points about 100 m apart.
    """
    links = network.links
    if dem is None:
        flat = links.assign(gradient=np.nan, cross_slope_deg=np.nan)
        return RoadNetwork(flat, network.nodes, network.access)
    z, first = profile(dem, links.geometry, PROFILE_STEP_M)
    up_or_down = np.abs(np.diff(z, prepend=0.0))
    up_or_down[first] = 0.0
    climb = np.add.reduceat(up_or_down, first)
    slopes, begin = profile(slope_deg(dem), links.geometry, dem.cell_m)
    most_m = STEEPEST_GRADIENT * links["length_m"]
    measured = links.assign(
        gradient=np.minimum(climb, most_m) / links["length_m"],
        cross_slope_deg=np.add.reduceat(slopes, begin) / np.diff(begin, append=len(slopes)),
    )
    return RoadNetwork(measured, network.nodes, network.access)


def in_flood_area(links: gpd.GeoDataFrame, flood: gpd.GeoSeries) -> "pd.Series[bool]":
    """Which links touch a flood area; on the links' index."""
    wet, _ = shapely.STRtree(links.geometry.to_numpy()).query(
        flood.to_numpy(), predicate="intersects"
    )[::-1]
    flooded = pd.Series(False, index=links.index)
    flooded.iloc[np.unique(wet)] = True
    return flooded


def whole_stretches(
    links: gpd.GeoDataFrame, some: "pd.Series[bool]", ends: NDArray[np.integer]
) -> "pd.Series[bool]":
    """Links of the stretches of which some link is one of ``some``.

    Parameters
    ----------
    links
        u, v, road_id.
    some
        On the links' index.
    ends
        Nodes at which a stretch ends as it does at junctions: at all other nodes that join two
        links of one road and nothing else it goes on.
    """
    link = np.arange(len(links))
    at = pd.DataFrame(
        {
            "node": np.concatenate([links["u"], links["v"]]),
            "link": np.concatenate([link, link]),
            "road": np.concatenate([links["road_id"], links["road_id"]]),
        }
    )
    meets = at.groupby("node").agg(
        first=("link", "min"),
        last=("link", "max"),
        count=("link", "size"),
        roads=("road", "nunique"),
    )
    through = meets[(meets["count"] == 2) & (meets["roads"] == 1) & ~meets.index.isin(ends)]
    pairs = (np.ones(len(through)), (through["first"], through["last"]))
    _, stretch = connected_components(
        coo_array(pairs, shape=(len(link), len(link))), directed=False
    )
    return some.groupby(stretch).transform("any")


def passable_when_wet(links: gpd.GeoDataFrame, *, earth_codes: Iterable[str]) -> "pd.Series[bool]":
    """Which links carry vehicles in the wet season: not earth, no ford, not flooded."""
    earth = links["surface_code"].str.startswith(tuple(earth_codes), na=True)
    return (~earth & ~links["ford"].fillna(False) & ~links["flooded"]).astype(bool)


def components(links: pd.DataFrame, nodes: int, use: "pd.Series[bool]") -> NDArray[np.int64]:
    """Component number of each node when only the links in ``use`` exist."""
    part = links[use]
    return _pieces(part["u"].to_numpy(), part["v"].to_numpy(), nodes)


def root_nodes(
    network: RoadNetwork, seats: gpd.GeoSeries, *, seat_reach_m: float
) -> tuple[frozenset[int], bool]:
    """Nodes of the paved network proper, and whether township seats told which that is.

    Parameters
    ----------
    network
        With ``hardened`` on its links.
    seats
        Points of the township seats.
    seat_reach_m
        Hardened links this near to a seat belong to it.

    Returns
    -------
    nodes
        Of every hardened component that a seat stands on; without any, of the largest hardened
        component by length; empty when nothing is hardened.
    by_seat
        False when the largest component had to do.
    """
    links = network.links
    paved = links[links["hardened"]]
    if paved.empty:
        return frozenset(), False
    label = components(links, len(network.nodes), links["hardened"])
    near, _ = shapely.STRtree(paved.geometry.to_numpy()).query(
        seats.to_numpy(), predicate="dwithin", distance=seat_reach_m
    )[::-1]
    part = label[paved["u"].to_numpy()]
    roots = np.unique(part[near])
    if not len(roots):
        longest = paved["length_m"].groupby(part).sum()
        roots = np.array([longest.idxmax()])
    return frozenset(np.flatnonzero(np.isin(label, roots)).tolist()), bool(len(near))
