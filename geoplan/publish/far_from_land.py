"""Who moves near, yet ends far from the land; and the nearer safe site that is not ready in time."""

import math

import geopandas as gpd
import pandas as pd

from geoplan.programme.foreseen import BAD_MINUTES
from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.payments import without_geometry
from geoplan.publish.sheets import group_places, words
from geoplan.relocation.options import nearest_sites

NOT_READY = ("too_late", "no_way", "no_road")
"""Why a safe site does not open, where it is its road."""
WISH = {"本组意见（先搬/等近点）": "", "日期": ""}
"""Columns that are filled in."""


def far_from_land(plan: Plan) -> pd.DataFrame:
    """Groups that move to a site near by from which their land is beyond ``BAD_MINUTES``, farthest first.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Columns as the sheet has them: minutes before and after, the nearest safe site that would be
        nearer to home had it its road in time, and why it does not open; those of ``WISH`` are empty.
    """
    is_far = (plan.groups["mode"] == "near") & (plan.groups["farm_minutes_dry_after"] > BAD_MINUTES)
    groups = plan.groups[is_far].rename_axis("id").sort_values(
        ["farm_minutes_dry_after", "id"], ascending=[False, True]
    )  # fmt: skip
    told = without_geometry(groups)
    nearer = _nearer(plan, groups)
    return pd.DataFrame(
        {
            "小组编号": told.index,
            **group_places(plan, told),
            "户数": told["households"],
            "人口": told["people"],
            "安置点": told["site_id"].map(plan.sites["name"]),
            "年份": told["year"],
            "离原住处(公里)": (told["distance_m"] / 1000).round(1),
            "现到地时间(分钟)": told["farm_minutes_dry_now"].round(),
            "搬后到地时间(分钟)": told["farm_minutes_dry_after"].round(),
            **nearer.to_dict("series"),
            **WISH,
        }
    ).reset_index(drop=True)


def _nearer(plan: Plan, groups: gpd.GeoDataFrame) -> pd.DataFrame:
    """Of each group the nearest safe site without its road in time, if nearer to home than its own."""
    sites = plan.sites
    waiting = sites[sites["suitable"].astype(bool) & sites["reason"].isin(NOT_READY)]
    found = nearest_sites(groups.geometry, waiting.geometry, count=1, max_distance_m=math.inf)
    found = found.set_index("group_id").reindex(groups.index)
    found = found[found["distance_m"] < groups["distance_m"]].reindex(groups.index)
    own = sites.reindex(found["site_id"]).set_index(groups.index)
    year = (plan.years[0] + own["earliest"].where(own["reason"] == "too_late")).astype("Int64")
    return pd.DataFrame(
        {
            "更近的安全地点": found["site_id"] + " " + own["name"],
            "它离原住处(公里)": (found["distance_m"] / 1000).round(1),
            "本批为什么不能用": words(own["reason"], labels.SITE_REASONS),
            "它最早启用年份": year,
        }
    )
