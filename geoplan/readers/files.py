"""Files to raw frames, in the file's own words: all that GDAL reads, text files, workbooks.

Nothing is renamed or checked here. Row ``i`` of a table has index ``sheet row - 2``, so that a fault
can name the row a clerk sees.
"""

from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geoplan.errors import LayerError
from geoplan.readers.kml import SUFFIXES, readable, spelt_back
from geoplan.readers.tables import has_header, hidden_sheets, numbered_rows, sheet_rows, table
from geoplan.schema import AREA, TABLES, TEXTS

BROKEN = "\ufffd"
"""What stands for bytes that are no letter."""
DRAWINGS = (*SUFFIXES, ".dxf")
"""Files in which points, lines and areas stand side by side."""
OF_FORMAT = ("tessellate", "extrude", "visibility", "drawOrder")
"""Fields of every KML: how it is drawn."""
ALL = "*"
"""Every layer or sheet of a file; in a pattern, any letters."""
SIDE_FILES = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_file(
    path: Path, *, known: Collection[str], layer: str | None = None, encoding: str | None = None
) -> pd.DataFrame:
    """Rows of one file with the file's own column names.

    Parameters
    ----------
    path
        GeoPackage, shapefile, file geodatabase, GeoJSON, KML, DXF or another vector file, CSV, or
        a workbook (.xlsx, .xls, .ods).
    known
        Column names (as ``columns.plain`` writes them) by which a table's header row is recognised.
    layer
        Layer or sheet; needed when several could be meant (``pieces``).
    encoding
        Text encoding; found by trial (UTF-8, then GB18030) when absent.

    Returns
    -------
    DataFrame
        A GeoDataFrame where the file has geometry.

    Raises
    ------
    LayerError
        The file is absent or unreadable, has no such layer, or no header row is recognised.
    """
    _check_there(path)
    suffix = path.suffix.lower()
    if suffix in TEXTS:
        return table(path, [row for _, row in numbered_rows(path, encoding)], known)
    if suffix not in TABLES:
        return _read_vector(path, layer, encoding)
    sheets = sheet_rows(path)
    name = layer if layer is not None else _only_sheet(path, known)
    if name is None or name not in sheets:
        raise LayerError(
            f"{path}: 没有工作表 no sheet {layer or 'with cells'!r}. 文件中有 The file has: "
            f"{', '.join(sheets) or '只有图表 only charts'}"
        )
    return table(path, sheets[name], known)


def pieces(path: Path, *, known: Collection[str], layer: str | None) -> list[str | None]:
    """Layers or sheets of one file that are to be read, one after the other.

    Parameters
    ----------
    path
        The file.
    known
        As in ``read_file``.
    layer
        What the settings say: a name, "*" for all (of a workbook: all with a header row that are
        not hidden), a pattern such as "*村" for some, or None for the only one.

    Returns
    -------
    list
        Names; None for a text file.

    Raises
    ------
    LayerError
        The file is absent, holds several and the settings do not say which, or none that fits.
    """
    _check_there(path)
    suffix = path.suffix.lower()
    if suffix in TEXTS:
        return [None]
    if layer is not None and ALL not in layer:
        return [layer]
    if suffix not in TABLES:
        return [None] if layer is None else _fitting(_placed_layers(path), layer)
    every = sheet_rows(path)
    hidden = hidden_sheets(path)
    sheets = {name: rows for name, rows in every.items() if name not in hidden}
    headed = [name for name, rows in sheets.items() if has_header(rows, known)]
    if layer is not None:
        return _fitting(headed, layer)
    if len(headed) > 1:
        raise LayerError(
            f"{path}: 几张工作表都可能是 several sheets could be meant: {', '.join(headed)}. 请写 Write "
            f'layer = "{headed[0]}", 或全部读取 or for all of them: layer = "{ALL}"'
        )
    return list(headed or [*sheets][:1]) or [None]


def _fitting(names: Collection[str], pattern: str) -> list[str | None]:
    """Names that a pattern means; the pattern itself, which no file has, where it means none."""
    return [name for name in names if fnmatchcase(name, pattern)] or [pattern]


def left_hidden(path: Path, *, known: Collection[str], read: Collection[str | None]) -> list[str]:
    """Hidden sheets of a workbook with a header row that were not read."""
    if path.suffix.lower() not in set(TABLES) - set(TEXTS):
        return []
    sheets = sheet_rows(path)
    unseen = sorted(hidden_sheets(path) & set(sheets) - set(read))
    return [name for name in unseen if has_header(sheets[name], known)]


def every_sheet(path: Path) -> str | None:
    """What to write as ``layer`` so that all sheets of a workbook are read; None for other files."""
    return ALL if path.suffix.lower() in set(TABLES) - set(TEXTS) else None


def _check_there(path: Path) -> None:
    """Raise when the file is not there."""
    if not path.exists():
        raise LayerError(
            f"{path}: 找不到文件 not found. 请核对 county.toml 中的路径 Check the path in county.toml."
        )


def _only_sheet(path: Path, known: Collection[str]) -> str | None:
    """The first sheet with a header row, else the first one."""
    sheets = sheet_rows(path)
    headed = [name for name, rows in sheets.items() if has_header(rows, known)]
    return next(iter([*headed, *sheets]), None)


def check_table(path: Path, *, option: str) -> None:
    """Raise unless a file named on the command line is there and of a kind that holds a table.

    Parameters
    ----------
    path
        CSV or workbook.
    option
        Option by which it was named, for the message.

    Raises
    ------
    LayerError
        The file is absent, or of another kind.
    """
    if not path.is_file():
        raise LayerError(
            f"{path}: 找不到文件 not found. 请核对 {option} 的路径 Check the path of {option}."
        )
    if path.suffix.lower() not in TABLES:
        raise LayerError(
            f"{path}: 应为 expected .csv / .xlsx, 实为 got {path.suffix or '无扩展名 no suffix'}. "
            "请另存为 Save it as CSV or .xlsx."
        )


def lines_of(path: Path, rows: "pd.Index[int]") -> "pd.Index[int]":
    """Where rows of a table stand in its file, as whoever opens it sees it.

    Parameters
    ----------
    path
        CSV or workbook.
    rows
        Index of some rows of ``read_file``.

    Returns
    -------
    Index
        Row of the sheet; of a text its line, also where cells above hold line breaks; of a GIS
        layer the number of the feature.
    """
    suffix = path.suffix.lower()
    if suffix not in TEXTS:
        return rows + (2 if suffix in TABLES else 1)
    begins = [line for line, _ in numbered_rows(path, None)]
    return pd.Index([begins[row + 1] for row in rows], dtype="int64")


def parts(path: Path) -> list[Path]:
    """Files that together are one input: of a shapefile or a geodatabase several."""
    if path.is_dir():
        return sorted(part for part in path.rglob("*") if part.is_file())
    if path.suffix.lower() != ".shp":
        return [path]
    return sorted(
        part for part in path.parent.glob("*")
        if part.stem == path.stem and part.suffix.lower() in SIDE_FILES
    )  # fmt: skip


def _read_vector(path: Path, layer: str | None, encoding: str | None) -> pd.DataFrame:
    """Rows of a vector file, read by GDAL."""
    shapefile = path.suffix.lower() == ".shp"
    with readable(path) as source:
        try:
            frame: pd.DataFrame = pyogrio.read_dataframe(
                source,
                layer=_layer_name(path, source, layer),
                use_arrow=True,
                encoding="ISO-8859-1" if shapefile else encoding,
            )
            if shapefile:
                frame = _decoded(frame, encoding or _dbf_encoding(path.with_suffix(".dbf")))
        except (DataSourceError, DataLayerError, UnicodeError, LookupError) as error:
            raise LayerError(
                f"{path}: 无法读取 cannot be read ({_about(path, source, error)}). 请核对文件 Check the "
                'file; 编码不明时 if its encoding is unknown, set encoding = "gb18030"'
            ) from error
    return frame if source is path else frame.rename(columns=spelt_back)


def _about(path: Path, source: Path, error: Exception) -> str:
    """What GDAL says is wrong, about the file and not about a copy of it."""
    return str(error).replace(str(source), path.name)


def _placed_layers(path: Path) -> list[str]:
    """Layers of a vector file that have geometry."""
    with readable(path) as source:
        try:
            listed = pyogrio.list_layers(source)
        except DataSourceError as error:
            raise LayerError(
                f"{path}: 无法读取 cannot be read ({_about(path, source, error)}). 请核对文件 Check the file."
            ) from error
    return [str(name) for name, geometry in listed if geometry is not None]


def _layer_name(path: Path, source: Path, wanted: str | None) -> str:
    """The layer to read: the wanted one, or the only one that has geometry."""
    listed = pyogrio.list_layers(source)
    names = [str(name) for name, _ in listed]
    if wanted in names:
        return str(wanted)
    placed = [str(name) for name, geometry in listed if geometry is not None]
    if wanted is None and len(placed or names) == 1:
        return (placed or names)[0]
    wrong = "请指定图层 say which layer" if wanted is None else f"没有图层 no layer {wanted!r}"
    raise LayerError(
        f"{path}: {wrong}. 文件中有 The file has: {', '.join(names)}. 请在 county.toml 中写 Write in "
        f'county.toml: layer = "{names[0]}", 或全部读取 or for all of them: layer = "{ALL}"'
    )


def _dbf_encoding(path: Path) -> str:
    """Encoding of a shapefile's table: UTF-8 if its bytes look so, else its .cpg, else GB18030.

    Names and long cells are cut to a number of bytes, so the last letter of each may be broken.
    """
    data = path.read_bytes() if path.exists() else b""
    header = int.from_bytes(data[8:10], "little")
    names = [data[at : at + 11].split(b"\0")[0] for at in range(32, header - 1, 32)]
    text = b" ".join([*names, data[header:]]).decode("utf-8", "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if 4 * text.count(BROKEN) <= foreign:
        return "utf-8"
    declared = path.with_suffix(".cpg")
    word = declared.read_text("ascii", "ignore").strip() if declared.exists() else ""
    return "gb18030" if word.upper() in ("", "UTF-8", "UTF8", "65001") else word


def _decoded(frame: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """Names and texts of a shapefile that was read byte by byte (as Latin-1)."""

    def decode(text: str) -> str:
        return text.encode("latin-1").decode(encoding, "replace").rstrip(BROKEN)

    texts = {
        str(name): cells.map(decode, na_action="ignore")
        for name, cells in frame.items()
        if pd.api.types.is_string_dtype(cells)
    }
    return frame.assign(**texts).rename(columns=decode)


def of_kind(
    path: Path, frame: gpd.GeoDataFrame, geometry: Collection[str]
) -> tuple[gpd.GeoDataFrame, int]:
    """Rows of a drawing (KML, DXF) whose shape can be of a layer, and how many others there are.

    Closed lines are areas where areas are wanted; fields of the format that nobody filled in are
    gone. Other files keep all rows.
    """
    if path.suffix.lower() not in DRAWINGS:
        return frame, 0
    while (mixed := frame.geometry.geom_type == "GeometryCollection").any():  # blocks, in blocks
        frame = pd.concat([frame[~mixed], frame[mixed].explode()]).sort_index(kind="stable")
    shapes = frame.geometry
    if set(AREA) & set(geometry):
        closed = (shapes.geom_type == "LineString") & shapes.is_closed
        vertices = shapes[closed].map(shapely.get_coordinates)
        areas = shapes.astype(object).mask(closed, vertices.map(shapely.Polygon))
        shapes = gpd.GeoSeries(areas, index=shapes.index, crs=shapes.crs)
    fits = shapes.geom_type.isin([*geometry])
    kept = frame.set_geometry(shapes)[fits].dropna(axis=1, how="all")
    kept = kept.drop(columns=[name for name in OF_FORMAT if name in kept])
    return (kept if fits.any() else frame[fits]), int((~fits).sum())
