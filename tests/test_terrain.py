"""The raster grid: planes and steps whose slope and shade are known."""

import math

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.terrain import (
    Raster,
    copy_raster,
    hillshade,
    polygonise,
    profile,
    rasterise,
    read_cells,
    read_raster,
    sample,
    slope_deg,
    tobler_kmh,
    walk_minutes,
)

CRS = "EPSG:4545"
LEFT, TOP = 500_000.0, 3_640_000.0


def plane(east: float = 0.0, south: float = 0.0, cells: int = 20) -> Raster:
    """1 000 m at the upper left, rising by metres per metre eastward and southward; 10 m cells."""
    rows, cols = np.mgrid[:cells, :cells] * 10.0 + 5
    heights = (1000 + east * cols + south * rows).astype(np.float32)
    return Raster(heights, Affine(10, 0, LEFT, 0, -10, TOP), CRS)


def write(path, values, *, crs=CRS, nodata=None, transform=None):
    transform = transform or Affine(10, 0, LEFT, 0, -10, TOP)
    with rasterio.open(
        path, "w", driver="GTiff", dtype=values.dtype, count=1, crs=crs, nodata=nodata,
        height=values.shape[0], width=values.shape[1], transform=transform,
    ) as target:  # fmt: skip
        target.write(values, 1)
    return path


def test_sample_takes_the_cell_under_the_point():
    """Cells of 10 m, numbered by row and column: the border belongs to the east and south."""
    raster = Raster(
        np.arange(12, dtype=np.float32).reshape(3, 4), Affine(10, 0, LEFT, 0, -10, TOP), CRS
    )
    x = LEFT + np.array([0.0, 9.9, 10.0, 39.9])
    y = TOP - np.array([0.0, 10.0, 15.0, 29.9])
    assert sample(raster, x, y).tolist() == [0, 4, 5, 11]
    assert sample(raster, x.reshape(2, 2), y.reshape(2, 2)).shape == (2, 2)


def test_sample_is_unknown_outside():
    raster = plane()
    x = LEFT + np.array([-0.1, 200.0, 100.0, 100.0])
    y = TOP - np.array([100.0, 100.0, -0.1, 200.0])
    assert np.isnan(sample(raster, x, y)).all()


@given(st.floats(-1, 1, width=16), st.floats(-1, 1, width=16))
def test_slope_of_a_plane_is_the_same_to_its_border(east, south):
    expected = math.degrees(math.atan(math.hypot(east, south)))
    assert slope_deg(plane(east, south)).values == pytest.approx(expected, abs=0.02)


def test_slope_is_unknown_around_the_unknown():
    raster = plane(0.1)
    raster.values[5, 5] = np.nan
    slope = slope_deg(raster).values
    assert np.isnan(slope[4:7, 4:7]).all()
    assert np.isnan(slope).sum() == 9


def test_rasterise_marks_every_cell_touched():
    """A square on cells 2-3, and one on cell (0, 0); missing shapes mark nothing."""
    square = shapely.box(LEFT + 21, TOP - 39, LEFT + 39, TOP - 21)
    areas = gpd.GeoSeries([square, None, shapely.box(LEFT + 1, TOP - 2, LEFT + 2, TOP - 1)])
    cells = [(0, 0), (2, 2), (2, 3), (3, 2), (3, 3)]
    for same in (areas, gpd.GeoSeries([shapely.MultiPolygon([*areas.dropna()])])):
        mask = rasterise(same, plane(cells=6))
        assert sorted(zip(*np.nonzero(mask), strict=True)) == cells
    assert not rasterise(areas.iloc[:0], plane(cells=6)).any()


def test_rasterise_leaves_holes_open():
    """Rings of five cells: the inner nine stay open, also where another area comes after them."""
    ring = shapely.box(LEFT + 1, TOP - 49, LEFT + 49, TOP - 1) - shapely.box(
        LEFT + 9, TOP - 41, LEFT + 41, TOP - 9
    )
    apart = shapely.box(LEFT + 51, TOP - 59, LEFT + 59, TOP - 51)
    mask = rasterise(gpd.GeoSeries([ring, apart]), plane(cells=6))
    assert mask.sum() == 16 + 1
    assert not mask[1:4, 1:4].any()


def test_polygonise_outlines_each_patch():
    """A patch of 6 cells and one of 1 cell, cells of 10 m."""
    mask = np.zeros((6, 6), dtype=bool)
    mask[1:3, 1:4] = mask[5, 5] = True
    grid = Affine(10, 0, LEFT, 0, -10, TOP)
    patches = polygonise(mask, grid, CRS)
    assert sorted(patches.area) == [100, 600]
    assert (
        patches[patches.area == 600]
        .iloc[0]
        .equals(shapely.box(LEFT + 10, TOP - 30, LEFT + 40, TOP - 10))
    )
    assert patches.crs == CRS
    assert polygonise(mask & False, grid, CRS).empty


def test_profile_of_several_lines():
    """25 m in steps of 10 m: four points; a short line still has both its ends."""
    lines = gpd.GeoSeries(
        [
            shapely.LineString([(LEFT + 5, TOP - 5), (LEFT + 30, TOP - 5)]),
            shapely.LineString([(LEFT + 45, TOP - 5), (LEFT + 46, TOP - 5)]),
        ]
    )
    values, first = profile(plane(1.0), lines, 10)
    assert first.tolist() == [0, 4]
    assert values.tolist() == [1005, 1015, 1025, 1035, 1045, 1045]


def test_tobler_walks_fastest_slightly_downhill():
    assert tobler_kmh(np.array([-0.05, 0.0, 0.1, -0.2])) == pytest.approx(
        [6, 6 * math.exp(-0.175), 6 * math.exp(-0.525), 6 * math.exp(-0.525)]
    )


@pytest.mark.parametrize("known", [True, False])
def test_walking_forth_and_back(known):
    """100 m eastward up a slope of 0.2; without elevation both ways are level."""
    here, there = (np.array([[LEFT + x, TOP - 100.0]]) for x in (5.0, 105.0))
    up, down = walk_minutes(here, there, off_path_factor=0.5, dem=plane(0.2) if known else None)
    slope = 0.2 if known else 0.0
    assert up[0] == pytest.approx(2 / math.exp(-3.5 * (slope + 0.05)), rel=1e-5)
    assert down[0] == pytest.approx(2 / math.exp(-3.5 * abs(-slope + 0.05)), rel=1e-5)


@pytest.mark.parametrize("apart_m", [0.5, 2.0, 9.9])
def test_a_few_metres_over_the_edge_of_a_cell_are_no_cliff(apart_m):
    """Two cells of 10 m, one 8 m higher, then 3,000 m: no steeper than over a cell, nor than 1."""
    grid = Affine(10, 0, LEFT, 0, -10, TOP)
    here, there = (np.array([[LEFT + x, TOP - 5.0]]) for x in (10 - apart_m / 2, 10 + apart_m / 2))
    for rise_m, slope in ((8.0, 0.8), (3000.0, 1.0)):
        cliff = Raster(np.array([[0.0, rise_m]], np.float32), grid, "EPSG:4545")
        up, _ = walk_minutes(here, there, off_path_factor=1.0, dem=cliff)
        expected = 60 * apart_m / 1000 / tobler_kmh(np.array([slope]))
        np.testing.assert_allclose(up, expected)


def test_walking_where_the_elevation_ends_is_level():
    here, there = np.array([[LEFT + 5.0, TOP - 5.0]]), np.array([[LEFT - 95.0, TOP - 5.0]])
    level, _ = walk_minutes(here, there, off_path_factor=1.0, dem=plane(0.2))
    assert level[0] == pytest.approx(1 / math.exp(-0.175), rel=1e-6)


@pytest.fixture
def hill() -> Raster:
    """A cone of 300 m on a plain, cells of 30 m."""
    y, x = np.mgrid[:60, :60] - 29.5
    heights = np.maximum(300 - 12 * np.hypot(x, y), 0).astype(np.float32)
    return Raster(heights, Affine(30, 0, LEFT, 0, -30, TOP), CRS)


def extent(raster: Raster) -> tuple[float, float, float, float]:
    rows, cols = raster.values.shape
    grid = raster.transform
    return (grid.c, grid.f + rows * grid.e, grid.c + cols * grid.a, grid.f)


def test_hillshade_is_lit_from_the_north_west(hill):
    image, bounds = hillshade(hill, extent(hill), longest_px=120)
    rows, cols = image.shape
    assert max(rows, cols) == 120
    north_west = image[rows // 4 : rows // 2 - 4, cols // 4 : cols // 2 - 4]
    south_east = image[rows // 2 + 4 : -rows // 4, cols // 2 + 4 : -cols // 4]
    assert north_west.mean() > south_east.mean() + 40
    assert image[image < 255].min() >= 165
    west, south, east, north = bounds
    assert west == pytest.approx(108, abs=1e-4)  # the central meridian of the CRS
    assert (east - west, north - south) == pytest.approx((0.0192, 0.0162), rel=0.05)


def test_hillshade_is_white_where_nothing_is_known(hill):
    """The eastern half is unknown; its border is no cliff that darkens the rest."""
    hill.values[:, 30:] = np.nan
    hill.values[:, :30] = 500
    image, _ = hillshade(hill, extent(hill), longest_px=60)
    assert (image[5:-5, 40:] == 255).all()
    assert len(np.unique(image[5:-5, 5:20])) == 1
    assert set(np.unique(image[5:-5, 5:])) <= {image[10, 10], 255}


def test_a_raster_is_read_into_the_metric_crs(tmp_path):
    """Degrees in the file, metres in the result: an east-west ramp keeps its direction."""
    ramp = np.tile(np.arange(40, dtype=np.float32), (30, 1))
    path = write(
        tmp_path / "dem.tif", ramp, crs="EPSG:4326", transform=Affine(0.001, 0, 108, 0, -0.001, 33)
    )
    raster = read_raster(path, CRS)
    assert raster.crs == CRS
    assert raster.cell_m == pytest.approx(100, rel=0.1)
    to_metric = rasterio.warp.transform("EPSG:4326", CRS, [108.0105, 108.0305], [32.985] * 2)
    assert sample(raster, *map(np.array, to_metric)) == pytest.approx([10, 30], abs=0.6)


def test_cells_without_data_are_unknown(tmp_path):
    values = np.full((5, 5), 800, dtype=np.int16)
    values[1, 3] = -32768
    raster = read_raster(write(tmp_path / "dem.tif", values, nodata=-32768), CRS)
    assert raster.values.dtype == np.float32
    assert np.argwhere(np.isnan(raster.values)).tolist() == [[1, 3]]
    assert np.nanmax(raster.values) == np.nanmin(raster.values) == 800


def test_oblong_cells_become_square(tmp_path):
    values = np.ones((4, 4), dtype=np.float32)
    oblong = Affine(10, 0, LEFT, 0, -20, TOP)
    raster = read_raster(write(tmp_path / "dem.tif", values, transform=oblong), CRS)
    assert raster.values.shape == (8, 4)
    assert (raster.transform.a, raster.transform.e) == (10, -10)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "cannot be read as a raster"),
        (lambda path: path.write_text("not a raster"), "cannot be read as a raster"),
        (lambda path: write(path, np.ones((3, 3), np.float32), crs=None), "has no CRS"),
    ],
)
def test_what_is_wrong_with_a_raster(tmp_path, make, words):
    path = tmp_path / "dem.tif"
    make(path)
    with pytest.raises(LayerError, match=words) as error:
        read_raster(path, CRS)
    assert "dem.tif" in str(error.value)


@pytest.fixture
def people(tmp_path):
    """Counts 0-24 in 5 x 5 cells of 10 m, the last without data."""
    values = np.arange(25, dtype=np.float32).reshape(5, 5)
    values[4, 4] = -1
    return write(tmp_path / "people.tif", values, nodata=-1)


def test_cells_in_an_area_keep_their_counts(people):
    """The lower right 2 x 2 cells: 18, 19, 23 and one without data."""
    area = shapely.box(LEFT + 31, TOP - 49, LEFT + 49, TOP - 31)
    cells = read_cells(people, area, CRS)
    assert cells["value"].to_list() == [18, 19, 23]
    assert cells["x_m"].to_list() == [LEFT + 35, LEFT + 45, LEFT + 35]
    assert cells["y_m"].to_list() == [TOP - 35, TOP - 35, TOP - 45]
    assert cells["area_m2"].to_list() == pytest.approx([100] * 3)


def test_an_area_beside_the_raster(people, tmp_path):
    aside = shapely.box(LEFT + 900, TOP, LEFT + 950, TOP + 50)
    with pytest.raises(LayerError, match="outside the county"):
        read_cells(people, aside, CRS)
    with pytest.raises(LayerError, match="outside the county"):
        copy_raster(people, tmp_path / "copy.tif", aside, CRS)
    empty_cell = shapely.box(LEFT + 41, TOP - 49, LEFT + 49, TOP - 41)
    with pytest.raises(LayerError, match="holds nothing in the county"):
        read_cells(people, empty_cell, CRS)


def test_a_copy_holds_the_same_cells(people, tmp_path):
    area = shapely.box(LEFT + 11, TOP - 29, LEFT + 39, TOP - 11)
    copy_raster(people, tmp_path / "copy.tif", area, CRS)
    copied = read_raster(tmp_path / "copy.tif", CRS)
    assert copied.values.tolist() == [[6, 7, 8], [11, 12, 13]]
    assert (copied.transform.c, copied.transform.f) == (LEFT + 10, TOP - 10)
