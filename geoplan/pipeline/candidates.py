"""Candidate road projects: costs, rules, whom they would serve, ways over them."""

import geopandas as gpd
import pandas as pd

from geoplan import config
from geoplan.errors import LayerError
from geoplan.pipeline.places import in_village_of
from geoplan.readers import County
from geoplan.routing.eligibility import eligibility_rules, leading_to
from geoplan.routing.network import RoadNetwork
from geoplan.routing.projects import group_links, link_costs, project_table
from geoplan.routing.ways import cheapest_ways, served, would_use

WAN = 10_000


def candidate_projects(
    county: County,
    network: RoadNetwork,
    groups: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    roots: frozenset[int],
) -> tuple[gpd.GeoDataFrame, "pd.Series[str]", pd.DataFrame]:
    """Candidate projects with costs and rules, the project of each link, and who would use each.

    A road to a possible site serves the households that could move there.
    """
    settings = county.settings
    costs, rules = settings.costs, settings.projects
    project = group_links(network.links, longest_km=rules.longest_km)
    link_yuan = link_costs(
        network.links.loc[project.index],
        subgrade_yuan_per_km=(
            costs.subgrade_gentle_wan_per_km * WAN,
            costs.subgrade_hill_wan_per_km * WAN,
            costs.subgrade_steep_wan_per_km * WAN,
        ),
        base_surface_yuan_per_km=(costs.base_wan_per_km + costs.surface_wan_per_km) * WAN,
        ditch_yuan_per_km=costs.ditch_wan_per_km * WAN,
        terrain_limits_deg=costs.terrain_limits_deg,
        terrain_factors=costs.terrain_factors,
    )
    if project.empty:
        raise LayerError(
            "roads 道路: 没有未硬化道路 no unhardened road, 没有可安排的项目 nothing to plan. "
            "请检查 check surface_code."
        )
    projects = project_table(network.links, project, link_yuan, width_m=rules.width_m)
    projects = in_village_of(projects, county.villages)
    homes = groups[groups["on_network"]]
    building = sites[sites["suitable"] & sites["on_network"]]
    projects["rule"] = eligibility_rules(
        projects,
        leading=leading_to(network, project, roots, pd.concat([homes["node"], building["node"]])),
        basic_farmland=county.exclusions[county.exclusions["kind"] == "basic_farmland"].geometry,
        basic_farmland_limit_m=rules.basic_farmland_limit_m,
        library_required=rules.library_required,
    )
    total = projects["cost_yuan"]
    barred = projects.index[projects["rule"].notna()]
    as_if = would_use(network, project, total, roots, homes["node"])
    users, few = _users(
        network, project[~project.isin(barred)], total, roots, homes, building,
        min_households=rules.min_households,
    )  # fmt: skip
    users = pd.concat([users, as_if[as_if["project"].isin(barred)]], ignore_index=True)
    for column in ("households", "people"):
        projects[column] = served(users, homes[column]).reindex(projects.index, fill_value=0.0)
    projects["rule"] = projects["rule"].mask(projects.index.isin(few), "few_households")
    projects["eligible"] = projects["rule"].isna()
    return projects, project, users


def _users(
    network: RoadNetwork,
    open_to_all: "pd.Series[str]",
    cost_yuan: "pd.Series[float]",
    roots: frozenset[int],
    homes: pd.DataFrame,
    building: pd.DataFrame,
    *,
    min_households: int,
) -> tuple[pd.DataFrame, set[str]]:
    """Who would use each project (A2), and the projects that too few households would use (A3).

    Those are left out until none is left: whoever they would have served may go another way. A
    project on nobody's cheapest way is not among them; a plan may still lead people over it.
    """
    few: set[str] = set()
    of_few: list[pd.DataFrame] = []
    while True:
        left = open_to_all[~open_to_all.isin(few)]
        users = would_use(network, left, cost_yuan, roots, homes["node"])
        builders = would_use(network, left, cost_yuan, roots, building["node"])
        moving_in = served(builders, building["capacity_households"])
        count = served(users, homes["households"]).add(moving_in, fill_value=0.0)
        found = set(count.index[(count > 0) & (count < min_households)])
        if not found:
            return pd.concat([*of_few, users], ignore_index=True), few
        of_few.append(users[users["project"].isin(found)])
        few |= found


def with_ways(
    network: RoadNetwork,
    projects: gpd.GeoDataFrame,
    project: "pd.Series[str]",
    layers: dict[str, gpd.GeoDataFrame],
    roots: frozenset[int],
) -> dict[str, gpd.GeoDataFrame]:
    """Layers by kind with the projects on the cheapest way of each place, sought together.

    Over eligible projects if there is such a way. None for a place without a way, also because it
    lies too far from every road.
    """
    columns = ["node", "on_network"]
    places = pd.concat({kind: layers[kind][columns] for kind in layers})
    homes = places["node"][places["on_network"]]
    best, any_way = (
        cheapest_ways(network, some, projects["cost_yuan"], roots, homes)
        for some in (project[project.map(projects["eligible"])], project)
    )
    ways = best.where(best.notna(), any_way).to_dict()
    return {
        kind: layer.assign(
            way_projects=pd.Series(
                [ways.get((kind, one)) for one in layer.index], index=layer.index, dtype=object
            )
        )
        for kind, layer in layers.items()
    }


def assumed_library(links: gpd.GeoDataFrame, settings: config.County) -> list[str]:
    """Remark on unhardened roads of which nobody said whether they are in the project library."""
    unknown = int((links["in_library"].isna() & ~links["hardened"]).sum())
    if not unknown or not settings.projects.library_required:
        return []
    return [f"{unknown} 段未硬化路没有注明是否入库（入库即已列入交通部门项目库），按已入库处理 {unknown} unpaved "
            "stretches do not say whether they are in the project library (the bureau's list of "
            "projects that may be funded): assumed to be"]  # fmt: skip
