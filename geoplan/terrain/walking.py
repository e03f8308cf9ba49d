"""Walking over the ground: Tobler's speed, cell to cell and straight."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geoplan.terrain.rasters import Raster, sample
from geoplan.terrain.search import backwards, spread, tobler_kmh, walks

Floats = NDArray[np.floating]
Direction = Literal["to", "from"]


def walking_minutes(
    elevation_m: Floats,
    cell_m: float,
    sources: NDArray[np.bool_],
    *,
    direction: Direction = "to",
    off_path: float = 0.6,
    barrier: NDArray[np.bool_] | None = None,
) -> NDArray[np.float32]:
    """Minutes on foot between every cell and the source that is quickest to reach.

    Steps lead to the eight cells around a cell, at Tobler's speed for the slope between their
    centres in the direction of travel. Nobody enters a barrier or a cell without elevation, nor
    squeezes through where two of them touch at a corner.

    Parameters
    ----------
    elevation_m
        Elevation, shape (rows, columns); NaN where unknown.
    cell_m
        Side of a cell [m].
    sources
        Where the walk ends ("to") or begins ("from"), of the same shape.
    direction
        "to": minutes from each cell to a source; "from": from a source to each cell.
    off_path
        Factor on the speed.
    barrier
        Cells that nobody enters, of the same shape.

    Returns
    -------
    ndarray
        float32 minutes of the same shape, 0 at the sources, inf where nobody gets.

    Raises
    ------
    ValueError
        Shapes that differ, a cell or a factor that is not above 0 and finite, or another direction.

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA 93-1.
    Dial, R. B. (1969). Algorithm 360: shortest-path forest with topological ordering. CACM 12.
    """
    shapes = [np.shape(one) for one in (elevation_m, sources, barrier) if one is not None]
    if len(set(shapes)) != 1 or len(shapes[0]) != 2:
        raise ValueError(f"elevation_m, sources and barrier must be of one shape, got {shapes}")
    if not (0 < cell_m < np.inf and 0 < off_path < np.inf):
        raise ValueError(
            f"cell_m and off_path must be above 0 and finite, got {cell_m} and {off_path}"
        )
    if direction not in ("to", "from"):
        raise ValueError(f'direction must be "to" or "from", got {direction!r}')
    blocked = np.isnan(elevation_m)
    if barrier is not None:
        blocked |= np.asarray(barrier, dtype=bool)
    minutes = np.where(np.asarray(sources, dtype=bool) & ~blocked, 0.0, np.inf).ravel()
    ground = walks(elevation_m, blocked, cell_m, off_path)
    spread(backwards(ground) if direction == "to" else ground, minutes)
    with np.errstate(over="ignore"):  # what float32 cannot hold is out of reach
        return minutes.reshape(shapes[0]).astype(np.float32)


def walk_minutes(
    here: Floats, there: Floats, *, off_path_factor: float, dem: Raster | None
) -> tuple[Floats, Floats]:
    """Straight-line walking minutes between pairs of points, forth and back.

    Parameters
    ----------
    here, there
        Coordinates [m], shape (n, 2).
    off_path_factor
        Factor on Tobler's speed.
    dem
        Elevation for the slope of the line, over a cell at least: it is known no finer; at most
        1, steeper places are walked around. Unknown elevations make it level.

    Returns
    -------
    tuple of ndarray
        Minutes from here to there, and back; shape (n,).
    """
    run_m = np.hypot(*(there - here).T)
    slope = np.zeros(len(here))
    if dem is not None:
        rise_m = sample(dem, there[:, 0], there[:, 1]) - sample(dem, here[:, 0], here[:, 1])
        slope = np.clip(np.nan_to_num(rise_m) / np.maximum(run_m, dem.cell_m), -1, 1)
    minutes_at_1_kmh = 60 * run_m / 1000 / off_path_factor
    return minutes_at_1_kmh / tobler_kmh(slope), minutes_at_1_kmh / tobler_kmh(-slope)
