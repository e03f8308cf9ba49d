"""Groups that have moved, put on the county: where they live now, and the room that is left."""

from dataclasses import replace
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.pipeline.threats import threatened
from geoplan.readers import County
from geoplan.relocation.needs import NEXT, whole_group

FIRST_PART = 1001
"""Number of the first part of a group that has moved; those of a plan are smaller."""
HOME = "安置-"
"""How the id of the village at a site begins."""


def with_moves(county: County, moves: pd.DataFrame, known: pd.DataFrame) -> County:
    """The county once some groups live at their sites, or build by themselves.

    Parameters
    ----------
    county
        As it was; not changed.
    moves, known
        ``built.Built.moves`` (not empty) and ``built.Built.sites``.

    Returns
    -------
    County
        As ``built.put_on`` says.
    """
    homes, _ = threatened(county)
    surveyed = homes.loc[county.households.index]
    households = county.households.assign(  # from now on each is listed, so that some can be safe
        official_class=surveyed["hazard_class"].astype(float),
        official_hazard_id=surveyed["hazard_id"],
    )
    sites = _sites_in_use(county, moves, known)
    points = gpd.GeoSeries(sites.geometry.representative_point(), crs=county.crs)
    used = points[points.index.isin(moves["site_id"])]
    villages = _with_homes(county.villages, gpd.GeoSeries(used), sites)
    gone = _who_has_moved(households, moves)
    groups, of = county.groups, {}
    how_many: dict[Any, dict[Any, float]] = _how_many(moves, gone).to_dict("index")
    for (whole, site), moved in how_many.items():
        groups, of[whole, site] = _moved(groups, whole, moved, HOME + site, points.get(site))
    gone["group"] = [of[pair] for pair in zip(gone["part_of"], gone["site_id"], strict=True)]
    totals = groups.groupby("village_id")[["people", "households"]].sum()
    counts = totals.reindex(villages.index, fill_value=0.0)
    return replace(
        county, sites=sites, groups=_named(groups, county),
        households=_settled(households, gone, points), villages=villages.assign(**counts),
    )  # fmt: skip


def _who_has_moved(households: gpd.GeoDataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Households that have moved: part_of, site_id ("": by itself), people; index household_id."""
    told = moves.explode("members").dropna(subset="members").set_index("members")
    told = told.loc[told.index.isin(households.index), ["part_of", "site_id"]].fillna("")
    return told.assign(people=households["people"].reindex(told.index), households=1.0)


def _how_many(moves: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """People and households that have moved, index (part_of, site_id): counted where they are known."""
    keys, what = ["part_of", "site_id"], ["people", "households"]
    told = moves.fillna({"site_id": ""}).groupby(keys)[what].sum().astype(float)
    told.update(gone.groupby(keys)[what].sum())
    return told


def _settled(
    households: gpd.GeoDataFrame, gone: pd.DataFrame, points: gpd.GeoSeries
) -> gpd.GeoDataFrame:
    """Households of which some are safe, and those of a site live there in their group."""
    safe = households.index.isin(gone.index)
    away = gone[gone["site_id"] != ""].reindex(households.index)
    there = away["site_id"].notna()
    point = gpd.GeoSeries(
        np.asarray(points.reindex(away["site_id"])), index=households.index, crs=households.crs
    )
    return households.assign(
        official_class=households["official_class"].mask(safe, 0.0),
        official_hazard_id=households["official_hazard_id"].mask(safe),
        group_id=households["group_id"].mask(there, away["group"]),
        village_id=households["village_id"].mask(there, HOME + away["site_id"]),
        geometry=households.geometry.mask(there, point),
    )


def _sites_in_use(county: County, moves: pd.DataFrame, known: pd.DataFrame) -> gpd.GeoDataFrame:
    """Sites of the county, and those in use that it does not have; of found ones all.

    Those in use are open, with room for as many fewer households.
    """
    if moves["site_id"].isna().all():
        return county.sites
    told = known.set_index(known["site_id"].astype("str").rename("site_id"))
    arrived = moves.groupby("site_id")["households"].sum()
    wanted = county.sites.empty | told.index.isin(arrived.index)
    new = told[wanted & ~told.index.isin(county.sites.index)]
    added = gpd.GeoDataFrame(
        new[["name", "capacity_households", "building_mode"]].assign(opening_cost_wan=np.nan),
        geometry=gpd.GeoSeries.from_wkt(new["shape"], crs=county.crs),
    )
    every = pd.concat([some for some in (county.sites, added) if len(some)])
    sites = gpd.GeoDataFrame(every[county.sites.columns], crs=county.crs).sort_index()
    room = sites["capacity_households"].fillna(told["capacity_households"].astype(float))
    used = sites.index.isin(arrived.index)
    left = (room - arrived.reindex(sites.index).fillna(0.0)).clip(lower=0.0)
    return sites.assign(
        capacity_households=sites["capacity_households"].mask(used, left),
        opening_cost_wan=sites["opening_cost_wan"].mask(used, 0.0),
    )


def _with_homes(
    villages: gpd.GeoDataFrame, points: gpd.GeoSeries, sites: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Villages, and one at each of some sites, of the township and village that are nearest."""
    points = gpd.GeoSeries(points[~(HOME + points.index).isin(villages.index)])
    if points.empty:
        return villages
    near = villages.sindex.nearest(points, return_all=False)[1]
    new = villages.iloc[near].assign(
        name=sites["name"].reindex(points.index).fillna("安置点").to_numpy(),
        consent="not_asked",
        building_year=np.nan,
        geometry=points.to_numpy(),
    )
    new.index = pd.Index(HOME + points.index, name=villages.index.name, dtype="str")
    return gpd.GeoDataFrame(pd.concat([villages, new]).sort_index(), crs=villages.crs)


def _moved(
    groups: gpd.GeoDataFrame, whole: str, moved: dict[Any, float], village: str, point: Any
) -> tuple[gpd.GeoDataFrame, str]:
    """Groups once some people and households of one live at a point (None: where they did), safe.

    Also the id of the group that they are then.
    """
    everybody = moved["households"] >= float(groups["households"][whole])
    if point is None:
        return (_safe(groups, whole) if everybody else _fewer_listed(groups, whole, moved)), whole
    group = whole if everybody else _next_part(groups, whole)
    groups = _safe(groups if everybody else _parted(groups, whole, group, moved), group)
    there = groups.index == group
    return groups.assign(
        village_id=groups["village_id"].mask(there, village),
        geometry=groups.geometry.mask(there, point),
    ), group


def _safe(groups: gpd.GeoDataFrame, group: str) -> gpd.GeoDataFrame:
    """Groups of which one is threatened by nothing and wishes nothing any more."""
    it = groups.index == group
    listed = it & groups["official_people"].notna()
    return groups.assign(
        wish=groups["wish"].mask(it),
        official_class=groups["official_class"].mask(it),
        official_people=groups["official_people"].mask(listed, 0.0),
        official_households=groups["official_households"].mask(listed, 0.0),
    )


def _fewer_listed(groups: gpd.GeoDataFrame, whole: str, safe: dict[Any, float]) -> gpd.GeoDataFrame:
    """Groups of which one has fewer people on the official list: some are safe where they live."""
    it = groups.index == whole
    left = {
        f"official_{name}": (groups[f"official_{name}"] - safe[name]).clip(lower=0.0)
        for name in ("people", "households")
    }
    return groups.assign(**{name: groups[name].mask(it, some) for name, some in left.items()})


def _next_part(groups: gpd.GeoDataFrame, whole: str) -> str:
    """Id of a further part of a group: its land is known by it to be that of the group."""
    names = (f"{whole}{NEXT}{number}" for number in count(FIRST_PART))
    return next(name for name in names if name not in groups.index)


def _parted(
    groups: gpd.GeoDataFrame, whole: str, part: str, taken: dict[Any, float]
) -> gpd.GeoDataFrame:
    """Groups of which one has lost some people and households to a new one."""
    new = groups.loc[[whole]].assign(**taken)
    new.index = pd.Index([part], name=groups.index.name, dtype="str")
    it = groups.index == whole
    left = {
        name: groups[name].mask(it, (groups[name] - taken[name.removeprefix("official_")]).clip(lower=0.0))
        for name in ("people", "households", "official_people", "official_households")
    }  # fmt: skip
    return gpd.GeoDataFrame(pd.concat([groups.assign(**left), new]).sort_index(), crs=groups.crs)


def _named(groups: gpd.GeoDataFrame, county: County) -> gpd.GeoDataFrame:
    """Groups of which those that have moved now are called after their village, too: 白岩沟一组."""
    ids = groups.index.to_series()
    origin = ids.where(ids.isin(county.groups.index), whole_group(ids))
    village = origin.map(county.groups["village_id"])
    before, name = village.map(county.villages["name"]), groups["name"].fillna("")
    told = (before + name).where(~name.str.startswith(tuple(before.dropna().unique())), name)
    return groups.assign(name=groups["name"].mask(village != groups["village_id"], told))
