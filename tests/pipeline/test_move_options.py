"""How a group may be helped beside moving whole to a site near its land (county of tests/conftest.py)."""

import pandas as pd
import pytest
from shapely import Point, box

from geoplan import config, make_plan, read_county
from geoplan.publish.asking import to_ask
from geoplan.publish.notes import parted_villages

pytestmark = pytest.mark.usefixtures("without_rivals")

EAST, NORTH = 630_000.0, 3_630_000.0


@pytest.fixture
def planned(tmp_path, write_county, tiny_layers):
    """Plan of changed layers and settings: ``planned(layers, (old, new), ...)``."""

    def plan(layers, *changes):
        path = write_county(tmp_path / "county", layers)
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        return make_plan(read_county(path), prices=False)

    return plan


MAY_PROTECT = ('pays = ["site", "subsidy"]', 'pays = ["site", "subsidy", "protection"]')


def test_a_hazard_is_made_safe_where_that_is_cheaper(planned, tiny_layers):
    """40 万元 of works at Z1; moving 25 households costs 175 and more. Nobody leaves."""
    tiny_layers["hazards"]["protection_cost_wan"] = 40
    plan = planned(tiny_layers, MAY_PROTECT)
    groups = plan.groups.loc[["G1", "G2"]]
    assert groups["mode"].to_list() == groups["reason"].to_list() == ["protected"] * 2
    assert groups["safe_year"].to_list() == [2027, 2027]
    assert groups[["site_id", "year"]].isna().all(axis=None)
    assert groups["cost_yuan"].to_list() == [0, 0]
    assert plan.hazards.loc["Z1", ["protection_cost_yuan", "protected_year"]].to_list() == [
        400_000,
        2027,
    ]
    paid = plan.payments[plan.payments["component"] == "protection"]
    assert paid[["kind", "id", "amount_yuan"]].to_numpy().tolist() == [["hazard", "Z1", 400_000]]
    assert not plan.sites["selected"].any()
    assert plan.indicators.loc["people_threatened", ["now", "after"]].to_list() == [100, 0]
    assert plan.villages.loc["V4", "staying_people"] == 100


def test_works_need_a_fund_that_pays_them_and_a_cost(planned, tiny_layers):
    tiny_layers["hazards"]["protection_cost_wan"] = 40
    assert (planned(tiny_layers).groups.loc[["G1", "G2"], "mode"] == "near").all()


def test_works_at_one_of_two_hazards_make_nobody_safe(planned, tiny_layers):
    """Z2 lies on the same homes: both would have to be made safe."""
    hazards = tiny_layers["hazards"].assign(protection_cost_wan=40)
    tiny_layers["hazards"] = pd.concat(
        [hazards, hazards.assign(hazard_id="Z2", hazard_class=3, protection_cost_wan=None)]
    )
    plan = planned(tiny_layers, MAY_PROTECT)
    assert plan.groups.loc["G1", "only_hazard"] is None or pd.isna(
        plan.groups.loc["G1", "only_hazard"]
    )
    assert (plan.groups.loc[["G1", "G2"], "mode"] == "near").all()


def test_who_lives_off_the_land_may_build_by_itself(planned, tiny_layers):
    """H00 (0.8) and H01 (0.55, to verify) ask for it, H02 (0.3) may not; 3 万元 each."""
    homes = tiny_layers["households"]
    rest = len(homes) - 3
    tiny_layers["households"] = homes.assign(
        mode=["dispersed"] * 3 + [None] * rest, land_income_share=[0.8, 0.55, 0.3] + [0.2] * rest
    )
    plan = planned(tiny_layers)
    alone = plan.groups.loc["G1-own"]
    assert alone[["households", "mode", "reason", "cost_yuan"]].to_list() == [
        2, "dispersed", "builds_itself", 60_000,
    ]  # fmt: skip
    assert pd.isna(alone["site_id"])
    assert pd.isna(alone["year"])
    assert alone["safe_year"] == 2027
    assert plan.groups.loc["G1", "households"] == 18
    assert plan.households.loc[["H00", "H01", "H02"], "group_id"].to_list() == [
        "G1-own",
        "G1-own",
        "G1",
    ]
    off = planned(tiny_layers, ("[relocation]", '[relocation]\nmodes = ["near"]'))
    assert "G1-own" not in off.groups.index


def test_only_threatened_households_of_a_group_move(planned, tiny_layers):
    """H00 to H07 lie in the landslide: 8 of 20; the other 12, and G2, stay."""
    tiny_layers["hazards"] = tiny_layers["hazards"].set_geometry(
        [box(EAST + 4990, NORTH + 1900, EAST + 5007.5, NORTH + 2090)]
    )
    plan = planned(tiny_layers)
    told = plan.groups.loc[["G1", "G1-risk"], ["households", "reason"]].to_numpy().tolist()
    assert told == [[12, "not_threatened"], [8, "moves"]]
    assert plan.groups.loc["G2", "reason"] == "not_threatened"
    whole = planned(tiny_layers, ("[relocation]", "[relocation]\nsingle_households = false"))
    assert whole.groups.loc["G1", "reason"] == "partly_threatened"


def test_who_asks_to_move_stays_where_that_is_safe_and_better(planned, tiny_layers):
    """A group of V1 asks; its land lies at home, and S1 is 4 km away. In danger it would move."""
    own = tiny_layers["groups"].iloc[:1].assign(
        group_id="G9", village_id="V1", name="九组", people=160, households=40, consent="yes"
    ).set_geometry([Point(EAST + 1000, NORTH + 2000)], crs="EPSG:4545")  # fmt: skip
    tiny_layers["groups"] = pd.concat(
        [tiny_layers["groups"].assign(wish=None), own.assign(wish="voluntary")]
    )
    tiny_layers["sites"].loc[0, "capacity_households"] = 80
    plan = planned(tiny_layers)
    asked = plan.groups.loc["G9"]
    assert asked[["need", "reason", "must_move", "may_move"]].to_list() == [
        "voluntary", "rather_stays", False, True,
    ]  # fmt: skip
    assert asked[["site_id", "year", "safe_year"]].isna().all()


def test_nobody_who_is_threatened_is_told_that_staying_is_safe(planned, tiny_layers):
    """8 of the 20 households of G1 lie in the landslide, and it asks to move: it does, or waits."""
    tiny_layers["hazards"] = tiny_layers["hazards"].set_geometry(
        [box(EAST + 4990, NORTH + 1900, EAST + 5007.5, NORTH + 2090)]
    )
    tiny_layers["groups"] = tiny_layers["groups"].assign(wish=["voluntary", None])
    whole = ("[relocation]", "[relocation]\nsingle_households = false")
    asked = planned(tiny_layers, whole).groups.loc["G1"]
    assert asked[["threatened_people", "must_move", "reason"]].to_list() == [32, False, "moves"]
    full = tiny_layers["sites"].assign(capacity_households=6)
    waits = planned(tiny_layers | {"sites": full}, whole).groups.loc["G1"]
    assert waits[["threatened_people", "reason"]].to_list() == [32, "no_room"]


@pytest.mark.parametrize(("least", "mode"), [(30, ""), (5, "town")])
def test_a_site_in_town_opens_for_its_own_least_number(planned, tiny_layers, least, mode):
    """S2 lies 500 m from the seat: a site in town, for 30 households at least by default.

    S1 holds 22: 20 of G1. G2 (5 households) may go to S2, or stays.
    """
    plan = planned(
        tiny_layers, ("town_m = 0", f"town_m = 1500\nmin_site_households = {least}"),
    )  # fmt: skip
    assert plan.sites["mode"].to_dict() == {"S1": "near", "S2": "town"}
    told = plan.groups.loc["G2", ["mode", "reason"]].to_list()
    assert told == [mode, "moves" if mode else "too_few"]


@pytest.mark.parametrize(
    ("setting", "reason"),
    [("max_distance_km = 0.5", "too_far"), ('modes = ["town"]', "mode_not_offered")],
)
def test_the_limit_that_keeps_a_group_from_every_site_is_named(
    planned, tiny_layers, setting, reason
):
    """S1, safe, lies 1 km from G1 and near its land."""
    plan = planned(tiny_layers, ("[relocation]", f"[relocation]\n{setting}"))
    assert plan.groups.loc[["G1", "G2"], "reason"].to_list() == [reason, reason]


def test_a_village_is_kept_together_at_a_stated_price(planned, tiny_layers):
    """Parted, G1 goes to S1 and G2, whose land is moved beside S2, there: from S1 it is 16 minutes.

    Both have room at S2. S1 (40 万元 and its road) saves 2.2 万元 in all: less than the 5 万元 that a
    site more counts unless the county says otherwise, so both go to S2.
    """
    tiny_layers["sites"]["capacity_households"] = [60, 60]
    tiny_layers["sites"].loc[0, "opening_cost_wan"] = 40
    land = tiny_layers["farmland"]
    beside = land.geometry.where(land["group_id"] != "G2", Point(EAST + 500, NORTH + 80))
    tiny_layers["farmland"] = land.set_geometry(beside)
    apart, kept = planned(tiny_layers), planned(tiny_layers, ("yuan_per_village_and_site = 0", ""))
    counted_yuan = config.Relocation().yuan_per_village_and_site
    assert len(set(apart.groups.loc[["G1", "G2"], "site_id"])) == 2
    assert len(set(kept.groups.loc[["G1", "G2"], "site_id"])) == 1
    price_yuan = (
        kept.objectives.loc["siting", "value"]
        - counted_yuan
        - apart.objectives.loc["siting", "value"]
    )
    assert 0 < price_yuan < counted_yuan == 50_000
    free, told = (" ".join(parted_villages(plan)) for plan in (apart, kept))
    assert "搬到一处以上安置点的建制村 1 个" in free and "0.00 万元" in free
    assert "搬到一处以上安置点的建制村 0 个" in told and "5.00 万元" in told


def test_consent_that_nobody_asked_for_is_planned_and_listed(tiny_plan, tmp_path):
    import openpyxl

    from geoplan.publish.relocation_list import write_relocation_list

    assert tiny_plan.groups.loc["G2", ["consent", "reason"]].to_list() == ["not_asked", "moves"]
    write_relocation_list(tiny_plan, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["待征求意见"]
    rows = [row[0] for row in sheet.values][2:]
    assert {one: rows.count(one) for one in rows} == {"G1": 20, "G2": 5}  # no household was asked
    assert tiny_plan.groups.loc["G1", ["consent", "unasked_households"]].to_list() == ["yes", 20]


def test_who_is_asked_household_by_household(planned, tiny_layers):
    """G1 agreed, of its households H00 to H02 blank; G2 is blank, but all its households agree."""
    said = [None] * 3 + ["同意"] * 22
    tiny_layers["households"] = tiny_layers["households"].assign(consent=said)
    plan = planned(tiny_layers)
    told = plan.groups.loc[["G1", "G2"], ["consent", "unasked_households"]].to_numpy().tolist()
    assert told == [["yes", 3], ["yes", 0]]
    assert to_ask(plan)["户编号"].to_list() == ["H00", "H01", "H02"]
    problem = plan.problems.set_index("code").loc["not_asked"]
    assert problem[["figure", "groups"]].to_list() == [3, "G1"]
