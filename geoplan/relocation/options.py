"""Which group could go to which site, and what the way to its land would be."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geoplan.terrain import Raster, walk_minutes


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


def farm_minutes(
    homes: pd.DataFrame,
    farmland: gpd.GeoDataFrame,
    *,
    off_path_factor: float,
    dem: Raster | None,
) -> "pd.Series[float]":
    """Minutes on foot from each home to its group's land, weighted by area.

    Straight-line walking with the line's slope (Tobler).

    Parameters
    ----------
    homes
        group_id, x_m, y_m; any index; a group may have several (today's and possible ones).
    farmland
        Layer "farmland": group_id, area_mu; areas or points.
    off_path_factor, dem
        As ``terrain.walk_minutes``.

    Returns
    -------
    Series
        On the index of ``homes``; NaN where the group's land is not known.
    """
    land = farmland[["group_id", "area_mu"]].assign(
        land_x_m=farmland.geometry.centroid.x, land_y_m=farmland.geometry.centroid.y
    )
    pairs = homes.assign(home=range(len(homes))).merge(land, on="group_id")
    minutes, _ = walk_minutes(
        pairs[["x_m", "y_m"]].to_numpy(dtype=float),
        pairs[["land_x_m", "land_y_m"]].to_numpy(dtype=float),
        off_path_factor=off_path_factor,
        dem=dem,
    )
    weight = pairs["area_mu"].clip(lower=1e-9)
    total = (weight * minutes).groupby(pairs["home"]).sum() / weight.groupby(pairs["home"]).sum()
    return pd.Series(total.reindex(range(len(homes))).to_numpy(), index=homes.index)
