"""Why in, why not: a reason code for everything people ask about.

A plan of joined roads is not a sorted list, so there is no score, rank or cutoff here. The words
for the codes are in ``publish.labels``.
"""

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from geoplan.programme.funds import paying_pairs
from geoplan.relocation.options import STAY

UNPAID = ("no_payer", "too_dear")
"""Reasons of things that the fund table could not pay even if it paid nothing else."""
UNBUILDABLE = ("too_late", "building_year", *UNPAID)
"""Reasons of roads that no plan of this batch could build."""


def unpayable(
    items: pd.DataFrame, funds: pd.DataFrame, ceilings_yuan: pd.DataFrame
) -> dict[str, str]:
    """Things that the fund table could not pay even if it paid nothing else, and why.

    Parameters
    ----------
    items
        Of one kind: projects, groups or sites (see ``programme.funds``).
    funds, ceilings_yuan
        The fund table.

    Returns
    -------
    dict
        By id: no_payer if nobody may pay one of its components; too_dear if for one of them, or
        for all, the funds that may pay have less over all years than it costs.
    """
    pairs = paying_pairs(items, funds)
    pairs = pairs.assign(id=pairs["item"].map(items["id"]))
    items = items.assign(item=items.index)
    purse = ceilings_yuan.sum(axis=1)
    lost: dict[str, str] = {}
    for whole in ("item", "id"):  # each component, and all components together
        cost = items.groupby(whole)["cost_yuan"].sum()
        offers = pairs.groupby([whole, "fund"])["most_yuan"].sum().reset_index()
        most = offers["most_yuan"].clip(upper=offers["fund"].map(purse).astype(float))
        offered = most.groupby(offers[whole]).sum().reindex(cost.index, fill_value=0.0)
        short = items["id"][items[whole].isin(cost.index[offered < cost])]
        lost |= dict.fromkeys(short, "too_dear")
    unclaimed = (items["cost_yuan"] > 0) & ~items["item"].isin(pairs["item"])
    return lost | dict.fromkeys(items["id"][unclaimed], "no_payer")


def too_late(projects: pd.DataFrame, *, lag_years: int, batch_years: int) -> dict[str, str]:
    """Projects whose surface would come after the batch: their subgrade is still to be built (R2).

    Parameters
    ----------
    projects
        Index project; subgrade_accepted.
    lag_years
        Years between subgrade and surface.
    batch_years
        How many years the batch has.

    Returns
    -------
    dict
        By project: too_late.
    """
    if lag_years < batch_years:
        return {}
    return dict.fromkeys(projects.index[~projects["subgrade_accepted"]], "too_late")


def no_free_years(
    projects: pd.DataFrame,
    quiet_years: Mapping[str, Collection[int]],
    *,
    lag_years: int,
    batch_years: int,
) -> dict[str, str]:
    """Projects that would fit into the batch, but not beside the building years of villages (R8).

    Parameters
    ----------
    projects, lag_years, batch_years
        As in ``too_late``.
    quiet_years
        Project -> positions of the years in which it must be open.

    Returns
    -------
    dict
        By project: building_year where the years before, between and after those are too few for
        its subgrade, the lag and its surface.
    """
    needed = (~projects["subgrade_accepted"]).map({True: lag_years + 1, False: 1})
    free = {
        p: max(b - a - 1 for a, b in pairwise([-1, *sorted(quiet), batch_years]))
        for p, quiet in quiet_years.items()
    }
    return {p: "building_year" for p, years in free.items() if years < needed[p] <= batch_years}


def village_reasons(
    villages: pd.DataFrame, projects: pd.DataFrame, *, late: Mapping[Any, str]
) -> "pd.Series[str]":
    """Why each village is, or is not, on the paved network after the plan.

    Parameters
    ----------
    villages
        connected_now, connected_after, on_network, households, moving_households, way_projects
        (tuple on its cheapest way; None: no way).
    projects
        Index project; eligible.
    late
        Why the batch has no years for a project (``too_late``, ``no_free_years``).

    Returns
    -------
    Series
        connected_now, connected_by_plan, all_move, off_network, no_way, blocked, what ``late``
        says of the first such project on its way, or money.
    """
    barred = set(projects.index[~projects["eligible"]])
    way = villages["way_projects"]
    blocked = [w is not None and not barred.isdisjoint(w) for w in way]
    waits = np.array([next((late[p] for p in w or () if p in late), "") for w in way], dtype=object)
    codes = np.select(
        [
            villages["connected_now"] & villages["connected_after"],
            villages["connected_after"],
            villages["moving_households"] >= villages["households"].clip(lower=1),
            ~villages["on_network"],
            way.isna(),
            np.array(blocked, dtype=bool),
            waits != "",
        ],
        [
            "connected_now",
            "connected_by_plan",
            "all_move",
            "off_network",
            "no_way",
            "blocked",
            waits,
        ],
        default="money",
    )
    return pd.Series(codes, index=villages.index, dtype="str")


def group_reasons(
    groups: pd.DataFrame,
    pairs: pd.DataFrame,
    assigned: pd.Series,
    no_road: frozenset[str],
    sites: pd.DataFrame,
    *,
    unpaid: Mapping[Any, str],
    unreached: Mapping[Any, str],
) -> "pd.Series[str]":
    """Why each group moves or stays.

    Parameters
    ----------
    groups
        need, threatened_people, locked_out, consent, households, mode, safe_year.
    pairs
        group_id, site_id: where groups could live; groups that may not move are absent.
    assigned
        Place found for the group, whatever the money says; missing where none had room.
    no_road
        Sites given up: the roads to all cannot be built in time for the money.
    sites
        capacity_households.
    unpaid
        Why nobody can pay for a group (``unpayable``).
    unreached
        Which limit keeps a group from every safe site (``relocation.options.out_of_reach``).

    Returns
    -------
    Series
        not_threatened, partly_threatened (too few of its people, and those do not move alone),
        locked_out, refused, moves, builds_itself, protected, rather_stays, too_far,
        mode_not_offered, no_site, site_no_road, too_few (a site has room, but opens only for more
        households), no_room, no_payer, too_dear or money.
    """
    lacks = np.array([unpaid.get(one, "") for one in groups.index], dtype=object)
    limit = np.array([unreached.get(one, "no_site") for one in groups.index], dtype=object)
    to_sites = pairs[pairs["site_id"].isin(sites.index)]
    in_time = to_sites[~to_sites["site_id"].isin(list(no_road))]
    roomy = in_time[in_time["group_id"].map(groups["households"]) <= in_time["site_id"].map(
        _room_left(sites, groups, assigned))]  # fmt: skip
    some_site, some_road, some_room = (
        groups.index.isin(some["group_id"]) for some in (to_sites, in_time, roomy)
    )
    is_done, place = groups["safe_year"].notna(), assigned.reindex(groups.index)
    codes = np.select(
        [
            ((groups["need"] == "") | (groups["consent"] == "no"))
            & (groups["threatened_people"] <= 0),
            groups["need"] == "",
            groups["locked_out"],
            groups["consent"] == "no",
            is_done & (groups["mode"] == "dispersed"),
            is_done & (groups["mode"] == "protected"),
            is_done,
            place == STAY,
            place.notna() & (lacks != ""),
            place.notna(),
            ~some_site,
            ~some_road,
            some_room,
        ],
        [
            "not_threatened",
            "partly_threatened",
            "locked_out",
            "refused",
            "builds_itself",
            "protected",
            "moves",
            "rather_stays",
            lacks,
            "money",
            limit,
            "site_no_road",
            "too_few",
        ],
        default="no_room",
    )
    return pd.Series(codes, index=groups.index, dtype="str")


def _room_left(
    sites: pd.DataFrame, groups: pd.DataFrame, assigned: pd.Series
) -> "pd.Series[float]":
    """Households that each site could still take."""
    taken = groups["households"].reindex(assigned.index).groupby(assigned).sum()
    return sites["capacity_households"] - taken.reindex(sites.index, fill_value=0.0)


def project_reasons(
    projects: pd.DataFrame,
    users: pd.DataFrame,
    groups: pd.DataFrame,
    site_ways: "pd.Series[Any]",
    *,
    unbuildable: Mapping[Any, str],
) -> "pd.Series[str]":
    """Why each project is in the programme or not.

    Parameters
    ----------
    projects
        eligible, rule (missing where eligible), surface_year, subgrade_year.
    users
        project, home: groups that would come to the paved network over the project; those on
        whose way it is are added.
    groups
        year (of moving away), connected_after, way_projects (tuple; None: no way).
    site_ways
        As ``way_projects``, of the sites.
    unbuildable
        Why no plan of this batch could build a project (``too_late``, ``no_free_years``,
        ``unpayable``).

    Returns
    -------
    Series
        The rule that keeps it out; selected, subgrade_only; site_closed (only sites that do not
        open would use it), cheaper_ways (nobody would); village_leaves (all its users move away),
        served_otherwise (those who stay get their road without it), useless_alone (their way needs
        another road, which a rule keeps out), one of UNBUILDABLE, or money.
    """
    lacks = np.array([unbuildable.get(one, "") for one in projects.index], dtype=object)
    barred = set(projects.index[~projects["eligible"]])
    way = groups["way_projects"].dropna().explode().dropna().rename_axis("home").rename("project")
    users = pd.concat([users, way.reset_index()], ignore_index=True)
    clear = groups["way_projects"].map(barred.isdisjoint, na_action="ignore")
    home = groups.assign(clear=clear.eq(True)).loc[users["home"]].set_axis(users.index)
    stays = home["year"].isna()
    waits = stays & ~home["connected_after"]
    by = pd.DataFrame({"stays": stays, "waits": waits, "hopes": waits & home["clear"]})
    left = by.groupby(users["project"]).any().reindex(projects.index, fill_value=False)
    used = projects.index.isin(users["project"])
    of_sites = projects.index.isin({one for way in site_ways.dropna() for one in way})
    codes = np.select(
        [
            projects["rule"].notna(),
            projects["surface_year"].notna(),
            projects["subgrade_year"].notna(),
            ~used & of_sites,
            ~used,
            ~left["stays"],
            ~left["waits"],
            ~left["hopes"],
            lacks != "",
        ],
        [
            projects["rule"].fillna(""),
            "selected",
            "subgrade_only",
            "site_closed",
            "cheaper_ways",
            "village_leaves",
            "served_otherwise",
            "useless_alone",
            lacks,
        ],
        default="money",
    )
    return pd.Series(codes, index=projects.index, dtype="str")


def site_reasons(
    sites: pd.DataFrame, no_road: frozenset[str], wanted: "set[Any]"
) -> "pd.Series[str]":
    """Why each site opens or not.

    Parameters
    ----------
    sites
        reason (what makes it unsuitable, missing where suitable), earliest (position of the first
        year in which it may open, infinite where no road leads), earliest_reached, year.
    no_road
        Sites given up: the roads to all cannot be built in time for the money.
    wanted
        Sites that some group was assigned to.

    Returns
    -------
    Series
        The first of its reasons; locked_out, opens, no_way (no road that may be listed leads
        there), too_late (a year after its road the batch is over), no_road, money or not_needed.
    """
    codes = np.select(
        [
            ~sites["suitable"].to_numpy(dtype=bool),
            sites["year"].notna().to_numpy(),
            np.isinf(sites["earliest"].to_numpy(dtype=float)),
            ~sites["earliest_reached"].to_numpy(dtype=bool),
            sites.index.isin(list(no_road)),
            sites.index.isin(list(wanted)),
        ],
        [
            sites["reason"].fillna("").to_numpy(dtype=object),
            "opens",
            "no_way",
            "too_late",
            "no_road",
            "money",
        ],
        default="not_needed",
    )
    return pd.Series(codes, index=sites.index, dtype="str")
