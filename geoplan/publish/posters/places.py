"""The places on a sheet's map: villages, sites, moves, names, and the numbers of the list.

What the sheet is about is drawn in full, what lies around it pale and small.
"""

from collections.abc import Iterator, Mapping, Sequence
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
from geoplan.publish.labels import POSTER, filled
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
from geoplan.publish.posters.subjects import (
    Subject,
    is_own,
    longest_part,
    number_points,
    own_sites,
)

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
Number = tuple[str, int]
"""Kind ("road" or "move") and number of the list."""


@dataclass(frozen=True)
class Count:
    """How many of the names or numbers that a map should have are on it."""

    drawn: int
    wanted: int

    def __str__(self) -> str:
        return f"{self.drawn}/{self.wanted}"

    def __add__(self, other: "Count") -> "Count":
        return Count(self.drawn + other.drawn, self.wanted + other.wanted)


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
        Where the map lies; what another map of the sheet tells has neither name nor number here.
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
    write_names(sites[sites["told"]], faces[1], SITE_POINTS)
    occupied += dots if subject.is_county else []
    villages = _villages_to_name(subject)
    villages = villages[frame.tells(_metres(villages))]
    named = write_names(_on_paper(frame, villages), faces[0], NAME_POINTS)
    write_names(beyond, faces[1], SITE_POINTS)
    ways = _numbered_ways(frame, subject, arrows)
    numbers = _place_numbers(frame, subject, ways, occupied, faces[1])
    if len(numbers) < len(ways):
        note = _note_box(frame, _note(subject, len(ways)), occupied, faces[1])
        numbers = _place_numbers(frame, subject, ways, [*occupied, note], faces[1])
        _write_note(page, note, _note(subject, len(ways) - len(numbers)), faces[1])
        occupied.append(note)
    for (kind, number), place in numbers.items():
        _draw_number(page, place, number, kind, faces[1])
        occupied += [place[0], *leader_boxes(*place)]
    write_names(_off(taken, seats[~own]), faces[0], NAME_POINTS, colour=GREY)
    return Count(named, len(villages)), Count(len(numbers), len(ways))


def subject_boxes(frame: Frame, told: Plan, subject: Subject) -> list[Box]:
    """Boxes [mm] around the villages, groups and sites that a sheet is about; of an inset, roads."""
    sites = told.sites.loc[subject.groups["site_id"].unique()]
    layers = (subject.villages, subject.groups, sites)
    own = [box for layer in layers for box in _boxes(_points(frame, layer), 2 * DOT_MM)]
    roads = number_points(subject) if frame.is_inset else np.empty((0, 2))
    return own + _boxes(frame.paper(roads), 2 * BADGE_MM)


# ---- symbols -----------------------------------------------------------------------------------


def _metres(layer: gpd.GeoDataFrame) -> Floats:
    """Points of a layer [m], shape (n, 2)."""
    return np.column_stack([layer.geometry.x, layer.geometry.y])


def _points(frame: Frame, layer: gpd.GeoDataFrame) -> Floats:
    """Points of a layer on the paper [mm], shape (n, 2)."""
    return frame.paper(_metres(layer))


def _on_paper(frame: Frame, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Name and place on the paper (x, y) [mm] of the points of a layer on the map, off its edge.

    ``told``: whether this map names it.
    """
    places = pd.DataFrame(_points(frame, layer), layer.index, ["x", "y"])
    left, bottom, right, top = frame.box
    inside = places["x"].between(left + DOT_MM, right - DOT_MM)
    inside &= places["y"].between(bottom + DOT_MM, top - DOT_MM)
    return places.assign(name=layer["name"], told=frame.tells(_metres(layer)))[inside]


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
    """Arrows of the moves, as much as is on the map; gives their ends and the sites beyond it.

    The sites are told by name and place at the edge (``_on_paper``).
    """
    left, bottom, right, top = frame.box
    inner = shapely.box(left + EDGE_MM, bottom + EDGE_MM, right - EDGE_MM, top - EDGE_MM)
    goals = told.sites.loc[subject.groups["site_id"]]
    arrows, beyond = [], []
    for start, goal, name, is_told in zip(
        _points(frame, subject.groups), _points(frame, goals), goals["name"],
        frame.tells(_metres(subject.groups)), strict=True,
    ):  # fmt: skip
        way = shapely.get_coordinates(shapely.LineString([start, goal]).intersection(inner))
        begin = start if shapely.box(*frame.box).covers(shapely.Point(start)) else [*way, start][0]
        end = goal if inner.covers(shapely.Point(goal)) else [start, *way][-1]
        arrows.append((begin, end))
        if len(way):
            draw_arrow(page, begin, end)
        if end is not goal and is_told:
            beyond.append((*end, f"→ {name}"))
    return arrows, pd.DataFrame(beyond, columns=["x", "y", "name"]).drop_duplicates("name")


# ---- numbers -----------------------------------------------------------------------------------


def _numbered_ways(
    frame: Frame, subject: Subject, arrows: Sequence[tuple[Floats, Floats]]
) -> dict[Number, list[Floats]]:
    """Numbers that this map tells, and the spots on their road or arrow [mm], best first."""
    roads = subject.projects.geometry.to_numpy()
    ways = {("road", number): list(_along(frame, road)) for number, road in enumerate(roads, 1)}
    ways |= {
        ("move", number): [start + part * (end - start) for part in ALONG]
        for number, (start, end) in enumerate(arrows, 1)
    }
    told = frame.tells(number_points(subject))
    return {one: spots for (one, spots), is_told in zip(ways.items(), told, strict=True) if is_told}


def _place_numbers(
    frame: Frame, subject: Subject, ways: Mapping[Number, Sequence[Floats]],
    occupied: Sequence[Box], face: Face,
) -> dict[Number, Candidate]:  # fmt: skip
    """Where numbers stand: on their roads and arrows, or beside them with a line.

    First those that have room on their own, then the others; one without any room is absent.
    """
    taken = list(occupied)
    placed: dict[Number, Candidate] = {}
    rings_mm = RINGS_MM[:COUNTY_RINGS] if subject.is_county else RINGS_MM
    for around in (_on_way, partial(_beside_way, rings_mm)):
        for one, spots in ways.items():
            if one in placed:
                continue
            place = best_place(around(spots, badge_half_mm(one[1], face)), taken, frame.box)
            if place is not None:
                taken += [place[0], *leader_boxes(*place)]
                placed[one] = place
    return placed


def _draw_number(page: Axes, place: Candidate, number: int, kind: str, face: Face) -> None:
    """A number in its place, with the line to its road or arrow."""
    _draw_leader(page, *place)
    (left, bottom, right, _), _ = place
    draw_number(page, ((left + right) / 2, bottom + BADGE_MM), number, kind, face)


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


def _note(subject: Subject, count: int) -> str:
    """How many numbers have no room on a map, and where they are."""
    code = "numbers_county" if subject.is_county else "numbers_township"
    return filled(POSTER[code][0], count=count)


def _note_box(frame: Frame, text: str, occupied: Sequence[Box], face: Face) -> Box:
    """Where there is room for a note: at the top, at the bottom, else between."""
    left, bottom, right, top = frame.box
    wide, high = width_mm(text, face, NOTE_POINTS) + 6, 8.0
    between = np.arange(bottom + 5, top - 5 - high, 3.0).tolist()
    boxes: list[Box] = [
        (x, y, x + wide, y + high)
        for y in (top - 2 - high, bottom + 2, *between)
        for x in np.arange(right - 2 - wide, left, -5.0).tolist()
    ]
    return first_free(boxes, occupied, frame.box) or boxes[0]


def _write_note(page: Axes, box: Box, text: str, face: Face) -> None:
    """A note on a white ground."""
    draw_plate(page, box)
    write(page, (box[0] + 3, box[1] + 2.6), text, face, NOTE_POINTS, zorder=26)


def _along(frame: Frame, line: MultiLineString) -> Iterator[Floats]:
    """Spots on the longest part of a road [mm], its middle first."""
    part = longest_part(line)
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
    page.add_artist(
        PathPatch(letters, facecolor="white", edgecolor="white", linewidth=2.2, zorder=14)
    )
    write(page, (x, y), text, face, points, zorder=15, color=colour)
