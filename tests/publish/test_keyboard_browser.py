"""The keyboard, the panel's way back and its scrolling, in a real browser."""

from pathlib import Path

import pytest
from pages import Show, click_on, find
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id || JSON.stringify(document.activeElement.dataset)"
MAP = "[geoplan.map.getCenter(), geoplan.map.getZoom()]"


def test_tab_reaches_every_control_in_order_and_shows_where_it_is(meeting: Page) -> None:
    find(meeting, "黄家湾")
    meeting.click("[data-moment=both]")
    meeting.focus("#language")
    reached, rings = ["language"], []
    for _ in range(80):
        meeting.keyboard.press("Tab")
        if meeting.evaluate("document.activeElement === document.body"):
            break
        reached.append(meeting.evaluate(FOCUSED))
        rings.append(meeting.evaluate("getComputedStyle(document.activeElement).outlineWidth"))
    wanted = ["language", "print", "help", '{"view":"roads","word":"question_roads"}', "search",
              '{"layer":"terrain"}', "why", "map-now", "planMap",
              '{"moment":"now","word":"access_now"}', "play", "year", "sources"]  # fmt: skip
    assert [one for one in reached if one in wanted] == wanted
    assert set(rings) == {"3px"}
    reachable = meeting.evaluate(
        """[...document.querySelectorAll("button, input, select, [tabindex='0']")]
            .filter((one) => one.checkVisibility() && one.tabIndex >= 0).length"""
    )
    assert len(reached) >= reachable


def press_and_wait(page: Page, key: str) -> None:
    """Press a key that moves the map, until it has moved."""
    before = page.evaluate(MAP)
    page.keyboard.press(key)
    page.wait_for_function(
        f"""before => JSON.stringify({MAP}) !== JSON.stringify(before)
            && !geoplan.map._animatingZoom""",
        arg=before,
    )


def test_keys_switch_questions_and_move_the_map(meeting: Page) -> None:
    for key, view in zip("231", ("access", "relocation", "roads"), strict=True):
        meeting.keyboard.press(key)
        assert meeting.get_attribute(f"[data-view={view}]", "aria-pressed") == "true"
    moved = []
    for key in ("ArrowRight", "ArrowDown", "+", "-"):
        before = meeting.evaluate(MAP)
        press_and_wait(meeting, key)
        after = meeting.evaluate(MAP)
        moved.append(
            (
                after[0]["lng"] > before[0]["lng"],
                after[0]["lat"] < before[0]["lat"],
                after[1] - before[1],
            )
        )
    assert moved[0][0] and moved[1][1]
    assert moved[2][2] > 0 > moved[3][2]


def test_keys_belong_to_the_box_where_one_types(meeting: Page) -> None:
    before = meeting.evaluate(MAP)
    meeting.focus("#search")
    for key in ("2", "+", "/", "ArrowLeft"):
        meeting.keyboard.press(key)
    assert meeting.input_value("#search") == "2+/"
    meeting.focus("#year")
    meeting.keyboard.press("ArrowLeft")
    assert meeting.input_value("#year") == "1"
    assert meeting.evaluate(MAP) == before
    assert meeting.get_attribute("[data-view=roads]", "aria-pressed") == "true"


def test_escape_closes_the_list_first_and_then_the_panel(meeting: Page) -> None:
    find(meeting, "黄家湾")
    meeting.fill("#search", "白岩")
    meeting.keyboard.press("Escape")
    assert meeting.inner_text("#found") == "" and meeting.is_visible("#why")
    meeting.keyboard.press("Escape")
    assert meeting.is_hidden("#why")


def test_escape_gives_the_keyboard_back(meeting: Page) -> None:
    meeting.keyboard.press("/")
    meeting.keyboard.type("黄家湾")
    meeting.keyboard.press("Enter")
    assert meeting.evaluate(FOCUSED) == "why"
    meeting.keyboard.press("Escape")
    assert meeting.evaluate(FOCUSED) == "search"
    meeting.focus("#planMap")
    click_on(meeting, "villages", 1)
    meeting.focus("#why")
    meeting.keyboard.press("Escape")
    assert meeting.evaluate(FOCUSED) == "planMap"


@pytest.mark.parametrize("press", ["0", "Home", ".whole"])
def test_the_whole_county_again(meeting: Page, press: str) -> None:
    first = meeting.evaluate(MAP)
    for key in ("+", "+", "ArrowLeft"):
        press_and_wait(meeting, key)
    assert meeting.evaluate(MAP)[1] > first[1]
    if press == ".whole":
        assert meeting.get_attribute(press, "title") == "看全县"
        meeting.click(press)
    else:
        meeting.focus("#planMap")
        meeting.keyboard.press(press)
    assert meeting.evaluate(MAP) == first


@pytest.fixture
def low(show: Show, files: dict[str, Path]) -> Page:
    """A page in a low window, where the panel scrolls."""
    return show(files["meeting"], size=(1093, 400))


SCROLLED = "document.getElementById('why').scrollTop"


def test_back_to_what_the_panel_showed_before(low: Page) -> None:
    low.click("[data-view=relocation]")
    low.evaluate("geoplan.select({ kind: 'village', row: 1 })")
    assert low.locator("#why .back").count() == 0
    low.evaluate(f"{SCROLLED} = 40")
    low.evaluate("document.querySelector('#why .link').click()")
    assert low.inner_text("#why h3 >> nth=0") != "黄家湾"
    assert low.get_attribute("[data-view=roads]", "aria-pressed") == "true"
    low.click("#why .back")
    assert low.inner_text("#why h3 >> nth=0") == "黄家湾"
    assert low.get_attribute("[data-view=relocation]", "aria-pressed") == "true"
    assert low.evaluate(SCROLLED) == 40
    assert low.locator("#why .back").count() == 0


def test_tab_in_a_scrolled_panel_goes_on_where_one_reads(low: Page) -> None:
    find(low, "黄家湾")
    low.wait_for_selector("#why.more")
    low.focus("#why")
    low.evaluate(f"{SCROLLED} = 40")
    low.keyboard.press("Tab")
    assert low.evaluate(SCROLLED) >= 40
    assert low.evaluate("document.activeElement.matches('#why button, #why summary')")
    assert not low.evaluate("document.activeElement.matches('#why .tools *')")


INSIDE = """() => {
    const panel = document.getElementById("why").getBoundingClientRect();
    return ["#why h3", "#why .back", "#why .close"].map((one) => {
        const box = document.querySelector(one).getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return y > panel.top && !!document.elementFromPoint(x, y).closest(one);
    });
}"""


def test_name_and_ways_out_stay_over_a_scrolled_panel(low: Page) -> None:
    low.evaluate("geoplan.select({ kind: 'village', row: 1 })")
    low.evaluate("geoplan.select({ kind: 'village', row: 4 })")
    for scrolled in (0, 60, 1e4):
        low.evaluate(f"{SCROLLED} = {scrolled}")
        assert low.evaluate(INSIDE) == [True, True, True]
    low.wait_for_selector("#why.scrolled")


def test_long_panel_ends_at_the_edge_of_the_map_and_fades_into_white(low: Page) -> None:
    find(low, "黄家湾")
    low.wait_for_selector("#why.more")
    ends = low.evaluate(
        """() => {
            const end = document.querySelector("#why").getBoundingClientRect().bottom;
            const fade = getComputedStyle(document.querySelector("#why"), "::after");
            return [document.querySelector("#time").getBoundingClientRect().top - end,
                fade.borderBottomWidth, fade.width];
        }"""
    )
    width = low.eval_on_selector("#why", "panel => `${panel.clientWidth}px`")
    assert ends == [-1, "0px", width], "one pixel over it, since scaled screens round"


def test_words_of_the_meeting_are_explained_at_a_question_mark(meeting: Page) -> None:
    for words in (("方案", "设想", "最省的通路", "结转"),
                  ("Plan", "What if", "Cheapest way", "Carry-over")):  # fmt: skip
        meeting.click("#help")
        told = meeting.locator("#keys dt").all_inner_texts()
        assert tuple(told[:4]) == words
        assert all(meeting.locator("#keys dd").all_inner_texts())
        meeting.click("#help")
        meeting.click("#language")


def test_keys_are_listed_at_a_question_mark(meeting: Page) -> None:
    assert meeting.is_hidden("#keys")
    meeting.keyboard.press("?")
    for said in ("查找", "看全图", "Esc"):
        assert said in meeting.inner_text("#keys")
    meeting.keyboard.press("Escape")
    assert meeting.is_hidden("#keys")
    assert meeting.get_attribute("#search", "title") == "查找（按 / 键）"


def test_everything_has_a_name_for_those_who_listen(meeting: Page) -> None:
    find(meeting, "黄家湾")
    meeting.click("[data-moment=both]")
    nameless = meeting.evaluate(
        """[...document.querySelectorAll("button, input, select, [role], [tabindex='0']")]
            .filter((one) => one.checkVisibility() && one.getAttribute("role") !== "status")
            .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim()
                || (one.labels && one.labels.length)))
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
