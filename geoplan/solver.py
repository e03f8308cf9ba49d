"""Solve a stated PuLP problem with HiGHS; tell proven from merely found from impossible.

One thread and a fixed seed: two runs agree. A search stops by its gap and its work (nodes), or
because it is asked to (`ask_to_stop`), never by a clock. Rows too many to state (cuts) may be found
while solving. `Variants` asks the same problem again and again with some of its variables fixed.
"""

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import highspy
import numpy as np
import pulp

logger = logging.getLogger(__name__)

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Values = Mapping[str, float]
Fixed = Mapping[str, float | tuple[float, float]]
"""By variable name: its value, or the least and the most it may be."""
Separate = Callable[[Values], Iterable[pulp.LpConstraint]]
Why = tuple[str, str]
"""In words, 中文 and English."""

VIOLATION = 1e-5  # a row broken by less is kept; above HiGHS' own tolerance of 1e-6
WHOLE = 1e-6  # a relaxed value no further from an integer is one
ROUNDS = 200  # of cuts, on the relaxation and again on integer answers
KEEPS_EVERY_ROW = 2  # what HiGHS calls a feasible primal solution
DOUBLETON_EQUATIONS, AGGREGATOR = 1 << 9, 1 << 12
"""Presolve rules left out: each can run in circles for ever (HiGHS 1.15.1)."""
NO_RESTART = {
    "mip_allow_restart": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_feasibility_jump": False,
}
"""For searches of few nodes: saves a third of their time (and doubles that of long ones)."""
FRACTION, INTEGER = np.uint8(0), np.uint8(1)
"""Types of HiGHS' columns."""
MODEL_STATUS = highspy.HighsModelStatus
EVENT = highspy.cb.HighsCallbackType

_asked: list[Why] = []
"""Why all searches are to stop, once for each time that they were asked to."""


def ask_to_stop(why: Why) -> None:
    """Let every search, running or to come, return the best answer it has, from any thread.

    One that was given an answer returns it at once, any other as soon as it has found one and a
    bound. Asked a second time, searches stop even with nothing found.
    """
    _asked.append(why)


def why_stopped() -> Why | None:
    """Why searches were asked to stop, as first told; None if they were not."""
    return _asked[0] if _asked else None


def forget_stop() -> None:
    """Let searches go on to their end again."""
    _asked.clear()


@dataclass(frozen=True)
class Answer:
    """What a search found and what it proved.

    ``optimal`` only if proven within the gap; ``feasible`` keeps every row, cuts included;
    ``infeasible`` is proven; ``unknown`` was stopped before it found anything. ``bound`` lies
    beyond ``objective``: above for a maximum, below for a minimum, infinite if nothing is
    proven. ``by_name`` has the value of each variable, integers rounded; empty if nothing was found.
    """

    status: Status
    objective: float
    bound: float
    gap: float
    by_name: Values


def solve(
    problem: pulp.LpProblem,
    *,
    gap: float = 1e-4,
    node_limit: int | None = None,
    separate: Separate | None = None,
    start: Values | None = None,
    is_short: bool = False,
) -> Answer:
    """Best answer of a mixed-integer problem, with its proven bound.

    Parameters
    ----------
    problem
        Objective, rows, and variables with names of their own. Cuts found become rows of it:
        solving it again, with another objective or one more row, starts with them.
    gap
        Stop when |bound - objective| / max(|objective|, 1) is no larger.
    node_limit
        Branching nodes of one search; another search follows each round of cuts.
    separate
        Called with the values of a relaxation or of an answer. Gives rows that every true
        answer keeps, at least one of them broken by these values; none if the values stand.
    start
        Values of a known answer, or of some of its variables; ignored if it breaks a row.
    is_short
        Whether few nodes are expected; the search then neither restarts nor tries all heuristics.

    Raises
    ------
    ValueError
        If two variables share a name.
    """
    model = _Model(problem, gap, is_short=is_short)
    if separate is not None:
        _tighten_relaxation(model, separate)
    if node_limit is not None:
        model.highs.setOptionValue("mip_max_nodes", node_limit)
    return _search(model, separate, start)


class Relaxation(NamedTuple):
    """Optimum with fractions allowed, which no true answer passes.

    ``bound`` is proven, infinite if nothing is. ``by_name`` is empty where nothing was found;
    where all its integers are whole (``is_whole``) it is the best true answer. Not
    ``is_possible``: proven that there is no answer.
    """

    bound: float
    by_name: Values
    is_whole: bool
    is_possible: bool


class Variants:
    """One problem asked again and again with some of its variables fixed.

    Stated to HiGHS once. The cuts that one question finds hold for the next ones, and a
    relaxation starts from the optimal basis of the one before it.

    Parameters
    ----------
    problem, separate, gap, node_limit, is_short
        As in ``solve``; the gap and the nodes are those of each question.
    is_quiet
        Whether no progress is told: of short questions, whoever asks them tells it.
    """

    def __init__(
        self,
        problem: pulp.LpProblem,
        separate: Separate,
        *,
        gap: float,
        node_limit: int | None,
        is_short: bool = True,
        is_quiet: bool = False,
    ) -> None:
        self._model = _Model(problem, gap, is_short=is_short, is_quiet=is_quiet)
        self._separate = separate
        self._relaxed: tuple[Fixed, float] | None = None  # the last question, and its bound
        if node_limit is not None:
            self._model.highs.setOptionValue("mip_max_nodes", node_limit)

    def twin(self, node_limit: int) -> "Variants":
        """The same problem stated a second time, cuts included: to be asked in another thread."""
        model = self._model
        return type(self)(
            model.problem.copy(), self._separate, gap=model.gap, node_limit=node_limit,
            is_short=model.is_short, is_quiet=True,
        )  # fmt: skip

    def aim(self, objective: pulp.LpAffineExpression) -> None:
        """Ask for the most, or the least, of something else from now on."""
        self._relaxed = None
        self._model.aim(objective)

    def relax(self, fixed: Fixed) -> Relaxation:
        """Relaxation with these variables fixed, cut until nothing is broken."""
        model = self._model
        with model.fixed(fixed):
            stands = _tighten_relaxation(model, self._separate)
        self._relaxed = dict(fixed), model.bound
        values = model.incumbents[-1] if model.incumbents else {}
        is_whole = stands and model.is_whole(values)
        return Relaxation(
            model.bound,
            model.rounded(values) if is_whole else values,
            is_whole,
            model.status != MODEL_STATUS.kInfeasible,
        )

    def search(self, fixed: Fixed, *, start: Values, fractions: Collection[str] = ()) -> Answer:
        """Best answer with these variables fixed, from a known one if there is any.

        ``fractions`` are integers that need not be whole: what is found is then no true answer, but
        its bound holds for all of them.
        """
        with self._model.fixed(fixed), self._model.relaxed(fractions):
            if self._relaxed is not None and self._relaxed[0] == fixed:
                self._model.tighten(self._relaxed[1])
            return _search(self._model, self._separate, start)


def _tighten_relaxation(model: "_Model", separate: Separate) -> bool:
    """Cut off relaxed values until nothing is broken; whether that was reached."""
    for _ in range(ROUNDS):
        model.run(relaxed=True)
        if model.status != MODEL_STATUS.kOptimal or _asked:
            return False
        if not model.cut_off(model.incumbents[-1], separate):
            return True
    return False


def _search(model: "_Model", separate: Separate | None, start: Values | None) -> Answer:
    """Search integer answers until the best one found stands; cut off those that do not."""
    best = None
    for _ in range(ROUNDS):
        if _asked and best is None:
            best = _standing_start(model, separate, start)
        if _asked and best is not None:
            break
        model.start_from(best or start or {})
        model.run()
        if model.status == MODEL_STATUS.kInfeasible:
            return Answer("infeasible", math.nan, math.nan, math.nan, {})
        standing, n_fallen = _best_standing(model, separate)
        best = best if standing is None else standing
        if n_fallen == 0 and not (model.is_given and model.status == MODEL_STATUS.kInterrupt):
            break
    if best is None:  # perhaps stopped before the start was looked at
        best = _standing_start(model, separate, start)
    return model.answer(best)


def _standing_start(
    model: "_Model", separate: Separate | None, start: Values | None
) -> Values | None:
    """The start, if it is an answer that breaks neither row nor cut."""
    if not start or not model.keeps_every_row(start):
        return None
    return None if separate is not None and model.cut_off(start, separate) else start


def _best_standing(model: "_Model", separate: Separate | None) -> tuple[Values | None, int]:
    """Best incumbent that breaks no cut, and how many better ones had to be cut off."""
    for n_fallen, values in enumerate(reversed(model.incumbents)):
        if separate is None or not model.cut_off(values, separate):
            return values, n_fallen
    return None, len(model.incumbents)


class _Model:
    """A problem loaded into HiGHS once: rows are added in place, its bound only tightens."""

    def __init__(
        self,
        problem: pulp.LpProblem,
        gap: float,
        *,
        is_short: bool,
        is_quiet: bool = False,
    ) -> None:
        self.problem = problem
        self.gap = gap
        self.is_short = is_short
        self.is_quiet = is_quiet
        self.reported_s = time.monotonic()
        self.sign = -1.0 if problem.sense == pulp.LpMaximize else 1.0  # HiGHS minimises
        self.bound = -self.sign * math.inf
        self.incumbents: list[Values] = []  # of the last run, the best one last
        self.start: Values = {}  # a known answer, until it is offered
        self.is_given = False  # whether that is a whole one, to be returned when asked to stop
        self.status = MODEL_STATUS.kNotset  # of the last run
        self.columns = problem.variables()
        self.index = _index_names(self.columns)
        self.names = [column.name for column in self.columns]
        self.whole = np.array([column.isInteger() for column in self.columns], dtype=bool)
        self.highs = self._load()

    def _load(self) -> Any:
        """State the problem to HiGHS and listen to its search."""
        solver = pulp.HiGHS(
            msg=False,
            gapRel=self.gap,
            gapAbs=self.gap,
            threads=1,
            random_seed=0,
            presolve_rule_off=DOUBLETON_EQUATIONS | AGGREGATOR,
            **(NO_RESTART if self.is_short else {}),
        )
        solver.createAndConfigureSolver(self.problem)
        solver.buildSolverModel(self.problem)
        highs, self.problem.solverModel = self.problem.solverModel, None
        highs.changeObjectiveOffset(self.sign * self.problem.objective.constant)
        highs.setCallback(self._listen, None)
        highs.startCallback(EVENT.kCallbackMipImprovingSolution)
        highs.startCallback(EVENT.kCallbackMipUserSolution)
        highs.startCallback(EVENT.kCallbackMipInterrupt)
        highs.startCallback(EVENT.kCallbackSimplexInterrupt)  # Ctrl-C is only seen in a callback
        return highs

    def _listen(self, event: Any, _message: str, told: Any, reply: Any, _data: Any) -> None:
        """Keep each better answer; offer the known one; report how far the search is."""
        reply.user_interrupt = False
        if event == EVENT.kCallbackMipUserSolution:
            self._offer(reply)
        elif event == EVENT.kCallbackMipImprovingSolution:
            self.incumbents.append(self._named(told.mip_solution))
        elif event == EVENT.kCallbackMipInterrupt:
            reply.user_interrupt = self._may_stop(told.mip_dual_bound)
            self._report(self.sign * told.mip_primal_bound, self.sign * told.mip_dual_bound)

    def _may_stop(self, bound: float) -> bool:
        """Whether the search was asked to stop, and has an answer and a bound; or asked twice."""
        is_found = self.is_given or bool(self.incumbents and abs(bound) < math.inf)
        return len(_asked) > (0 if is_found else 1)

    def _report(self, objective: float, bound: float) -> None:
        """Tell objective and bound, at most once per second; NaN while there is none."""
        if self.is_quiet or time.monotonic() < self.reported_s + 1:
            return
        self.reported_s = time.monotonic()
        objective, bound = (x if abs(x) < math.inf else math.nan for x in (objective, bound))
        logger.info("%s: found %.6g, at best %.6g", self.problem.name, objective, bound)

    def aim(self, objective: pulp.LpAffineExpression) -> None:
        """Another objective for the same rows."""
        self.problem.setObjective(objective)
        costs = np.zeros(len(self.columns))
        for column, cost in objective.items():
            costs[self.index[column.name]] = self.sign * cost
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.highs.changeObjectiveOffset(self.sign * objective.constant)

    @contextmanager
    def fixed(self, values: Fixed) -> Iterator[None]:
        """Variables fixed, or kept within limits, for a while, with a bound of their own."""
        columns = np.array([self.index[name] for name in values], dtype=np.int32)
        limits = [at if isinstance(at, tuple) else (at, at) for at in values.values()]
        least, most = np.array(limits, dtype=float).reshape(-1, 2).T.copy()
        within = [(self.columns[i].lowBound, self.columns[i].upBound) for i in columns]
        low = np.array([-math.inf if low is None else low for low, _ in within])
        high = np.array([math.inf if high is None else high for _, high in within])
        self.bound = -self.sign * math.inf
        self.highs.changeColsBounds(len(columns), columns, least, most)
        try:
            yield
        finally:
            self.highs.changeColsBounds(len(columns), columns, low, high)

    @contextmanager
    def relaxed(self, names: Collection[str]) -> Iterator[None]:
        """Some integers may be fractions for a while."""
        columns = np.array([self.index[name] for name in names], dtype=np.int32)
        whole = self.whole
        self.whole = whole.copy()
        self.whole[columns] = False
        self.highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), FRACTION))
        try:
            yield
        finally:
            self.whole = whole
            self.highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), INTEGER))

    def start_from(self, values: Values) -> None:
        """Offer a known answer to the next run, and not the relaxed one of the last."""
        self.highs.clearSolver()
        self.start = values
        is_whole = len(values) == len(self.columns)
        self.is_given = is_whole and not _asked  # what is still searched then did not stand
        if self.is_short:  # an answer that is whole need not be looked for again
            self.highs.setOptionValue("mip_heuristic_run_root_reduced_cost", not is_whole)

    def _offer(self, reply: Any) -> None:
        """Hand the known answer over, once, after presolve: HiGHS 1.15.1 proves too much before."""
        start, self.start = self.start, {}
        if start:
            columns = np.array([self.index[name] for name in start], dtype=np.int32)
            reply.setSolution(columns, np.array(list(start.values())))
            if len(start) < len(self.columns):
                reply.repairSolution()

    def run(self, *, relaxed: bool = False) -> None:
        """Solve as it stands; keep its incumbents, and its bound where that is tighter."""
        self.incumbents = []
        if not self.columns:  # nothing to decide
            if any(_is_broken(row, {}) for row in self.problem.constraints()):
                self.status = MODEL_STATUS.kInfeasible
            else:
                self.bound, self.incumbents = self.problem.objective.constant, [{}]
            return
        self.highs.setOptionValue("solve_relaxation", relaxed)
        self.highs.run()
        self.status = self.highs.getModelStatus()
        if self.status == MODEL_STATUS.kInfeasible:
            self._doubt()
        info = self.highs.getInfo()
        if self.whole.any() and not relaxed:
            self.tighten(self.sign * info.mip_dual_bound)
        elif self.status == MODEL_STATUS.kOptimal:
            self.tighten(self.sign * info.objective_function_value)
        if info.primal_solution_status == KEEPS_EVERY_ROW:
            self.incumbents.append(self._named(self.highs.getSolution().col_value, relaxed))
        self._report(math.nan, self.bound)

    def _doubt(self) -> None:
        """Ask again without presolve, which has called possible problems impossible (HiGHS 1.15.1)."""
        self.highs.setOptionValue("presolve", "off")
        self.highs.clearSolver()
        self.highs.run()
        self.highs.setOptionValue("presolve", "choose")
        self.status = self.highs.getModelStatus()

    def tighten(self, bound: float) -> None:
        """Keep the tighter of two proven bounds."""
        self.bound = self.sign * max(self.sign * self.bound, self.sign * bound)

    def _named(self, values: Iterable[float], relaxed: bool = False) -> Values:
        """Values by variable name, integers rounded unless relaxed."""
        kept = np.array(list(values), dtype=float)
        if not relaxed:
            kept[self.whole] = np.round(kept[self.whole]) + 0.0  # no -0
        return dict(zip(self.names, kept.tolist(), strict=True))

    def rounded(self, values: Values) -> Values:
        """Values with the integers rounded."""
        return self._named(values.values())

    def is_whole(self, values: Values) -> bool:
        """Whether every integer has a whole value."""
        integers = np.array(list(values.values()))[self.whole]
        return bool((np.abs(integers - np.round(integers)) <= WHOLE).all())

    def keeps_every_row(self, values: Values) -> bool:
        """Whether values are an answer of the problem as it stands."""
        if len(values) < len(self.columns):
            return False
        lp, at = self.highs.getLp(), np.array([values[name] for name in self.names])
        low, high = np.array(lp.col_lower_) - VIOLATION, np.array(lp.col_upper_) + VIOLATION
        is_within = ((low <= at) & (at <= high)).all()
        return bool(is_within) and not any(
            _is_broken(row, values) for row in self.problem.constraints()
        )

    def cut_off(self, values: Values, separate: Separate) -> bool:
        """Whether these values break a cut; if so, add what ``separate`` gives."""
        cuts = list(separate(values))
        if not any(_is_broken(cut, values) for cut in cuts):
            return False
        for cut in cuts:
            self._add_row(cut)
        return True

    def _add_row(self, row: pulp.LpConstraint) -> None:
        """Add a row to the problem and, in place, to HiGHS."""
        self.problem += row
        low, high = row.getLb(), row.getUb()
        self.highs.addRow(
            -math.inf if low is None else low,
            math.inf if high is None else high,
            len(row),
            np.array([self.index[column.name] for column in row], dtype=np.int32),
            np.array(list(row.values()), dtype=float),
        )

    def answer(self, values: Values | None) -> Answer:
        """Say what was found and what was proven."""
        if values is None:
            return Answer("unknown", math.nan, self.bound, math.inf, {})
        objective = evaluate(self.problem.objective, values)
        bound = self.sign * min(self.sign * self.bound, self.sign * objective)
        gap = abs(bound - objective) / max(abs(objective), 1.0)
        is_proven = gap <= self.gap + 1e-9
        return Answer("optimal" if is_proven else "feasible", objective, bound, gap, values)


def _index_names(columns: list[pulp.LpVariable]) -> dict[str, int]:
    """Position of each variable by its name."""
    shared = sorted(name for name, n in Counter(c.name for c in columns).items() if n > 1)
    if shared:
        raise ValueError(f"variables share a name: {shared[:5]}. Give each variable its own.")
    return {column.name: i for i, column in enumerate(columns)}


def evaluate(expression: pulp.LpAffineExpression, values: Values) -> float:
    """Value of a linear expression, its constant included, at values by variable name."""
    return math.fsum([expression.constant, *(c * values[v.name] for v, c in expression.items())])


def _is_broken(row: pulp.LpConstraint, values: Values) -> bool:
    """Whether values break a row; its right-hand side is minus its constant."""
    excess = evaluate(row, values)
    return bool((excess > VIOLATION and row.sense <= 0) or (excess < -VIOLATION and row.sense >= 0))
