"""Files to a County: all that GDAL reads, text files, workbooks; checked once, at the door.

``county`` is the table of contents, ``rows`` the way of one layer's files: ``files`` and ``tables``
read them, ``personal`` drops what must not come in, ``columns``, ``units`` and ``coordinates`` turn
their words into ours; ``origins`` remembers where each row stands, ``ids`` gives rows ids
and takes rows that files have alike once. ``layers`` checks a layer,
``shapes`` and ``roads`` mend it, ``references``, ``complete`` and ``official`` join the layers to a
county without holes, ``shifts`` suspects shifted maps, ``rasters`` reads elevation and danger.
``locks`` and ``project_lists`` read what a meeting and a bureau have written.
"""

from geoplan.readers.county import County, load_county, read_county
from geoplan.readers.files import every_sheet
from geoplan.readers.locks import read_locks
from geoplan.readers.rows import guess_columns

__all__ = ["County", "every_sheet", "guess_columns", "load_county", "read_county", "read_locks"]
