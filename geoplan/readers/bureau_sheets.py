"""The sheet of a bureau to raw rows: headings in several lines, instructions below them, totals."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geoplan.bureau import OTHER_TOTAL, Bureau, near_words
from geoplan.errors import LayerError
from geoplan.header import GRAND_TOTAL, find_header
from geoplan.readers.tables import LABEL_CELLS, NO_VALUE, TOTAL, numbered_rows, sheet_rows
from geoplan.schema import TEXTS, masked

Row = Sequence[object]


def read_bureau_sheet(path: Path, bureau: Bureau) -> pd.DataFrame:
    """Rows of a bureau's list under the headings of ``bureau.toml``.

    Parameters
    ----------
    path
        CSV, or workbook whose sheet is the one that ``bureau`` names.
    bureau
        Its headings; fixed texts are not needed.

    Returns
    -------
    DataFrame
        Index: number of the row minus 2, as ``files.read_file`` has it. The rows from
        ``first_row`` on, if it is given, without the total and what stands below it.

    Raises
    ------
    LayerError
        The file cannot be read, no heading is found in it, or a formula below one has no value.
    """
    rows = _rows(path, bureau.sheet)
    wanted = [name for name, entry in bureau.columns.items() if entry.text is None]
    header = find_header(rows, wanted)
    if not header.columns:
        raise LayerError(
            f"{path}: 找不到 bureau.toml 的表头 none of the headings of bureau.toml is there. 文件中有 "
            f"The file has: {masked(near_words('', list(header.seen)))}"
        )
    first = max(header.last + 1, (bureau.first_row or 0) - 1)
    body = _body(rows, first)
    columns = {name: [row[at] if at < len(row) else None for row in body.values()]
               for name, at in header.columns.items()}  # fmt: skip
    bare = [name for name, cells in columns.items() if NO_VALUE in cells]
    if bare:
        raise LayerError(
            f"{path}: 公式没有值 formula without value: {masked(', '.join(bare))}. "
            "请用 Excel/WPS 打开并保存 Open and save it in Excel or WPS."
        )
    table = pd.DataFrame(columns, index=[at - 1 for at in body], dtype=object)
    return table.dropna(how="all")


def _rows(path: Path, sheet: str | None) -> list[Row]:
    """Rows of a text file, or of a sheet, the first one when none is named."""
    if path.suffix.lower() in TEXTS:
        return [row for _, row in numbered_rows(path, None)]
    sheets = sheet_rows(path)
    if sheet is not None and sheet not in sheets:
        raise LayerError(
            f"{path}: 没有工作表 no sheet {sheet!r}. 文件中有 The file has: {', '.join(sheets)}"
        )
    return sheets[sheet] if sheet else next(iter(sheets.values()), [])


def _body(rows: list[Row], first: int) -> dict[int, Row]:
    """Filled rows of the list by their number: a total ends it unless more rows follow it."""
    filled = [at for at in range(first, len(rows)) if any(cell is not None for cell in rows[at])]
    ends = (at for above, at in enumerate(filled)
            if 2 * above + 1 >= len(filled) and _is_labelled(rows[at], GRAND_TOTAL))  # fmt: skip
    end = next(ends, len(rows))
    return {
        at: rows[at]
        for at in filled
        if at < end and not any(_is_labelled(rows[at], words) for words in (TOTAL, OTHER_TOTAL))
    }


def _is_labelled(row: Row, words: re.Pattern[str]) -> bool:
    """Whether one of the first cells of a row says what the row is."""
    return any(words.fullmatch(str(cell)) for cell in row[:LABEL_CELLS])
