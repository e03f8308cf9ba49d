"""The county once passing bays, widening, guardrails and works on hazards are finished (tiny county)."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geoplan import make_plan, read_county
from geoplan.pipeline.built import HAZARDS, MOVES, SITES, STRETCHES, Built, put_on
from geoplan.pipeline.next_batch import after_batch
from geoplan.pipeline.situation import survey
from geoplan.pipeline.threats import threatened
from geoplan.pipeline.treatments import candidate_works
from geoplan.programme.progress import as_planned, progress_of

NONE = Built(*(pd.DataFrame(columns=columns) for columns in (STRETCHES, MOVES, SITES, HAZARDS)))


def following(county):
    """The county with the years of the next batch."""
    return replace(county, settings=county.settings.model_copy(update={"years": (2029, 2030)}))


def finished(plan, *ids):
    """Progress in which some improvements and hazards are finished."""
    told = progress_of(plan, pd.DataFrame(), None)
    told.works.loc[list(ids), ["status", "finished_on"]] = ["finished", "2028-10-08"]
    return told


# ---- roads ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def county(tiny_file):
    """The tiny county with a main road of 4 m."""
    county = read_county(tiny_file)
    width_m = county.roads["surface_width_m"].mask(county.roads.index == "R0", 4.0)
    return following(replace(county, roads=county.roads.assign(surface_width_m=width_m)))


def improved(county, treatment, width_m=None):
    """The county with one treatment of all of R0."""
    length_m = county.roads.length["R0"]
    rows = pd.DataFrame([("R0", 0.0, length_m, treatment, width_m)], columns=STRETCHES)
    built = Built.of(NONE._replace(stretches=rows).record())
    return put_on(county, built)


def offered(county):
    """Works that could be done on R0: treatments."""
    works = candidate_works(county, survey(county)).works
    return set(works["treatment"][works["of"].str.startswith("S-R0")])


def test_bays_that_are_there_are_not_planned_again(county):
    assert offered(county) == {"widening", "passing_bays"}
    told = improved(county, "passing_bays")
    assert told.roads.at["R0", "passing_bays"]
    assert told.roads.at["R0", "surface_width_m"] == 4.0
    assert offered(told) == {"widening"}


def test_a_widened_road_has_its_width_and_needs_neither(county):
    told = improved(county, "widening", 5.5)
    assert told.roads.at["R0", "surface_width_m"] == 5.5
    assert told.roads.at["R0", "surface_code"] == county.roads.at["R0", "surface_code"]
    assert offered(told) == set()


def test_a_guardrail_secures_the_road(county):
    told = improved(county, "guardrail")
    assert told.roads.at["R0", "guardrail"]
    assert offered(told) == {"widening", "passing_bays"}


def test_finished_works_of_a_plan_stand_and_others_do_not(county, tiny_plan):
    """The links of R0 are four stretches; bays of the first and third are planned, the third done."""
    roads = tiny_plan.roads
    stretches = roads["stretch_id"].dropna().unique()[:3]
    works = gpd.GeoDataFrame(
        {
            "of": stretches, "treatment": "passing_bays", "width_m": float("nan"), "name": "主路",
            "township_name": "T1", "selected": [True, False, True], "year": [2027, None, 2028],
        },
        geometry=[roads.geometry.iloc[0]] * 3, index=pd.Index(stretches + "@bays", name="work_id"),
        crs=roads.crs,
    ).astype({"year": "Int64"})  # fmt: skip
    plan = replace(tiny_plan, treatments=works)
    one, _, three = works.index
    told, built, _ = after_batch(county, plan, finished(plan, three))
    own = roads[roads["stretch_id"] == stretches[2]]
    parts = told.roads[told.roads["passing_bays"].fillna(False)]
    assert parts.length.sum() == pytest.approx(own["length_m"].sum())
    assert {row["stage"] for row in built[0]["stretches"]} == {"passing_bays"}
    assert "1 of 2 other works" in told.remarks[-1]
    everything = as_planned(plan).works
    assert everything["status"].to_dict() == {one: "finished", three: "finished"}
    assert everything["kind"].tolist() == ["passing_bays"] * 2


# ---- hazards -------------------------------------------------------------------------------------


@pytest.fixture
def safe_plan(tmp_path, write_county, tiny_layers):
    """County and plan in which works make Z1 safe in 2027, which alone threatens G1 and G2."""

    def plan(**tables):
        layers = tiny_layers | tables
        hazards = layers["hazards"].assign(protection_cost_wan=10)
        layers["hazards"] = hazards
        path = write_county(tmp_path / "county", layers)
        text = path.read_text("utf-8").replace(
            '"site", "subsidy"]', '"site", "subsidy", "protection"]'
        )
        path.write_text(text, "utf-8")
        county = read_county(path)
        return county, make_plan(county, prices=False)

    return plan


def endangered(county):
    """Threatened people by group, as far as there are any."""
    _, groups = threatened(county)
    people = groups["threatened_people"]
    return people[people > 0].to_dict()


def test_groups_of_a_hazard_made_safe_are_safe_and_stay(safe_plan):
    county, plan = safe_plan()
    assert plan.groups["mode"][["G1", "G2"]].tolist() == ["protected", "near"]  # G2 has not moved
    assert endangered(county) == {"G1": 80, "G2": 20}
    told, built, changed = after_batch(following(county), plan, finished(plan, "治理-Z1"))
    assert endangered(told) == {}
    assert told.groups["village_id"].equals(county.groups["village_id"])
    assert told.groups.geometry.equals(county.groups.geometry)
    assert built[0]["hazards"] == [{"hazard_id": "Z1"}]
    assert changed == []
    assert told.hazards.loc["Z1", "hazard_class"] == 2
    assert told.hazards["protection_cost_wan"].isna().all()
    assert told.sites.equals(county.sites)
    assert make_plan(told, prices=False).hazards["protected_year"].isna().all()


def test_a_hazard_that_is_not_finished_threatens_as_before(safe_plan):
    county, plan = safe_plan()
    told, _, _ = after_batch(following(county), plan, finished(plan))
    assert endangered(told) == {"G1": 80, "G2": 20}
    assert told.hazards.equals(county.hazards)


def test_who_is_threatened_by_another_hazard_too_stays_in_danger(safe_plan, tiny_layers):
    """Z2 lies on G2 alone, and nothing is to be done about it."""
    east, north = 630_000.0, 3_630_000.0
    hazards = tiny_layers["hazards"]
    second = hazards.assign(hazard_id="Z2").set_geometry(
        [box(east + 5090, north + 2090, east + 5110, north + 2110)]
    )
    county, plan = safe_plan()
    more = pd.concat(
        [county.hazards, second.set_index("hazard_id")[["kind", "hazard_class", "geometry"]]]
    )
    both = replace(county, hazards=gpd.GeoDataFrame(more, crs=county.crs))
    told, built, _ = after_batch(following(both), plan, finished(plan, "治理-Z1"))
    assert endangered(told) == {"G2": 20}
    assert [one["group_id"] for one in built[0]["moves"]] == ["G1"]


def test_people_on_the_official_list_are_off_it_once_their_place_is_safe(safe_plan):
    county, _ = safe_plan()
    groups = county.groups.assign(
        official_people=[60.0, *[None] * 6], official_households=[15.0, *[None] * 6]
    )
    bare = replace(county, groups=groups, households=county.households.iloc[:0])
    own = pd.DataFrame([("G1-risk", "G1", None, 15.0, 60.0, [])], columns=MOVES)
    safe = pd.DataFrame({"hazard_id": ["Z1"]})
    told = put_on(bare, NONE._replace(moves=own, hazards=safe))
    assert told.groups.loc["G1", ["people", "official_people", "official_households"]].tolist() == [
        80,
        0,
        0,
    ]
    assert endangered(bare)["G1"] == 60
    assert "G1" not in endangered(told)


def test_a_county_without_sites_can_have_safe_groups(safe_plan):
    county, plan = safe_plan()
    bare = replace(county, sites=county.sites.iloc[:0])
    told, _, _ = after_batch(
        following(bare), replace(plan, sites=plan.sites.iloc[:0]), finished(plan, "治理-Z1")
    )
    assert endangered(told) == {}
    assert told.sites.empty
