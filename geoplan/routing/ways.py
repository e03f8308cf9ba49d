"""Ways of homes to the paved network: which projects each needs, and who would use each.

A project is paid whole, however little of it a way uses (A0 of docs/formulation.md). So the search runs over spots (places that
hardened roads join today) and over (project, spot): coming onto a project costs all of it, moving
along and leaving it nothing but metres, by which equally cheap ways are told apart. A way is dearer
than its projects only where it comes twice onto a project that is in pieces.
"""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geoplan.routing.network import RoadNetwork, components

YUAN_PER_M = 1e-3
"""What a metre counts for: of equally cheap ways the shorter."""
LEAVING_YUAN = 1e-6
"""An arc must cost something to be one."""
SAME_YUAN = 1e-4
"""Ways that differ by less are equally cheap."""


class Ways(NamedTuple):
    """What is searched: arcs [yuan] between spots, then (project, spot).

    ``spot`` is that of each node of the network. ``states`` has a row per (project, spot): project,
    spot, piece (connected part of its project).
    """

    arcs: pd.DataFrame
    spot: NDArray[np.intp]
    states: pd.DataFrame


def cheapest_ways(
    network: RoadNetwork,
    project: "pd.Series[str]",
    cost_yuan: "pd.Series[float]",
    roots: Iterable[int],
    homes: "pd.Series[int]",
) -> "pd.Series[Any]":
    """Projects on the cheapest way of each home to the paved network.

    Parameters
    ----------
    network
        With ``hardened``.
    project
        Project of each link that may be built (others are left out), on link ids.
    cost_yuan
        What each project costs, on project ids.
    roots
        Nodes of the paved network.
    homes
        Node of each home, index = its id.

    Returns
    -------
    Series
        On the homes' index: tuple of project ids from the home on, empty when the home is on the
        paved network, None when there is no way at all.
    """
    arcs, spot, states = _ways(network, project, cost_yuan)
    starts = sorted(set(spot[list(roots)].tolist()))
    if not starts:
        return pd.Series([None] * len(homes), index=homes.index, dtype=object)
    reach, before, _ = dijkstra(
        _graph(arcs, len(states) + spot.max() + 1),
        indices=starts, min_only=True, return_predecessors=True,
    )  # fmt: skip
    spots = int(spot.max()) + 1
    names = states["project"].to_list()
    ways: dict[int, tuple[str, ...]] = dict.fromkeys(starts, ())
    for node in np.argsort(reach, kind="stable").tolist():
        if np.isinf(reach[node]) or node in ways:
            continue
        way = ways[int(before[node])]
        comes_onto = names[node - spots] if before[node] < spots <= node else None
        ways[node] = way if comes_onto is None or comes_onto in way else (comes_onto, *way)
    return pd.Series([ways.get(int(spot[node])) for node in homes], index=homes.index, dtype=object)


def would_use(
    network: RoadNetwork,
    project: "pd.Series[str]",
    cost_yuan: "pd.Series[float]",
    roots: Iterable[int],
    homes: "pd.Series[int]",
) -> pd.DataFrame:
    """Homes that would come to the paved network over each project if it were built  (A2).

    Parameters
    ----------
    network, project, cost_yuan, roots, homes
        As ``cheapest_ways``.

    Returns
    -------
    DataFrame
        project, home: one row per project and home whose cheapest way, with that project paid
        for, uses it. A parallel road is thus judged by what it would carry, not by whether it is
        today's cheapest.
    """
    if not (starts := sorted(roots)) or homes.empty or project.empty:
        return pd.DataFrame({"project": [], "home": []})
    arcs, spot, states = _ways(network, project, cost_yuan)
    graph = _graph(arcs, len(states) + int(spot.max()) + 1)
    reach = dijkstra(graph, indices=np.unique(spot[starts]), min_only=True)
    states = states.assign(reach=reach[states["spot"]])
    paid = states.groupby("piece")["reach"].transform("min")  # then all of a piece costs no more
    gain = states[states["reach"] > paid + SAME_YUAN].sort_values(["piece", "spot"])
    columns = (gain["piece"], gain["project"], paid[gain.index], gain["spot"])
    ends: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for piece, name, yuan, node in zip(*columns, strict=True):
        ends[piece, name].append((yuan, node))
    living = homes.groupby(spot[homes.to_numpy(dtype=np.int64)]).indices
    ids, least = homes.index.to_list(), reach.tolist()
    out = (graph.indptr.tolist(), graph.indices.tolist(), graph.data.tolist())
    rows = []
    for (_, name), begin in ends.items():
        cheaper = _cheaper(out, least, begin)
        users = sorted(home for node in cheaper & living.keys() for home in living[node])
        rows += [(name, ids[home]) for home in users]
    return pd.DataFrame(rows, columns=["project", "home"]).drop_duplicates(ignore_index=True)


def served(users: pd.DataFrame, count: "pd.Series[float]") -> "pd.Series[float]":
    """Sum of ``count`` (index home) over the homes of each project in ``users``."""
    return users["home"].map(count).groupby(users["project"]).sum().astype(float)


def _ways(network: RoadNetwork, project: "pd.Series[str]", cost_yuan: "pd.Series[float]") -> Ways:
    """Spots, (project, spot), and the arcs between them."""
    links = network.links.loc[project.index]
    spot = components(network.links, len(network.nodes), network.links["hardened"])
    spots, (code, names) = int(spot.max()) + 1, pd.factorize(project)
    ends = spot[links[["u", "v"]].to_numpy()] + spots * code[:, None]
    known, end = np.unique(ends, return_inverse=True)
    u, v = end.reshape(ends.shape).T
    states = pd.DataFrame(
        {
            "project": names[known // spots],
            "spot": known % spots,
            "piece": components(pd.DataFrame({"u": u, "v": v}), len(known), u >= 0),
        }
    )
    along = links["length_m"].to_numpy() * YUAN_PER_M
    here, price = (
        spots + np.arange(len(states)),
        states["project"].map(cost_yuan).to_numpy(dtype=float),
    )
    parts = (
        (u + spots, v + spots, along),
        (v + spots, u + spots, along),
        (states["spot"], here, price + LEAVING_YUAN),  # (A0)
        (here, states["spot"], np.full(len(states), LEAVING_YUAN)),
    )
    arcs = pd.concat(pd.DataFrame({"tail": t, "head": h, "yuan": y}) for t, h, y in parts)
    arcs = arcs.sort_values("yuan", kind="stable").drop_duplicates(["tail", "head"])
    return Ways(arcs, spot, states)


def _graph(arcs: pd.DataFrame, size: int) -> csr_array:
    """Arcs as a sparse matrix."""
    return coo_array((arcs["yuan"], (arcs["tail"], arcs["head"])), shape=(size, size)).tocsr()


def _cheaper(
    out: tuple[list[int], list[int], list[float]],
    reach: list[float],
    waiting: list[tuple[float, int]],
) -> set[int]:
    """Nodes that cost less than their ``reach`` once some cost no more than ``waiting`` says.

    ``out`` tells of each node the first of its arcs, and of the arcs their heads and costs;
    ``waiting`` is sorted.
    """
    first, heads, costs = out
    cheaper: set[int] = set()
    while waiting:
        yuan, node = heappop(waiting)
        if node in cheaper:
            continue
        cheaper.add(node)
        for arc in range(first[node], first[node + 1]):
            then = yuan + costs[arc]
            if then < reach[heads[arc]] - SAME_YUAN:
                heappush(waiting, (then, heads[arc]))
    return cheaper
