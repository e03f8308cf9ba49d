"""What the other decision on a road would cost, as sentences: who makes room, who loses, how much.

Never a sum that villagers could pay: the money is that of all the county's roads.
"""

from collections.abc import Iterator

from geoplan.programme.plan import Plan
from geoplan.publish.shared_ways import priced_way
from geoplan.publish.telling import Cells, Said, cells, ids, name, names, whole


def other_decision(plan: Plan, one: str) -> Iterator[Said]:
    """What the other decision on a road would cost: people, roads, villages, money.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    one
        Project; nothing is said where it has no price (a rule keeps it out, or withheld), or where
        a rule keeps out what it needs.
    """
    if one not in plan.prices.index or plan.projects.at[one, "blocked_by"]:
        return
    price, project = cells(plan, "prices", one), cells(plan, "projects", one)
    is_in = price["decision"] == "out"
    partners = [] if is_in else ids(project["depends_on"])
    if partners:
        together = float(plan.projects["cost_yuan"].loc[[one, *partners]].sum())
        yield "along", {"projects": names(plan, "project", partners), "yuan": together}
    found = price["status"] in ("bracket", "told")
    idle = not (project["villages_depending"] or project["sites_depending"])
    if found and idle and not is_in:
        yield ("told_nobody" if price["status"] == "told" else "nobody_by_it"), {}
    yield _fewer("without" if is_in else "with", price)
    if not found:
        return
    told = {one, *partners}
    out, built = (
        [p for p in ids(price[f"projects_{way}"]) if p not in told] for way in ("out", "in")
    )
    if is_in and built:
        yield "goes", {"projects": names(plan, "project", built)}
    if out:
        yield ("drops" if is_in else "room"), {"projects": names(plan, "project", out)}
    elif not is_in:
        yield "room_none", {}
    yield from _who_loses_and_gains(plan, price)
    if built and not is_in:
        yield "also", {"projects": names(plan, "project", built)}
    yield _money_difference(price)


def _who_loses_and_gains(plan: Plan, price: Cells) -> Iterator[Said]:
    """Villages on either side, and those on both."""
    losing, gaining = (ids(price[f"villages_{who}"]) for who in ("losing", "gaining"))
    both = [village for village in losing if village in gaining]
    for code, villages in (("lose", losing), ("gain", gaining), ("both", both)):
        if villages:
            told = {"villages": names(plan, "village", villages)}
            people = {"lose": "people_losing", "gain": "people_gaining"}.get(code)
            yield code, told | ({"people": price[people]} if people else {})


def _fewer(side: str, price: Cells) -> Said:
    """How many fewer people get a paved road: proven at least, and at most."""
    if price["status"] == "told":
        return _found(side, price)
    if price["status"] != "bracket":
        return f"{side}_{price['status']}", {}
    low, high = price["people_low"], price["people_high"]
    if high == 0:
        return f"{side}_as_many", {}
    if price["equal"]:
        return f"{side}_equal", {}
    if low == high:
        return f"{side}_fewer", {"people": low}
    if low == 0:
        return f"{side}_most", {"high": high}
    return f"{side}_between", {"low": low, "high": high}


def _found(side: str, price: Cells) -> Said:
    """How many fewer or more people of the groups that are told have a road; nothing is proven."""
    fewer = whole(price["people_losing"]) - whole(price["people_gaining"])
    if fewer == 0:
        return f"{side}_found_same", {}
    return f"{side}_found_{'fewer' if fewer > 0 else 'more'}", {"people": abs(fewer)}


def _money_difference(price: Cells) -> Said:
    """What the county's roads would cost more or less, and whether that money is of no use."""
    yuan = price["cost_yuan"]
    if yuan == 0:
        return "same_cost", {}
    proven = price["status"] == "bracket" and 0 < price["people_low"] == price["people_high"]
    less = "cheaper_idle" if proven and not price["equal"] else "cheaper"
    return ("dearer" if yuan > 0 else less), {"yuan": abs(yuan)}


def missing_roads(plan: Plan, village: str, projects: list[str]) -> Iterator[Said]:
    """What putting in the missing roads of a village's way would cost; nothing where a rule bars one.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    village
        Village without a road.
    projects
        The missing ones, the nearest to the village first (``shared_ways.priced_way``).
    """
    priced = priced_way(plan, village, projects)
    if priced is None:
        return
    project, lacking = priced
    yield "price_of", {"project": name(plan, "project", project)}
    if lacking:
        yield "not_enough", {"projects": names(plan, "project", lacking)}
    yield from other_decision(plan, project)
