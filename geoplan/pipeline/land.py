"""Ways to the land, now and after a plan."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.config import Vehicle
from geoplan.pipeline.ground import SEASONS, Season, minutes_of_season
from geoplan.pipeline.trips import NO_WAYS, When, by_vehicle, named_ways
from geoplan.readers import County
from geoplan.relocation.needs import whole_group
from geoplan.relocation.options import farm_minutes
from geoplan.routing.access import ways_between
from geoplan.routing.hybrid import HybridNetwork

Found = dict[tuple[Season, When], tuple[pd.DataFrame, pd.DataFrame]]


def to_own_land(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    homes: gpd.GeoSeries,
    group_id: "pd.Series[str]",
    vehicles: "pd.Series[str]",
    *,
    tell_links: bool,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ways of homes to the land of a group each, each with its own vehicle.

    Parameters
    ----------
    county, hybrid, links
        As in ``trips.each_surface``.
    homes
        Points where people live or will live.
    group_id, vehicles
        Whose land it is, and what each home rides; on the homes' index. A part of a group
        has the land of that group.
    tell_links
        Whether the roads of the ways are wanted.

    Returns
    -------
    minutes
        On the homes' index, as ``land_minutes``, with way_farmland_{season}_{when} (id of the way)
        where links are told.
    ways
        As those of ``trips``, of kind "farmland": every link on a way to some of the land, in no
        order. Empty where links are not told.
    """
    group = whole_group(group_id)
    pairs = pd.DataFrame({"home": homes.index, "group_id": group.to_numpy()}, index=homes.index)
    ways = [NO_WAYS]

    def measure(some: pd.Index, vehicle: Vehicle) -> pd.DataFrame:
        """Minutes and ways of some homes with one kind of vehicle."""
        found = ways_to_land(
            county, hybrid, links, homes, pairs.loc[some], county.farmland, vehicle=vehicle,
            tell_links=tell_links,
        )  # fmt: skip
        told = land_minutes(found, some)
        if not tell_links:
            return told
        for (season, when), (_, taken) in found.items():
            roads = _joined(taken, some, links["now"].index)
            state = ("farmland", season, when)
            told[f"way_{'_'.join(state)}"], own = named_ways(roads, vehicle, state)
            ways.append(own)
        return told

    minutes = by_vehicle(vehicles, county.settings.travel.vehicle, measure)
    return minutes, pd.concat(ways)


def ways_to_land(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    homes: gpd.GeoSeries,
    pairs: pd.DataFrame,
    land: gpd.GeoDataFrame,
    *,
    vehicle: Vehicle,
    seasons: Sequence[Season] = SEASONS,
    tell_links: bool = False,
) -> Found:
    """Ways from homes to every parcel of the land of groups.

    Parameters
    ----------
    county, hybrid, links
        As in ``trips.each_surface``.
    homes
        Points where people live or might live.
    pairs
        home (id) and group_id, whose land is meant.
    land
        Layer "farmland": group_id, area_mu; areas count at their centre.
    vehicle, seasons
        What people ride, and when.
    tell_links
        Whether the roads of the ways are wanted.

    Returns
    -------
    dict
        Of each season and state of the roads: the ways with home (position of the pair), area_mu,
        minutes (inf where nobody gets there), ridden; and the links of each pair, pair and link, as
        positions.
    """
    plots = pd.DataFrame(
        {"place": land.index, "group_id": land["group_id"], "area_mu": land["area_mu"]}
    )
    asked = pairs[["home", "group_id"]].reset_index(drop=True).assign(pair=np.arange(len(pairs)))
    ways = asked.merge(plots, on="group_id")
    arcs = {
        (season, when): minutes_of_season(county, hybrid, own, season, vehicle)
        for season in seasons
        for when, own in links.items()
    }
    found = ways_between(hybrid, arcs, homes, land.geometry.centroid, ways, tell_links=tell_links)
    pair = ways["pair"].to_numpy()
    parcels = ways[["area_mu"]].assign(home=pair)
    return {
        state: (parcels.join(told), taken.assign(pair=pair[taken["pair"]]))
        for state, (told, taken) in found.items()
    }


def land_minutes(found: Found, index: pd.Index) -> pd.DataFrame:
    """Minutes to the land, weighted by area (``farm_minutes``).

    Parameters
    ----------
    found
        From ``ways_to_land``.
    index
        Of its pairs, and of the result.

    Returns
    -------
    DataFrame
        farm_minutes_{season}_{when} (inf where nobody gets there, NaN where no land is known), and
        what of them is ridden, farm_ridden_{season}_{when}.
    """
    means = [
        farm_minutes(ways, pd.RangeIndex(len(index)))
        .add_prefix("farm_")
        .add_suffix(f"_{season}_{when}")
        for (season, when), (ways, _) in found.items()
    ]
    return pd.concat(means, axis=1).set_axis(index)


def _joined(taken: pd.DataFrame, index: pd.Index, ids: pd.Index) -> "pd.Series[str]":
    """Ids of the links of each pair, joined by ";": in the order of the network."""
    own = taken.drop_duplicates().sort_values(["pair", "link"])
    links = pd.Series(ids.to_numpy()[own["link"]]).groupby(own["pair"].to_numpy()).agg(";".join)
    return links.reindex(np.arange(len(index)), fill_value="").set_axis(index)
