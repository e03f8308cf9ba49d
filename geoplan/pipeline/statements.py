"""How good a plan is, in words: the bound of what comes first, 中文 and English."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geoplan.publish.labels import STOPPED, filled
from geoplan.solver import Why

AIMS = {
    "farm": ("有去处的户到原有土地的路程", "way to the land for those who have a place to go"),
    "service": (
        "有去处的户到学校、卫生室的路程",
        "way to school and clinic for those who have a place to go",
    ),
    "cost": ("补助和安置点的费用", "cost of subsidies and sites"),
    "cohesion": ("建制村分到的安置点", "parting of administrative villages"),
}
"""What comes first when sites are chosen (``relocation.order``)."""
LITTLE, WIDE = 0.0005, 0.5
"""A gap below the first is none, above the second proves nothing."""


def statements(objectives: pd.DataFrame, *, decided: bool) -> dict[str, str]:
    """The bounds of a plan in words.

    Parameters
    ----------
    objectives
        As in ``Plan``.
    decided
        Whether a meeting has locked something in or out.

    Returns
    -------
    dict
        statement, statement_en.
    """
    first = objectives[objectives.index.str.startswith("siting_")]
    told = [_of_roads(objectives, decided=decided)]
    if "danger_any_order" in objectives.index:
        told.append(_of_need(objectives))
    told += [_of_sites(str(name).removeprefix("siting_"), row) for name, row in first.iterrows()]
    zh, en = zip(*told, strict=True)
    return {"statement": "".join(zh), "statement_en": " ".join(en)}


def telling_stop(about: Mapping[str, Any], why: Why | None) -> dict[str, Any]:
    """What a plan says of itself, with why it was stopped early and a statement that says so.

    Parameters
    ----------
    about
        As in ``Plan``, without ``stopped``.
    why
        中文 and English; None: it was not.
    """
    if why is None:
        return {**about, "stopped": None}
    zh, en = (filled(words, why=told) for words, told in zip(STOPPED["told"], why, strict=True))
    return {
        **about,
        "stopped": why[1],
        "statement": f"{about['statement']}{zh}",
        "statement_en": f"{about['statement_en']} {en}",
    }


def _of_roads(objectives: pd.DataFrame, *, decided: bool) -> tuple[str, str]:
    """How many more people any plan could connect."""
    given = "、会议决定" if decided else ""
    given_en = ", decisions of the meeting" if decided else ""
    with_floors = "floors" in objectives.index
    floors, floors_en = ("、再保底", ", then the floors") if with_floors else ("", "")
    same = f"在同样的资金、年限{given}和可列入的路下，修路、搬迁一起算，先减险{floors}"
    same_en = (
        f"with the same money, years{given_en} and roads that may be listed, roads and moves taken "
        f"together and danger first{floors_en},"
    )
    access = objectives.loc["access"]
    people, more = access["value"], max(0.0, access["bound"] - access["value"])
    newly = "1 more person gets" if round(people) == 1 else f"{people:,.0f} more people get"
    if more == math.inf:
        return (
            f"新增 {people:,.0f} 人通硬化路（含搬到通路处的）；最多能让多少人通路，未证明。",
            f"{newly} an all-weather road, at home or where they move; how many there could be at most is not proven.",
        )
    if more < 0.5:
        return (
            f"新增 {people:,.0f} 人通硬化路（含搬到通路处的）；已证明：{same}，没有别的方案能让更多人通路。",
            f"{newly} an all-weather road, at home or where they move; proven: {same_en} no plan can connect more.",
        )
    share = 100 * more / max(people, 1.0)
    per_cent = f"{share:.1f}" if share >= 0.05 else "<0.1"
    extra_zh = f"{more:,.0f} 人（{per_cent}%）" if people >= 1 else f"{more:,.0f} 人"
    extra_en = f"{per_cent} % ({more:,.0f}) more people" if people >= 1 else f"{more:,.0f} people"
    return (
        f"新增 {people:,.0f} 人通硬化路（含搬到通路处的）；{same}，任何方案最多再多 {extra_zh}。",
        f"{newly} an all-weather road, at home or where they move; {same_en} no plan can connect more than {extra_en}.",
    )


def _of_need(objectives: pd.DataFrame) -> tuple[str, str]:
    """What it costs that those in greater need move first, and nobody farther than need be."""
    left = float(objectives["value"].astype(float)["danger"])
    least = float(objectives["bound"].astype(float)["danger_any_order"])
    if math.isinf(least):
        return (
            "搬迁按需要的先后；不分先后，余险能少多少，未证明。",
            "Those in greater need move first; how much less danger any other order would leave is "
            "not proven.",
        )
    less = 100 * (left - least) / max(left, 1.0)
    return (
        f"搬迁按需要的先后；不分先后、不管到地远近，任何方案余险最多再少 {less:.1f}%。",
        f"Those in greater need move first; no plan, in any order and however far from the land, "
        f"leaves more than {less:.1f} % less danger.",
    )


def _of_sites(aim: str, row: pd.Series) -> tuple[str, str]:
    """How much less of what comes first any other sites would mean."""
    what, what_en = AIMS[aim]
    if row["gap"] > WIDE:
        return (
            f"{what}最少能有多少，未证明。",
            f"How little {what_en} there could be is not proven.",
        )
    if row["gap"] < LITTLE:
        return (
            f"已证明：没有别的选址能使{what}更少。",
            f"Proven: no other sites mean less {what_en}.",
        )
    per_cent = f"{100 * row['gap']:.1f}"
    return (
        f"换别的安置点，{what}最多再少 {per_cent}%。",
        f"No other sites mean more than {per_cent} % less {what_en}.",
    )
