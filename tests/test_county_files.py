"""Formats, layouts, words and coordinates of a county's files, one at a time."""

import re
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import LineString, Point, box
from ugly.people import gcj02
from ugly.xls import workbook

from geoplan.errors import LayerError
from geoplan.readers import columns, read_county
from geoplan.readers.shifts import shifts
from geoplan.readers.townships import township_of
from geoplan.schema import LAYERS

YUNLING = Path(__file__).parents[1] / "data" / "yunling" / "county.toml"

X, Y = 627_000.0, 3_635_000.0
"""South-west corner in EPSG:4545, at Xunyang: 109.36 E, 32.83 N."""
COMORO = Path(__file__).parents[1].parent / "shared/data/grande_comore"
VILLAGES = [["自然村编号", "自然村", "人口"], ["V1", "柳树坪", 40], ["V2", "黄家湾", 30]]


def place(east_km: float, north_km: float) -> Point:
    return Point(X + 1000 * east_km, Y + 1000 * north_km)


def degrees(point: Point) -> tuple[float, float]:
    there = gpd.GeoSeries([point], crs="EPSG:4545").to_crs("EPSG:4490")[0]
    return there.x, there.y


def layer(columns: dict[str, list[object]], shapes: list[object], crs: str = "EPSG:4545"):
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4545").to_crs(crs)


def villages(count: int = 2, crs: str = "EPSG:4545"):
    """Villages V1, V2, … a kilometre apart, 20 m north of the road."""
    columns = {
        "village_id": [f"V{one}" for one in range(1, count + 1)],
        "name": [f"村{one}" for one in range(1, count + 1)],
        "people": [40] * count,
    }
    return layer(columns, [place(one, 0.02) for one in range(1, count + 1)], crs)


def book(path: Path, **sheets: list[list[object]]) -> None:
    """Write a workbook."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)


@pytest.fixture
def county(tmp_path):
    """Read a county of one road and two villages, and whatever a test adds or changes.

    Values of the layers are frames, which are written to a GeoPackage, or TOML as text.
    """

    def read(**layers: object):
        roads = layer(
            {"road_id": ["R1"], "surface_code": ["12"]}, [LineString([place(0, 0), place(20, 0)])]
        )
        lines = ['name = "小县"', "years = [2027]", 'crs = "EPSG:4545"', "[layers]"]
        for name, given in ({"roads": roads, "villages": villages()} | layers).items():
            if not isinstance(given, str):
                given.to_file(tmp_path / f"{name}.gpkg")
                given = f'"{name}.gpkg"'
            lines.append(f"{name} = {given}")
        lines += ["[[funds]]", 'id = "county"', 'pays = ["surface"]', "ceiling_wan = [8]"]
        (tmp_path / "county.toml").write_text("\n".join(lines), encoding="utf-8")
        return read_county(tmp_path / "county.toml")

    return read


def households(rows: list[list[object]], *columns: str) -> list[list[object]]:
    return [list(columns or ("户编号", "自然村编号", "家庭人口")), *rows]


# ---- formats --------------------------------------------------------------------------------


def test_points_of_a_kml_are_villages_and_its_lines_are_left_out(county, tmp_path):
    shapes = [place(1, 0.02), place(2, 0.02), LineString([place(1, 0), place(2, 0)])]
    names = {"Name": ["柳树坪", "黄家湾", "量测线"], "人口": [40, 30, None]}
    layer(names, shapes, "EPSG:4326").to_file(tmp_path / "村.kml", driver="KML")
    read = county(villages='"村.kml"')
    assert sorted(read.villages["name"]) == ["柳树坪", "黄家湾"]
    assert any("1 个其他类型的图形" in remark for remark in read.remarks)


def test_closed_lines_of_a_kml_are_areas(county, tmp_path):
    ring = LineString(box(X, Y + 500, X + 100, Y + 600).exterior.coords)
    layer({"类型": ["基本农田"], "Name": ["一号"]}, [ring], "EPSG:4326").to_file(
        tmp_path / "红线.kml", driver="KML"
    )
    assert county(exclusions='"红线.kml"').exclusions.area.sum() == pytest.approx(10_000, rel=1e-6)


def test_lines_of_a_drawing_are_roads(county, tmp_path):
    shapes = [
        LineString([place(0, 0), place(3, 0)]),
        LineString([place(3, 0), place(3, 1)]),
        place(1, 1),
    ]
    layer({}, shapes).to_file(tmp_path / "设计.dxf", driver="DXF")
    read = county(roads='"设计.dxf"')
    assert read.roads.length.sum() == pytest.approx(4000)
    assert read.roads["surface_assumed"].all()


def test_a_zipped_kml_is_read_like_the_kml_in_it(county, tmp_path):
    names = {"Name": ["柳树坪", "黄家湾"], "人口": [40, 30]}
    layer(names, [place(1, 0.02), place(2, 0.02)], "EPSG:4326").to_file(
        tmp_path / "doc.kml", driver="KML"
    )
    with ZipFile(tmp_path / "村.kmz", "w") as packed:
        packed.writestr("files/照片.txt", "")
        packed.write(tmp_path / "doc.kml", "doc.kml")
    read = county(villages='"村.kmz"')
    assert dict(zip(read.villages["name"], read.villages["people"], strict=True)) == {
        "柳树坪": 40, "黄家湾": 30,
    }  # fmt: skip
    (tmp_path / "村.kmz").write_bytes((tmp_path / "doc.kml").read_bytes())  # not packed at all
    assert len(county(villages='"村.kmz"').villages) == 2
    (tmp_path / "村.kmz").write_bytes(b"PK")
    with pytest.raises(LayerError, match=r"村\.kmz: 其中没有 KML holds no KML"):
        county(villages='"村.kmz"')


def marks(*names: str, title: str = "") -> str:
    """A KML of villages, without a name of its own but for a title."""
    spots = [degrees(place(at, 0.02)) for at in range(1, len(names) + 1)]
    placemarks = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='人口'><value>40</value></Data>"
        f"</ExtendedData><Point><coordinates>{x},{y},0</coordinates></Point></Placemark>"
        for name, (x, y) in zip(names, spots, strict=True)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document>{title}{placemarks}</Document></kml>"


def zipped(path: Path, **files: str) -> None:
    """Write a KMZ; in names of files __ stands for a point."""
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "."), text)


@pytest.mark.parametrize("wanted", ["", ', layer = "*"'])
@pytest.mark.parametrize("title", ["", "<name>采集</name>"])
def test_a_kml_or_kmz_without_a_name_is_read(county, tmp_path, title, wanted):
    text = marks("柳树坪", "黄家湾", title=title)
    (tmp_path / "村.kml").write_text(text, "utf-8")
    zipped(tmp_path / "村.kmz", doc__kml=text)
    for name in ("村.kml", "村.kmz"):
        read = county(villages=f'{{ path = "{name}"{wanted} }}')
        assert sorted(read.villages["name"]) == ["柳树坪", "黄家湾"]


def test_of_several_kmls_in_a_kmz_the_document_is_read_and_the_others_told(county, tmp_path):
    files = {"files/icons.kml": marks("图标"), "__MACOSX/._doc.kml": "\0junk"}
    with ZipFile(tmp_path / "村.kmz", "w") as packed:
        for name, text in (files | {"doc.kml": marks("柳树坪", "黄家湾")}).items():
            packed.writestr(name, text)
    read = county(villages='"村.kmz"')
    assert sorted(read.villages["name"]) == ["柳树坪", "黄家湾"]
    (one,) = [one for one in read.findings if "the KMZ holds more" in one.what]
    assert one.effect == "may"
    assert one.what.endswith("not read: files/icons.kml")
    assert "单独存成文件" in one.remedy


@pytest.mark.parametrize("harm", ["bytes", "encrypted"])
def test_a_damaged_or_encrypted_kmz_is_told(county, tmp_path, harm):
    zipped(tmp_path / "村.kmz", doc__kml=marks("柳树坪", "黄家湾"))
    data = bytearray((tmp_path / "村.kmz").read_bytes())
    if harm == "bytes":
        data[60:90] = b"\xff" * 30
    else:
        data[6] |= 1
        data[data.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "村.kmz").write_bytes(bytes(data))
    with pytest.raises(LayerError, match=r"村\.kmz: 压缩包损坏或加密 .*重新导出"):
        county(villages='"村.kmz"')


def test_a_kml_that_gdal_cannot_read_is_told_by_its_own_name(county, tmp_path):
    (tmp_path / "村.kml").write_text("<kml><oops", "utf-8")
    with pytest.raises(LayerError, match=r"村\.kml: 无法读取") as caught:
        county(villages='"村.kml"')
    assert "/tmp" not in str(caught.value).replace(str(tmp_path), "")


def drawing(*of_block: str, outer: str = "") -> str:
    """A DXF that inserts a block 3 km east of the corner, or one that holds it."""
    parts = [
        "0 SECTION 2 HEADER 0 ENDSEC 0 SECTION 2 BLOCKS",
        "0 BLOCK 8 0 2 ROAD 70 0 10 0 20 0",
        *of_block,
        f"0 ENDBLK {outer} 0 ENDSEC 0 SECTION 2 ENTITIES",
        f"0 LINE 8 A 10 {X} 20 {Y} 11 {X + 3000} 21 {Y}",
        f"0 INSERT 8 A 2 {'OUTER' if outer else 'ROAD'} 10 {X + 3000} 20 {Y} 0 ENDSEC 0 EOF",
    ]
    return "\n".join(" ".join(parts).split()) + "\n"


@pytest.mark.parametrize("extra", [(), ("0 POINT 8 A 10 5 20 5",)])
def test_lines_within_blocks_of_a_drawing_are_roads(county, tmp_path, extra):
    lines = ("0 LINE 8 A 10 0 20 0 11 1000 21 0", "0 LINE 8 A 10 1000 20 0 11 1000 21 500")
    (tmp_path / "设计.dxf").write_text(drawing(*lines, *extra), "ascii")
    read = county(roads='"设计.dxf"')
    assert read.roads.length.sum() == pytest.approx(4500)


def test_blocks_within_blocks_are_taken_apart(county, tmp_path):
    """The outer block holds a point and the inner one, 1 km line and a point, twice."""
    outer = (
        "0 BLOCK 8 0 2 OUTER 70 0 10 0 20 0 0 POINT 8 A 10 5 20 5 0 INSERT 8 A 2 ROAD 10 0 20 0 "
        "0 INSERT 8 A 2 ROAD 10 0 20 500 0 ENDBLK"
    )
    inner = ("0 LINE 8 A 10 0 20 0 11 1000 21 0", "0 POINT 8 A 10 5 20 5")
    (tmp_path / "设计.dxf").write_text(drawing(*inner, outer=outer), "ascii")
    read = county(roads='"设计.dxf"')
    assert read.roads.length.sum() == pytest.approx(5000)
    assert any("3 个其他类型的图形" in remark for remark in read.remarks)


@pytest.mark.parametrize(("wanted", "kinds"), [
    ("*", {"ecological_redline", "basic_farmland"}), ("*农田", {"basic_farmland"}),
    ("生态红线", {"ecological_redline"}),
])  # fmt: skip
def test_layers_of_a_geodatabase_are_read_together_or_by_name(county, tmp_path, wanted, kinds):
    for number, name in enumerate(("生态红线", "基本农田")):
        shape = box(X + 200 * number, Y + 500, X + 200 * number + 100, Y + 600)
        layer({"编号": [f"E{number}"], "类型": [name]}, [shape]).to_file(
            tmp_path / "三线.gdb", layer=name, driver="OpenFileGDB"
        )
    read = county(exclusions=f'{{ path = "三线.gdb", layer = "{wanted}" }}')
    assert set(read.exclusions["kind"]) == kinds
    with pytest.raises(
        LayerError, match=r"三线.gdb.*say which layer.*生态红线, 基本农田.*layer = "
    ):
        county(exclusions='"三线.gdb"')


def test_an_old_workbook_and_one_with_a_wrong_suffix_are_read(county, tmp_path):
    rows = households([["H1", "V1", 3.0], ["H2", "V2", 4.0]])
    (tmp_path / "旧.xls").write_bytes(workbook({"说明": [["先看"]], "农户": rows}))
    book(tmp_path / "新.xlsx", 农户=households([["H3", "V1", 5]]))
    shutil.move(tmp_path / "新.xlsx", tmp_path / "新.xls")
    assert county(households='["旧.xls", "新.xls"]').households["people"].to_dict() == {
        "H1": 3, "H2": 4, "H3": 5,
    }  # fmt: skip


def test_sheets_are_read_all_or_by_a_pattern_and_explanations_never(county, tmp_path):
    book(
        tmp_path / "户.xlsx", 填表说明=[["每村一张表"]], 东村=households([["H1", "V1", 3]]),
        西村=households([["H2", "V2", 4]]), 汇总表=households([["H9", "V1", 9]]),
    )  # fmt: skip
    one = county(households='{ path = "户.xlsx", layer = "*村" }')
    assert list(one.households.index) == ["H1", "H2"]
    assert one.origins["households"].loc["H2"].to_list() == ["户.xlsx", "西村", 2]
    assert len(county(households='{ path = "户.xlsx", layer = "*" }').households) == 3
    with pytest.raises(LayerError, match=r"没有工作表 no sheet '\*组'.*东村, 西村, 汇总表"):
        county(households='{ path = "户.xlsx", layer = "*组" }')


def test_a_pattern_of_files_leaves_out_those_that_are_open_elsewhere(county, tmp_path):
    (tmp_path / "乡镇").mkdir()
    book(tmp_path / "乡镇" / "甲.xlsx", 农户=households([["H1", "V1", 3]]))
    book(tmp_path / "乡镇" / "乙.xlsx", 农户=households([["H2", "V2", 4]]))
    (tmp_path / "乡镇" / "~$甲.xlsx").write_bytes(b"locked")
    assert set(county(households='"乡镇/*.xlsx"').households.index) == {"H1", "H2"}


# ---- coordinates ----------------------------------------------------------------------------


def test_files_of_one_layer_may_have_different_crs(county, tmp_path):
    for number, crs in enumerate(("EPSG:4524", "EPSG:4490", "EPSG:4545"), start=1):
        villages(3, crs).iloc[[number - 1]].to_file(tmp_path / f"{number}.gpkg")
    read = county(villages='["1.gpkg", "2.gpkg", "3.gpkg"]').villages
    assert read.geometry.distance(villages(3).set_index("village_id").geometry).max() < 0.001


def test_swapped_axes_are_put_right_when_told(county, tmp_path):
    longitude, latitude = degrees(place(1, 0.02))
    book(
        tmp_path / "村.xlsx",
        村=[[*VILLAGES[0], "经度", "纬度"], [*VILLAGES[1], latitude, longitude]],
    )
    read = county(villages='{ path = "村.xlsx", swap_axes = true }')
    assert read.villages.distance(place(1, 0.02))["V1"] < 0.001
    with pytest.raises(
        LayerError, match=r"Longitude and latitude may be swapped|longitude and latitude swapped"
    ):
        county(villages='"村.xlsx"')


@pytest.mark.parametrize(("datum", "off_m"), [("gcj02", 528), ("bd09", 1190)])
def test_points_of_shifted_maps_are_put_right_when_told(county, datum, off_m):
    import prcoords

    to_map = {"gcj02": prcoords.wgs_gcj, "bd09": prcoords.wgs_bd}[datum]
    points = villages(8, "EPSG:4490")
    there = [to_map((point.y, point.x)) for point in points.geometry]
    moved = points.set_geometry([Point(one.lon, one.lat) for one in there], crs="EPSG:4490")
    shift = moved.to_crs("EPSG:4545").distance(villages(8))
    assert shift.to_numpy() == pytest.approx(off_m, rel=0.05)
    county(villages=moved)  # writes villages.gpkg
    read = county(villages=f'{{ path = "villages.gpkg", datum = "{datum}" }}').villages
    assert read.geometry.distance(villages(8).set_index("village_id").geometry).max() < 0.01


def test_a_suspicion_says_how_far_and_what_mends_it(county):
    moved = gcj02(villages(12).geometry)
    shifted = villages(12).set_geometry(
        gpd.points_from_xy(moved["经度"], moved["纬度"]), crs="EPSG:4490"
    )
    (told,) = [one for one in county(villages=shifted).findings if "GCJ-02" in one.what]
    figures = re.search(r"about (\d+) m \(E ([+-]\d+), N ([+-]\d+)\)", told.what)
    assert [int(one) for one in figures.groups()] == pytest.approx([528, 483, -212], abs=12)
    assert 'datum = "gcj02"' in told.remedy
    assert told.effect == "changes" and told.places[0].file == "villages.gpkg"


def test_the_bundled_county_is_not_suspected():
    assert not [one for one in read_county(YUNLING).findings if "datum" in one.remedy]


@pytest.mark.shared
@pytest.mark.skipif(not COMORO.is_dir(), reason="../shared/data/grande_comore is absent")
def test_grande_comore_is_not_suspected():
    roads = (
        gpd.read_file(COMORO / "roads.gpkg", layer="edges")
        .to_crs("EPSG:32738")
        .assign(surface_code="12")
    )
    places = gpd.read_file(COMORO / "places.gpkg").to_crs("EPSG:32738")
    origin = pd.DataFrame({"file": "places.gpkg", "sheet": "", "row": range(1, len(places) + 1)})
    assert shifts({"roads": roads, "villages": places}, {"villages": origin}) == []


def test_long_decimals_of_coordinates_are_no_telephones(county, tmp_path):
    rows = [[*VILLAGES[1], "109°21′13.812345678″，32°49′38.987654321″"],
            [*VILLAGES[2], "109.360928198001011，32.830928198001011"]]  # fmt: skip
    book(tmp_path / "村.xlsx", 村=[[*VILLAGES[0], "坐标"], *rows])
    assert county(villages='"村.xlsx"').villages.geometry.notna().all()


# ---- rows, words and ids ---------------------------------------------------------------------


def test_rows_of_a_file_without_ids_are_called_by_where_they_stand(county, tmp_path):
    book(tmp_path / "甲.xlsx", 农户=households([["H1", "V1", 3]]))
    rows = [["V2", one] for one in range(1, 11)]
    book(tmp_path / "乙.xlsx", 农户=households(rows, "自然村编号", "家庭人口"))
    read = county(households='["甲.xlsx", { path = "乙.xlsx", layer = "农户" }]')
    assert [*read.households.index[:2], read.households.index[-1]] == [
        "H1",
        "乙/农户/02",
        "乙/农户/11",
    ]
    assert any("乙.xlsx 没有编号" in remark for remark in read.remarks)


def test_a_row_alike_in_two_layouts_is_read_once_and_its_blanks_are_filled(county, tmp_path):
    book(tmp_path / "甲.xlsx", 农户=households([["H1", "V1", 3, None]], "户编号", "自然村编号", "家庭人口",
                                               "户主"))  # fmt: skip
    book(tmp_path / "乙.xlsx", 农户=households([["H1", "村1", "3人", "王大"]], "户编号", "自然村", "家庭人口",
                                               "户主"))  # fmt: skip
    read = county(households='["甲.xlsx", "乙.xlsx"]')
    assert read.households.loc["H1", ["people", "head_name"]].to_list() == [3, "王大"]
    (told,) = [one for one in read.findings if "read once" in one.what]
    assert told.ids == ("H1",) and told.places[0][:3] == ("乙.xlsx", "农户", 2)


def test_rows_of_one_id_that_differ_are_told_with_both_places(county, tmp_path):
    for name, people in (("甲.xlsx", 3), ("乙.xlsx", 4)):
        book(tmp_path / name, 农户=households([["H1", "V1", people]]))
    with pytest.raises(
        LayerError, match=r"more than once; 2/2 .*H1 甲.xlsx/农户 第2行, H1 乙.xlsx/农户 第2行"
    ):
        county(households='["甲.xlsx", "乙.xlsx"]')


def test_dashes_are_blanks_and_ticks_are_words(county, tmp_path):
    rows = [["H1", "V1", 3, "——", "√"], ["H2", "V2", 4, "/", "×"], ["H3", "V2", 2, 1.5, "—"]]
    book(
        tmp_path / "户.xlsx",
        农户=households(rows, "户编号", "自然村编号", "家庭人口", "承包地", "意愿"),
    )
    read = county(households='"户.xlsx"').households
    assert read["consent"].to_list() == ["yes", "no", "not_asked"]
    assert read["land_mu"].notna().to_list() == [False, False, True]


def test_classes_of_hazards_may_be_words(county, tmp_path):
    pairs = [degrees(place(one, 5)) for one in range(4)]
    rows = [[f"Z{one}", "滑坡", word, 10, *pair]
            for one, (word, pair) in enumerate(zip(("低", "中风险", "高风险区", "极高"), pairs, strict=True))]  # fmt: skip
    book(
        tmp_path / "台账.xlsx",
        台账=[["编号", "灾害类型", "风险等级", "影响半径", "经度", "纬度"], *rows],
    )
    assert county(hazards='"台账.xlsx"').hazards["hazard_class"].to_list() == [1, 2, 3, 4]
    rows[0][2] = "特大"
    book(
        tmp_path / "台账.xlsx",
        台账=[["编号", "灾害类型", "风险等级", "影响半径", "经度", "纬度"], *rows],
    )
    with pytest.raises(LayerError, match=r"hazard_class.*特大"):
        county(hazards='"台账.xlsx"')


# ---- names ----------------------------------------------------------------------------------


def named(**changed: list[object]):
    columns = {"township_name": ["甲镇", "乙镇"], "name": ["柳树坪", "柳树坪"]} | changed
    return villages().assign(**columns)


def test_a_village_without_township_is_still_found_by_the_names_it_has(county, tmp_path):
    rows = [["H1", "甲镇", "黄家湾", 3]]
    book(tmp_path / "户.xlsx", 农户=households(rows, "户编号", "乡镇", "自然村", "家庭人口"))
    places = named(township_name=[None, "甲镇"], name=["黄家湾", "柳树坪"])
    assert county(villages=places, households='"户.xlsx"').households["village_id"]["H1"] == "V1"


def test_a_name_that_fits_two_villages_is_told_once(county, tmp_path):
    book(
        tmp_path / "户.xlsx", 农户=households([["H1", "柳树坪", 3]], "户编号", "自然村", "家庭人口")
    )
    with pytest.raises(LayerError) as error:
        county(villages=named(), households='"户.xlsx"')
    assert [one.what for one in error.value.faults] == ["几处同名 the name fits several: 柳树坪;"]


def test_a_group_in_an_unknown_village_makes_no_other_name_unclear(county, tmp_path):
    groups = layer({"group_id": ["G1", "G2"], "village_id": ["V1", "V9"], "name": ["一组", "一组"]},
                   [place(1, 0.02), place(2, 0.02)])  # fmt: skip
    book(
        tmp_path / "户.xlsx",
        农户=households([["H1", "柳树坪", "1组", 3]], "户编号", "自然村", "组", "家庭人口"),
    )
    with pytest.raises(LayerError) as error:
        county(villages=named(name=["柳树坪", "黄家湾"]), groups=groups, households='"户.xlsx"')
    assert [one.ids for one in error.value.faults] == [("G2",)]


def test_a_misspelt_group_is_told_beside_groups_without_a_name(county, tmp_path):
    groups = layer({"group_id": ["G1", "G2"], "village_id": ["V1", "V2"], "name": ["上湾组", None]},
                   [place(1, 0.02), place(2, 0.02)])  # fmt: skip
    book(tmp_path / "户.xlsx", 农户=households([["H1", "上弯组", 3]], "户编号", "组", "家庭人口"))
    with pytest.raises(LayerError, match=r"no such name: 上弯组.*上弯组 → 上湾组\?"):
        county(groups=groups, households='"户.xlsx"')


# ---- tables as offices make them ------------------------------------------------------------


def village_rows() -> list[list[object]]:
    """The two villages with their coordinates."""
    spots = [degrees(place(one, 0.02)) for one in (1, 2)]
    return [[*VILLAGES[0], "经度", "纬度"],
            *([*row, *spot] for row, spot in zip(VILLAGES[1:], spots, strict=True))]  # fmt: skip


def told(read) -> str:
    return "\n".join(read.remarks)


def test_a_header_below_many_lines_of_instructions(county, tmp_path):
    book(tmp_path / "村.xlsx", 村=[*([f"填表要求{one}"] for one in range(24)), *village_rows()])
    assert county(villages='"村.xlsx"').villages["people"].tolist() == [40, 30]


def test_a_sheet_without_header_says_which_names_are_expected(county, tmp_path):
    book(tmp_path / "村.xlsx", 村=[["甲", "乙"], [1, 2]])
    with pytest.raises(LayerError) as caught:
        county(villages='"村.xlsx"')
    assert "names such as: 自然村编号, 自然村名称, 建制村代码, 建制村" in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("second", [
    [["小组", "自然村", "人口"], ["一组", "柳树坪", 20]],
    [["自然村", "自然村编号", "人口"], ["石门沟", "V3", 20]],
])  # fmt: skip
def test_a_second_table_on_a_sheet_is_a_fault(county, tmp_path, second):
    book(tmp_path / "村.xlsx", 村=[*village_rows(), [], *second])
    with pytest.raises(LayerError, match=r"another table begins in row 5: .* Put it on a sheet"):
        county(villages='"村.xlsx"')


def test_a_header_of_two_rows_may_be_repeated(county, tmp_path):
    head = [["基本情况", None, None, "位置", None], *village_rows()[:1]]
    rows = [*head, village_rows()[1], *head, village_rows()[2]]
    book(tmp_path / "村.xlsx", 村=rows)
    assert county(villages='"村.xlsx"').villages["people"].tolist() == [40, 30]


def test_codes_under_chinese_names_belong_to_the_header(county, tmp_path):
    codes = ["zrcbh", "zrcmc", "rk", "jd", "wd"]
    book(tmp_path / "村.xlsx", 村=[village_rows()[0], codes, *village_rows()[1:]])
    assert county(villages='"村.xlsx"').villages["people"].tolist() == [40, 30]


def test_footnotes_of_several_lines_and_a_date_are_no_rows(county, tmp_path):
    notes = [["说明：1、人口为户籍人口"], ["2、坐标为手持 GPS"], ["填表人：张三", None, None, "2025.3"],
             ["2025年3月1日"]]  # fmt: skip
    book(tmp_path / "村.xlsx", 村=[*village_rows(), [], *notes])
    read = county(villages='"村.xlsx"')
    assert list(read.villages.index) == ["V1", "V2"]
    assert "left out: 第 5, 6, 7, 8 行" in told(read)


def test_a_comma_in_a_figure_that_shifts_the_cells_is_a_fault(county, tmp_path):
    rows = [",".join(map(str, row)) for row in village_rows()]
    rows[2] = rows[2].replace("黄家湾,30", "黄家湾,1,240")
    (tmp_path / "村.csv").write_text("\n".join(rows), encoding="gb18030")
    with pytest.raises(LayerError, match=r"第 3 行的单元格比表头多 .* quotation marks"):
        county(villages='"村.csv"')


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_text_as_excel_saves_unicode(county, tmp_path, encoding):
    rows = ["\t".join(map(str, row)) for row in village_rows()]
    (tmp_path / "村.txt").write_text("\n".join(rows), encoding=encoding)
    assert county(villages='"村.txt"').villages["people"].tolist() == [40, 30]


def by_township(county, tmp_path, sheets, **settings):
    """Villages V1 and V2, each on a sheet of its own; read with settings of the file."""
    head, *rows = village_rows()
    book(
        tmp_path / "各乡镇.xlsx",
        **{name: [head, row] for name, row in zip(sheets, rows, strict=True)},
    )
    given = "".join(f", {key} = {value}" for key, value in settings.items())
    entry = f'{{ path = "各乡镇.xlsx", layer = "*"{given} }}'
    return county(villages=entry)


@pytest.mark.parametrize(
    "sheets", [("云岭镇", "双河乡"), ("1.云岭镇", "2、双河乡"), ("云岭镇（1村）", " 双河 乡")]
)
def test_sheets_called_after_townships_tell_them_and_it_is_said_once(county, tmp_path, sheets):
    read = by_township(county, tmp_path, sheets)
    assert list(read.villages["township_name"]) == ["云岭镇", "双河乡"]
    notes = [one for one in read.findings if "乡镇取自工作表名" in one.what]
    assert len(notes) == 1
    assert "called after them: 云岭镇, 双河乡" in notes[0].what
    assert notes[0].remedy.endswith('township_name = ""')


@pytest.mark.parametrize("sheets", [
    ("一组", "二组"), ("各乡镇", "全镇"), ("Sheet1", "{{7-7}}"), ("全县乡镇", "2026年各乡镇"),
    ("12个乡镇", "所有乡镇"), ("云岭县各镇", "十二个镇"), ("其他乡", "未分镇"), ("各镇乡", "全县镇"), ("重点镇", "=镇"),
    ("移民办事处", "城乡"), ("村镇", "xx双河镇"),
])  # fmt: skip
def test_other_names_of_sheets_are_no_townships(county, tmp_path, sheets):
    read = by_township(county, tmp_path, sheets)
    assert list(read.villages["township_name"]) == ["全县", "全县"]
    absent = next(one for one in read.findings if one.column == "no_township")
    assert absent.effect == "changes"
    assert "资金也不能限定乡镇" in absent.what
    assert "its full name will do" in absent.remedy


@pytest.mark.parametrize(
    "name", ["全州镇", "王各庄镇", "待补镇", "未庄镇", "新建街道", "2026年双河镇"]
)
def test_proper_names_with_such_letters_are_townships(name):
    assert township_of(name) == name.removeprefix("2026年")


@pytest.mark.parametrize("heading", [
    "所属乡镇", "所在乡镇", "隶属乡镇", "所在镇", "镇办", "乡镇街道", "乡（镇）", "乡镇（街道）", "镇（街）", "乡镇名", "乡镇编码",
])  # fmt: skip
def test_offices_call_the_township_by_many_names(county, tmp_path, heading):
    head, *rows = village_rows()
    book(tmp_path / "村.xlsx", 云岭镇=[[*head, heading], *([*row, "双河镇"] for row in rows)])
    read = county(villages='"村.xlsx"')
    assert set(read.villages["township_name"]) == {"双河镇"}
    assert "乡镇取自工作表名" not in told(read)


@pytest.mark.parametrize("heading", ["属地", "镇区", "归口单位"])  # by heading, or by cells
def test_a_column_that_may_tell_the_township_is_asked_about(county, tmp_path, heading):
    head, *rows = village_rows()
    book(tmp_path / "村.xlsx", 云岭镇=[[*head, heading], *([*row, "双河镇"] for row in rows)])
    read = county(villages='"村.xlsx"')
    assert set(read.villages["township_name"]) == {"全县"}
    (asked,) = [one for one in read.findings if "it could be" in one.what]
    assert (asked.column, asked.effect) == ("no_township", "changes")
    assert asked.what.endswith(f"it could be: {heading}")
    assert "把表头改成“乡镇”" in asked.remedy
    book(
        tmp_path / "村.xlsx", 云岭镇=[[*head, "备注"], *([*row, "靠近双河镇政府"] for row in rows)]
    )
    assert set(county(villages='"村.xlsx"').villages["township_name"]) == {"云岭镇"}


def test_how_a_column_is_chosen_is_told_for_both_shapes_of_county_toml(county, tmp_path):
    """Each is tried as it stands in the remedy."""
    book(tmp_path / "村.xlsx", 云岭镇=village_rows())
    (note,) = [one for one in county(villages='"村.xlsx"').findings if "工作表名" in one.what]
    line = re.search(r"villages = (\{ path = .* \} \})；", note.remedy)[1].replace("…", "村.xlsx")
    assert set(county(villages=line).villages["township_name"]) == {"全县"}
    path = tmp_path / "county.toml"
    text = path.read_text("utf-8").replace(f"villages = {line}\n", "")
    below = note.remedy.rpartition(": ")[2]
    table = f'[layers.villages]\npath = "村.xlsx"\n[layers.villages.columns]\n{below}\n'
    path.write_text(f"{text}\n{table}", "utf-8")
    assert set(read_county(path).villages["township_name"]) == {"全县"}


def test_the_settings_say_that_sheets_are_no_townships(county, tmp_path):
    columns = '{ township_name = "" }'
    read = by_township(county, tmp_path, ("云岭镇", "双河乡"), columns=columns)
    assert list(read.villages["township_name"]) == ["全县", "全县"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["石泉镇", "石泉镇"], ["石泉镇", "石泉镇"]),  # a column always wins
        (["石泉镇", None], ["石泉镇", "石泉镇"]),  # blanks go by the nearest village, as ever
        ([None, None], ["云岭镇", "云岭镇"]),  # nothing stands in it
    ],
)
def test_a_column_of_townships_outranks_the_name_of_the_sheet(county, tmp_path, cells, expected):
    head, *rows = village_rows()
    told_rows = [[*row, cell] for row, cell in zip(rows, cells, strict=True)]
    book(tmp_path / "村.xlsx", 云岭镇=[[*head, "乡镇"], *told_rows])
    read = county(villages='"村.xlsx"')
    assert list(read.villages["township_name"]) == expected
    assert ("乡镇取自工作表名" in told(read)) == (expected == ["云岭镇", "云岭镇"])


def test_files_called_after_townships_tell_them(county, tmp_path):
    head, *rows = village_rows()
    for name, row in zip(("云岭镇", "双河街道办事处"), rows, strict=True):
        book(tmp_path / f"{name}.xlsx", Sheet1=[head, row])
    read = county(villages='["云岭*.xlsx", "双河*.xlsx"]')
    assert list(read.villages["township_name"]) == ["云岭镇", "双河街道办事处"]
    assert told(read).count("乡镇取自文件名") == 1


@pytest.mark.parametrize(("label", "said", "differs"), [
    ("合计", 95, True), ("总  计", "95人", True), ("合计", 70, False), ("小计", 95, False), ("合计", None, False),
])  # fmt: skip
def test_a_total_that_is_not_the_sum_of_its_rows_is_told(county, tmp_path, label, said, differs):
    book(tmp_path / "村.xlsx", 村=[*village_rows(), [label, None, said]])
    found = [one for one in county(villages='"村.xlsx"').findings if "add up" in one.what]
    assert len(found) == differs
    for one in found:
        assert "人口合计行（第 4 行）写 95，各行相加 70" in one.what
        assert (one.effect, str(one.places[0])) == ("may", "村.xlsx/村")
        assert "查找漏掉、重复或改过的行" in one.remedy


def test_several_totals_are_not_compared(county, tmp_path):
    head, first, second = village_rows()
    rows = [head, first, ["合计", None, 40], second, ["合计", None, 30]]
    book(tmp_path / "村.xlsx", 村=rows)
    assert "add up" not in told(county(villages='"村.xlsx"'))


def merged_heading(above: str) -> list[list[object]]:
    """Villages with 户 and 人 below a merged heading, and what a hazard threatens below another."""
    (*head, east, north), *rows = village_rows()
    head = head[:-1]
    upper = [*head, above, above, "受威胁", "受威胁", east, north]
    lower = [*head, "户", "人", "户", "人", east, north]
    counts = [[12, 40, 5, 17], [9, 30, 3, 11]]
    return [
        upper,
        lower,
        *([*row[:2], *more, *row[3:]] for row, more in zip(rows, counts, strict=True)),
    ]


def test_households_and_people_below_a_merged_heading(county, tmp_path):
    book(tmp_path / "村.xlsx", 村=merged_heading("人口户数"))
    read = county(villages='"村.xlsx"')
    assert read.villages[["households", "people"]].to_numpy().tolist() == [[12, 40], [9, 30]]
    assert "受威胁 > 户, 受威胁 > 人" in told(read)


def test_threatened_households_are_not_those_that_live_there():
    threatened = "受威胁 > 户"
    assert columns.candidates(LAYERS["villages"], [threatened]) == {}
    assert columns.match(LAYERS["villages"], [threatened, "人口户数 > 户"], {}) == {
        "households": "人口户数 > 户"
    }
    assert columns.match(LAYERS["groups"], [threatened], {}) == {"official_households": threatened}


def test_a_column_of_names_that_is_not_recognised_is_asked_about(county):
    roads = layer(
        {"road_id": ["R1"], "surface_code": ["12"], "俗称": ["老路"]},
        [LineString([place(0, 0), place(20, 0)])],
    )
    (one,) = [one for one in county(roads=roads).findings if "not used: 俗称" in one.what]
    assert one.effect == "may"
    assert "name 路线名称" in one.remedy


def test_names_of_roads_stand_in_k0102(county):
    roads = layer(
        {"K0101": ["X001610928"], "K0102": ["云双路"], "K5104": ["12"]},
        [LineString([place(0, 0), place(20, 0)])],
    )
    assert county(roads=roads).roads["name"].tolist() == ["云双路"]


def unplaced(*rows: int) -> list[list[object]]:
    """Rows of the villages, some without coordinates."""
    return [[*row[:3], None, None] if at in rows else row for at, row in enumerate(village_rows())]


def test_a_village_without_coordinates_is_left_out_and_told_with_its_people(county, tmp_path):
    book(tmp_path / "村.xlsx", 村=unplaced(2))
    read = county(villages='"村.xlsx"')
    assert list(read.villages["name"]) == ["柳树坪"]
    (one,) = [one for one in read.findings if "without coordinates" in one.what]
    assert one.what == (
        "1 个自然村没有坐标，共 30 人，不在规划里 villages without coordinates (30 people) are not in the plan: 黄家湾"
    )
    assert (one.effect, one.ids) == ("changes", ("V2",))
    assert [tuple(one) for one in one.places] == [("村.xlsx", "村", 3)]


def test_a_village_without_coordinates_and_name_is_called_by_its_id(county, tmp_path):
    rows = unplaced(2)
    rows[2][1:3] = None, None
    book(tmp_path / "村.xlsx", 村=rows)
    assert "1 个自然村没有坐标，不在规划里" in told(county(villages='"村.xlsx"'))
    assert told(county(villages='"村.xlsx"')).count("not in the plan: V2") == 1


@pytest.mark.parametrize(("blank", "more"), [
    ((1, 2), {}),
    ((2,), {"groups": [["小组编号", "自然村编号", "小组"], ["G1", "V1", "一组"]]}),
    ((2,), {"households": households([["H1", "V1", 3]])}),
])  # fmt: skip
def test_without_coordinates_or_with_more_layers_it_is_a_fault(county, tmp_path, blank, more):
    book(tmp_path / "村.xlsx", 村=unplaced(*blank))
    for name, rows in more.items():
        book(tmp_path / f"{name}.xlsx", 表=rows)
    with pytest.raises(LayerError) as caught:
        county(villages='"村.xlsx"', **{name: f'"{name}.xlsx"' for name in more})
    assert {one.layer for one in caught.value.faults} == {"villages"}
    assert str(caught.value.faults[0].places[-1]) == "村.xlsx/村 第3行"


@pytest.mark.parametrize("hide", ["filter", "hand"])
def test_hidden_rows_are_read_and_told(county, tmp_path, hide):
    book(tmp_path / "村.xlsx", 自然村=village_rows())
    made = openpyxl.load_workbook(tmp_path / "村.xlsx")
    sheet = made["自然村"]
    if hide == "filter":
        sheet.auto_filter.ref = "A1:E3"
        sheet.auto_filter.add_filter_column(1, ["柳树坪"])
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[9].hidden = True  # nothing stands there
    made.save(tmp_path / "村.xlsx")
    read = county(villages='"村.xlsx"')
    assert list(read.villages["name"]) == ["柳树坪", "黄家湾"]
    assert "1 行隐藏（如被筛选），照常读取" in told(read)
    assert "第 3 行" in told(read)


def test_hidden_sheets_are_left_out_and_told_unless_named(county, tmp_path):
    book(tmp_path / "村.xlsx", 自然村=village_rows(), 旧表=village_rows())
    made = openpyxl.load_workbook(tmp_path / "村.xlsx")
    made["旧表"].sheet_state = "hidden"
    made.save(tmp_path / "村.xlsx")
    for layer in ('"村.xlsx"', '{ path = "村.xlsx", layer = "*" }'):
        read = county(villages=layer)
        assert len(read.villages) == 2
        assert "hidden sheets are not read: 旧表" in told(read)
    assert "hidden" not in told(county(villages='{ path = "村.xlsx", layer = "旧表" }'))


@pytest.mark.parametrize(("title", "cost", "wan"), [
    ("单位：户、元", 1_200_000, 120), ("填报单位：双河镇   单位：万元", 120, 120),
    ("（单位：户、千元）", 1200, 120), ("填报单位：元", 120, 120),
])  # fmt: skip
def test_units_of_the_title_count_where_the_header_names_none(county, tmp_path, title, cost, wan):
    rows = [
        ["安置点编号", "名称", "容量", "建设费", "经度", "纬度"],
        ["S1", "甲", 30, cost, *degrees(place(3, 1))],
    ]
    book(tmp_path / "点.xlsx", 点=[["安置点一览表"], [title], *rows])
    read = county(sites='"点.xlsx"')
    assert read.sites["opening_cost_wan"].item() == pytest.approx(wan)
    assert ("建设费 已换算为" in told(read)) == (cost != wan)


@pytest.mark.parametrize(("cells", "shares"), [((0.6, 0.55), (0.6, 0.55)), ((60, 55), (0.6, 0.55))])
def test_shares_in_per_cent_may_be_only_shown_so(county, tmp_path, cells, shares):
    rows = [["H1", "V1", 3, cells[0]], ["H2", "V2", 4, cells[1]]]
    sheet = households(rows, "户编号", "自然村编号", "家庭人口", "土地收入占比（%）")
    book(tmp_path / "户.xlsx", 户=sheet)
    read = county(households='"户.xlsx"')
    assert read.households["land_income_share"].tolist() == pytest.approx(shares)
    assert ("shown in per cent" in told(read)) == (cells == shares)


def test_columns_that_are_not_used_may_matter_where_the_plan_lacks_one(county, tmp_path):
    rows = [[*row, extra] for row, extra in zip(village_rows(), ("总人口约数", 1, 2), strict=True)]
    book(tmp_path / "村.xlsx", 村=rows)
    (one,) = [one for one in county(villages='"村.xlsx"').findings if "not used" in one.what]
    assert one.effect == "may" and "households 户数" in one.remedy
    rows = [
        [*row, *more]
        for row, more in zip(
            rows, (("户数", "同意", "建房年份"), (9, "", ""), (9, "", "")), strict=True
        )
    ]
    book(tmp_path / "村.xlsx", 村=rows)
    (one,) = [one for one in county(villages='"村.xlsx"').findings if "not used" in one.what]
    assert one.effect == "none"


def test_a_table_of_roads_is_told_that_it_has_no_lines(county, tmp_path):
    book(tmp_path / "路.xlsx", 路=[["K0101", "K0108", "K5104"], ["X001610928", 0, "12"]])
    with pytest.raises(LayerError, match="a table has no lines or areas"):
        county(roads='"路.xlsx"')


def test_words_for_technical_grades_are_codes(county):
    roads = layer(
        {"road_id": ["R1", "R2", "R3"], "技术等级": ["三级", "四级公路", "13"]},
        [LineString([place(0, one), place(20, one)]) for one in (0, 1, 2)],
    )
    read = county(roads=roads).roads
    assert read["grade"].tolist() == ["13", "14", "13"]
    assert read["surface_code"].tolist() == ["12", "31", "12"]  # assumed: grade III is hardened


def test_values_that_a_telephone_writes_into_a_kml_keep_their_names(county, tmp_path):
    """GDAL writes _ for each byte that is not ASCII: 人口 and 户数 would be one column."""
    marks = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='人口'><value>{people}</value></Data>"
        f"<Data name=\"户数\"><value>{homes}</value></Data></ExtendedData><Point><coordinates>"
        f"{x},{y},612</coordinates></Point></Placemark>"
        for name, people, homes, (x, y) in (
            ("柳树坪", 40, 12, degrees(place(1, 0))), ("黄家湾", 30, 9, degrees(place(2, 0))))
    )  # fmt: skip
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    text = f"{head}<Document><Folder><name>采集</name>{marks}</Folder></Document></kml>"
    (tmp_path / "村.kml").write_text(text, encoding="utf-8")
    read = county(villages='"村.kml"').villages
    assert read[["people", "households"]].to_numpy().tolist() == [[40, 12], [30, 9]]


# ---- places ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", [
    "{x}E,{y}N", "{y}N {x}E", "E{x} N{y}", "东经{x}北纬{y}", "经度：{x} 纬度：{y}", "（{x}，{y}）", "{x}/{y}", "{x} {y}",
])  # fmt: skip
@pytest.mark.parametrize("written", [("109°21′36″", "32°49′52″"), ("109.36°", "32.831111°")])
def test_both_coordinates_in_one_cell(county, tmp_path, cell, written):
    text = cell.format(x=written[0], y=written[1])
    book(tmp_path / "村.xlsx", 村=[[*VILLAGES[0], "坐标"], [*VILLAGES[1], text]])
    point = county(villages='"村.xlsx"').villages.to_crs("EPSG:4490").geometry.item()
    assert (point.x, point.y) == pytest.approx((109.36, 32.831111), abs=1e-6)


def test_eastings_with_the_prefixes_of_two_zones_in_one_file(county, tmp_path):
    west, east = (villages().to_crs(crs).geometry for crs in ("EPSG:4524", "EPSG:4525"))
    rows = [[*VILLAGES[1], west[0].y, west[0].x], [*VILLAGES[2], east[1].y, east[1].x]]
    book(tmp_path / "村.xlsx", 村=[[*VILLAGES[0], "X坐标", "Y坐标"], *rows])
    read = county(villages='"村.xlsx"')
    there = villages().set_index("village_id").geometry
    assert read.villages.geometry.distance(there).max() < 0.001
    assert "zone 36, EPSG:4525" in told(read) and "zone 37" in told(read)


@pytest.mark.parametrize(("spot", "words"), [
    ((32.83, 109.37), "no degrees.*1/2 行 rows .村.xlsx/村 第3行..*swap_axes"),
    ((0, 0), "far from the county; 1/2 行 rows .V2 村.xlsx/村 第3行."),
])  # fmt: skip
def test_a_row_that_lies_elsewhere_is_named(county, tmp_path, spot, words):
    rows = village_rows()
    rows[2][3:] = spot
    book(tmp_path / "村.xlsx", 村=rows)
    with pytest.raises(LayerError, match=words):
        county(villages='"村.xlsx"')


def test_roads_on_a_shifted_map_are_suspected_instead_of_all_points(county):
    """The road goes by each village; both ends and every metre of it are moved."""
    line = LineString([place(0, 0), place(20, 0)]).segmentize(1000)
    points = gpd.GeoSeries(gpd.points_from_xy(*line.xy), crs="EPSG:4545")
    moved = gcj02(points)
    roads = gpd.GeoDataFrame(
        {"road_id": ["R1"], "surface_code": ["12"]}, crs="EPSG:4490",
        geometry=[LineString(list(zip(moved["经度"], moved["纬度"], strict=True)))],
    )  # fmt: skip
    (one,) = [
        one for one in county(roads=roads, villages=villages(12)).findings if "datum" in one.remedy
    ]
    assert one.layer == "roads" and one.places[0].file == "roads.gpkg"
    assert 'datum = "gcj02"' in one.remedy and "E +48" in one.what


LEDGER = ["隐患点编号", "隐患点名称", "灾害类型", "危险等级", "受威胁户数", "自然村"]


def test_a_ledger_without_coordinates_is_put_where_it_says(county, tmp_path):
    book(tmp_path / "账.xlsx", 账=[LEDGER, ["Z1", "村1滑坡", "滑坡", "高", 3, "村1"]])
    read = county(hazards='"账.xlsx"')
    assert read.hazards.geometry["Z1"] == read.villages.geometry["V1"]
    assert read.groups["official_households"]["V1"] == 3
    (one,) = [one for one in read.findings if "without coordinates" in one.what]
    assert one.effect == "may" and str(one.places[0]) == "账.xlsx/账 第2行"


def test_a_ledger_without_coordinates_must_name_a_village(county, tmp_path):
    book(tmp_path / "账.xlsx", 账=[LEDGER, ["Z1", "滑坡", "滑坡", "高", 3, "村9"]])
    with pytest.raises(
        LayerError, match=r"no place, and no village.*1/1 行 rows .Z1 账.xlsx/账 第2行"
    ):
        county(hazards='"账.xlsx"')


def test_kinds_are_told_by_the_one_word_they_contain(county, tmp_path):
    spot = degrees(place(1, 0.1))
    rows = [["1", "村小学", *spot], ["2", "镇中心卫生院", *spot], ["3", "村委会", *spot]]
    book(tmp_path / "点.xlsx", 点=[["编号", "类型", "经度", "纬度"], *rows])
    assert county(services='"点.xlsx"').services["kind"].tolist() == [
        "school", "clinic", "village_committee",
    ]  # fmt: skip
    rows.append(["4", "村委会（卫生室）", *spot])
    book(tmp_path / "点.xlsx", 点=[["编号", "类型", "经度", "纬度"], *rows])
    with pytest.raises(
        LayerError, match=r"expected 乡镇政府/村委会/学校.*got 村委会（卫生室）; 1/4"
    ):
        county(services='"点.xlsx"')


def test_a_cell_that_cannot_be_read_is_not_also_blank(county, tmp_path):
    book(tmp_path / "账.xlsx", 账=[LEDGER, ["Z1", "滑坡", "滑坡", "小型", 3, "村1"]])
    with pytest.raises(LayerError) as caught:
        county(hazards='"账.xlsx"')
    assert "应为 expected 1-4 (1 低 2 中 3 高 4 极高), 实为 got 小型" in str(caught.value)
    assert "空白" not in str(caught.value)


def test_groups_without_household_list_keep_their_own_counts(tmp_path, tiny_layers, write_county):
    """V4: the 5 households of G2 are listed, the 20 of G1 are not."""
    some = tiny_layers["households"].iloc[20:]
    county = read_county(write_county(tmp_path / "c", tiny_layers | {"households": some}))
    assert county.groups.loc[["G1", "G2"], "households"].tolist() == [20, 5]
    assert county.groups.loc[["G1", "G2"], "people"].tolist() == [80, 20]
    assert county.villages.loc["V4", "people"] == 100
    told = next(one for one in county.findings if "their own counts are used" in str(one))
    assert (told.ids, told.effect) == (("G1",), "changes")


def test_a_column_with_one_value_for_a_whole_file(tmp_path, tiny_layers, write_county):
    area = gpd.GeoDataFrame(geometry=[box(630_000, 3_630_000, 630_100, 3_630_100)], crs="EPSG:4545")
    path = write_county(tmp_path / "c", tiny_layers)
    area.to_file(path.parent / "red.gpkg")
    text = path.read_text("utf-8")
    entry = 'exclusions = { path = "red.gpkg", values = { kind = "生态保护红线" } }\n'
    path.write_text(text.replace("[projects]", f"{entry}[projects]"), "utf-8")
    assert read_county(path).exclusions["kind"].tolist() == ["ecological_redline"]
    path.write_text(
        text.replace("[projects]", f"{entry.replace('kind', 'sort')}[projects]"), "utf-8"
    )
    with pytest.raises(LayerError, match=r"values\.sort: 不是可设的列"):
        read_county(path)
