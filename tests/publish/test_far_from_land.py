"""Who moves near, yet ends far from the land, and which nearer site is not ready."""

import numpy as np
import pandas as pd
import pytest
from plans import village_plan

from geoplan.publish.far_from_land import far_from_land


@pytest.fixture
def told():
    """Rows of a plan in which G61 needs so many minutes, and S3, 1.1 km away, is so."""

    def rows(minutes=45.0, mode="near", **of_site):
        groups, sites = village_plan().groups, village_plan().sites.astype({"earliest": object})
        groups.loc["G61", ["farm_minutes_dry_after", "mode"]] = [minutes, mode]
        sites.loc["S3", list(of_site)] = list(of_site.values())
        plan = village_plan(groups=groups, sites=sites.astype({"earliest": "float64"}))
        return far_from_land(plan).to_dict("records")

    return rows


@pytest.mark.parametrize(("minutes", "mode"), [(30.0, "near"), (45.0, "town"), (np.nan, "near")])
def test_who_ends_within_half_an_hour_or_moves_to_town_is_not_listed(told, minutes, mode):
    assert told(minutes, mode) == []


def test_minutes_before_and_after(told):
    (row,) = told()
    assert [row[name] for name in ("小组编号", "安置点", "现到地时间(分钟)", "搬后到地时间(分钟)")] == [
        "G61", "石门新村", 11, 45,
    ]  # fmt: skip
    assert pd.isna(row["更近的安全地点"])  # S3 is not needed: no road keeps it closed


@pytest.mark.parametrize(
    ("of_site", "why", "year"),
    [
        ({"reason": "too_late", "earliest": 2.0}, "规划年份已过", 2029),
        ({"reason": "no_way", "earliest": np.inf}, "没有可以列入的路", None),
    ],
)
def test_a_nearer_safe_site_that_is_not_ready(told, of_site, why, year):
    (row,) = told(**of_site)
    assert (row["更近的安全地点"], row["它离原住处(公里)"]) == ("S3 新坪", 1.1)
    assert why in row["本批为什么不能用"]
    assert (None if pd.isna(row["它最早启用年份"]) else row["它最早启用年份"]) == year
    (unsafe,) = told(**of_site, suitable=False)
    assert pd.isna(unsafe["更近的安全地点"])
