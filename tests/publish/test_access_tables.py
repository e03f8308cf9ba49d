"""How people get there today, as a workbook, layers, a page for the terminal and JSON."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

from geoplan import measure_access, read_county
from geoplan.publish.access_disclosure import public_access
from geoplan.publish.access_geopackage import LAYER_TYPES, write_access_geopackage
from geoplan.publish.access_summary import access_json, access_summary
from geoplan.publish.access_tables import (
    first_of_each_road,
    hardest_townships,
    land_minutes,
    roads_that_matter,
    ways_out,
)
from geoplan.publish.access_workbook import write_access_workbook
from geoplan.routing.access import Access

HOSTILE = "=cmd|' /C calc'!A1"
SHEETS = ["乡镇", "自然村", "中间值", "道路", "指标", "说明"]


@pytest.fixture(scope="module")
def access(tiny_file: Path) -> Access:
    """The tiny county (drawn in tests/conftest.py) as it is today."""
    return measure_access(read_county(tiny_file))


@pytest.fixture
def with_small_group(access: Access) -> Access:
    """The same, but that the second group of V4 has two households."""
    households = access.groups["households"].where(access.groups.index != "G2", 2.0)
    return replace(access, groups=access.groups.assign(households=households))


def cells(path: Path, sheet: str) -> pd.DataFrame:
    """A sheet's table under its headings, by the first words of each."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    filled = [row for row in rows if row[1] is not None]
    return pd.DataFrame(filled[1:], columns=[str(head).split(" ")[0] for head in filled[0]])


def heads(path: Path, sheet: str) -> list[str]:
    """Whole headings of a sheet."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return next([str(head) for head in row] for row in rows if row[1] is not None)


# ---- tables --------------------------------------------------------------------------------------


def test_only_way_out_of_all_groups_of_a_village(access: Access) -> None:
    assert ways_out(access).to_dict() == {
        "V1": "R1", "V2": "", "V3": "R4", "V4": "R6;R5", "V5": "", "V6": "R5",
    }  # fmt: skip


def test_a_group_with_another_way_leaves_the_village_without_an_only_way(access: Access) -> None:
    other = access.groups["only_way_out"].where(access.groups.index != "G2", "R5")
    told = replace(access, groups=access.groups.assign(only_way_out=other))
    assert ways_out(told)["V4"] == "R5"


def test_minutes_to_the_land_are_those_of_its_people(access: Access) -> None:
    minutes = access.groups["farm_minutes_dry_now"]
    mean = (80 * minutes["G1"] + 20 * minutes["G2"]) / 100
    assert land_minutes(access).loc["V4", "farm_minutes_dry_now"] == pytest.approx(mean)
    assert land_minutes(access).drop(index="V4").isna().all(axis=None)


def test_roads_in_the_order_of_what_closing_them_does(access: Access) -> None:
    links = roads_that_matter(access)
    lost = links["person_minutes_lost_dry"].to_list()
    assert lost == sorted(lost, reverse=True)
    assert links.index[0] == "R0#1"  # everybody's way to the seat
    assert "R0#5" not in links.index  # beyond the last village
    assert links.loc["R4", "village_id"] in ("V2", "V3")
    assert first_of_each_road(links)["name"].is_unique


def test_unnamed_roads_near_one_village_are_one_road(access: Access) -> None:
    links = roads_that_matter(access).assign(name=None, village_id="V1")
    assert len(first_of_each_road(links)) == 1


def test_township_that_is_hardest_to_leave(access: Access) -> None:
    worst = hardest_townships(access, "township_seat", most=1)
    assert worst.index.to_list() == ["T2"]
    assert worst.loc["T2", "share_wet"] == pytest.approx(230 / 290)  # all but V3 and G2


# ---- what a public file tells --------------------------------------------------------------------


def test_nothing_is_hidden_where_no_group_is_small(access: Access) -> None:
    told = public_access(access)
    assert told.villages["people"].to_dict() == access.villages["people"].to_dict()
    assert told.roads["people_isolated"].to_dict() == access.roads["people_isolated"].to_dict()
    assert told.roads.columns.to_list() == access.roads.columns.to_list()
    assert told.households.empty


def test_people_of_a_small_group_are_in_no_count(with_small_group: Access) -> None:
    told = public_access(with_small_group)
    assert "G2" not in told.groups.index
    assert told.villages.loc["V4", ["people", "households"]].to_list() == [80, 20]
    assert told.roads.loc["R6", ["people_isolated", "homes_isolated"]].to_list() == [80, 1]
    assert told.roads.loc["R5", "people_isolated"] == 110
    assert told.indicators.loc["people", "value"] == 630
    assert told.indicators.loc["people_cut_off_wet", "value"] == 120
    county = told.townships[told.townships["township_id"] == ""]
    assert set(county["people"]) == {630}
    assert not [name for name in told.roads if str(name).startswith("person_minutes")]


def test_village_of_a_small_group_alone(access: Access) -> None:
    groups, villages = access.groups, access.villages
    lone = replace(
        access,
        groups=groups.assign(households=groups["households"].where(groups.index != "V3", 2.0)),
        villages=villages.assign(
            households=villages["households"].where(villages.index != "V3", 2.0)
        ),
    )
    told = public_access(lone).villages.loc["V3"]
    assert told["households"] == "<3"
    assert np.isnan(told["people"])


# ---- workbook ------------------------------------------------------------------------------------


def test_sheets_headings_and_marks(access: Access, tmp_path: Path) -> None:
    write_access_workbook(access, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet["A1"].value.startswith("小县：现在怎么走、要多久")
        assert sheet["A1"].value.endswith("【内部使用】【模拟数据】")
    assert "乡镇政府 晴 township seat, dry" in heads(tmp_path / "a.xlsx", "自然村")
    assert "断：多花小时 雨 closed: hours lost, wet" in heads(tmp_path / "a.xlsx", "道路")
    assert not [head for head in heads(tmp_path / "a.xlsx", "道路") if "到不了" in head]  # nobody


def test_villages_with_ranges_and_middle_figures(access: Access, tmp_path: Path) -> None:
    write_access_workbook(access, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    told = {row[3]: row for row in book["自然村"].iter_rows(values_only=True)}
    assert told["V1"][8] == "7–15"  # 10 minutes ridden, at 1.3 and 0.7 of the speed
    assert told["V4"][6:8] == ("是 yes", "四组路、安置路")
    assert told["V2"][6:8] == (None, None)
    assert told["V4"][-2:] == (2, 2)
    middle = {row[3]: row for row in book["中间值"].iter_rows(values_only=True)}
    assert middle["V1"][4] == 10


def test_townships_with_the_county_first(access: Access, tmp_path: Path) -> None:
    write_access_workbook(access, tmp_path / "a.xlsx")
    table = cells(tmp_path / "a.xlsx", "乡镇")
    assert table["乡镇"].to_list()[:5] == ["全县"] * 4 + ["T1"]
    assert table["去哪里"][0] == "乡镇政府 Township seat"
    assert table.loc[0, ["人口", "15"]].to_list() == [650, 510]


def test_hours_of_roads(access: Access, tmp_path: Path) -> None:
    write_access_workbook(access, tmp_path / "a.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["道路"].iter_rows(values_only=True)
    lost = access.roads.loc["R0#1", "person_minutes_lost_dry"]
    (first,) = [row for row in rows if row[2] == "R0#1"]
    assert first[8:11] == (None, None, round(lost / 60))


def test_how_it_was_measured_names_every_speed(access: Access, tmp_path: Path) -> None:
    write_access_workbook(access, tmp_path / "a.xlsx")
    table = cells(tmp_path / "a.xlsx", "说明")
    told = " ".join(table["中文"]) + " ".join(table["英文"].dropna())
    assert "摩托车" in told
    assert "15 / 10 / 6 km/h" in told
    assert "40 / 30 / 20 公里/小时" in told
    assert "30%" in told
    assert "tests/conftest.py" in told


def test_speeds_that_were_measured_are_no_ranges(access: Access, tmp_path: Path) -> None:
    settings = access.about["settings"]
    travel = settings["travel"] | {"speed_error": 0.0}
    known = replace(access, about=access.about | {"settings": settings | {"travel": travel}})
    write_access_workbook(known, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    told = {row[2]: row for row in book["自然村"].iter_rows(values_only=True)}
    assert "V1" in {row for row in book["自然村"].iter_rows(values_only=True) for row in row}
    assert [row[8] for row in told.values() if row[3] == "V1"] == [10]
    assert "由县里实测" in " ".join(cells(tmp_path / "a.xlsx", "说明")["中文"])


def test_no_formula_and_no_head_of_household(access: Access, tmp_path: Path) -> None:
    named = {
        "villages": access.villages.assign(
            name=HOSTILE, township_name="+1", admin_village_name="@x"
        ),
        "roads": access.roads.assign(name="\t=1+1", route_code="-1\x0b"),
        "townships": access.townships.assign(name="=2"),
    }
    write_access_workbook(replace(access, **named), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert HOSTILE in {cell.value for cell in every}
    assert not [cell.value for cell in every if cell.data_type == "f"]
    assert not [cell for cell in every if "王大" in str(cell.value) or "H0" in str(cell.value)]


def test_workbook_twice_is_the_same_bytes(access: Access, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_access_workbook(access, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# ---- layers --------------------------------------------------------------------------------------


def read(path: Path, layer: str) -> Any:
    """A layer or table."""
    return pyogrio.read_dataframe(path, layer=layer)


def test_layers_and_tables(access: Access, tmp_path: Path) -> None:
    write_access_geopackage(access, tmp_path / "a.gpkg")
    layers = dict(pyogrio.list_layers(tmp_path / "a.gpkg").tolist())
    types = {name: kind for name, kind in LAYER_TYPES.items() if name != "households"}
    assert layers == types | {"townships": None, "ways": None, "layer_styles": None}
    ways = read(tmp_path / "a.gpkg", "ways").set_index("way_id")
    villages = read(tmp_path / "a.gpkg", "villages").set_index("village_id")
    of_v1 = ways.loc[villages.loc["V1", "way_township_seat_dry_now"]]
    assert of_v1.to_list() == ["township_seat", "dry", "now", "R1;R0#1"]
    assert villages.loc["V4", "only_way_out"] == "R6;R5"
    assert villages.loc["V1", "minutes_township_seat_dry_now"] == pytest.approx(10)


def test_every_layer_and_table_has_chinese_headings(access: Access, tmp_path: Path) -> None:
    write_access_geopackage(access, tmp_path / "a.gpkg", households=True)
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        rows = database.execute(
            "SELECT f_table_name, f_geometry_column, styleQML FROM layer_styles"
        ).fetchall()
    styles = {name: (place, qml) for name, place, qml in rows}
    assert set(styles) == {*LAYER_TYPES, "townships", "ways"}
    assert styles["ways"][0] == ""
    assert 'name="依次走的路段"' in styles["ways"][1]
    assert "现状晴天到乡镇政府的路径" in styles["villages"][1]
    assert 'name="30 分钟内"' in styles["townships"][1]
    assert "雨天到乡镇政府 15 分钟内" in styles["villages"][1]
    assert 'name="断：多花分钟 晴"' in styles["roads"][1]
    assert "集市" in styles["services"][1]
    assert "集市" not in styles["hazards"][1]


def test_roads_closed_when_wet_are_called_so_whatever_closes_them(
    access: Access, tmp_path: Path
) -> None:
    """Earth roads, and a gravel and a paved one in a flood area."""
    roads = access.roads.assign(people_isolated=0.0, surface_code="31", passable_wet=True)
    roads.iloc[:3, roads.columns.get_loc("passable_wet")] = False
    roads["surface_code"] = roads["surface_code"].mask(roads.index == roads.index[0], "36")
    roads["hardened"] = roads.index == roads.index[1]
    write_access_geopackage(replace(access, roads=roads), tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        ((qml,),) = database.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = 'roads'"
        )
        rules = {one.get("label"): one.get("filter") for one in ET.fromstring(qml).iter("rule")}
        ((closed,),) = database.execute(f"SELECT count(*) FROM roads WHERE {rules['雨天不通车']}")
    assert closed == 3
    assert not any("土路" in label for label in rules)


def test_households_only_when_asked_and_never_their_heads(access: Access, tmp_path: Path) -> None:
    write_access_geopackage(access, tmp_path / "public.gpkg")
    write_access_geopackage(access, tmp_path / "internal.gpkg", households=True)
    assert b"H00" not in (tmp_path / "public.gpkg").read_bytes()
    internal = tmp_path / "internal.gpkg"
    assert len(read(internal, "households")) == 25
    assert {"head_name", "consent", "labour"}.isdisjoint(read(internal, "households").columns)
    assert "王大".encode() not in internal.read_bytes()


def test_small_groups_only_in_the_file_with_households(
    with_small_group: Access, tmp_path: Path
) -> None:
    write_access_geopackage(with_small_group, tmp_path / "public.gpkg")
    assert "G2" not in set(read(tmp_path / "public.gpkg", "groups")["group_id"])
    assert set(read(tmp_path / "public.gpkg", "townships")["people"]) == {360, 270, 630}
    write_access_geopackage(with_small_group, tmp_path / "internal.gpkg", households=True)
    assert "G2" in set(read(tmp_path / "internal.gpkg", "groups")["group_id"])


def test_layers_twice_are_the_same_bytes(access: Access, tmp_path: Path) -> None:
    for name in ("a.gpkg", "b.gpkg"):
        write_access_geopackage(access, tmp_path / name)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


# ---- summary and JSON ----------------------------------------------------------------------------


def test_summary_says_who_is_cut_off_and_what_matters(access: Access) -> None:
    told = access_summary(access)
    assert "# 小县：现在怎么走、要多久" in told
    assert "**模拟数据" in told
    assert "雨天车到不了硬化路网：140 人，占 21.5%" in told
    assert "One way out only: 330 people" in told
    assert "at most 160 have no other road (一组路 (柳树坪))" in told
    assert "650 (100.0%) | 590 (90.8%)" in told
    assert told.index("主路 (桥头)") < told.index("一组路 (柳树坪) ")
    assert "Cannot get to" not in told
    assert all(len(line) < 160 for line in told.splitlines())


def test_summary_of_people_who_get_nowhere(access: Access) -> None:
    none = access.townships.assign(not_reached=7.0)
    told = access_summary(replace(access, townships=none))
    assert "到不了乡镇政府：晴天 7 人，雨天 7 人" in told
    assert "Cannot get to the village committee: dry 7, wet 7 people" in told


def test_names_cannot_break_the_page(access: Access) -> None:
    named = {
        "villages": access.villages.assign(name="</script>|`x`\n# 大标题"),
        "roads": access.roads.assign(name=None),
    }
    told = access_summary(replace(access, name="{{7*7}}<b>", **named))
    assert "{{7*7}}&lt;b>" in told
    assert "未命名道路 Unnamed road (&lt;/script>" in told
    assert "\n# 大标题" not in told


def test_json_has_indicators_and_townships_and_no_household(access: Access) -> None:
    told = json.loads(access_json(access))
    assert told["indicators"]["people_cut_off_wet"] == {"value": 140.0, "unit": "people"}
    assert told["townships"][0]["within_15"] == 360.0
    assert set(told["input_hashes"]) >= {"roads.gpkg", "villages.gpkg"}
    assert told["settings"]["travel"]["speed_error"] == 0.3
    assert "王大" not in access_json(access)
    assert "households" not in told


# ---- a county without services -------------------------------------------------------------------


def test_county_without_services_and_groups(tiny_layers, write_county, tmp_path) -> None:  # type: ignore[no-untyped-def]
    few = {name: tiny_layers[name] for name in ("roads", "villages")}
    access = measure_access(read_county(write_county(tmp_path / "in", few)))
    told = access_summary(access)
    assert "没有服务点图层" in told
    assert "一组路 (柳树坪)" in told  # still the only way out
    write_access_workbook(access, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == SHEETS
    write_access_geopackage(access, tmp_path / "a.gpkg")
    assert len(read(tmp_path / "a.gpkg", "villages")) == 6
