"""Words of foreseen problems in English: one and several."""

import re

import pytest

from geoplan.publish.labels import PROBLEMS, TARIFF, filled


@pytest.mark.parametrize(
    ("code", "figure", "of", "told"),
    [
        ("clinic_far", "1", "30", "1 minute to the clinic (better within 30)"),
        ("food_bought", "1", "", "1 person has their land over half an hour away: food they grew will be bought"),
        ("food_bought", "21", "", "21 people have their land over half an hour away: food they grew will be bought"),
        ("full", "1", "1", "1 household on 1 plot: no room to grow"),
        ("full", "10", "10", "10 households on 10 plots: no room to grow"),
        ("land_far", "1", "1", "1 of 1 household has its land over 20 minutes away"),
        ("land_far", "1", "9", "1 of 9 households has its land over 20 minutes away"),
        ("land_lost", "1", "1,001", "1 of 1,001 mu lies over half an hour away and may fall idle"),
        ("near_far", "1", "9", "1 of 9 households moves near by, yet has its land over half an hour away: ask "
                               "first whether to go now or to wait for a nearer site"),
        ("not_asked", "1", "1", "1 of 1 household has not been asked yet"),
        ("not_asked", "0", "9", "0 of 9 households have not been asked yet"),
    ],
)  # fmt: skip
def test_one_and_several(code, figure, of, told):
    assert filled(PROBLEMS[code][1], figure=figure, of=of) == told


def test_no_plural_follows_one():
    said = [filled(words, figure="1", of="1") for _, words in PROBLEMS.values()]
    figures = {"wan": "4.50", "n": "1", "households": "1", "people": "1"}
    said += [filled(words, **figures) for _, words in TARIFF.values()]
    assert [one for one in said if re.search(r"\b1 (administrative )?\w+s\b", one)] == []
