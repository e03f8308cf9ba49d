"""Works besides paving, from settings to the plan, and the checker that reads it as a clerk would."""

from dataclasses import replace

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from geoplan import make_plan, read_county
from geoplan.errors import GeoplanError
from geoplan.programme.check import check_plan

CARS = """
[travel]
vehicle = "car"

[costs]
wider_surface_wan_per_km_and_m = 0.5
wider_subgrade_share_per_m = 0.01
"""
UPKEEP = """
[[funds]]
id = "upkeep"
name = "养护"
pays = ["passing_bays", "widening", "guardrail"]
ceiling_wan = [20, 0]
"""
WORN = {"S-R0#1@bays": 48_000.0, "S-R0#3@bays": 84_000.0}
"""Stretches of the main road that most people drive: 4 and 7 bays."""


@pytest.fixture
def planned(tiny_layers, write_county, tmp_path):
    """Plan of the tiny county with a school at the west end of the main road, now 3.5 m wide.

    planned(toml, **columns of the main road); the fields of county.toml are as in conftest.
    """

    def plan(more="", **columns):
        roads, services = tiny_layers["roads"], tiny_layers["services"]
        for name, value in ({"surface_width_m": 3.5} | columns).items():
            roads.loc[roads["road_id"] == "R0", name] = value
        seat = services.geometry.iloc[0]
        school = GeoDataFrame(
            {"service_id": ["S"], "kind": ["school"], "name": ["学校"]},
            geometry=[Point(seat.x, seat.y)], crs=services.crs,
        )  # fmt: skip
        layers = tiny_layers | {"services": pd.concat([services, school])}
        path = write_county(tmp_path / "county", layers)
        with path.open("a", encoding="utf-8") as settings:
            settings.write(CARS + more)
        return make_plan(read_county(path), prices=False)

    return plan


def of_works(plan):
    """Payments for works: id -> yuan."""
    paid = plan.payments[plan.payments["kind"] == "work"]
    return paid.set_index("id")["amount_yuan"].to_dict()


def test_bays_where_many_drive_make_cars_quicker(planned):
    """V5 drives 2 km on stretches 1 and 3; nobody worth a bay's cost lives east of B2."""
    plan = planned(UPKEEP)
    works = plan.treatments
    bays = works[works["treatment"] == "passing_bays"]
    assert bays["reason"].to_dict() == dict.fromkeys(WORN, "selected") | dict.fromkeys(
        ["S-R0#5@bays", "S-R0#6@bays"], "not_worth"
    )
    assert bays["year"].dropna().to_dict() == dict.fromkeys(WORN, 2027)
    assert of_works(plan) == WORN
    minutes = plan.villages.loc["V5", ["minutes_school_dry_now", "minutes_school_dry_after"]]
    assert minutes.iloc[1] == pytest.approx(0.8 * minutes.iloc[0])
    assert plan.funds.set_index(["fund_id", "year"])["used_yuan"]["upkeep", 2027] == 132_000
    worth = plan.objectives.loc["worth"]
    assert 0 < worth["value"] <= worth["bound"] <= 1.002 * worth["value"]


def test_a_road_that_is_worth_it_is_paved_wider(planned):
    """The widest B2 costs 3.5 万元 more, and saves most of V2 a fifth of the minutes on it."""
    plan = planned()
    own = plan.projects.loc["B2"]
    wide = plan.treatments.loc["B2@5.5m"]
    assert (own["width_m"], wide["year"], own["surface_year"]) == (5.5, 2028, 2028)
    assert own["cost_yuan"] == wide["cost_yuan"]
    paid = plan.payments[plan.payments["id"] == "B2"]
    assert paid["kind"].unique().tolist() == ["project"]
    assert paid["amount_yuan"].sum() == wide["cost_yuan"]
    others = plan.projects["width_m"].drop("B2")
    assert (others == 3.5).all()
    reasons = plan.treatments["reason"]
    assert reasons["B2@4.5m"] == "not_worth"  # no quicker than 3.5 m, and dearer


def test_without_a_fund_nothing_is_done_and_the_reason_told(planned):
    plan = planned()
    others = plan.treatments[plan.treatments["treatment"] != "wider"]
    assert set(others["reason"]) == {"no_payer"}
    assert not others["selected"].any() and others["year"].isna().all()
    assert of_works(plan) == {}
    minutes = plan.villages.loc["V5"]
    assert minutes["minutes_school_dry_after"] == minutes["minutes_school_dry_now"]


def test_a_refused_road_is_not_treated(planned):
    plan = planned(UPKEEP, consent="no")
    others = plan.treatments[plan.treatments["treatment"] != "wider"]
    assert set(others["rule"]) == set(others["reason"]) == {"refused"}
    assert of_works(plan) == {}


@pytest.mark.parametrize("columns", [{"surface_width_m": 6.5}, {"surface_width_m": None}])
def test_a_main_road_that_is_wide_or_of_unknown_width_is_left_as_it_is(planned, columns):
    plan = planned(UPKEEP, **columns)
    assert set(plan.treatments["treatment"]) == {"wider"}


def test_without_daily_ways_nothing_is_worth_it(tiny_plan):
    """The tiny county has a seat and a committee, no school and no clinic."""
    assert set(tiny_plan.treatments["treatment"]) == {"wider"}
    assert not tiny_plan.treatments["selected"].any()
    allowed = tiny_plan.treatments["rule"].isna()
    assert set(tiny_plan.treatments["reason"][allowed]) == {"not_weighed"}
    assert tiny_plan.treatments["worth_yuan"].isna().all()
    assert "worth" not in tiny_plan.objectives.index


def changed(table, row, **cells):
    """A table with other cells in one row."""
    table = table.copy()
    for column, value in cells.items():
        table.loc[row, column] = value
    return table


def test_the_checker_sees_what_is_wrong_with_a_treatment(planned):
    plan = planned(UPKEEP)
    works, projects, payments = plan.treatments, plan.projects, plan.payments
    check_plan(plan)
    bays = payments.index[payments["id"] == "S-R0#1@bays"]
    a_rail = works.loc[["S-R0#1@bays"]].assign(
        of="B2", treatment="guardrail", year=2027, cost_yuan=100.0
    )
    its_payment = payments.loc[bays].assign(
        id="B2@guardrail", component="guardrail", amount_yuan=100.0
    )
    on_time = changed(works, "S-R0#1@5.5m", year=2027, selected=True, rule=None)
    wrong = {
        "S-R0#1: more than one treatment of its surface": {"treatments": on_time},
        "B2: 4.5 m wide, which nothing decided": {
            "projects": changed(projects, "B2", width_m=4.5)
        },
        "B3: 4.5 m wide, which nothing decided": {
            "projects": changed(projects, "B3", width_m=4.5)
        },
        "B2: 5.5 m wide, which nothing decided": {
            "treatments": changed(works, "B2@5.5m", year=pd.NA, selected=False)
        },
        "B2@5.5m: in 2027, its road in 2028": {"treatments": changed(works, "B2@5.5m", year=2027)},
        "treatment of S-R0#1@bays: 2030 is outside the batch": {
            "treatments": changed(works, "S-R0#1@bays", year=2030)
        },
        "'passing_bays', 2028): due 48000.00 yuan, paid 0.00": {
            "treatments": changed(works, "S-R0#1@bays", year=2028)
        },
        "'passing_bays', 2027): due 48000.00 yuan, paid 0.00": {"payments": payments.drop(bays)},
        "'passing_bays', 2027): due 48000.00 yuan, paid 47900.00": {
            "payments": changed(payments, bays[0], amount_yuan=47_900.0)
        },
        "'passing_bays', 2027): due 0.00 yuan, paid 48000.00": {
            "treatments": changed(works, "S-R0#1@bays", year=pd.NA, selected=False)
        },
        "county pays passing_bays of S-R0#1@bays": {
            "payments": changed(payments, bays[0], fund_id="county")
        },
        "pays 48000.00 yuan for work unheard, which does not exist": {
            "payments": changed(payments, bays[0], id="unheard")
        },
        "S-R0#1@bays: selected and its year do not agree": {
            "treatments": changed(works, "S-R0#1@bays", selected=False)
        },
        "S-R0#1@bays: chosen though not eligible (refused, consent not_asked)": {
            "treatments": changed(works, "S-R0#1@bays", rule="refused")
        },
        "consent no)": {"treatments": changed(works, "S-R0#1@bays", consent="no")},
        "B2: surface costs 1018000.0, as wide": {
            "projects": changed(projects, "B2", surface_cost_yuan=1_018_000.0)
        },
        "B2@guardrail: in 2027, its road in 2028": {
            "treatments": pd.concat([works, a_rail.set_index(pd.Index(["B2@guardrail"]))]),
            "payments": pd.concat([payments, its_payment], ignore_index=True),
        },
    }  # fmt: skip
    for told, parts in wrong.items():
        with pytest.raises(GeoplanError) as error:
            check_plan(replace(plan, **parts))
        assert told in str(error.value)
