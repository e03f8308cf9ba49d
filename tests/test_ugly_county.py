"""A county as offices hand it in: it imports, gives the clean county's plan, and every mistake is told."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from ugly import FAULTS, deliver
from ugly.people import TOWNSHIPS

from geoplan import make_plan, read_county
from geoplan.audit import audit
from geoplan.pipeline import planning
from geoplan.programme.plan import NO_RIVALS
from geoplan.programme.together import decide_together
from geoplan.schema import LAYERS
from geoplan.solver import ask_to_stop, forget_stop

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("yunling")]

YUNLING = Path(__file__).parents[1] / "data" / "yunling" / "county.toml"


def quickly(county, search):
    """Plan beside no other way of planning, with another search for better ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "beside_rivals", lambda *_, **__: NO_RIVALS)
        patch.setattr("geoplan.programme.decide.decide_together", search)
        return make_plan(county, prices=False)


@pytest.fixture(scope="module")
def ugly(tmp_path_factory):
    """The ugly county with its harmless mistakes, read; and where they are."""
    folder = tmp_path_factory.mktemp("ugly")
    planted = deliver(YUNLING.parent, folder)
    return read_county(folder / "county.toml"), planted


@pytest.fixture(scope="module")
def plan(ugly):
    """The ugly county's plan; the search for better ones stops at its first answer."""

    def hurried(*tables, **rules):
        ask_to_stop(("停", "stop"))
        try:
            return decide_together(*tables, **rules)
        finally:
            forget_stop()

    return quickly(ugly[0], hurried)


@pytest.fixture(scope="module")
def one_after_the_other(ugly):
    """Plans of the ugly and the clean county up to where the search for better ones starts.

    Townships do not hand in who builds when.
    """
    clean = read_county(YUNLING)
    nobody_builds = clean.villages["building_year"].where(clean.villages["building_year"].isna())
    clean = replace(clean, villages=clean.villages.assign(building_year=nobody_builds))
    return [quickly(one, lambda *_, **__: None) for one in (ugly[0], clean)]


def places(county):
    """Every place of every finding, as the audit tells them."""
    return {
        (*place, one.what + one.remedy) for one in county.findings for place in one.places
    }  # fmt: skip


def missed(planted, told):
    """Planted mistakes of which nothing is told at their place; ``told``: file, sheet, row, words."""
    return [
        fault.code
        for fault in planted.itertuples()
        if not any(
            (file, row) == (fault.file, fault.row)
            and fault.sheet in ("", sheet)
            and fault.says in words
            for file, sheet, row, words in told
        )
    ]


def test_twelve_townships_hand_in_what_six_bureaus_do_not(ugly):
    county, _ = ugly
    files = {file for origin in county.origins.values() for file in origin["file"]}
    assert {how.file for how in TOWNSHIPS.values()} <= files
    assert {
        "公路.shp",
        "三区三线.gdb",
        "地灾范围.kml",
        "隐患点台账.xlsx",
        "承包地.gpkg",
        "公共服务.csv",
    } <= files


def test_the_plan_is_about_as_good_as_that_of_the_clean_county(plan, yunling_plan):
    """More roads may be listed here; the search goes other ways."""
    own, clean = (one.objectives["value"].astype(float) for one in (plan, yunling_plan))
    assert (abs(own / clean - 1)[["danger", "access"]] < 0.05).all()


def test_the_plan_is_that_of_the_clean_county(one_after_the_other):
    """Of two roads that serve as many people either may come first: their years may change places."""
    plan, yunling_plan = one_after_the_other
    own, clean = (
        one.payments.groupby(["kind", "id", "component"])["amount_yuan"].sum()
        for one in (plan, yunling_plan)
    )
    pd.testing.assert_series_equal(own, clean)
    pd.testing.assert_frame_equal(plan.townships, yunling_plan.townships)
    values = [one.objectives["value"].drop("siting").astype(float) for one in (plan, yunling_plan)]
    pd.testing.assert_series_equal(*(some.drop("worth") for some in values))
    worths = [some["worth"] for some in values]  # works of other years are worth a little less
    assert worths[0] == pytest.approx(worths[1], rel=0.01)
    for name, columns in {
        "projects": ["selected", "cost_yuan", "people_connected"],
        "sites": ["selected", "year", "households_in", "people_in", "groups_in"],
        "groups": ["people", "households", "threatened_people", "site_id", "year", "cost_yuan"],
        "villages": ["people", "households", "connected_now", "connected_after", "moving_households"],
    }.items():  # fmt: skip
        clean = getattr(yunling_plan, name)[columns]
        own = getattr(plan, name)[columns].reindex(clean.index)
        pd.testing.assert_frame_equal(pd.DataFrame(own), pd.DataFrame(clean), check_dtype=False)
    extra = plan.projects.drop(index=yunling_plan.projects.index)
    assert len(extra) and not extra["selected"].any()


def test_people_are_where_they_were(ugly):
    county, _ = ugly
    clean = read_county(YUNLING)
    here, there = county.households, clean.households
    by_file = here.index.str.startswith("仙桥镇/农户/")
    assert by_file.sum() == (there["village_id"].map(clean.villages["township_id"]) == "T11").sum()
    same = here.index[~by_file].drop("H001514")  # planted: 30 km off
    assert here.geometry[same].distance(there.geometry[same]).max() < 0.002
    groups = [layer["group_id"].value_counts().sort_index() for layer in (here, there)]
    pd.testing.assert_series_equal(*groups)
    pd.testing.assert_series_equal(here["people"][same], there["people"][same])


def test_blank_consent_is_not_asked_and_every_refusal_is_kept(ugly):
    county, _ = ugly
    clean = read_county(YUNLING)
    counts = county.households["consent"].value_counts()
    assert counts["no"] == (clean.households["consent"] == "no").sum()
    assert counts["not_asked"] > 0.8 * len(county.households)


def test_no_identity_number_and_no_telephone_comes_in(ugly):
    county, _ = ugly
    personal = re.compile(r"61092819800101\d{4}|1380013\d{4}")
    for name in LAYERS:
        cells = pd.DataFrame(getattr(county, name).drop(columns="geometry"))
        assert not any(cells[column].astype("str").str.contains(personal).any() for column in cells)
    words = "\n".join(f"{one.what} {one.remedy} {one.ids}" for one in county.findings)
    assert not personal.search(words)


def test_readers_name_the_row_of_what_they_find(ugly):
    county, planted = ugly
    at_the_door = {
        "drawn_twice", "no_length", "short_line", "no_surface", "repeated", "village_counts",
        "no_township", "nameless_group", "identity_column", "identity_content", "crossing_itself",
        "redline_crossing_itself", "no_radius", "ledger_unnamed", "ledger_unknown",
    }  # fmt: skip
    assert missed(planted[planted["code"].isin(at_the_door)], places(county)) == []


def test_readers_point_at_no_other_row(ugly):
    county, planted = ugly
    told = {
        (place.file, place.row) for one in county.findings for place in one.places if place.row
    }  # fmt: skip
    assert told <= set(zip(planted["file"], planted["row"], strict=True))


@pytest.mark.parametrize("variant", ["changing", "undeclared", "broken", "lost", "funds"])
def test_the_audit_finds_every_planted_mistake(variant, tmp_path):
    planted = deliver(YUNLING.parent, tmp_path, variant=variant)
    found = audit(tmp_path / "county.toml")
    words = found["what"] + found["remedy"]
    told = set(zip(found["file"], found["sheet"], found["row"].fillna(0), words, strict=True))
    assert missed(planted, told) == []
    assert (found["effect"] == "stops").any() == (variant in ("broken", "lost", "funds"))


def test_there_are_more_than_fifty_mistakes_each_with_its_own_name():
    codes = [fault.code for fault in FAULTS]
    assert len(set(codes)) == len(codes) > 50
