"""Trips to services and to the land, now and after a plan."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, TypeVar, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.config import Vehicle
from geoplan.pipeline.ground import SEASONS, Season, minutes_of_season
from geoplan.readers import County
from geoplan.relocation.options import farm_minutes
from geoplan.routing.access import minutes_between
from geoplan.routing.hybrid import HybridNetwork, doorsteps
from geoplan.routing.surfaces import (
    Surface,
    at_doors,
    links_along,
    ridden_minutes,
    surface_then,
)

Floats = NDArray[np.float64]
When = Literal["now", "after"]
Told = TypeVar("Told")
log = logging.getLogger(__name__)
SERVICES = ("township_seat", "hospital", "clinic", "school", "market", "village_committee")
"""Trips count to the first of these that the county has."""


def trips_to(services: gpd.GeoDataFrame) -> str | None:
    """Kind of service whose minutes count in what-if questions; None without services."""
    there = set(services["kind"])
    return next((kind for kind in SERVICES if kind in there), None)


def each_surface(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    services: gpd.GeoDataFrame,
    tell: Callable[[str, Season, When, Surface], Told],
    *,
    vehicle: Vehicle,
) -> list[Told]:
    """What is to be told of each kind of service, season and state of the roads, in that order.

    Parameters
    ----------
    county, hybrid
        County, and its roads with the ground.
    links
        The links "now", and where asked "after" a plan.
    services
        Layer "services".
    tell
        Called with kind, season, state and the minutes to the nearest service of that kind. Several
        are called at once, in threads.
    vehicle
        What people ride.
    """
    kinds = sorted(services["kind"].unique())
    goals = {kind: services[services["kind"] == kind].geometry for kind in kinds}
    arcs = {
        (season, when): minutes_of_season(county, hybrid, links[when], season, vehicle)
        for season in SEASONS
        for when in links
    }

    def told(job: tuple[str, Season]) -> list[Told]:
        """What is told of one kind in one season, in every state of the roads."""
        kind, season = job
        surface, words = None, []
        for when in links:
            surface = surface_then(hybrid, surface, arcs[season, when], goals[kind])
            words.append(tell(kind, season, when, surface))
        log.info("出行时间 minutes: %s, %s", kind, season)
        return words

    jobs = [(kind, season) for kind in kinds for season in SEASONS]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [word for words in threads.map(told, jobs) for word in words]


def minutes_to_services(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    services: gpd.GeoDataFrame,
    places: gpd.GeoSeries,
    *,
    vehicle: Vehicle,
) -> pd.DataFrame:
    """Minutes of places to the nearest service of each kind.

    Parameters
    ----------
    county, hybrid, links, services, vehicle
        As in ``each_surface``.
    places
        Points from which people start.

    Returns
    -------
    DataFrame
        As ``minutes_columns``, of every kind, season and state.
    """
    doors = doorsteps(hybrid, places)

    def tell(kind: str, season: Season, when: When, surface: Surface) -> pd.DataFrame:
        """Columns of one kind, season and state."""
        here = at_doors(surface, doors, places.index)
        return minutes_columns(hybrid, surface, here, f"{kind}_{season}_{when}")

    columns = each_surface(county, hybrid, links, services, tell, vehicle=vehicle)
    return pd.concat([pd.DataFrame(index=places.index), *columns], axis=1)


def ways_taken(
    hybrid: HybridNetwork, surface: Surface, here: pd.DataFrame, ids: NDArray[np.object_]
) -> tuple[NDArray[np.int64], list[str]]:
    """Number of the way of each place, and what each way is.

    Parameters
    ----------
    hybrid, surface
        The network, and the minutes on it.
    here
        Places with node, from ``at_doors``.
    ids
        Of the network's links.

    Returns
    -------
    numbers
        In the order of the places.
    ways
        By number: ids of links in the order of travel, joined by ";".
    """
    nodes, own = np.unique(here["node"].to_numpy(), return_inverse=True)
    ways = links_along(hybrid, surface, nodes)
    number: dict[bytes, int] = {}
    of_node = np.array(
        [number.setdefault(way.tobytes(), len(number)) for way in ways], dtype=np.int64
    )
    links = [";".join(ids[np.frombuffer(way, dtype=np.int64)]) for way in number]
    return of_node[own], links


def ways_of_villages(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    services: gpd.GeoDataFrame,
    villages: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Ways of villages to the nearest service that trips go to (``trips_to``).

    Parameters
    ----------
    county, hybrid, links, services
        As in ``each_surface``.
    villages
        Layer "villages".

    Returns
    -------
    DataFrame
        way_{season}_{when}: ids of links in the order of travel, joined by ";".
    """
    kind, doors = trips_to(services), doorsteps(hybrid, villages.geometry)
    ids = links["now"].index.to_numpy()

    def tell(_kind: str, season: Season, when: When, surface: Surface) -> "pd.Series[str]":
        """Way of each village in one season and state."""
        way, told = ways_taken(hybrid, surface, at_doors(surface, doors, villages.index), ids)
        return pd.Series(
            np.array(told, dtype=object)[way],
            villages.index,
            dtype="str",
            name=f"way_{season}_{when}",
        )

    goals = services[services["kind"] == kind]
    ways = each_surface(county, hybrid, links, goals, tell, vehicle=county.settings.travel.vehicle)
    return pd.concat([pd.DataFrame(index=villages.index), *ways], axis=1)


def with_own_vehicles(
    minutes: pd.DataFrame,
    vehicles: "pd.Series[str]",
    usual: Vehicle,
    measure: Callable[[pd.Index, Vehicle], pd.DataFrame],
) -> pd.DataFrame:
    """Minutes in which those who ride something else than the usual vehicle have their own.

    Parameters
    ----------
    minutes
        With the usual vehicle.
    vehicles
        What each place rides; missing: the usual vehicle.
    usual
        What ``minutes`` are of.
    measure
        Minutes of some of the places with a vehicle.
    """
    own = minutes.copy()
    others: tuple[Vehicle, ...] = get_args(Vehicle)
    for vehicle in others:
        some = pd.Index(vehicles.index[(vehicles == vehicle) & (vehicle != usual)])
        if some.empty:
            continue
        own.loc[some] = measure(some, vehicle)
    return own


def minutes_columns(
    hybrid: HybridNetwork, surface: Surface, here: pd.DataFrame, state: str
) -> pd.DataFrame:
    """Columns minutes_{state}, inf where nobody gets, and what of them is ridden, ridden_{state}.

    Parameters
    ----------
    hybrid, surface
        The network, and the minutes on it.
    here
        Places with minutes and node, from ``at_doors``.
    state
        What the columns are called.
    """
    ridden = ridden_minutes(hybrid, surface, here["node"].to_numpy())
    return pd.DataFrame({f"minutes_{state}": here["minutes"], f"ridden_{state}": ridden})


def land_minutes(
    county: County,
    hybrid: HybridNetwork,
    links: gpd.GeoDataFrame,
    season: Season,
    homes: gpd.GeoSeries,
    pairs: pd.DataFrame,
    land: gpd.GeoDataFrame,
    *,
    vehicle: Vehicle,
) -> "pd.Series[float]":
    """Minutes from homes to the land of groups, weighted by area (``farm_minutes``).

    Parameters
    ----------
    county, hybrid
        County, and its roads with the ground.
    links
        The links as they are or will be.
    season
        "dry" or "wet".
    homes
        Points where people live or might live.
    pairs
        home (id) and group_id, whose land is meant.
    land
        Layer "farmland": group_id, area_mu; areas count at their centre.
    vehicle
        What people ride.

    Returns
    -------
    Series
        On the index of the pairs.
    """
    parcels = land.geometry.centroid
    plots = pd.DataFrame(
        {"place": land.index, "group_id": land["group_id"], "area_mu": land["area_mu"]}
    )
    asked = pairs[["home", "group_id"]].reset_index(drop=True).assign(pair=pairs.index)
    trips = asked.merge(plots, on="group_id")
    arcs = minutes_of_season(county, hybrid, links, season, vehicle)[0]
    minutes = minutes_between(hybrid, arcs, homes, parcels, trips)
    return farm_minutes(trips.assign(minutes=minutes, home=trips["pair"]), pairs.index)


def minutes_of(minutes: pd.DataFrame, kind: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Minutes of one layer, on its own index."""
    return minutes.loc[[(kind, one) for one in index]].set_axis(index)
