"""Who gets what, by township."""

import math

import numpy as np
import pandas as pd
import pytest

from geoplan.programme.equity import access_by_township, by_township, gini


def test_by_township():
    """Group c moves from T2; a road in T1 is paid, nothing happens in T3."""
    villages = pd.DataFrame(
        {"township_id": ["T1", "T2", "T3"], "township_name": ["东镇", "西镇", "南镇"]},
        index=["V1", "V2", "V3"],
    )
    groups = pd.DataFrame(
        {
            "village_id": ["V1", "V1", "V2", "V3"],
            "people": [10.0, 20.0, 30.0, 5.0],
            "households": [3.0, 5.0, 8.0, 2.0],
            "year": pd.array([None, None, 2028, None], dtype="Int64"),
            "connected_now": [True, False, False, False],
            "connected_after": [True, True, True, False],
        },
        index=list("abcd"),
    )
    projects = pd.DataFrame(
        {"township_id": ["T1", "T2"], "selected": [True, False], "length_m": [1500.0, 900.0]},
        index=["p", "q"],
    )
    payments = pd.DataFrame(
        {
            "kind": ["project", "project", "group"],
            "id": ["p", "p", "c"],
            "amount_yuan": [500.0, 250.0, 9000.0],
        }
    )
    table = by_township(villages, groups, projects, payments)
    assert table.index.name == "township_id"
    assert table.T.to_dict() == {
        "T1": {"name": "东镇", "people": 30, "people_connected_now": 10, "people_connected_after": 30,
               "projects": 1, "km": 1.5, "cost_yuan": 750, "households_moving": 0},
        "T2": {"name": "西镇", "people": 30, "people_connected_now": 0, "people_connected_after": 30,
               "projects": 0, "km": 0, "cost_yuan": 0, "households_moving": 8},
        "T3": {"name": "南镇", "people": 5, "people_connected_now": 0, "people_connected_after": 0,
               "projects": 0, "km": 0, "cost_yuan": 0, "households_moving": 0},
    }  # fmt: skip


def test_sums_are_those_of_the_plan(tiny_plan):
    towns = tiny_plan.townships
    assert towns["people"].sum() == tiny_plan.groups["people"].sum()
    assert towns["people_connected_after"].sum() == 610
    roads = tiny_plan.payments[tiny_plan.payments["kind"] == "project"]
    assert towns["cost_yuan"].sum() == roads["amount_yuan"].sum()
    assert towns["km"].to_dict() == {"T1": 2.0, "T2": 3.0}


def test_gini_by_hand():
    """Nobody or everybody the same: 0; one of four has it all: 3/4; weights count as people."""
    ones = pd.Series([1.0, 1.0, 1.0, 1.0])
    assert gini(pd.Series([7.0, 7.0, 7.0, 7.0]), ones) == pytest.approx(0)
    assert gini(pd.Series([0.0, 0.0, 0.0, 8.0]), ones) == pytest.approx(0.75)
    assert gini(pd.Series([0.0, 8.0]), pd.Series([3.0, 1.0])) == pytest.approx(0.75)
    assert gini(pd.Series([0.0, 0.0]), ones[:2]) == 0
    assert gini(pd.Series([5.0, 15.0, math.inf]), ones[:3]) == pytest.approx(0.25)
    assert math.isnan(gini(pd.Series([math.inf]), ones[:1]))


def test_gini_is_half_the_mean_difference_over_the_mean():
    random = np.random.default_rng(2)
    minutes, people = random.exponential(20, 40), random.integers(0, 9, 40).astype(float)
    each = np.repeat(minutes, people.astype(int))
    expected = np.abs(each[:, None] - each).mean() / (2 * each.mean())
    assert gini(pd.Series(minutes), pd.Series(people)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("minutes", "people", "median"),
    [
        ([40.0, 10.0], [5.0, 5.0], 10.0),  # half of the people live at 10 minutes
        ([40.0, 10.0, 20.0], [3.0, 3.0, 6.0], 20.0),
        ([40.0, 10.0, 20.0], [6.0, 3.0, 3.0], 20.0),  # 6 of 12 by 20 minutes
        ([40.0, 10.0, math.inf], [5.0, 4.0, 50.0], 40.0),  # of those who get there
    ],
)
def test_the_median_is_the_minutes_by_which_half_of_the_people_are_there(minutes, people, median):
    homes = pd.DataFrame(
        {"township_id": "E", "people": people, "minutes_school_wet_now": minutes},
    )
    table = access_by_township(homes, pd.Series({"E": "东镇"}))
    assert table["median_minutes"].to_list() == [median, median]


def test_access_by_township():
    """East: 10 people at 15 minutes, 30 at 60; west: 5 who get nowhere."""
    homes = pd.DataFrame(
        {
            "township_id": ["E", "E", "W"],
            "people": [10.0, 30.0, 5.0],
            "minutes_village_committee_dry_now": [15.0, 60.0, math.inf],
        }
    )
    table = access_by_township(homes, pd.Series({"E": "东镇", "W": "西镇"}))
    assert table["name"].to_list() == ["东镇", "西镇", "全县"]
    assert set(table["kind"]) == {"village_committee"}
    assert set(table["season"]) == {"dry"}
    told = table.set_index("township_id")
    assert told.loc["E", ["within_15", "within_45", "within_60"]].to_list() == [10, 10, 40]
    assert told.loc["E", "mean_minutes"] == pytest.approx((10 * 15 + 30 * 60) / 40)
    assert told.loc["E", "median_minutes"] == 60
    assert told.loc["W", "not_reached"] == 5
    assert math.isnan(told.loc["W", "mean_minutes"])
    assert told.loc["", ["people", "within_60", "not_reached"]].to_list() == [45, 40, 5]
