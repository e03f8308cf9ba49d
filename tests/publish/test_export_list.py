"""The plan by hand in a bureau's columns, units, words and workbook, read back as a clerk sees it."""

import csv
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from plans import HOSTILE_NAME, village_plan

from geoplan.bureau import read_bureau
from geoplan.errors import ConfigError, LayerError
from geoplan.publish.bureau import bureau_rows, export_list

COLUMNS = """\
"序号" = "序号"
"项目" = "项目名称"
"起点" = {column = "起点桩号", unit = "K0+000"}
"止点（米）" = "止点桩号"
"建设性质" = {column = "建设性质", words = {"路面改造" = "改造"}}
"县级（元）" = {fund = "县级资金"}
"自筹（元）" = {fund = ["village", "hazard"]}
"总投资（元）" = "投资"
"建设单位" = {text = "县交通运输局"}
"状态" = "状态"
"""


@pytest.fixture
def bureau(tmp_path):
    """bureau.toml with these columns: ``bureau('stages = "merged"')``."""

    def write(above="", columns=COLUMNS):
        path = tmp_path / "bureau.toml"
        path.write_text(f"{above}\n[columns]\n{columns}", encoding="utf-8")
        return read_bureau(path)

    return write


def _rows(path, sheet=None):
    """All rows of a sheet."""
    book = openpyxl.load_workbook(path)
    return list((book[sheet] if sheet else book.worksheets[0]).values)


def test_without_a_mapping_the_fourteen_columns(tmp_path):
    assert export_list(village_plan(), tmp_path / "a.csv") == []
    header, first, *_ = csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines())
    assert (len(header), header[0], first[1]) == (
        14,
        "项目年份",
        "黄家湾路（第 1 段，共 2 段）（路基）",
    )
    export_list(village_plan(), tmp_path / "a.xlsx")
    assert _rows(tmp_path / "a.xlsx")[1] == tuple(header)


def test_a_bureau_s_columns_units_words_and_funds(tmp_path, bureau):
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=bureau('title = "表"\nsheet = "申报"'))
    title, header, *rows = _rows(tmp_path / "a.xlsx", "申报")
    assert title[0] == "表"
    assert header[:4] == ("序号", "项目", "起点", "止点（米）")
    assert rows[0] == (
        1,
        "黄家湾路（第 1 段，共 2 段）（路基）",
        "K0+000",
        2088,
        "改建",
        0,
        500_000,
        500_000,
        "县交通运输局",
        None,
    )
    assert rows[2] == (
        3,
        "黄家湾路（第 2 段，共 2 段）（路面）",
        "K2+088",
        3646,
        "改造",
        621_000,
        0,
        621_000,
        "县交通运输局",
        None,
    )


def test_stages_merged_to_one_row_per_project(tmp_path, bureau):
    """P1: 50 and 82.8; a project with one stage keeps its name."""
    merged = bureau('stages = "合并"')
    export_list(village_plan(), tmp_path / "a.csv", bureau=merged)
    _, *rows = csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines())
    assert [(row[0], row[1], row[4], row[7]) for row in rows] == [
        ("1", "黄家湾路（第 1 段，共 2 段）", "改建", "1328000.00"),
        ("2", "黄家湾路（第 2 段，共 2 段）（路面）", "改造", "621000.00"),
        ("3", f"{HOSTILE_NAME}（路基）", "改建", "512300.00"),
    ]
    assert bureau_rows(village_plan(), merged).index.tolist() == [
        ("P1", "whole"), ("P2", "surface"), ("P3", "subgrade"),
    ]  # fmt: skip


def test_lengths_that_a_sum_counts_twice_are_told(tmp_path, bureau):
    columns = '"项目" = "项目名称"\n"里程" = "里程"\n'
    (remark,) = export_list(village_plan(), tmp_path / "a.csv", bureau=bureau(columns=columns))
    assert "counts it twice: 1 " in remark
    merged = bureau('stages = "merged"', columns)
    assert export_list(village_plan(), tmp_path / "a.csv", bureau=merged) == []


YEARS = '"项目" = "项目名称"\n"年度" = "项目年份"\n'


def test_a_year_that_is_not_that_of_the_surface_is_told(tmp_path, bureau):
    """P1 with its surface a year after its subgrade, in one row."""
    projects = village_plan().projects.copy()
    projects.loc["P1", "surface_year"] = 2028
    plan = village_plan(projects=projects)
    (remark,) = export_list(plan, tmp_path / "a.csv", bureau=bureau('stages = "merged"', YEARS))
    assert "“年度”写的是路基那年" in remark
    assert "1 个项目，金额含两个阶段 project(s): P1. " in remark
    assert '"年度" = "计划完工年"' in remark
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1] == ["黄家湾路（第 1 段，共 2 段）", "2027"]
    for above, columns in (
        ('stages = "separate"', YEARS),
        ('stages = "merged"', YEARS + '"完工" = "计划完工年"\n'),
        ('stages = "merged"', '"项目" = "项目名称"\n"年度" = "计划完工年"\n'),
    ):
        assert export_list(plan, tmp_path / "a.csv", bureau=bureau(above, columns)) == []
    assert export_list(village_plan(), tmp_path / "a.csv",
                       bureau=bureau('stages = "merged"', YEARS)) == []  # fmt: skip


def _assumed():
    """The plan by hand in which the village's money is assumed: it pays the two subgrades."""
    funds = village_plan().funds
    return village_plan(funds=funds.assign(assumed=funds["fund_id"] == "village"))


def test_assumed_money_is_told_in_a_list_of_any_kind(tmp_path, bureau):
    note = "资金额度为推定，未经批复：镇村自筹（一事一议）。"
    own = bureau('title = "表"', '"项目" = "项目名称"\n"备注" = "备注"\n')
    for chosen in (None, own):
        (remark,) = export_list(_assumed(), tmp_path / "a.csv", bureau=chosen)
        assert remark.startswith(note)
        assert "assumed, not approved: 镇村自筹（一事一议）. " in remark
    export_list(_assumed(), tmp_path / "a.xlsx", bureau=own)
    rows = _rows(tmp_path / "a.xlsx")
    assert rows[0][0] == "表【资金额度为推定，未经批复】"
    assert [row[1] for row in rows[2:6]] == [rows[0][0][2:-1], None, None, rows[0][0][2:-1]]
    assert rows[-1][0].startswith(note)


def test_assumed_money_is_told_in_the_remarks_of_a_template(tmp_path, bureau, template):
    """Whoever maps no remarks must say it in another way, and is told so."""
    above = 'template = "template.xlsx"'
    told = export_list(_assumed(), tmp_path / "a.xlsx",
                       bureau=bureau(above, OWN + '"备注" = "备注"\n'))  # fmt: skip
    assert [row[6] for row in _rows(tmp_path / "a.xlsx")[4:8]] == [
        "资金额度为推定，未经批复", None, None, "资金额度为推定，未经批复",
    ]  # fmt: skip
    assert len(told) == 1
    told = export_list(_assumed(), tmp_path / "a.xlsx", bureau=bureau(above, OWN))
    assert '"备注" = "备注"' in told[1]


def test_blank_cells_of_a_total_are_filled_and_no_project_counts_twice(tmp_path, bureau):
    """P1 is 2.088 km in two rows; the bureau's own sum of the costs stays."""
    book = openpyxl.Workbook()
    for row in (["序号", "项目", "里程（米）", "投资", "县级（元）", "人口"], [1], [2],
                ["总　计", None, None, "=SUM(D2:D3)"], ["填表人："]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "sums.xlsx")
    own = bureau('template = "sums.xlsx"', '"项目" = "项目名称"\n"里程（米）" = "里程"\n"投资" = "投资"\n'
                 '"县级（元）" = {fund = "county"}\n"人口" = "受益人口"\n')  # fmt: skip
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    rows = _rows(tmp_path / "a.xlsx")
    metres = [row[2] for row in rows[1:5]]
    assert metres[0] == metres[1] == 2088
    assert rows[5] == ("总　计", None, sum(metres[1:]), "=SUM(D2:D5)", 1_449_000, None)
    assert rows[6][0] == "填表人："


@pytest.mark.parametrize(
    ("column", "heading", "value", "shown"),
    [
        ("受益人口", "人口(百人)", 1.56, "#,##0.00_ "),
        ("受益人口", "人口", 156, "#,##0_ "),
        ("投资", "投资(亿元)", 0.005, "#,##0.000000_ "),
        ("投资", "投资(百万元)", 0.5, "#,##0.0000_ "),
        ("投资", "投资(元)", 500_000, "#,##0.00_ "),
        ("路面宽度", "路面宽(cm)", 350, "#,##0_ "),
        ("路面宽度", "路面宽", 3.5, "#,##0.0_ "),
        ("止点桩号", "止点", 2.088, "#,##0.000_ "),
        ("止点桩号", "止点(米)", 2088, "#,##0_ "),
        ("项目年份", "年度", 2027, "0_ "),
    ],
)
def test_numbers_are_shown_as_fine_in_any_unit(tmp_path, bureau, column, heading, value, shown):
    own = bureau(columns=f'"项目" = "项目名称"\n"{heading}" = "{column}"\n')
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["B3"]
    assert (cell.value, cell.number_format) == (value, shown)


@pytest.fixture
def ended(tmp_path, bureau):
    """Export into a form that ends with some rows: ``ended(["合计"])`` gives what is told, rows."""

    def write(*ends):
        book = openpyxl.Workbook()
        for row in (["序号", "项目", "里程", "投资"], [1], *ends, ["填表人："]):
            book.active.append(row)
        book.save(tmp_path / "form.xlsx")
        own = bureau(
            'template = "form.xlsx"', '"项目" = "项目名称"\n"里程" = "里程"\n"投资" = "投资"\n'
        )
        told = export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
        return told, [row[2:4] for row in _rows(tmp_path / "a.xlsx")[5:-1]]

    return write


@pytest.mark.parametrize("zero", [None, 0])
def test_a_total_of_lengths_that_we_fill_in_counts_no_project_twice(ended, zero):
    """2.088 + 1.558 + 2.04 km; 0 is how a form shows that nothing is there yet."""
    assert ended(["合计", None, zero, zero]) == ([], [(5.686, 246.13)])


def test_a_sum_of_their_own_counts_a_length_twice(ended):
    (told,), rows = ended(["合计", None, "=SUM(C2:C2)", None])
    assert "counts it twice: 1 " in told
    assert rows == [("=SUM(C2:C5)", 246.13)]


@pytest.mark.parametrize("word", ["小计", "累　计", "本页合计", "本页小计（万元）"])
def test_other_totals_are_left_blank_and_told(ended, word):
    told, rows = ended([word], [], ["合计"])
    assert told == [
        f"form.xlsx: 第 6 行“{word}”没有填，请自行填写 row 6 is not filled in: 里程, 投资"
    ]
    assert rows == [(None, None), (None, None), (5.686, 246.13)]


def test_a_total_of_another_list_below_is_not_ours(ended):
    told, rows = ended(["二、其他项目"], ["合计"])
    assert len(told) == 1
    assert rows == [(None, None), (None, None)]


def test_unknown_funds_are_told_with_those_there_are(tmp_path, bureau):
    wrong = bureau(columns='"a" = {fund = ["county", "县级资"]}\n"b" = {fund = "x"}\n')
    with pytest.raises(ConfigError) as fault:
        export_list(village_plan(), tmp_path / "a.csv", bureau=wrong)
    assert "has 2 problem(s)" in str(fault.value)
    assert "columns.a: 没有这项资金 no such fund: '县级资'. 可写 Write one of: 县级资金" in str(
        fault.value
    )


def test_a_name_that_two_funds_have_means_neither(tmp_path, bureau):
    funds = village_plan().funds.assign(name="以工代赈")
    twice = bureau(columns='"a" = "项目名称"\n"b" = {fund = "以工代赈"}\n')
    with pytest.raises(ConfigError, match=r"no such fund: .以工代赈.\. 可写 Write one of: county"):
        export_list(village_plan(funds=funds), tmp_path / "a.csv", bureau=twice)
    own = bureau(columns='"a" = "项目名称"\n"b" = {fund = "county"}\n')
    assert export_list(village_plan(funds=funds), tmp_path / "a.csv", bureau=own) == []


@pytest.mark.parametrize("name", ["a.xls", "a", "a.pdf"])
def test_other_kinds_of_files_are_refused(tmp_path, name):
    with pytest.raises(ConfigError, match=r"expected .xlsx / .csv"):
        export_list(village_plan(), tmp_path / name)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_that_cannot_be_written(tmp_path, name):
    with pytest.raises(ConfigError, match="cannot be written"):
        export_list(village_plan(), tmp_path / "nowhere" / name)


@pytest.fixture
def template(tmp_path):
    """A bureau's workbook: two lines of headings, instructions, two rows, sums, a signature."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "申报"
    for row in (
        ["附件1"], ["序号", "资金", None, "项目", "合计", "性质", "备注"],
        [None, "县级", "自筹"], ["填写", "元", "元", "全称", "自动"],
        [1, None, None, None, "=B5+C5"], [2, None, None, None, "=B6+C6"],
        ["合计", "=SUM(B5:B6)", "=SUM(C$5:C$6)", None, "=SUM(E5:E6)"], ["填表人："],
    ):  # fmt: skip
        page.append(row)
    for box in ("A1:G1", "B2:C2", "A2:A3", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "A8:G8"):
        page.merge_cells(box)
    page["D5"].font, page["B5"].number_format = Font(bold=True), "#,##0"
    page.row_dimensions[5].height, page.row_dimensions[8].height = 33, 44
    page.column_dimensions["D"].width = 60
    choice = DataValidation("list", formula1='"改建,路面改造"')
    page.add_data_validation(choice)
    choice.add("F5:F6")
    rule = CellIsRule(operator="greaterThan", formula=["0"], fill=PatternFill("solid", "FF0000"))
    page.conditional_formatting.add("E5:E6", rule)
    page.print_area = "A1:G8"
    other = book.create_sheet("汇总")
    other.append(["=申报!E7", "=SUM('申报'!$E$5:$E$6)", "=B5", "保留"])
    book.save(tmp_path / "template.xlsx")
    return tmp_path / "template.xlsx"


OWN = """\
"项目" = "项目名称"
"序号" = "序号"
"县级" = {fund = "county", unit = "元"}
"自筹" = {fund = "village", unit = "元"}
"性质" = "建设性质"
"""


def test_the_list_goes_into_the_bureau_s_own_workbook(tmp_path, bureau, template):
    """Four rows for two: the sums, drop-downs, formats and the signature move and grow."""
    before = template.read_bytes()
    own = bureau('template = "template.xlsx"', OWN)
    assert export_list(village_plan(), tmp_path / "a.xlsx", bureau=own) == []
    assert template.read_bytes() == before
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page = book["申报"]
    rows = list(page.values)
    assert rows[0][0] == "附件1"
    assert rows[3][3] == "全称"
    assert [row[:6] for row in rows[4:8]] == [
        (1, 0, 500_000, "黄家湾路（第 1 段，共 2 段）（路基）", "=B5+C5", "改建"),
        (2, 828_000, 0, "黄家湾路（第 1 段，共 2 段）（路面）", "=B6+C6", "路面改造"),
        (3, 621_000, 0, "黄家湾路（第 2 段，共 2 段）（路面）", "=B7+C7", "路面改造"),
        (4, 0, 512_300, f"{HOSTILE_NAME}（路基）", "=B8+C8", "改建"),
    ]
    assert rows[8][:5] == ("合计", "=SUM(B5:B8)", "=SUM(C$5:C$8)", None, "=SUM(E5:E8)")
    assert rows[9][0] == "填表人："
    assert page["D8"].font.bold
    assert page["B8"].number_format == "#,##0"
    assert (page.row_dimensions[8].height, page.row_dimensions[10].height) == (33, 44)
    assert {str(box) for box in page.merged_cells.ranges} >= {"A1:G1", "B2:C2", "A10:G10"}
    assert [str(one.sqref) for one in page.data_validations.dataValidation] == ["F5:F8"]
    assert [str(one.sqref) for one in page.conditional_formatting] == ["E5:E8"]
    assert page.print_area == "'申报'!$A$1:$G$10"
    assert next(book["汇总"].values) == ("=申报!E9", "=SUM('申报'!$E$5:$E$8)", "=B5", "保留")


def test_the_same_bytes_again(tmp_path, bureau, template):
    own = bureau('template = "template.xlsx"', OWN)
    for name in ("a.xlsx", "b.xlsx"):
        export_list(village_plan(), tmp_path / name, bureau=own)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_fewer_rows_than_the_sheet_has_leave_it_as_it_is(tmp_path, bureau, template):
    projects = village_plan().projects.loc[["P2"]]
    own = bureau('template = "template.xlsx"', OWN)
    export_list(village_plan(projects=projects), tmp_path / "a.xlsx", bureau=own)
    rows = _rows(tmp_path / "a.xlsx")
    assert rows[4][0:4] == (1, 621_000, 0, "黄家湾路（路面）")  # alone on its route
    assert rows[6][:2] == ("合计", "=SUM(B5:B6)")


def test_a_row_may_be_named_and_an_example_is_replaced(tmp_path, bureau, template):
    own = bureau('template = "template.xlsx"\nfirst_row = 4', OWN)
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    assert [row[3] for row in _rows(tmp_path / "a.xlsx")[3:5]] == [
        "黄家湾路（第 1 段，共 2 段）（路基）",
        "黄家湾路（第 1 段，共 2 段）（路面）",
    ]
    above = bureau('template = "template.xlsx"\nfirst_row = 3', OWN)
    with pytest.raises(LayerError, match="not below the headings"):
        export_list(village_plan(), tmp_path / "a.xlsx", bureau=above)


def test_headings_that_differ_come_in_one_message(tmp_path, bureau, template):
    wrong = bureau(
        'template = "template.xlsx"', '"项目名" = "项目名称"\n"县及" = "投资"\n"性质" = "建设性质"'
    )
    with pytest.raises(LayerError) as fault:
        export_list(village_plan(), tmp_path / "a.xlsx", bureau=wrong)
    assert "differs from bureau.toml in 2 heading(s)" in str(fault.value)
    assert "没有表头 no heading '项目名'. 模板中有 It has: 项目" in str(fault.value)


def test_templates_that_cannot_be_used(tmp_path, bureau, template):
    (tmp_path / "torn.xlsx").write_bytes(b"PK")
    (tmp_path / "old.xls").write_bytes(b"")
    for above, words in (
        ('template = "no.xlsx"', "template not found"),
        ('template = "old.xls"', "a template must be .xlsx"),
        ('template = "torn.xlsx"', "not a readable workbook"),
        ('template = "template.xlsx"\nsheet = "没有"', "no sheet '没有'"),
    ):
        with pytest.raises(LayerError, match=words):
            export_list(village_plan(), tmp_path / "a.xlsx", bureau=bureau(above, OWN))
    own = bureau('template = "template.xlsx"', OWN)
    for name, words in (("template.xlsx", "would be overwritten"), ("a.csv", r"expected \.xlsx")):
        with pytest.raises(ConfigError, match=words):
            export_list(village_plan(), tmp_path / name, bureau=own)


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("xl/styles.xml", b"", "not a readable workbook"),
        ("xl/styles.xml", b"<a/>", "not a readable workbook"),
        ("xl/worksheets/sheet1.xml", b"<a", "not a readable workbook"),
        ("xl/worksheets/sheet1.xml", b"<a/>", "no heading '项目'"),
        ("xl/workbook.xml", b"", "not a readable workbook"),
        ("xl/workbook.xml", b"<a/>", "no sheet"),
    ],
)
def test_a_torn_template_is_told(tmp_path, bureau, template, part, text, words):
    with ZipFile(template) as whole, ZipFile(tmp_path / "torn.xlsx", "w") as torn:
        for name in whole.namelist():
            torn.writestr(name, text if name == part else whole.read(name))
    with pytest.raises(LayerError, match=words):
        export_list(village_plan(), tmp_path / "a.xlsx",
                    bureau=bureau('template = "torn.xlsx"', OWN))  # fmt: skip


def test_what_cannot_be_kept_is_told(tmp_path, bureau, template):
    book = openpyxl.load_workbook(template)
    book["汇总"].add_chart(BarChart())
    book.save(template)
    own = bureau('template = "template.xlsx"', OWN)
    told = export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    assert told == ["template.xlsx: 未能保留 could not be kept: 图表 charts"]


def test_cells_merged_over_rows_are_parted_and_within_a_row_repeated(tmp_path, bureau, template):
    """The bureau merges F and G in its rows, and A over both rows, which the list needs apart."""
    book = openpyxl.load_workbook(template)
    for box in ("F5:G5", "F6:G6", "A5:A6"):
        book["申报"].merge_cells(box)
    book.save(template)
    export_list(village_plan(), tmp_path / "a.xlsx",
                bureau=bureau('template = "template.xlsx"', OWN))  # fmt: skip
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["申报"]
    assert [page[f"A{row}"].value for row in range(5, 9)] == [1, 2, 3, 4]
    assert {str(box) for box in page.merged_cells.ranges} >= {"F5:G5", "F6:G6", "F7:G7", "F8:G8"}


def test_a_template_without_free_rows_before_its_total(tmp_path, bureau, template):
    book = openpyxl.load_workbook(template)
    book["申报"].unmerge_cells("A8:G8")
    book["申报"].delete_rows(5, 2)
    book.save(template)
    export_list(village_plan(), tmp_path / "a.xlsx",
                bureau=bureau('template = "template.xlsx"', OWN))  # fmt: skip
    rows = _rows(tmp_path / "a.xlsx")
    assert [row[0] for row in rows[4:10]] == [1, 2, 3, 4, "合计", "填表人："]


def test_a_total_above_its_list_stays_there(tmp_path, bureau):
    book = openpyxl.Workbook()
    for row in (["序号", "项目", "投资"], ["合计", None, "=SUM(C3:C4)"], [1], [2]):
        book.active.append(row)
    book.save(tmp_path / "top.xlsx")
    own = bureau('template = "top.xlsx"', '"项目" = "项目名称"\n"投资" = "投资"')
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    rows = _rows(tmp_path / "a.xlsx")
    assert rows[1] == ("合计", None, "=SUM(C3:C6)")
    assert [row[::2] for row in rows[2:]] == [(1, 50), (2, 82.8), (None, 62.1), (None, 51.23)]


def test_rows_at_the_end_of_a_sheet_grow_too(tmp_path, bureau):
    """Two numbered rows and nothing below them: what means them means all four rows."""
    book = openpyxl.Workbook()
    for row in (["序号", "项目", "投资"], [1], [2]):
        book.active.append(row)
    choice = DataValidation("list", formula1='"甲,乙"')
    book.active.add_data_validation(choice)
    choice.add("B2:B3")
    book.active.print_area = "A1:C3"
    book.create_sheet("汇总").append(["=SUM(Sheet!C2:C3)"])
    book.save(tmp_path / "end.xlsx")
    own = bureau('template = "end.xlsx"', '"项目" = "项目名称"\n"投资" = "投资"')
    export_list(village_plan(), tmp_path / "a.xlsx", bureau=own)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["汇总"]["A1"].value == "=SUM(Sheet!C2:C5)"
    assert [str(one.sqref) for one in book["Sheet"].data_validations.dataValidation] == ["B2:B5"]
    assert book["Sheet"].print_area == "'Sheet'!$A$1:$C$5"


def test_a_long_name_takes_several_lines(tmp_path, bureau, template):
    """44 half-width characters in D, 9 wide, and in D and E, 60 wide together."""
    book = openpyxl.load_workbook(template)
    page = book["申报"]
    page.row_dimensions[5].height = None
    page.column_dimensions["D"].width, page.column_dimensions["E"].width = 9, 51
    page.merge_cells("D6:E6")
    book.save(template)
    plan = village_plan(projects=village_plan().projects.assign(name=["甲" * 18, *"乙丙丁戊己"]))
    export_list(plan, tmp_path / "a.xlsx", bureau=bureau('template = "template.xlsx"', OWN))
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["申报"]
    assert page["D5"].alignment.wrap_text
    assert page.row_dimensions[5].height > 5 * 11
    assert not page["D6"].alignment.wrap_text
    assert page.row_dimensions[6].height is None


def test_a_template_that_is_full_is_refused(tmp_path, bureau, template):
    book = openpyxl.load_workbook(template)
    book["申报"].unmerge_cells("A8:G8")
    for row in range(5, 13):
        book["申报"].cell(row, 4).value = "旧项目"
    book["申报"]["A7"] = None
    book.save(template)
    with pytest.raises(LayerError, match="first_row = 4"):
        export_list(village_plan(), tmp_path / "a.xlsx",
                    bureau=bureau('template = "template.xlsx"', OWN))  # fmt: skip


@pytest.mark.parametrize("name", ["=cmd()", "＝1", " @x", "\tx", "-1"])
def test_no_name_becomes_a_formula_in_their_workbook(tmp_path, bureau, template, name):
    plan = village_plan(projects=village_plan().projects.assign(name=name))
    export_list(plan, tmp_path / "a.xlsx", bureau=bureau('template = "template.xlsx"', OWN))
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["申报"]["D5"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
