"""The office's own list on the money of the plan in tests/publish/plans.py, by hand.

P1 subgrade 50 and surface 82.8, P2 surface 62.1 (subgrade accepted), P3 51.23 and 83.34, P4 is not in
the library, P5 70 and 118, P6 80.12 and 133.77 (all 万元). County pays surfaces, 90 and 70; the
village pays subgrades, 60 and 60; nothing is carried over. Surfaces may follow at once (lag 0).
"""

import numpy as np
import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.programme.official import evaluate_list, match_rows


def plan_with_lag(years, **parts):
    """Plan by hand with so many years from subgrade to surface."""
    about = village_plan().about
    settings = about["settings"] | {"projects": {"surface_lag_years": years}}
    return village_plan(about=about | {"settings": settings}, **parts)


def listed(*rows):
    """List of rows, each a dict; what is not said is blank. The first is row 3."""
    columns = {"project_id": "str", "name": "str", "route_code": "str", "start_km": "float64",
               "end_km": "float64", "cost_wan": "float64", "year": "Int64", "year_text": "str",
               "subgrade_only": "bool"}  # fmt: skip
    blank = dict.fromkeys(columns) | {"subgrade_only": False}
    told = [blank | {"year_text": row.get("year") and str(row["year"])} | row for row in rows]
    index = pd.RangeIndex(3, 3 + len(rows), name="row")
    return pd.DataFrame(told, index=index, columns=list(columns)).astype(columns)


def status(plan, *rows):
    """What becomes of each row."""
    return evaluate_list(plan, listed(*rows)).rows.set_index("row")["status"].tolist()


OWN = (
    {"project_id": "P1", "year": 2027, "subgrade_only": True},
    {"project_id": "P1", "year": 2027},
    {"project_id": "P2", "year": 2028},
    {"project_id": "P3", "year": 2028, "subgrade_only": True},
)


def test_the_plan_s_own_list_is_the_plan():
    plan = plan_with_lag(0)
    own = evaluate_list(plan, listed(*OWN))
    assert own.rows["status"].tolist() == ["listed"] * 4
    assert own.rows["year"].tolist() == [2027, 2027, 2028, 2028]
    assert own.projects.empty
    assert own.villages.empty
    assert own.sites.empty
    assert (own.people["a"] == own.people["b"]).all()
    assert own.money["a"].to_dict() == {2027: 1_328_000, 2028: 1_133_300}
    assert own.money["b"].to_dict() == own.money["a"].to_dict()
    assert own.outcome.shortfall_yuan == 0


def test_another_order_and_who_loses_by_it():
    """P2 alone connects nobody: its way goes over P1. V2 (96) and V3 (60) lose, V4 (72) gains."""
    other = evaluate_list(
        plan_with_lag(0), listed({"project_id": "P3", "year": 2027}, {"project_id": "P2", "year": 2028})
    )  # fmt: skip
    assert other.rows["status"].tolist() == ["listed", "listed"]
    assert other.people["b"].to_dict() == {2027: 72, 2028: 72}
    assert other.villages["people_losing"].to_dict() == {"V2": 96, "V3": 60, "V4": 0}
    assert other.villages["people_gaining"].to_dict() == {"V2": 0, "V3": 0, "V4": 72}
    assert other.projects["change"].to_dict() == {"P1": "only_a", "P3": "years"}
    assert other.money["b"].to_dict() == {2027: 1_345_700, 2028: 621_000}
    assert other.money["ceiling_yuan"].to_dict() == {2027: 1_570_000, 2028: 1_300_000}


def test_without_money_in_its_year_the_next_one():
    """County 2027: P1 takes 82.8 of 90, so P2 (62.1) waits for 2028, and P3 (83.34) never fits."""
    later = evaluate_list(
        plan_with_lag(0),
        listed(*({"project_id": one, "year": 2027} for one in ("P1", "P2", "P3"))),
    )
    assert later.rows["status"].tolist() == ["listed", "later", "no_money"]
    assert later.rows["year"].fillna(0).tolist() == [2027, 2028, 0]
    assert later.outcome.shortfall_yuan == 0


def test_the_order_of_the_list_decides():
    first = [{"project_id": "P3", "year": 2027}, {"project_id": "P1", "year": 2027}]
    assert status(plan_with_lag(0), *first) == ["listed", "no_money"]
    assert status(plan_with_lag(0), *first[::-1]) == ["listed", "no_money"]


def test_the_subgrade_comes_a_lag_before():
    """A year later the surface of P1 (82.8) is more than the county's 70; with 90 it is built."""
    funds = village_plan().funds.copy()
    county = (funds["fund_id"] == "county") & (funds["year"] == 2028)
    assert status(plan_with_lag(1), {"project_id": "P1", "year": 2028}) == ["no_money"]
    rich = plan_with_lag(1, funds=funds.assign(for_roads_yuan=funds["for_roads_yuan"].mask(county, 900_000.0)))  # fmt: skip
    for year, became in ((2028, "listed"), (2027, "later")):
        result = evaluate_list(rich, listed({"project_id": "P1", "year": year}))
        assert result.rows[["status", "year"]].to_numpy().tolist() == [[became, 2028]]
        assert result.projects.loc["P1", "subgrade_year_b"] == 2027
    assert status(plan_with_lag(2), {"project_id": "P1", "year": 2028}) == ["no_time"]


def test_subgrade_is_taken_where_its_surface_is_not_paid():
    """The county has 70 in 2028, the surface of P1 costs 82.8; the village pays its 50 in 2027."""
    both = [{"project_id": "P1", "year": 2027, "subgrade_only": True},
            {"project_id": "P1", "year": 2028}]  # fmt: skip
    result = evaluate_list(plan_with_lag(1), listed(*both))
    assert result.rows["status"].tolist() == ["listed", "no_money"]
    assert result.money["b"].to_dict() == {2027: 500_000, 2028: 0}
    assert status(plan_with_lag(1), *both[1:]) == ["no_money"]


def test_subgrade_is_taken_where_its_surface_has_no_time():
    both = [{"project_id": "P1", "year": 2028, "subgrade_only": True},
            {"project_id": "P1", "year": 2028}]  # fmt: skip
    assert status(plan_with_lag(1), *both) == ["listed", "no_time"]


def test_rows_that_cannot_be_taken_are_named():
    assert status(
        plan_with_lag(0),
        {"project_id": "P4", "year": 2027},
        {"project_id": "P1"},
        {"project_id": "P1", "year_text": "明年"},
        {"project_id": "P1", "year": 2030},
        {"name": "无此路", "year": 2027},
        {"project_id": "P2", "year": 2027, "subgrade_only": True},
        {"project_id": "P1", "year": 2027},
        {"project_id": "P1", "year": 2028},
    ) == ["not_in_library", "no_year", "year_unreadable", "year_outside", "unmatched", "accepted",
          "listed", "twice"]  # fmt: skip


def test_a_site_that_loses_its_road():
    """S1 opens in 2027; if it stood at V2 (node 4), it would need P1 by 2026."""
    sites = village_plan().sites
    sites = sites.assign(node=[4, 1, 8], connected_now=[False, True, False])
    result = evaluate_list(plan_with_lag(0, sites=sites), listed())
    assert result.sites["people_in"].to_dict() == {"S1": 55}
    assert result.people["b"].tolist() == [0, 0]


def match(plan, **row):
    """Projects that one row means, and why not."""
    found = match_rows(plan, listed(row))
    return found["project_id"].dropna().tolist(), found["status"].unique().tolist()[0]


@pytest.mark.parametrize(
    ("start_km", "end_km", "meant", "why"),
    [
        (0.0, 2.088, ["P1"], ""),
        (2.0, 3.646, ["P2"], ""),
        (3.646, 2.088, ["P2"], ""),
        (0.0, 4.0, ["P1", "P2"], ""),
        (0.0, 0.4, [], "part"),
        (8.0, 9.0, [], "unmatched"),
        (None, None, [], "ambiguous"),
    ],
)
def test_by_route_code_and_stakes(start_km, end_km, meant, why):
    plan = village_plan()
    code = plan.projects["route_code"]["P1"]
    assert code == plan.projects["route_code"]["P2"]
    assert match(plan, route_code=code, start_km=start_km, end_km=end_km) == (meant, why)


def test_by_name():
    plan = village_plan()
    assert match(plan, name="  独家 庄路 ") == (["P6"], "")
    assert match(plan, name=HOSTILE_NAME) == (["P3"], "")
    assert match(plan, name="黄家湾路") == ([], "ambiguous")
    assert match(plan, name="黄家湾路", cost_wan=62.1) == (["P2"], "")
    assert match(plan, name="黄家湾路", cost_wan=62.0) == ([], "ambiguous")
    assert match(plan, project_id="none of ours", name="独家庄路") == (["P6"], "")
    assert match(plan) == ([], "unmatched")


def test_what_is_paved_already():
    plan = village_plan()
    paved = plan.roads[plan.roads["hardened"]].iloc[0]
    assert match(plan, name=paved["name"]) == ([], "hardened")
    assert match(plan, name="x", route_code=paved["route_code"]) == ([], "hardened")


def test_projects_on_the_same_stakes_are_not_guessed():
    projects = village_plan().projects
    projects = projects.assign(start_km=projects["start_km"].where(projects.index != "P2", 0.0),
                               end_km=projects["end_km"].where(projects.index != "P2", 2.088),
                               name="同名路")  # fmt: skip
    plan, code = village_plan(projects=projects), projects["route_code"]["P1"]
    where = {"route_code": code, "start_km": 0.0, "end_km": 2.088, "name": "同名路"}
    assert match(plan, **where) == ([], "ambiguous")
    assert match(plan, **where, cost_wan=82.8) == (["P1"], "")


def test_nothing_is_changed():
    plan, rows = plan_with_lag(0), listed(*OWN)
    before = rows.copy()
    evaluate_list(plan, rows)
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(pd.DataFrame(plan.groups), pd.DataFrame(plan_with_lag(0).groups))
    assert np.array_equal(plan.projects["surface_year"].isna(), village_plan().projects["surface_year"].isna())  # fmt: skip
