"""Rasters of county.toml: elevation that covers the county, and values that mean danger."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray

from geoplan import config, terrain
from geoplan.errors import LayerError
from geoplan.readers.origins import unreadable
from geoplan.schema import Finding, note, validate

LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""Elevations outside are no elevations [m]."""
LEAST_COVER, GOOD_COVER = 0.01, 0.95
"""Share of places with an elevation: less is refused, less is told."""


def absent_rasters(layers: config.Layers, folder: Path) -> list[Finding]:
    """Faults of rasters that are not where county.toml says."""
    written = [rule.path for rule in layers.hazard_rasters]
    written += [path for path in (layers.dem, layers.land_cover) if path is not None]
    return [
        unreadable("dem", folder / path, f"{folder / path}: 找不到文件 not found. 请核对路径 Check the path "
                   "in county.toml.")
        for path in written
        if not (folder / path).is_file()
    ]  # fmt: skip


def elevation(
    path: Path, villages: gpd.GeoSeries, roads: gpd.GeoSeries
) -> tuple[terrain.Raster, list[Finding]]:
    """Elevation [m] in the roads' CRS, NaN where it cannot be one; and notes.

    Parameters
    ----------
    path
        Raster file.
    villages, roads
        Points and lines where an elevation is needed, in the county's CRS.

    Raises
    ------
    LayerError
        The raster is unreadable, or knows next to none of the places.
    """
    dem = terrain.read_raster(path, pyproj.CRS(roads.crs).to_string())
    notes = []
    impossible = ~((dem.values >= LOWEST_M) & (dem.values <= HIGHEST_M)) & ~np.isnan(dem.values)
    if impossible.any():
        dem = replace(dem, values=np.where(impossible, np.float32(np.nan), dem.values))
        what = (
            f"高程：{int(impossible.sum())} 个像元超出 {LOWEST_M:g}…{HIGHEST_M:g} m，按无数据处理 "
            "cells of the elevation are impossible and left out"
        )
        notes.append(note("dem", what, "may"))
    places = pd.concat([villages, roads.interpolate(0.5, normalized=True)])
    known = float(np.isfinite(terrain.sample(dem, places.x, places.y)).mean())
    if known < LEAST_COVER:
        raise LayerError(
            f"{path}: 高程不覆盖本县 the elevation covers {known:.1%} of the villages and roads. "
            "请核对文件、坐标系和单位（米） Check the file, its CRS, and that it is in metres."
        )
    if known < GOOD_COVER:
        what = f"高程：只覆盖 {known:.0%} 的村和路 elevation is known for {known:.0%} of villages and roads"
        notes.append(
            note("dem", what, "may", remedy="请换覆盖全县的高程 Give one that covers the county.")
        )
    return dem, notes


def land_cover(
    path: Path, villages: gpd.GeoSeries, classes: Iterable[int]
) -> tuple[terrain.Raster, list[Finding]]:
    """Classes of land cover in the villages' CRS, and notes.

    Parameters
    ----------
    path
        Raster file.
    villages
        Points, in the county's CRS.
    classes
        Of which the settings tell how people walk.
    """
    cover = terrain.read_raster(path, pyproj.CRS(villages.crs).to_string(), resampling="nearest")
    at_homes = terrain.sample(cover, *shapely.get_coordinates(villages.to_numpy()).T)
    known = np.isfinite(at_homes)
    if known.any() and np.isin(cover.values, list(classes)).any():
        return cover, []
    what = (
        "土地覆盖：不覆盖本县，没有用上 the land cover tells nothing of this county and is not used"
    )
    remedy = "请核对文件和坐标系 Check the file and its CRS."
    if known.any():
        seen = ", ".join(f"{one:g}" for one in np.unique(at_homes[known])[:8])
        what = f"土地覆盖：没有一个像元是设置里的类别（有 {seen}），没有用上 no cell has a class of the settings: not used"
        remedy = "请改 travel.land_cover_factors 的类别 Give the classes of this raster there."
    return cover, [note("dem", what, "may", remedy=remedy)]


def hazard_areas(
    rules: Iterable[config.HazardRaster], folder: Path, crs: pyproj.CRS
) -> list[gpd.GeoDataFrame]:
    """Hazard layers in ``crs``, one per raster and class: outlines of the cells in its range.

    Cells are outlined on the raster's own grid; only the outlines are projected.
    """
    found = []
    for number, rule in enumerate(rules, start=1):
        cells, transform, own = _cells(folder / rule.path)
        for hazard_class, (low, high) in sorted(rule.classes.items()):
            mask = (cells >= low) & (cells <= high)
            areas = terrain.polygonise(mask, transform, own).to_crs(crs)
            ids = [f"raster{number}-{hazard_class}-{row:05d}" for row in range(1, len(areas) + 1)]
            rows = {
                "hazard_id": ids, "kind": rule.kind, "hazard_class": float(hazard_class),
                "reach_ratio": rule.reach_ratio,
            }  # fmt: skip
            if ids:
                frame = gpd.GeoDataFrame(rows, geometry=areas.to_numpy(), crs=crs)
                found.append(validate("hazards", frame))
    return found


def _cells(path: Path) -> tuple[NDArray[np.floating], Affine, str]:
    """First band of a raster file (NaN without data), its grid and its CRS."""
    try:
        with rasterio.open(path) as source:
            if source.crs is None:
                raise LayerError(
                    f"{path}: 栅格没有坐标系 the raster has no CRS. 请用 GIS 定义 Define it."
                )
            values = source.read(1, masked=True).astype("float64").filled(np.nan)
            return values, source.transform, source.crs.to_wkt()
    except rasterio.RasterioIOError as error:
        raise LayerError(
            f"{path}: 读不出栅格 cannot be read as a raster. 检查文件 Check it."
        ) from error
