"""Floors of townships and villages: each equation on its own, wherever roads are decided; brute force."""

import numpy as np
import pandas as pd
import pytest
from joint_cases import decided, joint_case, random_joint_case
from joint_plans import (
    access,
    aims,
    best_together,
    danger_avoided,
    faults,
    joined_by_year,
    may_go_to,
    plan_of,
)
from road_cases import (
    NEVER,
    best_of_all,
    floor_tables,
    fund_table,
    joined_by,
    link_table,
    random_case,
    road_tables,
)
from test_decide import decision
from test_prices import priced, told
from treated_cases import chosen, treated_case

from geoplan.errors import InfeasibleError
from geoplan.programme.floors import NO_FLOORS, after_moves, people_by_place
from geoplan.programme.road_model import state_roads
from geoplan.programme.roads import schedule_roads

SPOKES = link_table((0, 1, "a"), (0, 2, "b"), (0, 3, "c"))
"""Roads a, b, c from the root to a village each."""
COSTS = dict.fromkeys("abc", (0, 500))
PEOPLE = {1: 6, 2: 10, 3: 22}
ONE_ROAD = {"all": [500, 0]}
POOR = {"v1": (1, 6)}
RICH = {"v3": (3, 22)}


def roads_of(floors, *, gone=(), ceilings=ONE_ROAD, **options):
    """Projects paved on these floors, and the objectives' values, on money for one road."""
    tables, rules = road_tables(SPOKES, COSTS, PEOPLE, ceilings=ceilings, **options)
    rules["floors"] = after_moves(floor_tables(floors), gone)
    roads = schedule_roads(*tables, **rules, gap=1e-9)
    return set(roads.surface_year.dropna().index), roads.objectives["value"].to_dict()


def test_without_floors_most_people_come_first():
    built, value = roads_of({})
    assert built == {"c"}
    assert value == {"access": 22, "earlier": 22, "cost": 500}


def test_more_than_the_floor_of_a_place_does_not_count():  # P1
    """c would bring T3 22 people of the 5 that it is promised, a brings T1 all of its 6."""
    built, value = roads_of({"T1": (6, POOR), "T3": (5, RICH)})
    assert built == {"a"}
    assert value == {"floors": 6, "access": 6, "earlier": 6, "cost": 500}


def test_a_floor_is_reached_by_its_own_people_only():  # P2
    built, value = roads_of({"T1": (4, POOR)})
    assert built == {"a"}
    assert value["floors"] == 4


def test_a_floor_out_of_reach_is_missed_and_makes_nothing_impossible():  # P2
    built, value = roads_of({"T1": (10, POOR | {"off": (None, 4)}), "T2": (5, {"v2": (2, 10)})})
    assert built == {"a"}
    assert value["floors"] == 6


def test_those_who_moved_to_a_site_count_for_their_place():  # P2
    """Without them T1 would need road a; v9 has no place on the network."""
    floors = {"T1": (4, POOR | {"v9": (None, 3), "v8": (3, 1)})}
    assert roads_of(floors, gone=["v9", "v8"])[0] == {"c"}
    assert roads_of(floors, gone=["v8"])[0] == {"a"}
    assert roads_of(floors, gone=["v9", "v8"])[1]["floors"] == 4


def test_a_group_counts_for_its_township_and_for_its_village():  # P2
    """Both promise 6 to v1; 11 people of T3 count once."""
    floors = {"T1": (6, POOR), "A1": (6, POOR), "T3": (11, RICH)}
    built, value = roads_of(floors)
    assert built == {"a"}
    assert value["floors"] == 12


def test_floors_come_first_then_people_as_ever():  # P3
    """Money for two roads: a for the floor, and with the rest c rather than b."""
    built, value = roads_of({"T1": (1, POOR)}, ceilings={"all": [1000, 0]})
    assert built == {"a", "c"}
    assert value == {"floors": 1, "access": 28, "earlier": 28, "cost": 1000}


def test_what_is_locked_in_keeps_its_place_before_floors():  # P3, R7
    built, value = roads_of({"T1": (6, POOR)}, locked_in={"b": None})
    assert built == {"b"}
    assert value["floors"] == 0


def test_no_floors_add_nothing_to_the_model():
    tables, rules = road_tables(SPOKES, COSTS, PEOPLE)
    stated = [
        state_roads(*tables, **rules | {"floors": floors}).problem
        for floors in (NO_FLOORS, floor_tables({"T1": (6, POOR)}))
    ]
    plain, promised = ([v.name for v in problem.variables()] for problem in stated)
    assert set(promised) - set(plain) == {"floor_0"}
    assert len(stated[1].constraints()) == len(stated[0].constraints()) + 1


def test_a_model_is_stated_anew_for_other_floors():
    tables, rules = road_tables(SPOKES, COSTS, PEOPLE, ceilings=ONE_ROAD)
    before = schedule_roads(*tables, **rules)
    floors = floor_tables({"T1": (6, POOR)})
    after = schedule_roads(*tables, **rules | {"floors": floors}, before=before)
    assert after.surface_year.dropna().to_dict() == {"a": 2027}
    again = schedule_roads(*tables, **rules | {"floors": floors}, before=after)
    assert again.stated is after.stated
    nobody = floor_tables({"T1": (6, {"v2": (2, 10)})})
    other = schedule_roads(*tables, **rules | {"floors": nobody}, before=after)
    assert other.surface_year.dropna().to_dict() == {"b": 2027}


def test_people_by_place():
    floors = floor_tables({"T1": (6, POOR), "A1": (6, POOR), "T3": (11, RICH)})
    assert people_by_place(floors, ["v1"]).to_dict() == {"T1": 6, "A1": 6, "T3": 0}


# ---- roads and moves together ---------------------------------------------------------------------


def test_who_may_move_has_its_road_at_the_site():  # P2
    """g, of T1, is in no danger and would rather stay; s has more people; money for one of both."""
    case = joint_case(
        links=link_table((0, 1, "a"), (0, 2, "b")),
        costs={"a": (0, 100), "b": (0, 900)},
        movers={"g": {"node": 2, "people": 5, "danger": 0, "subsidy": 100}},
        places={"R": {}},
        minutes={("g", "R"): (9, 9)},
        stayers={"s": (1, 20)},
        ceilings={"all": [100, 0]},
    )
    assert plan_of(decided(case).schedule).moves == {}
    with_floor = case | {"floors": {"T1": (3, {"g": (2, 5)})}}
    schedule, objectives = decided(with_floor)
    assert plan_of(schedule).moves == {"g": ("R", 0)}
    assert objectives["value"][["floors", "access"]].tolist() == pytest.approx([3, 5])


@pytest.mark.parametrize(("danger", "built"), [(0, 0), (10, NEVER)])
def test_danger_comes_before_floors(danger, built):  # P3
    case = joint_case(
        movers={"g": {"node": 0, "people": 5, "danger": danger, "subsidy": 100}},
        places={"R": {}},
        minutes={("g", "R"): (0, 0)},
        stayers={"s": (1, 20)},
        ceilings={"all": [100, 0]},
        floors={"T1": (3, {"s": (1, 20)})},
    )
    schedule, objectives = decided(case)
    assert plan_of(schedule).roads["a"] == (NEVER, built)
    assert objectives["value"]["floors"] == (0 if danger else 3)


def test_ways_take_nothing_of_a_floor():  # P3
    """Half of access may be left for nearer land, the floor may not."""
    case = joint_case(
        movers={"g": {"node": 2, "people": 2, "danger": 6}},
        places={"R": {}, "N": {"leaves": False}},
        minutes={("g", "R"): (30, 0), ("g", "N"): (0, 0)},
        stayers={"s": (1, 18)},
    )
    some = {"tolerances": {"danger": 0.0, "access": 0.5}}
    assert plan_of(decided(case, **some).schedule).moves["g"][0] == "N"
    promised = case | {"floors": {"T1": (1, {"g": (2, 2)})}}
    assert plan_of(decided(promised, **some).schedule).moves["g"][0] == "R"


def test_floors_through_the_whole_decision():
    """Only the 30 at node 1 have a road otherwise; 20 of B are promised one, at home or at S."""
    floors = floor_tables({"B": (20, {"g": (2, 10.0), "h": (2, 20.0)})})
    money = {"roads": [50, 0], "moves": [99, 99]}
    done = decision(money, floors=floors)
    assert done.objectives.index[:3].tolist() == ["danger", "floors", "access"]
    assert done.objectives.loc["floors", ["value", "bound", "unit"]].tolist() == [20, 20, "people"]
    nobody = decision({"roads": [50, 80], "moves": [0, 0]}, floors=floors)
    assert nobody.surface_year.dropna().to_dict() == {"a": 2027, "b": 2028}
    assert nobody.objectives.loc["floors", "value"] == 20
    missed = decision({"roads": [50, 0], "moves": [0, 0]}, floors=floors)
    assert missed.objectives.loc["floors", ["value", "bound"]].tolist() == [0, 0]
    plain = decision(money).objectives
    pd.testing.assert_frame_equal(done.objectives.drop("floors"), plain)


# ---- what else decides on roads -------------------------------------------------------------------


def test_the_other_decision_on_a_road_keeps_the_floors():  # E10
    """a stands for the floor of T1: no programme without it; b instead of c, not of a."""
    case = SPOKES, COSTS, PEOPLE
    two = {"all": [1000, 0]}
    free = priced(*case, ceilings=two)
    assert told(free, "a") == ("in", "bracket", 4, 4)
    table = priced(*case, ceilings=two, floors={"T1": (6, POOR)})
    assert told(table, "a")[:2] == ("out", "floors")
    assert told(table, "b") == ("in", "bracket", 12, 12)
    assert table.loc["b", "projects_out"] == "c"


def test_worth_takes_nothing_of_a_floor():  # V
    """As many people live on both roads; minutes are saved on b only."""
    case = treated_case(
        links=link_table((0, 1, "a"), (0, 2, "b")), costs={"a": (0, 5), "b": (0, 5)},
        people={1: 7, 2: 7}, ceilings={"all": [5, 0]}, trips=[(1.0, [(0, {"b": 9})])],
    )  # fmt: skip
    assert chosen(case).plan.roads == ((NEVER, NEVER, None), (NEVER, 0, None))
    found = chosen(case | {"floors": {"T1": (7, {"v1": (1, 7)})}})
    assert found.plan.roads == ((NEVER, 0, None), (NEVER, NEVER, None))
    assert found.decision.objectives.loc["floors", "value"] == 7


# ---- against every plan ---------------------------------------------------------------------------


def random_floors(rng, waiting):
    """One to three places that are promised something; a group may be of several."""
    floors = {}
    for place in ("T1", "T2", "A1")[: rng.integers(1, 4)]:
        own = {g: home for g, home in waiting.items() if rng.random() < 0.5}
        most = sum(people for _, people in own.values())
        if most:
            floors[place] = int(rng.integers(1, most + 1)), own
    return floors


def check_roads(seed):
    """Aims of roads are those of the best of all programmes; whether there are floors."""
    case = random_case(seed)
    today = joined_by(case)
    waiting = {f"v{v}": (v, n) for v, n in case["people"].items() if v not in today}
    case |= {"floors": random_floors(np.random.default_rng([seed, 5]), waiting)}
    asked = {k: v for k, v in case.items() if k not in ("links", "costs", "people", "funds")}
    tables, rules = road_tables(
        case["links"], case["costs"], case["people"], funds=fund_table(**case["funds"]), **asked
    )
    best = best_of_all(case)
    try:
        roads = schedule_roads(*tables, **rules, gap=1e-9)
    except InfeasibleError:
        roads = None
    if roads is None:
        assert best is None, seed
        return False
    value = roads.objectives["value"]
    assert (*value.drop("cost"), -value["cost"]) == pytest.approx(best), seed
    return bool(case["floors"])


@pytest.mark.parametrize("block", range(4))
def test_roads_against_every_programme(block):  # P1 to P3
    assert sum(check_roads(seed) for seed in range(50 * block, 50 * block + 50)) > 20


def promising_case(seed):
    """A random case on three roads that lead to somebody each, with floors, and money for few."""
    rng = np.random.default_rng([seed, 6])
    case = random_joint_case(seed)
    stayers = {g: (v, int(rng.integers(1, 20))) for v, g in enumerate("str", 1)}
    homes = {g: (row["node"], row["people"]) for g, row in case["movers"].items()} | stayers
    waiting = {g: home for g, home in homes.items() if home[0] != 0}
    return case | {
        "links": SPOKES,
        "costs": {p: (100 * int(rng.integers(0, 2)), 100 * int(rng.integers(1, 4))) for p in "abc"},
        "barred": (),
        "stayers": stayers,
        "ceilings": {f: [100 * int(rng.integers(0, 6)) for _ in "12"] for f in case["funds"]},
        "locked_in": {"road": {}, "site": {}, "group": {}},
        "quiet": {key: t for key, t in case["quiet"].items() if key[1] in "abc"},
        "floors": random_floors(rng, waiting),
    }


def floors_of(case, plan):
    """What of the floors a plan reaches, which has perhaps been made without them."""
    return access(case, plan.moves, joined_by_year(case, plan.roads))[0]


def check_together(seed):
    """Each aim in its order is that of the best of all plans; whether floors bring a place more."""
    case = promising_case(seed)
    best = best_together(case) if case["floors"] and may_go_to(case) else None
    if best is None:
        return False
    schedule, objectives = decided(case)
    plan = plan_of(schedule)
    assert faults(case, plan) == [], seed
    assert aims(case, plan) == best[0], seed
    turns = len(danger_avoided(case, {}, {}))
    reached = best[0][turns : turns + 3]
    assert objectives.index[0] == "danger"
    assert objectives["value"][["floors", "access", "earlier"]].tolist() == pytest.approx(reached)
    return reached[0] > floors_of(case, plan_of(decided(case | {"floors": {}}).schedule))


@pytest.mark.parametrize("block", range(5))
def test_roads_and_moves_against_every_plan(block):  # P1 to P3
    more = [check_together(seed) for seed in range(40 * block, 40 * block + 40)]
    assert sum(more) >= 1
