"""What planning one thing after the other, or by a ranking, makes of the same money.

Each rival gives a whole programme from the tables of ``programme.decide``, and `measure` is the one
yardstick for them and for the plan. They keep the rules of roads, sites and funds, no locks and no floors. Sites
are chosen one by one, as offices do; roads are as good as ``programme.roads`` finds them, and so
are the years of moves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geoplan.programme.floors import NO_FLOORS, Floors
from geoplan.programme.funds import remaining
from geoplan.programme.moves import Moves, schedule_moves
from geoplan.programme.ranking import Works, cheapest_ways, prices_yuan, waiting_people
from geoplan.programme.road_model import (
    NO_QUIET_YEARS,
    can_be_reached,
    rooted_network,
    years_to_keep_open,
)
from geoplan.programme.roads import Roads, schedule_roads
from geoplan.programme.sequence import (
    NOT_THREATENED,
    dues_where_assigned,
    must_reach,
    payments_of,
    road_payments,
    waiting_sites,
    years_of,
)
from geoplan.programme.together import Schedule
from geoplan.relocation.options import STAY
from geoplan.routing.rooted import RootedNetwork, reached

MOVES_GAP, MOVES_NODES = 0.002, 100
"""When the search for the years of moves stops."""


class Case(NamedTuple):
    """What ``decide`` is given, but for its locks; its docstring says what each is."""

    links: pd.DataFrame
    projects: pd.DataFrame
    groups: pd.DataFrame
    sites: pd.DataFrame
    move_amounts: Mapping[str, pd.DataFrame]
    items: pd.DataFrame
    homes: pd.DataFrame
    roots: Iterable[int]
    funds: pd.DataFrame
    ceilings_yuan: pd.DataFrame
    lag_years: int
    aim_yuan: Mapping[str, float]
    order: Sequence[str]
    tolerance: float
    tolerances: Mapping[str, float]
    gap: float
    node_limit: int | None
    quiet_years: Mapping[tuple[str, str], int] = NO_QUIET_YEARS
    floors: Floors = NO_FLOORS


def measure(case: Case, programme: Schedule) -> "pd.Series[float]":
    """What a programme does.

    Parameters
    ----------
    case
        Tables that the programme is for.
    programme
        Any; its roads are built and its sites open as it says.

    Returns
    -------
    Series
        people_connected: with an all-weather road at the end and without one today, at home or
        where they moved; people_out_of_danger; danger_left [people x class x years];
        farm_household_minutes of who moved away, where they live then; roads_yuan; and of these
        for_leavers_yuan: for roads on which only people hang who all leave.
    """
    rooted = rooted_network(case.links, case.projects, case.roots)
    left, at_home, arrived = _newly(case, programme, rooted)
    people, danger = case.groups["people"], case.groups["danger"]
    moved = programme.group_year.dropna().astype(int)
    years = [int(str(year)) for year in case.ceilings_yuan.columns]
    safe_years = (years[-1] + 1 - moved).reindex(case.groups.index, fill_value=0)
    farm, went_to = case.move_amounts["farm"], programme.assigned[left]
    at = farm.index.get_indexer(left), farm.columns.get_indexer(pd.Index(went_to))
    roads_yuan = _roads_yuan(case, programme)
    return pd.Series(
        {
            "people_connected": case.homes["people"][at_home].sum() + people[arrived].sum(),
            "people_out_of_danger": people[moved.index][danger[moved.index] > 0].sum(),
            "danger_left": (danger * (len(years) - safe_years)).sum(),
            "farm_household_minutes": float(farm.to_numpy()[at].sum()),
            "roads_yuan": roads_yuan.sum(),
            "for_leavers_yuan": roads_yuan[_for_leavers(case, programme, rooted, left)].sum(),
        },
        dtype=float,
    )


def newly_connected(case: Case, programme: Schedule) -> "pd.Index[str]":
    """Groups with an all-weather road at the end and without one today, at home or where they moved.

    Parameters
    ----------
    case, programme
        As in ``measure``.
    """
    rooted = rooted_network(case.links, case.projects, case.roots)
    _, at_home, arrived = _newly(case, programme, rooted)
    return at_home.union(arrived)


def _newly(
    case: Case, programme: Schedule, rooted: RootedNetwork
) -> tuple["pd.Index[str]", "pd.Index[str]", "pd.Index[str]"]:
    """Groups that leave, and those who newly have a road: at home, and of who leaves at a site."""
    surfaces = set(programme.surface_year.dropna().index)
    at_home, places = case.homes["node"], case.sites["node"]
    today, then = (_joined(at_home, rooted, built) for built in ((), surfaces))
    left = _leaving(case, programme)
    stays = ~case.homes.index.isin(left)
    with_road = case.sites["connected_now"] | _joined(places, rooted, surfaces)
    arrived = programme.assigned[left].map(with_road.to_dict()).astype(bool)
    cut_off = ~left.isin(today.index[today])
    return left, case.homes.index[stays & then & ~today], left[arrived & cut_off]


def roads_first(case: Case) -> Schedule:
    """Roads for everybody where they live today; then moves, to the sites that are then reached."""
    roads = _best_roads(case, case.homes, {}, case.ceilings_yuan)
    assert roads is not None  # noqa: S101  # nothing must be reached
    return then_moves(case, roads.subgrade_year, roads.surface_year)


def relocation_first(case: Case) -> Schedule:
    """Sites and moves; then roads for those who stay and, in time, to the sites that open.

    While the roads cannot be built in time, the site with the fewest people is given up.
    """
    can_be = case.sites["connected_now"] | can_be_reached(
        case.links, case.projects, case.sites["node"], case.roots
    )
    sites = case.sites[can_be]
    while True:
        assigned, moves, paid = _moves(case, sites, case.ceilings_yuan)
        done = _programme(case, assigned, moves)
        staying = case.homes.drop(index=_leaving(case, done), errors="ignore")
        left_yuan = remaining(case.funds, case.ceilings_yuan, paid)
        reach = must_reach(sites, moves, case.ceilings_yuan.columns)
        roads = _best_roads(case, staying, reach, left_yuan)
        if roads is not None:
            return done._replace(subgrade_year=roads.subgrade_year, surface_year=roads.surface_year)
        waiting = waiting_sites(sites, moves).index
        guests = case.groups["people"].groupby(assigned).sum().reindex(waiting, fill_value=0)
        sites = sites.drop(index=guests.sort_values(kind="stable").index[0])


def benefit_cost(case: Case) -> Schedule:
    """Projects by people whose cheapest way uses them, per yuan; then moves as after `roads_first`.

    Each in the first year in which the funds can pay it beside those before it.
    """
    rooted = rooted_network(case.links, case.projects, case.roots)
    price = prices_yuan(case.projects, case.items)
    waiting = waiting_people(case.homes, rooted)
    benefit = dict.fromkeys(price, 0.0)
    for v, way in cheapest_ways(rooted, price).items():
        for p in way.projects:
            benefit[p] += waiting.get(v, 0.0)
    wanted = [p for p, people in benefit.items() if people > 0]
    works = works_of(case)
    for p in sorted(wanted, key=lambda p: (-benefit[p] / max(price[p], 1.0), str(p))):
        works.take([p])
    return then_moves(case, *works.years())


def works_of(case: Case) -> Works:
    """No road taken yet; everybody stays who has not yet been asked to move."""
    quiet_years = years_to_keep_open(case.quiet_years, case.homes.index)
    return Works(
        case.projects, case.items, case.funds, case.ceilings_yuan,
        lag_years=case.lag_years, quiet_years=quiet_years,
    )  # fmt: skip


def then_moves(
    case: Case, subgrade_year: "pd.Series[int]", surface_year: "pd.Series[int]"
) -> Schedule:
    """Roads that are decided, and moves with the money that is left, to sites reached in time."""
    roads = case.items[case.items["kind"] == "project"]
    paid = road_payments(roads, subgrade_year, surface_year, case.funds, case.ceilings_yuan)
    left_yuan = remaining(case.funds, case.ceilings_yuan, paid)
    earliest = _earliest(case, surface_year)
    sites = case.sites.assign(earliest=earliest)[earliest < len(left_yuan.columns)]
    assigned, moves, _ = _moves(case, sites, left_yuan)
    moved = _programme(case, assigned, moves)
    return moved._replace(subgrade_year=subgrade_year, surface_year=surface_year)


def _earliest(case: Case, surface_year: "pd.Series[int]") -> "pd.Series[float]":
    """Position of the first year in which each site may open with these roads; infinite: never."""
    sites, rooted = case.sites, rooted_network(case.links, case.projects, case.roots)
    earliest = sites["earliest"].where(sites["connected_now"], np.inf)
    years = [int(str(year)) for year in case.ceilings_yuan.columns]
    for t in reversed(range(len(years))):
        built = surface_year.index[surface_year.le(years[t]).fillna(False)]
        here = _joined(sites["node"], rooted, set(built)) & ~sites["connected_now"]
        earliest = earliest.mask(here, sites["earliest"].clip(lower=t + 1))
    return earliest


def _best_roads(
    case: Case,
    homes: pd.DataFrame,
    must_reach: Mapping[int, int],
    ceilings_yuan: pd.DataFrame,
) -> Roads | None:
    """Roads that join most people; None if what must be reached cannot be."""
    return schedule_roads(
        case.links, case.projects, case.items[case.items["kind"] == "project"],
        homes.groupby("node")["people"].sum(), roots=case.roots, must_reach=must_reach,
        locked_in={}, funds=case.funds, ceilings_yuan=ceilings_yuan, lag_years=case.lag_years,
        quiet_years=years_to_keep_open(case.quiet_years, homes.index), gap=case.gap,
        node_limit=case.node_limit,
    )  # fmt: skip


def _moves(
    case: Case, sites: pd.DataFrame, ceilings_yuan: pd.DataFrame
) -> tuple["pd.Series[str]", Moves, pd.DataFrame]:
    """Place and year of each group, and what is paid, on these sites with this money."""
    assigned = _places(case, sites)
    own = case.items[case.items["kind"] != "project"]
    due = dues_where_assigned(own, assigned, sites)
    moves = schedule_moves(
        case.groups, assigned[assigned != STAY], sites, due, case.funds, ceilings_yuan,
        locked_in={"site": {}, "group": {}}, gap=max(case.gap, MOVES_GAP), node_limit=MOVES_NODES,
    )  # fmt: skip
    return assigned, moves, payments_of(due, years_of(moves), case.funds, ceilings_yuan)


def _places(case: Case, sites: pd.DataFrame) -> "pd.Series[str]":
    """Place of each group: the sites one by one, most danger per yuan first, filled by need.

    Then everybody, in this order, goes where the aims together are worth most among what is open.
    """
    by_need = case.groups.assign(each=-case.groups["danger"] / case.groups["households"])
    groups = by_need.sort_values(["turn", "each"], kind="stable").index
    households: dict[Any, float] = case.groups["households"].to_dict()
    danger: dict[Any, float] = case.groups["danger"].to_dict()
    yuan = 0 * case.move_amounts["cost"]
    for aim, table in case.move_amounts.items():
        yuan = yuan + case.aim_yuan[aim] * table
    amounts = {j: (case.move_amounts["cost"][j].dropna().to_dict(), room, fewest, opening)
               for j, room, fewest, opening in sites[["capacity_households", "fewest_households",
                                                      "opening_yuan"]].itertuples()}  # fmt: skip
    place: dict[Any, Any] = {}

    def filled(j: Any) -> tuple[float, list[Any]]:
        """Danger that a site takes per yuan, and from whom."""
        cost, room, fewest, spent = amounts[j]
        guests: list[Any] = []
        for g in groups:
            if g not in place and g in cost and households[g] <= room:
                guests.append(g)
                room, spent = room - households[g], spent + cost[g]
        if not guests or sum(households[g] for g in guests) < fewest:
            return -1.0, []
        need = sum(max(danger[g], NOT_THREATENED * households[g]) for g in guests)
        return need / max(spent, 1.0), guests

    waiting = dict.fromkeys(sites.index)
    while waiting:
        offers = {j: filled(j) for j in waiting}
        best = max(offers, key=lambda j: offers[j][0])
        if not offers[best][1]:
            break
        place |= dict.fromkeys(offers[best][1], best)
        del waiting[best]
    opened = [j for j in sites.index if j not in waiting]
    return _nearer(place, groups, households, yuan[opened], sites)


def _nearer(
    place: dict[Any, Any],
    groups: "pd.Index[Any]",
    households: Mapping[Any, float],
    yuan: pd.DataFrame,
    sites: pd.DataFrame,
) -> "pd.Series[str]":
    """Places once every group went where it is worth most, as long as there is room and enough stay."""
    room: dict[Any, float] = sites["capacity_households"].to_dict()
    spare = {j: -fewest for j, fewest in sites["fewest_households"].items()}
    by_group = yuan.T
    for g, j in place.items():
        room[j], spare[j] = room[j] - households[g], spare[j] + households[g]
    for g in groups:
        if g not in place or spare[place[g]] < households[g]:
            continue
        for j in by_group[g].dropna().sort_values(kind="stable").index:
            if j == place[g] or room[j] >= households[g]:
                for one, sign in ((place[g], -1), (j, 1)):
                    room[one] -= sign * households[g]
                    spare[one] += sign * households[g]
                place[g] = j
                break
    return pd.Series(place, dtype="str").reindex(yuan.index)


def _programme(case: Case, assigned: "pd.Series[str]", moves: Moves) -> Schedule:
    """Moves without a road."""
    none = pd.Series(pd.NA, index=case.projects.index, dtype="Int64")
    site_year = moves.site_year.reindex(case.sites.index)
    return Schedule(assigned, moves.group_year, site_year, none, none)


def _joined(
    nodes: "pd.Series[int]", rooted: RootedNetwork, built: Collection[str]
) -> "pd.Series[bool]":
    """Which nodes are joined to the paved network once some projects are built."""
    return nodes.map(rooted.node_of).isin(reached(rooted, built))


def _leaving(case: Case, programme: Schedule) -> "pd.Index[str]":
    """Groups that move away."""
    moved = programme.assigned[programme.group_year.notna()]
    return moved.index[moved.map(case.sites["leaves"]).astype(bool)]


def _roads_yuan(case: Case, programme: Schedule) -> "pd.Series[float]":
    """What the stages that are built cost, by project that has any."""
    stages = {"subgrade": programme.subgrade_year, "surface": programme.surface_year}
    roads = case.items[case.items["kind"] == "project"]
    parts = [
        roads[(roads["component"] == stage) & roads["id"].isin(year.dropna().index)]
        for stage, year in stages.items()
    ]
    return pd.concat(parts).groupby("id")["cost_yuan"].sum()


def _for_leavers(
    case: Case, programme: Schedule, rooted: RootedNetwork, left: "pd.Index[str]"
) -> list[str]:
    """Projects begun on which only people hang who all leave, once all that is begun is built."""
    begun = set(programme.surface_year.dropna().index) | set(programme.subgrade_year.dropna().index)
    sites = case.sites["node"][programme.site_year.notna() & case.sites["leaves"]]
    lived_in = case.homes[case.homes["people"] > 0]
    stays = pd.concat([lived_in["node"].drop(index=left, errors="ignore"), sites])
    leavers = lived_in["node"][lived_in.index.isin(left)]
    reached_by_all = reached(rooted, begun)
    found = []
    for p in sorted(begun):
        hanging = reached_by_all - reached(rooted, begun - {p})
        if leavers.map(rooted.node_of).isin(hanging).any() and not (
            stays.map(rooted.node_of).isin(hanging).any()
        ):
            found.append(p)
    return found
