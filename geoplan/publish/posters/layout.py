"""What stands around map and lists on an A3 sheet: title, legend, posting dates, credits."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from geoplan.programme.plan import Plan
from geoplan.publish.labels import HAZARD_CLASSES, MAP, POSTER, filled
from geoplan.publish.posted import HOUSEHOLD_DAYS, PROJECT_DAYS, telephone
from geoplan.publish.posters.fonts import (
    MM_PER_POINT,
    Face,
    drawable,
    pieces,
    shorten,
    width_mm,
    wrap,
    write,
)
from geoplan.publish.posters.ground import (
    HATCHES,
    INK,
    Floats,
    hardened_strokes,
    pale,
    road_years,
    unpaved_strokes,
    year_strokes,
)
from geoplan.publish.posters.marks import (
    DOTS,
    draw_arrow,
    draw_dot,
    draw_number,
    draw_seat,
    draw_site,
    village_states,
)
from geoplan.publish.posters.placement import Box
from geoplan.publish.sheets import year_span

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 420.0, 297.0, 10.0
BODY: Box = (MARGIN_MM, 50.0, WIDTH_MM - MARGIN_MM, 257.0)
"""Room of map and lists."""
TITLE_POINTS, SMALLEST_TITLE_POINTS = 46.0, 28.0
"""Size of the title: letters of 16 mm are read from well over 3 m."""
FOOT_POINTS = 10.0
ROW_MM = 5.9
LEGEND: Box = (MARGIN_MM, 8.0, 172.0, 47.0)
POSTING: Box = (178.0, 8.0, 312.0, 47.0)
CREDITS: Box = (320.0, 8.0, WIDTH_MM - MARGIN_MM, 47.0)
Sample = Callable[[Axes, float, float], object]
"""Draws one symbol of the legend around a point [mm]."""


def new_page() -> tuple[Figure, Axes]:
    """Empty A3 sheet, landscape, and axes in millimetres from its lower left corner."""
    figure = Figure((WIDTH_MM / 25.4, HEIGHT_MM / 25.4))
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH_MM), ylim=(0, HEIGHT_MM))
    page.set_autoscale_on(False)
    page.set_axis_off()
    return figure, page


def draw_title(
    page: Axes, plan: Plan, place: str, *, continued: bool, faces: tuple[Face, Face]
) -> None:
    """Title as large as the sheet allows, years, purpose; a frame says what is made up."""
    regular, bold = faces
    text = filled(POSTER["title"][0], place=place)
    text += POSTER["continued"][0] if continued else ""
    room_mm = WIDTH_MM - 2 * MARGIN_MM
    if plan.about["made_up"]:
        room_mm -= _draw_mark(page, MAP["made_up"][0], bold)
    points = TITLE_POINTS * min(1, room_mm / width_mm(drawable(text, bold), bold, TITLE_POINTS))
    points = max(points, SMALLEST_TITLE_POINTS)
    write(page, (MARGIN_MM, 272), shorten(text, bold, points, room_mm), bold, points)
    subtitle = drawable(filled(POSTER["subtitle"][0], years=year_span(plan)), regular)
    write(page, (MARGIN_MM, 261.5), subtitle, regular, 17)
    english = filled(POSTER["title"][1], place=plan.name_en or place)
    english = shorten(english, regular, 12, room_mm / 2)
    write(page, (WIDTH_MM - MARGIN_MM, 261.5), english, regular, 12, ha="right", color="#444444")


def draw_foot(
    page: Axes, plan: Plan, *, code: str, number: int, pages: int, faces: tuple[Face, Face]
) -> None:
    """Posting dates, complaints, seal; review number, sources, plan, number of the page."""
    posting = [
        filled(POSTER["posted_moves"][0], days=HOUSEHOLD_DAYS),
        filled(POSTER["posted_roads"][0], days=PROJECT_DAYS),
        filled(POSTER["objections"][0], telephone=telephone(plan)),
        POSTER["seal"][0],
    ]
    imprint = [
        filled(MAP["review_number"][0], value=plan.about["review_number"] or "____________"),
        filled(POSTER["credit"][0], hash=code, page=number, pages=pages),
        filled(MAP["sources"][0], value="；".join(plan.about["sources"]) or "________"),
    ]
    _draw_box(page, POSTING, posting, faces[0])
    _draw_box(page, CREDITS, imprint, faces[0])


def draw_legend(
    page: Axes,
    told: Plan,
    faces: tuple[Face, Face],
    *,
    is_county: bool,
    box: Box = LEGEND,
    points: float = FOOT_POINTS,
    numbered: bool = True,
) -> None:
    """The symbols that the plan has on the map of the county or of a township, with their words.

    Parameters
    ----------
    page
        Axes of the whole sheet in mm.
    told
        The plan as the public may know it.
    faces
        Regular and bold.
    is_county
        Whether the map is the county's: it has nothing pale.
    box
        Where the legend stands [mm]: as many columns as its height asks for.
    points
        Size of the words.
    numbered
        Whether the map has the numbers of a list.
    """
    items = list(_legend(told, faces[1], numbered=numbered))
    if not is_county:
        strokes = [look | {"color": pale(look["color"])} for look in hardened_strokes()]
        items.append((_road(strokes), POSTER["legend_pale"][0]))
    left, bottom, right, top = box
    row_mm = ROW_MM * points / FOOT_POINTS
    rows = int((top - bottom) / row_mm)
    step_mm = (right - left) / -(-len(items) // rows)
    for place, (sample, words) in enumerate(items):
        column, row = divmod(place, rows)
        x, y = left + column * step_mm, top - (row + 0.6) * row_mm
        sample(page, x + 6, y)
        fitting = shorten(words, faces[0], points, step_mm - 14)
        write(page, (x + 13, y), fitting, faces[0], points, va="center_baseline")


def _legend(told: Plan, bold: Face, *, numbered: bool) -> Iterator[tuple[Sample, str]]:
    """Symbols that occur in the plan, and their words: roads, villages, moves, hazards."""
    yield from _road_keys(told)
    states = set(village_states(told.villages))
    roads, sites, moves = (
        bool(one.any())
        for one in (
            told.projects["selected"],
            told.sites["selected"],
            told.groups["site_id"].notna(),
        )
    )
    keys = [
        ("number_road", _number("road", bold), numbered and roads),
        ("number_move", _number("move", bold), numbered and moves),
        *((f"village_{one}", _symbol(partial(draw_dot, state=one)), one in states) for one in DOTS),
        ("seat", _symbol(draw_seat), "township_seat" in set(told.services["kind"])),
        ("site", _symbol(draw_site), sites),
        ("arrow", _arrow, moves),
    ]
    yield from ((sample, POSTER[f"legend_{code}"][0]) for code, sample, occurs in keys if occurs)
    for level in sorted(set(told.hazards["hazard_class"]) & HATCHES.keys(), reverse=True):
        words = filled(POSTER["legend_hazard"][0], level=HAZARD_CLASSES[f"{level:.0f}"][0])
        yield _area(level), words


def _road_keys(told: Plan) -> Iterator[tuple[Sample, str]]:
    """Kinds of roads that occur: hardened, of each year, subgrade only, neither."""
    surface, base = road_years(told, told.roads)
    hardened = told.roads["hardened"][surface.isna() & base.isna()]
    if hardened.any():
        yield _road(hardened_strokes()), MAP["road_hardened"][0]
    for years, code in ((surface, "road_year"), (base, "road_subgrade")):
        for position, year in enumerate(told.years):
            if (years == year).any():
                strokes = year_strokes(position, subgrade_only=code == "road_subgrade")
                yield _road(strokes), filled(MAP[code][0], year=year)
    if not hardened.all():
        yield _road(unpaved_strokes()), POSTER["legend_unpaved"][0]


def _road(strokes: Sequence[dict[str, Any]]) -> Sample:
    """Sample of a road."""

    def draw(page: Axes, x: float, y: float) -> None:
        for stroke in strokes:
            page.plot([x - 6, x + 6], [y, y], solid_capstyle="butt", dash_capstyle="butt", **stroke)

    return draw


def _symbol(draw: Callable[[Axes, Floats], object]) -> Sample:
    """Sample of a symbol that stands on points."""
    return lambda page, x, y: draw(page, np.array([[x, y]]))


def _number(kind: str, bold: Face) -> Sample:
    """Sample of a number of the list."""
    return lambda page, x, y: draw_number(page, (x, y), 1, kind, bold)


def _arrow(page: Axes, x: float, y: float) -> None:
    """Sample of a move."""
    draw_arrow(page, np.array([x - 6, y]), np.array([x + 7.5, y]))


def _area(level: int) -> Sample:
    """Sample of a hazard area."""
    hatch, colour = HATCHES[level]
    return lambda page, x, y: page.add_artist(
        Rectangle((x - 6, y - 2), 12, 4, fc="none", ec=colour, hatch=hatch, linewidth=0.8)
    )


def _draw_mark(page: Axes, text: str, bold: Face) -> float:
    """Framed warning in the upper right corner; gives the width that it takes [mm]."""
    wide = width_mm(drawable(text, bold), bold, 26) + 8
    right = WIDTH_MM - MARGIN_MM
    page.add_artist(
        Rectangle((right - wide, 269), wide, 15, fill=False, edgecolor=INK, linewidth=2)
    )
    write(page, (right - wide / 2, 276.5), drawable(text, bold), bold, 26, ha="center",
          va="center_baseline")  # fmt: skip
    return wide + 6


def _draw_box(page: Axes, box: Box, texts: Sequence[str], face: Face) -> None:
    """Paragraphs in a box, from its top: two lines of each, as many as it has room for of the last.

    Where something is left out, its last line ends with "…".
    """
    left, bottom, right, top = box
    line_mm = 1.5 * FOOT_POINTS * MM_PER_POINT
    lines: list[str] = []
    for text in texts:
        room = int((top - bottom) / line_mm) - len(lines)
        paragraph = wrap(pieces(text), face, FOOT_POINTS, right - left)
        shown = paragraph[: room if text is texts[-1] else 2]
        if len(shown) < len(paragraph):
            shown[-1:] = [shorten(shown[-1] + "…", face, FOOT_POINTS, right - left)]
        lines += shown
    for row, line in enumerate(lines):
        write(page, (left, top - (row + 0.8) * line_mm), line, face, FOOT_POINTS)
