"""The internal relocation list, read back as its users do."""

import openpyxl
import pandas as pd
import pytest
from plans import JINJA_NAME, village_plan

from geoplan.config import Relocation
from geoplan.publish.relocation_list import write_relocation_list
from geoplan.publish.tariff import household_subsidies_yuan, tariff_words


@pytest.fixture
def relocation_book(tmp_path):
    write_relocation_list(village_plan(), tmp_path)
    return openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")


def _table(sheet):
    """Data rows as dictionaries by heading; they end at the blank row before the total."""
    _, header, *rows = sheet.values
    data = []
    for row in rows:
        if row[0] is None:
            break
        data.append(dict(zip(header, row, strict=True)))
    return data


def test_relocation_list_tells_movers_then_why_threatened_groups_stay(relocation_book):
    rows = _table(relocation_book["搬迁小组"])
    columns = ("小组编号", "安置点", "年份", "户数", "补助(万元)", "说明")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("G61", "石门新村", 2027, 12, 54, "计划搬迁"),
        ("G62", "石门新村", 2027, 2, 9, "计划搬迁"),
        ("G41", None, None, 18, 0, "附近没有既安全又能按时通路的安置点"),
        ("G51", None, None, 10, 0, "受威胁，本组不同意搬迁"),
    ]
    assert rows[0]["灾害"] == "泥石流（极高）"
    assert (rows[0]["现到地时间(分钟)"], rows[0]["搬后到地时间(分钟)"]) == (11, 24)
    assert rows[3]["现到地时间(分钟)"] is None
    assert rows[3]["小组"] == JINJA_NAME
    assert "内部使用" in relocation_book["搬迁小组"]["A1"].value


def test_group_that_is_threatened_in_part_is_not_called_safe(tmp_path):
    plan = village_plan()
    groups = plan.groups.assign(
        threatened_people=plan.groups["threatened_people"] + 1, reason="partly_threatened"
    )
    write_relocation_list(village_plan(groups=groups.loc[["G11"]]), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["搬迁小组"])
    assert [row["说明"] for row in rows] == ["部分农户受威胁，未达到整组搬迁的比例"]


def test_relocation_total_counts_those_who_move(relocation_book):
    sheet = relocation_book["搬迁小组"]
    header = list(sheet.values)[1]
    total = next(row for row in sheet.values if row[0] == "搬迁合计")
    sums = dict(zip(header, total, strict=True))
    assert (sums["小组编号"], sums["户数"], sums["人口"]) == ("搬迁合计", 14, 55)
    assert sums["补助(万元)"] == sums["避险搬迁资金（额度为推定）"] == 63


def test_subsidy_and_facilities_are_told_apart(tmp_path):
    plan = village_plan()
    facilities = plan.payments.iloc[[-1]].assign(component="site", amount_yuan=40_000.0)
    plan = village_plan(payments=pd.concat([plan.payments, facilities], ignore_index=True))
    write_relocation_list(plan, tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["搬迁小组"])
    columns = ("小组编号", "补助(万元)", "配套设施(万元)", "避险搬迁资金（额度为推定）")
    assert [tuple(row[column] for column in columns) for row in rows[:2]] == [
        ("G61", 54, 0, 54),
        ("G62", 9, 4, 13),
    ]


def test_sites_say_who_comes_and_why_others_stay_closed(relocation_book):
    rows = _table(relocation_book["安置点"])
    columns = ("安置点编号", "年份", "安置户数", "建设费(万元)", "说明")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("S1", 2027, 14, 30, "计划启用"),
        ("S2", None, 0, None, "在灾害隐患区（含影响范围）内"),
        ("S3", None, 0, None, "别的安置点已够用"),
    ]


def test_households_of_listed_groups_are_named_internally(relocation_book):
    rows = _table(relocation_book["农户"])
    assert [(row["户编号"], row["户主"], row["安置点"]) for row in rows] == [
        ("H000101", "王大明", "石门新村"),
        ("H000102", "欧阳小红", "石门新村"),
        ("H000103", "李四", "石门新村"),
        ("H000104", "=cmd()", "石门新村"),
    ]
    name = next(cell for cell in relocation_book["农户"]["F"] if cell.value == "=cmd()")
    assert name.data_type == "s"


def test_the_list_tells_the_tariff_and_each_households_part_of_it(relocation_book):
    land, told, source, shares = (row[0] for row in list(relocation_book["搬迁小组"].values)[-4:])
    assert land.endswith("几块地按面积平均。")
    assert told == (
        "补助标准：集中安置每户补助 4.50 万元，分散安置（自行建房）每户 3.00 万元；扶贫搬迁按人，集中 2.50 万元、分散 1.50 万元，"
        "旧房拆除另加 1.00 万元。集中安置的配套设施每户 0.00 万元，另加场地平整。"
    )
    assert "county.toml" in source
    assert "最终审定" in shares
    rows = _table(relocation_book["农户"])
    assert [row["补助金额(元)"] for row in rows] == [45_000] * 4


def test_the_source_of_the_tariff_names_the_settings_and_their_defaults():
    rates = Relocation().model_dump(
        include={"subsidy_wan_per_household", "facilities_wan_per_household"}
    )
    about = village_plan().about
    about["settings"]["relocation"] |= rates
    told, source, _ = tariff_words(village_plan(about=about))
    assert told.startswith("补助标准：集中安置每户补助 5.00 万元，")
    assert all(name in source for name in rates)
    assert "每户 4.5 万元，楼房另加 0.5 万元，配套设施每户 2 万元" in source
    assert rates["subsidy_wan_per_household"] == 4.5 + 0.5


def test_parts_of_households_add_up_to_what_their_group_is_paid():
    plan = village_plan()
    payments = plan.payments.assign(
        amount_yuan=plan.payments["amount_yuan"].mask(plan.payments["id"] == "G62", 100.0)
    )
    three = pd.Series("G62", index=["H1", "H2", "H3"])
    groups = plan.groups.assign(households=3.0).loc[["G62"]]
    parts = household_subsidies_yuan(village_plan(payments=payments), groups, three)
    assert parts.to_dict() == {"H1": 33.34, "H2": 33.33, "H3": 33.33}
    assert round(parts.sum(), 2) == 100


def test_no_listed_household_has_no_part_and_the_list_is_written(tmp_path):
    plan = village_plan()
    elsewhere = plan.households[plan.households["group_id"] == "G11"]
    none = elsewhere["group_id"][:0]
    parts = household_subsidies_yuan(plan, plan.groups.loc[["G61"]], none)
    assert (len(parts), parts.dtype) == (0, "float64")
    write_relocation_list(village_plan(households=elsewhere), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")
    assert _table(book["农户"]) == []


def test_without_households_there_is_no_sheet_of_them(tmp_path):
    write_relocation_list(village_plan(households=village_plan().households.iloc[:0]), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")
    assert book.sheetnames == ["搬迁小组", "安置点", "来户", "问题与措施", "待征求意见"]
