"""CSV that survives a spreadsheet: opened, looked at and saved again it still says the same.

Spreadsheets read 1E5 as a number, 007 as 7 and 3-5 as a date, and run what begins like a formula.
Such a text gets an apostrophe; ``readers`` take it off again.
"""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from geoplan.publish.workbook import cell_value, looks_like_formula

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NUMBER = re.compile(r"[\d\s.,:/\-%$￥¥年月日时分eE+]*\d[\d\s.,:/\-%年月日时分eE+]*")
_DATE = re.compile(
    rf"(?=.*\d)\d{{0,4}}[\s\-/.]*({_MONTHS})[a-z]*[\s\-/.,]*\d{{0,4}}[\s\-/.,]*\d{{0,4}}",
    re.IGNORECASE,
)
_FLAG = re.compile(r"true|false|真|假", re.IGNORECASE)


def write_csv(table: pd.DataFrame, path: Path, *, formats: Mapping[str, str]) -> None:
    """Header and rows of a table as UTF-8 with BOM, as Excel wants it.

    Parameters
    ----------
    table
        What to list; the column names are the headings, the index is not written.
    path
        Target file, overwritten.
    formats
        Heading -> number format of a sheet, of which the CSV has the decimals.
    """
    headings = [_text(str(heading)) for heading in table.columns]
    decimals = [_decimals(formats.get(str(heading), "")) for heading in table.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in table.itertuples(index=False, name=None):
            values = map(cell_value, row)
            writer.writerow(
                _text(value) if isinstance(value, str) else _number(value, places)
                for value, places in zip(values, decimals, strict=True)
            )


def looks_like_a_value(text: str) -> bool:
    """Whether a spreadsheet could read the text as a number, a date or a truth value."""
    kinds = (_NUMBER, _DATE, _FLAG)
    return any(kind.fullmatch(text.strip()) is not None for kind in kinds)


def _text(text: str) -> str:
    """Text of a cell, with an apostrophe where a spreadsheet would change or run it."""
    guarded = text.startswith("'") or looks_like_formula(text) or looks_like_a_value(text)
    return f"'{text}" if guarded else text


def _number(value: float | None, decimals: int) -> str:
    """Number of a cell; unknown is blank."""
    return "" if value is None else f"{value:.{decimals}f}"


def _decimals(number_format: str) -> int:
    """Decimals of a sheet's number format."""
    return number_format.partition(".")[2].count("0")
