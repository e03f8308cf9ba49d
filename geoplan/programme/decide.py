"""Which road, which site, who moves where and when: the decision.

First in sequence: relocation, then the roads for those who stay and for the sites that open. A
site whose road cannot come in time is given up, and all is decided again. From there both are
decided together (``programme.together``): never worse, in the county's order. Who moves where and
when is then settled, and the roads are chosen once more for it, as closely as asked.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from geoplan.errors import InfeasibleError
from geoplan.programme.floors import NO_FLOORS, Floors
from geoplan.programme.moves import Moves
from geoplan.programme.prices import price_roads
from geoplan.programme.road_model import (
    NO_QUIET_YEARS,
    can_be_reached,
    state_roads,
)
from geoplan.programme.roads import schedule_roads
from geoplan.programme.sequence import (
    Decision,
    Tables,
    bounded,
    dues_where_assigned,
    in_sequence,
    payments_of,
    put_together,
    road_case,
    years_of,
)
from geoplan.programme.together import GAP, Together, decide_together
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)


def decide(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    groups: pd.DataFrame,
    sites: pd.DataFrame,
    move_amounts: Mapping[str, pd.DataFrame],
    items: pd.DataFrame,
    homes: pd.DataFrame,
    *,
    roots: Iterable[int],
    locked_in: Mapping[str, Mapping[str, int | None]],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    quiet_years: Mapping[tuple[str, str], int] = NO_QUIET_YEARS,
    floors: Floors = NO_FLOORS,
    aim_yuan: Mapping[str, float],
    order: Sequence[str],
    tolerance: float,
    tolerances: Mapping[str, float],
    gap: float,
    node_limit: int | None,
    before: Decision | None = None,
) -> Decision:
    """Roads and moves, together.

    Parameters
    ----------
    links, projects, roots, lag_years, gap, node_limit
        As in ``schedule_roads``.
    groups
        Index group; node, people, households, danger, turn (whoever has a lower one moves first),
        admin_village_id, of every group that may move.
    sites
        Index site; node, capacity_households, fewest_households (that open it), opening_yuan (with
        its access road), yuan_per_household, earliest (position of the first year in which it may
        open), connected_now, leaves (False: a place where people stay at home and are safe), spares (danger of those
        who may not move, and are safe once somebody uses it).
    move_amounts
        "farm", "service" [household-minutes], "cost" [yuan] -> groups x sites: what living there
        means to the whole group, and what its move is paid; NaN where not allowed.
    items, funds, ceilings_yuan
        What is paid, and the fund table (see ``programme.funds``).
    homes
        Index group; node, village_id, people of every group on the network, as it is today.
    locked_in
        "road", "site", "group" -> id -> position of its year, None for any year.
    quiet_years
        (group, project) -> position of the year in which the group, if it stays, needs the project
        open (R8).
    floors
        What places are promised, and who of them waits for a road: groups of ``homes``, and of
        ``groups`` off the network.
    aim_yuan
        What a unit of each aim is worth: of ``move_amounts`` (opening is part of the cost), and of
        "cohesion", an administrative village that goes to one site fewer.
    order, tolerance
        Aims that come first when sites are chosen (see ``allocate_in_order``).
    tolerances
        "danger", "access": share of each that may be left for better ways to land and services.
    before
        Decision on the same county, funds and settings with other locks. What the locks do not
        touch is not decided again: neither where groups move and when, nor the model of the roads.

    Returns
    -------
    Decision
        Sites to which no candidate road leads are given up at once; in sequence, while it is proven
        that the roads cannot be built in time, the site with the fewest people is, one by one.

    Raises
    ------
    InfeasibleError
        Locks cannot be kept, or a search was stopped before it found a programme.
    """
    given_up = _without_a_way(links, projects, sites, roots, locked_in["site"])
    rules: dict[str, Any] = {
        "roots": roots, "funds": funds, "ceilings_yuan": ceilings_yuan, "lag_years": lag_years,
        "quiet_years": quiet_years, "floors": floors,
    }  # fmt: skip
    limits: dict[str, Any] = {"gap": gap, "node_limit": node_limit}
    siting: dict[str, Any] = {
        "aim_yuan": aim_yuan,
        "order": order,
        "tolerance": tolerance,
        "locked_in": locked_in,
    }
    tables = Tables(links, projects, groups, sites, move_amounts, items, homes)
    sequence = in_sequence(tables, given_up, before, **siting, **rules, **limits)
    if why_stopped() is not None or groups.empty:
        return sequence
    log.info("道路和搬迁一起定 roads and moves together")
    reachable = sites.drop(index=list(given_up))
    found = decide_together(
        links, projects, groups, reachable, move_amounts, items, homes,
        start=sequence.schedule(), tolerances=tolerances, **siting, **rules, **limits,
    )  # fmt: skip
    settled = found and _settled(sequence, found, tables, given_up, locked_in, rules, limits)
    return settled or sequence


def _settled(
    sequence: Decision,
    found: Together,
    tables: Tables,
    given_up: frozenset[str],
    locked_in: Mapping[str, Mapping[str, int | None]],
    rules: Mapping[str, Any],
    limits: Mapping[str, Any],
) -> Decision | None:
    """The programme found, with the best roads for its moves."""
    plan, told = found
    funds, ceilings_yuan = rules["funds"], rules["ceilings_yuan"]
    first, sites, items = sequence.relocation, tables.sites, tables.items
    assigned = plan.assigned.where(plan.group_year.notna(), first.where.assigned)
    due = dues_where_assigned(items[items["kind"] != "project"], assigned, sites)
    moves = Moves(plan.group_year, plan.site_year, told.loc[["danger"]])
    where = replace(first.where, assigned=assigned)
    relocation = first._replace(where=where, moves=moves, items=due)
    roads_due = items[items["kind"] == "project"]
    years = years_of(moves) | {"subgrade": plan.subgrade_year, "surface": plan.surface_year}
    everything = pd.concat([due, roads_due.assign(kind=roads_due["component"])])
    paid = payments_of(everything, years, funds, ceilings_yuan)
    paid = paid[paid["kind"].isin(["group", "site"])]
    case = road_case(tables, relocation, paid, locked_in, rules)
    known = replace(
        sequence.roads, subgrade_year=plan.subgrade_year, surface_year=plan.surface_year
    )
    roads = schedule_roads(*case.tables, **case.rules, before=known,
        gap=limits["gap"], node_limit=limits["node_limit"],
    )  # fmt: skip
    if roads is None:
        return None
    closed = plan.site_year.index[plan.site_year.isna()].union(list(given_up))
    given_up = sequence.no_road.intersection(closed)
    decision = put_together(relocation, roads, case, given_up, paid, tables)
    return replace(decision, objectives=_proven(decision.objectives, told))


def _proven(reached: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Objectives in their order: what the decision reaches, and the bounds on all decisions."""
    rows: dict[Any, dict[Any, Any]] = told.to_dict("index")
    for name in reached.index.intersection(["floors", "access", "earlier"]):
        value = float(reached["value"][name])
        rows[name] |= bounded(value, max(value, rows[name]["bound"]))
        if rows[name]["gap"] <= GAP:
            rows[name]["status"] = "optimal"
    rows["cost"] = reached.loc["cost"].to_dict()
    return pd.DataFrame.from_dict(rows, orient="index")


def price_decision(decision: Decision, partners: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """What the other decision on each eligible road would cost, as in ``Plan.prices``.

    ``partners`` as in ``price_roads``. What is locked in has no other decision.
    """
    case = decision.road_case
    projects, locked = case.tables[1], case.rules["locked_in"]
    eligible = projects.index[projects["eligible"]].difference(list(locked), sort=False)
    model = state_roads(*case.tables, **case.rules)
    return price_roads(
        model, decision.roads, eligible, case.staying, partners=partners, locked=locked
    )


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
