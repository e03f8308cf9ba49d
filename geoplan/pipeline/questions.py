"""What a what-if question in the page needs to know: links, walks, money."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.pipeline.ground import minutes_of_season
from geoplan.pipeline.places import named
from geoplan.pipeline.trips import errands
from geoplan.programme.funds import paying_pairs
from geoplan.readers import County
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import HybridNetwork, link_minutes
from geoplan.routing.network import RoadNetwork
from geoplan.routing.surfaces import at_doors, surface_to
from geoplan.terrain import walk_minutes

Floats = NDArray[np.float64]
DECIMALS = 2
"""Of a minute: what is asked in the page is answered with the same numbers."""


def with_link_minutes(
    county: County,
    hybrid: HybridNetwork,
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
    vehicle = county.settings.travel.vehicle
    today, done = (
        link_minutes(
            hybrid,
            minutes_of_season(county, hybrid, some, "wet", vehicle)[0],
            pd.Index(links.index),
        ).round(DECIMALS)
        for some in (links, paved)
    )
    return links.assign(
        forth_minutes=today["forth"],
        back_minutes=today["back"],
        paved_minutes=done.max(axis=1).where(in_project),
    )


def with_walks(
    county: County,
    hybrid: HybridNetwork,
    network: RoadNetwork,
    layers: dict[str, gpd.GeoDataFrame],
    kind: str | None,
) -> dict[str, gpd.GeoDataFrame]:
    """Groups with walk_minutes and foot_minutes, services with walk_minutes.

    Parameters
    ----------
    county, hybrid, network
        County, its roads with the ground, and its roads.
    layers
        "village", and "group" and "service" with node.
    kind
        Kind of service that trips go to.
    """
    groups, services = layers["group"], layers["service"]
    township = groups["village_id"].map(layers["village"]["township_id"])
    to_road = _walks(county, network, "group", groups)[0]
    from_road = _walks(county, network, "service", services)[1]
    foot = minutes_of_season(county, hybrid, network.links, "dry", "foot")
    doors, on_foot = doorsteps(hybrid, groups.geometry), np.full(len(groups), np.inf)
    for errand in errands(services[services["kind"] == kind], township, doors):
        surface = surface_to(hybrid, foot, errand.goals, until=errand.doors)
        here = at_doors(surface, errand.doors, groups.index[errand.who])
        on_foot[errand.who] = here["minutes"]
    return {
        "group": groups.assign(
            walk_minutes=np.round(to_road, DECIMALS), foot_minutes=np.round(on_foot, DECIMALS)
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


def _walks(
    county: County, network: RoadNetwork, kind: str, places: gpd.GeoDataFrame
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Minutes on foot from each place straight to its node, and from the node to the place."""
    spots = network.nodes.iloc[network.access.loc[named(kind, places).index, "node"]]
    return walk_minutes(
        shapely.get_coordinates(places.geometry.to_numpy()),
        shapely.get_coordinates(spots.to_numpy()),
        off_path_factor=county.settings.travel.off_path_factor,
        dem=county.dem,
    )
