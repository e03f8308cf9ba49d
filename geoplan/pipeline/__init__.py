"""The whole flow as one readable function: a County in, a checked Plan out.

Settings stop in this package: everything below it takes plain tables and numbers.
"""

from dataclasses import replace

import pandas as pd

from geoplan.pipeline.outlook import with_outlook
from geoplan.pipeline.planning import plan_batch
from geoplan.pipeline.statements import telling_stop
from geoplan.programme.plan import Plan
from geoplan.readers import County
from geoplan.solver import why_stopped

__all__ = ["make_plan"]


def make_plan(county: County, *, locks: pd.DataFrame | None = None, prices: bool = True) -> Plan:
    """Plan of a county: roads and moves over the batch, checked independently, and an outlook.

    Parameters
    ----------
    county
        From ``read_county``.
    locks
        What must be in or out: kind (road, site, group), id, decision (in, out), and if wanted
        year and note (``readers.read_locks``).
    prices
        Whether to price the other decision on every road, and floors where there are any; without,
        ``Plan.prices`` is empty. Prices take most of the time; what locks cost does not need them.

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
    plan = with_outlook(county, plan_batch(county, locks=locks, prices=prices))
    return replace(plan, about=telling_stop(plan.about, why_stopped()))
