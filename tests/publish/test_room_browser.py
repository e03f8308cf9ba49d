"""Room on a small screen: the legend beside the panel, money in the strip, names, commas."""

from pathlib import Path

import pytest
from pages import Show, choose, find
from plans import village_plan
from playwright.sync_api import Page

from geoplan.publish.maps import write_meeting_map

pytestmark = pytest.mark.browser

SIZES = {"1366 x 768": (1366, 768, 1.0), "the same at 125 %": (1093, 614, 1.25)}
VIEWS = ("roads", "access", "relocation")


@pytest.fixture(params=[(size, language) for size in SIZES for language in ("zh", "en")], ids=str)
def page(request: pytest.FixtureRequest, show: Show, files: dict[str, Path]) -> Page:
    """The public page on a screen and in a language."""
    size, language = request.param
    width, height, sharpness = SIZES[size]
    shown = show(files["meeting"], size=(width, height), sharpness=sharpness)
    if language == "en":
        shown.click("#language")
    return shown


# ---- legend and panel ------------------------------------------------------------------------

HIDDEN = """[...document.querySelectorAll("#legend .entry, #legend .note, #service, #seasons button")]
    .filter((one) => one.checkVisibility())
    .filter((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        const top = document.elementFromPoint(x + width / 2, y + height / 2);
        return top !== one && !one.contains(top);
    })
    .map((one) => one.textContent)"""


def test_colours_are_explained_while_the_panel_is_open_beside_two_maps(page: Page) -> None:
    page.click("[data-moment=both]")
    find(page, "P2")
    for view in VIEWS:
        page.click(f"[data-view={view}]")
        assert page.locator("#legend .entry").count() > 3
        assert page.evaluate(HIDDEN) == []
        key = page.locator("#key").bounding_box()
        for one in ("#map-now", "#planMap"):
            below = page.locator(one).bounding_box()
            assert key["y"] + key["height"] == pytest.approx(below["y"], abs=1)
            assert below["height"] > page.viewport_size["height"] / 3
    page.click("#why .close")
    key, side = (page.locator(one).bounding_box() for one in ("#key", "#side"))
    assert key["x"] + key["width"] <= side["x"] + side["width"]
    assert page.locator("#planMap").bounding_box()["y"] == pytest.approx(48, abs=1)


def test_season_is_chosen_while_the_panel_is_open(meeting: Page) -> None:
    meeting.click("[data-view=access]")
    meeting.click("[data-moment=both]")
    find(meeting, "黄家湾")
    meeting.click("[data-season=dry]")
    assert meeting.get_attribute("[data-season=dry]", "aria-pressed") == "true"
    assert "晴天" in meeting.inner_text("#totals")


def test_one_map_again_is_where_it_was_whatever_was_read_meanwhile(meeting: Page) -> None:
    where = "[geoplan.map.getCenter(), geoplan.map.getZoom()]"
    first = meeting.evaluate(where)
    meeting.click("[data-moment=both]")
    meeting.evaluate("geoplan.select({ kind: 'village', row: 1 })")
    assert meeting.evaluate("document.body.classList.contains('reading')")
    meeting.click("[data-moment=after]")
    assert meeting.evaluate(where) == first


# ---- first screen ----------------------------------------------------------------------------


def seen(page: Page, selector: str, within: str) -> bool:
    """Whether all of an element lies in the part of a box that is shown, above its fade."""
    shown: bool = page.evaluate(
        """([selector, within]) => {
            const box = document.querySelector(within);
            const one = box.querySelector(selector).getBoundingClientRect();
            const room = box.getBoundingClientRect();
            const faded = box.classList.contains("more") ? 36 : 0;
            return one.top >= room.top && one.bottom <= room.bottom - faded + 1
                && one.left >= room.left && one.right <= room.right + 1;
        }""",
        [selector, within],
    )
    return shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_loses_is_on_the_first_screen(show: Show, tmp_path: Path, language: str) -> None:
    """At 125 %, of a road that is one of three parts of its route, where another makes room."""
    route = {"route_code": "Y010610999", "name": "龙树梁至沙园沟公路"}
    projects = village_plan().projects
    projects.loc[["P3", "P4", "P5"], list(route)] = list(route.values())
    projects.loc[["P3", "P4", "P5"], ["start_km", "end_km"]] = [[0, 3.089], [3.089, 4], [4, 6]]
    write_meeting_map(village_plan(projects=projects), tmp_path / "route.html")
    page = show(tmp_path / "route.html", size=(1093, 614))
    if language == "en":
        page.click("#language")
    find(page, "P3")
    assert page.locator("#why .sections button").count() == 2
    page.wait_for_function("document.getElementById('why').classList.contains('more')")
    assert seen(page, ".said .lose", "#why")


def test_people_and_the_money_that_lacks_are_in_sight_beside_two_maps(page: Page) -> None:
    """Money by fund and year too, but on a small screen that is a scroll away."""
    page.click("[data-moment=both]")
    find(page, "P3")
    row = page.evaluate("geoplan.data.projects.id.indexOf('P3')")
    page.click(f"#why [data-key=in-{row}]")
    for one in ("#whatif-money", ".part-people tbody tr:last-child"):
        assert seen(page, one, "#whatif")
    for one in ("p.bad", ".lacking", ".purse", "td:last-child .purse"):
        if page.viewport_size["height"] < 700:
            page.locator(f"#whatif .part-money {one} >> nth=0").scroll_into_view_if_needed()
        assert seen(page, f".part-money {one}", "#whatif")
    assert page.evaluate(
        "[...document.querySelectorAll('#whatif .part-money')]"
        ".every((one) => one.scrollWidth <= one.clientWidth + 1)"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_layers_and_what_a_choice_offers_are_in_sight_on_a_small_screen(
    show: Show, files: dict[str, Path], language: str
) -> None:
    """At 125 %, with a road put in and one taken out, the panel scrolled before it was pressed."""
    page = show(files["rich"], size=(1093, 614))
    if language == "en":
        page.click("#language")
    choose(page, "P2", "out")
    choose(page, "P3", "in")
    assert page.evaluate("geoplan.byId('side').scrollHeight <= geoplan.byId('side').clientHeight")
    panel, buttons = (page.locator(one).bounding_box() for one in ("#why", "#why .choices"))
    assert buttons["y"] + buttons["height"] <= panel["y"] + panel["height"] - 30


@pytest.mark.parametrize("width", range(200, 420, 20))
def test_minutes_and_how_many_more_are_not_parted(planner: Page, width: int) -> None:
    planner.click("[data-view=relocation]")
    find(planner, "白岩沟 一组")
    planner.evaluate(f"document.getElementById('why').style.width = '{width}px'")
    lines = planner.locator("#why :is(.better, .worse):visible").evaluate_all(
        "(all) => all.map((one) => one.getClientRects().length)"
    )
    assert len(lines) > 1 and set(lines) == {1}


# ---- names -----------------------------------------------------------------------------------

LABELS = """() => {
    const paint = geoplan.Labels.prototype.paint;
    let texts = null;
    geoplan.Labels.prototype.paint = function () {
        texts = this.texts.map(({ text }) => text);
        paint.call(this);
    };
    geoplan.canvas.redraw();
    geoplan.Labels.prototype.paint = paint;
    return texts;
}"""


def test_names_on_the_map_are_english_in_the_english_page(meeting: Page) -> None:
    assert "黄家湾" in meeting.evaluate(LABELS)
    meeting.click("#language")
    for view, names in (
        ("roads", {"Huangjiawan", "Yunling Town", "Shimen Township"}),
        ("relocation", {"Huangjiawan", "Shimen New Village"}),
    ):
        meeting.click(f"[data-view={view}]")
        told = meeting.evaluate(LABELS)
        assert names <= set(told)
        assert not {"黄家湾", "云岭镇", "石门新村"} & set(told)


def test_an_apostrophe_is_not_as_wide_as_a_chinese_letter(meeting: Page) -> None:
    wide = """(() => {
        const span = geoplan.html("span", { style: "font-size: 100px" }, "’");
        document.body.append(span);
        const { width } = span.getBoundingClientRect();
        span.remove();
        return width;
    })()"""
    meeting.click("#language")
    assert meeting.evaluate(wide) < 50


COMMAS = """() => [...document.querySelectorAll("#why .marked")].map((button) => {
    const [name, mark] = button.childNodes;
    const lines = [...name.getClientRects()];
    const range = document.createRange();
    range.selectNode(mark);
    const comma = range.getBoundingClientRect();
    return [lines.length, comma.left - lines.at(-1).right, comma.bottom - lines.at(-1).bottom];
})"""


@pytest.mark.parametrize("width", range(150, 420, 45))
def test_commas_stand_right_after_names(meeting: Page, width: int) -> None:
    """The panel as narrow as that: names break into lines, and a comma follows the last letter."""
    meeting.click("#language")
    find(meeting, "P1")
    meeting.evaluate(f"document.getElementById('why').style.width = '{width}px'")
    told = meeting.evaluate(COMMAS)
    assert len(told) >= 2
    assert width > 200 or max(lines for lines, _, _ in told) > 1
    assert [one for one in told if abs(one[1]) > 1 or abs(one[2]) > 1] == []


def test_two_townships_of_one_name_are_two(show: Show, tmp_path: Path) -> None:
    plan = village_plan()
    names = dict.fromkeys(("township_name",), "云岭镇")
    plan = village_plan(
        townships=plan.townships.assign(name="云岭镇"),
        villages=plan.villages.assign(**names),
        projects=plan.projects.assign(**names),
    )
    write_meeting_map(plan, tmp_path / "two.html")
    page = show(tmp_path / "two.html")
    rows = page.evaluate("[0, 1].map((row) => geoplan.villagesOfTownship(row))")
    homes = plan.villages["township_id"].tolist()
    assert rows == [[row for row, home in enumerate(homes) if home == one] for one in ("T1", "T2")]
    roads = []
    for row in (0, 1):
        page.evaluate(f"geoplan.select({{ kind: 'township', row: {row} }})")
        roads.append(page.locator("#why .link").count())
    planned = plan.projects[plan.projects["selected"]]
    assert roads == [int((planned["township_id"] == one).sum()) for one in ("T1", "T2")]


def test_the_county_is_not_lost_by_zooming_out(meeting: Page) -> None:
    meeting.evaluate("geoplan.map.setZoom(0, { animate: false })")
    box = meeting.evaluate(
        """(() => {
            const county = geoplan.countyBounds();
            const [first, last] = [county.getNorthWest(), county.getSouthEast()].map(
                (corner) => geoplan.map.latLngToContainerPoint(corner));
            return Math.max((last.x - first.x) / geoplan.map.getSize().x,
                (last.y - first.y) / geoplan.map.getSize().y);
        })()"""
    )
    assert box > 0.1


def test_the_mark_of_a_road_taken_out_is_finer_where_the_map_is_small(meeting: Page) -> None:
    width = "geoplan.style.choiceOn('out', { zoom: %d }).map((one) => one.width)"
    assert meeting.evaluate(width % 13) == [13, 13]
    assert all(one < 7 for one in meeting.evaluate(width % 11))
    choose(meeting, "P2", "out")
    frame = "getComputedStyle(document.querySelector('#planMap'), '::after')"
    assert meeting.evaluate(f"{frame}.borderTopWidth") == "4px"
    over = "Number(getComputedStyle(document.querySelector('.leaflet-overlay-pane')).zIndex)"
    assert meeting.evaluate(f"Number({frame}.zIndex) > {over}")
