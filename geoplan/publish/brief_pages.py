"""How large the brief can be printed on its pages.

Lines have a fixed height and Chinese characters a fixed width, so that WPS, Word and LibreOffice
break pages alike and the pages can be counted before the document is written.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geoplan.publish.brief_text import Block
from geoplan.publish.workbook import display_width

PAGES = 2
WIDTH_MM, HEIGHT_MM = 210.0, 297.0
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
"""A4 and its margins (GB/T 9704-2012)."""
POINTS_PER_MM = 72 / 25.4
TITLE_LINES, TITLE_LINE_PT = 2, 32.0
GAP_PT = 5.0
"""Blank before and after a table."""
SPARE_LINES = 1
"""Lines kept free on the last page, for fonts that break a paragraph otherwise."""


@dataclass(frozen=True)
class Size:
    """Size of text and cells, height of lines and rows [points], least width of the picture [mm]."""

    text_pt: float
    line_pt: float
    cell_pt: float
    row_pt: float
    picture_mm: float


SIZES = (
    Size(16.0, 28.0, 12.0, 18.0, 156.0),
    Size(14.0, 22.0, 10.5, 16.0, 156.0),
    Size(12.0, 18.0, 10.5, 15.0, 150.0),
    Size(12.0, 17.0, 9.0, 13.0, 130.0),
    Size(12.0, 16.0, 9.0, 12.0, 120.0),
    Size(10.5, 15.0, 9.0, 12.0, 125.0),
    Size(10.5, 14.0, 9.0, 12.0, 110.0),
    Size(9.0, 12.0, 8.0, 10.5, 100.0),
)
"""三号 as the standard asks for, 四号, 小四, 五号, 小五."""

WIDEST_PICTURE_MM, PICTURE_STEP_MM = 156, 4
FEW_LINES = 3
"""A blank of fewer lines before the picture is no waste."""


def laid_out(blocks: Sequence[Block], *, aspect: float) -> tuple[Size, list[Block]]:
    """The first of ``SIZES`` in which everything is on two pages, and the blocks in their order.

    The picture is as wide as it can be. Where it has no room on its page, the paragraphs that
    follow come before it, so that no page ends with a blank. The last size when none has room.

    Parameters
    ----------
    blocks
        Everything in the document but title and signature.
    aspect
        Height of the picture by its width; 0 without a picture.
    """
    trials = (
        replace(size, picture_mm=float(picture_mm))
        for size in SIZES
        for picture_mm in range(WIDEST_PICTURE_MM, int(size.picture_mm) - 1, -PICTURE_STEP_MM)
    )
    laid = ((size, _without_blanks(blocks, size, aspect)) for size in trials)
    fitting = (one for one in laid if page_count(one[1], one[0], aspect=aspect) <= PAGES)
    last = SIZES[-1]
    return next(fitting, (last, _without_blanks(blocks, last, aspect)))


def page_count(blocks: Sequence[Block], size: Size, *, aspect: float) -> int:
    """Pages that the document takes: what cannot be parted and has no room goes on the next one."""
    return 1 + len(_blanks_pt(blocks, size, aspect))


def _without_blanks(blocks: Sequence[Block], size: Size, aspect: float) -> list[Block]:
    """The blocks with the picture as early as it leaves few pages, and next to no blank on them."""
    few_pt = FEW_LINES * size.line_pt

    def waste(order: Sequence[Block]) -> tuple[int, int]:
        blanks_pt = _blanks_pt(order, size, aspect)
        return len(blanks_pt), int(sum(blanks_pt) / few_pt)

    return min(_orders(blocks), key=waste)


def _orders(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks as they are, then with the picture later and later."""
    order = list(blocks)
    yield order
    start = next((place for place, block in enumerate(order) if block.picture), len(order))
    for place in range(start + 1, len(order)):
        yield [*order[:start], *order[start + 1 : place + 1], order[start], *order[place + 1 :]]


def _blanks_pt(blocks: Sequence[Block], size: Size, aspect: float) -> list[float]:
    """Height that is left blank at the end of each page but the last [points]."""
    room_pt = (HEIGHT_MM - TOP_MM - BOTTOM_MM) * POINTS_PER_MM
    blanks_pt, used_pt = [], TITLE_LINES * TITLE_LINE_PT + 2 * size.line_pt
    end_pt = [size.line_pt] * (1 + SPARE_LINES)
    for height_pt in (*_parts_pt(blocks, size, aspect), *end_pt):
        if used_pt + height_pt > room_pt:
            blanks_pt.append(room_pt - used_pt)
            used_pt = 0.0
        used_pt += height_pt
    return blanks_pt


def _parts_pt(blocks: Sequence[Block], size: Size, aspect: float) -> Iterator[float]:
    """Height of every line of text, of the tables, and of the picture with its lines [points]."""
    for block in blocks:
        if block.picture:
            credit = _lines(block.text, size.cell_pt) if block.text else 0
            yield aspect * size.picture_mm * POINTS_PER_MM + (1 + credit) * size.line_pt
        elif block.table is not None:
            yield (len(block.table) + 1) * size.row_pt + 2 * GAP_PT
        else:
            lines = _lines(block.heading + block.lead + block.text, size.text_pt)
            yield from [size.line_pt] * lines


def _lines(text: str, font_pt: float) -> int:
    """Lines of a paragraph with its indent; one in twenty-five is lost to punctuation."""
    across = (WIDTH_MM - LEFT_MM - RIGHT_MM) * POINTS_PER_MM / (font_pt / 2)
    return math.ceil(1.04 * (4 + display_width(text)) / across)
