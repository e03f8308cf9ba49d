"""Answers in words: one sentence for each, 中文 or English, filled with counts, money and names."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.labels import ANSWERS, MAP, SECTIONS, Pair, filled
from geoplan.publish.naming import at_home, called, marked, marks

LANGUAGES = ("zh", "en")
MOST_NAMES = 12
"""Names in one sentence; more are counted."""
COUNTS = frozenset(
    {"people", "households", "low", "high", "before", "after", "staying", "leaving", "used",
     "capacity"}
)  # fmt: skip
CHANGES = frozenset({"dry", "wet", "land"})
LISTS = frozenset({"projects", "villages", "sites"})
THINGS = frozenset({"project", "site", "group", "home", "fund", "section"})
WORDS = frozenset({"reason", "stage", "service", "hazard", "class", "consent"})

Cells = dict[str, Any]
"""One row of a table."""
Said = tuple[str, dict[str, Any]]
"""Code of a sentence and its values."""


@dataclass(frozen=True)
class Answer:
    """One sentence: the part of the answer it belongs to, its code in ``ANSWERS``, its values.

    Values by name: ``COUNTS`` are numbers, "<3" or not told (NaN); amounts are in yuan;
    who is households and people; ``CHANGES`` are pairs of minutes, now and after; ``THINGS`` are
    names, 中文 and English, and ``LISTS`` several of them; ``WORDS`` are section and code of a
    label.
    """

    part: str
    code: str
    values: dict[str, Any]


def tell(answer: Answer, language: str) -> str:
    """One answer in words.

    Parameters
    ----------
    answer
        From ``answers``.
    language
        "zh" or "en".
    """
    side = LANGUAGES.index(language)
    said = {key: _said(key, value, side) for key, value in answer.values.items()}
    return filled(ANSWERS[answer.code][side], **said)


def _said(key: str, value: Any, side: int) -> str:
    """One value in words; its name says what it is."""
    if key in COUNTS:
        return _count(value, side)
    if key == "who":
        return _who(value, side)
    if key in CHANGES:
        return _change(value, side)
    if key in LISTS:
        return _listed([pair[side] for pair in value], side)
    if key in THINGS:
        return str(value[side])
    if key in WORDS:
        section, code = value
        return SECTIONS[section][code][side] if code in SECTIONS[section] else str(code)
    if key.endswith("yuan"):
        return filled(MAP["money"][side], wan=f"{value / 1e4:,.2f}", yuan=f"{round(value):,}")
    return str(round(value)) if isinstance(value, float) else str(value)


def _count(count: Any, side: int) -> str:
    """A number of people or households as it is told."""
    if isinstance(count, str):
        return count
    return MAP["withheld"][side] if pd.isna(count) else f"{whole(count):,}"


def whole(count: float) -> int:
    """A number of people as it is told, a half rounded up as the page does."""
    return math.floor(count + 0.5)


def _who(who: tuple[float | str, float | str | None], side: int) -> str:
    """Households and people; households alone where their people are not told."""
    households, people = who
    told = [filled(MAP["households_unit"][side], n=_count(households, side))]
    if people is not None and not pd.isna(people):
        told.append(filled(MAP["people_unit"][side], n=_count(people, side)))
    return ("，", ", ")[side].join(told)


def _change(change: tuple[float, float], side: int) -> str:
    """Minutes now and after and how many more or fewer, once where nothing changes."""
    now, after = change
    unit = MAP["minutes"][side]
    first, second = (_minutes_told(value, side) for value in (now, after))
    if first == second:
        return f"{first} {unit}" if math.isfinite(now) else first
    if math.isfinite(now) and math.isfinite(after):
        more = round(after) - round(now)
        mark = filled(ANSWERS["change_more" if more > 0 else "change_less"][side], n=abs(more))
        return f"{first} → {second} {unit}{mark}"
    with_unit = [
        f"{told} {unit}" if math.isfinite(value) else told
        for told, value in ((first, now), (second, after))
    ]
    return " → ".join(with_unit)


def _minutes_told(minutes: float, side: int) -> str:
    """Whole minutes, cut off or unknown."""
    if math.isnan(minutes):
        return MAP["unknown"][side]
    return MAP["cut_off"][side] if math.isinf(minutes) else str(round(minutes))


def _listed(row: list[str], side: int) -> str:
    """Names in a row; where there are many, how many more."""
    told = ("、", ", ")[side].join(row[:MOST_NAMES])
    rest = len(row) - MOST_NAMES
    return told + filled(ANSWERS["more_names"][side], rest=rest) if rest > 0 else told


# ---- values ----------------------------------------------------------------------------------


def part(where: str, said: Iterable[Said]) -> list[Answer]:
    """Sentences as answers of one part."""
    return [Answer(where, code, values) for code, values in said]


def cells(table: pd.DataFrame, one: str) -> Cells:
    """Row of one thing."""
    return {str(column): value for column, value in table.loc[one].items()}


def ids(cell: Any) -> list[str]:
    """Ids of a cell, joined by ";"."""
    return cell.split(";") if isinstance(cell, str) and cell else []


def names(plan: Plan, kind: str, told: Iterable[str]) -> tuple[Pair, ...]:
    """Names of several things."""
    return tuple(name(plan, kind, one) for one in told)


def name(plan: Plan, kind: str, one: str) -> Pair:
    """Name of a thing, with what parts it from namesakes; its id where it has no name."""
    known = {"project": plan.projects, "village": plan.villages, "site": plan.sites}[kind]["name"]
    own = known[one]
    if isinstance(own, str) and own:
        return marked(called(own), marks(plan, kind).get(one))
    chinese, english = MAP["site" if kind == "site" else "name_unknown"]
    return f"{chinese} {one}", f"{english} {one}"


def group_at_home(plan: Plan, village: str, group: str) -> Pair:
    """Name of a group with that of its village (an id), which is told from its namesakes."""
    home = plan.villages["name"][village]
    return at_home(group, str(home), marks(plan, "village").get(village))
