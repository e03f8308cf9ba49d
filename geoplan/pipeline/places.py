"""Places on the road network: villages, groups, services and sites; travel graphs."""

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geoplan.hazards import footprints
from geoplan.readers import County
from geoplan.routing.access import (
    Season,
    season_kmh,
    travel_graph,
    vehicle_kmh,
)
from geoplan.routing.network import (
    RoadNetwork,
    build_network,
    components,
    passable_when_wet,
    with_terrain,
)


def road_network(county: County, layers: dict[str, gpd.GeoDataFrame]) -> RoadNetwork:
    """Roads as a network that villages, groups, services and sites have joined."""
    settings = county.settings.network
    network = build_network(
        county.roads,
        all_places(layers),
        hardened_codes=settings.hardened_codes,
        join_tolerance_m=settings.join_tolerance_m,
        junction_m=settings.junction_m,
    )
    network = with_terrain(network, county.dem)
    worst = county.settings.hazards.threatened_from_class
    floods = county.hazards[
        (county.hazards["kind"] == "flood") & (county.hazards["hazard_class"] >= worst)
    ]
    links = network.links.assign(
        passable_wet=passable_when_wet(
            network.links,
            footprints(floods, buffer_m=county.settings.hazards.buffer_m),
            earth_codes=settings.earth_codes,
        )
    )
    return RoadNetwork(links, network.nodes, network.access)


def all_places(layers: dict[str, gpd.GeoDataFrame]) -> gpd.GeoSeries:
    """Points of all layers under ids that cannot collide: (kind, id)."""
    points = [named(kind, layer) for kind, layer in layers.items()]
    return gpd.GeoSeries(pd.concat(points), crs=points[0].crs)


def named(kind: str, layer: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Points of one layer under the ids that ``all_places`` gives them."""
    return gpd.GeoSeries(layer.geometry.set_axis([(kind, one) for one in layer.index]))


def joined_to_roads(
    network: RoadNetwork, layers: dict[str, gpd.GeoDataFrame], *, reach_m: float
) -> dict[str, gpd.GeoDataFrame]:
    """Layers with the node they join, how far it is, and whose they are.

    Services and sites belong to the administrative village and township of the nearest village.
    """
    joined = {}
    for kind, layer in layers.items():
        access = network.access.loc[named(kind, layer).index].set_index(layer.index)
        joined[kind] = layer.assign(
            node=access["node"],
            road_distance_m=access["distance_m"],
            on_network=access["distance_m"] <= reach_m,
        )
        if kind in ("service", "site"):
            joined[kind] = in_village_of(joined[kind], layers["village"])
    return joined


def in_village_of(things: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Things with the township and administrative village of the village nearest to them."""
    near = villages.sindex.nearest(things.geometry.centroid, return_all=False)[1]
    columns = ["township_id", "township_name", "admin_village_id"]
    return things.assign(**{column: villages[column].to_numpy()[near] for column in columns})


def who_is_not_reached(
    network: RoadNetwork, groups: gpd.GeoDataFrame, roots: frozenset[int]
) -> list[str]:
    """Who lives too far from every road, and who on roads that nothing joins to the paved ones."""
    far = groups[~groups["on_network"]]
    everything = pd.Series(True, index=network.links.index)
    island = components(network.links, len(network.nodes), everything)
    paved_islands = np.unique(island[sorted(roots)])
    apart = groups[groups["on_network"] & ~np.isin(island[groups["node"]], paved_islands)]
    told = (
        (far, "离所有道路都太远 too far from every road"),
        (apart, "所在的路与硬化路网不连 on roads that nothing joins to the paved network"),
    )
    return [
        f"{len(some)} 个小组 groups, {some['people'].sum():,.0f} 人 people: {what} "
        f"[{', '.join(some.index[:8])}{', …' if len(some) > 8 else ''}]"
        for some, what in told
        if len(some)
    ]


def graph_of_season(
    county: County, network: RoadNetwork, layers: dict[str, gpd.GeoDataFrame], season: Season
) -> csr_array:
    """Travel graph of one season over the network's links, places in the order of the layers."""
    return travel_graph(
        network,
        all_places(layers),
        kmh_of_season(county, network.links, season),
        off_path_factor=county.settings.travel.off_path_factor,
        dem=county.dem,
    )


def kmh_of_season(county: County, links: gpd.GeoDataFrame, season: Season) -> "pd.Series[float]":
    """Vehicle speed on each link in one season [km/h], 0 where it is closed."""
    travel = county.settings.travel
    dry_kmh = vehicle_kmh(
        links,
        gradient_limits=travel.gradient_limits,
        paved_wide_kmh=travel.paved_wide_kmh,
        paved_narrow_kmh=travel.paved_narrow_kmh,
        gravel_kmh=travel.gravel_kmh,
        earth_kmh=travel.earth_kmh,
        wide_m=travel.wide_m,
        earth_codes=county.settings.network.earth_codes,
    )
    return season_kmh(links, dry_kmh, season, wet_gravel_factor=travel.wet_gravel_factor)
