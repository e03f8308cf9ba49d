"""The years after the batch (county of tests/conftest.py), and how wide the ways are."""

import json
import math

import numpy as np
import openpyxl
import pandas as pd
import pytest

from geoplan import make_plan, read_county
from geoplan.errors import ConfigError
from geoplan.pipeline.outputs import read_plan, write_plan
from geoplan.programme.widths import access_width_m, for_buses_m, is_told, people_by_bus
from geoplan.publish.outlook import by_year, outlook_note, outlook_section

pytestmark = pytest.mark.usefixtures("without_rivals")

YEARS = "years = [2027, 2028]", "years = [2027, 2028]\noutlook_years = [2029, 2030]"
VILLAGE = "ceiling_wan = [60, 0]", "ceiling_wan = [60, 0]\noutlook_ceiling_wan = [60, 60]"


@pytest.fixture
def looking_out(tiny_county):
    """Plan of the tiny county with changes of its settings: ``looking_out((old, new), ...)``."""

    def plan(*changes):
        text = tiny_county.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        tiny_county.write_text(text, encoding="utf-8")
        return make_plan(read_county(tiny_county), prices=False)

    return plan


def test_what_is_left_out_comes_in_the_years_after(looking_out, tiny_plan, tmp_path):
    """The batch paves B1, B2 and B5 and moves G1, G2; B4 to V3 has to wait for money, B6 is refused."""
    plan = looking_out(YEARS, VILLAGE)
    batch = ["subgrade_year", "surface_year"]
    pd.testing.assert_frame_equal(plan.projects[batch], tiny_plan.projects[batch])
    built = set(plan.projects.index[plan.projects["surface_year"].notna()])
    roads = plan.outlook[plan.outlook["kind"] == "road"].set_index(["id", "stage"])["year"]
    assert roads["B4", "subgrade"] < roads["B4", "surface"]
    assert set(plan.outlook["year"]) <= {2029, 2030}
    assert not built & set(plan.outlook["id"]) and "B6" not in set(plan.outlook["id"])
    assert by_year(plan)["people"].sum() == 40  # V3
    assert "40 more people get an all-weather road" in outlook_section(plan)
    write_plan(plan, tmp_path / "out")
    again = read_plan(tmp_path / "out")
    pd.testing.assert_frame_equal(again.outlook, plan.outlook)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "project_list.xlsx")["展望"]
    assert "高岭" not in sheet.title and sheet.max_row >= 4
    told = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert told["outlook"]["years"] == [2029, 2030]


def test_money_that_nobody_tells_is_the_last_year_s_and_said_so(looking_out):
    plan = looking_out(YEARS)  # without subgrade money after the batch
    assert "subgrade" not in set(plan.outlook["stage"])
    assert plan.about["outlook"]["assumed_money"]
    assert "推定" in outlook_note(plan)[0]


def test_no_outlook_unless_it_is_asked_for(tiny_plan):
    assert tiny_plan.outlook.empty and "outlook" not in tiny_plan.about
    assert outlook_section(tiny_plan) == "" and outlook_note(tiny_plan) is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [(YEARS[0], YEARS[0] + "\noutlook_years = [2030]")],
            r"must follow each other, got \[2027, 2028, 2030\]",
        ),
        (
            [YEARS, (VILLAGE[0], VILLAGE[0] + "\noutlook_ceiling_wan = [1]")],
            "fund village: outlook_ceiling_wan has 1 figures for 2 outlook_years",
        ),
    ],
)
def test_settings_that_cannot_be_meant(looking_out, changes, told):
    with pytest.raises(ConfigError, match=told):
        looking_out(*changes)


def test_the_plan_beside_other_ways_of_planning(tiny_plan):
    own = tiny_plan.rivals.loc["together"]
    assert own["people_connected"] == tiny_plan.objectives.at["access", "value"]
    assert own["danger_left"] == tiny_plan.objectives.at["danger", "value"]
    assert own["households_moved"] == tiny_plan.groups["households"][
        tiny_plan.groups["year"].notna()
    ].sum()  # fmt: skip
    assert set(tiny_plan.rivals.index) == {
        "together", "relocation_first", "roads_first", "benefit_cost",
    }  # fmt: skip


@pytest.fixture
def ways():
    """A seat 0 – 1 – 2 – 3; 1 – 3 also on a wider road round by 4; 5 is not joined."""
    rows = [(0, 1, 6.0), (1, 2, 3.0), (2, 3, 4.0), (1, 4, 4.5), (4, 3, np.nan), (3, 5, 6.0)]
    links = pd.DataFrame(rows, columns=["u", "v", "surface_width_m"])
    return links.assign(
        hardened=[True] * 5 + [False],
        passing_bays=pd.array([None, True, None, None, None, None], dtype="boolean"),
        length_m=[10.0] * 6,
    )


def test_the_widest_way_counts_by_its_narrowest_road(ways):
    nodes = pd.Series({"seat": 0, "one": 1, "two": 2, "three": 3, "five": 5})
    told = access_width_m(ways, ways["surface_width_m"], {0}, nodes)
    assert told["seat"] == math.inf and told["one"] == 6.0
    assert told["two"] == 4.0  # round by 4 and back, not over the 3 m
    assert told["three"] == 4.5  # what is not known is not narrow
    assert math.isnan(told["five"])


def test_bays_let_buses_pass(ways):
    assert for_buses_m(ways).tolist()[:3] == [6.0, 4.5, 4.0]
    people, nodes = pd.Series([10.0, 20.0]), pd.Series([2, 5])
    assert people_by_bus(ways, {0}, people, nodes) == 10.0
    bare = ways.assign(passing_bays=pd.array([None] * 6, dtype="boolean"))
    assert people_by_bus(bare, {0}, people, nodes) == 0.0


def test_widths_must_be_known_to_be_told(ways):
    assert not is_told(ways)  # one of five is not
    assert is_told(ways[ways["surface_width_m"].notna()])
