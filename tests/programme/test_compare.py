"""Two plans of the drawing in tests/publish/plans.py side by side, by hand."""

import pandas as pd
import pytest
from plans import village_plan

from geoplan.errors import ConfigError
from geoplan.programme.compare import compare


def changed(layer, **cells):
    """Part of the plan by hand with other cells: changed("projects", P1={"surface_year": 2028})."""
    table = getattr(village_plan(), layer).copy()
    for row, values in cells.items():
        for column, value in values.items():
            table.loc[row, column] = value
    return {layer: table}


def with_about(**facts):
    """Plan by hand that says other things of itself."""
    return village_plan(about=village_plan().about | facts)


def test_a_plan_and_itself():
    same = compare(village_plan(), village_plan())
    for table in (same.settings, same.projects, same.villages, same.moves):
        assert table.empty
    assert (same.indicators["a"].dropna() == same.indicators["b"].dropna()).all()
    assert (same.money["used_yuan_a"] == same.money["used_yuan_b"]).all()
    assert same.name == "云岭县"


def test_projects_of_one_plan_and_in_other_years():
    other = village_plan(
        **changed(
            "projects",
            P1={"surface_year": 2028},
            P2={"surface_year": None},
            P6={"subgrade_year": 2027, "surface_year": 2028},
        )
    )
    projects = compare(village_plan(), other).projects
    assert projects["change"].to_dict() == {"P1": "years", "P2": "only_a", "P6": "only_b"}
    assert projects["name"].to_dict() == {"P1": "黄家湾路", "P2": "黄家湾路", "P6": "独家庄路"}
    assert projects.loc["P1", ["surface_year_a", "surface_year_b"]].tolist() == [2027, 2028]
    assert projects["cost_yuan_a"].fillna(0).to_dict() == {"P1": 1_328_000, "P2": 621_000, "P6": 0}
    assert projects["cost_yuan_b"].fillna(0).to_dict() == {
        "P1": 1_328_000,
        "P2": 0,
        "P6": 2_138_900,
    }


def test_who_gains_and_who_loses():
    """V2 loses its road, V4 gains one, V3 has it a year earlier; G61 stays and loses the site's."""
    other = village_plan(
        **changed(
            "groups",
            G21={"connected_after": False, "connected_year": None},
            G31={"connected_year": 2027},
            G41={"connected_after": True, "connected_year": 2028},
            G61={"connected_after": False, "site_id": None, "year": None},
        )
    )
    villages = compare(village_plan(), other).villages
    counts = villages.drop(columns=["name", "township_name"])
    assert counts.loc[:, counts.any()].to_dict("index") == {
        "V2": {"people_gaining": 0, "people_losing": 96, "people_earlier": 0},
        "V3": {"people_gaining": 0, "people_losing": 0, "people_earlier": 60},
        "V4": {"people_gaining": 72, "people_losing": 0, "people_earlier": 0},
        "V6": {"people_gaining": 0, "people_losing": 48, "people_earlier": 0},
    }
    back = compare(other, village_plan()).villages
    assert back["people_later"].to_dict() == {"V2": 0, "V3": 60, "V4": 0, "V6": 0}
    assert back["people_gaining"].sum() == villages["people_losing"].sum()


def test_moves():
    other = village_plan(
        **changed("groups", G41={"site_id": "S3", "year": 2028}, G61={"year": 2028},
                  G62={"site_id": "S3"})
    )  # fmt: skip
    moves = compare(village_plan(), other).moves
    assert moves["change"].to_dict() == {"G41": "only_b", "G61": "year", "G62": "site"}
    assert moves.loc["G62", ["site_a", "site_b"]].tolist() == ["石门新村", "新坪"]
    assert moves.loc["G61", ["year_a", "year_b"]].tolist() == [2027, 2028]
    assert moves.loc["G61", ["village", "people", "households"]].tolist() == ["白岩沟", 48, 12]


def test_refusers_who_are_a_group_of_their_own_in_one_plan_only():
    """8 of 48 people of G61 refuse in B: the others move in both plans, those 8 stay in B."""
    groups = changed("groups", G61={"people": 40.0, "households": 10.0})["groups"]
    refusers = groups.loc[["G61"]].rename(index={"G61": "G61-no"})
    refusers = refusers.assign(people=8.0, households=2.0, site_id=None, connected_after=False)
    refusers["year"] = pd.array([None], dtype="Int64")
    other = village_plan(groups=pd.concat([groups, refusers]))
    result = compare(village_plan(), other)
    assert result.moves["change"].to_dict() == {"G61-no": "only_a"}
    assert result.moves["people"].to_dict() == {"G61-no": 8.0}
    assert result.villages["people_losing"].to_dict() == {"V6": 8.0}


def test_money_of_a_fund_that_one_plan_does_not_have():
    funds = village_plan().funds
    money = compare(village_plan(), village_plan(funds=funds[funds["fund_id"] != "hazard"])).money
    hazard = money[money["fund_id"] == "hazard"].set_index("year")
    assert hazard["used_yuan_a"].to_dict() == {2027: 930_000, 2028: 0}
    assert hazard["used_yuan_b"].to_dict() == {2027: 0, 2028: 0}
    assert hazard["name"].tolist() == ["避险搬迁资金"] * 2


def test_objectives_with_both_bounds():
    objectives = village_plan().objectives.astype(object)
    objectives.loc["access", ["value", "bound", "status"]] = [90.0, 156.0, "feasible"]
    table = compare(village_plan(), village_plan(objectives=objectives)).objectives
    columns = ["value_a", "bound_a", "value_b", "bound_b", "status_b"]
    assert table.loc["access", columns].tolist() == [156, 156, 90, 156, "feasible"]


def test_settings_and_files_that_differ_are_listed():
    about = village_plan().about
    fund = {"id": "county", "ceiling_wan": [90.0, 70.0], "carry_over": False}
    one = with_about(settings=about["settings"] | {"funds": [fund]})
    other = with_about(
        settings=about["settings"] | {"funds": [fund | {"ceiling_wan": [100.0, 70.0]}]},
        locked_in=about["locked_in"] | {"road": {"P6": 1}, "site": {"S1": None}},
        input_hashes=about["input_hashes"] | {"hazards.gpkg": "c" * 64, "county.toml": "d" * 64},
    )
    settings = compare(one, other).settings
    assert settings["a"].dropna().to_dict() == {"funds.county.ceiling_wan": "[90.0, 70.0]"}
    assert settings["b"].to_dict() == {
        "funds.county.ceiling_wan": "[100.0, 70.0]",
        "file hazards.gpkg": '"cccccccc"',
    }


def asked(*rows):
    """Locks of a plan with what all of them cost: asked(("road", "P6", "in", 2028))."""
    table = pd.DataFrame(rows, columns=["kind", "id", "decision", "year"])
    return (
        pd.concat([table, pd.DataFrame([{"kind": "all", "id": "", "decision": ""}])])
        .assign(note="散会", people=0.0, danger=0.0, cost_yuan=0.0)
        .astype({"year": "Int64"})
    )


def test_what_each_meeting_asked_for_with_its_year():
    """Both lock P6, in other years; B leaves G41 out, A has S3 in; no year stands as none."""
    one = village_plan(locks=asked(("road", "P6", "in", 2028), ("site", "S3", "in", None)))
    other = village_plan(locks=asked(("road", "P6", "in", 2027), ("group", "G41", "out", None)))
    result = compare(one, other)
    assert result.settings.empty
    assert result.locks["id"].tolist() == ["P6", "S3", "G41"]
    assert result.locks["name"].tolist()[:2] == ["独家庄路", "新坪"]
    home = village_plan().villages["name"]["V4"]
    assert result.locks["village"].tolist() == ["", "", home]
    columns = ["decision_a", "year_a", "decision_b", "year_b"]
    assert result.locks[columns].astype(object).where(result.locks[columns].notna(), None).to_numpy().tolist() == [
        ["in", 2028, "in", 2027], ["in", None, None, None], [None, None, "out", None],
    ]  # fmt: skip
    assert compare(village_plan(), village_plan()).locks.empty


def test_another_county_is_refused_by_its_layers():
    hashes = village_plan().about["input_hashes"] | {"roads": "0" * 64}
    with pytest.raises(ConfigError, match=r"made from other files: roads\. .*from the same files"):
        compare(village_plan(), with_about(input_hashes=hashes))


def test_all_parts_of_a_shapefile_count():
    layers = {
        "roads": [{"path": "in/lx.shp"}, {"path": "new.gdb"}],
        "villages": [{"path": "v.csv"}, {"path": "乡镇/*.xlsx"}],
        "groups": None,
    }
    settings = village_plan().about["settings"] | {"layers": layers}
    hashes = {"in/lx.dbf": "a", "in/lx.shp": "b", "new.gdb/a1.gdbtable": "d", "v.csv": "c"}
    hashes |= {"乡镇/石泉镇.xlsx": "e"}
    one = with_about(settings=settings, input_hashes=hashes)
    assert compare(one, one).settings.empty
    for layer, part in (
        ("roads", "in/lx.dbf"), ("roads", "new.gdb/a1.gdbtable"), ("villages", "乡镇/石泉镇.xlsx"),
    ):  # fmt: skip
        other = with_about(settings=settings, input_hashes=hashes | {part: "x"})
        with pytest.raises(ConfigError, match=rf"other files: {layer}\."):
            compare(one, other)


def test_roads_that_are_cut_into_other_projects_are_refused():
    projects = village_plan().projects
    shapes = projects.geometry.where(projects.index != "P3", projects.geometry["P1"])
    with pytest.raises(ConfigError, match=r"same project id stands for other roads: P3\."):
        compare(village_plan(), village_plan(projects=projects.set_geometry(shapes)))


def test_neither_plan_is_changed():
    one, other = village_plan(), village_plan(**changed("groups", G61={"year": 2028}))
    compare(one, other)
    for plan, fresh in ((one, village_plan()), (other, village_plan(groups=other.groups))):
        pd.testing.assert_frame_equal(pd.DataFrame(plan.groups), pd.DataFrame(fresh.groups))
        pd.testing.assert_frame_equal(pd.DataFrame(plan.projects), pd.DataFrame(fresh.projects))
        assert plan.about == fresh.about
