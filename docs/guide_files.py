"""Files to practise with: what offices hand in, made from the bundled county.

``python docs/guide_files.py DIR`` writes, always with the same content, four townships of 云岭县 (made up):

- ``roads.shp``, ``villages.xlsx``: the two files of day one, as a transport bureau and a county office keep them;
- ``their-form.xlsx``: the bureau's own workbook for a list of projects;
- ``office-list.xlsx``: what the office would have built, without a plan;
- ``returned/``: what comes back after ``geoplan template``: forms of four townships, ledgers, roads, elevation.

The names that are typed in ``planning-guide.md`` are theirs.
"""

import shutil
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import prcoords
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from geoplan.blank_county import blank_county
from geoplan.blank_county.forms import COUNTY_FORMS, TOWNSHIP_FORMS
from geoplan.blank_county.workbooks import FIRST

YUNLING = Path(__file__).parents[1] / "data" / "yunling"
TOWNSHIPS = ("金寨乡", "竹园镇", "红岩镇", "桐木镇")
ON_AMAP = "桐木镇"
"""The township whose clerk picked the points on Amap (GCJ-02)."""
SEED = 4
NEAR_M = 900
"""Roads this near to a village of the four townships are handed in [m]."""
THREATENED = 3
"""Hazard class from which a household stands in the ledger."""
KINDS = {"landslide": "滑坡", "rockfall": "崩塌", "debris_flow": "泥石流", "flood": "山洪"}
PLACES = {
    "township_seat": "乡镇政府", "village_committee": "村委会", "school": "学校",
    "clinic": "卫生室", "hospital": "医院", "market": "集市", "workplace": "就业点",
}  # fmt: skip
CONSENT = {"yes": "同意", "no": "不同意"}
BUREAU_HEADINGS = ("序号", "项目全称", "起点", "终点", "建设规模（公里）", "建设年度", "总投资（元）",
                   "其中：上级补助", "建设单位")  # fmt: skip

OFFICE_ROADS = ("V030610999", "V053610999", "V257610999", "V123610999")


def main() -> None:
    """Write all files into the folder that is named."""
    folder = Path(sys.argv[1])
    layers = four_townships()
    returned = folder / "returned"
    folder.mkdir(parents=True, exist_ok=True)
    write_roads(layers["roads"], folder / "roads.shp")
    write_villages(layers["villages"], folder / "villages.xlsx")
    write_bureau_form(folder / "their-form.xlsx")
    write_office_list(layers["roads"], folder / "office-list.xlsx")
    blank_county(returned, first_year=2027)
    (returned / "county.toml").unlink()
    write_roads(layers["roads"], returned / "道路.shp")
    shutil.copy(YUNLING / "dem.tif", returned / "高程.tif")
    for township in TOWNSHIPS:
        fill_township(returned, layers, township)
    fill_ledgers(returned / "县级台账.xlsx", layers)
    (returned / "乡镇填报表.xlsx").unlink()
    print(f"已写出 written: {folder}")


def four_townships() -> dict[str, gpd.GeoDataFrame]:
    """Layers of the bundled county, of the four townships only; households with their hazard."""
    names = ("roads", "villages", "groups", "households", "hazards", "services")
    layers = {name: gpd.read_file(YUNLING / f"{name}.gpkg") for name in names}
    villages = layers["villages"][layers["villages"]["township_name"].isin(TOWNSHIPS)]
    near = villages.buffer(NEAR_M).union_all()
    named = ["township_name", "village_name"]
    home = villages.rename(columns={"name": "village_name"}).set_index("village_id")[named]
    groups = layers["groups"].join(home, on="village_id", how="inner")
    group_name = groups.set_index("group_id")["name"].rename("group_name")
    households = layers["households"].join(home, on="village_id", how="inner")
    households = households.join(group_name, on="group_id")
    seats = gpd.sjoin_nearest(layers["services"], layers["villages"][["township_name", "geometry"]])
    hazards = as_points(layers["hazards"][layers["hazards"]["hazard_class"] >= THREATENED])
    reach = hazards.set_geometry(hazards.buffer(hazards["radius_m"]))
    struck = gpd.sjoin(households, reach[["hazard_id", "hazard_class", "geometry"]])
    worst = struck.sort_values("hazard_class", ascending=False, kind="stable")
    worst = worst[~worst.index.duplicated()]
    return {
        "roads": layers["roads"][layers["roads"].intersects(near)],
        "villages": villages,
        "groups": groups,
        "households": households.assign(hazard_id=worst["hazard_id"]),
        "hazards": hazards[hazards["hazard_id"].isin(worst["hazard_id"])],
        "services": seats[seats["township_name"].isin(TOWNSHIPS)],
    }


def as_points(hazards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Hazard areas as a ledger keeps them: a point and how far it reaches [m]."""
    radius_m = np.sqrt(hazards.area / np.pi).round().clip(30, 300)
    return hazards.assign(radius_m=radius_m, geometry=hazards.representative_point())


def write_roads(roads: gpd.GeoDataFrame, path: Path) -> None:
    """Shapefile with the transport bureau's fields, in GBK and without saying so."""
    fields = {
        "LXBM": "route_code", "LXMC": "name", "QDZH": "start_km", "ZDZH": "end_km", "JSDJ": "grade",
        "LMLX": "surface_code", "LMKD": "surface_width_m",
    }  # fmt: skip
    table = pd.DataFrame({field: roads[ours] for field, ours in fields.items()})
    table["LC"], table["XZQHMC"] = table["ZDZH"] - table["QDZH"], "云岭县"
    gpd.GeoDataFrame(table, geometry=roads.geometry).to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").unlink()


def write_villages(villages: gpd.GeoDataFrame, path: Path) -> None:
    """Workbook as offices keep it: merged title, a column of telephones, figures as text, one unknown."""
    rng = np.random.default_rng(SEED)
    book = Workbook()
    sheet = book.active
    sheet.title = "自然村"
    heads = ["序号", "乡镇", "建制村", "自然村", "户数", "人口", "经度", "纬度", "联系电话", "备注"]
    _title(sheet, "云岭县自然村基本情况统计表（2026年）", len(heads))
    sheet.append(heads)
    degrees = villages.geometry.to_crs(4490)
    for number, (row, point) in enumerate(
        zip(villages.itertuples(), degrees, strict=True), start=1
    ):
        people = str(row.people) if number % 9 == 0 else row.people
        telephone = f"1380000{rng.integers(10_000):04d}"
        sheet.append([number, row.township_name, row.admin_village_name, row.name, row.households,
                      None if number == 5 else people, round(point.x, 6), round(point.y, 6), telephone,
                      None])  # fmt: skip
    book.save(path)


def write_bureau_form(path: Path) -> None:
    """The bureau's own workbook: title, its headings, no rows yet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "计划表"
    _title(sheet, "农村公路建设计划申报表", len(BUREAU_HEADINGS))
    sheet.append(BUREAU_HEADINGS)
    sheet.append([None] * len(BUREAU_HEADINGS))
    for cell in (*sheet[2], *sheet[3]):
        cell.border = Border(*[Side("thin")] * 4)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for letter, width in zip("ABCDEFGHI", (6, 34, 10, 10, 18, 10, 16, 16, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    book.save(path)


def write_office_list(roads: gpd.GeoDataFrame, path: Path) -> None:
    """A few roads with years, as an office lists them by feeling."""
    names = roads.drop_duplicates("route_code").set_index("route_code")["name"]
    book = Workbook()
    sheet = book.active
    sheet.title = "计划"
    _title(sheet, "云岭县农村公路建设计划（初稿）", 3)
    sheet.append(["路线编码", "项目名称", "年度"])
    for number, code in enumerate(OFFICE_ROADS):
        sheet.append([code, names[code], 2027 + number % 2])
    book.save(path)


def fill_township(returned: Path, layers: dict[str, gpd.GeoDataFrame], township: str) -> None:
    """One township's form as its clerk fills it in."""
    villages, groups, households, services = (
        layers[name][layers[name]["township_name"] == township]
        for name in ("villages", "groups", "households", "services")
    )
    amap = township == ON_AMAP
    asked = households.assign(consent=households["consent"].map(CONSENT))
    book = openpyxl.load_workbook(returned / "乡镇填报表.xlsx")
    _fill(book["自然村"], _placed(villages.drop(columns=["households", "people"]), amap))
    _fill(book["小组"], groups[["group_id", "township_name", "village_name", "name"]])
    _fill(book["农户"], _placed(asked.rename(columns={"hazard_id": "official_hazard_id"}), amap))
    _fill(book["公共服务"], _placed(services.assign(kind=services["kind"].map(PLACES)), amap))
    book.save(returned / "乡镇" / f"{township}.xlsx")


def fill_ledgers(path: Path, layers: dict[str, gpd.GeoDataFrame]) -> None:
    """The county's ledgers: hazard points with whom they threaten; no sites are chosen yet."""
    homes = layers["households"].dropna(subset="hazard_id")
    place = ["hazard_id", "township_name", "village_name", "group_name"]
    counted = homes.groupby(place, as_index=False).agg(
        threatened_households=("people", "size"), threatened_people=("people", "sum")
    )
    hazards = layers["hazards"].assign(kind=layers["hazards"]["kind"].map(KINDS))
    rows = hazards.merge(counted, on="hazard_id").sort_values("hazard_id", kind="stable")
    again = rows.groupby("hazard_id").cumcount() + 1
    rows["hazard_id"] += again.map(lambda number: "" if number == 1 else f"-{number}")
    book = openpyxl.load_workbook(path)
    _fill(book["隐患点"], _placed(rows, amap=False))
    book.save(path)


def _fill(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Type the columns that a form asks for under its example; blanks stay blank."""
    form = next(form for form in (*TOWNSHIP_FORMS, *COUNTY_FORMS) if form.sheet == sheet.title)
    for number, entry in enumerate(form.entries, start=1):
        if entry.column not in table:
            continue
        for row, value in enumerate(table[entry.column], start=FIRST):
            if pd.notna(value) and value != "":
                sheet.cell(row, number, value.item() if isinstance(value, np.generic) else value)


def _placed(layer: gpd.GeoDataFrame, amap: bool) -> pd.DataFrame:
    """Rows with longitude and latitude, as read off a true map or off Amap."""
    points = layer.geometry.representative_point().to_crs(4490)
    pairs = [(point.x, point.y) for point in points]
    if amap:
        pairs = [(there.lon, there.lat) for there in
                 (prcoords.wgs_gcj((lat, lon)) for lon, lat in pairs)]  # fmt: skip
    at = pd.DataFrame(pairs, columns=["lon", "lat"], index=layer.index).round(6)
    return pd.DataFrame(layer.drop(columns="geometry")).assign(**at)


def _title(sheet: Worksheet, words: str, columns: int) -> None:
    """Title merged over all columns, as offices like it."""
    sheet.append([words])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    sheet["A1"].font = Font(name="黑体", size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")


if __name__ == "__main__":
    main()
