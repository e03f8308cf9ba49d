"""The office's own list of road projects: a workbook or CSV to one table, row by row.

Nothing is matched to a plan here, and no row is refused: what cannot be read stays visible as text.
"""

import re
from pathlib import Path

import pandas as pd

from geoplan.errors import LayerError
from geoplan.readers.columns import half_width, known_names, match
from geoplan.readers.files import check_table, read_file
from geoplan.readers.personal import drop_personal
from geoplan.schema import Column, Layer

LIST = Layer(
    "project_list", "项目清单", "projects of a bureau, one row per project or per stage of one", (),
    (
        Column("project_id", "id", "项目编号", "id in a plan", ranked=True,
               aliases=("项目编号", "项目ID", "项目编码", "xmbm")),
        Column("name", "text", "项目名称", "name of the project or its road", ranked=True,
               aliases=("项目名称", "路线名称", "道路名称", "xmmc", "lxmc")),
        Column("route_code", "text", "路线编码", "code of the road", ranked=True,
               aliases=("路线编码", "路线编号", "lxbm")),
        Column("start_km", "number", "起点桩号", "start stake", "km", ranked=True,
               aliases=("起点桩号", "qdzh")),
        Column("end_km", "number", "止点桩号", "end stake", "km", ranked=True,
               aliases=("止点桩号", "终点桩号", "讫点桩号", "zdzh")),
        Column("finish_year", "text", "计划完工年", "year in which it is finished", ranked=True,
               aliases=("计划完工年", "完工年", "完工年份", "jhwgn")),
        Column("start_year", "text", "计划开工年", "year in which it begins", ranked=True,
               aliases=("计划开工年", "开工年", "开工年份", "jhkgn")),
        Column("project_year", "text", "项目年份", "year of the programme", ranked=True,
               aliases=("项目年份", "计划年份", "计划年度", "实施年度", "年份", "年度", "xmnf")),
        Column("cost_wan", "number", "投资", "investment", "万元", ranked=True,
               aliases=("投资", "总投资", "投资额", "ztz")),
    ),
)  # fmt: skip
YEARS = ["finish_year", "start_year", "project_year"]
"""What says the year of a row: the first of these that is filled in."""
NAMES = ["project_id", "route_code", "name"]
"""What says which project a row means."""
SUBGRADE = re.compile(r"[（(]路基[)）]\s*$")
"""End of the name of a row that is about the subgrade alone."""
STAGE = re.compile(r"[（(]路[基面][)）]\s*$")
YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0+|年.*|[-/.]\d{1,2}(?:[-/.]\d{1,2}.*)?)?")
STAKE = re.compile(r"[Kk](\d+)\+(\d{1,3}(?:\.\d+)?)")
TOTAL = re.compile(r"(合|总|小)\s*计.*")


def read_project_list(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Rows of a list of projects.

    Parameters
    ----------
    path
        Workbook (first sheet) or CSV: a header row with the bureau's columns, titles above it
        allowed; rows of totals are passed over.

    Returns
    -------
    DataFrame
        Index row (as the sheet numbers it); project_id, name (without the stage), route_code,
        start_km, end_km, cost_wan (NaN where blank or unreadable), year (Int64, missing where
        blank or unreadable), year_text (what stands there), subgrade_only (bool).
    list of str
        Remarks on columns that were dropped as personal.

    Raises
    ------
    LayerError
        The file is absent or unreadable, has no column that says which project or none with the year, or
        no row.
    """
    check_table(path, option="--official")
    raw, remarks = drop_personal(read_file(path, known=known_names(LIST)))
    found = match(LIST, map(str, raw.columns), {})
    _refuse_without(path, found)
    cells = pd.DataFrame({
        column.name: half_width(raw[found[column.name]].astype("str"))
        if column.name in found else pd.Series(None, raw.index, dtype="str")
        for column in LIST.columns
    })  # fmt: skip
    cells = cells.mask(cells == "")
    totals = raw.iloc[:, :3].astype("str").apply(lambda c: c.str.strip().str.fullmatch(TOTAL))
    cells = cells[~totals.fillna(False).any(axis=1) & cells.notna().any(axis=1)]
    if cells.empty:
        raise LayerError(f"{path}: 没有项目行 no row names a project. 请在表头下填写 Fill rows in.")
    text = cells[YEARS].bfill(axis=1)[YEARS[0]]
    year = text.str.extract(f"^{YEAR.pattern}$", expand=False)
    rows = pd.DataFrame({
        **{name: cells[name] for name in NAMES},
        "name": cells["name"].str.replace(STAGE, "", regex=True),
        **{name: _km(cells[name]) for name in ("start_km", "end_km")},
        "cost_wan": pd.to_numeric(cells["cost_wan"].str.replace(",", ""), errors="coerce"),
        "year": pd.to_numeric(year, errors="coerce").astype("Int64"),
        "year_text": text,
        "subgrade_only": cells["name"].str.contains(SUBGRADE).fillna(False).astype(bool),
    })  # fmt: skip
    return rows.set_axis(rows.index + 2).rename_axis("row"), remarks


def _refuse_without(path: Path, found: dict[str, str]) -> None:
    """Say which kind of column the list lacks."""
    needed = {"哪个项目 which project": NAMES, "哪一年 which year": YEARS}
    lacking = [
        f"{what}: {', '.join(column.zh for column in LIST.columns if column.name in names)}"
        for what, names in needed.items()
        if not found.keys() & set(names)
    ]
    if lacking:
        raise LayerError(
            f"{path}: 缺少列 columns are missing. 至少需要其一 It needs one of: {'; '.join(lacking)}"
        )


def _km(cells: "pd.Series[str]") -> "pd.Series[float]":
    """Stakes in km, also when written K3+200."""
    parts = cells.str.extract(f"^{STAKE.pattern}$").astype("float64")
    plain = pd.to_numeric(cells, errors="coerce").astype("float64")
    return plain.fillna(parts[0] + parts[1] / 1000)
