"""What is said about a decision."""

import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geoplan import make_plan, read_county
from geoplan.pipeline.statements import statements
from geoplan.publish.answers import answers
from geoplan.publish.disclosure import public_plan

pytestmark = pytest.mark.usefixtures("without_rivals")


def test_who_moved_to_a_paved_road_is_not_cut_off_when_wet(tiny_plan):
    """The earth roads B6 (V4: 100 people, who move) and B4 (V3: 40, who stay) remain."""
    groups = tiny_plan.groups
    assert groups.index[groups["cut_off_wet_now"]].tolist() == ["G1", "G2", "V3"]
    assert groups.index[groups["cut_off_wet_after"]].tolist() == ["V3"]
    assert tiny_plan.indicators.loc["people_cut_off_wet", ["now", "after"]].tolist() == [140, 40]


def test_who_gets_a_road_is_not_cut_off_when_wet(tiny_layers, write_county, tmp_path):
    """Without the gravel road B3 only the earth road B2, which is paved, leads to V2."""
    tiny_layers["roads"] = tiny_layers["roads"].query("road_id != 'R3'")
    groups = make_plan(
        read_county(write_county(tmp_path / "county", tiny_layers)), prices=False
    ).groups
    assert groups.loc["V2", ["cut_off_wet_now", "cut_off_wet_after"]].tolist() == [True, False]


def test_who_gets_a_road_in_a_flood_area_is_still_cut_off_when_wet(
    tiny_layers, write_county, tmp_path
):
    """A flood lies over the upper half of B2, the only road to V2, which is paved."""
    tiny_layers["roads"] = tiny_layers["roads"].query("road_id != 'R3'")
    west, south, east, north = tiny_layers["roads"].set_index("road_id").loc[["R2"]].total_bounds
    flood = box(west - 50, (south + north) / 2, east + 50, north - 200)
    hazards = tiny_layers["hazards"]
    drowned = {"hazard_id": ["Z2"], "kind": ["flood"], "hazard_class": [4]}
    water = gpd.GeoDataFrame(drowned, geometry=[flood], crs=hazards.crs)
    tiny_layers["hazards"] = pd.concat([hazards, water], ignore_index=True)
    plan = make_plan(read_county(write_county(tmp_path / "county", tiny_layers)), prices=False)
    assert plan.roads.index[plan.roads["flooded"]].tolist() == ["R2"]
    assert pd.notna(plan.roads.loc["R2", "year"])
    told = plan.groups.loc["V2"]
    assert told["connected_after"]
    assert told[["cut_off_wet_now", "cut_off_wet_after"]].tolist() == [True, True]
    assert told["minutes_township_seat_wet_after"] == told["minutes_township_seat_wet_now"]
    assert told["minutes_township_seat_dry_after"] < told["minutes_township_seat_dry_now"]
    said = [answer.code for answer in answers(plan, "project", "B2")]
    assert "closes_when_wet" in said
    assert "closes_when_wet" not in [answer.code for answer in answers(plan, "project", "B1")]


def test_village_lies_where_its_largest_group_stays(tiny_layers, write_county, tmp_path):
    """G1 (80 people of V4) moves; G2 (20) refuses and lives up at V3, on B4, not beside B6."""
    groups = tiny_layers["groups"].set_index("group_id")
    groups.loc["G2", ["consent", "geometry"]] = ["no", tiny_layers["villages"].geometry[2]]
    tiny_layers["groups"] = groups.reset_index()
    plan = make_plan(read_county(write_county(tmp_path, tiny_layers)), prices=False)
    assert plan.groups["year"].notna()[["G1", "G2"]].tolist() == [True, False]
    assert plan.villages.loc["V4", "node"] == plan.villages.loc["V3", "node"]
    assert plan.villages.loc["V4", "way_projects"] == plan.groups.loc["G2", "way_projects"]
    assert plan.villages.loc["V4", "way_projects"] == "B4;B2"


def test_one_year_cannot_pave_what_first_needs_a_subgrade(tiny_layers, write_county, tmp_path):
    """B1 and B5 have their subgrade; B2, B3 and B4 would get their surface a year after the batch."""
    path = write_county(tmp_path, tiny_layers)
    text = path.read_text(encoding="utf-8").replace("years = [2027, 2028]", "years = [2027]")
    path.write_text(re.sub(r"\[(\d+), \d+\]", r"[\1]", text), encoding="utf-8")
    plan = make_plan(read_county(path), prices=False)
    reason = plan.projects["reason"]
    assert reason["B1"] == "selected"
    assert set(reason[["B2", "B4"]]) == {"too_late"}
    assert plan.villages["reason"][["V2", "V3"]].tolist() == ["too_late", "too_late"]
    assert answers(plan, "village", "V3")[1].values["reason"] == ("village", "too_late")
    assert public_plan(plan).villages["reason"]["V3"] == "too_late"


def _said(value, bound):
    """Statement in English on a plan that connects ``value`` people where ``bound`` may be."""
    access = pd.DataFrame({"value": [value], "bound": [bound]}, index=["access"])
    told = statements(access, decided=False)
    assert ("已证明" in told["statement"]) == ("proven" in told["statement_en"])
    return told["statement_en"]


def test_a_meetings_decisions_are_part_of_what_is_proven(tiny_layers, write_county, tmp_path):
    """With B2 locked out fewer people are connected; that is the best only of what is left."""
    county = read_county(write_county(tmp_path, tiny_layers))
    lock = pd.DataFrame([("road", "B2", "out", None)], columns=["kind", "id", "decision", "year"])
    for locks, told in ((None, False), (lock, True)):
        about = make_plan(county, locks=locks, prices=False).about
        assert ("会议决定" in about["statement"]) == told
        assert ("decisions of the meeting" in about["statement_en"]) == told


@pytest.mark.parametrize("bound", [310.0, 310.4, 309.9999])
def test_what_is_proven_is_called_so(bound):
    assert _said(310.0, bound) == (
        "310 more people get an all-weather road, at home or where they move; proven: with the same "
        "money, years and roads that may be listed, roads and moves taken together and danger first, "
        "no plan can connect more."
    )


@pytest.mark.parametrize(
    ("value", "bound", "more"),
    [
        (310.0, 320.0, "3.2 % (10)"),
        (1000.0, 1001.0, "0.1 % (1)"),
        (40_000.0, 40_010.0, "<0.1 % (10)"),
    ],
)
def test_what_is_not_proven_tells_how_much_more_there_could_be(value, bound, more):
    said = _said(value, bound)
    assert said.startswith(
        f"{value:,.0f} more people get an all-weather road, at home or where they move;"
    )
    assert said.endswith(f"no plan can connect more than {more} more people.")


@pytest.mark.parametrize(
    ("gap", "zh", "en"),
    [
        (0.0868, "换别的安置点，有去处的户到原有土地的路程最多再少 8.7%。",
         "No other sites mean more than 8.7 % less way to the land for those who have a place to go."),
        (0.0, "已证明：没有别的选址能使有去处的户到原有土地的路程更少。",
         "Proven: no other sites mean less way to the land for those who have a place to go."),
        (1.3, "有去处的户到原有土地的路程最少能有多少，未证明。",
         "How little way to the land for those who have a place to go there could be is not proven."),
    ],
)  # fmt: skip
def test_what_comes_first_is_told_with_its_bound(gap, zh, en):
    rows = {"access": (310.0, 310.0, 0.0), "siting_farm": (10.0, 10.0 * (1 - gap), gap)}
    told = pd.DataFrame(rows, index=["value", "bound", "gap"]).T
    said = statements(told, decided=False)
    assert said["statement"].endswith(zh)
    assert said["statement_en"].endswith(en)


def test_what_the_order_of_need_costs_is_told():
    rows = {"access": (310.0, 310.0), "danger": (200.0, 200.0), "danger_any_order": (190.0, 181.0)}
    said = statements(pd.DataFrame(rows, index=["value", "bound"]).T, decided=False)
    assert said["statement"].endswith("不分先后、不管到地远近，任何方案余险最多再少 9.5%。")
    assert said["statement_en"].endswith("leaves more than 9.5 % less danger.")


@pytest.mark.parametrize(("order", "first"), [("", "G2"), ("need_order = []", "G1")])
def test_greater_need_first_unless_the_county_says_otherwise(
    tiny_layers, write_county, tmp_path, order, first
):
    """All build by themselves for 60 (G1: 80 people, class 3) and 15 万元 (G2: 20, class 4) of 60."""
    own = tiny_layers["households"].assign(mode="dispersed", land_income_share=0.8)
    wide, close = (tiny_layers["hazards"].assign(hazard_class=level) for level in (3, 4))
    close = close.assign(hazard_id="Z2").set_geometry([own.geometry.iloc[-1].buffer(40)])
    tiny_layers |= {"households": own, "hazards": pd.concat([wide, close], ignore_index=True)}
    path = write_county(tmp_path, tiny_layers)
    words = path.read_text("utf-8").replace("[60, 200]", "[60, 0]")
    path.write_text(words.replace("[relocation]\n", f"[relocation]\n{order}\n"), "utf-8")
    plan = make_plan(read_county(path), prices=False)
    assert plan.groups["safe_year"].dropna().index.tolist() == [first]
    assert ("Those in greater need move first" in plan.about["statement_en"]) == (first == "G2")
