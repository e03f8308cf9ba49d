"""Ways that people may take once roads are better, and what each treatment saves on each of them.

A trip is one home's way to the nearest of some goals in one season. Its listed ways are the
quickest ones over the roads of today, of a plan, and with everything built. Along a way the minutes
saved add up, road by road; which way is taken is for the model to say (V3, V4).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.surfaces import Surface
from geoplan.terrain import quickest_arc

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_SAVED = 0.05
"""What saves less on a way is not counted there [minutes]."""


class Treated(NamedTuple):
    """Minutes of every arc without and with a treatment, and which work treats which link.

    ``work`` is on the positions of the links that it makes better.
    """

    without: Floats
    with_it: Floats
    work: "pd.Series[str]"


class ListedWays(NamedTuple):
    """Ways of trips, and what is saved on them.

    ``ways``: index way; trip (position of the home), lost (minutes longer than today's quickest
    while nothing is built). ``saved``: way, work, minutes. ``passed``: trip, work, km of its
    links on the last surface's way.
    """

    ways: pd.DataFrame
    saved: pd.DataFrame
    passed: pd.DataFrame


def listed_ways(
    hybrid: HybridNetwork,
    surfaces: list[Surface],
    homes: list[pd.DataFrame],
    treated: list[Treated],
    exposed: "pd.Series[str]",
    *,
    farthest_minutes: float,
) -> ListedWays:
    """Listed ways of every home to the goals of some surfaces.

    Parameters
    ----------
    hybrid
        The network.
    surfaces
        To the same goals: first over the roads of today, at last over those of the plan.
    homes
        Of each surface: minutes and node (-1: nobody gets there) of each home, from ``at_doors``.
    treated
        What each treatment does.
    exposed
        Work that would secure a link, on the positions of the exposed links.
    farthest_minutes
        Whoever needs longer today counts as needing so long.
    """
    now = surfaces[0].arc_minutes
    today = np.minimum(homes[0]["minutes"].to_numpy(dtype=float), farthest_minutes)
    known: set[tuple[int, bytes]] = set()
    ways, saved, first = [], [], 0
    for surface, here in zip(surfaces, homes, strict=True):
        nodes = here["node"].to_numpy(dtype=np.int64)
        along = ways_along(hybrid, surface, nodes)
        new = [trip for trip in np.flatnonzero(nodes >= 0).tolist() if _is_new(known, along, trip)]
        minutes = here["minutes"].to_numpy(dtype=float) + along @ (now - surface.arc_minutes)
        number = np.arange(first, first + len(new))
        lost = np.maximum(0.0, minutes[new] - today[new])
        ways.append(pd.DataFrame({"trip": new, "lost": lost}, index=number))
        for one in treated:
            gain = one.without - one.with_it
            saved.append(_along_works(hybrid, along[new], gain, one.work, number))
        first += len(new)
    km = hybrid.pieces["length_m"].to_numpy()[hybrid.arcs["piece"]] / 1000
    passed = _along_works(hybrid, along, km, exposed, np.arange(along.shape[0]))
    gains = pd.concat(saved, ignore_index=True).rename(columns={"amount": "minutes"})
    return ListedWays(
        pd.concat(ways).astype({"trip": "int64"}).rename_axis("way"),
        gains[gains["minutes"] >= LEAST_SAVED].reset_index(drop=True),
        passed.rename(columns={"way": "trip", "amount": "km"}),
    )


def ways_along(hybrid: HybridNetwork, surface: Surface, nodes: Ints) -> csr_array:
    """Arcs along roads on the way from each of some nodes, as a matrix: nodes x arcs, 1 if taken.

    Parameters
    ----------
    hybrid, surface
        The network, and the surface on it.
    nodes
        Where the ways begin; -1: no way.
    """
    arcs, begin = _arcs_along(
        hybrid.first, hybrid.arcs["tail"].to_numpy(dtype=np.int32), surface.arc_minutes,
        surface.following, nodes, hybrid.cells,
    )  # fmt: skip
    shape = (len(nodes), len(hybrid.arcs))
    return csr_array((np.ones(len(arcs)), arcs, begin), shape=shape)


def _is_new(known: set[tuple[int, bytes]], along: csr_array, trip: int) -> bool:
    """Whether a trip takes a way that it did not take before; it is known from now on."""
    arcs = along.indices[along.indptr[trip] : along.indptr[trip + 1]]
    way = trip, arcs.tobytes()
    is_new = way not in known
    known.add(way)
    return is_new


def _along_works(
    hybrid: HybridNetwork,
    along: csr_array,
    amount: Floats,
    work: "pd.Series[str]",
    number: Ints,
) -> pd.DataFrame:
    """Sums of an amount of the arcs on each way by work: way, work, amount."""
    code, names = pd.factorize(work)
    of_link = np.full(1 + int(hybrid.pieces["link"].max()), -1)
    of_link[work.index.to_numpy(dtype=np.int64)] = code
    links = hybrid.links
    arcs = np.flatnonzero((links >= 0) & (of_link[links] >= 0) & (amount > 0))
    by_work = csr_array(
        (amount[arcs], (arcs, of_link[links[arcs]])), shape=(along.shape[1], max(1, len(names)))
    )
    sums = (along @ by_work).tocoo()
    row, column = sums.coords
    return pd.DataFrame(
        {"way": number[row], "work": np.asarray(names, dtype=object)[column], "amount": sums.data}
    )


@njit(cache=True, nogil=True)
def _arcs_along(first, tails, minutes, following, nodes, cells):
    """Arcs along roads on the way from each node, one after the other, and where each way begins."""
    arcs = [0][:0]
    begin = np.zeros(nodes.size + 1, np.int64)
    for place in range(nodes.size):
        u = nodes[place]
        while u >= 0 and following[u] >= 0:
            v = following[u]
            if u >= cells and v >= cells:
                arcs.append(quickest_arc(first, tails, minutes, v, u))
            u = v
        begin[place + 1] = len(arcs)
    return np.array(arcs), begin
