"""Funds, what is to be paid, and the decision."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from geoplan import config
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.situation import Situation
from geoplan.programme.decide import Decision, decide
from geoplan.routing.projects import (
    to_hundred_yuan,
)


def fund_tables(settings: config.County) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Funds as a table, and their ceilings per year [yuan]."""
    funds = pd.DataFrame(
        {
            "name": [fund.name or fund.id for fund in settings.funds],
            "name_en": [fund.name_en or fund.name or fund.id for fund in settings.funds],
            "pays": [fund.pays for fund in settings.funds],
            "carry_over": [fund.carry_over for fund in settings.funds],
            "quota_yuan_per_km": [
                np.nan if fund.quota_wan_per_km is None else fund.quota_wan_per_km * WAN
                for fund in settings.funds
            ],
            "township_id": [fund.places.township_id for fund in settings.funds],
            "admin_village_id": [fund.places.admin_village_id for fund in settings.funds],
            "assumed": [fund.assumed for fund in settings.funds],
        },
        index=pd.Index([fund.id for fund in settings.funds], name="fund_id"),
    )
    ceilings = pd.DataFrame(
        [[wan * WAN for wan in fund.ceiling_wan] for fund in settings.funds],
        index=funds.index,
        columns=list(settings.years),
    )
    return funds, ceilings


def payable_items(settings: config.County, situation: Situation) -> pd.DataFrame:
    """Everything that may be paid, one row per thing and component."""
    rules, villages = settings.relocation, situation.villages
    projects, groups, sites = situation.projects, situation.groups, situation.sites
    village = groups["village_id"]
    group_place = {
        "township_id": village.map(villages["township_id"]),
        "admin_village_id": village.map(villages["admin_village_id"]),
    }
    parts = [
        _item_rows("project", "subgrade", projects, projects["subgrade_cost_yuan"]),
        _item_rows("project", "surface", projects, projects["surface_cost_yuan"]),
        _item_rows(
            "group",
            "subsidy",
            groups.assign(**group_place),
            to_hundred_yuan(groups["households"] * rules.subsidy_wan_per_household * WAN),
        ),
        _item_rows(
            "group",
            "site",
            groups.assign(**group_place),
            to_hundred_yuan(groups["households"] * rules.facilities_wan_per_household * WAN),
        ),
        _item_rows("site", "site", sites, sites["opening_cost_yuan"]),
    ]
    return pd.concat(parts)


def _item_rows(
    kind: str, component: str, things: pd.DataFrame, cost_yuan: "pd.Series[float]"
) -> pd.DataFrame:
    """Rows of ``payable_items`` for one component."""
    length_m = things.get("length_m", pd.Series(0.0, index=things.index))
    return pd.DataFrame(
        {
            "kind": kind,
            "id": things.index,
            "component": component,
            "cost_yuan": cost_yuan.to_numpy(),
            "length_km": length_m.to_numpy() / 1000,
            "township_id": things["township_id"].to_numpy(),
            "admin_village_id": things["admin_village_id"].to_numpy(),
        },
        index=[f"{kind}:{component}:{one}" for one in things.index],
    )


def decide_programme(
    settings: config.County,
    situation: Situation,
    locked_in: Mapping[str, Mapping[str, int | None]],
    *,
    before: Decision | None = None,
) -> Decision:
    """State the tables of the programme and decide.

    ``before`` is a decision on the same county with other locks (see ``decide``).
    """
    funds, ceilings = fund_tables(settings)
    groups, sites, projects = situation.groups, situation.sites, situation.projects
    movers, usable = groups[groups["may_move"]], sites[sites["usable"]]
    return decide(
        situation.network.links[["u", "v", "hardened"]].assign(project=situation.project),
        projects[["eligible", "subgrade_accepted"]],
        movers,
        usable,
        situation.pairs.pivot_table(
            index="group_id", columns="site_id", values="move_yuan"
        ).reindex(index=movers.index, columns=usable.index),
        payable_items(settings, replace(situation, groups=movers)),
        groups.loc[groups["on_network"], ["node", "village_id", "people"]],
        roots=situation.roots,
        locked_in=locked_in,
        funds=funds,
        ceilings_yuan=ceilings,
        lag_years=settings.projects.surface_lag_years,
        gap=settings.search.gap,
        node_limit=settings.search.node_limit,
        before=before,
    )
