"""The years after the batch, as they would be planned once all of it is built: an outlook, not binding."""

import logging
from dataclasses import replace
from typing import Any

import pandas as pd

from geoplan import config
from geoplan.errors import LayerError
from geoplan.pipeline.built import Built, built_of, put_on
from geoplan.pipeline.planning import plan_batch
from geoplan.programme.plan import NO_OUTLOOK, STAGES, Plan
from geoplan.programme.progress import as_planned
from geoplan.readers import County
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)


def with_outlook(county: County, plan: Plan) -> Plan:
    """Plan with its ``outlook``; as it is where the county asks for none, or the search was stopped.

    Parameters
    ----------
    county
        What the plan was made of; ``settings.outlook_years``.
    plan
        Its binding years.
    """
    if not county.settings.outlook_years or why_stopped() is not None:
        return plan
    log.info("展望 outlook: %s", "—".join(map(str, county.settings.outlook_years)))
    try:
        later = plan_batch(_after(county, plan), locks=None, prices=False)
    except LayerError as error:  # every road is paved then, say
        log.info("%s", error)
        return plan
    told = {name: later.about[name] for name in ("statement", "statement_en")}
    outlook = {"years": list(later.years), "assumed_money": _is_assumed(county.settings), **told}
    return replace(plan, outlook=_rows(later), about=plan.about | {"outlook": outlook})


def _after(county: County, plan: Plan) -> County:
    """The county once all of a plan is built, with the outlook's years and money."""
    built, _ = built_of(county, plan, as_planned(plan))
    settings = county.settings
    left_wan = _left_wan(plan)
    funds = tuple(
        fund.model_copy(update={"ceiling_wan": _ceilings(fund, settings, left_wan)})
        for fund in settings.funds
    )
    changed = {"years": settings.outlook_years, "outlook_years": (), "funds": funds}
    later = settings.model_copy(update=changed)
    return replace(put_on(county, Built.of(built.record())), settings=later)


def _left_wan(plan: Plan) -> dict[Any, float]:
    """What the batch leaves of each fund that carries over [万元]."""
    last = plan.funds[(plan.funds["year"] == plan.years[-1]) & plan.funds["carry_over"]]
    return dict(zip(last["fund_id"], last["left_yuan"] / 10_000, strict=True))


def _ceilings(
    fund: config.Fund, settings: config.County, left_wan: dict[Any, float]
) -> tuple[float, ...]:
    """Ceilings of the outlook's years, the first with what the batch leaves [万元]."""
    usual = (fund.ceiling_wan[-1],) * len(settings.outlook_years)
    first, *others = fund.outlook_ceiling_wan or usual
    return (round(first + left_wan.get(fund.id, 0.0), 2), *others)


def _is_assumed(settings: config.County) -> bool:
    """Whether some fund's money in the outlook is not told, so that its last year's is taken."""
    return any(fund.outlook_ceiling_wan is None for fund in settings.funds)


def _rows(later: Plan) -> pd.DataFrame:
    """What the outlook's years would build, as ``Plan.outlook``."""
    roads = [
        pd.DataFrame({
            "kind": "road", "id": later.projects.index, "name": later.projects["name"],
            "township_name": later.projects["township_name"], "stage": stage,
            "year": later.projects[f"{stage}_year"], "length_m": later.projects["length_m"],
            "cost_yuan": later.projects[f"{stage}_cost_yuan"],
            "people": later.projects["people_connected"] * (stage == "surface"),
            "households": 0.0,
        })
        for stage in STAGES
    ]  # fmt: skip
    sites = pd.DataFrame({
        "kind": "site", "id": later.sites.index, "name": later.sites["name"],
        "township_name": later.sites["township_name"], "stage": "", "year": later.sites["year"],
        "length_m": 0.0, "cost_yuan": later.sites["opening_cost_yuan"],
        "people": later.sites["people_in"], "households": later.sites["households_in"],
    })  # fmt: skip
    table = pd.concat([*roads, sites], ignore_index=True).dropna(subset="year")
    table = table.sort_values(["year", "kind", "id", "stage"], ignore_index=True)
    return table.astype(NO_OUTLOOK.dtypes.to_dict())
