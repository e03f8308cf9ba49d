"""The places on a sheet's map: villages, sites, moves, names, and the numbers of the list.

What the sheet is about is drawn in full, what lies around it pale and small.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from shapely import MultiLineString

from geoplan.programme.plan import Plan
from geoplan.publish.labels import POSTER
from geoplan.publish.posters.fonts import MM_PER_POINT, Face, shorten, width_mm, write
from geoplan.publish.posters.ground import GREY, INK, Floats, Frame, draw_plate
from geoplan.publish.posters.marks import (
    BADGE_MM,
    DOT_MM,
    DOTS,
    SITE_MM,
    badge_half_mm,
    draw_arrow,
    draw_dot,
    draw_number,
    draw_pale_dot,
    draw_seat,
    draw_site,
    village_states,
)
from geoplan.publish.posters.placement import (
    Box,
    Candidate,
    Spot,
    best_place,
    first_free,
    leader_boxes,
    nearest_spot,
    place_names,
)
from geoplan.publish.posters.subjects import Subject, is_own, own_sites

NAME_POINTS, SITE_POINTS, SEAT_POINTS = 10.0, 11.0, 12.0
LONGEST_NAME_MM = 45.0
LEADER_MM = 3.0
"""A name farther than this from its dot is joined to it by a line."""
EDGE_MM = 5.0
"""How far from the edge of the map an arrow ends whose site lies beyond."""
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
"""Where along its road or arrow a number may stand, best first."""
RINGS_MM = (5, 8, 11, 15, 20, 26, 33, 41, 50, 60)
"""How far from its middle it may stand when that is full, joined to it by a line."""
COUNTY_RINGS = 5
"""How many of these rings a county's map may use: its townships' sheets have every number."""
TURNS = np.arange(24) * np.pi / 12
NOTE_POINTS = 11.0


@dataclass(frozen=True)
class Count:
    """How many of the names or numbers that a map should have are on it."""

    drawn: int
    wanted: int

    def __str__(self) -> str:
        return f"{self.drawn}/{self.wanted}"


def draw_places(
    page: Axes,
    frame: Frame,
    told: Plan,
    subject: Subject,
    *,
    taken: Sequence[Box],
    faces: tuple[Face, Face],
) -> tuple[Count, Count]:
    """Draw villages, sites, moves, names and numbers.

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
    tuple of Count
        Names of villages; numbers of projects and moves.
    """
    dots = _draw_dots(page, frame, told, subject)
    sites = _on_paper(frame, own_sites(told, subject))
    seats = _on_paper(frame, told.services[told.services["kind"] == "township_seat"])
    own = is_own(told.services.loc[seats.index], told, subject)
    arrows, beyond = _draw_arrows(page, frame, told, subject)
    occupied = [*taken, *_draw_symbols(page, sites, seats[own], seats[~own])]
    occupied += [] if subject.is_county else dots
    write_names = partial(_write_names, page, frame, occupied)
    write_names(seats[own], faces[1], SEAT_POINTS)
    write_names(sites, faces[1], SITE_POINTS)
    occupied += dots if subject.is_county else []
    villages = _villages_to_name(subject)
    named = write_names(_on_paper(frame, villages), faces[0], NAME_POINTS)
    write_names(beyond, faces[1], SITE_POINTS)
    numbered = _draw_numbers(page, frame, subject, arrows, occupied, faces[1])
    write_names(_off(taken, seats[~own]), faces[0], NAME_POINTS, colour=GREY)
    listed = len(subject.projects) + len(subject.groups)
    if numbered < listed:
        _note_missing(page, frame, subject, listed - numbered, occupied, faces[1])
    return Count(named, len(villages)), Count(numbered, listed)


def subject_boxes(frame: Frame, told: Plan, subject: Subject) -> list[Box]:
    """Boxes [mm] around the villages, groups and sites that a sheet is about."""
    sites = told.sites.loc[subject.groups["site_id"].unique()]
    layers = (subject.villages, subject.groups, sites)
    return [box for layer in layers for box in _boxes(_points(frame, layer), 2 * DOT_MM)]


# ---- symbols -----------------------------------------------------------------------------------


def _points(frame: Frame, layer: gpd.GeoDataFrame) -> Floats:
    """Points of a layer on the paper [mm], shape (n, 2)."""
    return frame.paper(np.column_stack([layer.geometry.x, layer.geometry.y]))


def _on_paper(frame: Frame, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Name and place on the paper (x, y) [mm] of the points of a layer on the map, off its edge."""
    places = pd.DataFrame(_points(frame, layer), layer.index, ["x", "y"])
    left, bottom, right, top = frame.box
    inside = places["x"].between(left + DOT_MM, right - DOT_MM)
    inside &= places["y"].between(bottom + DOT_MM, top - DOT_MM)
    return places.assign(name=layer["name"])[inside]


def _off(boxes: Sequence[Box], places: pd.DataFrame) -> pd.DataFrame:
    """Places that no box covers."""
    covered = np.zeros(len(places), bool)
    for left, bottom, right, top in boxes:
        covered |= (places["x"].between(left, right) & places["y"].between(bottom, top)).to_numpy()
    return places[~covered]


def _boxes(points_mm: Floats, half_mm: float) -> list[Box]:
    """Square boxes around points."""
    return [(x - half_mm, y - half_mm, x + half_mm, y + half_mm) for x, y in points_mm]


def _draw_dots(page: Axes, frame: Frame, told: Plan, subject: Subject) -> list[Box]:
    """Dots of villages, those of others small and pale; gives the boxes of the sheet's own."""
    villages = _on_paper(frame, told.villages)
    points, state = villages[["x", "y"]].to_numpy(), village_states(told.villages)[villages.index]
    own = villages.index.isin(subject.villages.index)
    draw_pale_dot(page, points[~own])
    for kind in DOTS:
        draw_dot(page, points[own & (state == kind).to_numpy()], kind)
    return _boxes(points[own], DOT_MM)


def _draw_symbols(
    page: Axes, sites: pd.DataFrame, seats: pd.DataFrame, others_seats: pd.DataFrame
) -> list[Box]:
    """Symbols of sites and seats; gives the boxes that they take."""
    points = [layer[["x", "y"]].to_numpy() for layer in (sites, seats, others_seats)]
    draw_site(page, points[0])
    draw_seat(page, points[1])
    draw_seat(page, points[2], GREY)
    return _boxes(np.concatenate(points), SITE_MM)


def _draw_arrows(
    page: Axes, frame: Frame, told: Plan, subject: Subject
) -> tuple[list[tuple[Floats, Floats]], pd.DataFrame]:
    """Arrows of the moves, to the edge where the site lies beyond; gives their ends and such sites.

    The sites are told by name and place at the edge (``_on_paper``).
    """
    left, bottom, right, top = frame.box
    inner = shapely.box(left + EDGE_MM, bottom + EDGE_MM, right - EDGE_MM, top - EDGE_MM)
    goals = told.sites.loc[subject.groups["site_id"]]
    arrows, beyond = [], []
    for start, goal, name in zip(
        _points(frame, subject.groups), _points(frame, goals), goals["name"], strict=True
    ):
        way = shapely.LineString([start, goal]).intersection(inner)
        end = goal if inner.covers(shapely.Point(goal)) else shapely.get_coordinates(way)[-1]
        if end is not goal:
            beyond.append((*end, f"→ {name}"))
        draw_arrow(page, start, end)
        arrows.append((start, end))
    return arrows, pd.DataFrame(beyond, columns=["x", "y", "name"]).drop_duplicates("name")


# ---- numbers -----------------------------------------------------------------------------------


def _draw_numbers(
    page: Axes, frame: Frame, subject: Subject, arrows: Sequence[tuple[Floats, Floats]],
    occupied: list[Box], face: Face,
) -> int:  # fmt: skip
    """Numbers of the list on their roads and arrows, or beside them with a line; tells how many.

    First those that have room on their own, then the others; one without any room is not drawn.
    Adds to ``occupied`` the boxes that they take.
    """
    ways = [("road", number, list(_along(frame, line)))
            for number, line in enumerate(subject.projects.geometry.to_numpy(), start=1)]  # fmt: skip
    ways += [("move", number, [start + part * (end - start) for part in ALONG])
             for number, (start, end) in enumerate(arrows, start=1)]  # fmt: skip
    drawn: set[tuple[str, int]] = set()
    rings_mm = RINGS_MM[:COUNTY_RINGS] if subject.is_county else RINGS_MM
    for around in (_on_way, partial(_beside_way, rings_mm)):
        for kind, number, spots in ways:
            if (kind, number) in drawn:
                continue
            half_mm = badge_half_mm(number, face)
            place = best_place(around(spots, half_mm), occupied, frame.box)
            if place is not None:
                _draw_leader(page, *place)
                (left, bottom, _, _), _ = place
                draw_number(page, (left + half_mm, bottom + BADGE_MM), number, kind, face)
                occupied += [place[0], *leader_boxes(*place)]
                drawn.add((kind, number))
    return len(drawn)


def _on_way(spots: Sequence[Floats], half_mm: float) -> Iterator[Candidate]:
    """Places of a number upon spots of its road or arrow."""
    for x, y in spots:
        yield (x - half_mm, y - BADGE_MM, x + half_mm, y + BADGE_MM), (x, y)


def _beside_way(
    rings_mm: Sequence[float], spots: Sequence[Floats], half_mm: float
) -> Iterator[Candidate]:
    """Places of a number around the middle of its road or arrow, nearest first."""
    middle = (spots[0][0], spots[0][1])
    around = np.column_stack([np.cos(TURNS), np.sin(TURNS)])
    for far_mm in rings_mm:
        for box, _ in _on_way([*spots[0] + far_mm * around], half_mm):
            yield box, middle


def _note_missing(
    page: Axes, frame: Frame, subject: Subject, count: int, occupied: list[Box], face: Face
) -> None:
    """Say on the map how many numbers have no room on it, and where they are."""
    code = "numbers_county" if subject.is_county else "numbers_township"
    text = POSTER[code][0].format(count=count)
    left, bottom, right, top = frame.box
    wide, high = width_mm(text, face, NOTE_POINTS) + 6, 8.0
    boxes: list[Box] = [
        (x, y, x + wide, y + high)
        for y in (top - 2 - high, bottom + 2)
        for x in np.arange(right - 2 - wide, left, -5.0).tolist()
    ]
    box = first_free(boxes, occupied, frame.box) or boxes[0]
    draw_plate(page, box)
    write(page, (box[0] + 3, box[1] + 2.6), text, face, NOTE_POINTS, zorder=26)


def _along(frame: Frame, line: MultiLineString) -> Iterator[Floats]:
    """Spots on the longest part of a road [mm], its middle first."""
    part = max(line.geoms, key=lambda one: one.length)
    for share in ALONG:
        point = part.interpolate(share, normalized=True)
        yield frame.paper(np.array([point.x, point.y]))


def _draw_leader(page: Axes, box: Box, spot: Spot) -> None:
    """Thin line from a spot to the box of its name or number."""
    end = nearest_spot(box, spot)
    page.plot([spot[0], end[0]], [spot[1], end[1]], color=INK, linewidth=0.6, zorder=9.5)


# ---- names -------------------------------------------------------------------------------------


def _villages_to_name(subject: Subject) -> gpd.GeoDataFrame:
    """Villages in the order in which they are named: those with something in the plan first."""
    villages = subject.villages
    concerned = villages["connected_year"].notna() | (villages["moving_households"] > 0)
    order = villages.assign(concerned=concerned).rename_axis("id")
    order = order.sort_values(["concerned", "id"], ascending=[False, True])
    return order[order["concerned"]] if subject.is_county else order


def _write_names(
    page: Axes, frame: Frame, occupied: list[Box], places: pd.DataFrame, face: Face,
    points: float, *, colour: str = INK,
) -> int:  # fmt: skip
    """Names of places beside their dots, on a white rim; tells how many found room.

    Adds to ``occupied`` the boxes that they take.
    """
    visible = (
        places["name"].fillna("").map(lambda name: "".join(filter(str.isprintable, name)).strip())
    )
    shown = places[visible != ""]
    texts = [shorten(name, face, points, LONGEST_NAME_MM) for name in visible[visible != ""]]
    spots = [(x, y) for x, y in shown[["x", "y"]].to_numpy(float)]
    sizes = [(width_mm(text, face, points) + 0.6, points * MM_PER_POINT) for text in texts]
    boxes = place_names(spots, sizes, reach_mm=SITE_MM + 0.5, taken=occupied, within=frame.box)
    for text, spot, box in zip(texts, spots, boxes, strict=True):
        if box is not None:
            _write_name(page, text, spot, box, face, points, colour)
            occupied += [box, *leader_boxes(box, spot)]
    return sum(box is not None for box in boxes)


def _write_name(
    page: Axes, text: str, spot: Spot, box: Box, face: Face, points: float, colour: str
) -> None:
    """One name on a white rim, with a thin line to its dot where it stands apart."""
    em_mm = points * MM_PER_POINT
    x, y = box[0] + 0.3, box[1] + 0.14 * em_mm
    if np.hypot(*np.subtract(nearest_spot(box, spot), spot)) > LEADER_MM:
        _draw_leader(page, box, spot)
    letters = TextPath((x, y), text.replace("$", r"\$"), size=em_mm,
                       prop=FontProperties(fname=str(face.path)))  # fmt: skip
    page.add_patch(
        PathPatch(letters, facecolor="white", edgecolor="white", linewidth=2.2, zorder=14)
    )
    write(page, (x, y), text, face, points, zorder=15, color=colour)
