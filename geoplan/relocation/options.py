"""Which group could go to which site, and what the way to its land would be."""

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

DISPERSED, STAY, PROTECT = ";dispersed", ";stay", ";protect;"
"""Places that are no site; no id contains a semicolon."""


def nearest_sites(
    groups: gpd.GeoSeries, sites: gpd.GeoSeries, *, count: int, max_distance_m: float
) -> pd.DataFrame:
    """Pairs of a group and one of its nearest sites.

    Parameters
    ----------
    groups, sites
        Points in one metric CRS; sites are safe and can have their road in time.
    count
        Sites per group.
    max_distance_m
        Farthest a group may go.

    Returns
    -------
    DataFrame
        group_id, site_id, distance_m; nearest first within a group.
    """
    if groups.empty or sites.empty:
        dtypes = {"group_id": "str", "site_id": "str", "distance_m": "float64"}
        return pd.DataFrame(columns=list(dtypes)).astype(dtypes)
    k = min(count, len(sites))
    tree = cKDTree(shapely.get_coordinates(sites.to_numpy()))
    distance_m, site = tree.query(shapely.get_coordinates(groups.to_numpy()), k=k)
    pairs = pd.DataFrame(
        {
            "group_id": np.repeat(groups.index.to_numpy(), k),
            "site_id": sites.index.to_numpy()[np.ravel(site)],
            "distance_m": np.ravel(distance_m),
        }
    )
    return pairs[pairs["distance_m"] <= max_distance_m].reset_index(drop=True)


def out_of_reach(
    groups: gpd.GeoSeries,
    sites: gpd.GeoDataFrame,
    *,
    modes: Collection[str],
    reach_m: Mapping[str, float],
) -> dict[str, str]:
    """Groups for which there are safe sites, of which none may be offered to them, and why.

    Parameters
    ----------
    groups
        Points.
    sites
        Those that are safe and can have their road in time: mode; points, same CRS.
    modes
        Those that the county offers.
    reach_m
        Farthest that a group may go, by mode.

    Returns
    -------
    dict
        By group: mode_not_offered (one within reach is of another mode), too_far (none is within
        reach). Groups that may be offered one are absent.
    """
    if sites.empty:
        return {}
    within = {
        mode: set(
            nearest_sites(
                groups, sites[sites["mode"] == mode].geometry, count=1, max_distance_m=most_m
            )["group_id"]
        )
        for mode, most_m in reach_m.items()
    }
    offered = set().union(*(some for mode, some in within.items() if mode in modes))
    any_mode = set().union(*within.values())
    return {
        one: "mode_not_offered" if one in any_mode else "too_far"
        for one in groups.index.difference(list(offered))
    }


def in_place(movers: pd.DataFrame, protections: "pd.Series[str]") -> pd.DataFrame:
    """Pairs of a group and a place that is no site.

    Parameters
    ----------
    movers
        Index group_id; must_move, threatened_people, dispersed.
    protections
        By group: the hazard that could be made safe for it; groups without are absent.

    Returns
    -------
    DataFrame
        group_id, site_id (``DISPERSED``; ``STAY`` where nobody is threatened or must move;
        ``PROTECT`` and the hazard), mode, distance_m (0).
    """
    own = movers.index
    is_safe = ~movers["must_move"] & (movers["threatened_people"] <= 0)
    parts = {
        "dispersed": pd.Series(DISPERSED, index=own[movers["dispersed"]]),
        "stay": pd.Series(STAY, index=own[is_safe]),
        "protected": PROTECT + protections,
    }
    pairs = pd.concat(parts, names=["mode", "group_id"]).rename("site_id").reset_index()
    return pairs[["group_id", "site_id", "mode"]].astype("str").assign(distance_m=0.0)


def farm_minutes(trips: pd.DataFrame, homes: pd.Index) -> pd.DataFrame:
    """Minutes from each home to its group's land, weighted by area.

    Parameters
    ----------
    trips
        home, area_mu, minutes of one parcel (inf: nobody gets there), ridden (of these).
    homes
        Index of the result.

    Returns
    -------
    DataFrame
        minutes and ridden, of the land that can be reached; inf and 0 where none can, NaN where no
        land is known.
    """
    weight = trips["area_mu"].clip(lower=1e-9)
    reached = weight.where(np.isfinite(trips["minutes"]), 0.0)  # (G10)
    area = reached.groupby(trips["home"]).sum()

    def mean(what: str) -> "pd.Series[float]":
        """Mean of a column over the land that can be reached; NaN where none can."""
        total = (reached * trips[what].where(reached > 0, 0.0)).groupby(trips["home"]).sum()
        return total / area.where(area > 0)

    told = {"minutes": mean("minutes").fillna(np.inf), "ridden": mean("ridden").fillna(0.0)}
    return pd.DataFrame(told).reindex(homes)
