"""Which hazards touch what."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from geoplan.hazards import exposure, exposures, footprints, official_first, struck
from geoplan.terrain import Raster

CRS = "EPSG:4545"


@pytest.fixture
def hazards() -> gpd.GeoDataFrame:
    """
    H1 landslide, class 3: the square 0-100      H2 flood, class 4: the strip x 80-200
    H3 rockfall, class 3: the square 0-100       H4 rockfall, class 2: a point at (500, 0), 30 m
    H5 landslide, class 1: a point at (900, 0), reach unknown
    """
    square = shapely.box(0, 0, 100, 100)
    return gpd.GeoDataFrame(
        {
            "kind": ["landslide", "flood", "rockfall", "rockfall", "landslide"],
            "hazard_class": [3, 4, 3, 2, 1],
            "radius_m": [math.nan, math.nan, 999.0, 30.0, math.nan],
        },
        index=["H1", "H2", "H3", "H4", "H5"],
        geometry=[
            square,
            shapely.box(80, 0, 200, 100),
            square,
            shapely.Point(500, 0),
            shapely.Point(900, 0),
        ],
        crs=CRS,
    ).astype({"kind": "str"})


def points(**places: tuple[float, float] | None) -> gpd.GeoSeries:
    shapes = [None if place is None else shapely.Point(place) for place in places.values()]
    return gpd.GeoSeries(shapes, list(places), crs=CRS)


def test_the_worst_class_counts_and_of_equals_the_first_id(hazards):
    homes = points(slope=(50, 50), both=(90, 50), safe=(300, 50), unplaced=None)
    found = exposure(homes, hazards.iloc[::-1], buffer_m={})
    assert found.index.equals(homes.index)
    assert found["hazard_class"].to_dict() == {"slope": 3, "both": 4, "safe": 0, "unplaced": 0}
    assert found["hazard_id"].to_list()[:2] == ["H1", "H2"]
    assert found["hazard_kind"].to_list()[:2] == ["landslide", "flood"]
    assert found.loc[["safe", "unplaced"], ["hazard_id", "hazard_kind"]].isna().all(axis=None)


def test_a_margin_by_kind(hazards):
    """30 m beside the strip of the flood, 30 m beside the square of the landslide."""
    homes = points(by_flood=(230, 50), by_slope=(-30, 50))
    assert (exposure(homes, hazards, buffer_m={})["hazard_class"] == 0).all()
    found = exposure(homes, hazards, buffer_m={"flood": 31, "landslide": 29})
    assert found["hazard_class"].to_list() == [4, 0]


@pytest.mark.parametrize(("margin_m", "reach_m"), [(0, 30), (20, 50)])
def test_a_point_reaches_its_radius_and_the_margin(hazards, margin_m, reach_m):
    homes = points(inside=(500, reach_m - 1), outside=(500, reach_m + 1))
    found = exposure(homes, hazards, buffer_m={"rockfall": margin_m})
    assert found["hazard_class"].to_list() == [2, 0]


def test_the_reach_of_a_point_is_100_m_where_nobody_wrote_one(hazards):
    homes = points(inside=(900, 99), outside=(900, 101))
    assert exposure(homes, hazards, buffer_m={})["hazard_id"].to_list()[0] == "H5"
    assert exposure(homes, hazards, buffer_m={})["hazard_class"].to_list() == [1, 0]


def test_footprints_of_areas_ignore_the_radius(hazards):
    """A square of 100 m stays as it is; with 10 m around it grows by that alone."""
    plain = footprints(hazards, buffer_m={})
    assert plain.index.equals(hazards.index)
    assert plain["H3"].equals(hazards.geometry["H3"])
    assert plain["H4"].area == pytest.approx(math.pi * 30**2, rel=0.01)
    grown = footprints(hazards, buffer_m={"rockfall": 10})
    assert grown["H3"].bounds == (-10, -10, 110, 110)
    assert grown["H1"].equals(plain["H1"])


def test_lines_and_areas_are_touched_too(hazards):
    things = gpd.GeoSeries(
        [shapely.LineString([(-50, 50), (10, 50)]), shapely.box(190, 90, 300, 300)],
        index=["road", "site"],
        crs=CRS,
    )
    assert exposure(things, hazards, buffer_m={})["hazard_id"].to_dict() == {
        "road": "H1", "site": "H2",
    }  # fmt: skip


def test_without_hazards_nothing_is_touched(hazards):
    homes = points(one=(50, 50))
    found = exposure(homes, hazards.iloc[:0], buffer_m={})
    assert found["hazard_class"].to_dict() == {"one": 0}
    assert found["hazard_id"].isna().all()
    assert exposure(homes.iloc[:0], hazards, buffer_m={}).empty


def test_inputs_are_unchanged(hazards):
    before = hazards.copy()
    exposure(points(one=(50, 50)), hazards, buffer_m={"flood": 10})
    pd.testing.assert_frame_equal(pd.DataFrame(hazards), pd.DataFrame(before))


def test_all_hazards_on_each_thing_the_worst_first(hazards):
    homes = points(both=(90, 50), safe=(300, 50), slope=(50, 50), unplaced=None)
    found = exposures(homes, hazards.iloc[::-1], buffer_m={})
    assert list(found["thing"]) == ["both"] * 3 + ["slope"] * 2
    assert list(found["hazard_id"]) == ["H2", "H1", "H3", "H1", "H3"]
    assert list(found["hazard_class"]) == [4, 3, 3, 3, 3]
    kinds = ["flood", "landslide", "rockfall", "landslide", "rockfall"]
    assert list(found["hazard_kind"]) == kinds
    assert found.index.equals(pd.RangeIndex(5))
    assert exposures(homes.iloc[:0], hazards, buffer_m={}).empty
    assert exposures(homes, hazards.iloc[:0], buffer_m={}).empty


CELL_M = 30.0


def slope(fall: float, rows: int = 60, columns: int = 41) -> Raster:
    """Ground that falls southward from its upper left corner (0, 1 800)."""
    heights = (rows - np.arange(rows)[:, None]) * CELL_M * fall + np.zeros((rows, columns))
    return Raster(heights.astype(np.float32), Affine(CELL_M, 0, 0, 0, -CELL_M, 1800), CRS)


def one(kind: str, shape: shapely.Geometry | None, **columns: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"kind": [kind], "hazard_class": [4], "radius_m": [math.nan]} | columns,
        index=["H1"],
        geometry=[shape],
        crs=CRS,
    ).astype({"kind": "str"})


RATIOS = {"landslide": 0.4, "rockfall": 0.5, "debris_flow": 0.2}


def strike(hazards: gpd.GeoDataFrame, dem: Raster | None, **given) -> gpd.GeoSeries:
    found = struck(hazards, dem, **({"reach_ratio": RATIOS, "freeboard_m": 1.0} | given))
    assert found.index.equals(hazards.index)
    assert found.crs == hazards.crs
    assert shapely.is_valid(found.dropna().to_numpy()).all()
    return found


@pytest.mark.parametrize(("ratio", "hazard_class"), [(0.4, 4), (0.7, 0)])
def test_a_slide_reaches_a_house_300_m_below(ratio, hazard_class):
    """On a slope of 0.6: further than that at 0.4, and at 0.7 nothing moves."""
    slide = one("landslide", shapely.box(570, 1500, 660, 1560))
    areas = strike(slide, slope(0.6), reach_ratio={"landslide": ratio})
    homes = points(below=(615, 1200), above=(615, 1620), beside=(1100, 1500))
    found = exposure(homes, slide.set_geometry(areas), buffer_m={})
    assert found["hazard_class"].to_dict() == {"below": hazard_class, "above": 0, "beside": 0}
    assert (exposure(homes, slide, buffer_m={})["hazard_class"] == 0).all()
    assert areas["H1"].covers(slide.geometry["H1"])
    if not hazard_class:
        assert areas["H1"].equals(slide.geometry["H1"])


def test_the_reach_of_the_hazard_itself_goes_before_that_of_its_kind():
    slide = shapely.box(570, 1500, 660, 1560)
    far = strike(one("landslide", slide), slope(0.6))["H1"]
    assert strike(one("landslide", slide, reach_ratio=math.nan), slope(0.6))["H1"].equals(far)
    assert strike(one("landslide", slide, reach_ratio=0.0), slope(0.6))["H1"].equals(slide)
    assert strike(one("landslide", slide, reach_ratio=0.7), slope(0.6))["H1"].equals(slide)
    assert strike(one("other", slide, reach_ratio=0.4), slope(0.6))["H1"].equals(slide)


@pytest.mark.parametrize("kind", ["landslide", "debris_flow", "flood", "other"])
def test_without_elevation_all_stays_as_it_is(kind):
    hazards = one(kind, shapely.box(0, 0, 90, 90))
    assert strike(hazards, None)["H1"].equals(hazards.geometry["H1"])


def test_a_point_begins_at_itself_and_keeps_its_radius_once():
    """50 m around (615, 1 515) and what runs from its cell; a margin of 10 m comes on top."""
    rock = one("rockfall", shapely.Point(615, 1515)).assign(radius_m=50.0)
    held = strike(rock, slope(0.4))
    assert held["H1"].bounds == pytest.approx((565, 1465, 665, 1565))
    grown = footprints(rock.set_geometry(held), buffer_m={"rockfall": 10})
    assert grown["H1"].bounds == pytest.approx((555, 1455, 675, 1575), abs=0.1)
    ran = strike(rock, slope(0.6))["H1"]
    assert ran.covers(held["H1"])
    assert ran.bounds[1] < 1200
    assert ran.bounds[3] == pytest.approx(1565)


def test_a_debris_flow_runs_down_from_its_channel():
    channel = shapely.LineString([(615, 1700), (615, 1500)])
    area = strike(one("debris_flow", channel), slope(0.3))["H1"]
    assert area.geom_type == "Polygon"
    assert area.covers(channel)
    assert area.bounds[1] == 0
    assert area.bounds[3] <= 1700 + CELL_M
    held = strike(one("debris_flow", channel), slope(0.1))["H1"]
    assert held.equals(channel)


@pytest.mark.parametrize(
    "shape",
    [
        None,
        shapely.Polygon(),
        shapely.box(9000, 9000, 9100, 9100),
        shapely.box(-500, 1000, -400, 1100),
    ],
)
@pytest.mark.parametrize("kind", ["landslide", "flood"])
def test_nothing_runs_from_nowhere(kind, shape):
    found = strike(one(kind, shape), slope(0.6))["H1"]
    assert found is None if shape is None else found.equals(shape)


def test_unknown_ground_holds_it():
    dem = slope(0.6)
    dem.values[8:12] = math.nan
    area = shapely.box(570, 1500, 660, 1530)
    assert strike(one("landslide", area), dem)["H1"].equals(area)


def test_areas_smaller_than_a_cell_and_in_several_parts():
    speck = shapely.box(601, 1501, 609, 1505)
    area = strike(one("landslide", speck), slope(0.6))["H1"]
    assert area.covers(speck)
    assert area.geom_type == "Polygon"
    assert area.bounds[1] < 1200
    parts = shapely.MultiPolygon(
        [shapely.box(90, 1500, 150, 1560), shapely.box(900, 1500, 960, 1560)]
    )
    both = strike(one("landslide", parts), slope(0.6))["H1"]
    assert both.covers(shapely.Point(120, 1300))
    assert both.covers(shapely.Point(930, 1300))
    assert not both.intersects(shapely.Point(525, 1450))


def banks(rise: float, fall: float) -> Raster:
    """A river southward in column 20, falling by ``fall``; both banks rise by ``rise`` to the side."""
    row, column = np.mgrid[:60, :41]
    heights = (60 - row) * CELL_M * fall + abs(column - 20) * CELL_M * rise
    return Raster(heights.astype(np.float32), Affine(CELL_M, 0, 0, 0, -CELL_M, 1800), CRS)


@pytest.mark.parametrize(
    ("freeboard_m", "farthest_m", "cells_beside"),
    [(0.0, 300, 0), (0.5, 300, 0), (1.0, 300, 1), (2.0, 300, 3), (9.0, 100, 3), (9.0, 90, 3)],
)
@pytest.mark.parametrize("fall", [0.0, 0.002])
def test_a_flood_takes_the_land_that_is_hardly_higher(freeboard_m, farthest_m, cells_beside, fall):
    """Banks of 2 %: 0.6 m with every cell, above the level at the nearest edge of the extent."""
    extent = shapely.box(19 * CELL_M, 0, 22 * CELL_M, 1800)
    area = strike(
        one("flood", extent),
        banks(0.02, fall),
        freeboard_m=freeboard_m,
        farthest_flood_m=farthest_m,
    )["H1"]
    margin = cells_beside * CELL_M
    assert area.equals(shapely.box(19 * CELL_M - margin, 0, 22 * CELL_M + margin, 1800))


def test_a_flood_does_not_pass_a_dyke_nor_run_down_its_river():
    dem = banks(0.0, 0.02)
    dem.values[:, 25] += 5
    extent = shapely.box(19 * CELL_M, 900, 22 * CELL_M, 1500)
    west, south, east, north = strike(one("flood", extent), dem, farthest_flood_m=300)["H1"].bounds
    assert east == 25 * CELL_M
    assert west == 9 * CELL_M
    assert south >= 900 - 2 * CELL_M
    assert north <= 1500 + 2 * CELL_M


def test_a_flood_on_a_plain_ends():
    """The plain is level: 300 m and no farther, and not from a point."""
    extent = shapely.box(600, 900, 630, 930)
    area = strike(one("flood", extent), slope(0.0), farthest_flood_m=300)["H1"]
    assert area.within(extent.buffer(300 + CELL_M))
    assert area.covers(extent.buffer(300 - 1.5 * CELL_M))
    point = one("flood", shapely.Point(615, 915))
    assert strike(point, slope(0.0)).equals(footprints(point, buffer_m={}))


@pytest.fixture
def listed() -> pd.DataFrame:
    """
    home  overlay        official list
    a     4 by H2        - (not on it)
    b     none           H1, class of the ledger (3)
    c     1 by H5        class 4, no hazard named
    d     3 by H1        H9, which is no hazard of the ledger, class 2
    e     none           H9, no class
    """
    return pd.DataFrame(
        {
            "official_class": [math.nan, math.nan, 4, 2, math.nan],
            "official_hazard_id": [None, "H1", None, "H9", "H9"],
        },
        index=["a", "b", "c", "d", "e"],
    ).astype({"official_hazard_id": "str"})


def overlay() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "hazard_class": [4, 0, 1, 3, 0],
            "hazard_id": ["H2", None, "H5", "H1", None],
            "hazard_kind": ["flood", None, "landslide", "landslide", None],
        },
        index=["a", "b", "c", "d", "e"],
    ).astype({"hazard_id": "str", "hazard_kind": "str"})


@pytest.mark.parametrize(("complete", "unlisted"), [(True, 0), (False, 4)])
def test_the_official_list_outranks_the_overlay(hazards, listed, complete, unlisted):
    found = official_first(overlay(), listed, hazards, complete=complete, unknown_class=3)
    assert list(found["hazard_class"]) == [unlisted, 3, 4, 2, 3]
    assert list(found["hazard_id"].fillna("-")) == [
        "H2" if unlisted else "-", "H1", "H5", "H9", "H9",
    ]  # fmt: skip
    assert list(found["hazard_kind"].fillna("-")) == [
        "flood" if unlisted else "-", "landslide", "landslide", "-", "-",
    ]  # fmt: skip


def test_without_anybody_on_the_list_the_overlay_stands(hazards, listed):
    nobody = listed.assign(official_class=math.nan, official_hazard_id=None)
    nobody = nobody.astype({"official_hazard_id": "str"})
    pd.testing.assert_frame_equal(
        official_first(overlay(), nobody, hazards, complete=True, unknown_class=3), overlay()
    )
