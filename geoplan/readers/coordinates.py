"""Where the rows of a layer are: points from coordinate columns, datum, axes and CRS.

Read are decimal degrees, degrees-minutes-seconds in any writing, one column for both, and metres of
a Gauss-Krüger zone with or without zone prefix. On Chinese survey sheets X is the northing: which
column is which is told by the figures.
"""

import re
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geoplan import config
from geoplan.crs import CGCS2000, CHINA, like_degrees, prefixed_zones, rectified
from geoplan.errors import LayerError
from geoplan.readers.columns import half_width, plain
from geoplan.schema import Finding, Layer, fault, masked, note, raise_faults

NAMES = {
    "lon": ("lon", "lng", "long", "longitude", "经度", "东经", "经度坐标", "jd", "gpsjd"),
    "lat": ("lat", "latitude", "纬度", "北纬", "纬度坐标", "wd", "gpswd"),
    "x": ("x", "easting", "x坐标", "东坐标", "横坐标", "x轴"),
    "y": ("y", "northing", "y坐标", "北坐标", "纵坐标", "y轴"),
    "both": (
        "坐标",
        "经纬度",
        "经纬度坐标",
        "gps",
        "gps坐标",
        "坐标位置",
        "coordinates",
        "latlon",
        "lonlat",
    ),
}
"""Columns from which points are made: degrees, metres, or both figures in one cell."""
DEGREES_MINUTES_SECONDS = re.compile(
    r"([+-]?\d{1,3})\s*(?:°|度|d|:|\s)\s*(\d{1,2}(?:\.\d+)?)\s*(?:'|分|m|:|\s|$)"
    r"\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:''|\"|秒|s)?)?"
)
_SIDE = r"(?:东经|西经|北纬|南纬|经度|纬度|[ewns经纬]):?"
PAIRS = (
    r"^([^,;/|]*\d[^,;/|]*)[,;/|]\s*([^,;/|]*\d[^,;/|]*)$",
    rf"^({_SIDE}.*?\d[^a-z]*?)\s*({_SIDE}.*\d.*)$",
    rf"^(\d.*?{_SIDE})\s*(\d.*{_SIDE})$",
    r"^([^\s]*\d[^\s]*)\s+(\d+(?:\.\d+|\s*[°度d]).*)$",
)
"""How two figures stand in one cell: with a sign between them, each after the word for its side,
each before it, with a blank between them."""
HEMISPHERE = re.compile(_SIDE, re.IGNORECASE)
_MARKS = str.maketrans({"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "`": "'", "＇": "'",
                        "″": '"', "”": '"', "“": '"', "＂": '"', "：": ":", "，": ",", "、": ","})  # fmt: skip


def known_names() -> set[str]:
    """Every name, in plain form, that is read as a coordinate."""
    return {name for names in NAMES.values() for name in names}


def locate(
    layer: Layer, frame: pd.DataFrame, entry: config.LayerFile, assumed: pyproj.CRS | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer with flat geometry and a CRS, and notes on what was assumed.

    Parameters
    ----------
    layer
        What the rows are.
    frame
        Rows of a file; a table's coordinate columns become points and disappear.
    entry
        What the settings say of the file: crs, datum, swap_axes.
    assumed
        CRS in metres for coordinates that are no degrees and come without a CRS; None: refuse them.

    Raises
    ------
    LayerError
        No coordinates where the layer needs them, unreadable ones, or no CRS.
    """
    placed, notes = _placed(layer, frame)
    if entry.swap_axes:
        placed = placed.set_geometry(_swapped(placed.geometry))
    if entry.crs is not None:
        placed = placed.set_crs(_file_crs(layer, entry.crs), allow_override=True)
    placed, told = _with_crs(layer, placed, assumed)
    if entry.datum is not None:
        placed = placed.set_geometry(rectified(placed.geometry, entry.datum))
    return placed, notes + told


def coordinate_columns(layer: Layer, names: Iterable[str]) -> tuple[str, ...] | None:
    """The coordinate columns of a table: two, degrees before metres, or one for both; or None."""
    listed = list(names)
    for axes in (("lon", "lat"), ("x", "y"), ("both",)):
        found = [[name for name in listed if plain(name) in NAMES[axis]] for axis in axes]
        if any(len(one) > 1 for one in found):
            several = ", ".join(name for one in found if len(one) > 1 for name in one)
            raise_faults(
                layer.name,
                [fault("geometry 位置", f"几列都像坐标 several coordinate columns: {several}", (), 0,
                       "请删去一列 Remove one.")],
            )  # fmt: skip
        if all(found):
            return tuple(one[0] for one in found)
    return None


def _placed(layer: Layer, frame: pd.DataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer with flat geometry, of a table made from its coordinate columns."""
    if isinstance(frame, gpd.GeoDataFrame):
        flat = frame.geometry.force_2d() if frame.has_z.any() else frame.geometry
        return frame.set_geometry(flat), []
    columns = coordinate_columns(layer, list(frame.columns))
    if columns is None:
        if layer.geometry_required:
            raise_faults(layer.name, [_no_coordinates(layer)])
        nowhere = gpd.GeoSeries(None, index=frame.index, crs=CGCS2000)
        return gpd.GeoDataFrame(frame, geometry=nowhere), []
    if len(columns) == 1:
        cells = pd.DataFrame(dict(enumerate(_halves(frame[columns[0]]))))
    else:
        cells = pd.DataFrame({0: frame[columns[0]], 1: frame[columns[1]]})
    x, y = (_numbers(layer, cells[axis], ", ".join(columns)) for axis in cells)
    by_name = plain(columns[0]) in NAMES["lon"]
    x, y, notes = (x, y, []) if by_name else _by_figures(layer, x, y)
    points = gpd.GeoSeries.from_xy(x, y, index=frame.index).where(x.notna() & y.notna(), None)
    placed = gpd.GeoDataFrame(frame.drop(columns=[*columns]), geometry=points)
    return (placed.set_crs(CGCS2000) if by_name else placed), notes


def _by_figures(
    layer: Layer, x: "pd.Series[float]", y: "pd.Series[float]"
) -> tuple["pd.Series[float]", "pd.Series[float]", list[Finding]]:
    """Easting and northing, exchanged where the figures say that X is the northing."""
    if not (_is_north(x) and _is_east(y)):
        return x, y, []
    what = f"{layer.zh}：按数值判定 X（第一个数）为北坐标 by their figures, the first ones are northings"
    return y, x, [note(layer.name, what, "none")]


def _is_north(figures: "pd.Series[float]") -> bool:
    """True when figures can only be latitudes of China or northings in metres."""
    middle = float(figures.median())
    return CHINA[1] <= middle <= CHINA[3] or 1.9e6 <= middle <= 6.0e6


def _is_east(figures: "pd.Series[float]") -> bool:
    """True when figures can only be longitudes of China or eastings in metres."""
    middle = float(figures.median())
    return CHINA[0] <= middle <= CHINA[2] or 1e5 <= middle < 1e6 or 13e6 <= middle < 46e6


def _halves(cells: "pd.Series[str]") -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """The two figures of cells such as "109.36,32.83" or "东经109°21′ 北纬32°49′"."""
    text = half_width(cells.astype("str")).str.translate(_MARKS).str.strip("()（）[]【】")
    two = pd.DataFrame(index=text.index, columns=[0, 1], dtype="str")
    for pattern in PAIRS:
        two = two.fillna(text.str.extract(pattern, flags=re.IGNORECASE))
    return two[0].fillna(text), two[1].where(two[1].notna() | text.isna(), "")


def _numbers(layer: Layer, cells: "pd.Series[str]", column: str) -> "pd.Series[float]":
    """Coordinates as numbers; blank stays NaN, anything else unreadable is a fault."""
    text = half_width(cells.astype("str")).str.translate(_MARKS)
    bare = text.str.replace(HEMISPHERE, "", regex=True).str.strip()
    decimal = bare.str.replace(r"(?<=\.)(\d+)\s*[°度]$", r"\1", regex=True)
    numbers = pd.to_numeric(decimal, errors="coerce").astype("float64")
    parts = bare.str.replace("''", '"').str.extract(f"^{DEGREES_MINUTES_SECONDS.pattern}$")
    parts = parts.astype("float64")
    sexagesimal = parts[0] + (parts[1] / 60 + parts[2].fillna(0) / 3600) * np.copysign(1, parts[0])
    numbers = numbers.fillna(sexagesimal.where((parts[1] < 60) & ~(parts[2] >= 60)))
    numbers = numbers.where(~text.str.contains(r"西经|南纬|[ws]", case=False, na=False), -numbers)
    wrong = numbers.isna() & cells.notna()
    if wrong.any():
        got = ", ".join(sorted({masked(cell)[:20] for cell in text[wrong]})[:3])
        rows = pd.Series("", index=cells.index[wrong])
        raise_faults(
            layer.name,
            [fault(column, "坐标无法识别 not a coordinate: 应为十进制数或度分秒 expected a decimal "
                   f"number or degrees, minutes, seconds, 实为 got {got or '空白 blank'};", rows, len(cells),
                   "请更正 Correct the cells.")],
        )  # fmt: skip
    return numbers


def _no_coordinates(layer: Layer) -> Finding:
    """Fault of a table without coordinates."""
    if "Point" not in layer.geometry:
        return fault(
            "geometry 位置", "表格里没有图形 a table has no lines or areas", (), 0,
            "请用 GIS 文件 Give a GIS file: .shp, .gpkg, .gdb, .geojson, .kml, .dxf",
        )  # fmt: skip
    accepted = "; ".join("/".join(names) for names in NAMES.values())
    return fault(
        "geometry 位置", "缺少坐标 coordinates are needed", (), 0,
        f"可识别的列名 Columns that are read: {accepted} (经纬度 degrees, or x/y 米 in metres)",
    )  # fmt: skip


def _swapped(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Shapes with their axes exchanged."""
    turned = shapely.transform(np.asarray(shapes), lambda pairs: pairs[:, ::-1])
    return gpd.GeoSeries(turned, index=shapes.index, crs=shapes.crs)


def _file_crs(layer: Layer, text: str) -> pyproj.CRS:
    """CRS that the settings give one file."""
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise LayerError(
            f'{layer.name} {layer.zh}: crs = "{text}": 未知坐标系 unknown CRS. 例如 Write e.g. '
            'crs = "EPSG:4524"'
        ) from error


def _with_crs(
    layer: Layer, placed: gpd.GeoDataFrame, assumed: pyproj.CRS | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer with its own CRS, or one that fits its figures, said in a note."""
    if placed.crs is not None:
        return placed, []
    if bool(placed.geometry.isna().all()) or like_degrees(placed.geometry):
        what = f"{layer.zh}：无坐标系，按 CGCS2000 经纬度读取 no CRS, read as degrees ({CGCS2000})"
        return placed.set_crs(CGCS2000), [note(layer.name, what, "none")]
    zones = prefixed_zones(placed.geometry)
    if zones is not None:
        told = ", ".join(f"{one.to_string()} {one.name}" for one in map(pyproj.CRS, zones.unique()))
        what = f"{layer.zh}：无坐标系，按横坐标的带号读取 no CRS, read by the zone in front of the eastings: {told}"
        return _joined_zones(placed, zones), [note(layer.name, what, "none")]
    if assumed is None:
        raise LayerError(
            f"{layer.name} {layer.zh}: 没有坐标系 no CRS, 坐标为米 and the figures are metres. "
            '请在 county.toml 中写 Write in county.toml: crs = "EPSG:4545", '
            "或 or: geoplan new … --crs EPSG:4545"
        )
    what = f"{layer.zh}：无坐标系，按 {assumed.name} 读取 no CRS, read as {assumed.to_string()}"
    return placed.set_crs(assumed), [note(layer.name, what, "may")]


def _joined_zones(placed: gpd.GeoDataFrame, zones: "pd.Series[str]") -> gpd.GeoDataFrame:
    """Layer in the zone of its first row; each row is read in its own."""
    first = zones.iloc[0]
    shapes = [
        gpd.GeoSeries(some, crs=zone).to_crs(first) for zone, some in placed.geometry.groupby(zones)
    ]
    return placed.set_geometry(gpd.GeoSeries(pd.concat(shapes).reindex(placed.index), crs=first))
