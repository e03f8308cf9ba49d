"""Roads once more, now for what is worth its money: minutes saved, safer ways, wider surfaces.

Who moves is settled, and nobody loses the road: as many people are joined to the paved network, as
early, and floors are reached as before (R4, R5, P3). Among such programmes the one is chosen whose minutes and safety are worth most
beyond what it costs (V5). Its bound holds for the listed ways.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pulp

from geoplan.programme.aims import add_aim, reach_in_order
from geoplan.programme.funds import WAN_PER_YUAN
from geoplan.programme.road_model import RoadModel, state_roads
from geoplan.programme.roads import ROUNDING, Roads
from geoplan.programme.sequence import Decision, bounded, payments_of
from geoplan.programme.stages import by_thing, first_year
from geoplan.programme.treatments import (
    IMPROVEMENTS,
    Trips,
    add_worth,
    most_worth_yuan,
    work_items,
)
from geoplan.solver import Values, Variants, evaluate

GAP = 1e-3
"""The worth of a minute is a convention: a thousandth, no closer."""
NODES = 100
"""Branches of one search."""


def choose_by_worth(
    decision: Decision, works: pd.DataFrame, trips: Trips
) -> tuple[Decision, "pd.Series[int]"]:
    """The same people on paved roads, and beyond that the works that are worth their money.

    Parameters
    ----------
    decision
        Who moves, and the roads.
    works
        As ``treatments.NO_WORKS``: what may be chosen, and more_yuan: what it costs more than the
        usual surface.
    trips
        Of everybody, where they live after the plan.

    Returns
    -------
    Decision
        With its roads chosen once more, and what works cost among its payments (kind "work"; a
        wider surface is paid as its project). The objectives have "worth" [yuan] in place of "cost".
    Series
        Year of each work, missing where it is not chosen; of a wider surface that of the surface,
        or of its subgrade where that alone is built.
    """
    case, roads = decision.road_case, decision.roads
    soonest = 1 + (case.rules["ceilings_yuan"].shape[1] - 1) / max(trips.years, 1.0)
    known = works[soonest * most_worth_yuan(works.index, trips) > works["more_yuan"]]
    model = state_roads(*case.tables, **case.rules, works=known)
    problem, years = model.problem, range(len(model.years))
    _keep(model, roads)
    done = {p: [model.x[p, t] for t in years] for p in {p: None for p, _ in model.x}}
    for treatment, own in known.groupby("treatment"):
        stage = model.stages["surface" if treatment == "wider" else str(treatment)]
        done |= {work: [stage[work, t] for t in years] for work in own.index}
    worth = add_worth(problem, trips, done)
    highest = float(most_worth_yuan(pd.Index(list(done)), trips).sum()) * WAN_PER_YUAN
    least = float(roads.objectives["bound"].astype(float)["cost"]) * WAN_PER_YUAN
    aim = add_aim(
        problem, "worth", worth - model.spent + least, "yuan", low=-highest, high=highest,
        scale=1 / WAN_PER_YUAN,
    )  # fmt: skip
    problem.setObjective(aim.reached + 0)
    variants = Variants(problem, model.separate, gap=GAP, node_limit=NODES)
    start = _as_decided(model, roads)
    found = reach_in_order(variants, [aim], {"roads": _choices(model)}, {}, start, gap=GAP)
    if found is None:
        return decision, pd.Series(pd.NA, index=works.index, dtype="Int64")
    values, told = found
    return _with_worth(decision, model, works, values, told)


def _keep(model: RoadModel, roads: Roads) -> None:
    """As many people on the paved network as decided, as early, and of as many floors."""
    problem = model.problem
    for name, sums in _connected(model).items():
        least = float(roads.objectives["value"][name])
        least -= ROUNDING * max(1.0, abs(least))
        problem += sums >= least, f"keeps_{name}"


def _connected(model: RoadModel) -> dict[str, pulp.LpAffineExpression]:
    """People on the paved network: of floors where there are any, by the end, in the years before."""
    people = model.people_by_year()
    floors = {"floors": model.floors} if model.floors else {}
    return {**floors, "access": people[-1], "earlier": pulp.lpSum(people[:-1])}


def _choices(model: RoadModel) -> list[list[str]]:
    """Names of the yes-or-no variables, those of one stage of one thing for all years together."""
    every = (by_thing(stage) for stage in (model.x, model.g, *model.stages.values()))
    known = dict.fromkeys(tuple(names) for things in every for names in things)
    return [list(names) for names in known]


def _as_decided(model: RoadModel, roads: Roads) -> dict[str, float]:
    """Stages as they were decided, in the usual width and with no other work."""
    year_of: Mapping[str, Mapping[Any, Any]] = {
        "subgrade": roads.subgrade_year.to_dict(),
        "surface": roads.surface_year.to_dict(),
    }
    values = {}
    for component, stage in (*model.stages.items(), ("surface", model.x), ("subgrade", model.g)):
        for (thing, t), variable in stage.items():
            year = year_of.get(component, {}).get(thing, pd.NA)
            values[variable.name] = float(pd.notna(year) and year <= model.years[t])
    return values


def _with_worth(
    decision: Decision, model: RoadModel, works: pd.DataFrame, values: Values, told: pd.DataFrame
) -> tuple[Decision, "pd.Series[int]"]:
    """Decision with these roads and works, who pays them, and what was reached."""
    case, index = decision.road_case, decision.surface_year.index
    years = {
        name: first_year(stage, values, index, model.years)
        for name, stage in (("subgrade", model.g), ("surface", model.x))
    }
    work_year = pd.Series(pd.NA, index=works.index, dtype="Int64")
    for name in ("surface", "subgrade", *IMPROVEMENTS):
        of_works = {key: x for key, x in model.stages[name].items() if key[0] in works.index}
        work_year = work_year.fillna(first_year(of_works, values, works.index, model.years))
    items = in_chosen_width(case.tables[2], works[work_year.notna()])
    paid = payments_of(
        pd.concat([items.assign(kind=items["component"]), work_items(works[works["treatment"] != "wider"])]),
        years | {"work": work_year}, case.rules["funds"], case.rules["ceilings_yuan"],
    )  # fmt: skip
    paid = paid.assign(kind=paid["kind"].where(paid["kind"] == "work", "project"))
    others = decision.payments[decision.payments["kind"] != "project"]
    columns = ["kind", "id", "component", "fund_id", "year"]
    payments = pd.concat([others, paid]).sort_values(columns, ignore_index=True)
    objectives = _told(decision.objectives, model, values, decision.roads, told)
    roads = replace(decision.roads, subgrade_year=years["subgrade"], surface_year=years["surface"])
    changed = replace(
        decision, subgrade_year=years["subgrade"], surface_year=years["surface"],
        payments=payments, objectives=objectives, roads=roads,
    )  # fmt: skip
    return changed, work_year


def in_chosen_width(items: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Items of projects with what their stages cost in the width that was chosen.

    Parameters
    ----------
    items
        Subgrades and surfaces of projects, in their usual width.
    chosen
        Works that are chosen; those of other treatments change nothing.
    """
    wider = chosen[chosen["treatment"] == "wider"].set_index("of")
    cost = items["cost_yuan"]
    for part in ("subgrade", "surface"):
        own = items["id"].map(wider[f"{part}_cost_yuan"].to_dict()).astype(float)
        cost = cost.mask((items["component"] == part) & own.notna(), own)
    return items.assign(cost_yuan=cost)


def _told(
    objectives: pd.DataFrame,
    model: RoadModel,
    values: Values,
    roads: Roads,
    told: pd.DataFrame,
) -> pd.DataFrame:
    """Objectives with what the roads reach now, and the worth in place of the money that it counts."""
    rows: dict[Any, dict[Any, Any]] = objectives.to_dict("index")
    before = roads.objectives["value"]
    for name, sums in _connected(model).items():
        value = rows[name]["value"] + max(0.0, evaluate(sums, values) - float(before[name]))
        rows[name] |= bounded(value, max(value, rows[name]["bound"]))
    del rows["cost"]
    rows |= told.to_dict("index")
    return pd.DataFrame.from_dict(rows, orient="index")
