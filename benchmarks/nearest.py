"""Measures the nearest service over the roads against scipy and networkx."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from spent import REPEATS, quickest, told_of

from geoplan import read_county
from geoplan.pipeline.ground import minutes_of_season, ways_of
from geoplan.pipeline.places import named, road_network
from geoplan.routing.trip_graph import road_arcs
from geoplan.terrain import spread

GOAL = 20.0
"""Times that networkx takes at least as long."""


def nearest_service(county_file: Path) -> str:
    """How much longer the peers take for minutes of every point of the roads to the nearest service."""
    county = read_county(county_file)
    layers = {"village": county.villages, "group": county.groups, "service": county.services}
    network = road_network(county, layers)
    nodes = network.access.loc[named("service", county.services).index, "node"]
    hybrid = ways_of(county, network, cell_m=county.settings.travel.ground_cell_m)
    minutes, _ = minutes_of_season(county, hybrid, network.links, "dry", "car")
    arcs = road_arcs(hybrid, minutes).groupby(["head", "tail"], as_index=False)["minutes"].min()
    size = len(hybrid.points)
    graph = coo_array((arcs["minutes"], (arcs["head"], arcs["tail"])), shape=(size, size)).tocsr()
    goals = np.unique(nodes.to_numpy(dtype=np.int64))
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

    searched()  # compiled
    peer = nx.from_scipy_sparse_array(graph, create_using=nx.DiGraph)
    told, by_networkx = quickest(
        lambda: nx.multi_source_dijkstra_path_length(peer, set(goals.tolist()))
    )
    by_scipy, took_scipy = quickest(lambda: dijkstra(graph, indices=goals, min_only=True))
    own, took = quickest(searched)
    same = np.allclose(own, by_scipy) and np.allclose(own[list(told)], list(told.values()))
    ratio = by_networkx.processor_s / took.processor_s
    return (
        f"- nearest service, {size:,} points of roads, {graph.nnz:,} arcs, the least of "
        f"{REPEATS} repetitions: {1000 * took.processor_s:.1f} ms of the processor; networkx {ratio:.0f} x "
        f"(by the clock {by_networkx.seconds / took.seconds:.0f} x), scipy "
        f"{took_scipy.processor_s / took.processor_s:.1f} x; same minutes: {same}. "
        f"Goal: networkx takes at least {GOAL:g} x as long: {told_of(ratio >= GOAL)}"
    )
