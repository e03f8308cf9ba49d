"""Who moves in which year: the groups at their sites, under the yearly funds.

Today relocation is decided before the roads (``relocation.assignment`` says where, this module
when); the joint model will replace both calls in ``plan``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pulp

from geoplan.errors import InfeasibleError
from geoplan.programme.funds import pay_by_funds
from geoplan.solver import Answer, solve


@dataclass(frozen=True)
class Moves:
    """Year of each group's move and of each site's opening (missing: not in this batch).

    ``objective`` is the danger left (people x class x years), ``bound`` the least that any
    schedule with these sites and funds leaves.
    """

    group_year: pd.Series
    site_year: pd.Series
    objective: float
    bound: float
    status: str


def schedule_moves(
    groups: pd.DataFrame,
    assigned: pd.Series,
    sites: pd.DataFrame,
    items: pd.DataFrame,
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
    *,
    locked_in: Mapping[str, Mapping[str, int | None]],
    gap: float = 1e-4,
    node_limit: int | None = None,
) -> Moves:
    """Years in which groups move and sites open so that least danger is left.

    Parameters
    ----------
    groups
        Index group; danger (people x class).
    assigned
        Site of each group, missing where none was found.
    sites
        Index site; earliest (position of the first year in which it may open).
    items
        What moving and opening cost, kinds "group" and "site" (see ``programme.funds``).
    funds, ceilings_yuan
        The fund table.
    locked_in
        "site" and "group" -> id -> position of the year in which it must open or move, None: any.
    gap, node_limit
        When the search stops.

    Returns
    -------
    Moves
        Series on the index of groups and of sites.

    Raises
    ------
    InfeasibleError
        The locks cannot all be kept with this money and room.

    Notes
    -----
    With m_gt "g has moved by the end of t" and o_jt "j is open by t", monotone (M1):
    max sum_t sum_g d_g m_gt (M2); m_gt <= o_jt of its site (M3); o_jt = 0 before its earliest
    year (M4); o_jt <= sum_g m_gt, nothing opens for nobody (M5); payments F1-F3.
    """
    years = [int(str(year)) for year in ceilings_yuan.columns]
    steps = range(len(years))
    homes = assigned.dropna()
    guests: dict[Any, Iterable[Any]] = {j: [] for j in locked_in["site"]} | dict(
        homes.groupby(homes).groups
    )
    problem = pulp.LpProblem("moves", pulp.LpMaximize)
    m, o = (
        {
            (thing, t): problem.add_variable(f"{kind}_{k}_{t}", cat="Binary")
            for k, thing in enumerate(things)
            for t in steps
        }
        for kind, things in (("m", homes.index), ("o", list(guests)))
    )
    danger: dict[Any, float] = groups["danger"].to_dict()
    earliest: dict[Any, int] = sites["earliest"].to_dict()
    problem += pulp.lpSum(danger[g] * moved for (g, _), moved in m.items()), "avoided"  # (M2)
    for stage in (m, o):
        for (thing, t), now in stage.items():
            if t:
                problem += now >= stage[thing, t - 1], f"stays_{now.name}"  # (M1)
    for (g, t), moved in m.items():
        problem += moved <= o[homes[g], t], f"site_open_{moved.name}"  # (M3)
    for (j, t), opened in o.items():
        if t < earliest[j]:
            problem += opened == 0, f"not_before_{opened.name}"  # (M4)
        if j not in locked_in["site"]:
            arrived = pulp.lpSum(m[g, t] for g in guests[j])
            problem += opened <= arrived, f"for_{opened.name}"  # (M5)
    lock_in(problem, m, locked_in["group"], len(years))
    lock_in(problem, o, locked_in["site"], len(years))
    paid = items[(items["kind"] == "group") & items["id"].isin(homes.index)
                 | (items["kind"] == "site") & items["id"].isin(list(guests))]  # fmt: skip
    done = {
        (i, t): (m if kind == "group" else o)[thing, t]
        for i, kind, thing in zip(paid.index, paid["kind"], paid["id"], strict=True)
        for t in steps
    }
    pay_by_funds(problem, paid, done, funds, ceilings_yuan)
    answer = solve(problem, gap=gap, node_limit=node_limit)
    if answer.status in ("infeasible", "unknown"):
        raise InfeasibleError(
            "资金或容量不够，无法满足搬迁锁定 the locks on groups and sites cannot all be kept: "
            f"{sorted({**locked_in['group'], **locked_in['site']})}"
        )
    everything = float(groups["danger"].sum()) * len(years)
    return Moves(
        _first_year(m, answer, groups.index, years),
        _first_year(o, answer, sites.index, years),
        everything - answer.objective,
        everything - answer.bound,
        answer.status,
    )


def lock_in(
    problem: pulp.LpProblem,
    stage: Mapping[tuple[Any, int], pulp.LpVariable],
    locked: Mapping[str, int | None],
    years: int,
) -> None:
    """What is locked in is done by the end, or exactly in its year: s_T = 1; s_t - s_t-1 = 1 (M6).

    Raises
    ------
    InfeasibleError
        Something locked in has no place to go or no way to be built.
    """
    for k, (thing, t) in enumerate(locked.items()):
        if (thing, 0) not in stage:
            raise InfeasibleError(f"{thing}: 锁定无法满足 locked in, but no plan can include it")
        problem += (
            stage[thing, years - 1 if t is None else t] == 1,
            f"locked_{stage[thing, 0].name}_{k}",
        )
        if t:
            problem += stage[thing, t - 1] == 0, f"not_sooner_{stage[thing, 0].name}_{k}"


def _first_year(
    variables: Mapping[tuple[Any, int], pulp.LpVariable],
    answer: Answer,
    index: "pd.Index[Any]",
    years: list[int],
) -> pd.Series:
    """First year in which each thing's variable is one."""
    year = pd.Series(pd.NA, index=index, dtype="Int64")
    for (thing, t), variable in sorted(variables.items(), key=lambda pair: -pair[0][1]):
        if answer.by_name.get(variable.name, 0) > 0.5:
            year[thing] = years[t]
    return year
