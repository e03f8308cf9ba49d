"""Measures whole plans of counties: ``python benchmarks/run.py COUNTY.toml ...``.

Prints the beginning of ``docs/benchmarks.md``, which ``make bench`` puts together.

Figures are ratios against a peer in the same run, on the same machine; seconds only say where a
run spends its time.
"""

import argparse
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from nearest import nearest_service
from rankings import greedy_paths, rank_links, rank_projects
from spent import alone, spent
from stages import measure, stage_table

from geoplan import make_plan, read_county, write_plan
from geoplan.config import read_settings
from geoplan.pipeline.situation import Situation, survey
from geoplan.programme.plan import Plan
from geoplan.readers import County
from geoplan.routing.paving import connect

SHARES = (0.1, 0.2, 0.4)
HEAD = """\
# Benchmarks

Written by `make bench` ({machine}, Python {python}). Every ratio is measured against the peer in the
same run. Seconds are of this machine and only show proportions.

Stages are measured in three processes, each with a peak memory of its own: what a plan does before it
decides (the first two rows); the network and what is asked of it; `geoplan access`. In each, the
bundled county goes through the same stages first: what is imported, and what compiles at the
first search of a process, is in the memory but not in the seconds.
"""
NOTE = """\
People newly connected on the same money; the last three columns are against the model. The link
ranking may pave a part of a project, which neither the model nor the other two may."""


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Result of some work and its seconds."""
    result, took = spent(work)
    return result, took.seconds


def connection_table(situation: Situation) -> list[str]:
    """People connected by the model and by what offices do by hand, on the same money."""
    network, projects = situation.network, situation.projects
    project = situation.project[situation.project.map(projects["eligible"])]
    links = network.links[network.links["hardened"] | network.links.index.isin(project.index)]
    share = projects["cost_yuan"] / projects["length_m"]
    table = pd.DataFrame(
        {
            "u": links["u"],
            "v": links["v"],
            "hardened": links["hardened"],
            "project": project.reindex(links.index),
            "cost": (links["length_m"] * project.reindex(links.index).map(share)).fillna(0.0),
        }
    )
    homes = situation.groups[situation.groups["on_network"]]
    people = homes.groupby("node")["people"].sum()
    lines = [
        "| money (share of all candidates) | model: people | bound above it | seconds | "
        "path-greedy | project ranking | link ranking |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in SHARES:
        budget = part * float(table["cost"].sum())
        best, seconds = timed(
            lambda budget=budget: connect(table, people, roots=situation.roots, budget=budget)
        )
        row = [f"{part:.0%}", f"{best.objective:,.0f}", f"{best.gap:.2%}", f"{seconds:.1f}"]
        for peer in (greedy_paths, rank_projects, rank_links):
            chosen = peer(table, people, roots=situation.roots, budget=budget)
            built = table.assign(hardened=table["hardened"] | chosen)
            reached = connect(built, people, roots=situation.roots, budget=0.0)
            by_peer = _newly(reached.connected, people, table, situation)
            row.append(f"{by_peer / best.objective - 1:+.1%}")
        lines.append("| " + " | ".join(row) + " |")
    return lines


def _newly(
    connected: pd.Series, people: pd.Series, table: pd.DataFrame, situation: Situation
) -> float:
    """People connected beyond those who are connected today."""
    today = connect(table, people, roots=situation.roots, budget=0.0).connected
    return float(people[connected & ~today].sum())


def whole_run(folder: Path, county_file: Path) -> list[str]:
    """Seconds per stage of a whole run."""
    county, read_s = timed(lambda: read_county(county_file))
    plan, plan_s = timed(lambda: make_plan(county))
    _, write_s = timed(lambda: write_plan(plan, folder / "bench-plan"))
    counts = f"{len(county.villages):,} villages, {len(county.households):,} households"
    objectives = ", ".join(
        f"{name} {row['gap']:.2%} ({row['status']})" for name, row in plan.objectives.iterrows()
    )
    return [
        f"- {county.settings.name} ({counts}, {len(plan.roads):,} links, {len(plan.projects):,} "
        f"candidates): read {read_s:.1f} s, plan {plan_s:.1f} s, write {write_s:.1f} s",
        f"- gaps: {objectives}",
        *decisions(county, plan, plan_s),
    ]


def decisions(county: County, plan: Plan, plan_s: float) -> list[str]:
    """What prices and locks take, against the plan without either."""
    bare, bare_s = timed(lambda: make_plan(county, prices=False))
    closed = (plan.prices["people_low"] == plan.prices["people_high"]).mean()
    lines = [
        f"- plan without prices {bare_s:.1f} s; with {len(plan.prices):,} prices "
        f"{plan_s / bare_s:.1f} x, lower = upper bound in {closed:.0%}"
    ]
    for kind, ids in {
        "road": bare.projects.index[bare.projects["selected"]],
        "site": bare.sites.index[bare.sites["selected"]],
        "group": bare.groups.index[bare.groups["year"].notna()],
    }.items():
        row = {"kind": kind, "decision": "out", "year": pd.NA, "note": ""}
        locks = pd.DataFrame([row | {"id": one} for one in ids[:1]])
        if not locks.empty:
            _, lock_s = timed(lambda locks=locks: make_plan(county, locks=locks, prices=False))
            lines.append(f"- a {kind} locked out: {lock_s / bare_s:.1f} x ({lock_s:.1f} s)")
    return lines


def main() -> None:
    """Measure one or more counties and print their sections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counties", nargs="+", type=Path, help="county.toml files")
    parser.add_argument("--scratch", type=Path, default=Path("build"))
    arguments = parser.parse_args()
    print(HEAD.format(machine=platform.machine(), python=platform.python_version()))
    for file in arguments.counties:
        lines = [f"## {read_settings(file).name}", "", *stage_table(measure(file))]
        lines += [*whole_run(arguments.scratch, file), alone(nearest_service, file), "", NOTE, ""]
        print("\n".join([*lines, *connection_table(survey(read_county(file))), ""]))


if __name__ == "__main__":
    main()
