"""Units as offices write them: what each is in ours, and which one a heading names."""

import re
import unicodedata
from collections.abc import Mapping

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
DECIMALS = {"万元": 2, "km": 3, "m": 1, "persons": 0, "households": 0}
"""Our unit -> decimals in which lists tell it: the 100 yuan of payments, metres, decimetres."""
EVERY_UNIT = frozenset(word for words in FACTORS.values() for word in words if word)
"""Every unit that we know, of anything."""
_BRACKETS = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_TRAILING = re.compile(r"[/_:、]([^/_:、]+)$")


def written_unit(heading: str) -> str | None:
    """Unit that a heading names, in brackets or after a stroke; None when it names none we know."""
    name = unicodedata.normalize("NFKC", heading).strip().lower()
    for found in (*_BRACKETS.findall(name), *_TRAILING.findall(name)):
        word = found.strip().removeprefix("单位:").strip()
        if word in EVERY_UNIT:
            return str(word)
    return None
