"""What hangs on one project alone: who needs it, and which others it needs.

A plan of joined roads is worth what its whole ways are worth, so each project is judged within the
plan: one that is in by what goes when it alone is left out, one that is not by what comes when it
is built once those that lead to it are.
"""

from collections.abc import Callable, Collection, Iterable
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geoplan.programme.whatif import saved_person_minutes
from geoplan.routing.network import RoadNetwork, components
from geoplan.routing.ways import cheapest_ways

Positions = NDArray[np.intp]
COLUMNS = (
    "depends_on",
    "blocked_by",
    "groups_depending",
    "villages_depending",
    "sites_depending",
    "people_depending",
    "saved_person_minutes",
)


def dependence(
    network: RoadNetwork,
    project: "pd.Series[str]",
    projects: pd.DataFrame,
    groups: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    roots: Collection[int],
    trips: Callable[[NDArray[np.bool_]], "pd.Series[float]"],
) -> pd.DataFrame:
    """What hangs on each project alone, as in ``Plan.projects``.

    Parameters
    ----------
    network
        Roads as they are today.
    project
        Project of each link, missing where there is none; on the links' index.
    projects
        eligible, surface_year, cost_yuan.
    groups
        node, on_network, people, village_id, year (of moving away).
    sites
        node, on_network, selected.
    roots
        Nodes of the paved network today.
    trips
        Minutes of each group when these links are paved (``whatif.trip_minutes``).

    Returns
    -------
    DataFrame
        ``COLUMNS`` on the projects' index. A project that a rule keeps out has nothing hanging
        on it.
    """
    of_link: Positions = projects.index.get_indexer(pd.Index(project))
    in_plan = projects["surface_year"].notna().to_numpy(dtype=bool)
    joined = _joined(network, of_link, roots)
    partners = _partners(network, project, projects, roots)
    beyond = _partners(network, project, projects.assign(eligible=True), roots)
    barred = set(projects.index[~projects["eligible"]])
    meets = _meets(network.links, of_link, joined(in_plan), len(projects))
    chosen = np.flatnonzero(in_plan & meets).tolist()
    needs = _needs(network.links, of_link, {k: joined(_but(in_plan, k)) for k in chosen})
    stays = groups[groups["year"].isna() & groups["on_network"]]
    opens = sites[sites["selected"] & sites["on_network"]]
    homes, doors = (some["node"].to_numpy(dtype=np.int64) for some in (stays, opens))
    group_ids, village_ids, people, site_ids = map(
        np.asarray, (stays.index, stays["village_id"], stays["people"], opens.index)
    )

    @cache
    def what_is(built: bytes) -> tuple[NDArray[np.bool_], "pd.Series[float]"]:
        """Nodes that are joined and minutes of trips when these projects are built."""
        some = np.frombuffer(built, dtype=bool)
        return joined(some), trips(_paved(of_link, some))

    rows = {}
    place = {str(one): k for k, one in enumerate(projects.index)}
    for k in np.flatnonzero(projects["eligible"]).tolist():
        one = projects.index[k]
        leads_on = partners[one]
        along = in_plan.copy()
        along[[k, *(place[other] for other in leads_on or ())]] = True
        (nodes, before), (more, after) = map(what_is, (_but(along, k).tobytes(), along.tobytes()))
        changes = nodes != more  # (W6)
        waiting, reached = changes[homes], changes[doors]
        rows[one] = (
            _cell(projects.index[needs[k]] if k in needs else leads_on or ()),
            _cell(barred.intersection(beyond[one] or ()) if leads_on is None else ()),
            _cell(group_ids[waiting]),
            _cell(village_ids[waiting]),
            _cell(site_ids[reached]),
            float(people[waiting].sum()),
            saved_person_minutes(before, after, groups["people"]),
        )
    nothing = ("", "", "", "", "", 0.0, 0.0)
    table = [rows.get(one, nothing) for one in projects.index]
    return pd.DataFrame(table, columns=list(COLUMNS), index=projects.index)


def _cell(ids: Iterable[str]) -> str:
    """Ids in one cell."""
    return ";".join(sorted(set(ids)))


def _but(built: NDArray[np.bool_], k: int) -> NDArray[np.bool_]:
    """What is built without one project."""
    rest = built.copy()
    rest[k] = False
    return rest


def _paved(of_link: Positions, built: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which links are paved; ``of_link``: position of the project of each, -1 for none."""
    paved: NDArray[np.bool_] = np.append(built, False)[of_link]
    return paved


def _joined(
    network: RoadNetwork, of_link: Positions, roots: Collection[int]
) -> Callable[[NDArray[np.bool_]], NDArray[np.bool_]]:
    """Which nodes are on the paved network, as a function of the projects that are built."""
    links, start = network.links, sorted(roots)
    piece = components(links, len(network.nodes), links["hardened"])
    pieces = 1 + int(piece.max())
    u, v = (piece[links[end].to_numpy(dtype=np.int64)] for end in ("u", "v"))

    def nodes(built: NDArray[np.bool_]) -> NDArray[np.bool_]:
        paved = _paved(of_link, built)
        arcs = coo_array((np.ones(paved.sum()), (u[paved], v[paved])), shape=(pieces, pieces))
        label = connected_components(arcs, directed=False)[1]
        is_joined = np.zeros(pieces, dtype=bool)
        is_joined[label[piece[start]]] = True
        return is_joined[label][piece]

    return nodes


def _meets(
    links: pd.DataFrame, of_link: Positions, joined: NDArray[np.bool_], n_projects: int
) -> NDArray[np.bool_]:
    """Which projects meet a node that is joined."""
    ends = links[["u", "v"]].to_numpy()
    meeting = of_link[joined[ends].any(axis=1)]
    return np.isin(np.arange(n_projects), meeting)


def _needs(
    links: pd.DataFrame, of_link: Positions, left: dict[int, NDArray[np.bool_]]
) -> dict[int, list[int]]:
    """Projects without which each project of the plan meets the paved network nowhere.

    ``left`` tells which nodes are joined when one project is left out; projects by position.
    """
    used = np.isin(of_link, list(left))
    ends = links.loc[used, ["u", "v"]].to_numpy()
    needs: dict[int, list[int]] = {k: [] for k in left}
    for other, joined in left.items():
        meeting = of_link[used][joined[ends].any(axis=1)].tolist()
        for k in left.keys() - {other, *meeting}:
            needs[k].append(other)
    return needs


def _partners(
    network: RoadNetwork, project: "pd.Series[str]", projects: pd.DataFrame, roots: Collection[int]
) -> dict[str, list[str] | None]:
    """Other projects on the cheapest way from each to what the plan paves, if any."""
    built = projects["surface_year"].notna()
    paved = network.links["hardened"] | project.map(built).eq(True)
    with_plan = RoadNetwork(network.links.assign(hardened=paved), network.nodes, network.access)
    able = project[project.map(projects["eligible"]).eq(True)]
    open_to_all = able[~able.map(built)]
    ends = network.links.loc[able.index, ["u", "v"]].to_numpy().ravel()
    homes = pd.Series(ends, index=able.repeat(2).to_numpy())
    ways = cheapest_ways(with_plan, open_to_all, projects["cost_yuan"], roots, homes)
    yuan = projects["cost_yuan"].to_dict()
    best: dict[str, list[str] | None] = dict.fromkeys(projects.index)
    dearest: dict[str, float] = {}
    for one, way in ways.items():
        if way is None:
            continue
        others = [other for other in way if other != one]
        price = sum(yuan[other] for other in others)
        if price < dearest.get(str(one), np.inf):
            best[str(one)], dearest[str(one)] = others, price
    return best
