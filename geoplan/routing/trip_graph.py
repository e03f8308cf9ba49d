"""Everybody's trips to a place on the roads alone: small enough to ask about every link.

Nodes are the points of the roads, then the homes, then one goal. The walks are those that people
take today: from home to a road, from one road to another, from a road to the goal; and on foot all
the way, and along every road, for when that is closed to vehicles. So its minutes are those of the
hybrid network today; what is asked of it differs only where somebody would leave the road where
nobody does today: what a closed road costs is told as more than it is, what a better one saves as less.
"""

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from geoplan.routing.hybrid import LEAST_MINUTES, HybridNetwork
from geoplan.routing.surfaces import Surface

Floats = NDArray[np.float64]


def trip_graph(
    hybrid: HybridNetwork,
    surface: Surface,
    homes: pd.DataFrame,
    on_foot: Surface,
    walks: "pd.Series[float]",
) -> tuple[pd.DataFrame, int]:
    """Arcs of the trips of homes to the goals of a surface.

    Parameters
    ----------
    hybrid, surface
        The network, and the minutes to the goals.
    homes
        minutes and node (the quickest doorstep; -1: nobody gets there), from ``at_doors``.
    on_foot
        The same minutes on foot.
    walks
        Minutes of each home on foot all the way (inf: no way).

    Returns
    -------
    arcs
        tail, head, minutes, link (position; -1: a walk); homes follow the points of the roads.
    goal
        Node of the goal: the last one.
    """
    points, goal = len(hybrid.points), len(hybrid.points) + len(homes)
    tail, head, minutes = _legs(
        surface.following,
        surface.minutes,
        homes["node"].to_numpy(dtype=np.int64),
        homes["minutes"].to_numpy(dtype=np.float64),
        hybrid.cells,
        points,
    )
    foot = np.flatnonzero(np.isfinite(walks.to_numpy()))
    parts = [
        road_arcs(hybrid, surface.arc_minutes),
        road_arcs(hybrid, on_foot.arc_minutes).assign(link=-1),
        pd.DataFrame({"tail": tail, "head": head, "minutes": minutes}),
        pd.DataFrame({"tail": points + foot, "head": goal, "minutes": walks.to_numpy()[foot]}),
    ]
    arcs = pd.concat(parts, ignore_index=True).fillna({"link": -1}).astype({"link": np.int64})
    return arcs.assign(minutes=arcs["minutes"].clip(lower=LEAST_MINUTES)), goal


def road_arcs(hybrid: HybridNetwork, arc_minutes: Floats) -> pd.DataFrame:
    """Pieces of the roads as arcs between points: tail, head, minutes, link (position)."""
    road = hybrid.arcs[hybrid.arcs["piece"] >= 0]
    return pd.DataFrame(
        {
            "tail": road["tail"].to_numpy() - hybrid.cells,
            "head": road["head"].to_numpy() - hybrid.cells,
            "minutes": arc_minutes[road.index],
            "link": hybrid.pieces["link"].to_numpy()[road["piece"]],
        }
    )


@njit(cache=True, nogil=True)
def _legs(following, minutes, nodes, at_home, cells, points):
    """Walks on the ways from homes: from home, or from a road, to the next road or the goal.

    A point of a road is gone on from once: ways that meet go on together.
    """
    goal = points + nodes.size
    passed = np.zeros(points, np.uint8)
    tails, heads, lengths = [0][:0], [0][:0], [0.0][:0]
    for home in range(nodes.size):
        u, here, left = nodes[home], points + home, at_home[home]
        while u >= 0:
            while 0 <= u < cells:
                u = following[u]
            tails.append(here)
            heads.append(goal if u < 0 else u - cells)
            lengths.append(left if u < 0 else left - minutes[u])
            while u >= cells:
                here, left = u - cells, minutes[u]
                u = following[u]
                if passed[here]:
                    u = -2
                elif u == -1:
                    tails.append(here)
                    heads.append(goal)
                    lengths.append(left)
                passed[here] = 1
    return np.array(tails), np.array(heads), np.array(lengths)
