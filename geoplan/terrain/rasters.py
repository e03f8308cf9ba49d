"""Rasters: reading, sampling, slope, areas, hillshade."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import rasterio
import rasterio.features
import rasterio.warp
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window
from scipy import ndimage

from geoplan.errors import LayerError

Floats = NDArray[np.floating]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Raster:
    """A grid of float32 values (NaN where unknown) in one CRS with square cells."""

    values: NDArray[np.float32]
    transform: Affine
    crs: str

    @property
    def cell_m(self) -> float:
        """Side of a cell [m]."""
        return float(self.transform.a)


def read_raster(path: Path, crs: str, *, resampling: str = "bilinear") -> Raster:
    """Raster file in a metric CRS, cells as large as in the file.

    Parameters
    ----------
    path
        GeoTIFF or anything else that GDAL reads; its first band is used.
    crs
        Target CRS in metres, e.g. "EPSG:4545".
    resampling
        "bilinear" for elevation, "nearest" for classes, "sum" for counts.

    Returns
    -------
    Raster
        float32 values; cells without data are NaN.

    Raises
    ------
    LayerError
        The file is absent, not a raster, or has no CRS.
    """
    with (
        _open(path) as source,
        WarpedVRT(
            source,
            crs=crs,
            resampling=Resampling[resampling],
            src_nodata=source.nodata,
            nodata=np.nan,
            dtype="float32",
        ) as warped,
    ):
        step = min(abs(warped.transform.a), abs(warped.transform.e))
        values, transform = _square(warped, step, Resampling[resampling])
    return Raster(values, transform, crs)


def _square(
    warped: WarpedVRT, cell_m: float, resampling: Resampling
) -> tuple[NDArray[np.float32], Affine]:
    """Values of a warped file on square cells, from its upper left corner."""
    left, bottom, right, top = warped.bounds
    width, height = max(1, round((right - left) / cell_m)), max(1, round((top - bottom) / cell_m))
    values = warped.read(1, out_shape=(height, width), resampling=resampling)
    return values.astype(np.float32), Affine(cell_m, 0, left, 0, -cell_m, top)


@contextmanager
def _open(path: Path) -> Iterator[rasterio.DatasetReader]:
    """Raster file with a CRS, or plain words about what is wrong with it."""
    try:
        with rasterio.open(path) as source:
            if source.crs is None:
                raise LayerError(
                    f"{path}: 栅格没有坐标系 the raster has no CRS. 请用 GIS 定义 Define it."
                )
            yield source
    except rasterio.RasterioIOError as error:
        raise LayerError(
            f"{path}: 读不出栅格 cannot be read as a raster. 检查文件 Check it."
        ) from error


def read_cells(path: Path, area: shapely.Geometry, crs: str) -> pd.DataFrame:
    """Cells of a raster file above zero whose centre lies in an area, as the file has them.

    Nothing is resampled: counts stay counts.

    Parameters
    ----------
    path
        GeoTIFF or anything else that GDAL reads, in any CRS; its first band is used.
    area
        Polygon in ``crs``.
    crs
        Metric CRS of the county.

    Returns
    -------
    DataFrame
        One row per cell: ``value``, ``x_m``, ``y_m`` of its centre, ``area_m2``.

    Raises
    ------
    LayerError
        The file is absent, not a raster, has no CRS, or has no such cell.
    """
    with _open(path) as source:
        window, grid = _window(source, area, crs)
        values = source.read(1, window=window, masked=True).filled(0)
        from_crs = source.crs
    rows, cols = np.nonzero(values > 0)
    x, y = grid.c + (cols + 0.5) * grid.a, grid.f + (rows + 0.5) * grid.e
    to_metric = pyproj.Transformer.from_crs(from_crs, crs, always_xy=True)
    x_m, y_m = to_metric.transform(x, y)
    inside = shapely.contains_xy(area, x_m, y_m)
    if not inside.any():
        raise LayerError(
            f"{path}: 县内没有数据 the raster holds nothing in the county. 检查文件 Check it."
        )
    right, down = to_metric.transform(x + grid.a, y), to_metric.transform(x, y + grid.e)
    area_m2 = abs((right[0] - x_m) * (down[1] - y_m) - (right[1] - y_m) * (down[0] - x_m))
    value = values[rows, cols].astype(float)
    columns = {"value": value, "x_m": x_m, "y_m": y_m, "area_m2": area_m2}
    return pd.DataFrame({name: column[inside] for name, column in columns.items()})


def copy_raster(path: Path, target: Path, area: shapely.Geometry, crs: str) -> None:
    """Write the part of a raster file around an area (in ``crs``): same cells, compressed."""
    with _open(path) as source:
        window, grid = _window(source, area, crs)
        profile = {
            "driver": "GTiff",
            "dtype": source.dtypes[0],
            "nodata": source.nodata,
            "crs": source.crs,
            "transform": grid,
            "width": window.width,
            "height": window.height,
            "count": 1,
            "compress": "deflate",
            "predictor": 2 if np.issubdtype(source.dtypes[0], np.integer) else 3,
            "tiled": True,
        }
        with rasterio.open(target, "w", **profile) as copy:
            copy.write(source.read(1, window=window), 1)


def _window(
    source: rasterio.DatasetReader, area: shapely.Geometry, crs: str
) -> tuple[Window, Affine]:
    """Whole cells of a north-up raster file around an area, and where they lie."""
    grid = source.transform
    west, south, east, north = rasterio.warp.transform_bounds(
        crs, source.crs, *shapely.bounds(area)
    )
    left, right = np.clip([(west - grid.c) / grid.a, (east - grid.c) / grid.a], 0, source.width)
    top, bottom = np.clip([(north - grid.f) / grid.e, (south - grid.f) / grid.e], 0, source.height)
    if left >= right or top >= bottom:
        raise LayerError(
            f"{source.name}: 栅格不在本县 the raster lies outside the county. 检查文件 Check it."
        )
    col, row = int(left), int(top)
    window = Window(col, row, int(np.ceil(right)) - col, int(np.ceil(bottom)) - row)
    return window, Affine(grid.a, 0, grid.c + col * grid.a, 0, grid.e, grid.f + row * grid.e)


def sample(raster: Raster, x_m: Floats, y_m: Floats) -> Floats:
    """Value of the cell under each point; NaN outside the raster.

    Parameters
    ----------
    raster
        Grid in the points' CRS.
    x_m, y_m
        Coordinates, any shape.

    Returns
    -------
    ndarray
        Of the points' shape.
    """
    cell = cell_of(raster, x_m, y_m)
    return np.where(cell >= 0, raster.values.ravel()[cell], np.nan)


def cell_of(raster: Raster, x_m: Floats, y_m: Floats) -> NDArray[np.int64]:
    """Cell under each point, counted row by row; -1 outside the raster.

    Parameters
    ----------
    raster, x_m, y_m
        As for ``sample``.
    """
    grid, (rows, columns) = raster.transform, raster.values.shape
    row = np.floor((np.asarray(y_m) - grid.f) / grid.e).astype(np.int64)
    column = np.floor((np.asarray(x_m) - grid.c) / grid.a).astype(np.int64)
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    return np.where(inside, row * columns + column, -1)


def spots(raster: Raster, cell: NDArray[np.int64]) -> Floats:
    """Coordinates of the centres of cells counted row by row [m], shape (n, 2)."""
    grid, columns = raster.transform, raster.values.shape[1]
    x_m = grid.c + (cell % columns + 0.5) * grid.a
    return np.column_stack([x_m, grid.f + (cell // columns + 0.5) * grid.e])


def part_of(raster: Raster, bounds: Bounds) -> Raster:
    """Whole cells of a raster inside and around a box (its CRS), as far as the raster goes."""
    grid, (rows, columns) = raster.transform, raster.values.shape
    west, south, east, north = bounds
    left, right = ((x - grid.c) / grid.a for x in (west, east))
    top, bottom = ((y - grid.f) / grid.e for y in (north, south))
    i, j = max(0, int(np.floor(top))), max(0, int(np.floor(left)))
    k, m = min(rows, int(np.ceil(bottom))), min(columns, int(np.ceil(right)))
    corner = grid @ Affine.translation(j, i)
    return Raster(raster.values[i : max(k, i), j : max(m, j)], corner, raster.crs)


def coarser(raster: Raster, cell_m: float) -> Raster:
    """Raster with cells of about ``cell_m``: means of the known ones of whole blocks of cells."""
    block = round(cell_m / raster.cell_m)
    if block <= 1:
        return raster
    rows, columns = (-(-count // block) * block for count in raster.values.shape)
    padded = np.full((rows, columns), np.nan, np.float64)
    padded[: raster.values.shape[0], : raster.values.shape[1]] = raster.values
    blocks = padded.reshape(rows // block, block, columns // block, block)
    known = np.isfinite(blocks).sum(axis=(1, 3))
    with np.errstate(invalid="ignore"):
        mean = np.nansum(blocks, axis=(1, 3)) / known
    grid = raster.transform @ Affine.scale(block)
    return Raster(mean.astype(np.float32), grid, raster.crs)


def level_ground(bounds: Bounds, cell_m: float, crs: str) -> Raster:
    """Ground without any slope over a box; its cells begin at whole multiples of their side."""
    west, south, east, north = bounds
    west, north = np.floor(west / cell_m) * cell_m, np.ceil(north / cell_m) * cell_m
    rows, columns = (max(1, int(np.ceil(side / cell_m))) for side in (north - south, east - west))
    values = np.zeros((rows, columns), np.float32)
    return Raster(values, Affine(cell_m, 0, west, 0, -cell_m, north), crs)


def slope_deg(raster: Raster) -> Raster:
    """Steepest slope of each cell in degrees, from central differences [Horn 1981]."""
    z = np.pad(raster.values, 1, "reflect", reflect_type="odd")  # the border's slope goes on
    rise = np.hypot(ndimage.sobel(z, 0), ndimage.sobel(z, 1))[1:-1, 1:-1] / (8 * raster.cell_m)
    return Raster(np.degrees(np.arctan(rise)).astype(np.float32), raster.transform, raster.crs)


def rasterise(areas: gpd.GeoSeries, like: Raster) -> NDArray[np.bool_]:
    """Cells of ``like`` that touch any of the areas (same CRS)."""
    polygons = shapely.get_parts(areas.to_numpy())
    polygons = polygons[~shapely.is_empty(polygons)]
    if not len(polygons):
        return np.zeros(like.values.shape, dtype=bool)
    # shapes asked for their coordinates one by one take longer than the raster
    _, xy, (ring, polygon) = shapely.to_ragged_array(polygons)
    corners, first = list(zip(*xy.T.tolist(), strict=True)), ring.tolist()
    shapes = [
        {"type": "Polygon", "coordinates": [corners[i:j] for i, j in pairwise(first[a : b + 1])]}
        for a, b in pairwise(polygon.tolist())
    ]
    return np.asarray(
        rasterio.features.geometry_mask(
            shapes, like.values.shape, like.transform, all_touched=True, invert=True
        )
    )


def polygonise(mask: NDArray[np.bool_], transform: Affine, crs: str) -> gpd.GeoSeries:
    """Outlines of the connected patches of a mask."""
    outlines = rasterio.features.shapes(mask.astype(np.uint8), mask=mask, transform=transform)
    return gpd.GeoSeries([shapely.geometry.shape(outline) for outline, _ in outlines], crs=crs)


def profile(
    raster: Raster, lines: gpd.GeoSeries, step_m: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Values along all lines, about every ``step_m``, ends included; where each line begins."""
    length_m = shapely.length(lines.to_numpy())
    counts = np.maximum(2, np.ceil(length_m / step_m).astype(int) + 1)
    first = np.cumsum(counts) - counts
    line = np.repeat(np.arange(len(counts)), counts)
    along = (np.arange(len(line)) - first[line]) / (counts[line] - 1)
    xy, of_line = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    begin = np.searchsorted(of_line, np.arange(len(counts)))
    apart_m = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    apart_m[begin] = 1.0  # all lines end to end, a metre between them
    at_m = np.cumsum(apart_m)
    wanted_m = at_m[begin][line] + along * length_m[line]
    x_m, y_m = (np.interp(wanted_m, at_m, xy[:, axis]) for axis in (0, 1))
    return sample(raster, x_m, y_m), first


def hillshade(
    dem: Raster, bounds: Bounds, *, longest_px: int = 1600
) -> tuple[NDArray[np.uint8], Bounds]:
    """Pale shaded relief in Web Mercator, and where it lies.

    Parameters
    ----------
    dem
        Elevation [m] in a metric CRS.
    bounds
        Part to show, in the CRS of ``dem``.
    longest_px
        Pixels of the longer side.

    Returns
    -------
    image
        uint8 grey, 255 where the elevation is unknown; light from the north-west.
    bounds_lonlat
        West, south, east, north [degrees]: the corners of the Mercator picture.
    """
    west, south, east, north = rasterio.warp.transform_bounds(dem.crs, "EPSG:3857", *bounds)
    cell = max(east - west, north - south) / longest_px
    shape = max(1, round((north - south) / cell)), max(1, round((east - west) / cell))
    z = np.full(shape, np.nan, dtype=np.float32)
    target = Affine(cell, 0, west, 0, -cell, north)
    rasterio.warp.reproject(
        dem.values,
        z,
        src_transform=dem.transform,
        src_crs=dem.crs,
        src_nodata=np.nan,
        dst_transform=target,
        dst_crs="EPSG:3857",
        dst_nodata=np.nan,
        resampling=Resampling.cubic,
    )
    image = _shade(z, cell * dem.cell_m / _mercator_cell_m(dem, bounds))
    corners = rasterio.warp.transform_bounds(
        "EPSG:3857", "EPSG:4326", west, north - cell * shape[0], west + cell * shape[1], north
    )
    return image, corners


def _mercator_cell_m(dem: Raster, bounds: Bounds) -> float:
    """Length of one DEM cell in Web Mercator metres at the middle of the picture."""
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    xs, _ = rasterio.warp.transform(dem.crs, "EPSG:3857", [x, x + dem.cell_m], [y, y])
    return float(xs[1] - xs[0])


def _shade(z: NDArray[np.float32], cell_m: float) -> NDArray[np.uint8]:
    """Lambert shading, light from the north-west at 35 degrees, stretched to pale greys."""
    dz_drow, dz_dcol = np.gradient(z, cell_m)
    flat = 1 / np.sqrt(3)  # a level cell under a light from (-1, 1, 1)
    light = flat * (1 + dz_dcol + dz_drow) / np.sqrt(1 + dz_dcol**2 + dz_drow**2)
    known = np.isfinite(light)
    low, high = np.percentile(light[known], [1, 99]) if known.any() else (0.0, 1.0)
    grey = 165 + 85 * np.clip((light - low) / max(high - low, 1e-6), 0, 1)
    return np.where(known, grey, 255).astype(np.uint8)
