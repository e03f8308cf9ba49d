"""Plan -> the list from which the county relocates: internal."""

from pathlib import Path

import pandas as pd
from openpyxl.workbook import Workbook

from geoplan.programme.plan import Plan
from geoplan.programme.progress import MADE_SAFE
from geoplan.publish import labels
from geoplan.publish.naming import hazard_name
from geoplan.publish.payments import paid_yuan, wan, without_geometry
from geoplan.publish.progress_sheet import add_progress_sheet
from geoplan.publish.sheets import (
    FORMATS,
    fund_columns,
    group_places,
    hazard_words,
    heading,
    sums,
    words,
)
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
        stay though threatened, with the reason; the tariff), 进度 (of those who move and of hazards
        that are made safe, to be filled in), those of ``add_site_sheets`` and, where
        households are known, 农户 with the names of their heads and what each receives, and 待核实
        (what is still to be found out or done about those who move).
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
        total=sums("搬迁合计", table[table["年份"].notna() & (groups["mode"] != "protected").to_numpy()],
                    ["补助(万元)", "配套设施(万元)", *split.columns]),
        title=heading(plan, "避险搬迁安置计划表", labels.MAP["internal"][0]), paper=A3,
        notes=[f"{labels.ANSWERS['land_how'][0]}。", *tariff_words(plan)],
    )  # fmt: skip
    _add_progress(book, plan, groups)
    add_site_sheets(book, plan)
    if len(plan.households):
        households = _listed_households(plan, groups)
        add_sheet(
            book, "农户", _household_columns(plan, groups, households), formats=FORMATS, paper=A3,
            title=heading(plan, "避险搬迁农户名单", labels.MAP["internal"][0]),
            notes=[_filled_shares(plan, labels.LISTS["alone"][0])],
        )  # fmt: skip
        open_items = _to_verify(plan, groups, households)
        if len(open_items):
            add_sheet(
                book, "待核实", open_items, formats=FORMATS,
                title=heading(plan, "搬迁农户待核实事项", labels.MAP["internal"][0]),
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
        "灾害点": _hazards_called(plan, groups["hazard_id"]),
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


def _add_progress(book: Workbook, plan: Plan, groups: pd.DataFrame) -> None:
    """Sheet 进度: how far each move, and each hazard to be made safe, is; none where there is neither."""
    movers = groups[~groups["stays"] & (groups["mode"] != "protected")]
    moves = pd.DataFrame(
        {
            "小组编号": movers.index,
            **group_places(plan, movers),
            "户数": movers["households"],
            "安置方式": words(movers["mode"], labels.MODES),
            "安置点": movers["site_id"].map(plan.sites["name"]),
            "年份": movers["safe_year"],
        }
    )
    known = pd.concat([moves, _works_in_progress(plan)], ignore_index=True)
    if known.empty:
        return
    title = heading(plan, "避险搬迁进度表", labels.MAP["internal"][0])
    how = labels.PROGRESS["how_moves"][0]
    add_progress_sheet(book, known, title=title, how=how, begins=False)


def _works_in_progress(plan: Plan) -> pd.DataFrame:
    """Rows of the sheet 进度 for hazards that are made safe, under the headings of that of groups."""
    safe = plan.hazards[plan.hazards["protected_year"].notna()].sort_values("protected_year")
    return pd.DataFrame(
        {
            "小组编号": MADE_SAFE + safe.index,
            "乡镇": safe["township_id"].map(plan.townships["name"]).to_numpy(),
            "小组": [hazard_name(plan, one)[0] for one in safe.index],
            "安置方式": labels.MODES["protected"][0],
            "年份": safe["protected_year"].to_numpy(),
        }
    )


def _hazards_called(plan: Plan, ids: "pd.Series[str]") -> "pd.Series[str]":
    """Id of each hazard, and its name where it has one."""
    name = ids.map(plan.hazards["name"].fillna("").to_dict()).astype("str").fillna("")
    return (ids + " " + name).str.strip()


def _listed_households(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """Households of the groups that the relocation list names, in its order."""
    households = without_geometry(plan.households).rename_axis("id").reset_index()
    order = households["group_id"].map({group: n for n, group in enumerate(groups.index)})
    return households.assign(order=order)[order.notna()].sort_values(["order", "id"])


def _household_columns(plan: Plan, groups: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """What the list says about each household: what it asks for, where it goes, its subsidy."""
    group = groups.loc[households["group_id"]].set_index(households.index)
    cleared = households["old_house_cleared"].map({True: "拆除", False: "不拆"})
    danger = words(households["hazard_class"].astype(int).astype("str"), labels.HAZARD_CLASSES)
    hazard = hazard_words(plan, households["hazard_id"]).fillna(danger + "风险")
    return pd.DataFrame(
        {
            "户编号": households["id"],
            "小组编号": households["group_id"],
            **group_places(plan, group),
            "户主": households["head_name"],
            "家庭人口": households["people"],
            "受灾害": hazard.where(households["threatened"].astype(bool)),
            "是否同意": words(households["consent"], labels.CONSENT),
            "要求的方式": words(households["mode"], labels.ASKED_MODES),
            "土地收入占比": households["land_income_share"].round(2),
            "分散安置条件": words(households["may_build_alone"], labels.MAY_BUILD_ALONE),
            "安置方式": words(group["mode"], labels.MODES),
            "安置点": group["site_id"].map(plan.sites["name"]),
            "年份": group["safe_year"],
            "补助金额(元)": household_subsidies_yuan(plan, groups, households["group_id"]),
            "旧房": cleared,
        }
    )


def _to_verify(plan: Plan, groups: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """What is open about the households that leave: shares of income, where they build, old houses."""
    leaves = ~households["group_id"].map(groups["mode"]).isin(["", "protected"])
    asks = leaves & (households["mode"] == "dispersed")
    unsure = households["may_build_alone"].isin(["to_verify", "too_small", "unknown"])
    builds = households["group_id"].map(groups["mode"]) == "dispersed"
    stands = leaves & ~households["old_house_cleared"].fillna(True).astype(bool)
    items = pd.concat([
        households.assign(item=households["may_build_alone"])[asks & unsure],
        households.assign(item="place")[builds],
        households.assign(item="old_house")[stands],
    ])  # fmt: skip
    items = items.sort_values(["order", "id", "item"])
    told = {code: _filled_shares(plan, pair[0]) for code, pair in labels.TO_VERIFY.items()}
    return pd.DataFrame(
        {
            "户编号": items["id"],
            "小组编号": items["group_id"],
            **group_places(plan, groups.loc[items["group_id"]].set_index(items.index)),
            "户主": items["head_name"],
            "家庭人口": items["people"],
            "土地收入占比": items["land_income_share"].round(2),
            "事项": items["item"].map(told),
            "核实结果": "",
            "日期": "",
            "核实人": "",
        }
    )


def _filled_shares(plan: Plan, text: str) -> str:
    """A text with the shares of income from land between which building alone is to be verified."""
    low, high = plan.about["settings"]["relocation"]["dispersed_shares"]
    return labels.filled(text, low=f"{low:.2f}", high=f"{high:.2f}")
