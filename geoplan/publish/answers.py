"""Answers to "why not our road?" as data: codes of sentences with their values, in reading order.

The words are in ``labels.ANSWERS``. The panel of the map says the same sentences from the columns
of its page (``viewer/answers.js``), function by function; those about roads are in
``road_answers``, about sites and hazards in ``place_answers``. The plan may be whole or public (``disclosure.public_plan``): counts are told as
it holds them.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from geoplan.programme.explain import UNPAID
from geoplan.programme.plan import Plan
from geoplan.publish.answerdata import (
    NEEDED_AT_SITE,
    asking_groups,
    staying_and_leaving,
    way_counter,
)
from geoplan.publish.group_facts import ELSEWHERE, apart, other_need
from geoplan.publish.minutes import Layer, Trip, trip_ranges
from geoplan.publish.naming import called
from geoplan.publish.only_ways import only_way
from geoplan.publish.place_answers import (
    hazard_answers,
    land_trips,
    other_road_answers,
    room,
    site_answers,
)
from geoplan.publish.price_answers import missing_roads
from geoplan.publish.road_answers import (
    FINAL,
    gate,
    project_answers,
    stepper,
    way_cost,
    way_paid,
)
from geoplan.publish.shared_ways import new_roads, part_roads, sites_near
from geoplan.publish.site_answers import nearest_to_land, sites_considered
from geoplan.publish.telling import (
    Answer,
    Cells,
    Said,
    cells,
    ids,
    name,
    names,
    part,
)
from geoplan.publish.works import works

KINDS = (
    "township_seat", "village_committee", "school", "clinic", "hospital", "market", "workplace",
)  # fmt: skip
"""Services in the order in which they are told."""
WAITING = ("village_not", "village_some")
"""Verdicts on a village that still waits for its road."""
WITH_PARTS = ("village_now_half", "village_year", "village_some")
"""Verdicts on a village in which some may have another year than it has, or no road."""
MOVING = {"all_move": "village_moves", "told_move": "village_told_moves"}
"""Verdicts on a village that needs no road: by everybody, and as far as groups are told."""


def answers(plan: Plan, kind: str, one: str) -> list[Answer]:
    """What people ask about one thing of a plan, the answer first.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    kind
        "project", "village", "group", "site", "road" or "hazard" (one that is made safe).
    one
        Its id.

    Returns
    -------
    list of Answer
        In the order in which they are read; parts verdict, sections, why, without or room (what the
        other decision would cost), money, site, problems, arrivals, way, moves, minutes.
    """
    return {
        "project": project_answers,
        "village": _village,
        "group": _group,
        "site": site_answers,
        "road": other_road_answers,
        "hazard": hazard_answers,
    }[kind](plan, one)


# ---- village ---------------------------------------------------------------------------------


def _village(plan: Plan, one: str) -> list[Answer]:
    """Connected or not, by which way, who would make room, who moves, minutes."""
    village = cells(plan, "villages", one)
    way = ids(village["way_projects"])
    left_out = [p for p in way if pd.isna(cells(plan, "projects", p)["surface_year"])]
    own = _asking_groups_of(plan).get(one, [])
    verdict = _village_verdict(plan, one)
    waits = verdict[0] in WAITING
    because = _village_because(plan, village, left_out, waits=waits)
    parts = _parts(plan, one) if verdict[0] in WITH_PARTS else ()
    first, later = _leaving(plan, one)
    moves = [said for group in own for said in _group_story(plan, group)]
    some_move = any(pd.notna(cells(plan, "groups", group)["year"]) for group in own)
    how: list[Said] = [("land_how", {})] if some_move else []
    return [
        *part("verdict", [*first, verdict, *because, *parts]),
        *part("why", _village_why(plan, one)),
        *part("way", only_way(plan, one)),
        *part("way", [] if village["connected_now"] else map(stepper(plan), way)),
        *part("way", way_paid(plan, new_roads(plan).get(one, []))),
        *part("way", _shared(plan, one, left_out) if waits else ()),
        *part("room", missing_roads(plan, one, left_out) if waits else ()),
        *part("moves", [*later, *_hazard_here(village), *_sites_near(plan, one), *how, *moves]),
        *part("minutes", _village_minutes(plan, one)),
    ]


@lru_cache(maxsize=2)
def _asking_groups_of(plan: Plan) -> dict[str, list[str]]:
    """Groups that are threatened or move, by village."""
    home = asking_groups(plan)["village_id"]
    return {str(one): list(map(str, own)) for one, own in home.groupby(home).groups.items()}


def _village_verdict(plan: Plan, one: str) -> Said:
    """Connected now, in a year, not needed, or not."""
    village = cells(plan, "villages", one)
    if _leaves_a_road(village):
        return "village_now", {}
    if village["reason"] == "connected_now":
        return ("village_now_half" if one in part_roads(plan) else "village_now"), {}
    if pd.notna(village["connected_year"]):
        return "village_year", {"year": village["connected_year"]}
    some = "village_some" if village["people_connected_after"] > 0 else "village_not"
    return MOVING.get(village["reason"], some), {}


def _leaving(plan: Plan, one: str) -> tuple[list[Said], list[Said]]:
    """How many leave and stay where some do either: before all where most leave, else with moves."""
    staying, leaving = staying_and_leaving(plan)[one]
    told: list[Said] = [("village_leaving", {"leaving": leaving, "staying": staying})]
    if not (staying > 0 and leaving > 0):
        return [], []
    return (told, []) if leaving > staying else ([], told)


def _leaves_a_road(village: Cells) -> bool:
    """Whether a village has a road today that all groups which are told leave."""
    return bool(village["reason"] == "told_move" and village["connected_now"])


def _village_because(
    plan: Plan, village: Cells, left_out: list[str], *, waits: bool
) -> Iterator[Said]:
    """Why a village has no road: which rule, or whether money is short or does more elsewhere."""
    way = {road: cells(plan, "projects", road) for road in left_out}
    barred = [road for road, project in way.items() if not project["eligible"]]
    if village["reason"] == "withheld":
        yield "withheld", {}
    elif _leaves_a_road(village):
        yield MOVING["told_move"], {}
    elif waits and barred:
        rules = dict.fromkeys(way[road]["reason"] for road in barred)
        for rule in rules:
            roads = names(plan, "project", (one for one in barred if way[one]["reason"] == rule))
            yield "because_rule", {"projects": roads, "reason": ("project", rule)}
        yield from gate(plan, rules)
        if not rules.keys() <= set(FINAL):
            yield "village_rule_first", {}
    elif waits:
        reasons = {project["reason"] for project in way.values()}
        if village["reason"] != "money" or not reasons:
            why = ("village", village["reason"])
        elif reasons == {"subgrade_only"}:
            why = ("project", "subgrade_only")
        else:
            why = ("answer", "money_elsewhere" if reasons.isdisjoint(UNPAID) else "money_short")
        yield "because", {"reason": why}


def _village_why(plan: Plan, one: str) -> Iterator[Said]:
    """How many of the people have a road, now and of those who stay, where these are not all."""
    village = cells(plan, "villages", one)
    told = {
        "before": village["people_connected_now"],
        "after": village["people_connected_after"],
        "people": village["people"],
    }
    staying, leaving = staying_and_leaving(plan)[one]
    later = staying if leaving > 0 else told["people"]
    if staying == 0 or not (0 < told["before"] < told["people"] or 0 < told["after"] < later):
        return
    if leaving == 0:
        yield "with_road", told
    else:
        yield "with_road_leaving", told | {"staying": staying}


def _parts(plan: Plan, one: str) -> Iterator[Said]:
    """Who gets a road in another year than the village, by which roads; who gets none."""
    for code, year, people, roads in part_roads(plan).get(one, []):
        yield code, {"people": people, "year": year, "projects": names(plan, "project", roads)}


def _shared(plan: Plan, one: str, left_out: list[str]) -> Iterator[Said]:
    """What the missing roads on its way cost, and whose way they are too."""
    yield from way_cost(plan, left_out)
    others, _, people = way_counter(plan)(left_out, without=one)
    if others and people is not None:
        yield "shared", {"villages": names(plan, "village", others), "people": people}


def _hazard_here(village: Cells) -> Iterator[Said]:
    """How dangerous its place is."""
    if pd.notna(village["hazard_class"]) and village["hazard_class"] > 0:
        yield "hazard_here", {"class": ("hazard_class", str(int(village["hazard_class"])))}


def _sites_near(plan: Plan, one: str) -> Iterator[Said]:
    """Sites in its administrative village to which people move."""
    for near in sites_near(plan).get(one, []):
        site = cells(plan, "sites", near)
        told = {"site": name(plan, "site", near), "year": site["year"]}
        yield "site_near", told | {"households": site["households_in"]}


def _village_minutes(plan: Plan, one: str) -> Iterator[Said]:
    """Minutes of those who stay; those of groups that move are told with their move."""
    staying, leaving = staying_and_leaving(plan)[one]
    if leaving > 0:
        yield ("minutes_moved" if staying == 0 else "minutes_staying"), {}
    if leaving == 0 or staying != 0:
        yield from _minutes(plan, "villages", one, KINDS)
        village = cells(plan, "villages", one)
        if pd.notna(village["farm_minutes_dry_now"]):
            yield "land", land_trips(plan, "villages", one)


def _minutes(
    plan: Plan, layer: Layer, one: str, kinds: Iterable[str], code: str = "minutes"
) -> Iterator[Said]:
    """Minutes to each kind of service that is known, now and after, dry and wet."""
    minutes, ranges = cells(plan, layer, one), trip_ranges(plan, layer)[one]

    def change(state: str) -> tuple[Trip, ...]:
        columns = (f"minutes_{state}_{when}" for when in ("now", "after"))
        return tuple((minutes[column], ranges[column]) for column in columns)

    for kind in kinds:
        if kind in _known_services(plan, layer):
            seasons = {season: change(f"{kind}_{season}") for season in ("dry", "wet")}
            yield code, {"service": ("service", kind)} | seasons


@lru_cache(maxsize=4)
def _known_services(plan: Plan, layer: Layer) -> frozenset[str]:
    """Kinds of services to which minutes are known for some places of a layer."""
    places: pd.DataFrame = getattr(plan, layer)
    columns = {kind: f"minutes_{kind}_dry_now" for kind in KINDS}
    return frozenset(
        kind
        for kind, column in columns.items()
        if column in places and places[column].notna().any()
    )


# ---- group -----------------------------------------------------------------------------------


def _group(plan: Plan, one: str) -> list[Answer]:
    """Moves or stays and why, its own road, minutes."""
    group = cells(plan, "groups", one)
    first, *story = _group_story(plan, one)
    stays = bool(pd.isna(group["year"]))
    way = ids(group["way_projects"]) if stays and not group["connected_now"] else []
    return [
        *part("verdict", [first]),
        *part("why", story),
        *part("why", [] if stays else [("land_how", {})]),
        *part("way", _group_road(group) if stays else ()),
        *part("way", map(stepper(plan), way)),
        *part("minutes", _minutes(plan, "groups", one, KINDS) if stays else ()),
    ]


def _group_story(plan: Plan, one: str) -> Iterator[Said]:
    """Who, where to or why not; threatened by what; why that site."""
    group = cells(plan, "groups", one)
    who = {
        "group": called(group["name"]),
        "households": group["households"],
        "people": group["people"],
    }
    moves = pd.notna(group["year"])
    yield _group_verdict(plan, group, who)
    if moves and group["reason"] == "asked_for":
        yield "because", {"reason": ("group", group["reason"])}
    if told := apart(group["part_of"], one):
        yield told, {}
    if need := other_need(group["need"]):
        yield "need", {"reason": ("answer", f"need_{need}")}
    threatened = group["threatened_households"]
    if threatened != 0 and pd.notna(group["hazard_kind"]):
        yield _threat(group)
    yield "consent", {"consent": ("consent", group["consent"])}
    if group["mode"] == "protected" and (made := works(plan).get(group["only_hazard"])):
        yield "works_for", {"works": made.name, "year": made.year, "yuan": made.cost_yuan}
    if moves:
        yield "move_how", {"how": ("answer", f"mode_{group['mode']}")}
        yield from _why_that_site(plan, one)
    for other in sites_considered(plan, one):
        told = {"site": name(plan, "site", other.site_id), "km": f"{other.km:.1f}"}
        why = {"reason": (other.section, other.code)}
        land = {} if other.minutes is None else {"minutes": other.minutes}
        code = "nearer_land" if land else "nearer" if moves else "candidate"
        yield code, told | land | why


def _group_verdict(plan: Plan, group: Cells, who: dict[str, Any]) -> Said:
    """Moves to a site, builds by itself, is made safe where it is, or stays and why."""
    if pd.notna(group["year"]):
        site = name(plan, "site", group["site_id"])
        return "group_moves", who | {"year": group["year"], "site": site}
    if group["mode"] in ELSEWHERE:
        return ELSEWHERE[group["mode"]], who | {"year": group["safe_year"]}
    return "group_stays", who | {"reason": ("group", group["reason"])}


def _threat(group: Cells) -> Said:
    """How many households are threatened by what; of which class, if that of the group is one."""
    threatened, worst = group["threatened_households"], int(group["hazard_class"])
    told: dict[str, Any] = {"hazard": ("hazard_kind", group["hazard_kind"])}
    if pd.notna(threatened):
        told["households"] = threatened
    if worst > 0:
        told["class"] = ("hazard_class", str(worst))
    some, of_class = "" if pd.notna(threatened) else "_some", "" if worst > 0 else "_only"
    return f"threat{some}{of_class}", told


def _why_that_site(plan: Plan, one: str) -> Iterator[Said]:
    """How far, how far from the land and from services, how full, how safe."""
    group = cells(plan, "groups", one)
    yield "move_distance", {"km": f"{group['distance_m'] / 1000:.1f}"}
    yield "land_move", land_trips(plan, "groups", one)
    if one in nearest_to_land(plan):
        yield "land_nearest", {}
    yield from _minutes(plan, "groups", one, NEEDED_AT_SITE, "minutes_move")
    site = {"site": name(plan, "site", group["site_id"])}
    yield "site_room", site | room(plan, group["site_id"])
    worst = plan.about["settings"]["hazards"]["site_excluded_from_class"]
    yield "site_safe", {"class": ("hazard_class", str(worst))}


def _group_road(group: Cells) -> Iterator[Said]:
    """Whether and when the group's own road is paved; that there is none, where that is so."""
    if group["connected_now"]:
        yield "group_connected", {}
    elif pd.notna(group["connected_year"]):
        yield "group_year", {"year": group["connected_year"]}
    else:
        yield "group_not", {}
        if not ids(group["way_projects"]):
            why = "no_way" if group["on_network"] else "off_network"
            yield "because", {"reason": ("village", why)}
