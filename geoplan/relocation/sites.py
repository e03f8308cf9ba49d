"""Candidate sites: those the county gives, judged; or those the land offers, found.

- (S4)  plot = people per household x house per person / storeys + yard  [m2 per household]
- (S5)  capacity = floor(net area x (1 - public share) / plot), at most the largest site
- (S6)  development = plot / (1 - public share) x mean cost of levelling its cells  [yuan]
- (S7)  compactness = 4 pi area / perimeter^2, of patches along the edges of cells: 0.79 for a square
"""

from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from geoplan.relocation.suitability import (
    EXCLUSIONS,
    ROAD_HALF_WIDTH_M,
    Mask,
    criteria,
    nearest_m,
    objects_on,
    reason_of,
    score,
)
from geoplan.terrain import Raster, spots
from geoplan.terrain.cells import cells_under, outlines

Floats = NDArray[np.floating]
PER_GROUP = 10
"""Only sites among the nearest few of some group are kept."""
APART_M = 800.0
"""Of sites nearer to each other than this one stays [m]."""
BLOCK_M = 1000.0
"""Side of the blocks along which a long terrace is cut into several sites [m]."""
TOLERATED = 0.05
"""Share of a given area that may be excluded: its outline is drawn, not surveyed."""


class Plots(NamedTuple):
    """What a household gets, and what levelling it costs."""

    people: float
    """Per household."""
    house_m2_per_person: float
    storeys: float
    yard_m2: float
    """Garden and animals."""
    public_share: float
    """Of the net area: paths, squares, drains."""
    slopes_deg: tuple[float, float]
    """Slopes that part three costs of levelling."""
    levelling_yuan_per_m2: tuple[float, float, float]

    @property
    def plot_m2(self) -> float:
        """Land of a household."""  # (S4)
        return self.people * self.house_m2_per_person / self.storeys + self.yard_m2

    @property
    def land_m2(self) -> float:
        """Land of a household with its part of what is public."""
        return self.plot_m2 / (1 - self.public_share)

    def development_yuan(self, slope_deg: Floats) -> Floats:
        """Levelling of a household's land where the ground is so steep."""  # (S6)
        band = np.digitize(slope_deg, self.slopes_deg)
        return np.asarray(self.levelling_yuan_per_m2)[band] * self.land_m2


class Land(NamedTuple):
    """What sites are judged by, all in one metric CRS."""

    slope: Raster | None
    """Slope [degrees]; None without a DEM: slopes are not judged."""
    danger: gpd.GeoSeries
    """Hazard footprints with their buffers, by hazard_id."""
    exclusions: gpd.GeoDataFrame
    """Layer "exclusions": kind, by exclusion_id."""
    near: Mapping[str, gpd.GeoSeries]
    """As in ``suitability.criteria``."""
    weights: Mapping[str, float]
    max_slope_deg: float


def find_sites(
    land: Land,
    mask: Mask,
    like: Raster,
    *,
    near: gpd.GeoSeries,
    max_distance_m: float,
    plots: Plots,
    min_households: int,
    largest_households: int,
    min_compactness: float,
) -> gpd.GeoDataFrame:
    """Sites on contiguous suitable land near the groups that may move.

    Parameters
    ----------
    land
        What sites are judged by, with slope.
    mask, like
        From ``suitability.excluded``, and a raster with its cells.
    near
        Homes of those groups.
    max_distance_m
        Farthest that a site may be from all of them.
    plots
        What a household gets.
    min_households, largest_households
        Smaller patches are left out, larger ones are used in part.
    min_compactness
        Less compact patches are left out.

    Returns
    -------
    GeoDataFrame
        Columns of ``judge_sites`` with found = True, suitable = True; the point lies deep enough
        inside its patch for the largest site, or deepest, then nearest to a road; "land" is what
        is used around it. Of patches near each other that with the most room times score stays.
    """
    if near.empty:
        return judge_sites(no_sites(near.crs), land, plots=plots, found=True)
    numbers = patches(mask, block_cells=max(3, round(BLOCK_M / like.cell_m)))
    room = _capacity(np.bincount(numbers.ravel()) * like.cell_m**2, plots)
    wanted = np.flatnonzero((room >= min_households) & (compactness(numbers) >= min_compactness))
    most_m2 = largest_households * plots.land_m2
    middles = _middles(numbers, mask, like, enough_m=(most_m2 / np.pi) ** 0.5)
    xy = spots(like, middles[wanted - 1])
    home_xy = shapely.get_coordinates(near.to_numpy())
    close = cKDTree(home_xy).query(xy)[0] <= max_distance_m
    wanted, xy = wanted[close], xy[close]
    points = gpd.GeoSeries(shapely.points(xy), crs=like.crs)
    told = criteria(points, land.slope, near=land.near, max_slope_deg=land.max_slope_deg)
    most = np.minimum(room[wanted], largest_households)
    kept = _thin(xy, most * score(told, land.weights).fillna(1.0).to_numpy(), APART_M)
    if not kept:
        return judge_sites(no_sites(near.crs), land, plots=plots, found=True)
    _, nearest = cKDTree(xy[kept]).query(home_xy, k=min(PER_GROUP, len(kept)))
    chosen = np.array(kept)[np.unique(nearest)]
    ids = pd.Index([f"S{i + 1:03d}" for i in range(len(chosen))], dtype="str", name="site_id")
    areas = _used(numbers, wanted[chosen], xy[chosen], like, most_m2=most_m2)
    sites = no_sites(near.crs).reindex(ids).set_geometry(areas)
    named = sites.assign(name="选址" + ids.to_series())
    judged = judge_sites(named, land, plots=plots, found=True)
    capacity = judged["room_households"].clip(upper=largest_households)
    places = gpd.GeoSeries(points.to_numpy()[chosen], index=ids, crs=like.crs)
    return judged.assign(capacity_households=capacity).set_geometry(places)


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


def judge_sites(
    sites: gpd.GeoDataFrame, land: Land, *, plots: Plots, found: bool = False
) -> gpd.GeoDataFrame:
    """Sites with a verdict each, and what keeps it from being yes.

    Parameters
    ----------
    sites
        Layer "sites": points or areas, name, capacity_households (of an area missing: what it has
        room for), opening_cost_wan, building_mode.
    land
        What they are judged by.
    plots
        What a household gets.
    found
        Whether the sites come from ``find_sites``.

    Returns
    -------
    GeoDataFrame
        name, capacity_households, room_households (by its area; NaN of a point), opening_cost_wan,
        building_mode, area_m2 (net; NaN of a point), plot_m2, yard_m2, slope_deg (mean),
        compactness (NaN of a point), score, access_road_m (straight, from the site to the nearest
        road), development_yuan_per_household (NaN where the slope is unknown), found, suitable,
        reasons (hazard, ecological_redline, basic_farmland, water, other_excluded, slope, no_room;
        joined by ";"), reason (the first of them, missing where suitable), hazard_ids,
        exclusion_ids (on it, joined by ";"), land (area, or None); points on the net area. An area
        may be excluded up to ``TOLERATED`` of it.
    """
    shapes = gpd.GeoSeries(sites.geometry)
    is_area = pd.Series(shapely.get_dimensions(shapes.to_numpy()) == 2, sites.index)
    ground = _ground(shapes, land, plots)
    net = _net(shapes, land)
    net_m2 = (net.area * (1 - ground["steep_share"].fillna(0.0))).where(is_area)
    inside = net.where(is_area & ~net.is_empty, shapes)
    points = gpd.GeoSeries(shapely.point_on_surface(inside.to_numpy()), sites.index, crs=sites.crs)
    told = criteria(points, land.slope, near=land.near, max_slope_deg=land.max_slope_deg)
    room = pd.Series(_capacity(net_m2.to_numpy(), plots), sites.index)
    capacity = sites["capacity_households"].fillna(room).fillna(0.0)
    why = _barred(shapes, land).assign(
        slope=ground["slope_deg"] > land.max_slope_deg, no_room=capacity <= 0
    )
    reasons = pd.Series(
        [";".join(why.columns[row]) for row in why.to_numpy()], sites.index, dtype="str"
    )
    return gpd.GeoDataFrame(
        sites[["name", "opening_cost_wan", "building_mode"]].assign(
            capacity_households=capacity,
            room_households=room,
            area_m2=net_m2,
            plot_m2=plots.plot_m2,
            yard_m2=float(plots.yard_m2),
            slope_deg=ground["slope_deg"],
            compactness=4 * np.pi * shapes.area / shapes.length.where(is_area) ** 2,  # (S7)
            score=score(told, land.weights),
            access_road_m=nearest_m(shapes, land.near["near_road"]),
            development_yuan_per_household=ground["development_yuan"],
            found=found,
            suitable=~why.any(axis=1),
            reasons=reasons,
            reason=reasons.str.split(";").str[0].where(why.any(axis=1)),
            hazard_ids=objects_on(shapes, land.danger),
            exclusion_ids=objects_on(shapes, gpd.GeoSeries(land.exclusions.geometry)),
            land=gpd.GeoSeries(shapes.where(is_area), crs=sites.crs),
        ),
        geometry=points,
        crs=sites.crs,
    )


def _ground(shapes: gpd.GeoSeries, land: Land, plots: Plots) -> pd.DataFrame:
    """Means over the cells of each shape: slope_deg, steep_share, development_yuan; else NaN."""
    names = ["slope_deg", "steep_share", "development_yuan"]
    if land.slope is None:
        return pd.DataFrame(np.nan, shapes.index, names)
    shape, cell, _ = cells_under(shapes.to_numpy(), land.slope)
    slope_deg = land.slope.values.ravel()[cell].astype(float)
    shape, slope_deg = shape[np.isfinite(slope_deg)], slope_deg[np.isfinite(slope_deg)]
    steep, yuan = slope_deg > land.max_slope_deg, plots.development_yuan(slope_deg)
    cells = pd.DataFrame(dict(zip(names, (slope_deg, steep, yuan), strict=True)), dtype=float)
    return cells.groupby(shape).mean().reindex(range(len(shapes))).set_axis(shapes.index)


def _barred(shapes: gpd.GeoSeries, land: Land) -> pd.DataFrame:
    """By reason, whether more of each shape than is tolerated lies on what it says.

    A point is barred by anything that it lies on.
    """
    own, reason = shapes.to_numpy(), reason_of(land.exclusions["kind"])
    most_m2 = TOLERATED * shapely.area(own)
    why = {}
    for name in EXCLUSIONS[: EXCLUSIONS.index("slope")]:
        areas = land.danger if name == "hazard" else land.exclusions.geometry[reason == name]
        met = _met(shapes, gpd.GeoSeries(areas))
        on = ~shapely.is_empty(met)
        why[name] = on & ((most_m2 == 0) | (shapely.area(shapely.intersection(own, met)) > most_m2))
    return pd.DataFrame(why, index=shapes.index)


def _met(shapes: gpd.GeoSeries, areas: gpd.GeoSeries) -> NDArray[np.object_]:
    """All the areas that meet each shape, as one; empty where none does."""
    others = areas.to_numpy()
    shape, area = shapely.STRtree(others).query(shapes.to_numpy(), predicate="intersects")
    met = np.full(len(shapes), shapely.GeometryCollection(), dtype=object)
    for one, those in pd.Series(area).groupby(shape):
        met[one] = shapely.union_all(others[those])
    return met


def _net(shapes: gpd.GeoSeries, land: Land) -> gpd.GeoSeries:
    """Each shape without hazards, excluded land and roads."""
    roads = land.near["near_road"].to_numpy()
    tree = shapely.STRtree(roads)
    near = tree.query(shapes.to_numpy(), predicate="dwithin", distance=ROAD_HALF_WIDTH_M)[1]
    road_land = shapely.buffer(roads[np.unique(near)], ROAD_HALF_WIDTH_M, quad_segs=2)
    taken = np.concatenate([land.danger, land.exclusions.geometry, road_land])
    return shapes.difference(
        gpd.GeoSeries(_met(shapes, gpd.GeoSeries(taken)), shapes.index, crs=shapes.crs)
    )


def _capacity(net_m2: Floats, plots: Plots) -> Floats:
    """Households that have room on so much land."""
    return np.asarray(np.floor(net_m2 / plots.land_m2 + 1e-9))  # (S5)


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


def no_sites(crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    """Table of sites without any."""
    return gpd.GeoDataFrame(
        {
            "name": pd.Series(dtype="str"),
            "capacity_households": pd.Series(dtype="float64"),
            "opening_cost_wan": pd.Series(dtype="float64"),
            "building_mode": pd.Series(dtype="str"),
        },
        index=pd.Index([], dtype="str", name="site_id"),
        geometry=gpd.GeoSeries([], crs=crs),
        crs=crs,
    )
