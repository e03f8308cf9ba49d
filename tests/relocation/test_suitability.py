"""Where one could build: each cell knows all that excludes it, each point how good it is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from geoplan.relocation.suitability import (
    EXCLUSIONS,
    FAR_M,
    across,
    criteria,
    excluded,
    objects_on,
    reasons,
    score,
    tell,
)
from geoplan.terrain import Raster, slope_deg

CRS = "EPSG:4545"
FAR_AWAY = shapely.box(0, 5000, 400, 5100)
KINDS = ["ecological_redline", "basic_farmland", "water", "other"]


@pytest.fixture
def step() -> Raster:
    """40 x 40 cells of 10 m: level in the west, from x = 200 a slope of 45 degrees."""
    x = np.arange(5, 400, 10.0)
    heights = np.tile(np.maximum(x - 200, 0) + 300, (40, 1)).astype(np.float32)
    return Raster(heights, Affine(10, 0, 0, 0, -10, 400), CRS)


def shapes(**some: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(some.values()), index=pd.Index(list(some), dtype="str"), crs=CRS)


def danger(margin_m: float = 0.0, **some: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapes(**some)).assign(margin_m=margin_m)


def land(*kinds_and_shapes: tuple[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Layer "exclusions": E1, E2, …"""
    return gpd.GeoDataFrame(
        {"kind": pd.Series([kind for kind, _ in kinds_and_shapes], dtype="str").to_numpy()},
        index=pd.Index([f"E{i + 1}" for i in range(len(kinds_and_shapes))], dtype="str"),
        geometry=[shape for _, shape in kinds_and_shapes],
        crs=CRS,
    )


def mask_of(dem: Raster, **layers: object) -> np.ndarray:
    given = {
        "roads": shapes(R=shapely.LineString([(-900, 398), (900, 398)])), "danger": danger(),
        "exclusions": land(), "houses": shapes(),
    }  # fmt: skip
    return excluded(dem, slope_deg(dem), **(given | layers), max_slope_deg=15, max_road_m=500)


def at(mask: np.ndarray, x: float, y: float) -> tuple[str, ...]:
    return reasons(mask[int((400 - y) // 10), int(x // 10)])


def test_the_level_ground_is_suitable_and_the_slope_is_not(step):
    mask = mask_of(step)
    assert mask.shape == step.values.shape
    assert at(mask, 100, 200) == at(mask, 2, 2) == ()
    assert at(mask, 300, 200) == ("slope",)
    assert at(mask, 100, 395) == ("road",)


def test_each_layer_excludes_the_cells_that_it_touches(step):
    blocks = [shapely.box(20, 100 + 60 * i, 60, 140 + 60 * i) for i in range(4)]
    mask = mask_of(
        step,
        danger=danger(H=shapely.box(20, 20, 59, 60)),
        exclusions=land(*zip(KINDS, blocks, strict=True)),
        houses=shapes(a=shapely.Point(105, 105)),
    )
    assert at(mask, 40, 40) == at(mask, 55, 40) == ("hazard",)
    told = [at(mask, 40, 120 + 60 * i) for i in range(4)]
    assert told == [("ecological_redline",), ("basic_farmland",), ("water",), ("other_excluded",)]
    assert at(mask, 105, 105) == ("built_up",)
    assert at(mask, 115, 105) == at(mask, 65, 40) == ()


def test_hazards_keep_a_margin_of_their_own(step):
    """24 m around x 20-40 and 5 m around x 160-180: the cells in which these end, and no farther."""
    both = pd.concat([
        danger(24, A=shapely.box(20, 100, 40, 300)), danger(5, B=shapely.box(160, 100, 180, 300))
    ])  # fmt: skip
    mask = mask_of(step, danger=both)
    told = {x: at(mask, x, 200) == ("hazard",) for x in (45, 65, 75, 145, 155, 185, 195)}
    assert told == {45: True, 65: True, 75: False, 145: False, 155: True, 185: True, 195: False}
    points = shapes(a=shapely.Point(65, 200), b=shapely.Point(75, 200), c=shapely.Point(155, 200))
    ids = tell(points, mask, step, danger=both, exclusions=land().geometry)["hazard_ids"]
    assert ids.to_list() == ["A", "", "B"]


def test_all_reasons_of_a_cell_are_kept(step):
    here = shapely.box(300, 100, 350, 150)
    mask = mask_of(
        step, danger=danger(H=here), exclusions=land(("basic_farmland", here), ("water", here)),
        roads=shapes(R=shapely.LineString([(-900, 200), (-700, 200)])),
    )  # fmt: skip
    assert at(mask, 320, 120) == ("hazard", "basic_farmland", "water", "slope", "no_road")


def test_far_from_every_road(step):
    """The only road ends 400 m west: with 500 m allowed the first 100 m can be reached."""
    mask = mask_of(step, roads=shapes(R=shapely.LineString([(-900, 200), (-400, 200)])))
    assert at(mask, 80, 200) == ()
    assert at(mask, 120, 200) == ("no_road",)


def test_where_the_elevation_is_unknown(step):
    """Neither the unknown cell nor its neighbours, whose slope is unknown, are called steep."""
    step.values[30, 5] = np.nan
    mask = mask_of(step)
    assert {reasons(one) for one in mask[29:32, 4:7].ravel()} == {("no_elevation",)}
    assert reasons(mask[28, 5]) == ()


def test_ground_no_higher_than_two_metres_is_the_sea(step):
    """Level, as in elevation models: nothing else would keep sites out of it."""
    sea = Raster(step.values - 298, step.transform, step.crs)
    assert at(mask_of(sea), 100, 200) == ("water",)
    assert at(mask_of(Raster(sea.values + 0.1, sea.transform, sea.crs)), 100, 200) == ()


def ground(*heights_m: float) -> Raster:
    """Strips from west to east, 20 m wide each; 40 rows of 10 m."""
    row = np.repeat(heights_m, 2)
    return Raster(np.tile(row, (40, 1)).astype(np.float32), Affine(10, 0, 0, 0, -10, 400), CRS)


V_SHAPE = [abs(10 - i) * 3.2 + 300 for i in range(21)]
"""16 m in 100 m to both sides of the middle, 9 degrees: no cell is too steep."""


@pytest.mark.parametrize("sign", [1, -1])
def test_gullies_and_crests_by_hand(sign):
    dem = ground(*(300 + sign * (height - 300) for height in V_SHAPE))
    rises_m, falls_m = across(dem, 100) if sign == 1 else across(dem, 100)[::-1]
    assert rises_m[20, 20] == pytest.approx(16)
    assert falls_m[20, 20] == 0  # along the valley
    assert rises_m[20, 24] == pytest.approx(3.2, abs=1e-3)  # 40 m east: 9.6 m in the west, less 6.4
    mask = mask_of(dem)
    name = "gully" if sign == 1 else "crest"
    assert at(mask, 205, 205) == (name,)
    assert at(mask, 245, 205) == at(mask, 100, 205) == ()


def test_valleys_in_any_direction_are_gullies():
    """The V of one direction, laid north to south, west to east, and over both diagonals."""
    y, x = np.mgrid[0:41, 0:41] * 10.0 - 200
    for from_axis in (x, y, (x + y) / 2**0.5, (x - y) / 2**0.5):
        heights = (0.2 * abs(from_axis) + 300).astype(np.float32)
        rises_m, _ = across(Raster(heights, Affine(10, 0, 0, 0, -10, 410), CRS), 100)
        assert rises_m[20, 20] == pytest.approx(20, rel=0.03)
        assert rises_m[20 + (from_axis is x) * 9, 20 + (from_axis is y) * 9] > 15


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("step_m", "steep"), [(9, True), (8, False)])
def test_a_narrow_floor_between_long_steep_sides_is_a_gully(sign, step_m, steep):
    """160 m of level ground; to both sides 20 m strips, each higher (or lower) than the last.

    100 m from the middle that is one strip, 200 m from it six: 54 m or 48 m.
    """
    side = [step_m * (i + 1) for i in range(8)]
    dem = ground(*(500 + sign * height for height in [*side[::-1], *[0] * 8, *side]))
    assert max(one[20, 23:25].max() for one in across(dem, 100)) <= 9
    name = "gully" if sign == 1 else "crest"
    assert at(mask_of(dem), 235, 205) == ((name,) if steep else ())


def test_a_terrace_and_a_wide_valley_floor_are_neither():
    """Steep above, steep below; then a floor 240 m wide between steep sides, in its middle."""
    terrace = ground(
        *[200 - 9.0 * i for i in range(6)], *[100.0] * 9, *[90 - 9.0 * i for i in range(6)]
    )
    rises_m, falls_m = across(terrace, 100)
    assert max(rises_m[20, 12:30].max(), falls_m[20, 12:30].max()) == 0
    valley = ground(
        *[60 - 9.0 * i for i in range(5)], *[15.0] * 12, *[15 + 9.0 * i for i in range(5)]
    )
    rises_m, falls_m = across(valley, 100)
    assert max(rises_m[20, 22], falls_m[20, 22]) == 0


def test_mask_against_shapes_one_by_one(step):
    """Random layers: each bit is what the cell's square meets, tested one by one."""
    rng = np.random.default_rng(6)
    for _ in range(3):
        corners = rng.uniform(0, 380, (5, 2))
        boxes = [shapely.box(x, y, x + 37, y + 23) for x, y in corners]
        layer = land(*zip(KINDS, boxes[1:], strict=True))
        mask = mask_of(step, danger=danger(H=boxes[0]), exclusions=layer)
        for row, column in rng.integers(0, 40, (150, 2)):
            square = shapely.box(10 * column, 390 - 10 * row, 10 * column + 10, 400 - 10 * row)
            met = {kind for kind, box in zip(["hazard", *KINDS], boxes, strict=True)
                   if square.intersects(box)}  # fmt: skip
            names = set(reasons(mask[row, column])) - {"slope", "road"}
            assert {name.replace("other_excluded", "other") for name in names} == met


def near(**layers: gpd.GeoSeries) -> dict[str, gpd.GeoSeries]:
    none = dict.fromkeys(FAR_M, shapes())
    return none | layers


def test_criteria_by_hand(step):
    """At (100, 200): level, 250 m from a road, 600 from a school, 75 from a hazard."""
    points = shapes(flat=shapely.Point(100, 200), steep=shapely.Point(300, 200))
    told = criteria(
        points, slope_deg(step), max_slope_deg=15,
        near=near(
            near_road=shapes(R=shapely.LineString([(-900, 450), (900, 450)])),
            near_school=shapes(S=shapely.Point(100, 800)),
        ),
        danger=pd.concat([danger(25, H=shapely.box(0, 0, 400, 100)), danger(9, I=FAR_AWAY)]),
    )  # fmt: skip
    flat = told.loc["flat"]
    assert flat[["gentle", "near_road", "near_school", "clear_of_hazards"]].to_list() == [
        1, 0.5, 0.8, 0.25,
    ]  # fmt: skip
    assert flat[["metres_near_road", "metres_near_school"]].to_list() == [250, 600]
    assert told.loc["steep", "gentle"] == 0
    assert told[["near_clinic", "near_land"]].isna().all(axis=None)
    weights = {"gentle": 2, "near_road": 1, "clear_of_hazards": 1, "near_clinic": 5}
    assert score(told, weights)["flat"] == pytest.approx((2 + 0.5 + 0.25) / 4)  # (S3)
    assert np.isnan(score(told, {"near_clinic": 1})["flat"])


def test_without_elevation_the_slope_is_unknown():
    unknown = Raster(np.full((1, 1), np.nan, np.float32), Affine.scale(10, -10), CRS)
    at = shapes(a=shapely.Point(1, -1))
    told = criteria(at, unknown, near=near(), danger=danger(), max_slope_deg=15)
    assert told.isna().all(axis=None)


def test_every_cell_can_say_why(step):
    """A cell on basic farmland below two landslides, one that is free, one outside the raster."""
    mask = mask_of(
        step,
        danger=danger(H2=shapely.box(30, 30, 50, 50), H1=shapely.box(30, 30, 200, 50)),
        exclusions=land(("basic_farmland", shapely.box(35, 35, 45, 45))),
    )
    points = shapes(
        on=shapely.Point(31, 31), free=shapely.Point(100, 200), out=shapely.Point(-5, 9)
    )
    told = tell(
        points, mask, step,
        danger=danger(H2=shapely.box(30, 30, 50, 50), H1=shapely.box(30, 30, 200, 50)),
        exclusions=land(("basic_farmland", shapely.box(35, 35, 45, 45))).geometry,
    )  # fmt: skip
    assert told.loc["on"].to_list() == ["hazard;basic_farmland", "H1;H2", "E1"]
    assert told.loc["free"].to_list() == ["", "", ""]
    assert told.loc["out", "reasons"] == "no_elevation"


def test_objects_on_places():
    places = shapes(a=shapely.box(0, 0, 10, 10), b=shapely.Point(5, 5), c=shapely.Point(99, 99))
    areas = shapes(Y=shapely.box(4, 4, 6, 6), X=shapely.box(9, 9, 20, 20))
    assert objects_on(places, areas).to_dict() == {"a": "X;Y", "b": "Y", "c": ""}
    assert objects_on(places, areas.iloc[:0]).to_list() == ["", "", ""]


def test_names_of_bits():
    assert reasons(0) == ()
    assert reasons((1 << len(EXCLUSIONS)) - 1) == EXCLUSIONS
