"""Candidate sites: given ones judged, others found on a made-up slope."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from geoplan.relocation.sites import find_sites, judge_sites
from geoplan.relocation.suitability import exclusion_codes
from geoplan.terrain import Raster

CRS = "EPSG:4545"


@pytest.fixture
def bench() -> Raster:
    """A slope of 45 degrees rising northward with one level bench, cells of 10 m.

    y 2000 /////////////////
      1200 ///+-------+/////      level: x 600-1000, y 1000-1200 (8 ha)
      1000 ///+-------+/////
         0 /////////////////  x 0-2000
    """
    y, x = 1995 - 10.0 * np.arange(200)[:, None], 5 + 10.0 * np.arange(200)[None, :]
    on_bench = (x > 600) & (x < 1000) & (y > 1000) & (y < 1200)
    heights = np.where(on_bench, 1100, y + 0 * x).astype(np.float32)
    return Raster(heights, Affine(10, 0, 0, 0, -10, 2000), CRS)


def shapes(*some: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(some), crs=CRS)


def find(dem: Raster, **options: object) -> gpd.GeoDataFrame:
    road = shapes(shapely.LineString([(0, 900), (2000, 900)]))
    nothing = shapes()
    codes = exclusion_codes(
        dem, roads=road, danger=nothing, excluded_land=nothing, houses=nothing,
        max_slope_deg=15, max_road_m=500,
    )  # fmt: skip
    rules = {
        "near": shapes(shapely.Point(800, 300)),
        "max_distance_m": 1000.0,
        "plot_m2": 300.0,
        "min_households": 30,
        "largest_households": 500,
        "opening_cost_wan": 100.0,
    }
    return find_sites(dem, codes, **(rules | options))


def test_the_bench_is_found(bench):
    """The outer ring of cells is steep by its neighbours: 380 x 180 m remain for 228 plots."""
    sites = find(bench)
    assert list(sites.index) == ["S001"]
    site = sites.loc["S001"]
    assert shapely.box(680, 1080, 920, 1120).contains(site.geometry)
    assert site["capacity_households"] == pytest.approx(228, abs=12)
    assert site["capacity_households"] <= 380 * 180 / 300
    assert site[["name", "opening_cost_wan", "found", "suitable"]].to_list() == [
        "选址S001", 100, True, True,
    ]  # fmt: skip
    assert pd.isna(site["reason"])
    assert sites.crs == CRS


@pytest.mark.parametrize(
    "rule",
    [
        {"max_distance_m": 700.0},
        {"min_households": 400},
        {"near": shapes()},
    ],
)
def test_no_site_too_far_too_small_or_without_need(bench, rule):
    sites = find(bench, **rule)
    assert sites.empty
    assert {"name", "capacity_households", "suitable", "reason"} <= set(sites.columns)


def test_large_ground_is_used_in_part(bench):
    assert find(bench, largest_households=150)["capacity_households"].to_list() == [150]


def two_benches(bench: Raster) -> Raster:
    """A second, smaller bench to the east: x 1200-1500 at the same height."""
    heights = bench.values.copy()
    heights[80:100, 120:150] = 1100
    return Raster(heights, bench.transform, bench.crs)


def test_of_near_sites_the_larger_stays(bench):
    """The middles of the two benches are about 550 m apart; numbers run from west to east."""
    both = find(two_benches(bench), apart_m=300)
    assert list(both.index) == ["S001", "S002"]
    assert both.geometry.x.is_monotonic_increasing
    alone = find(two_benches(bench), apart_m=800)
    assert alone["capacity_households"].to_list() == [both["capacity_households"].max()]


def test_elevation_and_codes_are_unchanged(bench):
    before = bench.values.copy()
    find(bench)
    assert (bench.values == before).all()


def test_given_sites_are_judged_in_order(bench):
    """On the bench; on the slope; by a hazard on the slope; on excluded land; an area at its edge.

    The reason is the first that applies: hazard, excluded land, slope.
    """
    places = {
        "good": shapely.Point(800, 1100),
        "steep": shapely.Point(300, 300),
        "struck": shapely.Point(1505, 1505),
        "redline": shapely.Point(700, 1100),
        "both": shapely.box(1480, 1480, 1490, 1490).union(shapely.box(700, 1050, 701, 1051)),
        "outside": shapely.Point(9000, 9000),
    }
    table = pd.DataFrame(
        {
            "name": list(places),
            "capacity_households": 40.0,
            "opening_cost_wan": [None, 80.0, 80.0, 80.0, 80.0, 80.0],
        },
        index=pd.Index(list(places), name="site_id"),
    )
    sites = gpd.GeoDataFrame(table, geometry=list(places.values()), crs=CRS)
    before = sites.copy()
    rules = {
        "danger": shapes(shapely.box(1485, 1485, 1600, 1600)),
        "excluded_land": shapes(shapely.box(690, 1000, 710, 1200)),
        "max_slope_deg": 15.0,
    }
    judged = judge_sites(sites, dem=bench, **rules)
    assert judged["reason"].fillna("").to_dict() == {
        "good": "", "steep": "slope", "struck": "hazard", "redline": "excluded_land",
        "both": "hazard", "outside": "",
    }  # fmt: skip
    assert judged["suitable"].to_list() == [True, False, False, False, False, True]
    assert not judged["found"].any()
    assert (judged.geom_type == "Point").all()
    assert judged.index.equals(sites.index)
    unmeasured = judge_sites(sites, dem=None, **rules)
    assert pd.isna(unmeasured.loc["steep", "reason"])
    assert judge_sites(sites.iloc[:0], dem=bench, **rules).empty
    pd.testing.assert_frame_equal(pd.DataFrame(sites), pd.DataFrame(before))
