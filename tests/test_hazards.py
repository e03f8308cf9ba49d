"""Which hazards touch what."""

import math

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geoplan.hazards import exposure, footprints, official_first

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
