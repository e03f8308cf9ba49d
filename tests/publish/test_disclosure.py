"""What is told in public: groups of three households or more, and nothing that smaller ones do."""

import json
from dataclasses import fields, replace
from functools import cache

import pandas as pd
import pytest
from moves import safe_in_other_ways
from plans import village_plan

from geoplan import make_plan, read_county
from geoplan.programme.whatif import evaluate
from geoplan.publish.disclosure import AS_TOLD, FEWEST_HOUSEHOLDS, public_plan
from geoplan.publish.mapdata import map_data
from geoplan.publish.posted import posted_moves, posted_projects

pytestmark = pytest.mark.usefixtures("without_rivals")

NONSENSE = 77.0


def _changed(table, cells):
    """Table with new values by (row, column)."""
    changed = table.copy()
    for (row, column), value in cells.items():
        changed.loc[row, column] = value
    return changed


def few_households():
    """The plan by hand with few households in many places.

    G62 (2 of the 14 households of V6) lies in class 4, the other 12 of V6 in class 3; V7 (2
    households, class 4) moves too. V2 (24) has a second group of 2, which stays. One of the 12
    households of G61 is not threatened, and only one of the 18 of G41 is.
    """
    plan = village_plan()
    groups = _changed(
        plan.groups,
        {
            ("G61", "hazard_class"): 3, ("G61", "threatened_households"): 11.0,
            ("G61", "threatened_people"): 44.0, ("G41", "threatened_households"): 1.0,
            ("G41", "threatened_people"): 4.0, ("G21", "households"): 22.0, ("G21", "people"): 88.0,
            ("G71", "hazard_class"): 4, ("G71", "site_id"): "S1", ("G71", "year"): 2027,
            ("G71", "reason"): "moves", ("G71", "must_move"): True,
        },
    )  # fmt: skip
    second = plan.groups.loc[["G21"]].assign(people=8.0, households=2.0, hazard_class=2)
    return replace(
        plan,
        groups=pd.concat([groups, second.set_axis(["G22"])]).rename_axis("group_id"),
        projects=_changed(plan.projects, {("P1", "users"): "G21;G22;G31"}),
    )


def small_villages():
    """The plan by hand with two households each in V3, V4 and V8: four of eight villages."""
    groups = village_plan().groups.copy()
    groups.loc[["G31", "G41", "G81"], ["households", "people"]] = [2.0, 8.0]
    return village_plan(groups=groups)


PLANS = {"by hand": village_plan, "few": few_households, "villages": small_villages}


def _small(plan):
    """Ids of the groups that are not told."""
    return plan.groups.index[plan.groups["households"] < FEWEST_HOUSEHOLDS]


def _otherwise(plan, group):
    """The plan with the other decision on a group, and nonsense wherever it counts.

    The group moves to S1, or stays; whatever a run would count or conclude from it anew, of
    villages, projects, prices, sites, townships, funds and indicators, is overwritten.
    """
    moves = pd.isna(plan.groups.at[group, "year"])
    villages, projects, prices, funds = plan.villages, plan.projects, plan.prices, plan.funds
    concerned = projects["users"].str.split(";").map(lambda users: group in users)
    open_roads = projects["eligible"] & ~projects["selected"]
    hazard = funds["fund_id"] == "hazard"
    return replace(
        plan,
        groups=_changed(
            plan.groups,
            {(group, "site_id"): "S1" if moves else None, (group, "year"): 2027 if moves else pd.NA,
             (group, "reason"): "moves" if moves else "money", (group, "connected_after"): moves,
             (group, "cost_yuan"): NONSENSE, (group, "cut_off_wet_after"): not moves},
        ),
        villages=villages.assign(
            connected_now=~villages["connected_now"], connected_after=~villages["connected_after"],
            connected_year=villages["connected_year"].fillna(2028), reason="money",
            **dict.fromkeys(["people_connected_now", "people_connected_after", "staying_people",
                             "moving_households"], NONSENSE),
        ),
        projects=projects.assign(
            people_connected=NONSENSE, villages_connected="V1", villages_depending="V1",
            groups_depending=(projects["groups_depending"] + f";{group}").where(
                concerned, projects["groups_depending"]
            ),
            people_depending=NONSENSE,
            saved_person_minutes=projects["saved_person_minutes"].mask(concerned, NONSENSE),
            reason=projects["reason"].mask(open_roads, "served_otherwise"),
        ),
        prices=prices.assign(
            people_low=prices["people_low"] + 7, people_high=prices["people_high"] + 7,
            equal=~prices["equal"],
            villages_losing="V1", groups_losing=prices["groups_losing"] + f";{group}",
            people_losing=prices["people_losing"] + 7,
        ),
        sites=plan.sites.assign(households_in=NONSENSE, people_in=NONSENSE, groups_in=group),
        townships=plan.townships.assign(people_connected_after=NONSENSE, households_moving=NONSENSE),
        payments=plan.payments[plan.payments["id"] != group],
        funds=funds.assign(used_yuan=funds["used_yuan"].mask(hazard, NONSENSE),
                           left_yuan=funds["left_yuan"].mask(hazard, NONSENSE)),
        indicators=plan.indicators.assign(now=NONSENSE, after=NONSENSE),
    )  # fmt: skip


def _in_public(plan):
    """Maps of the county and its townships, and what is on the notice board."""
    maps = [json.dumps(map_data(plan, public=True, township=one)) for one in (None, "T1", "T2")]
    return maps, [posted(plan) for posted in (posted_moves, posted_projects)]


@pytest.fixture(scope="module")
def in_public():
    """What is told of each plan, worked out once: ``in_public(name)``."""
    return cache(lambda name: _in_public(PLANS[name]()))


@pytest.mark.parametrize(
    ("name", "group"), [(name, group) for name, make in PLANS.items() for group in _small(make())]
)
def test_what_a_small_group_does_changes_nothing_that_is_told(name, group, in_public):
    """Not a byte of the maps of the county and its townships, and nothing on the notice board."""
    maps, notices = in_public(name)
    other_maps, other_notices = _in_public(_otherwise(PLANS[name](), group))
    assert other_maps == maps
    for notice, other in zip(notices, other_notices, strict=True):
        pd.testing.assert_frame_equal(notice, other)


@pytest.mark.parametrize("name", PLANS)
def test_plans_that_differ_in_what_a_large_group_does_are_told_differently(name):
    """The test above would see it: G61 (12 households) stays."""
    one = PLANS[name]()
    other = replace(one, groups=_changed(one.groups, {("G61", "year"): pd.NA}))
    assert map_data(one, public=True)["hash"] != map_data(other, public=True)["hash"]


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("name", PLANS)
def test_by_which_roads_small_groups_come_out_changes_nothing_that_is_told(name, first, in_public):
    """They are not counted behind any road, and their village has its only way without them.

    All at once; in the four tests each comes out by each of these ways.
    """
    plan = PLANS[name]()
    maps, _ = in_public(name)
    ways = ["", "R4", "R10;R3", "R8;R6"]
    out = {(g, "only_way_out"): ways[(first + k) % 4] for k, g in enumerate(_small(plan))}
    other = replace(plan, groups=_changed(plan.groups, out))
    assert _in_public(other)[0] == maps


def test_by_which_roads_a_large_group_comes_out_is_told():
    """The test above would see it: G61 (12 households) has another way."""
    plan = village_plan()
    other = replace(plan, groups=_changed(plan.groups, {("G61", "only_way_out"): ""}))
    one, two = (map_data(some, public=True) for some in (plan, other))
    assert one["villages"]["onlyWay"] != two["villages"]["onlyWay"]
    assert one["projects"]["isolated"] != two["projects"]["isolated"]


def _county(path, wan):
    """The tiny county of a file, with this money for relocation each year."""
    path.write_text(path.read_text(encoding="utf-8").replace("[60, 200]", wan), encoding="utf-8")
    return read_county(path)


def _decided(county):
    """Plans of the tiny county in which G2 (2 households) must move in 2027, and must stay."""
    group = pd.DataFrame({"kind": ["group"], "id": ["G2"]})
    locks = group.assign(decision="in", year=2027), group.assign(decision="out")
    return [make_plan(county, locks=lock, prices=False) for lock in locks]


def _with_small_group(layers, *, third):
    """Layers of the tiny county with G2 of 2 households, G3 of ``third`` beside it; B5 is paved."""
    groups = layers["groups"]
    groups.loc[1, ["people", "households", "consent"]] = [8, 2, "yes"]
    own = groups.loc[[1]].assign(group_id="G3", name="三组", people=4 * third, households=third)
    villages, roads = layers["villages"].copy(), layers["roads"].copy()
    villages.loc[3, ["people", "households"]] = [88 + 4 * third, 22 + third]
    roads.loc[5, "surface_code"] = "12"
    changed = {name: layer for name, layer in layers.items() if name != "households"}
    groups = pd.concat([groups, own], ignore_index=True) if third else groups
    return changed | {"groups": groups, "villages": villages, "roads": roads}


def _same_in_public(moves, stays):
    """Whether the public maps of the county and its townships are the same bytes."""
    return all(
        len({json.dumps(map_data(one, public=True, township=part)) for one in (moves, stays)}) == 1
        for part in (None, "T1", "T2")
    )


def test_solved_year_of_a_site_and_room_in_it_tell_nothing_of_a_small_group(
    tiny_layers, tmp_path, write_county
):
    """S1 (24 households) costs 50 wan and each move 7; there are 75 in 2027, 132 more in 2028.

    G1 (20) moves in 2028. With G2 (2) the site opens in 2027 and G3 (3) finds no room; without it
    the site opens in 2028, and there is room but no money for G3.
    """
    layers = _with_small_group(tiny_layers, third=3)
    layers["sites"] = layers["sites"].iloc[:1].assign(capacity_households=24)
    moves, stays = _decided(_county(write_county(tmp_path, layers), "[75, 132]"))
    for plan, year, reason in ((moves, 2027, "no_room"), (stays, 2028, "money")):
        assert plan.groups.loc["G1", "year"] == 2028
        assert plan.sites.loc["S1", "year"] == year
        assert plan.groups.loc["G3", "reason"] == reason
    assert _same_in_public(moves, stays)
    told = public_plan(moves)
    assert told.sites.loc["S1", ["year", "households_in"]].tolist() == [2028, 20]
    assert told.groups.loc["G3", "reason"] == "withheld"
    assert set(told.payments["kind"]) == {"project"}


def test_solved_site_that_opens_for_a_small_group_alone_is_not_told(
    tiny_layers, tmp_path, write_county
):
    """G1 fills S1; S2 opens if G2 moves. A lock that keeps G2 away says nothing of S2 either."""
    layers = _with_small_group(tiny_layers, third=0)
    layers["sites"].loc[0, "capacity_households"] = 20
    path = write_county(tmp_path, layers)
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("smallest_site_households = 5", "smallest_site_households = 2"), "utf-8"
    )
    moves, stays = _decided(_county(path, "[300, 200]"))
    assert moves.sites["selected"].tolist() == [True, True]
    assert stays.sites["selected"].tolist() == [True, False]
    assert _same_in_public(moves, stays)


def test_room_that_told_arrivals_take_is_told(tiny_layers, tmp_path, write_county):
    """S1 (22 households) is full for G3 (3) by G1 (20) alone, whether G2 (2) moves or not."""
    layers = _with_small_group(tiny_layers, third=3)
    layers["sites"] = layers["sites"].iloc[:1]
    moves, stays = _decided(_county(write_county(tmp_path, layers), "[300, 200]"))
    assert _same_in_public(moves, stays)
    assert public_plan(moves).groups.loc["G3", "reason"] == "no_room"


def test_small_group_that_refuses_takes_no_room(tiny_layers, tmp_path, write_county):
    """G2 (2 households) does not agree: no money for G3, and who pays for S1, may be told."""
    layers = _with_small_group(tiny_layers, third=3)
    layers["groups"].loc[1, "consent"] = "no"
    layers["sites"] = layers["sites"].iloc[:1].assign(capacity_households=24)
    county = _county(write_county(tmp_path, layers), "[75, 132]")
    told = public_plan(make_plan(county, prices=False))
    assert told.groups.loc["G3", "reason"] == "money"
    assert "site" in set(told.payments["kind"])


def test_site_that_opens_for_a_small_group_alone_is_not_told():
    """G62 (2 households) could go to S3, which a road reaches in time, and does or does not."""
    plan = village_plan()
    plan = replace(plan, sites=_changed(plan.sites, {("S3", "usable"): True}))
    paid = ("site", "S3", "site", "hazard", 2027, 250_000.0)
    goes = replace(
        plan,
        groups=_changed(plan.groups, {("G62", "site_id"): "S3"}),
        sites=_changed(
            plan.sites,
            {("S3", "selected"): True, ("S3", "year"): 2027, ("S3", "reason"): "opens",
             ("S3", "funds"): "hazard"},
        ),
        payments=pd.concat([plan.payments, pd.DataFrame([paid], columns=plan.payments.columns)]),
        projects=_changed(plan.projects, {("P5", "sites_served"): "S3"}),
    )  # fmt: skip
    here, there = (json.dumps(map_data(one, public=True)) for one in (plan, goes))
    assert here == there
    assert public_plan(goes).sites.loc["S3", ["selected", "reason"]].tolist() == [False, "withheld"]


@pytest.mark.parametrize(("year", "public"), [(0, 2027), (None, 2028)])
def test_site_that_the_meeting_opens_is_told(year, public):
    """S3 is locked in: a decision about a site, whoever moves there; of any year, the last one."""
    plan = village_plan()
    opens = replace(
        plan,
        groups=_changed(plan.groups, {("G62", "site_id"): "S3"}),
        sites=_changed(plan.sites, {("S3", "selected"): True, ("S3", "year"): 2027}),
        about=plan.about | {"locked_in": {"road": {}, "site": {"S3": year}, "group": {}}},
    )
    told = public_plan(opens).sites.loc["S3"]
    assert told[["selected", "year", "households_in"]].tolist() == [True, public, 0]


@pytest.fixture(scope="module")
def told():
    """The plan with few households as it is told."""
    return public_plan(few_households())


@pytest.mark.parametrize(
    ("table", "row", "column", "public"),
    [
        # V6 and V2 have a group of two households, which is not counted
        ("villages", "V6", "households", 12),
        ("villages", "V6", "people", 48),
        ("villages", "V6", "moving_households", 12),
        ("villages", "V6", "hazard_class", 4),
        ("villages", "V6", "reason", "told_move"),
        ("villages", "V2", "households", 22),
        ("villages", "V2", "people", 88),
        ("villages", "V2", "people_connected_after", 88),
        ("villages", "V2", "hazard_class", 1),
        # V7 has two households and nobody else
        ("villages", "V7", "households", "<3"),
        ("villages", "V7", "people", None),
        ("villages", "V7", "people_connected_now", None),
        ("villages", "V7", "people_connected_after", None),
        ("villages", "V7", "consent", None),
        ("villages", "V7", "moving_households", 0),
        ("villages", "V7", "hazard_class", None),
        ("villages", "V7", "reason", "withheld"),
        # of G61 all but one are threatened, of G41 one is
        ("groups", "G61", "threatened_households", None),
        ("groups", "G61", "threatened_people", None),
        ("groups", "G41", "threatened_households", None),
        ("groups", "G41", "threatened_people", None),
        ("groups", "G51", "threatened_households", 10),
        # P1 leads to V2 and on to V3, P5 to V6, P6 to V7
        ("projects", "P1", "users", "G21;G31"),
        ("projects", "P1", "households", 37),
        ("projects", "P1", "people", 148),
        ("projects", "P1", "people_connected", 148),
        ("projects", "P1", "people_depending", 148),
        ("projects", "P1", "saved_person_minutes", None),
        ("projects", "P2", "saved_person_minutes", 1_230),
        ("projects", "P5", "people", 48),
        ("projects", "P5", "reason", "told_leave"),
        ("projects", "P6", "people", 0),
        ("projects", "P6", "reason", "withheld"),
        ("prices", "P1", "people_losing", 148),
        ("prices", "P1", "people_gaining", 72),
        ("prices", "P1", "status", "told"),
        ("prices", "P1", "people_low", None),
        ("prices", "P1", "people_high", None),
        ("prices", "P5", "equal", False),
        ("sites", "S1", "households_in", 12),
        ("sites", "S1", "people_in", 48),
        ("townships", "T1", "people", 431),
        ("townships", "T1", "people_connected_after", 328),
        ("townships", "T2", "households_moving", 12),
        ("indicators", "people", "now", 519),
        ("indicators", "households", "now", 130),
        ("indicators", "natural_villages", "now", 7),
        ("indicators", "people_threatened", "now", 40),
        ("indicators", "households_threatened", "after", 10),
        ("indicators", "farm_minutes_of_movers", "after", 24),
    ],
)  # fmt: skip
def test_told(told, table, row, column, public):
    cell = getattr(told, table).loc[row, column]
    assert pd.isna(cell) if public is None else cell == public, cell


@pytest.mark.parametrize(
    ("rest", "kept"), [(0.0, True), (1.0, False), (2.0, False), (3.0, True), (10.0, False), (12.0, True)]
)  # fmt: skip
def test_a_part_of_a_group_is_told_where_neither_it_nor_the_rest_is_small(rest, kept):
    """Of the 12 households of G61."""
    plan = village_plan()
    threatened = {("G61", "threatened_households"): 12.0 - rest}
    told = public_plan(replace(plan, groups=_changed(plan.groups, threatened))).groups
    assert pd.notna(told.at["G61", "threatened_households"]) == kept


def test_village_is_connected_where_most_of_its_told_people_are():
    """V2: 30 people of G21 have a road now, three small groups of 20 people each do not."""
    plan = village_plan()
    groups = _changed(plan.groups, {("G21", "people"): 30.0, ("G21", "connected_now"): True,
                                    ("G21", "connected_year"): pd.NA})  # fmt: skip
    small = plan.groups.loc[["G21"]].assign(people=20.0, households=2.0)
    small = [small.set_axis([f"G2{k}"]) for k in (2, 3, 4)]
    plan = replace(plan, groups=pd.concat([groups, *small]).rename_axis("group_id"))
    told = public_plan(plan).villages.loc["V2"]
    assert told["connected_now"]
    assert told["reason"] == "connected_now"


def test_village_of_small_groups_is_told_as_if_they_stayed():
    """V7 moves away; its road would be built in 2028."""
    cells = {("G71", "connected_year"): 2028, ("G71", "year"): 2027, ("G71", "site_id"): "S1"}
    plan = village_plan()
    told = public_plan(replace(plan, groups=_changed(plan.groups, cells))).villages.loc["V7"]
    assert told[["connected_year", "reason"]].tolist() == [2028, "connected_by_plan"]


def test_counts_below_three_are_not_told_of_several_small_groups():
    """V7 has two groups of two households: neither four nor "<3" is told."""
    plan = village_plan()
    second = plan.groups.loc[["G71"]].set_axis(["G72"])
    plan = replace(
        plan,
        groups=pd.concat([plan.groups, second]).rename_axis("group_id"),
        villages=_changed(plan.villages, {("V7", "households"): 4.0}),
    )
    assert pd.isna(public_plan(plan).villages.at["V7", "households"])


def test_small_groups_their_money_and_all_households_are_left_out(told):
    assert told.groups.index.tolist() == ["G11", "G21", "G31", "G41", "G51", "G61", "G81"]
    assert set(told.payments["kind"]) == {"project"}
    assert told.households.empty
    assert "groups_in" not in told.sites


@pytest.mark.parametrize("name", PLANS)
def test_every_sum_on_the_page_is_that_of_its_told_groups(name):
    """Villages, townships, indicators and running totals agree: their differences are nothing."""
    told, data = public_plan(PLANS[name]()), map_data(PLANS[name](), public=True)
    moving = told.groups.loc[told.groups["year"].notna(), "households"].sum()
    assert told.villages["moving_households"].sum() == moving
    assert told.townships["households_moving"].sum() == moving
    assert data["totals"][-1]["movedHouseholds"] == moving
    people = told.groups["people"].sum()
    assert told.villages["people"].sum() == people
    assert told.townships["people"].sum() == people
    assert data["indicators"]["people"] == [people, people]
    assert sum(data["whatif"]["groups"]["people"]) == people


def test_what_if_without_a_choice_is_the_plan_that_is_told(tiny_plan):
    """The tiny county, every second group made small."""
    groups = tiny_plan.groups.copy()
    groups.loc[groups.index[::2], "households"] = 2.0
    plan = replace(tiny_plan, groups=groups)
    told = public_plan(plan)
    years = told.projects["subgrade_year"], told.projects["surface_year"]
    outcome = evaluate(replace(told, funds=plan.funds), *years)
    totals = map_data(plan, public=True)["totals"]
    assert outcome.people.round().tolist() == [year["people"] for year in totals]
    counted = told.villages["people"].notna()
    assert outcome.villages.loc[counted, "connected_year"].equals(
        told.villages.loc[counted, "connected_year"]
    )


@pytest.mark.parametrize(
    ("cells", "public"),
    [
        ({("G31", "year"): 2027}, "told_leave"),
        ({("G31", "connected_after"): True}, "told_served"),
        ({("G31", "way_projects"): "P1;P2;P4"}, "told_useless"),
        ({}, "money"),
    ],
)
def test_what_is_concluded_of_the_users_of_a_road_is_said_of_told_groups(cells, public):
    """P2, left out, is the way of G31 and of G32 (2 households), who stay and wait for it."""
    plan = village_plan()
    waits = {("G31", "connected_after"): False, ("G31", "connected_year"): pd.NA}
    groups = _changed(plan.groups, waits)
    second = groups.loc[["G31"]].assign(people=8.0, households=2.0).set_axis(["G32"])
    out = {("P2", "surface_year"): pd.NA, ("P2", "selected"): False, ("P2", "reason"): "money",
           ("P2", "users"): "G31;G32"}  # fmt: skip
    plan = replace(
        plan,
        groups=pd.concat([_changed(groups, cells), second]).rename_axis("group_id"),
        projects=_changed(plan.projects, out),
    )
    assert public_plan(plan).projects.at["P2", "reason"] == public


def test_prices_that_are_told_prove_nothing():
    """Of P1, P2, P3 and P5 another programme was found; that there is none with P1 may be told."""
    plan = village_plan()
    told = public_plan(
        replace(plan, prices=_changed(plan.prices, {("P1", "status"): "impossible"}))
    )
    assert told.prices["status"].to_dict() == {
        "P1": "impossible", "P2": "told", "P3": "told", "P5": "told",
    }  # fmt: skip
    assert told.prices[["people_low", "people_high"]].isna().all(axis=None)
    assert not told.prices["equal"].any()


def test_all_is_told_where_all_groups_have_three_households_or_more(tiny_plan):
    """As it is, but for what is said of told groups alone, and prices."""
    groups = tiny_plan.groups
    assert (groups["households"] >= FEWEST_HOUSEHOLDS).all()
    told = public_plan(tiny_plan)
    words = {told: whole for whole, told in AS_TOLD.items()} | {"told_move": "all_move"}
    told = replace(
        told,
        villages=told.villages.replace({"reason": words}),
        projects=told.projects.replace({"reason": words}),
    )
    apart = {"households", "payments", "indicators", "prices"}
    for field in fields(tiny_plan):
        whole, public = getattr(tiny_plan, field.name), getattr(told, field.name)
        if isinstance(whole, pd.DataFrame) and field.name not in apart:
            columns = [name for name in whole.columns if name in public.columns]
            pd.testing.assert_frame_equal(
                pd.DataFrame(public[columns]), pd.DataFrame(whole[columns]), check_dtype=False
            )
    who = ["projects_out", "projects_in", "villages_losing", "villages_gaining", "people_losing",
           "people_gaining", "cost_yuan"]  # fmt: skip
    pd.testing.assert_frame_equal(told.prices[who], tiny_plan.prices[who])
    rows = told.indicators.index[~told.indicators["unit"].isin(["minutes", "gini"])]
    pd.testing.assert_frame_equal(told.indicators.loc[rows], tiny_plan.indicators.loc[rows])
    assert told.payments.equals(tiny_plan.payments[tiny_plan.payments["kind"] != "group"])


@pytest.mark.parametrize(("households", "told"), [(2.0, [False]), (3.0, [True])])
def test_works_for_small_groups_alone_are_not_told(households, told):
    plan = safe_in_other_ways()
    protected = plan.groups["mode"] == "protected"
    groups = plan.groups.assign(households=plan.groups["households"].mask(protected, households))
    public = public_plan(replace(plan, groups=groups))
    assert public.hazards["protected_year"].notna()[["Z1"]].to_list() == told
    assert public.hazards["protected_year"].notna().sum() == sum(told)
