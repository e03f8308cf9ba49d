"""Who gets what, by township."""

import pandas as pd

from geoplan.programme.equity import by_township


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
