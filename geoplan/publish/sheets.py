"""What the lists and notices share: titles, number formats, names, who pays, totals.

Money is in 万元 with two decimals; since a plan's payments are multiples of 100 yuan, nothing is
rounded and every split adds up.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.naming import marks
from geoplan.publish.payments import assumed_funds, fund_names, payments_by_fund, wan
from geoplan.publish.workbook import MONEY, STAKE, WHOLE, YEAR

FORMATS = (
    dict.fromkeys(("序号", "项目年份", "计划开工年", "计划完工年", "年份"), YEAR)
    | dict.fromkeys(("起点桩号", "止点桩号", "里程(km)", "里程(公里)"), STAKE)
    | dict.fromkeys(
        ("土地收入占比", "投资(万元)", "补助测算(万元)", "补助(万元)", "配套设施(万元)", "建设费(万元)", "补助金额(元)",
         "配套和平整(万元)", "搬迁补助(万元)", "合计(万元)", "金额(万元)"), MONEY
    )
    | dict.fromkeys(
        ("户数", "人口", "家庭人口", "受威胁户数", "受威胁人口", "容量(户)", "安置户数", "安置人口",
         "现到地时间(分钟)", "搬后到地时间(分钟)"), WHOLE
    )
)  # fmt: skip
"""Number format under each heading of the lists and notices."""


MOST_HAZARDS = 8
"""Hazards told in one cell."""
ROUNDING_KM = 0.002
"""Stakes and length that differ by no more differ by rounding [km]."""


def heading(plan: Plan, what: str, *marks: str) -> str:
    """Title of a sheet: county, years, what it lists, and marks such as 内部使用."""
    if plan.about["made_up"]:
        marks = (*marks, labels.MAP["made_up"][0])
    return f"{plan.name}{year_span(plan)}年{what}" + "".join(f"【{mark}】" for mark in marks)


def assumed_money(plan: Plan, *kinds: str) -> list[str]:
    """Mark of a title where funds with an assumed ceiling pay for some kinds of things."""
    return [labels.LISTS["assumed_money"][0]] if assumed_funds(plan, kinds) else []


def assumed_sentence(plan: Plan, *kinds: str) -> labels.Pair | None:
    """The same in a sentence with the names of those funds, in 中文 and English."""
    names = "、".join(assumed_funds(plan, kinds).values())
    chinese, in_english = labels.LISTS["assumed_note"]
    if not names:
        return None
    return labels.filled(chinese, funds=names), labels.filled(in_english, funds=names)


def assumed_note(plan: Plan, *kinds: str) -> list[str]:
    """The sentence as a note below a sheet."""
    told = assumed_sentence(plan, *kinds)
    return [told[0]] if told else []


def year_span(plan: Plan) -> str:
    """First and last year of the batch: 2027—2028."""
    first, last = plan.years[0], plan.years[-1]
    return str(first) if first == last else f"{first}—{last}"


def project_names(plan: Plan, projects: pd.DataFrame) -> "pd.Series[str]":
    """Name of each project (id a column here): of its road, else the route code, else the id.

    Of projects with one name each says what parts it from the others, as on the map.
    """
    known = plan.projects
    ids = known.index.to_series().astype("str")
    names = known["name"].fillna(known["route_code"]).fillna(ids).astype("str")
    apart = marks(replace(plan, projects=known.assign(name=names)), "project")
    mark = {one: f"（{apart[one][0]}）" if one in apart else "" for one in ids}
    told = names + ids.map(mark).astype("str")
    whole = told.mask(told.duplicated(keep=False), told + "（" + ids + "）")
    return projects["id"].map(whole).astype("str")


def several_routes(plan: Plan, projects: "pd.Series[str]") -> "pd.Series[str]":
    """All route codes of projects that lie on several, the longest first; missing elsewhere."""
    along = plan.roads.groupby(["project_id", "route_code"])["length_m"].sum().reset_index()
    along = along.sort_values(
        ["project_id", "length_m", "route_code"], ascending=[True, False, True]
    )
    codes = along.groupby("project_id")["route_code"]
    return projects.map(codes.agg("、".join)[codes.size() > 1]).astype("str")


def lengths_km(plan: Plan, projects: pd.DataFrame) -> "pd.Series[float]":
    """Length of each project (id a column here) as lists tell it: to the metre [km].

    It is that of the stakes where it differs from the drawn one by rounding alone.
    """
    drawn_km = (projects["length_m"] / 1000).round(3)
    between_km = (projects["end_km"].round(3) - projects["start_km"].round(3)).abs().round(3)
    rounded = (between_km - drawn_km).abs() <= ROUNDING_KM
    return drawn_km.mask(rounded & several_routes(plan, projects["id"]).isna(), between_km)


def words(codes: pd.Series, table: dict[str, tuple[str, str]]) -> pd.Series:
    """Chinese words of a column of codes, on the same index."""
    return codes.map({code: pair[0] for code, pair in table.items()})


def hazard_words(plan: Plan, ids: "pd.Series[str]") -> "pd.Series[str]":
    """Hazards in one cell (ids joined by ";") in Chinese words, at most ``MOST_HAZARDS`` of them.

    On the same index; missing where there is none.
    """
    kind = words(plan.hazards["kind"], labels.HAZARD_KINDS)
    danger = words(plan.hazards["hazard_class"].astype(int).astype("str"), labels.HAZARD_CLASSES)
    what = (kind.index + " " + kind + "（" + danger + "）").to_dict()

    def told(cell: str) -> str | None:
        """One cell in words."""
        some = cell.split(";") if cell else []
        more = f"等 {len(some)} 处" if len(some) > MOST_HAZARDS else ""
        return "、".join(what.get(one, one) for one in some[:MOST_HAZARDS]) + more or None

    return pd.Series([told(cell) for cell in ids.fillna("")], index=ids.index, dtype="str")


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


def fund_columns(plan: Plan, kind: str, rows: pd.Index, *, taken: Iterable[str]) -> pd.DataFrame:
    """Payments by fund under the funds' names [万元]; rows numbered from 0.

    Parameters
    ----------
    plan
        Finished plan.
    kind, rows
        As in ``payments_by_fund``.
    taken
        Headings that stand beside them: a fund of the same name is told apart.
    """
    headings = set(taken)
    names = {
        fund: f"{name}（资金）" if name in headings else name
        for fund, name in fund_names(plan).items()
    }
    split = payments_by_fund(plan, kind, rows)
    return split.rename(columns=names).apply(wan).reset_index(drop=True)


def sums(label: str, table: pd.DataFrame, headings: Iterable[str]) -> list[object]:
    """Total row: the label, then sums under the given headings and of 户 and 人."""
    summed = {*headings, "户数", "人口", "受威胁户数", "受威胁人口"} & set(table.columns)
    totals = [round(table[c].sum(), 2) if c in summed else None for c in table.columns]
    return [label, *totals[1:]]
