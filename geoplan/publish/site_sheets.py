"""Sheets of the relocation list about its sites: who comes, what to foresee, whom to ask."""

import math

import pandas as pd
from openpyxl import Workbook

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.payments import paid_yuan, wan, without_geometry
from geoplan.publish.sheets import FORMATS, group_places, heading, words
from geoplan.publish.workbook import add_sheet

WHOLE_FIGURES = {"hazard_near", "rubbish", "road_later", "strangers"}
MEASURE = {"应对措施": "", "责任单位": "", "完成时限": ""}
"""Columns that the township fills in."""


def add_site_sheets(book: Workbook, plan: Plan) -> None:
    """Sheets 来户, 问题与措施 and 待征求意见; each only where there is something in it.

    Parameters
    ----------
    book
        Workbook that receives the sheets.
    plan
        Finished plan.
    """
    internal = labels.MAP["internal"][0]
    for name, table, title in (
        ("来户", _arrivals(plan), "安置点来户表"),
        ("问题与措施", _problems(plan), "安置点问题预判与应对措施表"),
        ("待征求意见", _to_ask(plan), "搬迁待征求意见小组"),
    ):
        if len(table):
            add_sheet(book, name, table, formats=FORMATS, title=heading(plan, title, internal))


def _arrivals(plan: Plan) -> pd.DataFrame:
    """Each group at its site: from where, its way to the land before and after, its money."""
    groups = without_geometry(plan.groups[plan.groups["site_id"].notna()]).rename_axis("id")
    groups = groups.sort_values(["site_id", "year", "id"])
    columns = {
        "安置点": groups["site_id"].map(plan.sites["name"]),
        "年份": groups["year"],
        "小组编号": groups.index,
        **group_places(plan, groups),
        "户数": groups["households"],
        "人口": groups["people"],
        "劳动力": groups["labour"],
        "土地收入占比": groups["land_income_share"].round(2),
        "离原住处(公里)": (groups["distance_m"] / 1000).round(1),
        "骑车到地(分钟)现": groups["farm_minutes_dry_now"].round(),
        "骑车到地(分钟)搬后": groups["farm_minutes_dry_after"].round(),
        "走路到地(分钟)现": groups["foot_farm_minutes_now"].round(),
        "走路到地(分钟)搬后": groups["foot_farm_minutes_after"].round(),
        "承包地(亩)": groups["farmland_mu"].round(1),
        "半小时以外(亩)现": groups["land_far_mu_now"].round(1),
        "半小时以外(亩)搬后": groups["land_far_mu_after"].round(1),
    }
    for kind in ("school", "clinic"):
        for when, word in (("now", "现"), ("after", "搬后")):
            minutes = groups.get(f"minutes_{kind}_dry_{when}")
            if minutes is not None:
                columns[f"到{labels.SERVICES[kind][0]}(分钟){word}"] = minutes.round()
    columns["补助(万元)"] = wan(paid_yuan(plan, "group", "subsidy", groups.index))
    columns["配套设施(万元)"] = wan(paid_yuan(plan, "group", "site", groups.index))
    return pd.DataFrame(columns).reset_index(drop=True)


def _problems(plan: Plan) -> pd.DataFrame:
    """Problems of each site in words, and empty columns for what is done about them."""
    told = plan.problems
    return pd.DataFrame(
        {
            "安置点编号": told["site_id"],
            "安置点": told["site_id"].map(plan.sites["name"]),
            "问题": [
                problem_words(*row)[0]
                for row in told[["code", "figure", "of"]].itertuples(index=False)
            ],
            "涉及小组": told["groups"].str.replace(";", "、"),
        }
    ).assign(**MEASURE)


def problem_words(code: str, figure: float, of: float) -> labels.Pair:
    """A problem in words, 中文 and English."""
    if not math.isfinite(figure):
        zh, en = labels.PROBLEMS[code.removesuffix("_far") + "_none"]
        return zh, en
    told = {"figure": f"{figure:,.0f}".replace(",", "" if code == "road_later" else ","),
            "of": f"{of:,.0f}"}  # fmt: skip
    zh, en = (labels.filled(words, **told) for words in labels.PROBLEMS[code])
    return zh, en


def _to_ask(plan: Plan) -> pd.DataFrame:
    """Groups planned as willing that nobody has asked yet."""
    groups = plan.groups
    asked_for = groups["safe_year"].notna() & (groups["consent"] == "not_asked")
    unasked = without_geometry(groups[asked_for]).rename_axis("id").sort_values(["year", "id"])
    return pd.DataFrame(
        {
            "小组编号": unasked.index,
            **group_places(plan, unasked),
            "户数": unasked["households"],
            "人口": unasked["people"],
            "原因": words(unasked["need"], labels.NEEDS),
            "拟安置方式": words(unasked["mode"], labels.MODES),
            "拟安置点": unasked["site_id"].map(plan.sites["name"]),
            "年份": unasked["safe_year"],
            "答复（同意/不同意）": "",
            "日期": "",
            "签字": "",
        }
    ).reset_index(drop=True)
