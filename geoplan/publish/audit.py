"""Audit of a county's files -> what the terminal says and the workbook with every finding."""

from pathlib import Path

import pandas as pd

from geoplan.publish import labels
from geoplan.publish.labels import filled
from geoplan.publish.workbook import WHOLE, add_sheet, new_workbook, save_workbook
from geoplan.schema import EFFECTS, LAYERS

SHOWN = 3
"""Places of each check that the terminal names."""
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
    """Every finding as a workbook, what matters most first: 汇总 and 问题清单.

    Parameters
    ----------
    findings
        From ``geoplan.audit.audit``.
    name
        Name of the county.
    path
        Target ``.xlsx``, overwritten.
    """
    table, book = _told(findings), new_workbook()
    heads = {column: labels.AUDIT[column][0] for column in COLUMNS}
    title = filled(labels.AUDIT["title"][0], name=name)
    counts = table.groupby(["effect", "check"], sort=False).size().rename("number").reset_index()
    heads |= {"number": labels.AUDIT["number"][0]}
    add_sheet(book, labels.AUDIT["summary"][0], counts.rename(columns=heads), title=title,
              formats={heads["number"]: WHOLE})  # fmt: skip
    add_sheet(book, labels.AUDIT["findings"][0], table.rename(columns=heads), title=title,
              formats={heads["row"]: WHOLE})  # fmt: skip
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
    absent = findings["check"] == "absent"
    parts = {effect: findings[(findings["effect"] == effect) & ~absent] for effect in EFFECTS}
    for effect, own in parts.items():
        if len(own):
            lines += ["", f"== {' '.join(labels.EFFECTS[effect])}: {len(own)}"]
        for check, some in own.groupby("check", sort=False):
            lines += [f"-- {_check(str(check))}: {len(some)}", *_first(some)]
    if absent.any():
        lines += ["", f"== {_check('absent')}: {int(absent.sum())}"]
        lines += [f"   {what}" for what in findings.loc[absent, "what"]]
    return "\n".join(lines)


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
    return findings.assign(
        effect=findings["effect"].map(lambda code: labels.EFFECTS[code][0]),
        check=findings["check"].map(_check),
        layer=findings["layer"].map(lambda name: layers.get(name, name)),
        why=why.map(lambda code: " ".join(labels.WHY[code])),
    )[[*COLUMNS]]


def _check(code: str) -> str:
    """Name of a check in both languages, or the column that a finding is about."""
    return " ".join(labels.CHECKS[code]) if code in labels.CHECKS else code
