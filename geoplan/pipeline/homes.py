"""How people get from where they live, today and after the plan."""

import logging

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.pipeline.land import to_own_land
from geoplan.pipeline.places import named
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.trips import When, minutes_of, trips
from geoplan.readers import County

log = logging.getLogger(__name__)
HOMES = ("group", "new_group", "household", "new_household")
"""Who has land: groups and households, and those who move, at their site."""


def minutes_of_homes(
    county: County,
    situation: Situation,
    layers: dict[str, gpd.GeoDataFrame],
    links: dict[When, gpd.GeoDataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Minutes and way to every service, index (kind, id), minutes to the land; and the ways.

    Kinds are village and ``HOMES``; each household has its own vehicle.
    """
    groups, homes = layers["group"], situation.households
    groups = groups.assign(group_id=groups.index, vehicle=None)
    site = groups["site_id"].where(groups["year"].notna())
    lived_in = {
        "group": groups,
        "new_group": _at_sites(groups, site, layers["site"]),
        "household": homes,
        "new_household": _at_sites(homes, homes["group_id"].map(site), layers["site"]),
    }
    usual = county.settings.travel.vehicle
    people = pd.concat(
        [
            lived_in[kind][["group_id", "vehicle"]].set_axis(named(kind, lived_in[kind]).index)
            for kind in HOMES
        ]
    )
    lived_in["village"] = layers["village"]
    places = [named(kind, layer) for kind, layer in lived_in.items()]
    points = gpd.GeoSeries(pd.concat(places), crs=county.crs)
    vehicles = people["vehicle"].reindex(points.index).fillna(usual).astype("str")
    minutes, ways = trips(county, situation.hybrid, links, layers["service"], points, vehicles)
    log.info("到地时间 ways to the land")
    land = to_own_land(
        county, situation.to_land, links, gpd.GeoSeries(points.loc[people.index]),
        people["group_id"], vehicles.loc[people.index],
    )  # fmt: skip
    return minutes.join(land), ways


def _at_sites(
    homes: gpd.GeoDataFrame, site_id: "pd.Series[str]", sites: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Homes that move, at the point of their site (missing: they stay)."""
    site = site_id.dropna()
    return homes.loc[site.index].set_geometry(np.asarray(sites.geometry.reindex(site)))


def where_they_live(minutes: pd.DataFrame, kind: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Minutes of groups or households; after the plan those of "new_{kind}" of who moves."""
    own = minutes_of(minutes, kind, index)
    moved = pd.Index([one for which, one in minutes.index if which == f"new_{kind}"])
    after = [column for column in own.columns if str(column).endswith("_after")]
    own.loc[moved, after] = minutes_of(minutes, f"new_{kind}", moved)[after]
    return own
