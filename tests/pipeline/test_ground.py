"""The ground of a county: land cover, cliffs, cells, and what stays when nobody told elevations."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from shapely import box

from geoplan import read_county
from geoplan.pipeline.ground import minutes_of_season, ways_of
from geoplan.pipeline.places import road_network
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.surfaces import at_doors, surface_to
from geoplan.terrain import Raster, cell_of, coarser, part_of, slope_deg

WEST, NORTH_M = 628_000.0, 3_635_000.0
"""Upper left corner of the rasters, beyond the tiny county of conftest.py."""


@pytest.fixture
def walked(tiny_county):
    """Minutes on foot of G2, off every road, to the committee: ``walked(county)``."""

    def minutes(county):
        layers = {"village": county.villages, "group": county.groups, "service": county.services}
        network = road_network(county, layers)
        hybrid = ways_of(county, network, cell_m=30)
        arcs = minutes_of_season(county, hybrid, network.links, "dry", "foot")
        goals = county.services.geometry[county.services["kind"] == "village_committee"]
        home = county.groups.geometry[["G2"]]
        surface = surface_to(hybrid, arcs, goals)
        return at_doors(surface, doorsteps(hybrid, home), home.index)["minutes"]["G2"]

    return minutes


def cover(path, codes):
    """Write a raster of 50 m cells over the tiny county; ``codes`` by column."""
    values = np.tile(codes.astype(np.uint8), (140, 1))
    profile = {"driver": "GTiff", "dtype": "uint8", "count": 1, "crs": "EPSG:4545",
               "width": len(codes), "height": 140,
               "transform": Affine(50, 0, WEST, 0, -50, NORTH_M)}  # fmt: skip
    with rasterio.open(path, "w", **profile) as target:
        target.write(values, 1)


def with_cover(toml, codes, more=""):
    """County of the toml with a land-cover raster."""
    cover(toml.parent / "cover.tif", codes)
    text = toml.read_text(encoding="utf-8")
    text = text.replace("[layers]\n", '[layers]\nland_cover = "cover.tif"\n') + more
    toml.write_text(text, encoding="utf-8")
    return read_county(toml)


def test_woods_slow_a_walk(tiny_county, walked):
    """2 km straight west over the fields, everywhere at eight tenths of the speed."""
    open_ground = walked(read_county(tiny_county))
    in_woods = walked(with_cover(tiny_county, np.full(200, 10)))
    assert in_woods == pytest.approx(open_ground / 0.8, rel=0.01)


def test_what_no_factor_names_is_open_and_a_county_may_change_them(tiny_county, walked):
    bare = walked(read_county(tiny_county))
    county = with_cover(tiny_county, np.full(200, 10), '\n[travel.land_cover_factors]\n"7" = 0.5\n')
    assert walked(county) == pytest.approx(bare)


@pytest.mark.parametrize(
    ("codes", "shift_m", "words"), [(77, 0, "有 77"), (10, 90_000, "不覆盖本县")]
)
def test_land_cover_that_tells_nothing_is_named(tiny_county, walked, codes, shift_m, words):
    """Codes that the settings do not have; a raster of another place."""
    bare = walked(read_county(tiny_county))
    county = with_cover(tiny_county, np.full(200, codes))
    path = county.folder / "cover.tif"
    with rasterio.open(path, "r+") as raster:
        raster.transform = Affine.translation(shift_m, 0) @ raster.transform
    county = read_county(tiny_county)
    assert walked(county) == pytest.approx(bare)
    (told,) = [one for one in map(str, county.findings) if "土地覆盖" in one]
    assert words in told
    with rasterio.open(path, "r+") as raster:
        raster.transform = Affine.translation(-shift_m, 0) @ raster.transform
        raster.write(np.full(raster.shape, 10, raster.dtypes[0]), 1)
    assert not any("土地覆盖" in one for one in map(str, read_county(tiny_county).findings))


def test_nobody_walks_through_a_lake_of_the_raster(tiny_county, walked):
    """A lake over 200 m between them: by the roads, 2 + 2 + 2 km."""
    codes = np.full(200, 30)
    codes[120:124] = 80
    around = walked(with_cover(tiny_county, codes))
    assert around > walked(read_county(tiny_county.parent / "county.toml")) - 1e-9
    assert around == pytest.approx(60 * 6.1 / (6 * np.exp(-0.175)), rel=0.05)


def test_nobody_climbs_a_cliff(tiny_county):
    """A step of 200 m over one cell of 30 m, and a hillside of 30 degrees."""
    county = read_county(tiny_county)
    z_m = np.zeros((300, 400), np.float32)
    z_m[:, 200:] = 200
    z_m[:, 100:110] = np.arange(10) * 30 * np.tan(np.radians(30))
    dem = Raster(z_m, Affine(30, 0, WEST, 0, -30, NORTH_M + 1000), "EPSG:4545")
    layers = {"village": county.villages, "group": county.groups}
    network = road_network(county, layers)
    hybrid = ways_of(dataclasses.replace(county, dem=dem), network, cell_m=30)
    open_cells = (hybrid.walks.steps > 0).reshape(hybrid.ground.values.shape)
    slope = slope_deg(hybrid.ground).values
    assert not open_cells[slope > 50].any()
    assert open_cells[slope < 50].all()
    assert (slope > 50).any()
    assert ((slope > 25) & (slope < 50)).any()


@pytest.mark.parametrize(
    "name",
    ["roads", "villages", "groups", "households", "services", "farmland", "sites"],
)
@pytest.mark.parametrize("away_m", [-20_000, 20_000])
def test_the_ground_goes_a_kilometre_beyond_every_layer(tiny_survey, name, away_m):
    """One layer lies 20 km south-west, or north-east, of all others."""
    county, _ = tiny_survey
    layer = getattr(county, name)
    apart = layer.set_geometry(layer.geometry.translate(away_m, away_m))
    network = road_network(county, {"village": county.villages})
    hybrid = ways_of(dataclasses.replace(county, **{name: apart}), network, cell_m=50)
    grid, (rows, columns) = hybrid.ground.transform, hybrid.ground.values.shape
    x, y = apart.total_bounds[:2] if away_m < 0 else apart.total_bounds[2:]
    if away_m < 0:
        corner, outermost = (grid.c, grid.f - 50 * rows), (x - 1000, y - 1000)
    else:
        corner, outermost = (grid.c + 50 * columns, grid.f), (x + 1000, y + 1000)
    assert corner == pytest.approx(outermost, abs=100)


def test_of_all_exclusions_only_water_is_in_the_way(tiny_survey):
    """Four areas of 300 m x 300 m, side by side."""
    county, _ = tiny_survey
    kinds = ["ecological_redline", "basic_farmland", "water", "other"]
    west, south, _, _ = county.villages.total_bounds
    areas = [box(west + 500 * k, south, west + 500 * k + 300, south + 300) for k in range(4)]
    exclusions = gpd.GeoDataFrame({"kind": kinds}, geometry=areas, crs=county.crs)
    network = road_network(county, {"village": county.villages})
    hybrid = ways_of(dataclasses.replace(county, exclusions=exclusions), network, cell_m=30)
    inside = [cell_of(hybrid.ground, area.centroid.x, area.centroid.y) for area in areas]
    shut = hybrid.walks.steps[inside] == 0
    assert dict(zip(kinds, shut, strict=True)) == {kind: kind == "water" for kind in kinds}


def test_cells_are_averaged_until_they_are_large_enough():
    z_m = np.array([[1, 3, 10], [5, np.nan, 20], [7, 7, np.nan]], np.float32)
    fine = Raster(z_m, Affine(10, 0, 100, 0, -10, 500), "EPSG:4545")
    half = coarser(fine, 20)
    assert half.cell_m == 20
    np.testing.assert_allclose(half.values, [[3, 15], [7, np.nan]])
    assert (half.transform.c, half.transform.f) == (100, 500)
    assert coarser(fine, 10) is fine


def test_part_of_a_raster_keeps_its_cells():
    z_m = np.arange(20, dtype=np.float32).reshape(4, 5)
    whole = Raster(z_m, Affine(10, 0, 100, 0, -10, 500), "EPSG:4545")
    part = part_of(whole, (112, 475, 131, 492))
    np.testing.assert_array_equal(part.values, z_m[0:3, 1:4])
    assert (part.transform.c, part.transform.f) == (110, 500)
    everything = part_of(whole, (-1000, -1000, 9000, 9000))
    np.testing.assert_array_equal(everything.values, z_m)
