"""The header of a bureau's sheet: which column has which heading, under titles and groups.

Sheets of offices have titles above, one or two lines of headings with merged cells, and often a
line of instructions below.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geoplan.bureau import folded

HEADER_ROWS = 30
"""The headings are looked for in this many rows."""
DEEPEST = 3
"""Lines that headings may have: a group of columns, the column, its unit."""
GRAND_TOTAL = re.compile(r"\s*[合总]\s*计.*")
"""A cell of the row that ends a list; subtotals (小计) do not."""
Box = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column, from 0."""


@dataclass(frozen=True)
class Header:
    """Where the headings stand.

    Attributes
    ----------
    last
        Last row of the headings, from 0.
    columns
        Column of each heading that stands once, from 0.
    missing, twice
        Headings that stand nowhere, or above several columns.
    seen
        Every heading of the sheet, the group it is in before it.
    """

    last: int
    columns: dict[str, int]
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    seen: tuple[str, ...]


def find_header(
    rows: Sequence[Sequence[object]], merged: Iterable[Box], headings: Sequence[str]
) -> Header:
    """Lines of a sheet that hold the most of some headings.

    Parameters
    ----------
    rows
        Values of the sheet from its first row.
    merged
        Its merged cells.
    headings
        Wanted; a heading in a group may be written with the name of the group before it.

    Returns
    -------
    Header
        Of the fewest lines, and the first, where several hold as many.
    """
    cells = _spread(rows[:HEADER_ROWS], merged)
    wanted = {heading: folded(heading) for heading in headings}
    best: tuple[int, int, dict[str, set[int]]] = (-1, 0, {})
    for depth in range(1, DEEPEST + 1):
        for last in range(depth - 1, len(cells)):
            columns = _columns_by_name(cells[last - depth + 1 : last + 1])
            found = sum(name in columns for name in wanted.values())
            if found > best[0]:
                best = (found, last, columns)
    _, last, columns = best
    places = {heading: columns.get(name, set()) for heading, name in wanted.items()}
    longest = {min(at): max((name for name, where in columns.items() if where == at), key=len)
               for at in columns.values()}  # fmt: skip
    return Header(
        last=last,
        columns={heading: min(at) for heading, at in places.items() if len(at) == 1},
        missing=tuple(heading for heading, at in places.items() if not at),
        twice=tuple(heading for heading, at in places.items() if len(at) > 1),
        seen=tuple(longest[at] for at in sorted(longest)),
    )


def _spread(
    rows: Sequence[Sequence[object]], merged: Iterable[Box]
) -> list[list[tuple[str, int, int]]]:
    """Text of each cell with the place that holds it: that of its merged cell, or its own."""
    width = max(map(len, rows), default=0)
    texts = [["" if value is None else folded(str(value)) for value in row] for row in rows]
    cells = [
        [(text, row, column) for column, text in enumerate([*line, *[""] * (width - len(line))])]
        for row, line in enumerate(texts)
    ]
    for top, left, bottom, right in merged:
        for row in range(top, min(bottom + 1, len(cells))):
            for column in range(left, min(right + 1, width)):
                cells[row][column] = cells[top][left]
    return cells


def _columns_by_name(lines: Sequence[Sequence[tuple[str, int, int]]]) -> dict[str, set[int]]:
    """Columns under each name that some lines give: the lowest text, or with those above it."""
    columns: dict[str, set[int]] = {}
    for stack in zip(*lines, strict=True):
        told = [cell for cell in dict.fromkeys(stack) if cell[0]]
        name = ""
        for text, _, _ in reversed(told):
            name = text + name
            columns.setdefault(name, set()).add(told[-1][2])
    return columns
