"""Villages that build in a year of the batch (county of tests/conftest.py)."""

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from geoplan import make_plan, read_county
from geoplan.errors import GeoplanError, LayerError
from geoplan.pipeline.situation import survey
from geoplan.programme.check import check_plan
from geoplan.publish.answers import answers
from geoplan.publish.disclosure import public_plan
from geoplan.publish.notes import building_villages
from geoplan.publish.project_list import list_rows, write_project_list
from geoplan.publish.telling import tell

pytestmark = pytest.mark.usefixtures("without_rivals")


@pytest.fixture
def building(tiny_layers, write_county, tmp_path):
    """The tiny county in which villages build in these years: ``building(V1=2027)``."""

    def county(**years):
        year = tiny_layers["villages"]["village_id"].map(years)
        tiny_layers["villages"]["building_year"] = year
        return read_county(write_county(tmp_path, tiny_layers))

    return county


def test_roads_without_which_nobody_gets_out(building):
    """V2 has two roads, V4 lies behind two; V5 on the paved road; V6 builds after the batch."""
    situation = survey(building(V1=2027, V2=2028, V3=2028, V4=2027, V5=2027, V6=2029))
    assert situation.kept_open == {
        ("V1", "B1"): 0, ("V3", "B4"): 1, ("G1", "B5"): 0, ("G2", "B5"): 0, ("G1", "B6"): 0,
        ("G2", "B6"): 0,
    }  # fmt: skip


def test_both_roads_of_one_project_are_dug_up_together(tiny_layers, building):
    roads = tiny_layers["roads"]
    roads["project_id"] = roads["project_id"].mask(roads["road_id"] == "R3", "B2")
    assert survey(building(V2=2027)).kept_open == {("V2", "B2"): 0}


def test_who_lies_far_from_every_road_keeps_none_open(tiny_layers, building):
    here = tiny_layers["villages"].geometry
    tiny_layers["villages"].geometry = here.translate(yoff=9000).where(here.index == 0, here)
    assert survey(building(V1=2027)).kept_open == {}


def test_a_road_waits_until_the_village_has_built(building):
    plan = make_plan(building(V1=2027), prices=False)
    assert plan.projects.loc["B1", ["surface_year", "building_villages"]].tolist() == [2028, "V1"]
    assert plan.villages["building_year"].dropna().to_dict() == {"V1": 2027}
    for told in (plan, public_plan(plan)):
        said = [tell(one, "zh") for one in answers(told, "project", "B1")]
        assert "2027 年不开挖：柳树坪当年建房，出来只有这条路" in said
    rows = list_rows(plan)["remark"]
    assert rows["B1"].tolist() == ["2027 年不开挖：有村当年建房，这是唯一的路"]
    assert rows["B2"].isna().all()
    zh, en = building_villages(plan)
    assert "有 1 个留下的村建房，出来只有备选的 1 条路" in zh and "其中 0 条" in zh
    assert "1 village that stays builds in this batch" in en


def test_a_road_without_enough_years_left_is_left_out_and_says_why(building, tmp_path):
    plan = make_plan(building(V3=2028), prices=False)
    for told in (plan, public_plan(plan)):
        assert told.projects["reason"]["B4"] == told.villages["reason"]["V3"] == "building_year"
        assert told.projects["building_villages"]["B4"] == "V3"
        assert answers(told, "village", "V3")[1].values["reason"] == ("village", "building_year")
    assert "其中 1 条因此排不进本批" in building_villages(plan)[0]
    write_project_list(plan, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "project_list.xlsx")["未列入"]
    [row] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "B4"]
    assert any("出来只有这条路" in str(cell) for cell in row)


def test_nobody_waits_for_a_village_that_leaves(building):
    """Both groups of V4 move; their road B5 is paved in 2027 for the site S1 all the same."""
    plan = make_plan(building(V4=2027), prices=False)
    assert plan.groups["year"][["G1", "G2"]].notna().all()
    assert plan.projects.loc["B5", ["surface_year", "building_villages"]].tolist() == [2027, ""]
    assert building_villages(plan) is None


def test_small_group_that_stays_is_not_told_by_its_road(building):
    """Of V3 two households are left: the public page does not say that they stay and build."""
    plan = make_plan(building(V3=2028), prices=False)
    small = plan.groups["households"].mask(plan.groups.index == "V3", 2.0)
    told = public_plan(replace(plan, groups=plan.groups.assign(households=small)))
    assert told.projects["building_villages"]["B4"] == ""
    assert told.projects["reason"]["B4"] == told.villages["reason"]["V3"] == "withheld"


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ({"subgrade_year": 2027, "surface_year": 2027}, "B4: not open in 2027, when group V3"),
        ({"subgrade_year": 2026, "surface_year": 2028}, "B4: not open in 2027, when group V3"),
        ({"subgrade_year": 2026}, "B4: not open in 2027, when group V3"),
        ({"subgrade_year": 2028}, None),
        ({"subgrade_year": 2026, "surface_year": 2026}, None),
        ({"subgrade_year": 2025, "surface_year": 2027}, "B4: not open in 2027, when group V3"),
    ],
)
def test_checker_walks_without_what_is_dug_up(tiny_plan, years, told):
    assert faults(tiny_plan, "V3", 2027, B4=years).count("not open") == (told is not None)
    assert told is None or told in faults(tiny_plan, "V3", 2027, B4=years)


def test_checker_minds_only_the_only_way_out_of_who_stays_and_builds(tiny_plan):
    """V2 has B3 beside B2, which is dug up in both years; of V4 everybody leaves over B5."""
    assert "not open" not in faults(tiny_plan, "V2", 2027)
    assert "not open" not in faults(tiny_plan, "V4", 2027)
    assert "B1: not open in 2027, when group V1 builds" in faults(tiny_plan, "V1", 2027)
    assert "not open" not in faults(tiny_plan, "V1", 2028)
    assert "not open" not in faults(tiny_plan, "V1", 2099)
    both = tiny_plan.roads["project_id"].replace("B3", "B2")
    joined = replace(tiny_plan, roads=tiny_plan.roads.assign(project_id=both))
    assert "B2: not open in 2027, when group V2 builds" in faults(joined, "V2", 2027)


def faults(plan, village, year, **projects):
    """What the checker says when a village builds and projects have other years."""
    building = plan.villages["building_year"].mask(plan.villages.index == village, year)
    table = plan.projects.copy()
    for one, years in projects.items():
        table.loc[one, ["subgrade_year", "surface_year"]] = pd.NA
        for column, when in years.items():
            table.loc[one, column] = when
    changed = replace(plan, villages=plan.villages.assign(building_year=building), projects=table)
    try:
        check_plan(changed)
    except GeoplanError as error:
        return str(error)
    return ""


def test_building_year_is_read_as_offices_call_it(tiny_layers, write_county, tmp_path):
    villages = tiny_layers["villages"]
    villages["建房年份"] = ["2027", None, " 2028 ", None, "", None]
    read = read_county(write_county(tmp_path, tiny_layers)).villages["building_year"]
    assert read.dropna().to_dict() == {"V1": 2027, "V3": 2028}
    villages["建房年份"] = ["2027.5", None, "明年", None, "207", None]
    with pytest.raises(LayerError) as caught:
        read_county(write_county(tmp_path / "wrong", tiny_layers))
    assert "building_year" in str(caught.value)
    assert all(cell in str(caught.value) for cell in ("2027.5", "明年", "207"))


def test_a_year_far_from_the_batch_is_told_one_before_it_is_not(building):
    told = [one for one in survey(building(V1=2025, V2=2003, V3=2090)).remarks if "建房" in one]
    assert len(told) == 1
    assert "2 个自然村" in told[0] and told[0].endswith("V2 2003, V3 2090")
