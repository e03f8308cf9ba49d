"""Townships that no column tells, but the names of sheets or files: one for each township."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd

from geoplan.readers.origins import in_file
from geoplan.schema import Finding, note

COLUMNS = ("township_name", "township_id")
"""Columns that tell the township of a village."""
TOWNSHIP = re.compile(
    r"(?![各全本]?乡?镇?$)[一-鿿]{1,12}(?:镇|乡|街道|街道办|街道办事处|办事处|苏木)"
)
"""Full name of a township; 乡镇, 全镇, 各乡 are none."""
MARKS = re.compile(r"^[\d\s.、_()-]+|\s*\([^)]*\)$|\s+")
"""What clerks put round a name: a number before it, a remark in brackets behind it."""


def with_townships(
    path: Path, sheets: Sequence[str | None], villages: Sequence[gpd.GeoDataFrame]
) -> tuple[list[gpd.GeoDataFrame], list[Finding]]:
    """Villages under the township after which their sheet, or else their file, is called.

    Parameters
    ----------
    path
        Their file.
    sheets
        Names of its sheets or layers, None where it has no names.
    villages
        Rows of each sheet, in our words. Where any row tells its township, none is filled in.

    Returns
    -------
    list of GeoDataFrame, list of Finding
        The rows with township_name, and a note where that was done.
    """
    named = [township_of(sheet) for sheet in sheets]
    of_sheets = any(named)
    meant = named if of_sheets else [township_of(path.stem)] * len(sheets)
    filled = [
        rows.assign(township_name=name) if name and len(rows) and not _told(rows) else rows
        for name, rows in zip(meant, villages, strict=True)
    ]
    taken = [
        str(name) for name, rows, own in zip(meant, filled, villages, strict=True) if rows is not own
    ]  # fmt: skip
    if not taken:
        return filled, []
    by, called, listed = (
        ("工作表名", "sheets", f": {', '.join(taken)}") if of_sheets else ("文件名", "files", "")
    )
    what = f"自然村：没有乡镇列，乡镇取自{by} no column of townships, the {called} are called after them{listed}"
    remedy = '不是乡镇的，请写 If they are none: layers.villages.columns.township_name = ""'
    return filled, in_file(path, None, [note("villages", what, "none", remedy=remedy)])


def township_of(name: str | None) -> str | None:
    """Township that the name of a sheet or file is; None where it is no township's full name."""
    bare = MARKS.sub("", unicodedata.normalize("NFKC", name or ""))
    return bare if TOWNSHIP.fullmatch(bare) else None


def _told(villages: gpd.GeoDataFrame) -> bool:
    """True when any row tells its township."""
    cells = villages[[name for name in COLUMNS if name in villages]].fillna("").astype("str")
    return any((column.str.strip() != "").any() for _, column in cells.items())
