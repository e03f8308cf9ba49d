"""Why not that site: those that a group might ask about, and why it does not go there."""

from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from geoplan.programme.explain import UNPAID
from geoplan.programme.plan import Plan
from geoplan.publish.telling import Cells, cells

NEEDS_NO_SITE = ("builds_itself", "protected", "rather_stays")
"""Reasons of groups that ask for no site."""
MOST_SITES = 3
"""Sites that are told of a group, beside the one it moves to."""


class Considered(NamedTuple):
    """A site that is not a group's, and why."""

    site_id: str
    km: float
    """Straight from home, one decimal."""
    minutes: int | None
    """From there to the land of a group that moves; None: not known."""
    section: str
    """Of the words that say why, with their code."""
    code: str


def sites_considered(plan: Plan, group_id: str) -> list[Considered]:
    """Sites that a group might ask about: nearer than its own, or near one that stays.

    Parameters
    ----------
    plan
        groups, sites, options.
    group_id
        Group; one that stays for another reason than its sites is told nothing.

    Returns
    -------
    list of Considered
        First the site from which the land is nearest, if it is nearer than from the group's own,
        then those nearer to its home; ``MOST_SITES`` at most.
    """
    group = cells(plan, "groups", group_id)
    if pd.isna(group["year"]) and not _wants_a_site(group):
        return []
    ways = _options(plan).get(group_id, {})
    minutes = {site: option["farm_minutes_dry"] for site, option in ways.items()}
    own = ways.get(group["site_id"])
    told = (
        Considered(site, km, round(minutes[site]) if site in minutes else None, *why)
        for site, km in _nearer_sites(plan, group, minutes).items()
        if (why := _why_not(cells(plan, "sites", site), group, ways.get(site), own))
    )
    return list(islice(told, MOST_SITES))


def _wants_a_site(group: Cells) -> bool:
    """Whether a group may move and stays because of its sites, not of money."""
    return bool(group["may_move"] and group["reason"] not in {"money", *UNPAID, *NEEDS_NO_SITE})


@lru_cache(maxsize=2)
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


def _nearer_sites(plan: Plan, group: Cells, minutes: dict[Any, float]) -> dict[Any, float]:
    """Kilometres to the sites that a group might ask about, in the order in which it would."""
    own = group["site_id"]
    farthest_m = plan.about["settings"]["relocation"]["max_distance_km"] * 1000
    distance_m = plan.sites.distance(group["geometry"]).sort_values(kind="stable")
    near = distance_m.index[distance_m <= distance_m.get(own, farthest_m)]
    best = min(minutes, key=minutes.__getitem__, default=own)
    is_nearer = minutes and round(minutes[best]) < round(minutes[own])
    to_land = [best] if is_nearer and best in distance_m.index else []
    asked = dict.fromkeys(site for site in [*to_land, *near] if site != own)
    return {site: round(distance_m[site] / 1000, 1) for site in asked}


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
    site: Cells,
    group: Cells,
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
