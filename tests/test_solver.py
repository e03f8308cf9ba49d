"""Proven, found, impossible, unknown; cuts; starts; silence."""

import itertools
import math
from pathlib import Path

import numpy as np
import pulp
import pytest

from geoplan import solver
from geoplan.solver import Variants, solve

# Knapsack by hand: best two of three, 6 + 5 = 11 with weight 5 of 6.
VALUE, WEIGHT, ROOM = [6, 5, 7], [2, 3, 5], 6


def knapsack(value=VALUE, weight=(WEIGHT,), room=(ROOM,), sense=pulp.LpMaximize):
    problem = pulp.LpProblem("knapsack", sense)
    x = [problem.add_variable(f"x_{i}", cat=pulp.LpBinary) for i in range(len(value))]
    problem += pulp.lpSum(v * x[i] for i, v in enumerate(value))
    for row, most in zip(weight, room, strict=True):
        problem += pulp.lpSum(w * x[i] for i, w in enumerate(row)) <= most
    return problem, x


def hard_knapsack():
    """60 things, 5 limits: not solved at the first node."""
    random = np.random.default_rng(0)
    weight = random.integers(10, 100, (5, 60)).tolist()
    value = random.integers(10, 100, 60).tolist()
    return knapsack(value, weight, [sum(row) // 3 for row in weight])


def test_a_maximum_is_proven():
    problem, _ = knapsack()
    answer = solve(problem)
    assert (answer.status, answer.objective, answer.gap) == ("optimal", 11, 0)
    assert answer.bound == 11
    assert answer.by_name == {"x_0": 1.0, "x_1": 1.0, "x_2": 0.0}


def test_a_minimum_counts_its_constant():
    problem = pulp.LpProblem("least", pulp.LpMinimize)
    n = problem.add_variable("n", 0, 9, cat=pulp.LpInteger)
    problem += 2 * n + 100
    problem += 3 * n >= 10
    answer = solve(problem)
    assert (answer.status, answer.objective, answer.bound) == ("optimal", 108, 108)


def test_a_linear_problem_has_its_optimum_as_bound():
    problem = pulp.LpProblem("linear", pulp.LpMaximize)
    x = problem.add_variable("x", 0, 2.5)
    problem += 2 * x + 1
    answer = solve(problem)
    assert (answer.status, answer.objective, answer.bound) == ("optimal", 6, 6)


def test_nothing_to_decide():
    problem = pulp.LpProblem("empty", pulp.LpMaximize)
    problem += 3
    answer = solve(problem, separate=lambda _: [])
    assert (answer.status, answer.objective, answer.bound) == ("optimal", 3, 3)


def test_nothing_to_decide_and_impossible():
    problem = pulp.LpProblem("empty", pulp.LpMaximize)
    problem += 3
    problem += pulp.lpSum([]) == 1
    assert solve(problem).status == "infeasible"


def test_impossible_is_said():
    problem, x = knapsack()
    problem += pulp.lpSum(x) >= 3
    answer = solve(problem)
    assert answer.status == "infeasible"
    assert math.isnan(answer.objective)
    assert answer.by_name == {}


def test_a_stopped_search_is_not_called_optimal():
    problem, _ = hard_knapsack()
    stopped, proven = solve(problem, node_limit=1), solve(problem, gap=0)
    assert stopped.status == "feasible"
    assert stopped.objective <= proven.objective <= stopped.bound
    assert stopped.gap == pytest.approx((stopped.bound - stopped.objective) / stopped.objective)
    assert stopped.gap > 1e-4
    assert proven.status == "optimal"


def test_stopped_before_anything_was_found():
    problem, _ = hard_knapsack()
    answer = solve(problem, node_limit=0)
    assert (answer.status, answer.gap, answer.by_name) == ("unknown", math.inf, {})
    assert answer.bound >= 1687


def test_a_start_is_never_lost():
    problem, _ = hard_knapsack()
    best = solve(problem, gap=0)
    again = solve(problem, node_limit=0, start=best.by_name)
    assert (again.status, again.objective) == ("feasible", best.objective)


def test_a_start_that_breaks_a_row_is_ignored():
    problem, _ = knapsack()
    assert solve(problem, start={"x_0": 1, "x_1": 1, "x_2": 1}).objective == 11


@pytest.mark.parametrize("seed", range(30))
def test_equals_brute_force(seed):
    random = np.random.default_rng(seed)
    weight, value = random.integers(1, 20, (2, 8)).tolist(), random.integers(-5, 20, 8).tolist()
    room = random.integers(5, 60, 2).tolist()
    best = max(
        sum(v for v, chosen in zip(value, choice, strict=True) if chosen)
        for choice in itertools.product([0, 1], repeat=8)
        if all(np.dot(row, choice) <= most for row, most in zip(weight, room, strict=True))
    )
    problem, _ = knapsack(value, weight, room)
    answer = solve(problem, gap=0)
    assert answer.status == "optimal"
    assert answer.objective == best
    assert answer.bound == pytest.approx(best)


def test_cuts_are_found_on_the_relaxation_first():
    problem, x = knapsack()
    seen = []

    def separate(values):
        seen.append(dict(values))
        broken = values["x_1"] + values["x_2"] > 1 + 1e-6
        return [x[1] + x[2] <= 1] if broken else []

    answer = solve(problem, separate=separate)
    assert seen[0]["x_2"] == pytest.approx(0.2)  # 6 + 5 + 7 / 5 = 12.4
    assert answer.objective == 11
    assert len(problem.constraints()) == 1 + 1


def test_an_answer_that_breaks_a_cut_is_not_returned():
    """Only whole answers are refused: first 0 and 1 together, then 2 alone is the best left."""
    problem, x = knapsack()

    def separate(values):
        whole = all(value in (0.0, 1.0) for value in values.values())
        return [x[0] + x[1] <= 1] if whole and values["x_0"] + values["x_1"] == 2 else []

    answer = solve(problem, separate=separate)
    assert (answer.status, answer.objective, answer.bound) == ("optimal", 7, 7)
    assert solve(problem).objective == 7  # the cut stays with the problem


def test_cuts_that_are_not_broken_do_not_stop_it():
    problem, x = knapsack()
    assert solve(problem, separate=lambda _: [x[0] + x[1] <= 2]).objective == 11


def test_an_answer_found_on_the_way_stands_when_the_last_one_falls(monkeypatch):
    """One round only: the best incumbent is refused, a worse one that stands is kept."""
    problem, x = hard_knapsack()
    best = solve(problem, gap=0)
    monkeypatch.setattr(solver, "ROUNDS", 1)
    count = round(sum(best.by_name.values()))

    def separate(values):
        whole = all(value in (0.0, 1.0) for value in values.values())
        return [pulp.lpSum(x) <= count - 1] if whole and sum(values.values()) >= count else []

    answer = solve(problem, gap=0, separate=separate)
    assert answer.status == "feasible"
    assert sum(answer.by_name.values()) < count
    assert answer.bound >= answer.objective


def test_nothing_that_falls_is_returned(monkeypatch):
    """One round only, and every whole answer is refused."""
    monkeypatch.setattr(solver, "ROUNDS", 1)
    problem, x = knapsack()

    def separate(values):
        whole = all(value in (0.0, 1.0) for value in values.values())
        return [pulp.lpSum(x) <= -1] if whole else []

    answer = solve(problem, separate=separate)
    assert (answer.status, answer.by_name) == ("unknown", {})


def test_the_bound_of_the_relaxation_is_kept():
    problem, _ = hard_knapsack()
    assert solve(problem, node_limit=0, separate=lambda _: []).bound < math.inf


def test_two_runs_agree():
    first, second = (solve(hard_knapsack()[0], node_limit=20) for _ in range(2))
    assert first == second


def test_progress_once_per_second_and_nothing_printed(monkeypatch, capfd):
    clock = itertools.count(0.0, 0.25)
    asked = []
    monkeypatch.setattr(solver.time, "monotonic", lambda: asked.append(next(clock)) or asked[-1])
    told = []
    monkeypatch.setattr(solver.logger, "info", lambda _, *news: told.append((asked[-1], *news)))
    problem, _ = hard_knapsack()
    answer = solve(problem, gap=0)
    assert len(told) > 1
    assert min(b[0] - a[0] for a, b in itertools.pairwise(told)) >= 1
    assert all(bound >= answer.objective - 1e-6 for *_, bound in told if bound == bound)
    assert capfd.readouterr().out == ""


def no_cuts(_values):
    return []


def test_variants_are_answered_and_forgotten():
    """Thing 2 needs 5 of 6: what is left holds half of thing 0, and no whole thing."""
    variants = Variants(knapsack()[0], no_cuts, gap=0, node_limit=100)
    assert variants.relax({"x_2": 1}).bound == pytest.approx(7 + 6 / 2)
    assert variants.relax({}).bound == pytest.approx(6 + 5 + 7 / 5)
    for fixed, value in (({"x_2": 1}, 7), ({}, 11), ({"x_0": 0, "x_1": 0}, 7), ({"x_0": 0}, 7)):
        answer = variants.search(fixed, start={})
        assert (answer.status, answer.objective, answer.bound) == ("optimal", value, value)
        assert all(answer.by_name[name] == at for name, at in fixed.items())


def test_relaxation_without_fractions_is_the_answer():
    variants = Variants(knapsack()[0], no_cuts, gap=0, node_limit=100)
    whole, cut_in_two = variants.relax({"x_2": 0}), variants.relax({})
    assert (whole.is_whole, whole.bound) == (True, 11)
    assert whole.by_name == {"x_0": 1.0, "x_1": 1.0, "x_2": 0.0}
    assert not cut_in_two.is_whole


def test_some_integers_may_be_fractions_for_once():
    """Only thing 2 is whole, or only the others: more than the true 11, less than all split."""
    variants = Variants(knapsack()[0], no_cuts, gap=0, node_limit=100)
    split = variants.search({}, start={}, fractions=["x_0", "x_1"])
    assert split.objective == split.bound == pytest.approx(11)
    split = variants.search({}, start={}, fractions=["x_2"])
    assert split.objective == pytest.approx(6 + 5 + 7 / 5)
    assert split.by_name["x_2"] == pytest.approx(1 / 5)
    split = variants.search(
        {}, start={}, fractions=["x_0", "x_1", "x_2"]
    )  # a problem without integers
    assert split.objective == split.bound == pytest.approx(6 + 5 + 7 / 5)
    assert variants.search({}, start={}).objective == 11


def test_a_twin_has_the_cuts_and_is_asked_by_itself():
    problem, x = knapsack()
    variants = Variants(problem, lambda _: [x[0] + x[1] <= 1], gap=0, node_limit=100)
    assert variants.search({}, start={}).objective == 7
    twin = variants.twin(10)
    twin.aim(x[0] + 0)
    assert twin.relax({"x_2": 0}).bound == 1
    assert (twin.search({}, start={}).objective, variants.search({}, start={}).objective) == (1, 7)


def test_variants_may_be_kept_within_limits_and_asked_for_something_else():
    """The least of 3 x_0 + x_1 + 10 among two things or three, and the most again."""
    problem, x = knapsack()
    count = problem.add_variable("count")
    problem += count == x[0] + x[1] + x[2]
    variants = Variants(problem, no_cuts, gap=0, node_limit=None)
    variants.aim(-3 * x[0] - x[1] - 10)
    answer = variants.search({"count": (1.5, np.inf), "x_2": 0}, start={})
    assert (answer.objective, answer.bound, answer.by_name["count"]) == (-14, -14, 2)
    assert variants.search({"count": (1, 1.5)}, start={}).objective == -10
    variants.aim(6 * x[0] + 5 * x[1])
    assert variants.search({}, start={}).objective == 11


@pytest.mark.parametrize("is_quiet", [True, False])
def test_quiet_variants_tell_no_progress(monkeypatch, caplog, is_quiet):
    monkeypatch.setattr(solver.time, "monotonic", iter(range(0, 10_000, 5)).__next__)
    caplog.set_level("INFO")
    Variants(knapsack()[0], no_cuts, gap=0, node_limit=9, is_quiet=is_quiet).relax({})
    assert bool(caplog.records) != is_quiet


def test_impossible_variant():
    variants = Variants(knapsack()[0], no_cuts, gap=0, node_limit=100)
    everything = {"x_0": 1, "x_1": 1, "x_2": 1}
    assert not variants.relax(everything).is_possible
    assert variants.search(everything, start={}).status == "infeasible"
    assert variants.relax({}).is_possible


def test_cuts_of_one_variant_hold_for_the_next():
    problem, x = knapsack()
    asked = []

    def separate(values):
        asked.append(values)
        return [x[0] + x[1] <= 1] if values["x_0"] + values["x_1"] > 1 + 1e-6 else []

    variants = Variants(problem, separate, gap=0, node_limit=100)
    assert variants.relax({"x_2": 0}).bound == 6  # 0 and 1 together were cut off
    n_asked = len(asked)
    assert variants.search({"x_2": 0}, start={}).objective == 6
    assert variants.search({}, start={}).objective == 7
    assert all(values["x_0"] + values["x_1"] <= 1 for values in asked[n_asked:])
    assert len(problem.constraints()) == 1 + 1


def test_relaxation_that_still_breaks_a_cut_is_no_answer(monkeypatch):
    monkeypatch.setattr(solver, "ROUNDS", 1)
    problem, x = knapsack()
    variants = Variants(problem, lambda _: [x[0] + x[1] <= 1], gap=0, node_limit=100)
    relaxed = variants.relax({"x_2": 0})
    assert (relaxed.bound, relaxed.is_whole) == (11, False)


def test_names_must_differ():
    problem = pulp.LpProblem("twins", pulp.LpMaximize)
    problem += problem.add_variable("x", 0, 1) + problem.add_variable("x", 0, 1)
    with pytest.raises(ValueError, match=r"variables share a name: \['x'\]"):
        solve(problem)


def test_presolve_does_not_run_in_circles():
    """Three projects of two stages paid by two funds: presolve went round and round on it."""
    _, problem = pulp.LpProblem.fromMPS(str(Path(__file__).with_name("circle.mps")))
    answer = solve(problem)
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(-1)
