"""Where names and numbers go on a map on paper: greedily, first come, never over each other."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top [mm]."""
Spot = tuple[float, float]
Candidate = tuple[Box, Spot]
"""A box, and the spot that a line joins it to where it stands apart."""
DIRECTIONS = (
    (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1),
    (1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5), (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1),
)  # fmt: skip
"""Where a name stands to its point, best first: right, left, above, below, corners, between."""
FARTHER_MM = (0.0, 3.0, 6.0, 10.0, 15.0, 21.0, 28.0, 36.0, 46.0)
"""How much farther from its point a name may go when there is no room beside it."""
LEADER_FROM_MM, LEADER_STEP_MM, LEADER_HALF_MM = 2.5, 1.0, 0.3
"""A line to a name is free of its own dot, and is seen as small boxes along it."""


def first_free(candidates: Iterable[Box], taken: Sequence[Box], within: Box) -> Box | None:
    """First box that lies within another and overlaps nothing taken; None if none does.

    Parameters
    ----------
    candidates
        Boxes, best first.
    taken
        Boxes on the paper already.
    within
        The map.
    """
    boxes = list(candidates)
    free = np.flatnonzero(_are_free(boxes, _corners(taken), within))
    return boxes[free[0]] if len(free) else None


def least_covering(candidates: Iterable[Box], taken: Sequence[Box]) -> Box:
    """First of the boxes that overlap the fewest taken."""
    return min(candidates, key=lambda box: sum(_overlap(box, other) for other in taken))


def best_place(
    candidates: Iterable[Candidate], taken: Sequence[Box], within: Box
) -> Candidate | None:
    """First free box whose line crosses nothing taken; else the first free one; else None.

    Parameters
    ----------
    candidates
        Boxes with the spots that they belong to, best first.
    taken
        Boxes on the paper already, lines among them (``leader_boxes``).
    within
        The map.
    """
    known, others = list(candidates), _corners(taken)
    free = _are_free([box for box, _ in known], others, within)
    places = [one for one, is_free in zip(known, free, strict=True) if is_free]
    clear = (one for one in places if _are_free(leader_boxes(*one), others, within).all())
    return next(clear, places[0] if places else None)


def place_names(
    points: Sequence[Spot], sizes: Sequence[Spot], *, reach_mm: float, taken: Sequence[Box],
    within: Box,
) -> list[Box | None]:  # fmt: skip
    """Boxes of names beside their points, none over another.

    Parameters
    ----------
    points
        Points that are named, the most important first.
    sizes
        Width and height of each name.
    reach_mm
        Distance of a name from its point when there is room.
    taken
        Boxes that must stay free, such as the points' own dots.
    within
        The map.

    Returns
    -------
    list
        One box per name in the order of the points; None where no place is free.
    """
    occupied, placed = list(taken), []
    for point, size in zip(points, sizes, strict=True):
        around = ((box, point) for box in boxes_around(point, size, reach_mm))
        place = best_place(around, occupied, within)
        placed.append(place and place[0])
        if place is not None:
            occupied += [place[0], *leader_boxes(*place)]
    return placed


def boxes_around(point: Spot, size: Spot, reach_mm: float) -> Iterator[Box]:
    """Boxes of a size beside a point, then farther and farther from it."""
    (x, y), (width, height) = point, size
    for farther in FARTHER_MM:
        for right, up in DIRECTIONS:
            away = (reach_mm + farther) / float(np.hypot(right, up))
            left = x + right * away + (right - 1) * width / 2
            bottom = y + up * away + (up - 1) * height / 2
            yield left, bottom, left + width, bottom + height


def nearest_spot(box: Box, spot: Spot) -> Spot:
    """Spot of a box that is nearest to another spot: where its line ends."""
    return min(max(spot[0], box[0]), box[2]), min(max(spot[1], box[1]), box[3])


def leader_boxes(box: Box, spot: Spot) -> list[Box]:
    """Small boxes along the line from a spot to a box that stands apart from it."""
    end = nearest_spot(box, spot)
    length = float(np.hypot(end[0] - spot[0], end[1] - spot[1]))
    shares = np.arange(LEADER_FROM_MM, length - LEADER_STEP_MM / 2, LEADER_STEP_MM) / (length or 1)
    return [
        (x - LEADER_HALF_MM, y - LEADER_HALF_MM, x + LEADER_HALF_MM, y + LEADER_HALF_MM)
        for x, y in np.outer(1 - shares, spot) + np.outer(shares, end)
    ]


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _corners(boxes: Sequence[Box]) -> Floats:
    """Boxes as an array, shape (4, n)."""
    return np.reshape(np.array(boxes, float), (-1, 4)).T


def _are_free(boxes: Sequence[Box], taken: Floats, within: Box) -> NDArray[np.bool_]:
    """Which boxes lie within another and share no more than an edge with any of ``_corners``."""
    left, bottom, right, top = _corners(boxes)[:, :, None]
    near = (taken[0] < right.max(initial=-np.inf)) & (left.min(initial=np.inf) < taken[2])
    near &= (taken[1] < top.max(initial=-np.inf)) & (bottom.min(initial=np.inf) < taken[3])
    others = taken[:, None, near]
    across = (left < others[2]) & (others[0] < right)
    covered = (across & (bottom < others[3]) & (others[1] < top)).any(axis=1)
    inside = (left >= within[0]) & (right <= within[2])
    inside &= (bottom >= within[1]) & (top <= within[3])
    free: NDArray[np.bool_] = inside[:, 0] & ~covered
    return free
