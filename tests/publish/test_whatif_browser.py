"""What-if in the page: the same answers as Python's, and what the meeting sees of them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import test_maps_browser as maps_browser
from plans import HOSTILE_NAME, village_plan
from test_maps_browser import Browser, Page, find, open_page, pixels

from geoplan import make_plan, read_county
from geoplan.programme.plan import NO_PRICES, Plan
from geoplan.programme.whatif import evaluate, saved_person_minutes, trip_minutes
from geoplan.publish.maps import write_meeting_map, write_planner_map
from geoplan.readers import read_locks

pytestmark = pytest.mark.browser
browser = maps_browser.browser

COUNTY = Path(__file__).parents[2] / "data" / "yunling" / "county.toml"
ASK = """(all) => all.map((choices) => {
    const outcome = geoplan.whatif.evaluate(choices);
    return {
        refused: choices.map(geoplan.whatif.refusal).filter(Boolean),
        subgrade: outcome.years.subgrade,
        surface: outcome.years.surface,
        people: outcome.people,
        villages: outcome.villageYear,
        sites: outcome.sites,
        minutes: outcome.minutes,
        saved: outcome.saved,
        cost: outcome.money.cost,
        shortfall: outcome.money.shortfall,
        payments: outcome.money.payments.map(({ offer, stage, amount }) =>
            [offer, stage.year, amount]),
    };
})"""
Choice = dict[str, Any]


@pytest.fixture(scope="session")
def county_plan() -> Plan:
    """The bundled county, planned; prices take long, and no what-if asks for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geoplan.programme.plan.price_roads", lambda *_, **__: NO_PRICES)
        return make_plan(read_county(COUNTY))


def rich_plan() -> Plan:
    """The village plan with money for more, and left-overs that stay in the county's fund."""
    funds = village_plan().funds
    county, village = (funds["fund_id"] == one for one in ("county", "village"))
    more = funds["for_roads_yuan"].mask(county, 900_000.0).mask(village, 1_100_000.0)
    return village_plan(funds=funds.assign(for_roads_yuan=more, carry_over=county))


def ask(browser: Browser, plan: Plan, path: Path, questions: list[list[Choice]]) -> list[Any]:
    """Answers of the internal page of a plan."""
    write_planner_map(plan, path)
    page, wrong = open_page(browser, path)
    answers: list[Any] = page.evaluate(ASK, questions)
    page.close()
    assert wrong == []
    return answers


# ---- the page agrees with Python -------------------------------------------------------------


def random_choices(plan: Plan, random: np.random.Generator) -> list[Choice]:
    """One to six allowed choices on different projects."""
    wanted = random.permutation(len(plan.projects))[: random.integers(1, 7)].tolist()
    chosen = []
    for place in wanted:
        row = plan.projects.iloc[place]
        first = plan.years[0] if row["subgrade_accepted"] else plan.years[0] + lag(plan)
        possible = [year for year in plan.years if year >= first and row["eligible"]]
        options: list[Choice] = [
            {"decision": "in", "year": year}
            for year in possible
            if pd.isna(row["surface_year"]) or year != row["surface_year"]
        ]
        options += [{"decision": "out", "year": None}] * 2 * bool(row["selected"])
        if options:
            chosen.append({"project": place} | options[random.integers(len(options))])
    return chosen


def lag(plan: Plan) -> int:
    """Years from subgrade to surface."""
    years: int = plan.about["settings"]["projects"]["surface_lag_years"]
    return years


def scheduled(plan: Plan, choices: list[Choice]) -> tuple["pd.Series[int]", "pd.Series[int]"]:
    """Years of subgrades and surfaces: an old subgrade stays where it is early enough."""
    subgrade, surface = (plan.projects[f"{stage}_year"].copy() for stage in ("subgrade", "surface"))
    for choice in choices:
        project = plan.projects.index[choice["project"]]
        year = choice["year"]
        surface[project] = pd.NA if year is None else year
        accepted = bool(plan.projects.at[project, "subgrade_accepted"])
        if year is None or accepted:
            subgrade[project] = pd.NA
        elif pd.isna(subgrade[project]) or subgrade[project] > year - lag(plan):
            subgrade[project] = year - lag(plan)
    return subgrade, surface


def told(values: pd.Series) -> list[Any]:
    """Values as JSON has them."""
    return [None if pd.isna(value) else value for value in values]


def split_faults(plan: Plan, answer: Any, years: dict[str, "pd.Series[int]"]) -> list[str]:
    """What is wrong with the page's payments under the rules of the funds."""
    paid = pd.DataFrame(answer["payments"], columns=["offer", "year", "hundreds"])
    paid = paid.join(plan.offers, on="offer").assign(yuan=100 * paid["hundreds"])
    faults = [
        f"{row.offer} beyond its most" for row in paid.itertuples() if row.yuan > row.most_yuan
    ]
    for row in paid.itertuples():
        if row.year != years[row.component][row.project_id]:
            faults.append(f"{row.offer} paid in {row.year}")
    whole = paid.groupby(["project_id", "component"])["yuan"].sum()
    costs = paid.groupby(["project_id", "component"])["cost_yuan"].first()
    faults += [f"{stage} paid twice" for stage in whole.index[whole > costs]]
    for fund, rows in plan.funds.groupby("fund_id"):
        rows = rows.set_index("year")
        used = paid[paid["fund_id"] == fund].groupby("year")["yuan"].sum()
        used = used.reindex(rows.index, fill_value=0.0)
        limit = rows["for_roads_yuan"]
        if rows["carry_over"].any():
            used, limit = used.cumsum(), limit.cumsum()
        faults += [f"{fund} overdrawn by {year}" for year in rows.index[used > limit]]
    total = 100.0 * (answer["cost"] - answer["shortfall"])
    return faults if paid["yuan"].sum() == total else [*faults, "payments are not the total"]


def check_agreement(plan: Plan, questions: list[list[Choice]], answers: list[Any]) -> None:
    """Every answer of the page is Python's."""
    minutes = trip_minutes(plan)
    today = minutes(np.zeros(len(plan.roads), dtype=bool))
    for choices, answer in zip(questions, answers, strict=True):
        assert answer["refused"] == []
        subgrade, surface = scheduled(plan, choices)
        assert answer["subgrade"] == told(subgrade)
        assert answer["surface"] == told(surface)
        outcome = evaluate(plan, subgrade, surface)
        assert answer["people"] == outcome.people.tolist()
        joined = outcome.villages["connected_year"].mask(plan.villages["connected_now"], 0)
        assert answer["villages"] == told(joined)
        assert plan.sites.index[answer["sites"]].tolist() == list(outcome.sites_without_road)
        there = np.array([np.nan if one is None else one / 100 for one in answer["minutes"]])
        np.testing.assert_allclose(there, outcome.minutes, rtol=0, atol=0.01)
        saved = saved_person_minutes(today, outcome.minutes, plan.groups["people"])
        assert answer["saved"] / 100 == pytest.approx(saved, abs=0.01 * plan.groups["people"].sum())
        assert 100 * answer["cost"] == outcome.cost_yuan
        assert 100 * answer["shortfall"] == outcome.shortfall_yuan
        assert split_faults(plan, answer, {"subgrade": subgrade, "surface": surface}) == []


@pytest.mark.parametrize(
    ("which", "how_many"), [("village", 60), ("rich", 60), ("tiny_plan", 60), ("county_plan", 200)]
)
def test_page_and_python_agree_on_random_what_ifs(
    which: str, how_many: int, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    by_hand = {"village": village_plan, "rich": rich_plan}
    plan = by_hand[which]() if which in by_hand else request.getfixturevalue(which)
    random = np.random.default_rng(7)
    questions = [random_choices(plan, random) for _ in range(how_many)]
    answers = ask(browser, plan, tmp_path / "planner.html", questions)
    check_agreement(plan, questions, answers)
    assert {answer["shortfall"] > 0 for answer in answers} == {True, False}
    assert len({tuple(answer["people"]) for answer in answers}) > 3


@pytest.mark.parametrize("which", ["village", "tiny_plan", "county_plan"])
def test_no_choice_is_the_plan_with_its_own_payments(
    which: str, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan = village_plan() if which == "village" else request.getfixturevalue(which)
    (answer,) = ask(browser, plan, tmp_path / "planner.html", [[]])
    check_agreement(plan, [[]], [answer])
    said = [
        (plan.offers["project_id"][offer], plan.offers["component"][offer],
         plan.offers["fund_id"][offer], year, 100.0 * hundreds)
        for offer, year, hundreds in answer["payments"]
    ]  # fmt: skip
    columns = ["id", "component", "fund_id", "year", "amount_yuan"]
    own = plan.payments.loc[plan.payments["kind"] == "project", columns]
    assert sorted(said) == sorted(own.itertuples(index=False, name=None))
    assert answer["shortfall"] == 0


# ---- what the meeting sees ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of the village plan, public and internal, and of the richer one."""
    folder = tmp_path_factory.mktemp("whatif")
    paths = {name: folder / f"{name}.html" for name in ("meeting", "planner", "rich")}
    write_meeting_map(village_plan(), paths["meeting"])
    write_planner_map(village_plan(), paths["planner"])
    write_planner_map(rich_plan(), paths["rich"])
    return paths


def opened(which: str) -> Any:
    """Fixture: one of the pages, in which nothing may go wrong."""

    @pytest.fixture
    def page(browser: Browser, files: dict[str, Path]) -> Iterator[Page]:
        shown, wrong = open_page(browser, files[which])
        yield shown
        shown.close()
        assert wrong == []

    return page


planner, meeting, rich = opened("planner"), opened("meeting"), opened("rich")


def choose(page: Page, project: str, what: str) -> None:
    """Open the panel of a project and press one of its buttons."""
    row = page.evaluate(f"geoplan.data.projects.id.indexOf('{project}')")
    page.evaluate(f"geoplan.select({{ kind: 'project', row: {row} }})")
    key = {"in": f"in-{row}", "out": f"out-{row}"}.get(what, f"year-{row}-{what}")
    page.click(f"#why [data-key='{key}']")


def people(page: Page) -> list[list[str]]:
    """People newly connected, by year: plan and what-if."""
    rows = page.locator("#whatif .part-people tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]


def affected(page: Page, code: str) -> list[str]:
    """Names under one heading of who is affected."""
    return page.locator(f"#whatif h3.{code} + p button").all_inner_texts()


def test_taking_a_road_out_says_who_loses_it(planner: Page) -> None:
    before = pixels(planner)
    assert planner.is_hidden("#whatif")
    choose(planner, "P1", "out")
    assert "设想，不是方案" in planner.inner_text("#whatif header")
    assert people(planner) == [["96", "0"], ["156", "0"]]
    assert affected(planner, "losing") == ["黄家湾", "㙍家箐"]  # P2 alone leads nowhere
    # P2 alone still saves 60 people 17 minutes each
    assert "共省 46 → 17 小时" in planner.inner_text("#whatif .part-people")
    assert planner.inner_text("#whatif-money") == "资金够用"
    totals = planner.inner_text("#totals")
    assert totals.startswith("设想 · 至 2028 年：开工 2 条")
    assert totals.endswith("113.33 万元 · 新通 0 人")
    assert "设想去掉" in planner.inner_text("#legend")
    planner.click("#why .close")
    assert pixels(planner) != before
    planner.click("#whatif h3.losing + p button >> nth=0")
    assert "设想中：不再通路" in planner.inner_text("#why .whatif-note")
    assert "2027 年通硬化路" in planner.inner_text("#why")


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
    assert rich.inner_text("#whatif-money") == "超出资金 48.24 万元，要去掉别的路 · 2028 年 县级资金 已用完"
    assert rich.inner_text("#whatif .part-money .bad") == f"付不清：{HOSTILE_NAME}（路面）"
    assert rich.locator(".purse.short").all_inner_texts() == ["97.20 / 97.20"]
    choose(rich, "P2", "out")
    assert rich.inner_text("#whatif-money") == "资金够用"
    assert rich.locator(".purse.short").count() == 0
    assert people(rich) == [["96", "96"], ["156", "168"]]
    assert affected(rich, "losing") == ["㙍家箐"]
    assert affected(rich, "gaining") == ["</script><script>boom()</script>"]
    assert "107.34 / 110.00" not in rich.inner_text("#whatif .part-money")
    assert "101.23 / 110.00" in rich.inner_text("#whatif .part-money")  # 500,000 + 512,300 in 2027


def test_a_road_can_be_built_earlier_or_later(rich: Page) -> None:
    choose(rich, "P2", "2027")
    assert people(rich) == [["96", "156"], ["156", "156"]]
    assert affected(rich, "earlier") == ["㙍家箐"]
    choose(rich, "P2", "2028")  # as planned: no choice any more
    assert rich.is_hidden("#whatif")
    choose(rich, "P1", "2028")
    assert people(rich) == [["96", "0"], ["156", "156"]]
    assert affected(rich, "later") == ["黄家湾"]


def test_put_in_takes_the_first_year_that_can_be_paid(rich: Page) -> None:
    choose(rich, "P3", "in")
    assert "列入：2027 年路基，2028 年硬化" in rich.inner_text("#whatif .part-choices")
    choose(rich, "P3", "in")  # pressed again: no longer
    assert rich.is_hidden("#whatif")


def test_first_year_in_which_the_money_is_enough(browser: Browser, tmp_path: Path) -> None:
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
    page, wrong = open_page(browser, tmp_path / "planner.html")
    first = (
        "(out) => geoplan.whatif.firstYear(2, out.map((project) => ({ project, decision: 'out' })))"
    )
    assert page.evaluate(first, [0]) == 2027  # 900,000 are there
    assert page.evaluate(first, [1]) == 2028  # 72,000, then 972,000
    assert page.evaluate(first, []) == 2028  # 351,000 at most: never enough, the last year
    page.close()
    assert wrong == []


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
    assert planner.inner_text("#why .choices") == "按规则不能列入：尚未进入项目库"
    assert planner.locator("#why .choices button").count() == 0


def test_a_stage_that_no_fund_may_pay_is_said(browser: Browser, tmp_path: Path) -> None:
    plan = village_plan()
    offers = plan.offers[plan.offers["project_id"] != "P6"]
    write_planner_map(village_plan(offers=offers), tmp_path / "planner.html")
    page, wrong = open_page(browser, tmp_path / "planner.html")
    choose(page, "P6", "in")
    said = "超出资金 213.89 万元，要去掉别的路 · 能付它的资金都到了补助标准，或没有资金可付"
    assert page.inner_text("#whatif-money") == said
    unpaid = page.inner_text("#whatif .part-money .bad")
    assert unpaid == "付不清：独家庄路（路基）、独家庄路（路面）"
    page.close()
    assert wrong == []


def test_a_site_that_loses_its_road_is_named(
    browser: Browser, tmp_path: Path, tiny_plan: Plan
) -> None:
    write_planner_map(tiny_plan, tmp_path / "planner.html")
    page, wrong = open_page(browser, tmp_path / "planner.html")
    choose(page, "B5", "out")
    assert affected(page, "sites") == [page.evaluate("geoplan.data.sites.name[0]")]
    page.click("#whatif h3.sites + p button")
    assert "安置点启用前没有路" in page.inner_text("#why .whatif-note")
    page.close()
    assert wrong == []


def test_save_downloads_the_locks(rich: Page) -> None:
    choose(rich, "P3", "in")
    choose(rich, "P2", "out")
    with rich.expect_download() as download:
        rich.click("[data-key=save]")
    assert download.value.suggested_filename == "locks.csv"
    raw = Path(download.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfkind,id,decision,year,note\r\n")
    rows = pd.read_csv(Path(download.value.path()), dtype=str, keep_default_na=False)
    assert rows.iloc[:, :4].to_numpy().tolist() == [
        ["road", "P3", "in", "2028"],
        ["road", "P2", "out", ""],
    ]
    assert rows["note"].tolist() == [f"会议设想：{HOSTILE_NAME}", "会议设想：黄家湾路 P2"]


def test_saved_locks_are_kept_by_the_next_plan(
    browser: Browser, tmp_path: Path, tiny_plan: Plan, tiny_county: Path
) -> None:
    write_planner_map(tiny_plan, tmp_path / "planner.html")
    page, wrong = open_page(browser, tmp_path / "planner.html")
    choose(page, "B2", "out")
    choose(page, "B1", "2028")
    with page.expect_download() as download:
        page.click("[data-key=save]")
    download.value.save_as(tmp_path / "locks.csv")
    page.close()
    assert wrong == []
    locked = make_plan(read_county(tiny_county), locks=read_locks(tmp_path / "locks.csv"))
    assert locked.projects.loc["B1", "surface_year"] == 2028
    assert pd.isna(locked.projects.loc["B2", "surface_year"])


def test_public_page_rounds_the_people(meeting: Page) -> None:
    choose(meeting, "P1", "out")
    assert people(meeting) == [["约 100", "约 0"], ["约 160", "约 0"]]


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
    assert planner.get_attribute("[data-key=out-0]", "aria-pressed") == "true"
    planner.focus("[data-key=fold]")
    planner.keyboard.press("Enter")
    assert planner.is_hidden("#whatif .part-people")
    assert planner.evaluate("document.activeElement.dataset.key") == "fold"
    planner.keyboard.press("Enter")
    assert planner.is_visible("#whatif .part-people")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_nothing_is_cut_off_while_a_what_if_is_on(
    browser: Browser, files: dict[str, Path], size: tuple[int, int], language: str
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    page, wrong = open_page(browser, files["rich"], viewport=viewport)
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
    boxes = [page.locator(one).bounding_box() for one in ("#planMap", "#whatif", "#time", "#foot")]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    panel, strip = (page.locator(one).bounding_box() for one in ("#why", "#whatif"))
    assert panel["y"] + panel["height"] <= strip["y"]
    small = page.evaluate(
        """[...document.querySelectorAll("#whatif *, .choices *, .whatif-note")]
            .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 14)
            .map((one) => one.textContent)"""
    )
    assert small == []
    if language == "en":
        chinese = page.inner_text("#whatif header") + page.inner_text("#whatif h2 >> nth=0")
        assert not any("\u4e00" <= one <= "\u9fff" for one in chinese)
    page.close()
    assert wrong == []
