"""Measures the allocation of a large county: ``python benchmarks/allocation.py [seeds]``.

Prints a section of ``docs/benchmarks.md``: the gap to the proven bound after little and after more
work, beside HiGHS alone on the same model for the same seconds of the processor.
"""

import argparse
import sys

import highspy
import numpy as np
import pandas as pd
import pulp
from spent import Spent, alone, processor_s, spent, told_of

SEEDS = (1, 2, 3)
GROUPS, SITES, NEAREST = 3000, 200, 12
REGIONS = {"little": 20, "more": 250}
"""Work, and the goal for the gap it leaves."""
GOALS = {"little": 0.01, "more": 0.005}
COHESION_COST = 100.0
EVENT = highspy.cb.HighsCallbackType

HEAD = f"""\
## Allocation of a large county

{GROUPS:,} groups of 8-60 households, {SITES} sites with room for 1.6 times as many, the {NEAREST} nearest sites of each
group, made up with a seed; cost in household-minutes of the way, opening by room, {COHESION_COST:g} for each
village and site. HiGHS has the same model and the same seconds, one thread.

| seed | work | seconds of the processor | gap | unplaced | HiGHS alone: gap |
|---|---|---|---|---|---|"""


def make(seed: int) -> tuple[list[object], dict[str, object]]:
    """Tables and options of ``allocate``: villages of groups, and sites, on a plain."""
    random = np.random.default_rng(seed)
    side_km = 4 * np.sqrt(SITES)
    villages = random.random((GROUPS // 5, 2)) * side_km
    village = random.integers(0, len(villages), GROUPS)
    homes = villages[village] + random.normal(0, 1.2, (GROUPS, 2))
    sites = random.random((SITES, 2)) * side_km
    demand = random.integers(8, 61, GROUPS)
    share = random.uniform(0.4, 2.2, SITES)
    capacity = np.round(share / share.sum() * demand.sum() * 1.6)
    opening = np.round(1000 + capacity * 10 * random.uniform(0.8, 1.3, SITES))
    km = np.linalg.norm(homes[:, None] - sites, axis=2)
    minutes = km * 3 * random.uniform(1.15, 2.0, km.shape) + abs(random.normal(0, 4, km.shape))
    cost = np.round(demand[:, None] * minutes)
    cost[minutes > np.sort(minutes, axis=1)[:, [NEAREST - 1]]] = np.nan
    tables = [pd.DataFrame(cost), *map(pd.Series, (demand, capacity, opening))]
    return tables, {"village": pd.Series(village), "cohesion_cost": COHESION_COST}


def allocated(seed: int, regions: int) -> tuple[float, int, Spent]:
    """Gap, unplaced households and what it took; what is compiled is compiled before."""
    from geoplan.relocation.assignment import allocate

    tables, options = make(seed)
    part = [tables[0].iloc[:600], *tables[1:]]
    allocate(*part, village=options["village"], cohesion_cost=1.0, regions=0)
    solution, took = spent(lambda: allocate(*tables, **options, gap=1e-4, regions=regions))
    return solution.gap, int(tables[1][solution.assigned.isna()].sum()), took


def highs_alone(seed: int, seconds: float) -> float:
    """Gap of HiGHS on the model itself, everybody placed, after so many seconds of the processor.

    Infinite without a plan.
    """
    from geoplan.relocation.allocation_model import Case, spending, state

    (cost, demand, capacity, opening), options = make(seed)
    fits = cost.where(cost.notna() & (demand.to_numpy()[:, None] <= capacity.to_numpy()))
    no_fewest, together = np.zeros(SITES), np.full(SITES, COHESION_COST)
    amounts = (demand, capacity, no_fewest, opening, options["village"], together, demand)
    case = Case(fits.to_numpy(), *map(np.asarray, amounts))
    problem = pulp.LpProblem("peer", pulp.LpMinimize)
    allocation = state(problem, case, locked=range(GROUPS))
    problem.setObjective(spending(allocation, case))
    solver = pulp.HiGHS(msg=False, threads=1)
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    highs, began_s = problem.solverModel, processor_s()

    def stop_in_time(_event, _message, _told, reply, _data):  # type: ignore[no-untyped-def]
        reply.user_interrupt = processor_s() - began_s > seconds

    highs.setCallback(stop_in_time, None)
    for event in (EVENT.kCallbackMipInterrupt, EVENT.kCallbackSimplexInterrupt):
        highs.startCallback(event)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return float("inf")
    found = info.objective_function_value
    return (found - info.mip_dual_bound) / abs(found)


def main() -> None:
    """Print the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="*", type=int, default=SEEDS)
    parser.add_argument("--work", choices=REGIONS, action="append", help="little or more; both")
    parser.add_argument("--no-peer", action="store_true", help="without HiGHS alone")
    asked = parser.parse_args()
    works = asked.work or list(REGIONS)
    worst = dict.fromkeys(works, 0.0)
    rows = []
    for seed in asked.seeds:
        for work in works:
            gap, unplaced, took = alone(allocated, seed, REGIONS[work])
            worst[work] = max(worst[work], gap)
            peer = "" if asked.no_peer else f"{alone(highs_alone, seed, took.processor_s):.2%}"
            rows.append(
                f"| {seed} | {work} | {took.processor_s:.0f} | {gap:.2%} | {unplaced} | {peer} |"
            )
            print(rows[-1], file=sys.stderr)
    print("\n".join([HEAD, *rows, ""]))
    for work, gap in worst.items():
        print(f"- {work} work: goal at most {GOALS[work]:.1%}: {told_of(gap <= GOALS[work])}")


if __name__ == "__main__":
    main()
