"""The layers that QGIS opens, their styles, and what is not in them."""

import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from plans import CRS, HOSTILE_NAME, village_plan
from treated import treated_plan

from geoplan.publish.geopackage import moves, write_geopackage

LAYERS = [
    "villages", "roads", "projects", "treatments", "sites", "services", "moves", "groups",
    "site_land", "hazards",
]  # fmt: skip


@pytest.fixture
def package(tmp_path):
    write_geopackage(village_plan(), tmp_path / "plan.gpkg")
    return tmp_path / "plan.gpkg"


def _styles(path):
    """QML by layer, of those that QGIS applies on loading."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT f_table_name, styleQML FROM layer_styles "
            "WHERE useAsDefault AND f_table_schema = '' AND f_geometry_column IN ('geom', '')"
        ).fetchall()
    return {name: ET.fromstring(qml) for name, qml in rows}


def test_layers_types_and_crs(package):
    assert pyogrio.list_layers(package).tolist() == [
        ["villages", "Point"],
        ["roads", "MultiLineString"],
        ["projects", "MultiLineString"],
        ["treatments", "MultiLineString"],
        ["sites", "Point"],
        ["services", "Point"],
        ["moves", "LineString"],
        ["groups", "Point"],
        ["site_land", "MultiPolygon"],
        ["hazards", "MultiPolygon"],
        ["ways", None],
        ["layer_styles", None],
    ]
    assert {pyogrio.read_info(package, layer=layer)["crs"] for layer in LAYERS} == {CRS}


def test_rows_come_back_with_ids_names_and_reasons_in_words(package):
    villages = pyogrio.read_dataframe(package, layer="villages").set_index("village_id")
    plan = village_plan()
    assert villages.index.to_list() == plan.villages.index.to_list()
    assert villages.loc["V4", "name"] == HOSTILE_NAME
    assert villages.loc["V8", "reason_words"] == "附近没有道路"
    assert villages.geometry.geom_equals(plan.villages.geometry).all()
    roads = pyogrio.read_dataframe(package, layer="roads")
    assert roads.loc[roads["link_id"] == "R4", "year"].to_list() == [2027]


def test_roads_projects_and_services_name_the_hazards_on_them(package):
    """The school stands where Z1 may strike; P3 is struck by Z1 and by Z2, its link R6 by Z1."""
    named = {
        layer: pyogrio.read_dataframe(package, layer=layer).set_index(column)
        for layer, column in (("roads", "link_id"), ("projects", "project_id"), ("services", "service_id"))
    }  # fmt: skip
    hazard = ["hazard_class", "hazard_id"]
    assert named["services"].loc["W3", hazard].to_list() == [3, "Z1"]
    assert named["roads"].loc["R6", hazard].to_list() == [3, "Z1"]
    assert named["projects"].loc["P3", [*hazard, "hazard_ids"]].to_list() == [4, "Z2", "Z2;Z1"]
    assert named["roads"].loc["R1", "hazard_class"] == 0


def test_columns_that_only_the_program_needs_are_not_written(tmp_path):
    plan = village_plan()
    villages = plan.villages.assign(node=1, staying_people=0.0)
    write_geopackage(village_plan(villages=villages), tmp_path / "plan.gpkg")
    columns = pyogrio.read_info(tmp_path / "plan.gpkg", layer="villages")["fields"].tolist()
    assert not {"node", "staying_people"} & set(columns)
    assert set(columns) >= {"village_id", "name", "people", "minutes_school_wet_after"}


def test_small_groups_move_only_in_the_file_with_households(tmp_path, package):
    assert pyogrio.read_dataframe(package, layer="moves")["group_id"].to_list() == ["G61"]
    sites = pyogrio.read_dataframe(package, layer="sites").set_index("site_id")
    assert "groups_in" not in sites
    moves_told = pyogrio.read_dataframe(package, layer="moves")
    assert sites.loc["S1", "households_in"] == moves_told["households"].sum()  # nothing to subtract
    assert sites.loc["S1", "people_in"] == moves_told["people"].sum()
    assert b"H000101" not in package.read_bytes()
    assert "王大明".encode() not in package.read_bytes()
    write_geopackage(village_plan(), tmp_path / "internal.gpkg", households=True)
    internal = tmp_path / "internal.gpkg"
    assert pyogrio.read_dataframe(internal, layer="moves")["group_id"].to_list() == ["G61", "G62"]
    assert len(pyogrio.read_dataframe(internal, layer="households")) == 5


def test_groups_tell_why_and_where_they_move_but_not_the_small_ones(tmp_path, package):
    groups = pyogrio.read_dataframe(package, layer="groups").set_index("group_id")
    assert {"G62", "G71"}.isdisjoint(groups.index)
    told = ["need", "must_move", "consent", "hazard_id", "how", "site_id", "year", "reason_words"]
    assert groups.loc["G61", told].to_list() == [
        "very_high_geohazard", True, "not_asked", "Z3", "near", "S1", 2027, "计划搬迁",
    ]  # fmt: skip
    minutes = [f"farm_minutes_dry_{when}" for when in ("now", "after")]
    assert groups.loc["G61", minutes].to_list() == [11, 24]
    plan = village_plan(groups=village_plan().groups.assign(unasked_households=1.0))
    write_geopackage(plan, tmp_path / "some.gpkg")
    some = pyogrio.read_dataframe(tmp_path / "some.gpkg", layer="groups")
    assert some["unasked_households"].isna().all()  # fewer than three
    write_geopackage(plan, tmp_path / "all.gpkg", households=True)
    assert len(pyogrio.read_dataframe(tmp_path / "all.gpkg", layer="groups")) == len(plan.groups)


def test_the_land_of_a_site_is_told_with_all_that_was_judged(tmp_path):
    """S2 has an outline, S1 and S3 are points."""
    sites = village_plan().sites
    outline = sites.geometry["S2"].buffer(50)
    land = gpd.GeoSeries([None, outline, None], sites.index, crs=CRS)
    sites = sites.assign(land=land, reasons=["", "hazard;slope", ""], exclusion_ids=["", "E7", ""])
    write_geopackage(village_plan(sites=sites), tmp_path / "plan.gpkg")
    (row,) = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="site_land").to_dict("records")
    told = ["site_id", "building_mode", "slope_deg", "capacity_households", "exclusion_ids"]
    assert [row[name] for name in told] == ["S2", "household_builds", 4, 30, "E7"]
    assert row["reasons_words"] == "在灾害隐患区（含影响范围）内；坡度过陡"
    assert row["geometry"].equals(outline) or row["geometry"].equals_exact(outline, 1e-6)
    points = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="sites").set_index("site_id")
    assert points.loc["S2", ["reasons", "plot_m2"]].to_list() == ["hazard;slope", 180]


def test_works_in_the_plan_are_a_layer_and_their_worth_is_for_the_office(tmp_path):
    """What is not in the plan is no row; all rows are drawn in the colour of their year."""
    plan = treated_plan()
    for path, households in ((tmp_path / "plan.gpkg", False), (tmp_path / "all.gpkg", True)):
        write_geopackage(plan, path, households=households)
        works = pyogrio.read_dataframe(path, layer="treatments").set_index("work_id")
        assert works["treatment"].to_dict() == {
            "S-R1@bays": "passing_bays", "P1@guardrail": "guardrail", "P1@5.5m": "wider",
        }  # fmt: skip
        assert ("worth_yuan" in works) == households
    style = _styles(tmp_path / "plan.gpkg")["treatments"]
    filters = [rule.get("filter") for rule in style.iter("rule") if rule.get("filter")]
    assert sum(len(works.query(rule.replace('"', "").replace("=", "=="))) for rule in filters) == 3
    words = {one.get("value"): one.get("name") for one in style.iter("Option")}
    assert words["passing_bays"] == "增设错车道"


def test_moves_run_from_the_group_to_its_site():
    plan = village_plan()
    line = moves(plan).loc["G61"]
    assert line.geometry.coords[0] == plan.groups.geometry["G61"].coords[0]
    assert line.geometry.coords[-1] == plan.sites.geometry["S1"].coords[0]
    assert (line["site_name"], line["year"], line["households"]) == ("石门新村", 2027, 12)


def test_every_layer_has_a_style_that_draws_every_rule(tmp_path):
    write_geopackage(village_plan(), tmp_path / "plan.gpkg", households=True)
    styles = _styles(tmp_path / "plan.gpkg")
    assert list(styles) == [*LAYERS, "households", "ways"]
    assert styles.pop("ways").find("renderer-v2") is None
    kinds = {"villages": "marker", "sites": "marker", "services": "marker", "households": "marker",
             "groups": "marker", "site_land": "fill", "hazards": "fill"}  # fmt: skip
    for name, root in styles.items():
        rules = root.findall("renderer-v2/rules/rule")
        symbols = root.findall("renderer-v2/symbols/symbol")
        assert [rule.get("symbol") for rule in rules] == [symbol.get("name") for symbol in symbols]
        assert all(rule.get("label") and rule.get("filter") for rule in rules)
        assert {symbol.get("type") for symbol in symbols} == {kinds.get(name, "line")}


def test_symbols_are_told_as_old_and_new_readers_take_them(package):
    drawn = [layer for root in _styles(package).values() for layer in root.iter("layer")]
    assert {layer.get("class") for layer in drawn} == {"SimpleMarker", "SimpleLine", "SimpleFill"}
    for layer in drawn:
        old = {prop.get("k"): prop.get("v") for prop in layer.findall("prop")}
        new = {option.get("name"): option.get("value") for option in layer.findall("Option/Option")}
        assert old == new
        assert "color" in old or "line_color" in old


def test_the_attribute_table_shows_the_words_of_codes(package):
    words = {
        (name, field.get("name")): {
            option.get("value"): option.get("name") for option in field.iter("Option")
        }
        for name, root in _styles(package).items()
        for field in root.findall("fieldConfiguration/field")
    }
    assert words["hazards", "kind"]["debris_flow"] == "泥石流"
    assert words["villages", "hazard_class"]["0"] == "无"
    assert words["services", "kind"]["school"] == "学校"
    assert words["services", "hazard_class"]["3"] == "高"
    assert words["projects", "rule"]["not_in_library"] == "尚未进入项目库"
    for (layer, column), known in words.items():
        codes = pyogrio.read_dataframe(package, layer=layer)[column].dropna()
        told = {str(int(code)) if column == "hazard_class" else code for code in codes} - {""}
        assert told <= set(known)


def test_labels_find_a_chinese_font_on_every_system(package):
    labelled = [root for root in _styles(package).values() if root.get("labelsEnabled") == "1"]
    fonts = [[one.get("name") for one in root.iter("family")] for root in labelled]
    assert len(fonts) == 2
    assert all({"Microsoft YaHei", "Noto Sans CJK SC"} <= set(names) for names in fonts)


def test_each_style_has_its_own_time_and_the_file_an_old_version(package):
    with closing(sqlite3.connect(package)) as database:
        times = database.execute("SELECT update_time FROM layer_styles ORDER BY id").fetchall()
        (version,) = database.execute("PRAGMA user_version").fetchone()
    assert [time for (time,) in times[:2]] == [
        "2000-01-01T00:00:00.000Z", "2000-01-01T00:00:01.000Z",
    ]  # fmt: skip
    assert len(set(times)) == len(LAYERS) + 1
    assert version == 10200


def test_legends_are_chinese_and_one_line_per_year(package):
    styles = _styles(package)
    labels = {
        name: [rule.get("label") for rule in root.iter("rule") if rule.get("label")]
        for name, root in styles.items()
    }
    assert labels["roads"] == ["已硬化", "2027 年硬化", "2028 年硬化", "土路", "砂石路等"]
    assert labels["hazards"] == ["极高风险区", "高风险区", "中风险区", "低风险区"]
    aliases = {a.get("field"): a.get("name") for a in styles["projects"].iter("alias")}
    assert aliases["surface_year"] == "路面年份"
    minutes = {a.get("field"): a.get("name") for a in styles["villages"].iter("alias")}
    assert minutes["minutes_school_wet_after"] == "规划后雨天到学校（约，分钟）"
    assert minutes["farm_minutes_dry_now"] == "现状晴天到地（约，分钟）"
    assert minutes["way_school_wet_now"] == "现状雨天到学校的路径"


def test_ways_are_those_that_somebody_told_of_takes(package):
    """w1 is nobody's in the layers."""
    ways = pyogrio.read_dataframe(package, layer="ways")
    assert ways["way_id"].to_list() == ["w0"]
    assert ways["links"].to_list() == ["R1"]
    aliases = {a.get("field"): a.get("name") for a in _styles(package)["ways"].iter("alias")}
    assert aliases["links"] == "依次走的路段"


def test_expressions_of_the_styles_are_true_for_the_right_rows(package):
    expressions = {
        (name, rule.get("label")): rule.get("filter")
        for name, root in _styles(package).items()
        for rule in root.iter("rule")
    }
    expected = {
        ("roads", "已硬化"): 3,
        ("roads", "2027 年硬化"): 1,
        ("roads", "2028 年硬化"): 2,
        ("roads", "土路"): 4,
        ("villages", "已通硬化路"): 1,
        ("villages", "2028 年通硬化路"): 1,
        ("projects", "2027 年硬化"): 1,
        ("projects", "只修路基"): 1,
        ("sites", "2027 年启用"): 1,
        ("services", "高、极高灾害影响范围内的服务点"): 1,
        ("moves", "2027 年搬迁"): 1,
        ("groups", "2027 年搬迁的小组"): 1,
        ("groups", "应搬、本批还不安全的小组"): 2,
        ("hazards", "极高风险区"): 2,
    }
    with closing(sqlite3.connect(package)) as database:
        counts = {
            (layer, label): database.execute(
                f'SELECT count(*) FROM "{layer}" WHERE {expressions[layer, label]}'
            ).fetchone()[0]
            for layer, label in expected
        }
    assert counts == expected


def test_empty_layers_are_written_with_their_type(tmp_path):
    plan = village_plan()
    empty = village_plan(
        hazards=plan.hazards.iloc[:0], groups=plan.groups.iloc[:0], sites=plan.sites.iloc[:0]
    )
    write_geopackage(empty, tmp_path / "plan.gpkg")
    layers = dict(pyogrio.list_layers(tmp_path / "plan.gpkg").tolist())
    assert (layers["hazards"], layers["moves"], layers["sites"]) == (
        "MultiPolygon", "LineString", "Point",
    )  # fmt: skip


def test_two_runs_write_the_same_bytes_and_leave_gdal_as_it_was(tmp_path):
    paths = [tmp_path / "a.gpkg", tmp_path / "b.gpkg"]
    for path, date in zip(paths, ("1999-01-01T00:00:00Z", None), strict=True):
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date})
        write_geopackage(village_plan(), path)
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == date
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_an_older_file_is_replaced(tmp_path, package):
    before = package.read_bytes()
    write_geopackage(village_plan(), package)
    assert package.read_bytes() == before
