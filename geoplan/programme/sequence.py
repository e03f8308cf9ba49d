"""One after the other: relocation first, then the roads for those who stay and for sites that open.

A site whose road cannot come in time is given up, and all is decided again. The plan of an office
that decides so is where ``programme.decide`` starts from.
"""

import logging
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.errors import InfeasibleError
from geoplan.programme.floors import after_moves
from geoplan.programme.funds import remaining, split_costs
from geoplan.programme.moves import Moves, dues, schedule_moves
from geoplan.programme.road_model import years_to_keep_open
from geoplan.programme.roads import Roads, latest_years, schedule_roads
from geoplan.programme.together import UNITS, Schedule
from geoplan.relocation.assignment import Amounts, Solution
from geoplan.relocation.options import STAY
from geoplan.relocation.priorities import allocate_in_order
from geoplan.routing.rooted import ROOT

log = logging.getLogger(__name__)
SITING_GAP = 0.002
"""The worth of a farm minute is a convention: sites are chosen to two thousandths, no closer."""
SITING_NODES, SITING_REGIONS = 1, 3
"""Roads and moves are decided together from there: more work on sites alone is worth little."""

NOT_THREATENED = 0.01
"""What leaving a household unplaced counts for that nothing threatens; the others: their danger."""


class Tables(NamedTuple):
    """What is decided on, as ``decide`` takes it."""

    links: pd.DataFrame
    projects: pd.DataFrame
    groups: pd.DataFrame
    sites: pd.DataFrame
    move_amounts: Mapping[str, pd.DataFrame]
    items: pd.DataFrame
    homes: pd.DataFrame


class Relocation(NamedTuple):
    """Where groups move and when, and the tables and locks that this was decided from.

    ``first`` is what came first when sites were chosen; ``items`` are what is paid for groups where
    they go, and for sites.
    """

    tables: tuple[pd.DataFrame, ...]
    locked_in: Mapping[str, Mapping[str, int | None]]
    where: Solution
    first: pd.DataFrame
    moves: Moves
    items: pd.DataFrame


class RoadCase(NamedTuple):
    """What roads are chosen from: tables and rules of ``state_roads``, homes of those who stay."""

    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, "pd.Series[float]"]
    rules: Mapping[str, Any]
    staying: pd.DataFrame


@dataclass(frozen=True)
class Decision:
    """What was decided, before it is written onto the tables that people read.

    ``assigned`` and ``group_year`` are on the groups' index, ``site_year`` on the sites',
    ``subgrade_year`` and ``surface_year`` on the projects'; missing where nothing happens.
    ``no_road`` are sites given up: not all roads to sites come in time for the money. ``payments`` and ``objectives``
    are as in ``Plan``; siting does not count the opening of what is locked in. ``relocation`` and
    ``roads`` are what the next decision may start from, ``road_case`` what roads were chosen from.
    """

    assigned: pd.Series
    group_year: pd.Series
    site_year: pd.Series
    subgrade_year: pd.Series
    surface_year: pd.Series
    no_road: frozenset[str]
    payments: pd.DataFrame
    objectives: pd.DataFrame
    relocation: Relocation
    roads: Roads
    road_case: RoadCase

    def schedule(self) -> Schedule:
        """What is decided, without what it costs."""
        return Schedule(self.assigned, self.group_year, self.site_year, self.subgrade_year,
                        self.surface_year)  # fmt: skip


def in_sequence(
    tables: Tables,
    given_up: frozenset[str],
    before: Decision | None,
    *,
    locked_in: Mapping[str, Mapping[str, int | None]],
    aim_yuan: Mapping[str, float],
    order: Sequence[str],
    tolerance: float,
    gap: float,
    node_limit: int | None,
    **rules: Any,
) -> Decision:
    """Relocation first, then roads for those who stay and for the sites that open.

    Parameters
    ----------
    tables, locked_in, aim_yuan, order, tolerance, gap, node_limit, before
        As in ``decide``.
    given_up
        Sites to which no candidate road leads.
    rules
        roots, funds, ceilings_yuan, lag_years, quiet_years, floors, as in ``decide``.

    Raises
    ------
    InfeasibleError
        As ``decide``.
    """
    funds, ceilings_yuan, lag_years = (
        rules["funds"], rules["ceilings_yuan"], rules["lag_years"],
    )  # fmt: skip
    _, projects, groups, sites, move_amounts, items, _ = tables
    for_moves_yuan = _set_aside(
        projects, items, locked_in["road"], funds, ceilings_yuan, lag_years, node_limit
    )
    while True:
        relocation = _relocate(
            groups, sites.drop(index=list(given_up)), move_amounts, items, funds, for_moves_yuan,
            locked_in=locked_in, aim_yuan=aim_yuan, order=order, tolerance=tolerance, gap=gap,
            node_limit=node_limit, before=None if before is None else before.relocation,
        )  # fmt: skip
        moves = relocation.moves
        paid = payments_of(relocation.items, years_of(moves), funds, for_moves_yuan)
        case = road_case(tables, relocation, paid, locked_in, rules)
        roads = schedule_roads(
            *case.tables, **case.rules, gap=gap, node_limit=node_limit,
            before=None if before is None else before.roads,
        )  # fmt: skip
        if roads is not None:
            return put_together(relocation, roads, case, given_up, paid, tables)
        waiting = waiting_sites(sites, moves).index
        given_up |= {_site_to_give_up(groups, relocation.where.assigned, waiting, locked_in)}
        log.info("安置点的路来不及 no road in time for site %s", sorted(given_up))


def years_of(moves: Moves) -> dict[str, pd.Series]:
    """Years by kind of item."""
    return {"group": moves.group_year, "site": moves.site_year}


def road_case(
    tables: Tables,
    relocation: Relocation,
    paid: pd.DataFrame,
    locked_in: Mapping[str, Mapping[str, int | None]],
    rules: Mapping[str, Any],
) -> RoadCase:
    """What roads are chosen from once it is settled who moves, and what that is paid."""
    links, projects, _, sites, _, items, homes = tables
    ceilings_yuan = rules["ceilings_yuan"]
    staying = _staying(homes, relocation, sites)
    people = staying.groupby("node")["people"].sum()
    for_roads = {
        **rules,
        "must_reach": must_reach(sites, relocation.moves, ceilings_yuan.columns),
        "locked_in": locked_in["road"],
        "ceilings_yuan": remaining(rules["funds"], ceilings_yuan, paid),
        "quiet_years": years_to_keep_open(rules["quiet_years"], staying.index),
        "floors": after_moves(rules["floors"], _gone(relocation, sites)),
    }
    return RoadCase(
        (links, projects, items[items["kind"] == "project"], people), for_roads, staying
    )


def bounded(value: float, bound: float) -> dict[str, float]:
    """A value, its bound, and the gap between them."""
    return {"value": value, "bound": bound, "gap": abs(bound - value) / max(abs(value), 1.0)}


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
    due = road_payments(roads, subgrade_year, surface_year, funds, ceilings_yuan)
    return remaining(funds, ceilings_yuan, due)


def _relocate(
    groups: pd.DataFrame,
    sites: pd.DataFrame,
    move_amounts: Mapping[str, pd.DataFrame],
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    *,
    locked_in: Mapping[str, Mapping[str, int | None]],
    aim_yuan: Mapping[str, float],
    order: Sequence[str],
    tolerance: float,
    gap: float,
    node_limit: int | None,
    before: Relocation | None,
) -> Relocation:
    """Where groups move, and when. What is locked in opens anyway: opening it costs no more."""
    own = items[items["kind"] != "project"]
    payers = funds[[bool(own["component"].isin(parts).any()) for parts in funds["pays"]]]
    tables = (
        groups[["households", "danger", "turn", "admin_village_id"]],
        sites.drop(columns=["node", "connected_now"]),
        own,
        payers,
        ceilings_yuan.loc[payers.index],
        *(table[sites.index] for table in move_amounts.values()),
    )
    locks = {kind: locked_in[kind] for kind in ("site", "group")}
    if before is not None and before.locked_in == locks and _are_equal(before.tables, tables):
        return before
    opens_anyway = sites.index.isin(list(locked_in["site"]))
    where, first = allocate_in_order(
        _aims(move_amounts, sites, opens_anyway),
        aim_yuan,
        groups["households"],
        sites["capacity_households"],
        fewest=sites["fewest_households"].mask(opens_anyway, 0.0),
        village=groups["admin_village_id"],
        weight=groups["danger"].clip(lower=NOT_THREATENED * groups["households"]),
        locked_in=locked_in["group"],
        order=order,
        tolerance=tolerance,
        gap=max(gap, SITING_GAP),
        node_limit=SITING_NODES,
        regions=SITING_REGIONS,
    )
    due = dues_where_assigned(own, where.assigned, sites)
    leaving = where.assigned[where.assigned != STAY]
    moves = schedule_moves(
        groups, leaving, sites, due, payers, ceilings_yuan.loc[payers.index],
        locked_in=locks, gap=gap, node_limit=node_limit,
    )  # fmt: skip
    return Relocation(tables, locks, where, first, moves, due)


def _aims(
    move_amounts: Mapping[str, pd.DataFrame], sites: pd.DataFrame, opens_anyway: NDArray[np.bool_]
) -> dict[str, Amounts]:
    """What counts when sites are chosen: ways, cost with opening, villages that stay together."""
    nothing = pd.Series(0.0, index=sites.index)
    aims = {name: Amounts(table[sites.index], nothing, 0.0) for name, table in move_amounts.items()}
    opening = sites["opening_yuan"].mask(opens_anyway, 0.0)
    leaves = sites["leaves"].astype(float)
    aims["cost"] = aims["cost"]._replace(opening_cost=opening)
    aims["cohesion"] = Amounts(0 * aims["cost"].cost, nothing, leaves)
    return aims


def dues_where_assigned(
    items: pd.DataFrame, assigned: pd.Series, sites: pd.DataFrame
) -> pd.DataFrame:
    """Items with what each group costs where it is assigned (see ``moves.dues``)."""
    place = items["id"].map(assigned.to_dict()).where(items["kind"] == "group").astype("str")
    return dues(items, place, sites)


def _are_equal(some: Iterable[pd.DataFrame], others: Iterable[pd.DataFrame]) -> bool:
    """Whether tables are the same, one by one."""
    return all(one.equals(other) for one, other in zip(some, others, strict=True))


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


def payments_of(
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


def road_payments(
    items: pd.DataFrame,
    subgrade_year: "pd.Series[int]",
    surface_year: "pd.Series[int]",
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
) -> pd.DataFrame:
    """Who pays the subgrades and surfaces that have a year."""
    by_component = items.assign(kind=items["component"])
    years = {"subgrade": subgrade_year, "surface": surface_year}
    return payments_of(by_component, years, funds, ceilings_yuan).assign(kind="project")


def _staying(homes: pd.DataFrame, relocation: Relocation, sites: pd.DataFrame) -> pd.DataFrame:
    """Homes of the groups that do not leave: no road is built for those who do."""
    return homes.drop(index=_gone(relocation, sites), errors="ignore")


def _gone(relocation: Relocation, sites: pd.DataFrame) -> "pd.Index[Any]":
    """Groups that leave."""
    moved = relocation.where.assigned[relocation.moves.group_year.notna()]
    return moved.index[moved.map(sites["leaves"]).astype(bool)]


def waiting_sites(sites: pd.DataFrame, moves: Moves) -> pd.DataFrame:
    """Sites that open and have no road today."""
    opens = moves.site_year.reindex(sites.index).notna()
    return sites[opens & ~sites["connected_now"]]


def must_reach(sites: pd.DataFrame, moves: Moves, years: "pd.Index[Any]") -> dict[int, int]:
    """Node of each opening site without a road -> position of the year before it opens."""
    position = {year: t for t, year in enumerate(years)}
    opening = waiting_sites(sites, moves)
    opens = moves.site_year[opening.index].map(position)
    reach: dict[int, int] = {}
    for node, opened in zip(opening["node"], opens, strict=True):
        before = int(opened) - 1
        reach[int(node)] = min(before, reach.get(int(node), before))
    return reach


def put_together(
    relocation: Relocation,
    roads: Roads,
    case: RoadCase,
    given_up: frozenset[str],
    paid: pd.DataFrame,
    tables: Tables,
) -> Decision:
    """Put moves, roads and their payments together."""
    where, moves = relocation.where, relocation.moves
    groups, sites, homes = tables.groups, tables.sites, tables.homes
    _, _, road_items, _ = case.tables
    first = relocation.first.assign(unit=relocation.first.index.map(UNITS))
    road_paid = road_payments(
        road_items, roads.subgrade_year, roads.surface_year, case.rules["funds"],
        case.rules["ceilings_yuan"],
    )  # fmt: skip
    columns = ["kind", "id", "component", "fund_id", "year"]
    siting = {
        "value": where.objective,
        "bound": where.bound,
        "gap": where.gap,
        "status": where.status,
        "unit": "yuan",
    }
    schedule = Schedule(
        where.assigned,
        moves.group_year,
        moves.site_year.reindex(sites.index),
        roads.subgrade_year,
        roads.surface_year,
    )
    arrived = _arrived(schedule, groups["people"], sites, homes["node"], roads)
    told = _with_arrivals(roads.objectives, arrived)
    return Decision(
        *schedule,
        given_up,
        pd.concat([paid, road_paid]).sort_values(columns, ignore_index=True),
        pd.concat(
            [
                _with_spared(moves.objectives, moves.site_year, sites, roads.stated.model.years),
                told.loc[told.index.drop("cost")],
                first.add_prefix("siting_", axis=0),
                pd.DataFrame({"siting": siting}).T,
                told.loc[["cost"]],
            ]
        ),
        relocation,
        roads,
        case,
    )


def _arrived(
    schedule: Schedule,
    people: "pd.Series[float]",
    sites: pd.DataFrame,
    node: "pd.Series[int]",
    roads: Roads,
) -> list[float]:
    """By year: people who have moved to a site by its end and have no all-weather road today."""
    model = roads.stated.model
    to_site = schedule.assigned.map(sites["leaves"]).eq(True) & schedule.group_year.notna()
    gone = to_site.index[to_site]
    has_none = node.reindex(gone).map(model.rooted.node_of) != ROOT
    year, count = schedule.group_year[gone[has_none]], people[gone[has_none]]
    return [float(count[year <= y].sum()) for y in model.years]


def _with_arrivals(objectives: pd.DataFrame, arrived: list[float]) -> pd.DataFrame:
    """Objectives of the roads with those who have an all-weather road at their site."""
    rows: dict[Any, dict[Any, Any]] = objectives.to_dict("index")
    for name, more in (("access", arrived[-1]), ("earlier", math.fsum(arrived[:-1]))):
        rows[name] |= bounded(rows[name]["value"] + more, rows[name]["bound"] + more)
    return pd.DataFrame.from_dict(rows, orient="index")


def _with_spared(
    objectives: pd.DataFrame, site_year: "pd.Series[int]", sites: pd.DataFrame, years: list[int]
) -> pd.DataFrame:
    """Danger with that of people who are safe once others use a place; at best from the start."""
    waited = site_year.reindex(sites.index).fillna(years[-1] + 1) - years[0]
    rows: dict[Any, dict[Any, Any]] = objectives.to_dict("index")
    for row in rows.values():
        row |= bounded(row["value"] + float((sites["spares"] * waited).sum()), row["bound"])
    return pd.DataFrame.from_dict(rows, orient="index")
