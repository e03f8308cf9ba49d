"""Why in, why not: one row for every reason, in the order in which reasons apply."""

import numpy as np
import pandas as pd

from geoplan.programme.explain import (
    group_reasons,
    no_free_years,
    project_reasons,
    site_reasons,
    too_late,
    unpayable,
    village_reasons,
)

PROJECTS = pd.DataFrame({"eligible": [True, False, True]}, index=["p", "barred", "late"])


def test_villages():
    columns = ["now", "after", "moving", "households", "on_network", "way", "reason"]
    rows = [
        (True, True, 0, 9, True, (), "connected_now"),
        (False, True, 0, 9, True, ("p",), "connected_by_plan"),
        (False, False, 9, 9, True, ("p",), "all_move"),
        (True, False, 9, 9, True, (), "all_move"),
        (False, False, 0, 0, False, ("p",), "off_network"),  # nobody lives there
        (False, False, 8, 9, False, ("p",), "off_network"),
        (False, False, 0, 9, True, None, "no_way"),
        (False, False, 0, 9, True, ("late", "barred"), "blocked"),
        (False, False, 0, 9, True, ("p", "late"), "too_late"),
        (False, False, 0, 9, True, ("p",), "money"),
    ]
    table = pd.DataFrame(rows, columns=columns)
    villages = table.rename(
        columns={"now": "connected_now", "after": "connected_after", "moving": "moving_households",
                 "way": "way_projects"}
    )  # fmt: skip
    assert (
        village_reasons(villages, PROJECTS, late={"late": "too_late"}).to_list()
        == table["reason"].to_list()
    )


def test_groups():
    columns = ["need", "threatened_people", "locked_out", "consent", "safe_year", "mode", "place",
               "reason"]  # fmt: skip
    rows = [
        ("", 0, False, "yes", None, "", None, "not_threatened"),
        ("", 3, False, "yes", None, "", None, "partly_threatened"),
        ("flood", 9, True, "yes", None, "", "S", "locked_out"),
        ("flood", 9, False, "no", None, "", None, "refused"),
        ("flood", 9, False, "not_asked", 2027, "near", "S", "moves"),
        ("flood", 9, False, "yes", None, "", None, "no_site"),
        ("flood", 9, False, "yes", None, "", None, "no_room"),
        ("flood", 9, False, "yes", None, "", "S", "money"),
        ("flood", 9, False, "yes", None, "", "S", "too_dear"),
        ("flood", 9, False, "yes", 2027, "dispersed", ";dispersed", "builds_itself"),
        ("flood", 9, False, "yes", 2027, "protected", ";protect;H", "protected"),
        ("voluntary", 0, False, "yes", None, "", ";stay", "rather_stays"),
        ("flood", 9, False, "yes", None, "", None, "site_no_road"),
        ("flood", 9, False, "yes", None, "", None, "too_few"),
        ("flood", 9, False, "yes", None, "", None, "too_far"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns, index=list("abcdefghijklmno"))
    groups = table.astype({"safe_year": "Int64"}).assign(households=5.0)
    pairs = pd.DataFrame(
        [*(("g", one) for one in "S"), *((one, "S") for one in "cehi"), ("m", "N"), ("n", "R"),
         ("j", ";dispersed"), ("k", ";protect;H"), ("l", ";stay")],
        columns=["group_id", "site_id"],
    )  # fmt: skip
    sites = pd.DataFrame({"capacity_households": [18.0, 9.0, 9.0]}, index=["S", "R", "N"])
    assigned = table["place"].drop(list("abcd"))
    reasons = group_reasons(
        groups, pairs, assigned, frozenset({"N"}), sites, unpaid=dict.fromkeys("egi", "too_dear"),
        unreached={"o": "too_far", "g": "too_far"},
    )  # fmt: skip
    assert reasons.to_dict() == table["reason"].to_dict()


def test_projects():
    projects = pd.DataFrame(
        {
            "eligible": [False] + [True] * 12,
            "rule": ["refused"] + [None] * 12,
            "surface_year": [None, 2028] + [None] * 11,
            "subgrade_year": [None, 2027, 2028] + [None] * 10,
        },
        index=[
            "barred",
            "built",
            "begun",
            "left",
            "other",
            "alone",
            "money",
            "dear",
            "beyond",
            "emptied",
            "to_site",
            "unused",
            "left_over",
        ],
    ).astype({"rule": "str", "surface_year": "Int64", "subgrade_year": "Int64"})
    groups = pd.DataFrame(
        {
            "year": [2027, None, None, None, None, 2028],
            "connected_after": [True, True, False, False, False, True],
            "way_projects": [
                ("left",),
                ("built",),
                ("money", "left_over"),  # cheapest now that others are built
                ("alone", "barred"),
                ("beyond", "barred"),
                ("emptied", "barred"),
            ],
        },
        index=["leaves", "served", "waits", "stuck", "cut_off", "left_behind"],
    ).astype({"year": "Int64"})
    uses = [
        ("left", "leaves"), ("other", "served"), ("other", "leaves"), ("alone", "stuck"),
        ("money", "waits"), ("money", "served"), ("barred", "stuck"), ("built", "served"),
        ("dear", "waits"),
    ]  # fmt: skip
    users = pd.DataFrame(uses, columns=["project", "home"])
    unpaid = dict.fromkeys(["barred", "begun", "alone", "dear"], "no_payer")
    to_sites = pd.Series([("to_site",), None])
    assert project_reasons(projects, users, groups, to_sites, unbuildable=unpaid).to_dict() == {
        "barred": "refused",
        "built": "selected",
        "begun": "subgrade_only",
        "left": "village_leaves",
        "other": "served_otherwise",
        "alone": "useless_alone",
        "money": "money",
        "dear": "no_payer",
        "beyond": "useless_alone",
        "emptied": "village_leaves",
        "to_site": "site_closed",
        "unused": "cheaper_ways",
        "left_over": "money",
    }
    twice = pd.concat([users[:4], users[4:].reset_index(drop=True)])  # labels need not differ
    some, same = (
        project_reasons(projects, asked, groups, to_sites, unbuildable=unpaid)
        for asked in (twice, users)
    )
    assert some.equals(same)


def test_a_road_whose_surface_comes_after_the_batch_is_too_late():
    projects = pd.DataFrame({"subgrade_accepted": [True, False]}, index=["ready", "earth"])
    assert too_late(projects, lag_years=1, batch_years=2) == {}
    assert too_late(projects, lag_years=0, batch_years=1) == {}
    assert too_late(projects, lag_years=1, batch_years=1) == {"earth": "too_late"}


def test_sites():
    columns = ["suitable", "reason", "year", "earliest", "expected"]
    rows = [
        (False, "hazard", None, 0.0, "hazard"),
        (False, "locked_out", None, np.inf, "locked_out"),
        (True, None, 2028, 1.0, "opens"),
        (True, None, None, 2.0, "too_late"),
        (True, None, None, np.inf, "no_way"),
        (True, None, None, 1.0, "no_road"),  # given up
        (True, None, None, 1.0, "money"),
        (True, None, None, 0.0, "not_needed"),
    ]
    table = pd.DataFrame(rows, columns=columns, index=list("abcdefgh"))
    sites = table.astype({"year": "Int64", "reason": "str"})
    sites["earliest_reached"] = sites["earliest"] < 2
    reasons = site_reasons(sites, frozenset({"f"}), {"g", "c"})
    assert reasons.to_dict() == table["expected"].to_dict()


def test_what_no_fund_can_ever_pay():
    """Fund "all" has 500 over both years, "town" 300 for surfaces in T1, "tariff" 100 per km."""
    columns = ["id", "component", "cost_yuan", "township_id"]
    rows = [
        ("paid", "subgrade", 0.0, "T2"), ("paid", "surface", 600.0, "T2"),
        ("in_town", "subgrade", 0.0, "T1"), ("in_town", "surface", 900.0, "T1"),
        ("too_dear", "subgrade", 0.0, "T1"), ("too_dear", "surface", 1000.0, "T1"),
        ("elsewhere", "subgrade", 0.0, "T2"), ("elsewhere", "surface", 700.0, "T2"),
        ("base_too_dear", "subgrade", 600.0, "T1"), ("base_too_dear", "surface", 300.0, "T1"),
        ("both_too_dear", "subgrade", 400.0, "T2"), ("both_too_dear", "surface", 300.0, "T2"),
    ]  # fmt: skip
    items = pd.DataFrame(rows, columns=columns).assign(
        kind="project", length_km=1.0, admin_village_id="A"
    )
    items.index = items["id"] + ":" + items["component"]
    funds = pd.DataFrame(
        {
            "pays": [("subgrade", "surface"), ("surface",), ("surface",)],
            "carry_over": True,
            "quota_yuan_per_km": [np.nan, np.nan, 100.0],
            "township_id": [None, ("T1",), None],
            "admin_village_id": None,
        },
        index=["all", "town", "tariff"],
    )
    ceilings = pd.DataFrame(
        {2027: [200.0, 300.0, 9000.0], 2028: [300.0, 0.0, 9000.0]}, index=funds.index
    )
    dear = {"too_dear", "elsewhere", "base_too_dear", "both_too_dear"}
    assert unpayable(items, funds, ceilings) == dict.fromkeys(dear, "too_dear")
    town_only = dict.fromkeys(["in_town", "too_dear"], "too_dear") | dict.fromkeys(
        ["paid", "elsewhere", "both_too_dear", "base_too_dear"], "no_payer"
    )  # nobody pays in T2, nor any subgrade
    assert unpayable(items, funds[1:2], ceilings) == town_only
    assert unpayable(items[:0], funds, ceilings) == {}


def test_a_road_may_have_too_few_years_beside_those_in_which_villages_build():
    projects = pd.DataFrame({"subgrade_accepted": [True, False]}, index=["ready", "earth"])

    def left_out(quiet, years, lag=1):
        both = {"ready": quiet, "earth": quiet}
        return list(no_free_years(projects, both, lag_years=lag, batch_years=years))

    assert left_out([], 2) == []
    assert left_out([0], 2) == left_out([1], 2) == left_out([1], 3) == ["earth"]
    assert left_out([0], 3) == left_out([2], 3) == left_out([1], 4) == left_out([1], 3, lag=0) == []
    assert left_out([1, 0], 2) == ["ready", "earth"]
    assert left_out([0], 1) == ["ready"]  # "earth" would be too late anyway
    codes = no_free_years(projects, {"earth": [1]}, lag_years=1, batch_years=2)
    assert codes == {"earth": "building_year"}
    village = pd.DataFrame(
        {"connected_now": [False], "connected_after": [False], "on_network": [True],
         "households": [9], "moving_households": [0], "way_projects": [("p", "earth")]},
        index=["V"],
    )  # fmt: skip
    assert village_reasons(village, PROJECTS, late=codes).to_dict() == {"V": "building_year"}
