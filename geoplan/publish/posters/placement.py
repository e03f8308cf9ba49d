"""Where names and numbers go on a map on paper: greedily, first come, never over each other."""

from collections.abc import Iterable, Iterator, Sequence

Box = tuple[float, float, float, float]
"""Left, bottom, right, top [mm]."""
Spot = tuple[float, float]
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Where a name stands to its point, best first: right, left, above, below, corners."""
FARTHER_MM = (0.0, 3.0, 6.0, 10.0)
"""How much farther from its point a name may go when there is no room beside it."""


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
    return next(
        (
            box
            for box in candidates
            if _inside(box, within) and not any(_overlap(box, other) for other in taken)
        ),
        None,
    )


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
        box = first_free(_around(point, size, reach_mm), occupied, within)
        placed.append(box)
        if box is not None:
            occupied.append(box)
    return placed


def _around(point: Spot, size: Spot, reach_mm: float) -> Iterator[Box]:
    """Boxes of a size beside a point, then farther and farther from it."""
    (x, y), (width, height) = point, size
    for farther in FARTHER_MM:
        for right, up in DIRECTIONS:
            away = (reach_mm + farther) * (0.75 if right and up else 1.0)
            left = x + right * away + (right - 1) * width / 2
            bottom = y + up * away + (up - 1) * height / 2
            yield left, bottom, left + width, bottom + height


def _inside(box: Box, within: Box) -> bool:
    """Whether a box lies within another."""
    return (
        box[0] >= within[0] and box[1] >= within[1] and box[2] <= within[2] and box[3] <= within[3]
    )


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
