"""Roads that are drawn or described in a way that cannot be: islands, near misses, stakes."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.audit.bearing import Bearing
from geoplan.pipeline.situation import Situation
from geoplan.readers import County
from geoplan.routing.network import components
from geoplan.schema import Finding, finding

NEAR_MISS_M = 20.0
"""A road that ends this near to another probably meets it [m]. C."""
JOINED_FROM_M = 0.5
"""Gaps from here on are told even where they are closed by themselves [m]."""
STAKE_KM = 0.05
"""Overlaps and gaps of stakes up to this are rounding [km]. C."""
LENGTH_SHARE, LENGTH_KM = 0.1, 0.1
"""Drawn length and stakes may differ by this share, and by this much [km]. C."""
ROUTE_CODE = r"[GSXYCZV][0-9A-Z]{3}\d{6}"
"""Class letter, 3 characters, 6 digits of the county. A (agency templates)."""


def findings(county: County, situation: Situation, known: Bearing) -> list[Finding]:
    """What is unlikely about the roads, by id; effects as ``Bearing`` tells them."""
    hardened = county.roads["surface_code"].str.startswith(county.settings.network.hardened_codes)
    part = _part_of_road(situation)
    near, crossed = _near_misses(county.roads.geometry), _crossings(county.roads.geometry, part)
    known = known.with_ways_through(
        _joined_twice(pd.concat([near, crossed], ignore_index=True), part)
    )
    return [
        *_islands(county, situation),
        *_loose_ends(county, near, part, known),
        *_unjoined_crossings(crossed, known),
        *_stakes(county.roads),
        *_lengths(county.roads, known),
        *_codes(county.roads),
        *_accepted(county.roads, hardened),
    ]


def _islands(county: County, situation: Situation) -> Iterator[Finding]:
    """Parts of the road map that nothing joins to the paved network."""
    links, groups = situation.network.links, situation.groups
    label = _parts(situation)
    main = np.unique(label[sorted(situation.roots)])
    part = pd.Series(label[links["u"]], index=links.index)
    here = groups[groups["on_network"]]
    people = here["people"].groupby(label[here["node"]]).sum()
    rest = links[part.isin(main)]
    for number, some in links[~part.isin(main)].groupby(part):
        distance_m = rest.distance(shapely.union_all(some.geometry.to_numpy()))
        nearest = str(distance_m.idxmin())
        across_m = shapely.distance(np.asarray(some.geometry), rest.geometry.loc[nearest])
        own, met = some["road_id"].iloc[int(across_m.argmin())], rest["road_id"].loc[nearest]
        living = float(people.get(number, 0))
        yield finding(
            "roads", "island",
            f"{some['road_id'].nunique()} 段路（{some['length_m'].sum() / 1000:.2f} km，{living:.0f} 人）与硬化路网"
            f"不连，离道路 {met} {distance_m.min():.0f} m an island of {living:.0f} people, "
            f"{distance_m.min():.0f} m from road {met}",
            "changes" if living else "none",
            ids=[str(own)],
            remedy="请在 GIS 中接上，或确认不连 Join it in a GIS, or make sure that it is apart.",
            why="" if living else "nobody_there",
        )  # fmt: skip


def _near_misses(roads: gpd.GeoSeries) -> pd.DataFrame:
    """Ends of lines that nearly meet another line, or go a little beyond it: road, met, gap_m, at."""
    lines = roads.to_numpy()
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, met = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=NEAR_MISS_M)
    gap_m = shapely.distance(ends[end], lines[met])
    near = pd.DataFrame({"end": end, "own": end % len(lines), "met": met, "gap_m": gap_m})
    near = near[near["own"] != near["met"]]
    near = near.sort_values(["end", "gap_m", "met"]).drop_duplicates("end")
    near = near[near["gap_m"] > JOINED_FROM_M]
    names = roads.index
    return near.assign(road=names[near["own"]], met=names[near["met"]], at=ends[near["end"]])


def _loose_ends(
    county: County, near: pd.DataFrame, part: "pd.Series[int]", known: Bearing
) -> Iterator[Finding]:
    """Ends of lines that nearly meet another line, or go a little beyond it."""
    lines, tolerance_m = county.roads.geometry, county.settings.network.join_tolerance_m
    for road, met, gap_m, end in near[["road", "met", "gap_m", "at"]].to_numpy():
        meet = shapely.intersection(lines[road], lines[met])
        beyond = shapely.dwithin(meet, end, 2 * NEAR_MISS_M)  # else they meet elsewhere
        how = "越过 goes beyond" if beyond else "未到 ends before"
        joined = gap_m <= tolerance_m
        what = f"端点{how} {met}，相距 by {gap_m:.1f} m" + (
            "，已自动相接 joined" if joined else "，现按不相接处理 taken as not joined"
        )
        apart = part.get(road) != part.get(met)
        idle = known.leads_nobody(road, met)
        yield finding(
            "roads", "overshoot" if beyond else "undershoot", what,
            "none" if joined or idle else "changes" if apart else "may",
            ids=[road], remedy="请在 GIS 中捕捉到交点 Snap it in a GIS.",
            why="joined_already" if joined else "leads_nobody" if idle else "",
        )  # fmt: skip


def _crossings(roads: gpd.GeoSeries, part: "pd.Series[int]") -> pd.DataFrame:
    """Roads of different parts that cross without a common vertex: road, met, at."""
    lines = np.asarray(roads)
    one, other = roads.sindex.query(lines, predicate="crosses")
    names, meet = roads.index, shapely.intersection(lines[one], lines[other])
    pairs = pd.DataFrame({"road": names[one], "met": names[other], "at": meet})
    apart = pairs["road"].map(part) != pairs["met"].map(part)
    return pairs[(pairs["road"] < pairs["met"]) & apart]


def _unjoined_crossings(crossed: pd.DataFrame, known: Bearing) -> Iterator[Finding]:
    """Crossings that are taken for bridges."""
    for one, other in crossed[["road", "met"]].to_numpy():
        idle = known.leads_nobody(one, other)
        yield finding(
            "roads", "crossing",
            f"与 {other} 相交但没有节点，按立交处理 crosses {other} without a common vertex: taken for a bridge",
            "none" if idle else "changes", ids=[one],
            remedy="若为平交，请在交点加节点 If they meet, add a vertex to both.",
            why="leads_nobody" if idle else "",
        )  # fmt: skip


def _joined_twice(gaps: pd.DataFrame, part: "pd.Series[int]") -> "pd.Series[bool]":
    """Roads, by id, of parts that gaps in more than one place keep apart from others."""
    sides = [gaps[side].map(part) for side in ("road", "met")]
    bounds = shapely.bounds(gaps["at"].to_numpy())
    places = pd.DataFrame(bounds, columns=["west", "south", "east", "north"], index=gaps.index)
    apart = sides[0] != sides[1]
    of_part = pd.concat([places.assign(part=side)[apart] for side in sides]).groupby("part")
    low, high = of_part[["west", "south"]].min(), of_part[["east", "north"]].max()
    wide = (high.to_numpy() - low.to_numpy() > NEAR_MISS_M).any(axis=1)
    return part.isin(low.index[wide])


def _stakes(roads: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Stakes that stand twice on a route, leave a gap, or run backwards."""
    staked = roads[roads[["route_code", "start_km", "end_km"]].notna().all(axis=1)]
    low, high = (staked[["start_km", "end_km"]].agg(which, axis=1) for which in ("min", "max"))
    spans = pd.DataFrame({"route": staked["route_code"], "low": low, "high": high})
    spans = spans.sort_values(["route", "low", "high"], kind="stable")
    reached = spans.groupby("route")["high"].cummax().groupby(spans["route"]).shift()
    before = spans.index.to_series().groupby(spans["route"]).shift()
    apart = spans["low"] - reached
    spans = spans.assign(before=before, off_km=apart.abs())
    for check, wrong, words in (
        ("stake_twice", apart < -STAKE_KM, "桩号重复 stakes overlap"),
        ("stake_gap", apart > STAKE_KM, "桩号不连续 stakes leave a gap"),
    ):
        for row in spans[wrong].itertuples():
            yield finding(
                "roads", check,
                f"{row.route} K{row.low:.3f}–K{row.high:.3f}，与 {row.before} {words} by {row.off_km:.3f} km",
                "none", ids=[str(row.Index)], remedy="请核对桩号 Correct the stakes.", why="lists_only",
            )  # fmt: skip
    for row in staked[staked["end_km"] < staked["start_km"]].itertuples():
        yield finding(
            "roads", "stake_backwards",
            f"止点桩号小于起点桩号 the end stake {row.end_km:.3f} is below the start {row.start_km:.3f}", "none",
            ids=[str(row.Index)], remedy="请核对，或把线反向 Correct them, or turn the line round.",
            why="lists_only",
        )  # fmt: skip


def _lengths(roads: gpd.GeoDataFrame, known: Bearing) -> Iterator[Finding]:
    """Roads whose drawn length is not that of their stakes."""
    drawn_km, staked_km = roads.length / 1000, (roads["end_km"] - roads["start_km"]).abs()
    off_km = (drawn_km - staked_km).abs()
    wrong = (off_km > LENGTH_KM) & (off_km > LENGTH_SHARE * staked_km)
    for one in roads.index[wrong]:
        effect = known.effect("roads", one)
        yield finding(
            "roads", "stake_length",
            f"桩号长 {staked_km[one]:.3f} km，图上长 {drawn_km[one]:.3f} km stakes and drawing differ by "
            f"{off_km[one]:.3f} km", effect, ids=[one],
            remedy="请核对；造价按图上长度 Check it: costs go by the drawn length.",
            why="" if effect != "none" else "not_a_candidate",
        )  # fmt: skip


def _codes(roads: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Route codes that cannot be one."""
    codes = roads["route_code"].dropna()
    for one, code in codes[~codes.str.strip().str.fullmatch(ROUTE_CODE)].items():
        assumed = bool(roads.at[one, "surface_assumed"])
        yield finding(
            "roads", "route_code", f"路线编码 {str(code)[:20]} 不合规则 is no route code (Y251360121)",
            "may" if assumed else "none", ids=[str(one)],
            remedy="请核对编码 Correct the code.", why="" if assumed else "lists_only",
        )  # fmt: skip


def _accepted(roads: gpd.GeoDataFrame, hardened: "pd.Series[bool]") -> Iterator[Finding]:
    """Accepted subgrades of roads that have none to accept."""
    accepted = roads["subgrade_accepted"].fillna(False).astype(bool)
    guessed = accepted & hardened & roads["surface_assumed"]
    for one in roads.index[guessed]:
        yield finding(
            "roads", "accepted_paved",
            "面层未填（推定为已硬化），却标为路基已验收 nobody recorded the surface; it is assumed to be paved, and "
            "the accepted subgrade waits for nothing", "changes", ids=[one],
            remedy="请补面层类型 Fill in the surface.",
        )  # fmt: skip
    absent = accepted & ~hardened & (roads["surface_width_m"] == 0)
    for one in roads.index[absent]:
        yield finding(
            "roads", "accepted_absent",
            "路面宽度为 0（尚无此路）却标为路基已验收 a road of no width has an accepted subgrade",
            "changes", ids=[one], remedy="请核对是否已修路基 Make sure that the subgrade is there.",
        )  # fmt: skip


def _parts(situation: Situation) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Connected part of each node over all links."""
    links = situation.network.links
    everything = pd.Series(True, index=links.index)
    return components(links, len(situation.network.nodes), everything)


def _part_of_road(situation: Situation) -> "pd.Series[int]":
    """Connected part of each road, by road_id."""
    links = situation.network.links.drop_duplicates("road_id")
    return pd.Series(_parts(situation)[links["u"]], index=pd.Index(links["road_id"]))
