"""Where the rows of a layer are: points from coordinate columns, and the CRS when none is given."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geoplan.crs import CGCS2000, like_degrees, not_finite
from geoplan.errors import LayerError
from geoplan.readers.columns import half_width, plain
from geoplan.schema import AREA, Layer, fault, masked, raise_faults

NAMES = {
    "lon": ("lon", "lng", "longitude", "经度", "东经"),
    "lat": ("lat", "latitude", "纬度", "北纬"),
    "x": ("x", "easting", "x坐标", "东坐标"),
    "y": ("y", "northing", "y坐标", "北坐标"),
}
"""Columns from which points are made: degrees, or metres in the county's CRS."""
THREE_DEGREE_ZONES, SIX_DEGREE_ZONES = range(25, 46), range(13, 24)
"""First two digits of CGCS2000 eastings with a zone prefix: EPSG:4513-4533 and EPSG:4491-4501."""


def known_names() -> set[str]:
    """Every name, in plain form, that is read as a coordinate."""
    return {name for names in NAMES.values() for name in names}


def locate(
    layer: Layer, frame: pd.DataFrame, assumed: pyproj.CRS | None
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Layer with flat geometry and a CRS, and remarks on what was assumed.

    Parameters
    ----------
    layer
        What the rows are.
    frame
        Rows of a file; a table's coordinate columns become points and disappear.
    assumed
        CRS in metres for coordinates that are no degrees and come without a CRS; None: refuse them.

    Raises
    ------
    LayerError
        No coordinates where the layer needs them, unreadable ones, or no CRS.
    """
    if isinstance(frame, gpd.GeoDataFrame):
        flat = frame.geometry.force_2d() if frame.has_z.any() else frame.geometry
        return _with_crs(layer, frame.set_geometry(flat), assumed)
    columns = coordinate_columns(layer, list(frame.columns))
    if columns is None:
        if layer.geometry_required:
            raise_faults(layer.name, [_no_coordinates()])
        nowhere = gpd.GeoSeries(None, index=frame.index, crs=CGCS2000)
        return gpd.GeoDataFrame(frame, geometry=nowhere), []
    x, y = (_numbers(layer, frame[column]) for column in columns)
    points = gpd.GeoSeries.from_xy(x, y, index=frame.index).where(x.notna() & y.notna(), None)
    placed = gpd.GeoDataFrame(frame.drop(columns=[*columns]), geometry=points)
    if plain(columns[0]) in NAMES["lon"]:
        return placed.set_crs(CGCS2000), []
    return _with_crs(layer, placed, assumed)


def sound_areas(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Layer whose polygons are valid, and a remark when some had to be repaired."""
    if not set(AREA) & set(layer.geometry):
        return frame, []
    shapes = frame.geometry
    broken = shapes.geom_type.isin(AREA) & ~shapes.is_valid & ~not_finite(shapes)
    if not broken.any():
        return frame, []
    mended = [_polygons_of(shape) for shape in shapely.make_valid(np.asarray(shapes[broken]))]
    frame = frame.copy()
    frame.loc[broken, "geometry"] = gpd.GeoSeries(mended, index=shapes.index[broken], crs=frame.crs)
    return frame, [f"{layer.zh}：修复了 {int(broken.sum())} 个自相交的面 invalid polygons repaired"]


def single_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Layer whose multi-points are the one point in their middle."""
    several = frame.geometry.geom_type == "MultiPoint"
    if not several.any():
        return frame
    return frame.set_geometry(frame.geometry.where(~several, frame.geometry.centroid))


def exploded(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, "pd.Series[int]"]:
    """Layer of single lines and points, and into how many each row's shape was parted.

    Parts of ``R1`` are ``R1.1``, ``R1.2``; areas of several pieces stay one.

    Raises
    ------
    LayerError
        The id of a part is already that of another row.
    """
    several = frame.geometry.geom_type.isin(["MultiPoint", "MultiLineString"])
    pieces = pd.concat([frame[~several], frame[several].explode()]).sort_index(kind="stable")
    own = pieces.index.to_series()
    many = own.groupby(level=0).transform("size")
    part = pieces.groupby(level=0).cumcount() + 1
    pieces.index = pd.Index(
        own.where(many == 1, own + "." + part.astype("str")), name=frame.index.name
    )
    clash = pieces.index[pieces.index.duplicated()]
    if len(clash):
        raise_faults(
            layer.name,
            [fault(layer.index, "与拆分出的部分同号 is also the id of a part of another row;", clash,
                   len(frame), "请改号 Change it.")],
        )  # fmt: skip
    return pieces, many.set_axis(pieces.index)


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a repaired shape, without the lines and points that fell off."""
    pieces = [part for part in shapely.get_parts(shape) if part.geom_type in AREA]
    return shapely.union_all(pieces) if pieces else shapely.Polygon()


def coordinate_columns(layer: Layer, names: Iterable[str]) -> tuple[str, str] | None:
    """The two coordinate columns of a table, degrees before metres; None when there are none."""
    listed = list(names)
    for pair in (("lon", "lat"), ("x", "y")):
        found = [[name for name in listed if plain(name) in NAMES[axis]] for axis in pair]
        if any(len(one) > 1 for one in found):
            several = ", ".join(name for one in found if len(one) > 1 for name in one)
            raise_faults(
                layer.name,
                [fault("geometry 位置", f"几列都像坐标 several coordinate columns: {several}", (), 0,
                       "请删去一列 Remove one.")],
            )  # fmt: skip
        if all(found):
            return found[0][0], found[1][0]
    return None


def _no_coordinates() -> str:
    """Fault of a table without coordinates."""
    accepted = "; ".join("/".join(names) for names in NAMES.values())
    return fault(
        "geometry 位置", "缺少坐标 coordinates are needed", (), 0,
        f"可识别的列名 Columns that are read: {accepted} (经纬度 degrees, or x/y 米 in metres)",
    )  # fmt: skip


def _numbers(layer: Layer, cells: "pd.Series[str]") -> "pd.Series[float]":
    """Coordinates as numbers; blank stays NaN, anything else unreadable is a fault."""
    text = half_width(cells.astype("str"))
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    wrong = numbers.isna() & cells.notna()
    if wrong.any():
        got = ", ".join(sorted({masked(cell)[:20] for cell in text[wrong]})[:3])
        rows = [f"第{row + 2}行" for row in cells.index[wrong]]
        raise_faults(
            layer.name,
            [fault(f"{cells.name}", f"坐标无法识别 not a coordinate: 应为十进制数 expected a decimal "
                   f"number, 实为 got {got};", rows, len(cells), "请更正 Correct the cells.")],
        )  # fmt: skip
    return numbers


def _zone_hint(shapes: gpd.GeoSeries) -> str:
    """What to write when figures in metres have no CRS: the zone that their eastings begin with."""
    prefix = int(np.nanmedian(shapes.get_coordinates()["x"]) // 1e6)
    if prefix in THREE_DEGREE_ZONES:
        crs = f"EPSG:{4513 + prefix - THREE_DEGREE_ZONES[0]}"
        zone = f"横坐标以 {prefix} 开头 the eastings begin with {prefix}: 3 度带 zone {prefix} = {crs}. "
    elif prefix in SIX_DEGREE_ZONES:
        crs = f"EPSG:{4491 + prefix - SIX_DEGREE_ZONES[0]}"
        zone = f"横坐标以 {prefix} 开头 the eastings begin with {prefix}: 6 度带 zone {prefix} = {crs}. "
    else:
        crs, zone = "EPSG:4545", ""
    return (
        f'{zone}请在 county.toml 中写 Write in county.toml: crs = "{crs}", '
        f"或 or: geoplan new … --crs {crs}"
    )


def _with_crs(
    layer: Layer, placed: gpd.GeoDataFrame, assumed: pyproj.CRS | None
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Layer with its own CRS, or one that fits its figures, said in a remark."""
    if placed.crs is not None:
        return placed, []
    if bool(placed.geometry.isna().all()) or like_degrees(placed.geometry):
        remark = (
            f"{layer.zh}：无坐标系，按 CGCS2000 经纬度读取 no CRS, read as degrees ({CGCS2000})"
        )
        return placed.set_crs(CGCS2000), [remark]
    if assumed is None:
        raise LayerError(
            f"{layer.name} {layer.zh}: 没有坐标系 no CRS, 坐标为米 and the figures are metres. "
            f"{_zone_hint(placed.geometry)}"
        )
    remark = f"{layer.zh}：无坐标系，按 {assumed.name} 读取 no CRS, read as {assumed.to_string()}"
    return placed.set_crs(assumed), [remark]
