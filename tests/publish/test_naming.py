"""What places and roads are called: in English, as they are typed, and apart from namesakes."""

from dataclasses import replace

import numpy as np
import pytest
from plans import HOSTILE_NAME, JINJA_NAME, village_plan

from geoplan.publish.mapdata import map_data
from geoplan.publish.naming import at_home, english, english_names, marks, readings, section_names
from geoplan.publish.telling import name


@pytest.mark.parametrize(
    ("chinese", "told"),
    [
        ("冯家寨", "Fengjiazhai 冯家寨"),
        ("西安", "Xi'an 西安"),
        ("吕家湾", "Lüjiawan 吕家湾"),
        ("重庆村", "Chongqing Village 重庆村"),
        ("石门新村", "Shimen New Village 石门新村"),
        ("1组", "group 1"),
        ("12组", "group 12"),
        ("12组（留下的户）", "group 12 (those who stay)"),
        ("小组 G1", "group G1"),
        ("小组 6a", "group 6a"),
        ("Bandamaji Domba附近选址", "site near Bandamaji Domba"),
        ("Moroni环线", "Moroni loop road Moroni环线"),
        ("刘家沙附近选址", "site near Liujiasha 刘家沙"),
        ("邓家塝至曹家寨公路", "Dengjiabang – Caojiazhai road 邓家塝至曹家寨公路"),
        ("云石路", "Yunshi road 云石路"),
        ("杨家坪组道", "Yangjiaping group road 杨家坪组道"),
        ("石泉坝街", "Shiquanba Street 石泉坝街"),
        ("老街", "Laojie 老街"),
        ("大街村", "Dajie Village 大街村"),
        ("城关街道", "Chengguan Subdistrict 城关街道"),
        ("石泉坝街社区", "Shiquanbajie Community 石泉坝街社区"),
        ("石泉坝街附近选址", "site near Shiquanba Street 石泉坝街"),
        ("云岭街至石门新村公路", "Yunling Street – Shimen New Village road 云岭街至石门新村公路"),
        ("双街沟组道", "Shuangjiegou group road 双街沟组道"),
        ("石门乡", "Shimen Township 石门乡"),
        ("云岭镇", "Yunling Town 云岭镇"),
        ("Moroni", "Moroni"),
        (HOSTILE_NAME, HOSTILE_NAME),
        (JINJA_NAME, JINJA_NAME),
    ],
)
def test_name_in_english(chinese, told):
    assert english(chinese) == told


@pytest.mark.parametrize(
    ("group", "village", "told"),
    [
        ("1组", "冯家寨", ("冯家寨 1组", "Fengjiazhai 冯家寨 group 1")),
        ("Tsinimoipanga 01", "Tsinimoipanga", ("Tsinimoipanga 01", "Tsinimoipanga 01")),
        ("冯家寨", "冯家寨", ("冯家寨", "Fengjiazhai 冯家寨")),
    ],
)
def test_group_with_its_village_is_not_named_twice(group, village, told):
    assert at_home(group, village) == told


def test_group_at_home_is_told_from_namesakes_of_its_village():
    mark = ("石门乡", "Shimen")
    assert at_home("1组", "冯家寨", mark) == (
        "冯家寨（石门乡） 1组",
        "Fengjiazhai 冯家寨 (Shimen) group 1",
    )
    assert at_home("冯家寨01", "冯家寨", mark)[0] == "冯家寨01（石门乡）"


def test_readings_of_a_character_are_all_its_readings_once():
    told = readings(["重石", "长行", "Moroni", None, "石"])
    assert told["重"].split()[:2] == ["zhong", "chong"]
    assert {"zhang", "chang"} <= set(told["长"].split())
    assert {"xing", "hang"} <= set(told["行"].split())
    assert list(told) == sorted("重石长行")


def test_funds_are_called_as_the_county_says():
    names = english_names(village_plan())
    assert names["县级资金"] == "County funds"
    assert "避险搬迁资金" not in names, "without an English name it keeps its own"
    assert names["黄家湾"] == "Huangjiawan 黄家湾"


def _called(plan, table, **names):
    """The plan with other names in one table."""
    copy = getattr(plan, table).copy()
    for one, called in names.items():
        copy.loc[one, "name"] = called
    return replace(plan, **{table: copy})


def test_villages_of_one_name_are_told_apart_by_township_else_by_id():
    """V2 and V4 lie in T1, V5 in T2."""
    plan = _called(village_plan(), "villages", V2="曹家寨", V5="曹家寨")
    assert marks(plan, "village") == {
        "V2": ("云岭镇", "Yunling Town 云岭镇"), "V5": ("石门乡", "Shimen Township 石门乡"),
    }  # fmt: skip
    assert name(plan, "village", "V5") == (
        "曹家寨（石门乡）", "Caojiazhai 曹家寨 (Shimen Township 石门乡)",
    )  # fmt: skip
    plan = _called(plan, "villages", V4="曹家寨")
    found = marks(plan, "village")
    assert {one: mark[0] for one, mark in found.items()} == {"V2": "V2", "V4": "V4", "V5": "石门乡"}


def test_roads_of_one_name_are_told_apart_by_their_part_of_the_route_or_their_code():
    """P1 and P2 are one route; P3 (T1) and P4 (T2) come to be called as they are."""
    plan = village_plan()
    assert {one: mark[0] for one, mark in marks(plan, "project").items()} == {
        "P1": "第 1 段，共 2 段", "P2": "第 2 段，共 2 段",
    }  # fmt: skip
    found = marks(_called(plan, "projects", P3="黄家湾路", P4="黄家湾路"), "project")
    assert [found[one][1] for one in ("P1", "P2", "P3", "P4")] == [
        "part 1 of 2", "part 2 of 2", "C333610928", "Shimen Township 石门乡",
    ]  # fmt: skip


def test_part_of_a_route_with_its_stakes_as_far_as_they_are_known():
    projects = village_plan().projects
    assert section_names(projects) == {
        "P1": ("第 1 段，共 2 段（K0+000 – K2+088）", "part 1 of 2 (from km 0.00 to km 2.09)"),
        "P2": ("第 2 段，共 2 段（K2+088 – K3+646）", "part 2 of 2 (from km 2.09 to km 3.65)"),
    }
    unknown = section_names(projects.assign(start_km=np.nan))
    assert unknown["P2"] == ("第 2 段，共 2 段", "part 2 of 2")


def test_page_knows_marks_parts_and_english_names():
    data = map_data(village_plan(), public=False)
    assert data["projects"]["sections"][:3] == [[1], [0], []]
    assert data["projects"]["mark"][2] is None
    assert data["projects"]["section"][0][1].startswith("part 1 of 2")
    assert data["english"]["白岩沟"] == "Baiyangou "
