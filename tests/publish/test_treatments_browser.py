"""Works on roads in a real browser: drawn by year, switched off, found, told with why and by whom."""

from pathlib import Path

import pytest
from pages import Show, choose, find, pixels
from plans import HOSTILE_NAME
from playwright.sync_api import Page
from treated import treated_plan

from geoplan.publish.maps import write_meeting_map

pytestmark = pytest.mark.browser


@pytest.fixture
def treated(show: Show, tmp_path: Path) -> Page:
    """The public page of a plan with works."""
    write_meeting_map(treated_plan(), tmp_path / "treated.html")
    return show(tmp_path / "treated.html")


def test_works_are_drawn_from_their_year_on_and_can_be_switched_off(treated: Page) -> None:
    told = "#legend .entry:has-text('2028 年增设错车道')"
    after = pixels(treated)
    treated.uncheck("[data-layer=works]")
    assert pixels(treated) != after
    assert treated.locator(told).count() == 0
    treated.check("[data-layer=works]")
    assert pixels(treated) == after
    assert treated.locator(told).count() == 1
    for step, kinds in (("1", "加装护栏"), ("0", "")):
        treated.fill("#year", step)
        legend = treated.inner_text("#legend")
        assert "增设错车道" not in legend
        assert ("加装护栏" in legend) == bool(kinds)
    treated.click("[data-view=access]")
    assert "加装护栏" not in treated.inner_text("#legend")


def test_a_treated_road_says_what_where_when_why_and_who_pays(treated: Page) -> None:
    treated.fill("#search", "X101610928")
    assert "2028 年增设错车道" in treated.inner_text("#found button >> nth=0")
    find(treated, "云石路")
    why = treated.inner_text("#why")
    for said in (
        "2028 年增设错车道", "K0+000 – K7+000 · 7.00 km", "省时和安全的价值超过花费；花 4.80 万元",
        "2028 年错车道：县级资金 4.80 万元",
    ):  # fmt: skip
        assert said in why
    assert "不用再硬化" not in why
    treated.click("#language")
    why = treated.inner_text("#why")
    for said in ("In 2028: passing bays", "worth more than it costs: ¥48,000", "County funds"):
        assert said in why


def test_a_new_road_says_its_width_and_the_works_on_it(treated: Page) -> None:
    find(treated, "黄家湾路")
    assert "2027 年加装护栏" in treated.inner_text("#why")
    treated.click("#why details:last-of-type summary")
    assert "5.5 m" in treated.inner_text("#why .facts")


def test_worth_that_is_not_told_is_told_in_words(show: Show, tmp_path: Path) -> None:
    """And a hostile name of a road stays a name."""
    plan = treated_plan()
    roads = plan.roads.assign(name=plan.roads["name"].mask(plan.roads.index == "R1", HOSTILE_NAME))
    works = plan.treatments.assign(worth_yuan=float("nan"))
    write_meeting_map(treated_plan(roads=roads, treatments=works), tmp_path / "untold.html")
    page = show(tmp_path / "untold.html")
    find(page, "X101610928")
    assert page.inner_text("#why h3") == HOSTILE_NAME
    assert "省时和安全的价值超过花费；花 4.80 万元" in page.inner_text("#why")


def test_a_what_if_leaves_works_as_they_are(treated: Page) -> None:
    """A guardrail is drawn on its road only where that is built."""
    choose(treated, "P1", "out")
    legend = treated.inner_text("#legend")
    assert "2028 年增设错车道" in legend
    assert "加装护栏" not in legend
    find(treated, "云石路")
    assert "2028 年错车道：县级资金 4.80 万元" in treated.inner_text("#why")
    treated.click("[data-key=undo-all]")
    assert "加装护栏" in treated.inner_text("#legend")
