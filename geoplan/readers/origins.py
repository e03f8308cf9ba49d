"""Where each row of a layer stands in the county's files, so that every finding can name it."""

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from geoplan.readers.files import lines_of
from geoplan.schema import Finding, Place, fault

COLUMNS = ["file", "sheet", "row"]


def origin(path: Path, sheet: str | None, rows: "pd.Index[int]", labels: pd.Index) -> pd.DataFrame:
    """Where rows of one file or sheet stand, on their labels.

    Parameters
    ----------
    path
        The file.
    sheet
        Sheet or layer, None for a file that has only one.
    rows
        Index of ``files.read_file``.
    labels
        Names of the same rows in the whole layer.

    Returns
    -------
    DataFrame
        file (name), sheet, row (of the sheet or text as a person sees it; of a GIS layer counted
        from 1).
    """
    numbers = lines_of(path, rows)
    return pd.DataFrame(
        {"file": path.name, "sheet": sheet or "", "row": numbers.to_numpy()}, index=labels
    )


def located(findings: Iterable[Finding], origins: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Findings with the file, sheet and row of each of their rows.

    Parameters
    ----------
    findings
        Their layer says which origins are meant; places that are told already stay.
    origins
        Layer -> ``origin``, on labels of rows while a layer is read, on ids afterwards.
    """
    known: dict[str, dict[Hashable, Place]] = {}
    return [_located(one, origins, known) for one in findings]


def _located(
    finding: Finding,
    origins: Mapping[str, pd.DataFrame],
    known: dict[str, dict[Hashable, Place]],
) -> Finding:
    """One finding with its places, of a layer that may be ``known`` by then; as it is otherwise."""
    layer, rows = finding.layer, finding.rows or finding.ids
    if finding.places or not rows or layer not in origins:
        return finding
    if layer not in known:
        cells = origins[layer][COLUMNS].itertuples(name=None)
        known[layer] = {label: Place(*place) for label, *place in cells}
    places = [known[layer].get(row) or known[layer].get(_whole(row)) for row in rows]
    told = tuple(place for place in places if place is not None)
    return finding._replace(places=told) if len(told) == len(finding.ids) else finding


def _whole(part: Hashable) -> str:
    """Id of the row that a part such as ``R1.2`` was cut from."""
    return str(part).rpartition(".")[0]


def in_file(path: Path, sheet: str | None, findings: Iterable[Finding]) -> list[Finding]:
    """Findings about a whole file or column, with the file's name."""
    return [
        one if one.places or one.rows else one._replace(places=(Place(path.name, sheet or "", 0),))
        for one in findings
    ]


def unreadable(layer: str, path: Path, message: str) -> Finding:
    """Fault of a file that could not even be read."""
    return fault("文件 file", message, (), 0)._replace(
        layer=layer, places=(Place(path.name, "", 0),)
    )
