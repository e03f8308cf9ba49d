"""The command line: words and an exit status, never a traceback."""

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest

from geoplan import __version__
from geoplan.errors import InfeasibleError
from geoplan.pipeline.outputs import read_plan

pytestmark = pytest.mark.usefixtures("without_rivals")

OFFICIAL = {"road_id": "LDBM", "name": "LXMC", "surface_code": "LMLX", "surface_width_m": "LMKD"}


def as_office(roads):
    """Roads with the columns of the annual report's shapefile."""
    return roads[[*OFFICIAL, "geometry"]].rename(columns=OFFICIAL)


def test_help_names_the_commands(run):
    for arguments in ((), ("--help",)):
        status, out, err = run(*arguments)
        assert status == (0 if arguments else 2)
        for word in ("plan", "new", "import-osm", "geoplan plan DIR/county.toml"):
            assert word in out + err
    assert run("--version")[1] == f"geoplan {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [("plan",), ("plan", "--wrong"), ("fly",), ("new", "roads.shp"), ("import-osm", "--out", "x")],
)
def test_wrong_usage(run, arguments):
    status, out, err = run(*arguments)
    assert status == 2
    assert "Usage" in err
    assert "Traceback" not in out + err


def test_plan(run, tiny_county):
    status, out, err = run("plan", tiny_county)
    assert status == 0
    assert "410 more people get an all-weather road, at home or where they move; proven" in out
    assert str(tiny_county.parent / "plan" / "meeting.html") in out
    assert "候选项目 candidate projects" in err
    assert (tiny_county.parent / "plan" / "planner.html").is_file()
    log = (tiny_county.parent / "plan" / "run.log").read_text("utf-8")
    assert "编制计划 the programme" in log
    assert "peak memory" in log or sys.platform == "win32"


def test_plan_without_prices(run, tiny_county, quick):
    status, _, err = run("plan", tiny_county, "--no-prices")
    assert status == 0
    assert "代价" not in err
    assert read_plan(tiny_county.parent / "plan").prices.empty


def test_quiet(run, tiny_county, tmp_path, quick):
    status, out, err = run("plan", tiny_county, "--out", tmp_path / "elsewhere", "--quiet")
    assert status == 0
    assert err == ""
    assert len(out.splitlines()) == 5
    assert (tmp_path / "elsewhere" / "plan.json").is_file()


def test_from_two_files_to_a_plan(run, tiny_layers, tmp_path, quick):
    as_office(tiny_layers["roads"]).to_file(tmp_path / "道路.shp", encoding="utf-8")
    villages = tiny_layers["villages"]
    table = villages.drop(columns="geometry").assign(
        **villages.to_crs(4490).get_coordinates().rename(columns={"x": "经度", "y": "纬度"})
    )
    table.to_csv(tmp_path / "村.csv", index=False)
    status, out, _ = run(
        "new", tmp_path / "道路.shp", tmp_path / "村.csv", "--out", tmp_path / "县"
    )
    assert status == 0
    assert "no hazards layer" in out
    status, out, _ = run("plan", tmp_path / "县" / "county.toml")
    assert status == 0
    assert "more people get an all-weather road" in out
    assert (tmp_path / "县" / "plan" / "project_list.xlsx").is_file()


def duplicate(layers):
    layers["villages"].loc[1, "village_id"] = "V1"


def negative(layers):
    layers["villages"].loc[1, "people"] = -5


def empty(layers):
    layers["villages"] = layers["villages"][:0]


def no_column(layers):
    layers["villages"] = layers["villages"].drop(columns="name")


def wrong_crs(layers):
    layers["villages"] = layers["villages"].set_crs(4549, allow_override=True)


def all_earth(layers):
    layers["roads"]["surface_code"] = "36"


def all_paved(layers):
    layers["roads"]["surface_code"] = "12"


def beyond_every_road(layers):
    for name in ("villages", "groups", "households"):
        layers[name].geometry = layers[name].geometry.translate(yoff=12_000)


def lost_reference(layers):
    layers["groups"]["village_id"] = "V99"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (duplicate, "V1"),
        (negative, "out of range"),
        (empty, "no rows"),
        (no_column, "name 自然村名称: 缺少此列 column is missing"),
        (wrong_crs, "villages"),
        (all_earth, "no hardened road"),
        (all_paved, "no unhardened road"),
        (beyond_every_road, "none within 500 m of a road, the nearest at 9055 m"),
        (lost_reference, "points to nothing"),
    ],
)
def test_bad_input(run, tiny_layers, write_county, tmp_path, spoil, words):
    spoil(tiny_layers)
    path = write_county(tmp_path, tiny_layers)
    before = set(tmp_path.iterdir())
    status, out, err = run("plan", path, "--quiet")
    assert status == 1
    assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert set(tmp_path.iterdir()) == before


def test_missing_files(run, tiny_county, tmp_path):
    status, _, err = run("plan", tmp_path / "none.toml")
    assert status == 1
    assert "not found" in err
    (tiny_county.parent / "roads.gpkg").unlink()
    status, _, err = run("plan", tiny_county)
    assert status == 1
    assert "roads.gpkg" in err
    assert not (tiny_county.parent / "plan").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("years = [2027, 2028]", "years = [2027, 2029]", "years must follow each other"),
        ("[60, 0]", "[60]", "ceiling_wan has 1 figures"),
        ('pays = ["subgrade"]', 'pays = ["bridges"]', "funds.2.pays.0"),
        ("min_households", "min_houses", "projects.min_houses"),
        ("[projects]", "[projects", "not TOML"),
    ],
)
def test_bad_settings(run, tiny_county, old, new, words):
    text = tiny_county.read_text("utf-8")
    assert old in text
    tiny_county.write_text(text.replace(old, new, 1), encoding="utf-8")
    status, _, err = run("plan", tiny_county)
    assert status == 1
    assert words in err
    assert not (tiny_county.parent / "plan").exists()


def test_foreign_folder(run, tiny_county, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work")
    status, _, err = run("plan", tiny_county, "--out", tmp_path / "mine")
    assert status == 1
    assert "exists and is not a plan" in err


def test_no_feasible_plan(run, tiny_county, monkeypatch):
    """Only locks can make a county infeasible: building nothing keeps every other rule."""

    def infeasible(county, **asked):
        raise InfeasibleError("没有可行方案 no plan: the county fund is in the way")

    monkeypatch.setattr("geoplan.pipeline.make_plan", infeasible)
    status, _, err = run("plan", tiny_county)
    assert status == 3
    assert "the county fund is in the way" in err
    assert not (tiny_county.parent / "plan").exists()


def test_as_a_module(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "geoplan", "plan", "none.toml"],
        cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    assert "none.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(Path(tmp_path).iterdir()) == []


def test_shuffled_shapefile_in_gbk(run, tiny_layers, tmp_path, quick):
    """As an office sends it: GBK shapefile, rows in any order."""
    roads = tiny_layers["roads"].sample(frac=1, random_state=3)
    as_office(roads).to_file(tmp_path / "r.shp", encoding="gbk")
    tiny_layers["villages"].to_file(tmp_path / "v.gpkg")
    assert run("new", tmp_path / "r.shp", tmp_path / "v.gpkg", "--out", tmp_path / "c")[0] == 0
    assert run("plan", tmp_path / "c" / "county.toml", "-q")[0] == 0
    names = gpd.read_file(tmp_path / "c" / "plan" / "plan.gpkg", layer="roads")["name"]
    assert "一组路" in set(names)
