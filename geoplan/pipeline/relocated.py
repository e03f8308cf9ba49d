"""What was decided on groups and sites, written onto their tables."""

import geopandas as gpd
import pandas as pd

from geoplan.pipeline.homes import where_they_live
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.texts import fund_names, joined
from geoplan.programme.explain import group_reasons, site_reasons
from geoplan.programme.sequence import Decision
from geoplan.relocation.options import PROTECT


def moved_groups(
    situation: Situation,
    decision: Decision,
    *,
    unpaid: dict[str, str],
    unreached: dict[str, str],
) -> gpd.GeoDataFrame:
    """Groups with where they go, how, when, what that costs, and why or why not.

    ``unpaid`` and ``unreached`` as in ``group_reasons``.
    """
    groups, pairs = situation.groups, situation.pairs
    safe_year = decision.group_year.reindex(groups.index).astype("Int64")
    place = decision.assigned.reindex(groups.index).where(safe_year.notna())
    leaves = place.isin(situation.sites.index)
    paid = decision.payments[decision.payments["kind"] == "group"]
    cost = paid.groupby("id")["amount_yuan"].sum().reindex(groups.index, fill_value=0.0)
    chosen = pairs.set_index(["group_id", "site_id"])[["mode", "distance_m"]].reindex(
        pd.MultiIndex.from_arrays([groups.index, place])
    )
    moved = groups.assign(
        site_id=place.where(leaves).astype("str"),
        mode=chosen["mode"].fillna("").astype("str").to_numpy(),
        year=safe_year.where(leaves),
        safe_year=safe_year,
        cost_yuan=cost,
        distance_m=chosen["distance_m"].where(leaves.to_numpy()).to_numpy(),
    )
    reason = group_reasons(
        moved, pairs, decision.assigned, decision.no_road, situation.sites,
        unpaid=unpaid, unreached=unreached,
    )  # fmt: skip
    return _spared(moved.assign(reason=reason), decision)


def _spared(groups: gpd.GeoDataFrame, decision: Decision) -> gpd.GeoDataFrame:
    """Groups of which those that stay are safe, too, once all that threatens them is made safe."""
    year = (PROTECT + groups["only_hazard"]).map(decision.site_year.to_dict()).astype("Int64")
    spared = groups["safe_year"].isna() & year.notna()
    return groups.assign(
        safe_year=groups["safe_year"].mask(spared, year),
        mode=groups["mode"].mask(spared, "protected"),
        reason=groups["reason"].mask(spared, "protected"),
    )


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
    connected = groups["connected_after"].mask(groups["year"].notna(), True)
    return groups.assign(connected_after=connected).join(
        where_they_live(minutes, "group", groups.index)
    )


def with_all_danger(
    decision: Decision, groups: gpd.GeoDataFrame, years: tuple[int, ...]
) -> pd.DataFrame:
    """Objectives whose danger also counts those for whom nothing can be decided."""
    avoided = groups["safe_year"].map({year: len(years) - n for n, year in enumerate(years)})
    left = float((groups["danger"] * (len(years) - avoided.fillna(0))).sum())
    counted = decision.objectives.copy()
    rows = counted.index.intersection(["danger", "danger_any_order"])
    others = left - counted.loc[rows, "value"]
    value, bound = counted.loc[rows, "value"] + others, counted.loc[rows, "bound"] + others
    counted.loc[rows, "value"], counted.loc[rows, "bound"] = value, bound
    counted.loc[rows, "gap"] = (value - bound) / value.clip(lower=1.0)
    return counted
