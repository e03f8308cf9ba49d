"""What is told of a group itself: whether it is a part of another, why it moves, how it is safe."""

from geoplan.relocation.needs import AT_RISK, DISPERSED, NEXT, REFUSERS

ELSEWHERE = {"dispersed": "group_builds", "protected": "group_safe"}
"""Verdicts on a group that is safe without going to a site, by how."""
APART = {AT_RISK: "apart_risk", DISPERSED: "apart_own", REFUSERS: "apart_no", NEXT: "apart_next"}
"""Sentences about a part of a group, by how its id goes on."""
BY_HAZARD = ("very_high_geohazard", "high_geohazard", "flood")
"""Needs to move that the sentence on what threatens a group tells already."""


def apart(part_of: str, one: str) -> str | None:
    """Code of the sentence about a group (its id) that is a part of another; None of a whole one."""
    return next((said for ending, said in APART.items() if one.startswith(part_of + ending)), None)


def other_need(need: str) -> str:
    """Why a group may move (``Plan.groups``) where no hazard says it already; else ""."""
    return "" if need in BY_HAZARD else need
