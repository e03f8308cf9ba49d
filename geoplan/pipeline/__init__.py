"""The whole flow as one readable function: a County in, a checked Plan out.

Settings stop in this package: everything below it takes plain tables and numbers.
"""

import logging
from dataclasses import replace

import pandas as pd

from geoplan.pipeline.lock_checks import checked_locks
from geoplan.pipeline.lock_costs import decide_with_locks
from geoplan.pipeline.results import write_up
from geoplan.pipeline.situation import survey
from geoplan.pipeline.statements import telling_stop
from geoplan.programme.check import check_plan
from geoplan.programme.decide import price_decision
from geoplan.programme.plan import Plan
from geoplan.publish.locks import lock_words
from geoplan.readers import County
from geoplan.solver import why_stopped

__all__ = ["make_plan"]

log = logging.getLogger(__name__)


def make_plan(county: County, *, locks: pd.DataFrame | None = None, prices: bool = True) -> Plan:
    """Plan of a county: roads and moves over the batch, checked independently.

    Parameters
    ----------
    county
        From ``read_county``.
    locks
        What must be in or out: kind (road, site, group), id, decision (in, out), and if wanted
        year and note (``readers.read_locks``).
    prices
        Whether to price the other decision on every road; without, ``Plan.prices`` is empty.
        Prices take most of the time; what locks cost does not need them.

    Returns
    -------
    Plan
        Which road, which site, who moves, when, paid by whom, how good that is, and what each
        lock and all together cost. Asked to stop (``solver.ask_to_stop``), it is the best that was
        found by then; prices and costs of locks that were not worked out are open, and it says so.

    Raises
    ------
    ConfigError
        Locks that name nothing, contradict another or are kept out by a rule.
    LayerError
        No hardened road, or nothing that could be planned.
    InfeasibleError
        No programme keeps all rules and locks.
    """
    situation = survey(county)
    asked = checked_locks(county, situation, locks)
    log.info("编制计划 the programme")
    situation, locked_in, decision, costs = decide_with_locks(county, situation, asked)
    log.info("核算效果 what the plan changes")
    plan = write_up(county, situation, decision, locked_in, costs)
    check_plan(plan)
    for words in lock_words(plan):
        log.info("%s %s", *words)
    if prices:
        needs = plan.projects["depends_on"]
        partners = {str(one): cell.split(";") for one, cell in needs.items() if cell}
        plan = replace(plan, prices=price_decision(decision, partners))
    return replace(plan, about=telling_stop(plan.about, why_stopped()))
