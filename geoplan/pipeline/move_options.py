"""Where each group could go: sites, by itself, made safe where it is, or stay."""

import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan import config
from geoplan.config import Vehicle
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.ground import SEASONS, minutes_of_season
from geoplan.pipeline.land import land_minutes, ways_to_land
from geoplan.pipeline.trips import by_vehicle
from geoplan.programme.foreseen import DAILY
from geoplan.readers import County
from geoplan.relocation.options import in_place, nearest_sites
from geoplan.relocation.tariffs import subsidies
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.network import RoadNetwork
from geoplan.routing.surfaces import at_doors, surface_to

FARTHEST_MINUTES = 240.0
"""Who does not get to a service at all counts as this far from it."""


def move_options(
    county: County,
    network: RoadNetwork,
    hybrid: HybridNetwork,
    to_land: HybridNetwork,
    layers: dict[str, gpd.GeoDataFrame],
    *,
    offered_to_all: Collection[str] = (),
) -> pd.DataFrame:
    """Pairs of a group that may move and a place where it could live, with what that means for it.

    Each group could go to its nearest sites, to those at a township seat, and to those
    ``offered_to_all`` within its reach; one that builds by itself does so near its land. One that
    nothing threatens may stay; one whose only hazards can be made safe may be protected.

    Returns
    -------
    DataFrame
        group_id, site_id (or a place of ``relocation.options.in_place``), mode, distance_m,
        farm_minutes_{season}, service_minutes (mean of school and clinic, dry),
        {farm, service}_household_minutes (dry, of all its households; farm weighed by income from
        land), and in yuan farm_yuan, service_yuan (what these are worth), paid_yuan (subsidy, and
        its share of the site). Minutes are over the roads of today.
    """
    rules = county.settings.relocation
    groups, sites = layers["group"], layers["site"]
    movers = groups[groups["may_move"]]
    pairs = pd.concat(
        [
            _to_sites(rules, movers[~movers["dispersed"]], sites[sites["usable"]], offered_to_all),
            in_place(movers, _protections(county, movers)),
        ],
        ignore_index=True,
    )
    pairs = pairs.join(_land(county, network, to_land, pairs, movers, sites))
    pairs = pairs[np.isfinite(pairs["farm_minutes_dry"])].reset_index(drop=True)
    pairs["service_minutes"] = _services(county, network, hybrid, layers, pairs, movers)
    return pd.DataFrame(pd.concat([pairs, _worth(rules, movers, sites, pairs)], axis=1))


def _to_sites(
    rules: config.Relocation,
    movers: gpd.GeoDataFrame,
    usable: gpd.GeoDataFrame,
    offered_to_all: Collection[str],
) -> pd.DataFrame:
    """Pairs of a group and a site: near ones, those in town, and those offered to all."""
    offered = usable.index.isin(list(offered_to_all))
    reach = {
        "near": (rules.sites_per_group, rules.max_distance_km * 1000),
        "town": (rules.towns_per_group, rules.max_town_km * 1000),
    }
    parts = []
    for mode, (count, reach_m) in reach.items():
        own = usable["mode"] == mode
        for some, most in ((own & (mode in rules.modes), count), (own & offered, offered.sum())):
            parts.append(
                nearest_sites(
                    movers.geometry, usable[some].geometry, count=most, max_distance_m=reach_m
                )
            )
    pairs = pd.concat(parts, ignore_index=True).drop_duplicates(["group_id", "site_id"])
    return pairs.assign(mode=pairs["site_id"].map(usable["mode"]).astype("str"))


def _protections(county: County, movers: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Hazard that could be made safe, of the groups whose only hazard it is."""
    cost = movers["only_hazard"].map(county.hazards["protection_cost_wan"])
    paid = any("protection" in fund.pays for fund in county.settings.funds)
    return movers["only_hazard"][cost.notna() & movers["must_move"] & paid]


def _land(
    county: County,
    network: RoadNetwork,
    to_land: HybridNetwork,
    pairs: pd.DataFrame,
    movers: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Minutes to the land from each place, with the group's vehicle, in both seasons."""
    usual = county.settings.travel.vehicle
    homes = gpd.GeoSeries(
        pd.concat([sites.geometry.add_prefix("site:"), movers.geometry.add_prefix("home:")])
    )
    starts = pd.DataFrame({
        "home": _homes(pairs),
        "group_id": pairs["group_id"].map(movers["part_of"]),
    })  # fmt: skip
    land = _land_of(county.farmland, movers)

    def measure(some: pd.Index, vehicle: Vehicle) -> pd.DataFrame:
        """Minutes to the land of some pairs with one kind of vehicle."""
        found = ways_to_land(
            county, to_land, {"now": network.links}, homes, starts.loc[some], land,
            vehicle=vehicle, seasons=SEASONS,
        )  # fmt: skip
        return land_minutes(found, some)

    vehicles = pairs["group_id"].map(movers["vehicle"]).fillna(usual).astype("str")
    told = by_vehicle(vehicles, usual, measure)
    return pd.DataFrame({f"farm_minutes_{s}": told[f"farm_minutes_{s}_now"] for s in SEASONS})


def _homes(pairs: pd.DataFrame) -> "pd.Series[str]":
    """Where the group of each pair would live: at the site, or where it lives today."""
    at_site = pairs["mode"].isin(["near", "town"])
    return ("site:" + pairs["site_id"]).where(at_site, "home:" + pairs["group_id"])


def _services(
    county: County,
    network: RoadNetwork,
    hybrid: HybridNetwork,
    layers: dict[str, gpd.GeoDataFrame],
    pairs: pd.DataFrame,
    movers: gpd.GeoDataFrame,
) -> "pd.Series[float]":
    """Mean minutes to the nearest school and clinic from each place; 0 where none is known."""
    services = layers["service"][layers["service"]["kind"].isin(DAILY)]
    homes = _homes(pairs)
    if services.empty or homes.empty:
        return pd.Series(0.0, index=pairs.index)
    places = gpd.GeoSeries(
        pd.concat([
            layers["site"].geometry.add_prefix("site:"), movers.geometry.add_prefix("home:"),
        ]).loc[homes.unique()]
    )  # fmt: skip
    arcs = minutes_of_season(county, hybrid, network.links, "dry", county.settings.travel.vehicle)
    doors = doorsteps(hybrid, places)

    def minutes(goals: gpd.GeoSeries) -> "pd.Series[float]":
        """Minutes from each place to the nearest of some services."""
        surface = surface_to(hybrid, arcs, goals, until=doors)
        return at_doors(surface, doors, pd.Index(places.index))["minutes"]

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        told = list(threads.map(minutes, [own.geometry for _, own in services.groupby("kind")]))
    mean = pd.concat(told, axis=1).clip(upper=FARTHEST_MINUTES).mean(axis=1)
    return homes.map(mean)


def _worth(
    rules: config.Relocation,
    movers: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    pairs: pd.DataFrame,
) -> pd.DataFrame:
    """Minutes of all households, what they are worth, and what is paid."""
    own = movers.loc[pairs["group_id"]].set_index(pairs.index)
    share = movers["land_income_share"]
    weight = (own["land_income_share"] / share.mean()).fillna(1.0)  # (N5)
    farm = own["households"] * weight * pairs["farm_minutes_dry"]
    service = own["households"] * pairs["service_minutes"]  # (N6)
    place_yuan = pairs["site_id"].map(sites["yuan_per_household"]).astype(float).fillna(0.0)
    subsidy_wan = subsidies(own, tariff_wan=rules.tariff_wan)
    moves = ~pairs["mode"].isin(["stay", "protected"])  # (N7)
    return pd.DataFrame(
        {
            "farm_household_minutes": farm,
            "service_household_minutes": service,
            "farm_yuan": farm * rules.aim_yuan["farm"],
            "service_yuan": service * rules.aim_yuan["service"],
            "paid_yuan": (subsidy_wan * WAN + own["households"] * place_yuan).where(moves, 0.0),
        }
    )


def _land_of(farmland: gpd.GeoDataFrame, movers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Farmland; a group without any is taken to farm around its home."""
    whole = movers.drop_duplicates("part_of")
    landless = whole[~whole["part_of"].isin(farmland["group_id"])]
    assumed = gpd.GeoDataFrame(
        {"group_id": landless["part_of"], "area_mu": 1.0},
        geometry=landless.geometry.to_numpy(),
        crs=movers.crs,
    )
    return gpd.GeoDataFrame(
        pd.concat([farmland[["group_id", "area_mu", "geometry"]], assumed], ignore_index=True)
    )
