"""Floors of townships and administrative villages: whom they promise what, and what they cost."""

import logging

import numpy as np
import pandas as pd

from geoplan import config
from geoplan.pipeline.locks import Locks
from geoplan.pipeline.money import case_of, decide_programme
from geoplan.pipeline.situation import Situation
from geoplan.pipeline.treatments import with_treatments
from geoplan.programme.floors import people_by_place
from geoplan.programme.plan import NO_FLOOR_TABLE, Plan
from geoplan.programme.rivals import newly_connected
from geoplan.programme.sequence import Decision
from geoplan.readers import County
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)


def without_floors(
    settings: config.County, situation: Situation, locked_in: Locks
) -> Decision | None:
    """What would be decided on the same money if nobody was promised anything; None: nobody is.

    None, too, where the search was stopped.
    """
    if settings.floors == config.Floors() or why_stopped() is not None:
        return None
    log.info("不设保底的方案 the plan without floors")
    free = settings.model_copy(update={"floors": config.Floors()})
    return decide_programme(free, situation, locked_in)


def floors_kept(
    county: County, situation: Situation, plan: Plan, without: Decision | None
) -> pd.DataFrame:
    """What each place is promised and gets, with floors and without, as ``Plan.floors``.

    Parameters
    ----------
    county, situation
        What was decided on.
    plan
        Finished.
    without
        Decided without floors, before other works on roads; None: not known.
    """
    if county.settings.floors == config.Floors():
        return NO_FLOOR_TABLE
    case = case_of(county.settings, situation)
    floors, groups = case.floors, plan.groups
    newly = groups.index[groups["connected_after"] & ~groups["connected_now"]]
    own = floors.places
    connected = people_by_place(floors, newly)
    free = pd.Series(np.nan, index=own.index)
    if without is not None:
        _, without, _ = with_treatments(county, situation, without)
        free = people_by_place(floors, newly_connected(case, without.schedule()))
    table = own.assign(
        people_connected=connected,
        people_without=free,
        people_missing=(own["people_wanted"] - connected).clip(lower=0.0),
    )
    table = table.reset_index(drop=True)[list(NO_FLOOR_TABLE.columns)]
    return table.astype(NO_FLOOR_TABLE.dtypes.to_dict())
