"""The plan as the columns of one JSON text that a map page draws.

Tables become lists by column, geometry becomes polyline text, ids become positions: a county of
3 000 road lines is 0.8 MB so, against 8.6 MB of GeoJSON.
"""

import base64
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from PIL import Image

from geoplan.lock_words import DECISION_WORDS, KIND_WORDS, LOCKS
from geoplan.programme.plan import Plan
from geoplan.publish.answerdata import answer_data, asking_groups
from geoplan.publish.cells import cell, columns, position, positions
from geoplan.publish.disclosure import public_plan
from geoplan.publish.labels import PROBLEMS, SECTIONS
from geoplan.publish.minutes import minutes_columns
from geoplan.publish.naming import english_names, fund_pairs, names_told, readings
from geoplan.publish.packing import varying
from geoplan.publish.township import township_plan
from geoplan.publish.whatifdata import whatif_data

JPEG_QUALITY = 72
DETAIL_M = {"roads": 2.0, "hazards": 4.0, "waters": 4.0, "sites": 2.0}
"""Corners closer than this to the line between their neighbours are left out."""
FARM_MINUTES = [
    f"farm_minutes_{season}_{when}" for season in ("dry", "wet") for when in ("now", "after")
]
WORDS = (
    "village", "group", "project", "site", "consent", "component", "season", "service",
    "hazard_kind", "hazard_class", "surface", "treatment", "map", "answer", "whatif", "scenario",
)  # fmt: skip


def map_data(
    plan: Plan, *, public: bool, township: str | None = None, among: Iterable[Plan] = ()
) -> dict[str, Any]:
    """Everything a map page knows, ready for JSON.

    Parameters
    ----------
    plan
        The whole plan.
    public
        Tell what a public file may tell (``disclosure.public_plan``); otherwise everything, with
        household points.
    township, among
        Id of the township whose map it is, and the other plans of that map, as
        ``township.township_plan``; None for the county.

    Returns
    -------
    Tables as lists by column (missing null, unreachable "inf"), geometry as polyline text [1e-5
    degree], money in yuan, minutes whole, references as positions in the other table.
    """
    whole, *others = (public_plan(one) if public else one for one in (plan, *among))
    told = whole if township is None else township_plan(whole, township, among=others)
    data = _tables(told, whole) | {
        "public": public,
        "part": township is not None,
        "hash": fingerprint(plan),
        "totals": _totals(told if township is None else _own(told)),
        "whatif": whatif_data(told, county=None if township is None else whole),
    }
    if township is not None:
        data["projects"]["own"] = told.projects["township_id"].isin(told.townships.index).tolist()
    if public:
        return data
    located = told.households[told.households.geometry.notna()]
    return data | {"households": columns(located, ["threatened"]) | lonlat(located)}


def fingerprint(plan: Plan) -> str:
    """Eight letters that tell two plans apart: inputs, settings and every decision told in public."""
    told = public_plan(plan)
    decisions = [
        told.projects[["subgrade_year", "surface_year"]],
        told.sites[["year"]],
        told.groups[["site_id", "year"]],
        _improved(told)[["year"]],
    ]
    said = [frame.to_csv(lineterminator="\n") for frame in decisions]
    basis = {key: plan.about.get(key) for key in ("input_hashes", "settings")}
    text = json.dumps([plan.name, basis, said], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


# ---- the plan as columns ---------------------------------------------------------------------


def _tables(plan: Plan, county: Plan) -> dict[str, Any]:
    """The tables of a plan, which may be a part of the county's, and the words for them."""
    groups = asking_groups(plan)
    answers = answer_data(plan, groups, county)
    return {
        "county": [plan.name, plan.name_en or plan.name],
        "years": list(plan.years),
        "about": {key: plan.about.get(key) for key in ("made_up", "sources", "review_number")},
        "surfaceAssumed": bool(plan.roads["surface_assumed"].any()),
        "fundsAssumed": bool((plan.funds["assumed"] & (plan.funds["ceiling_yuan"] > 0)).any()),
        "words": {section: SECTIONS[section] for section in WORDS} | {"problem": PROBLEMS},
        "lockWords": {
            "column": {one.name: [one.zh, *one.aliases] for one in LOCKS.columns},
            "kind": KIND_WORDS,
            "decision": DECISION_WORDS,
        },
        "villages": _village_columns(plan) | answers["villages"],
        "townships": township_columns(plan.townships["name"], plan.villages, plan.services),
        "groups": _group_columns(plan, groups) | answers["groups"],
        "roads": _road_columns(plan) | answers["roads"],
        "projects": _project_columns(plan) | answers["projects"],
        "treatments": _treatment_columns(plan),
        "prices": answers["prices"],
        "rules": answers["rules"],
        "payments": _payment_columns(plan),
        "sites": _site_columns(plan.sites) | answers["sites"],
        "hazards": columns(plan.hazards, ["hazard_class"])
        | {"shape": shapes(plan.hazards, DETAIL_M["hazards"])}
        | answers["hazards"],
        "services": columns(plan.services, ["kind"]) | lonlat(plan.services),
        "waters": {"shape": shapes(plan.waters, DETAIL_M["waters"])},
        "indicators": {
            name: [cell(row["now"]), cell(row["after"])]
            for name, row in plan.indicators[["now", "after"]].iterrows()
        },
        "english": {name: said.removesuffix(name) for name, said in english_names(plan).items()},
        "readings": readings(names_told(plan)),
        "relief": relief_picture(plan.relief, plan.relief_bounds),
    }


def _village_columns(plan: Plan) -> dict[str, list[Any]]:
    """Villages with minutes and the positions of the projects on their way."""
    villages = plan.villages
    minutes = [name for name in villages.columns if name.startswith("minutes_")]
    told = ["name", "admin_village_name", "township_name", "people", "households",
            "connected_now", "connected_year", "people_connected_now", "people_connected_after",
            "building_year", "hazard_class", "reason"]  # fmt: skip
    known = [name for name in minutes if villages[name].notna().any()]
    return (
        columns(villages, told)
        | minutes_columns(plan, villages, [*FARM_MINUTES, *known])
        | {
            "way": positions(villages["way_projects"], plan.projects.index),
            "township": position(villages["township_id"], plan.townships.index),
        }
        | lonlat(villages)
    )


def township_columns(
    names: "pd.Series[str]", villages: gpd.GeoDataFrame, services: gpd.GeoDataFrame
) -> dict[str, list[Any]]:
    """Townships at their seat (the one in a village of theirs), else amid their villages.

    ``names`` are those of the townships, on their ids.
    """
    seats = services[services["kind"] == "township_seat"]
    seat, village = villages.sindex.nearest(seats.geometry, return_all=False)
    home = villages["township_id"].iloc[village]
    at_seat = seats.geometry.iloc[seat].set_axis(pd.Index(home))
    amid = villages.dissolve("township_id").centroid
    places = pd.concat([at_seat, amid])
    places = places[~places.index.duplicated()].reindex(names.index)
    located = gpd.GeoDataFrame({"name": names}, geometry=places, crs=villages.crs)
    return (
        columns(located, ["name"]) | {"seat": [bool(len(seats))] * len(located)} | lonlat(located)
    )


def _group_columns(plan: Plan, groups: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Groups: from where, where to, why not."""
    told = ["name", "people", "households", "threatened_households", "year", "consent",
            "hazard_class", "hazard_kind", "reason"]  # fmt: skip
    return (
        columns(groups, told)
        | minutes_columns(plan, groups, FARM_MINUTES)
        | {
            "village": position(groups["village_id"], plan.villages.index),
            "site": position(groups["site_id"], plan.sites.index),
        }
        | lonlat(groups)
    )


def _road_columns(plan: Plan) -> dict[str, list[Any]]:
    """Road links with the position of their project."""
    told = ["name", "route_code", "surface_code", "surface_assumed", "surface_width_m", "hardened"]
    return (
        columns(plan.roads, told)
        | columns(plan.roads[["length_m"]].round(), ["length_m"])
        | {
            "project": position(plan.roads["project_id"], plan.projects.index),
            "works": positions(_works_on(plan), _improved(plan).index),
            "shape": shapes(plan.roads, DETAIL_M["roads"]),
        }
    )


def _improved(plan: Plan) -> gpd.GeoDataFrame:
    """Works in the plan on roads that are hardened, or will be: no wider new surfaces."""
    return plan.treatments[plan.treatments["selected"] & (plan.treatments["treatment"] != "wider")]


def _treatment_columns(plan: Plan) -> dict[str, list[Any]]:
    """Works in the plan: what, where along its route, when; their worth in two digits, an estimate."""
    told = [
        "treatment",
        "year",
        "start_km",
        "end_km",
        "length_m",
        "width_m",
        "cost_yuan",
        "worth_yuan",
    ]
    works = _improved(plan).round({"length_m": 0, "start_km": 3, "end_km": 3})
    worth_yuan = works["worth_yuan"].map(lambda yuan: float(f"{yuan:.1e}"))
    return columns(works.assign(worth_yuan=worth_yuan), told)


def _works_on(plan: Plan) -> "pd.Series[str]":
    """Ids of the works on each link, joined by ";"."""
    works = _improved(plan)
    ids = works.index.to_series().groupby(works["of"]).agg(";".join).to_dict()
    of = plan.roads["stretch_id"].fillna(plan.roads["project_id"])
    return of.map(lambda one: ids.get(one, "")).astype("str")


def _project_columns(plan: Plan) -> dict[str, list[Any]]:
    """Candidate projects: facts, stages, whom they connect, why in or why not."""
    told = ["name", "route_code", "start_km", "end_km", "length_m", "township_name",
            "surface_code", "surface_assumed", "width_m", "subgrade_accepted", "subgrade_cost_yuan",
            "surface_cost_yuan", "cost_yuan", "consent", "eligible", "selected", "subgrade_year",
            "surface_year", "people_connected", "reason"]  # fmt: skip
    projects = plan.projects.round({"length_m": 0, "start_km": 3, "end_km": 3})
    return (
        {"id": projects.index.tolist()}
        | columns(projects, told)
        | {
            "township": position(projects["township_id"], plan.townships.index),
            "villages": positions(projects["villages_connected"], plan.villages.index),
            "builders": positions(projects["building_villages"], plan.villages.index),
            "sites": positions(projects["sites_served"], plan.sites.index),
        }
    )


def _payment_columns(plan: Plan) -> dict[str, list[Any]]:
    """Payments for projects, works, sites and hazards that are made safe, funds by their names."""
    tables = {
        "project": plan.projects,
        "work": _improved(plan),
        "site": plan.sites,
        "hazard": plan.hazards,
    }
    payments = plan.payments[plan.payments["kind"].isin(list(tables))]
    names = {fund: name for fund, (name, _) in fund_pairs(plan).items()}
    places = {kind: {one: n for n, one in enumerate(table.index)} for kind, table in tables.items()}
    return columns(payments, ["kind", "component", "year", "amount_yuan"]) | {
        "of": [
            places[kind].get(one)
            for kind, one in zip(payments["kind"], payments["id"], strict=True)
        ],
        "fund": payments["fund_id"].map(names).tolist(),
    }


def _site_columns(sites: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Sites with what they hold, and the outline of their land where it is known."""
    told = ["name", "capacity_households", "found", "selected", "year", "households_in",
            "people_in", "connected_now", "connected_year"]  # fmt: skip
    land = gpd.GeoDataFrame(geometry=sites["land"], crs=sites.crs)
    return (
        {"id": sites.index.tolist()}
        | columns(sites, told)
        | {"shape": shapes(land, DETAIL_M["sites"])}
        | lonlat(sites)
    )


def _totals(plan: Plan) -> list[dict[str, Any]]:
    """Running totals by the end of each year."""
    projects, groups = plan.projects, plan.groups
    stay = groups[groups["year"].isna()]
    starts = projects[["subgrade_year", "surface_year"]].min(axis=1)
    paid = plan.payments[plan.payments["kind"] == "project"]
    totals = []
    for year in plan.years:
        begun = projects[_by(starts, year)]
        connected = stay[_by(stay["connected_year"], year)]
        moved = groups[_by(groups["year"], year)]
        totals.append(
            {
                "roads": len(begun),
                "paved": int(_by(projects["surface_year"], year).sum()),
                "km": round(float(begun["length_m"].sum()) / 1000, 1),
                "yuan": round(float(paid.loc[paid["year"] <= year, "amount_yuan"].sum())),
                "people": round(connected["people"].sum()),
                "sites": int(_by(plan.sites["year"], year).sum()),
                "movedHouseholds": int(moved["households"].sum()),
                "movedPeople": int(moved["people"].sum()),
            }
        )
    return totals


def _own(plan: Plan) -> Plan:
    """A township's part without the roads and sites of other townships, which it also shows."""
    own = plan.townships.index
    projects, sites = (
        table[table["township_id"].isin(own)] for table in (plan.projects, plan.sites)
    )
    paid = plan.payments[plan.payments["id"].isin(projects.index)]
    return replace(plan, projects=projects, sites=sites, payments=paid)


def _by(years: pd.Series, year: int) -> pd.Series:
    """Whether it has happened by the end of the year; never where the year is missing."""
    return (years <= year).fillna(False).astype(bool)


# ---- cells -----------------------------------------------------------------------------------


def lonlat(frame: gpd.GeoDataFrame) -> dict[str, list[float]]:
    """Longitude and latitude of points, to about a metre."""
    points = frame.geometry.to_crs("EPSG:4326")
    return {"lon": points.x.round(5).tolist(), "lat": points.y.round(5).tolist()}


def shapes(frame: gpd.GeoDataFrame, detail_m: float) -> list[str]:
    """Geometry of each row: its lines or rings polyline-encoded, parted by spaces."""
    lines = frame.geometry.simplify(detail_m)
    lines = lines.where(~lines.geom_type.isin(["Polygon", "MultiPolygon"]), lines.boundary)
    degrees = gpd.GeoSeries(lines, crs=frame.crs).to_crs("EPSG:4326")
    return [
        " ".join(_polyline(shapely.get_coordinates(part)) for part in shapely.get_parts(shape))
        for shape in degrees
    ]


def _polyline(degrees: NDArray[np.float64]) -> str:
    """Corners as text: differences of 1e-5 degree (Google's polyline)."""
    corners = np.rint(degrees * 1e5).astype(np.int64)
    steps: list[int] = np.diff(corners, axis=0, prepend=0).ravel().tolist()
    return "".join(varying(step) for step in steps)


def relief_picture(
    relief: NDArray[np.uint8] | None, bounds: tuple[float, float, float, float] | None
) -> dict[str, Any] | None:
    """Hillshade as a JPEG in the page, and its corners."""
    if relief is None or bounds is None:
        return None
    picture = io.BytesIO()
    Image.fromarray(relief).save(picture, "JPEG", quality=JPEG_QUALITY, optimize=True)
    west, south, east, north = bounds
    return {
        "image": "data:image/jpeg;base64," + base64.b64encode(picture.getvalue()).decode(),
        "bounds": [[south, west], [north, east]],
    }
