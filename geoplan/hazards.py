"""Which hazards touch what."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

DEFAULT_RADIUS_M = 100.0
"""Reach of a hazard point for which nobody wrote one [m]."""


def footprints(hazards: gpd.GeoDataFrame, *, buffer_m: Mapping[Any, float]) -> gpd.GeoSeries:
    """Area that each hazard may strike.

    Parameters
    ----------
    hazards
        Layer "hazards": areas, or points with radius_m (unknown: 100 m).
    buffer_m
        Added around, by kind.

    Returns
    -------
    GeoSeries
        Polygons on the hazards' index and CRS.
    """
    point = hazards.geometry.geom_type.isin(["Point", "MultiPoint"])
    reach = hazards["radius_m"].fillna(DEFAULT_RADIUS_M).where(point, 0.0)
    margin = hazards["kind"].map(buffer_m).fillna(0.0).astype(float)
    grown = (reach + margin).to_numpy()
    shapes = hazards.geometry.to_numpy()
    return gpd.GeoSeries(
        np.where(grown > 0, shapely.buffer(shapes, grown), shapes),
        index=hazards.index,
        crs=hazards.crs,
    )


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


def exposure(
    things: gpd.GeoSeries, hazards: gpd.GeoDataFrame, *, buffer_m: Mapping[Any, float]
) -> pd.DataFrame:
    """Worst hazard on each thing, with the hazard object that makes it so.

    Parameters
    ----------
    things
        Points, lines or areas in the hazards' CRS; missing geometry is touched by nothing.
    hazards
        Layer "hazards".
    buffer_m
        Margin around hazards, by kind [m].

    Returns
    -------
    DataFrame
        hazard_class (0 none, 1-4), hazard_id, hazard_kind (missing where none), index of things;
        of equally bad hazards the first id.
    """
    areas = footprints(hazards, buffer_m=buffer_m)
    area, thing = shapely.STRtree(things.to_numpy()).query(areas.to_numpy(), predicate="intersects")
    hits = pd.DataFrame(
        {
            "thing": thing,
            "hazard_class": hazards["hazard_class"].to_numpy()[area],
            "hazard_id": hazards.index.to_numpy()[area],
            "hazard_kind": hazards["kind"].to_numpy()[area],
        }
    ).sort_values(["thing", "hazard_class", "hazard_id"], ascending=[True, False, True])
    worst = hits.drop_duplicates("thing").set_index("thing").reindex(range(len(things)))
    worst.index = things.index
    return worst.assign(
        hazard_class=worst["hazard_class"].fillna(0).astype("int64"),
        hazard_id=worst["hazard_id"].astype("str"),
        hazard_kind=worst["hazard_kind"].astype("str"),
    )
