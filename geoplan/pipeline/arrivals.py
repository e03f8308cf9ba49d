"""What a move means for a group's way to its land: on foot and riding, before and after."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.config import Vehicle
from geoplan.pipeline.land import land_minutes, ways_to_land
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.trips import When, by_vehicle
from geoplan.programme.foreseen import BAD_MINUTES
from geoplan.readers import County


def with_land(
    county: County,
    situation: Situation,
    groups: gpd.GeoDataFrame,
    links: dict[When, gpd.GeoDataFrame],
) -> gpd.GeoDataFrame:
    """Groups with their land, and of those who move how much of it is out of reach, dry season.

    Returns
    -------
    GeoDataFrame
        With farmland_mu (NaN: none is known); of who moves to a site, else NaN: land_far_mu_now and
        land_far_mu_after (more than ``BAD_MINUTES`` away with the group's vehicle, from home over
        the roads of today, from the site over those of the plan), foot_farm_minutes_now and
        foot_farm_minutes_after (all the way on foot).
    """
    mu = county.farmland.groupby("group_id")["area_mu"].sum()
    farmland_mu = groups["part_of"].map(mu) * groups["people"] / _whole_people(groups)
    moving = groups[groups["site_id"].notna()]
    sites = np.asarray(situation.sites.geometry.reindex(moving["site_id"]))
    homes: dict[When, gpd.GeoDataFrame] = {"now": moving, "after": moving.set_geometry(sites)}
    told = [
        _to_land(county, situation, home, links[when]).add_suffix(f"_{when}")
        for when, home in homes.items()
    ]
    far = pd.concat(told, axis=1)
    shares = far.columns[far.columns.str.startswith("land_far_mu")]
    far[shares] = far[shares].mul(farmland_mu.reindex(far.index), axis=0)
    return groups.assign(farmland_mu=farmland_mu).join(far)


def _to_land(
    county: County, situation: Situation, homes: gpd.GeoDataFrame, links: gpd.GeoDataFrame
) -> pd.DataFrame:
    """From homes over some roads: share of the land that is far (land_far_mu), minutes on foot."""
    pairs = pd.DataFrame({"home": homes.index, "group_id": homes["part_of"]})
    roads: dict[When, gpd.GeoDataFrame] = {"now": links}

    def ways(some: pd.Index, vehicle: Vehicle) -> pd.DataFrame:
        """Minutes on foot, or the share that is far with another kind of vehicle."""
        found = ways_to_land(
            county, situation.to_land, roads, homes.geometry, pairs.loc[some], county.farmland,
            vehicle=vehicle, seasons=["dry"],
        )  # fmt: skip
        on_foot = land_minutes(found, some)["farm_minutes_dry_now"]
        return _far(found["dry", "now"][0], some).assign(foot_farm_minutes=on_foot)

    usual = county.settings.travel.vehicle
    rides = homes["vehicle"].fillna(usual).astype("str")
    far = by_vehicle(rides, usual, ways)["land_far_mu"]
    return pd.DataFrame(
        {"land_far_mu": far, "foot_farm_minutes": ways(homes.index, "foot")["foot_farm_minutes"]}
    )


def _far(ways: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """Share of each home's land that is farther than ``BAD_MINUTES``."""
    far = ways["area_mu"].where(ways["minutes"] > BAD_MINUTES, 0.0)
    area = ways["area_mu"].groupby(ways["home"]).sum()
    share = (far.groupby(ways["home"]).sum() / area.where(area > 0)).reindex(range(len(index)))
    return pd.DataFrame({"land_far_mu": share.to_numpy()}, index=index)


def _whole_people(groups: pd.DataFrame) -> "pd.Series[float]":
    """People of the whole group of which each is a part; at least one."""
    whole: pd.Series[float] = groups.groupby("part_of")["people"].transform("sum")
    return whole.clip(lower=1.0)
