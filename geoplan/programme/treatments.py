"""Wider surfaces, widening, passing bays, guardrails: what they add to a programme of roads.

Over the programmes of ``programme.road_model``, x^k_pt and g^k_pt "surface, subgrade of project p
done in width k by the end of year t" (k = 0: the usual one), w_ut "improvement u of a hardened road,
or guardrail, done", trips i of homes with listed ways k (``routing.listed_ways``):

x_pt = sum_k x^k_pt, g_pt = sum_k g^k_pt, x^k_pt <= g^k_p,t-lag           (V1)
sum_u w_ut <= 1, improvements u of one stretch's surface; w_ut <= x_pt, guardrail u of project p  (V2)
sum_k l_ik = 1, ways k of trip i; 0 <= n_iku <= l_ik                      (V3)
sum_k n_iku <= X_u, done by the end of the batch: the work that saves s_iku minutes on way k  (V4)
maximise sum_i c_i sum_k (sum_u s_iku n_iku - b_ik l_ik) + sum_u e_u w_uT - money
         + sum_u (d_u + e_u) / years sum_t<T X_ut                         (V5)

b_ik: minutes that way k takes longer than today's quickest while nothing is built; c_i: yuan that a
minute of the trip is worth over the years after the batch; e_u: the same of the kilometres of
exposed road that guardrail u secures; d_u: what u saves whichever way is taken, and what is done
sooner saves a year more. What is saved on all ways of a trip needs neither l nor n.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.programme.funds import WAN_PER_YUAN
from geoplan.programme.stages import Stage, add_stage

IMPROVEMENTS = ("widening", "passing_bays", "guardrail")
"""Treatments that are paid as such; a wider surface is paid as subgrade and surface."""
NO_WORKS = pd.DataFrame(
    {
        "of": pd.Series(dtype="str"),
        "treatment": pd.Series(dtype="str"),
        "width_m": pd.Series(dtype="float"),
        "length_m": pd.Series(dtype="float"),
        "subgrade_cost_yuan": pd.Series(dtype="float"),
        "surface_cost_yuan": pd.Series(dtype="float"),
        "cost_yuan": pd.Series(dtype="float"),
        "township_id": pd.Series(dtype="str"),
        "admin_village_id": pd.Series(dtype="str"),
    },
    index=pd.Index([], name="work_id", dtype="str"),
)
"""No treatment but the usual one."""


LEAST_GAIN = 0.5
"""A way that cannot become quicker than today's first one by more is not listed [minutes]."""


class Trips(NamedTuple):
    """Trips, their ways, and what is saved on them.

    ``yuan_per_minute``, over ``years`` after the batch, is on the trips' index; ``ways`` and ``saved`` as in ``ListedWays``;
    ``secured_yuan`` is what each guardrail is worth, by work.
    """

    yuan_per_minute: "pd.Series[float]"
    ways: pd.DataFrame
    saved: pd.DataFrame
    secured_yuan: "pd.Series[float]"
    years: float


def add_treatments(
    problem: pulp.LpProblem,
    works: pd.DataFrame,
    x: Stage,
    g: Stage,
    lag_years: int,
    n_years: int,
) -> dict[str, Stage]:
    """Stages of works beside those of projects: by component, what is done by the end of a year.

    Parameters
    ----------
    problem, x, g
        Get the rows; stages of projects.
    works
        As ``NO_WORKS``: of (project or stretch), treatment, and what each costs.
    lag_years, n_years
        As in ``programme.road_model``.

    Returns
    -------
    dict
        By component of what is paid: id of the project (in its usual width) or work, and position
        of the year -> variable.
    """
    projects = {p for p, _ in x}
    wider = works[(works["treatment"] == "wider") & works["of"].isin(projects)]
    surface, subgrade = dict(x), dict(g)
    for n, (p, own) in enumerate(wider.groupby("of")["of"]):
        ids = [str(p), *own.index]
        x_k, g_k = (add_stage(problem, f"{name}_{n}", ids, n_years) for name in ("xk", "gk"))
        for t in range(n_years):
            problem += (
                x[p, t] == pulp.lpSum(x_k[k, t] for k in ids),
                f"width_{x[p, t].name}",
            )  # (V1)
            problem += g[p, t] == pulp.lpSum(g_k[k, t] for k in ids), f"width_{g[p, t].name}"
            for k in ids:
                ready = g_k[k, t - lag_years] if t >= lag_years else 0
                problem += x_k[k, t] <= ready, f"after_{x_k[k, t].name}"
        surface |= x_k
        subgrade |= g_k
    others = works[works["treatment"].isin(IMPROVEMENTS)]
    w = add_stage(problem, "w", others.index, n_years)
    on_surface = others[others["treatment"] != "guardrail"]
    for n, (_, own) in enumerate(on_surface.groupby("of")["of"]):
        if len(own) > 1:
            total = pulp.lpSum(w[u, n_years - 1] for u in own.index)
            problem += total <= 1, f"one_treatment_{n}"  # (V2)
    for u, p in others["of"][others["of"].isin(projects)].items():
        for t in range(n_years):
            problem += w[u, t] <= x[p, t], f"paved_first_{w[u, t].name}"  # (V2)
    return {"subgrade": subgrade, "surface": surface, **dict.fromkeys(IMPROVEMENTS, w)}


def work_items(works: pd.DataFrame) -> pd.DataFrame:
    """What works cost, as items of ``programme.funds``: kind "work", id the work's."""
    wider = works[works["treatment"] == "wider"]
    others = works[works["treatment"] != "wider"]
    parts = [
        _items(wider, "subgrade", wider["subgrade_cost_yuan"]),
        _items(wider, "surface", wider["surface_cost_yuan"]),
        *(_items(own, str(kind), own["cost_yuan"]) for kind, own in others.groupby("treatment")),
    ]
    return pd.concat(parts)


def _items(works: pd.DataFrame, component: str, cost_yuan: "pd.Series[float]") -> pd.DataFrame:
    """Items of some works for one component."""
    return pd.DataFrame(
        {
            "kind": "work",
            "id": works.index,
            "component": component,
            "cost_yuan": cost_yuan.to_numpy(dtype=float),
            "length_km": works["length_m"].to_numpy(dtype=float) / 1000,
            "households": 0.0,
            "township_id": works["township_id"].to_numpy(),
            "admin_village_id": works["admin_village_id"].to_numpy(),
        },
        index=[f"work:{component}:{one}" for one in works.index],
    )


def most_worth_yuan(works: "pd.Index[str]", trips: Trips) -> "pd.Series[float]":
    """The most that each work can be worth: on every trip the way on which it saves most.

    That is done by the end of the batch; what is done sooner is worth a year more for each year.
    """
    trip = trips.saved["way"].map(trips.ways["trip"])
    most = trips.saved["minutes"].groupby([trips.saved["work"], trip]).max()
    of_trip = trips.yuan_per_minute.reindex(most.index.get_level_values(1))
    yuan = most * of_trip.to_numpy(dtype=float)
    saved = yuan.groupby(level="work").sum().reindex(works, fill_value=0.0)
    return pd.Series(saved + trips.secured_yuan.reindex(works, fill_value=0.0))


def add_worth(
    problem: pulp.LpProblem, trips: Trips, done: Mapping[str, list[pulp.LpVariable]]
) -> pulp.LpAffineExpression:
    """What the minutes saved and the roads secured are worth by the end [万元] (V3 to V5).

    Parameters
    ----------
    problem
        Gets the ways that are taken.
    trips
        Trips and their listed ways.
    done
        By work, or project of which the usual surface saves: done by the end of each year.
    """
    by_end = {work: years[-1] for work, years in done.items()}
    sums: dict[str, float] = defaultdict(float)
    for work, yuan in trips.secured_yuan.items():
        if str(work) in done:
            sums[str(work)] += yuan * WAN_PER_YUAN
    choices: dict[tuple[Way, ...], float] = defaultdict(float)
    for wan, ways in _of_each_trip(trips, done):
        always = _on_all(ways)
        for work, minutes in always.items():
            sums[work] += wan * minutes
        choices[_worth_taking([_beyond(way, always) for way in ways])] += wan
    terms = [
        wan * _best_way(problem, n, ways, by_end)
        for n, (ways, wan) in enumerate(choices.items())
        if any(saved for _, saved in ways)
    ]
    sooner = 1 / max(trips.years, 1.0)
    linear: dict[pulp.LpVariable, float] = {}
    for work, wan in sums.items():
        *before, last = done[work]
        linear |= {last: wan, **dict.fromkeys(before, sooner * wan)}
    return pulp.lpSum([pulp.LpAffineExpression(linear), *terms])


Way = tuple[float, tuple[tuple[str, float], ...]]
"""Minutes lost while nothing is built; by work, minutes saved."""


def _of_each_trip(trips: Trips, done: Mapping[str, Any]) -> Iterator[tuple[float, list[Way]]]:
    """What a minute of each trip is worth [万元], and its ways; the first may be a way not taken."""
    saved = trips.saved[trips.saved["work"].isin(list(done))].sort_values(["way", "work"])
    on_way: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for way, work, minutes in zip(saved["way"], saved["work"], saved["minutes"], strict=True):
        on_way[way].append((work, round(minutes, 2)))
    of_trip: dict[int, list[Way]] = defaultdict(list)
    for way, trip, lost in trips.ways[["trip", "lost"]].itertuples():
        of_trip[trip].append((round(lost, 2), tuple(on_way.get(way, ()))))
    wan_of = (trips.yuan_per_minute * WAN_PER_YUAN).to_dict()
    for trip, ways in of_trip.items():
        yield wan_of[trip], ways if ways[0][0] == 0 else [(0.0, ()), *ways]


def _on_all(ways: list[Way]) -> dict[str, float]:
    """Minutes that a work saves whichever way is taken."""
    least = dict(ways[0][1])
    for _, saved in ways[1:]:
        on_way = dict(saved)
        least = {u: min(s, on_way[u]) for u, s in least.items() if u in on_way}
    return least


def _beyond(way: Way, always: Mapping[str, float]) -> Way:
    """A way without what is saved on all."""
    lost, saved = way
    more = ((u, round(s - always.get(u, 0.0), 2)) for u, s in saved)
    return lost, tuple((u, s) for u, s in more if s > 0)


def _worth_taking(ways: list[Way]) -> tuple[Way, ...]:
    """The first way, and others that may become quicker than it is today."""
    others = {way for way in ways[1:] if sum(s for _, s in way[1]) > way[0] + LEAST_GAIN}
    return (ways[0], *sorted(others - {ways[0]}))


def _best_way(
    problem: pulp.LpProblem,
    n: int,
    ways: tuple[Way, ...],
    done: Mapping[str, pulp.LpVariable],
) -> pulp.LpAffineExpression:
    """Minutes saved beyond those of all ways, on the way that is taken (V3, V4)."""
    taken = [problem.add_variable(f"l_{n}_{k}", 0, 1) for k in range(len(ways))]
    problem += pulp.lpSum(taken) == 1, f"one_way_{n}"  # (V3)
    terms: dict[pulp.LpVariable, float] = {}
    using: dict[str, list[pulp.LpVariable]] = defaultdict(list)
    for k, (lost, saved) in enumerate(ways):
        terms[taken[k]] = -lost
        for u, minutes in saved:
            used = problem.add_variable(f"n_{n}_{k}_{len(terms)}", 0, 1)
            problem += used <= taken[k], f"on_way_{used.name}"  # (V3)
            using[u].append(used)
            terms[used] = minutes
    for m, (u, used_by) in enumerate(using.items()):
        problem += pulp.lpSum(used_by) <= done[u], f"built_{n}_{m}"  # (V4)
    return pulp.LpAffineExpression(terms)
