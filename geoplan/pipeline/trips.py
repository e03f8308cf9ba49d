"""Trips to services, now and after a plan: minutes and ways of everybody."""

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, NamedTuple, TypeVar, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.config import Vehicle
from geoplan.pipeline.ground import SEASONS, Season, minutes_of_season
from geoplan.readers import County
from geoplan.routing.access import SEAT, goes_to
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.surfaces import (
    Surface,
    at_doors,
    links_along,
    ridden_minutes,
    surface_then,
)

Integers = NDArray[np.int64]
When = Literal["now", "after"]
State = tuple[str, Season, When]
"""Kind of service, season, and state of the roads."""
Told = TypeVar("Told")
log = logging.getLogger(__name__)
NO_WAYS = pd.DataFrame(
    {"kind": [], "season": [], "when": [], "links": []},
    index=pd.Index([], name="way_id", dtype="str"),
    dtype="str",
)
"""Ways of a county without services."""
SERVICES = (SEAT, "hospital", "clinic", "school", "market", "village_committee", "workplace")
"""Trips of what-if questions go to the first of these that the county has."""
WHEREVER = ("hospital", "clinic", "school", "market", SEAT, "village_committee", "workplace")
"""Trips that tell which road matters go to the first of these: to the nearest, in any township."""


def trips_to(services: gpd.GeoDataFrame, *, among: Sequence[str] = SERVICES) -> str | None:
    """Kind of service to which trips count: the first that there is; None without services."""
    there = set(services["kind"])
    return next((kind for kind in among if kind in there), None)


class Errand(NamedTuple):
    """Some places, and where people of these want to go."""

    kind: str
    """Of service."""
    goals: gpd.GeoSeries
    """They go to the one that is quickest to reach."""
    who: Integers
    """Positions of the places."""
    doors: pd.DataFrame
    """``doorsteps`` of the places; place counts among ``who``."""
    part: int
    """Number among the errands of the kind."""


def errands(
    services: gpd.GeoDataFrame, township_id: "pd.Series[str]", doors: pd.DataFrame
) -> list[Errand]:
    """Errands of everybody to the services of each kind that they go to (``goes_to``).

    Parameters
    ----------
    services
        Layer "services": kind, township_id.
    township_id
        Township of each place.
    doors
        ``doorsteps`` of the places.
    """
    found = []
    for kind, own in services.groupby("kind"):
        whose = goes_to(str(kind), own, township_id)
        for part, township in enumerate(sorted(whose.unique())):
            who = np.flatnonzero(whose == township)
            at_own = doors[np.isin(doors["place"].to_numpy(), who)]
            at_own = at_own.assign(place=np.searchsorted(who, at_own["place"]))
            goals = own[own["township_id"] == township] if township else own
            found.append(Errand(str(kind), gpd.GeoSeries(goals.geometry), who, at_own, part))
    return found


def each_surface(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    asked: list[Errand],
    tell: Callable[[Errand, Season, When, Surface], Told],
    *,
    vehicle: Vehicle,
) -> list[Told]:
    """What is to be told of each errand, season and state of the roads, in that order.

    Parameters
    ----------
    county, hybrid
        County, and its roads with the ground.
    links
        The links "now", and where asked "after" a plan.
    asked
        From ``errands``.
    tell
        Called with errand, season, state and the minutes to its goals. Several are called at once,
        in threads.
    vehicle
        What people ride.
    """
    arcs = {
        (season, when): minutes_of_season(county, hybrid, links[when], season, vehicle)
        for season in SEASONS
        for when in links
    }

    def told(job: tuple[Errand, Season]) -> list[Told]:
        """What is told of one errand in one season, in every state of the roads."""
        errand, season = job
        surface, words = None, []
        if (errand.kind, season) not in begun:
            begun.add((errand.kind, season))
            log.info("出行时间 minutes: %s, %s", errand.kind, season)
        for when in links:
            surface = surface_then(
                hybrid, surface, arcs[season, when], errand.goals, until=errand.doors
            )
            words.append(tell(errand, season, when, surface))
        return words

    begun: set[tuple[str, Season]] = set()
    jobs = [(errand, season) for errand in asked for season in SEASONS]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return [word for words in threads.map(told, jobs) for word in words]


def trips(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    services: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trips of places on their ``errands``: minutes, and the ways taken.

    Parameters
    ----------
    county, hybrid, links
        As in ``each_surface``.
    services
        Layer "services".
    places
        Points from which people start: vehicle (what they ride), township_id.

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
        own = places.loc[some]
        doors = doorsteps(hybrid, own.geometry)

        def tell(
            errand: Errand, season: Season, when: When, surface: Surface
        ) -> tuple[State, pd.DataFrame]:
            """Minutes and ways on one errand."""
            state = errand.kind, season, when
            here = at_doors(surface, errand.doors, some[errand.who])
            nodes = here["node"].to_numpy()
            ridden = ridden_minutes(hybrid, surface, nodes)
            roads = pd.Series(_links_taken(hybrid, surface, nodes, ids), index=here.index)
            way, taken = named_ways(roads, vehicle, state, part=errand.part)
            ways.append(taken)
            return state, pd.DataFrame({"minutes": here["minutes"], "ridden": ridden, "way": way})

        found: dict[State, list[pd.DataFrame]] = {}
        asked = errands(services, own["township_id"], doors)
        for state, told in each_surface(county, hybrid, links, asked, tell, vehicle=vehicle):
            found.setdefault(state, []).append(told)
        parts = [
            pd.concat(of_state).reindex(some).add_suffix("_" + "_".join(state))
            for state, of_state in found.items()
        ]
        return pd.concat([pd.DataFrame(index=some), *parts], axis=1)

    minutes = by_vehicle(places["vehicle"], county.settings.travel.vehicle, measure)
    return minutes, pd.concat(ways).sort_index(kind="stable")  # threads end as they may


def named_ways(
    links: "pd.Series[str]", vehicle: Vehicle, state: State, *, part: int = 0
) -> tuple["pd.Series[str]", pd.DataFrame]:
    """Ids of ways, and each of them once.

    Parameters
    ----------
    links
        Ids of the links of each place's way, joined by ";".
    vehicle, state
        What is ridden; kind, season and state of the roads.
    part
        Tells apart what else has the same vehicle and state.

    Returns
    -------
    ids
        On the index of the places. Who shares a way has the same id.
    ways
        As those of ``trips``.
    """
    number, taken = pd.factorize(links)
    way_id = pd.Index(
        [f"{vehicle}-{'-'.join(state)}-{part}-{k}" for k in range(len(taken))],
        dtype="str",
        name="way_id",
    )
    facts = dict(zip(NO_WAYS, (*state, np.asarray(taken)), strict=True))
    return pd.Series(way_id[number], index=links.index), pd.DataFrame(facts, index=way_id)


def _links_taken(
    hybrid: HybridNetwork, surface: Surface, nodes: Integers, ids: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Ids of the links of the way from each node (-1: nobody gets there), joined by ";"."""
    nodes, own = np.unique(nodes, return_inverse=True)
    text: dict[bytes, str] = {}
    taken = []
    for way in links_along(hybrid, surface, nodes):
        key = way.tobytes()
        if key not in text:
            text[key] = ";".join(ids[way])
        taken.append(text[key])
    return np.array(taken, dtype=object)[own]


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
    parts = [measure(vehicles.index[vehicles == kind], kind) for kind in kinds]
    return parts[0] if len(parts) == 1 else pd.concat(parts).reindex(vehicles.index)


def minutes_of(minutes: pd.DataFrame, kind: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Minutes of one layer, on its own index."""
    return minutes.loc[[(kind, one) for one in index]].set_axis(index)
