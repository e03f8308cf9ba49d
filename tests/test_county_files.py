"""Formats, layouts, words and coordinates of a county's files, one at a time."""

import re
import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from conftest import YUNLING
from shapely import LineString, Point, box
from ugly.people import gcj02
from ugly.xls import workbook

from geoplan.errors import LayerError
from geoplan.readers import read_county
from geoplan.readers.shifts import shifts

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
