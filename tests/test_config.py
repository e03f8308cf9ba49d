"""county.toml: what is accepted, and every fault by its words."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from geoplan.config import read_settings
from geoplan.errors import ConfigError
from geoplan.pipeline.money import fund_tables

SMALLEST = """\
name = "云岭县"
years = [2027, 2028]
[layers]
roads = "roads.shp"
villages = { path = "villages.xlsx", layer = "Sheet2" }
[[funds]]
id = "county"
pays = ["surface"]
ceiling_wan = [800, 900]
"""


@pytest.fixture
def settings(tmp_path):
    def read(text: str, encoding: str = "utf-8"):
        path = tmp_path / "county.toml"
        path.write_text(text, encoding=encoding)
        return read_settings(path)

    return read


def test_smallest_file_has_every_default(settings):
    county = settings(SMALLEST)
    assert county.layers.roads[0].path == "roads.shp"
    assert county.layers.villages[0].layer == "Sheet2"
    assert county.layers.households is None
    assert county.funds[0].ceiling_wan == (800, 900)
    assert county.funds[0].places.township_id is None
    assert county.costs.base_wan_per_km == 8
    assert county.projects.surface_lag_years == 1


def test_notepad_writes_a_byte_order_mark(settings):
    assert settings(SMALLEST, "utf-8-sig").name == "云岭县"


def test_settings_are_frozen(settings):
    with pytest.raises(ValidationError, match="frozen"):
        settings(SMALLEST).name = "x"


def test_fund_for_some_townships(settings):
    county = settings(SMALLEST + 'for = { township_id = ["T03"] }\n')
    assert county.funds[0].places.township_id == ("T03",)


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ('name = "省级补助"\nname_en = "Provincial subsidy"', "Provincial subsidy"),
        ('name = "省级补助"', "省级补助"),
        ("", None),
    ],
)
def test_fund_in_english_falls_back_to_its_name_then_its_id(settings, said, called):
    county = settings(SMALLEST.replace("[[funds]]", f"[[funds]]\n{said}"))
    funds, _ = fund_tables(county)
    assert funds["name_en"].iloc[0] == (called or county.funds[0].id)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[2027, 2028]", "[2027, 2029]", r"years must follow each other, got \[2027, 2029\]"),
        ("[800, 900]", "[800]", "fund county: ceiling_wan has 1 figures for 2 years"),
        ("[800, 900]", "[800, -1]", "funds.0.ceiling_wan.1: .*greater than or equal to 0"),
        ('["surface"]', '["bridge"]', "funds.0.pays.0: .*'subgrade', 'surface', 'site'"),
        ('["surface"]', "[]", "funds.0.pays: .*at least 1 item"),
        ("[layers]", "colour = 1\n[layers]", "colour: 没有这个设置 no such setting"),
        ("[layers]", "[layers]\nhouse = 'x.shp'", "layers.house: 没有这个设置 no such setting"),
        ('roads = "roads.shp"', "", "layers.roads: Field required"),
        ("[800, 900]", "[800, inf]", "funds.0.ceiling_wan.1: .*finite number"),
        ("[800, 900]", "[800, 900]\nfor = { township_id = [] }", "for.township_id: .*at least 1 item"),
        ("[[funds]]", "[travel]\ngradient_limits = [0.08, 0.04]\n[[funds]]",
         r"travel.gradient_limits: 应由小到大 must ascend, got 0.08, 0.04\.$"),
        ("[[funds]]", "[costs]\nterrain_limits_deg = [25, 25]\n[[funds]]", "must ascend, got 25, 25"),
        ("[[funds]]", "[[layers.hazard_rasters]]\npath = 's.tif'\nkind = 'flood'\n"
         "classes = { 3 = [5, 4] }\n[[funds]]", r"expected \[最小 lowest, 最大 highest\], got \[5.0, 4.0\]"),
        ("[[funds]]", "[projects]\nlongest_km = 0\n[[funds]]", "projects.longest_km: .*greater than 0"),
    ],
)  # fmt: skip
def test_fault_by_its_words(settings, old, new, words):
    with pytest.raises(ConfigError, match=words):
        settings(SMALLEST.replace(old, new))


def test_all_faults_in_one_message(settings):
    wrong = SMALLEST.replace("[layers]", "crs = 4545\n[layers]").replace('name = "云岭县"', "")
    with pytest.raises(ConfigError, match=r"has 2 problem\(s\)") as caught:
        settings(wrong)
    assert "name: Field required" in str(caught.value)
    assert "crs: Input should be a valid string. Got 4545." in str(caught.value)


def test_fault_of_the_whole_file_does_not_repeat_it(settings):
    with pytest.raises(ConfigError) as caught:
        settings(SMALLEST.replace("[2027, 2028]", "[2027, 2029]"))
    assert str(caught.value).endswith(
        "- county.toml: years must follow each other, got [2027, 2029]."
    )


def test_two_funds_of_one_id(settings):
    fund = SMALLEST[SMALLEST.index("[[funds]]") :]
    with pytest.raises(ConfigError, match="two funds have the same id"):
        settings(SMALLEST + fund)


def test_absent_file_tells_how_to_make_one():
    with pytest.raises(ConfigError, match=r"not found.*geoplan new ROADS VILLAGES --out DIR"):
        read_settings(Path("nowhere/county.toml"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_not_toml_or_not_utf8(settings, encoding):
    text = 'name = "云岭县\n' if encoding == "utf-8" else SMALLEST
    with pytest.raises(ConfigError, match="not TOML in UTF-8"):
        settings(text, encoding)
