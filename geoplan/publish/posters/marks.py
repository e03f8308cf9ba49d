"""The places on a sheet's map: villages, sites, moves, the numbers of the list, and names.

Villages are told apart by the filling of their dots, roads and moves by circles and squares.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
from matplotlib.textpath import TextPath
from shapely import MultiLineString

from geoplan.programme.plan import Plan
from geoplan.publish.posters.fonts import MM_PER_POINT, Face, shorten, width_mm, write
from geoplan.publish.posters.ground import INK, Floats, Frame
from geoplan.publish.posters.placement import Box, Spot, first_free, place_names

NAME_POINTS, SITE_POINTS, SEAT_POINTS, NUMBER_POINTS = 10.0, 11.0, 12.0, 9.0
LONGEST_NAME_MM = 45.0
BADGE_MM, DOT_MM, SITE_MM = 2.4, 1.3, 2.0
"""Half the height of a number's circle or square, of a village's dot, of a site's square."""
MOVE = "#6a1b9a"
DOTS: dict[str, dict[str, Any]] = {
    "connected": {"facecolor": INK, "edgecolor": "white", "linewidth": 0.8},
    "by_plan": {"facecolor": "white", "edgecolor": INK, "linewidth": 1.2},
    "not": {"facecolor": "white", "edgecolor": INK, "linewidth": 1.2},
}
"""Look of a village's dot; one that gets its road by the plan has a kernel."""
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
"""Where along its road or arrow a number may stand, best first."""
RING_MM = np.array([
    (far * np.cos(turn), far * np.sin(turn)) for far in (5, 8, 12) for turn in np.arange(8) * np.pi / 4
])  # fmt: skip
"""Where around its middle it may stand when that is full."""


@dataclass(frozen=True)
class Subject:
    """What a sheet is about: the county or one township, as the public may know it.

    ``projects`` (those that are built) and ``groups`` (those that move) are in the order of the
    sheet's list: their place there is their number on the map.
    """

    name: str
    is_county: bool
    villages: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame


def draw_places(
    page: Axes,
    frame: Frame,
    told: Plan,
    subject: Subject,
    *,
    taken: Sequence[Box],
    faces: tuple[Face, Face],
) -> tuple[int, int]:
    """Draw villages, sites, moves, numbers and names.

    Parameters
    ----------
    page
        Axes of the whole sheet in mm.
    frame
        Where the map lies.
    told
        The plan as the public may know it.
    subject
        What the sheet is about. All villages of a township are named; of a county those that get
        a road or from which a group moves, and names of sites and seats may cover other dots.
    taken
        Boxes [mm] where no name goes.
    faces
        Regular and bold.

    Returns
    -------
    tuple of int
        How many villages are named, and how many were to be.
    """
    dots = _draw_dots(page, frame, told, subject)
    opening = told.sites[told.sites["selected"]]
    seats = told.services[
        (told.services["kind"] == "township_seat") & told.services["name"].notna()
    ]
    occupied = [*taken, *_draw_symbols(page, frame, opening, seats)]
    occupied += [] if subject.is_county else dots
    occupied += _draw_names(page, frame, seats, occupied, faces[1], SEAT_POINTS)
    occupied += _draw_names(page, frame, opening, occupied, faces[1], SITE_POINTS)
    occupied += dots if subject.is_county else []
    arrows = _draw_arrows(page, frame, told, subject)
    occupied += _draw_numbers(page, frame, subject, arrows, taken=occupied, face=faces[1])
    villages = _villages_to_name(subject)
    named = _draw_names(page, frame, villages, occupied, faces[0], NAME_POINTS)
    return len(named), len(villages)


def subject_boxes(frame: Frame, told: Plan, subject: Subject) -> list[Box]:
    """Boxes [mm] around the villages, groups and sites that a sheet is about."""
    sites = told.sites.loc[subject.groups["site_id"].unique()]
    layers = (subject.villages, subject.groups, sites)
    return [box for layer in layers for box in _boxes(_points(frame, layer), 2 * DOT_MM)]


def village_states(villages: gpd.GeoDataFrame) -> pd.Series:
    """Which of the three dots each village has: "connected", "by_plan" or "not"."""
    state = pd.Series("not", villages.index)
    state = state.mask(villages["connected_year"].notna(), "by_plan")
    return state.mask(villages["connected_now"], "connected")


def draw_dot(page: Axes, xy_mm: Floats, state: str, half_mm: float = DOT_MM) -> None:
    """Dots of villages in one state; ``xy_mm`` of shape (n, 2)."""
    _scatter(page, xy_mm, half_mm, zorder=10, **DOTS[state])
    if state == "by_plan":
        _scatter(page, xy_mm, 0.45 * half_mm, color=INK, linewidth=0, zorder=11)


def draw_site(page: Axes, xy_mm: Floats) -> None:
    """Squares with a cross of opening sites; ``xy_mm`` of shape (n, 2)."""
    rim = {"edgecolor": "white", "linewidth": 1.0}
    _scatter(page, xy_mm, SITE_MM, marker="s", facecolor=MOVE, zorder=12, **rim)
    _scatter(page, xy_mm, 0.6 * SITE_MM, marker="+", color="white", linewidth=1.6, zorder=13)


def draw_seat(page: Axes, xy_mm: Floats) -> None:
    """Stars of township seats; ``xy_mm`` of shape (n, 2)."""
    rim = {"edgecolor": "white", "linewidth": 0.8}
    _scatter(page, xy_mm, SITE_MM, marker="*", facecolor=INK, zorder=12, **rim)


def draw_arrow(page: Axes, start_mm: Floats, end_mm: Floats) -> FancyArrowPatch:
    """Arrow from a group to its site."""
    start, end = (float(start_mm[0]), float(start_mm[1])), (float(end_mm[0]), float(end_mm[1]))
    style = "-|>,head_width=3,head_length=6"
    arrow = FancyArrowPatch(start, end, arrowstyle=style, shrinkA=0, shrinkB=4, zorder=9)
    arrow.set(linewidth=1.6, color=MOVE)
    page.add_patch(arrow)
    return arrow


def draw_number(page: Axes, xy_mm: Spot, number: int, kind: str, face: Face) -> None:
    """Number in a circle ("road") or in a square ("move")."""
    marker = {"road": "o", "move": "s"}[kind]
    rim = {"edgecolor": INK, "linewidth": 1.0}
    centre = np.array([xy_mm])
    _scatter(page, centre, BADGE_MM, marker=marker, facecolor="white", zorder=18, **rim)
    write(page, xy_mm, str(number), face, NUMBER_POINTS, ha="center", va="center_baseline")


def _scatter(page: Axes, xy_mm: Floats, half_mm: float, **look: Any) -> None:
    """Symbols of a height on points; ``look`` as of matplotlib's ``scatter``."""
    page.scatter(xy_mm[:, 0], xy_mm[:, 1], s=(2 * half_mm / MM_PER_POINT) ** 2, **look)


def _points(frame: Frame, layer: gpd.GeoDataFrame) -> Floats:
    """Points of a layer on the paper [mm], shape (n, 2)."""
    return frame.paper(np.column_stack([layer.geometry.x, layer.geometry.y]))


def _shown(frame: Frame, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of a point layer on the map, off its edge."""
    west, south, east, north = frame.bounds_m
    rim_m = DOT_MM * frame.scale / 1000
    return layer.cx[west + rim_m : east - rim_m, south + rim_m : north - rim_m]


def _boxes(points_mm: Floats, half_mm: float) -> list[Box]:
    """Square boxes around points."""
    return [(x - half_mm, y - half_mm, x + half_mm, y + half_mm) for x, y in points_mm]


def _draw_dots(page: Axes, frame: Frame, told: Plan, subject: Subject) -> list[Box]:
    """Dots of villages, those of others small; gives the boxes that they take."""
    villages = _shown(frame, told.villages)
    state = village_states(villages)
    own = villages.index.isin(subject.villages.index)
    taken = []
    for shown, half_mm in ((own, DOT_MM), (~own, 0.6 * DOT_MM)):
        for kind in DOTS:
            points = _points(frame, villages[shown & (state == kind)])
            draw_dot(page, points, kind, half_mm)
            taken += _boxes(points, half_mm)
    return taken


def _draw_symbols(
    page: Axes, frame: Frame, sites: gpd.GeoDataFrame, seats: gpd.GeoDataFrame
) -> list[Box]:
    """Symbols of sites and seats; gives the boxes that they take."""
    taken = []
    for layer, draw in ((sites, draw_site), (seats, draw_seat)):
        points = _points(frame, _shown(frame, layer))
        draw(page, points)
        taken += _boxes(points, SITE_MM)
    return taken


def _draw_arrows(
    page: Axes, frame: Frame, told: Plan, subject: Subject
) -> list[tuple[Floats, Floats]]:
    """Arrows of the subject's moves, clipped to the map; gives their ends."""
    starts = _points(frame, subject.groups)
    ends = _points(frame, told.sites.loc[subject.groups["site_id"]])
    left, bottom, right, top = frame.box
    clip = Rectangle((left, bottom), right - left, top - bottom, transform=page.transData)
    for start, end in zip(starts, ends, strict=True):
        draw_arrow(page, start, end).set_clip_path(clip)
    return list(zip(starts, ends, strict=True))


def _draw_numbers(
    page: Axes,
    frame: Frame,
    subject: Subject,
    arrows: Sequence[tuple[Floats, Floats]],
    *,
    taken: Sequence[Box],
    face: Face,
) -> list[Box]:
    """Numbers of the list on roads and arrows, free of each other where there is room."""
    ways = [("road", number, list(_along(frame, line)))
            for number, line in enumerate(subject.projects.geometry.to_numpy(), start=1)]  # fmt: skip
    ways += [("move", number, [start + part * (end - start) for part in ALONG])
             for number, (start, end) in enumerate(arrows, start=1)]  # fmt: skip
    drawn: list[Box] = []
    for kind, number, spots in ways:
        boxes = _boxes(np.array([*spots, *spots[0] + RING_MM]), BADGE_MM)
        box = first_free(boxes, [*taken, *drawn], frame.box) or boxes[0]
        draw_number(page, (box[0] + BADGE_MM, box[1] + BADGE_MM), number, kind, face)
        drawn.append(box)
    return drawn


def _along(frame: Frame, line: MultiLineString) -> Iterator[Floats]:
    """Spots on the longest part of a road [mm], its middle first."""
    part = max(line.geoms, key=lambda one: one.length)
    for share in ALONG:
        point = part.interpolate(share, normalized=True)
        yield frame.paper(np.array([point.x, point.y]))


def _villages_to_name(subject: Subject) -> gpd.GeoDataFrame:
    """Villages in the order in which they are named: those with something in the plan first."""
    villages = subject.villages
    concerned = villages["connected_year"].notna() | (villages["moving_households"] > 0)
    order = villages.assign(concerned=concerned).rename_axis("id")
    order = order.sort_values(["concerned", "id"], ascending=[False, True])
    return order[order["concerned"]] if subject.is_county else order


def _draw_names(
    page: Axes, frame: Frame, places: gpd.GeoDataFrame, taken: Sequence[Box], face: Face,
    points: float,
) -> list[Box]:  # fmt: skip
    """Names of places beside their dots, on a white rim; gives the boxes of those that fit."""
    shown = _shown(frame, places)
    names = shown["name"].fillna("")
    visible = names.map(lambda name: "".join(filter(str.isprintable, name)).strip())
    shown, visible = shown[visible != ""], visible[visible != ""]
    texts = [shorten(name, face, points, LONGEST_NAME_MM) for name in visible]
    em_mm = points * MM_PER_POINT
    spots = [(x, y) for x, y in _points(frame, shown)]
    sizes = [(width_mm(text, face, points) + 0.6, em_mm) for text in texts]
    boxes = place_names(spots, sizes, reach_mm=SITE_MM + 0.5, taken=taken, within=frame.box)
    for text, spot, box in zip(texts, spots, boxes, strict=True):
        if box is not None:
            _draw_name(page, text, spot, box, face, points)
    return [box for box in boxes if box is not None]


def _draw_name(page: Axes, text: str, spot: Spot, box: Box, face: Face, points: float) -> None:
    """One name on a white rim, with a thin line to its dot where it stands apart."""
    em_mm = points * MM_PER_POINT
    x, y = box[0] + 0.3, box[1] + 0.14 * em_mm
    near = min(max(spot[0], box[0]), box[2]), min(max(spot[1], box[1]), box[3])
    if np.hypot(near[0] - spot[0], near[1] - spot[1]) > 3:
        page.plot([spot[0], near[0]], [spot[1], near[1]], color=INK, linewidth=0.6, zorder=9.5)
    letters = TextPath((x, y), text.replace("$", r"\$"), size=em_mm,
                       prop=FontProperties(fname=str(face.path)))  # fmt: skip
    page.add_patch(
        PathPatch(letters, facecolor="white", edgecolor="white", linewidth=2.2, zorder=14)
    )
    write(page, (x, y), text, face, points, zorder=15)
