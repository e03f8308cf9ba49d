"""county.toml and its files to a County: everything is checked here, once."""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj

from geoplan import config, terrain
from geoplan.crs import centre_deg, is_metric, metric_crs, scale_remark
from geoplan.errors import ConfigError, LayerError
from geoplan.readers.complete import complete
from geoplan.readers.files import parts
from geoplan.readers.layers import check_layer, door_faults, empty_layer
from geoplan.readers.origins import located
from geoplan.readers.rasters import absent_rasters, elevation, hazard_areas, land_cover
from geoplan.readers.roads import road_notes
from geoplan.readers.rows import Rows, paths_of, read_layer
from geoplan.readers.shifts import shifts
from geoplan.schema import LAYERS, Finding, cast_ids, fault, note, raise_faults, report

log = logging.getLogger(__name__)

FORM = (
    "填 geoplan template 所给 {0} 的“{1}”表，放在 county.toml 旁边，末尾加三行（/ 处换行） Fill in sheet {1} of the form "
    "{0}, put it beside county.toml, add three lines at the end of that (break at /): "
    '[layers.{2}] / path = "{0}" / layer = "{1}"'
)
"""How a layer comes in that has a blank form: workbook, sheet, layer."""
TOWNSHIPS, OFFICES = "乡镇填报表.xlsx", "县级台账.xlsx"
ABSENT = {
    "groups": ("小组可作为搬迁单元 groups are the units that move", FORM.format(TOWNSHIPS, "小组", "groups")),
    "households": ("农户使受益和受威胁人数准确 households make people served and threatened exact",
                   FORM.format(TOWNSHIPS, "农户", "households")),
    "hazards": ("灾害隐患才能规划搬迁 without hazards nobody needs to move",
                FORM.format(OFFICES, "隐患点", "hazards")),
    "farmland": ("耕地用于计算到地时间 farmland gives the minutes to the land",
                 "耕地图层（点或面，带小组编号或村组名、面积），末尾加两行（/ 处换行） Points or areas of land with group and area; add two lines (break at /): "
                 '[layers.farmland] / path = "耕地.gpkg"'),
    "services": ("公共服务用于计算出行时间 services give travel times",
                 "请做一张 services.xlsx，表头四列：类型、名称、经度、纬度；每个乡镇政府一行，如：乡镇政府、云岭镇政府、109.36512、32.83104，"
                 "学校、卫生室、村委会、集市照样各一行；放在 county.toml 旁边，末尾加两行（/ 处换行） Make services.xlsx with the headings 类型 "
                 "名称 经度 纬度 and a row for each township seat (乡镇政府), school (学校), clinic (卫生室) ...; put it beside county.toml and "
                 'add two lines at the end of that (break at /): [layers.services] / path = "services.xlsx"'),
    "sites": ("安置点缺省时由程序寻找 sites are searched when none are given",
              FORM.format(OFFICES, "安置点", "sites")),
    "exclusions": ("红线和基本农田须避开 redlines and basic farmland are to be avoided",
                   "红线、基本农田图层（面，带类型），末尾加两行（/ 处换行） Areas with their kind; add two lines (break at /): "
                   '[layers.exclusions] / path = "禁建区.gpkg"'),
}  # fmt: skip
"""What each absent layer would add, told to the planner, and how it comes in."""
NO_DEM = (
    '高程栅格（米），在 county.toml 的 [layers] 这一行下面加 dem = "高程.tif"；没有 [layers] 这一行的，末尾加两行（/ 处换行） An elevation '
    "raster [m]: add that line below the line [layers] of county.toml; where there is none, two at its end (break at /): "
    '[layers] / dem = "高程.tif"'
)
NOT_FILLED = "county.toml 已写明，填好即可 county.toml names it already, fill it in: {}"
"""What to do about a layer whose files are blank forms."""


SHOWN_NAMES = 8
"""Villages that a note names."""


@dataclass(frozen=True, eq=False)
class County:
    """A county as planning sees it: every layer checked, complete, in one CRS in metres.

    Attributes
    ----------
    settings, folder, crs
        What county.toml says, where it is, and the county's CRS.
    villages, groups, households, roads, hazards, farmland, services, sites, exclusions
        Layers indexed by their ids, absent ones empty.
    dem, land_cover
        Elevation [m] and classes of land cover; None without.
    input_hashes
        SHA-256 of every file.
    findings
        What was assumed, repaired, left out or is missing.
    origins
        Layer -> where each of its rows stands: index id, file, sheet, row.
    """

    settings: config.County
    folder: Path
    crs: pyproj.CRS
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    hazards: gpd.GeoDataFrame
    farmland: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    exclusions: gpd.GeoDataFrame
    dem: terrain.Raster | None
    land_cover: terrain.Raster | None
    input_hashes: dict[str, str]
    findings: tuple[Finding, ...]
    origins: dict[str, pd.DataFrame]

    @property
    def remarks(self) -> tuple[str, ...]:
        """The findings as words."""
        return tuple(dict.fromkeys(map(str, self.findings)))


def read_county(path: Path | str) -> County:
    """County of a ``county.toml``: settings, layers, elevation.

    Parameters
    ----------
    path
        The file; paths inside it are relative to its folder.

    Returns
    -------
    County
        Layers indexed by their ids in the county's metric CRS, absent ones empty; villages and
        groups always have people, households and a place. ``findings`` tell what was assumed,
        dropped or is missing.

    Raises
    ------
    ConfigError
        The settings cannot be meant.
    LayerError
        Faults of all files in one message.
    """
    path = Path(path)
    settings = config.read_settings(path)
    return load_county(settings, path.parent, hashes={path.name: _sha256(path)})


def load_county(
    settings: config.County, folder: Path, *, hashes: dict[str, str] | None = None
) -> County:
    """County of settings that are already read; see ``read_county``."""
    files = {name: getattr(settings.layers, name) for name in LAYERS}
    given = {name: entries for name, entries in files.items() if entries is not None}
    read, faults, notes = _read_layers(given, folder, settings)
    faults += absent_rasters(settings.layers, folder)
    if "roads" not in read:
        raise_together(faults, notes=notes)
    crs, unfit = _county_crs(read["roads"].frame, settings)
    layers, wrong, told = _checked_layers(read, crs)
    raise_together(faults + wrong, notes=notes)
    struck = hazard_areas(settings.layers.hazard_rasters, folder, crs)
    if struck:
        layers["hazards"] = _joined([layers["hazards"], *struck])
    told += road_notes(layers["roads"], join_tolerance_m=settings.network.join_tolerance_m)
    origins = {name: _by_id(layer) for name, layer in read.items()}
    try:
        whole, filled = complete(layers)
    except LayerError as error:
        raise_together(located(error.faults, origins), notes=notes)
    _check_places(settings, whole["villages"])
    dem, uncovered = _elevation(settings, folder, whole)
    cover, unused = _land_cover(settings, folder, whole["villages"])
    shifted = shifts({name: whole[name] for name in read}, origins)
    findings = [*notes, *unfit, *shifted, *told, *filled, *uncovered, *unused]
    findings += _absent(settings, read)
    return County(
        settings=settings,
        folder=folder,
        crs=crs,
        **whole,
        dem=dem,
        land_cover=cover,
        input_hashes=(hashes or {}) | _hashes(settings, folder),
        findings=tuple(located(findings, origins)),
        origins=origins,
    )


def raise_together(faults: Sequence[Finding], *, notes: Sequence[Finding]) -> None:
    """Raise one LayerError with all faults, and notes that may explain them; nothing without."""
    if not faults:
        return
    by_layer: dict[str, list[Finding]] = {}
    for one in faults:
        by_layer.setdefault(one.layer, []).append(one)
    messages = [report(layer, several) for layer, several in by_layer.items()]
    words = dict.fromkeys(map(str, notes))
    explained = ["说明 Notes:", *(f"  - {one}" for one in words)] if words else []
    raise LayerError("\n".join([*messages, *explained]), faults)


def _read_layers(
    given: dict[str, tuple[config.LayerFile, ...]], folder: Path, settings: config.County
) -> tuple[dict[str, Rows], list[Finding], list[Finding]]:
    """Layers that could be read, faults of those that could not, notes.

    Roads come first: figures in metres without a CRS are taken to be in theirs, unless the
    settings declare one.
    """
    assumed = None if settings.crs is None else metric_crs((0, 0, 0, 0), declared=settings.crs)
    read: dict[str, Rows] = {}
    faults: list[Finding] = []
    notes: list[Finding] = []
    for name in sorted(given, key=lambda name: name != "roads"):
        log.info("读取%s reading %s", LAYERS[name].zh, name)
        try:
            rows = read_layer(name, given[name], folder, assumed)
            if rows.frame.empty:
                _check_needed(name)
                notes += rows.notes
                continue
            wrong = [one._replace(layer=name) for one in door_faults(LAYERS[name], rows.frame)]
            raise_faults(name, located(wrong, {name: rows.origin}))
        except LayerError as error:
            faults += error.faults
            continue
        read[name] = rows
        notes += rows.notes
        if name == "roads" and assumed is None:
            own = pyproj.CRS(rows.frame.crs)
            assumed = own if is_metric(own) else None
    return read, faults, notes


def _check_needed(name: str) -> None:
    """Raise when roads or villages have no rows; other layers may be absent."""
    if name in ("roads", "villages"):
        raise_faults(name, [fault("", "没有数据，只有示例行 no rows, only the example", (), 0,
                     "请先填写 Fill it in first.")])  # fmt: skip


def _county_crs(
    roads: gpd.GeoDataFrame, settings: config.County
) -> tuple[pyproj.CRS, list[Finding]]:
    """CRS of the county, and a note when the declared one fits badly."""
    longitude, latitude = centre_deg(roads.geometry)
    crs = metric_crs((longitude, latitude, longitude, latitude), declared=settings.crs)
    if settings.crs is None:
        return crs, []
    remark = scale_remark(crs, longitude, latitude)
    return crs, [] if remark is None else [note("roads", remark, "may")]


def _checked_layers(
    read: dict[str, Rows], crs: pyproj.CRS
) -> tuple[dict[str, gpd.GeoDataFrame], list[Finding], list[Finding]]:
    """Every layer of the schema, validated, in the county's CRS; faults; notes."""
    roads = read["roads"].frame.geometry.to_crs(crs)
    layers: dict[str, gpd.GeoDataFrame] = {}
    faults: list[Finding] = []
    notes: list[Finding] = []
    for name, layer in LAYERS.items():
        if name not in read:
            layers[name] = empty_layer(layer, crs)
            continue
        origins = {name: pd.concat([read[name].origin, _by_id(read[name])])}
        frame = read[name].frame
        if name == "villages" and read.keys().isdisjoint(("groups", "households")):
            frame, lost = _with_place(frame)
            notes += located(lost, origins)
        try:
            layers[name], told = check_layer(layer, frame.to_crs(crs), roads)
        except LayerError as error:
            faults += located(error.faults, origins)
            continue
        notes += located(told, origins)
    return layers, faults, notes


def _with_place(villages: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Villages that have a place, and a note on those left out; all where none has one.

    Only where nothing else is known of the villages: no group or household belongs to them.
    """
    absent = villages.geometry.isna() | villages.geometry.is_empty
    if not absent.any() or absent.all():
        return villages, []
    lost = villages[absent]
    people = pd.to_numeric(lost.reindex(columns=["people"])["people"], errors="coerce").sum()
    count, counted = (f"共 {people:,.0f} 人，", f" ({people:,.0f} people)") if people else ("", "")
    ids = cast_ids(lost["village_id"])
    names = lost.get("name", ids).astype("str").fillna(ids)
    listed = "、".join(names[:SHOWN_NAMES]) + ("…" if len(lost) > SHOWN_NAMES else "")
    what = f"{len(lost)} 个自然村没有坐标，{count}不在规划里 villages without coordinates{counted} are not in the plan: {listed}"
    remedy = "请补坐标，再编制 Give coordinates and plan again."
    return villages[~absent], [note("villages", what, "changes", ids=list(ids), remedy=remedy)]


def _by_id(rows: Rows) -> pd.DataFrame:
    """Where each row of a layer stands, by the id that it has afterwards."""
    return rows.origin.set_axis(pd.Index(cast_ids(rows.frame[rows.layer.index])))


def _joined(layers: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """One layer of several, by id; ids differ."""
    filled = [layer for layer in layers if len(layer)]
    joined = pd.concat(filled).sort_index()
    clash = joined.index[joined.index.duplicated()]
    if len(clash):
        raise_faults("hazards", [fault("hazard_id 灾害点编号", "与栅格灾害区同号 is also the id of an area "
                     "of a hazard raster;", clash, len(joined), "请改号 Change it.")])  # fmt: skip
    return joined


def _check_places(settings: config.County, villages: gpd.GeoDataFrame) -> None:
    """Raise when a fund is meant for a township or administrative village that is not here."""
    faults = []
    for fund in settings.funds:
        for column in ("township_id", "admin_village_id"):
            known = sorted(villages[column].unique())
            lost = [one for one in getattr(fund.places, column) or () if one not in known]
            if lost:
                shown = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
                faults.append(
                    f"  - funds.{fund.id}.for.{column}: 本县没有 not in the county: "
                    f"{', '.join(lost)}. 本县有 It has: {shown}."
                )
    if faults:
        head = f"county.toml 有 {len(faults)} 处问题 has {len(faults)} problem(s):"
        raise ConfigError("\n".join([head, *faults]))


def _elevation(
    settings: config.County, folder: Path, layers: dict[str, gpd.GeoDataFrame]
) -> tuple[terrain.Raster | None, list[Finding]]:
    """Elevation of the county and notes; None when there is none."""
    if settings.layers.dem is None:
        return None, []
    path = folder / settings.layers.dem
    return elevation(path, layers["villages"].geometry, layers["roads"].geometry)


def _land_cover(
    settings: config.County, folder: Path, villages: gpd.GeoDataFrame
) -> tuple[terrain.Raster | None, list[Finding]]:
    """Classes of land cover and notes; None when there are none."""
    if settings.layers.land_cover is None:
        return None, []
    path = folder / settings.layers.land_cover
    return land_cover(path, villages.geometry, settings.travel.land_cover_factors)


def _absent(settings: config.County, read: Collection[str]) -> list[Finding]:
    """Notes on layers that are not there and what they would add."""
    blank = {
        name: NOT_FILLED.format(", ".join(entry.path for entry in entries))
        for name in ABSENT
        if (entries := getattr(settings.layers, name))
    }
    told = [
        note(
            name,
            f"没有{LAYERS[name].zh}图层 no {name} layer：{gain}",
            "changes",
            remedy=blank.get(name, way),
        )
        for name, (gain, way) in ABSENT.items()
        if name not in read and not (name == "hazards" and settings.layers.hazard_rasters)
    ]
    if settings.layers.dem is None:
        gain = "没有高程 no elevation：坡度、造价和行走时间更准 slopes, costs, walking times"
        told.append(note("dem", gain, "changes", remedy=NO_DEM))
    return [one._replace(column="absent", why="not_there") for one in told]


def _hashes(settings: config.County, folder: Path) -> dict[str, str]:
    """SHA-256 of every input file, by its path as county.toml writes it."""
    layers = settings.layers
    entries = [entry for name in LAYERS for entry in getattr(layers, name) or ()]
    paths = [path for _, path in paths_of(entries, folder)]
    paths += [folder / path for path in (layers.dem, layers.land_cover) if path is not None]
    paths += [folder / rule.path for rule in layers.hazard_rasters]
    found = {_told(part, folder): _sha256(part) for path in paths for part in parts(path)}
    return dict(sorted(found.items()))


def _told(path: Path, folder: Path) -> str:
    """Path as it is told: from the folder where it lies in it, else as it is written."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
