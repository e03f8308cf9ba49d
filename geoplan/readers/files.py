"""Files to raw frames: GeoPackage, shapefile, GeoJSON, CSV, Excel, each in the file's own words.

Nothing is renamed or checked here. Row ``i`` of a table has index ``sheet row - 2``, so that a fault
can name the row a clerk sees.
"""

import csv
import io
import warnings
from collections.abc import Collection, Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
import pandas as pd
import pyogrio
from openpyxl.utils.exceptions import InvalidFileException
from pyogrio.errors import DataLayerError, DataSourceError

from geoplan.errors import LayerError
from geoplan.readers.columns import plain
from geoplan.schema import masked

HEADER_ROWS = 20
"""A table's header is looked for in this many rows; titles may stand above it."""
BROKEN = "\ufffd"
"""What stands for bytes that are no letter."""
NO_VALUE = "\0formula"
"""What stands for a formula of a workbook that no program has computed yet."""
TEXTS = (".csv", ".txt")
TABLES = (*TEXTS, ".xlsx", ".xlsm", ".xls")
"""Files that hold a table and no places."""
SIDE_FILES = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_file(
    path: Path, *, known: Collection[str], layer: str | None = None, encoding: str | None = None
) -> pd.DataFrame:
    """Rows of one file with the file's own column names.

    Parameters
    ----------
    path
        GeoPackage, shapefile, GeoJSON or another vector file, CSV, or Excel workbook (.xlsx).
    known
        Column names (as ``columns.plain`` writes them) by which a table's header row is recognised.
    layer
        Layer or sheet; needed when a vector file holds several, the first sheet when absent.
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
    if not path.exists():
        raise LayerError(
            f"{path}: 找不到文件 not found. 请核对 county.toml 中的路径 Check the path in county.toml."
        )
    match path.suffix.lower():
        case ".csv" | ".txt":
            return _table(path, _csv_rows(path, encoding), known)
        case ".xlsx" | ".xlsm":
            return _table(path, _sheet_rows(path, layer), known)
        case ".xls":
            raise LayerError(
                f"{path}: 旧版 Excel old Excel format. 请另存为 Save it as .xlsx or .csv."
            )
        case _:
            return _read_vector(path, layer, encoding)


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
        Row of the sheet; of a text its line, also where cells above hold line breaks.
    """
    if path.suffix.lower() not in TEXTS:
        return rows + 2
    begins = [line for line, _ in _numbered_rows(path, None)]
    return pd.Index([begins[row + 1] for row in rows], dtype="int64")


def parts(path: Path) -> list[Path]:
    """Files that together are one input: a shapefile has several, everything else is itself."""
    if path.suffix.lower() != ".shp":
        return [path]
    return sorted(
        part for part in path.parent.glob("*")
        if part.stem == path.stem and part.suffix.lower() in SIDE_FILES
    )  # fmt: skip


def _read_vector(path: Path, layer: str | None, encoding: str | None) -> pd.DataFrame:
    """Rows of a vector file, read by GDAL."""
    shapefile = path.suffix.lower() == ".shp"
    try:
        frame: pd.DataFrame = pyogrio.read_dataframe(
            path,
            layer=_layer_name(path, layer),
            use_arrow=True,
            encoding="ISO-8859-1" if shapefile else encoding,
        )
        if shapefile:
            frame = _decoded(frame, encoding or _dbf_encoding(path.with_suffix(".dbf")))
    except (DataSourceError, DataLayerError, UnicodeError, LookupError) as error:
        raise LayerError(
            f"{path}: 无法读取 cannot be read ({error}). 请核对文件 Check the file; "
            '编码不明时 if its encoding is unknown, set encoding = "gb18030"'
        ) from error
    return frame


def _layer_name(path: Path, wanted: str | None) -> str:
    """The layer to read: the wanted one, or the only one that has geometry."""
    listed = pyogrio.list_layers(path)
    names = [str(name) for name, _ in listed]
    if wanted in names:
        return str(wanted)
    placed = [str(name) for name, geometry in listed if geometry is not None]
    if wanted is None and len(placed or names) == 1:
        return (placed or names)[0]
    wrong = "请指定图层 say which layer" if wanted is None else f"没有图层 no layer {wanted!r}"
    raise LayerError(
        f"{path}: {wrong}. 文件中有 The file has: {', '.join(names)}. "
        '请写 Write layer = "..." in county.toml'
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


def _csv_rows(path: Path, encoding: str | None) -> list[Sequence[object]]:
    """All rows of a CSV file, blank cells as None."""
    return [row for _, row in _numbered_rows(path, encoding)]


def _numbered_rows(path: Path, encoding: str | None) -> list[tuple[int, Sequence[object]]]:
    """Rows of a CSV file with the line on which each begins, blank cells as None."""
    text = _text(path, encoding)
    separator = max(",\t;", key=text[:2000].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    numbered: list[tuple[int, Sequence[object]]] = []
    line = 1
    try:
        for row in rows:
            numbered.append((line, [cell if cell.strip() else None for cell in row]))
            line = rows.line_num + 1
    except csv.Error as error:
        raise LayerError(
            f"{path}: 第 {rows.line_num} 行不是 CSV no CSV in line {rows.line_num} ({error}). "
            "请检查引号和单元格长度 Check its quotation marks and the length of its cells."
        ) from error
    return numbered


def _text(path: Path, encoding: str | None) -> str:
    """Text of a file: in its encoding, else UTF-8, else GB18030."""
    data = path.read_bytes()
    for trial in (encoding,) if encoding else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(trial)
        except (UnicodeDecodeError, LookupError):
            continue
    wrong = " (encoding = ...)" if encoding else ""
    raise LayerError(
        f"{path}: 文字编码不是 the text is not {encoding or 'UTF-8 / GB18030'}{wrong}. "
        "请另存为 Save it as CSV UTF-8."
    )


def _sheet_rows(path: Path, sheet: str | None) -> list[Sequence[object]]:
    """All rows of a worksheet: values; ``NO_VALUE`` for a formula that has none yet."""
    rows = _cells(path, sheet, formulas=False)
    if not _has_formulas(path):
        return rows
    written = _cells(path, sheet, formulas=True)
    return [
        [NO_VALUE if a is None and b is not None else a for a, b in zip(*both, strict=True)]
        for both in zip(rows, written, strict=True)
    ]


def _cells(path: Path, sheet: str | None, *, formulas: bool) -> list[Sequence[object]]:
    """All rows of a worksheet, the first one when none is named."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # drop-downs and styles it does not know
            book = openpyxl.load_workbook(path, read_only=True, data_only=not formulas)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise LayerError(
            f"{path}: 不是可读的 Excel not a readable workbook. 请重新另存 Save it again as .xlsx."
        ) from error
    try:
        pages = {page.title: page for page in book.worksheets}  # without sheets that are charts
        if not pages or (sheet is not None and sheet not in pages):
            raise LayerError(
                f"{path}: 没有工作表 no sheet {sheet or 'with cells'!r}. 文件中有 The file has: "
                f"{', '.join(pages) or '只有图表 only charts'}"
            )
        page = pages[sheet] if sheet else next(iter(pages.values()))
        page.reset_dimensions()  # the stored size of a sheet is often wrong
        return list(page.iter_rows(values_only=True))
    finally:
        book.close()


def _has_formulas(path: Path) -> bool:
    """True when any sheet of a workbook holds a formula."""
    with ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in book.read(name) for name in sheets)


def _table(path: Path, rows: list[Sequence[object]], known: Collection[str]) -> pd.DataFrame:
    """Rows under the header row, which is the first with two known column names."""
    header = next(
        (at for at, row in enumerate(rows[:HEADER_ROWS]) if _known_cells(row, known) >= 2), None
    )
    if header is None:
        seen = [masked(cell)[:20] for row in rows[:3] for cell in row if cell is not None]
        raise LayerError(
            f"{path}: 找不到表头行 no header row with two known column names in the first "
            f"{HEADER_ROWS} rows. 可识别 Known: {', '.join(sorted(known))}. "
            f"前几行为 First rows: {', '.join(seen[:12]) or '空 empty'}"
        )
    names = [str(cell).strip() if cell is not None else "" for cell in rows[header]]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise LayerError(
            f"{path}: 列名重复 column stands twice: {masked(', '.join(twice))}. 请改名 Rename one of them."
        )
    width = len(names)
    body = [[*row[:width], *[None] * (width - len(row))] for row in rows[header + 1 :]]
    frame = pd.DataFrame(body, columns=pd.Index(names), dtype=object)
    frame.index = frame.index + header
    frame = frame.loc[:, [bool(name) for name in names]]
    return _without_formulas(path, frame, known).dropna(how="all")


def _without_formulas(path: Path, frame: pd.DataFrame, known: Collection[str]) -> pd.DataFrame:
    """Table whose formulas without value are blank; in a column that is read they are a fault."""
    bare = frame == NO_VALUE
    wrong = [str(name) for name in frame.columns[bare.any()] if plain(str(name)) in known]
    if wrong:
        raise LayerError(
            f"{path}: 公式没有值 formula without value: {masked(', '.join(wrong))}. "
            "请用 Excel/WPS 打开并保存 Open and save it in Excel or WPS."
        )
    return frame.mask(bare, None)


def _known_cells(row: Sequence[object], known: Collection[str]) -> int:
    """How many cells of a row are known column names."""
    return sum(plain(str(cell)) in known for cell in row if cell is not None)
