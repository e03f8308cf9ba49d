"""Trips to services, now and after a plan: minutes and ways of everybody."""

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
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import HybridNetwork
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
NO_WAYS = pd.DataFrame({"kind": [], "season": [], "when": [], "links": []}, dtype="str")
"""Ways of a county without services."""
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


def trips(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    services: gpd.GeoDataFrame,
    places: gpd.GeoSeries,
    vehicles: "pd.Series[str]",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trips of places to the nearest service of each kind: minutes, and the ways taken.

    Parameters
    ----------
    county, hybrid, links, services
        As in ``each_surface``.
    places
        Points from which people start.
    vehicles
        What each place rides.

    Returns
    -------
    minutes
        On the index of the places, of every kind, season and state of the roads:
        minutes_{kind}_{season}_{when} (inf where nobody gets there), ridden_{...} (what of them is
        ridden) and way_{...} (id of the way).
    ways
        Index way_id; kind, season, when, links (ids in the order of travel, joined by ";"). Who
        shares a way has the same id.
    """
    ids, ways = links["now"].index.to_numpy(), [NO_WAYS]

    def measure(some: pd.Index, vehicle: Vehicle) -> pd.DataFrame:
        """Minutes and ways of some places with one kind of vehicle."""
        doors = doorsteps(hybrid, gpd.GeoSeries(places.loc[some]))

        def tell(kind: str, season: Season, when: When, surface: Surface) -> list[pd.DataFrame]:
            """Columns of one kind, season and state, and the ways that are taken."""
            here, trip = at_doors(surface, doors, some), (kind, season, when)
            way, taken = _ways_taken(hybrid, surface, here, ids)
            way_id = np.array([f"{vehicle}-{'-'.join(trip)}-{k}" for k in range(len(taken))])
            state = "_".join(trip)
            told = {
                f"minutes_{state}": here["minutes"],
                f"ridden_{state}": ridden_minutes(hybrid, surface, here["node"].to_numpy()),
                f"way_{state}": pd.Series(way_id[way], index=some, dtype="str"),
            }
            facts = dict(zip(NO_WAYS, (*trip, taken), strict=True))
            return [pd.DataFrame(told), pd.DataFrame(facts, index=pd.Index(way_id, dtype="str"))]

        pairs = each_surface(county, hybrid, links, services, tell, vehicle=vehicle)
        ways.extend(taken for _, taken in pairs)
        return pd.concat([pd.DataFrame(index=some), *(told for told, _ in pairs)], axis=1)

    minutes = by_vehicle(vehicles, county.settings.travel.vehicle, measure)
    return minutes, pd.concat(ways).rename_axis("way_id")


def _ways_taken(
    hybrid: HybridNetwork, surface: Surface, here: pd.DataFrame, ids: NDArray[np.object_]
) -> tuple[NDArray[np.int64], list[str]]:
    """Number of the way of each place (from ``at_doors``); and by number, the ids of its links."""
    nodes, own = np.unique(here["node"].to_numpy(), return_inverse=True)
    ways = links_along(hybrid, surface, nodes)
    number: dict[bytes, int] = {}
    of_node = np.array(
        [number.setdefault(way.tobytes(), len(number)) for way in ways], dtype=np.int64
    )
    taken = [";".join(ids[np.frombuffer(way, dtype=np.int64)]) for way in number]
    return of_node[own], taken


def by_vehicle(
    vehicles: "pd.Series[str]",
    usual: Vehicle,
    measure: Callable[[pd.Index, Vehicle], pd.DataFrame],
) -> pd.DataFrame:
    """What is measured of places, each with what it rides.

    Parameters
    ----------
    vehicles
        What each place rides.
    usual
        Measured even where nobody has it, so that there are columns.
    measure
        Called with some of the places and a vehicle.

    Returns
    -------
    DataFrame
        On the index of the vehicles.
    """
    kinds: list[Vehicle] = [
        kind for kind in get_args(Vehicle) if kind == usual or (vehicles == kind).any()
    ]
    parts = [measure(pd.Index(vehicles.index[vehicles == kind]), kind) for kind in kinds]
    return parts[0] if len(parts) == 1 else pd.concat(parts).reindex(vehicles.index)


def minutes_of(minutes: pd.DataFrame, kind: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Minutes of one layer, on its own index."""
    return minutes.loc[[(kind, one) for one in index]].set_axis(index)
