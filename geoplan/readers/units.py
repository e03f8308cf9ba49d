"""Figures in other units and spellings to ours: 元 to 万元, m2 to 亩, "1,234", "12.5亩", K3+200."""

import re
import unicodedata

import pandas as pd

from geoplan.readers.columns import half_width
from geoplan.units import EVERY_UNIT, FACTORS, written_unit

NUMBER = r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?)"
STAKE = re.compile(r"[Kk](\d+)\+(\d{1,3}(?:\.\d+)?)")
_TITLE = re.compile(r"(?<![表报送制])单位[:\s]\s*([^)\]】〕:]*)")


def title_units(title: str) -> list[str]:
    """Units that a title above the header names, as 单位：元、亩 does."""
    told = _TITLE.search(unicodedata.normalize("NFKC", title).lower())
    return [word for word in re.split(r"[、,/;\s]+", told[1]) if word in EVERY_UNIT] if told else []


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
