"""Trips to services, now and after; and what a what-if question needs to know of trips and money."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from geoplan.pipeline.places import graph_of_season, kmh_of_season, named
from geoplan.programme.funds import paying_pairs
from geoplan.programme.outcome import all_minutes
from geoplan.readers import County
from geoplan.routing.access import Floats, Season, link_minutes, minutes_on_foot
from geoplan.routing.network import RoadNetwork
from geoplan.terrain import walk_minutes

SERVICES = ("township_seat", "hospital", "clinic", "school", "market", "village_committee")
"""Trips count to the first of these that the county has."""
DECIMALS = 2
"""Of a minute: what is asked in the page is answered with the same numbers."""


def trips_to(services: gpd.GeoDataFrame) -> str | None:
    """Kind of service whose minutes count in what-if questions; None without services."""
    there = set(services["kind"])
    return next((kind for kind in SERVICES if kind in there), None)


def with_link_minutes(
    county: County,
    links: gpd.GeoDataFrame,
    paved: gpd.GeoDataFrame,
    in_project: "pd.Series[bool]",
) -> gpd.GeoDataFrame:
    """Links with minutes of the wet season: forth_minutes, back_minutes, paved_minutes.

    Parameters
    ----------
    links
        As they are.
    paved
        The same links, all paved that are in some project.
    in_project
        Which of them are.
    """
    forth, back = link_minutes(links, kmh_of_season(county, links, "wet"))
    done, _ = link_minutes(paved.assign(rise_m=0.0), kmh_of_season(county, paved, "wet"))
    return links.assign(
        forth_minutes=np.round(forth, DECIMALS),
        back_minutes=np.round(back, DECIMALS),
        paved_minutes=np.where(in_project, np.round(done, DECIMALS), np.nan),
    )


def with_walks(
    county: County, network: RoadNetwork, layers: dict[str, gpd.GeoDataFrame], kind: str | None
) -> dict[str, gpd.GeoDataFrame]:
    """Groups with walk_minutes and straight_minutes, services with walk_minutes.

    Parameters
    ----------
    county, network
        County and its roads.
    layers
        "group" and "service", with node.
    kind
        Kind of service that trips go to.
    """
    walking: dict[str, Any] = {
        "off_path_factor": county.settings.travel.off_path_factor,
        "dem": county.dem,
    }
    groups, services = layers["group"], layers["service"]
    to_road = _walks(network, "group", groups, **walking)[0]
    from_road = _walks(network, "service", services, **walking)[1]
    goals = services[services["kind"] == kind].geometry
    straight = minutes_on_foot(groups.geometry, goals, **walking)
    return {
        "group": groups.assign(
            walk_minutes=np.round(to_road, DECIMALS), straight_minutes=straight.round(DECIMALS)
        ),
        "service": services.assign(walk_minutes=np.round(from_road, DECIMALS)),
    }


def offers(items: pd.DataFrame, funds: pd.DataFrame) -> pd.DataFrame:
    """Which fund may pay how much of which stage of a project, as in ``Plan.offers``.

    Parameters
    ----------
    items, funds
        As in ``programme.funds``; items of projects.
    """
    due = items[items["cost_yuan"] > 0]
    pairs = paying_pairs(due, funds)
    told = due.loc[pairs["item"], ["id", "component", "cost_yuan"]].reset_index(drop=True)
    return told.rename(columns={"id": "project_id"}).assign(
        fund_id=pairs["fund"].to_numpy(), most_yuan=pairs["most_yuan"].to_numpy(dtype=float)
    )


def minutes_to_services(
    county: County,
    network: RoadNetwork,
    paved: gpd.GeoDataFrame,
    layers: dict[str, gpd.GeoDataFrame],
) -> pd.DataFrame:
    """Minutes of villages, groups and sites, index (kind, id), to each kind of service."""
    services = {
        kind: named("service", layers["service"][layers["service"]["kind"] == kind])
        for kind in sorted(layers["service"]["kind"].unique())
    }
    origins = [named(kind, layers[kind]) for kind in ("village", "group", "site")]
    return all_minutes(
        _graphs(county, network, paved, layers),
        gpd.GeoSeries(pd.concat(origins), crs=county.crs),
        services,
        network.access.index,
        off_path_factor=county.settings.travel.off_path_factor,
        dem=county.dem,
    )


def minutes_of(minutes: pd.DataFrame, kind: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Minutes of one layer, on its own index."""
    return minutes.loc[[(kind, one) for one in index]].set_axis(index)


def _walks(
    network: RoadNetwork, kind: str, places: gpd.GeoDataFrame, **walking: Any
) -> tuple[Floats, Floats]:
    """Minutes on foot from each place to its node, and from the node to the place."""
    spots = network.nodes.iloc[network.access.loc[named(kind, places).index, "node"]]
    return walk_minutes(
        shapely.get_coordinates(places.geometry.to_numpy()),
        shapely.get_coordinates(spots.to_numpy()),
        **walking,
    )


def _graphs(
    county: County,
    network: RoadNetwork,
    paved: gpd.GeoDataFrame,
    layers: dict[str, gpd.GeoDataFrame],
) -> dict[str, csr_array]:
    """Travel graphs of both seasons, now and after the plan."""
    after = RoadNetwork(paved, network.nodes, network.access)
    seasons: tuple[Season, Season] = ("dry", "wet")
    return {
        f"{season}_{when}": graph_of_season(county, roads, layers, season)
        for when, roads in (("now", network), ("after", after))
        for season in seasons
    }
