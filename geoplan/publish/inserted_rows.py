"""Room for more rows in the middle of somebody's sheet, as a spreadsheet makes it.

What stands below moves down with its heights and merged cells; sums, drop-downs, formats and print
areas over the rows grow with them. openpyxl alone moves the cells and nothing else.
"""

import re

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

_CELL = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")


def insert_rows(book: Workbook, sheet: Worksheet, *, first: int, last: int, count: int) -> None:
    """Insert rows below a block of rows, as part of it.

    Parameters
    ----------
    book, sheet
        Changed in place.
    first, last
        Rows of the block, from 1; empty where ``last`` is ``first - 1``.
    count
        How many rows to insert after ``last``.
    """
    below = [box for box in sheet.merged_cells.ranges if box.max_row > last]
    for box in below:
        sheet.unmerge_cells(box.coord)
    heights = {row: sheet.row_dimensions[row].height for row in range(last + 1, sheet.max_row + 1)}
    sheet.insert_rows(last + 1, count)
    for row in range(last + 1, last + 1 + count):
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + count].height = height
    for box in below:
        sheet.merge_cells(_moved(box.coord, last, count, grows=False))
    _move_ranges(sheet, last, count)
    _move_formulas(book, sheet, (first, last), count)


def _moved(text: str, last: int, count: int, *, grows: bool) -> str:
    """Cells or ranges of a text after the insertion; ranges that end with the block grow."""

    def cell(found: re.Match[str]) -> str:
        row = int(found[2])
        return f"{found[1]}{row + count if row > last else row}"

    def cells(one: str) -> str:
        begin, colon, end = one.partition(":")
        if grows and colon and (found := _CELL.fullmatch(end)) and int(found[2]) == last:
            return f"{_CELL.sub(cell, begin)}:{found[1]}{last + count}"
        return _CELL.sub(cell, one)

    return " ".join(cells(one) for one in text.split(" "))


def _move_ranges(sheet: Worksheet, last: int, count: int) -> None:
    """Move and grow drop-downs, conditional formats, filters, tables and the print area."""

    def moved(ranges: object) -> str:
        return _moved(str(ranges), last, count, grows=True)

    for choice in sheet.data_validations.dataValidation:
        choice.sqref = MultiCellRange(moved(choice.sqref))
    formats, sheet.conditional_formatting = (
        sheet.conditional_formatting,
        ConditionalFormattingList(),
    )
    for one in formats:
        for rule in one.rules:
            sheet.conditional_formatting.add(moved(one.sqref), rule)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved(sheet.auto_filter.ref)
    for table in sheet.tables.values():
        table.ref = moved(table.ref)
        if table.autoFilter:
            table.autoFilter.ref = moved(table.autoFilter.ref)
    if sheet.print_area:
        areas = [area.rpartition("!")[2] for area in str(sheet.print_area).split(",")]
        sheet.print_area = ",".join(map(moved, areas))


def _move_formulas(book: Workbook, sheet: Worksheet, block: tuple[int, int], count: int) -> None:
    """Let formulas of every sheet, and names, mean the cells that they meant before."""
    first, last = block
    for page in book.worksheets:
        for cells in page.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    inside = page is sheet and first <= cell.row <= last
                    cell.value = _moved_formula(
                        cell.value, sheet.title, page is sheet, (last, count), not inside
                    )
    for names in (book.defined_names, *(page.defined_names for page in book.worksheets)):
        for name in names.values():
            told = _moved_formula(f"={name.attr_text}", sheet.title, False, (last, count), True)
            name.attr_text = told[1:]


def _moved_formula(
    formula: str, title: str, at_home: bool, inserted: tuple[int, int], grows: bool
) -> str:
    """Formula after the insertion of rows in the sheet of a title; ``at_home``: it is in there."""
    parts = Tokenizer(formula).items
    for token in parts:
        sheet, mark, cells = token.value.rpartition("!")
        here = sheet.strip("'").replace("''", "'") == title if mark else at_home
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and here:
            token.value = sheet + mark + _moved(cells, *inserted, grows=grows)
    return "=" + "".join(token.value for token in parts)
