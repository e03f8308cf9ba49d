"""What a list that came back costs by year and fund, beside what was sent and the ceilings."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geoplan.bureau import YEARS
from geoplan.programme.funds import payable_yuan
from geoplan.programme.plan import Plan


def list_amounts(
    sent: Sequence[Mapping[Any, Any] | None], rows: Sequence[Mapping[Any, Any]]
) -> pd.DataFrame:
    """Year and cost of each row of a list; what was sent where it does not say.

    Parameters
    ----------
    sent
        What was sent of each row; None where it is new.
    rows
        What stands there.

    Returns
    -------
    DataFrame
        Numbered from 0: year (Int64), later (years after the one sent), cost_yuan, sent_yuan.
    """
    told: list[dict[str, Any]] = []
    for ours, theirs in zip(sent, rows, strict=True):
        base: Mapping[Any, Any] = ours or {}
        column = next((name for name in YEARS if pd.notna(theirs.get(name))), YEARS[0])
        sent_year, sent_wan = base.get(column), base.get("cost_wan", 0.0)
        year: Any = theirs.get(column)
        cost_wan = theirs.get("cost_wan")
        unmoved = pd.isna(year) or pd.isna(sent_year)
        told.append({
            "year": sent_year if pd.isna(year) else year,
            "later": 0 if unmoved else year - sent_year,
            "cost_yuan": round(100 * (sent_wan if pd.isna(cost_wan) else cost_wan)) * 100.0,
            "sent_yuan": round(100 * sent_wan) * 100.0,
        })  # fmt: skip
    columns = ["year", "later", "cost_yuan", "sent_yuan"]
    return pd.DataFrame(told, columns=columns).astype({"year": "Int64", "later": "int64"})


def list_payments(plan: Plan, rows: pd.DataFrame, amounts: pd.DataFrame) -> pd.DataFrame:
    """Payments of the rows that are known, moved to their years, every fund keeping its share.

    Parameters
    ----------
    plan
        Finished plan.
    rows
        From ``list_rows.match_returned``.
    amounts
        From ``list_amounts``, for each of them.

    Returns
    -------
    DataFrame
        As ``Plan.payments``.
    """
    payments = plan.payments[plan.payments["kind"] == "project"]
    parts = [payments.iloc[:0]]
    for keys, amount in zip(rows["keys"].tolist(), amounts.to_dict("records"), strict=True):
        share = amount["cost_yuan"] / amount["sent_yuan"] if amount["sent_yuan"] else 0.0
        for project, stage in keys:
            own = payments[payments["id"] == project]
            own = own if stage == "whole" else own[own["component"] == stage]
            moved, paid = own["year"] + amount["later"], own["amount_yuan"] * share
            parts.append(own.assign(year=moved, amount_yuan=paid))
    return pd.concat(parts, ignore_index=True)


def by_year(plan: Plan, paid: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Cost of the roads of a plan and of a list, by year [yuan]: plan_yuan, list_yuan.

    Parameters
    ----------
    plan
        Finished plan.
    paid
        From ``list_payments``.
    others
        From ``list_amounts``, of rows that are new.
    """
    payments = plan.payments[plan.payments["kind"] == "project"]
    known = paid.groupby("year")["amount_yuan"].sum()
    new = others.groupby("year")["cost_yuan"].sum()
    table = pd.DataFrame({
        "plan_yuan": payments.groupby("year")["amount_yuan"].sum(),
        "list_yuan": known.add(new, fill_value=0.0),
    })  # fmt: skip
    years = sorted({*plan.years, *table.index})
    return table.reindex(years).astype("float64").fillna(0.0)


def by_fund(plan: Plan, paid: pd.DataFrame) -> pd.DataFrame:
    """Use of each fund for roads in each year, by the plan and by a list [yuan].

    Parameters
    ----------
    plan
        Finished plan.
    paid
        From ``list_payments``, in years of the batch.

    Returns
    -------
    DataFrame
        fund_id, name, year, plan_yuan, list_yuan, available_yuan: money for roads of that year, and
        what the list has left of earlier years where the fund carries it over.
    """
    ours = plan.payments[plan.payments["kind"] == "project"]
    used = plan.funds["fund_id"].isin([*ours["fund_id"], *paid["fund_id"]])
    table = plan.funds[used].reset_index(drop=True)
    index = pd.MultiIndex.from_frame(table[["fund_id", "year"]])
    for name, payments in (("plan_yuan", ours), ("list_yuan", paid)):
        amounts = payments.groupby(["fund_id", "year"])["amount_yuan"].sum()
        table[name] = amounts.reindex(index).fillna(0.0).to_numpy()
    left: dict[str, float] = {}
    available = []
    for fund in table.to_dict("records"):
        available.append(fund["for_roads_yuan"] + left.get(fund["fund_id"], 0.0))
        if fund["carry_over"]:
            left[fund["fund_id"]] = max(0.0, available[-1] - fund["list_yuan"])
    columns = ["fund_id", "name", "year", "plan_yuan", "list_yuan", "available_yuan"]
    return table.assign(available_yuan=available)[columns]


def list_payable_yuan(plan: Plan, paid: pd.DataFrame) -> float:
    """How much of a list's rows the funds can pay in their years, whoever pays what [yuan]."""
    due = paid.groupby(["id", "component", "year"])["amount_yuan"].sum().round(-2).reset_index()
    due = due.rename(columns={"id": "project_id", "amount_yuan": "cost_yuan"})
    cost = due.groupby(["project_id", "component"])["cost_yuan"].sum()
    offers = plan.offers.set_index(["project_id", "component"])
    whole = offers["most_yuan"] >= offers["cost_yuan"]
    most = offers["most_yuan"].mask(whole, cost.reindex(offers.index))
    return payable_yuan(due, offers.assign(most_yuan=most.fillna(0.0)).reset_index(), plan.funds)
