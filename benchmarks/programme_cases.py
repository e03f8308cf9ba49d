"""Made-up counties of several sizes as the tables of ``geoplan.programme.decide``, with a seed.

Sparse road networks with parallel corridors, a paved backbone and paved scraps, projects of 1-8
links, threatened groups at the ends of the network, and sites of which most need a road first.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from geoplan.config import Relocation, Search
from geoplan.programme.rivals import Case


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    villages: int
    nodes: int
    projects: int
    groups: int
    sites: int
    years: int


SIZES = {
    "tiny": Size(villages=60, nodes=60, projects=20, groups=12, sites=5, years=2),
    "S": Size(villages=300, nodes=285, projects=100, groups=60, sites=15, years=2),
    "M": Size(villages=1000, nodes=880, projects=300, groups=300, sites=40, years=3),
    "L": Size(villages=3000, nodes=2620, projects=800, groups=800, sites=80, years=5),
}
"""``groups`` are those that may move."""
LINKS_PER_NODE = 1.35
MOST_LINKS = 8
"""Of a project."""
SCRAPS = 0.03
"""Share of the other links that are paved, and joined to nothing."""
ACCEPTED, ELIGIBLE = 0.3, 0.93
PAVED_TODAY = 0.4
"""Share of sites on the paved network."""
PROJECTS_AWAY = 3
"""Most candidate projects between a site and the paved network."""
MOST_PEOPLE = 600
"""Of a village."""
NEAREST = 12
"""Sites of a group."""
ROOM = 1.3
"""Of all sites, over the households that may move."""
KMH = {True: 30, False: 12}
"""Paved and not."""
ROADS_PAID, MOVES_PAID = 0.4, 0.6
"""Share of all candidates, and of all moves with the sites that they need, that the funds can pay."""
SUBSIDY_YUAN, FACILITIES_YUAN = 5e4, 2e4
"""Of a household that moves: for its house, for the site."""
SPONSORED = 2
"""Administrative villages that have a sponsor."""


@dataclass(frozen=True)
class Net:
    """Roads: nodes [km], links (ends, km, steepness from 1 to 2.2), paved; the town of each node."""

    xy_km: np.ndarray
    ends: np.ndarray
    km: np.ndarray
    steep: np.ndarray
    paved: np.ndarray
    roots: list[int]
    towns: np.ndarray

    def graph(self, cost: np.ndarray) -> csr_array:
        """Both directions of every link."""
        (u, v), n = self.ends.T, len(self.xy_km)
        both = np.r_[cost, cost], (np.r_[u, v], np.r_[v, u])
        return csr_array(both, shape=(n, n))

    def minutes(self) -> csr_array:
        """Minutes over every link as it is today."""
        return self.graph(self.km * 60 / np.where(self.paved, KMH[True], KMH[False]))


def make(name: str, seed: int, *, years: int | None = None) -> Case:
    """Tables of a county of size tiny, S, M or L; ``years``: only so many of its years.

    Sites that cannot have their road in these years are left out, as in a county.
    """
    size, random = SIZES[name], np.random.default_rng([seed, SIZES[name].villages])
    net = _network(size, random)
    project = _projects(net, size, random)
    works = _works(net, project, size, random)
    homes = _homes(net, size, random)
    groups = _movers(net, homes, size, random)
    sites = _sites(net, project, works, groups, size, random)
    amounts = _amounts(net, groups, sites, random)
    items = _items(works, groups, sites)
    in_time = sites.index[sites["earliest"] < (years or size.years)]
    funds, ceilings_yuan = _funds(items, groups, sites, size, random)
    relocation, search = Relocation(), Search()
    named = np.array([f"P{p:03}" for p in range(size.projects)], dtype=object)
    return Case(
        pd.DataFrame(
            {"u": net.ends[:, 0], "v": net.ends[:, 1], "hardened": net.paved,
             "project": np.where(project >= 0, named[project], None)}
        ),
        works[["eligible", "subgrade_accepted"]],
        groups,
        sites.loc[in_time].drop(columns=["township_id", "admin_village_id"]),
        {aim: table[in_time] for aim, table in amounts.items()},
        items,
        homes[["node", "village_id", "people"]],
        roots=net.roots,
        funds=funds,
        ceilings_yuan=ceilings_yuan.iloc[:, :years],
        lag_years=1,
        aim_yuan=relocation.aim_yuan,
        order=relocation.order,
        tolerance=relocation.order_tolerance,
        tolerances={"danger": 0.05, "access": 0.01},
        gap=search.gap,
        node_limit=search.node_limit,
        quiet_years={},
    )  # fmt: skip


def _network(size: Size, random: np.random.Generator) -> Net:
    """A tree of short roads and as many more short ones as make corridors; a backbone is paved."""
    n = size.nodes
    xy_km = random.random((n, 2)) * 50 * np.sqrt(n / 1000)
    corners = Delaunay(xy_km).simplices
    pairs = np.unique(np.sort(corners[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2)), axis=0)
    km = np.linalg.norm(np.subtract(*xy_km[pairs.T]), axis=1) * random.uniform(1.15, 2, len(pairs))
    tree = minimum_spanning_tree(coo_array((km, tuple(pairs.T)), shape=(n, n))).tocoo()
    in_tree = np.isin(pairs @ [n, 1], np.c_[tree.coords[0], tree.coords[1]] @ [n, 1])
    more = np.argsort(np.where(in_tree | (random.random(len(pairs)) < 0.5), np.inf, km))
    kept = in_tree.copy()
    kept[more[: round(n * LINKS_PER_NODE) - in_tree.sum()]] = True
    ends, km = pairs[kept], km[kept]
    towns = random.choice(n, max(6, n // 120), replace=False)
    steep, none = random.uniform(1, 2.2, len(ends)), np.zeros(len(ends), dtype=bool)
    bare = Net(xy_km, ends, km, steep, none, [], towns)
    _, came_from = dijkstra(bare.graph(km), indices=int(towns[0]), return_predecessors=True)
    backbone = {int(towns[0])}
    for town in towns[1:].tolist():
        while town not in backbone:
            backbone.add(town)
            town = int(came_from[town])
    by_tree = [
        a in backbone and b in backbone and (came_from[a] == b or came_from[b] == a)
        for a, b in ends.tolist()
    ]
    paved = np.array(by_tree) | (random.random(len(ends)) < SCRAPS)
    return Net(xy_km, ends, km, steep, paved, sorted(backbone), towns)


def _projects(net: Net, size: Size, random: np.random.Generator) -> np.ndarray:
    """Project of each link, -1 for none: walks over unpaved links until there are enough."""
    at: dict[int, list[int]] = {}
    for link in np.flatnonzero(~net.paved).tolist():
        for node in net.ends[link].tolist():
            at.setdefault(node, []).append(link)
    project = np.full(len(net.ends), -1)
    mean = 1.75 * (~net.paved).sum() / size.projects  # walks often end early
    walks: list[list[int]] = []
    for start in random.permutation(np.flatnonzero(~net.paved)).tolist():
        if project[start] >= 0 or len(walks) == size.projects:
            continue
        goal = int(np.clip(round(random.gamma(2.2, mean / 2.2)), 1, MOST_LINKS))
        walk, ends = [start], net.ends[start].tolist()
        project[start] = len(walks)
        while len(walk) < goal:
            side = int(random.integers(2))
            free = [
                (k, link) for k in (side, 1 - side) for link in at[ends[k]] if project[link] < 0
            ]
            if not free:
                break
            k, link = free[0]
            project[link] = len(walks)
            walk.append(link)
            ends[k] = int(net.ends[link].sum() - ends[k])
        walks.append(walk)
    while len(walks) < size.projects:
        longest = max(walks, key=len)
        longest[:], half = longest[: len(longest) // 2], longest[len(longest) // 2 :]
        project[half] = len(walks)
        walks.append(half)
    return project


def _works(net: Net, project: np.ndarray, size: Size, random: np.random.Generator) -> pd.DataFrame:
    """Projects with length, place and cost; some subgrades are accepted, some projects refused."""
    links = pd.DataFrame({"km": net.km, "wan": net.km * 16 * net.steep, "node": net.ends[:, 0]})
    by_project = links[project >= 0].groupby(project[project >= 0])
    works = by_project[["km", "wan"]].sum().join(by_project["node"].first())
    works.index = pd.Index([f"P{p:03}" for p in works.index], name="project_id")
    accepted = random.random(size.projects) < ACCEPTED
    return _placed(net, size, works.assign(
        eligible=random.random(size.projects) < ELIGIBLE,
        subgrade_accepted=accepted,
        subgrade_yuan=_hundreds(works["wan"] * 1e4).mask(accepted, 0.0),
        surface_yuan=_hundreds(works["km"] * 33.4e4),
    ))  # fmt: skip


def _homes(net: Net, size: Size, random: np.random.Generator) -> pd.DataFrame:
    """Groups of all villages: some hundred people, in one to three groups on one node."""
    count = random.integers(1, 4, size.villages)
    village = np.repeat(np.arange(size.villages), count)
    people = (
        random.lognormal(5.2, 0.5, size.villages).clip(max=MOST_PEOPLE)[village] / count[village]
    )
    homes = pd.DataFrame(
        {
            "node": random.integers(0, size.nodes, size.villages)[village],
            "village_id": [f"V{v:04}" for v in village],
            "people": np.maximum(4.0, np.round(people * random.uniform(0.7, 1.3, len(village)))),
        },
        index=pd.Index([f"G{g:04}" for g in range(len(village))], name="group_id"),
    )
    return _placed(net, size, homes)


def _movers(net: Net, homes: pd.DataFrame, size: Size, random: np.random.Generator) -> pd.DataFrame:
    """Groups that may move: of whole villages, mostly far from the paved network."""
    away = dijkstra(net.minutes(), indices=net.roots, min_only=True) + 1
    villages = homes.drop_duplicates("village_id").set_index("village_id")["node"]
    weight = away[villages] / away[villages].sum()
    order = random.choice(villages.index, len(villages), replace=False, p=weight)
    by_village = homes.groupby("village_id").indices
    chosen = np.concatenate([by_village[v] for v in order])[: size.groups]
    movers = homes.iloc[np.sort(chosen)]
    return pd.DataFrame(
        {
            "node": movers["node"],
            "people": movers["people"],
            "households": np.maximum(1.0, np.round(movers["people"] / 3.8)),
            "danger": movers["people"] * random.integers(3, 5, size.groups),
            "turn": random.integers(0, 3, size.groups),
            "township_id": movers["township_id"],
            "admin_village_id": movers["admin_village_id"],
        }
    )


def _sites(
    net: Net,
    project: np.ndarray,
    works: pd.DataFrame,
    groups: pd.DataFrame,
    size: Size,
    random: np.random.Generator,
) -> pd.DataFrame:
    """Sites on the paved network, and behind one to three candidate projects, near who may move.

    Half of these need a subgrade first, where there are more than two years.
    """
    on = round(size.sites * PAVED_TODAY)
    later = (size.sites - on) // 2 if size.years > 2 else 0
    accepted = works["eligible"] & works["subgrade_accepted"]
    soon, away = (
        _projects_away(net, project, may.to_numpy()) for may in (accepted, works["eligible"])
    )
    far_km = cKDTree(net.xy_km[groups["node"]]).query(net.xy_km)[0]
    is_behind = [away == 0, (soon > 0) & (soon <= PROJECTS_AWAY),
                 (soon > PROJECTS_AWAY) & (away <= PROJECTS_AWAY)]  # fmt: skip
    node, earliest = [], np.repeat([0.0, 1.0, 2.0], [on, size.sites - on - later, later])
    for count, some in zip((on, size.sites - on - later, later), is_behind, strict=True):
        near = np.where(some, np.exp(-far_km / 5), 0.0)
        node += random.choice(size.nodes, count, replace=False, p=near / near.sum()).tolist()
    share = random.uniform(0.4, 2.2, size.sites)
    room = np.round(share / share.sum() * groups["households"].sum() * ROOM)
    sites = pd.DataFrame(
        {
            "node": node,
            "capacity_households": room,
            "opening_yuan": _hundreds(6e5 + room * 2.2e4 * random.uniform(0.8, 1.3, size.sites)),
            "yuan_per_household": _hundreds(random.uniform(2.0e4, 4.5e4, size.sites)),
            "earliest": earliest,
            "connected_now": earliest == 0,
            "fewest_households": float(Relocation().smallest_site_households),
            "leaves": True,
            "spares": 0.0,
        },
        index=pd.Index([f"S{j:02}" for j in range(size.sites)], name="site_id"),
    )
    return _placed(net, size, sites)


def _projects_away(net: Net, project: np.ndarray, may_be_built: np.ndarray) -> np.ndarray:
    """Projects between each node and the paved network; more than enough where there is no way."""
    away = np.full(len(net.xy_km), PROJECTS_AWAY + 1)
    away[net.roots] = 0
    for steps in range(PROJECTS_AWAY + 1):
        for _ in range(MOST_LINKS):  # over paved scraps
            met = net.ends[net.paved & (away[net.ends].min(axis=1) <= steps)]
            away[met] = np.minimum(away[met], steps)
        touching = set(project[(away[net.ends] <= steps).any(axis=1)].tolist()) - {-1}
        built = np.isin(project, [p for p in touching if may_be_built[p]])
        away[net.ends[built]] = np.minimum(away[net.ends[built]], steps + 1)
    return away


def _amounts(
    net: Net, groups: pd.DataFrame, sites: pd.DataFrame, random: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Household-minutes and yuan of every group at its nearest sites."""
    minutes = net.minutes()
    to_land = dijkstra(minutes, indices=sites["node"].to_numpy())[:, groups["node"]].T
    to_land = to_land + abs(random.normal(0, 5, (len(groups), 1)))
    to_town = dijkstra(minutes, indices=net.towns, min_only=True)[sites["node"]]
    households = groups["households"].to_numpy()[:, None]
    far = to_land > np.sort(to_land, axis=1)[:, [min(NEAREST, len(sites)) - 1]]
    each_yuan = SUBSIDY_YUAN + sites["yuan_per_household"].to_numpy()
    figures = {
        "farm": np.round(households * to_land),
        "service": np.round(households * to_town),
        "cost": households * each_yuan,
    }
    return {
        aim: pd.DataFrame(np.where(far, np.nan, table), groups.index, sites.index)
        for aim, table in figures.items()
    }


def _items(works: pd.DataFrame, groups: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """What is paid, as ``pipeline.money`` makes it."""
    length_km = works["km"]
    no_km, at_site_yuan = 0.0, groups["households"] * FACILITIES_YUAN
    return pd.concat([
        _rows("project", "subgrade", works, works["subgrade_yuan"], length_km),
        _rows("project", "surface", works, works["surface_yuan"], length_km),
        _rows("group", "subsidy", groups, groups["households"] * SUBSIDY_YUAN, no_km),
        _rows("group", "site", groups, at_site_yuan, no_km),
        _rows("site", "site", sites, sites["opening_yuan"], no_km),
    ])  # fmt: skip


def _rows(
    kind: str, component: str, things: pd.DataFrame, cost_yuan: Any, length_km: Any
) -> pd.DataFrame:
    """Items of one kind and component."""
    rows = pd.DataFrame(
        {"kind": kind, "id": things.index, "component": component, "cost_yuan": cost_yuan,
         "length_km": length_km, "households": things.get("households", 0.0),
         "township_id": things["township_id"], "admin_village_id": things["admin_village_id"]}
    )  # fmt: skip
    return rows.set_index(pd.Index([f"{kind}:{component}:{one}" for one in things.index]))


def _funds(
    items: pd.DataFrame,
    groups: pd.DataFrame,
    sites: pd.DataFrame,
    size: Size,
    random: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who pays, and the ceilings of every year."""
    works = items[items["kind"] == "project"]
    cost = works.groupby("component")["cost_yuan"].sum()
    subgrades, surfaces = ROADS_PAID * cost["subgrade"], ROADS_PAID * cost["surface"]
    each_yuan = SUBSIDY_YUAN + sites["yuan_per_household"].mean()
    opening_yuan = sites["opening_yuan"].sum() / ROOM
    moves = MOVES_PAID * (groups["households"].sum() * each_yuan + opening_yuan)
    sponsored = random.choice(works["admin_village_id"].unique(), SPONSORED, replace=False)
    own = works[works["admin_village_id"].isin(sponsored)]
    roads = ("subgrade", "surface")
    rows = {
        "county": (("surface",), True, np.nan, None, 0.6 * surfaces),
        "province": (("surface",), True, 20e4, None, 0.35 * surfaces),
        "town": (("subgrade",), False, np.nan, None, 0.95 * subgrades),
        "sponsor": (roads, True, np.nan, tuple(sponsored), 0.6 * own["cost_yuan"].sum()),
        "relocation": (("site", "subsidy"), True, np.nan, None, 0.85 * moves),
        "poverty": ((*roads, "site", "subsidy"), True, np.nan, None,
                    0.15 * moves + 0.05 * (subgrades + surfaces)),
    }  # fmt: skip
    columns = ["pays", "carry_over", "quota_yuan_per_km", "admin_village_id", "yuan"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    share = random.dirichlet(np.full(size.years, 30.0), len(table))
    each_year = _hundreds(table["yuan"].to_numpy()[:, None] * share)
    years = range(2027, 2027 + size.years)
    ceilings_yuan = pd.DataFrame(each_year, index=table.index, columns=list(years))
    return table.drop(columns="yuan").assign(township_id=None), ceilings_yuan


def _placed(net: Net, size: Size, things: pd.DataFrame) -> pd.DataFrame:
    """Things with the township of the nearest town, and the administrative village around them."""
    at_km = net.xy_km[things["node"]]
    town = cKDTree(net.xy_km[net.towns]).query(at_km)[1]
    centre = cKDTree(net.xy_km[:: max(1, 6 * size.nodes // size.villages)]).query(at_km)[1]
    return things.assign(
        township_id=[f"T{t:02}" for t in town], admin_village_id=[f"A{a:03}" for a in centre]
    )


def _hundreds(yuan: Any) -> Any:
    """Whole hundreds of yuan, as every cost is."""
    return np.round(yuan / 100) * 100
