"""What the lists share: no rows, the same bytes, funds named like a column."""

import openpyxl
from plans import village_plan

from geoplan.publish.project_list import write_project_list
from geoplan.publish.relocation_list import write_relocation_list


def _table(sheet):
    """Data rows as dictionaries by heading; they end at the blank row before the total."""
    _, header, *rows = sheet.values
    data = []
    for row in rows:
        if row[0] is None:
            break
        data.append(dict(zip(header, row, strict=True)))
    return data


def test_plan_without_projects_groups_and_sites_gives_lists_without_rows(tmp_path):
    plan = village_plan()
    empty = village_plan(
        projects=plan.projects.iloc[:0], groups=plan.groups.iloc[:0], sites=plan.sites.iloc[:0],
        payments=plan.payments.iloc[:0], households=plan.households.iloc[:0],
    )  # fmt: skip
    write_project_list(empty, tmp_path)
    write_relocation_list(empty, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "project_list.xlsx")
    assert _table(book["项目清单"]) == []
    assert _table(openpyxl.load_workbook(tmp_path / "relocation_list.xlsx")["搬迁小组"]) == []


def test_two_runs_write_the_same_bytes_whatever_the_order_of_rows(tmp_path):
    plan = village_plan()
    shuffled = village_plan(
        projects=plan.projects.iloc[::-1], groups=plan.groups.iloc[::-1],
        payments=plan.payments.iloc[::-1], households=plan.households.iloc[::-1],
    )  # fmt: skip
    for name, one in (("a", plan), ("b", shuffled)):
        (tmp_path / name).mkdir()
        write_project_list(one, tmp_path / name)
        write_relocation_list(one, tmp_path / name)
    for file in ("project_list.xlsx", "project_list.csv", "relocation_list.xlsx"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
