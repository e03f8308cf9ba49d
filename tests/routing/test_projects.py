"""Which links are one project, what it costs, who would use it."""

import math

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geoplan.routing.network import RoadNetwork, build_network, with_terrain
from geoplan.routing.projects import (
    group_links,
    link_costs,
    project_table,
    to_hundred_yuan,
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
