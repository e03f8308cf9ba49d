"""Plan -> a bureau's own list: its headings, units and words, in its own workbook where it has one."""

from pathlib import Path

import pandas as pd

from geoplan.bureau import STAKE_FORM, STAKES, Bureau, Entry, near_words
from geoplan.errors import ConfigError
from geoplan.programme.list_rows import one_row
from geoplan.programme.plan import Plan
from geoplan.publish.csv_file import write_csv
from geoplan.publish.payments import fund_names, payments_by_fund, wan
from geoplan.publish.project_list import import_table, list_rows
from geoplan.publish.sheets import FORMATS, heading
from geoplan.publish.template import fill_template
from geoplan.publish.workbook import (
    A3,
    MONEY,
    STAKE,
    WHOLE,
    YEAR,
    add_sheet,
    new_workbook,
    save_workbook,
)

KINDS = (".xlsx", ".csv")
"""Files that a list can be written to."""
UNIT_FORMATS = {"万元": MONEY, "元": MONEY, "千元": MONEY, "km": STAKE, "公里": STAKE, "千米": STAKE,
                "m": "0.0_ ", "米": "0.0_ "}  # fmt: skip
"""Number format of each unit."""
COUNT_FORMATS = dict.fromkeys(("number", "project_year", "start_year", "finish_year"), YEAR) | (
    dict.fromkeys(("households", "people"), WHOLE)
)


def export_list(plan: Plan, path: Path, *, bureau: Bureau | None = None) -> list[str]:
    """Write the project list of a plan as a bureau wants it.

    Parameters
    ----------
    plan
        Finished plan.
    path
        File to write, .xlsx or .csv; an earlier one is replaced.
    bureau
        From ``bureau.read_bureau``; the fourteen columns of the import sheet when absent.

    Returns
    -------
    list of str
        What of the bureau's own workbook could not be kept, and lengths that a sum counts twice.

    Raises
    ------
    ConfigError
        The file cannot be written or is of another kind, or ``bureau.toml`` names unknown funds.
    LayerError
        The bureau's own workbook cannot be read or lacks headings.
    """
    template = bureau.template if bureau else None
    _check_target(path, template)
    remarks: list[str] = []
    if bureau is None:
        table, formats = import_table(list_rows(plan)), FORMATS
    else:
        rows = bureau_rows(plan, bureau)
        remarks += _counted_twice(rows, bureau)
        table = bureau_table(rows, bureau)
        formats = {name: _number_format(entry) for name, entry in bureau.columns.items()}
    try:
        if path.suffix.lower() == ".csv":
            write_csv(table, path, formats=formats)
        elif bureau is not None and template is not None:
            remarks += fill_template(
                template,
                path,
                table,
                formats=formats,
                sheet=bureau.sheet,
                first_row=bureau.first_row,
            )
        else:
            _write_workbook(plan, path, table, formats, bureau)
    except OSError as error:
        raise ConfigError(
            f"{path}: 无法写入 cannot be written ({error}). 请关闭正在打开的文件，或换一个文件 Close "
            "it where it is open, or choose another file."
        ) from error
    return remarks


def bureau_rows(plan: Plan, bureau: Bureau | None) -> pd.DataFrame:
    """Rows of a bureau's list: our columns and units, its words, its way with stages.

    Parameters
    ----------
    plan
        Finished plan.
    bureau
        How the bureau wants it; None: as ``list_rows``.

    Returns
    -------
    DataFrame
        As ``list_rows``; a column "fund:a;b" per column of funds [万元]. Merged: one row per
        project, stage "whole" where it has both.

    Raises
    ------
    ConfigError
        ``bureau.toml`` names funds that the plan does not have.
    """
    rows = list_rows(plan)
    if bureau is None:
        return rows
    funds = _funds_of(plan, bureau)
    paid = payments_by_fund(plan, "project", rows.index.set_names(["id", "component"]))
    for entry in bureau.columns.values():
        if entry.fund is not None:
            named = dict.fromkeys(funds[fund] for fund in entry.fund)  # id and name may be one fund
            some = [fund for fund in named if fund in paid.columns]
            rows[str(entry.key)] = wan(paid[some].sum(axis=1)).to_numpy()
    if bureau.stages == "merged":
        rows = one_row(rows, rows.index.get_level_values(0))
        rows["number"] = range(1, len(rows) + 1)
    for entry in bureau.columns.values():
        if entry.column and entry.words:
            rows[entry.column] = rows[entry.column].replace(entry.words)
    return rows


def bureau_table(rows: pd.DataFrame, bureau: Bureau) -> pd.DataFrame:
    """Rows of ``bureau_rows`` under the bureau's headings, in its units."""
    columns = {name: _column(rows, entry) for name, entry in bureau.columns.items()}
    return pd.DataFrame(columns, index=rows.index).reset_index(drop=True)


def _column(rows: pd.DataFrame, entry: Entry) -> "pd.Series[float] | pd.Series[str] | str":
    """One column of the bureau's list."""
    if entry.text is not None:
        return entry.text
    if entry.key not in rows.columns:  # progress, which the bureau fills in
        return pd.Series(None, rows.index, dtype="str")
    cells = rows[entry.key]
    if entry.written_unit == STAKE_FORM:
        return cells.map(_stake, na_action="ignore").astype("str")
    return cells if entry.factor == 1 else (cells * entry.factor).round(2)


def _stake(stake_km: float) -> str:
    """Stake as K3+200."""
    km, metres = divmod(round(stake_km * 1000), 1000)
    return f"K{km}+{metres:03}"


def _number_format(entry: Entry) -> str:
    """Number format of a column; text has none."""
    if entry.column in COUNT_FORMATS:
        return COUNT_FORMATS[entry.column]
    if entry.column in STAKES and entry.written_unit in ("m", "米"):
        return WHOLE
    return UNIT_FORMATS.get(entry.written_unit, "General")


def _funds_of(plan: Plan, bureau: Bureau) -> dict[str, str]:
    """Fund id of each fund that the bureau's columns name."""
    funds = plan.funds.drop_duplicates("fund_id").drop_duplicates("name", keep=False)
    ids = {fund: fund for fund in fund_names(plan)}
    names = dict(zip(funds["name"], funds["fund_id"], strict=True)) | ids
    faults = [
        f"  - columns.{title}: 没有这项资金 no such fund: {fund!r}. 可写 Write one of: "
        f"{near_words(fund, [str(name) for name in names])}"
        for title, entry in bureau.columns.items()
        for fund in entry.fund or ()
        if fund not in names
    ]
    if faults:
        head = f"bureau.toml 有 {len(faults)} 处问题 has {len(faults)} problem(s):"
        raise ConfigError("\n".join([head, *faults]))
    return names


def _counted_twice(rows: pd.DataFrame, bureau: Bureau) -> list[str]:
    """Say that a sum of lengths would count a project for each of its stages."""
    lengths = [name for name, entry in bureau.columns.items() if entry.column == "length_km"]
    projects = rows.index.get_level_values(0)
    if not lengths or projects.is_unique:
        return []
    return [
        f"“{lengths[0]}”在路基、路面两行各写一次，合计会重复 the length stands in both rows of a project, a sum "
        f"counts it twice: {projects.duplicated().sum()} 个项目 project(s). 每个项目一行请写 For one row per "
        'project, write: stages = "合并"'
    ]


def _write_workbook(
    plan: Plan, path: Path, table: pd.DataFrame, formats: dict[str, str], bureau: Bureau | None
) -> None:
    """Write the list as a workbook of its own."""
    title, sheet = (bureau.title, bureau.sheet) if bureau else (None, None)
    book = new_workbook()
    add_sheet(
        book, sheet or "项目清单", table, formats=formats, paper=A3,
        title=title or heading(plan, "农村公路建设项目计划表"),
    )  # fmt: skip
    save_workbook(book, path)


def _check_target(path: Path, template: Path | None) -> None:
    """Refuse a file that cannot hold the list, or that is the bureau's own workbook."""
    if path.suffix.lower() not in KINDS or (template and path.suffix.lower() != ".xlsx"):
        wanted = ".xlsx" if template else " / ".join(KINDS)
        raise ConfigError(f"{path}: 应为 expected {wanted}. 请改 --out Change --out.")
    if template and path.resolve() == template:
        raise ConfigError(
            f"{path}: 不能覆盖模板 the template would be overwritten. 请换一个 --out Choose another --out."
        )
