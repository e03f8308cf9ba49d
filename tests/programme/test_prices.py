"""Prices of roads: by hand, each status, and the truth of all programmes in the bracket."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from road_cases import (
    FORK,
    allowed_choices,
    can_be_paid,
    fund_table,
    joined_by,
    link_table,
    random_case,
    road_tables,
)

from geoplan.errors import InfeasibleError
from geoplan.programme import prices
from geoplan.programme.prices import NO_PRICES, price_roads
from geoplan.programme.road_model import state_roads
from geoplan.programme.roads import schedule_roads
from geoplan.solver import Answer, Variants, solve

SPOKES = link_table((0, 1, "a"), (0, 2, "b"), (0, 3, "c"), (0, 4, "d"))
"""Roads a, b, c, d from the root to a village each: V1, V2, V3, V4."""


def priced(links, costs, people, *, plan=lambda roads: roads, partners=lambda plan: {}, **options):
    """Prices of a small case; every node with people is a village.

    ``plan`` changes the roads; ``partners`` gives those of each project, from the set planned.
    """
    tables, rules = road_tables(links, costs, people, **options)
    roads = schedule_roads(*tables, **rules, gap=1e-9)
    if roads is None:
        raise InfeasibleError("must_reach")
    eligible = tables[1].index[tables[1]["eligible"]]
    homes = pd.DataFrame(
        {
            "node": list(people),
            "village_id": [f"V{node}" for node in people],
            "people": list(map(float, people.values())),
        }
    )
    roads = plan(roads)
    return price_roads(
        state_roads(*tables, **rules), roads, eligible, homes,
        partners=partners(frozenset(roads.surface_year.dropna().index)),
        locked=rules["locked_in"],
    )  # fmt: skip


def told(table, project):
    """Decision, status, low and high of one project."""
    return tuple(table.loc[project, ["decision", "status", "people_low", "people_high"]])


def story(table, project):
    """What goes and comes on one project, and the money."""
    columns = ["projects_out", "projects_in", "villages_losing", "villages_gaining",
               "people_losing", "people_gaining", "cost_yuan"]  # fmt: skip
    return tuple(table.loc[project, columns])


def test_one_project_makes_room():
    """Money for 1 100: a and b. For c, b goes; a would be dearer by 8 people."""
    costs = {"a": (0, 500), "b": (0, 600), "c": (0, 600), "d": (0, 300)}
    table = priced(SPOKES, costs, {1: 30, 2: 22, 3: 10, 4: 1}, ceilings={"all": [1100, 0]})
    assert told(table, "c") == ("in", "bracket", 12, 12)
    assert story(table, "c") == ("b", "", "V2", "V3", 22, 10, 0)
    assert told(table, "a") == ("out", "bracket", 29, 29)
    assert story(table, "a") == ("", "d", "V1", "V4", 30, 1, -200)
    assert told(table, "b") == ("out", "bracket", 12, 12)
    assert story(table, "b") == ("", "c", "V2", "V3", 22, 10, 0)
    assert not table["equal"].any()


def test_the_least_change_is_told_and_then_the_least_money():
    """Without a, both b and c together or d alone connect as many: d is told, the cheaper e not."""
    links = link_table((0, 1, "a"), (0, 2, "b"), (0, 3, "c"), (0, 4, "d"), (0, 5, "e"))
    costs = {"a": (0, 400), "b": (0, 200), "c": (0, 200), "d": (0, 400), "e": (0, 300)}
    people = {1: 20, 2: 5, 3: 5, 4: 10, 5: 10}
    table = priced(links, costs, people, ceilings={"all": [400, 0]})
    assert story(table, "a") == ("", "e", "V1", "V5", 20, 10, -100)
    dear = priced(links, {**costs, "e": (0, 500)}, people, ceilings={"all": [400, 0]})
    assert story(dear, "a") == ("", "d", "V1", "V4", 20, 10, 0)


def test_what_is_behind_is_lost_too():
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    table = priced(FORK, costs, {1: 5, 2: 20, 3: 1}, ceilings={"all": [900, 0]})
    assert told(table, "a") == ("out", "bracket", 24, 24)
    assert story(table, "a") == ("b", "c", "V1;V2", "V3", 25, 1, -300)


def test_a_road_is_put_in_with_those_it_needs():
    """b leads on from a: alone it would serve nobody, with a the two take the money of c."""
    costs = {"a": (0, 300), "b": (0, 400), "c": (0, 600)}
    case = FORK, costs, {1: 1, 2: 20, 3: 22}
    money = {"all": [700, 0]}
    alone, along = (
        priced(*case, ceilings=money, partners=lambda _, b=b: {"b": b}) for b in ("", "a")
    )
    assert story(alone, "b")[:2] == ("c", "a")  # the best with b builds a as well
    assert told(along, "b") == ("in", "bracket", 1, 1)
    assert story(along, "b") == ("c", "a", "V3", "V1;V2", 22, 21, 100)
    poor = priced(*case, ceilings={"all": [650, 0]}, partners=lambda _: {"b": "a"})
    assert told(poor, "b")[:2] == ("in", "impossible")


def test_what_leads_nowhere_any_more_goes_too():
    """Without a nobody needs b, and nobody else has its money."""
    costs = {"a": (0, 300), "b": (0, 400), "c": (0, 600)}
    table = priced(FORK, costs, {1: 1, 2: 20}, ceilings={"all": [700, 0]})
    assert story(table, "a") == ("b", "", "V1;V2", "", 21, 0, -700)
    kept = priced(FORK, costs, {1: 1, 2: 20}, ceilings={"all": [700, 0]}, locked_in={"b": None})
    assert story(kept, "a") == ("", "", "V1;V2", "", 21, 0, -300)


def test_a_twin_road_costs_nobody():
    """Two roads to one village: leaving out the cheap one costs 100, adding the other 900."""
    twins = link_table((0, 1, "dear"), (0, 1, "cheap"))
    table = priced(twins, {"dear": (0, 900), "cheap": (0, 800)}, {1: 7})
    assert table["equal"].tolist() == [True, True]
    assert told(table, "cheap") == ("out", "bracket", 0, 0)
    assert story(table, "cheap") == ("", "dear", "", "", 0, 0, 100)
    assert story(table, "dear") == ("", "", "", "", 0, 0, 900)


def test_what_no_programme_can_do():
    """a is locked in, c has a subgrade to pay and no money for both; d leads to nobody: it could
    be built, and b would have to make room."""
    costs = {"a": (0, 500), "b": (0, 400), "c": (200, 900), "d": (0, 100)}
    links = pd.concat([FORK, link_table((7, 8, "d"))], ignore_index=True)
    table = priced(links, costs, {1: 5, 2: 20}, ceilings={"all": [500, 400]}, locked_in={"a": None})
    assert table["status"].to_dict() == {
        "a": "impossible", "b": "bracket", "c": "impossible", "d": "bracket",
    }  # fmt: skip
    assert told(table, "d") == ("in", "bracket", 20, 20)
    assert story(table, "d") == ("b", "", "V2", "", 20, 0, -300)
    assert table["decision"].to_dict() == {"a": "out", "b": "out", "c": "in", "d": "in"}
    unknown = ["people_low", "people_high", "cost_yuan", "people_losing", "people_gaining"]
    assert table.loc[["a", "c"], unknown].isna().all(axis=None)
    assert (table.loc[["a", "c"], ["projects_out", "villages_losing"]] == "").all(axis=None)
    assert not table.loc[["a", "c"], "equal"].any()


def test_road_of_a_site_that_opens_stays():
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    table = priced(FORK, costs, {1: 5}, must_reach={3: 0})
    assert told(table, "c")[:2] == ("out", "impossible")
    assert told(table, "a") == ("out", "bracket", 5, 5)


def test_a_subgrade_alone_is_not_in():
    def no_surface(roads):
        never = roads.surface_year.mask(roads.surface_year.notna())
        return replace(roads, surface_year=never)

    table = priced(link_table((0, 1, "a")), {"a": (100, 300)}, {1: 10}, plan=no_surface)
    assert told(table, "a") == ("in", "bracket", 0, 0)  # better than the plan by 10
    assert story(table, "a") == ("", "", "", "V1", 0, 10, 300)


def test_less_than_the_gap_of_the_plan_is_equal():
    """With 12 people not proven c instead of b is equal; with 11 it is not."""

    def less_proven(people):
        def loosen(roads):
            objectives = roads.objectives.copy()
            objectives.loc["access", "bound"] += people
            return replace(roads, objectives=objectives)

        return loosen

    case = SPOKES, dict.fromkeys("abcd", (0, 500)), {1: 30, 2: 22, 3: 10, 4: 1}
    for people, equal in ((12, True), (11, False)):
        table = priced(*case, ceilings={"all": [1000, 0]}, plan=less_proven(people))
        assert table.loc["c", "people_high"] == 12
        assert table.loc["c", "equal"] == equal


def test_search_that_finds_nothing_says_so(monkeypatch):
    """The relaxation still proves that leaving out a costs somebody."""

    class Stopped(Variants):
        def search(self, fixed, *, start):
            return Answer("unknown", np.nan, np.inf, np.inf, {})

    monkeypatch.setattr(prices, "Variants", Stopped)
    costs = {"a": (0, 500), "b": (0, 600), "c": (0, 700), "d": (0, 900)}
    table = priced(SPOKES, costs, {1: 30, 2: 22, 3: 10, 4: 9}, ceilings={"all": [1100, 0]})
    # at most 22 and 5/7 of the 10 at c
    assert told(table, "a")[:3] == ("out", "unknown", 52 - 29)
    assert table.loc[["a"], ["people_high", "cost_yuan", "people_losing"]].isna().all(axis=None)
    assert not table.loc["a", "equal"]


def test_search_that_is_stopped_leaves_the_bracket_open(monkeypatch):
    """What was found near by stands, and only what the relaxation proved is claimed."""
    c_for_b = {"x_1_1": 0.0, "x_2_1": 1.0}
    starts = []

    class FoundNearby(Variants):
        def search(self, fixed, *, start):
            if c_for_b.items() <= fixed.items():
                starts.append(start)
                return super().search(fixed, start=start)
            return Answer("feasible", np.nan, np.inf, np.inf, start)

    monkeypatch.setattr(prices, "Variants", FoundNearby)
    monkeypatch.setattr(prices, "_far", lambda *_: c_for_b)
    costs = {"a": (0, 500), "b": (0, 600), "c": (0, 700), "d": (0, 900)}
    table = priced(SPOKES, costs, {1: 30, 2: 22, 3: 10, 4: 9}, ceilings={"all": [1100, 0]})
    assert {} in starts
    assert told(table, "a") == ("out", "bracket", 23, 42)
    assert story(table, "a")[:2] == ("b", "c")


def test_nothing_to_price():
    nobody = priced(FORK, dict.fromkeys("abc", (0, 100)), {1: 5}, barred="abc")
    assert nobody.empty
    pd.testing.assert_series_equal(nobody.dtypes, NO_PRICES.dtypes)
    poor = {"all": [99, 0]}
    lost = priced(FORK, dict.fromkeys("abc", (0, 100)), {1: 5}, barred="ac", ceilings=poor)
    assert lost["status"].to_dict() == {"b": "impossible"}
    assert lost.index.name == NO_PRICES.index.name == "project_id"
    pd.testing.assert_series_equal(lost.dtypes, NO_PRICES.dtypes)


def test_same_tables_same_prices():
    costs = {"a": (0, 500), "b": (0, 600), "c": (100, 600), "d": (0, 300)}
    people = {1: 30, 2: 22, 3: 10, 4: 1}
    one, two = (priced(SPOKES, costs, people, ceilings={"all": [1100, 300]}) for _ in range(2))
    assert one.to_csv() == two.to_csv()
    mixed = priced(
        SPOKES.iloc[::-1], dict(reversed(costs.items())), people, ceilings={"all": [1100, 300]}
    )
    assert mixed.loc[one.index].to_csv() == one.to_csv()


# The truth of small cases, from every programme there is.


def payable_sets(case):
    """Surfaces that some programme builds -> people newly connected."""
    now, choices, people = joined_by(case), {}, {}
    for choice, surface, (_, end) in allowed_choices(case):
        built = frozenset(p for p, x in surface.items() if x is not None)
        choices.setdefault(built, []).append(choice)
        people[built] = sum(n for v, n in case["people"].items() if v in end and v not in now)
    return {
        built: people[built]
        for built, ways_to_pay in choices.items()
        if any(can_be_paid(case["costs"], c, case["funds"], case["ceilings"]) for c in ways_to_pay)
    }


def check_story(case, p, row, plan, payable):
    """The programme told can be built and paid, connects whom it says, and has no useless road."""
    out, new = (set(filter(None, row[c].split(";"))) for c in ("projects_out", "projects_in"))
    other = (plan - out | new) ^ {p}
    assert out <= plan and not new & plan and p not in out | new
    if other < plan:  # nobody has the money that is left
        for q in other - set(case["locked_in"]):
            assert payable.get(other - {q}) != payable[other], (p, q)
    assert row["people_high"] == payable[plan] - payable[other]
    before, after = joined_by(case, plan), joined_by(case, other)
    for nodes, side in ((before - after, "losing"), (after - before, "gaining")):
        there = {v: n for v, n in case["people"].items() if v in nodes}
        assert row[f"people_{side}"] == sum(there.values())
        assert row[f"villages_{side}"] == ";".join(sorted(f"V{v}" for v, n in there.items() if n))
    assert row["cost_yuan"] % 100 == 0


def check_case(case, partners=lambda plan: {}):
    """Every price of a case against all programmes with the other decision; how many there are."""
    asked = {k: v for k, v in case.items() if k not in ("links", "costs", "people", "funds")}
    try:
        table = priced(
            case["links"], case["costs"], case["people"],
            funds=fund_table(**case["funds"]), partners=partners, **asked,
        )  # fmt: skip
    except InfeasibleError:
        return 0
    payable = payable_sets(case)
    plan = frozenset(table.index[table["decision"] == "out"])
    for p, row in table.to_dict("index").items():
        along = {p, *partners(plan).get(p, ())}
        others = [
            n for built, n in payable.items() if (p not in built if p in plan else along <= built)
        ]
        if not others:
            assert row["status"] == "impossible", p
            continue
        loss = payable[plan] - max(others)
        assert row["status"] == "bracket", p
        assert (row["people_low"], row["people_high"]) == (loss, loss), p  # so small: all proven
        assert row["equal"] == (loss == 0), p
        check_story(case, p, row, plan, payable)
    return len(table)


@pytest.mark.parametrize("block", range(8))
def test_brackets_hold_the_truth(block):
    """Quotas, carry-over, locks, ``must_reach``, pieces, rings: every programme is tried."""
    assert sum(check_case(random_case(seed)) for seed in range(20 * block, 20 * block + 20)) > 40


@pytest.mark.parametrize("block", range(2))
def test_brackets_hold_the_truth_of_roads_put_in_together(block):
    """Each project that is not in comes with one or two others, whichever they are."""

    def check(seed):
        case = random_case(seed)

        def partners(plan):
            rng = np.random.default_rng(seed)
            return {p: set(rng.choice(list(case["costs"]), 2)) for p in case["costs"]}

        return check_case(case, partners)

    assert sum(map(check, range(300 + 20 * block, 320 + 20 * block))) > 30


def wide_case(seed):
    """14 projects over 9 nodes, two years, a quota: too many programmes to try each."""
    rng = np.random.default_rng(seed)
    names = list("abcdefghijklmn")
    ends = [sorted(rng.choice(9, 2, replace=False).tolist()) for _ in names]
    links = link_table(*((u, v, p) for (u, v), p in zip(ends, names, strict=True)))
    costs = {p: (100 * int(rng.integers(0, 2)), 100 * int(rng.integers(1, 9))) for p in names}
    people = {v: int(rng.integers(0, 60)) for v in range(1, 9)}
    funds = {"one": {}, "two": {"pays": ("surface",), "carry_over": True, "quota_yuan_per_km": 300}}
    ceilings = {"one": [600, 500], "two": [300, 200]}
    return (links, costs, people), {"funds": fund_table(**funds), "ceilings": ceilings}


@pytest.mark.parametrize("seed", range(10))
def test_prices_are_those_of_full_searches(seed):
    """Locked in, or not a candidate at all: the plan solved again from its tables."""
    case, options = wide_case(seed)
    table = priced(*case, **options)
    best = None
    for p, decision in [("", ""), *table["decision"].items()]:
        changed = {"": {}, "in": {"locked_in": {p: None}}, "out": {"barred": p}}[decision]
        try:
            tables, rules = road_tables(*case, **options, **changed)
            model = state_roads(*tables, **rules)
        except InfeasibleError:
            assert told(table, p)[1] == "impossible"
            continue
        model.problem.setObjective(model.people_by_year()[-1])
        answer = solve(model.problem, gap=1e-9, separate=model.separate)
        best = answer.objective if best is None else best
        if answer.status == "infeasible":
            assert told(table, p)[1] == "impossible"
        elif p:
            assert table.loc[p, "people_low"] <= best - answer.objective + 1e-6
            assert table.loc[p, "people_high"] == pytest.approx(best - answer.objective)
