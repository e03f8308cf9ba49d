"""Points that were picked on a shifted map: measured against the county's own roads.

People live near roads. Points on GCJ-02 (Amap, Tencent, telephones) or BD-09 (Baidu) lie hundreds
of metres beside them; moved back, nearly all come nearer.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geoplan.crs import Datum, rectified
from geoplan.schema import LAYERS, Finding, Place, note

JUDGED = ("villages", "households", "groups", "services")
"""Layers of places that people reach by road."""
FEWEST = 6
"""Fewer points of a file prove nothing."""
MOST = 400
"""Points that are measured, for each file of a layer on average."""
NEARER_SHARE, NEARER_BY = 0.8, 0.6
"""Share of points that must come nearer, and their median distance to what it was, at the most."""
NEAR_M = 60.0
"""Points this near to their roads lie right [m]."""
MAPS: dict[Datum, str] = {"gcj02": "GCJ-02（高德、腾讯、手机）", "bd09": "BD-09（百度）"}


def shifts(
    layers: Mapping[str, gpd.GeoDataFrame], origins: Mapping[str, pd.DataFrame]
) -> list[Finding]:
    """Suspicions that files hold shifted coordinates, with the offset and the setting that mends it.

    Parameters
    ----------
    layers
        Layers that were given, complete, in one metric CRS; "roads" among them.
    origins
        Where their rows stand.

    Returns
    -------
    list of Finding
        One per file.
    """
    tree = shapely.STRtree(layers["roads"].geometry.to_numpy())
    found = []
    for name in JUDGED:
        if name not in layers:
            continue
        files = origins[name]["file"][~origins[name].index.duplicated()]
        each = max(len(layers[name]) // (MOST * files.nunique()), 1)
        some = layers[name].geometry.iloc[::each]
        for file, rows in some.groupby(files.reindex(some.index)):
            told = _suspicion(name, str(file), gpd.GeoSeries(rows), tree)
            found += [told] if told is not None else []
    return found


def _suspicion(
    layer: str, file: str, points: gpd.GeoSeries, roads: shapely.STRtree
) -> Finding | None:
    """What one file's points look like, None when they lie right."""
    points = gpd.GeoSeries(points[points.geom_type == "Point"])
    if len(points) < FEWEST:
        return None
    here_m = _distance_m(points, roads)
    if np.median(here_m) <= NEAR_M:
        return None
    best: tuple[float, Datum, gpd.GeoSeries] | None = None
    for datum in MAPS:
        moved = rectified(points, datum).to_crs(pyproj.CRS(points.crs))
        there_m = _distance_m(moved, roads)
        nearer = float(np.mean(there_m < here_m))
        ratio = float(np.median(there_m) / np.median(here_m))
        if nearer >= NEARER_SHARE and ratio <= NEARER_BY and (best is None or ratio < best[0]):
            best = ratio, datum, moved
    if best is None:
        return None
    _, datum, moved = best
    east_m = float(np.median(points.x - moved.x))
    north_m = float(np.median(points.y - moved.y))
    what = (
        f"{LAYERS[layer].zh}：{file} 的点偏离道路，像是 {MAPS[datum]} 坐标 the points look shifted: about "
        f"{np.hypot(east_m, north_m):.0f} m (E {east_m:+.0f}, N {north_m:+.0f}); "
        f"到路的中位距离 median distance to a road {np.median(here_m):.0f} m → "
        f"{np.median(_distance_m(moved, roads)):.0f} m"
    )
    remedy = f'请在 county.toml 该文件下写 Write for this file: datum = "{datum}"'
    return note(layer, what, "changes", remedy=remedy)._replace(places=(Place(file),))


def _distance_m(points: gpd.GeoSeries, roads: shapely.STRtree) -> NDArray[np.float64]:
    """Distance of each point to the nearest road [m]."""
    shapes = points.to_numpy()
    nearest = roads.nearest(shapes)
    return np.asarray(shapely.distance(shapes, roads.geometries.take(nearest)), dtype="float64")
