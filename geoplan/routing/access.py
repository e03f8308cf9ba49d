"""How people get there: from home to their land, and who has a road at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.routing.doorsteps import doorsteps, straight_lines
from geoplan.routing.hybrid import HybridNetwork, by_tail, outwards, towards
from geoplan.terrain import spread, walk_minutes, ways_of_each

Floats = NDArray[np.float64]
State = TypeVar("State")
SEAT = "township_seat"
"""The service for which people go to their own township."""
STRAIGHT_CELLS = 4
"""Who has no more cells to go walks straight: from cell to cell short ways seem longer."""


@dataclass(frozen=True, eq=False)
class Access:
    """How people of a county get there today; every layer in one metric CRS, indexed by its id.

    Attributes
    ----------
    name, name_en
        County.
    villages, groups, households
        The layers (township_id on all), with minutes_{kind}_{season}_now to the service of each
        kind that they go to (``goes_to``) in the dry and the wet season (inf: nobody gets there),
        what of them is ridden, ridden_{...}, and way_{...} (id in ``ways``); groups and households
        with farm_minutes_{season}_now (NaN without farmland), farm_ridden_{season}_now, groups
        way_farmland_{season}_now; cut_off_wet (of a household: its group); groups only_way_out
        (ids of the links that are the only way out, from home on); households vehicle.
    services
        kind, name.
    roads
        Links as in ``RoadNetwork``, with people_isolated, homes_isolated (groups) if it is closed,
        and per season person_minutes_lost, people_delayed, people_lost if it is closed,
        person_minutes_saved, people_faster, people_newly_reached if it alone is paved (0 where it
        is), on one trip of everybody to the nearest ``about["trips_to"]``.
    ways
        From ``pipeline.trips.trips`` and ``pipeline.land.to_own_land``.
    townships
        From ``equity.access_by_township``.
    indicators
        Index name; value, unit.
    hazards, waters
        Areas for the map.
    relief, relief_bounds
        As in ``Plan``.
    about
        made_up, sources, remarks, crs, versions, input_hashes, settings, trips_to.
    """

    name: str
    name_en: str | None
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    ways: pd.DataFrame
    townships: pd.DataFrame
    indicators: pd.DataFrame
    hazards: gpd.GeoDataFrame
    waters: gpd.GeoDataFrame
    relief: NDArray[np.uint8] | None
    relief_bounds: tuple[float, float, float, float] | None
    about: dict[str, Any]


def ways_between(
    hybrid: HybridNetwork,
    arcs: Mapping[State, tuple[Floats, Floats]],
    homes: gpd.GeoSeries,
    places: gpd.GeoSeries,
    pairs: pd.DataFrame,
    *,
    tell_links: bool = False,
) -> dict[State, tuple[pd.DataFrame, pd.DataFrame]]:
    """Ways from homes to places, pair by pair, over the ground and the roads.

    Parameters
    ----------
    hybrid
        The network.
    arcs
        Minutes of its arcs and what of them is ridden (``arc_minutes``), by state: a season, roads
        as they are or will be.
    homes, places
        Points, in the network's CRS.
    pairs
        home and place, by their ids.
    tell_links
        Whether the links of the ways are wanted.

    Returns
    -------
    dict
        Of each state: minutes (inf where there is no way) and ridden on the index of the pairs; and
        the links of the ways, pair and link, as positions, in no order.
    """
    ends = pd.DataFrame(
        {
            "home": homes.index.get_indexer(pd.Index(pairs["home"])),
            "place": places.index.get_indexer(pd.Index(pairs["place"])),
        }
    )
    out = doorsteps(hybrid, homes).rename(columns={"place": "home", "out_minutes": "minutes"})
    home = doorsteps(hybrid, places).rename(columns={"home_minutes": "minutes"})
    out_and_home = ("home", out), ("place", home)
    if ends["home"].nunique() <= ends["place"].nunique():  # the fewer searches
        search, order = outwards, by_tail(hybrid)
        starts, targets = _searches(ends, *out_and_home)
    else:
        search, order = towards, np.arange(len(hybrid.arcs))
        starts, targets = _searches(ends, *reversed(out_and_home))
    straight = _straight_minutes(hybrid, homes, places, ends)
    told = {}
    for state, (minutes, ridden) in arcs.items():
        facts = pd.DataFrame({"ridden": ridden, "link": hybrid.links if tell_links else -1})
        reached, links = ways_of_each(
            search(hybrid, minutes), facts.iloc[order], starts, targets, nodes=hybrid.size
        )
        told[state] = _or_straight(reached.join(targets["pair"]), links, straight, pairs.index)
    return told


def _or_straight(
    reached: pd.DataFrame, links: pd.DataFrame, straight: Floats, pairs: pd.Index
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ways of one state, from ``ways_of_each`` with their pair, or straight where that is quicker."""
    pair = reached["pair"].to_numpy()
    links = links.assign(pair=pair[links["target"]])
    found = reached[np.isfinite(reached["minutes"])].set_index("pair")
    ways = found.reindex(np.arange(len(pairs))).fillna({"minutes": np.inf, "ridden": 0.0})
    walks = straight < ways["minutes"].to_numpy()
    ways = ways.assign(
        minutes=np.minimum(ways["minutes"], straight), ridden=ways["ridden"].mask(walks, 0.0)
    )
    return ways.set_index(pairs), links.loc[~walks[links["pair"]], ["pair", "link"]]


def _searches(
    ends: pd.DataFrame, begin: tuple[str, pd.DataFrame], finish: tuple[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One search from each of the ends with which searches begin: its starts, and its targets.

    ``begin`` and ``finish`` are columns of ``ends`` with the doorsteps (node, minutes) of each.
    """
    here, from_here = begin
    there, to_there = finish
    asked, search = np.unique(ends[here], return_inverse=True)
    number = pd.Series(np.arange(len(asked)), index=asked)
    starts = from_here[from_here[here].isin(asked)]
    starts = starts.assign(search=starts[here].map(number))
    pairs = ends.assign(search=search, pair=np.arange(len(ends)))
    targets = pairs[["search", "pair", there]].merge(to_there[[there, "node", "minutes"]], on=there)
    targets = targets.assign(place=targets["pair"])  # two pairs may have the same ends
    return starts, targets.sort_values(["search", "place", "node"], ignore_index=True)


def _straight_minutes(
    hybrid: HybridNetwork, homes: gpd.GeoSeries, places: gpd.GeoSeries, ends: pd.DataFrame
) -> Floats:
    """Minutes straight over the fields, pair by pair; inf where that is far, or over a barrier."""
    here, there = (
        shapely.get_coordinates(points.to_numpy())[ends[end].to_numpy()]
        for points, end in ((homes, "home"), (places, "place"))
    )
    minutes = np.full(len(ends), np.inf)
    near = np.hypot(*(there - here).T) <= STRAIGHT_CELLS * hybrid.ground.cell_m
    a, b = here[near], there[near]
    clear, drag = straight_lines(hybrid, a, b)
    walk, _ = walk_minutes(a, b, off_path_factor=hybrid.off_path, dem=hybrid.ground)
    minutes[near] = np.where(clear, walk * drag, np.inf)
    return minutes


def goes_to(kind: str, services: pd.DataFrame, township_id: "pd.Series[str]") -> "pd.Series[str]":
    """Whose service of a kind each place goes to: of its own township, or of any ("").

    To the seat of the own township where that is listed; to all else wherever it is nearest.

    Parameters
    ----------
    kind
        Of service.
    services
        kind, township_id.
    township_id
        Of each place.
    """
    own = services[(services["kind"] == kind) & (kind == SEAT)]
    return township_id.where(township_id.isin(own["township_id"]), "").astype("str")


def walk_to_all_season_road(
    hybrid: HybridNetwork, on_foot: Floats, links: gpd.GeoDataFrame, places: gpd.GeoSeries
) -> "pd.Series[float]":
    """Minutes on foot from each place to the nearest point of an all-season road.

    Parameters
    ----------
    hybrid, on_foot
        The network, and minutes of its arcs on foot.
    links
        Links of the network with passable_wet.
    places
        Points.
    """
    open_ = links["passable_wet"].to_numpy(dtype=bool)[hybrid.pieces["link"].to_numpy()]
    points = np.unique(hybrid.pieces.loc[open_, ["u", "v"]].to_numpy())
    minutes = np.full(hybrid.size, np.inf)
    minutes[hybrid.cells + points] = 0.0
    spread(towards(hybrid, on_foot), minutes)
    doors = doorsteps(hybrid, places)
    total = doors["out_minutes"] + minutes[doors["node"].to_numpy()]
    return pd.Series(total.groupby(doors["place"]).min().to_numpy(), index=places.index)


def minutes_range(
    minutes: "pd.Series[float]", ridden: "pd.Series[float]", *, speed_error: float
) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Minutes of the same way when vehicles are faster, and slower, than assumed.

    Who would then go another way is no later than the second tells.

    Parameters
    ----------
    minutes
        Of the trip.
    ridden
        What of them is ridden.
    speed_error
        Share by which vehicles may be slower or faster; 0 where speeds were measured.
    """
    walked = minutes - ridden  # (G9)
    return walked + ridden / (1 + speed_error), walked + ridden / (1 - speed_error)


def rural_access(
    points: gpd.GeoSeries, people: "pd.Series[float]", links: gpd.GeoDataFrame, *, within_m: float
) -> float:
    """Rural Access Index: share of people within ``within_m`` of an all-season road (SDG 9.1.1)."""
    roads = links[links["passable_wet"]].geometry.to_numpy()
    total = float(people.sum())
    if not len(roads) or total == 0:
        return 0.0 if total else float("nan")
    near, _ = shapely.STRtree(roads).query_nearest(  # (G12)
        points.to_numpy(), max_distance=within_m, all_matches=False
    )
    return float(people.iloc[near].sum()) / total
