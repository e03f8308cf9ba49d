"""Ids and names of several things in one cell, joined by ";"."""

from typing import Any

import pandas as pd
from pandas.api.typing import SeriesGroupBy


def joined(ids: "SeriesGroupBy[Any, Any]", index: "pd.Index[Any]") -> "pd.Series[str]":
    """Ids of each key in one cell, joined by ";"; empty where there are none."""
    cells = {key: ";".join(sorted(map(str, group))) for key, group in ids}
    return pd.Series([cells.get(one, "") for one in index], index=index, dtype="str")


def fund_names(
    payments: pd.DataFrame, kind: str, index: "pd.Index[str]", funds: pd.DataFrame
) -> "pd.Series[str]":
    """Names of the funds that pay each thing, in the order of the fund table."""
    paid = payments[payments["kind"] == kind].groupby("id")["fund_id"].agg(set).to_dict()
    names = funds["name"].to_dict()
    cells = {
        one: ";".join(names[f] for f in funds.index if f in paid.get(one, ())) for one in index
    }
    return pd.Series(cells, index=index, dtype="str")
