"""The panel of the map in a real browser: it says what the terminal says, in a reader's order."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from moves import safe_in_other_ways
from pages import Show, colours, find
from plans import HOSTILE_NAME, village_plan
from playwright.sync_api import Page

from geoplan.programme.plan import Plan
from geoplan.publish.answers import answers
from geoplan.publish.disclosure import public_plan
from geoplan.publish.labels import filled
from geoplan.publish.maps import write_meeting_map, write_planner_map
from geoplan.publish.telling import LANGUAGES, tell

pytestmark = pytest.mark.browser

SIZE = {"width": 1366, "height": 768}
KINDS = {"project": "projects", "village": "villages", "site": "sites", "road": "roads"}
SENTENCES = """(kind) => geoplan.data[`${kind}s`].name.map((_, row) =>
    geoplan.answers(kind, row).map((answer) => {
        const place = document.createElement("p");
        place.append(...geoplan.tell(answer));
        return [answer.part, answer.code, place.textContent];
    }))"""
PANELS = """([kind, view]) => {
    geoplan.state.view = view;
    return geoplan.data[`${kind}s`].name.map((_, row) => {
        const place = document.createElement("div");
        place.append(...geoplan.explain({ kind, row }));
        return place.textContent;
    });
}"""


def expected(plan: Plan, kind: str, language: str) -> list[list[list[str]]]:
    """Part, code and words of every answer about every thing of a kind."""
    table = getattr(plan, KINDS[kind])
    ids = table.index[table["project_id"].isna()] if kind == "road" else table.index
    return [
        [[answer.part, answer.code, tell(answer, language)] for answer in answers(plan, kind, one)]
        for one in ids
    ]


def of_roads_without_project(plan: Plan, said: list[object]) -> list[object]:
    """What is said of roads that are no project."""
    return [one for one, free in zip(said, plan.roads["project_id"].isna(), strict=True) if free]


def of_one() -> Plan:
    """The plan by hand with one household of one person that moves, and a site nearer to the land."""
    plan = village_plan()
    groups, options = plan.groups.copy(), plan.options.copy()
    groups.loc["G62", ["households", "people", "threatened_households"]] = 1
    options = pd.concat(
        [options, options.iloc[[0]].assign(site_id="S3", distance_m=1104.5, farm_minutes_dry=18.6)]
    )
    return replace(plan, groups=groups, options=options)


def of_parts() -> Plan:
    """The plan by hand with 40 people in V1, V3 and V4 who stay and are connected by P1, or never;
    G61 could also go to S2, from where its land is not nearer, and walks less than today. Trips of
    V1 and V2 that are on foot now or then, and one that takes as long but is ridden farther. P2 and
    P6 lie in a flood area, and so do a paved road and one that nobody needs."""
    plan = village_plan()
    table = plan.groups
    more = [
        table.loc[["G21"]].assign(village_id=village, **cells).set_axis([f"{village}-{place}"])
        for village in ("V1", "V3", "V4")
        for place, cells in enumerate(
            [
                {},
                {"connected_year": None, "way_projects": "P6"},
                {"connected_year": None, "way_projects": ""},
            ]
        )
    ]
    groups = pd.concat([table, *more]).rename_axis("group_id")
    groups.loc["G61", ["farm_minutes_dry_after", "minutes_hospital_dry_now"]] = [9.0, 30.0]
    villages, options = plan.villages.copy(), plan.options.copy()
    villages.loc["V4", "people_connected_after"] = 96.0
    villages.loc["V2", ["ridden_school_dry_now", "ridden_market_wet_after"]] = 0.0
    villages.loc["V1", ["ridden_clinic_dry_after", "ridden_clinic_wet_after"]] = [0.0, 16.0]
    options = pd.concat(
        [options, options.iloc[[0]].assign(site_id="S2", distance_m=7000.0, farm_minutes_dry=12.0)]
    )
    roads = plan.roads.assign(flooded=plan.roads.index.isin(["R1", "R5", "R9", "R10"]))
    return replace(plan, groups=groups, villages=villages, options=options, roads=roads)


def of_namesakes() -> Plan:
    """The plan by hand with V6 called as V2, its group G61 called with that name, and a group of V3
    and one of V2, of which more people leave than stay in V3."""
    plan = village_plan()
    villages, table = plan.villages.copy(), plan.groups
    villages.loc["V6", "name"] = villages["name"]["V2"]
    moving = {"year": 2027, "site_id": "S1", "households": 20.0, "farm_minutes_dry_now": 5.0}
    more = [
        table.loc[["G61"]].assign(village_id=village, people=people, **moving).set_axis([village])
        for village, people in (("V2", 40.0), ("V3", 200.0))
    ]
    for village, people in (("V2", 40.0), ("V3", 200.0)):
        villages.loc[village, "people"] += people
    groups = pd.concat([table, *(one.set_axis([f"{one.index[0]}-M"]) for one in more)])
    groups.loc["G61", "name"] = f"{villages['name']['V2']}一组"
    return replace(plan, groups=groups.rename_axis("group_id"), villages=villages)


def of_only_ways() -> Plan:
    """The plan by hand with an only way out over roads with a name, a code alone, and neither, and
    one person behind a road without a project."""
    plan = village_plan()
    groups, roads = plan.groups.copy(), plan.roads.astype({"name": object})
    groups.loc["G31", "only_way_out"] = "R5;R10;R7;R9;R6;R4"
    groups.loc["G41", "only_way_out"] = "R6;R10;R1"
    groups.loc["G51", "only_way_out"] = ""
    groups.loc["G81", ["only_way_out", "people"]] = ["R2", 1.0]
    roads.loc["R9", "name"] = None
    villages, projects = plan.villages.copy(), plan.projects.copy()
    villages.loc[["V2", "V3", "V4"], "building_year"] = [2028, 2027, 2028]
    projects.loc["P1", "building_villages"] = "V2;V3;V4"
    projects.loc["P6", ["building_villages", "reason"]] = "V2", "building_year"
    return replace(plan, groups=groups, roads=roads, villages=villages, projects=projects)


def of_no_room() -> Plan:
    """The plan by hand with a closed site that has no room."""
    sites = village_plan().sites.assign(capacity_households=[20, 0, 12])
    return replace(village_plan(), sites=sites)


@pytest.fixture(
    params=[
        "by hand",
        "of no room",
        "of one",
        "of parts",
        "of namesakes",
        "of only ways",
        "of other ways",
        "computed",
    ]
)
def plan(request: pytest.FixtureRequest) -> Plan:
    """The plan by hand, one in which somebody is alone, and one that was computed."""
    by_hand = {
        "by hand": village_plan,
        "of no room": of_no_room,
        "of one": of_one,
        "of parts": of_parts,
        "of namesakes": of_namesakes,
        "of only ways": of_only_ways,
        "of other ways": safe_in_other_ways,
    }.get(request.param)
    made: Plan = by_hand() if by_hand else request.getfixturevalue("tiny_plan")
    return made


@pytest.mark.parametrize("build", ["planner", "meeting"])
def test_page_and_terminal_say_the_same(show: Show, plan: Plan, build: str, tmp_path: Path) -> None:
    """Every sentence of every project, village, site and road, in both languages and builds."""
    write = {"planner": write_planner_map, "meeting": write_meeting_map}[build]
    told = public_plan(plan) if build == "meeting" else plan
    write(plan, tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    for language in LANGUAGES:
        for kind in KINDS:
            said = page.evaluate(SENTENCES, kind)
            if kind == "road":
                said = of_roads_without_project(plan, said)
            wanted = expected(told, kind, language)
            assert said == wanted
            for view in ("roads", "access", "relocation"):
                panels = page.evaluate(PANELS, [kind, view])
                if kind == "road":
                    panels = of_roads_without_project(plan, panels)
                for panel, sentences in zip(panels, wanted, strict=True):
                    assert [words for _, _, words in sentences if words not in panel] == []
        page.click("#language")


@pytest.mark.parametrize("n", ["0", "1", "+1", "−1", "21", "1,001", "<3"])
def test_page_and_terminal_choose_the_same_number(planner: Page, n: str) -> None:
    words = "{n} {n|person gets|people get} there"
    page = planner.evaluate("([words, n]) => geoplan.filled(words, () => [n]).join('')", [words, n])
    assert page == filled(words, n=n)


# ---- the order in which it is read -------------------------------------------------------------


def select(page: Page, kind: str, row: int, view: str = "roads") -> str:
    """Select a row of a table; the text that shows in the panel."""
    page.click(f"[data-view={view}]")
    page.evaluate("(selection) => geoplan.select(selection)", {"kind": kind, "row": row})
    shown: str = page.inner_text("#why")
    return shown


def in_order(text: str, *pieces: str) -> bool:
    """Whether the pieces are in a text, one after the other."""
    places = [text.find(piece) for piece in pieces]
    return -1 not in places and places == sorted(places)


def test_project_that_is_out_is_read_from_answer_to_money(planner: Page) -> None:
    """P3 has its subgrade only; P2 would have to make room."""
    shown = select(planner, "project", 2)
    assert in_order(
        shown, "2028 年只修路基", "本批先修路基", "要列入，谁让路？", "少 60 人",
        "要给它让路的：黄家湾路（第 2 段，共 2 段）", "因此通不了路的：㙍家箐，60 人", "为什么",
        "花多少钱，谁出", "更多情况",
    )  # fmt: skip
    assert "km" not in shown, "length and stakes are folded"
    planner.click("#why summary")
    assert "km" in planner.inner_text("#why")


def test_paved_road_in_a_flood_area_says_that_it_closes(show: Show, tmp_path: Path) -> None:
    write_meeting_map(of_parts(), tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    shown = select(page, "road", 0)
    assert in_order(
        shown, "云石路", "已经硬化，不用再硬化", "有路段在淹没区：硬化以后雨天还是不通车"
    )
    assert "淹没区" not in select(page, "road", 1)


def test_names_in_a_sentence_lead_to_the_thing(planner: Page) -> None:
    select(planner, "project", 2)
    planner.click("#why .room button")
    assert planner.inner_text("#why .where").startswith("第 2 段，共 2 段 · K2+088 – K3+646 · Y251")
    planner.click("#why .lose button")
    assert planner.inner_text("#why h3") == "㙍家箐"
    planner.click("#why .link >> nth=0")
    assert " P1 " in planner.inner_text("#why .where")


def test_village_without_road_shows_who_would_make_room(planner: Page) -> None:
    shown = select(planner, "village", 3)
    assert in_order(
        shown, "未通硬化路", "本批先修路基", "它的通路", "2028 年只修路基", "共需 134.57 万元",
        "要列入，谁让路？", "要给它让路的", "灾害与搬迁", "附近没有既安全又能按时通路的安置点", "单程出行时间",
    )  # fmt: skip
    assert HOSTILE_NAME in shown
    assert "集市：晴天" not in shown


def test_one_part_of_a_route_leads_to_the_others(planner: Page) -> None:
    """P1 and P2 are two parts of one route: the heading says which, and what became of the other."""
    shown = select(planner, "project", 0)
    assert in_order(
        shown, "黄家湾路", "第 1 段，共 2 段", "K0+000 – K2+088", "同一条路的其他段",
        "第 2 段，共 2 段：2028 年硬化", "列入计划：2027 年硬化",
    )  # fmt: skip
    planner.click("#why .sections button")
    assert planner.inner_text("#why .where").startswith("第 2 段")


def test_first_screen_of_a_road_not_in_shows_who_makes_room(planner: Page) -> None:
    select(planner, "project", 2)
    for _ in LANGUAGES:
        bottom = planner.eval_on_selector("#why .lose", "one => one.getBoundingClientRect().bottom")
        assert bottom < SIZE["height"]
        planner.click("#language")


def test_minutes_to_the_land_show_with_the_move(planner: Page) -> None:
    """In every question, before anything is unfolded."""
    for view in ("roads", "access", "relocation"):
        shown = select(planner, "village", 5, view)
        assert in_order(
            shown, "2027 年迁往 石门新村", "到地时间（老家 → 新家）：晴天 11 → 24", "详细情况"
        )
        assert shown.count("到地时间（老家 → 新家）：晴天 11") == 1


def test_what_is_assumed_of_speeds_is_said_once(planner: Page) -> None:
    """By the legend where it tells minutes, else by the panel; not where speeds were measured."""
    note = "车速没有实测，可能快慢 30%"
    for view in ("roads", "access", "relocation"):
        select(planner, "village", 2, view)
        assert planner.inner_text("#legend").count(note) == (view == "access")
        assert planner.text_content("#why").count(note) == (view != "access")
    planner.evaluate("geoplan.data.rules.speedErrorPercent = 0")
    assert planner.evaluate("geoplan.minutesNotes()") == ["部分道路的路面为推定，时间为约数"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_season_and_its_minutes_stand_in_one_line(planner: Page, language: str) -> None:
    if language == "en":
        planner.click("#language")
    select(planner, "village", 2, "access")
    lines = planner.eval_on_selector_all(
        "#why .minutes .trip",
        """(all) => all.map((one) => [one.textContent, one.getBoundingClientRect().height
            / parseFloat(getComputedStyle(one).lineHeight)])""",
    )
    season = {"zh": ("晴天 约", "雨天 "), "en": ("dry about", "wet ")}[language]
    assert all(text.startswith(season) for text, _ in lines)
    assert {round(height) for _, height in lines} == {1}


def test_cards_of_roads_look_as_if_they_led_on(planner: Page) -> None:
    select(planner, "village", 3)
    edge, arrow = planner.eval_on_selector(
        "#why .link",
        """one => [getComputedStyle(one).borderTopWidth,
            getComputedStyle(one, "::after").borderTopWidth]""",
    )
    assert (edge, arrow) == ("1px", "2px")
    planner.focus("#why .link")
    planner.keyboard.press("Enter")
    assert "P3" in planner.inner_text("#why .where")


def test_site_says_who_comes_in_which_year(show: Show, tmp_path: Path) -> None:
    """G61 comes a year after G62: page and terminal list them so."""
    groups = village_plan().groups
    plan = village_plan(groups=groups.assign(year=groups["year"].mask(groups.index == "G61", 2028)))
    write_planner_map(plan, tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    shown = select(page, "site", 0)
    assert in_order(shown, "一共 14 户，55 人", "二组独户：2027 年搬来", "一组：2028 年搬来")
    for language in LANGUAGES:
        assert page.evaluate(SENTENCES, "site") == expected(plan, "site", language)
        page.click("#language")


def test_names_are_told_from_namesakes_and_villages_of_which_most_leave_say_so(
    show: Show, tmp_path: Path
) -> None:
    """Title of a village, home of a group that carries its village's name, and the search."""
    write_planner_map(of_namesakes(), tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    select(page, "village", 1)
    assert page.inner_text("#why h3") == "黄家湾（云岭镇）"
    shown = select(page, "village", 2)
    assert in_order(shown, "村里 200 人计划搬迁，60 人留下", "2028 年通硬化路", "灾害与搬迁")
    shown = select(page, "site", 0)
    assert in_order(shown, "迁入", "黄家湾一组（石门乡）：2027 年搬来")
    assert "黄家湾 黄家湾一组" not in shown
    page.click("#why .arrival button >> text=黄家湾一组（石门乡）")
    assert page.inner_text("#why h3") == "黄家湾（石门乡）"
    page.fill("#search", "黄家湾一组")
    found = page.inner_text("#found")
    assert in_order(found, "黄家湾一组", "石门乡")
    assert "黄家湾 黄家湾一组" not in found


def test_worse_stands_out_as_better_does(planner: Page) -> None:
    """G61 walks 24 minutes to its land, 11 before; V3 gets a road."""
    select(planner, "village", 5, "relocation")
    assert planner.inner_text("#why .verdict .land_move .worse >> nth=0") == "24 分钟（多 13）"
    select(planner, "village", 2, "access")
    assert planner.inner_text("#why .minutes .better >> nth=0") == "13–19 分钟（少约 15）"
    colours = [
        planner.evaluate(
            "tone => getComputedStyle(document.querySelector(`#why`).appendChild("
            "Object.assign(document.createElement('span'), { className: tone }))).color",
            tone,
        )
        for tone in ("better", "worse", "")
    ]
    assert len(set(colours)) == 3


def test_names_can_be_said_by_readers_of_english(planner: Page) -> None:
    planner.click("#language")
    shown = select(planner, "village", 5, "relocation")
    assert in_order(
        shown, "Baiyangou 白岩沟", "Shimen Township 石门乡", "Shimen New Village 石门新村"
    )
    shown = select(planner, "project", 0)
    assert in_order(shown, "Huangjiawan road 黄家湾路", "part 1 of 2", "County funds")


def test_each_question_opens_what_it_asks_about(planner: Page) -> None:
    def unfolded() -> str:
        planner.eval_on_selector_all(
            "#why details", "(all) => { for (const one of all) one.open = true; }"
        )
        return planner.inner_text("#why")

    assert "离现在的家" not in select(planner, "village", 5, "relocation")  # two groups: folded
    moves = unfolded()
    assert in_order(
        moves,
        "全村计划搬迁",
        "灾害与搬迁",
        "2027 年迁往 石门新村",
        "到地时间（老家 → 新家）：晴天 11 → 24",
    )
    assert "学校（老家 → 新家）：晴天 约 50–70 分钟，雨天 不通" in moves
    assert "石门新村：已用 14 / 20 户" in moves
    width = planner.eval_on_selector("#why .site_room .bar i", "bar => bar.style.width")
    assert width == "70%"
    select(planner, "village", 5, "access")
    assert in_order(
        unfolded(), "全村计划搬迁", "单程出行时间", "搬走的人要多少时间，见各组的搬迁", "灾害与搬迁",
        "学校（老家 → 新家）：晴天 约 50–70 分钟",
    )  # fmt: skip
    roads = select(planner, "village", 5, "roads")
    assert "离现在的家" in moves and "离现在的家" not in roads


def test_public_panel_tells_nothing_of_small_groups(meeting: Page) -> None:
    shown = select(meeting, "project", 5)
    assert in_order(shown, "未列入本计划", "涉及不足 3 户，不公布", "独家庄，共 <3 户")
    assert "谁让路" not in shown
    assert "二组独户" not in select(meeting, "village", 5, "relocation")


@pytest.mark.parametrize(("kind", "row"), [("project", 0), ("village", 5), ("site", 0)])
def test_public_panel_ends_with_whom_it_counts(meeting: Page, kind: str, row: int) -> None:
    shown = select(meeting, kind, row)
    assert shown.rstrip().endswith("不足 3 户的小组不计入。")
    assert shown.count("不计入") == 1


def test_public_totals_say_whom_they_count(meeting: Page) -> None:
    """ "Nobody has moved yet" is true of everybody."""
    for view in ("roads", "access", "relocation"):
        meeting.click(f"[data-view={view}]")
        assert meeting.inner_text("#totals").endswith("· 只计 3 户及以上的小组")
    meeting.click("[data-moment=now]")
    assert meeting.inner_text("#totals") == "现状：尚未搬迁"


def test_internal_page_counts_everybody(planner: Page) -> None:
    assert "小组不计" not in select(planner, "village", 5)
    assert "只计" not in planner.inner_text("#totals")


def test_public_panel_of_a_village_with_a_road_whose_told_groups_leave(
    show: Show, tmp_path: Path
) -> None:
    """V6 has a road today; G61 moves, G62 (two households) stays: no word of all the village."""
    groups = village_plan().groups.copy()
    groups.loc["G61", ["connected_now", "way_projects"]] = [True, ""]
    groups.loc["G62", ["year", "site_id"]] = [None, None]
    plan = village_plan(groups=groups)
    write_meeting_map(plan, tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    shown = select(page, "village", 5)
    assert in_order(shown, "已通硬化路", "村里 3 户及以上的小组都计划搬迁", "2027 年迁往 石门新村")
    for language in LANGUAGES:
        assert page.evaluate(SENTENCES, "village") == expected(
            public_plan(plan), "village", language
        )
        page.click("#language")


def test_roads_that_are_put_in_together_or_lead_nowhere(show: Show, tmp_path: Path) -> None:
    """P5 is put in with P6, which V7 needs as well, and those of V7 need P3 too; P4, which a rule
    keeps out, blocks P3; P1 and P2 have the same people."""
    plan = village_plan()
    projects, villages = plan.projects.copy(), plan.villages.copy()
    projects.loc["P5", "depends_on"] = "P6"
    projects.loc["P3", "blocked_by"] = "P4"
    projects.loc["P1", "groups_depending"] = "G31"
    villages.loc["V7", "way_projects"] = "P5;P6"
    groups = plan.groups.copy()
    groups.loc["G71", "way_projects"] = "P3;P5;P6"
    groups.loc["G71", "households"] = 3.0
    prices = plan.prices.copy()
    prices.loc["P5", ["people_high", "projects_in"]] = [9.0, "P6"]
    plan = replace(plan, projects=projects, villages=villages, groups=groups, prices=prices)
    write_meeting_map(plan, tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    assert "单修它不通，要和 独家庄路 一起列入" in select(page, "project", 4)
    assert "走不通的一段是" in select(page, "project", 2)
    assert "还是不通：还缺" in select(page, "village", 6)
    assert "同一些人，不要重复算" in select(page, "project", 0)
    for language in LANGUAGES:
        for kind in ("project", "village"):
            told = page.evaluate(SENTENCES, kind)
            assert told == expected(public_plan(plan), kind, language)
        page.click("#language")


def test_hook_for_what_if_stands_under_the_verdict(planner: Page) -> None:
    select(planner, "project", 0)
    before = planner.evaluate(
        "document.querySelector('#why div.choices').previousSibling.className"
    )
    assert before == "verdict yes"


def test_rest_opens_by_keyboard(planner: Page) -> None:
    select(planner, "project", 0)
    planner.focus("#why summary")
    planner.keyboard.press("Enter")
    assert "K0+000 – K2+088" in planner.inner_text("#why")


def test_names_that_a_part_of_the_county_does_not_show_are_counted(
    show: Show, tmp_path: Path
) -> None:
    """A map of T2 alone knows neither P2 nor V3, which would make room for P5."""
    plan = village_plan()
    prices = plan.prices.assign(
        equal=False,
        people_low=60.0,
        people_high=60.0,
        projects_out="P2",
        villages_losing="V3;V6",
        people_losing=115.0,
    )
    part = village_plan(
        prices=prices.loc[["P5"]],
        villages=plan.villages[plan.villages["township_id"] == "T2"],
        groups=plan.groups[plan.groups["village_id"].isin(["V5", "V6", "V7"])],
        projects=plan.projects.loc[["P4", "P5", "P6"]],
        townships=plan.townships.loc[["T2"]],
        payments=plan.payments[plan.payments["kind"] == "site"],
        offers=plan.offers.iloc[:0],
        roads=plan.roads.assign(
            project_id=plan.roads["project_id"].where(
                plan.roads["project_id"].isin(["P4", "P5", "P6"])
            )
        ),
    )
    write_planner_map(part, tmp_path / "part.html")
    page = show(tmp_path / "part.html")
    shown = select(page, "project", 1)
    assert "要给它让路的：外乡镇 1 个" in shown
    assert "因此通不了路的：白岩沟、外乡镇 1 个，115 人" in shown


# ---- the only way out --------------------------------------------------------------------------

ONLY_WAY = "#legend >> text=该村唯一的出路"


def test_the_only_way_out_is_in_the_legend_while_it_is_on_the_map(meeting: Page) -> None:
    """V3 comes out over R5 and R4; V1 lies on the paved network."""
    assert meeting.locator(ONLY_WAY).count() == 0
    find(meeting, "㙍家箐")
    assert meeting.locator(ONLY_WAY).count() == 1
    assert meeting.evaluate("geoplan.onlyWayShown()") == [4, 3]
    for view, count in (("access", 0), ("roads", 1)):
        meeting.click(f"[data-view={view}]")
        assert meeting.locator(ONLY_WAY).count() == count
    find(meeting, "柳树坪")
    assert meeting.locator(ONLY_WAY).count() == 0


def test_the_only_way_out_is_drawn_under_its_roads(meeting: Page) -> None:
    """Its colour comes with the selection and goes with it."""
    find(meeting, "㙍家箐")
    selected = colours(meeting)
    meeting.keyboard.press("Escape")
    assert "255,225,77" in selected
    assert "255,225,77" not in colours(meeting)


def test_a_road_of_the_only_way_out_leads_to_its_project(meeting: Page) -> None:
    find(meeting, "㙍家箐")
    meeting.click("#why .only_way button")
    assert meeting.inner_text("#why h3") == "黄家湾路"
    assert "这条路断了" in meeting.inner_text("#why")
