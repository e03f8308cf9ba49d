"""Answers to "why not our road?": the plan by hand, sentence by sentence."""

import re
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.errors import ConfigError
from geoplan.programme.foreseen import foreseen
from geoplan.publish.answerdata import money_before, saved_minutes, way_counter
from geoplan.publish.answers import answers
from geoplan.publish.disclosure import public_plan
from geoplan.publish.explanation import asked_for, explanation
from geoplan.publish.labels import ANSWERS, COMPARE, LIST_STATUS, LOCK_COSTS, SECTIONS, filled
from geoplan.publish.mapdata import map_data
from geoplan.publish.site_answers import sites_considered
from geoplan.publish.telling import Answer, tell
from geoplan.publish.works import works


def told(plan, kind, one, part=None, language="zh"):
    """Sentences about one thing."""
    said = answers(plan, kind, one)
    return [tell(answer, language) for answer in said if part in (None, answer.part)]


def changed(table, row, **cells):
    """Table with other cells in one row."""
    copy = table.copy()
    for column, value in cells.items():
        copy.loc[row, column] = value
    return copy


def with_works(plan, **cells):
    """Plan in which Z1 is made safe in 2028, so that G41 may stay."""
    cells = {"mode": "protected", "safe_year": 2028, "reason": "protected"} | cells
    paid = pd.DataFrame([("hazard", "Z1", "protection", "hazard", 2028, 1_200_000.0)])
    return replace(
        plan,
        groups=changed(plan.groups, "G41", **cells),
        hazards=changed(plan.hazards, "Z1", protected_year=2028, protection_cost_yuan=1_200_000.0),
        payments=pd.concat([plan.payments, paid.set_axis(plan.payments.columns, axis=1)]),
    )


# ---- projects --------------------------------------------------------------------------------


def test_project_in_the_plan_from_its_year_to_its_funds():
    """P1 leads to V2, and to V3 over P2; without it P3 is built instead."""
    assert told(village_plan(), "project", "P1") == [
        "列入计划：2027 年硬化",
        "第 2 段，共 2 段：2028 年硬化",
        "让 黄家湾 通硬化路，新通 96 人",
        "全靠它通路的：黄家湾、㙍家箐，156 人",
        "其中 60 人还要靠 黄家湾路（第 2 段，共 2 段）：缺了也不通",
        "这条路断了，156 人（2 个小组）没有别的车路",
        "去乡镇政府一趟（雨天）省下的时间，平摊到靠它通路的 156 人，每人约 32 分钟",  # 4920 / 156
        "省下的钱按最好的办法改修别的路：全县少 84 人通硬化路",
        f"钱改修：{HOSTILE_NAME}",
        "同时不再修：黄家湾路（第 2 段，共 2 段）",
        "因此通不了路的：黄家湾、㙍家箐，156 人",
        f"因此能通路的：{HOSTILE_NAME}，72 人",
        "这样安排，全县修路的钱多用 6.12 万元",
        "还需投资 132.80 万元：路基 50.00 万元，路面 82.80 万元",
        "2027 年路基：镇村自筹（一事一议） 50.00 万元",
        "2027 年路面：县级资金 82.80 万元",
    ]


def test_project_that_is_out_says_who_would_make_room_and_who_would_lose():
    assert told(village_plan(), "project", "P3", "room", "en") == [
        "If other roads make room in the best way: 60 fewer people in the county get a paved road",
        "It would take the place of Huangjiawan road 黄家湾路 (part 2 of 2)",
        "Who loses: Duojiaqing 㙍家箐, 60 people",
        f"Who gains: {HOSTILE_NAME}, 72 people",
        "Arranged so, the county's roads cost ¥212,400 more",
    ]


def test_project_that_a_rule_keeps_out_says_the_rule_and_no_price():
    said = told(village_plan(), "project", "P4")
    assert "原因：尚未进入项目库" in said
    assert "先解决上面这个原因，它才能和别的路一起比较" in said
    assert told(village_plan(), "project", "P4", "room") == []


def test_why_not_a_year_earlier():
    """P2's surface costs 621 000; the county had 72 000 left in 2027, P3's village 100 000."""
    assert (
        "2027 年轮不到：能用于它路面的钱只剩 7.20 万元，不够 62.10 万元"
        in told(village_plan(), "project", "P2", "why")
    )  # fmt: skip
    assert money_before(village_plan()).index.tolist() == ["P2", "P3"]
    rich = village_plan().funds.assign(left_yuan=700_000.0)
    assert money_before(village_plan(funds=rich)).empty


def test_surface_a_lag_after_its_subgrade():
    plan = village_plan()
    plan = replace(plan, projects=changed(plan.projects, "P1", surface_year=2028))
    said = told(plan, "project", "P1")
    assert said[0] == "列入计划：2027 年修路基，2028 年硬化"
    assert "先修路基，1 年后再铺路面" in said


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"people_low": 53, "people_high": 60}, "at least 53 and at most 60 fewer people"),
        ({"people_low": 60, "people_high": 60}, "in the best way: 60 fewer people"),
        ({"people_low": 0, "people_high": 60}, "at most 60 fewer people"),
        ({"equal": True}, "less of a difference than this plan can tell"),
        ({"status": "impossible"}, "without it there is no feasible plan"),
        ({"status": "unknown"}, "nor was it proven that there is none"),
    ],
)
def test_price_by_its_bracket(cells, sentence):
    plan = village_plan()
    plan = replace(plan, prices=changed(plan.prices.astype(object), "P2", **cells))
    said = told(plan, "project", "P2", "without", "en")
    assert sentence in said[0]
    assert (len(said) == 1) == ("status" in cells)


def test_putting_in_what_nothing_displaces():
    said = told(village_plan(), "project", "P5", "room")
    assert [said[0], *said[2:]] == [
        "它本身不让谁新通硬化路；下面是全县跟着重新安排的结果",
        "不需要别的路让出",
        "这样安排，全县修路的钱多用 188.00 万元",
    ]


def test_that_a_road_gives_nobody_a_road_is_said_before_who_gains_elsewhere():
    """Nobody depends on P5; once V6 does, or a site, it is not said. In public it is of groups."""
    plan = village_plan()
    public = told(public_plan(plan), "project", "P5", "room")
    assert public[0].startswith("它本身不让谁新通硬化路（只计 3 户及以上的小组）")
    for column, one in (("villages_depending", "V6"), ("sites_depending", "S1")):
        served = replace(plan, projects=changed(plan.projects, "P5", **{column: one}))
        assert not any("它本身" in said for said in told(served, "project", "P5", "room"))


def test_that_nobody_gains_is_said_only_where_a_plan_was_found():
    plan = village_plan()
    for status in ("impossible", "unknown"):
        prices = changed(plan.prices.astype(object), "P5", status=status)
        said = told(replace(plan, prices=prices), "project", "P5", "room")
        assert len(said) == 1
        assert "它本身" not in said[0]


def test_money_left_over_beside_fewer_people_says_that_it_builds_nothing_more():
    """Only where it is proven that nobody more could be connected."""
    plan = village_plan()
    cells = {"status": "bracket", "people_low": 60.0, "people_high": 60.0, "cost_yuan": -10_000.0}
    for more, idle in (({}, True), ({"people_low": 50.0}, False), ({"equal": True}, False)):
        prices = changed(plan.prices.astype(object), "P3", **(cells | more))
        last = told(replace(plan, prices=prices), "project", "P3", "room")[-1]
        assert last.startswith("这样安排，全县修路的钱少用 1.00 万元")
        assert ("剩下的钱在可以列入的路里修不出能让更多人通路的" in last) == idle


def test_a_road_in_a_later_year_names_the_road_that_it_waits_for():
    """P2 (2028) needs P1: nothing where that comes in 2027, or where money was short before."""
    plan = village_plan()
    rich = replace(plan, funds=plan.funds.assign(left_yuan=1e9))
    needing = changed(plan.projects, "P2", depends_on="P1")
    both = changed(needing, "P1", surface_year=2028)
    staged = changed(both, "P2", subgrade_year=2027)
    sentence = "2028 年才修：要靠的 黄家湾路（第 1 段，共 2 段） 到那年才通"
    for told_of, is_told in (
        (replace(rich, projects=both), True),
        (replace(rich, projects=needing), False),
        (replace(plan, projects=both), False),
        (replace(rich, projects=staged), False),  # begun in 2027
    ):
        assert (sentence in told(told_of, "project", "P2", "why")) == is_told


def test_minutes_saved_are_spread_over_those_who_depend():
    projects = village_plan().projects
    assert saved_minutes(projects).tolist()[:2] == [32.0, 20.0]
    assert saved_minutes(projects.assign(people_depending=0.0)).isna().all()


# ---- villages, groups, sites -----------------------------------------------------------------


def test_village_without_road_says_its_way_and_the_price_of_what_blocks_it():
    said = told(village_plan(), "village", "V4")
    assert said[:4] == [
        "未通硬化路",
        "原因：本批先修路基，路面以后再修",
        f"只有一条出路：{HOSTILE_NAME}；断了就没有别的车路",
        f"{HOSTILE_NAME}：2028 年只修路基",
    ]
    assert "最省的通路上，未列入的路段共需 134.57 万元" in said
    start = said.index(f"如果列入 {HOSTILE_NAME}：")
    assert said[start + 1] == "别的路按最好的办法让出：全县少 60 人通硬化路"


def test_village_that_needs_two_roads_is_told_the_price_of_both_together():
    """V7 comes to need P5 beyond P6: P6, which is at V7, is put in with it."""
    plan = village_plan()
    plan = replace(plan, villages=changed(plan.villages, "V7", way_projects="P6;P5"))
    both = replace(plan, projects=changed(plan.projects, "P6", depends_on="P5"))
    assert told(both, "village", "V7", "room") == [
        "如果列入 独家庄路：",
        "单修它不通，要和 白岩路 一起列入，共需 401.89 万元；下面是一起列入的结果",
        "已证明：在同样的资金、年限和规则下，列入它就没有可行的方案",
    ]


def test_village_whose_people_are_not_helped_by_its_missing_road_says_what_they_lack():
    """Those of V7 who stay need P3 as well as P6, which is put in without it."""
    plan = village_plan()
    prices = changed(plan.prices.astype(object), "P6", status="bracket", people_low=0.0,
                     people_high=0.0, cost_yuan=0.0)  # fmt: skip
    groups = changed(plan.groups, "G71", way_projects="P6;P3;P1")
    said = told(replace(plan, prices=prices, groups=groups), "village", "V7", "room")
    assert said[:2] == [
        "如果列入 独家庄路：",
        f"只列入它，本村留下的人还是不通：还缺 {HOSTILE_NAME}",
    ]
    helped = changed(prices, "P6", villages_gaining="V7")
    said = told(replace(plan, prices=helped, groups=groups), "village", "V7", "room")
    assert not any("还缺" in one for one in said)


def test_village_whose_way_a_rule_blocks_says_which_and_compares_nothing():
    """V5 needs P4, which is not in the library, and comes to need P3, which has a price."""
    assert told(village_plan(), "village", "V5", "verdict", "en") == [
        "No paved road",
        "Reason: its cheapest way uses Unnamed road P4. Not in the project library yet",
        "Only when that is settled can it be weighed against other roads: nobody can say yet what "
        "would make room",
    ]
    plan = village_plan()
    plan = replace(plan, villages=changed(plan.villages, "V5", way_projects="P4;P3"))
    assert told(plan, "village", "V5", "verdict")[1].endswith("未命名道路 P4：尚未进入项目库")
    assert told(plan, "village", "V5", "room") == []


def with_group(plan, village, **cells):
    """Plan with one more group in a village: 40 people, who stay where G21 of V2 lives."""
    more = plan.groups.loc[["G21"]].assign(village_id=village, people=40.0, **cells)
    groups = pd.concat([plan.groups, more.set_axis(["G22"])]).rename_axis("group_id")
    return replace(plan, groups=groups)


def test_village_of_which_a_part_has_a_road_says_by_which_road():
    """40 people of V4 are connected by P1, the others are not."""
    plan = with_group(village_plan(), "V4")
    plan = replace(plan, villages=changed(plan.villages, "V4", people_connected_after=40.0))
    said = told(plan, "village", "V4", "verdict")
    assert said[0] == "只有一部分人通硬化路，全村还不算通"
    assert said[2:] == ["村里 40 人 2027 年通，靠 黄家湾路（第 1 段，共 2 段）"]
    assert told(plan, "village", "V4", "room")  # it still waits for its road


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"connected_year": 2028, "way_projects": "P2;P1"}, "村里 40 人 2028 年通，靠 黄家湾路（第 2 段，共 2 段）、黄家湾路（第 1 段，共 2 段）"),
        ({"connected_year": None, "way_projects": "P6;P1"}, "村里 40 人通不了：还缺 独家庄路"),
        ({"connected_year": None, "way_projects": ""}, "村里 40 人通不了：没有道路从他们那里连到硬化路网"),
        ({"year": 2028, "site_id": "S1"}, "村里 40 人没有硬化路，2028 年搬走"),
        ({"year": 2028, "site_id": "S1", "way_projects": "P5;P1"}, "村里 40 人没有硬化路，2028 年搬走；到他们那里的 白岩路 不修"),
    ],
)  # fmt: skip
def test_village_with_a_road_says_who_gets_theirs_later_or_not_at_all(cells, sentence):
    plan = with_group(village_plan(), "V1", **cells)
    assert told(plan, "village", "V1", "verdict") == ["已通硬化路（全村至少一半的人）", sentence]
    assert told(village_plan(), "village", "V1", "verdict") == ["已通硬化路"]


def test_village_connected_by_the_plan_says_what_its_way_costs_and_who_pays():
    """P1 costs 132.80, P2 the rest: the shares of both roads' funds add up."""
    said = told(village_plan(), "village", "V3", "way")
    total = "让本村新通路的各条路共投资 {:.2f} 万元"
    payments = village_plan().payments
    own = payments[payments["id"].isin(["P1", "P2"])]
    assert said[3] == total.format(own["amount_yuan"].sum() / 1e4)
    by_fund = own.groupby("fund_id", sort=False)["amount_yuan"].sum() / 1e4
    assert [one.split("：")[1] for one in said[4:]] == [f"{yuan:.2f} 万元" for yuan in by_fund]
    assert not any("共投资" in one for one in told(village_plan(), "village", "V1"))


def test_village_tells_the_cost_of_the_roads_of_all_its_people_who_newly_get_one():
    """V1 is connected today; 40 of its people come by P2, 10 who move by none."""
    plan = with_group(village_plan(), "V1", connected_year=2028, way_projects="P2")
    cost = plan.payments["amount_yuan"][plan.payments["id"] == "P2"].sum() / 1e4
    assert told(plan, "village", "V1", "way")[0] == f"让本村新通路的各条路共投资 {cost:.2f} 万元"
    gone = with_group(village_plan(), "V1", connected_year=2028, way_projects="P2", year=2028)
    assert told(gone, "village", "V1", "way") == []


def test_site_without_a_road_says_what_its_way_costs():
    plan = village_plan()
    sites = changed(plan.sites, "S3", connected_now=False, way_projects="P5;P1")
    assert told(replace(plan, sites=sites), "site", "S3", "way")[-1] == (
        "最省的通路上，未列入的路段共需 188.00 万元"
    )


def test_village_connected_by_the_plan_says_who_has_another_year():
    plan = with_group(village_plan(), "V3")
    said = told(plan, "village", "V3", "verdict", "en")
    assert said[0] == "Paved road in 2028"
    assert said[1].startswith("40 of its people get a paved road in 2027, by Huangjiawan road")
    gone = with_group(village_plan(), "V3", year=2027)
    assert told(gone, "village", "V3", "verdict")[1:] == ["2028 年通硬化路"]


@pytest.mark.parametrize(("people", "part"), [(200.0, "verdict"), (30.0, "moves")])
def test_village_says_first_how_many_leave_where_most_do(people, part):
    """Of V3 (60 people today) a group moves; beside 200 who leave, all others stay."""
    plan = with_group(village_plan(), "V3", year=2027)
    plan = replace(
        plan,
        groups=changed(plan.groups, "G22", people=people),
        villages=changed(plan.villages, "V3", people=people + 60.0),
    )
    sentence = f"村里 {people:.0f} 人计划搬迁，60 人留下"
    assert told(plan, "village", "V3", part)[0] == sentence
    assert told(plan, "village", "V3").count(sentence) == 1
    english = f"{people:.0f} of its people are planned to move, 60 stay"
    assert told(plan, "village", "V3", part, "en")[0] == english


def test_village_that_moves_or_stays_as_a_whole_has_no_parts():
    for village in ("V2", "V6"):
        assert not any("人留下" in one for one in told(village_plan(), "village", village))


def test_roads_of_those_who_stay_are_told_where_some_have_none():
    """All have a road today, some move, all the others have it later: nothing to tell of parts.
    Where all move, nothing of how many of nobody have one."""
    plan = with_group(village_plan(), "V1", year=2027)
    before = plan.villages.loc["V1", "people"]
    had = changed(
        plan.villages,
        "V1",
        people_connected_now=before,
        people_connected_after=before - 40.0,
    )
    assert told(replace(plan, villages=had), "village", "V1", "why") == []
    some = changed(plan.villages, "V6", people_connected_now=20.0, people_connected_after=0.0)
    assert told(replace(plan, villages=some), "village", "V6", "why") == []


def test_roads_that_the_same_people_need_name_each_other():
    """G31 needs P1 and P2; when G21 does not need P1, both roads have the same people."""
    plan = village_plan()
    both = replace(plan, projects=changed(plan.projects, "P1", groups_depending="G31"))
    for one, other in (("P1", 2), ("P2", 1)):
        assert (
            f"这些人还要靠 黄家湾路（第 {other} 段，共 2 段）：缺了也不通（同一些人，不要重复算）"
            in told(both, "project", one, "why")
        )


def test_partners_are_not_told_again_as_built_as_well():
    plan = village_plan()
    plan = replace(
        plan,
        projects=changed(plan.projects, "P5", depends_on="P6"),
        prices=changed(plan.prices.astype(object), "P5", projects_in="P3;P6"),
    )
    said = told(plan, "project", "P5", "room")
    assert said[0] == "单修它不通，要和 独家庄路 一起列入，共需 401.89 万元；下面是一起列入的结果"
    assert said[2] == "别的路按最好的办法让出：全县通硬化路的人一样多"
    assert [one for one in said if "还会列入" in one] == [f"那样安排时，还会列入：{HOSTILE_NAME}"]
    assert not [one for one in told(plan, "project", "P5", "why") if "还要靠" in one]


def test_what_blocks_the_way_is_named_with_its_rule():
    plan = village_plan()
    plan = replace(
        plan,
        projects=changed(
            plan.projects.astype({"reason": object}), "P6", blocked_by="P4", reason="useless_alone"
        ),
    )
    reason = told(plan, "project", "P4", "verdict")[1].removeprefix("原因：")
    assert told(plan, "project", "P6", "verdict")[-1].endswith(f"：{reason}")
    assert told(plan, "project", "P6", "verdict")[-1].startswith("走不通的一段是 ")


def test_village_names_others_on_the_same_missing_road():
    """V5 comes to share P3 with V4."""
    plan = village_plan()
    plan = replace(plan, groups=changed(plan.groups, "G51", way_projects="P3;P4"))
    name = plan.villages.at["V5", "name"]
    assert f"也要走这些路的：{name}，共 40 人" in told(plan, "village", "V4", "way")


def test_whose_way_it_is_are_the_groups_that_are_counted():
    """G22 (30 people) of V2 comes to go over P3 with G41; the rest of V2 does not.

    G41 would get its road by P3; of the others it is said why they are more.
    """
    plan = village_plan()
    other = changed(plan.groups.loc[["G21"]], "G21", people=30.0, households=7.0, way_projects="P3")
    groups = pd.concat([plan.groups, other.set_axis(["G22"])]).rename_axis("group_id")
    said = told(replace(plan, groups=groups), "project", "P3", "why")
    assert f"修了就能通路的：{HOSTILE_NAME}，72 人" in said
    users = f"最省的通路要走它的：黄家湾、{HOSTILE_NAME}，共 25 户，102 人"
    assert f"{users}（包括要搬走、另有硬化路、还缺别的路的人）" in said
    count = way_counter(replace(plan, groups=groups))
    assert count(["P3"]) == (["V2", "V4"], 25, 102)
    assert count(["P3"], without="V4") == (["V2"], 7, 30)


@pytest.mark.parametrize(
    ("village", "verdict"),
    [("V1", "已通硬化路"), ("V2", "2027 年通硬化路"), ("V6", "全村计划搬迁"), ("V8", "未通硬化路")],
)
def test_verdict_of_a_village(village, verdict):
    assert told(village_plan(), "village", village)[0] == verdict


def test_village_where_part_of_the_people_have_a_road():
    plan = village_plan()
    plan = replace(plan, villages=changed(plan.villages, "V2", people_connected_now=40.0))
    assert "通硬化路的人：40 → 96，全村 96 人" in told(plan, "village", "V2")


def test_those_who_move_away_do_not_lose_a_road():
    """40 of 96 people of V2 move; 50 of the others have a road then."""
    plan = village_plan()
    leaving = changed(plan.groups.loc[["G21"]], "G21", people=40.0, year=2027)
    plan = replace(
        plan,
        villages=changed(
            plan.villages, "V2", people_connected_now=60.0, people_connected_after=50.0
        ),
        groups=pd.concat([plan.groups, leaving.set_axis(["G22"])]).rename_axis("group_id"),
    )
    assert told(plan, "village", "V2", "why", "en") == [
        "People with a paved road: 60 of 96 now; later 50 of the 56 who stay"
    ]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("money", "同样的钱用在别的路上，能让更多人或一样多的人通硬化路"),
        ("no_payer", "能用的钱加起来也不够"),
        ("too_dear", "能用的钱加起来也不够"),
        ("subgrade_only", "本批先修路基，路面以后再修"),
    ],
)
def test_reason_of_a_village_says_what_of_the_money(reason, sentence):
    plan = village_plan()
    plan = replace(plan, projects=changed(plan.projects, "P6", reason=reason))
    assert sentence in told(plan, "village", "V7")[1]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("too_dear", "原因：能付它的资金加起来也不够"),
        ("no_payer", "原因：没有资金可以付它"),
    ],
)
def test_reason_of_a_road_says_whether_nobody_may_pay_or_all_have_too_little(reason, sentence):
    plan = village_plan()
    plan = replace(plan, projects=changed(plan.projects, "P6", reason=reason))
    assert told(plan, "project", "P6")[1] == sentence


def test_no_price_is_told_of_a_road_whose_way_on_a_rule_blocks():
    """Put in alone it would connect nobody: who makes room for that is no answer."""
    plan = village_plan()
    priced = plan.prices.index[plan.prices["decision"] == "in"][0]
    assert told(plan, "project", priced, "room")
    barred = plan.projects.index[~plan.projects["eligible"]][0]
    blocked = changed(plan.projects, priced, blocked_by=barred)
    assert told(replace(plan, projects=blocked), "project", priced, "room") == []


def test_minutes_before_and_after_cut_off_and_unknown():
    said = told(village_plan(), "village", "V3", "minutes")
    assert said[0] == (
        "乡镇政府：晴天 约 25–40 → 13–19 分钟（少约 15），雨天 约 40–60 → 13–19 分钟（少约 30）"
    )
    assert said[-2] == "集市：晴天 约 35–55 → 19–30 分钟（少约 21），雨天 不通 → 约 19–30 分钟"
    assert not any("医院" in sentence for sentence in said)
    assert said[-1] == "到地里（单程）：晴天 6 分钟，雨天 8 分钟"
    nobody_knows = ((float("nan"), None), (float("nan"), None))
    unknown = Answer("minutes", "land", {"dry": nobody_knows, "wet": nobody_knows})
    assert tell(unknown, "en") == "To their land, one way: dry unknown, wet unknown"


def test_minutes_are_single_figures_where_speeds_were_measured():
    plan = village_plan()
    settings = plan.about["settings"] | {"travel": {"speed_error": 0.0}}
    said = told(
        replace(plan, about=plan.about | {"settings": settings}), "village", "V3", "minutes"
    )
    assert said[0] == "乡镇政府：晴天 31 → 16 分钟（少 15），雨天 46 → 16 分钟（少 30）"


@pytest.mark.parametrize(
    ("now", "after", "zh", "en"),
    [
        ((31.4, (25, 40)), (15.6, (13, 19)), "约 25–40 → 13–19 分钟（少约 15）",
         "about 25–40 → 13–19 min (~15 less)"),
        ((31.4, (25, 40)), (31.4, (25, 40)), "约 25–40 分钟", "about 25–40 min"),
        ((31.4, (25, 40)), (30.4, (25, 40)), "约 25–40 分钟", "about 25–40 min"),
        ((31.4, (25, 40)), (31.4, (25, 45)), "约 25–40 → 25–45 分钟", "about 25–40 → 25–45 min"),
        ((47.0, None), (31.4, (25, 40)), "47 → 约 25–40 分钟（少约 16）",
         "47 → about 25–40 min (~16 less)"),
        ((47.0, None), (49.0, None), "47 → 49 分钟（多 2）", "47 → 49 min (2 more)"),
        ((float("inf"), None), (31.4, (25, 40)), "不通 → 约 25–40 分钟", "cut off → about 25–40 min"),
        ((float("inf"), None), (float("inf"), None), "不通", "cut off"),
    ],
)  # fmt: skip
def test_a_change_of_minutes_in_words(now, after, zh, en):
    answer = Answer("why", "land_move", {"dry": (now, after), "wet": (now, after)})
    assert tell(answer, "zh") == f"到地时间（老家 → 新家）：晴天 {zh}，雨天 {zh}"
    assert tell(answer, "en") == f"To their land (old → new home): dry {en}, wet {en}"


LAND_HOW = (
    "到地怎么走（单程）：走路、坐车，或坐一段走一段，取最快的；搬前按现在的路算，搬后按规划修好的路算；"
    "几块地按面积平均"
)


def test_minutes_of_a_village_are_those_of_the_people_who_stay():
    """All of V6 move; of V4 one of two groups does."""
    moved = "搬走的人要多少时间，见各组的搬迁"
    assert told(village_plan(), "village", "V6", "minutes") == [moved]
    plan = village_plan()
    leaving = plan.groups.loc[["G61"]].assign(village_id="V4")
    groups = pd.concat([plan.groups.drop(index="G61"), leaving])
    villages = changed(plan.villages, "V4", people=120)
    said = told(replace(plan, groups=groups, villages=villages), "village", "V4", "minutes")
    assert said[0] == f"{moved}；留下的人："
    assert said[1:] == told(plan, "village", "V4", "minutes")


def test_minutes_to_services_of_a_group_that_moves_are_from_the_old_and_the_new_home():
    plan = village_plan()
    minutes = {
        f"{what}_school_{season}_after": n
        for season in ("dry", "wet")
        for what, n in (("minutes", 5.0), ("ridden", 0.0))
    }
    plan = replace(plan, groups=changed(plan.groups, "G61", **minutes))
    school = "学校（老家 → 新家）：晴天 约 50–70 → 5 分钟（少约 52），雨天 不通 → 5 分钟"
    assert school in told(plan, "group", "G61")
    assert school in told(plan, "village", "V6", "moves")


def test_how_people_get_to_their_land_is_said_once_where_somebody_moves():
    for kind, one in (("village", "V6"), ("group", "G61"), ("site", "S1")):
        assert told(village_plan(), kind, one).count(LAND_HOW) == 1
    assert LAND_HOW not in told(village_plan(), "village", "V4")
    assert LAND_HOW not in told(village_plan(), "group", "G41")


def test_group_that_moves_says_why_that_site():
    """S3 is nearer than S1, but is not used."""
    assert told(village_plan(), "group", "G61") == [
        "一组（12 户，48 人）：2027 年迁往 石门新村",
        "受泥石流威胁 12 户，灾害等级极高",
        "村民意愿：未征求",
        "安置方式：就近集中安置",
        "新家离现在的家约 3.3 km（直线）",
        "到地时间（老家 → 新家）：晴天 11 → 24 分钟（多 13），雨天 13 → 26 分钟（多 13）",
        "学校（老家 → 新家）：晴天 约 50–70 分钟，雨天 不通",
        "卫生室（老家 → 新家）：晴天 约 50–75 分钟，雨天 不通",
        "乡镇政府（老家 → 新家）：晴天 约 45–65 分钟，雨天 不通",
        "石门新村：已用 14 / 20 户",
        "新址避开了灾害等级“中”及以上的隐患区",
        "为什么不是离老家更近的 新坪（1.1 km）：别的安置点已够用",
        LAND_HOW,
    ]


def test_people_who_move_are_told_the_minutes_to_hospital():
    plan = village_plan()
    minutes = {
        f"{what}_hospital_{season}_{when}": n
        for season in ("dry", "wet")
        for when, n in (("now", 70.0), ("after", 40.0))
        for what in ("minutes", "ridden")
    }
    groups = changed(plan.groups, "G61", **minutes)
    hospital = "医院（老家 → 新家）：晴天 约 50–100 → 30–60 分钟（少约 30），雨天 约 50–100 → 30–60 分钟（少约 30）"
    assert hospital in told(replace(plan, groups=groups), "group", "G61")


def test_village_names_the_sites_in_its_administrative_village():
    """S1 and S3 are in A2, but S3 is not used; V8 is in A1."""
    sentence = "本行政村的安置点：石门新村（2027 年启用，接收 14 户）"
    assert told(village_plan(), "village", "V7", "moves") == [sentence]
    assert sentence not in told(village_plan(), "village", "V8")


def offered(plan, *options):
    """Plan in which G61 could also go to some sites: id, metres, minutes to its land."""
    own = plan.options.iloc[[0]]
    minute_yuan = 3 * 120 * 10 * 12  # of a household's way, 12 households
    more = pd.concat([
        own.assign(site_id=site, distance_m=away_m, farm_minutes_dry=minutes,
                   farm_yuan=own["farm_yuan"] + (minutes - own["farm_minutes_dry"]) * minute_yuan)
        for site, away_m, minutes in options
    ])  # fmt: skip
    return replace(plan, options=pd.concat([plan.options, more], ignore_index=True))


@pytest.mark.parametrize(
    ("cells", "minutes", "code"),
    [
        ({}, 18.6, "opening_dear"),  # 5.4 min x 12 households x 3 yuan x 120 days x 10 years
        ({}, 18.1, "arranged"),  # 254,880 yuan: more than the 250,000 of opening S3
        ({"reason": "money"}, 18.6, "money"),
        ({"reason": "no_road"}, 18.6, "no_road"),
        ({"selected": True, "households_in": 1}, 18.6, "no_capacity"),
        ({"selected": True}, 18.6, "arranged"),  # there is room: only the whole county tells why
        ({}, 25.0, "land_farther"),
    ],
)
def test_why_not_the_site_from_which_the_land_is_nearer(cells, minutes, code):
    """From S1 G61 walks 24 minutes to its land."""
    plan = offered(village_plan(), ("S3", 1104.5, minutes))
    plan = replace(plan, sites=changed(plan.sites, "S3", **cells))
    (site,) = sites_considered(plan, "G61")
    assert (site.site_id, site.minutes, site.code) == ("S3", round(minutes), code)
    assert any(
        one.startswith(
            f"Why not Xinping 新坪 (about {round(minutes)} min to the land, 1.1 km from home)"
        )
        for one in told(plan, "group", "G61", language="en")
    )


def test_the_site_from_which_the_land_is_nearest_comes_first_however_far_from_home():
    plan = offered(village_plan(), ("S2", 7000.0, 9.0), ("S3", 1104.5, 20.0))
    assert [site.site_id for site in sites_considered(plan, "G61")] == ["S2", "S3"]
    farther = offered(village_plan(), ("S2", 7000.0, 24.2), ("S3", 1104.5, 20.0))
    assert [site.site_id for site in sites_considered(farther, "G61")] == ["S3"]


@pytest.mark.parametrize(("minutes", "nearest"), [(9.0, False), (24.2, True), (31.0, True)])
def test_no_site_nearer_to_the_land_is_said_where_that_is_so(minutes, nearest):
    """From S1 G61 walks 24 minutes; without another site there is nothing to compare."""
    sentence = "能去的安置点里，没有离地更近的"
    plan = offered(village_plan(), ("S2", 7000.0, minutes))
    assert (sentence in told(plan, "group", "G61")) == nearest
    assert sentence not in told(village_plan(), "group", "G61")


def test_where_the_land_is_not_known_no_minutes_are_compared():
    plan = offered(village_plan(), ("S2", 7000.0, 9.0), ("S3", 1104.5, 20.0))
    plan = replace(plan, groups=changed(plan.groups, "G61", farm_minutes_dry_after=float("nan")))
    (site,) = sites_considered(plan, "G61")
    assert (site.site_id, site.minutes, site.code) == ("S3", None, "not_needed")


def test_sites_beside_the_one_chosen():
    """S3 opens: too small for G41, big enough for G61, whose land is farther from there."""
    plan = village_plan()
    sites = changed(plan.sites, "S3", selected=True, capacity_households=13.0)
    further = offered(replace(plan, sites=sites), ("S3", 1104.5, 31.0))
    for group, why in (("G41", "no_capacity"), ("G61", "land_farther")):
        said = {site.site_id: site.code for site in sites_considered(further, group)}
        assert said["S3"] == why
    same = sites_considered(replace(plan, sites=sites), "G61")
    assert not same, "the tables do not say why G61 does not go to S3"


def test_site_says_who_comes_and_who_pays():
    said = told(village_plan(), "site", "S1")
    assert said[:2] == ["2027 年启用", "已用 14 / 20 户"]
    assert said[2] == (
        "就近集中安置；统规自建：各户按统一规划自己建房，搬迁补助发给农户（补助标准与统建相同）"
    )
    assert told(village_plan(), "site", "S1", "arrivals")[:2] == [
        "一共 14 户，55 人",
        "白岩沟 一组：2027 年搬来，12 户，48 人；到地 晴天 11 → 24 分钟（多 13），雨天 13 → 26 分钟（多 13）",
    ]
    assert "2027 年安置点建设：避险搬迁资金（额度为推定） 30.00 万元" in said
    assert "原因：在灾害隐患区（含影响范围）内" in told(village_plan(), "site", "S2")


def test_site_names_each_year_in_which_people_come():
    """G61 comes a year after G62."""
    groups = village_plan().groups
    groups = groups.assign(year=groups["year"].mask(groups.index == "G61", 2028))
    said = told(village_plan(groups=groups), "site", "S1", "arrivals")
    assert [one.split(" 年")[0] for one in said[1:3]] == [
        "白岩沟 二组独户：2027",
        "白岩沟 一组：2028",
    ]


def test_site_says_what_it_will_bring():
    """School 12 minutes and no clinic is known; 14 households with 30 mu, 12 of them far."""
    assert told(village_plan(), "site", "S1", "problems", "en")[:2] == [
        "14 of 14 households have their land over 20 minutes away",
        "12 of 28 mu lie over half an hour away and may fall idle",
    ]
    assert "到不了卫生室，或没有资料" in told(village_plan(), "site", "S1", "problems")
    assert told(village_plan(), "site", "S3", "problems") == []


def test_site_without_room_tells_no_capacity():
    plan = village_plan(sites=changed(village_plan().sites, "S2", capacity_households=0))
    assert told(village_plan(), "site", "S2", "site")[0] == "已用 0 / 30 户"
    assert not any("/" in one for one in told(plan, "site", "S2", "site"))


def test_site_near_a_hazard_names_it():
    problems = village_plan().problems
    near = problems.iloc[[0]].assign(code="hazard_near", figure=70.6, of=300.0, hazard_id="Z4")
    said = told(village_plan(problems=near), "site", "S1", "problems", "en")
    assert said == ["71 m from a hazard area: to be watched, patrolled in rain (flood Z4)"]


def test_year_of_a_road_has_no_comma():
    sites = changed(village_plan().sites, "S1", connected_now=False)
    problems = foreseen(sites, village_plan().groups, village_plan().hazards)
    said = told(village_plan(problems=problems), "site", "S1", "problems")
    assert any(one.startswith("2027 年开工前路要先修通") for one in said)


def test_site_that_may_not_be_built_on_says_all_that_is_in_its_way():
    cells = {"reasons": "hazard;basic_farmland", "hazard_ids": "Z4;Z1", "exclusion_ids": "E7"}
    hazards = changed(village_plan().hazards, "Z1", name="滑坡3号")
    plan = village_plan(sites=changed(village_plan().sites, "S2", **cells), hazards=hazards)
    assert told(plan, "site", "S2", "verdict") == [
        "候选安置点（未启用）",
        "原因：在灾害隐患区（含影响范围）内",
        "原因：占永久基本农田",
        "碰到的灾害区：山洪 Z4、滑坡3号",
        "碰到的不能建房的地（编号）：E7",
    ]
    assert "flood Z4, landslide 3 滑坡3号" in told(plan, "site", "S2", "verdict", "en")[3]


def test_site_that_is_not_needed_says_nothing_of_what_it_touches():
    """S3 is suitable: what it touches is tolerated."""
    sites = changed(village_plan().sites, "S3", hazard_ids="Z1", exclusion_ids="E7")
    said = told(village_plan(sites=sites), "site", "S3", "verdict")
    assert said == ["候选安置点（未启用）", "原因：别的安置点已够用"]


def test_group_that_builds_by_itself_is_not_said_to_stay():
    """It asks for no site, so none is told of it."""
    cells = {"mode": "dispersed", "safe_year": 2028, "reason": "builds_itself", "may_move": True}
    plan = village_plan(groups=changed(village_plan().groups, "G41", **cells))
    said = told(plan, "group", "G41")
    assert said[0] == (
        "一组（18 户，72 人）：2028 年分散安置，在离地近的安全地方自己建房，不去安置点；"
        "地点还没有定，建房前要核查那里安全，到地时间按现在的家算"
    )
    assert not any("附近的" in one for one in said)


def test_group_that_is_made_safe_names_the_works_and_they_name_the_group():
    plan = with_works(village_plan())
    said = told(plan, "group", "G41")
    assert said[0] == "一组（18 户，72 人）：2028 年原地治理好，不用搬"
    assert "滑坡 Z1：2028 年工程治理好，治理费 120.00 万元" in said
    assert told(plan, "hazard", "Z1") == [
        "工程治理：2028 年治理好",
        f"治理好以后不用搬的：{HOSTILE_NAME} 一组，共 18 户，72 人",
        "治理费 120.00 万元",
        "2028 年工程治理：避险搬迁资金（额度为推定） 120.00 万元",
    ]


def test_works_for_small_groups_alone_are_not_told_in_public():
    plan = with_works(village_plan(), households=2.0)
    assert list(works(plan)) == ["Z1"]
    assert works(public_plan(plan)) == {}
    data = map_data(plan, public=True)
    assert data["hazards"]["works"] == [None] * 4
    assert "hazard" not in data["payments"]["kind"]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("-risk", "这是本组里受威胁的户；其余的户不受威胁，或不愿搬"),
        ("-own", "这是本组里要求分散安置的户：靠种地为生，自己在离地近的安全地方建房"),
        ("-no", "这是要搬的组里不同意搬的户：不强迫，留在原处"),
    ],
)
def test_part_of_a_group_says_which_part_it_is(part, sentence):
    groups = village_plan().groups
    own = groups.loc[["G41"]].set_axis(["G41" + part]).rename_axis("group_id")
    plan = village_plan(groups=pd.concat([groups, own]))
    assert sentence in told(plan, "group", "G41" + part)
    assert sentence not in told(plan, "group", "G41")


def test_group_that_no_hazard_moves_says_why_it_would():
    groups = changed(village_plan().groups, "G41", need="poverty", threatened_households=0.0)
    assert "为什么搬：扶贫搬迁" in told(village_plan(groups=groups), "group", "G41")


@pytest.mark.parametrize(
    ("name", "village", "home"),
    [
        ("一组", "白岩沟", "白岩沟 一组"),
        ("白岩沟一组", "白岩沟", "白岩沟一组"),
        ("一组", "黄家湾", "黄家湾（石门乡） 一组"),
        ("黄家湾一组", "黄家湾", "黄家湾一组（石门乡）"),
    ],
)
def test_group_comes_from_a_village_that_is_named_once_and_told_from_namesakes(name, village, home):
    """V2 is 黄家湾 as well, in another township."""
    plan = village_plan()
    plan = replace(
        plan,
        groups=changed(plan.groups, "G61", name=name),
        villages=changed(plan.villages, "V6", name=village),
    )
    arrivals = told(plan, "site", "S1", "arrivals")
    assert any(one.startswith(f"{home}：2027 年搬来") for one in arrivals)


@pytest.mark.parametrize(
    ("on_network", "reason"),
    [(True, "原因：没有任何道路连到硬化路网，需新开路线"), (False, "原因：附近没有道路")],
)
def test_group_without_any_way_says_so(on_network, reason):
    groups = changed(village_plan().groups, "G41", way_projects="", on_network=on_network)
    said = told(village_plan(groups=groups), "group", "G41", "way")
    assert said == ["小组未通硬化路", reason]


def test_rule_that_nobody_can_settle_is_not_said_to_be_waited_for():
    waits = "先解决上面这个原因，它才能和别的路一起比较"
    assert waits in told(village_plan(), "project", "P4")
    projects = changed(village_plan().projects, "P4", reason="few_households")
    plan = village_plan(projects=projects)
    assert waits not in told(plan, "project", "P4")
    plan = replace(plan, villages=changed(plan.villages, "V5", way_projects="P4"))
    said = told(plan, "village", "V5", "verdict")
    assert said[1].endswith("受益户数少于列入门槛")
    assert len(said) == 3


def test_a_road_for_too_few_says_how_many_the_county_asks_for():
    """P4 is for too few; P5 leads over it; V5 lies behind both."""
    gate = "列入门槛：至少 30 户受益，由县里定；降低了要重新规划，才知道谁让路"
    projects = changed(village_plan().projects, "P4", reason="few_households")
    plan = village_plan(projects=changed(projects, "P5", blocked_by="P4", reason="useless_alone"))
    plan = replace(plan, villages=changed(plan.villages, "V5", way_projects="P4;P5"))
    for kind, one in (("project", "P4"), ("project", "P5"), ("village", "V5")):
        assert told(plan, kind, one, "verdict")[-1] == gate
        assert told(village_plan(), kind, one, "verdict").count(gate) == 0


def test_a_batch_that_ends_before_the_surface_says_so():
    plan = village_plan(
        projects=changed(village_plan().projects, "P5", reason="too_late"),
        villages=changed(village_plan().villages, "V5", way_projects="P5", reason="too_late"),
    )
    assert told(plan, "project", "P5", "verdict")[1] == "原因：先修路基，到能铺路面时本批已经结束"
    late = "原因：最省的通路要先修路基，铺路面时本批已经结束"
    assert told(plan, "village", "V5", "verdict")[1] == late


def test_road_without_a_project():
    assert told(village_plan(), "road", "R1") == ["已经硬化，不用再硬化"]
    assert told(village_plan(), "road", "R10")[0] == "未列入本计划"


def test_road_without_a_project_says_that_it_closes_when_it_floods():
    """R1 is paved, R10 is needed by nobody, R2 is paved and dry."""
    plan = village_plan()
    plan = replace(plan, roads=plan.roads.assign(flooded=plan.roads.index.isin(["R1", "R10"])))
    closes = "Part of it lies in a flood area: even once paved no vehicle passes there when wet"
    paved = "Paved already, no paving needed"
    assert told(plan, "road", "R1", language="en") == [paved, closes]
    assert told(plan, "road", "R10", language="en")[-1] == closes
    assert told(plan, "road", "R2", language="en") == [paved]


def test_many_names_are_counted():
    pairs = tuple((f"村{one}", f"V{one}") for one in range(15))
    answer = Answer("why", "serves", {"sites": pairs})
    assert tell(answer, "zh").endswith("村10、村11，另有 3 个")
    assert tell(answer, "en").endswith("V10, V11 and 3 more")


# ---- what is said in public ------------------------------------------------------------------


def test_public_answers_are_of_told_groups():
    """V6 and V7 have a group of two households; P6 serves nobody else."""
    plan = public_plan(village_plan())
    assert told(plan, "project", "P6")[1:3] == [
        "部分答案涉及不足 3 户，不公布",
        "最省的通路要走它的：独家庄，共 <3 户",
    ]
    assert told(plan, "project", "P6", "room") == []
    assert not any("分钟" in sentence for sentence in told(plan, "project", "P6"))
    assert "石门新村：已用 12 / 20 户" in told(plan, "group", "G61")
    assert not any("二组独户" in sentence for sentence in told(plan, "village", "V6"))


def without_refusers():
    """The plan by hand without G62, two households of V6."""
    plan = village_plan()
    return replace(plan, groups=plan.groups.drop(index="G62"))


def with_refusers():
    """The plan by hand where G62 stays in V6, whose road P5 serves."""
    plan = village_plan()
    stays = changed(plan.groups, "G62", year=pd.NA, site_id=None, reason="refused")
    return replace(
        plan,
        groups=stays,
        villages=changed(plan.villages, "V6", reason="money", moving_households=12.0),
        projects=changed(plan.projects, "P5", reason="money"),
    )


@pytest.mark.parametrize("make", [village_plan, without_refusers, with_refusers])
def test_village_whose_told_groups_move_is_said_to_move(make):
    """V6: G61 moves; of G62 (two households) nothing is said, and not that everybody moves."""
    plan = public_plan(make())
    assert told(plan, "village", "V6")[0] == "村里 3 户及以上的小组都计划搬迁"
    assert told(plan, "village", "V6", "room") == []
    assert told(plan, "project", "P5")[1] == (
        "原因：最省的通路要走它的小组（3 户及以上）都计划搬迁"
    )
    for kind, one in (("village", "V6"), ("project", "P5")):
        assert not any(
            "全村" in sentence or "全县少" in sentence for sentence in told(plan, kind, one)
        )


def test_public_says_of_told_groups_how_many_leave_and_stay():
    """V6: G61 (48 people) moves, G62 (two households, 7 people) does or does not; 40 more stay."""
    plan = with_group(village_plan(), "V6")
    stays = changed(plan.groups, "G62", year=pd.NA, site_id=None, reason="refused")
    for groups in (plan.groups, stays):
        public = public_plan(replace(plan, groups=groups))
        assert told(public, "village", "V6", "verdict")[0] == "村里 48 人计划搬迁，40 人留下"


def test_village_without_a_told_group_is_told_little():
    plan = public_plan(village_plan())
    assert told(plan, "village", "V7")[:2] == ["未通硬化路", "部分答案涉及不足 3 户，不公布"]


def test_village_that_has_a_road_today_keeps_it_whoever_moves_away():
    """V6 is connected; all groups of it that are told move."""
    plan = with_refusers()
    road = {"connected_now": True, "way_projects": "", "only_way_out": ""}
    groups = changed(plan.groups, "G61", **road)
    plan = public_plan(replace(plan, groups=groups))
    assert told(plan, "village", "V6")[:2] == ["已通硬化路", "村里 3 户及以上的小组都计划搬迁"]
    assert told(plan, "village", "V6", "way") == []


def test_whose_way_it_is_counts_told_groups():
    """P5 is the way of V6, which has a group of two households beside G61 (48 people)."""
    assert way_counter(public_plan(village_plan()))(["P5"]) == (["V6"], 12, 48)


def test_a_part_too_small_to_be_told_is_some():
    """11 of the 12 households of G61 are threatened."""
    plan = village_plan()
    plan = replace(plan, groups=changed(plan.groups, "G61", threatened_households=11.0))
    assert "部分农户受泥石流威胁，灾害等级极高" in told(public_plan(plan), "group", "G61")
    assert "受泥石流威胁 11 户，灾害等级极高" in told(plan, "group", "G61")


def test_public_price_is_that_of_told_people():
    """P2's price now also touches G71 of V7, two households of 7 people, who gain."""
    plan = village_plan()
    gains = {"villages_gaining": "V7", "groups_gaining": "G71", "people_gaining": 7.0,
             "people_low": 46.0, "people_high": 53.0}  # fmt: skip
    plan = replace(plan, prices=changed(plan.prices, "P2", **gains))
    said = told(public_plan(plan), "project", "P2", "without")
    assert said[:2] == [
        "如果不修它，在重新算出的一个方案里，少 60 人通硬化路（只计 3 户及以上的小组）",
        "因此通不了路的：㙍家箐，60 人",
    ]
    assert not any("独家庄" in sentence for sentence in said)
    assert (
        told(public_plan(plan), "project", "P1", "without")[1:]
        == told(plan, "project", "P1", "without")[1:]
    )


@pytest.mark.parametrize(
    ("losing", "gaining", "sentence"),
    [
        (
            "G31",
            "G51",
            "In one plan worked out again with it, 20 fewer people",
        ),
        ("G51", "G31", "In one plan worked out again with it, 20 more people"),
        ("G31", "G31", "In one plan worked out again with it, as many people"),
        ("G71", "G31", "In one plan worked out again with it, 60 more people"),
        ("G71", "", "In one plan worked out again with it, as many people"),
    ],
)
def test_public_price_is_of_the_programme_found_and_proves_nothing(losing, gaining, sentence):
    """G31 has 60 people, G51 40; G71 (two households) is not counted. Proven: 0 to 7 people."""
    plan = village_plan()
    cells = {"groups_losing": losing, "groups_gaining": gaining, "people_low": 0.0,
             "people_high": 7.0}  # fmt: skip
    plan = public_plan(replace(plan, prices=changed(plan.prices, "P3", **cells)))
    said = told(plan, "project", "P3", "room", "en")
    assert (
        said[0] == f"{sentence} have a paved road (only groups of 3 or more households are counted)"
    )
    assert said[1].startswith("It would take the place of")
    for word in ("at least", "at most", "roven", "best", "tell", "county get"):
        assert not any(word in one for one in said)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("impossible", "Proven: without it"), ("unknown", "No plan without it")],
)
def test_public_price_without_a_programme_found(status, sentence):
    plan = village_plan()
    plan = public_plan(replace(plan, prices=changed(plan.prices, "P2", status=status)))
    said = told(plan, "project", "P2", "without", "en")
    assert len(said) == 1
    assert said[0].startswith(sentence)


def test_no_public_sentence_speaks_of_everybody():
    """Of no road, village or site in public: all villagers, the best way, what is proven of people."""
    plan = public_plan(village_plan())
    kinds = {"project": plan.projects, "village": plan.villages, "site": plan.sites}
    for kind, table in kinds.items():
        for one in table.index:
            said = " ".join(told(plan, kind, one, language="en"))
            assert not re.search("Everybody is|best way|at (least|most) [0-9]|can tell", said)


def test_what_hangs_on_a_project_is_that_of_told_groups():
    projects = public_plan(village_plan()).projects
    assert projects.loc["P6", ["groups_depending", "villages_depending"]].tolist() == ["", ""]
    assert projects.at["P1", "villages_depending"] == "V2;V3"
    assert pd.isna(projects.at["P6", "saved_person_minutes"])


def test_money_left_of_a_fund_that_moves_people_is_not_told():
    funds = public_plan(village_plan()).funds.set_index("fund_id")
    assert funds.loc["hazard", "left_yuan"].isna().all()
    assert funds.loc["county", "left_yuan"].tolist() == [72_000.0, 79_000.0]


@pytest.mark.parametrize("table", ["options", "locks"])
def test_small_groups_are_in_no_table(table):
    locks = pd.DataFrame(
        [("group", "G62", "in", 2027, "", 0.0, 0.0, 0.0), ("all", "", "", None, "", 0.0, 0.0, 0.0)],
        columns=village_plan().locks.columns,
    )
    told_table = getattr(public_plan(village_plan(locks=locks)), table)
    assert len(told_table) == 1
    assert "G62" not in told_table.to_csv()


def one_of_each(plan):
    """Plan in which one household of one person moves from V6."""
    groups = changed(plan.groups, "G62", households=1, people=1, threatened_households=1)
    return replace(plan, groups=groups)


def test_one_is_told_in_the_singular():
    said = told(one_of_each(village_plan()), "group", "G62", language="en")
    assert said[0].startswith("Erzuduhu 二组独户 (1 household, 1 person) moves in 2027")
    assert said[1] == "Threatened by debris flow: 1 household, class very high"


@pytest.mark.parametrize(
    ("n", "words"), [("1", "1 village stays"), ("+1", "+1 village stays"), ("21", "21 villages stay"),
                     ("1,001", "1,001 villages stay"), ("<3", "<3 villages stay")]
)  # fmt: skip
def test_a_noun_follows_its_number(n, words):
    assert filled("{n} {n|village stays|villages stay}", n=n) == words


def test_every_english_noun_after_a_number_has_a_singular():
    """Whatever word follows a number in braces can also be told of one."""
    plural = re.compile(
        r"\{\w+\} (?:(?:more|fewer|natural|other) )*"
        r"(people|households|villages|groups|sites|roads|funds|rows|years|hours|choices)\b"
    )
    tables = [*SECTIONS.values(), LOCK_COSTS, COMPARE, LIST_STATUS]
    assert [en for words in tables for _, en in words.values() if plural.search(en)] == []


def test_words_are_plain():
    """No score, no rank, no cutoff, and nothing that villagers could pay."""
    for chinese, english in ANSWERS.values():
        assert not re.search("得分|排名|名次|分数线|自筹|缴", chinese)
        assert not re.search(r"\b(score|rank|cutoff|contribut|bid)", english)


# ---- who is meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("P1", ("project", "P1")),
        (" p1 ", ("project", "P1")),
        ("V2", ("village", "V2")),
        ("G61", ("group", "G61")),
        ("S1", ("site", "S1")),
        ("R4", ("project", "P1")),
        ("R10", ("road", "R10")),
        ("C501610928", ("project", "P5")),
        ("x101610928", ("road", "R1")),
        ("黄家湾", ("village", "V2")),
        ("白岩沟一组", ("group", "G61")),
        ("白岩沟 一组", ("group", "G61")),
        ("Baiyangou 白岩沟 Yizu 一组", ("group", "G61")),
        ("baiyangou yizu", ("group", "G61")),
        ("二组独户", ("group", "G62")),
        ("黄家湾路（第 1 段，共 2 段）", ("project", "P1")),
        ("黄家湾路(第2段,共2段)", ("project", "P2")),
        ("Huangjiawan road 黄家湾路 (part 2 of 2)", ("project", "P2")),
        ("Shimen New Village", ("site", "S1")),
        ("石门新村", ("site", "S1")),
        ("白岩路", ("project", "P5")),
        ("云石路", ("road", "R1")),
    ],
)
def test_asked_for(text, thing):
    assert asked_for(village_plan(), text) == thing


def test_village_that_is_its_own_group_is_meant_as_the_village():
    plan = village_plan()
    own = plan.groups.rename(index={"G61": "V6"})
    assert plan.groups["village_id"]["G61"] == "V6"
    whole = village_plan(groups=own.assign(name=own["name"].mask(own.index == "V6", "白岩沟")))
    for text in ("V6", "白岩沟"):
        assert asked_for(whole, text) == ("village", "V6")
    with pytest.raises(ConfigError, match="nothing in the plan"):
        asked_for(whole, "白岩沟白岩沟")


@pytest.mark.parametrize(
    "text",
    ["Pidjani 01", "Pidjani Pidjani 01", "Pidjani01", "pidjani 01", "Pidjani 01 (Shimen Township)"],
)
def test_group_that_has_its_villages_name_is_found_as_it_is_told(text):
    """V2 of another township is called Pidjani as well."""
    plan = village_plan()
    villages = changed(changed(plan.villages, "V6", name="Pidjani"), "V2", name="Pidjani")
    groups = changed(plan.groups, "G61", name="Pidjani 01")
    assert asked_for(village_plan(villages=villages, groups=groups), text) == ("group", "G61")


def test_groups_of_one_name_are_listed():
    plan = village_plan()
    plan = village_plan(groups=changed(plan.groups, "G62", name="一组"))
    with pytest.raises(ConfigError, match="7 are called so") as fault:
        asked_for(plan, "一组")
    assert "  G61  白岩沟 一组" in str(fault.value)
    with pytest.raises(ConfigError, match="2 are called so"):
        asked_for(plan, "白岩沟 一组")


def test_title_of_a_thing_without_a_name_has_its_id_once():
    plan = village_plan()
    plan = village_plan(villages=changed(plan.villages, "V2", name="V2"))
    assert explanation(plan, "village", "V2", language="zh").startswith("V2 · 云岭镇\n")
    assert explanation(plan, "project", "P4", language="zh").startswith("未命名道路 · P4")


def test_several_of_that_name_are_listed():
    with pytest.raises(ConfigError) as fault:
        asked_for(village_plan(), "黄家湾路")
    assert "2 are called so" in str(fault.value)
    assert "P1  黄家湾路 · 第 1 段，共 2 段（K0+000 – K2+088） · P1 · Y251610928" in str(
        fault.value
    )
    assert "P2" in str(fault.value)


@pytest.mark.parametrize(("text", "near"), [("黄家弯", "V2"), ("独家村", "V7"), ("家湾", "V2")])
def test_near_misses_are_suggested(text, near):
    with pytest.raises(ConfigError, match="nothing in the plan is called so") as fault:
        asked_for(village_plan(), text)
    assert f"  {near}  " in str(fault.value)


def test_nothing_alike():
    with pytest.raises(ConfigError) as fault:
        asked_for(village_plan(), "@@@@@@")
    assert "Do you mean" not in str(fault.value)


def test_explanation_of_a_group_names_its_village():
    text = explanation(village_plan(), "group", "G61", language="en")
    assert text.startswith(
        "Baiyangou 白岩沟 Yizu 一组 · G61 · Shimen Township 石门乡\n  Yizu 一组 (12 households"
    )
    assert "\nWhy\n" in text


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "车速没有实测"), ("en", "Speeds are assumed")]
)
def test_why_minutes_are_ranges_is_said_once_at_the_end(language, said):
    """Of V3; not of P3, nor of S1, of which only about so many minutes to the land are told."""
    plan = village_plan()
    text = explanation(plan, "village", "V3", language=language)
    assert text.count(said) == 1
    assert text.split("\n")[-2].startswith(said)
    for kind, one in (("project", "P3"), ("site", "S1")):
        assert said not in explanation(plan, kind, one, language=language)
    settings = plan.about["settings"] | {"travel": {"speed_error": 0.0}}
    measured = replace(plan, about=plan.about | {"settings": settings})
    assert said not in explanation(measured, "village", "V3", language=language)


@pytest.fixture
def explain(run, monkeypatch):
    """Run ``geoplan explain`` on the plan by hand: status, stdout, stderr."""
    monkeypatch.setattr("geoplan.pipeline.outputs.read_plan", lambda _folder: village_plan())
    return partial(run, "explain", "OUT")


def test_explain_in_both_languages(explain):
    status, out, err = explain("P3")
    assert (status, err) == (0, "")
    assert out.startswith(
        f"{HOSTILE_NAME} · P3 · C333610928 · 云岭镇\n  列入计划：2028 年只修路基\n"
    )
    assert out.index("要列入，谁让路？") < out.index("What would be dropped to fit it in?")


def test_explain_in_one_language(explain):
    assert "列入" not in explain("P3", "--lang", "en")[1]
    assert "In the plan" not in explain("P3", "--lang", "zh")[1]


def test_explain_what_is_not_there(explain):
    status, out, err = explain("P99")
    assert (status, out) == (1, "")
    assert "没有找到" in err
    assert explain("P1", "--lang", "fr")[0] == 2
