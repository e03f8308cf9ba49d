"""Points that were picked on a shifted map: measured against the county's own roads.

People live near roads. Points on GCJ-02 (Amap, Tencent, telephones) or BD-09 (Baidu) lie hundreds
of metres beside them; moved back, nearly all come nearer. Where it is the roads that are shifted, all points
come nearer when they are moved the other way.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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


class Shift(NamedTuple):
    """How far a map is shifted, and the median distance to a road as it is and moved back [m]."""

    datum: Datum
    east_m: float
    north_m: float
    here_m: float
    there_m: float


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
        One per file of points; one alone where all points lie as if the roads were shifted.
    """
    tree = shapely.STRtree(layers["roads"].geometry.to_numpy())
    sampled = {
        (name, file): points
        for name in JUDGED
        if name in layers
        for file, points in _samples(layers[name], origins[name])
    }
    everywhere = gpd.GeoSeries(pd.concat(sampled.values()))  # villages are always given
    of_roads, of_points = (_shift(everywhere, tree, backwards=roads) for roads in (True, False))
    if of_roads is not None and (of_points is None or of_roads.there_m < of_points.there_m):
        files = ", ".join(origins["roads"]["file"].unique())
        return [_suspicion("roads", files, of_roads)]
    judged = ((name, file, _shift(points, tree)) for (name, file), points in sampled.items())
    return [_suspicion(name, file, shift) for name, file, shift in judged if shift is not None]


def _samples(layer: gpd.GeoDataFrame, where: pd.DataFrame) -> Iterator[tuple[str, gpd.GeoSeries]]:
    """Each file of a layer and some of its points."""
    files = where["file"][~where.index.duplicated()]
    each = max(len(layer) // (MOST * files.nunique()), 1)
    some = layer.geometry.iloc[::each]
    for file, shapes in some.groupby(files.reindex(some.index)):
        points = gpd.GeoSeries(shapes)
        yield str(file), gpd.GeoSeries(points[points.geom_type == "Point"])


def _shift(
    points: gpd.GeoSeries, roads: shapely.STRtree, *, backwards: bool = False
) -> Shift | None:
    """How points look shifted against the roads, or backwards the roads; None when they lie right."""
    if len(points) < FEWEST:
        return None
    here_m = _distance_m(points, roads)
    if np.median(here_m) <= NEAR_M:
        return None
    found = []
    for datum in MAPS:
        true = rectified(points, datum).to_crs(pyproj.CRS(points.crs))
        off_m = np.column_stack([points.x - true.x, points.y - true.y])
        step_m = off_m if backwards else -off_m
        moved = gpd.GeoSeries.from_xy(points.x + step_m[:, 0], points.y + step_m[:, 1])
        there_m = _distance_m(moved, roads)
        ratio = float(np.median(there_m) / np.median(here_m))
        if np.mean(there_m < here_m) >= NEARER_SHARE and ratio <= NEARER_BY:
            east_m, north_m = np.median(off_m, axis=0)
            found.append(Shift(datum, east_m, north_m, np.median(here_m), np.median(there_m)))
    return min(found, key=lambda shift: shift.there_m, default=None)


def _suspicion(layer: str, files: str, shift: Shift) -> Finding:
    """What is said of files that look shifted."""
    how = (
        ("与各点错开，像是", "the roads look shifted")
        if layer == "roads"
        else ("的点偏离道路，像是", "the points look shifted")
    )
    what = (
        f"{LAYERS[layer].zh}：{files} {how[0]} {MAPS[shift.datum]} 坐标 {how[1]}: about "
        f"{np.hypot(shift.east_m, shift.north_m):.0f} m (E {shift.east_m:+.0f}, N {shift.north_m:+.0f}); "
        f"到路的中位距离 median distance to a road {shift.here_m:.0f} m → {shift.there_m:.0f} m"
    )
    remedy = f'请在 county.toml 该文件下写 Write for this file: datum = "{shift.datum}"'
    return note(layer, what, "changes", remedy=remedy)._replace(places=(Place(files),))


def _distance_m(points: gpd.GeoSeries, roads: shapely.STRtree) -> NDArray[np.float64]:
    """Distance of each point to the nearest road [m]."""
    shapes = points.to_numpy()
    nearest = roads.nearest(shapes)
    return np.asarray(shapely.distance(shapes, roads.geometries.take(nearest)), dtype="float64")
