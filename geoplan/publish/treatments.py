"""Treatments of roads besides paving: the sheet 提升工程 of the project list, and notes for pages."""

import pandas as pd
from openpyxl import Workbook

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.naming import stake
from geoplan.publish.payments import wan, without_geometry
from geoplan.publish.sheets import FORMATS, assumed_note, fund_columns, heading, sums, words
from geoplan.publish.workbook import A3, MONEY, add_sheet

NATURE = {"widening": "扩建", "passing_bays": "改建", "guardrail": "改建"}
"""建设性质 of each treatment, in the words that importers accept."""
PROJECT_TYPE = {
    "widening": "窄路面加宽",
    "passing_bays": "窄路面加宽",
    "guardrail": "安全生命防护",
}
"""项目类型 of each treatment, in the words of the programmes that pay it."""


def chosen_works(plan: Plan) -> pd.DataFrame:
    """Improvements in the plan, by year, the most worth for their money first; no wider new surfaces."""
    own = without_geometry(plan.treatments)
    own = own[own["selected"] & (own["treatment"] != "wider")]
    rank = -own["worth_yuan"] / own["cost_yuan"].clip(lower=1.0)
    order = own.assign(rank=rank).rename_axis("id").reset_index()
    return order.sort_values(["year", "rank", "id"], ignore_index=True)


def works_in_progress(plan: Plan) -> pd.DataFrame:
    """Rows of the sheet 进度 for improvements in the plan, under the headings of that of stages."""
    works = chosen_works(plan)
    what = words(works["treatment"], labels.TREATMENTS)
    ends = zip(works["start_km"], works["end_km"], strict=True)
    where = pd.Series(
        ["" if pd.isna(a) or pd.isna(b) else f" {stake(a)}—{stake(b)}" for a, b in ends],
        works.index,
        dtype="str",
    )
    return pd.DataFrame(
        {
            "项目编号": works["id"],
            "项目名称": _names(works) + "（" + what + where + "）",
            "阶段": words(works["treatment"], labels.COMPONENTS),
            "年份": works["year"],
        }
    )


def _names(works: pd.DataFrame) -> "pd.Series[str]":
    """What the road of each work is called."""
    return works["name"].fillna(works["route_code"]).fillna(works["of"]).astype("str")


def add_treatments(book: Workbook, plan: Plan) -> None:
    """Add the sheet 提升工程 to a workbook: the import columns, what is done, who pays."""
    works = chosen_works(plan)
    if works.empty:
        return
    what = words(works["treatment"], labels.TREATMENTS)
    grade = words(works["grade"], labels.GRADES)
    split = fund_columns(plan, "work", pd.Index(works["id"]), taken=())
    table = pd.DataFrame({
        "项目年份": works["year"].array, "项目名称": _names(works) + "（" + what + "）",
        "路线编码": works["route_code"], "起点桩号": works["start_km"].round(3),
        "止点桩号": works["end_km"].round(3), "建设性质": works["treatment"].map(NATURE),
        "管养单位": works["manager"],
        "行政区划": works["district"].fillna(plan.name + works["township_name"].fillna("")),
        "建设技术等级": grade, "现技术等级": grade, "计划开工年": works["year"].array,
        "计划完工年": works["year"].array, "投资(万元)": wan(works["cost_yuan"]),
        "项目类型": works["treatment"].map(PROJECT_TYPE), "工程编号": works["id"],
        "里程": (works["length_m"] / 1000).round(3), "现路面宽度": works["width_now_m"],
        "路面宽度": works["width_m"].fillna(works["width_now_m"]),
        "省时和安全的价值(万元)": wan(works["worth_yuan"]),
    })  # fmt: skip
    table = pd.concat([table, split], axis=1)
    money = ["投资(万元)", *split.columns]
    add_sheet(
        book, "提升工程", table, paper=A3,
        formats={**FORMATS, **dict.fromkeys([*money, "省时和安全的价值(万元)"], MONEY)},
        total=sums("合计", table, money), title=heading(plan, "错车道、加宽、护栏工程"),
        notes=[labels.LISTS["worth_alone"][0], *assumed_note(plan, "work")],
    )  # fmt: skip


def treatments_note(plan: Plan) -> labels.Pair | None:
    """How many improvements are planned and for how much, in one sentence; None where there are none."""
    works = chosen_works(plan)
    if works.empty:
        return None
    counts = works["treatment"].value_counts().to_dict()
    told = [(labels.TREATMENTS[str(kind)], n) for kind, n in sorted(counts.items())]
    values = {"wan": f"{works['cost_yuan'].sum() / 1e4:,.2f}"}
    zh, en = labels.LISTS["improved"]
    return (
        labels.filled(zh, what="、".join(f"{pair[0]} {n} 处" for pair, n in told), **values),
        labels.filled(en, what=", ".join(f"{pair[1]}: {n}" for pair, n in told), **values),
    )


def wider_note(plan: Plan) -> labels.Pair | None:
    """How many projects are paved wider than usual, in one sentence; None where none is."""
    wider = int((plan.treatments["selected"] & (plan.treatments["treatment"] == "wider")).sum())
    zh, en = labels.LISTS["paved_wider"]
    return (labels.filled(zh, n=wider), labels.filled(en, n=wider)) if wider else None
