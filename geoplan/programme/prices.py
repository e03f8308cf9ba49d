"""Price of every decision on a road: what the other one would cost, as a bracket.

The plan stands and p is a project; x^ and g^ are its stages, V its people connected at the end.
Moves, opening sites, locks, funds and years stay as they are (docs/formulation.md, E):

x_pT = 1 - x^_pT, x_qT = 1 for the roads q that p needs to be put in, and
every row of ``programme.road_model``                                        (E1)
loss of p = V - max sum_v W_v y_vT                                           (E2)
maximise sum_v W_v y_vT - e sum_q |x_qT - x^_qT| - e' money                  (E3)
low:  V less the proven most of (E3) and the most its penalties can be       (E4)
high: V less the people of a programme found                                 (E5)
x_q = x^_q, g_q = g^_q for projects q that are not near p                    (E6)
equal: high is no more than what is not proven of the plan, at least 1/2     (E7)
open:  high - low is more than that, and high is, too                        (E8)
q goes, too, where everybody is joined without it, once what it met has gone (E9)
sum_k r_k no less than the plan's, where places have floors (P3)             (E10)

(E4) comes from the relaxation with p forced, (E5) from a search near p (E6), and both from a
search without (E6) of what is still open (E8), the widest first, as far as the work allowed goes,
in two threads (``solver.ask_to_stop`` ends it earlier: what was not asked by then is not known).
What is found keeps every row and cut.
"""

import itertools
import logging
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.programme.funds import WAN_PER_YUAN
from geoplan.programme.road_model import RoadModel
from geoplan.programme.roads import ROUNDING, Roads
from geoplan.routing.rooted import ROOT, reached
from geoplan.solver import Values, Variants, evaluate, why_stopped

log = logging.getLogger(__name__)

PENALTY = 0.4
"""Most that (E3) takes off in all [people]: of programmes that differ by one person, the better."""
LOOSENED = 0.49
"""What is added to a bound on (E3) [people]: the penalties, and the solver's rounding."""
LEAST = 0.5
"""Less than one person is nobody [people]."""
MOVED = 1e-6
"""A stage that differs from the plan by less is as planned."""
GAP = 1e-7
"""Of one search, relative: the least change and the least money are found as well."""
NODES = 1000
"""Of one search; where they do not suffice the bracket stays open."""
SEARCHED = 400_000
"""Variables of all searches of the whole model together: a large county has few of them."""
TELL_S = 3.0
"""Between two lines of progress [s]."""

NO_PRICES = pd.DataFrame(
    {
        "decision": pd.Series(dtype="str"),
        "status": pd.Series(dtype="str"),
        "people_low": pd.Series(dtype="float"),
        "people_high": pd.Series(dtype="float"),
        "equal": pd.Series(dtype="bool"),
        "cost_yuan": pd.Series(dtype="float"),
        "projects_out": pd.Series(dtype="str"),
        "projects_in": pd.Series(dtype="str"),
        "villages_losing": pd.Series(dtype="str"),
        "villages_gaining": pd.Series(dtype="str"),
        "groups_losing": pd.Series(dtype="str"),
        "groups_gaining": pd.Series(dtype="str"),
        "people_losing": pd.Series(dtype="float"),
        "people_gaining": pd.Series(dtype="float"),
    },
    index=pd.Index([], name="project_id", dtype="str"),
)
"""The table of ``price_roads`` without rows, as in ``Plan.prices``."""


class Programme(NamedTuple):
    """Surfaces built by the end, contracted nodes they join to the root, people there, money."""

    surfaces: frozenset[str]
    joined: frozenset[int]
    people: float
    cost_yuan: float


class Other(NamedTuple):
    """What is known of the other decision on a project.

    ``bound``: the proven most of (E3), minus infinite where no programme is possible; ``moved``:
    projects that the relaxation decides otherwise than the plan; ``done``: names of the stages
    done in the best programme found, None while there is none.
    """

    bound: float
    moved: frozenset[str] = frozenset()
    done: frozenset[str] | None = None


IMPOSSIBLE = Other(-math.inf)
"""No programme has the other decision: proven."""
NOT_ASKED = Other(math.inf)
"""Nothing is known of the other decision yet."""


class Case(NamedTuple):
    """What all prices share.

    ``planned`` has the values of the plan's stages; ``same`` the people not proven of it (E7);
    ``neighbours`` the projects that meet each project off the root; ``partners`` those that come
    with it; ``locked`` those that must be in; ``homes`` the contracted node ``joined_at``, village_id and people of every group that
    stays.
    """

    model: RoadModel
    planned: Values
    plan: Programme
    same: float
    neighbours: Mapping[str, Collection[str]]
    partners: Mapping[str, Collection[str]]
    locked: Collection[str]
    homes: pd.DataFrame


def price_roads(
    model: RoadModel,
    roads: Roads,
    eligible: Iterable[str],
    homes: pd.DataFrame,
    *,
    partners: Mapping[str, Collection[str]],
    locked: Collection[str],
) -> pd.DataFrame:
    """People and money that the other decision on each project would cost, as a bracket.

    Parameters
    ----------
    model
        From ``state_roads``, of what the roads were chosen from; gets an objective and cuts.
    roads
        The programme chosen.
    eligible
        Projects to price.
    homes
        Index group; node, village_id, people of every group on the network that stays.
    partners
        Projects that come with each one that is not in: without them it serves nobody.
    locked
        Projects that are locked in.

    Returns
    -------
    DataFrame
        As ``Plan.prices``, in the order of ``eligible``. What is not known is missing: all of it
        where the other decision is impossible, or keeps no floors, all but people_low where nothing
        was found.
    """
    case = _case(model, roads, homes, partners, locked)
    others = dict.fromkeys(eligible, NOT_ASKED)
    if others and why_stopped() is None:
        _keep_floors(model, roads)
        problem = _prefer(case)
        variants = Variants(problem, model.separate, gap=GAP, node_limit=NODES, is_quiet=True)
        for p in _told(list(others), "代价的下限 prices, at least"):
            others[p] = _relaxed(case, variants, p)
        both = variants, variants.twin(NODES)
        some = _widest(case, others, len(others))
        others |= _search_all(case, both, some, others, "代价的上限 prices, at most", nearby=True)
        some = _widest(case, others, max(1, SEARCHED // problem.numVariables()))
        others |= _search_all(case, both, some, others, "收紧 prices, closer", nearby=False)
    rows = {p: _row(case, p, other) for p, other in others.items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=NO_PRICES.columns)
    table.index = table.index.astype(NO_PRICES.index.dtype).rename("project_id")
    return table.astype(NO_PRICES.dtypes.to_dict())


def _case(
    model: RoadModel,
    roads: Roads,
    homes: pd.DataFrame,
    partners: Mapping[str, Collection[str]],
    locked: Collection[str],
) -> Case:
    """The plan in the words of the model."""
    done = ((model.x, roads.surface_year), (model.g, roads.subgrade_year))
    planned = {
        variable.name: float(pd.notna(year[p]) and year[p] <= model.years[t])
        for stage, year in done
        for (p, t), variable in stage.items()
    }
    open_gap = (roads.objectives["bound"] - roads.objectives["value"]).astype(float)["access"]
    return Case(
        model,
        planned,
        _programme(model, planned),
        max(LEAST, open_gap),
        _neighbours(model),
        partners,
        locked,
        homes.assign(joined_at=[model.rooted.node_of.get(v, ROOT) for v in homes["node"]]),
    )


def _programme(model: RoadModel, values: Values) -> Programme:
    """What these stages build, walked from the root without asking y and z."""
    surfaces = _surfaces(model, values, len(model.years) - 1)
    joined = frozenset(reached(model.rooted, surfaces))
    people = math.fsum(count for v, count in model.head_count.items() if v in joined)
    hundreds = round(evaluate(model.spent, values) / WAN_PER_YUAN / 100)
    return Programme(surfaces, joined, people, 100.0 * hundreds)


def _surfaces(model: RoadModel, values: Values, year: int) -> frozenset[str]:
    """Surfaces built by the end of a year, given by its position."""
    return frozenset(p for (p, t), x in model.x.items() if t == year and values[x.name] > 0.5)


def _neighbours(model: RoadModel) -> dict[str, set[str]]:
    """Projects that meet each project, itself among them; at the root everybody would meet."""
    arcs = model.rooted.arcs
    ends = pd.concat([arcs["tail"], arcs["head"]])
    meeting = pd.concat([arcs["project"], arcs["project"]])[ends != ROOT]
    neighbours = {p: {p} for p, _ in model.x}
    for _, here in meeting.groupby(ends[ends != ROOT]):
        for p in here:
            neighbours[p].update(here)
    return neighbours


def _prefer(case: Case) -> pulp.LpProblem:
    """The model with (E3): people, then the least change from the plan, then the least money."""
    model, last = case.model, len(case.model.years) - 1
    final = [x for (_, t), x in model.x.items() if t == last]
    changes = pulp.lpSum(1 - x if case.planned[x.name] else x for x in final)
    one_change = PENALTY / (len(final) + 1)
    all_money = sum(model.spent.values()) or 1.0
    people = model.people_by_year()[-1]
    model.problem.setObjective(
        people - one_change * changes - (one_change / all_money) * model.spent  # (E3)
    )
    return model.problem


def _keep_floors(model: RoadModel, roads: Roads) -> None:
    """Floors are reached as in the plan, however the project is decided  (E10)."""
    if model.floors:
        least = float(roads.objectives["value"]["floors"])
        problem = model.problem
        problem += model.floors >= least - ROUNDING * max(1.0, least), "keeps_floors"  # (E10)


def _forced(case: Case, project: str) -> Values:
    """The other decision: x_pT = 1 - x^_pT, with all that p needs to be put in  (E1)."""
    x, last = case.model.x, len(case.model.years) - 1
    built = float(project not in case.plan.surfaces)
    return {x[q, last].name: built for q in _asked(case, project)}


def _asked(case: Case, project: str) -> set[str]:
    """What is decided otherwise: a project, and when it is put in those that come with it."""
    if project in case.plan.surfaces:
        return {project}
    return {project, *case.partners.get(project, ())}


def _relaxed(case: Case, variants: Variants, project: str) -> Other:
    """What the relaxation with p forced proves; the best programme where it has no fractions."""
    relaxed = variants.relax(_forced(case, project))
    if not relaxed.is_possible:
        return IMPOSSIBLE
    moved = frozenset(
        p
        for (p, _), x in case.model.x.items()
        if relaxed.by_name and abs(relaxed.by_name[x.name] - case.planned[x.name]) > MOVED
    )
    done = _done(case, relaxed.by_name) if relaxed.is_whole else None
    return Other(relaxed.bound, moved, done)


def _searched(case: Case, variants: Variants, project: str, known: Other, *, nearby: bool) -> Other:
    """What a search with p forced finds and proves, near p (E6) or of the whole model."""
    forced = _forced(case, project)
    far = _far(case, project, known.moved) if nearby else {}
    start = {} if known.done is None else _values(case, known.done)
    found = variants.search({**far, **forced}, start=start)
    if found.status == "infeasible" and not nearby:
        return IMPOSSIBLE
    bound = known.bound if nearby else min(known.bound, found.bound)
    return Other(bound, known.moved, _done(case, found.by_name) if found.by_name else known.done)


def _search_all(
    case: Case,
    both: tuple[Variants, Variants],
    projects: list[str],
    others: Mapping[str, Other],
    words: str,
    *,
    nearby: bool,
) -> dict[str, Other]:
    """Searches for some projects, every second one in a thread of its own."""

    def search(variants: Variants, some: Iterable[str]) -> dict[str, Other]:
        return {p: _searched(case, variants, p, others[p], nearby=nearby) for p in some}

    here, beside = both
    with ThreadPoolExecutor(max_workers=1) as thread:
        second = thread.submit(search, beside, _until_stopped(projects[1::2]))
        first = search(here, _told(projects[::2], words, n_threads=2))
        return first | second.result()


def _done(case: Case, values: Values) -> frozenset[str]:
    """Names of the stages that are done."""
    return frozenset(name for name in case.planned if values[name] > 0.5)


def _values(case: Case, done: Collection[str]) -> dict[str, float]:
    """Value of every stage when these are done."""
    return {name: float(name in done) for name in case.planned}


def _far(case: Case, project: str, moved: Collection[str]) -> dict[str, float]:
    """Stages as planned of the projects neither met by this one nor moved by the relaxation (E6)."""
    near = set(moved).union(*(case.neighbours[p] for p in _asked(case, project)))
    return {
        variable.name: case.planned[variable.name]
        for stage in (case.model.x, case.model.g)
        for (p, _), variable in stage.items()
        if p not in near
    }


def _widest(case: Case, others: Mapping[str, Other], most: int) -> list[str]:
    """Projects whose bracket is open (E8), the widest first."""
    width = {p: _width(case, other) for p, other in others.items()}
    wide = [p for p in width if width[p] > 0]
    return sorted(wide, key=lambda p: -width[p])[:most]


def _width(case: Case, other: Other) -> float:
    """People between low and high; none where more could not be told (E8)."""
    if other == IMPOSSIBLE:
        return 0.0
    if other.done is None:
        return math.inf
    high = case.plan.people - _programme(case.model, _values(case, other.done)).people
    width = high - _low(case, other.bound)
    return width if min(high, width) > case.same else 0.0


def _low(case: Case, bound: float) -> float:
    """Fewer people at least, from a proven bound on (E3)  (E4)."""
    counts = case.model.head_count.values()
    most = min(bound + LOOSENED, math.fsum(counts))
    if all(count == round(count) for count in counts):
        most = math.floor(most)
    return max(0.0, case.plan.people - most)


def _row(case: Case, project: str, known: Other) -> tuple[Any, ...]:
    """Bracket and story of the other decision on one project, as in ``NO_PRICES``."""
    decision = "out" if project in case.plan.surfaces else "in"
    if known == IMPOSSIBLE:
        return _no_programme(decision, "floors" if case.model.floors else "impossible")
    low = _low(case, known.bound)
    if known.done is None:
        return _no_programme(decision, "unknown", low)
    other = _without_useless(case, project, known.done)
    high = max(0.0, case.plan.people - other.people)  # (E5)
    away, new = case.plan.surfaces - other.surfaces, other.surfaces - case.plan.surfaces
    losing = case.homes[case.homes["joined_at"].isin(case.plan.joined - other.joined)]
    gaining = case.homes[case.homes["joined_at"].isin(other.joined - case.plan.joined)]
    return (
        decision, "bracket", min(low, high), high, high <= case.same,  # (E7)
        other.cost_yuan - case.plan.cost_yuan,
        ";".join(sorted(away - {project})), ";".join(sorted(new - {project})),
        _villages(losing), _villages(gaining), _groups(losing), _groups(gaining),
        losing["people"].sum(), gaining["people"].sum(),
    )  # fmt: skip


def _without_useless(case: Case, project: str, done: Collection[str]) -> Programme:
    """The programme found without the roads that lead nobody anywhere once others have gone (E9)."""
    model, values = case.model, _values(case, done)
    arcs, other = model.rooted.arcs, _programme(model, values)
    kept = {*_asked(case, project), *case.locked}
    gone = case.plan.surfaces - other.surfaces
    while gone:
        lost = list(case.plan.joined - other.joined)
        beside = set(arcs["project"][arcs[["tail", "head"]].isin(lost).any(axis=1)])
        gone, beside = frozenset(), beside.union(*(case.neighbours[q] for q in gone))
        for q in sorted(other.surfaces.intersection(beside) - kept):
            left = {v.name: 0.0 for s in (model.x, model.g) for (p, _), v in s.items() if p == q}
            if _joins_as_many(model, values | left, values):
                values, gone = values | left, gone | {q}
        other = _programme(model, values)
    return other


def _joins_as_many(model: RoadModel, some: Values, others: Values) -> bool:
    """Whether some stages join, in every year, all people and sites that others join."""
    for t, connection in enumerate(model.connections):
        here, there = (reached(model.rooted, _surfaces(model, v, t)) for v in (some, others))
        if not (there - here).isdisjoint(connection.targets):
            return False
    return True


def _villages(homes: pd.DataFrame) -> str:
    """Villages in which people live."""
    return ";".join(sorted(set(homes["village_id"][homes["people"] > 0])))


def _groups(homes: pd.DataFrame) -> str:
    """Groups that have people."""
    return ";".join(sorted(map(str, homes.index[homes["people"] > 0])))


def _no_programme(decision: str, status: str, low: float = math.nan) -> tuple[Any, ...]:
    """Row of a decision for which no programme is known."""
    nobody = math.nan
    return (decision, status, low, nobody, False, nobody, *[""] * 6, nobody, nobody)


def _until_stopped(projects: list[str]) -> Iterator[str]:
    """Projects one by one until asked to stop."""
    return itertools.takewhile(lambda _: why_stopped() is None, projects)


def _told(projects: list[str], words: str, n_threads: int = 1) -> Iterator[str]:
    """Projects one by one until asked to stop; every few seconds it is told how far this is."""
    told_s = time.monotonic()
    for k, project in enumerate(_until_stopped(projects)):
        if time.monotonic() > told_s + TELL_S:
            told_s = time.monotonic()
            log.info("%s %d/%d", words, n_threads * k, n_threads * len(projects))
        yield project
