"""The plan beside what offices usually do with the same money: one after the other, or a ranking."""

import logging
from collections.abc import Callable, Collection

import pandas as pd

from geoplan import config
from geoplan.pipeline.money import case_of
from geoplan.pipeline.situation import Situation
from geoplan.programme.plan import NO_RIVALS
from geoplan.programme.rivals import (
    Case,
    benefit_cost,
    measure,
    relocation_first,
    roads_first,
)
from geoplan.programme.sequence import Decision
from geoplan.programme.together import Schedule
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)
RIVALS: dict[str, Callable[[Case], Schedule]] = {
    "relocation_first": relocation_first,
    "roads_first": roads_first,
    "benefit_cost": benefit_cost,
}
"""By name; ``programme.rivals`` says what each does."""


def beside_rivals(
    settings: config.County,
    situation: Situation,
    decision: Decision,
    others: Collection[str],
    *,
    without_floors: Decision | None,
) -> pd.DataFrame:
    """What the plan and its rivals make of the same money, as ``Plan.rivals``.

    Parameters
    ----------
    settings, situation
        What was decided on.
    decision
        The plan's, before other works on roads.
    others
        Of ``RIVALS``; none with locks, which they would not keep.
    without_floors
        Decided without floors; None: there are none, or that is not known.

    Returns
    -------
    DataFrame
        Empty where there is nothing to compare with, or the search was stopped.
    """
    if why_stopped() is not None or (not others and without_floors is None):
        return NO_RIVALS
    log.info("与别的做法比 beside other ways of planning")
    case = case_of(settings, situation)
    programmes = {"together": decision.schedule()}
    if without_floors is not None:
        programmes["without_floors"] = without_floors.schedule()
    programmes |= {name: RIVALS[name](case) for name in others}
    return pd.DataFrame(
        {name: _measured(case, programme) for name, programme in programmes.items()}
    ).T.rename_axis("way")[list(NO_RIVALS.columns)]


def _measured(case: Case, programme: Schedule) -> "pd.Series[float]":
    """One row: the yardstick, with minutes of each household that moves away."""
    told = measure(case, programme)
    moved = programme.assigned[programme.group_year.notna()]
    leaves = moved.index[moved.map(case.sites["leaves"]).astype(bool)]
    households = float(case.groups["households"][leaves].sum())
    told["households_moved"] = households
    told["farm_minutes"] = told["farm_household_minutes"] / max(households, 1.0)
    return told
