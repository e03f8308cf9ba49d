"""Cells under shapes and near them, and back again: against the squares of all cells, one by one."""

import numpy as np
import pytest
import shapely
from affine import Affine

from geoplan.terrain import Raster
from geoplan.terrain.cells import cells_near, cells_under
from geoplan.terrain.outlines import outlines

ROWS, COLUMNS = 20, 25
GROUND = Raster(
    np.zeros((ROWS, COLUMNS), np.float32), Affine(10, 0, 1000, 0, -10, 2000), "EPSG:4545"
)
ROW, COLUMN = (side.ravel() for side in np.mgrid[:ROWS, :COLUMNS])
SQUARES = shapely.box(
    1000 + 10 * COLUMN, 1990 - 10 * ROW, 1010 + 10 * COLUMN, 2000 - 10 * ROW
)  # fmt: skip


def some_shape(rng: np.random.Generator, kind: str) -> shapely.Geometry:
    """Around and beyond the raster; every other one with its corners on those of cells."""
    corners = rng.uniform([950, 1750], [1300, 2050], (rng.integers(3, 7), 2))
    corners = np.round(corners, -1) if rng.random() < 0.5 else corners
    whole = shapely.MultiPoint(corners).convex_hull
    return {
        "point": shapely.Point(corners[0]),
        "line": shapely.LineString(corners),
        "area": whole,
        "hollow": whole.buffer(30).difference(whole.centroid.buffer(25)),
        "parts": shapely.union(whole, shapely.box(960, 1700, 1020, 1830)),
    }[kind]


@pytest.mark.parametrize("kind", ["point", "line", "area", "hollow", "parts"])
@pytest.mark.parametrize("away_m", [0.0, 4.0, 10.0, 33.0, 77.0])
def test_cells_near_shapes(kind, away_m):
    """A cell that is just as far, or only touches, may count or not: as the rounding has it."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        shape = some_shape(rng, kind)
        near = cells_near(np.array([shape], dtype=object), away_m, GROUND).ravel()
        apart_m = shapely.distance(SQUARES, shape)
        assert near[apart_m < away_m - 1e-4].all()
        assert not near[apart_m > away_m + 1e-4].any()
        met = shapely.area(shapely.intersection(SQUARES, shape)) > 1e-3
        assert near[met].all()
        if away_m == 0 and kind == "area" and shape.area:
            assert (near == met).all()


def test_each_shape_has_a_distance_of_its_own():
    shapes = np.array([shapely.Point(1055, 1905), None, shapely.Point(1205, 1905)], dtype=object)
    near = cells_near(shapes, np.array([5.5, 9.0, 25.5]), GROUND)
    assert near[9].nonzero()[0].tolist() == [4, 5, 6, *range(17, 24)]
    assert not cells_near(shapes[1:2], 50.0, GROUND).any()
    assert not cells_near(shapes[:0], 50.0, GROUND).any()


@pytest.mark.parametrize("kind", ["area", "hollow", "parts"])
def test_cells_whose_centre_is_inside(kind):
    rng = np.random.default_rng(4)
    shapes = np.array([some_shape(rng, kind).buffer(1.23) for _ in range(20)], dtype=object)
    shape, cell, thin = cells_under(shapes, GROUND)
    inside = [np.flatnonzero(shapely.contains(one, shapely.centroid(SQUARES))) for one in shapes]
    assert thin.tolist() == [len(one) == 0 for one in inside]
    for i in np.flatnonzero(~thin):
        assert cell[shape == i].tolist() == inside[i].tolist()


def test_outlines_of_any_cells():
    """Holes, islands in them, corners that touch, nothing at all: the union of the squares."""
    rng = np.random.default_rng(5)
    for _ in range(100):
        masks = rng.random((4, ROWS * COLUMNS)) < rng.choice([0, 0.1, 0.4, 0.7, 0.95, 1], (4, 1))
        found = outlines(*np.nonzero(masks), 4, GROUND)
        assert shapely.is_valid(found).all()
        for area, mask in zip(found, masks, strict=True):
            assert area.equals(shapely.union_all(SQUARES[mask]))
            assert shapely.get_num_coordinates(area) == shapely.get_num_coordinates(
                shapely.simplify(area, 0)
            )


def test_outlines_of_a_few_cells():
    """Two cells at a corner are two parts; a ring of eight has a hole; five in a row four corners."""
    corner, ring = [0, COLUMNS + 1], [0, 1, 2, 25, 27, 50, 51, 52]
    row = list(range(20, 25))
    shape = np.repeat([0, 2, 3], [2, 8, 5])
    two, none, hollow, long = outlines(shape, np.array(corner + ring + row), 4, GROUND)
    assert [len(two.geoms), two.area] == [2, 200]
    assert none.is_empty
    assert [len(hollow.geoms), len(hollow.geoms[0].interiors), hollow.area] == [1, 1, 800]
    assert long.bounds == (1200, 1990, 1250, 2000)
    assert shapely.get_num_coordinates(long) == 5
