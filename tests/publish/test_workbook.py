"""Cells that stay data, sheets that print, files without a clock."""

import time
import zipfile

import openpyxl
import pandas as pd
import pytest

from geoplan.publish.workbook import (
    MONEY,
    add_sheet,
    cell_value,
    display_width,
    looks_like_formula,
    new_workbook,
    save_workbook,
)

HOSTILE = ["=cmd()", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1+1", "＝1", "＠x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_told_from_data(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["{{7*7}}", "</script>", "柳树坪", "1-2", "", "a=b"])
def test_harmless_text_is_left_alone(text):
    assert not looks_like_formula(text)


@pytest.mark.parametrize("text", [*HOSTILE, "{{7*7}}", "</script>"])
def test_no_cell_becomes_a_formula(tmp_path, text):
    book = new_workbook()
    add_sheet(book, "s", pd.DataFrame({text: [text]}), title=text, notes=[text], total=[text])
    save_workbook(book, tmp_path / "s.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["s"]
    cells = [sheet[place] for place in ("A1", "A2", "A3", "A5", "A7")]
    assert [cell.data_type for cell in cells] == ["s"] * 5
    assert [cell.value.strip("\r\n") for cell in cells] == [text.strip("\r\n")] * 5
    assert {cell.quotePrefix for cell in cells} == {text in HOSTILE}
    content = zipfile.ZipFile(tmp_path / "s.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in content


def test_values_of_a_plan_become_values_of_a_sheet():
    values = [pd.NA, float("nan"), None, float("inf"), 2.0, 2.5, "a\x00b", True]
    assert [cell_value(value) for value in values] == [None, None, None, "不通", 2, 2.5, "ab", 1]


def test_sheet_has_title_frozen_header_formats_and_a_total_apart(tmp_path):
    table = pd.DataFrame({"村": ["柳树坪", "黄家湾"], "万元": [1.5, 12345.25]})
    book = new_workbook()
    add_sheet(
        book, "表", table, title="标题", formats={"万元": MONEY}, total=["合计", 12346.75],
        intro=["说明"], notes=["公示期"],
    )  # fmt: skip
    save_workbook(book, tmp_path / "s.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["表"]
    assert list(sheet.values) == [
        ("标题", None), ("说明", None), ("村", "万元"), ("柳树坪", 1.5), ("黄家湾", 12345.25),
        (None, None), ("合计", 12346.75), (None, None), ("公示期", None),
    ]  # fmt: skip
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:B1", "A2:B2", "A9:B9"}
    assert sheet["B5"].number_format == MONEY
    assert sheet.column_dimensions["B"].width > len("12,345.25")
    assert sheet["A4"].font.name == "宋体"


def test_empty_table_is_a_sheet_with_headings(tmp_path):
    book = new_workbook()
    add_sheet(book, "空", pd.DataFrame({"村": [], "户": []}), title="标题")
    save_workbook(book, tmp_path / "s.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["空"]
    assert list(sheet.values) == [("标题", None), ("村", "户")]


def test_two_workbooks_of_the_same_content_have_the_same_bytes(tmp_path, monkeypatch):
    for name, clock in (("a.xlsx", 1.0e9), ("b.xlsx", 1.5e9)):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        book = new_workbook()
        add_sheet(book, "s", pd.DataFrame({"村": ["柳树坪"]}), title="标题")
        save_workbook(book, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    core = zipfile.ZipFile(tmp_path / "a.xlsx").read("docProps/core.xml")
    assert core.count(b"2000-01-01T00:00:00Z") == 2


def test_chinese_characters_are_two_wide():
    assert display_width("柳坪 A1，") == 9
