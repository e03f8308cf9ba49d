"""The sheet of a bureau to raw rows: headings in several lines, instructions below them, totals."""

import warnings
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from geoplan.bureau import Bureau, folded, near_words
from geoplan.errors import LayerError
from geoplan.header import GRAND_TOTAL, find_header
from geoplan.readers.columns import plain
from geoplan.readers.files import read_file
from geoplan.schema import TEXTS, masked


def read_bureau_sheet(path: Path, bureau: Bureau) -> pd.DataFrame:
    """Rows of a bureau's list under the headings of ``bureau.toml``.

    Parameters
    ----------
    path
        CSV, or workbook (.xlsx) whose sheet is the one that ``bureau`` names.
    bureau
        Its headings; fixed texts are not needed.

    Returns
    -------
    DataFrame
        As ``files.read_file`` gives it: index sheet row - 2. Of a workbook the rows from
        ``first_row`` on, if it is given, up to the total.

    Raises
    ------
    LayerError
        The file cannot be read, or no heading is found in it.
    """
    if path.suffix.lower() in TEXTS:
        raw = read_file(path, known={plain(name) for name in bureau.columns})
        ours = {folded(name): name for name in bureau.columns}
        return raw.rename(columns=lambda name: ours.get(folded(str(name)).removeprefix("'"), name))
    rows, boxes = _sheet(path, bureau.sheet)
    wanted = [name for name, entry in bureau.columns.items() if entry.text is None]
    header = find_header(rows, boxes, wanted)
    if not header.columns:
        raise LayerError(
            f"{path}: 找不到 bureau.toml 的表头 none of the headings of bureau.toml is there. 文件中有 "
            f"The file has: {masked(near_words('', list(header.seen)))}"
        )
    first = max(header.last + 1, (bureau.first_row or 0) - 1)
    body = [list(row) for row in rows[first : _end(rows, first)]]
    table = pd.DataFrame(
        {name: [row[column] for row in body] for name, column in header.columns.items()},
        dtype=object,
    )
    table.index = table.index + first - 1
    return table.dropna(how="all")


def _open(path: Path) -> openpyxl.Workbook:
    """Workbook with values instead of formulas."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # drop-downs and styles it does not know
            return openpyxl.load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise LayerError(
            f"{path}: 不是可读的 Excel not a readable workbook. 请重新另存 Save it again as .xlsx."
        ) from error


def _sheet(
    path: Path, name: str | None
) -> tuple[list[tuple[object, ...]], list[tuple[int, int, int, int]]]:
    """Values and merged cells of a sheet, the first one when none is named."""
    book = _open(path)
    pages = {page.title: page for page in book.worksheets}
    if name is not None and name not in pages:
        raise LayerError(
            f"{path}: 没有工作表 no sheet {name!r}. 文件中有 The file has: {', '.join(pages)}"
        )
    page = pages[name] if name else next(iter(pages.values()))
    boxes = [(box.min_row - 1, box.min_col - 1, box.max_row - 1, box.max_col - 1)
             for box in page.merged_cells.ranges]  # fmt: skip
    return list(page.iter_rows(values_only=True)), boxes


def _end(rows: list[tuple[object, ...]], first: int) -> int:
    """Row after the list: that of the total, where one follows rows that are filled in."""
    filled = False
    for at in range(first, len(rows)):
        total = any(
            GRAND_TOTAL.fullmatch(str(value)) for value in rows[at][:3] if value is not None
        )
        if total and filled:
            return at
        filled = filled or any(value is not None for value in rows[at])
    return len(rows)
