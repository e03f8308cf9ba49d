"""Every programme of roads and moves that the rules allow: both in one model, over years and funds.

Roads as in ``programme.road_model`` (R), moves as in ``programme.moves`` (M), and what joins them
(docs/formulation.md, J):

o_jt <= y_v,t-1, v the node of site j                                  (J1)
a_gt <= y_vt + sum_j m_gjt over sites j, v the home of g; a_gt <= 1    (J2)
payments F1-F3 of roads, moves and sites together                      (J3)
x_pb - x_p,b-1 <= l_g and so on (R8), l_g = sum_j m_gjT over sites j   (J4)
m_gjT <= u_kj, g of administrative village k, j a site                 (J5)
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pulp

from geoplan.programme.floors import NO_FLOORS, Floors, add_floors
from geoplan.programme.funds import pay_by_funds
from geoplan.programme.moves import MoveModel, add_moves, dues
from geoplan.programme.road_model import (
    RoadModel,
    add_roads,
    add_works,
    dug_up,
    rooted_network,
)
from geoplan.programme.stages import Locks, Stage, by_thing
from geoplan.routing.rooted import ROOT
from geoplan.solver import Values


@dataclass(frozen=True)
class JointModel:
    """Roads and moves in one problem, without an objective.

    ``a``: by group that may move and position of the year, that it has an all-weather road then,
    at home or at its site; groups that have one today are absent. ``u``: by administrative village
    and site, that somebody goes there. ``floors`` is what is reached of these (P3), 0 without any.
    """

    problem: pulp.LpProblem
    roads: RoadModel
    moves: MoveModel
    a: Mapping[tuple[Any, int], pulp.LpVariable]
    u: Mapping[tuple[Any, Any], pulp.LpVariable]
    floors: pulp.LpAffineExpression = field(default_factory=pulp.LpAffineExpression)

    def separate(self, values: Values) -> list[pulp.LpConstraint]:
        """Rows that these values break: B6 of the roads, M3 of the moves."""
        return [*self.roads.separate(values), *self.moves.separate(values)]

    def choices(self) -> dict[str, list[list[str]]]:
        """Names of the yes-or-no variables by thing: of roads and sites first, of groups last."""
        frame = (self.roads.x, self.roads.g, self.moves.o)
        parts = {"roads and sites": frame, "groups": (self.moves.m,)}
        return {
            part: [years for stage in stages for years in by_thing(stage)]
            for part, stages in parts.items()
        }


def state_programme(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    groups: pd.DataFrame,
    options: pd.DataFrame,
    places: pd.DataFrame,
    items: pd.DataFrame,
    people: "pd.Series[float]",
    *,
    roots: Iterable[int],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    quiet_years: Mapping[tuple[str, str], int],
    locks: Locks,
    floors: Floors = NO_FLOORS,
) -> JointModel:
    """Every programme that keeps the rules and the funds; no objective yet.

    Parameters
    ----------
    links, projects, roots, lag_years
        As in ``state_roads``.
    groups, options, places, locks
        As in ``add_moves``; of groups also node (missing: not on the network), admin_village_id; of
        options group_id, site_id; of places node, connected_now, leaves.
    items
        As ``programme.funds`` wants them; of groups one for each option, with its place.
    people
        Index node: people of the groups that may not move.
    funds, ceilings_yuan
        The fund table (see ``programme.funds``).
    quiet_years
        (group, project) -> position of the year in which the group, if it stays, needs the project
        open.
    floors
        What places are promised.
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    problem = pulp.LpProblem("programme", pulp.LpMaximize)
    waiting = places[~places["connected_now"]]
    rooted = rooted_network(links, projects, roots)
    wanted = sorted(projects.index[projects["eligible"]])
    x, g = add_works(problem, wanted, projects["subgrade_accepted"], lag_years, len(years))
    nodes = [*groups["node"].dropna().astype(int), *waiting["node"].astype(int)]
    also = {rooted.node_of[v] for v in nodes if v in rooted.node_of}
    roads = add_roads(problem, rooted, x, g, people, also=also, years=years)
    pairs = list(zip(options["group_id"], options["site_id"], strict=True))
    moves = add_moves(problem, groups, pairs, places, len(years), locks=locks)
    _road_before_site(problem, roads, moves, waiting["node"].to_dict())
    leads_out = set(places.index[places["leaves"]])
    sites_of = {g: [j for j in some if j in leads_out] for g, some in moves.places_of.items()}
    a = _access(problem, roads, moves, groups["node"], sites_of)
    _open_while_building(problem, roads, moves, sites_of, quiet_years)
    u = _keep_together(problem, moves, groups["admin_village_id"].to_dict(), sites_of)
    done = _done(items, roads, moves)
    pay_by_funds(problem, items, done, funds, ceilings_yuan)  # (J3)
    by_end = {g: connected for (g, t), connected in a.items() if t == len(years) - 1}
    met = add_floors(problem, rooted, roads.connections[-1].y, floors, by_end)
    return JointModel(problem, roads, moves, a, u, met)


def items_of_options(
    items: pd.DataFrame,
    projects: pd.DataFrame,
    places: pd.DataFrame,
    options: pd.DataFrame,
    locked: Collection[Any],
) -> pd.DataFrame:
    """Items of eligible projects, of sites that may be used, and of groups for each option.

    Parameters
    ----------
    items, projects, places
        As in ``decide``.
    options
        group_id, site_id.
    locked
        Sites that are used whoever goes there.
    """
    used = {*options["site_id"], *locked}
    roads = items[(items["kind"] == "project") & items["id"].map(projects["eligible"]).eq(True)]
    sites = items[(items["kind"] == "site") & items["id"].isin(used)]
    pairs = options[["group_id", "site_id"]].set_axis(["id", "place"], axis=1)
    moves = items[items["kind"] == "group"].merge(pairs, on="id")
    moves = dues(moves, moves["place"], places)
    payable = pd.concat([roads.assign(place=""), sites.assign(place=""), moves])
    return payable.set_axis(range(len(payable)))


def _road_before_site(
    problem: pulp.LpProblem, roads: RoadModel, moves: MoveModel, node: Mapping[Any, int]
) -> None:
    """A site opens once its road was all-weather the year before: o_jt <= y_v,t-1  (J1)."""
    for (j, t), opened in moves.o.items():
        v = roads.rooted.node_of.get(node[j], -1) if j in node else ROOT
        if v != ROOT:
            before = roads.connections[t - 1].y.get(v, 0) if t else 0
            problem += opened <= before, f"road_before_{opened.name}"  # (J1)


def _access(
    problem: pulp.LpProblem,
    roads: RoadModel,
    moves: MoveModel,
    node: "pd.Series[float]",
    sites_of: Mapping[Any, list[Any]],
) -> dict[tuple[Any, int], pulp.LpVariable]:
    """Who may move has an all-weather road at home or at its site: a_gt  (J2)."""
    a: dict[tuple[Any, int], pulp.LpVariable] = {}
    for k, (g, home) in enumerate(node.items()):
        v = -1 if pd.isna(home) else roads.rooted.node_of.get(int(home), -1)
        if v == ROOT:
            continue
        for t, year in enumerate(roads.connections):
            a[g, t] = problem.add_variable(f"a_{k}_{t}", 0, 1)
            at_site = pulp.lpSum(moves.m[(g, j), t] for j in sites_of.get(g, []))
            problem += a[g, t] <= year.y.get(v, 0) + at_site, f"access_{k}_{t}"  # (J2)
    return a


def _open_while_building(
    problem: pulp.LpProblem,
    roads: RoadModel,
    moves: MoveModel,
    sites_of: Mapping[Any, list[Any]],
    quiet_years: Mapping[tuple[str, str], int],
) -> None:
    """The only way out is open in the building year of a group, unless it leaves  (J4, R8)."""
    last = len(roads.years) - 1
    for k, ((g, p), b) in enumerate(quiet_years.items()):
        if (p, 0) in roads.x:
            leaves = pulp.lpSum(moves.m[(g, j), last] for j in sites_of.get(g, []))
            for n, dug in enumerate(dug_up(roads.x, roads.g, p, b)):
                problem += dug <= leaves, f"building_{k}_{n}"  # (J4)


def _keep_together(
    problem: pulp.LpProblem,
    moves: MoveModel,
    village_of: Mapping[Any, Any],
    sites_of: Mapping[Any, list[Any]],
) -> dict[tuple[Any, Any], pulp.LpVariable]:
    """To which sites an administrative village goes: m_gjT <= u_kj  (J5)."""
    last = max((t for _, t in moves.m), default=0)
    u: dict[tuple[Any, Any], pulp.LpVariable] = {}
    for n, (g, j) in enumerate((g, j) for g, some in sites_of.items() for j in some):
        part = village_of[g], j
        if part not in u:
            u[part] = problem.add_variable(f"u_{len(u)}", 0, 1)
        problem += moves.m[(g, j), last] <= u[part], f"together_{n}"  # (J5)
    return u


def _done(
    items: pd.DataFrame, roads: RoadModel, moves: MoveModel
) -> dict[tuple[Any, int], pulp.LpVariable]:
    """Variable of each item and year: of a stage, of a group at its place, of a place."""
    done = {}
    for item, kind, component, one, place in items[
        ["kind", "component", "id", "place"]
    ].itertuples():
        stage: Stage = moves.m if kind == "group" else moves.o
        thing = (one, place) if kind == "group" else one
        if kind == "project":
            stage = roads.g if component == "subgrade" else roads.x
        for t in range(len(roads.years)):
            done[item, t] = stage[thing, t]
    return done
