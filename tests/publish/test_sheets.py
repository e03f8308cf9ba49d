"""The bureau's list and the internal relocation list, read back as their users do."""

import csv

import openpyxl
import pandas as pd
import pytest
from plans import HOSTILE_NAME, JINJA_NAME, village_plan

from geoplan.publish.answers import answers
from geoplan.publish.sheets import COLUMNS, write_project_list, write_relocation_list
from geoplan.publish.telling import tell


@pytest.fixture
def project_book(tmp_path):
    write_project_list(village_plan(), tmp_path)
    return openpyxl.load_workbook(tmp_path / "project_list.xlsx")


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


def test_project_list_has_the_fourteen_columns_and_data_from_row_three(project_book):
    sheet = project_book["项目清单"]
    assert str(sheet["A1"].value).startswith("云岭县2027—2028年农村公路建设项目计划表")
    assert "模拟数据" in sheet["A1"].value
    assert next(sheet.iter_rows(min_row=2, max_row=2, values_only=True)) == (
        "项目年份", "项目名称", "路线编码", "起点桩号", "止点桩号", "建设性质", "管养单位", "行政区划",
        "建设技术等级", "现技术等级", "计划开工年", "计划完工年", "投资(万元)", "补助测算(万元)",
    )  # fmt: skip
    assert next(sheet.iter_rows(min_row=3, max_row=3, values_only=True)) == (
        2027, "黄家湾路（路基）", "Y251610928", 0, 2.088, "改建", "县农村公路管理站", "云岭县云岭镇",
        "四级", "等外", 2027, 2027, 50, 0,
    )  # fmt: skip
    assert sheet.freeze_panes == "A3"
    assert (sheet["E3"].number_format, sheet["M3"].number_format) == ("0.000_ ", "#,##0.00_ ")


def test_each_stage_is_listed_once(project_book):
    rows = _table(project_book["项目清单"])
    stages = [(row["项目名称"], row["起点桩号"], row["建设性质"]) for row in rows]
    assert stages == [
        ("黄家湾路（路基）", 0, "改建"),
        ("黄家湾路（路面）", 0, "路面改造"),
        ("黄家湾路（路面）", 2.088, "路面改造"),
        (f"{HOSTILE_NAME}（路基）", 0, "改建"),
    ]


def test_total_adds_the_money_of_stages_and_counts_projects_once(project_book):
    sheet = project_book["项目清单"]
    blank, total = list(sheet.values)[-2:]
    assert blank == (None,) * 14
    length_km = village_plan().projects.loc[["P1", "P2", "P3"], "length_m"].sum() / 1000
    assert total[:2] == ("合计", f"3 个项目（4 项工程），{length_km:.3f} km")
    assert total[12] == 246.13
    assert total[12] == round(sum(row["投资(万元)"] for row in _table(sheet)), 2)


def test_fund_split_adds_up_to_the_fen(project_book):
    rows = _table(project_book["资金"])
    assert [(row["项目编号"], row["县级资金"], row["镇村自筹（一事一议）"]) for row in rows] == [
        ("P1", 0, 50), ("P1", 82.8, 0), ("P2", 62.1, 0), ("P3", 0, 51.23),
    ]  # fmt: skip
    for row in rows:
        assert round(row["县级资金"] + row["镇村自筹（一事一议）"], 2) == row["投资(万元)"]
    paid_yuan = village_plan().payments.query("kind == 'project'")["amount_yuan"].sum()
    assert round(sum(row["投资(万元)"] for row in rows) * 10_000) == paid_yuan
    assert list(project_book["资金"].values)[-1][-3:] == (246.13, 144.9, 101.23)


def test_every_candidate_left_out_is_there_with_its_reason(project_book):
    rows = _table(project_book["未列入"])
    assert [(row["项目编号"], row["项目名称"], row["原因"]) for row in rows] == [
        ("P5", "白岩路", "要用它的人都计划搬迁"),
        ("P4", "P4", "尚未进入项目库"),
        ("P6", "独家庄路", "同样的钱用在别的路上，能让更多人或一样多的人通硬化路"),
    ]


def test_what_listing_a_road_would_cost_is_said_as_the_map_says_it(project_book):
    """P5 and P6 have a price; P4 has none, since a rule bars it."""
    told = {row["项目编号"]: row["要列入，谁让路？"] for row in _table(project_book["未列入"])}
    for one, least in (("P5", 3), ("P6", 1)):
        said = [tell(a, "zh") for a in answers(village_plan(), "project", one) if a.part == "room"]
        assert len(said) >= least
        assert told[one] == "；".join(said)
    assert told["P4"] is None
    assert "内部使用" in project_book["未列入"]["A1"].value


def test_csv_has_bom_header_and_the_rows_of_the_sheet_only(tmp_path, project_book):
    raw = (tmp_path / "project_list.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert tuple(header) == COLUMNS
    assert len(rows) == len(_table(project_book["项目清单"])) == 4
    assert rows[3][0:5] == ["2028", f"{HOSTILE_NAME}（路基）", "C333610928", "0.000", "2.040"]
    assert rows[3][12:] == ["51.23", "0.00"]


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@x", "\tx"])
def test_hostile_names_are_text_in_sheet_and_csv(tmp_path, name):
    projects = village_plan().projects.assign(name=name)
    write_project_list(village_plan(projects=projects), tmp_path)
    cell = openpyxl.load_workbook(tmp_path / "project_list.xlsx")["项目清单"]["B3"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", f"{name}（路基）", True)
    with (tmp_path / "project_list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][1] == f"'{name}（路基）"


def test_unknown_stakes_are_blank(tmp_path):
    projects = village_plan().projects.assign(start_km=float("nan"))
    write_project_list(village_plan(projects=projects), tmp_path)
    assert openpyxl.load_workbook(tmp_path / "project_list.xlsx")["项目清单"]["D3"].value is None


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
    header, total = list(sheet.values)[1], list(sheet.values)[-1]
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
        ("S2", None, 0, None, "在灾害隐患区内"),
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
    assert relocation_book["农户"]["F6"].data_type == "s"


def test_without_households_there_is_no_sheet_of_them(tmp_path):
    write_relocation_list(village_plan(households=village_plan().households.iloc[:0]), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")
    assert book.sheetnames == ["搬迁小组", "安置点"]


def test_plan_without_projects_groups_and_sites_gives_lists_without_rows(tmp_path):
    plan = village_plan()
    empty = village_plan(
        projects=plan.projects.iloc[:0], groups=plan.groups.iloc[:0], sites=plan.sites.iloc[:0],
        payments=plan.payments.iloc[:0], households=plan.households.iloc[:0],
    )  # fmt: skip
    write_project_list(empty, tmp_path)
    write_relocation_list(empty, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "project_list.xlsx")
    assert _table(book["项目清单"]) == []
    assert _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["搬迁小组"]) == []


def test_two_runs_write_the_same_bytes_whatever_the_order_of_rows(tmp_path):
    plan = village_plan()
    shuffled = village_plan(
        projects=plan.projects.iloc[::-1], groups=plan.groups.iloc[::-1],
        payments=plan.payments.iloc[::-1], households=plan.households.iloc[::-1],
    )  # fmt: skip
    for name, one in (("a", plan), ("b", shuffled)):
        (tmp_path / name).mkdir()
        write_project_list(one, tmp_path / name)
        write_relocation_list(one, tmp_path / name)
    for file in ("project_list.xlsx", "project_list.csv", "relocation_list.xlsx"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
