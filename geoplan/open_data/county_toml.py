"""county.toml of an imported county, and what the planner is told about it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from geoplan import terrain
from geoplan.config import Costs, HazardRaster, Hazards, Network, Relocation
from geoplan.open_data.people import PEOPLE_PER_DWELLING, xy
from geoplan.schema import LAYERS

Layers = Mapping[str, gpd.GeoDataFrame]

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
"""What OpenStreetMap asks to be printed on every map."""
FUND_SHARE = 0.2
"""Funds are this share of what everything would cost, flagged as assumed."""
GROUND = 1.5
"""Times subsidies, facilities and opening: with levelling and the way to a site. C."""


def fund_ceilings(
    layers: Layers, folder: Path, hazards: Sequence[HazardRaster]
) -> dict[str, float]:
    """Ceiling of each fund [万元 per year]: ``FUND_SHARE`` of the cost of everything, in two years.

    That of relocation pays at least for one concentrated site.

    Parameters
    ----------
    layers
        Layers by name; roads and households are used.
    folder
        Where the hazard rasters are.
    hazards
        Households in their cells of a threatening class would move.

    Returns
    -------
    dict
        "roads" and "relocation", as far as there is anything to pay.
    """
    roads, households = layers["roads"], layers["households"]
    costs, move = Costs(), Relocation()
    road_wan_per_km = (
        costs.subgrade_hill_wan_per_km
        + costs.base_wan_per_km
        + costs.surface_wan_per_km
        + costs.ditch_wan_per_km
    )
    household_wan = GROUND * (
        move.subsidy_wan_per_household
        + move.facilities_wan_per_household
        + move.site_opening_wan / move.min_site_households
    )
    soft_km = roads.length[~roads["surface_code"].isin(Network().hardened_codes)].sum() / 1000
    threatened = np.zeros(len(households), dtype=bool)
    for hazard in hazards:
        raster = terrain.read_raster(folder / hazard.path, str(roads.crs), resampling="nearest")
        values = terrain.sample(raster, *xy(households).T)
        for hazard_class, (low, high) in hazard.classes.items():
            if hazard_class >= Hazards().threatened_from_class:
                threatened |= (values >= low) & (values <= high)
    least = move.min_site_households if threatened.any() else 0
    funds_wan = {
        "roads": FUND_SHARE * soft_km * road_wan_per_km,
        "relocation": max(FUND_SHARE * threatened.sum(), least) * household_wan,
    }
    return {fund: float(np.ceil(wan / 2 / 10) * 10) for fund, wan in funds_wan.items() if wan}


def sources(rasters: Mapping[str, Path | None], hazards: Sequence[HazardRaster]) -> list[str]:
    """Credits: OpenStreetMap's own, and of each raster what it shows and its file name."""
    named = [f"{kind}: {path.name}" for kind, path in rasters.items() if path is not None]
    return [CREDIT, *named, *(f"{hazard.kind}: {Path(hazard.path).name}" for hazard in hazards)]


def text(
    settings: Mapping[str, Any],
    layers: Layers,
    funds: Mapping[str, float],
    *,
    hazards: Sequence[HazardRaster],
    dem: bool,
) -> str:
    """County.toml as a person would write it.

    Parameters
    ----------
    settings
        ``name``, ``years``, ``crs``, ``sources``.
    layers
        Layers by name; each is in the file of its name.
    funds
        Ceiling of each fund [万元 per year].
    hazards
        Hazard rasters with paths relative to the folder.
    dem
        True when there is a ``dem.tif``.

    Returns
    -------
    str
        TOML with comments in Chinese and English.
    """
    head = [
        "# 由 geoplan import-osm 生成，请按本县实际修改。",
        "# Made by geoplan import-osm; correct it to what the county knows.",
        f"name = {_quoted(settings['name'])}",
        f"years = {list(settings['years'])}  # 两年一批 the batch",
        f"crs = {_quoted(settings['crs'])}",
        "# 资料来源，每张图上都须注明；栅格请补全出处。",
        "# Credits, printed on every map; say of each raster who made it, and its licence.",
        "sources = [",
        *(f"  {_quoted(source)}," for source in settings["sources"]),
        "]",
        "",
    ]
    return "\n".join([*head, *_layer_lines(layers, dem, hazards), *_fund_lines(funds)])


def _layer_lines(layers: Layers, dem: bool, hazards: Sequence[HazardRaster]) -> list[str]:
    """Tables of county.toml that name the files."""
    lines = ["[layers]"]
    lines += [
        f'{layer} = "{layer}.gpkg"  # {LAYERS[layer].zh}' for layer in LAYERS if layer in layers
    ]
    lines += ['dem = "dem.tif"  # 高程（米） elevation [m]'] if dem else []
    lines.append("")
    for hazard in hazards:
        ranges = ", ".join(
            f"{k} = [{low:.12g}, {high:.12g}]" for k, (low, high) in hazard.classes.items()
        )
        lines += [
            "[[layers.hazard_rasters]]",
            f'path = "{hazard.path}"',
            f'kind = "{hazard.kind}"',
            f"classes = {{ {ranges} }}  # 等级 = [最小值, 最大值] class 1-4 = [lowest, highest value]",
            "",
        ]
    return lines


def _fund_lines(funds: Mapping[str, float]) -> list[str]:
    """Tables of county.toml with the assumed funds."""
    about = {
        "roads": ("道路资金", "Roads", '["subgrade", "surface"]', "未硬化道路全部硬化 all unhardened roads"),
        "relocation": ("搬迁资金", "Relocation", '["site", "subsidy"]', "受威胁农户全部搬迁，至少够一处安置点 all threatened households, at least one site"),
    }  # fmt: skip
    lines = []
    for fund, ceiling in funds.items():
        name, name_en, pays, basis = about[fund]
        lines += [
            f"# 假定：{FUND_SHARE:.0%} 的总费用，分两年 Assumed: that share of the cost, over two years: {basis}.",
            "[[funds]]",
            f'id = "{fund}"',
            f'name = "{name}"',
            f'name_en = "{name_en}"',
            f"pays = {pays}",
            f"ceiling_wan = [{ceiling:g}, {ceiling:g}]  # 每年上限（万元） per year",
            "carry_over = true",
            "assumed = true",
            "",
        ]
    return lines


def _quoted(value: str) -> str:
    """Text as a TOML string: JSON writes the same escapes."""
    return json.dumps(value, ensure_ascii=False)


def told(layers: Layers, funds: Mapping[str, float], *, counted: bool) -> list[str]:
    """Lines for the planner: how much there is, and what nobody measured.

    Parameters
    ----------
    layers
        Layers by name.
    funds
        Ceiling of each fund [万元 per year].
    counted
        True when people come from a population raster.

    Returns
    -------
    list of str
    """
    roads, households = layers["roads"], layers["households"]
    km = roads.length / 1000
    lines = [f"{LAYERS[layer].zh} {layer}: {len(table):,}" for layer, table in layers.items()]
    lines.append(f"道路 roads: {km.sum():,.0f} km")
    assumed = km[roads["surface_assumed"]].sum() / km.sum()
    lines.append(
        f"假定 assumed: 面层按道路等级推定 surface by road class on {assumed:.0%} of the km"
    )
    basis = (
        "人口栅格 population raster"
        if counted
        else f"每栋 {PEOPLE_PER_DWELLING:g} 人（假定） assumed"
    )
    lines.append(f"人口 people: {households['people'].sum():,} ({basis})")
    at_point = layers["villages"].sindex.query(households.geometry, predicate="intersects")[1]
    if len(at_point):
        lines.append(
            f"{len(np.unique(at_point))} 个自然村未绘房屋，农户放在村点上 villages without mapped buildings: "
            "their households are at the village's point"
        )
    lines.append("假定 assumed: 户、小组按建筑物划分 households and groups are made from buildings")
    for fund, ceiling in funds.items():
        lines.append(
            f"假定 assumed: {fund} {ceiling:,.0f} 万元/年 per year （依据见 county.toml） (see county.toml)"
        )
    return lines
