"""county.toml and its files to a County: everything is checked here, once."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath

import geopandas as gpd
import pandas as pd
import pyproj

from geoplan import config, terrain
from geoplan.crs import is_metric, metric_crs
from geoplan.errors import LayerError
from geoplan.readers.complete import complete
from geoplan.readers.files import parts
from geoplan.readers.layers import bounds_deg, check_layer, door_faults, empty_layer, read_layer
from geoplan.schema import LAYERS, raise_faults, validate

ABSENT = {
    "groups": "小组可作为搬迁单元 groups are the units that move",
    "households": "农户使受益和受威胁人数准确 households make people served and threatened exact",
    "hazards": "灾害隐患才能规划搬迁 without hazards nobody needs to move",
    "farmland": "耕地用于计算到地时间 farmland gives the minutes to the land",
    "services": "公共服务用于计算出行时间 services give travel times",
    "sites": "安置点缺省时由程序寻找 sites are searched when none are given",
    "exclusions": "红线和基本农田须避开 redlines and basic farmland are to be avoided",
}
"""What each absent layer would add, told to the planner."""


@dataclass(frozen=True)
class County:
    """A county as planning sees it: every layer checked, complete, in one CRS in metres."""

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
    input_hashes: dict[str, str]
    remarks: tuple[str, ...]


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
        groups always have people, households and a place. ``remarks`` tells what was assumed,
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
    given = {name: entry for name, entry in files.items() if entry is not None}
    placed, faults, remarks = _read_layers(given, folder, settings)
    if "roads" not in placed:
        raise_together(faults, notes=remarks)
    crs = metric_crs(bounds_deg(placed["roads"]), declared=settings.crs)
    layers, wrong, told = _checked_layers(placed, crs)
    raise_together(faults + wrong, notes=remarks)
    layers["hazards"] = _with_hazard_rasters(layers["hazards"], settings, folder, crs)
    whole, filled = complete(layers)
    dem = settings.layers.dem
    return County(
        settings=settings,
        folder=folder,
        crs=crs,
        **whole,
        dem=None if dem is None else terrain.read_raster(folder / dem, crs.to_string()),
        input_hashes=(hashes or {}) | _hashes(settings, folder),
        remarks=(*remarks, *told, *_assumed_surfaces(layers["roads"]), *filled, *_absent(settings)),
    )


def raise_together(messages: list[str], *, notes: list[str]) -> None:
    """Raise one LayerError with all messages, and notes that may explain them; nothing without."""
    if messages:
        explained = ["说明 Notes:", *(f"  - {note}" for note in notes)] if notes else []
        raise LayerError("\n".join([*messages, *explained]))


def _read_layers(
    given: dict[str, config.LayerFile], folder: Path, settings: config.County
) -> tuple[dict[str, gpd.GeoDataFrame], list[str], list[str]]:
    """Layers that could be read, faults of those that could not, remarks.

    Roads come first: figures in metres without a CRS are taken to be in theirs, unless the
    settings declare one.
    """
    assumed = None if settings.crs is None else metric_crs((0, 0, 0, 0), declared=settings.crs)
    placed: dict[str, gpd.GeoDataFrame] = {}
    faults: list[str] = []
    remarks: list[str] = []
    for name in sorted(given, key=lambda name: name != "roads"):
        try:
            frame, told = read_layer(name, given[name], folder, assumed)
            raise_faults(name, door_faults(LAYERS[name], frame))
        except LayerError as error:
            faults.append(str(error))
            continue
        placed[name] = frame
        remarks += told
        if name == "roads" and assumed is None:
            own = pyproj.CRS(frame.crs)
            assumed = own if is_metric(own) else None
    return placed, faults + _absent_rasters(settings, folder), remarks


def _absent_rasters(settings: config.County, folder: Path) -> list[str]:
    """Faults of rasters that are not where county.toml says."""
    layers = settings.layers
    written = [rule.path for rule in layers.hazard_rasters]
    written += [layers.dem] if layers.dem is not None else []
    return [
        f"{folder / path}: 找不到文件 not found. 请核对路径 Check the path in county.toml."
        for path in written
        if not (folder / path).is_file()
    ]


def _checked_layers(
    placed: dict[str, gpd.GeoDataFrame], crs: pyproj.CRS
) -> tuple[dict[str, gpd.GeoDataFrame], list[str], list[str]]:
    """Every layer of the schema, validated, in the county's CRS; faults; remarks."""
    roads = placed["roads"].geometry.to_crs(crs)
    layers: dict[str, gpd.GeoDataFrame] = {}
    faults: list[str] = []
    remarks: list[str] = []
    for name, layer in LAYERS.items():
        if name not in placed:
            layers[name] = empty_layer(layer, crs)
            continue
        try:
            layers[name], told = check_layer(layer, placed[name].to_crs(crs), roads)
        except LayerError as error:
            faults.append(str(error))
            continue
        remarks += told
    return layers, faults, remarks


def _with_hazard_rasters(
    hazards: gpd.GeoDataFrame, settings: config.County, folder: Path, crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Hazards, and the areas where a raster's value means danger."""
    found = [hazards] if len(hazards) else []
    for number, rule in enumerate(settings.layers.hazard_rasters, start=1):
        raster = terrain.read_raster(folder / rule.path, crs.to_string(), resampling="nearest")
        cells = raster.values
        for hazard_class, (low, high) in sorted(rule.classes.items()):
            mask = (cells >= low) & (cells <= high)
            areas = terrain.polygonise(mask, raster.transform, raster.crs)
            ids = [f"raster{number}-{hazard_class}-{row:05d}" for row in range(1, len(areas) + 1)]
            rows = {"hazard_id": ids, "kind": rule.kind, "hazard_class": float(hazard_class)}
            if ids:
                frame = gpd.GeoDataFrame(rows, geometry=areas.to_numpy(), crs=crs)
                found.append(validate("hazards", frame))
    return pd.concat(found).sort_index() if found else hazards


def _assumed_surfaces(roads: gpd.GeoDataFrame) -> list[str]:
    """Remark on roads whose surface nobody recorded."""
    assumed = roads["surface_assumed"].fillna(False)
    if not assumed.any():
        return []
    km = roads.length[assumed].sum() / 1000
    return [
        f"{int(assumed.sum())} 段道路（{km:.1f} km）未填面层，按路线等级和宽度推定 roads without surface: "
        "assumed from class, grade and width"
    ]


def _absent(settings: config.County) -> list[str]:
    """Remarks on layers that are not there and what they would add."""
    told = [
        f"没有{LAYERS[name].zh}图层 no {name} layer：{gain}"
        for name, gain in ABSENT.items()
        if getattr(settings.layers, name) is None
        and not (name == "hazards" and settings.layers.hazard_rasters)
    ]
    if settings.layers.dem is None:
        told.append("没有高程 no elevation：坡度、造价和行走时间更准 slopes, costs, walking times")
    return told


def _hashes(settings: config.County, folder: Path) -> dict[str, str]:
    """SHA-256 of every input file, by its path as county.toml writes it."""
    layers = settings.layers
    written = [entry.path for name in LAYERS if (entry := getattr(layers, name)) is not None]
    written += [layers.dem] if layers.dem is not None else []
    written += [rule.path for rule in layers.hazard_rasters]
    found = {
        PurePath(path).with_name(part.name).as_posix(): _sha256(part)
        for path in written
        for part in parts(folder / path)
    }
    return dict(sorted(found.items()))


def _sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
