"""One layer, checked: where it lies, what its cells hold, shapes that planning can use."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from geoplan.crs import (
    FARTHEST_KM,
    beyond_degrees,
    centre_deg,
    far_away,
    not_finite,
    strays,
    too_narrow,
)
from geoplan.hazards import DEFAULT_RADIUS_M
from geoplan.readers import shapes
from geoplan.readers.roads import grade_codes, single_lines, surface_codes
from geoplan.schema import DTYPES, Finding, Layer, fault, note, raise_faults, validate


def check_layer(
    layer: Layer, frame: gpd.GeoDataFrame, roads: gpd.GeoSeries
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """One layer, validated, with sound shapes; and notes on what was mended."""
    raise_faults(layer.name, _place_faults(layer, frame, roads))
    sound, mended = shapes.sound_areas(layer, frame)
    valid = validate(layer.name, sound)
    if layer.name == "roads":
        valid, told = single_lines(surface_codes(grade_codes(valid)))
        return valid, mended + told
    if layer.name not in ("hazards", "farmland"):
        return shapes.single_points(valid), mended
    single, parts = shapes.exploded(layer, valid)
    if layer.name == "farmland":
        return single.assign(area_mu=single["area_mu"] / parts), mended
    single, assumed = _with_radius(single)
    return single, mended + assumed


def empty_layer(layer: Layer, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """The layer without rows, every declared column there."""
    cells = {column.name: pd.Series(dtype=DTYPES[column.kind]) for column in layer.columns}
    return gpd.GeoDataFrame(cells, geometry=[], crs=crs).set_index(layer.index)


def door_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Why a layer cannot even be brought into the county's CRS; rows by their labels."""
    if layer.name == "roads" and not np.isfinite(centre_deg(frame.geometry)).all():
        return [fault("geometry 位置", "没有可用坐标 no usable coordinates", (), 0,
                      "请检查坐标系 Check the layer's CRS.")]  # fmt: skip
    beyond = beyond_degrees(frame.geometry)
    if beyond.any():
        return [_no_degrees(frame.loc[beyond], len(frame))]
    narrow = too_narrow(frame.geometry) if layer.name == "roads" else None
    return [fault("geometry 位置", narrow, (), 0)] if narrow else []


def _no_degrees(rows: gpd.GeoDataFrame, total: int) -> Finding:
    """Fault of rows whose figures cannot be degrees, as their CRS says."""
    west, south, east, north = rows.total_bounds
    return fault(
        "geometry 位置", f"不是经纬度 no degrees, as the CRS says: 应为 expected ±180, ±90, "
        f"实为 got {west:.0f}…{east:.0f}, {south:.0f}…{north:.0f};", pd.Series("", index=rows.index), total,
        "可能是米制坐标或经纬度写反 Metres perhaps, or longitude and latitude swapped: 个别行请改正 correct single "
        "rows; 整个文件写反的 where a whole file is swapped: swap_axes = true",
    )  # fmt: skip


def _place_faults(layer: Layer, frame: gpd.GeoDataFrame, roads: gpd.GeoSeries) -> list[Finding]:
    """Why a layer, or some of its rows, cannot lie in the county of these roads."""
    finite = ~not_finite(frame.geometry)  # validate names the others
    stray = strays(frame.geometry, roads) & finite
    if not stray.any():
        return []
    whole = stray.sum() == frame.geometry[finite].notna().sum()
    away = far_away(gpd.GeoSeries(frame.geometry[finite]), roads) if whole else None
    if away is not None:
        return [fault("geometry 位置", away, (), 0)]
    return [fault("geometry 位置", f"远离本县（超过 {FARTHEST_KM:g} km） far from the county;",
                  frame.loc[stray, layer.index].astype("str").fillna("空白 blank"), len(frame),
                  "请更正 Correct the coordinates; 0, 0 是未测 means not measured.")]  # fmt: skip


def _with_radius(hazards: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Hazards whose points of radius 0 have an unknown one, and a note on all that have none."""
    point = hazards.geometry.geom_type == "Point"
    radius_m = hazards["radius_m"].mask(point & (hazards["radius_m"] == 0))
    unknown = point & radius_m.isna()
    if not unknown.any():
        return hazards, []
    what = (
        f"{int(unknown.sum())} 个灾害点没有影响半径，按 {DEFAULT_RADIUS_M:g} m 处理 hazard points without "
        f"radius: {DEFAULT_RADIUS_M:g} m is used"
    )
    told = note(
        "hazards", what, "may", ids=hazards.index[unknown], remedy="请补影响半径 Give the radius."
    )
    return hazards.assign(radius_m=radius_m), [told]
