"""Plan -> ``project_list.xlsx`` and ``.csv``: the fourteen columns that provincial platforms import.

``list_rows`` is everything a list can say, one row per project and stage; the fourteen columns are
one choice of them, a bureau's own list (``publish.bureau``) another. How far each row is, an
office writes on the sheet 进度, which ``geoplan import-list`` reads.
"""

from pathlib import Path

import pandas as pd
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.csv_file import write_csv
from geoplan.publish.outlook import add_outlook
from geoplan.publish.payments import (
    assumed_funds,
    payments_by_fund,
    project_stages,
    wan,
    without_geometry,
)
from geoplan.publish.price_answers import other_decision
from geoplan.publish.progress_sheet import add_progress_sheet
from geoplan.publish.project_library import add_project_library
from geoplan.publish.sheets import (
    FORMATS,
    assumed_money,
    assumed_note,
    fund_columns,
    hazard_words,
    heading,
    lengths_km,
    project_names,
    several_routes,
    sums,
    words,
)
from geoplan.publish.telling import part, tell
from geoplan.publish.treatments import add_treatments, works_in_progress
from geoplan.publish.workbook import A3, MONEY, add_sheet, new_workbook, save_workbook

NATURE = {"subgrade": "改建", "surface": "路面改造"}
"""建设性质 of each stage, in the words that importers accept (DOMAIN: 项目导入表)."""
PLANNED_GRADE = "14"
"""Single lane, 3.5 m surface on a 4.5 m subgrade: 四级公路."""
IMPORT = {
    "项目年份": "project_year", "项目名称": "name", "路线编码": "route_code",
    "起点桩号": "start_km", "止点桩号": "end_km", "建设性质": "nature", "管养单位": "manager",
    "行政区划": "district", "建设技术等级": "planned_grade", "现技术等级": "grade",
    "计划开工年": "start_year", "计划完工年": "finish_year", "投资(万元)": "cost_wan",
    "补助测算(万元)": "subsidy_wan",
}  # fmt: skip
"""The import sheet in its order: heading -> column of ``list_rows``."""
BLANK = PatternFill("solid", fgColor="FFF2CC")
"""Behind a route code or stake that the road data do not have."""


def write_project_list(plan: Plan, folder: Path) -> None:
    """Road projects as ``project_list.xlsx`` and ``.csv``, in the bureau's columns.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the files. The workbook has the sheets 项目清单, 资金 (who
        pays, per row), 沿线灾害 (what may strike each road, where anything does), 提升工程 (bays, widening, guardrails, where any are planned), 展望 (the years after the batch, where the county asks for them), 进度 (to be
        filled in), 项目库 and 绩效目标 and, internal, 未列入 (every candidate left out, why, what
        may strike it, and what listing it would cost, in the words of the map). The CSV
        (UTF-8 with BOM, as Excel wants it) has the header and the data rows of the first sheet and
        nothing else, which is what an importer reads.
    """
    stages, rows = project_stages(plan), list_rows(plan)
    table = import_table(rows)
    book = new_workbook()
    sheet = add_sheet(
        book, "项目清单", table, formats=FORMATS, total=_import_total(rows), paper=A3,
        title=list_title(plan), notes=[*assumed_note(plan, "project"), *_blank_notes(rows)],
    )  # fmt: skip
    _mark_blanks(sheet, table)
    _add_funds(book, plan, stages, rows)
    _add_dangers(book, plan, rows)
    add_treatments(book, plan)
    add_outlook(book, plan)
    _add_progress(book, plan, rows)
    add_project_library(book, plan)
    add_sheet(
        book, "未列入", _left_out(plan), formats=FORMATS,
        title=heading(plan, "未列入计划的备选项目及原因", labels.MAP["internal"][0]),
    )  # fmt: skip
    save_workbook(book, folder / "project_list.xlsx")
    write_csv(table, folder / "project_list.csv", formats=FORMATS)


def list_title(plan: Plan) -> str:
    """Title of the list, which says where its money is assumed."""
    return heading(plan, "农村公路建设项目计划表", *assumed_money(plan, "project"))


def list_rows(plan: Plan) -> pd.DataFrame:
    """Everything a list can say of each stage to build, in order of priority.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Index project_id, stage ("subgrade", "surface"); columns of ``bureau.LIST`` in Chinese
        words (progress apart) and road (the name without the stage). Stakes in km, blank where
        the road has none or the project lies on several routes, which are then all named.
    """
    stages = project_stages(plan)
    several = several_routes(plan, stages["id"])
    keeper = stages["township_name"].map(_keeper, na_action="ignore")
    villages = plan.villages.drop_duplicates("admin_village_id").set_index("admin_village_id")
    stage = words(stages["stage"], labels.COMPONENTS)
    planned = stages["grade"].where(stages["grade"].isin(["11", "12", "13"]), PLANNED_GRADE)
    year = stages["year"]
    columns = {
        "number": range(1, len(stages) + 1),
        "project_id": stages["id"],
        "name": project_names(plan, stages) + "（" + stage + "）",
        "road": project_names(plan, stages),
        "stage": stage,
        "route_code": several.fillna(stages["route_code"]),
        "start_km": stages["start_km"].where(several.isna()).round(3),
        "end_km": stages["end_km"].where(several.isna()).round(3),
        "length_km": lengths_km(plan, stages),
        "width_m": stages["width_m"],
        "nature": stages["stage"].map(NATURE),
        "manager": stages["manager"].fillna(keeper),
        "district": stages["district"].fillna(plan.name + stages["township_name"].fillna("")),
        "township": stages["township_name"],
        "admin_village": stages["admin_village_id"].map(villages["admin_village_name"]),
        "planned_grade": words(planned, labels.GRADES),
        "grade": words(stages["grade"], labels.GRADES),
        **dict.fromkeys(("project_year", "start_year", "finish_year"), year),
        "cost_wan": wan(stages["paid_yuan"]),
        "subsidy_wan": wan(stages["subsidy_yuan"]),
        "households": stages["households"],
        "people": stages["people"],
        "remark": _remarks(plan, stages),
    }
    index = pd.MultiIndex.from_arrays(
        [stages["id"], stages["stage"]], names=["project_id", "stage"]
    )
    return pd.DataFrame(columns, index=stages.index).set_axis(index)


def _remarks(plan: Plan, stages: pd.DataFrame) -> "pd.Series[str]":
    """备注 of each stage: when it must not be dug up, that its money is assumed; missing elsewhere."""
    paid = payments_by_fund(plan, "project", pd.MultiIndex.from_frame(stages[["id", "stage"]]))
    assumed = paid[list(assumed_funds(plan, ["project"]))].gt(0).any(axis=1).to_numpy()
    mark = pd.Series(labels.LISTS["assumed_money"][0], stages.index, dtype="str").where(assumed)
    kept_open = stages["id"].map(_kept_open(plan)).astype("str")
    return (kept_open + "；" + mark).fillna(kept_open).fillna(mark)


def _kept_open(plan: Plan) -> dict[str, str]:
    """Projects with the years in which they are not dug up, as villages build then."""
    builders = plan.projects["building_villages"].str.split(";").explode()
    year = builders.map(plan.villages["building_year"]).dropna().astype("int64").astype("str")
    return {
        str(one): labels.filled(labels.LISTS["kept_open"][0], years="、".join(sorted(set(years))))
        for one, years in year.groupby(level=0)
    }


def import_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The fourteen columns under their headings, from ``list_rows``."""
    table = rows[list(IMPORT.values())].set_axis(list(IMPORT), axis=1)
    return table.reset_index(drop=True)


def _keeper(township: str) -> str:
    """Who maintains a road of which nobody said it: the township's government."""
    return f"{township}人民政府" if township.endswith(("镇", "乡")) else township


def _import_total(rows: pd.DataFrame) -> list[object]:
    """Total row of the import sheet: money of all stages, each project counted once."""
    projects = once(rows)
    text = f"{len(projects)} 个项目（{len(rows)} 项工程），{projects['length_km'].sum():.3f} km"
    money = [round(float(rows[column].sum()), 2) for column in ("cost_wan", "subsidy_wan")]
    return ["合计", text, *[None] * 10, *money]


def once(rows: pd.DataFrame) -> pd.DataFrame:
    """The first row of each project of a list."""
    return rows[~rows.index.get_level_values(0).duplicated()]


def _blank_notes(rows: pd.DataFrame) -> list[str]:
    """What shaded cells mean, where there are any."""
    projects = once(rows)
    no_code = int(projects["route_code"].isna().sum())
    no_stake = int(projects[["start_km", "end_km"]].isna().any(axis=1).sum())
    text = labels.filled(labels.PROGRESS["blank"][0], codes=no_code, stakes=no_stake)
    return [text] if no_code or no_stake else []


def _mark_blanks(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Shade the route codes and stakes that are unknown, so that nobody takes them for forgotten."""
    for title in ("路线编码", "起点桩号", "止点桩号"):
        column = list(table.columns).index(title) + 1
        for row in table[title].isna().to_numpy().nonzero()[0]:
            sheet.cell(int(row) + 3, column).fill = BLANK


def _add_funds(book: Workbook, plan: Plan, stages: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Sheet 资金: which fund pays how much of each row."""
    known = pd.DataFrame(
        {
            "项目编号": rows["project_id"],
            "项目名称": rows["name"],
            "年份": rows["project_year"],
            "里程(km)": rows["length_km"],
            "投资(万元)": rows["cost_wan"],
        }
    ).reset_index(drop=True)
    index = pd.MultiIndex.from_frame(stages[["id", "stage"]])
    split = fund_columns(plan, "project", index, taken=known.columns)
    funds = pd.concat([known, split], axis=1)
    total = sums("合计", funds, ["投资(万元)", *split.columns])
    add_sheet(
        book, "资金", funds, formats=FORMATS | dict.fromkeys(split.columns, MONEY), total=total,
        title=heading(plan, "农村公路建设项目资金安排表（万元）", *assumed_money(plan, "project")),
    )  # fmt: skip


def _add_dangers(book: Workbook, plan: Plan, rows: pd.DataFrame) -> None:
    """Sheet 沿线灾害: the roads to build that a hazard may strike, with all of these."""
    projects = once(rows)
    ids = plan.projects["hazard_ids"].reindex(projects["project_id"])
    told = pd.DataFrame(
        {
            "项目编号": projects["project_id"].to_numpy(),
            "项目名称": projects["road"].to_numpy(),
            "乡镇": projects["township"].to_numpy(),
            "里程(km)": projects["length_km"].to_numpy(),
            "沿线灾害": hazard_words(plan, ids).to_numpy(),
            "防护措施": "",
        }
    )
    told = told[told["沿线灾害"].notna()]
    if len(told):
        add_sheet(
            book, "沿线灾害", told, formats=FORMATS, intro=[labels.LISTS["along"][0]],
            title=heading(plan, "农村公路建设项目沿线灾害表"),
        )  # fmt: skip


def _add_progress(book: Workbook, plan: Plan, rows: pd.DataFrame) -> None:
    """Sheet 进度: how far each row and each improvement is, to be filled in by the office."""
    stages = pd.DataFrame(
        {
            "项目编号": rows["project_id"],
            "项目名称": rows["name"],
            "阶段": rows["stage"],
            "年份": rows["project_year"],
        }
    )
    known = pd.concat([stages, works_in_progress(plan)], ignore_index=True)
    title = heading(plan, "农村公路建设项目进度表", labels.MAP["internal"][0])
    add_progress_sheet(book, known, title=title, how=labels.PROGRESS["how"][0])


def _left_out(plan: Plan) -> pd.DataFrame:
    """Candidates without a stage in this batch, most people first, with the reason in words."""
    projects = without_geometry(plan.projects)
    projects = projects[projects["subgrade_year"].isna() & projects["surface_year"].isna()]
    projects = projects.rename_axis("id").reset_index()
    projects = projects.sort_values(["people", "id"], ascending=[False, True])
    reason = words(projects["reason"], labels.PROJECT_REASONS)
    gate = f"（门槛 {plan.about['settings']['projects']['min_households']} 户）"
    return pd.DataFrame(
        {
            "项目编号": projects["id"],
            "项目名称": project_names(plan, projects),
            "路线编码": projects["route_code"],
            "乡镇": projects["township_name"],
            "里程(km)": lengths_km(plan, projects),
            "投资(万元)": wan(projects["cost_yuan"]),
            "户数": projects["households"],
            "人口": projects["people"],
            "群众意见": words(projects["consent"], labels.CONSENT),
            "原因": reason.where(projects["reason"] != "few_households", reason + gate),
            "沿线灾害": hazard_words(plan, projects["hazard_ids"]),
            labels.ANSWERS["part_room"][0]: [_listing_it(plan, one) for one in projects["id"]],
        }
    )


def _listing_it(plan: Plan, one: str) -> str | None:
    """What listing a project would cost, in words; blank where a rule keeps it out."""
    said = [tell(answer, "zh") for answer in part("room", other_decision(plan, one))]
    return "；".join(said) or None
