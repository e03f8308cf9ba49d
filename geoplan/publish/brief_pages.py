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


def fitting_size(blocks: Sequence[Block], *, aspect: float) -> Size:
    """The first of ``SIZES`` in which everything is on two pages, its picture as wide as it can be.

    The last size when there is none.

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
    fitting = (size for size in trials if page_count(blocks, size, aspect=aspect) <= PAGES)
    return next(fitting, SIZES[-1])


def page_count(blocks: Sequence[Block], size: Size, *, aspect: float) -> int:
    """Pages that the document takes: what cannot be parted and has no room goes on the next one."""
    room_pt = (HEIGHT_MM - TOP_MM - BOTTOM_MM) * POINTS_PER_MM
    pages, used_pt = 1, TITLE_LINES * TITLE_LINE_PT + 2 * size.line_pt
    end_pt = [size.line_pt] * (1 + SPARE_LINES)
    for height_pt in (*_parts_pt(blocks, size, aspect), *end_pt):
        if used_pt + height_pt > room_pt:
            pages, used_pt = pages + 1, 0.0
        used_pt += height_pt
    return pages


def _parts_pt(blocks: Sequence[Block], size: Size, aspect: float) -> Iterator[float]:
    """Height of every line of text, of the tables and the picture [points]."""
    for block in blocks:
        if block.picture:
            yield aspect * size.picture_mm * POINTS_PER_MM + size.line_pt
        elif block.table is not None:
            yield (len(block.table) + 1) * size.row_pt + 2 * GAP_PT
        else:
            yield from [size.line_pt] * _lines(block, size)


def _lines(block: Block, size: Size) -> int:
    """Lines of a paragraph with its indent; one in twenty-five is lost to punctuation."""
    text = block.heading + block.lead + block.text
    across = (WIDTH_MM - LEFT_MM - RIGHT_MM) * POINTS_PER_MM / (size.text_pt / 2)
    return math.ceil(1.04 * (4 + display_width(text)) / across)
