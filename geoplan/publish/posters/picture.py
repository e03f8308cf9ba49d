"""The county's map as a small picture for documents: no lists, so no numbers; seats are named."""

import tempfile
from dataclasses import replace
from math import inf
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from geoplan.programme.plan import Plan
from geoplan.publish.disclosure import public_plan
from geoplan.publish.posters import plan_characters
from geoplan.publish.posters.fonts import cut_faces, known_characters
from geoplan.publish.posters.ground import Frame, draw_ground, fit_frame
from geoplan.publish.posters.layout import draw_legend, new_page
from geoplan.publish.posters.placement import Box
from geoplan.publish.posters.places import draw_places, subject_boxes
from geoplan.publish.posters.spelling import spelled_for_print
from geoplan.publish.posters.subjects import Subject, bounds, sheet_subjects

MAP: Box = (0.5, 0.5, 145.0, 123.5)
LEGEND: Box = (149.0, 0.5, 217.0, 123.5)
SIZE_MM = (217.0, 124.0)
"""Map, its legend and the whole picture; documents print it smaller, so it tells no 1 : scale."""
LEGEND_POINTS, DPI = 14.0, 150


def write_picture(plan: Plan, path: Path) -> None:
    """Write the county's map with its legend as a PNG.

    Parameters
    ----------
    plan
        The whole plan; what may be told is chosen here (``disclosure.public_plan``).
    path
        The PNG to write, ``SIZE_MM`` large. The same plan gives the same bytes.
    """
    printed = spelled_for_print(plan, known_characters())
    told = public_plan(printed)
    with tempfile.TemporaryDirectory() as folder, mpl.rc_context({"hatch.linewidth": 0.7}):
        faces = cut_faces(plan_characters(printed), Path(folder))
        figure, page = new_page()
        subject = sheet_subjects(printed, told)[0]
        frame = replace(
            fit_frame(_shown(told, subject), MAP, bounds(told.roads)),
            window_m=(-inf, -inf, inf, inf),  # names and numbers nothing: there is no list
        )
        own = subject_boxes(frame, told, subject)
        plates = draw_ground(page, frame, told, subject, keep_free=own, faces=faces, to_scale=False)
        draw_places(page, frame, told, subject, taken=plates, faces=faces)
        draw_legend(page, _on_map(told, frame), faces, is_county=True, box=LEGEND,
                    points=LEGEND_POINTS, numbered=False)  # fmt: skip
        _save(figure, path)


def _shown(told: Plan, subject: Subject) -> Box:
    """Bounds of what the plan is about [m]."""
    sites = told.sites.loc[subject.groups["site_id"]]
    return bounds(subject.villages, subject.projects, subject.groups, sites)


def _on_map(told: Plan, frame: Frame) -> Plan:
    """The plan with what lies on the map: its legend needs no more."""
    west, south, east, north = frame.bounds_m
    layers = ("villages", "groups", "roads", "sites", "hazards", "services")
    return replace(
        told, **{name: getattr(told, name).cx[west:east, south:north] for name in layers}
    )


def _save(figure: Figure, path: Path) -> None:
    """Save the corner of the sheet that the picture takes."""
    inches = Bbox.from_extents(0, 0, SIZE_MM[0] / 25.4, SIZE_MM[1] / 25.4)
    figure.savefig(path, dpi=DPI, bbox_inches=inches, metadata={"Software": None})
