"""Hazards that are made safe where they are, so that groups may stay."""

from functools import lru_cache
from typing import NamedTuple

from geoplan.programme.plan import Plan
from geoplan.publish.labels import Pair
from geoplan.publish.naming import hazard_name
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
        hazard = cells(plan, "hazards", str(one))
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
