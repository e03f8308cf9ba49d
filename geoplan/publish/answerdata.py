"""What an answer needs beyond the plan's own columns, and all of it as columns of the page."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.programme.plan import STAGES, Plan
from geoplan.publish.cells import cell, columns, position, positions
from geoplan.publish.disclosure import FEW
from geoplan.publish.group_facts import apart, other_need
from geoplan.publish.labels import Pair
from geoplan.publish.minutes import minutes_columns, speed_error_percent
from geoplan.publish.naming import marks, routes, sections
from geoplan.publish.only_ways import Isolated, isolated_by_link, isolated_by_project, only_ways
from geoplan.publish.shared_ways import (
    needed_as_well,
    new_roads,
    part_roads,
    priced_way,
    sites_near,
)
from geoplan.publish.site_answers import nearest_to_land, sites_considered
from geoplan.publish.site_facts import in_the_way, problems, why_closed
from geoplan.publish.works import works

OnWay = tuple[list[str], float | str, float | None]
"""Villages whose way it is, and households and people of their groups as they are told."""
NEEDED_AT_SITE = ("school", "clinic", "hospital", "township_seat")
"""Services that a group asks about before it moves."""
MOST_SECTIONS = 6
"""Other parts of the same route that are told of a road, the nearest ones."""


@lru_cache(maxsize=2)
def asking_groups(plan: Plan) -> gpd.GeoDataFrame:
    """Groups that are threatened or move: those that a page knows."""
    groups = plan.groups
    return groups[groups["must_move"] | (groups["reason"] != "not_threatened")]


def saved_minutes(projects: pd.DataFrame) -> "pd.Series[float]":
    """Whole minutes that a project saves on one trip, spread over those who depend on it.

    Parameters
    ----------
    projects
        saved_person_minutes, people_depending (as told).

    Returns
    -------
    Series
        On the projects' index; NaN where nobody depends on it.
    """
    people = projects["people_depending"]
    return (projects["saved_person_minutes"] / people.where(people > 0)).round()


@lru_cache(maxsize=2)
def money_before(plan: Plan) -> pd.DataFrame:
    """What was left, the year before, for the first stage of each project of the plan.

    Parameters
    ----------
    plan
        offers, funds (left_yuan NaN: not told), years of stages.

    Returns
    -------
    DataFrame
        On the projects' index, of those whose first stage is not in the first year and could not
        have been paid a year earlier: stage, earlier (year), left_yuan (that the funds which may
        pay the stage had left at the end of that year), cost_yuan (of the stage).
    """
    rows = {}
    left = plan.funds.set_index(["fund_id", "year"])["left_yuan"]
    offers = plan.offers.set_index(["project_id", "component"]).sort_index()
    for one, project in plan.projects[plan.projects["selected"]].iterrows():
        stage = next(s for s in STAGES if pd.notna(project[f"{s}_year"]))
        place = plan.years.index(project[f"{stage}_year"])
        if place == 0 or (one, stage) not in offers.index:
            continue
        earlier, offer = plan.years[place - 1], offers.loc[[(one, stage)]]
        purse = left.reindex([(fund, earlier) for fund in offer["fund_id"]]).to_numpy()
        most = float(np.minimum(offer["most_yuan"].to_numpy(), purse).sum())
        if most < offer["cost_yuan"].iloc[0]:
            rows[one] = (stage, earlier, most, float(offer["cost_yuan"].iloc[0]))
    columns = ["stage", "earlier", "left_yuan", "cost_yuan"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


@lru_cache(maxsize=2)
def way_counter(plan: Plan) -> Callable[..., OnWay]:
    """Function that tells whose cheapest way to the paved network uses some roads.

    Parameters
    ----------
    plan
        Finished plan, whole or public.

    Returns
    -------
    Callable
        From ids of projects, and a village that is not counted (``without``), to villages (ids in
        the order of the plan), and households and people of their groups whose way it is. In
        public, a village without a group that is told stands for itself, "<3" (people None) where
        there are no others.
    """
    groups, villages = plan.groups, plan.villages
    home, people = groups["village_id"].to_dict(), groups["people"].to_dict()
    households = groups["households"].to_dict()
    alone = villages[~villages.index.isin(groups["village_id"])]
    of_groups, of_alone = (_on_roads(places["way_projects"]) for places in (groups, alone))
    order = {str(village): place for place, village in enumerate(villages.index)}

    def count(roads: Iterable[str], *, without: str | None = None) -> OnWay:
        road_list = list(roads)
        using = {one for road in road_list for one in of_groups.get(road, ())}
        own = sorted(one for one in using if home[one] != without)
        lone = {one for road in road_list for one in of_alone.get(road, ())} - {without}
        there = sorted({home[one] for one in own} | lone, key=order.__getitem__)
        if not own:
            return there, FEW, None
        return there, sum(households[one] for one in own), sum(people[one] for one in own)

    return count


def _on_roads(ways: "pd.Series[str]") -> dict[str, list[str]]:
    """Places by the projects on their way."""
    road = ways.fillna("").str.split(";").explode()
    on_road = road[road != ""]
    return {
        str(one): list(map(str, places)) for one, places in on_road.groupby(on_road).groups.items()
    }


@lru_cache(maxsize=2)
def staying_and_leaving(plan: Plan) -> dict[str, tuple[float, float]]:
    """People of each village who stay (NaN where its people are not told), and who move away."""
    movers = plan.groups[plan.groups["year"].notna()]
    gone = movers.groupby("village_id")["people"].sum().to_dict()
    told = {}
    for one, count in plan.villages["people"].items():
        leaving = float(gone.get(one, 0.0))
        told[str(one)] = (float(count) - leaving, leaving)
    return told


@lru_cache(maxsize=2)
def other_sections(plan: Plan) -> dict[str, list[str]]:
    """Other parts of each road's route, the ``MOST_SECTIONS`` nearest along it, in order."""
    others = {}
    for _, route in routes(plan.projects).groupby("route_code"):
        parts = [str(one) for one in route.index]
        for place, one in enumerate(parts):
            first = max(0, min(place - MOST_SECTIONS // 2, len(parts) - 1 - MOST_SECTIONS))
            others[one] = [
                other for other in parts[first : first + 1 + MOST_SECTIONS] if other != one
            ]
    return others


@lru_cache(maxsize=2)
def flooded_projects(plan: Plan) -> frozenset[str]:
    """Projects of which some link lies in a flood area: paved or not, it is closed when wet."""
    return frozenset(plan.roads.loc[plan.roads["flooded"], "project_id"].dropna())


# ---- columns of the page ---------------------------------------------------------------------


def answer_data(plan: Plan, groups: pd.DataFrame, county: Plan) -> dict[str, Any]:
    """What the panel of the page needs beyond the tables that are drawn, ready for JSON.

    Parameters
    ----------
    plan
        As it is told.
    groups
        The groups that the page knows.
    county
        The plan that this is a part of, as it is told, or this plan: whom a road isolates is
        counted in all of it.

    Returns
    -------
    dict
        ``projects``: dependsOn, dependVillages, dependSites (positions), people_depending, saved
        (minutes), before ([stage, year, left, cost] or null), onWay ([villages, households,
        people]), needs ([projects that all who depend on it need as well, that some need, how many]
        or null), section (its name among the parts of its route, or null), sections (positions of
        the other parts), isolated ([people, groups] or null), mark. ``roads``: flooded; isolated, of those
        without a project. ``villages``: onlyWay (positions of roads), shared ([villages, people] or null), staying, leaving
        (people, null where nobody leaves), parts ([code, year or null, people, projects] each), priced
        ([project, those still missing] or null), newRoads, sitesNear, mark. ``prices``: by project position. ``groups``: km,
        minutes of NEEDED_AT_SITE, nearestLand, asked ([site, km, minutes, section, code] each), apart (code
        or null), need (where no hazard says it), mode, safe_year, works (position of the hazard that is made
        safe for it, or null). ``sites``: opening_cost_yuan, way, mark, mode, building_mode, reasons (why
        closed), areas ([hazards, other land] in its way), problems ([code, figure, limit, names of hazards] each).
        ``hazards``: works ([name, kind, class, year, cost, groups, households, people] or null). ``rules``: lag, gate, tripsTo, siteSafeFrom, speedErrorPercent.
        A mark parts a thing from its namesakes, 中文 and English.
    """
    settings = plan.about["settings"]
    return {
        "projects": _project_columns(plan, isolated_by_project(county)),
        "roads": {
            "flooded": plan.roads["flooded"].tolist(),
            "isolated": _isolated_cells(plan, isolated_by_link(county)),
        },
        "villages": _village_columns(plan),
        "prices": _price_rows(plan),
        "groups": _group_columns(plan, groups),
        "sites": _site_columns(plan),
        "hazards": {"works": _works_cells(plan, groups, county)},
        "rules": {
            "lag": settings["projects"]["surface_lag_years"],
            "gate": settings["projects"]["min_households"],
            "tripsTo": plan.about["trips_to"],
            "siteSafeFrom": settings["hazards"]["site_excluded_from_class"],
            "speedErrorPercent": cell(speed_error_percent(plan)),
        },
    }


def _project_columns(plan: Plan, isolated: dict[str, Isolated]) -> dict[str, list[Any]]:
    """What hangs on each project, what it saves, and the money of the year before."""
    projects = plan.projects
    before = {one: list(row) for one, row in money_before(plan).iterrows()}
    section, others = sections(projects), other_sections(plan)
    count, needs = way_counter(plan), needed_as_well(plan)
    return {
        "needs": [_needs_cells(plan, needs.get(one)) for one in projects.index],
        "dependsOn": positions(projects["depends_on"], projects.index),
        "blockedBy": positions(projects["blocked_by"], projects.index),
        "dependVillages": positions(projects["villages_depending"], plan.villages.index),
        "dependSites": positions(projects["sites_depending"], plan.sites.index),
        "before": [before.get(one) for one in projects.index],
        "onWay": [_on_way_cells(plan, count([one])) for one in projects.index],
        "section": [section.get(one) for one in projects.index],
        "sections": [
            projects.index.get_indexer(pd.Index(others.get(one, []))).tolist()
            for one in projects.index
        ],
        "isolated": [isolated.get(one) for one in projects.index],
        "mark": _marks(plan, "project", plan.projects.index),
        **columns(projects.assign(saved=saved_minutes(projects)), ["people_depending", "saved"]),
    }


def _isolated_cells(plan: Plan, isolated: dict[str, Isolated]) -> list[Isolated | None]:
    """Whom each road without a project isolates; the others are told as their projects."""
    free = plan.roads["project_id"].isna()
    return [isolated.get(str(one)) if alone else None for one, alone in free.items()]


def _needs_cells(plan: Plan, told: tuple[list[str], list[str], float] | None) -> list[Any] | None:
    """Projects that all need, that some need, and how many, with positions of projects."""
    if told is None:
        return None
    every, some, people = told
    return [*(_places(plan.projects, roads) for roads in (every, some)), cell(people)]


def _places(table: pd.DataFrame, ids: list[str]) -> list[int]:
    """Places of ids in a table; how many are elsewhere, as a negative number, last."""
    if not ids:
        return []
    here = table.index.get_indexer(pd.Index(ids, dtype=table.index.dtype))
    own: list[int] = here[here >= 0].tolist()
    return [*own, len(own) - len(ids)] if len(own) < len(ids) else own


def _on_way_cells(plan: Plan, told: OnWay) -> list[Any]:
    """Whose way it is, with positions of villages."""
    villages, households, people = told
    return [
        plan.villages.index.get_indexer(pd.Index(villages)).tolist(),
        cell(households),
        cell(people),
    ]


def _village_columns(plan: Plan) -> dict[str, list[Any]]:
    """Who shares the missing roads of each village, who stays and who leaves."""
    missing = set(plan.projects.index[plan.projects["surface_year"].isna()])
    ways = plan.villages["way_projects"].fillna("").str.split(";")
    ways = ways.map(lambda way: [one for one in way if one in missing])
    moves, count = staying_and_leaving(plan), way_counter(plan)
    parts, sites, roads = part_roads(plan), sites_near(plan), new_roads(plan)
    priced = {one: priced_way(plan, str(one), way) for one, way in ways.items()}
    only = only_ways(plan.groups)
    return {
        "onlyWay": [_places(plan.roads, only.get(str(one), [])) for one in plan.villages.index],
        "parts": [
            [
                [code, year, cell(people), _places(plan.projects, roads)]
                for code, year, people, roads in told
            ]
            for told in (parts.get(str(one), []) for one in plan.villages.index)
        ],
        "priced": [
            told and [_places(plan.projects, roads) for roads in ([told[0]], told[1])]
            for told in priced.values()
        ],
        "newRoads": [
            _places(plan.projects, roads.get(str(one), [])) for one in plan.villages.index
        ],
        "sitesNear": [_places(plan.sites, sites.get(str(one), [])) for one in plan.villages.index],
        "shared": [
            _on_way_cells(plan, count(way, without=str(one))) if way else None
            for one, way in ways.items()
        ],
        "staying": [cell(moves[str(one)][0]) for one in plan.villages.index],
        "leaving": [cell(moves[str(one)][1]) for one in plan.villages.index],
        "mark": _marks(plan, "village", plan.villages.index),
    }


def _marks(plan: Plan, kind: str, index: "pd.Index[str]") -> list[Pair | None]:
    """What parts things from namesakes, in the order of their table."""
    known = marks(plan, kind)
    return [known.get(one) for one in index]


def _price_rows(plan: Plan) -> dict[str, list[Any]]:
    """Prices with positions instead of ids."""
    prices = plan.prices
    told = ["decision", "status", "people_low", "people_high", "equal", "cost_yuan",
            "people_losing", "people_gaining"]  # fmt: skip
    return {
        "project": plan.projects.index.get_indexer(prices.index).tolist(),
        **columns(prices, told),
        **{way: positions(prices[f"projects_{way}"], plan.projects.index) for way in ("out", "in")},
        **{
            side: positions(prices[f"villages_{side}"], plan.villages.index)
            for side in ("losing", "gaining")
        },
    }


def _group_columns(plan: Plan, groups: pd.DataFrame) -> dict[str, list[Any]]:
    """How far groups move, their way to services, and the sites they might ask about."""
    names = [
        f"minutes_{kind}_{season}_{when}"
        for kind in NEEDED_AT_SITE
        if f"minutes_{kind}_dry_now" in groups
        and plan.groups[f"minutes_{kind}_dry_now"].notna().any()
        for season in ("dry", "wet")
        for when in ("now", "after")
    ]
    place = {site: number for number, site in enumerate(plan.sites.index)}
    km = (groups["distance_m"] / 1000).round(1)
    return {
        **columns(groups.assign(km=km), ["km"]),
        **minutes_columns(plan, groups, names),
        "nearestLand": groups.index.isin(nearest_to_land(plan)).tolist(),
        "asked": [
            [[place[site], *told] for site, *told in sites_considered(plan, str(one))]
            for one in groups.index
        ],
        "apart": [apart(part_of, str(one)) for one, part_of in groups["part_of"].items()],
        "need": groups["need"].map(other_need).tolist(),
        **columns(groups, ["mode", "safe_year"]),
        "works": position(
            groups["only_hazard"].where(groups["mode"] == "protected"), plan.hazards.index
        ),
    }


def _site_columns(plan: Plan) -> dict[str, list[Any]]:
    """What opening costs, who builds, why a site is closed, and what one that opens will bring."""
    sites = [str(one) for one in plan.sites.index]
    closed = set(plan.sites.index[~plan.sites["selected"]])
    ways = {one: in_the_way(plan, one) for one in closed}
    return {
        "opening_cost_yuan": plan.sites["opening_cost_yuan"].tolist(),
        "way": positions(plan.sites["way_projects"], plan.projects.index),
        "mark": _marks(plan, "site", plan.sites.index),
        **columns(plan.sites, ["mode", "building_mode"]),
        "reasons": [why_closed(plan, one) if one in closed else [] for one in sites],
        "areas": [
            [[list(name) for name in names] for names in ways.get(one, ([], []))] for one in sites
        ],
        "problems": [
            [[*told[:3], [list(name) for name in told.areas]] for told in problems(plan, one)]
            for one in sites
        ],
    }


def _works_cells(plan: Plan, groups: pd.DataFrame, county: Plan) -> list[list[Any] | None]:
    """What makes each hazard safe, with positions of groups."""
    told = works(county)
    return [
        [
            *(list(made.name), made.kind, cell(made.hazard_class), made.year, cell(made.cost_yuan)),
            *(_places(groups, made.groups), cell(made.households), cell(made.people)),
        ]
        if (made := told.get(str(one)))
        else None
        for one in plan.hazards.index
    ]
