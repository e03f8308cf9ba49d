"""Roads and ground as one network, by hand and against networkx on the same arcs."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from shapely import Point

from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import arc_minutes, hybrid_network, link_minutes
from geoplan.routing.network import build_network, with_terrain
from geoplan.routing.surfaces import (
    at_doors,
    links_along,
    ridden_minutes,
    surface_then,
    surface_to,
)
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
        network = with_terrain(build_network(roads, ends, hardened_codes=("12",)), None)
        ground = level(rows, columns)
        return network, hybrid_network(network, ground, barriers=barriers, off_path=OFF_PATH)

    return join


def arcs_at(hybrid, kmh):
    """Minutes of the arcs with a speed on each link."""
    return arc_minutes(hybrid, np.asarray(kmh, dtype=float)[hybrid.pieces["link"].to_numpy()])


def minutes(hybrid, kmh, homes, goals):
    """Minutes of each home to the quickest goal."""
    surface = surface_to(hybrid, arcs_at(hybrid, kmh), goals)
    return at_doors(surface, doorsteps(hybrid, homes), homes.index)["minutes"]


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


@pytest.mark.parametrize(("beside_m", "steps"), [(37, 1), (38, 0)])
def test_a_house_within_a_cell_and_a_half_of_a_road_steps_onto_it_straight(joined, beside_m, steps):
    """Points of the road every 25 m; the next ones are 45 m away."""
    _, hybrid = joined({"R": [(0, 250), (2000, 250)]}, 20, 84)
    node = doorsteps(hybrid, series(home=(1000, 250 + beside_m)))["node"].to_numpy()
    onto = hybrid.points[node[node >= hybrid.cells] - hybrid.cells]
    assert onto.tolist() == [[1000, 250]] * steps


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
    arcs = arcs_at(hybrid, np.linspace(5, 40, len(network.links)))
    goals = series(a=(330, 333), b=(900, 100))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(hybrid.size))
    ends = (hybrid.arcs[end].to_list() for end in ("tail", "head"))
    for tail, head, value in zip(*ends, arcs[0].tolist(), strict=True):
        known = graph.get_edge_data(tail, head, {"weight": np.inf})["weight"]
        graph.add_edge(tail, head, weight=min(value, known))
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
    found = surface_to(hybrid, arcs, goals).minutes
    told = pd.Series(expected).drop("goal").reindex(range(hybrid.size)).fillna(np.inf)
    assert (np.isfinite(found) == np.isfinite(told)).all()
    reached = np.isfinite(found)
    assert np.abs(found[reached] - told[reached]).max() < 0.01


def test_the_way_taken_and_what_of_it_is_ridden(joined):
    """From a house 300 m beside the middle of the first road: 1 km on it, 2 km on the next."""
    lines = {
        "A": [(0, 10), (2000, 10)],
        "B": [(2000, 10), (4000, 10)],
        "C": [(2000, 10), (2000, 400)],
    }
    network, hybrid = joined(lines, 20, 164)
    home, shop = series(home=(1000, 310), near=(4000, 40)), series(shop=(4000, 10))
    surface = surface_to(hybrid, arcs_at(hybrid, [20.0] * len(network.links)), shop)
    here = at_doors(surface, doorsteps(hybrid, home), home.index)
    assert here.loc["home", "minutes"] == pytest.approx(walk(300) + 9, rel=0.02)
    assert ridden_minutes(hybrid, surface, here["node"].to_numpy())[0] == pytest.approx(9, rel=0.02)
    way, near = links_along(hybrid, surface, here["node"].to_numpy())
    assert network.links["road_id"].iloc[way].drop_duplicates().to_list() == ["A", "B"]
    assert len(near) <= 1


@pytest.mark.parametrize("quick", ["short", "bent"])
def test_of_two_roads_side_by_side_the_quicker_is_taken(joined, quick):
    """20 m straight and 24 m bent, from the same junction to the same, at 30 and 6 km/h."""
    lines = {"short": [(10, 60), (30, 60)], "bent": [(10, 60), (20, 60 + 44**0.5), (30, 60)]}
    network, hybrid = joined(lines, 8, 8)
    road = network.links["road_id"]
    kmh = np.where(road == quick, 30.0, 6.0)
    surface = surface_to(hybrid, arcs_at(hybrid, kmh), series(shop=(30, 60)))
    here = doorsteps(hybrid, series(home=(10, 60))).query("out_minutes == 0")["node"].to_numpy()
    metres = {"short": 20, "bent": 24}[quick]
    ridden = 60 * metres / 1000 / 30
    assert ridden_minutes(hybrid, surface, here) == pytest.approx([ridden])
    (way,) = links_along(hybrid, surface, here)
    assert road.iloc[way].to_list() == [quick]


def test_a_closed_road_is_walked_and_nothing_of_it_ridden(joined):
    network, hybrid = joined({"R": [(0, 250), (2000, 250)]}, 20, 84)
    home = series(home=(0, 250))
    surface = surface_to(hybrid, arcs_at(hybrid, [0.0] * len(network.links)), series(s=(2000, 250)))
    here = at_doors(surface, doorsteps(hybrid, home), home.index)
    assert ridden_minutes(hybrid, surface, here["node"].to_numpy()) == 0
    assert len(links_along(hybrid, surface, here["node"].to_numpy())[0]) == len(network.links)


def test_who_gets_nowhere_has_no_way(joined):
    river = np.zeros((40, 84), dtype=bool)
    river[19] = True
    network, hybrid = joined({"R": [(0, 900), (2000, 900)]}, 40, 84, river)
    home = series(home=(1000, 100))
    surface = surface_to(hybrid, arcs_at(hybrid, [20.0] * len(network.links)), series(s=(0, 900)))
    here = at_doors(surface, doorsteps(hybrid, home), home.index)
    assert here.loc["home"].to_list() == [np.inf, -1]
    assert ridden_minutes(hybrid, surface, here["node"].to_numpy()) == 0
    assert links_along(hybrid, surface, here["node"].to_numpy())[0].size == 0


@pytest.mark.parametrize("slower", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_better_roads_give_the_surface_that_a_new_search_gives(joined, seed, slower):
    """Hills and walls; some arcs get quicker, one way or both, and perhaps some slower."""
    random = np.random.default_rng(seed)
    lines = {"A": [(10, 10), (400, 380), (990, 400)], "B": [(400, 380), (380, 740)],
             "C": [(990, 400), (380, 740)]}  # fmt: skip
    walls = random.random((30, 40)) < 0.15
    network, flat = joined(lines, 30, 40, walls)
    z_m = (random.random((30, 40)) * 20).astype(np.float32)
    ground = Raster(z_m, flat.ground.transform, CRS)
    hybrid = hybrid_network(network, ground, barriers=walls, off_path=OFF_PATH)
    goals = gpd.GeoSeries.from_xy(*random.uniform(50, 700, (2, 2)).T, crs=CRS)
    once = arcs_at(hybrid, random.uniform(6, 20, len(network.links)))
    factor = random.choice([0.3, 1.0, 5.0] if slower else [0.3, 1.0], len(hybrid.arcs))
    then = once[0] * factor, once[1] * factor
    before = surface_to(hybrid, once, goals)
    minutes_before = before.minutes.copy()
    after, anew = surface_then(hybrid, before, then, goals), surface_to(hybrid, then, goals)
    np.testing.assert_allclose(after.minutes, anew.minutes, atol=1e-9)
    np.testing.assert_array_equal(before.minutes, minutes_before)
    nodes = np.arange(hybrid.size)
    np.testing.assert_allclose(
        ridden_minutes(hybrid, after, nodes), ridden_minutes(hybrid, anew, nodes), atol=1e-6
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_search_until_some_are_reached_tells_them_the_same(joined, seed):
    """Hills and walls, better roads afterwards; two homes near the goal, and one that may be far."""
    random = np.random.default_rng(seed)
    lines = {"A": [(10, 10), (400, 380), (990, 400)], "B": [(400, 380), (380, 740)]}
    walls = random.random((30, 40)) < 0.15
    network, flat = joined(lines, 30, 40, walls)
    z_m = (random.random((30, 40)) * 20).astype(np.float32)
    ground = Raster(z_m, flat.ground.transform, CRS)
    hybrid = hybrid_network(network, ground, barriers=walls, off_path=OFF_PATH)
    goals = series(goal=(500, 400))
    xy = [(450, 420), (560, 380), random.uniform(50, 700, 2)][: 2 + seed % 2]
    homes = gpd.GeoSeries.from_xy(*np.transpose(xy), crs=CRS)
    doors = doorsteps(hybrid, homes)
    once = arcs_at(hybrid, [8.0] * len(network.links))
    factor = random.choice([0.3, 1.0], len(hybrid.arcs))
    states = once, (once[0] * factor, once[1] * factor)
    near = everywhere = None
    for arcs in states:
        near = surface_then(hybrid, near, arcs, goals, until=doors)
        everywhere = surface_then(hybrid, everywhere, arcs, goals)
        here, there = (at_doors(one, doors, homes.index) for one in (near, everywhere))
        np.testing.assert_allclose(here["minutes"], there["minutes"], atol=1e-9)
        nodes = here["node"].to_numpy()
        for way, other in zip(
            links_along(hybrid, near, nodes), links_along(hybrid, everywhere, nodes), strict=True
        ):
            np.testing.assert_array_equal(way, other)
        np.testing.assert_allclose(
            ridden_minutes(hybrid, near, nodes), ridden_minutes(hybrid, everywhere, nodes)
        )
        known = np.isfinite(near.minutes)
        np.testing.assert_allclose(near.minutes[known], everywhere.minutes[known], atol=1e-9)
        assert known.sum() < np.isfinite(everywhere.minutes).sum() or seed % 2


def test_minutes_of_a_link_are_those_of_its_pieces(joined):
    network, hybrid = joined({"R": [(0, 250), (2000, 250)]}, 20, 84)
    told = link_minutes(
        hybrid, arcs_at(hybrid, [30.0] * len(network.links))[0], network.links.index
    )
    assert told.sum().to_dict() == pytest.approx({"forth": 4.0, "back": 4.0})


def test_a_gradient_that_nobody_knows_is_unknown_on_every_piece(joined):
    _, hybrid = joined({"R": [(0, 250), (2000, 250)]}, 20, 84)
    assert hybrid.pieces["slope"].isna().all()


def on_a_plane(draw_roads, grade, **lines):
    """Network of some roads on a plane that rises to the east."""
    x = (np.arange(48) + 0.5) * CELL_M
    ground = Raster(np.tile(grade * x, (20, 1)).astype(np.float32), level(20, 48).transform, CRS)
    start = series(e=next(iter(lines.values()))[0])
    network = with_terrain(build_network(draw_roads(lines), start, hardened_codes=("12",)), ground)
    return network, hybrid_network(network, ground, off_path=OFF_PATH)


def test_slopes_are_those_of_the_line_over_a_hundred_metres(draw_roads):
    """A road up a plane that rises 5 in 100 to the east, and back down."""
    lines = {"R": [(112, 110), (1112, 110)], "S": [(1112, 310), (112, 310)]}
    network, hybrid = on_a_plane(draw_roads, 0.05, **lines)
    slope, road = hybrid.pieces["slope"], network.links["road_id"].to_numpy()
    of_road = road[hybrid.pieces["link"]]
    assert slope[of_road == "R"].to_numpy() == pytest.approx(0.05, rel=1e-4)
    assert slope[of_road == "S"].to_numpy() == pytest.approx(-0.05, rel=1e-4)


def test_no_piece_is_steeper_than_roads_can_be(draw_roads):
    """The DEM says 50 in 100: up one road, down the other."""
    lines = {"R": [(112, 110), (1112, 110)], "S": [(1112, 310), (112, 310)]}
    _, hybrid = on_a_plane(draw_roads, 0.5, **lines)
    assert set(hybrid.pieces["slope"]) == {0.18, -0.18}


def test_a_road_is_walked_up_slower_than_down(draw_roads):
    """A closed kilometre that rises 5 in 100 to the east: up at 6 exp(-0.35) km/h, down at 6."""
    network, hybrid = on_a_plane(draw_roads, 0.05, R=[(112, 110), (1112, 110)])
    on_foot = arcs_at(hybrid, [0.0] * len(network.links))[0]
    told = link_minutes(hybrid, on_foot, network.links.index).sum()
    assert told["forth"] == pytest.approx(10 * np.exp(0.35), rel=1e-3)
    assert told["back"] == pytest.approx(10, rel=1e-3)


def test_heavy_ground_takes_longer(draw_roads):
    """Half of the way through a wood in which one walks at half the speed."""
    roads = draw_roads({"R": [(0, 10), (10, 10)]})
    network = with_terrain(build_network(roads, series(e=(0, 10)), hardened_codes=("12",)), None)
    drag = np.ones((8, 84), np.float32)
    drag[:, 42:] = 2
    hybrid = hybrid_network(network, level(8, 84), off_path=OFF_PATH, drag=drag)
    told = minutes(
        hybrid, [0.0] * len(network.links), series(a=(2087.5, 112.5)), series(b=(12.5, 112.5))
    )
    assert told["a"] == pytest.approx(walk(1.5 * 2075), rel=0.02)
