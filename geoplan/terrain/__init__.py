"""Everything on the raster grid: reading, sampling, slope, areas, hillshade; walking over it."""

from geoplan.terrain.rasters import (
    Raster,
    copy_raster,
    hillshade,
    polygonise,
    profile,
    rasterise,
    read_cells,
    read_raster,
    sample,
    slope_deg,
)
from geoplan.terrain.walking import spread, tobler_kmh, walk_minutes, walking_minutes

__all__ = [
    "Raster",
    "copy_raster",
    "hillshade",
    "polygonise",
    "profile",
    "rasterise",
    "read_cells",
    "read_raster",
    "sample",
    "slope_deg",
    "spread",
    "tobler_kmh",
    "walk_minutes",
    "walking_minutes",
]
