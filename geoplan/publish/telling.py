"""Answers in words: one sentence for each, 中文 or English, filled with counts, money and names."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.labels import ANSWERS, MAP, PROBLEMS, SECTIONS, WORK_ANSWERS, Pair, filled
from geoplan.publish.minutes import Trip, figure
from geoplan.publish.naming import at_home, called, marked, marks

LANGUAGES = ("zh", "en")
MOST_NAMES = 12
"""Names in one sentence; more are counted."""
MOST_ROADS = 3
"""Roads of an only way out that are named in one sentence; that there are more is said."""
COUNTS = frozenset(
    {"people", "households", "groups", "low", "high", "before", "after", "staying", "leaving",
     "used", "capacity"}
)  # fmt: skip
CHANGES = frozenset({"dry", "wet", "land"})
LISTS = frozenset({"projects", "villages", "sites", "areas", "homes"})
THINGS = frozenset({"project", "site", "group", "home", "fund", "section", "works", "place"})
WORDS = frozenset(
    {"reason", "stage", "service", "hazard", "class", "consent", "how", "builder", "what"}
)
SENTENCES = ANSWERS | WORK_ANSWERS

Cells = dict[str, Any]
"""One row of a table."""
Said = tuple[str, dict[str, Any]]
"""Code of a sentence and its values."""


@dataclass(frozen=True)
class Answer:
    """One sentence: the part of the answer it belongs to, its code in ``SENTENCES``, its values.

    Values by name: ``COUNTS`` are numbers, "<3" or not told (NaN); amounts are in yuan;
    who is households and people; ``CHANGES`` are pairs of trips (``minutes.Trip``), now and after;
    ``THINGS`` are names, 中文 and English, and ``LISTS`` and roads several of them; ``WORDS`` are
    section and code of a label; problem is a ``site_facts.Foreseen``.
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
    return filled(SENTENCES[answer.code][side], **said)


def _said(key: str, value: Any, side: int) -> str:
    """One value in words; its name says what it is."""
    if key in COUNTS:
        return _count(value, side)
    if key == "who":
        return _who(value, side)
    if key in CHANGES:
        return _change(value, side)
    if key == "problem":
        return filled(PROBLEMS[value.code][side], figure=value.figure, of=value.of)
    if key in LISTS:
        return _listed([pair[side] for pair in value], side)
    if key == "roads":
        return _listed([pair[side] for pair in value], side, most=MOST_ROADS, more="more_roads")
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


def _change(change: tuple[Trip, Trip], side: int) -> str:
    """Minutes now and after and how many more or fewer, once where nothing changes."""
    (now, _), (after, _) = change
    figures = [figure(trip, side) for trip in change]
    both = math.isfinite(now) and math.isfinite(after)
    more = round(after) - round(now) if both else 0
    is_same = figures[0] == figures[1]
    vague = [place for place, (_, ends) in enumerate(change) if ends is not None]
    for place in vague[:1]:  # said once
        figures[place] = filled(ANSWERS["about"][side], n=figures[place])
    unit = MAP["minutes"][side]
    if both and not is_same:
        return f"{figures[0]} → {figures[1]} {unit}{_more(more, side, vague=bool(vague))}"
    told = [
        f"{words} {unit}" if math.isfinite(minutes) else words
        for words, minutes in zip(figures, (now, after), strict=True)
    ]
    return told[0] if is_same else " → ".join(told)


def _more(minutes: int, side: int, *, vague: bool) -> str:
    """How many minutes more or fewer, in brackets; nothing where there are none."""
    if not minutes:
        return ""
    code = f"change_{'more' if minutes > 0 else 'less'}{'_about' if vague else ''}"
    return filled(ANSWERS[code][side], n=abs(minutes))


def _listed(row: list[str], side: int, *, most: int = MOST_NAMES, more: str = "more_names") -> str:
    """Names in a row; where there are many, that or how many more."""
    told = ("、", ", ")[side].join(row[:most])
    rest = len(row) - most
    return told + filled(ANSWERS[more][side], rest=rest) if rest > 0 else told


# ---- values ----------------------------------------------------------------------------------


def part(where: str, said: Iterable[Said]) -> list[Answer]:
    """Sentences as answers of one part."""
    return [Answer(where, code, values) for code, values in said]


def cells(plan: Plan, table: str, one: str) -> Cells:
    """Row of one thing in a table of a plan, by the name of that table."""
    return _rows(plan, table)[one]


@lru_cache(maxsize=8)  # asked for every thing of a plan
def _rows(plan: Plan, table: str) -> dict[str, Cells]:
    """Rows of a table of a plan, by id."""
    rows: dict[Any, Any] = pd.DataFrame(getattr(plan, table)).to_dict("index")
    return rows


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
