"""The made-up county: reproducible, valid, and shaped like one."""

import importlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.features import geometry_mask
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geoplan.config import read_settings
from geoplan.schema import LAYERS, validate

DATA = Path(__file__).parent.parent / "data"
make_county = importlib.import_module("make_county")
county_roads = importlib.import_module("county_roads")
county_routes = importlib.import_module("county_routes")
county_terrain = importlib.import_module("county_terrain")


def write_small(folder: Path) -> Path:
    """County of 30 villages in about 160 km2."""
    terrain, layers = make_county.make_county(30, 600, seed=3)
    make_county.write(folder, terrain, layers, make_county.settings(layers, 3))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small county, written."""
    return write_small(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def layers(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Its layers, checked."""
    written = [path.stem for path in folder.glob("*.gpkg")]
    assert set(written) == set(LAYERS) - {"sites"}  # the planner finds them
    return {name: validate(name, gpd.read_file(folder / f"{name}.gpkg")) for name in written}


def slope_deg(folder: Path, areas: gpd.GeoSeries | None = None) -> float:
    """Mean slope of the county, or of the part inside some areas."""
    with rasterio.open(folder / "dem.tif") as raster:
        dem, transform = raster.read(1).astype(float), raster.transform
    slope = np.degrees(np.arctan(np.hypot(*np.gradient(dem, transform.a))))
    if areas is not None:
        slope = slope[~geometry_mask(areas, slope.shape, transform)]
    return float(slope.mean())


def components(roads: gpd.GeoDataFrame) -> np.ndarray:
    """Number of nodes of each connected piece, joined at identical end points only."""
    ends = [point for line in roads.geometry for point in (line.coords[0], line.coords[-1])]
    number = {point: at for at, point in enumerate(dict.fromkeys(ends))}
    at = np.array([number[point] for point in ends]).reshape(-1, 2)
    graph = coo_array((np.ones(len(at)), at.T), shape=(len(number),) * 2)
    return np.bincount(connected_components(graph, directed=False)[1])


def test_same_seed_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_small(tmp_path)
    written = sorted(path.name for path in folder.iterdir())
    assert written == sorted(path.name for path in again.iterdir())
    different = [
        name for name in written if (folder / name).read_bytes() != (again / name).read_bytes()
    ]
    assert different == []


def test_counts_and_totals_agree(layers: dict[str, gpd.GeoDataFrame]) -> None:
    villages, groups, households = (layers[n] for n in ("villages", "groups", "households"))
    assert (len(villages), len(households)) == (30, 600)
    assert not villages.duplicated(["township_id", "name"]).any()
    for frame, key in ((villages, "village_id"), (groups, "group_id")):
        people = households.groupby(key)["people"].sum()
        assert people.reindex(frame.index).eq(frame["people"]).all()
    assert set(households["consent"]) == {"yes", "no", "not_asked"}
    assert groups["village_id"].isin(villages.index).all()


def test_settings_are_read_and_say_made_up(folder: Path) -> None:
    settings = read_settings(folder / "county.toml")
    assert settings.made_up
    assert settings.years == (2027, 2028)
    assert {fund.id for fund in settings.funds} >= {"province", "county", "relocation"}


def test_routes_have_codes_and_stakes_that_add_up(layers: dict[str, gpd.GeoDataFrame]) -> None:
    roads = layers["roads"]
    assert roads["route_code"].str.fullmatch(r"[GSXYCZV][0-9A-Z]{3}\d{6}").all()
    metres = (roads["end_km"] - roads["start_km"]) * 1000
    assert np.allclose(metres, roads.length, atol=1)
    for code, route in roads.sort_values("start_km").groupby("route_code"):
        assert route["start_km"].iloc[0] == 0, code
        assert (
            route["start_km"].iloc[1:].to_numpy() == route["end_km"].iloc[:-1].to_numpy()
        ).all(), code
        ends = [line.coords[-1] for line in route.geometry]
        assert ends[:-1] == [line.coords[0] for line in route.geometry][1:], code


def test_roads_are_one_network_and_one_scrap(layers: dict[str, gpd.GeoDataFrame]) -> None:
    roads = layers["roads"]
    pieces = np.sort(components(roads))
    assert pieces[:-1].tolist() == [2]
    crossing = roads.sindex.query(roads.geometry, predicate="crosses")
    assert crossing.shape[1] == 0
    near_m = layers["villages"].geometry.apply(lambda point: roads.distance(point).min())
    assert near_m.max() < 100


def test_hazards_follow_the_terrain(folder: Path, layers: dict[str, gpd.GeoDataFrame]) -> None:
    hazards = layers["hazards"]
    everywhere = slope_deg(folder)
    inside = {kind: slope_deg(folder, areas.geometry) for kind, areas in hazards.groupby("kind")}
    assert inside["landslide"] > everywhere + 2
    assert inside["rockfall"] > everywhere + 5
    assert inside["flood"] < everywhere - 5
    assert (hazards["hazard_class"] == 4).mean() < 0.15


def test_nobody_lives_in_the_water(layers: dict[str, gpd.GeoDataFrame]) -> None:
    exclusions = layers["exclusions"]
    water = exclusions.loc[exclusions["kind"] == "water", ["geometry"]]
    assert layers["households"].sjoin(water).empty
    assert layers["villages"].sjoin(water).empty


def test_pits_are_filled_to_their_rim() -> None:
    """A pit of 1 m behind a rim of 5 m spills over the lowest rim cell, which is 3 m high.

    5 5 5 5
    0 3 1 5     the outlet is the 0
    5 5 5 5
    """
    height = np.array([[5.0, 5, 5, 5], [0, 3, 1, 5], [5, 5, 5, 5]])
    filled = county_terrain.fill(height, np.array([4]))
    assert filled[1].tolist() == pytest.approx([0, 3, 3, 5], abs=0.1)
    assert filled[1, 2] > filled[1, 1]
    assert np.delete(filled, 1, axis=0).ravel().tolist() == pytest.approx([5] * 8, abs=0.1)


def test_near_ways_join_places_at_the_least_cost() -> None:
    """Four places on a path 0-1-2-3 and a dear short cut 0-3: the tree is the path.

    0 --1-- 1 --1-- 2 --1-- 3
    `----------9------------'
    """
    tail, head, cost = [0, 1, 2, 0], [1, 2, 3, 3], [1.0, 1, 1, 9]
    graph = coo_array((cost * 2, (tail + head, head + tail)), shape=(4, 4)).tocsr()
    edges, _ = county_roads.join(graph, np.arange(4), np.arange(4))
    assert edges.tolist() == [[0, 1], [1, 2], [2, 3]]
    with_loop, _ = county_roads.join(graph, np.arange(4), np.arange(4), loops=0.25)
    assert with_loop.tolist() == edges.tolist(), "three steps round for 9 is no gain"


def test_route_numbers_beyond_999_keep_three_characters() -> None:
    assert [county_routes.base36(n) for n in (1000, 1001, 1036)] == ["A00", "A01", "A10"]


def test_bundled_county_is_small_and_its_readme_fresh() -> None:
    bundled = DATA / "yunling"
    assert sum(path.stat().st_size for path in bundled.iterdir()) <= 8_000_000
    assert (DATA / "README.md").read_text(encoding="utf-8") == make_county.readme(bundled), (
        "run: python data/make_county.py --readme"
    )
