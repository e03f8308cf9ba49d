"""Which project in which year: by hand, each equation on its own, and by brute force."""

from contextlib import suppress
from functools import partial
from itertools import cycle, product

import numpy as np
import pandas as pd
import pytest
from road_cases import (
    FORK,
    NEVER,
    best_beside_building,
    best_of_all,
    building_case,
    building_years,
    fund_table,
    link_table,
    random_case,
    road_tables,
)

from geoplan.errors import InfeasibleError
from geoplan.programme.road_model import can_be_reached, years_to_keep_open
from geoplan.programme.roads import schedule_roads
from geoplan.solver import Answer, Variants


def programme(links, costs, people, **options):
    """Roads of a small case (see ``road_tables``)."""
    gap = options.pop("gap", 1e-9)
    tables, rules = road_tables(links, costs, people, **options)
    return schedule_roads(*tables, **rules, gap=gap)


def years_of(roads):
    """Project -> (subgrade, surface) of what is built."""
    both = pd.DataFrame({"g": roads.subgrade_year, "x": roads.surface_year}).dropna(how="all")
    return {
        p: tuple(NEVER if pd.isna(y) else int(y) for y in row)
        for p, row in zip(both.index, both.itertuples(index=False), strict=True)
    }


@pytest.mark.parametrize(
    ("lag", "built"),
    [(0, (2027, 2027)), (1, (2027, 2028)), (2, None)],
)
def test_surface_waits_for_its_subgrade(lag, built):  # R2
    roads = programme(link_table((0, 1, "a")), {"a": (200, 300)}, {1: 10}, lag_years=lag)
    assert years_of(roads) == ({"a": built} if built else {})
    assert roads.objectives["value"].to_dict() == {
        "access": 10 if built else 0,
        "earlier": 10 if lag == 0 else 0,
        "cost": 500 if built else 0,
    }


def test_accepted_subgrade_is_neither_built_nor_awaited():  # R2
    roads = programme(link_table((0, 1, "a")), {"a": (0, 300)}, {1: 10})
    assert years_of(roads) == {"a": (NEVER, 2027)}


def test_most_people_at_the_end_come_before_people_sooner():  # R4 before R5
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    roads = programme(FORK, costs, {1: 5, 2: 20, 3: 22}, ceilings={"all": [600, 400]})
    # c alone connects 22 in 2027; a and b connect 25, though only 5 of them in 2027
    assert years_of(roads) == {"a": (NEVER, 2027), "b": (NEVER, 2028)}
    assert roads.objectives["value"].tolist() == [25, 5, 900]


def test_of_equal_ends_the_sooner():  # R5
    roads = programme(
        FORK, {"a": (0, 500), "b": (0, 900), "c": (0, 500)}, {1: 5, 3: 9},
        ceilings={"all": [500, 500]},
    )  # fmt: skip
    assert years_of(roads) == {"a": (NEVER, 2028), "c": (NEVER, 2027)}


def test_of_equal_programmes_the_cheapest():  # R6
    parallel = link_table((0, 1, "dear"), (0, 1, "cheap"), (0, 1, "mid"))
    roads = programme(parallel, {"dear": (0, 900), "cheap": (0, 100), "mid": (0, 500)}, {1: 7})
    assert years_of(roads) == {"cheap": (NEVER, 2027)}
    assert roads.objectives.loc["cost", ["value", "bound", "unit"]].tolist() == [100, 100, "yuan"]


def test_half_a_way_helps_nobody():
    costs = {"a": (0, 500), "b": (0, 501), "c": (0, 900)}
    assert years_of(programme(FORK, costs, {2: 50, 3: 1}, ceilings={"all": [900, 0]})) == {
        "c": (NEVER, 2027)
    }


def test_a_ring_far_from_the_root_connects_nobody():  # B6
    ring = link_table((0, 1, "way"), (1, 2, "a"), (2, 3, "b"), (3, 1, "c"))
    costs = {"way": (0, 5000), "a": (0, 100), "b": (0, 100), "c": (0, 100)}
    roads = programme(ring, costs, {1: 10, 2: 10, 3: 10}, ceilings={"all": [400, 400]})
    assert years_of(roads) == {}
    assert roads.objectives.loc["access", ["value", "bound"]].tolist() == [0, 0]


def test_paved_scrap_connects_when_a_way_reaches_it():
    scrap = link_table((0, 1, "a"), (1, 2, None))
    assert years_of(programme(scrap, {"a": (0, 100)}, {2: 3})) == {"a": (NEVER, 2027)}


def test_project_in_pieces_is_paid_once_and_serves_all():
    pieces = link_table((0, 1, "a"), (1, 2, "b"), (2, 3, "a"))
    roads = programme(pieces, {"a": (0, 400), "b": (0, 100)}, {3: 9}, ceilings={"all": [500, 0]})
    assert years_of(roads) == {"a": (NEVER, 2027), "b": (NEVER, 2027)}


def test_must_reach_comes_first_and_in_time():  # R3
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    roads = programme(
        FORK, costs, {1: 5, 2: 20}, ceilings={"all": [600, 900]}, must_reach={3: 0}
    )  # nobody lives at 3
    assert years_of(roads)["c"] == (NEVER, 2027)
    assert years_of(roads)["b"] == (NEVER, 2028)


def test_must_reach_of_two_nodes_that_are_one():
    """Both nodes lie inside project a: the earlier year counts, and those at 3 wait."""
    inside = link_table((0, 1, "a"), (1, 2, "a"), (0, 3, "c"))
    for must_reach in ({1: 0, 2: 1}, {2: 1, 1: 0}, {1: 1, 2: 0}):
        roads = programme(
            inside, {"a": (0, 100), "c": (0, 100)}, {3: 9}, ceilings={"all": [100, 100]},
            must_reach=must_reach,
        )  # fmt: skip
        assert years_of(roads) == {"a": (NEVER, 2027), "c": (NEVER, 2028)}


def test_must_reach_of_the_root_needs_nothing():
    assert years_of(programme(FORK, dict.fromkeys("abc", (0, 100)), {}, must_reach={0: 0})) == {}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"must_reach": {3: 0}, "barred": "c"}, "no candidate road reaches the site at node 3"),
        ({"must_reach": {77: 1}}, "no candidate road reaches the site at node 77"),
        ({"must_reach": {2: 0}, "barred": "a"}, "no candidate road reaches the site at node 2"),
        ({"locked_in": {"b": None}, "barred": "b"}, "b: .*no plan can include it"),
        (
            {"locked_in": {"b": 1, "c": 0}, "ceilings": {"all": [599, 999]}},
            "cannot be kept: road c in 2027$",
        ),
        (
            {"locked_in": {"a": None, "b": 1}, "ceilings": {"all": [0, 899]}},
            "cannot all be kept: road a, road b in 2028$",
        ),
        (
            {"locked_in": {"c": 0}, "must_reach": {1: 1}, "ceilings": {"all": [0, 599]}},
            "cannot be kept: road c in 2027$",
        ),
    ],
)
def test_what_cannot_be_reached(options, told):
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    with pytest.raises(InfeasibleError, match=told):
        programme(FORK, costs, {1: 5}, **options)


def test_road_locked_into_a_year_before_its_subgrade_can_be_ready():  # R2, R7
    costs = {"a": (0, 500), "b": (0, 400), "c": (100, 600)}
    with pytest.raises(InfeasibleError, match=r"these locks cannot be kept: road c in 2027$"):
        programme(FORK, costs, {1: 5}, locked_in={"a": 0, "c": 0})


@pytest.mark.parametrize(
    ("quiet", "money", "built"),
    [
        ((), [300, 300], (NEVER, 2027)),
        ((0,), [300, 300], (NEVER, 2028)),
        ((1,), [300, 300], (NEVER, 2027)),
        ((1,), [0, 300], None),
        ((0, 1), [300, 300], None),
    ],
)
def test_a_road_is_not_paved_while_a_village_builds(quiet, money, built):  # R8
    roads = programme(
        link_table((0, 1, "a")), {"a": (0, 300)}, {1: 10}, ceilings={"all": money},
        quiet_years={"a": quiet, "no_candidate": {0}},
    )  # fmt: skip
    assert years_of(roads) == ({"a": built} if built else {})


@pytest.mark.parametrize(
    ("lag", "quiet", "built"),
    [
        (1, (), (2027, 2028)),
        (1, (0,), (2028, 2029)),  # not even the subgrade in the first year
        (1, (2,), (2027, 2028)),
        (1, (1,), None),
        (2, (), (2027, 2029)),
        (2, (1,), None),  # begun before, it would not be finished
        (0, (1,), (2027, 2027)),
    ],
)
def test_a_subgrade_is_not_begun_or_left_while_a_village_builds(lag, quiet, built):  # R8
    roads = programme(
        link_table((0, 1, "a")), {"a": (200, 300)}, {1: 10}, lag_years=lag,
        years=[2027, 2028, 2029], quiet_years={"a": quiet},
    )  # fmt: skip
    assert years_of(roads) == ({"a": built} if built else {})


def test_another_road_is_not_kept_from_being_built():  # R8
    roads = programme(
        link_table((0, 1, "a"), (0, 1, "b")), {"a": (0, 100), "b": (0, 300)}, {1: 10},
        quiet_years={"a": {0}},
    )  # fmt: skip
    assert years_of(roads) == {"b": (NEVER, 2027)}  # sooner, though dearer


def test_road_locked_into_the_year_in_which_a_village_builds():  # R7, R8
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    with pytest.raises(InfeasibleError, match=r"these locks cannot be kept: road c in 2027$"):
        programme(FORK, costs, {1: 5}, locked_in={"a": 0, "c": 0}, quiet_years={"c": {0}})


def test_model_is_stated_anew_when_other_villages_build():
    tables, rules = road_tables(link_table((0, 1, "a")), {"a": (0, 300)}, {1: 10})
    before = schedule_roads(*tables, **rules)
    after = schedule_roads(*tables, **rules, quiet_years={"a": {0}}, before=before)
    assert years_of(after) == {"a": (NEVER, 2028)}
    again = schedule_roads(*tables, **rules, quiet_years={"a": {0}}, before=after)
    assert again.stated is after.stated is not before.stated


def test_years_in_which_groups_that_stay_need_a_road_open():
    needed = {("G1", "a"): 0, ("G2", "a"): 1, ("G2", "b"): 1, ("G3", "a"): 1, ("gone", "c"): 0}
    quiet = years_to_keep_open(needed, pd.Index(["G1", "G2", "G3", "other"]))
    assert quiet == {"a": {0, 1}, "b": {1}}


@pytest.mark.parametrize(("money", "in_time"), [(599, False), (600, True)])
def test_what_cannot_be_reached_in_time(money, in_time):  # R3
    costs = {"a": (0, 500), "b": (0, 400), "c": (0, 600)}
    ceilings = {"all": [money, 999]}
    roads = programme(FORK, costs, {1: 5}, ceilings=ceilings, must_reach={3: 0})
    assert (roads is not None) == in_time
    locked = programme(
        FORK, costs, {}, ceilings=ceilings, must_reach={3: 0}, locked_in={"a": 1}
    )  # the lock alone can be kept
    assert (locked is not None) == in_time


def test_which_nodes_candidate_roads_lead_to():
    projects = pd.DataFrame({"eligible": [True, False, True]}, index=list("abc"))
    nodes = pd.Series({"root": 0, "near": 1, "behind": 2, "fork": 3, "nowhere": 77})
    assert can_be_reached(FORK, projects, nodes, [0]).to_dict() == {
        "root": True, "near": True, "behind": False, "fork": True, "nowhere": False,
    }  # fmt: skip


def stop_search(monkeypatch, number, answer):
    """The search of this number (0 is the first) ends with this answer."""
    searches = iter(range(9))

    def stopped(self, fixed, *, start):
        return answer if next(searches) == number else search(self, fixed, start=start)

    search = Variants.search
    monkeypatch.setattr(Variants, "search", stopped)


@pytest.mark.parametrize(
    ("answer", "bound", "gap"),
    [
        (Answer("unknown", np.nan, 40.0, np.inf, {}), 40, 40),
        (Answer("unknown", np.nan, np.inf, np.inf, {}), np.inf, np.inf),
        (Answer("infeasible", np.nan, np.nan, np.nan, {}), np.nan, np.inf),
    ],
)
def test_later_search_that_is_stopped_leaves_the_programme_before_it(
    monkeypatch, answer, bound, gap
):
    """People a year sooner are not found; those at the end, and less money, still count."""
    stop_search(monkeypatch, 1, answer)
    roads = programme(FORK, {"a": (100, 500), "b": (0, 900), "c": (0, 9e6)}, {1: 5})
    assert years_of(roads) == {"a": (2027, 2028)}
    objectives = roads.objectives
    assert list(objectives.index) == ["access", "earlier", "cost"]
    assert objectives["value"].tolist() == [5, 0, 600]
    assert objectives["status"].tolist() == ["optimal", "feasible", "optimal"]
    assert objectives.loc["earlier", ["bound", "gap"]].tolist() == pytest.approx(
        [bound, gap], nan_ok=True
    )


def test_last_search_that_is_stopped_tells_what_the_programme_costs(monkeypatch):
    stop_search(monkeypatch, 2, Answer("unknown", np.nan, -0.05, np.inf, {}))
    parallel = link_table((0, 1, "dear"), (0, 1, "cheap"))
    roads = programme(parallel, {"dear": (0, 900), "cheap": (0, 700)}, {1: 7})
    built = {"dear": 900, "cheap": 700}
    cost = roads.objectives.loc["cost"]
    assert round(cost["value"]) == sum(built[p] for p in years_of(roads))
    assert (round(cost["bound"]), cost["status"], cost["unit"]) == (500, "feasible", "yuan")


def test_first_search_that_is_stopped_is_not_a_lack_of_money(monkeypatch):
    stop_search(monkeypatch, 0, Answer("unknown", np.nan, np.inf, np.inf, {}))
    with pytest.raises(InfeasibleError, match=r"stopped before .* raise search\.node_limit"):
        programme(FORK, dict.fromkeys("abc", (0, 100)), {1: 5}, must_reach={1: 0})


def test_nothing_eligible():
    roads = programme(FORK, dict.fromkeys("abc", (0, 100)), {1: 5, 2: 5}, barred="abc")
    assert years_of(roads) == {}
    assert roads.objectives["value"].tolist() == [0, 0, 0]
    assert roads.objectives["status"].tolist() == ["optimal"] * 3


def test_nobody_anywhere():
    assert years_of(programme(FORK, dict.fromkeys("abc", (0, 100)), {})) == {}


def test_one_year():
    roads = programme(
        FORK, dict.fromkeys("abc", (0, 100)), {1: 5, 3: 9}, years=[2027], ceilings={"all": [100]}
    )
    assert years_of(roads) == {"c": (NEVER, 2027)}
    assert roads.objectives["value"].tolist() == [9, 0, 100]


def test_three_years_and_a_lag_of_two():
    roads = programme(
        FORK, {"a": (100, 100), "b": (0, 100), "c": (0, 100)}, {2: 5, 3: 9},
        years=[2027, 2028, 2029], ceilings={"all": [100, 100, 200]}, lag_years=2,
    )  # fmt: skip
    assert years_of(roads) == {"a": (2027, 2029), "b": (NEVER, 2029), "c": (NEVER, 2028)}
    assert roads.objectives.loc["earlier", "value"] == 9


def test_locked_in_even_for_nobody_and_in_its_year():  # R7
    costs = dict.fromkeys("abc", (0, 100))
    assert years_of(programme(FORK, costs, {}, locked_in={"c": 1})) == {"c": (NEVER, 2028)}


def test_order_of_rows_does_not_matter():
    costs = {"a": (100, 500), "b": (0, 400), "c": (0, 600)}
    people = {1: 5, 2: 20, 3: 22}
    one = programme(FORK, costs, people, ceilings={"all": [700, 900]})
    two = programme(
        FORK.iloc[::-1], dict(reversed(costs.items())), people, ceilings={"all": [700, 900]}
    )
    assert years_of(one) == years_of(two)


def outcome(ask):
    """Objectives of the roads chosen; None or why there are none."""
    try:
        roads = ask()
    except InfeasibleError as refused:
        return str(refused)
    return roads and roads.objectives[["value", "status"]].to_csv()


@pytest.mark.parametrize("block", range(2))
def test_model_that_is_asked_again_answers_as_one_stated_anew(block):
    """Every road in, in each year, and out, a third of them without a; what cannot be says so."""
    for seed in range(300 + 5 * block, 305 + 5 * block):
        case = random_case(seed) | {"locked_in": {}}
        asked = {k: v for k, v in case.items() if k not in ("links", "costs", "people", "funds")}
        small = case["links"], case["costs"], case["people"]
        tables, rules = road_tables(*small, funds=fund_table(**case["funds"]), **asked)
        try:
            before = schedule_roads(*tables, **rules, gap=1e-9)
        except InfeasibleError:
            before = None
        if before is None:
            continue
        asks = product(case["costs"], (None, 0, 1, "out"))
        for (p, t), out in zip(asks, cycle(("a", None, None)), strict=False):
            left = tables[1].assign(
                eligible=[q not in (p if t == "out" else None, out) for q in case["costs"]]
            )
            locked = rules | {"locked_in": {} if t == "out" else {p: t}}
            again, anew = (
                outcome(
                    partial(
                        schedule_roads, tables[0], left, *tables[2:], **locked, gap=1e-9, before=b
                    )
                )
                for b in (before, None)
            )
            assert again == anew, (seed, p, t, out)


def test_model_is_stated_anew_for_other_people():
    tables, rules = road_tables(FORK, dict.fromkeys("abc", (0, 100)), {1: 5, 2: 20})
    before = schedule_roads(*tables, **rules)
    after = schedule_roads(*tables[:3], pd.Series({1: 5.0}), **rules, before=before)
    assert after.stated is not before.stated
    assert after.objectives["value"].tolist() == [5, 5, 100]
    assert schedule_roads(*tables, **rules, before=before).stated is before.stated


def check_other_people_from_before(seed):
    """Where the search starts changes nothing: other people, from the roads of those before."""
    case = random_case(seed)
    asked = {k: v for k, v in case.items() if k not in ("links", "costs", "people", "funds")}
    small = case["links"], case["costs"], case["people"]
    tables, rules = road_tables(*small, funds=fund_table(**case["funds"]), **asked)
    before = None
    with suppress(InfeasibleError):
        before = schedule_roads(*tables, **rules, gap=1e-9)
    others = tables[3].iloc[::-1].set_axis(tables[3].index)
    started, anew = (
        outcome(partial(schedule_roads, *tables[:3], others, **rules, gap=1e-9, before=one))
        for one in (before, None)
    )
    assert started == anew, seed
    return before is not None


def test_other_people_get_the_same_roads_from_wherever_the_search_starts():
    assert sum(check_other_people_from_before(seed) for seed in range(40)) > 20


def check_against_every_programme(seed, **changes):
    """The three objectives of a random case are those of the best of all its programmes."""
    case = random_case(seed) | changes
    best = best_of_all(case)
    asked = {k: v for k, v in case.items() if k not in ("links", "costs", "people", "funds")}
    try:
        roads = programme(
            case["links"], case["costs"], case["people"],
            funds=fund_table(**case["funds"]), **asked,
        )  # fmt: skip
    except InfeasibleError:
        roads = None
    if roads is None:
        assert best is None, seed
        return
    end, sooner, cost = roads.objectives["value"]
    assert (end, sooner, -round(cost)) == best, seed
    assert (roads.objectives["status"] == "optimal").all(), seed


@pytest.mark.parametrize("block", range(4))
def test_brute_force_while_villages_build(block):  # R8
    for seed in range(20 * block, 20 * block + 20):
        quiet = building_years(np.random.default_rng(seed), list("abcde"), 2)
        check_against_every_programme(seed, quiet_years=quiet)
    waited = 0
    for seed in range(30 * block, 30 * block + 30):
        case = building_case(seed)
        best = best_beside_building(case)
        end, sooner, cost = programme(**case).objectives["value"]
        assert (end, sooner, -round(cost)) == best, seed
        waited += best != best_beside_building(case | {"quiet_years": dict.fromkeys("abc", ())})
    assert waited > 5


@pytest.mark.parametrize("block", range(10))
def test_brute_force(block):
    for seed in range(20 * block, 20 * block + 20):
        check_against_every_programme(seed)


@pytest.mark.parametrize("seed", [341, 1190, 1363, 1470, 1541])
def test_a_known_answer_does_not_spoil_the_proof(seed):
    """HiGHS 1.15.1 called these optimal too early when it knew an answer before its presolve."""
    check_against_every_programme(seed)


def test_a_possible_programme_is_not_called_impossible():
    """HiGHS 1.15.1 with its presolve says that nothing is possible: neither is building nothing."""
    check_against_every_programme(401)
