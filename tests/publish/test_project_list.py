"""The bureau's list, read back as its users do."""

import csv

import numpy as np
import openpyxl
import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish.answers import answers
from geoplan.publish.project_list import IMPORT, list_rows, write_project_list
from geoplan.publish.sheets import MOST_HAZARDS, hazard_words, project_names
from geoplan.publish.telling import tell


@pytest.fixture
def project_book(tmp_path):
    write_project_list(village_plan(), tmp_path)
    return openpyxl.load_workbook(tmp_path / "project_list.xlsx")


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
        2027, "黄家湾路（第 1 段，共 2 段）（路基）", "Y251610928", 0, 2.088, "改建", "县农村公路管理站", "云岭县云岭镇",
        "四级", "等外", 2027, 2027, 50, 0,
    )  # fmt: skip
    assert sheet.freeze_panes == "A3"
    assert (sheet["E3"].number_format, sheet["M3"].number_format) == ("0.000_ ", "#,##0.00_ ")


def test_each_stage_is_listed_once(project_book):
    rows = _table(project_book["项目清单"])
    stages = [(row["项目名称"], row["起点桩号"], row["建设性质"]) for row in rows]
    assert stages == [
        ("黄家湾路（第 1 段，共 2 段）（路基）", 0, "改建"),
        ("黄家湾路（第 1 段，共 2 段）（路面）", 0, "路面改造"),
        ("黄家湾路（第 2 段，共 2 段）（路面）", 2.088, "路面改造"),
        (f"{HOSTILE_NAME}（路基）", 0, "改建"),
    ]


def test_total_adds_the_money_of_stages_and_counts_projects_once(project_book):
    sheet = project_book["项目清单"]
    blank, total = list(sheet.values)[-2:]
    assert blank == (None,) * 14
    length_km = sum(
        {row["项目编号"]: row["里程(km)"] for row in _table(project_book["资金"])}.values()
    )
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


def test_hazards_along_the_roads_are_named(project_book):
    """Z1 and Z2 may strike P3; nothing high strikes the others, and Z4 at P5 is of class 2."""
    rows = list(project_book["沿线灾害"].values)[2:]
    assert [row[:3] for row in rows] == [
        ("项目编号", "项目名称", "乡镇"),
        ("P3", HOSTILE_NAME, "云岭镇"),
    ]
    assert rows[1][4] == "Z2 崩塌（极高）、Z1 滑坡（高）"
    left_out = _table(project_book["未列入"])
    assert {row["项目编号"]: row["沿线灾害"] for row in left_out} == dict.fromkeys(
        ("P4", "P5", "P6")
    )


def test_many_hazards_are_told_in_short():
    plan = village_plan()
    cells = pd.Series([";".join(["Z1"] * MOST_HAZARDS), ";".join(["Z1"] * (MOST_HAZARDS + 1)), ""])
    one = "Z1 滑坡（高）"
    most = "、".join([one] * MOST_HAZARDS)
    told = hazard_words(plan, cells)
    assert told.to_list()[:2] == [most, f"{most}等 {MOST_HAZARDS + 1} 处"]
    assert pd.isna(told[2])


def test_what_listing_a_road_would_cost_is_said_as_the_map_says_it(project_book):
    """P5 and P6 have a price; P4 has none, since a rule bars it."""
    told = {row["项目编号"]: row["要列入，谁让路？"] for row in _table(project_book["未列入"])}
    for one, least in (("P5", 3), ("P6", 1)):
        said = [tell(a, "zh") for a in answers(village_plan(), "project", one) if a.part == "room"]
        assert len(said) >= least
        assert told[one] == "；".join(said)
    assert told["P4"] is None
    assert "内部使用" in project_book["未列入"]["A1"].value


def test_assumed_money_is_told_where_the_list_is_read(tmp_path):
    """The village's money is assumed: it pays two of the four stages, and no number changes."""
    write_project_list(village_plan(), tmp_path)
    sure = list(openpyxl.load_workbook(tmp_path / "project_list.xlsx")["项目清单"].values)
    funds = village_plan().funds
    plan = village_plan(funds=funds.assign(assumed=funds["fund_id"] == "village"))
    write_project_list(plan, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "project_list.xlsx")
    rows = list(book["项目清单"].values)
    mark, note = "【资金额度为推定，未经批复】", "资金额度为推定，未经批复：镇村自筹（一事一议）。"
    assert mark in rows[0][0]
    assert mark in book["资金"]["A1"].value
    assert rows[1:-2] == sure[1:]
    assert rows[-1][0].startswith(note)
    assert list_rows(plan)["remark"].fillna("").tolist() == [mark[1:-1], "", "", mark[1:-1]]
    assert list_rows(village_plan())["remark"].isna().all()


def test_csv_has_bom_header_and_the_rows_of_the_sheet_only(tmp_path, project_book):
    raw = (tmp_path / "project_list.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert tuple(header) == tuple(IMPORT)
    assert len(rows) == len(_table(project_book["项目清单"])) == 4
    assert rows[3][0:5] == ["2028", f"{HOSTILE_NAME}（路基）", "C333610928", "0.000", "2.040"]
    assert rows[3][12:] == ["51.23", "0.00"]


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@x", "\tx"])
def test_hostile_names_are_text_in_sheet_and_csv(tmp_path, name):
    projects = village_plan().projects.assign(name=[name, *"乙丙丁戊己"])
    write_project_list(village_plan(projects=projects), tmp_path)
    cell = openpyxl.load_workbook(tmp_path / "project_list.xlsx")["项目清单"]["B3"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", f"{name}（路基）", True)
    with (tmp_path / "project_list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][1] == f"'{name}（路基）"


def test_unknown_stakes_are_blank(tmp_path):
    projects = village_plan().projects.assign(start_km=float("nan"))
    write_project_list(village_plan(projects=projects), tmp_path)
    assert openpyxl.load_workbook(tmp_path / "project_list.xlsx")["项目清单"]["D3"].value is None


@pytest.mark.parametrize("seed", range(5))
def test_awkward_amounts_split_to_the_fen(tmp_path, seed):
    """Amounts of 100 yuan that no binary fraction holds: every row and the total add up exactly."""
    draw = np.random.default_rng(seed)
    plan = village_plan()
    payments = plan.payments.loc[plan.payments["kind"] == "project"]
    parts = [payments.assign(fund_id=fund, amount_yuan=100.0 * draw.integers(1, 99_999, len(payments)))
             for fund in ("county", "village", "hazard")]  # fmt: skip
    write_project_list(village_plan(payments=pd.concat(parts)), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "project_list.xlsx")["资金"]
    header, *rows = list(sheet.values)[1:]
    first = header.index("投资(万元)")
    fen = [[round(cell * 1e6) for cell in row[first:]] for row in rows if row[0] is not None]
    assert len(fen) == 5
    assert all(total == sum(split) for total, *split in fen)
    assert [sum(column) for column in zip(*fen[:-1], strict=True)] == fen[-1]


def test_a_fund_may_be_called_like_a_column(tmp_path):
    funds = village_plan().funds.assign(name="项目编号")
    write_project_list(village_plan(funds=funds), tmp_path)
    header = list(openpyxl.load_workbook(tmp_path / "project_list.xlsx")["资金"].values)[1]
    assert len(set(header)) == len(header) == 7


def test_unknown_codes_and_stakes_are_shaded_and_told(tmp_path, project_book):
    assert "底色" not in str(list(project_book["项目清单"].values))
    projects = village_plan().projects
    known = projects.index != "P2"
    plan = village_plan(projects=projects.assign(
        route_code=projects["route_code"].where(known), end_km=projects["end_km"].where(known)))  # fmt: skip
    write_project_list(plan, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "project_list.xlsx")["项目清单"]
    shaded = [cell.coordinate for cells in sheet["A3:N6"] for cell in cells if cell.fill.fill_type]
    assert shaded == ["C5", "E5"]
    assert "1 个项目没有路线编码，1 个没有桩号" in list(sheet.values)[-1][0]
    assert "底色" not in (tmp_path / "project_list.csv").read_text("utf-8-sig")


def test_a_project_on_several_routes_names_them_all_and_no_stakes(tmp_path):
    """P1 on 2 km of Y251610928 and 3 km of C900610928: stakes of one route would mislead."""
    roads = village_plan().roads
    more = roads.loc[["R4"]].assign(route_code="C900610928", length_m=3000.0).rename({"R4": "R4b"})
    rows = list_rows(village_plan(roads=pd.concat([roads, more])))
    assert rows.loc["P1", "route_code"].unique().tolist() == ["C900610928、Y251610928"]
    assert rows.loc["P1", ["start_km", "end_km"]].isna().all(axis=None)
    assert rows.loc[("P2", "surface"), "route_code"] == "Y251610928"


def test_progress_is_asked_for_beside_the_fourteen_columns(project_book):
    sheet = project_book["进度"]
    header, *rows = list(sheet.values)[2:]
    assert header == (
        "项目编号",
        "项目名称",
        "阶段",
        "年份",
        "状态",
        "开工日期",
        "完工日期",
        "确认人",
        "照片文件",
    )
    assert rows[1] == (
        "P1",
        "黄家湾路（第 1 段，共 2 段）（路面）",
        "路面",
        2027,
        "计划",
        None,
        None,
        None,
        None,
    )
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("E4:E7", '"计划,开工,完工"')
    assert "内部使用" in sheet["A1"].value


def _names(**columns):
    """Names of P1 to P6 in lists, with other columns of the projects."""
    plan = village_plan(projects=village_plan().projects.assign(**columns))
    return project_names(plan, plan.projects.assign(id=plan.projects.index)).tolist()


def test_projects_of_one_name_say_which_section_they_are():
    """P1 and P2 have one route; where two routes have one name, only ids part their sections."""
    unnamed = _names(name=None)
    assert unnamed[:2] == ["Y251610928（第 1 段，共 2 段）", "Y251610928（第 2 段，共 2 段）"]
    assert unnamed[2:4] == ["C333610928", "P4"]
    twice = _names(name="通村路", route_code=["Y1", "Y1", "C2", "C2", None, "C3"])
    assert len(set(twice)) == 6
    assert twice[0] == "通村路（P1）"
    assert twice[4] == "通村路（P5）"


def test_names_that_are_their_own_say_no_section():
    own = _names(name=["甲", *"乙丙丁戊己"], route_code=["Y1", *"23456"])
    assert own == ["甲", *"乙丙丁戊己"]


def test_length_is_that_of_the_stakes_where_they_differ_by_rounding():
    """P2 from K1.0004 to K3.0886 is drawn 2.088 km long; 5 m more are another length."""
    plan = village_plan()
    projects = plan.projects.copy()
    projects.loc["P2", ["start_km", "end_km", "length_m"]] = [1.0004, 3.0893, 2088.4]
    rows = list_rows(village_plan(projects=projects)).loc["P2"]
    assert set(rows["length_km"]) == {2.089}
    projects.loc["P2", "length_m"] = 2094.0
    rows = list_rows(village_plan(projects=projects)).loc["P2"]
    assert set(rows["length_km"]) == {2.094}
