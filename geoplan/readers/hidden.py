"""Rows of a workbook that whoever opens it does not see: filtered out, or hidden by hand."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
import pandas as pd

from geoplan.schema import Finding, Layer, note

HIDDEN = re.compile(rb'<row\s[^>]*\bhidden="(?:1|true)"')
"""How a sheet of an .xlsx begins a row that is not shown."""


SHOWN_ROWS = 8
"""Rows that a note names."""


def told_hidden(layer: Layer, table: pd.DataFrame, path: Path, sheet: str | None) -> list[Finding]:
    """Note on rows that are read though a filter, or somebody, hides them; .xlsx alone tells.

    Parameters
    ----------
    layer
        What the rows are.
    table
        Rows that are read, from ``files.read_file``.
    path, sheet
        Where they stand.
    """
    hidden = _hidden_rows(path, path.stat().st_mtime_ns).get(sheet or "", frozenset())
    rows = [row + 2 for row in table.index if row + 2 in hidden]
    if not rows:
        return []
    shown = ", ".join(map(str, rows[:SHOWN_ROWS])) + (", …" if len(rows) > SHOWN_ROWS else "")
    what = (
        f"{layer.zh}：{len(rows)} 行隐藏（如被筛选），照常读取 hidden rows (a filter perhaps) are read like the others: "
        f"第 {shown} 行"
    )
    remedy = "不要的行请删去 Delete the rows that are not meant."
    return [note(layer.name, what, "may", remedy=remedy)]


@lru_cache(maxsize=4)
def _hidden_rows(path: Path, _changed_ns: int) -> Mapping[str, frozenset[int]]:
    """Hidden rows of every worksheet; kept while one workbook is read sheet by sheet."""
    try:
        with ZipFile(path) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
            if not any(HIDDEN.search(book.read(name)) for name in sheets):
                return {}
    except (BadZipFile, OSError):
        return {}
    pages = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets
    return {
        page.title: frozenset(row for row, shown in page.row_dimensions.items() if shown.hidden)
        for page in pages
    }
