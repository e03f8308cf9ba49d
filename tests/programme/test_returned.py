"""A list that comes back, on the plan in tests/publish/plans.py: which row is which, what changed.

Sent: P1 subgrade 50 and surface 82.8 in 2027, P2 surface 62.1 and P3 subgrade 51.23 in 2028 (万元).
County pays surfaces, 90 and 70; the village pays subgrades, 60 and 60; nothing is carried over.
P1 and P2 are two pieces of one road, 黄家湾路, and the list says which is which.
"""

import pandas as pd
import pytest
from moves import safe_in_other_ways
from plans import HOSTILE_NAME, village_plan
from treated import treated_plan

from geoplan.bureau import PROGRESS
from geoplan.programme.list_rows import with_ids
from geoplan.programme.progress import STATES, progress_of
from geoplan.programme.returned import compare_returned
from geoplan.publish.project_list import list_rows
from geoplan.publish.returned import returned_page

FIRST = "黄家湾路（第 1 段，共 2 段）"
SHARED = ["name", "route_code", "start_km", "end_km", "nature", "finish_year", "cost_wan"]


def returned(*changes, sheet="", drop=(), columns=SHARED):
    """The list as it was sent, but for cells by row number and column; and rows that are new."""
    rows = list_rows(village_plan())[[*columns, "road"]]
    codes = list(rows.index.get_level_values("stage"))
    records = [
        row | {"stage_code": code} for row, code in zip(rows.to_dict("records"), codes, strict=True)
    ]
    for at, cells in changes:
        if at < len(records):
            records[at] |= cells
        else:
            records.append(dict.fromkeys(records[0]) | cells)
    kept = [(at, row) for at, row in enumerate(records) if at not in drop]
    index = pd.MultiIndex.from_tuples([(sheet, at + 3) for at, _ in kept], names=["sheet", "row"])
    table = pd.DataFrame([row for _, row in kept], index=index).assign(unread="")
    for text in ("name", "road", "route_code", "nature", "stage_code", "status", "confirmed_by"):
        if text in table:
            table[text] = table[text].astype("str")
    if "finish_year" in table:
        table["finish_year"] = table["finish_year"].astype("Int64")
    return table


def compared(*changes, **options):
    """What became of the list."""
    return compare_returned(
        village_plan(), list_rows(village_plan()), returned(*changes, **options)
    )


def test_the_list_as_it_was_sent_is_the_plan():
    same = compared()
    assert same.rows["status"].tolist() == ["same"] * 4
    assert same.rows["keys"].tolist() == [
        (("P1", "subgrade"),), (("P1", "surface"),), (("P2", "surface"),), (("P3", "subgrade"),),
    ]  # fmt: skip
    assert (len(same.changes), len(same.gone)) == (0, 0)
    assert same.years["list_yuan"].to_dict() == {2027: 1_328_000, 2028: 1_133_300}
    assert same.years["plan_yuan"].equals(same.years["list_yuan"])
    assert same.asked_yuan == same.payable_yuan == 2_461_300
    assert same.uncounted_yuan == 0


@pytest.mark.parametrize("text", [f"{HOSTILE_NAME} （路基）", f"'{HOSTILE_NAME}（路基）"])
def test_blanks_widths_and_apostrophes_are_no_change(text):
    assert compared((3, {"name": text})).changes.empty


def test_cells_that_changed_are_told_as_they_were_and_are():
    """The renamed row is found by code and stakes, the dearer one by its code and stage."""
    told = compared(
        (0, {"name": "新名（路基）", "road": "新名", "cost_wan": 55.0}),
        (2, {"finish_year": 2027, "end_km": 3.5}),
    )
    assert told.rows["status"].tolist() == ["changed", "same", "changed", "same"]
    assert told.changes[["row", "project_id", "column", "before", "after"]].values.tolist() == [
        [3, "P1", "name", f"{FIRST}（路基）", "新名（路基）"],
        [3, "P1", "cost_wan", 50.0, 55.0],
        [5, "P2", "end_km", 3.646, 3.5],
        [5, "P2", "finish_year", 2028, 2027],
    ]
    assert told.years["list_yuan"].to_dict() == {2027: 1_378_000 + 621_000, 2028: 512_300}


def test_money_is_held_against_the_funds():
    """County 82.8 + 62.1 in 2027 of 90; nobody else may pay surfaces: 54.9 are missing."""
    told = compared((2, {"finish_year": 2027}))
    county = told.funds[told.funds["fund_id"] == "county"].set_index("year")
    assert county["list_yuan"].to_dict() == {2027: 1_449_000, 2028: 0}
    assert county["plan_yuan"].to_dict() == {2027: 828_000, 2028: 621_000}
    assert county["available_yuan"].to_dict() == {2027: 900_000, 2028: 700_000}
    assert told.asked_yuan - told.payable_yuan == 549_000


def test_a_dearer_row_is_paid_by_those_who_pay_it():
    """The village pays 60 at most in 2027: 55 fit, 65 do not."""
    assert (fits := compared((0, {"cost_wan": 55.0}))).asked_yuan == fits.payable_yuan == 2_511_300
    over = compared((0, {"cost_wan": 65.0}))
    assert over.asked_yuan - over.payable_yuan == 50_000


def test_money_left_is_carried_over_by_funds_that_do():
    funds = village_plan().funds.assign(carry_over=True)
    told = compare_returned(
        village_plan(funds=funds), list_rows(village_plan()), returned(drop=[1])
    )
    county = told.funds[told.funds["fund_id"] == "county"].set_index("year")
    assert county["available_yuan"].to_dict() == {2027: 900_000, 2028: 1_600_000}


def test_rows_that_are_gone_and_new():
    told = compared(
        (4, {"name": "独家庄路", "road": "独家庄路", "cost_wan": 5.0, "finish_year": 2027}),
        (5, {"name": "没有的路", "road": "没有的路", "cost_wan": 1.0, "finish_year": 2030}),
        (6, {"name": "P3（路面）", "road": HOSTILE_NAME, "stage_code": "surface", "cost_wan": 2.0}),
        (7, {"name": "云石路", "road": "云石路"}),
        drop=[1],
    )
    assert told.rows["status"].tolist()[3:] == ["new_project", "unmatched", "new_stage", "hardened"]
    assert told.rows["project_id"].fillna("").tolist()[3:] == ["P6", "", "P3", ""]
    assert told.gone.index.tolist() == [("P1", "surface")]
    assert told.gone.loc[("P1", "surface")].tolist() == [f"{FIRST}（路面）", 2027, 82.8]
    assert told.uncounted_yuan == 80_000
    assert told.years.loc[2030, "list_yuan"] == 10_000


def test_a_row_twice_is_told_once():
    again = {"name": "黄家湾路（路基）", "road": "黄家湾路", "route_code": "Y251610928", "start_km": 0.0,
             "end_km": 2.0, "stage_code": "subgrade", "cost_wan": 50.0}  # fmt: skip
    told = compared((4, again))
    assert told.rows["status"].tolist() == ["same"] * 4 + ["twice"]
    assert told.years["list_yuan"].to_dict() == {2027: 1_328_000, 2028: 1_133_300}


def test_namesakes_without_code_and_stakes_are_told_apart_by_what_is_left():
    """The bureau took the sections out of the names: P1 surface and P2 surface have one name."""
    columns = ["name", "finish_year", "cost_wan"]
    bare = {"name": "黄家湾路（路面）", "road": "黄家湾路"}
    told = compared((2, bare | {"cost_wan": 70.0}), columns=columns)
    assert told.rows["status"].tolist() == ["same", "same", "changed", "same"]
    assert set(told.changes["project_id"]) == {"P2"}
    both = compared((1, bare | {"cost_wan": 71.0}), (2, bare | {"cost_wan": 70.0}), columns=columns)
    assert both.rows["status"].tolist() == ["same", "ambiguous", "ambiguous", "same"]


def test_sections_of_a_road_are_told_apart_by_their_names_alone():
    both = compared(
        (1, {"cost_wan": 71.0}),
        (2, {"cost_wan": 70.0}),
        columns=["name", "finish_year", "cost_wan"],
    )
    assert both.changes[["project_id", "after"]].values.tolist() == [["P1", 71.0], ["P2", 70.0]]


def test_stakes_go_before_the_name_of_a_section():
    """A row named as the first section is the second by its stakes; without them, by its name."""
    rows = returned((0, {"start_km": 2.088, "end_km": 3.646}), (1, {"end_km": None}))
    rows = rows.rename(columns={"name": "whole", "road": "name"}).assign(project_id=None)
    names = list_rows(village_plan())["road"].groupby(level=0).first()
    told = with_ids(village_plan(), rows.astype({"project_id": "str"}), names)["project_id"]
    assert told.fillna("").tolist() == ["", "P1", "", ""]
    measured = village_plan().projects.assign(start_km=float("nan"))
    told = with_ids(village_plan(projects=measured), rows, names)["project_id"]
    assert told.tolist() == ["P1", "P1", "P2", "P3"]


def test_a_stage_that_is_not_in_the_name_is_told_by_its_nature():
    bare = {"name": "黄家湾路", "stage_code": None}
    told = compared((0, bare), (1, bare))
    assert told.rows["keys"].tolist()[:2] == [(("P1", "subgrade"),), (("P1", "surface"),)]
    assert told.changes["column"].tolist() == ["name", "name"]


def test_one_row_for_both_stages_of_a_project_is_both():
    """50 + 82.8 = 132.8; the name and the nature differ, the money does not."""
    one = {"name": FIRST, "stage_code": None, "nature": "升级改造", "cost_wan": 132.8,
           "finish_year": None}  # fmt: skip
    told = compared((0, one), drop=[1])
    assert told.rows["keys"].tolist()[0] == (("P1", "subgrade"), ("P1", "surface"))
    assert told.changes["column"].tolist() == ["nature", "finish_year"]
    assert told.gone.empty


def test_a_cell_that_cannot_be_read_is_no_change():
    table = returned((0, {"cost_wan": float("nan")}))
    table.loc[("", 3), "unread"] = "cost_wan=约50"
    told = compare_returned(village_plan(), list_rows(village_plan()), table)
    assert told.changes.empty
    assert told.years["list_yuan"].to_dict() == {2027: 1_328_000, 2028: 1_133_300}


def progress(*changes, table=None):
    """Progress that rows of the sheet 进度 tell."""
    columns = ["project_id", "name", "finish_year"]
    blank = {"status": "planned", "started_on": None, "finished_on": None, "confirmed_by": None}
    rows = returned(*[(at, blank | dict(changes).get(at, {})) for at in range(4)], sheet="进度",
                    columns=columns)  # fmt: skip
    plan = village_plan()
    return progress_of(plan, list_rows(plan), rows if table is None else pd.concat([table, rows]))


DONE = {
    "status": "finished",
    "started_on": "2027-03-01",
    "finished_on": "2027-10-08",
    "confirmed_by": "王工",
    "photo_file": "IMG_0712.jpg",
}


def test_what_nobody_tells_is_planned():
    told = progress()
    assert told.stages.index.tolist() == [
        ("P1", "subgrade"), ("P1", "surface"), ("P2", "surface"), ("P3", "subgrade"),
    ]  # fmt: skip
    assert set(told.stages["status"]) == {"planned"}
    assert told.townships.loc["云岭镇"].to_dict() == {
        "planned": 4, "started": 0, "finished": 0, "projects": 3, "projects_finished": 0,
        "moves": 0, "moves_finished": 0, "other_works": 0, "other_works_finished": 0,
    }  # fmt: skip
    assert told.doubts.empty


def test_a_project_is_finished_when_all_its_works_are():
    told = progress((0, DONE), (1, {"status": "started", "started_on": "2027-11-01"}), (2, DONE))
    assert told.stages["status"].tolist() == ["finished", "started", "finished", "planned"]
    assert told.stages.loc[("P1", "subgrade"), "confirmed_by"] == "王工"
    assert told.stages.loc[("P1", "surface"), "started_on"] == "2027-11-01"
    assert told.townships.loc["云岭镇", [*STATES, "projects_finished"]].tolist() == [1, 1, 2, 1]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"finished_on": None}, "no_date"),
        ({"confirmed_by": None}, "no_confirmation"),
        ({"started_on": "2027-10-09"}, "before_start"),
        ({"started_on": None, "finished_on": "2017-10-08"}, "outside_years"),
        ({"status": None}, "no_status"),
        ({"status": "planned"}, "no_status"),
    ],
)
def test_finished_needs_its_day_and_who_confirmed(change, kind):
    told = progress((2, DONE | change))
    assert told.stages.loc[("P2", "surface"), "status"] == "planned"
    assert told.doubts[["sheet", "row", "kind"]].values.tolist() == [["进度", 5, kind]]


def test_a_day_of_finishing_beside_started_is_told():
    told = progress((2, DONE | {"status": "started"}))
    assert told.stages.loc[("P2", "surface"), "status"] == "started"
    assert told.doubts["kind"].tolist() == ["still_started"]


def test_a_photo_that_is_not_there_is_told_and_finished_counts():
    told = progress((2, DONE | {"photo_file": None}))
    assert told.stages.loc[("P2", "surface"), "status"] == "finished"
    assert told.doubts[["row", "kind"]].values.tolist() == [[5, "no_photo"]]


def moves(*rows, last_year=None):
    """Progress that rows of the relocation list tell: group, and what differs from ``DONE``."""
    columns = ["group_id", *PROGRESS, "unread"]
    told = [{"group_id": group, "unread": "", **DONE, **change} for group, change in rows]
    index = pd.MultiIndex.from_tuples(
        [("进度", 4 + n) for n in range(len(told))], names=["sheet", "row"]
    )
    table = pd.DataFrame(told, index=index, columns=columns)
    return progress_of(village_plan(), list_rows(village_plan()), None, table, last_year=last_year)


def test_a_move_is_finished_as_a_road_is():
    told = moves(("G61", {}), ("G62", {"confirmed_by": None}))
    assert told.moves["status"].to_dict() == {"G61": "finished", "G62": "planned"}
    assert told.doubts[["name", "kind"]].values.tolist() == [["G62", "no_confirmation"]]
    assert set(told.stages["status"]) == {"planned"}
    assert told.townships[["moves", "moves_finished"]].sum().tolist() == [2, 1]


def test_a_group_that_the_plan_does_not_move_is_told():
    told = moves(
        ("G41", {}), ("G99", {}), ("G61", {"status": "planned"} | dict.fromkeys(PROGRESS[1:]))
    )
    assert set(told.moves["status"]) == {"planned"}
    assert told.doubts[["row", "kind"]].values.tolist() == [[4, "unknown_row"], [5, "unknown_row"]]


def test_nothing_is_finished_after_the_last_year():
    late = ("G61", {"finished_on": "2037-10-08"})
    assert moves(late).moves.loc["G61", "status"] == "finished"
    told = moves(late, last_year=2029)
    assert told.moves.loc["G61", "status"] == "planned"
    assert told.doubts["kind"].tolist() == ["outside_years"]


def test_the_list_and_the_sheet_may_not_contradict_each_other():
    listed = returned((0, {"status": "started"}), (1, {"status": "started"}))
    told = progress((0, DONE), table=listed)
    assert told.stages["status"].tolist() == ["started", "started", "planned", "planned"]
    assert told.doubts[["row", "kind"]].values.tolist() == [[3, "contradicts"]]


def test_progress_of_a_row_that_is_not_the_plan_s():
    listed = returned((4, {"name": "独家庄路（路基）", "road": "独家庄路", "stage_code": "subgrade"} | DONE),
                      (5, {"name": "没有的路", "road": "没有的路", "status": "started"}))  # fmt: skip
    told = progress(table=listed)
    assert told.stages.loc[("P6", "subgrade"), "status"] == "finished"
    assert told.townships.loc["云岭镇", [*STATES, "projects_finished"]].tolist() == [4, 0, 0, 0]
    assert told.doubts[["row", "kind"]].values.tolist() == [[8, "unknown_row"]]


def test_what_cannot_be_read_is_told():
    table = returned()
    table.loc[("", 4), "unread"] = "finished_on=十月\ncost_wan=约50"
    doubts = progress(table=table).doubts
    assert doubts[["row", "kind", "text"]].values.tolist() == [
        [4, "unread", "finished_on=十月"], [4, "unread", "cost_wan=约50"],
    ]  # fmt: skip


def improvements(*rows):
    """Progress that rows of the sheet 进度 tell of works on roads: work, and what differs from ``DONE``."""
    told = [{"project_id": work, "name": "云石路（增设错车道）", "stage": "错车道", "stage_code": None, "unread": "",
             **DONE, **change} for work, change in rows]  # fmt: skip
    index = pd.MultiIndex.from_tuples(
        [("进度", 4 + n) for n in range(len(told))], names=["sheet", "row"]
    )
    plan = treated_plan()
    return progress_of(plan, list_rows(plan), pd.DataFrame(told, index=index))


def test_improvements_of_roads_are_finished_as_roads_are():
    told = improvements(("S-R1@bays", {}), ("P1@guardrail", {"confirmed_by": None}))
    assert told.works["status"].to_dict() == {"S-R1@bays": "finished", "P1@guardrail": "planned"}
    assert told.works["kind"].to_dict() == {
        "S-R1@bays": "passing_bays",
        "P1@guardrail": "guardrail",
    }
    assert told.doubts[["row", "name", "kind"]].values.tolist() == [
        [5, "云石路（增设错车道）", "no_confirmation"]
    ]
    assert set(told.stages["status"]) == {"planned"}
    assert told.townships["other_works"].to_dict() == {"云岭镇": 1, "石门乡": 1}
    assert told.townships["other_works_finished"].to_dict() == {"云岭镇": 1, "石门乡": 0}


def test_an_improvement_that_was_not_planned_may_be_done_all_the_same():
    told = improvements(("S-R1@5.5m", {}), ("P6@5.5m", {}))
    assert told.works["status"].to_dict() == {
        "S-R1@bays": "planned", "P1@guardrail": "planned", "S-R1@5.5m": "finished",
    }  # fmt: skip
    assert told.doubts[["row", "kind"]].values.tolist() == [
        [5, "unknown_row"]
    ]  # wider: a stage of P6


def test_a_hazard_is_made_safe_as_a_move_is_made():
    plan = safe_in_other_ways()
    rows = {"治理-Z1": {}, "治理-Z2": {}, "Z1": {}}
    told = [{"group_id": one, "unread": "", **DONE, **change} for one, change in rows.items()]
    index = pd.MultiIndex.from_tuples([("进度", 4 + n) for n in range(3)], names=["sheet", "row"])
    made = progress_of(plan, list_rows(plan), None, pd.DataFrame(told, index=index))
    assert made.works.loc["治理-Z1", ["status", "kind", "name"]].tolist() == [
        "finished", "protection", "滑坡3号",
    ]  # fmt: skip
    assert made.doubts[["row", "kind"]].values.tolist() == [[5, "unknown_row"], [6, "unknown_row"]]
    assert set(made.moves["status"]) == {"planned"}


def test_the_page_tells_of_improvements_that_are_finished():
    plan = treated_plan()
    progress = improvements(("S-R1@bays", {}))
    listed = returned()
    page = returned_page(compare_returned(plan, list_rows(plan), listed), progress, "plan", "list")
    assert "| 云石路 (S-R1@bays) | 错车道 | 完工 |" in " ".join(page.split())
