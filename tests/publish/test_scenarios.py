"""Several plans in one page: stored once, put together again, and what is refused."""

from dataclasses import replace

import pytest
from plans import second_plan, village_plan
from shapely import LineString

from geoplan.errors import ConfigError
from geoplan.publish.mapdata import map_data
from geoplan.publish.scenarios import difference, scenario_data
from geoplan.publish.township import township_plan


def merged(first: dict, *, changed: dict, gone: list) -> dict:
    """What the page does: lay the changes over the first plan, take away what is gone."""
    both = {
        key: merged(first[key], changed=value, gone=[])
        if isinstance(first.get(key), dict) and isinstance(value, dict)
        else value
        for key, value in changed.items()
    }
    result = {**first, **both}
    for key, *rest in gone:
        if rest:
            result[key] = merged(result[key], changed={}, gone=[rest])
        else:
            del result[key]
    return result


@pytest.mark.parametrize(
    ("first", "other", "changed", "gone"),
    [
        ({"a": [1, 2]}, {"a": [1, 2]}, {}, []),
        ({"a": [1, 2], "b": 1}, {"a": [1, 3], "b": 1}, {"a": [1, 3]}, []),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "y": 3}}, {"a": {"y": 3}}, []),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": 1}}, {}, [["a", "y"]]),
        ({"a": {"x": 1}}, {"a": {}}, {}, [["a", "x"]]),
        ({}, {"a": {}}, {"a": {}}, []),
        ({"a": None}, {}, {}, [["a"]]),
        ({}, {"a": None}, {"a": None}, []),
        ({"a": {"x": 1}}, {"a": 5}, {"a": 5}, []),
        ({"a": 5}, {"a": {"x": 1}}, {"a": {"x": 1}}, []),
        ({"a": [1, 0]}, {"a": [True, False]}, {"a": [True, False]}, []),
    ],
)
def test_difference(first, other, changed, gone):
    found = difference(first, other)
    assert found == {"changed": changed, "gone": gone}
    assert repr(merged(first, **found)) == repr(other)


@pytest.mark.parametrize("public", [True, False])
def test_every_plan_comes_back_as_it_would_be_alone(public):
    plans = {"甲": village_plan(), "乙": second_plan()}
    data = scenario_data(plans, public=public)
    told = data.pop("scenarios")
    assert data == map_data(village_plan(), public=public)
    assert told["changed"]["0"] == {}
    again = merged(data, changed=told["changed"]["1"], gone=told["gone"][1])
    assert again == map_data(second_plan(), public=public)
    assert told["name"] == ["甲", "乙"]
    assert told["hash"] == [data["hash"], again["hash"]]
    assert len(set(told["hash"])) == 2


def test_what_the_plans_share_is_stored_once():
    data = scenario_data({"甲": village_plan(), "乙": second_plan()}, public=True)
    changed = data["scenarios"]["changed"]["1"]
    assert {"words", "relief", "hazards", "waters", "roads", "services"}.isdisjoint(changed)
    assert set(changed["villages"]) == {
        "connected_year", "people_connected_after", "newRoads", "priced", "reason", "shared", "sitesNear",
    }  # fmt: skip
    assert changed["sites"]["year"] == [None, None, 2027]


def test_one_plan_is_its_own_map():
    assert scenario_data({"甲": village_plan()}, public=True) == map_data(
        village_plan(), public=True
    )


def test_plans_of_one_township_show_the_same_roads():
    """P6 is on V1's way in the second plan only: both maps of its township show it."""
    villages = second_plan().villages.copy()
    villages.loc["V1", "way_projects"] = "P6"
    other = second_plan(villages=villages)
    alone = township_plan(village_plan(), "T1")
    assert "P6" not in alone.projects.index
    data = scenario_data({"甲": village_plan(), "乙": other}, public=False, township="T1")
    assert data["county"][0] == "云岭县云岭镇"
    assert "P6" in data["projects"]["id"]
    assert "shape" not in data["scenarios"]["changed"]["1"].get("roads", {})


def test_plans_of_other_files_are_refused():
    about = village_plan().about
    hashes = about["input_hashes"] | {"villages": "c" * 64}
    other = village_plan(about=about | {"input_hashes": hashes})
    with pytest.raises(ConfigError, match="made from other files: villages"):
        scenario_data({"甲": village_plan(), "乙": other}, public=True)


def test_other_roads_are_refused():
    roads = village_plan().roads.copy()
    roads.loc["R10", "geometry"] = LineString([(0, 0), (1, 1)])
    with pytest.raises(ConfigError, match="cut the roads differently"):
        scenario_data({"甲": village_plan(), "乙": village_plan(roads=roads)}, public=True)


def test_a_group_that_differs_by_two_households_stays_out_of_a_public_page():
    """12 of one plan less 10 of the other would tell that two households refused."""
    groups = village_plan().groups.copy()
    groups.loc["G61", "households"] = 10.0
    plans = {"甲": village_plan(), "乙": replace(second_plan(), groups=groups)}
    with pytest.raises(ConfigError, match=r"by fewer than 3 households.*G61.*--internal"):
        scenario_data(plans, public=True)
    assert scenario_data(plans, public=False)["scenarios"]["name"] == ["甲", "乙"]
    groups.loc["G61", "households"] = 9.0
    assert scenario_data(plans, public=True)["scenarios"]["name"] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("households", "people", "is_refused"),
    [(10, 40, False), (9, 36, True), (8, 32, True), (7, 28, False), (10, 37, True)],
)
def test_a_threatened_part_that_differs_by_two_households_stays_out_of_a_public_page(
    households, people, is_refused
):
    """Of the 20 households of G61 10 (40 people) are threatened in one plan: not 8 in another.

    As many households, but other people: one is another household.
    """
    groups = village_plan().groups.copy()
    columns = ["households", "threatened_households", "threatened_people"]
    groups.loc["G61", columns] = [20.0, 10.0, 40.0]
    other = groups.copy()
    other.loc["G61", columns] = [20.0, households, people]
    plans = {"甲": village_plan(groups=groups), "乙": second_plan(groups=other)}
    assert scenario_data(plans, public=False)["scenarios"]["name"] == ["甲", "乙"]
    if is_refused:
        with pytest.raises(ConfigError, match=r"by fewer than 3 households.*G61.*--internal"):
            scenario_data(plans, public=True)
    else:
        assert scenario_data(plans, public=True)["scenarios"]["name"] == ["甲", "乙"]


def test_all_plans_of_a_public_page_are_compared_with_each_other():
    """G61: 20 households, then 12, then 10."""
    groups = village_plan().groups
    plans = {}
    for name, households in (("甲", 20.0), ("乙", 12.0), ("丙", 10.0)):
        changed = groups.copy()
        changed.loc["G61", "households"] = households
        plans[name] = village_plan(groups=changed)
    assert len(scenario_data({"甲": plans["甲"], "乙": plans["乙"]}, public=True)["villages"]) > 0
    with pytest.raises(ConfigError, match="fewer than 3 households"):
        scenario_data(plans, public=True)
