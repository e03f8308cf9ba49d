"""Answers to "why not our road?" as data: codes of sentences with their values, in reading order.

The words are in ``labels.ANSWERS``. The panel of the map says the same sentences from the columns
of its page (``viewer/answers.js``), function by function. The plan may be whole or public
(``disclosure.public_plan``): counts are told as it holds them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.answerdata import (
    CHILDREN_AND_SICK,
    asking_groups,
    money_before,
    saved_minutes,
    sites_considered,
)
from geoplan.publish.disclosure import amount
from geoplan.publish.payments import STAGES
from geoplan.publish.price_answers import missing_roads, other_decision
from geoplan.publish.telling import Answer, Cells, Said, cells, ids, name, names, part, total

KINDS = ("township_seat", "village_committee", "school", "clinic", "hospital", "market")
"""Services in the order in which they are told."""


def answers(plan: Plan, kind: str, one: str) -> list[Answer]:
    """What people ask about one thing of a plan, the answer first.

    Parameters
    ----------
    plan
        Finished plan, whole or public.
    kind
        "project", "village", "group", "site" or "road".
    one
        Its id.

    Returns
    -------
    list of Answer
        In the order in which they are read; parts verdict, why, without or room (what the other
        decision would cost), money, way, moves, minutes.
    """
    return {
        "project": _project,
        "village": _village,
        "group": _group,
        "site": _site,
        "road": _road,
    }[kind](plan, one)


# ---- project ---------------------------------------------------------------------------------


def _project(plan: Plan, one: str) -> list[Answer]:
    """In or not, why, what the other decision would cost, who pays."""
    is_in = pd.notna(cells(plan.projects, one)["surface_year"])
    return [
        *part("verdict", [_project_verdict(plan, one)]),
        *part("why", _project_why(plan, one)),
        *part("without" if is_in else "room", other_decision(plan, one)),
        *part("money", [_cost(plan, one), *_pays(plan, "project", one)]),
    ]


def _project_verdict(plan: Plan, one: str) -> Said:
    """In which year, or not."""
    project = cells(plan.projects, one)
    subgrade, surface = project["subgrade_year"], project["surface_year"]
    if pd.isna(surface):
        if pd.isna(subgrade):
            return "project_out", {}
        return "project_subgrade", {"year": subgrade}
    if pd.isna(subgrade) or subgrade == surface:
        return "project_in", {"year": surface}
    return "project_in_stages", {"subgrade": subgrade, "year": surface}


def _project_why(plan: Plan, one: str) -> Iterator[Said]:
    """Why in or not, why then, whom it serves, what hangs on it."""
    project = cells(plan.projects, one)
    is_in = pd.notna(project["surface_year"])
    if not is_in:
        yield "because", {"reason": ("project", project["reason"])}
    if not project["eligible"]:
        yield "rule_first", {}
    yield from _why_then(plan, one)
    connected = ids(project["villages_connected"])
    if connected:
        people = project["people_connected"]
        yield "connects", {"villages": names(plan, "village", connected), "people": people}
    if project["sites_served"]:
        yield "serves", {"sites": names(plan, "site", ids(project["sites_served"]))}
    depending = ids(project["villages_depending"])
    if depending and set(depending) != set(connected):
        who = {"villages": names(plan, "village", depending), "people": project["people_depending"]}
        yield ("depend" if is_in else "would_connect"), who
    if project["sites_depending"] and project["sites_depending"] != project["sites_served"]:
        yield "sites_depend", {"sites": names(plan, "site", ids(project["sites_depending"]))}
    if project["depends_on"]:
        yield "needs", {"projects": names(plan, "project", ids(project["depends_on"]))}
    yield from _users(plan, one, told=[set(connected), set(depending)])


def _why_then(plan: Plan, one: str) -> Iterator[Said]:
    """Why not a year earlier, as far as the tables say."""
    project = cells(plan.projects, one)
    subgrade, surface = project["subgrade_year"], project["surface_year"]
    lag = plan.about["settings"]["projects"]["surface_lag_years"]
    if pd.notna(subgrade) and pd.notna(surface) and surface - subgrade == lag > 0:
        yield "year_lag", {"lag": lag}
    before = money_before(plan)
    if one in before.index:
        short = cells(before, one)
        stage = {"stage": ("component", short["stage"]), "earlier": short["earlier"]}
        yield "year_money", stage | {"yuan": short["left_yuan"], "cost_yuan": short["cost_yuan"]}


def _users(plan: Plan, one: str, *, told: list[set[str]]) -> Iterator[Said]:
    """Whose cheapest way uses it, where that is not told already, and the minutes it saves."""
    project = cells(plan.projects, one)
    villages = [v for v, way in _ways(plan).items() if one in way]
    if villages and set(villages) not in told:
        who = (project["households"], project["people"])
        yield "users", {"villages": names(plan, "village", villages), "who": who}
    minutes = saved_minutes(plan.projects)[one]
    kind = plan.about["trips_to"]
    if kind is not None and minutes >= 1:
        trip = {"service": ("service", kind), "minutes": minutes}
        yield "saves", trip | {"people": project["people_depending"]}


def _cost(plan: Plan, one: str) -> Said:
    """What is still to pay."""
    project = cells(plan.projects, one)
    stages = {f"{stage}_yuan": project[f"{stage}_cost_yuan"] for stage in STAGES}
    if min(stages.values()) > 0:
        return "cost_stages", {"yuan": project["cost_yuan"]} | stages
    return "cost", {"yuan": project["cost_yuan"]}


def _pays(plan: Plan, kind: str, one: str) -> Iterator[Said]:
    """Which fund pays how much of what, in which year."""
    fund = plan.funds.drop_duplicates("fund_id").set_index("fund_id")["name"]
    payments = plan.payments
    own = payments[(payments["kind"] == kind) & (payments["id"] == one)]
    for pay in own.to_dict("records"):
        stage = {"year": pay["year"], "stage": ("component", pay["component"])}
        payer = fund.get(pay["fund_id"], pay["fund_id"])
        yield "pays", stage | {"fund": payer, "yuan": pay["amount_yuan"]}


# ---- village ---------------------------------------------------------------------------------


def _village(plan: Plan, one: str) -> list[Answer]:
    """Connected or not, by which way, who would make room, who moves, minutes."""
    village = cells(plan.villages, one)
    way = ids(village["way_projects"])
    left_out = [p for p in way if pd.isna(cells(plan.projects, p)["surface_year"])]
    settled = village["reason"] in ("connected_now", "all_move")
    waits = bool(pd.isna(village["connected_year"])) and not settled
    groups = asking_groups(plan)
    own = groups.index[groups["village_id"] == one]
    moves = [said for group in own for said in _group_story(plan, str(group))]
    return [
        *part("verdict", [_village_verdict(village)]),
        *part("why", _village_why(village, waits=waits)),
        *part("way", [] if village["connected_now"] else map(_stepper(plan), way)),
        *part("way", _shared(plan, one, left_out) if waits else ()),
        *part("room", missing_roads(plan, one, left_out) if waits else ()),
        *part("moves", [*_hazard_here(village), *moves]),
        *part("minutes", _minutes(plan.villages, one, KINDS)),
    ]


def _village_verdict(village: Cells) -> Said:
    """Connected now, in a year, not needed, or not."""
    if village["reason"] == "connected_now":
        return "village_now", {}
    if pd.notna(village["connected_year"]):
        return "village_year", {"year": village["connected_year"]}
    return ("village_moves" if village["reason"] == "all_move" else "village_not"), {}


def _village_why(village: Cells, *, waits: bool) -> Iterator[Said]:
    """Why not, and how many of the people where groups differ."""
    if waits:
        yield "because", {"reason": ("village", village["reason"])}
    counts = {"before": village["people_connected_now"], "after": village["people_connected_after"]}
    if any(0 < amount(count) < amount(village["people"]) for count in counts.values()):
        yield "with_road", counts | {"people": village["people"]}


def _stepper(plan: Plan) -> Callable[[str], Said]:
    """Sentence of one project on somebody's way."""

    def step(project: str) -> Said:
        row = cells(plan.projects, project)
        subgrade, surface, reason = row["subgrade_year"], row["surface_year"], row["reason"]
        told = {"project": name(plan, "project", project)}
        if pd.notna(surface):
            return "step_built", told | {"year": surface}
        if pd.notna(subgrade):
            return "step_subgrade", told | {"year": subgrade}
        return "step_out", told | {"reason": ("project", reason)}

    return step


def _shared(plan: Plan, one: str, left_out: list[str]) -> Iterator[Said]:
    """What the missing roads on its way cost, and whose way they are too."""
    if not left_out:
        return
    yield "way_cost", {"yuan": float(plan.projects["cost_yuan"].loc[left_out].sum())}
    others = [v for v, way in _ways(plan).items() if v != one and not way.isdisjoint(left_out)]
    if others:
        people = total(plan.villages["people"].loc[others])
        yield "shared", {"villages": names(plan, "village", others), "people": people}


def _ways(plan: Plan) -> dict[str, set[str]]:
    """Projects on the cheapest way of each village."""
    ways = plan.villages["way_projects"]
    return {str(village): set(ids(way)) for village, way in ways.items()}


def _hazard_here(village: Cells) -> Iterator[Said]:
    """How dangerous its place is."""
    if pd.notna(village["hazard_class"]) and village["hazard_class"] > 0:
        yield "hazard_here", {"class": ("hazard_class", str(int(village["hazard_class"])))}


def _minutes(places: pd.DataFrame, one: str, kinds: Iterable[str]) -> Iterator[Said]:
    """Minutes to each kind of service, now and after, dry and wet."""
    place = cells(places, one)
    for kind in kinds:
        columns = [f"minutes_{kind}_{{}}_{when}" for when in ("now", "after")]
        if columns[0].format("dry") not in places or places[columns[0].format("dry")].isna().all():
            continue
        seasons = {
            season: tuple(place[column.format(season)] for column in columns)
            for season in ("dry", "wet")
        }
        yield "minutes", {"service": ("service", kind)} | seasons


# ---- group -----------------------------------------------------------------------------------


def _group(plan: Plan, one: str) -> list[Answer]:
    """Moves or stays and why, its own road, minutes."""
    group = cells(plan.groups, one)
    first, *story = _group_story(plan, one)
    stays = bool(pd.isna(group["year"]))
    way = ids(group["way_projects"]) if stays and not group["connected_now"] else []
    return [
        *part("verdict", [first]),
        *part("why", story),
        *part("way", [_group_road(group)] if stays else []),
        *part("way", map(_stepper(plan), way)),
        *part("minutes", _minutes(plan.groups, one, KINDS) if stays else ()),
    ]


def _group_story(plan: Plan, one: str) -> Iterator[Said]:
    """Who, where to or why not; threatened by what; why that site."""
    group = cells(plan.groups, one)
    who = {"group": group["name"], "households": group["households"], "people": group["people"]}
    moves = pd.notna(group["year"])
    if moves:
        site = name(plan, "site", group["site_id"])
        yield "group_moves", who | {"year": group["year"], "site": site}
    else:
        yield "group_stays", who | {"reason": ("group", group["reason"])}
    if group["threatened_households"] != 0 and pd.notna(group["hazard_kind"]):
        hazard = {
            "hazard": ("hazard_kind", group["hazard_kind"]),
            "class": ("hazard_class", str(int(group["hazard_class"]))),
        }
        yield "threat", hazard | {"households": group["threatened_households"]}
    yield "consent", {"consent": ("consent", group["consent"])}
    if moves:
        yield from _why_that_site(plan, one)
    for other in sites_considered(plan, [one]).to_dict("records"):
        told = {"site": name(plan, "site", other["site_id"]), "km": f"{other['km']:.1f}"}
        why = {"reason": (other["section"], other["code"])}
        yield ("nearer" if moves else "candidate"), told | why


def _why_that_site(plan: Plan, one: str) -> Iterator[Said]:
    """How far, how far from the land, school and clinic, how full, how safe."""
    group = cells(plan.groups, one)
    yield "move_distance", {"km": f"{group['distance_m'] / 1000:.1f}"}
    yield "land", {"land": (group["farm_minutes_now"], group["farm_minutes_after"])}
    yield from _minutes(plan.groups, one, CHILDREN_AND_SICK)
    site = {"site": name(plan, "site", group["site_id"])}
    yield "site_room", site | _room(plan, group["site_id"])
    worst = plan.about["settings"]["hazards"]["site_excluded_from_class"]
    yield "site_safe", {"class": ("hazard_class", str(worst))}


def _group_road(group: Cells) -> Said:
    """Whether and when the group's own road is paved."""
    if group["connected_now"]:
        return "group_connected", {}
    if pd.notna(group["connected_year"]):
        return "group_year", {"year": group["connected_year"]}
    return "group_not", {}


# ---- site and road ---------------------------------------------------------------------------


def _site(plan: Plan, one: str) -> list[Answer]:
    """Opens or not and why, who comes, its road, who pays."""
    site = cells(plan.sites, one)
    opens = bool(site["selected"])
    verdict: Said = ("site_opens", {"year": site["year"]}) if opens else ("site_closed", {})
    way: list[str] = [] if site["connected_now"] else ids(site["way_projects"])
    return [
        *part("verdict", [verdict]),
        *part("why", _site_why(plan, one)),
        *part("moves", _arrivals(plan, one)),
        *part("way", [_site_road(site), *map(_stepper(plan), way)]),
        *part("money", [("opening", {"yuan": site["opening_cost_yuan"]})]),
        *part("money", _pays(plan, "site", one)),
    ]


def _site_why(plan: Plan, one: str) -> Iterator[Said]:
    """Why not, what it holds, where the site comes from."""
    site = cells(plan.sites, one)
    if not site["selected"]:
        yield "because", {"reason": ("site", site["reason"])}
    yield "capacity", _room(plan, one)
    if site["found"]:
        yield "site_found", {}


def _room(plan: Plan, one: str) -> dict[str, Any]:
    """Households that come, and that have room."""
    site = cells(plan.sites, one)
    return {"used": site["households_in"], "capacity": site["capacity_households"]}


def _arrivals(plan: Plan, one: str) -> Iterator[Said]:
    """Who comes from where, and how far the land will be."""
    for group in plan.groups[plan.groups["site_id"] == one].to_dict("records"):
        where = {"village": name(plan, "village", group["village_id"]), "group": group["name"]}
        who = {count: group[count] for count in ("households", "people")}
        land = (group["farm_minutes_now"], group["farm_minutes_after"])
        yield "arrival", where | who | {"land": land}


def _site_road(site: Cells) -> Said:
    """Whether and when a paved road leads there."""
    if site["connected_now"]:
        return "site_now", {}
    if pd.notna(site["connected_year"]):
        return "site_year", {"year": site["connected_year"]}
    return "site_not", {}


def _road(plan: Plan, one: str) -> list[Answer]:
    """A road without a project: paved already, or needed by nobody."""
    if cells(plan.roads, one)["hardened"]:
        return part("verdict", [("road_hardened", {})])
    return part("verdict", [("project_out", {}), ("road_other", {})])
