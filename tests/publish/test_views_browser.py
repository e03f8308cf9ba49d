"""Finding, side by side, the keyboard, the projector and the printer, in a real browser."""

import re
from pathlib import Path

import pytest
import test_maps_browser as maps_browser
from plans import village_plan
from test_maps_browser import Browser, Page, click_on, find, open_page, pixels

from geoplan.publish.maps import write_meeting_map
from geoplan.publish.packing import packed
from geoplan.publish.pinyin import readings

pytestmark = pytest.mark.browser
browser, files = maps_browser.browser, maps_browser.files
meeting, planner = maps_browser.meeting, maps_browser.planner

SIZES = {"1366 x 768": (1366, 768, 1.0), "the same at 125 %": (1093, 614, 1.25)}
VIEWS = ("roads", "access", "relocation")
A3_POINTS = (1190.55, 841.89)
FOCUSED = "document.activeElement.id || JSON.stringify(document.activeElement.dataset)"
APART_PX = """(() => {
    const [one, other] = [geoplan.map, geoplan.mapNow];
    return one.getZoom() === other.getZoom()
        ? one.project(one.getCenter()).distanceTo(one.project(other.getCenter())) : Infinity;
})()"""
MAP = "[geoplan.map.getCenter(), geoplan.map.getZoom()]"


def found(page: Page, text: str) -> dict[str, list[str]]:
    """What the search lists, by its headings."""
    page.fill("#search", text)
    groups = page.query_selector_all("#found [role=group]")
    return {
        group.get_attribute("aria-label"): [
            row.text_content() for row in group.query_selector_all("[role=option]")
        ]
        for group in groups
    }


def renamed(browser: Browser, path: Path, *names: str) -> Page:
    """Page of the plan with other names for its first villages."""
    villages = village_plan().villages
    rest = villages["name"].tolist()[len(names) :]
    write_meeting_map(village_plan(villages=villages.assign(name=[*names, *rest])), path)
    return open_page(browser, path)[0]


def open_all(page: Page, language: str) -> None:
    """The fullest page: a site chosen, credits at the foot, in a language."""
    if language == "en":
        page.click("#language")
    find(page, "石门新村")


# ---- finding ---------------------------------------------------------------------------------


def test_readings_of_a_character_are_all_its_readings_once() -> None:
    told = readings(["重石", "长行", "Moroni", None, "石"])
    assert told["重"].split()[:2] == ["zhong", "chong"]
    assert {"zhang", "chang"} <= set(told["长"].split())
    assert {"xing", "hang"} <= set(told["行"].split())
    assert list(told) == sorted("重石长行")


@pytest.mark.parametrize("typed", ["hjw", "HJW", "huangjiawan", "huang jia wan", "huangjw", "jiaw"])
def test_search_by_pinyin_and_its_initials(meeting: Page, typed: str) -> None:
    assert found(meeting, typed)["自然村"][0].startswith("黄家湾")


@pytest.mark.parametrize("typed", ["csp", "zsp", "chongshi", "zhongsp"])
def test_search_knows_all_readings(browser: Browser, tmp_path: Path, typed: str) -> None:
    page = renamed(browser, tmp_path / "names.html", "重石坪")
    assert found(page, typed)["自然村"] == ["重石坪云岭镇 · 柳坪村"]
    assert "自然村" not in found(page, "dsp")
    page.close()


def test_search_passes_over_accents_and_capitals(browser: Browser, tmp_path: Path) -> None:
    page = renamed(browser, tmp_path / "names.html", "Séléa", "Moroni")
    assert found(page, "selea")["自然村"][0].startswith("Séléa")
    assert found(page, "MORO")["自然村"][0].startswith("Moroni")
    page.close()


def test_results_are_grouped_and_say_where(meeting: Page) -> None:
    by_name = found(meeting, "黄家湾")
    assert list(by_name) == ["自然村", "道路"]
    assert by_name["自然村"] == ["黄家湾云岭镇 · 柳坪村"]
    assert by_name["道路"][0] == "黄家湾路Y251610928 · P1 · 云岭镇"
    assert list(found(meeting, "P3")) == ["道路"]
    assert found(meeting, "石门新")["安置点"] == ["石门新村S1"]
    assert "村民小组" in found(meeting, "白岩沟")


def test_exact_code_comes_first(meeting: Page) -> None:
    assert found(meeting, "s1")["安置点"] == ["石门新村S1"]
    assert meeting.get_attribute("#search", "aria-activedescendant") == "found-0"


def test_arrows_walk_through_the_list_and_enter_opens(meeting: Page) -> None:
    meeting.keyboard.press("/")
    assert meeting.evaluate(FOCUSED) == "search"
    meeting.keyboard.type("黄家湾")
    rows = [row.text_content() for row in meeting.query_selector_all("#found [role=option]")]
    assert len(rows) >= 3
    chosen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        meeting.keyboard.press(key)
        chosen.append(meeting.text_content("#found [aria-selected=true]"))
    assert chosen == [rows[1], rows[2], rows[1], rows[0], rows[-1]]
    meeting.keyboard.press("ArrowDown")
    meeting.keyboard.press("Enter")
    assert meeting.inner_text("#why h3 >> nth=0") == "黄家湾"
    assert meeting.get_attribute("#search", "aria-expanded") == "false"
    assert meeting.evaluate(FOCUSED) == "why"


def test_long_lists_say_how_much_is_left_out(browser: Browser, tmp_path: Path) -> None:
    page = renamed(browser, tmp_path / "names.html", *[f"甲{n}" for n in range(8)])
    page.evaluate("geoplan.data.villages.name.push(...geoplan.data.villages.name.slice(0, 3))")
    assert len(found(page, "甲")["自然村"]) == 8
    assert "还有 3 个" in page.inner_text("#found")
    page.close()


# ---- side by side ----------------------------------------------------------------------------


def canvases(page: Page) -> list[str]:
    """What the two canvases show, today's first."""
    shown: list[str] = page.evaluate(
        "[geoplan.canvasNow, geoplan.canvas].map((layer) => layer.canvas.toDataURL())"
    )
    return shown


@pytest.mark.parametrize("view", VIEWS)
def test_side_by_side_shows_today_beside_the_plan(meeting: Page, view: str) -> None:
    meeting.click(f"[data-view={view}]")
    meeting.click("[data-moment=both]")
    assert meeting.get_attribute("[data-moment=both]", "aria-pressed") == "true"
    assert [meeting.inner_text(one) for one in ("#name-now", "#name-after")] == [
        "现状",
        "到 2028 年",
    ]
    left, right = canvases(meeting)
    assert left != right
    boxes = [meeting.locator(one).bounding_box() for one in ("#map-now", "#planMap")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 1
    assert boxes[0]["width"] == pytest.approx(boxes[1]["width"], abs=1)
    meeting.click("[data-moment=after]")
    assert meeting.is_hidden("#map-now")
    assert meeting.is_hidden("#name-now")


def test_year_slider_moves_the_plan_and_not_today(meeting: Page) -> None:
    meeting.click("[data-moment=both]")
    before = canvases(meeting)
    meeting.fill("#year", "1")
    after = canvases(meeting)
    assert after[0] == before[0] and after[1] != before[1]
    assert meeting.inner_text("#name-after") == "到 2027 年"


@pytest.mark.parametrize("dragged", ["#map-now", "#planMap"])
def test_both_maps_move_together(meeting: Page, dragged: str) -> None:
    meeting.click("[data-moment=both]")
    first = meeting.evaluate(MAP)
    box = meeting.locator(dragged).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    meeting.mouse.move(x, y)
    meeting.mouse.down()
    meeting.mouse.move(x - 60, y - 40, steps=4)
    assert meeting.evaluate(MAP)[0] != first[0]
    assert meeting.evaluate(APART_PX) <= 1.5
    meeting.mouse.up()
    meeting.mouse.wheel(0, -300)
    meeting.wait_for_timeout(400)
    assert meeting.evaluate(MAP)[1] > first[1]
    assert meeting.evaluate(APART_PX) <= 1.5


def test_clicks_on_either_map_select_the_same(meeting: Page) -> None:
    meeting.click("[data-moment=both]")
    click_on(meeting, "villages", 1)
    assert meeting.inner_text("#why h3 >> nth=0") == "黄家湾"
    meeting.keyboard.press("Escape")
    before = canvases(meeting)
    x, y = meeting.evaluate(
        """(() => {
            const { lat, lon } = geoplan.data.villages;
            const point = geoplan.mapNow.latLngToContainerPoint([lat[2], lon[2]]);
            const box = geoplan.mapNow.getContainer().getBoundingClientRect();
            return [box.x + point.x, box.y + point.y];
        })()"""
    )
    meeting.mouse.click(x, y)
    assert meeting.inner_text("#why h3 >> nth=0") == "㙍家箐"
    after = canvases(meeting)
    assert after[0] != before[0] and after[1] != before[1]
    covered = meeting.locator("#why").bounding_box()
    assert covered["x"] + covered["width"] <= meeting.locator("#map-now").bounding_box()["x"] + 1


def test_one_map_again_shows_what_it_showed(meeting: Page) -> None:
    first = meeting.evaluate(MAP)
    meeting.click("[data-moment=both]")
    assert meeting.evaluate(MAP)[1] < first[1]
    meeting.click("[data-moment=after]")
    assert meeting.evaluate(MAP) == first


# ---- keyboard --------------------------------------------------------------------------------


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
    wanted = ["language", "print", '{"view":"roads","word":"question_roads"}', "search",
              '{"layer":"terrain"}', "why", "map-now", "planMap",
              '{"moment":"now","word":"access_now"}', "play", "year", "sources"]  # fmt: skip
    assert [one for one in reached if one in wanted] == wanted
    assert set(rings) == {"3px"}
    reachable = meeting.evaluate(
        """[...document.querySelectorAll("button, input, select, [tabindex='0']")]
            .filter((one) => one.checkVisibility() && one.tabIndex >= 0).length"""
    )
    assert len(reached) >= reachable


def test_keys_switch_questions_and_move_the_map(meeting: Page) -> None:
    for key, view in zip("231", ("access", "relocation", "roads"), strict=True):
        meeting.keyboard.press(key)
        assert meeting.get_attribute(f"[data-view={view}]", "aria-pressed") == "true"
    moved = []
    for key in ("ArrowRight", "ArrowDown", "+", "-"):
        before = meeting.evaluate(MAP)
        meeting.keyboard.press(key)
        meeting.wait_for_timeout(350)
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


def test_everything_has_a_name_for_those_who_listen(meeting: Page) -> None:
    find(meeting, "黄家湾")
    meeting.click("[data-moment=both]")
    nameless = meeting.evaluate(
        """[...document.querySelectorAll("button, input, select, [role], [tabindex='0']")]
            .filter((one) => one.checkVisibility() && !one.closest(".leaflet-control"))
            .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim()
                || (one.labels && one.labels.length)))
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert nameless == []


# ---- projector -------------------------------------------------------------------------------

CONTRASTS = """(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const over = (layers) => {
        context.clearRect(0, 0, 1, 1);
        for (const layer of layers) {
            context.fillStyle = layer;
            context.fillRect(0, 0, 1, 1);
        }
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const grounds = (one) => one
        ? [...grounds(one.parentElement), getComputedStyle(one).backgroundColor] : ["#fff"];
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.checkVisibility() && !["SCRIPT", "STYLE"].includes(one.tagName))
        .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
        .map((one) => {
            const ground = grounds(one);
            const pair = [over(ground), over([...ground, getComputedStyle(one).color])].map(light);
            const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
            return [ratio, parseFloat(getComputedStyle(one).fontSize), one.textContent.slice(0, 30)];
        });
})()"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_contrast_and_size_of_every_text(meeting: Page, view: str, language: str) -> None:
    """WCAG 2 contrast of each text on the colours behind it."""
    open_all(meeting, language)
    meeting.click(f"[data-view={view}]")
    meeting.click("[data-moment=both]")
    texts = meeting.evaluate(CONTRASTS)
    assert len(texts) > 30
    assert [text for text in texts if text[0] < 4.5] == []
    assert [text for text in texts if text[1] < 14] == []


BOXES = ("#head", "#side", "#map-now", "#planMap", "#time", "#foot")
CUT_OFF = """[...document.querySelectorAll(
        "button, #totals, #title, .map-name, #legend .entry, #why td, #ticks span, label")]
    .filter((one) => one.checkVisibility() && one.id !== "sources" && one.clientWidth > 0)
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2
        || one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 90))"""
OUTSIDE = """[...document.querySelectorAll("#head > *, #time > *, #foot > *")]
    .filter((one) => one.checkVisibility())
    .filter((one) => {
        const [own, room] = [one, one.parentElement].map((part) => part.getBoundingClientRect());
        return own.left < room.left - 1 || own.right > room.right + 1
            || own.top < room.top - 1 || own.bottom > room.bottom + 1;
    })
    .map((one) => one.outerHTML.slice(0, 90))"""


def overlapping(page: Page, boxes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Pairs of parts of the page that lie on each other."""
    placed = [(one, page.locator(one).bounding_box()) for one in boxes if page.is_visible(one)]
    return [
        (name, other)
        for at, (name, a) in enumerate(placed)
        for other, b in placed[at + 1 :]
        if a["x"] + a["width"] > b["x"] + 1 and b["x"] + b["width"] > a["x"] + 1
        and a["y"] + a["height"] > b["y"] + 1 and b["y"] + b["height"] > a["y"] + 1
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_or_is_cut_off(
    browser: Browser, files: dict[str, Path], size: str, language: str
) -> None:
    width, height, sharpness = SIZES[size]
    viewport = {"width": width, "height": height}
    page, wrong = open_page(
        browser, files["meeting"], viewport=viewport, device_scale_factor=sharpness
    )
    open_all(page, language)
    for moment in ("after", "both"):
        page.click(f"[data-moment={moment}]")
        for view in VIEWS:
            page.click(f"[data-view={view}]")
            assert overlapping(page, BOXES) == []
            assert overlapping(page, ("#why", "#head", "#time", "#foot", "#find")) == []
            assert page.evaluate(CUT_OFF) == []
            assert page.evaluate(OUTSIDE) == []
    page.close()
    assert wrong == []


# ---- printer ---------------------------------------------------------------------------------


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page of a PDF [points]."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type /Page\b", pdf))
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.parametrize("moment", ["after", "both"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_prints_one_sheet_of_a3(meeting: Page, language: str, moment: str) -> None:
    open_all(meeting, language)
    meeting.click(f"[data-moment={moment}]")
    before = pixels(meeting), meeting.evaluate("geoplan.map.getZoom()")
    pdf = meeting.pdf(prefer_css_page_size=True, print_background=True)
    assert page_sizes(pdf) == [pytest.approx(A3_POINTS, abs=1.5)]
    assert meeting.query_selector("#sheet") is None
    assert (pixels(meeting), meeting.evaluate("geoplan.map.getZoom()")) == before


@pytest.mark.parametrize(("moment", "maps"), [("after", 1), ("both", 2)])
def test_sheet_has_maps_legend_choice_credits_and_a_true_scale(
    meeting: Page, moment: str, maps: int
) -> None:
    find(meeting, "石门新村")
    meeting.click(f"[data-moment={moment}]")
    meeting.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert meeting.locator("#sheet canvas").count() == maps
    text = meeting.text_content("#sheet")
    for said in ("云岭县道路硬化与避险搬迁规划", "避险搬迁", "模拟数据", "公众版", "图例", "计划搬迁的小组",
                 "已用 12 / 20 户", "供讨论，不作决定依据", "审图号", "云岭县示例数据", "打印日期 20", "到 2028 年"):  # fmt: skip
        assert said in text
    colours, cut, scale = meeting.evaluate(
        """(() => {
            const canvas = document.querySelector("#sheet canvas");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set();
            for (let i = 0; i < data.length; i += 400) colours.add(data.slice(i, i + 3).join());
            const words = document.querySelector("#sheet .words");
            const bar = document.querySelector("#sheet .scale");
            const bounds = geoplan.map.getBounds();
            const across = geoplan.map.distance(bounds.getSouthWest(), bounds.getSouthEast());
            const shown = geoplan.project(bounds.getEast(), 0).x - geoplan.project(bounds.getWest(), 0).x;
            return [colours.size, words.scrollHeight > words.clientHeight,
                [bar.textContent, bar.clientWidth, across, shown]];
        })()"""
    )
    assert meeting.locator("#sheet details:not([open])").count() == 0
    assert colours > 50
    assert not cut
    assert re.search(r"\d (km|m)$", scale[0])
    meeting.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert meeting.query_selector("#sheet") is None


# ---- packing ---------------------------------------------------------------------------------

LISTS = {
    "words": ["修路", "搬迁", "</script>", None] * 40,
    "numbers": [None, *range(-500, 9_000_000, 70_000)],
    "money": [round(0.01 * n * n, 2) for n in range(-70, 100)],
    "places": [109.12345 + n / 1e5 for n in range(70)],
    "degrees": [round(109.12345 + 7 * n / 1e5, 5) for n in range(70)],
    "bools": [True, False, None, True] * 20,
    "lists": [[], [1, 2], [], ["a", None]] * 20,
    "mixed": ["<3", "~90", 7, None] * 20,
    "names": [f"村{n % 90}" for n in range(400)],
    "big": [123_456_789_012 + 100 * n for n in range(80)],
    "short": [1, 2, 3],
    "none": [],
}


def test_long_columns_become_short_and_the_page_reads_them_back(meeting: Page) -> None:
    short = packed({"tables": LISTS, "one": 7})
    forms = [cell["packed"] for cell in short["tables"].values() if isinstance(cell, dict)]
    assert {"cells", "steps"} == set(forms)
    assert short["tables"]["short"] == [1, 2, 3]
    assert meeting.evaluate("(data) => geoplan.unpack(data)", short) == {"tables": LISTS, "one": 7}
