"""The areas that hazards may strike."""

from functools import lru_cache

import geopandas as gpd

from geoplan.hazards import struck
from geoplan.readers import County


@lru_cache(maxsize=1)
def strikes(county: County) -> gpd.GeoDataFrame:
    """Layer "hazards" with the areas that they may strike: also where they run out, and freeboard."""
    rules = county.settings.hazards
    areas = struck(
        county.hazards, county.dem, reach_ratio=rules.reach_ratio, freeboard_m=rules.freeboard_m
    )
    return county.hazards.set_geometry(areas)
