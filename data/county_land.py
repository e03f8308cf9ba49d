"""Areas of a made-up county: rivers, hazards, farmland, protected land and building land."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rasterio.features import rasterize, shapes
from scipy.ndimage import distance_transform_edt, gaussian_filter, gaussian_filter1d
from scipy.spatial import KDTree
from shapely.affinity import translate
from shapely.geometry import shape as to_shape

from county_terrain import CELL_M, Terrain

CRS = "EPSG:4545"
RIVER_KM2 = 6.0
M2_PER_MU = 2000 / 3


def areas(
    label: np.ndarray, terrain: Terrain, *, round_m: float, least_m2: float
) -> gpd.GeoDataFrame:
    """Polygons of cells with one positive label, corners rounded; columns ``label, geometry``."""
    raster = label.astype(np.int32)
    found = [
        (int(value), to_shape(outline))
        for outline, value in shapes(raster, mask=raster > 0, transform=terrain.transform)
    ]
    frame = gpd.GeoDataFrame(found, columns=["label", "geometry"], crs=CRS)
    frame = frame[frame.area >= least_m2]
    soft = frame.buffer(round_m, quad_segs=3).buffer(-2 * round_m, quad_segs=3)
    soft = soft.buffer(round_m, quad_segs=3).simplify(round_m / 4)
    frame = frame.set_geometry(soft).explode(ignore_index=True)
    return frame[frame.area >= least_m2].reset_index(drop=True)


def largest_part(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Largest polygon of each shape."""
    return shapes.map(lambda shape: max(shapely.get_parts(shape), key=lambda part: part.area))


def covered(frame: gpd.GeoSeries, terrain: Terrain) -> np.ndarray:
    """Cells touched by any of the polygons."""
    if frame.empty:
        return np.zeros(terrain.dem_m.shape, dtype=bool)
    burnt = rasterize(
        frame, out_shape=terrain.dem_m.shape, transform=terrain.transform, all_touched=True
    )
    return burnt.astype(bool)


def rivers(terrain: Terrain) -> gpd.GeoDataFrame:
    """Water surfaces, as wide as their catchments ask for."""
    catchment = terrain.catchment_km2.ravel()
    wet = np.flatnonzero(catchment >= RIVER_KM2)
    below = terrain.receiver[wet]
    joined = np.bincount(below[below != wet], minlength=catchment.size)
    reaches, width_m = [], []
    for start in wet[joined[wet] != 1]:
        chain = [start]
        while (ahead := terrain.receiver[chain[-1]]) != chain[-1]:
            chain.append(ahead)
            if joined[ahead] != 1:
                break
        if len(chain) > 1:
            reaches.append(shapely.LineString(_bent(terrain.points(np.array(chain)))))
            width_m.append(3.2 * np.median(catchment[chain]) ** 0.45)
    banks = shapely.buffer(reaches, np.array(width_m) / 2)
    water = (
        gpd.GeoSeries([shapely.union_all(banks)], crs=CRS).simplify(2).explode(ignore_index=True)
    )
    return gpd.GeoDataFrame(geometry=water)


def _bent(points: np.ndarray) -> np.ndarray:
    """Staircase of cells as a smooth line with the same ends."""
    if len(points) < 4:
        return points
    smooth = gaussian_filter1d(points, 2.0, axis=0, mode="nearest")
    smooth[[0, -1]] = points[[0, -1]]
    return smooth


def slope_line(terrain: Terrain, x: float, y: float, up_m: float, down_m: float) -> np.ndarray:
    """Points on the line of steepest fall through a place, from above to below, 30 m apart."""
    rows, columns = terrain.dem_m.shape

    def walk(sign: float, length_m: float) -> list[tuple[float, float]]:
        at, line = (x, y), []
        for _ in range(int(length_m / CELL_M)):
            row, column = (int(part) for part in terrain.cells(*at))
            if not (6 < row < rows - 7 and 6 < column < columns - 7):
                break
            window = terrain.dem_m[row - 5 : row + 6, column - 5 : column + 6]
            east = window[:, 6:].mean() - window[:, :5].mean()
            north = window[:5].mean() - window[6:].mean()
            norm = np.hypot(east, north)
            if norm < 0.1 * 6 * CELL_M:  # a crest or a valley floor
                break
            at = (at[0] + sign * CELL_M * east / norm, at[1] + sign * CELL_M * north / norm)
            line.append(at)
        return line

    return np.array([*reversed(walk(1, up_m)), (x, y), *walk(-1, down_m)])


def tongue(rng: np.random.Generator, line: np.ndarray, half_m: float) -> shapely.Polygon:
    """Body of a landslide along a line: narrow scar above, lobe below, ragged flanks."""
    along = np.linspace(0, 1, len(line))
    ragged = 1 + 0.18 * gaussian_filter1d(rng.standard_normal(len(line)), 1.0)
    half = half_m * (0.5 + 0.5 * np.sin(np.pi * along**1.3 * 0.75)) * ragged
    body = shapely.union_all(shapely.buffer(shapely.points(line), half, quad_segs=4))
    return body.buffer(15, quad_segs=3).buffer(-15, quad_segs=3).simplify(4)


def landslides(
    rng: np.random.Generator, terrain: Terrain, count: int, aims: np.ndarray
) -> gpd.GeoDataFrame:
    """Landslides in steep hollows, and above the places ``aims`` (x, y)."""
    smooth = gaussian_filter(terrain.dem_m, 3)
    hollow = gaussian_filter(terrain.dem_m, 8) - smooth
    steep = gaussian_filter(terrain.slope_deg, 2)
    likely = (steep > np.percentile(steep, 75)) & (hollow > 0.5) & (terrain.above_stream_m > 40)
    cells = rng.permutation(np.flatnonzero(likely))
    places = spaced(terrain.points(cells), 500, count)
    rows = []
    for x, y in terrain.points(cells)[places]:
        line = slope_line(terrain, x, y, rng.uniform(90, 240), rng.uniform(90, 280))
        rows.append((False, tongue(rng, line, rng.uniform(40, 85))))
    for x, y in aims:
        line = slope_line(terrain, x, y, rng.uniform(400, 600), rng.uniform(120, 160))
        rows.append((True, tongue(rng, line, rng.uniform(80, 105))))
    return _hazard("landslide", rows)


def _hazard(kind: str, rows: list[tuple[bool, shapely.Polygon]]) -> gpd.GeoDataFrame:
    """Rows ``aimed, geometry`` as a layer of one kind."""
    return gpd.GeoDataFrame(rows, columns=["aimed", "geometry"], crs=CRS).assign(kind=kind)


def debris_flows(
    rng: np.random.Generator, terrain: Terrain, count: int, near: np.ndarray
) -> gpd.GeoDataFrame:
    """Steep gullies with the fan at their mouth; those with houses near the mouth first."""
    catchment = terrain.catchment_km2.ravel()
    order = np.argsort(catchment, kind="stable")
    above = np.full(catchment.size, -1)
    above[terrain.receiver[order]] = order
    above[above == np.arange(catchment.size)] = -1
    small = (catchment > 0.3) & (catchment < 5)
    mouths = np.flatnonzero(small & (catchment[terrain.receiver] > 5 * catchment))
    houses = KDTree(near).query_ball_point(terrain.points(mouths), 220, return_length=True)
    mouths = mouths[np.argsort(-np.minimum(houses, 8) - 6 * rng.random(mouths.size), kind="stable")]
    mouths = mouths[spaced(terrain.points(mouths), 700, 6 * count)]
    rows = []
    for mouth in mouths:
        gully = [mouth]
        while above[gully[-1]] >= 0 and len(gully) < 50 and catchment[above[gully[-1]]] > 0.12:
            gully.append(above[gully[-1]])
        drop = np.ptp(terrain.dem_m.ravel()[gully])
        if len(gully) < 12 or drop / (len(gully) * CELL_M) < 0.15:
            continue
        line = _bent(terrain.points(np.array(gully)))
        channel = shapely.LineString(line).buffer(rng.uniform(18, 30), quad_segs=3)
        rows.append((False, channel.union(_fan(rng, line)).simplify(4)))
        if len(rows) == count:
            break
    return _hazard("debris_flow", rows)


def _fan(rng: np.random.Generator, line: np.ndarray) -> shapely.Polygon:
    """Fan of debris that opens downstream at the mouth of a gully (first point of the line)."""
    apex, mouth = line[min(4, len(line) - 1)], line[0]
    heading = np.arctan2(*(mouth - apex)[::-1])
    angles = heading + np.linspace(-0.65, 0.65, 9)
    reach = np.hypot(*(mouth - apex)) + rng.uniform(60, 130)
    reach = reach * (1 - 0.35 * np.linspace(-1, 1, 9) ** 2) * rng.uniform(0.9, 1.1, 9)
    rim = apex + np.column_stack([np.cos(angles), np.sin(angles)]) * reach[:, None]
    return shapely.Polygon([apex, *rim]).buffer(12, quad_segs=3)


def rockfalls(rng: np.random.Generator, terrain: Terrain, count: int) -> gpd.GeoDataFrame:
    """Cliffs and the ground a falling rock reaches below them."""
    steep = gaussian_filter(terrain.slope_deg, 1.5)
    cliffs = areas(steep > np.percentile(steep, 97.5), terrain, round_m=14, least_m2=4000)
    cliffs = cliffs[cliffs.area < 90_000]
    rows = []
    for at in rng.permutation(len(cliffs))[:count]:
        cliff = cliffs.geometry.iloc[at]
        centre = cliff.representative_point()
        line = slope_line(terrain, centre.x, centre.y, 0, 120)
        reach = [translate(cliff, *(step - line[0])) for step in line[::2]]
        rows.append(
            (
                False,
                shapely.union_all(reach)
                .buffer(30, quad_segs=3)
                .buffer(-25, quad_segs=3)
                .simplify(4),
            )
        )
    return _hazard("rockfall", rows)


def floods(terrain: Terrain) -> gpd.GeoDataFrame:
    """Strips beside the larger rivers by height above the water; narrow valleys flood worst."""
    large = terrain.stream_km2 >= 20
    narrow = terrain.stream_km2 < 40
    low_m = gaussian_filter(terrain.above_stream_m, 1)
    strips = []
    for hazard_class, above_m in ((4, 3 * narrow), (3, 5.5), (2, 10)):
        wet = large & (low_m < above_m)
        strip = areas(wet, terrain, round_m=15, least_m2=15_000)[["geometry"]]
        for worse in strips:
            strip = strip.overlay(worse, how="difference", keep_geom_type=True)
        strips.append(strip.assign(hazard_class=hazard_class))
    strips = pd.concat(strips, ignore_index=True).explode(ignore_index=True)
    return strips[strips.area > 8000].assign(kind="flood", aimed=False)


def spaced(points: np.ndarray, apart_m: float, count: int) -> np.ndarray:
    """Positions of the first ``count`` points, in order, that keep their distance."""
    tree = KDTree(points)
    free = np.ones(len(points), dtype=bool)
    chosen: list[int] = []
    for at in range(len(points)):
        if free[at]:
            chosen.append(at)
            if len(chosen) == count:
                break
            free[tree.query_ball_point(points[at], apart_m)] = False
    return np.array(chosen, dtype=int)


def farmland(
    terrain: Terrain, rough: np.ndarray, water: np.ndarray, groups: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Parcels of each group on the gentlest ground around it; ``groups`` has ``land_mu``."""
    gentle = gaussian_filter(terrain.slope_deg, 2)
    open_ground = np.flatnonzero((gentle < 28) & ~water)
    seats = np.column_stack([groups.geometry.x, groups.geometry.y])
    far_m, owner = KDTree(seats).query(terrain.points(open_ground), distance_upper_bound=1300)
    near = np.isfinite(far_m) & (far_m > 60)
    cells, owner, far_m = open_ground[near], owner[near], far_m[near]
    effort = 0.7 * far_m + 18 * gentle.ravel()[cells] + 120 * rough.ravel()[cells]
    order = np.lexsort([effort, owner])
    rank = pd.Series(owner[order]).groupby(owner[order]).cumcount().to_numpy()
    wanted = groups["land_mu"].to_numpy() * M2_PER_MU / CELL_M**2 * 0.95
    taken = order[rank < wanted[owner[order]]]
    label = np.zeros(terrain.dem_m.size, dtype=np.int32)
    label[cells[taken]] = owner[taken] + 1
    parcels = areas(label.reshape(terrain.dem_m.shape), terrain, round_m=12, least_m2=2500)
    parcels["group_id"] = groups.index[parcels["label"] - 1]
    parcels["area_mu"] = (parcels.area / M2_PER_MU).round(1)
    return parcels.sort_values(["group_id", "area_mu"], ascending=[True, False])


def exclusions(
    terrain: Terrain, rough: np.ndarray, rivers: gpd.GeoDataFrame, villages: np.ndarray
) -> gpd.GeoDataFrame:
    """Forest under the redline, permanent basic farmland on valley floors, water."""
    rows, columns = terrain.cells(*villages.T)
    lived_in = np.ones(terrain.dem_m.shape, dtype=bool)
    lived_in[rows, columns] = False
    lonely_m = distance_transform_edt(lived_in) * CELL_M
    height = gaussian_filter(terrain.dem_m, 12)
    forest = (height + 60 * rough > np.percentile(height, 70)) & (
        lonely_m + 220 * gaussian_filter(rough, 7) / 0.4 > 750
    )
    floor = (gaussian_filter(terrain.slope_deg, 1.5) < 13) & (terrain.above_stream_m < 50)
    floor &= (terrain.stream_km2 > 12) & (rough > -0.3) & (terrain.above_stream_m > 2)
    floor &= ~covered(rivers.geometry, terrain)
    layers = (
        ("ecological_redline", "林区", areas(forest, terrain, round_m=80, least_m2=1e6)),
        ("basic_farmland", "基本农田", areas(floor, terrain, round_m=14, least_m2=25_000)),
        ("water", "河", rivers),
    )
    frames = [
        frame[["geometry"]].assign(kind=kind, name=[f"{zh}{i + 1}号" for i in range(len(frame))])
        for kind, zh, frame in layers
    ]
    return pd.concat(frames, ignore_index=True)
