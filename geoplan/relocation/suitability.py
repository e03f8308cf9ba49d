"""Where one could build: what excludes a cell, how good it is, and why, of every cell.

- (S1)  a cell may be built on when nothing of ``EXCLUSIONS`` holds on it; all that holds is kept
- (S2)  gentle = 1 - slope / steepest;  of a distance d: near = 1 - d / far, clear = d / far; 0 to 1
- (S3)  score = sum of weight x criterion / sum of weight, over the criteria that are known
- (S8)  in a gully: along some line through the cell the ground rises on both sides, by more than
  15 m in 100 m or more than 50 m in 200 m; on a crest: it falls so
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.hazards import grown
from geoplan.terrain import Raster, cell_of, sample, spots
from geoplan.terrain.cells import cells_near

Mask = NDArray[np.uint16]
EXCLUSIONS = (
    "hazard", "ecological_redline", "basic_farmland", "water", "other_excluded", "slope", "gully",
    "crest", "no_road", "built_up", "road", "no_elevation",
)  # fmt: skip
"""What excludes a cell, the gravest first: bit 0, 1, 2, … of the mask of ``excluded``."""
OF_LAND = {"ecological_redline", "basic_farmland", "water"}
"""Kinds of the layer "exclusions" with a reason of their own."""
ROAD_HALF_WIDTH_M = 4.0
"""Land beside a road's line that the road takes [m]. C."""
SEA_M = 2.0
"""Ground no higher belongs to the sea, which elevation models show as level land [m]. C."""
ACROSS_M = {100.0: 15.0, 200.0: 50.0}
"""By how far from a cell the ground is looked at, what it rises to both sides of a gully, or falls
to both sides of a crest [m]. To 200 m both sides are then steeper on average than land on which
one builds (14 degrees). C."""
FAR_M = {
    "near_road": 500.0,
    "near_school": 3000.0,
    "near_clinic": 2000.0,
    "near_land": 2000.0,
    "clear_of_hazards": 300.0,
}
"""Distance at which nothing is near any more, or everything clear [m]. C, DOMAIN 4."""
CRITERIA = ("gentle", *FAR_M)


def excluded(
    dem: Raster,
    slope: Raster,
    *,
    roads: gpd.GeoSeries,
    danger: gpd.GeoDataFrame,
    exclusions: gpd.GeoDataFrame,
    houses: gpd.GeoSeries,
    max_slope_deg: float,
    max_road_m: float,
) -> Mask:
    """What excludes each cell from building.

    Parameters
    ----------
    dem, slope
        Elevation [m] and slope [degrees] on the same cells, which are the result's.
    roads, danger, exclusions, houses
        Roads; areas of hazards, with margin_m around each; layer "exclusions" with kind; houses.
        All in the DEM's CRS.
    max_slope_deg
        Steepest building land [degrees].
    max_road_m
        Farthest from a road [m].

    Returns
    -------
    ndarray
        Bit mask of the DEM's shape, one bit for each of ``EXCLUSIONS``; 0: suitable. (S1)
    """
    kind = reason_of(exclusions["kind"])
    gully, crest = gullies_and_crests(dem)
    tests = {
        "no_elevation": np.isnan(dem.values) | np.isnan(slope.values),
        "slope": slope.values > max_slope_deg,
        "gully": gully,
        "crest": crest,
        "no_road": ~cells_near(roads.to_numpy(), max_road_m, dem),
        "hazard": cells_near(danger.geometry.to_numpy(), danger["margin_m"].to_numpy(), dem),
        "built_up": _cells_under(houses, dem),
        "road": cells_near(roads.to_numpy(), ROAD_HALF_WIDTH_M, dem),
    } | {
        name: cells_near(exclusions[kind == name].geometry.to_numpy(), 0.0, dem)
        for name in (*sorted(OF_LAND), "other_excluded")
    }
    tests["water"] |= dem.values <= SEA_M
    mask = np.zeros(dem.values.shape, dtype=np.uint16)
    for bit, name in enumerate(EXCLUSIONS):
        mask |= tests[name].astype(np.uint16) << bit
    return mask


def reason_of(kind: "pd.Series[str]") -> "pd.Series[str]":
    """Which of ``EXCLUSIONS`` each kind of the layer "exclusions" is."""
    return kind.where(kind.isin(OF_LAND), "other_excluded")


def reasons(mask: int) -> tuple[str, ...]:
    """Names of what excludes a cell, in the order of ``EXCLUSIONS``; none where it is suitable."""
    return tuple(name for bit, name in enumerate(EXCLUSIONS) if int(mask) >> bit & 1)


def gullies_and_crests(dem: Raster) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Cells in gullies, and cells on crests: as ``ACROSS_M`` says at any of its distances (S8)."""
    gully, crest = (np.zeros(dem.values.shape, dtype=bool) for _ in range(2))
    for away_m, most_m in ACROSS_M.items():
        rises_m, falls_m = across(dem, away_m)
        gully |= rises_m > most_m
        crest |= falls_m > most_m
    return gully, crest


def across(dem: Raster, away_m: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the ground rises, and falls, to both sides of each cell.

    Parameters
    ----------
    dem
        Elevation [m].
    away_m
        How far from the cell [m].

    Returns
    -------
    rises_m, falls_m
        The lesser of both sides along that one of four lines where it is most; of the DEM's shape,
        below 0 where there is no such line.
    """
    far = max(1, round(away_m / dem.cell_m))
    slant = max(1, round(away_m / dem.cell_m / 2**0.5))
    rows, columns = dem.values.shape
    around = np.pad(dem.values, far, mode="edge")
    rises_m, falls_m = (np.full(dem.values.shape, -np.inf, np.float32) for _ in range(2))
    for down, right in ((0, far), (far, 0), (slant, slant), (slant, -slant)):
        one, other = (
            around[far + i : far + i + rows, far + j : far + j + columns] - dem.values
            for i, j in ((down, right), (-down, -right))
        )
        rises_m = np.fmax(rises_m, np.minimum(one, other))
        falls_m = np.fmax(falls_m, -np.maximum(one, other))
    return rises_m, falls_m


def _cells_under(points: gpd.GeoSeries, like: Raster) -> NDArray[np.bool_]:
    """Cells of ``like`` in which any of the points lies: ``cells_near``, for very many points."""
    cell = cell_of(like, *shapely.get_coordinates(points.to_numpy()).T)
    under = np.zeros(like.values.shape, dtype=bool)
    under.ravel()[cell[cell >= 0]] = True
    return under


def criteria(
    points: gpd.GeoSeries,
    slope: Raster,
    *,
    near: Mapping[str, gpd.GeoSeries],
    danger: gpd.GeoDataFrame,
    max_slope_deg: float,
) -> pd.DataFrame:
    """How good building land at some points is, by criterion.

    Parameters
    ----------
    points
        Points in a metric CRS.
    slope
        Slope [degrees].
    near
        By name in ``FAR_M``, what the land should be near to. Empty layers are unknown.
    danger
        As for ``excluded``: what it should be clear of.
    max_slope_deg
        Slope at which nothing is gentle any more.

    Returns
    -------
    DataFrame
        On the points' index: slope_deg, metres_{name} to the nearest thing, and each of
        ``CRITERIA`` from 0 to 1, NaN where it is unknown. (S2)
    """
    slope_deg = sample(slope, *shapely.get_coordinates(points.to_numpy()).T)
    told = {"slope_deg": slope_deg, "gentle": np.clip(1 - slope_deg / max_slope_deg, 0, 1)}
    for name, far_m in FAR_M.items():
        clear = name == "clear_of_hazards"
        away_m = _clear_m(points, danger) if clear else nearest_m(points, near[name])
        share = np.clip(away_m / far_m, 0, 1)
        told[f"metres_{name}"] = away_m
        told[name] = share if clear else 1 - share
    return pd.DataFrame(told, index=points.index)


def _clear_m(points: gpd.GeoSeries, danger: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Metres from each point to the nearest danger with its margin; NaN where there is none."""
    away_m = np.full(len(points), np.nan)
    for margin_m in danger["margin_m"].unique():
        some = gpd.GeoSeries(danger.geometry[danger["margin_m"] == margin_m])
        away_m = np.fmin(away_m, nearest_m(points, some) - margin_m)
    return np.asarray(np.maximum(away_m, 0.0))


def nearest_m(places: gpd.GeoSeries, things: gpd.GeoSeries) -> NDArray[np.float64]:
    """Metres from each place to the nearest of the things; NaN where there are none."""
    shapes = things.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(shapes):
        return np.full(len(places), np.nan)
    own = places.to_numpy()
    return np.asarray(shapely.distance(own, shapes[shapely.STRtree(shapes).nearest(own)]))


def score(told: pd.DataFrame, weights: Mapping[str, float]) -> "pd.Series[float]":
    """Weighted mean of the criteria that are known; NaN where none is (S3).

    Parameters
    ----------
    told, weights
        As in ``shares``.
    """
    return shares(told, weights).sum(axis=1, min_count=1)


def shares(told: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """What each criterion adds to the score (S3).

    Parameters
    ----------
    told
        From ``criteria``.
    weights
        By name in ``CRITERIA``; a name without weight does not count.

    Returns
    -------
    DataFrame
        share_{criterion}; NaN where the criterion is unknown. They add up to the score.
    """
    weight = pd.Series({name: weights.get(name, 0.0) for name in CRITERIA})
    values = told[list(CRITERIA)]
    total = (values.notna() * weight).sum(axis=1)
    return (values * weight).div(total.where(total > 0), axis=0).add_prefix("share_")


def tell(
    points: gpd.GeoSeries,
    mask: Mask,
    like: Raster,
    *,
    danger: gpd.GeoDataFrame,
    exclusions: gpd.GeoSeries,
) -> pd.DataFrame:
    """Why one could not build on the cells under some points.

    Parameters
    ----------
    points
        In the raster's CRS.
    mask
        From ``excluded``.
    like
        Raster with its cells.
    danger, exclusions
        Areas of hazards, with margin_m, and excluded land; index: their ids.

    Returns
    -------
    DataFrame
        On the points' index: reasons (of ``EXCLUSIONS``, joined by ";"; "" where one could build;
        no_elevation outside the raster), hazard_ids, exclusion_ids (that touch the cell).
    """
    cell = cell_of(like, *shapely.get_coordinates(points.to_numpy()).T)
    outside = 1 << EXCLUSIONS.index("no_elevation")
    bits = np.where(cell >= 0, mask.ravel()[cell], outside)
    middle = spots(like, np.maximum(cell, 0))
    half = like.cell_m / 2
    squares = gpd.GeoSeries(
        shapely.box(*(middle - half).T, *(middle + half).T), points.index, crs=points.crs
    )
    return pd.DataFrame(
        {
            "reasons": [";".join(reasons(one)) for one in bits],
            "hazard_ids": objects_on(squares, footprints_near(squares, danger)),
            "exclusion_ids": objects_on(squares, exclusions),
        },
        index=points.index,
    )


def footprints_near(places: gpd.GeoSeries, danger: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Areas of hazards grown by their margins, of those that reach any of the places.

    Parameters
    ----------
    places
        Points, lines or areas.
    danger
        As for ``excluded``.
    """
    near, _ = shapely.STRtree(places.to_numpy()).query(
        danger.geometry.to_numpy(), predicate="dwithin", distance=danger["margin_m"].to_numpy()
    )
    reaching = danger.iloc[np.unique(near)]
    return grown(reaching.geometry, reaching["margin_m"])


def objects_on(places: gpd.GeoSeries, areas: gpd.GeoSeries) -> "pd.Series[str]":
    """Ids of the areas that meet each place, joined by ";".

    Parameters
    ----------
    places
        Points or areas.
    areas
        Index: their ids.
    """
    area, place = shapely.STRtree(places.to_numpy()).query(areas.to_numpy(), predicate="intersects")
    found = pd.DataFrame({"place": place, "id": areas.index.to_numpy()[area]})
    cells = found.sort_values(["place", "id"]).groupby("place")["id"].agg(";".join)
    told = cells.reindex(range(len(places))).fillna("")
    return pd.Series(told.to_numpy(), index=places.index, dtype="str")
