"""What a public file may tell of access: as groups of three households or more have it.

As in ``disclosure``: nothing is counted from a smaller group, and nothing is found by subtraction.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.programme.equity import access_by_township
from geoplan.publish.disclosure import FEW, FEWEST_HOUSEHOLDS
from geoplan.routing.access import Access, rural_access

OF_TRIPS = ("person_minutes_", "people_delayed_", "people_lost_", "people_faster_", "people_newly_")
"""Columns of roads that count everybody's trips: whose way each is on is not known by group."""


def public_access(access: Access) -> Access:
    """Access as a public file may tell it.

    Parameters
    ----------
    access
        From ``measure_access``.

    Returns
    -------
    The same without households and without groups of fewer than three households. People of
    villages and townships, who is isolated and the indicators are those of the other groups; a
    village without any has no people told and "<3" households, where they are so few. What needs
    every household (the index on foot) is left out, and where there are small groups, so are the
    columns ``OF_TRIPS``.
    """
    is_told = access.groups["households"] >= FEWEST_HOUSEHOLDS
    groups = access.groups[is_told]
    names = access.villages.groupby("township_id")["township_name"].first()
    return replace(
        access,
        villages=_villages(access.villages, groups),
        groups=groups,
        households=access.households.iloc[:0],
        roads=_roads(access.roads, groups, trips=bool(is_told.all())),
        townships=access_by_township(groups, names),
        indicators=_indicators(access, groups),
    )


def _villages(villages: gpd.GeoDataFrame, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Villages with the people and households of their told groups."""
    sums = groups.groupby("village_id")[["people", "households"]].sum().reindex(villages.index)
    few = sums["households"].isna() & (villages["households"] < FEWEST_HOUSEHOLDS)
    households = sums["households"].astype(object).mask(few & (villages["households"] > 0), FEW)
    return villages.assign(people=sums["people"], households=households)


def _roads(roads: gpd.GeoDataFrame, groups: gpd.GeoDataFrame, *, trips: bool) -> gpd.GeoDataFrame:
    """Roads with the told people who have no other way out; what trips tell where that is asked."""
    way = groups["only_way_out"].str.split(";").explode()
    own = groups["people"].reindex(way.index).groupby(way.to_numpy())
    told = roads.assign(
        people_isolated=own.sum().reindex(roads.index, fill_value=0.0),
        homes_isolated=own.size().reindex(roads.index, fill_value=0),
    )
    return told if trips else told[[one for one in told if not str(one).startswith(OF_TRIPS)]]


def _indicators(access: Access, groups: gpd.GeoDataFrame) -> pd.DataFrame:
    """Indicators of the told groups; the index on foot is not known of them."""
    people, within_m = groups["people"], access.about["settings"]["network"]["access_index_m"]
    told = {
        "people": float(people.sum()),
        "rural_access_index": rural_access(
            groups.geometry, people, access.roads, within_m=within_m
        ),
        "rural_access_index_on_foot": np.nan,
        "people_cut_off_wet": float(people[groups["cut_off_wet"]].sum()),
    }
    return access.indicators.assign(value=pd.Series(told))
