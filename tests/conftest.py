"""One village, small enough to draw on paper."""

import sys
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import settings
from shapely import LineString, Point, box

from geoplan import cli, make_plan, read_county
from geoplan.pipeline import outputs, planning
from geoplan.pipeline.situation import survey
from geoplan.programme.plan import NO_RIVALS
from geoplan.schema import validate

settings.register_profile("geoplan", deadline=None, derandomize=True)
settings.load_profile("geoplan")

YUNLING = Path(__file__).parents[1] / "data" / "yunling" / "county.toml"
CRS = "EPSG:4545"
EAST, NORTH = 630_000.0, 3_630_000.0
TINY_TOML = """\
name = "小县"
name_en = "Tiny county"
made_up = true
crs = "EPSG:4545"
years = [2027, 2028]
sources = ["tests/conftest.py"]

[layers]
{layers}

[projects]
min_households = 5

[relocation]
smallest_site_households = 5
town_m = 0
yuan_per_village_and_site = 0
order = []

[[funds]]
id = "province"
name = "省级补助"
pays = ["surface"]
ceiling_wan = [60, 60]
quota_wan_per_km = 20
carry_over = true

[[funds]]
id = "county"
pays = ["surface"]
ceiling_wan = [100, 70]
carry_over = true

[[funds]]
id = "village"
pays = ["subgrade"]
ceiling_wan = [60, 0]

[[funds]]
id = "sponsor"
pays = ["subgrade", "surface"]
ceiling_wan = [5, 5]
for = {{ township_id = ["T1"] }}

[[funds]]
id = "relocation"
pays = ["site", "subsidy"]
ceiling_wan = [60, 200]
carry_over = true
"""


def pytest_collection_modifyitems(items):
    """What takes long is begun first; one process runs a file, and all that needs one long plan."""
    for item in items:
        if "yunling_plan" in item.fixturenames:
            item.add_marker(pytest.mark.long)
            item.add_marker(pytest.mark.xdist_group("yunling"))
        elif item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _at(x_km, y_km):
    """Point of the drawing."""
    return Point(EAST + 1000 * x_km, NORTH + 1000 * y_km)


def _layer(columns, rows, shapes):
    """Layer of rows and shapes."""
    table = dict(zip(columns, zip(*rows, strict=True), strict=True))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _layers():
    """The layers of a tiny county, 1 km a step, north is up; = paved, g gravel, e earth.

    ::

        3 .    .    .    V3   .    .    .    .     V3  40 people  10 households
                         e B4
        2 .    V1   .    V2.  .    V4#  .    .     V1 160         40
               g B1      e  g      e B6            V2 120         30
        1 .    .  B2 ->  e  g B3   V6 S1           V4 100         25: G1 80, G2 20
               g         e g       g B5            V6  30          8
        0 T====+====V5===+=========+====+          V5 200         50
          .  S2

    B1 and B5 have their subgrade, B6 is refused, B3 runs parallel to B2. G1 and G2 of V4 lie in
    the landslide #; S1 (22 households) needs B5 a year before, S2 (6 households) stands on the
    paved road. V1 and V5 are in township T1, the others in T2; in T1 the sponsor pays.
    """
    lines = {
        "R0": [(0, 0), (6, 0)],
        "R1": [(1, 0), (1, 2)],
        "R2": [(3, 0), (3, 2)],
        "R3": [(3, 0), (3.5, 1), (3, 2)],
        "R4": [(3, 2), (3, 3)],
        "R5": [(5, 0), (5, 1)],
        "R6": [(5, 1), (5, 2)],
    }
    roads = _layer(
        ("road_id", "name", "surface_code", "surface_width_m", "subgrade_accepted", "consent",
         "project_id"),
        [
            ("R0", "主路", "12", 6.5, True, None, None),
            ("R1", "一组路", "31", 4.5, True, "yes", "B1"),
            ("R2", "二组路", "36", 4.5, False, None, "B2"),
            ("R3", "老路", "31", 4.5, False, "yes", "B3"),
            ("R4", "三组路", "36", 4.5, False, "yes", "B4"),
            ("R5", "安置路", "31", 4.5, True, "yes", "B5"),
            ("R6", "四组路", "36", 3.5, False, "no", "B6"),
        ],
        [LineString([_at(*corner) for corner in line]) for line in lines.values()],
    )  # fmt: skip
    villages = _layer(
        ("village_id", "name", "admin_village_id", "township_id", "people", "households"),
        [
            ("V1", "柳树坪", "A1", "T1", 160, 40),
            ("V2", "黄家湾", "A2", "T2", 120, 30),
            ("V3", "高岭", "A2", "T2", 40, 10),
            ("V4", "白岩沟", "A3", "T2", 100, 25),
            ("V5", "桥头", "A1", "T1", 200, 50),
            ("V6", "石门", "A3", "T2", 30, 8),
        ],
        [_at(1, 2), _at(3, 2), _at(3, 3), _at(5, 2), _at(2, 0), _at(5, 1)],
    )
    return {
        "roads": roads,
        "villages": villages,
        "groups": _layer(
            ("group_id", "village_id", "name", "people", "households", "consent"),
            [("G1", "V4", "一组", 80, 20, "yes"), ("G2", "V4", "二组", 20, 5, None)],
            [_at(5, 2), _at(5.1, 2.1)],
        ),
        "households": _layer(
            ("household_id", "group_id", "village_id", "people", "head_name"),
            [(f"H{i:02d}", "G1" if i < 20 else "G2", "V4", 4, f"王大{i}") for i in range(25)],
            [_at(5 + 0.001 * i, 2) if i < 20 else _at(5.1, 2.1) for i in range(25)],
        ),
        "hazards": _layer(
            ("hazard_id", "kind", "hazard_class"),
            [("Z1", "landslide", 4)],
            [box(EAST + 4700, NORTH + 1700, EAST + 5300, NORTH + 2300)],
        ),
        "farmland": _layer(
            ("parcel_id", "group_id", "area_mu"),
            [("L1", "G1", 50), ("L2", "G2", 10)],
            [_at(4.9, 2), _at(5.1, 2.1)],
        ),
        "services": _layer(
            ("service_id", "kind", "name"),
            [("T", "township_seat", "镇政府"), ("C", "village_committee", "村委会")],
            [_at(0, 0), _at(3, 2)],
        ),
        "sites": _layer(
            ("site_id", "name", "capacity_households", "opening_cost_wan"),
            [("S1", "石门安置点", 22, 50), ("S2", "桥头安置点", 6, 10)],
            [_at(5.05, 1), _at(0.5, 0.05)],
        ),
    }


def _write(folder, layers, toml=TINY_TOML):
    """Layers and their county.toml in a folder; gives the path of the county.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in layers.items():
        layer.to_file(folder / f"{name}.gpkg")
    files = "\n".join(f'{name} = "{name}.gpkg"' for name in layers)
    (folder / "county.toml").write_text(toml.format(layers=files), encoding="utf-8")
    return folder / "county.toml"


@pytest.fixture(scope="session")
def drawn():
    """How the tiny county is drawn, and how layers are written to a folder: for wider fixtures."""
    return _layers, _write


@pytest.fixture
def tiny_layers():
    """Layers of the tiny county by name, to change as a test likes (drawn at ``_layers``)."""
    return _layers()


@pytest.fixture
def write_county():
    """Write layers and a county.toml into a folder: ``write_county(folder, layers, toml)``."""
    return _write


@pytest.fixture
def tiny_county(tmp_path):
    """Path of the tiny county's county.toml, in a folder of its own."""
    return _write(tmp_path / "tiny", _layers())


@pytest.fixture(scope="session")
def tiny_file(tmp_path_factory):
    """Path of the tiny county's county.toml, in a folder that no test changes."""
    return _write(tmp_path_factory.mktemp("tiny"), _layers())


@pytest.fixture(scope="session")
def tiny_plan(tiny_file):
    """Plan of the tiny county; never changed by a test."""
    return make_plan(read_county(tiny_file))


@pytest.fixture(scope="session")
def yunling_file():
    """Path of the bundled county's county.toml."""
    return YUNLING


@pytest.fixture(scope="session")
def yunling_plan():
    """Plan of the bundled county without prices, which take long; never changed by a test."""
    return make_plan(read_county(YUNLING), prices=False)


@pytest.fixture(scope="session")
def tiny_survey(tiny_file):
    """The tiny county and its situation before any decision; never changed by a test."""
    county = read_county(tiny_file)
    return county, survey(county)


@pytest.fixture
def survey_of(tmp_path):
    """Situation of a county before anything is decided: ``survey_of(layers)``."""
    return lambda layers: survey(read_county(_write(tmp_path / "county", layers)))


@pytest.fixture
def draw_roads():
    """Layer "roads" of lines by id, concrete unless said; other columns by road id.

    draw_roads({"R1": [(0, 0), (100, 0)]}, surface_code={"R1": "36"})
    """

    def draw(
        lines: dict[str, list[tuple[float, float]]], **columns: dict[str, object]
    ) -> gpd.GeoDataFrame:
        columns["surface_code"] = dict.fromkeys(lines, "12") | columns.get("surface_code", {})
        table = {name: [column.get(road) for road in lines] for name, column in columns.items()}
        shapes = [LineString(line) for line in lines.values()]
        return validate(
            "roads", gpd.GeoDataFrame(table | {"road_id": list(lines)}, geometry=shapes, crs=CRS)
        )

    return draw


@pytest.fixture
def draw_points():
    """Points by id: draw_points(home=(0, 10), school=(500, 0))."""

    def draw(**places: tuple[float, float]) -> gpd.GeoSeries:
        return gpd.GeoSeries([Point(place) for place in places.values()], list(places), crs=CRS)

    return draw


@pytest.fixture
def without_rivals(monkeypatch):
    """Plans that are not put beside other ways of planning, which takes a fifth of the time."""
    monkeypatch.setattr(planning, "beside_rivals", lambda *_, **__: NO_RIVALS)


def _draw_no_maps(patch):
    """Write maps and A3 sheets as a word."""
    for name in ("write_meeting_map", "write_planner_map", "_write_posters"):
        patch.setattr(outputs, name, lambda plan, path: path.write_text("map"))


def _draw_nothing(patch):
    """Write all that is drawn as a word."""
    _draw_no_maps(patch)
    patch.setattr(outputs, "write_brief", lambda plan, path, **_: path.write_text("brief"))


@pytest.fixture
def without_maps(monkeypatch):
    """Writing a plan without maps and A3 sheets, which take most of the time."""
    _draw_no_maps(monkeypatch)


@pytest.fixture
def quick(monkeypatch):
    """Writing a plan without all that is drawn: the brief's map takes most of the rest."""
    _draw_nothing(monkeypatch)


def _run(patch, *arguments):
    """Run the command line in this process: status."""
    patch.setattr(sys, "argv", ["geoplan", *map(str, arguments)])
    try:
        cli.main()
    except SystemExit as stop:
        return stop.code or 0
    return 0


@pytest.fixture(scope="session")
def run_quick():
    """Run the command line as with ``quick``, for wider fixtures: status."""

    def run(*arguments):
        with pytest.MonkeyPatch.context() as patch:
            _draw_nothing(patch)
            return _run(patch, *arguments)

    return run


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process: status, stdout, stderr."""

    def run(*arguments):
        status = _run(monkeypatch, *arguments)
        return status, *capsys.readouterr()

    return run
