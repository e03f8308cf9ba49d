"""Where each row of a layer stands in the county's files, so that every finding can name it."""

from collections.abc import Iterable, Mapping
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
    return [
        one if one.places or one.layer not in origins else _located(one, origins[one.layer])
        for one in findings
    ]


def _located(finding: Finding, known: pd.DataFrame) -> Finding:
    """One finding with its places; as it is where its rows are unknown."""
    labels = finding.rows or tuple(_whole(one, known.index) for one in finding.ids)
    if not labels or not pd.Index(labels).isin(known.index).all():
        return finding
    rows = known.loc[[*labels]]
    places = tuple(Place(*row) for row in rows[COLUMNS].itertuples(index=False, name=None))
    return finding._replace(places=places) if len(places) == len(finding.ids) else finding


def _whole(one: str, ids: pd.Index) -> str:
    """Id of the row that a part such as ``R1.2`` was cut from."""
    return one if one in ids else one.rpartition(".")[0]


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
