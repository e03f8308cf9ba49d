"""Stages over years: what is done stays done, locks, and their names."""

import pandas as pd
import pulp
import pytest

from geoplan.errors import InfeasibleError
from geoplan.programme.stages import (
    add_stage,
    check_found,
    check_locks,
    done_by_item,
    first_year,
    lock_in,
)
from geoplan.solver import Answer, solve

YEARS = [2027, 2028, 2029]


def staged(locks, worth):
    """Years of a and b; worth: (thing, position) -> of being done by the end of that year."""
    problem = pulp.LpProblem("stages", pulp.LpMaximize)
    stage = add_stage(problem, "s", "ab", len(YEARS))
    problem += pulp.lpSum(worth.get(key, 0) * done for key, done in stage.items())
    lock_in(problem, stage, locks, len(YEARS))
    answer = solve(problem)
    return first_year(stage, answer.by_name, pd.Index(["b", "a", "c"]), YEARS), answer.objective


def test_what_is_done_stays_done():  # M1, R1
    """Done in 2027 is worth 3, and each year after costs 1: it is not undone."""
    year, objective = staged(
        {}, {("a", 0): 3, ("a", 1): -1, ("a", 2): -1, ("b", 0): 1, ("b", 2): -2}
    )
    assert year["a"] == 2027
    assert year[["b", "c"]].isna().all()
    assert objective == 1
    assert list(year.index) == ["b", "a", "c"]


@pytest.mark.parametrize(("lock", "year"), [(None, 2029), (0, 2027), (1, 2028), (2, 2029)])
def test_locked_into_its_year_and_no_sooner(lock, year):  # M6, R7
    dear = {("a", t): -1 for t in range(3)}
    eager = {("b", t): 1 for t in range(3)}
    years, _ = staged({"a": lock, "b": 1}, dear | eager)
    assert years[["a", "b"]].tolist() == [year, 2028]


def test_lock_on_what_no_plan_knows():
    with pytest.raises(InfeasibleError, match=r"z: .* locked in, but no plan can include it"):
        staged({"z": None}, {})


def test_items_follow_the_stage_of_their_component():
    items = pd.DataFrame({"id": ["p", "p"], "component": ["surface", "subgrade"]}, index=["i", "j"])
    stages = {
        "subgrade": {("p", 0): "g0", ("p", 1): "g1"},
        "surface": {("p", 0): "x0", ("p", 1): "x1"},
    }
    assert done_by_item(items, "component", stages, 2) == {
        ("i", 0): "x0", ("i", 1): "x1", ("j", 0): "g0", ("j", 1): "g1",
    }  # fmt: skip


def test_locks_are_named():
    locks = {("road", "a"): 0, ("road", "b"): None, ("site", "S"): 2}
    check_locks(locks, YEARS, lambda some: True)
    with pytest.raises(InfeasibleError, match=r"cannot be kept: road a in 2027, site S in 2029$"):
        check_locks(locks, YEARS, lambda some: set(some) == {("road", "b")})
    with pytest.raises(InfeasibleError, match=r"cannot all be kept: road a in 2027, road b, site"):
        check_locks(locks, YEARS, lambda some: len(some) < 3)


@pytest.mark.parametrize("status", ["optimal", "feasible", "infeasible"])
def test_only_a_stopped_search_found_nothing(status):
    check_found(Answer(status, 0.0, 0.0, 0.0, {}))
    with pytest.raises(InfeasibleError, match=r"stopped before .* raise search\.node_limit"):
        check_found(Answer("unknown", 0.0, 0.0, 0.0, {}))
