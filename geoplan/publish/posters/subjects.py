"""What the sheets are about, and what on their maps belongs to it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish.naming import CHINESE
from geoplan.publish.posted import posted_projects, shown_groups
from geoplan.publish.posters.placement import Box


@dataclass(frozen=True)
class Subject:
    """What a sheet is about: the county or one township, as the public may know it.

    ``projects`` (those that are built) and ``groups`` (those that move) are in the order of the
    sheet's list: their place there is their number on the map.
    """

    name: str
    is_county: bool
    villages: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame


def sheet_subjects(plan: Plan, told: Plan, township: str | None = None) -> list[Subject]:
    """What the sheets are about: the county first, then its townships, or one township alone.

    Parameters
    ----------
    plan
        The whole plan.
    told
        The same as the public may know it.
    township
        Name or township_id of the only one.

    Raises
    ------
    ConfigError
        No such township.
    """
    known = told.townships["name"]
    wanted = known[(known == township) | (known.index == township)] if township else known
    if wanted.empty:
        raise ConfigError(
            f"没有这个乡镇 no such township: {township}. 可选 Choose one of: {'、'.join(known)}"
        )
    projects = told.projects.loc[posted_projects(plan).index]
    groups = told.groups.loc[shown_groups(plan).index]
    home = groups["village_id"].map(told.villages["township_id"])
    whole = Subject(plan.name, True, told.villages, projects, groups)
    parts = [
        Subject(
            _joined(plan.name, name), False, told.villages[told.villages["township_id"] == one],
            projects[projects["township_id"] == one], groups[home == one],
        )
        for one, name in wanted.items()
    ]  # fmt: skip
    return parts if township else [whole, *parts]


def bounds(*layers: gpd.GeoDataFrame) -> Box:
    """West, south, east, north of all shapes of the layers that have any [m]."""
    corners = np.array([layer.total_bounds for layer in layers if len(layer)])
    west, south = map(float, corners[:, :2].min(axis=0))
    east, north = map(float, corners[:, 2:].max(axis=0))
    return west, south, east, north


def longest_part(road: MultiLineString) -> LineString:
    """The part of a road upon which its number stands."""
    return max(road.geoms, key=lambda part: part.length)


def number_points(subject: Subject) -> NDArray[np.float64]:
    """Where the numbers of a sheet's list belong: middles of roads, moving groups [m].

    Shape (n, 2), in the order of the list.
    """
    roads = [
        longest_part(road).interpolate(0.5, normalized=True)
        for road in subject.projects.geometry.to_numpy()
    ]
    return shapely.get_coordinates([*roads, *subject.groups.geometry])


def is_own(layer: gpd.GeoDataFrame, told: Plan, subject: Subject) -> NDArray[np.bool_]:
    """Whether the village nearest to the middle of each shape is one of the sheet's.

    Of a township, which has no outline in a plan, this tells what is its own from what lies around.
    """
    if subject.is_county:
        return np.ones(len(layer), bool)
    near = shapely.STRtree(told.villages.geometry.to_numpy()).nearest(
        shapely.centroid(layer.geometry.to_numpy())
    )
    return np.asarray(told.villages.index[near].isin(subject.villages.index))


def own_sites(told: Plan, subject: Subject) -> gpd.GeoDataFrame:
    """Opening sites that lie in the sheet's place or that its groups move to."""
    opening = told.sites[told.sites["selected"]]
    here = opening["township_id"].isin(subject.villages["township_id"]) | subject.is_county
    return opening[here | opening.index.isin(subject.groups["site_id"])]


def _joined(county: str, township: str) -> str:
    """County and township as one name, with a blank between words that are not Chinese."""
    spaced = not (CHINESE.match(county[-1:]) and CHINESE.match(township[:1]))
    return f"{county}{' ' * spaced}{township}"
