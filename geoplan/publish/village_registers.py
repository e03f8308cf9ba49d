"""The sheet 村册: the registers of a township's natural villages, each on a page of its own."""

import math
from copy import copy

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.programme.plan import Plan
from geoplan.publish.labels import CONSENT, GROUP_REASONS, REGISTERS, filled
from geoplan.publish.payments import without_geometry
from geoplan.publish.sheets import FORMATS, words
from geoplan.publish.workbook import A4, POINTS, WHOLE, add_sheet, display_width, write_cell

COLUMNS = (
    "小组编号", "小组", "户编号", "户主", "户数", "人口", "受威胁户数", "是否同意", "安置点", "年份", "说明",
)  # fmt: skip
PAGE_INCHES, CHARACTER_INCHES = 10.8, 0.1
"""Width of a landscape A4 between its margins, and of a character of column width in the widest of
the usual fonts."""
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)


def register_rows(plan: Plan) -> pd.DataFrame:
    """Rows of all registers: households, and groups of which only counts are known.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        village_id and ``COLUMNS``. Households and people add up to those of the villages.
    """
    groups = without_geometry(plan.groups)
    households = without_geometry(plan.households).rename_axis("id")
    of = groups.reindex(households["group_id"]).set_index(households.index)
    threatened = households["threatened"].astype(bool) & (households["people"] > 0)
    homes = of.assign(
        group_id=households["group_id"],
        id=households.index,
        head=households["head_name"],
        households=1.0,
        people=households["people"],
        threatened_households=threatened.astype("float64"),
        consent=households["consent"],
    )
    counted = groups[~groups.index.isin(households["group_id"])].rename_axis("group_id")
    rows = pd.concat([homes, counted.reset_index().assign(id=None, head=None)], ignore_index=True)
    rows = rows.sort_values(["village_id", "group_id", "id"], ignore_index=True)
    safe = rows["reason"] == "not_threatened"
    columns = (
        rows["group_id"], rows["name"], rows["id"], rows["head"], rows["households"],
        rows["people"], rows["threatened_households"], words(rows["consent"], CONSENT),
        rows["site_id"].map(plan.sites["name"]), rows["year"],
        words(rows["reason"], GROUP_REASONS).mask(safe),
    )  # fmt: skip
    told = dict(zip(COLUMNS, columns, strict=True))
    return pd.DataFrame({"village_id": rows["village_id"], **told})


def add_registers(
    book: Workbook, tab: str, villages: pd.DataFrame, rows: pd.DataFrame, *, title: str
) -> None:
    """Add the registers of one township's villages to a workbook.

    Parameters
    ----------
    book
        Workbook that receives the sheet.
    tab
        Name of the sheet.
    villages
        The township's, from ``ledgers.village_facts``, in the order of the registers.
    rows
        Those of the villages, from ``register_rows``.
    title
        First row.
    """
    heads = pd.DataFrame({"village_id": villages.index})
    table = pd.concat([heads, rows], ignore_index=True)
    place = table["village_id"].map({village: n for n, village in enumerate(villages.index)})
    table = table.loc[place.sort_values(kind="stable").index].reset_index(drop=True)
    intro = [REGISTERS["registers_about"][0]]
    sheet = add_sheet(
        book, tab, table[[*COLUMNS]], title=title, intro=intro,
        formats=FORMATS | {"户数": WHOLE},
    )  # fmt: skip
    starts = table.index[~table["village_id"].duplicated()] + len(intro) + 3
    header = sheet.cell(len(intro) + 2, 1)
    for row, (village, facts) in zip(starts, villages.iterrows(), strict=True):
        _begin_register(sheet.cell(row, 1), _register_words(str(village), facts), header)
    sheet.row_breaks.brk = [Break(id=int(row) - 1) for row in starts[1:]]
    _print_at_scale(sheet)


def _register_words(village: str, facts: pd.Series) -> str:
    """What stands above a register: which village, how many people, its road, its moves."""
    return filled(
        REGISTERS["register"][0],
        admin=facts["admin_village_name"],
        village=facts["name"],
        id=village,
        households=round(facts["households"]),
        people=round(facts["people"]),
        threatened=round(facts["threatened_households"]),
        moving=round(facts["moving_households"]),
        road=facts["told"],
    )


def _begin_register(cell: Cell, text: str, like: Cell) -> None:
    """Write the heading of a register across all columns, in the letters of another cell."""
    sheet, row = cell.parent, cell.row
    write_cell(cell, text)
    cell.font, cell.fill, cell.alignment = copy(like.font), copy(like.fill), _LEFT
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
    across = sum(dimension.width for dimension in sheet.column_dimensions.values())
    lines = math.ceil(1.05 * display_width(text) / across)
    sheet.row_dimensions[row].height = (1.25 * lines + 0.6) * POINTS[A4]


def _print_at_scale(sheet: Worksheet) -> None:
    """Print all columns on one page by scale: fitted to a page, Excel ignores page breaks."""
    characters = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale = min(
        100, math.floor(100 * PAGE_INCHES / (CHARACTER_INCHES * characters))
    )
