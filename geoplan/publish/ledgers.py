"""The sheet 乡簿: a township's natural villages, a line each."""

from copy import copy

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.programme.plan import Plan
from geoplan.publish.labels import REGISTERS, SEASONS, SERVICES, VILLAGE_REASONS, filled
from geoplan.publish.minutes import told_cells
from geoplan.publish.payments import without_geometry
from geoplan.publish.sheets import FORMATS, project_names, words
from geoplan.publish.workbook import A3, WHOLE, add_sheet

WAYS = ("township_seat", "school", "clinic")
"""Services to which a ledger tells the minutes, as far as the county knows the places."""
STATES = tuple((season, when) for season in ("dry", "wet") for when in ("now", "after"))
COUNTS = ("户数", "人口", "受威胁户数", "受威胁人口", "搬迁户数")


def village_facts(plan: Plan) -> pd.DataFrame:
    """Natural villages with what their groups and roads add, in the order of the books.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Columns of ``plan.villages`` without geometry (a name that is missing is the id; minutes as
        ``minutes.told_cells``), and threatened_households, threatened_people, moves (which site in which year, in words), roads
        (names of the projects on its way that the plan paves), told (the reason in words, with the
        year of the road). By administrative village, then name, then id.
    """
    villages = without_geometry(plan.villages)
    villages = villages.assign(
        name=villages["name"].fillna(villages.index.to_series()),
        admin_village_name=villages["admin_village_name"].fillna(villages["admin_village_id"]),
        **told_cells(plan, plan.villages),
    )
    groups = plan.groups.groupby("village_id")
    threatened = groups[["threatened_households", "threatened_people"]].sum()
    reason = words(villages["reason"], VILLAGE_REASONS)
    villages = villages.join(threatened.reindex(villages.index, fill_value=0.0)).assign(
        moves=_moves(plan), roads=_roads(plan), told=_with_year(reason, villages["connected_year"])
    )
    by = ["admin_village_name", "admin_village_id", "name", "village_id"]
    return villages.rename_axis("village_id").sort_values(by)


def add_ledger(book: Workbook, tab: str, villages: pd.DataFrame, *, title: str, about: str) -> None:
    """Add the ledger of one township to a workbook.

    Parameters
    ----------
    book
        Workbook that receives the sheet.
    tab
        Name of the sheet.
    villages
        The township's, from ``village_facts``.
    title
        First row.
    about
        What the columns are, above them.
    """
    facts = {
        "建制村": villages["admin_village_name"],
        "自然村编号": villages.index.to_series(),
        "自然村": villages["name"],
        "户数": villages["households"],
        "人口": villages["people"],
        "受威胁户数": villages["threatened_households"],
        "受威胁人口": villages["threatened_people"],
        "搬迁户数": villages["moving_households"],
        "搬往": villages["moves"],
        "道路": villages["told"],
        "本批修的路": villages["roads"],
    }
    ways = [way for way in WAYS if f"minutes_{way}_dry_now" in villages]
    minutes = villages[[f"minutes_{way}_{s}_{when}" for way in ways for s, when in STATES]]
    names = [SEASONS[season][0][0] + REGISTERS[when][0] for season, when in STATES] * len(ways)
    table = pd.concat([pd.DataFrame(facts), minutes.set_axis(names, axis=1)], axis=1)
    total = [facts[name].sum() if name in COUNTS else None for name in facts]
    sheet = add_sheet(
        book, tab, table, formats=FORMATS | dict.fromkeys([*COUNTS, *names], WHOLE), paper=A3,
        title=title, intro=[about, " "],
        total=[REGISTERS["township"][0], *total[1:], *[None] * len(names)],
    )  # fmt: skip
    _add_bands(sheet, 3, len(facts), [SERVICES[way][0] for way in ways])


def _add_bands(sheet: Worksheet, row: int, facts: int, services: list[str]) -> None:
    """Turn the empty row above the header into one: to which service the minutes are."""
    sheet.unmerge_cells(start_row=row, start_column=1, end_row=row, end_column=sheet.max_column)
    sheet.cell(row, 1).value = None
    header = sheet.cell(row + 1, 1)
    for place, service in enumerate(services):
        first = facts + 1 + place * len(STATES)
        last = first + len(STATES) - 1
        cell = sheet.cell(row, first)
        cell.value = filled(REGISTERS["minutes_to"][0], service=service)
        cell.font, cell.fill = copy(header.font), copy(header.fill)
        cell.border, cell.alignment = copy(header.border), copy(header.alignment)
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    sheet.print_title_rows = f"{row}:{row + 1}"


def _moves(plan: Plan) -> "pd.Series[str]":
    """Where and when the groups of each village move, in words, by village_id."""
    moving = without_geometry(plan.groups[plan.groups["site_id"].notna()])
    moving = moving.groupby(["village_id", "year", "site_id"])["households"].sum().reset_index()
    sites = moving["site_id"].map(plan.sites["name"]).fillna(moving["site_id"])
    told = [
        filled(REGISTERS["moves"][0], year=year, site=site, n=round(n))
        for year, site, n in zip(moving["year"], sites, moving["households"], strict=True)
    ]
    return pd.Series(told, dtype="str").groupby(moving["village_id"]).agg("；".join)


def _roads(plan: Plan) -> "pd.Series[str]":
    """Names of the projects on each village's way that the plan paves, by village_id."""
    paved = plan.projects[plan.projects["surface_year"].notna()]
    names = project_names(plan, paved.assign(id=paved.index))
    way = plan.villages["way_projects"].fillna("").str.split(";").explode()
    way = way[way.isin(names.index)].map(names)
    return way.groupby(level=0, sort=False).agg(lambda roads: "；".join(dict.fromkeys(roads)))


def _with_year(reason: pd.Series, year: "pd.Series[int]") -> pd.Series:
    """Reasons in words, with the year in which the road comes."""
    dated = [
        filled(REGISTERS["connected"][0], reason=why, year=when)
        for why, when in zip(reason, year, strict=True)
    ]
    return reason.where(year.isna(), pd.Series(dated, index=reason.index))
