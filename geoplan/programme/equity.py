"""Who gets what: by village and by township."""

import pandas as pd


def by_township(
    villages: pd.DataFrame, groups: pd.DataFrame, projects: pd.DataFrame, payments: pd.DataFrame
) -> pd.DataFrame:
    """What the plan does in each township.

    Parameters
    ----------
    villages
        township_id, township_name.
    groups
        village_id, people, households, year, connected_now, connected_after.
    projects
        township_id, selected, length_m.
    payments
        kind, id, amount_yuan.

    Returns
    -------
    DataFrame
        Index township_id: name, people, people_connected_now, people_connected_after (of those
        living there today, wherever they live afterwards), projects, km, cost_yuan (of roads),
        households_moving.
    """
    by = villages.groupby("township_id")
    township = groups["village_id"].map(villages["township_id"])
    moved = groups[groups["year"].notna()]
    chosen = projects[projects["selected"]].groupby("township_id")
    paid = payments[payments["kind"] == "project"]
    table = pd.DataFrame(
        {
            "name": by["township_name"].first(),
            "people": groups["people"].groupby(township).sum(),
            "people_connected_now": groups["people"][groups["connected_now"]]
            .groupby(township)
            .sum(),
            "people_connected_after": groups["people"][groups["connected_after"]]
            .groupby(township)
            .sum(),
            "projects": chosen.size(),
            "km": chosen["length_m"].sum() / 1000,
            "cost_yuan": paid["amount_yuan"].groupby(paid["id"].map(projects["township_id"])).sum(),
            "households_moving": moved["households"].groupby(township).sum(),
        }
    )
    return table.fillna(dict.fromkeys(table.columns.drop("name"), 0.0)).rename_axis("township_id")


def by_village(groups: pd.DataFrame) -> pd.DataFrame:
    """Counts of the groups of each village, as in ``Plan.villages``.

    Parameters
    ----------
    groups
        village_id, people, households, year, connected_now, connected_after.

    Returns
    -------
    DataFrame
        Index village_id: people, households, people_connected_now, people_connected_after (of
        those who stay), staying_people, moving_households.
    """
    people, stays = groups["people"], groups["year"].isna()
    counts = {
        "people": people,
        "households": groups["households"],
        "people_connected_now": people.where(groups["connected_now"], 0.0),
        "people_connected_after": people.where(stays & groups["connected_after"], 0.0),
        "staying_people": people.where(stays, 0.0),
        "moving_households": groups["households"].where(~stays, 0.0),
    }
    return pd.DataFrame(counts).groupby(groups["village_id"]).sum()
