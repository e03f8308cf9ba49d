"""The plan by hand has what a computed plan has: what is published is tested on the real shape."""

import re

import pandas as pd
import pytest
from plans import village_plan

LAYERS = ("villages", "groups", "roads", "projects", "sites", "townships", "hazards", "services",
          "waters", "households", "payments", "funds")  # fmt: skip
TABLES = (*LAYERS, "objectives", "indicators")


def _shape(table: pd.DataFrame) -> dict[str, str]:
    """Type of each column; minutes to all kinds of services are one."""
    return {re.sub("^(minutes|ridden|way)_.*_(dry|wet)", r"\1_\2", str(name)): str(dtype)
            for name, dtype in table.dtypes.items()}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_columns(tiny_plan, name):
    by_hand, computed = getattr(village_plan(), name), getattr(tiny_plan, name)
    assert set(_shape(by_hand)) == set(_shape(computed))
    assert by_hand.index.name == computed.index.name


@pytest.mark.parametrize("name", LAYERS)
def test_types_of_columns(tiny_plan, name):
    assert _shape(getattr(village_plan(), name)) == _shape(getattr(tiny_plan, name))


def test_objectives_and_their_units(tiny_plan):
    by_hand, computed = village_plan().objectives, tiny_plan.objectives
    assert by_hand["unit"].to_dict() == computed["unit"].to_dict()
    assert by_hand.index.tolist() == computed.index.tolist()


def test_indicators_and_their_units(tiny_plan):
    by_hand, computed = (
        {name: unit for name, unit in plan.indicators["unit"].items() if "minutes_" not in name}
        for plan in (village_plan(), tiny_plan)
    )
    assert by_hand == computed


def test_what_is_told_about_the_plan(tiny_plan):
    assert village_plan().about.keys() == tiny_plan.about.keys()
