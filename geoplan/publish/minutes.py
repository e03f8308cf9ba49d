"""Minutes of a trip as people read them: a range where the speeds are only assumed."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.programme.plan import Plan
from geoplan.publish.cells import columns
from geoplan.publish.labels import ANSWERS, MAP, Pair, filled
from geoplan.routing.access import Access, minutes_range

Floats = NDArray[np.float64]
Range = tuple[int, int]
"""Least and most minutes."""
Trip = tuple[float, Range | None]
"""Minutes, and the range that is told instead of them."""
Layer = Literal["villages", "groups"]
FIVES_FROM_MINUTES = 20
"""From here on the ends of a range are multiples of five."""


def figure(trip: Trip, side: int) -> str:
    """Minutes as a figure without unit; that they are cut off or unknown in words.

    Parameters
    ----------
    trip
        Minutes (inf: cut off; NaN: unknown) and range.
    side
        0 for 中文, 1 for English.

    Returns
    -------
    str
        "31", or "25–40" where a range is told. ``viewer/telling.js`` says the same.
    """
    minutes, ends = trip
    if math.isnan(minutes):
        return MAP["unknown"][side]
    if math.isinf(minutes):
        return MAP["cut_off"][side]
    return str(round(minutes)) if ends is None else range_text(ends)


def range_text(ends: Range) -> str:
    """Both ends of a range, "25–40"."""
    return "–".join(map(str, ends))


@lru_cache(maxsize=4)
def trip_ranges(plan: Plan | Access, layer: Layer) -> dict[str, dict[str, Range | None]]:
    """Ranges of all trips of each place of a layer, as ``ranges`` gives them: by id, then column."""
    places: pd.DataFrame = getattr(plan, layer)
    told: dict[Any, Any] = ranges(places, speed_error=_speed_error(plan)).to_dict("index")
    return told


def ranges(places: pd.DataFrame, *, speed_error: float) -> pd.DataFrame:
    """Ranges that are told instead of minutes which are not known so exactly.

    Parameters
    ----------
    places
        Of every trip minutes_{kind}_{season}_{when} or, to the land, farm_minutes_{season}_{when},
        and what of them is ridden, ridden_{...}, farm_ridden_{...}.
    speed_error
        As in ``routing.access.minutes_range``.

    Returns
    -------
    DataFrame
        On the places' index, the columns of minutes: pairs of whole minutes, from 20 on of
        fives, the least rounded down and the most up, however near they are to each other: so they
        hold every time that the trip may take, and never go down where it takes longer. None where
        a single figure is told: on foot, at speeds that were measured, cut off, unknown.
    """
    told = {
        name: _pairs(*minutes_range(places[name], places[_ridden(name)], speed_error=speed_error))
        for name in map(str, places.columns)
        if name.startswith(("minutes_", "farm_minutes_"))
    }
    return pd.DataFrame(told, index=places.index, dtype=object)


def told_cells(plan: Plan | Access, places: pd.DataFrame) -> pd.DataFrame:
    """Minutes of all trips of places as cells of a sheet: whole minutes, or a range as text.

    ``places`` as in ``ranges``, with or without other columns.
    """
    told = ranges(places, speed_error=_speed_error(plan))
    minutes = pd.DataFrame(places[told.columns]).round().astype(object)
    return minutes.mask(told.notna(), told.map(range_text, na_action="ignore"))


def minutes_columns(
    plan: Plan | Access, places: pd.DataFrame, names: list[str]
) -> dict[str, list[Any]]:
    """Columns of the page: whole minutes, and ranges where any are told.

    Parameters
    ----------
    plan
        Whose places they are.
    places
        As in ``ranges``.
    names
        Of the columns of minutes that are wanted.

    Returns
    -------
    dict
        The columns as lists for JSON: those of minutes, and range_{...} or farm_range_{...} of
        [least, most], null where the single figure is told.
    """
    told = ranges(places[[*names, *map(_ridden, names)]], speed_error=_speed_error(plan))
    return columns(places[names].round(), names) | {
        name.replace("minutes_", "range_", 1): [ends and list(ends) for ends in told[name]]
        for name in names
        if told[name].notna().any()
    }


def with_ranges(plan: Plan | Access, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Places with the minutes as people read them beside each column of minutes.

    Parameters
    ----------
    plan
        Whose places they are.
    places
        As in ``ranges``.

    Returns
    -------
    GeoDataFrame
        After each column of minutes range_{...} or farm_range_{...}, the same as text: "25–40", a
        single figure, or that it is cut off; missing where unknown.
    """
    told, places = ranges(places, speed_error=_speed_error(plan)), places.copy()
    for name in map(str, told):
        minutes = places[name]
        single = minutes.map(lambda one: figure((one, None), 0), na_action="ignore")
        text = told[name].map(range_text, na_action="ignore").fillna(single)
        place = list(places.columns).index(name) + 1
        places.insert(place, name.replace("minutes_", "range_", 1), text)
    return places


def speed_error_percent(plan: Plan | Access) -> float:
    """By how much vehicles may be slower or faster than assumed [%]; 0 where speeds were measured."""
    return round(100 * _speed_error(plan), 1)


def speeds_assumed(plan: Plan | Access) -> Pair | None:
    """That speeds are assumed and what becomes of minutes; nothing where they were measured."""
    percent = speed_error_percent(plan)
    if not percent:
        return None
    zh, en = (filled(words, n=f"{percent:g}") for words in ANSWERS["speeds_assumed"])
    return zh, en


def _speed_error(plan: Plan | Access) -> float:
    """Share by which vehicles may be slower or faster than assumed."""
    return float(plan.about["settings"]["travel"]["speed_error"])


def _ridden(name: str) -> str:
    """Column of what is ridden of a column of minutes."""
    return name.replace("minutes_", "ridden_", 1)


def _pairs(least: "pd.Series[float]", most: "pd.Series[float]") -> list[Range | None]:
    """Ends of ranges as they are told; None where they are the same, or no number."""
    low, high = (np.asarray(end.round(6), dtype=np.float64) for end in (least, most))
    apart = low < high
    down, up = _to_step(low, np.floor), _to_step(high, np.ceil)
    return [
        (int(first), int(last)) if is_range else None
        for first, last, is_range in zip(down, up, apart, strict=True)
    ]


def _to_step(minutes: Floats, rounded: Callable[[Floats], Floats]) -> Floats:
    """Minutes rounded to whole ones, from ``FIVES_FROM_MINUTES`` on to fives."""
    step = np.where(minutes < FIVES_FROM_MINUTES, 1.0, 5.0)
    return rounded(minutes / step) * step
