"""Which candidate roads may be listed."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.routing.eligibility import eligibility_rules, leading_to, stretch_on_m
from geoplan.routing.network import RoadNetwork


@settings(max_examples=60)
@given(st.data())
def test_projects_that_lead_to_somebody_are_those_on_some_simple_way(data):
    """A 3 x 3 grid of roads, some paved, some absent, and what joins it to the paved corner."""
    corners = [(x, y) for x in range(3) for y in range(3)]
    edges = [
        (a, (a[0] + dx, a[1] + dy))
        for a in corners
        for dx, dy in ((1, 0), (0, 1))
        if a[0] + dx < 3 and a[1] + dy < 3
    ]
    kinds = data.draw(st.lists(st.sampled_from("abcd-="), min_size=12, max_size=12))
    living = data.draw(st.sets(st.sampled_from(corners), max_size=2))
    links = pd.DataFrame(
        [(corners.index(a), corners.index(b)) for a, b in edges], columns=["u", "v"]
    ).assign(hardened=[kind == "=" for kind in kinds])
    network = RoadNetwork(links, pd.DataFrame(index=range(9)), pd.DataFrame())
    project = pd.Series(kinds)[[kind in "abcd" for kind in kinds]]
    homes = pd.Series([corners.index(one) for one in living], dtype=int)
    open_links = links[links["hardened"] | links.index.isin(project.index)]
    graph = nx.Graph(zip(open_links["u"], open_links["v"], strict=True))
    graph.add_nodes_from(range(9))
    on_ways = {
        frozenset(pair)
        for home in homes
        for way in nx.all_simple_paths(graph, 0, home)
        for pair in pairwise(way)
    }
    expected = {
        one for link, one in project.items() if frozenset(links.loc[link, ["u", "v"]]) in on_ways
    }
    assert set(leading_to(network, project, [0], homes)) == expected


def test_the_first_rule_that_applies():
    """Each project breaks its own rule and every later one; the last breaks none."""
    names = ["refused", "library", "farmland", "nobody", "fine"]
    on_field, off_field = (shapely.LineString([(0, y), (100, y)]) for y in (0, 90))
    projects = gpd.GeoDataFrame(
        {
            "consent": ["no"] + ["not_asked"] * 4,
            "in_library": [False, False, True, True, True],
        },
        index=names,
        geometry=[on_field] * 3 + [off_field] * 2,
        crs="EPSG:4545",
    )
    rules = {
        "leading": pd.Index(["fine"]),
        "basic_farmland": gpd.GeoSeries([shapely.box(0, -5, 60, 5)], crs="EPSG:4545"),
        "basic_farmland_limit_m": 50.0,
        "library_required": True,
    }
    found = eligibility_rules(projects, **rules)
    assert found.fillna("").to_dict() == {
        "refused": "refused",
        "library": "not_in_library",
        "farmland": "basic_farmland",
        "nobody": "serves_nobody",
        "fine": "",
    }
    relaxed = rules | {"basic_farmland_limit_m": 60.0, "library_required": False}
    found = eligibility_rules(projects, **relaxed)
    assert found["library"] == found["farmland"] == "serves_nobody"


def test_stretch_on_areas():
    """Two overlapping areas over 0-60 and 40-100 of a line of 200 m; another line aside."""
    shapes = [shapely.LineString([(0, y), (200, y)]) for y in (0, 500)]
    projects = gpd.GeoDataFrame(index=["K", "L"], geometry=shapes, crs="EPSG:4545")
    areas = gpd.GeoSeries([shapely.box(0, -5, 60, 5), shapely.box(40, -5, 100, 5)], crs="EPSG:4545")
    assert stretch_on_m(projects, areas).to_dict() == {"K": 100, "L": 0}
    assert stretch_on_m(projects, areas.iloc[:0]).to_dict() == {"K": 0, "L": 0}
