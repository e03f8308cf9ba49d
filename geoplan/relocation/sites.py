"""Candidate sites: those the county gives, judged; or those the land offers, found."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from geoplan.relocation.suitability import EXCLUSIONS, patches
from geoplan.terrain import Raster, sample, slope_deg


def judge_sites(
    sites: gpd.GeoDataFrame,
    *,
    danger: gpd.GeoSeries,
    excluded_land: gpd.GeoSeries,
    dem: Raster | None,
    max_slope_deg: float,
) -> gpd.GeoDataFrame:
    """Given sites as points with a verdict each.

    Parameters
    ----------
    sites
        Layer "sites": points or areas, name, capacity_households, opening_cost_wan.
    danger, excluded_land
        Hazard footprints with buffers; redlines, basic farmland, water. Same CRS.
    dem
        For the slope; without it the slope is not judged.
    max_slope_deg
        Steepest building land [degrees].

    Returns
    -------
    GeoDataFrame
        name, capacity_households, opening_cost_wan, found = False, suitable, reason (missing,
        "hazard", "excluded_land" or "slope"); representative points.
    """
    shapes = sites.geometry.to_numpy()
    points = shapely.point_on_surface(shapes)
    steep = np.zeros(len(sites), dtype=bool)
    if dem is not None:
        slope = sample(slope_deg(dem), shapely.get_x(points), shapely.get_y(points))
        steep = slope > max_slope_deg
    reason = np.select(
        [_touched(shapes, danger), _touched(shapes, excluded_land), steep],
        ["hazard", "excluded_land", "slope"],
        default="",
    )
    judged = sites[["name", "capacity_households", "opening_cost_wan"]].assign(
        found=False, suitable=reason == "", reason=pd.Series(reason, sites.index, dtype="str")
    )
    judged["reason"] = judged["reason"].where(~judged["suitable"])
    return gpd.GeoDataFrame(judged, geometry=points, crs=sites.crs)


def _touched(shapes: NDArray[np.object_], areas: gpd.GeoSeries) -> NDArray[np.bool_]:
    """Which shapes intersect any area."""
    hit, _ = shapely.STRtree(areas.to_numpy()).query(shapes, predicate="intersects")
    return np.isin(np.arange(len(shapes)), hit)


def find_sites(
    dem: Raster,
    codes: NDArray[np.uint8],
    *,
    near: gpd.GeoSeries,
    max_distance_m: float,
    plot_m2: float,
    min_households: int,
    largest_households: int,
    opening_cost_wan: float,
    per_group: int = 5,
    apart_m: float = 800.0,
) -> gpd.GeoDataFrame:
    """Sites on contiguous suitable land near the groups that must move.

    Parameters
    ----------
    dem, codes
        Elevation and what excludes each cell (``suitability.exclusion_codes``).
    near
        Homes of the groups that must move.
    max_distance_m
        Farthest that a site may be from all of them.
    plot_m2
        Land per household.
    min_households, largest_households
        Smaller patches are left out, larger ones are used in part.
    opening_cost_wan
        Cost of opening each [万元].
    per_group
        Only sites among the nearest few of some group are kept.
    apart_m
        Of sites nearer to each other than this the larger stays.

    Returns
    -------
    GeoDataFrame
        As ``judge_sites`` with found = True; the point lies deepest inside its patch.
    """
    block_cells = max(3, round(1000 / dem.cell_m))
    numbers = patches(codes, block_cells=block_cells)
    cells = np.bincount(numbers.ravel())
    capacity = np.floor(cells * dem.cell_m**2 / plot_m2)
    capacity[0] = 0
    wanted = np.flatnonzero(capacity >= min_households)
    if not len(wanted) or near.empty:
        return _found([], [], opening_cost_wan, dem.crs)
    depth = ndimage.distance_transform_edt(codes == EXCLUSIONS.index("suitable"))
    spots = _deepest(depth, numbers)[wanted - 1] + 0.5
    left, top = dem.transform.c, dem.transform.f
    xy = np.column_stack([left + spots[:, 1] * dem.cell_m, top - spots[:, 0] * dem.cell_m])
    distance_m, _ = cKDTree(shapely.get_coordinates(near.to_numpy())).query(xy)
    close = distance_m <= max_distance_m
    xy, size = xy[close], np.minimum(capacity[wanted][close], largest_households)
    kept = _thin(xy, size, apart_m)
    if not kept:
        return _found([], [], opening_cost_wan, dem.crs)
    homes = shapely.get_coordinates(near.to_numpy())
    _, nearest = cKDTree(xy[kept]).query(homes, k=min(per_group, len(kept)))
    wished = np.array(kept)[np.unique(nearest)]
    return _found(xy[wished], size[wished], opening_cost_wan, dem.crs)


def _deepest(depth: NDArray[np.float64], numbers: NDArray[np.int32]) -> NDArray[np.int64]:
    """Row and column of the deepest cell of patches 1..n; of equally deep ones the last.

    ``ndimage.maximum_position`` breaks ties as the processor sorts: sites would differ by machine.
    """
    cells = np.argwhere(numbers)
    patch = numbers[numbers > 0]
    order = np.lexsort((depth[numbers > 0], patch))
    last = np.flatnonzero(np.diff(patch[order], append=0))
    return cells[order[last]]


def _thin(xy: NDArray[np.float64], size: NDArray[np.float64], apart_m: float) -> list[int]:
    """Positions of points so that of near neighbours only the largest stays."""
    tree = cKDTree(xy) if len(xy) else None
    kept: list[int] = []
    dropped = np.zeros(len(xy), dtype=bool)
    for i in np.lexsort((xy[:, 1], xy[:, 0], -size)) if tree else []:
        if not dropped[i] and tree is not None:
            kept.append(int(i))
            dropped[tree.query_ball_point(xy[i], apart_m)] = True
    return sorted(kept, key=lambda i: (xy[i, 0], xy[i, 1]))


def _found(xy: object, size: object, opening_cost_wan: float, crs: str) -> gpd.GeoDataFrame:
    """Table of found sites, numbered from west to east."""
    coordinates = np.reshape(np.asarray(xy, dtype=float), (-1, 2))
    ids = pd.Index([f"S{i + 1:03d}" for i in range(len(coordinates))], dtype="str", name="site_id")
    table = pd.DataFrame(
        {
            "name": "选址" + ids.to_series(),
            "capacity_households": np.asarray(size, dtype=float),
            "opening_cost_wan": opening_cost_wan,
            "found": True,
            "suitable": True,
            "reason": pd.Series(None, index=ids, dtype="str"),
        },
        index=ids,
    )
    return gpd.GeoDataFrame(table, geometry=shapely.points(coordinates), crs=crs)
