"""Rows of a bureau's list and the rows that it was sent: which is which.

A row that was sent has the key project_id and stage: "subgrade", "surface", or "whole" where the
bureau wants both in one row. A row that comes back is never guessed.
"""

import unicodedata
from dataclasses import replace
from typing import Any

import pandas as pd

from geoplan.bureau import YEARS
from geoplan.programme.official import match_rows
from geoplan.programme.plan import Plan

Key = tuple[str, str]
MERGED = {
    "start_km": "min", "end_km": "max", "project_year": "min", "start_year": "min",
    "finish_year": "max", "cost_wan": "sum", "subsidy_wan": "sum",
}  # fmt: skip
"""How the cells of several rows become one; the first row's cell elsewhere."""
ALIKE = (*YEARS, "project_id", "name", "route_code", "start_km", "end_km", "length_km", "cost_wan")
"""Rows that agree in all of these are the same."""


def match_returned(plan: Plan, sent: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Which rows that were sent each row of a list is.

    Parameters
    ----------
    plan
        Finished plan.
    sent
        Rows of its list as the bureau has them (``publish.bureau.bureau_rows``).
    rows
        Rows of one sheet of the list (``readers.project_lists.read_returned_list``).

    Returns
    -------
    DataFrame
        One row per row, numbered from 0: sheet, row, name, keys (tuple of keys), project_id
        (missing where unknown), status: "same" where a row is found, else "twice", "new_stage" (of a
        project of the plan), "new_project" (a candidate), or as in ``official``: "unmatched", "ambiguous",
        "part", "hardened".

    Notes
    -----
    Rows that say exactly what was sent come first; the others by id, route code and stakes, name,
    cost (``with_ids``, ``official.match_rows``): among all candidates, then among those that nobody
    has claimed.
    """
    records = rows.reset_index().to_dict("records")
    found = _alike(sent, rows)
    free = [key for key in sent.index if key not in set(found.values())]
    others = [at for at in range(len(rows)) if at not in found]
    asked = with_ids(plan, _asked(rows), sent["road"].groupby(level=0).first())
    meant = _meant(plan, free, asked.loc[others])
    told = []
    for at, row in enumerate(records):
        keys, project, status = (
            _stages(sent, row, meant[at], free)
            if at in meant
            else ((found[at],), found[at][0], "same")
        )
        free = [key for key in free if key not in keys]
        told.append((row["sheet"], row["row"], row.get("name"), keys, project, status))
    columns = ["sheet", "row", "name", "keys", "project_id", "status"]
    table = pd.DataFrame(told, columns=columns)
    return table.astype({"name": "str", "project_id": "str", "status": "str"})


def with_ids(plan: Plan, rows: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    """Rows with the id of the project that each names as our lists do.

    Parameters
    ----------
    plan
        Finished plan.
    rows
        project_id, name (without the stage), route_code, start_km, end_km; any index.
    names
        Name of projects in our lists (``publish.sheets.project_names``) by project_id.

    Returns
    -------
    DataFrame
        The same rows. One with the id of a candidate keeps it, and so does one with a route code
        and stakes whose project has them too: ``official.match_rows`` goes by these.
    """
    stakes = ["route_code", "start_km", "end_km"]
    called = names.map(plain)
    ids = {name: one for one, name in called[~called.duplicated(keep=False)].items() if name}
    named = rows["name"].map(plain).map(ids).astype("str")
    measured = plan.projects.index[plan.projects[stakes].notna().all(axis=1)]
    by_stakes = rows[stakes].notna().all(axis=1) & named.isin(measured)
    told = rows["project_id"].isin(plan.projects.index) | by_stakes | named.isna()
    return rows.assign(project_id=rows["project_id"].where(told, named))


def one_row(rows: pd.DataFrame, by: pd.Index) -> pd.DataFrame:
    """Rows of a list put together: money added, the first and last year, the road's own name.

    Parameters
    ----------
    rows
        As ``publish.project_list.list_rows``; columns "fund:..." are added up too.
    by
        Which rows belong together, in their order.

    Returns
    -------
    DataFrame
        Index project_id, stage ("whole" for several rows), in the order of the first rows.
    """
    how = {column: "sum" if column.startswith("fund:") else MERGED.get(column, "first")
           for column in rows.columns}  # fmt: skip
    parts = rows.reset_index(names=["_project", "_stage"]).groupby(by, sort=False)
    table = parts.agg(how)
    several = parts.size() > 1
    table["name"] = table["name"].mask(several, table["road"])
    table["stage"] = table["stage"].mask(several, parts["stage"].agg("、".join))
    money = [column for column in how if how[column] == "sum"]
    index = pd.MultiIndex.from_arrays(
        [parts["_project"].first(), parts["_stage"].first().mask(several, "whole")],
        names=["project_id", "stage"],
    )
    return table.assign(**table[money].round(2)).set_axis(index)


def plain(value: Any) -> str:
    """Value as it is compared: numbers to three decimals, text without blanks and widths."""
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        folded = unicodedata.normalize("NFKC", value).removeprefix("'")
        return "".join(one for one in folded if unicodedata.category(one)[0] not in "CZ")
    return f"{value:.3f}"


def _alike(sent: pd.DataFrame, rows: pd.DataFrame) -> dict[int, Key]:
    """Rows that say exactly what was sent, of equal ones the first for the first."""
    columns = [name for name in ALIKE if name in rows.columns]
    ours = dict(zip(_spelt(sent[columns]), sent.index, strict=True))
    return {at: ours[text] for at, text in enumerate(_spelt(rows[columns])) if text in ours}


def _spelt(table: pd.DataFrame) -> list[str]:
    """Cells of each row in one text, numbered where a text comes again."""
    cells = zip(*(map(plain, table[column]) for column in table.columns), strict=True)
    text = pd.Series(["\t".join(row) for row in cells], dtype="str")
    return list(text + "\t" + text.groupby(text).cumcount().astype("str"))


def _meant(plan: Plan, free: list[Key], asked: pd.DataFrame) -> dict[int, tuple[list[str], str]]:
    """Projects that some rows mean, and the status of ``official`` where none is found."""
    every = _projects(plan, asked)
    unclear = asked.loc[[at for at in asked.index if not every[at][0]]]
    left = list(dict.fromkeys(project for project, _ in free))
    among = _projects(replace(plan, projects=plan.projects.loc[left]), unclear)
    return every | {at: told for at, told in among.items() if told[0]}


def _asked(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as ``official.match_rows`` wants them, numbered from 0."""
    columns = ["project_id", "road", "route_code", "start_km", "end_km", "cost_wan"]
    table = rows.reindex(columns=columns).reset_index(drop=True).rename_axis("row")
    table = table.astype(dict.fromkeys(["start_km", "end_km", "cost_wan"], "float64"))
    year = pd.Series(pd.NA, table.index, dtype="Int64")
    return table.rename(columns={"road": "name"}).assign(
        year=year, year_text=None, subgrade_only=False
    )


def _projects(plan: Plan, asked: pd.DataFrame) -> dict[int, tuple[list[str], str]]:
    """Projects of each row, and its status."""
    told: dict[int, tuple[list[str], str]] = {}
    for one in match_rows(plan, asked).to_dict("records"):
        projects, _ = told.setdefault(one["row"], ([], one["status"]))
        projects += [one["project_id"]] if isinstance(one["project_id"], str) else []
    return told


def _stages(
    sent: pd.DataFrame, row: dict[Any, Any], meant: tuple[list[str], str], free: list[Key]
) -> tuple[tuple[Key, ...], str | None, str]:
    """Rows that were sent which a row is; else its project and why it is none of them."""
    projects, status = meant
    if not projects:
        return (), None, status
    own = [key for key in sent.index if key[0] in projects]
    if not own:
        return (), projects[0], "new_project"
    stage = row["stage_code"]
    if isinstance(stage, str):
        own = [key for key in own if key[1] in (stage, "whole")]
        if not own:
            return (), projects[0], "new_stage"
    left = [key for key in own if key in free]
    return tuple(_by_cells(sent, row, left)), projects[0], "same" if left else "twice"


def _by_cells(sent: pd.DataFrame, row: dict[Any, Any], keys: list[Key]) -> list[Key]:
    """The one of several stages of a project that a row agrees with, else all of them."""
    for column in ("nature", "cost_wan", *YEARS) if len({key[0] for key in keys}) == 1 else ():
        if column in row and pd.notna(row[column]):
            alike = [key for key in keys if plain(sent.at[key, column]) == plain(row[column])]
            if len(alike) == 1:
                return alike
    return keys
