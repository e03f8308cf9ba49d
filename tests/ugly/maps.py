"""What bureaus send: a GBK shapefile, a geodatabase, KML, a ledger, GeoPackage and text."""

import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd

ROADS = {
    "road_id": "LDBM", "name": "LXMC", "route_code": "LXBM", "start_km": "QDZH", "end_km": "ZDZH",
    "surface_code": "LMLX", "surface_width_m": "LMKD", "grade": "JSDJ",
    "subgrade_accepted": "路基已验收", "ford": "过水路面", "in_library": "已入项目库",
    "consent": "是否同意", "project_id": "项目编号",
}  # fmt: skip
"""Our column -> field of the transport bureau; ten bytes in GBK."""
SURFACES = {"11": "沥青混凝土", "12": "水泥混凝土", "31": "砂石路", "36": "土路"}
FLAGS = {True: "是", False: "否"}
CONSENT = {"yes": "同意", "no": "不同意", "not_asked": None}
KINDS = {
    "landslide": "滑坡", "rockfall": "崩塌", "debris_flow": "泥石流", "flood": "山洪",
    "township_seat": "乡镇政府", "village_committee": "村委会", "school": "小学", "clinic": "卫生室",
    "hospital": "医院", "market": "集市",
}  # fmt: skip
CLASSES = {1: "低", 2: "中", 3: "高风险", 4: "极高风险区"}


GRID = {"XYSCALE": 1e5, "XORIGIN": 0, "YORIGIN": 0}
"""How a geodatabase rounds: as the clean county does, whose edges run through centres of cells."""


def write_maps(frames: dict[str, gpd.GeoDataFrame], folder: Path) -> pd.DataFrame:
    """Write every layer that is no register of people; where each row stands, by its key."""
    return pd.concat([
        _roads(frames["roads"], folder / "公路.shp"),
        _redlines(frames["exclusions"], folder / "三区三线.gdb"),
        _hazard_areas(frames["hazards"], folder / "地灾范围.kml"),
        _ledger(frames["ledger"], folder / "隐患点台账.xlsx"),
        _farmland(frames["farmland"], folder / "承包地.gpkg"),
        _services(frames["services"], folder / "公共服务.csv"),
    ])  # fmt: skip


def _roads(roads: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """Shapefile in GBK that tells neither its encoding nor its CRS."""
    words = {
        "surface_code": roads["surface_code"].map(lambda code: SURFACES.get(code, code)),
        "consent": roads["consent"].map(lambda state: CONSENT.get(state, state)),
        **{name: roads[name].map(lambda flag: FLAGS.get(flag, flag))
           for name in ("subgrade_accepted", "ford", "in_library")},
    }  # fmt: skip
    shown = roads.assign(**words)[[*ROADS, "geometry"]].rename(columns=ROADS)
    shown.to_file(path, encoding="gbk", index=False)
    for suffix in (".cpg", ".prj"):
        path.with_suffix(suffix).unlink(missing_ok=True)
    return _features(roads, path.name)


def _redlines(areas: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """Geodatabase with a layer of each kind of land, and a table without places."""
    shutil.rmtree(path, ignore_errors=True)
    places = []
    for kind, layer in (("生态保护红线", "ecological_redline"), ("永久基本农田", "basic_farmland"),
                        ("水域", "water")):  # fmt: skip
        own = areas[areas["kind"] == layer]
        shown = own.assign(类型=kind)[["exclusion_id", "类型", "name", "geometry"]]
        shown = shown.rename(columns={"exclusion_id": "编号", "name": "名称"})
        shown.to_file(path, layer=kind, driver="OpenFileGDB", index=False, **GRID)
        places.append(_features(own, path.name, kind))
    return pd.concat(places)


def _hazard_areas(areas: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """KML with attributes, in degrees."""
    shown = areas.assign(kind=areas["kind"].map(lambda kind: KINDS.get(kind, kind)))
    shown = shown.rename(columns={
        "hazard_id": "灾害点编号", "kind": "灾害类型", "hazard_class": "风险等级", "name": "Name",
        "protection_cost_wan": "治理费",
    })  # fmt: skip
    columns = ["灾害点编号", "灾害类型", "风险等级", "治理费", "Name", "geometry"]
    shown[columns].to_crs("EPSG:4326").to_file(path, driver="KML", index=False)
    return _features(areas, path.name)


def _ledger(points: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """Ledger of hazard points: places by name, threatened households and people."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append(["云岭县地质灾害隐患点台账"])
    sheet.merge_cells("A1:K1")
    sheet.append(["隐患点编号", "隐患点名称", "灾害类型", "风险等级", "影响半径（米）", "建制村", "自然村", "村民小组",
                  "威胁户数（户）", "威胁人数（人）", "东经", "北纬"])  # fmt: skip
    pairs = points.to_crs("EPSG:4490").get_coordinates()
    rows = points.join(pairs).astype(object).where(lambda cells: cells.notna(), None)
    for row in rows.itertuples():
        sheet.append([
            row.hazard_id, row.name, KINDS.get(row.kind, row.kind),
            CLASSES.get(row.hazard_class, row.hazard_class), row.radius_m, row.admin_village_name,
            row.village_name, row.group_name, row.threatened_households, row.threatened_people,
            row.x, row.y,
        ])  # fmt: skip
    sheet.append(["合计", len(points)])
    book.save(path)
    return _rows(points, path.name, "", first=3)


def _farmland(parcels: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """GeoPackage of another zone, areas in square metres."""
    shown = parcels.assign(面积_m2=parcels["area_mu"] * (10_000 / 15))
    shown = shown[["parcel_id", "group_id", "面积_m2", "geometry"]]
    shown = shown.rename(columns={"parcel_id": "地块编码", "group_id": "小组编号"})
    shown.to_crs("EPSG:4524").to_file(path, index=False)
    return _features(parcels, path.name)


def _services(services: gpd.GeoDataFrame, path: Path) -> pd.DataFrame:
    """Text in GB18030 with degrees."""
    pairs = services.to_crs("EPSG:4490").get_coordinates()
    shown = pd.DataFrame({
        "服务点编号": services["service_id"], "名称": services["name"],
        "服务类型": services["kind"].map(lambda kind: KINDS.get(kind, kind)),
        "经度": pairs["x"], "纬度": pairs["y"],
    })  # fmt: skip
    path.write_bytes(shown.to_csv(index=False, lineterminator="\r\n").encode("gb18030"))
    return _rows(services, path.name, "", first=2)


def _features(layer: gpd.GeoDataFrame, file: str, name: str = "") -> pd.DataFrame:
    """Where the rows of a map's layer stand: numbers of the features."""
    return _rows(layer, file, name, first=1)


def _rows(layer: gpd.GeoDataFrame, file: str, sheet: str, *, first: int) -> pd.DataFrame:
    """Where rows written one below the other stand."""
    numbers = range(first, first + len(layer))
    places = pd.DataFrame({"file": file, "sheet": sheet, "row": numbers}, index=layer.index)
    return places.rename_axis("key")
