"""Answers about a site, a road without a project, and a hazard that is made safe (see ``answers``)."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.minutes import Layer, Trip, trip_ranges
from geoplan.publish.only_ways import isolated_by_link, on_closing
from geoplan.publish.road_answers import pays, stepper, way_cost
from geoplan.publish.site_facts import Foreseen, in_the_way, problems, why_closed
from geoplan.publish.telling import Answer, Cells, Said, cells, group_at_home, ids, part
from geoplan.publish.works import works


def site_answers(plan: Plan, one: str) -> list[Answer]:
    """Opens or not and why, who comes, its road, who pays."""
    site = cells(plan, "sites", one)
    verdict: list[Said] = [("site_opens", {"year": site["year"]})]
    if not site["selected"]:
        verdict = [("site_closed", {}), *_why_closed(plan, one)]
    way: list[str] = [] if site["connected_now"] else ids(site["way_projects"])
    left_out = [p for p in way if pd.isna(cells(plan, "projects", p)["surface_year"])]
    return [
        *part("verdict", verdict),
        *part("site", _site_facts(plan, one)),
        *part("problems", map(_problem, problems(plan, one))),
        *part("arrivals", _arrivals(plan, one)),
        *part("way", [_site_road(site), *map(stepper(plan), way), *way_cost(plan, left_out)]),
        *part("money", [("opening", {"yuan": site["opening_cost_yuan"]})]),
        *part("money", pays(plan, "site", one)),
    ]


def _problem(told: Foreseen) -> Said:
    """What a site will bring, and the hazard that it comes from, if it does."""
    if not told.areas:
        return "problem", {"problem": told}
    return "problem_of", {"problem": told, "areas": told.areas}


def _why_closed(plan: Plan, one: str) -> Iterator[Said]:
    """All that keeps a site closed, and the hazards and other land that are in its way."""
    for code in why_closed(plan, one):
        yield "because", {"reason": ("site", code)}
    for code, areas in zip(("hazard_closed", "land_closed"), in_the_way(plan, one), strict=True):
        if areas:
            yield code, {"areas": areas}


def _site_facts(plan: Plan, one: str) -> Iterator[Said]:
    """What it holds if it has room, what kind of place it is and who builds, where the site comes from."""
    site = cells(plan, "sites", one)
    if site["capacity_households"] > 0:
        yield "capacity", room(plan, one)
    yield (
        "site_how",
        {
            "how": ("answer", f"mode_{site['mode']}"),
            "builder": ("answer", f"building_{site['building_mode']}"),
        },
    )
    if site["found"]:
        yield "site_found", {}


def _arrivals(plan: Plan, one: str) -> Iterator[Said]:
    """How many come; who from where and when, and how far the land will be."""
    groups = plan.groups
    arriving = groups.loc[groups["site_id"] == one, "year"].sort_values(kind="stable").index
    if len(arriving) > 1:
        site = cells(plan, "sites", one)
        yield "arrivals", {"households": site["households_in"], "people": site["people_in"]}
    for group_id in map(str, arriving):
        group = cells(plan, "groups", group_id)
        home = group_at_home(plan, group["village_id"], group["name"])
        who = {key: group[key] for key in ("year", "households", "people")}
        yield "arrival", {"home": home, **who, **land_trips(plan, "groups", group_id)}
    if not arriving.empty:
        yield "land_how", {}


def _site_road(site: Cells) -> Said:
    """Whether and when a paved road leads there."""
    if site["connected_now"]:
        return "site_now", {}
    if pd.notna(site["connected_year"]):
        return "site_year", {"year": site["connected_year"]}
    return "site_not", {}


def other_road_answers(plan: Plan, one: str) -> list[Answer]:
    """A road without a project: paved, or needed by nobody; closed when wet; who has no other."""
    road = cells(plan, "roads", one)
    verdict: list[Said] = [("project_out", {}), ("road_other", {})]
    if road["hardened"]:
        verdict = [("road_hardened", {})]
    wet: list[Said] = [("closes_when_wet", {})] if road["flooded"] else []
    return part("verdict", [*verdict, *wet, *on_closing(isolated_by_link(plan).get(one))])


def hazard_answers(plan: Plan, one: str) -> list[Answer]:
    """A hazard that is made safe: when, who may stay thanks to it, what it costs, who pays."""
    made = works(plan)[one]
    homes = [group_at_home(plan, *plan.groups.loc[g, ["village_id", "name"]]) for g in made.groups]
    staying = {"homes": homes, "households": made.households, "people": made.people}
    return [
        *part("verdict", [("hazard_safe", {"year": made.year}), ("stay_safe", staying)]),
        *part("money", [("works_cost", {"yuan": made.cost_yuan}), *pays(plan, "hazard", one)]),
    ]


def room(plan: Plan, one: str) -> dict[str, Any]:
    """Households that come to a site, and that have room there."""
    site = cells(plan, "sites", one)
    return {"used": site["households_in"], "capacity": site["capacity_households"]}


def land_trips(plan: Plan, layer: Layer, one: str) -> dict[str, tuple[Trip, ...]]:
    """Minutes to the land of a village or group, now and after, dry and wet."""
    minutes, told = cells(plan, layer, one), trip_ranges(plan, layer)[one]
    name = "farm_minutes_{}_{}".format
    return {
        season: tuple(
            (minutes[name(season, when)], told[name(season, when)]) for when in ("now", "after")
        )
        for season in ("dry", "wet")
    }
