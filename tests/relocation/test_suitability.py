"""Where one could build: each cell knows what excludes it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

from geoplan.relocation.suitability import EXCLUSIONS, exclusion_codes, patches
from geoplan.terrain import Raster

CRS = "EPSG:4545"


@pytest.fixture
def step() -> Raster:
    """40 x 40 cells of 10 m: level in the west, from x = 200 a slope of 45 degrees."""
    x = np.arange(5, 400, 10.0)
    heights = np.tile(np.maximum(x - 200, 0), (40, 1)).astype(np.float32)
    return Raster(heights, Affine(10, 0, 0, 0, -10, 400), CRS)


def shapes(*some: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(some), crs=CRS)


def codes(dem: Raster, **layers: gpd.GeoSeries) -> np.ndarray:
    everywhere = shapes(shapely.LineString([(-900, 200), (900, 200)]))
    given = {"roads": everywhere, "danger": shapes(), "excluded_land": shapes(), "houses": shapes()}
    return exclusion_codes(dem, **(given | layers), max_slope_deg=15, max_road_m=500)


def at(found: np.ndarray, x: float, y: float) -> str:
    return EXCLUSIONS[found[int((400 - y) // 10), int(x // 10)]]


def test_the_level_ground_is_suitable_and_the_slope_is_not(step):
    found = codes(step)
    assert found.dtype == np.uint8
    assert found.shape == step.values.shape
    assert at(found, 100, 200) == at(found, 2, 2) == "suitable"
    assert at(found, 300, 200) == at(found, 398, 398) == "slope"


def test_each_layer_excludes_its_cells(step):
    found = codes(
        step,
        danger=shapes(shapely.box(20, 20, 60, 60)),
        excluded_land=shapes(shapely.box(20, 100, 60, 140)),
        houses=shapes(shapely.Point(105, 105)),
    )
    assert at(found, 40, 40) == "hazard"
    assert at(found, 40, 120) == "excluded_land"
    assert at(found, 105, 105) == "built_up"
    assert at(found, 115, 105) == "suitable"
    assert at(found, 100, 200) == "suitable"


def test_far_from_every_road(step):
    """The only road ends 400 m west: with 500 m allowed the first 100 m can be reached."""
    found = codes(step, roads=shapes(shapely.LineString([(-900, 200), (-400, 200)])))
    assert at(found, 80, 200) == "suitable"
    assert at(found, 120, 200) == "no_road"


def test_of_several_reasons_the_last_is_told(step):
    here = shapely.box(300, 100, 350, 150)
    assert at(codes(step, danger=shapes(here)), 320, 120) == "hazard"
    both = codes(step, danger=shapes(here), excluded_land=shapes(here))
    assert at(both, 320, 120) == "excluded_land"


def test_where_the_elevation_is_unknown(step):
    """Neither the unknown cell nor its neighbours, whose slope is unknown, are called steep."""
    step.values[30, 5] = np.nan
    found = codes(step)
    assert (found[29:32, 4:7] == EXCLUSIONS.index("no_elevation")).all()
    assert found[28, 5] == EXCLUSIONS.index("suitable")


def test_patches_are_contiguous_and_cut_along_blocks():
    """Two fields of 5 x 5 cells and a path between; the right one lies across a block's border.

    block 0    | block 1 | block 2
    #####......|#####....|
    """
    field = np.full((10, 30), EXCLUSIONS.index("slope"), dtype=np.uint8)
    field[2:7, 1:6] = field[2:7, 18:23] = EXCLUSIONS.index("suitable")
    found = patches(field, block_cells=10)
    assert found[0, 0] == 0
    assert sorted(set(found.ravel())) == [0, 1, 2, 3]
    assert (found[3:6, 2:5] == found[4, 3]).all()
    assert found[4, 19] != found[4, 20]
    whole = patches(field, block_cells=30)
    assert found[4, 19] > 0
    assert sorted(set(whole.ravel())) == [0, 1, 2]


def test_blocks_with_a_common_corner_do_not_share_patches():
    field = np.zeros((40, 40), dtype=np.uint8)
    found = patches(field, block_cells=10)
    assert len(set(found[5::10, 5::10].ravel())) == 16


def test_ground_narrower_than_three_cells_is_no_patch():
    field = np.ones((9, 9), dtype=np.uint8)
    field[4:6, :] = 0
    assert not patches(field, block_cells=9).any()
