"""Everything on the raster grid: reading, sampling, slope, areas, hillshade; walking over it."""

from geoplan.terrain.rasters import (
    Raster,
    cell_of,
    coarser,
    copy_raster,
    hillshade,
    level_ground,
    part_of,
    polygonise,
    profile,
    rasterise,
    read_cells,
    read_raster,
    sample,
    slope_deg,
    spots,
)
from geoplan.terrain.search import (
    Walks,
    backwards,
    minutes_of_each,
    spread,
    tobler_kmh,
    walks,
)
from geoplan.terrain.walking import walk_minutes, walking_minutes

__all__ = [
    "Raster",
    "Walks",
    "backwards",
    "cell_of",
    "coarser",
    "copy_raster",
    "hillshade",
    "level_ground",
    "minutes_of_each",
    "part_of",
    "polygonise",
    "profile",
    "rasterise",
    "read_cells",
    "read_raster",
    "sample",
    "slope_deg",
    "spots",
    "spread",
    "tobler_kmh",
    "walk_minutes",
    "walking_minutes",
    "walks",
]
