"""Which candidate roads may be listed: those that no rule keeps out (docs/formulation.md, A)."""

from collections.abc import Iterable

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from geoplan.routing.network import RoadNetwork


def leading_to(
    network: RoadNetwork, project: "pd.Series[str]", roots: Iterable[int], homes: "pd.Series[int]"
) -> "pd.Index[str]":
    """Projects on any way at all, however dear, from the paved network to a home  (A1).

    Parameters
    ----------
    network, project, roots, homes
        As ``projects.cheapest_ways``.

    Notes
    -----
    A link is on some simple way from the paved network to a home if and only if it is in one
    biconnected part with an arc that joins all homes to the paved network.
    """
    paved, living = -1, -2  # nodes for all of the paved network, and where every home leads
    start = set(roots)
    links = network.links[network.links["hardened"] | network.links.index.isin(project.index)]
    u, v = (links[end].where(~links[end].isin(start), paved) for end in ("u", "v"))
    ways = nx.Graph(zip(u, v, strict=True))
    ways.add_edges_from((home, living) for home in set(homes) - start)
    ways.add_edge(living, paved)
    whole = next(
        part for part in nx.biconnected_components(ways) if living in part and paved in part
    )
    used = links.index[u.isin(whole) & v.isin(whole) & (u != v)]
    leading: pd.Index[str] = pd.Index(project[project.index.isin(used)].unique())
    return leading


def eligibility_rules(
    projects: gpd.GeoDataFrame,
    *,
    leading: "pd.Index[str]",
    basic_farmland: gpd.GeoSeries,
    basic_farmland_limit_m: float,
    library_required: bool,
) -> "pd.Series[str]":
    """The rule that keeps each project out, whomever it would serve; missing where none does.

    Parameters
    ----------
    projects
        From ``projects.project_table``.
    leading
        Projects that lead to somebody (``leading_to``).
    basic_farmland
        Permanent basic farmland, same CRS.
    basic_farmland_limit_m, library_required
        The county's rules.

    Returns
    -------
    Series
        refused, not_in_library, basic_farmland or serves_nobody: the first that applies in this
        order. Consent that was not asked for does not keep a road out.
    """
    codes = np.select(
        [
            projects["consent"] == "no",
            ~projects["in_library"] & library_required,
            stretch_on_m(projects, basic_farmland) > basic_farmland_limit_m,
            ~projects.index.isin(leading),
        ],
        ["refused", "not_in_library", "basic_farmland", "serves_nobody"],
        default="",
    )
    rules = pd.Series(codes, index=projects.index, dtype="str")
    return rules.where(rules != "")


def stretch_on_m(projects: gpd.GeoDataFrame, areas: gpd.GeoSeries) -> "pd.Series[float]":
    """Length of each project inside any of the areas [m]."""
    inside = pd.Series(0.0, index=projects.index)
    which, area = shapely.STRtree(areas.to_numpy()).query(
        projects.geometry.to_numpy(), predicate="intersects"
    )
    for i, hits in pd.Series(area).groupby(which):
        union = shapely.union_all(areas.to_numpy()[hits])
        inside.iloc[i] = shapely.length(shapely.intersection(projects.geometry.iloc[i], union))
    return inside
