"""Audit of a county's files -> what the terminal says and the workbook with every finding."""

from pathlib import Path

import pandas as pd

from geoplan.publish import labels
from geoplan.publish.labels import filled
from geoplan.publish.workbook import WHOLE, add_sheet, new_workbook, save_workbook
from geoplan.schema import EFFECTS, LAYERS

SHOWN = 3
"""Places of each check that the terminal names, and ids that a row of the workbook does."""
SHOWN_ROWS = 8
"""Rows, or runs of rows, that a row of the workbook names."""
ABSENT = "absent"
"""Check of the layers that a county has not given: what could still come, told last."""
ALIKE = ("effect", "check", "layer", "file", "sheet", "what", "remedy", "why")
"""Findings that agree in these are one row of the workbook."""
COLUMNS = (
    "effect",
    "check",
    "layer",
    "file",
    "sheet",
    "row",
    "id",
    "name",
    "what",
    "remedy",
    "why",
)


def write_audit(findings: pd.DataFrame, name: str, path: Path) -> None:
    """Every finding as a workbook, what matters most first: 汇总, 问题清单 and 逐行明细.

    Of the findings of one file and sheet, those with the same words are one row of 问题清单, which
    tells how many they are; each stands alone in 逐行明细.

    Parameters
    ----------
    findings
        From ``geoplan.audit.audit``.
    name
        Name of the county.
    path
        Target ``.xlsx``, overwritten.
    """
    ordered, book = _absent_last(findings), new_workbook()
    heads = {column: labels.AUDIT[column][0] for column in (*COLUMNS, "number")}
    title = filled(labels.AUDIT["title"][0], name=name)
    single = _told(ordered)
    counts = single.groupby(["effect", "check"], sort=False).size().rename("number").reset_index()
    sheets = {"summary": counts, "findings": _told(_folded(ordered)), "each": single}
    for sheet, table in sheets.items():
        add_sheet(book, labels.AUDIT[sheet][0], table.rename(columns=heads), title=title,
                  formats={heads["number"]: WHOLE, heads["row"]: WHOLE})  # fmt: skip
    save_workbook(book, path)


def audit_words(findings: pd.DataFrame, name: str) -> str:
    """What the terminal says: by effect and check, how often, and the first places.

    Parameters
    ----------
    findings
        From ``geoplan.audit.audit``.
    name
        Name of the county.
    """
    title = " ".join(filled(words, name=name) for words in labels.AUDIT["title"])
    if findings.empty:
        return f"{title}\n{' '.join(labels.AUDIT['clean'])}"
    lines = [title]
    if not (findings["effect"] == "stops").any():
        lines.append(" ".join(labels.AUDIT["nothing_stops"]))
    absent = findings["check"] == ABSENT
    parts = {effect: findings[(findings["effect"] == effect) & ~absent] for effect in EFFECTS}
    for effect, own in parts.items():
        if len(own):
            lines += ["", f"== {' '.join(labels.EFFECTS[effect])}: {len(own)}"]
        for check, some in own.groupby("check", sort=False):
            lines += [f"-- {_check(str(check))}: {len(some)}", *_first(some)]
    if absent.any():
        lines += ["", f"== {_check(ABSENT)}: {int(absent.sum())}"]
        alone = findings[absent].groupby("what", sort=False)
        lines += [line for _, one in alone for line in _entry(one)]
    return "\n".join(lines)


def _absent_last(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings in their order, behind them what the county has not given yet."""
    absent = findings["check"] == ABSENT
    return pd.concat([findings[~absent], findings[absent]], ignore_index=True)


def _folded(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings with the same words of one file and sheet as one: how many, their rows and ids."""
    cells = findings.fillna(dict.fromkeys(ALIKE, ""))
    alike = cells.groupby([*ALIKE], sort=False)
    folded = alike.agg(
        row=("row", _rows), id=("id", _first_names), name=("name", _first_names), number=("id", "size")
    )  # fmt: skip
    return folded.reset_index()


def _rows(numbers: "pd.Series[int]") -> object:
    """Rows of a sheet as a person names them: 5, 7–9; of one row its number, of none nothing."""
    rows = sorted({int(row) for row in numbers.dropna()})
    if len(rows) < 2:
        return rows[0] if rows else None
    starts = [row for row in rows if row - 1 not in rows]
    ends = [row for row in rows if row + 1 not in rows]
    spans = [f"{a}" if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True)]
    return ", ".join(spans[:SHOWN_ROWS]) + (", …" if len(spans) > SHOWN_ROWS else "")


def _first_names(names: "pd.Series[str]") -> str:
    """The first names of some, and how many more there are."""
    listed = [str(name) for name in names.dropna() if name]
    more = f", … (+{len(listed) - SHOWN})" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + more


def _first(some: pd.DataFrame) -> list[str]:
    """What a check found first, and how much more; notes of the door are all told."""
    found = [alike for _, alike in some.groupby(["what", "remedy"], sort=False)]
    shown = found if not some["check"].any() else found[:SHOWN]
    lines = [line for alike in shown for line in _entry(alike)]
    more = len(some) - sum(map(len, shown))
    told = " ".join(filled(words, n=more) for words in labels.AUDIT["more"])
    return [*lines, f"   {told}"] if more > 0 else lines


def _entry(alike: pd.DataFrame) -> list[str]:
    """One thing that was found: what, where it was found first, how to mend it."""
    places = []
    for row in alike.head(SHOWN).astype({"row": "str"}).fillna("").to_dict("records"):
        line = row["row"] and f"第{row['row']}行"
        where = [row["file"], row["sheet"], line, row["id"], row["name"]]
        places.append(" ".join(str(part) for part in where if part))
    more = len(alike) - len(places)
    where_told = "; ".join(filter(None, places)) + (f"; … (+{more})" if more else "")
    remedy = alike["remedy"].iloc[0]
    return [
        f"   {alike['what'].iloc[0]}",
        *([f"      @ {where_told}"] if where_told else []),
        *([f"      → {remedy}"] if remedy else []),
    ]


def _told(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings in words, in the order of the workbook's columns."""
    why = findings["why"].where(findings["why"] != "", findings["effect"])
    layers = {name: layer.zh for name, layer in LAYERS.items()}
    columns = [column for column in (*COLUMNS[:5], "number", *COLUMNS[5:]) if column in findings]
    return findings.assign(
        effect=findings["effect"]
        .map(lambda code: labels.EFFECTS[code][0])
        .mask(findings["check"] == ABSENT, labels.CHECKS[ABSENT][0]),
        check=findings["check"].map(_check),
        layer=findings["layer"].map(lambda name: layers.get(name, name)),
        why=why.map(lambda code: " ".join(labels.WHY[code])),
    )[columns]


def _check(code: str) -> str:
    """Name of a check in both languages, or the column that a finding is about."""
    return " ".join(labels.CHECKS[code]) if code in labels.CHECKS else code
