"""What the page draws and tells of groups that are safe without a site, of works, and of sites."""

from pathlib import Path

import pytest
from moves import inside, safe_in_other_ways
from pages import Show, colours, find
from plans import HOSTILE_NAME
from playwright.sync_api import Page

from geoplan.publish.answers import answers
from geoplan.publish.disclosure import public_plan
from geoplan.publish.mapdata import map_data
from geoplan.publish.maps import write_meeting_map, write_page, write_planner_map
from geoplan.publish.naming import english, hazard_name
from geoplan.publish.telling import LANGUAGES, tell
from geoplan.publish.works import works

pytestmark = pytest.mark.browser

SAID = """geoplan.answers("hazard", 0).map((answer) => {
    const place = document.createElement("p");
    place.append(...geoplan.tell(answer));
    return place.textContent;
})"""


@pytest.fixture(scope="module", params=["meeting", "planner"])
def build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of that plan, public and internal."""
    path: Path = tmp_path_factory.mktemp("moves") / f"{request.param}.html"
    write = {"meeting": write_meeting_map, "planner": write_planner_map}[request.param]
    write(safe_in_other_ways(), path)
    return path


@pytest.fixture
def page(show: Show, build: Path) -> Page:
    """That page, where moves are asked about."""
    opened = show(build)
    opened.click("[data-view=relocation]")
    return opened


def test_page_and_terminal_say_the_same_of_works(page: Page, build: Path) -> None:
    plan = safe_in_other_ways()
    told = public_plan(plan) if build.stem == "meeting" else plan
    for language in LANGUAGES:
        wanted = [tell(answer, language) for answer in answers(told, "hazard", "Z1")]
        assert page.evaluate(SAID) == wanted
        page.click("#language")


def test_click_on_what_is_made_safe_tells_of_the_works(page: Page) -> None:
    place = inside(safe_in_other_ways(), "Z1")
    page.evaluate(f"geoplan.map.setView([{place.y}, {place.x}], 16, {{ animate: false }})")
    spot = page.evaluate(
        f"""(() => {{
            const {{ x, y }} = geoplan.map.latLngToContainerPoint([{place.y}, {place.x}]);
            const box = geoplan.map.getContainer().getBoundingClientRect();
            return [box.x + x + 60, box.y + y + 60];
        }})()"""
    )
    page.mouse.click(*spot)
    said = page.inner_text("#why")
    assert "2028 年治理好" in said
    assert "治理费 120.00 万元" in said
    assert f"{HOSTILE_NAME} 一组、" in said.replace("\n", "")
    page.click("#why .stay_safe button >> nth=0")
    assert page.inner_text("#why h3") == HOSTILE_NAME
    page.click("#why summary >> nth=0")
    page.click("#why .works_for button >> nth=0")
    assert page.inner_text("#why h3") == "滑坡3号"


def test_a_hazard_without_works_leads_nowhere(page: Page) -> None:
    place = inside(safe_in_other_ways(), "Z3")
    assert page.evaluate(f"geoplan.pick(L.latLng({place.y + 0.002}, {place.x - 0.003}))") is None


def test_hazard_is_hatched_from_the_year_of_its_works_on(page: Page) -> None:
    for step, count in ((0, 0), (1, 0), (2, 1)):
        page.fill("#year", str(step))
        assert page.locator("#legend >> text=已治理好").count() == count
        assert page.evaluate("geoplan.isMadeSafe(0)") == bool(count)
        assert ("0,115,77" in colours(page)) == bool(count)


def test_groups_look_as_they_are_safe(page: Page) -> None:
    """By mode: none by itself before its year; who only asked to move is not threatened."""
    names = "geoplan.data.groups.mode"
    states = "geoplan.data.groups.name.map((_, row) => geoplan.groupState(row))"
    page.fill("#year", "2")
    for mode, state in zip(page.evaluate(names), page.evaluate(states), strict=True):
        assert state == (mode or state)
        assert mode or state in ("willing", "threatened")
    legend = page.inner_text("#legend")
    for words in ("分散安置、自己建房的小组", "原地治理、不用搬的小组", "自愿搬、没有受威胁"):
        assert words in legend
    page.fill("#year", "0")
    assert set(page.evaluate(states)) == {"willing", "threatened"}
    assert "分散安置" not in page.inner_text("#legend")


def test_land_of_a_site_is_drawn_when_it_is_larger_than_its_mark(page: Page) -> None:
    assert "安置点用地" in page.inner_text("#legend")
    page.evaluate("geoplan.style.siteLand.stroke = '#fe01fe'")
    for zoom, drawn in ((12, False), (16, True)):
        page.evaluate(
            """(zoom) => {
                const { lat, lon } = geoplan.data.sites;
                geoplan.map.setView([lat[0], lon[0]], zoom, { animate: false });
            }""",
            zoom,
        )
        assert ("254,1,254" in colours(page)) == drawn


def test_problems_beyond_a_few_are_folded(page: Page) -> None:
    find(page, "石门新村")
    shown = page.locator("#why .part-problems + ul li")
    assert shown.count() == 4
    assert page.locator("#why summary", has_text="还有").count() == 1
    hidden = page.locator("#why details li.problem")
    assert not hidden.first.is_visible()
    page.click("#why summary >> text=还有")
    assert hidden.first.is_visible()


def test_site_lists_all_that_is_in_its_way(page: Page) -> None:
    find(page, "滩上")
    said = page.inner_text("#why .verdict")
    for words in ("灾害隐患区", "占永久基本农田", "山洪 Z4、滑坡3号", "E7"):
        assert words in said


def test_groups_safe_by_works_of_other_townships_are_counted(show: Show, tmp_path: Path) -> None:
    """On the map of T2 the works on Z1 are for groups that it does not show."""
    data = map_data(safe_in_other_ways(), public=False, township="T2")
    write_page(data, tmp_path / "t2.html")
    page = show(tmp_path / "t2.html")
    row = page.evaluate("geoplan.data.hazards.works.findIndex(Boolean)")
    page.evaluate(f"geoplan.select({{ kind: 'hazard', row: {row} }})")
    said = page.inner_text("#why")
    assert "治理好以后不用搬的：外乡镇 2 个，共 36 户，144 人" in said
    assert "2028 年工程治理：避险搬迁资金" in said


def test_works_are_of_one_hazard_and_its_groups() -> None:
    (made,) = works(safe_in_other_ways()).values()
    assert (made.year, made.cost_yuan, made.groups) == (2028, 1_200_000.0, ["G41", "G42"])
    assert (made.households, made.people) == (36.0, 144.0)
    assert made.name == ("滑坡3号", "landslide 3 滑坡3号")


def test_hazard_without_a_name_is_called_by_its_kind() -> None:
    plan = safe_in_other_ways()
    assert hazard_name(plan, "Z4") == ("山洪 Z4", "flood Z4")
    assert hazard_name(plan, "elsewhere") == ("elsewhere", "elsewhere")


@pytest.mark.parametrize(
    ("chinese", "told"),
    [
        ("1组（受威胁的户）", "group 1 (those at risk)"),
        ("1组（分散安置的户）", "group 1 (those who build by themselves)"),
        ("Moroni 01（留下的户）", "Moroni 01 (those who stay)"),
        ("白岩沟（受威胁的户）", "Baiyangou 白岩沟 (those at risk)"),
    ],
)
def test_part_of_a_group_in_english(chinese: str, told: str) -> None:
    assert english(chinese) == told
