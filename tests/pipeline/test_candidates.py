"""Whom a candidate road would serve, and the ways over candidates (county of tests/conftest.py)."""

import pandas as pd
from shapely import LineString

from geoplan.pipeline.candidates import with_ways


def _of(table, project):
    """Homes that would use one project."""
    return set(table.loc[table["project"] == project, "home"])


def _with_a_way_round(roads):
    """B7 from V1 far to the north, B8 from there to V3."""
    (v1, v3) = roads.geometry[[1, 4]].map(lambda road: road.coords[-1])
    far = (v1[0], v1[1] + 4000)
    lines = [LineString([v1, far]), LineString([far, v3])]
    two = roads.iloc[[3, 3]].assign(road_id=["R7", "R8"], project_id=["B7", "B8"], geometry=lines)
    return pd.concat([roads, two], ignore_index=True)


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


def test_a_road_on_nobodys_way_serves_nobody(survey_of, tiny_layers):
    """The landslide reaches S1, V6 is gone: beyond B5 there is only B6, which is refused."""
    tiny_layers["villages"] = tiny_layers["villages"].query("village_id != 'V6'")
    tiny_layers["hazards"].geometry = tiny_layers["hazards"].buffer(1000)
    situation = survey_of(tiny_layers)
    assert situation.projects.loc["B5", "eligible"]  # G1 and G2 live beyond B6
    assert _of(situation.users, "B5") == set()
    tiny_layers["roads"] = tiny_layers["roads"].query("road_id != 'R6'")
    assert survey_of(tiny_layers).projects.loc["B5", "rule"] == "serves_nobody"


def test_those_who_are_too_few_for_a_road_are_too_few_for_the_way_round(survey_of, tiny_layers):
    """V3 has 4 households, the rule asks for 5: not B4, and not B7 and B8 round over V1 either."""
    villages = tiny_layers["villages"]
    few = villages["households"].mask(villages["village_id"] == "V3", 4)
    tiny_layers["villages"] = villages.assign(households=few)
    tiny_layers["roads"] = _with_a_way_round(tiny_layers["roads"])
    situation = survey_of(tiny_layers)
    assert (situation.projects.loc[["B4", "B7", "B8"], "rule"] == "few_households").all()
    assert _of(situation.users, "B7") == _of(situation.users, "B8") == {"V3"}
    assert _of(situation.users, "B2") == {"V2"}


def test_a_road_on_nobodys_cheapest_way_may_be_built(survey_of, tiny_layers):
    """Nobody goes round over B7 and B8, but a plan might lead people there."""
    tiny_layers["roads"] = _with_a_way_round(tiny_layers["roads"])
    situation = survey_of(tiny_layers)
    assert situation.projects.loc[["B7", "B8"], "eligible"].all()
    assert not _of(situation.users, "B7") | _of(situation.users, "B8")


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


def test_ways_sought_together_are_those_of_each_layer(survey_of, tiny_layers):
    """Also where a village and a group have one id, and where there are no sites."""
    now = survey_of(tiny_layers)
    given = (now.network, now.projects, now.project)
    layers = {"village": now.villages, "group": now.groups, "site": now.sites.iloc[:0]}
    assert set(now.villages.index) & set(now.groups.index)
    found = with_ways(*given, layers, now.roots)
    assert found.keys() == layers.keys()
    for kind, layer in layers.items():
        alone = with_ways(*given, {kind: layer}, now.roots)[kind]
        pd.testing.assert_frame_equal(pd.DataFrame(found[kind]), pd.DataFrame(alone))
        assert [found[kind].at[one, "way_projects"] for one in layer.index] == [
            layer.at[one, "way_projects"] for one in layer.index
        ]
