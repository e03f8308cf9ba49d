"""What offices do by hand, to compare with on the same money.

`rank_links`, `rank_projects` and `greedy_paths` take the arguments of `geoplan.routing.paving.connect`
and give its ``selected``; `links_programme` and `greedy_programme` give a whole programme of several
years (see `geoplan.programme.rivals`).
"""

from collections.abc import Collection, Hashable, Iterable

import pandas as pd

from geoplan.programme.ranking import cheapest_ways, prices_yuan, waiting_people
from geoplan.programme.rivals import (
    Case,
    benefit_cost,
    then_moves,
    works_of,
)
from geoplan.programme.road_model import rooted_network
from geoplan.programme.together import Schedule
from geoplan.routing.rooted import ROOT, contract, is_hardened, project_of, reached


def links_programme(case: Case) -> tuple[Case, Schedule]:
    """Ranking by benefit/cost of single links, and the case in which every link is a project.

    Each costs an equal part of its project, in whole hundreds of yuan.
    """
    owner = case.links["project"][case.links["project"].notna() & ~case.links["hardened"]]
    own = pd.Series([f"{p}/{k}" for p, k in zip(owner, owner.groupby(owner).cumcount(), strict=True)],
                    index=owner.index, dtype="str")  # fmt: skip
    part = pd.DataFrame({"id": owner, "link": own, "of": owner.groupby(owner).transform("size")})
    is_road = case.items["kind"] == "project"
    roads = case.items[is_road].merge(part, on="id")
    hundreds = roads["cost_yuan"] // 100
    more = roads.groupby(["id", "component"]).cumcount() < hundreds % roads["of"]
    roads = roads.assign(
        id=roads["link"],
        cost_yuan=100.0 * (hundreds // roads["of"] + more),
        length_km=roads["length_km"] / roads["of"],
    )
    roads.index = pd.Index("project:" + roads["component"] + ":" + roads["id"])
    alone = case._replace(
        links=case.links.assign(project=own.reindex(case.links.index)),
        projects=case.projects.loc[owner].set_axis(own.to_numpy()),
        items=pd.concat([roads[case.items.columns], case.items[~is_road]]),
        quiet_years={
            (g, link): t
            for (g, p), t in case.quiet_years.items()
            for link in part["link"][part["id"] == p]
        },
    )
    return alone, benefit_cost(alone)


def greedy_programme(case: Case) -> Schedule:
    """Whole ways, the one with most people per yuan first, while money lasts; then moves."""
    rooted = rooted_network(case.links, case.projects, case.roots)
    price = prices_yuan(case.projects, case.items)
    waiting = waiting_people(case.homes, rooted)
    works, too_dear = works_of(case), set()
    built: set[str] = set()
    while True:
        options = []
        for v, way in cheapest_ways(rooted, price | dict.fromkeys(built, 0.0)).items():
            gain = sum(waiting.get(node, 0) for node in way.nodes)
            new = way.projects - built
            if gain > 0 and new not in too_dear:
                options.append((sum(price[p] for p in new) / gain, v, new))
        for _, _, new in sorted(options, key=lambda option: option[:2]):
            if works.take(new):
                break
            too_dear.add(new)
        else:
            return then_moves(case, *works.years())
        built |= new
        for node in reached(rooted, built):
            waiting.pop(node, None)


def rank_links(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
) -> pd.Series:
    """Links by people whose cheapest way uses them, per cost, while the money lasts."""
    project = project_of(links)
    return rank_projects(
        links.drop(columns="project", errors="ignore"),
        people,
        roots=roots,
        budget=budget,
        cost=cost,
        locked_in=links.index[project.isin(locked_in)],
        locked_out=links.index[project.isin(locked_out)],
    )


def rank_projects(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
) -> pd.Series:
    """Projects by people whose cheapest way uses them, per cost, while the money lasts."""
    candidate, project = ~is_hardened(links), project_of(links)
    rooted = contract(links, roots)
    price = links[cost][candidate].groupby(project[candidate]).sum().to_dict()
    kept, barred = set(locked_in) & price.keys(), set(locked_out)
    waiting = _waiting(people, rooted)
    benefit = dict.fromkeys(price, 0.0)
    for v, way in cheapest_ways(rooted, _allowed(price, barred)).items():
        for p in way.projects:
            benefit[p] += waiting.get(v, 0.0)
    wanted = [p for p in price if p in kept or (p not in barred and benefit[p] > 0)]
    wanted.sort(key=lambda p: (p not in kept, -benefit[p] / max(price[p], 1e-9), str(p)))
    built = set()
    for p in wanted:
        if price[p] <= budget:
            budget -= price[p]
            built.add(p)
    return project.isin(built) & candidate


def greedy_paths(
    links: pd.DataFrame,
    people: pd.Series,
    *,
    roots: Iterable[Hashable],
    budget: float,
    cost: str = "cost",
    locked_in: Collection[Hashable] = (),
    locked_out: Collection[Hashable] = (),
) -> pd.Series:
    """Whole ways to the network, the one with most people per cost first, while money lasts."""
    candidate, project = ~is_hardened(links), project_of(links)
    rooted = contract(links, roots)
    price = links[cost][candidate].groupby(project[candidate]).sum().to_dict()
    waiting = _waiting(people, rooted)
    built = set(locked_in) & price.keys()
    budget -= sum(price[p] for p in built)
    while True:
        free = _allowed(price, set(locked_out)) | dict.fromkeys(built, 0.0)
        ways = cheapest_ways(rooted, free)
        options = []
        for v, (nodes, projects) in ways.items():
            spent = sum(price[p] for p in projects - built)
            gain = sum(waiting.get(node, 0) for node in nodes)
            if gain > 0 and spent <= budget:
                options.append((spent / gain, v))
        if not options:
            return project.isin(built) & candidate
        projects = ways[min(options)[1]].projects - built
        built |= projects
        budget -= sum(price[p] for p in projects)
        for node in reached(rooted, built):
            waiting.pop(node, None)


def _waiting(people, rooted):
    """People not yet connected, by node."""
    nodes = people.index.map(lambda node: rooted.node_of.get(node, ROOT))
    return people.groupby(nodes).sum().drop(ROOT, errors="ignore").to_dict()


def _allowed(price, barred):
    """Prices of the projects that may be built."""
    return {p: cost for p, cost in price.items() if p not in barred}
