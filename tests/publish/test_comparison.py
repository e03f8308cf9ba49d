"""The words of a comparison: who gains, who loses, in both languages, names as text."""

import re

import numpy as np
import pandas as pd
from plans import HOSTILE_NAME, JINJA_NAME, village_plan

from geoplan.programme.compare import compare
from geoplan.programme.official import evaluate_list
from geoplan.publish import labels
from geoplan.publish.comparison import comparison_page, official_page
from geoplan.publish.workbook import display_width


def other_plan():
    """P2 is not built: V3 loses its road; G41 (V4, a hostile name) moves to S3."""
    plan = village_plan()
    groups, projects = plan.groups.copy(), plan.projects.copy()
    groups.loc["G31", "connected_after"] = False
    groups.loc["G41", ["site_id", "year", "connected_after"]] = ["S3", 2028, True]
    projects.loc["P2", "surface_year"] = None
    about = plan.about | {"settings": plan.about["settings"] | {"wish": "长" * 200}}
    return village_plan(groups=groups, projects=projects, about=about)


def official(*rows):
    """Page of a list of rows (project_id, name, year, year_text)."""
    table = pd.DataFrame(rows, columns=["project_id", "name", "year", "year_text"])
    table = table.set_axis(range(3, 3 + len(rows))).rename_axis("row")
    blank = dict.fromkeys(("start_km", "end_km", "cost_wan"), float("nan"))
    table = table.assign(route_code=None, subgrade_only=False, **blank)
    return official_page(
        evaluate_list(village_plan(), table.astype({"year": "Int64"})), "out", "list.xlsx"
    )


def test_who_gains_and_who_loses_by_name_and_people():
    page = comparison_page(compare(village_plan(), other_plan()), "out/a", "out/b")
    assert "# 云岭县：两个方案对比【内部使用】" in page
    assert "## 谁得谁失：从甲到乙 Who gains, who loses: from A to B" in page
    assert "少通硬化路 Lose the paved road: 60 人 people  \n  㙍家箐（云岭镇）60" in page
    assert "多通硬化路 Gain a paved road: 72 人 people" in page
    assert re.search(r"黄家湾路 \(P2\) \| +路面 2028 \| +不修 not built \| +62\.10 \| +0\.00", page)
    assert "2028 新坪" in page
    assert "不搬 stays" in page
    assert f"{'长' * 35}…" in page
    assert "896 / 896" in page


def test_people_in_time_now_and_by_both_plans():
    """Today's figures are told once where both agree."""
    other = village_plan()
    other.indicators.loc["people_within_15_township_seat_dry", ["now", "after"]] = [170.0, 200.0]
    other.indicators.loc["gini_township_seat_dry", "after"] = np.nan
    page = comparison_page(compare(village_plan(), other), "a", "b")
    part = page[page.index("| 到乡镇政府") :].split("\n\n")
    rows = [[cell.strip() for cell in row.strip("| ").split("|")] for row in part[0].splitlines()]
    assert rows[2:5] == [
        ["晴天：现状 Dry weather: Now", "180 / 170", "348", "448", "503", "0.41"],
        ["晴天：甲 Dry weather: A", "276", "408", "448", "503", "0.44"],
        ["晴天：乙 Dry weather: B", "200", "408", "448", "503", "–"],
    ]
    assert "Gini" in part[1]
    assert "people_within" not in page


def test_equal_plans_say_so():
    page = comparison_page(compare(village_plan(), village_plan()), "a", "b")
    assert page.count("没有不同 Nothing differs") == 4  # settings, villages, roads, moves


def test_what_the_meetings_asked_for_has_a_block_of_its_own():
    """A lock that leaves a group out is no setting, and years are years."""
    rows = [("group", "G41", "out", None), ("road", "P1", "in", 2028), ("all", "", "", None)]
    locks = pd.DataFrame(rows, columns=["kind", "id", "decision", "year"])
    locks = locks.assign(note="", people=1.0, danger=0.0, cost_yuan=0.0)
    other = village_plan(locks=locks.astype({"year": "Int64"}))
    page = comparison_page(compare(village_plan(), other), "a", "b")
    block = page[page.index("## 会议的要求 What the meetings asked for") : page.index("## 结果")]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in block.splitlines()[4:-1]]
    home, name = village_plan().villages["name"]["V4"], village_plan().groups["name"]["G41"]
    assert cells == [
        [f"小组 group G41 {home}{name}".replace("<", "&lt;"), "–", "不列入 out"],
        ["道路 road P1 黄家湾路", "–", "2028 年列入 in 2028"],
    ]
    assert "null" not in page
    equal = comparison_page(compare(village_plan(), village_plan()), "a", "b")
    assert "asked for\n\n没有要求 Neither asked for anything" in equal


def test_names_are_text_and_tables_stay_tables():
    page = comparison_page(compare(village_plan(), other_plan()), "a|b", "<b>")
    assert HOSTILE_NAME not in page
    assert JINJA_NAME not in page
    assert HOSTILE_NAME.replace("<", "&lt;") in page
    for block in page.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({display_width(row) for row in rows}) <= 1


def test_rows_of_the_list_with_their_reasons():
    page = official(
        ("P3", HOSTILE_NAME, 2028, "2028"), (None, "无此路\n二", 2027, "2027"), ("P4", None, 2027, "2027"),
        ("P1", "x", 2028, "明年"), ("P2", "x", 2027, "2027"),
    )  # fmt: skip
    assert "第 4 行 row 4: 无此路 二：不在备选道路中  \n  Not among the candidate roads" in page
    assert "第 5 行 row 5: – (P4)：尚未进入项目库" in page
    assert "第 3 行 row 3: &lt;/script>&lt;script>boom()&lt;/script> (P3)：没有钱了" in page
    assert "清单按原来的次序，用同样的资金" in page
    assert "| 2028    |       156 |         0 |" in page


def test_a_list_that_is_wholly_in():
    page = official(("P2", "x", 2027, "2027"))
    assert "1 行都按清单的年份列入  \nAll 1 row is in, each in its year" in page
    assert "没有硬化路的安置点" not in page


def test_every_status_of_a_row_has_words():
    for words in (labels.LIST_STATUS, labels.COMPARE):
        for zh, en in words.values():
            assert zh
            assert en
            assert set(re.findall(r"\{\w+\}", zh)) == set(re.findall(r"\{\w+\}", en))
