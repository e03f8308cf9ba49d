"""What the summary and the brief both say in a sentence, 中文 and English.

Why a year brings nothing, which funds are assumed, what the county's own rules keep out, which
hazards are made safe. A reason is told only where the tables of the plan prove it.
"""

import pandas as pd

from geoplan.programme.explain import too_late
from geoplan.programme.plan import STAGES, Plan
from geoplan.publish.answerdata import asking_groups
from geoplan.publish.brief_tables import count, shown, staying, work_by_year
from geoplan.publish.labels import BRIEF, Pair, filled
from geoplan.publish.markdown import in_wan
from geoplan.publish.naming import CHINESE
from geoplan.publish.payments import fund_names
from geoplan.publish.sheets import year_span
from geoplan.publish.works import works

WAITING = (
    "building_year", "money", "no_payer", "subgrade_only", "too_dear", "too_late", "useless_alone",
)  # fmt: skip
"""Reasons of roads that somebody still waits for and that may be listed."""


def titled(plan: Plan, *, unnamed: str = "") -> str:
    """County and years as a title begins: "云岭县2027—2028"; ``unnamed`` where it has no name."""
    county = shown(plan.name)
    blank = " " if county and not CHINESE.search(county[-1]) else ""
    return f"{county or unnamed}{blank}{year_span(plan)}"


def with_relocation(plan: Plan) -> bool:
    """Whether the plan asks who should move where: somebody is in danger or moves, or sites are known."""
    return not (asking_groups(plan).empty and plan.sites.empty)


def parted_villages(plan: Plan) -> Pair | None:
    """Administrative villages that move to several sites, and what a site more counts; or nothing."""
    sites = plan.groups.groupby("admin_village_id")["site_id"].nunique()
    if not sites.any():
        return None
    each_yuan = plan.about["settings"]["relocation"]["yuan_per_village_and_site"]
    return _say(
        "parted", n=count((sites > 1).sum()), more=count((sites - 1).clip(lower=0).sum()),
        each=in_wan(each_yuan), wan=in_wan(each_yuan * sites.sum()),
    )  # fmt: skip


def short_batch(plan: Plan) -> Pair | None:
    """Roads that have no room in a batch shorter than subgrade and surface take; nothing without."""
    late = int((plan.projects["reason"] == "too_late").sum())
    if not late:
        return None
    lag = _lag_years(plan)
    facts = {"lag": lag, "years": len(plan.years), "needed": lag + 1, "late": late}
    return _say("batch_short", **{name: count(number) for name, number in facts.items()})


def building_villages(plan: Plan) -> Pair | None:
    """Villages that build in the batch, whose only way out waits for them; nothing without."""
    needed = plan.projects["building_villages"]
    villages = {one for cell in needed for one in cell.split(";") if one}
    if not villages:
        return None
    out = int((plan.projects["reason"] == "building_year").sum())
    roads = int((needed != "").sum())
    facts = {"villages": len(villages), "roads": roads, "out": out}
    return _say("batch_building", **{name: count(number) for name, number in facts.items()})


def year_notes(plan: Plan) -> list[Pair]:
    """Years in which nothing is paved or nobody newly connected, with why where the plan proves it.

    Where ``short_batch`` says why nothing can be paved, years without surfaces are left to it.
    """
    told_before = short_batch(plan) is not None
    notes = []
    for _, work in work_by_year(plan).iterrows():
        if not work["surfaces"]:
            notes += [] if told_before else [_unpaved(plan, work)]
        elif not work["people"]:
            notes.append(_say("year_nobody", year=str(work.name), surfaces=count(work["surfaces"])))
    return notes


def unapproved_funds(plan: Plan) -> Pair | None:
    """How many funds have a ceiling that nobody has approved; nothing if none."""
    assumed = plan.funds.groupby("fund_id")["assumed"].any()
    if not assumed.any():
        return None
    code = "funds_all_assumed" if assumed.all() else "funds_assumed"
    return _say(code, n=count(assumed.sum()), funds=count(len(assumed)))


def gate(plan: Plan) -> Pair | None:
    """What the county's gate is, and how many stay without a paved road whose cheapest way it bars.

    Nothing where the gate keeps no road out.
    """
    barred = set(plan.projects.index[plan.projects["reason"] == "few_households"])
    if not barred:
        return None
    stay = staying(plan)
    left = stay[~stay["connected_after"].astype(bool)]
    waits = left[[not barred.isdisjoint(way.split(";")) for way in left["way_projects"]]]
    return _say(
        "gate" if waits.empty else "gate_people",
        households=count(plan.about["settings"]["projects"]["min_households"]),
        people=count(waits["people"].sum()),
        groups=count(len(waits)),
    )


def library(plan: Plan) -> Pair | None:
    """What the project library is; nothing where no road is left out for it."""
    is_left = (plan.projects["reason"] == "not_in_library").any()
    return BRIEF["library"] if is_left else None


def made_safe(plan: Plan, most: int) -> list[Pair]:
    """The dearest works: when, for how much, paid by whom, and who may stay; how many more."""
    of_works = plan.payments[plan.payments["kind"] == "hazard"]
    payers = of_works.groupby("id")["fund_id"].agg(set).to_dict()
    dearest = sorted(works(plan).items(), key=lambda item: -item[1].cost_yuan)
    more = [_say("works_more", n=count(len(dearest) - most))] if len(dearest) > most else []
    return [
        _say(
            "works",
            hazard=made.name,
            year=str(made.year),
            wan=in_wan(made.cost_yuan),
            funds="、".join(
                name for fund, name in fund_names(plan).items() if fund in payers.get(one, ())
            ),
            households=count(made.households),
            people=count(made.people),
        )
        for one, made in dearest[:most]
    ] + more


def access_index(plan: Plan) -> Pair | None:
    """Why the access index may be 100 % while people have no paved road; nothing if it is unknown."""
    if plan.indicators.reindex(["rural_access_index"])["after"].isna().all():
        return None
    distance_m = plan.about["settings"]["network"]["access_index_m"]
    return _say("access_index", km=f"{distance_m / 1000:g}")


def _unpaved(plan: Plan, work: "pd.Series[float]") -> Pair:
    """What a year without surfaces brings, and why it has none or where to read on."""
    year, built = str(work.name), count(work["subgrades"])
    what = _say("year_subgrades", subgrades=built) if work["subgrades"] else BRIEF["year_no_road"]
    code = _why_not(plan, int(year), ["surface"] if work["subgrades"] else list(STAGES))
    if not code:
        return _say("year_unpaved", year=year, what=what)
    why = _say(code, lag=count(_lag_years(plan)))
    return _say("year_unpaved_why", year=year, what=what, why=why)


def _why_not(plan: Plan, year: int, stages: list[str]) -> str:
    """Code of why a year builds none of some stages; empty where the plan does not prove it."""
    projects, surfaces_only = plan.projects, stages == ["surface"]
    waits = projects["reason"].isin(WAITING) | (projects["surface_year"] > year).fillna(False)
    listable = projects[projects["eligible"]]
    years_so_far = plan.years.index(year) + 1
    late = too_late(listable, lag_years=_lag_years(plan), batch_years=years_so_far)
    no_money = "why_no_surface_money" if surfaces_only else "why_no_money"
    reasons = {
        "why_done": not waits.any(),
        no_money: not _money_yuan(plan, year, stages),
        "why_lag": surfaces_only and len(late) == len(listable),
    }
    return next((code for code, holds in reasons.items() if holds), "")


def _money_yuan(plan: Plan, year: int, stages: list[str]) -> float:
    """Money of a year in the funds that may pay one of these stages [yuan]."""
    settings = plan.about["settings"]["funds"]
    pays = [fund["id"] for fund in settings if not set(stages).isdisjoint(fund["pays"])]
    funds = plan.funds[(plan.funds["year"] == year) & plan.funds["fund_id"].isin(pays)]
    return float(funds[["ceiling_yuan", "carried_in_yuan"]].sum().sum())


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
