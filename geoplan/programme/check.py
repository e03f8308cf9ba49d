"""An independent checker: shares no code with the model; nothing leaves without passing.

It reads the finished ``Plan`` as a sceptical clerk would: adds up the payments, walks the roads,
counts the households at the sites, and compares what the plan claims with what it does.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from geoplan.errors import GeoplanError
from geoplan.programme.plan import STAGES, Plan

FEN = 0.005
"""Amounts that differ by less are the same [yuan]."""
INSIDE = 0.99
"""Buffers are drawn as polygons, a little inside their circle."""
FEWEST = {"near": "smallest_site_households", "town": "min_site_households"}
FARTHEST = {"near": "max_distance_km", "town": "max_town_km"}
"""Settings that limit a site near the land, and one in town."""
MORE_IS_BETTER = {"danger": -1, "floors": 1, "access": 1, "earlier": 1, "cost": -1}


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
    batch = range(plan.years[0] - 1, plan.years[-1] + 1)
    reached = {year: _reached(plan, year) for year in batch}
    faults = list(_unknown(plan)) or [
        *_years(plan),
        *_stages(plan),
        *_treatments(plan),
        *_building(plan),
        *_everything_paid(plan),
        *_funds_allow(plan),
        *_ceilings(plan),
        *_connection(plan, reached),
        *_sites(plan, reached),
        *_groups(plan),
        *_protected(plan),
        *_objectives(plan),
        *_floors(plan),
        *_locks(plan),
        *_refusals(plan),
    ]
    if faults:
        raise GeoplanError(
            "计划没有通过自查，未写出任何文件 The plan failed its own check; nothing was written. "
            "请把这段文字发给 geoplan 的维护者 Please send this to geoplan's maintainers:\n"
            + "\n".join(f"  - {fault}" for fault in faults[:30])
        )


def _unknown(plan: Plan) -> Iterable[str]:
    """Payments are positive, from a fund of the county to something that exists."""
    tables = {
        "project": plan.projects, "group": plan.groups, "site": plan.sites, "hazard": plan.hazards,
        "work": plan.treatments,
    }  # fmt: skip
    funds = {fund["id"] for fund in plan.about["settings"]["funds"]}
    for pay in plan.payments.to_dict("records"):
        told = f"{pay['fund_id']} pays {pay['amount_yuan']:.2f} yuan for {pay['kind']} {pay['id']}"
        if pay["kind"] not in tables or pay["id"] not in tables[pay["kind"]].index:
            yield f"{told}, which does not exist"
        if pay["fund_id"] not in funds:
            yield f"{told}, but is no fund of the county"
        if not pay["amount_yuan"] > 0:
            yield f"{told}, which is no payment"
    for g, site in plan.groups["site_id"][plan.groups["year"].notna()].items():
        if site not in plan.sites.index:
            yield f"group {g}: moves to {site}, which does not exist"


def _years(plan: Plan) -> Iterable[str]:
    """Every year is one of the batch, and the same wherever it is written."""
    projects, sites, roads = plan.projects, plan.sites, plan.roads
    written = {
        "subgrade": projects["subgrade_year"],
        "surface": projects["surface_year"],
        "site": sites["year"],
        "group": plan.groups["year"],
        "safety of group": plan.groups["safe_year"],
        "hazard": plan.hazards["protected_year"],
        "treatment": plan.treatments["year"],
    }
    for what, year in written.items():
        for thing, when in year[year.notna() & ~year.isin(plan.years)].items():
            yield f"{what} of {thing}: {when} is outside the batch"
    moving = plan.groups["year"].notna()
    for g in plan.groups.index[
        moving & (plan.groups["year"] != plan.groups["safe_year"]).fillna(True)
    ]:
        yield f"group {g}: moves in {plan.groups['year'][g]}, safe in {plan.groups['safe_year'][g]}"
    staged = projects["subgrade_year"].notna() | projects["surface_year"].notna()
    for layer, chosen in ((projects, staged), (sites, sites["year"].notna())):
        for thing in layer.index[layer["selected"] != chosen]:
            yield f"{thing}: selected and its years do not agree"
    paved = roads["project_id"].map(projects["surface_year"]).fillna(0)
    for link in roads.index[roads["year"].fillna(0) != paved]:
        yield f"link {link}: its year is not that of its project {roads['project_id'][link]}"


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


def _treatments(plan: Plan) -> Iterable[str]:
    """One treatment of a surface at most; a wider one with its project; rails on paved roads."""
    projects = plan.projects
    chosen = plan.treatments[plan.treatments["year"].notna()]
    for u in plan.treatments.index[plan.treatments["selected"] != plan.treatments["year"].notna()]:
        yield f"{u}: selected and its year do not agree"
    on_surface = chosen["of"][chosen["treatment"] != "guardrail"]
    for of in on_surface[on_surface.duplicated()].unique():
        yield f"{of}: more than one treatment of its surface"
    for u, row in chosen.iterrows():
        if pd.notna(row["rule"]) or row["consent"] == "no":
            yield f"{u}: chosen though not eligible ({row['rule']}, consent {row['consent']})"
        if row["of"] in projects.index:
            own = projects.loc[row["of"]]
            paved = own["surface_year"]
            if row["treatment"] == "wider":
                paved = paved if pd.notna(paved) else own["subgrade_year"]
                agrees = str(row["year"]) == str(paved)
            else:
                agrees = pd.notna(paved) and row["year"] >= paved
            if not agrees:
                yield f"{u}: in {row['year']}, its road in {paved}"
    yield from _widths(plan, chosen[chosen["treatment"] == "wider"].set_index("of"))


def _widths(plan: Plan, wider: pd.DataFrame) -> Iterable[str]:
    """Projects are as wide, and as dear, as was decided; ``wider`` are those not of the usual width."""
    projects, usual_m = plan.projects, plan.about["settings"]["projects"]["width_m"]
    width_m = wider["width_m"].reindex(projects.index).fillna(usual_m)
    for p in projects.index[projects["width_m"] != width_m]:
        yield f"{p}: {projects['width_m'][p]} m wide, which nothing decided"
    for part in STAGES:
        cost = wider[f"{part}_cost_yuan"]
        for p in cost.index[cost.ne(projects[f"{part}_cost_yuan"].reindex(cost.index))]:
            yield f"{p}: {part} costs {projects[f'{part}_cost_yuan'][p]}, as wide {cost[p]}"


def _due(plan: Plan) -> dict[tuple[str, str, str, int], float]:
    """What has to be paid: kind, id, component, year -> yuan."""
    due = _due_for_moves(plan)
    for p, row in plan.projects.iterrows():
        for part in STAGES:
            cost = row[f"{part}_cost_yuan"]
            if pd.notna(row[f"{part}_year"]) and cost > 0:
                due["project", str(p), part, int(row[f"{part}_year"])] = cost
    improved = plan.treatments["year"].notna() & (plan.treatments["treatment"] != "wider")
    for u, row in plan.treatments[improved].iterrows():  # wider ones: their project's stages
        if row["cost_yuan"] > 0:
            due["work", str(u), row["treatment"], int(row["year"])] = row["cost_yuan"]
    for j, row in plan.sites.iterrows():
        if pd.notna(row["year"]) and row["opening_cost_yuan"] > 0:
            due["site", str(j), "site", int(row["year"])] = row["opening_cost_yuan"]
    return due


def _leaves(plan: Plan) -> "pd.Series[bool]":
    """Groups that go to a site or build by themselves."""
    return plan.groups["safe_year"].notna() & (plan.groups["mode"] != "protected")


def _due_for_moves(plan: Plan) -> dict[tuple[str, str, str, int], float]:
    """The same for groups, and for hazards that are made safe."""
    due: dict[tuple[str, str, str, int], float] = {}
    for h, row in plan.hazards[plan.hazards["protected_year"].notna()].iterrows():
        if row["protection_cost_yuan"] > 0:
            due["hazard", str(h), "protection", int(row["protected_year"])] = row[
                "protection_cost_yuan"
            ]
    for g, row in plan.groups[_leaves(plan)].iterrows():
        for part, yuan in _of_group(row, plan).items():
            cost = round(yuan / 100) * 100.0
            if cost > 0:
                due["group", str(g), part, int(row["safe_year"])] = cost
    return due


def _of_group(row: "pd.Series[Any]", plan: Plan) -> dict[str, float]:
    """Subsidy of a group by the tariff, and its households' share of the site [yuan]."""
    rules = plan.about["settings"]["relocation"]
    alone = row["mode"] == "dispersed"
    if row["need"] == "poverty":
        tariff = rules[f"poverty_{'dispersed' if alone else 'subsidy'}_wan_per_person"]
        own = plan.households[plan.households["group_id"] == row.name]
        keeps = own["people"][~own["old_house_cleared"].fillna(True).astype(bool)].sum()
        cleared = max(row["people"] - keeps, 0)
        wan = row["people"] * tariff + cleared * rules["poverty_cleared_wan_per_person"]
    else:
        tariff = rules[f"{'dispersed_' if alone else ''}subsidy_wan_per_household"]
        wan = row["households"] * tariff
    share = 0.0 if alone else plan.sites["yuan_per_household"].get(row["site_id"], 0.0)
    return {"subsidy": wan * 10_000, "site": row["households"] * share}


def _everything_paid(plan: Plan) -> Iterable[str]:
    """Each thing is paid in full in its year, and nothing else is paid."""
    keys = ["kind", "id", "component", "year"]
    paid: dict[Any, float] = plan.payments.groupby(keys)["amount_yuan"].sum().to_dict()
    due = _due(plan)
    for key in sorted(set(due) | set(paid)):
        if abs(due.get(key, 0.0) - paid.get(key, 0.0)) > FEN:
            yield f"{key}: due {due.get(key, 0.0):.2f} yuan, paid {paid.get(key, 0.0):.2f}"


def _place_of(plan: Plan, kind: str, thing: str, level: str) -> Any:
    """Township or administrative village of what is paid."""
    if kind == "group":
        return plan.villages[level][plan.groups["village_id"][thing]]
    things = {"project": plan.projects, "site": plan.sites, "hazard": plan.hazards,
              "work": plan.treatments}  # fmt: skip
    return things[kind][level][thing]


def _funds_allow(plan: Plan) -> Iterable[str]:
    """Each fund pays only what it may, where it may, within its quota per km."""
    funds = {fund["id"]: fund for fund in plan.about["settings"]["funds"]}
    pays = plan.payments.groupby(["kind", "id", "component", "fund_id"])["amount_yuan"].sum()
    for pay in pays.reset_index().itertuples():
        fund = funds[str(pay.fund_id)]
        if pay.component not in fund["pays"]:
            yield f"{pay.fund_id} pays {pay.component} of {pay.id}"
        for level, allowed in fund["for"].items():
            place = _place_of(plan, str(pay.kind), str(pay.id), level)
            if allowed is not None and place not in allowed:
                yield f"{pay.fund_id} pays {pay.id} in {level} {place}"
        quota = fund["quota_wan_per_km"]
        if quota is not None:
            roads = plan.treatments if pay.kind == "work" else plan.projects
            length_km = roads["length_m"].get(pay.id, 0.0) / 1000
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
    return set(_walk(plan, plan.roads[done]))


def _walk(plan: Plan, roads: pd.DataFrame) -> dict[int, tuple[int, Any]]:
    """Nodes that some roads lead to from the roots: the node before, and the project between."""
    neighbours = defaultdict(list)
    for u, v, project in roads[["u", "v", "project_id"]].itertuples(index=False):
        neighbours[u].append((v, project))
        neighbours[v].append((u, project))
    came: dict[int, tuple[int, Any]] = dict.fromkeys(plan.about["roots"], (-1, None))
    todo = list(came)
    while todo:
        here = todo.pop()
        for node, project in neighbours[here]:
            if node not in came:
                came[node] = here, project
                todo.append(node)
    return came


def _building(plan: Plan) -> Iterable[str]:
    """Who stays and builds in a year has a way out then: none is dug up in it or left half done."""
    own, groups = plan.projects, plan.groups
    year = groups["village_id"].map(plan.villages["building_year"])
    year_of = year.to_dict()
    builds = year.isin(plan.years) & ~_leaves(plan) & groups["on_network"]
    came = _walk(plan, plan.roads) if builds.any() else {}
    left: dict[str, set[int]] = {}
    for g, at in groups["node"][builds].items():
        node, when, way = at, int(year_of[g]), set()
        while at in came:
            at, project = came[at]
            way.add(project)
        dug_up = own["subgrade_year"].eq(when) | own["surface_year"].eq(when)
        half = own["subgrade_year"].lt(when) & own["surface_year"].fillna(when).ge(when)
        for p in sorted(way & set(own.index[(dug_up | half).fillna(False)])):
            if p not in left:
                left[p] = set(_walk(plan, plan.roads[plan.roads["project_id"].ne(p)]))
            if node not in left[p]:
                yield f"{p}: not open in {when}, when group {g} builds, whose only way out it is"


def _connection(plan: Plan, reached: dict[int, set[int]]) -> Iterable[str]:
    """Groups are connected when, and only when, the plan says so."""
    for year in (plan.years[0] - 1, *plan.years):
        on_time = plan.groups["connected_year"].le(year).fillna(False)
        said = plan.groups["connected_now"] | on_time
        true = plan.groups["node"].isin(reached[year]) & plan.groups["on_network"]
        for group in true.index[said != true]:
            yield f"group {group}: by {year} connected according to plan or walk, not both"
    there = plan.sites["node"].isin(reached[plan.years[-1]])
    true = true.mask(plan.groups["year"].notna(), plan.groups["site_id"].map(there)).astype(bool)
    for group in true.index[plan.groups["connected_after"] != true]:
        yield f"group {group}: connected_after is not what the walk shows"


def _sites(plan: Plan, reached: dict[int, set[int]]) -> Iterable[str]:
    """Sites are suitable, have their road a year before, and hold those who come."""
    moving = plan.groups[plan.groups["year"].notna()]
    arrivals = moving.groupby("site_id")["households"].sum()
    for j, households in arrivals.to_dict().items():
        capacity = plan.sites["capacity_households"].get(j, 0.0)
        if households > capacity:
            yield f"site {j}: {households} households for {capacity}"
        if j in plan.sites.index and j not in plan.about["locked_in"]["site"]:
            mode = str(plan.sites.at[j, "mode"])
            fewest = plan.about["settings"]["relocation"][FEWEST[mode]]
            if households < fewest:
                yield f"site {j}: opens for {households} households, fewer than {fewest}"
    rules = plan.about["settings"]["hazards"]
    danger = plan.hazards[plan.hazards["hazard_class"] >= rules["site_excluded_from_class"]]
    reach_m = danger["kind"].map(rules["site_buffer_m"]).astype(float).fillna(0.0) * INSIDE
    for j, row in plan.sites[plan.sites["year"].notna()].iterrows():
        if not row["suitable"] or (danger.distance(row["geometry"]) <= reach_m).any():
            yield f"site {j}: opens on land that is not safe or not suitable"
        if row["node"] not in reached.get(int(row["year"]) - 1, ()):
            yield f"site {j}: opens in {row['year']} without an all-weather road the year before"


def _groups(plan: Plan) -> Iterable[str]:
    """Only who must or may move and did not refuse goes, to a site near enough, open by then."""
    rules = plan.about["settings"]["relocation"]
    for g, row in plan.groups[_leaves(plan)].iterrows():
        if row["consent"] == "no" or not row["need"]:
            yield f"group {g}: moves though consent is {row['consent']}, need {row['need']!r}"
        if (row["mode"] == "dispersed") != bool(row["dispersed"]):
            yield f"group {g}: mode {row['mode']}, but builds by itself: {row['dispersed']}"
    for g, row in plan.groups[plan.groups["year"].notna()].iterrows():
        opened = plan.sites["year"].get(row["site_id"])
        if pd.isna(opened) or opened > row["year"]:
            yield f"group {g}: moves in {row['year']} to site {row['site_id']} open from {opened}"
        way_m = row["geometry"].distance(plan.sites.geometry[row["site_id"]])
        farthest_m = rules[FARTHEST.get(row["mode"], "max_distance_km")] * 1000
        if way_m > farthest_m + 1:
            yield f"group {g}: moves {way_m:.0f} m to site {row['site_id']}, more than {farthest_m:.0f}"


def _protected(plan: Plan) -> Iterable[str]:
    """Who does not leave is safe when, and only when, its only hazard is made safe."""
    for g, row in plan.groups[~_leaves(plan)].iterrows():
        made_safe = plan.hazards["protected_year"].get(row["only_hazard"], pd.NA)
        if str(row["safe_year"]) != str(made_safe):
            yield f"group {g}: protected in {row['safe_year']}, its hazard {made_safe}"


def _objectives(plan: Plan) -> Iterable[str]:
    """No objective claims more than the plan does, or a bound that the plan surpasses."""
    groups = plan.groups
    stays = {year: ~groups["safe_year"].le(year).fillna(False) for year in plan.years}
    waiting = groups[~groups["connected_now"]]
    by_road = waiting["connected_year"].where(waiting["year"].isna(), waiting["year"])
    newly = {year: waiting["people"][by_road.le(year).fillna(False)].sum() for year in plan.years}
    roads = plan.payments[plan.payments["kind"] == "project"]
    true = {
        "danger": sum(groups["danger"][stays[year]].sum() for year in plan.years),
        "floors": plan.floors[["people_wanted", "people_connected"]].min(axis=1).sum(),
        "access": newly[plan.years[-1]],
        "earlier": sum(newly[year] for year in plan.years[:-1]),
        "cost": roads["amount_yuan"].sum(),
    }
    claimed = plan.objectives.loc[plan.objectives.index.isin(list(true))]
    for name, row in claimed.iterrows():
        sign, reached = MORE_IS_BETTER[str(name)], true[str(name)]
        excess = max(sign * (row["value"] - reached), sign * (reached - row["bound"]))
        if excess > 1e-5 * max(1.0, abs(reached)):
            yield f"{name}: claims {row['value']}, bound {row['bound']}; the plan gives {reached}"


def _floors(plan: Plan) -> Iterable[str]:
    """Places are promised what the settings say, and told what their people get; none is left out."""
    waiting = plan.groups[~plan.groups["connected_now"]]
    newly = waiting["people"].where(waiting["connected_after"], 0.0)
    for level in ("township", "admin_village"):
        share = plan.about["settings"]["floors"][f"people_connected_per_{level}"]
        place = waiting["village_id"].map(plan.villages[f"{level}_id"])
        true = pd.DataFrame({"waits": waiting["people"], "gets": newly}).groupby(place).sum()
        true = true[true["waits"] * share > 0]
        told = plan.floors[plan.floors["level"] == level].set_index("place_id")
        for k in sorted(set(true.index) ^ set(told.index)):
            yield f"{level} {k}: promised something and not told so, or the reverse"
        for k, row in told.join(true, how="inner").iterrows():
            wanted = row["people_wanted"]
            promised = min(share * row["waits"], row["waits"])
            if not -FEN < wanted - promised < 1 or wanted > row["waits"] + FEN:
                yield f"{level} {k}: promised {wanted} of {row['waits']}, the share is {share}"
            pairs = {
                "people_waiting": row["waits"],
                "people_connected": row["gets"],
                "people_missing": max(0.0, wanted - row["gets"]),
            }
            for name, people in pairs.items():
                if abs(row[name] - people) > FEN:
                    yield f"{level} {k}: {name} of its floor are {row[name]}, not {people}"


def _refusals(plan: Plan) -> Iterable[str]:
    """No household that refused is in a group that moves."""
    moving = plan.groups.index[plan.groups["year"].notna()]
    refused = (plan.households["consent"] == "no") & plan.households["group_id"].isin(moving)
    for household in plan.households.index[refused]:
        yield f"household {household}: its group moves though it refused"


def _locks(plan: Plan) -> Iterable[str]:
    """What was locked in is in, in its year; what was locked out is out."""
    years = {
        "road": plan.projects["surface_year"],
        "site": plan.sites["year"],
        "group": plan.groups["year"],
    }
    reasons = {
        "road": plan.projects["rule"],
        "site": plan.sites["reason"],
        "group": plan.groups["reason"],
    }
    for kind, year in years.items():
        for thing, position in plan.about["locked_in"][kind].items():
            wanted = plan.years if position is None else (plan.years[position],)
            if pd.isna(year[thing]) or year[thing] not in wanted:
                yield f"{kind} {thing}: locked into {wanted}, planned in {year[thing]}"
        for thing in year.index[year.notna() & (reasons[kind] == "locked_out")]:
            yield f"{kind} {thing}: locked out, yet planned in {year[thing]}"
