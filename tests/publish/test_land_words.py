"""Why one could build at a place, or not: in words."""

import numpy as np
import pandas as pd

from geoplan.publish.labels import CRITERIA, EXCLUSIONS
from geoplan.publish.land_words import land_words
from geoplan.relocation import suitability

OBJECTS = {"H1": ("hazard", "柳坪滑坡"), "E1": ("basic_farmland", ""), "E2": ("water", "河")}


def place(**changes):
    row = {"reasons": "", "hazard_ids": "", "exclusion_ids": "", "slope_deg": 4.04, "score": 0.5}
    for name in suitability.CRITERIA:
        row |= {name: 0.25, f"share_{name}": 0.05, f"metres_{name}": 1234.4}
    return pd.Series(row | changes)


def test_every_reason_and_criterion_has_words():
    assert set(suitability.EXCLUSIONS) <= set(EXCLUSIONS)
    assert set(suitability.CRITERIA) == set(CRITERIA)


def test_all_that_is_against_a_place_with_its_objects():
    told = place(reasons="slope;hazard;basic_farmland", hazard_ids="H1", exclusion_ids="E1;E2")
    lines = land_words(told, OBJECTS, side=0)
    assert lines[:5] == [
        "不宜建房：", "- 坡度过陡", "- 在灾害隐患区（含影响范围）内：H1 柳坪滑坡", "- 占永久基本农田：E1", "坡度 4.0°",
    ]  # fmt: skip
    english = land_words(told, OBJECTS, side=1)
    assert english[2:4] == [
        "- Inside a hazard area, or within its reach: H1 柳坪滑坡", "- On permanent basic farmland: E1",
    ]  # fmt: skip


def test_a_place_where_nothing_is_against_it():
    lines = land_words(place(near_school=np.nan, metres_near_school=np.nan), OBJECTS, side=0)
    assert lines[0] == "没有什么不许在此建房（还要现场踏勘）"
    assert lines[2] == "得分 0.50（0 到 1）："
    assert "- 近路：0.25（占总分 0.05），1,234 米" in lines
    assert "- 近学校: 没有资料" in lines
