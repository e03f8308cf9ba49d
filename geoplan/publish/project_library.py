"""The sheets 项目库 and 绩效目标: what a county's project library asks of each project, and its targets.

Targets (绩效目标) as in the declaration forms of rural funds: output by quantity, quality, time and
cost, then benefit and satisfaction. What the plan knows is computed from it; the two that nobody
can compute are the forms' usual targets, and the sheet says so. Subsidies to households are no
project and stand in the relocation list.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook

from geoplan.programme.plan import Plan
from geoplan.publish.disclosure import FEWEST_HOUSEHOLDS
from geoplan.publish.labels import COMPONENTS, SERVICES, TARGETS, filled
from geoplan.publish.payments import project_stages, without_geometry
from geoplan.publish.sheets import (
    FORMATS,
    assumed_money,
    assumed_note,
    fund_columns,
    heading,
    lengths_km,
    project_names,
    sums,
)
from geoplan.publish.workbook import A3, MONEY, WHOLE, add_sheet

NEAR = ("township_seat", "school")
"""Services to which saved minutes are told: the first of which the county knows the places."""
KINDS = ("project", "site")
"""What a library holds, as payments name it."""
WHICH = ("序号", "项目编号", "项目名称")
"""Headings that tell which project a row is about."""
FACTS = (
    *WHICH, "项目类型", "建设性质", "乡镇", "建制村", "建设内容与规模",
    "计划开工年", "计划完工年", "投资(万元)",
)  # fmt: skip
"""Headings before the funds."""
GAINS = (
    "受益自然村", "户数", "人口", "数量指标", "质量指标(验收合格率)", "时效指标(完工)", "成本指标",
    "社会效益指标", "满意度指标(受益群众)",
)  # fmt: skip
"""Headings after the funds: who gains, and the targets."""


def add_project_library(book: Workbook, plan: Plan) -> None:
    """Add the sheets 项目库 (facts and money) and 绩效目标 (who gains, targets) to a workbook.

    Parameters
    ----------
    book
        Workbook that receives them: two, since one would print too small to be read.
    plan
        Finished plan.
    """
    table = project_library(plan)
    facts = table.drop(columns=[*GAINS])
    funds = [name for name in facts.columns if name not in FACTS]
    paid = replace(plan, payments=_with_facilities(plan))
    assumed = assumed_money(paid, *KINDS)
    add_sheet(
        book, "项目库", facts, formats=FORMATS | dict.fromkeys(funds, MONEY), paper=A3,
        title=heading(plan, "项目库", *assumed), notes=assumed_note(paid, *KINDS),
        total=sums("合计", facts, ["投资(万元)", *funds]),
    )  # fmt: skip
    add_sheet(
        book, "绩效目标", table[[*WHICH, *GAINS]], formats=FORMATS | {"受益自然村": WHOLE},
        title=heading(plan, "项目绩效目标表", *assumed), paper=A3, notes=[TARGETS["asked"][0]],
    )  # fmt: skip


def project_library(plan: Plan) -> pd.DataFrame:
    """Projects of the plan as a project library holds them: roads in list order, then sites.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        One row per road project and opening site. Columns are the headings: ``FACTS``, each fund
        that pays any of them [万元], then ``GAINS``. Money is what this batch pays (of a site:
        building it and its households' facilities), to the fen. Of a site with fewer than three
        households no count is told.
    """
    roads, sites = _roads(plan), _sites(plan)
    facilities = replace(plan, payments=_with_facilities(plan))
    split = pd.concat(
        [
            fund_columns(part, kind, pd.Index(table["项目编号"]), taken=(*FACTS, *GAINS))
            for part, kind, table in ((plan, "project", roads), (facilities, "site", sites))
        ],
        ignore_index=True,
    ).fillna(0.0)
    table = pd.concat([roads, sites], ignore_index=True)
    table["序号"], table["投资(万元)"] = range(1, len(table) + 1), split.sum(axis=1).round(2)
    costs = zip(table["unit"], table["投资(万元)"], table["size"], strict=True)
    table["成本指标"] = [_cost(unit, cost_wan, size) for unit, cost_wan, size in costs]
    table["质量指标(验收合格率)"] = _say("accepted")
    table["满意度指标(受益群众)"] = _say("satisfied")
    table["时效指标(完工)"] = [_say("done", year=year) for year in table["计划完工年"]]
    return pd.concat([table[[*FACTS]], split, table[[*GAINS]]], axis=1)


def _cost(unit: str, cost_wan: float, size: float) -> str | None:
    """Cost per km or household, rounded up, as it is a ceiling; blank where no size is told."""
    if not size:
        return None
    ceiling_wan = math.ceil(round(100 * cost_wan / size, 6)) / 100
    return _say(f"cost_{unit}", wan=f"{ceiling_wan:,.2f}")


def _say(code: str, **values: object) -> str:
    """Words of the targets with their values."""
    return filled(TARGETS[code][0], **values)


# ---- roads -------------------------------------------------------------------------------------


def _roads(plan: Plan) -> pd.DataFrame:
    """Road projects in list order: facts, who gains, quantity and benefit; size [km]."""
    stages = project_stages(plan)
    by_project = stages.groupby("id", sort=False)
    built = by_project["stage"].agg(lambda codes: "、".join(COMPONENTS[code][0] for code in codes))
    roads = stages.drop_duplicates("id").set_index("id", drop=False)
    length_km = lengths_km(plan, roads)
    told = list(zip(built, length_km.map("{:.3f}".format), roads["width_m"], strict=True))
    villages = plan.villages.drop_duplicates("admin_village_id").set_index("admin_village_id")
    return pd.DataFrame(
        {
            "项目编号": roads["id"],
            "项目名称": project_names(plan, roads),
            "项目类型": _say("road_kind"),
            "建设性质": "改建",
            "乡镇": roads["township_name"],
            "建制村": roads["admin_village_id"].map(villages["admin_village_name"]),
            "建设内容与规模": [
                _say("road_scope", stages=what, km=km, width=f"{width:g}") for what, km, width in told
            ],
            "计划开工年": by_project["year"].min(),
            "计划完工年": by_project["year"].max(),
            "受益自然村": roads["villages_connected"].map(lambda ids: len(_ids(ids))),
            "户数": roads["households"],
            "人口": roads["people"],
            "数量指标": [_say("road_quantity", km=km) for _, km, _ in told],
            "社会效益指标": _benefits(plan, roads),
            "unit": "km",
            "size": length_km,
        }
    )  # fmt: skip


def _benefits(plan: Plan, roads: pd.DataFrame) -> list[str]:
    """What each road is good for, in words."""
    groups = without_geometry(plan.groups)
    newly = groups[groups["connected_year"].notna() & groups["year"].isna()]
    ways = newly.assign(project=newly["way_projects"].map(_ids)).explode("project")
    by_project = {str(one): connected for one, connected in ways.groupby("project")}
    return [
        "；".join(_benefit(plan, road, by_project.get(str(one), newly[:0])))
        for one, road in roads.iterrows()
    ]


def _benefit(plan: Plan, road: "pd.Series[Any]", newly: pd.DataFrame) -> Iterator[str]:
    """What a road is good for; ``newly``: the groups that it connects."""
    if len(newly):
        yield _say(
            "newly",
            households=f"{newly['households'].sum():,.0f}",
            people=f"{newly['people'].sum():,.0f}",
            villages=len(_ids(road["villages_connected"])),
        )
        yield from _saved(plan, newly)
    if sites := _ids(road["sites_served"]):
        yield _say("sites", sites=len(sites))
    if pd.isna(road["surface_year"]):
        yield _say("subgrade_only")
    elif newly.empty and not sites:
        yield _say("improves", people=f"{road['people']:,.0f}")


def _saved(plan: Plan, newly: pd.DataFrame) -> Iterator[str]:
    """Minutes that the groups save on the way to the first service of which places are known."""
    for kind in NEAR:
        now, after = (newly.get(f"minutes_{kind}_dry_{when}") for when in ("now", "after"))
        if now is None or after is None or not np.isfinite(now).all():
            continue
        minutes = np.average(now - after, weights=newly["people"])
        if minutes >= 0.5:
            yield _say("saves", service=SERVICES[kind][0], minutes=f"{minutes:.0f}")
        return


def _ids(cell: str) -> list[str]:
    """Ids that a cell joins by ";"."""
    return [one for one in cell.split(";") if one]


# ---- sites -------------------------------------------------------------------------------------


def _sites(plan: Plan) -> pd.DataFrame:
    """Opening sites by year: facts, who gains, quantity and benefit; size [households]."""
    opening = without_geometry(plan.sites[plan.sites["selected"]]).rename_axis("id").reset_index()
    opening = opening.sort_values(["year", "id"]).set_index("id", drop=False)
    villages = plan.villages.drop_duplicates("admin_village_id").set_index("admin_village_id")
    told = opening["households_in"] >= FEWEST_HOUSEHOLDS
    few = _say("few")
    counts = {
        code: [
            _say(code, households=f"{households:,.0f}", people=f"{people:,.0f}") if shown else few
            for households, people, shown in zip(
                opening["households_in"], opening["people_in"], told, strict=True
            )
        ]
        for code in ("site_scope", "site_quantity", "settles")
    }
    return pd.DataFrame(
        {
            "项目编号": opening["id"],
            "项目名称": opening["name"],
            "项目类型": _say("site_kind"),
            "建设性质": "新建",
            "乡镇": opening["township_name"],
            "建制村": opening["admin_village_id"].map(villages["admin_village_name"]),
            "建设内容与规模": counts["site_scope"],
            "计划开工年": opening["year"],
            "计划完工年": opening["year"],
            "受益自然村": pd.Series(np.nan, opening.index),
            "户数": opening["households_in"].where(told),
            "人口": opening["people_in"].where(told),
            "数量指标": counts["site_quantity"],
            "社会效益指标": counts["settles"],
            "unit": "household",
            "size": opening["households_in"].where(told, 0.0),
        }
    )


def _with_facilities(plan: Plan) -> pd.DataFrame:
    """Payments in which the facilities of each moving group are its site's."""
    payments = plan.payments
    own = (payments["kind"] == "group") & (payments["component"] == "site")
    site = payments["id"].map(plan.groups["site_id"])
    return payments.assign(
        kind=payments["kind"].mask(own, "site"), id=payments["id"].mask(own, site)
    )
