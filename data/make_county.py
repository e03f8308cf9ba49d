"""Write a made-up mountain county: ``python data/make_county.py --out data/yunling``.

Every place, person and figure is invented. The same arguments write the same bytes. Land, people,
roads and areas come from the modules beside this one; here they become layers and files.
"""

import argparse
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio

import county_land as land
import county_people as people
import county_roads
import county_routes
from county_terrain import CELL_M, Terrain, make_terrain, noise
from geoplan.schema import LAYERS, dictionary

WIDTH_TO_HEIGHT = 1.17
LETTERS = {
    "roads": "R", "hazards": "Z", "farmland": "P", "services": "F", "exclusions": "E",
}  # fmt: skip
"""First letter of the ids of each layer."""
YEARS = (2027, 2028)
"""Batch that the county plans."""


def make_county(
    villages: int, households: int, seed: int
) -> tuple[Terrain, dict[str, gpd.GeoDataFrame]]:
    """Terrain and layers of an invented county, in the columns of ``geoplan.schema``."""
    rng = np.random.default_rng(seed)
    area_km2 = 750 * (villages / 300) ** (2 / 3)
    shape = tuple(
        4 * round(np.sqrt(area_km2 * ratio) * 250 / CELL_M)
        for ratio in (1 / WIDTH_TO_HEIGHT, WIDTH_TO_HEIGHT)
    )
    terrain = make_terrain(rng, shape, 1450 * (area_km2 / 750) ** 0.25)
    rough = noise(rng, terrain.dem_m.shape, 9)
    rivers = land.rivers(terrain)
    water = land.covered(rivers.geometry, terrain)
    towns = max(2, villages // 25)
    places = people.settle(rng, terrain, water, villages, towns)
    sizes = rng.lognormal(0, 0.55, villages) * np.repeat(
        [5.0, 2.2, 1.0], [1, towns - 1, villages - towns]
    )
    places["households"] = 3 + rng.multinomial(households - 3 * villages, sizes / sizes.sum())
    ground = county_roads.Ground(rng, terrain, water)
    nodes = ground.node(terrain, places.geometry.x, places.geometry.y)
    places = people.belong(places, ground.graph(), nodes, towns)
    places = people.name_places(rng, places)
    groups, houses = people.people(rng, terrain, water, places)
    group_nodes = ground.node(terrain, groups.geometry.x, groups.geometry.y)
    roads = county_routes.road_layer(rng, ground, rivers, places, nodes, group_nodes)
    houses = people.household_table(rng, houses)
    groups["land_mu"] = houses.groupby("group")["land_mu"].sum()
    hazards = hazard_layer(rng, terrain, rivers, groups, houses)
    layers = people_layers(rng, places, groups, houses)
    layers["roads"] = roads
    layers["hazards"] = hazards
    layers["farmland"] = land.farmland(terrain, rough, water, groups.set_index("group_id"))
    layers["services"] = service_layer(places)
    layers["exclusions"] = land.exclusions(terrain, rough, rivers, _xy(places))
    ask(np.random.default_rng([seed, 6]), layers)
    build(np.random.default_rng([seed, 12]), layers["villages"])
    return terrain, {name: _numbered(name, frame) for name, frame in layers.items()}


def ask(rng: np.random.Generator, layers: dict[str, gpd.GeoDataFrame]) -> None:
    """What people ask for, and what making a hazard safe would cost; drawn apart from all else."""
    groups, households, hazards = layers["groups"], layers["households"], layers["hazards"]
    groups["wish"] = rng.choice(
        [None, "voluntary", "poverty", "ecological"], len(groups), p=[0.96, 0.02, 0.01, 0.01]
    )
    households["mode"] = rng.choice([None, "concentrated", "dispersed"], len(households),
                                    p=[0.65, 0.27, 0.08])  # fmt: skip
    wan = 10 * rng.integers(4, 40, len(hazards))
    planned = hazards["kind"].isin(["debris_flow", "rockfall"]) & (rng.random(len(hazards)) < 0.3)
    hazards["protection_cost_wan"] = np.where(planned, wan, np.nan)


def build(rng: np.random.Generator, villages: gpd.GeoDataFrame) -> None:
    """In which year of the batch a few villages build their houses; drawn apart from all else."""
    some = rng.choice(villages.index, round(0.03 * len(villages)), replace=False)
    villages["building_year"] = pd.Series(rng.choice(YEARS, len(some)), index=some)


def _xy(points: gpd.GeoDataFrame) -> np.ndarray:
    """Coordinates of a point layer."""
    return np.column_stack([points.geometry.x, points.geometry.y])


def _numbered(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns of the schema only, the id first; coordinates to the centimetre."""
    layer = LAYERS[name]
    if layer.index not in frame:
        width = max(4, len(str(len(frame))))
        frame = frame.assign(
            **{layer.index: [f"{LETTERS[name]}{i + 1:0{width}d}" for i in range(len(frame))]}
        )
    columns = [column.name for column in layer.columns if column.name in frame]
    frame = frame.set_geometry(frame.geometry.set_precision(0.01))
    return frame[[*columns, "geometry"]].reset_index(drop=True)


def people_layers(
    rng: np.random.Generator,
    places: gpd.GeoDataFrame,
    groups: gpd.GeoDataFrame,
    houses: gpd.GeoDataFrame,
) -> dict[str, gpd.GeoDataFrame]:
    """Villages, groups and households with ids and totals."""
    village_id = np.array([f"V{i + 1:04d}" for i in range(len(places))])
    group_id = np.array([f"G{i + 1:04d}" for i in range(len(groups))])
    by_group = houses.groupby("group")["people"].agg(["sum", "size"])
    villages = places.assign(
        village_id=village_id,
        people=houses.groupby("village")["people"].sum(),
        consent=people.consent(rng, len(places), yes=0.5, no=0.03, not_asked=0.12),
    )
    groups["people"], groups["households"] = by_group["sum"], by_group["size"]
    groups["group_id"], groups["village_id"] = group_id, village_id[groups["village"]]
    admin = places["admin"].to_numpy()[groups["village"]]
    groups["name"] = [f"{n + 1}组" for n in groups.groupby(admin).cumcount()]
    groups["consent"] = people.consent(rng, len(groups), yes=0.5, no=0.08, not_asked=0.12)
    households = houses.assign(
        group_id=group_id[houses["group"]], village_id=village_id[houses["village"]]
    )
    return {"villages": villages, "groups": groups, "households": households}


def hazard_layer(
    rng: np.random.Generator,
    terrain: Terrain,
    rivers: gpd.GeoDataFrame,
    groups: gpd.GeoDataFrame,
    houses: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Hazard areas with their class; about one group in seven lives under a high one."""
    count = len(groups)
    lines = [land.slope_line(terrain, x, y, 500, 0) for x, y in _xy(groups)]
    steep = [terrain.slope_deg[terrain.cells(*line.T)].mean() * (len(line) > 8) for line in lines]
    aims = np.argsort(-np.array(steep) - 8 * rng.random(count))[: round(0.13 * count)]
    frames = [
        land.landslides(rng, terrain, round(0.45 * count), _xy(groups)[np.sort(aims)]),
        land.debris_flows(rng, terrain, round(0.15 * count), _xy(houses)),
        land.rockfalls(rng, terrain, round(0.1 * count)),
        land.floods(terrain),
    ]
    hazards = pd.concat(frames, ignore_index=True).overlay(
        rivers, how="difference", keep_geom_type=True
    )
    hazards = hazards.set_geometry(land.largest_part(hazards.geometry))
    drawn = rng.choice([1, 2, 3, 4], len(hazards), p=[0.34, 0.52, 0.12, 0.02])
    drawn = np.where(hazards["aimed"], rng.choice([3, 3, 3, 3, 3, 4], len(hazards)), drawn)
    hazards["hazard_class"] = hazards["hazard_class"].fillna(pd.Series(drawn)).astype(int)
    zh = {"landslide": "滑坡", "rockfall": "崩塌", "debris_flow": "泥石流", "flood": "山洪"}
    hazards["name"] = (
        hazards["kind"].map(zh) + (hazards.groupby("kind").cumcount() + 1).astype(str) + "号"
    )
    return hazards


def service_layer(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Seats, committees, schools, clinics, markets and one hospital, a few metres apart."""
    towns = places["town"].max() + 1
    seat = places.index < towns
    big = places["committee"] & (places["households"] > 1.3 * places["households"].mean())
    kinds = (
        ("township_seat", seat, places["township_name"] + "政府", (0, 0)),
        ("school", seat | big, places["name"] + "小学", (45, 20)),
        ("clinic", seat | places["committee"] & (places["households"] > places["households"].median()),
         places["name"] + "卫生室", (-40, 25)),
        ("hospital", places.index == 0, places["township_name"] + "医院", (80, -30)),
        ("market", seat, places["name"] + "集市", (20, -45)),
        ("workplace", places.index < towns // 2, places["name"] + "社区工厂", (120, 60)),
        ("village_committee", places["committee"], places["admin_village_name"] + "村委会", (15, 10)),
    )  # fmt: skip
    frames = [
        gpd.GeoDataFrame(
            {"name": name[where]}, geometry=places.geometry[where].translate(*shift)
        ).assign(kind=kind)
        for kind, where, name, shift in kinds
    ]
    return pd.concat(frames, ignore_index=True)


SETTINGS = """\
# 云岭县（虚构）的规划设置。金额单位：万元。每一项都可以改。
# Settings of Yunling County (made up). Money in 万元 (10 000 yuan). Everything may be changed.

name = "云岭县"
name_en = "Yunling County (made up)"
made_up = true                       # 每张图、每份表都会注明“虚构” every page says so
crs = "EPSG:4545"                    # CGCS2000 三度带，中央经线 108°E
years = [{years}]                 # 一次谋划的两年 the two years planned at once
sources = ["全部为虚构数据（种子 {seed}） Everything is invented (seed {seed}): data/make_county.py"]

[layers]
villages = "villages.gpkg"           # 自然村 natural villages
groups = "groups.gpkg"               # 村民小组 villager groups
households = "households.gpkg"       # 农户（内部） households, internal
roads = "roads.gpkg"                 # 道路 roads
hazards = "hazards.gpkg"             # 灾害隐患 hazard areas
farmland = "farmland.gpkg"           # 耕地 farmland
services = "services.gpkg"           # 公共服务 services
# 没有给出安置点：由程序在安全、平缓、近路的地方寻找 no sites given: they are searched
exclusions = "exclusions.gpkg"       # 禁建区 where nothing may be built
dem = "dem.tif"                      # 高程 elevation

[projects]
min_households = 10                  # 全国常用门槛为 30 户；本县自然村小，取 10 户
                                     # 30 is the usual gate; the villages here are small
surface_lag_years = 1                # 路基完成一年后铺面 surface a year after the subgrade

# 资金：谁付什么、每年上限 Funds: who pays what, ceiling of each year
[[funds]]
id = "province"
name = "省级补助"
name_en = "Provincial subsidy"
pays = ["surface"]
ceiling_wan = {province}
quota_wan_per_km = 20                # 每公里定额补助 tariff per km
carry_over = true

[[funds]]
id = "county"
name = "县级资金"
name_en = "County funds"
pays = ["surface"]
ceiling_wan = {county}
carry_over = true

[[funds]]
id = "town_village"
name = "镇村自筹（一事一议）"
name_en = "Raised by townships and villages (case by case)"
pays = ["subgrade"]                  # 群众打底子，政府铺面子
ceiling_wan = {town_village}

[[funds]]
id = "relocation"
name = "避险搬迁资金"
name_en = "Relocation funds"
pays = ["site", "subsidy", "protection"]
ceiling_wan = {relocation}
carry_over = true

[[funds]]
id = "safety"
name = "窄路面加宽和安防工程资金"
name_en = "Widening and road safety funds"
pays = ["widening", "passing_bays", "guardrail"]   # 只做省时、安全值回花费的 only where time and safety are worth it
ceiling_wan = {safety}
carry_over = true

[[funds]]
id = "sponsor"
name = "帮扶单位定向资金"
name_en = "Partner organisation, for named villages"
pays = ["subgrade", "surface"]
ceiling_wan = {sponsor}
for = {{ admin_village_id = {sponsored} }}   # 只用于这些建制村 only for these villages
"""


def settings(layers: dict[str, gpd.GeoDataFrame], seed: int) -> str:
    """Text of county.toml; ceilings follow from what there is to build and who is in danger."""
    roads, houses, hazards = (layers[name] for name in ("roads", "households", "hazards"))
    wanted = roads[
        ~roads["surface_code"].isin(county_routes.HARDENED)
        & roads["in_library"]
        & (roads["consent"] != "no")
    ]
    km = 0.22 * wanted.length.sum() / 1000
    high = hazards.loc[hazards["hazard_class"] >= 3, ["geometry"]]
    in_danger = 0.68 * houses.sjoin(high).index.nunique()
    admin = layers["villages"]["admin_village_id"].drop_duplicates()
    return SETTINGS.format(
        seed=seed,
        years=", ".join(map(str, YEARS)),
        province=_two_years(20 * km),
        county=_two_years(34 * km),
        town_village=_two_years(21 * km, first=0.9),
        relocation=_two_years(9.6 * in_danger),
        safety=_two_years(2 * km),
        sponsor=_two_years(5 * km),
        sponsored=json.dumps(
            admin.iloc[[7 % len(admin), len(admin) // 2, len(admin) - 4]].tolist()
        ),
    )


def _two_years(total_wan: float, *, first: float = 0.45) -> list[int]:
    """Ceilings of two years, rounded to ten 万元."""
    return [max(10, int(round(total_wan * part, -1))) for part in (first, 1 - first)]


def write(folder: Path, terrain: Terrain, layers: dict[str, gpd.GeoDataFrame], toml: str) -> None:
    """One GeoPackage per layer, the elevation and the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z"})
    for name, frame in layers.items():
        path = folder / f"{name}.gpkg"
        path.unlink(missing_ok=True)
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    rows, columns = terrain.dem_m.shape
    profile = {"driver": "GTiff", "dtype": "int16", "count": 1, "height": rows, "width": columns,
               "crs": land.CRS, "transform": terrain.transform, "compress": "deflate", "predictor": 2,
               "zlevel": 9, "tiled": True, "nodata": -32768}  # fmt: skip
    with rasterio.open(folder / "dem.tif", "w", **profile) as raster:
        raster.write(np.round(terrain.dem_m).astype("int16"), 1)
    (folder / "county.toml").write_text(toml, encoding="utf-8")


README = """\
<!-- Written by: python data/make_county.py --readme. Do not edit by hand. -->
# Data: the bundled county, and what every layer holds

`yunling/` is 云岭县 (Yunling County), **made up**: no place, person, road, hazard or sum of money in it is real.
It exists so that `make plan` and the tests have a whole county to work on, one that behaves like a
mountain county of the Qinling-Daba range without showing anybody's house.

## How it was made
`python data/make_county.py --villages 300 --households 6000 --seed 7 --out data/yunling`; the same arguments
write the same bytes. More villages and households make a larger county; `make bench` makes four under
`build/`, up to 3,000 villages and 130,000 households.

| step | where | how |
|---|---|---|
| land | `county_terrain.py` | uplift and stream-power erosion on ever finer cells; gorges and basins along the rivers |
| people | `county_people.py` | villages on gentle ground, townships around the larger valleys, names from lists |
| roads | `county_roads.py` | least-cost ways that share what exists: township seats first, then villages, then groups |
| papers of the roads | `county_routes.py` | routes with codes and stakes, surfaces, subgrade, consent |
| areas | `county_land.py` | hazards where slopes and streams put them, farmland, redlines, building land |
| files | `make_county.py` | layers after `geoplan/schema/layers.py`, `county.toml` with funds in proportion |

## What is in it
One GeoPackage per layer in EPSG:4545, elevation in `dem.tif` (m, cells of 30 m), settings in `county.toml`.

| file | rows | holds |
|---|---|---|
{rows}

A few things are wrong or awkward on purpose, as in a real county: blank consents, roads that are in no
library, fords, and {scraps} hardened pieces that join nothing (断头路).

# Data dictionary
"""


def readme(folder: Path) -> str:
    """Text of ``data/README.md``: what the bundled county holds, and the data dictionary."""
    rows = [
        f"| `{name}.gpkg` | {pyogrio.read_info(folder / f'{name}.gpkg')['features']} | "
        f"{layer.zh}: {layer.meaning} |"
        for name, layer in LAYERS.items()
        if (folder / f"{name}.gpkg").is_file()
    ]
    names = pyogrio.read_dataframe(folder / "roads.gpkg", columns=["name"])["name"]
    head = README.format(rows="\n".join(rows), scraps=names.str.endswith("断头路").sum())
    return head + "\n" + dictionary().rstrip() + "\n"


def main() -> None:
    """Read the arguments and write the county."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--villages", type=int, default=300)
    parser.add_argument("--households", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "yunling")
    parser.add_argument("--readme", action="store_true", help="write data/README.md only")
    arguments = parser.parse_args()
    if arguments.readme:
        text = readme(arguments.out)
        (Path(__file__).parent / "README.md").write_text(text, encoding="utf-8")
        return
    terrain, layers = make_county(arguments.villages, arguments.households, arguments.seed)
    write(arguments.out, terrain, layers, settings(layers, arguments.seed))


if __name__ == "__main__":
    main()
