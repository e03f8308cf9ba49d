"""The two tables of the brief, their cells as text, and how the brief tells numbers."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from geoplan.programme.plan import STAGES, Plan
from geoplan.publish.labels import BRIEF, MAP, filled
from geoplan.publish.markdown import in_wan
from geoplan.publish.payments import fund_names
from geoplan.publish.workbook import display_width

MOST_FUNDS, MOST_TOWNSHIPS = 8, 15
"""Rows told one by one, largest first; the others are one row together."""

LONGEST_SOURCE = 160
"""A credit longer than this is cut [half-width characters]."""


def count(number: Any) -> str:
    """A count or minutes as whole number; unknown is a dash, unreachable said in words."""
    if pd.isna(number):
        return "—"
    return MAP["cut_off"][0] if math.isinf(number) else f"{number:,.0f}"


def shown(name: Any, most: int = 30) -> str:
    """A name as a document can show it: one line, nothing invisible, so many half-widths long."""
    words = "" if pd.isna(name) else " ".join(str(name).split())
    letters = "".join(filter(str.isprintable, words))
    if display_width(letters) <= most:
        return letters
    while display_width(letters) > most - 2:
        letters = letters[:-1]
    return f"{letters}…"


def km(length_m: float) -> str:
    """Metres as km with one decimal."""
    return f"{length_m / 1000:,.1f}"


def moving(plan: Plan) -> pd.DataFrame:
    """Groups that move to a site."""
    return pd.DataFrame(plan.groups[plan.groups["site_id"].notna()])


def building_alone(plan: Plan) -> pd.DataFrame:
    """Groups that move and build by themselves; roads count them where they live today."""
    alone = (plan.groups["mode"] == "dispersed") & plan.groups["safe_year"].notna()
    return pd.DataFrame(plan.groups[alone])


def staying(plan: Plan) -> pd.DataFrame:
    """Groups that do not move to a site."""
    return pd.DataFrame(plan.groups[plan.groups["site_id"].isna()])


def paid_for(plan: Plan) -> "pd.Series[float]":
    """All money by what it is for: roads, sites (and moving there), alone, works [yuan]."""
    payments, kinds = plan.payments, {"project": "roads", "hazard": "works", "work": "improved"}
    alone = payments["id"].map(plan.groups["mode"]).eq("dispersed") & (payments["kind"] == "group")
    what = payments["kind"].map(kinds).fillna("sites").mask(alone, "alone")
    paid_yuan = payments["amount_yuan"].groupby(what).sum()
    return paid_yuan.reindex(["roads", "improved", "sites", "alone", "works"], fill_value=0.0)


def sources(plan: Plan) -> str:
    """Where the data come from, in one line; empty where nobody said it."""
    named = (shown(source, LONGEST_SOURCE) for source in plan.about["sources"])
    return "；".join(filter(None, named))


def work_by_year(plan: Plan) -> pd.DataFrame:
    """What is built and who gains in each year of the batch.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Index year; subgrades and surfaces (roads), subgrade_m, surface_m, people (newly connected,
        without those who move to a site), sites (that open), groups and households (that move
        there), alone (households that build by themselves), works (hazards made safe).
    """
    projects, stay, move, alone = plan.projects, staying(plan), moving(plan), building_alone(plan)
    work: dict[str, pd.Series[Any]] = {}
    for stage in STAGES:
        built = projects["length_m"].groupby(projects[f"{stage}_year"])
        work |= {f"{stage}s": built.size(), f"{stage}_m": built.sum()}
    movers = move["households"].groupby(move["year"])
    work |= {
        "people": stay["people"].groupby(stay["connected_year"]).sum(),
        "sites": plan.sites["selected"].groupby(plan.sites["year"]).sum(),
        "groups": movers.size(),
        "households": movers.sum(),
        "alone": alone["households"].groupby(alone["safe_year"]).sum(),
        "works": plan.hazards.groupby("protected_year").size(),
    }
    years = list(plan.years)
    return pd.DataFrame({name: one.reindex(years, fill_value=0) for name, one in work.items()},
                        years, dtype="float64")  # fmt: skip


def years_table(plan: Plan) -> pd.DataFrame:
    """What is built, who gains and which fund pays, by year.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Text; columns item, one per year, sum, money left at the end of the batch. Sites, moves and
        works have no row where there are none in all years.
    """
    rows = [*_work_rows(plan), *_fund_rows(plan)]
    years = [filled(BRIEF["column_year"][0], year=year) for year in plan.years]
    heads = [BRIEF[f"column_{name}"][0] for name in ("item", "sum", "left")]
    return pd.DataFrame(rows, columns=[heads[0], *years, *heads[1:]])


def _work_rows(plan: Plan) -> list[list[str]]:
    """What is built and who gains by year and in all; sites, moves, works where there are any."""
    work = work_by_year(plan)
    work.loc["sum"] = work.sum()
    rows = {
        "subgrades": work["subgrades"].map(count),
        "subgrade_km": work["subgrade_m"].map(km),
        "surfaces": work["surfaces"].map(count),
        "surface_km": work["surface_m"].map(km),
        "people": work["people"].map(count),
        "sites": work["sites"].map(count),
        "groups": work["groups"].map(count),
        "households": work["households"].map(count),
        "alone": work["alone"].map(count),
        "works": work["works"].map(count),
    }
    where_any = ("sites", "groups", "households", "alone", "works")
    absent = [name for name in where_any if not work[name].any()]
    return [[BRIEF[f"row_{name}"][0], *rows[name], ""] for name in rows if name not in absent]


def _fund_rows(plan: Plan) -> list[list[str]]:
    """Money used of each fund by year, in all, and left at the end; then all funds."""
    used = plan.funds.pivot_table("used_yuan", "fund_id", "year", aggfunc="sum")
    used = used.reindex(columns=list(plan.years), fill_value=0.0)
    by_fund = plan.funds.groupby("fund_id")
    kept = by_fund["carry_over"].first()
    left = by_fund["left_yuan"].last().where(kept, by_fund["left_yuan"].sum())
    table = used.assign(sum=used.sum(axis=1), left=left)
    table = table.sort_values("sum", ascending=False, kind="stable")
    names = _fund_names(plan)
    rows = [(names[str(fund)], table.loc[fund]) for fund in table.index[:MOST_FUNDS]]
    if len(table) > MOST_FUNDS:
        rows.append((BRIEF["row_other_funds"][0], table[MOST_FUNDS:].sum()))
    rows.append((BRIEF["row_money"][0], table.sum()))
    return [[name, *amounts.map(in_wan)] for name, amounts in rows]


def _fund_names(plan: Plan) -> dict[str, str]:
    """Names of funds, which may be cut at their end: so what says that one is assumed comes first."""
    assumed = set(plan.funds["fund_id"][plan.funds["assumed"]])
    unmarked = replace(plan, funds=plan.funds.assign(assumed=False))
    own = {fund: shown(name) for fund, name in fund_names(unmarked).items()}
    return {
        fund: filled(BRIEF["row_assumed"][0], fund=name) if fund in assumed else name
        for fund, name in own.items()
    }


def townships_table(plan: Plan) -> pd.DataFrame:
    """Who gains in each township, and what is built there; most people newly connected first.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Text; one row per township, the smallest together where they are many, then the county.
    """
    towns = plan.townships.sort_values("people", ascending=False, kind="stable")
    towns = towns.assign(more=towns["people_connected_after"] - towns["people_connected_now"])
    towns = towns.sort_values("more", ascending=False, kind="stable")
    rows = [row for _, row in towns[:MOST_TOWNSHIPS].iterrows()]
    others, figures = towns[MOST_TOWNSHIPS:], towns.columns.drop("name")
    if len(others):
        name = filled(BRIEF["town_others"][0], count=len(others))
        rows.append(pd.concat([pd.Series({"name": name}), others[figures].sum()]))
    rows.append(pd.concat([pd.Series({"name": BRIEF["column_sum"][0]}), towns[figures].sum()]))
    told: dict[str, Callable[[Any], str]] = {
        "name": shown,
        **dict.fromkeys(("people", "people_connected_now", "people_connected_after", "more",
                         "projects"), count),
        "km": "{:,.1f}".format,
        "cost_yuan": in_wan,
        "households_moving": count,
    }  # fmt: skip
    return pd.DataFrame(
        {BRIEF[f"town_{column}"][0]: [words(row[column]) for row in rows]
         for column, words in told.items()}
    )  # fmt: skip
