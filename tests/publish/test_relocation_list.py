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
        ("S2", None, 0, None, "在灾害隐患区（含影响范围）内（Z4）"),
        ("S3", None, 0, None, "别的安置点已够用"),
    ]


def test_a_group_names_the_hazard_by_id_and_name(tmp_path):
    hazards = village_plan().hazards.astype({"name": "str"})
    hazards.loc["Z3", "name"] = "老鹰岩滑坡"
    write_relocation_list(village_plan(hazards=hazards), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["搬迁小组"])
    assert [row["灾害点"] for row in rows[:2]] == ["Z3 老鹰岩滑坡"] * 2


def test_the_sheet_of_sites_says_who_builds_and_who_is_paid(relocation_book):
    text = [cell for row in relocation_book["安置点"].values for cell in row if cell]
    assert any("统规自建：各户按统一规划自己建房，搬迁补助发给农户" in str(one) for one in text)


def test_sites_say_how_they_are_built_and_used(relocation_book):
    one, closed, _ = _table(relocation_book["安置点"])
    told = ("安置方式", "建房方式", "使用率(%)", "来自小组(个)", "宅基地(平方米/户)", "平均坡度(度)",
            "场地平整(元/户)", "进点道路(米)", "通晴雨路", "到学校(分钟)")  # fmt: skip
    assert [one[name] for name in told] == [
        "就近集中安置", "统规自建", 70, 2, 180, 6, 9000, 40, "已通", 12,
    ]  # fmt: skip
    money = ("建设费(万元)", "配套和平整(万元)", "搬迁补助(万元)", "合计(万元)")
    assert [one[name] for name in money] == [30, 0, 63, 93]
    assert [closed[name] for name in (*money, "使用率(%)", "来自小组(个)")] == [None] * 6


def test_a_site_that_has_no_room_tells_no_capacity(tmp_path):
    sites = village_plan().sites.assign(capacity_households=[20, 0, 12])
    write_relocation_list(village_plan(sites=sites), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["安置点"])
    assert [row["容量(户)"] for row in rows] == [20, None, 12]


def test_a_rejected_site_tells_all_reasons_and_what_lies_on_it(tmp_path):
    plan = village_plan()
    sites = plan.sites.assign(
        reasons=["", "hazard;slope", ""], exclusion_ids=["", "E7", ""], hazard_ids=["", "Z4;Z5", ""]
    )
    write_relocation_list(village_plan(sites=sites), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["安置点"])
    assert [row["说明"] for row in rows] == [
        "计划启用", "在灾害隐患区（含影响范围）内；坡度过陡（Z4、Z5、E7）", "别的安置点已够用",
    ]  # fmt: skip


def test_money_of_a_site_is_told_by_component_tariff_and_fund(tmp_path):
    """G62 is poor: 2.5 for each of 7 people, 4 of whom keep their house; what is paid is as the plan says."""
    plan = village_plan()
    poor = plan.groups.index == "G62"
    groups = plan.groups.assign(
        need=plan.groups["need"].mask(poor, "poverty"),
        uncleared_people=plan.groups["uncleared_people"].mask(poor, 4),
    )
    write_relocation_list(village_plan(groups=groups), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["安置点资金"]
    assert [
        (row["安置点"], row["用途"], row["标准"], row["金额(万元)"]) for row in _table(sheet)
    ] == [
        ("石门新村", "安置点建设（水、电、排水、进点道路）", None, 30),
        ("石门新村", "搬迁补助（灾害、生态、自愿）", "每户 4.50 万元，12 户", 54),
        ("石门新村", "扶贫搬迁补助（含拆旧）", "每人 2.50 万元，7 人；拆旧每人 1.00 万元，3 人", 9),
    ]
    total = list(sheet.values)[-1]
    assert (total[0], total[5:]) == ("合计", (93, 93))


def test_who_builds_alone_has_a_tariff_of_its_own(tmp_path):
    plan = village_plan()
    own = plan.groups.index == "G62"
    groups = plan.groups.assign(
        mode=plan.groups["mode"].mask(own, "dispersed"), site_id=plan.groups["site_id"].mask(own)
    )
    write_relocation_list(village_plan(groups=groups), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["安置点资金"])
    assert [(row["安置点"], row["标准"]) for row in rows[1:]] == [
        ("石门新村", "每户 4.50 万元，12 户"), ("分散安置", "每户 3.00 万元，2 户"),
    ]  # fmt: skip


def test_groups_and_sites_tell_the_way_to_work(tmp_path):
    """A workplace where the county has some, else the market."""
    plan = village_plan()
    work = {"minutes_workplace_dry_now": 41.0, "minutes_workplace_dry_after": 7.0}
    write_relocation_list(
        village_plan(groups=plan.groups.assign(**work), sites=plan.sites.assign(**work)), tmp_path
    )
    book = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")
    coming = _table(book["来户"])[0]
    assert (coming["到就业点(分钟)现"], coming["到就业点(分钟)搬后"]) == (41, 7)
    assert _table(book["安置点"])[0]["到就业点(分钟)"] == 7


def test_problems_name_the_hazard(tmp_path):
    problems = village_plan().problems
    near = problems.iloc[:1].assign(code="school_danger", figure=3.0, of=4.0, hazard_id="Z1")
    write_relocation_list(village_plan(problems=near), tmp_path)
    row = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["问题与措施"])[0]
    assert row["灾害点"] == "Z1 滑坡（高）"
    assert row["问题"].startswith("最近的学校在灾害影响范围内（危险等级 3，最高 4）")


def test_households_say_what_they_ask_for_and_whether_it_is_to_be_verified(relocation_book):
    rows = _table(relocation_book["农户"])
    told = ("要求的方式", "土地收入占比", "分散安置条件", "旧房", "受灾害")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("分散（自建）", 0.55, "待核实", "拆除", "Z3 泥石流（极高）"),
        ("分散（自建）", 0.3, "不够", "不拆", "Z3 泥石流（极高）"),
        ("集中", 0.9, "符合", "不拆", "Z3 泥石流（极高）"),
        (None, None, "没有资料，待核实", None, "Z3 泥石流（极高）"),
    ]
    items = [(row["户编号"], row["事项"]) for row in _table(relocation_book["待核实"])]
    assert [(one, text.split("：")[0]) for one, text in items] == [
        ("H000101", "要求分散安置，土地收入占比在 0.50 与 0.70 之间"),
        ("H000102", "旧房不拆"),
        ("H000102", "要求分散安置，土地收入占比不到 0.50，不够条件"),
        ("H000103", "旧房不拆"),
    ]
    assert "内部使用" in relocation_book["待核实"]["A1"].value


def test_who_is_on_the_official_list_without_a_hazard_has_its_class_told(tmp_path):
    households = village_plan().households
    households = households.assign(hazard_id=households["hazard_id"].replace({"Z3": None}))
    households.loc["H000102", "hazard_id"] = "ledger 7"
    write_relocation_list(village_plan(households=households), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["农户"])
    assert [row["受灾害"] for row in rows] == ["极高风险", "ledger 7", "极高风险", "极高风险"]


def test_who_builds_by_itself_is_to_say_where(tmp_path):
    groups = village_plan().groups
    groups.loc["G62", ["mode", "site_id", "year"]] = ["dispersed", None, pd.NA]
    write_relocation_list(village_plan(groups=groups), tmp_path)
    rows = _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["待核实"])
    asked = [row["户编号"] for row in rows if "地点还没有定" in row["事项"]]
    assert asked == ["H000103", "H000104"]


def test_nothing_open_no_sheet(tmp_path):
    households = village_plan().households.assign(old_house_cleared=pd.NA, mode="concentrated")
    households = households.astype({"old_house_cleared": "boolean"})
    write_relocation_list(village_plan(households=households), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")
    assert "待核实" not in book.sheetnames


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
    assert book.sheetnames == [
        "搬迁小组", "进度", "安置点", "安置点资金", "来户", "问题与措施", "待征求意见",
    ]  # fmt: skip
