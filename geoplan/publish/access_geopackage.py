"""Access -> ``access.gpkg``: layers and tables for QGIS, villages in the colours of the page."""

from pathlib import Path

import pandas as pd

from geoplan.programme.equity import WITHIN_MINUTES
from geoplan.publish.access_disclosure import public_access
from geoplan.publish.access_tables import SEASONS, kinds_measured, land_minutes, ways_out
from geoplan.publish.geopackage import ways_taken, write_layers
from geoplan.publish.labels import (
    ACCESS,
    ACCESS_COLUMNS,
    ACCESS_LEGEND,
    COLUMNS,
    MAP,
    SERVICES,
    VEHICLES,
    filled,
)
from geoplan.publish.minutes import with_ranges
from geoplan.publish.qgis import (
    CANDIDATE,
    CODED,
    OF_WAYS,
    OTHER,
    PAVED,
    WHITE,
    Rule,
    column_heading,
    fill,
    hazard_rules,
    line,
    marker,
    style,
)
from geoplan.routing.access import Access

LAYER_TYPES = {
    "villages": "Point",
    "services": "Point",
    "roads": "MultiLineString",
    "groups": "Point",
    "households": "Point",
    "hazards": "MultiPolygon",
    "waters": "MultiPolygon",
}
"""Geometry of each layer; townships and ways are tables."""
IDS = {
    "villages": "village_id",
    "services": "service_id",
    "roads": "link_id",
    "groups": "group_id",
    "households": "household_id",
    "hazards": "hazard_id",
    "waters": "water_id",
}
"""Name of each layer's index in the file."""
BANDS = ("#2c7bb6", "#9fd0e6", "#ffffbf", "#fdae61", "#d7301f")
"""Colours of minutes, up to each of ``WITHIN_MINUTES`` and beyond; those of the page."""
SERVICE, WATER, ALERT, UNKNOWN = "#7b2d8b", "#b5d6ea", "#d0006f", "#d5d9db"
CODES = OF_WAYS | {"vehicle": VEHICLES}
"""Columns of codes, hazards aside."""
NOT_PUBLISHED = frozenset({"head_name", "consent"})
"""Of groups and households: what access does not need, and names."""
OF_HOUSEHOLDS = r"household_id|(group|village|township)_id|people|vehicle|cut_off_wet|geometry|((farm_)?(minutes|range)|way)_.*"
"""Columns of households that are written; all else stays inside."""


def write_access_geopackage(access: Access, path: Path, *, households: bool = False) -> None:
    """Access as a GeoPackage: villages, services, roads, groups, hazards, waters; townships, ways.

    Parameters
    ----------
    access
        From ``measure_access``.
    path
        Target file; replaced when it exists.
    households
        True adds the layer households and groups of fewer than three (internal; never the names
        of their heads). Without it the file tells what a public file may tell
        (``access_disclosure.public_access``).

    Notes
    -----
    CRS: the county's. Minutes of who cannot get there are infinite, unknown ones NULL.
    """
    told = access if households else public_access(access)
    layers = _layers(told, households=households)
    rules = _rules(told)
    styles = {
        name: style(
            rules.get(name, ()),
            LAYER_TYPES.get(name, ""),
            {str(column): _heading(str(column)) for column in layer},
            labelled=name == "villages",
            codes=CODED if name == "hazards" else CODED | CODES,
        )
        for name, layer in layers.items()
    }
    write_layers(layers, styles, path, geometry_types=LAYER_TYPES)


def _layers(access: Access, *, households: bool) -> dict[str, pd.DataFrame]:
    """Layers to write: columns that have a heading, ids first; tables that have rows."""
    land = land_minutes(access)
    villages = access.villages.assign(
        only_way_out=ways_out(access), **{str(name): land[name] for name in land}
    )
    layers: dict[str, pd.DataFrame] = {
        "villages": with_ranges(access, villages),
        "services": access.services,
        "roads": access.roads,
        "groups": with_ranges(access, access.groups),
        **({"households": _told_of_households(access)} if households else {}),
        "hazards": access.hazards,
        "waters": access.waters,
    }
    kept = {name: layer.rename_axis(IDS[name]).reset_index() for name, layer in layers.items()}
    tables = {"townships": access.townships, "ways": ways_taken(access.ways, list(layers.values()))}
    kept |= {name: table for name, table in tables.items() if len(table)}
    return {name: _with_headings(layer) for name, layer in kept.items()}


def _told_of_households(access: Access) -> pd.DataFrame:
    """Households with their minutes and ways."""
    told = with_ranges(access, access.households)
    return told.loc[:, told.columns.str.fullmatch(OF_HOUSEHOLDS)]


def _with_headings(layer: pd.DataFrame) -> pd.DataFrame:
    """Columns that have a heading, and the geometry; counts as numbers, "<3" as text."""
    kept = [one for one in layer if one == "geometry" or _heading(str(one))]
    told = layer[[one for one in kept if one not in NOT_PUBLISHED]]
    texts = {
        str(one): told[one].map(lambda cell: cell if pd.isna(cell) else str(cell))
        for one in told
        if one != "geometry" and told[one].dtype == object
    }
    return told.assign(**texts)


def _heading(column: str) -> str | None:
    """Chinese heading of a column; None for those that only the program needs."""
    if column.startswith("within_"):
        return filled(ACCESS_COLUMNS["within"][0], minutes=column.removeprefix("within_"))
    name, _, season = column.rpartition("_")
    if season in SEASONS and name in ACCESS_COLUMNS:
        return filled(ACCESS_COLUMNS[name][0], season=ACCESS[season][0])
    pair = ACCESS_COLUMNS.get(column) or COLUMNS.get(column)
    return pair[0] if pair else column_heading(column)


def _rules(access: Access) -> dict[str, list[Rule]]:
    """Legend of every layer; villages by their minutes to the first kind of service."""
    kinds = kinds_measured(access)
    column = f"minutes_{kinds[0]}_wet_now" if kinds else None
    return {
        "villages": _bands(column, SERVICES[kinds[0]][0] if kinds else ""),
        "services": [Rule(MAP["service"][0], "ELSE", marker("diamond", SERVICE, "2.6"))],
        "roads": [
            Rule(ACCESS_LEGEND["hanging"][0], '"people_isolated" > 0', line(ALERT, "1.0")),
            Rule(ACCESS_LEGEND["paved"][0], '"hardened"', line(PAVED, "0.6")),
            Rule(ACCESS_LEGEND["closed"][0], 'NOT "passable_wet"', line(CANDIDATE, "0.3", "dash")),
            Rule(ACCESS_LEGEND["unpaved"][0], "ELSE", line(OTHER, "0.3")),
        ],
        "groups": [Rule(MAP["group"][0], "ELSE", marker("circle", WHITE, "1.6"))],
        "households": [Rule(MAP["household_safe"][0], "ELSE", marker("circle", OTHER, "1.2"))],
        "hazards": hazard_rules(),
        "waters": [Rule(ACCESS_LEGEND["water"][0], "ELSE", fill(WATER))],
    }


def _bands(column: str | None, service: str) -> list[Rule]:
    """Villages by minutes when wet; alike where nothing is measured."""
    if column is None:
        return [Rule(ACCESS_LEGEND["unknown"][0], "ELSE", marker("circle", UNKNOWN, "2.4"))]
    told = f"{ACCESS['wet'][0]}天到{service} "
    rules = [
        Rule(
            told + filled(ACCESS_LEGEND["within"][0], minutes=most),
            f'"{column}" > {least} AND "{column}" <= {most}',
            marker("circle", colour, "2.6"),
        )
        for least, most, colour in zip((-1, *WITHIN_MINUTES), WITHIN_MINUTES, BANDS, strict=False)
    ]
    longest = WITHIN_MINUTES[-1]
    over = filled(ACCESS_LEGEND["over"][0], minutes=longest)
    return [
        *rules,
        Rule(
            told + over,
            f'"{column}" > {longest} AND "{column}" < 1e9',
            marker("circle", BANDS[-1], "2.6"),
        ),
        Rule(
            told + ACCESS_LEGEND["cut_off"][0], f'"{column}" >= 1e9', marker("cross2", PAVED, "2.6")
        ),
        Rule(ACCESS_LEGEND["unknown"][0], "ELSE", marker("circle", UNKNOWN, "2.0")),
    ]
