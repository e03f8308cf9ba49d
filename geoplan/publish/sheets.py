"""Plan -> the lists a bureau imports and the list from which the county relocates.

``project_list`` has the fourteen columns of the provincial planning platforms, one row per project
and stage; ``relocation_list`` is internal. Money is in 万元 with two decimals; since a plan's
payments are multiples of 100 yuan, nothing is rounded and every split adds up.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.payments import (
    fund_names,
    paid_yuan,
    payments_by_fund,
    project_stages,
    wan,
    without_geometry,
)
from geoplan.publish.price_answers import other_decision
from geoplan.publish.telling import part, tell
from geoplan.publish.workbook import (
    A3,
    MONEY,
    STAKE,
    WHOLE,
    YEAR,
    add_sheet,
    cell_value,
    looks_like_formula,
    new_workbook,
    save_workbook,
)

NATURE = {"subgrade": "改建", "surface": "路面改造"}
"""建设性质 of each stage, in the words that importers accept (DOMAIN: 项目导入表)."""
PLANNED_GRADE = "14"
"""Single lane, 3.5 m surface on a 4.5 m subgrade: 四级公路."""
COLUMNS = (
    "项目年份", "项目名称", "路线编码", "起点桩号", "止点桩号", "建设性质", "管养单位", "行政区划",
    "建设技术等级", "现技术等级", "计划开工年", "计划完工年", "投资(万元)", "补助测算(万元)",
)  # fmt: skip
"""The import sheet, in its order."""
FORMATS = (
    dict.fromkeys(("序号", "项目年份", "计划开工年", "计划完工年", "年份", "通晴雨路年份"), YEAR)
    | dict.fromkeys(("起点桩号", "止点桩号", "里程(km)", "里程(公里)"), STAKE)
    | dict.fromkeys(
        ("投资(万元)", "补助测算(万元)", "补助(万元)", "配套设施(万元)", "建设费(万元)", "补助金额(元)"), MONEY
    )
    | dict.fromkeys(
        ("户数", "人口", "家庭人口", "受威胁户数", "受威胁人口", "容量(户)", "安置户数", "安置人口",
         "现到地时间(分钟)", "搬后到地时间(分钟)"), WHOLE
    )
)  # fmt: skip
"""Number format under each heading of the lists and notices."""


def write_project_list(plan: Plan, folder: Path) -> None:
    """Road projects as ``project_list.xlsx`` and ``.csv``, in the bureau's columns.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the files. The workbook has the sheets 项目清单, 资金 (who
        pays, per row) and, internal, 未列入 (every candidate left out, why, and what listing it
        would cost, in the words of the map). The CSV (UTF-8 with BOM, as
        Excel wants it) has the header and the data rows of the first sheet and nothing else:
        what an importer reads.
    """
    stages = project_stages(plan)
    rows = _import_rows(plan, stages)
    split = _fund_columns(plan, "project", stages.set_index(["id", "stage"]).index)
    funds = pd.concat([_stage_columns(stages), split], axis=1)
    left_out = _left_out(plan)
    book = new_workbook()
    add_sheet(
        book, "项目清单", rows, formats=FORMATS, total=_import_total(plan, stages),
        title=heading(plan, "农村公路建设项目计划表"), paper=A3,
    )  # fmt: skip
    add_sheet(
        book, "资金", funds, formats=FORMATS | dict.fromkeys(split.columns, MONEY),
        total=_sums("合计", funds, ["投资(万元)", *split.columns]),
        title=heading(plan, "农村公路建设项目资金安排表（万元）"),
    )  # fmt: skip
    add_sheet(
        book, "未列入", left_out, formats=FORMATS,
        title=heading(plan, "未列入计划的备选项目及原因", labels.MAP["internal"][0]),
    )  # fmt: skip
    save_workbook(book, folder / "project_list.xlsx")
    _write_csv(rows, folder / "project_list.csv")


def write_relocation_list(plan: Plan, folder: Path) -> None:
    """Who moves where, when and paid by whom, as ``relocation_list.xlsx``: internal.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the file. Sheets: 搬迁小组 (groups that move, then groups that
        stay though threatened, with the reason), 安置点 and, where households are known, 农户 with
        the names of their heads.
    """
    groups = _concerned_groups(plan)
    split = _fund_columns(plan, "group", groups.index)
    table = pd.concat([_group_columns(plan, groups), split], axis=1)
    table["说明"] = words(groups["reason"], labels.GROUP_REASONS).to_numpy()
    money = dict.fromkeys(split.columns, MONEY)
    book = new_workbook()
    add_sheet(
        book, "搬迁小组", table, formats=FORMATS | money,
        total=_sums("搬迁合计", table[table["年份"].notna()],
                    ["补助(万元)", "配套设施(万元)", *split.columns]),
        title=heading(plan, "避险搬迁安置计划表", labels.MAP["internal"][0]), paper=A3,
    )  # fmt: skip
    sites = _site_columns(plan)
    add_sheet(
        book, "安置点", sites, formats=FORMATS | dict.fromkeys(sites.columns[8:-1], MONEY),
        title=heading(plan, "安置点建设计划表", labels.MAP["internal"][0]),
    )  # fmt: skip
    if len(plan.households):
        add_sheet(
            book, "农户", _household_columns(plan, groups), formats=FORMATS,
            title=heading(plan, "避险搬迁农户名单", labels.MAP["internal"][0]),
        )  # fmt: skip
    save_workbook(book, folder / "relocation_list.xlsx")


def heading(plan: Plan, what: str, *marks: str) -> str:
    """Title of a sheet: county, years, what it lists, and marks such as 内部使用."""
    if plan.about["made_up"]:
        marks = (*marks, labels.MAP["made_up"][0])
    return f"{plan.name}{year_span(plan)}年{what}" + "".join(f"【{mark}】" for mark in marks)


def year_span(plan: Plan) -> str:
    """First and last year of the batch: 2027—2028."""
    first, last = plan.years[0], plan.years[-1]
    return str(first) if first == last else f"{first}—{last}"


def project_names(projects: pd.DataFrame) -> "pd.Series[str]":
    """Name of each project: of its road, else the route code, else the id (a column here)."""
    names = projects["name"].fillna(projects["route_code"]).fillna(projects["id"])
    return names.astype("str")


def words(codes: pd.Series, table: dict[str, tuple[str, str]]) -> pd.Series:
    """Chinese words of a column of codes, on the same index."""
    return codes.map({code: pair[0] for code, pair in table.items()})


def group_places(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """Where each group lives, on the index of ``groups``: 乡镇, 自然村, 小组 by name."""
    villages = plan.villages[["township_name", "name"]].reindex(groups["village_id"])
    return pd.DataFrame(
        {
            "乡镇": villages["township_name"].to_numpy(),
            "自然村": villages["name"].to_numpy(),
            "小组": groups["name"],
        },
        index=groups.index,
    )


def _import_rows(plan: Plan, stages: pd.DataFrame) -> pd.DataFrame:
    """The fourteen columns, one row per stage."""
    district = stages["district"].fillna(plan.name + stages["township_name"].fillna(""))
    keeper = stages["township_name"].map(_keeper, na_action="ignore")
    columns = (
        stages["year"],
        _stage_names(stages),
        stages["route_code"],
        stages["start_km"].round(3),
        stages["end_km"].round(3),
        stages["stage"].map(NATURE),
        stages["manager"].fillna(keeper),
        district,
        stages["grade"].where(stages["grade"].isin(["11", "12", "13"]), PLANNED_GRADE),
        stages["grade"],
        stages["year"],
        stages["year"],
        wan(stages["paid_yuan"]),
        wan(stages["subsidy_yuan"]),
    )
    table = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    for column in ("建设技术等级", "现技术等级"):
        table[column] = words(table[column], labels.GRADES)
    return table


def _import_total(plan: Plan, stages: pd.DataFrame) -> list[object]:
    """Total row of the import sheet: money of all stages, each project counted once."""
    built = plan.projects.loc[stages["id"].unique()]
    text = f"{len(built)} 个项目（{len(stages)} 项工程），{built['length_m'].sum() / 1000:.3f} km"
    money = [wan(stages[column]).sum() for column in ("paid_yuan", "subsidy_yuan")]
    return ["合计", text, *[None] * 10, *[round(amount, 2) for amount in money]]


def _stage_names(stages: pd.DataFrame) -> pd.Series:
    """Name of the project with its stage: 柳树坪至黄家湾公路（路基）."""
    return project_names(stages) + "（" + words(stages["stage"], labels.COMPONENTS) + "）"


def _keeper(township: str) -> str:
    """Who maintains a road of which nobody said it: the township's government."""
    return f"{township}人民政府" if township.endswith(("镇", "乡")) else township


def _stage_columns(stages: pd.DataFrame) -> pd.DataFrame:
    """What the fund sheet says before the funds."""
    return pd.DataFrame(
        {
            "项目编号": stages["id"],
            "项目名称": _stage_names(stages),
            "年份": stages["year"],
            "里程(km)": (stages["length_m"] / 1000).round(3),
            "投资(万元)": wan(stages["paid_yuan"]),
        }
    )


def _left_out(plan: Plan) -> pd.DataFrame:
    """Candidates without a stage in this batch, most people first, with the reason in words."""
    projects = without_geometry(plan.projects)
    projects = projects[projects["subgrade_year"].isna() & projects["surface_year"].isna()]
    projects = projects.rename_axis("id").reset_index()
    projects = projects.sort_values(["people", "id"], ascending=[False, True])
    return pd.DataFrame(
        {
            "项目编号": projects["id"],
            "项目名称": project_names(projects),
            "路线编码": projects["route_code"],
            "乡镇": projects["township_name"],
            "里程(km)": (projects["length_m"] / 1000).round(3),
            "投资(万元)": wan(projects["cost_yuan"]),
            "户数": projects["households"],
            "人口": projects["people"],
            "群众意见": words(projects["consent"], labels.CONSENT),
            "原因": words(projects["reason"], labels.PROJECT_REASONS),
            labels.ANSWERS["part_room"][0]: [_listing_it(plan, one) for one in projects["id"]],
        }
    )


def _listing_it(plan: Plan, one: str) -> str | None:
    """What listing a project would cost, in words; blank where a rule keeps it out."""
    said = [tell(answer, "zh") for answer in part("room", other_decision(plan, one))]
    return "；".join(said) or None


def _concerned_groups(plan: Plan) -> pd.DataFrame:
    """Groups that move, by year and site, then threatened groups that stay."""
    groups = without_geometry(plan.groups)
    stays = groups["site_id"].isna()
    listed = ~stays | groups["must_move"].astype(bool) | (groups["threatened_people"] > 0)
    groups = groups.assign(stays=stays).rename_axis("id")[listed]
    return groups.sort_values(["stays", "year", "site_id", "id"], na_position="last")


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
        "灾害": (kind + "（" + danger + "）").fillna(danger),
        "是否同意": words(groups["consent"], labels.CONSENT),
        "安置点": groups["site_id"].map(plan.sites["name"]),
        "年份": groups["year"],
        "现到地时间(分钟)": groups["farm_minutes_now"].round(),
        "搬后到地时间(分钟)": groups["farm_minutes_after"].round(),
        "补助(万元)": wan(paid_yuan(plan, "group", "subsidy", groups.index)),
        "配套设施(万元)": wan(paid_yuan(plan, "group", "site", groups.index)),
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def _site_columns(plan: Plan) -> pd.DataFrame:
    """All sites, those that open first: capacity, who comes, cost, funds, reason."""
    sites = without_geometry(plan.sites).rename_axis("id").reset_index()
    sites = sites.sort_values(["year", "id"], na_position="last").reset_index(drop=True)
    split = _fund_columns(plan, "site", pd.Index(sites["id"]))
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
    reason = words(sites["reason"], labels.SITE_REASONS).rename("说明")
    return pd.concat([known, split, reason], axis=1)


def _household_columns(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """Households of the groups that the relocation list names, in its order."""
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
            "年份": group["year"],
        }
    )


def _fund_columns(plan: Plan, kind: str, rows: pd.Index) -> pd.DataFrame:
    """Payments by fund under the funds' names [万元]; rows numbered from 0."""
    headings = {*COLUMNS, *FORMATS}  # a fund may be called like one of them
    names = {
        fund: f"{name}（资金）" if name in headings else name
        for fund, name in fund_names(plan).items()
    }
    split = payments_by_fund(plan, kind, rows)
    return split.rename(columns=names).apply(wan).reset_index(drop=True)


def _sums(label: str, table: pd.DataFrame, headings: Iterable[str]) -> list[object]:
    """Total row: the label, then sums under the given headings and of 户 and 人."""
    summed = {*headings, "户数", "人口", "受威胁户数", "受威胁人口"} & set(table.columns)
    sums = [round(table[c].sum(), 2) if c in summed else None for c in table.columns]
    return [label, *sums[1:]]


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write header and data rows; a text that could run as a formula gets an apostrophe."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        for row in table.itertuples(index=False, name=None):
            writer.writerow(
                _csv_text(column, cell_value(value))
                for column, value in zip(table.columns, row, strict=True)
            )


def _csv_text(column: str, value: str | float | None) -> str:
    """Cell of the CSV in the number format of the sheet."""
    if isinstance(value, str):
        return f"'{value}" if looks_like_formula(value) else value
    decimals = {STAKE: 3, MONEY: 2}.get(FORMATS.get(column, ""), 0)
    return "" if value is None else f"{value:.{decimals}f}"
