"""Small cases of roads by code, and what is true of them, found without the model."""

import itertools

import numpy as np
import pandas as pd

from geoplan.programme.floors import Floors

YEARS = [2027, 2028]
NEVER = None


def link_table(*rows):
    """Links from (u, v, project); without a project they are hardened."""
    table = pd.DataFrame(rows, columns=["u", "v", "project"], dtype=object)
    return table.assign(hardened=table["project"].isna())


def fund_table(**funds):
    """Funds by name that pay everything everywhere unless said otherwise."""
    rule = {"pays": ("subgrade", "surface"), "carry_over": False, "quota_yuan_per_km": np.nan,
            "township_id": None, "admin_village_id": None}  # fmt: skip
    return pd.DataFrame([rule | said for said in funds.values()], index=list(funds)).astype(
        {"township_id": object, "admin_village_id": object}
    )


def floor_tables(floors):
    """Floors from place -> (people wanted, {group: (node, people)})."""
    rows = [(k, g, *home) for k, (_, own) in floors.items() for g, home in own.items()]
    wanted = [float(wanted) for wanted, _ in floors.values()]
    return Floors(
        pd.DataFrame({"people_wanted": wanted, "people_arrived": 0.0}, index=list(floors)),
        pd.DataFrame(rows, columns=["place", "group_id", "node", "people"]),
    )


def promised(case, has_road):
    """What of the floors is reached if these groups at these nodes have a road; () without floors."""
    floors = case.get("floors", {})
    newly = (
        (wanted, sum(people for g, (v, people) in own.items() if has_road(g, v)))
        for wanted, own in floors.values()
    )
    return (sum(min(both) for both in newly),) if floors else ()


def road_tables(links, costs, people, **options):
    """Tables and rules of a small case, as ``state_roads`` takes them.

    costs: project -> (subgrade, surface), (0, surface) is accepted; ``barred`` are not eligible.
    """
    years = options.pop("years", YEARS)
    projects = pd.DataFrame(
        {
            "eligible": [p not in options.get("barred", ()) for p in costs],
            "subgrade_accepted": [subgrade == 0 for subgrade, _ in costs.values()],
        },
        index=list(costs),
    )
    options.pop("barred", None)
    items = pd.DataFrame(
        [("project", p, part, cost, 1.0, "T1", "A1")
         for p, both in costs.items() for part, cost in zip(("subgrade", "surface"), both, strict=True)],
        columns=["kind", "id", "component", "cost_yuan", "length_km", "township_id",
                 "admin_village_id"],
    )  # fmt: skip
    items.index = items["id"] + ":" + items["component"]
    ceilings = options.pop("ceilings", {"all": [1e6] * len(years)})
    tables = links, projects, items, pd.Series(people, dtype=float)
    rules = {
        "roots": [0],
        "must_reach": {},
        "locked_in": {},
        "funds": fund_table(**{f: {} for f in ceilings}),
        "lag_years": 1,
        "floors": floor_tables(options.pop("floors", {})),
        **options,
        "ceilings_yuan": pd.DataFrame.from_dict(
            ceilings, orient="index", columns=years, dtype=float
        ),
    }
    return tables, rules


FORK = link_table((0, 1, "a"), (1, 2, "b"), (0, 3, "c"))
"""0 --a-- 1 --b-- 2 and 0 --c-- 3."""


def random_case(seed):
    """At most 5 projects over 6 nodes, some in pieces, two years, one or two funds."""
    rng = np.random.default_rng(seed)
    names = list("abcde")[: rng.integers(2, 6)]
    ends = [sorted(rng.choice(6, 2, replace=False).tolist()) for _ in range(len(names) + 2)]
    owner = [*names, *rng.choice([*names, None], 2)]
    links = link_table(*((u, v, p) for (u, v), p in zip(ends, owner, strict=True)))
    costs = {
        p: (100 * int(rng.integers(1, 4)) * int(rng.random() < 0.5), 100 * int(rng.integers(1, 7)))
        for p in names
    }
    people = {v: int(rng.integers(0, 30)) for v in range(1, 6) if rng.random() < 0.8}
    funds = {"one": {"carry_over": bool(rng.random() < 0.5)}}
    if rng.random() < 0.6:
        funds["two"] = {
            "pays": ("surface",),
            "carry_over": bool(rng.random() < 0.5),
            "quota_yuan_per_km": float(rng.choice([np.nan, 200.0])),
        }
    ceilings = {f: [100 * int(rng.integers(0, 9)) for _ in YEARS] for f in funds}
    return {
        "links": links,
        "costs": costs,
        "people": people,
        "funds": funds,
        "ceilings": ceilings,
        "lag_years": int(rng.integers(0, 2)),
        "must_reach": {int(rng.integers(1, 6)): int(rng.integers(0, 2))} if seed % 4 == 0 else {},
        "locked_in": {names[0]: rng.choice([None, 0, 1])} if seed % 5 == 0 else {},
    }


def building_case(seed):
    """At most 3 projects over 4 nodes, three years, one fund, some years of building."""
    rng = np.random.default_rng([seed, 8])
    names = list("abc")[: rng.integers(1, 4)]
    ends = [sorted(rng.choice(4, 2, replace=False).tolist()) for _ in names]
    costs = {p: (100 * int(rng.integers(0, 3)), 100 * int(rng.integers(1, 4))) for p in names}
    return {
        "links": link_table(*((u, v, p) for (u, v), p in zip(ends, names, strict=True))),
        "costs": costs,
        "people": {v: int(rng.integers(1, 30)) for v in range(1, 4)},
        "years": [2027, 2028, 2029],
        "ceilings": {"all": [100 * int(rng.integers(0, 9)) for _ in range(3)]},
        "lag_years": int(rng.integers(0, 3)),
        "quiet_years": building_years(rng, names, 3),
    }


def building_years(rng, names, years):
    """Years in which some of the projects must not be dug up, and one that is no candidate."""
    drawn = {p: set(np.flatnonzero(rng.random(years) < 0.3).tolist()) for p in names}
    return drawn | {"elsewhere": {0}}


def is_open(stages, quiet):
    """Whether a project is neither dug up in its quiet years nor begun before and finished after."""
    g, x = stages
    return all(
        b not in stages and (g is NEVER or g > b or (x is not NEVER and x < b)) for b in quiet
    )


def best_beside_building(case):
    """As ``best_of_all``, of ``building_case``: (people at the end, in years before, -cost)."""
    joined, years = joined_by_any(case), range(3)
    free = [
        [(g, x) for g in (NEVER, *years) for x in (NEVER, *years)
         if (x is NEVER or (cost[0] == 0) or (g is not NEVER and x >= g + case["lag_years"]))
         and not (cost[0] == 0 and g is not NEVER) and is_open((g, x), case["quiet_years"][p])]
        for p, cost in case["costs"].items()
    ]  # fmt: skip
    found = None
    for choice in itertools.product(*free):
        paid, built = [0, 0, 0], [set(), set(), set()]
        for p, stages in zip(case["costs"], choice, strict=True):
            for cost, t in zip(case["costs"][p], stages, strict=True):
                if t is not NEVER:
                    paid[t] += cost
            for t in years if stages[1] is not NEVER else ():
                if t >= stages[1]:
                    built[t].add(p)
        heads = [
            sum(n for v, n in case["people"].items() if v in joined[frozenset(some)])
            for some in built
        ]
        value = heads[2], heads[0] + heads[1], -sum(paid)
        if all(p <= c for p, c in zip(paid, case["ceilings"]["all"], strict=True)):
            found = value if found is None else max(found, value)
    return found


def stage_choices(cost, lag):
    """Years (0, 1) of subgrade and surface that the rules allow one project."""
    if cost[0] == 0:
        return [(NEVER, NEVER), (NEVER, 0), (NEVER, 1)]
    both = [(g, x) for g in (0, 1) for x in (0, 1) if x >= g + lag]
    return [(NEVER, NEVER), (0, NEVER), (1, NEVER), *both]


def can_be_paid(costs, choice, funds, ceilings):
    """Whether fund "one" can pay what "two" does not, year by year, in steps of 100 yuan."""
    least, most, total = [0, 0], [0, 0], [0, 0]
    two = funds.get("two")
    for (subgrade, surface), (g, x) in zip(costs.values(), choice, strict=True):
        if g is not NEVER:
            least[g] += subgrade
            most[g] += subgrade
            total[g] += subgrade
        if x is not NEVER:
            quota = two["quota_yuan_per_km"] if two else 0
            by_two = surface if np.isnan(quota) else min(surface, quota)
            least[x] += surface - by_two
            most[x] += surface
            total[x] += surface
    ranges = [range(int(low), int(high) + 100, 100) for low, high in zip(least, most, strict=True)]
    for by_one in itertools.product(*ranges):
        by_two = [whole - part for whole, part in zip(total, by_one, strict=True)]
        if within(by_one, "one", funds, ceilings) and (
            not any(by_two) or within(by_two, "two", funds, ceilings)
        ):
            return True
    return False


def within(spent, fund, funds, ceilings):
    """Whether a fund has what it spends in both years."""
    if fund not in funds:
        return False
    first, second = ceilings[fund]
    left = first - spent[0]
    return left >= 0 and spent[1] <= second + (left if funds[fund]["carry_over"] else 0)


def walked(ways, built, *, start=0):
    """Nodes that can be walked to over what is hardened or built."""
    reached, grows = {start}, True
    while grows:
        here = [
            {u, v} for u, v, p in ways if (p is None or p in built) and len({u, v} & reached) == 1
        ]
        grows = bool(here)
        reached = reached.union(*here)
    return reached


def allowed_choices(case):
    """Years of every project that keep rules, locks and ``must_reach``, if they can be paid.

    Gives the choice, the year of each surface, and the nodes joined by the end of each year.
    """
    costs, joined = case["costs"], joined_by_any(case)
    for choice in itertools.product(*(stage_choices(c, case["lag_years"]) for c in costs.values())):
        surface = {p: x for p, (_, x) in zip(costs, choice, strict=True)}
        if any(
            surface[p] is NEVER or t not in (None, surface[p]) for p, t in case["locked_in"].items()
        ):
            continue
        quiet = case.get("quiet_years", {})
        if not all(is_open(s, quiet.get(p, ())) for p, s in zip(costs, choice, strict=True)):
            continue
        by_year = [
            joined[frozenset(p for p, x in surface.items() if x is not NEVER and x <= t)]
            for t in (0, 1)
        ]
        if all(v in by_year[t] for v, t in case["must_reach"].items()):
            yield choice, surface, by_year


def best_of_all(case):
    """(floors if any, people at the end, in 2027, -cost) of the best programme; None where none is."""
    now = joined_by(case)
    found = None
    for choice, _, by_year in allowed_choices(case):
        heads = [
            sum(n for v, n in case["people"].items() if v in r and v not in now) for r in by_year
        ]
        cost = sum(
            (sub if g is not NEVER else 0) + (sur if x is not NEVER else 0)
            for (sub, sur), (g, x) in zip(case["costs"].values(), choice, strict=True)
        )
        floors = promised(case, lambda _, v: v in by_year[1])  # noqa: B023
        value = (*floors, heads[1], heads[0], -cost)
        if (found is None or value > found) and can_be_paid(
            case["costs"], choice, case["funds"], case["ceilings"]
        ):
            found = value
    return found


def ways_of(case):
    """Links as (u, v, project), None where hardened."""
    rows = case["links"][["u", "v", "project"]].itertuples(index=False)
    return [(u, v, None if pd.isna(p) else p) for u, v, p in rows]


def joined_by(case, built=()):
    """Nodes joined to the root by what is hardened and what is built."""
    return walked(ways_of(case), set(built))


def joined_by_any(case):
    """Nodes joined to the root by each set of projects."""
    return {
        frozenset(built): joined_by(case, built)
        for n in range(len(case["costs"]) + 1)
        for built in itertools.combinations(case["costs"], n)
    }
