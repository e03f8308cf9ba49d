"""Funds, what is to be paid, and the decision."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan import config
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.situation import Situation
from geoplan.programme.decide import decide
from geoplan.programme.floors import NO_FLOORS, Floors
from geoplan.programme.rivals import Case
from geoplan.programme.sequence import Decision
from geoplan.relocation.options import PROTECT
from geoplan.relocation.tariffs import subsidies
from geoplan.routing.projects import to_hundred_yuan

TABLES = 7
"""Of a case: what ``decide`` takes by position."""
AIM_COLUMNS = {
    "farm": "farm_household_minutes",
    "service": "service_household_minutes",
    "cost": "paid_yuan",
}
"""Columns of the options that count when sites are chosen."""
LITTLE = 1e-9
"""Of a person: a floor that is a whole number but for rounding is that number."""
LEVELS = {"township": "people_connected_per_township",
          "admin_village": "people_connected_per_admin_village"}  # fmt: skip
"""Kinds of places that may have a floor, and the setting that says how much."""


def fund_tables(settings: config.County) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Funds as a table, and their ceilings per year [yuan]."""
    funds = pd.DataFrame(
        {
            "name": [fund.name or fund.id for fund in settings.funds],
            "name_en": [fund.name_en or fund.name or fund.id for fund in settings.funds],
            "pays": [fund.pays for fund in settings.funds],
            "carry_over": [fund.carry_over for fund in settings.funds],
            "quota_yuan_per_km": [
                np.nan if fund.quota_wan_per_km is None else fund.quota_wan_per_km * WAN
                for fund in settings.funds
            ],
            "township_id": [fund.places.township_id for fund in settings.funds],
            "admin_village_id": [fund.places.admin_village_id for fund in settings.funds],
            "assumed": [fund.assumed for fund in settings.funds],
        },
        index=pd.Index([fund.id for fund in settings.funds], name="fund_id"),
    )
    ceilings = pd.DataFrame(
        [[wan * WAN for wan in fund.ceiling_wan] for fund in settings.funds],
        index=funds.index,
        columns=list(settings.years),
    )
    return funds, ceilings


def payable_items(settings: config.County, situation: Situation) -> pd.DataFrame:
    """Everything that may be paid, one row per thing and component."""
    rules, villages = settings.relocation, situation.villages
    projects, sites = situation.projects, situation.sites
    made_safe = situation.protections.add_prefix(PROTECT, axis=0)
    village = situation.groups["village_id"]
    groups = situation.groups.assign(
        township_id=village.map(villages["township_id"]),
        admin_village_id=village.map(villages["admin_village_id"]),
    )
    at_sites = groups[~groups["dispersed"]]
    parts = [
        _item_rows("project", "subgrade", projects, projects["subgrade_cost_yuan"]),
        _item_rows("project", "surface", projects, projects["surface_cost_yuan"]),
        _item_rows(
            "group",
            "subsidy",
            groups,
            to_hundred_yuan(subsidies(groups, tariff_wan=rules.tariff_wan) * WAN),
        ),
        _item_rows(
            "group",
            "site",
            at_sites,
            to_hundred_yuan(at_sites["households"] * rules.facilities_wan_per_household * WAN),
        ),
        _item_rows("site", "site", sites, sites["opening_cost_yuan"]),
        _item_rows("site", "protection", made_safe, made_safe["opening_cost_yuan"]),
    ]
    return pd.concat(parts)


def _item_rows(
    kind: str, component: str, things: pd.DataFrame, cost_yuan: "pd.Series[float]"
) -> pd.DataFrame:
    """Rows of ``payable_items`` for one component."""
    none = pd.Series(0.0, index=things.index)
    length_m, households = things.get("length_m", none), things.get("households", none)
    return pd.DataFrame(
        {
            "kind": kind,
            "id": things.index,
            "component": component,
            "cost_yuan": cost_yuan.to_numpy(),
            "length_km": length_m.to_numpy() / 1000,
            "households": households.to_numpy(),
            "township_id": things["township_id"].to_numpy(),
            "admin_village_id": things["admin_village_id"].to_numpy(),
        },
        index=[f"{kind}:{component}:{one}" for one in things.index],
    )


def decide_programme(
    settings: config.County,
    situation: Situation,
    locked_in: Mapping[str, Mapping[str, int | None]],
    *,
    before: Decision | None = None,
) -> Decision:
    """State the tables of the programme and decide.

    ``before`` is a decision on the same county with other locks (see ``decide``).
    """
    case = case_of(settings, situation)._asdict()
    tables = [case.pop(name) for name in Case._fields[:TABLES]]
    return decide(*tables, **case, locked_in=locked_in, before=before)


def case_of(settings: config.County, situation: Situation) -> Case:
    """All that is decided on, but for locks."""
    funds, ceilings = fund_tables(settings)
    groups, projects = situation.groups, situation.projects
    movers = groups[groups["may_move"]]
    places = usable_places(settings, situation, movers)
    amounts = {
        aim: situation.pairs.pivot_table(
            index="group_id", columns="site_id", values=column
        ).reindex(index=movers.index, columns=places.index)
        for aim, column in AIM_COLUMNS.items()
    }
    villages = situation.villages["admin_village_id"]
    order = settings.relocation.need_order
    turn = {need: t for t, need in enumerate(order)}
    return Case(
        links=situation.network.links[["u", "v", "hardened"]].assign(project=situation.project),
        projects=projects[["eligible", "subgrade_accepted"]],
        groups=movers.assign(
            admin_village_id=movers["village_id"].map(villages),
            turn=movers["need"].map(turn).fillna(len(order)).astype("int64"),
        ),
        sites=places,
        move_amounts=amounts,
        items=payable_items(settings, replace(situation, groups=movers)),
        homes=groups.loc[groups["on_network"], ["node", "village_id", "people"]],
        roots=situation.roots,
        funds=funds,
        ceilings_yuan=ceilings,
        lag_years=settings.projects.surface_lag_years,
        aim_yuan=settings.relocation.aim_yuan,
        order=settings.relocation.order,
        tolerance=settings.relocation.order_tolerance,
        tolerances={
            "danger": settings.objectives.danger_tolerance,
            "access": settings.objectives.access_tolerance,
        },
        gap=settings.search.gap,
        node_limit=settings.search.node_limit,
        quiet_years=situation.kept_open,
        floors=floors_of(settings.floors, groups, situation.villages),
    )


def floors_of(rules: config.Floors, groups: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> Floors:
    """What each township and administrative village is promised, in whole people.

    Of its places, index by position, also level, place_id, name and people_waiting (without an
    all-weather road today).
    """
    waiting = groups[~groups["connected_now"]]
    parts = []
    for level, setting in LEVELS.items():
        share = float(getattr(rules, setting))
        if share > 0:
            place, name = (
                waiting["village_id"].map(villages[f"{level}_{what}"]) for what in ("id", "name")
            )
            parts.append(pd.DataFrame({
                "level": level, "place_id": place, "name": name, "share": share,
                "group_id": waiting.index, "node": waiting["node"].where(waiting["on_network"]),
                "people": waiting["people"].astype(float),
            }).dropna(subset="place_id"))  # fmt: skip
    if not parts:
        return NO_FLOORS
    rows = pd.concat(parts, ignore_index=True)
    of_place = rows.groupby(["level", "place_id"], sort=False)
    places = of_place.agg(
        name=("name", "first"), people_waiting=("people", "sum"), share=("share", "first")
    ).reset_index()
    wanted = np.ceil(places["share"] * places["people_waiting"] - LITTLE)
    places = places.assign(
        people_wanted=np.minimum(wanted, places["people_waiting"]), people_arrived=0.0
    )[wanted > 0]
    rows = rows.assign(place=of_place.ngroup())[["place", "group_id", "node", "people"]]
    return Floors(places, rows[rows["place"].isin(places.index)])


def usable_places(
    settings: config.County, situation: Situation, movers: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Sites that can be used, and the places that are no site, as ``decide`` wants them."""
    rules, sites = settings.relocation, situation.sites
    usable = sites[sites["usable"]]
    smallest = usable["mode"].map(
        {"near": rules.smallest_site_households, "town": rules.min_site_households}
    )
    columns = ["node", "capacity_households", "opening_yuan", "yuan_per_household", "earliest",
               "connected_now"]  # fmt: skip
    at_sites = pd.DataFrame(usable[columns]).assign(
        fewest_households=smallest, leaves=True, spares=0.0
    )
    used = situation.pairs["site_id"][~situation.pairs["site_id"].isin(sites.index)]
    in_place = pd.Index(sorted(used.unique()), dtype="str")
    cost = situation.protections["opening_cost_yuan"].add_prefix(PROTECT)
    elsewhere = pd.DataFrame(
        {
            "node": -1,
            "capacity_households": movers["households"].sum(),
            "opening_yuan": cost.reindex(in_place, fill_value=0.0),
            "yuan_per_household": 0.0,
            "earliest": 0.0,
            "connected_now": True,
            "fewest_households": 0.0,
            "leaves": False,
            "spares": _spared(situation.groups, movers.index).reindex(in_place, fill_value=0.0),
        },
        index=in_place,
    )
    return pd.concat([at_sites, elsewhere]).rename_axis("site_id")


def _spared(groups: gpd.GeoDataFrame, movers: "pd.Index[str]") -> "pd.Series[float]":
    """By place where a hazard is made safe: danger of those who do not move and are then safe."""
    others = groups.drop(index=movers)
    hazard = PROTECT + others["only_hazard"].dropna().astype("str")
    return others["danger"][hazard.index].groupby(hazard).sum()
