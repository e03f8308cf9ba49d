"""Candidate road projects: costs, rules, whom they would serve, ways over them."""

import geopandas as gpd
import pandas as pd

from geoplan import config
from geoplan.errors import LayerError
from geoplan.pipeline.places import (
    in_village_of,
)
from geoplan.readers import County
from geoplan.routing.network import (
    RoadNetwork,
)
from geoplan.routing.projects import (
    cheapest_ways,
    eligibility_rules,
    group_links,
    link_costs,
    project_table,
    served,
    would_use,
)

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
    barred = set(projects.index[projects["consent"] == "no"])
    if rules.library_required:
        barred |= set(projects.index[~projects["in_library"]])
    total = link_yuan.sum(axis=1)
    open_to_all = project[~project.isin(barred)]
    users = would_use(network, open_to_all, total, roots, homes["node"])
    as_if = would_use(network, project, total, roots, homes["node"])
    users = pd.concat([users, as_if[as_if["project"].isin(barred)]])
    for column in ("households", "people"):
        projects[column] = served(users, homes[column]).reindex(projects.index, fill_value=0.0)
    building = sites[sites["suitable"] & sites["on_network"]]
    builders = would_use(network, open_to_all, total, roots, building["node"])
    moving_in = served(builders, building["capacity_households"])
    projects["rule"] = eligibility_rules(
        projects,
        projects["households"].add(moving_in, fill_value=0.0),
        basic_farmland=county.exclusions[county.exclusions["kind"] == "basic_farmland"].geometry,
        basic_farmland_limit_m=rules.basic_farmland_limit_m,
        library_required=rules.library_required,
        min_households=rules.min_households,
    )
    projects["eligible"] = projects["rule"].isna()
    return projects, project, users


def with_ways(
    network: RoadNetwork,
    projects: gpd.GeoDataFrame,
    project: "pd.Series[str]",
    eligible: "pd.Series[str]",
    places: gpd.GeoDataFrame,
    roots: frozenset[int],
) -> gpd.GeoDataFrame:
    """Places with the projects on their cheapest way: of eligible ones if there is such a way."""
    cost = link_cost(network, projects, project)
    best = cheapest_ways(network, eligible, cost, roots, places["node"])
    any_way = cheapest_ways(network, project, cost, roots, places["node"])
    return places.assign(way_projects=best.where(best.notna(), any_way))


def link_cost(
    network: RoadNetwork, projects: gpd.GeoDataFrame, project: "pd.Series[str]"
) -> "pd.Series[float]":
    """What is still to pay for each link of a project [yuan]."""
    per_metre = projects["cost_yuan"] / projects["length_m"]
    return network.links["length_m"].loc[project.index] * project.map(per_metre).astype(float)


def assumed_library(links: gpd.GeoDataFrame, settings: config.County) -> list[str]:
    """Remark on unhardened roads of which nobody said whether they are in the project library."""
    unknown = int((links["in_library"].isna() & ~links["hardened"]).sum())
    if not unknown or not settings.projects.library_required:
        return []
    return [f"{unknown} 段未硬化路没有注明是否入库，按已入库处理 {unknown} unpaved stretches do not say "
            "whether they are in the project library: assumed to be"]  # fmt: skip
