"""Plan -> a page for the terminal (中文 with English) and ``plan.json`` for other programs."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.brief_tables import building_alone, count, km, paid_for, work_by_year
from geoplan.publish.floors import floors_section
from geoplan.publish.in_time import in_time, rest_of
from geoplan.publish.last_batch import FACTS, last_batch
from geoplan.publish.locks import lock_words
from geoplan.publish.markdown import (
    bound_text,
    bullet_list,
    in_wan,
    indicator_text,
    indicator_words,
    markdown_table,
    one_line,
    unit_words,
)
from geoplan.publish.minutes import speeds_assumed
from geoplan.publish.notes import (
    access_index,
    building_villages,
    gate,
    library,
    made_safe,
    parted_villages,
    short_batch,
    titled,
    unapproved_funds,
    with_relocation,
    year_notes,
)
from geoplan.publish.outlook import outlook_section
from geoplan.publish.payments import fund_names
from geoplan.publish.rivals import rivals_table
from geoplan.publish.sheets import year_span
from geoplan.publish.treatments import treatments_note, wider_note

LEFT_OUT = {
    "projects": ("候选道路", "candidate roads", labels.PROJECT_REASONS,
                 {"selected", "subgrade_only", "asked_for"}),
    "villages": ("自然村", "natural villages", labels.VILLAGE_REASONS,
                 {"connected_now", "connected_by_plan"}),
    "groups": ("村民小组", "villager groups", labels.GROUP_REASONS,
               {"not_threatened", "moves", "builds_itself", "protected", "asked_for"}),
}  # fmt: skip
"""Per layer: what it is called, the words of its reasons, the reasons that are no omission."""
MOST_WORKS = 8
"""Hazards made safe that are told one by one, dearest first."""
NULL_MEANS = "unknown, or for minutes and bounds: infinite (cannot be reached, no bound)"


def summary(plan: Plan) -> str:
    """The plan on one page: Markdown for a terminal of about 100 columns.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    str
        中文 with English: what for how much, what was done of the batch before, year by year, who gains, townships, floors, what is left out
        and why, what the meeting's locks cost, how good the plan is, what more data would add,
        credits.
    """
    parts = [
        _title(plan),
        _what_for_how_much(plan),
        last_batch(plan),
        _years(plan),
        _who_gains(plan),
        _townships(plan),
        floors_section(plan),
        _left_out(plan),
        _asked_for(plan),
        outlook_section(plan),
        _how_good(plan),
        _remarks(plan),
        bullet_list("## 来源 Credits", plan.about["sources"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plan_json(plan: Plan) -> str:
    """The plan as JSON: how it was made, how good it is, what it changes, what it chooses.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    str
        Fixed order of keys, ids sorted; money in yuan. JSON has no infinity: infinite and unknown
        numbers are null (said under ``null_means``). Households are not in it.
    """
    content = {
        "name": plan.name,
        "name_en": plan.name_en,
        "made_up": plan.about["made_up"],
        "years": plan.years,
        "crs": plan.about["crs"],
        "input_hashes": plan.about["input_hashes"],
        FACTS: plan.about.get(FACTS),
        "versions": plan.about["versions"],
        "settings": plan.about["settings"],
        "sources": plan.about["sources"],
        "remarks": plan.about["remarks"],
        "statement": {"zh": plan.about["statement"], "en": plan.about["statement_en"]},
        "status": plan_status(plan),
        "stopped": plan.about["stopped"],
        "objectives": records(plan.objectives, "objective"),
        "funds": records(plan.funds),
        "indicators": plan.indicators.to_dict("index"),
        "projects": _chosen(
            plan.projects, plan.projects["selected"],
            ["name", "subgrade_year", "surface_year", "length_m", "cost_yuan", "people_connected",
             "villages_connected", "reason"],
        ),
        "treatments": _chosen(
            plan.treatments, plan.treatments["selected"],
            ["of", "treatment", "width_m", "length_m", "year", "cost_yuan", "worth_yuan"],
        ),
        "outlook": plan.about.get("outlook"),
        "rivals": records(plan.rivals, "way"),
        "floors": records(plan.floors),
        "sites": _chosen(
            plan.sites, plan.sites["selected"],
            ["name", "year", "households_in", "people_in", "groups_in", "reason"],
        ),
        "moves": _chosen(
            plan.groups, plan.groups["site_id"].notna(),
            ["village_id", "site_id", "year", "households", "people", "cost_yuan", "reason"],
        ),
        "locks": records(plan.locks),
        "left_out": {layer: dict(_left_out_counts(plan, layer)) for layer in LEFT_OUT},
        "payments": records(
            plan.payments.sort_values(["kind", "id", "component", "fund_id", "year"])
        ),
        "null_means": NULL_MEANS,
    }  # fmt: skip
    return json_text(content)


def json_text(content: Mapping[str, Any]) -> str:
    """Content as JSON in its own order: infinite and unknown numbers are null."""
    return json.dumps(_plain(content), ensure_ascii=False, indent=1) + "\n"


def plan_status(plan: Plan) -> str:
    """How sure the whole plan is: optimal only if every objective is proven, or within its tolerance."""
    open_ones = set(plan.objectives["status"]) - {"optimal", "within"}
    return min(open_ones, default="optimal")


def _title(plan: Plan) -> str:
    """County, years, and what the page is not."""
    name_en = one_line(plan.name_en or plan.name)
    moving, moving_en = ("与避险搬迁", " and relocation") if with_relocation(plan) else ("", "")
    lines = [f"# {one_line(titled(plan))}年道路硬化{moving}规划"]
    lines.append(f"{name_en}{': ' if name_en else ''}road paving{moving_en} plan {year_span(plan)}")
    if plan.about["made_up"]:
        lines.append("**模拟数据，并非真实的县 Made-up data, not a real county**")
    lines.append(" ".join(labels.MAP["disclaimer"]))
    return "\n\n".join(lines)


def _what_for_how_much(plan: Plan) -> str:
    """Totals in words, then the table of years and funds."""
    wan, total = paid_for(plan).map(in_wan), in_wan(paid_for(plan).sum())
    roads = plan.projects[plan.projects["selected"]]
    subgrade_only = int((roads["reason"] == "subgrade_only").sum())
    movers = plan.groups[plan.groups["site_id"].notna()]
    km = roads["length_m"].sum() / 1000
    households, people = int(movers["households"].sum()), int(movers["people"].sum())
    sites = int(plan.sites["selected"].sum())
    lines = [
        "## 做什么、花多少 What for how much\n",
        f"- 修路 {len(roads)} 个项目，{km:.1f} km，{wan['roads']} 万元  \n"
        f"  Road projects: {len(roads)}, {km:.1f} km, {wan['roads']} × 10,000 yuan",
        f"- 其中本批只修路基 {subgrade_only} 个  \n  Only the subgrade in this batch: {subgrade_only}",
        f"- 启用安置点 {sites} 处，搬迁 {len(movers)} 个小组 {households} 户 {people} 人，"
        f"{wan['sites']} 万元  \n"
        f"  Sites opened: {sites}; moving: groups {len(movers)}, households {households}, "
        f"people {people}; {wan['sites']} × 10,000 yuan",
        *bullets(
            wider_note(plan),
            treatments_note(plan),
            _alone(plan),
            _works(plan),
            *made_safe(plan, MOST_WORKS),
        ),
        f"- 合计 {total} 万元  \n  Together {total} × 10,000 yuan",
        *bullets(unapproved_funds(plan)),
        "\n资金（万元） Funds (10,000 yuan)\n",
    ]
    money = ["ceiling_yuan", "carried_in_yuan", "used_yuan", "left_yuan"]
    rows = zip(
        plan.funds["fund_id"].map(fund_names(plan)),
        plan.funds["year"],
        *(plan.funds[column].map(in_wan) for column in money),
        strict=True,
    )
    header = ("资金 Fund", "年 Year", "上限 Ceiling", "结转 Carried in", "使用 Used", "结余 Left")
    return "\n".join(lines) + "\n" + markdown_table(header, rows)


def _alone(plan: Plan) -> labels.Pair | None:
    """How many build by themselves and what that costs; nothing where nobody does."""
    groups = building_alone(plan)
    if groups.empty:
        return None
    facts = {name: count(groups[name].sum()) for name in ("households", "people")}
    facts |= {"groups": count(len(groups)), "wan": in_wan(paid_for(plan)["alone"])}
    zh, en = labels.BRIEF["summary_alone"]
    return labels.filled(zh, **facts), labels.filled(en, **facts)


def _works(plan: Plan) -> labels.Pair | None:
    """How many hazards are made safe and what that costs; nothing where none is."""
    number = int(plan.hazards["protected_year"].count())
    facts = {"n": count(number), "wan": in_wan(paid_for(plan)["works"])}
    zh, en = labels.BRIEF["summary_works"]
    return (labels.filled(zh, **facts), labels.filled(en, **facts)) if number else None


def _years(plan: Plan) -> str:
    """What is built and who gains year by year, and why a year brings nothing."""
    header = ("年 Year", "路基 Subgrade", "km", "路面 Surface", "km", "新通 People", "搬迁组 Groups",
              "户 Move")  # fmt: skip
    work = work_by_year(plan).drop(columns=["sites", "alone", "works"])
    lengths = {name: work[name].map(km) for name in ("subgrade_m", "surface_m")}
    rows = work.map(count).assign(**lengths).itertuples()
    legend = (
        "路基、路面 = 条数 number of roads; "
        "新通 = 当年新通硬化路的人，不含搬迁的 people newly connected, without those who move"
    )
    short = short_batch(plan)
    setting = labels.BRIEF["batch_setting"] if short else None
    told = bullets(short, setting, building_villages(plan), *year_notes(plan))
    parts = ["## 逐年安排 Year by year", markdown_table(header, rows), legend, "\n".join(told)]
    return "\n\n".join(filter(None, parts))


def _who_gains(plan: Plan) -> str:
    """Indicators now and after; those without data are left out."""
    rows = []
    told = rest_of(plan.indicators).dropna(subset=["now", "after"], how="all")
    for name, row in told.iterrows():
        pair = indicator_words(str(name))
        rows.append(
            (
                " ".join(pair),
                indicator_text(row, "now"),
                indicator_text(row, "after"),
                unit_words(row["unit"]),
            )
        )
    header = ("指标 Indicator", "现状 Now", "规划后 After", "单位 Unit")
    moments = [(labels.MAP["access_now"], ["now"]), (labels.MAP["access_after"], ["after"])]
    notes = "\n".join(bullets(access_index(plan), speeds_assumed(plan)))
    parts = ["## 谁受益 Who gains", markdown_table(header, rows), notes,
             in_time(plan.indicators, moments)]  # fmt: skip
    return "\n\n".join(filter(None, parts))


def _townships(plan: Plan) -> str:
    """Gains and money per township."""
    towns = plan.townships
    counts = ["people", "people_connected_now", "people_connected_after", "projects"]
    rows = zip(
        towns["name"],
        *(towns[column].map("{:,.0f}".format) for column in counts),
        towns["km"].map("{:.1f}".format),
        towns["cost_yuan"].map(in_wan),
        towns["households_moving"].map("{:,.0f}".format),
        strict=True,
    )
    header = ("乡镇 Township", "人口 People", "现通 Now", "后通 After", "项目 Roads", "km", "万元 Cost",
              "搬迁户 Move")  # fmt: skip
    note = "现通/后通 = 通硬化路人口 people with an all-weather road; 万元 = 10,000 yuan"
    return f"## 各乡镇 Townships\n\n{markdown_table(header, rows)}\n\n{note}"


def _left_out(plan: Plan) -> str:
    """How many roads, villages and groups are left out, by reason."""
    parts = ["## 未列入及原因 What is left out and why"]
    for layer, (zh, en, words, _) in LEFT_OUT.items():
        counts = _left_out_counts(plan, layer)
        lines = [f"- {count}：{words[code][0]}  \n  {words[code][1]}" for code, count in counts]
        if lines:
            parts.append("\n".join([f"**{zh} {en}**", "", *lines]))
        if layer == "projects":
            parts.append("\n".join(_rules(plan)))
    return "\n\n".join(filter(None, parts))


def _rules(plan: Plan) -> list[str]:
    """What the county's own rules keep out, and where they are set."""
    gated = gate(plan)
    return bullets(gated, labels.BRIEF["gate_setting"] if gated else None, library(plan))


def _left_out_counts(plan: Plan, layer: str) -> list[tuple[str, int]]:
    """Reasons of what is left out with their counts, most frequent first."""
    *_, served = LEFT_OUT[layer]
    reasons = [code for code in getattr(plan, layer)["reason"] if code not in served]
    return sorted(Counter(reasons).items(), key=lambda item: (-item[1], item[0]))


def _asked_for(plan: Plan) -> str:
    """What the meeting asked for, in words, and what it costs."""
    lines = bullets(*lock_words(plan))
    heading = f"## {' '.join(labels.LOCK_COSTS['title'])}"
    return "\n".join([heading, "", *lines]) if lines else ""


def bullets(*notes: labels.Pair | None) -> list[str]:
    """Notes as points of a list, the English under the 中文."""
    return [f"- {one_line(note[0])}  \n  {one_line(note[1])}" for note in notes if note]


def _how_good(plan: Plan) -> str:
    """The bound in words, then each objective with its bound."""
    table = plan.objectives
    rows = zip(
        (" ".join(labels.OBJECTIVES[str(name)]) for name in table.index),
        table["value"].map("{:,.0f}".format),
        table["bound"].map(bound_text),
        table["gap"].map(lambda gap: f"{gap:.2%}" if math.isfinite(gap) else "—"),
        (" ".join(labels.STATUS[status]) for status in table["status"]),
        strict=True,
    )
    header = ("目标 Objective", "方案 Plan", "界限 Bound", "差距 Gap", "状态 Status")
    words = f"{plan.about['statement']}  \n{plan.about['statement_en']}"
    given = "  \n".join(labels.LISTS["given"])
    parted = "\n".join(bullets(parted_villages(plan)))
    told = filter(None, [words, markdown_table(header, rows), given, parted, _beside(plan)])
    return "\n\n".join(["## 方案有多好 How good the plan is", *told])


def _beside(plan: Plan) -> str:
    """What other ways of planning make of the same money."""
    table = rivals_table(plan)
    title = "同样的钱、同样的规则，换别的做法 The same money and rules, planned otherwise"
    return f"{title}\n\n{table}" if table else ""


def _remarks(plan: Plan) -> str:
    """What is not known of the data, and how to get advice on it."""
    told = bullet_list("## 数据说明 What more data would add", plan.about["remarks"])
    advice = "  \n".join(labels.BRIEF["data_advice"])
    return f"{told}\n\n{advice}" if told else ""


def _chosen(layer: pd.DataFrame, chosen: "pd.Series[bool]", columns: list[str]) -> dict[str, Any]:
    """Chosen rows of a layer by id."""
    rows = layer.loc[chosen.astype(bool), columns].sort_index()
    return {str(row_id): row.to_dict() for row_id, row in rows.iterrows()}


def records(table: pd.DataFrame, index: str | None = None) -> list[dict[str, Any]]:
    """Rows of a table, with its index as a column when named."""
    rows = table.rename_axis(index).reset_index() if index else table
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False)]


def _plain(value: Any) -> Any:
    """Value as JSON knows it: no numpy types, no infinities, no missing markers."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, str | bool | None):
        return value
    if pd.isna(value):
        return None
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float):
        return number if math.isfinite(number) else None
    return number if isinstance(number, int) else str(number)
