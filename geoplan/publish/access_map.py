"""Access as the page of the map with one question alone: how people get there today.

The page is that of a plan (``maps``) without years: it has no plan to show, so it offers none.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from geoplan.programme.equity import WITHIN_MINUTES
from geoplan.publish.access_disclosure import public_access
from geoplan.publish.access_tables import (
    SEASONS,
    county_rows,
    kinds_measured,
    land_minutes,
    ways_out,
)
from geoplan.publish.cells import cell, columns, position, positions
from geoplan.publish.labels import ACCESS_MAP, MAP, SECTIONS, Pair
from geoplan.publish.mapdata import DETAIL_M, lonlat, relief_picture, shapes, township_columns
from geoplan.publish.maps import write_page
from geoplan.publish.minutes import minutes_columns, speed_error_percent
from geoplan.publish.naming import called, english, readings
from geoplan.routing.access import Access

WORDS = ("season", "service", "hazard_class", "surface")
"""Sections of words that the page needs whole."""
ANSWERS = ("about", "land", "minutes", "speeds_assumed")
"""Sentences about a village that are said as on the map of a plan."""
OF_PLANS = ("plan", "title", "question_r", "road_candidate", "road_out", "road_sub", "road_year",
            "site", "groups_", "township_moves", "township_roads", "township_villages", "totals_",
            "village_by", "change_", "access_a", "play", "pause", "year")  # fmt: skip
"""Beginnings of the page's own words that speak of a plan."""
NO_PLACES: dict[str, list[Any]] = {name: [] for name in ("name", "village", "year", "lon", "lat")}
"""Groups and sites: those of a plan are not on this page."""


def write_access_map(access: Access, path: Path) -> None:
    """Write the public map: no household, and no count of fewer than three of them.

    Parameters
    ----------
    access
        From ``measure_access``; what may be told is chosen here (``public_access``).
    path
        The HTML file to write.

    Raises
    ------
    ValueError
        The page would load something from elsewhere.
    """
    write_page(access_data(access), path)


def access_data(access: Access) -> dict[str, Any]:
    """Everything that the page knows, ready for JSON, as ``mapdata.map_data`` without a plan.

    Parameters
    ----------
    access
        From ``measure_access``.
    """
    told = public_access(access)
    names = told.villages.groupby("township_id")["township_name"].first()
    said = _names(told)
    return {
        "county": [told.name, told.name_en or told.name],
        "years": [],
        "about": {
            "made_up": told.about["made_up"],
            "sources": told.about["sources"],
            "review_number": told.about["settings"]["review_number"],
        },
        "surfaceAssumed": bool(told.roads["surface_assumed"].any()),
        "fundsAssumed": False,
        "words": _words(),
        "villages": _village_columns(told, names.index),
        "townships": township_columns(names, told.villages, told.services)
        | {"within": _within(told, [str(one) for one in names.index])},
        "within": _within(told, [""]),
        "roads": _road_columns(told),
        "services": columns(told.services, ["kind"]) | lonlat(told.services),
        "hazards": columns(told.hazards, ["hazard_class"])
        | {"shape": shapes(told.hazards, DETAIL_M["hazards"])},
        "waters": {"shape": shapes(told.waters, DETAIL_M["waters"])},
        "groups": NO_PLACES,
        "sites": NO_PLACES,
        "projects": {"id": []},
        "rules": {"speedErrorPercent": cell(speed_error_percent(told))},
        "indicators": _means(told),
        "english": {
            name: english(name).removesuffix(name) for name in said if english(name) != name
        },
        "readings": readings(said),
        "relief": relief_picture(told.relief, told.relief_bounds),
        "public": True,
        "part": False,
        "hash": fingerprint(access),
        "totals": [],
        "whatif": {},
    }


def fingerprint(access: Access) -> str:
    """Eight letters that tell two measurements apart: by inputs, settings and versions."""
    basis = {key: access.about[key] for key in ("input_hashes", "settings", "versions")}
    text = json.dumps([access.name, basis], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _words() -> dict[str, dict[str, Pair]]:
    """Words of the page, without those that speak of a plan."""
    own = {code: pair for code, pair in MAP.items() if not code.startswith(OF_PLANS)}
    return {
        **{section: SECTIONS[section] for section in WORDS},
        "answer": {code: SECTIONS["answer"][code] for code in ANSWERS},
        "map": own | ACCESS_MAP,
    }


def _names(access: Access) -> list[str]:
    """Names of every place and road, sorted, each once."""
    villages = access.villages
    told = [villages["name"], villages["township_name"], villages["admin_village_name"]]
    return sorted(set(pd.concat([*told, access.roads["name"]]).dropna().astype(str)))


def _village_columns(access: Access, townships: "pd.Index[str]") -> dict[str, Any]:
    """Villages: minutes, ways as positions of roads, land, whether vehicles get there when wet."""
    villages, roads = access.villages, access.roads.index
    facts = ["name", "admin_village_name", "township_name", "people", "households", "cut_off_wet"]
    minutes = [f"minutes_{kind}_{s}_now" for kind in kinds_measured(access) for s in SEASONS]
    land = land_minutes(access)
    to_land = [str(name) for name in land if str(name).startswith("farm_minutes_")]
    taken = {
        column: positions(access.ways["links"].reindex(villages[column]), roads)
        for column in villages.columns[villages.columns.str.startswith("way_")]
    }
    return (
        columns(villages, facts)
        | minutes_columns(access, villages, minutes)
        | minutes_columns(access, land, to_land)
        | taken
        | {
            "onlyWay": (ways_out(access) != "").tolist(),
            "mark": _marks(villages),
            "connected_year": [None] * len(villages),
            "township": position(villages["township_id"], townships),
        }
        | lonlat(villages)
    )


def _marks(villages: pd.DataFrame) -> list[Pair | None]:
    """What parts villages from namesakes: their township, else their id."""
    same = villages["name"].duplicated(keep=False)
    alone = ~villages.duplicated(["name", "township_name"], keep=False)
    apart = villages["township_name"].where(alone, villages.index.to_series())
    return [
        called(str(mark)) if is_same else None for mark, is_same in zip(apart, same, strict=True)
    ]


def _road_columns(access: Access) -> dict[str, Any]:
    """Road links, and who has no other road."""
    roads = access.roads
    told = ["name", "route_code", "surface_code", "surface_assumed", "surface_width_m", "hardened",
            "passable_wet", "people_isolated"]  # fmt: skip
    return (
        columns(roads, told)
        | columns(roads[["length_m"]].round(), ["length_m"])
        | {"project": [None] * len(roads), "shape": shapes(roads, DETAIL_M["roads"])}
    )


def _within(access: Access, townships: list[str]) -> dict[str, list[list[int]]]:
    """People within 15, 30, 45 and 60 minutes, who get there, who do not; by kind and season.

    Of each township ("" for the county), as ``Access.townships`` counts them.
    """
    told = access.townships.to_dict("records")
    within: dict[str, dict[str, list[int]]] = {}
    for row in told:
        counts = [*(row[f"within_{most}"] for most in WITHIN_MINUTES),
                  row["people"] - row["not_reached"], row["not_reached"]]  # fmt: skip
        trip = within.setdefault(f"{row['kind']}_{row['season']}", {})
        trip[row["township_id"]] = [round(count) for count in counts]
    nobody = [0] * (len(WITHIN_MINUTES) + 2)
    return {trip: [rows.get(one, nobody) for one in townships] for trip, rows in within.items()}


def _means(access: Access) -> dict[str, list[Any]]:
    """Mean minutes of the county's people by kind and season; there is no "after"."""
    return {
        f"minutes_{kind}_{season}": [cell(round(row["mean_minutes"])), None]
        for (kind, season), row in county_rows(access).items()
        if pd.notna(row["mean_minutes"])
    }
