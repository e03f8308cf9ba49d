"""Plan -> ``plan.gpkg``: the county's layers for QGIS, each with a style and Chinese headings.

QGIS finds the styles in the table ``layer_styles`` and applies them on loading. The file carries
no time of writing, so equal plans give equal bytes.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely import LineString

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.disclosure import FEWEST_HOUSEHOLDS, public_plan
from geoplan.publish.minutes import with_ranges
from geoplan.publish.qgis import GEOMETRY_TYPES, column_heading, layer_style

ID_COLUMNS = {
    "villages": "village_id",
    "roads": "link_id",
    "projects": "project_id",
    "treatments": "work_id",
    "sites": "site_id",
    "services": "service_id",
    "moves": "group_id",
    "groups": "group_id",
    "site_land": "site_id",
    "hazards": "hazard_id",
    "households": "household_id",
}
"""Name of each layer's index in the file; a road may consist of several links."""
REASONS = {
    "villages": labels.VILLAGE_REASONS,
    "projects": labels.PROJECT_REASONS,
    "treatments": labels.TREATMENT_REASONS,
    "sites": labels.SITE_REASONS,
    "groups": labels.GROUP_REASONS,
    "site_land": labels.SITE_REASONS,
}
"""Layers whose reason is also told in words."""
GROUP_COLUMNS = [
    "village_id", "name", "households", "people", "need", "must_move", "consent", "unasked_households",
    "hazard_class", "hazard_id", "hazard_kind", "threatened_households", "threatened_people",
    "how", "site_id", "year", "safe_year", "distance_m", "cost_yuan", "farm_minutes_dry_now",
    "farm_minutes_dry_after", "reason", "geometry",
]  # fmt: skip
"""What is told of a group; ``how`` is the mode that the plan gives it."""
OLDEST_VERSION = "1.2"
"""Of GeoPackage: QGIS and GDAL of earlier years read it without a warning."""
_CLOCK = "2000-01-01T00:00:{:02d}.000Z"
_GDAL_OPTIONS = {"OGR_CURRENT_DATE": _CLOCK.format(0), "OGR_GPKG_ALLOW_THREADED_RTREE": "NO"}
_LAYER_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""


def write_geopackage(plan: Plan, path: Path, *, households: bool = False) -> None:
    """Plan as a GeoPackage: all layers of ``ID_COLUMNS``, and the ways taken.

    Parameters
    ----------
    plan
        Finished plan.
    path
        Target file; replaced when it exists.
    households
        True adds the layer households and the moves of groups under three households: for the
        office that carries out the moves. Without it, the file tells what the public map tells
        (``disclosure.public_plan``): nothing that names, counts or is found by subtracting a group
        of fewer than three households.

    Notes
    -----
    CRS: the county's. Minutes that cannot be reached are infinite, unknown ones NULL.
    """
    layers = _layers(plan if households else public_plan(plan), households)
    styles = {name: layer_style(name, plan.years, layers[name].columns) for name in layers}
    write_layers(layers, styles, path, geometry_types=GEOMETRY_TYPES)


def write_layers(
    layers: Mapping[str, pd.DataFrame],
    styles: Mapping[str, str],
    path: Path,
    *,
    geometry_types: Mapping[str, str],
) -> None:
    """Layers, and tables without a place, as a GeoPackage with their styles.

    Parameters
    ----------
    layers
        By name, in the order in which QGIS lists them; all in one CRS.
    styles
        QML of each, from ``qgis.style``.
    path
        Target file; replaced when it exists.
    geometry_types
        Geometry of each layer; a table has none.
    """
    path.unlink(missing_ok=True)
    with _fixed_clock():
        for number, (name, layer) in enumerate(layers.items()):
            kind = geometry_types.get(name, "")
            pyogrio.write_dataframe(
                layer, path, layer=name, driver="GPKG", append=number > 0,
                dataset_options={"VERSION": OLDEST_VERSION} if number == 0 else None,
                promote_to_multi=kind.startswith("Multi"),
                geometry_type=None if len(layer) else kind or None,
            )  # fmt: skip
    with closing(sqlite3.connect(path)) as database, database:
        _add_styles(database, {name: (styles[name], name in geometry_types) for name in layers})


def moves(plan: Plan, *, households: bool = False) -> gpd.GeoDataFrame:
    """Way of each moving group to its site, as a straight line.

    Parameters
    ----------
    plan
        Finished plan.
    households
        True includes groups with fewer than three households.

    Returns
    -------
    GeoDataFrame
        Index group_id; group_name, village_id, site_id, site_name, year, households, people,
        cost_yuan. LineString in the county's CRS; groups without a point are left out.
    """
    groups = plan.groups[plan.groups["site_id"].notna() & plan.groups.geometry.notna()]
    if not households:
        groups = groups[groups["households"] >= FEWEST_HOUSEHOLDS]
    sites = plan.sites.loc[groups["site_id"]]
    lines = [
        LineString([group.centroid, site.centroid])
        for group, site in zip(groups.geometry, sites.geometry, strict=True)
    ]
    kept = ["village_id", "site_id", "year", "households", "people", "cost_yuan"]
    table = groups[kept].assign(group_name=groups["name"], site_name=sites["name"].to_numpy())
    return gpd.GeoDataFrame(table, geometry=lines, crs=plan.groups.crs)


def land_of_sites(plan: Plan) -> gpd.GeoDataFrame:
    """Sites of which the land is known, with its outline instead of their point; without minutes."""
    sites = plan.sites.drop(columns="geometry")
    sites = sites.loc[:, ~sites.columns.str.match("minutes_|ridden_|way_")]
    land = gpd.GeoSeries(sites["land"], crs=plan.sites.crs)
    outlined = gpd.GeoDataFrame(sites.drop(columns="land"), geometry=land)
    return outlined[outlined.geometry.notna()]


def all_reasons(reasons: "pd.Series[str]") -> "pd.Series[str]":
    """Words for codes of sites joined by ";"; empty without any."""
    return reasons.map(
        lambda codes: "；".join(labels.SITE_REASONS[one][0] for one in codes.split(";") if one)
    ).astype("str")


def _chosen_works(plan: Plan, households: bool) -> gpd.GeoDataFrame:
    """Works in the plan; what they are worth, which counts everybody on the road, for the office."""
    chosen = plan.treatments[plan.treatments["selected"]]
    return chosen if households else chosen.drop(columns="worth_yuan")


def _layers(plan: Plan, households: bool) -> dict[str, pd.DataFrame]:
    """Layers to write: columns that have a heading, ids first, nothing to derive moves from."""
    layers: dict[str, gpd.GeoDataFrame] = {
        "villages": with_ranges(plan, plan.villages),
        "roads": plan.roads,
        "projects": plan.projects,
        "treatments": _chosen_works(plan, households),
        "sites": plan.sites,
        "services": plan.services,
        "moves": moves(plan, households=households),
        "groups": plan.groups.assign(how=plan.groups["mode"])[GROUP_COLUMNS],
        "site_land": land_of_sites(plan),
        "hazards": plan.hazards,
    }
    if households:
        layers["households"] = with_ranges(plan, plan.households)
    for name, pairs in REASONS.items():
        told = layers[name]["reason"].map({code: pair[0] for code, pair in pairs.items()})
        layers[name] = layers[name].assign(reason_words=told)
    for name in ("sites", "site_land"):
        layers[name] = layers[name].assign(reasons_words=all_reasons(layers[name]["reasons"]))
    layers = {name: layer.rename_axis(ID_COLUMNS[name]) for name, layer in layers.items()}
    kept: dict[str, pd.DataFrame] = {
        name: layer[
            [c for c in layer if column_heading(str(c)) or c == layer.geometry.name]
        ].reset_index()
        for name, layer in layers.items()
    }
    ways = ways_taken(plan.ways, kept.values())
    return kept | ({"ways": ways} if len(ways) else {})


def ways_taken(ways: pd.DataFrame, layers: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Ways that somebody in the layers takes, with their ids.

    Parameters
    ----------
    ways
        As ``Plan.ways``.
    layers
        With columns way_{kind}_{season}_{when}, or without.
    """
    columns = [layer[one] for layer in layers for one in layer if str(one).startswith("way_")]
    return ways[ways.index.isin(pd.concat([pd.Series(dtype="str"), *columns]))].reset_index()


def _add_styles(database: sqlite3.Connection, styles: Mapping[str, tuple[str, bool]]) -> None:
    """Table ``layer_styles`` with one default style per layer, known to the GeoPackage.

    Each style comes with whether its layer has a geometry, and has its own second: QGIS lists those
    of one moment several times.
    """
    database.execute(_LAYER_STYLES)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
        (_CLOCK.format(0),),
    )
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
        "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
        "update_time) VALUES ('', '', ?, ?, ?, ?, '', 1, 'geoplan', '', ?)",
        [
            (name, "geom" if has_place else "", name, qml, _CLOCK.format(second))
            for second, (name, (qml, has_place)) in enumerate(styles.items())
        ],
    )


@contextmanager
def _fixed_clock() -> Iterator[None]:
    """GDAL writes a fixed date; its settings come back afterwards."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in _GDAL_OPTIONS}
    pyogrio.set_gdal_config_options(_GDAL_OPTIONS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
