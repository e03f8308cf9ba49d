"""Answers about a road: in or not and why, what the other decision would cost, who pays."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import pandas as pd

from geoplan.programme.plan import STAGES, Plan
from geoplan.publish.answerdata import (
    flooded_projects,
    money_before,
    other_sections,
    saved_minutes,
    way_counter,
)
from geoplan.publish.naming import fund_pairs, sections
from geoplan.publish.only_ways import isolated_by_project, on_closing
from geoplan.publish.price_answers import other_decision
from geoplan.publish.shared_ways import needed_as_well
from geoplan.publish.telling import Answer, Cells, Said, cells, ids, name, names, part, whole

WITHOUT_USERS = ("serves_nobody", "cheaper_ways", "site_closed", "village_leaves", "told_leave")
"""Reasons that say already whose way it is: nobody's, or theirs who leave."""
FINAL = ("few_households", "locked_out", "serves_nobody")
"""Rules that nobody can settle so that the road would be compared."""


def project_answers(plan: Plan, one: str) -> list[Answer]:
    """In or not, why, what the other decision would cost (first where it is out), who pays.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    one
        Project.
    """
    is_in = pd.notna(cells(plan, "projects", one)["surface_year"])
    why, verdict = part("why", _project_why(plan, one)), part("verdict", [*_in_or_not(plan, one)])
    price = part("without" if is_in else "room", other_decision(plan, one))
    return [
        *verdict,
        *part("sections", map(_sectioner(plan), other_sections(plan).get(one, []))),
        *(why + price if is_in else price + why),
        *part("money", [_cost(plan, one), *pays(plan, "project", one)]),
    ]


def _in_or_not(plan: Plan, one: str) -> Iterator[Said]:
    """The answer on a project, and why where it is out."""
    project = cells(plan, "projects", one)
    yield _project_verdict(plan, one)
    if project["reason"] == "withheld":
        yield "withheld", {}
    elif pd.isna(project["surface_year"]) or project["reason"] == "asked_for":
        yield "because", {"reason": ("project", project["reason"])}
        blockers = {
            other: cells(plan, "projects", other)["reason"] for other in ids(project["blocked_by"])
        }
        for other, why in blockers.items():
            yield "blocked", {"project": name(plan, "project", other), "reason": ("project", why)}
        yield from gate(plan, [project["reason"], *blockers.values()])


def gate(plan: Plan, reasons: Iterable[str]) -> Iterator[Said]:
    """How many households a road must serve, where some roads serve fewer.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    reasons
        Why roads are out.
    """
    if "few_households" in reasons:
        yield "gate", {"gate": plan.about["settings"]["projects"]["min_households"]}


@lru_cache(maxsize=2)
def _sectioner(plan: Plan) -> Callable[[str], Said]:
    """Sentence of another part of the same route."""
    called_so = sections(plan.projects)

    def section(project: str) -> Said:
        row = cells(plan, "projects", project)
        told = {"section": called_so[project]}
        if pd.notna(row["surface_year"]):
            return "section_in", told | {"year": row["surface_year"]}
        if pd.notna(row["subgrade_year"]):
            return "section_subgrade", told | {"year": row["subgrade_year"]}
        return "section_out", told

    return section


def _project_verdict(plan: Plan, one: str) -> Said:
    """In which year, or not."""
    project = cells(plan, "projects", one)
    subgrade, surface = project["subgrade_year"], project["surface_year"]
    if pd.isna(surface):
        if pd.isna(subgrade):
            return "project_out", {}
        return "project_subgrade", {"year": subgrade}
    if pd.isna(subgrade) or subgrade == surface:
        return "project_in", {"year": surface}
    return "project_in_stages", {"subgrade": subgrade, "year": surface}


def _project_why(plan: Plan, one: str) -> Iterator[Said]:
    """Why then, whom it serves, what hangs on it."""
    project = cells(plan, "projects", one)
    is_in = pd.notna(project["surface_year"])
    if not project["eligible"] and project["reason"] not in FINAL:
        yield "rule_first", {}
    yield from _why_then(plan, one)
    yield from _kept_open(plan, one)
    connected = ids(project["villages_connected"])
    if connected:
        people = project["people_connected"]
        yield "connects", {"villages": names(plan, "village", connected), "people": people}
    if project["sites_served"]:
        yield "serves", {"sites": names(plan, "site", ids(project["sites_served"]))}
    depending = ids(project["villages_depending"])
    if depending and set(depending) != set(connected):
        who = {"villages": names(plan, "village", depending), "people": project["people_depending"]}
        built = plan.projects["surface_year"][ids(project["depends_on"])].notna().all()
        yield ("depend" if is_in and built else _would_connect(project)), who
    if project["sites_depending"] and project["sites_depending"] != project["sites_served"]:
        yield "sites_depend", {"sites": names(plan, "site", ids(project["sites_depending"]))}
    yield from _needs(plan, one)
    if one in flooded_projects(plan):
        yield "closes_when_wet", {}
    yield from on_closing(isolated_by_project(plan).get(one))
    yield from _users(plan, one)


def _needs(plan: Plan, one: str) -> Iterator[Said]:
    """Which other roads those who depend on it need, all of them or some."""
    project, shared = cells(plan, "projects", one), needed_as_well(plan).get(one)
    is_in = pd.notna(project["surface_year"])
    every, some, people = shared or ([], [], 0.0)
    if shared is None and project["depends_on"] and (is_in or one not in plan.prices.index):
        yield "needs", {"projects": names(plan, "project", ids(project["depends_on"]))}
    if every:
        yield "needs_all", {"projects": names(plan, "project", every)}
    if some:
        yield "needs_some", {"people": people, "projects": names(plan, "project", some)}


def _would_connect(project: Cells) -> str:
    """Whether a road that is out would connect somebody by itself, or with those it needs."""
    return "would_connect_then" if project["depends_on"] else "would_connect"


def _why_then(plan: Plan, one: str) -> Iterator[Said]:
    """Why not a year earlier, as far as the tables say."""
    project = cells(plan, "projects", one)
    subgrade, surface = project["subgrade_year"], project["surface_year"]
    lag = plan.about["settings"]["projects"]["surface_lag_years"]
    is_whole = bool(pd.isna(subgrade)) or subgrade == surface
    if pd.notna(subgrade) and pd.notna(surface) and surface - subgrade == lag > 0:
        yield "year_lag", {"lag": lag}
    before = money_before(plan)
    if one in before.index:
        short = before.loc[one]
        stage = {"stage": ("component", short["stage"]), "earlier": short["earlier"]}
        yield "year_money", stage | {"yuan": short["left_yuan"], "cost_yuan": short["cost_yuan"]}
    elif pd.notna(surface) and surface > plan.years[0] and is_whole:
        needed = plan.projects["surface_year"].reindex(ids(project["depends_on"]))
        waited_for = needed.index[needed.eq(surface).fillna(False)]
        if len(waited_for):
            yield "year_waits", {"year": surface, "projects": names(plan, "project", waited_for)}


def _kept_open(plan: Plan, one: str) -> Iterator[Said]:
    """In which years it is not dug up, as villages build then."""
    villages = ids(cells(plan, "projects", one)["building_villages"])
    if not villages:
        return
    builds = plan.villages["building_year"].reindex(villages).dropna().astype(int)
    for year, built in builds.groupby(builds):
        yield "kept_open", {"year": year, "villages": names(plan, "village", list(built.index))}


def _users(plan: Plan, one: str) -> Iterator[Said]:
    """Whose cheapest way uses it, where that is not told already, and the minutes it saves."""
    project = cells(plan, "projects", one)
    told = {what: set(ids(project[f"villages_{what}"])) for what in ("connected", "depending")}
    villages, households, people = way_counter(plan)([one])
    if villages and set(villages) not in told.values() and project["reason"] not in WITHOUT_USERS:
        named = [project[f"people_{what}"] for what, some in told.items() if some]
        is_more = bool(named) and people is not None and whole(people) > whole(max(named))
        who = {"villages": names(plan, "village", villages), "who": (households, people)}
        yield ("users_rest" if is_more else "users"), who
    minutes = _saved_minutes(plan)[one]
    kind = plan.about["trips_to"]
    if kind is not None and minutes >= 1:
        trip = {"service": ("service", kind), "minutes": minutes}
        yield "saves", trip | {"people": project["people_depending"]}


@lru_cache(maxsize=2)
def _saved_minutes(plan: Plan) -> dict[str, float]:
    """Minutes that each project saves on one trip."""
    return {str(one): minutes for one, minutes in saved_minutes(plan.projects).items()}


def _cost(plan: Plan, one: str) -> Said:
    """What is still to pay."""
    project = cells(plan, "projects", one)
    stages = {f"{stage}_yuan": project[f"{stage}_cost_yuan"] for stage in STAGES}
    if min(stages.values()) > 0:
        return "cost_stages", {"yuan": project["cost_yuan"]} | stages
    return "cost", {"yuan": project["cost_yuan"]}


def pays(plan: Plan, kind: str, one: str) -> Iterator[Said]:
    """Which fund pays how much of what, in which year.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    kind, one
        "project" or "site", and its id.
    """
    fund = fund_pairs(plan)
    for pay in _payments(plan).get((kind, one), []):
        stage = {"year": pay["year"], "stage": ("component", pay["component"])}
        yield "pays", stage | {"fund": fund[pay["fund_id"]], "yuan": pay["amount_yuan"]}


@lru_cache(maxsize=2)
def _payments(plan: Plan) -> dict[tuple[str, str], list[Cells]]:
    """Payments for each thing, by its kind and id."""
    told: dict[tuple[str, str], list[Cells]] = {}
    for pay in plan.payments.to_dict("records"):
        row = {str(column): value for column, value in pay.items()}
        told.setdefault((pay["kind"], pay["id"]), []).append(row)
    return told


def way_cost(plan: Plan, left_out: list[str]) -> Iterator[Said]:
    """What the roads of a way that are not in the plan cost, if there are any.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    left_out
        Projects.
    """
    if left_out:
        yield "way_cost", {"yuan": float(plan.projects["cost_yuan"].loc[left_out].sum())}


def way_paid(plan: Plan, roads: list[str]) -> Iterator[Said]:
    """What some roads that are built cost, and which fund pays how much of all of them.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    roads
        Projects.
    """
    payments = plan.payments[(plan.payments["kind"] == "project") & plan.payments["id"].isin(roads)]
    if payments.empty:
        return
    yield "way_total", {"yuan": float(payments["amount_yuan"].sum())}
    fund = payments["fund_id"].map(fund_pairs(plan))
    for one, yuan in payments["amount_yuan"].groupby(fund, sort=False).sum().items():
        yield "way_pays", {"fund": one, "yuan": float(yuan)}


def stepper(plan: Plan) -> Callable[[str], Said]:
    """Sentence of one project on somebody's way, as a function of its id.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    """

    def step(project: str) -> Said:
        row = cells(plan, "projects", project)
        subgrade, surface = row["subgrade_year"], row["surface_year"]
        told = {"project": name(plan, "project", project)}
        if pd.notna(surface):
            return "step_built", told | {"year": surface}
        if pd.notna(subgrade):
            return "step_subgrade", told | {"year": subgrade}
        return "step_out", told | {"reason": ("project", row["reason"])}

    return step
