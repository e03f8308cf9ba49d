"""The maps in a real browser: file://, every request blocked, every control tried."""

from pathlib import Path
from typing import Any

import pytest
from pages import Show, click_on, find, pixels
from plans import HOSTILE_NAME, JINJA_NAME, village_plan
from playwright.sync_api import Page

from geoplan import make_plan, read_county
from geoplan.publish.maps import write_meeting_map

pytestmark = pytest.mark.browser


def test_meeting_map_says_what_it_is(meeting: Page) -> None:
    assert meeting.inner_text("#title") == "云岭县道路硬化与避险搬迁规划"
    assert meeting.inner_text("#made-up") == "模拟数据"
    assert meeting.inner_text("#edition") == "公众版"
    assert meeting.inner_text("#funds-assumed") == "资金额度为推定"
    foot = meeting.inner_text("#foot")
    for said in ("供讨论，不作决定依据", "2027–2028", "审图号", "数据来源：模拟数据"):
        assert said in foot
    assert "km" in meeting.inner_text(".leaflet-control-scale-line") or "m" in meeting.inner_text(
        ".leaflet-control-scale-line"
    )
    assert meeting.inner_text(".north") == "北"


def test_a_county_of_two_files_shows_what_it_has(
    show: Show, tiny_layers: dict[str, Any], write_county: Any, tmp_path: Path
) -> None:
    """Roads and villages only, no sources: no empty tab, layer or credit."""
    files = {name: tiny_layers[name] for name in ("roads", "villages")}
    path = write_county(tmp_path / "county", files)
    text = path.read_text(encoding="utf-8").replace('sources = ["tests/conftest.py"]', "")
    path.write_text(text, encoding="utf-8")
    plan = make_plan(read_county(path), prices=False)
    write_meeting_map(plan, tmp_path / "meeting.html")
    page = show(tmp_path / "meeting.html")
    assert page.inner_text("#title") == "小县道路硬化规划"
    assert page.is_hidden("#funds-assumed")
    assert page.is_hidden("#questions")
    assert page.is_hidden("#sources")
    layers = page.eval_on_selector_all(
        "#layers input", "some => some.map(one => one.dataset.layer)"
    )
    assert layers == ["villages", "names"]
    page.keyboard.press("3")
    assert "未通硬化路" in page.inner_text("#legend")
    find(page, "黄家湾")
    assert "通硬化路" in page.inner_text("#why")
    page.click("#language")
    assert page.inner_text("#title") == "Tiny county: road paving plan"


def test_a_county_with_sites_but_nobody_threatened_shows_them(show: Show, tmp_path: Path) -> None:
    """The search leads to a site in the question that has it."""
    first = village_plan()
    safe = village_plan(groups=first.groups[first.groups["reason"] == "not_threatened"])
    write_meeting_map(safe, tmp_path / "sites.html")
    page = show(tmp_path / "sites.html")
    find(page, "石门新村")
    assert page.get_attribute("[data-view=relocation]", "aria-pressed") == "true"
    legend = page.inner_text("#legend")
    assert "安置点" in legend and "小组" not in legend.replace("不足 3 户的小组不计入", "")


def test_planner_map_is_marked_internal_and_shows_households(planner: Page) -> None:
    assert planner.inner_text("#edition") == "内部使用"
    before = pixels(planner)
    planner.check("[data-layer=households]")
    assert pixels(planner) != before
    assert "受威胁农户" in planner.inner_text("#legend")


def test_each_question_has_its_own_picture_and_legend(meeting: Page) -> None:
    seen = {}
    for view, words in {
        "roads": ("2027 年硬化", "2028 年只修路基", "候选，未列入", "未通硬化路"),
        "access": ("≤ 15", "> 60", "不通"),
        "relocation": ("计划搬迁的小组", "启用的安置点", "极高"),
    }.items():
        meeting.click(f"[data-view={view}]")
        assert meeting.get_attribute(f"[data-view={view}]", "aria-pressed") == "true"
        legend = meeting.inner_text("#legend")
        assert all(one in legend for one in words)
        seen[view] = pixels(meeting)
    assert len(set(seen.values())) == 3


def test_year_slider_changes_totals_and_picture(meeting: Page) -> None:
    totals, pictures = [], []
    for step in ("0", "1", "2"):
        meeting.fill("#year", step)
        totals.append(meeting.inner_text("#totals"))
        pictures.append(pixels(meeting))
    assert "180 人已通硬化路" in totals[0]
    assert "开工 1 条 2.1 km，其中硬化 1 条 · 132.80 万元" in totals[1]
    assert "开工 3 条 5.7 km，其中硬化 2 条 · 246.13 万元" in totals[2]
    assert len(set(pictures)) == 3


def test_now_and_after(meeting: Page) -> None:
    after = pixels(meeting)
    meeting.click("[data-moment=now]")
    assert pixels(meeting) != after
    assert "2027 年硬化" not in meeting.inner_text("#legend")
    meeting.click("[data-moment=after]")
    assert pixels(meeting) == after


def test_years_play_by_themselves_and_stop(meeting: Page) -> None:
    meeting.click("#play")
    assert meeting.input_value("#year") == "0"
    assert meeting.get_attribute("#play", "aria-label") == "暂停"
    meeting.wait_for_selector("#ticks span.on:text('2027')", state="attached", timeout=5000)
    meeting.click("#play")
    assert meeting.get_attribute("#play", "aria-label") == "逐年播放"


def test_travel_time_by_service_and_weather(meeting: Page) -> None:
    meeting.click("[data-view=access]")
    wet = meeting.inner_text("#legend")
    meeting.click("[data-season=dry]")
    assert meeting.inner_text("#legend") != wet
    meeting.select_option("#service", "market")
    assert meeting.inner_text("#totals").startswith("集市 · 晴天：全县平均")


def test_search_by_part_of_a_name_route_code_and_site(meeting: Page) -> None:
    find(meeting, "家湾")
    assert meeting.inner_text("#why h3") == "黄家湾"
    find(meeting, "c501")
    assert meeting.inner_text("#why h3") == "白岩路"
    find(meeting, "石门新")
    assert meeting.inner_text("#why h3") == "石门新村"
    assert meeting.get_attribute("[data-view=relocation]", "aria-pressed") == "true"
    meeting.fill("#search", "没有这个村")
    assert meeting.inner_text("#found") == "云岭县没有叫“没有这个村”的村、路、安置点"


def test_panel_of_a_road_in_the_plan(meeting: Page) -> None:
    find(meeting, "Y251610928")
    meeting.click("#why >> text=更多情况")
    text = meeting.inner_text("#why")
    for said in ("2027 年硬化", "2.09 km", "K0+000 – K2+088", "132.80 万元", "镇村自筹（一事一议）",
                 "县级资金", "82.80 万元", "156 人", "黄家湾", "同意"):  # fmt: skip
        assert said in text
    meeting.click("#why >> text=黄家湾 >> nth=-1")
    assert "2027 年通硬化路" in meeting.inner_text("#why")


def test_panel_says_why_a_village_has_no_road(meeting: Page) -> None:
    find(meeting, "7*7")
    text = meeting.inner_text("#why")
    assert "未通硬化路" in text
    assert "尚未进入项目库" in text
    assert "现在说不出要谁让路" in text
    assert "本组不同意搬迁" in text
    for forbidden in ("得分", "排名", "自筹 "):
        assert forbidden not in text


def test_panel_of_a_site_counts_only_what_may_be_told(meeting: Page, planner: Page) -> None:
    find(meeting, "石门新村")
    public = meeting.inner_text("#why")
    assert "已用 12 / 20 户" in public
    assert "11 → 24 分钟" in public
    assert "二组独户" not in public
    find(planner, "石门新村")
    internal = planner.inner_text("#why")
    assert "已用 14 / 20 户" in internal
    assert "二组独户" in internal


def test_clicks_on_the_map_open_the_panel(meeting: Page) -> None:
    click_on(meeting, "villages", 1)
    assert meeting.inner_text("#why h3") == "黄家湾"
    meeting.keyboard.press("Escape")
    assert meeting.is_hidden("#why")
    meeting.click("[data-view=relocation]")
    click_on(meeting, "sites", 1)
    assert "在灾害隐患区（含影响范围）内" in meeting.inner_text("#why")
    meeting.click("#why .close")
    assert meeting.is_hidden("#why")


def test_click_on_a_line_explains_the_road(meeting: Page) -> None:
    x, y = meeting.evaluate(
        """(() => {
            const line = geoplan.data.roads.lines[7][0];
            const corner = L.point(line[2], line[3]).add(geoplan.origin);
            const place = L.CRS.EPSG3857.pointToLatLng(corner, 0);
            const point = geoplan.map.latLngToContainerPoint(place);
            const box = geoplan.map.getContainer().getBoundingClientRect();
            return [box.x + point.x, box.y + point.y];
        })()"""
    )
    meeting.mouse.click(x, y)
    assert meeting.inner_text("#why h3") == "白岩路"
    assert "最省的通路要走它的小组（3 户及以上）都计划搬迁" in meeting.inner_text("#why")


@pytest.mark.parametrize("name", [HOSTILE_NAME, JINJA_NAME])
def test_hostile_names_are_shown_as_text(meeting: Page, name: str) -> None:
    find(meeting, name.strip("\u2028")[:12])
    assert meeting.text_content("#why h3") == name
    assert meeting.evaluate("typeof boom") == "undefined"


def test_language_changes_every_word(meeting: Page) -> None:
    find(meeting, "柳树坪")
    meeting.click("#language")
    assert meeting.evaluate("document.documentElement.lang") == "en"
    assert meeting.inner_text("#title") == "Yunling County: road paving and relocation plan"
    assert meeting.inner_text("[data-view=access]") == "Travel time"
    assert "Has a paved road already" in meeting.inner_text("#why")
    assert "Supports a discussion" in meeting.inner_text("#foot")
    assert "¥2,461,300" in meeting.inner_text("#totals")
    for place in ("#side", "#time", "#head"):
        chinese = [one for one in meeting.inner_text(place) if "\u4e00" <= one <= "\u9fff"]
        assert set(chinese) <= set("中文")
    meeting.click("#language")
    assert "已通硬化路" in meeting.inner_text("#why")


def test_all_credits_show_at_one_click(meeting: Page) -> None:
    long = "document.getElementById('sources-short').textContent = '来源 '.repeat(60)"
    meeting.evaluate(long)
    cut = meeting.evaluate("sources.scrollWidth > sources.clientWidth")
    meeting.click("#sources")
    assert meeting.inner_text("#sources") == "数据来源：云岭县示例数据（虚构）"
    assert meeting.get_attribute("#sources", "aria-expanded") == "true"
    assert cut and not meeting.evaluate("sources.scrollWidth > sources.clientWidth")
    meeting.click("#sources")
    assert meeting.get_attribute("#sources", "aria-expanded") == "false"


def test_layers_can_be_switched(meeting: Page) -> None:
    for layer in ("waters", "villages", "names", "hazards"):
        before = pixels(meeting)
        meeting.click(f"[data-layer={layer}]")
        assert pixels(meeting) != before, layer
    meeting.uncheck("[data-layer=terrain]")
    assert meeting.eval_on_selector(".leaflet-image-layer", "image => image.style.opacity") == "0"


def test_zoom_and_drag_draw_again(meeting: Page) -> None:
    before = pixels(meeting)
    meeting.click(".leaflet-control-zoom-in")
    meeting.wait_for_timeout(400)
    zoomed = pixels(meeting)
    assert zoomed != before
    meeting.mouse.move(800, 400)
    meeting.mouse.down()
    meeting.mouse.move(700, 350, steps=4)
    meeting.mouse.up()
    meeting.wait_for_timeout(400)
    assert pixels(meeting) != zoomed


def test_keyboard_reaches_the_controls(meeting: Page) -> None:
    reached = []
    for _ in range(7):
        meeting.keyboard.press("Tab")
        reached.append(
            meeting.evaluate("document.activeElement.id || document.activeElement.dataset.view")
        )
    assert reached == ["language", "print", "help", "roads", "access", "relocation", "search"]
    meeting.focus("#search")
    meeting.keyboard.type("黄家湾")
    meeting.keyboard.press("Enter")
    assert meeting.is_visible("#why")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_nothing_is_cut_off_or_overlaps_on_the_projector(
    show: Show, files: dict[str, Path], size: tuple[int, int], language: str
) -> None:
    """1366 x 768, and the same screen at 125 %."""
    page = show(files["meeting"], size=size)
    if language == "en":
        page.click("#language")
    find(page, "石门新村")
    overflowing = page.evaluate(
        """[...document.querySelectorAll("button, #totals, #title, #legend .entry, #why td")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
            .map((one) => one.textContent)"""
    )
    assert overflowing == []
    boxes = [
        page.locator(one).bounding_box() for one in ("#head", "#side", "#time", "#foot", "#why")
    ]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert (
                a["x"] + a["width"] <= b["x"] + 1
                or b["x"] + b["width"] <= a["x"] + 1
                or a["y"] + a["height"] <= b["y"] + 1
                or b["y"] + b["height"] <= a["y"] + 1
            )
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll("body *")]
            .filter((one) => one.checkVisibility() && one.childNodes.length
                && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
    )
    assert smallest >= 14


def test_county_whose_places_are_one_point(show: Show, tmp_path: Path) -> None:
    """A village alone in its file, no site: the page opens, and the whole county is that point."""
    plan = village_plan()
    here = plan.villages.geometry["V2"]
    villages = plan.villages.assign(geometry=[here] * len(plan.villages))
    path = tmp_path / "point.html"
    write_meeting_map(village_plan(villages=villages, sites=plan.sites.iloc[:0]), path)
    page = show(path)
    assert page.evaluate("geoplan.map.getZoom()") == 17
    page.click(".whole")
    assert page.evaluate("geoplan.map.getZoom()") == 17
