"""Plan -> ``notice.xlsx``: the lists that hang on the notice board (两公示一公告).

Public: names are masked; no id, telephone, bank account, health, hazard, age or coordinate appears,
and a group of fewer than three households shows no move. Without household data the groups are
listed instead of households.
"""

from pathlib import Path

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.disclosure import FEWEST_HOUSEHOLDS
from geoplan.publish.payments import (
    fund_names,
    paid_yuan,
    payments_by_fund,
    project_stages,
    wan,
)
from geoplan.publish.sheets import FORMATS, group_places, heading, project_names, year_span
from geoplan.publish.workbook import (
    A3,
    add_sheet,
    new_workbook,
    save_workbook,
)

HOUSEHOLD_DAYS, PROJECT_DAYS = 7, 10
"""Shortest posting of household lists (C) and of fund and project lists (B) [days]."""
MODE = "集中安置"


def write_notice(plan: Plan, folder: Path) -> None:
    """Lists for the notice board as ``notice.xlsx``, on A3.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the file. Sheets: 搬迁公示 (households with masked names, or
        groups where households are not known; nothing of groups under three households) and
        道路公示 (projects with years, length, investment and funds). Posting dates are blanks.
    """
    moves = _moves(plan)
    book = new_workbook()
    add_sheet(
        book, "搬迁公示", moves, formats=FORMATS, paper=A3,
        title=heading(plan, "避险搬迁安置对象名单公示"),
        intro=[_relocation_intro(plan)], notes=_posting(plan, HOUSEHOLD_DAYS),
    )  # fmt: skip
    add_sheet(
        book, "道路公示", _roads(plan), formats=FORMATS, paper=A3,
        title=heading(plan, "农村公路建设项目公示"),
        intro=[_road_intro(plan)], notes=_posting(plan, PROJECT_DAYS),
    )  # fmt: skip
    save_workbook(book, folder / "notice.xlsx")


def mask_name(name: str) -> str:
    """Name that neighbours recognise and strangers do not.

    Parameters
    ----------
    name
        Full name; blanks inside are ignored.

    Returns
    -------
    str
        王明 -> 王*, 王小明 -> 王*明, 欧阳小明 -> 欧**明; a single letter or nothing -> *.
    """
    letters = "".join(name.split())
    if len(letters) < 2:
        return "*"
    if len(letters) == 2:
        return f"{letters[0]}*"
    return f"{letters[0]}{'*' * (len(letters) - 2)}{letters[-1]}"


def shown_groups(plan: Plan) -> pd.DataFrame:
    """Groups whose move may be shown in public: those with at least three households.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Rows of ``plan.groups`` that move, by township, village and group name, then id.
    """
    groups = plan.groups
    shown = groups[groups["site_id"].notna() & (groups["households"] >= FEWEST_HOUSEHOLDS)]
    order = group_places(plan, shown).rename_axis("id").reset_index()
    return shown.loc[order.sort_values(["乡镇", "自然村", "小组", "id"])["id"]]


def _moves(plan: Plan) -> pd.DataFrame:
    """What is posted about moves: households where known, else groups."""
    groups = shown_groups(plan)
    known = len(groups) > 0 and groups.index.isin(plan.households["group_id"]).all()
    table = _household_moves(plan, groups) if known else _group_moves(plan, groups)
    table.insert(0, "序号", range(1, len(table) + 1))
    return table


def _group_moves(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """Counts by group."""
    return pd.DataFrame(
        {
            **group_places(plan, groups),
            "户数": groups["households"],
            "人口": groups["people"],
            "安置方式": MODE,
            "安置点": groups["site_id"].map(plan.sites["name"]),
            "年份": groups["year"],
            "补助金额(元)": paid_yuan(plan, "group", "subsidy", groups.index),
        }
    )


def _household_moves(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """One row per household, masked; a group's subsidy is shared equally, to the fen."""
    households = plan.households.sort_index()
    rank = {group: place for place, group in enumerate(groups.index)}
    households = households[households["group_id"].isin(groups.index)]
    households = households.sort_values("group_id", key=lambda ids: ids.map(rank), kind="stable")
    group = groups.loc[households["group_id"]].set_index(households.index)
    return pd.DataFrame(
        {
            **group_places(plan, group),
            "户主": households["head_name"].fillna("").map(mask_name),
            "家庭人口": households["people"],
            "安置方式": MODE,
            "安置点": group["site_id"].map(plan.sites["name"]),
            "年份": group["year"],
            "补助金额(元)": _shares_yuan(plan, groups, households["group_id"]),
        }
    )


def _shares_yuan(plan: Plan, groups: pd.DataFrame, group_id: pd.Series) -> "pd.Series[float]":
    """Each household's part of what its group receives [yuan], by household, to the fen."""
    paid_fen = paid_yuan(plan, "group", "subsidy", groups.index).mul(100).round()
    listed = group_id.map(group_id.value_counts())
    households = group_id.map(groups["households"]).clip(lower=listed)
    paid = group_id.map(paid_fen)
    place = group_id.groupby(group_id).cumcount()
    return (paid // households + (place < paid % households)) / 100


def _roads(plan: Plan) -> pd.DataFrame:
    """Projects in order of priority: what is built, when, for how much, paid by whom."""
    stages = project_stages(plan)
    projects = stages.drop_duplicates("id").set_index("id", drop=False)
    split = payments_by_fund(plan, "project", projects.index)
    by_project = stages.groupby("id")
    names = fund_names(plan)
    return pd.DataFrame(
        {
            "序号": range(1, len(projects) + 1),
            "项目名称": project_names(projects),
            "路线编码": projects["route_code"],
            "乡镇": projects["township_name"],
            "建设内容": by_project["stage"].agg(
                lambda codes: "、".join(labels.COMPONENTS[code][0] for code in codes)
            ),
            "年份": by_project["year"].agg(
                lambda years: "、".join(str(year) for year in sorted(set(years)))
            ),
            "里程(公里)": (projects["length_m"] / 1000).round(3),
            "投资(万元)": wan(split.sum(axis=1)),
            "资金来源(万元)": [_payers(paid, names) for _, paid in split.iterrows()],
        },
        index=projects.index,
    )


def _payers(paid_yuan: "pd.Series[float]", names: dict[str, str]) -> str:
    """Funds of one project in words: 县级资金 82.80；镇村自筹 50.00."""
    parts = paid_yuan[paid_yuan > 0].rename(index=names)
    return "；".join(f"{name} {amount / 1e4:.2f}" for name, amount in parts.items())


def _relocation_intro(plan: Plan) -> str:
    """What is posted and under which procedure: relocation."""
    return (
        f"按照“两公示一公告”（村级公示、乡镇公示、县级公告）的要求，现将{year_span(plan)}年"
        "避险搬迁安置对象名单予以公示。户主姓名已作脱敏处理；不足 3 户的小组不在此列出。"
        "本名单为规划安排，搬迁以本人自愿为前提，补助金额以最终审定为准。"
    )


def _road_intro(plan: Plan) -> str:
    """What is posted and under which procedure: roads."""
    return (
        f"按照农村公路“七公开”（建设计划、补助政策、招标投标、施工管理、质量监管、资金使用、"
        f"竣（交）工验收）的要求，现将{year_span(plan)}年农村公路建设项目计划和资金来源予以公示。"
    )


def _posting(plan: Plan, days: int) -> list[str]:
    """Posting period, complaints, seal: blanks that the posting office fills in."""
    telephone = plan.about["complaint_telephone"] or "________________"
    return [
        f"公示期：自____年__月__日至____年__月__日（不少于 {days} 天）。",
        f"公示期内如有异议，请以书面或电话方式反映。监督举报电话：{telephone}。",
        "公示单位（盖章）：________________        ____年__月__日",
    ]
