"""Where houses could be built: candidate sites, and when their road comes."""

import logging

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine

from geoplan import config
from geoplan.errors import ConfigError
from geoplan.hazards import margins_m
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.strikes import strikes
from geoplan.readers import County
from geoplan.relocation.sites import find_sites
from geoplan.relocation.suitability import Mask, excluded, reason_of, score, shares, tell
from geoplan.relocation.verdicts import Land, Plots, judge_sites
from geoplan.routing.network import RoadNetwork
from geoplan.routing.projects import to_hundred_yuan
from geoplan.routing.ways import cheapest_ways
from geoplan.terrain import Raster, slope_deg

log = logging.getLogger(__name__)
NEW_ROAD = ("subgrade_hill", "base", "surface", "ditch")
"""What the stretch from a road to a site costs."""


def candidate_sites(county: County, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites the county gives, judged; else sites found on safe gentle land near a road."""
    rules = county.settings.relocation
    movers = groups[groups["may_move"]]
    plots, land = _plots(county, movers), _land(county)
    mask = None if county.dem is None else _mask(county, land, county.dem)
    if mask is None or not county.sites.empty:
        sites = judge_sites(county.sites, land, plots=plots, mask=mask)
    else:
        log.info("寻找安置点 searching sites")
        found = find_sites(
            land,
            mask,
            near=movers.geometry,
            max_distance_m=rules.max_distance_km * 1000,
            plots=plots,
            min_households=rules.smallest_site_households,
            largest_households=rules.largest_site_households,
        )
        near = county.villages.sindex.nearest(found.geometry, return_all=False)[1]
        village = county.villages["name"].to_numpy()[near]
        named = pd.Series(village, index=found.index, dtype="str") + "附近选址"
        sites = found.assign(name=named)
    seats = county.services[county.services["kind"] == "township_seat"].geometry.union_all()
    in_town = sites.geometry.dwithin(seats, rules.town_m)
    return sites.assign(
        mode=np.where(in_town, "town", "near"),
        building_mode=sites["building_mode"].fillna(rules.building_mode).astype("str"),
    )


def _plots(county: County, movers: gpd.GeoDataFrame) -> Plots:
    """What a household gets: as many people as in those who may move, else in the county."""
    rules = county.settings.relocation
    some = movers if movers["households"].sum() > 0 else county.groups
    return Plots(
        people=float(some["people"].sum() / some["households"].sum()),
        house_m2_per_person=rules.house_m2_per_person,
        storeys=rules.storeys,
        yard_m2=rules.yard_m2,
        public_share=rules.public_share,
        slopes_deg=rules.levelling_slopes_deg,
        levelling_yuan_per_m2=rules.levelling_yuan_per_m2,
    )


def _land(county: County) -> Land:
    """What sites are judged by."""
    services, rules = county.services, county.settings.relocation
    hazards = strikes(county)[
        county.hazards["hazard_class"] >= county.settings.hazards.site_excluded_from_class
    ]
    houses = pd.concat([county.households.geometry, county.villages.geometry])
    margin_m = margins_m(hazards, buffer_m=county.settings.hazards.site_buffer_m)
    return Land(
        slope=_unknown(county.crs.to_string()) if county.dem is None else slope_deg(county.dem),
        danger=hazards[["geometry"]].assign(margin_m=margin_m),
        exclusions=county.exclusions,
        houses=gpd.GeoSeries(houses),
        near={
            "near_road": county.roads.geometry,
            "near_school": gpd.GeoSeries(services[services["kind"] == "school"].geometry),
            "near_clinic": gpd.GeoSeries(services[services["kind"] == "clinic"].geometry),
            "near_land": county.farmland.geometry,
        },
        weights={str(name): weight for name, weight in rules.site_weights.items()},
        max_slope_deg=rules.max_slope_deg,
        min_compactness=rules.min_compactness,
    )


def _unknown(crs: str) -> Raster:
    """Raster on which nothing is known."""
    return Raster(np.full((1, 1), np.nan, np.float32), Affine.scale(1000, -1000), crs)


def _mask(county: County, land: Land, dem: Raster) -> Mask:
    """What excludes each cell."""
    rules = county.settings.relocation
    return excluded(
        dem,
        land.slope,
        roads=county.roads.geometry,
        danger=land.danger,
        exclusions=land.exclusions,
        houses=land.houses,
        max_slope_deg=rules.max_slope_deg,
        max_road_m=rules.max_road_m,
    )


def site_access(
    network: RoadNetwork,
    projects: gpd.GeoDataFrame,
    eligible: "pd.Series[str]",
    sites: gpd.GeoDataFrame,
    roots: frozenset[int],
    settings: config.County,
) -> gpd.GeoDataFrame:
    """Sites with what opening costs, the cost of their access road, and the earliest year.

    A site opens only where its road was all-weather the year before.
    """
    lag = settings.projects.surface_lag_years
    cost = projects["cost_yuan"]
    quick = eligible if lag == 0 else eligible[eligible.map(projects["subgrade_accepted"])]
    ways = cheapest_ways(network, eligible, cost, roots, sites["node"])
    quick_ways = cheapest_ways(network, quick, cost, roots, sites["node"])
    yuan = cost.to_dict()
    access_yuan = ways.map(lambda way: sum(yuan[one] for one in way or ()))
    rules = settings.relocation
    km_wan = sum(getattr(settings.costs, f"{part}_wan_per_km") for part in NEW_ROAD)
    new_road_wan = sites["access_road_m"].fillna(0.0) / 1000 * km_wan
    opening_yuan = to_hundred_yuan(
        sites["opening_cost_wan"].fillna(rules.site_opening_wan + new_road_wan) * WAN
    )
    levelling_yuan = sites["development_yuan_per_household"].fillna(0.0)
    share_yuan = to_hundred_yuan(rules.facilities_wan_per_household * WAN + levelling_yuan)
    earliest = np.select(
        [sites["connected_now"], ~sites["on_network"], quick_ways.notna(), ways.notna()],
        [0, np.inf, 1, 1 + lag],
        default=np.inf,
    )
    return sites.assign(
        opening_cost_yuan=opening_yuan,
        opening_yuan=opening_yuan + access_yuan.astype(float),
        yuan_per_household=share_yuan,
        earliest=earliest,
        earliest_reached=earliest < len(settings.years),
        usable=sites["suitable"] & (earliest < len(settings.years)),
    )


def land_at(county: County, points: gpd.GeoSeries) -> pd.DataFrame:
    """Why one could, or could not, build at some points.

    Parameters
    ----------
    county
        County with a DEM.
    points
        Points in any CRS.

    Returns
    -------
    DataFrame
        On the points' index: reasons, hazard_ids, exclusion_ids (``suitability.tell``); slope_deg,
        metres_{name} and the criteria (``suitability.criteria``), share_{criterion} of the score,
        score from 0 to 1.

    Raises
    ------
    ConfigError
        The county has no DEM, or a point lies outside it.
    """
    if county.dem is None:
        raise ConfigError(
            "没有高程，不能判断宜建 without elevation nothing is known of building land. 请在 layers.dem "
            "给出高程 Give layers.dem."
        )
    here, land = points.to_crs(county.crs), _land(county)
    _check_inside(here, county.dem)
    mask = _mask(county, land, county.dem)
    told = tell(here, mask, county.dem, danger=land.danger, exclusions=land.exclusions.geometry)
    values = land.criteria(here)
    return pd.concat([told, values, shares(values, land.weights)], axis=1).assign(
        score=score(values, land.weights)
    )


def _check_inside(points: gpd.GeoSeries, dem: Raster) -> None:
    """Raise where a point lies outside the elevations."""
    grid, (rows, columns) = dem.transform, dem.values.shape
    known = shapely.box(grid.c, grid.f + rows * grid.e, grid.c + columns * grid.a, grid.f)
    if points.within(known).all():
        return
    degrees = gpd.GeoSeries([known], crs=points.crs).to_crs("EPSG:4326")
    west, south, east, north = degrees.total_bounds
    raise ConfigError(
        "这个地方在本县的高程范围以外 The place lies outside the county's elevations: "
        f"{west:.4f}–{east:.4f}° E, {south:.4f}–{north:.4f}° N. 请核对经度、纬度，先写经度 Check "
        "longitude and latitude; the longitude comes first."
    )


def place_of(longitude: float, latitude: float) -> gpd.GeoSeries:
    """One point by its geographic coordinates [degrees, WGS 84]."""
    return gpd.GeoSeries.from_xy([longitude], [latitude], crs="EPSG:4326")


def land_objects(county: County) -> dict[str, tuple[str, str]]:
    """Hazards and excluded land by id: which of ``EXCLUSIONS`` each is, and its name or ""."""
    layer = county.exclusions
    of_land = zip(reason_of(layer["kind"]), layer["name"].fillna(""), strict=True)
    hazards = county.hazards["name"].fillna("")
    told = {str(one): ("hazard", str(name)) for one, name in hazards.items()}
    return told | dict(zip(layer.index.astype(str), of_land, strict=True))
