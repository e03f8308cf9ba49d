"""Works make all safe whom nothing else threatens, whatever they said (county of tests/conftest.py)."""

from dataclasses import replace

import pandas as pd
import pytest
from shapely import box

from geoplan import make_plan, read_county
from geoplan.errors import GeoplanError
from geoplan.programme.check import check_plan

pytestmark = pytest.mark.usefixtures("without_rivals")

EAST, NORTH = 630_000.0, 3_630_000.0


@pytest.fixture
def planned(tmp_path, write_county, tiny_layers):
    """Plan of the tiny county whose landslide could be made safe for 10 万元: ``planned(**tables)``."""

    def plan(years="ceiling_wan = [60, 200]", setting="", **tables):
        layers = tiny_layers | tables
        layers["hazards"] = layers["hazards"].assign(protection_cost_wan=10)
        path = write_county(tmp_path / "county", layers)
        text = path.read_text("utf-8").replace("ceiling_wan = [60, 200]", years)
        text = text.replace('"site", "subsidy"]', '"site", "subsidy", "protection"]')
        path.write_text(text.replace("[relocation]", f"[relocation]\n{setting}"), "utf-8")
        return make_plan(read_county(path), prices=False)

    return plan


def safety(plan, *groups):
    """Consent, mode, reason and year of some groups."""
    told = plan.groups.loc[list(groups), ["consent", "mode", "reason", "safe_year"]]
    return told.to_numpy().tolist()


def test_a_group_that_refuses_is_safe_once_its_hazard_is(planned, tiny_layers):
    plan = planned(groups=tiny_layers["groups"].assign(consent=["yes", "no"]))
    assert safety(plan, "G1", "G2") == [
        ["yes", "protected", "protected", 2027], ["no", "protected", "protected", 2027],
    ]  # fmt: skip
    assert plan.indicators.loc["people_threatened", ["now", "after"]].to_list() == [100, 0]
    assert plan.objectives.loc["danger", ["value", "bound"]].to_list() == [0, 0]


def test_households_that_refuse_are_safe_once_their_hazard_is(planned, tiny_layers):
    homes = tiny_layers["households"].assign(consent=["no"] * 3 + ["yes"] * 22)
    plan = planned(households=homes)
    assert safety(plan, "G1-no") == [["no", "protected", "protected", 2027]]
    assert plan.groups.loc["G1-no", "cost_yuan"] == 0
    assert plan.indicators.loc["people_threatened", "after"] == 0


def test_works_of_the_second_year_leave_one_year_of_danger(planned, tiny_layers):
    """There is money from 2028 on: 100 people of class 4 are in danger for a year."""
    groups = tiny_layers["groups"].assign(consent=["yes", "no"])
    plan = planned("ceiling_wan = [0, 200]", groups=groups)
    assert safety(plan, "G2") == [["no", "protected", "protected", 2028]]
    assert plan.objectives.loc["danger", "value"] == 400
    assert plan.objectives.loc["danger", ["bound", "status"]].to_list() == [400, "optimal"]


def test_a_group_threatened_in_part_is_safe_once_its_hazard_is(planned, tiny_layers):
    """8 of 20 households of G1 and all of G2 lie in the landslide; those of G1 do not move alone."""
    reaches = [box(EAST + 4990, NORTH + 1900, EAST + 5007.5, NORTH + 2090)]
    both = [reaches[0].union(box(EAST + 5090, NORTH + 2090, EAST + 5110, NORTH + 2110))]
    plan = planned(
        setting="single_households = false", hazards=tiny_layers["hazards"].set_geometry(both)
    )
    assert safety(plan, "G1", "G2")[0][1:] == ["protected", "protected", 2027]
    assert plan.groups.loc["G1", ["need", "threatened_people"]].to_list() == ["", 32]
    assert plan.indicators.loc["people_threatened", "after"] == 0


def test_who_refuses_at_another_hazard_stays_in_danger(planned, tiny_layers):
    hazards = tiny_layers["hazards"]
    second = hazards.assign(hazard_id="Z2").set_geometry(
        [box(EAST + 5090, NORTH + 2090, EAST + 5110, NORTH + 2110)]
    )
    plan = planned(
        groups=tiny_layers["groups"].assign(consent=["yes", "no"]),
        hazards=pd.concat([hazards, second]),
    )
    assert safety(plan, "G2")[0][1:3] == ["", "refused"]
    assert plan.indicators.loc["people_threatened", "after"] == 20


def test_the_check_finds_who_is_told_in_danger_though_it_is_safe(planned, tiny_layers):
    plan = planned(groups=tiny_layers["groups"].assign(consent=["yes", "no"]))
    groups = plan.groups.copy()
    groups.loc["G2", ["safe_year", "mode", "reason"]] = [pd.NA, "", "refused"]
    with pytest.raises(GeoplanError, match="group G2: protected in <NA>, its hazard 2027"):
        check_plan(replace(plan, groups=groups))
