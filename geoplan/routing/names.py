"""Names that readers of Latin or Chinese letters can say."""

from functools import reduce

import pandas as pd

TAGS = ("name:zh", "name:fr", "int_name", "name:en")
"""OpenStreetMap's tags of other names, the one to take first."""
FOREIGN = r"(?=.*[^\W\d_])[^A-Za-z\u00c0-\u024f\u3400-\u9fff]*"
"""A name with letters of which none is Latin or Chinese."""


def readable(names: "pd.Series[str]", *others: "pd.Series[str]") -> "pd.Series[str]":
    """Names that have a Latin or Chinese letter wherever another name is known.

    Parameters
    ----------
    names
        As they are written; NaN where there is none.
    others
        What else the same things are called, the best first, on the same index.

    Returns
    -------
    Series
        The first other name that is known before a name in other letters ("موروني" with "Moroni"
        is "Moroni موروني"), and instead of one that is absent.
    """
    first = reduce(pd.Series.fillna, others)
    foreign = names.fillna("").str.fullmatch(FOREIGN)
    return names.mask(foreign & first.notna(), first + " " + names).fillna(first)
