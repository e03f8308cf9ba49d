"""One file to one checked layer of the schema."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from geoplan import config
from geoplan.crs import CGCS2000, beyond_degrees, far_away
from geoplan.readers import columns, coordinates
from geoplan.readers.files import read_file
from geoplan.readers.personal import drop_personal
from geoplan.readers.roads import single_lines, surface_codes
from geoplan.schema import DTYPES, LAYERS, Layer, fault, raise_faults, validate


def read_layer(
    name: str, entry: config.LayerFile, folder: Path, assumed: pyproj.CRS | None
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """One file in our words, unchecked, in its own CRS; and remarks on it.

    Parameters
    ----------
    name
        Key of ``LAYERS``.
    entry
        Where the file is and how to read it.
    folder
        Folder that the path is relative to.
    assumed
        CRS in metres for files without one; None: refuse them.

    Raises
    ------
    LayerError
        The file is unreadable, columns are unclear, or places are missing.
    """
    layer = LAYERS[name]
    frame, dropped = _rows(layer, entry, folder)
    placed, assumptions = coordinates.locate(layer, frame, assumed)
    theirs = [str(column) for column in placed.columns if column != placed.geometry.name]
    matched = columns.match(layer, theirs, entry.columns)
    unused = [column for column in theirs if column not in matched.values()]
    remarks = [f"{layer.zh}：{remark}" for remark in dropped] + assumptions
    if unused:
        remarks.append(f"{layer.zh}：未使用的列 columns not used: {', '.join(unused)}")
    ours = placed[[*matched.values(), placed.geometry.name]]
    ours = ours.rename(columns={their: our for our, their in matched.items()})
    ours, numbered = _with_ids(layer, _half_width(layer, ours))
    return ours, remarks + numbered


def guess_columns(name: str, path: Path) -> dict[str, list[str]]:
    """Our column → the file's columns that could be it, the likeliest first.

    A column that is blank or repeats itself is no id: then "" (none) comes first.

    Parameters
    ----------
    name
        Key of ``LAYERS``.
    path
        The file.

    Raises
    ------
    LayerError
        The file is unreadable.
    """
    layer = LAYERS[name]
    frame, _ = _rows(layer, config.LayerFile(path=path.name), path.parent)
    found = columns.candidates(layer, [str(column) for column in frame.columns])
    if layer.index in found:
        ids = [
            one for one in found[layer.index] if frame[one].notna().all() and frame[one].is_unique
        ]
        others = [one for one in found[layer.index] if one not in ids]
        found[layer.index] = [*(ids or [""]), *others]
    return found


def check_layer(
    layer: Layer, frame: gpd.GeoDataFrame, roads: gpd.GeoSeries
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """One layer, validated, with sound shapes; and remarks on what was mended."""
    away = far_away(frame.geometry, roads)
    raise_faults(layer.name, [fault("geometry 位置", away, (), 0, "")] if away else [])
    sound, mended = coordinates.sound_areas(layer, frame)
    valid = validate(layer.name, sound)
    if layer.name == "roads":
        valid, pieces = single_lines(surface_codes(valid))
        return valid, mended + pieces
    return _single_points(layer, valid), mended


def empty_layer(layer: Layer, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """The layer without rows, every declared column there."""
    cells = {column.name: pd.Series(dtype=DTYPES[column.kind]) for column in layer.columns}
    return gpd.GeoDataFrame(cells, geometry=[], crs=crs).set_index(layer.index)


def door_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[str]:
    """Why a layer cannot even be brought into the county's CRS."""
    if frame.empty:
        return [fault(layer.index, "没有数据 no rows", (), 0, "请检查文件 Check the file.")]
    if layer.name == "roads" and not np.isfinite(bounds_deg(frame)).all():
        return [fault("geometry 位置", "没有可用坐标 no usable coordinates", (), 0,
                      "请检查坐标系 Check the layer's CRS.")]  # fmt: skip
    wrong = beyond_degrees(frame.geometry)
    return [fault("geometry 位置", wrong, (), 0, "")] if wrong else []


def bounds_deg(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north of a layer [degrees]; not finite where it has no usable place."""
    box = frame.total_bounds
    if not np.isfinite(box).all():
        return np.nan, np.nan, np.nan, np.nan
    to_degrees = pyproj.Transformer.from_crs(frame.crs, CGCS2000, always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*box)
    return west, south, east, north


def _rows(layer: Layer, entry: config.LayerFile, folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """Rows of a layer's file in the file's words, personal data left at the door."""
    known = columns.known_names(layer) | coordinates.known_names()
    known |= {columns.plain(theirs) for theirs in entry.columns.values()}
    frame = read_file(folder / entry.path, known=known, layer=entry.layer, encoding=entry.encoding)
    return drop_personal(frame, codes=_id_columns(layer, frame.columns, entry.columns))


def _id_columns(layer: Layer, names: Iterable[object], chosen: Mapping[str, str]) -> frozenset[str]:
    """Columns of the file that would be read as ids, or are chosen for them."""
    ids = {column.name for column in layer.columns if column.kind == "id"}
    found = columns.candidates(layer, [str(name) for name in names])
    likely = {theirs for ours in ids for theirs in found.get(ours, [])}
    return frozenset(likely | {theirs for ours, theirs in chosen.items() if ours in ids})


def _half_width(layer: Layer, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Layer whose numbers, flags and ids are written in ASCII; names stay as they are."""
    changed = {}
    for column in layer.columns:
        if column.name not in frame or column.kind == "text":
            continue
        word = column.kind in ("flag", "consent")
        if pd.api.types.is_numeric_dtype(frame[column.name]) and not word:
            continue
        cells = columns.half_width(frame[column.name].astype("str"))
        if word:  # 1.0 is how a shapefile writes 1 beside blanks
            cells = cells.str.removesuffix(".0")
        changed[column.name] = cells
    return frame.assign(**changed)


def _with_ids(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Layer with ids: where the file has none, unique names, else the row numbers."""
    if layer.index in frame and frame[layer.index].astype("str").fillna("").ne("").any():
        return frame, []
    if "name" in frame and layer.name in ("villages", "groups"):
        names = frame["name"].astype("str").str.strip()
        if names.notna().all() and names.is_unique:
            remark = f"{layer.zh}：没有编号，以名称为编号 no ids, the names are used"
            return frame.assign(**{layer.index: names}), [remark]
    letter = layer.index[0].upper()
    ids = [f"{letter}{number:06d}" for number in range(1, len(frame) + 1)]
    remark = f"{layer.zh}：没有编号，按行号编号 no ids, numbered by row ({letter}000001 …)"
    return frame.assign(**{layer.index: ids}), [remark]


def _single_points(layer: Layer, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Layer whose multi-points are the one point in their middle."""
    several = frame.geometry.geom_type == "MultiPoint"
    if not several.any():
        return frame
    return frame.set_geometry(frame.geometry.where(~several, frame.geometry.centroid))
