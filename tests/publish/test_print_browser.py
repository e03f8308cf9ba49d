"""The A3 sheets that a browser prints: nothing is lost, and each says what it is."""

import base64
import re
from dataclasses import fields
from pathlib import Path

import geopandas as gpd
import pytest
from pages import Show, find, pixels
from plans import rich_plan, village_plan
from playwright.sync_api import Page

from geoplan.programme.plan import Plan
from geoplan.publish.maps import write_meeting_map, write_planner_map
from geoplan.publish.posters.fonts import cut_faces

pytestmark = pytest.mark.browser

A3_POINTS = (1190.55, 841.89)
PRINT = "window.dispatchEvent(new Event('beforeprint'))"
VIEW = """(() => {
    const drawAt = geoplan.drawAt;
    geoplan.drawAt = (step, context, view) => {
        geoplan.paper = view;
        drawAt(step, context, view);
    };
})()"""
LOST = """(({ kind, row, view }) => {
    geoplan.chooseView(view);
    geoplan.select({ kind, row });
    for (const folded of document.querySelectorAll("#why details")) folded.open = true;
    window.dispatchEvent(new Event("beforeprint"));
    const squeezed = (text) => text.replace(/\\s/g, "");
    const boxes = [...document.querySelectorAll("#sheet .words")];
    const printed = squeezed(boxes.map((box) => box.textContent).join(""));
    const told = [...document.querySelectorAll("#why :is(h2, h3, li, dd, .link, .verdict, .where)")];
    const missing = told.map((one) => squeezed(one.textContent)).filter((one) => !printed.includes(one));
    const outside = boxes.flatMap((box) => {
        const room = box.getBoundingClientRect();
        const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
        const cut = [];
        while (walker.nextNode()) {
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            for (const one of range.getClientRects()) {
                if (one.right > room.right + 2 || one.bottom > room.bottom + 2) cut.push(range.toString());
            }
        }
        return cut;
    });
    const pages = document.querySelectorAll("#sheet .page").length;
    window.dispatchEvent(new Event("afterprint"));
    return [missing, outside, pages];
})"""


def stretched(plan: Plan, *, times: float) -> Plan:
    """The plan by hand with every place so many times as far north of its southern edge."""
    _, south, _, _ = plan.villages.total_bounds
    layers = {part.name: getattr(plan, part.name) for part in fields(plan)}
    return village_plan(
        **{
            name: layer.set_geometry(layer.scale(1.0, times, origin=(0, south)))
            for name, layer in layers.items()
            if isinstance(layer, gpd.GeoDataFrame)
        }
    )


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page of a PDF [points]."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type /Page\b", pdf))
    return [(float(width), float(height)) for width, height in boxes]


def printed(page: Page) -> bytes:
    """The page as a PDF."""
    pdf: bytes = page.pdf(prefer_css_page_size=True, print_background=True)
    return pdf


@pytest.mark.parametrize("moment", ["after", "both"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_prints_one_sheet_of_a3(meeting: Page, language: str, moment: str) -> None:
    if language == "en":
        meeting.click("#language")
    find(meeting, "石门新村")
    meeting.click(f"[data-moment={moment}]")
    before = pixels(meeting), meeting.evaluate("geoplan.map.getZoom()")
    assert page_sizes(printed(meeting)) == [pytest.approx(A3_POINTS, abs=1.5)]
    assert meeting.query_selector("#sheet") is None
    assert (pixels(meeting), meeting.evaluate("geoplan.map.getZoom()")) == before


@pytest.mark.parametrize(
    ("moment", "size"), [("after", A3_POINTS[::-1]), ("both", A3_POINTS)], ids=["one", "two"]
)
def test_a_tall_county_fills_its_sheet_and_no_name_is_cut(
    show: Show, tmp_path: Path, moment: str, size: tuple[float, float]
) -> None:
    """One map goes on an upright sheet, two stand beside each other; the words have the rest."""
    write_meeting_map(stretched(village_plan(), times=3.0), tmp_path / "tall.html")
    page = show(tmp_path / "tall.html")
    page.click(f"[data-moment={moment}]")
    assert page_sizes(printed(page)) == [pytest.approx(size, abs=1.5)]
    page.evaluate(
        """(() => {
            const paint = geoplan.Labels.prototype.paint;
            geoplan.written = [];
            geoplan.Labels.prototype.paint = function () {
                const { width, height } = this.view;
                for (const { text, font, x, y } of this.texts) {
                    this.context.font = font;
                    const right = x + this.context.measureText(text).width;
                    const bottom = y + parseFloat(font.match(/[\\d.]+px/)[0]);
                    const whole = x >= 0 && y >= 0 && right <= width && bottom <= height;
                    geoplan.written.push([text, whole]);
                }
                paint.call(this);
            };
        })()"""
    )
    page.evaluate(PRINT)
    written = page.evaluate("geoplan.written")
    assert len(written) >= 8
    assert [text for text, whole in written if not whole] == []
    used, between = page.evaluate(
        """(() => {
            const box = (one) => document.querySelector(one).getBoundingClientRect();
            const last = box("#sheet figure:last-child");
            const beside = box("#sheet .words").left - last.right;
            return [last.height / box("#sheet .maps").height, beside];
        })()"""
    )
    assert used > 0.9
    assert 0 < between < 40


@pytest.mark.parametrize("language", [0, 1])
def test_nothing_is_lost_however_long_the_words(show: Show, tmp_path: Path, language: int) -> None:
    """Every village, road and site of a plan whose names fill many lines."""
    plan = village_plan()
    long = {
        table: getattr(plan, table).assign(name=lambda frame: frame["name"] + "又长又长的名字" * 40)
        for table in ("villages", "projects", "sites")
    }
    write_meeting_map(village_plan(**long), tmp_path / "long.html")
    page = show(tmp_path / "long.html")
    page.evaluate(f"geoplan.language = {language}; geoplan.speak()")
    sheets = []
    for kind in ("village", "project", "site"):
        for row in range(page.evaluate(f"geoplan.data.{kind}s.name.length")):
            view = {"village": "relocation", "project": "roads", "site": "relocation"}[kind]
            asked = {"kind": kind, "row": row, "view": view}
            missing, outside, pages = page.evaluate(LOST, asked)
            assert (missing, outside) == ([], []), asked
            sheets.append((pages, asked))
    most, longest = max(sheets, key=lambda one: one[0])
    assert most > 1
    page.evaluate("({ kind, row }) => geoplan.select({ kind, row })", longest)
    assert page_sizes(printed(page)) == [pytest.approx(A3_POINTS, abs=1.5)] * most
    page.evaluate(PRINT)
    said = ("续", "continued")[language]
    assert page.locator("#sheet h1").nth(1).inner_text().endswith(f" · {said}")


@pytest.mark.parametrize(("moment", "maps"), [("after", 1), ("both", 2)])
def test_sheet_has_maps_legend_choice_credits_and_a_true_scale(
    meeting: Page, moment: str, maps: int
) -> None:
    find(meeting, "石门新村")
    meeting.click(f"[data-moment={moment}]")
    meeting.evaluate(VIEW)
    meeting.evaluate(PRINT)
    assert meeting.locator("#sheet canvas").count() == maps
    text = meeting.text_content("#sheet")
    for said in ("云岭县道路硬化与避险搬迁规划", "避险搬迁", "模拟数据", "公众版", "图例", "计划搬迁的小组",
                 "已用 12 / 20 户", "供讨论，不作决定依据", "审图号", "云岭县示例数据", "打印日期 20", "到 2028 年"):  # fmt: skip
        assert said in text
    colours, bar, shown_m = meeting.evaluate(
        """(() => {
            const canvas = document.querySelector("#sheet canvas");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set();
            for (let i = 0; i < data.length; i += 400) colours.add(data.slice(i, i + 3).join());
            const bar = document.querySelector("#sheet .scale");
            const { dx, dy, scale, height } = geoplan.paper;
            const at = (x) => L.CRS.EPSG3857.pointToLatLng(
                L.point((x - dx) / scale, (height / 2 - dy) / scale).add(geoplan.origin), 0);
            const across = geoplan.map.distance(at(0), at(bar.clientWidth));
            return [colours.size, bar.textContent, across];
        })()"""
    )
    assert meeting.locator("#sheet details").count() == 0
    assert colours > 50
    number, unit = re.search(r"(\d+) (km|m)$", bar).groups()
    assert shown_m == pytest.approx(int(number) * (1000 if unit == "km" else 1), rel=0.02)
    meeting.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert meeting.query_selector("#sheet") is None


def test_title_is_what_is_selected_and_its_year(meeting: Page) -> None:
    find(meeting, "黄家湾")
    meeting.evaluate(PRINT)
    assert meeting.inner_text("#sheet h1").split() == ["黄家湾", "2027", "年通硬化路"]
    assert meeting.inner_text("#sheet header p") == "云岭县道路硬化与避险搬迁规划 · 修路计划"
    meeting.keyboard.press("Escape")
    meeting.evaluate(PRINT)
    assert meeting.inner_text("#sheet h1").split() == ["云岭县道路硬化与避险搬迁规划", "修路计划"]


def test_map_is_centred_on_what_is_selected(meeting: Page) -> None:
    """白岩沟 has no way of its own: it lies in the middle; without a choice, the county fills a side."""
    meeting.evaluate(VIEW)
    row = meeting.evaluate("geoplan.data.villages.way.findIndex((way) => way.length === 0)")
    meeting.evaluate(f"geoplan.select({{ kind: 'village', row: {row} }})")
    meeting.evaluate(PRINT)
    x, y, width, height = meeting.evaluate(
        """(row) => {
            const { dx, dy, scale, width, height } = geoplan.paper;
            const { x, y } = geoplan.data.villages;
            return [x[row] * scale + dx, y[row] * scale + dy, width, height];
        }""",
        row,
    )
    assert (x, y) == pytest.approx((width / 2, height / 2), abs=1)
    meeting.keyboard.press("Escape")
    meeting.evaluate(PRINT)
    left, top, right, bottom, width, height = meeting.evaluate(
        """(() => {
            const { dx, dy, scale, width, height } = geoplan.paper;
            const { x, y } = geoplan.data.villages;
            const across = x.map((one) => one * scale + dx);
            const down = y.map((one) => one * scale + dy);
            return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down), width, height];
        })()"""
    )
    assert 0 <= left < right <= width and 0 <= top < bottom <= height
    assert max((right - left) / width, (bottom - top) / height) > 0.75


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_printed_what_if_says_so(meeting: Page, language: str) -> None:
    banner, plan, out = {
        "zh": ("设想，不是方案", "方案里", "去掉"),
        "en": ("What if – not the plan", "By the plan", "out"),
    }[language]
    if language == "en":
        meeting.click("#language")
    find(meeting, "Y251610928")
    meeting.click("#why [data-key=out-0]")
    meeting.evaluate(PRINT)
    flags = meeting.locator("#sheet .flag")
    assert flags.all_inner_texts()[0] == banner
    sizes = flags.evaluate_all("(all) => all.map((one) => getComputedStyle(one).fontSize)")
    assert len(sizes) == 4 and len(set(sizes)) == 1
    name = meeting.evaluate("geoplan.nameOf('project', 0)")
    title = {"zh": f"会议设想：去掉 {name}", "en": f"What if: Take out {name}"}[language]
    assert meeting.inner_text("#sheet h1") == title
    assert plan in meeting.inner_text("#sheet header p")
    assert meeting.inner_text("#sheet .chosen .verdict b").startswith(plan)
    asked = meeting.inner_text("#sheet .parts")
    for said in ("黄家湾路", out, "2027", "2028"):
        assert said in asked
    assert meeting.locator("#sheet button").count() == 0
    meeting.evaluate("window.dispatchEvent(new Event('afterprint'))")
    meeting.click("[data-key=undo-all]")
    meeting.evaluate(PRINT)
    assert banner not in meeting.text_content("#sheet")


@pytest.mark.parametrize("moment", ["after", "both"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_what_if_of_three_choices_is_one_sheet(
    show: Show, tmp_path: Path, language: str, moment: str
) -> None:
    """P1 is told with all that hangs on it; two columns of words are not enough in English."""
    write_planner_map(rich_plan(), tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    if language == "en":
        page.click("#language")
    for code, what in (("P6", "in"), ("P2", "out"), ("P1", "out")):
        row = page.evaluate(f"geoplan.data.projects.id.indexOf('{code}')")
        page.evaluate(f"geoplan.select({{ kind: 'project', row: {row} }})")
        page.click(f"#why [data-key={what}-{row}]")
    page.click(f"[data-moment={moment}]")
    assert page_sizes(printed(page)) == [pytest.approx(A3_POINTS, abs=1.5)]


def test_a_sheet_names_what_the_meeting_asks_first(show: Show, tmp_path: Path) -> None:
    """Two roads of a kind by name, of more how many; then the plan and the question."""
    write_planner_map(rich_plan(), tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    page.evaluate(
        """() => {
            const asked = [["P1", "in", 2028], ["P2", "out", null], ["P3", "in", 2028],
                ["P5", "in", 2028], ["P6", "in", 2028]];
            geoplan.meeting.ask(asked.map(([id, decision, year]) =>
                ({ project: geoplan.data.projects.id.indexOf(id), decision, year })));
        }"""
    )
    page.evaluate(PRINT)
    first, second, third, fourth = (
        page.evaluate(f"geoplan.nameOf('project', geoplan.data.projects.id.indexOf('{code}'))")
        for code in ("P1", "P2", "P3", "P5")
    )
    asked = f"会议设想：去掉 {second}，列入 {third}、{fourth} 等 3 条，改期 {first}"
    assert page.inner_text("#sheet h1") == asked
    assert page.inner_text("#sheet header p").split() == [
        "云岭县道路硬化与避险搬迁规划",
        "修路计划",
    ]


def test_years_stand_over_their_figures_and_boxes_are_whole(meeting: Page) -> None:
    find(meeting, "Y251610928")
    meeting.click("#why [data-key=out-0]")
    meeting.evaluate(PRINT)
    edges = meeting.evaluate(
        """[...document.querySelectorAll("#sheet .part-people tr")].map((row) =>
            [...row.children].slice(1).map((cell) => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                return range.getBoundingClientRect().right;
            }))"""
    )
    years, *figures = edges
    assert figures and all(row == pytest.approx(years, abs=1) for row in figures)
    room, needed = meeting.evaluate(
        """(() => {
            const purse = document.querySelector("#sheet .purse");
            purse.textContent = "104,539.94 / 106,007.91";
            return [purse.clientWidth, purse.scrollWidth];
        })()"""
    )
    assert needed <= room
    for box in (".parts", ".legend"):
        assert (
            meeting.evaluate(f"document.querySelector('#sheet {box}').getClientRects().length") == 1
        )


@pytest.mark.parametrize("asked", [False, True])
def test_a_map_of_the_whole_county_has_no_bands_beside_it(meeting: Page, asked: bool) -> None:
    if asked:
        find(meeting, "Y251610928")
        meeting.click("#why [data-key=out-0]")
        meeting.click("#why .close")
    meeting.click(".whole")
    meeting.evaluate(VIEW)
    meeting.evaluate(PRINT)
    shown = meeting.evaluate(
        """(() => {
            const { dx, dy, scale, width, height } = geoplan.paper;
            const county = geoplan.countyBounds().pad(0.02);
            const [first, last] = [county.getNorthWest(), county.getSouthEast()].map(
                ({ lng, lat }) => geoplan.project(lng, lat).multiplyBy(scale));
            return [first.x + dx, first.y + dy, last.x + dx - width, last.y + dy - height];
        })()"""
    )
    assert shown == pytest.approx([0, 0, 0, 0], abs=1)


def test_a_credit_of_invented_data_is_told_in_one_language(show: Show, tmp_path: Path) -> None:
    pair = "全部为虚构数据（种子 7） Everything is invented (seed 7): data/make_county.py"
    for made_up, told in ((True, "全部为虚构数据（种子 7）"), (False, pair)):
        plan = village_plan()
        about = plan.about | {"made_up": made_up, "sources": [pair, "高程 DEM"]}
        write_meeting_map(village_plan(about=about), tmp_path / "credit.html")
        page = show(tmp_path / "credit.html")
        page.evaluate(PRINT)
        assert f"数据来源：{told} · 高程 DEM" in page.text_content("#sheet footer")


def test_names_keep_off_the_caption_and_the_scale(meeting: Page) -> None:
    meeting.evaluate(VIEW)
    meeting.evaluate(PRINT)
    boxes = meeting.evaluate("geoplan.paper.kept")
    assert len(boxes) == 2
    assert all(right > left and bottom > top for left, top, right, bottom in boxes)
    assert boxes[0][:2] == pytest.approx([11, 11], abs=2)  # 3 mm from the upper left corner


def test_fonts_are_embedded_as_the_font_that_the_page_asks_for_first(
    show: Show, files: dict[str, Path], tmp_path: Path
) -> None:
    """With a TrueType font under the name of Windows' own, nothing but halos of names is Type 3.

    Chromium embeds TrueType as it is; of fonts with PostScript outlines, as Noto Sans CJK of a
    Linux desktop has them, and of stroked letters it embeds the shapes (Type 3).
    """
    page = show(files["meeting"], csp=False)
    plain = printed(page)
    assert plain.count(b"/Type /Font\n") == plain.count(b"/CharProcs") + plain.count(
        b"/DescendantFonts"
    )
    faces = cut_faces(set(files["meeting"].read_text(encoding="utf-8")), tmp_path)
    for weight, face in zip((400, 700), faces, strict=True):
        data = base64.b64encode(face.path.read_bytes()).decode()
        source = f"url(data:font/ttf;base64,{data})"
        rule = f"font-family: 'Microsoft YaHei'; font-weight: {weight}; src: {source}"
        page.add_style_tag(content=f"@font-face {{ {rule} }}")
    page.evaluate("Promise.all([...document.fonts].map((one) => one.load()))")
    page.evaluate("CanvasRenderingContext2D.prototype.strokeText = () => {}")
    find(page, "石门新村")
    pdf = printed(page)
    assert set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", pdf)) == {
        b"NotoSansSC-Regular",
        b"NotoSansSC-Bold",
    }
    assert pdf.count(b"/FontFile2") == 2
    assert b"/Type3" not in pdf
