"""Forms as workbooks: drop-downs, limits with their message, notes, a grey example, ready to print.

Below the headings ``ROWS`` rows are prepared; text columns keep "0012". No cell holds a formula.
"""

import math
from collections.abc import Sequence
from copy import copy

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.blank_county.forms import (
    COORDINATES,
    COUNTY_FORMS,
    COUNTY_TOLD,
    EXPLANATION,
    GROUPS,
    LON,
    TOWNSHIP_FORMS,
    TOWNSHIP_TOLD,
    VILLAGES,
    Entry,
    Form,
    column_of,
    heading,
)
from geoplan.crs import CHINA
from geoplan.publish import labels
from geoplan.publish.workbook import add_sheet, display_width, new_workbook
from geoplan.schema import LAYERS, REFERENCES, Column
from geoplan.schema.layers import WORDS

ROWS = 500
"""Rows that are prepared under the example."""
HEADER = 4
EXAMPLE = HEADER + 1
FIRST, LAST = EXAMPLE + 1, EXAMPLE + ROWS
EXPLANATION_WIDTHS = (11, 20, 7, 92)
NARROWEST = 9
"""Width of the narrowest column [half-width characters]."""
HINT = "带 * 的列必填；灰色示例行不读入；不知道的留空。每列填什么：鼠标移到表头，或看“填表说明”。"
FORMATS = {
    "id": "@", "text": "@", "consent": "@", "flag": "@", "integer": "0", "number": "General",
}  # fmt: skip
DEGREES = "0.00000"
_TYPED = Font(name="宋体", size=11)
_GREY = Font(name="宋体", size=11, italic=True, color="808080")
_GREY_FILL = PatternFill("solid", fgColor="F2F2F2")


def township_workbook() -> Workbook:
    """Workbook that each township fills in: villages, groups, households, services."""
    return _workbook(TOWNSHIP_FORMS, TOWNSHIP_TOLD, "乡镇填报表")


def county_workbook() -> Workbook:
    """Workbook that the county's offices fill in: ledger of hazard points, resettlement sites."""
    return _workbook(COUNTY_FORMS, COUNTY_TOLD, "县级台账")


def _workbook(forms: Sequence[Form], told: Sequence[str], title: str) -> Workbook:
    """Explanation and one sheet per form."""
    book = new_workbook()
    asked = [(form, entry) for form in forms for entry in form.entries]
    table = pd.DataFrame(
        {
            "表": [form.sheet for form, _ in asked],
            "列": [heading(form, entry).removesuffix("*") for form, entry in asked],
            "必填": ["是" if entry.needed else "" for _, entry in asked],
            "填什么": [entry.note for _, entry in asked],
        }
    )
    sheet = add_sheet(book, EXPLANATION, table, title=f"{title}填表说明", intro=told)
    sheet.freeze_panes = None
    _set_widths(sheet, EXPLANATION_WIDTHS)
    for form in forms:
        _add_form(book, form)
    return book


def _add_form(book: Workbook, form: Form) -> None:
    """One sheet with its headings, the example and the prepared rows."""
    entries = form.entries
    first, *others = [entry.example for entry in entries]
    table = pd.DataFrame(
        [[f"示例 {first}", *others]], columns=[heading(form, entry) for entry in entries]
    )
    sheet = add_sheet(book, form.sheet, table, title=form.sheet, intro=[form.about, HINT])
    shown = zip(*sheet.iter_rows(min_row=HEADER, max_row=EXAMPLE, values_only=True), strict=True)
    _set_widths(
        sheet, [3 + max(NARROWEST, *(display_width(str(one)) for one in cells)) for cells in shown]
    )
    sheet.print_options.gridLines = True
    sheet.print_title_rows = f"1:{HEADER}"
    for number, entry in enumerate(entries, start=1):
        head, example = sheet.cell(HEADER, number), sheet.cell(EXAMPLE, number)
        head.comment = Comment(entry.note, "geoplan", width=280, height=110)
        example.font, example.fill = _GREY, _GREY_FILL
        column = column_of(form, entry)
        number_format = DEGREES if column is None else FORMATS[column.kind]
        for row in range(EXAMPLE, LAST + 1):
            cell = sheet.cell(row, number)
            cell.number_format = number_format
            if row > EXAMPLE:
                cell.font, cell.alignment = _TYPED, copy(example.alignment)
        rule = _rule(book, form, entry)
        rule.promptTitle, rule.prompt = head.value.removesuffix("*"), entry.note
        rule.showInputMessage = True
        sheet.add_data_validation(rule)


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the columns, and the heights of the rows to what then stands in them.

    Merged rows go across all columns.
    """
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    across = {box.min_row: sum(widths) for box in sheet.merged_cells.ranges}
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        lines = max(
            math.ceil(1.05 * (display_width(str(cell.value or "")) + 2) / across.get(row, width))
            for cell, width in zip(cells, widths, strict=True)
        )
        points = cells[0].font.size
        sheet.row_dimensions[row].height = points * (1.35 * lines + 0.5)


def _rule(book: Workbook, form: Form, entry: Entry) -> DataValidation:
    """What may be typed into a column, with a message where something else is."""
    column = column_of(form, entry)
    cells = _cells(form, entry.column)
    if column is None:
        low, high = CHINA[0::2] if entry.column == LON else CHINA[1::2]
        rule = _between(
            "decimal", low, high, f"{COORDINATES[entry.column]}应为 {low:g}–{high:g} 的度数"
        )
        rule.errorStyle = "warning"  # degrees, minutes and seconds are read too
    elif column.name in REFERENCES and VILLAGES.sheet in book and form is not VILLAGES:
        rule = _looked_up(form, column.name)
    elif choices := _choices(column):
        rule = _one_of(choices)
    elif column.kind in ("integer", "number") and column.low is not None:
        kind = "whole" if column.kind == "integer" else "decimal"
        words = "整数" if column.kind == "integer" else "数"
        rule = _between(
            kind, column.low, column.high, f"应为 {column.low:g}–{column.high:.0f} 的{words}"
        )
    elif column.name == LAYERS[form.layer].index or (form, entry.column) == (VILLAGES, "name"):
        rule = _unique(cells)
    else:
        rule = DataValidation()
    rule.add(cells.replace("$", ""))
    return rule


def _cells(form: Form, column: str, *, first: int = FIRST, last: int = LAST) -> str:
    """Prepared cells of a column of a form, e.g. $D$5:$D$504."""
    letter = _letter(form, column)
    return f"${letter}${first}:${letter}${last}"


def _letter(form: Form, column: str) -> str:
    """Letter of a column of a form."""
    number = [entry.column for entry in form.entries].index(column) + 1
    return str(get_column_letter(number))


def _choices(column: Column) -> tuple[str, ...]:
    """Words to choose from, as readers know them; classes as digits; () where any text will do."""
    if column.kind == "consent":
        return tuple(labels.CONSENT[state][0] for state in ("yes", "no", "not_asked"))
    if column.kind == "flag":
        return ("是", "否")
    if column.choices:
        return tuple(WORDS[choice][0] for choice in column.choices if choice in WORDS)
    if column.name == "hazard_class":
        return ("4", "3", "2", "1")
    return ()


def _one_of(choices: Sequence[str]) -> DataValidation:
    """Drop-down of fixed words."""
    return _told(
        DataValidation(type="list", formula1=f'"{",".join(choices)}"'),
        f"请从下拉选项中选：{'、'.join(choices)}",
    )


def _looked_up(form: Form, column: str) -> DataValidation:
    """Drop-down of what stands in an earlier sheet: the township, villages, groups of the village.

    Only warns, since a county may keep several townships in one workbook.
    """
    villages, groups = f"'{VILLAGES.sheet}'!", f"'{GROUPS.sheet}'!"
    if column == "township_name":
        source = villages + _cells(VILLAGES, column, last=FIRST)
    elif column == "village_name":
        names = _cells(VILLAGES, "name")
        source = f"OFFSET({villages}{names.split(':')[0]},0,0,MAX(1,COUNTA({villages}{names})),1)"
    else:
        village, above = f"${_letter(form, 'village_name')}{FIRST}", EXAMPLE
        homes = groups + _cells(GROUPS, "village_name")
        top = groups + _cells(GROUPS, "name", first=above).split(":")[0]
        source = f"OFFSET({top},MATCH({village},{homes},0),0,COUNTIF({homes},{village}),1)"
    rule = _told(
        DataValidation(type="list", formula1=source),
        "与前面的表所填不同，读入时会找不到。请从下拉选项中选，或先到前面的表中补上",
    )
    rule.errorStyle = "warning"
    return rule


def _between(kind: str, low: float, high: float | None, words: str) -> DataValidation:
    """Limits of a number."""
    return _told(
        DataValidation(type=kind, operator="between", formula1=f"{low:g}", formula2=f"{high:.0f}"),
        words,
    )


def _unique(cells: str) -> DataValidation:
    """No value twice in a column; compared as text, so that 012 is not 12."""
    own = cells.split(":")[0].replace("$", "")
    return _told(
        DataValidation(type="custom", formula1=f"SUMPRODUCT(--({cells}={own}))=1"),
        "与本列另一行相同，不能重复",
    )


def _told(rule: DataValidation, words: str) -> DataValidation:
    """The rule with the message that a wrong entry meets."""
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle, rule.error = "请核对", f"{words}。"
    return rule
