"""Ledgers of hazards against the map: who is on the official list, whom the areas touch."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from geoplan.hazards import exposure, footprints
from geoplan.pipeline.situation import Situation
from geoplan.readers import County
from geoplan.schema import Finding, finding

COUNT_SHARE, COUNT_MORE = 0.2, 1
"""Ledger and map may differ by this share of the households, and by this many. C."""
FAR_M = 2000.0
"""A hazard farther than this from every house threatens nobody [m]. C."""


def findings(county: County, situation: Situation) -> list[Finding]:
    """Where the official list, the ledger and the hazard areas do not agree, by id."""
    if county.hazards.empty:
        return []
    return [*_listed(county), *_ledger(county), *_far(county)]


def _listed(county: County) -> Iterator[Finding]:
    """Households on the official list that no area touches, and the other way round."""
    households, rules = county.households, county.settings.hazards
    named = households["official_class"].notna() | households["official_hazard_id"].notna()
    if not named.any():
        return
    overlay = exposure(households.geometry, county.hazards, buffer_m=rules.buffer_m)
    touched = overlay["hazard_class"] >= rules.threatened_from_class
    for one in households.index[named & ~touched]:
        yield finding(
            "households", "listed_only",
            "在受威胁名单上，但不在任何灾害范围内 on the official list, but in no hazard area: the list is used",
            "may", ids=[one], remedy="请核对坐标和灾害范围 Check the coordinates and the hazard areas.",
        )  # fmt: skip
    decided = (
        "名单为准 the list is used"
        if rules.official_list_complete
        else "按范围处理 the area is used"
    )
    area = overlay["hazard_id"].astype("str")
    for one, hazard in area[~named & touched].items():
        yield finding(
            "households", "touched_only",
            f"在灾害范围 {hazard} 内，但不在受威胁名单上 in a hazard area, but not on the official list: {decided}",
            "changes", ids=[str(one)],
            remedy="请核对名单 Check the list (hazards.official_list_complete).",
        )  # fmt: skip
    unknown = households["official_hazard_id"].dropna()
    for one, hazard in unknown[~unknown.isin(county.hazards.index)].items():
        yield finding(
            "households", "unknown_hazard", f"隐患点 {hazard} 不在台账中 hazard {hazard} is not in the ledger",
            "may", ids=[str(one)], remedy="请核对隐患点编号 Correct the number.",
        )  # fmt: skip


def _ledger(county: County) -> Iterator[Finding]:
    """Hazards whose ledger counts other households than stand in their area."""
    told = county.hazards["threatened_households"].dropna()
    if told.empty or county.households.empty:
        return
    areas = footprints(county.hazards.loc[told.index], buffer_m=county.settings.hazards.buffer_m)
    houses = shapely.STRtree(county.households.geometry.to_numpy())
    hit, _ = houses.query(areas.to_numpy(), predicate="intersects")
    found = (
        pd.Series(hit).value_counts().reindex(range(len(told)), fill_value=0).set_axis(told.index)
    )
    off = (told - found).abs()
    for one in told.index[(off > COUNT_MORE) & (off > COUNT_SHARE * told)]:
        yield finding(
            "hazards", "ledger_count",
            f"台账 {told[one]:.0f} 户，图上范围内 {found[one]} 户 the ledger counts {told[one]:.0f} households, the "
            f"map {found[one]}", "may", ids=[str(one)],
            remedy="请核对台账和影响范围 Check the ledger and the area.",
        )  # fmt: skip


def _far(county: County) -> Iterator[Finding]:
    """Points of a ledger that are far from every house; areas may lie where nobody lives."""
    hazards, rules = county.hazards, county.settings.hazards
    own = hazards[hazards.geometry.geom_type == "Point"]
    if own.empty:
        return
    homes = np.concatenate([county.households.geometry, county.groups.geometry])
    (asked, _), distance_m = shapely.STRtree(homes).query_nearest(
        np.asarray(own.geometry), return_distance=True, all_matches=False
    )
    away = pd.Series(distance_m, index=own.index[asked])
    dangerous = set(own.index[own["hazard_class"] >= rules.threatened_from_class])
    for one, away_m in away[away > FAR_M].items():
        threatens = one in dangerous
        yield finding(
            "hazards", "far_hazard",
            f"离最近的住户 {away_m / 1000:.1f} km the nearest house is {away_m / 1000:.1f} km away",
            "may" if threatens else "none", ids=[str(one)], remedy="请核对坐标 Check the coordinates.",
            why="" if threatens else "threatens_nobody",
        )  # fmt: skip
