"""People of a population raster → households in dwellings, groups of neighbours, their farmland.

Everything is in the county's metric CRS. Nobody is lost on the way: people in = people out.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PEOPLE_PER_DWELLING = 4.5
"""People of a building where there is no population raster. C."""
LARGEST_HOUSEHOLD = 6
"""A dwelling with more people holds several households. C."""
GROUP_HOUSEHOLDS = 30
"""Households of a villager group, about. C."""
VILLAGE_M = 500.0
"""A village without any building this near was not mapped: its point is a dwelling [m]. C."""
FARM_REACH_M = 2500.0
"""Cropland farther than this from every household belongs to nobody here [m]. C."""
CROPLAND_PERCENT = 20.0
"""Least share of crops in a cell that counts as farmland [per cent]. C."""
PARCEL_M = 1000.0
"""Cropland of one group within one square of this size is one parcel [m]."""
MU_M2 = 2000 / 3
"""One mu [m2]."""


def homes(
    buildings: gpd.GeoSeries, villages: gpd.GeoDataFrame, cells: pd.DataFrame | None
) -> gpd.GeoDataFrame:
    """Dwellings with their village and people.

    Parameters
    ----------
    buildings
        A point per building in which people may live.
    villages
        Layer ``villages``.
    cells
        Population raster (``terrain.read_cells``); None to count ``PEOPLE_PER_DWELLING`` in each
        building and ``GROUP_HOUSEHOLDS`` such households in a village without buildings.

    Returns
    -------
    GeoDataFrame
        ``village_id`` (nearest in a straight line) and ``people``; the buildings, then the points
        of the villages near which none is mapped.
    """
    mapped = villages.sindex.query(buildings, predicate="dwithin", distance=VILLAGE_M)[1]
    unmapped = villages.drop(index=villages.index[np.unique(mapped)])
    points = gpd.GeoSeries([*buildings, *unmapped.geometry], crs=villages.crs)
    village = np.asarray(KDTree(xy(villages)).query(xy(points))[1])
    if cells is not None:
        people = whole(share_people(xy(points), village, cells))
    else:
        each = np.full(len(points), PEOPLE_PER_DWELLING)
        each[len(buildings) :] *= GROUP_HOUSEHOLDS
        people = whole(each)
    village_id = villages["village_id"].to_numpy()[village]
    return gpd.GeoDataFrame({"village_id": village_id, "people": people}, geometry=points)


def share_people(homes: Floats, village: Integers, cells: pd.DataFrame) -> Floats:
    """People of each dwelling out of a population raster; their sum is that of the raster.

    Parameters
    ----------
    homes
        x and y of each dwelling [m].
    village
        Number of each dwelling's village.
    cells
        Of ``read_cells``, ``value`` in people.

    Returns
    -------
    ndarray
        One figure per dwelling, not whole.

    Notes
    -----
    A cell's people live in equal shares in the dwellings of that cell (of cells, the one with the
    nearest centre). People of a cell without dwelling live in equal shares in all dwellings of
    the village of the nearest dwelling: population models leave somebody in every forest cell, and
    the nearest dwelling alone would become a town.
    """
    centres, people = cells[["x_m", "y_m"]].to_numpy(), cells["value"].to_numpy()
    cell = KDTree(centres).query(homes)[1]
    dwellings = np.bincount(cell, minlength=len(cells))
    empty = dwellings == 0
    towards = village[KDTree(homes).query(centres[empty])[1]]
    villages = np.bincount(village)
    extra = np.bincount(towards, weights=people[empty], minlength=len(villages))
    return np.asarray(people[cell] / dwellings[cell] + (extra / np.maximum(villages, 1))[village])


def whole(shares: Floats) -> Integers:
    """Whole numbers by largest remainder; their sum is the rounded sum of the shares."""
    numbers = np.floor(shares).astype(np.int64)
    missing = round(float(shares.sum())) - int(numbers.sum())
    largest = np.argsort(numbers - shares, kind="stable")[:missing]
    numbers[largest] += 1
    return numbers


def households(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Households, in groups of about ``GROUP_HOUSEHOLDS`` neighbours within each village.

    Parameters
    ----------
    homes
        Dwellings with ``village_id`` and ``people``; those without people hold no household.

    Returns
    -------
    GeoDataFrame
        Columns of the layer ``households``. A dwelling's people are parted into as few, equally
        large households as ``LARGEST_HOUSEHOLD`` allows.

    Notes
    -----
    The dwellings of a village are strung along a Hilbert curve, and the string is cut into equal
    runs of households.
    """
    lived_in = homes[homes["people"] > 0]
    lived_in = lived_in.assign(
        along=lived_in.hilbert_distance(), parts=-(-lived_in["people"] // LARGEST_HOUSEHOLD)
    ).sort_values(["village_id", "along"], kind="stable")
    table = lived_in.loc[lived_in.index.repeat(lived_in["parts"])]
    part = table.groupby(level=0).cumcount()
    by_village = table.groupby("village_id")["people"]
    total = by_village.transform("size")
    groups = (total / GROUP_HOUSEHOLDS).round().clip(lower=1).astype(int)
    group = by_village.cumcount() * groups // total + 1
    columns = {
        "household_id": [f"H{number:06d}" for number in range(1, len(table) + 1)],
        "group_id": table["village_id"] + "-" + group.astype("str").str.zfill(2),
        "village_id": table["village_id"],
        "people": (table["people"] + part) // table["parts"],
    }
    return gpd.GeoDataFrame(columns, geometry=table.geometry).reset_index(drop=True)


def groups(households: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Groups in the middle of their households, named after the village and a number.

    Parameters
    ----------
    households
        Of ``households``.
    villages
        Layer ``villages``, for the names.

    Returns
    -------
    GeoDataFrame
        Columns of the layer ``groups``.
    """
    where = pd.DataFrame(xy(households), columns=["x", "y"])
    middle = where.groupby(households["group_id"]).mean()
    village_id = households.groupby("group_id")["village_id"].first()
    name = village_id.map(villages.set_index("village_id")["name"])
    number = middle.index.str.rpartition("-").get_level_values(2)
    return gpd.GeoDataFrame(
        {"group_id": middle.index, "village_id": village_id.array, "name": name + " " + number},
        geometry=gpd.points_from_xy(middle["x"], middle["y"], crs=households.crs),
    )


def farmland(cells: pd.DataFrame, households: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Farmland of the group that lives nearest, as one point per group and square kilometre.

    Parameters
    ----------
    cells
        Cropland raster (``terrain.read_cells``) [per cent].
    households
        Of ``households``.

    Returns
    -------
    GeoDataFrame
        Columns of the layer ``farmland``; each point lies in the middle of its cropland.
    """
    x_m, y_m, percent = (cells[column].to_numpy() for column in ("x_m", "y_m", "value"))
    far_m, home = KDTree(xy(households)).query(np.column_stack([x_m, y_m]))
    area_mu = cells["area_m2"].to_numpy() * percent / 100 / MU_M2
    columns = {
        "group_id": households["group_id"].to_numpy()[home],
        "column": x_m // PARCEL_M,
        "row": y_m // PARCEL_M,
        "area_mu": area_mu,
        "x": x_m * area_mu,
        "y": y_m * area_mu,
    }
    farmed = pd.DataFrame(columns)[(percent >= CROPLAND_PERCENT) & (far_m <= FARM_REACH_M)]
    squares = farmed.groupby(["group_id", "column", "row"]).sum().reset_index()
    return gpd.GeoDataFrame(
        {
            "parcel_id": [f"P{number:05d}" for number in range(1, len(squares) + 1)],
            "group_id": squares["group_id"],
            "area_mu": squares["area_mu"].round(1),
        },
        geometry=gpd.points_from_xy(
            squares["x"] / squares["area_mu"], squares["y"] / squares["area_mu"], crs=households.crs
        ),
    )


def xy(points: gpd.GeoDataFrame | gpd.GeoSeries) -> Floats:
    """Coordinates of points, one row each [m]."""
    return np.asarray(shapely.get_coordinates(points.geometry.to_numpy()))
