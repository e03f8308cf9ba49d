"""What the summary and the brief both say in a sentence, 中文 and English.

Why a year brings nothing, which funds are assumed, what the county's own rules keep out.
"""

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.brief_tables import count, shown, work_by_year
from geoplan.publish.labels import BRIEF, Pair, filled
from geoplan.publish.naming import CHINESE
from geoplan.publish.sheets import year_span

WAITING = ("money", "no_payer", "too_dear", "too_late")
"""Reasons of roads that would still be built if money and years allowed."""


def titled(plan: Plan, *, unnamed: str = "") -> str:
    """County and years as a title begins: "云岭县2027—2028"; ``unnamed`` where it has no name."""
    county = shown(plan.name)
    blank = " " if county and not CHINESE.search(county[-1]) else ""
    return f"{county or unnamed}{blank}{year_span(plan)}"


def short_batch(plan: Plan) -> Pair | None:
    """Roads that have no room in a batch shorter than subgrade and surface take; nothing without."""
    late = int((plan.projects["reason"] == "too_late").sum())
    if not late:
        return None
    lag = _lag_years(plan)
    facts = {"lag": lag, "years": len(plan.years), "needed": lag + 1, "late": late}
    return _say("batch_short", **{name: count(number) for name, number in facts.items()})


def year_notes(plan: Plan) -> list[Pair]:
    """Years in which nothing is paved or nobody newly connected, each with why as far as known.

    Years without surfaces for the reason that ``short_batch`` tells are left to it.
    """
    told_before = "why_lag" if short_batch(plan) else ""
    notes = []
    for year, work in work_by_year(plan).iterrows():
        if not work["surfaces"]:
            why = _why_unpaved(plan, int(str(year)))
            notes += [_unpaved(plan, work, why)] if why != told_before else []
        elif not work["people"]:
            notes.append(_say("year_nobody", year=str(year), surfaces=count(work["surfaces"])))
    return notes


def unapproved_funds(plan: Plan) -> Pair | None:
    """How many funds have a ceiling that nobody has approved; nothing if none."""
    assumed = plan.funds.groupby("fund_id")["assumed"].any()
    if not assumed.any():
        return None
    code = "funds_all_assumed" if assumed.all() else "funds_assumed"
    return _say(code, n=count(assumed.sum()), funds=count(len(assumed)))


def gate(plan: Plan) -> Pair | None:
    """Roads that serve fewer households than the county asks for, and villages that need them.

    Nothing where the gate keeps no road out. A village needs those on its cheapest way.
    """
    roads = set(plan.projects.index[plan.projects["reason"] == "few_households"])
    if not roads:
        return None
    ways = plan.villages.loc[plan.villages["reason"] == "blocked", "way_projects"]
    villages = sum(not roads.isdisjoint(way.split(";")) for way in ways)
    households = count(plan.about["settings"]["projects"]["min_households"])
    facts = {"roads": count(len(roads)), "households": households, "villages": count(villages)}
    return _say("gate_villages" if villages else "gate", **facts)


def library(plan: Plan) -> Pair | None:
    """What the project library is; nothing where no road is left out for it."""
    is_left = (plan.projects["reason"] == "not_in_library").any()
    return BRIEF["library"] if is_left else None


def access_index(plan: Plan) -> Pair | None:
    """Why the access index may be 100 % while people have no paved road; nothing if it is unknown."""
    if plan.indicators.reindex(["rural_access_index"])["after"].isna().all():
        return None
    distance_m = plan.about["settings"]["network"]["access_index_m"]
    return _say("access_index", km=f"{distance_m / 1000:g}")


def _unpaved(plan: Plan, work: "pd.Series[float]", why: str) -> Pair:
    """What a year without surfaces brings, and why it has none."""
    if work["subgrades"]:
        what = _say("year_subgrades", subgrades=count(work["subgrades"]))
    else:
        what = BRIEF["year_no_road" if work["households"] else "year_nothing"]
    return _say("year_unpaved", year=str(work.name), what=what,
                why=_say(why, lag=count(_lag_years(plan))))  # fmt: skip


def _why_unpaved(plan: Plan, year: int) -> str:
    """Code of why no surface is built in a year; "why_unknown" where the plan does not tell."""
    funds = plan.funds[plan.funds["year"] == year]
    money_yuan = (funds["ceiling_yuan"] + funds["carried_in_yuan"]).groupby(funds["fund_id"]).sum()
    pays = {fund["id"] for fund in plan.about["settings"]["funds"] if "surface" in fund["pays"]}
    projects = plan.projects
    ready = projects["eligible"] & projects["subgrade_accepted"].fillna(False)
    reasons = {
        "why_no_money": not money_yuan.any(),
        "why_no_surface_money": not money_yuan[money_yuan.index.isin(pays)].any(),
        "why_lag": year - plan.years[0] < _lag_years(plan) and not ready.any(),
        "why_done": not projects["reason"].isin(WAITING).any(),
    }
    return next((code for code, holds in reasons.items() if holds), "why_unknown")


def _lag_years(plan: Plan) -> int:
    """Years between a subgrade and its surface."""
    return int(plan.about["settings"]["projects"]["surface_lag_years"])


def _say(code: str, **values: str | Pair) -> Pair:
    """Words with their values, those that are pairs each in its language."""
    zh, en = (
        filled(
            BRIEF[code][language],
            **{
                name: one if isinstance(one, str) else one[language] for name, one in values.items()
            },
        )
        for language in (0, 1)
    )
    return zh, en
