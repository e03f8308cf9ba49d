"""Why in, why not: one row for every reason, in the order in which reasons apply."""

import numpy as np
import pandas as pd

from geoplan.programme.explain import (
    group_reasons,
    project_reasons,
    site_reasons,
    village_reasons,
)

PROJECTS = pd.DataFrame({"eligible": [True, False]}, index=["p", "barred"])


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
        (False, False, 0, 9, True, ("p", "barred"), "blocked"),
        (False, False, 0, 9, True, ("p",), "money"),
    ]
    table = pd.DataFrame(rows, columns=columns)
    villages = table.rename(
        columns={"now": "connected_now", "after": "connected_after", "moving": "moving_households",
                 "way": "way_projects"}
    )  # fmt: skip
    assert village_reasons(villages, PROJECTS).to_list() == table["reason"].to_list()


def test_groups():
    columns = ["must_move", "threatened_people", "locked_out", "consent", "year", "site", "reason"]
    rows = [
        (False, 0, False, "yes", None, None, "not_threatened"),
        (False, 3, False, "yes", None, None, "partly_threatened"),
        (True, 9, True, "yes", None, "S", "locked_out"),
        (True, 9, False, "no", None, None, "refused"),
        (True, 9, False, "not_asked", 2027, "S", "moves"),
        (True, 9, False, "yes", None, "nowhere", "no_site"),
        (True, 9, False, "yes", None, None, "no_room"),
        (True, 9, False, "yes", None, "S", "money"),
    ]
    table = pd.DataFrame(rows, columns=columns, index=list("abcdefgh"))
    groups = table.astype({"year": "Int64"})
    near = table.index.difference(["f"])  # "f" may go nowhere
    allowed = pd.DataFrame({"S": 1.0, "R": np.nan}, index=near)
    assigned = table["site"].where(table["site"] == "S")[["e", "f", "g", "h"]]
    reasons = group_reasons(groups, allowed, assigned, frozenset())
    assert reasons.to_dict() == table["reason"].to_dict()


def test_projects():
    projects = pd.DataFrame(
        {
            "eligible": [False, True, True, True, True, True, True],
            "rule": ["refused", None, None, None, None, None, None],
            "surface_year": [None, 2028, None, None, None, None, None],
            "subgrade_year": [None, 2027, 2028, None, None, None, None],
        },
        index=["barred", "built", "begun", "left", "other", "alone", "money"],
    ).astype({"rule": "str", "surface_year": "Int64", "subgrade_year": "Int64"})
    groups = pd.DataFrame(
        {
            "year": [2027, None, None, None],
            "connected_after": [True, True, False, False],
            "way_projects": [("left",), ("built",), ("money",), ("alone", "barred")],
        },
        index=["leaves", "served", "waits", "stuck"],
    ).astype({"year": "Int64"})
    uses = [
        ("left", "leaves"), ("other", "served"), ("other", "leaves"), ("alone", "stuck"),
        ("money", "waits"), ("money", "served"), ("barred", "stuck"), ("built", "served"),
    ]  # fmt: skip
    users = pd.DataFrame(uses, columns=["project", "home"])
    assert project_reasons(projects, users, groups).to_dict() == {
        "barred": "refused",
        "built": "selected",
        "begun": "subgrade_only",
        "left": "village_leaves",
        "other": "served_otherwise",
        "alone": "useless_alone",
        "money": "money",
    }
    twice = pd.concat([users[:4], users[4:].reset_index(drop=True)])  # labels need not differ
    assert project_reasons(projects, twice, groups).equals(project_reasons(projects, users, groups))


def test_sites():
    columns = ["suitable", "reason", "year", "earliest_reached", "expected"]
    rows = [
        (False, "hazard", None, True, "hazard"),
        (False, "locked_out", None, True, "locked_out"),
        (True, None, 2028, True, "opens"),
        (True, None, None, False, "no_road"),
        (True, None, None, True, "no_road"),  # given up
        (True, None, None, True, "money"),
        (True, None, None, True, "not_needed"),
    ]
    table = pd.DataFrame(rows, columns=columns, index=list("abcdefg"))
    sites = table.astype({"year": "Int64", "reason": "str"})
    reasons = site_reasons(sites, frozenset({"e"}), {"f", "c"})
    assert reasons.to_dict() == table["expected"].to_dict()
