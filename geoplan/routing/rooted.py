"""The links as a root sees them: what is hardened, or built, together is one node.

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
    """The links seen from the root, with fewer nodes and the same plans.

    ``node_of`` gives the contracted node of each node; `ROOT` for the roots. ``arcs`` has one row
    per link and direction (``tail``, ``head``: contracted nodes; ``link``; ``project``), without
    arcs into the root and without links that no way from the root reaches.

    A connected piece of several links of one project, built whole, is a star. Its middle, the
    hub, stands for all nodes that no other project touches; its arcs lead to the other nodes.
    ``hubs`` gives the project of each hub. Contracted nodes are below ``n_nodes``.
    """

    node_of: Mapping[Hashable, int]
    arcs: pd.DataFrame
    hubs: Mapping[int, Hashable]
    n_nodes: int


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


def is_hardened(links: pd.DataFrame) -> NDArray[np.bool_]:
    """Which links are hardened today, in their order; none where nothing is said."""
    if "hardened" not in links:
        return np.zeros(len(links), dtype=bool)
    return links["hardened"].fillna(False).to_numpy(dtype=bool)


def contract(links: pd.DataFrame, roots: Iterable[Hashable]) -> RootedNetwork:
    """The links seen from the root: what is hardened, or built, together becomes one node.

    Parameters
    ----------
    links
        Columns ``u``, ``v`` (nodes) and, where there are any, ``project`` and ``hardened``.
    roots
        Contracted into one node, `ROOT`, whether on a link or not.

    Returns
    -------
    RootedNetwork
        In an order that depends on the nodes and labels, not on the order of the rows.
    """
    links = links.iloc[_row_order(links)]
    number: dict[Hashable, int] = {}
    seats, u, v = (
        np.array([number.setdefault(node, len(number) + 1) for node in nodes], dtype=np.intp)
        for nodes in (roots, links["u"].tolist(), links["v"].tolist())
    )
    hardened = is_hardened(links)
    tails, heads = np.r_[np.full(len(seats), ROOT), u[hardened]], np.r_[seats, v[hardened]]
    merged = _components(tails, heads, len(number) + 1)
    a, b = merged[u], merged[v]
    part = _components(a[~hardened], b[~hardened], len(merged))
    is_way = ~hardened & (a != b) & (part[a] == part[ROOT])
    project, names = _number(project_of(links)[is_way])
    ways, hub_of, hubs = _gather_pieces(a[is_way], b[is_way], project, len(merged))
    return RootedNetwork(
        node_of={node: int(hub_of[merged[i]]) for node, i in number.items()},
        arcs=_arcs(ways, names),
        hubs={hub: names[p] for hub, p in hubs.items()},
        n_nodes=len(merged) + len(project),
    )


def reached(rooted: RootedNetwork, built: Collection[Hashable]) -> set[int]:
    """Contracted nodes connected to the root when these projects are built."""
    is_built = np.array([project in built for project in rooted.arcs["project"]], dtype=bool)
    arcs = rooted.arcs[is_built]
    tails, heads = arcs["tail"].to_numpy(), arcs["head"].to_numpy()
    return set(np.flatnonzero(_components(tails, heads, rooted.n_nodes) == ROOT).tolist())


def _row_order(links: pd.DataFrame) -> list[int]:
    """Positions of the links in an order of their own, whatever the order of the rows."""
    key = list(zip(links["u"].map(repr), links["v"].map(repr), map(repr, links.index), strict=True))
    return sorted(range(len(links)), key=key.__getitem__)


def _components(tails: NDArray[Any], heads: NDArray[Any], n_nodes: int) -> NDArray[np.intp]:
    """Component of each node, numbered in the order of the nodes: that of node 0 is 0."""
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(n_nodes, n_nodes))
    _, labels = connected_components(graph, directed=False)
    return pd.factorize(labels)[0]


def _number(projects: pd.Series) -> tuple[NDArray[np.intp], list[Hashable]]:
    """Number of each project in the order of appearance, and the projects by number."""
    number: dict[Hashable, int] = {}
    codes = [number.setdefault(project, len(number)) for project in projects]
    return np.array(codes, dtype=np.intp), list(number)


def _gather_pieces(
    a: NDArray[np.intp], b: NDArray[np.intp], project: NDArray[np.intp], n_nodes: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], dict[int, int]]:
    """Stars in place of pieces of several links.

    Returns the ways (rows: both ends, project), the node that now stands for each node, and the
    project of each hub.
    """
    ends = np.stack([np.r_[a, b], np.r_[project, project]])
    (node, owner), at = np.unique(ends, axis=1, return_inverse=True)
    at_a, at_b = at.reshape(2, -1)
    piece = _components(at_a, at_b, len(node)) if len(node) else node
    is_star = np.bincount(piece[at_a], minlength=len(node))[piece] > 1
    is_inner = is_star & (np.bincount(node, minlength=n_nodes)[node] == 1) & (node != ROOT)
    hub = n_nodes + piece
    hub_of = np.arange(n_nodes)
    hub_of[node[is_inner]] = hub[is_inner]
    spoke, lone = is_star & ~is_inner, ~is_star[at_a]
    spokes = np.stack([node[spoke], hub[spoke], owner[spoke]])
    ways = np.hstack([np.stack([a[lone], b[lone], project[lone]]), spokes])
    return ways, hub_of, dict(zip(hub[is_star].tolist(), owner[is_star].tolist(), strict=True))


def _arcs(ways: NDArray[np.intp], projects: list[Hashable]) -> pd.DataFrame:
    """Both directions of each way, without the one into the root."""
    a, b, project = ways
    arcs = pd.DataFrame(
        {
            "tail": np.column_stack([a, b]).ravel(),
            "head": np.column_stack([b, a]).ravel(),
            "link": np.repeat(np.arange(len(a)), 2),
            "project": pd.Series([projects[p] for p in np.repeat(project, 2)], dtype=object),
        }
    )
    return arcs[arcs["head"] != ROOT].reset_index(drop=True)
