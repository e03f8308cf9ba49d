"""Floors in words: what is missing, who gains and loses, what is not listed."""

import pandas as pd
import pytest
from plans import village_plan

from geoplan.programme.plan import NO_FLOOR_TABLE
from geoplan.publish.floors import MOST_ROWS, floors_note, floors_section


def with_floors(*rows, **shares):
    """Plan whose floors are (level, name, waiting, wanted, connected, without)."""
    columns = [
        "level",
        "name",
        "people_waiting",
        "people_wanted",
        "people_connected",
        "people_without",
    ]
    table = pd.DataFrame(rows, columns=columns)
    missing = (table["people_wanted"] - table["people_connected"]).clip(lower=0)
    table = table.assign(place_id=table["name"], people_missing=missing)[list(NO_FLOOR_TABLE)]
    plan = village_plan(floors=table.astype(NO_FLOOR_TABLE.dtypes.to_dict()))
    said = {f"people_connected_per_{level}": share for level, share in shares.items()}
    plan.about["settings"]["floors"] = said
    return plan


def test_floors_that_are_kept_and_cost_nothing_have_no_table():
    page = floors_section(with_floors(("township", "甲乡", 100, 30, 40, 40), township=0.3))
    assert page.splitlines()[0] == "## 保底 Floors"
    assert "有保底的 1 处，做到 1 处。" in page and "|" not in page
    assert "差" not in page and "相比" not in page


def test_both_levels_are_promised_and_townships_gain_and_lose():
    plan = with_floors(
        ("township", "甲乡", 100, 30, 40, 10), ("township", "乙乡", 200, 60, 60, 90),
        ("admin_village", "子村", 50, 5, 1, 20), township=0.3, admin_village=0.1,
    )  # fmt: skip
    zh, en = floors_note(plan)
    assert zh.startswith("保底：每个乡镇至少 30%、每个建制村至少 10% 的未通路人口")
    assert "有保底的 3 处，做到 2 处。钱或路不够，1 处共差 4 人（子村 4）。" in zh
    assert "1 处共多通 30 人（甲乡 30）。1 处共少通 30 人（乙乡 30）。" in zh
    assert "Of 3 places 2 get that. Money or roads do not suffice for 4 people in 1 place (" in en
    lines = floors_section(plan).splitlines()
    names = [line.split("|")[1].strip() for line in lines if line.startswith("|")][2:]
    assert names == ["建制村 子村", "乡镇 甲乡", "乡镇 乙乡"]


@pytest.mark.parametrize("n", [MOST_ROWS, MOST_ROWS + 1])
def test_a_long_table_ends_with_those_who_matter_least(n):
    rows = (("admin_village", f"村{k:02d}", 100, 50, 40 - k % 2, float("nan")) for k in range(n))
    plan = with_floors(*rows, admin_village=0.5)
    page = floors_section(plan)
    assert page.count("| 建制村 村") == MOST_ROWS
    assert ("只列 40 处" in page) == (n > MOST_ROWS)
    assert ("没有列出的地方做到了保底" in page) == (n <= MOST_ROWS)
    assert "村01 11、村03 11、村05 11等" in page and "–" in page
