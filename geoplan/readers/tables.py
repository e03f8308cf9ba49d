"""Tables as offices make them, to rows under one header: text files and workbooks.

Titles stand above the header, headers take two rows, cells are merged, totals and signatures stand
below, an example row shows how to fill in. Nothing is renamed or checked here.
"""

import csv
import datetime
import io
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
import pandas as pd
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from geoplan.errors import LayerError
from geoplan.header import HEADER_ROWS
from geoplan.readers.columns import plain
from geoplan.schema import masked
from geoplan.schema.findings import MOST_IDS

Row = Sequence[object]
SHOWN = 12
"""Names, or cells, that a message quotes."""
NO_VALUE = "\0formula"
"""What stands for a formula of a workbook that no program has computed yet."""
NOTHING = re.compile(r"[-‐-―－/\\／]+")
"""What people write into a cell so that it is not blank."""
FORMULA = re.compile(rb"<f[\s/>]")
"""How a sheet of an .xlsx begins a formula of a cell; drop-downs have <formula1>."""
LABEL_CELLS = 3
"""A row is told to be a total, an example or a signature by its first cells."""
EXAMPLE = re.compile(r"[（(]?(示?例|填表示?例|填写示例|example)(?![\w一-鿿]).*", re.IGNORECASE)
TOTAL = re.compile(r"[（(]?(合|总|小|共)\s*计.*|全[县镇乡村].{0,2}[合总]\s*计.*")
SIGNATURE = re.compile(
    r"(填表|制表|填报|审核|复核|负责|经办|单位负责|统计)(人|单位|日期|时间)?\s*[(（签]?.*[:：].*"
    r"|(注|备注|说明|填表说明)\s*[:：].*"
    r"|(?:19|20)\d\d\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*(?:\d{1,2}\s*日?)?"
)
BARE = ("户", "人")
"""Headings of which only the one above tells what is counted: 受威胁 > 户."""


def numbered_rows(path: Path, encoding: str | None) -> list[tuple[int, Row]]:
    """Rows of a CSV file with the line on which each begins, blank cells as None."""
    text = _text(path, encoding)
    separator = max(",\t;", key=text[:2000].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    numbered: list[tuple[int, Row]] = []
    line = 1
    try:
        for row in rows:
            numbered.append((line, [cell if cell.strip() else None for cell in row]))
            line = rows.line_num + 1
    except csv.Error as error:
        raise LayerError(
            f"{path}: 第 {rows.line_num} 行不是 CSV no CSV in line {rows.line_num} ({error}). "
            "请检查引号和单元格长度 Check its quotation marks and the length of its cells."
        ) from error
    return numbered


def sheet_rows(path: Path) -> Mapping[str, list[Row]]:
    """Rows of every worksheet of a workbook, by its name; hidden sheets too, charts not.

    Text of merged cells stands in each of their rows, and in header rows in each of their columns;
    a merged number only in the first row, since it is meant once. ``NO_VALUE`` stands for a
    formula that has no value yet.
    """
    return _sheet_rows(path, path.stat().st_mtime_ns)


def hidden_sheets(path: Path) -> frozenset[str]:
    """Names of the worksheets of a workbook that whoever opens it does not see."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return frozenset(
        page.name for page in book.sheets_metadata if page.visible != SheetVisibleEnum.Visible
    )


def table(path: Path, rows: Sequence[Row], known: Collection[str]) -> pd.DataFrame:
    """Rows under the header, which is where most known column names stand; one or two rows high.

    Parameters
    ----------
    path
        The file, for messages.
    rows
        Of a text file or a sheet.
    known
        Column names as ``columns.plain`` writes them, those to be named in a message first.

    Returns
    -------
    DataFrame
        The file's column names; of names that stand twice, "above > name". Index: number of the row
        minus 2. Blank rows, and rows that repeat the header, are left out; dashes are blanks.
        ``attrs["title"]`` is what stands above the header.

    Raises
    ------
    LayerError
        No header row is recognised, a second table stands below, a row has more cells than the
        header, or a column that is read holds formulas without value.
    """
    found = _header(rows, known)
    if found is None:
        cells = [masked(cell)[:20] for row in rows[:3] for cell in row if cell is not None]
        seen = list(dict.fromkeys(cells))
        raise LayerError(
            f"{path}: 找不到表头行 no header row with two known column names in the first "
            f"{HEADER_ROWS} rows. 应有列名如 Expected names such as: {', '.join(list(known)[:SHOWN])}. "
            f"前几行为 First rows: {', '.join(seen[:SHOWN]) or '空 empty'}"
        )
    last, names = found
    width = len(names)
    longer = [at for at, row in enumerate(rows) if at > last and any(map(_is_filled, row[width:]))]
    if longer:
        raise LayerError(
            f"{path}: 第 {_numbers(longer)} 行的单元格比表头多 rows have more cells than the header. "
            '数字中有逗号的请加引号 Put quotation marks round figures with commas ("1,240").'
        )
    even = [[*row[:width], *[None] * (width - len(row))] for row in rows]
    frame = pd.DataFrame(even[last + 1 :], columns=pd.Index(names), dtype=object)
    frame.index = frame.index + last
    again = _repeated_headers(path, even, last, known)
    frame = frame.loc[~frame.index.isin(again), [bool(name) for name in names]]
    frame = _without_formulas(path, frame.map(_unless_dashes), known).dropna(how="all")
    above = dict.fromkeys(str(cell) for row in rows[:last] for cell in row if cell is not None)
    frame.attrs["title"] = " ".join(above)
    return frame


def _repeated_headers(
    path: Path, rows: Sequence[Row], last: int, known: Collection[str]
) -> list[int]:
    """Index of the rows below the header, which ends in row ``last``, that repeat or continue it.

    Raises
    ------
    LayerError
        A row is the header of another table.
    """
    above = {tuple(row) for row in rows[: last + 1]}
    again = []
    for at, row in enumerate(rows[last + 1 :], start=last + 1):
        texts = [cell for cell in row if isinstance(cell, str) and not cell[0].isdigit()]
        named = len({name for name in map(plain, texts) if name in known}) >= 2
        if tuple(row) in above or (named and at == last + 1):  # e.g. codes under Chinese names
            again.append(at - 1)
        elif named:
            raise LayerError(
                f"{path}: 第 {at + 1} 行起是另一张表 another table begins in row {at + 1}: "
                f"{masked(', '.join(texts))}. 请分到不同工作表 Put it on a sheet of its own."
            )
    return again


def _is_filled(cell: object) -> bool:
    """True for a cell in which something stands."""
    return cell is not None


def _numbers(rows: Sequence[int]) -> str:
    """Numbers of rows, the first of them, as a person counts."""
    shown = ", ".join(str(row + 1) for row in rows[:MOST_IDS])
    return shown + (", …" if len(rows) > MOST_IDS else "")


def _unless_dashes(cell: object) -> object:
    """The cell, None where dashes or strokes stand for nothing."""
    return None if isinstance(cell, str) and NOTHING.fullmatch(cell.strip()) else cell


def has_header(rows: Sequence[Row], known: Collection[str]) -> bool:
    """True when a header row with two known column names stands in the first rows."""
    return _header(rows, known) is not None


def marginal(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Rows of a table that are no data: examples, totals, signatures and footnotes.

    Below a footnote, rows of one cell are more of it.
    """
    first = frame.iloc[:, :LABEL_CELLS].astype("str").apply(lambda cells: cells.str.strip())
    labels = first.apply(lambda cells: _matches(cells, EXAMPLE) | _matches(cells, TOTAL))
    single = frame.notna().sum(axis=1) <= LABEL_CELLS
    signed = frame.bfill(axis=1).iloc[:, 0].astype("str").str.strip()
    signatures = single & _matches(signed, SIGNATURE)
    below = signatures.cummax() & (frame.notna().sum(axis=1) == 1)
    found: pd.Series[bool] = labels.any(axis=1) | signatures | below
    return found


def is_example(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Rows that show how to fill in the table."""
    first = frame.iloc[:, :LABEL_CELLS].astype("str").apply(lambda cells: cells.str.strip())
    found: pd.Series[bool] = first.apply(lambda cells: _matches(cells, EXAMPLE)).any(axis=1)
    return found


def _matches(cells: "pd.Series[str]", pattern: re.Pattern[str]) -> "pd.Series[bool]":
    """Cells that match as a whole; blanks do not."""
    matched: pd.Series[bool] = cells.str.fullmatch(pattern).fillna(False).astype(bool)
    return matched


def _text(path: Path, encoding: str | None) -> str:
    """Text of a file: in its encoding, else UTF-8, else GB18030; UTF-16 by its mark or its zeros."""
    data = path.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:200]
    marked = ("utf-16",) if wide else ("utf-8-sig", "gb18030")
    for trial in (encoding,) if encoding else marked:
        try:
            return data.decode(trial)
        except (UnicodeDecodeError, LookupError):
            continue
    wrong = " (encoding = ...)" if encoding else ""
    raise LayerError(
        f"{path}: 文字编码不是 the text is not {encoding or 'UTF-8 / GB18030'}{wrong}. "
        "请另存为 Save it as CSV UTF-8."
    )


@lru_cache(maxsize=4)
def _sheet_rows(path: Path, _changed_ns: int) -> Mapping[str, list[Row]]:
    """Rows of every worksheet; kept while one workbook is read sheet by sheet."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))  # whatever its suffix
        names = [page.name for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
        rows = {name: _filled(book.get_sheet_by_name(name)) for name in names}
    except (CalamineError, OSError, ValueError) as error:
        raise LayerError(
            f"{path}: 不是可读的 Excel not a readable workbook. 请重新另存 Save it again as .xlsx."
        ) from error
    return _with_formulas(path, rows) if _has_formulas(path) else rows


def _filled(sheet: CalamineSheet) -> list[Row]:
    """Rows of a sheet with merged cells filled, blank cells as None."""
    cells = [[_value(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        value = cells[top][left] if top < len(cells) and left < len(cells[top]) else None
        if not isinstance(value, str):
            continue
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return list(cells)


def _value(cell: object) -> object:
    """A cell: blank as None, whole numbers without a point, dates as text."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return str(cell)
    return None if isinstance(cell, str) and not cell.strip() else cell


def _has_formulas(path: Path) -> bool:
    """True when any sheet of an .xlsx holds a formula."""
    try:
        with ZipFile(path) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
            return any(FORMULA.search(book.read(name)) for name in sheets)
    except BadZipFile:
        return False


def _with_formulas(path: Path, rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Rows with ``NO_VALUE`` where a formula stands that nobody has computed."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    filled = {name: [list(row) for row in sheet] for name, sheet in rows.items()}
    for name, sheet in ((name, sheet) for name, sheet in filled.items() if sheet):
        for row in book[name].iter_rows(max_row=len(sheet), max_col=len(sheet[0])):
            for cell in row:
                at, column = cell.row - 1, cell.column - 1
                if cell.data_type == "f" and sheet[at][column] is None:
                    sheet[at][column] = NO_VALUE
    return {name: list(sheet) for name, sheet in filled.items()}


def _header(rows: Sequence[Row], known: Collection[str]) -> tuple[int, list[str]] | None:
    """Last row of the header and its names; None when no row has two known ones."""
    best: tuple[tuple[int, int, int], int, list[str]] | None = None
    for at in range(min(HEADER_ROWS, len(rows))):
        for rows_high in (1, 2):
            if at + 1 < rows_high:
                continue
            names, above = _names(rows, at, rows_high)
            rank = (len({plain(name) for name in names} & set(known)), -rows_high, -at)
            if rank[0] >= 2 and (best is None or rank > best[0]):
                best = rank, at, _distinct(names, above)
    return None if best is None else best[1:]


def _names(rows: Sequence[Row], at: int, rows_high: int) -> tuple[list[str], list[str]]:
    """Names in row ``at``, of two rows the lower one first; and what stands above each."""
    own = [str(cell).strip() if cell is not None else "" for cell in rows[at]]
    upper = rows[at - 1] if at else ()
    above = [str(cell).strip() if cell is not None else "" for cell in upper][: len(own)]
    above += [""] * (len(own) - len(above))
    if rows_high == 1:
        return own, above
    return [one or high for one, high in zip(own, above, strict=True)], above


def _distinct(names: list[str], above: list[str]) -> list[str]:
    """Names of which each stands once: of several equal ones "above > name" or "name#2".

    Names that say nothing without what stands above them (``BARE``) are told with it too.
    """
    told: list[str] = []
    for name, high in zip(names, above, strict=True):
        several = name and names.count(name) > 1
        below = several or name in BARE
        one = f"{high} > {name}" if below and high and high != name else name
        number = 2
        while several and one in told:
            one = f"{name}#{number}"
            number += 1
        told.append(one)
    return told


def _without_formulas(path: Path, frame: pd.DataFrame, known: Collection[str]) -> pd.DataFrame:
    """Table whose formulas without value are blank; in a column that is read they are a fault."""
    bare = frame == NO_VALUE
    wrong = [str(name) for name in frame.columns[bare.any()] if plain(str(name)) in known]
    if wrong:
        rows = list(frame.index[bare[wrong].any(axis=1)] + 1)
        raise LayerError(
            f"{path}: 公式没有值或出错 formula without value, or an error (#N/A, #REF!): "
            f"{masked(', '.join(wrong))}, 第 {_numbers(rows)} 行 rows. "
            "请用 Excel/WPS 打开、改正并保存 Open it in Excel or WPS, correct it and save it."
        )
    return frame.mask(bare, None)
