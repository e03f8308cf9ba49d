"""Whose only way out a link is: the bridges between people and the paved network."""

from collections.abc import Hashable, Iterable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

Integers = NDArray[np.int64]


def only_way_out(
    links: pd.DataFrame,
    *,
    nodes: int,
    roots: Iterable[int],
    open_: "pd.Series[bool]",
    homes: pd.DataFrame,
) -> "tuple[pd.DataFrame, pd.Series[Any]]":
    """People and homes that no open road joins to the paved network any more if a link is lost.

    Parameters
    ----------
    links
        u, v (nodes); index link id.
    nodes
        How many nodes there are.
    roots
        Nodes of the paved network; all of them count as one.
    open_
        Links that vehicles can pass, on the links' index.
    homes
        node, people; index home id.

    Returns
    -------
    isolated
        On the links' index: people_isolated, homes_isolated; 0 where there is a way round.
    ways
        On the homes' index: tuple of the link ids that are the home's only way out, from the home
        on; empty when it does not hang on any one link, None when it has no way out today.

    Notes
    -----
    - (T6) a link is the only way out of those whom it alone joins to the roots, taken as one node
    """
    start = sorted(roots)
    root, place = min(start, default=-1), np.arange(nodes)
    place[start] = root
    usable = links[open_]
    u, v = (place[usable[end].to_numpy(dtype=np.int64)] for end in ("u", "v"))
    ways_of = _ways_over_bridges(u, v, usable.index, nodes, root) if start else {}
    home = place[homes["node"].to_numpy(dtype=np.int64)].tolist()
    ways = pd.Series([ways_of.get(node) for node in home], index=homes.index, dtype=object)
    need = ways.explode().dropna()  # (T6)
    people = homes["people"].loc[need.index].groupby(need.to_numpy())
    isolated = pd.DataFrame({"people_isolated": people.sum(), "homes_isolated": people.size()})
    kinds = {"people_isolated": float, "homes_isolated": int}
    return isolated.reindex(links.index, fill_value=0).astype(kinds), ways


def _ways_over_bridges(
    u: Integers, v: Integers, names: pd.Index, nodes: int, root: int
) -> dict[int, tuple[Hashable, ...]]:
    """Links without which each node does not come to the root, from the node on."""
    graph = coo_array((np.ones(len(u)), (u, v)), shape=(nodes, nodes)).tocsr()
    order, before = breadth_first_order(graph, root, directed=False)
    bridge = np.flatnonzero(_bridges(u, v, nodes))
    outer = np.where(before[v[bridge]] == u[bridge], v[bridge], u[bridge])
    bridge_of = dict(zip(outer.tolist(), names[bridge], strict=True))
    ways: dict[int, tuple[Hashable, ...]] = {root: ()}
    for node, inner in zip(order[1:].tolist(), before[order[1:]].tolist(), strict=True):
        way = ways[inner]
        ways[node] = (bridge_of[node], *way) if node in bridge_of else way
    return ways


def _bridges(u: Integers, v: Integers, nodes: int) -> NDArray[np.bool_]:
    """Which links are bridges: alone a biconnected part, and alone between their two nodes."""
    low, high = np.minimum(u, v), np.maximum(u, v)
    pair = pd.Series(low * nodes + high)
    apart = low != high
    graph = nx.Graph(zip(low[apart].tolist(), high[apart].tolist(), strict=True))
    parts = (part for part in nx.biconnected_component_edges(graph) if len(part) == 1)
    lone = [min(ends) * nodes + max(ends) for [ends] in parts]
    return (pair.isin(lone) & ~pair.duplicated(keep=False)).to_numpy()
