"""Choices on a road in its panel, and what the panel says of them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pages import Show, affected, choose, find, people
from plans import rich_plan, village_plan
from playwright.sync_api import Page

from geoplan.programme.plan import Plan
from geoplan.publish.maps import write_meeting_map, write_planner_map

pytestmark = pytest.mark.browser


def test_a_road_can_be_built_earlier_or_later(rich: Page) -> None:
    choose(rich, "P2", "2027")
    assert people(rich) == [["96", "156"], ["156", "156"]]
    assert affected(rich, "earlier") == ["㙍家箐"]
    choose(rich, "P2", "2028")  # as planned: no choice any more
    assert rich.is_hidden("#whatif")
    choose(rich, "P1", "2028")
    assert people(rich) == [["96", "0"], ["156", "156"]]
    assert affected(rich, "later") == ["黄家湾"]
    assert rich.inner_text("#whatif .part-people").endswith("小时，不变")


def test_put_in_takes_the_first_year_that_can_be_paid(rich: Page) -> None:
    choose(rich, "P3", "in")
    assert "列入：2027 年路基，2028 年硬化" in rich.inner_text("#whatif .part-choices")
    choose(rich, "P3", "in")  # pressed again: no longer
    assert rich.is_hidden("#whatif")


def test_first_year_in_which_the_money_is_enough(show: Show, tmp_path: Path) -> None:
    """P3's subgrade is done; its surface costs 833,400, P1 828,000 (2027), P2 621,000 (2028)."""
    plan = rich_plan()
    p3 = plan.projects.index == "P3"
    done = plan.projects.assign(
        subgrade_accepted=plan.projects["subgrade_accepted"] | p3,
        subgrade_year=plan.projects["subgrade_year"].mask(p3),
        subgrade_cost_yuan=plan.projects["subgrade_cost_yuan"].mask(p3, 0.0),
        selected=plan.projects["selected"] & ~p3,
    )
    paid, offers = plan.payments, plan.offers
    plan = replace(
        plan,
        projects=done,
        payments=paid[(paid["id"] != "P3")],
        offers=offers[(offers["project_id"] != "P3") | (offers["component"] == "surface")],
    )
    write_planner_map(plan, tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    first = (
        "(out) => geoplan.whatif.firstYear(2, out.map((project) => ({ project, decision: 'out' })))"
    )
    assert page.evaluate(first, [0]) == 2027  # 900,000 are there
    assert page.evaluate(first, [1]) == 2028  # 72,000, then 972,000
    assert page.evaluate(first, []) == 2028  # 351,000 at most: never enough, the last year


def test_what_is_not_allowed_is_said_and_not_done(planner: Page) -> None:
    find(planner, "Y251610928")
    refuse = "(choice) => geoplan.whatif.refusal(choice)"
    assert planner.evaluate(refuse, {"project": 0, "decision": "in", "year": 2027}) == (
        "refused_already"
    )
    assert planner.evaluate(refuse, {"project": 5, "decision": "out"}) == "refused_out"
    choose(planner, "P3", "in")
    choose(planner, "P3", "2027")
    assert planner.inner_text("#why .refused") == "来不及：路基要提前 1 年修，2027 年铺不了路面"
    assert "2028 年硬化" in planner.inner_text("#whatif .part-choices")
    planner.evaluate("geoplan.select({ kind: 'project', row: 3 })")
    assert planner.inner_text("#why .choices") == ""
    assert planner.inner_text("#why").count("尚未进入项目库") == 1  # in the verdict


# ---- roads that need each other --------------------------------------------------------------


def partners_plan() -> Plan:
    """The plan by hand without P1 and P2: P1 connects V2, and P2 beyond it connects V3."""
    projects = village_plan().projects
    out = projects.index.isin(["P1", "P2"])
    years = ["subgrade_year", "surface_year"]
    projects[years] = projects[years].mask(np.column_stack([out, out]))
    projects["selected"] &= ~out
    paid = village_plan().payments
    villages, groups = village_plan().villages, village_plan().groups
    for places in (villages, groups):
        lost = places["connected_year"].notna()
        places["connected_year"] = places["connected_year"].mask(lost)
        places["connected_after"] &= ~lost
    return village_plan(
        projects=projects,
        payments=paid[~paid["id"].isin(["P1", "P2"])],
        villages=villages,
        groups=groups,
    )


def test_a_road_put_in_without_its_partner_says_so_and_takes_it_along(
    show: Show, tmp_path: Path
) -> None:
    write_planner_map(partners_plan(), tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "P2", "in")
    partner = page.evaluate("geoplan.nameOf('project', 0)")
    said = f"它还通不到谁家；还缺这些路：{partner}"
    assert page.inner_text("#why .partners") == f"{said}一起列入"
    name = page.evaluate("geoplan.nameOf('project', 1)")
    assert page.inner_text("#whatif .nobody").replace("\n", "") == f"{name}：{said}"
    assert affected(page, "gaining") == []
    page.click("#why .partners >> text=一起列入")
    assert page.locator("#why .partners").count() == 0
    assert affected(page, "gaining") == ["黄家湾", "㙍家箐"]
    choose(page, "P1", "in")  # P1 alone connects V2
    choose(page, "P2", "in")
    choose(page, "P1", "in")
    assert page.locator("#why .partners").count() == 0


def test_a_road_that_is_blocked_names_what_blocks_it(show: Show, tmp_path: Path) -> None:
    projects = partners_plan().projects
    projects.loc["P2", ["depends_on", "blocked_by"]] = ["", "P4"]
    plan = replace(partners_plan(), projects=projects)
    write_planner_map(plan, tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "P2", "in")
    blocking = page.evaluate("geoplan.nameOf('project', 3)")
    said = f"它还通不到谁家；走不通的一段是 {blocking}"
    assert page.inner_text("#why .partners") == said
    assert said in page.inner_text("#whatif .part-who").replace("\n", "")


def test_a_road_that_leads_on_to_nobody_names_what_is_missing_behind_it(
    show: Show, tmp_path: Path
) -> None:
    """P1 ends where nobody lives: V2 and V3 are both beyond P2."""
    plan = partners_plan()
    groups, villages, projects = plan.groups, plan.villages, plan.projects
    beyond = groups.at["G31", "node"]
    groups["node"] = groups["node"].where(groups["village_id"] != "V2", beyond)
    villages.loc[["V2", "V3"], "way_projects"] = "P2;P1"
    groups.loc[groups["village_id"].isin(["V2", "V3"]), "way_projects"] = "P2;P1"
    projects.loc["P1", ["villages_depending", "groups_depending", "depends_on"]] = ""
    plan = replace(plan, groups=groups, villages=villages, projects=projects)
    write_planner_map(plan, tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "P1", "in")
    assert affected(page, "gaining") == []
    behind = page.evaluate("geoplan.nameOf('project', 1)")
    assert page.inner_text("#why .partners") == f"它还通不到谁家；还缺这些路：{behind}一起列入"
    page.click("#why .partners >> text=一起列入")
    assert page.locator("#whatif .nobody").count() == 0
    assert affected(page, "gaining") == ["黄家湾", "㙍家箐"]


@pytest.mark.parametrize(("which", "people"), [("planner", 55), ("meeting", 48)])
def test_a_road_to_people_who_move_away_says_so_in_the_strip(
    which: str, people: int, request: pytest.FixtureRequest
) -> None:
    """P5 leads to V6, which moves; on the public page 48 people of its larger group are told."""
    page = request.getfixturevalue(which)
    choose(page, "P5", "in")
    name = page.evaluate("geoplan.nameOf('project', 4)")
    whose = " · 只计 3 户及以上的小组" if which == "meeting" else ""
    said = f"没有人新通：那里的人要搬走（{people} 人）{whose}"
    assert page.inner_text("#whatif .nobody").replace("\n", "") == f"{name}：{said}"
    assert page.inner_text("#why .partners") == said


@pytest.mark.parametrize("write", [write_planner_map, write_meeting_map])
def test_a_small_group_that_moves_is_told_in_the_office_only(
    show: Show, tmp_path: Path, write: Callable[[Plan, Path], None]
) -> None:
    """P6 leads to V7, two households that move."""
    groups = village_plan().groups
    groups.loc["G71", ["site_id", "year", "reason"]] = ["S1", 2027, "moves"]
    write(village_plan(groups=groups), tmp_path / "map.html")
    page = show(tmp_path / "map.html")
    choose(page, "P6", "in")
    told = page.locator("#whatif .nobody").all_inner_texts()
    assert len(told) == (write is write_planner_map)
    assert ["要搬走（7 人）" in one for one in told] == [True] * len(told)


# ---- beside the buttons --------------------------------------------------------------------------


def test_that_the_button_moves_one_road_and_the_price_others_is_said_before_the_click(
    planner: Page,
) -> None:
    for row, said in ((0, "只去掉这一条；下面是省下的钱改修别的路"), (2, "只列入这一条；下面是别的路让路以后")):  # fmt: skip
        planner.evaluate(f"geoplan.select({{ kind: 'project', row: {row} }})")
        assert planner.inner_text("#why .choices .only") == said
    choose(planner, "P3", "in")
    assert planner.locator("#why .only").count() == 0  # the answer is set off from the what-if


def test_roads_of_the_plan_that_are_left_without_use_are_named(planner: Page) -> None:
    choose(planner, "P1", "out")
    idle = planner.locator("#whatif h3.idle + p")
    name = planner.evaluate("geoplan.nameOf('project', 1)")
    assert " ".join(idle.inner_text().split()) == f"{name} 62.10 万元 去掉"
    planner.evaluate("geoplan.select({ kind: 'project', row: 1 })")
    assert planner.inner_text("#why .whatif-note b") == "设想中：照样修，但没有村子再靠它通路"
    idle.locator("text=去掉").click()
    assert planner.locator("#whatif li").count() == 2
    assert planner.locator("#whatif h3.idle").count() == 0


def test_a_road_that_still_connects_somebody_is_not_idle(planner: Page) -> None:
    choose(planner, "P2", "out")
    assert affected(planner, "losing") == ["㙍家箐"]
    assert planner.locator("#whatif h3.idle").count() == 0


# ---- over the plan's answer ----------------------------------------------------------------------


def test_a_new_plan_of_the_county_is_set_off_from_the_what_if(planner: Page) -> None:
    planner.evaluate("geoplan.select({ kind: 'project', row: 0 })")
    price = planner.locator("#why .part-without + .said li").all_inner_texts()
    assert price
    assert planner.locator("#why .again").count() == 0
    choose(planner, "P1", "out")
    again = planner.locator("#why .again")
    assert again.locator("li").all_inner_texts() == price
    assert again.locator("h2").inner_text() == "如果不修它呢？"
    assert again.locator("p").inner_text().startswith("由计算重新安排全县时：省下的钱会改修别的路")
    planner.evaluate("geoplan.select({ kind: 'project', row: 2 })")  # no choice on this one
    assert planner.inner_text("#why .again h2") == "要列入，谁让路？"
    assert "钱不够时由别的路让出" in planner.inner_text("#why .again p")
    assert "省下的钱" not in planner.inner_text("#why .again p")
    assert planner.inner_text("#why .whatif-note") == "下面说的是原方案，不是设想"


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_the_button_that_was_pressed_stays_where_it_is(
    show: Show, files: dict[str, Path], size: tuple[int, int]
) -> None:
    page = show(files["planner"], size=size)
    page.evaluate("geoplan.select({ kind: 'project', row: 0 })")
    button = page.locator("#why [data-key=out-0]")
    before = button.bounding_box()
    button.click()
    assert page.is_visible("#whatif")
    assert [button.bounding_box()[side] for side in "xy"] == [before[side] for side in "xy"]
    assert page.locator("#why .whatif-note").bounding_box()["height"] < 32  # one line


def test_panel_parts_what_is_asked_from_what_is_planned(planner: Page) -> None:
    choose(planner, "P1", "out")
    assert planner.inner_text("#why .whatif-note b") == "设想中：去掉，不修"
    verdict = planner.locator("#why .verdict.by-plan")
    assert verdict.inner_text().startswith("方案里：列入计划")
    green = "rgb(232, 244, 238)"
    assert verdict.evaluate("(one) => getComputedStyle(one).backgroundColor") != green
    choose(planner, "P1", "out")  # the same button takes it back
    assert (
        planner.evaluate(
            "getComputedStyle(document.querySelector('#why .verdict')).backgroundColor"
        )
        == green
    )
    choose(planner, "P1", "2028")
    assert planner.inner_text("#why .chosen") == "已设想改到 2028 年"
    planner.click("#why [data-key=in-0]")
    assert planner.is_hidden("#whatif")
