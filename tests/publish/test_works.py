"""Works and moves of every kind are told with their money, and all sums are those of the funds."""

import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from moves import safe_in_other_ways
from shapely import box

from geoplan import make_plan, read_county
from geoplan.publish.brief_text import brief_blocks
from geoplan.publish.notes import made_safe
from geoplan.publish.relocation_list import write_relocation_list
from geoplan.publish.summary import summary

UPKEEP = (7000.0, 3500.0, 1000.0)
EAST, NORTH = 630_000.0, 3_630_000.0
HEADINGS = {"建什么、花多少、何时建。": "built", "避险搬迁。": "moves", "未列入及原因。": "left"}


@pytest.fixture
def plan(tmp_path, tiny_layers, write_county):
    """Works at Z1 make G1 safe, refusers too; of G2, at Z2, 3 of 5 build by themselves, 2 move."""
    layers = tiny_layers
    z1 = layers["hazards"].assign(protection_cost_wan=40).set_geometry(
        [box(EAST + 4900, NORTH + 1900, EAST + 5050, NORTH + 2050)]
    )  # fmt: skip
    z2 = layers["hazards"].assign(hazard_id="Z2", protection_cost_wan=None).set_geometry(
        [box(EAST + 5080, NORTH + 2080, EAST + 5120, NORTH + 2120)]
    )  # fmt: skip
    alone = [None] * 20 + ["dispersed"] * 3 + [None] * 2
    layers["households"] = layers["households"].assign(
        mode=alone, land_income_share=0.8, consent=["no"] * 3 + ["yes"] * 22
    )
    layers["hazards"] = pd.concat([z1, z2])
    path = write_county(tmp_path / "county", layers)
    text = path.read_text("utf-8").replace("site_households = 5", "site_households = 1")
    text = text.replace('"site", "subsidy"]', '"site", "subsidy", "protection"]')
    path.write_text(text, "utf-8")
    return make_plan(read_county(path), prices=False)


@pytest.fixture
def said(plan):
    """What the brief says, by section."""
    told, section = {}, ""
    for block in brief_blocks(plan, maintenance_yuan_per_km=UPKEEP):
        section = HEADINGS.get(block.heading[2:], section if not block.heading else "")
        told[section] = told.get(section, "") + block.lead + block.text
    return told


def in_wan(text, pattern):
    """Sums in a text [万元], by a pattern with one group."""
    return [float(one.replace(",", "")) for one in re.findall(pattern, text)]


def test_the_plan_has_moves_of_every_kind(plan):
    assert plan.groups["mode"].value_counts().drop("").to_dict() == {
        "protected": 2, "dispersed": 1, "near": 1,
    }  # fmt: skip


def test_all_money_adds_up_to_that_of_the_funds(plan, said, tmp_path):
    used = plan.funds["used_yuan"].sum() / 1e4
    parts = in_wan(said["built"], r"([\d,.]+) 万元[，；]")
    assert len(parts) == 4
    assert sum(parts) == pytest.approx(used)
    assert in_wan(said["built"], r"合计 ([\d,.]+) 万元") == [pytest.approx(used)]
    assert in_wan(summary(plan), r"合计 ([\d,.]+) 万元") == [pytest.approx(used)]
    roads = plan.payments.loc[plan.payments["kind"] == "project", "amount_yuan"].sum() / 1e4
    write_relocation_list(plan, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["安置点资金"]
    assert list(sheet.values)[-1][5] + roads == pytest.approx(used)


def test_works_are_told_with_year_cost_payer_and_who_stays(plan, said, tmp_path):
    told = "2027 年治理滑坡 Z1，40.00 万元，由relocation出，20 户 80 人不用搬"
    assert told in said["moves"]
    assert told in summary(plan)
    assert "原地治理 1 处灾害，40.00 万元" in summary(plan)
    assert "landslide Z1 is made safe in 2027 for 40.00 × 10,000 yuan" in summary(plan)
    assert "原地治理 1 处灾害，40.00 万元；" in said["built"]
    write_relocation_list(plan, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")
    assert list(book["安置点资金"].values)[-3] == (
        "Z1", "原地治理：滑坡 Z1", 2027, "灾害体工程治理", "20 户 80 人不用搬", 40, 40,
    )  # fmt: skip
    total = next(row for row in book["搬迁小组"].values if row[0] == "搬迁合计")
    assert total[4:6] == (5, 20)


def test_many_works_are_told_in_part(plan):
    few = made_safe(plan, 0)
    assert few == [("另有 1 处治理，见搬迁名单的“安置点资金”表。",
                    "1 more hazard is made safe: see the sheet 安置点资金 of the relocation list.")]  # fmt: skip


def test_who_builds_alone_is_told_beside_those_who_go_to_a_site(plan, said):
    assert "搬迁 2 户" in said["built"]
    assert "；另分散安置 3 户，9.00 万元；" in said["built"]
    assert (
        "分散安置 1 个小组 3 户 12 人（2027 年 3 户），自行建房，补助 9.00 万元。" in said["moves"]
    )
    assert "分散安置、自行建房 1 个小组 3 户 12 人，9.00 万元" in summary(plan)


def test_one_number_of_those_who_stay_in_danger():
    """V4 is made safe by works, some of V5 build by themselves: V5's others are left."""
    plan = safe_in_other_ways()
    left = plan.groups[plan.groups["safe_year"].isna()]
    danger = left["threatened_people"].sum()
    blocks = brief_blocks(plan, maintenance_yuan_per_km=UPKEEP)
    text = "".join(block.text for block in blocks)
    assert f"规划后仍有 {danger:.0f} 人受灾害威胁" in text
    assert "原地治理，不用搬" not in text
    assert "分散安置，自行建房" not in text


def test_years_of_money_are_told_apart(tmp_path):
    """G61 moves to S1 in 2027, G62 in 2028; G51-own (4 households) builds in 2027, G41 in 2028."""
    plan = safe_in_other_ways()
    groups = plan.groups.copy()
    groups.loc["G62", ["year", "safe_year"]] = 2028
    groups.loc["G61", "need"] = "high_geohazard"
    groups.loc["G41", ["mode", "dispersed"]] = ["dispersed", True]
    later = plan.payments["year"].mask(plan.payments["id"] == "G62", 2028)
    alone = [("group", "G51-own", "subsidy", "hazard", 2027, 120_000.0),
             ("group", "G41", "subsidy", "hazard", 2028, 540_000.0)]  # fmt: skip
    more = pd.DataFrame(alone, columns=plan.payments.columns)
    payments = pd.concat([plan.payments.assign(year=later), more])
    payments = payments[payments["kind"] != "hazard"]
    write_relocation_list(replace(plan, groups=groups, payments=payments), tmp_path)
    rows = list(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["安置点资金"].values)
    assert [row[1:3] + row[4:6] for row in rows[3:-2]] == [
        ("石门新村", 2027, "每户 4.50 万元，12 户", 54), ("石门新村", 2028, "每户 4.50 万元，2 户", 9),
        ("分散安置", 2027, "每户 3.00 万元，4 户", 12), ("分散安置", 2028, "每户 3.00 万元，18 户", 54),
    ]  # fmt: skip
