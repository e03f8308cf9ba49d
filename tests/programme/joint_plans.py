"""Plans of small cases of roads and moves: what rules they break, what they reach, which is best.

A plan is found and judged without the model; cases are those of ``joint_cases``.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd
from joint_cases import STAY, move_dues, opening_part
from road_cases import NEVER, YEARS, promised, stage_choices, walked, ways_of


class Plan(NamedTuple):
    """roads: project -> (subgrade, surface), moves: group -> (place, year), opens: place -> year.

    Years are positions; ``NEVER`` or absent where nothing happens.
    """

    roads: dict
    moves: dict
    opens: dict


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

    Those whom a place spares count with the first of those in danger who may go there.
    """
    options = may_go_to(case)
    sums = by_turn(case, moves, {g: case["movers"][g]["danger"] for g in options})
    for j, t in opens.items():
        if case["places"][j]["spares"]:
            guests = [case["movers"][g] for g, places in options.items() if j in places]
            turns = [guest["turn"] for guest in guests if guest["danger"] > 0]
            if turns:
                sums[min(turns)] += case["places"][j]["spares"] * (2 - t)
    return tuple(sums.values())


def wishes_met(case, moves):
    """Household-years by turn, of groups in no danger."""
    rows = {g: case["movers"][g] for g in may_go_to(case)}
    safe = {g: row["households"] for g, row in rows.items() if row["danger"] == 0}
    return tuple(by_turn(case, moves, safe).values())


def access(case, moves, joined):
    """People newly with a road: of floors if there are any, by the end, and in the year before."""
    homes = [(g, *home) for g, home in case["stayers"].items()]
    homes += [(g, row["node"], row["people"]) for g, row in case["movers"].items()]
    waiting = [home for home in homes if home[1] not in joined[0]]
    gone = leaving(case, moves)
    by_end = promised(case, lambda g, v: v in joined[2] or g in gone)
    return by_end + tuple(
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


def best_ways(case, least):
    """Ways of the best of all plans that have at least so much of the aims before them."""
    roads = list(all_roads(case))
    moves = sorted(all_moves(case), key=lambda both: ways(case, *both), reverse=True)
    for moved, opens in moves:
        danger, wishes = danger_avoided(case, moved, opens), wishes_met(case, moved)
        gone = leaving(case, moved)
        for built, joined in roads:
            reached = danger + access(case, moved, joined) + wishes
            keeps = all(now >= floor for now, floor in zip(reached, least, strict=True))
            if keeps and is_possible(case, Plan(built, moved, opens), joined, gone):
                return ways(case, moved, opens)
    return None


def is_possible(case, plan, joined, gone):
    """Whether roads and moves go together and can be paid."""
    return not any(joint_faults(case, plan, joined, gone)) and can_pay(case, dues(case, plan))
