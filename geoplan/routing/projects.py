"""Candidate road projects: which links belong together, what they cost, whom they would serve."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geoplan.routing.network import RoadNetwork, components

SAME = ["name", "route_code", "consent", "in_library", "subgrade_accepted"]
"""Links are joined to one project only where these agree."""


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
    free = loose[given.isna()]
    meeting = pd.concat([links["u"], links["v"]]).value_counts()
    same = free.groupby(SAME, dropna=False).ngroup()
    ends = pd.concat(
        [pd.DataFrame({"node": free[end], "same": same, "link": free.index}) for end in ("u", "v")]
    )
    joined = free["route_code"].notna().loc[ends["link"]].to_numpy()
    ends = ends[joined | (ends["node"].map(meeting) == 2)].sort_values(["node", "same", "link"])
    first = ends.groupby(["node", "same"])["link"].transform("first")
    joins = zip(first, ends["link"], strict=True)
    parts = _join_up_to(free["length_m"], joins, longest_km * 1000)
    return given.fillna("P-" + parts.reindex(loose.index)).rename("project_id").astype("str")


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
    steep = np.where(
        links["cross_slope_deg"].isna(),
        1,
        np.digitize(links["cross_slope_deg"], terrain_limits_deg),
    )
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


def to_hundred_yuan(amount: "pd.Series[float]") -> "pd.Series[float]":
    """Amounts rounded to 0.01 万元, so that every list adds up to the fen."""
    return (amount / 100).round() * 100


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
    rows = links.loc[project.index].join(costs).drop(columns="project_id")
    rows["project"] = project
    rows["consent_rank"] = rows["consent"].map({"no": 0, "not_asked": 1, "yes": 2})
    by = rows.groupby("project", sort=True)
    longest = (
        rows.sort_values("length_m", ascending=False, kind="stable").groupby("project").first()
    )
    table = pd.DataFrame(
        {
            "name": longest["name"],
            "route_code": longest["route_code"],
            "start_km": by[["start_km", "end_km"]].min().min(axis=1),
            "end_km": by[["start_km", "end_km"]].max().max(axis=1),
            "length_m": by["length_m"].sum(),
            "grade": longest["grade"],
            "manager": longest["manager"],
            "district": longest["district"],
            "surface_code": longest["surface_code"],
            "surface_assumed": by["surface_assumed"].any(),
            "width_m": width_m,
            "subgrade_accepted": by["subgrade_accepted"].agg(lambda x: bool(x.fillna(False).all())),
            "subgrade_cost_yuan": to_hundred_yuan(by["subgrade_cost_yuan"].sum()),
            "surface_cost_yuan": to_hundred_yuan(by["surface_cost_yuan"].sum()),
            "consent": by["consent_rank"].min().map({0: "no", 1: "not_asked", 2: "yes"}),
            "in_library": by["in_library"].agg(lambda x: bool(x.fillna(True).all())),
        }
    )
    table["cost_yuan"] = table["subgrade_cost_yuan"] + table["surface_cost_yuan"]
    shapes = [shapely.MultiLineString(list(lines)) for _, lines in by["geometry"]]
    projects = gpd.GeoDataFrame(table, geometry=shapes, crs=links.crs)
    projects.index.name = "project_id"
    return projects


def cheapest_ways(
    network: RoadNetwork,
    project: "pd.Series[str]",
    cost_yuan: "pd.Series[float]",
    roots: Iterable[int],
    homes: "pd.Series[int]",
) -> "pd.Series[Any]":
    """Projects on the cheapest way of each home to the paved network.

    Parameters
    ----------
    network
        With ``hardened``.
    project
        Project of each link that may be built (others are left out), on link ids.
    cost_yuan
        Cost of paving each link.
    roots
        Nodes of the paved network.
    homes
        Node of each home, index = its id.

    Returns
    -------
    Series
        On the homes' index: tuple of project ids from the home on, empty when the home is on the
        paved network, None when there is no way at all.
    """
    arcs = _cheapest_arcs(network, project, cost_yuan)
    starts = sorted(roots)
    if not starts:
        return pd.Series([None] * len(homes), index=homes.index, dtype=object)
    reach, before, _ = dijkstra(
        _graph(arcs, len(network.nodes)),
        directed=False, indices=starts, min_only=True, return_predecessors=True,
    )  # fmt: skip
    link_of = {(u, v): link for u, v, link in arcs[["u", "v", "link"]].itertuples(index=False)}
    of_link = project.to_dict()
    ways: dict[int, tuple[str, ...]] = dict.fromkeys(starts, ())
    for node in np.argsort(reach, kind="stable").tolist():
        if np.isinf(reach[node]) or node in ways:
            continue
        back = int(before[node])
        paid = of_link.get(link_of[min(back, node), max(back, node)])
        way = ways[back]
        ways[node] = way if paid is None or paid in way else (paid, *way)
    return pd.Series([ways.get(int(node)) for node in homes], index=homes.index, dtype=object)


def _cheapest_arcs(
    network: RoadNetwork, project: "pd.Series[str]", cost_yuan: "pd.Series[float]"
) -> pd.DataFrame:
    """Cheapest link between each pair of nodes: u < v, weight [yuan], link."""
    links = network.links[network.links["hardened"] | network.links.index.isin(project.index)]
    cost = cost_yuan.reindex(links.index).where(~links["hardened"], 0.0)
    arcs = pd.DataFrame(
        {
            "u": np.minimum(links["u"], links["v"]),
            "v": np.maximum(links["u"], links["v"]),
            "weight": cost + links["length_m"] * 1e-3,  # of equally cheap ways the shorter
            "link": links.index,
        }
    )
    arcs = arcs[arcs["u"] != arcs["v"]]
    return arcs.sort_values(["weight", "link"]).drop_duplicates(["u", "v"])


def _graph(arcs: pd.DataFrame, nodes: int) -> csr_array:
    """Arcs as a sparse matrix for ``dijkstra(directed=False)``."""
    return coo_array((arcs["weight"], (arcs["u"], arcs["v"])), shape=(nodes, nodes)).tocsr()


def would_use(
    network: RoadNetwork,
    project: "pd.Series[str]",
    cost_yuan: "pd.Series[float]",
    roots: Iterable[int],
    homes: "pd.Series[int]",
) -> pd.DataFrame:
    """Homes that would come to the paved network over each project if it were built  (A2).

    Parameters
    ----------
    network, project, cost_yuan, roots, homes
        As ``cheapest_ways``.

    Returns
    -------
    DataFrame
        project, home: one row per project and home whose cheapest way, with that project paid
        for, uses it. A parallel road is thus judged by what it would carry, not by whether it is
        today's cheapest.
    """
    starts = sorted(roots)
    if not starts or homes.empty or project.empty:
        return pd.DataFrame({"project": [], "home": []})
    arcs = _cheapest_arcs(network, project, cost_yuan)
    graph = _graph(arcs, len(network.nodes))
    reach = dijkstra(graph, directed=False, indices=starts, min_only=True)
    piece = _pieces(network, project)
    ends = network.links.loc[project.index, ["u", "v"]].to_numpy()
    entries = pd.DataFrame({"piece": np.repeat(piece, 2), "node": ends.ravel()}).drop_duplicates()
    entries["reach"] = reach[entries["node"]]
    entries = entries[np.isfinite(entries["reach"])]
    detours = _detours(arcs, reach, entries)
    saved = entries.groupby("piece")["reach"].agg(np.ptp)
    name = pd.Series(project.to_numpy(), index=piece).groupby(level=0).first()
    node = homes.to_numpy(dtype=np.int64)
    rows = []
    for one, yuan in saved.items():
        detour = dijkstra(detours, indices=len(reach) + one, limit=yuan)[node]
        rows += [(name[one], home) for home in homes.index[detour < yuan - 1e-6]]
    return pd.DataFrame(rows, columns=["project", "home"]).drop_duplicates(ignore_index=True)


def _detours(arcs: pd.DataFrame, reach: NDArray[np.floating], entries: pd.DataFrame) -> csr_array:
    """How much dearer the way of each node gets that goes over a neighbour or a project.

    Entry (i, j) is for node j over i (Johnson's weights), so sums along a way tell how much dearer
    it makes the way of its last node. Rows from ``len(reach)`` on are the pieces of projects: from
    there a sum below what the piece saves (its farthest entry less its nearest) tells that the
    node would use it.
    """
    known = arcs[np.isfinite(reach[arcs["u"]])]
    tail = np.concatenate([known["u"], known["v"]])
    head = np.concatenate([known["v"], known["u"]])
    dearer = np.concatenate([known["weight"]] * 2) + reach[tail] - reach[head]
    start = entries.groupby("piece")["reach"].transform("max") - entries["reach"]
    weight = np.concatenate([np.maximum(dearer, 0.0), start])
    tail = np.concatenate([tail, len(reach) + entries["piece"]])
    head = np.concatenate([head, entries["node"]])
    size = int(tail.max(initial=len(reach) - 1)) + 1
    return coo_array((weight, (tail, head)), shape=(size, size)).tocsr()


def _pieces(network: RoadNetwork, project: "pd.Series[str]") -> "pd.Series[int]":
    """Connected piece of its project that each link is in; hardened scraps between join them."""
    links, nodes = network.links, len(network.nodes)
    spot = components(links, nodes, links["hardened"])
    ends = spot[links.loc[project.index, ["u", "v"]]] + nodes * pd.factorize(project)[0][:, None]
    _, end = np.unique(ends, return_inverse=True)
    u, v = end.reshape(ends.shape).T
    met = coo_array((np.ones(len(u)), (u, v)), shape=(end.max() + 1, end.max() + 1))
    return pd.Series(connected_components(met, directed=False)[1][u], index=project.index)


def served(users: pd.DataFrame, count: "pd.Series[float]") -> "pd.Series[float]":
    """Sum of ``count`` (index home) over the homes of each project in ``users``."""
    return users["home"].map(count).groupby(users["project"]).sum().astype(float)
