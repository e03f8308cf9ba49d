"""Measures what ``docs/benchmarks.md`` quotes, and writes it: ``make bench``.

Figures are ratios against a peer in the same run, on the same machine; seconds only say where a
run spends its time.
"""

import argparse
import platform
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from rankings import greedy_paths, rank_links, rank_projects
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geoplan import make_plan, read_county, write_plan
from geoplan.config import read_settings
from geoplan.pipeline.access import measure_access
from geoplan.pipeline.criticality import link_effects
from geoplan.pipeline.ground import minutes_of_season, ways_of
from geoplan.pipeline.places import road_network
from geoplan.pipeline.situation import Situation, survey
from geoplan.pipeline.trips import minutes_to_services
from geoplan.programme.plan import Plan
from geoplan.readers import County
from geoplan.routing.paving import connect
from geoplan.routing.trip_graph import road_arcs
from geoplan.terrain import spread

SHARES = (0.1, 0.2, 0.4)
THREE = ("hospital", "school", "township_seat")
"""Services whose walking surfaces are a stage."""
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


def stages(county_file: Path) -> list[str]:
    """Seconds and peak memory of every stage before the optimisation, in one process."""
    lines = ["| stage | seconds | peak MB so far |", "|---|---|---|"]

    def told(stage: str, work: Callable[[], Any]) -> Any:
        """Result of a stage, which becomes a row."""
        result, seconds = timed(work)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        lines.append(f"| {stage} | {seconds:.1f} | {peak_mb:,.0f} |")
        return result

    county = told("read and check", lambda: read_county(county_file))
    layers = {"village": county.villages, "group": county.groups, "service": county.services}
    travel = county.settings.travel
    network = told("road network", lambda: road_network(county, layers))
    hybrid = told(
        "roads and ground as one network",
        lambda: ways_of(county, network, cell_m=travel.ground_cell_m),
    )
    services = county.services[county.services["kind"].isin(THREE)]
    told(
        f"minutes of every village to {len(set(services['kind']))} services, dry and wet",
        lambda: minutes_to_services(
            county, hybrid, {"now": network.links}, services, county.villages.geometry,
            vehicle=travel.vehicle,
        ),
    )  # fmt: skip
    told("effects of every link", lambda: link_effects(
        county, network, hybrid, county.services, county.groups))  # fmt: skip
    told("the whole situation before the optimisation", lambda: survey(county))
    access = told(
        "access alone, every household, service and season", lambda: measure_access(county)
    )
    lines += ["", f"{hybrid.cells:,} cells, {len(hybrid.points):,} points of roads, "
              f"{len(access.households):,} households."]  # fmt: skip
    return lines


def nearest_service(county: County, situation: Situation) -> list[str]:
    """Nearest service over the points of the roads: the search against scipy and networkx."""
    hybrid, services = situation.hybrid, situation.services
    kmh = minutes_of_season(county, hybrid, situation.network.links, "dry", "car")
    arcs = road_arcs(hybrid, kmh[0]).groupby(["head", "tail"], as_index=False)["minutes"].min()
    size = len(hybrid.points)
    graph = coo_array((arcs["minutes"], (arcs["head"], arcs["tail"])), shape=(size, size)).tocsr()
    goals = np.unique(services["node"].to_numpy(dtype=np.int64))
    roads = hybrid.walks._replace(
        steps=np.zeros(0, np.uint8), first=graph.indptr.astype(np.int32),
        heads=graph.indices.astype(np.int32), lengths=graph.data,
    )  # fmt: skip

    def searched() -> Any:
        """Minutes by geoplan's search, without any ground."""
        minutes = np.full(size, np.inf)
        minutes[goals] = 0.0
        spread(roads, minutes)
        return minutes

    peer = nx.from_scipy_sparse_array(graph, create_using=nx.DiGraph)
    ways = {
        "geoplan": searched,
        "scipy": lambda: dijkstra(graph, indices=goals, min_only=True),
        "networkx": lambda: nx.multi_source_dijkstra_path_length(peer, set(goals.tolist())),
    }
    searched()  # compiled
    best = {
        name: min((timed(way) for _ in range(3)), key=lambda one: one[1])
        for name, way in ways.items()
    }
    minutes, seconds = best["geoplan"]
    same = all(np.isclose(minutes[node], told) for node, told in best["networkx"][0].items())
    same &= np.allclose(minutes, best["scipy"][0])
    ratios = ", ".join(f"{best[name][1] / seconds:.0f} x {name}" for name in ("networkx", "scipy"))
    return [
        f"- nearest service, {size:,} points of roads, {graph.nnz:,} arcs: {ratios}; same minutes: {same}"
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


def in_own_process(work: Callable[[Path], list[str]], file: Path) -> list[str]:
    """Lines of some work whose peak memory is to be its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, file).result()


def main() -> None:
    """Measure one or more counties and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counties", nargs="+", type=Path, help="county.toml files")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--scratch", type=Path, default=Path("build"))
    arguments = parser.parse_args()
    lines = [HEAD.format(machine=platform.machine(), python=platform.python_version())]
    for file in arguments.counties:
        lines += [f"## {read_settings(file).name}", "", *in_own_process(stages, file), ""]
        lines += whole_run(arguments.scratch, file)
        county = read_county(file)
        situation = survey(county)
        lines += [*nearest_service(county, situation), "", NOTE, ""]
        lines += [*connection_table(situation), ""]
    arguments.out.write_text("\n".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
