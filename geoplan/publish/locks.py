"""What a meeting asked for and what that costs, in words, 中文 and English."""

from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.labels import LOCK_COSTS, LOCK_DECISIONS, LOCK_KINDS, Pair, filled


def lock_words(plan: Plan) -> list[Pair]:
    """What each lock is and what it costs; all of them together last.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    list of pairs of str
        中文 and English; empty without locks. The meeting's notes are not in it.
    """
    return [_joined(_asked(plan, lock), _cost(lock)) for lock in plan.locks.to_dict("records")]


def name_of(layer: pd.DataFrame, one: str, villages: pd.DataFrame) -> str:
    """Name of a project, site or group; a group's with that of its village.

    Parameters
    ----------
    layer
        Projects, sites, or groups (with village_id).
    one
        Its id.
    villages
        Index village; name.
    """
    village = villages["name"][layer["village_id"][one]] if "village_id" in layer else None
    return with_village(layer["name"][one], village)


def with_village(name: object, village: object) -> str:
    """Name of a thing with that of its village before it, if it has one and does not tell it."""
    own, home = (text if isinstance(text, str) else "" for text in (name, village))
    return own if own.startswith(home) else f"{home}{own}"


def _asked(plan: Plan, lock: dict[Any, Any]) -> Pair:
    """What was asked for: kind, id, name, decision, year."""
    if lock["kind"] == "all":
        return LOCK_COSTS["all"]
    kind, decision = LOCK_KINDS[lock["kind"]], LOCK_DECISIONS[lock["decision"]]
    what = "lock" if pd.isna(lock["year"]) else "lock_year"
    layer = {"road": plan.projects, "site": plan.sites, "group": plan.groups}[lock["kind"]]
    name = name_of(layer, lock["id"], plan.villages)
    zh, en = (
        " ".join(filled(words, kind=kind[k], id=lock["id"], name=name, decision=decision[k],
                        year=lock["year"]).split())
        for k, words in enumerate(LOCK_COSTS[what])
    )  # fmt: skip
    return zh, en


def _cost(lock: dict[Any, Any]) -> Pair:
    """People, danger and money in words; that people do not change is, what else does not is not."""
    if pd.isna(lock["people"]):
        return LOCK_COSTS["unknown"]
    amounts = {
        "people": (lock["people"], "{:,.0f}"),
        "danger": (lock["danger"], "{:,.0f}"),
        "cost": (lock["cost_yuan"] / 10_000, "{:,.2f}"),
    }
    told = [
        [filled(words, n=number) for words in LOCK_COSTS[f"{what}_{'up' if n > 0 else 'down'}"]]
        for what, (n, form) in amounts.items()
        if (number := form.format(abs(n))).strip("0.")
    ]
    if not told:
        return LOCK_COSTS["nothing"]
    if abs(lock["people"]) < 0.5:  # less than one person is nobody
        told = [list(LOCK_COSTS["people_same"]), *told]
    return "，".join(zh for zh, _ in told), ", ".join(en for _, en in told)


def _joined(asked: Pair, cost: Pair) -> Pair:
    """What was asked for and its cost in one line."""
    return f"{asked[0]}：{cost[0]}", f"{asked[1]}: {cost[1]}"
