"""From two files to a county.toml that can be planned at once."""

import tomllib

import geopandas as gpd
import pytest
from shapely import LineString, Point

from geoplan.errors import ConfigError, LayerError
from geoplan.new_county import new_county
from geoplan.readers import read_county

X, Y = 600_000.0, 3_640_000.0


@pytest.fixture
def files(tmp_path):
    """Two villages, 10 km of earth road between them, and 1 km of concrete."""
    lines = [LineString([(X, Y), (X + 10_000, Y)]), LineString([(X, Y), (X, Y + 1000)])]
    roads = gpd.GeoDataFrame(
        {"LXBM": ["V002610999", "X001610999"], "LMLX": ["土路", "水泥"]}, geometry=lines, crs=4545
    )
    points = [Point(X, Y), Point(X + 10_000, Y)]
    villages = gpd.GeoDataFrame(
        {"自然村": ["柳树坪", "黄家湾"], "人口": [40, 70], "联系电话": ["13800138000"] * 2},
        geometry=points,
        crs=4545,
    )
    (tmp_path / "送来").mkdir()
    paths = tmp_path / "送来" / "roads.gpkg", tmp_path / "送来" / "villages.gpkg"
    roads.to_file(paths[0])
    villages.to_file(paths[1])
    return paths


def test_new_county_reads_at_once(files, tmp_path):
    lines = new_county(*files, tmp_path / "云岭", first_year=2027)
    county = read_county(tmp_path / "云岭" / "county.toml")
    assert county.settings.name == "云岭"
    assert county.settings.years == (2027, 2028)
    assert county.settings.layers.roads[0].path == "../送来/roads.gpkg"
    assert county.settings.layers.roads[0].columns == {"route_code": "LXBM", "surface_code": "LMLX"}
    assert county.settings.crs == "EPSG:4545"
    assert list(county.villages["people"]) == [40, 70]
    told = "\n".join(lines)
    assert "自然村名称 name ← 自然村, 人口 people ← 人口" in told
    assert "personal column dropped: 联系电话" in told
    assert "no hazards layer" in told
    assert "no elevation" in told


def test_the_name_is_given_or_the_folder_s_and_that_is_said(files, tmp_path):
    told = "\n".join(new_county(*files, tmp_path / "mycounty", first_year=2027))
    assert "the county is named after its folder: mycounty." in told
    assert "county.toml 的 name 一行" in told
    assert "maps name none" in told
    named = "\n".join(new_county(*files, tmp_path / "c", first_year=2027, name='云"岭县'))
    assert read_county(tmp_path / "c" / "county.toml").settings.name == '云"岭县'
    assert "named after its folder" not in named


def test_a_file_that_is_not_there_is_told_with_its_folder_and_names_like_it(files, tmp_path):
    there = files[0].parent
    typed = there / "road.gpkg", there / "x.csv"
    with pytest.raises(LayerError) as raised:
        new_county(*typed, tmp_path / "new", first_year=2027)
    roads, villages = str(raised.value).splitlines()
    assert roads.startswith(f"{typed[0]}: 找不到文件 not found, 在文件夹 in folder {there}. ")
    assert "是不是 Perhaps roads.gpkg? " in roads
    assert "Perhaps" not in villages
    assert "county.toml" not in roads + villages
    with pytest.raises(LayerError, match=r"there is no folder .*nowhere"):
        new_county(files[0], tmp_path / "nowhere" / "v.csv", tmp_path / "new", first_year=2027)
    assert not (tmp_path / "new").exists()


def test_command_takes_the_name(files, tmp_path, run):
    status, out, _ = run("new", *files, "--out", tmp_path / "c", "--name", "云岭县")
    assert status == 0
    assert "named after" not in out
    assert read_county(tmp_path / "c" / "county.toml").settings.name == "云岭县"


def test_fund_is_assumed_from_the_unhardened_km(files, tmp_path):
    new_county(*files, tmp_path / "new", first_year=2027)
    fund = tomllib.loads((tmp_path / "new" / "county.toml").read_text("utf-8"))["funds"][0]
    assert fund["ceiling_wan"] == [77, 77]  # 10 km x 77 万元 x 20 % / 2 years
    assert fund["assumed"] is True
    assert fund["pays"] == ["subgrade", "surface", "site", "subsidy"]


def test_everything_hardened_still_has_a_fund(files, tmp_path):
    roads = gpd.read_file(files[0]).assign(LMLX="12")
    roads.to_file(files[0])
    new_county(*files, tmp_path / "new", first_year=2027)
    assert read_county(tmp_path / "new" / "county.toml").settings.funds[0].ceiling_wan == (100, 100)


def test_doubtful_column_is_written_with_its_alternatives(files, tmp_path):
    gpd.read_file(files[1]).assign(户籍人口=[1, 2]).to_file(files[1])
    lines = new_county(*files, tmp_path / "new", first_year=2027)
    text = (tmp_path / "new" / "county.toml").read_text("utf-8")
    assert 'people = "人口"   # 人口，也可能是 or: "户籍人口"' in text
    assert "请核对 please check: villages.people = 人口, 也可能是 or 户籍人口" in lines


@pytest.mark.parametrize("ids", [[0, 0], [None, None]])
def test_column_that_cannot_be_an_id_is_left_out(files, tmp_path, ids):
    gpd.read_file(files[0]).assign(编号=ids).to_file(files[0])
    lines = new_county(*files, tmp_path / "new", first_year=2027)
    county = read_county(tmp_path / "new" / "county.toml")
    assert list(county.roads.index) == ["R000001", "R000002"]
    assert "请核对 please check: roads.road_id = —, 也可能是 or 编号" in lines


def test_repeating_ids_of_roads_are_told_truthfully(files, tmp_path):
    gpd.read_file(files[0]).assign(编号=["7", "7"]).to_file(files[0])
    lines = new_county(*files, tmp_path / "new", first_year=2027)
    assert "道路：编号 编号重复 ids repeat [7]: 按行号编号 rows are numbered" in lines
    assert "没有编号" not in "\n".join(line for line in lines if line.startswith("道路"))
    text = (tmp_path / "new" / "county.toml").read_text("utf-8")
    assert 'our column = the file\'s, "" = none\n' in text


def test_repeating_ids_of_villages_are_refused(files, tmp_path):
    gpd.read_file(files[1]).assign(编号=["7", "7"]).to_file(files[1])
    with pytest.raises(LayerError, match=r"编号: .*stands more than once; 1/2 行 rows \[7\]"):
        new_county(*files, tmp_path / "new", first_year=2027)
    assert not (tmp_path / "new").exists()


def test_coordinate_columns_are_told(files, tmp_path):
    table = tmp_path / "v.csv"
    table.write_text(f"自然村,人口,X坐标,y\n甲,10,{X},{Y}\n乙,20,{X + 9000},{Y}\n", "utf-8")
    lines = new_county(files[0], table, tmp_path / "new", first_year=2027)
    assert "villages 坐标列 coordinate columns: X坐标, y" in lines


@pytest.mark.parametrize(("epsg", "crs"), [(4524, None), (4545, "EPSG:4545")])
def test_shapefile_without_prj_is_read_by_its_zone_or_needs_a_crs(files, tmp_path, epsg, crs):
    roads = gpd.read_file(files[0]).to_crs(epsg)
    roads.to_file(tmp_path / "r.shp", encoding="UTF-8")
    (tmp_path / "r.prj").unlink()
    paths = tmp_path / "r.shp", files[1]
    if crs is not None:
        with pytest.raises(LayerError, match=r"没有坐标系 no CRS, 坐标为米 .*--crs EPSG:4545"):
            new_county(*paths, tmp_path / "new", first_year=2027)
    lines = new_county(*paths, tmp_path / "new", first_year=2027, crs=crs)
    told = "read by the zone in front of the eastings: EPSG:4524"
    assert (told in "\n".join(lines)) == (crs is None)
    county = read_county(tmp_path / "new" / "county.toml")
    assert county.settings.crs == "EPSG:4545"
    assert county.roads.length.sum() == pytest.approx(11_000, abs=1)


def test_folder_must_not_be_a_file_or_below_one(files, tmp_path):
    (tmp_path / "note").write_text("mine")
    for out in (tmp_path / "note", tmp_path / "note" / "county"):
        with pytest.raises(ConfigError, match="note: 是文件，不是文件夹 is a file, not a folder"):
            new_county(*files, out, first_year=2027)


def test_nothing_is_overwritten(files, tmp_path):
    (tmp_path / "county.toml").write_text("mine")
    with pytest.raises(ConfigError, match="exists and is not overwritten"):
        new_county(*files, tmp_path, first_year=2027)
    assert (tmp_path / "county.toml").read_text() == "mine"


def test_nothing_is_written_for_a_file_that_cannot_be_read(files, tmp_path):
    with pytest.raises(LayerError, match="not found"):
        new_county(files[0], tmp_path / "none.csv", tmp_path / "new", first_year=2027)
    gpd.read_file(files[1]).drop(columns="自然村").to_file(files[1])
    with pytest.raises(LayerError, match="column is missing"):
        new_county(*files, tmp_path / "new", first_year=2027)
    assert not (tmp_path / "new").exists()


def test_quotes_in_names_are_just_text(files, tmp_path):
    name = 'a"b\\c {x}'
    new_county(*files, tmp_path / name, first_year=2027)
    assert read_county(tmp_path / name / "county.toml").settings.name == name


def test_two_runs_write_the_same(files, tmp_path):
    for folder in ("a", "b"):
        new_county(*files, tmp_path / folder / "county", first_year=2027)
    first, second = ((tmp_path / f / "county" / "county.toml").read_bytes() for f in "ab")
    assert first == second
