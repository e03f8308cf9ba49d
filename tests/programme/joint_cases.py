"""Small cases of roads and moves by code, and what ``decide_together`` makes of them.

A case is a dict: links, costs, lag, quiet, funds, ceilings, locked_in and aim_yuan, order as
``decide_together`` means them; stayers: group -> (node, people); movers: group -> node, people,
households, danger, turn, village, subsidy; places: id -> row; minutes: (group, place) -> (farm,
service); barred: projects that are not eligible; floors as ``road_cases.floor_tables`` takes them.
"""

import numpy as np
import pandas as pd
from road_cases import YEARS, floor_tables, fund_table, link_table

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


def joint_case(**said):
    """A case in which nothing happens unless said otherwise; movers and places by what differs."""
    case = {"links": link_table((0, 1, "a")), "costs": {"a": (0, 100)}, "lag": 1, "quiet": {},
            "funds": {"all": {}}, "ceilings": {"all": [10_000, 10_000]}, "locked_in": {},
            "aim_yuan": AIM_YUAN, "order": (), "stayers": {}, "movers": {}, "places": {},
            "minutes": {}, "barred": (), "floors": {}} | said  # fmt: skip
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
           "lag_years": case["lag"], "quiet_years": case["quiet"],
           "floors": floor_tables(case["floors"]), "aim_yuan": case["aim_yuan"],
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


def move_dues(case, group, place):
    """What is paid for a group that goes to a place: (component, yuan)."""
    if place in (STAY, PROTECT):
        return []
    row = case["movers"][group]
    share = row["households"] * case["places"][place]["per_household"]
    return [("subsidy", row["subsidy"]), ("site", share)]


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


def opening_part(place):
    """Component under which opening a place is paid."""
    return "protection" if place == PROTECT else "site"


def nothing(case):
    """A programme in which nothing happens."""

    def never(things):
        return pd.Series(pd.NA, index=list(things), dtype="Int64")

    return Schedule(
        pd.Series(None, index=list(case["movers"]), dtype=object),
        never(case["movers"]), never(case["places"]), never(case["costs"]), never(case["costs"]),
    )  # fmt: skip


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
