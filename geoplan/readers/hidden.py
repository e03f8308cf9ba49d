"""Rows of a workbook that whoever opens it does not see: filtered out, or hidden by hand."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl

HIDDEN = re.compile(rb'<row\s[^>]*\bhidden="(?:1|true)"')
"""How a sheet of an .xlsx begins a row that is not shown."""


def hidden_rows(path: Path, sheet: str | None) -> frozenset[int]:
    """Numbers of the rows of a sheet that are not shown; none in other files than .xlsx.

    Parameters
    ----------
    path
        Any file.
    sheet
        Name of one of its worksheets.
    """
    return _hidden_rows(path, path.stat().st_mtime_ns).get(sheet or "", frozenset())


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
