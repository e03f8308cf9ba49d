"""What-if on the tiny county (drawn in conftest.py), by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geoplan.programme.whatif import (
    evaluate,
    saved_person_minutes,
    trip_minutes,
)


def years(plan, **chosen):
    """Surface years of the plan's projects: only those said."""
    year = pd.Series(pd.NA, index=plan.projects.index, dtype="Int64")
    for project, when in chosen.items():
        year[project] = when
    return year


def asked(plan, **chosen):
    """Outcome of these surface years, each subgrade a year before."""
    surface = years(plan, **chosen)
    subgrade = (surface - 1).mask(plan.projects["subgrade_accepted"].astype(bool))
    return evaluate(plan, subgrade, surface)


def test_the_plan_evaluates_to_itself(tiny_plan):
    projects = tiny_plan.projects
    same = evaluate(tiny_plan, projects["subgrade_year"], projects["surface_year"])
    assert same.people.to_dict() == {2027: 190.0, 2028: 310.0}
    moved = 100  # have their road at the site
    assert same.people[2028] + moved == tiny_plan.objectives.loc["access", "value"]
    assert same.cost_yuan == tiny_plan.objectives.loc["cost", "value"]
    assert (same.shortfall_yuan, same.sites_without_road) == (0.0, ())
    for layer in ("villages", "groups", "sites"):
        now, then = getattr(same, layer), getattr(tiny_plan, layer)
        pd.testing.assert_series_equal(now["connected_year"], then["connected_year"])
    pd.testing.assert_series_equal(
        same.villages["connected_after"], tiny_plan.villages["connected_after"]
    )


def test_paving_a_road_that_is_walked_all_the_same_slows_nobody(tiny_plan):
    """R2 lies in a flood area and climbs: 20 minutes down and 30 up on foot, paved or not."""
    roads = tiny_plan.roads.copy()
    roads.loc["R2", ["forth_minutes", "back_minutes", "paved_minutes"]] = [30.0, 20.0, 30.0]
    roads.loc["R3", ["forth_minutes", "back_minutes"]] = np.inf
    minutes = trip_minutes(replace(tiny_plan, roads=roads))
    today, paved = (minutes(roads.index.isin(links)) for links in ([], ["R2"]))
    assert today["V2"] > 20
    pd.testing.assert_series_equal(paved, today)


def test_no_road_connects_nobody_and_leaves_the_site_without_its_road(tiny_plan):
    none = asked(tiny_plan)
    assert none.people.to_dict() == {2027: 0.0, 2028: 0.0}
    assert none.sites_without_road == ("S1",)
    assert (none.cost_yuan, none.shortfall_yuan) == (0.0, 0.0)
    assert none.villages.index[none.villages["connected_after"]].tolist() == ["V5"]


def test_the_road_of_a_site_is_there_the_year_before_it_opens(tiny_plan):
    assert asked(tiny_plan, B5=2027).sites_without_road == ()
    assert asked(tiny_plan, B5=2028).sites_without_road == ("S1",)


def test_half_a_way_connects_nobody(tiny_plan):
    assert asked(tiny_plan, B4=2028).people[2028] == 0.0
    assert asked(tiny_plan, B2=2028, B4=2028).people[2028] == 160.0  # V2 120, V3 40


def test_money_that_is_short(tiny_plan):
    """The village has 60 万 for subgrades: B2 takes 50, B4 25. Surfaces: B1 102.8, B2 102.8,
    B5 51.4, B4 51.4; province 20 a km of 120, sponsor 5 for B1, county 170: 13.4 are missing."""
    more = asked(tiny_plan, B1=2027, B2=2028, B4=2028, B5=2027)
    assert more.cost_yuan == 1_028_000 + 1_528_000 + 764_000 + 514_000
    assert more.shortfall_yuan == 150_000 + 134_000


def test_trips_by_hand(tiny_plan):
    """V2 to the seat: on foot along B3 (12.78) or over paved B2 (5.45), then 6 minutes by road."""
    minutes = trip_minutes(tiny_plan)
    project = tiny_plan.roads["project_id"]
    today = minutes(np.zeros(len(project), dtype=bool))
    paved = minutes(project.eq("B2").to_numpy(dtype=bool))
    assert (today["V2"], paved["V2"]) == pytest.approx((18.78, 11.45))
    assert today["V5"] == paved["V5"] == pytest.approx(4.0)
    assert today[["G1", "G2"]].isna().all()  # they move


def test_trips_are_those_of_the_plan(tiny_plan):
    groups = tiny_plan.groups
    stays = groups["year"].isna()
    minutes = trip_minutes(tiny_plan)
    for when, paved in (("now", False), ("after", True)):
        built = (tiny_plan.roads["year"].notna() & paved).to_numpy(dtype=bool)
        told = groups[f"minutes_township_seat_wet_{when}"][stays]
        np.testing.assert_allclose(minutes(built)[stays], told, atol=0.05)


def test_saved_minutes_count_those_who_can_get_there_both_times():
    before = pd.Series([10.0, np.inf, 30.0, np.nan], index=list("abcd"))
    after = pd.Series([8.0, 5.0, np.inf, 1.0], index=list("abcd"))
    people = pd.Series([100.0, 50.0, 10.0, 7.0], index=list("abcd"))
    assert saved_person_minutes(before, after, people) == 200.0
