"""Figures in other units and spellings to ours: 元 to 万元, m2 to 亩, "1,234", "12.5亩", K3+200."""

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from geoplan.readers.columns import half_width

MU_M2 = 10_000 / 15
FACTORS: dict[str, Mapping[str, float]] = {
    "m": {"m": 1, "米": 1, "km": 1000, "公里": 1000, "千米": 1000, "cm": 0.01, "厘米": 0.01},
    "km": {"km": 1, "公里": 1, "千米": 1, "m": 0.001, "米": 0.001},
    "mu": {"mu": 1, "亩": 1, "m2": 1 / MU_M2, "平方米": 1 / MU_M2, "平米": 1 / MU_M2, "公顷": 15,
           "ha": 15, "km2": 1500, "平方公里": 1500, "万亩": 10_000},
    "万元": {"万元": 1, "万": 1, "元": 1e-4, "千元": 0.1, "百万元": 100, "亿元": 1e4},
    "persons": {"人": 1, "口": 1, "口人": 1, "人口": 1, "名": 1, "百人": 100, "万人": 1e4},
    "households": {"户": 1, "百户": 100, "万户": 1e4},
    "share": {"": 1, "%": 0.01, "成": 0.1, "‰": 0.001},
}  # fmt: skip
"""Our unit -> how offices write it and others -> factor to ours."""
NUMBER = r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?)"
STAKE = re.compile(r"[Kk](\d+)\+(\d{1,3}(?:\.\d+)?)")
_BRACKETS = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_TITLE = re.compile(r"(?<![表报送制])单位[:\s]\s*([^)\]】〕:]*)")
_TRAILING = re.compile(r"[/_:、]([^/_:、]+)$")


def written_unit(header: str) -> str | None:
    """Unit that a header names, in brackets or after a stroke; None when it names none we know."""
    name = unicodedata.normalize("NFKC", header).strip().lower()
    every = _every_unit()
    for found in (*_BRACKETS.findall(name), *_TRAILING.findall(name)):
        word = found.strip().removeprefix("单位:")
        if word in every:
            return str(word)
    return None


def title_units(title: str) -> list[str]:
    """Units that a title above the header names, as 单位：元、亩 does."""
    told = _TITLE.search(unicodedata.normalize("NFKC", title).lower())
    every = _every_unit()
    return [word for word in re.split(r"[、,/;\s]+", told[1]) if word in every] if told else []


def factor(unit: str, header: str, *, title: str = "") -> float | None:
    """What figures under a header are multiplied by to be in our unit; None: they cannot be.

    Where the header names no unit, that of the title counts, if it names one of this kind.
    """
    written = written_unit(header)
    factors = FACTORS.get(unit, {})
    if written is None:
        fitting = [factors[word] for word in title_units(title) if word in factors]
        return fitting[0] if len(set(fitting)) == 1 else 1.0
    return factors.get(written)


def are_shares(cells: "pd.Series[str]", unit: str) -> bool:
    """True for shares whose header says % though Excel only shows 0.6 as 60 %: none is above 1."""
    if unit != "share":
        return False
    return bool(pd.to_numeric(cells, errors="coerce").max() <= 1)


def _every_unit() -> set[str]:
    """Every unit that we know, of anything."""
    return {word for words in FACTORS.values() for word in words if word}


def figures(cells: "pd.Series[str]", unit: str, times: float) -> "pd.Series[str]":
    """Cells in our unit: as numbers where they can be read, as they are elsewhere.

    Parameters
    ----------
    cells
        Text or numbers of one column; a cell may end in a unit, which then outranks the header's.
    unit
        Our unit, a key of ``FACTORS``, or "".
    times
        ``factor`` of the header.
    """
    if pd.api.types.is_numeric_dtype(cells):
        return cells.mul(times) if times != 1 else cells  # type: ignore[arg-type]
    text = half_width(cells.astype("str"))
    factors = FACTORS.get(unit, {})
    words = "|".join(sorted(map(re.escape, filter(None, factors)), key=len, reverse=True))
    parts = text.str.extract(rf"^{NUMBER}\s*({words or '(?!)'})?$", flags=re.IGNORECASE)
    number = pd.to_numeric(parts[0].str.replace(",", "", regex=False), errors="coerce")
    own = parts[1].str.lower().map(dict(factors)).astype("float64")
    value = number * own.fillna(times)
    if unit == "km":
        stake = text.str.extract(f"^{STAKE.pattern}$").astype("float64")
        value = value.fillna(stake[0] + stake[1] / 1000)
    return text.astype(object).where(value.isna(), value)
