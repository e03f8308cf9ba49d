"""What is told in public about few households: column by column, and nothing by subtraction."""

from dataclasses import fields, replace

import pandas as pd
import pytest
from plans import village_plan

from geoplan.publish.disclosure import public_plan, veiled_villages
from geoplan.publish.mapdata import map_data


def _changed(table, cells):
    """Table with new values by (row, column)."""
    changed = table.copy()
    for (row, column), value in cells.items():
        changed.loc[row, column] = value
    return changed


def few_households():
    """The plan by hand with few households in many places.

    G62 (2 of the 14 households of V6) lies in class 4, the other 12 of V6 in class 3; V7 (2
    households, class 4) moves too, so that P6 is not needed. V2 (24) has a second group of 2, which
    stays. One of the 12 households of G61 is not threatened, and only one of the 18 of G41 is.
    """
    plan = village_plan()
    groups = _changed(
        plan.groups,
        {
            ("G61", "hazard_class"): 3, ("G61", "threatened_households"): 11,
            ("G61", "threatened_people"): 44, ("G41", "threatened_households"): 1,
            ("G41", "threatened_people"): 4, ("G21", "households"): 22, ("G21", "people"): 88,
            ("G71", "hazard_class"): 4, ("G71", "site_id"): "S1", ("G71", "year"): 2027,
            ("G71", "reason"): "moves", ("G71", "must_move"): True,
        },
    )  # fmt: skip
    second = plan.groups.loc[["G21"]].assign(people=8.0, households=2.0, hazard_class=2)
    return replace(
        plan,
        groups=pd.concat([groups, second.set_axis(["G22"])]).rename_axis("group_id"),
        villages=_changed(
            plan.villages,
            {("V7", "hazard_class"): 4, ("V7", "moving_households"): 2, ("V7", "reason"): "all_move",
             ("V2", "hazard_class"): 2, ("V1", "people"): 184},
        ),
        projects=_changed(plan.projects, {("P6", "reason"): "village_leaves"}),
        sites=_changed(
            plan.sites,
            {("S1", "households_in"): 16, ("S1", "people_in"): 62, ("S1", "groups_in"): "G61;G62;G71",
             ("S3", "households_in"): 2, ("S3", "people_in"): 7},
        ),
        townships=_changed(plan.townships, {("T2", "households_moving"): 16}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told():
    """The plan with few households as it is told."""
    return public_plan(few_households())


@pytest.mark.parametrize(
    ("table", "row", "column", "public"),
    [
        # V6 and V2 have a group of two households: their totals are round
        ("villages", "V6", "households", "~15"),
        ("villages", "V6", "people", "~60"),
        ("villages", "V6", "people_connected_now", "~0"),
        ("villages", "V6", "people_connected_after", "~0"),
        ("villages", "V2", "households", "~25"),
        ("villages", "V2", "people", "~100"),
        ("villages", "V2", "people_connected_after", "~100"),
        # ... and moves, hazards and reasons are those of the other groups
        ("villages", "V6", "moving_households", 12),
        ("villages", "V6", "hazard_class", 3),
        ("villages", "V6", "reason", "withheld"),
        ("villages", "V2", "hazard_class", 1),
        # V7 has two households
        ("villages", "V7", "households", "<3"),
        ("villages", "V7", "people", None),
        ("villages", "V7", "people_connected_now", None),
        ("villages", "V7", "people_connected_after", None),
        ("villages", "V7", "consent", None),
        ("villages", "V7", "moving_households", 0),
        ("villages", "V7", "hazard_class", None),
        ("villages", "V7", "reason", "withheld"),
        # of G61 all but one are threatened, of G41 one is
        ("groups", "G61", "threatened_households", "~10"),
        ("groups", "G61", "threatened_people", "~40"),
        ("groups", "G41", "threatened_households", "<3"),
        ("groups", "G41", "threatened_people", None),
        # P1 leads to V2 and on to V3, P5 to V6, P6 to V7
        ("projects", "P1", "households", "~40"),
        ("projects", "P1", "people", "~160"),
        ("projects", "P1", "people_connected", "~100"),
        ("projects", "P5", "households", "~15"),
        ("projects", "P5", "people", "~60"),
        ("projects", "P5", "reason", "withheld"),
        ("projects", "P6", "households", "<3"),
        ("projects", "P6", "people", None),
        ("projects", "P6", "reason", "withheld"),
        ("sites", "S1", "households_in", 12),
        ("sites", "S1", "people_in", 48),
        ("sites", "S3", "households_in", 0),
        ("sites", "S3", "people_in", 0),
        ("townships", "T1", "people", "~440"),
        ("townships", "T1", "people_connected_now", "~180"),
        ("townships", "T1", "people_connected_after", "~340"),
        ("townships", "T2", "households_moving", 12),
        ("indicators", "people", "now", 540),
        ("indicators", "households", "now", 135),
        ("indicators", "people_connected", "after", 340),
        ("indicators", "people_threatened", "now", 170),
        ("indicators", "people_threatened", "after", 110),
        ("indicators", "households_threatened", "now", 35),
        ("indicators", "households_threatened", "after", 20),
        ("indicators", "people_cut_off_wet", "after", 130),
    ],
)  # fmt: skip
def test_veiled(told, table, row, column, public):
    cell = getattr(told, table).loc[row, column]
    assert pd.isna(cell) if public is None else cell == public, cell


@pytest.mark.parametrize(
    ("table", "row", "columns"),
    [
        ("villages", "V1", ["households", "people", "people_connected_now", "consent"]),
        ("villages", "V5", ["households", "people", "hazard_class", "reason", "consent"]),
        ("groups", "G51", ["households", "people", "threatened_households", "threatened_people"]),
        ("projects", "P4", ["households", "people", "people_connected", "reason"]),
        ("sites", "S2", ["households_in", "people_in"]),
        ("indicators", "natural_villages", ["now", "after"]),
        ("indicators", "rural_access_index", ["now", "after"]),
    ],
)
def test_the_rest_is_told_as_it_is(told, table, row, columns):
    whole = getattr(few_households(), table)
    assert getattr(told, table).loc[row, columns].tolist() == whole.loc[row, columns].tolist()


def test_small_groups_their_money_and_all_households_are_left_out(told):
    assert told.groups.index.tolist() == ["G11", "G21", "G31", "G41", "G51", "G61", "G81"]
    assert set(told.payments["kind"]) == {"project", "site"}
    assert told.households.empty
    assert "groups_in" not in told.sites
    assert "staying_people" not in told.villages


def test_which_villages_are_veiled():
    veiled = veiled_villages(few_households())
    assert veiled.index[veiled].tolist() == ["V2", "V6", "V7"]


@pytest.mark.parametrize(
    ("table", "row", "column", "parts", "hidden"),
    [
        ("villages", "V6", "households", 12, 2),  # G61, G62
        ("villages", "V6", "people", 48, 7),
        ("villages", "V2", "households", 22, 2),  # G21, G22
        ("villages", "V2", "people", 88, 8),
        ("groups", "G61", "threatened_households", 0, 11),
        ("projects", "P1", "households", 15 + 22, 2),  # V3, G21, G22
        ("projects", "P5", "people", 48, 7),
        ("townships", "T1", "people", 184 + 60 + 72 + 31 + 88, 4),  # all but G22
    ],
)
def test_total_less_what_is_told_leaves_more_than_one_answer(
    told, table, row, column, parts, hidden
):
    """What is hidden could be at least two other numbers."""
    rounded = int(getattr(told, table).loc[row, column].removeprefix("~"))
    half = 2 if "households" in column else 5
    answers = set(range(max(0, rounded - half - parts), rounded + half - parts + 1))
    assert hidden in answers
    assert len(answers) >= 3


def test_moves_on_the_page_are_those_of_told_groups_everywhere(told):
    """Village, township and running total agree, so their differences are nothing."""
    data = map_data(few_households(), public=True)
    moving = told.groups.loc[told.groups["year"].notna(), "households"].sum()
    assert told.villages["moving_households"].sum() == moving
    assert told.townships["households_moving"].sum() == moving
    assert data["totals"][-1]["movedHouseholds"] == moving
    assert data["totals"][-1]["people"].startswith("~")


def test_nothing_is_veiled_where_all_groups_have_three_households_or_more():
    """G62, G71 and V7 get a third household."""
    plan = village_plan()
    plan = replace(
        plan,
        groups=_changed(
            plan.groups, {(group, "households"): 3 for group in ("G62", "G71")}
            | {("G62", "threatened_households"): 3, ("G41", "threatened_households"): 15},
        ),
        villages=_changed(plan.villages, {("V7", "households"): 3}),
        projects=_changed(plan.projects, {("P6", "households"): 3}),
        sites=_changed(plan.sites, {("S1", "households_in"): 15}),
        townships=_changed(plan.townships, {("T2", "households_moving"): 15}),
    )  # fmt: skip
    plan = replace(plan, villages=_changed(plan.villages, {("V6", "moving_households"): 15}))
    told = public_plan(plan)
    assert not veiled_villages(plan).any()
    for field in fields(plan):
        whole, public = getattr(plan, field.name), getattr(told, field.name)
        if isinstance(whole, pd.DataFrame) and field.name not in ("households", "payments"):
            columns = [name for name in whole.columns if name in public.columns]
            pd.testing.assert_frame_equal(
                pd.DataFrame(public[columns]), pd.DataFrame(whole[columns]), check_dtype=False
            )
    assert told.payments.equals(plan.payments[plan.payments["kind"] != "group"])
    assert map_data(plan, public=True)["totals"] == map_data(plan, public=False)["totals"]


def _staying():
    """The same county, but G62 (two households) stays."""
    plan = village_plan()
    groups = plan.groups.copy()
    groups.loc["G62", ["site_id", "year", "reason"]] = [None, None, "money"]
    groups["year"] = groups["year"].astype("Int64")
    sites = plan.sites.copy()
    sites.loc["S1", ["households_in", "people_in"]] = [12, 48]
    villages = plan.villages.copy()
    villages.loc["V6", "moving_households"] = 12
    villages.loc["V6", "reason"] = "money"
    projects = plan.projects.copy()
    projects.loc["P5", "reason"] = "money"
    return replace(plan, groups=groups, sites=sites, villages=villages, projects=projects)


@pytest.mark.parametrize(
    "table,row,column",
    [
        ("sites", "S1", "households_in"),
        ("sites", "S1", "people_in"),
        ("villages", "V6", "reason"),
        ("projects", "P5", "reason"),
    ],
)
def test_whether_a_small_group_moves_changes_nothing_that_is_told(table, row, column):
    a, b = (getattr(public_plan(p), table).loc[row, column] for p in (village_plan(), _staying()))
    assert a == b
