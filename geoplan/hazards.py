"""Which hazards touch what."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.terrain import Raster
from geoplan.terrain.cells import Shapes, cells_under
from geoplan.terrain.flood import above_flood
from geoplan.terrain.outlines import outlines
from geoplan.terrain.runout import run_out

DEFAULT_RADIUS_M = 100.0
"""Reach of a hazard point for which nobody wrote one [m]."""
DISPERSION = {"landslide": 8, "rockfall": 8, "debris_flow": 4}
"""Kinds that run out, with the exponent of (H2). C: 8 D'Amboise et al. 2022, 4-6 Horton et al. 2013."""


def margins_m(hazards: gpd.GeoDataFrame, *, buffer_m: Mapping[Any, float]) -> "pd.Series[float]":
    """How far around its shape each hazard may strike [m].

    Parameters
    ----------
    hazards
        Layer "hazards": areas, lines, or points with radius_m (unknown: 100 m).
    buffer_m
        Added around, by kind.

    Returns
    -------
    Series
        On the hazards' index.
    """
    reach = hazards["radius_m"].fillna(DEFAULT_RADIUS_M).where(_point(hazards), 0.0)
    return reach + hazards["kind"].map(buffer_m).fillna(0.0).astype(float)


def footprints(hazards: gpd.GeoDataFrame, *, buffer_m: Mapping[Any, float]) -> gpd.GeoSeries:
    """Area that each hazard may strike.

    Parameters
    ----------
    hazards, buffer_m
        As for ``margins_m``.

    Returns
    -------
    GeoSeries
        Polygons on the hazards' index and CRS.
    """
    return grown(hazards.geometry, margins_m(hazards, buffer_m=buffer_m))


def grown(shapes: gpd.GeoSeries, margin_m: "pd.Series[float]") -> gpd.GeoSeries:
    """Shapes with a margin of their own around each [m]; 0: as they are."""
    grows = margin_m.to_numpy() > 0
    areas = np.array(shapes.to_numpy(), dtype=object)
    areas[grows] = shapely.buffer(areas[grows], margin_m.to_numpy()[grows])
    return gpd.GeoSeries(areas, index=shapes.index, crs=shapes.crs)


def struck(
    hazards: gpd.GeoDataFrame,
    dem: Raster | None,
    *,
    reach_ratio: Mapping[Any, float],
    freeboard_m: float,
    farthest_flood_m: float = 100.0,
) -> gpd.GeoSeries:
    """Area that each hazard strikes: its own, and what it runs into from there.

    Landslides, rockfalls and debris flows run out over the ground (``terrain.run_out``): an area
    from all its cells, a line (the channel of a debris flow) from those along it, a point from its
    own. A flood takes the land beside it that is hardly higher (``terrain.above_flood``).

    Parameters
    ----------
    hazards
        Layer "hazards": areas, lines, or points with radius_m (unknown: 100 m); with a column
        reach_ratio this counts where it is known.
    dem
        Elevation [m] in the hazards' CRS; None: nothing runs out.
    reach_ratio
        Height over length to which a kind runs out; 0 or no kind: not at all.
    freeboard_m
        How much higher than its extent a flood is planned for [m]; 0: the extent itself.
    farthest_flood_m
        No land farther from the extent is added [m].

    Returns
    -------
    GeoSeries
        On the hazards' index and CRS: take it with ``hazards.set_geometry`` to ``footprints``,
        ``exposures`` and ``exposure``, which add their margins to it, and a radius no more.
    """
    own = footprints(hazards, buffer_m={})
    if dem is None:
        return own
    told = hazards.get("reach_ratio", pd.Series(np.nan, hazards.index)).astype(float)
    ratio = told.fillna(hazards["kind"].map(reach_ratio)).to_numpy(float)
    point = _point(hazards)
    runs = hazards["kind"].isin(DISPERSION).to_numpy() & (ratio > 0)
    rises = (hazards["kind"] == "flood").to_numpy() & ~point & (freeboard_m > 0)
    begins, cell, thin = cells_under(hazards.geometry.where(runs | rises).to_numpy(), dem)
    flood = rises[begins]
    exponent = hazards["kind"].map(DISPERSION).fillna(1).to_numpy(int)
    running = run_out(dem, begins[~flood], cell[~flood], reach_ratio=ratio, exponent=exponent)
    rising = above_flood(
        dem, begins[flood], cell[flood], freeboard_m=freeboard_m, farthest_m=farthest_flood_m
    )
    hazard, into = np.hstack([running, rising])
    order = np.argsort(hazard, kind="stable")
    beyond = outlines(hazard[order], into[order], len(hazards), dem)
    return gpd.GeoSeries(
        _joined(own.to_numpy(), beyond, thin & ~point, dem.cell_m / 2),
        index=hazards.index,
        crs=hazards.crs,
    )


def _joined(own: Shapes, beyond: Shapes, thin: NDArray[np.bool_], margin_m: float) -> Shapes:
    """Shapes with the land beyond them; who is thinner than a cell is first made as wide as one."""
    wider = ~shapely.is_empty(beyond)
    wide = np.where(thin & wider, shapely.buffer(own, margin_m), own)
    return np.where(wider, shapely.union(wide, beyond), own)


def _point(hazards: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which hazards are points."""
    return hazards.geometry.geom_type.isin(["Point", "MultiPoint"]).to_numpy()


def official_first(
    overlay: pd.DataFrame,
    listed: pd.DataFrame,
    hazards: gpd.GeoDataFrame,
    *,
    complete: bool,
    unknown_class: int,
) -> pd.DataFrame:
    """Exposure in which the official list outranks the overlay.

    Parameters
    ----------
    overlay
        From ``exposure``.
    listed
        On the same index: official_class, official_hazard_id (missing: not on the list).
    hazards
        Layer "hazards", for the kind and class of a listed hazard.
    complete
        True when whoever is not on the list is not threatened; false: the overlay decides then.
    unknown_class
        Class of those who are listed under a hazard that the layer does not have.

    Returns
    -------
    DataFrame
        Columns of the overlay. Without anybody on the list, the overlay itself.
    """
    known = hazards[["hazard_class", "kind"]].reindex(listed["official_hazard_id"])
    known.index = listed.index
    numbered = listed["official_hazard_id"].notna()
    listed_class = listed["official_class"].fillna(known["hazard_class"])
    listed_class = listed_class.mask(listed_class.isna() & numbered, unknown_class)
    named = listed_class.notna()
    if not named.any():
        return overlay
    told = named & numbered
    rest = overlay["hazard_class"] * (0 if complete else 1)
    found = pd.DataFrame({
        "hazard_class": listed_class.where(named, rest).astype("int64"),
        "hazard_id": overlay["hazard_id"].mask(told, listed["official_hazard_id"]),
        "hazard_kind": overlay["hazard_kind"].mask(told, known["kind"]),
    })  # fmt: skip
    none = found["hazard_class"] == 0
    return found.assign(
        hazard_id=found["hazard_id"].mask(none), hazard_kind=found["hazard_kind"].mask(none)
    )


def exposures(
    things: gpd.GeoSeries, hazards: gpd.GeoDataFrame, *, buffer_m: Mapping[Any, float]
) -> pd.DataFrame:
    """All hazards on each thing, the worst first.

    Parameters
    ----------
    things
        Points, lines or areas in the hazards' CRS; missing geometry is touched by nothing.
    hazards
        Layer "hazards"; with the areas of ``struck`` as its geometry also what they run into.
    buffer_m
        Margin around hazards, by kind [m].

    Returns
    -------
    DataFrame
        One row for each thing and hazard on it: thing (of their index), hazard_class (1-4),
        hazard_id, hazard_kind. In the order of the things; of equally bad hazards the first id.
    """
    hits = _hits(things, hazards, buffer_m)
    return hits.assign(thing=things.index[hits["thing"]]).reset_index(drop=True)


def exposure(
    things: gpd.GeoSeries, hazards: gpd.GeoDataFrame, *, buffer_m: Mapping[Any, float]
) -> pd.DataFrame:
    """Worst hazard on each thing, with the hazard object that makes it so.

    Parameters
    ----------
    things, hazards, buffer_m
        As for ``exposures``.

    Returns
    -------
    DataFrame
        hazard_class (0 none, 1-4), hazard_id, hazard_kind (missing where none), index of things;
        of equally bad hazards the first id.
    """
    hits = _hits(things, hazards, buffer_m)
    worst = hits.drop_duplicates("thing").set_index("thing").reindex(range(len(things)))
    worst.index = things.index
    return worst.assign(hazard_class=worst["hazard_class"].fillna(0).astype("int64"))


def _hits(
    things: gpd.GeoSeries, hazards: gpd.GeoDataFrame, buffer_m: Mapping[Any, float]
) -> pd.DataFrame:
    """Table of ``exposures``, with the position of each thing."""
    area, thing = shapely.STRtree(things.to_numpy()).query(
        hazards.geometry.to_numpy(),
        predicate="dwithin",
        distance=margins_m(hazards, buffer_m=buffer_m).to_numpy(),
    )
    hits = pd.DataFrame({
        "thing": thing,
        "hazard_class": hazards["hazard_class"].to_numpy()[area],
        "hazard_id": hazards.index.to_numpy()[area],
        "hazard_kind": hazards["kind"].to_numpy()[area],
    }).astype({"hazard_id": "str", "hazard_kind": "str"})  # fmt: skip
    return hits.sort_values(["thing", "hazard_class", "hazard_id"], ascending=[True, False, True])
