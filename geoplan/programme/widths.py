"""How wide the way to a place is: whether lorries that bring material and buses can come."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.routing.network import components

BUS_M = 4.5
"""Surface on which a bus comes, or a narrower one with passing bays [m]. C."""
MOSTLY = 0.9
"""Share of the hardened roads whose width must be known to say how many people a bus can reach."""


def access_width_m(
    links: pd.DataFrame,
    width_m: "pd.Series[float]",
    seats: Collection[int],
    nodes: "pd.Series[int]",
) -> "pd.Series[float]":
    """Narrowest road on the widest hardened way from a township seat to each place [m].

    Parameters
    ----------
    links
        u, v, hardened.
    width_m
        Of each link; one of which nothing is known (NaN) does not count as narrow.
    seats
        Nodes of the seats.
    nodes
        Node of each place.

    Returns
    -------
    Series
        On the index of the places; inf where no road of known width is needed, NaN where no
        hardened way leads.
    """
    wide = width_m.fillna(np.inf)
    size = 1 + int(max(links["u"].max(), links["v"].max(), nodes.max()))
    start = np.fromiter(seats, dtype=np.int64)
    told: NDArray[np.float64] = np.full(len(nodes), np.nan)
    for least in sorted(wide[links["hardened"]].unique(), reverse=True):
        piece = components(links, size, links["hardened"] & (wide >= least))
        here = np.isin(piece[nodes.to_numpy(dtype=np.int64)], piece[start])
        told[here & np.isnan(told)] = least
    return pd.Series(told, index=nodes.index)


def for_buses_m(links: pd.DataFrame) -> "pd.Series[float]":
    """Width of each link as buses see it: passing bays make up for it [m]."""
    bays = links["passing_bays"].fillna(False).astype(bool)
    return links["surface_width_m"].mask(bays & (links["surface_width_m"] < BUS_M), BUS_M)


def is_told(links: gpd.GeoDataFrame) -> bool:
    """Whether the widths of most hardened roads are known."""
    own = links[links["hardened"]]
    known = own["length_m"][own["surface_width_m"].notna()].sum()
    return bool(known > MOSTLY * own["length_m"].sum())


def people_by_bus(
    links: gpd.GeoDataFrame,
    seats: Collection[int],
    people: "pd.Series[float]",
    nodes: "pd.Series[int]",
) -> float:
    """People to whose place a bus can come.

    Parameters
    ----------
    links, seats
        As in ``access_width_m``; surface_width_m, passing_bays.
    people, nodes
        By place.
    """
    return float(people[access_width_m(links, for_buses_m(links), seats, nodes) >= BUS_M].sum())
