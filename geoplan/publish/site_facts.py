"""What is told of a site itself: why it may not be built on, and what it will bring."""

import math
from typing import NamedTuple

from geoplan.programme.plan import Plan
from geoplan.publish.labels import Pair
from geoplan.publish.naming import hazard_name
from geoplan.publish.telling import cells, ids

OTHER_LAND = frozenset({"ecological_redline", "basic_farmland", "water", "other_excluded"})
"""Reasons that lie in land where nothing may be built."""


class Foreseen(NamedTuple):
    """A problem as it is said: code of its words in ``labels.PROBLEMS``, and what fills them."""

    code: str
    figure: str
    of: str
    areas: tuple[Pair, ...]
    """Names of the hazards that it comes from."""


def why_closed(plan: Plan, one: str) -> list[str]:
    """Codes of all that keeps a site closed: of land that is not suitable everything, else one."""
    site = cells(plan, "sites", one)
    reasons = ids(site["reasons"])
    return reasons if site["reason"] in reasons else [site["reason"]]


def in_the_way(plan: Plan, one: str) -> tuple[list[Pair], list[Pair]]:
    """Names of the hazards and ids of the other land that keep a site closed."""
    reasons, site = set(why_closed(plan, one)), cells(plan, "sites", one)
    hazards = ids(site["hazard_ids"]) if "hazard" in reasons else []
    others = [] if OTHER_LAND.isdisjoint(reasons) else ids(site["exclusion_ids"])
    return [hazard_name(plan, area) for area in hazards], [(area, area) for area in others]


def problems(plan: Plan, one: str) -> list[Foreseen]:
    """What a site will bring, in the order of the plan's table."""
    own = plan.problems[plan.problems["site_id"] == one]
    return [
        Foreseen(
            *problem_figures(row["code"], row["figure"], row["of"]),
            tuple(hazard_name(plan, area) for area in ids(row["hazard_id"])),
        )
        for row in own.to_dict("records")
    ]


def problem_figures(code: str, figure: float, of: float) -> tuple[str, str, str]:
    """Code of the words for a problem, and what fills them; other words where there is no figure."""
    if not math.isfinite(figure):
        return code.removesuffix("_far") + "_none", "", ""
    if code == "way_narrow":
        return code, f"{figure:g}", f"{of:g}"
    thousands = "" if code == "road_later" else ","
    limit = "" if math.isnan(of) else f"{of:,.0f}"
    return code, f"{figure:,.0f}".replace(",", thousands), limit
