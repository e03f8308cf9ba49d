"""The county's books: what stands in them, that they add up, how they print, and hostile names."""

import openpyxl
import pandas as pd
import pytest
from plans import JINJA_NAME, village_plan

from geoplan.publish.ledgers import village_facts
from geoplan.publish.registers import county_table, tab_names, write_registers
from geoplan.publish.village_registers import register_rows


@pytest.fixture
def book(tmp_path):
    return _book(village_plan(), tmp_path)


def _book(plan, folder):
    write_registers(plan, folder)
    return openpyxl.load_workbook(folder / "registers.xlsx")


def _table(sheet, header):
    """Rows under a header row, as dictionaries; they end at the first blank one."""
    headings, *rows = list(sheet.values)[header - 1 :]
    table = []
    for row in rows:
        if all(value is None for value in row):
            break
        table.append(dict(zip(headings, row, strict=True)))
    return table


def _registers(sheet):
    """Heading and rows of each village's register, in order."""
    registers = {}
    for row in list(sheet.values)[3:]:
        if "户数" not in row and all(value is None for value in row[1:]):
            rows = registers.setdefault(row[0], [])
        else:
            rows.append(row)
    return registers


def test_one_workbook_with_a_ledger_and_registers_for_each_township(book):
    assert book.sheetnames == [
        "目录", "乡簿01 云岭镇", "村册01 云岭镇", "乡簿02 石门乡", "村册02 石门乡",
    ]  # fmt: skip
    for sheet in book:
        assert "内部使用" in sheet["A1"].value
        assert sheet.freeze_panes is not None


def test_the_countys_table_has_a_line_per_township_and_leads_to_its_sheets(book):
    sheet = book["目录"]
    rows = _table(sheet, 3)
    columns = (
        "乡镇",
        "建制村",
        "自然村",
        "户数",
        "人口",
        "受威胁户数",
        "搬迁户数",
        "修路投资(万元)",
    )
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("云岭镇", 1, 5, 110, 439, 9, 0, 246.13),
        ("石门乡", 1, 3, 26, 102, 24, 14, 0),
    ]
    targets = [cell.hyperlink.location for row in sheet["P4:Q5"] for cell in row]
    assert targets == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert book["村册02 石门乡"]["A1"].hyperlink.location == "'目录'!A1"


def test_the_countys_km_are_the_rounded_sum_not_the_sum_of_rounded_rows(tmp_path):
    towns = village_plan().townships.assign(km=[1.0004, 1.0004])
    sheet = _book(village_plan(townships=towns), tmp_path)["目录"]
    assert [row["里程(km)"] for row in _table(sheet, 3)] == [1, 1]
    column = list(sheet.values)[2].index("里程(km)")
    assert [row[column] for row in sheet.values if row[0] == "全县合计"] == [2.001]


def test_the_countys_table_adds_up_to_the_plan(tiny_plan):
    table = county_table(tiny_plan, village_facts(tiny_plan))
    counted, told = table.sum(numeric_only=True), tiny_plan.indicators["now"]
    assert (counted["户数"], counted["人口"]) == (told["households"], told["people"])
    assert counted["受威胁人口"] == told["people_threatened"]
    assert counted["自然村"] == len(tiny_plan.villages)
    assert counted["搬迁户数"] == tiny_plan.villages["moving_households"].sum() > 0
    money = counted[["修路投资(万元)", "搬迁资金(万元)", "安置点(万元)"]]
    assert (money > 0).all()
    assert money.sum() == pytest.approx(tiny_plan.funds["used_yuan"].sum() / 1e4, abs=1e-9)


def test_a_ledger_tells_road_moves_and_minutes_of_each_village(book):
    sheet = book["乡簿01 云岭镇"]
    rows = {row["自然村编号"]: row for row in _table(sheet, 4)}
    told = {village: (row["道路"], row["本批修的路"]) for village, row in rows.items()}
    assert told["V1"] == ("已通硬化路", None)
    assert told["V2"] == ("按本计划通硬化路（2027 年）", "黄家湾路（第 1 段，共 2 段）")
    assert told["V3"] == (
        "按本计划通硬化路（2028 年）",
        "黄家湾路（第 1 段，共 2 段）；黄家湾路（第 2 段，共 2 段）",
    )
    assert told["V8"] == ("附近没有道路", None)
    assert (rows["V4"]["受威胁户数"], rows["V4"]["受威胁人口"]) == (9, 36)
    leaving = _table(book["乡簿02 石门乡"], 4)[-1]
    assert (leaving["自然村编号"], leaving["搬迁户数"]) == ("V6", 14)
    assert leaving["搬往"] == "2027 年石门新村 14 户"
    assert list(sheet.values)[-1][:8] == ("乡镇合计", None, None, 110, 439, 9, 36, 0)


def test_minutes_stand_under_their_service_and_repeat_on_every_page(book):
    sheet = book["乡簿01 云岭镇"]
    bands, header, *rows = list(sheet.values)[2:]
    first = bands.index("到学校(分钟)")
    assert [one for one in bands if one] == ["到乡镇政府(分钟)", "到学校(分钟)", "到卫生室(分钟)"]
    assert header[first : first + 4] == ("晴现", "晴后", "雨现", "雨后")
    minutes = {row[1]: row[first : first + 4] for row in rows if row[1]}
    assert minutes["V2"] == ("20–30", "10–14", "30–45", "10–14")
    assert minutes["V8"] == ("不通",) * 4
    assert sheet.print_title_rows == "$3:$4"


def test_services_that_the_county_does_not_know_have_no_minutes(tmp_path):
    plan = village_plan()
    villages = plan.villages[[c for c in plan.villages if "school" not in c and "clinic" not in c]]
    sheet = _book(village_plan(villages=villages), tmp_path)["乡簿01 云岭镇"]
    assert [one for one in list(sheet.values)[2] if one] == ["到乡镇政府(分钟)"]


def test_a_register_names_households_and_counts_groups_where_they_are_unknown(book):
    registers = _registers(book["村册02 石门乡"])
    leaving, *_ = (rows for heading, rows in registers.items() if "（V6）" in heading)
    assert leaving[0] == (
        "G61", "一组", "H000101", "王大明", 1, 4, 1, "未征求", "石门新村", 2027, "计划搬迁",
    )  # fmt: skip
    assert [row[2] for row in leaving] == ["H000101", "H000102", "H000103", "H000104"]
    counted, *_ = (rows for heading, rows in registers.items() if "（V5）" in heading)
    assert counted == [
        ("G51", JINJA_NAME, None, None, 10, 40, 10, "不同意", None, None, "受威胁，本组不同意搬迁"),
    ]
    assert [heading for heading in registers if "（V7）" in heading] == [
        "石门村\u3000独家庄（V7）\u30002 户 7 人\u3000受威胁 0 户\u3000搬迁 0 户\u3000"
        "道路：有路可修，但资金有限：先用在能让更多人通路的地方，或不够修这一条"
    ]


def test_registers_add_up_to_their_villages(tiny_plan):
    rows = register_rows(tiny_plan)
    assert rows["户编号"].notna().any()
    sums = rows.groupby("village_id")[["户数", "人口"]].sum()
    villages = tiny_plan.villages[["households", "people"]].set_axis(["户数", "人口"], axis=1)
    pd.testing.assert_frame_equal(sums, villages.sort_index(), check_names=False)
    danger = tiny_plan.groups["threatened_households"].groupby(tiny_plan.groups["village_id"]).sum()
    assert rows.groupby("village_id")["受威胁户数"].sum().to_dict() == danger.to_dict()


def test_each_register_begins_a_page_that_is_printed_by_scale(book):
    sheet = book["村册01 云岭镇"]
    starts = [row[0].row for row in sheet.iter_rows() if "（V" in str(row[0].value)]
    assert len(starts) == 5
    assert [one.id + 1 for one in sheet.row_breaks.brk] == starts[1:]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert 10 <= sheet.page_setup.scale <= 100
    assert sheet.print_title_rows == "$3:$3"


def test_without_households_every_group_is_counted(tmp_path):
    plan = village_plan(households=village_plan().households.iloc[:0])
    rows = register_rows(plan)
    assert rows["小组编号"].to_list() == plan.groups.sort_values("village_id").index.to_list()
    assert rows["人口"].sum() == plan.villages["people"].sum()
    assert len(_book(plan, tmp_path).sheetnames) == 5


def test_names_of_sheets_are_what_a_spreadsheet_takes():
    names = [
        "a[b]:c*d?e/f\\g'h",
        "长" * 40,
        "🏔" * 40,
        "=cmd()",
        "云岭镇",
        "云岭镇",
        "\x00\t\u202e",
        "",
    ]
    tabs = tab_names("乡簿", names)
    assert tabs[0] == "乡簿01 a_b__c_d_e_f_g_h"
    assert tabs[1] == "乡簿02 " + "长" * 26
    assert tabs[4:] == ["乡簿05 云岭镇", "乡簿06 云岭镇", "乡簿07 ___", "乡簿08"]
    assert max(len(tab.encode("utf-16-le")) // 2 for tab in tabs) == 31


def test_hostile_and_missing_names_are_text(tmp_path):
    plan = village_plan()
    townships = plan.townships.assign(name=["=cmd|'/C calc'!A1", None])
    villages = plan.villages.assign(
        name=plan.villages["name"].where(plan.villages.index != "V6"),
        admin_village_name="@x\x07",
    )
    book = _book(village_plan(townships=townships, villages=villages), tmp_path)
    assert book.sheetnames[1] == "乡簿01 =cmd|__C calc_!A1"
    assert book.sheetnames[3] == "乡簿02 T2"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert any("@x\u3000V6（V6）" in str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if "nan" in str(cell.value)]


def test_two_runs_write_the_same_bytes(tmp_path):
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
        write_registers(village_plan(), tmp_path / run)
    one, two = ((tmp_path / run / "registers.xlsx").read_bytes() for run in ("one", "two"))
    assert one == two
