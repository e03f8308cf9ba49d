"""Which roads, services, sites and households hazards touch (county of tests/conftest.py)."""

import geopandas as gpd
import pandas as pd
import pytest

from geoplan import make_plan, read_county
from geoplan.pipeline.money import payable_items
from geoplan.pipeline.situation import survey

pytestmark = pytest.mark.usefixtures("without_rivals")


@pytest.fixture
def plan_of(write_county, tmp_path):
    """Plan of some layers, without prices."""
    return lambda layers: make_plan(read_county(write_county(tmp_path, layers)), prices=False)


def test_a_road_and_its_project_name_the_worst_hazard_and_all_that_threaten(plan_of, tiny_layers):
    """Z1 lies over the end of B6, with Z0 of class 2 and Z2 of class 3; none reaches B5."""
    hazards = tiny_layers["hazards"]
    others = hazards.iloc[[0, 0]].assign(hazard_id=["Z0", "Z2"], hazard_class=[2, 3])
    tiny_layers["hazards"] = pd.concat([hazards, others], ignore_index=True)
    plan = plan_of(tiny_layers)
    road, project = plan.roads.loc["R6"], plan.projects.loc["B6"]
    assert (road["hazard_class"], road["hazard_id"]) == (4, "Z1")
    assert project[["hazard_class", "hazard_id", "hazard_ids"]].to_list() == [4, "Z1", "Z1;Z2"]
    assert plan.projects.loc["B5", ["hazard_class", "hazard_ids"]].to_list() == [0, ""]
    assert pd.isna(plan.projects.loc["B5", "hazard_id"])
    assert plan.roads.loc["R5", "hazard_class"] == 0


def test_a_service_names_its_hazard_and_the_sites_nearest_to_it_know(plan_of, tiny_layers):
    """A school in the landslide serves S1; another, safe, is nearer to S2. There is no clinic."""
    services = tiny_layers["services"]
    homes = tiny_layers["villages"].set_index("village_id").geometry
    schools = gpd.GeoDataFrame(
        {"service_id": ["A", "B"], "kind": "school", "name": ["石门小学", "桥头小学"]},
        geometry=[homes["V4"], homes["V5"]],
        crs=services.crs,
    )
    tiny_layers["services"] = pd.concat([services, schools], ignore_index=True)
    plan = plan_of(tiny_layers)
    assert plan.services.loc["A", ["hazard_class", "hazard_id"]].to_list() == [4, "Z1"]
    assert plan.services.loc["B", "hazard_class"] == 0
    assert plan.sites["school_hazard_class"].to_dict() == {"S1": 4, "S2": 0}
    assert plan.sites["school_hazard_id"].fillna("").to_dict() == {"S1": "Z1", "S2": ""}
    assert (plan.sites["clinic_hazard_class"] == 0).all()
    told = plan.problems.set_index(["site_id", "code"])
    assert plan.sites.loc["S1", "selected"]
    assert told.loc[("S1", "school_danger"), "hazard_id"] == "Z1"


def test_households_keep_what_they_ask_for_and_whether_their_old_house_stands(plan_of, tiny_layers):
    households = tiny_layers["households"]
    tiny_layers["households"] = households.assign(
        mode=["分散", "集中"] + [None] * 23,
        land_income_share=[0.6, 0.9] + [None] * 23,
        旧房是否拆除=["是", "未拆除"] + [None] * 23,
    )
    told = plan_of(tiny_layers).households
    columns = ["mode", "may_build_alone", "old_house_cleared", "hazard_id"]
    assert told.loc["H00", columns].to_list() == ["dispersed", "to_verify", True, "Z1"]
    assert told.loc["H01", columns].to_list() == ["concentrated", "allowed", False, "Z1"]
    assert told.loc["H02", "may_build_alone"] == "unknown"
    assert told.loc["H02":, "old_house_cleared"].isna().all()


def test_a_poor_group_is_paid_for_the_old_houses_that_are_cleared(
    write_county, tmp_path, tiny_layers
):
    """G2, 20 people in 5 households, is not threatened; H20 keeps its house, H21 clears it, others do not say."""
    tiny_layers["hazards"] = tiny_layers["hazards"].assign(hazard_class=1)
    groups, households = tiny_layers["groups"], tiny_layers["households"]
    tiny_layers["groups"] = groups.assign(wish=groups["group_id"].map({"G2": "poverty"}))
    says = households["household_id"].map({"H20": "否", "H21": "是"})
    tiny_layers["households"] = households.assign(旧房是否拆除=says)
    county = read_county(write_county(tmp_path, tiny_layers))
    situation = survey(county)
    told = situation.groups.loc["G2", ["need", "people", "uncleared_people"]]
    assert told.to_list() == ["poverty", 20, 4]
    cost_yuan = payable_items(county.settings, situation)["cost_yuan"]
    assert cost_yuan["group:subsidy:G2"] == 10_000 * (20 * 2.5 + 16 * 1)
    at_sites = situation.pairs[situation.pairs["group_id"] == "G2"].set_index("site_id")
    assert at_sites.loc["S1", "paid_yuan"] >= cost_yuan["group:subsidy:G2"]


def test_a_village_names_the_hazard_it_lies_in(tiny_plan):
    villages = tiny_plan.villages
    assert villages.loc["V4", ["hazard_class", "hazard_id"]].tolist() == [4, "Z1"]
    assert villages["hazard_id"].drop("V4").isna().all()
