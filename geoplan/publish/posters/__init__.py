"""Plan -> ``notice.pdf``: A3 sheets for the notice board, one per township and one for the county.

Needs the extra ``print``: matplotlib draws, fontTools cuts the font that justmytype-intl-cjk
brings. Public: names are masked, no id, telephone of a household or coordinate appears, and nothing
of groups under three households.
"""

import logging
import tempfile
from dataclasses import fields
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish.disclosure import public_plan
from geoplan.publish.labels import POSTER, SECTIONS
from geoplan.publish.posted import posted_projects, shown_groups
from geoplan.publish.posters.fonts import Face, cut_faces, missing_characters
from geoplan.publish.posters.ground import draw_ground, fit_frame
from geoplan.publish.posters.layout import BODY, draw_foot, draw_legend, draw_title, new_page
from geoplan.publish.posters.lists import Entry, Line, draw_lines, flow, lay_out, list_entries
from geoplan.publish.posters.marks import Subject, draw_places, subject_boxes
from geoplan.publish.posters.placement import Box

log = logging.getLogger(__name__)
LAYOUTS = ((1, 118.0, 12.0), (1, 118.0, 10.5), (1, 132.0, 9.5), (2, 95.0, 10.0), (2, 95.0, 9.0))
"""Columns of the lists, width of each [mm], size of the text [points]: the first that holds all."""
CONTINUED, CONTINUED_COLUMNS = (1, 95.0, 9.0), 4
"""When none does: on the map's page, so that the map is large, and columns on the pages after."""
COLUMN_GAP_MM = 6.0
SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "—→、，。；：（）·《》【】"
"""What is written besides the plan's texts and the words of ``labels``."""


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
    told = public_plan(plan)
    subjects = sheet_subjects(plan, told, township)
    characters = plan_characters(plan)
    missing = missing_characters(characters)
    if missing:
        codes = " ".join(f"{one} (U+{ord(one):04X})" for one in missing)
        log.warning("%s %s: %s", *POSTER["glyphs"], codes)
    with (
        tempfile.TemporaryDirectory() as folder,
        mpl.rc_context({"pdf.fonttype": 42, "hatch.linewidth": 0.7}),
        PdfPages(path, metadata={"CreationDate": None, "Title": plan.name}) as pdf,
    ):
        faces = cut_faces(characters, Path(folder))
        for number, subject in enumerate(subjects, start=1):
            pages, named = draw_sheet(plan, told, subject, faces)
            for figure in pages:
                pdf.savefig(figure)
            log.info(
                "公示图 notice sheet %d/%d: %s, 标注村名 villages named %d/%d",
                number, len(subjects), subject.name, *named,
            )  # fmt: skip


def draw_sheet(
    plan: Plan, told: Plan, subject: Subject, faces: tuple[Face, Face]
) -> tuple[list[Figure], tuple[int, int]]:
    """Pages of one sheet, and how many villages are named on its map of those to be named.

    Parameters
    ----------
    plan
        The whole plan.
    told
        The same as the public may know it.
    subject
        What the sheet is about.
    faces
        Regular and bold, cut to the plan's characters.

    Returns
    -------
    tuple
        The pages: one, more if the lists are longer; names drawn and wanted (``draw_places``).
    """
    wide_mm, filled, rest = _chosen_layout(list_entries(plan, told, subject), faces)
    left_mm = BODY[2] - len(filled) * (wide_mm + COLUMN_GAP_MM) + COLUMN_GAP_MM
    map_box = (BODY[0], BODY[1], left_mm - COLUMN_GAP_MM, BODY[3])
    frame = fit_frame(_extent(told, subject), map_box, _bounds(told.roads.geometry))
    figure, page = new_page()
    own = subject_boxes(frame, told, subject)
    taken = draw_ground(page, frame, told, keep_free=own, faces=faces)
    named = draw_places(page, frame, told, subject, taken=taken, faces=faces)
    draw_legend(page, told, faces)
    _draw_columns(page, filled, left_mm, wide_mm, faces)
    sheets = [(figure, page)]
    while rest:
        filled, rest = flow(rest, CONTINUED_COLUMNS, BODY[3] - BODY[1])
        figure, page = new_page()
        _draw_columns(page, filled, BODY[0], wide_mm, faces)
        sheets.append((figure, page))
    for number, (_, page) in enumerate(sheets, start=1):
        draw_title(page, plan, subject.name, continued=number > 1, faces=faces)
        draw_foot(page, plan, number=number, pages=len(sheets), faces=faces)
    return [figure for figure, _ in sheets], named


def sheet_subjects(plan: Plan, told: Plan, township: str | None = None) -> list[Subject]:
    """What the sheets are about: the county first, then its townships, or one township alone.

    Parameters
    ----------
    plan
        The whole plan.
    told
        The same as the public may know it.
    township
        Name or township_id of the only one.

    Raises
    ------
    ConfigError
        No such township.
    """
    known = told.townships["name"]
    wanted = known[(known == township) | (known.index == township)] if township else known
    if wanted.empty:
        raise ConfigError(
            f"没有这个乡镇 no such township: {township}. 可选 Choose one of: {'、'.join(known)}"
        )
    projects = told.projects.loc[posted_projects(plan).index]
    groups = told.groups.loc[shown_groups(plan).index]
    home = groups["village_id"].map(told.villages["township_id"])
    whole = Subject(plan.name, True, told.villages, projects, groups)
    parts = [
        Subject(
            f"{plan.name}{name}", False, told.villages[told.villages["township_id"] == one],
            projects[projects["township_id"] == one], groups[home == one],
        )
        for one, name in wanted.items()
    ]  # fmt: skip
    return parts if township else [whole, *parts]


def plan_characters(plan: Plan) -> set[str]:
    """Every character that a sheet may write: the plan's texts, the sheets' words, ASCII."""
    tables = [getattr(plan, part.name) for part in fields(plan)]
    texts = [repr(SECTIONS), repr(POSTER), SIGNS, plan.name, plan.name_en or "", str(plan.about)]
    for table in tables:
        if isinstance(table, pd.DataFrame):
            cells = pd.DataFrame(table).select_dtypes(["object", "str"])
            texts += [str(cell) for column in cells for cell in cells[column].dropna().unique()]
    return set("".join(texts))


def _chosen_layout(
    entries: list[Entry], faces: tuple[Face, Face]
) -> tuple[float, list[list[Line]], list[Line]]:
    """Width of the columns, the lines in each of them, and the lines that do not fit."""
    for columns, wide_mm, points in (*LAYOUTS, CONTINUED):
        lines = lay_out(entries, faces, points, wide_mm)
        filled, rest = flow(lines, columns, BODY[3] - BODY[1])
        if not rest:
            break
    return wide_mm, filled, rest


def _draw_columns(
    page: Axes, filled: list[list[Line]], left_mm: float, wide_mm: float, faces: tuple[Face, Face]
) -> None:
    """Columns of lines beside each other."""
    for place, lines in enumerate(filled):
        x_mm = left_mm + place * (wide_mm + COLUMN_GAP_MM)
        draw_lines(page, lines, x_mm, BODY[3], room_mm=wide_mm, faces=faces)


def _extent(told: Plan, subject: Subject) -> Box:
    """Bounds of all that the sheet is about: villages, projects, moves with their sites [m]."""
    sites = told.sites.loc[subject.groups["site_id"]]
    layers = (subject.villages, subject.projects, subject.groups, sites)
    return _bounds(*(layer.geometry for layer in layers if len(layer)))


def _bounds(*layers: gpd.GeoSeries) -> Box:
    """West, south, east, north of all shapes [m]."""
    corners = np.array([shapes.total_bounds for shapes in layers])
    west, south = map(float, corners[:, :2].min(axis=0))
    east, north = map(float, corners[:, 2:].max(axis=0))
    return west, south, east, north
