"""People and land that are counted or placed in a way that is unlikely."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geoplan.audit.bearing import Bearing
from geoplan.pipeline.situation import Situation
from geoplan.readers import County
from geoplan.schema import Effect, Finding, finding

MOST_PEOPLE = 12
"""Households with more people are rare. C."""
PER_HOUSEHOLD = (1.2, 7.0)
"""People per household of a village of some size. C: counties have 2.5 to 4."""
FEWEST_HOUSEHOLDS = 5
"""Smaller villages may have any ratio."""
MU_PER_PERSON = (0.05, 20.0)
"""Contracted land per person of a group [mu]. C."""
FAR_FROM_VILLAGE_M = 5000.0
"""A house farther than this from its village [m]. C."""
FAR_TIMES = 3.0
"""And this many times as far as half of the village's houses. C."""
FAR_LAND_M = 10_000.0
"""Land farther than this from those who farm it [m]. C."""
SAME_PLACE_M = 5.0
"""Two villages nearer than this stand on one point [m]."""


def findings(county: County, situation: Situation, known: Bearing) -> list[Finding]:
    """What is unlikely about villages, groups, households and their land, by id."""
    return [
        *_large_households(county, known),
        *_twice(county, known),
        *_far_houses(county, known),
        *_ratios(county, known),
        *_empty(county, known),
        *_same_point(county, known),
        *_far_from_roads(situation, county.settings.network.reach_m),
        *_land(county, known),
    ]


def _large_households(county: County, known: Bearing) -> Iterator[Finding]:
    """Households with very many people."""
    people = county.households["people"]
    for one in people.index[people > MOST_PEOPLE]:
        effect = known.effect("households", one)
        yield finding(
            "households", "large_household",
            f"一户 {people[one]:.0f} 人 a household of {people[one]:.0f} people", effect, ids=[one],
            remedy="请核对，可能几户合填 Check it: perhaps several households.", why=_safe(effect),
        )  # fmt: skip


def _twice(county: County, known: Bearing) -> Iterator[Finding]:
    """Households that seem to stand twice: same head, people and land, in two villages or houses."""
    rows = county.households[county.households["head_name"].fillna("").str.len() > 1]
    keys = pd.DataFrame({
        "head": rows["head_name"].str.replace(r"\s+", "", regex=True),
        "people": rows["people"],
        "land": rows["land_mu"].fillna(-1),
        "township": rows["village_id"].map(county.villages["township_id"]),
    })  # fmt: skip
    for _, alike in keys[keys.duplicated(keep=False)].groupby(list(keys)):
        some = rows.loc[alike.index]
        if some["village_id"].nunique() < 2 and not _together(some.geometry):
            continue
        ids = [str(one) for one in some.index]
        effects: list[Effect] = [known.effect("households", one) for one in ids]
        effect: Effect = next((one for one in effects if one != "none"), "none")
        yield finding(
            "households", "household_twice",
            f"{len(ids)} 户的户主、人口、承包地相同 households with the same head, people and land: {', '.join(ids)}",
            effect, ids=ids, remedy="请核对是否同一户 Make sure that they are not one household.",
            why=_safe(effect),
        )  # fmt: skip


def _together(places: gpd.GeoSeries) -> bool:
    """True when places are one spot."""
    xy = places.get_coordinates()
    return bool(np.hypot(*(xy.max() - xy.min())) <= SAME_PLACE_M)


def _far_houses(county: County, known: Bearing) -> Iterator[Finding]:
    """Houses and groups farther from their village than its other ones."""
    for layer in ("households", "groups"):
        rows = getattr(county, layer)
        home = county.villages.geometry.reindex(rows["village_id"]).set_axis(rows.index)
        apart_m = pd.Series(rows.geometry.distance(gpd.GeoSeries(home)))
        usual_m = apart_m.groupby(rows["village_id"]).transform("median")
        far = (apart_m > FAR_FROM_VILLAGE_M) & (apart_m > FAR_TIMES * usual_m)
        for one, away_m in apart_m[far].items():
            effect = known.effect(layer, str(one))
            yield finding(
                layer, "far_house",
                f"离所在自然村 {away_m / 1000:.1f} km it lies {away_m / 1000:.1f} km from its village",
                "may" if effect == "none" else effect,  # who knows what is where it truly stands
                ids=[str(one)], remedy="请核对坐标和所在村 Check the coordinates and the village.",
            )  # fmt: skip


def _ratios(county: County, known: Bearing) -> Iterator[Finding]:
    """Villages whose people and households do not fit each other."""
    villages = county.villages
    ratio = villages["people"] / villages["households"].where(villages["households"] > 0)
    odd = (villages["households"] >= FEWEST_HOUSEHOLDS) & ~ratio.between(*PER_HOUSEHOLD)
    for row in villages.assign(ratio=ratio)[odd].itertuples():
        effect = known.effect("villages", str(row.Index))
        yield finding(
            "villages", "people_per_household",
            f"{row.people:.0f} 人、{row.households:.0f} 户，每户 {row.ratio:.1f} 人 {row.ratio:.1f} people per "
            "household", effect, ids=[str(row.Index)],
            remedy="请核对人口和户数 Check both counts.", why=_safe(effect),
        )  # fmt: skip


def _empty(county: County, known: Bearing) -> Iterator[Finding]:
    """Villages in which nobody lives."""
    for one in county.villages.index[county.villages["people"] == 0]:
        effect = known.effect("villages", one)
        yield finding(
            "villages", "no_people", "自然村无人 a village without people", effect, ids=[one],
            remedy="请补人口，或删去此村 Give the people, or delete the village.", why=_safe(effect),
        )  # fmt: skip


def _same_point(county: County, known: Bearing) -> Iterator[Finding]:
    """Villages that stand on one point, or have one name in one administrative village."""
    villages = county.villages
    pairs = cKDTree(villages.geometry.get_coordinates()).query_pairs(SAME_PLACE_M)
    for a, b in sorted(pairs):
        other, one = villages.index[a], villages.index[b]
        told = _pair(known, one, other, "same_point", "与此村同一坐标 stands on the same point as")
        misplaced: Effect = "may" if told.effect == "none" else told.effect
        yield told._replace(effect=misplaced, why="")
    name = villages["admin_village_id"] + "/" + villages["name"].str.strip()
    first = name.index.to_series().groupby(name).transform("first")
    for one, other in first[first != first.index].items():
        yield _pair(
            known, str(one), other, "same_name", "与同一建制村的此村同名 has the same name as"
        )


def _pair(known: Bearing, one: str, other: str, check: str, words: str) -> Finding:
    """Finding about a village that is like another."""
    effect = known.effect("villages", one)
    return finding(
        "villages", check, f"{words} {other}", effect, ids=[one],
        remedy="请核对是否重复 Make sure that it does not stand twice.", why=_safe(effect),
    )  # fmt: skip


def _far_from_roads(situation: Situation, reach_m: float) -> Iterator[Finding]:
    """Groups with people that no road reaches."""
    groups = situation.groups[~situation.groups["on_network"] & (situation.groups["people"] > 0)]
    away = groups["road_distance_m"].groupby(groups["part_of"]).min()
    for one, away_m in away.items():
        yield finding(
            "groups", "no_road_near",
            f"离最近的道路 {away_m:.0f} m，超过 the nearest road is {away_m:.0f} m away, more than {reach_m:.0f} m",
            "changes", ids=[str(one)],
            remedy="请核对坐标，或补画道路 Check the coordinates, or draw the missing road.",
        )  # fmt: skip


def _land(county: County, known: Bearing) -> Iterator[Finding]:
    """Groups with too much or too little land for their people, and land far from them."""
    land, groups = county.farmland, county.groups
    if land.empty:
        return
    mu = land.groupby("group_id")["area_mu"].sum().reindex(groups.index)
    each = mu / groups["people"].where(groups["people"] > 0)
    for one in groups.index[each.notna() & ~each.between(*MU_PER_PERSON)]:
        effect = known.effect("groups", one)
        yield finding(
            "groups", "land_per_person",
            f"人均耕地 {each[one]:.2f} 亩 {each[one]:.2f} mu of land per person",
            "may" if effect != "none" else "none", ids=[one],
            remedy="请核对面积单位和小组 Check the unit of the area, and the group.", why=_safe(effect),
        )  # fmt: skip
    home = gpd.GeoSeries(groups.geometry.reindex(land["group_id"]).set_axis(land.index))
    apart_m = pd.Series(land.geometry.distance(home))
    far = apart_m > FAR_LAND_M
    for one, away_m, group in zip(
        land.index[far], apart_m[far], land["group_id"][far], strict=True
    ):
        effect = known.effect("groups", group)
        yield finding(
            "farmland", "far_land",
            f"离耕种小组 {group} {away_m / 1000:.1f} km it lies {away_m / 1000:.1f} km from its group",
            "may" if effect != "none" else "none", ids=[one],
            remedy="请核对小组编号和坐标 Check the group and the coordinates.", why=_safe(effect),
        )  # fmt: skip


def _safe(effect: str) -> str:
    """Why nothing about people changes the plan: they have a road, and nothing threatens them."""
    return "connected_safe" if effect == "none" else ""
