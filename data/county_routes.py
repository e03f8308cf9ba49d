"""Papers of a made-up county's roads: routes, codes, stakes, surfaces and what was agreed."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

import county_roads

COUNTY_CODE = "610999"
HARDENED = ("11", "12")


def road_layer(
    rng: np.random.Generator,
    ground: county_roads.Ground,
    rivers: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    nodes: np.ndarray,
    group_nodes: np.ndarray,
) -> gpd.GeoDataFrame:
    """Roads with routes, stakes, surfaces and the state of their papers."""
    towns = places["town"].max() + 1
    edges = county_roads.lay(ground, nodes[:towns], nodes, group_nodes)
    roads = county_roads.links(ground, edges, np.concatenate([nodes, group_nodes]))
    roads = _broken_off(rng, roads, max(1, len(places) // 70))
    roads["length_m"] = roads.length
    committees = nodes[places["committee"]]
    spur_ends = np.setdiff1d(group_nodes, nodes)
    targets = [nodes[:towns], committees, np.setdiff1d(nodes, committees), spur_ends]
    roads = roads.join(route(roads, nodes[:1], targets))
    backwards = ~roads["forward"]
    roads.loc[backwards, "geometry"] = roads.loc[backwards].reverse()
    roads.loc[backwards, ["u", "v"]] = roads.loc[backwards, ["v", "u"]].to_numpy()
    roads = roads.sort_values(["tier", "route", "order"], kind="stable").reset_index(drop=True)
    return _papers(rng, _surfaces(rng, _stakes(roads, places, nodes)), rivers)


def _broken_off(rng: np.random.Generator, roads: gpd.GeoDataFrame, count: int) -> gpd.GeoDataFrame:
    """Roads with a few group roads cut off from the network (断头路), marked ``scrap``."""
    ends = roads[["u", "v"]].to_numpy()
    nodes, degree = np.unique(ends, return_counts=True)
    dead = degree[np.searchsorted(nodes, ends)] == 1
    spurs = roads.index[
        (roads["stage"] == county_roads.GROUP) & dead.any(axis=1) & (roads.length > 300)
    ]
    scraps = rng.choice(spurs, size=min(count, spurs.size), replace=False)
    roads = roads.assign(scrap=roads.index.isin(scraps))
    for scrap in scraps:
        line, free = roads.geometry[scrap], dead[scrap, 1]
        cut = (0.35, 1) if free else (0, 0.65)
        roads.loc[scrap, "geometry"] = substring(line, *cut, normalized=True)
        roads.loc[scrap, "u" if free else "v"] = -1 - scrap
    return roads


def _stakes(
    roads: gpd.GeoDataFrame, places: gpd.GeoDataFrame, nodes: np.ndarray
) -> gpd.GeoDataFrame:
    """Stakes along each route, its code and its name."""
    km = (roads["length_m"] / 1000).round(3)
    end_km = km.groupby(roads["route"]).cumsum().round(3)
    roads = roads.assign(start_km=(end_km - km).round(3), end_km=end_km)
    first = roads.drop_duplicates("route").set_index("route")
    last = roads.drop_duplicates("route", keep="last").set_index("route")
    mains = first.index[first["tier"] == 0]
    letter = first["tier"].map({0: "Y", 1: "C"}).fillna("V")
    letter[(first["tier"] == 1) & (last["end_km"] > 7)] = "Y"
    letter[mains[: max(1, len(mains) // 2)]] = "X"
    serial = letter.groupby(letter).cumcount() + 1
    code = [
        mark + (f"{n:03d}" if n < 1000 else base36(n)) + COUNTY_CODE
        for mark, n in zip(letter, serial, strict=True)
    ]
    called = dict(zip(nodes, places["name"], strict=True))
    near = places.sindex.nearest(
        gpd.points_from_xy(*np.array([g.coords[0] for g in first.geometry]).T), return_all=False
    )[1]
    start = places["name"].str.removesuffix("街").to_numpy()[near]
    end = [called.get(node, "").removesuffix("街") for node in last["v"]]
    short = np.select([first["scrap"], first["tier"] == 4], ["断头路", "环线"], "组道")
    name = [
        f"{a}至{b}公路" if b and a != b else (b or a) + kind
        for a, b, kind in zip(start, end, short, strict=True)
    ]
    table = pd.DataFrame({"route_code": code, "name": name, "letter": letter}, index=first.index)
    return roads.join(table, on="route")


def base36(number: int) -> str:
    """Three characters for the numbers 1000 and above: A00, A01, ... ZZZ."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number += 10 * 36 * 36 - 1000
    return digits[number // 1296] + digits[number // 36 % 36] + digits[number % 36]


def _surfaces(rng: np.random.Generator, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Surface, width and grade: main roads paved, villages partly, groups rarely."""
    paved_share = {0: 1.0, 1: 0.8, 2: 0.3, 3: 0.1, 4: 0.05}
    gravel_share = {0: 0.0, 1: 0.6, 2: 0.4, 3: 0.15, 4: 0.3}
    paved_nodes: set[int] = set()
    surface = pd.Series("36", index=roads.index)
    for _, links in roads.groupby("route", sort=True):
        tier = links["tier"].iloc[0]
        begins_paved = tier == 0 or links["u"].iloc[0] in paved_nodes
        whole = rng.random() < paved_share[tier]
        reach = 1.0 if whole else rng.choice([0.0, 0.4])
        gravel = "31" if rng.random() < gravel_share[tier] else "36"
        along = links["length_m"].cumsum() / links["length_m"].sum()
        hard = (along <= reach + 1e-9) & begins_paved | links["scrap"]
        surface[links.index] = np.where(hard, "12", gravel)
        paved_nodes.update(links.loc[hard, ["u", "v"]].to_numpy().ravel().tolist())
    county = roads["letter"] == "X"
    surface[county & roads["route_code"].str[3].isin(list("13579"))] = "11"
    hard = surface.isin(HARDENED)
    narrow = rng.choice([3.0, 3.5, 3.5, 4.0], len(roads))
    width = np.where(hard, rng.choice([3.5, 3.5, 4.5], len(roads)), narrow)
    width = np.where(
        roads["tier"] == 0, rng.choice([4.5, 5.5], roads["route"].max() + 1)[roads["route"]], width
    )
    width = np.where(
        county, rng.choice([6.0, 6.5, 7.0], roads["route"].max() + 1)[roads["route"]], width
    )
    grade = np.select([county, roads["tier"] == 0, hard], ["13", "14", "14"], "30")
    return roads.assign(surface_code=surface, surface_width_m=width, grade=grade)


def _papers(
    rng: np.random.Generator, roads: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Subgrade, fords, project library and consent."""
    n = len(roads)
    hard = roads["surface_code"].isin(HARDENED)
    route = roads["route"].to_numpy()
    wet = np.zeros(n, dtype=bool)
    wet[np.unique(rivers.sindex.query(roads.geometry, predicate="intersects")[0])] = True
    accepted = (rng.random(route.max() + 1) < 0.35)[route]
    consent = rng.choice(["yes", "not_asked", "no"], route.max() + 1, p=[0.6, 0.35, 0.05])[route]
    project = np.where(~hard & (rng.random(n) < 0.02), [f"XM{r:04d}" for r in route], None)
    return roads.assign(
        subgrade_accepted=hard | accepted,
        ford=wet & ~hard & (rng.random(n) < 0.4),
        in_library=hard | (rng.random(n) < 0.85),
        consent=np.where(hard, "yes", consent),
        project_id=project,
    )


def route(roads: pd.DataFrame, roots: np.ndarray, targets: Sequence[np.ndarray]) -> pd.DataFrame:
    """Routes, each from the network built before it to one target, farthest targets first.

    Parameters
    ----------
    roads
        Links with ``u, v, length_m``.
    roots
        Nodes where the first routes begin.
    targets
        End nodes, one array per class of routes, highest class first.

    Returns
    -------
    DataFrame
        Per link: ``route`` (number), ``tier`` (index into ``targets``; one more for links between
        routes), ``order`` within the route and ``forward`` (the line runs from start to end).
    """
    nodes, ends = np.unique(roads[["u", "v"]].to_numpy(), return_inverse=True)
    ends = ends.reshape(-1, 2)
    short = pd.DataFrame(ends, columns=["u", "v"]).assign(
        link=roads.index, cost=(roads["length_m"] * roads["stage"]).to_numpy()
    )
    both = pd.concat([short, short.rename(columns={"u": "v", "v": "u"})])
    both = both.sort_values(["u", "v", "cost"]).drop_duplicates(["u", "v"])
    graph = coo_array((both["cost"], (both["u"], both["v"])), shape=(nodes.size,) * 2).tocsr()
    far, before = dijkstra(
        graph, indices=np.searchsorted(nodes, roots), min_only=True, return_predecessors=True
    )[:2]
    link_of = dict(zip(zip(both["u"], both["v"], strict=True), both["link"], strict=True))
    found: dict[int, tuple[int, int, int, bool]] = {}
    number = 0
    for tier, goals in enumerate(targets):
        goals = np.searchsorted(nodes, goals)
        for goal in goals[np.argsort(-far[goals], kind="stable")]:
            way = []
            while before[goal] >= 0 and link_of[goal, before[goal]] not in found:
                link = link_of[goal, before[goal]]
                way.append((link, ends[roads.index.get_loc(link), 1] == goal))
                goal = before[goal]
            for order, (link, forward) in enumerate(reversed(way)):
                found[link] = (number, tier, order, forward)
            number += bool(way)
    for link in roads.index.difference(list(found)):
        found[link] = (number, len(targets), 0, True)
        number += 1
    columns = ["route", "tier", "order", "forward"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns).sort_index()
