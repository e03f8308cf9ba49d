"""A list into a bureau's own workbook: its titles, headings, formats, sums and other sheets stay."""

import io
import math
import re
import warnings
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.bureau import OTHER_TOTAL, near_words
from geoplan.errors import LayerError
from geoplan.header import GRAND_TOTAL, Header, find_header
from geoplan.publish.inserted_rows import insert_rows
from geoplan.publish.workbook import display_width, save_workbook, write_cell

MOST_INSTRUCTIONS = 5
"""Filled rows under the headings that may be instructions or examples."""
UNREADABLE = (BadZipFile, LookupError, OSError, SyntaxError, ValueError)
"""What the reader of workbooks raises; broken XML is a SyntaxError."""
COLUMN_WIDTH, ONE_LINE = 8.43, 15
"""Width [half-width characters] and height [points] of cells of which a sheet says nothing."""
ROW_OF_CELL = re.compile(r"[A-Z]\$?(\d+)")
"""Row of each cell that a formula names."""
LOST = {
    "xl/charts/": "图表 charts",
    "xl/ctrlProps/": "控件 form controls",
    "xl/activeX/": "控件 form controls",
    "xl/diagrams/": "图形 shapes",
}
"""Parts of a workbook that cannot be kept."""
SHAPES = (b"<xdr:sp>", b"<xdr:sp ", b"<xdr:cxnSp", b"<xdr:grpSp")


def fill_template(
    template: Path,
    path: Path,
    table: pd.DataFrame,
    *,
    total: Mapping[str, float],
    formats: Mapping[str, str],
    sheet: str | None = None,
    first_row: int | None = None,
) -> tuple[list[str], list[str]]:
    """Write a table into the sheet of a workbook that has its headings.

    Parameters
    ----------
    template
        The bureau's workbook (.xlsx), left as it is.
    path
        File to write.
    table
        Columns: headings of the sheet; in the sheet they may stand in another order.
    total
        Heading -> sum, for the cells of a total below the list that are blank or 0.
    formats
        Heading -> number format where the sheet has none, of each of them.
    sheet
        Its name; the first one when absent.
    first_row
        Row of the first project; the first free one under the headings when absent.

    Returns
    -------
    list of str
        Parts of the workbook that could not be kept, and rows of other totals that are blank.
    list of str
        Headings of which the total was filled in.

    Raises
    ------
    LayerError
        The workbook cannot be read or lacks the sheet or headings; all faults at once.
    """
    book = _open(template)
    page = _sheet(template, book, sheet)
    header = _header(template, page, list(table.columns))
    first = first_row or _first_free(template, page, header)
    if first <= header.last + 1:
        raise LayerError(f"{template.name}: first_row = {first} 在表头之上 is not below the headings "
                         f"(第 {header.last + 1} 行 row {header.last + 1}).")  # fmt: skip
    own = _own_rows(page, first)
    if len(table) > own:
        insert_rows(book, page, first=first, last=first + own - 1, count=len(table) - own)
    _split_cells(page, header, range(first, first + len(table)))
    _repeat_row(page, first, range(first + max(own, 1), first + len(table)))
    for row, values in enumerate(table.itertuples(index=False, name=None), start=first):
        for heading, value in zip(table.columns, values, strict=True):
            _write(page.cell(row, header.columns[heading] + 1), value, formats[heading])
    _fill_down(page, header, first, len(table))
    below = range(first + max(own, len(table)), page.max_row + 1)
    filled, blank = _fill_totals(page, header, below, total, formats)
    _fit_heights(page, header, range(first, first + len(table)))
    save_workbook(book, path)
    return [*_lost(template), *(f"{template.name}: {told}" for told in blank)], filled


def _write(cell: Cell, value: Any, number_format: str) -> None:
    """Write a value, a number in a number format where the cell has none."""
    write_cell(cell, value)
    if cell.number_format == "General" and not isinstance(cell.value, str):
        cell.number_format = number_format


def _open(template: Path) -> openpyxl.Workbook:
    """The bureau's workbook."""
    if not template.is_file():
        raise LayerError(f"{template}: 找不到模板 template not found. 请核对 bureau.toml 中的 template "
                         "Check template in bureau.toml.")  # fmt: skip
    if template.suffix.lower() != ".xlsx":
        raise LayerError(f"{template}: 模板应为 a template must be .xlsx, 实为 got {template.suffix}. "
                         "请另存为 Save it as .xlsx.")  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # extensions that it does not know
            return openpyxl.load_workbook(io.BytesIO(template.read_bytes()))
    except UNREADABLE as error:
        raise LayerError(f"{template}: 不是可读的 Excel，或有密码 not a readable workbook, or it has a "
                         "password. 请重新另存 Save it again as .xlsx.") from error  # fmt: skip


def _sheet(template: Path, book: openpyxl.Workbook, wanted: str | None) -> Worksheet:
    """The wanted sheet, or the first."""
    pages = {page.title: page for page in book.worksheets}
    name = wanted or next(iter(pages), "")
    if name not in pages:
        raise LayerError(f"{template.name}: 没有工作表 no sheet {name!r}. 文件中有 It has: "
                         f"{', '.join(pages)}")  # fmt: skip
    return pages[name]


def _header(template: Path, page: Worksheet, headings: list[str]) -> Header:
    """Where the headings stand; a fault where one is not there, or above several columns."""
    header = find_header(_filled(page), headings)
    faults = [f"  - 没有表头 no heading {name!r}. 模板中有 It has: {near_words(name, list(header.seen))}"
              for name in header.missing]  # fmt: skip
    faults += [f"  - 表头不止一列 several columns are headed {name!r}. 请连上级表头一起写，例如 Write it with "
               "the group above it, e.g. \"桩号起点\"" for name in header.twice]  # fmt: skip
    if faults:
        head = (f"{template.name}（{page.title}）有 {len(faults)} 处与 bureau.toml 不符 differs from "
                f"bureau.toml in {len(faults)} heading(s):")  # fmt: skip
        raise LayerError("\n".join([head, *faults]))
    return header


def _filled(page: Worksheet) -> list[list[object]]:
    """Values of the sheet, of merged cells in each of them."""
    rows = [list(values) for values in page.iter_rows(values_only=True)]
    for box in page.merged_cells.ranges:
        value = page.cell(box.min_row, box.min_col).value
        for row in rows[box.min_row - 1 : box.max_row]:
            row[box.min_col - 1 : box.max_col] = [value] * (box.max_col - box.min_col + 1)
    return rows


def _first_free(template: Path, page: Worksheet, header: Header) -> int:
    """First row under the headings without a text of its own: instructions and a total stay."""
    top = header.last + 2
    columns = [column + 1 for column in header.columns.values()]
    for row in range(top, top + MOST_INSTRUCTIONS + 1):
        if _is_total(page, row):
            if not _sums_below(page, row):
                return row
        elif not any(_is_text(page.cell(row, column)) for column in columns):
            return row
    raise LayerError(
        f"{template.name}（{page.title}）: 表头下有 {MOST_INSTRUCTIONS} 行以上已填写 more than "
        f"{MOST_INSTRUCTIONS} rows under the headings are filled. 请清空，或在 bureau.toml 写 Clear them, "
        f"or write: first_row = {top}"
    )


def _own_rows(page: Worksheet, first: int) -> int:
    """How many rows the sheet has for the list before a text, a total or sums stand in it."""
    row = first
    while row <= page.max_row and not _is_total(page, row):
        others = [cell for cell in page[row] if page.cell(first, cell.column).data_type != "f"]
        if row > first and any(_is_text(cell) or cell.data_type == "f" for cell in others):
            break
        row += 1
    return row - first


def _is_text(cell: Any) -> bool:
    """Whether a cell holds words; numbers and formulas may stand ready in the rows of a list."""
    return cell.data_type == "s" and bool(str(cell.value).strip())


def _fill_totals(
    page: Worksheet,
    header: Header,
    below: range,
    total: Mapping[str, float],
    formats: Mapping[str, str],
) -> tuple[list[str], list[str]]:
    """Fill in totals below a list: their headings, and rows of other totals that are blank."""
    filled: list[str] = []
    blank: list[str] = []
    for row in below:
        words = [str(cell.value).strip() for cell in page[row] if _is_text(cell)]
        others = [word for word in words if OTHER_TOTAL.fullmatch(word)]
        cells = {name: page.cell(row, header.columns[name] + 1) for name in total}
        free = {name: cell for name, cell in cells.items()
                if isinstance(cell, Cell) and cell.value in (None, 0)}  # fmt: skip
        if _is_total(page, row):
            for name, cell in free.items():
                _write(cell, total[name], formats[name])
            filled += free
        elif others and free:
            blank.append(f"第 {row} 行“{others[0]}”没有填，请自行填写 row {row} is not filled in: "
                         f"{', '.join(free)}")  # fmt: skip
        elif words and not others:
            break
    return filled, blank


def _is_total(page: Worksheet, row: int) -> bool:
    """Whether a row is the one that sums up the list."""
    return any(_is_text(cell) and GRAND_TOTAL.fullmatch(cell.value) for cell in page[row])


def _sums_below(page: Worksheet, row: int) -> bool:
    """Whether a row has formulas of rows below it: a total above its list."""
    formulas = [str(cell.value) for cell in page[row] if cell.data_type == "f"]
    rows = [int(found) for text in formulas for found in ROW_OF_CELL.findall(text)]
    return bool(rows) and min(rows) > row


def _split_cells(page: Worksheet, header: Header, rows: range) -> None:
    """Undo merged cells that would hide a cell of the list: over rows, or begun left of it."""
    ours = {column + 1 for column in header.columns.values()}
    for box in list(page.merged_cells.ranges):
        several = box.min_row < box.max_row and box.max_row in rows
        hides = ours & set(range(box.min_col + 1, box.max_col + 1))
        if box.min_row in rows and (several or hides):
            page.unmerge_cells(box.coord)


def _repeat_row(page: Worksheet, first: int, rows: range) -> None:
    """Give new rows the look of the first one: styles, height, merged cells."""
    boxes = [box for box in page.merged_cells.ranges if box.min_row == box.max_row == first]
    for row in rows:
        for column in range(1, page.max_column + 1):
            page.cell(row, column)._style = copy(page.cell(first, column)._style)
        page.row_dimensions[row].height = page.row_dimensions[first].height
        for box in boxes:
            page.merge_cells(None, row, box.min_col, row, box.max_col)


def _fill_down(page: Worksheet, header: Header, first: int, count: int) -> None:
    """Repeat the sheet's own formulas of the first row in the rows of the list."""
    ours = {column + 1 for column in header.columns.values()}
    own = [cell for cell in page[first] if cell.column not in ours and cell.data_type == "f"]
    for formula in own:
        for row in range(first + 1, first + count):
            cell = page.cell(row, formula.column)
            if isinstance(cell, Cell) and not isinstance(cell, MergedCell):
                move = Translator(str(formula.value), origin=formula.coordinate)
                cell.value = move.translate_formula(cell.coordinate)


def _fit_heights(page: Worksheet, header: Header, rows: range) -> None:
    """Let texts that are longer than their cells are wide take several lines."""
    known = {column: one.width for one in page.column_dimensions.values()
             for column in range(one.min or 0, (one.max or 0) + 1)}  # fmt: skip
    merged = {(box.min_row, box.min_col): range(box.min_col, box.max_col + 1)
              for box in page.merged_cells.ranges}  # fmt: skip
    for row in rows:
        height = page.row_dimensions[row].height or ONE_LINE
        for column in header.columns.values():
            cell = page.cell(row, column + 1)
            across = merged.get((row, column + 1), range(column + 1, column + 2))
            width = sum(known.get(one, COLUMN_WIDTH) for one in across)
            points = cell.font.size or 11
            if isinstance(cell.value, str) and points * display_width(cell.value) > 11 * width:
                lines = math.ceil(1.1 * points * display_width(cell.value) / (11 * width))
                wrapped = copy(cell.alignment)
                wrapped.wrap_text = True
                cell.alignment = wrapped
                height = max(height, 1.3 * lines * points)
        if height > ONE_LINE:
            page.row_dimensions[row].height = height


def _lost(template: Path) -> list[str]:
    """What of a workbook its reader and writer do not know."""
    with ZipFile(template) as parts:
        lost = {what for name in parts.namelist() for start, what in LOST.items()
                if name.startswith(start)}  # fmt: skip
        drawn = [
            name for name in parts.namelist() if re.match(r"xl/drawings/drawing\d+\.xml", name)
        ]
        if any(shape in parts.read(name) for name in drawn for shape in SHAPES):
            lost.add("图形 shapes")
    return [f"{template.name}: 未能保留 could not be kept: {what}" for what in sorted(lost)]
