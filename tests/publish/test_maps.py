"""The two map files as text: what is in them, and what must not be."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plans import HOSTILE_NAME, JINJA_NAME, village_plan
from shapely import LineString, Polygon
from treated import treated_plan

from geoplan.programme import explain
from geoplan.publish import maps
from geoplan.publish.disclosure import public_plan
from geoplan.publish.labels import SECTIONS
from geoplan.publish.mapdata import fingerprint, map_data
from geoplan.publish.maps import write_meeting_map, write_planner_map


def read_data(page: str) -> dict[str, Any]:
    """The plan's JSON in a page."""
    found = re.search(r'<script type="application/json" id="plan">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1))
    return data


@pytest.fixture
def meeting(files: dict[str, Path]) -> str:
    """The public page of the plan by hand."""
    return files["meeting"].read_text(encoding="utf-8")


@pytest.fixture
def planner(files: dict[str, Path]) -> str:
    """Its internal page."""
    return files["planner"].read_text(encoding="utf-8")


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    for write in (write_meeting_map, write_planner_map):
        write(village_plan(), tmp_path / "a.html")
        write(village_plan(), tmp_path / "b.html")
        assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_map_has_a_largest_zoom_of_its_own(meeting: str) -> None:
    """Without it Leaflet cannot frame a single point."""
    assert '"maxZoom": 17' in meeting


def test_hostile_names_arrive_unchanged_and_cannot_leave_the_json(meeting: str) -> None:
    names = read_data(meeting)["villages"]["name"]
    assert HOSTILE_NAME in names
    assert JINJA_NAME in names
    assert HOSTILE_NAME not in meeting
    assert "\u2028" not in meeting
    assert "㙍家箐" in meeting


def test_page_forbids_the_network_by_its_own_policy(meeting: str) -> None:
    assert "default-src 'none'" in meeting
    assert meeting.index("default-src 'none'") < meeting.index("<style>")


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="https://example.org/a.png">',
        '<link rel="stylesheet" href="//example.org/a.css">',
        "<style>@import 'a.css';</style>",
        "<style>a { background: url('http://example.org/a.png') }</style>",
        '<script src="a.js"></script>',
    ],
)
def test_page_that_would_load_something_is_refused(
    tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = maps._viewer
    monkeypatch.setattr(
        maps, "_viewer", lambda name: viewer(name) + (tag if name.endswith(".html") else "")
    )
    with pytest.raises(ValueError, match="would load 1 things"):
        write_meeting_map(village_plan(), tmp_path / "meeting.html")
    assert not (tmp_path / "meeting.html").exists()


def test_public_file_has_no_household(meeting: str, planner: str) -> None:
    plan = village_plan()
    points = plan.households.geometry.dropna().to_crs("EPSG:4326")
    for text in (*plan.households.index, *plan.households["head_name"]):
        assert text not in meeting
    assert not any(f"{point.x:.5f}" in meeting for point in points)
    assert "households" not in read_data(meeting)
    assert all(f"{point.x:.5f}".rstrip("0") in planner for point in points)


def test_internal_file_has_points_but_no_names(planner: str) -> None:
    data = read_data(planner)
    assert not data["public"]
    assert data["households"]["threatened"] == [True] * 4
    assert not any(name in planner for name in ("王大明", "欧阳小红", "赵五", "H000101"))


def test_group_of_two_households_is_not_in_the_public_file(meeting: str, planner: str) -> None:
    assert "二组独户" not in meeting
    assert "二组独户" in planner
    public, internal = read_data(meeting), read_data(planner)
    assert public["groups"]["households"] == [18, 10, 12]
    assert internal["groups"]["households"] == [18, 10, 12, 2]
    assert set(public["payments"]["kind"]) == {"project"}


def test_totals_are_those_of_told_groups(meeting: str) -> None:
    data = read_data(meeting)
    village = data["villages"]["name"].index("白岩沟")
    assert data["villages"]["households"][village] == 12
    assert data["villages"]["people"][village] == 48
    assert data["villages"]["reason"][village] == "told_move"
    assert data["sites"]["households_in"] == [12, 0, 0]  # the small group is not told
    assert data["totals"][-1]["people"] == 156
    assert data["totals"][-1]["movedHouseholds"] == 12


def test_counts_under_three_are_told_as_fewer_than_three(meeting: str) -> None:
    data = read_data(meeting)
    village = data["villages"]["name"].index("独家庄")
    assert data["villages"]["households"][village] == "<3"
    assert data["villages"]["people"][village] is None
    project = data["projects"]["id"].index("P6")
    assert data["projects"]["onWay"][project] == [[6], "<3", None]


def test_public_plan_leaves_the_plan_as_it_was() -> None:
    plan = village_plan()
    before = plan.villages.copy(), plan.groups.copy(), plan.sites.copy()
    public_plan(plan)
    for now, then in zip((plan.villages, plan.groups, plan.sites), before, strict=True):
        assert now.equals(then)


def test_running_totals_by_year(planner: str) -> None:
    first, second = read_data(planner)["totals"]
    assert (first["roads"], first["km"], first["yuan"]) == (1, 2.1, 1_328_000)
    assert (second["roads"], second["km"], second["yuan"]) == (3, 5.7, 2_461_300)
    assert (first["people"], second["people"]) == (96, 156)
    assert (first["sites"], first["movedHouseholds"], first["movedPeople"]) == (1, 14, 55)


def test_minutes_are_whole_cut_off_or_left_out_where_unknown(planner: str) -> None:
    villages = read_data(planner)["villages"]
    assert villages["minutes_township_seat_wet_now"] == [6, 27, 46, 40, *["inf"] * 4]
    assert "minutes_hospital_dry_now" not in villages


def test_references_are_positions(planner: str) -> None:
    data = read_data(planner)
    assert data["villages"]["way"][2] == [0, 1]
    assert data["projects"]["villages"][:2] == [[1], [2]]
    assert data["roads"]["project"] == [None, None, None, 0, 1, 2, 3, 4, 5, None]
    assert data["groups"]["site"] == [None, None, 0, 0]


def test_works_in_the_plan_lie_on_their_roads_with_who_pays() -> None:
    """Bays lie on both links of their stretch; a wider new surface is the width of its project."""
    assert map_data(treated_plan(), public=True)["treatments"]["worth_yuan"] == [None, None]
    data = map_data(treated_plan(), public=False)
    works = data["treatments"]
    assert works["treatment"] == ["passing_bays", "guardrail"]
    assert (works["year"], works["length_m"]) == ([2028, 2027], [7000, 640])
    assert works["worth_yuan"] == [61_000, 99_000]  # two digits: an estimate
    assert data["roads"]["works"] == [[0], [0], [], [1], *[[]] * 6]
    assert data["projects"]["width_m"][:2] == [5.5, 3.5]
    paid = data["payments"]
    assert [
        (paid["of"][row], paid["amount_yuan"][row], paid["fund"][row])
        for row, kind in enumerate(paid["kind"]) if kind == "work"
    ] == [(1, 51_200, "镇村自筹（一事一议）"), (0, 48_000, "县级资金")]  # fmt: skip
    assert data["totals"] == map_data(village_plan(), public=False)["totals"]
    assert fingerprint(treated_plan()) != fingerprint(village_plan())


def test_works_that_are_not_in_the_plan_are_not_told(planner: str) -> None:
    data = read_data(planner)
    assert data["treatments"]["year"] == []
    assert data["roads"]["works"] == [[]] * 10


def test_page_ships_no_column_that_nothing_reads(planner: str) -> None:
    """Columns by their names in the page's code; some are put together there from two words."""
    data = read_data(planner)
    viewer = Path(maps.__file__).parent / "viewer"
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(viewer.glob("*.js")))
    tables = ("villages", "townships", "groups", "roads", "projects", "prices", "payments", "sites",
              "treatments", "hazards", "services", "waters", "households", "rules")  # fmt: skip
    names = {(table, name) for table in tables for name in data[table]}
    names |= {
        (table, name) for table in ("offers", "trips", "funds") for name in data["whatif"][table]
    }
    joined = re.compile("((farm_)?minutes|range)_.+|(subgrade|surface)_cost_yuan")
    unread = {
        (table, name)
        for table, name in names
        if not joined.fullmatch(name) and not re.search(rf"\b{name}\b", code)
    }
    assert unread == set()


def test_lines_and_rings_survive_their_encoding() -> None:
    plan = village_plan()
    data = map_data(plan, public=False)
    road = np.array(decode(data["roads"]["shape"][3]))
    expected = LineString(plan.roads.to_crs("EPSG:4326").geometry.iloc[3])
    assert np.allclose(road, expected.coords, atol=1e-5)
    ring = decode(data["hazards"]["shape"][3])
    area = plan.hazards.to_crs("EPSG:4326").geometry.iloc[3]
    assert Polygon(ring).symmetric_difference(area).area < 0.01 * area.area


def decode(text: str) -> list[tuple[float, float]]:
    """Corners of one polyline text, by its published description."""
    numbers, value, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    corners = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0) / 1e5
    return [(float(lon), float(lat)) for lon, lat in corners]


def test_fingerprint_changes_with_a_decision() -> None:
    plan = village_plan()
    other = replace(
        plan, projects=plan.projects.assign(surface_year=plan.projects["subgrade_year"])
    )
    assert fingerprint(plan) == fingerprint(village_plan())
    assert fingerprint(plan) != fingerprint(other)


def test_map_without_terrain_or_optional_layers(tmp_path: Path) -> None:
    plan = village_plan()
    bare = replace(
        plan,
        relief=None,
        relief_bounds=None,
        groups=plan.groups.iloc[:0],
        sites=plan.sites.iloc[:0],
        hazards=plan.hazards.iloc[:0],
        waters=plan.waters.iloc[:0],
        services=plan.services.iloc[:0],
        households=plan.households.iloc[:0],
        payments=plan.payments.iloc[:0],
    )
    write_meeting_map(bare, tmp_path / "bare.html")
    data = read_data((tmp_path / "bare.html").read_text(encoding="utf-8"))
    assert data["relief"] is None
    assert data["townships"]["name"] == ["云岭镇", "石门乡"]
    assert data["totals"][-1]["sites"] == 0


def test_every_code_of_the_plan_has_words() -> None:
    plan = village_plan()
    for section, codes in {
        "village": plan.villages["reason"],
        "group": plan.groups["reason"],
        "project": plan.projects["reason"],
        "site": plan.sites["reason"],
        "component": plan.payments["component"],
        "service": plan.services["kind"],
        "hazard_kind": plan.hazards["kind"],
    }.items():
        for code in codes:
            chinese, english = SECTIONS[section][code]
            assert chinese != english


def test_words_are_complete_pairs() -> None:
    braces = re.compile(r"\{\w+\}")
    for section, pairs in SECTIONS.items():
        for code, (chinese, english) in pairs.items():
            assert chinese and english, (section, code)
            if code != "money":
                assert set(braces.findall(chinese)) == set(braces.findall(english)), code


def test_every_reason_that_explain_can_give_has_words() -> None:
    given = set(re.findall(r'"([a-z_]+)"', Path(explain.__file__).read_text(encoding="utf-8")))
    known = {code for section in SECTIONS.values() for code in section}
    for code in (
        "no_payer",
        "too_dear",
        "useless_alone",
        "served_otherwise",
        "site_no_road",
        "partly_threatened",
    ):
        assert code in given
        assert code in known
