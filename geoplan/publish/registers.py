"""Plan -> ``registers.xlsx``: the county's books in one workbook (村有册、乡有簿、县有库), internal.

The county's table has a line per township; each township has a ledger of its natural villages (乡簿)
and the registers of their households (村册). All is drawn from the plan: no office fills in a form.
"""

from collections.abc import Sequence
from copy import copy
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.programme.plan import Plan
from geoplan.publish.labels import MAP, REGISTERS, filled
from geoplan.publish.ledgers import add_ledger, village_facts
from geoplan.publish.minutes import speeds_assumed
from geoplan.publish.payments import wan
from geoplan.publish.sheets import FORMATS, heading
from geoplan.publish.village_registers import add_registers, register_rows
from geoplan.publish.workbook import MONEY, WHOLE, add_sheet, new_workbook, save_workbook

LONGEST_TAB = 31
"""What a spreadsheet takes as the name of a sheet [UTF-16 units]."""
LINK = "0563C1"
"""Colour of what leads to another sheet."""
NOT_IN_TABS = frozenset("[]:*?/\\'")
COUNTS = ("现通硬化路(人)", "规划后通硬化路(人)", "搬迁户数")
MONEYS = ("修路投资(万元)", "搬迁资金(万元)", "安置点(万元)")
BOOKS = ("ledger", "registers")


def write_registers(plan: Plan, folder: Path) -> None:
    """Registers, ledgers and the county's table as ``registers.xlsx``: internal.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        Existing folder that receives the file. Sheets: 目录 (a line per township, the county's
        totals, links), then per township 乡簿 (a line per natural village) and 村册 (its villages'
        registers, each on a page of its own: households, or groups where only counts are known).
    """
    book = new_workbook()
    villages, rows = village_facts(plan), register_rows(plan)
    assumed = speeds_assumed(plan)
    about = REGISTERS["ledger_about"][0] + (f"{assumed[0]}。" if assumed else "")
    townships = plan.townships["name"].fillna(plan.townships.index.to_series())
    tabs = {kind: tab_names(REGISTERS[kind][0], townships.to_list()) for kind in BOOKS}
    _add_contents(book, plan, villages, tabs)
    for number, (township, name) in enumerate(townships.items()):
        own = villages[villages["township_id"] == township]
        ledger, registers = (tabs[kind][number] for kind in BOOKS)
        add_ledger(book, ledger, own, title=_title(plan, "ledger_title", name), about=about)
        add_registers(
            book, registers, own, rows[rows["village_id"].isin(own.index)],
            title=_title(plan, "registers_title", name),
        )  # fmt: skip
        for tab in (ledger, registers):
            _link(book[tab], 1, 1, REGISTERS["contents"][0])
    save_workbook(book, folder / "registers.xlsx")


def tab_names(kind: str, names: Sequence[str]) -> list[str]:
    r"""Names of sheets: what they are, a number that tells them apart, and the place's name.

    Parameters
    ----------
    kind
        What the sheets are: 乡簿, 村册.
    names
        Names of places, in order; any text.

    Returns
    -------
    list of str
        As a spreadsheet takes them: of characters that print, none of ``[]:*?/\'``, no two alike,
        at most 31 long.
    """
    tabs = []
    for number, name in enumerate(names, start=1):
        shown = "".join(
            letter if letter.isprintable() and letter not in NOT_IN_TABS else "_" for letter in name
        )
        units = f"{kind}{number:02d} {shown}".encode("utf-16-le")[: 2 * LONGEST_TAB]
        tabs.append(units.decode("utf-16-le", "ignore").strip())
    return tabs


def _title(plan: Plan, code: str, township: str) -> str:
    """Title of a township's sheet: county, years, what it is, 内部使用."""
    return heading(plan, filled(REGISTERS[code][0], township=township), MAP["internal"][0])


def _add_contents(
    book: Workbook, plan: Plan, villages: pd.DataFrame, tabs: dict[str, list[str]]
) -> None:
    """Add the sheet 目录: a line per township with links to its sheets, and the county's totals."""
    table = county_table(plan, villages)
    summed = table.columns[1:]
    sums = table[summed].sum()
    sums["里程(km)"] = plan.townships["km"].sum()  # as other lists have it, not of rounded rows
    for kind in BOOKS:
        table[REGISTERS[kind][0]] = REGISTERS[kind][0]
    intro = [REGISTERS["about"][0]]
    sheet = add_sheet(
        book, REGISTERS["contents"][0], table,
        formats=FORMATS | dict.fromkeys(COUNTS, WHOLE) | dict.fromkeys(MONEYS, MONEY),
        title=heading(plan, "搬迁和修路总表（县库）", MAP["internal"][0]), intro=intro,
        total=[REGISTERS["county"][0], *sums.round(3), *[None] * len(BOOKS)],
    )  # fmt: skip
    header = len(intro) + 2
    for column, kind in enumerate(BOOKS, start=len(summed) + 2):
        for row, tab in enumerate(tabs[kind], start=header + 1):
            _link(sheet, row, column, tab)
            font = copy(sheet.cell(row, column).font)
            font.color, font.underline = LINK, "single"
            sheet.cell(row, column).font = font


def county_table(plan: Plan, villages: pd.DataFrame) -> pd.DataFrame:
    """Figures of each township whose columns add up to the county's.

    Parameters
    ----------
    plan
        Finished plan.
    villages
        From ``village_facts``.

    Returns
    -------
    DataFrame
        Rows as ``plan.townships``; the columns are headings. Money of roads and sites is counted
        where they lie, that of moves where the people leave [万元].
    """
    townships, by = plan.townships, villages.groupby("township_id")
    places = {
        "project": plan.projects["township_id"],
        "group": plan.groups["village_id"].map(plan.villages["township_id"]),
        "site": plan.sites["township_id"],
    }
    paid = [
        _paid_by_township(plan, kind, places[kind]).reindex(townships.index, fill_value=0.0)
        for kind in places
    ]
    people = by[["households", "people", "threatened_households", "threatened_people"]].sum()
    people = people.reindex(townships.index, fill_value=0.0)
    return pd.DataFrame(
        {
            "乡镇": townships["name"].fillna(townships.index.to_series()),
            "建制村": by["admin_village_id"].nunique(),
            "自然村": by.size(),
            "户数": people["households"],
            "人口": people["people"],
            "现通硬化路(人)": townships["people_connected_now"],
            "规划后通硬化路(人)": townships["people_connected_after"],
            "受威胁户数": people["threatened_households"],
            "受威胁人口": people["threatened_people"],
            "搬迁户数": townships["households_moving"],
            "修路项目": townships["projects"],
            "里程(km)": townships["km"].round(3),
            **dict(zip(MONEYS, map(wan, paid), strict=True)),
        },
        index=townships.index,
    ).reset_index(drop=True)


def _paid_by_township(plan: Plan, kind: str, township: "pd.Series[str]") -> "pd.Series[float]":
    """What is paid for one kind of thing [yuan], by township_id of the thing."""
    payments = plan.payments[plan.payments["kind"] == kind]
    return payments["amount_yuan"].groupby(payments["id"].map(township)).sum()


def _link(sheet: Worksheet, row: int, column: int, tab: str) -> None:
    """Make a cell lead to another sheet of the workbook."""
    cell = sheet.cell(row, column)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{tab}'!A1", display=cell.value)
