"""The project library asks of each project what it costs, who pays, and what it is good for."""

import openpyxl
import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish.project_library import FACTS, GAINS, add_project_library, project_library
from geoplan.publish.project_list import list_rows
from geoplan.publish.workbook import new_workbook, save_workbook


@pytest.fixture(scope="module")
def library():
    """The library of the village plan by project."""
    return project_library(village_plan()).set_index("项目编号", drop=False)


def test_roads_stand_in_list_order_and_sites_after_them(library):
    assert list(library.index) == ["P1", "P2", "P3", "S1"]
    assert list(library["序号"]) == [1, 2, 3, 4]
    assert list(library["项目类型"]) == ["自然村通硬化路"] * 3 + ["避险搬迁安置点"]
    assert list(library["计划开工年"]) == [2027, 2028, 2028, 2027]


def test_columns_are_facts_then_funds_then_who_gains(library):
    funds = ["县级资金", "镇村自筹（一事一议）", "避险搬迁资金（额度为推定）"]
    assert list(library.columns) == [*FACTS, *funds, *GAINS]


def test_money_of_each_project_is_split_by_fund_to_the_fen(library):
    funds = library[library.columns[len(FACTS) : -len(GAINS)]]
    assert list(library["投资(万元)"]) == [132.8, 62.1, 51.23, 30.0]
    assert (funds.sum(axis=1).round(2) == library["投资(万元)"]).all()


def test_facilities_of_those_who_move_are_their_sites(library):
    plan = village_plan()
    paid = pd.DataFrame([("group", "G61", "site", "hazard", 2027, 240_000.0)],
                        columns=plan.payments.columns)  # fmt: skip
    both = pd.concat([plan.payments, paid], ignore_index=True)
    told = project_library(village_plan(payments=both)).set_index("项目编号")
    assert told.loc["S1", "投资(万元)"] == 54.0
    assert told["投资(万元)"].drop("S1").equals(library["投资(万元)"].drop("S1"))


def test_targets_of_a_road_are_computed_from_the_plan(library):
    road = library.loc["P2"]
    assert road["建设内容与规模"] == "路面 1.558 公里，宽 3.5 米"
    assert road["数量指标"] == "1.558 公里"
    assert road["时效指标(完工)"] == "2028年底前"
    assert road["成本指标"] == "≤39.86 万元/公里"  # 62.1 / 1.5583 = 39.851: a ceiling is rounded up
    assert road["社会效益指标"] == (
        "新通硬化路 15 户 60 人、1 个自然村；规划完成后到乡镇政府平均约少 16 分钟"
    )


def test_targets_that_nobody_can_compute_are_the_usual_ones(library):
    assert set(library["质量指标(验收合格率)"]) == {"100%"}
    assert set(library["满意度指标(受益群众)"]) == {"≥95%"}


def test_a_subgrade_connects_nobody_yet(library):
    assert library.loc["P3", "社会效益指标"] == "先修好路基，路面以后再修"
    assert library.loc["P3", "建设内容与规模"].startswith("路基 2.040 公里")


def test_a_road_that_connects_nobody_new_says_whom_it_serves():
    plan = village_plan()
    groups = plan.groups.assign(
        connected_year=plan.groups["connected_year"].mask(plan.groups.index == "G31")
    )
    roads = project_library(village_plan(groups=groups)).set_index("项目编号")
    assert roads.loc["P2", "社会效益指标"] == "改善 60 人的通行条件"
    leads = plan.projects.assign(sites_served=["", "S1;S3", "", "", "", ""])
    roads = project_library(village_plan(groups=groups, projects=leads)).set_index("项目编号")
    assert roads.loc["P2", "社会效益指标"] == "通到启用的安置点 2 处"


def test_minutes_are_not_told_where_a_way_is_unknown():
    plan = village_plan()
    groups = plan.groups.assign(minutes_township_seat_dry_now=float("inf"))
    told = project_library(village_plan(groups=groups)).set_index("项目编号")
    assert "到学校平均约少" in told.loc["P2", "社会效益指标"]
    groups = groups.drop(columns=["minutes_school_dry_now", "minutes_township_seat_dry_now"])
    told = project_library(village_plan(groups=groups)).set_index("项目编号")
    assert told.loc["P2", "社会效益指标"] == "新通硬化路 15 户 60 人、1 个自然村"


def test_targets_of_a_site_count_households(library):
    site = library.loc["S1"]
    assert (site["户数"], site["人口"]) == (14, 55)
    assert site["数量指标"] == "14 户"
    assert site["成本指标"] == "≤2.15 万元/户"
    assert site["社会效益指标"] == "14 户 55 人搬离受灾害威胁的地方"


def test_a_site_of_two_households_tells_no_count():
    plan = village_plan()
    sites = plan.sites.assign(households_in=[2.0, 0.0, 0.0], people_in=[7.0, 0.0, 0.0])
    site = project_library(village_plan(sites=sites)).set_index("项目编号").loc["S1"]
    assert site[["户数", "人口", "成本指标"]].isna().all()
    assert [site[name] for name in ("建设内容与规模", "数量指标", "社会效益指标")] == [
        "不足 3 户"
    ] * 3


def test_a_plan_without_projects_has_an_empty_library():
    plan = village_plan()
    nothing = village_plan(
        projects=plan.projects.assign(
            selected=False, subgrade_year=pd.array([pd.NA] * 6, "Int64"),
            surface_year=pd.array([pd.NA] * 6, "Int64"),
        ),
        sites=plan.sites.assign(selected=False),
        payments=plan.payments[:0],
    )  # fmt: skip
    assert project_library(nothing).empty


def test_the_sheet_has_a_total_of_the_money_and_says_what_is_no_measurement(tmp_path):
    book = new_workbook()
    add_project_library(book, village_plan())
    save_workbook(book, tmp_path / "library.xlsx")
    written = openpyxl.load_workbook(tmp_path / "library.xlsx")
    rows, targets = list(written["项目库"].values), list(written["绩效目标"].values)
    assert HOSTILE_NAME in rows[4]
    total = dict(zip(rows[1], rows[-3], strict=True))
    assert (total["序号"], total["投资(万元)"], total["乡镇"]) == ("合计", 276.13, None)
    assert targets[0][0].startswith("云岭县2027—2028年项目绩效目标表")
    assert targets[1] == (*FACTS[:3], *GAINS)
    assert [row[:3] for row in targets[2:6]] == [row[:3] for row in rows[2:6]]
    assert "不是实测" in targets[-1][0]


def test_assumed_money_is_told_with_the_sites_it_pays(tmp_path):
    """The fund of S1 is assumed; when it only pays facilities of those who move there, too."""
    plan = village_plan()
    moved = plan.payments.assign(
        kind=plan.payments["kind"].replace("site", "group"),
        id=plan.payments["id"].replace("S1", "G61"),
    )
    for payments in (plan.payments, moved):
        book = new_workbook()
        add_project_library(book, village_plan(payments=payments))
        rows = list(book["项目库"].values)
        assert rows[0][0] == "云岭县2027—2028年项目库【资金额度为推定，未经批复】【模拟数据】"
        assert rows[-1][0].startswith("资金额度为推定，未经批复：避险搬迁资金。")
    book = new_workbook()
    add_project_library(book, village_plan(funds=plan.funds.assign(assumed=False)))
    assert "推定" not in str([list(sheet.values) for sheet in book])


def test_lengths_are_those_of_the_list():
    """P2's stakes say 2.089 km, its drawing 2.088."""
    plan = village_plan()
    projects = plan.projects.copy()
    projects.loc["P2", ["start_km", "end_km", "length_m"]] = [1.0004, 3.0893, 2088.4]
    other = village_plan(projects=projects)
    told = project_library(other).set_index("项目编号").loc["P2"]
    assert list_rows(other).loc["P2", "length_km"].tolist() == [2.089]
    assert (told["数量指标"], told["建设内容与规模"][:11]) == ("2.089 公里", "路面 2.089 公里")
