"""Speeds by surface, width, gradient, season and vehicle."""

import math

import numpy as np
import pandas as pd
import pytest

from geoplan.routing.speeds import needs_bays, piece_kmh, season_speeds, surface_class

DRY = np.array([(40, 30, 20), (30, 22, 15), (20, 15, 10), (15, 10, 6)], dtype=float)
ANY = (math.inf, math.inf)


@pytest.mark.parametrize(
    ("code", "hardened", "width_m", "row"),
    [
        ("12", True, 5.5, 0),
        ("12", True, 5.4, 1),
        ("12", True, math.nan, 1),
        ("312", False, 6.0, 2),
        ("36", False, 6.0, 3),
        (None, False, 6.0, 3),
    ],
)
def test_class_by_surface_and_width(code, hardened, width_m, row):
    links = pd.DataFrame(
        {"surface_code": [code], "hardened": [hardened], "surface_width_m": [width_m]}
    )
    links = links.astype({"surface_code": "str"})
    assert surface_class(links, wide_m=5.5, earth_codes=("36",)).tolist() == [row]


def test_speed_by_gradient_up_and_down():
    slopes = [0.0, 0.039, -0.04, 0.08, -0.18, math.nan]
    pieces = pd.DataFrame({"link": [1] * 6, "slope": slopes})
    found = piece_kmh(pieces, np.array([0, 3]), DRY, gradient_limits=(0.04, 0.08))
    assert found.tolist() == [15, 15, 10, 6, 6, 10]


def test_when_wet_gravel_is_slower_and_earth_closed():
    found = season_speeds(DRY, wet=True, wet_gravel_factor=0.7, limits_kmh=ANY)
    assert found[:2].tolist() == DRY[:2].tolist()
    assert found[2].tolist() == [14, 10.5, 7]
    assert not found[3].any()
    dry = season_speeds(DRY, wet=False, wet_gravel_factor=0.7, limits_kmh=ANY)
    assert dry.tolist() == DRY.tolist()


def test_a_tricycle_is_no_faster_than_it_can():
    """25 km/h at most, 15 on gravel and earth."""
    found = season_speeds(DRY, wet=False, wet_gravel_factor=0.7, limits_kmh=(25, 15))
    assert found.tolist() == [[25, 25, 20], [25, 22, 15], [15, 15, 10], [15, 10, 6]]


def test_two_cars_pass_on_a_wide_road_or_in_a_bay():
    links = pd.DataFrame(
        {
            "surface_width_m": [5.5, 3.5, 3.5, math.nan],
            "passing_bays": pd.array([None, None, True, False], dtype="boolean"),
        }
    )
    assert needs_bays(links, wide_m=5.5).tolist() == [False, True, False, True]
