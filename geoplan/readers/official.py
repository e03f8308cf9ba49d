"""The official list of threatened households: ledgers of hazard points, counted by group."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.schema import Finding, note

FAR_M = 3000.0
"""A ledger that names no village may mean the nearest group up to this distance [m]. C."""


def official_counts(
    groups: gpd.GeoDataFrame, hazards: gpd.GeoDataFrame, households: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Groups with what the official list says of them: own figures, else those of the ledger.

    Parameters
    ----------
    groups
        Index group_id; village_id, people, households, official_households, official_people,
        official_class (missing where the groups' own table does not tell).
    hazards
        Index hazard_id; hazard_class, threatened_households, threatened_people, village_id,
        group_id (missing where the ledger does not tell).
    households
        group_id; groups of the household layer are judged house by house, not by counts.

    Returns
    -------
    GeoDataFrame, list of Finding
        Counts no larger than the group; what of the ledger could not be placed or is too much.
    """
    ledger = hazards[hazards[["threatened_households", "threatened_people"]].gt(0).any(axis=1)]
    if ledger.empty and groups[["official_households", "official_people"]].isna().all(axis=None):
        return groups, []
    meant, notes = _meant_groups(ledger, groups)
    counted = ledger.assign(group_id=meant)[meant.notna()]
    by = counted.groupby("group_id")
    sums = by[["threatened_households", "threatened_people"]].sum(min_count=1).reindex(groups.index)
    worst = by["hazard_class"].max().reindex(groups.index)
    told = groups[["official_households", "official_people"]].notna().any(axis=1)
    figures = {
        "official_households": groups["official_households"].where(
            told, sums["threatened_households"]
        ),
        "official_people": groups["official_people"].where(told, sums["threatened_people"]),
        "official_class": groups["official_class"].fillna(worst),
    }
    per_household = groups["people"] / groups["households"].where(groups["households"] > 0)
    homes, people = figures["official_households"], figures["official_people"]
    figures["official_people"] = people.fillna((homes * per_household).round())
    figures["official_households"] = homes.fillna(np.ceil(people / per_household))
    counted_only = pd.Series(~groups.index.isin(households["group_id"]), index=groups.index)
    over = counted_only & (
        (figures["official_people"] > groups["people"])
        | (figures["official_households"] > groups["households"])
    )
    if over.any():
        what = (
            f"{int(over.sum())} 个小组的受威胁户数或人数超过全组，按全组处理 groups with more threatened on the "
            "official list than live there: all of them"
        )
        notes.append(note("groups", what, "may", ids=over.index[over],
                          remedy="请核对台账和人口 Compare the ledger with the population."))  # fmt: skip
    figures["official_people"] = figures["official_people"].clip(upper=groups["people"])
    figures["official_households"] = figures["official_households"].clip(upper=groups["households"])
    return groups.assign(**figures), notes


def _meant_groups(
    ledger: gpd.GeoDataFrame, groups: gpd.GeoDataFrame
) -> tuple["pd.Series[str]", list[Finding]]:
    """Group that each row of the ledger threatens: as named, else the nearest one it can mean."""
    meant = ledger["group_id"].where(ledger["group_id"].isin(groups.index))
    unnamed = ledger[meant.isna()]
    places = groups[groups.geometry.notna()]
    nearest = {}
    for one, row in unnamed.iterrows():
        near = (
            places[places["village_id"] == row["village_id"]]
            if pd.notna(row["village_id"])
            else places
        )
        distance_m = near.distance(row.geometry)
        if len(near) and (pd.notna(row["village_id"]) or distance_m.min() <= FAR_M):
            nearest[one] = distance_m.idxmin()
    meant = meant.fillna(pd.Series(nearest, dtype="str"))
    notes = []
    if nearest:
        what = (
            f"{len(nearest)} 个隐患点台账未写小组，受威胁户计入最近的小组 ledger rows without a group: their "
            "households are counted in the nearest group"
        )
        notes.append(note("hazards", what, "may", ids=sorted(map(str, nearest)),
                          remedy="请补小组编号或组名 Give the group."))  # fmt: skip
    lost = meant.index[meant.isna()]
    if len(lost):
        what = (
            f"{len(lost)} 个隐患点台账找不到对应的小组，按空间叠加判断 ledger rows of which no group is near: "
            "the overlay decides"
        )
        notes.append(
            note("hazards", what, "may", ids=lost, remedy="请补小组编号或组名 Give the group.")
        )
    return meant.astype("str"), notes
