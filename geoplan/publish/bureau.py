"""Plan -> a bureau's own list: its headings, units and words, in its own workbook where it has one."""

import math
from pathlib import Path

import pandas as pd

from geoplan.bureau import STAKE_FORM, YEARS, Bureau, Entry, near_words
from geoplan.errors import ConfigError
from geoplan.programme.list_rows import one_row
from geoplan.programme.plan import Plan
from geoplan.publish.csv_file import write_csv
from geoplan.publish.payments import fund_names, payments_by_fund, wan
from geoplan.publish.project_list import IMPORT, list_rows, list_title, once
from geoplan.publish.sheets import assumed_money, assumed_note, assumed_sentence
from geoplan.publish.template import fill_template
from geoplan.publish.workbook import A3, YEAR, add_sheet, new_workbook, save_workbook
from geoplan.schema.findings import MOST_IDS
from geoplan.units import DECIMALS

KINDS = (".xlsx", ".csv")
"""Files that a list can be written to."""
PLAIN_NUMBERS = ("number", *YEARS)
"""Columns of numbers that have no unit."""


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
        What whoever sends the list should know: assumed money, years and lengths that can be taken
        for others, and what of the bureau's own workbook could not be kept.

    Raises
    ------
    ConfigError
        The file cannot be written or is of another kind, or ``bureau.toml`` names unknown funds.
    LayerError
        The bureau's own workbook cannot be read or lacks headings.
    """
    _check_target(path, bureau.template if bureau else None)
    bureau = bureau or Bureau.model_validate({"columns": IMPORT})
    rows = bureau_rows(plan, bureau)
    try:
        lost, totals = _write(plan, path, rows, bureau)
    except OSError as error:
        raise ConfigError(
            f"{path}: 无法写入 cannot be written ({error}). 请关闭正在打开的文件，或换一个文件 Close "
            "it where it is open, or choose another file."
        ) from error
    return [
        *_assumed(plan, bureau),
        *_years_apart(rows, bureau),
        *_counted_twice(rows, bureau, totals),
        *lost,
    ]


def _write(
    plan: Plan, path: Path, rows: pd.DataFrame, bureau: Bureau
) -> tuple[list[str], list[str]]:
    """Write the list; what of a template could not be kept or filled in, and totals that were."""
    table = bureau_table(rows, bureau)
    formats = {name: _number_format(entry) for name, entry in bureau.columns.items()}
    if path.suffix.lower() == ".csv":
        write_csv(table, path, formats=formats)
    elif bureau.template is None:
        _write_workbook(plan, path, table, formats, bureau)
    else:
        return fill_template(
            bureau.template,
            path,
            table,
            total=_total(rows, bureau),
            formats=formats,
            sheet=bureau.sheet,
            first_row=bureau.first_row,
        )
    return [], []


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
    return cells if entry.factor == 1 else (cells * entry.factor).round(6)


def _total(rows: pd.DataFrame, bureau: Bureau) -> dict[str, float]:
    """Sums under the bureau's headings, in its units: money, and the length of each project once."""
    counted = {name: entry for name, entry in bureau.columns.items()
               if entry.fund or entry.column in ("cost_wan", "subsidy_wan", "length_km")}  # fmt: skip
    return {
        name: round(
            round((once(rows) if entry.column == "length_km" else rows)[entry.key].sum(), 3)
            * entry.factor,
            6,
        )
        for name, entry in counted.items()
    }


def _stake(stake_km: float) -> str:
    """Stake as K3+200."""
    km, metres = divmod(round(stake_km * 1000), 1000)
    return f"K{km}+{metres:03}"


def _number_format(entry: Entry) -> str:
    """Number format of a column, in any unit as fine as in ours; text has none."""
    if entry.column in PLAIN_NUMBERS:
        return YEAR
    ours = entry.our_unit
    if ours not in DECIMALS or entry.written_unit == STAKE_FORM:
        return "General"
    least = DECIMALS[ours] if ours == "万元" else 0  # 元 to the fen
    decimals = max(least, DECIMALS[ours] - round(math.log10(entry.factor)))
    return f"#,##0.{'0' * decimals}".rstrip(".") + "_ "


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


def _counted_twice(rows: pd.DataFrame, bureau: Bureau, totals: list[str]) -> list[str]:
    """Say that a sum of lengths would count a project for each of its stages; our totals do not."""
    lengths = [name for name, entry in bureau.columns.items()
               if entry.column == "length_km" and name not in totals]  # fmt: skip
    projects = rows.index.get_level_values(0)
    if not lengths or projects.is_unique:
        return []
    return [
        f"“{lengths[0]}”在路基、路面两行各写一次，合计会重复 the length stands in both rows of a project, a sum "
        f"counts it twice: {projects.duplicated().sum()} 个项目 project(s). 每个项目一行请写 For one row per "
        'project, write: stages = "合并"'
    ]


def _years_apart(rows: pd.DataFrame, bureau: Bureau) -> list[str]:
    """Say which of two years stands for a project, where the list shows only one."""
    titles = {entry.column: name for name, entry in bureau.columns.items()}
    later = rows[rows["start_year"] < rows["finish_year"]]
    if "project_year" not in titles or "finish_year" in titles or later.empty:
        return []
    ids = ", ".join(later["project_id"][:MOST_IDS]) + (", …" if len(later) > MOST_IDS else "")
    return [
        f"“{titles['project_year']}”写的是路基那年，路面在后一年或更晚 is the year of the subgrade; the surface comes in "
        f"a later year, and amounts are of both: {len(later)} 个项目，金额含两个阶段 project(s): {ids}. "
        f'要写完工那年 For the year in which it is finished, write: "{titles["project_year"]}" = "计划完工年"; '
        '路基、路面各写一行，同 project_list.xlsx For a row each, as there: stages = "分开"'
    ]


def _assumed(plan: Plan, bureau: Bureau) -> list[str]:
    """Say that money is assumed, and where the bureau's own workbook does not say so."""
    sentence = assumed_sentence(plan, "project")
    if sentence is None:
        return []
    notes = [" ".join(sentence)]
    if bureau.template and all(entry.column != "remark" for entry in bureau.columns.values()):
        notes.append('表中没有写明：局里的表有备注列的，在 bureau.toml 加一行；没有的，把上面这句写在表下 Their form does '
                     'not say so: where it has remarks, add a line "备注" = "备注" to bureau.toml; else write the '
                     'sentence above below the table')  # fmt: skip
    return notes


def _write_workbook(
    plan: Plan, path: Path, table: pd.DataFrame, formats: dict[str, str], bureau: Bureau
) -> None:
    """Write the list as a workbook of its own."""
    marks = "".join(f"【{mark}】" for mark in assumed_money(plan, "project"))
    book = new_workbook()
    add_sheet(
        book, bureau.sheet or "项目清单", table, formats=formats, paper=A3,
        title=bureau.title + marks if bureau.title else list_title(plan),
        notes=assumed_note(plan, "project"),
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
