"""Roads and moves decided together: which site, who moves where and when, over which roads.

The model is ``programme.joint_model``, the aims in their order are (docs/formulation.md, J):

danger   turn by turn of who comes first: sum_t sum_g d_g sum_j m_gjt    (J8)
floors   sum_k r_k, people, where there are any                          (P3)
access   sum_v W_v y_vT + sum_g W_g a_gT, then the same in the years before  (J9)
wishes   turn by turn, of those in no danger: sum_t sum_g h_g sum_j m_gjt    (J10)
ways     less of what comes first where sites are chosen, then of all in yuan (J11)
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pulp

from geoplan.programme.aims import Aim, add_aim, reach_in_order
from geoplan.programme.floors import is_of_whole_people
from geoplan.programme.funds import WAN_PER_YUAN
from geoplan.programme.joint_model import JointModel, items_of_options, state_programme
from geoplan.programme.moves import by_turn
from geoplan.programme.stages import first_year, locked_values
from geoplan.relocation.options import STAY
from geoplan.solver import Values, Variants

GAP = 1e-3
"""Roads and moves together are searched to a thousandth, no closer."""
NODES = 100
"""Of one search of them: the last of many are worth little."""
PROOF_NODES = 500
"""Of a search for what is possible at most."""
UNITS = {
    "farm": "household-minutes",
    "service": "household-minutes",
    "cost": "yuan",
    "cohesion": "villages",
}
SCALE = {"farm": 1.0, "service": 1.0, "cost": WAN_PER_YUAN, "cohesion": 1.0}
"""Of the model: amounts near one keep the solver exact."""


class Schedule(NamedTuple):
    """What is decided: place of each group that goes, and all years, missing where nothing happens."""

    assigned: pd.Series
    group_year: pd.Series
    site_year: pd.Series
    subgrade_year: pd.Series
    surface_year: pd.Series


class Together(NamedTuple):
    """The best programme found, and what is proven of it.

    ``objectives``: danger (left; its bound is the least that any programme leaves in which those in
    greater need come first), danger_any_order where less would be left if they need not, access,
    earlier, siting_* and siting: value, bound, gap, status, unit (see ``reach_in_order``).
    """

    schedule: Schedule
    objectives: pd.DataFrame


def decide_together(
    links: pd.DataFrame,
    projects: pd.DataFrame,
    groups: pd.DataFrame,
    places: pd.DataFrame,
    move_amounts: Mapping[str, pd.DataFrame],
    items: pd.DataFrame,
    homes: pd.DataFrame,
    *,
    start: Schedule,
    locked_in: Mapping[str, Mapping[str, int | None]],
    aim_yuan: Mapping[str, float],
    order: Sequence[str],
    tolerance: float,
    tolerances: Mapping[str, float],
    gap: float,
    node_limit: int | None,
    **rules: Any,
) -> Together | None:
    """Best programme of roads and moves, from a known one.

    Parameters
    ----------
    links, projects, groups, places, move_amounts, items, homes, locked_in, aim_yuan, order, tolerance
        As in ``decide``; places are the sites to which a way leads.
    start
        A known programme.
    tolerances
        "danger", "access": share of what is reached that (J11) may take. Of danger those who come
        first of several turns keep everything.
    gap, node_limit, rules
        As in ``decide``; roots, funds, ceilings_yuan, lag_years, quiet_years.

    Returns
    -------
    Together or None
        None: nobody may go anywhere, or the search was stopped before it found anything.
    """
    options = _options(move_amounts, places, aim_yuan, locked_in["group"])
    if options.empty:
        return None
    may_go = groups[groups.index.isin(options["group_id"])]
    spares = places["spares"]
    locks = {(kind, one): t for kind in ("site", "group") for one, t in locked_in[kind].items()}
    stay = homes.drop(index=may_go.index, errors="ignore")
    model = state_programme(
        links, projects, may_go.assign(node=homes["node"].reindex(may_go.index)), options, places,
        items_of_options(items, projects, places, options, [j for (_, j) in locks]),
        stay.groupby("node")["people"].sum(), locks=locks, **rules,
    )  # fmt: skip
    aims = [
        *_danger(model, may_go, spares, tolerances["danger"]),
        *_access(model, may_go["people"].to_dict(), tolerances["access"]),
        *_wishes(model, may_go),
        *_ways(model, options, places, locked_in["site"], aim_yuan, order, tolerance),
    ]
    model.problem.setObjective(aims[0].reached + 0)
    gap = max(gap, GAP)
    nodes, proof_nodes = (min(most, node_limit or most) for most in (NODES, PROOF_NODES))
    variants = Variants(model.problem, model.separate, gap=gap, node_limit=nodes, is_short=False)
    fixed = locked_values(model.roads.x, locked_in["road"], len(model.roads.years))
    found = reach_in_order(
        variants,
        aims,
        model.choices(),
        fixed,
        _values(model, start),
        gap=gap,
        proof_nodes=proof_nodes,
    )
    if found is None:
        return None
    values, rows = found
    schedule = _schedule(model, values, groups.index, places.index, projects.index)
    everything = float(groups["danger"].sum() + spares.sum()) * len(model.roads.years)
    turns = [aim for aim in aims if aim.name.startswith("danger_")]
    variants.aim(pulp.lpSum(aim.reached for aim in turns))
    most = variants.relax(fixed).bound if len(turns) > 1 else -math.inf
    if all(aim.is_whole for aim in turns) and math.isfinite(most):
        most = math.floor(most + 1e-6)
    spare = math.fsum(aim.tolerance * float(rows["bound"][aim.name]) for aim in turns)
    return Together(schedule, _told(rows, everything, most, spare, gap))


def _told(
    rows: pd.DataFrame, everything: float, most_avoided: float, spare: float, gap: float
) -> pd.DataFrame:
    """Objectives for people to read: the danger that is left, and no wishes.

    ``spare``: what of the danger avoided later aims may take.
    """
    turns = rows[rows.index.str.startswith("danger_")]
    left = everything - float(turns["value"].sum())
    told = {"danger": _danger_left(left, everything - float(turns["bound"].sum()), spare, gap)}
    if -math.inf < everything - most_avoided <= told["danger"]["bound"] - 1.0 + 1e-6:
        told["danger_any_order"] = _danger_left(left, everything - most_avoided, 0.0, gap)
    others = rows[~rows.index.str.startswith(("danger_", "wish_"))]
    return pd.concat([pd.DataFrame.from_dict(told, orient="index"), others])


def _danger_left(value: float, bound: float, spare: float, gap: float) -> dict[str, Any]:
    """Row of the danger that is left, and at least must be; ``spare`` more may be left."""
    bound = min(value, max(0.0, bound))
    share = (value - bound) / max(abs(value), 1.0)
    status = "feasible"
    if share <= gap + 1e-9:
        status = "optimal"
    elif value - bound <= spare + gap * abs(value):
        status = "within"
    return {"value": value, "bound": bound, "gap": share, "status": status,
            "unit": "people x class x years"}  # fmt: skip


def _options(
    move_amounts: Mapping[str, pd.DataFrame],
    places: pd.DataFrame,
    aim_yuan: Mapping[str, float],
    locked_in: Mapping[str, Any],
) -> pd.DataFrame:
    """Pairs of a group and a place that it prefers to staying: group_id, site_id, and each aim's amount.

    Amounts are those beyond staying where that is a choice.
    """
    amounts = [table.reindex(columns=places.index) for table in move_amounts.values()]
    group, place = np.nonzero(amounts[0].notna().to_numpy())
    table = pd.DataFrame(
        {"group_id": amounts[0].index[group], "site_id": places.index[place]}
        | {n: each.to_numpy()[group, place] for n, each in zip(move_amounts, amounts, strict=True)}
    )
    if table.empty:
        return table
    at_home = table[table["site_id"] == STAY].set_index("group_id")
    there = table[table["site_id"] != STAY].reset_index(drop=True)
    worth = np.zeros(len(there))
    for name in move_amounts:
        there[name] -= at_home[name].reindex(there["group_id"]).fillna(0.0).to_numpy()
        worth += aim_yuan[name] * there[name].to_numpy()
    rather_stays = there["group_id"].isin(at_home.index) & (worth >= 0)
    return there[~rather_stays | there["group_id"].isin(list(locked_in))].reset_index(drop=True)


def _danger(
    model: JointModel, groups: pd.DataFrame, spares: "pd.Series[float]", tolerance: float
) -> Iterator[Aim]:
    """Danger avoided over the years, turn by turn  (J8).

    Those who are safe once others use a place count in the first turn of these that are in danger.
    """
    turns = by_turn(groups, groups["danger"], model.moves)
    threatened = groups.groupby("turn")["danger"].sum() + spares.sum()
    n_years, is_whole = len(model.roads.years), _are_whole(groups["danger"]) and _are_whole(spares)
    turn_of = groups["turn"][groups["danger"] > 0].to_dict()
    users = {
        j: [turn_of[g] for g in some if g in turn_of] for j, some in model.moves.groups_of.items()
    }
    first = {j: min(some) for j, some in users.items() if some}
    spared = {(j, t): o for (j, t), o in model.moves.o.items() if spares[j] > 0 and j in first}
    for turn, avoided in turns.items():
        with_spared = avoided + pulp.lpSum(
            spares[j] * o for (j, _), o in spared.items() if first[j] == turn
        )
        keeps_all = turn == min(turns) and len(turns) > 1
        yield add_aim(
            model.problem, f"danger_{turn}", with_spared, "people x class x years", low=0.0,
            high=n_years * float(threatened[turn]), is_whole=is_whole,
            tolerance=0.0 if keeps_all else tolerance, is_first=True,
        )  # fmt: skip


def _wishes(model: JointModel, groups: pd.DataFrame) -> Iterator[Aim]:
    """Households that move over the years though nothing threatens them, turn by turn  (J10)."""
    own = groups[groups["danger"] == 0]
    most = len(model.roads.years) * own.groupby("turn")["households"].sum()
    for turn, moved in by_turn(own, own["households"], model.moves).items():
        yield add_aim(
            model.problem, f"wish_{turn}", moved, "household-years", low=0.0,
            high=float(most[turn]), is_whole=_are_whole(own["households"]),
        )  # fmt: skip


def _access(model: JointModel, people: Mapping[Any, float], tolerance: float) -> Iterator[Aim]:
    """People who newly have an all-weather road: floors, by the end, in the years before  (P3, J9)."""
    by_year = [
        home + pulp.lpSum(people[g] * a for (g, s), a in model.a.items() if s == t)
        for t, home in enumerate(model.roads.people_by_year())
    ]
    counts = [*model.roads.head_count.values(), *(people[g] for g, t in model.a if t == 0)]
    is_whole = all(count == round(count) for count in counts)
    most = math.fsum(counts)
    if model.floors:  # (P3)
        yield add_aim(
            model.problem, "floors", model.floors, "people", low=0.0,
            high=math.fsum(r.upBound for r in model.floors),
            is_whole=is_whole and is_of_whole_people(model.floors), is_first=True,
        )  # fmt: skip
    yield add_aim(
        model.problem, "access", by_year[-1], "people", low=0.0, high=most, is_whole=is_whole,
        tolerance=tolerance, is_first=True,
    )  # fmt: skip
    yield add_aim(
        model.problem, "earlier", pulp.lpSum(by_year[:-1]), "person-years", low=0.0,
        high=most * max(1, len(by_year) - 1), is_whole=is_whole, tolerance=tolerance,
    )  # fmt: skip


def _ways(
    model: JointModel,
    options: pd.DataFrame,
    places: pd.DataFrame,
    opens_anyway: Mapping[str, Any],
    aim_yuan: Mapping[str, float],
    order: Sequence[str],
    tolerance: float,
) -> Iterator[Aim]:
    """Less of what comes first where sites are chosen, then of all together in yuan  (J11)."""
    last = len(model.roads.years) - 1
    opening = places["opening_yuan"].mask(places.index.isin(list(opens_anyway)), 0.0).to_dict()
    terms: dict[str, dict[pulp.LpVariable, float]] = {}
    for name in options.columns.drop(["group_id", "site_id"]):
        amounts = zip(options["group_id"], options["site_id"], options[name], strict=True)
        terms[name] = {model.moves.m[(g, j), last]: each for g, j, each in amounts if each}
    terms["cost"] |= {
        opened: opening[j] for (j, t), opened in model.moves.o.items() if t == last and opening[j]
    }
    terms["cohesion"] = dict.fromkeys(model.u.values(), 1.0)
    for name in order:
        aim = _least(model, f"siting_{name}", terms[name], SCALE[name], UNITS[name], tolerance)
        yield aim._replace(is_whole=name == "cohesion")
    total: dict[pulp.LpVariable, float] = {}
    for name, each in terms.items():
        for variable, amount in each.items():
            total[variable] = total.get(variable, 0.0) + aim_yuan[name] * amount
    yield _least(model, "siting", total, WAN_PER_YUAN, "yuan", 0.0)


def _least(
    model: JointModel,
    name: str,
    amounts: Mapping[pulp.LpVariable, float],
    scale: float,
    unit: str,
    tolerance: float,
) -> Aim:
    """As little as can be of something."""
    terms = {variable: -scale * amount for variable, amount in amounts.items()}
    return add_aim(
        model.problem, name, pulp.LpAffineExpression(terms), unit, may_take=True,
        low=sum(min(0.0, c) for c in terms.values()), high=sum(max(0.0, c) for c in terms.values()),
        tolerance=tolerance, scale=-1 / scale,
    )  # fmt: skip


def _are_whole(amounts: "pd.Series[float]") -> bool:
    """Whether all are whole numbers."""
    return bool((amounts == amounts.round()).all())


def _values(model: JointModel, known: Schedule) -> dict[str, float]:
    """Stages of a known programme: where the search starts."""
    years = model.roads.years
    roads = ((model.roads.x, known.surface_year), (model.roads.g, known.subgrade_year),
             (model.moves.o, known.site_year))  # fmt: skip
    values = {
        variable.name: float(pd.notna(year.get(one, pd.NA)) and year[one] <= years[t])
        for stage, year in roads
        for (one, t), variable in stage.items()
    }
    goes = known.assigned[known.group_year.notna()].to_dict()
    for ((g, j), t), variable in model.moves.m.items():
        values[variable.name] = float(goes.get(g) == j and known.group_year[g] <= years[t])
    return values


def _schedule(
    model: JointModel,
    values: Values,
    groups: "pd.Index[Any]",
    places: "pd.Index[Any]",
    projects: "pd.Index[Any]",
) -> Schedule:
    """What these values decide."""
    years = model.roads.years
    assigned = pd.Series(None, index=groups, dtype=object)
    group_year = pd.Series(pd.NA, index=groups, dtype="Int64")
    for ((g, j), t), moved in sorted(model.moves.m.items(), key=lambda pair: -pair[0][1]):
        if values[moved.name] > 0.5:
            assigned[g], group_year[g] = j, years[t]
    return Schedule(
        assigned,
        group_year,
        first_year(model.moves.o, values, places, years),
        first_year(model.roads.g, values, projects, years),
        first_year(model.roads.x, values, projects, years),
    )
