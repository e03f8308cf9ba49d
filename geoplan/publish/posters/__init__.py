"""Plan -> ``notice.pdf``: A3 sheets for the notice board, one per township and one for the county.

Needs the extra ``print``: matplotlib draws, fontTools cuts the font that justmytype-intl-cjk
brings. Public: names are masked, no id, telephone of a household or coordinate appears, and nothing
of groups under three households.
"""

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.disclosure import public_plan
from geoplan.publish.labels import POSTER
from geoplan.publish.mapdata import fingerprint
from geoplan.publish.posters.fonts import Face, cut_faces, known_characters, missing_characters
from geoplan.publish.posters.ground import Frame, draw_ground, fit_frame
from geoplan.publish.posters.inset import divided, mark_inset
from geoplan.publish.posters.layout import BODY, draw_foot, draw_legend, draw_title, new_page
from geoplan.publish.posters.lists import Entry, Line, draw_lines, flow, lay_out, list_entries
from geoplan.publish.posters.placement import Box
from geoplan.publish.posters.places import Count, draw_places, subject_boxes
from geoplan.publish.posters.spelling import legible, respelled, spelled_for_print
from geoplan.publish.posters.subjects import Subject, bounds, number_points, sheet_subjects

log = logging.getLogger(__name__)
LARGE = ((1, 200.0, 15.0), (1, 175.0, 14.0), (1, 150.0, 13.0))
"""Columns of the lists, width of each [mm], size of the text [points]: where a map needs little
paper, the first that holds all and leaves the map as large as it can be."""
LAYOUTS = ((1, 118.0, 12.0), (1, 118.0, 10.5), (1, 132.0, 9.5), (2, 95.0, 10.0), (2, 95.0, 9.0))
"""Elsewhere the first that holds all."""
CONTINUED, CONTINUED_COLUMNS = (1, 95.0, 9.0), 4
"""When none does: on the map's page, so that the map is large, and columns on the pages after."""
COLUMN_GAP_MM = 6.0
SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "—→、，。；：（）·《》【】"
"""What is written besides the plan's texts and the words of ``labels``."""
UNWRITTEN = ("roads", "services", "households", "options", "offers")
"""Tables of which a sheet writes nothing but township seats and heads of households."""


def write_posters(plan: Plan, path: Path, *, township: str | None = None) -> None:
    """Write the sheets of the notice board as a PDF of A3 pages.

    Parameters
    ----------
    plan
        The whole plan; what may be told is chosen here (``disclosure.public_plan``).
    path
        The PDF to write. The same plan gives the same bytes. Lists that are longer than their
        sheet go on a page of their own, "续".
    township
        Name or township_id of the only township to draw; all and the county when None.

    Raises
    ------
    ConfigError
        No such township.
    """
    known = known_characters()
    printed = spelled_for_print(plan, known)
    told = public_plan(printed)
    subjects = sheet_subjects(printed, told, township and legible(township, known))
    characters = plan_characters(printed)
    _tell_of_letters(plan, printed, characters)
    with (
        tempfile.TemporaryDirectory() as folder,
        mpl.rc_context({"pdf.fonttype": 42, "hatch.linewidth": 0.7}),
        PdfPages(path, metadata={"CreationDate": None, "Title": plan.name}) as pdf,
    ):
        faces = cut_faces(characters, Path(folder))
        code = fingerprint(plan)
        for number, subject in enumerate(subjects, start=1):
            pages, (named, numbered) = draw_sheet(printed, told, subject, faces, code=code)
            for figure in pages:
                pdf.savefig(figure)
            log.info(
                "公示图 notice sheet %d/%d: %s, 标注村名 villages named %s, 序号 numbers %s",
                number, len(subjects), subject.name, named, numbered,
            )  # fmt: skip


def draw_sheet(
    plan: Plan, told: Plan, subject: Subject, faces: tuple[Face, Face], *, code: str
) -> tuple[list[Figure], tuple[Count, Count]]:
    """Pages of one sheet, and how many villages and projects its map names and numbers.

    Parameters
    ----------
    plan
        The whole plan, with names that the faces can write.
    told
        The same as the public may know it.
    subject
        What the sheet is about.
    faces
        Regular and bold, cut to the plan's characters.
    code
        What tells the plan from others (``mapdata.fingerprint``).

    Returns
    -------
    tuple
        The pages: one, more if the lists are longer; names and numbers (``draw_places``).
    """
    entries = list_entries(plan, told, subject)
    frame, wide_mm, filled, rest = _chosen_layout(entries, told, subject, faces)
    figure, page = new_page()
    maps = divided(frame, number_points(subject), partial(_frame, told, subject))
    counts = _draw_maps(page, maps, told, subject, faces)
    draw_legend(page, told, faces, is_county=subject.is_county)
    _draw_columns(page, filled, frame.box[2] + COLUMN_GAP_MM, wide_mm, faces)
    sheets = [(figure, page)]
    while rest:
        filled, rest = flow(rest, CONTINUED_COLUMNS, BODY[3] - BODY[1])
        figure, page = new_page()
        _draw_columns(page, filled, BODY[0], wide_mm, faces)
        sheets.append((figure, page))
    for number, (_, page) in enumerate(sheets, start=1):
        draw_title(page, plan, subject.name, continued=number > 1, faces=faces)
        draw_foot(page, plan, code=code, number=number, pages=len(sheets), faces=faces)
    return [figure for figure, _ in sheets], counts


def plan_characters(plan: Plan) -> set[str]:
    """Every character that a sheet may write: the plan's texts, all of ``labels``, ASCII."""
    tables = [getattr(plan, part.name) for part in fields(plan) if part.name not in UNWRITTEN]
    seats = plan.services[plan.services["kind"] == "township_seat"]
    heads = plan.households[["head_name"]]
    words = [repr(getattr(labels, name)) for name in labels.__all__]
    texts = [*words, SIGNS, plan.name, plan.name_en or "", str(plan.about)]
    for table in (*tables, seats, heads):
        if isinstance(table, pd.DataFrame):
            cells = pd.DataFrame(table).select_dtypes(["object", "str"])
            texts += [str(cell) for column in cells for cell in cells[column].dropna().unique()]
    return set("".join(texts))


def _tell_of_letters(plan: Plan, printed: Plan, characters: set[str]) -> None:
    """Say which names are printed in Latin letters only, and which characters as 〓."""
    pairs = respelled(plan, printed)
    if pairs:
        log.info("%s %s: %s", *POSTER["respelled"], "; ".join(map(" → ".join, pairs.items())))
    missing = missing_characters(characters)
    if missing:
        codes = " ".join(f"{one} (U+{ord(one):04X})" for one in missing)
        log.warning("%s %s: %s", *POSTER["glyphs"], codes)


def _chosen_layout(
    entries: list[Entry], told: Plan, subject: Subject, faces: tuple[Face, Face]
) -> tuple[Frame, float, list[list[Line]], list[Line]]:
    """The map's frame, the width of the columns, the lines in each, and those that do not fit."""
    frames = {
        layout: _frame(told, subject, _map_box(*layout[:2]))
        for layout in (*LARGE, *LAYOUTS, CONTINUED)
    }
    widest = frames[LAYOUTS[0]]
    large = [layout for layout in LARGE if frames[layout].scale == widest.scale]
    for layout in (*large, *LAYOUTS, CONTINUED):
        columns, wide_mm, points = layout
        lines = lay_out(entries, faces, points, wide_mm)
        filled, rest = flow(lines, columns, BODY[3] - BODY[1])
        if not rest:
            break
    return frames[layout], wide_mm, filled, rest


def _map_box(columns: int, wide_mm: float) -> Box:
    """Box of the map to the left of some columns."""
    return BODY[0], BODY[1], BODY[2] - columns * (wide_mm + COLUMN_GAP_MM), BODY[3]


def _frame(told: Plan, subject: Subject, box: Box) -> Frame:
    """Map in a box: what is the sheet's own in its middle.

    Sites to which groups leave a township are on its map if that makes nothing smaller.
    """
    sites = told.sites.loc[subject.groups["site_id"]]
    with_sites = bounds(subject.villages, subject.projects, subject.groups, sites)
    if subject.is_county:
        return fit_frame(with_sites, box, bounds(told.roads))
    frame = fit_frame(bounds(subject.villages, subject.projects, subject.groups), box)
    wider = fit_frame(with_sites, box)
    return wider if wider.scale == frame.scale else frame


def _draw_maps(
    page: Axes, maps: Sequence[Frame], told: Plan, subject: Subject, faces: tuple[Face, Face]
) -> tuple[Count, Count]:
    """The map and, if there is one, its inset; names and numbers of both together."""
    named = numbered = Count(0, 0)
    for frame in maps:
        own, marked = subject_boxes(frame, told, subject), []
        if frame is not maps[-1]:
            marked = mark_inset(page, frame, maps[-1], keep_free=own, face=faces[1])
        plates = draw_ground(page, frame, told, subject, keep_free=[*own, *marked], faces=faces)
        here = draw_places(page, frame, told, subject, taken=[*marked, *plates], faces=faces)
        named, numbered = named + here[0], numbered + here[1]
    return named, numbered


def _draw_columns(
    page: Axes, filled: list[list[Line]], left_mm: float, wide_mm: float, faces: tuple[Face, Face]
) -> None:
    """Columns of lines beside each other."""
    for place, lines in enumerate(filled):
        x_mm = left_mm + place * (wide_mm + COLUMN_GAP_MM)
        draw_lines(page, lines, x_mm, BODY[3], room_mm=wide_mm, faces=faces)
