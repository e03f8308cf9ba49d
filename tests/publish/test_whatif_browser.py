"""What-if in the page: the same answers as Python's."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pages import Show
from plans import rich_plan, village_plan

from geoplan.programme.funds import payable_yuan
from geoplan.programme.outcome import mean_minutes
from geoplan.programme.plan import Plan
from geoplan.programme.whatif import (
    Outcome,
    evaluate,
    people_by_year,
    saved_person_minutes,
    stages_due,
    trip_minutes,
)
from geoplan.publish.mapdata import map_data
from geoplan.publish.maps import write_page, write_planner_map
from geoplan.publish.township import township_plan

pytestmark = pytest.mark.browser

BUNDLED = partial(
    pytest.param, "yunling_plan", marks=[pytest.mark.long, pytest.mark.xdist_group("yunling")]
)
"""The bundled county's plan, made by one process for all tests."""

ASK = """(all) => all.map((choices) => {
    const outcome = geoplan.whatif.evaluate(choices);
    return {
        refused: choices.map(geoplan.whatif.refusal).filter(Boolean),
        subgrade: outcome.years.subgrade,
        surface: outcome.years.surface,
        people: outcome.people,
        villages: outcome.villageYear,
        changes: geoplan.whatif.CHANGES.flatMap((code) =>
            outcome[code].map(({ village, people }) => [code, village, people])),
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


def ask(show: Show, plan: Plan, path: Path, questions: list[list[Choice]]) -> list[Any]:
    """Answers of the internal page of a plan."""
    write_planner_map(plan, path)
    page = show(path)
    answers: list[Any] = page.evaluate(ASK, questions)
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


def changed_people(plan: Plan, before: Outcome, after: Outcome) -> list[tuple[str, int, float]]:
    """People of each village whose road comes or goes, or comes in another year."""
    stays = plan.groups["year"].isna()
    years = pd.DataFrame({"plan": before.groups["connected_year"][stays],
                          "asked": after.groups["connected_year"][stays]})  # fmt: skip
    none = years.isna()
    moved = (years["asked"] - years["plan"]).astype(float)
    codes = {
        "losing": ~none["plan"] & none["asked"],
        "later": moved > 0,
        "gaining": none["plan"] & ~none["asked"],
        "earlier": moved < 0,
    }
    village = pd.Series(plan.villages.index.get_indexer(plan.groups["village_id"]), stays.index)
    return [
        (code, int(row), people)
        for code, groups in codes.items()
        for row, people in plan.groups["people"][stays][groups].groupby(village).sum().items()
    ]


def check_agreement(plan: Plan, questions: list[list[Choice]], answers: list[Any]) -> None:
    """Every answer of the page is Python's."""
    planned = evaluate(plan, plan.projects["subgrade_year"], plan.projects["surface_year"])
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
        assert [tuple(one) for one in answer["changes"]] == changed_people(plan, planned, outcome)
        assert plan.sites.index[answer["sites"]].tolist() == list(outcome.sites_without_road)
        there = np.array([np.nan if one is None else one / 100 for one in answer["minutes"]])
        np.testing.assert_allclose(there, outcome.minutes, rtol=0, atol=0.01)
        saved = saved_person_minutes(today, outcome.minutes, plan.groups["people"])
        assert answer["saved"] / 100 == pytest.approx(saved, abs=0.01 * plan.groups["people"].sum())
        assert 100 * answer["cost"] == outcome.cost_yuan
        assert 100 * answer["shortfall"] == outcome.shortfall_yuan
        assert split_faults(plan, answer, {"subgrade": subgrade, "surface": surface}) == []


@pytest.mark.parametrize(
    ("which", "how_many"), [("village", 60), ("rich", 60), ("tiny_plan", 60), BUNDLED(100)]
)
def test_page_and_python_agree_on_random_what_ifs(
    which: str, how_many: int, show: Show, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    by_hand = {"village": village_plan, "rich": rich_plan}
    plan = by_hand[which]() if which in by_hand else request.getfixturevalue(which)
    random = np.random.default_rng(7)
    questions = [random_choices(plan, random) for _ in range(how_many)]
    answers = ask(show, plan, tmp_path / "planner.html", questions)
    check_agreement(plan, questions, answers)
    assert {answer["shortfall"] > 0 for answer in answers} == {True, False}
    assert len({tuple(answer["people"]) for answer in answers}) > 3


@pytest.mark.parametrize("which", ["village", "tiny_plan", BUNDLED()])
def test_no_choice_is_the_plan_with_its_own_payments(
    which: str, show: Show, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan = village_plan() if which == "village" else request.getfixturevalue(which)
    (answer,) = ask(show, plan, tmp_path / "planner.html", [[]])
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


MEANS = """(all) => all.map((choices) => {
    const { whatif, data } = geoplan;
    const { indicators } = whatif.overlay(choices, whatif.evaluate(choices));
    return indicators[`minutes_${data.whatif.trips.kind}_wet`][1];
})"""


def cut_off_without_roads() -> Plan:
    """The rich plan where nobody walks past an earth road: V2 and V3 get nowhere without P1."""
    plan = rich_plan()
    earth = plan.roads["project_id"].notna()
    roads = plan.roads.assign(**{
        f"{way}_minutes": plan.roads[f"{way}_minutes"].mask(earth, np.inf) for way in ("forth", "back")
    })  # fmt: skip
    return replace(plan, roads=roads, groups=plan.groups.assign(foot_minutes=np.inf))


@pytest.mark.parametrize("which", ["cut off", "tiny_plan", BUNDLED()])
def test_mean_minutes_are_those_of_people_who_can_get_there_as_in_python(
    which: str, show: Show, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan = cut_off_without_roads() if which == "cut off" else request.getfixturevalue(which)
    kind = plan.about["trips_to"]
    column, name = f"minutes_{kind}_wet_after", f"minutes_{kind}_wet"
    planned = evaluate(plan, plan.projects["subgrade_year"], plan.projects["surface_year"])
    after = planned.minutes.fillna(plan.groups[column])  # of those who move: as they are told
    table = plan.indicators.copy()
    people = plan.groups["people"]
    table.loc[name, "after"] = mean_minutes(after, people)
    table.loc["people", "after"] = people.sum()
    table.loc[f"people_without_{name}", "after"] = people[np.isinf(after)].sum()
    plan = replace(plan, groups=plan.groups.assign(**{column: after}), indicators=table)
    random = np.random.default_rng(3)
    questions = [random_choices(plan, random) for _ in range(30)]
    write_planner_map(plan, tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    means = page.evaluate(MEANS, questions)
    expected = []
    for choices in questions:
        minutes = evaluate(plan, *scheduled(plan, choices)).minutes.fillna(after)
        expected.append(mean_minutes(minutes, plan.groups["people"]))
    np.testing.assert_allclose(means, expected, rtol=0, atol=0.02)
    assert len({round(one, 3) for one in expected}) > 3


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
    show: Show,
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
    page = show(tmp_path / "township.html")
    answers = page.evaluate(ASK, questions)
    for choices, answer in zip(questions, answers, strict=True):
        check_township(plan, part, choices, answer)
    assert {answer["shortfall"] > 0 for answer in answers} == {True, False}
