"""The strip of a what-if: what the meeting sees of its choices."""

from itertools import pairwise
from pathlib import Path

import pytest
from pages import Show, affected, choose, find, people, pixels
from plans import HOSTILE_NAME, village_plan
from playwright.sync_api import Page

from geoplan.programme.plan import Plan
from geoplan.publish.maps import write_planner_map

pytestmark = pytest.mark.browser

# ---- what the meeting sees ---------------------------------------------------------------------


NEXT_FRAME = """(key) => new Promise((done) => {
    const read = (id) => geoplan.byId(id).hidden ? "" : geoplan.byId(id).textContent;
    const map = () => geoplan.canvas.canvas.toDataURL();
    const shown = () => [...["totals", "legend", "why", "whatif"].map(read), map()];
    const before = shown();
    document.querySelector(`[data-key="${key}"]`).click();
    requestAnimationFrame(() => {
        const next = shown();
        setTimeout(() => done({ before, next, settled: shown() }), 300);
    });
})"""
"""What the page shows before a click, in the very next frame, and when nothing moves any more."""


@pytest.mark.parametrize("moment", ["after", "both"])
def test_figures_and_map_are_new_in_the_frame_after_the_click(planner: Page, moment: str) -> None:
    planner.click(f"[data-moment={moment}]")
    planner.evaluate("geoplan.select({ kind: 'project', row: 0 })")
    for key, told in (("out-0", "新通 0 人"), ("undo-all", "新通 156 人")):
        seen = planner.evaluate(NEXT_FRAME, key)
        assert all(now != then for now, then in zip(seen["next"], seen["before"], strict=True))
        assert seen["next"] == seen["settled"]
        assert told in seen["next"][0]


def test_the_first_question_finds_the_plan_worked_out(show: Show, files: dict[str, Path]) -> None:
    page = show(files["planner"])
    page.wait_for_timeout(200)
    page.evaluate("""() => {
        window.networks = 0;
        const make = geoplan.funding;
        geoplan.funding = () => { window.networks += 1; return make(); };
    }""")
    choose(page, "P1", "out")
    assert page.evaluate("window.networks") == 0
    assert people(page) == [["96", "0"], ["156", "0"]]


def test_taking_a_road_out_says_who_loses_it(planner: Page) -> None:
    before = pixels(planner)
    assert planner.is_hidden("#whatif")
    choose(planner, "P1", "out")
    assert "设想，不是方案" in planner.inner_text("#whatif header")
    assert people(planner) == [["96", "0"], ["156", "0"]]
    assert affected(planner, "losing") == ["黄家湾", "㙍家箐"]  # P2 alone leads nowhere
    # P2 alone still saves 60 people 17 minutes each
    assert "共省约 46 → 17 小时" in planner.inner_text("#whatif .part-people")
    assert planner.inner_text("#whatif-money") == "资金够用"
    totals = planner.inner_text("#totals")
    assert totals.startswith("设想 · 至 2028 年：开工 2 条")
    assert totals.endswith("113.33 万元 · 新通 0 人")
    assert "设想去掉" in planner.inner_text("#legend")
    planner.click("#why .close")
    assert pixels(planner) != before
    planner.click("#whatif h3.losing + p button >> nth=0")
    assert planner.inner_text("#why .whatif-note b") == "设想中：不再通路"
    assert planner.inner_text("#why .verdict.by-plan") == "方案里：2027 年通硬化路"
    assert planner.locator("#why .link:not(.by-plan)").count() == 0


def test_undo_is_the_plan_again(planner: Page) -> None:
    before, totals = pixels(planner), planner.inner_text("#totals")
    choose(planner, "P1", "out")
    choose(planner, "P2", "out")
    planner.click("#whatif li:has-text('去掉') >> nth=0 >> text=撤销")
    assert planner.locator("#whatif li").count() == 1
    planner.click("#whatif >> text=全部撤销")
    planner.click("#why .close")
    assert planner.is_hidden("#whatif")
    assert planner.inner_text("#totals") == totals
    assert pixels(planner) == before


def test_money_goes_from_a_road_taken_out_to_one_put_in(rich: Page) -> None:
    """County: 900,000 a year, what is left stays; village: 1,100,000 a year.

    P1 and P2 leave 351,000 of the county for a surface in 2028: not enough for P3 (833,400), but
    without P2 (621,000) it is.
    """
    choose(rich, "P3", "in")
    assert rich.inner_text("#whatif-money") == "超出资金 48.24 万元，要去掉别的路"
    bad = rich.locator("#whatif .part-money .bad").all_inner_texts()
    assert bad == [f"付不清：{HOSTILE_NAME}（路面）", "还缺 48.24", "2028 年 县级资金 已用完"]
    assert rich.inner_text("#whatif .part-people .bad") == "按这笔钱做不到，还缺 48.24 万元"
    assert rich.inner_text("#totals").startswith("设想（钱不够） · 至 2028 年")
    choose(rich, "P2", "out")
    assert rich.inner_text("#whatif-money") == "资金够用"
    assert rich.locator("#whatif .lacking, #whatif .part-people .bad").count() == 0
    assert rich.inner_text("#totals").startswith("设想 · 至 2028 年")
    assert people(rich) == [["96", "96"], ["156", "168"]]
    assert affected(rich, "losing") == ["㙍家箐"]
    assert affected(rich, "gaining") == ["</script><script>boom()</script>"]
    assert "107.34 / 110.00" not in rich.inner_text("#whatif .part-money")
    assert "101.23 / 110.00" in rich.inner_text("#whatif .part-money")  # 500,000 + 512,300 in 2027


def test_a_bar_has_one_colour_and_what_is_over_the_funds_another(rich: Page) -> None:
    choose(rich, "P3", "in")  # uses up the county's 97.20 of 2028
    look = "(all) => all.map((one) => [getComputedStyle(one).backgroundImage, getComputedStyle(one).borderColor])"
    bars = rich.locator("#whatif .purse")
    assert "97.20 / 97.20" in [" ".join(text.split()) for text in bars.all_inner_texts()]
    assert len({tuple(one) for one in bars.evaluate_all(look)}) == 1
    rich.add_style_tag(content="#whatif .part-money { max-width: 190px }")
    assert all(box["height"] < 24 for box in (bar.bounding_box() for bar in bars.all()))
    warning = "(one) => getComputedStyle(one).backgroundColor"
    assert rich.locator("#whatif .lacking").evaluate(warning) == "rgb(246, 179, 171)"


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_who_gains_and_the_buttons_that_take_out_are_in_sight_in_english(
    rich: Page, size: tuple[int, int]
) -> None:
    """P3 in connects V4; P1 out leaves P2 without use, which can be taken out there."""
    rich.set_viewport_size({"width": size[0], "height": size[1]})
    rich.click("#language")
    choose(rich, "P3", "in")
    choose(rich, "P1", "out")
    shown = ["h3.gaining", "h3.gaining + p", "h3.losing", "h3.losing + p", "[data-key=idle-1]"]
    shown += ["[data-key=undo-0]", "[data-key=undo-2]"]
    assert rich.evaluate(OUTSIDE, [f"#whatif {one}" for one in shown]) == []
    who, people_by_year = (rich.locator(f"#whatif .part-{one}").bounding_box() for one in ("who", "people"))  # fmt: skip
    assert (who["y"], who["x"]) < (people_by_year["y"], people_by_year["x"])


def test_a_stage_that_no_fund_may_pay_is_said(show: Show, tmp_path: Path) -> None:
    plan = village_plan()
    offers = plan.offers[plan.offers["project_id"] != "P6"]
    write_planner_map(village_plan(offers=offers), tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "P6", "in")
    assert page.inner_text("#whatif-money") == "超出资金 213.89 万元，要去掉别的路"
    unpaid, why = page.locator("#whatif .part-money p.bad").all_inner_texts()
    assert unpaid == "付不清：独家庄路（路基、路面）"
    assert why == "能付它的资金都到了补助标准，或没有资金可付"


def test_a_site_that_loses_its_road_is_named(show: Show, tmp_path: Path, tiny_plan: Plan) -> None:
    write_planner_map(tiny_plan, tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "B5", "out")
    assert affected(page, "sites") == [page.evaluate("geoplan.data.sites.name[0]")]
    page.click("#whatif h3.sites + p button")
    assert page.inner_text("#why .whatif-note b") == "设想中：启用前没有路"


def one_group_of_the_connected_village_waits() -> Plan:
    """The village plan with V3's group in V1, which has a road today: P1 and P2 connect it."""
    groups, projects = village_plan().groups, village_plan().projects
    groups.loc["G31", "village_id"] = "V1"
    projects.loc["P2", ["villages_connected", "villages_depending"]] = "V1"
    return village_plan(groups=groups, projects=projects)


def test_people_of_a_village_that_does_not_change_are_counted_too(
    show: Show, tmp_path: Path
) -> None:
    write_planner_map(one_group_of_the_connected_village_waits(), tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "P1", "out")
    assert people(page) == [["96", "0"], ["156", "0"]]
    who = page.inner_text("#whatif .part-who").replace("\u00a0", " ").split("\n")
    assert [line for line in who if line][1:3] == [
        "不再通路 (156 人)",
        "柳树坪 60 人（半数以上的人仍有路）、黄家湾 96 人",
    ]
    page.click("#whatif h3.losing + p button >> nth=0")
    assert page.inner_text("#why .whatif-note") == "设想中：不再通路，其中 60 人"
    name = page.evaluate("geoplan.nameOf('project', 1)")
    assert page.inner_text("#whatif h3.idle + p button >> nth=0") == name  # P2 leads nowhere now


# ---- what the strip, the map and the table say ------------------------------------------------


def test_funds_say_what_they_pay_and_what_they_carry_on(rich: Page) -> None:
    """County 900,000 - 828,000 = 72,000 stay for 2028; the village's left-overs do not."""
    choose(rich, "P2", "out")
    money = rich.locator("#whatif .part-money")
    if money.locator("[data-key=all-funds]").count():
        money.locator("[data-key=all-funds]").click()
    heads = money.locator("tbody th").all_inner_texts()
    assert heads == ["县级资金（付路面）", "镇村自筹（一事一议）（付路基）"]
    assert "县级资金：2027 年余 7.20 万元，结转到 2028 年" in money.inner_text()
    titles = money.locator(".purse").evaluate_all("(all) => all.map((one) => one.title)")
    assert titles == ["", "其中 2027 年结转 7.20 万元", "", ""]


def test_legend_shows_the_marks_of_the_map(rich: Page) -> None:
    choose(rich, "P2", "out")
    choose(rich, "P3", "in")
    drawn = rich.evaluate(
        "Object.values(geoplan.style.choice).map((looks) => looks.map((one) => [one.colour, one.width]))"
    )
    shown = []
    for text in ("设想列入", "设想去掉"):
        lines = rich.locator(f"#legend .entry:has-text('{text}') line")
        shown.append(lines.evaluate_all(
            "(all) => all.map((one) => [one.getAttribute('stroke'), +one.getAttribute('stroke-width')])"
        ))  # fmt: skip
    assert [marks[: len(looks)] for marks, looks in zip(shown, drawn, strict=True)] == drawn


def test_the_map_that_shows_the_what_if_says_so(rich: Page) -> None:
    rich.click("[data-moment=both]")
    assert rich.inner_text("#name-after") == "到 2028 年"
    choose(rich, "P2", "out")
    assert rich.inner_text("#name-after") == "设想 · 到 2028 年"
    assert rich.inner_text("#name-now") == "现状"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_many_choices_can_be_reached(show: Show, files: dict[str, Path], language: str) -> None:
    page = show(files["rich"])
    if language == "en":
        page.click("#language")
    for project, what in [("P1", "2028"), ("P2", "out"), ("P3", "in"), ("P5", "in"), ("P6", "in")]:
        choose(page, project, what)
    assert "5" in page.inner_text("#whatif .part-choices h2")
    last = page.locator("#whatif li >> nth=4")
    last.scroll_into_view_if_needed()
    inside, row = page.locator("#whatif").bounding_box(), last.bounding_box()
    assert inside["y"] <= row["y"]
    assert row["y"] + row["height"] <= inside["y"] + inside["height"]


def test_public_page_counts_the_same_people_as_its_totals(meeting: Page) -> None:
    choose(meeting, "P1", "out")
    assert people(meeting) == [["96", "0"], ["156", "0"]]


def test_travel_times_follow_the_trips_that_are_counted(planner: Page) -> None:
    planner.click("[data-view=access]")
    plan = planner.inner_text("#legend"), planner.inner_text("#totals")
    choose(planner, "P1", "out")
    planner.click("[data-view=access]")
    assert planner.inner_text("#legend") != plan[0]
    assert planner.inner_text("#totals") != plan[1]
    planner.select_option("#service", "school")
    assert planner.inner_text("#totals").endswith("设想只算雨天去乡镇政府；这里是方案的时间")


def test_keyboard_keeps_its_place(planner: Page) -> None:
    find(planner, "Y251610928")
    planner.focus("#why [data-key=out-0]")
    planner.keyboard.press("Enter")
    assert planner.evaluate("document.activeElement.dataset.key") == "out-0"
    assert planner.inner_text("#why .chosen") == "已设想去掉"
    assert planner.inner_text("[data-key=out-0]") == "撤销"
    planner.focus("[data-key=fold]")
    planner.keyboard.press("Enter")
    assert planner.is_hidden("#whatif .part-people")
    assert planner.evaluate("document.activeElement.dataset.key") == "fold"
    planner.keyboard.press("Enter")
    assert planner.is_visible("#whatif .part-people")


OUTSIDE = """(selectors) => selectors.filter((one) => {
    const shown = document.querySelector(one).getBoundingClientRect();
    const strip = document.querySelector("#whatif .parts").getBoundingClientRect();
    return shown.top < strip.top || shown.bottom > strip.bottom;
})"""


def test_three_choices_and_what_is_not_paid_are_in_sight(
    show: Show, files: dict[str, Path]
) -> None:
    page = show(files["rich"])
    for project, what in [("P1", "2028"), ("P3", "in"), ("P6", "in")]:
        choose(page, project, what)
    assert page.locator("#whatif .part-money tbody tr").count() == 2
    shown = ["li:nth-child(3)", ".part-money p.bad", ".part-money tbody tr:last-child"]
    assert page.evaluate(OUTSIDE, [f"#whatif {one}" for one in shown]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_projector_at_125_percent_the_strip_scrolls_as_one_and_leaves_room(
    show: Show, files: dict[str, Path], language: str
) -> None:
    """Three choices in sight, who is affected before the money; a third of the screen at most."""
    page = show(files["rich"], size=(1093, 614), sharpness=1.25)
    if language == "en":
        page.click("#language")
    for project, what in [("P6", "in"), ("P2", "out"), ("P1", "out")]:
        choose(page, project, what)
    assert page.evaluate(OUTSIDE, [f"#whatif li:nth-child({place})" for place in (1, 2, 3)]) == []
    scrolled = """(all) => all.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)
        .filter((one) => getComputedStyle(one).overflowY !== "visible").map((one) => one.className)"""
    assert page.eval_on_selector_all("#whatif, #whatif *", scrolled) == ["parts"]
    who, money = (page.locator(f"#whatif .part-{one}").bounding_box() for one in ("who", "money"))
    assert who["y"] + who["height"] <= money["y"]
    assert page.locator("#whatif").bounding_box()["height"] <= 614 / 3
    with page.expect_download():
        page.click("[data-key=save]")
    note, plan_map = (page.locator(one).bounding_box() for one in ("#whatif .saved", "#planMap"))
    assert note["y"] >= plan_map["y"] + plan_map["height"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_nothing_is_cut_off_while_a_what_if_is_on(
    show: Show, files: dict[str, Path], size: tuple[int, int], language: str
) -> None:
    page = show(files["rich"], size=size)
    if language == "en":
        page.click("#language")
    choose(page, "P2", "out")
    choose(page, "P3", "in")
    cut = page.evaluate(
        """[...document.querySelectorAll("#whatif button, #whatif td, #whatif .part, .choices button, #totals")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
            .map((one) => one.textContent)"""
    )
    assert cut == []
    totals, bar = (page.locator(one).bounding_box() for one in ("#totals", "#time"))
    assert totals["height"] <= bar["height"] - 6  # clear of its frame
    boxes = [page.locator(one).bounding_box() for one in ("#planMap", "#whatif", "#time", "#foot")]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    panel, strip = (page.locator(one).bounding_box() for one in ("#why", "#whatif"))
    assert panel["y"] + panel["height"] <= strip["y"] + 1
    small = page.evaluate(
        """[...document.querySelectorAll("#whatif *, .choices *, .whatif-note")]
            .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 14)
            .map((one) => one.textContent)"""
    )
    assert small == []
    if language == "en":
        chinese = page.inner_text("#whatif header") + page.inner_text("#whatif h2 >> nth=0")
        assert not any("\u4e00" <= one <= "\u9fff" for one in chinese)
