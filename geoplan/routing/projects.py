"""Candidate road projects: which links belong together, what they cost, whom they would serve."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

SAME = ["name", "route_code", "consent", "in_library", "subgrade_accepted"]
"""Links are joined to one project only where these agree."""
OF_LONGEST = [
    "name", "route_code", "grade", "manager", "district", "surface_code", "surface_width_m",
]  # fmt: skip
"""What a road of several links has of the longest."""


def group_links(links: gpd.GeoDataFrame, *, longest_km: float) -> "pd.Series[str]":
    """Project id of each unhardened link.

    Parameters
    ----------
    links
        Of a network.
    longest_km
        Links of one route are joined up to this length.

    Returns
    -------
    Series
        On the index of the unhardened links. A given ``project_id`` is kept. Otherwise links
        that agree in ``SAME`` are joined where they meet: on one route at every node, without a
        route code only where no third link meets. The id is "P-" + the first link's id.
    """
    loose = links[~links["hardened"]]
    given = loose["project_id"]
    firsts = join_links(links, loose[given.isna()], SAME, longest_km=longest_km)
    return given.fillna("P-" + firsts.reindex(loose.index)).rename("project_id").astype("str")


def join_links(
    links: gpd.GeoDataFrame, some: gpd.GeoDataFrame, alike: list[str], *, longest_km: float
) -> "pd.Series[str]":
    """First link of the chain that each of some links is in.

    Parameters
    ----------
    links
        Of a network.
    some
        Those of them to join.
    alike
        Columns in which links must agree to be joined: on one route at every node, without a route
        code only where no third link meets.
    longest_km
        Chains grow up to this length.
    """
    meeting = pd.concat([links["u"], links["v"]]).value_counts()
    same = some.groupby(alike, dropna=False).ngroup()
    ends = pd.concat(
        [pd.DataFrame({"node": some[end], "same": same, "link": some.index}) for end in ("u", "v")]
    )
    joined = some["route_code"].notna().loc[ends["link"]].to_numpy()
    ends = ends[joined | (ends["node"].map(meeting) == 2)].sort_values(["node", "same", "link"])
    first = ends.groupby(["node", "same"])["link"].transform("first")
    joins = zip(first, ends["link"], strict=True)
    return _join_up_to(some["length_m"], joins, longest_km * 1000)


def _join_up_to(
    length_m: "pd.Series[float]", joins: Iterable[tuple[str, str]], longest_m: float
) -> "pd.Series[str]":
    """First link of the chain that each link is in, chains growing up to a length."""
    first = {link: link for link in length_m.index}
    total = length_m.to_dict()

    def head(link: str) -> str:
        while first[link] != link:
            link = first[link]
        return link

    for one, other in joins:
        a, b = sorted((head(one), head(other)))
        if a != b and total[a] + total[b] <= longest_m:
            first[b] = a
            total[a] += total[b]
    return pd.Series({link: head(link) for link in length_m.index}, dtype="str")


def link_costs(
    links: gpd.GeoDataFrame,
    *,
    subgrade_yuan_per_km: tuple[float, float, float],
    base_surface_yuan_per_km: float,
    ditch_yuan_per_km: float,
    terrain_limits_deg: tuple[float, float],
    terrain_factors: tuple[float, float, float],
) -> pd.DataFrame:
    """Cost of subgrade and of surface of each link [yuan].

    Parameters
    ----------
    links
        With length_m, cross_slope_deg (NaN: taken as hill), subgrade_accepted.
    subgrade_yuan_per_km, terrain_factors
        For gentle, hill and steep cross slopes.
    base_surface_yuan_per_km, ditch_yuan_per_km
        Base and surface (times the terrain factor), ditch and signs (without).
    terrain_limits_deg
        Cross slopes that part the three.

    Returns
    -------
    DataFrame
        subgrade_cost_yuan (0 where accepted), surface_cost_yuan, on the links' index.
    """
    steep = steepness(links["cross_slope_deg"], terrain_limits_deg)
    km = links["length_m"].to_numpy() / 1000
    accepted = links["subgrade_accepted"].fillna(False).to_numpy(dtype=bool)
    per_km = base_surface_yuan_per_km * np.take(terrain_factors, steep) + ditch_yuan_per_km
    return pd.DataFrame(
        {
            "subgrade_cost_yuan": np.where(
                accepted, 0.0, km * np.take(subgrade_yuan_per_km, steep)
            ),
            "surface_cost_yuan": km * per_km,
        },
        index=links.index,
    )


def steepness(
    cross_slope_deg: "pd.Series[float]", limits_deg: tuple[float, float]
) -> NDArray[np.int64]:
    """0 gentle, 1 hill or unknown, 2 steep, of each cross slope; the limits part the three."""
    known = np.digitize(cross_slope_deg, limits_deg)
    return np.where(cross_slope_deg.isna(), 1, known).astype(np.int64)


def to_hundred_yuan(amount: "pd.Series[float]") -> "pd.Series[float]":
    """Amounts rounded to 0.01 万元, so that every list adds up to the fen."""
    return (amount / 100).round() * 100


def along(links: gpd.GeoDataFrame, of: "pd.Series[str]") -> gpd.GeoDataFrame:
    """Road of each project or stretch: what its longest link is called, stakes, consent, shape.

    Parameters
    ----------
    links
        Of a network.
    of
        Project or stretch of some of them.

    Returns
    -------
    GeoDataFrame
        Index as ``of``, sorted; ``OF_LONGEST`` of the longest link; start_km, end_km (of all);
        consent (the least). MultiLineString.
    """
    rows = links.loc[of.index].assign(of=of)
    by = rows.groupby("of", sort=True)
    longest = rows.sort_values("length_m", ascending=False, kind="stable").groupby("of").first()
    rank = rows["consent"].map({"no": 0, "not_asked": 1, "yes": 2})
    table = longest[OF_LONGEST].assign(
        start_km=by[["start_km", "end_km"]].min().min(axis=1),
        end_km=by[["start_km", "end_km"]].max().max(axis=1),
        consent=rank.groupby(of).min().map({0: "no", 1: "not_asked", 2: "yes"}),
    )
    number = by.ngroup().to_numpy()
    order = np.argsort(number, kind="stable")
    shapes = shapely.multilinestrings(rows["geometry"].to_numpy()[order], indices=number[order])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=links.crs)


def project_table(
    links: gpd.GeoDataFrame, project: "pd.Series[str]", costs: pd.DataFrame, *, width_m: float
) -> gpd.GeoDataFrame:
    """One row per project with its route, stakes, length, state and costs.

    Parameters
    ----------
    links, project, costs
        Links, the project of each unhardened one (``group_links``), their costs (``link_costs``).
    width_m
        Surface width after paving.

    Returns
    -------
    GeoDataFrame
        Index project_id; columns as in ``Plan.projects`` as far as they are known here.
    """
    rows = links.loc[project.index].join(costs).assign(project=project)
    rows["subgrade_accepted"] = rows["subgrade_accepted"].fillna(False)
    by = rows.groupby("project", sort=True)
    road = along(links, project)
    table = pd.DataFrame(
        {
            "name": road["name"],
            "route_code": road["route_code"],
            "start_km": road["start_km"],
            "end_km": road["end_km"],
            "length_m": by["length_m"].sum(),
            "grade": road["grade"],
            "manager": road["manager"],
            "district": road["district"],
            "surface_code": road["surface_code"],
            "surface_assumed": by["surface_assumed"].any(),
            "width_m": width_m,
            "subgrade_accepted": by["subgrade_accepted"].all(),
            "subgrade_cost_yuan": to_hundred_yuan(by["subgrade_cost_yuan"].sum()),
            "surface_cost_yuan": to_hundred_yuan(by["surface_cost_yuan"].sum()),
            "consent": road["consent"],
            "in_library": by["in_library"].all(),
        }
    )
    table["cost_yuan"] = table["subgrade_cost_yuan"] + table["surface_cost_yuan"]
    projects = gpd.GeoDataFrame(table, geometry=road.geometry, crs=links.crs)
    projects.index.name = "project_id"
    return projects
