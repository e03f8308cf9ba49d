"""Building land of a county: given sites as its ground says, and why one could build at a place."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from shapely import Point, box

from geoplan.errors import ConfigError
from geoplan.pipeline.building_land import candidate_sites, land_at, place_of
from geoplan.pipeline.threats import threatened
from geoplan.readers import read_county
from geoplan.terrain import Raster

WEST, NORTH = 629_000.0, 3_634_000.0


def level(county):
    """The county on level ground 300 m up: cells of 30 m, 9 km x 5 km."""
    ground = np.full((167, 300), 300, np.float32)
    dem = Raster(ground, Affine(30, 0, WEST, 0, -30, NORTH), "EPSG:4545")
    return dataclasses.replace(county, dem=dem)


def sites_of(county):
    return candidate_sites(county, threatened(county)[1])


def test_given_sites_are_seen_on_the_ground_of_the_county(tiny_county):
    """S1 is drawn as 60 m x 60 m around the middle of V2's houses, S2 stays a point on its own."""
    county = level(read_county(tiny_county))
    village = county.villages.geometry["V2"]
    sites = county.sites.copy()
    sites.loc["S1", "geometry"] = box(
        village.x - 30, village.y - 30, village.x + 30, village.y + 30
    )
    judged = sites_of(dataclasses.replace(county, sites=sites))
    told = county.sites.at["S1", "capacity_households"]
    assert judged.at["S1", "told_households"] == told
    assert judged.at["S1", "capacity_households"] == judged.at["S1", "room_households"] < told
    assert judged.at["S1", "built_up_share"] > 0
    assert judged.loc["S1", ["gully_share", "crest_share"]].to_list() == [0, 0]
    assert judged.at["S2", "capacity_households"] == county.sites.at["S2", "capacity_households"]


def test_without_elevation_the_ground_is_not_seen(tiny_county):
    """But for houses: S2 is moved onto the middle of V5."""
    county = read_county(tiny_county)
    sites = county.sites.copy()
    sites.loc["S2", "geometry"] = county.villages.geometry["V5"]
    judged = sites_of(dataclasses.replace(county, sites=sites))
    assert judged[["gully_share", "crest_share"]].isna().all(axis=None)
    assert judged["built_up_share"].to_dict() == {"S1": 0, "S2": 1}


def test_why_one_could_build_at_a_place(tiny_county):
    county = level(read_county(tiny_county))
    point = county.sites.geometry[["S1"]]
    told = land_at(county, point).iloc[0]
    assert told[["reasons", "slope_deg"]].to_list() == ["", 0]


@pytest.mark.parametrize(("longitude", "latitude"), [(0, 0), (32.8, 109.4), (0, 90)])
def test_a_place_outside_the_elevations_is_refused(tiny_county, longitude, latitude):
    """Far away, the coordinates the wrong way round, and the pole."""
    county = level(read_county(tiny_county))
    with pytest.raises(ConfigError, match=r"高程范围以外 The place lies outside .*° E, .*° N"):
        land_at(county, place_of(longitude, latitude))


def test_a_place_at_the_edge_of_the_elevations_is_told(tiny_county):
    county = level(read_county(tiny_county))
    inside, outside = (
        gpd.GeoSeries([Point(WEST + east_m, NORTH - 100)], crs=county.crs) for east_m in (1, -1)
    )
    assert land_at(county, inside)["reasons"].to_list() == ["no_road"]
    with pytest.raises(ConfigError, match="outside the county's elevations"):
        land_at(county, outside)
