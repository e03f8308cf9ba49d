"""``locks.csv`` to a table: what a meeting has decided, as its page, Excel or an office writes it.

Only words and spellings are settled here. Whether a lock names something, and whether it can be
kept, is checked against the county (``pipeline.locks``), so that all faults come in one message.
"""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from geoplan.errors import LayerError
from geoplan.lock_words import DECISION_WORDS, KIND_WORDS, LOCKS
from geoplan.readers import columns
from geoplan.readers.files import check_table, lines_of, read_file
from geoplan.readers.personal import drop_personal
from geoplan.readers.project_lists import YEAR
from geoplan.schema import masked

log = logging.getLogger(__name__)
MOST_LINES = 10
"""Lines, or faults, that one message names."""


def read_locks(path: Path | str) -> pd.DataFrame:
    """What a meeting has decided, one row per lock.

    Parameters
    ----------
    path
        CSV (UTF-8 or GB18030) or workbook with the columns kind, id, decision and, if wanted,
        year and note, or their Chinese names; blank lines and other columns may be there.

    Returns
    -------
    DataFrame
        kind, id, decision, year, note as text; index "line": line of the text, or
        row of the sheet. Known
        words are ours (road, site, group; in, out), others stay as written. Year and what is
        blank are missing values, a blank note is "". Personal data are left at the door.

    Raises
    ------
    LayerError
        The file is absent or unreadable, or its columns are missing or unclear.
    """
    path = Path(path)
    check_table(path, option="--locks")
    raw = read_file(path, known=columns.known_names(LOCKS))
    ids = columns.candidates(LOCKS, map(str, raw.columns)).get("id", [])
    kept, dropped = drop_personal(raw, codes=frozenset(ids))
    for remark in dropped:
        log.info("%s：%s", path.name, remark)
    read = _ours(path, kept.set_index(lines_of(path, kept.index).rename("line")))
    filled = read[["kind", "id", "decision", "year"]].notna().any(axis=1)
    return read.assign(note=read["note"].fillna(""))[filled]


def _ours(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """The file's columns under our names and in our words, blanks missing."""
    found = columns.candidates(LOCKS, map(str, frame.columns))
    faults = []
    for column in LOCKS.columns:
        theirs, name = found.get(column.name, []), f"{column.name} {column.zh}"
        if len(theirs) > 1:
            faults.append(f"  - {name}: 几列都可能是此列 could be any of: {masked(', '.join(theirs))}. "
                          "请只留一列 Keep one of them.")  # fmt: skip
        elif column.required and not theirs:
            faults.append(f"  - {name}: 缺少此列 column is missing. 文件中有 The file has: "
                          f"{masked(', '.join(map(str, frame.columns)))}.")  # fmt: skip
    faults = faults or list(_differing(frame, found))
    if faults:
        head = f"{path.name} 有 {len(faults)} 处问题 has {len(faults)} problem(s):"
        raise LayerError("\n".join([head, *faults]))
    blank = pd.Series(None, index=frame.index, dtype="str")
    cells = {
        column.name: _read(column.name, frame[found[column.name][0]])
        if column.name in found
        else blank
        for column in LOCKS.columns
    }
    return pd.DataFrame(cells)


def _differing(frame: pd.DataFrame, found: Mapping[str, list[str]]) -> Iterator[str]:
    """Columns that stand twice, as "decision" and "决定", and do not say the same everywhere."""
    first = {name: theirs[0] for name, theirs in found.items()}
    others = [str(name) for name in frame.columns if name not in first.values()]
    for name, twins in columns.candidates(LOCKS, others).items():
        for twin in twins if name != "note" else ():
            one, other = (_read(name, frame[theirs]).fillna("") for theirs in (first[name], twin))
            lines = [str(line) for line in frame.index[one != other]]
            told = ", ".join(lines[:MOST_LINES]) + (" …" if len(lines) > MOST_LINES else "")
            if lines:
                yield (f"  - {name}: {first[name]} 与 and {masked(twin)} 不一致，第 {told} 行 differ in "
                       f"line {told}. 请只留一列 Keep one of them.")  # fmt: skip


def _read(name: str, cells: pd.Series) -> "pd.Series[str]":
    """Cells of one of our columns as text in our words and spelling, blanks missing."""
    text = cells.astype("str").str.strip().replace("", None)
    if name == "note":
        return text
    text = text.str.removeprefix("'")  # so that a sheet takes it for text
    match name:
        case "kind":
            return _words(text, KIND_WORDS)
        case "decision":
            return _words(text, DECISION_WORDS)
        case "id":
            return columns.half_width(text).str.replace(r"^(\d+)\.0$", r"\1", regex=True)
    text = columns.half_width(text)
    return text.str.extract(f"^{YEAR.pattern}$", expand=False).fillna(text)


def _words(cells: "pd.Series[str]", meant: Mapping[str, tuple[str, ...]]) -> "pd.Series[str]":
    """Our word for each cell; what is unknown stays as it is."""
    ours = {word: our for our, words in meant.items() for word in (our, *words)}
    return cells.map(lambda cell: ours.get(columns.plain(cell), cell), na_action="ignore")
