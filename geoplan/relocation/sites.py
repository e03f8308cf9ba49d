"""Candidate sites that the land offers.

- (S7)  compactness = 4 pi area / perimeter^2, of patches along the edges of cells: 0.79 for a square
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from geoplan.relocation.suitability import EXCLUSIONS, Mask, score
from geoplan.relocation.verdicts import Land, Plots, judge_sites, no_sites
from geoplan.terrain import Raster, spots
from geoplan.terrain.outlines import outlines

Floats = NDArray[np.floating]
PER_GROUP = 10
"""Only sites among the nearest few of some group are kept."""
APART_M = 800.0
"""Of sites nearer to each other than this one stays [m]."""
BLOCK_M = 1000.0
"""Side of the blocks along which a long terrace is cut into several sites [m]."""


def find_sites(
    land: Land,
    mask: Mask,
    *,
    near: gpd.GeoSeries,
    max_distance_m: float,
    plots: Plots,
    min_households: int,
    largest_households: int,
) -> gpd.GeoDataFrame:
    """Sites on contiguous suitable land near the groups that may move.

    Parameters
    ----------
    land
        What sites are judged by.
    mask
        From ``suitability.excluded``, on the cells of its slope.
    near
        Homes of those groups.
    max_distance_m
        Farthest that a site may be from all of them.
    plots
        What a household gets.
    min_households, largest_households
        Smaller patches are left out, larger ones are used in part.

    Returns
    -------
    GeoDataFrame
        Columns of ``judge_sites`` with found = True, suitable = True; the point lies deep enough
        inside its patch for the largest site, or deepest, then nearest to a road; "land" is what
        is used around it. Of patches near each other that with the most room times score stays.
    """
    if near.empty:
        return judge_sites(no_sites(near.crs), land, plots=plots, mask=mask, found=True)
    like = land.slope
    numbers = patches(mask, block_cells=max(3, round(BLOCK_M / like.cell_m)))
    room = plots.households(np.bincount(numbers.ravel()) * like.cell_m**2)
    wanted = np.flatnonzero(
        (room >= min_households) & (compactness(numbers) >= land.min_compactness)
    )
    most_m2 = largest_households * plots.land_m2
    middles = _middles(numbers, mask, like, enough_m=(most_m2 / np.pi) ** 0.5)
    xy = spots(like, middles[wanted - 1])
    home_xy = shapely.get_coordinates(near.to_numpy())
    close = cKDTree(home_xy).query(xy)[0] <= max_distance_m
    wanted, xy = wanted[close], xy[close]
    points = gpd.GeoSeries(shapely.points(xy), crs=like.crs)
    most = np.minimum(room[wanted], largest_households)
    kept = _thin(
        xy, most * score(land.criteria(points), land.weights).fillna(1.0).to_numpy(), APART_M
    )
    if not kept:
        return judge_sites(no_sites(near.crs), land, plots=plots, mask=mask, found=True)
    _, nearest = cKDTree(xy[kept]).query(home_xy, k=min(PER_GROUP, len(kept)))
    chosen = np.array(kept)[np.unique(nearest)]
    ids = pd.Index([f"S{i + 1:03d}" for i in range(len(chosen))], dtype="str", name="site_id")
    areas = _used(numbers, wanted[chosen], xy[chosen], like, most_m2=most_m2)
    sites = no_sites(near.crs).reindex(ids).set_geometry(areas)
    named = sites.assign(name="选址" + ids.to_series())
    judged = judge_sites(named, land, plots=plots, mask=mask, found=True)
    capacity = judged["room_households"].clip(upper=largest_households)
    places = gpd.GeoSeries(points.to_numpy()[chosen], index=ids, crs=like.crs)
    found = judged.assign(capacity_households=capacity).set_geometry(places)
    return found[found["suitable"]]  # what is used of a patch may be too thin, the patch not


def _used(
    numbers: NDArray[np.int32],
    patch: NDArray[np.int64],
    xy: Floats,
    like: Raster,
    *,
    most_m2: float,
) -> NDArray[np.object_]:
    """Area of some patches that is used, in their order: the cells nearest to a point of each.

    What is then not joined to the rest (beyond a bay) is left out.
    """
    place = np.full(int(numbers.max()) + 1, -1, dtype=np.int64)
    place[patch] = np.arange(len(patch))
    cell = np.flatnonzero(place[numbers.ravel()] >= 0)
    site = place[numbers.ravel()[cell]]
    away_m = np.hypot(*(spots(like, cell) - xy[site]).T).round(3)
    order = np.lexsort([cell, away_m, site])
    nth = np.arange(len(order)) - np.searchsorted(site[order], site[order])
    used = np.sort(order[nth < np.ceil(most_m2 / like.cell_m**2 - 1e-9)])
    used = used[np.lexsort([cell[used], site[used]])]
    areas = outlines(site[used], cell[used], len(patch), like)
    return np.array([max(shapely.get_parts(one), key=shapely.area) for one in areas], dtype=object)


def patches(mask: Mask, *, block_cells: int) -> NDArray[np.int32]:
    """Number of the contiguous suitable patch of each cell, patches cut along square blocks.

    Parameters
    ----------
    mask
        From ``suitability.excluded``.
    block_cells
        Side of the blocks: a long terrace becomes several sites, not one.

    Returns
    -------
    ndarray
        0 where not suitable, or where only one cell wide, else 1..n.
    """
    suitable = ndimage.binary_opening(mask == 0, iterations=1)
    row, col = (np.arange(count) // block_cells % 2 for count in mask.shape)
    numbers = np.zeros(mask.shape, dtype=np.int32)
    offset = 0
    for parity in range(4):  # blocks of one parity never touch each other
        here = suitable & (row[:, None] * 2 + col == parity)
        labels, count = ndimage.label(here)
        numbers[here] = labels[here] + offset
        offset += count
    return numbers


def compactness(numbers: NDArray[np.int32]) -> Floats:
    """Compactness of the patches 0..n (of what is no patch: 0), from their edges (S7)."""
    padded = np.pad(numbers, 1)
    count = int(numbers.max(initial=0)) + 1
    edges = np.zeros(count)
    for axis in (0, 1):
        one, other = (np.delete(padded, end, axis=axis) for end in (0, -1))
        differs = one != other
        for side in (one, other):
            edges += np.bincount(side[differs], minlength=count)
    area = np.bincount(numbers.ravel(), minlength=count)
    shape = 4 * np.pi * area / np.maximum(edges, 1) ** 2
    shape[0] = 0.0
    return np.asarray(shape)


def _middles(
    numbers: NDArray[np.int32], mask: Mask, like: Raster, *, enough_m: float
) -> NDArray[np.int64]:
    """Cell deepest inside each of the patches 1..n; of those deep enough the nearest to a road."""
    around = np.pad(numbers, 1, mode="edge")
    rim = numbers == 0
    for beside in (around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]):
        rim |= beside != numbers
    cells = np.flatnonzero(numbers)
    patch = numbers.ravel()[cells]
    depth = ndimage.distance_transform_edt(~rim).ravel()[cells]
    depth = np.minimum(depth, enough_m / like.cell_m - 0.5)
    deepest = np.full(int(numbers.max(initial=0)) + 1, -np.inf)
    np.maximum.at(deepest, patch, depth)
    cells, patch = cells[depth == deepest[patch]], patch[depth == deepest[patch]]
    roads = spots(like, np.flatnonzero(mask & 1 << EXCLUSIONS.index("road")))
    away_m = np.round(cKDTree(roads).query(spots(like, cells))[0], 3)
    order = np.lexsort([cells, away_m, patch])
    middles: NDArray[np.int64] = cells[order[np.flatnonzero(np.diff(patch[order], prepend=0))]]
    return middles


def _thin(xy: Floats, good: Floats, apart_m: float) -> list[int]:
    """Positions of points so that of near neighbours only the best stays."""
    tree = cKDTree(xy) if len(xy) else None
    kept: list[int] = []
    dropped = np.zeros(len(xy), dtype=bool)
    for i in np.lexsort((xy[:, 1], xy[:, 0], -good)) if tree else []:
        if not dropped[i] and tree is not None:
            kept.append(int(i))
            dropped[tree.query_ball_point(xy[i], apart_m)] = True
    return sorted(kept, key=lambda i: (xy[i, 0], xy[i, 1]))
