"""The part of a plan that is one township's, for a map of its own.

A road, a site and a fund are told as the county's plan tells them; people, indicators and totals
are those of the township. What the township cannot know of itself (objectives, the statement on
the whole plan) is left out. A public map is cut from the plan as the public may know it.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import Polygon, box, union_all

from geoplan.errors import ConfigError
from geoplan.programme.outcome import indicators, passable_once_paved
from geoplan.programme.plan import Plan
from geoplan.publish.naming import english

SURROUNDINGS_M = 2000.0
"""How far around its villages and sites the map of a township shows roads."""
BEYOND = 0.4
"""How much farther the hillshade goes, as a share of their extent: a screen is wider than land."""
MOST_NAMES = 8
OF_COUNTY = ("admin_villages", "admin_villages_connected")
"""Indicators that need to know in which administrative village a service stands."""

Bounds = tuple[float, float, float, float]


def find_township(plan: Plan, asked: str) -> str:
    """Id of the township that has this id or name.

    Parameters
    ----------
    plan
        Plan of the county.
    asked
        Id, or the whole name.

    Raises
    ------
    ConfigError
        No such township (those with a similar name are named), or several of that name.
    """
    names = plan.townships["name"]
    if asked in names.index:
        return asked
    found = names.index[names == asked]
    if len(found) == 1:
        return str(found[0])
    if len(found) > 1:
        raise ConfigError(
            f"有 {len(found)} 个乡镇叫 {asked} townships of this name: {', '.join(found)}. "
            "请用编号 Give the id."
        )
    near = _near_misses(names, asked)
    said = ", ".join(f"{names[one]} ({one})" for one in near)
    raise ConfigError(
        f"{plan.name}没有乡镇 {asked} no township of this name or id. 是不是 Did you mean: {said}?"
    )


def _near_misses(names: "pd.Series[str]", asked: str) -> list[str]:
    """Ids of the townships whose name or id is like what was asked; the first ones if none is."""
    of = {**{one: one for one in names.index}, **{name: one for one, name in names.items()}}
    alike = [text for text in of if asked in text or text in asked]
    alike += get_close_matches(asked, of, n=MOST_NAMES, cutoff=0.4)
    near = list(dict.fromkeys(str(of[text]) for text in alike))
    return near[:MOST_NAMES] or [str(one) for one in names.index[:MOST_NAMES]]


def township_plan(plan: Plan, township: str, *, among: Iterable[Plan] = ()) -> Plan:
    """What a map of one township shows of the county's plan.

    Parameters
    ----------
    plan
        Plan of the county.
    township
        Id of a township (``find_township``).
    among
        Other plans of the same county that the map also shows: all parts then have the same roads.

    Returns
    -------
    Plan
        Villages, groups and households of the township; its sites and those its groups move to;
        projects of the township, on the way of any of these, or passing by; all their roads, those
        that are its groups' only way out, and roads, hazards, waters, services and the hillshade
        within ``SURROUNDINGS_M``. A project has
        the figures of the whole road, whoever uses it. Indicators and the row of ``townships`` are
        the township's own; objectives, and the price of all locks together, are empty.
    """
    plans = (plan, *among)
    land = _surroundings([_places(one, township) for one in plans])
    shown = set().union(*(_projects(one, township, land) for one in plans))
    villages, groups, sites = _places(plan, township)
    projects = plan.projects[plan.projects.index.isin(shown)]
    out = set().union(*(_only_ways(one, township) for one in plans))
    near = plan.roads.intersects(land) | plan.roads["project_id"].isin(shown)
    hazards = plan.hazards[plan.hazards.intersects(land)]
    treatments = plan.treatments[plan.treatments["township_id"] == township]
    relief, relief_bounds = _cropped(plan, land)
    name = str(plan.townships["name"][township])
    own = replace(plan, villages=villages, groups=groups)
    return replace(
        own,
        name=f"{plan.name}{name}",
        name_en=f"{english(name)}, {plan.name_en or plan.name}",
        roads=plan.roads[near | plan.roads.index.isin(out)],
        projects=projects,
        treatments=treatments,
        sites=sites,
        households=plan.households[plan.households["village_id"].isin(villages.index)],
        services=_services(plan, villages, land),
        hazards=hazards,
        waters=_waters(plan, land),
        townships=plan.townships.loc[[township]],
        objectives=plan.objectives.iloc[:0],
        outlook=plan.outlook.iloc[:0],
        rivals=plan.rivals.iloc[:0],
        floors=plan.floors.iloc[:0],
        indicators=people_indicators(own),
        relief=relief,
        relief_bounds=relief_bounds,
        **_tables(
            plan,
            project=projects.index,
            work=treatments.index,
            group=groups.index,
            site=sites.index,
            hazard=hazards.index,
        ),
    )


# ---- places and roads ------------------------------------------------------------------------


def _places(
    plan: Plan, township: str
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Villages and groups of a township, its sites and those that its groups move to."""
    villages = plan.villages[plan.villages["township_id"] == township]
    groups = plan.groups[plan.groups["village_id"].isin(villages.index)]
    there = plan.sites.index.isin(groups["site_id"].dropna())
    return villages, groups, plan.sites[(plan.sites["township_id"] == township) | there]


def _surroundings(places: Iterable[tuple[gpd.GeoDataFrame, ...]]) -> Polygon:
    """The land around the places of some plans."""
    points = [layer.geometry.union_all() for layers in places for layer in layers if len(layer)]
    return union_all(points).convex_hull.buffer(SURROUNDINGS_M)


def _projects(plan: Plan, township: str, land: Polygon) -> set[str]:
    """Projects of a township, on the ways of its places, or passing through its surroundings."""
    own = plan.projects.index[plan.projects["township_id"] == township]
    ways = pd.concat([places["way_projects"] for places in _places(plan, township)])
    passing = plan.roads.loc[plan.roads.intersects(land), "project_id"].dropna()
    return {*own, *ways.fillna("").str.split(";").explode(), *passing} - {""}


def _only_ways(plan: Plan, township: str) -> set[str]:
    """Links without which no vehicle comes out of some place of a township."""
    _, groups, _ = _places(plan, township)
    return set(groups["only_way_out"].str.split(";").explode()) - {""}


def _services(plan: Plan, villages: gpd.GeoDataFrame, land: Polygon) -> gpd.GeoDataFrame:
    """Services near by; of the seats only those amid its own villages."""
    services = plan.services[plan.services.intersects(land)]
    nearest = plan.villages.sindex.nearest(services.geometry, return_all=False)[1]
    own = plan.villages.index[nearest].isin(villages.index)
    told: gpd.GeoDataFrame = services[own | (services["kind"] != "township_seat")]
    return told


def _waters(plan: Plan, land: Polygon) -> gpd.GeoDataFrame:
    """Waters cut off at the edge of the map."""
    shapes = plan.waters.clip_by_rect(*land.bounds)
    cut: gpd.GeoDataFrame = plan.waters.set_geometry(shapes)[~shapes.is_empty]
    return cut


def _cropped(plan: Plan, land: Polygon) -> tuple[NDArray[np.uint8] | None, Bounds | None]:
    """The part of the hillshade that lies around some land, and its bounds [degrees]."""
    if plan.relief is None or plan.relief_bounds is None:
        return None, None
    west, south, east, north = _bounds(box(*plan.relief_bounds), "EPSG:4326", "EPSG:3857")
    seen = land.buffer(
        BEYOND * max(land.bounds[2] - land.bounds[0], land.bounds[3] - land.bounds[1])
    )
    left, bottom, right, top = _bounds(seen, plan.villages.crs, "EPSG:3857")
    rows, columns = plan.relief.shape
    wide, high = (east - west) / columns, (north - south) / rows
    first, last = (int(np.clip(x, 0, columns)) for x in (
        np.floor((left - west) / wide), np.ceil((right - west) / wide)
    ))  # fmt: skip
    upper, lower = (int(np.clip(y, 0, rows)) for y in (
        np.floor((north - top) / high), np.ceil((north - bottom) / high)
    ))  # fmt: skip
    if first >= last or upper >= lower:
        return None, None
    corner = box(west + first * wide, north - lower * high, west + last * wide,
                 north - upper * high)  # fmt: skip
    return plan.relief[upper:lower, first:last], _bounds(corner, "EPSG:3857", "EPSG:4326")


def _bounds(shape: Polygon, here: Any, there: str) -> Bounds:
    """Bounds of a shape in another CRS."""
    west, south, east, north = gpd.GeoSeries([shape], crs=here).to_crs(there).total_bounds
    return float(west), float(south), float(east), float(north)


# ---- figures ---------------------------------------------------------------------------------


def people_indicators(plan: Plan) -> pd.DataFrame:
    """Indicators, now and after, of the people whom a plan counts.

    Parameters
    ----------
    plan
        villages and groups that count, with all roads and sites of the county.

    Returns
    -------
    DataFrame
        As ``Plan.indicators`` but for ``OF_COUNTY``; minutes are whole, Ginis of two decimals.
    """
    roads, groups = plan.roads, plan.groups
    nowhere = plan.services.iloc[:0].assign(
        admin_village_id="", connected_now=False, connected_after=False
    )
    table = indicators(
        plan.villages,
        groups,
        plan.households,
        nowhere,
        plan.sites,
        roads,
        roads.assign(passable_wet=passable_once_paved(roads, roads["year"].notna())),
        access_index_m=plan.about["settings"]["network"]["access_index_m"],
        trips_to=plan.about["trips_to"],
    )
    for unit, decimals in (("minutes", 0), ("gini", 2)):
        rows = table["unit"] == unit
        table.loc[rows, ["now", "after"]] = table.loc[rows, ["now", "after"]].round(decimals)
    return table.drop(index=list(OF_COUNTY))


def _tables(plan: Plan, **shown: "pd.Index[str]") -> dict[str, Any]:
    """Rows of the tables that speak of what is shown (ids by kind); funds are the county's."""
    of = shown | {"road": shown["project"]}

    def own(table: pd.DataFrame) -> pd.DataFrame:
        rows = pd.Series(False, index=table.index)
        for kind, ids in of.items():
            rows |= (table["kind"] == kind) & table["id"].isin(ids)
        return table[rows]

    return {
        "prices": plan.prices[plan.prices.index.isin(shown["project"])],
        "locks": own(plan.locks),
        "problems": plan.problems[plan.problems["site_id"].isin(shown["site"])],
        "offers": plan.offers[plan.offers["project_id"].isin(shown["project"])],
        "options": plan.options[plan.options["group_id"].isin(shown["group"])],
        "payments": own(plan.payments),
    }
