"""OpenStreetMap + rasters → a county folder that ``read_county`` reads.

People come from the population raster and are put into the buildings, households into groups,
cropland cells into parcels of the group that lives nearest. What nobody measured is written down
as assumed.
"""

import logging
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import geopandas as gpd
import pyogrio
import shapely

from geoplan import terrain
from geoplan.config import HazardKind, HazardRaster
from geoplan.errors import ConfigError
from geoplan.folders import writable_folder
from geoplan.open_data import county_toml, people
from geoplan.routing import osm

__all__ = ["hazard_raster", "import_osm"]

log = logging.getLogger(__name__)

CLASSES = {"low": 1, "medium": 2, "high": 3, "very_high": 4}
"""Hazard classes as one types them."""
MARGIN_M = 2500.0
"""Rasters are used as far as this around roads and villages [m]."""


def hazard_raster(text: str) -> HazardRaster:
    """Hazard raster that a planner names on the command line.

    Parameters
    ----------
    text
        ``kind=FILE@class:low..high,class:low..high``, both ends included, e.g.
        ``landslide=slope.tif@high:4..4,very_high:5..5``.

    Returns
    -------
    HazardRaster
        With the path as typed.

    Raises
    ------
    ConfigError
        The text does not follow that form, or names an unknown kind or class.
    """
    kind, _, rest = text.partition("=")
    path, _, rules = rest.rpartition("@")
    found = [
        re.fullmatch(r"\s*(\w+)\s*:\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*", rule)
        for rule in rules.split(",")
    ]
    try:
        classes = {CLASSES[r[1]]: (float(r[2]), float(r[3])) for r in found if r is not None}
        if not path or len(classes) < len(found) or any(a > b for a, b in classes.values()):
            raise ValueError
        return HazardRaster.model_validate({"path": path, "kind": kind.strip(), "classes": classes})
    except (KeyError, ValueError) as error:
        raise ConfigError(
            f'--hazard "{text}": 写法不对 cannot be read. '
            'Expected 应为 kind=FILE@class:low..high,…, e.g. "landslide=slope.tif@high:4..4,very_high:5..5"; '
            f"kind: {', '.join(get_args(HazardKind))}; class: {', '.join(CLASSES)}."
        ) from error


def import_osm(
    file: Path | None,
    out_dir: Path,
    *,
    first_year: int,
    place: str | None = None,
    name: str | None = None,
    dem: Path | None = None,
    population: Path | None = None,
    cropland: Path | None = None,
    hazards: Sequence[HazardRaster] = (),
) -> list[str]:
    """Lines that tell what a new county folder holds, after writing it whole or not at all.

    Parameters
    ----------
    file
        ``.osm.pbf`` or ``.osm``; None to download ``place``.
    out_dir
        Folder to make; must not exist.
    first_year
        First of the two years of the batch.
    place
        Name to download instead of a file.
    name
        Name of the county; the file's stem, or the place, when absent.
    dem, population, cropland
        Rasters of elevation [m], people per cell, and crops [per cent of the cell]. Without people
        each dwelling holds ``people.PEOPLE_PER_DWELLING``.
    hazards
        Rasters whose values mean danger (see ``hazard_raster``).

    Returns
    -------
    list of str
        Counts and what was assumed, for the planner.

    Raises
    ------
    ConfigError
        The folder exists or cannot be made, or not exactly one of ``file`` and ``place`` is given.
    LayerError
        An input is absent, unreadable, or elsewhere.
    """
    if (file is None) == (place is None):
        raise ConfigError("请给出文件或地名之一 Give either an OpenStreetMap file or --place.")
    if out_dir.exists():
        raise ConfigError(f"{out_dir}: 已存在 exists already. 请换一个文件夹 Choose another --out.")
    writable_folder(out_dir)
    log.info("读取 OpenStreetMap reading %s", file or place)
    features = osm.read_file(file) if file else osm.download(str(place))
    layers = _layers(features, population, cropland)
    area, crs = _area(layers["roads"], layers["villages"]), str(features.roads.crs)
    rasters = {"dem": dem, "population": population, "cropland": cropland}
    settings = {
        "name": name or place or str(file and file.name.split(".")[0]),
        "years": (first_year, first_year + 1),
        "crs": crs,
        "sources": county_toml.sources(rasters, hazards),
    }
    with _new_folder(out_dir) as folder:
        log.info("写入 writing %s", out_dir)
        for layer, table in layers.items():
            pyogrio.write_dataframe(table, folder / f"{layer}.gpkg", layer=layer)
        if dem is not None:
            terrain.copy_raster(dem, folder / "dem.tif", area, crs)
        copied = [
            hazard.model_copy(update={"path": f"hazard{number}_{hazard.kind}.tif"})
            for number, hazard in enumerate(hazards, 1)
        ]
        for hazard, copy in zip(hazards, copied, strict=True):
            terrain.copy_raster(Path(hazard.path), folder / copy.path, area, crs)
        funds = county_toml.fund_ceilings(layers, folder, copied)
        text = county_toml.text(settings, layers, funds, hazards=copied, dem=dem is not None)
        (folder / "county.toml").write_text(text, encoding="utf-8", newline="\n")
    return county_toml.told(layers, funds, counted=population is not None)


@contextmanager
def _new_folder(out_dir: Path) -> Iterator[Path]:
    """Temporary folder beside ``out_dir`` that takes its name when all went well."""
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}-", dir=out_dir.parent))
    try:
        yield folder
        folder.chmod(0o755)
        folder.rename(out_dir)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _layers(
    features: osm.Features, population: Path | None, cropland: Path | None
) -> dict[str, gpd.GeoDataFrame]:
    """All layers that are not empty, by name, in the county's metric CRS."""
    log.info("道路和村庄 roads and villages")
    roads, villages = osm.roads(features), osm.villages(features)
    services, crs = osm.services(features, villages), str(features.roads.crs)
    villages = villages.drop(columns="place")
    area = _area(roads, villages)
    buildings = osm.dwellings(features)
    log.info("农户 households in %d buildings", len(buildings))
    cells = None if population is None else terrain.read_cells(population, area, crs)
    homes = people.homes(buildings, villages, cells)
    households = people.households(homes)
    lived = households.groupby("village_id")["people"].agg(["sum", "size"])
    lived = lived.reindex(villages["village_id"], fill_value=0)
    layers = {
        "roads": roads,
        "villages": villages.assign(
            people=lived["sum"].to_numpy(), households=lived["size"].to_numpy()
        ),
        "groups": people.groups(households, villages),
        "households": households,
        "services": services,
        "exclusions": osm.water(features),
    }
    if cropland is not None:
        log.info("耕地 farmland")
        layers["farmland"] = people.farmland(terrain.read_cells(cropland, area, crs), households)
    return {layer: table for layer, table in layers.items() if len(table)}


def _area(roads: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> shapely.Geometry:
    """Convex hull of roads and villages, and ``MARGIN_M`` around it."""
    shapes = [*roads.geometry, *villages.geometry]
    return shapely.buffer(shapely.convex_hull(shapely.GeometryCollection(shapes)), MARGIN_M)
