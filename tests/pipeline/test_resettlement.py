"""Who could go where, from when, for how much; who refuses stays (county of tests/conftest.py)."""

import shutil
from math import exp

import geopandas as gpd
import openpyxl
import pytest
from shapely import box
from shapely.affinity import translate

from geoplan import make_plan, read_county
from geoplan.publish.notices import write_notice
from geoplan.publish.relocation_list import write_relocation_list

pytestmark = pytest.mark.usefixtures("without_rivals")

YUAN_PER_MINUTE = 3 * 120 * 10
"""Of a household's way to the land: 3 yuan, 120 days a year, 10 years."""
CELLS = 0.8
"""Minutes that a walk over cells of 30 m may differ from the straight one."""
WALK_MINUTES_PER_KM = 60 / (6 * exp(-3.5 * 0.05)) / 0.6
"""On the level off the path: Tobler 1993."""


def _pairs(situation):
    """The possible moves by group and site."""
    return situation.pairs.set_index(["group_id", "site_id"])


def test_people_ride_home_and_walk_on_where_that_is_quicker(survey_of, tiny_layers):
    """S1 is 50 m off the road; 1 km of earth road at 10 km/h; the land is 100 m from G1.

    The straight walk from S1 to the land is 1 011 m.
    """
    pairs = _pairs(survey_of(tiny_layers))
    ride = 6 + 0.15 * WALK_MINUTES_PER_KM
    assert ride < 1.011 * WALK_MINUTES_PER_KM
    assert pairs.loc[("G1", "S1"), "farm_minutes_dry"] == pytest.approx(ride, abs=CELLS)


def test_people_walk_to_land_beside_their_new_home(survey_of, tiny_layers):
    """The land of G2 is moved to 100 m north of S1: nobody rides to the old home first."""
    land = tiny_layers["farmland"]
    site = tiny_layers["sites"].set_index("site_id").geometry["S1"]
    beside = land.geometry.where(land["group_id"] != "G2", site.buffer(100).boundary.interpolate(0))
    tiny_layers["farmland"] = land.set_geometry(beside)
    pairs = _pairs(survey_of(tiny_layers))
    walk = 0.1 * WALK_MINUTES_PER_KM
    assert pairs.loc[("G2", "S1"), "farm_minutes_dry"] == pytest.approx(walk, abs=CELLS)


def test_a_move_costs_the_way_to_the_land_of_every_household(survey_of, tiny_layers):
    """20 households in G1, 5 in G2."""
    pairs = _pairs(survey_of(tiny_layers))
    for group, households in (("G1", 20), ("G2", 5)):
        for site in ("S1", "S2"):
            minutes, yuan = pairs.loc[(group, site), ["farm_minutes_dry", "farm_yuan"]]
            assert yuan == pytest.approx(minutes * YUAN_PER_MINUTE * households)


def test_a_site_costs_its_opening_and_its_road(survey_of, tiny_layers):
    """S1 opens for 50 万元 and needs B5 (surface 51.4 万元); S2 stands on the paved road."""
    sites = survey_of(tiny_layers).sites
    assert sites["opening_cost_yuan"].to_dict() == {"S1": 500_000, "S2": 100_000}
    assert sites["opening_yuan"].to_dict() == {"S1": 1_014_000, "S2": 100_000}


def test_siting_weighs_the_ways_to_the_land_and_the_sites_with_their_roads(tiny_plan):
    """G1 to S1 (6 minutes and 150 m), G2 to S2, over the roads of today; as in the two tests above.

    And 5 万元 of subsidy and 2 of facilities for each of 25 households; there is no school.
    """
    minutes = tiny_plan.options.set_index(["group_id", "site_id"])["farm_minutes_dry"]
    by_site = minutes.loc[[("G1", "S1"), ("G2", "S2")]] * [20, 5]
    yuan = by_site.sum() * YUAN_PER_MINUTE + 1_014_000 + 100_000 + 25 * 70_000
    assert tiny_plan.objectives.loc["siting", "value"] == pytest.approx(yuan)


@pytest.mark.parametrize(("accepted", "earliest"), [(True, 1), (False, 2)])
def test_a_site_opens_the_year_after_its_road(survey_of, tiny_layers, accepted, earliest):
    """B5 is paved in the first year if it has its subgrade, else in the second: S1 opens after."""
    roads = tiny_layers["roads"]
    is_b5 = roads["project_id"] == "B5"
    tiny_layers["roads"] = roads.assign(
        subgrade_accepted=roads["subgrade_accepted"].mask(is_b5, accepted)
    )
    sites = survey_of(tiny_layers).sites
    assert sites["earliest"].to_dict() == {"S1": earliest, "S2": 0}
    assert sites["earliest_reached"].to_dict() == {"S1": accepted, "S2": True}


def test_a_site_without_any_way_never_opens(survey_of, tiny_layers):
    """B5 is refused."""
    roads = tiny_layers["roads"]
    tiny_layers["roads"] = roads.assign(
        consent=roads["consent"].mask(roads["project_id"] == "B5", "no")
    )
    situation = survey_of(tiny_layers)
    assert situation.sites["earliest_reached"].to_dict() == {"S1": False, "S2": True}
    assert set(situation.pairs["site_id"]) == {"S2"}


@pytest.fixture(scope="module")
def refusers_plan(tiny_file, tmp_path_factory):
    """H00 to H04 of G1 and all five of G2 (H20 to H24) refuse to move; never changed by a test."""
    county = shutil.copytree(tiny_file.parent, tmp_path_factory.mktemp("refusers") / "county")
    homes = gpd.read_file(county / "households.gpkg")
    no = homes["household_id"].isin([f"H{i:02d}" for i in (*range(5), *range(20, 25))])
    consent = no.map({True: "no", False: "yes"})
    homes.assign(consent=consent).to_file(county / "households.gpkg")
    return make_plan(read_county(county / "county.toml"), prices=False)


def test_who_refuses_stays_while_the_group_moves(refusers_plan):
    groups = refusers_plan.groups
    assert groups.loc[["G1", "G1-no"], "households"].tolist() == [15, 5]
    assert groups.loc[["G1", "G1-no"], "people"].tolist() == [60, 20]
    assert groups.loc[["G1", "G1-no"], "reason"].tolist() == ["moves", "refused"]
    assert groups.loc["G1-no", ["site_id", "year"]].isna().all()
    assert groups.loc["G1-no", "name"] == groups.loc["G1", "name"] + "（留下的户）"
    assert refusers_plan.sites.loc[groups.loc["G1", "site_id"], "households_in"] == 15
    assert refusers_plan.villages.loc["V4", "staying_people"] == 40


def test_group_in_which_all_households_refuse_does_not_move(refusers_plan):
    groups = refusers_plan.groups
    assert "G2-no" not in groups.index
    assert groups.loc["G2", ["consent", "reason"]].tolist() == ["no", "refused"]
    assert groups.loc["G2", ["site_id", "year"]].isna().all()


def test_who_refuses_stays_in_danger(refusers_plan):
    """10 households of 4 people in class 4 over two years, and G1's 60 in the first year."""
    assert refusers_plan.indicators.loc["people_threatened", ["now", "after"]].tolist() == [100, 40]
    danger = 40 * 4 * 2 + 60 * 4
    assert refusers_plan.objectives.loc["danger", "value"] == danger


def _rows(path, sheet):
    """Rows of a sheet by its headings, which follow title and intro."""
    values = list(openpyxl.load_workbook(path)[sheet].values)
    top = next(n for n, row in enumerate(values) if row[1] is not None)
    return [dict(zip(values[top], row, strict=True)) for row in values[top + 1 :]]


def test_lists_of_movers_leave_out_who_refuses(refusers_plan, tmp_path):
    write_relocation_list(refusers_plan, tmp_path)
    rows = _rows(tmp_path / "relocation_list.xlsx", "农户")
    homes = [row for row in rows if row["小组编号"] is not None]  # without the notes
    moving = {row["户编号"] for row in homes if row["年份"] is not None}
    assert moving == {f"H{i:02d}" for i in range(5, 20)}
    assert {row["是否同意"] for row in homes if row["户编号"] not in moving} == {"不同意"}


def test_notice_leaves_out_who_refuses(refusers_plan, tmp_path):
    """15 rows of 4 people; each gets the subsidy of one household, 5 万元."""
    write_notice(refusers_plan, tmp_path)
    posted = [row for row in _rows(tmp_path / "notice.xlsx", "搬迁公示") if row["小组"] is not None]
    assert [row["小组"] for row in posted] == ["一组"] * 15
    assert {row["补助金额(元)"] for row in posted} == {50_000}
    heads = {row["户主"] for row in posted}
    assert heads == {f"王{'*' * (len(str(i)))}{str(i)[-1]}" for i in range(5, 20)}


def test_a_wish_of_the_rest_takes_no_way_from_those_who_are_threatened(survey_of, tiny_layers):
    """8 households of G1 are threatened; the rest would like to move: both ask for the same ways."""
    x, y = tiny_layers["households"].geometry.iloc[0].coords[0]
    strip = box(x - 10, y - 100, x + 7.5, y + 90)
    tiny_layers["hazards"] = tiny_layers["hazards"].set_geometry([strip])
    alone = _pairs(survey_of(tiny_layers))
    tiny_layers["groups"] = tiny_layers["groups"].assign(wish=["voluntary", None])
    pairs = _pairs(survey_of(tiny_layers))
    for site in ("S1", "S2"):
        minutes = pairs.loc[[("G1", site), ("G1-risk", site)], "farm_minutes_dry"]
        assert minutes.tolist() == [alone.loc[("G1-risk", site), "farm_minutes_dry"]] * 2


def test_everybody_builds_by_themselves(write_county, tiny_layers, tmp_path):
    """Nobody goes to a site, so none opens."""
    tiny_layers["households"] = tiny_layers["households"].assign(
        mode="dispersed", land_income_share=0.8
    )
    plan = make_plan(read_county(write_county(tmp_path, tiny_layers)), prices=False)
    moved = plan.groups[plan.groups["safe_year"].notna()]
    assert moved.index.tolist() == ["G1", "G2"]
    assert moved["dispersed"].all()
    assert not plan.sites["year"].notna().any()


@pytest.mark.parametrize(
    ("rule", "moved"), [("", {"G2"}), ("divide_above_households = 12", {"G1", "G1-part2"})]
)
def test_a_group_is_split_only_where_that_is_allowed(
    write_county, tiny_layers, tmp_path, rule, moved
):
    """20 households of G1 and 5 of G2; room for 12 and for 12, both at once on the paved road."""
    sites = tiny_layers["sites"].assign(capacity_households=12, opening_cost_wan=1)
    paved = sites.geometry.iloc[1]
    sites = sites.set_geometry([translate(paved, 100), paved])
    tiny_layers["sites"] = sites
    path = write_county(tmp_path, tiny_layers)
    words = path.read_text("utf-8").replace("[relocation]\n", f"[relocation]\n{rule}\n")
    path.write_text(words, "utf-8")
    plan = make_plan(read_county(path), prices=False)
    assert moved <= set(plan.groups["year"].dropna().index)
    assert plan.groups["year"].notna()["G1"] == bool(rule)
    if rule:
        assert plan.groups["site_id"][["G1", "G1-part2"]].nunique() == 2
