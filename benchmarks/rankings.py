"""What offices do by hand, to compare `geoplan.routing.paving.connect` with, on the same money.

Arguments as for ``connect``; the result is its ``selected``.
"""

from collections.abc import Collection, Hashable, Iterable

import networkx as nx
import pandas as pd

from geoplan.routing.rooted import ROOT, contract, is_hardened, project_of, reached


def rank_links(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
) -> pd.Series:
    """Links by people whose cheapest way uses them, per cost, while the money lasts."""
    project = project_of(links)
    return rank_projects(
        links.drop(columns="project", errors="ignore"),
        people,
        roots=roots,
        budget=budget,
        cost=cost,
        locked_in=links.index[project.isin(locked_in)],
        locked_out=links.index[project.isin(locked_out)],
    )


def rank_projects(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
) -> pd.Series:
    """Projects by people whose cheapest way uses them, per cost, while the money lasts."""
    candidate, project = ~is_hardened(links), project_of(links)
    rooted = contract(links, roots)
    price = links[cost][candidate].groupby(project[candidate]).sum().to_dict()
    kept, barred = set(locked_in) & price.keys(), set(locked_out)
    waiting = _waiting(people, rooted)
    benefit = dict.fromkeys(price, 0.0)
    for v, (_, projects) in _cheapest_ways(rooted, price, set(), barred).items():
        for p in projects:
            benefit[p] += waiting.get(v, 0.0)
    wanted = [p for p in price if p in kept or (p not in barred and benefit[p] > 0)]
    wanted.sort(key=lambda p: (p not in kept, -benefit[p] / max(price[p], 1e-9), str(p)))
    built = set()
    for p in wanted:
        if price[p] <= budget:
            budget -= price[p]
            built.add(p)
    return project.isin(built) & candidate


def greedy_paths(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
) -> pd.Series:
    """Whole ways to the network, the one with most people per cost first, while money lasts."""
    candidate, project = ~is_hardened(links), project_of(links)
    rooted = contract(links, roots)
    price = links[cost][candidate].groupby(project[candidate]).sum().to_dict()
    waiting = _waiting(people, rooted)
    built = set(locked_in) & price.keys()
    budget -= sum(price[p] for p in built)
    while True:
        ways = _cheapest_ways(rooted, price, built, set(locked_out))
        options = []
        for v, (nodes, projects) in ways.items():
            spent = sum(price[p] for p in projects)
            gain = sum(waiting.get(node, 0) for node in nodes)
            if gain > 0 and spent <= budget:
                options.append((spent / gain, v))
        if not options:
            return project.isin(built) & candidate
        projects = ways[min(options)[1]][1]
        built |= projects
        budget -= sum(price[p] for p in projects)
        for node in reached(rooted, built):
            waiting.pop(node, None)


def _waiting(people, rooted):
    """People not yet connected, by node."""
    nodes = people.index.map(lambda node: rooted.node_of.get(node, ROOT))
    return people.groupby(nodes).sum().drop(ROOT, errors="ignore").to_dict()


def _cheapest_ways(rooted, price, built, barred):
    """Nodes and missing projects of the cheapest way from the root to each node."""
    graph = nx.Graph()
    graph.add_node(ROOT)
    arcs = zip(rooted.arcs["tail"], rooted.arcs["head"], rooted.arcs["project"], strict=True)
    for tail, head, project in arcs:
        passed = 2 if {tail, head} & rooted.hubs.keys() else 1  # in by one arc, out by another
        missing = 0.0 if project in built else price[project] / passed
        known = graph.get_edge_data(tail, head, {"cost": float("inf")})["cost"]
        if project not in barred and missing < known:
            graph.add_edge(tail, head, cost=missing, project=project)
    paths = nx.single_source_dijkstra_path(graph, ROOT, weight="cost")
    return {
        v: (path, {graph.edges[edge]["project"] for edge in nx.utils.pairwise(path)} - built)
        for v, path in paths.items()
    }
