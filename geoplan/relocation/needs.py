"""Who must move: groups whose people are mostly threatened."""

import pandas as pd


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


def _class_of_share(homes: pd.DataFrame, share: float) -> "pd.Series[int]":
    """Highest hazard class that at least this share of a group's people has or exceeds."""
    ordered = homes.sort_values(["group_id", "hazard_class"], ascending=[True, False])
    by = ordered.groupby("group_id")["people"]
    enough = by.cumsum() >= share * by.transform("sum") - 1e-9
    return ordered[enough].groupby("group_id")["hazard_class"].first().astype("int64")
