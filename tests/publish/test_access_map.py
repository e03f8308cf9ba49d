"""The page of how people get there today: what is in it, and that it speaks of no plan."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pages import Show, find
from playwright.sync_api import Page

from geoplan import measure_access, read_county
from geoplan.publish.access_disclosure import public_access
from geoplan.publish.access_map import access_data, fingerprint, write_access_map
from geoplan.routing.access import Access

HOSTILE = "</script><script>boom()</script>"
OF_PLANS = re.compile(
    r"规划|方案|计划|设想|预算|列入|搬迁|\bplan|\bbudget|what.if|relocat", re.IGNORECASE
)
SEEN = "document.body.innerText"


@pytest.fixture(scope="module")
def access(tiny_file: Path) -> Access:
    """The tiny county (drawn in tests/conftest.py) as it is today."""
    return measure_access(read_county(tiny_file))


@pytest.fixture(scope="module")
def file(access: Access, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its page."""
    path = tmp_path_factory.mktemp("access") / "access.html"
    write_access_map(access, path)
    return path


@pytest.fixture
def page(show: Show, file: Path) -> Page:
    """The page, opened."""
    return show(file)


# ---- as text -------------------------------------------------------------------------------------


def test_two_builds_are_the_same_bytes(access: Access, file: Path, tmp_path: Path) -> None:
    write_access_map(access, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == file.read_bytes()


def test_data_of_the_page_speak_of_no_plan(access: Access) -> None:
    data = access_data(access)
    assert data["years"] == data["totals"] == data["projects"]["id"] == []
    said = [text for own in data["words"].values() for pair in own.values() for text in pair]
    assert OF_PLANS.findall("\n".join(said)) == []


def test_villages_with_ranges_ways_and_land(access: Access) -> None:
    data = access_data(access)
    villages, roads = data["villages"], list(access.roads.index)
    assert villages["minutes_township_seat_dry_now"][0] == 10
    assert villages["range_township_seat_dry_now"][0] == [7, 15]
    taken = villages["way_township_seat_dry_now"][3]
    assert [roads[one] for one in taken] == ["R6", "R5", "R0#4", "R0#3", "R0#2", "R0#1"]
    assert villages["onlyWay"] == [True, False, True, True, False, True]
    assert villages["cut_off_wet"] == [False, False, True, True, False, False]
    assert villages["farm_minutes_dry_now"][3] == 2
    assert data["indicators"]["minutes_township_seat_dry"] == [12, None]


def test_no_household_and_no_small_group_in_the_page(access: Access, tmp_path: Path) -> None:
    groups = access.groups
    small = groups.assign(households=groups["households"].where(groups.index != "G2", 2.0))
    told = access_data(replace(access, groups=small))
    assert told["villages"]["people"][3] == 80
    assert told["roads"]["people_isolated"][access.roads.index.get_loc("R6")] == 80
    assert "households" not in told
    write_access_map(replace(access, groups=small), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text("utf-8")
    assert "王大" not in text
    assert "H00" not in text


def test_page_names_no_address_and_forbids_the_network(access: Access, file: Path) -> None:
    assert "//" not in json.dumps(access_data(access) | {"relief": None})
    assert "default-src 'none'" in file.read_text("utf-8")


def test_hostile_names_stay_in_the_json(access: Access, tmp_path: Path) -> None:
    named = {
        "villages": access.villages.assign(name=HOSTILE, township_name="{{7*7}}"),
        "roads": access.roads.assign(name="=1+1\u2028"),
    }
    write_access_map(replace(access, name="{% raw %}", **named), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text("utf-8")
    assert HOSTILE not in text
    assert "{{7*7}}" in text
    assert "\u2028" not in text


def test_namesakes_are_parted_by_township_or_id(access: Access) -> None:
    names = ["甲", "甲", "乙", "乙", "丙", "丁"]  # V1 in T1, V2 in T2; V3 and V4 both in T2
    marks = access_data(replace(access, villages=access.villages.assign(name=names)))["villages"]
    assert marks["mark"] == [("T1", "T1"), ("T2", "T2"), ("V3", "V3"), ("V4", "V4"), None, None]


def test_fingerprint_follows_the_settings(access: Access) -> None:
    other = access.about | {"settings": access.about["settings"] | {"made_up": False}}
    assert fingerprint(access) != fingerprint(replace(access, about=other))


# ---- in the browser ------------------------------------------------------------------------------


def everything_said(page: Page) -> str:
    """What the page shows: at the start, of a village, a road, a township, and in its help."""
    said = [page.title(), page.evaluate(SEEN)]
    for name in ("白岩沟", "四组路", "T2"):
        find(page, name)
        said.append(page.evaluate(SEEN))
    page.fill("#search", "没有这里")
    said.append(page.evaluate(SEEN))
    page.fill("#search", "")
    page.click("#help")
    said.append(page.evaluate(SEEN))
    page.click("#help")
    hidden = "[...document.querySelectorAll('[title],[aria-label],[placeholder]')]"
    said.append(
        page.evaluate(
            f"{hidden}.filter((one) => one.checkVisibility()).map((one) => "
            "[one.title, one.ariaLabel, one.placeholder].join(' ')).join(' ')"
        )
    )
    return "\n".join(said)


def test_nothing_that_is_seen_speaks_of_a_plan(page: Page) -> None:
    for _ in range(2):
        assert OF_PLANS.findall(everything_said(page)) == []
        assert "undefined" not in page.evaluate(SEEN)
        page.click("#language")


def test_controls_of_plans_are_not_there(page: Page) -> None:
    for one in ("#questions", "#moment", "#years", "#open-locks", "#whatif", "#scenarios"):
        assert page.is_hidden(one)
    assert page.inner_text("#title") == "小县：现在怎么走、要多久"
    page.keyboard.press("1")
    assert page.evaluate("geoplan.state.view") == "access"


def test_panel_of_a_village(page: Page) -> None:
    find(page, "白岩沟")
    said = page.inner_text("#why")
    assert "雨天不通车" in said
    assert "只有一条路可出" in said
    assert "乡镇政府：晴天 约 15–30 分钟，雨天 约 20–35 分钟" in said.replace("\u00a0", " ")
    assert "到地里（单程）：晴天 2 分钟" in said
    page.click("#language")
    assert "No vehicle gets from here to the township" in page.inner_text("#why")


def test_way_follows_the_chosen_service(page: Page, access: Access) -> None:
    find(page, "高岭")
    roads = "geoplan.roadsOf(geoplan.state.selection)"
    names = list(access.roads.index)
    assert [names[one] for one in page.evaluate(roads)] == ["R4", "R3", "R0#3", "R0#2", "R0#1"]
    page.select_option("#service", "village_committee")
    assert [names[one] for one in page.evaluate(roads)] == ["R4"]


def test_panel_of_a_road_and_of_a_township(page: Page) -> None:
    find(page, "四组路")
    assert "雨天不通车" in page.inner_text("#why")
    assert "断了没有别的路的人：100" in page.inner_text("#why")
    find(page, "T2")
    assert "30 分钟内到乡镇政府：晴 290 人，雨 230 人" in page.inner_text("#why")


def test_people_are_counted_as_the_tables_count_them(page: Page, access: Access) -> None:
    told = public_access(access).townships
    for row in told[told["township_id"] == ""].to_dict("records"):
        trip = f"{row['kind']}_{row['season']}"
        (within,) = page.evaluate(f"geoplan.data.within['{trip}']")
        assert within[:4] == [round(row[f"within_{most}"]) for most in (15, 30, 45, 60)]
        assert within[4:] == [round(row["people"] - row["not_reached"]), round(row["not_reached"])]
    page.select_option("#service", "township_seat")
    season, legend = page.evaluate("geoplan.state.season"), page.inner_text("#legend")
    row = told[(told["township_id"] == "") & (told["kind"] == "township_seat")].set_index("season")
    between = row.loc[season, "within_30"] - row.loc[season, "within_15"]
    assert f"15–30\n{between:,.0f}" in legend


def test_printed_sheet_has_the_legend_and_the_panel(page: Page) -> None:
    find(page, "白岩沟")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet = page.inner_text("#sheet")
    assert "白岩沟" in sheet
    assert "单程出行时间" in sheet
    assert OF_PLANS.findall(sheet) == []
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_county_without_services_has_a_page(
    tiny_layers: dict[str, Any], write_county: Any, tmp_path: Path, show: Show
) -> None:
    few = {name: tiny_layers[name] for name in ("roads", "villages")}
    access = measure_access(read_county(write_county(tmp_path / "in", few)))
    write_access_map(access, tmp_path / "a.html")
    page = show(tmp_path / "a.html")
    find(page, "柳树坪")
    assert "没有服务点图层" in page.inner_text("#totals")
    assert "undefined" not in page.evaluate(SEEN)
