"""The allocation model: by hand, by brute force, by its equations, against published optima."""

import dataclasses
import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import InfeasibleError, LayerError
from geoplan.relocation import assignment
from geoplan.relocation.allocation_model import Case, state
from geoplan.relocation.assignment import allocate
from geoplan.solver import solve

PUBLISHED = Path(__file__).parents[3] / "shared" / "benchmarks" / "sscflp"


@pytest.fixture
def slope():
    """Three groups under a slope, two sites: `near` is cheap and small, `far` roomy and dear.

    households      near (room 5, opens for 10)   far (room 9, opens for 20)
    high     3      1                             4
    middle   3      2                             4
    low      2      not allowed                   4
    """
    groups, sites = ["high", "middle", "low"], ["near", "far"]
    cost = pd.DataFrame([[1.0, 4.0], [2.0, 4.0], [math.nan, 4.0]], index=groups, columns=sites)
    demand = pd.Series([3, 3, 2], index=groups)
    return cost, demand, pd.Series([5, 9], index=sites), pd.Series([10.0, 20.0], index=sites)


def test_least_cost_when_all_can_be_placed(slope):
    solution = allocate(*slope)
    assert solution.assigned.to_dict() == {"high": "far", "middle": "far", "low": "far"}
    assert solution.opened.to_dict() == {"near": False, "far": True}
    assert (solution.objective, solution.bound) == (32, 32)
    assert (solution.gap, solution.status) == (0, "optimal")


def test_a_second_site_opens_when_it_pays(slope):
    cost, demand, capacity, opening_cost = slope
    opening_cost["near"] = 2
    solution = allocate(cost, demand, capacity, opening_cost)
    assert solution.assigned.to_dict() == {"high": "near", "middle": "far", "low": "far"}
    assert solution.objective == 1 + 4 + 4 + 2 + 20


def test_what_is_locked_in_is_placed_before_larger_groups(slope):
    """With room for 3 at `far` alone, `low` (2) takes it from `high` or `middle` (3)."""
    cost, demand, capacity, opening_cost = slope
    capacity["near"], capacity["far"] = 0, 3
    assert allocate(*slope).assigned.count() == 1
    assert pd.isna(allocate(*slope).assigned["low"])
    locked = allocate(cost, demand, capacity, opening_cost, locked_in=["low"])
    assert locked.assigned.dropna().to_dict() == {"low": "far"}
    with pytest.raises(InfeasibleError, match=r"no room, .* for all groups locked in: low, high"):
        allocate(cost, demand, capacity, opening_cost, locked_in=["low", "high"])


def test_placing_comes_before_cost(slope):
    """Room for 8 of 8 households only with both sites; leaving a group would be cheaper."""
    cost, demand, capacity, opening_cost = slope
    capacity["far"] = 5
    solution = allocate(cost, demand, capacity, opening_cost)
    assert solution.assigned.to_dict() == {"high": "near", "middle": "far", "low": "far"}
    assert solution.objective == 1 + 4 + 4 + 30


def test_the_smallest_groups_stay_when_room_is_short(slope):
    cost, demand, capacity, opening_cost = slope
    capacity["near"], capacity["far"] = 0, 7
    solution = allocate(cost, demand, capacity, opening_cost)
    assert solution.assigned.fillna("home").to_list() == ["far", "far", "home"]
    assert (solution.objective, solution.status) == (28, "optimal")


def test_infinite_cost_is_not_allowed(slope):
    cost, demand, capacity, opening_cost = slope
    cost["far"] = math.inf
    solution = allocate(cost, demand, capacity, opening_cost)
    assert solution.assigned.fillna("home").to_list() == ["near", "home", "home"]


def test_a_group_of_nobody_costs_nothing(slope):
    cost, demand, capacity, opening_cost = slope
    demand[:] = 0
    solution = allocate(cost, demand, capacity, opening_cost)
    assert solution.assigned.isna().all()
    assert (solution.objective, solution.status) == (0, "optimal")


@pytest.mark.parametrize(("n_groups", "n_sites"), [(0, 0), (0, 2), (3, 0)])
def test_no_groups_or_no_sites(slope, n_groups, n_sites):
    cost, demand, capacity, opening_cost = slope
    cost = cost.iloc[:n_groups, :n_sites]
    solution = allocate(cost, demand, capacity, opening_cost)
    assert solution.assigned.index.equals(cost.index)
    assert solution.opened.index.equals(cost.columns)
    assert solution.assigned.isna().all()
    assert not solution.opened.any()
    assert (solution.objective, solution.bound, solution.status) == (0, 0, "optimal")


def test_a_stopped_search_still_gives_a_plan(slope):
    solution = allocate(*slope, node_limit=0)
    assert solution.status == "feasible"
    assert solution.objective >= solution.bound


def test_a_cost_is_not_called_optimal_when_the_placing_is_not_proven(slope, monkeypatch):
    def prove_only_the_cost(problem, **options):
        answer = solve(problem, **options)
        is_second = "place_as_many" in {row.name for row in problem.constraints()}
        return answer if is_second else dataclasses.replace(answer, status="feasible")

    assert allocate(*slope).status == "optimal"
    monkeypatch.setattr(assignment, "solve", prove_only_the_cost)
    assert allocate(*slope).status == "feasible"


@pytest.mark.parametrize(
    ("table", "value", "message"),
    [
        (1, math.nan, r"demand: unknown or negative for \['low'\]"),
        (1, -1, r"demand: unknown or negative for \['low'\]"),
        (2, math.nan, r"capacity: unknown or negative for \['far'\]"),
        (3, -5, r"opening_cost: unknown or negative for \['far'\]"),
    ],
)
def test_unknown_amounts_are_refused(slope, table, value, message):
    slope[table].iloc[-1] = value
    with pytest.raises(LayerError, match=message):
        allocate(*slope)


def test_missing_amounts_are_refused(slope):
    cost, demand, capacity, opening_cost = slope
    with pytest.raises(LayerError, match=r"demand: unknown or negative for \['high'\]"):
        allocate(cost, demand.drop("high"), capacity, opening_cost)


def test_labels_must_differ(slope):
    cost, demand, capacity, opening_cost = slope
    with pytest.raises(LayerError, match="capacity: a label repeats"):
        allocate(cost, demand, pd.concat([capacity, capacity]), opening_cost)


def rows_of(cost, **options):
    """Rows of the model of two sites; group 1 may not go to site 0."""
    case = Case(
        np.array(cost), np.array([2.0, 3.0]), np.array([4.0, 5.0]), np.array([0.0, 3.0]),
        np.zeros(2), np.array([7, 7]), np.array([0.0, 0.0]), np.ones(2),
    )._replace(**options)  # fmt: skip
    problem = pulp.LpProblem("rows", pulp.LpMinimize)
    state(problem, case)
    return {
        row.name: str(row).replace("-0.0", "0").replace(".0", "") for row in problem.constraints()
    }


def test_equations():
    """(C2), (C3), (C4), (C6), row by row."""
    assert rows_of([[1.0, 1.0], [math.nan, 1.0]]) == {
        "place_0": "m_0_0 + m_0_1 + q_0 = 1",
        "place_1": "m_1_1 + q_1 = 1",
        "open_0_0": "m_0_0 - o_0 <= 0",
        "open_0_1": "m_0_1 - o_1 <= 0",
        "open_1_1": "m_1_1 - o_1 <= 0",
        "hold_0": "2*m_0_0 - 4*o_0 <= 0",
        "hold_1": "2*m_0_1 + 3*m_1_1 - 5*o_1 <= 0",
        "fill_1": "2*m_0_1 + 3*m_1_1 - 3*o_1 >= 0",
    }


def test_equations_of_villages():
    """(C7), row by row; (C3) follows from it."""
    rows = rows_of([[1.0, 1.0], [math.nan, 1.0]], cohesion_cost=np.array([9.0, 9.0]))
    assert {name: row for name, row in rows.items() if name[0] in "otv"} == {
        "together_0_0": "m_0_0 - u_7_0 <= 0",
        "together_0_1": "m_0_1 - u_7_1 <= 0",
        "together_1_1": "m_1_1 - u_7_1 <= 0",
        "village_7_0": "-o_0 + u_7_0 <= 0",
        "village_7_1": "-o_1 + u_7_1 <= 0",
    }


def test_too_few_do_not_open_a_site(slope):
    """`near` for 10 would take `high` alone at 1 + 10; with at least 4 households it stays shut."""
    cost, _demand, capacity, _opening_cost = slope
    cost["far"], capacity["near"] = [math.nan, 4.0, 4.0], 3
    assert allocate(*slope).assigned["high"] == "near"
    alone = allocate(*slope, fewest=pd.Series({"near": 4, "far": 0}))
    assert alone.assigned.fillna("home").to_list() == ["home", "far", "far"]
    assert allocate(*slope, fewest=pd.Series({"near": 3, "far": 5})).assigned.notna().all()


def test_a_village_is_kept_together_at_its_price(slope):
    """`high` alone at `near` saves 3 and costs 2 to open; apart, the village pays once more.

    For 0.5 it is divided, for 32 - 31 = 1 both are the same, for more it moves to `far` together.
    """
    _cost, demand, _capacity, opening_cost = slope
    opening_cost["near"] = 2
    village = pd.Series("upper", index=demand.index)
    apart = allocate(*slope, village=village, cohesion_cost=0.5)
    assert apart.assigned.to_list() == ["near", "far", "far"]
    assert apart.objective == 1 + 4 + 4 + 2 + 20 + 2 * 0.5
    together = allocate(*slope, village=village, cohesion_cost=1.5)
    assert together.assigned.to_list() == ["far", "far", "far"]
    assert together.objective == 4 + 4 + 4 + 20 + 1.5


def test_a_group_without_a_village_is_one_of_its_own(slope):
    village = pd.Series({"high": "upper", "middle": None})
    assert allocate(*slope, village=village, cohesion_cost=5.0).objective == 32 + 3 * 5


def test_what_stays_counts_by_its_weight(slope):
    """Room for 3 at `far` alone: `low`, threatened most, before who is more."""
    _cost, _demand, capacity, _opening_cost = slope
    capacity["near"], capacity["far"] = 0, 3
    solution = allocate(*slope, weight=pd.Series({"high": 1.0, "middle": 1.0, "low": 4.0}))
    assert solution.assigned.dropna().to_dict() == {"low": "far"}


def test_cohesion_may_differ_by_site(slope):
    free_at_far = pd.Series({"near": 9.0, "far": 0.0})
    assert allocate(*slope, cohesion_cost=free_at_far).objective == 32


# ---- random small cases -------------------------------------------------------------------------


def random_case(seed):
    random = np.random.default_rng(seed)
    groups = [f"g{i}" for i in range(random.integers(0, 6))]
    sites = [f"s{j}" for j in range(random.integers(0, 4))]
    c = random.integers(0, 50, (len(groups), len(sites))) * random.choice([1.0, 1e4, 0.01])
    c[random.random(c.shape) < 0.25] = math.nan
    unit = random.choice([1.0, 0.1])
    return (
        pd.DataFrame(c, index=groups, columns=sites),
        pd.Series(random.integers(0, 8, len(groups)) * unit, index=groups),
        pd.Series(random.integers(0, 16, len(sites)) * unit, index=sites),
        pd.Series(random.integers(0, 60, len(sites)) * 1.0, index=sites),
    )


def brute_force(cost, demand, capacity, opening_cost):
    """Least unplaced demand and least cost for it, over all assignments."""
    c, h = cost.to_numpy(), demand.to_numpy()
    plans = []
    for plan in itertools.product([None, *range(c.shape[1])], repeat=c.shape[0]):
        pairs = [(g, j) for g, j in enumerate(plan) if j is not None]
        load = np.zeros(c.shape[1])
        for g, j in pairs:
            load[j] += h[g]
        money = sum(c[pair] for pair in pairs) + sum(
            opening_cost.iloc[j] for _, j in {(0, j) for _, j in pairs}
        )
        if not math.isnan(money) and (load <= capacity.to_numpy() + 1e-9).all():
            plans.append((round(sum(h[g] for g, j in enumerate(plan) if j is None), 6), money))
    return min(plans)


@pytest.mark.parametrize("seed", range(200))
def test_equals_brute_force(seed):
    cost, demand, capacity, opening_cost = random_case(seed)
    solution = allocate(cost, demand, capacity, opening_cost)
    unplaced, money = brute_force(cost, demand, capacity, opening_cost)
    assert demand[solution.assigned.isna()].sum() == pytest.approx(unplaced)
    assert solution.objective == pytest.approx(money)
    assert solution.bound == pytest.approx(money)
    assert solution.status == "optimal"


@settings(max_examples=40, derandomize=True)
@given(st.integers(1000, 9999))
def test_what_always_holds(seed):
    tables = random_case(seed)
    before = [table.copy() for table in tables]
    cost, demand, capacity, opening_cost = tables
    solution = allocate(*tables)
    for table, old in zip(tables, before, strict=True):
        assert table.equals(old)
    placed = solution.assigned.dropna()
    assert all(math.isfinite(cost.at[g, j]) for g, j in placed.items())
    load = demand[placed.index].groupby(placed).sum().reindex(cost.columns, fill_value=0)
    assert (load <= capacity * (1 + 1e-9)).all()
    assert set(cost.columns[solution.opened]) == set(placed)

    shuffled = allocate(cost.iloc[::-1, ::-1], demand, capacity, opening_cost)
    assert shuffled.objective == pytest.approx(solution.objective)
    roomier = allocate(cost, demand, capacity * 2, opening_cost)
    assert demand[roomier.assigned.isna()].sum() <= demand[solution.assigned.isna()].sum() + 1e-9


# ---- published instances ------------------------------------------------------------------------


def read_published(name):
    """m n, m x (capacity, opening cost), n demands, m x n costs."""
    numbers = np.array((PUBLISHED / f"{name}.txt").read_text().split(), dtype=float)
    m, n = numbers[:2].astype(int)
    sites, demand, cost = np.split(numbers[2:], [2 * m, 2 * m + n])
    capacity, opening_cost = sites.reshape(m, 2).T
    return (
        pd.DataFrame(cost.reshape(m, n).T),
        pd.Series(demand),
        pd.Series(capacity),
        pd.Series(opening_cost),
    )


@pytest.mark.shared
@pytest.mark.skipif(not PUBLISHED.exists(), reason=f"no published instances in {PUBLISHED}")
@pytest.mark.parametrize("instance", [f"p{i}" for i in range(1, 25)])
def test_published_optimum(instance):
    optimal = pd.read_csv(PUBLISHED / "optimal.csv", index_col="instance")["optimal"]
    solution = allocate(*read_published(instance))
    assert solution.status == "optimal"
    assert solution.assigned.notna().all()
    assert solution.objective == pytest.approx(optimal[instance], rel=1e-6)
    assert solution.bound == pytest.approx(optimal[instance], rel=1e-6)
