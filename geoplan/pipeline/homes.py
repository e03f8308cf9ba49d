"""How people get from where they live, today and after the plan."""

import logging

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.pipeline.land import to_own_land
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.trips import When, minutes_of, trips
from geoplan.readers import County

log = logging.getLogger(__name__)
GROUPS, HOUSEHOLDS = ("group", "new_group"), ("household", "new_household")
"""Who has land: where they live, and those who move at their site."""


def minutes_of_homes(
    county: County,
    situation: Situation,
    layers: dict[str, gpd.GeoDataFrame],
    links: dict[When, gpd.GeoDataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Minutes and way to every service and to the land, index (kind, id); and the ways.

    Kinds are village, site, ``GROUPS`` and ``HOUSEHOLDS``; each household has its own vehicle. Roads to
    the land are told of groups.
    """
    places = _who_starts_where(county, situation, layers)
    minutes, ways = trips(county, situation.hybrid, links, layers["service"], places)
    log.info("到地时间 ways to the land")
    kind = places.index.get_level_values(0)
    land = [
        to_own_land(
            county, situation.to_land, links, own.geometry, own["group_id"], own["vehicle"],
            tell_links=tell_links,
        )
        for own, tell_links in (
            (places[kind.isin(GROUPS)], True),
            (places[kind.isin(HOUSEHOLDS)], False),
        )
    ]  # fmt: skip
    told, taken = zip(*land, strict=True)
    return minutes.join(pd.concat(told)), pd.concat([ways, *taken])


def _who_starts_where(
    county: County, situation: Situation, layers: dict[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """Villages, sites, groups and households, index (kind, id): group_id, township_id, vehicle, point."""
    groups, homes, villages = layers["group"], situation.households, layers["village"]
    site = groups["site_id"].where(groups["year"].notna())
    groups = groups.assign(group_id=groups.index)
    lived_in = {
        "group": groups,
        "new_group": _at_sites(groups, site, layers["site"]),
        "household": homes,
        "new_household": _at_sites(homes, homes["group_id"].map(site), layers["site"]),
        "village": villages.assign(village_id=villages.index, group_id=None, vehicle=None),
        "site": layers["site"].assign(village_id=None, group_id=None, vehicle=None),
    }
    columns = ["group_id", "village_id", "township_id", "vehicle", "geometry"]
    places = pd.concat({kind: some.reindex(columns=columns) for kind, some in lived_in.items()})
    return gpd.GeoDataFrame(places, crs=county.crs).assign(
        township_id=places["village_id"].map(villages["township_id"]).fillna(places["township_id"]),
        vehicle=places["vehicle"].fillna(county.settings.travel.vehicle).astype("str"),
    )


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
