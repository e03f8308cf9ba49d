"""Measures the programme of roads and relocation, and its rivals on the same money:
``python benchmarks/programme.py [COUNTY.toml ...] [--case S ...] [--seed 1 ...]``.

Prints two sections of ``docs/benchmarks.md``: made-up counties of three sizes with what was proven,
and what planning in sequence or by rankings makes of the same money, there and in real counties.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pandas as pd
import pulp
from programme_cases import make
from rankings import greedy_programme, links_programme
from spent import Spent, alone, spent, told_of

from geoplan import read_county
from geoplan.pipeline.money import TABLES, case_of
from geoplan.pipeline.situation import survey
from geoplan.programme.decide import decide
from geoplan.programme.rivals import (
    Case,
    benefit_cost,
    measure,
    relocation_first,
    roads_first,
)
from geoplan.programme.sequence import Decision
from geoplan.programme.together import Schedule

SEEDS = (1, 2, 3)
SHARES = (0.1, 0.2, 0.4)
"""Of what all candidate roads cost: money of the funds that pay roads."""
UNLOCKED = {"road": {}, "site": {}, "group": {}}


@dataclass(frozen=True)
class Goal:
    """A made-up county, how many of its years, and the goal: seconds, and gap of access."""

    size: str
    years: int
    seconds: float
    access: float


GOALS = {
    "S": Goal("S", 2, 20, 0.001),
    "M": Goal("M", 3, 90, 0.015),
    "L, two-year batch": Goal("L", 2, 120, 0.02),
    "L": Goal("L", 5, 600, 0.1),
}
MOST_OF_IMPROVEMENT = 0.005
"""Goal for the gap of the improvement over doing nothing, but for L over all its years."""

HEAD = """\
## The programme of roads and relocation

Made-up counties (`benchmarks/programme_cases.py`): S has 300 villages, 100 candidate roads, 60 groups that may
move, 15 sites and 2 years; M 1,000, 300, 300, 40 and 3; L 3,000, 800, 800, 80 and 5. Money for about 40 % of the roads and 60 % of
the moves. Each is decided in a process of its own. *Access* is people who newly have an all-weather road; its gap is
that between the plan and the proven most, given the danger that is left. The improvement over doing nothing is danger avoided (people x class x
years) + access, its gap those of both. Rows and columns are of the largest model stated.

| case | seed | seconds | the processor's | peak MB | columns | rows | danger left | gap | access | gap | gap of the improvement |
|---|---|---|---|---|---|---|---|---|---|---|---|"""
RIVALS = """\
## Planned together, one after the other, or by rankings

The same money and rules, one yardstick: people who newly have an all-weather road at the end (at home, or where they moved); people
out of danger; danger left (people x class x years); minutes to the land of each household that moved away; money on roads on which
only people hang who all leave [万元]. In counties all ceilings are scaled until the funds that pay roads have a share of what
all candidate roads cost. The link ranking may pave a part of a project, which nobody else may.
"""
COLUMNS = (
    "| {} | planned | people with a road | people out of danger | danger left | minutes to the land | "
    "for who leaves | the processor's seconds |\n|---|---|---|---|---|---|---|---|"
)


class Decided(NamedTuple):
    """What deciding a case gave: objectives, the yardstick, danger today, model, what it took."""

    objectives: pd.DataFrame
    yardstick: "pd.Series[float]"
    everything: float
    columns: int
    rows: int
    took: Spent


def decided(case: Case) -> Decision:
    """Decision without locks."""
    given = case._asdict()
    tables = [given.pop(name) for name in Case._fields[:TABLES]]
    return decide(*tables, **given, locked_in=UNLOCKED)


def together(case: Case) -> Schedule:
    """The programme that is decided."""
    decision = decided(case)
    return decision.schedule()


def measured(name: str, seed: int) -> Decided:
    """Decision on a made-up county, once a tiny one has loaded what it needs."""
    goal = GOALS[name]
    decided(make("tiny", 1))
    case, sizes = make(goal.size, seed, years=goal.years), [(0, 0)]
    build = pulp.HiGHS.buildSolverModel

    def noted(solver: pulp.HiGHS, problem: pulp.LpProblem) -> None:
        sizes.append((len(problem.variables()), len(problem.constraints())))
        build(solver, problem)

    with patch.object(pulp.HiGHS, "buildSolverModel", noted):
        decision, took = spent(lambda: decided(case))
    programme = decision.schedule()
    danger = float(case.groups["danger"].sum()) * goal.years
    return Decided(decision.objectives, measure(case, programme), danger, *max(sizes), took)


def row_of(name: str, seed: int, one: Decided) -> tuple[str, str]:
    """Row of the first table, and whether the goals are reached."""
    goal, (danger, access) = GOALS[name], (one.objectives.loc[x] for x in ("danger", "access"))
    open_ = {x.name: abs(x["value"] - x["bound"]) for x in (danger, access)}
    improved = one.everything - danger["value"] + access["value"]
    of_improvement = sum(open_.values()) / improved
    of_access = open_["access"] / max(access["value"], 1.0)
    of_danger = open_["danger"] / max(danger["value"], 1.0)
    took = one.took
    row = (
        f"| {name} | {seed} | {took.seconds:.0f} | {took.processor_s:.0f} | {took.peak_mb:,.0f} | "
        f"{one.columns:,} | {one.rows:,} | {danger['value']:,.0f} | {of_danger:.2%} | "
        f"{access['value']:,.0f} | {of_access:.2%} | {of_improvement:.3%} |"
    )
    goals = {
        f"{goal.seconds:g} s": took.seconds <= goal.seconds,
        f"{goal.access:.1%} of access": of_access <= goal.access,
    }
    if name != "L":
        goals["0.5 % of the improvement"] = of_improvement <= MOST_OF_IMPROVEMENT
    told = ", ".join(f"{what} {told_of(reached)}" for what, reached in goals.items())
    return row, f"- {name}, seed {seed}: {told}"


WAYS: dict[str, Callable[[Case], Schedule]] = {
    "together": together,
    "roads first": roads_first,
    "relocation first": relocation_first,
    "ranking by benefit/cost": benefit_cost,
    "path-greedy": greedy_programme,
}
LINKS = "link ranking"


def county_case(file: Path) -> Case:
    """What ``decide`` is given for a county."""
    county = read_county(file)
    return case_of(county.settings, survey(county))


def with_share(case: Case, share: float) -> Case:
    """The same with all ceilings scaled, so that funds for roads have a share of what all cost."""
    roads = case.items[case.items["kind"] == "project"]
    eligible = roads["id"].map(case.projects["eligible"]).astype(bool)
    pays_roads = [bool({"subgrade", "surface"} & set(parts)) for parts in case.funds["pays"]]
    money_yuan = case.ceilings_yuan[pays_roads].to_numpy().sum()
    factor = share * roads["cost_yuan"][eligible].sum() / money_yuan
    return case._replace(ceilings_yuan=(case.ceilings_yuan * factor / 100).round() * 100)


def compared(name: str, case: Case) -> list[str]:
    """Rows of the second table."""
    lines = []
    for way in (*WAYS, LINKS):
        told, programme, took = alone(planned, way, case)
        done = measure(told, programme)
        moved = programme.assigned[programme.group_year.notna()]
        leaves = moved.index[moved.map(case.sites["leaves"]).astype(bool)]
        minutes = done["farm_household_minutes"] / max(case.groups["households"][leaves].sum(), 1.0)
        lines.append(
            f"| {name} | {way} | {done['people_connected']:,.0f} | "
            f"{done['people_out_of_danger']:,.0f} | {done['danger_left']:,.0f} | {minutes:.0f} | "
            f"{done['for_leavers_yuan'] / 1e4:,.0f} | {took.processor_s:.0f} |"
        )
        print(lines[-1], file=sys.stderr)
    return lines


def planned(way: str, case: Case) -> tuple[Case, Schedule, Spent]:
    """A programme, the case it is for, and what it took."""
    if way == LINKS:
        (told, programme), took = spent(lambda: links_programme(case))
        return told, programme, took
    programme, took = spent(lambda: WAYS[way](case))
    return case, programme, took


def main() -> None:
    """Print the sections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counties", nargs="*", type=Path, help="county.toml files")
    parser.add_argument("--case", choices=GOALS, action="append", help="all of them")
    parser.add_argument("--seed", type=int, action="append", help="1, 2 and 3")
    parser.add_argument("--no-rivals", action="store_true", help="only what is proven")
    asked = parser.parse_args()
    rows, goals, compare = [], [], []
    for name in asked.case or list(GOALS):
        for seed in asked.seed or SEEDS:
            row, goal = row_of(name, seed, alone(measured, name, seed))
            rows.append(row)
            goals.append(goal)
            print(row, file=sys.stderr)
    print("\n".join([HEAD, *rows, "", *goals, ""]))
    if asked.no_rivals:
        return
    for name in asked.case or list(GOALS):
        for seed in asked.seed or SEEDS:
            case = make(GOALS[name].size, seed, years=GOALS[name].years)
            compare += compared(f"{name}, seed {seed}", case)
    print("\n".join([RIVALS, COLUMNS.format("case"), *compare, ""]))
    for file in asked.counties:
        case, title = county_case(file), read_county(file).settings.name
        compare = [row for x in SHARES for row in compared(f"{x:.0%}", with_share(case, x))]
        print("\n".join([f"### {title}", "", COLUMNS.format("share of all roads"), *compare, ""]))


if __name__ == "__main__":
    main()
