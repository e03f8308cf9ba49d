"""Small cases of roads and moves by code, and what is true of them, found without the model.

A case is a dict: links, costs, lag, quiet, funds, ceilings, locked_in and aim_yuan, order as
``decide_together`` means them; stayers: group -> (node, people); movers: group -> node, people,
households, danger, turn, village, subsidy; places: id -> row; minutes: (group, place) -> (farm,
service). A plan is (roads, moves, opens): project -> (subgrade, surface), group -> (place, year),
place -> year; years are positions, ``NEVER`` or absent where nothing happens.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd
from road_cases import NEVER, YEARS, fund_table, link_table, stage_choices, walked, ways_of

from geoplan.programme.together import Schedule, decide_together

STAY, PROTECT = ";stay", ";protect;flood"
AIM_YUAN = {"farm": 100.0, "service": 100.0, "cost": 1.0, "cohesion": 1000.0}
UNLOCKED = {"road": {}, "site": {}, "group": {}}
EVERYTHING = ("subgrade", "surface", "subsidy", "site", "protection")
PLACE = {"node": 0, "capacity": 99, "fewest": 0, "opening": 0, "per_household": 0, "earliest": 0,
         "connected_now": True, "leaves": True, "spares": 0.0}  # fmt: skip
AT_HOME = PLACE | {"leaves": False}
MOVER = {"node": 0, "people": 1, "households": 1, "danger": 0, "turn": 0, "village": "A",
         "subsidy": 0}  # fmt: skip


class Plan(NamedTuple):
    """Years of roads, moves and openings; see the module."""

    roads: dict
    moves: dict
    opens: dict


def joint_case(**said):
    """A case in which nothing happens unless said otherwise; movers and places by what differs."""
    case = {"links": link_table((0, 1, "a")), "costs": {"a": (0, 100)}, "lag": 1, "quiet": {},
            "funds": {"all": {}}, "ceilings": {"all": [10_000, 10_000]}, "locked_in": {},
            "aim_yuan": AIM_YUAN, "order": (), "stayers": {}, "movers": {}, "places": {},
            "minutes": {}, "barred": ()} | said  # fmt: skip
    case["movers"] = {g: MOVER | row for g, row in case["movers"].items()}
    case["places"] = {
        j: (AT_HOME if j.startswith(";") else PLACE) | row for j, row in case["places"].items()
    }
    case["funds"] = {f: {"pays": EVERYTHING} | row for f, row in case["funds"].items()}
    case["locked_in"] = UNLOCKED | case["locked_in"]
    return case


def decided(case, **options):
    """What ``decide_together`` makes of a case, from a programme in which nothing happens."""
    movers, places = frame(case["movers"], MOVER), frame(case["places"], PLACE)
    homes = {g: (row["node"], row["people"]) for g, row in case["movers"].items()} | case["stayers"]
    on_network = {g: home for g, home in homes.items() if home[0] is not None}
    return decide_together(
        case["links"],
        pd.DataFrame(
            {"eligible": [p not in case["barred"] for p in case["costs"]],
             "subgrade_accepted": [both[0] == 0 for both in case["costs"].values()]},
            index=list(case["costs"]),
        ),
        movers.rename(columns={"village": "admin_village_id"}).drop(columns="node"),
        places.rename(
            columns={"capacity": "capacity_households", "fewest": "fewest_households",
                     "opening": "opening_yuan", "per_household": "yuan_per_household"}
        ),
        amount_tables(case),
        item_table(case),
        pd.DataFrame(on_network.values(), index=list(on_network), columns=["node", "people"]),
        **{"start": nothing(case), "locked_in": case["locked_in"], "roots": [0],
           "funds": fund_table(**case["funds"]), "ceilings_yuan": ceiling_table(case),
           "lag_years": case["lag"], "quiet_years": case["quiet"], "aim_yuan": case["aim_yuan"],
           "order": case["order"], "tolerance": 0.0, "tolerances": {"danger": 0.0, "access": 0.0},
           "gap": 1e-9, "node_limit": None} | options,
    )  # fmt: skip


def frame(rows, columns):
    """Rows by name as a table, also of nothing."""
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=list(columns))


def ceiling_table(case):
    """Fund by year [yuan]."""
    return pd.DataFrame.from_dict(case["ceilings"], orient="index", columns=YEARS, dtype=float)


def amount_tables(case):
    """What places mean to groups: farm, service, cost, each groups x places."""
    tables = {
        name: pd.DataFrame(np.nan, index=list(case["movers"]), columns=list(case["places"]))
        for name in ("farm", "service", "cost")
    }
    for (g, j), (farm, service) in case["minutes"].items():
        each = {"farm": farm, "service": service, "cost": sum(c for _, c in move_dues(case, g, j))}
        for name, amount in each.items():
            tables[name].loc[g, j] = amount
    return tables


def item_table(case):
    """Everything that may be paid; what a site costs a group is told by the place, not here."""
    parts = [("project", p, part, yuan, 0) for p, both in case["costs"].items()
             for part, yuan in zip(("subgrade", "surface"), both, strict=True)]  # fmt: skip
    for g, row in case["movers"].items():
        parts.append(("group", g, "subsidy", row["subsidy"], row["households"]))
        parts.append(("group", g, "site", 12_345, row["households"]))
    for j, row in case["places"].items():
        if j != STAY:
            parts.append(("site", j, opening_part(j), row["opening"], 0))
    items = pd.DataFrame(parts, columns=["kind", "id", "component", "cost_yuan", "households"])
    items.index = items["kind"] + items["component"] + items["id"]
    length_km = items["kind"].eq("project").astype(float)
    return items.assign(length_km=length_km, township_id="T", admin_village_id="A").astype(
        {"cost_yuan": float}
    )


def nothing(case):
    """A programme in which nothing happens."""

    def never(things):
        return pd.Series(pd.NA, index=list(things), dtype="Int64")

    return Schedule(
        pd.Series(None, index=list(case["movers"]), dtype=object),
        never(case["movers"]), never(case["places"]), never(case["costs"]), never(case["costs"]),
    )  # fmt: skip


def plan_of(schedule):
    """What was decided, as a plan."""

    def position(year):
        return NEVER if pd.isna(year) else YEARS.index(year)

    surface = schedule.surface_year
    roads = {p: (position(g), position(surface[p])) for p, g in schedule.subgrade_year.items()}
    year = schedule.group_year.dropna()
    moves = {g: (schedule.assigned[g], position(y)) for g, y in year.items()}
    opens = {j: position(y) for j, y in schedule.site_year.dropna().items()}
    return Plan(roads, moves, opens)


def is_done(year, by):
    """Whether something is done by the end of a year."""
    return year is not NEVER and year <= by


def opening_part(place):
    """Component under which opening a place is paid."""
    return "protection" if place == PROTECT else "site"


def move_dues(case, group, place):
    """What is paid for a group that goes to a place: (component, yuan)."""
    if place in (STAY, PROTECT):
        return []
    row = case["movers"][group]
    share = row["households"] * case["places"][place]["per_household"]
    return [("subsidy", row["subsidy"]), ("site", share)]


def beyond_staying(case, group, place):
    """Farm, service [household-minutes] and cost [yuan] of a place beyond those of staying."""
    stay = case["minutes"].get((group, STAY), (0, 0))
    farm, service = np.subtract(case["minutes"][group, place], stay).tolist()
    return farm, service, sum(yuan for _, yuan in move_dues(case, group, place))


def may_go_to(case):
    """Places that each group prefers to staying, or all of them where it is locked in."""
    worth = [case["aim_yuan"][name] for name in ("farm", "service", "cost")]
    places = {}
    for g, j in case["minutes"]:
        is_choice = (g, STAY) in case["minutes"] and g not in case["locked_in"]["group"]
        prefers = np.dot(worth, beyond_staying(case, g, j)) < 0
        if j != STAY and (prefers or not is_choice):
            places.setdefault(g, []).append(j)
    return places


def joined_by_year(case, roads):
    """Nodes joined to the root before the first year, and by the end of each year."""
    links = [way for way in ways_of(case) if way[2] not in case["barred"]]
    return [walked(links, {p for p, (_, x) in roads.items() if is_done(x, t)}) for t in (-1, 0, 1)]


def road_faults(case, roads):
    """Rules that the roads alone break."""
    for p, stages in roads.items():
        if stages not in stage_choices(case["costs"][p], case["lag"]):
            yield f"R2 {p}"
        if p in case["barred"] and stages != (NEVER, NEVER):
            yield f"not eligible {p}"
    for p, t in case["locked_in"]["road"].items():
        if roads[p][1] is NEVER or t not in (None, roads[p][1]):
            yield f"R7 {p}"


def move_faults(case, moves, opens):
    """Rules that moves and openings alone break."""
    options = may_go_to(case)
    for g, (j, t) in moves.items():
        if j not in options.get(g, ()):
            yield f"no option {g}"
        if not is_done(opens.get(j), t):
            yield f"M3 {g}"
    for j, t in opens.items():
        arrived = {g: year for g, (there, year) in moves.items() if there == j}
        yield from (f"{rule} {j}" for rule in place_faults(case, j, t, arrived))
    years = {"site": opens, "group": {g: t for g, (_, t) in moves.items()}}
    for kind, year in years.items():
        for one, t in case["locked_in"][kind].items():
            if one not in year or t not in (None, year[one]):
                yield f"M6 {one}"


def place_faults(case, place, opened, arrived):
    """Rules that a place breaks which opens in a year; ``arrived``: year of each group there."""
    row = case["places"][place]
    households = sum(case["movers"][g]["households"] for g in arrived)
    if opened < row["earliest"]:
        yield "M4"
    if households > row["capacity"]:
        yield "M10"
    if place not in case["locked_in"]["site"]:
        if opened not in arrived.values():
            yield "M5"
        if households < row["fewest"]:
            yield "M7"


def leaving(case, moves):
    """Groups that leave their home by the end."""
    return {g for g, (j, _) in moves.items() if case["places"][j]["leaves"]}


def joint_faults(case, plan, joined, gone):
    """Rules that roads and moves break together; ``joined`` as in ``joined_by_year``."""
    for j, t in plan.opens.items():
        row = case["places"][j]
        if not row["connected_now"] and row["node"] not in joined[t]:
            yield f"J1 {j}"
    for (g, p), b in case["quiet"].items():
        subgrade, surface = plan.roads.get(p, (NEVER, NEVER))
        is_begun = is_done(subgrade, b - 1) and not is_done(surface, b - 1)
        if g not in gone and (b in (subgrade, surface) or is_begun):
            yield f"J4 {g} {p}"


def dues(case, plan):
    """What is to be paid: (component, yuan, km, year)."""
    for p, stages in plan.roads.items():
        for part, yuan, t in zip(("subgrade", "surface"), case["costs"][p], stages, strict=True):
            if t is not NEVER:
                yield part, yuan, 1.0, t
    for g, (j, t) in plan.moves.items():
        yield from ((part, yuan, 0.0, t) for part, yuan in move_dues(case, g, j))
    for j, t in plan.opens.items():
        yield opening_part(j), case["places"][j]["opening"], 0.0, t


def can_pay(case, due):
    """Whether one or two funds can pay this: a split in whole hundreds for each year."""
    names = [*case["funds"], None][:2]
    least, most, total = [0, 0], [0, 0], [0, 0]  # of the first fund
    for part, yuan, km, t in due:
        first, second = (may_pay(case["funds"].get(f), part, yuan, km) for f in names)
        if first + second < yuan:
            return False
        least[t] += yuan - second
        most[t] += first
        total[t] += yuan
    splits = (range(low, high + 100, 100) for low, high in zip(least, most, strict=True))
    return any(
        all(
            is_within(case, f, spent)
            for f, spent in zip(names, ((a, b), (total[0] - a, total[1] - b)), strict=True)
        )
        for a, b in itertools.product(*splits)
    )


def may_pay(fund, part, yuan, km):
    """The most that a fund may pay of one thing."""
    if fund is None or part not in fund["pays"]:
        return 0
    quota = fund.get("quota_yuan_per_km", np.nan)
    return yuan if np.isnan(quota) else int(min(yuan, quota * km))


def is_within(case, fund, spent):
    """Whether a fund has what it spends in each year."""
    first, second = (0, 0) if fund is None else case["ceilings"][fund]
    carried = first - spent[0] if fund and case["funds"][fund].get("carry_over") else 0
    return spent[0] <= first and spent[1] <= second + carried


def faults(case, plan):
    """Every rule that a plan breaks."""
    joined = joined_by_year(case, plan.roads)
    return [
        *road_faults(case, plan.roads),
        *move_faults(case, plan.moves, plan.opens),
        *joint_faults(case, plan, joined, leaving(case, plan.moves)),
        *([] if can_pay(case, dues(case, plan)) else ["F money"]),
    ]


def by_turn(case, moves, worth):
    """Sum over the years since they moved of what groups are worth, by turn in its order."""
    turn = {g: case["movers"][g]["turn"] for g, each in worth.items() if each}
    sums = dict.fromkeys(sorted(set(turn.values())), 0)
    for g in moves.keys() & turn.keys():
        sums[turn[g]] += worth[g] * (2 - moves[g][1])
    return sums


def danger_avoided(case, moves, opens):
    """People x class x years by turn, of groups that have somewhere to go.

    Those whom a place spares count with the first of those who may go there.
    """
    options = may_go_to(case)
    sums = by_turn(case, moves, {g: case["movers"][g]["danger"] for g in options})
    for j, t in opens.items():
        if case["places"][j]["spares"]:
            first = min(case["movers"][g]["turn"] for g, places in options.items() if j in places)
            sums[first] += case["places"][j]["spares"] * (2 - t)
    return tuple(sums.values())


def wishes_met(case, moves):
    """Household-years by turn, of groups in no danger."""
    rows = {g: case["movers"][g] for g in may_go_to(case)}
    safe = {g: row["households"] for g, row in rows.items() if row["danger"] == 0}
    return tuple(by_turn(case, moves, safe).values())


def access(case, moves, joined):
    """People newly with a road by the end, and in the year before."""
    homes = [(g, *home) for g, home in case["stayers"].items()]
    homes += [(g, row["node"], row["people"]) for g, row in case["movers"].items()]
    waiting = [home for home in homes if home[1] not in joined[0]]
    gone = leaving(case, moves)
    return tuple(
        sum(n for g, v, n in waiting if v in joined[t + 1] or (g in gone and moves[g][1] <= t))
        for t in (1, 0)
    )


def ways(case, moves, opens):
    """Minus what comes first where sites are chosen, in its order, and minus all in yuan."""
    told = dict.fromkeys(("farm", "service", "cost"), 0)
    for g, (j, _) in moves.items():
        for name, amount in zip(told, beyond_staying(case, g, j), strict=True):
            told[name] += amount
    anyway = case["locked_in"]["site"]
    told["cost"] += sum(case["places"][j]["opening"] for j in opens if j not in anyway)
    gone = leaving(case, moves)
    told["cohesion"] = len({(case["movers"][g]["village"], moves[g][0]) for g in gone})
    total = sum(case["aim_yuan"][name] * amount for name, amount in told.items())
    return (*(-told[name] for name in case["order"]), -total)


def aims(case, plan):
    """Everything that is to be much, in its order."""
    joined = joined_by_year(case, plan.roads)
    return (
        *danger_avoided(case, plan.moves, plan.opens),
        *access(case, plan.moves, joined),
        *wishes_met(case, plan.moves),
        *ways(case, plan.moves, plan.opens),
    )


def all_roads(case):
    """Years of every project that keep the rules of roads, and the nodes then joined by year."""
    names = list(case["costs"])
    choices = (stage_choices(case["costs"][p], case["lag"]) for p in names)
    for stages in itertools.product(*choices):
        roads = dict(zip(names, stages, strict=True))
        if not any(road_faults(case, roads)):
            yield roads, joined_by_year(case, roads)


def all_moves(case):
    """Moves and openings that keep the rules of moves."""
    options = may_go_to(case)
    choices = (
        [None, *itertools.product(places, (0, 1))] for places in options.values()
    )  # place, year
    for chosen in itertools.product(*choices):
        moves = {g: one for g, one in zip(options, chosen, strict=True) if one is not None}
        for opens in openings(case, moves):
            if not any(move_faults(case, moves, opens)):
                yield moves, opens


def openings(case, moves):
    """Years of places: with the first who come, or in any year where locked in."""
    first = {}
    for j, t in moves.values():
        first[j] = min(t, first.get(j, t))
    free = list(case["locked_in"]["site"])
    for years in itertools.product((0, 1), repeat=len(free)):
        yield first | dict(zip(free, years, strict=True))


def best_together(case):
    """Aims of the best of all plans, and the most danger avoided in any order; None: no plan."""
    roads = list(all_roads(case))
    moves = [
        (danger_avoided(case, m, o), wishes_met(case, m) + ways(case, m, o), leaving(case, m), m, o)
        for m, o in all_moves(case)
    ]
    best = None
    for danger, later, gone, moved, opens in sorted(moves, key=lambda row: row[0], reverse=True):
        if best is not None and danger < best[: len(danger)]:
            break
        for built, joined in roads:
            found = danger + access(case, moved, joined) + later
            plan = Plan(built, moved, opens)
            if (best is None or found > best) and is_possible(case, plan, joined, gone):
                best = found
    by_sum = sorted(moves, key=lambda row: sum(row[0]), reverse=True)
    most = next(
        (sum(danger) for danger, _, gone, m, o in by_sum for built, joined in roads
         if is_possible(case, Plan(built, m, o), joined, gone)), None,
    )  # fmt: skip
    return None if best is None else (best, most)


def is_possible(case, plan, joined, gone):
    """Whether roads and moves go together and can be paid."""
    return not any(joint_faults(case, plan, joined, gone)) and can_pay(case, dues(case, plan))


def random_joint_case(seed):
    """At most 3 projects over 4 nodes, 3 groups that may move, 2 sites, 2 funds, 2 years."""
    rng = np.random.default_rng([seed, 17])
    names = list("abc")[: rng.integers(1, 4)]
    ways = [(int(rng.integers(0, v)), v, p) for v, p in enumerate(names, 1)]
    if rng.random() < 0.4:
        u, v = sorted(rng.choice(4, 2, replace=False).tolist())
        ways.append((u, v, str(rng.choice(names)) if rng.random() < 0.6 else None))
    movers = {g: random_mover(rng) for g in "ghi"[: rng.integers(2, 4)]}
    places = random_places(rng, movers)
    case = joint_case(
        links=link_table(*ways),
        costs={p: (100 * int(rng.integers(0, 3)), 100 * int(rng.integers(1, 5))) for p in names},
        lag=int(rng.integers(0, 2)),
        stayers={g: (int(rng.integers(0, 4)), int(rng.integers(1, 20)))
                 for g in "st"[: rng.integers(1, 3)]},
        movers=movers,
        places=places,
        minutes=random_minutes(rng, movers, places),
        order=[(), ("farm",), ("cost",), ("farm", "cohesion")][rng.integers(4)],
        barred=names[-1:] if rng.random() < 0.1 else (),
    )  # fmt: skip
    case |= random_money(rng)
    if rng.random() < 0.4:
        everybody = [*movers, *case["stayers"]]
        case["quiet"] = {
            (str(rng.choice(everybody)), str(rng.choice([*names, "elsewhere"]))): int(
                rng.integers(2)
            )
            for _ in range(2)
        }
    if rng.random() < 0.3:
        case["locked_in"] = random_locks(rng, case)
    return case


def random_mover(rng):
    """A group that may move; some are off the network."""
    people = int(rng.integers(2, 20))
    danger = 0 if rng.random() < 0.3 else people * int(rng.integers(1, 4))
    return {
        "node": None if rng.random() < 0.1 else int(rng.integers(0, 4)),
        "people": people,
        "households": int(rng.integers(1, 5)),
        "danger": danger,
        "turn": int(rng.integers(0, 2)),
        "village": str(rng.choice(["A", "B"])),
        "subsidy": 100 * int(rng.integers(0, 3)),
    }


def random_places(rng, movers):
    """S behind a road, R perhaps connected now; staying; and sometimes being made safe."""
    sites = {
        j: {"node": int(rng.integers(1, 4)), "connected_now": j == "R" and bool(rng.random() < 0.5),
            "capacity": int(rng.integers(3, 9)), "fewest": int(rng.integers(0, 5)),
            "opening": 100 * int(rng.integers(0, 4)), "per_household": 100 * int(rng.integers(0, 2)),
            "earliest": int(rng.choice([0, 0, 0, 1, 2]))}
        for j in "SR"
    }  # fmt: skip
    made_safe = {"opening": 100 * int(rng.integers(1, 6)), "spares": int(rng.integers(0, 9))}
    return {**sites, STAY: {}} | ({PROTECT: made_safe} if rng.random() < 0.3 else {})


def random_minutes(rng, movers, places):
    """Farm and service minutes of who may go where."""
    minutes = {}
    for g, row in movers.items():
        for j in places:
            chance = {STAY: 0.0 if row["danger"] else 0.6, PROTECT: 0.5 if row["danger"] else 0.0}
            if rng.random() < chance.get(j, 0.75):
                minutes[g, j] = int(rng.integers(0, 30)), int(rng.integers(0, 9))
    return minutes


def random_money(rng):
    """One fund, two that share nothing, or two of which both may pay some things."""
    kind = rng.integers(3)
    funds = {"one": {}}
    if kind == 1:
        funds = {"one": {"pays": ("subgrade", "surface")},
                 "two": {"pays": ("subsidy", "site", "protection")}}  # fmt: skip
    elif kind == 2:
        funds["two"] = {"pays": ("surface", "site"),
                        "quota_yuan_per_km": float(rng.choice([np.nan, 200.0]))}  # fmt: skip
    funds = {f: {"pays": EVERYTHING, "carry_over": bool(rng.random() < 0.5)} | row
             for f, row in funds.items()}  # fmt: skip
    least, most = (6, 30) if kind == 0 else (2, 18)
    return {"funds": funds,
            "ceilings": {f: [100 * int(rng.integers(least, most)) for _ in YEARS] for f in funds}}  # fmt: skip


def random_locks(rng, case):
    """One or two things that must be done, some in a year."""

    def when():
        return [None, 0, 1][rng.integers(3)]

    roads = [p for p in case["costs"] if p not in case["barred"]]
    groups = sorted({g for g, j in case["minutes"] if j != STAY})
    things = {"road": roads, "site": ["S", "R"], "group": groups}
    return {
        kind: {str(rng.choice(some)): when()} if some and rng.random() < 0.4 else {}
        for kind, some in things.items()
    }


def larger_joint_case(seed):
    """15 projects in a tree with some rings, 30 groups that may move, 5 sites, two funds."""
    rng = np.random.default_rng([seed, 30])
    names = [f"p{k}" for k in range(15)]
    ways = [(int(rng.integers(0, v)), v, p) for v, p in enumerate(names[:12], 1)]
    ways += [(*sorted(rng.choice(13, 2, replace=False).tolist()), p) for p in names[12:]]
    movers = {
        f"g{k}": random_mover(rng)
        | {"node": int(rng.integers(0, 13)), "village": f"A{k // 5}", "subsidy": 100 * (k % 4)}
        for k in range(30)
    }
    sites = {
        f"S{k}": {"node": int(rng.integers(1, 13)), "connected_now": k == 0,
                  "capacity": int(rng.integers(10, 25)), "fewest": 5, "per_household": 100,
                  "opening": 500}
        for k in range(5)
    }  # fmt: skip
    places = {**sites, STAY: {}, PROTECT: {"opening": 800, "spares": 9}}
    return joint_case(
        links=link_table(*ways),
        costs={p: (100 * int(rng.integers(0, 3)), 100 * int(rng.integers(2, 9))) for p in names},
        stayers={f"s{v}": (v, int(rng.integers(0, 30))) for v in range(1, 13)},
        movers=movers,
        places=places,
        minutes=random_minutes(rng, movers, places),
        order=("farm",),
        quiet={(f"g{k}", names[int(rng.integers(15))]): k % 2 for k in range(5)},
        funds={"one": {"carry_over": True}, "two": {"pays": ("surface", "site")}},
        ceilings={"one": [1500, 1500], "two": [1500, 1500]},
        locked_in={"road": {"p0": None}},
    )
