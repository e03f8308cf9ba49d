"""Works on roads on the A3 sheets: one line for the county and for each township that has any."""

from treated import treated_plan

from geoplan.publish.disclosure import public_plan
from geoplan.publish.posters.lists import list_entries
from geoplan.publish.posters.subjects import sheet_subjects


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
