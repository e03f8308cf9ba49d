"""Measures what ``docs/benchmarks.md`` quotes, and writes it: ``make bench``.

Figures are ratios against a peer in the same run, on the same machine; seconds only say where a
run spends its time.
"""

import argparse
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from rankings import greedy_paths, rank_links, rank_projects
from scipy.sparse.csgraph import dijkstra

from geoplan import make_plan, read_county, write_plan
from geoplan.pipeline.places import graph_of_season
from geoplan.pipeline.situation import Situation, survey
from geoplan.programme.plan import Plan
from geoplan.readers import County
from geoplan.routing.paving import connect

SHARES = (0.1, 0.2, 0.4)
HEAD = """\
# Benchmarks

Written by `make bench` ({machine}, Python {python}). Every ratio is measured against the peer in the
same run. Seconds are of this machine and only show proportions.
"""
NOTE = """\
People newly connected on the same money; the last three columns are against the model. The link
ranking may pave a part of a project, which neither the model nor the other two may."""


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Result of some work and its seconds."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


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


def access_table(county: County, situation: Situation) -> list[str]:
    """Nearest service over the roads: sparse Dijkstra against networkx, same graph."""
    layers = {
        "village": situation.villages,
        "group": situation.groups,
        "service": situation.services,
        "site": situation.sites,
    }
    graph = graph_of_season(county, situation.network, layers, "dry")
    first = graph.shape[0] - len(situation.network.access)
    ids = situation.network.access.index
    goals = first + ids.get_indexer([("service", one) for one in situation.services.index])
    reversed_arcs = graph.T.tocsr()
    ours, own_s = timed(lambda: dijkstra(reversed_arcs, indices=goals, min_only=True))
    peer_graph = nx.from_scipy_sparse_array(reversed_arcs, create_using=nx.DiGraph)
    theirs, peer_s = timed(
        lambda: nx.multi_source_dijkstra_path_length(peer_graph, set(goals.tolist()))
    )
    same = all(np.isclose(ours[node], minutes) for node, minutes in theirs.items())
    return [
        f"- nearest service, {graph.shape[0]:,} nodes, {graph.nnz:,} arcs: {peer_s / own_s:.0f} x "
        f"networkx, same minutes: {same}",
    ]


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
    """Measure one or more counties and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counties", nargs="+", type=Path, help="county.toml files")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--scratch", type=Path, default=Path("build"))
    arguments = parser.parse_args()
    lines = [HEAD.format(machine=platform.machine(), python=platform.python_version())]
    for file in arguments.counties:
        county = read_county(file)
        situation = survey(county)
        lines += [f"## {county.settings.name}", "", *whole_run(arguments.scratch, file)]
        lines += [*access_table(county, situation), "", NOTE, ""]
        lines += [*connection_table(situation), ""]
    arguments.out.write_text("\n".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
