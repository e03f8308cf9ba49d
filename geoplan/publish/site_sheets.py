"""Sheets of the relocation list about its sites: how they are, money, who comes, what to foresee."""

from dataclasses import replace

import numpy as np
import pandas as pd
from openpyxl import Workbook

from geoplan.programme.foreseen import DAILY, work_kind
from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.asking import to_ask
from geoplan.publish.far_from_land import far_from_land
from geoplan.publish.payments import paid_yuan, wan, without_geometry
from geoplan.publish.sheets import FORMATS, fund_columns, group_places, hazard_words, heading, words
from geoplan.publish.site_facts import problem_figures
from geoplan.publish.workbook import A3, MONEY, add_sheet
from geoplan.publish.works import works

WHOLE = (
    "使用率(%)",
    "宅基地(平方米/户)",
    "其中菜园圈舍(平方米)",
    "场地平整(元/户)",
    "进点道路(米)",
)
"""Columns of the sheet 安置点 without decimals."""
MEASURE = {"应对措施": "", "责任单位": "", "完成时限": ""}
"""Columns that the township fills in."""


def add_site_sheets(book: Workbook, plan: Plan) -> None:
    """Sheets 安置点, and where there is something in them 安置点资金, 来户, 到地远的小组, 问题与措施, 待征求意见.

    Parameters
    ----------
    book
        Workbook that receives the sheets.
    plan
        Finished plan.
    """
    internal = labels.MAP["internal"][0]
    add_sheet(
        book, "安置点", _sites(plan), formats=FORMATS, paper=A3,
        title=heading(plan, "安置点建设计划表", internal),
        notes=[labels.LISTS["of_sites"][0], "；".join(zh for zh, _ in labels.WHO_BUILDS.values())],
    )  # fmt: skip
    money = _money(plan)
    if len(money):
        add_sheet(
            book, "安置点资金", money, formats=FORMATS | dict.fromkeys(money.columns[5:], MONEY),
            title=heading(plan, "安置点资金和补助标准表", internal),
            total=["合计", *[None] * 4, *money[money.columns[5:]].sum().round(2)],
        )  # fmt: skip
    for name, table, title in (
        ("来户", _arrivals(plan), "安置点来户表"),
        ("到地远的小组", far_from_land(plan), "就近安置、到地仍超过半小时的小组"),
        ("问题与措施", _problems(plan), "安置点问题预判与应对措施表"),
        ("待征求意见", to_ask(plan), "搬迁待征求意见名单"),
    ):
        if len(table):
            add_sheet(book, name, table, formats=FORMATS, title=heading(plan, title, internal))


def _sites(plan: Plan) -> pd.DataFrame:
    """All sites, those that open first: the ground, use, road, services, money, and why or why not."""
    sites = without_geometry(plan.sites).rename_axis("id").sort_values(["year", "id"])
    opens = sites["year"].notna()
    coming = plan.groups.rename_axis("id").groupby("site_id")
    paid = {
        component: paid_yuan(plan, "group", component, plan.groups.index)
        .groupby(plan.groups["site_id"])
        .sum()
        .reindex(sites.index, fill_value=0.0)
        for component in ("site", "subsidy")
    }
    opening = sites["opening_cost_yuan"]
    capacity = sites["capacity_households"].where(sites["capacity_households"] > 0)
    connected = sites["connected_year"].astype("str") + " 年"
    columns = {
        "安置点编号": sites.index,
        "安置点": sites["name"],
        "乡镇": sites["township_name"],
        "安置方式": words(sites["mode"], labels.MODES),
        "建房方式": words(sites["building_mode"], labels.BUILDING_MODES),
        "年份": sites["year"],
        "容量(户)": capacity,
        "安置户数": sites["households_in"],
        "使用率(%)": (100 * sites["households_in"] / capacity).where(opens),
        "安置人口": sites["people_in"],
        "来自小组(个)": coming.size().reindex(sites.index).where(opens),
        "宅基地(平方米/户)": sites["plot_m2"],
        "其中菜园圈舍(平方米)": sites["yard_m2"],
        "平均坡度(度)": sites["slope_deg"].round(1),
        "场地平整(元/户)": sites["development_yuan_per_household"],
        "进点道路(米)": sites["access_road_m"],
        "通晴雨路": connected.where(sites["connected_year"].notna(), "不通")
        .mask(sites["connected_now"].astype(bool), "已通"),
        **_minutes(sites, ("after",)),
        "建设费(万元)": wan(opening.where(opens)),
        "配套和平整(万元)": wan(paid["site"].where(opens)),
        "搬迁补助(万元)": wan(paid["subsidy"].where(opens)),
        "合计(万元)": wan((opening + paid["site"] + paid["subsidy"]).where(opens)),
        "说明": _why(sites),
    }  # fmt: skip
    table = pd.DataFrame(columns).reset_index(drop=True)
    return table.assign(**{name: table[name].round() for name in WHOLE})


def _why(sites: pd.DataFrame) -> "pd.Series[str]":
    """Why each site opens or not: of one that is not suitable all reasons, and what lies on it."""
    told = words(sites["reason"], labels.SITE_REASONS)
    codes = sites["reasons"].str.split(";")
    barred = pd.Series(
        ["；".join(labels.SITE_REASONS[one][0] for one in some if one) for some in codes],
        index=sites.index,
        dtype="str",
    )
    objects = sites["hazard_ids"] + ";" + sites["exclusion_ids"]
    objects = objects.str.strip(";").str.replace(";", "、")
    barred = barred.mask(objects != "", barred + "（" + objects + "）")
    return told.mask(~sites["suitable"].astype(bool) & (sites["reasons"] != ""), barred)


def _minutes(places: pd.DataFrame, when: tuple[str, ...]) -> dict[str, "pd.Series[float]"]:
    """Minutes to school, clinic and work in dry weather, under their headings, as far as known."""
    work = work_kind(places.columns)
    word = {"now": "现", "after": "搬后" if len(when) > 1 else ""}
    minutes = places.filter(regex="^minutes_").round()
    return {
        f"到{labels.SERVICES[kind][0]}(分钟){word[one]}": minutes[f"minutes_{kind}_dry_{one}"]
        for kind in (*DAILY, *([work] if work else []))
        for one in when
        if f"minutes_{kind}_dry_{one}" in places
    }


def _money(plan: Plan) -> pd.DataFrame:
    """What sites, moves and works cost in each year: for what, by which tariff, who pays.

    Sites come first, then who builds alone, then the hazards that are made safe.
    """
    of_moves = plan.payments["kind"].isin(["group", "site", "hazard"])
    payments, groups = plan.payments[of_moves], plan.groups
    of_group, of_hazard = (payments["kind"] == kind for kind in ("group", "hazard"))
    place = payments["id"].mask(of_group, payments["id"].map(groups["site_id"])).fillna("")
    poor = payments["id"].map(groups["need"]) == "poverty"
    what = np.select(
        [of_hazard, ~of_group, payments["component"] == "site", poor],
        ["works", "opening", "facilities", "poverty"],
        default="subsidy",
    )
    paid = payments.assign(
        part=np.select([of_hazard, place == ""], [2, 1], default=0),
        opens=place.map(plan.sites["year"]).astype(float).fillna(0.0),
        place=place,
        order=[list(labels.PAID_FOR).index(code) for code in what],
        what=what,
    )
    line = paid.groupby(["part", "opens", "place", "year", "order"]).ngroup()
    rows = paid.assign(line=line).drop_duplicates("line").sort_values("line")
    split = fund_columns(
        replace(plan, payments=paid.assign(kind="line", id=line)),
        "line",
        pd.Index(rows["line"]),
        taken=["安置点", "年份"],
    )
    lines = list(zip(rows["place"], rows["what"], rows["year"], strict=True))
    known = {
        "安置点编号": rows["place"].replace("", "—").to_numpy(),
        "安置点": [_place(plan, place, what) for place, what, _ in lines],
        "年份": rows["year"].array,
        "用途": words(rows["what"], labels.PAID_FOR).to_numpy(),
        "标准": [_tariff(plan, *line) for line in lines],
        "金额(万元)": split.sum(axis=1).round(2),
    }
    return pd.concat([pd.DataFrame(known), split], axis=1)


def _place(plan: Plan, place: str, what: str) -> str:
    """Name of a site, or of a hazard that is made safe; "" is who builds alone."""
    if what == "works":
        return f"{labels.MODES['protected'][0]}：{works(plan)[place].name[0]}"
    return str(plan.sites["name"][place]) if place else labels.MODES["dispersed"][0]


def _tariff(plan: Plan, site: str, what: str, year: int) -> str | None:
    """Rate and number of households or people of one line of money ("": who builds alone)."""
    if what == "works":
        made = works(plan)[site]
        facts = {"households": f"{made.households:,.0f}", "people": f"{made.people:,.0f}"}
        return labels.filled(labels.TARIFF["works"][0], **facts)
    rates = plan.about["settings"]["relocation"]
    moving = plan.groups[plan.groups["safe_year"].eq(year).fillna(False)]
    coming = moving[moving["site_id"] == site if site else moving["mode"] == "dispersed"]
    poor = coming["need"] == "poverty"
    if what == "opening":
        return None
    if what == "facilities":
        each_yuan = plan.sites["yuan_per_household"].to_dict()[site]
        return _rate("per_household", each_yuan / 1e4, coming["households"].sum())
    if what == "poverty":
        rate = rates[f"poverty_{'subsidy' if site else 'dispersed'}_wan_per_person"]
        people, keep = coming[["people", "uncleared_people"]][poor].sum()
        cleared = _rate("cleared", rates["poverty_cleared_wan_per_person"], people - keep)
        return f"{_rate('per_person', rate, people)}；{cleared}"
    rate = rates[f"{'' if site else 'dispersed_'}subsidy_wan_per_household"]
    return _rate("per_household", rate, coming["households"][~poor].sum())


def _rate(code: str, each_wan: float, number: float) -> str:
    """A rate times a number, in words."""
    return labels.filled(labels.TARIFF[code][0], wan=f"{each_wan:.2f}", n=f"{number:,.0f}")


def _arrivals(plan: Plan) -> pd.DataFrame:
    """Each group at its site: from where, its way to the land before and after, its money."""
    groups = without_geometry(plan.groups[plan.groups["site_id"].notna()]).rename_axis("id")
    groups = groups.sort_values(["site_id", "year", "id"])
    columns = {
        "安置点": groups["site_id"].map(plan.sites["name"]),
        "年份": groups["year"],
        "小组编号": groups.index,
        **group_places(plan, groups),
        "户数": groups["households"],
        "人口": groups["people"],
        "劳动力": groups["labour"],
        "土地收入占比": groups["land_income_share"].round(2),
        "离原住处(公里)": (groups["distance_m"] / 1000).round(1),
        "骑车到地(分钟)现": groups["farm_minutes_dry_now"].round(),
        "骑车到地(分钟)搬后": groups["farm_minutes_dry_after"].round(),
        "走路到地(分钟)现": groups["foot_farm_minutes_now"].round(),
        "走路到地(分钟)搬后": groups["foot_farm_minutes_after"].round(),
        "承包地(亩)": groups["farmland_mu"].round(1),
        "半小时以外(亩)现": groups["land_far_mu_now"].round(1),
        "半小时以外(亩)搬后": groups["land_far_mu_after"].round(1),
    }
    columns |= _minutes(groups, ("now", "after"))
    columns["补助(万元)"] = wan(paid_yuan(plan, "group", "subsidy", groups.index))
    columns["配套设施(万元)"] = wan(paid_yuan(plan, "group", "site", groups.index))
    return pd.DataFrame(columns).reset_index(drop=True)


def _problems(plan: Plan) -> pd.DataFrame:
    """Problems of each site in words, and empty columns for what is done about them."""
    told = plan.problems
    return pd.DataFrame(
        {
            "安置点编号": told["site_id"],
            "安置点": told["site_id"].map(plan.sites["name"]),
            "问题": [
                labels.filled(labels.PROBLEMS[code][0], figure=figure, of=of)
                for code, figure, of in map(
                    problem_figures, told["code"], told["figure"], told["of"]
                )
            ],
            "涉及小组": told["groups"].str.replace(";", "、"),
            "灾害点": hazard_words(plan, told["hazard_id"]),
        }
    ).assign(**MEASURE)
