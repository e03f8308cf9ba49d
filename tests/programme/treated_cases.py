"""Small cases of roads that can be built wider or made better, and what is true of them.

A case is a dict, money in 万元: links, costs, people, funds, ceilings, lag_years, quiet_years as in
``road_cases``; works: id -> (of, treatment, cost), of wider surfaces the cost of both stages; trips:
(worth of a minute, ways), a way is the minutes lost on it and by work or project the minutes saved;
secured: guardrail -> worth; years: of the worth. Everything is a kilometre long. The best programme
is found and judged without the model.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd
from road_cases import NEVER, YEARS, joined_by, link_table, road_tables, stage_choices

from geoplan.programme.roads import schedule_roads
from geoplan.programme.sequence import Decision, RoadCase, road_payments
from geoplan.programme.treatments import NO_WORKS, Trips
from geoplan.programme.worth import choose_by_worth

WAN = 10_000
PAYS = ("subgrade", "surface", "widening", "passing_bays", "guardrail")


class Plan(NamedTuple):
    """roads: project -> (subgrade, surface, wider work or None); works: improvement -> year.

    Years are positions; what never happens is left out of ``works``, and ``NEVER`` in ``roads``.
    """

    roads: tuple
    works: tuple


class Chosen(NamedTuple):
    """What ``choose_by_worth`` makes of a case: a plan, its worth and bound [万元], and all it says."""

    plan: Plan
    worth: float
    bound: float
    before: Decision
    decision: Decision


def treated_case(**said):
    """One earth road with money enough and nothing to gain, unless said otherwise."""
    case = {"links": link_table((0, 1, "a")), "costs": {"a": (1, 2)}, "people": {},
            "funds": {"all": {}}, "ceilings": {"all": [99, 99]}, "lag_years": 1, "quiet_years": {},
            "works": {}, "trips": [], "secured": {}, "years": 10, "floors": {}} | said  # fmt: skip
    return case | {"funds": {f: {"pays": PAYS} | row for f, row in case["funds"].items()}}


def usual(case):
    """The decision before works are looked at: most people, earliest, cheapest."""
    funds = {
        f: row | {"quota_yuan_per_km": row.get("quota_wan_per_km", np.nan) * WAN}
        for f, row in case["funds"].items()
    }
    tables, rules = road_tables(
        case["links"],
        {p: tuple(WAN * part for part in both) for p, both in case["costs"].items()},
        case["people"],
        lag_years=case["lag_years"],
        quiet_years=case["quiet_years"],
        floors=case["floors"],
        ceilings={f: [WAN * wan for wan in row] for f, row in case["ceilings"].items()},
    )
    rules["funds"] = fund_rows(funds)
    roads = schedule_roads(*tables, **rules, gap=1e-9)
    years = roads.subgrade_year, roads.surface_year
    paid = road_payments(tables[2], *years, rules["funds"], rules["ceilings_yuan"])
    nobody = pd.Series(dtype=object)
    return Decision(
        nobody, nobody, nobody, *years, frozenset(), paid, roads.objectives, None, roads,
        RoadCase(tables, rules, pd.DataFrame()),
    )  # fmt: skip


def fund_rows(funds):
    """Funds as ``programme.funds`` takes them, for everywhere."""
    rule = {"carry_over": False, "township_id": None, "admin_village_id": None}
    columns = [*rule, "pays", "quota_yuan_per_km"]
    rows = [[(rule | row)[c] for c in columns] for row in funds.values()]
    return pd.DataFrame(rows, index=list(funds), columns=columns).astype(
        {"township_id": object, "admin_village_id": object}
    )


def work_table(case):
    """Works as ``choose_by_worth`` takes them."""
    rows = {}
    for u, (of, treatment, cost) in case["works"].items():
        subgrade, surface = cost if treatment == "wider" else (np.nan, np.nan)
        total = sum(cost) if treatment == "wider" else cost
        more = total - sum(case["costs"][of]) if treatment == "wider" else total
        rows[u] = [of, treatment, np.nan, 1000.0, subgrade * WAN, surface * WAN, total * WAN, "V1",
                   "A1", more * WAN]  # fmt: skip
    columns = [*NO_WORKS.columns, "more_yuan"]
    table = pd.DataFrame(list(rows.values()), index=list(rows), columns=columns)
    numbers = [c for c in columns if c.endswith(("_m", "_yuan"))]
    return table.astype(dict.fromkeys(numbers, "float")).rename_axis("work_id")


def trip_tables(case):
    """Trips as ``choose_by_worth`` takes them."""
    ways, saved = [], []
    for trip, (_, own) in enumerate(case["trips"]):
        for lost, gains in own:
            saved += [(len(ways), u, float(minutes)) for u, minutes in gains.items()]
            ways.append((trip, float(lost)))
    yuan = pd.Series([wan * WAN for wan, _ in case["trips"]], dtype=float)
    secured = pd.Series(case["secured"], dtype=float) * WAN
    return Trips(
        yuan,
        pd.DataFrame(ways, columns=["trip", "lost"]),
        pd.DataFrame(saved, columns=["way", "work", "minutes"]),
        secured,
        case["years"],
    )


def chosen(case):
    """What ``choose_by_worth`` makes of a case."""
    before = usual(case)
    decision, year = choose_by_worth(before, work_table(case), trip_tables(case))
    position = {y: t for t, y in enumerate(YEARS)}
    when = {u: position[y] for u, y in year.dropna().items()}
    wide = {case["works"][u][0]: u for u in when if case["works"][u][1] == "wider"}
    both = zip(decision.subgrade_year, decision.surface_year, strict=True)
    roads = tuple(
        (*(position.get(y, NEVER) for y in years), wide.get(p))
        for p, years in zip(decision.surface_year.index, both, strict=True)
    )
    others = tuple(sorted((u, t) for u, t in when.items() if u not in wide.values()))
    told = decision.objectives.loc["worth"]
    return Chosen(Plan(roads, others), told["value"] / WAN, told["bound"] / WAN, before, decision)


def all_plans(case):
    """Every plan that keeps the order of stages, one treatment of a surface, rails on new roads."""
    wider = {p: [u for u, (of, what, _) in case["works"].items() if (of, what) == (p, "wider")]
             for p in case["costs"]}  # fmt: skip
    better = [u for u, (_, what, _) in case["works"].items() if what != "wider"]
    by_project = [
        [(g, x, width) for g, x in stage_choices(cost, case["lag_years"])
         for width in ((None, *wider[p]) if g is not NEVER else (None,))]
        for p, cost in case["costs"].items()
    ]  # fmt: skip
    for roads in itertools.product(*by_project):
        surface = dict(zip(case["costs"], (x for _, x, _ in roads), strict=True))
        for years in itertools.product((NEVER, 0, 1), repeat=len(better)):
            works = {u: t for u, t in zip(better, years, strict=True) if t is not NEVER}
            if keeps_to_its_road(case, works, surface):
                yield Plan(roads, tuple(sorted(works.items())))


def keeps_to_its_road(case, works, surface):
    """Whether no stretch is treated twice, and no new road gets its guardrail before its surface."""
    treated = [case["works"][u][0] for u in works if case["works"][u][1] != "guardrail"]
    after = all(
        surface[of] is not NEVER and surface[of] <= t
        for of, t in ((case["works"][u][0], t) for u, t in works.items())
        if of in surface
    )
    return after and len(set(treated)) == len(treated)


def due(case, plan):
    """What a plan has to pay: (id, component, year) -> 万元; a wider surface as its project."""
    rows = {}
    for (p, cost), (g, x, width) in zip(case["costs"].items(), plan.roads, strict=True):
        parts = case["works"][width][2] if width else cost
        for name, wan, t in zip(("subgrade", "surface"), parts, (g, x), strict=True):
            if t is not NEVER and wan:
                rows[p, name, t] = wan
    for u, t in plan.works:
        rows[u, case["works"][u][1], t] = case["works"][u][2]
    return rows


def payable(case, plan):
    """Whether the funds have the money: what flows from them to what is due is all of it."""
    room, bills = {}, due(case, plan)
    if sum(bills.values()) > sum(map(sum, case["ceilings"].values())):
        return False
    for f, row in case["funds"].items():
        for t, wan in enumerate(case["ceilings"][f]):
            room["source", (f, t)] = wan
            for (u, part, year), cost in bills.items():
                if year == t and part in row["pays"]:
                    room[(f, t), (u, part)] = min(cost, row.get("quota_wan_per_km", np.inf))
        if row.get("carry_over"):
            room[(f, 0), (f, 1)] = np.inf
    for (u, part, _), cost in bills.items():
        room[(u, part), "sink"] = cost
    flow = 0
    while (more := one_more_way(room)) > 0:
        flow += more
    return flow >= sum(bills.values())


def one_more_way(room):
    """Sends what it can along one way from the source to the sink, back over others if needed."""
    came, todo = {"source": None}, ["source"]
    while todo and "sink" not in came:
        here = todo.pop()
        for (u, v), left in room.items():
            if u == here and left > 1e-9 and v not in came:
                came[v] = u
                todo.append(v)
    if "sink" not in came:
        return 0
    way, v = [], "sink"
    while came[v] is not None:
        way.append((came[v], v))
        v = came[v]
    amount = min(room[arc] for arc in way)
    for u, v in way:
        room[u, v] -= amount
        room[v, u] = room.get((v, u), 0) + amount
    return amount


def people_by_year(case, plan):
    """People newly joined to the paved network by the end of each year."""
    now = joined_by(case)
    told = []
    for t in range(len(YEARS)):
        built = [p for p, (_, x, _) in zip(case["costs"], plan.roads, strict=True)
                 if x is not NEVER and x <= t]  # fmt: skip
        there = joined_by(case, built) - now
        told.append(sum(n for v, n in case["people"].items() if v in there))
    return told


class Worth:
    """Worth of plans of one case [万元], less the money beyond the least."""

    def __init__(self, case, least):
        self.case, self.least, self.known = case, least, {}
        self.sooner = self.a_year_more()

    def __call__(self, plan):
        surfaces = zip(self.case["costs"], plan.roads, strict=True)
        when = {u: x for p, (_, x, width) in surfaces if x is not NEVER for u in (p, width) if u}
        when |= dict(plan.works)
        done = frozenset(when)
        if done not in self.known:
            self.known[done] = self.by_end(done)
        early = sum(self.sooner.get(u, 0.0) for u, t in when.items() if t == 0)
        return self.known[done] + early + self.least - sum(due(self.case, plan).values())

    def by_end(self, done):
        """Everybody takes the best way once all is built; what is secured counts by itself."""
        total = sum(wan for u, wan in self.case["secured"].items() if u in done)
        for wan, ways in self.case["trips"]:
            gains = [sum(s for u, s in saved.items() if u in done) - lost for lost, saved in ways]
            total += wan * max(0.0, *gains)
        return total

    def a_year_more(self):
        """By work: what it saves whichever way is taken, and secures, in one year."""
        told = dict(self.case["secured"])
        for wan, ways in self.case["trips"]:
            on_all = [saved for _, saved in ways] + [{}] * (ways[0][0] > 0)
            for u in on_all[0]:
                told[u] = told.get(u, 0.0) + wan * min(saved.get(u, 0.0) for saved in on_all)
        return {u: wan / self.case["years"] for u, wan in told.items()}


def best_plan(case, before):
    """(worth, plan) of the best plan that joins as many people, as early, and can be paid."""
    reached = before.objectives["value"]
    worth = Worth(case, reached["cost"] / WAN)
    by_worth = sorted(((worth(plan), plan) for plan in all_plans(case)), key=lambda one: -one[0])
    joined = {}
    for wan, plan in by_worth:
        surfaces = tuple(x for _, x, _ in plan.roads)
        if surfaces not in joined:
            joined[surfaces] = people_by_year(case, plan)
        *sooner, last = joined[surfaces]
        if last >= reached["access"] and sum(sooner) >= reached["earlier"] and payable(case, plan):
            return wan, plan
    return None


def random_case(seed):
    """One to three projects, one to three wider surfaces and improvements, two to six trips."""
    rng = np.random.default_rng([seed, 5])
    names = list("abc")[: rng.choice([1, 2, 2, 3])]
    costs = {p: (int(rng.integers(0, 4)) * int(rng.random() < 0.7), int(rng.integers(1, 7)))
             for p in names}  # fmt: skip
    ends = [sorted(rng.choice(4, 2, replace=False).tolist()) for _ in names]
    works, secured = {}, {}
    for k in range(rng.integers(1, 4)):
        p = str(rng.choice(names))
        if costs[p][0]:
            more = rng.integers(0, 3, 2)
            works[f"wide{k}"] = (
                p,
                "wider",
                tuple(int(c + m) for c, m in zip(costs[p], more, strict=True)),
            )
    for k in range(rng.integers(1, 4)):
        what = str(rng.choice(["widening", "passing_bays", "guardrail"]))
        of = str(rng.choice([*names, "s"] if what == "guardrail" else ["s", "s", "r"]))
        works[f"{what}{k}"] = of, what, int(rng.integers(1, 5))
        if what == "guardrail":
            secured[f"{what}{k}"] = int(rng.integers(0, 5))
    funds = {"one": {"carry_over": bool(rng.random() < 0.5)}}
    if rng.random() < 0.6:
        quota = {"quota_wan_per_km": int(rng.integers(2, 5))} if rng.random() < 0.5 else {}
        funds["two"] = {"pays": ("surface", "widening", "passing_bays"),
                        "carry_over": bool(rng.random() < 0.5)} | quota  # fmt: skip
    return treated_case(
        links=link_table(*((u, v, p) for (u, v), p in zip(ends, names, strict=True))),
        costs=costs,
        people={v: int(rng.integers(0, 30)) for v in range(1, 4) if rng.random() < 0.7},
        funds=funds,
        ceilings={f: [int(rng.integers(0, 10)) for _ in YEARS] for f in funds},
        lag_years=int(rng.integers(0, 2)),
        works=works,
        secured=secured,
        trips=[(float(rng.choice([0.1, 0.3, 0.5])), random_ways(rng, [*names, *works]))
               for _ in range(rng.integers(2, 7))],
        years=int(rng.choice([1, 4, 10])),
    )  # fmt: skip


def random_ways(rng, things):
    """One to three ways; on the first, mostly today's, nothing is lost."""
    ways = []
    for k in range(rng.integers(1, 4)):
        lost = int(rng.integers(0, 8)) if k or rng.random() < 0.2 else 0
        on_it = [str(u) for u in things if rng.random() < 0.5]
        ways.append((lost, {u: int(rng.integers(1, 12)) for u in on_it}))
    return ways
