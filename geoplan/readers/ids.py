"""Ids of the rows of a layer: made where files have none; rows that several files have alike."""

import geopandas as gpd
import pandas as pd
import pyproj

from geoplan.readers.origins import located
from geoplan.schema import NO_ID, PART_ENDING, Finding, Layer, cast_cells, cast_ids, note


def with_ids(
    layer: Layer, frame: gpd.GeoDataFrame, where: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer whose rows have ids wherever a whole file, or all files, have none; and notes.

    Parameters
    ----------
    layer
        What the rows are.
    frame
        Rows of all its files, in our words.
    where
        Where each row stands (``origins.origin``).

    Returns
    -------
    GeoDataFrame, list of Finding
        Without any ids, unique names of villages and groups, else numbers by row. Rows of a file
        or sheet without ids beside others with ids are called "file/sheet/row". Single blanks stay.
    """
    if layer.index not in frame:
        return _all_numbered(layer, frame)
    given = cast_ids(frame[layer.index]).fillna("") != ""
    bare = ~given.groupby(_source(where)).transform("any")
    if not given.any():
        return _all_numbered(layer, frame)
    if not bare.any():
        return frame, []
    stems = where["file"].str.rpartition(".")[0] + "/" + where["sheet"]
    rows = where["row"].astype("str").str.zfill(len(str(where["row"].max())))  # sorts as the file
    places = stems.str.removesuffix("/") + "/" + rows
    files = ", ".join(where.loc[bare, "file"].unique())
    what = f"{layer.zh}：{files} 没有编号，以文件和行号为编号 no ids, rows are called by their file and row"
    ids = frame[layer.index].astype("str").mask(bare, places)
    return frame.assign(**{layer.index: ids}), [note(layer.name, what, "none")]


def once(
    layer: Layer, frame: gpd.GeoDataFrame, where: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer in which a row that several files or sheets have alike stands once, and a note on it.

    Parameters
    ----------
    layer, frame, where
        As in ``with_ids``.

    Returns
    -------
    GeoDataFrame, list of Finding
        Rows of one id, each in another file or sheet, are alike when no cell that several fill in
        differs; the first is kept, its blanks filled from the others. Rows that differ all stay,
        and are a fault later.
    """
    ids = cast_ids(frame[layer.index]).where(frame[layer.index].notna())
    if ids.dropna().is_unique:
        return frame, []
    sources = _source(where).groupby(ids).transform("nunique")
    several = (sources > 1) & (sources == ids.groupby(ids).transform("size"))
    several &= _alike(layer, frame, ids)
    again = several & ids.duplicated()
    if not again.any():
        return frame, []
    rows, own = frame[several], ids[several]
    kept = frame[~again]
    cells = {str(name): rows[name].groupby(own).transform("first") for name in frame}
    filled = {
        name: kept[name].where(kept[name].notna(), full.reindex(kept.index))
        for name, full in cells.items()
    }
    what = (
        f"{layer.zh}：{int(again.sum())} 行在几个文件或工作表中相同，只取一次 rows that stand alike in "
        "several files or sheets are read once"
    )
    told = note(layer.name, what, "none", ids=ids[again].astype("str"),
                remedy="请从其中一个文件删去 Delete them from one of the files.")  # fmt: skip
    return kept.assign(**filled), located([told], {layer.name: where})


def _alike(layer: Layer, frame: gpd.GeoDataFrame, ids: "pd.Series[str]") -> "pd.Series[bool]":
    """Rows of which no cell differs from that of another row of the same id; blanks never do."""
    known = {
        column.name: cast_cells(column, frame[column.name])[0].where(frame[column.name].notna())
        for column in layer.columns if column.name in frame
    }  # fmt: skip
    cells = pd.DataFrame(known).round(2)  # other units round elsewhere
    digits = 0 if pyproj.CRS(frame.crs).is_projected else 5  # to a metre
    cells = cells.join(frame.geometry.bounds.round(digits))
    same: pd.Series[bool] = cells.groupby(ids).transform("nunique").le(1).all(axis=1)
    return same


def _source(where: pd.DataFrame) -> "pd.Series[str]":
    """File and sheet of each row as one word."""
    return where["file"] + "\0" + where["sheet"]


def _all_numbered(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer of which no row has an id: unique names of villages and groups, else row numbers."""
    if "name" in frame and layer.name in ("villages", "groups"):
        names = frame["name"].astype("str").str.strip()
        clean = not names.str.contains(f"{NO_ID}|{PART_ENDING}", na=False).any()
        if clean and names.notna().all() and names.is_unique:
            what = f"{layer.zh}：没有编号，以名称为编号 no ids, the names are used"
            return frame.assign(**{layer.index: names}), [note(layer.name, what, "none")]
    letter = layer.index[0].upper()
    ids = [f"{letter}{number:06d}" for number in range(1, len(frame) + 1)]
    what = f"{layer.zh}：没有可用编号，按行号编号 no usable ids, numbered by row ({letter}000001 …)"
    return frame.assign(**{layer.index: ids}), [note(layer.name, what, "none")]
