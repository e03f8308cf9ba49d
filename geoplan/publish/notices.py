"""Plan -> ``notice.xlsx``: the lists that hang on the notice board, and draft words (两公示一公告).

Public: names are masked; no id, telephone, bank account, health, hazard, age or coordinate appears,
and a group of fewer than three households shows no move.
"""

from pathlib import Path

from geoplan.programme.plan import Plan
from geoplan.publish.drafts import add_drafts
from geoplan.publish.posted import (
    HOUSEHOLD_DAYS,
    PROJECT_DAYS,
    posted_moves,
    posted_projects,
    telephone,
)
from geoplan.publish.sheets import FORMATS, heading, year_span
from geoplan.publish.workbook import A3, add_sheet, new_workbook, save_workbook


def write_notice(plan: Plan, folder: Path) -> None:
    """Lists for the notice board as ``notice.xlsx``, on A3.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the file. Sheets: 搬迁公示 (households with masked names, or
        groups where households are not known; nothing of groups under three households) and
        道路公示 (projects with years, length, investment and funds), then six draft texts
        (``drafts.add_drafts``). Posting dates are blanks.
    """
    book = new_workbook()
    add_sheet(
        book, "搬迁公示", posted_moves(plan), formats=FORMATS, paper=A3,
        title=heading(plan, "避险搬迁安置对象名单公示"),
        intro=[_relocation_intro(plan)], notes=_posting(plan, HOUSEHOLD_DAYS),
    )  # fmt: skip
    add_sheet(
        book, "道路公示", posted_projects(plan), formats=FORMATS, paper=A3,
        title=heading(plan, "农村公路建设项目公示"),
        intro=[_road_intro(plan)], notes=_posting(plan, PROJECT_DAYS),
    )  # fmt: skip
    add_drafts(book, plan)
    save_workbook(book, folder / "notice.xlsx")


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
    return [
        f"公示期：自____年__月__日至____年__月__日（不少于 {days} 天）。",
        f"公示期内如有异议，请以书面或电话方式反映。监督举报电话：{telephone(plan)}。",
        "公示单位（盖章）：________________        ____年__月__日",
    ]
