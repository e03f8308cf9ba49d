"""Who is threatened, which sites there are, who could go where."""

import logging
from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan import config
from geoplan.hazards import exposure, footprints, official_first
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.land import land_minutes, ways_to_land
from geoplan.readers import County
from geoplan.relocation.needs import (
    REFUSERS,
    counted_homes,
    refusers_apart,
    threatened_groups,
)
from geoplan.relocation.options import nearest_sites
from geoplan.relocation.sites import find_sites, judge_sites
from geoplan.relocation.suitability import exclusion_codes
from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.network import RoadNetwork
from geoplan.routing.projects import to_hundred_yuan
from geoplan.routing.ways import cheapest_ways

log = logging.getLogger(__name__)


def threatened(county: County) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Households and groups with the hazard on them; where only counts are known, groups alone."""
    hazards = county.settings.hazards
    overlay = exposure(county.households.geometry, county.hazards, buffer_m=hazards.buffer_m)
    listed = county.households[["official_class", "official_hazard_id"]]
    households = county.households.join(
        official_first(
            overlay,
            listed,
            county.hazards,
            complete=hazards.official_list_complete,
            unknown_class=hazards.threatened_from_class,
        )
    )
    households["threatened"] = households["hazard_class"] >= hazards.threatened_from_class
    counted = county.groups.join(
        exposure(county.groups.geometry, county.hazards, buffer_m=hazards.buffer_m)
    )
    groups = _with_need(county, county.groups, households, counted)
    must_move = groups["must_move"]
    groups, households = refusers_apart(groups, households)
    parent = groups.index.str.removesuffix(REFUSERS)
    parts = groups[county.groups.columns]
    needy = _with_need(county, parts, households, counted)
    needy = needy.assign(must_move=must_move.reindex(parent).to_numpy())
    may_move = needy["must_move"] & (needy["consent"] != "no")
    judged = needy.drop(columns=["official_households", "official_people", "official_class"])
    return households, judged.assign(locked_out=False, may_move=may_move)


def _with_need(
    county: County,
    groups: gpd.GeoDataFrame,
    households: gpd.GeoDataFrame,
    counted: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Groups with what threatens their households, or the group where only counts are known."""
    listed = pd.Series(households["group_id"].unique(), dtype="str").str.removesuffix(REFUSERS)
    known = counted.index.isin(listed)
    homes = [
        pd.DataFrame(households.drop(columns="geometry")).assign(households=1.0),
        counted_homes(
            pd.DataFrame(counted[~known].drop(columns="geometry")),
            threatened_from_class=county.settings.hazards.threatened_from_class,
            complete=county.settings.hazards.official_list_complete,
        ),
    ]
    need = threatened_groups(
        groups,
        pd.concat(homes),
        threatened_from_class=county.settings.hazards.threatened_from_class,
        group_threatened_share=county.settings.relocation.group_threatened_share,
    )
    return groups.join(need)


def candidate_sites(county: County, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites the county gives, judged; else sites found on safe gentle land near a road."""
    rules = county.settings.relocation
    worst = county.settings.hazards.site_excluded_from_class
    danger = footprints(
        county.hazards[county.hazards["hazard_class"] >= worst],
        buffer_m=county.settings.hazards.site_buffer_m,
    )
    movers = groups[groups["may_move"]].geometry
    if not county.sites.empty or county.dem is None:
        return judge_sites(
            county.sites,
            danger=danger,
            excluded_land=county.exclusions.geometry,
            dem=county.dem,
            max_slope_deg=rules.max_slope_deg,
        )
    log.info("寻找安置点 searching sites")
    codes = exclusion_codes(
        county.dem,
        roads=county.roads.geometry,
        danger=danger,
        excluded_land=county.exclusions.geometry,
        houses=gpd.GeoSeries(pd.concat([county.households.geometry, county.villages.geometry])),
        max_slope_deg=rules.max_slope_deg,
        max_road_m=rules.max_road_m,
    )
    found = find_sites(
        county.dem,
        codes,
        near=movers,
        max_distance_m=rules.max_distance_km * 1000,
        plot_m2=rules.plot_m2,
        min_households=rules.min_site_households,
        largest_households=rules.largest_site_households,
        opening_cost_wan=rules.site_opening_wan,
    )
    near = county.villages.sindex.nearest(found.geometry, return_all=False)[1]
    village = county.villages["name"].to_numpy()[near]
    return found.assign(name=pd.Series(village, index=found.index, dtype="str") + "附近选址")


def site_access(
    network: RoadNetwork,
    projects: gpd.GeoDataFrame,
    eligible: "pd.Series[str]",
    sites: gpd.GeoDataFrame,
    roots: frozenset[int],
    settings: config.County,
) -> gpd.GeoDataFrame:
    """Sites with what opening costs, the cost of their access road, and the earliest year.

    A site opens only where its road was all-weather the year before.
    """
    lag = settings.projects.surface_lag_years
    cost = projects["cost_yuan"]
    quick = eligible if lag == 0 else eligible[eligible.map(projects["subgrade_accepted"])]
    ways = cheapest_ways(network, eligible, cost, roots, sites["node"])
    quick_ways = cheapest_ways(network, quick, cost, roots, sites["node"])
    yuan = cost.to_dict()
    access_yuan = ways.map(lambda way: sum(yuan[one] for one in way or ()))
    opening_yuan = to_hundred_yuan(
        sites["opening_cost_wan"].fillna(settings.relocation.site_opening_wan) * WAN
    )
    earliest = np.select(
        [sites["connected_now"], ~sites["on_network"], quick_ways.notna(), ways.notna()],
        [0, np.inf, 1, 1 + lag],
        default=np.inf,
    )
    return sites.assign(
        opening_cost_yuan=opening_yuan,
        opening_yuan=opening_yuan + access_yuan.astype(float),
        earliest=earliest,
        earliest_reached=earliest < len(settings.years),
        usable=sites["suitable"] & (earliest < len(settings.years)),
    )


def move_options(
    county: County,
    network: RoadNetwork,
    hybrid: HybridNetwork,
    layers: dict[str, gpd.GeoDataFrame],
    *,
    offered_to_all: Collection[str] = (),
) -> pd.DataFrame:
    """Pairs of a group that must move and a site it could go to, with its way to the land.

    Each group could go to its nearest sites, and to those ``offered_to_all`` within its reach.
    From the site people go to their land on foot and by the roads of today, in the dry season.
    """
    rules = county.settings.relocation
    groups, sites = layers["group"], layers["site"]
    movers, usable = groups[groups["may_move"]], sites[sites["usable"]]
    near, offered = (
        nearest_sites(
            movers.geometry, some.geometry, count=count, max_distance_m=rules.max_distance_km * 1000
        )
        for some, count in (
            (usable, rules.sites_per_group),
            (usable[usable.index.isin(list(offered_to_all))], len(offered_to_all)),
        )
    )
    pairs = pd.concat([near, offered], ignore_index=True).drop_duplicates(["group_id", "site_id"])
    found = ways_to_land(
        county, hybrid, {"now": network.links}, sites.geometry,
        pairs.rename(columns={"site_id": "home"}), _land_of(county.farmland, movers),
        vehicle=county.settings.travel.vehicle, seasons=["dry"],
    )  # fmt: skip
    minutes = land_minutes(found, pairs.index)["farm_minutes_dry_now"]
    trips = rules.yuan_per_farm_minute * rules.farm_days_per_year * rules.farm_years
    households = groups["households"].reindex(pairs["group_id"]).to_numpy(dtype=float)
    return pairs.assign(farm_minutes=minutes, move_yuan=minutes * trips * households)


def _land_of(farmland: gpd.GeoDataFrame, movers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Farmland; a group without any is taken to farm around its home."""
    landless = movers[~movers.index.isin(farmland["group_id"])]
    assumed = gpd.GeoDataFrame(
        {"group_id": landless.index, "area_mu": 1.0},
        geometry=landless.geometry.to_numpy(),
        crs=movers.crs,
    )
    return gpd.GeoDataFrame(
        pd.concat([farmland[["group_id", "area_mu", "geometry"]], assumed], ignore_index=True)
    )
