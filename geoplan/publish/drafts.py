"""Draft words of the two postings and the announcement (两公示一公告), for moves and for roads.

Village, township, county: each office takes its sheet, fills in the blanks and seals it. Figures are
the plan's, those of moves without groups under three households; dates, offices and results are
blanks.
"""

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment

from geoplan.programme.plan import Plan
from geoplan.publish.payments import fund_names, paid_yuan, payments_by_fund, wan
from geoplan.publish.posted import (
    HOUSEHOLD_DAYS,
    PROJECT_DAYS,
    payers,
    posted_projects,
    shown_groups,
    telephone,
)
from geoplan.publish.sheets import FORMATS, heading, year_span
from geoplan.publish.workbook import MONEY, WHOLE, add_sheet

TEXT_WIDTH = 84
"""Of an upright A4 page [half-width characters]."""
DECIMALS = {"里程(公里)": 3, "投资(万元)": 2, "补助(万元)": 2}
"""Of sums in a table."""
DATE = "____年__月__日"
PERIOD = f"自{DATE}至{DATE}"
LEVELS = {
    "village": ("村级公示", "公示", "全体村民：", "______村民委员会"),
    "township": ("乡镇公示", "公示", "各村民委员会、全体村民：", "______镇（乡）人民政府"),
    "county": ("县级公告", "公告", "各乡镇人民政府、全体村民：", "______县______局"),
}
"""Name of the step, what it is called in the text, who is addressed, who signs."""
MOVES_SO_FAR = {
    "village": "经农户自愿申请、村民小组评议、村民代表会议讨论（{date}）",
    "township": "经村民小组评议、村级公示（{period}，公示结果：______）和本镇（乡）审核（{date}）",
    "county": "经村级公示（{period}，公示结果：______）、乡镇公示（{period}，公示结果：______）"
    "和县______审定（文号：______）",
}
ROADS_SO_FAR = {
    "village": "经村民代表会议讨论同意（{date}）",
    "township": "经村级公示（{period}，公示结果：______）和本镇（乡）审核（{date}）",
    "county": "经村级公示（{period}，公示结果：______）、乡镇公示（{period}，公示结果：______）"
    "和县______批准（文号：______）",
}
"""What has happened before each step."""


def add_drafts(book: Workbook, plan: Plan) -> None:
    """Add six sheets with draft texts to a workbook: three steps for moves, three for roads.

    Parameters
    ----------
    book
        Workbook that receives the sheets 村级公示（搬迁）… 县级公告（道路）, A4 upright.
    plan
        Finished plan.
    """
    moves, roads = _move_rows(plan), _road_rows(plan)
    for level, (step, *_) in LEVELS.items():
        place = ["乡镇", "建制村"] if level == "village" else ["乡镇"]
        _add_text(
            book, f"{step}（搬迁）", _by_place(moves, place), plan, level=level,
            what="避险搬迁安置对象", body=_move_body(plan, moves, level), days=HOUSEHOLD_DAYS,
            enclosed="避险搬迁安置对象名单（见本工作簿“搬迁公示”）",
        )  # fmt: skip
    for level, (step, *_) in LEVELS.items():
        place = ["乡镇", "建制村"] if level == "village" else ["乡镇"]
        _add_text(
            book, f"{step}（道路）", _by_place(roads, place), plan, level=level,
            what="农村公路建设项目和资金安排", body=_road_body(plan, roads, level),
            days=PROJECT_DAYS, enclosed="农村公路建设项目表（见本工作簿“道路公示”）",
        )  # fmt: skip


def _add_text(
    book: Workbook, name: str, figures: pd.DataFrame, plan: Plan, *, level: str, what: str,
    body: list[str], days: int, enclosed: str,
) -> None:  # fmt: skip
    """One text: title, addressee, body, figures, period, objections, enclosure, signature."""
    _, verb, addressee, signed = LEVELS[level]
    closing = [
        f"{verb}期：{PERIOD}（不少于 {days} 天）。",
        f"{verb}期内如有异议，请以书面或电话方式反映。受理单位：{signed}，"
        f"监督举报电话：{telephone(plan)}。",
        f"附件：{enclosed}",
        f"{signed}（盖章）",
        DATE,
    ]
    sheet = add_sheet(
        book, name, figures,
        formats=FORMATS | {"项目数": WHOLE, "小组数": WHOLE, "补助(万元)": MONEY},
        title=heading(plan, f"{what}{verb}", "草稿"), intro=[addressee, *body], notes=closing,
        least_width=TEXT_WIDTH,
    )  # fmt: skip
    sheet.page_setup.orientation = "portrait"
    for row in (sheet.max_row - 1, sheet.max_row):
        sheet.cell(row, 1).alignment = Alignment(horizontal="right", vertical="center", indent=4)


def _move_body(plan: Plan, moves: pd.DataFrame, level: str) -> list[str]:
    """Paragraphs about moves."""
    verb = LEVELS[level][1]
    so_far = MOVES_SO_FAR[level].format(date=DATE, period=PERIOD)
    where = "张贴时只保留本地一行。" if level != "county" else ""
    return [
        f"　　根据《____________》（文号：______），{so_far}，现将{year_span(plan)}年避险搬迁"
        f"安置对象予以{verb}。全县列入{len(moves)}个小组、{moves['户数'].sum():.0f}户、"
        f"{moves['人口'].sum():.0f}人，补助{moves['补助(万元)'].sum():.2f}万元；各地数字如下表。{where}",
        "　　搬迁以本人自愿为前提，不强迫命令；补助标准和金额以最终审定为准。"
        "户主姓名已作脱敏处理，不足 3 户的小组不在此列出，也不计入以上数字。",
    ]


def _road_body(plan: Plan, roads: pd.DataFrame, level: str) -> list[str]:
    """Paragraphs about roads: the seven disclosures, as far as a plan knows them."""
    verb = LEVELS[level][1]
    so_far = ROADS_SO_FAR[level].format(date=DATE, period=PERIOD)
    where = "张贴时只保留本地一行。" if level != "county" else ""
    paid = payments_by_fund(plan, "project", plan.projects.index).sum()
    return [
        f"　　{so_far}，按照农村公路“七公开”的要求，现将{year_span(plan)}年农村公路建设项目"
        f"和资金安排予以{verb}：",
        f"　　一、建设计划。全县列入项目{len(roads)}个、{roads['里程(公里)'].sum():.1f}公里，"
        f"投资{roads['投资(万元)'].sum():.2f}万元；各地数字如下表。{where}",
        f"　　二、补助政策。{_quotas(plan)}",
        "　　三、招标投标。招标方式：______；中标单位：____________；中标价：______万元。",
        f"　　四、施工管理。施工单位：____________；监理单位：____________；开工：{DATE}；"
        f"完工：{DATE}。",
        "　　五、质量监管。监督单位：____________；质量举报电话：____________。",
        f"　　六、资金使用。资金来源（万元）：{payers(paid, fund_names(plan)) or '______'}。"
        "拨付情况：______。",
        f"　　七、竣（交）工验收。验收单位：____________；验收时间：{DATE}；结果：______。",
    ]


def _quotas(plan: Plan) -> str:
    """What funds give per km, in words."""
    names = fund_names(plan)
    quotas = [
        f"{names.get(fund['id'], fund['id'])}每公里{fund['quota_wan_per_km']:g}万元"
        for fund in plan.about["settings"]["funds"]
        if fund.get("quota_wan_per_km") is not None
    ]
    return "；".join([*quotas, "政策依据：《____________》（文号：______）。"])


def _move_rows(plan: Plan) -> pd.DataFrame:
    """Groups that may be shown: where they live, households, people, subsidy."""
    groups = shown_groups(plan)
    home = plan.villages.loc[groups["village_id"]]
    subsidies_yuan = paid_yuan(plan, "group", "subsidy", groups.index)
    return pd.DataFrame(
        {
            "乡镇": home["township_name"].to_numpy(),
            "建制村": _admin_names(plan, home["admin_village_id"]).to_numpy(),
            "小组数": 1,
            "户数": groups["households"],
            "人口": groups["people"],
            "补助(万元)": wan(subsidies_yuan),
        },
        index=groups.index,
    )


def _road_rows(plan: Plan) -> pd.DataFrame:
    """Projects: where they are, km, investment."""
    posted = posted_projects(plan)
    projects = plan.projects.loc[posted.index]
    return pd.DataFrame(
        {
            "乡镇": projects["township_name"],
            "建制村": _admin_names(plan, projects["admin_village_id"]),
            "项目数": 1,
            "里程(公里)": posted["里程(公里)"],
            "投资(万元)": posted["投资(万元)"],
        }
    )


def _admin_names(plan: Plan, ids: pd.Series) -> pd.Series:
    """Names of administrative villages, on the same index."""
    known = plan.villages.drop_duplicates("admin_village_id").set_index("admin_village_id")
    return ids.map(known["admin_village_name"]).fillna("______")


def _by_place(rows: pd.DataFrame, place: list[str]) -> pd.DataFrame:
    """Sums by place, in the order of the list."""
    figures = rows.columns.difference(["乡镇", "建制村"], sort=False)
    return rows.groupby(place, sort=False)[list(figures)].sum().round(DECIMALS).reset_index()
