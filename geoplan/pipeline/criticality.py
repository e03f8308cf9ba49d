"""Which link matters: whose only way out it is, what closing it costs, what paving it alone gives."""

import os
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.pipeline.ground import SEASONS, Season, minutes_of_season
from geoplan.pipeline.trips import WHEREVER, trips_to
from geoplan.programme.outcome import PAVED_CODE, paved_links
from geoplan.readers import County
from geoplan.routing.bridges import only_way_out
from geoplan.routing.criticality import closures, upgrades
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.network import RoadNetwork
from geoplan.routing.surfaces import at_doors, surface_to
from geoplan.routing.trip_graph import road_arcs, trip_graph

Floats = NDArray[np.float64]


def ways_out(
    network: RoadNetwork, groups: gpd.GeoDataFrame, roots: frozenset[int]
) -> tuple[pd.DataFrame, "pd.Series[str]"]:
    """Who is isolated without each link, and the links that are each group's only way out.

    Parameters
    ----------
    network, roots
        Roads, and the nodes of the paved network proper.
    groups
        node, on_network, people.

    Returns
    -------
    DataFrame
        people_isolated, homes_isolated (groups) on the links' index.
    Series
        Ids of links from home on, joined by ";", on the groups' index; empty: more than one way,
        or none at all.
    """
    isolated, only = only_way_out(
        network.links,
        nodes=len(network.nodes),
        roots=np.array(sorted(roots), dtype=np.int64),
        open_=pd.Series(True, index=network.links.index),
        homes=groups.loc[groups["on_network"], ["node", "people"]],
    )
    way = only.map(lambda links: ";".join(links or ())).reindex(groups.index, fill_value="")
    return isolated, way.astype("str")


def link_effects(
    county: County,
    network: RoadNetwork,
    hybrid: HybridNetwork,
    services: gpd.GeoDataFrame,
    groups: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """What closing each link to vehicles, and what paving it alone, does to a trip of everybody.

    Parameters
    ----------
    county, network, hybrid
        County, its roads, and these with the ground.
    services
        Trips go to the nearest of the first kind of ``WHEREVER``.
    groups
        people; points.

    Returns
    -------
    DataFrame
        On the links' index, of each season ("_dry", "_wet"): person_minutes_lost, people_delayed,
        people_lost where it is closed; person_minutes_saved, people_faster, people_newly_reached
        where it is paved. Without services no columns.
    """
    links, kind = network.links, trips_to(services, among=WHEREVER)
    if kind is None:
        return pd.DataFrame(index=links.index)
    goals = services[services["kind"] == kind].geometry
    doors = doorsteps(hybrid, groups.geometry)
    on_foot = surface_to(hybrid, minutes_of_season(county, hybrid, links, "dry", "foot"), goals)
    walks = at_doors(on_foot, doors, groups.index)["minutes"]
    weight = np.concatenate([np.zeros(len(hybrid.points)), groups["people"], [0.0]])
    vehicle = county.settings.travel.vehicle

    def of_season(season: Season) -> pd.DataFrame:
        """Effects in one season."""
        arcs = minutes_of_season(county, hybrid, links, season, vehicle)
        surface = surface_to(hybrid, arcs, goals)
        here = at_doors(surface, doors, groups.index)
        graph, goal = trip_graph(hybrid, surface, here, on_foot, walks)
        end = np.array([goal])
        lost = closures(graph, end, weight, links=len(links)).set_axis(links.index)
        better = _paved_arcs(county, hybrid, links, season)
        saved = upgrades(graph, end, weight, better).reindex(links.index, fill_value=0.0)
        return lost.join(saved).add_suffix(f"_{season}")

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return pd.concat(threads.map(of_season, SEASONS), axis=1)


def _paved_arcs(
    county: County, hybrid: HybridNetwork, links: gpd.GeoDataFrame, season: Season
) -> pd.DataFrame:
    """Arcs of every link that is not hardened, once it is paved; candidate is its id."""
    bare = ~links["hardened"].to_numpy(dtype=bool)
    paved = paved_links(
        links,
        pd.Series(bare, index=links.index).map({True: 1}).astype("Int64"),
        surface_code=PAVED_CODE,
        width_m=county.settings.projects.width_m,
    )
    vehicle = county.settings.travel.vehicle
    better = road_arcs(hybrid, minutes_of_season(county, hybrid, paved, season, vehicle)[0])
    better = better[bare[better["link"]]]
    return better.assign(candidate=links.index.to_numpy()[better["link"]])
