"""The file's column names to ours, by the names and aliases of the schema; asked when unsure."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from geoplan.schema import LAYERS, Column, Finding, Layer, fault, masked, raise_faults

SHAPEFILE_NAME_BYTES = 10
"""A shapefile keeps this much of a column's name, three Chinese characters in UTF-8."""
_FULL_WIDTH = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0xFF0D, 0xFF0E))
    for code in range(first, last + 1)
} | {0x3000: 0x20}
_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_TWIN = re.compile(r"#\d+$")
"""End of a name that stands twice, as ``tables`` tells them apart."""
_UNIT = re.compile(r"[/_:、](?:万?元|亩|m2|平方米|公顷|公里|km|米|m|户|人|%)$")


def plain(name: str) -> str:
    """Column name without case, spaces, full-width letters, units and the star of needed columns."""
    last = _TWIN.sub("", unicodedata.normalize("NFKC", name).rpartition(" > ")[2])
    folded = re.sub(r"\s+", "", last).lower().strip("*:")
    return _UNIT.sub("", _BRACKETS.sub("", folded)) or folded


def known_names(layer: Layer) -> dict[str, str]:
    """Every name, in plain form, that is read as a column of the layer → our column.

    The Chinese names come first.
    """
    return {plain(column.zh): column.name for column in layer.columns} | _spellings(layer)


def candidates(layer: Layer, names: Iterable[str]) -> dict[str, list[str]]:
    """Our column → the file's columns that could be it; our own name spelt out wins alone."""
    listed, spellings = list(names), _spellings(layer)
    found = {}
    for column in layer.columns:
        ours = column.name
        exact = [name for name in listed if name == ours]
        alike = [name for name in listed if _read_as(name, spellings) == ours]
        found[ours] = exact or (_first_ranked(column, alike) if column.ranked else alike)
    return {ours: theirs for ours, theirs in found.items() if theirs}


def match(layer: Layer, names: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our column → the file's column.

    Parameters
    ----------
    layer
        What the columns should be.
    names
        The file's column names.
    chosen
        ``columns`` of ``county.toml``: our column → the file's, decided by the county; "" = none.

    Raises
    ------
    LayerError
        A chosen column does not exist, or two columns could be one of ours; all in one message.
    """
    listed = list(names)
    faults = _chosen_faults(layer, listed, chosen)
    free = [name for name in listed if name not in chosen.values()]
    matched = {ours: theirs for ours, theirs in chosen.items() if theirs}
    for ours, theirs in candidates(layer, free).items():
        if ours in chosen:
            continue
        if len(theirs) > 1:
            faults.append(
                fault(ours, f"几列都可能是此列 could be any of: {masked(', '.join(theirs))}", (), 0,
                      f"请选定 Decide: {choice(layer.name, ours, theirs[0])}")
            )  # fmt: skip
        matched[ours] = theirs[0]
    raise_faults(layer.name, faults)
    return matched


def choice(layer: str, ours: str, theirs: str) -> str:
    """How a column is chosen, in words for both shapes of a layer in county.toml.

    Parameters
    ----------
    layer, ours
        Key of ``LAYERS``, and our column.
    theirs
        The file's column; "" for none.
    """
    line = f"{ours} = {json.dumps(theirs, ensure_ascii=False)}"
    return (
        f'写成 {layer} = "…" 的，改为 where the file is written in one line: {layer} = {{ path = "…", '
        f"columns = {{ {line} }} }}；写成 [layers.{layer}] 的，在 where it is a table, below "
        f"[layers.{layer}.columns]（没有就加在末尾 added at the end if need be）: {line}"
    )


def half_width(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Text with full-width digits, letters, points and spaces as ASCII, trimmed."""
    foreign = cells.str.contains("[^ -~]", na=False)
    return cells.where(~foreign, cells[foreign].str.translate(_FULL_WIDTH)).str.strip()


def _read_as(name: str, spellings: Mapping[str, str]) -> str | None:
    """Our column that a heading means: with the heading above it ("受威胁 > 户"), else by itself.

    What both together mean in another layer, the last alone does not mean in this one.
    """
    above, _, last = name.rpartition(" > ")
    whole = plain(above + last)
    return spellings.get(whole if above and whole in _anywhere() else plain(last))


def _first_ranked(column: Column, names: list[str]) -> list[str]:
    """The name whose alias stands first in the column's list; cut names last."""
    ranks = {plain(alias): rank for rank, alias in enumerate(column.aliases)}
    return sorted(names, key=lambda name: ranks.get(plain(name), len(ranks)))[:1]


def _spellings(layer: Layer) -> dict[str, str]:
    """Every plain spelling → our column: names, aliases, and both as a shapefile cuts them."""
    whole = {
        plain(name): column.name
        for column in layer.columns
        for name in (column.name, column.zh, *column.aliases)
    }
    cut: dict[str, set[str]] = {}
    for name, ours in whole.items():
        for encoding in ("utf-8", "gb18030"):
            short = name.encode(encoding)[:SHAPEFILE_NAME_BYTES].decode(encoding, "ignore")
            cut.setdefault(short, set()).add(ours)
    return {name: min(ours) for name, ours in cut.items() if len(ours) == 1} | whole


@cache
def _anywhere() -> frozenset[str]:
    """Names that are read as a column of any layer."""
    return frozenset(name for layer in LAYERS.values() for name in known_names(layer))


def _chosen_faults(layer: Layer, names: list[str], chosen: Mapping[str, str]) -> list[Finding]:
    """Entries of ``columns`` that name no column of ours, or none of the file's."""
    ours = [column.name for column in layer.columns]
    faults = [
        fault(f"columns.{name}", "不是可设的列 is no column of this layer", (), 0,
              f"可用 Use one of: {', '.join(ours)}")
        for name in chosen if name not in ours
    ]  # fmt: skip
    faults += [
        fault(f"columns.{name}", f"文件中没有此列 the file has no column {masked(theirs)!r}, "
              "或属个人信息而不读取 or it is personal and never read", (), 0,
              f"文件中有 It has: {masked(', '.join(names))}")
        for name, theirs in chosen.items() if theirs and theirs not in names
    ]  # fmt: skip
    return faults
