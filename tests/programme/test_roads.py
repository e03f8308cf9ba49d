"""Which project in which year: by hand, each equation on its own, and by brute force."""

import itertools

import numpy as np
import pandas as pd
import pytest

from geoplan.errors import InfeasibleError
from geoplan.programme.roads import can_be_reached, schedule_roads
from geoplan.solver import Answer, solve

YEARS = [2027, 2028]
NEVER = None


def link_table(*rows):
    """Links from (u, v, project); without a project they are hardened."""
    table = pd.DataFrame(rows, columns=["u", "v", "project"], dtype=object)
    return table.assign(hardened=table["project"].isna())


def fund_table(**funds):
    """Funds by name that pay everything everywhere unless said otherwise."""
    rule = {"pays": ("subgrade", "surface"), "carry_over": False, "quota_yuan_per_km": np.nan,
            "township_id": None, "admin_village_id": None}  # fmt: skip
    return pd.DataFrame([rule | said for said in funds.values()], index=list(funds)).astype(
        {"township_id": object, "admin_village_id": object}
    )


def programme(links, costs, people, **options):
    """Roads of a small case; costs: project -> (subgrade, surface), (0, surface) is accepted."""
    years = options.pop("years", YEARS)
    projects = pd.DataFrame(
        {
            "eligible": [p not in options.get("barred", ()) for p in costs],
            "subgrade_accepted": [subgrade == 0 for subgrade, _ in costs.values()],
        },
        index=list(costs),
    )
    options.pop("barred", None)
    items = pd.DataFrame(
        [("project", p, part, cost, 1.0, "T1", "A1")
         for p, both in costs.items() for part, cost in zip(("subgrade", "surface"), both, strict=True)],
        columns=["kind", "id", "component", "cost_yuan", "length_km", "township_id",
                 "admin_village_id"],
    )  # fmt: skip
    items.index = items["id"] + ":" + items["component"]
    ceilings = options.pop("ceilings", {"all": [1e6] * len(years)})
    return schedule_roads(
        links,
        projects,
        items,
        pd.Series(people, dtype=float),
        **{
            "roots": [0],
            "must_reach": {},
            "locked_in": {},
            "funds": fund_table(**{f: {} for f in ceilings}),
            "lag_years": 1,
            "gap": 1e-9,
            **options,
        },
        ceilings_yuan=pd.DataFrame.from_dict(ceilings, orient="index", columns=years, dtype=float),
    )


def years_of(roads):
    """Project -> (subgrade, surface) of what is built."""
    both = pd.DataFrame({"g": roads.subgrade_year, "x": roads.surface_year}).dropna(how="all")
    return {
        p: tuple(NEVER if pd.isna(y) else int(y) for y in row)
        for p, row in zip(both.index, both.itertuples(index=False), strict=True)
    }


FORK = link_table((0, 1, "a"), (1, 2, "b"), (0, 3, "c"))
"""0 --a-- 1 --b-- 2 and 0 --c-- 3."""


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
        ({"locked_in": {"b": None}, "barred": "a"}, "b: .*no plan can include it"),
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

    def stopped(problem, **options):
        return answer if next(searches) == number else solve(problem, **options)

    monkeypatch.setattr("geoplan.programme.roads.solve", stopped)


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


# Brute force: everything below is written without the model.


def random_case(seed):
    """At most 5 projects over 6 nodes, some in pieces, two years, one or two funds."""
    rng = np.random.default_rng(seed)
    names = list("abcde")[: rng.integers(2, 6)]
    ends = [sorted(rng.choice(6, 2, replace=False).tolist()) for _ in range(len(names) + 2)]
    owner = [*names, *rng.choice([*names, None], 2)]
    links = link_table(*((u, v, p) for (u, v), p in zip(ends, owner, strict=True)))
    costs = {
        p: (100 * int(rng.integers(1, 4)) * int(rng.random() < 0.5), 100 * int(rng.integers(1, 7)))
        for p in names
    }
    people = {v: int(rng.integers(0, 30)) for v in range(1, 6) if rng.random() < 0.8}
    funds = {"one": {"carry_over": bool(rng.random() < 0.5)}}
    if rng.random() < 0.6:
        funds["two"] = {
            "pays": ("surface",),
            "carry_over": bool(rng.random() < 0.5),
            "quota_yuan_per_km": float(rng.choice([np.nan, 200.0])),
        }
    ceilings = {f: [100 * int(rng.integers(0, 9)) for _ in YEARS] for f in funds}
    return {
        "links": links,
        "costs": costs,
        "people": people,
        "funds": funds,
        "ceilings": ceilings,
        "lag_years": int(rng.integers(0, 2)),
        "must_reach": {int(rng.integers(1, 6)): int(rng.integers(0, 2))} if seed % 4 == 0 else {},
        "locked_in": {names[0]: rng.choice([None, 0, 1])} if seed % 5 == 0 else {},
    }


def stage_choices(cost, lag):
    """Years (0, 1) of subgrade and surface that the rules allow one project."""
    if cost[0] == 0:
        return [(NEVER, NEVER), (NEVER, 0), (NEVER, 1)]
    both = [(g, x) for g in (0, 1) for x in (0, 1) if x >= g + lag]
    return [(NEVER, NEVER), (0, NEVER), (1, NEVER), *both]


def can_be_paid(costs, choice, funds, ceilings):
    """Whether fund "one" can pay what "two" does not, year by year, in steps of 100 yuan."""
    least, most, total = [0, 0], [0, 0], [0, 0]
    two = funds.get("two")
    for (subgrade, surface), (g, x) in zip(costs.values(), choice, strict=True):
        if g is not NEVER:
            least[g] += subgrade
            most[g] += subgrade
            total[g] += subgrade
        if x is not NEVER:
            quota = two["quota_yuan_per_km"] if two else 0
            by_two = surface if np.isnan(quota) else min(surface, quota)
            least[x] += surface - by_two
            most[x] += surface
            total[x] += surface
    ranges = [range(int(low), int(high) + 100, 100) for low, high in zip(least, most, strict=True)]
    for by_one in itertools.product(*ranges):
        by_two = [whole - part for whole, part in zip(total, by_one, strict=True)]
        if within(by_one, "one", funds, ceilings) and (
            not any(by_two) or within(by_two, "two", funds, ceilings)
        ):
            return True
    return False


def within(spent, fund, funds, ceilings):
    """Whether a fund has what it spends in both years."""
    if fund not in funds:
        return False
    first, second = ceilings[fund]
    left = first - spent[0]
    return left >= 0 and spent[1] <= second + (left if funds[fund]["carry_over"] else 0)


def walked(ways, built, *, start=0):
    """Nodes that can be walked to over what is hardened or built."""
    reached, grows = {start}, True
    while grows:
        here = [
            {u, v} for u, v, p in ways if (p is None or p in built) and len({u, v} & reached) == 1
        ]
        grows = bool(here)
        reached = reached.union(*here)
    return reached


def leads_somewhere(ways, reached_by, project):
    """Whether a way from the root could ever use a project: it joins what is not yet joined."""
    ever = max(reached_by.values(), key=len)
    return any(
        p == project and {u, v} & ever and v not in walked(ways, set(), start=u) for u, v, p in ways
    )


def best_of_all(case):
    """(people at the end, people in 2027, -cost) of the best programme; None where none is."""
    costs, people = case["costs"], case["people"]
    ways = [
        (u, v, None if pd.isna(p) else p)
        for u, v, p in case["links"][["u", "v", "project"]].itertuples(index=False)
    ]
    reached_by = {
        frozenset(built): walked(ways, set(built))
        for n in range(len(costs) + 1)
        for built in itertools.combinations(costs, n)
    }
    now, found = reached_by[frozenset()], None
    if not all(leads_somewhere(ways, reached_by, p) for p in case["locked_in"]):
        return None
    for choice in itertools.product(*(stage_choices(c, case["lag_years"]) for c in costs.values())):
        surface = {p: x for p, (_, x) in zip(costs, choice, strict=True)}
        if any(
            surface[p] is NEVER or t not in (None, surface[p]) for p, t in case["locked_in"].items()
        ):
            continue
        by_year = [
            reached_by[frozenset(p for p, x in surface.items() if x is not NEVER and x <= t)]
            for t in (0, 1)
        ]
        if any(v not in by_year[t] for v, t in case["must_reach"].items()):
            continue
        heads = [sum(n for v, n in people.items() if v in r and v not in now) for r in by_year]
        cost = sum(
            (sub if g is not NEVER else 0) + (sur if x is not NEVER else 0)
            for (sub, sur), (g, x) in zip(costs.values(), choice, strict=True)
        )
        value = (heads[1], heads[0], -cost)
        if (found is None or value > found) and can_be_paid(
            costs, choice, case["funds"], case["ceilings"]
        ):
            found = value
    return found


@pytest.mark.parametrize("block", range(10))
def test_brute_force(block):
    for seed in range(20 * block, 20 * block + 20):
        case = random_case(seed)
        best = best_of_all(case)
        asked = {k: v for k, v in case.items() if k not in ("links", "costs", "people", "funds")}
        try:
            roads = programme(
                case["links"], case["costs"], case["people"],
                funds=fund_table(**case["funds"]), **asked,
            )  # fmt: skip
        except InfeasibleError:
            assert best is None, seed
            continue
        if roads is None:
            assert best is None, seed
            continue
        end, sooner, cost = roads.objectives["value"]
        assert (end, sooner, -round(cost)) == best, seed
        assert (roads.objectives["status"] == "optimal").all(), seed
