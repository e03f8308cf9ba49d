"""Who must move: groups whose people are mostly threatened."""

import geopandas as gpd
import pandas as pd

REFUSERS, REFUSERS_NAME = "-no", "（留下的户）"
"""End the id and the name of the group that a group's refusing households become."""


def threatened_groups(
    groups: pd.DataFrame,
    homes: pd.DataFrame,
    *,
    threatened_from_class: int,
    group_threatened_share: float,
) -> pd.DataFrame:
    """Danger of each group, and whether it must move.

    Parameters
    ----------
    groups
        Index group_id; people, households.
    homes
        Where the people are: group_id, people, households, hazard_class, hazard_id, hazard_kind;
        one row per household, or one per group where households are not known.
    threatened_from_class
        Homes in this hazard class or above are threatened.
    group_threatened_share
        A group must move when at least this share of its people is threatened.

    Returns
    -------
    DataFrame
        On the groups' index: threatened_people, threatened_households, danger (people x class of
        the threatened), hazard_class (the highest that the given share of people has or exceeds),
        hazard_id and hazard_kind (that threaten most people), must_move.
    """
    homes = homes.assign(
        threatened=(homes["hazard_class"] >= threatened_from_class) & (homes["people"] > 0)
    )
    hit = homes[homes["threatened"]]
    by = hit.assign(danger=hit["people"] * hit["hazard_class"]).groupby("group_id")
    sums = by[["people", "households", "danger"]].sum().reindex(groups.index, fill_value=0.0)
    share = sums["people"] / groups["people"].where(groups["people"] > 0)
    worst = (
        hit.groupby(["group_id", "hazard_id", "hazard_kind"])["people"]
        .sum()
        .reset_index()
        .sort_values(["group_id", "people", "hazard_id"], ascending=[True, False, True])
        .drop_duplicates("group_id")
        .set_index("group_id")
        .reindex(groups.index)
    )
    return pd.DataFrame(
        {
            "threatened_people": sums["people"],
            "threatened_households": sums["households"],
            "danger": sums["danger"],
            "hazard_class": _class_of_share(homes, group_threatened_share).reindex(
                groups.index, fill_value=0
            ),
            "hazard_id": worst["hazard_id"],
            "hazard_kind": worst["hazard_kind"],
            "must_move": (share >= group_threatened_share) & (sums["people"] > 0),
        }
    )


def counted_homes(
    groups: pd.DataFrame, *, threatened_from_class: int, complete: bool
) -> pd.DataFrame:
    """Homes of groups of which only counts are known: a threatened and a safe part of each.

    Parameters
    ----------
    groups
        Index group_id; people, households, hazard_class, hazard_id, hazard_kind (of the overlay),
        official_people, official_households, official_class (missing: no official figure).
    threatened_from_class
        The class of people on the official list for whom it names none.
    complete
        True when groups without an official figure are safe as soon as any group has one.

    Returns
    -------
    DataFrame
        group_id, people, households, hazard_class, hazard_id, hazard_kind. Without official
        figures the overlay of its place is that of the whole group.
    """
    whole = groups.rename_axis("group_id").reset_index()
    told = whole["official_people"].notna()
    if not told.any():
        return whole
    rest_class = whole["hazard_class"].where(~told & (not complete), 0)
    listed = whole.assign(
        people=whole["official_people"],
        households=whole["official_households"],
        hazard_class=whole["official_class"].fillna(threatened_from_class).astype("int64"),
    )
    rest = whole.assign(
        people=whole["people"] - whole["official_people"].fillna(0),
        households=whole["households"] - whole["official_households"].fillna(0),
        hazard_class=rest_class,
    )
    return pd.concat([listed[told], rest], ignore_index=True)


def refusers_apart(
    groups: gpd.GeoDataFrame, households: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Groups and households in which those who refuse to move are a group of their own.

    Parameters
    ----------
    groups
        Index group_id; name, people, households, consent, must_move.
    households
        group_id, people, consent.

    Returns
    -------
    tuple of GeoDataFrame
        A group that must move and has not refused loses its refusing households to a new group
        "<id>-no", called so, with consent "no"; where all of them refuse, the group itself has
        refused. People and households stay the same in total; ``group_id`` of the households
        follows.
    """
    asked = groups.index[groups["must_move"] & (groups["consent"] != "no")]
    refusing = (households["consent"] == "no") & households["group_id"].isin(asked)
    counted = households.assign(households=1.0)
    sums = ["people", "households"]
    told = counted.groupby("group_id")[sums].sum()
    no = counted[refusing].groupby("group_id")[sums].sum()
    everybody = no.index[no["households"] >= told["households"].reindex(no.index)]
    split = no.drop(index=everybody)
    changed = groups.copy()
    changed.loc[everybody, "consent"] = "no"
    apart = groups.loc[split.index].assign(
        name=groups["name"][split.index] + REFUSERS_NAME,
        consent="no",
        people=split["people"],
        households=split["households"],
    )
    changed.loc[split.index, ["people", "households"]] -= split
    moved_out = refusing & households["group_id"].isin(split.index)
    followed = households.assign(
        group_id=households["group_id"].mask(moved_out, households["group_id"] + REFUSERS)
    )
    apart.index = apart.index + REFUSERS
    return gpd.GeoDataFrame(pd.concat([changed, apart]).sort_index()), followed


def _class_of_share(homes: pd.DataFrame, share: float) -> "pd.Series[int]":
    """Highest hazard class that at least this share of a group's people has or exceeds."""
    people = homes[["group_id", "hazard_class", "people"]]
    ordered = people.sort_values(["group_id", "hazard_class"], ascending=[True, False])
    by = ordered.groupby("group_id")["people"]
    enough = by.cumsum() >= share * by.transform("sum") - 1e-9
    return ordered[enough].groupby("group_id")["hazard_class"].first().astype("int64")
