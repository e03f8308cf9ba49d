"""What the locks of a meeting cost, one by one and together: people, danger and money."""

import logging
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from geoplan.errors import InfeasibleError
from geoplan.pipeline.lock_checks import at_line
from geoplan.pipeline.locks import Locks, lock_records, named, with_locks
from geoplan.pipeline.money import decide_programme, fund_tables, payable_items
from geoplan.pipeline.situation import Situation
from geoplan.programme.explain import unpayable
from geoplan.programme.sequence import Decision
from geoplan.publish.labels import COMPONENTS, PROJECT_REASONS
from geoplan.readers import County
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)
TOGETHER = {"kind": "all", "id": "", "decision": "", "year": pd.NA, "note": ""}
"""The row for all locks."""
COST_COLUMNS = ["people", "danger", "cost_yuan"]
ITEM_KINDS = {"road": "project", "site": "site", "group": "group"}
"""What is paid for a thing of each kind (see ``programme.funds``)."""


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
        The locks that cannot be kept even alone, each with its reason; else that all cannot.
    """
    years, groups = county.settings.years, situation.groups
    left, locked_in = with_locks(county, situation, locks)
    if locks.empty:
        decision = decide_programme(county.settings, left, locked_in)
        return left, locked_in, decision, lock_costs(locks, [], groups, years)
    log.info("没有会议要求的方案 the plan without locks")
    free = decide_programme(county.settings, *with_locks(county, situation, locks[:0]))
    against = free if why_stopped() is None else None
    alone = _alone(county, situation, locks, free)
    together = _enough(locks, alone, free)
    if together is None:
        log.info("满足全部要求的方案 the plan with all locks")
        together = _together(county, left, locked_in, free)
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
    impossible = []
    for k, (line, lock) in enumerate(lock_records(locks)):
        thing = at_line(locks, line) + named(situation, lock["kind"], lock["id"])
        if is_kept(lock, free):
            decided.append(free)
            continue
        if why_stopped() is not None:
            decided.append(None)
            continue
        log.info("%s", thing)
        one = _decided(county, *with_locks(county, situation, locks.iloc[[k]]), free)
        if isinstance(one, Decision):
            decided.append(one)
        else:
            why = _why(county, situation, locks.iloc[[k]], one, free)
            impossible.append(f"  - {thing}: {why}")
    if impossible:
        head = f"{len(impossible)} 条要求单独也做不到 locks that cannot be kept even alone: {len(impossible)}"
        raise InfeasibleError("\n".join([head, *impossible]))
    return decided


def _enough(
    locks: pd.DataFrame, alone: Sequence[Decision | None], free: Decision
) -> Decision | None:
    """A decision made already that keeps all locks; None if there is none."""
    if all(one is free for one in alone) and (locks["kind"] == "road").all():
        return free
    return alone[0] if len(locks) == 1 and alone[0] is not free else None


def _together(county: County, left: Situation, locked_in: Locks, free: Decision) -> Decision:
    """What is decided with all locks, each of which can be kept alone if all were tried."""
    try:
        return decide_programme(county.settings, left, locked_in, before=free)
    except InfeasibleError as error:
        if why_stopped() is not None:
            raise
        items = payable_items(county.settings, left)
        asked = [f"{ITEM_KINDS[kind]}:{one}" for kind, ones in locked_in.items() for one in ones]
        own = items[(items["kind"] + ":" + items["id"]).isin(asked)]
        short = unpayable(own.assign(id=own["component"]), *fund_tables(county.settings))
        told = "; ".join(
            f"{' '.join(COMPONENTS[part])} {_wan(own[own['component'] == part])}"
            for part in sorted(short)
        )
        raise InfeasibleError(
            "每条要求单独可行，合在一起不行 each lock can be kept alone, all together cannot. "
            + (f"资金不够 not enough money for: {told}. " if told else "")
            + str(error)
        ) from error


def _wan(items: pd.DataFrame) -> str:
    """What some items cost."""
    return f"{items['cost_yuan'].sum() / 10_000:,.2f} 万元 × 10,000 yuan"


def _decided(
    county: County, left: Situation, locked_in: Locks, free: Decision
) -> Decision | InfeasibleError:
    """What is decided with some locks, or why nothing can be."""
    try:
        return decide_programme(county.settings, left, locked_in, before=free)
    except InfeasibleError as error:
        return error


def _why(
    county: County,
    situation: Situation,
    lock: pd.DataFrame,
    error: InfeasibleError,
    free: Decision,
) -> str:
    """Which limit is in the way of one lock."""
    kind, one, year = lock[["kind", "id", "year"]].iloc[0]
    items = payable_items(county.settings, situation)
    own = items[(items["kind"] == ITEM_KINDS[kind]) & (items["id"] == one)]
    lacks = unpayable(own, *fund_tables(county.settings)).get(one)
    if lacks is not None:
        return f"{' '.join(PROJECT_REASONS[lacks])}: {_wan(own)}"
    if pd.notna(year):
        anywhen = lock.assign(year=pd.array([pd.NA], dtype="Int64"))
        any_year = _decided(county, *with_locks(county, situation, anywhen), free)
        if isinstance(any_year, Decision):
            return f"{year} 年做不到，本批其他年份可以 not possible in {year}, but in another year of the batch"
    return str(error)


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
