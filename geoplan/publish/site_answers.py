"""Why not that site: those that a group might ask about, and why it does not go there."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

import pandas as pd

from geoplan.programme.explain import UNPAID
from geoplan.programme.plan import Plan

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
    sites, ways = _site_cells(plan), _land_minutes(plan)
    rows: list[tuple[Any, ...]] = []
    for one, group in groups[groups["year"].notna() | _for_want_of_a_site(groups)].iterrows():
        minutes = ways.get(one, {})
        own = ways.get(one, {}).get(group["site_id"], math.nan)
        yuan_per_minute = _yuan_per_minute(plan, group["households"])
        told = (
            (one, site, km, _whole(minutes.get(site)), *why)
            for site, km in _nearer_sites(plan, group, minutes).items()
            if (why := _why_not(sites[site], group, minutes.get(site), own, yuan_per_minute))
        )
        rows += islice(told, MOST_SITES)
    columns = ["group_id", "site_id", "km", "minutes", "section", "code"]
    return pd.DataFrame(rows, columns=columns)


def _for_want_of_a_site(groups: pd.DataFrame) -> "pd.Series[bool]":
    """Groups that may move and stay because of their sites, not of money."""
    return groups["may_move"] & ~groups["reason"].isin(["money", *UNPAID])


def nearest_to_land(plan: Plan) -> set[str]:
    """Groups that move, to the site from which their land is nearest of all they could go to."""
    site = plan.groups["site_id"]
    return {
        str(one)
        for one, minutes in _land_minutes(plan).items()
        if len(minutes) > 1 and round(min(minutes.values())) == round(minutes[site[one]])
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


def _whole(minutes: float | None) -> float:
    """Whole minutes; NaN where they are not known."""
    return math.nan if minutes is None else round(minutes)


@lru_cache(maxsize=2)
def _site_cells(plan: Plan) -> dict[Any, dict[Any, Any]]:
    """Cells of each site."""
    return plan.sites.drop(columns="geometry").to_dict("index")


@lru_cache(maxsize=2)
def _land_minutes(plan: Plan) -> dict[Any, dict[Any, float]]:
    """Minutes to its land, by site, of each group that moves and whose land is known.

    All over the roads of today when dry, as the plan weighs them: not as what becomes of them.
    """
    groups = plan.groups
    movers = groups.index[groups["year"].notna() & groups["farm_minutes_dry_after"].notna()]
    ways: dict[Any, dict[Any, float]] = {}
    options = plan.options[plan.options["group_id"].isin(movers)]
    for one, site, minutes in options[["group_id", "site_id", "farm_minutes"]].to_numpy():
        ways.setdefault(one, {})[site] = float(minutes)
    return ways


def _yuan_per_minute(plan: Plan, households: float) -> float:
    """What a minute of way to the land of some households counts for where sites are chosen."""
    rules = plan.about["settings"]["relocation"]
    return float(
        rules["yuan_per_farm_minute"]
        * rules["farm_days_per_year"]
        * rules["farm_years"]
        * households
    )


def _why_not(
    site: dict[Any, Any],
    group: "pd.Series[Any]",
    minutes: float | None,
    own: float,
    yuan_per_minute: float,
) -> tuple[str, str] | None:
    """Section and code of why a group does not go to a site; None where the tables do not say.

    ``minutes`` are those to its land from there, ``own`` those from its own site.
    """
    opens = site["selected"]
    if not opens and (site["reason"] != "not_needed" or minutes is None):
        return ("site", site["reason"])
    if opens and site["capacity_households"] - site["households_in"] < group["households"]:
        return ("answer", "no_capacity")
    if minutes is None:
        return None
    if round(minutes) > round(own):
        return ("answer", "land_farther")
    is_dear = not opens and (own - minutes) * yuan_per_minute < site["opening_cost_yuan"]
    return ("answer", "opening_dear" if is_dear else "arranged")
