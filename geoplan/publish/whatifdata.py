"""What a page needs to answer "what if we take this road instead" as ``programme.whatif`` does."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.programme.funds import remaining
from geoplan.programme.plan import Plan
from geoplan.programme.whatif import trip_ends
from geoplan.routing.network import components

ENDS = {"a": "u", "b": "v"}
"""What the page calls the ends of a road."""
HUNDREDTHS = 100
"""Minutes are told as whole hundredths."""
HUNDRED_YUAN = 100
"""Money is told as whole hundreds of yuan."""


def whatif_data(plan: Plan, *, county: Plan | None = None) -> dict[str, Any]:
    """Tables of connection, trips and money, ready for JSON.

    Parameters
    ----------
    plan
        As it is told. A fund whose sums are not told offers what the roads of the plan cost it.
    county
        The county's plan, as it is told, where ``plan`` is a township's part of it: its other
        projects stay as they are, with their money, and trips, which lead beyond the township,
        are left out.

    Returns
    -------
    dict
        ``links``: road (position), a, b (paved pieces of today; 0 is the paved network) of the
        roads of projects. ``fixed``: a, b, year of the roads that the plan builds elsewhere.
        ``groups``: village (position), people, leaves, piece (-1: no road),
        node, walk, foot. ``sites``: piece. ``trips``: kind, u, v, forth, back, paved per road,
        goal, walk and search of the services, search of each group (it goes to the nearest goal of
        the same search), reached (people who can get there by the plan); or None. ``offers``: project (position), component, fund
        (position), most, paid (by the plan). ``funds``: id, name, carry, limit per year. ``lag``
        in years. Minutes in hundredths, money in hundreds of yuan.
    """
    whole = county or plan
    piece = _pieces(whole)
    return {
        "links": _links(plan, piece),
        "fixed": _fixed(whole.roads, plan.projects.index, piece),
        "groups": _groups(plan, piece),
        "sites": {"piece": _piece_of(plan.sites, piece)},
        "trips": _trips(plan) if county is None else None,
        "lag": plan.about["settings"]["projects"]["surface_lag_years"],
        **_money(plan, whole.payments),
    }


def _pieces(plan: Plan) -> NDArray[np.int64]:
    """Number of the paved piece that each node is in today; 0 is the paved network proper."""
    roads, roots = plan.roads, plan.about["roots"]
    ends = [roads["u"], roads["v"], plan.groups["node"], plan.sites["node"], pd.Series(roots)]
    label = components(roads, 1 + int(pd.concat(ends).max()), roads["hardened"].astype(bool))
    label = np.where(np.isin(label, label[roots]), -1, label)
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _piece_of(places: pd.DataFrame, piece: NDArray[np.int64]) -> list[int]:
    """Piece that each place is on, -1 where no road is near."""
    on = piece[places["node"].to_numpy(dtype=np.int64)]
    told: list[int] = np.where(places["on_network"], on, -1).tolist()
    return told


def _links(plan: Plan, piece: NDArray[np.int64]) -> dict[str, list[int]]:
    """Roads of projects between pieces."""
    road = np.flatnonzero(plan.roads["project_id"].notna())
    ends = {
        name: piece[plan.roads[end].to_numpy(dtype=np.int64)[road]] for name, end in ENDS.items()
    }
    return {"road": road.tolist(), **{name: end.tolist() for name, end in ends.items()}}


def _fixed(
    roads: pd.DataFrame, projects: "pd.Index[str]", piece: NDArray[np.int64]
) -> dict[str, list[int]]:
    """Roads that the plan paves in a year by other projects than these, between pieces."""
    built = roads[roads["year"].notna() & ~roads["project_id"].isin(projects)]
    ends = {name: piece[built[end].to_numpy(dtype=np.int64)] for name, end in ENDS.items()}
    apart = ends["a"] != ends["b"]
    return {
        **{name: end[apart].tolist() for name, end in ends.items()},
        "year": built["year"][apart].tolist(),
    }


def _groups(plan: Plan, piece: NDArray[np.int64]) -> dict[str, list[Any]]:
    """Who is counted: where, how many, and their walks."""
    groups = plan.groups
    return {
        "village": plan.villages.index.get_indexer(pd.Index(groups["village_id"])).tolist(),
        "people": groups["people"].astype(float).round(2).tolist(),
        "leaves": groups["year"].notna().tolist(),
        "piece": _piece_of(groups, piece),
        "node": groups["node"].astype(int).tolist(),
        "walk": _hundredths(groups["walk_minutes"]),
        "foot": _hundredths(groups["foot_minutes"]),
    }


def _trips(plan: Plan) -> dict[str, Any]:
    """Minutes along every road, and where trips go."""
    roads, kind = plan.roads, plan.about["trips_to"]
    goals, homes = trip_ends(plan)
    told = plan.indicators["after"]
    lost = told.get(f"people_without_minutes_{kind}_wet", 0.0) if kind else told["people"]
    return {
        "kind": kind,
        "u": roads["u"].astype(int).tolist(),
        "v": roads["v"].astype(int).tolist(),
        **{way: _hundredths(roads[f"{way}_minutes"]) for way in ("forth", "back", "paved")},
        "goal": goals["node"].astype(int).tolist(),
        "goalWalk": _hundredths(goals["minutes"]),
        "goalSearch": goals["search"].astype(int).tolist(),
        "search": homes.sort_values("place")["search"].astype(int).tolist(),
        "reached": round(float(told["people"] - lost), 2),
    }


def _hundredths(minutes: "pd.Series[float]") -> list[int | None]:
    """Minutes as whole hundredths, null where unknown or out of reach."""
    return [
        round(HUNDREDTHS * value) if np.isfinite(value) else None
        for value in minutes.astype(float).tolist()
    ]


def _money(plan: Plan, payments: pd.DataFrame) -> dict[str, Any]:
    """Offers, and the funds that make them, less what ``payments`` pay for other projects."""
    offers = plan.offers
    funds = plan.funds[plan.funds["fund_id"].isin(offers["fund_id"])]
    first = funds.drop_duplicates("fund_id").set_index("fund_id")
    limits = funds.pivot_table(index="fund_id", columns="year", values="for_roads_yuan", sort=False)
    limits = limits.reindex(index=first.index, columns=list(plan.years))
    untold = limits.index[limits.isna().any(axis=1)]
    by_roads = payments[payments["kind"] == "project"]
    own = by_roads["id"].isin(plan.projects.index)
    limits = remaining(first, limits, by_roads[~own])
    paid_roads = by_roads[own]
    for_roads = paid_roads.groupby(["fund_id", "year"])["amount_yuan"].sum()
    for fund in untold:
        limits.loc[fund] = [for_roads.get((fund, year), 0.0) for year in plan.years]
    return {
        "offers": {
            "project": plan.projects.index.get_indexer(pd.Index(offers["project_id"])).tolist(),
            "component": offers["component"].tolist(),
            "fund": first.index.get_indexer(pd.Index(offers["fund_id"])).tolist(),
            "most": _hundreds(offers["most_yuan"]),
            "paid": _hundreds(_paid_by_offer(offers, paid_roads)),
        },
        "funds": {
            "id": first.index.tolist(),
            "name": first["name"].tolist(),
            "carry": [bool(on) and one not in untold for one, on in first["carry_over"].items()],
            "limit": [_hundreds(row) for _, row in limits.iterrows()],
        },
    }


def _paid_by_offer(offers: pd.DataFrame, paid_roads: pd.DataFrame) -> "pd.Series[float]":
    """What the plan takes of each offer [yuan]."""
    by_offer = paid_roads.groupby(["id", "component", "fund_id"])["amount_yuan"].sum()
    keys = pd.MultiIndex.from_frame(offers[["project_id", "component", "fund_id"]])
    return by_offer.reindex(keys, fill_value=0.0)


def _hundreds(amounts_yuan: "pd.Series[float]") -> list[int]:
    """Money in whole hundreds of yuan."""
    return [round(amount / HUNDRED_YUAN) for amount in amounts_yuan.tolist()]
