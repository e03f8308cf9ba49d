"""Pieces of the Markdown pages that also line up in a terminal: tables, lists, numbers in words."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from geoplan.publish import labels
from geoplan.publish.workbook import display_width

DECIMALS = {"minutes": 1, "gini": 2}
"""Of indicators by unit; counts are whole."""
WITHOUT = "people_without_"
"""Indicators of those who are in no mean of minutes begin so."""


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Markdown table whose columns also line up in a terminal; all but the first right-aligned."""
    cells = [[one_line(str(cell)).replace("|", "\\|") for cell in row] for row in [header, *rows]]
    widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(
        "| " + " | ".join(_pad(row, widths)) + " |" for row in [cells[0], rule, *cells[1:]]
    )


def bullet_list(heading: str, lines: Iterable[str]) -> str:
    """Heading with a list of what is not blank; nothing when the list is empty."""
    bullets = [f"- {told}" for told in map(one_line, lines) if told]
    return "\n".join([heading, "", *bullets]) if bullets else ""


def one_line(text: str) -> str:
    """Text without line breaks and without anything Markdown would take for HTML."""
    return " ".join(text.split()).replace("<", "&lt;")


def in_wan(amount_yuan: float) -> str:
    """Yuan in 万元 with two decimals."""
    return f"{amount_yuan / 1e4:,.2f}"


def indicator_text(row: "pd.Series[Any]", column: str) -> str:
    """Indicator in its unit: shares in percent, others with the unit's ``DECIMALS``."""
    value, unit = row[column], row["unit"]
    if pd.isna(value):
        return "–"
    if math.isinf(value):
        return labels.MAP["cut_off"][0]
    if unit == "share":
        return f"{100 * value:.1f}"
    return f"{value:,.{DECIMALS.get(unit, 0)}f}"


def bound_text(value: float) -> str:
    """Bound of an objective; none known is a dash."""
    return f"{value:,.0f}" if math.isfinite(value) else "–"


def unit_words(unit: str) -> str:
    """Unit in both languages, once where they agree."""
    return " ".join(dict.fromkeys(labels.UNITS.get(unit, (unit,))))


def indicator_words(name: str) -> tuple[str, str]:
    """Words of an indicator; those of minutes are put together from service and season."""
    if name.startswith(WITHOUT):
        words = zip(labels.WITHOUT, indicator_words(name.removeprefix(WITHOUT)), strict=True)
        zh, en = ("".join(pair) for pair in words)
        return zh, en
    if not name.startswith("minutes_"):
        return labels.INDICATORS[name]
    service, season = name.removeprefix("minutes_").rsplit("_", 1)
    zh = f"{labels.SEASONS[season][0]}到{labels.SERVICES[service][0]}"
    return zh, f"to {labels.SERVICES[service][1].lower()}, {labels.SEASONS[season][1].lower()}"


def _pad(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Cells filled up to their column's width."""
    blanks = [" " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)]
    return [
        row[0] + blanks[0],
        *(blank + cell for cell, blank in zip(row[1:], blanks[1:], strict=True)),
    ]
