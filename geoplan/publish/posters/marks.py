"""The symbols of a sheet: villages, sites, township seats, moves, and the numbers of the list.

Villages are told apart by the filling of their dots, roads and moves by round and square numbers.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from geoplan.publish.posters.fonts import MM_PER_POINT, Face, width_mm, write
from geoplan.publish.posters.ground import INK, Floats, pale
from geoplan.publish.posters.placement import Spot

NUMBER_POINTS = 9.0
BADGE_MM, BADGE_RIM_MM = 2.4, 0.8
"""Half the height of a number's circle or square, and the room that it keeps around three digits."""
DOT_MM, SITE_MM = 1.3, 2.0
"""Half the height of a village's dot, of a site's square."""
MOVE = "#6a1b9a"
DOTS: dict[str, dict[str, Any]] = {
    "connected": {"facecolor": INK, "edgecolor": "white", "linewidth": 0.8},
    "by_plan": {"facecolor": "white", "edgecolor": INK, "linewidth": 1.2},
    "not": {"facecolor": "white", "edgecolor": INK, "linewidth": 1.2},
}
"""Look of a village's dot; one that gets its road by the plan has a kernel."""


def village_states(villages: pd.DataFrame) -> pd.Series:
    """Which of the three dots each village has: "connected", "by_plan" or "not"."""
    state = pd.Series("not", villages.index)
    state = state.mask(villages["connected_year"].notna(), "by_plan")
    return state.mask(villages["connected_now"], "connected")


def draw_dot(page: Axes, xy_mm: Floats, state: str) -> None:
    """Dots of villages in one state; ``xy_mm`` of shape (n, 2)."""
    _scatter(page, xy_mm, DOT_MM, zorder=10, **DOTS[state])
    if state == "by_plan":
        _scatter(page, xy_mm, 0.45 * DOT_MM, color=INK, linewidth=0, zorder=11)


def draw_pale_dot(page: Axes, xy_mm: Floats) -> None:
    """Small dots of villages that another sheet is about; ``xy_mm`` of shape (n, 2)."""
    _scatter(page, xy_mm, 0.6 * DOT_MM, zorder=8, facecolor="white", edgecolor=pale(INK))


def draw_site(page: Axes, xy_mm: Floats) -> None:
    """Squares with a cross of opening sites; ``xy_mm`` of shape (n, 2)."""
    rim = {"edgecolor": "white", "linewidth": 1.0}
    _scatter(page, xy_mm, SITE_MM, marker="s", facecolor=MOVE, zorder=12, **rim)
    _scatter(page, xy_mm, 0.6 * SITE_MM, marker="+", color="white", linewidth=1.6, zorder=13)


def draw_seat(page: Axes, xy_mm: Floats, colour: str = INK) -> None:
    """Stars of township seats; ``xy_mm`` of shape (n, 2)."""
    rim = {"edgecolor": "white", "linewidth": 0.8}
    _scatter(page, xy_mm, SITE_MM, marker="*", facecolor=colour, zorder=12, **rim)


def draw_arrow(page: Axes, start_mm: Floats, end_mm: Floats) -> None:
    """Arrow from a group to its site."""
    start, end = (float(start_mm[0]), float(start_mm[1])), (float(end_mm[0]), float(end_mm[1]))
    style = "-|>,head_width=3,head_length=6"
    arrow = FancyArrowPatch(start, end, arrowstyle=style, shrinkA=0, shrinkB=4, zorder=9)
    arrow.set(linewidth=1.6, color=MOVE)
    page.add_artist(arrow)


def badge_half_mm(number: int, face: Face) -> float:
    """Half the width of a number with its rim [mm]: round up to 99, longer from 100."""
    return max(BADGE_MM, width_mm(str(number), face, NUMBER_POINTS) / 2 + BADGE_RIM_MM)


def draw_number(page: Axes, xy_mm: Spot, number: int, kind: str, face: Face) -> None:
    """Number in a round rim ("road") or in a square one ("move")."""
    half_mm = badge_half_mm(number, face)
    shape = {"road": f"round,pad=0,rounding_size={BADGE_MM}", "move": "square,pad=0"}[kind]
    corner = (xy_mm[0] - half_mm, xy_mm[1] - BADGE_MM)
    rim = FancyBboxPatch(corner, 2 * half_mm, 2 * BADGE_MM, boxstyle=shape, gid=f"number_{kind}")
    rim.set(facecolor="white", edgecolor=INK, linewidth=1.0, zorder=18)
    page.add_artist(rim)
    write(page, xy_mm, str(number), face, NUMBER_POINTS, ha="center", va="center_baseline")


def _scatter(page: Axes, xy_mm: Floats, half_mm: float, **look: Any) -> None:
    """Symbols of a height on points; ``look`` as of matplotlib's ``scatter``."""
    page.scatter(xy_mm[:, 0], xy_mm[:, 1], s=(2 * half_mm / MM_PER_POINT) ** 2, **look)
