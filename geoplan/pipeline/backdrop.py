"""What lies under every map: hazard areas, waters, relief."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geoplan.hazards import footprints
from geoplan.pipeline.strikes import strikes
from geoplan.readers import County
from geoplan.terrain import hillshade

RELIEF_MARGIN_M = 1500.0


def drawn_hazards(county: County) -> gpd.GeoDataFrame:
    """Hazard areas as they are drawn, without the buffers of the rules."""
    columns = strikes(county)[["kind", "hazard_class", "name", "geometry"]]
    return columns.set_geometry(footprints(strikes(county), buffer_m={}))


def waters(county: County) -> gpd.GeoDataFrame:
    """Areas of water: name."""
    return county.exclusions[county.exclusions["kind"] == "water"][["name", "geometry"]]


def relief(
    county: County,
) -> tuple[NDArray[np.uint8] | None, tuple[float, float, float, float] | None]:
    """Hillshade of the part of the county where people and roads are, and where it lies."""
    if county.dem is None:
        return None, None
    west, south, east, north = county.roads.total_bounds
    margin = RELIEF_MARGIN_M
    return hillshade(county.dem, (west - margin, south - margin, east + margin, north + margin))
