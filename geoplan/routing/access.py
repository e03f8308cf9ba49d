"""How people get there: minutes per season, by road and on foot, and who has a road at all.

Walking off the road is straight-line with the line's own slope (Tobler): named so wherever it is
shown. Trips may walk along a road that is closed to vehicles and ride on from there.
"""

from collections.abc import Hashable, Iterable
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from geoplan.routing.network import RoadNetwork
from geoplan.terrain import Raster, tobler_kmh, walk_minutes

Season = Literal["dry", "wet"]
Floats = NDArray[np.floating]
NEAREST_ON_FOOT = 3
"""Straight-line walks are tried to this many nearest services."""


def vehicle_kmh(
    links: pd.DataFrame,
    *,
    gradient_limits: tuple[float, float],
    paved_wide_kmh: tuple[float, float, float],
    paved_narrow_kmh: tuple[float, float, float],
    gravel_kmh: tuple[float, float, float],
    earth_kmh: tuple[float, float, float],
    wide_m: float,
    earth_codes: tuple[str, ...],
) -> "pd.Series[float]":
    """Vehicle speed on each link in the dry season [km/h].

    Parameters
    ----------
    links
        With hardened, surface_code, surface_width_m, gradient (NaN: taken as rolling).
    gradient_limits
        Gradients that part flat, rolling and steep; each speed triple is in that order.
    paved_wide_kmh, paved_narrow_kmh, gravel_kmh, earth_kmh
        Speeds by surface; "wide" from ``wide_m``.
    wide_m
        Surface width [m]; unknown widths count as narrow.
    earth_codes
        Surface codes, by prefix, of earth roads.

    Returns
    -------
    Series
        On the links' index.
    """
    steep = np.where(links["gradient"].isna(), 1, np.digitize(links["gradient"], gradient_limits))
    earth = links["surface_code"].str.startswith(earth_codes, na=True).to_numpy(dtype=bool)
    wide = (links["surface_width_m"] >= wide_m).to_numpy(dtype=bool)
    hardened = links["hardened"].to_numpy(dtype=bool)
    kmh = np.select(
        [hardened & wide, hardened, earth],
        [
            np.take(paved_wide_kmh, steep),
            np.take(paved_narrow_kmh, steep),
            np.take(earth_kmh, steep),
        ],
        np.take(gravel_kmh, steep),
    )
    return pd.Series(kmh.astype(float), index=links.index, name="kmh")


def season_kmh(
    links: pd.DataFrame, dry_kmh: "pd.Series[float]", season: Season, *, wet_gravel_factor: float
) -> "pd.Series[float]":
    """Vehicle speed in a season [km/h]; 0 where the link is closed to vehicles when wet."""
    if season == "dry":
        return dry_kmh
    slowed = dry_kmh.where(links["hardened"], dry_kmh * wet_gravel_factor)
    return slowed.where(links["passable_wet"], 0.0)


def link_minutes(links: pd.DataFrame, kmh: "pd.Series[float]") -> tuple[Floats, Floats]:
    """Minutes along each link from u to v and back, riding or walking, whichever is quicker.

    Parameters
    ----------
    links
        length_m, rise_m (from u to v; NaN: level).
    kmh
        Vehicle speed per link, 0 = closed.
    """
    length_km = links["length_m"].to_numpy() / 1000
    with np.errstate(divide="ignore"):
        ride = 60 * length_km / kmh.to_numpy()
    slope = (links["rise_m"] / links["length_m"]).fillna(0.0).to_numpy()
    forth = np.minimum(ride, 60 * length_km / tobler_kmh(slope))
    back = np.minimum(ride, 60 * length_km / tobler_kmh(-slope))
    return forth, back


def travel_graph(
    network: RoadNetwork,
    places: gpd.GeoSeries,
    kmh: "pd.Series[float]",
    *,
    off_path_factor: float,
    dem: Raster | None,
) -> csr_array:
    """Minutes from node to node: road nodes first, then the places in their order.

    Parameters
    ----------
    network
        With terrain.
    places
        Points, index as in ``network.access``.
    kmh
        Vehicle speed per link, 0 = closed: then, or where faster, people walk along it.
    off_path_factor
        Factor on the walking speed between place and road.
    dem
        Elevation of the places; without it walks are level.

    Returns
    -------
    csr_array
        Square, entry (i, j) minutes from i to j; walking differs uphill and downhill.
    """
    links, n = network.links, len(network.nodes)
    forth, back = link_minutes(links, kmh)
    node = network.access["node"].to_numpy()
    place = n + np.arange(len(places))
    spots = shapely.get_coordinates(network.nodes.to_numpy())[node]
    out, home = walk_minutes(
        shapely.get_coordinates(places.to_numpy()), spots, off_path_factor=off_path_factor, dem=dem
    )
    u, v = links["u"].to_numpy(), links["v"].to_numpy()
    arcs = pd.DataFrame(
        {
            "tail": np.concatenate([u, v, place, node]),
            "head": np.concatenate([v, u, node, place]),
            "minutes": np.maximum(np.concatenate([forth, back, out, home]), 1e-6),
        }
    )
    fastest = arcs.groupby(["tail", "head"], as_index=False)["minutes"].min()
    size = n + len(places)
    return coo_array(
        (fastest["minutes"], (fastest["tail"], fastest["head"])), shape=(size, size)
    ).tocsr()


def minutes_to_nearest(
    graph: csr_array,
    origins: gpd.GeoSeries,
    services: gpd.GeoSeries,
    places: pd.Index,
    *,
    off_path_factor: float,
    dem: Raster | None,
) -> "pd.Series[float]":
    """Minutes from each origin to its nearest service, by road or straight over land.

    Parameters
    ----------
    graph
        From ``travel_graph``; its last rows are ``places``.
    origins, services
        Points whose ids are among ``places``.
    places
        Place ids in the graph's order.
    off_path_factor, dem
        As for ``travel_graph``.

    Returns
    -------
    Series
        On the origins' index; inf where no service can be reached.
    """
    if services.empty:
        return pd.Series(np.inf, index=origins.index)
    first = graph.shape[0] - len(places)
    goals = first + places.get_indexer(services.index)
    by_road = dijkstra(graph.T.tocsr(), indices=goals, min_only=True)
    minutes = by_road[first + places.get_indexer(origins.index)]
    walk = minutes_on_foot(origins, services, off_path_factor=off_path_factor, dem=dem)
    return walk.clip(upper=minutes)


def minutes_on_foot(
    origins: gpd.GeoSeries,
    services: gpd.GeoSeries,
    *,
    off_path_factor: float,
    dem: Raster | None,
) -> "pd.Series[float]":
    """Minutes of each origin to a service straight over land, of those nearest as the crow flies.

    Parameters
    ----------
    origins, services, off_path_factor, dem
        As for ``minutes_to_nearest``.

    Returns
    -------
    Series
        On the origins' index; inf without services.
    """
    minutes = np.full(len(origins), np.inf)
    if services.empty:
        return pd.Series(minutes, index=origins.index)
    goal_xy = shapely.get_coordinates(services.to_numpy())
    home_xy = shapely.get_coordinates(origins.to_numpy())
    k = min(NEAREST_ON_FOOT, len(services))
    _, near = cKDTree(goal_xy).query(home_xy, k=k)
    for choice in np.reshape(near, (len(origins), k)).T:
        walk, _ = walk_minutes(home_xy, goal_xy[choice], off_path_factor=off_path_factor, dem=dem)
        minutes = np.minimum(minutes, walk)
    return pd.Series(minutes, index=origins.index)


def minutes_between(
    graph: csr_array,
    origins: Iterable[Hashable],
    destinations: Iterable[Hashable],
    places: pd.Index,
) -> Floats:
    """Minutes over the roads from each origin to its own destination.

    Parameters
    ----------
    graph
        From ``travel_graph``; its last rows are ``places``.
    origins, destinations
        Place ids, pair by pair.
    places
        Place ids in the graph's order.

    Returns
    -------
    ndarray
        One value per pair; inf where there is no way.
    """
    first = graph.shape[0] - len(places)
    position = {place: first + k for k, place in enumerate(places)}
    here, there = ([position[one] for one in ends] for ends in (origins, destinations))
    if not here:
        return np.array([])
    starts, row = np.unique(here, return_inverse=True)
    minutes = dijkstra(graph, indices=starts)
    return np.asarray(minutes[row, there])


def rural_access(
    points: gpd.GeoSeries, people: "pd.Series[float]", links: gpd.GeoDataFrame, *, within_m: float
) -> float:
    """Rural Access Index: share of people within ``within_m`` of an all-season road (SDG 9.1.1)."""
    roads = links[links["passable_wet"]].geometry.to_numpy()
    total = float(people.sum())
    if not len(roads) or total == 0:
        return 0.0 if total else float("nan")
    near, _ = shapely.STRtree(roads).query(
        points.to_numpy(), predicate="dwithin", distance=within_m
    )
    return float(people.iloc[np.unique(near)].sum()) / total
