"""What a public file may tell: the plan as groups of three households or more see it.

Nothing in it is counted or concluded from a smaller group, except which roads are built, which
told groups move, and when: so it says nothing of where a smaller group goes, and nothing can be
found by subtraction.
"""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.programme.equity import by_township, by_village, farm_minutes_by_village
from geoplan.programme.explain import UNBUILDABLE, project_reasons, village_reasons
from geoplan.programme.foreseen import foreseen
from geoplan.programme.outcome import like_main_group, most_people_connected
from geoplan.programme.plan import Plan
from geoplan.publish.township import people_indicators
from geoplan.relocation.options import nearest_sites

FEWEST_HOUSEHOLDS = 3
"""Counts below this are not published (DOMAIN: counts by group, "<3" for fewer than three)."""
FEW = f"<{FEWEST_HOUSEHOLDS}"
PAYS_MOVES = {"protection", "site", "subsidy"}
"""Components of a fund that groups take money from."""
AS_TOLD = {
    "village_leaves": "told_leave",
    "served_otherwise": "told_served",
    "useless_alone": "told_useless",
}
"""Reasons that say something of everybody who would use a road, as reasons of told groups."""
AFTER_SITING = {"site_no_road", "no_room", "too_few", "no_payer", "too_dear", "money"}
"""Reasons of a group that may move; which one it is hangs on the site that others leave it."""


@lru_cache(maxsize=2)  # of the plan as it is, and as it is printed
def public_plan(plan: Plan) -> Plan:
    """The plan as a public file may tell it.

    Parameters
    ----------
    plan
        The whole plan of the county.

    Returns
    -------
    The same plan without households and without groups of fewer than three households, their
    options, locks and payments. All counts, connections, ways, reasons, prices and indicators are
    those of the other groups. What cannot be told without the small ones is missing, or its reason
    "withheld": of a village that has no other group its counts ("<3" households), consent and
    hazard; saved minutes where some of those concerned are small; what works on roads are worth; a part of a group that is small
    or leaves a small rest; the year of works that let only small groups stay; sums of a fund that
    may pay moves; the indicators ``OF_COUNTY``.

    Where small groups could go, whether they go or not: a site opens with its first told arrival
    (one locked in for any year: by the end, if nobody told arrives), and who pays for it is
    missing; one without told arrivals, unless locked in, may or may not be needed; and why a group
    stays that could go there is "no_room" where told arrivals leave none anywhere, else "withheld".

    What is concluded says of whom, whether or not there are small groups: a village whose groups
    all move has the reason "told_move", reasons of roads are ``AS_TOLD``, and a price is no bracket
    but who of these groups loses and gains by the other programme found: status "told".
    """
    is_told = plan.groups["households"] >= FEWEST_HOUSEHOLDS
    hidden = plan.groups[~is_told]
    maybe = _sites_in_reach(plan, hidden)
    groups = _public_groups(plan, told_parts(plan.groups[is_told]), maybe)
    villages = _public_villages(plan, groups, hidden)
    sites = _public_sites(plan, groups, maybe)
    projects = _public_projects(plan, groups, hidden, sites.index[sites["selected"]])
    payments = _public_payments(plan.payments, maybe)
    townships = by_township(villages, groups, projects, payments).reindex(plan.townships.index)
    told = replace(
        plan,
        villages=villages,
        groups=groups,
        projects=projects,
        prices=_public_prices(plan.prices, projects["reason"], groups),
        locks=plan.locks[~plan.locks["id"].isin(hidden.index)],
        options=plan.options[plan.options["group_id"].isin(groups.index)],
        funds=plan.funds if hidden.empty else _public_funds(plan),
        sites=sites,
        townships=townships,
        payments=payments,
        treatments=plan.treatments if hidden.empty else plan.treatments.assign(worth_yuan=np.nan),
        problems=foreseen(sites, groups, plan.hazards),
        hazards=_public_hazards(plan.hazards, groups),
        households=plan.households.iloc[:0],
    )
    return replace(told, indicators=people_indicators(told))


# ---- places ----------------------------------------------------------------------------------


def told_parts(groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Groups whose threatened, or not asked, part is missing where it, or the rest, is under three.

    Parameters
    ----------
    groups
        households, threatened_households, threatened_people, unasked_households.
    """
    parts = {
        "threatened_households": ["threatened_households", "threatened_people"],
        "unasked_households": ["unasked_households"],
    }
    told = groups
    for part, columns in parts.items():
        is_few = _is_few(groups[part]) | _is_few(groups["households"] - groups[part])
        told = told.assign(**{name: groups[name].mask(is_few) for name in columns})
    return told


def _is_few(households: "pd.Series[float]") -> "pd.Series[bool]":
    """Whether there are some households, but fewer than three."""
    return (households > 0) & (households < FEWEST_HOUSEHOLDS)


def _sites_in_reach(plan: Plan, hidden: gpd.GeoDataFrame) -> set[str]:
    """Sites to which small groups could go if nothing were locked: those that have not refused."""
    rules, sites = plan.about["settings"]["relocation"], plan.sites
    movers = hidden[hidden["must_move"] & (hidden["consent"] != "no")]
    near = nearest_sites(
        movers.geometry, sites[sites["usable"]].geometry,
        count=rules["sites_per_group"], max_distance_m=rules["max_distance_km"] * 1000,
    )  # fmt: skip
    offered_to_all = set() if movers.empty else set(plan.about["locked_in"]["site"])
    return set(near["site_id"]) | offered_to_all


def _public_groups(plan: Plan, groups: gpd.GeoDataFrame, maybe: set[str]) -> gpd.GeoDataFrame:
    """Groups with why they stay; withheld where small groups may have taken the room."""
    options = plan.options[plan.options["group_id"].isin(groups.index)]
    arrived = groups["households"].groupby(groups["site_id"]).sum()
    room = plan.sites["capacity_households"].sub(arrived, fill_value=0.0)
    fits = options["site_id"].map(room) >= options["group_id"].map(groups["households"])
    meets = options["site_id"].isin(maybe)
    unsure = groups.index.isin(options["group_id"][fits]) & groups.index.isin(
        options["group_id"][meets]
    )
    return groups.assign(
        reason=groups["reason"].mask(unsure & groups["reason"].isin(AFTER_SITING), "withheld")
    )


def _public_villages(
    plan: Plan, groups: gpd.GeoDataFrame, hidden: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Villages as their told groups have it; where there are none, as if nobody moved."""
    home = groups["village_id"]
    lone = hidden[~hidden["village_id"].isin(home)]
    lone = lone.assign(year=lone["year"].mask(lone["year"].notna()))
    homes = pd.concat([groups, lone])
    villages = like_main_group(plan.villages, homes)
    villages = like_main_group(villages, homes[homes["year"].isna()])
    sums = by_village(groups).reindex(villages.index)
    told = most_people_connected(villages, homes, plan.years).assign(
        **sums.fillna({"moving_households": 0.0}),
        **farm_minutes_by_village(groups).reindex(villages.index),
    )
    is_alone = ~villages.index.isin(home)
    ways = told["way_projects"].map(lambda way: tuple(way.split(";")) if way else None)
    late = _late(plan, groups)
    reason = village_reasons(told.assign(way_projects=ways), plan.projects, late=late)
    few = is_alone & _is_few(villages["households"])
    return told.assign(
        households=told["households"].astype(object).mask(few, FEW),
        consent=told["consent"].mask(is_alone),
        hazard_class=told["hazard_class"].mask(is_alone),
        hazard_id=told["hazard_id"].mask(is_alone),
        reason=reason.replace("all_move", "told_move").mask(
            is_alone & ~told["connected_after"], "withheld"
        ),
    )


def _public_sites(plan: Plan, groups: gpd.GeoDataFrame, maybe: set[str]) -> gpd.GeoDataFrame:
    """Sites with the arrivals that are told; what small groups may need of them is withheld."""
    sites, locked = plan.sites, plan.about["locked_in"]["site"]
    by_site = groups.groupby("site_id")
    arrivals = by_site[["households", "people"]].sum().reindex(sites.index, fill_value=0.0)
    first = by_site["year"].min().reindex(sites.index).fillna(plan.years[-1])
    unsure = sites.index.isin(list(maybe))
    dated = sites.index.isin([one for one, year in locked.items() if year is not None])
    withheld = unsure & (arrivals["households"] == 0) & ~sites.index.isin(list(locked))
    return sites.drop(columns="groups_in").assign(
        households_in=arrivals["households"],
        people_in=arrivals["people"],
        selected=sites["selected"] & ~withheld,
        year=sites["year"].mask(unsure & ~dated, first).mask(withheld),
        funds=sites["funds"].mask(unsure, ""),
        reason=sites["reason"].mask(withheld, "withheld"),
    )


# ---- roads -----------------------------------------------------------------------------------


def _public_projects(
    plan: Plan, groups: gpd.GeoDataFrame, hidden: gpd.GeoDataFrame, opens: "pd.Index[str]"
) -> gpd.GeoDataFrame:
    """Projects with the counts of told users, and the reasons that these give."""
    projects = plan.projects
    users, depending = _pairs(projects["users"]), _pairs(projects["groups_depending"])
    ways = _pairs(plan.groups["way_projects"]).rename(columns={"of": "id", "id": "of"})
    concerned = pd.concat([users, depending, ways])
    newly = groups[groups["connected_year"].notna() & groups["year"].isna()]
    connected = ways[ways["id"].isin(newly.index)]
    users, depending = (some[some["id"].isin(groups.index)] for some in (users, depending))
    home = groups["village_id"]
    counts: dict[str, Any] = {
        "users": _cells(users, projects.index),
        "households": _sums(users, groups["households"], projects.index),
        "people": _sums(users, groups["people"], projects.index),
        "people_connected": _sums(connected, groups["people"], projects.index),
        "villages_connected": _cells(connected, projects.index, home),
        "groups_depending": _cells(depending, projects.index),
        "villages_depending": _cells(depending, projects.index, home),
        "people_depending": _sums(depending, groups["people"], projects.index),
    }
    small = projects.index.isin(concerned.loc[concerned["id"].isin(hidden.index), "of"])
    for name in ("sites_served", "sites_depending"):
        sites = _pairs(projects[name])
        counts[name] = _cells(sites[sites["id"].isin(opens)], projects.index)
    return projects.assign(
        **counts,
        saved_person_minutes=projects["saved_person_minutes"].mask(small),
        building_villages=_told_building(plan, groups),
        reason=_project_reasons(
            projects,
            users,
            groups,
            plan.sites["way_projects"],
            small,
            _late(plan, groups, UNBUILDABLE),
        ),
    )


def _project_reasons(
    projects: pd.DataFrame,
    users: pd.DataFrame,
    groups: gpd.GeoDataFrame,
    site_ways: "pd.Series[str]",
    small: "np.ndarray[Any, np.dtype[np.bool_]]",
    unbuildable: dict[str, str],
) -> "pd.Series[str]":
    """Why each project is in or not, as its told users have it; withheld where only others do."""
    ways, to_sites = (
        cells.map(lambda way: tuple(way.split(";")) if way else None)
        for cells in (groups["way_projects"], site_ways)
    )
    reason = project_reasons(
        projects.assign(rule=projects["rule"].mask(projects["eligible"])),
        users.rename(columns={"of": "project", "id": "home"}),
        groups.assign(way_projects=ways),
        to_sites,
        unbuildable=unbuildable,
    )
    on_told_ways = projects.index.isin(_pairs(groups["way_projects"])["id"])
    others_use = (projects["users"] != "") | (small & ~on_told_ways)
    unknown = others_use & ~projects.index.isin(users["of"])
    told = reason.replace(AS_TOLD).mask(
        unknown & projects["eligible"] & ~projects["selected"], "withheld"
    )
    return told.mask(projects["reason"] == "asked_for", "asked_for")


def _told_building(plan: Plan, groups: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Villages that need each project open when they build, where a told group of them stays."""
    villages = _pairs(plan.projects["building_villages"])
    stays = groups["village_id"][groups["safe_year"].isna() | (groups["mode"] == "protected")]
    return _cells(villages[villages["id"].isin(stays)], plan.projects.index)


def _late(
    plan: Plan, groups: gpd.GeoDataFrame, codes: Collection[str] = ("too_late", "building_year")
) -> dict[str, str]:
    """Why no plan could build a project; withheld where only a small group stays and builds."""
    reason = plan.projects["reason"]
    untold = (reason == "building_year") & (_told_building(plan, groups) == "")
    told = reason.mask(untold, "withheld")[reason.isin(list(codes))]
    return {str(one): code for one, code in told.items()}


def _public_prices(
    prices: pd.DataFrame, reason: "pd.Series[str]", groups: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Prices of projects whose reason is told: which told groups lose and gain, nothing proven."""
    told = prices[reason.reindex(prices.index) != "withheld"]
    found = told["status"] == "bracket"
    people, named = {}, {}
    for side in ("losing", "gaining"):
        pairs = _pairs(told[f"groups_{side}"])
        pairs = pairs[pairs["id"].isin(groups.index)]
        sums = _sums(pairs, groups["people"], told.index)
        people[f"people_{side}"] = sums.where(found)
        named[f"groups_{side}"] = _cells(pairs, told.index)
        named[f"villages_{side}"] = _cells(pairs, told.index, groups["village_id"])
    return told.assign(
        **named,
        **people,
        status=told["status"].mask(found, "told"),
        people_low=np.nan,
        people_high=np.nan,
        equal=False,
    )


def _pairs(cells: "pd.Series[str]") -> pd.DataFrame:
    """The ids in each cell, one a row: of (index of the cell), id."""
    ids = cells.fillna("").str.split(";").explode()
    ids = ids[ids != ""]
    return pd.DataFrame({"of": ids.index, "id": ids.to_numpy()}, dtype="str")


def _sums(
    pairs: pd.DataFrame, count: "pd.Series[float]", index: "pd.Index[str]"
) -> "pd.Series[float]":
    """Sum of ``count`` over the ids of each thing."""
    sums = pairs["id"].map(count).astype(float).groupby(pairs["of"]).sum()
    return sums.reindex(index, fill_value=0.0)


def _cells(
    pairs: pd.DataFrame, index: "pd.Index[str]", name: "pd.Series[str] | None" = None
) -> "pd.Series[str]":
    """Ids of each thing in one cell, or what they are mapped to; in order, each once."""
    ids = pairs["id"] if name is None else pairs["id"].map(name)
    cells = {of: ";".join(sorted(set(some))) for of, some in ids.groupby(pairs["of"])}
    return pd.Series([cells.get(one, "") for one in index], index=index, dtype="str")


# ---- money -----------------------------------------------------------------------------------


def _public_payments(payments: pd.DataFrame, maybe: set[str]) -> pd.DataFrame:
    """Payments for projects, and for sites to which no small group could go."""
    told = (payments["kind"] == "site") & ~payments["id"].isin(maybe)
    return payments[payments["kind"].isin(["project", "work"]) | told]


def _public_hazards(hazards: gpd.GeoDataFrame, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Hazards without the year of works thanks to which only small groups stay."""
    safe = groups.loc[groups["mode"] == "protected", "only_hazard"]
    year = hazards["protected_year"].where(hazards.index.isin(safe))
    return hazards.assign(protected_year=year)


def _public_funds(plan: Plan) -> pd.DataFrame:
    """Funds without sums of those that may pay moves: they would tell what small groups cost."""
    settings = plan.about["settings"]["funds"]
    moving = [fund["id"] for fund in settings if not PAYS_MOVES.isdisjoint(fund["pays"])]
    is_told = ~plan.funds["fund_id"].isin(moving)
    sums = ["carried_in_yuan", "used_yuan", "left_yuan", "for_roads_yuan"]
    return plan.funds.assign(**{name: plan.funds[name].where(is_told) for name in sums})
