"""Headings of a sheet, under titles and groups.

::

      A       B          C     D     E
    1 标题 (A1:E1)
    2 序号    项目名称   桩号 (C2:D2) 投资
    3 |       |          起点  止点  （万元）      | merged with the cell above, whose text it has
    4 填写    全称       K0    K0    数字
"""

import pytest

from geoplan.header import find_header

ROWS = [
    ("标题", "标题", "标题", "标题", "标题"),
    ("序号", "项目\n名称", "桩号", "桩号", "投资"),
    ("序号", "项目\n名称", "起点", "止点", "（万元）"),
    ("填写", "全称", "K0", "K0", "数字"),
]


def test_headings_of_two_lines():
    header = find_header(ROWS, ["项目名称", "止点", "桩号起点", "投资（万元）"])
    assert header.columns == {"项目名称": 1, "止点": 3, "桩号起点": 2, "投资（万元）": 4}
    assert (header.last, header.missing, header.twice) == (2, (), ())
    assert header.seen == ("序号", "项目名称", "桩号起点", "桩号止点", "投资(万元)")


@pytest.mark.parametrize("heading", ["投资", "桩号", "标题", "没有"])
def test_a_group_is_no_heading(heading):
    assert find_header(ROWS, ["项目名称", "起点", "止点", heading]).missing == (heading,)


def test_widths_blanks_and_case_do_not_matter():
    header = find_header([("Ｎａｍｅ ", " 投 资(元)")], ["name", "投资（元）"])
    assert header.columns == {"name": 0, "投资（元）": 1}


def test_a_heading_above_two_columns_is_told():
    rows = [("起点", "起点", "地名", "地名"), ("桩号", "名称", "桩号", "起")]
    assert find_header(rows, ["桩号", "起点名称", "地名起"]).twice == ("桩号",)
    assert find_header(rows, ["起点桩号"]).columns == {"起点桩号": 0}


def test_neighbours_in_two_groups_are_two_columns():
    rows = [("项目", "2027年", "2028年"), ("项目", "县级", "县级")]
    assert find_header(rows, ["项目", "县级"]).twice == ("县级",)
    assert find_header(rows, ["项目", "2028年县级"]).columns == {"项目": 0, "2028年县级": 2}


def test_a_heading_over_merged_columns_is_one():
    header = find_header([("序号", "项目名称", "项目名称")], ["项目名称", "序号"])
    assert header.columns == {"项目名称": 1, "序号": 0}


def test_an_empty_sheet():
    assert find_header([], ["a"]).missing == ("a",)
