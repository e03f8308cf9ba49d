"""Candidate sites: given ones and their verdicts, others found on a made-up slope."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from geoplan.relocation import sites as module
from geoplan.relocation.sites import compactness, find_sites, patches
from geoplan.relocation.suitability import EXCLUSIONS, FAR_M, Mask, excluded
from geoplan.relocation.verdicts import Land, Plots, judge_sites
from geoplan.terrain import Raster, slope_deg

CRS = "EPSG:4545"
PLOTS = Plots(
    people=4, house_m2_per_person=25, storeys=1, yard_m2=80, public_share=0.4,
    slopes_deg=(5, 10), levelling_yuan_per_m2=(10, 20, 40),
)  # fmt: skip
"""Plots of 4 x 25 + 80 = 180 m2; 300 m2 with what is public."""


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


def shapes(**some: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(some.values()), index=pd.Index(list(some), dtype="str"), crs=CRS)


def land_of(
    dem: Raster,
    *,
    danger: gpd.GeoSeries | None = None,
    roads: gpd.GeoSeries | None = None,
    houses: gpd.GeoSeries | None = None,
    **excluded_as: shapely.Geometry,
) -> Land:
    """What sites are judged by: a road along y = 900, and excluded land by kind."""
    road = shapes(R=shapely.LineString([(0, 900), (2000, 900)])) if roads is None else roads
    danger = gpd.GeoDataFrame(geometry=shapes() if danger is None else danger).assign(margin_m=0.0)
    layer = gpd.GeoDataFrame(
        {"kind": list(excluded_as)},
        index=pd.Index([f"E{i + 1}" for i in range(len(excluded_as))], dtype="str"),
        geometry=list(excluded_as.values()),
        crs=CRS,
    )
    near = dict.fromkeys(FAR_M, shapes()) | {"near_road": road}
    built = shapes() if houses is None else houses
    return Land(slope_deg(dem), danger, layer, built, near, {"near_road": 1.0}, 15, 0.2)


def find(dem: Raster, land: Land | None = None, **options: object) -> gpd.GeoDataFrame:
    rules = {
        "near": shapes(home=shapely.Point(800, 300)), "max_distance_m": 1000.0, "plots": PLOTS,
        "min_households": 30, "largest_households": 500,
    }  # fmt: skip
    land = land or land_of(dem)
    mask = excluded(
        dem, slope_deg(dem), roads=land.near["near_road"], danger=land.danger,
        exclusions=land.exclusions, houses=shapes(), max_slope_deg=15, max_road_m=500,
    )  # fmt: skip
    return find_sites(land, mask, **(rules | options))


def test_the_bench_is_found(bench):
    """The outer ring of cells is steep by its neighbours, and corners are one cell wide.

    380 x 180 m without four cells: 68 000 m2 for 226 plots.
    """
    sites = find(bench)
    assert list(sites.index) == ["S001"]
    site = sites.loc["S001"]
    assert shapely.box(680, 1080, 920, 1120).contains(site.geometry)
    assert site["land"].bounds == (610, 1010, 990, 1190)
    assert site["area_m2"] == site["land"].area == 380 * 180 - 400
    assert site["capacity_households"] == site["room_households"] == 226  # (S5)
    assert site["plot_m2"] == 180  # (S4)
    assert site[["found", "suitable", "reasons", "exclusion_ids"]].to_list() == [True, True, "", ""]
    assert pd.isna(site["reason"])
    assert site["access_road_m"] == 1010 - 900
    assert site["development_yuan_per_household"] == 300 * 10  # (S6)
    assert site["compactness"] == pytest.approx(4 * math.pi * 680 / 112**2)  # (S7)
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
    assert {"name", "capacity_households", "suitable", "reason", "land"} <= set(sites.columns)


def test_no_site_where_the_patch_or_what_is_used_of_it_is_too_thin(bench):
    """The bench: 0.68; the disc of 20 plots, along the edges of its cells: 0.61 (S7)."""
    assert find(bench, land_of(bench)._replace(min_compactness=0.7)).empty
    land = land_of(bench)._replace(min_compactness=0.65)
    assert len(find(bench, land)) == 1
    assert find(bench, land, largest_households=20).empty


def test_large_ground_is_used_in_part(bench):
    """A disc of 20 plots, 44 m in radius, as near to the road as it fits into the bench (y 1010)."""
    sites = find(bench, largest_households=20, min_households=8)
    site = sites.loc["S001"]
    assert site[["capacity_households", "room_households", "area_m2"]].to_list() == [20, 20, 6000]
    assert site["access_road_m"] == 1010 - 900
    assert site.geometry.y == 1055
    assert shapely.hausdorff_distance(site["land"], site.geometry.buffer(44)) < 12
    assert site["compactness"] == pytest.approx(
        4 * math.pi * 6000 / site["land"].length ** 2
    )  # (S7)


def test_capacity_of_a_part_is_no_more_than_the_largest_site(bench):
    """Plots of 10 m2: 333 m2 for 20 of them are four cells, with room for 24."""
    plots = PLOTS._replace(storeys=10, yard_m2=0)
    site = find(bench, plots=plots, largest_households=20).loc["S001"]
    assert site[["capacity_households", "room_households", "area_m2"]].to_list() == [20, 24, 400]


def test_land_beyond_a_bay_is_not_used(bench):
    """Water over the bench but for its northern edge; across it the nearest cells are not joined.

    +--------------+
    |  |           |
    |  |    o      |     o: the site's point
    +--------------+
    """
    land = land_of(bench, water=shapely.box(701, 1000, 709, 1159))
    site = find(bench, land, largest_households=120).loc["S001"]
    assert site["land"].geom_type == "Polygon"
    assert site["land"].bounds[0] == 700  # over the water's end, no farther
    assert site["capacity_households"] == site["room_households"] == 113


def test_no_site_in_a_gully():
    """Two gentle sides of a valley: together one site across the water, apart one on either side."""
    x = 5 + 10.0 * np.arange(60)[None, :]
    heights = (300 + 0.2 * abs(x - 305) + 0 * x.T).astype(np.float32)
    dem = Raster(heights, Affine(10, 0, 0, 0, -10, 600), CRS)
    road = shapes(R=shapely.LineString([(0, 605), (600, 605)]))
    sites = find(dem, land_of(dem, roads=road), near=shapes(a=shapely.Point(300, 300)))
    middle = shapely.LineString([(305, 50), (305, 550)])
    assert len(sites) == 1
    assert not sites["land"].iloc[0].intersects(middle)


def test_a_road_over_the_bench_parts_it(bench):
    """The road's own land is none of the site's: the western part is larger."""
    roads = shapes(R=shapely.LineString([(845, 0), (845, 2000)]))
    sites = find(bench, land_of(bench, roads=roads))
    assert sites["land"].iloc[0].bounds == (610, 1010, 840, 1190)


def two_benches(bench: Raster) -> Raster:
    """A second, smaller bench to the east: x 1200-1500 at the same height."""
    heights = bench.values.copy()
    heights[80:100, 120:150] = 1100
    return Raster(heights, bench.transform, bench.crs)


def test_of_near_sites_the_one_with_more_room_and_score_stays(bench, monkeypatch):
    """The middles of the two benches are about 550 m apart; numbers run from west to east."""
    alone = find(two_benches(bench))
    monkeypatch.setattr(module, "APART_M", 300.0)
    both = find(two_benches(bench))
    assert list(both.index) == ["S001", "S002"]
    assert both.geometry.x.is_monotonic_increasing
    assert alone["capacity_households"].to_list() == [both["capacity_households"].max()]
    monkeypatch.setattr(module, "APART_M", 800.0)
    beside = shapes(R=shapely.LineString([(1510, 0), (1510, 2000)]))
    land = land_of(two_benches(bench), roads=beside)
    better = find(two_benches(bench), land, max_distance_m=1200.0)
    assert better["capacity_households"].to_list() == [both["capacity_households"].min()]


@pytest.mark.parametrize(("largest", "stays"), [(500, "larger"), (100, "better")])
def test_room_beyond_the_largest_site_does_not_count(bench, largest, stays):
    """A school in the east: scores 0.75 and 0.93, rooms 226 and 166; or 100 each."""
    land = land_of(two_benches(bench))
    school = {"near_school": shapes(S=shapely.Point(1550, 1100))}
    land = land._replace(near=land.near | school, weights={"near_school": 1.0})
    sites = find(two_benches(bench), land, largest_households=largest)
    assert (sites.geometry.x > 1100).to_list() == [stays == "better"]


def test_points_lie_in_the_middle_of_their_block(bench, monkeypatch):
    """A bench of x 800-1200 lies in two blocks of 1 km: two sites, each with its own middle."""
    monkeypatch.setattr(module, "APART_M", 100.0)
    dem = Raster(np.roll(bench.values, 20, axis=1), bench.transform, bench.crs)
    sites = find(dem)
    assert len(sites) == 2
    assert sites.geometry.x.to_numpy() == pytest.approx([905, 1095], abs=15)


def test_only_sites_near_some_group_are_kept(bench, monkeypatch):
    monkeypatch.setattr(module, "APART_M", 300.0)
    monkeypatch.setattr(module, "PER_GROUP", 1)
    east = find(two_benches(bench), near=shapes(home=shapely.Point(1400, 700)))
    assert east.geometry.x.between(1200, 1500).to_list() == [True]


def test_elevation_is_unchanged(bench):
    before = bench.values.copy()
    find(bench)
    assert (bench.values == before).all()


def given(capacity: float = 40.0, **places: shapely.Geometry) -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        {"name": list(places), "capacity_households": capacity, "opening_cost_wan": 80.0,
         "building_mode": None},
        index=pd.Index(list(places), name="site_id"),
    )  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=list(places.values()), crs=CRS)


def judge(sites: gpd.GeoDataFrame, land: Land, *, mask: Mask | None = None) -> gpd.GeoDataFrame:
    return judge_sites(sites, land, plots=PLOTS, mask=mask)


def test_given_sites_keep_all_that_is_against_them(bench):
    land = land_of(
        bench,
        danger=shapes(H1=shapely.box(1485, 1485, 1600, 1600)),
        basic_farmland=shapely.box(690, 1000, 710, 1200),
        water=shapely.box(1485, 1485, 1490, 1490),
    )
    sites = given(
        good=shapely.Point(800, 1100), steep=shapely.Point(300, 300),
        struck=shapely.Point(1505, 1505), farmed=shapely.Point(700, 1100),
        all=shapely.Point(1487, 1487), outside=shapely.Point(9000, 9000),
    )  # fmt: skip
    before = sites.copy()
    judged = judge(sites, land)
    assert judged["reasons"].to_dict() == {
        "good": "", "steep": "slope", "struck": "hazard;slope", "farmed": "basic_farmland",
        "all": "hazard;water;slope", "outside": "",
    }  # fmt: skip
    assert judged["reason"].fillna("").to_list() == [
        "",
        "slope",
        "hazard",
        "basic_farmland",
        "hazard",
        "",
    ]
    assert judged["suitable"].to_list() == [True, False, False, False, False, True]
    assert judged["exclusion_ids"].to_list() == ["", "", "", "E1", "E2", ""]
    assert judged["hazard_ids"].to_list() == ["", "", "H1", "", "H1", ""]
    assert not judged["found"].any()
    assert judged["land"].isna().all()
    assert judged.index.equals(sites.index)
    unknown = Raster(bench.values * math.nan, bench.transform, bench.crs)
    unmeasured = judge(sites, land._replace(slope=unknown))
    assert unmeasured["reasons"]["steep"] == ""
    assert judge(sites.iloc[:0], land).empty
    pd.testing.assert_frame_equal(pd.DataFrame(sites), pd.DataFrame(before))


@pytest.mark.parametrize(("margin_m", "barred"), [(9, ""), (11, "hazard")])
def test_a_given_site_keeps_the_margin_of_a_hazard(bench, margin_m, barred):
    land = land_of(bench, danger=shapes(H=shapely.box(700, 1050, 720, 1150)))
    land = land._replace(danger=land.danger.assign(margin_m=margin_m))
    places = {"point": shapely.Point(730, 1100), "area": shapely.box(730, 1080, 760, 1110)}
    judged = judge(given(**places), land)
    assert judged["reasons"].to_list() == [barred, barred]
    assert judged["hazard_ids"].to_list() == ["H" if barred else ""] * 2


@pytest.mark.parametrize(("width_m", "barred"), [(4, ""), (6, "basic_farmland")])
def test_the_edge_of_an_area_may_lie_on_excluded_land(bench, width_m, barred):
    """Of 100 m in the west, 4 or 6 are basic farmland: 5 % are tolerated; the rest is net."""
    land = land_of(bench, basic_farmland=shapely.box(600, 900, 700 + width_m, 1300))
    judged = judge(given(math.nan, area=shapely.box(700, 1050, 800, 1150)), land)
    assert judged["reasons"]["area"] == barred
    assert judged["area_m2"]["area"] == pytest.approx(10_000 - 100 * width_m)
    assert judged["capacity_households"]["area"] == math.floor((10_000 - 100 * width_m) / 300)


def test_the_point_of_an_area_lies_on_its_net_land(bench):
    """4 % in the very middle lie in water: tolerated, but nobody is led there."""
    water, area = shapely.box(740, 1090, 760, 1110), shapely.box(700, 1050, 800, 1150)
    judged = judge(given(area=area), land_of(bench, water=water))
    assert judged[["suitable", "exclusion_ids", "area_m2"]].iloc[0].to_list() == [True, "E1", 9600]
    assert not water.intersects(judged.geometry.iloc[0])
    assert area.contains(judged.geometry.iloc[0])


@pytest.mark.parametrize(("width_m", "barred"), [(0, ""), (0.005, ""), (1, "hazard")])
def test_no_part_of_an_area_may_lie_in_a_hazard(bench, width_m, barred):
    """Of 100 m x 100 m one metre in the west; what is drawn along its edge meets it by a hair."""
    danger = shapes(H=shapely.box(600, 900, 700 + width_m, 1300))
    area = shapely.box(700, 1050, 800, 1150)
    judged = judge(given(area=area), land_of(bench, danger=danger)).iloc[0]
    assert judged[["reasons", "suitable"]].to_list() == [barred, not barred]


def test_a_given_area_is_judged_by_its_mean_slope_and_holds_nobody_on_steep_cells(bench):
    """Of 100 m 30 m lie over the bench's edge: the cells beside the edge and beyond are steep.

    Rows of cells with their middle at y 1155 … 1245; from 1195 on they are steep (half or all).
    """
    area = shapely.box(700, 1150, 800, 1250)
    judged = judge(given(math.nan, area=area), land_of(bench)).iloc[0]
    slopes = slope_deg(bench).values[75:85, 70]
    level, steep = (slopes < 1).sum(), (slopes > 15).sum()
    assert (level, steep) == (4, 6)
    assert judged["area_m2"] == pytest.approx(10_000 * 0.4)
    assert judged["slope_deg"] == pytest.approx(slopes.mean())
    assert judged["reasons"] == "slope"
    for more_deg, told in ((0.1, ""), (-0.1, "slope")):
        land = land_of(bench)._replace(max_slope_deg=slopes.mean() + more_deg)
        assert judge(given(area=area), land)["reasons"].iloc[0] == told
    yuan = (4 * 10 + 6 * 40) / 10 * 300
    assert judged["development_yuan_per_household"] == pytest.approx(yuan)  # (S6)
    assert judged["compactness"] == pytest.approx(math.pi / 4)  # (S7)


def test_roads_across_a_given_area_are_none_of_its_land(bench):
    roads = shapes(R=shapely.LineString([(0, 1100), (2000, 1100)]))
    area = shapely.box(700, 1050, 800, 1150)
    judged = judge(given(math.nan, area=area), land_of(bench, roads=roads))
    assert judged["area_m2"].iloc[0] == pytest.approx(10_000 - 8 * 100)
    assert judged["access_road_m"].iloc[0] == 0


def test_an_area_without_capacity_has_what_it_has_room_for_and_a_point_none(bench):
    places = {"area": shapely.box(700, 1050, 800, 1150), "point": shapely.Point(800, 1100)}
    judged = judge(given(math.nan, **places), land_of(bench))
    assert judged["capacity_households"].to_list() == [33, 0]
    assert judged["reasons"].to_list() == ["", "no_room"]


@pytest.mark.parametrize(("told", "capacity"), [(40, [33, 40]), (20, [20, 20])])
def test_an_area_holds_no_more_than_it_has_room_for(bench, told, capacity):
    """100 m x 100 m have room for 33 (S5); the largest site that is searched does not matter."""
    places = {"area": shapely.box(700, 1050, 800, 1150), "point": shapely.Point(800, 1100)}
    judged = judge(given(told, **places), land_of(bench))
    assert judged["capacity_households"].to_list() == capacity
    assert judged["told_households"].to_list() == [told, told]
    assert judged["room_households"]["area"] == 33
    assert judged["reasons"].to_list() == ["", ""]


def test_a_given_area_without_room_for_a_household_is_no_site(bench):
    """16 m x 18 m are 288 m2, a household needs 300."""
    judged = judge(given(60, area=shapely.box(700, 1050, 716, 1068)), land_of(bench)).iloc[0]
    assert judged[["capacity_households", "reasons"]].to_list() == [0, "no_room"]


@pytest.mark.parametrize(("length_m", "barred"), [(160, ""), (180, "thin")])
def test_a_given_ribbon_is_no_site(bench, length_m, barred):
    """12 m wide: 0.204 and 0.184 (S7), at least 0.2."""
    area = shapely.box(700, 1100, 700 + length_m, 1112)
    judged = judge(given(area=area), land_of(bench)).iloc[0]
    compactness = 4 * math.pi * 12 * length_m / (2 * (12 + length_m)) ** 2
    assert judged["compactness"] == pytest.approx(compactness)
    assert judged["reasons"] == barred


def test_what_is_the_countys_to_see_is_told_as_shares_and_bars_nobody(bench):
    """Of ten columns of cells four in a gully, one on a crest; a road of 8 m through the middle.

    A house on the area, with an octagon of land around it; one beside the point, which lies on
    the road, too.
    """
    mask = np.zeros(bench.values.shape, dtype=np.uint16)
    gully, crest = (1 << EXCLUSIONS.index(one) for one in ("gully", "crest"))
    mask[80:100, 70:73] = gully
    mask[80:100, 73] = gully | crest
    roads = shapes(R=shapely.LineString([(0, 1100), (2000, 1100)]))
    houses = shapes(a=shapely.Point(750, 1080), b=shapely.Point(859, 1100))
    land = land_of(bench, roads=roads, houses=houses)
    places = {"area": shapely.box(700, 1050, 800, 1150), "point": shapely.Point(850, 1100)}
    octagon = 2 * 2**0.5 * 100 / 10_000
    names = ["gully_share", "crest_share", "built_up_share", "road_share"]
    judged = judge(given(**places), land, mask=mask)
    assert judged.loc["area", names].to_list() == pytest.approx([0.4, 0.1, octagon, 0.08])
    assert judged.loc["point", names].to_list() == [0, 0, 1, 0]
    assert judged["suitable"].all()
    unknown = judge(given(**places), land)
    assert unknown[names[:2]].isna().all(axis=None)
    assert unknown[names[2:]].equals(judged[names[2:]])


def test_steep_land_costs_more_to_level():
    slopes = np.array([0, 4.9, 5, 9.9, 10, 30])
    assert PLOTS.development_yuan(slopes).tolist() == [3000, 3000, 6000, 6000, 12000, 12000]


def test_storeys_save_land():
    assert PLOTS._replace(storeys=2).land_m2 == pytest.approx((50 + 80) / 0.6)


def test_compactness_of_shapes():
    """A square; a ribbon one cell wide; two cells that touch at a corner are two patches."""
    numbers = np.zeros((12, 12), dtype=np.int32)
    numbers[0:4, 0:4], numbers[6, 0:10], numbers[10, 0], numbers[11, 1] = 1, 2, 3, 4
    square, ribbon, cell = (4 * math.pi * a / p**2 for a, p in ((16, 16), (10, 22), (1, 4)))
    assert compactness(numbers) == pytest.approx([0, square, ribbon, cell, cell])


def test_patches_are_contiguous_and_cut_along_blocks():
    """Two fields of 5 x 5 cells and a path between; the right one lies across a block's border.

    block 0    | block 1 | block 2
    #####......|#####....|
    """
    field = np.full((10, 30), 1 << EXCLUSIONS.index("slope"), dtype=np.uint16)
    field[2:7, 1:6] = field[2:7, 18:23] = 0
    found = patches(field, block_cells=10)
    assert found[0, 0] == 0
    assert sorted(set(found.ravel())) == [0, 1, 2, 3]
    assert (found[3:6, 2:5] == found[4, 3]).all()
    assert found[4, 19] != found[4, 20]
    whole = patches(field, block_cells=30)
    assert found[4, 19] > 0
    assert sorted(set(whole.ravel())) == [0, 1, 2]


def test_blocks_with_a_common_corner_do_not_share_patches():
    field = np.zeros((40, 40), dtype=np.uint16)
    found = patches(field, block_cells=10)
    assert len(set(found[5::10, 5::10].ravel())) == 16


def test_ground_narrower_than_three_cells_is_no_patch():
    field = np.ones((9, 9), dtype=np.uint16)
    field[4:6, :] = 0
    assert not patches(field, block_cells=9).any()
