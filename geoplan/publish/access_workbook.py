"""Access -> ``access.xlsx``: townships, villages, roads, indicators, and how they were measured.

For the planner (内部使用): it counts everybody, and names no household.
"""

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from geoplan.programme.equity import WITHIN_MINUTES
from geoplan.publish.access_tables import (
    SEASONS,
    kinds_measured,
    land_minutes,
    roads_that_matter,
    ways_out,
)
from geoplan.publish.access_words import both, how_it_was_measured, indicator_name, percent
from geoplan.publish.labels import (
    ACCESS,
    ACCESS_COLUMNS,
    ACCESS_SHEETS,
    COLUMNS,
    MAP,
    SERVICES,
    SURFACES,
    UNITS,
    Pair,
)
from geoplan.publish.labels import SEASONS as SEASON_WORDS
from geoplan.publish.minutes import speeds_assumed, told_cells
from geoplan.publish.workbook import (
    A3,
    STAKE,
    WHOLE,
    add_sheet,
    new_workbook,
    save_workbook,
)
from geoplan.routing.access import Access

TWO_DECIMALS = "0.00_ "
MOST_WAYS = 4
"""Roads named as a village's only way out; more are counted."""
TRIPS = ("person_hours_lost", "people_delayed", "people_lost", "person_hours_saved",
         "people_faster", "people_newly_reached")  # fmt: skip


def write_access_workbook(access: Access, path: Path) -> None:
    """Access as a workbook: 乡镇, 自然村 (as it is told), 中间值 (to work with), 道路, 指标, 说明.

    Parameters
    ----------
    access
        From ``measure_access``.
    path
        Target ``.xlsx``, overwritten.
    """
    book, ranges = new_workbook(), _notes(speeds_assumed(access))
    middle = _notes(ACCESS["middle"])
    _add(book, access, "townships", _townships(access), intro=middle)
    _add(book, access, "villages", _villages(access), intro=ranges, paper=A3)
    _add(book, access, "middle", _middle(access), intro=middle, paper=A3)
    _add(book, access, "roads", _roads(access), intro=_of_roads(access), paper=A3)
    _add(book, access, "indicators", _indicators(access))
    _add(book, access, "how", _how(access))
    save_workbook(book, path)


def _add(book: Workbook, access: Access, sheet: str, table: pd.DataFrame, **look: Any) -> None:
    """One sheet under its title; the table has our columns."""
    own = {str(name): _heading(str(name)) for name in table.columns}
    formats = {own[name]: _format(name) for name in own if _is_number(table[name])}
    marks = [MAP["internal"][0], *([MAP["made_up"][0]] if access.about["made_up"] else [])]
    title = f"{access.name}：{ACCESS['title'][0]}（{ACCESS_SHEETS[sheet][0]}）"
    add_sheet(
        book,
        ACCESS_SHEETS[sheet][0],
        table.rename(columns=own),
        title=title + "".join(f"【{mark}】" for mark in marks),
        formats=formats,
        **look,
    )


def _heading(column: str) -> str:
    """Heading of a column, 中文 and English."""
    if column.startswith("minutes_"):
        kind, season = column.removeprefix("minutes_").removesuffix("_now").rsplit("_", 1)
        zh, en = SERVICES[kind]
        return " ".join(both(ACCESS["to_in"], service=zh, service_en=en.lower(), **_in(season)))
    if column.startswith("within_"):
        minutes = column.removeprefix("within_")
        return " ".join(both(ACCESS_COLUMNS["within"], minutes=minutes))
    name, _, season = column.rpartition("_")
    if name in TRIPS:
        return " ".join(both(ACCESS_COLUMNS[name], **_in(season)))
    return " ".join(ACCESS_COLUMNS.get(column) or COLUMNS[column])


def _in(season: str) -> dict[str, str]:
    """A season in few letters."""
    zh, en = ACCESS[season]
    return {"season": zh, "season_en": en}


def _is_number(column: "pd.Series[Any]") -> bool:
    """Whether a column holds numbers, or ranges among them."""
    return pd.api.types.is_numeric_dtype(column) or str(column.name).startswith("minutes_")


def _format(column: str) -> str:
    """Number format of a column."""
    if column in ("start_km", "end_km"):
        return STAKE
    return TWO_DECIMALS if column == "gini" else WHOLE


def _notes(*told: Pair | None) -> list[str]:
    """Sentences above a table, 中文 and English."""
    return [" ".join(pair) for pair in told if pair]


def _joined(pairs: dict[str, Pair]) -> dict[str, str]:
    """Both words of each code."""
    return {code: " ".join(pair) for code, pair in pairs.items()}


# ---- people ----------------------------------------------------------------------------------------


def _townships(access: Access) -> pd.DataFrame:
    """One row per township, kind and season, the county's first."""
    told = ["people", *(f"within_{most}" for most in WITHIN_MINUTES), "not_reached",
            "mean_minutes", "median_minutes", "gini"]  # fmt: skip
    table = access.townships.reindex(columns=["township_id", "name", "kind", "season", *told])
    order = {kind: place for place, kind in enumerate(kinds_measured(access))}
    table = table.assign(place=table["kind"].map(order))
    table = table.sort_values(["township_id", "place", "season"]).round(
        {"mean_minutes": 0, "median_minutes": 0, "gini": 2}
    )
    return pd.DataFrame(
        {
            "township_name": table["name"],
            "service": table["kind"].map(_joined(SERVICES)),
            "season": table["season"].map(_joined(SEASON_WORDS)),
            **{name: table[name] for name in told},
        }
    )


def _places(access: Access) -> pd.DataFrame:
    """Which villages there are, in which township."""
    told = ["township_name", "admin_village_name", "name"]
    return access.villages[told].assign(village_id=access.villages.index)


def _villages(access: Access) -> pd.DataFrame:
    """One row per village as people are told: ranges where speeds are assumed."""
    villages = access.villages
    facts = villages[["people", "households"]].assign(
        cut_off_wet=villages["cut_off_wet"].map({True: "是 yes", False: ""}),
        only_way_out=_ways_in_words(access),
    )
    trips = told_cells(access, _with_land(access))[_trips(access)]
    return pd.concat([_places(access), facts, trips], axis=1)


def _middle(access: Access) -> pd.DataFrame:
    """One row per village with the middle figures."""
    return pd.concat([_places(access), _with_land(access)[_trips(access)].round()], axis=1)


def _with_land(access: Access) -> pd.DataFrame:
    """Villages with minutes to their land too."""
    return pd.concat([access.villages, land_minutes(access)], axis=1)


def _trips(access: Access) -> list[str]:
    """Columns of minutes, in the order in which they are told: the land last, where it is known."""
    of_kinds = [f"minutes_{kind}" for kind in kinds_measured(access)]
    land = ["farm_minutes"] if "farm_minutes_dry_now" in access.groups else []
    return [f"{trip}_{season}_now" for trip in (*of_kinds, *land) for season in SEASONS]


def _ways_in_words(access: Access) -> "pd.Series[str]":
    """Names of the roads that are each village's only way out; "" where there is none."""
    ways = ways_out(access)
    names = access.roads["name"].fillna(access.roads["route_code"])
    told = {}
    for village, cell in ways.items():
        own = list(dict.fromkeys(names.reindex(cell.split(";")).fillna(MAP["name_unknown"][0])))
        more = f" (+{len(own) - MOST_WAYS})" if len(own) > MOST_WAYS else ""
        told[village] = "、".join(own[:MOST_WAYS]) + more if cell else ""
    return pd.Series(told, dtype="str").reindex(ways.index)


# ---- roads -----------------------------------------------------------------------------------------


def _roads(access: Access) -> pd.DataFrame:
    """One row per link on which something hangs, what matters most first."""
    links = roads_that_matter(access)
    near = access.villages["name"].reindex(links["village_id"]).to_numpy()
    facts = {
        "name": links["name"].fillna(MAP["name_unknown"][0]),
        "route_code": links["route_code"],
        "link_id": links.index,
        "start_km": links["start_km"],
        "end_km": links["end_km"],
        "length_m": links["length_m"].round(),
        "surface_code": links["surface_code"].str[:2].map({c: p[0] for c, p in SURFACES.items()}),
        "near": near,
        **{
            name: links[name].where(links[name] > 0)
            for name in ("people_isolated", "homes_isolated")
        },
    }
    trips = _in_hours(links)
    columns = [f"{name}_{season}" for name in TRIPS for season in SEASONS]
    told = trips[[one for one in columns if one in trips and trips[one].any()]]
    return pd.concat([pd.DataFrame(facts, index=links.index), told.where(told > 0)], axis=1)


def _in_hours(links: pd.DataFrame) -> pd.DataFrame:
    """What hangs on links, person-minutes as person-hours."""
    columns = [str(name) for name in links if str(name).startswith("person_minutes_")]
    hours = {name.replace("minutes", "hours"): (links[name] / 60).round() for name in columns}
    return links.drop(columns=columns).assign(**hours)


def _of_roads(access: Access) -> list[str]:
    """What the columns of the roads mean."""
    kind = access.about["trips_to"]
    own = [ACCESS["hanging"]]
    if kind is not None:
        zh, en = SERVICES[kind]
        own.append(both(ACCESS["hours_of"], service=zh, service_en=en.lower()))
    return _notes(*own)


# ---- indicators and method -------------------------------------------------------------------------


def _indicators(access: Access) -> pd.DataFrame:
    """Indicators in words."""
    table = access.indicators
    values = [
        f"{percent(value)} %" if unit == "share" else f"{value:,.0f} {' '.join(UNITS[unit])}"
        for value, unit in zip(table["value"], table["unit"], strict=True)
    ]
    names = [indicator_name(access, str(name)) for name in table.index]
    return pd.DataFrame(names, columns=["chinese", "english"]).assign(value=values)


def _how(access: Access) -> pd.DataFrame:
    """How it was measured, item by item."""
    rows = [(" ".join(item), *told) for item, told in how_it_was_measured(access)]
    return pd.DataFrame(rows, columns=["item", "chinese", "english"])
