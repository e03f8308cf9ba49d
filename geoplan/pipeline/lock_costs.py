"""What the locks of a meeting cost, one by one and together: people, danger and money.

Where they cannot all be kept: which limit is in the way, and the least that would have to give.
"""

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from geoplan.errors import InfeasibleError
from geoplan.pipeline.lock_checks import at_line
from geoplan.pipeline.locks import Locks, lock_records, named, with_locks
from geoplan.pipeline.money import decide_programme, fund_tables, payable_items, usable_places
from geoplan.pipeline.situation import Situation
from geoplan.programme.loosening import Lock, Loosening, loosen
from geoplan.programme.sequence import Decision
from geoplan.publish.labels import LOCK_DECISIONS
from geoplan.readers import County
from geoplan.readers.locks import MOST_LINES
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)
TOGETHER = {"kind": "all", "id": "", "decision": "", "year": pd.NA, "note": ""}
"""The row for all locks."""
COST_COLUMNS = ["people", "danger", "cost_yuan"]


def decide_with_locks(
    county: County, situation: Situation, locks: pd.DataFrame
) -> tuple[Situation, Locks, Decision, pd.DataFrame]:
    """What is decided under all locks, and what each of them and all together cost.

    Parameters
    ----------
    county, situation
        Before any decision.
    locks
        From ``lock_checks.checked_locks``.

    Returns
    -------
    Situation, Locks
        What the locks leave, and what is locked in (``locks.with_locks``).
    Decision
        Keeps every lock.
    DataFrame
        As ``Plan.locks``. A lock alone is the plan with that lock only against the plan without
        any; one that the plan without locks keeps anyway costs nothing, by definition. Once it
        was asked to stop (``solver.ask_to_stop``), no more locks are tried alone: what they cost
        is missing; all of it is where the plan without locks was stopped.

    Raises
    ------
    InfeasibleError
        The locks cannot all be kept: of each kind of limit the least that would have to give way.
    """
    years, groups = county.settings.years, situation.groups
    left, locked_in = with_locks(county, situation, locks)
    if locks.empty:
        decision = decide_programme(county.settings, left, locked_in)
        return left, locked_in, decision, lock_costs(locks, [], groups, years)
    log.info("没有会议要求的方案 the plan without locks")
    free = decide_programme(county.settings, *with_locks(county, situation, locks[:0]))
    against = free if why_stopped() is None else None
    try:
        alone = _alone(county, situation, locks, free)
        together = _enough(locks, alone, free)
        if together is None:
            log.info("满足全部要求的方案 the plan with all locks")
            together = decide_programme(county.settings, left, locked_in, before=free)
    except InfeasibleError as error:
        if why_stopped() is not None:
            raise
        raise InfeasibleError(_what_would_do(county, situation, locks, error)) from error
    costs = lock_costs(locks, [against, *alone, together], groups, years)
    return left, locked_in, together, costs


def lock_costs(
    locks: pd.DataFrame,
    decisions: Sequence[Decision | None],
    groups: pd.DataFrame,
    years: tuple[int, ...],
) -> pd.DataFrame:
    """People, danger and money that each lock alone costs, and all together (the last row).

    Parameters
    ----------
    locks
        kind, id, decision, year, note.
    decisions
        Without locks, with each lock alone, with all; empty without locks. None: not known.
    groups
        people, danger (people x class), connected_now.
    years
        Batch.

    Returns
    -------
    DataFrame
        As ``Plan.locks``: people fewer on the paved network, danger more, yuan more than without;
        missing where one of the two decisions is.
    """
    asked = pd.concat([locks, pd.DataFrame([TOGETHER] if decisions else [])], ignore_index=True)
    outcome = pd.DataFrame(
        [_outcome(decision, groups, years) for decision in decisions], columns=COST_COLUMNS
    )
    less = outcome.sub(outcome.iloc[0]).round(6) if decisions else outcome
    costs = less[1:].assign(people=-less["people"]).reset_index(drop=True) + 0.0  # no -0
    return asked.astype({"year": "Int64"}).join(costs.astype("float64"))


def is_kept(lock: dict[str, Any], decision: Decision) -> bool:
    """Whether a decision has a thing in, in its year, or out, as its lock asks."""
    year = {
        "road": decision.surface_year,
        "site": decision.site_year,
        "group": decision.group_year,
    }[lock["kind"]].get(lock["id"], pd.NA)
    if lock["decision"] == "in":
        return bool(pd.notna(year) and (pd.isna(lock["year"]) or year == lock["year"]))
    begun = decision.subgrade_year[lock["id"]] if lock["kind"] == "road" else pd.NA
    return bool(pd.isna(year) and pd.isna(begun))


def _alone(
    county: County,
    situation: Situation,
    locks: pd.DataFrame,
    free: Decision,
) -> list[Decision | None]:
    """What is decided with each lock alone; ``free`` itself where that keeps it anyway.

    None where it was asked to stop before that.
    """
    decided: list[Decision | None] = []
    for k, (line, lock) in enumerate(lock_records(locks)):
        if is_kept(lock, free):
            decided.append(free)
        elif why_stopped() is not None:
            decided.append(None)
        else:
            log.info("%s", at_line(locks, line) + named(situation, lock["kind"], lock["id"]))
            own = with_locks(county, situation, locks.iloc[[k]])
            decided.append(decide_programme(county.settings, *own, before=free))
    return decided


def _enough(
    locks: pd.DataFrame, alone: Sequence[Decision | None], free: Decision
) -> Decision | None:
    """A decision made already that keeps all locks; None if there is none."""
    if all(one is free for one in alone) and (locks["kind"] == "road").all():
        return free
    return alone[0] if len(locks) == 1 and alone[0] is not free else None


def _outcome(
    decision: Decision | None, groups: pd.DataFrame, years: tuple[int, ...]
) -> tuple[float, float, float]:
    """People on the paved network, danger left (people x class x years), money [yuan]."""
    if decision is None:
        return math.nan, math.nan, math.nan
    year = decision.group_year.reindex(groups.index)
    waited = (year - years[0]).fillna(len(years)).astype(float)
    newly = decision.objectives["value"]["access"]
    return (
        float(newly + groups["people"][groups["connected_now"]].sum()),
        float((groups["danger"] * waited).sum()),
        float(decision.payments["amount_yuan"].sum()),
    )


def _what_would_do(
    county: County, situation: Situation, locks: pd.DataFrame, error: InfeasibleError
) -> str:
    """Why locks cannot all be kept: of each kind of limit, the least that would have to give way."""
    log.info("锁定做不到，差在哪里 the locks cannot be kept: what would do")
    enough = _loosened(county, situation, locks)
    if not enough:
        known = (
            "搜索停止前没有查清差在哪里 not known what would do: the search was stopped before"
            if enough is None
            else "满足全部锁定的方案是有的，逐步规划没有找到 a programme that keeps all locks exists, but "
            "relocation first, then the roads, did not lead to it"
        )
        return f"{error}\n{known}"
    head = (
        "锁定无法全部做到：资金、时间或容量不够 The locks cannot all be kept: not enough money or time, or no "
        "room. 以下任选其一即有可行方案 Any one of these is enough for a programme that keeps them:"
    )
    return "\n".join([head, *_told(county, situation, locks, enough)])


def _loosened(
    county: County, situation: Situation, locks: pd.DataFrame
) -> dict[str, Loosening] | None:
    """What ``loosen`` says of these locks, over the choices that there are whatever their years."""
    settings = county.settings
    is_in = locks["decision"] == "in"
    _, locked_in = with_locks(county, situation, locks)
    anywhen = locks[is_in].assign(year=pd.array([pd.NA] * int(is_in.sum()), dtype="Int64"))
    offered, _ = with_locks(county, situation, anywhen)
    funds, ceilings_yuan = fund_tables(settings)
    movers = offered.groups[offered.groups["may_move"]]
    return loosen(
        offered.network.links[["u", "v", "hardened"]].assign(project=offered.project),
        offered.projects[["eligible", "subgrade_accepted"]],
        movers.assign(
            admin_village_id=movers["village_id"].map(offered.villages["admin_village_id"])
        ),
        offered.pairs[["group_id", "site_id"]],
        usable_places(settings, offered, movers),
        payable_items(settings, replace(offered, groups=movers)),
        locked_in={(kind, one): t for kind, ones in locked_in.items() for one, t in ones.items()},
        locked_out=list(zip(locks["kind"][~is_in], locks["id"][~is_in], strict=True)),
        node_limit=settings.search.node_limit,
        roots=offered.roots,
        funds=funds,
        ceilings_yuan=ceilings_yuan,
        lag_years=settings.projects.surface_lag_years,
        quiet_years=offered.kept_open,
    )


def _told(
    county: County, situation: Situation, locks: pd.DataFrame, enough: dict[str, Loosening]
) -> list[str]:
    """A line for each kind of limit that alone would do, 中文 and English."""
    years = county.settings.years
    fund = fund_tables(county.settings)[0][["name", "name_en"]].to_dict("index")
    rows = {(lock["kind"], lock["id"]): (line, lock) for line, lock in lock_records(locks)}

    def asked(lock: Lock) -> str:
        return at_line(locks, rows[lock][0]) + named(situation, *lock)

    def money(one: tuple[str, int], yuan: float) -> str:
        year, wan = years[one[1]], f"{yuan / 10_000:,.2f}"
        zh, en = fund[one[0]]["name"], fund[one[0]]["name_en"]
        return f"{zh} {year} 年多 {wan} 万元 {wan} × 10,000 yuan more of {en} in {year}"

    def year(lock: Lock, t: float) -> str:
        why = _building(situation, lock, years, rows[lock][1]["year"])
        return f"{asked(lock)} 改到 {years[int(t)]} 年 in {years[int(t)]} instead{why}"

    def room(site: str, n: float) -> str:
        return f"{named(situation, 'site', site)} 多容 {n:.0f} 户 {n:.0f} households more"

    def give_up(lock: Lock, _: float) -> str:
        return f"{asked(lock)} {' '.join(LOCK_DECISIONS[rows[lock][1]['decision']])}"

    words: dict[str, tuple[str, Callable[[Any, float], str]]] = {
        "money": ("资金 money", money),
        "year": ("年份 year", year),
        "room": ("容量 room", room),
        "lock": ("放弃 give up", give_up),
    }
    lines = []
    for kind, (amounts, is_least) in enough.items():
        head, tell = words[kind]
        told = [tell(one, amount) for one, amount in amounts.items()]
        rest = len(told) - MOST_LINES
        more = [f"另有 {rest} 处 and {rest} more"] if rest > 0 else []
        less = "" if is_least else "（或许不必这么多 less may do）"
        lines.append(f"  - {head}: {'; '.join(told[:MOST_LINES] + more)}{less}")
    return lines


def _building(situation: Situation, lock: Lock, years: tuple[int, ...], year: int) -> str:
    """That villages build in the year for which a road was asked; else nothing."""
    kind, one = lock
    building = {years[t] for (_, road), t in situation.kept_open.items() if road == one}
    if kind != "road" or year not in building:
        return ""
    return f"（{year} 年有村建房，出来只有这条路 a village builds in {year}, its only way out is this road）"
