"""Plan -> the list from which the county relocates: internal."""

from pathlib import Path

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.payments import paid_yuan, wan, without_geometry
from geoplan.publish.sheets import FORMATS, fund_columns, group_places, heading, sums, words
from geoplan.publish.site_sheets import add_site_sheets
from geoplan.publish.tariff import household_subsidies_yuan, tariff_words
from geoplan.publish.workbook import A3, MONEY, add_sheet, new_workbook, save_workbook


def write_relocation_list(plan: Plan, folder: Path) -> None:
    """Who moves where, when and paid by whom, as ``relocation_list.xlsx``: internal.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the file. Sheets: 搬迁小组 (groups that move, then groups that
        stay though threatened, with the reason; the tariff), 安置点 and, where households are
        known, 农户 with the names of their heads and what each receives.
    """
    groups = _concerned_groups(plan)
    known = _group_columns(plan, groups)
    split = fund_columns(plan, "group", groups.index, taken=[*known.columns, "说明"])
    table = pd.concat([known, split], axis=1)
    table["说明"] = words(groups["reason"], labels.GROUP_REASONS).to_numpy()
    money = dict.fromkeys(split.columns, MONEY)
    book = new_workbook()
    add_sheet(
        book, "搬迁小组", table, formats=FORMATS | money,
        total=sums("搬迁合计", table[table["年份"].notna()],
                    ["补助(万元)", "配套设施(万元)", *split.columns]),
        title=heading(plan, "避险搬迁安置计划表", labels.MAP["internal"][0]), paper=A3,
        notes=[f"{labels.ANSWERS['land_how'][0]}。", *tariff_words(plan)],
    )  # fmt: skip
    sites = _site_columns(plan)
    add_sheet(
        book, "安置点", sites, formats=FORMATS | dict.fromkeys(sites.columns[8:-1], MONEY),
        title=heading(plan, "安置点建设计划表", labels.MAP["internal"][0]),
    )  # fmt: skip
    add_site_sheets(book, plan)
    if len(plan.households):
        add_sheet(
            book, "农户", _household_columns(plan, groups), formats=FORMATS,
            title=heading(plan, "避险搬迁农户名单", labels.MAP["internal"][0]),
        )  # fmt: skip
    save_workbook(book, folder / "relocation_list.xlsx")


def _concerned_groups(plan: Plan) -> pd.DataFrame:
    """Groups that move, by year and site, then threatened groups that stay."""
    groups = without_geometry(plan.groups)
    stays = groups["safe_year"].isna()
    listed = ~stays | (groups["need"] != "") | (groups["threatened_people"] > 0)
    groups = groups.assign(stays=stays).rename_axis("id")[listed]
    return groups.sort_values(["stays", "safe_year", "site_id", "id"], na_position="last")


def _group_columns(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """What the relocation list says about each group before the funds; rows numbered from 0."""
    kind = words(groups["hazard_kind"], labels.HAZARD_KINDS)
    danger = words(groups["hazard_class"].astype("Int64").astype("str"), labels.HAZARD_CLASSES)
    columns = {
        "小组编号": groups.index,
        **group_places(plan, groups),
        "户数": groups["households"],
        "人口": groups["people"],
        "受威胁户数": groups["threatened_households"],
        "受威胁人口": groups["threatened_people"],
        "灾害": (kind + "（" + danger + "）").fillna(danger + "风险"),
        "是否同意": words(groups["consent"], labels.CONSENT),
        "搬迁原因": words(groups["need"], labels.NEEDS),
        "安置方式": words(groups["mode"], labels.MODES),
        "安置点": groups["site_id"].map(plan.sites["name"]),
        "年份": groups["safe_year"],
        "现到地时间(分钟)": groups["farm_minutes_dry_now"].round(),
        "搬后到地时间(分钟)": groups["farm_minutes_dry_after"].round(),
        "补助(万元)": wan(paid_yuan(plan, "group", "subsidy", groups.index)),
        "配套设施(万元)": wan(paid_yuan(plan, "group", "site", groups.index)),
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def _site_columns(plan: Plan) -> pd.DataFrame:
    """All sites, those that open first: capacity, who comes, cost, funds, reason."""
    sites = without_geometry(plan.sites).rename_axis("id").reset_index()
    sites = sites.sort_values(["year", "id"], na_position="last").reset_index(drop=True)
    known = pd.DataFrame(
        {
            "安置点编号": sites["id"],
            "安置点": sites["name"],
            "年份": sites["year"],
            "容量(户)": sites["capacity_households"],
            "安置户数": sites["households_in"],
            "安置人口": sites["people_in"],
            "通晴雨路年份": sites["connected_year"],
            "建设费(万元)": wan(sites["opening_cost_yuan"].where(sites["year"].notna())),
        }
    )
    split = fund_columns(plan, "site", pd.Index(sites["id"]), taken=[*known.columns, "说明"])
    reason = words(sites["reason"], labels.SITE_REASONS).rename("说明")
    return pd.concat([known, split, reason], axis=1)


def _household_columns(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """Households of the groups that the relocation list names, in its order, and their subsidy."""
    households = without_geometry(plan.households).rename_axis("id").reset_index()
    order = households["group_id"].map({group: n for n, group in enumerate(groups.index)})
    households = households.assign(order=order)[order.notna()].sort_values(["order", "id"])
    group = groups.loc[households["group_id"]].set_index(households.index)
    return pd.DataFrame(
        {
            "户编号": households["id"],
            "小组编号": households["group_id"],
            **group_places(plan, group),
            "户主": households["head_name"],
            "家庭人口": households["people"],
            "是否同意": words(households["consent"], labels.CONSENT),
            "安置点": group["site_id"].map(plan.sites["name"]),
            "年份": group["safe_year"],
            "补助金额(元)": household_subsidies_yuan(plan, groups, households["group_id"]),
        }
    )
