"""Townships that no column tells, but the names of sheets or files: one for each township."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.readers import columns
from geoplan.readers.origins import in_file
from geoplan.schema import Finding, masked, note

COLUMNS = ("township_name", "township_id")
"""Columns that tell the township of a village."""
TOWNSHIP = re.compile(r"[一-鿿]{2,10}(?:镇|乡|街道|街道办|街道办事处|苏木)")
"""Full name of a township; a proper name of two letters stands in it at least."""
SEVERAL = re.compile(
    r"乡镇|镇乡|[各个每某等](?:镇|乡|街道|苏木)|^[各每某]|^(?:所有|其[他它余]|全[县市区体部]|本[县市区]|未[知分定填明]|不[明详]|待[分定])"
    r"|^(?:重点|中心|建制|特色|示范|试点|贫困|民族)(?:镇|乡|街道)"
)
"""What stands in such a name where several townships are meant, or none that is known."""
MARKS = re.compile(r"^(?:\d{4}年度?|[\d\s.、_()-])+|\s*\([^)]*\)$|\s+")
"""What clerks put round a name: a year or number before it, a remark in brackets behind it."""
HEADING = re.compile("乡|镇|街道|属地")
"""What stands in the headings of columns that may tell townships."""
ASK = "自然村：没有认出乡镇列，这几列可能是 no column of townships is recognised, it could be: {}"


def with_townships(
    path: Path,
    sheets: Sequence[str | None],
    villages: Sequence[gpd.GeoDataFrame],
    doubtful: Sequence[str],
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
    doubtful
        Columns that are not read and may tell townships (``may_tell``): then nothing is filled in.

    Returns
    -------
    list of GeoDataFrame, list of Finding
        The rows with township_name, and a note where that was done, or where it is asked.
    """
    untold = [bool(len(rows)) and not _told(rows) for rows in villages]
    if doubtful and any(untold):
        return list(villages), in_file(path, None, [_asked(doubtful)])
    named = [township_of(sheet) for sheet in sheets]
    of_sheets = any(named)
    meant = named if of_sheets else [township_of(path.stem)] * len(sheets)
    taken = [name if bare else None for name, bare in zip(meant, untold, strict=True)]
    if not any(taken):
        return list(villages), []
    filled = [
        rows.assign(township_name=name) if name else rows
        for name, rows in zip(taken, villages, strict=True)
    ]
    by, called, listed = (
        ("工作表名", "sheets", f": {', '.join(filter(None, taken))}")
        if of_sheets
        else ("文件名", "files", "")
    )
    what = f"自然村：没有乡镇列，乡镇取自{by} no column of townships, the {called} are called after them{listed}"
    remedy = f"不是乡镇的 If they are none: {columns.choice('villages', 'township_name', '')}"
    return filled, in_file(path, None, [note("villages", what, "none", remedy=remedy)])


def may_tell(unread: pd.DataFrame) -> list[str]:
    """Columns that may tell townships, by their heading or by most of their cells.

    Parameters
    ----------
    unread
        Columns of a table that are not read, in its own words.
    """
    return [
        str(name)
        for name, cells in unread.items()
        if HEADING.search(str(name))
        or cells.dropna().astype("str").map(township_of).notna().mean() > 0.5
    ]


def township_of(name: str | None) -> str | None:
    """Township that the name of a sheet or file is; None where it is no township's full name."""
    bare = MARKS.sub("", unicodedata.normalize("NFKC", name or ""))
    return bare if TOWNSHIP.fullmatch(bare) and not SEVERAL.search(bare) else None


def _asked(doubtful: Sequence[str]) -> Finding:
    """Question about columns that may tell townships."""
    what = ASK.format(masked(", ".join(dict.fromkeys(doubtful))))
    remedy = (
        "是乡镇的，把表头改成“乡镇”；都不是的，加“乡镇”列，或删去这几列而用表名（文件名） Call the column 乡镇 if it is "
        "one; else add such a column, or delete these and name each sheet or file after its township."
    )
    return note("villages", what, "changes", remedy=remedy)._replace(column="no_township")


def _told(villages: gpd.GeoDataFrame) -> bool:
    """True when any row tells its township."""
    cells = villages[[name for name in COLUMNS if name in villages]].fillna("").astype("str")
    return any((column.str.strip() != "").any() for _, column in cells.items())
