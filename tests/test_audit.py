"""The audit finds what is wrong with the tiny county (drawn in conftest), and only that."""

import re
import tomllib

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import LineString, Point
from shapely.affinity import translate

from geoplan.audit import audit
from geoplan.blank_county.forms import COUNTY_BOOK, COUNTY_FORMS, TOWNSHIP_BOOK, TOWNSHIP_FORMS
from geoplan.config import Layers
from geoplan.publish.audit import audit_words, write_audit
from geoplan.publish.labels import CHECKS, EFFECTS, WHY
from geoplan.readers.county import ABSENT

EAST, NORTH = 630_000.0, 3_630_000.0


def at(x_km, y_km):
    return Point(EAST + 1000 * x_km, NORTH + 1000 * y_km)


def line(*corners):
    return LineString([at(*corner) for corner in corners])


@pytest.fixture
def audited(tmp_path, tiny_layers, write_county):
    """Audit of the tiny county with some layers changed."""

    def run(**changed):
        return audit(write_county(tmp_path / "county", tiny_layers | changed))

    return run


def with_cells(layer, column, cells):
    """Layer with some cells of one column, by row."""
    values = [cells.get(row, value) for row, value in enumerate(layer[column])]
    return layer.assign(**{column: values})


def with_roads(roads, **lines):
    """Roads and more of them, of earth."""
    more = {"road_id": [*lines], "surface_code": "36", "surface_width_m": 4.5}
    added = gpd.GeoDataFrame(more, geometry=[*lines.values()], crs=roads.crs)
    return gpd.GeoDataFrame(pd.concat([roads, added], ignore_index=True))


def found(table, check):
    """Id and effect of every finding of one check."""
    rows = table[table["check"] == check]
    return list(zip(rows["id"], rows["effect"], strict=True))


def test_tiny_county_has_no_fault(audited):
    table = audited()
    assert set(table["effect"]) <= {"changes", "may", "none"}
    named = table[~table["check"].isin(["", "absent"])]
    assert named.empty, named[["check", "id", "what"]].to_string()


@pytest.mark.parametrize(
    ("lines", "check", "expected"),
    [
        # R9 hangs in the air 400 m east of V3: nobody lives there
        ({"R9": line((3.4, 3), (3.4, 3.5))}, "island", [("R9", "none")]),
        # R9 ends 12 m before R0 and nothing else meets it: nobody lives there
        ({"R9": line((4, 0.012), (4, 0.4))}, "undershoot", [("R9", "none")]),
        # the same 12 m before R1, which people use, and on the way to V1
        ({"R9": line((1.012, 1), (1.4, 1))}, "undershoot", [("R9", "changes")]),
        # 3 m are joined by themselves
        ({"R9": line((4, 0.003), (4, 0.4))}, "undershoot", [("R9", "none")]),
        # R9 begins on R0 and ends 8 m before R6
        ({"R9": line((4, 0), (4, 1.5), (4.992, 1.5))}, "undershoot", [("R9", "may")]),
        # the same, 8 m beyond R6
        ({"R9": line((4, 0), (4, 1.5), (5.008, 1.5))}, "overshoot", [("R9", "may")]),
        # an island that crosses R6 without a common vertex
        ({"R9": line((4.5, 1.5), (5.5, 1.5))}, "crossing", [("R6", "changes")]),
        # an island that crosses R0, which is paved
        ({"R9": line((4, -0.5), (4, 0.5))}, "crossing", [("R0", "none")]),
    ],
)  # fmt: skip
def test_topology(audited, tiny_layers, lines, check, expected):
    table = audited(roads=with_roads(tiny_layers["roads"], **lines))
    assert found(table, check) == expected
    assert set(table.loc[table["check"] == check, "file"]) == {"roads.gpkg"}


def test_island_with_people_matters(audited, tiny_layers):
    moved = tiny_layers["roads"].copy()
    moved.loc[4, "geometry"] = translate(moved.geometry[4], 0, 100)  # R4 begins 100 m north of V2
    table = audited(roads=moved)
    assert found(table, "island") == [("R4", "changes")]
    assert "40 人" in table.loc[table["check"] == "island", "what"].item()


def test_a_road_that_ends_before_the_paved_one_matters_where_somebody_lives(audited, tiny_layers):
    """R9 ends 12 m before R0; V3 stands at its other end."""
    roads = with_roads(tiny_layers["roads"], R9=line((4, 0.012), (4, 0.4)))
    villages = tiny_layers["villages"].copy()
    villages.loc[2, "geometry"] = at(4, 0.4)
    table = audited(roads=roads, villages=villages)
    assert found(table, "undershoot") == [("R9", "changes")]


@pytest.mark.parametrize(("hazards", "effect"), [(True, "may"), (False, "none")])
def test_a_loop_at_the_paved_road_is_a_short_cut_only_for_who_moves(
    audited, tiny_layers, write_county, tmp_path, hazards, effect
):
    """R9 begins on R0 and comes back to 12 m from it; with the landslide G1 and G2 may move."""
    roads = with_roads(tiny_layers["roads"], R9=line((4, 0), (4, -0.3), (4.5, -0.3), (4.5, -0.012)))
    layers = tiny_layers | {"roads": roads}
    if not hazards:
        del layers["hazards"]
    table = audit(write_county(tmp_path / "county", layers))
    assert found(table, "undershoot") == [("R9", effect)]


@pytest.mark.parametrize(("last", "effect"), [((4.5, 0.012), "changes"), ((4.5, 0.2), "none")])
def test_a_piece_with_a_gap_at_both_ends_may_be_a_way_through(audited, tiny_layers, last, effect):
    """R9 is cut off and ends 12 m from R0, or does so at both ends: then it is a way, mended whole."""
    roads = with_roads(tiny_layers["roads"], R9=line((4, 0.012), (4, 0.3), (4.5, 0.3), last))
    ends = found(audited(roads=roads), "undershoot")
    assert ends == [("R9", effect)] * (2 if effect == "changes" else 1)


def test_two_ends_that_face_each_other_are_one_gap(audited, tiny_layers):
    """R8 hangs on R0 and ends 12 m before R9, which leads nobody anywhere."""
    roads = with_roads(
        tiny_layers["roads"], R8=line((4, 0), (4, 0.2)), R9=line((4, 0.212), (4, 0.4))
    )
    ends = found(audited(roads=roads), "undershoot")
    assert sorted(ends) == [("R8", "none"), ("R9", "none")]


def test_stakes(audited, tiny_layers):
    """R1 and R2 overlap by 0.5 km, R3 begins 0.3 km late, R4 runs backwards, R5 is 2 km too long."""
    spans = {1: (0, 2), 2: (1.5, 3.5), 3: (3.8, 5.9), 4: (7, 6), 5: (10, 13)}
    route = {1: "C001610928", 2: "C001610928", 3: "C001610928", 4: "C002610928", 5: "C003610928"}
    roads = tiny_layers["roads"].assign(
        route_code=[route.get(row) for row in range(7)],
        start_km=[spans.get(row, (None, None))[0] for row in range(7)],
        end_km=[spans.get(row, (None, None))[1] for row in range(7)],
    )
    table = audited(roads=roads)
    assert found(table, "stake_twice") == [("R2", "none")]
    assert found(table, "stake_gap") == [("R3", "none")]
    assert found(table, "stake_backwards") == [("R4", "none")]
    assert found(table, "stake_length") == [("R5", "changes")]
    assert "by 2.000 km" in table.loc[table["check"] == "stake_length", "what"].item()


def test_length_of_a_paved_road_is_never_paid(audited, tiny_layers):
    roads = tiny_layers["roads"].assign(start_km=[0, *[None] * 6], end_km=[9, *[None] * 6])
    assert found(audited(roads=roads), "stake_length") == [("R0", "none")]


def test_route_codes_and_acceptance(audited, tiny_layers):
    roads = tiny_layers["roads"].assign(route_code=["Q1", *["Y251360121"] * 6])
    roads = with_cells(roads, "surface_width_m", {1: 0})
    roads = with_cells(roads, "surface_code", {5: None})  # R5: of class Y, taken to be paved
    table = audited(roads=roads)
    assert found(table, "route_code") == [("R0", "none")]
    assert found(table, "accepted_absent") == [("R1", "changes")]
    assert found(table, "accepted_paved") == [("R5", "changes")]


def test_people(audited, tiny_layers):
    villages = with_cells(tiny_layers["villages"], "people", {0: 400, 2: 0, 4: 500})
    villages = with_cells(villages, "households", {2: 0})
    villages = with_cells(villages, "name", {5: "白岩沟"})
    villages.loc[1, "geometry"] = villages.geometry[0]
    table = audited(villages=villages)
    assert found(table, "people_per_household") == [("V1", "changes"), ("V5", "none")]
    assert found(table, "no_people") == [("V3", "changes")]
    assert found(table, "same_point") == [("V2", "changes")]
    assert found(table, "same_name") == [("V6", "changes")]
    unmoved = table[(table["check"] == "people_per_household") & (table["id"] == "V5")]
    assert unmoved["why"].item() == "connected_safe"


def test_households(audited, tiny_layers):
    """H00 has 20 people, H01 lies 20 km off, H02 stands again in V1 as H90."""
    households = with_cells(tiny_layers["households"], "people", {0: 20})
    households.loc[1, "geometry"] = at(25, 2)
    again = households.loc[[2]].assign(household_id="H90", group_id=None, village_id="V1")
    both = gpd.GeoDataFrame(pd.concat([households, again], ignore_index=True))
    villages = with_cells(tiny_layers["villages"], "township_id", {0: "T2"})
    table = audited(households=both, villages=villages)
    assert found(table, "large_household") == [("H00", "changes")]
    assert found(table, "far_house") == [("H01", "changes")]
    assert found(table, "household_twice") == [("H02", "changes"), ("H90", "changes")]


def test_land(audited, tiny_layers):
    land = with_cells(tiny_layers["farmland"], "area_mu", {0: 5000})
    land.loc[1, "geometry"] = at(30, 2)
    table = audited(farmland=land)
    assert found(table, "land_per_person") == [("G1", "may")]  # weighs against its other parcels
    assert found(table, "far_land") == [("L2", "may")]


def test_ledger_against_the_map(audited, tiny_layers):
    """Z1 covers all 25 houses; the ledger counts 9. Z2, a point of class 4, is 30 km away."""
    hazards = tiny_layers["hazards"].assign(threatened_households=[9.0], radius_m=None)
    far = hazards.assign(hazard_id="Z2", threatened_households=None).set_geometry(
        [at(40, 2)], crs=4545
    )
    table = audited(hazards=gpd.GeoDataFrame(pd.concat([hazards, far.assign(radius_m=50.0)])))
    assert found(table, "ledger_count") == [("Z1", "may")]
    assert (
        "台账 9 户，图上范围内 25 户" in table.loc[table["check"] == "ledger_count", "what"].item()
    )
    assert found(table, "far_hazard") == [("Z2", "may")]  # where it truly is, it may threaten


def test_official_list_against_the_map(audited, tiny_layers):
    """On the list: all of V4 but H00, and H90 on the paved road, under a hazard that is not there."""
    more = gpd.GeoDataFrame(
        {"household_id": ["H90"], "village_id": ["V5"], "people": [3], "head_name": ["李"]},
        geometry=[at(2, 0)], crs=4545,
    )  # fmt: skip
    households = gpd.GeoDataFrame(
        pd.concat([tiny_layers["households"], more], ignore_index=True)
    ).assign(official_hazard_id=[None, *["Z1"] * 24, "Z7"], official_class=[None, *[4] * 25])
    table = audited(households=households)
    assert found(table, "touched_only") == [("H00", "changes")]
    assert found(table, "listed_only") == [("H90", "may")]
    assert found(table, "unknown_hazard") == [("H90", "may")]


def test_faults_of_the_door_come_first_with_file_and_row(audited, tiny_layers, tmp_path):
    households = with_cells(tiny_layers["households"], "people", {3: 99})
    table = audited(households=households)
    first = table.iloc[0]
    assert (first["effect"], first["file"], first["row"], first["id"]) == (
        "stops", "households.gpkg", 4, "H03",
    )  # fmt: skip
    assert "1-30" in first["what"]


def test_settings_that_cannot_be_meant_are_a_finding(tiny_county):
    tiny_county.write_text(
        tiny_county.read_text("utf-8").replace("[2027, 2028]", "[2027]"), "utf-8"
    )
    table = audit(tiny_county)
    assert list(table["effect"]) == ["stops"]
    assert "ceiling_wan has 2 figures" in table["what"].item()


def test_order_and_words(audited, tiny_layers, tmp_path):
    lines = {"R9": line((3.4, 3), (3.4, 3.5)), "R8": line((4, 0.012), (4, 0.4))}
    table = audited(roads=with_roads(tiny_layers["roads"], **lines))
    ranks = [list(EFFECTS).index(effect) for effect in table["effect"]]
    assert ranks == sorted(ranks)
    words = audit_words(table, "小县")
    assert words.startswith("数据检查：小县 Audit of 小县")
    assert "-- 道路孤岛 island of roads" in words
    assert "那里没有人" not in words  # reasons stand in the workbook
    write_audit(table, "小县", tmp_path / "a.xlsx")
    write_audit(table, "小县", tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    rows = listed(tmp_path / "a.xlsx", "逐行明细")
    assert len(rows) == len(table)
    assert any("那里没有人 nobody lives there" in str(row) for row in rows)


def listed(path, sheet):
    """Rows of a sheet of the workbook below its title, by heading."""
    _, heads, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_same_words_of_one_sheet_are_one_row(audited, tiny_layers, tmp_path):
    """H00 to H09 but H04 have 20 people; H04 has 21."""
    sizes = dict.fromkeys(range(10), 20) | {4: 21}
    households = with_cells(tiny_layers["households"], "people", sizes)
    write_audit(audited(households=households), "x", tmp_path / "a.xlsx")
    large = [row for row in listed(tmp_path / "a.xlsx", "问题清单") if "一户 2" in row["问题"]]
    assert [(row["处数"], row["行"], row["编号"]) for row in large] == [
        (9, "1–4, 6–10", "H00, H01, H02, … (+6)"),
        (1, 5, "H04"),
    ]
    each = [row["行"] for row in listed(tmp_path / "a.xlsx", "逐行明细") if "一户 2" in row["问题"]]
    assert sorted(each) == list(range(1, 11))


def test_what_is_not_there_yet_stands_last_and_says_how_it_comes_in(
    audited, tiny_layers, write_county, tmp_path
):
    only = {name: tiny_layers[name] for name in ("roads", "villages")}
    table = audit(write_county(tmp_path / "county", only))
    absent = table[table["check"] == "absent"]
    assert set(absent["layer"]) == {
        "groups", "households", "hazards", "farmland", "services", "sites", "exclusions", "dem",
    }  # fmt: skip
    ways = dict(zip(absent["layer"], absent["remedy"], strict=True))
    assert ways["services"].endswith('[layers.services] / path = "services.xlsx"')
    write_audit(table, "x", tmp_path / "a.xlsx")
    words = audit_words(table, "x")
    for sheet in ("问题清单", "逐行明细"):
        rows = listed(tmp_path / "a.xlsx", sheet)
        last = [row["检查"] == "还没有的资料 not there yet" for row in rows]
        assert last == sorted(last)
        assert all(row["处理办法"] for row in rows[-8:])
        assert all("once it is there" in row["理由"] for row in rows[-8:])
        assert {row["对计划的影响"] for row in rows[-8:]} == {"还没有的资料"}
    for row in listed(tmp_path / "a.xlsx", "汇总"):  # the same counts on the screen
        assert f"-- {row['检查']}: {row['处数']}" in words or f"== {row['检查']}: 8" in words
    told = words.partition("还没有的资料 not there yet: 8")[2]
    assert told.count("\n   没有") == told.count("      → ") == 8


def test_forms_that_are_named_exist():
    forms = {(TOWNSHIP_BOOK, form.sheet, form.layer) for form in TOWNSHIP_FORMS}
    forms |= {(COUNTY_BOOK, form.sheet, form.layer) for form in COUNTY_FORMS}
    pattern = r'\[layers\.(\w+)\] / path = "([^"]+)" / layer = "([^"]+)"'
    named = [re.search(pattern, way) for _, way in ABSENT.values()]
    told = {(way[2], way[3], way[1]) for way in named if way}
    assert len(told) == 4
    assert told <= forms


ONE_LINE = '[layers]\nroads = "roads.gpkg"\nvillages = "villages.gpkg"\n'
TABLES = """[layers.roads]
path = "roads.gpkg"
[layers.villages]
path = "villages.gpkg"
[layers.villages.columns]
village_id = "village_id"
"""
BREAK = "break at /): "


def followed(text, remedy):
    """A county.toml after the lines of a remedy are written where it says."""
    head, *lines = remedy.partition(BREAK)[2].split(" / ")
    if head == "[layers]" and "\n[layers]\n" in text:
        return text.replace("\n[layers]\n", "\n".join(["", head, *lines, ""]))
    if head == "[[layers.services]]" and "[layers.services]" in text:
        text = text.replace("[layers.services]", head)
    elif head == "[[layers.services]]":
        return re.sub(r"services = (.*)", r'services = [\1, "驻地.xlsx"]', text)
    return "\n".join([text, head, *lines, ""])


def shaped(folder, layers, write_county, shape):
    """County whose county.toml gives its layers as ``shape`` says."""
    path = write_county(folder, layers)
    text = path.read_text("utf-8")
    files = "[layers]\n" + "\n".join(f'{name} = "{name}.gpkg"' for name in layers) + "\n"
    assert files in text
    path.write_text(text.replace(files, shape), "utf-8")
    return path


@pytest.mark.parametrize("shape", [ONE_LINE, TABLES])
def test_county_toml_is_read_after_all_that_the_remedies_say_is_written(
    tiny_layers, write_county, tmp_path, shape
):
    only = {name: tiny_layers[name] for name in ("roads", "villages")}
    path = shaped(tmp_path / "county", only, write_county, shape)
    remedies = [one for one in audit(path)["remedy"].unique() if BREAK in one]
    assert len(remedies) == 8  # that of the seats is that of the services
    text = path.read_text("utf-8")
    for remedy in remedies:
        assert read_layers(followed(text, remedy)) != read_layers(text)
        text = followed(text, remedy)
    given = read_layers(text)
    assert given.dem == "高程.tif"
    assert all(getattr(given, name) for name in ABSENT)


def read_layers(text):
    """Files of the layers, as a county.toml names them."""
    return Layers.model_validate(tomllib.loads(text)["layers"])


@pytest.mark.parametrize(
    "shape",
    [
        ONE_LINE + 'services = "services.gpkg"\n',
        TABLES + '[layers.services]\npath = "services.gpkg"\n',
    ],
)
def test_seats_come_into_a_county_that_has_services_already(
    tiny_layers, write_county, tmp_path, shape
):
    only = {name: tiny_layers[name] for name in ("roads", "villages", "services")}
    only["services"] = only["services"][only["services"]["kind"] != "township_seat"]
    path = shaped(tmp_path / "county", only, write_county, shape)
    table = audit(path)
    (remedy,) = [one for one in table["remedy"].unique() if "[[layers.services]]" in one]
    assert "请在 services.gpkg 中给每个乡镇政府加一行" in remedy
    text = followed(path.read_text("utf-8"), remedy)
    assert [one.path for one in read_layers(text).services] == ["services.gpkg", "驻地.xlsx"]


def test_a_form_that_nobody_filled_in_is_not_asked_for_twice(tiny_layers, write_county, tmp_path):
    only = {name: tiny_layers[name] for name in ("roads", "villages")}
    path = shaped(tmp_path / "county", only, write_county, ONE_LINE + 'groups = "g.csv"\n')
    (path.parent / "g.csv").write_text("小组编号,自然村编号,小组名称\n示例,V1,一组\n", "utf-8")
    table = audit(path)
    (remedy,) = table.loc[(table["check"] == "absent") & (table["layer"] == "groups"), "remedy"]
    assert remedy == "county.toml 已写明，填好即可 county.toml names it already, fill it in: g.csv"


def test_without_a_county_toml_nothing_is_written(run, tmp_path):
    status, _, errors = run("check", tmp_path / "no.toml", "--xlsx", tmp_path / "a.xlsx", "--quiet")
    assert status == 1
    assert "找不到文件" in errors
    assert not (tmp_path / "a.xlsx").exists()


SEATS = "类型,名称,经度,纬度\n乡镇政府,云岭镇政府,{},{}\n"


@pytest.mark.parametrize(
    ("seat", "advice"),
    [
        (None, '[layers.services] / path = "services.xlsx"'),
        (at(3, 30), "到硬化路超过 300 m"),
        (at(0, 0), None),
    ],
)
def test_a_missing_township_seat_comes_with_what_to_write(
    tiny_layers, write_county, tmp_path, seat, advice
):
    only = {name: tiny_layers[name] for name in ("roads", "villages")}
    path = write_county(tmp_path / "county", only)
    if seat is not None:
        there = gpd.GeoSeries([seat], crs=4545).to_crs(4490)[0]
        (path.parent / "services.csv").write_text(SEATS.format(there.x, there.y), "utf-8")
        path.write_text(path.read_text("utf-8") + '\n[layers.services]\npath = "services.csv"\n')
    table = audit(path)
    told = table[table["what"].str.contains("没有乡镇驻地位于硬化路上")]
    assert [advice in remedy for remedy in told["remedy"]] == ([True] if advice else [])


def test_every_remark_of_the_survey_has_advice(audited, tiny_layers):
    """Nobody says what is in the library; V3 is cut off, V1 is far from every road."""
    villages = tiny_layers["villages"].copy()
    villages.loc[0, "geometry"] = at(-9, 9)
    roads = tiny_layers["roads"].drop(columns="in_library", errors="ignore")
    roads.loc[4, "geometry"] = translate(roads.geometry[4], 0, 100)
    table = audited(villages=villages, roads=roads)
    notes = table[(table["check"] == "") & (table["layer"] == "roads")].set_index("what")["remedy"]
    advice = {
        words: next(notes[what] for what in notes.index if words in what)
        for words in ("没有注明是否入库", "too far from every road", "nothing joins")
    }
    assert "已列入交通部门项目库" in advice["没有注明是否入库"]
    assert "附近没有路" in advice["too far from every road"] == advice["nothing joins"]


def test_a_village_without_township_matters_wherever_it_is(audited, tiny_layers):
    """V5 has a paved road and no hazard."""
    villages = with_cells(tiny_layers["villages"], "township_id", {4: None})
    assert found(audited(villages=villages), "no_township") == [("V5", "may")]


def test_more_findings_than_the_terminal_names(audited, tiny_layers):
    sizes = dict(enumerate((20, 21, 22, 23, 24)))
    households = with_cells(tiny_layers["households"], "people", sizes)
    words = audit_words(audited(households=households), "x")
    assert "另有 2 处" in words and "2 more" in words


def test_the_terminal_says_the_same_once_with_its_first_places(audited, tiny_layers):
    households = with_cells(tiny_layers["households"], "people", dict.fromkeys(range(5), 20))
    words = audit_words(audited(households=households), "x")
    assert words.count("一户 20 人") == 1
    assert (
        "households.gpkg 第1行 H00; households.gpkg 第2行 H01; households.gpkg 第3行 H02; … (+2)"
        in words
    )


def test_the_terminal_tells_every_note_of_the_door():
    columns = ["check", "layer", "file", "sheet", "id", "name", "remedy", "why"]
    notes = pd.DataFrame({"what": [f"note {one}" for one in range(5)], "effect": "may"})
    notes = notes.assign(**dict.fromkeys(columns, ""), row=pd.array([pd.NA] * 5, "Int64"))
    words = audit_words(notes, "x")
    assert [f"note {one}" in words for one in range(5)] == [True] * 5


def test_a_misplaced_house_matters_even_where_nobody_is_in_need(audited, tiny_layers):
    """V5 has a paved road and no hazard; where its house H90 truly stands, nobody knows."""
    houses = (
        tiny_layers["households"]
        .loc[[0, 1, 2]]
        .assign(household_id=["H90", "H91", "H92"], group_id=None, village_id="V5", people=3)
    )
    home = tiny_layers["villages"].geometry[4]
    houses = houses.set_geometry([translate(home, 30_000, 0), home, home])
    both = pd.concat([tiny_layers["households"], houses], ignore_index=True)
    table = audited(households=gpd.GeoDataFrame(both))
    assert found(table, "far_house") == [("H90", "may")]


def test_areas_where_nobody_lives_are_not_suspected(audited, tiny_layers):
    hazards = tiny_layers["hazards"]
    empty = hazards.assign(hazard_id="Z2").set_geometry([translate(hazards.geometry[0], 40_000, 0)])
    table = audited(hazards=gpd.GeoDataFrame(pd.concat([hazards, empty])))
    assert found(table, "far_hazard") == []


def test_nothing_found_is_said():
    empty = pd.DataFrame(columns=["check", "effect", "layer", "file", "sheet", "row", "id", "what"])
    assert "没有发现问题。" in audit_words(empty, "x")


def test_every_code_has_its_words(audited, tiny_layers):
    lines = {"R9": line((3.4, 3), (3.4, 3.5))}
    table = audited(roads=with_roads(tiny_layers["roads"], **lines))
    assert set(table["why"]) - {""} <= set(WHY)
    assert {"island", "undershoot", "household_twice"} <= set(CHECKS)


@pytest.mark.parametrize("name", ["{{7*7}}", "=cmd()", "</script>"])
def test_hostile_names_are_text(audited, tiny_layers, tmp_path, name):
    roads = with_roads(tiny_layers["roads"], **{name: line((3.4, 3), (3.4, 3.5))})
    table = audited(roads=roads)
    assert found(table, "island") == [(name, "none")]
    write_audit(table, name, tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_command(run, tiny_county, tmp_path):
    status, out, _ = run("check", tiny_county, "--xlsx", tmp_path / "a.xlsx", "--quiet")
    assert status == 0
    assert "数据检查" in out
    assert (tmp_path / "a.xlsx").exists()
    tiny_county.write_text(
        tiny_county.read_text("utf-8").replace("[2027, 2028]", "[2027]"), "utf-8"
    )
    status, out, _ = run("check", tiny_county, "--quiet")
    assert status == 1
    assert "必须改正" in out
