"""The county once what is finished of a batch stands, on the tiny county (drawn in conftest).

Its plan paves B1 and B5 in 2027, B2 (subgrade 2027) in 2028, moves G2 to S2 and G1 to S1.
"""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geoplan import make_plan, read_county
from geoplan.errors import ConfigError
from geoplan.pipeline.built import (
    HAZARDS,
    MOVES,
    SITES,
    STRETCHES,
    Built,
    finished_stretches,
    put_on,
)
from geoplan.pipeline.next_batch import Batch, after_batch, plan_next
from geoplan.pipeline.situation import survey
from geoplan.pipeline.threats import threatened
from geoplan.programme.progress import progress_of

NONE = Built(*(pd.DataFrame(columns=columns) for columns in (STRETCHES, MOVES, SITES, HAZARDS)))


def progress(plan, *finished):
    """Progress in which some works (project, stage), moves (group) and others (id) are finished."""
    told = progress_of(plan, pd.DataFrame(), None)
    for table in (told.stages, told.moves, told.works):
        done = [one in finished for one in table.index]
        table.loc[done, ["status", "finished_on"]] = ["finished", "2028-10-08"]
    return told


def following(county, years=(2029, 2030)):
    """The county with the years of the next batch."""
    return replace(county, settings=county.settings.model_copy(update={"years": years}))


@pytest.fixture(scope="module")
def county(tiny_file):
    return following(read_county(tiny_file))


def after(county, plan, *finished):
    """The county after a batch of which some is finished."""
    return after_batch(county, plan, progress(plan, *finished))[0]


# ---- roads ---------------------------------------------------------------------------------------


def test_a_finished_surface_is_hardened_and_nothing_else_changes(county, tiny_plan):
    before = county.roads.copy()
    roads = after(county, tiny_plan, ("B1", "surface"), ("B2", "subgrade")).roads
    own = ["surface_code", "surface_width_m", "subgrade_accepted"]
    assert roads.loc["R1", own].tolist() == ["12", 3.5, True]
    assert roads.loc["R2", own].tolist() == ["36", 4.5, True]
    others = ["R0", "R3", "R4", "R5", "R6"]
    pd.testing.assert_frame_equal(roads.loc[others], before.loc[others])
    pd.testing.assert_frame_equal(county.roads, before)
    assert list(roads.columns) == list(before.columns)


def test_what_is_not_finished_leaves_the_county_as_it_was(county, tiny_plan):
    same, built, changed = after_batch(county, tiny_plan, progress(tiny_plan))
    for layer in ("roads", "groups", "households", "villages", "sites"):
        pd.testing.assert_frame_equal(getattr(same, layer), getattr(county, layer))
    assert (built, changed) == ([NONE.record()], [])
    assert "0 of 4 works on roads and 0 of 2 moves are confirmed" in same.remarks[-1]


def test_a_surface_counts_though_nobody_told_of_the_subgrade(county, tiny_plan):
    assert after(county, tiny_plan, ("B2", "surface")).roads.at["R2", "surface_code"] == "12"


def test_a_road_that_the_county_has_hardened_meanwhile_keeps_its_surface(county, tiny_plan):
    code = county.roads["surface_code"].mask(county.roads.index == "R1", "11")
    told = replace(county, roads=county.roads.assign(surface_code=code))
    roads = after(told, tiny_plan, ("B1", "surface")).roads
    assert roads.loc["R1", ["surface_code", "surface_width_m"]].tolist() == ["11", 4.5]


def test_links_of_a_finished_project_are_one_stretch(tiny_plan):
    """R1 is cut in three; its last third is of another project, which is not finished."""
    own = tiny_plan.roads.loc[["R1"]]
    thirds = pd.concat([own.assign(length_m=length) for length in (500.0, 700.0, 800.0)])
    thirds = thirds.set_axis(["R1#1", "R1#2", "R1#3"]).assign(project_id=["B1", "B1", "B3"])
    plan = replace(tiny_plan, roads=gpd.GeoDataFrame(thirds, crs=own.crs))
    told = finished_stretches(plan, progress(tiny_plan, ("B1", "surface")).stages)
    assert told.to_dict("records") == [
        {"road_id": "R1", "from_m": 0.0, "to_m": 1200.0, "stage": "surface", "width_m": 3.5}
    ]


def test_a_road_built_in_part_is_cut_there(county):
    """R2 is 2 km: 500 to 1500 m paved, the subgrade of the rest from 1500 m on."""
    roads = county.roads.assign(start_km=10.0, end_km=14.0)
    stretches = pd.DataFrame(
        [("R2", 500.0, 1500.0, "surface", 4.5), ("R2", 1500.0, 2000.0, "subgrade", 4.5)],
        columns=STRETCHES,
    )
    built = NONE._replace(stretches=stretches)
    told = put_on(replace(county, roads=roads), built).roads
    parts = told.loc[["R2#1", "R2#2", "R2#3"]]
    assert parts["surface_code"].tolist() == ["36", "12", "36"]
    assert parts["surface_width_m"].tolist() == [4.5, 4.5, 4.5]
    assert parts["subgrade_accepted"].tolist() == [False, True, True]
    assert parts["start_km"].tolist() == [10.0, 11.0, 13.0]
    assert parts["end_km"].tolist() == [11.0, 13.0, 14.0]
    assert parts.length.tolist() == [500.0, 1000.0, 500.0]
    assert "R2" not in told.index
    assert told.index.is_monotonic_increasing
    assert put_on(replace(county, roads=roads), Built.of(built.record())).roads.equals(told)
    situation = survey(replace(county, roads=told))
    assert situation.projects.at["B2", "length_m"] == 1000
    assert situation.villages.at["V2", "way_projects"] == ("B2",)


def test_parts_of_a_road_are_never_called_as_another_road(county):
    stretches = pd.DataFrame([("R2", 0.0, 900.0, "surface", 3.5)], columns=STRETCHES)
    taken = replace(county, roads=county.roads.rename(index={"R6": "R2#2"}))
    told = put_on(taken, NONE._replace(stretches=stretches)).roads
    assert told.index[told.index.str.startswith("R2#")].tolist() == ["R2##1", "R2##2", "R2#2"]


# ---- moves ---------------------------------------------------------------------------------------


def test_who_has_moved_lives_at_the_site_and_is_safe(county, tiny_plan):
    told = after(county, tiny_plan, "G1")
    there = county.sites.geometry["S1"]
    assert told.groups.geometry["G1"].equals(there)
    assert told.groups.loc["G1", ["name", "village_id", "people"]].tolist() == [
        "白岩沟一组", "安置-S1", 80,
    ]  # fmt: skip
    homes = told.households[told.households["group_id"] == "G1"]
    assert len(homes) == 20
    assert homes.geometry.eq(there).all()
    _, groups = threatened(told)
    assert groups["threatened_people"].to_dict()["G1"] == 0
    assert groups["may_move"].to_dict() == dict.fromkeys(groups.index, False) | {"G2": True}
    _, before = threatened(county)
    assert groups.loc["G2", "danger"] == before.loc["G2", "danger"]


def test_a_site_in_use_is_open_with_less_room(county, tiny_plan):
    sites = after(county, tiny_plan, "G1").sites
    assert sites["capacity_households"].to_dict() == {"S1": 2, "S2": 6}
    assert sites["opening_cost_wan"].to_dict() == {"S1": 0, "S2": 10}


def test_everybody_is_counted_once_in_the_village_where_they_live(county, tiny_plan):
    told = after(county, tiny_plan, "G1", "G2")
    people = told.villages["people"].to_dict()
    assert (people["V4"], people["安置-S1"], people["安置-S2"]) == (0, 80, 20)
    assert told.villages["people"].sum() == told.groups["people"].sum() == 650
    assert told.villages.loc["安置-S1", ["name", "township_id"]].tolist() == ["石门安置点", "T2"]
    assert set(told.households["village_id"]) == {"安置-S1", "安置-S2"}


def test_households_that_stayed_are_still_in_danger(tiny_layers, write_county, tmp_path):
    """Two of G1's twenty refuse: they stay as G1-no; who moved is a part of the group."""
    homes = tiny_layers["households"]
    homes["consent"] = ["no" if one in ("H00", "H01") else "yes" for one in homes["household_id"]]
    path = write_county(tmp_path / "refuse", tiny_layers)
    before = read_county(path)
    plan = make_plan(before, prices=False)
    assert plan.groups.loc[["G1", "G1-no"], "households"].tolist() == [18, 2]
    told = after(following(before), plan, "G1")
    assert told.groups.loc[["G1", "G1-part1001"], "people"].tolist() == [8, 72]
    assert told.groups.loc[["G1", "G1-part1001"], "village_id"].tolist() == ["V4", "安置-S1"]
    members = told.households["group_id"].value_counts().to_dict()
    assert members == {"G1-part1001": 18, "G2": 5, "G1": 2}
    _, groups = threatened(told)
    assert groups.loc[["G1", "G1-part1001"], "threatened_people"].tolist() == [8, 0]
    assert not groups.at["G1", "may_move"]
    assert (
        plan_next(following(before), Batch(plan, progress(plan, "G1"), {}), prices=False)
        .groups["people"]
        .sum()
        == plan.groups["people"].sum()
    )


def test_who_builds_alone_is_safe_where_the_others_stay_in_danger(county, tiny_plan):
    own = pd.DataFrame([("G1-own", "G1", None, 2.0, 8.0, ["H00", "H01"])], columns=MOVES)
    told = put_on(county, NONE._replace(moves=own))
    assert told.groups.geometry.equals(county.groups.geometry)
    homes, groups = threatened(told)
    assert not homes.loc[["H00", "H01"], "threatened"].any()
    assert homes.loc["H02", "threatened"]
    assert groups["threatened_people"].to_dict()["G1"] == 72
    everybody = own.assign(group_id="G1", members=[[f"H{n:02d}" for n in range(20)]])
    _, groups = threatened(put_on(county, NONE._replace(moves=everybody)))
    assert not groups.at["G1", "may_move"]


def test_a_group_of_which_only_counts_are_known_moves_in_part(county):
    """G1 counts 80 people, 60 of them on the official list, who move; V3 is on it, too."""
    groups = county.groups.assign(
        official_people=[60.0, *[None] * 6], official_households=[15.0, *[None] * 6]
    )
    bare = replace(county, groups=groups, households=county.households.iloc[:0])
    moves = pd.DataFrame([("G1-risk", "G1", "S1", 15.0, 60.0, [])], columns=MOVES)
    told = put_on(bare, NONE._replace(moves=moves))
    columns = ["people", "households", "official_people", "official_households"]
    assert told.groups.loc["G1", columns].tolist() == [20, 5, 0, 0]
    assert told.groups.loc["G1-part1001", columns].tolist() == [60, 15, 0, 0]
    _, after_moving = threatened(told)
    assert after_moving["threatened_people"].sum() == 0
    assert told.sites.at["S1", "capacity_households"] == 7


def test_a_group_that_has_changed_since_counts_as_not_moved(county, tiny_plan):
    groups = county.groups.assign(households=county.groups["households"] - [1, *[0] * 6])
    fewer = replace(county, groups=groups, households=county.households.drop(index="H03"))
    told, built, changed = after_batch(fewer, tiny_plan, progress(tiny_plan, "G1", "G2"))
    assert changed == ["G1"]
    assert [one["group_id"] for one in built[0]["moves"]] == ["G2"]
    assert told.groups.at["G1", "village_id"] == "V4"
    assert "taken as not moved [G1]" in told.remarks[-1]
    assert "1 of 2 moves" in told.remarks[-2]


def test_sites_that_the_plan_has_found_stay_where_they_are(county, tiny_plan):
    plan = replace(tiny_plan, sites=tiny_plan.sites.assign(found=True))
    place = box(0, 0, 100, 100)
    land = gpd.GeoSeries([None, place], index=plan.sites.index, crs=county.crs)
    plan = replace(plan, sites=plan.sites.assign(land=land))
    without = replace(county, sites=county.sites.iloc[:0])
    assert after(without, plan, ("B1", "surface")).sites.empty
    told = after(without, plan, "G1").sites
    assert told["capacity_households"].to_dict() == {"S1": 2, "S2": 6}
    assert told["opening_cost_wan"].fillna(-1).to_dict() == {"S1": 0, "S2": -1}
    assert told.geometry["S2"].equals(place)
    assert list(told.columns) == list(county.sites.columns)


# ---- batches -------------------------------------------------------------------------------------


def test_what_earlier_batches_built_stands_too(county, tiny_plan):
    """2027: B1 and G2. Then a plan for 2029 of which G1 is finished; 2031 has it all."""
    first = Batch(tiny_plan, progress(tiny_plan, ("B1", "surface"), "G2"), {"from_batch/a": "0"})
    second = plan_next(county, first, prices=False)
    assert second.groups.at["G1", "site_id"] == "S1"
    assert second.about["input_hashes"]["from_batch/a"] == "0"
    last = following(county, (2031, 2032))
    told, built, _ = after_batch(last, second, progress(second, "G1"))
    assert [len(one["moves"]) for one in built] == [1, 1]
    assert told.roads.at["R1", "surface_code"] == "12"
    assert told.groups.loc[["G1", "G2"], "village_id"].tolist() == ["安置-S1", "安置-S2"]
    assert told.sites["capacity_households"].to_dict() == {"S1": 2, "S2": 1}
    _, groups = threatened(told)
    assert groups["threatened_people"].sum() == 0


def test_planned_and_done_and_the_money_left_are_told(county, tiny_plan):
    made = plan_next(
        county, Batch(tiny_plan, progress(tiny_plan, ("B1", "surface"), "G2"), {}), prices=False
    )
    told = made.about["from_batch"]
    assert told["years"] == [2027, 2028]
    assert [row["township"] for row in told["townships"]] == ["T1", "T2"]
    left = tiny_plan.funds[(tiny_plan.funds["year"] == 2028) & tiny_plan.funds["carry_over"]]
    assert {row["fund_id"]: row["left_yuan"] for row in told["left"]} == {
        fund: yuan
        for fund, yuan in zip(left["fund_id"], left["left_yuan"], strict=True)
        if yuan > 0
    }
    assert told["left"]
    assert made.funds["carried_in_yuan"][made.funds["year"] == 2029].sum() == 0


def test_the_years_must_follow(tiny_file, tiny_plan):
    with pytest.raises(ConfigError, match=r"goes to 2028.*Set years = \[2029, 2030\].*ceiling_wan"):
        after_batch(read_county(tiny_file), tiny_plan, progress(tiny_plan))


def test_another_county_is_refused_with_all_that_it_lacks(county, tiny_plan):
    roads = county.roads.drop(index="R6")
    longer = roads.geometry.mask(roads.index == "R4", roads.geometry["R1"])
    other = replace(
        county, roads=roads.set_geometry(longer), villages=county.villages.rename({"V3": "V9"}),
        groups=county.groups.drop(index="G2"), sites=county.sites.drop(index="S2"),
    )  # fmt: skip
    with pytest.raises(ConfigError) as raised:
        after_batch(other, tiny_plan, progress(tiny_plan))
    said = str(raised.value)
    for words in (
        "roads 道路: 本县没有 not in the county 1/7 行 rows [R6]",
        "villages 自然村: 本县没有 not in the county 1/6 行 rows [V3]",
        "groups 小组: 本县没有 not in the county 1/7 行 rows [G2]",
        "sites 安置点: 本县没有 not in the county 1/2 行 rows [S2]",
        "not as long as in the batch before 1/7 行 rows [R4]",
    ):
        assert words in said, words
