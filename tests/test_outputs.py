"""The folder of a run: whole or not at all, the same twice, and names that try to be code."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from geoplan import make_plan, read_county, read_plan, write_plan
from geoplan.errors import ConfigError
from geoplan.pipeline import outputs
from geoplan.publish.tables import LAYERS, TABLES

FILES = {
    "plan.json", "answers.json", "run.log", "plan.gpkg", "project_list.xlsx", "project_list.csv",
    "relocation_list.xlsx", "registers.xlsx", "notice.xlsx", "notice.pdf", "brief.docx",
    "meeting.html", "planner.html", "summary.md",
    *(f"tables/{name}.parquet" for name in LAYERS + TABLES), "tables/about.json",
    "tables/README.txt",
}  # fmt: skip
HOSTILE = [
    "{{7*7}}", "</script><script>boom()</script>", "=cmd|' /C calc'!A1", "\"a'b`c\\d", "长" * 300,
    "🏔️村", "\u202eמרחבה", "<b>&amp;", "-1+1", "{% raw %}", "%s{0}$x", "a\nb\tc",
]  # fmt: skip


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def two_runs(tiny_file, tiny_plan, tmp_path_factory):
    """Folder in which two runs of the same county are written whole."""
    folder = tmp_path_factory.mktemp("runs") / "deep"
    write_plan(tiny_plan, folder / "one", run_log=lambda: "1 s\n")
    write_plan(make_plan(read_county(tiny_file)), folder / "two", run_log=lambda: "2 s\n")
    return folder


def test_every_file_of_the_contract(two_runs):
    assert set(contents(two_runs / "one")) == FILES
    assert (two_runs / "one" / "run.log").read_text() == "1 s\n"
    assert {path.name for path in two_runs.iterdir()} == {"one", "two"}


def test_two_runs_agree_byte_for_byte(two_runs):
    one, two = contents(two_runs / "one"), contents(two_runs / "two")
    assert one.pop("run.log") != two.pop("run.log")
    assert [name for name in one if one[name] != two[name]] == []


def test_a_written_plan_is_read_and_written_again(tiny_plan, tmp_path, without_maps):
    write_plan(tiny_plan, tmp_path / "one", households=True)
    write_plan(read_plan(tmp_path / "one"), tmp_path / "two", households=True)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.keys() == two.keys()
    heads_names = {"plan.gpkg", "notice.xlsx", "registers.xlsx", "relocation_list.xlsx"}
    assert {name for name in one if one[name] != two[name]} == heads_names


def test_no_plan_to_read(tiny_plan, tmp_path, quick):
    with pytest.raises(ConfigError, match="no such folder"):
        read_plan(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="not a plan"):
        read_plan(tmp_path)
    write_plan(tiny_plan, tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "tables")
    with pytest.raises(ConfigError, match="written by an earlier version"):
        read_plan(tmp_path / "out")


def test_households_only_when_asked(tiny_plan, tmp_path, quick):
    for asked in (False, True):
        write_plan(tiny_plan, tmp_path / str(asked), households=asked)
        layers = set(gpd.list_layers(tmp_path / str(asked) / "plan.gpkg")["name"])
        assert ("households" in layers) is asked


def test_a_failure_leaves_nothing(tiny_plan, tmp_path, quick, monkeypatch):
    def fail(plan):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(outputs, "summary", fail)
    with pytest.raises(RuntimeError, match="disk on fire"):
        write_plan(tiny_plan, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_earlier_plan(tiny_plan, tmp_path, quick, monkeypatch):
    out = tmp_path / "out"
    write_plan(tiny_plan, out, run_log=lambda: "first")
    before = contents(out)
    whole = Path.rename

    def rename(self, target):
        if Path(target) == out and self.name == "out":
            raise PermissionError(13, "used by another program", str(target))
        return whole(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(ConfigError, match=r"cannot be written .*used by another program"):
        write_plan(tiny_plan, out, run_log=lambda: "second")
    assert contents(out) == before
    assert list(tmp_path.iterdir()) == [out]


def test_an_earlier_plan_is_replaced(tiny_plan, tmp_path, quick):
    out = tmp_path / "out"
    write_plan(tiny_plan, out, run_log=lambda: "first")
    (out / "my notes.txt").write_text("mine")
    write_plan(tiny_plan, out, run_log=lambda: "second")
    assert set(contents(out)) == FILES | {"my notes.txt"}
    assert (out / "run.log").read_text() == "second"


def test_an_empty_folder_is_fine(tiny_plan, tmp_path, quick):
    (tmp_path / "out").mkdir()
    write_plan(tiny_plan, tmp_path / "out")
    assert set(contents(tmp_path / "out")) == FILES


def test_anything_else_is_refused_and_untouched(tiny_plan, tmp_path, quick):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work")
    (tmp_path / "file").write_text("a file")
    for name in ("mine", "file"):
        with pytest.raises(ConfigError, match="exists and is not a plan"):
            write_plan(tiny_plan, tmp_path / name)
    assert (tmp_path / "mine" / "thesis.docx").read_text() == "years of work"
    with pytest.raises(ConfigError, match="cannot be written"):
        write_plan(tiny_plan, tmp_path / "file" / "out")
    assert (tmp_path / "file").read_text() == "a file"


def test_hostile_names_are_just_text(tiny_layers, write_county, tmp_path):
    for layer in tiny_layers.values():
        for column in ("name", "head_name", "admin_village_id"):
            if column in layer:
                layer[column] = [HOSTILE[i % len(HOSTILE)] for i in range(len(layer))]
    path = write_county(tmp_path / "in", tiny_layers)
    text = path.read_text("utf-8").replace("小县", "{{7*7}}</script>", 1)
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    write_plan(make_plan(read_county(path)), out, households=True)
    assert set(contents(out)) == FILES
    assert json.loads((out / "plan.json").read_text("utf-8"))["name"] == "{{7*7}}</script>"
    for name in ("meeting.html", "planner.html"):
        page = (out / name).read_text("utf-8")
        assert "<script>boom()" not in page
        assert "<b>&amp;" not in page
    for name in ("project_list.xlsx", "relocation_list.xlsx", "registers.xlsx", "notice.xlsx"):
        book = openpyxl.load_workbook(out / name)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
    villages = gpd.read_file(out / "plan.gpkg", layer="villages")
    assert "{{7*7}}" in set(villages["name"])
    lines = (out / "project_list.csv").read_text("utf-8-sig").splitlines()
    assert not [line for line in lines if line.startswith(("=", ",=")) or ",=cmd" in line]
