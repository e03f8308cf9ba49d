"""The years after the batch: the sheet 展望, and what pages say of it. Not binding, and said so."""

import pandas as pd
from openpyxl import Workbook

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.markdown import markdown_table
from geoplan.publish.payments import wan
from geoplan.publish.sheets import FORMATS, heading, words
from geoplan.publish.workbook import A3, MONEY, add_sheet


def by_year(plan: Plan) -> pd.DataFrame:
    """What the outlook builds in each year.

    Returns
    -------
    DataFrame
        Index year; subgrades, surfaces, km (paved), people (newly connected), sites, households (that
        come to sites), wan (roads and opening of sites).
    """
    table = plan.outlook
    surface, site = table["stage"] == "surface", table["kind"] == "site"
    of_year = {
        "subgrades": (table["stage"] == "subgrade").groupby(table["year"]).sum(),
        "surfaces": surface.groupby(table["year"]).sum(),
        "km": table["length_m"].where(surface, 0.0).groupby(table["year"]).sum() / 1000,
        "people": table["people"].where(surface, 0.0).groupby(table["year"]).sum(),
        "sites": site.groupby(table["year"]).sum(),
        "households": table["households"].where(site, 0.0).groupby(table["year"]).sum(),
        "wan": table["cost_yuan"].groupby(table["year"]).sum() / 10_000,
    }
    years = plan.about["outlook"]["years"]
    return pd.DataFrame(of_year).reindex(years, fill_value=0.0)


def outlook_section(plan: Plan) -> str:
    """Section of the summary; empty without an outlook."""
    if "outlook" not in plan.about:
        return ""
    table = by_year(plan)
    header = (
        "年 Year", "路基 Subgrades", "路面 Surfaces", "铺面 Paved km", "新通 People", "安置点 Sites",
        "户 Households", "万元",
    )  # fmt: skip
    rows = zip(
        map(str, table.index), *(table[name].map("{:,.0f}".format) for name in ("subgrades", "surfaces")),
        table["km"].map("{:,.1f}".format),
        *(table[name].map("{:,.0f}".format) for name in ("people", "sites", "households")),
        table["wan"].map("{:,.2f}".format), strict=True,
    )  # fmt: skip
    zh, en = outlook_note(plan) or ("", "")
    title = " ".join(labels.LISTS["outlook_title"])
    return f"## {title}\n\n{zh}  \n{en}\n\n{markdown_table(header, rows)}"


def outlook_note(plan: Plan) -> labels.Pair | None:
    """What the years after the batch would bring, in one sentence; None without an outlook."""
    if "outlook" not in plan.about:
        return None
    told = plan.about["outlook"]
    table = by_year(plan).sum()
    facts = {
        "years": "—".join(dict.fromkeys(map(str, (told["years"][0], told["years"][-1])))),
        "km": f"{table['km']:,.1f}",
        "people": f"{table['people']:,.0f}",
        "households": f"{table['households']:,.0f}",
        "wan": f"{table['wan']:,.2f}",
    }
    assumed = labels.LISTS["outlook_assumed"] if told["assumed_money"] else ("", "")
    zh, en = labels.LISTS["outlook"]
    return labels.filled(zh, **facts) + assumed[0], labels.filled(en, **facts) + assumed[1]


def add_outlook(book: Workbook, plan: Plan) -> None:
    """Add the sheet 展望 to a workbook; nothing without an outlook."""
    note = outlook_note(plan)
    if note is None:
        return
    own = plan.outlook
    kinds = words(own["kind"], labels.LOCK_KINDS)
    table = pd.DataFrame({
        "年份": own["year"].array, "类别": kinds, "编号": own["id"],
        "名称": own["name"].fillna(own["id"]), "阶段": words(own["stage"], labels.COMPONENTS),
        "乡镇": own["township_name"], "里程": (own["length_m"] / 1000).round(3),
        "投资(万元)": wan(own["cost_yuan"]), "人口": own["people"].round(), "户数": own["households"].round(),
    })  # fmt: skip
    add_sheet(
        book, "展望", table, formats={**FORMATS, "投资(万元)": MONEY}, paper=A3, intro=[note[0]],
        title=heading(plan, labels.LISTS["outlook_title"][0], labels.MAP["internal"][0]),
    )  # fmt: skip
