"""How people get there today: minutes, ways, who is cut off, and which road that hangs on."""

import logging
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.pipeline.backdrop import drawn_hazards, relief, waters
from geoplan.pipeline.criticality import link_effects, ways_out
from geoplan.pipeline.ground import minutes_of_season, ways_of
from geoplan.pipeline.land import to_own_land
from geoplan.pipeline.places import (
    joined_to_roads,
    road_network,
    wet_goals,
    who_is_not_reached,
    without_seat,
)
from geoplan.pipeline.trips import WHEREVER, When, minutes_of, trips, trips_to
from geoplan.programme.equity import access_by_township, where_counted
from geoplan.programme.outcome import cut_off_when_wet
from geoplan.readers import County
from geoplan.routing.access import Access, rural_access, walk_to_all_season_road
from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.network import RoadNetwork, root_nodes

Layers = dict[str, gpd.GeoDataFrame]
Floats = NDArray[np.float64]
log = logging.getLogger(__name__)


def measure_access(county: County) -> Access:
    """How people get to services and to their land today, and which roads that hangs on.

    Parameters
    ----------
    county
        From ``read_county``; nothing of it is planned.
    """
    settings = county.settings
    log.info("路网 road network")
    layers = {"village": county.villages, "group": county.groups, "service": county.services}
    network = road_network(county, layers)
    layers = joined_to_roads(network, layers, reach_m=settings.network.reach_m)
    services = layers["service"]
    seats = services[services["kind"] == "township_seat"].geometry
    roots, _ = root_nodes(network, seats, seat_reach_m=settings.network.seat_reach_m)
    people = _people(county, network, layers, roots)
    hybrid = ways_of(county, network, cell_m=settings.travel.ground_cell_m)
    log.info("出行时间 travel times")
    people, ways = _with_minutes(county, hybrid, network, services, people)
    log.info("到地时间 ways to the land")
    people, to_land = _with_land_minutes(county, network, people)
    log.info("每条路关系到谁 what hangs on each road")
    groups = people["group"]
    isolated, only = ways_out(network, groups, roots)
    effects = link_effects(county, network, hybrid, services, groups)
    people = people | {"group": groups.assign(only_way_out=only)}
    homes = where_counted(people["group"], people["household"])
    shade, shade_bounds = relief(county)
    return Access(
        name=settings.name,
        name_en=settings.name_en,
        villages=people["village"],
        groups=people["group"],
        households=people["household"],
        services=services[["kind", "name", "township_id", "geometry"]],
        roads=network.links.join(isolated).join(effects),
        ways=pd.concat([ways, to_land]),
        townships=access_by_township(homes, _township_names(county)),
        indicators=_indicators(county, hybrid, network, homes),
        hazards=drawn_hazards(county),
        waters=waters(county),
        relief=shade,
        relief_bounds=shade_bounds,
        about={
            "made_up": settings.made_up,
            "sources": list(settings.sources),
            "remarks": [
                *county.remarks,
                *without_seat(services, county.villages),
                *who_is_not_reached(network, people["group"], roots),
            ],
            "crs": county.crs.to_string(),
            "versions": {name: version(name) for name in ("geoplan", "numba", "scipy")},
            "input_hashes": county.input_hashes,
            "settings": settings.model_dump(mode="json", by_alias=True),
            "trips_to": trips_to(services, among=WHEREVER),
        },
    )


def _people(county: County, network: RoadNetwork, layers: Layers, roots: frozenset[int]) -> Layers:
    """Villages, groups and households with their township, and whether the wet season cuts them off."""
    goals, township = wet_goals(layers["service"], roots), county.villages["township_id"]
    usual = county.settings.travel.vehicle
    of_group = layers["group"]["village_id"].map(township)
    village, group = (
        layer.assign(
            township_id=of,
            cut_off_wet=cut_off_when_wet(network, network.links, goals, layer, of),
        )
        for layer, of in ((layers["village"], township), (layers["group"], of_group))
    )
    own = county.households["group_id"]
    household = county.households.assign(
        township_id=own.map(group["township_id"]),
        cut_off_wet=own.map(group["cut_off_wet"]).astype(bool),
        vehicle=county.households["vehicle"].fillna(usual),
    )
    group = group.assign(vehicle=group["vehicle"].fillna(usual))
    return {"village": village, "group": group, "household": household}


def _with_minutes(
    county: County,
    hybrid: HybridNetwork,
    network: RoadNetwork,
    services: gpd.GeoDataFrame,
    people: Layers,
) -> tuple[Layers, pd.DataFrame]:
    """People with minutes and way to the services, and the ways."""
    usual, columns = county.settings.travel.vehicle, ["township_id", "vehicle", "geometry"]
    parts = {
        kind: layer.assign(vehicle=layer.get("vehicle", usual))[columns]
        for kind, layer in people.items()
    }
    places = gpd.GeoDataFrame(pd.concat(parts), crs=county.crs)
    told, ways = trips(county, hybrid, {"now": network.links}, services, places)
    layers = {
        kind: layer.join(minutes_of(told, kind, pd.Index(layer.index)))
        for kind, layer in people.items()
    }
    return layers, ways


def _with_land_minutes(
    county: County, network: RoadNetwork, people: Layers
) -> tuple[Layers, pd.DataFrame]:
    """People with minutes to the land of their group in both seasons, with their own vehicle.

    And the ways of groups.
    """
    to_land = ways_of(county, network, cell_m=county.settings.travel.land_cell_m)
    now: dict[When, gpd.GeoDataFrame] = {"now": network.links}
    groups, homes = people["group"], people["household"]
    of_groups, ways = to_own_land(
        county, to_land, now, groups.geometry, groups.index.to_series(), groups["vehicle"],
        tell_links=True,
    )  # fmt: skip
    of_homes, _ = to_own_land(
        county, to_land, now, homes.geometry, homes["group_id"], homes["vehicle"], tell_links=False
    )
    return people | {"group": groups.join(of_groups), "household": homes.join(of_homes)}, ways


def _township_names(county: County) -> "pd.Series[str]":
    """Name of each township."""
    named: pd.Series[str] = county.villages.groupby("township_id")["township_name"].first()
    return named


def _indicators(
    county: County, hybrid: HybridNetwork, network: RoadNetwork, homes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Who has a road: index name; value, unit."""
    rules, people = county.settings.network, homes["people"]
    on_foot = minutes_of_season(county, hybrid, network.links, "wet", "foot")[0]
    walk = walk_to_all_season_road(hybrid, on_foot, network.links, homes.geometry)
    near = float(people[walk <= rules.access_index_minutes].sum())
    index = rural_access(homes.geometry, people, network.links, within_m=rules.access_index_m)
    rows: dict[str, tuple[Any, str]] = {
        "people": (float(people.sum()), "people"),
        "rural_access_index": (index, "share"),
        "rural_access_index_on_foot": (near / max(float(people.sum()), 1.0), "share"),
        "people_cut_off_wet": (float(people[homes["cut_off_wet"]].sum()), "people"),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "unit"])
