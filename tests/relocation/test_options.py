"""Which site for which group, and the way to the land from there."""

import math

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geoplan.relocation.options import (
    DISPERSED,
    PROTECT,
    STAY,
    farm_minutes,
    in_place,
    nearest_sites,
    out_of_reach,
)

CRS = "EPSG:4545"


@pytest.fixture
def road(draw_points):
    """
    g1 ---300--- near ---700--- g2 ---500--- middle ------- 4 500 ------- far
    x = 0        300            1000          1500                        6000
    """
    groups = draw_points(g1=(0, 0), g2=(1000, 0))
    return groups, draw_points(far=(6000, 0), middle=(1500, 0), near=(300, 0))


def rows(pairs: pd.DataFrame) -> list[tuple[str, str, float]]:
    return list(pairs.itertuples(index=False, name=None))


def test_the_nearest_sites_of_each_group(road):
    pairs = nearest_sites(*road, count=2, max_distance_m=9000)
    assert rows(pairs) == [
        ("g1", "near", 300), ("g1", "middle", 1500), ("g2", "middle", 500), ("g2", "near", 700),
    ]  # fmt: skip


def test_no_farther_than_people_may_go(road):
    assert rows(nearest_sites(*road, count=3, max_distance_m=700)) == [
        ("g1", "near", 300), ("g2", "middle", 500), ("g2", "near", 700),
    ]  # fmt: skip
    assert nearest_sites(*road, count=3, max_distance_m=299).empty


def test_more_sites_wanted_than_there_are(road):
    assert len(nearest_sites(*road, count=12, max_distance_m=9000)) == 6
    assert len(nearest_sites(*road, count=1, max_distance_m=9000)) == 2


def test_no_groups_or_no_sites_no_pairs(road):
    groups, sites = road
    for some in ((groups.iloc[:0], sites), (groups, sites.iloc[:0])):
        pairs = nearest_sites(*some, count=3, max_distance_m=9000)
        assert pairs.empty
        assert list(pairs.columns) == ["group_id", "site_id", "distance_m"]


def test_minutes_weighted_by_area():
    """3 mu at 10 minutes and 1 mu at 30: 15; what nobody reaches does not count."""
    trips = pd.DataFrame(
        {
            "home": ["a", "a", "b", "b", "c"],
            "area_mu": [3.0, 1.0, 5.0, 2.0, 1.0],
            "minutes": [10.0, 30.0, math.inf, 7.0, math.inf],
            "ridden": [4.0, 8.0, 0.0, 7.0, 0.0],
        }
    )
    kept = trips.copy()
    told = farm_minutes(trips, pd.Index(["c", "b", "a", "lost"]))
    found = told["minutes"]
    assert told["ridden"][["a", "b", "c"]].to_list() == [5, 7, 0]
    assert math.isnan(told["ridden"]["lost"])
    assert found[["a", "b", "c"]].to_list() == [15, 7, math.inf]
    assert list(found.index) == ["c", "b", "a", "lost"]
    assert math.isnan(found["lost"])
    pd.testing.assert_frame_equal(trips, kept)


def test_land_without_area_still_counts_where_it_is():
    trips = pd.DataFrame(
        {"home": ["a", "a"], "area_mu": [0.0, 0.0], "minutes": [10.0, 30.0], "ridden": 0.0}
    )
    assert farm_minutes(trips, pd.Index(["a"]))["minutes"]["a"] == pytest.approx(20)


def test_which_limit_keeps_a_group_from_every_safe_site():
    """Near sites at 0 and 30 km, one in town at 12 km; 8 km near and 5 km to town are allowed."""
    km = {"home": 1, "town": 14, "beyond": 19}
    groups = gpd.GeoSeries([Point(1000 * x, 0) for x in km.values()], list(km), crs=CRS)
    places = [Point(0, 0), Point(12_000, 0), Point(30_000, 0)]
    sites = gpd.GeoDataFrame({"mode": ["near", "town", "near"]}, geometry=places, crs=CRS)
    reach_m = {"near": 8000.0, "town": 5000.0}
    both, near = (
        out_of_reach(groups, sites, modes=modes, reach_m=reach_m)
        for modes in (("near", "town"), ("near", "dispersed"))
    )
    assert both == {"beyond": "too_far"}
    assert near == {"beyond": "too_far", "town": "mode_not_offered"}
    assert out_of_reach(groups, sites[:0], modes=["near"], reach_m=reach_m) == {}


def test_places_that_are_no_site():
    movers = pd.DataFrame(
        {
            "must_move": [True, True, False, False],
            "threatened_people": [40.0, 0.0, 0.0, 8.0],
            "dispersed": [False, True, False, False],
        },
        index=pd.Index(["danger", "alone", "wish", "wish_in_danger"], name="group_id"),
    )
    pairs = in_place(movers, pd.Series({"danger": "H1"}))
    told = {(row.group_id, row.site_id, row.mode) for row in pairs.itertuples()}
    assert told == {
        ("alone", DISPERSED, "dispersed"), ("wish", STAY, "stay"),
        ("danger", PROTECT + "H1", "protected"),
    }  # fmt: skip
    assert (pairs["distance_m"] == 0).all()
    nobody = in_place(movers.iloc[:0], pd.Series(dtype="str"))
    assert nobody.empty
