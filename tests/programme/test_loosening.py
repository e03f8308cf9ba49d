"""Locks that cannot all be kept: the least that would have to give way, by hand and by brute force."""

import itertools

import numpy as np
import pandas as pd
import pytest
from joint_cases import (
    MOVER,
    PLACE,
    STAY,
    UNLOCKED,
    ceiling_table,
    frame,
    item_table,
    joint_case,
    random_joint_case,
)
from joint_plans import Plan, all_moves, all_roads, can_pay, dues, joint_faults, leaving, may_pay
from road_cases import fund_table, link_table

from geoplan.programme.loosening import loosen
from geoplan.solver import Answer, Variants


def loosened(case, **options):
    """What ``loosen`` says of a case: by kind what gives way; things locked out in ``out``."""
    found = told(case, **options)
    assert all(one.is_least for one in found.values())
    return {kind: one.amounts for kind, one in found.items()}


def told(case, **options):
    movers, places = frame(case["movers"], MOVER), frame(case["places"], PLACE)
    locks = {(kind, one): t for kind, ones in case["locked_in"].items() for one, t in ones.items()}
    return loosen(
        case["links"],
        pd.DataFrame(
            {"eligible": [p not in case["barred"] for p in case["costs"]],
             "subgrade_accepted": [both[0] == 0 for both in case["costs"].values()]},
            index=list(case["costs"]),
        ),
        movers.rename(columns={"village": "admin_village_id"}),
        pd.DataFrame(list(case["minutes"]), columns=["group_id", "site_id"]),
        places.rename(columns={"capacity": "capacity_households", "fewest": "fewest_households",
                               "per_household": "yuan_per_household"}),
        item_table(case),
        **{"locked_in": locks, "locked_out": case.get("out", ()), "roots": [0],
           "funds": fund_table(**case["funds"]), "ceilings_yuan": ceiling_table(case),
           "lag_years": case["lag"], "quiet_years": case["quiet"]} | options,
    )  # fmt: skip


def roads(costs, ceilings, locks, **said):
    """A case of roads side by side: name -> (subgrade, surface), 0: accepted."""
    links = link_table(*((0, k + 1, p) for k, p in enumerate(costs)))
    funds = {f: {} for f in ceilings}
    return joint_case(
        **{"links": links, "costs": costs, "ceilings": ceilings, "funds": funds,
           "locked_in": {"road": locks}} | said
    )  # fmt: skip


# ---- by hand -----------------------------------------------------------------------------------


def test_locks_that_can_be_kept_need_nothing():
    assert told(roads({"a": (0, 500)}, {"all": [0, 500]}, {"a": 1})) == {}
    assert told(joint_case()) == {}


BOTH = {"a": (0, 500), "b": (0, 400)}
CARRIED = {"funds": {"all": {"carry_over": True}}}


@pytest.mark.parametrize(
    ("costs", "locks", "ceilings", "said", "missing"),
    [
        (BOTH, {"a": 0, "b": 0}, [500, 0], {}, {0: 400}),
        (BOTH, {"a": 0, "b": 0}, [500, 900], CARRIED, {0: 400}),
        (BOTH, {"a": 0, "b": 1}, [900, 0], {}, {1: 400}),
        (BOTH, {"a": 0, "b": 1}, [600, 200], CARRIED, {1: 100}),
        (BOTH, {"a": 0, "b": 1}, [400, 400], CARRIED, {0: 100}),
        (BOTH, {"a": 0, "b": 1}, [400, 300], CARRIED, {0: 200}),  # not from two years
        ({"a": (0, 500)}, {"a": 0}, [450.5, 0], {}, {0: 100}),  # whole hundreds are paid
        ({"a": (100, 500)}, {"a": None}, [0, 0], {}, {0: 100, 1: 500}),
    ],
)
def test_the_money_that_is_missing_to_the_last_hundred_yuan(costs, locks, ceilings, said, missing):
    money = loosened(roads(costs, {"all": ceilings}, locks, **said))["money"]  # L5
    assert money == {("all", t): yuan for t, yuan in missing.items()}


def test_money_comes_from_few_funds():  # L6
    """Any split of 300 over the two would do: one of them gives it."""
    case = roads({"a": (0, 500)}, {"one": [100, 0], "two": [100, 0]}, {"a": 0})
    money = loosened(case)["money"]
    assert list(money.values()) == [300]


def test_a_quota_is_not_money():
    """The fund may pay 200 a kilometre, whatever it has."""
    quota = {"all": {"quota_yuan_per_km": 200.0}}
    case = roads({"a": (0, 500)}, {"all": [0, 0]}, {"a": None}, funds=quota)
    assert loosened(case) == {"lock": {("road", "a"): 1}}


@pytest.mark.parametrize(
    ("costs", "ceilings", "said", "year"),
    [
        ((0, 500), [0, 500], {}, 1),
        ((100, 500), [600, 500], {}, 1),  # the surface a year after the subgrade
        ((0, 500), [500, 500], {"quiet": {("s", "a"): 0}}, 1),  # a village builds
        ((0, 500), [500, 0], {"quiet": {("s", "a"): 0}}, None),
        ((0, 500), [500, 500], {"quiet": {("s", "a"): 0, ("r", "a"): 1}}, None),
    ],
)
def test_the_year_in_which_a_road_can_be_built(costs, ceilings, said, year):  # L2
    found = loosened(roads({"a": costs}, {"all": ceilings}, {"a": 0}, **said))
    assert found.get("year") == (None if year is None else {("road", "a"): year})
    assert found["lock"] == {("road", "a"): 1}


def test_as_few_locks_as_can_be_change_their_year():  # L6
    """Only c can come later: there is no money for the others then."""
    case = roads(
        {"a": (0, 300), "b": (0, 300), "c": (0, 200)}, {"all": [600, 200]}, dict.fromkeys("abc", 0)
    )
    assert loosened(case)["year"] == {("road", "c"): 1}


def test_who_leaves_needs_no_quiet_year():
    """g lives behind a: a can be built in its building year if g moves to R, which holds it."""
    case = joint_case(
        quiet={("g", "a"): 0}, locked_in={"road": {"a": 0}}, movers={"g": {"node": 1}},
        places={"R": {}}, minutes={("g", "R"): (1, 1)},
    )  # fmt: skip
    assert told(case) == {}
    case["places"]["R"] |= {"capacity": 0}
    assert loosened(case)["room"] == {"R": 1}


def test_two_locks_that_exclude_each_other():  # L1
    """The only site of g stays closed; one of the two is given up, nothing else would do."""
    case = joint_case(
        movers={"g": {}}, places={"R": {}}, minutes={("g", "R"): (1, 1)},
        locked_in={"group": {"g": None}},
    ) | {"out": [("site", "R")]}  # fmt: skip
    found = loosened(case)
    assert list(found) == ["lock"]
    assert len(found["lock"]) == 1


def test_a_road_locked_out_on_the_only_way_to_a_site_locked_in():
    site = {"node": 1, "connected_now": False, "fewest": 5}
    case = joint_case(places={"S": site}, locked_in={"site": {"S": None}})
    assert told(case) == {}  # it opens for nobody
    found = loosened(case | {"out": [("road", "a")]})
    assert list(found) == ["lock"]
    assert len(found["lock"]) == 1
    assert loosened(case | {"locked_in": {"road": {}, "group": {}, "site": {"S": 0}}}) == {
        "year": {("site", "S"): 1},
        "lock": {("site", "S"): 1},
    }


def test_the_households_that_find_no_room():  # L4
    case = joint_case(
        movers={"g": {"households": 4}, "h": {"households": 3}}, places={"R": {"capacity": 5}},
        minutes={("g", "R"): (1, 1), ("h", "R"): (1, 1)},
        locked_in={"group": {"g": None, "h": None}},
    )  # fmt: skip
    found = loosened(case)
    assert found["room"] == {"R": 2}
    assert len(found["lock"]) == 1
    assert "money" not in found


def test_others_may_fill_a_site_that_opens_for_no_fewer():  # M7
    """R opens for 5 households: g has 4, h could come too; without h nothing but g gives way."""
    case = joint_case(
        movers={"g": {"households": 4}, "h": {"households": 3}}, places={"R": {"fewest": 5}},
        minutes={("g", "R"): (1, 1), ("h", "R"): (1, 1)}, locked_in={"group": {"g": None}},
    )  # fmt: skip
    assert told(case) == {}
    del case["minutes"]["h", "R"]
    assert loosened(case) == {"lock": {("group", "g"): 1}}


def test_a_site_locked_in_that_is_given_up_opens_for_no_fewer_again():  # L3
    """There is money for R or for a: with R, g alone may live there; without, it is too few."""
    case = joint_case(
        movers={"g": {"households": 4}}, places={"R": {"fewest": 5, "opening": 300}},
        minutes={("g", "R"): (1, 1)}, ceilings={"all": [300, 0]}, costs={"a": (0, 300)},
        locked_in={"site": {"R": 0}, "group": {"g": None}, "road": {"a": 0}},
    )  # fmt: skip
    assert loosened(case)["lock"] == {("road", "a"): 1}


def test_less_may_do_where_that_is_not_proven(monkeypatch):
    search = Variants.search

    def stopped(*asked, **options):
        found = search(*asked, **options)
        return Answer(
            "feasible", *[getattr(found, name) for name in ("objective", "bound", "gap", "by_name")]
        )

    case = roads({"a": (0, 500)}, {"all": [0, 0]}, {"a": None})
    monkeypatch.setattr(Variants, "search", stopped)
    assert not told(case)["money"].is_least
    monkeypatch.setattr(
        Variants, "search", lambda *_, **__: Answer("unknown", np.nan, np.inf, np.inf, {})
    )
    assert told(case) is None


# ---- by brute force ----------------------------------------------------------------------------


def random_case(seed):
    """A small joint case in which nobody may stay, with many locks, and little money or little room."""
    rng = np.random.default_rng([seed, 61])
    case = random_joint_case(seed)
    case["minutes"] = {pair: m for pair, m in case["minutes"].items() if pair[1] != STAY}
    things = {"road": [p for p in case["costs"] if p not in case["barred"]], "site": ["S", "R"],
              "group": sorted({g for g, _ in case["minutes"]})}  # fmt: skip
    case["locked_in"], case["out"] = {kind: {} for kind in things}, []
    often = rng.choice([0.2, 0.4])
    for kind, one in [(kind, one) for kind, some in things.items() for one in some]:
        drawn = rng.random()
        if drawn < often:
            case["locked_in"][kind][one] = [None, None, None, 0, 1][rng.integers(5)]
        elif drawn > 0.97:
            case["out"].append((kind, one))
    for row in case["places"].values():
        row["earliest"] = 0 if row["connected_now"] else 1
    little_money = rng.random() < 0.5
    for j in "SR" if not little_money else ():
        case["places"][j]["capacity"] = int(rng.integers(1, 4))
    share = 400 if little_money else 50
    case["ceilings"] = {
        f: [yuan // share * 100 for yuan in both] for f, both in case["ceilings"].items()
    }
    return case


def locks_of(case):
    return [
        *((kind, one) for kind, ones in case["locked_in"].items() for one in ones),
        *case["out"],
    ]


def given_up(case, locks):
    """The case without some locks."""
    kept = {
        kind: {one: t for one, t in ones.items() if (kind, one) not in locks}
        for kind, ones in case["locked_in"].items()
    }
    return case | {"locked_in": kept, "out": [lock for lock in case["out"] if lock not in locks]}


def other_years(case, years):
    """The case with other years of some locks, None for any."""
    kept = {
        kind: {one: years.get((kind, one), t) for one, t in ones.items()}
        for kind, ones in case["locked_in"].items()
    }
    return case | {"locked_in": kept}


def more_room(case, room):
    """The case with room for more households at some places."""
    places = {
        j: row | {"capacity": row["capacity"] + room.get(j, 0)} for j, row in case["places"].items()
    }
    return case | {"places": places}


def more_money(case, money):
    """The case with more money of some funds and years."""
    ceilings = {
        f: [yuan + money.get((f, t), 0) for t, yuan in enumerate(both)]
        for f, both in case["ceilings"].items()
    }
    return case | {"ceilings": ceilings}


def unpaid_plans(case):
    """What is to be paid for each plan that keeps every rule but the money."""
    shut = {one for _, one in case["out"]}
    case = case | {
        "barred": (*case["barred"], *(p for p in case["costs"] if p in shut)),
        "minutes": {(g, j): m for (g, j), m in case["minutes"].items() if not {g, j} & shut},
    }
    built = list(all_roads(case))
    for moved, opens in all_moves(case):
        gone = leaving(case, moved)
        for stages, joined in built:
            plan = Plan(stages, moved, opens)
            if not any(joint_faults(case, plan, joined, gone)):
                yield sorted(dues(case, plan))


def is_possible(case):
    return any(can_pay(case, due) for due in unpaid_plans(case))


def missing_yuan(case):
    """The least money that is missing for any plan: cents of no plan count, hundreds do."""
    plans = {tuple(due) for due in unpaid_plans(case)}
    return min((missing_for(case, due) for due in plans), default=np.inf)


def missing_for(case, due):
    """The least money that is missing to pay this, over every split between one or two funds."""
    names = [*case["funds"], None][:2]
    least, most, total = [0, 0], [0, 0], [0, 0]
    for part, yuan, km, t in due:
        first, second = (may_pay(case["funds"].get(f), part, yuan, km) for f in names)
        if first + second < yuan:
            return np.inf
        least[t], most[t], total[t] = least[t] + yuan - second, most[t] + first, total[t] + yuan
    splits = (range(low, high + 100, 100) for low, high in zip(least, most, strict=True))
    return min(
        lacks(case, names[0], (a, b)) + lacks(case, names[1], (total[0] - a, total[1] - b))
        for a, b in itertools.product(*splits)
    )


def lacks(case, fund, spent):
    """What a fund lacks for what it is to spend in each year."""
    if fund is None:
        return 0
    short = [yuan - has for yuan, has in zip(spent, case["ceilings"][fund], strict=True)]
    if case["funds"][fund].get("carry_over"):
        return max(0, short[0], sum(short))
    return sum(max(0, yuan) for yuan in short)


def fewest(things, is_enough):
    """The least number of things that is enough; None if all are not."""
    return next(
        (n for n in range(len(things) + 1)
         if any(is_enough(some) for some in itertools.combinations(things, n))), None,
    )  # fmt: skip


def least_room(case):
    """The least number of households more that would do; None if no number would."""
    if not is_possible(more_room(case, {"S": 99, "R": 99})):
        return None
    return next(
        n for n in itertools.count()
        if any(is_possible(more_room(case, {"S": k, "R": n - k})) for k in range(n + 1))
    )  # fmt: skip


def check_against_brute_force(seed):
    """Whether anything had to give way, and that what is told is enough and no more than that."""
    case = random_case(seed)
    found = loosened(case)
    if is_possible(case):
        assert found == {}, seed
        return False
    dated = [
        (kind, one)
        for kind, ones in case["locked_in"].items()
        for one, t in ones.items()
        if t is not None
    ]
    least = {
        "money": missing_yuan(case),
        "year": fewest(
            dated, lambda some: is_possible(other_years(case, dict.fromkeys(some)))
        ),
        "room": least_room(case),
        "lock": fewest(locks_of(case), lambda some: is_possible(given_up(case, some))),
    }  # fmt: skip
    for kind, changed in LOOSEN.items():
        if kind not in found:
            assert least[kind] in (None, np.inf), (seed, kind)
            continue
        size = len(found[kind]) if kind in ("lock", "year") else sum(found[kind].values())
        assert size == least[kind], (seed, kind)
        assert is_possible(changed(case, found[kind])), (seed, kind)
    return True


LOOSEN = {"money": more_money, "year": other_years, "room": more_room, "lock": given_up}


@pytest.mark.parametrize("block", range(4))
def test_what_is_told_is_enough_and_nothing_less_is(block):
    had_to = [check_against_brute_force(seed) for seed in range(15 * block, 15 * block + 15)]
    assert sum(had_to) >= 5


@pytest.mark.parametrize("seed", range(20))
def test_without_locks_there_is_always_a_programme(seed):
    case = random_joint_case(seed) | {"locked_in": UNLOCKED}
    assert told(case) == {}
    assert told(case | {"ceilings": {f: [0, 0] for f in case["funds"]}}) == {}
