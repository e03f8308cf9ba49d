"""Trips that what-if questions ask about, on the tiny county drawn in conftest.py."""

import geopandas as gpd
import numpy as np
import pytest

from geoplan.pipeline.trips import trips_to


def test_trips_go_to_the_seat_or_else_to_what_there_is():
    assert trips_to(gpd.GeoDataFrame({"kind": ["school", "township_seat"]})) == "township_seat"
    assert trips_to(gpd.GeoDataFrame({"kind": ["market", "school"]})) == "school"
    assert trips_to(gpd.GeoDataFrame({"kind": []})) is None


def test_a_wet_earth_road_is_walked_and_a_paved_one_is_ridden(tiny_plan):
    """R2 is 2 km of earth: Tobler on the level is 5.04 km/h; paved, narrow, rolling 22 km/h."""
    road = tiny_plan.roads.loc["R2"]
    assert road["forth_minutes"] == road["back_minutes"] == pytest.approx(23.82)
    assert road["paved_minutes"] == pytest.approx(60 * 2 / 22, abs=0.005)


def test_only_roads_of_projects_can_be_paved(tiny_plan):
    roads = tiny_plan.roads
    assert (roads["paved_minutes"].notna() == roads["project_id"].notna()).all()


def test_walks_by_hand(tiny_plan):
    """G2 lives 141 m from its node: level, off the path at 0.6 of 5.04 km/h.

    G1 is 5 km east and 2 km north of the seat: along the roads, no faster over the fields.
    """
    walk = tiny_plan.groups["walk_minutes"]
    assert walk["G2"] == pytest.approx(60 * 0.1 * np.sqrt(2) / (0.6 * 5.037), abs=0.01)
    assert walk["V1"] == 0
    assert tiny_plan.services.loc["T", "walk_minutes"] == 0
    assert 60 * np.hypot(5, 2) / (0.6 * 5.037) > 60 * 7 / 5.037
    assert tiny_plan.groups.loc["G1", "foot_minutes"] == pytest.approx(60 * 7 / 5.037, abs=0.05)


def test_offers_name_every_stage_that_a_fund_may_pay(tiny_plan):
    offers = tiny_plan.offers
    assert offers["most_yuan"].le(offers["cost_yuan"]).all()
    assert set(offers.loc[offers["project_id"] == "B1", "fund_id"]) == {
        "province", "county", "sponsor"
    }  # fmt: skip
    assert "subgrade" not in set(offers.loc[offers["project_id"] == "B1", "component"])
