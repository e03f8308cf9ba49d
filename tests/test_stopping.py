"""A plan that is stopped early: searches, prices, costs of locks, Ctrl-C, a time limit."""

import json
import math
import signal

import numpy as np
import pandas as pd
import pulp
import pytest

from geoplan import make_plan, read_county, solver
from geoplan.cli import stopping
from geoplan.pipeline import lock_costs, planning
from geoplan.pipeline.outputs import read_plan
from geoplan.pipeline.statements import statements
from geoplan.programme import prices
from geoplan.programme.check import check_plan
from geoplan.publish.locks import lock_words
from geoplan.solver import Variants, ask_to_stop, forget_stop, solve, why_stopped

pytestmark = pytest.mark.usefixtures("without_rivals")

WHY = "停", "stop"


@pytest.fixture(autouse=True)
def _forgotten():
    """Nothing was asked before a test, nor is after it."""
    forget_stop()
    yield
    forget_stop()


def knapsack():
    """60 things, 5 limits: not solved at the first node."""
    random = np.random.default_rng(0)
    weight, value = random.integers(10, 100, (5, 60)), random.integers(10, 100, 60)
    problem = pulp.LpProblem("knapsack", pulp.LpMaximize)
    x = [problem.add_variable(f"x_{i:02}", cat=pulp.LpBinary) for i in range(60)]
    problem += pulp.lpDot(value.tolist(), x)
    for row in weight.tolist():
        problem += pulp.lpDot(row, x) <= sum(row) // 3
    return problem, x


@pytest.fixture(scope="module")
def best():
    forget_stop()
    return solve(knapsack()[0], gap=0)


def no_cuts(_values):
    return []


# ---- searches --------------------------------------------------------------------------------


def test_the_first_reason_is_told_until_it_is_forgotten():
    assert why_stopped() is None
    ask_to_stop(WHY)
    ask_to_stop(("又", "again"))
    assert why_stopped() == WHY
    forget_stop()
    assert why_stopped() is None


def test_a_start_is_returned_without_a_search(best, monkeypatch):
    ask_to_stop(WHY)
    monkeypatch.setattr(solver._Model, "run", lambda *_, **__: pytest.fail("it searched"))
    answer = solve(knapsack()[0], gap=0, start=best.by_name)
    assert (answer.status, answer.objective, answer.bound) == ("feasible", best.objective, math.inf)


def test_without_a_start_it_goes_on_until_it_has_an_answer_and_a_bound(best):
    ask_to_stop(WHY)
    answer = solve(knapsack()[0], gap=0)
    assert answer.status == "feasible"
    assert 0 < answer.objective < best.objective < answer.bound < math.inf


@pytest.mark.parametrize("separate", [None, no_cuts])
def test_a_search_that_runs_keeps_what_it_has(best, monkeypatch, separate):
    monkeypatch.setattr(solver._Model, "_report", lambda *_: stopping._ask_once(WHY))
    answer = solve(knapsack()[0], gap=0, separate=separate)
    assert answer.status == "feasible"
    assert 0 < answer.objective <= best.objective < answer.bound


def test_a_start_that_was_not_looked_at_is_looked_at_when_asked(best, monkeypatch):
    """Asked before HiGHS takes the start: it is returned if it stands, else one is searched."""
    run = solver._Model.run
    monkeypatch.setattr(
        solver._Model, "run", lambda *model, **how: stopping._ask_once(WHY) or run(*model, **how)
    )
    assert solve(knapsack()[0], gap=0, start=best.by_name).objective == best.objective
    forget_stop()
    broken = dict.fromkeys(best.by_name, 1.0)
    answer = solve(knapsack()[0], gap=0, start=broken)
    assert (answer.status, answer.objective < best.objective) == ("feasible", True)


def test_a_part_of_an_answer_is_still_a_start(best):
    part = dict(list(best.by_name.items())[:59])
    ask_to_stop(WHY)
    assert solve(knapsack()[0], gap=0, start=part).objective == best.objective


def test_asked_twice_it_stops_with_nothing():
    ask_to_stop(WHY)
    ask_to_stop(WHY)
    assert solve(knapsack()[0], gap=0).status == "unknown"


def test_a_start_that_breaks_a_row_or_a_cut_is_no_answer(best):
    problem, x = knapsack()
    count = round(sum(best.by_name.values()))

    def separate(values):
        return [pulp.lpSum(x) <= count - 1] if sum(values.values()) > count - 1 + 1e-6 else []

    ask_to_stop(WHY)
    answer = solve(problem, gap=0, separate=separate, start=best.by_name)
    assert answer.status == "feasible"
    assert 0 < sum(answer.by_name.values()) < count
    everything = dict.fromkeys(best.by_name, 1.0)
    assert solve(knapsack()[0], start=everything).objective < best.objective


def test_asked_while_cuts_are_sought_the_answers_that_fall_are_left_out(best):
    problem, x = knapsack()
    count = round(sum(best.by_name.values()))

    def separate(values):
        if sum(values.values()) <= count // 2 + 1e-6 or not set(values.values()) <= {0.0, 1.0}:
            return []
        stopping._ask_once(WHY)
        return [pulp.lpSum(x) <= count // 2]

    answer = solve(problem, gap=0, separate=separate)
    assert answer.status == "feasible"
    assert 0 < sum(answer.by_name.values()) <= count // 2


def test_impossible_stays_impossible():
    problem, x = knapsack()
    problem += pulp.lpSum(x) >= 61
    ask_to_stop(WHY)
    assert solve(problem).status == "infeasible"


def test_a_relaxation_stops_after_its_first_round_and_its_bound_is_kept(best):
    problem, x = knapsack()
    asked = []
    variants = Variants(problem, lambda v: asked.append(v) or [], gap=0, node_limit=None)
    ask_to_stop(WHY)
    relaxed = variants.relax({"x_00": 1})
    assert not asked
    assert relaxed.is_possible
    assert not relaxed.is_whole
    start = solve(knapsack()[0]).by_name | {"x_00": 1.0}
    known = {"x_00": 1} | {name: 0.0 for name in start if name != "x_00"}
    same, other = variants.search({"x_00": 1}, start=known), variants.search({}, start=known)
    assert (same.status, same.bound) == ("feasible", relaxed.bound)
    assert other.bound == math.inf
    variants.aim(pulp.lpSum(x))
    assert variants.search({"x_00": 1}, start=known).bound == math.inf


# ---- plans -----------------------------------------------------------------------------------


def test_a_plan_that_is_stopped_from_the_start_keeps_every_rule(tiny_file):
    ask_to_stop(WHY)
    plan = make_plan(read_county(tiny_file))
    check_plan(plan)
    assert plan.about["stopped"] == "stop"
    assert "（停）" in plan.about["statement"]
    assert "stopped early (stop)" in plan.about["statement_en"]
    assert set(plan.prices["status"]) == {"unknown"}
    assert set(plan.prices.index) == set(plan.projects.index[plan.projects["eligible"]])


def test_a_plan_that_is_not_stopped_says_nothing(tiny_plan):
    assert tiny_plan.about["stopped"] is None
    assert "stopped" not in tiny_plan.about["statement_en"]


def test_prices_found_by_then_are_kept(tiny_file, tiny_plan, monkeypatch):
    relaxed = prices._relaxed

    def ask_after_two(case, variants, project):
        asked.append(project)
        if len(asked) == 2:
            ask_to_stop(WHY)
        return relaxed(case, variants, project)

    asked = []
    monkeypatch.setattr(prices, "_relaxed", ask_after_two)
    plan = make_plan(read_county(tiny_file))
    assert len(asked) == 2
    assert plan.objectives.equals(tiny_plan.objectives)
    unknown = plan.prices.drop(asked)
    assert set(unknown["status"]) == {"unknown"}
    assert unknown["people_high"].isna().all()
    bracket = tiny_plan.prices[tiny_plan.prices["status"] == "bracket"]
    assert (plan.prices["people_low"][bracket.index] <= bracket["people_high"]).all()


def locks_of(*roads):
    """These roads locked out."""
    return pd.DataFrame(
        {"kind": "road", "id": roads, "decision": "out", "year": None, "note": ""},
        index=pd.RangeIndex(2, 2 + len(roads), name="line"),
    )


@pytest.mark.parametrize(
    ("asked_at", "known"), [(1, [False] * 3), (2, [True, False, True]), (9, [True] * 3)]
)
def test_locks_are_no_longer_tried_alone(tiny_file, monkeypatch, asked_at, known):
    """Asked to stop in the decision without locks, with the first alone, or never."""
    decide, decided = lock_costs.decide_programme, []

    def ask_in_time(*tables, **options):
        decided.append(tables)
        if len(decided) == asked_at:
            ask_to_stop(WHY)
        return decide(*tables, **options)

    monkeypatch.setattr(lock_costs, "decide_programme", ask_in_time)
    plan = make_plan(read_county(tiny_file), locks=locks_of("B1", "B2"), prices=False)
    check_plan(plan)
    assert plan.projects.loc[["B1", "B2"], "surface_year"].isna().all()
    assert plan.locks[["people", "danger", "cost_yuan"]].notna().all(axis=1).tolist() == known
    told = ["not worked out" not in en for _, en in lock_words(plan)]
    assert told == known


def test_what_is_not_proven_is_said():
    objectives = pd.DataFrame(
        {"value": [30.0, 20.0, 200.0], "bound": [25.0, -math.inf, math.inf]},
        index=["danger", "danger_any_order", "access"],
    )
    told = statements(objectives, decided=False)["statement_en"]
    assert "how many there could be at most is not proven" in told
    assert "any other order would leave is not proven" in told
    assert "inf" not in told


# ---- the command line ------------------------------------------------------------------------


@pytest.fixture
def pressed(monkeypatch):
    """Ctrl-C while the effects of a plan are worked out: ``pressed(times)``."""
    write_up = planning.write_up

    def press(times):
        def write_up_interrupted(*tables):
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)
            return write_up(*tables)

        monkeypatch.setattr(planning, "write_up", write_up_interrupted)

    return press


def stopped_in(folder):
    return json.loads((folder / "plan.json").read_text("utf-8"))["stopped"]


@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_ctrl_c_keeps_the_best_plan(run, tiny_county, quick, pressed, quiet):
    pressed(1)
    before = signal.getsignal(signal.SIGINT)
    status, _, err = run("plan", tiny_county, *quiet)
    folder = tiny_county.parent / "plan"
    assert status == 0
    assert "再按一次放弃 keeping the best plan" in err
    assert stopped_in(folder) == "interrupted"
    plan = read_plan(folder)
    check_plan(plan)
    assert set(plan.prices["status"]) == {"unknown"}
    assert "stopped early (interrupted)" in (folder / "summary.md").read_text("utf-8")
    assert "keeping the best plan" in (folder / "run.log").read_text("utf-8")
    assert signal.getsignal(signal.SIGINT) is before
    assert why_stopped() is None


def test_a_second_ctrl_c_gives_up(run, tiny_county, quick, pressed):
    pressed(2)
    before = set(tiny_county.parent.iterdir())
    status, out, _ = run("plan", tiny_county)
    assert (status, out) == (130, "")
    assert set(tiny_county.parent.iterdir()) == before
    assert why_stopped() is None


def test_ctrl_c_is_seen_while_a_search_runs(best, monkeypatch):
    """In a callback of HiGHS: the first lets it finish, the second gives up."""
    told = []
    monkeypatch.setattr(solver._Model, "_report", lambda *_: signal.raise_signal(signal.SIGINT))
    with stopping.stoppable(None, told.append), pytest.raises(KeyboardInterrupt):
        solve(knapsack()[0], gap=0)
    assert len(told) == 1


class Over:
    """A time limit that is over when it begins."""

    def __init__(self, _seconds, ask, reasons):
        self.start, self.cancel = lambda: ask(*reasons), lambda: None


@pytest.mark.parametrize(("seconds", "told"), [(90, "90"), (0.5, "0.5")])
def test_time_limit(run, tiny_county, quick, monkeypatch, seconds, told):
    monkeypatch.setattr(stopping.threading, "Timer", Over)
    status, out, err = run("plan", tiny_county, "--time-limit", seconds)
    folder = tiny_county.parent / "plan"
    assert status == 0
    assert stopped_in(folder) == f"time limit of {told} s"
    assert f"计算提前停止（时限 {told} 秒）" in out
    assert f"time limit of {told} s" in err
    check_plan(read_plan(folder))


def test_time_limit_that_is_not_reached(run, tiny_county, quick):
    status, out, _ = run("plan", tiny_county, "--no-prices", "--time-limit", "100000")
    assert status == 0
    assert "410 more people get an all-weather road, at home or where they move; proven" in out
    assert stopped_in(tiny_county.parent / "plan") is None


def test_a_time_limit_after_ctrl_c_is_no_second_request():
    with stopping.stoppable(None, lambda _: None):
        signal.raise_signal(signal.SIGINT)
        stopping._ask_once(WHY)
        assert len(solver._asked) == 1
