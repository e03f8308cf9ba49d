"""Subsidies by tariff, by hand."""

import pandas as pd

from geoplan.relocation.tariffs import subsidies

ANKANG = {
    "concentrated": 5.0, "dispersed": 3.0, "poverty_concentrated": 2.5, "poverty_dispersed": 1.5,
    "poverty_cleared": 1.0,
}  # fmt: skip


def test_hazard_moves_per_household_and_poverty_moves_per_person():
    groups = pd.DataFrame(
        {
            "need": ["flood", "flood", "poverty", "poverty", "voluntary"],
            "dispersed": [False, True, False, True, False],
            "people": 12.0,
            "households": 4.0,
            "uncleared_people": 0,
        }
    )
    told = subsidies(groups, tariff_wan=ANKANG)
    assert told.to_list() == [20, 12, 12 * 3.5, 12 * 2.5, 20]


def test_who_keeps_the_old_house_is_not_paid_for_clearing_it():
    """12 poor people, of whom 5 keep their house: 12 x 2.5 + 7 x 1, by themselves 12 x 1.5 + 7 x 1."""
    groups = pd.DataFrame(
        {
            "need": ["poverty", "poverty", "flood", "poverty"],
            "dispersed": [False, True, False, False],
            "people": 12.0,
            "households": 4.0,
            "uncleared_people": [5, 5, 5, 12],
        }
    )
    told = subsidies(groups, tariff_wan=ANKANG)
    assert told.to_list() == [37, 25, 20, 30]
