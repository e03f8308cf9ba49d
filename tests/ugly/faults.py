"""Mistakes that are planted into the delivered county: where, and what must be said of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Point
from shapely.affinity import translate

Shape = Callable[[gpd.GeoDataFrame], shapely.Geometry | None]

VARIANTS = ("harmless", "changing", "undeclared", "broken", "lost", "funds")
"""Mistakes that leave the plan as it is; these and others that do not; a datum nobody declared; and
mistakes that stop: of single cells, of references, of the settings."""


class Fault(NamedTuple):
    """One mistake: a row that is changed, or one more like another."""

    code: str
    variant: str
    layer: str
    """Key of the frames; "ledger" is a file of the hazards."""
    key: str
    """The row, "" where it is about ``file``."""
    says: str
    """What a finding must say of it."""
    cells: Mapping[str, object] = {}
    like: str = ""
    shape: Shape | None = None
    file: tuple[str, str] = ("", "")
    told: str = ""
    """The row of which it is told, where that is another."""


def moved(east_m: float, north_m: float, *, of: str) -> Shape:
    """The shape of a row, elsewhere."""
    return lambda layer: translate(layer.geometry[of], east_m, north_m)


def spur(road: str, *, gap_m: float, length_m: float) -> Shape:
    """Line at right angles to the middle of a road, beginning ``gap_m`` beside it."""

    def drawn(roads: gpd.GeoDataFrame) -> shapely.Geometry:
        line = roads.geometry[road]
        start, ahead = (line.interpolate(line.length / 2 + step).coords[0] for step in (0, 1))
        aside = np.array([start[1] - ahead[1], ahead[0] - start[0]])
        return LineString([start + aside * far for far in (gap_m, gap_m + length_m)])

    return drawn


def bow_tie(*, of: str, east_m: float, north_m: float) -> Shape:
    """Area that crosses itself, away from a row's."""

    def drawn(layer: gpd.GeoDataFrame) -> shapely.Geometry:
        middle = layer.geometry[of].centroid
        x, y = middle.x + east_m, middle.y + north_m
        return shapely.Polygon([(x, y), (x + 60, y + 60), (x + 60, y), (x, y + 60)])

    return drawn


FAULTS = (
    Fault("island", "harmless", "roads", "R9001", "island", like="R0571",
          shape=moved(0, 9000, of="R0571")),
    Fault("accepted_absent", "harmless", "roads", "R9009", "no width",
          {"surface_width_m": 0.0, "subgrade_accepted": True}, like="R0571",
          shape=moved(2000, 9000, of="R0571")),
    Fault("route_code", "harmless", "roads", "R9010", "no route code", {"route_code": "村道12"},
          like="R0571", shape=moved(4000, 9000, of="R0571")),
    Fault("island_too", "harmless", "roads", "R9011", "island", like="R0571",
          shape=moved(6000, 9000, of="R0571")),
    Fault("undershoot_joined", "harmless", "roads", "R9002", "ends before", like="R0571",
          shape=spur("R9001", gap_m=3.5, length_m=60)),
    Fault("undershoot", "harmless", "roads", "R9003", "ends before", like="R0571",
          shape=spur("R9009", gap_m=7, length_m=60)),
    Fault("overshoot", "harmless", "roads", "R9004", "goes beyond", like="R0571",
          shape=spur("R9010", gap_m=-3, length_m=60)),
    Fault("crossing", "harmless", "roads", "R9005", "without a common vertex", like="R0571",
          shape=spur("R9011", gap_m=-40, length_m=80)),
    Fault("stake_twice", "harmless", "roads", "R0008", "stakes overlap", {"start_km": 5.6}),
    Fault("stake_gap", "harmless", "roads", "R0012", "leave a gap", {"start_km": 9.3}),
    Fault("stake_backwards", "harmless", "roads", "R0011", "below the start",
          {"start_km": 9.196, "end_km": 7.941}),
    Fault("stake_length", "harmless", "roads", "R0029", "stakes and drawing differ",
          {"end_km": 60.0}),
    Fault("drawn_twice", "harmless", "roads", "R9006", "drawn twice", like="R0100",
          shape=lambda roads: roads.geometry["R0100"].reverse()),
    Fault("no_length", "harmless", "roads", "R9007", "no length", {"subgrade_accepted": True},
          like="R0571", shape=lambda roads: LineString([roads.geometry["R0571"].coords[0]] * 2)),
    Fault("short_line", "harmless", "roads", "R9008", "join_tolerance_m", like="R0571",
          shape=lambda _: LineString([(636_000, 3_663_000), (636_002, 3_663_000)])),
    Fault("no_surface", "harmless", "roads", "R0020", "without surface", {"surface_code": None}),
    Fault("repeated", "harmless", "households", "H000670 again", "read once", {"office": "T05"},
          like="H000670"),
    Fault("village_counts", "harmless", "villages", "V0064", "counts differ", {"people": 999}),
    Fault("no_township", "harmless", "villages", "V0149", "without township",
          {"township_id": None, "township_name": None}),
    Fault("far_house", "harmless", "households", "H001514", "from its village",
          shape=moved(30_000, 0, of="H001514")),
    Fault("nameless_group", "harmless", "groups", "G0111", "without a name", {"name": None}),
    Fault("same_name", "harmless", "villages", "V0149", "same name", {"name": "寨口垭"}),
    Fault("identity_column", "harmless", "households", "", "身份证号", file=("云岭镇.xlsx", "农户")),
    Fault("identity_content", "harmless", "households", "", "备注2", file=("麻坪镇农户.csv", "")),
    Fault("crossing_itself", "harmless", "hazards", "Z9001", "repaired", {"hazard_class": 1},
          like="Z0326", shape=bow_tie(of="Z0326", east_m=0, north_m=0)),
    Fault("redline_crossing_itself", "harmless", "exclusions", "E9001", "repaired", like="E0001",
          shape=bow_tie(of="E0001", east_m=0, north_m=9000)),
    Fault("far_hazard", "harmless", "ledger", "ZL902", "nearest house",
          {"hazard_class": 1, "threatened_households": None, "threatened_people": None},
          like="ZL001", shape=moved(-60_000, 0, of="ZL001")),
    Fault("no_radius", "harmless", "ledger", "ZL901", "without radius",
          {"radius_m": None, "hazard_class": 1, "threatened_households": None,
           "threatened_people": None}, like="ZL001", shape=lambda _: Point(629_000, 3_634_300)),
    Fault("ledger_count", "harmless", "ledger", "ZL001", "ledger counts",
          {"threatened_households": 60}),
    Fault("ledger_unnamed", "harmless", "ledger", "ZL002", "without a group",
          {"admin_village_name": None, "village_name": None, "group_name": None,
           "threatened_households": 1}),
    Fault("ledger_unknown", "harmless", "ledger", "ZL003", "without a group",
          {"village_name": "无此村", "threatened_households": 1}),
    Fault("large_household", "changing", "households", "H000297", "household of 25",
          {"people": 25}),
    Fault("household_twice", "changing", "households", "H900001", "same head",
          {"household_id": "H900001", "group_id": "G0093", "village_id": "V0064"}, like="H001264"),
    Fault("no_people", "changing", "villages", "V9001", "without people",
          {"village_id": "V9001", "name": "空心村", "people": None, "households": None}, like="V0033",
          shape=moved(300, 300, of="V0033")),
    Fault("land_unit", "changing", "farmland", "P0300", "per person", {"area_mu": 60_000.0},
          told="G0178"),
    Fault("far_land", "changing", "farmland", "P0400", "from its group",
          shape=moved(15_000, 0, of="P0400")),
    Fault("same_point", "changing", "villages", "V0074", "same point",
          shape=moved(0, 0, of="V0064")),
    Fault("gcj02_villages", "undeclared", "villages", "", 'datum = "gcj02"',
          file=("石泉坝乡.xlsx", "")),
    Fault("gcj02_households", "undeclared", "households", "", 'datum = "gcj02"',
          file=("石泉坝乡.xlsx", "")),
    Fault("consent_word", "broken", "households", "H000021", "同义", {"consent": "同义"}),
    Fault("people_range", "broken", "households", "H000061", "out of range", {"people": 45}),
    Fault("people_word", "broken", "households", "H001016", "五个", {"people": "五个"}),
    Fault("id_twice", "broken", "households", "H000232 again", "more than once", {"people": 1},
          like="H000232"),
    Fault("people_blank", "broken", "households", "H002445", "blank", {"people": None}),
    Fault("hazard_kind", "broken", "hazards", "Z0005", "怪坡", {"kind": "怪坡"}),
    Fault("hazard_class", "broken", "ledger", "ZL005", "特大", {"hazard_class": "特大"}),
    Fault("road_width", "broken", "roads", "R0210", "out of range", {"surface_width_m": 60.0}),
    Fault("road_flag", "broken", "roads", "R0220", "部分", {"subgrade_accepted": "部分"}),
    Fault("road_nowhere", "broken", "roads", "R0230", "no place", shape=lambda _: None),
    Fault("service_kind", "broken", "services", "F0100", "澡堂", {"kind": "澡堂"}),
    Fault("coordinates", "broken", "villages", "V0064", "not a coordinate", {"coordinates": "看图"}),
    Fault("area_blank", "broken", "farmland", "P0100", "blank", {"area_mu": np.nan}),
    Fault("parcel_twice", "broken", "farmland", "P0200 again", "more than once", like="P0200"),
    Fault("group_consent", "broken", "groups", "G0131", "看情况", {"consent": "看情况"}),
    Fault("village_misspelt", "lost", "households", "H000407", "no such name",
          {"village_name": "无此村"}),
    Fault("group_unknown", "lost", "households", "H000447", "no such name", {"group_name": "19组"}),
    Fault("several_fit", "lost", "households", "H000578", "fits several",
          {"admin_village_name": None, "village_name": None, "group_name": "1组"}),
    Fault("group_id_unknown", "lost", "households", "H000021", "points to nothing",
          {"group_id": "G9999"}),
    Fault("parcel_unknown", "lost", "farmland", "P0101", "points to nothing", {"group_id": "G9999"}),
    Fault("group_nowhere", "lost", "groups", "G0018", "points to nothing", {"village_id": "V9999"}),
    Fault("fund_nowhere", "funds", "", "", "A099", file=("county.toml", "")),
)  # fmt: skip


def of_variant(variant: str) -> list[Fault]:
    """Mistakes of one variant."""
    wanted = ("harmless", "changing") if variant == "changing" else (variant,)
    return [fault for fault in FAULTS if fault.variant in wanted]


def planted(frames: Mapping[str, gpd.GeoDataFrame], variant: str) -> dict[str, gpd.GeoDataFrame]:
    """Layers with the mistakes of a variant; added rows come last."""
    found = dict(frames)
    for fault in of_variant(variant):
        if fault.key:
            found[fault.layer] = _with(found[fault.layer], fault)
    return found


def _with(layer: gpd.GeoDataFrame, fault: Fault) -> gpd.GeoDataFrame:
    """Layer with one mistake."""
    row = layer.loc[[fault.like or fault.key]].copy()
    row.index = pd.Index([fault.key])
    own_id = layer.columns[0]
    if fault.like and not fault.key.endswith("again"):
        row[own_id] = fault.key
    if fault.shape is not None:
        row = row.set_geometry([fault.shape(layer)], crs=layer.crs)
    row = row.astype(dict.fromkeys(fault.cells, object))
    for name, cell in fault.cells.items():
        row.at[fault.key, name] = cell
    mixed = dict.fromkeys(fault.cells, object)
    both = pd.concat([layer.drop(index=fault.key, errors="ignore").astype(mixed), row])
    order = layer.index if not fault.like else [*layer.index, fault.key]
    return gpd.GeoDataFrame(both.loc[order], geometry="geometry", crs=layer.crs)


def table(faults: Sequence[Fault], places: pd.DataFrame) -> pd.DataFrame:
    """Mistakes with the file, sheet and row in which each was written."""
    rows = [
        (fault.code, "hazards" if fault.layer == "ledger" else fault.layer, fault.key, fault.says,
         *(places.loc[fault.told or fault.key] if fault.key else (*fault.file, 0)))
        for fault in faults
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["code", "layer", "id", "says", "file", "sheet", "row"])
