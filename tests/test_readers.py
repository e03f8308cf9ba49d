"""Files as offices send them, read into a county; and every fault by its words."""

import csv
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
from affine import Affine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon

from geoplan.errors import ConfigError, LayerError
from geoplan.readers import read_county

X, Y = 600_000.0, 3_640_000.0
"""South-west corner of the little county in EPSG:4545, near 109.1 E, 32.9 N."""
ID_NUMBER, MOBILE, CARD = "610928198001011234", "13800138000", "6222020200112233445"
"""Made up, of the shapes that must never come in."""


@pytest.fixture
def county(tmp_path):
    """Write layers and county.toml, give its path.

    ::

        V3 ---R2--- V4        R1  X001, 水泥, paved    R2  V002, 土路, earth
         .          |         R3  joins V2 and V4, surface blank, 3 m wide
         .          R3
        V1 ---R1--- V2        1 km between neighbours
    """

    def write(text: str = "", **layers: pd.DataFrame | str) -> Path:
        tables = {"roads": roads(), "villages": villages()} | layers
        lines = ['name = "云岭县"', "years = [2027, 2028]", text, "[layers]"]
        for name, layer in tables.items():
            if isinstance(layer, str):
                lines.append(f"{name} = {layer}")
                continue
            layer.to_file(tmp_path / f"{name}.gpkg")
            lines.append(f'{name} = "{name}.gpkg"')
        lines += ["[[funds]]", 'id = "county"', 'pays = ["surface"]', "ceiling_wan = [8, 9]"]
        path = tmp_path / "county.toml"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def place(east_km: float, north_km: float) -> Point:
    return Point(X + 1000 * east_km, Y + 1000 * north_km)


def line(*corners: tuple[float, float]) -> LineString:
    return LineString([place(*corner) for corner in corners])


def frame(columns: dict[str, list[object]], shapes: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4545")


def roads(**changed: list[object]) -> gpd.GeoDataFrame:
    columns = {
        "路段编号": ["R1", "R2", "R3"],
        "LXBM": ["X001610999", "V002610999", "V003610999"],
        "LMLX": ["水泥", "土路", None],
        "LMKD": [6.5, 3.5, 3.0],
    } | changed
    lines = [line((0, 0), (1, 0)), line((0, 1), (1, 1)), line((1, 0), (1, 1))]
    return frame(columns, lines)


def villages(**changed: list[object]) -> gpd.GeoDataFrame:
    columns = {
        "village_id": ["V1", "V2", "V3", "V4"],
        "name": ["柳树坪", "黄家湾", "石门沟", "陈家垭"],
        "人口（人）": [40, 70, 35, 8],
    } | changed
    return frame(columns, [place(0, 0), place(1, 0), place(0, 1), place(1, 1)])


def groups() -> gpd.GeoDataFrame:
    """V1 has two groups, V2 one; V3 and V4 none."""
    columns = {
        "group_id": ["G1", "G2", "G3"],
        "village_id": ["V1", "V1", "V2"],
        "name": list("一二一"),
    }
    return frame(columns, [place(0, 0), None, None])


def households(**changed: list[object]) -> gpd.GeoDataFrame:
    """Three in G1, one without a place in G2, one in V2."""
    columns = {
        "household_id": ["H1", "H2", "H3", "H4", "H5"],
        "group_id": ["G1", "G1", "G1", "G2", None],
        "village_id": ["V1", "V1", "V1", "V1", "V2"],
        "people": [3, 4, 5, 2, 6],
    } | changed
    shapes = [place(0.1, 0.1), place(0.2, 0.1), place(0.3, 0.4), None, place(1.1, 0.2)]
    return frame(columns, shapes)


def village_rows() -> list[list[object]]:
    """The villages as a clerk's table in degrees."""
    degrees = villages().to_crs(4490).geometry
    names = ["柳树坪", "黄家湾", "石门沟", "陈家垭"]
    head = ["自然村名称", "人口（人）", "乡镇", "经度", "纬度", "备注"]
    body = [
        [name, people, "双河镇", round(point.x, 9), round(point.y, 9), "=cmd()"]
        for name, people, point in zip(names, ["４０", "70 ", 35, 8], degrees, strict=True)
    ]
    return [head, *body]


def write_csv(path: Path, rows: list[list[object]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def write_workbook(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "自然村"
    book.active.append(["云岭县自然村基本情况表"])
    book.active.merge_cells("A1:F1")
    book.active.append([None, "填表单位：双河镇"])
    for row in rows:
        book.active.append([str(cell) if isinstance(cell, int) else cell for cell in row])
    book.create_sheet("说明")
    book.save(path)


def fails(path: Path, *words: str) -> str:
    """Message of the LayerError, which has all the words."""
    with pytest.raises(LayerError) as caught:
        read_county(path)
    for word in words:
        assert word in str(caught.value)
    return str(caught.value)


def told(path: Path) -> str:
    return "\n".join(read_county(path).remarks)


# ---------------------------------------------------------------------------- formats


def test_gpkg_county_is_complete_in_one_metric_crs(county):
    found = read_county(county())
    assert found.crs.to_epsg() == 4545
    assert found.settings.name == "云岭县"
    assert list(found.villages.index) == ["V1", "V2", "V3", "V4"]
    assert list(found.villages["people"]) == [40, 70, 35, 8]
    assert list(found.villages["households"]) == [12, 20, 10, 3]  # 3.5 persons each, rounded up
    assert list(found.groups.index) == ["V1", "V2", "V3", "V4"]
    assert list(found.groups["village_id"]) == ["V1", "V2", "V3", "V4"]
    assert found.groups.geometry.geom_equals(found.villages.geometry).all()
    assert found.dem is None
    for name in ("households", "hazards", "farmland", "services", "sites", "exclusions"):
        layer = getattr(found, name)
        assert layer.empty
        assert layer.crs == found.crs
    assert list(found.households.columns[:3]) == ["group_id", "village_id", "people"]


@pytest.mark.filterwarnings("ignore")  # writing cuts 路线名称 to ten bytes and says so
@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("cpg", [None, "UTF-8"])
def test_shapefile_encoding_is_found(county, tmp_path, encoding, cpg):
    """With its .cpg, with a wrong one and without; names are cut to three characters in UTF-8."""
    roads(路线名称=["柳黄路", "石陈路", "黄陈路"]).to_file(tmp_path / "路.shp", encoding=encoding)
    (tmp_path / "路.cpg").unlink(missing_ok=True)
    if cpg:
        (tmp_path / "路.cpg").write_text(cpg)
    found = read_county(county(roads='"路.shp"'))
    assert list(found.roads.index) == ["R1", "R2", "R3"]
    assert list(found.roads["name"]) == ["柳黄路", "石陈路", "黄陈路"]
    assert list(found.roads["surface_code"]) == ["12", "36", "36"]
    assert {"路.shp", "路.dbf", "路.shx", "路.prj"} <= set(found.input_hashes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_encoding_is_found(county, tmp_path, encoding):
    write_csv(tmp_path / "v.csv", village_rows(), encoding)
    found = read_county(county(villages='"v.csv"')).villages
    assert list(found["people"].sort_index()) == list(found["people"])
    assert found.loc["石门沟", "people"] == 35
    assert found.loc["柳树坪", "people"] == 40
    assert found.loc["柳树坪"].geometry.distance(place(0, 0)) < 0.01


def test_workbook_with_merged_title_and_numbers_as_text(county, tmp_path):
    write_workbook(tmp_path / "v.xlsx", village_rows())
    found = read_county(county(villages='{path = "v.xlsx", layer = "自然村"}'))
    assert list(found.villages["people"].sort_values()) == [8, 35, 40, 70]
    assert list(found.villages["township_id"].unique()) == ["双河镇"]
    assert "备注" not in "\n".join(found.remarks)  # nothing stands in it


def test_fault_in_a_workbook_names_the_row_that_the_clerk_sees(county, tmp_path):
    rows = village_rows()
    rows[2][3] = "东经109度"
    write_workbook(tmp_path / "v.xlsx", rows)
    fails(
        county(villages='"v.xlsx"'),
        "minutes, seconds, 实为 got 东经109度; 1/4",
        "v.xlsx/自然村 第5行",
    )


def test_geojson(county, tmp_path):
    villages().to_crs(4326).to_file(tmp_path / "v.geojson")
    found = read_county(county(villages='"v.geojson"')).villages
    assert found.loc["V4"].geometry.distance(place(1, 1)) < 0.1


def test_metres_in_a_table_are_in_the_crs_of_the_roads_and_it_is_said(county, tmp_path):
    rows = [["自然村", "人口", "x", "y"], ["甲", 10, X, Y], ["乙", 20, X + 1000, Y]]
    write_csv(tmp_path / "v.csv", rows, "utf-8")
    path = county(villages='"v.csv"')
    assert read_county(path).villages.loc["乙"].geometry == place(1, 0)
    assert "no CRS, read as EPSG:4545" in told(path)


def test_metres_need_a_crs_when_the_roads_are_in_degrees(county, tmp_path):
    write_csv(tmp_path / "v.csv", [["自然村", "人口", "x", "y"], ["甲", 10, X, Y]], "utf-8")
    degrees = roads().to_crs(4490)
    fails(county(villages='"v.csv"', roads=degrees), 'county.toml: crs = "EPSG:4545"')
    declared = county('crs = "EPSG:4545"', villages='"v.csv"', roads=degrees)
    assert read_county(declared).villages.loc["甲"].geometry == place(0, 0)


def test_declared_crs_must_be_metric(county):
    with pytest.raises(ConfigError, match="expected a projected CRS in metres"):
        read_county(county('crs = "EPSG:4490"'))


# ---------------------------------------------------------------------------- columns


def test_columns_are_chosen_by_the_settings(county):
    both = villages(户籍人口=[1, 1, 1, 1])
    path = county(villages=both)
    fails(
        path,
        "could be any of: 人口（人）, 户籍人口",
        'columns = { people = "人口（人）" } }；写成 [layers.villages] 的',
    )
    table = '{path = "villages.gpkg", columns = {people = "户籍人口"}}'
    assert list(read_county(county(villages=table)).villages["people"]) == [1, 1, 1, 1]


def test_our_own_name_wins_over_aliases(county):
    found = read_county(county(villages=villages(people=[1, 2, 3, 4])))
    assert list(found.villages["people"]) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ('{people = "人头"}', "the file has no column '人头'"),
        ('{persons = "name"}', "columns.persons: 不是可设的列 is no column of this layer"),
    ],
)
def test_chosen_columns_must_exist(county, columns, words):
    county()
    fails(county(villages=f'{{path = "villages.gpkg", columns = {columns}}}'), words)


def test_another_unit_in_the_header_is_converted_and_told(county):
    site = frame({"site_id": ["S"], "容量": [30], "投资（元）": [500_000]}, [place(0.5, 0.5)])
    found = read_county(county(sites=site))
    assert found.sites.loc["S", "opening_cost_wan"] == 50
    assert "投资（元） 已换算为建设费（万元）" in "\n".join(found.remarks)
    fails(
        county(sites=site.rename(columns={"投资（元）": "投资（亩）"})),
        "sites.gpkg: opening_cost_wan: 单位不同 投资（亩）: 应为 expected 万元, 实为 got 亩",
    )


def test_missing_column(county):
    unnamed = villages().rename(columns={"name": "叫法"})
    fails(
        county(villages=unnamed), "name 自然村名称", "column is missing", "columns not used: 叫法"
    )


def test_encoding_of_the_cpg_or_of_the_settings(county, tmp_path):
    villages(name=["黃家灣", "石門溝", "陳家", "柳樹"]).to_file(tmp_path / "v.shp", encoding="BIG5")
    assert read_county(county(villages='"v.shp"')).villages.loc["V1", "name"] == "黃家灣"
    (tmp_path / "v.cpg").write_text("ANSI")
    fails(county(villages='"v.shp"'), "unknown encoding: ANSI", 'set encoding = "gb18030"')
    table = '{path = "v.shp", encoding = "big5"}'
    assert read_county(county(villages=table)).villages.loc["V1", "name"] == "黃家灣"


def test_names_cut_by_a_shapefile_are_read_unless_two_could_be_meant(county, tmp_path):
    cut = villages(admin_vill=["甲", "甲", "乙", "乙"], township_i=["T1"] * 4)
    cut.rename(columns={"人口（人）": "人口"}).to_file(tmp_path / "v.shp", encoding="GBK")
    found = read_county(county(villages='"v.shp"'))
    assert list(found.villages["township_id"].unique()) == ["T1"]
    assert list(found.villages["admin_village_id"]) == ["V1", "V2", "V3", "V4"]
    assert "columns not used: admin_vill" in "\n".join(found.remarks)


def test_column_that_stands_twice(county, tmp_path):
    rows = village_rows()
    rows[0][5] = "乡镇"
    write_csv(tmp_path / "v.csv", rows, "utf-8")
    fails(
        county(villages='"v.csv"'),
        "v.csv: township_name: 几列都可能是此列 could be any of: 乡镇, 乡镇#2",
    )


# ---------------------------------------------------------------------------- files


def test_faults_of_all_files_in_one_message(county):
    path = county(
        roads='"roads.shp"',
        villages=villages(**{"人口（人）": ["x", 1, 1, 1]}),
        services='"none.gpkg"',
        dem='"dem.tif"',
    )
    message = fails(path, "none.gpkg: 找不到文件 not found", "dem.tif: 找不到文件 not found")
    assert "roads.shp: 找不到文件 not found" in message
    path = county(
        villages=villages(name=["a", "b", "c", None]),
        households=households(people=[0, 1, 1, 1, 1]),
        services='"none.gpkg"',
    )
    message = fails(path, "none.gpkg", "name 自然村名称: 空白 blank", "expected 1-30 persons")
    assert message.count("has 1 problem(s)") == 3


def test_unreadable_files(county, tmp_path):
    for name in ("v.gpkg", "v.xlsx", "v.shp"):
        (tmp_path / name).write_bytes(b"no such format")
    (tmp_path / "v.csv").write_bytes(b"\xff\xff\xff")
    fails(county(villages='"v.gpkg"'), "v.gpkg: 无法读取 cannot be read")
    fails(county(villages='"v.shp"'), "v.shp: 无法读取 cannot be read")
    fails(county(villages='"v.xlsx"'), "not a readable workbook")
    fails(county(villages='"v.csv"'), "the text is not UTF-8 / GB18030")
    (tmp_path / "v.xls").write_bytes(b"")
    fails(county(villages='"v.xls"'), "not a readable workbook")


def test_layers_and_sheets_are_listed(county, tmp_path):
    for layer in ("一", "二"):
        villages().to_file(tmp_path / "v.gpkg", layer=layer)
    write_workbook(tmp_path / "v.xlsx", village_rows())
    fails(county(villages='"v.gpkg"'), "say which layer", "一, 二")
    fails(county(villages='{path = "v.gpkg", layer = "三"}'), "no layer '三'", "一, 二")
    fails(county(villages='{path = "v.xlsx", layer = "表"}'), "no sheet '表'", "自然村, 说明")
    assert len(read_county(county(villages='{path = "v.gpkg", layer = "二"}')).villages) == 4


def test_table_without_header_or_coordinates(county, tmp_path):
    write_csv(tmp_path / "v.csv", village_rows()[1:], "utf-8")
    fails(county(villages='"v.csv"'), "no header row with two known column names", "柳树坪")
    write_csv(tmp_path / "v.csv", [row[:3] for row in village_rows()], "utf-8")
    fails(county(villages='"v.csv"'), "coordinates are needed", "lon/lng/long/longitude/经度/东经")


def test_cell_longer_than_csv_allows(county, tmp_path):
    write_csv(tmp_path / "v.csv", [["村名", "人口"], ["甲" * 140_000, 3]], "utf-8")
    fails(county(villages='"v.csv"'), "第 2 行不是 CSV no CSV in line 2", "field larger than")


def test_chart_sheets_are_no_tables(county, tmp_path):
    write_workbook(tmp_path / "v.xlsx", village_rows())
    book = openpyxl.load_workbook(tmp_path / "v.xlsx")
    book.create_chartsheet("图", 0).add_chart(BarChart())
    book.save(tmp_path / "v.xlsx")
    assert len(read_county(county(villages='"v.xlsx"')).villages) == 4
    fails(county(villages='{path = "v.xlsx", layer = "图"}'), "no sheet '图'", "自然村, 说明")


def test_formula_that_nobody_computed(county, tmp_path):
    rows = village_rows()
    rows[1][1] = "=20*2"
    write_workbook(tmp_path / "v.xlsx", rows)
    fails(
        county(villages='"v.xlsx"'),
        "formula without value",
        "人口（人）, 第 4 行 rows",
        "Excel or WPS",
    )


def test_empty_layers(county, tmp_path):
    write_csv(tmp_path / "v.csv", village_rows()[:1], "utf-8")
    fails(
        county(villages='"v.csv"', roads=roads().iloc[:0]),
        "roads.gpkg: road_id: 没有数据 no rows",
        "v.csv: village_id: 没有数据",
    )


@pytest.mark.parametrize("name", ["hazards", "exclusions"])
def test_an_empty_layer_that_may_be_absent_says_how_to_do_without(county, name):
    nothing = gpd.GeoDataFrame({"kind": ["flood"]}, geometry=[place(0, 0).buffer(9)], crs=4545)[:0]
    line = f"请从 county.toml 删去 {name} 这一行"
    fails(county(**{name: nothing}), f"{name}.gpkg", "没有数据 no rows", line, "delete the line")
    assert "delete the line" not in fails(county(roads=roads().iloc[:0]), "没有数据 no rows")


def test_hashes_change_with_the_files(county):
    path = county()
    before = read_county(path).input_hashes
    assert set(before) == {"county.toml", "roads.gpkg", "villages.gpkg"}
    path.write_text(path.read_text("utf-8") + "\ncarry_over = true\n", "utf-8")
    after = read_county(path).input_hashes
    assert before.pop("county.toml") != after.pop("county.toml")
    assert before == after
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in after.values())


# ---------------------------------------------------------------------------- places


def test_layer_in_another_county_is_told(county):
    elsewhere = villages().set_crs(4549, allow_override=True)  # four zones further east
    fails(county(villages=elsewhere), "not where the county is", "its zone) is wrong")


def test_metres_declared_as_degrees_are_told(county):
    fails(county(villages=villages().set_crs(4490, allow_override=True)), "expected ±180, ±90")


def test_swapped_longitude_and_latitude_are_told(county, tmp_path):
    rows = [
        [name, people, town, y, x, note] for name, people, town, x, y, note in village_rows()[1:]
    ]
    write_csv(tmp_path / "v.csv", [village_rows()[0], *rows], "utf-8")
    fails(county(villages='"v.csv"'), "longitude and latitude swapped")


def test_heights_are_dropped_and_a_multipoint_is_one_point(county):
    high = villages()
    shapes = [
        MultiPoint([(X, Y, 9), (X + 20, Y, 9)]),
        *(Point(p.x, p.y, 9) for p in high.geometry[1:]),
    ]
    found = read_county(county(villages=high.set_geometry(shapes, crs=4545))).villages
    assert not found.has_z.any()
    assert found.loc["V1"].geometry == Point(X + 10, Y)


@pytest.mark.parametrize("shapes", [[None] * 3, [LineString([(1e30, 1e30), (2e30, 2e30)])] * 3])
def test_roads_without_usable_coordinates(county, shapes):
    fails(county(roads=roads().set_geometry(shapes, crs=4545)), "roads", "no usable coordinates")


def test_bow_tie_is_repaired_and_said(county):
    bow = Polygon([place(0, 0), place(1, 1), place(1, 0), place(0, 1)])
    path = county(exclusions=frame({"编号": ["E"], "类型": ["水域"]}, [bow]))
    assert read_county(path).exclusions.geometry.is_valid.all()
    assert read_county(path).exclusions.area.item() == pytest.approx(500_000, rel=1e-3)
    assert "1 个自相交的面 invalid polygons repaired" in told(path)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_vertices_that_are_not_finite_are_named(county, bad):
    with np.errstate(invalid="ignore"):
        broken = Polygon([place(0, 0), place(1, 1), Point(bad, Y), place(0, 1)])
        areas = frame({"编号": ["E", "F"], "类型": ["水域"] * 2}, [broken, place(1, 1).buffer(9)])
        fails(county(exclusions=areas), "coordinates are not finite (NaN, inf); 1/2 行 rows [E]")
        lines = roads().set_geometry(
            [LineString([(bad, Y), (X, Y)]), *roads().geometry[1:]], crs=4545
        )
        fails(county(roads=lines), "coordinates are not finite (NaN, inf); 1/3 行 rows [R1]")


def test_rows_far_from_the_county_are_named(county):
    stray = villages().to_crs(4490)
    stray = stray.set_geometry([Point(0, 0), *stray.geometry[1:]], crs=4490)
    message = fails(county(villages=stray), "far from the county; 1/4 行 rows [V1]", "0, 0 是未测")
    assert ".." not in message
    lines = roads()
    away = [line((300, 0), (301, 0)), *lines.geometry[1:]]
    fails(county(roads=lines.set_geometry(away, crs=4545)), "far from the county; 1/3 行 rows [R1]")


def test_degrees_declared_as_metres_are_told(county):
    lines = roads().to_crs(4490).set_crs(4545, allow_override=True)
    fails(county(roads=lines), "Degrees declared as metres?")


def test_declared_crs_of_another_zone(county):
    with pytest.raises(ConfigError, match=r'lengths are off .* better: crs = "EPSG:4545"'):
        read_county(county('crs = "EPSG:3857"'))
    assert "lengths are off in this county by 0.3%" in told(county('crs = "EPSG:4547"'))


def test_points_of_hazards_and_farmland_are_parted(county):
    several = MultiPoint([place(0, 0), place(1, 1)])
    columns = {
        "编号": ["H1", "H2", "H3"],
        "类型": ["滑坡"] * 3,
        "等级": [3] * 3,
        "半径": [0, 50, None],
    }
    hazard = frame(columns, [several, place(0, 1), place(1, 0)])
    land = frame({"parcel_id": ["P"], "group_id": ["V1"], "area_mu": [8]}, [several])
    path = county(hazards=hazard, farmland=land)
    found = read_county(path)
    assert list(found.hazards.index) == ["H1.1", "H1.2", "H2", "H3"]
    assert found.hazards["radius_m"].isna().tolist() == [True, True, False, True]
    assert found.hazards.loc["H1.2"].geometry == place(1, 1)
    assert found.farmland["area_mu"].to_dict() == {"P.1": 4, "P.2": 4}
    assert "hazard points without radius: 100 m is used" in told(path)
    assert "3 个灾害点没有影响半径" in told(path)


# ---------------------------------------------------------------------------- personal data


def test_personal_columns_never_come_in(county):
    secret = households(
        身份证号=[ID_NUMBER] * 5,
        联系电话=["0915-7200000"] * 5,
        bank_account=[CARD] * 5,
        备注2=[ID_NUMBER, None, None, None, None],
        head_name=[f"王五 {MOBILE}", "李四", "张三", "赵六", "钱七"],
        consent=[None] * 5,
    )
    found = read_county(county(groups=groups(), households=secret))
    assert "身份证号" in "\n".join(found.remarks)
    assert "联系电话" in "\n".join(found.remarks)
    assert "备注2" in "\n".join(found.remarks)
    assert "1 个含个人信息的单元格 personal cells blanked: head_name" in "\n".join(found.remarks)
    assert list(found.households["head_name"].dropna()) == ["李四", "张三", "赵六", "钱七"]
    everything = found.households.to_csv() + "\n".join(found.remarks)
    for number in (ID_NUMBER, MOBILE, CARD, "0915"):
        assert number not in everything


@pytest.mark.parametrize(
    "number", [ID_NUMBER, MOBILE, int(MOBILE), "１３８００１３８０００", "138 0013 8000"]
)
def test_personal_numbers_as_ids_are_replaced(county, number):
    path = county(groups=groups(), households=households(household_id=[number] * 5))
    found = read_county(path)
    assert list(found.households.index) == [f"H{row:06d}" for row in range(1, 6)]
    assert "personal content, column dropped: household_id" in "\n".join(found.remarks)


def test_personal_column_cannot_be_chosen(county):
    county(groups=groups(), households=households(身份证号=[ID_NUMBER] * 5))
    table = '{path = "households.gpkg", columns = {household_id = "身份证号"}}'
    message = fails(county(groups=groups(), households=table), "personal and never read")
    assert ID_NUMBER not in message


def test_personal_numbers_are_in_no_error_message(county):
    secret = households(household_id=[ID_NUMBER, "H2", "H3", "H4", "H5"], people=[99] * 5)
    message = fails(county(groups=groups(), households=secret), "out of range", "空白 blank")
    assert ID_NUMBER not in message


def test_long_land_codes_and_decimals_are_no_card_numbers(county, tmp_path):
    codes = [f"61092810020100000{number}" for number in range(10, 30)]  # two would be cards
    land = frame({"地块编码": codes, "group_id": ["V1"] * 20, "面积": [1] * 20}, [place(0, 0)] * 20)
    assert list(read_county(county(farmland=land)).farmland.index) == codes
    rows = village_rows()
    rows[1][3], rows[1][4] = "109.13800138000", "32.8861380013800"
    write_csv(tmp_path / "v.csv", rows, "utf-8")
    assert len(read_county(county(villages='"v.csv"')).villages) == 4


def test_openstreetmap_ids_may_look_like_telephones(county):
    market = frame({"osm_id": [int(MOBILE)], "类型": ["集市"]}, [place(0, 0)])
    assert list(read_county(county(services=market)).services.index) == ["S000001"]
    assert list(read_county(county(services=market.assign(fclass="market"))).services.index) == [
        MOBILE
    ]
    own = frame({"编号": [f"n{MOBILE}"], "类型": ["集市"]}, [place(0, 0)])
    assert list(read_county(county(services=own)).services.index) == [f"n{MOBILE}"]


@pytest.mark.parametrize(
    "text",
    [
        "138.0013.8000", "138—0013—8000", "(138)0013 8000", "+86 13800138000", "8613800138000",
        "tel:13800138000", "x13800138000", "A13800138000", "13800138000转", "0915-7200000",
        "(0915)7200000", "610928800101123", "610928 19800101 1234", "QQ 123456789", "qq：12345678",
    ],
)  # fmt: skip
def test_personal_numbers_in_any_writing(county, text):
    path = county(villages=villages(备注=[text, "a", "b", "c"], 乡镇=[text, "甲", "甲", "甲"]))
    found = read_county(path)
    assert "1 个含个人信息的单元格 personal cells blanked: 乡镇" in "\n".join(found.remarks)
    assert text not in found.villages.to_csv()


@pytest.mark.parametrize(
    "text", ["130.12345678", "3640000.1234", "610928100201001", "2019-01-01", "Y138360121001"]
)
def test_codes_dates_and_coordinates_are_not_personal(county, text):
    found = read_county(county(villages=villages(乡镇=[text, "甲", "甲", "甲"])))
    assert found.villages.loc["V1", "township_name"] == text


def test_long_numbers_in_headers_and_cells_are_never_quoted(county):
    odd = villages(**{f"联络{MOBILE}": ["a"] * 4, "户数": ["1234567a", 1, 1, 1]})
    message = fails(county(villages=odd), "got ***a", "columns not used: 联络***")
    assert MOBILE not in message


# ---------------------------------------------------------------------------- roads


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("沥青", "11"), ("沥青混凝土", "11"), ("油路", "11"), ("水泥混凝土路面", "12"), ("硬化", "12"),
        ("混凝土", "12"), ("砂石", "31"), ("泥结碎石", "31"), ("碎石", "31"), ("土", "36"), ("土路", "36"),
        ("未铺装", "36"), ("未硬化", "36"), ("沥青表面处治", "23"), ("asphalt", "11"), ("Concrete", "12"),
        ("gravel", "31"), ("unpaved", "36"), ("paving_stones", "35"), ("条石", "32"), ("砖", "34"),
        ("矿渣", "33"), ("１２", "12"), (" 312 ", "312"), ("12.0", "12"),
    ],
)  # fmt: skip
def test_surface_words(county, word, code):
    found = read_county(county(roads=roads(LMLX=[word, "36", "36"]))).roads
    assert found.loc["R1", "surface_code"] == code
    assert not found["surface_assumed"].any()


def test_unknown_surface_word_is_a_fault(county):
    fails(
        county(roads=roads(LMLX=["好", "99", None])),
        "expected 11-36",
        "got 99, 好; 2/3",
        "[R1, R2]",
    )


@pytest.mark.parametrize(
    ("route", "width", "grade", "code"),
    [
        ("G210", None, None, "12"), ("X001610999", 3.0, None, "12"), ("Y001610999", None, None, "12"),
        ("V001610999", 3.5, None, "31"), ("V001610999", 3.0, None, "36"), (None, None, None, "31"),
        ("C001610999", None, None, "31"), (None, 6.0, "13", "12"), (None, 6.0, "30", "31"),
    ],
)  # fmt: skip
def test_assumed_surface(county, route, width, grade, code):
    blank = roads(LXBM=[route] * 3, LMKD=[width] * 3, JSDJ=[grade] * 3, LMLX=[None] * 3)
    found = read_county(county(roads=blank))
    assert (found.roads["surface_code"] == code).all()
    assert found.roads["surface_assumed"].all()
    assert "3 段道路（3.0 km）未填面层" in "\n".join(found.remarks)


def test_multi_lines_become_lines_and_points_of_no_length_go(county):
    lines = roads()
    double = MultiLineString([line((0, 0), (0.5, 0)), line((0.6, 0), (1, 0))])
    nothing = LineString([place(0, 1), place(0, 1)])
    path = county(roads=lines.set_geometry([double, nothing, lines.geometry[2]], crs=4545))
    assert list(read_county(path).roads.index) == ["R1.1", "R1.2", "R3"]
    assert "1 条零长度线 lines of no length left out" in told(path)


def test_lines_drawn_twice_are_kept_once(county):
    lines = roads()
    shapes = [lines.geometry[0], lines.geometry[0].reverse(), lines.geometry[2]]
    path = county(roads=lines.set_geometry(shapes, crs=4545))
    assert list(read_county(path).roads.index) == ["R1", "R3"]
    assert "去掉 1 条重复的线 lines drawn twice left out: R2" in told(path)


def test_short_lines_are_told_and_a_county_without_lines_is_refused(county):
    lines = roads()
    short = [line((0, 0), (0.004, 0)), *lines.geometry[1:]]
    path = county(roads=lines.set_geometry(short, crs=4545))
    assert "1 条线短于连接容差 lines are shorter than join_tolerance_m (5 m): R1" in told(path)
    nothing = [LineString([place(x, 0)] * 2) for x in (0, 1, 2)]
    fails(county(roads=lines.set_geometry(nothing, crs=4545)), "no line has a length")


def test_id_of_a_part_must_be_free(county):
    lines = roads(路段编号=["R1", "R1.1", "R3"])
    double = MultiLineString([line((0, 0), (0.5, 0)), line((0.6, 0), (1, 0))])
    fails(
        county(roads=lines.set_geometry([double, *lines.geometry[1:]], crs=4545)),
        "is also the id of a part of another row; 1/3 行 rows [R1.1]",
    )


def test_manager_and_district_of_roads(county):
    found = read_county(county(roads=roads(GYDW=["县公路局"] * 3, XZQHDM=["610928"] * 3))).roads
    assert list(found["manager"]) == ["县公路局"] * 3
    assert list(found["district"]) == ["610928"] * 3
    both = roads(XZQHDM=["610928"] * 3, XZQHMC=["云岭县"] * 3)
    assert list(read_county(county(roads=both)).roads["district"]) == ["云岭县"] * 3


@pytest.mark.parametrize("ids", [[None, None, None], ["", " ", None]])
def test_a_blank_id_column_is_none(county, ids):
    found = read_county(county(roads=roads(路段编号=ids))).roads
    assert list(found.index) == ["R000001", "R000002", "R000003"]


def test_a_column_can_be_left_out_by_the_settings(county):
    twice = roads(路段编号=["0", "0", "0"])
    fails(county(roads=twice), "the id stands more than once")
    table = '{path = "roads.gpkg", columns = {road_id = ""}}'
    assert list(read_county(county(roads=table)).roads.index) == ["R000001", "R000002", "R000003"]


def test_roads_without_ids_are_numbered(county):
    path = county(roads=roads().drop(columns="路段编号"))
    assert list(read_county(path).roads.index) == ["R000001", "R000002", "R000003"]
    assert "numbered by row" in told(path)


# ---------------------------------------------------------------------------- completion


def test_households_are_counted_and_placed(county):
    found = read_county(county(groups=groups(), households=households()))
    counted = found.groups[["people", "households"]].to_dict("index")
    assert counted["G1"] == {"people": 12, "households": 3}
    assert counted["G2"] == {"people": 2, "households": 1}
    assert counted["G3"] == {"people": 6, "households": 1}  # H5: the village's only group
    assert counted["V3"] == {"people": 35, "households": 10}  # no household: its own figure
    assert list(found.villages["people"]) == [14, 6, 35, 8]
    assert found.groups.loc["G1"].geometry == place(0, 0)  # its own, not its households'
    assert found.groups.loc["G3"].geometry == place(1.1, 0.2)  # median of its households
    assert found.groups.loc["G2"].geometry == place(0, 0)  # its village
    assert found.households.loc["H4"].geometry == place(0, 0)  # its group
    assert "2 个自然村的人口户数与农户（小组）合计不符" in "\n".join(found.remarks)


@pytest.mark.parametrize(
    ("names", "called"),
    [
        ([None, None, None], ["小组 G1", "小组 G2", "小组 G3"]),
        (["一组", None, " "], ["一组", "小组 G2", "小组 G3"]),
        (None, ["小组 G1", "小组 G2", "小组 G3"]),
    ],
)
def test_groups_without_a_name_are_called_by_their_id(county, names, called):
    given = groups().drop(columns="name", errors="ignore")
    path = county(groups=given if names is None else given.assign(name=names))
    assert read_county(path).groups["name"][["G1", "G2", "G3"]].tolist() == called
    assert f"{sum(name.startswith('小组') for name in called)} 个小组没有名称" in told(path)


def test_household_of_a_village_with_two_groups_must_say_which(county):
    unsure = households(group_id=[None, "G1", "G1", "G2", None])
    fails(
        county(groups=groups(), households=unsure),
        "points to nothing: 实为 got 空白 blank; 1/5",
        "[H1]",
    )


def test_village_figures_are_shared_by_its_groups(county):
    found = read_county(county(groups=groups(), villages=villages(households=[13, 20, 10, 3])))
    assert list(found.groups["people"]) == [20, 20, 70, 35, 8]
    assert list(found.groups["households"]) == [7, 6, 20, 10, 3]
    assert list(found.villages["households"]) == [13, 20, 10, 3]


def test_group_figures_come_first_and_the_rest_is_shared(county):
    own = groups().assign(people=[30.0, None, None])
    found = read_county(county(groups=own))
    assert list(found.groups["people"]) == [30, 10, 70, 35, 8]
    more_than_the_village = groups().assign(people=[50.0, None, None])
    found = read_county(county(groups=more_than_the_village))
    assert list(found.groups["people"]) == [50, 0, 70, 35, 8]
    assert found.villages.loc["V1", "people"] == 50


def test_people_from_households(county):
    only = villages(户数=[10, 1, 0, 2]).drop(columns="人口（人）")
    path = county(villages=only)
    assert list(read_county(path).villages["people"]) == [35, 4, 0, 7]
    assert "4 个自然村的人口或户数按每户 3.5 人推算" in told(path)


def test_no_households_beside_people_are_unknown(county):
    path = county(villages=villages(households=[0, 20, 10, 3]))
    assert list(read_county(path).villages["households"]) == [12, 20, 10, 3]
    assert "1 个自然村、0 个小组有人却填 0 户" in told(path)
    assert "differ from the sum" not in told(path)


def test_somebody_lives_in_the_county(county):
    fails(county(villages=villages(**{"人口（人）": [0] * 4})), "nobody lives in the county")


def test_funds_for_places_that_are_not_here(county):
    path = county()
    text = path.read_text("utf-8") + '\nfor = { township_id = ["T9"], admin_village_id = ["V1"] }\n'
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"township_id: .*not in the county: T9. .*It has: 全县"):
        read_county(path)


def test_administrative_villages_of_one_name_in_two_townships_stay_two(county):
    same = villages(
        建制村=["新华村", "新华村", "新华村", "桥头村"], 乡镇=["甲镇", "甲镇", "乙镇", "乙镇"]
    )
    found = read_county(county(villages=same)).villages
    assert list(found["admin_village_id"]) == ["甲镇/新华村"] * 2 + ["乙镇/新华村", "桥头村"]
    assert list(found["admin_village_name"]) == ["新华村"] * 3 + ["桥头村"]


def test_villages_without_any_count_are_named(county):
    blank = villages(**{"人口（人）": [40, None, None, 8]})
    fails(county(villages=blank), "neither people nor households; 2/4", "V2 黄家湾, V3 石门沟")
    path = county(villages=blank, groups=groups(), households=households())
    assert read_county(path).villages.loc["V3", "people"] == 0
    assert "villages without households: V3 石门沟" in told(path)


def test_references_that_point_nowhere(county):
    wrong = groups().assign(village_id=["V1", "V9", "V2"])
    lost = households(
        village_id=["V1", "V8", "V1", "V1", "V2"], group_id=["G1", "G1", "G7", "G2", "G3"]
    )
    land = frame({"parcel_id": ["P"], "group_id": ["G6"], "area_mu": [1]}, [place(0, 0)])
    message = fails(
        county(groups=wrong, households=lost, farmland=land), "got V9; 1/5 行 rows [G2]"
    )
    assert "got V8; 1/5 行 rows [H2]" in message
    assert "got G7; 1/5 行 rows [H3]" in message
    assert "got G6; 1/1 行 rows [P]" in message
    assert "the group lies in another village; 2/5 行 rows [H2, H4]" in message


def test_townships_from_seats_or_neighbours_or_one(county):
    seats = frame(
        {"编号": ["T1", "T2"], "类型": ["镇政府", "乡政府"], "名称": ["双河镇", None]},
        [place(0, 0.4), place(1, 0.4)],
    )
    by_seat = read_county(county(services=seats)).villages
    assert list(by_seat["township_id"]) == ["T1", "T2", "T1", "T2"]
    assert list(by_seat["township_name"]) == ["双河镇", "T2", "双河镇", "T2"]
    some = villages(township_id=["A", "B", None, None])
    near = read_county(county(villages=some, services=seats)).villages
    assert list(near["township_id"]) == ["A", "B", "A", "B"]
    assert set(read_county(county()).villages["township_id"]) == {"全县"}


def test_administrative_village_defaults_to_the_village(county):
    found = read_county(county(villages=villages(建制村=["柳坪村", None, None, "陈垭村"]))).villages
    assert list(found["admin_village_id"]) == ["柳坪村", "V2", "V3", "陈垭村"]
    assert list(found["admin_village_name"]) == ["柳坪村", "黄家湾", "石门沟", "陈垭村"]


def test_consent_of_the_village_is_that_of_its_group(county):
    found = read_county(
        county(villages=villages(是否同意=["同意", "不同意", None, "未征求"]))
    ).groups
    assert list(found["consent"]) == ["yes", "no", "not_asked", "not_asked"]


def test_absent_layers_are_told_with_what_they_would_add(county):
    text = told(county())
    for name in ("groups", "households", "hazards", "farmland", "services", "sites", "exclusions"):
        assert f"no {name} layer" in text
    assert "no elevation" in text


def test_flags_of_a_shapefile_beside_blanks(county):
    found = read_county(county(roads=roads(入库=[1.0, 0.0, None]))).roads["in_library"]
    assert list(found[:2]) == [True, False]
    assert found.isna()["R3"]


# ---------------------------------------------------------------------------- rasters


def test_elevation_and_hazard_raster(county, tmp_path):
    """Slope classes on 3 x 2 cells of 500 m; the north-east cell is class 5, its neighbour 4."""
    values = np.array([[1, 4, 5], [1, 1, 1]], dtype="float32")
    for name in ("slope.tif", "dem.tif"):
        with rasterio.open(
            tmp_path / name, "w", driver="GTiff", width=3, height=2, count=1, dtype="float32",
            crs="EPSG:4545", transform=Affine(500, 0, X, 0, -500, Y + 1000),
        ) as file:  # fmt: skip
            file.write(values, 1)
    rule = '[{path = "slope.tif", kind = "landslide", classes = {3 = [4, 4], 4 = [5, 9]}}]'
    landslide = frame({"hazard_id": ["Z"], "kind": ["崩塌"], "hazard_class": [2]}, [place(1, 1)])
    found = read_county(county(hazard_rasters=rule, dem='"dem.tif"', hazards=landslide))
    assert list(found.hazards.index) == ["Z", "raster1-3-00001", "raster1-4-00001"]
    assert list(found.hazards["hazard_class"]) == [2, 3, 4]
    assert list(found.hazards["kind"]) == ["rockfall", "landslide", "landslide"]
    assert list(found.hazards.area) == [0, 250_000, 250_000]
    assert found.dem is not None
    assert found.dem.values.shape == (2, 3)
    assert {"slope.tif", "dem.tif"} <= set(found.input_hashes)


def write_raster(path: Path, values: list[list[float]], transform: Affine, crs: str) -> None:
    array = np.array(values, dtype="float32")
    with rasterio.open(
        path, "w", driver="GTiff", width=array.shape[1], height=array.shape[0], count=1,
        dtype="float32", crs=crs, transform=transform,
    ) as file:  # fmt: skip
        file.write(array, 1)


def test_hazard_raster_in_degrees_keeps_the_edges_of_its_cells(county, tmp_path):
    """One cell of 0.01 degrees; its outline is that of the cell, not of a warped grid."""
    west, north = 109.06, 32.90
    write_raster(tmp_path / "s.tif", [[1, 5]], Affine(0.01, 0, west, 0, -0.01, north), "EPSG:4490")
    rule = '[{path = "s.tif", kind = "landslide", classes = {4 = [5, 5]}}]'
    found = read_county(county(hazard_rasters=rule)).hazards.to_crs(4490)
    assert found.total_bounds == pytest.approx([west + 0.01, north - 0.01, west + 0.02, north])


def test_elevation_must_cover_the_county(county, tmp_path):
    dem = tmp_path / "dem.tif"
    write_raster(dem, [[5, 5]], Affine(500, 0, X + 9000, 0, -500, Y), "EPSG:4545")
    fails(county(dem='"dem.tif"'), "the elevation covers 0.0% of the villages and roads")
    write_raster(dem, [[5, 5]], Affine(500, 0, X - 250, 0, -500, Y + 250), "EPSG:4545")
    assert "elevation is known for 29% of villages and roads" in told(county(dem='"dem.tif"'))


def test_impossible_elevations_are_unknown(county, tmp_path):
    values = [[-32768, 9999], [300, np.inf]]
    write_raster(
        tmp_path / "dem.tif", values, Affine(1000, 0, X - 500, 0, -1000, Y + 1500), "EPSG:4545"
    )
    path = county(dem='"dem.tif"')
    dem = read_county(path).dem
    assert dem is not None
    assert np.isnan(dem.values).tolist() == [[True, True], [False, True]]
    assert "3 个像元超出 -500…9000 m" in told(path)


# ---------------------------------------------------------------------------- hostile text


HOSTILE = [
    "{{7*7}}",
    "</script><script>alert(1)</script>",
    "=cmd()",
    "@SUM(A1)",
    "\"'`\\",
    "柳，树\n坪",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_just_text(county, text):
    found = read_county(county(villages=villages(name=[text, "b", "c", "d"], 乡镇=[text] * 4)))
    assert found.villages.loc["V1", "name"] == text
    assert found.villages.loc["V1", "township_name"] == text


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="0123456789"), max_size=40))
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_survives_a_csv_or_is_refused_as_blank(county, tmp_path, text):
    rows = [
        ["编号", *village_rows()[0]],
        *([str(at), *row] for at, row in enumerate(village_rows()[1:])),
    ]
    rows[1][1] = text
    write_csv(tmp_path / "v.csv", rows, "utf-8")
    path = county(villages='"v.csv"')
    if not text.strip() or text.strip() in ("nan", "None", "<NA>"):
        fails(path, "name 自然村名称: 空白 blank")
    else:
        assert read_county(path).villages.loc["0", "name"] == text.strip()
