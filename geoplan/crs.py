"""The county's metric CRS, coordinates of maps that are shifted, and whether a layer lies here.

Every CRS here gives easting (longitude) first. CGCS2000 is the Chinese datum: EPSG:4490 in degrees,
EPSG:4534-4554 the 3-degree Gauss-Krüger zones without zone prefix.
"""

from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import prcoords
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from geoplan.errors import ConfigError

CGCS2000 = "EPSG:4490"
"""Longitude and latitude on the Chinese datum; within a metre of WGS 84 on the ground."""
CHINA = (73.0, 18.0, 135.0, 54.0)
"""West, south, east, north of China [degrees]."""
FARTHEST_KM = 200.0
"""A layer farther than this from the roads belongs to another county or another CRS [km]."""

NARROWEST_M = 200.0
"""A county narrower than this was drawn in degrees or kilometres, not in metres [m]."""
SCALE_REMARK, SCALE_LIMIT = 0.001, 0.01
"""Lengths in a declared CRS that are off by this share are told, and refused."""

THREE_DEGREE_ZONES, SIX_DEGREE_ZONES = range(25, 46), range(13, 24)
"""First two digits of CGCS2000 eastings with a zone prefix: EPSG:4513-4533 and EPSG:4491-4501."""

Bounds = tuple[float, float, float, float]
Datum = Literal["gcj02", "bd09"]


def metric_crs(bounds: Bounds, *, declared: str | None = None) -> pyproj.CRS:
    """CRS in metres for a whole county.

    Parameters
    ----------
    bounds
        West, south, east, north of the county [degrees].
    declared
        What ``county.toml`` says, e.g. "EPSG:4545"; wins over the choice by position.

    Returns
    -------
    CRS
        The declared one; else in China the CGCS2000 3-degree Gauss-Krüger zone (without zone
        prefix) of the county's centre, one zone even where the county straddles two; elsewhere
        the UTM zone of the centre.

    Raises
    ------
    ConfigError
        The declared CRS is unknown, or not projected in metres.
    """
    if declared is not None:
        return _declared_crs(declared)
    west, south, east, north = bounds
    longitude, latitude = (west + east) / 2, (south + north) / 2
    if CHINA[0] <= longitude <= CHINA[2] and CHINA[1] <= latitude <= CHINA[3]:
        zone = min(max(round((longitude - 75) / 3), 0), 20)
        return pyproj.CRS.from_epsg(4534 + zone)
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return pyproj.CRS.from_epsg((32600 if latitude >= 0 else 32700) + zone)


def prefixed_zones(shapes: gpd.GeoSeries) -> "pd.Series[str] | None":
    """CGCS2000 zone of each row, as eastings name it by their first two digits.

    Returns
    -------
    Series or None
        "EPSG:4524", … on the index of the shapes; rows without a place have that of the first.
        None where the eastings of any row name no zone, or several.
    """
    eastings = shapes.get_coordinates()["x"]
    prefixes = eastings[np.isfinite(eastings)] // 1e6
    if prefixes.empty or not prefixes.isin([*THREE_DEGREE_ZONES, *SIX_DEGREE_ZONES]).all():
        return None
    of_row = prefixes.groupby(level=0).agg(["min", "max"])
    if (of_row["min"] != of_row["max"]).any():
        return None
    codes: pd.Series[str] = of_row["min"].map(
        {zone: f"EPSG:{4513 + at}" for at, zone in enumerate(THREE_DEGREE_ZONES)}
        | {zone: f"EPSG:{4491 + at}" for at, zone in enumerate(SIX_DEGREE_ZONES)}
    )
    named: pd.Series[str] = codes.reindex(shapes.index).fillna(codes.iloc[0])
    return named


def rectified(shapes: gpd.GeoSeries, datum: Datum) -> gpd.GeoSeries:
    """Shapes drawn on a shifted map, where they truly are.

    Parameters
    ----------
    shapes
        Any CRS; places outside China are not shifted and stay.
    datum
        "gcj02" (Amap, Tencent, telephones) or "bd09" (Baidu).

    Returns
    -------
    GeoSeries
        Longitude and latitude on CGCS2000 (EPSG:4490), within a metre of the truth; the same index.
    """
    truth = {"gcj02": prcoords.gcj_wgs_bored, "bd09": prcoords.bd_wgs_bored}[datum]

    def to_truth(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        true = pairs.copy()
        inside = (pairs > CHINA[:2]).all(axis=1) & (pairs < CHINA[2:]).all(axis=1)
        for row in np.flatnonzero(inside):
            there = truth((pairs[row, 1], pairs[row, 0]))
            true[row] = there.lon, there.lat
        return true

    degrees = shapes.to_crs(CGCS2000)
    moved: NDArray[np.object_] = shapely.transform(np.asarray(degrees), to_truth)
    return gpd.GeoSeries(moved, index=shapes.index, crs=CGCS2000)


def _declared_crs(text: str) -> pyproj.CRS:
    """CRS of the settings, refused unless distances in it are metres."""
    try:
        crs = pyproj.CRS.from_user_input(text)
    except CRSError as error:
        raise ConfigError(
            f'crs = "{text}": 未知坐标系 unknown CRS. 例如 Write e.g. crs = "EPSG:4545"'
        ) from error
    if not is_metric(crs):
        raise ConfigError(
            f'crs = "{text}" ({crs.name}): 应为以米为单位的投影坐标系 expected a projected CRS in '
            'metres; 例如 write e.g. crs = "EPSG:4545", 或删去此行 or delete the line'
        )
    return crs


def is_metric(crs: pyproj.CRS) -> bool:
    """True for a projected CRS whose axes are in metres."""
    return crs.is_projected and all(axis.unit_name == "metre" for axis in crs.axis_info)


def like_degrees(shapes: gpd.GeoSeries) -> bool:
    """True when every coordinate could be a longitude or a latitude."""
    west, south, east, north = shapes.total_bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def beyond_degrees(shapes: gpd.GeoSeries) -> "pd.Series[bool]":
    """Rows of a layer in degrees whose coordinates are none, e.g. latitudes above 90."""
    if shapes.crs is None or shapes.crs.is_projected:
        return pd.Series(False, index=shapes.index)
    west, south, east, north = shapes.bounds.to_numpy().T  # NaN without a place
    beyond = (west < -180) | (east > 180) | (south < -90) | (north > 90)
    return pd.Series(beyond, index=shapes.index)


def not_finite(shapes: gpd.GeoSeries) -> "pd.Series[bool]":
    """Rows with a vertex that is NaN or infinite."""
    vertices, row = shapely.get_coordinates(np.asarray(shapes), return_index=True)
    broken = np.isin(np.arange(len(shapes)), row[~np.isfinite(vertices).all(axis=1)])
    return pd.Series(broken, index=shapes.index)


def centre_deg(shapes: gpd.GeoSeries) -> tuple[float, float]:
    """Longitude and latitude of the median row; not finite where no row has a usable place."""
    usable = gpd.GeoSeries(shapes[~not_finite(shapes)])
    if not _any(usable):
        return np.nan, np.nan
    to_degrees = pyproj.Transformer.from_crs(shapes.crs, CGCS2000, always_xy=True)
    longitude, latitude = to_degrees.transform(*_median(usable))
    return longitude, latitude


def too_narrow(shapes: gpd.GeoSeries) -> str | None:
    """What is wrong with roads in metres that span next to nothing; None when all is well."""
    if shapes.crs is None or not is_metric(pyproj.CRS(shapes.crs)):
        return None
    west, south, east, north = shapes.total_bounds
    across_m = max(east - west, north - south)
    if not across_m < NARROWEST_M:  # false for NaN
        return None
    return (
        f"全县仅 {across_m:.3g} m 宽 the county is {across_m:.3g} m across in {shapes.crs.name}. "
        "经纬度被当作米？ Degrees declared as metres? 请更正坐标系 Correct the layer's CRS."
    )


def scale_remark(crs: pyproj.CRS, longitude: float, latitude: float) -> str | None:
    """Remark on a declared CRS whose lengths are off at the county's centre; None when all is well.

    Parameters
    ----------
    crs
        Projected CRS in metres.
    longitude, latitude
        Centre of the county [degrees].

    Raises
    ------
    ConfigError
        Lengths are off by more than ``SCALE_LIMIT``.
    """
    factors = pyproj.Proj(crs).get_factors(longitude, latitude)
    scales = np.array([factors.meridional_scale, factors.parallel_scale])
    off = float(np.abs(scales - 1).max())
    if off <= SCALE_REMARK:
        return None
    fitting = metric_crs((longitude, latitude, longitude, latitude))
    much = f"{off:.1%}" if np.isfinite(off) else "无法投影 beyond its area"
    told = (
        f"crs = {crs.to_string()} ({crs.name}): 在本县长度误差 lengths are off in this county by {much}; "
        f'更合适 better: crs = "{fitting.to_string()}" ({fitting.name})'
    )
    if not off <= SCALE_LIMIT:
        raise ConfigError(f"{told}.")
    return told


def strays(shapes: gpd.GeoSeries, roads: gpd.GeoSeries) -> "pd.Series[bool]":
    """Rows farther than ``FARTHEST_KM`` from the middle of the roads, both in the county's CRS."""
    placed = np.asarray(~(shapes.isna() | shapes.is_empty))
    apart_m = np.hypot(*(_centres(shapes) - _median(roads)).T)
    return pd.Series(placed & ~(apart_m <= 1000 * FARTHEST_KM), index=shapes.index)


def far_away(shapes: gpd.GeoSeries, roads: gpd.GeoSeries) -> str | None:
    """What is wrong with a layer that lies far from the roads; None when it lies among them.

    Both are in the county's metric CRS; their medians are compared.
    """
    if not _any(shapes) or not _any(roads):
        return None
    here, there = _median(shapes), _median(roads)
    distance_km = float(np.hypot(*(here - there))) / 1000
    if distance_km <= FARTHEST_KM:  # false for NaN: a point that could not be projected
        return None
    back = pyproj.Transformer.from_crs(shapes.crs, CGCS2000, always_xy=True)
    places = ["{:.2f}, {:.2f}".format(*back.transform(*point)) for point in (there, here)]
    away = f"{distance_km:,.0f} km" if np.isfinite(distance_km) else "无法投影 cannot be projected"
    return (
        f"位置不在本县 not where the county is ({away}): 应在道路附近 expected near the roads "
        f"({places[0]}), 实为 got ({places[1]}). 经纬度写反或坐标系（带号）有误 Longitude and latitude "
        "may be swapped, or the CRS (its zone) is wrong: 请更正 correct it, 或在 county.toml 该文件下写 or write for "
        'the file: swap_axes = true, crs = "EPSG:…".'
    )


def _any(shapes: gpd.GeoSeries) -> bool:
    """True when at least one row has a place."""
    return bool((~(shapes.isna() | shapes.is_empty)).any())


def _median(shapes: gpd.GeoSeries) -> NDArray[np.floating]:
    """Median centre of the shapes' boxes, x and y."""
    placed = gpd.GeoSeries(shapes[~(shapes.isna() | shapes.is_empty)])
    return np.asarray(np.median(_centres(placed), axis=0))


def _centres(shapes: gpd.GeoSeries) -> NDArray[np.floating]:
    """Centres of the shapes' boxes, x and y, one row each; NaN where there is no shape."""
    boxes = shapely.bounds(np.asarray(shapes))
    return np.asarray((boxes[:, :2] + boxes[:, 2:]) / 2)
