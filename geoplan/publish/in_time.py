"""Who gets there in time, and how evenly the minutes are spread, as a table for the terminal."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from geoplan.programme.equity import WITHIN_MINUTES
from geoplan.publish.labels import LISTS, SEASONS, SERVICES, Pair
from geoplan.publish.markdown import indicator_text, markdown_table

COUNTS = [f"people_within_{most}" for most in WITHIN_MINUTES]
"""Indicators of a row; their names end with kind of service and season."""
Moment = tuple[Pair, Sequence[str]]
"""What a moment is called, and the columns of indicators that tell of it."""


def rest_of(indicators: pd.DataFrame) -> pd.DataFrame:
    """Indicators without those of ``in_time``."""
    return indicators[~indicators.index.str.startswith((*COUNTS, "gini_"))]


def in_time(indicators: pd.DataFrame, moments: Sequence[Moment]) -> str:
    """How many people get to a service in time, and how evenly their minutes are spread.

    Parameters
    ----------
    indicators
        unit, and the columns of ``moments``; index name.
    moments
        Rows of each season; figures of several columns are told once where they agree.

    Returns
    -------
    str
        A table for each kind of service of which this is known, and how to read it; else nothing.
    """
    names = indicators.index[indicators.index.str.startswith("gini_")]
    trips = names.str.removeprefix("gini_").str.rsplit("_", n=1)
    parts = [
        _table(indicators, kind, [season for some, season in trips if some == kind], moments)
        for kind in dict.fromkeys(kind for kind, _ in trips)
    ]
    return "\n\n".join([*parts, "  \n".join(LISTS["in_time"])]) if parts else ""


def _table(
    indicators: pd.DataFrame, kind: str, seasons: list[str], moments: Sequence[Moment]
) -> str:
    """Seasons and moments of one kind of service."""
    (zh, en), told = SERVICES[kind], dict(indicators.iterrows())
    header = [f"到{zh} to {en.lower()}", *(f"≤ {most}" for most in WITHIN_MINUTES),
              " ".join(LISTS["gini"])]  # fmt: skip
    rows = [
        [
            f"{SEASONS[season][0]}：{moment[0]} {SEASONS[season][1]}: {moment[1]}",
            *(_figure(told[f"{one}_{kind}_{season}"], columns) for one in [*COUNTS, "gini"]),
        ]
        for season in seasons
        for moment, columns in moments
    ]
    return markdown_table(header, rows)


def _figure(indicator: "pd.Series[Any]", columns: Sequence[str]) -> str:
    """Figures of some columns, once where they agree."""
    return " / ".join(dict.fromkeys(indicator_text(indicator, one) for one in columns))
