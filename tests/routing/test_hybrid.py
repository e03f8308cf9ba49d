"""Roads and ground as one network, by hand and against networkx on the same arcs."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from shapely import Point

from geoplan.routing.hybrid import (
    doorsteps,
    hybrid_network,
    minutes_from_doors,
    minutes_to,
    travel_arcs,
)
from geoplan.routing.network import build_network
from geoplan.terrain import Raster, tobler_kmh

CRS = "EPSG:4545"
CELL_M = 25.0
OFF_PATH = 0.6


def level(rows, columns):
    """Level ground from (0, 0) to the north-east."""
    grid = Affine(CELL_M, 0, 0, 0, -CELL_M, rows * CELL_M)
    return Raster(np.zeros((rows, columns), np.float32), grid, CRS)


def walk(metres, factor=OFF_PATH):
    """Minutes on level ground."""
    return 60 * metres / 1000 / (tobler_kmh(np.zeros(1))[0] * factor)


def series(**places):
    return gpd.GeoSeries([Point(one) for one in places.values()], list(places), crs=CRS)


@pytest.fixture
def joined(draw_roads):
    """Network of some roads on level ground: joined(lines, rows, columns, barriers)."""

    def join(lines, rows, columns, barriers=None):
        roads = draw_roads(lines)
        ends = series(**{f"e{k}": line[0] for k, line in enumerate(lines.values())})
        network = build_network(roads, ends, hardened_codes=("12",))
        walls = np.zeros((rows, columns), dtype=bool) if barriers is None else barriers
        hybrid = hybrid_network(network, level(rows, columns), barriers=walls, off_path=OFF_PATH)
        return network, hybrid

    return join


def minutes(hybrid, kmh, homes, goals):
    """Minutes of each home to the quickest goal."""
    arcs = travel_arcs(hybrid, np.asarray(kmh, dtype=float))
    surface = minutes_to(hybrid, arcs, goals)
    return minutes_from_doors(doorsteps(hybrid, homes), surface, homes.index)


def test_a_household_between_two_roads_takes_the_longer_walk_to_the_better_one(joined):
    """A good road 300 m south, an earth road 100 m north; both lead 10 km east, where the school is."""
    lines = {"good": [(0, 10), (10_000, 10)], "earth": [(0, 410), (10_000, 410)]}
    network, hybrid = joined(lines, 20, 404)
    home, school = series(home=(12.5, 310)), series(school=(10_000, 210))
    kmh = network.links["road_id"].map({"good": 40.0, "earth": 6.0})
    by_good = walk(300) + 10 * 60 / 40 + walk(200)
    by_earth = walk(100) + 10 * 60 / 6 + walk(200)
    assert by_good < by_earth
    assert minutes(hybrid, kmh, home, school)["home"] == pytest.approx(by_good, rel=0.02)
    kmh[:] = 6.0
    assert minutes(hybrid, kmh, home, school)["home"] == pytest.approx(by_earth, rel=0.02)


def test_a_closed_road_is_walked_along_on_its_path(joined):
    """2 km of closed road are 2 km on a path, quicker than over the fields."""
    network, hybrid = joined({"R": [(0, 250), (2000, 250)]}, 20, 84)
    home, shop = series(home=(0, 250)), series(shop=(2000, 250))
    told = minutes(hybrid, [0.0] * len(network.links), home, shop)
    assert told["home"] == pytest.approx(walk(2000, factor=1.0), rel=0.01)


def test_a_road_crosses_the_river_and_nobody_else_does(joined):
    """The school stands over the river, 100 m away; the bridge is a kilometre west."""
    river = np.zeros((40, 84), dtype=bool)
    river[19] = True
    network, hybrid = joined({"R": [(1000, 0), (1000, 1000)]}, 40, 84, river)
    home, school = series(home=(2000, 400)), series(school=(2000, 600))
    told = minutes(hybrid, [30.0] * len(network.links), home, school)
    over = walk(1000) + 60 * 0.2 / 30 + walk(1000)
    assert told["home"] == pytest.approx(over, rel=0.05)
    river[:, 39:42] = True  # nor does anybody get onto the road
    _, shut = joined({"R": [(1000, 0), (1000, 1000)]}, 40, 84, river)
    assert np.isinf(minutes(shut, [30.0] * len(network.links), home, school)["home"])


def test_who_lives_amid_water_steps_onto_the_nearest_road(joined):
    water = np.ones((20, 84), dtype=bool)
    network, hybrid = joined({"R": [(0, 250), (2000, 250)]}, 20, 84, water)
    home, shop = series(home=(1000, 400)), series(shop=(2000, 250))
    told = minutes(hybrid, [60.0] * len(network.links), home, shop)
    assert told["home"] == pytest.approx(walk(150) + 1, rel=0.01)


def test_minutes_are_those_of_networkx_on_the_same_arcs(joined):
    """Hills, two roads of other speeds, a wall with a gap: every node, forth and back."""
    random = np.random.default_rng(4)
    walls = random.random((30, 40)) < 0.15
    lines = {"A": [(10, 10), (400, 380), (990, 400)], "B": [(400, 380), (380, 740)]}
    network, flat = joined(lines, 30, 40, walls)
    z_m = (random.random((30, 40)) * 20).astype(np.float32)
    ground = Raster(z_m, flat.ground.transform, CRS)
    hybrid = hybrid_network(network, ground, barriers=walls, off_path=OFF_PATH)
    arcs = travel_arcs(hybrid, np.linspace(5, 40, len(network.links)))
    goals = series(a=(330, 333), b=(900, 100))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(hybrid.size))
    for tail, head, value in zip(*arcs.nonzero(), arcs.data, strict=True):
        graph.add_edge(tail, head, weight=value)
    for i, j in np.argwhere(~walls):
        for k, m in ((i + d, j + e) for d in (-1, 0, 1) for e in (-1, 0, 1) if d or e):
            if not (0 <= k < 30 and 0 <= m < 40) or walls[k, m] or (walls[i, m] and walls[k, j]):
                continue
            run_m = CELL_M * np.hypot(k - i, m - j)
            slope = (z_m[k, m] - z_m[i, j]) / run_m
            graph.add_edge(
                i * 40 + j, k * 40 + m, weight=60 * run_m / 1000 / tobler_kmh(slope) / OFF_PATH
            )
    near = doorsteps(hybrid, goals)
    graph.add_node("goal")
    for node, value in near.groupby("node")["home_minutes"].min().items():
        graph.add_edge(node, "goal", weight=value)
    expected = nx.single_source_dijkstra_path_length(graph.reverse(copy=False), "goal")
    found = minutes_to(hybrid, arcs, goals)
    told = pd.Series(expected).drop("goal").reindex(range(hybrid.size)).fillna(np.inf)
    assert (np.isfinite(found) == np.isfinite(told)).all()
    reached = np.isfinite(found)
    assert np.abs(found[reached] - told[reached]).max() < 0.01
