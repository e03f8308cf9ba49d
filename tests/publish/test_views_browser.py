"""Side by side, names on the map, the projector and packing, in a real browser."""

from pathlib import Path

import pytest
from pages import NEXT_FRAME, Show, click_on, find
from playwright.sync_api import Page

from geoplan.publish.packing import packed

pytestmark = pytest.mark.browser

SIZES = {"1366 x 768": (1366, 768, 1.0), "the same at 125 %": (1093, 614, 1.25)}
VIEWS = ("roads", "access", "relocation")
APART_PX = """(() => {
    const [one, other] = [geoplan.map, geoplan.mapNow];
    return one.getZoom() === other.getZoom()
        ? one.project(one.getCenter()).distanceTo(one.project(other.getCenter())) : Infinity;
})()"""
MAP = "[geoplan.map.getCenter(), geoplan.map.getZoom()]"


def open_all(page: Page, language: str) -> None:
    """The fullest page: a site chosen, credits at the foot, in a language."""
    if language == "en":
        page.click("#language")
    find(page, "石门新村")


DRAWINGS = """async () => {
    let drawn = 0;
    const { canvas } = geoplan;
    const draw = canvas.draw;
    canvas.draw = (...given) => { drawn += 1; draw(...given); };
    geoplan.chooseView("access");
    geoplan.select({ kind: "project", row: 0 }, { move: true });
    const drawnAtOnce = drawn;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)));
    canvas.draw = draw;
    return [drawnAtOnce, drawn];
}"""


def test_the_map_is_drawn_once_however_much_changes_before_the_next_frame(meeting: Page) -> None:
    """Another question and its place: the map moves, the panel opens, the legend changes."""
    assert meeting.evaluate(DRAWINGS) == [0, 1]


# ---- side by side ----------------------------------------------------------------------------


def canvases(page: Page) -> list[str]:
    """What the two canvases show in the next frame, today's first."""
    page.evaluate(NEXT_FRAME)
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


def test_travel_times_are_those_of_the_year_that_stands_over_them(meeting: Page) -> None:
    """Minutes are known of today and of the end: 2027, chosen for the roads, is no year of theirs."""
    meeting.click("[data-view=access]")
    meeting.click("[data-moment=both]")
    at_end = canvases(meeting)
    meeting.click("[data-view=roads]")
    meeting.fill("#year", "1")
    assert meeting.inner_text("#name-after") == "到 2027 年"
    meeting.click("[data-view=access]")
    assert meeting.inner_text("#name-after") == "到 2028 年"
    assert canvases(meeting) == at_end
    meeting.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    captions = meeting.locator("#sheet figcaption").all_text_contents()
    assert captions == ["现状", "到 2028 年"]
    meeting.click("[data-view=roads]")
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


def rings(page: Page) -> list[list[str | None]]:
    """What happens to the minutes of each village with a ring, on the map of today and the other."""
    maps: list[list[str | None]] = page.evaluate(
        """["canvasNow", "canvas"].map((name) => {
            const drawn = [];
            const paint = geoplan.pixel;
            const context = geoplan[name].canvas.getContext("2d");
            const stroke = context.arc;
            context.arc = (x, y, radius, ...rest) => {
                drawn.push(radius);
                stroke.call(context, x, y, radius, ...rest);
            };
            geoplan[name].redraw();
            delete context.arc;
            return drawn.filter((radius) => radius > 8);
        })"""
    )
    return maps


def test_side_by_side_says_whose_minutes_change(meeting: Page) -> None:
    meeting.click("[data-view=access]")
    meeting.select_option("#service", "township_seat")
    meeting.click("[data-moment=both]")
    told = meeting.evaluate(
        """(() => {
            const { villages } = geoplan.data;
            return villages.people.map((people, row) => [geoplan.amount(people),
                ...["now", "after"].map((when) => villages[`minutes_township_seat_wet_${when}`][row])]);
        })()"""
    )
    faster = [(p, now - after) for p, now, after in told
              if isinstance(now, int) and isinstance(after, int) and after < now]  # fmt: skip
    people = sum(p for p, _ in faster)
    minutes = round(sum(p * less for p, less in faster) / people)
    assert people > 0
    totals = meeting.inner_text("#totals")
    assert f"{people} 人更快，平均每人单程约省 {minutes} 分钟" in totals
    left, right = rings(meeting)
    changed = sum(now != after for _, now, after in told if now is not None and after is not None)
    assert len(left) == len(right) == 2 * changed  # a white ring under each
    assert "用时缩短" in meeting.inner_text("#legend")
    meeting.click("[data-moment=after]")
    assert "用时缩短" not in meeting.inner_text("#legend")
    assert "更快" not in meeting.inner_text("#totals")


def test_legend_counts_people_of_both_maps(meeting: Page) -> None:
    meeting.click("[data-view=access]")
    counts = {}
    for moment in ("now", "after", "both"):
        meeting.click(f"[data-moment={moment}]")
        counts[moment] = meeting.locator("#legend .entry:not(.caption) b").all_inner_texts()[:6]
    pairs = zip(counts["now"], counts["after"], strict=True)
    assert counts["both"] == [f"{now} | {after}" for now, after in pairs]
    assert counts["now"] != counts["after"]
    assert "人：现在 | 以后" in meeting.inner_text("#legend")


# ---- names and furniture ---------------------------------------------------------------------

COVERED = """(layer) => {
    const paint = geoplan.Labels.prototype.paint;
    let hidden = null;
    geoplan.Labels.prototype.paint = function () {
        const boxes = this.view.kept.filter(([l, t, r, b]) => r > l && b > t);
        hidden = this.texts.filter(({ text, font, x, y }) => {
            this.context.font = font;
            const [right, bottom] = [x + this.context.measureText(text).width, y + parseInt(font.match(/\\d+px/)[0])];
            return boxes.some(([l, t, r, b]) => x < r && right > l && y < b && bottom > t);
        }).map(({ text }) => text);
        paint.call(this);
    };
    geoplan[layer].redraw();
    geoplan.Labels.prototype.paint = paint;
    return hidden;
}"""


@pytest.mark.parametrize("corner", [(8, 8), (12, 560), (8, 610), (10, 100), (500, 12)])
def test_names_keep_off_the_buttons_and_bars_of_the_map(
    meeting: Page, corner: tuple[int, int]
) -> None:
    """黄家湾 moved beside the zoom buttons, the north arrow, the scale bar and a name of a map."""
    meeting.click("[data-moment=both]")
    meeting.evaluate(
        """([x, y]) => {
            const { lat, lon } = geoplan.data.villages;
            const at = geoplan.map.latLngToContainerPoint([lat[1], lon[1]]);
            geoplan.map.panBy([at.x - x, at.y - y], { animate: false });
        }""",
        list(corner),
    )
    assert meeting.evaluate(COVERED, "canvas") == []
    assert meeting.evaluate(COVERED, "canvasNow") == []


CUT = """() => {
    const paint = geoplan.Labels.prototype.paint;
    const cut = [];
    geoplan.Labels.prototype.paint = function () {
        const { width, height, margin } = this.view;
        for (const { text, font, x, y } of this.texts) {
            this.context.font = font;
            const right = x + this.context.measureText(text).width;
            const bottom = y + parseInt(font.match(/\\d+px/)[0]);
            const inside = x >= margin.x && right <= width - margin.x
                && y >= margin.y && bottom <= height - margin.y;
            const outside = right <= margin.x || x >= width - margin.x
                || bottom <= margin.y || y >= height - margin.y;
            if (!inside && !outside) cut.push(text);
        }
        paint.call(this);
    };
    geoplan.canvas.redraw();
    geoplan.Labels.prototype.paint = paint;
    return cut;
}"""


@pytest.mark.parametrize("from_panel", [-40, -8, 20])
def test_names_of_sites_are_cut_neither_by_the_panel_nor_by_an_edge(
    meeting: Page, from_panel: int
) -> None:
    """石门新村 moved beside the panel, then to every edge of the map."""
    find(meeting, "石门新村")
    beside = meeting.locator("#why").bounding_box()["x"] + from_panel
    edges = [(beside, 300), (308, 300), (300, 300), (700, 50), (700, 675), (700, 690)]
    for x, y in edges:
        meeting.evaluate(
            """([x, y]) => {
                const { lat, lon } = geoplan.data.sites;
                const box = geoplan.map.getContainer().getBoundingClientRect();
                const at = geoplan.map.latLngToContainerPoint([lat[0], lon[0]]);
                geoplan.map.panBy([at.x - x + box.x, at.y - y + box.y], { animate: false });
            }""",
            [x, y],
        )
        for names in (meeting.evaluate(COVERED, "canvas"), meeting.evaluate(CUT)):
            assert set(names) <= {"云岭镇", "石门乡"}  # townships are named everywhere


CHANGED = """(selection) => {
    const read = () => {
        geoplan.canvas.redraw();
        const { canvas } = geoplan.canvas;
        const copy = Object.assign(document.createElement("canvas"),
            { width: canvas.width, height: canvas.height });
        const context = copy.getContext("2d", { willReadFrequently: true });
        context.drawImage(canvas, 0, 0);
        return context.getImageData(0, 0, copy.width, copy.height).data;
    };
    const before = read();
    geoplan.state.selection = selection;
    const after = read();
    let [changed, coloured, dark, light] = [0, 0, 0, 0];
    for (let at = 0; at < after.length; at += 4) {
        const [r, g, b, opaque] = after.slice(at, at + 4);
        if (opaque < 250 || [0, 1, 2, 3].every((part) => after[at + part] === before[at + part]))
            continue;
        changed += 1;
        coloured += Math.max(r, g, b) - Math.min(r, g, b) > 60;
        dark += Math.max(r, g, b) < 80;
        light += Math.min(r, g, b) > 230;
    }
    return { changed, coloured, dark, light };
}"""


@pytest.mark.parametrize("project", range(5))
def test_a_selected_road_has_no_colour_of_the_legend(meeting: Page, project: int) -> None:
    """A white band with dark edges under it, whatever its own colour: seen in grey and on relief."""
    seen = meeting.evaluate(CHANGED, {"kind": "project", "row": project})
    assert seen["changed"] > 300
    assert seen["coloured"] < 0.05 * seen["changed"]
    assert min(seen["dark"], seen["light"]) > 0.1 * seen["changed"]


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
    show: Show, files: dict[str, Path], size: str, language: str
) -> None:
    width, height, sharpness = SIZES[size]
    page = show(files["meeting"], size=(width, height), sharpness=sharpness)
    open_all(page, language)
    for moment in ("after", "both"):
        page.click(f"[data-moment={moment}]")
        for view in VIEWS:
            page.click(f"[data-view={view}]")
            assert overlapping(page, BOXES) == []
            assert overlapping(page, ("#why", "#head", "#time", "#foot", "#find")) == []
            assert page.evaluate(CUT_OFF) == []
            assert page.evaluate(OUTSIDE) == []


# ---- packing ---------------------------------------------------------------------------------

LISTS = {
    "words": ["修路", "搬迁", "</script>", None] * 40,
    "numbers": [None, *range(-500, 9_000_000, 70_000)],
    "money": [round(0.01 * n * n, 2) for n in range(-70, 100)],
    "places": [109.12345 + n / 1e5 for n in range(70)],
    "degrees": [round(109.12345 + 7 * n / 1e5, 5) for n in range(70)],
    "bools": [True, False, None, True] * 20,
    "lists": [[], [1, 2], [], ["a", None]] * 20,
    "mixed": ["<3", 90, 7, None] * 20,
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
