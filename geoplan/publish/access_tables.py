"""Access as tables: what of it a sheet, a summary or a layer tells, in figures and ids."""

from typing import Any

import pandas as pd

from geoplan.programme.equity import farm_minutes_by_village
from geoplan.publish.answers import KINDS
from geoplan.publish.only_ways import only_ways
from geoplan.routing.access import Access

SEASONS = ("dry", "wet")
LATER = (
    "people_lost_dry",
    "person_minutes_lost_dry",
    "people_isolated",
    "person_minutes_saved_wet",
)
"""What makes a road matter, in this order: nobody gets there, all get there later, no other road."""


def kinds_measured(access: Access) -> list[str]:
    """Kinds of services to which minutes are known, in the order in which they are told."""
    return [kind for kind in KINDS if f"minutes_{kind}_dry_now" in access.villages]


def county_rows(access: Access) -> dict[tuple[str, str], dict[str, Any]]:
    """The county's rows of ``Access.townships``, by kind and season; none without services."""
    rows = access.townships.to_dict("records")
    return {
        (row["kind"], row["season"]): {str(name): cell for name, cell in row.items()}
        for row in rows
        if row["township_id"] == ""
    }


def hardest_townships(access: Access, kind: str, *, most: int) -> pd.DataFrame:
    """Townships with the smallest share of people within 30 minutes of a service when wet.

    Parameters
    ----------
    access
        From ``measure_access``.
    kind
        Of service.
    most
        How many townships.

    Returns
    -------
    DataFrame
        Index township_id: name, people, and share_dry, share_wet within 30 minutes, mean_dry,
        mean_wet [minutes]; townships without people are absent.
    """
    rows = access.townships
    own = rows[(rows["kind"] == kind) & (rows["township_id"] != "") & (rows["people"] > 0)]
    dry, wet = (own[own["season"] == season].set_index("township_id") for season in SEASONS)
    table = pd.DataFrame(
        {
            "name": wet["name"],
            "people": wet["people"],
            "share_dry": dry["within_30"] / dry["people"],
            "share_wet": wet["within_30"] / wet["people"],
            "mean_dry": dry["mean_minutes"],
            "mean_wet": wet["mean_minutes"],
        }
    )
    ordered = table.reset_index().sort_values(["share_wet", "share_dry", "township_id"])
    return ordered.set_index("township_id").head(most)


def roads_that_matter(access: Access) -> pd.DataFrame:
    """Links on which somebody's way hangs, or that would save somebody time, what matters most first.

    Parameters
    ----------
    access
        From ``measure_access``.

    Returns
    -------
    DataFrame
        Rows of ``Access.roads`` with village_id, the nearest village to the middle of each; sorted
        by ``LATER``, then id.
    """
    roads = access.roads
    told = [name for name in roads if str(name).startswith(("people_", "person_"))]
    own = roads[(roads[told] > 0).any(axis=1)]
    middle = own.geometry.interpolate(0.5, normalized=True)
    _, near = access.villages.sindex.nearest(middle, return_all=False)
    keys = [name for name in LATER if name in own]
    table = own.assign(village_id=access.villages.index[near]).rename_axis("id").reset_index()
    down = [False] * len(keys)
    return table.sort_values([*keys, "id"], ascending=[*down, True]).set_index("id")


def first_of_each_road(links: pd.DataFrame) -> pd.DataFrame:
    """The first link of every road: of one route code, else name, else near one village.

    Parameters
    ----------
    links
        From ``roads_that_matter``.
    """
    return links[
        ~links["route_code"].fillna(links["name"]).fillna(links["village_id"]).duplicated()
    ]


def ways_out(access: Access) -> "pd.Series[str]":
    """Links that are the only way out of every group of a village, ids from home on, joined by ";".

    Returns
    -------
    Series
        On the villages' index; "" where there is none.
    """
    ways = only_ways(access.groups)
    told = [";".join(ways.get(str(one), ())) for one in access.villages.index]
    return pd.Series(told, index=access.villages.index, dtype="str")


def land_minutes(access: Access) -> pd.DataFrame:
    """Minutes of each village to its groups' land (``farm_minutes_by_village``), on its index."""
    return farm_minutes_by_village(access.groups).reindex(access.villages.index)
