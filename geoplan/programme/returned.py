"""A list that comes back from a bureau: which row is which, what it changed, what that costs.

The list is compared with the rows that were sent, as they were written; nothing is planned anew.
How far the works are is told in ``programme.progress``.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geoplan.programme.list_money import (
    by_fund,
    by_year,
    list_amounts,
    list_payable_yuan,
    list_payments,
)
from geoplan.programme.list_rows import MERGED, Key, match_returned, one_row, plain
from geoplan.programme.plan import Plan

NOT_COMPARED = ("number", "project_id", "stage", "road")
SMALLEST = {"cost_wan": 0.005, "subsidy_wan": 0.005, "width_m": 0.05, "people": 0.5,
            "households": 0.5}  # fmt: skip
"""Differences below this are rounding; of funds as of costs, elsewhere half a metre."""
ROUNDING = 0.0005


@dataclass(frozen=True)
class ReturnedList:
    """What a bureau made of the list of a plan.

    Attributes
    ----------
    name
        County.
    rows
        From ``list_rows.match_returned``; status "changed" where a cell says something else.
    changes
        sheet, row, project_id, name, column, before, after: one per cell.
    gone
        Index project_id, stage of rows that were sent and are not there; name, year, cost_wan.
    years
        Index year; plan_yuan, list_yuan.
    funds
        From ``list_money.by_fund``, every fund keeping its share of each row.
    asked_yuan, payable_yuan
        What the rows that are known cost in years of the batch, and how much of it the funds can
        pay, whoever pays what.
    uncounted_yuan
        Cost of the other rows: new ones, and years outside the batch.
    seems_in_yuan
        Most costs that changed are 10 000 times what was sent.
    """

    name: str
    rows: pd.DataFrame
    changes: pd.DataFrame
    gone: pd.DataFrame
    years: pd.DataFrame
    funds: pd.DataFrame
    asked_yuan: float
    payable_yuan: float
    uncounted_yuan: float
    seems_in_yuan: bool


def compare_returned(plan: Plan, sent: pd.DataFrame, returned: pd.DataFrame) -> ReturnedList:
    """What a bureau changed in the list of a plan.

    Parameters
    ----------
    plan
        Finished plan.
    sent
        Rows of its list as the bureau has them (``publish.bureau.bureau_rows``).
    returned
        From ``readers.project_lists.read_returned_list``; the sheet 进度 is passed over.

    Returns
    -------
    ReturnedList
        The list as it was sent comes back without a change.
    """
    listed = returned[returned.index.get_level_values("sheet") == ""]
    rows = match_returned(plan, sent, listed)
    records = listed.to_dict("records")
    bases = [_base(sent, keys) if keys else None for keys in rows["keys"].tolist()]
    changes = _changes(sent, rows, records, bases)
    met = {key for keys in rows["keys"].tolist() for key in keys}
    gone = sent[[key not in met for key in sent.index]]
    amounts = list_amounts(bases, records)
    new = amounts[(rows["keys"].map(len) == 0) & (rows["status"] != "twice")]
    paid = list_payments(plan, rows, amounts)
    known = paid[paid["year"].isin(plan.years)]
    asked_yuan = float(known["amount_yuan"].sum())
    all_yuan = float(paid["amount_yuan"].sum() + new["cost_yuan"].sum())
    return ReturnedList(
        name=plan.name,
        rows=rows.assign(status=rows["status"].mask(rows["row"].isin(changes["row"]), "changed")),
        changes=changes,
        gone=gone.rename(columns={"finish_year": "year"})[["name", "year", "cost_wan"]],
        years=by_year(plan, paid, new),
        funds=by_fund(plan, known),
        asked_yuan=asked_yuan,
        payable_yuan=list_payable_yuan(plan, known),
        uncounted_yuan=all_yuan - asked_yuan,
        seems_in_yuan=_seems_in_yuan(changes),
    )


def _base(sent: pd.DataFrame, keys: tuple[Key, ...]) -> dict[Any, Any]:
    """What was sent of some rows, in one."""
    own = sent.loc[list(keys)]
    merged = own if len(own) == 1 else one_row(own, pd.Index([0] * len(own)))
    return merged.to_dict("records")[0]


def _changes(
    sent: pd.DataFrame,
    rows: pd.DataFrame,
    records: list[dict[Any, Any]],
    bases: list[dict[Any, Any] | None],
) -> pd.DataFrame:
    """Cells that say something else than what was sent."""
    changes = []
    for row, after, before in zip(rows.to_dict("records"), records, bases, strict=True):
        if before is None:
            continue
        unread = {line.partition("=")[0] for line in after["unread"].split("\n")}
        several = len({project for project, _ in row["keys"]}) > 1
        for column in [name for name in after if name in sent.columns]:
            passed = column in NOT_COMPARED or column in unread
            passed = passed or (several and MERGED.get(column) != "sum")
            if not passed and not _same(column, before[column], after[column]):
                changes.append((row["sheet"], row["row"], row["project_id"], before["name"], column,
                                before[column], after[column]))  # fmt: skip
    names = ["sheet", "row", "project_id", "name", "column", "before", "after"]
    return pd.DataFrame(changes, columns=names, dtype=object)


def _seems_in_yuan(changes: pd.DataFrame) -> bool:
    """Whether most costs that changed are 10 000 times what was sent."""
    cost = changes[changes["column"] == "cost_wan"][["before", "after"]].astype("float64")
    times = cost["after"] / cost["before"]
    return bool(times.between(9_999, 10_001).sum() > len(changes["row"].unique()) / 2)


def _same(column: str, before: Any, after: Any) -> bool:
    """Whether a cell says what was sent."""
    if pd.isna(before) or pd.isna(after) or isinstance(before, str):
        return plain(before) == plain(after)
    least = 0.005 if column.startswith("fund:") else SMALLEST.get(column, ROUNDING)
    return bool(abs(before - after) < least)
