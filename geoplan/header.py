"""The header of a bureau's sheet: which column has which heading, under titles and groups.

Sheets of offices have titles above, one or two lines of headings with merged cells, and often a
line of instructions below.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from geoplan.bureau import folded

HEADER_ROWS = 30
"""The headings are looked for in this many rows; titles may stand above them."""
DEEPEST = 3
"""Lines that headings may have: a group of columns, the column, its unit."""
GRAND_TOTAL = re.compile(r"\s*[合总]\s*计.*")
"""A cell of the row that sums up a list; subtotals (小计) do not."""


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


def find_header(rows: Sequence[Sequence[object]], headings: Sequence[str]) -> Header:
    """Lines of a sheet that hold the most of some headings.

    Parameters
    ----------
    rows
        Values of the sheet from its first row; of merged cells in each of them.
    headings
        Wanted; a heading in a group may be written with the name of the group before it.

    Returns
    -------
    Header
        Of the fewest lines, and the first, where several hold as many.
    """
    lines = _lines(rows[:HEADER_ROWS])
    wanted = {heading: folded(heading) for heading in headings}
    best: tuple[int, int, dict[str, set[int]]] = (-1, 0, {})
    for depth in range(1, DEEPEST + 1):
        for last in range(depth - 1, len(lines)):
            columns = _columns_by_name(lines[max(0, last + 1 - DEEPEST) : last + 1], depth)
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


def _lines(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Text of each cell as it is compared, all lines equally long; a CSV quotes 2027 as '2027."""
    width = max(map(len, rows), default=0)
    texts = [[folded(str(value or "")).removeprefix("'") for value in row] for row in rows]
    return [[*line, *[""] * (width - len(line))] for line in texts]


def _columns_by_name(lines: Sequence[Sequence[str]], depth: int) -> dict[str, set[int]]:
    """Columns under each name that the last lines give: the lowest text, or with those above it.

    Columns that are alike in all lines are one, whose cells are merged.
    """
    columns: dict[str, set[int]] = {}
    before: tuple[str, ...] = ()
    first = 0
    for column, stack in enumerate(zip(*lines, strict=True)):
        first = first if stack == before else column
        before = stack
        name = ""
        for text, _ in groupby(reversed(stack[-depth:])):
            name = text + name
            if name:
                columns.setdefault(name, set()).add(first)
    return columns
