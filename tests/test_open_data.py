"""OpenStreetMap and rasters → a county folder: who lives where, and what county.toml says."""

import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st

from geoplan import terrain
from geoplan.config import read_settings
from geoplan.errors import ConfigError, LayerError
from geoplan.open_data import hazard_raster, import_osm, people
from geoplan.pipeline import make_plan
from geoplan.programme import worth
from geoplan.readers import read_county

CRS = "EPSG:4545"
WEST, NORTH, CELL = 109.4, 32.81, 0.001

OSM = """<osm version="0.6">
<node id="1" version="1" lon="109.4005" lat="32.8055"/>
<node id="2" version="1" lon="109.4025" lat="32.8055"/>
<node id="3" version="1" lon="109.4095" lat="32.8055"/>
<node id="4" version="1" lon="109.4015" lat="32.8055">
  <tag k="place" v="town"/><tag k="name" v="东镇"/></node>
<node id="5" version="1" lon="109.4095" lat="32.8056">
  <tag k="place" v="village"/><tag k="name" v="李家湾"/></node>
<node id="11" version="1" lon="109.4004" lat="32.8064"/>
<node id="12" version="1" lon="109.4006" lat="32.8064"/>
<node id="13" version="1" lon="109.4006" lat="32.8066"/>
<node id="21" version="1" lon="109.4024" lat="32.8064"/>
<node id="22" version="1" lon="109.4026" lat="32.8064"/>
<node id="23" version="1" lon="109.4026" lat="32.8066"/>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/>
  <tag k="highway" v="primary"/><tag k="surface" v="asphalt"/></way>
<way id="2" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="track"/></way>
<way id="3" version="1"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="11"/>
  <tag k="building" v="yes"/></way>
<way id="4" version="1"><nd ref="21"/><nd ref="22"/><nd ref="23"/><nd ref="21"/>
  <tag k="building" v="house"/></way>
</osm>"""
"""Cells of 0.001 degrees, row 3 and 4 of the rasters:

    h . k . . . . . . .      h, k  two houses
    1-T-2 - - - - - - V      T  town 东镇, V  village 李家湾 without houses, 650 m from k
"""


def write_raster(path, values, *, crs="EPSG:4326", nodata=-1, corner=(WEST, NORTH), cell=CELL):
    """GeoTIFF of the values, first row in the north."""
    values = np.asarray(values)
    transform = Affine(cell, 0, corner[0], 0, -cell, corner[1])
    height, width = values.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=1, dtype=values.dtype,
        crs=crs, transform=transform, nodata=nodata,
    ) as target:  # fmt: skip
        target.write(values, 1)
    return path


@pytest.fixture
def inputs(tmp_path):
    """The drawing above as files: people 7 at h, 40.4 at k, 20 at V; slopes; crops round k."""
    (tmp_path / "east.osm").write_text(OSM, encoding="utf-8")
    grid = np.zeros((10, 12), dtype=np.float32)
    population, slope, crops = grid.copy(), grid.astype(np.uint8), grid.astype(np.uint8)
    population[3, 0], population[3, 2], population[4, 9] = 7, 40.4, 20
    population[9, 11] = -1  # no data
    slope[4, 9] = 5
    crops[2, 2], crops[2, 3] = 80, 10
    return {
        "file": tmp_path / "east.osm",
        "dem": write_raster(tmp_path / "dem.tif", grid + 500),
        "population": write_raster(tmp_path / "people.tif", population),
        "cropland": write_raster(tmp_path / "crops.tif", crops, nodata=255),
        "slope": write_raster(tmp_path / "slope.tif", slope, nodata=255),
    }


@pytest.fixture
def county(inputs, tmp_path):
    """The drawing as a county folder."""
    slope = inputs.pop("slope")
    hazard = hazard_raster(f"landslide={slope}@high:4..4,very_high:5..5")
    import_osm(inputs.pop("file"), tmp_path / "out", first_year=2027, hazards=[hazard], **inputs)
    return tmp_path / "out"


def points(*xy):
    return gpd.GeoSeries(gpd.points_from_xy(*zip(*xy, strict=True)), crs=CRS)


def villages_at(*xy):
    names = [f"V{number}" for number in range(1, len(xy) + 1)]
    return gpd.GeoDataFrame({"village_id": names, "name": names}, geometry=points(*xy))


def cells_at(values, *xy, area_m2=10_000.0):
    x, y = zip(*xy, strict=True)
    return pd.DataFrame({"value": values, "x_m": x, "y_m": y, "area_m2": area_m2})


def test_hazard_text():
    hazard = hazard_raster(r"flood=C:\data\a@b=c.tif@high:-2..0.5, very_high : 3..4")
    assert hazard.path == r"C:\data\a@b=c.tif"
    assert hazard.kind == "flood"
    assert hazard.classes == {3: (-2, 0.5), 4: (3, 4)}


@pytest.mark.parametrize(
    "text",
    [
        "", "landslide", "landslide=a.tif", "landslide=@high:1..2", "landslide=a.tif@", "a.tif@high:1..2",
        "quake=a.tif@high:1..2", "flood=a.tif@huge:1..2", "flood=a.tif@high:1-2", "flood=a.tif@high:2..1",
        "flood=a.tif@high:1..2,", "flood=a.tif@high:1..2,high:3..4", "flood=a.tif@high:1.2.3..4",
    ],
)  # fmt: skip
def test_hazard_text_faults_show_the_form(text):
    with pytest.raises(ConfigError, match=r"cannot be read.*landslide=slope\.tif@high:4\.\.4"):
        hazard_raster(text)


def test_people_of_a_cell_live_in_its_dwellings_and_of_empty_cells_in_the_nearest_village():
    """Cells of 100 m with 10, 6 and 3 people; dwellings a, b, c; a and b are of village 0.

    | a b | c | . |
    """
    homes = np.array([[-10.0, 0], [10, 0], [100, 0]])
    cells = cells_at([10.0, 6.0, 3.0], (0, 0), (100, 0), (200, 0))
    village = np.array([0, 0, 1])
    assert people.share_people(homes, village, cells).tolist() == [5, 5, 9]
    one_village = np.zeros(3, dtype=np.int64)
    assert people.share_people(homes, one_village, cells).tolist() == [6, 6, 7]


def test_whole_numbers_by_largest_remainder():
    assert people.whole(np.array([1.2, 0.5, 2.3])).tolist() == [1, 1, 2]
    assert people.whole(np.array([0.5, 0.5, 0.5, 0.5])).tolist() == [1, 1, 0, 0]


@given(st.lists(st.floats(0, 1e4), max_size=50))
def test_whole_numbers_keep_the_total(shares):
    numbers = people.whole(np.array(shares))
    assert numbers.sum() == round(float(np.sum(shares)))
    assert (np.abs(numbers - np.array(shares)) < 1).all()


def test_dwellings_without_raster_and_villages_without_houses():
    """A house at V1; nothing within 500 m of V2."""
    homes = people.homes(points((0, 10)), villages_at((0, 0), (501, 10)), None)
    assert homes["village_id"].tolist() == ["V1", "V2"]
    assert homes["people"].tolist() == [5, 135]  # 4.5 and 30 x 4.5, 139.5 rounded to even
    assert homes.geometry.x.tolist() == [0, 501]


def test_households_are_small_and_groups_near():
    """Two clusters 3 km apart with 31 and 29 households, and a dwelling with 13 people and one with none."""
    here = [(10.0 * i, 0.0) for i in range(31)]
    there = [(3000 + 10.0 * i, 3000.0) for i in range(27)]
    places = points(*here, *there, (3300, 3000), (3310, 3000))
    count = [4] * 58 + [13, 0]
    homes = gpd.GeoDataFrame({"village_id": "V1", "people": count}, geometry=places)

    households = people.households(homes)

    assert households["people"].sum() == 58 * 4 + 13
    assert sorted(households.loc[households.geometry.x == 3300, "people"]) == [4, 4, 5]
    assert households["group_id"].value_counts().to_dict() == {"V1-01": 31, "V1-02": 30}
    groups = people.groups(households, villages_at((0, 0)))
    assert groups["name"].tolist() == ["V1 01", "V1 02"]
    assert groups.geometry.y.round(-3).tolist() == [0, 3000]


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 9), st.integers(0, 9)), min_size=1
    ).filter(lambda rows: any(count for count, _, _ in rows))
)
def test_households_lose_nobody(rows):
    count, x, y = zip(*rows, strict=True)
    homes = gpd.GeoDataFrame(
        {"village_id": ["V1" if at < 5 else "V2" for at in x], "people": count},
        geometry=gpd.points_from_xy(x, y, crs=CRS),
    )
    households = people.households(homes)

    assert households["people"].between(1, people.LARGEST_HOUSEHOLD).all()
    by_village = households.groupby("village_id")["people"].sum()
    expected = homes.groupby("village_id")["people"].sum()
    assert by_village.to_dict() == expected[expected > 0].to_dict()
    assert households.groupby("group_id").size().max() <= 1.5 * people.GROUP_HOUSEHOLDS
    assert (households["group_id"].str[:2] == households["village_id"]).all()


def test_cropland_belongs_to_the_nearest_group_as_one_point_per_square():
    """Two cells of one square, one of the next, one with too few crops, one too far away."""
    households = gpd.GeoDataFrame({"group_id": ["A", "B"]}, geometry=points((0, 0), (1900, 0)))
    where = [(100, 500), (300, 500), (1500, 500), (200, 500), (500, 2900)]
    farmland = people.farmland(cells_at([100.0, 50.0, 20.0, 19.0, 90.0], *where), households)

    assert farmland["group_id"].tolist() == ["A", "B"]
    assert farmland["area_mu"].tolist() == [22.5, 3.0]  # 1.5 ha and 0.2 ha, 15 mu each
    assert farmland.geometry.x.tolist() == pytest.approx([(100 * 2 + 300) / 3, 1500])


def test_people_in_are_people_out(county):
    households = gpd.read_file(county / "households.gpkg")
    villages = gpd.read_file(county / "villages.gpkg").set_index("name")
    assert households["people"].sum() == 67  # 7 + 40.4 + 20
    assert villages["people"].to_dict() == {"东镇": 47, "李家湾": 20}
    assert villages["households"].to_dict() == {"东镇": 2 + 7, "李家湾": 4}


def test_the_folder_is_a_county(county):
    read = read_county(county / "county.toml")
    assert read.roads["surface_code"].tolist() == ["11", "36"]
    assert read.roads["surface_assumed"].tolist() == [False, True]
    assert read.villages["township_name"].tolist() == ["东镇", "东镇"]
    assert read.villages["people"].sum() == read.households["people"].sum() == 67
    assert set(read.groups["village_id"]) == set(read.villages.index)
    assert read.hazards["hazard_class"].tolist() == [4]
    assert read.services["kind"].tolist() == ["township_seat"]
    assert read.farmland["area_mu"].sum() == pytest.approx(0.8 * 93.6 * 110.9 / 666.7, rel=0.01)
    assert np.nanmin(read.dem.values) == np.nanmax(read.dem.values) == 500


def test_county_toml_is_what_was_meant(county):
    settings = read_settings(county / "county.toml")
    assert settings.name == "east"
    assert settings.years == (2027, 2028)
    assert settings.crs == CRS
    assert settings.sources[0] == "© OpenStreetMap contributors, ODbL 1.0"
    assert "landslide: slope.tif" in settings.sources
    assert settings.layers.hazard_rasters[0].classes == {3: (4, 4), 4: (5, 5)}


def test_funds_are_a_fifth_of_the_cost_and_assumed(county):
    """655 m of track at 66.4 wan/km: 43.5 wan; one site for 30 households at 1.5 x (7 + 60/30) wan."""
    roads, relocation = read_settings(county / "county.toml").funds
    assert (roads.id, roads.pays, roads.ceiling_wan) == ("roads", ("subgrade", "surface"), (10, 10))
    assert (relocation.id, relocation.pays) == ("relocation", ("site", "subsidy"))
    assert relocation.ceiling_wan == (210, 210)
    assert roads.assumed and relocation.assumed
    assert (roads.name, roads.name_en) == ("道路资金", "Roads")


def test_hostile_names_are_only_text(inputs, tmp_path):
    name = 'a"b\\c\n[funds] </script>'
    import_osm(inputs["file"], tmp_path / "out", first_year=2027, name=name)
    assert tomllib.loads((tmp_path / "out/county.toml").read_text(encoding="utf-8"))["name"] == name


def test_the_planner_is_told_what_is_assumed(inputs, tmp_path):
    told = import_osm(inputs["file"], tmp_path / "out", first_year=2027)
    text = "\n".join(told)
    assert "surface by road class on 78% of the km" in text
    assert "people: 144 (每栋 4.5 人（假定） assumed)" in text
    assert "1 个自然村未绘房屋" in text
    assert "relocation" not in text  # nobody is known to be threatened


def test_without_any_building_people_live_at_the_villages(inputs, tmp_path):
    bare = OSM.replace('k="building"', 'k="barrier"')
    inputs["file"].write_text(bare, encoding="utf-8")
    import_osm(inputs["file"], tmp_path / "out", first_year=2027, population=inputs["population"])
    villages = gpd.read_file(tmp_path / "out/villages.gpkg")
    households = gpd.read_file(tmp_path / "out/households.gpkg")
    assert villages["people"].tolist() == [47, 20]
    assert set(households.geometry) == set(villages.geometry)


def test_a_folder_below_a_file_cannot_be_made(inputs, tmp_path):
    (tmp_path / "note").write_text("mine")
    with pytest.raises(ConfigError, match="note: 是文件，不是文件夹 is a file, not a folder"):
        import_osm(inputs["file"], tmp_path / "note" / "out", first_year=2027)


def test_an_existing_folder_is_never_touched(inputs, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(ConfigError, match="exists already"):
        import_osm(inputs["file"], tmp_path / "out", first_year=2027)


@pytest.mark.parametrize("place", [None, "Xunyang"])
def test_either_a_file_or_a_place(inputs, tmp_path, place):
    file = inputs["file"] if place else None
    with pytest.raises(ConfigError, match="either an OpenStreetMap file or --place"):
        import_osm(file, tmp_path / "out", first_year=2027, place=place)


@pytest.mark.parametrize("raster", ["dem", "population", "cropland"])
def test_a_bad_raster_leaves_nothing_behind(inputs, tmp_path, raster):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LayerError, match="cannot be read as a raster"):
        import_osm(
            inputs["file"], tmp_path / "out", first_year=2027, **{raster: tmp_path / "absent.tif"}
        )
    assert sorted(tmp_path.iterdir()) == before


def test_cells_keep_their_values_and_areas(tmp_path):
    """2 x 2 cells of 10 m; the area holds the centres of the left column, one of them empty."""
    path = write_raster(
        tmp_path / "a.tif", np.array([[3.5, 9], [0, 9]]), crs=CRS, corner=(0, 20), cell=10
    )
    cells = terrain.read_cells(path, shapely.box(0, 0, 9, 20), CRS)
    assert cells.to_dict("records") == [{"value": 3.5, "x_m": 5, "y_m": 15, "area_m2": 100}]


def test_a_copied_raster_holds_the_same_cells_around_the_area(tmp_path):
    values = np.arange(16, dtype=np.int16).reshape(4, 4)
    path = write_raster(tmp_path / "a.tif", values, crs=CRS, corner=(0, 40), cell=10)
    terrain.copy_raster(path, tmp_path / "b.tif", shapely.box(11, 11, 29, 19), CRS)
    with rasterio.open(tmp_path / "b.tif") as copy:
        assert copy.read(1).tolist() == [[9, 10]]
        assert copy.bounds == (10, 10, 30, 20)
        assert copy.nodata == -1


@pytest.mark.parametrize("read", [terrain.read_cells, None])
def test_a_raster_elsewhere_is_refused(tmp_path, read):
    path = write_raster(tmp_path / "a.tif", np.ones((2, 2)), crs=CRS, corner=(0, 20), cell=10)
    elsewhere = shapely.box(500, 0, 600, 100)
    with pytest.raises(LayerError, match="outside the county"):
        if read:
            read(path, elsewhere, CRS)
        else:
            terrain.copy_raster(path, tmp_path / "b.tif", elsewhere, CRS)


SHARED = Path(__file__).parents[1].parent / "shared/data/grande_comore"


@pytest.mark.long
@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/grande_comore is absent")
@pytest.mark.usefixtures("without_rivals")
def test_grande_comore(tmp_path, monkeypatch):
    """The real island: nobody is lost, read_county takes the folder, and a plan comes of it.

    Its works on roads are searched at one branch only, which takes half of the time.
    """
    hazard = hazard_raster(f"landslide={SHARED}/derived_slope_class.tif@high:4..4,very_high:5..5")
    import_osm(
        SHARED / "grande_comore.osm.pbf",
        tmp_path / "out",
        first_year=2027,
        dem=SHARED / "dem_srtm30.tif",
        population=SHARED / "population_worldpop2020.tif",
        cropland=SHARED / "landcover_crops_pct.tif",
        hazards=[hazard],
    )
    with rasterio.open(SHARED / "population_worldpop2020.tif") as source:
        people_in = round(float(source.read(1, masked=True).astype(float).sum()))

    county = read_county(tmp_path / "out/county.toml")

    assert county.settings.name == "grande_comore"
    assert county.households["people"].sum() == people_in == 449_425
    assert county.roads.length.sum() / 1000 == pytest.approx(962, abs=10)
    assert len(county.villages) == pytest.approx(101, abs=10)
    assert county.villages["people"].min() > 100
    assert county.groups["households"].between(15, 45).all()
    assert county.services["kind"].value_counts()["school"] > 50
    assert len(county.hazards) > 1000
    size = sum(path.stat().st_size for path in (tmp_path / "out").iterdir())
    assert size < 30e6

    monkeypatch.setattr(worth, "NODES", 1)
    plan = make_plan(county, prices=False)  # which passes its own check, or raises
    connected = plan.indicators.loc["people_connected"]
    assert plan.indicators.at["people", "after"] == people_in
    assert connected["now"] < connected["after"] <= people_in
    gaps = plan.objectives["gap"].astype(float)
    assert gaps["danger"] <= 0.1 and gaps["access"] <= 1e-3 and gaps["worth"] <= 0.05
