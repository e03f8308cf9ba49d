"""Rows of a table that are no data: totals are left out and compared with what they add up."""

import re
from collections.abc import Mapping

import pandas as pd

from geoplan.readers import columns, units
from geoplan.readers.tables import LABEL_CELLS, is_example, marginal
from geoplan.schema import Finding, Layer, note

WHOLE = re.compile(r"[（(]?(合|总|共)\s*计.*|全[县镇乡村].{0,2}[合总]\s*计.*")
"""First cell of a total of the whole table; 小计 is one of a part."""
SHOWN_ROWS = 8
"""Rows that a note names."""


def data_rows(
    layer: Layer, table: pd.DataFrame, chosen: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows of a table that are data; notes on totals left out, and on one that is no sum.

    Parameters
    ----------
    layer
        What the rows are.
    table
        From ``files.read_file``, in the file's words.
    chosen
        Our column -> the file's, decided by the county.
    """
    margin = marginal(table)
    rows, left = table[~margin], table[margin & ~is_example(table)]
    if left.empty:
        return rows, []
    numbers = ", ".join(f"{row + 2}" for row in left.index[:SHOWN_ROWS])
    what = f"{layer.zh}：跳过合计和签注行 totals and signatures are left out: 第 {numbers} 行"
    return rows, [note(layer.name, what, "none"), *_other_sums(layer, rows, left, chosen)]


def _other_sums(
    layer: Layer, rows: pd.DataFrame, left: pd.DataFrame, chosen: Mapping[str, str]
) -> list[Finding]:
    """Notes on counts of which the one total says another figure than the rows add up to."""
    labels = left.iloc[:, :LABEL_CELLS].astype("str")
    whole = labels.apply(lambda cells: cells.str.strip().str.fullmatch(WHOLE).fillna(False))
    totals = left[whole.any(axis=1)]
    if len(totals) != 1:
        return []
    found = columns.candidates(layer, [str(name) for name in rows.columns])
    read = {ours: theirs[0] for ours, theirs in found.items() if len(theirs) == 1} | dict(chosen)
    counts = [
        (one, read[one.name]) for one in layer.columns
        if one.kind == "integer" and read.get(one.name) in rows
    ]  # fmt: skip
    told = []
    for column, name in counts:
        said, added = (
            _figures(table[name], column.unit).sum(min_count=1) for table in (totals, rows)
        )
        if pd.notna(said) and said != added:
            what = (
                f"{layer.zh}：{column.zh}合计行（第 {totals.index[0] + 2} 行）写 {said:,.0f}，各行相加 {added:,.0f} "
                f"the total says {said:,.0f}, the rows add up to {added:,.0f}"
            )
            remedy = (
                "请在该表中查找漏掉、重复或改过的行，补齐或改正合计 Look for rows that are missing, twice or changed; "
                "mend them, or the total."
            )
            told.append(note(layer.name, what, "may", remedy=remedy))
    return told


def _figures(cells: "pd.Series[str]", unit: str) -> "pd.Series[float]":
    """Cells as numbers, NaN where they cannot be read."""
    return pd.to_numeric(units.figures(cells, unit, 1.0), errors="coerce")
