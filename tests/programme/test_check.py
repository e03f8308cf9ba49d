"""The checker: a good plan passes, every broken rule is told by its words."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geoplan.errors import GeoplanError
from geoplan.programme.check import check_plan


def faults(plan):
    with pytest.raises(GeoplanError) as caught:
        check_plan(plan)
    assert "nothing was written" in str(caught.value)
    return str(caught.value)


def put(table, row, **cells):
    """The table with other cells in one row."""
    changed = table.copy()
    for column, cell in cells.items():
        if changed[column].dtype == "bool":
            cell = bool(cell)
        changed.loc[row, column] = cell
    return changed


def pays(plan, **row):
    """Position of the payment with these cells."""
    hits = (plan.payments[list(row)] == pd.Series(row)).all(axis=1)
    assert hits.sum() == 1
    return plan.payments.index[hits][0]


def with_settings(plan, **tables):
    """The plan under other settings, one level deep."""
    settings = dict(plan.about["settings"])
    for name, change in tables.items():
        settings[name] = settings[name] | change if isinstance(change, dict) else change
    return replace(plan, about=plan.about | {"settings": settings})


def with_fund(plan, fund_id, **change):
    funds = [f | change if f["id"] == fund_id else f for f in plan.about["settings"]["funds"]]
    return with_settings(plan, funds=funds)


def test_good_plan_passes(tiny_plan):
    check_plan(tiny_plan)


def test_payment_missing_too_small_or_for_nothing(tiny_plan):
    row = pays(tiny_plan, id="B2", component="subgrade")
    told = faults(replace(tiny_plan, payments=tiny_plan.payments.drop(index=row)))
    assert "('project', 'B2', 'subgrade', 2027): due 500000.00 yuan, paid 0.00" in told
    told = faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, amount_yuan=499_900.0)))
    assert "due 500000.00 yuan, paid 499900.00" in told
    told = faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, id="B4")))
    assert "('project', 'B4', 'subgrade', 2027): due 0.00 yuan, paid 500000.00" in told


def test_group_paid_too_little_or_in_another_year(tiny_plan):
    row = pays(tiny_plan, id="G2", component="subsidy")
    told = faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, amount_yuan=100.0)))
    assert "('group', 'G2', 'subsidy', 2027): due 250000.00 yuan, paid 100.00" in told
    told = faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, year=2028)))
    assert "('group', 'G2', 'subsidy', 2028): due 0.00 yuan, paid 250000.00" in told


def test_poor_group_is_paid_for_the_old_houses_that_are_cleared(tiny_plan):
    """20 people x (2.5 + 1); 4 of them keep their house."""
    poor = replace(tiny_plan, groups=put(tiny_plan.groups, "G2", need="poverty"))
    assert "('group', 'G2', 'subsidy', 2027): due 700000.00 yuan" in faults(poor)
    households = put(tiny_plan.households, "H20", old_house_cleared=False)
    keeps = replace(poor, households=households)
    assert "('group', 'G2', 'subsidy', 2027): due 660000.00 yuan" in faults(keeps)


def test_group_that_stays_is_not_paid(tiny_plan):
    groups = put(tiny_plan.groups, "G2", year=pd.NA, safe_year=pd.NA)
    assert "('group', 'G2', 'subsidy', 2027): due 0.00 yuan" in faults(
        replace(tiny_plan, groups=groups)
    )


def test_site_not_paid(tiny_plan):
    row = pays(tiny_plan, kind="site", id="S2")
    told = faults(replace(tiny_plan, payments=tiny_plan.payments.drop(index=row)))
    assert "('site', 'S2', 'site', 2027): due 100000.00 yuan, paid 0.00" in told


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"fund_id": "nobody"}, "nobody pays 500000.00 yuan for project B2, but is no fund"),
        ({"id": "B99"}, "project B99, which does not exist"),
        ({"kind": "bridge"}, "bridge B2, which does not exist"),
        ({"amount_yuan": -500_000.0}, "-500000.00 yuan for project B2, which is no payment"),
        ({"amount_yuan": float("nan")}, "nan yuan for project B2, which is no payment"),
    ],
)
def test_payment_that_is_none(tiny_plan, cells, words):
    row = pays(tiny_plan, id="B2", component="subgrade")
    assert words in faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, **cells)))


def test_fund_overspent_in_a_year(tiny_plan):
    short = with_fund(tiny_plan, "village", ceiling_wan=[49.99, 100])
    assert "village is 100.00 yuan short in 2027" in faults(short)
    rigid = with_fund(tiny_plan, "county", ceiling_wan=[100, 60], carry_over=False)
    assert "county is 28000.00 yuan short in 2028" in faults(rigid)
    check_plan(with_fund(tiny_plan, "county", ceiling_wan=[100, 60]))  # 10.8 carried over


def test_fund_pays_wrong_component_or_place(tiny_plan):
    row = pays(tiny_plan, id="B2", component="subgrade")
    told = faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, fund_id="county")))
    assert "county pays subgrade of B2" in told
    told = faults(replace(tiny_plan, payments=put(tiny_plan.payments, row, fund_id="sponsor")))
    assert "sponsor pays B2 in township_id T2" in told
    places = {"township_id": None, "admin_village_id": ["A1"]}
    told = faults(with_fund(tiny_plan, "relocation", **{"for": places}))
    assert "relocation pays G1 in admin_village_id A3" in told
    assert "relocation pays S1 in admin_village_id A3" in told


def test_quota_broken_also_in_two_payments(tiny_plan):
    assert "province pays B1 more than 19.9 wan/km" in faults(
        with_fund(tiny_plan, "province", quota_wan_per_km=19.9)
    )
    row = pays(tiny_plan, id="B1", fund_id="sponsor")
    split = put(tiny_plan.payments, row, fund_id="province")
    assert "province pays B1 more than 20.0 wan/km" in faults(replace(tiny_plan, payments=split))


def test_surface_before_its_subgrade(tiny_plan):
    projects = put(tiny_plan.projects, "B2", subgrade_year=2028)
    told = faults(replace(tiny_plan, projects=projects))
    assert "B2: surface 2028 before its subgrade 2028 + 1" in told
    projects = put(tiny_plan.projects, "B1", subgrade_accepted=False)
    assert "B1: surface 2027 before its subgrade <NA> + 1" in faults(
        replace(tiny_plan, projects=projects)
    )
    assert "B2: surface 2028 before its subgrade 2027 + 2" in faults(
        with_settings(tiny_plan, projects={"surface_lag_years": 2})
    )


@pytest.mark.parametrize(
    "cells", [{"consent": "no"}, {"eligible": False, "rule": "basic_farmland"}]
)
def test_refused_or_barred_project(tiny_plan, cells):
    told = faults(replace(tiny_plan, projects=put(tiny_plan.projects, "B1", **cells)))
    assert "B1: selected though not eligible" in told


def test_selected_and_years_must_agree(tiny_plan):
    told = faults(replace(tiny_plan, projects=put(tiny_plan.projects, "B1", selected=False)))
    assert "B1: selected and its years do not agree" in told
    told = faults(replace(tiny_plan, sites=put(tiny_plan.sites, "S2", selected=False)))
    assert "S2: selected and its years do not agree" in told


def test_year_outside_the_batch(tiny_plan):
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G1", year=2029)))
    assert "group of G1: 2029 is outside the batch" in told
    told = faults(replace(tiny_plan, projects=put(tiny_plan.projects, "B1", surface_year=2026)))
    assert "surface of B1: 2026 is outside the batch" in told


def test_road_paved_on_the_map_only(tiny_plan):
    """The way to V3 is drawn as paved, its people as connected; nobody pays."""
    roads = tiny_plan.roads.assign(
        year=tiny_plan.roads["year"].mask(tiny_plan.roads["project_id"] == "B4", 2028)
    )
    groups = put(tiny_plan.groups, "V3", connected_year=2028, connected_after=True)
    told = faults(replace(tiny_plan, roads=roads, groups=groups))
    assert "link R4: its year is not that of its project B4" in told


def test_connection_claimed_or_kept_quiet(tiny_plan):
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "V3", connected_year=2028)))
    assert "group V3: by 2028 connected according to plan or walk, not both" in told
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "V1", connected_year=2028)))
    assert "group V1: by 2027 connected according to plan or walk, not both" in told
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "V3", connected_now=True)))
    assert "group V3: by 2026 connected according to plan or walk, not both" in told
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "V3", connected_after=True)))
    assert "group V3: connected_after is not what the walk shows" in told


def test_site_too_small(tiny_plan):
    told = faults(replace(tiny_plan, sites=put(tiny_plan.sites, "S1", capacity_households=19.0)))
    assert "site S1: 20.0 households for 19.0" in told


def test_site_in_a_hazard_or_its_buffer(tiny_plan):
    x, y = tiny_plan.sites.geometry["S2"].coords[0]
    for kind, away_m, hazard_class, caught in [
        ("flood", 0, 2, True),
        ("landslide", 95, 4, True),  # new building land keeps 100 m off
        ("landslide", 101, 4, False),
        ("flood", 30, 4, False),
        ("flood", 0, 1, False),  # low danger does not exclude
    ]:
        danger = gpd.GeoDataFrame(
            {
                "kind": [kind],
                "hazard_class": [hazard_class],
                "name": ["x"],
                "protection_cost_yuan": [np.nan],
                "protected_year": pd.array([pd.NA], dtype="Int64"),
            },
            geometry=[box(x + away_m, y - 10, x + away_m + 10, y + 10)],
            crs=tiny_plan.sites.crs,
        )
        plan = replace(tiny_plan, hazards=danger)
        if caught:
            assert "site S2: opens on land that is not safe or not suitable" in faults(plan)
        else:
            check_plan(plan)
    unsuitable = put(tiny_plan.sites, "S2", suitable=False)
    assert "site S2: opens on land that" in faults(replace(tiny_plan, sites=unsuitable))


def test_site_without_a_road_the_year_before(tiny_plan):
    told = faults(replace(tiny_plan, sites=put(tiny_plan.sites, "S1", year=2027)))
    assert "site S1: opens in 2027 without an all-weather road the year before" in told


def test_refused_or_unthreatened_group(tiny_plan):
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G1", consent="no")))
    assert "group G1: moves though consent is no, need 'very_high_geohazard'" in told
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G1", need="")))
    assert "group G1: moves though consent is yes, need ''" in told


def test_the_year_of_a_move_is_that_of_safety(tiny_plan):
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G1", safe_year=2027)))
    assert "group G1: moves in 2028, safe in 2027" in told


def test_a_site_opens_for_enough_households(tiny_plan):
    rules = tiny_plan.about["settings"]["relocation"] | {"smallest_site_households": 6}
    about = tiny_plan.about | {"settings": tiny_plan.about["settings"] | {"relocation": rules}}
    assert "site S2: opens for 5.0 households, fewer than 6" in faults(
        replace(tiny_plan, about=about)
    )


def test_a_protected_group_needs_works_at_its_hazard(tiny_plan):
    groups = put(tiny_plan.groups, "G1", mode="protected", year=pd.NA, site_id=None)
    told = faults(replace(tiny_plan, groups=groups))
    assert "group G1: protected in 2028, its hazard <NA>" in told


def test_who_builds_by_itself_is_told_apart(tiny_plan):
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G1", mode="dispersed")))
    assert "group G1: mode dispersed, but builds by itself: False" in told


def test_site_not_open_yet_or_unknown(tiny_plan):
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G2", site_id="S1")))
    assert "group G2: moves in 2027 to site S1 open from 2028" in told
    told = faults(replace(tiny_plan, sites=put(tiny_plan.sites, "S2", year=pd.NA)))
    assert "group G2: moves in 2027 to site S2 open from <NA>" in told
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G2", site_id="S9")))
    assert "group G2: moves to S9, which does not exist" in told
    nowhere = put(tiny_plan.groups, "G2", site_id=None)
    assert "group G2: moves to nan, which does not exist" in faults(
        replace(tiny_plan, groups=nowhere)
    )


def test_too_far(tiny_plan):
    told = faults(with_settings(tiny_plan, relocation={"max_distance_km": 5}))
    assert "group G2: moves 5036 m to site S2, more than 5000" in told


@pytest.mark.parametrize(
    ("kind", "thing", "position", "words"),
    [
        ("road", "B1", 1, "road B1: locked into (2028,), planned in 2027"),
        ("road", "B4", None, "road B4: locked into (2027, 2028), planned in <NA>"),
        ("site", "S2", 1, "site S2: locked into (2028,), planned in 2027"),
        ("group", "V1", None, "group V1: locked into (2027, 2028), planned in <NA>"),
    ],
)
def test_locked_in_yet_not_there(tiny_plan, kind, thing, position, words):
    locks = tiny_plan.about["locked_in"] | {kind: {thing: position}}
    assert words in faults(replace(tiny_plan, about=tiny_plan.about | {"locked_in": locks}))


def test_locked_out_yet_planned(tiny_plan):
    told = faults(replace(tiny_plan, projects=put(tiny_plan.projects, "B1", rule="locked_out")))
    assert "road B1: locked out, yet planned in 2027" in told
    told = faults(replace(tiny_plan, groups=put(tiny_plan.groups, "G1", reason="locked_out")))
    assert "group G1: locked out, yet planned in 2028" in told


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("danger", {"value": 240.0}),
        ("danger", {"bound": 400.0}),
        ("access", {"value": 450.0}),
        ("access", {"bound": 400.0}),
        ("earlier", {"value": 211.0}),
        ("cost", {"value": 3_000_000.0}),
    ],
)
def test_objective_that_claims_too_much(tiny_plan, name, cells):
    objectives = put(tiny_plan.objectives, name, **cells)
    assert f"{name}: claims" in faults(replace(tiny_plan, objectives=objectives))


def test_all_faults_at_once(tiny_plan):
    groups = put(tiny_plan.groups, "G1", consent="no")
    sites = put(tiny_plan.sites, "S1", capacity_households=1.0)
    told = faults(replace(tiny_plan, groups=groups, sites=sites))
    assert "group G1: moves though" in told
    assert "site S1: 20.0 households for 1.0" in told
