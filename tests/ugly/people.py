"""Villages, groups and households as twelve township offices write them down."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import openpyxl
import pandas as pd
import prcoords
from openpyxl.utils import get_column_letter

from ugly.xls import workbook

ID_NUMBER, TELEPHONE = "61092819800101{:04d}", "1380013{:04d}"
"""Of the shape of identity numbers and telephones; made up."""
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
EXPLAINED = "1. 户编号由乡镇统一编写；2. 人口按户籍人口填写。"
CHINESE = "零一二三四五六七八九"


class Township(NamedTuple):
    """How one township writes: files, headers, figures, coordinates, words."""

    file: str
    villages: str
    groups: str
    households: str
    place: str
    """Key of ``COORDINATES``."""
    consent: tuple[str, str, str] = ("同意", "不同意", "未征求")
    number: Callable[[object, str], object] = lambda figure, _: figure
    group: Callable[[int], str] = "{}组".format
    households_in: str = "农户"
    """Sheet of the households; "{}" for one per administrative village; or a text file."""
    look: str = "plain"
    """How the sheet is made up, key of ``LOOKS``."""


class Sheet(NamedTuple):
    """Rows of one sheet or text, each with its key (None where it is no data)."""

    rows: list[list[object]]
    keys: list[str | None]
    merged: list[tuple[int, int, int, int]]


def chinese(number: int) -> str:
    """A number up to 19 in Chinese."""
    return CHINESE[number] if number < 10 else "十" + (CHINESE[number - 10] if number > 10 else "")


def thousands(figure: object, _: str) -> object:
    """Figures as text with full-width digits and, from a thousand on, commas."""
    return f"{figure:,}".translate(FULL_WIDTH)


def with_unit(figure: object, ours: str) -> object:
    """Figures with their units in the cell."""
    return f"{figure}{UNITS[ours]}"


UNITS = {"people": "人", "labour": "人", "households": "户", "land_mu": "亩"}
FULL = "序号 户编号 小组编号 户主姓名 身份证号 联系电话 家庭人口 劳动力 承包地（亩） 土地收入占比 搬迁意愿 安置方式"
NAMES = "序号 户编号 乡镇 建制村 自然村 组 户主 人口数 劳动力 承包地 土地收入占比 搬迁意愿 安置方式"
VILLAGE = "自然村编号 自然村 建制村代码 建制村 乡镇代码 乡镇 总人口 户数 修路意愿"
GROUP = "小组编号 自然村编号 小组名称 人口 户数 搬迁意愿 搬迁类别"
GROUP_BY_NAMES = "小组编号 乡镇 建制村 自然村 小组名称 人口 户数 搬迁意愿 搬迁类别"
TWO_ROWS = (
    "户号 基本情况>乡镇 基本情况>行政村 基本情况>自然村 基本情况>村民小组 基本情况>户主姓名 家庭情况>家庭人口 "
    "家庭情况>劳动力 土地>承包地（m2） 土地>土地收入占比（%） 意愿>是否同意 意愿>安置方式"
)
TOWNSHIPS = {
    "T01": Township("云岭镇.xlsx", VILLAGE, GROUP, FULL, "degrees", look="titled"),
    "T02": Township("双河镇.xlsx", VILLAGE, GROUP_BY_NAMES, TWO_ROWS, "degrees",
                    consent=("是", "否", "未征求意见"), households_in="{}", look="titled"),
    "T03": Township("石泉坝乡.xlsx", VILLAGE, GROUP, FULL, "gcj02", number=thousands,
                    look="repeated"),
    "T04": Township("白柳镇.xlsx", VILLAGE, GROUP, FULL, "degrees", households_in="白柳镇农户.csv"),
    "T05": Township("桐木镇.xlsx", VILLAGE, GROUP, FULL, "sexagesimal",
                    consent=("愿意", "不愿意", "未征求"), look="titled"),
    "T06": Township("铜钱关乡.xlsx", VILLAGE, GROUP, FULL, "swapped", number=with_unit),
    "T07": Township("红岩镇.xlsx", VILLAGE, GROUP, FULL, "metres", consent=("√", "×", "—"),
                    look="repeated"),
    "T08": Township("麻坪镇.xlsx", VILLAGE, GROUP, FULL.replace("身份证号 联系电话", "备注1 备注2"),
                    "degrees", households_in="麻坪镇农户.csv"),
    "T09": Township("金寨乡.xlsx", VILLAGE, GROUP_BY_NAMES, NAMES, "degrees", look="merged",
                    group=lambda number: f"第{chinese(number)}村民小组"),
    "T10": Township("竹园镇.xls", VILLAGE, GROUP, FULL, "one_cell"),
    "T11": Township("仙桥镇.xlsx", VILLAGE, GROUP_BY_NAMES,
                    NAMES.replace("户编号 ", "").replace("承包地", "承包地（公顷）"), "degrees",
                    group=lambda number: f"{chinese(number)}组", look="merged"),
    "T12": Township("关口乡.xlsx", VILLAGE.replace("修路意愿", "备注"), GROUP_BY_NAMES, NAMES, "degrees",
                    group=lambda number: f"{number} 组".translate(FULL_WIDTH), look="example"),
}  # fmt: skip
MEANINGS = {
    "户编号": "household_id", "户号": "household_id", "小组编号": "group_id", "自然村编号": "village_id",
    "户主姓名": "head_name", "户主": "head_name", "家庭人口": "people", "人口数": "people",
    "总人口": "people", "人口": "people", "户数": "households", "劳动力": "labour", "承包地": "land_mu",
    "土地收入占比": "land_income_share", "搬迁意愿": "consent", "修路意愿": "consent",
    "是否同意": "consent", "安置方式": "mode", "搬迁类别": "wish", "乡镇代码": "township_id", "乡镇": "township_name",
    "建制村代码": "admin_village_id", "建制村": "admin_village_name", "行政村": "admin_village_name",
    "自然村": "village_name", "小组名称": "group_name", "村民小组": "group_name", "组": "group_name",
}  # fmt: skip
"""Header without its unit -> our column."""
FACTORS = {"（m2）": 10_000 / 15, "（公顷）": 1 / 15, "（%）": 100.0}


def degrees(points: gpd.GeoSeries) -> pd.DataFrame:
    """Longitude and latitude in decimal degrees."""
    return points.to_crs("EPSG:4490").get_coordinates().set_axis(["经度", "纬度"], axis=1)


def gcj02(points: gpd.GeoSeries) -> pd.DataFrame:
    """Longitude and latitude as a telephone in China gives them, exact when turned back."""

    def shifted(longitude: float, latitude: float) -> tuple[float, float]:
        there = prcoords.wgs_gcj((latitude, longitude))
        back = prcoords.gcj_wgs_bored(there)  # right to 2 mm only
        return there.lon + longitude - back.lon, there.lat + latitude - back.lat

    pairs = [shifted(*pair) for pair in degrees(points).itertuples(index=False, name=None)]
    return pd.DataFrame(pairs, index=points.index, columns=["经度", "纬度"])


def sexagesimal(points: gpd.GeoSeries) -> pd.DataFrame:
    """Degrees, minutes and seconds as text."""

    def written(figure: float) -> str:
        minutes = 60 * (figure % 1)
        return f"{int(figure)}°{int(minutes)}′{60 * (minutes % 1):.9f}″"

    return degrees(points).map(written)


def swapped(points: gpd.GeoSeries) -> pd.DataFrame:
    """Latitudes under 经度 and longitudes under 纬度."""
    return degrees(points).set_axis(["纬度", "经度"], axis=1)[["经度", "纬度"]]


def metres(points: gpd.GeoSeries) -> pd.DataFrame:
    """Gauss-Krüger as surveyors write it: X is the northing, Y the easting with its zone."""
    pairs = points.to_crs("EPSG:4524").get_coordinates()
    return pd.DataFrame({"X坐标": pairs["y"].round(4), "Y坐标": pairs["x"].round(4)})


def one_cell(points: gpd.GeoSeries) -> pd.DataFrame:
    """Both in one cell."""
    pairs = degrees(points)
    return pd.DataFrame({"坐标": pairs["经度"].map("{:.12f}".format) + "，"
                         + pairs["纬度"].map("{:.12f}".format)})  # fmt: skip


COORDINATES = {
    "degrees": degrees, "gcj02": gcj02, "sexagesimal": sexagesimal, "swapped": swapped,
    "metres": metres, "one_cell": one_cell,
}  # fmt: skip


def write_people(
    frames: dict[str, gpd.GeoDataFrame], folder: Path, townships: dict[str, Township]
) -> pd.DataFrame:
    """Write a workbook per township, and the text files; where each row stands, by its key."""
    places: list[tuple[str, str, str, int]] = []
    for township_id, how in townships.items():
        own = {
            name: frames[name][frames[name]["office"] == township_id]
            for name in ("villages", "groups", "households")
        }
        people, texts = _households(own["households"], how)
        villages = own["villages"].rename(columns={"name": "village_name"})
        groups = own["groups"].rename(columns={"name": "group_name"})
        sheets = {
            "自然村表": LOOKS[how.look](_table(villages, how.villages, how), "自然村"),
            "小组表": LOOKS[how.look](_table(groups, how.groups, how), "村民小组"),
            **people,
        }
        places += _write_book(folder / how.file, sheets)
        for file, sheet in texts.items():
            places += _write_text(folder / file, sheet)
    return pd.DataFrame(places, columns=["key", "file", "sheet", "row"]).set_index("key")


def _households(
    layer: gpd.GeoDataFrame, how: Township
) -> tuple[dict[str, Sheet], dict[str, Sheet]]:
    """Sheets and text files of the households."""
    if how.households_in.endswith(".csv"):
        return {}, {how.households_in: _table(layer, how.households, how)}
    if how.households_in != "{}":
        table = _table(layer, how.households, how)
        return {how.households_in: LOOKS[how.look](table, "农户")}, {}
    sheets = {
        str(village): LOOKS[how.look](_table(rows, how.households, how), village)
        for village, rows in layer.groupby("admin_village_name", sort=True)
    }
    return sheets, {}


def _table(layer: gpd.GeoDataFrame, headers: str, how: Township) -> Sheet:
    """Header of one or two rows and the rows of a layer, as the township writes them."""
    names = headers.split()
    columns = [_column(layer, name, how) for name in names]
    figures = COORDINATES[how.place](layer.geometry).astype(object)
    figures = figures.where(layer["coordinates"].isna(), layer["coordinates"], axis=0)
    names += [("位置>" if ">" in headers else "") + name for name in figures]
    columns += [list(figures[name]) for name in figures]
    body = [list(row) for row in zip(*columns, strict=True)]
    head: list[list[object]] = [[name.rpartition(">")[2] for name in names]]
    merged = []
    if ">" in headers:
        parents = [name.partition(">")[0] if ">" in name else None for name in names]
        upper = [one or name for one, name in zip(parents, names, strict=True)]
        lower = [name.rpartition(">")[2] if ">" in name else None for name in names]
        head = [upper, lower]
        merged = [(0, at, 1, at) for at, one in enumerate(parents) if one is None]
        merged += [(0, parents.index(one), 0, len(parents) - 1 - parents[::-1].index(one))
                   for one in dict.fromkeys(filter(None, parents))]  # fmt: skip
    return Sheet([*head, *body], [*[None] * len(head), *layer.index], merged)


def _column(layer: gpd.GeoDataFrame, header: str, how: Township) -> list[object]:
    """Cells under one header."""
    name, _, unit = header.rpartition(">")[2].partition("（")
    numbers = range(1, len(layer) + 1)
    personal = {
        "序号": list(numbers), "身份证号": [ID_NUMBER.format(n) for n in numbers],
        "备注2": [ID_NUMBER.format(n) for n in numbers], "备注1": [None for _ in numbers],
        "联系电话": [TELEPHONE.format(n) for n in numbers], "备注": [None for _ in numbers],
    }  # fmt: skip
    if name in personal:
        return personal[name]
    ours, factor = MEANINGS[name], FACTORS.get(f"（{unit}", 1.0)
    return [_cell(ours, cell, factor, how) for cell in layer[ours]]


def _cell(ours: str, cell: object, factor: float, how: Township) -> object:
    """One cell in the township's words; what is no good already stays as it is."""
    if cell is None or pd.isna(cell):
        return None
    if ours == "consent":
        words = dict(zip(("yes", "no", "not_asked"), how.consent, strict=True))
        return words.get(str(cell), cell)
    if ours == "group_name" and str(cell).removesuffix("组").isdecimal():
        return how.group(int(str(cell).removesuffix("组")))
    if isinstance(cell, str):
        return cell
    figure = round(float(cell) * factor, 6)
    if ours not in UNITS:
        return figure
    return how.number(int(figure) if figure.is_integer() else figure, ours)


def _titled(table: Sheet, what: str) -> Sheet:
    """A merged title and a line of units above, totals and signatures below."""
    width = len(table.rows[0])
    foot: list[list[object]] = [
        ["合计", None, len(table.keys)],
        [],
        ["填表人：", None, "审核人：张三"],
    ]
    return Sheet(
        [[f"2026年{what}基本情况登记表"], ["单位：人、亩"], *table.rows, *foot],
        [None, None, *table.keys, None, None, None],
        [(0, 0, 0, width - 1), (1, 0, 1, width - 1),
         *((top + 2, left, bottom + 2, right) for top, left, bottom, right in table.merged)],
    )  # fmt: skip


def _repeated(table: Sheet, _what: str) -> Sheet:
    """The header again on every printed page, and a subtotal at its foot."""
    rows, keys = [table.rows[0]], [table.keys[0]]
    for start in range(1, len(table.rows), 40):
        part = slice(start, start + 40)
        if start > 1:
            rows.append(table.rows[0])
            keys.append(None)
        rows += table.rows[part]
        keys += table.keys[part]
        rows.append(["小计", None, len(table.rows[part])])
        keys.append(None)
    return Sheet(rows, keys, table.merged)


def _merged(table: Sheet, _what: str) -> Sheet:
    """Township, administrative and natural village written once and merged downwards."""
    merged = []
    for column, name in enumerate(table.rows[0]):
        if name not in ("乡镇", "建制村", "自然村"):
            continue
        start = 1
        for at in range(2, len(table.rows) + 1):
            if at == len(table.rows) or table.rows[at][column] != table.rows[start][column]:
                if at - 1 > start:
                    merged.append((start, column, at - 1, column))
                start = at
    return table._replace(merged=merged)


def _example(table: Sheet, _what: str) -> Sheet:
    """A row that shows how to fill in."""
    shown = ["示例", *table.rows[1][1:]]
    return Sheet([table.rows[0], shown, *table.rows[1:]],
                 [None, None, *table.keys[1:]], table.merged)  # fmt: skip


LOOKS: dict[str, Callable[[Sheet, str], Sheet]] = {
    "plain": lambda table, _: table, "titled": _titled, "repeated": _repeated,
    "merged": _merged, "example": _example,
}  # fmt: skip


def _write_book(path: Path, sheets: dict[str, Sheet]) -> list[tuple[str, str, str, int]]:
    """Write a workbook, a sheet of explanations first; key, file, sheet and row of each row."""
    if path.suffix == ".xls":
        path.write_bytes(
            workbook({"填表说明": [[EXPLAINED]]} | {n: t.rows for n, t in sheets.items()})
        )
    else:
        _modern_book(sheets).save(path)
    return [
        (key, path.name, name, row)
        for name, table in sheets.items()
        for row, key in enumerate(table.keys, start=1)
        if key is not None
    ]


def _modern_book(sheets: dict[str, Sheet]) -> openpyxl.Workbook:
    """Workbook of some sheets with their merged cells."""
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append([EXPLAINED])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table.rows:
            sheet.append(row)
        for top, left, bottom, right in table.merged:
            corners = (
                f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
            )
            sheet.merge_cells(corners)
    return book


def _write_text(path: Path, table: Sheet) -> list[tuple[str, str, str, int]]:
    """Write a text file: of T04 with commas in GB18030, of T08 with semicolons and a mark."""
    commas = path.name.startswith("白柳")
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="," if commas else ";", lineterminator="\r\n").writerows(table.rows)
    path.write_bytes(text.getvalue().encode("gb18030" if commas else "utf-8-sig"))
    return [
        (key, path.name, "", row) for row, key in enumerate(table.keys, start=1) if key is not None
    ]
