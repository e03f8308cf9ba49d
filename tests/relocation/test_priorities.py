"""Allocation in the county's order: by hand, and against brute force with and without rows."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from geoplan.relocation.assignment import Amounts, allocate
from geoplan.relocation.priorities import allocate_in_order

WORTH = {"farm": 2.0, "service": 1.0, "cost": 1.0, "cohesion": 6.0}


def random_aims(seed):
    """Aims, demand, capacity and villages of up to five groups and three sites."""
    random = np.random.default_rng(seed)
    n_groups, n_sites = random.integers(2, 6), random.integers(1, 4)
    allowed = np.where(random.random((n_groups, n_sites)) < 0.2, math.nan, 1.0)
    sites = pd.RangeIndex(n_sites)
    nothing = pd.Series(0.0, index=sites)

    def table(most):
        """Amounts by group and site."""
        return pd.DataFrame(random.integers(0, most, (n_groups, n_sites)) * allowed)

    opening = pd.Series(random.integers(0, 60, n_sites) * 1.0)
    aims = {
        "farm": Amounts(table(40), nothing, 0.0),
        "service": Amounts(table(20), nothing, 0.0),
        "cost": Amounts(table(30), opening, 0.0),
        "cohesion": Amounts(0 * table(2), nothing, 1.0),
    }
    demand = pd.Series(random.integers(1, 8, n_groups))
    capacity = pd.Series(random.integers(4, 20, n_sites))
    village = pd.Series(random.integers(0, 2, n_groups))
    return aims, demand, capacity, village


def all_plans(aims, demand, capacity, village):
    """Of all plans that leave least unplaced, what each comes to by aim."""
    n_groups, n_sites = aims["cost"].cost.shape
    plans = []
    for plan in itertools.product([None, *range(n_sites)], repeat=n_groups):
        pairs = [(g, j) for g, j in enumerate(plan) if j is not None]
        load = np.bincount([j for _, j in pairs], [demand[g] for g, _ in pairs], n_sites)
        amounts = {
            name: sum(cost.to_numpy()[pair] for pair in pairs)
            + sum(opening[j] for j in {j for _, j in pairs})
            + cohesion * len({(village[g], j) for g, j in pairs})
            for name, (cost, opening, cohesion) in aims.items()
        }
        if (load <= capacity).all() and not math.isnan(amounts["cost"]):
            left = sum(demand[g] for g, j in enumerate(plan) if j is None)
            plans.append((left, amounts))
    least = min(left for left, _ in plans)
    return [amounts for left, amounts in plans if left == least]


def worth(amounts):
    """The sum of all aims."""
    return sum(WORTH[name] * amount for name, amount in amounts.items())


ORDERS = [(), ("farm",), ("cost", "farm"), ("cohesion", "service", "farm", "cost")]


@pytest.mark.parametrize("seed", range(60))
def test_the_order_equals_brute_force(seed):
    aims, demand, capacity, village = random_aims(seed)
    order, tolerance = ORDERS[seed % 4], (0.05, 0.3)[seed // 4 % 2]
    plans = all_plans(aims, demand, capacity, village)
    least = []
    for name in order:
        least.append(min(amounts[name] for amounts in plans))
        plans = [a for a in plans if a[name] <= least[-1] * (1 + tolerance) + 1e-9]
    solution, first = allocate_in_order(
        aims, WORTH, demand, capacity, village=village, order=order, tolerance=tolerance, gap=1e-6
    )
    assert solution.objective == pytest.approx(min(map(worth, plans)))
    assert solution.status == "optimal"
    for k, name in enumerate(order):
        row = first.loc[name]
        assert row["value"] <= least[k] * (1 + tolerance) + 1e-6
        assert row["bound"] == pytest.approx(least[k], rel=0.01)  # (to FIRST_GAP)
        assert row["bound"] <= least[k] + 1e-6
        assert row["status"] == "within"


@pytest.mark.usefixtures("search_everything")
@pytest.mark.parametrize("seed", range(60))
def test_limits_of_a_large_problem_are_kept_and_its_bound_holds(seed):
    """Two limits, without a plan to begin with or from one; exactly as small as they can be, or wider."""
    aims, demand, capacity, village = random_aims(seed)
    plans = all_plans(aims, demand, capacity, village)
    limits = []
    for name in ("farm", "cost"):
        most = min(amounts[name] for amounts in plans) * (1.0, 1.2)[seed % 2]
        plans = [amounts for amounts in plans if amounts[name] <= most + 1e-9]
        limits.append((aims[name], most))
    rules = {"village": village, "limits": limits, "gap": 1e-6}
    service, opening = aims["service"].cost, aims["service"].opening_cost
    solution = allocate(service, demand, capacity, opening, **rules)
    again = allocate(service, demand, capacity, opening, known=[solution.assigned], **rules)
    best = min(amounts["service"] for amounts in plans)
    for one in (solution, again):
        assert all(a <= most + 1e-6 for a, (_, most) in zip(one.amounts, limits, strict=True))
        assert one.bound <= best + 1e-6 <= one.objective + 2e-6
    assert again.objective <= solution.objective


def test_what_comes_first_may_cost_more(slope):
    """`near` is nearer to the land and dearer: farm first opens it, the sum alone does not."""
    aims, demand, capacity = slope
    rules = {"order": (), "tolerance": 0.2, "gap": 1e-9}
    cheap, _ = allocate_in_order(aims, {"farm": 1, "cost": 1}, demand, capacity, **rules)
    assert cheap.assigned.to_list() == ["far", "far"]
    farm = rules | {"order": ("farm",)}
    close, first = allocate_in_order(aims, {"farm": 1, "cost": 1}, demand, capacity, **farm)
    assert close.assigned.to_list() == ["near", "near"]
    assert first.loc["farm"].to_list() == [10, 10, 0, "within"]


def test_a_tolerance_leaves_room_for_what_comes_later(slope):
    """15 minutes are half as much again as 10: with 0.5 one group may go to the cheaper site."""
    aims, demand, capacity = slope
    aims["cost"].cost.loc["b", "near"] = 30.0
    rules = {"order": ("farm",), "gap": 1e-9}
    worth = {"farm": 1, "cost": 1}
    strict, _ = allocate_in_order(aims, worth, demand, capacity, tolerance=0.49, **rules)
    assert strict.assigned.to_list() == ["near", "near"]
    loose, first = allocate_in_order(aims, worth, demand, capacity, tolerance=0.5, **rules)
    assert loose.assigned.to_list() == ["near", "far"]
    assert first.loc["farm"].to_list() == [15, 10, pytest.approx(1 / 3), "within"]


@pytest.fixture
def slope():
    """Groups a and b: 5 minutes each from `near`, which opens for 40, 10 from `far`, for 10."""
    groups, sites = ["a", "b"], ["near", "far"]
    farm = pd.DataFrame([[5.0, 10.0], [5.0, 10.0]], index=groups, columns=sites)
    opening = pd.Series([40.0, 10.0], index=sites)
    aims = {"farm": Amounts(farm, 0 * opening, 0.0), "cost": Amounts(0 * farm, opening, 0.0)}
    return aims, pd.Series(4, index=groups), pd.Series(8, index=sites)
