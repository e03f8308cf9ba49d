"""Which site for which group, and the way to the land from there."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from geoplan.relocation.options import farm_minutes, nearest_sites
from geoplan.terrain import Raster

CRS = "EPSG:4545"


@pytest.fixture
def road(draw_points):
    """
    g1 ---300--- near ---700--- g2 ---500--- middle ------- 4 500 ------- far
    x = 0        300            1000          1500                        6000
    """
    groups = draw_points(g1=(0, 0), g2=(1000, 0))
    return groups, draw_points(far=(6000, 0), middle=(1500, 0), near=(300, 0))


def rows(pairs: pd.DataFrame) -> list[tuple[str, str, float]]:
    return list(pairs.itertuples(index=False, name=None))


def test_the_nearest_sites_of_each_group(road):
    pairs = nearest_sites(*road, count=2, max_distance_m=9000)
    assert rows(pairs) == [
        ("g1", "near", 300), ("g1", "middle", 1500), ("g2", "middle", 500), ("g2", "near", 700),
    ]  # fmt: skip


def test_no_farther_than_people_may_go(road):
    assert rows(nearest_sites(*road, count=3, max_distance_m=700)) == [
        ("g1", "near", 300), ("g2", "middle", 500), ("g2", "near", 700),
    ]  # fmt: skip
    assert nearest_sites(*road, count=3, max_distance_m=299).empty


def test_more_sites_wanted_than_there_are(road):
    assert len(nearest_sites(*road, count=12, max_distance_m=9000)) == 6
    assert len(nearest_sites(*road, count=1, max_distance_m=9000)) == 2


def test_no_groups_or_no_sites_no_pairs(road):
    groups, sites = road
    for some in ((groups.iloc[:0], sites), (groups, sites.iloc[:0])):
        pairs = nearest_sites(*some, count=3, max_distance_m=9000)
        assert pairs.empty
        assert list(pairs.columns) == ["group_id", "site_id", "distance_m"]


@pytest.fixture
def land() -> gpd.GeoDataFrame:
    """Group g1 has 3 mu 600 m east of its home and 1 mu 1 200 m west; g2 a square 500 m north."""
    return gpd.GeoDataFrame(
        {"group_id": ["g1", "g1", "g2"], "area_mu": [3.0, 1.0, 2.0]},
        geometry=[
            shapely.Point(600, 0),
            shapely.Point(-1200, 0),
            shapely.box(-10, 490, 10, 510),
        ],
        crs=CRS,
    )


def homes(**at: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(list(at.values()), list(at), columns=["group_id", "x_m", "y_m"])


def level(distance_m: float) -> float:
    """Minutes on level ground at six tenths of Tobler's speed."""
    return 60 * distance_m / 1000 / (0.6 * 6 * math.exp(-0.175))


def test_minutes_weighted_by_area(land):
    """g1: (3 x 600 + 1 x 1 200) / 4 = 750 m; from a site at the field itself (0 + 1 800) / 4."""
    at = homes(home=("g1", 0, 0), other=("g2", 0, 0), site=("g1", 600, 0), lost=("g9", 0, 0))
    found = farm_minutes(at, land, off_path_factor=0.6, dem=None)
    assert found.index.equals(at.index)
    assert found[["home", "other", "site"]].to_list() == pytest.approx(
        [level(750), level(500), level(450)]
    )
    assert math.isnan(found["lost"])


def test_land_without_area_still_counts_where_it_is(land):
    found = farm_minutes(
        homes(home=("g1", 0, 0)), land.assign(area_mu=0.0), off_path_factor=0.6, dem=None
    )
    assert found["home"] == pytest.approx(level(900))


def test_land_uphill_takes_longer(land):
    """The land of g2 lies 500 m north, the ground rises 0.1 northward."""
    y = 1000 - 10.0 * np.arange(200) - 5
    dem = Raster(
        np.tile(500 + 0.1 * y[:, None], (1, 20)).astype(np.float32),
        Affine(10, 0, -100, 0, -10, 1000),
        CRS,
    )
    found = farm_minutes(homes(home=("g2", 5, 0)), land, off_path_factor=0.6, dem=dem)
    assert found["home"] == pytest.approx(level(500) * math.exp(0.35), rel=1e-3)


def test_nobody_has_land(land):
    found = farm_minutes(homes(home=("g1", 0, 0)), land.iloc[:0], off_path_factor=0.6, dem=None)
    assert found.isna().to_dict() == {"home": True}


def test_inputs_are_unchanged(land):
    at, before = homes(home=("g1", 0, 0)), land.copy()
    kept = at.copy()
    farm_minutes(at, land, off_path_factor=0.6, dem=None)
    pd.testing.assert_frame_equal(at, kept)
    pd.testing.assert_frame_equal(pd.DataFrame(land), pd.DataFrame(before))
