"""The office's list of projects: titles above, other headings, stakes and years as people write them."""

import openpyxl
import pytest

from geoplan.bureau import read_bureau
from geoplan.errors import LayerError
from geoplan.publish.project_list import write_project_list
from geoplan.readers.project_lists import read_project_list, read_returned_list

COLUMNS = (
    "项目年份", "项目名称", "路线编码", "起点桩号", "止点桩号", "建设性质", "管养单位", "行政区划",
    "建设技术等级", "现技术等级", "计划开工年", "计划完工年", "投资(万元)", "补助测算(万元)",
)  # fmt: skip


@pytest.fixture
def table(tmp_path):
    """Write rows as CSV and read them: table("名称,年份", "a,2027")."""

    def read(*lines, encoding="utf-8-sig"):
        path = tmp_path / "list.csv"
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return read_project_list(path)

    return read


def test_a_bureau_s_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某县2027年农村公路建设项目计划表"])
    sheet.merge_cells("A1:N1")
    sheet.append(COLUMNS)
    sheet.append([2027, "甲路", "Y251610928", "K0+000", "K2+088", "改建", None, None, None, None,
                  2027, 2028, "1,234.50", 20])  # fmt: skip
    sheet.append([])
    sheet.append([2028, " ", None, 2.5, 3.0])
    sheet.append(["合 计", "2 个项目", *[None] * 10, 1300, 20])
    book.save(tmp_path / "list.xlsx")
    rows, remarks = read_project_list(tmp_path / "list.xlsx")
    assert remarks == []
    assert rows.index.tolist() == [3, 5]
    assert rows.loc[3, ["name", "route_code"]].tolist() == ["甲路", "Y251610928"]
    assert rows.loc[3, ["start_km", "end_km", "cost_wan"]].tolist() == [0.0, 2.088, 1234.5]
    assert rows["year"].tolist() == [2028, 2028]
    assert rows.loc[5, ["name", "route_code"]].isna().all()
    assert rows.loc[5, ["start_km", "end_km"]].tolist() == [2.5, 3.0]


@pytest.mark.parametrize(
    ("written", "year"),
    [("2027", 2027), ("２０２７年", 2027), ("2027.0", 2027), ("2027-06", 2027), ("2027/6/30", 2027),
     ("2027年底", 2027), ("明年", None), ("2027-2028", None), ("27", None), ("20271", None), ("", None)],
)  # fmt: skip
def test_years_as_people_write_them(table, written, year):
    rows, _ = table("项目名称,计划完工年,路线编码", f"甲路,{written},Y1")
    assert rows["year"].fillna(0).tolist() == [year or 0]
    assert rows["year_text"].isna().tolist() == [written == ""]


def test_the_year_of_finishing_goes_first(table):
    rows, _ = table("项目名称,项目年份,计划开工年,计划完工年", "a,2026,2027,2028", "b,2026,2027,", "c,2026,,",
                    "d,2026,2027,以后")  # fmt: skip
    assert rows["year"].fillna(0).tolist() == [2028, 2027, 2026, 0]
    assert rows["year_text"].tolist()[3] == "以后"


@pytest.mark.parametrize("heading", ["计划年度", "实施年度", "年度", "计划年份"])
def test_headings_of_the_year(table, heading):
    rows, _ = table(f"项目名称,{heading}", "甲路,2027")
    assert rows["year"].tolist() == [2027]


def test_stages_of_a_project(table):
    rows, _ = table(
        "项目名称,年份", "甲路（路基）,2027", "甲路(路面),2028", "甲路（路基加宽）,2028"
    )
    assert rows["name"].tolist() == ["甲路", "甲路", "甲路（路基加宽）"]
    assert rows["subgrade_only"].tolist() == [True, False, False]


BUREAU = """\
[columns]
"路线名称" = "路线名称"
"工程" = {column = "阶段", words = {"路基" = "土石方", "路面" = "路面硬化"}}
"年度" = "项目年份"
"""


@pytest.mark.parametrize("read", [read_project_list, read_returned_list])
def test_stages_in_the_bureau_s_words(tmp_path, read):
    (tmp_path / "bureau.toml").write_text(BUREAU, encoding="utf-8")
    path = tmp_path / "list.csv"
    path.write_text("路线名称,工程,年度\n甲,土 石方,2027\n甲,路面硬化,2028\n乙,路基,2027\n丙,桥,2027\n",
                    encoding="utf-8")  # fmt: skip
    rows, _ = read(path, bureau=read_bureau(tmp_path / "bureau.toml"))
    if read is read_project_list:
        assert rows["subgrade_only"].tolist() == [True, False, True, False]
    else:
        told = rows["stage_code"].fillna("").tolist()
        assert told == ["subgrade", "surface", "subgrade", ""]


def test_one_word_for_both_stages_tells_neither(tmp_path):
    both = BUREAU.replace("土石方", "路面硬化")
    (tmp_path / "bureau.toml").write_text(both, encoding="utf-8")
    path = tmp_path / "list.csv"
    path.write_text("路线名称,工程,年度\n甲,路面硬化,2027\n", encoding="utf-8")
    rows, _ = read_returned_list(path, bureau=read_bureau(tmp_path / "bureau.toml"))
    assert rows["stage_code"].isna().all()


def test_stages_as_works(table):
    rows, _ = table("项目名称,阶段,年份", "甲,路基工程,2027", "甲,路面工程,2028", "甲,路基 ,2027")
    assert rows["subgrade_only"].tolist() == [True, False, True]


def test_gb18030_and_ids(table):
    rows, _ = table("项目编号,项目名称,年份", "P-1,㙍家路,2027", encoding="gb18030")
    assert rows.loc[2, ["project_id", "name"]].tolist() == ["P-1", "㙍家路"]


def test_personal_columns_never_survive(table):
    rows, remarks = table("项目名称,年份,联系电话", "甲路,2027,13812345678")
    assert "13812345678" not in rows.to_string()
    assert "personal column dropped: 联系电话" in remarks[0]


def test_lists_that_say_too_little(table):
    with pytest.raises(LayerError, match=r"columns are missing.*which year: 计划完工年"):
        table("项目名称,路线编码", "甲路,Y1")
    with pytest.raises(LayerError, match=r"columns are missing.*which project: 项目编号"):
        table("起点桩号,年份", "0,2027")
    with pytest.raises(LayerError, match="no header row"):
        table("a,b", "1,2")


def test_another_unit_is_converted_or_refused(table):
    rows, _ = table("项目名称,年份,投资(元),起点桩号(米)", '甲路,2027,"501,200",1500')
    assert rows.loc[2, ["cost_wan", "start_km"]].tolist() == [50.12, 1.5]
    with pytest.raises(LayerError, match="expected 万元, got 亩"):
        table("项目名称,年份,投资(亩)", "甲路,2027,100")


def test_people_in_hundreds_and_in_another_unit(table, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("项目名称,受益人口(百人),受益户数\n甲路,1.6,39户\n", encoding="utf-8")
    rows, _ = read_returned_list(path)
    assert rows[["people", "households"]].to_numpy().tolist() == [[160, 39]]
    with pytest.raises(LayerError, match="expected 户, got 人"):
        table("项目名称,年份,受益户数(人)", "甲路,2027,100")


@pytest.mark.parametrize("name", ["project_list.xlsx", "project_list.csv"])
def test_our_own_list(tiny_plan, tmp_path, name):
    """B1 and B5 have their subgrade, B2 is built in two stages."""
    write_project_list(tiny_plan, tmp_path)
    rows, remarks = read_project_list(tmp_path / name)
    built = tiny_plan.projects[["subgrade_year", "surface_year"]]
    assert remarks == []
    assert len(rows) == built.notna().to_numpy().sum()
    assert sorted(rows.loc[rows["subgrade_only"], "year"]) == sorted(
        built["subgrade_year"].dropna()
    )
    assert sorted(rows.loc[~rows["subgrade_only"], "year"]) == sorted(
        built["surface_year"].dropna()
    )


@pytest.mark.parametrize("text", ["项目名称,项目年份\n", "项目名称,项目年份\n合计,\n"])
def test_a_list_without_a_project_is_refused(tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LayerError, match="no row names a project"):
        read_project_list(path)
