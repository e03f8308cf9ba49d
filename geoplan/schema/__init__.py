"""Each layer's columns, units and meaning; what can be wrong with them; the check of every layer.

``layers`` is the only place that knows the columns: readers rename by its aliases, ``validate``
checks by its ranges, ``data/README.md`` is printed from it. ``findings`` says what was found.
"""

from geoplan.schema.findings import (
    EFFECTS,
    TABLES,
    TEXTS,
    Effect,
    Finding,
    Place,
    fault,
    finding,
    masked,
    note,
    raise_faults,
    report,
)
from geoplan.schema.layers import (
    AREA,
    DTYPES,
    LAYERS,
    NO_ID,
    PART_ENDING,
    REFERENCES,
    ROADS,
    Column,
    Layer,
    dictionary,
)
from geoplan.schema.validation import cast_cells, cast_ids, validate

__all__ = [
    "AREA",
    "DTYPES",
    "EFFECTS",
    "LAYERS",
    "NO_ID",
    "PART_ENDING",
    "REFERENCES",
    "ROADS",
    "TABLES",
    "TEXTS",
    "Column",
    "Effect",
    "Finding",
    "Layer",
    "Place",
    "cast_cells",
    "cast_ids",
    "dictionary",
    "fault",
    "finding",
    "masked",
    "note",
    "raise_faults",
    "report",
    "validate",
]
