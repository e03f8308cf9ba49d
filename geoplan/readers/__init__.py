"""Files to a County: GeoPackage, shapefile, CSV, Excel, GeoTIFF; checked once, at the door.

``county`` is the table of contents, ``layers`` the way of one file: ``files`` reads it,
``personal`` drops what must not come in, ``columns`` and ``coordinates`` turn its words into ours,
``roads`` and ``complete`` fill what is missing, ``rasters`` reads elevation and danger. ``locks``
reads what a meeting has decided.
"""

from geoplan.readers.county import County, load_county, read_county
from geoplan.readers.layers import guess_columns
from geoplan.readers.locks import read_locks

__all__ = ["County", "guess_columns", "load_county", "read_county", "read_locks"]
