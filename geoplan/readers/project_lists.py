"""An office's list of road projects: a workbook or CSV to one table, row by row.

Nothing is matched to a plan here, and no row is refused: what cannot be read stays visible as text.
``read_project_list`` is for a list that an office made itself, ``read_returned_list`` for one that
we wrote and a bureau changed; ``bureau.toml`` tells whose headings, units and words it has.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from geoplan.bureau import (
    COLUMNS,
    FUND,
    LIST,
    MOVES_LIST,
    PROGRESS_SHEET,
    YEARS,
    Bureau,
    folded,
)
from geoplan.errors import LayerError
from geoplan.readers.bureau_sheets import read_bureau_sheet
from geoplan.readers.columns import candidates, half_width, known_names, match
from geoplan.readers.files import check_table, read_file
from geoplan.readers.personal import drop_personal
from geoplan.readers.tables import marginal, sheet_rows
from geoplan.readers.units import factor, figures
from geoplan.schema import TEXTS, Layer, masked
from geoplan.units import FACTORS, written_unit

NAMES = ["project_id", "route_code", "name"]
"""What says which project a row means."""
NUMBERS = [column.name for column in LIST.columns if column.kind == "number"]
DATES = ["started_on", "finished_on"]
STAGE = re.compile(r"[（(【〔\[](路[基面])(?:工程)?[)）】〕\]]\s*$")
"""End of the name of a row that is about one stage."""
STAGES = {"路基": "subgrade", "路面": "surface"}
STAGE_WORD = re.compile(r"^(路[基面])工程$")
"""A stage as it is written in a column of its own."""
YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0+|年.*|[-/.]\d{1,2}(?:[-/.]\d{1,2}.*)?)?")
SERIAL_YEAR = re.compile(r"(190[56])[-/年.](\d{1,2})[-/月.](\d{1,2})(?:日|\s.*)?")
"""A year that a spreadsheet shows as a date: 2027 days after its first one is 1905-07-19."""
FIRST_DAY = datetime.date(1899, 12, 30)
"""Day 0 of spreadsheets."""
DAY = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|日?[\sT]\d{1,2}:\d\d\S*)?")
BARE_DAY = re.compile(r"(20\d\d)([01]\d)([0-3]\d)")
SERIAL_DAY = re.compile(r"[45]\d{4}")
"""A day as a spreadsheet counts it, where a CSV does not show it as one: from 2009 to 2064."""
STATES = {
    "planned": ("planned", "计划", "未开工", "待开工", "前期", "前期工作"),
    "started": ("started", "开工", "已开工", "在建", "施工中", "建设中", "实施中"),
    "finished": ("finished", "完工", "已完工", "完成", "已完成", "建成", "已建成", "竣工", "交工"),
}
"""How offices write how far a row is."""
NOTHING = re.compile(r"[-—–/／无]+|无编码|无桩号")
"""How offices write that there is none."""


def read_project_list(
    path: Path, *, bureau: Bureau | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Rows of a list of projects.

    Parameters
    ----------
    path
        Workbook (first sheet) or CSV: a header row with the bureau's columns, titles above it
        allowed; rows of totals are passed over.
    bureau
        Headings and units of the list; the fourteen columns, or other known headings, when absent.

    Returns
    -------
    DataFrame
        Index row (as the sheet numbers it); project_id, name (without the stage), route_code,
        start_km, end_km, cost_wan (NaN where blank or unreadable), year (Int64, missing where
        blank or unreadable), year_text (what stands there), subgrade_only (bool).
    list of str
        Remarks on columns that were dropped as personal, are not known, or are not there.

    Raises
    ------
    LayerError
        The file is absent or unreadable, has no column that says which project or none with the year, or
        no row.
    """
    cells, remarks = _cells(path, bureau, option="--official")
    _refuse_without(path, cells, {"哪个项目 which project": NAMES, "哪一年 which year": YEARS})
    cells = cells.reindex(columns=list(COLUMNS)).astype("str")
    text = cells[list(YEARS)].bfill(axis=1)[YEARS[0]]
    rows = pd.DataFrame({
        **{name: cells[name] for name in NAMES},
        "name": cells["name"].str.replace(STAGE, "", regex=True),
        **{name: _number(cells[name]) for name in ("start_km", "end_km", "cost_wan")},
        "year": _year(text),
        "year_text": text,
        "subgrade_only": _stage(cells) == "subgrade",
    })  # fmt: skip
    return rows, remarks


def read_returned_list(
    path: Path, *, bureau: Bureau | None = None, option: str = "LIST"
) -> tuple[pd.DataFrame, list[str]]:
    """Rows of a list that we wrote and an office has changed or added its progress to.

    Parameters
    ----------
    path
        Workbook or CSV. Of a workbook also the sheet 进度, whose rows come last.
    bureau
        Headings, units and words of the list; the fourteen columns, or other known headings, when
        absent.
    option
        Option or argument by which the file was given.

    Returns
    -------
    DataFrame
        Index sheet ("" but for 进度), row (as the sheet numbers it). Columns of ``bureau.LIST``
        that the list has, in our units and the bureau's words (阶段 in ours), texts as they stand
        there: numbers float, years Int64, days "2027-03-15", status "planned", "started" or
        "finished"; "fund:..." as of the bureau [万元]. Also stage_code ("subgrade", "surface" or
        missing, from name or 阶段), road (name without the stage) and unread: columns of which something stands there that cannot be read, with the text, as
        "column=text", joined by line breaks.
    list of str
        Remarks on columns that were dropped as personal, are not known, or are not there.

    Raises
    ------
    LayerError
        The file is absent or unreadable, has no column that says which project, or no row.
    """
    cells, remarks = _cells(path, bureau, option=option)
    _refuse_without(path, cells, {"哪个项目 which project": NAMES})
    table = _typed(cells)
    figures = table.reindex(columns=[*YEARS, "cost_wan"])
    bare = figures.isna().all(axis=1) & (len(set(figures) & set(table)) > 0)
    if bare.any():
        rows = ", ".join(map(str, table.index[bare]))
        remarks += [f"{path.name}: 第 {rows} 行没有年份和投资，未作为项目读取 row {rows}: no year and no "
                    "investment, not read as a project"]  # fmt: skip
    pages = {"": table[~bare]}
    if bureau is None and _progress_sheet(path):
        progress, _ = _cells(path, None, option=option, sheet=PROGRESS_SHEET)
        pages[PROGRESS_SHEET] = _typed(progress)
    return pd.concat(pages, names=["sheet", "row"]), remarks


def tells_of_moves(path: Path, *, option: str) -> bool:
    """Whether a list is our relocation list: its sheet 进度, or the text file, has 小组编号.

    Raises
    ------
    LayerError
        The file is absent, of another kind or unreadable.
    """
    check_table(path, option=option)
    sheet = _progress_sheet(path)
    if sheet is None and path.suffix.lower() not in TEXTS:
        return False
    raw = read_file(path, known=known_names(MOVES_LIST) | known_names(LIST), layer=sheet)
    return "group_id" in candidates(MOVES_LIST, map(str, raw.columns))


def read_moves_list(path: Path, *, option: str) -> tuple[pd.DataFrame, list[str]]:
    """Rows of the sheet 进度 of a relocation list to which an office has added its progress.

    Parameters
    ----------
    path
        Workbook with that sheet, or CSV.
    option
        Option by which the file was given.

    Returns
    -------
    DataFrame
        Index sheet, row (as the sheet numbers it); group_id, the columns of ``bureau.PROGRESS``
        that the list has, and unread, as in ``read_returned_list``.
    list of str
        Remarks on columns that were dropped as personal or are not known.

    Raises
    ------
    LayerError
        The file is absent or unreadable, or has no row.
    """
    sheet = _progress_sheet(path)
    cells, remarks = _cells(path, None, option=option, sheet=sheet, layer=MOVES_LIST)
    return pd.concat({sheet or "": _typed(cells)}, names=["sheet", "row"]), remarks


def _progress_sheet(path: Path) -> str | None:
    """The sheet 进度 of a workbook that has one."""
    has_one = path.suffix.lower() not in TEXTS and PROGRESS_SHEET in sheet_rows(path)
    return PROGRESS_SHEET if has_one else None


def _cells(
    path: Path,
    bureau: Bureau | None,
    *,
    option: str,
    sheet: str | None = None,
    layer: Layer = LIST,
) -> tuple[pd.DataFrame, list[str]]:
    """Filled rows of a list as text in our columns and units, blanks missing, without totals."""
    check_table(path, option=option)
    if bureau is None:
        raw, remarks = drop_personal(read_file(path, known=known_names(layer), layer=sheet))
        found, words = match(layer, map(str, raw.columns), {}), {}
        times = {ours: _factor(path, ours, theirs) for ours, theirs in found.items()}
        unread = [str(name) for name in raw.columns if name not in found.values()]
        remarks += _remark(path, "这些列不认识，没有读取 columns not known and not read", unread)
    else:
        raw, remarks = drop_personal(read_bureau_sheet(path, bureau))
        entries = {entry.key: (title, entry) for title, entry in reversed(bureau.columns.items())}
        found = {key: title for key, (title, _) in entries.items() if key and title in raw.columns}
        times = {key: 1 / entries[key][1].factor for key in found}
        words = entries["stage"][1].words if "stage" in found else {}
        lacking = [title for key, (title, _) in entries.items() if key and key not in found]
        remarks += _remark(path, "没有这些列，未比较 columns not there, not compared", lacking)
    cells = pd.DataFrame({ours: _figures(ours, raw[theirs].astype("str"), times[ours])
                          for ours, theirs in found.items()}, index=raw.index)  # fmt: skip
    if "stage" in cells:
        cells["stage"] = _own_word(cells["stage"], words)
    return _filled(path, raw, cells), remarks


def _remark(path: Path, what: str, names: list[str]) -> list[str]:
    """What is to be said of some columns of a file; nothing where there are none."""
    return [f"{path.name}: {what}: {masked(', '.join(names))}"] if names else []


def _factor(path: Path, ours: str, theirs: str) -> float:
    """What figures under a heading are multiplied by; a fault where they are of another kind."""
    unit = COLUMNS[ours].unit
    times = factor(unit, theirs) if unit else 1.0
    if times is None:
        expected = next(iter(FACTORS[unit]))
        raise LayerError(f"{path}: 单位不对 {theirs}: expected {expected}, got {written_unit(theirs)}. "
                         "请换算并改表头 Convert the column and its heading.")  # fmt: skip
    return times


def _figures(ours: str, cells: "pd.Series[str]", times: float) -> "pd.Series[str]":
    """Cells of one column as text, figures in our unit."""
    text = half_width(cells).str.removeprefix("'")
    unit = "万元" if ours.startswith(FUND) else COLUMNS[ours].unit
    return figures(text, unit, times).astype("str") if unit else text


def _own_word(cells: "pd.Series[str]", words: Mapping[str, str]) -> "pd.Series[str]":
    """Stages in our words where a bureau's word, or 路基工程, means one of them alone."""
    theirs = [folded(word) for word in words.values()]
    ours = {word: one for one, word in zip(words, theirs, strict=True) if theirs.count(word) == 1}
    told = cells.map(lambda cell: ours.get(folded(cell), cell), na_action="ignore").astype("str")
    return told.str.replace(STAGE_WORD, r"\1", regex=True)


def _filled(path: Path, raw: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Rows of projects among all rows of a sheet; a paragraph over all columns says one thing."""
    cells = cells.mask(cells == "")
    alone = raw.notna().sum(axis=1) == 1
    named = cells.reindex(columns=[*NAMES, "group_id"]).notna().any(axis=1)
    notes = (raw.astype("str").nunique(axis=1) < 2) & ~(alone & named)
    cells = cells[~marginal(raw) & ~notes & cells.notna().any(axis=1)]
    if cells.empty:
        raise LayerError(f"{path}: 没有项目行 no row names a project. 请在表头下填写 Fill rows in.")
    return pd.DataFrame(cells.set_axis(cells.index + 2).rename_axis("row"))


def _typed(cells: pd.DataFrame) -> pd.DataFrame:
    """Text of each column as a number, a year or a day; what is none of these is told."""
    columns: dict[str, pd.Series] = {}
    unread = pd.Series("", cells.index, dtype="str")
    for name in map(str, cells.columns):
        text: pd.Series[str] = cells[name].mask(
            cells[name].str.fullmatch(NOTHING).fillna(False).astype(bool)
        )
        columns[name] = _read(name, text)
        wrong = text.notna() & columns[name].isna()
        unread = unread.mask(wrong, unread + name + "=" + text.fillna("") + "\n")
    table = pd.DataFrame(columns)
    named = table.reindex(columns=["name", "stage"]).astype("str")
    return table.assign(
        stage_code=_stage(named),
        road=named["name"].str.replace(STAGE, "", regex=True),
        unread=unread.str.strip(),
    )


def _stage(rows: pd.DataFrame) -> "pd.Series[str]":
    """Stage that each row is about ("subgrade"), by its name, else by its own column."""
    told = rows["name"].str.extract(STAGE, expand=False).fillna(rows["stage"])
    return told.map(STAGES).astype("str")


def _read(name: str, text: "pd.Series[str]") -> pd.Series:
    """Cells of one column, missing where they cannot be read."""
    if name in YEARS:
        return _year(text)
    if name in DATES:
        return _day(text)
    if name == "status":
        return _state(text)
    if name in NUMBERS or name.startswith(FUND):
        return _number(text)
    return text


def _refuse_without(path: Path, cells: pd.DataFrame, needed: Mapping[str, Sequence[str]]) -> None:
    """Say which kind of column the list lacks."""
    lacking = [
        f"{what}: {', '.join(column.zh for column in LIST.columns if column.name in names)}"
        for what, names in needed.items()
        if not set(cells.columns) & set(names)
    ]
    if lacking:
        raise LayerError(
            f"{path}: 缺少列 columns are missing. 至少需要其一 It needs one of: {'; '.join(lacking)}"
        )


def _year(text: "pd.Series[str]") -> "pd.Series[int]":
    """Years, also of dates, and of numbers that a spreadsheet took for a date."""
    year = pd.to_numeric(text.str.extract(f"^{YEAR.pattern}$", expand=False), errors="coerce")
    days = text.str.extract(f"^{SERIAL_YEAR.pattern}$").astype("float64")
    date = pd.to_datetime(days.set_axis(["year", "month", "day"], axis=1), errors="coerce")
    serial = (date - pd.Timestamp(FIRST_DAY)).dt.days
    return serial.fillna(year).astype("Int64")


def _day(text: "pd.Series[str]") -> "pd.Series[str]":
    """Days as 2027-03-15; missing where none is meant, or only a month."""
    parts = text.str.extract(f"^{DAY.pattern}$")
    parts = parts.fillna(text.str.extract(f"^{BARE_DAY.pattern}$")).astype("float64")
    date = pd.to_datetime(parts.set_axis(["year", "month", "day"], axis=1), errors="coerce")
    serial = pd.to_numeric(text.where(text.str.fullmatch(SERIAL_DAY).fillna(False).astype(bool)))
    date = date.fillna(pd.Timestamp(FIRST_DAY) + pd.to_timedelta(serial, unit="D"))
    return date.dt.strftime("%Y-%m-%d").astype("str")


def _state(text: "pd.Series[str]") -> "pd.Series[str]":
    """How far a row is, from a word or a share of the works, which a sheet keeps as 0.6."""
    word = text.str.replace(r"\s", "", regex=True).str.lower()
    percent = pd.to_numeric(word.str.extract(r"^(\d+(?:\.\d+)?)[%％]$", expand=False))
    share = pd.to_numeric(word.str.extract(r"^([01]|0\.\d+)$", expand=False))
    words = {one: state for state, every in STATES.items() for one in every}
    by_share = pd.cut(percent.fillna(100 * share), [-1, 0, 99.999, 100], labels=list(STATES))
    return word.map(words).astype("str").fillna(by_share.astype("str"))


def _number(text: "pd.Series[str]") -> "pd.Series[float]":
    """Numbers, also with commas between thousands; six decimals of 万元 are the fen."""
    return pd.to_numeric(text.str.replace(",", ""), errors="coerce").astype("float64").round(6)
