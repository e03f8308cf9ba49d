"""Cells of a table as JSON can hold them: a page keeps tables as lists by column."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd


def columns(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, list[Any]]:
    """Columns as lists that JSON can hold."""
    return {name: [cell(value) for value in frame[name]] for name in names}


def cell(value: Any) -> Any:
    """One value for JSON: missing is null, unreachable the text "inf", whole numbers whole."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    number = float(value)
    if np.isinf(number):
        return "inf"
    return int(number) if number.is_integer() else number


def position(ids: pd.Series, index: pd.Index) -> list[int | None]:
    """Place of each id in an index, null where there is none."""
    places = index.get_indexer(pd.Index(ids))
    return [int(place) if place >= 0 else None for place in places]


def positions(cells: pd.Series, index: pd.Index) -> list[list[int]]:
    """Places of ids that a cell joins by ";"; how many are elsewhere, as a negative number, last."""
    place = {one: number for number, one in enumerate(index)}
    told = [[one for one in ids.split(";") if one] for ids in cells.fillna("")]
    here = [[place[one] for one in ids if one in place] for ids in told]
    return [
        [*own, len(own) - len(ids)] if len(own) < len(ids) else own
        for own, ids in zip(here, told, strict=True)
    ]
