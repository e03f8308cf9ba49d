"""Workbooks that offices open: safe cells, printable sheets, the same bytes on every run.

Cells are data, never programs: text that a spreadsheet could take for a formula is stored as
quoted text. The writer's clock is taken out of the file.
"""

import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.publish import labels
from geoplan.publish.office_file import save_without_clock

MONEY, WHOLE, STAKE, YEAR = "#,##0.00_ ", "#,##0_ ", "0.000_ ", "0_ "
"""Number formats: 万元 or yuan to the fen, counts and minutes, km, years; a blank at the end."""
A3, A4 = 8, 9
"""Paper sizes as spreadsheets number them."""
POINTS = {A3: 14, A4: 11}
"""Size of the text on each paper [points]: A3 hangs on a wall."""
LONGEST_HEADING, WIDEST = 14, 44
"""Heading that still takes one line, and widest column [half-width characters]."""

_FORMULA = re.compile(r"^(\s*[=+\-@＝＋－＠]|[\t\r\n])")
_LINE = Side(style="thin", color="808080")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="E7ECEF")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_RIGHT = Alignment(horizontal="right", vertical="center")


def display_width(text: str) -> int:
    """Width of a text in half-width characters; Chinese characters count two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could run the text: it starts with = + - @, a tab or a line break."""
    return _FORMULA.match(text) is not None


def cell_value(value: Any) -> str | int | float | None:
    """Value as a sheet holds it: unknown is blank, unreachable is said in words."""
    if pd.isna(value):
        return None
    if isinstance(value, str):
        return str(ILLEGAL_CHARACTERS_RE.sub("", value))
    number = float(value)
    if math.isinf(number):
        return labels.MAP["cut_off"][0]
    return int(number) if number.is_integer() else number


def add_sheet(
    book: Workbook,
    name: str,
    table: pd.DataFrame,
    *,
    title: str,
    formats: Mapping[str, str] | None = None,
    intro: Sequence[str] = (),
    total: Sequence[Any] = (),
    notes: Sequence[str] = (),
    paper: int = A4,
    least_width: float = 0.0,
) -> Worksheet:
    """Sheet with a merged title, a frozen header row and one row per row of the table.

    Parameters
    ----------
    book
        Workbook that receives the sheet.
    name
        Name on the tab.
    table
        What to list; the column names are the headings, the index is not shown.
    title
        First row, across all columns.
    formats
        Heading -> number format; text has none.
    intro
        Paragraphs between title and header.
    total
        One value per column, set off by a blank row, so that it is never read as data.
    notes
        Paragraphs under the table.
    paper
        Paper size, ``A4`` or ``A3``; landscape, all columns on one page.
    least_width
        Columns together are at least as wide [half-width characters], so that a text over few
        columns is not broken into many lines.

    Returns
    -------
    Worksheet
        The finished sheet.
    """
    sheet = book.create_sheet(name)
    points = POINTS[paper]
    number_formats = [(formats or {}).get(str(heading), "General") for heading in table.columns]
    header, last = len(intro) + 2, len(intro) + 2 + len(table)
    _write_headings(sheet, header, [str(heading) for heading in table.columns], points)
    looks: dict[tuple[bool, str], Any] = {}
    for row, values in enumerate(table.itertuples(index=False, name=None), start=header + 1):
        _write_row(sheet, row, values, number_formats, Font(name="宋体", size=points), looks)
    if total:
        last += 2
        _write_row(
            sheet, last, total, number_formats, Font(name="宋体", size=points, bold=True), {}
        )
    _fit_columns(sheet, header, last, points)
    _widen(sheet, least_width)
    _fit_rows(sheet, header + 1, last, points)
    _write_paragraph(sheet, 1, title, Font(name="黑体", size=1.5 * points), _CENTRE)
    rows = [*range(2, header), *range(last + 2, last + 2 + len(notes))]
    for row, text in zip(rows, [*intro, *notes], strict=True):
        _write_paragraph(sheet, row, text, Font(name="宋体", size=points), _LEFT)
    _set_page(sheet, header, paper)
    return sheet


def save_workbook(book: Workbook, path: Path) -> None:
    """Write the workbook without the time of writing, so that equal plans give equal files.

    Parameters
    ----------
    book
        Workbook; its sheets were made by ``add_sheet``.
    path
        Target ``.xlsx`` file, overwritten.
    """
    written = io.BytesIO()
    book.save(written)
    save_without_clock(written, path)


def new_workbook() -> Workbook:
    """Workbook without sheets."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "geoplan"
    return book


def _write_headings(sheet: Worksheet, row: int, headings: Sequence[str], points: float) -> None:
    """Write the shaded header row, high enough for two lines."""
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(row, column)
        write_cell(cell, heading)
        cell.font, cell.fill = Font(name="黑体", size=points), _SHADE
        cell.border, cell.alignment = _GRID, _CENTRE
    sheet.row_dimensions[row].height = 3.2 * points


def _write_row(
    sheet: Worksheet,
    row: int,
    values: Sequence[Any],
    number_formats: Sequence[str],
    font: Font,
    looks: dict[tuple[bool, str], Any],
) -> None:
    """Write one bordered row: text to the left, numbers and what stands among them to the right.

    ``looks`` keeps the style of each kind of cell: openpyxl takes long to look one up.
    """
    for column, (value, number_format) in enumerate(
        zip(values, number_formats, strict=True), start=1
    ):
        cell = sheet.cell(row, column)
        cell.value = cell_value(value)
        is_text = isinstance(cell.value, str)
        if (is_text, number_format) not in looks:
            cell.font, cell.border = font, _GRID
            cell.alignment = _LEFT if is_text and number_format == "General" else _RIGHT
            cell.number_format = number_format
            looks[is_text, number_format] = cell._style
        cell._style = copy(looks[is_text, number_format])
        _keep_text(cell)


def write_cell(cell: Cell, value: Any) -> None:
    """Store a value in a cell; text stays text whatever it starts with."""
    cell.value = cell_value(value)
    _keep_text(cell)


def _keep_text(cell: Cell) -> None:
    """Let text stay text whatever it starts with."""
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.quotePrefix = looks_like_formula(cell.value)


def _write_paragraph(
    sheet: Worksheet, row: int, text: str, font: Font, alignment: Alignment
) -> None:
    """Write a text across all columns, as high as its lines: sheets do not fit merged cells."""
    columns = sheet.column_dimensions
    across = sum(dimension.width for dimension in columns.values())
    cell = sheet.cell(row, 1)
    write_cell(cell, text)
    cell.font, cell.alignment = font, alignment
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
    lines = math.ceil(1.05 * display_width(text) * font.size / POINTS[A4] / across)
    sheet.row_dimensions[row].height = 1.6 * lines * font.size


def _fit_columns(sheet: Worksheet, header: int, last: int, points: float) -> None:
    """Make each column as wide as its longest entry; long headings take two lines."""
    columns = sheet.iter_cols(min_row=header, max_row=last)
    for number, (heading, *entries) in enumerate(columns, start=1):
        title = display_width(heading.value)
        wanted = [title if title <= LONGEST_HEADING else title / 2, *map(_printed_width, entries)]
        width = min(max(wanted) + 3, WIDEST) * points / POINTS[A4]
        sheet.column_dimensions[get_column_letter(number)].width = width


def _widen(sheet: Worksheet, least_width: float) -> None:
    """Make the columns wider, all alike, until they are together as wide as asked."""
    columns = sheet.column_dimensions.values()
    missing = least_width - sum(column.width for column in columns)
    for column in columns:
        column.width += max(missing, 0.0) / len(columns)


def _fit_rows(sheet: Worksheet, first: int, last: int, points: float) -> None:
    """Make each row as high as its longest wrapped text."""
    widths = [
        dimension.width * POINTS[A4] / points for dimension in sheet.column_dimensions.values()
    ]
    for cells in sheet.iter_rows(min_row=first, max_row=last):
        needed = zip(map(_printed_width, cells), widths, strict=True)
        lines = max(math.ceil((text + 2) / width) for text, width in needed)
        sheet.row_dimensions[cells[0].row].height = (1.25 * lines + 0.4) * points


def _printed_width(cell: Cell) -> int:
    """Width of a cell's text as its number format prints it."""
    if cell.value is None:
        return 0
    if isinstance(cell.value, str):
        return display_width(cell.value)
    decimals = cell.number_format.partition(".")[2].count("0")
    return len(f"{cell.value:,.{decimals}f}")


def _set_page(sheet: Worksheet, header: int, paper: int) -> None:
    """Freeze and repeat the header; landscape, all columns on one page, page numbers."""
    sheet.freeze_panes = f"A{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.6, bottom=0.8, footer=0.4)
    sheet.oddFooter.center.text = "&P / &N"
