"""Lines become a network: every junction on paper."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine
from geopandas.testing import assert_geodataframe_equal, assert_geoseries_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoplan.routing.network import (
    RoadNetwork,
    build_network,
    components,
    in_flood_area,
    passable_when_wet,
    root_nodes,
    whole_stretches,
    with_terrain,
)
from geoplan.terrain import Raster

NOBODY = gpd.GeoSeries([], crs="EPSG:4545")


def build(roads: gpd.GeoDataFrame, places: gpd.GeoSeries = NOBODY, **options) -> RoadNetwork:
    return build_network(roads, places, hardened_codes=("11", "12"), **options)


def connected(network: RoadNetwork) -> int:
    """Number of pieces that the network falls into."""
    everything = pd.Series(True, index=network.links.index)
    return len(set(components(network.links, len(network.nodes), everything)))


def drawing(network: RoadNetwork) -> set[tuple[str, float, tuple[int, ...]]]:
    """Links by road, length and how many links meet at their ends: free of all numbering."""
    links = network.links
    meeting = pd.concat([links["u"], links["v"]]).value_counts()
    return {
        (link.geometry.normalize().wkt, link.road_id, tuple(sorted(meeting[[link.u, link.v]])))
        for link in links.itertuples()
    }


def test_a_road_ending_on_another_splits_it(draw_roads):
    """
    A---------+---------A    200 m, the lane ends on its middle
              |
              lane           50 m
    """
    network = build(draw_roads({"A": [(0, 0), (200, 0)], "lane": [(100, -50), (100, 0)]}))
    assert network.links["length_m"].to_dict() == {"A#1": 100, "A#2": 100, "lane": 50}
    assert network.links["road_id"].to_list() == ["A", "A", "lane"]
    assert len(network.nodes) == 4
    middle = network.links.loc["A#1", "v"]
    assert middle == network.links.loc["A#2", "u"] == network.links.loc["lane", "v"]
    assert network.nodes[middle] == shapely.Point(100, 0)


@pytest.mark.parametrize(("gap_m", "pieces"), [(0, 1), (3, 1), (30, 2)])
def test_ends_join_across_small_gaps_only(draw_roads, gap_m, pieces):
    """A----- gap -----B"""
    roads = draw_roads({"A": [(0, 0), (100, 0)], "B": [(100 + gap_m, 0), (200, 0)]})
    assert connected(build(roads)) == pieces


@pytest.mark.parametrize(("gap_m", "pieces"), [(3, 1), (30, 2)])
def test_an_end_short_of_a_line_joins_it(draw_roads, gap_m, pieces):
    """
    A-------------------A
              gap
              lane
    """
    roads = draw_roads({"A": [(0, 0), (200, 0)], "lane": [(100, -90), (100, -gap_m)]})
    assert connected(build(roads)) == pieces


def test_an_end_beside_the_end_of_a_line_joins_it(draw_roads):
    """The lane stops 4 m beside A, 4 m before A's end: near the line, 5.7 m from its end."""
    roads = draw_roads({"A": [(0, 0), (200, 0)], "lane": [(196, -90), (196, -4)]})
    assert connected(build(roads)) == 1


def test_junctions_in_a_row_all_join(draw_roads):
    """Five lanes end on A, each 4 m after the last: nearer to each other than the tolerance."""
    lanes = {f"L{k}": [(100 + 4 * k, 50), (100 + 4 * k, 0)] for k in range(5)}
    network = build(draw_roads({"A": [(0, 0), (200, 0)], **lanes}))
    assert connected(network) == 1
    on_a = network.links[network.links["road_id"] == "A"]
    assert on_a["length_m"].sum() == pytest.approx(200)


def test_a_crossing_without_common_vertex_is_a_bridge(draw_roads):
    """
         B
    A----|----A
         B
    """
    roads = draw_roads({"A": [(0, 0), (200, 0)], "B": [(100, -90), (100, 90)]})
    network = build(roads)
    assert connected(network) == 2
    assert list(network.links.index) == ["A", "B"]


def test_a_crossing_with_common_vertex_is_a_junction(draw_roads):
    crossing = (100, 0)
    roads = draw_roads({"A": [(0, 0), crossing, (200, 0)], "B": [(100, -90), crossing, (100, 90)]})
    network = build(roads)
    assert connected(network) == 1
    assert list(network.links.index) == ["A#1", "A#2", "B#1", "B#2"]


def test_a_road_that_meets_itself_is_cut_each_time(draw_roads):
    """One line: in from the west, round a loop through (100, 0) again, out to the east.

            +---+
            |   |
    A-------+---+        (100, 0) is passed twice
            |
            A
    """
    line = [(0, 0), (100, 0), (200, 0), (200, 100), (100, 100), (100, 0), (100, -100)]
    network = build(draw_roads({"A": line}))
    assert network.links["length_m"].to_list() == [100, 400, 100]
    loop = network.links.loc["A#2"]
    assert loop["u"] == loop["v"]
    assert connected(network) == 1


def test_a_ring_is_a_link_from_a_node_to_itself(draw_roads):
    network = build(draw_roads({"ring": [(0, 0), (100, 0), (100, 100), (0, 0)]}))
    ring = network.links.loc["ring"]
    assert (ring["u"], ring["v"], len(network.nodes)) == (0, 0, 1)


def test_a_place_on_a_ring_parts_it(draw_roads, draw_points):
    ring = draw_roads({"ring": [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]})
    network = build(ring, draw_points(home=(110, 100)))
    assert network.links["length_m"].to_list() == [200, 200]
    assert network.nodes[network.access.loc["home", "node"]] == shapely.Point(100, 100)
    assert connected(network) == 1


def test_a_scrap_shorter_than_the_tolerance_stays(draw_roads):
    """A 4 m scrap between the ends of two roads, perhaps of another surface: it is a link."""
    roads = draw_roads(
        {"A": [(0, 0), (100, 0)], "scrap": [(100, 0), (104, 0)], "B": [(104, 0), (200, 0)]}
    )
    network = build(roads)
    assert list(network.links.index) == ["A", "B", "scrap"]
    assert connected(network) == 1


def test_stakes_are_shared_by_length(draw_roads):
    """Stakes 10 to 12 km over a drawn length of 1 000 m; the lane meets at a quarter."""
    roads = draw_roads(
        {"A": [(0, 0), (1000, 0)], "B": [(250, 90), (250, 0)]},
        start_km={"A": 10.0},
        end_km={"A": 12.0},
    )
    links = build(roads).links
    assert links.loc[["A#1", "A#2"], ["start_km", "end_km"]].to_numpy().tolist() == [
        [10, 10.5],
        [10.5, 12],
    ]
    assert links.loc["B", ["start_km", "end_km"]].isna().all()


def test_places_join_the_nearest_road_where_they_are(draw_roads, draw_points):
    """
        left(100, 40)   right(300, 20)
    A-------+---------------+---------A     500 m
    """
    network = build(
        draw_roads({"A": [(0, 0), (500, 0)]}), draw_points(left=(100, 40), right=(300, 20))
    )
    assert network.links["length_m"].to_list() == [100, 200, 200]
    assert network.access["distance_m"].to_dict() == {"left": 40, "right": 20}
    spots = network.nodes[network.access["node"]].to_list()
    assert spots == [shapely.Point(100, 0), shapely.Point(300, 0)]


@pytest.mark.parametrize(("x_m", "x_joined_m"), [(220, 200), (249, 200), (260, 260), (970, 970)])
def test_a_place_near_a_junction_joins_it(draw_roads, draw_points, x_m, x_joined_m):
    """A lane from (200, 0) to (1000, 0); a paved road runs through its western end.

    ::

        |          15 m past the corner the village still is at the corner,
        +--v-------------------------.    at the far end there is no junction
        |
    """
    roads = draw_roads(
        {"lane": [(200, 0), (1000, 0)], "paved": [(200, -500), (200, 0), (200, 500)]},
        surface_code={"lane": "36"},
    )
    network = build(roads, draw_points(v=(x_m, 10)), beside_m=0)
    access = network.access.loc["v"]
    assert network.nodes[access["node"]].x == x_joined_m
    assert access["distance_m"] == 10  # to the road itself


def test_a_line_that_only_meets_itself_has_no_junction(draw_roads, draw_points):
    ring = draw_roads({"ring": [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]})
    network = build(ring, draw_points(v=(30, -5)))
    assert network.nodes[network.access.loc["v", "node"]].x == 30


def test_places_at_one_spot_share_a_node(draw_roads, draw_points):
    network = build(
        draw_roads({"A": [(0, 0), (500, 0)]}), draw_points(one=(100, 40), other=(102, -20))
    )
    assert network.access.loc["one", "node"] == network.access.loc["other", "node"]
    assert len(network.links) == 2


@pytest.mark.parametrize(("paved_y", "distance_m"), [(120, 120), (200, 10)])
def test_a_hardened_road_beside_is_preferred(draw_roads, draw_points, paved_y, distance_m):
    """The home is 10 m from an earth lane; it takes the paved road up to 150 m away."""
    roads = draw_roads(
        {"lane": [(0, -10), (500, -10)], "paved": [(0, paved_y), (500, paved_y)]},
        surface_code={"lane": "36"},
    )
    network = build(roads, draw_points(home=(250, 0)))
    assert network.access.loc["home", "distance_m"] == distance_m


def test_hardened_is_told_by_the_prefix_of_the_code(draw_roads):
    line = [(0, 0), (9, 0)]
    roads = draw_roads(
        {"asphalt": line, "earth": line, "lighter": line, "unknown": line},
        surface_code={"asphalt": "112", "earth": "36", "lighter": "21", "unknown": None},
    )
    links = build(roads, join_tolerance_m=1.0).links
    assert links["hardened"].to_dict() == {
        "asphalt": True, "earth": False, "lighter": False, "unknown": False,
    }  # fmt: skip


def test_inputs_are_unchanged(draw_roads, draw_points):
    roads = draw_roads({"A": [(0, 0), (200, 0)], "lane": [(100, -50), (100, 0)]})
    places = draw_points(home=(40, 10))
    roads_before, places_before = roads.copy(), places.copy()
    network = build(roads, places)
    links_before = network.links.copy()
    with_terrain(network, slope(0.1))
    assert_geodataframe_equal(roads, roads_before)
    assert_geoseries_equal(places, places_before)
    assert_geodataframe_equal(network.links, links_before)


def test_row_order_does_not_matter(draw_roads, draw_points):
    """Two streets and three lanes, some meeting, one not; two homes."""
    lines = {
        "A": [(0, 0), (300, 0), (600, 0)],
        "B": [(0, 400), (600, 400)],
        "lane": [(300, 0), (300, 398)],
        "bridge": [(450, -50), (450, 450)],
        "dead end": [(100, 400), (100, 480)],
    }
    roads, places = draw_roads(lines), draw_points(one=(150, 30), other=(320, 180))
    expected = drawing(build(roads, places))
    assert len(expected) == 10
    for seed in range(5):
        shuffled = roads.sample(frac=1, random_state=seed)
        assert drawing(build(shuffled, places.iloc[::-1])) == expected


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(*[st.integers(0, 20)] * 4).filter(lambda ends: ends[:2] != ends[2:]),
        min_size=1,
        max_size=8,
    )
)
def test_cutting_keeps_the_length_and_joins_what_touches(draw_roads, ends):
    """Straight roads between crossings of a 50 m grid: links add up, ends on lines are joined."""
    lines = {f"R{k}": [(50 * a, 50 * b), (50 * c, 50 * d)] for k, (a, b, c, d) in enumerate(ends)}
    roads = draw_roads(lines)
    network = build(roads)
    drawn = roads.length.reindex(network.links["road_id"].unique())
    assert network.links.groupby("road_id")["length_m"].sum().to_numpy() == pytest.approx(
        drawn.sort_index().to_numpy(), abs=1e-6
    )
    assert len(drawn) == len(roads)
    for link in network.links.itertuples():
        first, last = (shapely.get_point(link.geometry, end) for end in (0, -1))
        assert first.distance(network.nodes[link.u]) < 10
        assert last.distance(network.nodes[link.v]) < 10


def slope(rise: float, east: float = 1.0) -> Raster:
    """A plane that rises eastward by ``rise`` metres per metre, cells of 10 m."""
    x = np.arange(-495, 1500, 10.0) * east
    heights = np.tile(1000 + rise * x, (200, 1)).astype(np.float32)
    return Raster(heights, Affine(10, 0, -500, 0, -10, 1000), "EPSG:4545")


def test_terrain_of_a_link_up_the_slope_and_along_it(draw_roads):
    roads = draw_roads({"along": [(5, -205), (5, 205)], "up": [(5, 5), (405, 5)]})
    links = with_terrain(build(roads), slope(0.1)).links
    assert links.loc["up", "gradient"] == pytest.approx(0.1, rel=1e-4)
    assert links.loc["along#1", "gradient"] == 0
    assert links["cross_slope_deg"].to_numpy() == pytest.approx(
        np.degrees(np.arctan(0.1)), rel=1e-4
    )


def test_no_road_is_steeper_than_roads_can_be(draw_roads):
    links = with_terrain(build(draw_roads({"up": [(5, 5), (405, 5)]})), slope(0.5)).links
    assert links.loc["up", "gradient"] == 0.18


def test_terrain_is_unknown_without_elevation(draw_roads):
    network = build(draw_roads({"in": [(5, 5), (405, 5)], "out": [(9000, 0), (9000, 400)]}))
    columns = ["gradient", "cross_slope_deg"]
    assert with_terrain(network, None).links[columns].isna().all(axis=None)
    measured = with_terrain(network, slope(0.1)).links[columns].notna().all(axis=1)
    assert measured.to_dict() == {"in": True, "out": False}


def test_passable_when_wet(draw_roads):
    """Earth, a ford and a road through the flood area are closed; gravel and the rest open."""
    codes = {"concrete": "12", "earth": "36", "ford": "12", "gravel": "31", "flooded": "12"}
    lines = {road: [(0, 100 * k), (500, 100 * k)] for k, road in enumerate(codes)}
    roads = draw_roads(lines, surface_code=codes | {"gravel": "312"}, ford={"ford": True})
    flood = gpd.GeoSeries([shapely.box(100, 390, 110, 410)], crs=roads.crs)
    links = build(roads).links
    flooded = in_flood_area(links, flood)
    assert flooded.index.equals(links.index)
    assert flooded.index[flooded].to_list() == ["flooded"]
    passable = passable_when_wet(links.assign(flooded=flooded), earth_codes=("36",))
    assert passable.index.equals(links.index)
    assert passable.to_dict() == {
        "concrete": True, "earth": False, "flooded": False, "ford": False, "gravel": True,
    }  # fmt: skip
    assert not in_flood_area(links, flood.iloc[:0]).any()


@pytest.fixture
def two_towns(draw_roads) -> RoadNetwork:
    """
    west==========west      1 000 m, hardened
         |earth
    east=====east           400 m, hardened
    """
    return build(
        draw_roads(
            {
                "west": [(0, 0), (1000, 0)],
                "earth": [(500, 0), (500, -2000)],
                "east": [(500, -2000), (900, -2000)],
            },
            surface_code={"earth": "36"},
        )
    )


def spots(network: RoadNetwork, nodes: frozenset[int]) -> set[tuple[float, float]]:
    return {(network.nodes[node].x, network.nodes[node].y) for node in nodes}


def test_the_paved_network_is_where_the_seat_stands(two_towns, draw_points):
    nodes, by_seat = root_nodes(two_towns, draw_points(seat=(700, -1900)), seat_reach_m=300)
    assert by_seat
    assert spots(two_towns, nodes) == {(500, -2000), (900, -2000)}


def test_two_seats_two_components(two_towns, draw_points):
    seats = draw_points(a=(700, -1900), b=(0, 50))
    nodes, by_seat = root_nodes(two_towns, seats, seat_reach_m=300)
    assert by_seat
    assert len(nodes) == 5


@pytest.mark.parametrize("far_away", [{}, {"seat": (9000, 9000)}])
def test_without_a_seat_the_longest_component(two_towns, draw_points, far_away):
    nodes, by_seat = root_nodes(two_towns, draw_points(**far_away), seat_reach_m=300)
    assert not by_seat
    assert spots(two_towns, nodes) == {(0, 0), (500, 0), (1000, 0)}


def test_nothing_hardened_no_paved_network(draw_roads, draw_points):
    network = build(draw_roads({"A": [(0, 0), (100, 0)]}, surface_code={"A": "36"}))
    assert root_nodes(network, draw_points(seat=(0, 0)), seat_reach_m=300) == (frozenset(), False)


def test_a_road_drawn_in_short_pieces_keeps_its_length(draw_roads):
    """40 pieces of 3 m, end to end: 120 m of road, not a point."""
    pieces = {f"R{k:02d}": [(3 * k, 0), (3 * k + 3, 0)] for k in range(40)}
    network = build(draw_roads(pieces))
    assert network.links["length_m"].sum() == 120
    assert len(network.nodes) == 41


def test_a_road_called_as_a_part_of_another(draw_roads, draw_points):
    """R is cut where S ends on it; a third road is called R#1: every link has an id of its own."""
    roads = draw_roads(
        {"R": [(0, 0), (1000, 0)], "S": [(500, 0), (500, 500)], "R#1": [(0, 900), (500, 900)]}
    )
    links = build_network(roads, draw_points(a=(0, 0)), hardened_codes=("12",)).links
    assert links.index.is_unique
    assert sorted(links["road_id"]) == ["R", "R", "R#1", "S"]


def test_a_stretch_goes_on_where_only_a_place_cut_it(draw_roads, draw_points):
    """A road is cut at a site, at a village and at a side road; the flood is at its beginning."""
    roads = draw_roads({"main": [(0, 0), (4000, 0)], "side": [(3000, 0), (3000, 900)]})
    network = build(roads, draw_points(site=(1000, 10), village=(2000, 10)), junction_m=0.0)
    links = network.links
    assert list(links.index) == ["main#1", "main#2", "main#3", "main#4", "side"]
    wet = pd.Series(links.index == "main#1", index=links.index)
    village = network.access.loc[["village"], "node"].to_numpy()
    for ends, expected in ((village, 2), (np.array([], dtype=int), 3)):
        told = whole_stretches(links, wet, ends)
        assert told.index.equals(links.index)
        assert list(links.index[told]) == [f"main#{k}" for k in range(1, expected + 1)]
    every = network.access["node"].to_numpy()
    assert whole_stretches(links, wet, every).equals(wet)
