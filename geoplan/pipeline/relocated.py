"""What was decided on groups and sites, written onto their tables."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.texts import fund_names, joined
from geoplan.pipeline.trips import land_minutes, minutes_of
from geoplan.programme.decide import Decision
from geoplan.programme.explain import group_reasons, site_reasons
from geoplan.readers import County
from geoplan.routing.projects import to_hundred_yuan


def moved_groups(
    county: County, situation: Situation, decision: Decision, unpaid: dict[str, str]
) -> gpd.GeoDataFrame:
    """Groups with their site, year, cost and way to the land."""
    groups, pairs, rules = situation.groups, situation.pairs, county.settings.relocation
    year = decision.group_year.reindex(groups.index).astype("Int64")
    site = decision.assigned.reindex(groups.index).where(year.notna())
    cost = to_hundred_yuan(groups["households"] * rules.subsidy_wan_per_household * WAN)
    cost += to_hundred_yuan(groups["households"] * rules.facilities_wan_per_household * WAN)
    now = land_minutes(
        county, situation.to_land, situation.network.links, "dry", groups.geometry,
        pd.DataFrame({"home": groups.index, "group_id": groups.index}), county.farmland,
        vehicle=county.settings.travel.vehicle,
    )  # fmt: skip
    chosen = pairs.set_index(["group_id", "site_id"])[["farm_minutes", "distance_m"]].reindex(
        pd.MultiIndex.from_arrays([groups.index, site])
    )
    has_land = groups.index.isin(county.farmland["group_id"])
    moved = groups.assign(
        site_id=site.astype("str"),
        year=year,
        cost_yuan=cost.where(year.notna(), 0.0),
        farm_minutes_now=now.to_numpy(),
        farm_minutes_after=np.where(has_land, chosen["farm_minutes"], np.nan),
        distance_m=chosen["distance_m"].to_numpy(),
    )
    allowed = pairs.pivot_table(index="group_id", columns="site_id", values="distance_m")
    reason = group_reasons(moved, allowed, decision.assigned, decision.no_road, unpaid=unpaid)
    return moved.assign(reason=reason)


def opened_sites(
    sites: gpd.GeoDataFrame, groups: gpd.GeoDataFrame, decision: Decision, funds: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Sites with who comes, when they open, who pays, and why or why not."""
    moving = groups[groups["year"].notna()]
    arrivals = moving.groupby("site_id")[["households", "people"]].sum()
    arrivals = arrivals.reindex(sites.index, fill_value=0.0)
    year = decision.site_year.reindex(sites.index).astype("Int64")
    opened = sites.assign(
        selected=year.notna(),
        year=year,
        households_in=arrivals["households"],
        people_in=arrivals["people"],
        groups_in=joined(moving.index.to_series().groupby(moving["site_id"]), sites.index),
        funds=fund_names(decision.payments, "site", sites.index, funds),
    )
    wanted = set(decision.assigned.dropna())
    return opened.assign(reason=site_reasons(opened, decision.no_road, wanted))


def resettled(groups: gpd.GeoDataFrame, minutes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Groups with connection and minutes of where they live after the plan."""
    site = groups["site_id"].where(groups["year"].notna())
    there = pd.Series([("site", one) for one in site.dropna()], index=site.dropna().index)
    return groups.assign(
        connected_after=groups["connected_after"].mask(groups["year"].notna(), True)
    ).join(_where_they_live(minutes, "group", groups.index, there))


def households_resettled(households: gpd.GeoDataFrame, minutes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Households with the minutes of where they live after the plan, as "new_home" if they move."""
    new = [place for place in minutes.index if place[0] == "new_home"]
    there = pd.Series(new, index=[one for _, one in new], dtype=object)
    return households.join(_where_they_live(minutes, "household", households.index, there))


def _where_they_live(
    minutes: pd.DataFrame, kind: str, index: "pd.Index[str]", there: "pd.Series[Any]"
) -> pd.DataFrame:
    """Minutes of one layer; after the plan those of ``there`` (kind, id) for whom it names."""
    own = minutes_of(minutes, kind, index)
    after = [column for column in own.columns if str(column).endswith("_after")]
    own.loc[there.index, after] = minutes.loc[there.to_list()][after].to_numpy()
    return own


def with_all_danger(objectives: pd.DataFrame, groups: gpd.GeoDataFrame, years: int) -> pd.DataFrame:
    """Objectives whose danger also counts those who cannot or need not move."""
    always = float(groups["danger"][~groups["may_move"]].sum()) * years
    counted = objectives.copy()
    counted.loc["danger", ["value", "bound"]] += always
    return counted
