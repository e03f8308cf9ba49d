"""The map of one township of the plan by hand: what it shows, whose figures, what it keeps quiet."""

import json

import numpy as np
import pandas as pd
import pytest
from plans import village_plan

from geoplan.errors import ConfigError
from geoplan.publish.disclosure import public_plan
from geoplan.publish.mapdata import map_data
from geoplan.publish.township import find_township, township_plan


def told(plan, township, *, public=True):
    return map_data(plan, public=public, township=township)


def with_cells(layer, **rows):
    """The plan by hand with other cells: with_cells("villages", V8={"way_projects": "P6"})."""
    table = getattr(village_plan(), layer).copy()
    for row, cells in rows.items():
        for column, value in cells.items():
            table.loc[row, column] = value
    return village_plan(**{layer: table})


# ---- which township ----------------------------------------------------------------------------


def test_a_township_by_id_and_by_name():
    assert find_township(village_plan(), "T2") == "T2"
    assert find_township(village_plan(), "石门乡") == "T2"


@pytest.mark.parametrize("asked", ["石门", "石门镇", "t2"])
def test_near_misses_are_named(asked):
    with pytest.raises(ConfigError, match=rf"乡镇 {asked} no township.*石门乡 \(T2\)"):
        find_township(village_plan(), asked)


def test_without_a_near_miss_the_townships_are_listed():
    with pytest.raises(ConfigError, match=r"云岭镇 \(T1\), 石门乡 \(T2\)"):
        find_township(village_plan(), "xyz")


def test_two_townships_of_one_name_need_the_id():
    townships = village_plan().townships.assign(name="石门乡")
    with pytest.raises(ConfigError, match=r"有 2 个乡镇叫 石门乡.*T1, T2"):
        find_township(village_plan(townships=townships), "石门乡")


# ---- what it shows -----------------------------------------------------------------------------


def test_what_the_map_of_a_township_shows():
    """T1 is the west; P4 passes within 2 km of V4, P5 and P6 are far; nobody of T1 moves."""
    part = township_plan(village_plan(), "T1")
    assert list(part.villages.index) == ["V1", "V2", "V3", "V4", "V8"]
    assert set(part.groups["village_id"]) == {"V1", "V2", "V3", "V4", "V8"}
    assert list(part.projects.index) == ["P1", "P2", "P3", "P4"]
    assert {"R8", "R9"}.isdisjoint(part.roads.index)
    assert list(part.sites.index) == ["S2"]
    assert list(part.services["name"]) == ["云岭镇政府", "云岭小学"]
    assert list(part.townships.index) == ["T1"]
    assert part.objectives.empty
    assert set(part.offers["project_id"]) == {"P1", "P2", "P3", "P4"}
    assert set(part.payments["id"]) == {"P1", "P2", "P3"}
    assert (part.name, part.name_en) == ("云岭县云岭镇", "Yunling Town 云岭镇, Yunling County")


def test_a_way_through_another_township_is_shown_whole():
    """V1's way is made to use P6, far in the east: the project comes with its road."""
    part = township_plan(with_cells("villages", V1={"way_projects": "P6"}), "T1")
    assert "P6" in part.projects.index
    assert "R9" in part.roads.index
    assert "R8" not in part.roads.index


def test_the_only_way_out_is_shown_whole():
    """V4's group is made to come out over R9, far in the east, which belongs to P6 of T2."""
    plan = with_cells("groups", G41={"only_way_out": "R6;R9"})
    part = township_plan(plan, "T1")
    assert "R9" in part.roads.index
    assert "P6" not in part.projects.index
    data = told(plan, "T1", public=False)
    way = data["villages"]["onlyWay"][list(part.villages.index).index("V4")]
    assert list(part.roads.index[way]) == ["R6", "R9"]


def test_a_site_elsewhere_is_shown_when_somebody_moves_there():
    groups = {"G41": {"site_id": "S3", "year": 2028}}
    assert list(township_plan(with_cells("groups", **groups), "T1").sites.index) == ["S2", "S3"]


def test_locks_of_what_is_shown():
    locks = pd.DataFrame(
        [("road", "P1", "in"), ("road", "P6", "out"), ("group", "G61", "in"), ("all", "", "")],
        columns=["kind", "id", "decision"],
    )
    assert list(township_plan(village_plan(locks=locks), "T1").locks["id"]) == ["P1"]


def test_the_hillshade_is_cropped_to_where_it_was():
    """Grey grows from west to east over 60 columns: each column keeps its place."""
    plan, part = village_plan(), township_plan(village_plan(), "T2")
    rows, columns = part.relief.shape
    assert rows <= 40
    assert columns < 60
    west, _, east, _ = part.relief_bounds
    first = round((west - 109.37) / (0.14 / 60))
    assert np.array_equal(part.relief[0], plan.relief[0, first : first + columns])
    assert east == pytest.approx(109.37 + (first + columns) * 0.14 / 60)


# ---- whose figures -----------------------------------------------------------------------------


def test_totals_are_those_of_the_township():
    """P3 is shown in T2 but is T1's; V6 (14 households) moves to S1 in T2."""
    last = told(village_plan(), "T2", public=False)["totals"][-1]
    assert last == {
        "roads": 0, "paved": 0, "km": 0.0, "yuan": 0, "people": 0, "sites": 1,
        "movedHouseholds": 14, "movedPeople": 55,
    }  # fmt: skip
    first = told(village_plan(), "T1", public=False)["totals"][0]
    assert (first["roads"], first["yuan"], first["people"]) == (1, 1_328_000, 96)
    assert told(village_plan(), "T2")["projects"]["own"] == [False, True, True, True]


def test_indicators_are_those_of_the_township():
    table = township_plan(village_plan(), "T1").indicators
    assert table.loc["people"].tolist() == [439, 439, "people"]
    assert table.loc["people_connected", ["now", "after"]].tolist() == [180, 336]
    assert table.loc["natural_villages_connected", ["now", "after"]].tolist() == [1, 3]
    assert "admin_villages" not in table.index
    near = [4 * 180, 18 * 96, 31 * 60, 27 * 72]  # V8 is cut off
    assert table.loc["minutes_township_seat_dry", "now"] == round(sum(near) / 408)


def test_a_road_is_told_as_in_the_county_and_who_is_elsewhere_is_counted():
    """P3 would connect V4 of T1: in the map of T2 that is one village elsewhere."""
    plan = village_plan()
    county, part = map_data(plan, public=False), told(plan, "T2", public=False)
    there, here = county["projects"]["id"].index("P3"), part["projects"]["id"].index("P3")
    for column in ("cost_yuan", "reason", "people_depending", "saved"):
        assert part["projects"][column][here] == county["projects"][column][there]
    assert county["projects"]["dependVillages"][there] == [3]
    assert part["projects"]["dependVillages"][here] == [-1]
    price = part["prices"]["project"].index(here)
    assert part["prices"]["people_high"][price] == 60
    assert (part["prices"]["losing"][price], part["prices"]["out"][price]) == ([-1], [-1])


def test_who_is_isolated_is_counted_in_the_county():
    """In the map of T2 too, P3 is the only way out of the 72 people of V4 of T1."""
    part = told(village_plan(), "T2", public=False)["projects"]
    assert part["isolated"][part["id"].index("P3")] == (72, 1)


def test_people_in_time_are_those_of_the_township():
    """T2: V5 (40 people, 44 minutes), V6 (55, 52), V7 (7, 66); all cut off when wet."""
    table = township_plan(village_plan(), "T2").indicators
    within = [table.at[f"people_within_{most}_township_seat_dry", "now"] for most in (15, 45, 60)]
    assert within == [0, 40, 95]
    assert table.at["people_within_60_township_seat_wet", "now"] == 0
    # pairs of people: 40 x 55 x 8 + 40 x 7 x 22 + 55 x 7 x 14, over 102 x their 5082 minutes
    assert table.at["gini_township_seat_dry", "now"] == round(29_150 / (102 * 5_082), 2)
    assert pd.isna(table.at["gini_township_seat_wet", "now"])


def test_a_road_in_a_flood_area_is_no_all_season_road_once_paved():
    """R9, made to be paved, leads V7 to an all-season road; through a flood area it does not."""
    made = [{}, {"year": 2028}, {"year": 2028, "flooded": True}]
    plans = [township_plan(with_cells("roads", R9=cells), "T2") for cells in made]
    earth, paved, flooded = (one.indicators.at["rural_access_index", "after"] for one in plans)
    assert paved > earth == flooded


def test_the_plan_hash_is_that_of_the_county():
    assert told(village_plan(), "T1")["hash"] == map_data(village_plan(), public=True)["hash"]


# ---- what if -----------------------------------------------------------------------------------


def test_projects_elsewhere_stay_built_with_their_money():
    """In T2, P1 (root to V2, 2027) and P2 (V2 to V3, 2028) are fixed and keep their payments."""
    data = told(village_plan(), "T2", public=False)["whatif"]
    assert data["trips"] is None
    fixed = data["fixed"]
    assert fixed["year"] == [2027, 2028]
    assert fixed["a"][0] == 0
    assert fixed["b"][0] == fixed["a"][1]
    funds = dict(zip(data["funds"]["id"], data["funds"]["limit"], strict=True))
    assert funds == {"county": [720, 790], "village": [1000, 6000]}  # P3 is shown: not taken off


def test_money_carried_over_is_taken_from_the_latest_year_first():
    """The county pays 621 000 in 2028 of 500 000 then and 900 000 + 200 000 before, less 828 000."""
    funds = village_plan().funds.copy()
    county = funds["fund_id"] == "county"
    funds.loc[county, "carry_over"] = True
    funds.loc[county, "for_roads_yuan"] = [1_100_000.0, 500_000.0]
    data = told(village_plan(funds=funds), "T2", public=False)["whatif"]
    assert data["funds"]["limit"][0] == [1_510, 0]


def test_a_county_has_nothing_fixed():
    assert map_data(village_plan(), public=True)["whatif"]["fixed"] == {
        "a": [],
        "b": [],
        "year": [],
    }


# ---- what it keeps quiet -----------------------------------------------------------------------


@pytest.mark.parametrize("township", ["T1", "T2"])
@pytest.mark.parametrize("layer", ["villages", "groups", "projects", "sites", "prices", "roads"])
def test_every_row_is_told_as_in_the_public_map_of_the_county(township, layer):
    """So the two maps together tell no more than the county's, but for the township's own sums."""
    plan = village_plan()
    here = getattr(township_plan(public_plan(plan), township), layer)
    there = getattr(public_plan(plan), layer)
    assert not here.empty
    pd.testing.assert_frame_equal(pd.DataFrame(here), pd.DataFrame(there.loc[here.index]))


def test_a_road_counts_the_same_groups_as_in_the_county():
    """V7 (2 households) of T2 uses P6; V8 of T1 (31 people) is made to use it too."""
    way = {"way_projects": "P6"}
    plan = village_plan(
        villages=with_cells("villages", V8=way).villages,
        groups=with_cells("groups", G81=way).groups,
        projects=with_cells("projects", P6={"users": "G71;G81"}).projects,
    )
    people = {}
    for name, data in (("county", map_data(plan, public=True)), ("T1", told(plan, "T1"))):
        people[name] = data["projects"]["onWay"][data["projects"]["id"].index("P6")][-1]
    assert people == {"county": 31, "T1": 31}


def test_what_is_withheld_in_the_county_is_withheld_in_the_township():
    """P6 serves only V7, whose two households move: its reason would tell so."""
    moves = {"G71": {"site_id": "S1", "year": 2027}}
    plan = village_plan(
        groups=with_cells("groups", **moves, G11={"way_projects": "P6"}).groups,
    )
    part = told(plan, "T1")["projects"]
    assert public_plan(plan).projects.loc["P6", "reason"] == "withheld"
    assert part["reason"][part["id"].index("P6")] == "withheld"
    assert part["id"].index("P6") not in told(plan, "T1")["prices"]["project"]


def test_sums_are_those_of_told_groups():
    """T2 has 102 people, 14 of them in groups of two households."""
    assert told(village_plan(), "T2")["totals"][-1]["movedPeople"] == 48
    assert told(village_plan(), "T2")["indicators"]["people"] == [88, 88]
    assert told(village_plan(), "T1")["totals"][-1]["people"] == 156
    assert told(village_plan(), "T1")["indicators"]["people"] == [439, 439]


def test_a_site_that_only_a_small_group_of_the_township_moves_to_is_not_shown():
    """G71 (two households) is made a group of T1's V8 and moves to S1 in T2."""
    moves = {"village_id": "V8", "site_id": "S1", "year": 2027}
    plan = village_plan(groups=with_cells("groups", G71=moves).groups)
    assert told(plan, "T1")["sites"]["id"] == ["S2"]
    assert told(plan, "T1", public=False)["sites"]["id"] == ["S1", "S2"]


def test_a_fund_that_pays_moves_elsewhere_tells_nothing_of_what_is_left():
    """The small group that moves lives in T2; the map of T1 must not tell what its fund has left."""
    part = township_plan(public_plan(village_plan()), "T1")
    hazard = part.funds[part.funds["fund_id"] == "hazard"]
    assert hazard["left_yuan"].isna().all()
    assert part.funds.loc[part.funds["fund_id"] == "county", "left_yuan"].notna().all()


def test_a_shared_fund_offers_a_township_only_what_its_roads_get():
    """The county's fund may pay moves too."""
    about = village_plan().about
    funds = [{"id": "county", "pays": ["surface", "subsidy"]}]
    plan = village_plan(about=about | {"settings": about["settings"] | {"funds": funds}})
    assert told(plan, "T1")["whatif"]["funds"]["limit"][0] == [8280, 6210]
    assert told(plan, "T2")["whatif"]["funds"]["limit"][0] == [0, 0]


def test_a_site_is_told_as_in_the_county():
    """S1 takes 12 told households of V6 of T2, and is shown in T1 when G41 (18) moves there."""
    plan = with_cells("groups", G41={"site_id": "S1", "year": 2028})
    for township in ("T1", "T2"):
        sites = told(plan, township)["sites"]
        assert sites["households_in"][sites["id"].index("S1")] == 30


@pytest.mark.parametrize("township", ["T1", "T2"])
def test_nothing_of_households_in_the_public_map_of_a_township(township):
    data = told(village_plan(), township)
    text = json.dumps(data, ensure_ascii=False)
    assert "households" not in data
    for secret in ("H0001", "王大明", "二组独户", "G61"):
        assert secret not in text
    inside = told(village_plan(), township, public=False)
    assert len(inside["households"]["lon"]) == {"T1": 0, "T2": 4}[township]
