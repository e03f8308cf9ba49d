"""People of a made-up county: where they live, what they belong to, what they are called.

Every place and every person is invented from the lists below.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.cluster.vq import kmeans2
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from county_land import CRS, spaced
from county_terrain import CELL_M, Terrain, noise

NAME_FIRST = "樟柳桃梨竹松柏枫槐桐杏栗麻茶桂楠杉漆棕榆石白青黄红黑双大小上下高龙凤虎马牛羊鹿鹰金银铜铁沙泥瓦窑磨寨关"
NAME_SECOND = "树家水溪泉坪坝岩崖坡岭垭口沟湾河滩潭洞林园田院庙桥店场街坎梁"
NAME_LAST = ("沟", "坪", "湾", "坡", "梁", "垭", "岩", "坝", "沙", "院子", "岭", "坎", "寨", "塝")
SEAT_NAMES = (
    "云岭", "双河", "石泉坝", "白柳", "桐木", "铜钱关", "红岩", "麻坪", "金寨", "竹园", "仙桥", "关口",
    "甘溪", "神河", "棕溪", "吕河", "构元", "小沙", "茅坪", "龙头",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "明华国建文平志伟春秀英兰芳德福贵成林安康永新家和顺兴发才义忠孝礼仁智勇强军波涛山川云霞"


def settle(
    rng: np.random.Generator, terrain: Terrain, water: np.ndarray, count: int, towns: int
) -> gpd.GeoDataFrame:
    """Natural villages on gentle ground; the first ``towns`` are the seats, the county seat first."""
    gentle = gaussian_filter(terrain.slope_deg, 2)
    above_m = terrain.above_stream_m
    liking = np.exp(-((gentle / 13) ** 2)) * (0.12 + np.exp(-above_m / 220))
    liking[(above_m < 5) | water | ~_inside(rng, terrain.dem_m.shape)] = 0
    liking[terrain.dem_m > np.percentile(terrain.dem_m, 93)] = 0
    chance = liking.ravel() / liking.sum()
    cells = rng.choice(
        chance.size, size=min(40 * count, (chance > 0).sum()), replace=False, p=chance
    )
    apart_m = 640 * np.sqrt(chance.size * CELL_M**2 / 1e6 / count)
    while len(picked := spaced(terrain.points(cells), apart_m, count)) < count:
        apart_m *= 0.93
    cells = cells[picked]
    seats = _seats(rng, terrain, cells, towns)
    others = np.setdiff1d(np.arange(count), seats)
    points = terrain.points(cells[np.concatenate([seats, others])])
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=CRS)


def _seats(rng: np.random.Generator, terrain: Terrain, cells: np.ndarray, towns: int) -> np.ndarray:
    """Positions of the township seats: low places on large streams, one in each part of the county."""
    points = terrain.points(cells)
    _, part = kmeans2(points, towns, seed=rng, minit="++")
    valley = np.log(terrain.stream_km2.ravel()[cells]) - terrain.above_stream_m.ravel()[cells] / 40
    middle = pd.DataFrame(points).groupby(part).transform("mean").to_numpy()
    away_km = np.hypot(*(points - middle).T) / 1000
    seats = pd.Series(valley - away_km**2 / 2).groupby(part).idxmax().to_numpy()
    central_km = np.hypot(*(points[seats] - points.mean(axis=0)).T) / 1000
    return seats[np.argsort(central_km / 5 - valley[seats], kind="stable")]


def _inside(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Cells inside the county: a rounded shape with a ragged border, away from the map's edge."""
    y, x = np.ogrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return (np.abs(x) ** 3 + np.abs(y) ** 3) ** (1 / 3) < 0.85 + 0.045 * noise(rng, shape, 90)


def belong(
    villages: gpd.GeoDataFrame, graph: csr_array, nodes: np.ndarray, towns: int
) -> gpd.GeoDataFrame:
    """Villages with their township (nearest seat over the land) and administrative village."""
    _, _, source = dijkstra(graph, indices=nodes[:towns], min_only=True, return_predecessors=True)
    town_of = {node: town for town, node in enumerate(nodes[:towns])}
    town = np.array([town_of[source[node]] for node in nodes])
    points = np.column_stack([villages.geometry.x, villages.geometry.y])
    admin = np.zeros(len(villages), dtype=int)
    for one in range(towns):
        members = np.flatnonzero(town == one)
        for part in _parts(points, members, max(1, round(members.size / 5))):
            admin[part] = admin.max() + 1
    return villages.assign(town=town, admin=admin - 1)


def _parts(points: np.ndarray, members: np.ndarray, count: int) -> list[np.ndarray]:
    """Members cut into ``count`` compact parts of nearly the same size."""
    if count == 1:
        return [members]
    at = points[members] - points[members].mean(axis=0)
    axis = np.linalg.svd(at, full_matrices=False)[2][0]
    order = members[np.argsort(at @ axis, kind="stable")]
    cut = round(members.size * (count // 2) / count)
    return _parts(points, order[:cut], count // 2) + _parts(points, order[cut:], count - count // 2)


def name_places(rng: np.random.Generator, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Villages with invented names, none twice in a township, and the names of what they belong to."""
    towns = villages["town"].max() + 1
    seat_names = list(SEAT_NAMES[:towns])
    while len(seat_names) < towns:
        name = _place(rng)[:2]
        if name not in seat_names:
            seat_names.append(name)
    taken: set[tuple[int, str]] = set()
    names = []
    for at, town in enumerate(villages["town"]):
        name = seat_names[at] + "街" if at < towns else _place(rng)
        while (town, name) in taken:
            name = _place(rng)
        taken.add((town, name))
        names.append(name)
    villages = villages.assign(name=names)
    committees = villages.groupby("admin")["households"].idxmax()
    kind = ["镇" if t % 3 != 2 else "乡" for t in range(towns)]
    return villages.assign(
        township_id=[f"T{t + 1:02d}" for t in villages["town"]],
        township_name=[seat_names[t] + kind[t] for t in villages["town"]],
        admin_village_id=[f"A{a + 1:03d}" for a in villages["admin"]],
        admin_village_name=[
            names[committees[a]].removesuffix("街") + "村" for a in villages["admin"]
        ],
        committee=np.isin(np.arange(len(villages)), committees),
    )


def _place(rng: np.random.Generator) -> str:
    """One invented place name of two or three characters."""
    first = rng.choice(list(NAME_FIRST if rng.random() < 0.65 else SURNAMES))
    second = "家" if first in SURNAMES else rng.choice(["", *NAME_SECOND])
    last = rng.choice(NAME_LAST)
    return str(first + (second if second != last else "") + last)


def people(
    rng: np.random.Generator, terrain: Terrain, water: np.ndarray, villages: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Groups and households; ``villages`` has ``households``."""
    parts = np.clip(np.ceil(villages["households"] / 22), 1, 5).astype(int)
    village = np.repeat(np.arange(len(villages)), parts)
    number = pd.Series(village).groupby(village).cumcount().to_numpy()
    xy = np.column_stack([villages.geometry.x, villages.geometry.y])[village]
    centres = np.where(
        (number == 0)[:, None], xy, _gentle_place(rng, terrain, water, xy, spread_m=330)
    )
    groups = gpd.GeoDataFrame(
        {"village": village, "number": number},
        geometry=gpd.points_from_xy(*centres.T),
        crs=CRS,
    )
    house_village = np.repeat(np.arange(len(villages)), villages["households"])
    first = np.flatnonzero(number == 0)[house_village]
    within = pd.Series(house_village).groupby(house_village).cumcount().to_numpy()
    group = first + within % parts.to_numpy()[house_village]
    spots = _gentle_place(rng, terrain, water, centres[group], spread_m=65)
    houses = gpd.GeoDataFrame(
        {"group": group, "village": house_village}, geometry=gpd.points_from_xy(*spots.T), crs=CRS
    )
    return groups, houses.sort_values("group", kind="stable").reset_index(drop=True)


def _gentle_place(
    rng: np.random.Generator,
    terrain: Terrain,
    water: np.ndarray,
    xy: np.ndarray,
    *,
    spread_m: float,
) -> np.ndarray:
    """For each point the gentlest dry of a few places around it."""
    tries = xy[:, None, :] + rng.normal(0, spread_m, (len(xy), 8, 2))
    rows, columns = terrain.cells(tries[..., 0], tries[..., 1])
    pain = terrain.slope_deg[rows, columns] / 10 + rng.gumbel(size=rows.shape)
    pain += np.where(terrain.above_stream_m[rows, columns] < 4, 2.5, 0)
    pain += np.where(water[rows, columns], 1e6, 0)
    best = np.argmin(pain, axis=1)
    found = tries[np.arange(len(xy)), best]
    drowned = water[terrain.cells(*found.T)]
    return np.where(drowned[:, None], xy, found)


def household_table(rng: np.random.Generator, houses: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns of the household layer, all drawn by chance."""
    n = len(houses)
    size = np.clip(rng.poisson(2.5, n) + 1, 1, 9)
    names = [
        rng.choice(list(SURNAMES)) + "".join(rng.choice(list(GIVEN), rng.integers(1, 3)))
        for _ in range(n)
    ]
    return houses.assign(
        household_id=[f"H{i + 1:06d}" for i in range(n)],
        people=size,
        labour=np.minimum(rng.binomial(size, 0.55), size),
        land_mu=np.round(np.clip(size * rng.gamma(6, 0.23, n), 0.3, 25), 1),
        land_income_share=np.round(rng.beta(2.2, 3.2, n), 2),
        consent=consent(rng, n, yes=0.42, no=0.06, not_asked=0.12),
        head_name=names,
    )


def consent(
    rng: np.random.Generator, n: int, *, yes: float, no: float, not_asked: float
) -> np.ndarray:
    """The three states and blanks."""
    blank = 1 - yes - no - not_asked
    return rng.choice(["yes", "no", "not_asked", None], n, p=[yes, no, not_asked, blank])
