"""Floors of townships and villages (county of tests/conftest.py): kept, priced, told, checked."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geoplan import make_plan, read_county
from geoplan.config import Floors
from geoplan.errors import ConfigError, GeoplanError
from geoplan.pipeline.money import floors_of
from geoplan.pipeline.outputs import read_plan, write_plan
from geoplan.programme.check import check_plan
from geoplan.publish import labels
from geoplan.publish.brief_text import brief_blocks
from geoplan.publish.floors import floors_note, floors_section
from geoplan.publish.price_answers import other_decision
from geoplan.publish.summary import summary

SEVENTY = "\n[floors]\npeople_connected_per_township = 0.7\n"
UPKEEP = {"maintenance_yuan_per_km": (0.0, 0.0, 0.0)}


@pytest.fixture(scope="module")
def poor_file(tmp_path_factory, drawn):
    """County whose money paves B5, and then B1 (160 people of T1) or B2 (120 of T2), not both.

    B5 leads to the site of 100 people of T2, and past 30 more; 100 at V3 would need B4.
    """
    draw, write = drawn
    layers = draw()
    rows = layers["villages"]["village_id"] == "V3"
    layers["villages"].loc[rows, ["people", "households"]] = [100, 25]
    path = write(tmp_path_factory.mktemp("poor"), layers)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[100, 70]", "[40, 60]"), encoding="utf-8")
    return path


def planned(path, floors, **options):
    """Plan of a county with more settings at the end of its county.toml."""
    text = path.read_text(encoding="utf-8")
    with_floors = path.with_name("floors.toml")
    with_floors.write_text(text + floors, encoding="utf-8")
    return make_plan(read_county(with_floors), **options)


@pytest.fixture(scope="module")
def promised(poor_file):
    """Plan in which 70 % of each township are promised a road."""
    return planned(poor_file, SEVENTY)


def paved(plan):
    return set(plan.projects.index[plan.projects["surface_year"].notna()])


@pytest.mark.usefixtures("without_rivals")
def test_without_floors_nothing_is_promised_or_told(poor_file):
    plan = planned(poor_file, "", prices=False)
    assert paved(plan) == {"B1", "B5"}
    assert plan.floors.empty and "floors" not in plan.objectives.index
    assert "floors" not in summary(plan) and floors_section(plan) == ""
    assert floors_note(plan) is None
    assert "保底" not in plan.about["statement"]


def test_the_poorest_township_gets_what_it_is_promised(promised):
    assert paved(promised) == {"B2", "B5"}
    told = promised.floors.set_index("place_id").drop(columns=["level", "name"])
    assert told.loc["T2"].tolist() == [350, 245, 250, 0, 130]
    assert told.loc["T1"].tolist() == [160, 112, 0, 112, 160]
    assert promised.objectives.index[:3].tolist() == ["danger", "floors", "access"]
    assert promised.objectives.loc["floors", ["value", "bound"]].tolist() == [245, 245]


def test_the_price_of_floors_is_told(promised):
    """40 fewer people get a road; who moves where, and when, stays."""
    two = promised.rivals.loc[["together", "without_floors"]]
    assert two["people_connected"].tolist() == [250, 290]
    assert two["danger_left"].nunique() == two["farm_minutes"].nunique() == 1
    zh, en = floors_note(promised)
    assert "每个乡镇至少 70% 的未通路人口" in zh and "差 112 人（T1 112）" in zh
    assert "1 place has 120 more people on a road (T2 120). 1 place has 160 fewer (T1 160)" in en
    assert "先减险、再保底" in promised.about["statement"]
    assert "danger first, then the floors," in promised.about["statement_en"]
    assert zh in "".join(block.text for block in brief_blocks(promised, **UPKEEP))
    page = summary(promised)
    assert "## 保底 Floors" in page and "不设保底 without floors" in page
    row = next(line for line in page.splitlines() if line.startswith("| 乡镇 T1"))
    assert [cell.strip() for cell in row.split("|")[2:-1]] == ["160", "112", "0", "112", "160"]


def test_the_other_decision_on_a_road_would_break_the_floors(promised):
    """No other road brings T2 as many: B2 cannot be left out for B1."""
    assert promised.prices.loc[["B1", "B2"], "status"].tolist() == ["floors", "floors"]
    told = dict(next(other_decision(promised, one)) for one in ("B1", "B2"))
    assert told == {"with_floors": {}, "without_floors": {}}
    assert told.keys() <= set(labels.ANSWERS)


def test_floors_are_written_and_read_again(promised, tmp_path):
    write_plan(promised, tmp_path / "out")
    again = read_plan(tmp_path / "out")
    pd.testing.assert_frame_equal(again.floors, promised.floors)
    told = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert {row["place_id"]: row["people_missing"] for row in told["floors"]} == {
        "T1": 112,
        "T2": 0,
    }


@pytest.mark.parametrize(
    ("column", "people", "told"),
    [
        ("people_connected", 5.0, "township T1: people_connected of its floor are 5.0, not 0"),
        ("people_missing", 0.0, "township T1: people_missing of its floor are 0.0, not 112.0"),
        ("people_waiting", 170.0, "township T1: people_waiting of its floor are 170.0, not 160"),
        ("people_wanted", 100.0, "township T1: promised 100.0 of 160.0, the share is 0.7"),
    ],
)
def test_the_checker_counts_floors_itself(promised, column, people, told):
    floors = promised.floors.copy()
    floors.loc[floors["place_id"] == "T1", column] = people
    with pytest.raises(GeoplanError) as caught:
        check_plan(replace(promised, floors=floors))
    assert told in str(caught.value)


def test_the_checker_misses_a_place_and_an_objective_that_claims_too_much(promised):
    with pytest.raises(GeoplanError, match="township T1: promised something and not told so"):
        check_plan(replace(promised, floors=promised.floors[promised.floors["place_id"] != "T1"]))
    objectives = promised.objectives.copy()
    objectives.loc["floors", ["value", "bound"]] = 300.0
    with pytest.raises(GeoplanError, match=r"floors: claims 300\.0, .* the plan gives 245"):
        check_plan(replace(promised, objectives=objectives))


def test_with_locks_the_price_keeps_them_and_other_ways_are_not_told(poor_file):
    locks = pd.DataFrame(
        {"kind": ["road"], "id": ["B1"], "decision": ["in"], "year": [pd.NA], "note": [""]}
    ).astype({"year": "Int64"})
    plan = planned(poor_file, SEVENTY, locks=locks)
    assert paved(plan) == {"B1", "B5"}
    assert plan.rivals.index.tolist() == ["together", "without_floors"]
    assert plan.locks["people"].tolist() == [-40, -40]
    assert (plan.floors["people_connected"] == plan.floors["people_without"]).all()


def test_what_is_not_priced_is_not_told_to_cost_nothing(promised, poor_file):
    plan = planned(poor_file, SEVENTY, prices=False)
    assert plan.floors["people_without"].isna().all()
    assert "without_floors" not in plan.rivals.index
    zh, _ = floors_note(plan)
    assert "不设保底" not in zh and "差 112 人" in zh
    same = plan.floors.drop(columns="people_without")
    pd.testing.assert_frame_equal(same, promised.floors.drop(columns="people_without"))


def test_floors_are_whole_people_of_places_that_are_known():
    groups = pd.DataFrame(
        {"village_id": ["v", "v", "w", "x"], "people": [5, 6, 7, 9], "node": [1, 2, 3, 4],
         "on_network": [True, False, True, True], "connected_now": [False, False, False, True]},
        index=list("abcd"),
    )  # fmt: skip
    villages = pd.DataFrame(
        {"township_id": ["T1", "T1", "T2"], "township_name": ["甲", "甲", "乙"],
         "admin_village_id": ["A1", None, "A3"], "admin_village_name": ["子", None, "丑"]},
        index=list("vwx"),
    )  # fmt: skip
    rules = Floors(people_connected_per_township=0.5, people_connected_per_admin_village=0.1)
    floors = floors_of(rules, groups, villages)
    told = floors.places[["level", "place_id", "people_waiting", "people_wanted"]]
    assert told.to_numpy().tolist() == [
        ["township", "T1", 18, 9], ["admin_village", "A1", 11, 2],
    ]  # fmt: skip
    first, second = floors.places.index
    rows = floors.waiting.fillna(-1).to_numpy().tolist()
    assert rows == [[first, "a", 1, 5], [first, "b", -1, 6], [first, "c", 3, 7],
                    [second, "a", 1, 5], [second, "b", -1, 6]]  # fmt: skip
    assert floors_of(Floors(), groups, villages).places.empty
    all_of_it = floors_of(Floors(people_connected_per_township=1.0), groups, villages)
    assert all_of_it.places["people_wanted"].tolist() == [18]
    assert np.isfinite(all_of_it.places["people_arrived"]).all()


def test_a_share_of_more_than_everybody_is_refused(tiny_county):
    text = tiny_county.read_text(encoding="utf-8")
    tiny_county.write_text(text + SEVENTY.replace("0.7", "70"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"floors\.people_connected_per_township"):
        read_county(tiny_county)
