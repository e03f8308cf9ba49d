"""The files of one layer to its rows, in our words: every format, header, unit and spelling."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import pyproj

from geoplan import config
from geoplan.errors import LayerError
from geoplan.readers import columns, coordinates, townships, units
from geoplan.readers.files import ALL, every_sheet, left_hidden, of_kind, pieces, read_file
from geoplan.readers.hidden import told_hidden
from geoplan.readers.ids import once, with_ids
from geoplan.readers.kml import left_packed
from geoplan.readers.origins import in_file, located, origin, unreadable
from geoplan.readers.personal import drop_personal
from geoplan.readers.tables import is_example
from geoplan.readers.totals import data_rows
from geoplan.schema import LAYERS, Finding, Layer, fault, masked, note, raise_faults, report
from geoplan.units import written_unit

USED = ("number", "integer", "flag", "consent")
"""Kinds of columns by which a plan changes; texts are only shown."""
SERIAL = frozenset({"序号", "顺序号", "no.", "fid", "objectid"})
"""Columns that number the rows, which no plan uses."""


class Rows(NamedTuple):
    """Rows of a layer in our words, unchecked, in the CRS of its first file.

    Attributes
    ----------
    layer
        What the rows are.
    frame
        Labelled 0, 1, … through all files.
    origin
        Where each row stands (``origins.origin``).
    notes
        What was assumed, dropped or left out. Of forms that nobody filled in they are all there is.
    doubtful
        Columns that are not read and may tell townships.
    """

    layer: Layer
    frame: gpd.GeoDataFrame
    origin: pd.DataFrame
    notes: list[Finding]
    doubtful: tuple[str, ...] = ()


def read_layer(
    name: str, entries: Sequence[config.LayerFile], folder: Path, assumed: pyproj.CRS | None
) -> Rows:
    """Rows of a layer from all its files.

    Parameters
    ----------
    name
        Key of ``LAYERS``.
    entries
        Where the files are and how to read them.
    folder
        Folder that the paths are relative to.
    assumed
        CRS in metres for files without one; None: refuse them.

    Raises
    ------
    LayerError
        Files are unreadable, columns are unclear, or places are missing; all files in one message.
    """
    layer = LAYERS[name]
    read: list[Rows] = []
    faults: list[Finding] = []
    for entry, path in paths_of(entries, folder):
        labelled = sum(len(one.frame) for one in read)
        try:
            read += _file_rows(layer, entry, path, labelled, assumed)
        except LayerError as error:
            faults += error.faults or (unreadable(name, path, str(error)),)
    if faults:
        raise LayerError(report(name, faults), faults)
    notes = [finding for one in read for finding in one.notes]
    filled = [one for one in read if len(one.frame)]
    if not filled:
        return Rows(layer, read[0].frame, read[0].origin, notes)
    crs = pyproj.CRS.from_user_input(filled[0].frame.crs)  # itself: nothing is moved for nothing
    frame = gpd.GeoDataFrame(pd.concat([one.frame.to_crs(crs) for one in filled]))
    known = pd.concat([one.origin for one in filled])
    frame, numbered = with_ids(layer, frame, known)
    frame, repeated = once(layer, frame, known)
    return Rows(layer, frame, known.loc[frame.index], notes + numbered + repeated)


def guess_columns(name: str, path: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Our column → the file's columns that could be it, the likeliest first; and remarks.

    A column that is blank or repeats itself is no id: then "" (none) comes first.

    Parameters
    ----------
    name
        Key of ``LAYERS``.
    path
        The file; of a workbook with several sheets the first with a header is looked at.

    Raises
    ------
    LayerError
        The file is unreadable, or the ids of its villages repeat.
    """
    layer = LAYERS[name]
    entry = config.LayerFile(path=path.name)
    several = pieces(path, known=_known(layer, entry), layer=every_sheet(path))
    frame, _, _ = _raw(layer, entry, path, several[0])
    listed = [str(column) for column in frame.columns]
    found, remarks = columns.candidates(layer, listed), []
    if len(several) > 1:
        remarks.append(f"{name} 读取全部工作表 all sheets are read: {', '.join(map(str, several))}")
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


def paths_of(
    entries: Sequence[config.LayerFile], folder: Path
) -> Iterator[tuple[config.LayerFile, Path]]:
    """Every file of the entries, patterns written out; one that matches nothing stays itself."""
    for entry in entries:
        found = sorted(folder.glob(entry.path)) if "*" in entry.path else []
        kept = [path for path in found if not path.name.startswith(("~$", "."))]
        yield from ((entry, path) for path in kept or [folder / entry.path])


def _file_rows(
    layer: Layer, entry: config.LayerFile, path: Path, first: int, assumed: pyproj.CRS | None
) -> list[Rows]:
    """Rows of each layer or sheet of one file, labelled from ``first``."""
    read: list[Rows] = []
    faults: list[Finding] = []
    known = _known(layer, entry)
    sheets = pieces(path, known=known, layer=entry.layer)
    for sheet in sheets:
        at = first + sum(len(one.frame) for one in read)
        try:
            read.append(_piece(layer, entry, path, sheet, at, assumed))
        except LayerError as error:
            faults += in_file(
                path, sheet, error.faults or [unreadable(layer.name, path, str(error))]
            )
    if faults:
        raise LayerError(report(layer.name, faults), faults)
    read = _with_townships(layer, entry, path, sheets, read)
    hidden = left_hidden(path, known=known, read=sheets) if entry.layer in (None, ALL) else []
    if hidden:
        what = f"{layer.zh}：未读取隐藏的工作表 hidden sheets are not read: {', '.join(hidden)}"
        remedy = "要读取的，请取消隐藏 Unhide those that are to be read."
        read[0].notes.extend(in_file(path, None, [note(layer.name, what, "may", remedy=remedy)]))
    return read


def _piece(
    layer: Layer, entry: config.LayerFile, path: Path, sheet: str | None, first: int,
    assumed: pyproj.CRS | None,
) -> Rows:  # fmt: skip
    """Rows of one layer or sheet in our words, labelled from ``first``."""
    raw, notes, shown = _raw(layer, entry, path, sheet)
    if raw.empty:
        if not shown:
            raise_faults(layer.name, [_no_rows(layer)])
        what = f"{layer.zh}：未填写，只有示例行 not filled in, only the example stands there"
        where = origin(path, sheet, raw.index, raw.index)
        return Rows(
            layer, gpd.GeoDataFrame(), where, in_file(path, sheet, [note(layer.name, what, "may")])
        )
    labels = pd.RangeIndex(first, first + len(raw))
    where = origin(path, sheet, raw.index, labels)
    raw = raw.set_axis(labels)
    try:
        placed, assumptions = coordinates.locate(layer, raw, entry, assumed)
        theirs = [str(column) for column in placed.columns if column != placed.geometry.name]
        matched = columns.match(layer, theirs, entry.columns)
        ours = placed[[*matched.values(), placed.geometry.name]]
        ours = ours.rename(columns={their: our for our, their in matched.items()})
        ours, converted = _in_our_units(layer, ours, matched, title=raw.attrs.get("title", ""))
        ours = ours.assign(**_same_everywhere(layer, entry.values))
    except LayerError as error:
        raise LayerError(str(error), located(error.faults, {layer.name: where})) from error
    unread = [
        column
        for column in theirs
        if column not in matched.values() and placed[column].notna().any()
    ]
    notes += _unused(layer, unread, matched)
    doubtful = townships.may_tell(placed[unread]) if layer.name == "villages" else []
    if ours.geometry.name != "geometry":
        ours = ours.rename_geometry("geometry")
    told = in_file(path, sheet, notes + assumptions + converted)
    return Rows(layer, ours, where, told, tuple(doubtful))


def _with_townships(
    layer: Layer, entry: config.LayerFile, path: Path, sheets: Sequence[str | None], read: list[Rows]
) -> list[Rows]:  # fmt: skip
    """Villages of which no column tells the township: as sheets or files are called, if they may be."""
    if layer.name != "villages" or not set(townships.COLUMNS).isdisjoint(entry.columns):
        return read
    doubtful = [column for one in read for column in one.doubtful]
    frames, told = townships.with_townships(path, sheets, [one.frame for one in read], doubtful)
    filled = [one._replace(frame=frame) for one, frame in zip(read, frames, strict=True)]
    return [filled[0]._replace(notes=filled[0].notes + told), *filled[1:]]


def _same_everywhere(layer: Layer, values: Mapping[str, str]) -> dict[str, str]:
    """Columns that the settings give one value for all rows of a file.

    Raises
    ------
    LayerError
        The layer has no such column.
    """
    known = [column.name for column in layer.columns]
    raise_faults(layer.name, [
        fault(f"values.{name}", "不是可设的列 is no column of this layer", (), 0,
              f"可用 Use one of: {', '.join(known)}")
        for name in values if name not in known
    ])  # fmt: skip
    return dict(values)


def _unused(layer: Layer, unused: Sequence[str], matched: Mapping[str, str]) -> list[Finding]:
    """Note on columns that are not read; it may matter where the plan could use one we lack."""
    if not unused:
        return []
    lacking = [
        one
        for one in layer.columns
        if (one.kind in USED or one.name == "name") and one.name not in matched
    ]
    what = f"{layer.zh}：未使用的列 columns not used: {masked(', '.join(unused))}"
    if not lacking or SERIAL.issuperset(map(columns.plain, unused)):
        return [note(layer.name, what, "none")]
    wanted = ", ".join(f"{one.name} {one.zh}" for one in lacking)
    how = columns.choice(layer.name, lacking[0].name, "…")
    remedy = f"其中有下列内容的，请指定 If one of them tells {wanted}: {how}"
    return [note(layer.name, what, "may", remedy=remedy)]


def _no_rows(layer: Layer) -> Finding:
    """Fault of a file in which nothing stands; of a layer that may be absent, how to do without."""
    remedy = "请检查文件 Check the file."
    if not config.Layers.model_fields[layer.name].is_required():
        remedy += (
            f" 县里本来没有的，请从 county.toml 删去 {layer.name} 这一行 Where the county has none, "
            f"delete the line {layer.name} from county.toml."
        )
    return fault(layer.index, "没有数据 no rows", (), 0, remedy)


def _known(layer: Layer, entry: config.LayerFile) -> Collection[str]:
    """Column names by which the header of a layer's table is recognised."""
    chosen = map(columns.plain, entry.columns.values())
    return dict.fromkeys([*columns.known_names(layer), *coordinates.known_names(), *chosen])


def _raw(
    layer: Layer, entry: config.LayerFile, path: Path, sheet: str | None
) -> tuple[pd.DataFrame, list[Finding], bool]:
    """Rows of one layer or sheet in the file's words, personal data and marginalia left out.

    The last value tells whether an example row stood there.
    """
    known = _known(layer, entry)
    frame = read_file(path, known=known, layer=sheet, encoding=entry.encoding)
    notes, shown = [], False
    if isinstance(frame, gpd.GeoDataFrame):
        frame, others = of_kind(path, frame, layer.geometry)
        if others:
            what = (
                f"{layer.zh}：跳过 {others} 个其他类型的图形 shapes of another kind are left out: "
                f"应为 expected {'/'.join(layer.geometry)}"
            )
            notes.append(note(layer.name, what, "may"))
        if packed := left_packed(path):
            what = f"{layer.zh}：未读取压缩包里另外的 KML the KMZ holds more, not read: {', '.join(packed)}"
            remedy = (
                "要读取的，请单独存成文件 Save those that are to be read as files of their own."
            )
            notes.append(note(layer.name, what, "may", remedy=remedy))
    elif len(frame):
        shown = bool(is_example(frame).any())
        frame, notes = data_rows(layer, frame, entry.columns)
        notes += told_hidden(layer, frame, path, sheet)
    kept, dropped = drop_personal(frame, codes=_id_columns(layer, frame.columns, entry.columns))
    told = [note(layer.name, f"{layer.zh}：{remark}", "none") for remark in dropped]
    return kept, notes + told, shown


def _id_columns(layer: Layer, names: Iterable[object], chosen: Mapping[str, str]) -> frozenset[str]:
    """Columns of the file that would be read as ids, or are chosen for them."""
    ids = {column.name for column in layer.columns if column.kind == "id"}
    found = columns.candidates(layer, [str(name) for name in names])
    likely = {theirs for ours in ids for theirs in found.get(ours, [])}
    return frozenset(likely | {theirs for ours, theirs in chosen.items() if ours in ids})


def _in_our_units(
    layer: Layer, frame: gpd.GeoDataFrame, matched: Mapping[str, str], *, title: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer with numbers in our units and flags and ids written in ASCII; names stay as they are.

    The units are those of the headers in ``matched``, else of the title above them.

    Raises
    ------
    LayerError
        The header of a number names a unit of something else.
    """
    changed, notes, faults = {}, [], []
    for column in layer.columns:
        if column.name not in frame or column.kind == "text":
            continue
        cells = frame[column.name]
        if column.kind in ("number", "integer"):
            header = matched[column.name]
            times = units.factor(column.unit, header, title=title)
            if times is None:
                faults.append(_other_unit(column.name, column.unit, header))
                continue
            if times != 1 and units.are_shares(cells, column.unit):
                what = f"{layer.zh}：{header} 的数都不超过 1，按百分比格式读取 none above 1: cells shown in per cent"
                notes.append(note(layer.name, what, "none"))
                times = 1.0
            changed[column.name] = units.figures(cells, column.unit, times)
            if times != 1:
                what = f"{layer.zh}：{header} 已换算为{column.zh}（{column.unit}），乘以 × {times:.6g} converted"
                notes.append(note(layer.name, what, "none"))
            continue
        word = column.kind in ("flag", "consent")
        if pd.api.types.is_numeric_dtype(cells) and not word:
            continue
        changed[column.name] = columns.half_width(cells.astype("str"))
        if word:  # 1.0 is how a shapefile writes 1 beside blanks
            changed[column.name] = changed[column.name].str.removesuffix(".0")
    raise_faults(layer.name, faults)
    return frame.assign(**changed), notes


def _other_unit(ours: str, unit: str, header: str) -> Finding:
    """Fault of a column whose header names the unit of something else."""
    return fault(
        ours, f"单位不同 {header}: 应为 expected {unit or '无单位 no unit'}, "
        f"实为 got {written_unit(header)}", (), 0,
        "请换算并改表头 Convert the column and its header.",
    )  # fmt: skip


def _repeated_ids(layer: Layer, ids: "pd.Series[str]") -> str:
    """Remark on an id column that repeats itself; villages need their own ids, so there a fault."""
    twice = sorted({str(one) for one in ids[ids.duplicated()]})
    if layer.name == "villages":
        raise_faults(layer.name, [fault(str(ids.name), "编号重复 the id stands more than once;", twice,
                     len(ids), "请更正，或删去此列 Correct them, or remove the column.")])  # fmt: skip
    shown = ", ".join(twice[:8]) + (", …" if len(twice) > 8 else "")
    return f"{layer.zh}：{ids.name} 编号重复 ids repeat [{shown}]: 按行号编号 rows are numbered"
