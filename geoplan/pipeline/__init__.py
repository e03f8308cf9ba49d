"""The whole flow as one readable function: a County in, a checked Plan out.

Settings stop in this package: everything below it takes plain tables and numbers.
"""

import logging

import pandas as pd

from geoplan.pipeline.locks import with_locks
from geoplan.pipeline.money import decide_programme
from geoplan.pipeline.results import write_up
from geoplan.pipeline.situation import survey
from geoplan.programme.check import check_plan
from geoplan.programme.plan import Plan
from geoplan.readers import County

__all__ = ["make_plan"]

log = logging.getLogger(__name__)


def make_plan(county: County, *, locks: pd.DataFrame | None = None) -> Plan:
    """Plan of a county: roads and moves over the batch, checked independently.

    Parameters
    ----------
    county
        From ``read_county``.
    locks
        What must be in or out: kind (road, site, group), id, decision (in, out), year (optional).

    Returns
    -------
    Plan
        Which road, which site, who moves, when, paid by whom, and how good that is.

    Raises
    ------
    ConfigError
        A lock that names nothing, contradicts another or cannot be kept.
    LayerError
        No hardened road, or nothing that could be planned.
    InfeasibleError
        No programme keeps all rules and locks.
    """
    situation, locked_in = with_locks(survey(county), locks, county.settings.years)
    log.info("编制计划 the programme")
    decision = decide_programme(county.settings, situation, locked_in)
    log.info("核算效果 what the plan changes")
    plan = write_up(county, situation, decision, locked_in)
    check_plan(plan)
    return plan
