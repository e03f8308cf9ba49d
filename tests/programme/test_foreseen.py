"""What a site will bring: each problem alone, by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from geoplan.programme.foreseen import CODES, foreseen

CRS = "EPSG:4545"


def site(**changes):
    """A site without any problem but rubbish."""
    row = {
        "selected": True, "households_in": 10.0, "people_in": 40.0, "capacity_households": 20.0,
        "told_households": 20.0, "land": None, "gully_share": 0.05, "crest_share": 0.0,
        "built_up_share": np.nan, "road_share": 0.0, "year": 2028, "connected_now": True, "access_width_m": 3.5, "slope_deg": 5.0, "plot_m2": 180.0, "yard_m2": 80.0,
        "minutes_school_dry_after": 12.0, "minutes_clinic_dry_after": 9.0,
        "minutes_market_dry_after": 20.0, "school_hazard_class": 0, "school_hazard_id": None,
        "clinic_hazard_class": 0, "clinic_hazard_id": None,
    } | changes  # fmt: skip
    return gpd.GeoDataFrame([row], index=["S"], geometry=[Point(0, 0)], crs=CRS)


def groups(**changes):
    """One group of ten households that moves to S."""
    row = {
        "site_id": "S", "mode": "near", "year": 2028, "households": 10.0, "people": 40.0, "unasked_households": 0.0,
        "admin_village_id": "A", "land_income_share": 0.6, "farm_minutes_dry_after": 9.0,
        "farmland_mu": 50.0, "land_far_mu_after": 0.0,
    } | changes  # fmt: skip
    return pd.DataFrame([row], index=["g"])


def hazards(*shapes):
    return gpd.GeoDataFrame({"kind": ["flood"] * len(shapes)}, geometry=list(shapes), crs=CRS)


def told(site_table, group_table, hazard_table=None):
    """Rows by code, without the rubbish that every site has."""
    found = foreseen(site_table, group_table, hazards() if hazard_table is None else hazard_table)
    assert found["code"].map(CODES.index).is_monotonic_increasing
    assert found.loc[found["code"] == "rubbish", "figure"].to_list() == [24]
    rest = found[found["code"] != "rubbish"].set_index("code")
    return {code: (row["figure"], row["of"], row["groups"]) for code, row in rest.iterrows()}


def test_a_site_without_problems():
    assert told(site(), groups()) == {}


@pytest.mark.parametrize(
    ("of_site", "of_group", "expected"),
    [
        ({}, {"farm_minutes_dry_after": 21.0}, {"land_far": (10, 10, "g")}),
        ({}, {"land_far_mu_after": 12.5}, {"land_lost": (12.5, 50, "g")}),
        ({}, {"farm_minutes_dry_after": 31.0},
         {"land_far": (10, 10, "g"), "near_far": (10, 10, "g"), "food_bought": (40, 40, "g")}),
        ({}, {"farm_minutes_dry_after": 31.0, "land_income_share": 0.2, "mode": "town"},
         {"land_far": (10, 10, "g")}),
        ({"minutes_school_dry_after": 31.0}, {}, {"school_far": (31, 30, "")}),
        ({"minutes_clinic_dry_after": np.inf}, {}, {"clinic_far": (np.inf, 30, "")}),
        ({"minutes_market_dry_after": 45.0}, {}, {"work_far": (45, 30, "")}),
        ({"minutes_market_dry_after": 45.0, "minutes_workplace_dry_after": 5.0}, {}, {}),
        ({"school_hazard_class": 3, "school_hazard_id": "Z"}, {}, {"school_danger": (3, 4, "")}),
        ({"clinic_hazard_class": 4, "clinic_hazard_id": "Z"}, {}, {"clinic_danger": (4, 4, "")}),
        ({}, {"unasked_households": 4.0}, {"not_asked": (4, 10, "g")}),
    ],
)  # fmt: skip
def test_each_problem(of_site, of_group, expected):
    assert told(site(**of_site), groups(**of_group)) == expected


@pytest.mark.parametrize(
    ("changes", "code", "figure"),
    [
        ({"yard_m2": 0.0}, "no_garden", 180),
        ({"slope_deg": 16.0}, "steep", 16),
        ({"connected_now": False}, "road_later", 2028),
        ({"access_width_m": 3.0}, "way_narrow", 3.0),
        ({"households_in": 19.0}, "full", 19),
        ({"told_households": 21.0}, "less_room", 20),
        ({"told_households": np.nan, "gully_share": 0.06}, "gully", 6),
        ({"crest_share": 0.4}, "crest", 40),
        ({"built_up_share": 1.0}, "built_up", 100),
        ({"road_share": 0.08}, "road", 8),
    ],
)
def test_what_the_ground_and_the_road_ask_for(changes, code, figure):
    found = told(site(**changes), groups())
    assert list(found) == [code]
    assert found[code][0] == figure


def test_a_hazard_nearby():
    assert told(site(), groups(), hazards(box(301, -5, 400, 5))) == {}
    near = told(site(), groups(), hazards(box(120, -5, 400, 5), box(200, -5, 400, 5)))
    assert near == {"hazard_near": (120, 300, "")}


@pytest.mark.parametrize(("east_m", "away_m"), [(310, 260), (360, None)])
def test_hazards_are_as_near_as_they_are_to_the_land(east_m, away_m):
    """Land of 100 m x 100 m around the point: its edge is 50 m nearer."""
    near = told(site(land=box(-50, -50, 50, 50)), groups(), hazards(box(east_m, -5, 400, 5)))
    assert near == ({} if away_m is None else {"hazard_near": (away_m, 300, "")})


def test_a_problem_names_the_hazard_that_it_comes_from():
    """The nearer of two, and the one on the school; the rubbish comes from none."""
    threatened = site(school_hazard_class=3, school_hazard_id="Z9")
    both = hazards(box(120, -5, 400, 5), box(60, -5, 400, 5)).set_axis(["Z1", "Z2"])
    found = foreseen(threatened, groups(), both).set_index("code")["hazard_id"]
    assert found.to_dict() == {"school_danger": "Z9", "rubbish": "", "hazard_near": "Z2"}


def test_people_of_several_villages():
    two = pd.concat([groups(), groups(admin_village_id="B").set_axis(["h"])])
    assert told(site(), two)["strangers"][0] == 2


def test_only_sites_that_open_and_groups_that_move_there():
    assert foreseen(site(selected=False), groups(), hazards()).empty
    elsewhere = groups(unasked_households=4.0, site_id="T")
    assert told(site(), elsewhere) == {}


def test_without_services_nothing_is_known():
    bare = site().drop(columns=["minutes_school_dry_after", "minutes_market_dry_after"])
    assert set(told(bare, groups())) == {"school_far", "work_far"}
