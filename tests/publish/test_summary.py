"""The page for the terminal and plan.json."""

import json

import numpy as np
import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish import labels
from geoplan.publish.summary import plan_json, plan_status, summary
from geoplan.publish.workbook import display_width


def test_summary_says_what_for_how_much_in_both_languages():
    text = summary(village_plan())
    assert "修路 3 个项目，5.7 km，246.13 万元" in text
    assert "Road projects: 3, 5.7 km, 246.13 × 10,000 yuan" in text
    assert "Only the subgrade in this batch: 1" in text
    assert "启用安置点 1 处，搬迁 2 个小组 14 户 55 人，93.00 万元" in text
    assert "合计 339.13 万元" in text


def test_summary_has_all_its_parts():
    text = summary(village_plan())
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert [heading.split()[1][:3] for heading in headings] == [
        "云岭县", "做什么", "逐年安", "谁受益", "各乡镇", "未列入", "方案有", "数据说", "来源",
    ]  # fmt: skip
    assert "模拟数据" in text
    assert "没有别的方案能让更多人脱离危险。" in text
    assert "No other plan brings more people out of danger." in text
    assert "没有医院资料 no hospitals given" in text
    assert "已证明最优 proven best" in text


def test_summary_counts_what_is_left_out_by_reason():
    text = summary(village_plan())
    assert f"- 2：{labels.VILLAGE_REASONS['money'][0]}" in text
    assert f"- 1：{labels.PROJECT_REASONS['not_in_library'][0]}" in text
    assert f"- 1：{labels.GROUP_REASONS['refused'][0]}" in text
    assert labels.PROJECT_REASONS["selected"][0] not in text


def test_what_the_meeting_put_in_is_not_left_out():
    plan = village_plan()
    projects = plan.projects.replace({"reason": {"selected": "asked_for"}})
    groups = plan.groups.replace({"reason": {"moves": "asked_for"}})
    asked = village_plan(projects=projects, groups=groups)
    assert labels.PROJECT_REASONS["asked_for"][0] not in summary(asked)
    assert json.loads(plan_json(asked))["left_out"] == json.loads(plan_json(plan))["left_out"]


def test_villages_for_which_the_batch_is_too_short_are_not_told_that_money_is():
    plan = village_plan()
    late = plan.villages["reason"].replace("money", "too_late")
    text = summary(village_plan(villages=plan.villages.assign(reason=late)))
    assert f"- 2：{labels.VILLAGE_REASONS['too_late'][0]}" in text
    assert labels.VILLAGE_REASONS["money"][0] not in text


def test_remarks_end_with_how_to_get_advice():
    plan = village_plan()
    told = summary(plan).split("## 数据说明")[1].split("## 来源")[0].splitlines()
    assert told[2:] == [
        "- 没有医院资料 no hospitals given",
        "",
        "各条影响不影响计划、怎么补，运行：geoplan check county.toml  ",
        "Whether each can change the plan and how to mend it: geoplan check county.toml",
        "",
    ]
    plan.about["remarks"] = []
    assert "geoplan check" not in summary(plan)


def test_tables_line_up_in_a_terminal_of_a_hundred_columns():
    lines = [line for line in summary(village_plan()).splitlines() if line.startswith("|")]
    assert max(map(display_width, lines)) <= 100
    by_columns = {}
    for line in lines:
        by_columns.setdefault((line.count("|"), display_width(line)), []).append(line)
    assert len(by_columns) == 6


def test_years_are_told_one_by_one():
    lines = [line.strip() for line in summary(village_plan()).splitlines()]
    start = lines.index("## 逐年安排 Year by year")
    rows = [line.strip("| ").split("|") for line in lines[start + 2 : start + 6]]
    cells = [[cell.strip() for cell in row] for row in (rows[0], *rows[2:])]
    assert cells == [
        [
            "年 Year",
            "路基 Subgrade",
            "km",
            "路面 Surface",
            "km",
            "新通 People",
            "搬迁组 Groups",
            "户 Move",
        ],
        ["2027", "1", "2.1", "1", "2.1", "96", "2", "14"],
        ["2028", "1", "2.0", "1", "1.6", "60", "0", "0"],
    ]


def test_a_batch_too_short_names_the_settings_that_mend_it():
    plan = village_plan()
    assert "surface_lag_years" not in summary(plan)
    late = plan.projects["reason"].replace("money", "too_late")
    text = summary(village_plan(projects=plan.projects.assign(reason=late)))
    assert "有 1 条路因此排不进" in text
    for setting in ("years", "ceiling_wan", "subgrade_accepted", "surface_lag_years = 0"):
        assert setting in text


def test_the_gate_the_library_and_the_index_are_explained():
    plan = village_plan()
    reason = plan.projects["reason"].replace("money", "few_households")
    text = summary(village_plan(projects=plan.projects.assign(reason=reason)))
    assert "- 达不到列入门槛（至少 30 户受益，由县里定）的路不列入，而 7 人（1 个小组）" in text
    assert "min_households under [projects]" in text
    assert "项目库是县里审核过" in text
    assert "农村通达指数只看住处 2 公里内" in text
    unknown = plan.indicators.drop(index="rural_access_index")
    text = summary(village_plan(indicators=unknown))
    assert "门槛" not in text
    assert "通达指数" not in text


@pytest.mark.parametrize(
    ("name", "name_en", "lines"),
    [
        ("", None, ["# 2027—2028年道路硬化与避险搬迁规划", "road paving and relocation plan 2027—2028"]),
        ("Moya", "", ["# Moya 2027—2028年道路硬化与避险搬迁规划", "Moya: road paving and relocation plan 2027—2028"]),
        ("a\nb<i>", "x\ny", ["# a b&lt;i> 2027—2028年道路硬化与避险搬迁规划", "x y: road paving and relocation plan 2027—2028"]),
    ],
)  # fmt: skip
def test_a_title_holds_whatever_the_county_is_called(name, name_en, lines):
    text = summary(village_plan(name=name, name_en=name_en))
    assert [text.splitlines()[row] for row in (0, 2)] == lines


def test_a_plan_that_asks_nobody_to_move_has_no_relocation_in_its_title():
    plan = village_plan()
    safe = plan.groups.assign(must_move=False, reason="not_threatened")
    lines = summary(village_plan(groups=safe, sites=plan.sites[:0])).splitlines()
    assert lines[0] == "# 云岭县2027—2028年道路硬化规划"
    assert lines[2] == "Yunling County: road paving plan 2027—2028"


def test_blank_sources_have_no_line():
    plan = village_plan()
    plan.about["sources"] = ["", "  "]
    assert "来源" not in summary(plan)
    plan.about["sources"] = ["", "县交通局"]
    assert summary(plan).endswith("## 来源 Credits\n\n- 县交通局\n")


def test_indicators_without_data_are_left_out_and_the_unreachable_is_told():
    plan = village_plan()
    indicators = plan.indicators.copy()
    indicators.loc["minutes_school_wet", ["now", "after"]] = [np.inf, 20.0]
    text = summary(village_plan(indicators=indicators))
    school = next(line for line in text.splitlines() if "雨天到学校" in line)
    assert "不通" in school
    assert "20.0" in school
    assert "医院 to hospital" not in text


def test_people_in_time_and_the_gini_stand_in_a_table_of_their_own():
    """Dry: V1 is 4 minutes away, V2 18, V4 27, V3 31, V5 44, V6 52; V2 and V3 are halved."""
    text = summary(village_plan())
    part = text[text.index("| 到乡镇政府") :].split("\n\n")
    rows = [[cell.strip() for cell in row.strip("| ").split("|")] for row in part[0].splitlines()]
    assert rows[0][1:] == ["≤ 15", "≤ 30", "≤ 45", "≤ 60", "基尼系数 Gini"]
    assert rows[2] == ["晴天：现状 Dry weather: Now", "180", "348", "448", "503", "0.41"]
    assert rows[3] == ["晴天：规划后 Dry weather: After", "276", "408", "448", "503", "0.44"]
    assert rows[4][0] == "雨天：现状 Wet weather: Now"
    assert "0 = 人人花的时间一样" in part[1]
    assert "0 = everybody takes the same time" in part[1]
    assert "gini" not in text
    unknown = village_plan().indicators.filter(regex="^(?!gini|people_within)", axis=0)
    assert "基尼" not in summary(village_plan(indicators=unknown))


def test_names_cannot_break_a_table():
    townships = village_plan().townships.assign(name=["a|b\nc", HOSTILE_NAME])
    text = summary(village_plan(townships=townships))
    assert "a\\|b c" in text
    assert "<script>" not in text


def test_plan_without_anything_still_has_a_summary():
    plan = village_plan()
    empty = village_plan(
        groups=plan.groups.iloc[:0], projects=plan.projects.iloc[:0], sites=plan.sites.iloc[:0],
        payments=plan.payments.iloc[:0],
    )  # fmt: skip
    assert "合计 0.00 万元" in summary(empty)
    assert json.loads(plan_json(empty))["projects"] == {}


def test_json_tells_the_plan_with_plain_values():
    plan = json.loads(plan_json(village_plan()))
    assert plan["name"] == "云岭县"
    assert plan["years"] == [2027, 2028]
    assert plan["input_hashes"]["roads"] == "a" * 64
    assert plan["status"] == "optimal"
    assert plan["objectives"][0] == {
        "objective": "danger", "value": 896.0, "bound": 896.0, "gap": 0.0, "status": "optimal",
        "unit": "people x class x years",
    }  # fmt: skip
    assert plan["funds"][0]["ceiling_yuan"] == 900_000
    assert plan["funds"][0]["used_yuan"] == 828_000
    assert plan["indicators"]["people_connected"] == {"now": 180, "after": 336, "unit": "people"}
    near = {"now": 180, "after": 276, "unit": "people"}
    assert plan["indicators"]["people_within_15_township_seat_dry"] == near
    assert list(plan["projects"]) == ["P1", "P2", "P3"]
    assert (plan["projects"]["P2"]["subgrade_year"], plan["projects"]["P2"]["surface_year"]) == (
        None, 2028,
    )  # fmt: skip
    assert list(plan["sites"]) == ["S1"]
    assert plan["moves"]["G61"]["site_id"] == "S1"
    assert plan["left_out"]["projects"] == {"money": 1, "not_in_library": 1, "village_leaves": 1}
    assert sum(payment["amount_yuan"] for payment in plan["payments"]) == 3_391_300


def test_json_has_no_infinity_and_says_what_null_means():
    objectives = village_plan().objectives.assign(bound=np.inf, status="feasible")
    text = plan_json(village_plan(objectives=objectives))
    assert "Infinity" not in text
    assert "NaN" not in text
    plan = json.loads(text)
    assert plan["objectives"][0]["bound"] is None
    assert "no bound" in plan["null_means"]
    assert plan["indicators"]["minutes_hospital_dry"]["now"] is None


def test_json_names_no_household():
    text = plan_json(village_plan())
    assert "H000101" not in text
    assert "王大明" not in text


def asked(*rows):
    """Locks with what they cost."""
    columns = ["kind", "id", "decision", "year", "note", "people", "danger", "cost_yuan"]
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})


def test_what_the_meeting_asked_for_is_told_with_its_cost():
    locks = asked(
        ("road", "P1", "out", None, "=cmd()", 96, 0.0, -523_400),
        ("group", "G31", "in", 2028, "", -1.2, -8.4, 49.0),
        ("site", "S1", "in", None, "", 0.2, 0.0, -0.0),
        ("all", "", "", None, "", 1096, 12.0, 10_000_000),
    )
    text = summary(village_plan(locks=locks))
    plan = village_plan()
    part = (
        text[text.index("## 会议的要求与代价") : text.index("## 方案有多好")].strip().splitlines()
    )
    road, site = plan.projects["name"]["P1"], plan.sites["name"]["S1"]
    assert part == [
        "## 会议的要求与代价 What the meeting asked for and what it costs",
        "",
        f"- 道路 P1 {road} 不列入：少 96 人通硬化路，少花 52.34 万元  ",
        f"  road P1 {road} out: 96 fewer people have a paved road, 52.34 × 10,000 yuan less",
        "- 小组 G31 㙍家箐=cmd() 2028 年列入：多 1 人通硬化路，余险少 8（人×等级×年）  ",
        "  group G31 㙍家箐=cmd() in 2028: 1 more person has a paved road, "
        "8 less danger left (people × class × years)",
        f"- 安置点 S1 {site} 列入：没有代价  ",
        f"  site S1 {site} in: costs nothing",
        "- 全部要求一起：少 1,096 人通硬化路，余险多 12（人×等级×年），多花 1,000.00 万元  ",
        "  All of them together: 1,096 fewer people have a paved road, "
        "12 more danger left (people × class × years), 1,000.00 × 10,000 yuan more",
    ]
    assert json.loads(plan_json(village_plan(locks=locks)))["locks"][0] == {
        "kind": "road", "id": "P1", "decision": "out", "year": None, "note": "=cmd()", "people": 96,
        "danger": 0, "cost_yuan": -523_400,
    }  # fmt: skip
    assert "会议的要求" not in summary(plan)


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["optimal"] * 5, "optimal"),
        (["optimal", "feasible", *["optimal"] * 3], "feasible"),
    ],
)
def test_a_plan_is_as_sure_as_its_least_sure_objective(statuses, status):
    objectives = village_plan().objectives.assign(status=statuses)
    assert plan_status(village_plan(objectives=objectives)) == status


def test_two_runs_write_the_same_text_whatever_the_order_of_rows():
    plan = village_plan()
    shuffled = village_plan(
        projects=plan.projects.iloc[::-1], groups=plan.groups.iloc[::-1],
        villages=plan.villages.iloc[::-1], payments=plan.payments.iloc[::-1],
    )  # fmt: skip
    assert plan_json(plan) == plan_json(shuffled)
    assert summary(plan) == summary(shuffled)
