"""How fast vehicles go: by surface, width, gradient along the line, season and kind of vehicle."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.floating]
SURFACES = ("paved_wide", "paved_narrow", "gravel", "earth")
"""Rows of a table of speeds; its columns are flat, rolling and steep."""


def surface_class(
    links: pd.DataFrame, *, wide_m: float, earth_codes: Iterable[str]
) -> NDArray[np.int64]:
    """Row of each link in a table of speeds, as in `SURFACES`.

    Parameters
    ----------
    links
        hardened, surface_code, surface_width_m.
    wide_m
        Surface width from which a paved road is wide [m]; unknown widths are narrow.
    earth_codes
        Surface codes, by prefix, of earth roads; what is unknown is earth.
    """
    hardened = links["hardened"].to_numpy(dtype=bool)
    wide = (links["surface_width_m"] >= wide_m).to_numpy(dtype=bool)
    earth = links["surface_code"].str.startswith(tuple(earth_codes), na=True).to_numpy(dtype=bool)
    return np.select([hardened & wide, hardened, ~earth], [0, 1, 2], 3)


def needs_bays(links: pd.DataFrame, *, wide_m: float) -> NDArray[np.bool_]:
    """Links on which two cars cannot pass: narrow or of unknown width, and without passing bays.

    Parameters
    ----------
    links
        surface_width_m, passing_bays (missing: none).
    wide_m
        As in ``surface_class``.
    """
    wide = (links["surface_width_m"] >= wide_m).to_numpy(dtype=bool)
    bays = links["passing_bays"].fillna(False).to_numpy(dtype=bool)
    return np.asarray(~wide & ~bays)


def season_speeds(
    dry_kmh: Floats, *, wet: bool, wet_gravel_factor: float, limits_kmh: tuple[float, float]
) -> Floats:
    """Table of the speeds of one vehicle in one season [km/h], rows as in `SURFACES`.

    Parameters
    ----------
    dry_kmh
        Speeds that the roads allow in the dry season, of the same shape.
    wet
        Gravel is slower by ``wet_gravel_factor``, earth closed.
    wet_gravel_factor
        Factor on speeds on gravel.
    limits_kmh
        What the vehicle can do on paved roads, and on others.
    """
    kmh = np.array(dry_kmh, dtype=float)
    if wet:
        kmh[SURFACES.index("gravel")] *= wet_gravel_factor
        kmh[SURFACES.index("earth")] = 0.0
    paved, unpaved = limits_kmh
    limits = np.array([paved, paved, unpaved, unpaved])
    return np.asarray(np.minimum(kmh, limits[:, None]))


def piece_kmh(
    pieces: pd.DataFrame,
    row: NDArray[np.int64],
    kmh: Floats,
    *,
    gradient_limits: tuple[float, float],
) -> Floats:
    """Speed on each piece of road [km/h].

    Parameters
    ----------
    pieces
        link (position), slope (NaN: taken as rolling), as in ``HybridNetwork``.
    row
        Row of each link in the table of speeds (``surface_class``).
    kmh
        The table.
    gradient_limits
        Gradients that part flat, rolling and steep.
    """
    gradient = np.abs(pieces["slope"].to_numpy())
    steep = np.where(np.isnan(gradient), 1, np.digitize(gradient, gradient_limits))
    told: Floats = kmh[row[pieces["link"].to_numpy()], steep]  # (G5)
    return told
