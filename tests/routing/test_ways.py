"""Which projects the way of each home needs, and who would use each."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoplan.routing.network import RoadNetwork, build_network, components, with_terrain
from geoplan.routing.projects import group_links
from geoplan.routing.ways import cheapest_ways, served, would_use


def earth(*roads: str) -> dict[str, str]:
    return dict.fromkeys(roads, "36")


def build(roads: gpd.GeoDataFrame, places: gpd.GeoSeries | None = None) -> RoadNetwork:
    places = gpd.GeoSeries([], crs=roads.crs) if places is None else places
    return with_terrain(build_network(roads, places, hardened_codes=("12",)), None)


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
    return cheapest_ways(network, project, pd.Series(cost) + 0.0, roots, homes).to_dict()


def test_the_cheapest_way_crosses_hardened_scraps_for_nothing(square):
    found = ways(square, {"UP": 100, "LOW": 40, "END": 50, "ISLE": 9})
    assert found == {"town": (), "middle": ("LOW",), "home": ("END", "LOW"), "island": None}


def test_the_other_way_when_it_is_cheaper(square):
    assert ways(square, {"UP": 80, "LOW": 40, "END": 50, "ISLE": 9})["home"] == ("UP",)


def test_a_project_is_paid_whole_however_little_of_it_is_used(draw_roads, draw_points):
    """Half of LONG would do for home, for half of 100; but it is built whole, and SHORT costs 60.

              +---- SHORT ----+
    ==town==+-+- LONG 1 - home+- LONG 2 --- far
    """
    roads = draw_roads(
        {
            "town": [(-500, 0), (0, 0)],
            "long 1": [(0, 0), (1000, 0)],
            "long 2": [(1000, 0), (2000, 0)],
            "short": [(0, 0), (500, 400), (1000, 0)],
        },
        surface_code=earth("long 1", "long 2", "short"),
    )
    network = build(roads, draw_points(home=(1000, 0), far=(2000, 0)))
    project = pd.Series({"long 1": "L", "long 2": "L", "short": "S"}, dtype="str")
    cost = pd.Series({"L": 100.0, "S": 60.0})
    roots = set(network.links.loc["town", ["u", "v"]])
    ways = cheapest_ways(network, project, cost, roots, network.access["node"])
    assert ways.to_dict() == {"home": ("S",), "far": ("L",)}
    dearer = cheapest_ways(
        network, project, cost.replace(60.0, 101.0), roots, network.access["node"]
    )
    assert dearer["home"] == ("L",)


def test_links_that_may_not_be_built_are_left_out(square):
    found = ways(square, {"UP": 100, "LOW": 40, "END": 50, "ISLE": 9}, leave_out="up")
    assert found["home"] == ("END", "LOW")
    found = ways(square, {"UP": 100, "LOW": 40, "END": 50, "ISLE": 9}, leave_out="end")
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
    equal = pd.Series({"A": 70.0, "S": 70.0})
    assert cheapest_ways(network, project, equal, roots, homes)["home"] == ("S",)
    dearer = pd.Series({"A": 70.0, "S": 70.5})
    assert cheapest_ways(network, project, dearer, roots, homes)["home"] == ("A",)


def test_without_paved_network_there_is_no_way(square):
    network, _, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series(1.0, index=list("ABC"))
    assert cheapest_ways(network, project, cost, [], homes).isna().all()
    assert would_use(network, project, cost, [], homes).empty


def users(network, project, cost, roots, homes) -> set[tuple[str, str]]:
    table = would_use(network, project, cost, roots, homes)
    return set(table.itertuples(index=False, name=None))


def test_a_parallel_road_is_judged_by_what_it_would_carry(square):
    """UP is never the cheapest way today, but with UP paid for the home would use it."""
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series({"UP": 1000.0, "LOW": 40, "END": 50, "ISLE": 1})
    assert users(network, project, cost, roots, homes) == {
        ("LOW", "middle"), ("LOW", "home"), ("END", "home"), ("UP", "home"),
    }  # fmt: skip


def test_homes_are_told_in_their_own_order_also_where_several_live_at_one_node(square):
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series({"UP": 1000.0, "LOW": 40, "END": 50, "ISLE": 1})
    many = pd.Series([homes[one] for one in ("home", "middle", "home", "island")], [*"ZYXW"])
    table = would_use(network, project, cost, roots, many)
    assert table.groupby("project")["home"].agg("".join).to_dict() == {
        "LOW": "ZYX", "END": "ZX", "UP": "ZX",
    }  # fmt: skip


def test_who_would_be_no_better_off_does_not_use_a_project(draw_roads, draw_points):
    """With NEAR paid, OVER leads to far for what AROUND costs: 50, and as many metres.

        near +-- OVER --+ far
           NEAR        |
    ==town==+- AROUND -+
    """
    roads = draw_roads(
        {
            "town": [(-500, 0), (0, 0)],
            "near": [(0, 0), (0, 600)],
            "over": [(0, 600), (800, 300)],
            "around": [(0, 0), (800, 300)],
        },
        surface_code=earth("near", "over", "around"),
    )
    network = build(roads, draw_points(near=(0, 600), far=(800, 300)))
    project = pd.Series({"near": "NEAR", "over": "OVER", "around": "AROUND"}, dtype="str")
    roots = set(network.links.loc["town", ["u", "v"]])
    cost = pd.Series({"NEAR": 70.0, "OVER": 50.0, "AROUND": 50.0})
    assert users(network, project, cost, roots, network.access["node"]) == {
        ("NEAR", "near"), ("OVER", "near"), ("AROUND", "far"), ("AROUND", "near"),
    }  # fmt: skip


def test_a_road_to_the_paved_network_from_elsewhere_serves_those_behind_it(square):
    """UP serves the middle, too, once END is nearly free: down from the home's side."""
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series({"UP": 1000.0, "LOW": 40, "END": 5, "ISLE": 1})
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
    cost = pd.Series({"K": 20.0, "R": 90.0, "S": 10.0})
    roots = set(network.links.loc["town", ["u", "v"]])
    assert users(network, project, cost, roots, network.access["node"]) == {
        ("K", "near"), ("K", "home"), ("R", "home"), ("R", "spur"), ("S", "spur"),
    }  # fmt: skip


def test_nothing_to_build_nobody_to_serve(square):
    network, roots, homes = square
    project = pd.Series(OF_LINK, dtype="str")
    cost = pd.Series(1.0, index=["UP", "LOW", "END", "ISLE"])
    nothing = cheapest_ways(network, project.iloc[:0], cost, roots, homes)
    assert nothing.to_dict() == {"town": (), "middle": None, "home": None, "island": None}
    assert would_use(network, project.iloc[:0], cost, roots, homes).empty
    assert would_use(network, project, cost, roots, homes.iloc[:0]).empty


def cheapest_by_trying(network, project, cost, roots, homes) -> "pd.Series[float]":
    """Least cost of each home's way [yuan], over every choice of projects."""
    links, names = network.links, sorted(set(project))
    best = pd.Series(np.inf, index=homes.index)
    for some in (set(c) for n in range(len(names) + 1) for c in combinations(names, n)):
        paved = links["hardened"] | project.reindex(links.index).isin(some)
        label = components(links, len(network.nodes), paved)
        joined = np.isin(label[homes], label[sorted(roots)])
        best = best.mask(joined & (best > sum(cost[list(some)])), sum(cost[list(some)]))
    return best


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_ways_and_users_are_those_that_trying_every_choice_finds(draw_roads, draw_points, data):
    """A 3 x 4 grid of roads, some paved, some absent; up to six projects; five homes."""
    corners = [(x, y) for x in range(3) for y in range(4)]
    edges = [
        (a, (a[0] + dx, a[1] + dy))
        for a in corners
        for dx, dy in ((1, 0), (0, 1))
        if a[0] + dx < 3 and a[1] + dy < 4
    ]
    kinds = data.draw(st.lists(st.sampled_from("=-eee"), min_size=17, max_size=17))
    lines = {f"R{k:02d}": [tuple(1000 * np.array(end)) for end in e] for k, e in enumerate(edges)}
    kind = dict(zip(lines, kinds, strict=True)) | {"R99": "="}
    lines["R99"] = [(-500, 0), (0, 0)]
    roads = draw_roads(
        {road: line for road, line in lines.items() if kind[road] != "-"},
        surface_code={road: "36" if one == "e" else "12" for road, one in kind.items()},
    )
    homes = {f"h{k}": tuple(1000 * np.array(corner)) for k, corner in enumerate(corners[4::2])}
    network = build(roads, draw_points(**homes))
    project = group_links(network.links, longest_km=4)
    names = sorted(set(project))[:6]
    project = project[project.isin(names)]
    yuan = pd.Series(data.draw(st.lists(st.sampled_from([100, 200, 400, 700]), min_size=len(names),
                                        max_size=len(names))), names, dtype=float)  # fmt: skip
    roots = set(network.links.loc["R99", ["u", "v"]])
    args = (network, project, yuan, roots, network.access["node"])
    today = cheapest_by_trying(*args)
    found = cheapest_ways(*args).map(lambda way: np.inf if way is None else sum(yuan[list(way)]))
    assert found.to_dict() == today.to_dict()
    free = {one: cheapest_by_trying(*args[:2], yuan.mask(yuan.index == one, 0.0), *args[3:])
            for one in names}  # fmt: skip
    for one, home in users(*args):
        assert free[one][home] <= today[home]
    cheaper = {(one, home) for one in names for home in today.index[free[one] < today]}
    assert cheaper <= users(*args)


def test_served_sums_over_users():
    table = pd.DataFrame({"project": ["K", "K", "L"], "home": ["a", "b", "a"]})
    assert served(table, pd.Series({"a": 4, "b": 3, "c": 9})).to_dict() == {"K": 7, "L": 4}
