"""What is found in the county's data: what, in which rows, what to do, and whether it matters.

A *fault* stops the plan until it is mended; a *note* tells what was assumed, repaired or left out.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal, NamedTuple, get_args

import pandas as pd

from geoplan.errors import LayerError
from geoplan.schema.layers import LAYERS

Effect = Literal["stops", "changes", "may", "none"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
"""No plan until mended; another plan when mended; perhaps another; the same plan."""
LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")
"""Could be a telephone or worse."""
TEXTS = (".csv", ".txt")
TABLES = (*TEXTS, ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""Files that hold a table and no places."""
MOST_IDS = 8
"""Rows that one line names."""


class Place(NamedTuple):
    """Where one row stands.

    Attributes
    ----------
    file
        Its name.
    sheet
        Sheet or layer, "" for the only one.
    row
        Row of the sheet, line of the text, or number of the feature; 0 for the whole file.
    """

    file: str
    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        """As a message names it: 石泉.xlsx/农户 第7行; features of a map are known by their ids."""
        sheet = f"/{self.sheet}" if self.sheet else ""
        row = f" 第{self.row}行" if self.row and self.file.lower().endswith(TABLES) else ""
        return f"{self.file}{sheet}{row}"


class Finding(NamedTuple):
    """One thing about the data.

    Attributes
    ----------
    what
        In words, 中文 and English.
    effect
        Whether it can change the plan.
    column
        Column, file or setting that it is about.
    ids
        Rows concerned, by id, or as a person would name them.
    rows
        The same rows as labels of the frame that was checked; () when the ids tell.
    total
        Rows of the layer; 0 where nothing is counted.
    remedy
        What to do.
    layer
        Key of ``LAYERS``; "" where it is about none.
    places
        Where the rows stand, one each, or the one file that it is about; () when unknown.
    why
        Why it has that effect: a code of ``labels.WHY``, "" for the usual reason.
    """

    what: str
    effect: Effect
    column: str = ""
    ids: tuple[str, ...] = ()
    rows: tuple[Hashable, ...] = ()
    total: int = 0
    remedy: str = ""
    layer: str = ""
    places: tuple[Place, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        """A note as its words."""
        return self.what


def masked(text: object) -> str:
    """A cell or header as it may be quoted: digit runs that could be personal are hidden."""
    return LONG_NUMBER.sub("***", str(text))


def fault(column: str, what: str, ids: Iterable[Hashable], total: int, remedy: str = "") -> Finding:
    """What stops the plan: what, in how many rows, which, and what to do.

    ``ids`` may be a Series of ids: then its index says which rows of the frame they are.
    """
    rows = tuple(ids.index) if isinstance(ids, pd.Series) else ()
    return Finding(what, "stops", column, tuple(map(str, ids)), rows, total, remedy)


def note(
    layer: str, what: str, effect: Effect, *, ids: Iterable[Hashable] = (), remedy: str = ""
) -> Finding:
    """What the planner should know: assumed, repaired, left out. ``ids`` as in ``fault``."""
    rows = tuple(ids.index) if isinstance(ids, pd.Series) else ()
    return Finding(what, effect, "", tuple(map(str, ids)), rows, 0, remedy, layer)


def finding(
    layer: str, check: str, what: str, effect: Effect, *, ids: Iterable[str], remedy: str, why: str = ""
) -> Finding:  # fmt: skip
    """What a check of the audit found: doubtful, though it can be read."""
    return Finding(what, effect, check, tuple(ids), remedy=remedy, layer=layer, why=why)


def told(finding: Finding) -> str:
    """One line of a fault report."""
    named, places = list(finding.ids), [str(place) for place in finding.places]
    several = len(set(places)) > 1 or any(" " in place for place in places)
    if several and len(places) == len(named):
        named = [f"{one} {place}".lstrip() for one, place in zip(named, places, strict=True)]
    shown = list(dict.fromkeys(named))
    listed = ", ".join(shown[:MOST_IDS]) + (", …" if len(shown) > MOST_IDS else "")
    count = f"{len(named)}/{finding.total}" if finding.total else f"{len(named)}"
    rows = f" {count} 行 rows [{listed}]" if named else ""
    about = [one for one in (*places[:1], finding.column) if one and one not in finding.what]
    head = ": ".join(about if not named else [finding.column])
    words = f"{head}: {finding.what}{rows}".removesuffix(".")
    return f"  - {words}. {finding.remedy}".rstrip()


def raise_faults(layer: str, faults: Sequence[Finding]) -> None:
    """Raise one LayerError that names every fault of a layer; nothing when there is none."""
    if faults:
        own = [one._replace(layer=layer) for one in faults]
        raise LayerError(report(layer, own), own)


def report(layer: str, faults: Sequence[Finding]) -> str:
    """Message about the faults of one layer."""
    zh = LAYERS[layer].zh if layer in LAYERS else ""
    head = f"{layer} {zh} 有 {len(faults)} 处问题 has {len(faults)} problem(s):"
    return "\n".join([head, *map(told, faults)])
