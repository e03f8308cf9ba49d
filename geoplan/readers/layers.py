"""One file to one checked layer of the schema."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from geoplan import config
from geoplan.crs import (
    FARTHEST_KM,
    beyond_degrees,
    centre_deg,
    far_away,
    not_finite,
    strays,
    too_narrow,
)
from geoplan.hazards import DEFAULT_RADIUS_M
from geoplan.readers import columns, coordinates
from geoplan.readers.files import read_file
from geoplan.readers.personal import drop_personal
from geoplan.readers.roads import single_lines, surface_codes
from geoplan.schema import DTYPES, LAYERS, NO_ID, Layer, fault, masked, raise_faults, validate


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
        remarks.append(f"{layer.zh}：未使用的列 columns not used: {masked(', '.join(unused))}")
    ours = placed[[*matched.values(), placed.geometry.name]]
    ours = ours.rename(columns={their: our for our, their in matched.items()})
    ours, numbered = _with_ids(layer, _half_width(layer, ours))
    return ours, remarks + numbered


def guess_columns(name: str, path: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Our column → the file's columns that could be it, the likeliest first; and remarks.

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
        The file is unreadable, or the ids of its villages repeat.
    """
    layer = LAYERS[name]
    frame, _ = _rows(layer, config.LayerFile(path=path.name), path.parent)
    listed = [str(column) for column in frame.columns]
    found, remarks = columns.candidates(layer, listed), []
    axes = None if "geometry" in frame else coordinates.coordinate_columns(layer, listed)
    if axes is not None:
        remarks.append(f"{name} 坐标列 coordinate columns: {', '.join(axes)}")
    if layer.index in found:
        filled = [one for one in found[layer.index] if frame[one].notna().all()]
        ids = [one for one in filled if frame[one].is_unique]
        if filled and not ids:
            remarks.append(_repeated_ids(layer, frame[filled[0]]))
        others = [one for one in found[layer.index] if one not in ids]
        found[layer.index] = [*(ids or [""]), *others]
    return found, remarks


def _repeated_ids(layer: Layer, ids: "pd.Series[str]") -> str:
    """Remark on an id column that repeats itself; villages need their own ids, so there a fault."""
    twice = sorted({str(one) for one in ids[ids.duplicated()]})
    if layer.name == "villages":
        raise_faults(layer.name, [fault(str(ids.name), "编号重复 the id stands more than once;", twice,
                     len(ids), "请更正，或删去此列 Correct them, or remove the column.")])  # fmt: skip
    shown = ", ".join(twice[:8]) + (", …" if len(twice) > 8 else "")
    return f"{layer.zh}：{ids.name} 编号重复 ids repeat [{shown}]: 按行号编号 rows are numbered"


def check_layer(
    layer: Layer, frame: gpd.GeoDataFrame, roads: gpd.GeoSeries
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """One layer, validated, with sound shapes; and remarks on what was mended."""
    raise_faults(layer.name, _place_faults(layer, frame, roads))
    sound, mended = coordinates.sound_areas(layer, frame)
    valid = validate(layer.name, sound)
    if layer.name == "roads":
        valid, pieces = single_lines(surface_codes(valid))
        return valid, mended + pieces
    if layer.name not in ("hazards", "farmland"):
        return coordinates.single_points(valid), mended
    single, parts = coordinates.exploded(layer, valid)
    if layer.name == "farmland":
        return single.assign(area_mu=single["area_mu"] / parts), mended
    single, assumed = _with_radius(single)
    return single, mended + assumed


def empty_layer(layer: Layer, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """The layer without rows, every declared column there."""
    cells = {column.name: pd.Series(dtype=DTYPES[column.kind]) for column in layer.columns}
    return gpd.GeoDataFrame(cells, geometry=[], crs=crs).set_index(layer.index)


def door_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[str]:
    """Why a layer cannot even be brought into the county's CRS."""
    if frame.empty:
        return [fault(layer.index, "没有数据 no rows", (), 0, "请检查文件 Check the file.")]
    if layer.name == "roads" and not np.isfinite(centre_deg(frame.geometry)).all():
        return [fault("geometry 位置", "没有可用坐标 no usable coordinates", (), 0,
                      "请检查坐标系 Check the layer's CRS.")]  # fmt: skip
    wrong = beyond_degrees(frame.geometry)
    if wrong is None and layer.name == "roads":
        wrong = too_narrow(frame.geometry)
    return [fault("geometry 位置", wrong, (), 0)] if wrong else []


def _place_faults(layer: Layer, frame: gpd.GeoDataFrame, roads: gpd.GeoSeries) -> list[str]:
    """Why a layer, or some of its rows, cannot lie in the county of these roads."""
    finite = ~not_finite(frame.geometry)  # validate names the others
    away = far_away((frame[finite] if finite.any() else frame).geometry, roads)
    if away is not None:
        return [fault("geometry 位置", away, (), 0)]
    stray = strays(frame.geometry, roads) & finite
    if not stray.any():
        return []
    return [fault("geometry 位置", f"远离本县（超过 {FARTHEST_KM:g} km） far from the county;",
                  frame.loc[stray, layer.index].astype("str").fillna("空白 blank"), len(frame),
                  "请更正 Correct the coordinates; 0, 0 是未测 means not measured.")]  # fmt: skip


def _with_radius(hazards: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Hazards whose points of radius 0 have an unknown one, and a remark on all that have none."""
    point = hazards.geometry.geom_type == "Point"
    radius_m = hazards["radius_m"].mask(point & (hazards["radius_m"] == 0))
    unknown = int((point & radius_m.isna()).sum())
    if not unknown:
        return hazards, []
    remark = (
        f"{unknown} 个灾害点没有影响半径，按 {DEFAULT_RADIUS_M:g} m 处理 hazard points without radius: "
        f"{DEFAULT_RADIUS_M:g} m is used"
    )
    return hazards.assign(radius_m=radius_m), [remark]


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
        clean = not names.str.contains(NO_ID, na=False).any()
        if clean and names.notna().all() and names.is_unique:
            remark = f"{layer.zh}：没有编号，以名称为编号 no ids, the names are used"
            return frame.assign(**{layer.index: names}), [remark]
    letter = layer.index[0].upper()
    ids = [f"{letter}{number:06d}" for number in range(1, len(frame) + 1)]
    remark = (
        f"{layer.zh}：没有可用编号，按行号编号 no usable ids, numbered by row ({letter}000001 …)"
    )
    return frame.assign(**{layer.index: ids}), [remark]
