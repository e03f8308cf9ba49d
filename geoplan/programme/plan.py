"""The plan: which road, which site, who moves where, when, paid by whom.

Today in sequence: relocation first, then the roads for those who stay and for the sites that
open. ``decide`` is the seam: the joint model takes the same tables and gives the same decision.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.errors import InfeasibleError
from geoplan.programme.funds import remaining, split_costs
from geoplan.programme.moves import Moves, schedule_moves
from geoplan.programme.prices import NO_PRICES, price_roads
from geoplan.programme.road_model import can_be_reached, state_roads
from geoplan.programme.roads import Roads, latest_years, schedule_roads
from geoplan.relocation.assignment import Solution, allocate

log = logging.getLogger(__name__)
SITING_GAP = 0.005
"""The worth of a farm minute is a convention: sites are chosen to half a per cent, no closer."""


@dataclass(frozen=True)
class Plan:
    """Everything a map or a list needs; publishing computes nothing.

    All layers share one metric CRS and are indexed by their stable id. Money is in yuan and a
    multiple of 100 (two decimals of 万元). Years are ``Int64``, missing where nothing happens.
    Ids in one cell are joined by ";". ``reason`` holds a code whose words are in
    ``publish.labels``.

    Attributes
    ----------
    name, name_en
        County.
    years
        Binding batch, in order.
    villages
        name, admin_village_id, admin_village_name, township_id, township_name, consent, people,
        households, node, road_distance_m, on_network, connected_now, connected_after (bools:
        at least half of the people have an all-weather road), connected_year, people_connected_now,
        people_connected_after (of those who live there then), staying_people, moving_households,
        way_projects (ids on the cheapest way to the paved network), hazard_class (0-4), reason,
        and per service kind k and season s ``minutes_{k}_{s}_now`` and ``minutes_{k}_{s}_after``
        (inf: cannot be reached). Point.
    groups
        village_id, name, people, households, consent, hazard_class, hazard_id, hazard_kind,
        threatened_people, threatened_households, danger, must_move, may_move, locked_out, node,
        road_distance_m, on_network, connected_now, connected_year (by its own road),
        connected_after (where it lives then), cut_off_wet_now, cut_off_wet_after, way_projects,
        site_id, year, cost_yuan, farm_minutes_now, farm_minutes_after (NaN without farmland),
        distance_m, minutes as for villages, reason. Households that refuse while their group
        moves are a group of their own, "<id>-no". Point of today.
    roads
        One row per link: u, v (nodes), road_id, name, route_code, surface_code, surface_assumed,
        surface_width_m, grade, hardened, passable_wet, length_m, project_id, year, and minutes of
        a trip in the wet season: forth_minutes (u to v), back_minutes, paved_minutes (both ways,
        once its project is built; NaN without a project), to 0.01 minute. LineString.
    projects
        name, route_code, start_km, end_km, length_m, township_id, township_name,
        admin_village_id, grade, manager, district, surface_code, surface_assumed, width_m,
        subgrade_accepted, subgrade_cost_yuan, surface_cost_yuan, cost_yuan (what is still to pay), consent,
        eligible, rule (code of what keeps it out), households, people (whose cheapest way uses
        it), selected, subgrade_year, surface_year, people_connected, villages_connected (ids newly
        connected whose way uses it), sites_served, funds, reason, and what hangs on it alone:
        depends_on (other projects without which it is worthless: of the plan where it is in, of
        those still to be built where it is not), groups_depending, villages_depending,
        sites_depending (who loses the paved road without it; who gets it with it and those
        projects), people_depending, saved_person_minutes (of one trip of everybody to
        ``about["trips_to"]`` in the wet season). MultiLineString.
    sites
        name, capacity_households, opening_cost_yuan, found, suitable, usable, township_id,
        township_name, admin_village_id, node, road_distance_m, on_network, way_projects,
        connected_now, connected_year, connected_after, earliest_reached, selected, year,
        households_in, people_in, groups_in, funds, reason. Point.
    prices
        What the other decision on a project would cost, moves as they are. Index project_id of
        every eligible project: decision ("out": leaving it out, "in": putting it in), status
        ("bracket"; "impossible": proven that no programme can; "unknown": the search found none),
        people_low, people_high (fewer people newly connected: proven at least, and by the best
        other programme found), equal (bool: no more than the plan's own gap), cost_yuan (money of
        that programme less the plan's), projects_out, projects_in (what makes room, what comes
        instead; ids), villages_losing, villages_gaining (ids), people_losing, people_gaining.
    locks
        What the meeting asked for and what that costs: kind, id, decision, year, note, people
        (fewer newly connected), danger (more people x class x years), cost_yuan (more money);
        the last row, kind "all", is all of them together. Empty without locks.
    offers
        Which fund may pay how much of which stage: project_id, component, cost_yuan, fund_id,
        most_yuan.
    options
        Which group could go to which site: group_id, site_id, distance_m, farm_minutes (to its land
        from there; the land around its home where its own is not known).
    payments
        kind ("project", "group", "site"), id, component, fund_id, year, amount_yuan.
    funds
        One row per fund and year: fund_id, name, year, ceiling_yuan, carried_in_yuan, used_yuan,
        left_yuan, carry_over, for_roads_yuan (ceiling without what moves and sites take), assumed.
    objectives
        Index danger, siting, access, earlier, cost, in their order: value, bound, gap, status, unit.
    indicators
        Index: name of the indicator; now, after, unit.
    townships
        Index township_id: name, people, people_connected_now, people_connected_after,
        projects, km, cost_yuan, households_moving.
    hazards, services, waters
        For the map: kind and hazard_class / kind, name, node, walk_minutes (from its node) / areas.
    households
        Internal: village_id, group_id, people, hazard_class, threatened, head_name, consent. Point.
    relief
        Pale hillshade in Web Mercator (uint8, rows from north), None without DEM.
    relief_bounds
        West, south, east, north of ``relief`` [degrees].
    about
        made_up, sources, review_number, complaint_telephone, remarks, crs, versions,
        input_hashes, settings, roots (nodes of the paved network), locked_in, trips_to (kind of
        service whose minutes count in what-if questions, None without services), statement (the
        bound in words), statement_en.
    """

    name: str
    name_en: str | None
    years: tuple[int, ...]
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    prices: pd.DataFrame
    locks: pd.DataFrame
    offers: pd.DataFrame
    options: pd.DataFrame
    payments: pd.DataFrame
    funds: pd.DataFrame
    objectives: pd.DataFrame
    indicators: pd.DataFrame
    townships: pd.DataFrame
    hazards: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    waters: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    relief: NDArray[np.uint8] | None
    relief_bounds: tuple[float, float, float, float] | None
    about: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """What was decided, before it is written onto the tables that people read.

    ``assigned`` and ``group_year`` are on the groups' index, ``site_year`` on the sites',
    ``subgrade_year`` and ``surface_year`` on the projects'; missing where nothing happens.
    ``no_road`` are sites given up because no road comes in time. ``payments``, ``objectives`` and
    ``prices`` are as in ``Plan``; siting does not count the opening of what is locked in.
    """

    assigned: pd.Series
    group_year: pd.Series
    site_year: pd.Series
    subgrade_year: pd.Series
    surface_year: pd.Series
    no_road: frozenset[str]
    payments: pd.DataFrame
    objectives: pd.DataFrame
    prices: pd.DataFrame


def decide(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    groups: pd.DataFrame,
    sites: pd.DataFrame,
    move_cost: pd.DataFrame,
    items: pd.DataFrame,
    homes: pd.DataFrame,
    *,
    roots: Iterable[int],
    locked_in: Mapping[str, Mapping[str, int | None]],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    gap: float,
    node_limit: int | None,
    prices: bool = True,
) -> Decision:
    """Relocation first, then roads for those who stay and for the sites that open.

    Parameters
    ----------
    links, projects, roots, lag_years, gap, node_limit
        As in ``schedule_roads``.
    groups
        Index group; node, people, households, danger, of every group that may move.
    sites
        Index site; node, capacity_households, opening_yuan (with its access road), earliest
        (position of the first year in which it may open), connected_now.
    move_cost
        Groups x sites: what moving the whole group there costs it and the county [yuan], NaN
        where not allowed.
    items, funds, ceilings_yuan
        What is paid, and the fund table (see ``programme.funds``).
    homes
        Index group; node, village_id, people of every group on the network, as it is today.
    locked_in
        "road", "site", "group" -> id -> position of its year, None for any year.
    prices
        Whether to price the decision on every road as well.

    Returns
    -------
    Decision
        Sites to which no candidate road leads are given up at once; while it is proven that the
        roads cannot be built in time, the site with the fewest people is, one by one.

    Raises
    ------
    InfeasibleError
        Locks cannot be kept, or a search was stopped before it found a programme.
    """
    given_up = _without_a_way(links, projects, sites, roots, locked_in["site"])
    for_moves_yuan = _set_aside(
        projects, items, locked_in["road"], funds, ceilings_yuan, lag_years, node_limit
    )
    while True:
        where, moves = _relocate(
            groups, sites.drop(index=list(given_up)), move_cost, items, funds, for_moves_yuan,
            locked_in=locked_in, gap=gap, node_limit=node_limit,
        )  # fmt: skip
        paid = _payments(items, {"group": moves.group_year, "site": moves.site_year}, funds,
                         for_moves_yuan)  # fmt: skip
        left_yuan = remaining(funds, ceilings_yuan, paid)
        staying = _staying(homes, moves)
        people = staying.groupby("node")["people"].sum()
        tables = links, projects, items[items["kind"] == "project"], people
        rules: dict[str, Any] = {
            "roots": roots, "must_reach": _must_reach(sites, moves, ceilings_yuan.columns),
            "locked_in": locked_in["road"], "funds": funds, "ceilings_yuan": left_yuan,
            "lag_years": lag_years,
        }  # fmt: skip
        roads = schedule_roads(*tables, **rules, gap=gap, node_limit=node_limit)
        if roads is not None:
            done = _decision(where, moves, roads, given_up, items, funds, left_yuan, paid, sites)
            if not prices:
                return done
            eligible = projects.index[projects["eligible"]]
            model = state_roads(*tables, **rules)
            return replace(done, prices=price_roads(model, roads, eligible, staying))
        waiting = _waiting(sites, moves).index
        given_up |= {_site_to_give_up(groups, where.assigned, waiting, locked_in)}
        log.info("安置点的路来不及 no road in time for site %s", sorted(given_up))


def _set_aside(
    projects: pd.DataFrame,
    items: pd.DataFrame,
    locked_in: Mapping[str, int | None],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    node_limit: int | None,
) -> pd.DataFrame:
    """Ceilings that leave the roads locked in their money, as late as they may be built."""
    if not locked_in:
        return ceilings_yuan
    roads = items[items["kind"] == "project"]
    subgrade_year, surface_year = latest_years(
        projects, roads, locked_in=locked_in, funds=funds, ceilings_yuan=ceilings_yuan,
        lag_years=lag_years, node_limit=node_limit,
    )  # fmt: skip
    due = _road_payments(roads, subgrade_year, surface_year, funds, ceilings_yuan)
    return remaining(funds, ceilings_yuan, due)


def _without_a_way(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    sites: pd.DataFrame,
    roots: Iterable[int],
    locked_in: Collection[str],
) -> frozenset[str]:
    """Sites to which no candidate road leads; none of them may be locked in."""
    joined = sites["connected_now"] | can_be_reached(links, projects, sites["node"], roots)
    lost = sites.index[~joined]
    locked = lost.intersection(list(locked_in))
    if not locked.empty:
        raise InfeasibleError(
            "锁定的安置点无路可通 no candidate road leads to sites locked in: "
            f"{', '.join(map(str, locked))}"
        )
    return frozenset(lost)


def _relocate(
    groups: pd.DataFrame,
    sites: pd.DataFrame,
    move_cost: pd.DataFrame,
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    *,
    locked_in: Mapping[str, Mapping[str, int | None]],
    gap: float,
    node_limit: int | None,
) -> tuple[Solution, Moves]:
    """Where groups move, and when. What is locked in opens anyway: opening it costs no more."""
    opens_anyway = sites.index.isin(list(locked_in["site"]))
    where = allocate(
        move_cost[sites.index],
        groups["households"],
        sites["capacity_households"],
        sites["opening_yuan"].mask(opens_anyway, 0.0),
        locked_in=locked_in["group"],
        gap=max(gap, SITING_GAP),
        node_limit=node_limit,
    )
    moves = schedule_moves(
        groups, where.assigned, sites, items, funds, ceilings_yuan,
        locked_in=locked_in, gap=gap, node_limit=node_limit,
    )  # fmt: skip
    return where, moves


def _site_to_give_up(
    groups: pd.DataFrame,
    assigned: pd.Series,
    waiting: "pd.Index[str]",
    locked_in: Mapping[str, Collection[str]],
) -> str:
    """Of the sites that wait for a road, the one with the fewest people; locked in ones last."""
    possible = waiting.difference(list(locked_in["site"]))
    if possible.empty:
        raise InfeasibleError(
            "资金或时间不够 not enough money or time for the roads of sites locked in: "
            f"{', '.join(map(str, waiting))}"
        )
    bound = groups.index.isin(list(locked_in["group"]))
    guests = pd.DataFrame({"bound": bound, "people": groups["people"]}).groupby(assigned).sum()
    order = guests.reindex(possible, fill_value=0).sort_values(["bound", "people"], kind="stable")
    return str(order.index[0])


def _payments(
    items: pd.DataFrame,
    years: dict[str, pd.Series],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
) -> pd.DataFrame:
    """Who pays what has a year, by kind of item."""
    year = pd.concat(
        [items[items["kind"] == kind]["id"].map(when.to_dict()) for kind, when in years.items()]
    ).dropna()
    due = items.loc[year.index]
    due = due[due["cost_yuan"] > 0]
    return split_costs(due, year[due.index].astype(int), funds, ceilings_yuan)


def _road_payments(
    items: pd.DataFrame,
    subgrade_year: "pd.Series[int]",
    surface_year: "pd.Series[int]",
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
) -> pd.DataFrame:
    """Who pays the subgrades and surfaces that have a year."""
    by_component = items.assign(kind=items["component"])
    years = {"subgrade": subgrade_year, "surface": surface_year}
    return _payments(by_component, years, funds, ceilings_yuan).assign(kind="project")


def _staying(homes: pd.DataFrame, moves: Moves) -> pd.DataFrame:
    """Homes of the groups that do not move: no road is built for those who leave."""
    return homes.drop(index=moves.group_year.dropna().index, errors="ignore")


def _waiting(sites: pd.DataFrame, moves: Moves) -> pd.DataFrame:
    """Sites that open and have no road today."""
    opens = moves.site_year.reindex(sites.index).notna()
    return sites[opens & ~sites["connected_now"]]


def _must_reach(sites: pd.DataFrame, moves: Moves, years: "pd.Index[Any]") -> dict[int, int]:
    """Node of each opening site without a road -> position of the year before it opens."""
    position = {year: t for t, year in enumerate(years)}
    opening = _waiting(sites, moves)
    opens = moves.site_year[opening.index].map(position)
    reach: dict[int, int] = {}
    for node, opened in zip(opening["node"], opens, strict=True):
        before = int(opened) - 1
        reach[int(node)] = min(before, reach.get(int(node), before))
    return reach


def _decision(
    where: Solution,
    moves: Moves,
    roads: Roads,
    given_up: frozenset[str],
    items: pd.DataFrame,
    funds: pd.DataFrame,
    left_yuan: pd.DataFrame,
    paid: pd.DataFrame,
    sites: pd.DataFrame,
) -> Decision:
    """Put moves, roads and their payments together."""
    road_items = items[items["kind"] == "project"]
    road_paid = _road_payments(
        road_items, roads.subgrade_year, roads.surface_year, funds, left_yuan
    )
    columns = ["kind", "id", "component", "fund_id", "year"]
    danger = {
        "value": moves.objective,
        "bound": moves.bound,
        "gap": abs(moves.objective - moves.bound) / max(abs(moves.objective), 1.0),
        "status": moves.status,
        "unit": "people x class x years",
    }
    siting = {
        "value": where.objective,
        "bound": where.bound,
        "gap": where.gap,
        "status": where.status,
        "unit": "yuan",
    }
    return Decision(
        where.assigned,
        moves.group_year,
        moves.site_year.reindex(sites.index),
        roads.subgrade_year,
        roads.surface_year,
        given_up,
        pd.concat([paid, road_paid]).sort_values(columns, ignore_index=True),
        pd.concat([pd.DataFrame({"danger": danger, "siting": siting}).T, roads.objectives]),
        NO_PRICES,
    )
