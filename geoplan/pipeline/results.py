"""What was decided, written onto the tables that people read, with what it changes."""

import logging
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.api.typing import SeriesGroupBy
from scipy.sparse import csr_array

from geoplan.hazards import exposure, footprints
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.locks import Locks
from geoplan.pipeline.money import fund_tables, payable_items
from geoplan.pipeline.places import graph_of_season, named
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.trips import offers, trips_to, with_link_minutes, with_walks
from geoplan.programme.decide import Decision
from geoplan.programme.dependence import dependence
from geoplan.programme.equity import by_township
from geoplan.programme.explain import (
    group_reasons,
    project_reasons,
    site_reasons,
    unpayable,
    village_reasons,
)
from geoplan.programme.funds import fund_use
from geoplan.programme.outcome import (
    all_minutes,
    cut_off_when_wet,
    indicators,
    most_people_connected,
    paved_links,
    with_connection,
)
from geoplan.programme.plan import Plan
from geoplan.programme.whatif import trip_minutes
from geoplan.readers import County
from geoplan.relocation.options import farm_minutes
from geoplan.routing.access import Season
from geoplan.routing.network import RoadNetwork
from geoplan.routing.projects import cheapest_ways, to_hundred_yuan
from geoplan.terrain import hillshade

log = logging.getLogger(__name__)
PAVED_CODE = "12"
"""Surface of a finished project: concrete."""
ROAD_COLUMNS = [
    "u", "v", "road_id", "name", "route_code", "surface_code", "surface_assumed",
    "surface_width_m", "grade", "hardened", "passable_wet", "length_m", "forth_minutes",
    "back_minutes", "paved_minutes", "geometry",
]  # fmt: skip
OPTION_COLUMNS = ["group_id", "site_id", "distance_m", "farm_minutes"]
HOUSEHOLD_COLUMNS = [
    "village_id", "group_id", "people", "hazard_class", "threatened", "head_name", "consent",
    "geometry",
]  # fmt: skip


def write_up(
    county: County,
    situation: Situation,
    decision: Decision,
    locked_in: Locks,
    lock_costs: pd.DataFrame,
) -> Plan:
    """Plan of a county: the situation with the decision on it, and what it changes."""
    settings, network = county.settings, situation.network
    funds, ceilings = fund_tables(settings)
    items = _items(county, situation)
    no_fund = {kind: unpayable(items[kind], funds, ceilings) for kind in ("project", "group")}
    link_project = situation.project.reindex(network.links.index)
    link_year = link_project.map(decision.surface_year).astype("Int64")
    layers = {"village": situation.villages} | {
        kind: with_connection(network.links, link_year, situation.roots, places, settings.years)
        for kind, places in (
            ("group", _moved_groups(county, situation, decision, no_fund["group"])),
            ("service", situation.services),
            ("site", situation.sites),
        )
    }
    paved = paved_links(
        network.links, link_year, surface_code=PAVED_CODE, width_m=settings.projects.width_m
    )
    log.info("出行时间 travel times")
    minutes = _minutes(county, network, paved, layers)
    layers |= with_walks(county, network, layers, trips_to(situation.services))
    sites = _opened_sites(layers["site"], layers["group"], decision, funds)
    groups = _resettled(layers["group"], minutes, sites)
    groups = groups.assign(
        cut_off_wet_now=cut_off_when_wet(network, network.links, situation.roots, groups),
        cut_off_wet_after=cut_off_when_wet(network, paved, situation.roots, groups)
        & groups["year"].isna(),
    )
    villages = _changed_villages(county, layers["village"], groups, minutes, situation.projects)
    places = {"village": villages, "group": groups, "site": sites}
    steps = _steps_over_built(situation, decision, places)
    villages = villages.assign(way_projects=_told_ways(villages, steps, "village"))
    projects = _decided_projects(
        situation, groups, sites, steps, decision, funds, no_fund["project"]
    )
    relief, relief_bounds = _relief(county)
    plan = Plan(
        name=settings.name,
        name_en=settings.name_en,
        years=settings.years,
        villages=villages,
        groups=groups.assign(way_projects=_told_ways(groups, steps, "group")),
        roads=_roads(county, network, link_project).assign(year=link_year),
        projects=projects,
        sites=sites.assign(way_projects=_as_text(sites["way_projects"])),
        prices=decision.prices,
        locks=lock_costs,
        offers=offers(items["project"], funds),
        options=situation.pairs[OPTION_COLUMNS],
        payments=decision.payments,
        funds=fund_use(funds, ceilings, decision.payments),
        objectives=_with_all_danger(decision.objectives, situation.groups, len(settings.years)),
        indicators=indicators(
            villages,
            groups,
            layers["service"],
            _home_after(groups, sites),
            network.links,
            paved,
            access_index_m=settings.network.access_index_m,
        ),
        townships=by_township(villages, groups, projects, decision.payments),
        hazards=county.hazards[["kind", "hazard_class", "name", "geometry"]].set_geometry(
            footprints(county.hazards, buffer_m={})
        ),
        services=layers["service"][["kind", "name", "node", "walk_minutes", "geometry"]],
        waters=county.exclusions[county.exclusions["kind"] == "water"][["name", "geometry"]],
        households=situation.households[HOUSEHOLD_COLUMNS],
        relief=relief,
        relief_bounds=relief_bounds,
        about=_about(county, situation, decision, locked_in),
    )
    log.info("每条路关系到谁 what hangs on each road")
    hanging = dependence(
        network, link_project, projects, plan.groups, sites, situation.roots, trip_minutes(plan)
    )
    return replace(plan, projects=projects.join(hanging))


def _roads(
    county: County, network: RoadNetwork, link_project: "pd.Series[str]"
) -> gpd.GeoDataFrame:
    """Links with their project and their minutes, today and once it is built."""
    in_project = link_project.notna()
    paved = paved_links(
        network.links,
        in_project.map({True: 1}).astype("Int64"),
        surface_code=PAVED_CODE,
        width_m=county.settings.projects.width_m,
    )
    links = with_link_minutes(county, network.links, paved, in_project)
    return links[ROAD_COLUMNS].assign(project_id=link_project)


def _about(
    county: County, situation: Situation, decision: Decision, locked_in: Locks
) -> dict[str, Any]:
    """What a plan says of itself: data, settings, versions, and its bound in words."""
    settings = county.settings
    return {
        "made_up": settings.made_up,
        "sources": list(settings.sources),
        "review_number": settings.review_number,
        "complaint_telephone": settings.complaint_telephone,
        "remarks": situation.remarks,
        "crs": county.crs.to_string(),
        "versions": {name: version(name) for name in ("geoplan", "highspy", "pulp")},
        "input_hashes": county.input_hashes,
        "settings": settings.model_dump(mode="json", by_alias=True),
        "roots": sorted(situation.roots),
        "locked_in": locked_in,
        "trips_to": trips_to(situation.services),
        **_statements(decision.objectives),
    }


def _items(county: County, situation: Situation) -> dict[str, pd.DataFrame]:
    """What may be paid, by kind of thing."""
    items = payable_items(
        county.settings, situation.projects, situation.groups, situation.sites, situation.villages
    )
    return {kind: items[items["kind"] == kind] for kind in ("project", "group", "site")}


def _moved_groups(
    county: County, situation: Situation, decision: Decision, no_fund: set[str]
) -> gpd.GeoDataFrame:
    """Groups with their site, year, cost and way to the land."""
    groups, pairs, rules = situation.groups, situation.pairs, county.settings.relocation
    year = decision.group_year.reindex(groups.index).astype("Int64")
    site = decision.assigned.reindex(groups.index).where(year.notna())
    cost = to_hundred_yuan(groups["households"] * rules.subsidy_wan_per_household * WAN)
    cost += to_hundred_yuan(groups["households"] * rules.facilities_wan_per_household * WAN)
    home = groups.get_coordinates().rename(columns={"x": "x_m", "y": "y_m"})
    now = farm_minutes(
        home.rename_axis("group_id").reset_index(),
        county.farmland,
        off_path_factor=county.settings.travel.off_path_factor,
        dem=county.dem,
    )
    chosen = pairs.set_index(["group_id", "site_id"])[["farm_minutes", "distance_m"]].reindex(
        pd.MultiIndex.from_arrays([groups.index, site])
    )
    has_land = groups.index.isin(county.farmland["group_id"])
    moved = groups.assign(
        site_id=site.astype("str"),
        year=year,
        cost_yuan=cost.where(year.notna(), 0.0),
        farm_minutes_now=now.to_numpy(),
        farm_minutes_after=np.where(has_land, chosen["farm_minutes"], np.nan),
        distance_m=chosen["distance_m"].to_numpy(),
    )
    allowed = pairs.pivot_table(index="group_id", columns="site_id", values="distance_m")
    reason = group_reasons(moved, allowed, decision.assigned, decision.no_road, no_fund=no_fund)
    return moved.assign(reason=reason)


def _opened_sites(
    sites: gpd.GeoDataFrame, groups: gpd.GeoDataFrame, decision: Decision, funds: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Sites with who comes, when they open, who pays, and why or why not."""
    moving = groups[groups["year"].notna()]
    arrivals = moving.groupby("site_id")[["households", "people"]].sum()
    arrivals = arrivals.reindex(sites.index, fill_value=0.0)
    year = decision.site_year.reindex(sites.index).astype("Int64")
    opened = sites.assign(
        selected=year.notna(),
        year=year,
        households_in=arrivals["households"],
        people_in=arrivals["people"],
        groups_in=_joined(moving.index.to_series().groupby(moving["site_id"]), sites.index),
        funds=_fund_names(decision.payments, "site", sites.index, funds),
    )
    wanted = set(decision.assigned.dropna())
    return opened.assign(reason=site_reasons(opened, decision.no_road, wanted))


def _joined(ids: "SeriesGroupBy[Any, Any]", index: "pd.Index[Any]") -> "pd.Series[str]":
    """Ids of each key in one cell, joined by ";"; empty where there are none."""
    cells = {key: ";".join(sorted(map(str, group))) for key, group in ids}
    return pd.Series([cells.get(one, "") for one in index], index=index, dtype="str")


def _as_text(ways: "pd.Series[Any]") -> "pd.Series[str]":
    """Project ids of each way in one cell."""
    return ways.map(lambda way: ";".join(way or ())).astype("str")


def _told_ways(places: gpd.GeoDataFrame, steps: pd.DataFrame, kind: str) -> "pd.Series[str]":
    """Project ids on the cheapest way of each place; over what is built where it connects it."""
    own = steps[steps["kind"] == kind]
    built = _joined(own["project"].groupby(own["id"]), places.index)
    return _as_text(places["way_projects"]).mask(places["connected_year"].notna(), built)


def _minutes(
    county: County,
    network: RoadNetwork,
    paved: gpd.GeoDataFrame,
    layers: dict[str, gpd.GeoDataFrame],
) -> pd.DataFrame:
    """Minutes of villages, groups and sites, index (kind, id), to each kind of service."""
    services = {
        kind: named("service", layers["service"][layers["service"]["kind"] == kind])
        for kind in sorted(layers["service"]["kind"].unique())
    }
    origins = [named(kind, layers[kind]) for kind in ("village", "group", "site")]
    return all_minutes(
        _graphs(county, network, paved, layers),
        gpd.GeoSeries(pd.concat(origins), crs=county.crs),
        services,
        network.access.index,
        off_path_factor=county.settings.travel.off_path_factor,
        dem=county.dem,
    )


def _minutes_of(minutes: pd.DataFrame, kind: str, index: "pd.Index[str]") -> pd.DataFrame:
    """Minutes of one layer, on its own index."""
    return minutes.loc[[(kind, one) for one in index]].set_axis(index)


def _graphs(
    county: County,
    network: RoadNetwork,
    paved: gpd.GeoDataFrame,
    layers: dict[str, gpd.GeoDataFrame],
) -> dict[str, csr_array]:
    """Travel graphs of both seasons, now and after the plan."""
    after = RoadNetwork(paved, network.nodes, network.access)
    seasons: tuple[Season, Season] = ("dry", "wet")
    return {
        f"{season}_{when}": graph_of_season(county, roads, layers, season)
        for when, roads in (("now", network), ("after", after))
        for season in seasons
    }


def _resettled(
    groups: gpd.GeoDataFrame, minutes: pd.DataFrame, sites: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Groups with connection and minutes of where they live after the plan."""
    own = _minutes_of(minutes, "group", groups.index)
    there = _minutes_of(minutes, "site", sites.index)
    movers = groups.index[groups["year"].notna()]
    after = [column for column in own.columns if str(column).endswith("_after")]
    own.loc[movers, after] = there.loc[groups.loc[movers, "site_id"], after].to_numpy()
    return groups.assign(
        connected_after=groups["connected_after"].mask(groups["year"].notna(), True)
    ).join(own)


def _home_after(groups: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Point where each group lives after the plan."""
    there = sites.geometry.reindex(groups["site_id"]).set_axis(groups.index)
    return gpd.GeoSeries(there.where(groups["year"].notna(), groups.geometry), crs=groups.crs)


def _changed_villages(
    county: County,
    villages: gpd.GeoDataFrame,
    groups: gpd.GeoDataFrame,
    minutes: pd.DataFrame,
    projects: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Villages with connection, minutes, movers and hazard, now and after."""
    stays = groups["year"].isna()
    sums = {
        "moving_households": groups["households"].where(~stays, 0.0),
        "staying_people": groups["people"].where(stays, 0.0),
        "people_connected_now": groups["people"].where(groups["connected_now"], 0.0),
        "people_connected_after": groups["people"].where(stays & groups["connected_after"], 0.0),
    }
    by_village = pd.DataFrame(sums).groupby(groups["village_id"]).sum()
    buffer_m = county.settings.hazards.buffer_m
    worst = exposure(villages.geometry, county.hazards, buffer_m=buffer_m)
    changed = (
        most_people_connected(villages, groups, county.settings.years)
        .assign(hazard_class=worst["hazard_class"])
        .join(by_village.reindex(villages.index, fill_value=0.0))
        .join(_minutes_of(minutes, "village", villages.index))
    )
    return changed.assign(reason=village_reasons(changed, projects))


def _fund_names(
    payments: pd.DataFrame, kind: str, index: "pd.Index[str]", funds: pd.DataFrame
) -> "pd.Series[str]":
    """Names of the funds that pay each thing, in the order of the fund table."""
    paid = payments[payments["kind"] == kind].groupby("id")["fund_id"].agg(set).to_dict()
    names = funds["name"].to_dict()
    cells = {
        one: ";".join(names[f] for f in funds.index if f in paid.get(one, ())) for one in index
    }
    return pd.Series(cells, index=index, dtype="str")


def _steps_over_built(
    situation: Situation, decision: Decision, places: dict[str, gpd.GeoDataFrame]
) -> pd.DataFrame:
    """Kind, id and project: the projects on the shortest way of each place over what is built."""
    built = situation.project.map(decision.surface_year.notna())
    use = situation.project[built]
    metres = situation.network.links["length_m"].loc[use.index]
    parts = []
    for kind, layer in places.items():
        ways = cheapest_ways(situation.network, use, metres, situation.roots, layer["node"])
        steps = ways.dropna().map(list).explode().dropna()
        parts.append(pd.DataFrame({"kind": kind, "id": steps.index, "project": steps.to_numpy()}))
    return pd.concat(parts, ignore_index=True)


def _decided_projects(
    situation: Situation,
    groups: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    steps: pd.DataFrame,
    decision: Decision,
    funds: pd.DataFrame,
    no_fund: set[str],
) -> gpd.GeoDataFrame:
    """Projects with their years, whom they connect, who pays, and why in or not."""
    index = situation.projects.index
    newly = groups[groups["connected_year"].notna() & groups["year"].isna()]
    of_groups = steps[(steps["kind"] == "group") & steps["id"].isin(newly.index)]
    of_sites = steps[(steps["kind"] == "site") & steps["id"].isin(sites.index[sites["selected"]])]
    people = of_groups["id"].map(newly["people"]).astype(float).groupby(of_groups["project"]).sum()
    village = of_groups.assign(id=of_groups["id"].map(newly["village_id"])).drop_duplicates()
    decided = situation.projects.assign(
        subgrade_year=decision.subgrade_year,
        surface_year=decision.surface_year,
        selected=decision.surface_year.notna() | decision.subgrade_year.notna(),
        people_connected=people.reindex(index, fill_value=0.0),
        villages_connected=_joined(village["id"].groupby(village["project"]), index),
        sites_served=_joined(of_sites["id"].groupby(of_sites["project"]), index),
        users=_joined(situation.users["home"].groupby(situation.users["project"]), index),
        funds=_fund_names(decision.payments, "project", index, funds),
    )
    return decided.assign(
        reason=project_reasons(decided, situation.users, groups, no_fund=no_fund)
    ).drop(columns="in_library")


def _relief(
    county: County,
) -> tuple["np.ndarray[Any, np.dtype[np.uint8]] | None", tuple[float, float, float, float] | None]:
    """Hillshade of the part of the county where people and roads are."""
    if county.dem is None:
        return None, None
    west, south, east, north = county.roads.total_bounds
    margin = 1500.0
    return hillshade(county.dem, (west - margin, south - margin, east + margin, north + margin))


def _with_all_danger(
    objectives: pd.DataFrame, groups: gpd.GeoDataFrame, years: int
) -> pd.DataFrame:
    """Objectives whose danger also counts those who cannot or need not move."""
    always = float(groups["danger"][~groups["may_move"]].sum()) * years
    counted = objectives.copy()
    counted.loc["danger", ["value", "bound"]] += always
    return counted


def _statements(objectives: pd.DataFrame) -> dict[str, str]:
    """The bound in words, 中文 and English."""
    access = objectives.loc["access"]
    people, more = access["value"], max(0.0, access["bound"] - access["value"])
    if more < 0.5:
        return {
            "statement": f"新增 {people:,.0f} 人通硬化路；已证明：在同样的资金、年限和已定搬迁下，"
            "没有别的方案能让更多人通路。",
            "statement_en": f"{people:,.0f} more people get an all-weather road; proven: with the "
            "same money, years and moves no plan can connect more.",
        }
    share = 100 * more / max(people, 1.0)
    per_cent = f"{share:.1f}" if share >= 0.05 else "<0.1"
    extra_zh = f"{more:,.0f} 人（{per_cent}%）" if people >= 1 else f"{more:,.0f} 人"
    extra_en = f"{per_cent} % ({more:,.0f}) more people" if people >= 1 else f"{more:,.0f} people"
    return {
        "statement": f"新增 {people:,.0f} 人通硬化路；在同样的资金、年限和已定搬迁下，任何方案最多再多 "
        f"{extra_zh}。",
        "statement_en": f"{people:,.0f} more people get an all-weather road; with the same money, "
        f"years and moves no plan can connect more than {extra_en}.",
    }
