"""The sheet 进度 of a list, on which an office says how far each row is."""

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from geoplan.bureau import COLUMNS, PROGRESS, PROGRESS_SHEET
from geoplan.publish import labels
from geoplan.publish.sheets import FORMATS
from geoplan.publish.workbook import add_sheet

DAY = "yyyy-mm-dd"
WIDTHS = {"started_on": 14, "finished_on": 14, "confirmed_by": 14, "photo_file": 22}
"""Of the columns to be filled in [half-width characters]."""


def add_progress_sheet(
    book: Workbook, known: pd.DataFrame, *, title: str, how: str, begins: bool = True
) -> None:
    """Add the sheet 进度: every row planned, days, names and photos blank.

    Parameters
    ----------
    book
        Workbook that receives the sheet.
    known
        What tells the rows apart, under its headings.
    title, how
        First row, and how to fill the sheet in.
    begins
        Whether a row has a day on which it began.
    """
    states = [pair[0] for pair in labels.PROGRESS_STATES.values()]
    asked = [name for name in PROGRESS if begins or name != "started_on"]
    blank = {COLUMNS[name].zh: pd.Series(None, known.index, dtype="str") for name in asked}
    table = known.assign(**blank | {COLUMNS["status"].zh: states[0]})
    sheet = add_sheet(book, PROGRESS_SHEET, table, formats=FORMATS, intro=[how], title=title)
    if table.empty:
        return
    last = len(table) + 3
    letters = {name: get_column_letter(len(known.columns) + n) for n, name in enumerate(asked, 1)}
    choice = DataValidation("list", formula1=f'"{",".join(states)}"', allow_blank=True)
    told = labels.filled(labels.PROGRESS["choose"][0], states="、".join(states))
    choice.errorTitle, choice.error = COLUMNS["status"].zh, told
    sheet.add_data_validation(choice)
    choice.add(f"{letters['status']}4:{letters['status']}{last}")
    for name in asked[1:]:
        sheet.column_dimensions[letters[name]].width = WIDTHS[name]
        for (cell,) in sheet[f"{letters[name]}4:{letters[name]}{last}"]:
            cell.number_format = DAY if name.endswith("_on") else cell.number_format
