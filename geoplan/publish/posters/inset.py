"""An enlarged part of a map beside it, where most numbers of the list crowd on little paper."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from scipy.spatial import KDTree

from geoplan.publish.labels import POSTER
from geoplan.publish.posters.fonts import MM_PER_POINT, Face, width_mm, write
from geoplan.publish.posters.ground import (
    INK,
    RIM_MM,
    SCALES,
    Floats,
    Frame,
    draw_plate,
)
from geoplan.publish.posters.marks import BADGE_MM
from geoplan.publish.posters.placement import Box, first_free

MANY = 40
"""Crowded numbers that are worth an inset."""
SHARES = (0.5, 0.45, 0.4, 0.35, 0.3)
"""Share of the map's box that the inset may take, best first."""
ENLARGED = 2
"""An inset is at least this many times as large as the map."""
BETWEEN_MM = 3.0
EDGE_MM = 3.0
"""What is nearer to the inset's edge is left to the map to tell."""
LABEL_POINTS = 12.0


def divided(frame: Frame, numbers_m: Floats, fit: Callable[[Box], Frame]) -> tuple[Frame, ...]:
    """The map alone or, where numbers crowd, the map and an enlarged part of it.

    Parameters
    ----------
    frame
        The map.
    numbers_m
        Where the numbers of the list belong, shape (n, 2) [m].
    fit
        Gives the map for another box on the paper.

    Returns
    -------
    tuple of Frame
        Numbers crowd that would cover another where they belong. If they are ``MANY`` and half of
        all, and the map needs not become smaller for it, the inset shows half of them or more: at
        the largest scale at which its box can, and there as many as it can.
    """
    if len(numbers_m) < MANY:
        return (frame,)
    numbers_mm = frame.paper(numbers_m)
    pairs = KDTree(numbers_mm).query_pairs(2 * BADGE_MM, output_type="ndarray")
    crowded_m = numbers_m[np.unique(pairs)]
    if len(crowded_m) < max(MANY, len(numbers_m) / 2):
        return (frame,)
    for map_box, inset_box in _boxes(frame.box):
        beside = fit(map_box)
        inset = _inset(inset_box, crowded_m, frame.scale) if beside.scale == frame.scale else None
        if inset is not None:
            return replace(beside, window_m=inset.window_m), inset
    return (frame,)


def mark_inset(
    page: Axes, frame: Frame, inset: Frame, *, keep_free: Sequence[Box], face: Face
) -> list[Box]:
    """Outline on the map what its inset shows, with its name.

    Parameters
    ----------
    page
        Axes of the whole sheet in mm.
    frame
        The map.
    inset
        Its inset.
    keep_free
        Boxes [mm] that the name does not cover if it has other room at the outline.
    face
        Of the name.

    Returns
    -------
    list of Box
        What outline and name take of the map [mm].
    """
    corners = frame.paper(np.reshape(inset.bounds_m, (2, 2)))
    left, bottom, right, top = map(float, corners.ravel())
    patch = Rectangle((left, bottom), right - left, top - bottom, fill=False, gid="window")
    patch.set(edgecolor=INK, linewidth=2.0, zorder=16)
    page.add_artist(patch)
    text = POSTER["inset"][0]
    wide, high = width_mm(text, face, LABEL_POINTS) + 4, LABEL_POINTS * MM_PER_POINT + 3
    places = [
        (x, y, x + wide, y + high) for x in (left, right - wide) for y in (top, bottom - high)
    ]
    box = first_free(places, keep_free, frame.box) or places[0]
    draw_plate(page, box)
    write(page, (box[0] + 2, box[1] + 2), text, face, LABEL_POINTS, zorder=26)
    return [(left, bottom, right, top), box]


def _boxes(box: Box) -> Iterator[tuple[Box, Box]]:
    """Boxes of map and inset: beside each other, or below each other."""
    left, bottom, right, top = box
    for share in SHARES:
        x, y = right - share * (right - left), bottom + share * (top - bottom)
        yield (left, bottom, x - BETWEEN_MM, top), (x, bottom, right, top)
        yield (left, y + BETWEEN_MM, right, top), (left, bottom, right, y)


def _inset(box: Box, crowded_m: Floats, map_scale: int) -> Frame | None:
    """The largest map of half of the crowded points or more that a box holds; None if too small."""
    size_mm = np.array([box[2] - box[0], box[3] - box[1]])
    for scale in SCALES:
        if scale * ENLARGED > map_scale:
            return None
        steps = crowded_m / ((size_mm / 2 - RIM_MM) * scale / 1000)
        near = KDTree(steps)
        middle = steps[near.query_ball_point(steps, 1, p=np.inf, return_length=True).argmax()]
        shown = near.query_ball_point(middle, 1, p=np.inf)
        if 2 * len(shown) >= len(crowded_m):
            break
    corners_m = np.reshape(shapely.MultiPoint(crowded_m[shown]).bounds, (2, 2))
    half_m, edge_m = size_mm / 2 * scale / 1000, EDGE_MM * scale / 1000
    west, south = corners_m.mean(axis=0) - half_m
    east, north = corners_m.mean(axis=0) + half_m
    window_m = (west + edge_m, south + edge_m, east - edge_m, north - edge_m)
    return Frame(box, west, south, scale, window_m, is_inset=True)
