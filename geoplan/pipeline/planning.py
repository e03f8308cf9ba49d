"""One batch of a county, from the survey to the checked plan."""

import logging
from dataclasses import replace

import pandas as pd

from geoplan.pipeline.floors import floors_kept, without_floors
from geoplan.pipeline.lock_checks import checked_locks
from geoplan.pipeline.lock_costs import decide_with_locks
from geoplan.pipeline.results import write_up
from geoplan.pipeline.rivalry import RIVALS, beside_rivals
from geoplan.pipeline.situation import survey
from geoplan.pipeline.treatments import with_treatments
from geoplan.programme.check import check_plan
from geoplan.programme.decide import price_decision
from geoplan.programme.plan import Plan
from geoplan.publish.locks import lock_words
from geoplan.readers import County

log = logging.getLogger(__name__)


def plan_batch(county: County, *, locks: pd.DataFrame | None, prices: bool) -> Plan:
    """Plan of the binding years, checked; arguments and errors as ``make_plan``."""
    situation = survey(county)
    asked = checked_locks(county, situation, locks)
    log.info("编制计划 the programme")
    left, locked_in, decision, costs = decide_with_locks(county, situation, asked)
    without = without_floors(county.settings, left, locked_in) if prices else None
    others = [name for name in RIVALS if not len(asked)]
    rivals = beside_rivals(county.settings, left, decision, others, without_floors=without)
    situation, decision, treatments = with_treatments(county, left, decision)
    log.info("核算效果 what the plan changes")
    plan = write_up(county, situation, decision, treatments, locked_in, costs)
    plan = replace(plan, rivals=rivals, floors=floors_kept(county, left, plan, without))
    check_plan(plan)
    for words in lock_words(plan):
        log.info("%s %s", *words)
    if not prices:
        return plan
    needs = plan.projects["depends_on"]
    partners = {str(one): cell.split(";") for one, cell in needs.items() if cell}
    return replace(plan, prices=price_decision(decision, partners))
