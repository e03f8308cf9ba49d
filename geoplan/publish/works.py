"""Hazards that are made safe where they are, so that groups may stay."""

from functools import lru_cache
from typing import NamedTuple

from geoplan.programme.plan import Plan
from geoplan.publish.labels import BRIEF, Pair, filled
from geoplan.publish.markdown import in_wan
from geoplan.publish.naming import hazard_name
from geoplan.publish.payments import fund_names
from geoplan.publish.telling import cells


class Works(NamedTuple):
    """What makes one hazard safe, and for whom."""

    name: Pair
    """Of the hazard."""
    kind: str
    hazard_class: float
    year: int
    """Of the first group that may stay thanks to it."""
    cost_yuan: float
    groups: list[str]
    """Ids of those who may stay."""
    households: float
    people: float


@lru_cache(maxsize=4)
def works(plan: Plan) -> dict[str, Works]:
    """Hazards that are made safe, by id; one without a group that is told is not told either.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    """
    staying = plan.groups[plan.groups["mode"] == "protected"]
    told = {}
    for one, groups in staying.groupby("only_hazard"):
        hazard = cells(plan.hazards, str(one))
        told[str(one)] = Works(
            name=hazard_name(plan, str(one)),
            kind=hazard["kind"],
            hazard_class=hazard["hazard_class"],
            year=int(groups["safe_year"].min()),
            cost_yuan=hazard["protection_cost_yuan"],
            groups=groups.index.astype(str).tolist(),
            households=groups["households"].sum(),
            people=groups["people"].sum(),
        )
    return told


def works_words(plan: Plan) -> list[Pair]:
    """What is made safe in which year, for how much, paid by whom, and who may stay: a sentence each."""
    paid = plan.payments[plan.payments["kind"] == "hazard"]
    payers = paid.groupby("id")["fund_id"].agg(set).to_dict()
    told = []
    for one, made in works(plan).items():
        names = [name for fund, name in fund_names(plan).items() if fund in payers.get(one, ())]
        facts: dict[str, str | Pair] = {
            "hazard": made.name,
            "year": str(made.year),
            "wan": in_wan(made.cost_yuan),
            "funds": "、".join(names) or "—",
            "households": f"{made.households:,.0f}",
            "people": f"{made.people:,.0f}",
        }
        chinese, in_english = (
            filled(BRIEF["works"][n], **{k: v if isinstance(v, str) else v[n] for k, v in facts.items()})
            for n in (0, 1)
        )
        told.append((chinese, in_english))
    return told
