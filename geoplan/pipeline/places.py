"""Places on the road network: villages, groups, services and sites."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.hazards import footprints
from geoplan.pipeline.strikes import strikes
from geoplan.readers import County
from geoplan.routing.access import SEAT
from geoplan.routing.network import (
    RoadNetwork,
    build_network,
    components,
    in_flood_area,
    passable_when_wet,
    whole_stretches,
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
    floods = strikes(county)[
        (county.hazards["kind"] == "flood") & (county.hazards["hazard_class"] >= worst)
    ]
    flood = footprints(floods, buffer_m=county.settings.hazards.buffer_m)
    kind = network.access.index.map(lambda place: place[0])
    ends = network.access.loc[kind != "site", "node"].to_numpy()  # a site may not be there one day
    wet = in_flood_area(network.links, flood)
    links = network.links.assign(flooded=whole_stretches(network.links, wet, ends))
    links["passable_wet"] = passable_when_wet(links, earth_codes=settings.earth_codes)
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
    if "service" in joined:
        joined["service"] = seats_by_name(joined["service"], layers["village"])
    return joined


def seats_by_name(services: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Services whose township seats belong to the township whose name theirs contains.

    Of several names the longest counts. Who is called otherwise keeps its township.
    """
    names = villages.groupby("township_id")["township_name"].first().dropna()
    township_id, is_seat = services["township_id"], services["kind"] == SEAT
    for one in names.str.len().sort_values(kind="stable").index:
        says = services["name"].str.contains(str(names[one]), regex=False, na=False)
        township_id = township_id.mask(says & is_seat, one)
    own_name = township_id.map(names).fillna(services["township_name"])
    return services.assign(township_id=township_id, township_name=own_name)


def without_seat(services: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> list[str]:
    """Townships of which no seat is given, where others have one."""
    seats = services[services["kind"] == SEAT]
    names = villages.groupby("township_id")["township_name"].first()
    lacking = names[~names.index.isin(seats["township_id"])]
    if seats.empty or lacking.empty:
        return []
    shown = ", ".join(lacking.fillna(lacking.index.to_series()).head(8))
    return [
        f"{len(lacking)} 个乡镇没有给出乡镇政府，按到最近的一处算 townships without a seat: to the nearest one "
        f"[{shown}{', …' if len(lacking) > 8 else ''}]"
    ]


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


def wet_goals(services: gpd.GeoDataFrame, roots: frozenset[int]) -> dict[str, frozenset[int]]:
    """Nodes to which vehicles must get when it is wet, by township.

    The seats of each township that are on a road. Of the others ("") any seat on the paved
    network; where there is none, all of that network.
    """
    seats = services[(services["kind"] == SEAT) & services["on_network"]]
    by_township = seats.groupby("township_id")["node"].agg(frozenset).to_dict()
    return by_township | {"": frozenset(seats["node"]) & roots or roots}
