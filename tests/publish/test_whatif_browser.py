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
from geoplan.programme.funds import payable_yuan
from geoplan.programme.plan import Plan
from geoplan.programme.whatif import (
    evaluate,
    people_by_year,
    saved_person_minutes,
    stages_due,
    trip_minutes,
)
from geoplan.publish.mapdata import map_data
from geoplan.publish.maps import write_meeting_map, write_page, write_planner_map
from geoplan.publish.township import township_plan
from geoplan.readers import read_locks

pytestmark = pytest.mark.browser
browser = maps_browser.browser

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
    ("which", "how_many"), [("village", 60), ("rich", 60), ("tiny_plan", 60), ("yunling_plan", 200)]
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


@pytest.mark.parametrize("which", ["village", "tiny_plan", "yunling_plan"])
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


def left_for(plan: Plan, part: Plan) -> pd.DataFrame:
    """Funds without what they pay for roads outside a township's part.

    Where money stays in a fund, what is left by a year is the least of what is left by it and by
    every later year.
    """
    roads = plan.payments[plan.payments["kind"] == "project"]
    elsewhere = roads[~roads["id"].isin(part.projects.index)]
    paid = elsewhere.groupby(["fund_id", "year"])["amount_yuan"].sum()
    funds = plan.funds.copy()
    keys = pd.MultiIndex.from_frame(funds[["fund_id", "year"]])
    left = funds["for_roads_yuan"] - paid.reindex(keys, fill_value=0.0).to_numpy()
    for _, rows in funds.groupby("fund_id"):
        if funds.loc[rows.index, "carry_over"].all():
            by_year = left[rows.index].cumsum()[::-1].cummin()[::-1]
            left[rows.index] = by_year.diff().fillna(by_year)
    return funds.assign(for_roads_yuan=left)


def check_township(plan: Plan, part: Plan, choices: list[Choice], answer: Any) -> None:
    """An answer of a township's page is Python's for the whole county, as far as it tells."""
    assert answer["refused"] == []
    own = scheduled(part, choices)
    assert [answer["subgrade"], answer["surface"]] == [told(years) for years in own]
    shown = plan.projects.index.isin(part.projects.index)
    subgrade, surface = (
        years.reindex(plan.projects.index).where(shown, plan.projects[f"{stage}_year"])
        for stage, years in zip(("subgrade", "surface"), own, strict=True)
    )
    outcome = evaluate(plan, subgrade, surface)
    here = outcome.groups.loc[part.groups.index]
    assert answer["people"] == people_by_year(here[here["year"].isna()], plan.years).tolist()
    villages = outcome.villages.loc[part.villages.index]
    joined = villages["connected_year"].mask(villages["connected_now"], 0)
    assert answer["villages"] == told(joined)
    without = [one for one in part.sites.index if one in outcome.sites_without_road]
    assert part.sites.index[answer["sites"]].tolist() == without
    due = stages_due(part.projects, *own)
    assert 100 * answer["cost"] == due["cost_yuan"].sum()
    payable = payable_yuan(due, part.offers, left_for(plan, part))
    assert 100 * (answer["cost"] - answer["shortfall"]) == payable


@pytest.mark.parametrize(
    ("which", "township", "elsewhere"),
    [("rich", "T1", ["P5", "P6"]), ("rich", "T2", ["P1", "P2"]), ("tiny_plan", "T1", ["B5", "B6"])],
)
def test_page_of_a_township_agrees_with_python(
    which: str,
    township: str,
    elsewhere: list[str],
    browser: Browser,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    """Roads elsewhere stay as planned, with their money: P1 and P2 of the county for T2."""
    plan = rich_plan() if which == "rich" else request.getfixturevalue(which)
    part = township_plan(plan, township)
    assert plan.projects.index.difference(part.projects.index).tolist() == elsewhere
    random = np.random.default_rng(11)
    questions = [random_choices(part, random) for _ in range(60)]
    write_page(map_data(plan, public=False, township=township), tmp_path / "township.html")
    page, wrong = open_page(browser, tmp_path / "township.html")
    answers = page.evaluate(ASK, questions)
    for choices, answer in zip(questions, answers, strict=True):
        check_township(plan, part, choices, answer)
    assert {answer["shortfall"] > 0 for answer in answers} == {True, False}
    page.close()
    assert wrong == []


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


def test_the_first_question_finds_the_plan_worked_out(
    browser: Browser, files: dict[str, Path]
) -> None:
    page, wrong = open_page(browser, files["planner"])
    page.wait_for_timeout(200)
    page.evaluate("""() => {
        window.networks = 0;
        const make = geoplan.funding;
        geoplan.funding = () => { window.networks += 1; return make(); };
    }""")
    choose(page, "P1", "out")
    assert page.evaluate("window.networks") == 0
    assert people(page) == [["96", "0"], ["156", "0"]]
    page.close()
    assert wrong == []


def people(page: Page) -> list[list[str]]:
    """People newly connected, by year: plan and what-if."""
    rows = page.locator("#whatif .part-people tbody tr").all()
    told = [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]
    return [list(year) for year in zip(*told, strict=True)]


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
    assert bad == [f"付不清：{HOSTILE_NAME}（路面）", "2028 年 县级资金 已用完"]
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
    assert page.inner_text("#whatif-money") == "超出资金 213.89 万元，要去掉别的路"
    unpaid, why = page.locator("#whatif .part-money .bad").all_inner_texts()
    assert unpaid == "付不清：独家庄路（路基）、独家庄路（路面）"
    assert why == "能付它的资金都到了补助标准，或没有资金可付"
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
    assert page.inner_text("#why .whatif-note b") == "设想中：启用前没有路"
    page.close()
    assert wrong == []


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
    browser: Browser, tmp_path: Path
) -> None:
    write_planner_map(partners_plan(), tmp_path / "planner.html")
    page, wrong = open_page(browser, tmp_path / "planner.html")
    choose(page, "P2", "in")
    partner = page.evaluate("geoplan.nameOf('project', 0)")
    assert (
        page.inner_text("#why .partners") == f"单修这段没有村子新通；还要一起修：{partner}一起列入"
    )
    assert "单修这段没有村子新通" in page.inner_text("#whatif .part-choices")
    assert affected(page, "gaining") == []
    page.click("#why .partners >> text=一起列入")
    assert page.locator("#why .partners").count() == 0
    assert affected(page, "gaining") == ["黄家湾", "㙍家箐"]
    choose(page, "P1", "in")  # P1 alone connects V2
    choose(page, "P2", "in")
    choose(page, "P1", "in")
    assert page.locator("#why .partners").count() == 0
    page.close()
    assert wrong == []


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


# ---- what the panel and the table say ---------------------------------------------------------


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
def test_many_choices_can_be_reached(
    browser: Browser, files: dict[str, Path], language: str
) -> None:
    page, wrong = open_page(browser, files["rich"])
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
    page.close()
    assert wrong == []


# ---- saved and read back ------------------------------------------------------------------------


def read_back(page: Page, lines: list[str], encoding: str = "utf-8") -> list[str]:
    """Open a locks.csv of these lines; what the page says of it."""
    with page.expect_file_chooser() as chooser:
        page.click("#open-locks")
    data = "\r\n".join(lines).encode(encoding)
    chooser.value.set_files({"name": "locks.csv", "mimeType": "text/csv", "buffer": data})
    page.wait_for_selector("#opened:not(:empty)")
    return page.inner_text("#opened").splitlines()


def test_saved_choices_are_read_back(rich: Page, tmp_path: Path) -> None:
    choose(rich, "P3", "in")
    choose(rich, "P2", "out")
    asked = rich.evaluate("geoplan.shown.choices")
    with rich.expect_download() as download:
        rich.click("[data-key=save]")
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    rich.click("[data-key=undo-all]")
    assert read_back(rich, lines) == ["从文件读入 2 条设想。"]
    assert rich.evaluate("geoplan.shown.choices") == asked


def test_lines_that_are_no_choice_are_said(rich: Page) -> None:
    said = read_back(
        rich,
        [
            "id,kind,decision,year,note",
            "P2,road,out,,一句话",
            '"P2",road,in,2027,"twice, and ""quoted"""',
            "X9,road,in,2028,",
            "S1,site,out,,",
            "P1,road,perhaps,,",
            "P1,road,in,2031年,",
            "P3,road,in,2027,",
            "",
        ],
        encoding="gb18030",
    )
    assert said == [
        "从文件读入 1 条设想。",
        "没有读入 P2：文件里出现了两次，按第一次",
        "没有读入 X9：这个方案里没有这个编号",
        "没有读入 S1：这里只能设想道路；安置点和小组要重新算方案",
        "没有读入 P1：decision 应为 in 或 out，文件里是“perhaps”",
        "没有读入 P1：年份应为 2027、2028",
        "没有读入 P3：来不及：路基要提前 1 年修，2027 年铺不了路面",
    ]
    assert rich.locator("#whatif li").count() == 1
    rich.click("#language")
    assert "Not read, X9: this plan has no such id" in rich.inner_text("#opened")


def test_another_file_is_no_locks_and_changes_nothing(rich: Page) -> None:
    choose(rich, "P2", "out")
    said = read_back(rich, ["village,people", "V1,180"])
    assert said[1] == "这个文件不是 locks.csv：第一行应为 kind,id,decision,year,note"
    assert rich.locator("#whatif li").count() == 1


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
    name = rich.evaluate("geoplan.nameOf('project', 1)")
    seen = f"对照方案 {rich.evaluate('geoplan.data.hash')}；到末年新通硬化路：方案 156 人，设想 168 人；资金够用"
    assert rows["note"].tolist() == [
        f"会议设想：{HOSTILE_NAME}；{seen}",
        f"会议设想：{name}；{seen}",
    ]
    assert "已保存 locks.csv（2 条" in rich.inner_text("#whatif .saved")
    rich.click("#whatif li [data-key^=undo-] >> nth=0")
    assert rich.locator("#whatif .saved").count() == 0


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
