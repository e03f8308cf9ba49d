"""The ground of a sheet's map: relief, waters, hazards, roads, scale and north, in mm of paper.

What colour tells is told again by a pattern that survives a photocopier: years of roads by dashes,
hazards by hatches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.typing import ColorType
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from geoplan.programme.plan import Plan
from geoplan.publish.labels import POSTER, filled
from geoplan.publish.posters.fonts import Face, width_mm, write
from geoplan.publish.posters.placement import Box, least_covering
from geoplan.publish.posters.subjects import Subject, is_own

Floats = NDArray[np.float64]
SCALES = tuple(
    step * 10**power
    for power in (3, 4, 5)
    for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90)
)
RIM_MM = 9.0
"""Room kept between what the sheet is about and the edge of the map."""
PIXEL_MM, RELIEF = 0.5, 0.3
"""Cell of the hillshade, and its strength: a photocopier must not turn it into dots."""
SCALE_POINTS = 11.0
INK, GREY = "#111111", "#6b6b6b"
PALENESS = 0.65
"""How near to white what another sheet is about is drawn."""
YEARS = (
    ("#0072b2", "solid"),
    ("#d55e00", (0, (2.2, 0.7))),
    ("#009e73", (0, (0.8, 0.6))),
    ("#b5179e", (0, (4.0, 0.7, 0.8, 0.7))),
    ("#7a5c00", (0, (4.5, 1.8))),
)
"""Colour and dashes of each year of the batch, in order; a longer batch begins again."""
HATCHES = {
    4: ("xxx", "#a50f15"),
    3: ("///", "#a50f15"),
    2: ("\\\\", "#8c6d31"),
    1: ("..", "#8c6d31"),
}
"""Hatch and colour of each hazard class."""


@dataclass(frozen=True)
class Frame:
    """Where a part of the county lies on the paper, and how small: 1 : ``scale``.

    Of two maps of one sheet, one ``is_inset`` and alone names and numbers what lies in
    ``window_m`` [m]; the other does so with the rest.
    """

    box: Box
    west_m: float
    south_m: float
    scale: int
    window_m: Box | None = None
    is_inset: bool = False

    def paper(self, xy_m: Floats) -> Floats:
        """Points of the county [m] on the paper [mm]."""
        return self.box[:2] + (xy_m - [self.west_m, self.south_m]) * 1000 / self.scale

    def tells(self, xy_m: Floats) -> NDArray[np.bool_]:
        """Which points [m] this map names and numbers."""
        if self.window_m is None:
            return np.ones(len(xy_m), bool)
        inside = (xy_m >= self.window_m[:2]) & (xy_m <= self.window_m[2:])
        shown: NDArray[np.bool_] = inside.all(axis=1) == self.is_inset
        return shown

    @property
    def bounds_m(self) -> Box:
        """West, south, east, north of the map in the county's CRS [m]."""
        step = self.scale / 1000
        return (
            self.west_m,
            self.south_m,
            self.west_m + (self.box[2] - self.box[0]) * step,
            self.south_m + (self.box[3] - self.box[1]) * step,
        )


def fit_frame(bounds_m: Box, box: Box, county_m: Box | None = None) -> Frame:
    """Map at the largest round scale at which all of the bounds [m] fit into a box [mm].

    The bounds are in its middle; beside them it shows the county, where that is given, rather than
    the blank land around it.
    """
    width, height = box[2] - box[0], box[3] - box[1]
    west, south, east, north = bounds_m
    needed = 1000 * max(
        (east - west) / (width - 2 * RIM_MM), (north - south) / (height - 2 * RIM_MM)
    )
    scale = next((one for one in SCALES if one >= needed), int(np.ceil(needed)))
    step, rim_m = scale / 1000, RIM_MM * scale / 1000
    inside = county_m or bounds_m
    corner_m = [
        _corner((bounds_m[axis] - rim_m, bounds_m[axis + 2] + rim_m),
                (inside[axis], inside[axis + 2]), (width, height)[axis] * step)
        for axis in (0, 1)
    ]  # fmt: skip
    return Frame(box, corner_m[0], corner_m[1], scale)


def _corner(shown: tuple[float, float], county: tuple[float, float], length: float) -> float:
    """Where a map's side begins: all to be shown is on it, and as little else than the county."""
    middle = (shown[0] + shown[1] - length) / 2
    if county[1] - county[0] < length:
        inside = (county[0] + county[1] - length) / 2
    else:
        inside = min(max(middle, county[0]), county[1] - length)
    return min(max(inside, shown[1] - length), shown[0])


def pale(colour: ColorType) -> tuple[float, float, float]:
    """The colour of what lies around: the same, nearly white."""
    red, green, blue = (1 - (1 - part) * (1 - PALENESS) for part in to_rgb(colour))
    return red, green, blue


def year_strokes(position: int, *, subgrade_only: bool = False) -> list[dict[str, Any]]:
    """Lines to draw upon each other for a road that is begun in a year of the batch."""
    colour, dashes = YEARS[position % len(YEARS)]
    if subgrade_only:
        return [
            {"color": colour, "linewidth": 4.2, "zorder": 5},
            {"color": "white", "linewidth": 2.4, "zorder": 6},
        ]
    return [
        {"color": "white", "linewidth": 5.2, "zorder": 5},
        {"color": colour, "linewidth": 3.6, "linestyle": dashes, "zorder": 6},
    ]


def hardened_strokes() -> list[dict[str, Any]]:
    """Lines to draw upon each other for a road that is hardened already."""
    return [
        {"color": "white", "linewidth": 2.8, "zorder": 4},
        {"color": INK, "linewidth": 1.6, "zorder": 4.5},
    ]


def unpaved_strokes() -> list[dict[str, Any]]:
    """The line of a road that is neither hardened nor in the plan."""
    return [{"color": GREY, "linewidth": 1.0, "linestyle": (0, (3, 1.6)), "zorder": 3}]


def draw_ground(
    page: Axes, frame: Frame, told: Plan, subject: Subject, *, keep_free: Sequence[Box],
    faces: tuple[Face, Face], to_scale: bool = True,
) -> list[Box]:  # fmt: skip
    """Draw the map without places, pale where it is another sheet's.

    Parameters
    ----------
    page
        Axes of the whole sheet in mm.
    frame
        Where the map lies.
    told
        The plan as the public may know it.
    subject
        What the sheet is about.
    keep_free
        Boxes [mm] that scale bar and north arrow do not cover if a corner of the map is free.
    faces
        Regular and bold.
    to_scale
        Whether the sheet is printed at its size: only then does the scale bar tell 1 : scale.

    Returns
    -------
    list
        Boxes [mm] of the scale bar and, but for an inset, the north arrow: no name goes there.
    """
    left, bottom, right, top = frame.box
    border = Rectangle((left, bottom), right - left, top - bottom, fill=False)
    border.set(edgecolor=INK, linewidth=1.2, zorder=30)
    page.add_artist(border)
    for artist in (
        *_relief(page, frame, told),
        *_areas(frame, told, subject),
        *_roads(frame, told, subject),
    ):
        page.add_artist(artist)
        artist.set_clip_path(border)
    bar = _scale_bar(page, frame, keep_free, faces[0], to_scale=to_scale)
    return [bar] if frame.is_inset else [bar, _north(page, frame, [*keep_free, bar], faces[1])]


def _relief(page: Axes, frame: Frame, told: Plan) -> Iterator[Any]:
    """The hillshade, paled, moved from Web Mercator onto the paper."""
    if told.relief is None or told.relief_bounds is None:
        return
    left, bottom, right, top = frame.box
    rows, columns = round((top - bottom) / PIXEL_MM), round((right - left) / PIXEL_MM)
    west, south, east, north = frame.bounds_m
    x_m, y_m = np.meshgrid(
        np.linspace(west, east, 2 * columns + 1)[1::2],
        np.linspace(north, south, 2 * rows + 1)[1::2],
    )
    to_web = pyproj.Transformer.from_crs(told.villages.crs, "EPSG:3857", always_xy=True)
    corners = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    web_west, web_south, web_east, web_north = corners.transform_bounds(*told.relief_bounds)
    x, y = to_web.transform(x_m, y_m)
    height, width = told.relief.shape
    place = (
        (web_north - y) / (web_north - web_south) * height - 0.5,
        (x - web_west) / (web_east - web_west) * width - 0.5,
    )
    grey = map_coordinates(told.relief, place, order=1, mode="constant", cval=255)
    yield page.imshow(
        np.uint8(255 - (255 - grey) * RELIEF), cmap="gray", vmin=0, vmax=255, aspect="auto",
        extent=(left, right, bottom, top), interpolation="none", zorder=0,
    )  # fmt: skip


def _areas(frame: Frame, told: Plan, subject: Subject) -> Iterator[PathPatch]:
    """Waters and hazard areas, each class with a hatch of its own."""
    west, south, east, north = frame.bounds_m
    yield from _patches(frame, told.waters.cx[west:east, south:north], fc="#cfe3ee", ec="#7fa8bd")
    hazards = told.hazards.cx[west:east, south:north]
    own = is_own(hazards, told, subject)
    for level, (hatch, colour) in HATCHES.items():
        of_class = (hazards["hazard_class"] == level).to_numpy()
        for shown, ink in (
            (hazards[of_class & ~own], pale(colour)),
            (hazards[of_class & own], colour),
        ):
            yield from _patches(
                frame, shown, fc="none", ec=ink, hatch=hatch, linewidth=0.8, zorder=2
            )


def _patches(frame: Frame, areas: gpd.GeoDataFrame, **look: Any) -> Iterator[PathPatch]:
    """Polygons with their holes."""
    for part in shapely.get_parts(areas.geometry.to_numpy()):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else []
        if rings:
            outlines = [Outline(frame.paper(shapely.get_coordinates(ring))) for ring in rings]
            yield PathPatch(Outline.make_compound_path(*outlines), **look)


def _roads(frame: Frame, told: Plan, subject: Subject) -> Iterator[LineCollection]:
    """All roads on the map: those of other sheets pale, below; then the sheet's own."""
    west, south, east, north = frame.bounds_m
    roads = told.roads.cx[west:east, south:north]
    own = is_own(roads, told, subject) | roads["project_id"].isin(subject.projects.index)
    for artist in _road_kinds(frame, told, roads[~own]):
        artist.set_color([pale(colour) for colour in np.atleast_2d(artist.get_edgecolor())])
        artist.set_zorder(artist.get_zorder() - 2.5)
        yield artist
    yield from _road_kinds(frame, told, roads[own])


def road_years(told: Plan, roads: gpd.GeoDataFrame) -> "tuple[pd.Series[int], pd.Series[int]]":
    """Year of each road's surface, and of a subgrade that gets none; missing where there is none."""
    surface = roads["project_id"].map(told.projects["surface_year"])
    return surface, roads["project_id"].map(told.projects["subgrade_year"]).mask(surface.notna())


def _road_kinds(frame: Frame, told: Plan, roads: gpd.GeoDataFrame) -> Iterator[LineCollection]:
    """Hardened roads, unpaved ones, and those of the plan by year."""
    surface, subgrade = road_years(told, roads)
    planned = surface.notna() | subgrade.notna()
    yield from _lines(frame, roads[~roads["hardened"] & ~planned], unpaved_strokes())
    yield from _lines(frame, roads[roads["hardened"] & ~planned], hardened_strokes())
    for position, year in enumerate(told.years):
        only_base = roads[(subgrade == year).fillna(False).astype(bool)]
        paved = roads[(surface == year).fillna(False).astype(bool)]
        yield from _lines(frame, only_base, year_strokes(position, subgrade_only=True))
        yield from _lines(frame, paved, year_strokes(position))


def _lines(
    frame: Frame, roads: gpd.GeoDataFrame, strokes: list[dict[str, Any]]
) -> Iterator[LineCollection]:
    """Roads of one kind."""
    parts = shapely.get_parts(roads.geometry.to_numpy())
    segments = [frame.paper(shapely.get_coordinates(part)) for part in parts]
    for stroke in strokes if segments else ():
        yield LineCollection(segments, capstyle="butt", joinstyle="round", **stroke)


def _scale_bar(
    page: Axes, frame: Frame, keep_free: Sequence[Box], face: Face, *, to_scale: bool
) -> Box:
    """Bar of a round length, up to 75 mm, in a corner; gives the box that it takes."""
    scale = filled(POSTER["scale"][0], scale=frame.scale) if to_scale else ""
    scale = f"{POSTER['inset'][0]} {scale}" if frame.is_inset else scale
    text_mm = max(20.0, width_mm(scale, face, SCALE_POINTS))
    longest_mm = min(75, frame.box[2] - frame.box[0] - text_mm - 20)
    round_km = [step * 10.0**power for power in range(-2, 3) for step in (1, 2, 5)]
    km = max(one for one in round_km if one * 1e6 / frame.scale <= longest_mm)
    length_mm = km * 1e6 / frame.scale
    box = corner_box(frame, (length_mm + text_mm + 16, 12), keep_free)
    draw_plate(page, box)
    x, y = box[0] + 4, box[1] + 3
    for quarter in range(4):
        look: dict[str, Any] = {"facecolor": (INK, "white")[quarter % 2], "edgecolor": INK}
        corner = (x + quarter * length_mm / 4, y)
        page.add_artist(Rectangle(corner, length_mm / 4, 1.8, zorder=26, gid="scale_bar", **look))
    write(page, (x, y + 3.2), "0", face, SCALE_POINTS, ha="center", zorder=26)
    write(page, (x + length_mm, y + 3.2), f"{km:g}公里", face, SCALE_POINTS, ha="center", zorder=26)
    write(page, (x + length_mm + 9, y), scale, face, SCALE_POINTS, zorder=26)
    return box


def _north(page: Axes, frame: Frame, keep_free: Sequence[Box], face: Face) -> Box:
    """Arrow to the north in a corner; gives the box that it takes."""
    box = corner_box(frame, (12, 23), keep_free)
    draw_plate(page, box)
    x, y = (box[0] + box[2]) / 2, box[1] + 2
    look: dict[str, Any] = {"facecolor": INK, "edgecolor": INK, "zorder": 26}
    page.fill([x - 3.2, x, x + 3.2, x], [y, y + 12, y, y + 2.6], **look)
    write(page, (x, y + 13.5), "北", face, 15, ha="center", zorder=26)
    return box


def corner_box(frame: Frame, size: tuple[float, float], keep_free: Sequence[Box]) -> Box:
    """Box of a size in a corner of the map, where the least lies that must be seen."""
    left, bottom, right, top = frame.box
    corners: list[Box] = [
        (x, y, x + size[0], y + size[1])
        for x in (left + 2, right - 2 - size[0])
        for y in (bottom + 2, top - 2 - size[1])
    ]
    return least_covering(corners, keep_free)


def draw_plate(page: Axes, box: Box) -> None:
    """White ground under what must be readable on the map."""
    left, bottom, right, top = box
    plate = Rectangle((left, bottom), right - left, top - bottom, facecolor="white")
    plate.set(alpha=0.85, zorder=25)
    page.add_artist(plate)
