"""OpenStreetMap → roads, villages, services, buildings, water.

A file is read by GDAL in seconds; a place is downloaded by osmnx. From then on both are the same:
lines, points and areas with their tags as columns. Roads are cut where two lines share a vertex,
because GDAL gives no node ids and neighbouring ways share the vertex exactly.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from geoplan.crs import metric_crs
from geoplan.errors import LayerError
from geoplan.routing import names

TAGS = (
    "name", "highway", "place", "building", "amenity", "healthcare", "natural", "surface",
    "tracktype", "width", "ford", "ref", "service", *names.TAGS,
)  # fmt: skip
"""Tags that are used; whatever else a mapper wrote is not read."""
CLASS_SURFACE = {
    "motorway": "11", "trunk": "11", "primary": "11", "secondary": "11", "tertiary": "11",
    "unclassified": "31", "residential": "31", "living_street": "31", "service": "31", "road": "31",
    "track": "36",
}  # fmt: skip
"""Vehicle roads (their ``_link`` likewise), and the surface code to assume where none is tagged. C.

Footways, paths, steps and cycle tracks are no roads here.
"""
TRACK_SURFACE = {"grade1": "31", "grade2": "31", "grade3": "31"}
"""Tracks with a tracktype that promises stones; the others are earth."""
STUBS = ("driveway", "parking_aisle", "drive-through", "emergency_access")
"""Kinds of service road that lead to one door only."""
SURFACES = {
    "11": ("asphalt", "asphalt concrete", "paved", "bitumineux", "goudron", "tarmac", "沥青"),
    "12": ("concrete", "cement", "ciment", "beton", "水泥"),
    "23": ("chipseal",),
    "31": ("gravel", "compacted", "pebble", "gravier", "laterite", "砂石", "碎石"),
    "32": ("sett", "cobblestone", "stone"),
    "34": ("brick",),
    "35": ("paving_stones", "grass_paver", "metal", "wood"),
    "36": (
        "unpaved", "non goudron", "dirt", "earth", "ground", "soil", "sand", "mud", "clay", "grass",
        "rock", "terre", "土路",
    ),
}  # fmt: skip
"""Surface code (面层类型) and the words for it, also inside free text; the longest word wins."""
PLACES = ("city", "town", "village", "hamlet", "isolated_dwelling")
"""Places that become natural villages."""
SEATS = ("city", "town")
"""Places that are also the seat of a township."""
SERVICES = {
    "amenity": {
        "school": "school", "kindergarten": "school", "clinic": "clinic", "doctors": "clinic",
        "health_post": "clinic", "hospital": "hospital", "marketplace": "market",
        "townhall": "village_committee",
    },
    "healthcare": {
        "hospital": "hospital", "clinic": "clinic", "centre": "clinic", "doctor": "clinic",
    },
}  # fmt: skip
"""Kind of service by tag and value. A pharmacy is no clinic."""
NOT_LIVED_IN = (
    "barn", "chapel", "church", "commercial", "construction", "cowshed", "farm_auxiliary", "garage",
    "garages", "government", "greenhouse", "hospital", "industrial", "kindergarten", "kiosk", "mosque",
    "no", "office", "public", "retail", "roof", "ruins", "school", "service", "shed", "stable", "sty",
    "supermarket", "temple", "toilets", "transportation", "university", "warehouse",
)  # fmt: skip
"""Kinds of building in which nobody lives; all others are dwellings."""
ROUTE_CODE = r"[GSXYCZV][0-9A-Z]{3}\d{6}"
"""Route code of a Chinese highway agency. A."""


@dataclass(frozen=True)
class Features:
    """What OpenStreetMap holds, in the county's metric CRS, with the columns ``osm_id`` and TAGS."""

    roads: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame


def read_file(path: Path) -> Features:
    """Features of an OpenStreetMap file, read by GDAL's OSM driver.

    Parameters
    ----------
    path
        ``.osm.pbf`` or ``.osm``.

    Returns
    -------
    Features
        Vehicle roads, points and areas in the order of the file.

    Raises
    ------
    LayerError
        The file is absent, not OpenStreetMap, or without roads.
    """
    if not path.is_file():
        raise LayerError(f"{path}: 找不到文件 not found. 检查路径 Check the path.")
    try:
        lines, points, areas = (
            pyogrio.read_dataframe(path, layer=layer)
            for layer in ("lines", "points", "multipolygons")
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise LayerError(
            f"{path}: 不是 OpenStreetMap 文件 not an OpenStreetMap file (.osm.pbf, .osm). "
            "请重新下载 Download it again."
        ) from error
    area_id = ("r" + areas["osm_id"]).fillna("w" + areas["osm_way_id"])
    return _features(
        _with_tags(lines, "w" + lines["osm_id"]),
        _with_tags(points, "n" + points["osm_id"]),
        _with_tags(areas, area_id),
    )


def download(place: str) -> Features:
    """Features of a place, downloaded from OpenStreetMap by osmnx.

    Whole ways are asked for as features, not as a routing graph: a graph drops ``surface`` and
    merges the tags of ways. Meant for a county or less.

    Parameters
    ----------
    place
        Name that the geocoder finds, e.g. "Xunyang, Ankang, China".

    Returns
    -------
    Features
        As ``read_file`` gives them.

    Raises
    ------
    LayerError
        No network, or nothing found.
    """
    import osmnx  # seconds to import: only when something is downloaded

    osmnx.settings.use_cache = False  # leave no folder behind
    wanted = {
        "highway": [*CLASS_SURFACE, *(f"{one}_link" for one in CLASS_SURFACE)],
        "place": list(PLACES),
        **{tag: list(kinds) for tag, kinds in SERVICES.items()},
        "natural": "water",
        "building": True,
        "ford": True,
    }
    try:
        found = osmnx.features_from_place(place, wanted)
    except (OSError, ValueError, TypeError) as error:  # network, empty answer, no such place
        raise LayerError(
            f"{place}: 下载失败 could not be downloaded from OpenStreetMap ({error}). 检查网络和地名 "
            "Check the network and the name, or give a .osm.pbf file."
        ) from error
    ids = pd.Series([f"{element[0]}{number}" for element, number in found.index], found.index)
    kinds = (["LineString"], ["Point"], ["Polygon", "MultiPolygon"])
    rows = [found.geom_type.isin(kind) for kind in kinds]
    return _features(*(_with_tags(found[row], ids[row]) for row in rows))


def _with_tags(frame: gpd.GeoDataFrame, ids: "pd.Series[str]") -> gpd.GeoDataFrame:
    """Ids and used tags as columns, the latter also out of GDAL's ``other_tags`` text."""
    columns: dict[str, Any] = {"osm_id": ids.astype("str")}
    for tag in TAGS:
        if tag in frame:
            columns[tag] = frame[tag].astype("str")
        elif "other_tags" in frame:
            pattern = rf'"{tag}"=>"((?:[^"\\]|\\.)*)"'
            columns[tag] = frame["other_tags"].astype("str").str.extract(pattern, expand=False)
        else:
            columns[tag] = pd.Series(np.nan, index=frame.index, dtype="str")
    columns["name"] = names.readable(columns["name"], *(columns[tag] for tag in names.TAGS))
    tagged = gpd.GeoDataFrame(columns, geometry=frame.geometry, crs="EPSG:4326")
    return tagged.reset_index(drop=True)


def _features(
    lines: gpd.GeoDataFrame, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> Features:
    """Vehicle roads, points and areas in the metric CRS that fits the roads."""
    road_class = lines["highway"].str.removesuffix("_link")
    wanted = road_class.isin(list(CLASS_SURFACE)) & ~lines["service"].isin(STUBS)
    roads = lines[wanted & (shapely.length(lines.geometry.to_numpy()) > 0)]
    if roads.empty:
        raise LayerError(
            "OpenStreetMap: 没有道路 no roads for vehicles. 检查文件范围 Check what the file covers."
        )
    west, south, east, north = roads.total_bounds
    crs = metric_crs((west, south, east, north))
    roads = roads.assign(highway=road_class[roads.index]).reset_index(drop=True)
    return Features(roads.to_crs(crs), points.to_crs(crs), areas.to_crs(crs))


def roads(features: Features) -> gpd.GeoDataFrame:
    """Vehicle roads, cut at junctions, with surface codes.

    Parameters
    ----------
    features
        Of ``read_file`` or ``download``.

    Returns
    -------
    GeoDataFrame
        Columns of the layer ``roads``: ``road_id`` (way id and number of the piece),
        ``name`` or ref, ``route_code`` (a ref of that form), ``surface_code``,
        ``surface_assumed`` (by road class, ``CLASS_SURFACE``), ``surface_width_m`` (NaN unless
        tagged), ``ford``.
    """
    lines = features.roads
    codes = {tag: _surface_code(tag) for tag in lines["surface"].dropna().unique()}
    tagged = lines["surface"].map(codes).astype("str")
    by_class = lines["highway"].map(CLASS_SURFACE)
    by_class = lines["tracktype"].where(by_class == "36").map(TRACK_SURFACE).fillna(by_class)
    ref = lines["ref"]
    table = pd.DataFrame(
        {
            "osm_id": lines["osm_id"],
            "name": names.readable(lines["name"], ref),
            "route_code": ref.where(ref.fillna("").str.fullmatch(ROUTE_CODE)),
            "surface_code": tagged.fillna(by_class),
            "surface_assumed": tagged.isna(),
            "surface_width_m": _metres(lines["width"]),
            "ford": lines["ford"].notna() & ~lines["ford"].isin(["no"]),
        }
    )
    pieces, owner = split(lines.geometry)
    cut = gpd.GeoDataFrame(table.iloc[owner].reset_index(drop=True), geometry=pieces)
    number = cut.groupby("osm_id").cumcount().astype("str")
    cut.insert(0, "road_id", cut.pop("osm_id") + "-" + number)
    fords = features.points.geometry[features.points["ford"] == "yes"]
    cut["ford"] |= cut.index.isin(cut.sindex.query(fords, predicate="intersects")[1])
    return cut


def split(lines: gpd.GeoSeries) -> tuple[gpd.GeoSeries, NDArray[np.intp]]:
    """Pieces of lines between the vertices that lines share.

    Parameters
    ----------
    lines
        LineStrings. A vertex is shared when another line, or the same one again, has a vertex
        with identical coordinates.

    Returns
    -------
    pieces
        LineStrings in the order of the lines and along them, same CRS.
    owner
        Position of each piece's line.
    """
    xy, line = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    repeated = np.zeros(len(xy), dtype=bool)
    repeated[1:] = (line[1:] == line[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    xy, line = xy[~repeated], line[~repeated]
    _, vertex, uses = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True, return_counts=True)
    first = np.append(True, line[1:] != line[:-1])
    last = np.append(line[1:] != line[:-1], True)
    cut = (uses[vertex] > 1) & ~first & ~last
    copies = np.where(cut, 2, 1)  # a cut vertex ends one piece and begins the next
    position = np.cumsum(copies) - copies
    begins = np.zeros(copies.sum(), dtype=bool)
    begins[position[first]] = True
    begins[position[cut] + 1] = True
    piece = np.cumsum(begins) - 1
    owner = np.repeat(line, copies)[begins]
    pieces = shapely.linestrings(np.repeat(xy, copies, axis=0), indices=piece)
    return gpd.GeoSeries(pieces, crs=lines.crs), owner


def _surface_code(tag: str) -> str | None:
    """Code of the longest known word in one tag: ``asphalt_no_1`` is asphalt."""
    letters = unicodedata.normalize("NFKD", tag.lower())
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    found = [(len(one), code) for code, words in SURFACES.items() for one in words if one in text]
    return max(found)[1] if found else None


def _metres(tags: "pd.Series[str]") -> "pd.Series[float]":
    """Widths in metres: "3,5 m" is 3.5; NaN where none can be read or none is possible."""
    plain = tags.str.replace(",", ".").str.extract(r"^\s*(\d+(?:\.\d+)?)\s*m?\s*$", expand=False)
    width = pd.to_numeric(plain, errors="coerce").astype("float64")
    return width.where(width.between(1, 40))


def villages(features: Features) -> gpd.GeoDataFrame:
    """Places people live in, each with the town or city nearest to it as its township.

    Parameters
    ----------
    features
        Of ``read_file`` or ``download``.

    Returns
    -------
    GeoDataFrame
        Columns of the layer ``villages`` and ``place`` (the tag). A place without name is called
        by its id; each is its own administrative village; without any town no township is told.

    Raises
    ------
    LayerError
        There is no place.
    """
    places = _as_points(features, "place", dict(zip(PLACES, PLACES, strict=True)), name="place")
    if places.empty:
        raise LayerError(
            "OpenStreetMap: 没有村庄 no places (village, hamlet, town, city). "
            "请补村庄表 Add places to OpenStreetMap or plan with your own village table."
        )
    ids = _numbered("V", len(places))
    table = gpd.GeoDataFrame(
        {"village_id": ids, "name": names.readable(places["name"], ids), "place": places["place"]},
        geometry=places.geometry,
    )
    table = table.assign(admin_village_id=ids, admin_village_name=table["name"])
    seats = table[table["place"].isin(SEATS)]
    table["township_id"] = table["township_name"] = pd.Series(np.nan, table.index, dtype="str")
    if len(seats):
        nearest = seats.sindex.nearest(table.geometry, return_all=False)[1]
        table["township_id"] = _numbered("T", len(seats)).iloc[nearest].to_numpy()
        table["township_name"] = seats["name"].iloc[nearest].to_numpy()
    return table


def services(features: Features, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Schools, clinics, hospitals, markets, town halls, and the seats of the townships.

    Parameters
    ----------
    features
        Of ``read_file`` or ``download``.
    villages
        Of ``villages``; its towns and cities become seats.

    Returns
    -------
    GeoDataFrame
        Columns of the layer ``services``; areas as points inside them.
    """
    found = [_as_points(features, tag, kinds, name="kind") for tag, kinds in SERVICES.items()]
    once = pd.concat(found).drop_duplicates("osm_id")
    seats = villages[villages["place"].isin(SEATS)].assign(kind="township_seat")
    table = pd.concat([seats, once], ignore_index=True)[["kind", "name", "geometry"]]
    return gpd.GeoDataFrame(table.assign(service_id=_numbered("S", len(table))), crs=villages.crs)


def dwellings(features: Features) -> gpd.GeoSeries:
    """A point inside each building in which people may live (not in ``NOT_LIVED_IN``)."""
    building = features.areas["building"]
    lived_in = building.notna() & ~building.isin(NOT_LIVED_IN)
    points = features.areas[lived_in].representative_point()
    return gpd.GeoSeries(points.to_numpy(), crs=features.areas.crs)


def water(features: Features) -> gpd.GeoDataFrame:
    """Lakes, ponds and rivers drawn as areas: columns of the layer ``exclusions``."""
    areas = features.areas[features.areas["natural"] == "water"]
    return gpd.GeoDataFrame(
        {"exclusion_id": areas["osm_id"], "kind": "water", "name": areas["name"]},
        geometry=areas.geometry,
    )


def _as_points(
    features: Features, tag: str, kinds: Mapping[str, str], *, name: str
) -> gpd.GeoDataFrame:
    """Points, and points inside areas, whose tag is one of ``kinds``; the column ``name`` says which.

    Mappers often draw a school twice, as an outline and as a point in it: such outlines count once.
    """
    points, areas = (
        layer.assign(**{name: layer[tag].map(kinds).astype("str")}).dropna(subset=[name])
        for layer in (features.points, features.areas)
    )
    area, point = points.sindex.query(areas.geometry, predicate="intersects")
    same = areas[name].to_numpy()[area] == points[name].to_numpy()[point]
    once = areas.drop(index=areas.index[np.unique(area[same])])
    once = once.set_geometry(once.geometry.representative_point())
    return gpd.GeoDataFrame(pd.concat([points, once], ignore_index=True), crs=points.crs)


def _numbered(letter: str, count: int) -> "pd.Series[str]":
    """Ids V001, V002, ... with as many digits as needed."""
    width = max(3, len(str(count)))
    return pd.Series([f"{letter}{number:0{width}d}" for number in range(1, count + 1)], dtype="str")
