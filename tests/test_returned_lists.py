"""Lists that come back: what a spreadsheet and a bureau make of what we wrote."""

import datetime

import openpyxl
import pytest
from plans import village_plan

from geoplan.bureau import read_bureau
from geoplan.errors import LayerError
from geoplan.programme.returned import compare_returned
from geoplan.publish.bureau import bureau_rows, export_list
from geoplan.publish.project_list import write_project_list
from geoplan.readers.project_lists import read_project_list, read_returned_list

HEADER = "项目年份,项目名称,路线编码,起点桩号,投资(万元)"


@pytest.fixture
def table(tmp_path):
    """Write lines as CSV and read them: table("名称,年份", "a,2027")."""

    def read(*lines, encoding="utf-8-sig"):
        path = tmp_path / "list.csv"
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return read_returned_list(path)

    return read


def status(plan, path, bureau=None):
    """What became of each row of a file."""
    rows, _ = read_returned_list(path, bureau=bureau)
    return compare_returned(plan, bureau_rows(plan, bureau), rows).rows["status"].tolist()


def awkward_plan():
    """Names, codes and offices that a spreadsheet takes for numbers, dates or formulas."""
    return village_plan(
        projects=village_plan().projects.assign(
            name=["3-5", "1E5", "'甲", "=cmd()", "MAR5", "１２"],
            route_code=["1E5", "007", "3-5", "+1", "MAR5", "TRUE"],
            manager=["1/2", "2027年6月", "1,234", "12%", "$5", "00"],
        )
    )


def excel(text):
    """The same CSV as a spreadsheet saves it: no BOM, no zeros, thousands, years with a point."""
    rows = [row.split(",") for row in text.removeprefix("\ufeff").splitlines()]
    shown = {"0.000": "0", "50.00": "50", "62.10": "62.1", "2027": "2027.0", "2028": "2028.0"}
    return [[shown.get(cell, cell) for cell in row] for row in rows]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_survives_a_spreadsheet(tmp_path, separator, encoding):
    plan = awkward_plan()
    plan = village_plan(projects=plan.projects.assign(manager="县局"))  # no commas in cells here
    write_project_list(plan, tmp_path)
    rows = excel((tmp_path / "project_list.csv").read_text("utf-8"))
    assert rows[1][:4] == ["2027.0", "3-5（路基）", "'1E5", "0"]
    saved = "\n".join(separator.join(row) for row in rows)
    (tmp_path / "saved.csv").write_text(saved, encoding=encoding)
    assert status(plan, tmp_path / "saved.csv") == ["same"] * 4


@pytest.mark.parametrize("name", ["project_list.csv", "project_list.xlsx"])
def test_awkward_texts_come_back(tmp_path, name):
    write_project_list(awkward_plan(), tmp_path)
    assert status(awkward_plan(), tmp_path / name) == ["same"] * 4


@pytest.mark.parametrize("written", ["1905-07-19", "1905/7/19", "1905年7月19日"])
def test_a_year_shown_as_a_date_is_the_year_again(table, written):
    rows, _ = table(HEADER, f"{written},甲路（路基）,Y1,0,5")
    assert rows["project_year"].tolist() == [2027]


def test_a_year_in_a_cell_formatted_as_a_date(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append([datetime.datetime(1905, 7, 20), "甲路", "Y1", 0, 5])
    book.save(tmp_path / "list.xlsx")
    rows, _ = read_returned_list(tmp_path / "list.xlsx")
    assert rows["project_year"].tolist() == [2028]
    assert read_project_list(tmp_path / "list.xlsx")[0]["year"].tolist() == [2028]


def test_what_is_read_of_a_row(table):
    rows, remarks = table(
        f"{HEADER},状态,开工日期,完工日期,确认人",
        '2027,甲路（路基）,Y1,K1+200,"1,234.50",已完工,2027.3.1,2027年10月8日,王工',
        "2028,乙路,—,1.5,约50,六成,2027-3,,无",
    )
    assert remarks == []
    first, second = rows.to_dict("records")
    assert (first["road"], first["stage_code"], first["start_km"]) == ("甲路", "subgrade", 1.2)
    assert (first["cost_wan"], first["status"]) == (1234.5, "finished")
    assert (first["started_on"], first["finished_on"]) == ("2027-03-01", "2027-10-08")
    assert rows.index.tolist() == [("", 2), ("", 3)]
    assert second["unread"] == "cost_wan=约50\nstatus=六成\nstarted_on=2027-3"
    assert rows[["route_code", "confirmed_by"]].isna().iloc[1].all()


@pytest.mark.parametrize(
    "written",
    ["2027-10-08", "2027.10.8", "2027年10月8日", "20271008", "46668", "2027-10-08 14:30:00",
     "'2027/10/08"],
)  # fmt: skip
def test_days_as_people_and_spreadsheets_write_them(table, written):
    rows, _ = table("项目名称,年份,完工日期", f"甲路,2027,{written}")
    assert rows["finished_on"].tolist() == ["2027-10-08"]


@pytest.mark.parametrize("written", ["20271308", "146668", "2027年10月", "10月8日", "2027/13/45"])
def test_what_is_no_day_is_told(table, written):
    rows, _ = table("项目名称,年份,完工日期", f"甲路,2027,{written}")
    assert rows["unread"].tolist() == [f"finished_on={written}"]


@pytest.mark.parametrize(
    "written", ["甲路(路基)", "甲路【路基】", "甲路[路基]", "甲路（路基工程）"]
)
def test_a_stage_in_any_brackets(table, written):
    rows, _ = table("项目名称,年份", f"{written},2027")
    assert rows[["road", "stage_code"]].to_numpy().tolist() == [["甲路", "subgrade"]]


@pytest.mark.parametrize(
    ("written", "state"),
    [("0.6", "started"), ("1", "finished"), ("0", "planned"), ("60", None), ("计划", "planned"), ("未开工", "planned"), ("在建", "started"), ("60%", "started"), ("0%", "planned"),
     ("100％", "finished"), ("Finished", "finished"), ("竣 工", "finished"), ("120%", None)],
)  # fmt: skip
def test_states_as_offices_write_them(table, written, state):
    rows, _ = table("项目名称,年份,进度", f"甲路,2027,{written}")
    assert rows["status"].fillna("").tolist() == [state or ""]


def test_days_as_a_workbook_keeps_them_and_the_sheet_of_progress(tmp_path):
    write_project_list(village_plan(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "project_list.xlsx")
    sheet = book["进度"]
    sheet["E5"], sheet["H5"] = "完工", "王工 13812345678"
    sheet["G5"] = datetime.date(2027, 10, 8)
    book.save(tmp_path / "back.xlsx")
    rows, _ = read_returned_list(tmp_path / "back.xlsx")
    told = rows.loc[("进度", 5)]
    assert told[["project_id", "stage_code", "status"]].tolist() == ["P1", "surface", "finished"]
    assert told["finished_on"] == "2027-10-08"
    assert "13812345678" not in rows.to_string()


def test_notes_and_rows_without_year_and_money_are_no_projects(table):
    rows, remarks = table(
        HEADER,
        "2027,甲路,Y1,0,5",
        ",必填,,K0+000,",
        ",审核人：,,,",
        "底色单元格为空,,,,",
        "合计,,,,5",
    )
    assert rows["name"].tolist() == ["甲路"]
    assert remarks == ["list.csv: 第 3 行没有年份和投资，未作为项目读取 row 3: no year and no investment, "
                       "not read as a project"]  # fmt: skip


def test_lists_that_cannot_be_read(table, tmp_path):
    with pytest.raises(LayerError, match="请核对 LIST 的路径"):
        read_returned_list(tmp_path / "no.xlsx")
    with pytest.raises(LayerError, match=r"columns are missing.*which project: 项目编号"):
        table("起点桩号,年份", "0,2027")
    with pytest.raises(LayerError, match="expected 万元, got 户"):
        table("项目名称,投资(户)", "甲路,100")


@pytest.fixture
def bureau(tmp_path):
    """A bureau with yuan, K-stakes, its own words, merged stages and two lines of headings."""
    book = openpyxl.Workbook()
    for row in (["汇总表"], ["项目", "桩号", None, "性质", "总投资（元）", "其中", "完工"],
                [None, "起点", "终点", None, None, "县级", "年度"], ["全称", "K", "K", "", "", "元"]):  # fmt: skip
        book.active.append(row)
    for box in ("A1:G1", "A2:A3", "B2:C2", "D2:D3", "E2:E3"):
        book.active.merge_cells(box)
    book.active["A6"], book.active["E6"] = "合计", "=SUM(E5:E5)"
    book.active["A7"], book.active["D7"] = "填表人：", "2027年"
    book.save(tmp_path / "template.xlsx")
    (tmp_path / "bureau.toml").write_text(
        'template = "template.xlsx"\nstages = "合并"\n[columns]\n"项目" = "项目名称"\n'
        '"起点" = {column = "起点桩号", unit = "K0+000"}\n'
        '"终点" = {column = "止点桩号", unit = "K0+000"}\n'
        '"性质" = {column = "建设性质", words = {"改建" = "改造", "路面改造" = "改造"}}\n'
        '"总投资（元）" = "投资"\n"县级" = {fund = "county", unit = "元"}\n"完工年度" = "计划完工年"\n',
        encoding="utf-8",
    )
    return read_bureau(tmp_path / "bureau.toml")


def test_a_bureau_s_own_workbook_comes_back(tmp_path, bureau):
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=bureau)
    assert status(village_plan(), tmp_path / "a.xlsx", bureau) == ["same"] * 3
    rows, _ = read_returned_list(tmp_path / "a.xlsx", bureau=bureau)
    assert rows.index.tolist() == [("", 5), ("", 6), ("", 7)]
    assert rows["cost_wan"].tolist() == [132.8, 62.1, 51.23]
    assert rows["fund:county"].tolist() == [82.8, 62.1, 0]


def test_edits_in_a_bureau_s_workbook_are_told_in_our_units(tmp_path, bureau):
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=bureau)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.active["E6"], book.active["C7"], book.active["D5"] = 630_000, "K2+100", "新建"
    book.save(tmp_path / "b.xlsx")
    rows, _ = read_returned_list(tmp_path / "b.xlsx", bureau=bureau)
    told = compare_returned(village_plan(), bureau_rows(village_plan(), bureau), rows).changes
    assert told[["row", "column", "before", "after"]].values.tolist() == [
        [5, "nature", "改造", "新建"], [6, "cost_wan", 62.1, 63.0], [7, "end_km", 2.04, 2.1],
    ]  # fmt: skip


def test_cells_that_a_bureau_merged_over_rows_are_read_in_each(tmp_path, bureau):
    own = bureau.model_copy(update={"stages": "separate"})
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.active["D5"] = "新建"
    book.active.merge_cells("D5:D6")
    book.save(tmp_path / "b.xlsx")
    rows, _ = read_returned_list(tmp_path / "b.xlsx", bureau=own)
    assert rows["nature"].tolist() == ["新建", "新建", "改造", "改造"]


def test_columns_that_are_not_read_are_told(tmp_path, bureau, table):
    """Who forgets --bureau must not be told that nothing changed; nor who cut a column out."""
    _, remarks = table("项目名称,年份,估算投资(元),责任人", "甲路,2027,5,王工")
    assert remarks == [
        "list.csv: 这些列不认识，没有读取 columns not known and not read: 估算投资(元), 责任人"
    ]
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=bureau)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.active["D2"] = "改了的表头"
    book.save(tmp_path / "b.xlsx")
    _, remarks = read_returned_list(tmp_path / "b.xlsx", bureau=bureau)
    assert remarks[0] == "b.xlsx: 没有这些列，未比较 columns not there, not compared: 性质"


@pytest.fixture
def top(tmp_path):
    """Write rows under a header, instructions and a total, and read them: top(["甲路", 5])."""
    path = tmp_path / "bureau.toml"
    path.write_text('[columns]\n"项目" = "项目名称"\n"投资" = "投资"', encoding="utf-8")
    bureau = read_bureau(path)

    def read(*rows):
        book = openpyxl.Workbook()
        for row in (["项目", "投资"], ["全称", "万元"], ["合计", "=SUM(B4:B9)"], *rows):
            book.active.append(row)
        book.save(tmp_path / "top.xlsx")
        return read_returned_list(tmp_path / "top.xlsx", bureau=bureau)[0]

    return read


def test_a_total_above_the_list_does_not_end_it(top):
    rows = top(["甲路", 5], ["小计", "=B4"], ["乙路", 6], ["本页合计", 11], ["累 计", 11])
    assert rows["name"].tolist() == ["甲路", "乙路"]
    assert rows["cost_wan"].tolist() == [5, 6]


def test_a_formula_that_nobody_computed_is_told(top):
    with pytest.raises(LayerError, match="formula without value: 投资"):
        top(["甲路", "=2+3"], ["乙路", 6])


def test_a_bureau_s_csv_comes_back(tmp_path, bureau):
    plain = bureau.model_copy(update={"template": None})
    export_list(village_plan(), tmp_path / "a.csv", bureau=plain)
    assert status(village_plan(), tmp_path / "a.csv", plain) == ["same"] * 3


def test_a_workbook_with_other_headings_is_told(tmp_path, bureau):
    write_project_list(village_plan(), tmp_path)
    own = bureau.model_copy(update={"columns": {"别的": bureau.columns["项目"]}})
    with pytest.raises(LayerError, match=r"none of the headings of bureau\.toml"):
        read_returned_list(tmp_path / "project_list.xlsx", bureau=own)
    with pytest.raises(LayerError, match="no sheet '没有'"):
        read_returned_list(tmp_path / "project_list.xlsx",
                           bureau=own.model_copy(update={"sheet": "没有"}))  # fmt: skip
