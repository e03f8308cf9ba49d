"""Finding by typing, in a real browser."""

from pathlib import Path

import pytest
from pages import Show, find
from plans import village_plan
from playwright.sync_api import Page

from geoplan.publish.maps import write_meeting_map

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id"


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


def renamed(show: Show, path: Path, *names: str) -> Page:
    """Page of the plan with other names for its first villages."""
    villages = village_plan().villages
    rest = villages["name"].tolist()[len(names) :]
    write_meeting_map(village_plan(villages=villages.assign(name=[*names, *rest])), path)
    return show(path)


@pytest.mark.parametrize("typed", ["hjw", "HJW", "huangjiawan", "huang jia wan", "huangjw", "jiaw"])
def test_search_by_pinyin_and_its_initials(meeting: Page, typed: str) -> None:
    assert found(meeting, typed)["自然村"][0].startswith("黄家湾")


@pytest.mark.parametrize(
    "typed", ["Shiquanba Street", "shiquanba str", "shiquanbajie", "sqbj", "石泉坝街", "石泉坝"]
)
def test_search_by_the_english_name(show: Show, tmp_path: Path, typed: str) -> None:
    page = renamed(show, tmp_path / "names.html", "石泉坝街", "石泉坡")
    assert found(page, typed)["自然村"] == ["石泉坝街云岭镇 · 柳坪村"]


def test_letters_inside_an_english_name_are_no_start_of_it(show: Show, tmp_path: Path) -> None:
    """Huang is inside Shuanghe, whose characters it does not spell."""
    page = renamed(show, tmp_path / "names.html", "双河", "黄坪")
    assert found(page, "huang")["自然村"] == ["黄坪云岭镇 · 柳坪村"]


@pytest.mark.parametrize("typed", ["csp", "zsp", "chongshi", "zhongsp"])
def test_search_knows_all_readings(show: Show, tmp_path: Path, typed: str) -> None:
    page = renamed(show, tmp_path / "names.html", "重石坪")
    assert found(page, typed)["自然村"] == ["重石坪云岭镇 · 柳坪村"]
    assert "自然村" not in found(page, "dsp")


def test_search_passes_over_accents_and_capitals(show: Show, tmp_path: Path) -> None:
    page = renamed(show, tmp_path / "names.html", "Séléa", "Moroni")
    assert found(page, "selea")["自然村"][0].startswith("Séléa")
    assert found(page, "MORO")["自然村"][0].startswith("Moroni")


def test_results_are_grouped_and_say_where(meeting: Page) -> None:
    by_name = found(meeting, "黄家湾")
    assert list(by_name) == ["自然村", "道路"]
    assert by_name["自然村"] == ["黄家湾云岭镇 · 柳坪村"]
    assert by_name["道路"][:2] == [
        "黄家湾路2027 年硬化 · 通 黄家湾、㙍家箐第 1 段，共 2 段 · Y251610928 · P1 · 云岭镇",
        "黄家湾路2028 年硬化 · 通 㙍家箐第 2 段，共 2 段 · Y251610928 · P2 · 云岭镇",
    ]
    assert list(found(meeting, "P3")) == ["道路"]
    assert found(meeting, "石门新")["安置点"] == ["石门新村S1"]
    assert "村民小组" in found(meeting, "白岩沟")


@pytest.mark.parametrize(
    ("typed", "others"),
    [("双庙梁村", 2), ("双庙梁", 2), ("smlc", 2), ("sml", 2), ("shuangmiaoliangcun", 2),
     ("双庙梁寨", 0)],
)  # fmt: skip
def test_own_name_comes_before_the_administrative_village(
    show: Show, tmp_path: Path, typed: str, others: int
) -> None:
    """The administrative village has two more natural villages; its name has one letter more."""
    villages = village_plan().villages
    names = ["刘家沙", "杏洞寨", "双庙梁", *villages["name"].tolist()[3:]]
    homes = ["双庙梁村"] * 3 + villages["admin_village_name"].tolist()[3:]
    plan = village_plan(villages=villages.assign(name=names, admin_village_name=homes))
    write_meeting_map(plan, tmp_path / "names.html")
    page = show(tmp_path / "names.html")
    told = found(page, typed)["自然村"]
    assert told[0] == "双庙梁云岭镇 · 双庙梁村" and len(told) == 1 + others
    page.keyboard.press("Enter")
    assert page.inner_text("#why h3 >> nth=0") == "双庙梁"


def test_spaces_between_village_and_group_may_be_left_out(meeting: Page) -> None:
    assert found(meeting, "白岩沟一组")["村民小组"] == ["白岩沟 一组石门乡"]


def test_initials_of_a_name_come_before_longer_names(show: Show, tmp_path: Path) -> None:
    page = renamed(show, tmp_path / "names.html", "石马岭坝", "双庙梁")
    assert [row[:3] for row in found(page, "sml")["自然村"]] == ["双庙梁", "石马岭"]


def test_exact_code_comes_first(meeting: Page) -> None:
    assert found(meeting, "s1")["安置点"] == ["石门新村S1"]
    assert meeting.get_attribute("#search", "aria-activedescendant") == "found-0"


def test_paved_roads_without_a_route_code_are_found_by_name_once(
    show: Show, tmp_path: Path
) -> None:
    roads = village_plan().roads
    roads.loc[roads["name"] == "云石路", "route_code"] = None
    write_meeting_map(village_plan(roads=roads), tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    assert found(page, "云石路") == {"道路": ["云石路已硬化"]}
    page.click("#found button")
    assert page.inner_text("#why .verdict") == "已经硬化，不用再硬化"


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


def test_townships_are_found_and_shown_with_their_figures(meeting: Page) -> None:
    """Yunling has 8 villages, of which 3 are on the paved network and 2 more will be."""
    assert found(meeting, "ylz") == {"乡镇": ["云岭镇"]}
    find(meeting, "云岭镇")
    assert meeting.inner_text("#why h3") == "云岭镇"
    figures = meeting.evaluate(
        """(() => {
            const { villages } = geoplan.data;
            const own = geoplan.villagesOfTownship(0);
            const inside = own.every((row) => geoplan.map.getBounds().contains(
                [villages.lat[row], villages.lon[row]]));
            return [own.length, own.filter((row) => villages.connected_now[row]).length,
                own.filter((row) => villages.connected_year[row] !== null).length, inside];
        })()"""
    )
    total, now, planned, inside = figures
    said = f"自然村 {total} 个：已通硬化路 {now} 个，到 2028 年 {now + planned} 个"
    assert inside and total > now + planned > now > 0
    assert said in meeting.inner_text("#why")
    assert meeting.locator("#why .link").all_inner_texts()[0].startswith("2027 · ")


@pytest.mark.parametrize("typed", ["huangjaiwan", "huangkiawan", "huangjiavan", "黄家弯"])
def test_a_letter_or_two_may_be_wrong(meeting: Page, typed: str) -> None:
    assert found(meeting, typed)["您要找的是不是"][0].startswith("黄家湾")
    meeting.keyboard.press("Enter")
    assert meeting.inner_text("#why h3 >> nth=0") == "黄家湾"


def test_other_words_are_no_misspelling(meeting: Page) -> None:
    for typed in ("xyz", "qqqqqqqq", "甲乙", "弯"):
        assert found(meeting, typed) == {}
        assert meeting.inner_text("#found") == f"云岭县没有叫“{typed}”的村、路、安置点"


def test_names_with_some_of_the_same_characters_are_offered(show: Show, tmp_path: Path) -> None:
    """Most characters first, then those that begin alike; three at most, to be clicked."""
    names = ["黑坪", "双梨沟", "梨树沟", "大坪梨", "梨园"]
    page = renamed(show, tmp_path / "names.html", *names)
    for typed in ("梨坪", "梨坪村"):
        near = found(page, typed)["您要找的是不是"]
        assert [row.split("云")[0].split("石")[0] for row in near] == ["大坪梨", "梨园", "梨树沟"]
        said = f"云岭县没有叫“{typed}”的村、路、安置点"
        assert page.inner_text("#found").startswith(said)
    page.click("#found button >> nth=1")
    assert page.inner_text("#why h3") == "梨园"
    page.click("#language")
    page.fill("#search", "Nowhere")
    said = "No village, road or site of Yunling County is called “Nowhere”"
    assert page.inner_text("#found") == said


def test_the_box_says_what_can_be_found(meeting: Page) -> None:
    for _ in range(2):
        asked = meeting.get_attribute("#search", "placeholder")
        assert "安置点" in asked or "site" in asked
        width = meeting.evaluate(
            """(text) => {
                const box = document.getElementById("search");
                const context = document.createElement("canvas").getContext("2d");
                context.font = getComputedStyle(box).font;
                return context.measureText(text).width - box.clientWidth + 20;
            }""",
            asked,
        )
        assert width <= 0
        meeting.click("#language")


# ---- the lines of roads ------------------------------------------------------------------------


def road_lines(page: Page, typed: str) -> list[list[str]]:
    """Of each road that is found: what the plan does with it and where it leads, where it is."""
    page.fill("#search", typed)
    rows = page.locator("#found [role=option]:has(small:nth-of-type(2))").all()
    return [row.locator("small").all_inner_texts() for row in rows]


def test_lines_of_roads_tell_their_state_and_where_they_lead(planner: Page) -> None:
    assert [road_lines(planner, one)[0][0] for one in ("P1", "P3", "P5")] == [
        "2027 年硬化 · 通 黄家湾",
        "2028 年只修路基 · 通 </script><script>boom()</script>",
        "未列入 · 通 白岩沟",
    ]
    planner.click("#language")
    assert road_lines(planner, "P5")[0][0].startswith("Not in the plan · to ")
    planner.click("#language")
    planner.evaluate(
        """(() => {
            const { projects } = geoplan.data;
            const [one, two, three, four, five, six] = projects.villages;
            const many = [[0, 1, 2], two, three, four, [], six];
            const onWay = projects.onWay.map((who, row) => (row === 4 ? [[], 0, 0] : who));
            const sites = projects.sites.map((_, row) => (row === 4 ? [0] : []));
            const none = projects.dependVillages.map((rows, row) => (row === 4 ? [] : rows));
            geoplan.data = { ...geoplan.data, projects:
                { ...projects, villages: many, onWay, sites, dependVillages: none } };
        })()"""
    )
    assert road_lines(planner, "P1")[0][0] == "2027 年硬化 · 通 柳树坪、黄家湾 等"
    assert road_lines(planner, "P5")[0][0] == "未列入 · 通 石门新村"


def test_parts_of_a_road_are_listed_in_their_order(show: Show, tmp_path: Path) -> None:
    """P4, P2 and P6 are parts 1 to 3 of a road, P3 has its name and another code."""
    projects = village_plan().projects
    projects.loc[["P2", "P3", "P4", "P6"], "name"] = "竹园院子组道"
    projects.loc[["P2", "P4", "P6"], "route_code"] = "V140610999"
    projects.loc[["P2", "P4", "P6"], ["start_km", "end_km"]] = [[2, 3], [0, 2], [3, 4]]
    write_meeting_map(village_plan(projects=projects), tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    where = [lines[1].split(" · ") for lines in road_lines(page, "竹园院子")]
    parts = [f"第 {n} 段，共 3 段" for n in (1, 2, 3)]
    assert [one[0] for one in where] == [*parts, "C333610928"]
    assert [one[-2] for one in where] == ["P4", "P2", "P6", "P3"]


def test_what_was_typed_before_is_replaced(meeting: Page) -> None:
    """However one comes back to the box: by a click, after a row was clicked, with the keyboard."""
    meeting.click("#search")
    meeting.keyboard.type("黄家湾")
    meeting.click("#found [role=option] >> nth=0")
    assert meeting.evaluate(FOCUSED) != "search"
    meeting.click("#search")
    meeting.keyboard.type("白岩沟")
    assert meeting.input_value("#search") == "白岩沟"
    meeting.keyboard.press("Enter")
    meeting.keyboard.press("/")
    meeting.keyboard.type("石门")
    assert meeting.input_value("#search") == "石门"
    meeting.click("#search")  # while typing, a click only puts the cursor
    meeting.keyboard.type("新")
    assert len(meeting.input_value("#search")) == 3


def test_the_list_closes_when_the_box_is_left(meeting: Page) -> None:
    meeting.click("#search")
    meeting.keyboard.type("qqqqqqqq")
    assert meeting.inner_text("#found").startswith("云岭县没有叫“qqqqqqqq”")
    meeting.keyboard.press("Tab")
    assert meeting.inner_text("#found") == ""
    assert meeting.get_attribute("#search", "aria-expanded") == "false"


def test_sites_come_first_where_one_asks_who_moves(meeting: Page) -> None:
    assert next(iter(found(meeting, "石门"))) != "安置点"
    meeting.click("[data-view=relocation]")
    assert next(iter(found(meeting, "石门"))) == "安置点"


def test_a_group_that_is_found_is_opened(planner: Page) -> None:
    """石门 has two threatened groups: only that which is asked about is marked and unfolded."""
    planner.click("[data-view=relocation]")
    opened = "[...document.querySelectorAll('#why .verdict + details')].map((one) => one.open)"
    village = planner.evaluate("geoplan.data.villages.name[5]")
    find(planner, village)
    assert planner.evaluate(opened) == [False, False]
    for place, name in enumerate(["一组", "二组独户"]):
        find(planner, f"{village} {name}")
        assert planner.inner_text("#why h3 >> nth=0") == village
        assert planner.evaluate(opened) == [row == place for row in range(2)]
        marked = planner.locator("#why .asked")
        assert marked.count() == 1 and marked.inner_text().startswith(name)
        assert "到地怎么走（单程）：走路、坐车" in marked.inner_text()
        assert planner.inner_text("#why").count("到地怎么走") == 1
        box, panel = marked.bounding_box(), planner.locator("#why").bounding_box()
        assert panel["y"] <= box["y"] and box["y"] + box["height"] <= panel["y"] + panel["height"]
    planner.click("#why .close")
    group, picked = planner.evaluate(
        """(() => {
            const { groups } = geoplan.data;
            const group = groups.village.indexOf(5);
            return [group, geoplan.pick(L.latLng(groups.lat[group], groups.lon[group]))];
        })()"""
    )
    assert picked == {"kind": "village", "row": 5, "group": group}


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_a_group_that_moves_is_shown_with_its_site(
    show: Show, files: dict[str, Path], size: tuple[int, int]
) -> None:
    """Where roads were shown: the question changes, home and site lie beside the panel."""
    page = show(files["planner"], size=size)
    find(page, "白岩沟 一组")
    assert page.get_attribute("[data-view=relocation]", "aria-pressed") == "true"
    ends = page.evaluate(
        """(() => {
            const { groups, sites } = geoplan.data;
            const { group } = geoplan.state.selection;
            const { x, y } = geoplan.map.getContainer().getBoundingClientRect();
            return [[groups, group], [sites, groups.site[group]]].map(([table, row]) => {
                const at = geoplan.map.latLngToContainerPoint([table.lat[row], table.lon[row]]);
                return [at.x + x, at.y + y];
            });
        })()"""
    )
    panel, plan = (page.locator(one).bounding_box() for one in ("#why", "#planMap"))
    for x, y in ends:
        assert plan["x"] + 20 < x < panel["x"] - 20
        assert plan["y"] + 20 < y < plan["y"] + plan["height"] - 20
    page.click("#why .close")
    page.click("[data-view=roads]")
    stays = page.evaluate("geoplan.data.groups.year.indexOf(null)")
    page.evaluate(
        f"geoplan.select({{ kind: 'village', row: 0, group: {stays} }}, {{ move: true }})"
    )
    assert page.get_attribute("[data-view=roads]", "aria-pressed") == "true"


@pytest.mark.parametrize("name", ["constructor", "toString", "__proto__"])
def test_a_village_called_like_a_part_of_every_object_is_found(show, tmp_path, name) -> None:
    page = renamed(show, tmp_path / "names.html", name)
    page.click("#language")
    assert any(name in row for rows in found(page, name).values() for row in rows)
    find(page, name)
    assert name in page.inner_text("#why")


def test_lists_say_that_they_scroll(show: Show, tmp_path: Path) -> None:
    page = renamed(show, tmp_path / "names.html", *[f"甲{n}" for n in range(8)])
    found(page, "甲")
    page.wait_for_selector("#found.more")
    page.evaluate("document.getElementById('found').scrollTop = 1e4")
    page.wait_for_selector("#found:not(.more)")


def test_long_lists_say_how_much_is_left_out(show: Show, tmp_path: Path) -> None:
    page = renamed(show, tmp_path / "names.html", *[f"甲{n}" for n in range(8)])
    page.evaluate("geoplan.data.villages.name.push(...geoplan.data.villages.name.slice(0, 3))")
    page.evaluate("geoplan.data = { ...geoplan.data }")  # as another plan, for its names are known
    assert len(found(page, "甲")["自然村"]) == 8
    assert "还有 3 个" in page.inner_text("#found")
