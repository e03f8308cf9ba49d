"""Allocation of a large problem: its bound and its plan, by brute force on small ones."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from geoplan.relocation import assignment, site_search
from geoplan.relocation.allocation_model import Case
from geoplan.relocation.assignment import allocate
from geoplan.relocation.exchanges import improve
from geoplan.relocation.pairs import pair_up, pairs_of, spent
from geoplan.relocation.regions import competitors, excess
from geoplan.relocation.site_knapsacks import price, site_values


def random_case(seed):
    """Tables and options of up to five groups and three sites."""
    random = np.random.default_rng(seed)
    n_groups, n_sites = random.integers(1, 6), random.integers(1, 4)
    groups, sites = [f"g{i}" for i in range(n_groups)], [f"s{j}" for j in range(n_sites)]
    c = random.integers(0, 50, (n_groups, n_sites)) * 1.0
    c[random.random(c.shape) < 0.2] = math.nan
    unit = random.choice([1.0, 0.37])
    tables = (
        pd.DataFrame(c, index=groups, columns=sites),
        pd.Series(random.integers(0, 8, n_groups) * unit, index=groups),
        pd.Series(random.integers(0, 20, n_sites) * unit, index=sites),
        pd.Series(random.integers(0, 60, n_sites) * 1.0, index=sites),
    )
    options = {
        "fewest": pd.Series(random.integers(0, 8, n_sites) * unit, index=sites),
        "village": pd.Series(random.integers(0, 3, n_groups), index=groups),
        "cohesion_cost": float(random.choice([0.0, 7.0, 30.0])),
    }
    return tables, options


def brute_force(cost, demand, capacity, opening_cost, fewest, village, cohesion_cost, locked_in=()):
    """Least unplaced demand and least cost for it, over all assignments; None if there is none."""
    c, h, plans = cost.to_numpy(), demand.to_numpy(), []
    for plan in itertools.product([None, *range(c.shape[1])], repeat=c.shape[0]):
        pairs = [(g, j) for g, j in enumerate(plan) if j is not None]
        if any(plan[cost.index.get_loc(g)] is None for g in locked_in):
            continue
        load = np.bincount([j for _, j in pairs], [h[g] for g, _ in pairs], c.shape[1])
        opened = sorted({j for _, j in pairs})
        parted = {(village.iloc[g], j) for g, j in pairs}
        money = sum(c[pair] for pair in pairs) + opening_cost.iloc[opened].sum()
        money += cohesion_cost * len(parted)
        fits = (load <= capacity.to_numpy() + 1e-9).all()
        fills = (load[opened] >= fewest.to_numpy()[opened] - 1e-9).all()
        if not math.isnan(money) and fits and fills:
            plans.append((round(sum(h[g] for g, j in enumerate(plan) if j is None), 6), money))
    return min(plans, default=None)


def is_kept(solution, tables, options):
    """Whether a plan keeps capacity and fewest."""
    _cost, demand, capacity, _ = tables
    placed = solution.assigned.dropna()
    load = demand[placed.index].groupby(placed).sum()
    return (load <= capacity[load.index] + 1e-9).all() and (
        load >= options["fewest"][load.index] - 1e-9
    ).all()


@pytest.mark.parametrize("seed", range(60))
def test_exact_model_equals_brute_force(seed):
    tables, options = random_case(seed)
    solution = allocate(*tables, **options, regions=6)
    unplaced, money = brute_force(*tables, **options)
    assert tables[1][solution.assigned.isna()].sum() == pytest.approx(unplaced)
    assert solution.objective == pytest.approx(money)
    assert solution.bound == pytest.approx(money)
    assert solution.status == "optimal"
    assert is_kept(solution, tables, options)


@pytest.mark.usefixtures("search_everything")
@pytest.mark.parametrize("seed", range(60))
def test_search_finds_the_optimum_when_one_region_is_everything(seed):
    tables, options = random_case(seed)
    solution = allocate(*tables, **options, regions=6)
    unplaced, money = brute_force(*tables, **options)
    assert tables[1][solution.assigned.isna()].sum() == pytest.approx(unplaced)
    assert solution.objective == pytest.approx(money, rel=1e-4)
    assert solution.bound <= money + 1e-6
    assert is_kept(solution, tables, options)
    if unplaced == 0:
        assert solution.bound == pytest.approx(money, rel=1e-5, abs=1e-4)
        assert solution.status == "optimal"


@pytest.mark.usefixtures("search_everything")
@pytest.mark.parametrize("seed", range(20))
def test_search_places_what_is_locked_in(seed):
    tables, options = random_case(seed)
    expected = brute_force(*tables, **options, locked_in=["g0"])
    if expected is None:
        with pytest.raises(assignment.InfeasibleError):
            allocate(*tables, **options, locked_in=["g0"], regions=6)
        return
    solution = allocate(*tables, **options, locked_in=["g0"], regions=6)
    assert not pd.isna(solution.assigned["g0"])
    assert tables[1][solution.assigned.isna()].sum() == pytest.approx(expected[0])
    assert solution.objective == pytest.approx(expected[1], rel=1e-4)
    assert solution.bound <= expected[1] + 1e-6


def arrays(tables, options):
    """The same case by position, and its pairs."""
    cost, demand, capacity, opening_cost = (table.to_numpy(dtype=float) for table in tables)
    n_sites = len(capacity)
    case = Case(
        np.where(demand[:, None] <= capacity, cost, np.nan),
        demand,
        capacity,
        options["fewest"].to_numpy(dtype=float) if "fewest" in options else np.zeros(n_sites),
        opening_cost,
        options["village"].to_numpy(),
        np.full(n_sites, options["cohesion_cost"]),
        demand,
    )
    return case, pair_up(case, site_search._unplaced_cost(case, np.array([], dtype=int))[1])


@pytest.mark.parametrize("seed", range(100))
def test_a_site_alone_chooses_the_best_groups(seed):
    """(C9) by brute force, at random prices; what is not whole may only be too low."""
    tables, options = random_case(seed)
    case, pairs = arrays(tables, options)
    prices = np.random.default_rng(seed).random(len(case.demand)) * 60
    values = site_values(pairs, prices)
    for j, value in enumerate(values):
        worth = [0.0]
        for taken in itertools.product([False, True], repeat=len(case.demand)):
            groups = np.flatnonzero(taken)
            load, cost = case.demand[groups].sum(), (case.cost[groups, j] - prices[groups]).sum()
            cost += case.cohesion_cost[j] * len(set(case.village[groups])) + case.opening_cost[j]
            fits = case.fewest[j] - 1e-9 <= load <= case.capacity[j] + 1e-9
            if len(groups) and fits and not math.isnan(cost):
                worth.append(cost)
        is_whole = (case.demand == np.floor(case.demand)).all()
        assert value == pytest.approx(min(worth)) if is_whole else value <= min(worth) + 1e-9


def made_up(n_groups, n_sites, seed=0):
    """Groups in villages and sites on a plain; cost by distance; the ten nearest sites."""
    random = np.random.default_rng(seed)
    village = random.integers(0, n_groups // 5, n_groups)
    where = random.random((n_groups // 5, 2))[village] + random.normal(0, 0.02, (n_groups, 2))
    far = np.linalg.norm(where[:, None] - random.random((n_sites, 2)), axis=2)
    demand = random.integers(8, 61, n_groups)
    c = demand[:, None] * far * 60
    c[far > np.sort(far, axis=1)[:, [min(10, n_sites) - 1]]] = math.nan
    share = random.uniform(0.4, 2.2, n_sites)
    capacity = np.round(share / share.sum() * demand.sum() * 1.6)
    tables = (
        pd.DataFrame(c),
        pd.Series(demand),
        pd.Series(capacity),
        pd.Series(500 + 5 * capacity),
    )
    return tables, {"village": pd.Series(village), "cohesion_cost": 50.0}


def test_a_middle_problem_is_nearly_solved_and_twice_the_same(monkeypatch):
    tables, options = made_up(200, 20)
    monkeypatch.setattr(assignment, "SMALL", 1000)
    monkeypatch.setattr(site_search, "CHANGES", 25)
    solution = allocate(*tables, **options, regions=6)
    assert solution.assigned.notna().all()
    assert solution.gap <= 0.02
    assert solution.status == "feasible"
    again = allocate(*tables, **options, regions=6)
    assert again.assigned.equals(solution.assigned)
    assert (again.objective, again.bound) == (solution.objective, solution.bound)
    assert allocate(*tables, **options, regions=0, gap=0.5).status == "optimal"


@pytest.mark.usefixtures("search_everything")
@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_of_plans_that_leave_as_little(seed):
    """What staying unplaced costs in the search is no part of it; half the room, so that some stay."""
    tables, options = random_case(seed)
    tables = (*tables[:2], tables[2] * 0.5, tables[3])
    least, money = brute_force(*tables, **options)
    case, _ = arrays(tables, options)
    found = site_search.search_sites(
        case, np.array([], dtype=int), gap=1e-6, node_limit=None, regions=6
    )
    if case.demand[found.site < 0].sum() <= least + 1e-6:
        assert found.bound <= money + 1e-6


def test_the_gap_splits_over_the_sites():
    """(C10): cost - bound(l) = sum_j d_j, for any plan and prices."""
    tables, options = made_up(60, 6)
    _case, pairs = arrays(tables, options)
    found = price(pairs, np.full(60, 400.0), 60_000.0, 30, 0.7)
    nobody = pairs.of_group[1:] - 1
    at = improve(pairs, nobody, found.by_group, 20_000)
    assert spent(pairs, at).sum() < spent(pairs, nobody).sum()
    bound = found.by_group.sum() + site_values(pairs, found.by_group).sum()
    assert bound == pytest.approx(found.bound)
    home = pairs.site[at] == 6
    assert not home.any()
    d = excess(pairs, found.by_group, at)
    assert d.sum() == pytest.approx(spent(pairs, at).sum() - bound)
    assert (d >= -1e-6).all()
    assert (competitors(pairs, found.by_group)[:, 0] == np.arange(6)).all()
    assert (pairs_of(pairs, pairs.site[at]) == at).all()


def test_parts_of_a_case():
    case = Case(
        *(np.arange(6.0).reshape(2, 3), *[np.arange(n) * 1.0 for n in (2, 3, 3, 3, 2, 3, 2)])
    )
    part = case.part(np.array([1]), np.array([0, 2]))
    assert part.cost.tolist() == [[3.0, 5.0]]
    assert [len(table) for table in part] == [1, 1, 2, 2, 2, 1, 2, 1]
