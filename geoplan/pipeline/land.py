"""Ways to the land, now and after a plan."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geoplan.config import Vehicle
from geoplan.pipeline.ground import SEASONS, Season, minutes_of_season
from geoplan.pipeline.trips import When, by_vehicle
from geoplan.readers import County
from geoplan.relocation.needs import REFUSERS
from geoplan.relocation.options import farm_minutes
from geoplan.routing.access import minutes_between
from geoplan.routing.hybrid import HybridNetwork


def to_own_land(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    homes: gpd.GeoSeries,
    group_id: "pd.Series[str]",
    vehicles: "pd.Series[str]",
) -> pd.DataFrame:
    """Minutes of homes to the land of a group each, each with its own vehicle.

    Parameters
    ----------
    county, hybrid, links
        As in ``trips.each_surface``.
    homes
        Points where people live or will live.
    group_id, vehicles
        Whose land it is, and what each home rides; on the homes' index. Those of a group who
        refuse to move have the land of that group.

    Returns
    -------
    DataFrame
        On the homes' index, as ``land_minutes``.
    """
    group = group_id.str.removesuffix(REFUSERS)
    pairs = pd.DataFrame({"home": homes.index, "group_id": group.to_numpy()}, index=homes.index)

    def measure(some: pd.Index, vehicle: Vehicle) -> pd.DataFrame:
        """Minutes of some homes with one kind of vehicle."""
        return land_minutes(
            county, hybrid, links, homes, pairs.loc[some], county.farmland, vehicle=vehicle
        )

    return by_vehicle(vehicles, county.settings.travel.vehicle, measure)


def land_minutes(
    county: County,
    hybrid: HybridNetwork,
    links: dict[When, gpd.GeoDataFrame],
    homes: gpd.GeoSeries,
    pairs: pd.DataFrame,
    land: gpd.GeoDataFrame,
    *,
    vehicle: Vehicle,
    seasons: Sequence[Season] = SEASONS,
) -> pd.DataFrame:
    """Minutes from homes to the land of groups, weighted by area (``farm_minutes``).

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

    Returns
    -------
    DataFrame
        On the index of the pairs: farm_minutes_{season}_{when}; inf where nobody gets there, NaN
        where no land is known.
    """
    plots = pd.DataFrame(
        {"place": land.index, "group_id": land["group_id"], "area_mu": land["area_mu"]}
    )
    asked = pairs[["home", "group_id"]].reset_index(drop=True).assign(pair=pairs.index)
    ways = asked.merge(plots, on="group_id")
    arcs = {
        f"farm_minutes_{season}_{when}": minutes_of_season(county, hybrid, own, season, vehicle)[0]
        for season in seasons
        for when, own in links.items()
    }
    minutes = minutes_between(hybrid, arcs, homes, land.geometry.centroid, ways)
    ways = ways.assign(home=ways["pair"])
    return pd.DataFrame(
        {name: farm_minutes(ways.assign(minutes=minutes[name]), pairs.index) for name in minutes}
    )
