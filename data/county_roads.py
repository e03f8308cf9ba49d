"""Roads of a made-up county: least-cost ways over the terrain that share what is already there.

Every stage joins its places by a Steiner tree on a grid (Mehlhorn, Information Processing Letters
1988): one search from all places at once, then a spanning tree over the borders between their
territories. Earlier roads are one of the places, so that new roads end on them.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.ndimage import gaussian_filter, minimum_filter
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from shapely import LineString

from county_terrain import CELL_M, NEIGHBOURS, Terrain, arcs

KNIGHTS = ((-2, -1), (-2, 1), (-1, -2), (-1, 2), (1, -2), (1, 2), (2, -1), (2, 1))
GOOD_GRADE = 0.1
"""Rise over run at which a metre of road costs twice a level one."""
BESIDE_CELLS = 4
"""Two roads within this many cells of each other are better one."""
MAIN, VILLAGE, GROUP = 1, 2, 3
"""Which stage built a stretch: between township seats, to villages, to villager groups."""


class Ground:
    """Grid of 60 m cells on which roads are laid: nodes, arcs and what they cost."""

    def __init__(self, rng: np.random.Generator, terrain: Terrain, water: np.ndarray) -> None:
        rows, columns = (n // 2 for n in terrain.dem_m.shape)
        self.shape = rows, columns
        height_m = _halved(gaussian_filter(terrain.dem_m, 1.0)).ravel()
        row, column = np.divmod(np.arange(rows * columns), columns)
        shift = rng.uniform(-0.22, 0.22, (2, rows * columns))
        self.xy = terrain.xy(2 * (column + 0.5 + shift[0]), 2 * (row + 0.5 + shift[1]))
        self.height_m = height_m
        wet = _halved(water.astype(float)).ravel() > 0
        stream = np.sqrt(_halved(terrain.catchment_km2).ravel())
        self.tail, self.head, length = arcs(self.shape, (*NEIGHBOURS, *KNIGHTS))
        length_m = length * 2 * CELL_M
        grade = np.minimum(np.abs(height_m[self.head] - height_m[self.tail]) / length_m, 1.0)
        steep = 1 + (_halved(terrain.slope_deg).ravel() / 35) ** 2
        crossing = np.where(wet & (stream > 2), 60 + 12 * np.minimum(stream, 40), 0)
        self.cost = length_m * (1 + (grade / GOOD_GRADE) ** 2)
        self.cost *= (steep[self.head] + steep[self.tail]) / 2
        self.cost *= np.where(wet[self.head] & wet[self.tail], 3, 1)
        self.cost += crossing[self.head] + crossing[self.tail]

    def node(self, terrain: Terrain, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Grid node nearest to points."""
        row, column = terrain.cells(x, y)
        rows, columns = self.shape
        return np.minimum(row // 2, rows - 1) * columns + np.minimum(column // 2, columns - 1)

    def graph(self, rank: np.ndarray | None = None) -> csr_array:
        """Costs as a matrix; cheap along roads, dear close beside a road of lower ``rank``."""
        cost = self.cost
        if rank is not None:
            lowest = minimum_filter(rank.reshape(self.shape), 2 * BESIDE_CELLS + 1).ravel()
            factor = np.where(np.isinf(lowest), 1, np.where(rank == lowest, 0.3, 1.8))
            cost = cost * (factor[self.tail] + factor[self.head]) / 2
        return coo_array((cost, (self.tail, self.head)), shape=(self.xy.shape[0],) * 2).tocsr()


def _halved(raster: np.ndarray) -> np.ndarray:
    """Mean of 2 x 2 cells."""
    rows, columns = (n // 2 for n in raster.shape)
    return raster[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).mean(axis=(1, 3))


def join(
    graph: csr_array, places: np.ndarray, owner: np.ndarray, *, loops: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Edges (pairs of nodes) of a network that joins all owners, and the rank of each node.

    The rank counts from the cheapest way; infinite where there is none.

    Parameters
    ----------
    graph
        Costs between nodes, both ways.
    places
        Nodes to be joined.
    owner
        Owner 0, 1, ... of each place; places of one owner are joined already.
    loops
        Share of owners that get one further road, where the way round is longest.
    """
    far, before, source = dijkstra(graph, indices=places, min_only=True, return_predecessors=True)
    label = np.full(graph.shape[0], -1)
    label[places] = owner
    label = label[source]
    borders = _borders(graph, far, label)
    count = int(owner.max()) + 1
    cost = coo_array((borders["cost"], (borders["a"], borders["b"])), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(cost).tocoo()
    in_tree = pd.MultiIndex.from_arrays([tree.row, tree.col])
    chosen = pd.MultiIndex.from_frame(borders[["a", "b"]]).isin(in_tree)
    if loops:
        gain = np.where(chosen | (borders["a"] == 0), 0, _detours(borders, tree.tocsr()))
        best = np.argsort(-gain, kind="stable")[: int(loops * count)]
        chosen[best[gain[best] > 2.0]] = True
    ways = borders[chosen].sort_values("cost", kind="stable")[["tail", "head"]].to_numpy()
    rank = np.full(graph.shape[0], np.inf)
    rank[ways[::-1].ravel()] = np.arange(len(ways))[::-1].repeat(2)
    edges = np.concatenate([ways, _traced(before, ways.ravel(), rank)])
    return np.unique(np.sort(edges, axis=1), axis=0), rank


def _borders(graph: csr_array, far: np.ndarray, label: np.ndarray) -> pd.DataFrame:
    """Cheapest edge between each two neighbouring territories."""
    edges = graph.tocoo()
    a, b = label[edges.row], label[edges.col]
    across = a < b
    tail, head = edges.row[across], edges.col[across]
    frame = pd.DataFrame(
        {
            "a": a[across],
            "b": b[across],
            "cost": far[tail] + edges.data[across] + far[head],
            "tail": tail,
            "head": head,
        }
    )
    return frame.sort_values(["a", "b", "cost", "tail", "head"]).drop_duplicates(["a", "b"])


def _detours(borders: pd.DataFrame, tree: csr_array) -> np.ndarray:
    """How many times longer than the direct way the way along the tree is, per border."""
    starts, row = np.unique(borders["a"], return_inverse=True)
    along = dijkstra(tree, directed=False, indices=starts)
    return along[row, borders["b"]] / borders["cost"].to_numpy()


def _traced(before: np.ndarray, nodes: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Edges from nodes back to the sources of a search; lowers the rank along them."""
    edges = []
    nodes = np.unique(nodes)
    while nodes.size:
        nodes = nodes[before[nodes] >= 0]
        edges.append(np.column_stack([before[nodes], nodes]))
        np.minimum.at(rank, before[nodes], rank[nodes])
        nodes = np.unique(before[nodes])
    return np.concatenate(edges)


def lay(
    ground: Ground, seats: np.ndarray, villages: np.ndarray, groups: np.ndarray
) -> pd.DataFrame:
    """Edges ``u, v, stage`` of the county's roads; arguments are grid nodes."""
    edges = np.empty((0, 2), dtype=int)
    stages = np.empty(0, dtype=int)
    for stage, places, loops in (
        (MAIN, seats, 0.0),
        (VILLAGE, villages, 0.1),
        (GROUP, groups, 0.0),
    ):
        joined = np.unique(edges)
        new = np.setdiff1d(places, joined)
        if stage == GROUP:
            fresh = _spurs(ground, joined, new)
        else:
            fresh = _network(ground, joined, new, loops)
        keep = ~_in(fresh, edges)
        edges = np.concatenate([edges, fresh[keep]])
        stages = np.concatenate([stages, np.full(keep.sum(), stage)])
    frame = pd.DataFrame({"u": edges[:, 0], "v": edges[:, 1], "stage": stages})
    return _level_crossings(ground, _level_crossings(ground, frame))


def _level_crossings(ground: Ground, edges: pd.DataFrame) -> pd.DataFrame:
    """Edges that met between two nodes, bent to meet in one of them."""
    ends = edges[["u", "v"]].to_numpy()
    lines = shapely.linestrings(ground.xy[ends])
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    later = (one > other) & ~np.isin(one, other[one > other])
    one, at = np.unique(one[later], return_index=True)
    node = ends[other[later][at], 0]
    bent = [edges.loc[one].assign(**{end: node}) for end in ("u", "v")]
    edges = pd.concat([edges.drop(index=edges.index[one]), *bent])
    edges[["u", "v"]] = np.sort(edges[["u", "v"]].to_numpy(), axis=1)
    edges = edges[edges["u"] != edges["v"]].sort_values("stage", kind="stable")
    return edges.drop_duplicates(["u", "v"]).reset_index(drop=True)


def _network(ground: Ground, joined: np.ndarray, new: np.ndarray, loops: float) -> np.ndarray:
    """Edges that join new places to each other and to what is joined already."""
    ends = np.concatenate([joined, new])
    owner = np.concatenate([np.zeros(joined.size, int), np.arange(new.size) + (joined.size > 0)])
    rank = np.full(ground.xy.shape[0], np.inf)
    for _ in range(3):  # again along the cheapest of the first ways, so that near ones become one
        rank[joined] = -1
        edges, rank = join(ground.graph(rank), ends, owner, loops=loops)
    return edges


def _spurs(ground: Ground, joined: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Edges of the cheapest ways from single places to the network."""
    rank = np.full(ground.xy.shape[0], np.inf)
    _, before, _ = dijkstra(ground.graph(), indices=joined, min_only=True, return_predecessors=True)
    return np.unique(np.sort(_traced(before, ends, rank), axis=1), axis=0)


def _in(edges: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which edges are among the others."""
    return pd.MultiIndex.from_arrays(edges.T).isin(pd.MultiIndex.from_arrays(others.T))


def links(ground: Ground, edges: pd.DataFrame, stops: np.ndarray) -> gpd.GeoDataFrame:
    """Stretches ``u, v, stage, geometry`` between junctions, stops and changes of stage."""
    ends = edges.loc[edges.index.repeat(2)].assign(node=edges[["u", "v"]].to_numpy().ravel())
    by_node = ends.groupby("node")["stage"].agg(["size", "nunique"])
    split = set(by_node.index[(by_node["size"] != 2) | (by_node["nunique"] > 1)]) | set(stops)
    beside: dict[int, list[tuple[int, int]]] = {}
    for edge, (u, v) in enumerate(edges[["u", "v"]].to_numpy().tolist()):
        beside.setdefault(u, []).append((edge, v))
        beside.setdefault(v, []).append((edge, u))
    used: set[int] = set()
    rows = []
    for start in sorted(split & set(beside)):
        for edge, node in sorted(beside[start]):
            if edge in used:
                continue
            chain = [start, node]
            used.add(edge)
            while chain[-1] not in split:
                edge, node = next(step for step in beside[chain[-1]] if step[0] not in used)
                used.add(edge)
                chain.append(node)
            line = LineString(_rounded_off(ground.xy[chain])).simplify(4)
            rows.append((chain[0], chain[-1], edges["stage"].iloc[edge], line))
    roads = gpd.GeoDataFrame(rows, columns=["u", "v", "stage", "geometry"], crs="EPSG:4545")
    return roads[roads["u"] != roads["v"]].reset_index(drop=True)


def _rounded_off(points: np.ndarray) -> np.ndarray:
    """Corners cut twice (Chaikin); the ends stay."""
    for _ in range(2):
        cut = np.stack(
            [0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]], 1
        )
        points = np.concatenate([points[:1], cut.reshape(-1, 2)[1:-1], points[-1:]])
    return points
