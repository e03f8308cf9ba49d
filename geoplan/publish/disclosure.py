"""What a public file may say about few households: the plan with small counts taken out.

A count under three households is told as "<3". Nothing that is told depends on whether a group
that small moves: moves, and reasons, are those of the larger groups alone. Where a village has such
a group, every total of people that contains the village is rounded ("~90").
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.programme.plan import Plan

FEWEST_HOUSEHOLDS = 3
"""Counts below this are not published (DOMAIN: counts by group, "<3" for fewer than three)."""
FEW = f"<{FEWEST_HOUSEHOLDS}"
ROUND_TO = {"households": 5, "people": 10}
"""Steps of rounded totals; the step exceeds what two households can be."""


def public_plan(plan: Plan, *, county: Plan | None = None) -> Plan:
    """The plan as a public file may tell it.

    Parameters
    ----------
    plan
        The whole plan.
    county
        The whole plan where ``plan`` is a township's part of it: who is few is judged there, so
        that a road or a site is told the same in both and nothing is found by subtraction.

    Returns
    -------
    The same plan without households, without groups of fewer than three households and their
    locks, and without payments for groups. Counts in villages, groups, sites, projects, prices,
    townships and indicators are numbers, "<3", rounded ("~90"), or None (people of fewer than three
    households). Reasons that would tell a small group's move are "withheld", with the price and
    what hangs on the project; so is what a fund that pays moves has left (NaN).
    """
    whole = county or plan
    small = whole.groups["households"] < FEWEST_HOUSEHOLDS
    told_groups = whole.groups[~small]
    own_groups = told_groups[told_groups.index.isin(plan.groups.index)]
    groups = _public_groups(told_groups)
    veiled = veiled_villages(whole)
    veiled_here = veiled.reindex(plan.villages.index)
    projects = _public_projects(
        plan.projects, whole.villages[veiled], whole.groups[small], told_groups
    )
    return replace(
        plan,
        villages=_public_villages(plan.villages, own_groups, veiled_here),
        groups=groups.loc[own_groups.index],
        projects=projects,
        prices=_public_prices(plan.prices, projects["reason"], groups, veiled),
        locks=plan.locks[~plan.locks["id"].isin(small.index[small])],
        options=plan.options[plan.options["group_id"].isin(own_groups.index)],
        funds=_public_funds(plan.funds, whole.payments) if small.any() else plan.funds,
        sites=_public_sites(plan.sites, told_groups),
        townships=_public_townships(plan, own_groups, veiled_here),
        indicators=_public_indicators(plan.indicators, any_veiled=bool(veiled_here.any())),
        payments=plan.payments[plan.payments["kind"] != "group"],
        households=plan.households.iloc[:0],
    )


def veiled_villages(plan: Plan) -> pd.Series:
    """Whether a village has fewer than three households or a group that small (bool, villages)."""
    small_groups = plan.groups.loc[plan.groups["households"] < FEWEST_HOUSEHOLDS, "village_id"]
    few = plan.villages["households"] < FEWEST_HOUSEHOLDS
    return few | plan.villages.index.isin(small_groups)


def told_total(total: float, unit: str, *, exact: bool) -> int | str:
    """A total as the public may hear it: exact, or rounded and marked "~"."""
    step = ROUND_TO[unit]
    return round(total) if exact else f"~{step * round(total / step)}"


def amount(count: float | str | None) -> float:
    """The number behind a count as it is told; none counts as nothing."""
    if isinstance(count, str):
        return float(count[1:]) if count.startswith("~") else 0.0
    return 0.0 if count is None or pd.isna(count) else float(count)


def _told(households: pd.Series, people: pd.Series, exact: pd.Series) -> dict[str, pd.Series]:
    """Households and people: "<3" and None where few, rounded where not exact."""
    few = (households > 0) & (households < FEWEST_HOUSEHOLDS)
    return {
        "households": _told_totals(households, exact, unit="households").mask(few, FEW),
        "people": _told_totals(people, exact).mask(few, None),
    }


def _told_totals(totals: pd.Series, exact: pd.Series, *, unit: str = "people") -> pd.Series:
    """Totals, rounded where not exact; numbers and texts in one column."""
    told = [
        told_total(total, unit, exact=is_exact)
        for total, is_exact in zip(totals, exact, strict=True)
    ]
    return pd.Series(told, index=totals.index, dtype=object)


def _public_groups(groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Groups of three households or more; the threatened part is told like any count."""
    rest = groups["households"] - groups["threatened_households"]
    exact = (rest == 0) | (rest >= FEWEST_HOUSEHOLDS)
    told = _told(groups["threatened_households"], groups["threatened_people"], exact)
    return groups.assign(threatened_households=told["households"], threatened_people=told["people"])


def _public_villages(
    villages: gpd.GeoDataFrame, told_groups: gpd.GeoDataFrame, veiled: pd.Series
) -> gpd.GeoDataFrame:
    """Villages whose moves and hazards are those of the groups that are told."""
    movers = told_groups[told_groups["site_id"].notna()]
    moving = movers.groupby("village_id")["households"].sum()
    hazard = told_groups.groupby("village_id")["hazard_class"].max()
    stays = told_groups.loc[told_groups["site_id"].isna(), "village_id"]
    few = villages["households"] < FEWEST_HOUSEHOLDS
    connected = {
        column: _told_totals(villages[column], ~veiled).mask(few, None)
        for column in ("people_connected_now", "people_connected_after")
    }
    return villages.drop(columns="staying_people").assign(
        **connected,
        **_told(villages["households"], villages["people"], ~veiled),
        consent=villages["consent"].mask(few),
        moving_households=moving.reindex(villages.index, fill_value=0),
        hazard_class=villages["hazard_class"]
        .astype("Int64")
        .mask(veiled, hazard.reindex(villages.index).astype("Int64")),
        reason=villages["reason"].mask(
            veiled & ~villages.index.isin(stays) & ~villages["connected_after"], "withheld"
        ),
    )


def _public_projects(
    projects: gpd.GeoDataFrame,
    veiled_villages: gpd.GeoDataFrame,
    small_groups: gpd.GeoDataFrame,
    told_groups: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Projects whose sums are rounded where a veiled village or group is among their users."""
    exact = ~_on_ways(projects, pd.concat([veiled_villages, small_groups]))
    stays = _on_ways(projects, told_groups[told_groups["site_id"].isna()])
    told = _told(projects["households"], projects["people"], exact)
    connected = projects["villages_connected"].fillna("").str.split(";")
    connects_exact = connected.map(set(veiled_villages.index).isdisjoint)
    withheld = ~exact & ~stays & projects["eligible"] & ~projects["selected"]
    depending = projects["villages_depending"].fillna("").str.split(";")
    depends_exact = exact & depending.map(set(veiled_villages.index).isdisjoint)
    people = _told_totals(projects["people_depending"], depends_exact)
    mean_minutes = projects["saved_person_minutes"] / projects["people_depending"].where(
        projects["people_depending"] > 0
    )
    return projects.assign(
        **told,
        **_told_dependence(projects["groups_depending"], told_groups, withheld),
        sites_depending=projects["sites_depending"].mask(withheld, ""),
        depends_on=projects["depends_on"].mask(withheld, ""),
        people_connected=_told_totals(projects["people_connected"], connects_exact),
        people_depending=people,
        saved_person_minutes=projects["saved_person_minutes"]
        .where(depends_exact, mean_minutes.round() * people.map(amount).astype("float64"))
        .mask(withheld),
        reason=projects["reason"].mask(withheld, "withheld"),
    )


def _told_dependence(
    depending: pd.Series, told_groups: gpd.GeoDataFrame, withheld: pd.Series
) -> dict[str, pd.Series]:
    """The groups that are told among those that hang on a project, and their villages."""
    home = told_groups["village_id"].to_dict()
    groups = depending.mask(withheld, "").fillna("").str.split(";")
    told = groups.map(lambda ids: [one for one in ids if one in home])
    return {
        "groups_depending": told.map(";".join),
        "villages_depending": told.map(lambda ids: ";".join(sorted({home[one] for one in ids}))),
    }


def _public_prices(
    prices: pd.DataFrame, reason: pd.Series, told_groups: gpd.GeoDataFrame, veiled: pd.Series
) -> pd.DataFrame:
    """Prices without those of withheld projects; rounded where a veiled village is concerned."""
    told = prices[reason.reindex(prices.index) != "withheld"]
    staying = set(told_groups.loc[told_groups["site_id"].isna(), "village_id"])
    hidden = set(veiled.index[veiled])
    sides = ["villages_losing", "villages_gaining"]
    villages = {side: told[side].fillna("").str.split(";") for side in sides}
    exact = pd.Series(True, index=told.index)
    for ids in villages.values():
        exact &= ids.map(hidden.isdisjoint).astype(bool)
    people = {
        name: _told_totals(told[name].fillna(0.0), exact).where(told[name].notna())
        for name in ("people_low", "people_high", "people_losing", "people_gaining")
    }
    named = {
        side: ids.map(lambda ids: ";".join(v for v in ids if v not in hidden or v in staying))
        for side, ids in villages.items()
    }
    return told.assign(**people, **named)


def _public_funds(funds: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Funds without what is left of those that pay moves: it would tell what small groups cost."""
    moving = funds["fund_id"].isin(payments.loc[payments["kind"] == "group", "fund_id"])
    sums = ["carried_in_yuan", "used_yuan", "left_yuan", "for_roads_yuan"]
    return funds.assign(**{name: funds[name].mask(moving) for name in sums})


def _on_ways(projects: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> "pd.Series[bool]":
    """Which projects are on the cheapest way of any of the places."""
    used = set(places["way_projects"].fillna("").str.split(";").explode())
    return projects.index.to_series().isin(used)


def _public_sites(sites: gpd.GeoDataFrame, told_groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites with the households and people of the groups that are told."""
    arrivals = told_groups[told_groups["site_id"].notna()].groupby("site_id")
    counts = arrivals[["households", "people"]].sum().reindex(sites.index, fill_value=0.0)
    public = sites.drop(columns="groups_in")
    return public.assign(households_in=counts["households"], people_in=counts["people"])


def _public_townships(plan: Plan, told_groups: gpd.GeoDataFrame, veiled: pd.Series) -> pd.DataFrame:
    """Townships with rounded people where they have a veiled village; moves of told groups only."""
    townships = plan.townships
    home = plan.villages["township_id"]
    exact = ~townships.index.to_series().isin(home[veiled])
    movers = told_groups[told_groups["site_id"].notna()]
    moving = movers["households"].groupby(movers["village_id"].map(home)).sum()
    people = {
        column: _told_totals(townships[column], exact)
        for column in ("people", "people_connected_now", "people_connected_after")
    }
    return townships.assign(
        **people, households_moving=moving.reindex(townships.index, fill_value=0)
    )


def _public_indicators(indicators: pd.DataFrame, *, any_veiled: bool) -> pd.DataFrame:
    """Indicators with rounded counts of people and households where anything is veiled."""
    if not any_veiled:
        return indicators
    step = indicators["unit"].map(ROUND_TO)
    counts = step.notna()
    rounded = {}
    for column in ("now", "after"):
        values = indicators[column].astype("float64")
        rounded[column] = values.where(~counts, step * np.round(values / step))
    return indicators.assign(**rounded)
