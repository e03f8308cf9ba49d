"""The plan beside other ways of planning with the same money: a sentence, and a table."""

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.markdown import in_wan, markdown_table

OWN = "together"
"""The plan's own row."""


def rivals_note(plan: Plan) -> labels.Pair | None:
    """What each way of planning brings, in one sentence; None where nothing was compared."""
    if plan.rivals.empty:
        return None
    told = _with_all_danger(plan)
    zh, en = (_sentence(told, language) for language in (0, 1))
    return zh, en


def rivals_table(plan: Plan) -> str:
    """The same as a table of the summary; empty where nothing was compared.

    Minutes to the land are those of each household that moves; "waste" is money on roads on which only
    people hang who leave.
    """
    if plan.rivals.empty:
        return ""
    told = _with_all_danger(plan)
    header = (
        "做法 Planned", "新通 Road", "脱险 Safe", "余险 Danger", "搬户 Moved", "到地分 Land", "白修万元 Waste",
    )  # fmt: skip
    counts = ("people_connected", "people_out_of_danger", "danger_left", "households_moved")
    people, out, danger, moved = (told[name].map("{:,.0f}".format) for name in counts)
    rows = zip(
        (" ".join(labels.WAYS[str(way)]) for way in told.index), people, out, danger, moved,
        told["farm_minutes"].map("{:.0f}".format), told["for_leavers_yuan"].map(in_wan), strict=True,
    )  # fmt: skip
    return markdown_table(header, rows)


def _with_all_danger(plan: Plan) -> pd.DataFrame:
    """The table with the danger of those, too, whom no plan may move: as the objectives count it."""
    value = float(plan.objectives["value"].astype(float)["danger"])
    others = value - plan.rivals["danger_left"][OWN]
    return plan.rivals.assign(danger_left=plan.rivals["danger_left"] + others)


def _sentence(told: pd.DataFrame, language: int) -> str:
    """The sentence in one language: 0 中文, 1 English."""

    def brings(way: str) -> str:
        row = told.loc[way]
        return labels.filled(
            labels.LISTS["rival"][language],
            people=f"{row['people_connected']:,.0f}",
            danger=f"{row['danger_left']:,.0f}",
            minutes=f"{row['farm_minutes']:.0f}",
        )

    between, colon = ("；", "：") if language == 0 else ("; ", ": ")
    others = [str(way) for way in told.index if way != OWN]
    ways = between.join(labels.WAYS[way][language] + colon + brings(way) for way in others)
    return labels.filled(labels.LISTS["rivals"][language], ways=ways, own=brings(OWN))
