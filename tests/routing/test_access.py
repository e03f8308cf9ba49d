"""Minutes by road and on foot, checked against closed forms."""

import dataclasses
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from geoplan.routing.access import (
    minutes_between,
    minutes_to_nearest,
    rural_access,
    season_kmh,
    travel_graph,
    vehicle_kmh,
)
from geoplan.routing.network import RoadNetwork, build_network, with_terrain
from geoplan.terrain import Raster

SPEEDS = {
    "gradient_limits": (0.04, 0.08),
    "paved_wide_kmh": (40.0, 30.0, 20.0),
    "paved_narrow_kmh": (30.0, 22.0, 15.0),
    "gravel_kmh": (20.0, 15.0, 10.0),
    "earth_kmh": (15.0, 10.0, 6.0),
    "wide_m": 5.5,
    "earth_codes": ("36",),
}
OFF_PATH = 0.6


def walk(distance_m: float, slope: float = 0.0, factor: float = 1.0) -> float:
    """Minutes on foot by Tobler's formula, written out once more."""
    return 60 * (distance_m / 1000) / (6 * math.exp(-3.5 * abs(slope + 0.05)) * factor)


def hillside(rise: float) -> Raster:
    """A plane that rises eastward by ``rise`` metres per metre, cells of 10 m."""
    x = np.arange(-495, 3000, 10.0)
    heights = np.tile(1000 + rise * x, (200, 1)).astype(np.float32)
    return Raster(heights, Affine(10, 0, -500, 0, -10, 1000), "EPSG:4545")


def link_table(**columns: list[object]) -> pd.DataFrame:
    table = {"surface_code": ["36"], "hardened": [False], "surface_width_m": [4.0]}
    rows = max(map(len, columns.values()))
    table = {name: cells * rows for name, cells in table.items()} | columns
    return pd.DataFrame(table).astype({"surface_code": "str"})


@pytest.mark.parametrize(
    ("code", "hardened", "width_m", "triple"),
    [
        ("12", True, 5.5, (40, 30, 20)),
        ("12", True, 5.4, (30, 22, 15)),
        ("12", True, math.nan, (30, 22, 15)),
        ("312", False, 6.0, (20, 15, 10)),
        ("36", False, 6.0, (15, 10, 6)),
        (None, False, 6.0, (15, 10, 6)),
    ],
)
def test_speed_by_surface_width_and_gradient(code, hardened, width_m, triple):
    flat, rolling, steep = triple
    links = link_table(
        gradient=[0.0, 0.039, 0.04, 0.08, 0.18, math.nan],
        surface_code=[code] * 6,
        hardened=[hardened] * 6,
        surface_width_m=[width_m] * 6,
    )
    kmh = vehicle_kmh(links, **SPEEDS)
    assert kmh.to_list() == [flat, flat, rolling, steep, steep, rolling]
    assert kmh.index.equals(links.index)


def test_speed_when_wet():
    """Paved as ever, gravel slower, closed links 0."""
    links = pd.DataFrame(
        {"hardened": [True, True, False, False], "passable_wet": [True, False, True, False]}
    )
    dry = pd.Series([30.0, 30.0, 20.0, 15.0])
    assert season_kmh(links, dry, "dry", wet_gravel_factor=0.7).equals(dry)
    assert season_kmh(links, dry, "wet", wet_gravel_factor=0.7).to_list() == [30, 0, 14, 0]


@pytest.fixture
def valley(draw_roads, draw_points):
    """An earth road of 2 km up the valley, the school below, the home above, both beside it.

    school(0, 200)                home(2000, 100)
       +----------- R -----------+
    """

    def build(rise: float) -> tuple[RoadNetwork, gpd.GeoSeries]:
        roads = draw_roads({"R": [(0, 0), (2000, 0)]}, surface_code={"R": "36"})
        places = draw_points(home=(2000, 100), school=(0, 200))
        network = build_network(roads, places, hardened_codes=("12",))
        return with_terrain(network, hillside(rise)), places

    return build


def minutes(network: RoadNetwork, places: gpd.GeoSeries, kmh: float, rise: float) -> np.ndarray:
    """Minutes home to school and school to home, over the network."""
    graph = travel_graph(
        network,
        places,
        pd.Series(kmh, index=network.links.index),
        off_path_factor=OFF_PATH,
        dem=hillside(rise),
    )
    return minutes_between(graph, ["home", "school"], ["school", "home"], places.index)


def test_a_ride_is_as_long_both_ways(valley):
    network, places = valley(0.1)
    expected = walk(100, factor=OFF_PATH) + 60 * 2 / 10 + walk(200, factor=OFF_PATH)
    assert minutes(network, places, 10, 0.1) == pytest.approx([expected] * 2, rel=1e-4)


def test_closed_to_vehicles_people_walk_faster_down_than_up(valley):
    network, places = valley(0.1)
    aside = walk(100, factor=OFF_PATH) + walk(200, factor=OFF_PATH)
    down, up = walk(2000, -0.1), walk(2000, 0.1)
    assert minutes(network, places, 0, 0.1) == pytest.approx([aside + down, aside + up], rel=1e-3)
    assert up / down == pytest.approx(math.exp(3.5 * 0.1), rel=1e-6)


def test_walking_beats_a_ride_that_is_slower(valley):
    network, places = valley(0.0)
    aside = walk(100, factor=OFF_PATH) + walk(200, factor=OFF_PATH)
    assert minutes(network, places, 1, 0.0) == pytest.approx([aside + walk(2000)] * 2, rel=1e-5)


def test_a_service_up_the_slope_is_farther_than_one_below(draw_roads, draw_points):
    """Closed road on a slope, services 1 km up and 1 km down: the direction is to the service.

    below ------- home ------- above
    """
    roads = draw_roads({"R": [(0, 0), (2000, 0)]}, surface_code={"R": "36"})
    places = draw_points(home=(1000, 0), above=(2000, 0), below=(0, 0))
    network = build_network(roads, places, hardened_codes=("12",))
    dem = hillside(0.15)
    network = with_terrain(network, dem)
    graph = travel_graph(
        network, places, pd.Series(0.0, network.links.index), off_path_factor=OFF_PATH, dem=dem
    )
    for service, slope in (("above", 0.15), ("below", -0.15)):
        found = minutes_to_nearest(
            graph, places[["home"]], places[[service]], places.index,
            off_path_factor=OFF_PATH, dem=dem,
        )  # fmt: skip
        assert found["home"] == pytest.approx(walk(1000, slope), rel=1e-3)
        assert list(found.index) == ["home"]


def test_straight_over_land_when_nearer_than_by_road(draw_roads, draw_points):
    """
    home +==========+           2 x 5 km by road at 30 km/h: 20 minutes;
      300 m         |           300 m straight: 5.95 / 0.6 minutes
    clinic +========+
    """
    roads = draw_roads({"R": [(0, 300), (5000, 300), (5000, 0), (0, 0)]})
    places = draw_points(home=(0, 300), clinic=(0, 0), far_home=(5000, 150))
    network = with_terrain(build_network(roads, places, hardened_codes=("12",)), None)
    kmh = pd.Series(30.0, network.links.index)
    graph = travel_graph(network, places, kmh, off_path_factor=OFF_PATH, dem=None)
    found = minutes_to_nearest(
        graph, places[["home", "far_home"]], places[["clinic"]], places.index,
        off_path_factor=OFF_PATH, dem=None,
    )  # fmt: skip
    assert found["home"] == pytest.approx(walk(300, factor=OFF_PATH))
    assert found["far_home"] == pytest.approx(5.15 * 2)


def test_no_service_is_infinitely_far(valley):
    network, places = valley(0.0)
    graph = travel_graph(
        network, places, pd.Series(10.0, network.links.index), off_path_factor=OFF_PATH, dem=None
    )
    nowhere = minutes_to_nearest(
        graph, places, places.iloc[:0], places.index, off_path_factor=OFF_PATH, dem=None
    )
    assert np.isinf(nowhere).all()
    assert nowhere.index.equals(places.index)


def test_no_way_between_two_networks(draw_roads, draw_points):
    roads = draw_roads({"A": [(0, 0), (100, 0)], "B": [(0, 900), (100, 900)]})
    places = draw_points(a=(50, 0), b=(50, 900), near_a=(90, 0))
    network = with_terrain(build_network(roads, places, hardened_codes=("12",)), None)
    kmh = pd.Series(30.0, network.links.index)
    graph = travel_graph(network, places, kmh, off_path_factor=OFF_PATH, dem=None)
    found = minutes_between(graph, ["a", "a", "b"], ["b", "near_a", "b"], places.index)
    assert found[0] == math.inf
    assert found[1:] == pytest.approx([60 * 0.04 / 30, 0], abs=1e-5)
    assert minutes_between(graph, [], [], places.index).shape == (0,)


def test_of_parallel_links_the_fastest_counts(draw_roads, draw_points):
    """Two roads between the same ends, 1.0 and 1.4 km: minutes are not added up."""
    roads = draw_roads(
        {"short": [(0, 0), (1000, 0)], "long": [(0, 0), (500, 500), (1000, 0)]},
    )
    places = draw_points(west=(0, 0), east=(1000, 0))
    network = with_terrain(build_network(roads, places, hardened_codes=("12",)), None)
    kmh = pd.Series({"short": 20.0, "long": 60.0})[network.links.index]
    graph = travel_graph(network, places, kmh, off_path_factor=OFF_PATH, dem=None)
    found = minutes_between(graph, ["west"], ["east"], places.index)
    assert found == pytest.approx([math.sqrt(2)], abs=1e-4)


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


def test_inputs_are_unchanged(valley):
    network, places = valley(0.1)
    kept = dataclasses.replace(network, links=network.links.copy(), access=network.access.copy())
    points = places.copy()
    minutes(network, places, 10, 0.1)
    pd.testing.assert_frame_equal(pd.DataFrame(network.links), pd.DataFrame(kept.links))
    pd.testing.assert_frame_equal(network.access, kept.access)
    assert shapely.equals_exact(places.to_numpy(), points.to_numpy()).all()
