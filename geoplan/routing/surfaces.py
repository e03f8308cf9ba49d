"""Minutes to the nearest of some places from everywhere: by node, at the doors, along the way.

A surface is one search over the hybrid network, against the direction of travel. What a better
road changes is found from the surface of today: only what becomes quicker is done again.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import HybridNetwork, towards
from geoplan.terrain import quickest_arc, spread

Floats = NDArray[np.float64]
UNKNOWN = -2
"""The way of a node that nobody has asked for yet."""


@dataclass(frozen=True)
class Surface:
    """Minutes to the goal that is quickest to reach.

    Attributes
    ----------
    minutes
        By node of the hybrid network; inf where nobody gets, and farther out than the search went.
    following
        The next node on the way; -1 where the goal's doorstep is, or nobody gets.
    arc_minutes, arc_ridden
        Minutes of every arc of the hybrid network that it was made with, and what of them is
        ridden (``arc_minutes``).
    """

    minutes: Floats
    following: NDArray[np.int32]
    arc_minutes: Floats
    arc_ridden: Floats


def surface_to(
    hybrid: HybridNetwork,
    arcs: tuple[Floats, Floats],
    goals: gpd.GeoSeries,
    *,
    until: pd.DataFrame | None = None,
) -> Surface:
    """Surface of the minutes to the nearest of some places.

    Parameters
    ----------
    hybrid
        The network.
    arcs
        Minutes of its arcs, and what of them is ridden (``arc_minutes``).
    goals
        Points, in the network's CRS.
    until
        Doorsteps of those who are asked about (``doorsteps``): the search ends when it has reached
        them all. None: everywhere.
    """
    minutes = np.full(hybrid.size, np.inf)
    following = np.full(hybrid.size, -1, np.int32)
    near = doorsteps(hybrid, goals)
    np.minimum.at(minutes, near["node"].to_numpy(), near["home_minutes"].to_numpy())
    asked = _on_the_way_out(until)
    spread(towards(hybrid, arcs[0]), minutes, came_from=following, until=asked)  # (G6)
    return Surface(minutes, following, *arcs)


def surface_then(
    hybrid: HybridNetwork,
    surface: Surface | None,
    arcs: tuple[Floats, Floats],
    goals: gpd.GeoSeries,
    *,
    until: pd.DataFrame | None = None,
) -> Surface:
    """Surface of the same goals once arcs have other minutes.

    Where none has become slower only what becomes quicker is searched again.

    Parameters
    ----------
    hybrid, arcs, goals, until
        As in ``surface_to``.
    surface
        As it was, for the same ``until``; None: there is none yet.
    """
    if surface is None or (arcs[0] > surface.arc_minutes).any():
        return surface_to(hybrid, arcs, goals, until=until)
    heads = np.unique(hybrid.arcs["head"].to_numpy()[arcs[0] < surface.arc_minutes])
    minutes, following = surface.minutes.copy(), surface.following.copy()
    begin = heads[np.isfinite(minutes[heads])]
    asked = _on_the_way_out(until)
    spread(towards(hybrid, arcs[0]), minutes, came_from=following, begin=begin, until=asked)  # (G8)
    return Surface(minutes, following, *arcs)


def _on_the_way_out(doors: pd.DataFrame | None) -> pd.DataFrame | None:
    """Doorsteps as a search wants those it is to reach: place, node, minutes."""
    return None if doors is None else doors.rename(columns={"out_minutes": "minutes"})


def at_doors(surface: Surface, doors: pd.DataFrame, places: pd.Index) -> pd.DataFrame:
    """Minutes of each place by its quickest doorstep.

    Parameters
    ----------
    surface
        From ``surface_to``.
    doors
        From ``doorsteps``.
    places
        Index of the result: the places of the doorsteps.

    Returns
    -------
    DataFrame
        minutes (inf where nobody gets), node (the quickest doorstep; -1 where nobody gets).
    """
    place, node = doors["place"].to_numpy(), doors["node"].to_numpy()
    total = doors["out_minutes"].to_numpy() + surface.minutes[node]  # (G7)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    least = np.minimum.reduceat(total, first) if len(first) else total
    quickest = np.flatnonzero(total == np.repeat(least, np.diff(np.append(first, len(total)))))
    best = quickest[np.flatnonzero(np.diff(place[quickest], prepend=-1))]
    node = np.where(np.isfinite(total[best]), node[best], -1)
    return pd.DataFrame({"minutes": total[best], "node": node}, index=places)


def ridden_minutes(hybrid: HybridNetwork, surface: Surface, nodes: NDArray[np.int64]) -> Floats:
    """Minutes in a vehicle on the way from some nodes.

    Parameters
    ----------
    hybrid, surface
        The network, and the surface on it.
    nodes
        Where the ways begin; -1: no way.

    Returns
    -------
    ndarray
        Of the nodes' shape; 0 without a way.
    """
    along = np.full(hybrid.size, np.nan)
    told: Floats = _ridden(
        hybrid.first, hybrid.arcs["tail"].to_numpy(dtype=np.int32), surface.arc_minutes,
        surface.arc_ridden, surface.following, np.asarray(nodes, dtype=np.int64), along,
    )  # fmt: skip
    return told


def links_along(
    hybrid: HybridNetwork, surface: Surface, nodes: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Links of the way from each of some nodes, in the order of travel, as positions.

    Parameters
    ----------
    hybrid, surface, nodes
        As in ``ridden_minutes``.
    """
    way, own, rest = _ways(
        hybrid.first, hybrid.arcs["tail"].to_numpy(dtype=np.int32), surface.arc_minutes,
        hybrid.links, surface.following, np.asarray(nodes, dtype=np.int64), hybrid.cells,
        np.full(hybrid.size, UNKNOWN, np.int32),
    )  # fmt: skip
    taken, number = np.unique(way, return_inverse=True)
    flat, first = _links(own, rest, taken)
    ways = np.split(flat, first[1:-1])
    return [ways[one] for one in number]


@njit(cache=True, nogil=True)
def _ridden(first, tails, minutes, arc_ridden, following, nodes, along):
    """``ridden_minutes``, compiled; ``along`` keeps what is known of each node (NaN: not yet)."""
    told = np.zeros(nodes.size)
    way = [0]
    for place in range(nodes.size):
        u = nodes[place]
        if u < 0:
            continue
        while np.isnan(along[u]):
            way.append(u)
            if following[u] < 0:
                along[u] = 0.0
            else:
                u = following[u]
        while len(way) > 1:
            u = way.pop()
            v = following[u]
            if v >= 0:
                arc = quickest_arc(first, tails, minutes, v, u)
                along[u] = along[v] + (arc_ridden[arc] if arc >= 0 else 0.0)
        told[place] = along[nodes[place]]
    return told


@njit(cache=True, nogil=True)
def _ways(first, tails, minutes, link, following, nodes, cells, known):
    """Number of the way from each node; of each way its first link, and the way after it.

    Ways that meet go on together, so a way is a link and another way (-1: no more links).
    ``known`` keeps the way of each node.
    """
    way = np.full(nodes.size, -1)
    own, rest = [0][:0], [0][:0]
    for place in range(nodes.size):
        u, passed = nodes[place], [0][:0]
        while u >= 0 and known[u] == UNKNOWN:
            passed.append(u)
            u = int(following[u])
        now = int(known[u]) if u >= 0 else -1
        while len(passed) > 0:
            v, u = u, passed.pop()
            if u >= cells and v >= cells:
                taken = link[quickest_arc(first, tails, minutes, v, u)]
                if now < 0 or own[now] != taken:
                    own.append(taken)
                    rest.append(now)
                    now = len(own) - 1
            known[u] = now
        way[place] = now
    return way, np.array(own), np.array(rest)


@njit(cache=True, nogil=True)
def _links(own, rest, ways):
    """All links of some ways of ``_ways`` one after the other, and where each way begins."""
    begin = np.zeros(ways.size + 1, np.int64)
    flat = [0][:0]
    for place in range(ways.size):
        way = ways[place]
        while way >= 0:
            flat.append(own[way])
            way = rest[way]
        begin[place + 1] = len(flat)
    return np.array(flat), begin
