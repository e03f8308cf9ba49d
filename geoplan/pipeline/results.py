"""What was decided, written onto the tables that people read, with what it changes."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.hazards import exposure
from geoplan.pipeline.arrivals import with_land
from geoplan.pipeline.backdrop import drawn_hazards, relief, waters
from geoplan.pipeline.candidates import with_ways
from geoplan.pipeline.criticality import ways_out
from geoplan.pipeline.dangers import at_nearest_service, on_roads, on_services
from geoplan.pipeline.homes import minutes_of_homes, where_they_live
from geoplan.pipeline.locks import Locks
from geoplan.pipeline.money import fund_tables, payable_items
from geoplan.pipeline.places import wet_goals
from geoplan.pipeline.questions import offers, with_link_minutes, with_walks
from geoplan.pipeline.relocated import (
    moved_groups,
    opened_sites,
    resettled,
    with_all_danger,
)
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.statements import statements
from geoplan.pipeline.strikes import strikes
from geoplan.pipeline.texts import fund_names, joined
from geoplan.pipeline.trips import When, minutes_of, trips_to
from geoplan.programme.dependence import dependence
from geoplan.programme.equity import by_township, by_village, farm_minutes_by_village
from geoplan.programme.explain import (
    no_free_years,
    project_reasons,
    too_late,
    unpayable,
    village_reasons,
)
from geoplan.programme.foreseen import foreseen
from geoplan.programme.funds import fund_use
from geoplan.programme.outcome import (
    PAVED_CODE,
    cut_off_when_wet,
    improved_links,
    indicators,
    like_main_group,
    most_people_connected,
    paved_links,
    with_connection,
)
from geoplan.programme.plan import NO_FLOOR_TABLE, NO_OUTLOOK, NO_RIVALS, Plan
from geoplan.programme.prices import NO_PRICES
from geoplan.programme.road_model import years_to_keep_open
from geoplan.programme.sequence import Decision
from geoplan.programme.whatif import trip_minutes
from geoplan.programme.widths import access_width_m, is_told, people_by_bus
from geoplan.readers import County
from geoplan.relocation.options import PROTECT, out_of_reach
from geoplan.routing.ways import cheapest_ways

log = logging.getLogger(__name__)
ROAD_COLUMNS = [
    "u", "v", "road_id", "name", "route_code", "surface_code", "surface_assumed",
    "surface_width_m", "grade", "hardened", "flooded", "passable_wet", "length_m", "forth_minutes",
    "back_minutes", "paved_minutes", "geometry",
]  # fmt: skip
OPTION_COLUMNS = [
    "group_id", "site_id", "mode", "distance_m", "farm_minutes_dry", "farm_minutes_wet", "service_minutes",
    "farm_yuan", "service_yuan", "paid_yuan",
]  # fmt: skip
SERVICE_COLUMNS = [
    "kind", "name", "township_id", "node", "walk_minutes", "hazard_class", "hazard_id", "geometry",
]  # fmt: skip
HOUSEHOLD_COLUMNS = [
    "village_id", "group_id", "people", "hazard_class", "hazard_id", "hazard_kind", "threatened",
    "head_name", "consent", "mode", "land_income_share", "may_build_alone", "old_house_cleared",
    "geometry",
]  # fmt: skip


def write_up(
    county: County,
    situation: Situation,
    decision: Decision,
    treatments: gpd.GeoDataFrame,
    locked_in: Locks,
    lock_costs: pd.DataFrame,
) -> Plan:
    """Plan of a county: the situation with the decision on it, and what it changes."""
    settings, network = county.settings, situation.network
    situation = _with_ways_left(situation, decision)
    funds, ceilings = fund_tables(settings)
    payable = payable_items(settings, situation)
    items = {kind: payable[payable["kind"] == kind] for kind in ("project", "group")}
    unpaid = {kind: unpayable(some, funds, ceilings) for kind, some in items.items()}
    link_project = situation.project.reindex(network.links.index)
    link_year = link_project.map(decision.surface_year).astype("Int64")
    unreached = _unreached(county, situation)
    moved = moved_groups(situation, decision, unpaid=unpaid["group"], unreached=unreached)
    late = _late(county, situation, moved)
    layers = _connected_layers(situation, moved, link_year, settings.years)
    width_m = link_project.map(situation.projects["width_m"])
    paved = improved_links(
        paved_links(network.links, link_year, surface_code=PAVED_CODE, width_m=width_m),
        situation.stretch, treatments,
    )  # fmt: skip
    log.info("出行时间 travel times")
    links: dict[When, gpd.GeoDataFrame] = {"now": network.links, "after": paved}
    minutes, ways = minutes_of_homes(county, situation, layers, links)
    layers |= with_walks(county, situation.hybrid, network, layers, trips_to(situation.services))
    _, only_way_out = ways_out(network, layers["group"], situation.roots)
    layers["group"] = layers["group"].assign(only_way_out=only_way_out)
    sites = opened_sites(layers["site"], layers["group"], decision, funds)
    sites = sites.join(minutes_of(minutes, "site", sites.index).filter(regex="^minutes_"))
    services = on_services(county, layers["service"])
    sites = sites.join(at_nearest_service(county, sites, services))
    seats = _seats(situation)
    sites["access_width_m"] = access_width_m(paved, paved["surface_width_m"], seats, sites["node"])
    groups = _cut_off(situation, paved, resettled(layers["group"], minutes))
    groups = with_land(county, situation, groups, links)
    groups["admin_village_id"] = groups["village_id"].map(situation.villages["admin_village_id"])
    villages = _changed_villages(
        county, layers["village"], groups, minutes, situation.projects, late
    )
    places = {"village": villages, "group": groups, "site": sites}
    steps = _steps_over_built(situation, decision, places)
    villages = villages.assign(way_projects=_told_ways(villages, steps, "village"))
    projects = _decided_projects(
        situation, groups, sites, steps, decision, funds, late | unpaid["project"]
    )
    on_links, on_projects = on_roads(county, network.links, link_project)
    projects = projects.join(on_projects).fillna({"hazard_class": 0, "hazard_ids": ""})
    projects = projects.astype({"hazard_class": "int64"})
    hazards = _made_safe(county, situation, decision)
    shade, shade_bounds = relief(county)
    households = situation.households[HOUSEHOLD_COLUMNS].join(
        where_they_live(minutes, "household", situation.households.index)
    )
    objectives = with_all_danger(decision, groups, settings.years)
    indices = indicators(
        villages, groups, households, layers["service"], sites, network.links, paved,
        access_index_m=settings.network.access_index_m,
        trips_to=trips_to(situation.services),
    )  # fmt: skip
    if is_told(paved):
        indices.loc["people_by_bus"] = _by_bus(network.links, paved, seats, groups, sites)
    plan = Plan(
        name=settings.name,
        name_en=settings.name_en,
        years=settings.years,
        villages=villages,
        groups=_asked_for(
            groups.assign(way_projects=_told_ways(groups, steps, "group")), locked_in["group"]
        ),
        roads=_roads(county, situation, link_project).assign(year=link_year).join(on_links),
        projects=_asked_for(projects, locked_in["road"]),
        treatments=treatments,
        sites=sites.assign(way_projects=_as_text(sites["way_projects"])),
        prices=NO_PRICES,
        locks=lock_costs,
        problems=foreseen(sites, groups, hazards),
        offers=offers(items["project"], funds),
        options=_site_options(situation),
        payments=_named_payments(decision.payments),
        funds=fund_use(funds, ceilings, decision.payments),
        objectives=objectives,
        indicators=indices,
        townships=by_township(villages, groups, projects, decision.payments),
        hazards=hazards,
        services=services[SERVICE_COLUMNS],
        waters=waters(county),
        households=households,
        ways=ways,
        outlook=NO_OUTLOOK,
        rivals=NO_RIVALS,
        floors=NO_FLOOR_TABLE,
        relief=shade,
        relief_bounds=shade_bounds,
        about=_about(county, situation, objectives, locked_in, lock_costs),
    )
    log.info("每条路关系到谁 what hangs on each road")
    hanging = dependence(
        network, link_project, projects, plan.groups, sites, situation.roots, trip_minutes(plan)
    )
    return replace(plan, projects=plan.projects.join(hanging))


def _seats(situation: Situation) -> frozenset[int]:
    """Nodes of the township seats; of the paved network where there is none."""
    services = situation.services
    own = services[(services["kind"] == "township_seat") & services["on_network"]]
    return frozenset(own["node"]) & situation.roots or situation.roots


def _by_bus(
    links: gpd.GeoDataFrame,
    paved: gpd.GeoDataFrame,
    seats: frozenset[int],
    groups: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
) -> tuple[float, float, str]:
    """Row of the indicators: people to whose group a bus can come, now and after."""
    there = groups["site_id"].map(sites["node"]).where(groups["year"].notna())
    then = there.fillna(groups["node"]).astype("int64")
    now, after = (
        people_by_bus(some, seats, groups["people"], nodes)
        for some, nodes in ((links, groups["node"]), (paved, then))
    )
    return now, after, "people"


def _late(county: County, situation: Situation, groups: gpd.GeoDataFrame) -> dict[str, str]:
    """Why the batch has no years for a project, once it is known which groups stay."""
    years = {
        "lag_years": county.settings.projects.surface_lag_years,
        "batch_years": len(county.settings.years),
    }
    quiet = years_to_keep_open(situation.kept_open, groups.index[~_leaves(groups)])
    return no_free_years(situation.projects, quiet, **years) | too_late(situation.projects, **years)


def _leaves(groups: gpd.GeoDataFrame) -> "pd.Series[bool]":
    """Groups that move to a site or build elsewhere by themselves."""
    return groups["safe_year"].notna() & (groups["mode"] != "protected")


def _building_villages(situation: Situation, groups: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Villages that build in the batch and have no way out but over each eligible project."""
    projects, village = situation.projects, groups["village_id"][~_leaves(groups)]
    needed = pd.DataFrame(list(situation.kept_open), columns=["group", "project"])
    needed = needed.assign(village=needed["group"].map(village)).dropna()
    may_be_in = needed["project"].isin(projects.index[projects["eligible"]])
    needed = needed[may_be_in].drop_duplicates(["project", "village"])
    return joined(needed["village"].groupby(needed["project"]), projects.index)


def _unreached(county: County, situation: Situation) -> dict[str, str]:
    """Which limit of the county keeps a group from every safe site."""
    rules, groups, sites = county.settings.relocation, situation.groups, situation.sites
    return out_of_reach(
        groups[groups["may_move"] & ~groups["dispersed"]].geometry, sites[sites["usable"]],
        modes=rules.modes,
        reach_m={"near": rules.max_distance_km * 1000, "town": rules.max_town_km * 1000},
    )  # fmt: skip


def _site_options(situation: Situation) -> pd.DataFrame:
    """Which group could go to which site."""
    at_sites = situation.pairs["site_id"].isin(situation.sites.index)
    return situation.pairs.loc[at_sites, OPTION_COLUMNS].reset_index(drop=True)


def _named_payments(payments: pd.DataFrame) -> pd.DataFrame:
    """Payments in which a hazard that is made safe is called so."""
    of_hazard = payments["component"] == "protection"
    return payments.assign(
        kind=payments["kind"].mask(of_hazard, "hazard"),
        id=payments["id"].str.removeprefix(PROTECT),
    )


def _made_safe(county: County, situation: Situation, decision: Decision) -> gpd.GeoDataFrame:
    """Hazards as drawn, with what making each safe costs, and the year in which that is done."""
    year = decision.site_year[decision.site_year.index.str.startswith(PROTECT)]
    year.index = year.index.str.removeprefix(PROTECT)
    drawn = drawn_hazards(county)
    return drawn.assign(
        protection_cost_yuan=situation.protections["opening_cost_yuan"].reindex(drawn.index),
        township_id=situation.protections["township_id"].reindex(drawn.index),
        admin_village_id=situation.protections["admin_village_id"].reindex(drawn.index),
        protected_year=year.reindex(drawn.index).astype("Int64"),
    )


def _with_ways_left(situation: Situation, decision: Decision) -> Situation:
    """Situation whose ways are the cheapest that are left: what is built costs nothing more."""
    built = decision.surface_year.notna()
    left = situation.projects["cost_yuan"].mask(built, 0.0)
    projects, project = situation.projects.assign(cost_yuan=left), situation.project
    led = {"village": situation.villages, "group": situation.groups, "site": situation.sites}
    led = with_ways(situation.network, projects, project, led, situation.roots)
    return replace(situation, villages=led["village"], groups=led["group"], sites=led["site"])


def _connected_layers(
    situation: Situation,
    groups: gpd.GeoDataFrame,
    link_year: "pd.Series[int]",
    years: tuple[int, ...],
) -> dict[str, gpd.GeoDataFrame]:
    """Layers by kind; groups, services and sites with the year in which the paved network comes."""
    layers = {"group": groups, "service": situation.services, "site": situation.sites}
    links, roots = situation.network.links, situation.roots
    return {"village": situation.villages} | {
        kind: with_connection(links, link_year, roots, layer, years)
        for kind, layer in layers.items()
    }


def _cut_off(
    situation: Situation, paved: gpd.GeoDataFrame, groups: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Groups with whether they are cut off when it is wet, now and after; who moves is not."""
    network, goals = situation.network, wet_goals(situation.services, situation.roots)
    township = groups["village_id"].map(situation.villages["township_id"])
    now, then = (
        cut_off_when_wet(network, links, goals, groups, township)
        for links in (network.links, paved)
    )
    return groups.assign(cut_off_wet_now=now, cut_off_wet_after=then & groups["year"].isna())


def _roads(
    county: County, situation: Situation, link_project: "pd.Series[str]"
) -> gpd.GeoDataFrame:
    """Links with their project and their minutes, today and once it is built."""
    network = situation.network
    in_project = link_project.notna()
    paved = paved_links(
        network.links,
        in_project.map({True: 1}).astype("Int64"),
        surface_code=PAVED_CODE,
        width_m=link_project.map(situation.projects["width_m"]),
    )
    links = with_link_minutes(county, situation.hybrid, network.links, paved, in_project)
    stretch = situation.stretch.reindex(links.index)
    return links[ROAD_COLUMNS].assign(project_id=link_project, stretch_id=stretch)


def _about(
    county: County,
    situation: Situation,
    objectives: pd.DataFrame,
    locked_in: Locks,
    lock_costs: pd.DataFrame,
) -> dict[str, Any]:
    """What a plan says of itself: data, settings, versions, and its bound in words."""
    settings = county.settings
    decided = len(lock_costs) > 0
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
        **statements(objectives, decided=decided),
    }


def _as_text(ways: "pd.Series[Any]") -> "pd.Series[str]":
    """Project ids of each way in one cell."""
    return ways.map(lambda way: ";".join(way or ())).astype("str")


def _told_ways(places: gpd.GeoDataFrame, steps: pd.DataFrame, kind: str) -> "pd.Series[str]":
    """Project ids on the cheapest way of each place; over what is built where it connects it."""
    own = steps[steps["kind"] == kind]
    built = joined(own["project"].groupby(own["id"]), places.index)
    return _as_text(places["way_projects"]).mask(places["connected_year"].notna(), built)


def _changed_villages(
    county: County,
    villages: gpd.GeoDataFrame,
    groups: gpd.GeoDataFrame,
    minutes: pd.DataFrame,
    projects: gpd.GeoDataFrame,
    late: Mapping[str, str],
) -> gpd.GeoDataFrame:
    """Villages with connection, minutes, movers and hazard, now and after."""
    buffer_m = county.settings.hazards.buffer_m
    worst = exposure(villages.geometry, strikes(county), buffer_m=buffer_m)
    sums = by_village(groups).drop(columns=["people", "households"])
    at_home = like_main_group(villages, groups[groups["year"].isna()])
    changed = (
        most_people_connected(at_home, groups, county.settings.years)
        .assign(hazard_class=worst["hazard_class"], hazard_id=worst["hazard_id"])
        .join(sums.reindex(villages.index, fill_value=0.0))
        .join(minutes_of(minutes, "village", villages.index))
    )
    changed = changed.assign(**farm_minutes_by_village(groups).reindex(villages.index))
    return changed.assign(
        building_year=changed["building_year"].astype("Int64"),
        reason=village_reasons(changed, projects, late=late),
    )


def _steps_over_built(
    situation: Situation, decision: Decision, places: dict[str, gpd.GeoDataFrame]
) -> pd.DataFrame:
    """Kind, id and project: the projects on the shortest way of each place over what is built."""
    built = situation.project.map(decision.surface_year.notna())
    use = situation.project[built]
    paid = pd.Series(0.0, index=situation.projects.index)
    parts = []
    for kind, layer in places.items():
        ways = cheapest_ways(situation.network, use, paid, situation.roots, layer["node"])
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
    unbuildable: dict[str, str],
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
        villages_connected=joined(village["id"].groupby(village["project"]), index),
        sites_served=joined(of_sites["id"].groupby(of_sites["project"]), index),
        users=joined(situation.users["home"].groupby(situation.users["project"]), index),
        funds=fund_names(decision.payments, "project", index, funds),
        building_villages=_building_villages(situation, groups),
    )
    return decided.assign(
        reason=project_reasons(
            decided, situation.users, groups, sites["way_projects"], unbuildable=unbuildable
        )
    ).drop(columns="in_library")


def _asked_for(things: gpd.GeoDataFrame, locked_in: Collection[str]) -> gpd.GeoDataFrame:
    """Things with the meeting's wish as the reason of what is locked in."""
    asked = things.index.isin(list(locked_in))
    return things.assign(reason=things["reason"].mask(asked, "asked_for"))
