"""Who has a road; minutes between pairs of places."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from shapely import LineString, Point

from geoplan.routing.access import goes_to, rural_access, walk_to_all_season_road, ways_between
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import arc_minutes, hybrid_network
from geoplan.routing.network import build_network, with_terrain
from geoplan.routing.surfaces import at_doors, links_along, ridden_minutes, surface_to
from geoplan.terrain import Raster, tobler_kmh

CRS = "EPSG:4545"


def hybrid_roads(start):
    """A road of a metre in the corner."""
    lane = gpd.GeoDataFrame(
        {"surface_code": ["36"], "surface_width_m": [3.0], "start_km": [0.0], "end_km": [0.001]},
        geometry=[LineString([(10, 10), (11, 10)])], index=["lane"], crs=CRS,
    )  # fmt: skip
    return with_terrain(build_network(lane, start, hardened_codes=("12",)), None)


@pytest.fixture
def hills(draw_roads):
    """Hills with walls, two roads, and some points."""
    random = np.random.default_rng(5)
    z_m = (random.random((40, 60)) * 15).astype(np.float32)
    ground = Raster(z_m, Affine(25, 0, 0, 0, -25, 1000), CRS)
    roads = draw_roads({"A": [(10, 10), (400, 380), (990, 400)], "B": [(400, 380), (380, 740)]})
    start = gpd.GeoSeries([Point(10, 10)], ["e"], crs=CRS)
    network = with_terrain(build_network(roads, start, hardened_codes=("12",)), ground)
    hybrid = hybrid_network(network, ground, off_path=0.6, barriers=random.random((40, 60)) < 0.2)
    xy = random.random((12, 2)) * [1500, 1000]
    points = gpd.GeoSeries.from_xy(*xy.T, index=[f"p{k}" for k in range(12)], crs=CRS)
    arcs = arc_minutes(hybrid, np.full(len(hybrid.pieces), 15.0))
    return hybrid, arcs, points


@pytest.mark.parametrize("homes_are_fewer", [False, True])
def test_ways_of_pairs_are_those_of_searches_from_everywhere(hills, homes_are_fewer):
    """Uphill is slower than down, so that the direction counts; unreachable pairs are infinite."""
    hybrid, arcs, points = hills
    pairs = pd.DataFrame(
        [(one, other) for one in points.index[:7] for other in points.index[5:]],
        columns=["home", "place"],
    ).sample(frac=1, random_state=3)
    if homes_are_fewer:
        pairs = pairs[pairs["home"].isin(["p0", "p1", "p2"])]
    ways, links = ways_between(hybrid, {"dry": arcs}, points, points, pairs, tell_links=True)["dry"]
    assert ways.index.equals(pairs.index)
    doors, found = doorsteps(hybrid, points), ways["minutes"]
    taken = links.groupby("pair")["link"].agg(set)
    for place, own in pairs.groupby("place"):
        surface = surface_to(hybrid, arcs, points[[place]])
        expected = at_doors(surface, doors, points.index).loc[own["home"]]
        far = points.loc[own["home"]].distance(points[place]).to_numpy() > 4 * 25
        np.testing.assert_allclose(found[own.index][far], expected["minutes"][far], atol=0.001)
        assert (found[own.index].to_numpy() <= expected["minutes"].to_numpy() + 0.001).all()
        node = expected["node"].to_numpy()
        ridden, along = ridden_minutes(hybrid, surface, node), links_along(hybrid, surface, node)
        for row, is_far, minutes, way in zip(own.index, far, ridden, along, strict=True):
            if is_far:
                assert ways["ridden"][row] == pytest.approx(minutes, abs=0.001)
                assert taken.get(pairs.index.get_loc(row), set()) == set(way.tolist())
    assert np.isfinite(found).any()
    assert (ways["ridden"] > 0).any()


def test_who_has_a_hundred_metres_to_go_walks_straight_unless_there_is_a_wall(hills):
    """Over level ground of 25 m cells."""
    hybrid, _arcs, _ = hills
    ground = Raster(np.zeros((40, 60), np.float32), hybrid.ground.transform, CRS)
    points = gpd.GeoSeries(
        [Point(720, 520), Point(780, 600), Point(700, 700)], list("abc"), crs=CRS
    )
    pairs = pd.DataFrame({"home": ["a", "a"], "place": ["b", "c"]})
    wall = np.zeros((40, 60), dtype=bool)
    wall[17] = True
    start = gpd.GeoSeries([Point(10, 10)], ["e"], crs=CRS)
    for barrier, near in ((None, 100.0), (wall, np.inf)):
        level = hybrid_network(hybrid_roads(start), ground, off_path=0.6, barriers=barrier)
        free = arc_minutes(level, np.zeros(len(level.pieces)))
        found = ways_between(level, {"dry": free}, points, points, pairs)["dry"][0]["minutes"]
        assert found[0] == pytest.approx(60 * near / 1000 / (0.6 * tobler_kmh(np.zeros(1))[0]))
        assert found[1] > 60 * 180.0 / 1000 / (0.6 * 5.04)


@pytest.mark.parametrize(
    ("here", "there", "cells"),
    [
        ((512.5, 512.5), (612.5, 512.5), [(21, 20), (22, 20), (23, 20)]),
        ((501, 513.5), (571, 583.5), [(20, 21), (21, 21), (21, 22), (22, 22)]),
    ],
)
def test_a_pond_of_one_cell_bars_the_straight_line(here, there, cells):
    """Level cells of 25 m: 100 m along a row, 99 m across; each cell (column, row) on the way."""
    start = gpd.GeoSeries([Point(10, 10)], ["e"], crs=CRS)
    ground = Raster(np.zeros((40, 60), np.float32), Affine(25, 0, 0, 0, -25, 1000), CRS)
    points = gpd.GeoSeries([Point(here), Point(there)], ["home", "land"], crs=CRS)
    pairs = pd.DataFrame({"home": ["home"], "place": ["land"]})
    straight = 60 * np.hypot(*np.subtract(there, here)) / 1000 / (0.6 * tobler_kmh(np.zeros(1))[0])
    for pond in [None, *cells]:
        wall = np.zeros((40, 60), dtype=bool)
        if pond:
            wall[39 - pond[1], pond[0]] = True
        level = hybrid_network(hybrid_roads(start), ground, off_path=0.6, barriers=wall)
        free = arc_minutes(level, np.zeros(len(level.pieces)))
        ways, _ = ways_between(level, {"dry": free}, points, points, pairs)["dry"]
        found = ways["minutes"][0]
        assert found == pytest.approx(straight) if pond is None else found > 1.02 * straight


def test_no_pairs_no_ways(hills):
    hybrid, arcs, points = hills
    none = pd.DataFrame({"home": [], "place": []}, dtype="str")
    found = ways_between(hybrid, {"dry": arcs}, points, points, none, tell_links=True)["dry"]
    assert all(table.empty for table in found)


def test_people_go_to_the_seat_of_their_own_township():
    """T1 has two seats, T2 one; that of T3 is not listed. A school is wherever it is nearest."""
    services = pd.DataFrame(
        {"kind": ["township_seat", "township_seat", "township_seat", "school"],
         "township_id": ["T1", "T1", "T2", "T3"]}
    )  # fmt: skip
    township = pd.Series(["T1", "T2", "T3", "T1"], index=list("abcd"))
    assert goes_to("township_seat", services, township).to_list() == ["T1", "T2", "", "T1"]
    assert goes_to("school", services, township).to_list() == ["", "", "", ""]


def test_rural_access_index(draw_roads, draw_points):
    """30 of 100 people live within 2 km of the paved road; the nearer earth road is none.

    earth  y = 5000      far(0, 4900): 70 people
    paved  y = 0         near(0, 2000): 30 people
    """
    roads = draw_roads(
        {"paved": [(-9000, 0), (9000, 0)], "earth": [(-9000, 5000), (9000, 5000)]},
    )
    network = build_network(roads, draw_points(), hardened_codes=("12",))
    links = network.links.assign(passable_wet=[False, True])
    assert list(links.index) == ["earth", "paved"]
    points, people = draw_points(far=(0, 4900), near=(0, 2000)), pd.Series([70.0, 30.0])
    assert rural_access(points, people, links, within_m=2000) == 0.3
    assert rural_access(points, people, links, within_m=1999) == 0
    everywhere = links.assign(passable_wet=True)
    assert rural_access(points, people, everywhere, within_m=2000) == 1
    assert rural_access(points, people, links.assign(passable_wet=False), within_m=2000) == 0


def test_the_walk_to_an_all_season_road_is_on_foot_and_along_the_path(draw_roads, draw_points):
    """A kilometre of earth lane leads to the paved road; who stands on that has no minute to go."""
    roads = draw_roads({"paved": [(10, 10), (1500, 10)], "lane": [(510, 10), (510, 1010)]})
    places = draw_points(end=(510, 1010), crossing=(510, 10))
    network = with_terrain(build_network(roads, places, hardened_codes=("12",)), None)
    ground = Raster(np.zeros((48, 64), np.float32), Affine(25, 0, 0, 0, -25, 1200), CRS)
    hybrid = hybrid_network(network, ground, off_path=0.6)
    on_foot = arc_minutes(hybrid, np.zeros(len(hybrid.pieces)))[0]
    links = network.links.assign(passable_wet=network.links["road_id"] == "paved")
    told = walk_to_all_season_road(hybrid, on_foot, links, places)
    assert told["end"] == pytest.approx(60 / tobler_kmh(np.zeros(1))[0])
    assert told["crossing"] == 0
