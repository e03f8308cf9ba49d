"""The ground that people walk on and how fast vehicles go: the county's settings as tables."""

import logging
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geoplan.config import Vehicle
from geoplan.readers import County
from geoplan.routing.hybrid import HybridNetwork, arc_minutes, hybrid_network
from geoplan.routing.network import RoadNetwork
from geoplan.routing.speeds import needs_bays, piece_kmh, season_speeds, surface_class
from geoplan.terrain import (
    Raster,
    coarser,
    level_ground,
    part_of,
    sample,
    slope_deg,
    spots,
)

Season = Literal["dry", "wet"]
SEASONS: tuple[Season, Season] = ("dry", "wet")
Floats = NDArray[np.float64]
MARGIN_M = 1000.0
"""Ground beyond the outermost place or road."""
MOST_CELLS = 12_000_000
"""Of the ground: about 300 MB; cells are larger where there would be more."""
log = logging.getLogger(__name__)


def ways_of(county: County, network: RoadNetwork, *, cell_m: float) -> HybridNetwork:
    """Roads and ground of a county as one network, over cells of at least ``cell_m``."""
    travel = county.settings.travel
    ground = _ground(county, cell_m)
    water = county.exclusions[county.exclusions["kind"] == "water"].geometry
    walked = _walking_factor(county, ground)
    barriers = slope_deg(ground).values > travel.cliff_deg
    hybrid = hybrid_network(
        network,
        ground,
        off_path=travel.off_path_factor,
        elevation=county.dem,
        water=water,
        barriers=barriers if walked is None else barriers | (walked == 0),
        drag=None if walked is None else (1 / np.where(walked > 0, walked, 1)).astype(np.float32),
    )
    log.info("步行网格 ground: %d × %d, %.0f m", *ground.values.shape, ground.cell_m)
    return hybrid


def _ground(county: County, cell_m: float) -> Raster:
    """Elevation where there are people and roads; level where nobody told it."""
    layers = (
        county.roads, county.villages, county.groups, county.households, county.services,
        county.farmland, county.sites,
    )  # fmt: skip
    boxes = np.array([layer.total_bounds for layer in layers if len(layer)])
    west, south = boxes[:, :2].min(axis=0) - MARGIN_M
    east, north = boxes[:, 2:].max(axis=0) + MARGIN_M
    cell_m = max(cell_m, float(np.sqrt((east - west) * (north - south) / MOST_CELLS)))
    if county.dem is None:
        return level_ground((west, south, east, north), cell_m, county.crs.to_string())
    # made coarser first: cells lie where they lie, however far out a place is
    return part_of(coarser(county.dem, cell_m), (west, south, east, north))


def _walking_factor(county: County, ground: Raster) -> Floats | None:
    """Factor on the walking speed in each cell, by land cover; None without land cover."""
    factors = county.settings.travel.land_cover_factors
    if county.land_cover is None or not factors:
        return None
    at = spots(ground, np.arange(ground.values.size))
    cover = sample(county.land_cover, *at.T).reshape(ground.values.shape)
    told = [np.full(cover.shape, factor) for factor in factors.values()]
    return np.select([cover == code for code in factors], told, 1.0)


def minutes_of_season(
    county: County,
    hybrid: HybridNetwork,
    links: gpd.GeoDataFrame,
    season: Season,
    vehicle: Vehicle,
) -> tuple[Floats, Floats]:
    """Minutes of every arc and what of them is ridden, for links as they are or will be."""
    travel, network = county.settings.travel, county.settings.network
    if vehicle == "foot":
        return arc_minutes(hybrid, np.zeros(len(hybrid.pieces)))
    dry = (travel.paved_wide_kmh, travel.paved_narrow_kmh, travel.gravel_kmh, travel.earth_kmh)
    limits = {"tricycle": (travel.tricycle_kmh, travel.tricycle_unpaved_kmh)}
    kmh = season_speeds(
        np.array(dry),
        wet=season == "wet",
        wet_gravel_factor=travel.wet_gravel_factor,
        limits_kmh=limits.get(vehicle, (np.inf, np.inf)),
    )
    row = surface_class(links, wide_m=travel.wide_m, earth_codes=network.earth_codes)
    open_ = np.ones(len(links)) if season == "dry" else links["passable_wet"].to_numpy(dtype=float)
    if vehicle != "motorcycle":
        open_ *= np.where(needs_bays(links, wide_m=travel.wide_m), travel.no_bays_factor, 1.0)
    on_piece = piece_kmh(hybrid.pieces, row, kmh, gradient_limits=travel.gradient_limits)
    return arc_minutes(hybrid, on_piece * open_[hybrid.pieces["link"].to_numpy()])
