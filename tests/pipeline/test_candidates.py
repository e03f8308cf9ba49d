"""Whom a candidate road would serve, and the ways over candidates (county of tests/conftest.py)."""

import pandas as pd


def _of(table, project):
    """Homes that would use one project."""
    return set(table.loc[table["project"] == project, "home"])


def test_a_refused_road_still_says_whom_it_would_serve(survey_of, tiny_layers):
    """B6 is refused: G1 (80 people, 20 households) and G2 (20, 5) would come over it."""
    situation = survey_of(tiny_layers)
    assert situation.projects.loc["B6", "rule"] == "refused"
    assert situation.projects.loc["B6", ["households", "people"]].tolist() == [25, 100]
    assert _of(situation.users, "B6") == {"G1", "G2"}


def test_nobody_counts_for_a_road_that_leads_only_to_a_refused_one(survey_of, tiny_layers):
    """G1 and G2 could come over B5 if B6 were not refused: only V6 counts for B5."""
    situation = survey_of(tiny_layers)
    assert _of(situation.users, "B5") == {"V6"}
    assert situation.projects.loc["B5", "households"] == 8


def test_a_road_to_a_possible_site_serves_who_could_move_there(survey_of, tiny_layers):
    """Without V6 nobody lives on B5; the 22 households that S1 can hold make it eligible."""
    tiny_layers["villages"] = tiny_layers["villages"].query("village_id != 'V6'")
    projects = survey_of(tiny_layers).projects
    assert projects.loc["B5", "households"] == 0
    assert projects.loc["B5", "eligible"]


def test_a_road_to_an_unsafe_site_serves_nobody(survey_of, tiny_layers):
    """The landslide reaches S1."""
    tiny_layers["villages"] = tiny_layers["villages"].query("village_id != 'V6'")
    tiny_layers["hazards"].geometry = tiny_layers["hazards"].buffer(1000)
    projects = survey_of(tiny_layers).projects
    assert projects.loc["B5", "rule"] == "serves_nobody"


def test_only_way_is_told_though_a_rule_keeps_it_out(survey_of, tiny_layers):
    """V4 has no way but over B6, which is refused."""
    situation = survey_of(tiny_layers)
    assert situation.groups.loc["G1", "way_projects"] == ("B6", "B5")
    assert situation.villages.loc["V4", "way_projects"] == ("B6", "B5")
    assert situation.villages.loc["V5", "way_projects"] == ()


def test_way_that_may_be_built_goes_before_a_cheaper_one_that_may_not(survey_of, tiny_layers):
    """B2 is cheaper than B3, but refused."""
    roads = tiny_layers["roads"]
    tiny_layers["roads"] = roads.assign(
        consent=roads["consent"].mask(roads["road_id"] == "R2", "no")
    )
    situation = survey_of(tiny_layers)
    yuan = situation.projects["cost_yuan"]
    assert yuan["B2"] < yuan["B3"]
    ways = pd.Series({"V2": ("B3",), "V3": ("B4", "B3")})
    assert situation.villages.loc[ways.index, "way_projects"].to_dict() == ways.to_dict()
