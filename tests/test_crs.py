"""The county's metric CRS, and layers that lie elsewhere."""

import re

import geopandas as gpd
import pyproj
import pytest
from shapely import LineString, Point

from geoplan.crs import (
    beyond_degrees,
    far_away,
    is_metric,
    like_degrees,
    metric_crs,
    prefixed_zones,
    scale_remark,
    strays,
    too_narrow,
)
from geoplan.errors import ConfigError


def box(longitude: float, latitude: float) -> tuple[float, float, float, float]:
    return longitude - 0.2, latitude - 0.2, longitude + 0.2, latitude + 0.2


def points(*places: tuple[float, float], crs: str | None = "EPSG:4490") -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(place) for place in places], crs=crs)


@pytest.mark.parametrize(
    ("longitude", "latitude", "epsg"),
    [
        (109.4, 32.8, 4545),  # Xunyang straddles 109.5 E: one zone for the whole county
        (119.7, 27.5, 4549),  # Taishun
        (73.6, 39.4, 4534),  # the westernmost zone
        (134.9, 48.4, 4554),  # the easternmost
        (43.3, -11.7, 32738),  # Grande Comore, UTM south
        (-78.5, 0.3, 32617),  # UTM north
        (179.9, -17.0, 32760),
    ],
)
def test_metric_crs_by_position(longitude, latitude, epsg):
    crs = metric_crs(box(longitude, latitude))
    assert crs.to_epsg() == epsg
    assert is_metric(crs)


def test_declared_crs_wins():
    assert metric_crs(box(109.4, 32.8), declared="EPSG:4546").to_epsg() == 4546


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ("EPSG:4490", "expected a projected CRS in metres"),
        ("EPSG:2263", "expected a projected CRS in metres"),  # feet
        ("北京五四", "unknown CRS"),
    ],
)
def test_declared_crs_must_be_in_metres(declared, words):
    with pytest.raises(ConfigError, match=words) as caught:
        metric_crs(box(109.4, 32.8), declared=declared)
    assert declared in str(caught.value)


def test_zones_that_eastings_name():
    """Two 3-degree zones and a 6-degree zone; a row without a place has that of the first."""
    layer = points((36_627_000, 3_635_000), (37_347_000, 3_635_000), (19_347_000, 3_635_000))
    layer = gpd.GeoSeries([*layer, None])
    assert list(prefixed_zones(layer)) == ["EPSG:4524", "EPSG:4525", "EPSG:4497", "EPSG:4524"]


@pytest.mark.parametrize(
    "shapes",
    [
        gpd.GeoSeries([None]),
        points((36_627_000, 3_635_000), (627_000, 3_635_000)),
        gpd.GeoSeries([LineString([(36_627_000, 3_635_000), (37_347_000, 3_635_000)])]),
    ],
    ids=["no place", "one without prefix", "a line through two zones"],
)
def test_eastings_that_name_no_zone(shapes):
    assert prefixed_zones(shapes) is None


def test_like_degrees():
    assert like_degrees(points((109.4, 32.8), (-180, 90)))
    assert not like_degrees(points((500_000, 3_600_000)))


def test_rows_that_cannot_be_degrees():
    layer = points((109.4, 32.8), (32.8, 109.4), (500_000, 3_600_000))
    assert list(beyond_degrees(layer)) == [False, True, True]


@pytest.mark.parametrize(
    "shapes",
    [
        points((109.4, 32.8)),
        points((500_000, 3_600_000), crs="EPSG:4545"),
        points((500_000, 3_600_000), crs=None),
        gpd.GeoSeries([None], crs="EPSG:4490"),
    ],
)
def test_nothing_to_tell_about_degrees(shapes):
    assert not beyond_degrees(shapes).any()


def test_far_layer_is_told_with_both_places():
    roads = points((109.4, 32.8)).to_crs(4545)
    assert far_away(points((110.9, 32.8)).to_crs(4545), roads) is None  # 140 km
    fault = far_away(points((119.7, 27.5)).to_crs(4545), roads)
    assert fault is not None
    assert "expected near the roads (109.40, 32.80)" in fault
    assert "got (119.70, 27.50)" in fault


def test_one_stray_point_is_not_a_layer_elsewhere():
    roads = points((109.4, 32.8)).to_crs(4545)
    layer = points((109.4, 32.8), (109.4, 32.9), (119.7, 27.5)).to_crs(4545)
    assert far_away(layer, roads) is None


def test_rows_far_from_the_roads_are_strays_but_rows_without_place_are_not():
    roads = points((109.4, 32.8)).to_crs(4545)
    layer = points((109.4, 32.8), (0, 0), (112.4, 32.8)).to_crs(4545)
    layer = gpd.GeoSeries([*layer, None], crs=4545)
    assert list(strays(layer, roads)) == [False, True, True, False]


@pytest.mark.parametrize(
    ("crs", "words"),
    [
        ("EPSG:4545", None),
        ("EPSG:32649", None),  # 0.9997: UTM has its 0.4 per mille everywhere
        ("EPSG:4547", "off in this county by 0.2%; .*EPSG:4545"),  # central meridian 114
    ],
)
def test_declared_crs_that_stretches_is_told(crs, words):
    remark = scale_remark(pyproj.CRS(crs), 109.4, 32.8)
    assert remark is None if words is None else re.search(words, remark)


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4554"])
def test_declared_crs_that_cannot_be_meant_is_refused(crs):
    with pytest.raises(ConfigError, match=r'lengths are off .*better: crs = "EPSG:4545"'):
        scale_remark(pyproj.CRS(crs), 109.4, 32.8)


def test_degrees_declared_as_metres_are_told():
    fault = too_narrow(points((109.4, 32.8), (109.9, 33.1), crs="EPSG:4545"))
    assert fault is not None
    assert "0.5 m across" in fault
    assert "Degrees declared as metres?" in fault
    assert too_narrow(points((109.4, 32.8), (109.4, 32.8))) is None


def test_layer_without_places_is_nowhere_wrong():
    roads = points((109.4, 32.8)).to_crs(4545)
    assert far_away(gpd.GeoSeries([None], crs=4545), roads) is None
