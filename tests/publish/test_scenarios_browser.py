"""Several plans in one page, and the page of a township, in a real browser."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from pages import Show, pixels
from plans import JINJA_NAME, second_plan, village_plan
from playwright.sync_api import Page

from geoplan.programme.whatif import evaluate
from geoplan.publish.mapdata import map_data
from geoplan.publish.scenarios import write_scenarios

pytestmark = pytest.mark.browser

SIZE = {"width": 1366, "height": 768}
NAMES = ("甲方案", JINJA_NAME)
DECODED = {
    **dict.fromkeys(("roads", "hazards", "waters"), ("lines",)),
    **dict.fromkeys(("villages", "townships", "groups", "services"), ("x", "y")),
    "sites": ("lines", "x", "y"),
    "projects": ("roads",),
}
"""Columns that the page adds to its tables."""


def linked_plan():
    """The plan by hand in which P6 leads to V3, so that V7 hangs on P1 and P2 of the other township."""
    roads = village_plan().roads.copy()
    roads.loc["R9", "u"] = 5
    return village_plan(roads=roads)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("maps")
    paths = {name: folder / f"{name}.html" for name in ("several", "alone", "township")}
    plans = dict(zip(NAMES, (village_plan(), second_plan()), strict=True))
    write_scenarios(plans, paths["several"], public=True)
    write_scenarios({"甲方案": village_plan()}, paths["alone"], public=True)
    write_scenarios({"甲方案": linked_plan()}, paths["township"], public=False, township="T2")
    return paths


@pytest.fixture
def opened(show: Show, files: dict[str, Path]) -> Callable[[str], Page]:
    """Open one of the pages."""
    return lambda name: show(files[name])


def test_every_plan_in_the_page_is_as_it_would_be_alone(opened):
    page = opened("several")
    for number, plan in enumerate((village_plan(), second_plan())):
        told = json.loads(page.evaluate(f"JSON.stringify(geoplan.scenario({number}))"))
        for table, columns in DECODED.items():
            for column in columns:
                del told[table][column]
        assert told == json.loads(json.dumps(map_data(plan, public=True)))


def test_one_plan_alone_has_no_switch(opened):
    page = opened("alone")
    assert not page.is_visible("#scenarios")
    assert "甲方案" not in page.inner_text("#foot")


def test_switching_keeps_question_year_and_selection(opened):
    page = opened("several")
    assert page.inner_text("#scenario option >> nth=1").startswith(JINJA_NAME[:6])
    page.click("[data-view=relocation]")
    page.fill("#year", "1")
    page.evaluate("geoplan.select({ kind: 'site', row: 0 })")
    assert "2027 年启用" in page.inner_text("#why")
    page.select_option("#scenario", "1")
    assert page.get_attribute("[data-view=relocation]", "aria-pressed") == "true"
    assert page.input_value("#year") == "1"
    assert "候选安置点（未启用）" in page.inner_text("#why")
    assert page.evaluate("geoplan.data.hash") in page.inner_text("#foot")
    page.select_option("#scenario", "0")
    assert "2027 年启用" in page.inner_text("#why")


def test_switching_changes_picture_and_totals_and_ends_a_what_if(opened):
    page = opened("several")
    before, totals = pixels(page), page.inner_text("#totals")
    assert "其中硬化 2 条" in totals
    page.evaluate("geoplan.select({ kind: 'project', row: 0 })")
    page.click("[data-key=out-0]")
    assert page.is_visible("#whatif")
    page.select_option("#scenario", "1")
    assert not page.is_visible("#whatif")
    page.evaluate("geoplan.select(null)")
    assert pixels(page) != before
    page.evaluate("geoplan.select({ kind: 'project', row: 5 })")
    page.click("[data-key=out-5]")
    assert page.evaluate("geoplan.whatif.plan().people") == [0, 96]
    page.select_option("#scenario", "0")
    page.evaluate("geoplan.select(null)")
    assert page.inner_text("#totals") == totals
    assert pixels(page) == before


def test_search_finds_in_the_plan_that_is_shown(opened):
    page = opened("several")
    page.fill("#search", "石门新村")
    page.click("#found button >> nth=0")
    assert "2027 年启用" in page.inner_text("#why")
    page.select_option("#scenario", "1")
    page.fill("#search", "新坪")
    page.click("#found button >> nth=0")
    assert "2027 年启用" in page.inner_text("#why")


def test_roads_and_villages_that_differ(opened):
    page = opened("several")
    alone = pixels(page)
    page.select_option("#against", "1")
    legend = page.inner_text("#legend")
    for said in ("只在「甲方案」修", f"只在「{JINJA_NAME[:9]}", "都修，年份或阶段不同", "两个方案都修",
                 "两个方案都不修", "只在「甲方案」通路", "都新通路，年份不同"):  # fmt: skip
        assert said.strip() in legend
    roads = page.evaluate("[3, 4, 5, 6, 8].map((road) => geoplan.roadState(road)[0])")
    assert roads == ["differs", "here", "both", "candidate", "there"]
    looks = page.evaluate("[1, 2, 6].map((row) => geoplan.style.village(row).fill)")
    assert len(set(looks)) == 3
    assert pixels(page) != alone
    page.fill("#year", "0")
    assert page.evaluate("geoplan.roadState(4)[0]") == "candidate"
    page.fill("#year", "2")
    page.select_option("#against", "")
    assert pixels(page) == alone


def test_totals_of_the_difference_by_hand(opened):
    """By 2028 A connects V2 and V3 (156), B V2 (96; V7 is not counted): 60 more."""
    page = opened("several")
    page.select_option("#against", "1")
    metres = village_plan().projects["length_m"]
    km = round((metres["P2"] - metres["P6"]) / 1000, 1)
    told = page.inner_text("#totals")
    assert f"开工 {km:+.1f} km".replace("-", "−") in told
    assert "新通 +60 人" in told
    page.click("#language")
    assert "+60 people newly connected" in page.inner_text("#totals")


def test_moves_and_sites_that_differ(opened):
    page = opened("several")
    page.click("[data-view=relocation]")
    alone = pixels(page)
    page.select_option("#against", "1")
    legend = page.inner_text("#legend")
    assert "都搬，去处或年份不同" in legend
    assert "只在「甲方案」启用" in legend
    assert "启用安置点 0 处" in page.inner_text("#totals")
    assert pixels(page) != alone


def test_faster_villages(opened):
    page = opened("several")
    page.click("[data-view=access]")
    page.select_option("#against", "1")
    assert "一样快" in page.inner_text("#legend")
    assert "平均分钟" in page.inner_text("#totals")
    column = "geoplan.scenario(1).villages.minutes_township_seat_wet_after"
    page.evaluate(f"{column} = {column}.map((one, row) => (row === 1 ? 99 : one))")
    page.evaluate("geoplan.speak()")
    fills = page.evaluate("[0, 1].map((row) => geoplan.style.village(row).fill)")
    assert fills[1] == page.evaluate("geoplan.style.differences.here.colour") != fills[0]


def test_the_panel_says_what_the_other_plan_says(opened):
    page = opened("several")
    page.select_option("#against", "1")
    page.evaluate("geoplan.select({ kind: 'village', row: 1 })")
    note = page.inner_text(".scenario-note")
    assert note.endswith("2028 年通硬化路")
    assert JINJA_NAME[:9].strip() in note
    page.evaluate("geoplan.select({ kind: 'project', row: 1 })")
    assert "未列入" in page.inner_text(".scenario-note")
    assert page.evaluate("geoplan.data === geoplan.scenario(0)")


def test_switching_to_the_compared_plan_ends_the_comparison(opened):
    page = opened("several")
    page.select_option("#against", "1")
    page.select_option("#scenario", "1")
    assert page.input_value("#against") == ""
    assert "2028 年硬化" in page.inner_text("#legend")


def test_a_plan_without_services_or_sites_has_no_such_question(show, tmp_path):
    """The plan by hand, and the same county before anybody knew its services, hazards and sites."""
    first = village_plan()
    known = first.villages.columns[~first.villages.columns.str.startswith("minutes_")]
    bare = village_plan(
        villages=first.villages[known],
        services=first.services.iloc[:0],
        sites=first.sites.iloc[:0],
        groups=first.groups[first.groups["reason"] == "not_threatened"],
    )
    write_scenarios({"甲": first, "乙": bare}, tmp_path / "two.html", public=True)
    page = show(tmp_path / "two.html")
    for question in ("access", "relocation"):
        page.select_option("#scenario", "0")
        page.click(f"[data-view={question}]")
        page.select_option("#scenario", "1")
        assert page.is_hidden("#questions")
        assert page.evaluate("geoplan.state.view") == "roads"
        assert "undefined" not in page.inner_text("body")
        assert page.inner_text("#title").endswith("道路硬化规划")


def test_plans_are_chosen_by_keyboard(opened):
    page = opened("several")
    page.focus("#scenario")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("geoplan.state.scenario") == 1
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("geoplan.state.against") == 0
    assert page.evaluate("document.activeElement.id") == "against"


def test_the_head_stays_in_one_line_at_125_per_cent(opened):
    page = opened("several")
    page.set_viewport_size({"width": 1093, "height": 614})
    boxes = [
        page.locator(f"#{one}").bounding_box()
        for one in ("title", "scenario", "against", "language", "print")
    ]
    for box in boxes:
        assert 0 <= box["y"] < box["y"] + box["height"] <= 48
    edges = sorted((box["x"], box["x"] + box["width"]) for box in boxes)
    assert all(left[1] <= right[0] for left, right in pairwise(edges))


# ---- the page of a township ----------------------------------------------------------------------


def test_the_page_of_a_township_names_it(opened):
    page = opened("township")
    assert page.inner_text("#title") == "云岭县石门乡道路硬化与避险搬迁规划"
    page.click("[data-view=access]")
    assert "全乡镇平均" in page.inner_text("#totals")
    page.evaluate("geoplan.select({ kind: 'project', row: 0 })")
    assert "外乡镇 1 个" in page.inner_text("#why")


def test_what_if_in_a_township_agrees_with_the_county(opened):
    """P6 is put in: V7 is joined in 2028 only, when P2 of the other township is built."""
    plan, page = linked_plan(), opened("township")
    row = page.evaluate("geoplan.data.projects.id.indexOf('P6')")
    choice = f"[{{ project: {row}, decision: 'in', year: 2028 }}]"
    found = page.evaluate(f"geoplan.whatif.evaluate({choice})")
    surface, subgrade = (plan.projects[f"{stage}_year"].copy() for stage in ("surface", "subgrade"))
    surface["P6"], subgrade["P6"] = 2028, 2027
    outcome = evaluate(plan, subgrade, surface)
    gains = outcome.groups.loc["G71", "connected_year"]
    assert gains == 2028
    assert found["people"] == [0, 7]
    names = page.evaluate("geoplan.data.villages.name")
    assert [(names[one["village"]], one["people"]) for one in found["gaining"]] == [("独家庄", 7)]
    assert found["money"]["shortfall"] * 100 == outcome.shortfall_yuan


def test_what_if_in_a_township_says_what_it_counts(opened):
    page = opened("township")
    row = page.evaluate("geoplan.data.projects.id.indexOf('P6')")
    page.evaluate(f"geoplan.select({{ kind: 'project', row: {row} }})")
    page.click(f"[data-key=in-{row}]")
    assert "只算本乡镇的人" in page.inner_text("#whatif")
    assert page.locator("#whatif .hours").count() == 0
    assert "开工 1 条" in page.inner_text("#totals")
    page.click("[data-view=access]")
    assert "设想不算出行时间" in page.inner_text("#totals")
