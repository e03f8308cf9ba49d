"""``geoplan access``: one folder, whole or not at all, the same twice, and never a plan's."""

import json

import geopandas as gpd
import openpyxl
import pytest

from geoplan import measure_access, read_county, write_access
from geoplan.errors import ConfigError
from geoplan.pipeline import outputs
from geoplan.pipeline.outputs import read_plan

FILES = {"access.xlsx", "access.gpkg", "access.html", "access.json", "summary.md", "run.log"}
HOSTILE = ["{{7*7}}", "</script><script>boom()</script>", "=cmd|' /C calc'!A1", "+1", "@x", "a\nb\tc",
           "长" * 300, "\x0b-1", ""]  # fmt: skip


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def access(tiny_file):
    """The tiny county (drawn in tests/conftest.py) as it is today."""
    return measure_access(read_county(tiny_file))


def test_every_file_beside_the_county(run, tiny_county):
    status, out, err = run("access", tiny_county)
    folder = tiny_county.parent / "access"
    assert status == 0
    assert set(contents(folder)) == FILES
    assert (folder / "summary.md").read_text("utf-8") in out
    assert str(folder / "access.html") in out
    assert "出行时间 travel times" in err
    assert "地图 map" in (folder / "run.log").read_text("utf-8")


def test_quiet(run, tiny_county, tmp_path):
    status, out, err = run("access", tiny_county, "--out", tmp_path / "there", "-q")
    assert (status, err, len(out.splitlines())) == (0, "", 3)
    assert (tmp_path / "there" / "access.json").is_file()


def test_help_says_what_it_does(run):
    assert "How people get there today" in run("--help")[1]
    assert "--households" in run("access", "--help")[1]


def test_a_faulty_county_is_words_and_nothing_is_written(run, tiny_county, tmp_path):
    tiny_county.write_text('name = "x"\n[layers]\nroads = "none.gpkg"\n', encoding="utf-8")
    status, out, err = run("access", tiny_county, "--out", tmp_path / "there")
    assert status == 1
    assert "layers.villages: Field required" in err
    assert "Traceback" not in out + err
    assert not (tmp_path / "there").exists()


def test_two_runs_agree_byte_for_byte(access, tiny_file, tmp_path):
    write_access(access, tmp_path / "one", run_log=lambda: "1 s\n")
    write_access(measure_access(read_county(tiny_file)), tmp_path / "two")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.pop("run.log") != two.pop("run.log")
    assert [name for name in one if one[name] != two[name]] == []


def test_an_earlier_access_is_replaced_and_other_files_stay(access, tmp_path):
    write_access(access, tmp_path / "out", run_log=lambda: "first")
    (tmp_path / "out" / "my notes.txt").write_text("mine")
    write_access(access, tmp_path / "out", run_log=lambda: "second")
    assert set(contents(tmp_path / "out")) == FILES | {"my notes.txt"}
    assert (tmp_path / "out" / "run.log").read_text() == "second"


def test_plan_and_access_never_take_each_others_folder(run, tiny_county, access, tmp_path):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text("{}")
    status, _, err = run("access", tiny_county, "--out", tmp_path / "plan")
    assert status == 1
    assert "exists and is not results of geoplan access" in err
    assert contents(tmp_path / "plan") == {"plan.json": b"{}"}
    write_access(access, tmp_path / "access")
    status, _, err = run("plan", tiny_county, "--out", tmp_path / "access", "--no-prices")
    assert status == 1
    assert "已存在且不是方案 exists and is not a plan" in err
    assert set(contents(tmp_path / "access")) == FILES
    with pytest.raises(ConfigError, match="not a plan"):
        read_plan(tmp_path / "access")


def test_nothing_is_left_of_a_run_that_fails(access, tmp_path, monkeypatch):
    write_access(access, tmp_path / "out", run_log=lambda: "first")

    def full_disk(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(outputs, "write_access_map", full_disk)
    with pytest.raises(ConfigError, match="cannot be written"):
        write_access(access, tmp_path / "out", run_log=lambda: "second")
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    assert (tmp_path / "out" / "run.log").read_text() == "first"


def test_households_only_when_asked_and_nobody_by_name(run, tiny_county, tmp_path):
    for flag in ((), ("--households",)):
        folder = tmp_path / f"out{len(flag)}"
        assert run("access", tiny_county, "--out", folder, "-q", *flag)[0] == 0
        layers = set(gpd.list_layers(folder / "access.gpkg")["name"])
        assert ("households" in layers) == bool(flag)
        for name, content in contents(folder).items():
            assert "王大".encode() not in content, name
            if name != "access.xlsx":  # packed; its cells are tested in test_access_tables
                assert (b"H00" in content) == (bool(flag) and name == "access.gpkg"), name


def test_hostile_names_are_just_text(tiny_layers, write_county, tmp_path):
    for layer in tiny_layers.values():
        for column in ("name", "head_name", "admin_village_id"):
            if column in layer:
                layer[column] = [HOSTILE[i % len(HOSTILE)] for i in range(len(layer))]
    path = write_county(tmp_path / "in", tiny_layers)
    path.write_text(
        path.read_text("utf-8").replace("小县", "{{7*7}}</script>", 1), encoding="utf-8"
    )
    write_access(measure_access(read_county(path)), tmp_path / "out", households=True)
    assert set(contents(tmp_path / "out")) == FILES
    told = json.loads((tmp_path / "out" / "access.json").read_text("utf-8"))
    assert told["name"] == "{{7*7}}</script>"
    assert "<script>boom()" not in (tmp_path / "out" / "access.html").read_text("utf-8")
    assert "<script>" not in (tmp_path / "out" / "summary.md").read_text("utf-8")
    book = openpyxl.load_workbook(tmp_path / "out" / "access.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=cmd|' /C calc'!A1" in {cell.value for cell in cells}
    assert not [cell.value for cell in cells if cell.data_type == "f"]
