"""What may hang on the notice board, as tables: moves with masked names, projects with their funds.

Public: no id, telephone, bank account, health, hazard, age or coordinate appears, and a group of
fewer than three households shows no move. Without household data the groups are listed instead of
households.
"""

from functools import lru_cache

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
from geoplan.publish.sheets import group_places, lengths_km, project_names
from geoplan.publish.tariff import household_subsidies_yuan

HOUSEHOLD_DAYS, PROJECT_DAYS = 7, 10
"""Shortest posting of household lists (C) and of fund and project lists (B) [days]."""
MODE = "集中安置"


def posted_moves(plan: Plan) -> pd.DataFrame:
    """Moves as they are posted: households with masked names where known, else groups.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Nothing of groups under three households; the columns are the headings of the list.
    """
    groups = shown_groups(plan)
    known = groups.index.isin(plan.households["group_id"])
    if not known.any():
        table = _group_moves(plan, groups)
    else:
        rank = pd.Series(range(len(groups)), index=groups.index)
        listed = _household_moves(plan, groups[known]).assign(rank=_rank_of_rows(plan, rank))
        whole = _unlisted_moves(plan, groups[~known]).assign(rank=rank[~known])
        table = pd.concat([listed, whole]).sort_values("rank", kind="stable")
        table = table.drop(columns="rank")
    table.insert(0, "序号", range(1, len(table) + 1))
    return table


@lru_cache(maxsize=2)  # every sheet of a notice wants some of them
def posted_projects(plan: Plan) -> pd.DataFrame:
    """Projects as they are posted: what is built, when, for how much [万元], paid by whom.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Index project_id, in order of priority (``payments.project_stages``); the columns are the
        headings of the list.
    """
    stages = project_stages(plan)
    projects = stages.drop_duplicates("id").set_index("id", drop=False)
    split = payments_by_fund(plan, "project", projects.index)
    by_project = stages.groupby("id")
    names = fund_names(plan)
    return pd.DataFrame(
        {
            "序号": range(1, len(projects) + 1),
            "项目名称": project_names(plan, projects),
            "路线编码": projects["route_code"],
            "乡镇": projects["township_name"],
            "建设内容": by_project["stage"].agg(
                lambda codes: "、".join(labels.COMPONENTS[code][0] for code in codes)
            ),
            "年份": by_project["year"].agg(
                lambda years: "、".join(str(year) for year in sorted(set(years)))
            ),
            "里程(公里)": lengths_km(plan, projects),
            "投资(万元)": wan(split.sum(axis=1)),
            "资金来源(万元)": [payers(paid, names) for _, paid in split.iterrows()],
        },
        index=projects.index,
    )


def masked_heads(plan: Plan, groups: pd.DataFrame) -> dict[str, list[tuple[str, float]]]:
    """Masked name and people of each household of the groups, by group_id.

    Parameters
    ----------
    plan
        Finished plan.
    groups
        Groups that may be shown (``shown_groups``).

    Returns
    -------
    dict
        Households in the order of their ids; a group is absent where no head's name is known.
    """
    households = plan.households.sort_index()
    households = households[households["group_id"].isin(groups.index)]
    named = households["head_name"].notna().groupby(households["group_id"]).transform("any")
    masked = households["head_name"].fillna("").map(mask_name)
    heads: dict[str, list[tuple[str, float]]] = {}
    for group, name, people in zip(
        households["group_id"][named], masked[named], households["people"][named], strict=True
    ):
        heads.setdefault(group, []).append((name, people))
    return heads


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


def telephone(plan: Plan) -> str:
    """Telephone for complaints, or a blank to fill in."""
    return plan.about["complaint_telephone"] or "________________"


def _group_moves(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """Counts by group."""
    subsidies_yuan = paid_yuan(plan, "group", "subsidy", groups.index)
    return pd.DataFrame(
        {
            **group_places(plan, groups),
            "户数": groups["households"],
            "人口": groups["people"],
            "安置方式": MODE,
            "安置点": groups["site_id"].map(plan.sites["name"]),
            "年份": groups["year"],
            "补助金额(元)": subsidies_yuan.round(2),
        }
    )


def _rank_of_rows(plan: Plan, rank: "pd.Series[int]") -> "pd.Series[int]":
    """Place of each household's group in the list, by household."""
    return plan.households["group_id"].map(rank)


def _unlisted_moves(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """One row per group of which no household is known, beside others that are listed by household."""
    counts = _group_moves(plan, groups)
    heads = [f"全组 {households:.0f} 户" for households in groups["households"]]
    return counts.drop(columns=["户数", "人口"]).assign(户主=heads, 家庭人口=groups["people"])


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
            "补助金额(元)": household_subsidies_yuan(plan, groups, households["group_id"]),
        }
    )


def payers(paid_yuan: "pd.Series[float]", names: dict[str, str]) -> str:
    """Funds of one project in words: 县级资金 82.80；镇村自筹 50.00."""
    parts = paid_yuan[paid_yuan > 0].rename(index=names)
    return "；".join(f"{name} {amount / 1e4:.2f}" for name, amount in parts.items())
