"""Roads that are somebody's only way out: on the plan by hand, in words."""

from dataclasses import replace

import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish.answers import answers
from geoplan.publish.disclosure import public_plan
from geoplan.publish.only_ways import isolated_by_link, isolated_by_project, only_ways
from geoplan.publish.telling import tell


def with_ways(**ways):
    """The plan by hand with other only ways out of its groups."""
    groups = village_plan().groups.copy()
    for group, links in ways.items():
        groups.loc[group, "only_way_out"] = links
    return village_plan(groups=groups)


def said(plan, kind, one, code, language="zh"):
    """The sentence of a code about one thing, None where it is not said."""
    told = [tell(answer, language) for answer in answers(plan, kind, one) if answer.code == code]
    return told[0] if told else None


# ---- a village ---------------------------------------------------------------------------------


def test_only_ways_of_villages():
    """V1 is on the paved network, V8 has no road at all."""
    assert only_ways(village_plan().groups) == {
        "V2": ["R4"], "V3": ["R5", "R4"], "V4": ["R6"], "V5": ["R7"], "V6": ["R8"], "V7": ["R9"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("of_g62", "shared"),
    [
        ("R9;R8", ["R8"]),  # what both need, in the order of the first
        ("R9", None),  # each has one, but not the same
        ("", None),  # the second group has another way
    ],
)
def test_a_villages_only_way_is_that_of_all_its_groups(of_g62, shared):
    assert only_ways(with_ways(G61="R10;R8", G62=of_g62).groups).get("V6") == shared


def test_a_village_says_its_only_way_out_in_both_languages():
    plan = village_plan()
    assert said(plan, "village", "V6", "only_way") == "只有一条出路：白岩路；断了就没有别的车路"
    assert said(plan, "village", "V6", "only_way", "en") == (
        "Only one way out: Baiyan road 白岩路; if it is closed no vehicle gets out"
    )
    assert said(plan, "village", "V3", "only_way").count("黄家湾路") == 1  # two links of one road
    assert said(plan, "village", "V1", "only_way") is None


def test_three_roads_are_named_by_name_or_code_and_that_there_are_more():
    """R7 and R10 have neither name nor code, R9 a code alone."""
    plan = with_ways(G51="R7;R10;R9;R6")
    roads = plan.roads.astype({"name": object})
    roads.loc["R9", "name"] = None
    assert said(replace(plan, roads=roads), "village", "V5", "only_way") == (
        f"只有一条出路：未命名道路、C777610928、{HOSTILE_NAME}；断了就没有别的车路"
    )
    plan = with_ways(G51="R7;R10;R9;R6;R4")
    assert said(plan, "village", "V5", "only_way", "en") == (
        f"Only one way out: Unnamed road, Dujiazhuang road 独家庄路, {HOSTILE_NAME} and others; "
        "if it is closed no vehicle gets out"
    )


def test_a_village_without_a_told_group_says_nothing_in_public():
    assert said(village_plan(), "village", "V7", "only_way") is not None
    assert said(public_plan(village_plan()), "village", "V7", "only_way") is None


# ---- a road ------------------------------------------------------------------------------------


def test_whom_a_road_isolates():
    """P1 has 96 people of V2 and 60 of V3 behind it; both groups of V6 hang on P5."""
    assert isolated_by_project(village_plan()) == {
        "P1": (156, 2), "P2": (60, 1), "P3": (72, 1), "P4": (40, 1), "P5": (55, 2), "P6": (7, 1),
    }  # fmt: skip


def test_whoever_hangs_on_two_links_of_a_project_counts_once():
    roads = village_plan().roads.copy()
    roads.loc["R5", "project_id"] = "P1"
    assert isolated_by_project(village_plan(roads=roads))["P1"] == (156, 2)


def test_of_whom_nobody_lives_there_nothing_is_said():
    groups = village_plan().groups.copy()
    groups.loc["G51", "people"] = 0.0
    plan = village_plan(groups=groups)
    assert "P4" not in isolated_by_project(plan)
    assert said(plan, "project", "P4", "only_road") is None


def test_a_plan_in_which_nobody_has_an_only_way():
    plan = with_ways(**dict.fromkeys(village_plan().groups.index, ""))
    assert only_ways(plan.groups) == {}
    assert isolated_by_project(plan) == isolated_by_link(plan) == {}


def test_a_road_says_whom_it_isolates_in_both_languages():
    plan = village_plan()
    assert said(plan, "project", "P5", "only_road") == ("这条路断了，55 人（2 个小组）没有别的车路")
    assert said(plan, "project", "P1", "only_road", "en") == (
        "If it is closed, 156 people in 2 groups have no other road for vehicles"
    )
    groups = plan.groups.copy()
    groups.loc["G51", "people"] = 1.0
    assert said(village_plan(groups=groups), "project", "P4", "only_road", "en") == (
        "If it is closed, 1 person in 1 group has no other road for vehicles"
    )


def test_a_road_without_a_project_says_so_too():
    plan = with_ways(G81="R10;R1")
    for road, verdict in (("R10", "未列入本计划"), ("R1", "已经硬化，不用再硬化")):
        told = [tell(answer, "zh") for answer in answers(plan, "road", road)]
        assert told[0] == verdict
        assert told[-1] == "这条路断了，31 人（1 个小组）没有别的车路"
    assert said(plan, "road", "R2", "only_road") is None


def test_in_public_a_road_counts_told_groups():
    """G62 (2 of the 14 households of V6) and G71 (V7) are small."""
    told = isolated_by_project(public_plan(village_plan()))
    assert told["P5"] == (48, 1)
    assert "P6" not in told


def test_names_of_links_do_not_change_the_plan():
    plan = village_plan()
    before = plan.groups.copy()
    only_ways(plan.groups)
    isolated_by_project(plan)
    pd.testing.assert_frame_equal(pd.DataFrame(plan.groups), pd.DataFrame(before))
