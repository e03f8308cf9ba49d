"""The links as a root sees them: what is hardened together is one node.

Ways to the paved network are searched between such nodes. The roots, and all that is hardened
with them, are the node `ROOT`; a hardened piece elsewhere connects nobody until a way reaches it.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = 0  # contracted node of the roots and of all that is hardened with them


@dataclass(frozen=True)
class RootedNetwork:
    """The links with every hardened component contracted to one node, seen from the root.

    ``node_of`` gives the contracted node of each node; `ROOT` for the roots. ``arcs`` has one row
    per link and direction (``tail``, ``head``: contracted nodes; ``project``), without arcs into
    the root and without links that no way from the root reaches.
    """

    node_of: Mapping[Hashable, int]
    arcs: pd.DataFrame


def project_of(links: pd.DataFrame) -> pd.Series:
    """Project of each link, on the links' index.

    The link's label where there is no column ``project``; where there is one, a link without a
    project is one of its own, named ``("link", label)``.
    """
    if "project" not in links:
        return pd.Series(links.index.to_list(), index=links.index, dtype=object)
    named = zip(links["project"].tolist(), links["project"].notna(), links.index, strict=True)
    own = [project if known else ("link", label) for project, known, label in named]
    return pd.Series(own, index=links.index, dtype=object)


def contract(links: pd.DataFrame, roots: Iterable[Hashable]) -> RootedNetwork:
    """The links seen from the root: what is hardened together becomes one node.

    Parameters
    ----------
    links
        As for `connect`; costs are not needed.
    roots
        Contracted into one node, `ROOT`, whether on a link or not.

    Returns
    -------
    RootedNetwork
        In an order that depends on the nodes and labels, not on the order of the rows.
    """
    order = _row_order(links)
    number: dict[Hashable, int] = {}
    root_numbers = [number.setdefault(node, len(number) + 1) for node in roots]
    u, v = (
        np.array([number.setdefault(node, len(number) + 1) for node in ends], dtype=int)
        for ends in (links["u"].iloc[order].tolist(), links["v"].iloc[order].tolist())
    )
    hardened = is_hardened(links)[order]
    tails = np.concatenate([u[hardened], np.zeros(len(root_numbers), dtype=int)])
    heads = np.concatenate([v[hardened], np.array(root_numbers, dtype=int)])
    merged = _components(tails, heads, len(number) + 1)
    node_of = {node: int(merged[i]) for node, i in number.items()}
    a, b = merged[u], merged[v]
    piece = _components(a[~hardened], b[~hardened], merged.max() + 1)
    is_way = ~hardened & (a != b) & (piece[a] == piece[ROOT])
    arcs = _arcs(a[is_way], b[is_way], project_of(links).iloc[order][is_way])
    return RootedNetwork(node_of, arcs)


def reached(rooted: RootedNetwork, built: Collection[Hashable]) -> set[int]:
    """Contracted nodes connected to the root when these projects are built."""
    is_built = np.array([project in built for project in rooted.arcs["project"]], dtype=bool)
    arcs = rooted.arcs[is_built]
    tails, heads = arcs["tail"].to_numpy(), arcs["head"].to_numpy()
    n_nodes = 1 + max(rooted.node_of.values(), default=ROOT)
    return set(np.flatnonzero(_components(tails, heads, n_nodes) == ROOT).tolist())


def _row_order(links: pd.DataFrame) -> list[int]:
    """Positions of the links in an order of their own, whatever the order of the rows."""
    key = list(zip(links["u"].map(repr), links["v"].map(repr), map(repr, links.index), strict=True))
    return sorted(range(len(links)), key=key.__getitem__)


def is_hardened(links: pd.DataFrame) -> NDArray[np.bool_]:
    """Which links are hardened today, in their order; none where nothing is said."""
    if "hardened" not in links:
        return np.zeros(len(links), dtype=bool)
    return links["hardened"].fillna(False).to_numpy(dtype=bool)


def _components(tails: NDArray[Any], heads: NDArray[Any], n_nodes: int) -> NDArray[np.intp]:
    """Component of each node, numbered in the order of the nodes: that of node 0 is 0."""
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(n_nodes, n_nodes))
    _, labels = connected_components(graph, directed=False)
    return pd.factorize(labels)[0]


def _arcs(a: NDArray[Any], b: NDArray[Any], projects: pd.Series) -> pd.DataFrame:
    """Both directions of each link, without the one into the root."""
    arcs = pd.DataFrame(
        {
            "tail": np.column_stack([a, b]).ravel(),
            "head": np.column_stack([b, a]).ravel(),
            "link": np.repeat(np.arange(len(a)), 2),
            "project": np.repeat(projects.to_numpy(), 2),
        }
    )
    return arcs[arcs["head"] != ROOT].reset_index(drop=True)
