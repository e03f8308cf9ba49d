"""One small plan by hand, for every test of what is published."""

from copy import deepcopy
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, MultiLineString, Point, box

from geoplan.programme.foreseen import TO_SEE, foreseen
from geoplan.programme.plan import NO_FLOOR_TABLE, NO_OUTLOOK, NO_RIVALS, Plan
from geoplan.programme.prices import NO_PRICES

CRS = "EPSG:4545"
EAST, NORTH = 630_000.0, 3_630_000.0
HOSTILE_NAME = "</script><script>boom()</script>"
JINJA_NAME = "{{ 7*7 }}{# <!-- %}\u2028"
SERVICE_KINDS = ("township_seat", "village_committee", "school", "clinic", "hospital", "market")


def village_plan(**changes: Any) -> Plan:
    """Two townships, eight villages, six projects, three sites; north is up, 1 km a column.

    ::

        8 .    .    .    .    .    .    .    .    .    .
        7 .    .    V3   .    .    .    .    .    .    V7   V7: 2 households
                    |P2                                /
        6 .    .    V2   .    .    .    V5   .   . P6/  .
                    |P1                  |P4         /
        5 .    .    .    .    .    .    .|   .    . /  .
          .    .V1  |    .    .    .     |  S1    ./   .
        4 =====T1===+===================+====T2===+====     = paved
          .    .    .    .    . S2 .|   .    . |  .    .
        3 .    .    .    .    .    .|P3 .    . |P5.    .
        2 .    .    .    .    .    .V4  .    . |  .    .
        1 .V8  .    .    .    .    .    .  S3 . V6     .    V6 moves to S1

    P1 (2027) and P2 (2028) connect V2 and V3; P3 is subgrade only (2028); P4 is not in the
    library; P5 would serve those who leave; P6 lacks money. V8 has no road. Group G62 has
    2 households and moves with G61. V4 and V5 carry hostile names. Parts of the plan can be
    replaced by keyword.
    """
    return Plan(**(deepcopy(_parts()) | changes))


@cache
def _parts() -> dict[str, Any]:
    """The plan by hand, drawn once: a test gets a copy that it may change."""
    parts: dict[str, Any] = {
        "name": "云岭县",
        "name_en": "Yunling County",
        "years": (2027, 2028),
        "villages": _villages(),
        "groups": _groups(),
        "roads": _roads(),
        "projects": _projects(),
        "treatments": _treatments(),
        "sites": _sites(),
        "prices": _prices(),
        "locks": _locks(),
        "problems": foreseen(_sites(), _groups(), _hazards()),
        "offers": _offers(),
        "options": _options(),
        "payments": _payments(),
        "funds": _funds(),
        "objectives": _objectives(),
        "indicators": _indicators(),
        "ways": _ways(),
        "townships": _townships(),
        "hazards": _hazards(),
        "services": _services(),
        "waters": _waters(),
        "households": _households(),
        "outlook": NO_OUTLOOK,
        "rivals": NO_RIVALS,
        "floors": NO_FLOOR_TABLE,
        "relief": np.tile(np.linspace(190, 250, 60).astype(np.uint8), (40, 1)),
        "relief_bounds": (109.37, 32.78, 109.51, 32.88),
        "about": _about(),
    }
    counted = {name: _counts(part) for name, part in parts.items() if hasattr(part, "columns")}
    return parts | counted


def second_plan(**changes: Any) -> Plan:
    """The same county planned otherwise: P1 a year later, P6 instead of P2, S3 instead of S1."""
    plan = village_plan()
    changed = {
        "projects": {
            "P1": {"surface_year": 2028},
            "P2": {"surface_year": pd.NA, "selected": False, "reason": "money"},
            "P6": {
                "subgrade_year": 2027, "surface_year": 2028, "selected": True, "reason": "selected",
            },
        },
        "villages": {
            "V2": {"connected_year": 2028},
            "V3": {"connected_year": pd.NA, "connected_after": False, "reason": "money"},
            "V7": {"connected_year": 2028, "connected_after": True, "reason": "connected_by_plan"},
        },
        "groups": {
            "G21": {"connected_year": 2028},
            "G31": {"connected_year": pd.NA, "connected_after": False},
            "G61": {"site_id": "S3"},
            "G62": {"site_id": "S3"},
            "G71": {"connected_year": 2028, "connected_after": True},
        },
        "sites": {
            "S1": {"selected": False, "year": pd.NA, "reason": "not_needed"},
            "S3": {"selected": True, "year": 2027, "reason": "opens"},
        },
    }  # fmt: skip
    tables = {name: getattr(plan, name).copy() for name in changed}
    for name, rows in changed.items():
        for row, cells in rows.items():
            for column, value in cells.items():
                tables[name].loc[row, column] = value
    options = pd.concat([plan.options, plan.options.assign(site_id="S3")], ignore_index=True)
    return village_plan(**tables | {"options": options} | changes)


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """Table with counts of people and households as the product has them: float64."""
    return table.astype(dict.fromkeys(table.filter(regex="people|households"), "float64"))


def _at(x_km: float, y_km: float) -> Point:
    """Point of the drawing in metres."""
    return Point(EAST + 1000 * x_km, NORTH + 1000 * y_km)


def _line(*corners_km: tuple[float, float]) -> LineString:
    """Line of the drawing in metres."""
    return LineString([_at(*corner) for corner in corners_km])


def _layer(rows: list[dict[str, Any]], index: str) -> gpd.GeoDataFrame:
    """GeoDataFrame of the rows, years as Int64."""
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS).set_index(index)
    for column in frame.columns[frame.columns.str.endswith("year")]:
        frame[column] = frame[column].astype("Int64")
    return frame


def _villages() -> gpd.GeoDataFrame:
    """Eight villages; minutes grow by 10 with each village, wet earth roads cut V5 to V8 off."""
    columns = ("village_id", "name", "place", "township", "people", "households", "now", "year",
               "moving", "way", "hazard_class", "reason", "minutes")  # fmt: skip
    rows = [
        ("V1", "柳树坪", (2, 4.3), "T1", 180, 45, True, None, 0, "", 0, "connected_now", 4),
        ("V2", "黄家湾", (3, 6), "T1", 96, 24, False, 2027, 0, "P1", 1, "connected_by_plan", 18),
        ("V3", "㙍家箐", (3, 7.5), "T1", 60, 15, False, 2028, 0, "P1;P2", 2, "connected_by_plan", 31),
        ("V4", HOSTILE_NAME, (6, 2), "T1", 72, 18, False, None, 0, "P3", 3, "money", 27),
        ("V5", JINJA_NAME, (7, 6), "T2", 40, 10, False, None, 0, "P4", 4, "blocked", 44),
        ("V6", "白岩沟", (8.2, 1.2), "T2", 55, 14, False, None, 14, "P5", 4, "all_move", 52),
        ("V7", "独家庄", (9.4, 7), "T2", 7, 2, False, None, 0, "P6", 0, "money", 66),
        ("V8", "高岭", (1, 1), "T1", 31, 8, False, None, 0, "", 0, "off_network", np.inf),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).set_index("village_id")
    west = table["township"] == "T1"
    after = table["now"] | table["year"].notna()
    frame = gpd.GeoDataFrame(
        {
            "name": table["name"],
            "admin_village_id": np.where(west, "A1", "A2"),
            "admin_village_name": np.where(west, "柳坪村", "石门村"),
            "township_id": table["township"],
            "township_name": np.where(west, "云岭镇", "石门乡"),
            "consent": ["yes", "yes", "not_asked", "yes", "yes", "not_asked", "yes", "no"],
            "people": table["people"],
            "households": table["households"],
            "building_year": pd.array([None] * 8, dtype="Int64"),
            "node": [0, 4, 5, 6, 7, 8, 9, 10],
            "road_distance_m": np.where(table.index == "V8", 2900.0, 40.0),
            "on_network": table.index != "V8",
            "connected_now": table["now"],
            "connected_after": after,
            "connected_year": table["year"].astype("Int64"),
            "people_connected_now": table["people"].where(table["now"], 0),
            "people_connected_after": table["people"].where(after, 0),
            "staying_people": table["people"].where(table["moving"] == 0, 0),
            "moving_households": table["moving"],
            "way_projects": table["way"],
            "hazard_class": table["hazard_class"],
            "hazard_id": table["hazard_class"].map({3: "Z1", 4: "Z3"}).astype("str"),
            "reason": table["reason"],
        },
        geometry=[_at(*place) for place in table["place"]],
        crs=CRS,
    )
    farm = _farm_minutes(dict.fromkeys(("now", "after"), np.where(table.index == "V6", 11.5, 6.0)))
    return frame.assign(
        **_minutes(table["minutes"].astype("float64"), after),
        **farm,
    )


def _farm_minutes(dry: dict[str, Any]) -> dict[str, Any]:
    """Minutes to the land now and after, on foot; when wet two more."""
    told = {
        f"farm_minutes_{season}_{when}": np.asarray(minutes) + 2 * (season == "wet")
        for season in ("dry", "wet")
        for when, minutes in dry.items()
    }
    return told | {name.replace("minutes", "ridden"): 0.0 for name in told}


def _minutes(base: pd.Series, after: pd.Series) -> dict[str, pd.Series]:
    """Minutes per kind, season and time, half of them ridden; nobody knows a hospital, wet cuts off
    beyond 40."""
    columns = {}
    for step, kind in enumerate(SERVICE_KINDS):
        dry = base * 0 + np.nan if kind == "hospital" else base + 2.4 * step
        wet = (dry * 1.5).where(~(dry > 40), np.inf)
        saved = after & (base > 10)
        columns[f"minutes_{kind}_dry_now"] = dry
        columns[f"minutes_{kind}_dry_after"] = dry.where(~saved, dry / 2)
        columns[f"minutes_{kind}_wet_now"] = wet
        columns[f"minutes_{kind}_wet_after"] = wet.where(~saved, dry / 2)
    ridden = {
        name.replace("minutes", "ridden"): (minutes / 2).mask(np.isinf(minutes), 0.0)
        for name, minutes in columns.items()
    }
    way = pd.Series("w0", index=base.index, dtype="str")
    ways = {name.replace("minutes", "way"): way for name in columns}
    return columns | ridden | ways


def _groups() -> gpd.GeoDataFrame:
    """Seven groups: two move, one of them with two households."""
    columns = ("group_id", "village_id", "name", "people", "households", "consent",
               "hazard_class", "threatened_households", "site_id", "year", "reason", "place")  # fmt: skip
    rows = [
        ("G11", "V1", "一组", 180, 45, "yes", 0, 0, None, None, "not_threatened", (2, 4.3)),
        ("G21", "V2", "一组", 96, 24, "yes", 1, 0, None, None, "not_threatened", (3, 6)),
        ("G31", "V3", "=cmd()", 60, 15, "not_asked", 2, 0, None, None, "not_threatened", (3, 7.5)),
        ("G41", "V4", "一组", 72, 18, "yes", 3, 9, None, None, "no_site", (6, 2.1)),
        ("G51", "V5", JINJA_NAME, 40, 10, "no", 4, 10, None, None, "refused", (7.1, 6)),
        ("G61", "V6", "一组", 48, 12, "not_asked", 4, 12, "S1", 2027, "moves", (8.1, 1.3)),
        ("G62", "V6", "二组独户", 7, 2, "yes", 4, 2, "S1", 2027, "moves", (8.35, 1.1)),
        ("G71", "V7", "一组", 7, 2, "yes", 0, 0, None, None, "not_threatened", (9.4, 7)),
        ("G81", "V8", "一组", 31, 8, "no", 0, 0, None, None, "not_threatened", (1, 1)),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).set_index("group_id")
    threatened = table["threatened_households"]
    moves = table["site_id"].notna()
    home = _villages().loc[table["village_id"]].set_index(table.index)
    minutes = home.filter(regex="^(minutes|ridden|way_(?!projects))").to_dict("series")
    return gpd.GeoDataFrame(
        {
            **{name: table[name] for name in columns[1:6]},
            "unasked_households": table["households"].where(table["consent"] == "not_asked", 0.0),
            "hazard_class": table["hazard_class"],
            "hazard_id": [None, None, None, "Z1", "Z2", "Z3", "Z3", None, None],
            "hazard_kind": [None, None, None, "landslide", "rockfall", "debris_flow",
                            "debris_flow", None, None],
            "threatened_people": (table["people"] * threatened / table["households"]).round().astype(int),
            "threatened_households": threatened,
            "danger": (threatened * table["hazard_class"]).astype("float64"),
            "must_move": (threatened > 0) & (table["hazard_class"] >= 3),
            "locked_out": False,
            "part_of": table.index.astype("str"),
            "wish": pd.array([None] * len(table), dtype="str"),
            "vehicle": pd.array([None] * len(table), dtype="str"),
            "dispersed": False,
            "need": ["", "", "", "high_geohazard", "very_high_geohazard", "very_high_geohazard",
                     "very_high_geohazard", "", ""],
            "only_hazard": [None, None, None, "Z1", "Z2", "Z3", "Z3", None, None],
            "admin_village_id": home["admin_village_id"],
            "labour": (table["people"] / 2).astype(float),
            "uncleared_people": 0,
            "land_income_share": [0.3, np.nan, 0.4, 0.5, 0.6, 0.5, 0.7, 0.2, np.nan],
            "farmland_mu": [90.0, 48.0, 30.0, 36.0, np.nan, 24.0, 4.0, 4.0, 16.0],
            **{f"land_far_mu_{when}": np.where(moves, far, np.nan) for when, far in (("now", 0.0), ("after", 6.0))},
            **{f"foot_farm_minutes_{when}": np.where(moves, minutes, np.nan) for when, minutes in (("now", 15.0), ("after", 48.0))},
            "mode": np.where(moves, "near", ""),
            "safe_year": table["year"].astype("Int64"),
            "may_move": (threatened > 0) & (table["hazard_class"] >= 3) & (table["consent"] != "no"),
            **{name: home[name] for name in ("node", "road_distance_m", "on_network", "connected_now")},
            "walk_minutes": [3.25, 0.5, 0.5, 0.75, 0.5, 1.5, 2.5, 0.5, 48.0],
            "foot_minutes": [4.0, 45.5, 72.25, 60.0, 50.0, 66.0, 69.5, 75.0, 81.5],
            "cut_off_wet_now": home["minutes_township_seat_wet_now"] == np.inf,
            "cut_off_wet_after": (home["minutes_township_seat_wet_after"] == np.inf) & ~moves,
            "connected_year": home["connected_year"],
            "connected_after": home["connected_after"] | moves,
            "way_projects": home["way_projects"],
            "site_id": table["site_id"],
            "year": table["year"].astype("Int64"),
            "cost_yuan": (table["households"] * 45_000.0).where(moves, 0.0),
            **_farm_minutes({
                "now": [6.0, 8.0, 7.0, 9.0, np.nan, 11.0, 12.0, 5.0, 6.0],
                "after": [6.0, 8.0, 7.0, 9.0, np.nan, 24.0, 26.0, 5.0, 6.0],
            }),
            "distance_m": np.where(moves, 3300.0, np.nan),
            **minutes,
            "only_way_out": ["", "R4", "R5;R4", "R6", "R7", "R8", "R8", "R9", ""],
            "reason": table["reason"],
        },
        geometry=[_at(*place) for place in table["place"]],
        crs=CRS,
    )  # fmt: skip


def _roads() -> gpd.GeoDataFrame:
    """A paved road across the county, one earth or gravel road per project, one track."""
    rows = [
        ("R1", "云石路", "X101610928", "12", True, _line((0, 4), (3, 4)), None, None),
        ("R2", "云石路", "X101610928", "12", True, _line((3, 4), (6, 4), (7, 4)), None, None),
        ("R3", "云石路", "X101610928", "11", True, _line((7, 4), (8.2, 4), (10, 4)), None, None),
        ("R4", "黄家湾路", "Y251610928", "31", False, _line((3, 4), (3.3, 5), (3, 6)), "P1", 2027),
        ("R5", "黄家湾路", "Y251610928", "36", False, _line((3, 6), (2.8, 7), (3, 7.5)), "P2", 2028),
        ("R6", HOSTILE_NAME, "C333610928", "36", False, _line((6, 4), (6.2, 3), (6, 2)), "P3", 2028),
        ("R7", None, None, "36", False, _line((7, 4), (7.2, 5), (7, 6)), "P4", None),
        ("R8", "白岩路", "C501610928", "36", False, _line((8.2, 4), (8.5, 2.5), (8.2, 1.2)), "P5", None),
        ("R9", "独家庄路", "C777610928", "36", False, _line((8.2, 4), (9, 5.5), (9.4, 7)), "P6", None),
        ("R10", None, None, "36", False, _line((3, 6), (4.5, 6.4), (7, 6)), None, None),
    ]  # fmt: skip
    names = ("road_id", "name", "route_code", "surface_code", "hardened", "geometry", "project_id",
             "year")  # fmt: skip
    frame = _layer([dict(zip(names, row, strict=True)) for row in rows], "road_id")
    return frame.assign(
        road_id=frame.index,
        u=[0, 1, 2, 1, 4, 2, 2, 3, 3, 4],
        v=[1, 2, 3, 4, 5, 6, 7, 8, 9, 7],
        forth_minutes=[6.0, 8.0, 6.0, 18.5, 24.75, 30.5, 31.0, 47.25, 50.0, 55.5],
        back_minutes=[6.0, 8.0, 6.0, 16.5, 21.25, 27.5, 28.0, 41.25, 44.0, 52.5],
        paved_minutes=[np.nan] * 3 + [5.5, 4.25, 5.75, 5.5, 7.5, 8.25, np.nan],
        surface_assumed=pd.array([False] * 9 + [True], dtype="boolean"),
        surface_width_m=[5.5] * 3 + [3.5] * 7,
        grade=["13"] * 3 + ["30"] * 7,
        flooded=False,
        passable_wet=frame["surface_code"] != "36",
        length_m=frame.length.round(1),
        hazard_class=np.where(frame.index == "R6", 3, 0),
        hazard_id=pd.array(["Z1" if one == "R6" else None for one in frame.index], dtype="str"),
        stretch_id=pd.array(["S-R1", "S-R1", "S-R3", *[None] * 7], dtype="str"),
    ).rename_axis("link_id")


def _projects() -> gpd.GeoDataFrame:
    """Six projects: two built, one subgrade only, one ruled out, two without a reason to build."""
    roads = _roads()
    names = ("project_id", "road", "township_id", "subgrade_accepted", "subgrade_cost_yuan",
             "surface_cost_yuan", "eligible", "rule", "users", "households", "people", "subgrade_year",
             "surface_year", "people_connected", "villages_connected", "funds", "reason")  # fmt: skip
    rows = [
        ("P1", "R4", "T1", False, 500_000, 828_000, True, "", "G21;G31", 39, 156, 2027, 2027, 96, "V2", "village;county", "selected"),
        ("P2", "R5", "T1", True, 0, 621_000, True, "", "G31", 15, 60, None, 2028, 60, "V3", "county", "selected"),
        ("P3", "R6", "T1", False, 512_300, 833_400, True, "", "G41", 18, 72, 2028, None, 0, "", "village", "subgrade_only"),
        ("P4", "R7", "T2", False, 480_000, 845_500, False, "not_in_library", "G51", 10, 40, None, None, 0, "", "", "not_in_library"),
        ("P5", "R8", "T2", False, 700_000, 1_180_000, True, "", "G61;G62", 14, 55, None, None, 0, "", "", "village_leaves"),
        ("P6", "R9", "T2", False, 801_200, 1_337_700, True, "", "G71", 2, 7, None, None, 0, "", "", "money"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=names).set_index("project_id")
    own = roads.loc[table["road"]].set_index(table.index)
    selected = table["subgrade_year"].notna() | table["surface_year"].notna()
    return gpd.GeoDataFrame(
        {
            "name": own["name"],
            "route_code": own["route_code"],
            "start_km": [0.0, 2.088, 0.0, np.nan, 0.0, 0.0],
            "end_km": (own["length_m"] / 1000 + [0.0, 2.088, 0.0, np.nan, 0.0, 0.0]).round(3),
            "length_m": own["length_m"],
            "township_id": table["township_id"],
            "township_name": table["township_id"].map({"T1": "云岭镇", "T2": "石门乡"}),
            "admin_village_id": table["township_id"].map({"T1": "A1", "T2": "A2"}),
            "grade": own["grade"],
            "manager": pd.Series("县农村公路管理站", own.index, dtype="str").where(own.index == "P1"),
            "district": pd.Series(None, own.index, dtype="str"),
            "surface_code": own["surface_code"],
            "surface_assumed": own["surface_assumed"].astype("boolean"),
            "width_m": own["surface_width_m"],
            "subgrade_accepted": table["subgrade_accepted"].astype("boolean"),
            "subgrade_cost_yuan": table["subgrade_cost_yuan"].astype("float64"),
            "surface_cost_yuan": table["surface_cost_yuan"].astype("float64"),
            "cost_yuan": (table["subgrade_cost_yuan"] + table["surface_cost_yuan"]).astype("float64"),
            "consent": ["yes", "not_asked", "yes", "yes", "not_asked", "yes"],
            **{name: table[name] for name in ("eligible", "rule", "users", "households", "people")},
            "selected": selected,
            "subgrade_year": table["subgrade_year"].astype("Int64"),
            "surface_year": table["surface_year"].astype("Int64"),
            "people_connected": table["people_connected"],
            "villages_connected": table["villages_connected"],
            "sites_served": [""] * 6,
            "building_villages": [""] * 6,
            "hazard_class": [0, 0, 4, 0, 2, 0],
            "hazard_id": pd.array([None, None, "Z2", None, "Z4", None], dtype="str"),
            "hazard_ids": ["", "", "Z2;Z1", "", "", ""],
            "depends_on": ["", "P1", "", "", "", ""],
            "blocked_by": ["", "", "", "", "", ""],
            "groups_depending": ["G21;G31", "G31", "G41", "G51", "", "G71"],
            "villages_depending": ["V2;V3", "V3", "V4", "V5", "", "V7"],
            "sites_depending": [""] * 6,
            "people_depending": [156.0, 60.0, 72.0, 40.0, 0.0, 7.0],
            "saved_person_minutes": [4_920.0, 1_230.0, 1_782.0, 1_020.0, 0.0, 292.25],
            "funds": table["funds"],
            "reason": table["reason"],
        },
        geometry=[MultiLineString([line]) for line in own.geometry],
        crs=CRS,
    )  # fmt: skip


def _sites() -> gpd.GeoDataFrame:
    """One site opens, one lies in a hazard area, one is not needed."""
    rows = [
        {"site_id": "S1", "name": "石门新村", "capacity_households": 20, "selected": True,
         "opening_cost_yuan": 300_000.0, "found": False, "suitable": True, "year": 2027,
         "households_in": 14, "people_in": 55, "groups_in": "G61;G62", "funds": "hazard",
         "reason": "opens", "connected_now": True, "connected_year": None, "geometry": _at(7.6, 4.4)},
        {"site_id": "S2", "name": "滩上", "capacity_households": 30, "selected": False,
         "opening_cost_yuan": 280_000.0, "found": True, "suitable": False, "year": None,
         "households_in": 0, "people_in": 0, "groups_in": "", "funds": "",
         "reason": "hazard", "connected_now": True, "connected_year": None, "geometry": _at(5.2, 3.5)},
        {"site_id": "S3", "name": "新坪", "capacity_households": 12, "selected": False,
         "opening_cost_yuan": 250_000.0, "found": False, "suitable": True, "year": None,
         "households_in": 0, "people_in": 0, "groups_in": "", "funds": "",
         "reason": "not_needed", "connected_now": False, "connected_year": None, "geometry": _at(7, 1.2)},
    ]  # fmt: skip
    sites = _layer(rows, "site_id")
    connected = sites["connected_now"]
    return sites.assign(
        node=[2, 1, 8],
        road_distance_m=60.0,
        on_network=True,
        **{f"{kind}_hazard_class": 0 for kind in ("school", "clinic")},
        **{f"{kind}_hazard_id": pd.array([None] * 3, dtype="str") for kind in ("school", "clinic")},
        township_id=["T2", "T1", "T2"],
        township_name=["石门乡", "云岭镇", "石门乡"],
        admin_village_id=["A2", "A1", "A2"],
        opening_cost_wan=sites["opening_cost_yuan"] / 10_000,
        opening_yuan=sites["opening_cost_yuan"],
        earliest=np.where(connected, 0.0, np.inf),
        earliest_reached=connected,
        usable=connected & sites["suitable"],
        connected_after=connected,
        way_projects=["", "", "P5"],
        mode="near",
        building_mode="household_builds",
        yuan_per_household=0.0,
        reasons=["", "hazard", ""],
        land=gpd.GeoSeries([None] * 3, index=sites.index, crs=CRS),
        minutes_school_dry_now=[12.0, 15.0, 40.0],
        minutes_school_dry_after=[12.0, 15.0, 38.0],
        minutes_school_wet_now=[15.0, 20.0, np.inf],
        minutes_school_wet_after=[15.0, 20.0, 60.0],
        hazard_ids=["", "Z4", ""],
        exclusion_ids="",
        area_m2=[6000.0, 9000.0, 3600.0],
        plot_m2=180.0,
        yard_m2=80.0,
        slope_deg=[6.0, 4.0, 16.5],
        access_width_m=[5.5, 3.5, np.nan],
        compactness=0.6,
        score=0.7,
        access_road_m=40.0,
        development_yuan_per_household=9000.0,
        room_households=[20.0, 30.0, 12.0],
        told_households=np.nan,
        **{f"{what}_share": 0.0 for what in TO_SEE},
    )


def _prices() -> pd.DataFrame:
    """What the other decision on P1, P2, P3, P5 and P6 would cost; P4 is ruled out."""
    columns = ("project_id", *NO_PRICES.columns)
    rows = [
        ("P1", "out", "bracket", 84.0, 84.0, False, 61_200.0, "P1;P2", "P3", "V2;V3", "V4", "G21;G31", "G41", 156.0, 72.0),
        ("P2", "out", "bracket", 53.0, 60.0, False, -621_000.0, "P2", "", "V3", "", "G31", "", 60.0, 0.0),
        ("P3", "in", "bracket", 60.0, 60.0, False, 212_400.0, "P2", "", "V3", "V4", "G31", "G41", 60.0, 72.0),
        ("P5", "in", "bracket", 0.0, 0.0, True, 1_880_000.0, "", "", "", "", "", "", 0.0, 0.0),
        ("P6", "in", "impossible", np.nan, np.nan, False, np.nan, "", "", "", "", "", "", np.nan, np.nan),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("project_id")


def _ways() -> pd.DataFrame:
    """One way, over a paved road, which everybody takes; and one that nobody told of does."""
    return pd.DataFrame(
        {"kind": "township_seat", "season": "dry", "when": "now", "links": ["R1", "R2"]},
        index=pd.Index(["w0", "w1"], name="way_id"),
    )


def _locks() -> pd.DataFrame:
    """Nothing locked."""
    return pd.DataFrame(
        columns=["kind", "id", "decision", "year", "note", "people", "danger", "cost_yuan"]
    )


def _offers() -> pd.DataFrame:
    """The village pays subgrades, the county surfaces."""
    projects = _projects()
    rows = [
        (one, part, row[f"{part}_cost_yuan"], fund, row[f"{part}_cost_yuan"])
        for one, row in projects.iterrows()
        for part, fund in (("subgrade", "village"), ("surface", "county"))
        if row[f"{part}_cost_yuan"] > 0
    ]
    return pd.DataFrame(
        rows, columns=["project_id", "component", "cost_yuan", "fund_id", "most_yuan"]
    )


def _options() -> pd.DataFrame:
    """S1 is the only site with a road that V6 could move to."""
    return pd.DataFrame(
        [
            ("G61", "S1", "near", 3300.0, 24.0, 30.0, 12.0, 1_036_800.0, 288_000.0, 540_000.0),
            ("G62", "S1", "near", 3300.0, 26.0, 31.0, 12.0, 187_200.0, 48_000.0, 90_000.0),
        ],
        columns=[
            "group_id",
            "site_id",
            "mode",
            "distance_m",
            "farm_minutes_dry",
            "farm_minutes_wet",
            "service_minutes",
            "farm_yuan",
            "service_yuan",
            "paid_yuan",
        ],
    )


def _treatments() -> gpd.GeoDataFrame:
    """One of each kind, none of them in the plan."""
    roads = _roads().geometry
    rows = [
        ("S-R1@bays", "S-R1", "passing_bays", np.nan, 7_000, 48_000.0, None, 60_000.0, "money", roads["R1"]),
        ("S-R1@5.5m", "S-R1", "widening", 5.5, 7_000, 2_500_000.0, None, 70_000.0, "not_worth", roads["R1"]),
        ("S-R3@guardrail", "S-R3", "guardrail", np.nan, 900, 72_000.0, "no_payer", 90_000.0, "no_payer", roads["R3"]),
        ("P6@5.5m", "P6", "wider", 5.5, 6_000, 2_900_000.0, None, 9_000.0, "not_worth", roads["R9"]),
    ]  # fmt: skip
    names = ("work_id", "of", "treatment", "width_m", "length_m", "cost_yuan", "rule", "worth_yuan",
             "reason", "geometry")  # fmt: skip
    frame = _layer([dict(zip(names, row, strict=True)) for row in rows], "work_id")
    wider = frame["treatment"] == "wider"
    return frame.assign(
        width_now_m=3.5,
        rule=frame["rule"].astype("str"),
        subgrade_cost_yuan=np.where(wider, 1_100_000.0, np.nan),
        surface_cost_yuan=np.where(wider, 1_800_000.0, np.nan),
        more_yuan=np.where(wider, 761_100.0, frame["cost_yuan"]),
        name=["云石路", "云石路", "云石路", "独家庄路"],
        route_code=["X101610928", "X101610928", "X101610928", "C777610928"],
        start_km=[0.0, 0.0, 7.0, 0.0],
        end_km=[7.0, 7.0, 10.0, 6.0],
        grade=["13", "13", "13", "30"],
        manager=pd.array([None] * 4, dtype="str"),
        district=pd.array([None] * 4, dtype="str"),
        surface_code=["12", "12", "11", "36"],
        township_id=["T1", "T1", "T2", "T2"],
        township_name=["云岭镇", "云岭镇", "石门乡", "石门乡"],
        admin_village_id=["A1", "A1", "A2", "A2"],
        consent="yes",
        year=pd.array([pd.NA] * 4, dtype="Int64"),
        selected=False,
    )


def _payments() -> pd.DataFrame:
    """Who pays what and when; adds up to the costs of the stages, the site and the moves."""
    return pd.DataFrame(
        [
            ("project", "P1", "subgrade", "village", 2027, 500_000.0),
            ("project", "P1", "surface", "county", 2027, 828_000.0),
            ("project", "P2", "surface", "county", 2028, 621_000.0),
            ("project", "P3", "subgrade", "village", 2028, 512_300.0),
            ("site", "S1", "site", "hazard", 2027, 300_000.0),
            ("group", "G61", "subsidy", "hazard", 2027, 540_000.0),
            ("group", "G62", "subsidy", "hazard", 2027, 90_000.0),
        ],
        columns=["kind", "id", "component", "fund_id", "year", "amount_yuan"],
    )


def _funds() -> pd.DataFrame:
    """Three funds over two years; nothing is carried over."""
    rows = [
        (
            "county",
            "县级资金",
            "County funds",
            2027,
            900_000.0,
            0.0,
            828_000.0,
            72_000.0,
            False,
            900_000.0,
            False,
        ),
        (
            "county",
            "县级资金",
            "County funds",
            2028,
            700_000.0,
            0.0,
            621_000.0,
            79_000.0,
            False,
            700_000.0,
            False,
        ),
        (
            "village",
            "镇村自筹（一事一议）",
            "Raised by villages",
            2027,
            600_000.0,
            0.0,
            500_000.0,
            100_000.0,
            False,
            600_000.0,
            False,
        ),
        (
            "village",
            "镇村自筹（一事一议）",
            "Raised by villages",
            2028,
            600_000.0,
            0.0,
            512_300.0,
            87_700.0,
            False,
            600_000.0,
            False,
        ),
        (
            "hazard",
            "避险搬迁资金",
            "避险搬迁资金",
            2027,
            1_000_000.0,
            0.0,
            930_000.0,
            70_000.0,
            False,
            70_000.0,
            True,
        ),
        ("hazard", "避险搬迁资金", "避险搬迁资金", 2028, 0.0, 0.0, 0.0, 0.0, False, 0.0, True),
    ]
    return pd.DataFrame(
        rows,
        columns=["fund_id", "name", "name_en", "year", "ceiling_yuan", "carried_in_yuan", "used_yuan",
                 "left_yuan", "carry_over", "for_roads_yuan", "assumed"],
    )  # fmt: skip


def _objectives() -> pd.DataFrame:
    """The objectives in their order, all proven."""
    return pd.DataFrame(
        {
            "value": [896.0, 156.0, 96.0, 1_240_000.0, 2_461_300.0],
            "bound": [896.0, 156.0, 96.0, 1_240_000.0, 2_461_300.0],
            "gap": [0.0] * 5,
            "status": ["optimal"] * 5,
            "unit": ["people x class x years", "people", "person-years", "yuan", "yuan"],
        },
        index=["danger", "access", "earlier", "siting", "cost"],
    )


def _indicators() -> pd.DataFrame:
    """Totals of the drawing, now and after."""
    villages = _villages()
    rows: dict[str, tuple[float, float, str]] = {
        "people": (541.0, 541.0, "people"),
        "households": (136.0, 136.0, "households"),
        "people_connected": (180.0, 336.0, "people"),
        "natural_villages": (8.0, 8.0, "villages"),
        "natural_villages_connected": (1.0, 3.0, "villages"),
        "admin_villages": (2.0, 2.0, "villages"),
        "admin_villages_connected": (1.0, 1.0, "villages"),
        "rural_access_index": (0.33, 0.62, "share"),
        "people_by_bus": (180.0, 180.0, "people"),
        "people_threatened": (167.0, 112.0, "people"),
        "households_threatened": (33.0, 19.0, "households"),
        "people_cut_off_wet": (133.0, 133.0, "people"),
        "farm_minutes_of_movers": (11.1, 24.3, "minutes"),
        "households_far_from_land": (0.0, 0.0, "households"),
    }
    for kind in SERVICE_KINDS:
        for season in ("dry", "wet"):
            means = [
                _mean(villages, f"minutes_{kind}_{season}_{when}") for when in ("now", "after")
            ]
            rows[f"minutes_{kind}_{season}"] = (means[0], means[1], "minutes")
    for season in ("dry", "wet"):
        trip = f"township_seat_{season}"
        for most in (15, 30, 45, 60):
            near = [
                float(villages["people"][villages[f"minutes_{trip}_{when}"] <= most].sum())
                for when in ("now", "after")
            ]
            rows[f"people_within_{most}_{trip}"] = (near[0], near[1], "people")
        rows[f"gini_{trip}"] = (0.412, 0.4375, "gini")
    return pd.DataFrame.from_dict(rows, orient="index", columns=["now", "after", "unit"])


def _mean(villages: gpd.GeoDataFrame, column: str) -> float:
    """People-weighted mean over those who can get there."""
    minutes = villages[column]
    reached = np.isfinite(minutes)
    if not reached.any():
        return float("nan")
    return float(np.average(minutes[reached], weights=villages["people"][reached]))


def _townships() -> pd.DataFrame:
    """Two townships."""
    return pd.DataFrame(
        {
            "name": ["云岭镇", "石门乡"],
            "people": [439, 102],
            "people_connected_now": [180, 0],
            "people_connected_after": [336, 0],
            "projects": [3, 0],
            "km": [5.66, 0.0],
            "cost_yuan": [2_461_300.0, 0.0],
            "households_moving": [0, 14],
        },
        index=pd.Index(["T1", "T2"], name="township_id"),
    )


def _hazards() -> gpd.GeoDataFrame:
    """Three areas around V4, V5 and V6, one over S2."""
    rows = [
        {"hazard_id": "Z1", "kind": "landslide", "hazard_class": 3, "geometry": _at(6, 2).buffer(350, 4)},
        {"hazard_id": "Z2", "kind": "rockfall", "hazard_class": 4, "geometry": _at(7.1, 6).buffer(400, 4)},
        {"hazard_id": "Z3", "kind": "debris_flow", "hazard_class": 4, "geometry": _at(8.2, 1.2).buffer(500, 4)},
        {"hazard_id": "Z4", "kind": "flood", "hazard_class": 2,
         "geometry": box(EAST + 4900, NORTH + 3300, EAST + 5500, NORTH + 3700)},
    ]  # fmt: skip
    hazards = _layer(rows, "hazard_id").assign(name=pd.array([None] * 4, dtype="str"))
    return hazards.astype({"hazard_class": "float64"}).assign(
        township_id=pd.array([None] * 4, dtype="str"),
        admin_village_id=pd.array([None] * 4, dtype="str"),
        protection_cost_yuan=np.nan,
        protected_year=pd.array([pd.NA] * 4, dtype="Int64"),
    )


def _services() -> gpd.GeoDataFrame:
    """Two township seats and a school."""
    rows = [
        {"service_id": "W1", "kind": "township_seat", "name": "云岭镇政府", "geometry": _at(2, 4)},
        {
            "service_id": "W2",
            "kind": "township_seat",
            "name": "石门乡政府",
            "geometry": _at(8.2, 4),
        },
        {"service_id": "W3", "kind": "school", "name": "云岭小学", "geometry": _at(2.3, 4.1)},
    ]
    services = _layer(rows, "service_id")
    township_id = ["T1", "T2", "T1"]
    return services.assign(
        township_id=township_id,
        node=[0, 3, 1],
        walk_minutes=[0.5, 0.25, 1.0],
        hazard_class=[0, 0, 3],
        hazard_id=pd.array([None, None, "Z1"], dtype="str"),
    )


def _waters() -> gpd.GeoDataFrame:
    """A river south of the paved road."""
    river = _line((0, 3.6), (4, 3.4), (10, 3.7)).buffer(80, 2)
    return _layer([{"exclusion_id": "Q1", "name": "汉江", "geometry": river}], "exclusion_id")


def _households() -> gpd.GeoDataFrame:
    """Four households of V6, one of V1; the last has no point."""
    rows = [
        ("H000101", "V6", "G61", 4, 4, True, "王大明", "not_asked", _at(8.05, 1.25)),
        ("H000102", "V6", "G61", 4, 4, True, "欧阳小红", "not_asked", _at(8.15, 1.35)),
        ("H000103", "V6", "G62", 3, 4, True, "李四", "yes", _at(8.35, 1.1)),
        ("H000104", "V6", "G62", 4, 4, True, "=cmd()", "yes", _at(8.37, 1.12)),
        ("H000105", "V1", "G11", 5, 0, False, "赵五", "yes", None),
    ]
    names = ("household_id", "village_id", "group_id", "people", "hazard_class", "threatened",
             "head_name", "consent", "geometry")  # fmt: skip
    households = _layer([dict(zip(names, row, strict=True)) for row in rows], "household_id")
    homes = _villages().loc[households["village_id"]].set_index(households.index)
    farm = _farm_minutes({"now": [11.0] * 4 + [6.0], "after": [24.0] * 4 + [6.0]})
    asked = {
        "hazard_id": pd.array(["Z3"] * 4 + [None], dtype="str"),
        "hazard_kind": pd.array(["debris_flow"] * 4 + [None], dtype="str"),
        "mode": pd.array(["dispersed", "dispersed", "concentrated", None, None], dtype="str"),
        "land_income_share": [0.55, 0.3, 0.9, np.nan, 0.2],
        "may_build_alone": ["to_verify", "too_small", "allowed", "unknown", "too_small"],
        "old_house_cleared": pd.array([True, False, False, None, None], dtype="boolean"),
    }
    return households.assign(**farm, **asked).join(
        homes.filter(regex="^(minutes|ridden|way_(?!projects))")
    )


def _about() -> dict[str, Any]:
    """Credits and how the plan was solved."""
    return {
        "made_up": True,
        "sources": ["云岭县示例数据（虚构）"],
        "review_number": "",
        "complaint_telephone": "0000-0000000",
        "remarks": ["没有医院资料 no hospitals given"],
        "crs": CRS,
        "versions": {"geoplan": "0.1.0"},
        "input_hashes": {"roads": "a" * 64, "villages": "b" * 64},
        "settings": {
            "years": [2027, 2028],
            "funds": [
                {"id": "county", "pays": ["surface"]},
                {"id": "village", "pays": ["subgrade"]},
                {"id": "hazard", "pays": ["site", "subsidy"]},
            ],
            "projects": {"surface_lag_years": 1, "min_households": 30, "width_m": 3.5},
            "travel": {"speed_error": 0.3},
            "network": {"access_index_m": 2000.0},
            "hazards": {"site_excluded_from_class": 2},
            "relocation": {
                "max_distance_km": 8,
                "sites_per_group": 12,
                "dispersed_shares": [0.5, 0.7],
                "subsidy_wan_per_household": 4.5,
                "facilities_wan_per_household": 0.0,
                "dispersed_subsidy_wan_per_household": 3.0,
                "poverty_subsidy_wan_per_person": 2.5,
                "poverty_dispersed_wan_per_person": 1.5,
                "poverty_cleared_wan_per_person": 1.0,
                "yuan_per_farm_minute": 3.0,
                "farm_days_per_year": 120,
                "yuan_per_village_and_site": 50_000,
                "years_counted": 10,
            },
            "layers": {
                "roads": [{"path": "roads"}],
                "villages": [{"path": "villages"}],
                "groups": None,
            },
        },
        "roots": [0, 1, 2, 3],
        "trips_to": "township_seat",
        "locked_in": {"road": {}, "site": {}, "group": {}},
        "statement": "没有别的方案能让更多人脱离危险。",
        "statement_en": "No other plan brings more people out of danger.",
        "stopped": None,
    }


def rich_plan():
    """The village plan with money for more, and left-overs that stay in the county's fund."""
    funds = village_plan().funds
    county, village = (funds["fund_id"] == one for one in ("county", "village"))
    more = funds["for_roads_yuan"].mask(county, 900_000.0).mask(village, 1_100_000.0)
    return village_plan(funds=funds.assign(for_roads_yuan=more, carry_over=county))
