"""Works on roads on the A3 sheets and on the sheet 进度; hazards made safe on that of the moves."""

import openpyxl
from moves import safe_in_other_ways
from treated import treated_plan

from geoplan.publish.disclosure import public_plan
from geoplan.publish.posters.lists import list_entries
from geoplan.publish.posters.subjects import sheet_subjects
from geoplan.publish.project_list import write_project_list
from geoplan.publish.relocation_list import write_relocation_list


def test_each_sheet_counts_its_own_works_in_one_line() -> None:
    """The bays are of 云岭镇, the guardrail of 石门乡; a wider new surface is no work of its own."""
    plan = treated_plan()
    told = public_plan(plan)
    lines = [
        "".join(entry.body)
        for subject in sheet_subjects(plan, told)
        for entry in list_entries(plan, told, subject)
        if "".join(entry.body).startswith("路上另做")
    ]
    assert lines == [
        "路上另做：加装护栏 1 处、增设错车道 1 处，共 9.92 万元。",
        "路上另做：增设错车道 1 处，共 4.80 万元。",
        "路上另做：加装护栏 1 处，共 5.12 万元。",
    ]


def test_progress_of_works_is_asked_for_after_the_stages(tmp_path) -> None:
    write_project_list(treated_plan(), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "project_list.xlsx")["进度"]
    *_, rail, bays = list(sheet.values)
    assert rail[:5] == (
        "P1@guardrail", "黄家湾路（加装护栏 K0+000—K2+084）", "护栏", 2027, "计划",
    )  # fmt: skip
    assert bays[:5] == (
        "S-R1@bays", "云石路（增设错车道 K0+000—K7+000）", "错车道", 2028, "计划",
    )  # fmt: skip
    (choice,) = sheet.data_validations.dataValidation
    assert "E9" in choice.sqref


def test_progress_of_hazards_made_safe_is_asked_for_after_the_moves(tmp_path) -> None:
    write_relocation_list(safe_in_other_ways(), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["进度"]
    heading, *rows = list(sheet.values)[2:]
    told = dict(zip(heading, rows[-1], strict=True))
    assert [told[name] for name in ("小组编号", "小组", "安置方式", "年份", "状态")] == [
        "治理-Z1", "滑坡3号", "原地治理", 2028, "计划",
    ]  # fmt: skip
