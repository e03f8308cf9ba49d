"""Who gets what: by village and by township; how evenly minutes are spread."""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Column = Floats | pd.Series
WITHIN_MINUTES = (15, 30, 45, 60)
"""People within so many minutes are counted."""
COUNTY = "全县"
"""Name of the row for the whole county."""


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


def farm_minutes_by_village(groups: pd.DataFrame) -> pd.DataFrame:
    """Minutes of each village to its groups' land, on average of their people.

    Parameters
    ----------
    groups
        village_id, people, farm_minutes_{season}_{when} (NaN: no land is known), farm_ridden_{...}
        (of these); after a plan also year.

    Returns
    -------
    DataFrame
        Index village_id, the same columns; after a plan of those who stay. NaN where no group's
        land is known, inf where one of them cannot get to it.
    """
    told = {}
    for name in groups.columns[groups.columns.str.startswith("farm_minutes_")]:
        known = groups[groups[name].notna() & (groups["people"] > 0)]
        if name.endswith("_after"):
            known = known[known["year"].isna()]
        share = known["people"] / known.groupby("village_id")["people"].transform("sum")
        for column in (name, name.replace("minutes_", "ridden_", 1)):
            told[column] = (known[column] * share).groupby(known["village_id"]).sum()
    return pd.DataFrame(told).rename_axis("village_id").astype(np.float64)


def gini(minutes: Column, people: Column) -> float:
    """How unevenly minutes are spread over people: 0 the same for all, towards 1 all on a few.

    Half of the mean difference between two people over the mean [Gini 1912], of those who get
    there; NaN when nobody does, 0 where all have none.
    """
    x, w = _reached(np.asarray(minutes, dtype=float), np.asarray(people, dtype=float))
    if not len(x):
        return float("nan")
    if x[-1] == 0:
        return 0.0
    below = np.cumsum(w) - w / 2  # (G11)
    return float(2 * (w * x * below).sum() / (w.sum() * (w * x).sum()) - 1)


def where_counted(groups: gpd.GeoDataFrame, households: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Where people are counted: households, and groups whose households are not all listed.

    Parameters
    ----------
    groups
        people, households, and whatever else is to be known of homes; points.
    households
        group_id, people, and of the groups' columns those that are their own (minutes_*,
        farm_minutes_*); points.

    Returns
    -------
    GeoDataFrame
        The groups' columns, what is not a household's own as its group has it.
    """
    listed = households["people"].groupby(households["group_id"]).sum()
    is_whole = ~np.isclose(listed.reindex(groups.index, fill_value=0.0), groups["people"])
    whole = groups[is_whole]
    households = households[households["group_id"].isin(groups.index[~is_whole])]
    group = groups.drop(columns="geometry").reindex(households["group_id"])
    own = households[[column for column in group if column in households]].assign(households=1.0)
    homes = group.set_axis(households.index).assign(**own).set_geometry(households.geometry)
    return gpd.GeoDataFrame(pd.concat([homes, whole]), crs=groups.crs)


def access_by_township(homes: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    """Who gets where in what time, by township, kind of service and season, and in the county.

    Parameters
    ----------
    homes
        township_id, people, and minutes_{kind}_{season}_now.
    names
        Name of each township.

    Returns
    -------
    DataFrame
        township_id ("" for the county), name, kind, season, people, within_15, within_30,
        within_45, within_60 (people), not_reached (people), mean_minutes, median_minutes, gini
        (of those who get there).
    """
    states = [str(column) for column in homes.columns if str(column).startswith("minutes_")]
    minutes = {state: homes[state].to_numpy(dtype=float) for state in states}
    people, everybody = homes["people"].to_numpy(dtype=float), np.arange(len(homes))
    own = {str(one): rows for one, rows in homes.groupby("township_id").indices.items()}
    told = []
    for township, rows in {**own, "": everybody}.items():
        for state in states:
            kind, season = state.removeprefix("minutes_").removesuffix("_now").rsplit("_", 1)
            row = {"township_id": township, "name": names.get(township, COUNTY)}
            spread = _spread(minutes[state][rows], people[rows])
            told.append(row | {"kind": kind, "season": season} | spread)
    return pd.DataFrame(told)


def _spread(minutes: Floats, people: Floats) -> dict[str, float]:
    """How minutes are spread over people."""
    x, w = _reached(minutes, people)
    half = np.searchsorted(np.cumsum(w), w.sum() / 2)
    return {
        "people": float(people.sum()),
        **{f"within_{most}": float(people[minutes <= most].sum()) for most in WITHIN_MINUTES},
        "not_reached": float(people[~np.isfinite(minutes)].sum()),
        "mean_minutes": float(np.average(x, weights=w)) if len(x) else float("nan"),
        "median_minutes": float(x[half]) if len(x) else float("nan"),
        "gini": gini(minutes, people),
    }


def _reached(minutes: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Minutes in rising order, and people, of those who get there."""
    reach = np.flatnonzero(np.isfinite(minutes) & (people > 0))
    order = reach[np.argsort(minutes[reach], kind="stable")]
    return minutes[order], people[order]
