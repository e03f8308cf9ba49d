"""Roads and moves decided together: by brute force, each equation on its own, and larger cases."""

import numpy as np
import pulp
import pytest
from joint_cases import PROTECT, STAY, decided, joint_case, larger_joint_case, random_joint_case
from joint_plans import (
    access,
    aims,
    best_together,
    best_ways,
    danger_avoided,
    faults,
    joined_by_year,
    may_go_to,
    plan_of,
)
from road_cases import NEVER

import geoplan.programme.aims as aims_in_order
from geoplan.solver import Answer, Variants

HERE = {"node": 1, "people": 5, "households": 3, "danger": 10}
"""A threatened group at node 1, behind road a."""


def planned(case, **options):
    """Plan and objectives of a case, which keep every rule and are worth what is told."""
    schedule, objectives = decided(case, **options)
    plan = plan_of(schedule)
    assert faults(case, plan) == []
    return plan, objectives["value"]


@pytest.mark.parametrize(("money", "built", "moved"), [(100, 0, 1), (99, NEVER, None)])
def test_road_leads_to_a_site_before_it_opens(money, built, moved):  # J1
    """Nobody lives at node 1 but those who may go there from the paved network."""
    case = joint_case(
        movers={"g": HERE | {"node": 0}},
        places={"S": {"node": 1, "connected_now": False}},
        minutes={("g", "S"): (1, 1)},
        ceilings={"all": [money, 0]},
    )
    plan, value = planned(case)
    assert plan.roads == {"a": (NEVER, built)}
    assert plan.moves == ({"g": ("S", moved)} if moved else {})
    assert value["danger"] == (10 if moved else 20)


@pytest.mark.parametrize(("place", "joined"), [("R", [5, 5]), (PROTECT, [0, 0])])
def test_who_moves_to_a_site_has_a_road_there(place, joined):  # J2
    """No road can be paid; the others at node 1 stay without one."""
    case = joint_case(
        movers={"g": HERE}, places={place: {}}, minutes={("g", place): (0, 0)},
        stayers={"s": (1, 20)}, ceilings={"all": [0, 0]},
    )  # fmt: skip
    plan, value = planned(case)
    assert plan.moves == {"g": (place, 0)}
    assert value[["access", "earlier"]].tolist() == joined


def test_who_has_a_road_at_home_and_at_the_site_counts_once():  # J2
    case = joint_case(
        movers={"g": HERE}, places={"R": {}}, minutes={("g", "R"): (0, 0)}, stayers={"s": (1, 20)}
    )
    plan, value = planned(case)
    assert plan == ({"a": (NEVER, 0)}, {"g": ("R", 0)}, {"R": 0})
    assert value[["access", "earlier"]].tolist() == [25, 25]


@pytest.mark.parametrize(("money", "built"), [(599, NEVER), (600, 0)])
def test_roads_and_moves_draw_on_the_same_money(money, built):  # J3
    """The move costs 100 and 3 households x 100, the site 100, the road 100."""
    case = joint_case(
        movers={"g": HERE | {"subsidy": 100}},
        places={"R": {"opening": 100, "per_household": 100}},
        minutes={("g", "R"): (0, 0)},
        stayers={"s": (1, 20)},
        ceilings={"all": [money, 0]},
    )
    plan, value = planned(case)
    assert plan.moves == {"g": ("R", 0)}
    assert plan.roads["a"] == (NEVER, built)
    assert value["danger"] == 0


@pytest.mark.parametrize(
    ("place", "lead", "built"),
    [("R", 1, 0), ("R", 0, NEVER), (PROTECT, 1, NEVER)],
)
def test_the_only_road_is_not_dug_up_while_those_build_who_stay(place, lead, built):  # J4
    """g builds in the only year with money, unless it leaves; it goes if there is an option."""
    case = joint_case(
        movers={"g": HERE, "h": HERE | {"node": 0}},
        places={place: {}, "Q": {}},
        minutes={("h", "Q"): (0, 0)} | ({("g", place): (0, 0)} if lead else {}),
        stayers={"s": (1, 20)},
        quiet={("g", "a"): 0, ("g", "elsewhere"): 0},
        ceilings={"all": [100, 0]},
    )
    plan, _ = planned(case)
    assert plan.roads == {"a": (NEVER, built)}
    assert ("g" in plan.moves) == bool(lead)


@pytest.mark.parametrize(("worth_yuan", "sites"), [(1000.0, 1), (100.0, 2)])
def test_a_village_goes_to_one_site_where_that_is_worth_it(worth_yuan, sites):  # J5
    """g is 3 minutes nearer its land at S, h at R: 100 yuan each."""
    case = joint_case(
        movers={"g": HERE, "h": HERE},
        places={"S": {}, "R": {}},
        minutes={("g", "S"): (0, 0), ("g", "R"): (3, 0), ("h", "R"): (0, 0), ("h", "S"): (3, 0)},
        aim_yuan={"farm": 100.0, "service": 0.0, "cost": 1.0, "cohesion": worth_yuan},
    )
    plan, value = planned(case)
    assert set(plan.moves) == {"g", "h"}
    assert len(plan.opens) == sites
    assert value["siting"] == pytest.approx(1300 if sites == 1 else 200)
    first, value = planned(case | {"order": ("cohesion",)})
    assert len(first.opens) == value["siting_cohesion"] == 1


@pytest.mark.parametrize("lonely", ["g", "h"])
def test_of_programmes_as_good_that_which_serves_later_aims(monkeypatch, lonely):  # J6
    """There is money for g or h, and only for one of them it is the way to a road."""
    searches = []

    def only_once(self, fixed, *, start):
        searches.append(fixed)
        nothing = Answer("unknown", np.nan, np.inf, np.inf, {})
        return search(self, fixed, start=start) if len(searches) == 1 else nothing

    search = Variants.search
    monkeypatch.setattr(Variants, "search", only_once)
    home = HERE | {"node": 0, "subsidy": 100}
    case = joint_case(
        movers={g: home | {"node": int(g == lonely)} for g in "gh"},
        places={"R": {}},
        minutes={("g", "R"): (0, 0), ("h", "R"): (0, 0)},
        ceilings={"all": [100, 0]},
        barred="a",
    )
    plan, value = planned(case)
    assert plan.moves == {lonely: ("R", 0)}
    assert value["access"] == 5


@pytest.mark.parametrize(
    ("tolerance", "turns", "moved"),
    [(0.1, [0, 0, 1, 1], "abc"), (0.099, [0, 0, 1, 1], "abcd"), (0.1, [0] * 4, "ac"),
     (0.049, [0] * 4, "abcd")],
)  # fmt: skip
def test_ways_take_of_danger_what_they_may(tolerance, turns, moved):  # J7
    """Danger 9, 1, 9, 1: of 20 in each turn moves avoid all, for 30 minutes each at one site.

    What is left because ways may take it is within the tolerance, not unproven.
    """
    movers = {
        g: {"danger": danger, "turn": turn}
        for g, danger, turn in zip("abcd", (9, 1, 9, 1), turns, strict=True)
    }
    case = joint_case(movers=movers, places={"R": {}}, minutes={(g, "R"): (30, 0) for g in movers})
    plan, value = planned(case, tolerances={"danger": tolerance, "access": 0.0})
    assert "".join(sorted(plan.moves)) == moved
    assert value["siting"] == pytest.approx(3000 * len(moved) + 1000)
    _, told = decided(case, tolerances={"danger": tolerance, "access": 0.0})
    assert told["status"]["danger"] == ("optimal" if moved == "abcd" else "within")


@pytest.mark.parametrize(("tolerance", "place"), [(0.1, PROTECT), (0.099, "R")])
def test_ways_take_of_access_what_they_may(tolerance, place):  # J7
    """18 at node 1 get a road; g at node 2 has one at R, and shorter ways where it is."""
    case = joint_case(
        movers={"g": {"node": 2, "people": 2, "danger": 6}},
        places={"R": {}, PROTECT: {}},
        minutes={("g", "R"): (30, 0), ("g", PROTECT): (0, 0)},
        stayers={"s": (1, 18)},
    )
    plan, _ = planned(case, tolerances={"danger": 0.0, "access": tolerance})
    assert plan.roads == {"a": (NEVER, 0)}
    assert plan.moves == {"g": (place, 0)}


@pytest.mark.parametrize(("capacity", "moved"), [(6, {"h"}), (7, {"g", "h"}), (3, {"g"})])
def test_no_more_households_than_a_site_holds(capacity, moved):  # M10
    case = joint_case(
        movers={"g": HERE, "h": HERE | {"households": 4, "danger": 12}},
        places={"R": {"capacity": capacity}},
        minutes={("g", "R"): (0, 0), ("h", "R"): (0, 0)},
    )
    plan, _ = planned(case)
    assert set(plan.moves) == moved


def test_a_group_goes_to_one_place():  # M11
    case = joint_case(
        movers={"g": HERE},
        places={"S": {}, "R": {}},
        minutes={("g", "S"): (5, 0), ("g", "R"): (3, 0)},
    )
    plan, value = planned(case)
    assert plan[1:] == ({"g": ("R", 0)}, {"R": 0})
    assert value[["danger", "siting"]].tolist() == pytest.approx([0, 1300])


def test_nobody_may_go_anywhere():
    assert decided(joint_case(movers={"g": HERE}, stayers={"s": (1, 20)})) is None


def check_table(case, told, reached, most):
    """Values are those of the plan; no plan is better than a bound."""
    threatened = [row["danger"] for row in case["movers"].values()]
    everything = 2 * sum(threatened + [row["spares"] for row in case["places"].values()])
    turns = len(danger_avoided(case, {}, {}))
    left = everything - sum(reached[:turns])
    access = list(reached[turns : turns + 2])
    ways = [-worth for worth in reached[len(reached) - len(case["order"]) - 1 :]]
    value = told["value"].drop("danger_any_order", errors="ignore")
    names = ["danger", "access", "earlier", *(f"siting_{name}" for name in case["order"]), "siting"]
    assert value.index.tolist() == names
    assert value.tolist() == pytest.approx([left, *access, *ways], abs=1e-3)
    bound = told["bound"]
    assert bound["danger"] <= left
    assert (bound[["access", "earlier"]] >= access).all()
    assert (bound[names[3:]] <= [way + 1e-6 for way in ways]).all()
    assert bound.get("danger_any_order", bound["danger"]) <= everything - most
    assert (told["status"][names[:3]] == "optimal").all()


def check_against_every_plan(seed):
    """Each aim in its order is that of the best of all plans; how many groups move."""
    case = random_joint_case(seed)
    found, best = decided(case), best_together(case) if may_go_to(case) else None
    if found is None or best is None:
        assert found is best is None, seed
        return 0
    plan = plan_of(found.schedule)
    assert faults(case, plan) == [], seed
    reached, most = best
    assert aims(case, plan) == reached, seed
    check_table(case, found.objectives, reached, most)
    return len(plan.moves)


@pytest.mark.parametrize("block", range(12))
def test_brute_force(block):
    moved = [check_against_every_plan(seed) for seed in range(20 * block, 20 * block + 20)]
    assert sum(moved) > 5


def keeps_true_bounds(monkeypatch, seed, *, some, many):
    """The least that is told of danger and the most of access, where choices count as many."""
    for name, value in (("FEW", 0), ("SOME", some), ("MANY", many)):
        monkeypatch.setattr(aims_in_order, name, value)
    case = random_joint_case(seed)
    found, best = decided(case), best_together(case) if may_go_to(case) else None
    if found is None or best is None:
        return None
    reached, turns = best[0], len(danger_avoided(case, {}, {}))
    plan, told = plan_of(found.schedule), found.objectives
    assert faults(case, plan) == [], seed
    bound, value = told["bound"], told["value"]
    threatened = [row["danger"] for row in case["movers"].values()]
    everything = 2 * sum(threatened + [row["spares"] for row in case["places"].values()])
    is_best = aims(case, plan)[: turns + 1] == reached[: turns + 1]
    if is_best:
        assert bound["danger"] <= everything - sum(reached[:turns]) + 1e-6, seed
        assert bound["access"] >= reached[turns] - 1e-6, seed
    return value["danger"] - bound["danger"] + bound["access"] - value["access"], is_best


def test_what_is_told_to_be_possible_where_choices_are_many(monkeypatch):
    """Searches without a proof beside, with one, and with groups split first: never a false bound.

    A proof leaves less open than relaxations do; without one searches start from a dive.
    """
    seeds = range(500, 540)
    ways = {"dive": (0, 0), "proven": (0, 10**6), "split": (10**6, 10**6)}
    told = {
        way: [keeps_true_bounds(monkeypatch, seed, some=some, many=many) for seed in seeds]
        for way, (some, many) in ways.items()
    }
    left_open = {way: sum(one[0] for one in each if one) for way, each in told.items()}
    n_best = {way: sum(one[1] for one in each if one) for way, each in told.items()}
    assert left_open["proven"] < left_open["dive"]
    assert left_open["split"] < left_open["dive"]
    assert min(n_best.values()) > 30


def many_choices(monkeypatch):
    """Choices between two sites of 10 households and 9 at most, one road to each, money for one.

    Six groups of 3 households, of danger 5 each: three fit into either site.
    """
    problem = pulp.LpProblem("many", pulp.LpMaximize)
    x, o = ([problem.add_variable(f"{n}_{j}", cat=pulp.LpBinary) for j in "AB"] for n in "xo")
    m = [[problem.add_variable(f"m_{g}_{j}", cat=pulp.LpBinary) for j in "AB"] for g in range(6)]
    problem += 6 * x[0] + 5 * x[1] <= 8
    for j, (opened, road, room) in enumerate(zip(o, x, (11, 9), strict=True)):
        problem += opened <= road
        problem += pulp.lpSum(3 * to[j] for to in m) <= room * opened
    for to in m:
        problem += pulp.lpSum(to) <= 1
    aim = aims_in_order.add_aim(
        problem, "danger", pulp.lpSum(5 * v for to in m for v in to), "people", low=0, high=30
    )
    problem.setObjective(aim.reached + 0)
    variants = Variants(problem, lambda _: [], gap=0, node_limit=100)
    parts = {
        "roads and sites": [[v.name] for v in x + o],
        "groups": [[v.name for v in to] for to in m],
    }
    asked = []

    def relax(self, fixed, relax=Variants.relax):
        asked.append(dict(fixed))
        return relax(self, fixed)

    monkeypatch.setattr(Variants, "relax", relax)
    return variants, aim, parts, asked


def test_a_dive_settles_what_opens_and_then_searches_the_groups(monkeypatch):
    """Fractions of both roads and sites are paid at first; the dive ends with one whole site."""
    variants, aim, parts, asked = many_choices(monkeypatch)
    found = aims_in_order._dive(variants, [aim], parts, {}, {}, 0)
    assert len(asked) > 1
    assert aims_in_order.evaluate(aim.expression, found) == 15
    assert sum(found[f"{n}_{j}"] for n in "xo" for j in "AB") == 2


def test_a_dive_that_gets_lost_leaves_the_start(monkeypatch):
    variants, aim, parts, asked = many_choices(monkeypatch)
    locked = {"x_A": 0.0, "x_B": 0.0, "o_A": 1.0}
    assert aims_in_order._dive(variants, [aim], parts, locked, {"m_0_A": 0.0}, 0) == {"m_0_A": 0.0}
    assert asked == [locked]


def test_roads_alone_are_searched_by_kernels_however_many_there_are(monkeypatch):
    """There is nothing to settle last, so no dive; what is in use is searched first."""
    variants, aim, parts, _ = many_choices(monkeypatch)
    searched = []

    def search(self, fixed, *, start, fractions=(), search=Variants.search):
        searched.append(fixed)
        return search(self, fixed, start=start, fractions=fractions)

    monkeypatch.setattr(Variants, "search", search)
    monkeypatch.setattr(aims_in_order, "MANY", 0)
    alone = {"roads": [years for some in parts.values() for years in some]}
    start = {variable.name: 0.0 for variable in variants._model.columns}
    values, _ = aims_in_order.reach_in_order(variants, [aim], alone, {}, start, gap=0)
    assert aims_in_order.evaluate(aim.expression, values) == 15
    assert 0.0 in searched[0].values()


def check_tolerance(seed):
    """Ways are the best that half of access and of later turns' danger buys; whether it does."""
    case = random_joint_case(seed) | {"order": ()}
    if seed % 2:
        case["movers"] = {g: row | {"turn": 0} for g, row in case["movers"].items()}
    tolerances = {"danger": 0.5, "access": 0.5}
    best = best_together(case) if may_go_to(case) else None
    if best is None:
        return False
    *before, siting = best[0]
    turns = len(danger_avoided(case, {}, {}))
    taken = [0.5 if k or turns == 1 else 0.0 for k in range(turns)] + [0.5, 0.5]
    taken += [0.0] * (len(before) - len(taken))
    least = [
        reached - share * max(1, reached) - 1e-6
        for reached, share in zip(before, taken, strict=True)
    ]
    plan, value = planned(case, tolerances=tolerances)
    *kept, ways = aims(case, plan)
    assert all(now >= floor for now, floor in zip(kept, least, strict=True)), seed
    assert (ways,) == best_ways(case, least), seed
    assert value["siting"] == pytest.approx(-ways, abs=0.01)
    return ways > siting


@pytest.mark.parametrize("block", range(2))
def test_ways_are_the_best_that_tolerances_buy(block):  # J7
    bought = [check_tolerance(seed) for seed in range(100 + 30 * block, 130 + 30 * block)]
    assert sum(bought) > 3


def is_no_worse(reached, known):
    """Whether aims in their order are at least those of a known plan, but for the search's gap."""
    for now, before in zip(reached, known, strict=True):
        if now != pytest.approx(before, rel=1e-3, abs=1e-3):
            return now > before
    return True


@pytest.mark.parametrize("seed", range(4))
def test_larger_cases_keep_the_rules_and_what_was_known(seed):
    """The start is a plan for half of the money."""
    case = larger_joint_case(seed)
    half = {f: [yuan // 200 * 100 for yuan in years] for f, years in case["ceilings"].items()}
    known = decided(case | {"ceilings": half}, node_limit=1)
    found = decided(case, start=known.schedule)
    plan, start = plan_of(found.schedule), plan_of(known.schedule)
    assert faults(case, start) == faults(case, plan) == []
    assert is_no_worse(aims(case, plan), aims(case, start))
    assert aims(case, plan) != aims(case, start)


def test_nobody_is_offered_more_than_staying():  # 1
    case = joint_case(
        movers={"g": HERE | {"danger": 0}}, places={STAY: {}}, minutes={("g", STAY): (1, 1)}
    )
    assert decided(case) is None


def test_works_locked_in_for_which_nobody_would_move():  # 2
    case = joint_case(
        movers={"g": HERE},
        places={"R": {}, PROTECT: {"spares": 4}},
        minutes={("g", "R"): (1, 1)},
        locked_in={"site": {PROTECT: None}},
    )
    assert faults(case, plan_of(decided(case).schedule)) == []


def test_one_person_fewer_in_danger_in_any_order_is_told():  # 3
    movers = {
        g: HERE | {"danger": d, "turn": t, "subsidy": 100} for g, d, t in (("g", 5, 0), ("h", 6, 1))
    }
    case = joint_case(
        movers=movers,
        places={"R": {}},
        minutes={(g, "R"): (1, 1) for g in movers},
        ceilings={"all": [0, 100]},
    )
    assert decided(case).objectives["bound"][["danger", "danger_any_order"]].tolist() == [17, 16]


def test_access_told_is_that_of_the_schedule_where_ways_may_take_some():  # 4
    case = joint_case(
        movers={"g": {"node": 2, "people": 2, "danger": 6}},
        places={"R": {}, PROTECT: {}},
        minutes={("g", "R"): (30, 0), ("g", PROTECT): (0, 0)},
        stayers={"s": (1, 18)},
    )
    schedule, told = decided(case, tolerances={"danger": 0.0, "access": 0.099})
    plan = plan_of(schedule)
    reached = access(case, plan.moves, joined_by_year(case, plan.roads))
    assert told["value"][["access", "earlier"]].tolist() == pytest.approx(list(reached))
