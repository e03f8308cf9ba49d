"""Floors of townships and administrative villages: what was promised, kept, and whom it cost a road."""

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.markdown import markdown_table

MOST_NAMED, MOST_ROWS = 3, 40
"""Places that a sentence names, and rows of the table; those with the most people first."""


def floors_note(plan: Plan) -> labels.Pair | None:
    """What is promised, where it is kept, who gains and loses by it; None without floors."""
    if plan.floors.empty:
        return None
    zh, en = (_sentence(plan, language) for language in (0, 1))
    return zh, en


def floors_section(plan: Plan) -> str:
    """Section of the summary; empty without floors.

    Its table has the places that do not get what they are promised, and those that gain or lose by it.
    """
    note = floors_note(plan)
    if note is None:
        return ""
    floors = plan.floors.assign(change=_more(plan.floors).abs())
    told = floors[(floors["people_missing"] > 0) | (floors["change"] > 0)]
    order = told.sort_values(["people_missing", "change"], ascending=False, kind="stable")
    rest, told = labels.LISTS["floors_rest"], order[:MOST_ROWS]
    if len(order) > MOST_ROWS:
        zh, en = labels.LISTS["floors_first"]
        rest = labels.filled(zh, n=MOST_ROWS), labels.filled(en, n=MOST_ROWS)
    header = (
        "地方 Place", "未通路 Waiting", "保底 Floor", "新通 Road", "差 Missing", "不设保底 Without",
    )  # fmt: skip
    counts = (
        "people_waiting", "people_wanted", "people_connected", "people_missing", "people_without",
    )  # fmt: skip
    names = (
        f"{labels.LEVELS[level][0]} {name}"
        for level, name in zip(told["level"], told["name"], strict=True)
    )
    rows = zip(names, *(told[name].map(_people) for name in counts), strict=True)
    title = f"## {' '.join(labels.LISTS['floors_title'])}\n\n{note[0]}  \n{note[1]}"
    if told.empty:
        return title
    lines = "  \n".join(rest)
    return f"{title}\n\n{markdown_table(header, rows)}\n\n{lines}"


def _people(count: float) -> str:
    """People; a dash where that is not known."""
    return "–" if pd.isna(count) else f"{count:,.0f}"


def _more(floors: pd.DataFrame) -> "pd.Series[float]":
    """People who newly get a road in each place because of the floors; 0 where that is not known."""
    return (floors["people_connected"] - floors["people_without"]).fillna(0.0)


def _sentence(plan: Plan, language: int) -> str:
    """The sentence in one language: 0 中文, 1 English."""
    floors, between = plan.floors, ("、", ", ")[language]
    shares = plan.about["settings"]["floors"]
    rules = between.join(
        labels.filled(labels.LISTS[f"floor_{level}"][language],
                      share=f"{100 * shares[f'people_connected_per_{level}']:g}")
        for level in floors["level"].unique()
    )  # fmt: skip
    missing = floors["people_missing"]
    told = labels.filled(
        labels.LISTS["floors"][language], rules=rules, n=f"{len(floors):,}",
        met=f"{int((missing <= 0).sum()):,}",
    )  # fmt: skip
    own = floors[floors["level"] == floors["level"].iloc[0]]
    more = _more(own)
    parts = {"missing": missing, "gaining": more, "losing": -more}
    return told + "".join(
        _named(floors["name"], part, people, language) for part, people in parts.items()
    )


def _named(name: "pd.Series[str]", part: str, people: "pd.Series[float]", language: int) -> str:
    """The places with most people of a kind and how many these are; nothing where there are none."""
    own = people[people > 0].sort_values(ascending=False, kind="stable")
    if own.empty:
        return ""
    first = own[:MOST_NAMED]
    named = zip(name[first.index], first, strict=True)
    places = ("、", ", ")[language].join(f"{one} {n:,.0f}" for one, n in named)
    rest = labels.LISTS["floors_others"][language] if len(own) > MOST_NAMED else ""
    return labels.filled(
        labels.LISTS[f"floors_{part}"][language], n=f"{len(own):,}", people=f"{own.sum():,.0f}",
        places=places + rest,
    )  # fmt: skip
