"""The bundled county, read and written again the ugly way."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio

from ugly.faults import of_variant, planted, table
from ugly.maps import write_maps
from ugly.people import TOWNSHIPS, Township, write_people

LAYERS = (
    "villages",
    "groups",
    "households",
    "roads",
    "hazards",
    "farmland",
    "services",
    "exclusions",
)
TOLD_YES = 5
"""One in so many of those who agree has been written down; blank is not asked."""
LEDGER_POINTS = 40
SETTINGS = {"T03": 'datum = "gcj02"', "T06": "swap_axes = true"}
"""What a person has to say of a township's files."""


def deliver(clean: Path, folder: Path, *, variant: str = "harmless") -> pd.DataFrame:
    """Write the county in ``clean`` as offices would have sent it.

    Parameters
    ----------
    clean
        Folder of the bundled county.
    folder
        Where the files and county.toml go; must exist.
    variant
        One of ``faults.VARIANTS``: which mistakes there are.

    Returns
    -------
    DataFrame
        One row per planted mistake: code, layer, id, file, sheet, row, what.
    """
    frames = {name: gpd.read_file(clean / f"{name}.gpkg") for name in LAYERS}
    frames = {
        name: layer.set_index(layer[layer.columns[0]].rename("key"))
        for name, layer in frames.items()
    }
    frames["households"] = _off_edges(frames["households"], clean / "dem.tif")
    frames = _with_offices(_mostly_blank(frames))
    frames["ledger"] = _ledger(frames)
    frames = planted(frames, variant)
    places = pd.concat([write_maps(frames, folder), write_people(frames, folder, TOWNSHIPS)])
    shutil.copy(clean / "dem.tif", folder / "dem.tif")
    text = (clean / "county.toml").read_text(encoding="utf-8")
    settings = SETTINGS | ({"T03": ""} if variant == "undeclared" else {})
    (folder / "county.toml").write_text(_settings(text, settings, variant), encoding="utf-8")
    return table(of_variant(variant), places)


def _off_edges(houses: gpd.GeoDataFrame, dem: Path) -> gpd.GeoDataFrame:
    """Houses on the edge of a cell of the elevation a millimetre inside: degrees cannot say the edge."""
    with rasterio.open(dem) as source:
        to_cells = ~source.transform
    xy = houses.geometry.get_coordinates()
    column, row = to_cells @ (xy["x"].to_numpy(), xy["y"].to_numpy())
    inward = {axis: np.where(np.abs(cell - cell.round()) < 1e-6, 0.001, 0)
              for axis, cell in (("x", column), ("y", row))}  # fmt: skip
    moved = gpd.points_from_xy(xy["x"] + inward["x"], xy["y"] - inward["y"], crs=houses.crs)
    return houses.set_geometry(moved)


def _mostly_blank(frames: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Layers in which few of those who agree are on record; refusals all are."""
    found = dict(frames)
    for name in ("villages", "groups", "households"):
        layer = frames[name]
        told = np.arange(len(layer)) % TOLD_YES == 0
        blank = (layer["consent"] != "no") & ~told
        found[name] = layer.assign(consent=layer["consent"].mask(blank))
    return found


def _with_offices(frames: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Layers of people with the township that writes them, and all names that it could use."""
    villages, groups, households = (frames[name] for name in ("villages", "groups", "households"))
    names = villages[["township_name", "admin_village_name"]].assign(village_name=villages["name"])
    office = villages["township_id"]

    def told(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        own = names.reindex(layer["village_id"]).set_axis(layer.index)
        writer = layer["village_id"].map(office)
        return layer.assign(**own, office=writer, coordinates=None)

    return frames | {
        "villages": villages.assign(office=office, coordinates=None),
        "groups": told(groups),
        "households": told(households).assign(
            group_name=households["group_id"].map(groups["name"])
        ),
    }


def _ledger(frames: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Points in dangerous areas, each with a reach that stays inside, and the houses in it.

    They threaten nobody whom the areas do not. Each names the nearest group.
    """
    areas, groups, households = (frames[name] for name in ("hazards", "groups", "households"))
    worst = areas[areas["hazard_class"] >= 3]
    worst = worst.loc[worst.area.sort_values(ascending=False, kind="stable").index[:LEDGER_POINTS]]
    points = worst.representative_point()
    reach_m = points.distance(worst.boundary) // 2
    circle, house = households.sindex.query(points.buffer(reach_m), predicate="contains")
    struck = households.iloc[house].groupby(circle)["people"].agg(["count", "sum"])
    struck = struck.reindex(range(len(points)), fill_value=0)
    near = groups.loc[groups.index[groups.sindex.nearest(points, return_all=False)[1]]]
    ids = [f"ZL{number:03d}" for number in range(1, len(points) + 1)]
    told = {
        "hazard_id": ids, "name": near["village_name"] + "隐患点", "kind": worst["kind"],
        "hazard_class": worst["hazard_class"], "radius_m": reach_m,
        "admin_village_name": near["admin_village_name"], "village_name": near["village_name"],
        "group_name": near["name"], "threatened_households": struck["count"],
        "threatened_people": struck["sum"],
    }  # fmt: skip
    columns = {name: list(cells) for name, cells in told.items()}
    return gpd.GeoDataFrame(columns, geometry=points.to_numpy(), crs=areas.crs, index=ids)


def _settings(text: str, settings: Mapping[str, str], variant: str) -> str:
    """County.toml of the bundled county with the files of this one."""
    head, _, rest = text.partition("[layers]")
    _, _, tail = rest.partition("[projects]")
    if variant == "funds":
        tail = tail.replace('["A040", "A017", "A043"]', '["A040", "A099"]')
    lines = ["[layers]", 'roads = "公路.shp"']
    lines += ['exclusions = { path = "三区三线.gdb", layer = "*" }', 'farmland = "承包地.gpkg"',
              'hazards = ["地灾范围.kml", "隐患点台账.xlsx"]', 'services = "公共服务.csv"', 'dem = "dem.tif"']  # fmt: skip
    for layer, sheet in (("villages", "自然村表"), ("groups", "小组表"), ("households", "农户")):
        entries = [
            _entry(*_home(how, sheet), settings.get(township, ""))
            for township, how in TOWNSHIPS.items()
        ]
        lines += [f"{layer} = [", *entries, "]"]
    return "\n".join([head, *lines, "", "[projects]"]) + tail


def _home(how: Township, sheet: str) -> tuple[str, str]:
    """File and sheet of a layer in one township."""
    if sheet != "农户" or how.households_in == sheet:
        return how.file, sheet
    return (how.file, "*村") if how.households_in == "{}" else (how.households_in, "")


def _entry(file: str, sheet: str, more: str) -> str:
    """One file of a layer in county.toml."""
    told = [f'path = "{file}"', f'layer = "{sheet}"' if sheet else "", more]
    return f"  {{ {', '.join(filter(None, told))} }},"
