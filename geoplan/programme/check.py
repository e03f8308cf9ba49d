"""An independent checker: shares no code with the model; nothing leaves without passing.

It reads the finished ``Plan`` as a sceptical clerk would: adds up the payments, walks the roads,
counts the households at the sites.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from geoplan.errors import GeoplanError
from geoplan.programme.plan import Plan

FEN = 0.005


def check_plan(plan: Plan) -> None:
    """Pass a plan that keeps every rule.

    Parameters
    ----------
    plan
        Finished; ``about["settings"]`` holds funds and lag as the county wrote them.

    Raises
    ------
    GeoplanError
        Every rule that is broken, with ids. That is a fault of geoplan, not of the county.
    """
    faults = [
        *_stages(plan),
        *_everything_paid(plan),
        *_funds_allow(plan),
        *_ceilings(plan),
        *_connection(plan),
        *_sites(plan),
        *_groups(plan),
    ]
    if faults:
        raise GeoplanError(
            "计划没有通过自查，未写出任何文件 The plan failed its own check; nothing was written. "
            "请把这段文字发给 geoplan 的维护者 Please send this to geoplan's maintainers:\n"
            + "\n".join(f"  - {fault}" for fault in faults[:30])
        )


def _stages(plan: Plan) -> Iterable[str]:
    """Only eligible projects with consent; the subgrade a lag before its surface."""
    lag = plan.about["settings"]["projects"]["surface_lag_years"]
    for p, row in plan.projects[plan.projects["selected"]].iterrows():
        if not row["eligible"] or row["consent"] == "no":
            yield f"{p}: selected though not eligible ({row['rule']}, consent {row['consent']})"
        if pd.notna(row["surface_year"]) and not row["subgrade_accepted"]:
            ready = row["subgrade_year"]
            if pd.isna(ready) or row["surface_year"] < ready + lag:
                yield f"{p}: surface {row['surface_year']} before its subgrade {ready} + {lag}"
        for stage in ("subgrade_year", "surface_year"):
            if pd.notna(row[stage]) and row[stage] not in plan.years:
                yield f"{p}: {stage} {row[stage]} is outside the batch"


def _due(plan: Plan) -> dict[tuple[str, str, str, int], float]:
    """What has to be paid: kind, id, component, year -> yuan."""
    due: dict[tuple[str, str, str, int], float] = {}
    for p, row in plan.projects.iterrows():
        for part in ("subgrade", "surface"):
            cost = row[f"{part}_cost_yuan"]
            if pd.notna(row[f"{part}_year"]) and cost > 0:
                due["project", str(p), part, int(row[f"{part}_year"])] = cost
    for j, row in plan.sites.iterrows():
        if pd.notna(row["year"]) and row["opening_cost_yuan"] > 0:
            due["site", str(j), "site", int(row["year"])] = row["opening_cost_yuan"]
    return due


def _everything_paid(plan: Plan) -> Iterable[str]:
    """Each thing is paid in full in its year, and nothing else is paid."""
    keys = ["kind", "id", "component", "year"]
    paid: dict[Any, float] = plan.payments.groupby(keys)["amount_yuan"].sum().to_dict()
    due = _due(plan)
    for key in sorted(set(due) | {k for k in paid if k[0] != "group"}):
        if abs(due.get(key, 0.0) - paid.get(key, 0.0)) > FEN:
            yield f"{key}: due {due.get(key, 0.0):.2f} yuan, paid {paid.get(key, 0.0):.2f}"
    of_groups: dict[str, float] = defaultdict(float)
    for (kind, g, _, year), amount in paid.items():
        if kind == "group":
            of_groups[g] += amount
            moves_in = plan.groups["year"][g]
            if moves_in != year:
                yield f"group {g}: paid in {year}, moves in {moves_in}"
    for g, row in plan.groups[plan.groups["year"].notna()].iterrows():
        if abs(of_groups[str(g)] - row["cost_yuan"]) > FEN:
            yield f"group {g}: costs {row['cost_yuan']:.2f} yuan, paid {of_groups[str(g)]:.2f}"


def _place_of(plan: Plan, kind: str, thing: str) -> dict[str, Any]:
    """Township and administrative village of what is paid."""
    if kind == "project":
        row = plan.projects.loc[thing]
    elif kind == "site":
        row = plan.sites.loc[thing]
    else:
        row = plan.villages.loc[plan.groups["village_id"][thing]]
    return {"township_id": row["township_id"], "admin_village_id": row["admin_village_id"]}


def _funds_allow(plan: Plan) -> Iterable[str]:
    """Each fund pays only what it may, where it may, within its quota per km."""
    funds = {fund["id"]: fund for fund in plan.about["settings"]["funds"]}
    for pay in plan.payments.itertuples():
        fund = funds[str(pay.fund_id)]
        if pay.component not in fund["pays"]:
            yield f"{pay.fund_id} pays {pay.component} of {pay.id}"
        place = _place_of(plan, str(pay.kind), str(pay.id))
        for level, allowed in fund["for"].items():
            if allowed is not None and place[level] not in allowed:
                yield f"{pay.fund_id} pays {pay.id} in {level} {place[level]}"
        quota = fund["quota_wan_per_km"]
        if quota is not None:
            length_km = plan.projects["length_m"].get(pay.id, 0.0) / 1000
            if pay.amount_yuan > quota * 10_000 * length_km + FEN:
                yield f"{pay.fund_id} pays {pay.id} more than {quota} wan/km"


def _ceilings(plan: Plan) -> Iterable[str]:
    """No fund spends more than it has by the end of any year."""
    used: dict[Any, float] = (
        plan.payments.groupby(["fund_id", "year"])["amount_yuan"].sum().to_dict()
    )
    for fund in plan.about["settings"]["funds"]:
        purse = 0.0
        for year, ceiling_wan in zip(plan.years, fund["ceiling_wan"], strict=True):
            purse = (purse if fund["carry_over"] else 0.0) + ceiling_wan * 10_000
            purse -= used.get((fund["id"], year), 0.0)
            if purse < -FEN:
                yield f"{fund['id']} is {-purse:.2f} yuan short in {year}"


def _reached(plan: Plan, year: int) -> set[int]:
    """Nodes on the paved network at the end of a year: a walk from the roots."""
    done = plan.roads["year"].le(year).fillna(False) | plan.roads["hardened"]
    neighbours = defaultdict(list)
    for u, v in plan.roads.loc[done, ["u", "v"]].itertuples(index=False):
        neighbours[u].append(v)
        neighbours[v].append(u)
    reached = set(plan.about["roots"])
    todo = list(reached)
    while todo:
        for node in neighbours[todo.pop()]:
            if node not in reached:
                reached.add(node)
                todo.append(node)
    return reached


def _connection(plan: Plan) -> Iterable[str]:
    """Groups are connected when, and only when, the plan says so."""
    for year in (plan.years[0] - 1, *plan.years):
        reached = _reached(plan, year)
        on_time = plan.groups["connected_year"].le(year).fillna(False)
        said = plan.groups["connected_now"] | on_time
        true = plan.groups["node"].isin(reached) & plan.groups["on_network"]
        for group in true.index[said != true]:
            yield f"group {group}: by {year} connected according to plan or walk, not both"


def _sites(plan: Plan) -> Iterable[str]:
    """Sites are suitable, have their road a year before, and hold those who come."""
    moving = plan.groups[plan.groups["year"].notna()]
    arrivals = moving.groupby("site_id")["households"].sum()
    for j, households in arrivals.to_dict().items():
        capacity = plan.sites["capacity_households"].get(j, 0.0)
        if households > capacity:
            yield f"site {j}: {households} households for {capacity}"
    worst = plan.about["settings"]["hazards"]["site_excluded_from_class"]
    danger = plan.hazards[plan.hazards["hazard_class"] >= worst].geometry
    for j, row in plan.sites[plan.sites["selected"]].iterrows():
        if not row["suitable"] or danger.contains(row["geometry"]).any():
            yield f"site {j}: opens on land that is not safe or not suitable"
        if row["node"] not in _reached(plan, int(row["year"]) - 1):
            yield f"site {j}: opens in {row['year']} without an all-weather road the year before"


def _groups(plan: Plan) -> Iterable[str]:
    """Only threatened groups that did not refuse move, to a site that is open by then."""
    for g, row in plan.groups[plan.groups["year"].notna()].iterrows():
        if row["consent"] == "no" or not row["must_move"]:
            yield f"group {g}: moves though consent is {row['consent']}, must_move {row['must_move']}"
        opened = plan.sites["year"].get(row["site_id"])
        if pd.isna(opened) or opened > row["year"]:
            yield f"group {g}: moves in {row['year']} to site {row['site_id']} open from {opened}"
