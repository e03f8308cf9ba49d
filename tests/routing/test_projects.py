"""Which links are one project, what it costs, who would use it."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geoplan.routing.network import RoadNetwork, build_network, with_terrain
from geoplan.routing.projects import (
    cheapest_ways,
    group_links,
    link_costs,
    project_table,
    served,
    to_hundred_yuan,
    would_use,
)

COSTS = {
    "subgrade_yuan_per_km": (150_000.0, 250_000.0, 400_000.0),
    "base_surface_yuan_per_km": 400_000.0,
    "ditch_yuan_per_km": 14_000.0,
    "terrain_limits_deg": (15.0, 25.0),
    "terrain_factors": (1.0, 1.25, 1.6),
}


def earth(*roads: str) -> dict[str, str]:
    return dict.fromkeys(roads, "36")


def build(roads: gpd.GeoDataFrame, places: gpd.GeoSeries | None = None) -> RoadNetwork:
    places = gpd.GeoSeries([], crs=roads.crs) if places is None else places
    return with_terrain(build_network(roads, places, hardened_codes=("12",)), None)


def grouped(roads: gpd.GeoDataFrame, longest_km: float = 6) -> dict[str, str]:
    return group_links(build(roads).links, longest_km=longest_km).to_dict()


@pytest.fixture
def street(draw_roads):
    """Four earth roads of 1 km in a row, with or without a side road B at (2000, 0).

                B
                |
    ==p==+--a--+--b--+--c--+--d--+
    """

    def draw(side: bool = False, **columns: dict[str, object]) -> gpd.GeoDataFrame:
        lines = {name: [(1000 * k, 0), (1000 * k + 1000, 0)] for k, name in enumerate("pabcd")}
        if side:
            lines["side"] = [(2000, 0), (2000, 500)]
        surface = earth(*lines) | {"p": "12"}
        return draw_roads(lines, surface_code=surface, **columns)

    return draw


def test_links_in_a_row_are_one_project(street):
    assert grouped(street()) == dict.fromkeys("abcd", "P-a")


def test_without_route_a_third_link_parts_projects(street):
    projects = grouped(street(side=True))
    assert projects == {"a": "P-a", "side": "P-side", "b": "P-b", "c": "P-b", "d": "P-b"}


def test_one_route_goes_on_through_junctions(street):
    route = dict.fromkeys("abcd", "Y001610928")
    projects = grouped(street(side=True, route_code=route))
    assert projects == dict.fromkeys("abcd", "P-a") | {"side": "P-side"}


def test_projects_grow_up_to_the_longest(street):
    route = dict.fromkeys("abcd", "Y001610928")
    lengths = pd.Series(grouped(street(route_code=route), longest_km=2)).value_counts()
    assert lengths.to_dict() == {"P-a": 2, "P-c": 2}


@pytest.mark.parametrize(
    "column",
    [
        {"consent": {"a": "no", "b": "yes", "c": "yes", "d": "yes"}},
        {"route_code": {"a": "Y001", "b": "Y002", "c": "Y002", "d": "Y002"}},
        {"in_library": {"a": "是", "b": "否", "c": "否", "d": "否"}},
        {"subgrade_accepted": {"a": "是", "b": "否", "c": "否", "d": "否"}},
        {"name": {"a": "前山路"}},
    ],
)
def test_links_that_differ_are_not_joined(street, column):
    assert grouped(street(**column)) == {"a": "P-a", "b": "P-b", "c": "P-b", "d": "P-b"}


def test_a_given_project_is_kept(street):
    given_ids = {"a": "K7", "c": "K7", "p": "K7"}
    projects = grouped(street(project_id=given_ids))
    assert projects == {"a": "K7", "c": "K7", "b": "P-b", "d": "P-d"}


def test_parallel_lanes_between_the_same_ends(draw_roads):
    """
    ==p==+--a--+     both lanes end where three links meet or two: only they two
         +--b--+
    """
    roads = draw_roads(
        {
            "p": [(0, 0), (100, 0)],
            "a": [(100, 0), (600, 200), (1100, 0)],
            "b": [(100, 0), (600, -200), (1100, 0)],
        },
        surface_code=earth("a", "b"),
    )
    assert grouped(roads) == {"a": "P-a", "b": "P-a"}


def links_of(**columns: list[object]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    table = {"length_m": [1000.0] * rows, "subgrade_accepted": pd.array([None] * rows, "boolean")}
    return pd.DataFrame(table | columns)


def test_costs_by_cross_slope():
    links = links_of(cross_slope_deg=[0.0, 14.9, 15.0, 25.0, 40.0, math.nan])
    costs = link_costs(links, **COSTS)
    assert costs["subgrade_cost_yuan"].to_list() == [
        150_000, 150_000, 250_000, 400_000, 400_000, 250_000,
    ]  # fmt: skip
    assert costs["surface_cost_yuan"].to_list() == [
        414_000, 414_000, 514_000, 654_000, 654_000, 514_000,
    ]  # fmt: skip
    assert costs.index.equals(links.index)


def test_an_accepted_subgrade_costs_nothing_more():
    accepted = pd.array([True, False, None], dtype="boolean")
    links = links_of(cross_slope_deg=[0.0] * 3, subgrade_accepted=accepted)
    links["length_m"] = 500.0
    costs = link_costs(links, **COSTS)
    assert costs["subgrade_cost_yuan"].to_list() == [0, 75_000, 75_000]
    assert costs["surface_cost_yuan"].to_list() == [207_000] * 3


def test_amounts_are_multiples_of_a_hundred_yuan():
    amounts = pd.Series([149.0, 151.0, 1_234_567.8])
    assert to_hundred_yuan(amounts).to_list() == [100, 200, 1_234_600]


def test_project_table(street):
    """One project of a (1 km) and b (1 km, longer stakes); the state is the worse of the two."""
    roads = street(
        project_id={"a": "K", "b": "K", "c": "L", "d": "L"},
        name={"a": "前山路", "d": "后山路"},
        start_km={"a": 0.0, "b": 1.0},
        end_km={"a": 1.0, "b": 2.5},
        consent={"a": "yes", "b": "not_asked", "c": "no", "d": "yes"},
        subgrade_accepted={"a": "是", "b": "否", "c": "是", "d": "是"},
        in_library={"a": "是", "c": "是", "d": "否"},
        surface_assumed={"b": "是"},
    )
    links = build(roads).links
    project = group_links(links, longest_km=6)
    costs = link_costs(links.loc[project.index], **COSTS)
    table = project_table(links, project, costs, width_m=3.5)
    assert list(table.index) == ["K", "L"]
    assert table.index.name == "project_id"
    assert table["name"].to_list() == ["前山路", "后山路"]
    assert table.loc["K", ["start_km", "end_km", "length_m"]].to_list() == [0, 2.5, 2000]
    assert table["consent"].to_list() == ["not_asked", "no"]
    assert table["subgrade_accepted"].to_list() == [False, True]
    assert table["in_library"].to_list() == [True, False]
    assert table["surface_assumed"].to_list() == [True, False]
    assert table["subgrade_cost_yuan"].to_list() == [250_000, 0]
    assert table["cost_yuan"].to_list() == [250_000 + 1_028_000, 1_028_000]
    assert table.geometry["K"].equals(shapely.MultiLineString([[(1000, 0), (3000, 0)]]))
    assert table.crs == links.crs


@pytest.fixture
def square(draw_roads, draw_points):
    """Two ways from the town to the far home; the lower has a paved scrap; an island aside.

            +---- up ----+               up 2 560 m, low 900 m,
    ==town==+            + home          scrap 200 m, end 900 m
            +-low-==scrap==-end-+        island: not connected to anything
    """
    roads = draw_roads(
        {
            "town": [(-500, 0), (0, 0)],
            "up": [(0, 0), (1000, 800), (2000, 0)],
            "low": [(0, 0), (900, 0)],
            "scrap": [(900, 0), (1100, 0)],
            "end": [(1100, 0), (2000, 0)],
            "island": [(0, 9000), (1000, 9000)],
        },
        surface_code=earth("up", "low", "end", "island"),
    )
    places = draw_points(town=(-500, 0), middle=(900, 0), home=(2000, 0), island=(500, 9000))
    network = build(roads, places)
    roots = set(network.links.loc["town", ["u", "v"]])
    return network, roots, network.access["node"]


OF_LINK = {"up": "UP", "low": "LOW", "end": "END", "island#1": "ISLE", "island#2": "ISLE"}


def ways(square, cost: dict[str, float], leave_out: str = "") -> dict[str, object]:
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str").drop([leave_out] if leave_out else [])
    cost_yuan = pd.Series(0.0, index=network.links.index) + 5.0
    cost_yuan.update(pd.Series(cost))
    return cheapest_ways(network, project, cost_yuan, roots, homes).to_dict()


def test_the_cheapest_way_crosses_hardened_scraps_for_nothing(square):
    found = ways(square, {"up": 100.0, "low": 40.0, "end": 50.0, "scrap": 999.0})
    assert found == {"town": (), "middle": ("LOW",), "home": ("END", "LOW"), "island": None}


def test_the_other_way_when_it_is_cheaper(square):
    assert ways(square, {"up": 80.0, "low": 40.0, "end": 50.0})["home"] == ("UP",)


def test_links_that_may_not_be_built_are_left_out(square):
    found = ways(square, {"up": 100.0, "low": 40.0, "end": 50.0}, leave_out="up")
    assert found["home"] == ("END", "LOW")
    found = ways(square, {"up": 100.0, "low": 40.0, "end": 50.0}, leave_out="end")
    assert found["home"] == ("UP",)


def test_of_equally_cheap_parallel_links_the_shorter(draw_roads, draw_points):
    roads = draw_roads(
        {
            "town": [(-500, 0), (0, 0)],
            "a long": [(0, 0), (500, 300), (1000, 0)],
            "short": [(0, 0), (1000, 0)],
        },
        surface_code=earth("a long", "short"),
    )
    network = build(roads, draw_points(home=(1000, 0)))
    project = pd.Series({"a long": "A", "short": "S"}, dtype="str")
    roots = [network.links.loc["town", "u"], network.links.loc["town", "v"]]
    homes = network.access["node"]
    equal = pd.Series({"a long": 70.0, "short": 70.0})
    assert cheapest_ways(network, project, equal, roots, homes)["home"] == ("S",)
    dearer = pd.Series({"a long": 70.0, "short": 70.5})
    assert cheapest_ways(network, project, dearer, roots, homes)["home"] == ("A",)


def test_without_paved_network_there_is_no_way(square):
    network, _, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series(1.0, index=project.index)
    assert cheapest_ways(network, project, cost, [], homes).isna().all()
    assert would_use(network, project, cost, [], homes).empty


def users(network, project, cost, roots, homes) -> set[tuple[str, str]]:
    table = would_use(network, project, cost, roots, homes)
    return set(table.itertuples(index=False, name=None))


def test_a_parallel_road_is_judged_by_what_it_would_carry(square):
    """UP is never the cheapest way today, but with UP paid for the home would use it."""
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series({"up": 1000.0, "low": 40.0, "end": 50.0, "island#1": 1, "island#2": 1})
    assert users(network, project, cost, roots, homes) == {
        ("LOW", "middle"), ("LOW", "home"), ("END", "home"), ("UP", "home"),
    }  # fmt: skip


def test_a_road_to_the_paved_network_from_elsewhere_serves_those_behind_it(square):
    """UP serves the middle, too, once END is nearly free: down from the home's side."""
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series({"up": 1000.0, "low": 40.0, "end": 5.0, "island#1": 1, "island#2": 1})
    assert ("UP", "middle") in users(network, project, cost, roots, homes)


def test_pieces_of_a_project_do_not_connect_each_other(draw_roads, draw_points):
    """Project K is a lane at the town and a lane far behind road R: who lives at the far lane
    still needs R, and K's near lane is no use to them.

    ==town==+--K1--        +---- R ----+--K2--+ home
            +--------------+
    """
    roads = draw_roads(
        {
            "town": [(0, 0), (1000, 0)],
            "K1": [(0, 0), (0, 700)],
            "R": [(1000, 0), (4000, 0)],
            "K2": [(4000, 0), (4500, 0)],
            "spur": [(4000, 0), (4000, 600)],
        },
        surface_code=earth("K1", "R", "K2", "spur"),
    )
    places = draw_points(near=(0, 700), home=(4500, 0), spur=(4000, 600))
    network = build(roads, places)
    project = pd.Series({"K1": "K", "K2": "K", "R": "R", "spur": "S"}, dtype="str")
    cost = pd.Series({"K1": 10.0, "K2": 10.0, "R": 90.0, "spur": 10.0})
    roots = set(network.links.loc["town", ["u", "v"]])
    assert users(network, project, cost, roots, network.access["node"]) == {
        ("K", "near"), ("K", "home"), ("R", "home"), ("R", "spur"), ("S", "spur"),
    }  # fmt: skip


def test_nothing_to_build_nobody_to_serve(square):
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series(1.0, index=project.index)
    assert would_use(network, project.iloc[:0], cost, roots, homes).empty
    assert would_use(network, project, cost, roots, homes.iloc[:0]).empty


def by_resolving(network, project, cost, roots, homes) -> set[tuple[str, str]]:
    """Users of each project by solving all ways again with the project's links for nothing."""
    links = network.links[network.links["hardened"] | network.links.index.isin(project.index)]
    size = len(network.nodes)

    def reach(free: str) -> np.ndarray:
        paid = cost.reindex(links.index).fillna(0) + 1e-3 * links["length_m"]
        paid = paid.where(project.reindex(links.index) != free, 1e-9)
        graph = np.full((size, size), np.inf)
        np.minimum.at(graph, (links["u"], links["v"]), paid)
        graph = np.minimum(graph, graph.T)
        tail, head = np.nonzero(np.isfinite(graph))
        sparse = coo_array((graph[tail, head], (tail, head)), shape=(size, size)).tocsr()
        return dijkstra(sparse, indices=sorted(roots), min_only=True)[homes]

    today = reach("")
    return {
        (name, home) for name in set(project) for home in homes.index[reach(name) < today - 1e-5]
    }


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_users_are_those_that_solving_again_finds(draw_roads, draw_points, data):
    """A 4 x 4 grid of roads of random cost, some paved, some absent; six homes."""
    corners = [(x, y) for x in range(4) for y in range(4)]
    edges = [
        (a, (a[0] + dx, a[1] + dy))
        for a in corners
        for dx, dy in ((1, 0), (0, 1))
        if a[0] + dx < 4 and a[1] + dy < 4
    ]
    kinds = data.draw(st.lists(st.integers(-2, 9), min_size=len(edges), max_size=len(edges)))
    lines = {f"R{k:02d}": [tuple(1000 * np.array(end)) for end in e] for k, e in enumerate(edges)}
    cost = {road: 100 * kind for road, kind in zip(lines, kinds, strict=True)}
    roads = draw_roads(
        {"R99": [(-500, 0), (0, 0)]} | {road: lines[road] for road in lines if cost[road] > -200},
        surface_code={road: "36" if yuan >= 0 else "12" for road, yuan in cost.items()}
        | {"R99": "12"},
    )
    homes = {f"h{k}": tuple(1000 * np.array(corner)) for k, corner in enumerate(corners[4::2])}
    network = build(roads, draw_points(**homes))
    project = group_links(network.links, longest_km=2)
    if project.empty:
        return
    yuan = pd.Series(cost, dtype=float).reindex(project.index)
    roots = set(network.links.loc["R99", ["u", "v"]])
    args = (network, project, yuan, roots, network.access["node"])
    assert users(*args) == by_resolving(*args)


def test_served_sums_over_users():
    table = pd.DataFrame({"project": ["K", "K", "L"], "home": ["a", "b", "a"]})
    assert served(table, pd.Series({"a": 4, "b": 3, "c": 9})).to_dict() == {"K": 7, "L": 4}
