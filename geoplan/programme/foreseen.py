"""Problems that a resettlement site will bring, so that measures are ready before people come."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

GOOD_MINUTES, FAIR_MINUTES, BAD_MINUTES = 10.0, 20.0, 30.0
"""Bands of the way to the land, one way. C; Ni et al. (2013) find 8 minutes suitable (A)."""
FARTHEST_SERVICE_MINUTES = 30.0
"""Of school, clinic and work from a site. C."""
WASTE_KG = 0.6
"""Rubbish of a person and day [kg]. C."""
LIVES_OFF_LAND = 0.5
"""From this share of income from land on a group lives off its land. A for 0.6, C for the band."""
PREFERRED_SLOPE_DEG = 15.0
"""Building land steeper than this needs terraces. B/C."""
LORRY_M = 3.5
"""Surface on which lorries bring material to a site [m]. C; B for a single lane."""
HAZARD_NEAR_M = 300.0
"""Hazards this near are told, though their buffers keep clear [m]. C."""
WORST_CLASS = 4.0
"""The gravest class of a hazard."""
TO_SEE = ("gully", "crest", "built_up", "road")
"""What a site's land has, to be seen on the spot; land that was searched hardly ever."""
SEEN = 0.05
"""Share of the land from which on that is told. C."""
FULL = 0.95
"""Share of the plots from which on there is no room to grow. C."""
DAILY = ("school", "clinic")
"""Services that a site should have near, and safe."""
WORK = ("workplace", "market", "township_seat")
"""Where there is work, the first of these that the county has."""
CODES = (
    "land_far", "near_far", "land_lost", "food_bought", "no_garden", "school_far", "school_danger", "clinic_far",
    "clinic_danger", "work_far", "rubbish", "hazard_near", *TO_SEE, "steep", "road_later", "way_narrow", "less_room", "full", "strangers", "not_asked",
)  # fmt: skip
"""What may be foreseen, in the order of the table."""


class Problem(NamedTuple):
    """One row: what, how much of it, and whom it concerns."""

    site_id: str
    code: str
    figure: float
    """Count, minutes, mu or metres, as the code says; NaN where the code says it all."""
    of: float
    """The count or limit that it is compared with; NaN without one."""
    groups: str
    """Ids joined by ";"; empty: everybody at the site."""
    hazard_id: str = ""
    """Hazard that it comes from; empty: none."""


Row = tuple[str, float, float, str] | tuple[str, float, float, str, str]
"""A problem of a site that is known: its columns from ``code`` on."""


def foreseen(
    sites: gpd.GeoDataFrame, groups: pd.DataFrame, hazards: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Problems of every site that opens.

    Parameters
    ----------
    sites
        selected, households_in, people_in, capacity_households, told_households, year,
        connected_now, access_width_m, slope_deg, land (area or None), {what}_share of ``TO_SEE``, plot_m2, yard_m2 (of a plot, for garden and animals), minutes_{kind}_dry_after; of school
        and clinic {kind}_hazard_class and {kind}_hazard_id (0 and missing: the nearest is safe).
    groups
        site_id, mode, year, households, people, labour, unasked_households, admin_village_id,
        land_income_share, farm_minutes_dry_after, farmland_mu, land_far_mu_after (beyond
        ``BAD_MINUTES``).
    hazards
        Areas by hazard_id, for the nearest of them.

    Returns
    -------
    DataFrame
        Columns of ``Problem``, sites in their order, then ``CODES``.
    """
    rows: list[Problem] = []
    moving = groups[groups["year"].notna()]
    for one, site in sites[sites["selected"]].iterrows():
        coming = moving[moving["site_id"] == one]
        told = [
            *_land(coming), *_services(site, coming), *_place(site, hazards), *_way(site),
            *_people(site, coming),
        ]  # fmt: skip
        rows += sorted(
            (Problem(str(one), *row) for row in told), key=lambda row: CODES.index(row.code)
        )
    return pd.DataFrame(rows, columns=Problem._fields)


def _land(coming: pd.DataFrame) -> Iterable[Row]:
    """Land that is farther, too far, or replaced by bought food."""
    households = coming["households"]
    far = coming["farm_minutes_dry_after"] > FAIR_MINUTES
    if far.any():
        yield "land_far", households[far].sum(), households.sum(), _ids(coming, far)
    not_near = (coming["mode"] == "near") & (coming["farm_minutes_dry_after"] > BAD_MINUTES)
    if not_near.any():
        yield "near_far", households[not_near].sum(), households.sum(), _ids(coming, not_near)
    lost = coming["land_far_mu_after"] > 0
    if lost.any():
        yield (
            "land_lost",
            coming["land_far_mu_after"].sum(),
            coming["farmland_mu"].sum(),
            _ids(coming, lost),
        )
    bought = (coming["farm_minutes_dry_after"] > BAD_MINUTES) & (
        coming["land_income_share"].fillna(LIVES_OFF_LAND) >= LIVES_OFF_LAND
    )
    if bought.any():
        yield "food_bought", coming["people"][bought].sum(), coming["people"].sum(), _ids(coming, bought)  # fmt: skip


def _services(site: "pd.Series[Any]", coming: pd.DataFrame) -> Iterable[Row]:
    """School, clinic and work that are far from the site; school and clinic in danger."""
    work = work_kind(site.index)
    for code, kind in (("school_far", "school"), ("clinic_far", "clinic"), ("work_far", work)):
        minutes = site.get(f"minutes_{kind}_dry_after", np.nan)
        if minutes > FARTHEST_SERVICE_MINUTES or np.isnan(minutes):
            yield code, minutes, FARTHEST_SERVICE_MINUTES, ""
    for kind in DAILY:
        if site[f"{kind}_hazard_class"] > 0:
            danger, hazard = site[[f"{kind}_hazard_class", f"{kind}_hazard_id"]]
            yield f"{kind}_danger", float(danger), WORST_CLASS, "", str(hazard)


def work_kind(columns: pd.Index) -> str | None:
    """Service where people work, by the columns of minutes that a table has; None: nothing known."""
    return next((kind for kind in WORK if f"minutes_{kind}_dry_after" in columns), None)


def _place(site: "pd.Series[Any]", hazards: gpd.GeoDataFrame) -> Iterable[Row]:
    """What the ground asks for."""
    if site["yard_m2"] <= 0:
        yield "no_garden", site["plot_m2"], np.nan, ""
    yield "rubbish", round(site["people_in"] * WASTE_KG), np.nan, ""
    if len(hazards):
        away_m = hazards.distance(site["geometry"] if site["land"] is None else site["land"])
        if away_m.min() < HAZARD_NEAR_M:
            yield "hazard_near", away_m.min(), HAZARD_NEAR_M, "", str(away_m.idxmin())
    for what in TO_SEE:
        if site[f"{what}_share"] > SEEN:
            yield what, 100 * site[f"{what}_share"], np.nan, ""
    if site["slope_deg"] > PREFERRED_SLOPE_DEG:
        yield "steep", site["slope_deg"], PREFERRED_SLOPE_DEG, ""
    if site["capacity_households"] < site["told_households"]:
        yield "less_room", site["capacity_households"], site["told_households"], ""
    if site["households_in"] >= FULL * site["capacity_households"]:
        yield "full", site["households_in"], site["capacity_households"], ""


def _way(site: "pd.Series[Any]") -> Iterable[Row]:
    """What the way to the site asks for."""
    if not site["connected_now"]:
        yield "road_later", float(site["year"]), np.nan, ""
    if site["access_width_m"] < LORRY_M:
        yield "way_narrow", site["access_width_m"], LORRY_M, ""


def _people(site: "pd.Series[Any]", coming: pd.DataFrame) -> Iterable[Row]:
    """Neighbours who do not know each other, and what is still to be asked."""
    villages = coming["admin_village_id"].nunique()
    if villages > 1:
        yield "strangers", float(villages), np.nan, ""
    unasked = coming["unasked_households"]
    if unasked.sum() > 0:
        yield "not_asked", unasked.sum(), coming["households"].sum(), _ids(coming, unasked > 0)


def _ids(groups: pd.DataFrame, some: "pd.Series[bool]") -> str:
    """Ids of some groups in one cell."""
    return ";".join(map(str, groups.index[some]))
