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
    arcs_alone,
    backwards,
    quickest_arc,
    spread,
    tobler_kmh,
    walks,
)
from geoplan.terrain.walking import walk_minutes, walking_minutes
from geoplan.terrain.ways import ways_of_each

__all__ = [
    "Raster",
    "Walks",
    "arcs_alone",
    "backwards",
    "cell_of",
    "coarser",
    "copy_raster",
    "hillshade",
    "level_ground",
    "part_of",
    "polygonise",
    "profile",
    "quickest_arc",
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
    "ways_of_each",
]
