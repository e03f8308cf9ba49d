"""Stages in their order and who pays them."""

import pandas as pd
from plans import village_plan

from geoplan.publish.payments import fund_names, payments_by_fund, project_stages


def test_stages_are_one_row_each_in_order_of_priority():
    stages = project_stages(village_plan())
    assert list(zip(stages["id"], stages["stage"], stages["year"], strict=True)) == [
        ("P1", "subgrade", 2027),
        ("P1", "surface", 2027),
        ("P2", "surface", 2028),
        ("P3", "subgrade", 2028),
    ]
    assert list(stages["paid_yuan"]) == [500_000, 828_000, 621_000, 512_300]


def test_of_one_year_the_project_that_connects_more_people_comes_first():
    plan = village_plan()
    projects = plan.projects.assign(people_connected=[0, 1, 2, 0, 0, 0])
    projects["subgrade_year"] = projects["subgrade_year"].replace(2028, 2027)
    stages = project_stages(village_plan(projects=projects))
    assert list(stages["id"]) == ["P3", "P1", "P1", "P2"]


def test_subsidy_is_what_funds_with_a_quota_per_km_pay():
    about = village_plan().about
    funds = [
        {"id": "county", "quota_wan_per_km": 20.0},
        {"id": "village", "quota_wan_per_km": None},
    ]
    plan = village_plan(about={**about, "settings": {"funds": funds}})
    assert list(project_stages(plan)["subsidy_yuan"]) == [0, 828_000, 621_000, 0]


def test_payments_keep_the_asked_order_and_the_order_of_funds():
    plan = village_plan()
    split = payments_by_fund(plan, "project", pd.Index(["P2", "P6", "P1"]))
    assert split.columns.to_list() == ["county", "village"]
    assert split.to_numpy().tolist() == [[621_000, 0], [0, 0], [828_000, 500_000]]


def test_plan_that_pays_nothing_has_no_stage_and_no_fund():
    plan = village_plan()
    unbuilt = plan.projects.assign(subgrade_year=pd.NA, surface_year=pd.NA)
    empty = village_plan(projects=unbuilt, payments=plan.payments.iloc[:0])
    assert project_stages(empty).empty
    assert payments_by_fund(empty, "group", pd.Index(["G61"])).shape == (1, 0)


def test_funds_of_one_name_are_told_apart_and_assumed_ones_marked():
    plan = village_plan()
    funds = plan.funds.assign(
        name=plan.funds["name"].where(plan.funds["fund_id"] == "hazard", "资金")
    )
    assert fund_names(village_plan(funds=funds)) == {
        "county": "资金 county",
        "village": "资金 village",
        "hazard": "避险搬迁资金（额度为推定）",
    }
