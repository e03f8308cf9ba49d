"""Every programme of roads that the rules allow: the connection model over years and funds.

With x_pt, g_pt "surface, subgrade of project p done by the end of year t" and y, z of
``routing.paving`` once per year (B3-B6, payments F1-F3; docs/formulation.md, R):

x_pt >= x_p,t-1, g_pt >= g_p,t-1: done stays done                        (R1)
x_pt <= g_p,t-lag unless the subgrade is accepted                        (R2)
y_vt = 1 where v must be reached by the end of t                         (R3)
x_p = 1 by the end, or from its year on and not before, where locked in  (R7)
x_pb = x_p,b-1, g_pb = g_p,b-1, and g_p,b-1 <= x_p,b-1: in the building year b of a village that
stays, its only way out is not dug up, and what was begun before is finished  (R8)
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pulp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from geoplan.errors import InfeasibleError
from geoplan.programme.floors import NO_FLOORS, Floors, add_floors
from geoplan.programme.funds import WAN_PER_YUAN, pay_by_funds
from geoplan.programme.stages import Locks, Stage, add_stage, done_by_item, lock_in
from geoplan.programme.treatments import NO_WORKS, add_treatments, work_items
from geoplan.routing.paving import Connection, add_connection, cut, violated_sets
from geoplan.routing.rooted import ROOT, RootedNetwork, contract
from geoplan.solver import Values

NO_QUIET_YEARS: Mapping[Any, Any] = MappingProxyType({})
"""No village builds."""
CARRIES = 1 - 1e-6
"""From this flow on an arc is whole: a way of such arcs connects its end."""


@dataclass(frozen=True)
class RoadModel:
    """The equations of the roads, stated, and the variables to read an answer from.

    ``x`` and ``g`` are the stages of each eligible project, also of one that no way from the root
    uses; ``connections`` has y and z of every year; ``head_count`` the people by contracted node
    off the root; ``spent`` is the money by the end [万元]; ``stages`` are those of all that is paid,
    by component (``add_treatments``); ``floors`` is what is reached of these (P3), 0 without any.
    """

    problem: pulp.LpProblem
    rooted: RootedNetwork
    x: Stage
    g: Stage
    connections: list[Connection]
    head_count: Mapping[int, float]
    years: list[int]
    spent: pulp.LpAffineExpression = field(default_factory=pulp.LpAffineExpression)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    floors: pulp.LpAffineExpression = field(default_factory=pulp.LpAffineExpression)

    def people_by_year(self) -> list[pulp.LpAffineExpression]:
        """People joined to the paved network by the end of each year (R4, R5)."""
        return [_people_connected(year, self.head_count) for year in self.connections]

    def separate(self, values: Values) -> list[pulp.LpConstraint]:
        """Rows B6 that these values break in some year, for every year."""
        return _cuts(self.rooted, self.connections, values)


def state_roads(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    items: pd.DataFrame,
    people: "pd.Series[float]",
    *,
    roots: Iterable[int],
    must_reach: Mapping[int, int],
    locked_in: Mapping[str, int | None],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    quiet_years: Mapping[str, Collection[int]] = NO_QUIET_YEARS,
    floors: Floors = NO_FLOORS,
    works: pd.DataFrame = NO_WORKS,
) -> RoadModel:
    """Every programme of roads that keeps the rules, the locks and the funds; no objective yet.

    Parameters
    ----------
    links
        u, v, hardened, project (missing: not a candidate).
    projects
        Index project; eligible, subgrade_accepted.
    items, funds, ceilings_yuan
        What subgrades and surfaces cost (accepted ones nothing), and the fund table (see
        ``programme.funds``).
    people
        Index node: people who live there and stay.
    roots
        Nodes of the paved network.
    must_reach
        Node -> position of the year by whose end it must be joined to the paved network.
    locked_in
        Project -> position of the year in which its surface must be built, None for any.
    lag_years
        Years between subgrade and surface; 0: both in one year.
    quiet_years
        Project -> positions of the years in which it must be open: villages build whose only way
        out it is. One that is no candidate counts for nothing.
    floors
        What places are promised; who moves is settled (``floors.after_moves``).
    works
        Wider surfaces and improvements that may be chosen (``programme.treatments``).

    Raises
    ------
    InfeasibleError
        No candidate road leads to one of the nodes of ``must_reach``, or what is locked in is not
        eligible.
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    rooted = rooted_network(links, projects, roots)
    wanted = sorted(projects.index[projects["eligible"]])
    problem, x, g, spent, stages = state_stages(
        projects["subgrade_accepted"], items, funds, ceilings_yuan, lag_years, wanted, locked_in,
        quiet_years, works,
    )  # fmt: skip
    required = _required(must_reach, rooted)
    model = add_roads(problem, rooted, x, g, people, also=required, years=years)
    _reach(problem, model.connections, required)
    met = add_floors(problem, rooted, model.connections[-1].y, floors)
    return replace(model, spent=spent, stages=stages, floors=met)


def add_roads(
    problem: pulp.LpProblem,
    rooted: RootedNetwork,
    x: Stage,
    g: Stage,
    people: "pd.Series[float]",
    *,
    also: Collection[int],
    years: list[int],
) -> RoadModel:
    """Who is joined to the paved network by roads with these stages, in every year (B3 to B6).

    Parameters
    ----------
    problem, x, g
        Get the rows; stages of every project of the network's arcs.
    rooted
        The network.
    people
        Index node: people who live there.
    also
        Contracted nodes whose connection counts though nobody lives there.
    years
        Batch.
    """
    head_count = _people_by_node(people, rooted)
    connections = _connect(problem, rooted, x, {*head_count, *also}, len(years))
    return RoadModel(problem, rooted, x, g, connections, head_count, years)


def rooted_network(
    links: pd.DataFrame, projects: pd.DataFrame, roots: Iterable[int]
) -> RootedNetwork:
    """Hardened and eligible links as the roots see them; arguments as in ``state_roads``."""
    return contract(_usable(links, projects), roots)


def add_works(
    problem: pulp.LpProblem,
    wanted: Collection[str],
    accepted: "pd.Series[bool]",
    lag_years: int,
    n_years: int,
) -> tuple[Stage, Stage]:
    """Stages x, g of projects, done once and the subgrade first (R1, R2)."""
    x, g = (add_stage(problem, name, wanted, n_years) for name in ("x", "g"))  # (R1)
    _subgrade_first(problem, x, g, accepted, lag_years)
    return x, g


def years_to_keep_open(
    needed: Mapping[tuple[str, str], int], staying: Collection[str]
) -> dict[str, frozenset[int]]:
    """Quiet years of each project: those in which groups that stay need it open (R8).

    Parameters
    ----------
    needed
        (group, project) -> position of the building year of its village.
    staying
        Groups that do not leave.
    """
    quiet: dict[str, frozenset[int]] = {}
    for (group, project), t in needed.items():
        if group in staying:
            quiet[project] = quiet.get(project, frozenset()) | {t}
    return quiet


def can_be_reached(
    links: pd.DataFrame, projects: pd.DataFrame, nodes: "pd.Series[int]", roots: Iterable[int]
) -> "pd.Series[bool]":
    """Whether all eligible projects together would join each node to the paved network.

    Parameters
    ----------
    links, projects, roots
        As in ``schedule_roads``.
    nodes
        Node of each thing; the answer is on its index.
    """
    rooted = rooted_network(links, projects, roots)
    return nodes.map(rooted.node_of).isin(_joinable(rooted))


def _usable(links: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Links that are hardened or may be."""
    return links[links["hardened"] | links["project"].map(projects["eligible"]).fillna(False)]


def state_stages(
    accepted: "pd.Series[bool]",
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    lag_years: int,
    wanted: list[str],
    locks: Locks,
    quiet_years: Mapping[str, Collection[int]] = NO_QUIET_YEARS,
    works: pd.DataFrame = NO_WORKS,
) -> tuple[pulp.LpProblem, Stage, Stage, pulp.LpAffineExpression, dict[str, Stage]]:
    """Stages and payments of some projects, whomever they connect (R1, R2, R7, R8, F1-F3).

    Parameters
    ----------
    accepted
        Index project; whether its subgrade is accepted.
    items, funds, ceilings_yuan, lag_years, quiet_years, works
        As in ``state_roads``.
    wanted
        The projects.
    locks
        Project -> position of its year, None for any.

    Returns
    -------
    tuple
        The problem, x, g, the money by the end [万元], and the stages of all that is paid.
    """
    n_years = ceilings_yuan.shape[1]
    problem = pulp.LpProblem("roads", pulp.LpMaximize)
    x, g = add_works(problem, wanted, accepted, lag_years, n_years)
    lock_in(problem, x, locks, n_years)  # (R7)
    _keep_open(problem, x, g, quiet_years)
    stages = add_treatments(problem, works, x, g, lag_years, n_years)
    paid = items[items["id"].isin(wanted)]
    if not works.empty:
        paid = pd.concat([paid, work_items(works)])
    done = done_by_item(paid, "component", stages, n_years)
    pay_by_funds(problem, paid, done, funds, ceilings_yuan)
    cost: dict[Any, float] = paid["cost_yuan"].to_dict()
    spent = pulp.lpSum(WAN_PER_YUAN * cost[i] * done[i, n_years - 1] for i in paid.index)
    return problem, x, g, spent, stages


def _subgrade_first(
    problem: pulp.LpProblem,
    x: Stage,
    g: Stage,
    accepted: "pd.Series[bool]",
    lag_years: int,
) -> None:
    """The surface follows its subgrade by the lag: x_pt <= g_p,t-lag  (R2)."""
    for p, t in x:
        if accepted[p]:
            problem += g[p, t] == 0, f"accepted_{g[p, t].name}"
        else:
            before = g[p, t - lag_years] if t >= lag_years else 0
            problem += x[p, t] <= before, f"after_subgrade_{x[p, t].name}"  # (R2)


def _keep_open(
    problem: pulp.LpProblem, x: Stage, g: Stage, quiet_years: Mapping[str, Collection[int]]
) -> None:
    """Open in a year of building: no stage in it, and what was begun before is finished  (R8)."""
    for p, t in ((p, t) for p, quiet in quiet_years.items() for t in quiet if (p, t) in x):
        for n, dug in enumerate(dug_up(x, g, p, t)):
            problem += dug <= 0, f"quiet_{n}_{x[p, t].name}"  # (R8)


def dug_up(x: Stage, g: Stage, p: str, t: int) -> list[pulp.LpAffineExpression]:
    """Whether a project is dug up in a year, each 0 or 1: by a stage, or begun and unfinished (R8)."""
    stages = [stage[p, t] - (stage[p, t - 1] if t else 0) for stage in (x, g)]
    return [*stages, g[p, t - 1] - x[p, t - 1]] if t else stages


def _connect(
    problem: pulp.LpProblem, rooted: RootedNetwork, x: Stage, nodes: set[int], n_years: int
) -> list[Connection]:
    """Variables y, z and rows B3-B5 of every year."""
    wanted = sorted(set(rooted.arcs["project"]))
    return [
        add_connection(problem, rooted, {p: x[p, t] for p in wanted}, nodes, suffix=f"_{t}")
        for t in range(n_years)
    ]


def _cuts(
    rooted: RootedNetwork, years: list[Connection], values: Values
) -> list[pulp.LpConstraint]:
    """Rows B6 that these values break in some year, for every year."""
    broken = {
        cut_off
        for year in years
        for cut_off in violated_sets(rooted, _in_doubt(rooted, year, values), values)
    }
    ordered = sorted(broken, key=lambda pair: (pair[0], sorted(pair[1])))
    return [cut(rooted, year, v, inside) for v, inside in ordered for year in years]


def _in_doubt(rooted: RootedNetwork, year: Connection, values: Values) -> Connection:
    """Targets to which no way of whole arcs leads from the root: only their rows can be broken."""
    z = np.array([values[arc.name] for arc in year.z])
    whole = rooted.arcs[z >= CARRIES]
    size = (rooted.n_nodes, rooted.n_nodes)
    ways = csr_array((np.ones(len(whole)), (whole["tail"], whole["head"])), shape=size)
    led_to = set(breadth_first_order(ways, ROOT, return_predecessors=False).tolist())
    return replace(year, targets=[v for v in year.targets if v not in led_to])


def _people_by_node(people: "pd.Series[float]", rooted: RootedNetwork) -> dict[int, float]:
    """People on each contracted node off the root where there are any."""
    head_count: dict[int, float] = {}
    for v, count in people[people > 0].items():
        node = rooted.node_of.get(v, ROOT)
        if node != ROOT:
            head_count[node] = head_count.get(node, 0.0) + float(count)
    return head_count


def _joinable(rooted: RootedNetwork) -> set[int]:
    """Contracted nodes that some way from the root leads to."""
    return {ROOT, *rooted.arcs["head"]}


def _required(must_reach: Mapping[int, int], rooted: RootedNetwork) -> dict[int, int]:
    """Contracted nodes off the root that must be joined, with the earliest year asked of each."""
    joinable = _joinable(rooted)
    required: dict[int, int] = {}
    for v, t in must_reach.items():
        node = rooted.node_of.get(v)
        if node not in joinable:
            raise InfeasibleError(
                f"没有路可修到安置点 no candidate road reaches the site at node {v}"
            )
        if node != ROOT:
            required[node] = min(t, required.get(node, t))
    return required


def _reach(problem: pulp.LpProblem, years: list[Connection], required: Mapping[int, int]) -> None:
    """Nodes that must be joined by the end of a year: y_vt = 1  (R3)."""
    for v, t in required.items():
        problem += years[t].y[v] == 1, f"reach_{v}_{t}"


def _people_connected(
    connection: Connection, head_count: Mapping[int, float]
) -> pulp.LpAffineExpression:
    """People joined to the paved network by the end of a year: sum_v W_v y_vt  (R4, R5)."""
    return pulp.lpSum(
        count * connection.y[v] for v, count in head_count.items() if v in connection.y
    )
