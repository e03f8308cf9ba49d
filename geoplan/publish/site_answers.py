"""Why not that site: those that a group might ask about, and why it does not go there."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

import pandas as pd

from geoplan.programme.explain import UNPAID
from geoplan.programme.plan import Plan

NEEDS_NO_SITE = ("builds_itself", "protected", "rather_stays")
"""Reasons of groups that ask for no site."""
MOST_SITES = 3
"""Sites that are told of a group, beside the one it moves to."""


def sites_considered(plan: Plan, asking: Iterable[str]) -> pd.DataFrame:
    """Sites that a group might ask about: nearer than its own, or near one that stays.

    Parameters
    ----------
    plan
        groups, sites, options.
    asking
        Ids of groups; those that stay for another reason than their sites are told nothing.

    Returns
    -------
    DataFrame
        group_id, site_id, km (straight from home, one decimal), minutes (whole, from there to the
        land of a group that moves; NaN: not known), section and code of the words that say why it
        is not the group's. First the site from which the land is nearest, if it is nearer than from
        the group's own, then those nearer to its home; ``MOST_SITES`` of each group at most.
    """
    groups = plan.groups.loc[list(asking)]
    sites, options = _site_cells(plan), _options(plan)
    rows: list[tuple[Any, ...]] = []
    for one, group in groups[groups["year"].notna() | _for_want_of_a_site(groups)].iterrows():
        ways = options.get(one, {})
        minutes = {site: option["farm_minutes_dry"] for site, option in ways.items()}
        own = ways.get(group["site_id"])
        told = (
            (one, site, km, _whole(_minutes(ways.get(site))), *why)
            for site, km in _nearer_sites(plan, group, minutes).items()
            if (why := _why_not(sites[site], group, ways.get(site), own))
        )
        rows += islice(told, MOST_SITES)
    columns = ["group_id", "site_id", "km", "minutes", "section", "code"]
    return pd.DataFrame(rows, columns=columns)


def _for_want_of_a_site(groups: pd.DataFrame) -> "pd.Series[bool]":
    """Groups that may move and stay because of their sites, not of money."""
    return groups["may_move"] & ~groups["reason"].isin(["money", *UNPAID, *NEEDS_NO_SITE])


def nearest_to_land(plan: Plan) -> set[str]:
    """Groups that move, to the site from which their land is nearest of all they could go to."""
    site = plan.groups["site_id"]
    return {
        str(one)
        for one, ways in _options(plan).items()
        if len(ways) > 1
        and round(min(way["farm_minutes_dry"] for way in ways.values()))
        == round(ways[site[one]]["farm_minutes_dry"])
    }


def _nearer_sites(
    plan: Plan, group: "pd.Series[Any]", minutes: dict[Any, float]
) -> dict[Any, float]:
    """Kilometres to the sites that a group might ask about, in the order in which it would."""
    own = group["site_id"]
    farthest_m = plan.about["settings"]["relocation"]["max_distance_km"] * 1000
    distance_m = plan.sites.distance(group.geometry).sort_values(kind="stable")
    near = distance_m.index[distance_m <= distance_m.get(own, farthest_m)]
    best = min(minutes, key=minutes.__getitem__, default=own)
    is_nearer = minutes and round(minutes[best]) < round(minutes[own])
    to_land = [best] if is_nearer and best in distance_m.index else []
    asked = dict.fromkeys(site for site in [*to_land, *near] if site != own)
    return {site: round(distance_m[site] / 1000, 1) for site in asked}


def _minutes(option: dict[str, float] | None) -> float | None:
    """Minutes to the land of an option; None where there is none."""
    return None if option is None else option["farm_minutes_dry"]


def _whole(minutes: float | None) -> float:
    """Whole minutes; NaN where they are not known."""
    return math.nan if minutes is None else round(minutes)


@lru_cache(maxsize=2)
def _site_cells(plan: Plan) -> dict[Any, dict[Any, Any]]:
    """Cells of each site."""
    return plan.sites.drop(columns="geometry").to_dict("index")


@lru_cache(maxsize=2)
def _options(plan: Plan) -> dict[Any, dict[Any, dict[str, float]]]:
    """What each site would mean for each group that moves and whose land is known: by group, site.

    All over the roads of today when dry, as the plan weighs them: not as what becomes of them.
    """
    groups = plan.groups
    movers = groups.index[groups["year"].notna() & groups["farm_minutes_dry_after"].notna()]
    ways: dict[Any, dict[Any, dict[str, float]]] = {}
    options = plan.options[plan.options["group_id"].isin(movers)]
    for option in options.drop(columns="mode").to_dict("records"):
        told = {str(name): cell for name, cell in option.items()}
        ways.setdefault(told["group_id"], {})[told["site_id"]] = told
    return ways


def _why_not(
    site: dict[Any, Any],
    group: "pd.Series[Any]",
    option: dict[str, float] | None,
    own: dict[str, float] | None,
) -> tuple[str, str] | None:
    """Section and code of why a group does not go to a site; None where the tables do not say.

    ``option`` is what the site would mean for the group, ``own`` what its own site does.
    """
    opens = site["selected"]
    if not opens and (site["reason"] != "not_needed" or option is None):
        return ("site", site["reason"])
    if opens and site["capacity_households"] - site["households_in"] < group["households"]:
        return ("answer", "no_capacity")
    if option is None or own is None:
        return None
    for minutes, code in (
        ("farm_minutes_dry", "land_farther"),
        ("service_minutes", "service_farther"),
    ):
        if round(option[minutes]) > round(own[minutes]):
            return ("answer", code)
    saved = sum(own[part] - option[part] for part in ("farm_yuan", "service_yuan", "paid_yuan"))
    is_dear = not opens and saved < site["opening_cost_yuan"]
    return ("answer", "opening_dear" if is_dear else "arranged")
