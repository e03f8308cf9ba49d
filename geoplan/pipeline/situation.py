"""What there is: who is threatened, the network, the candidate projects and sites, the options."""

import logging
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geoplan import config
from geoplan.errors import LayerError
from geoplan.hazards import exposure, footprints
from geoplan.readers import County
from geoplan.relocation.needs import threatened_groups
from geoplan.relocation.options import farm_minutes, nearest_sites
from geoplan.relocation.sites import find_sites, judge_sites
from geoplan.relocation.suitability import exclusion_codes
from geoplan.routing.access import (
    Season,
    minutes_between,
    season_kmh,
    travel_graph,
    vehicle_kmh,
)
from geoplan.routing.network import (
    RoadNetwork,
    build_network,
    components,
    passable_when_wet,
    root_nodes,
    with_terrain,
)
from geoplan.routing.projects import (
    cheapest_ways,
    eligibility_rules,
    group_links,
    link_costs,
    project_table,
    served,
    to_hundred_yuan,
    would_use,
)

log = logging.getLogger(__name__)
WAN = 10_000
NO_SEAT = (
    "没有乡镇驻地位于硬化路上，以最长的硬化路网为根 no township seat on a hardened road: "
    "the longest hardened network is taken as the paved network."
)
NEVER = 99
"""Position of a year beyond every batch."""


@dataclass(frozen=True)
class Situation:
    """A county ready for decisions: every table that the programme needs.

    Attributes
    ----------
    network, roots
        Roads, and the nodes of the paved network proper.
    villages, groups, services, sites
        The layers with node, road_distance_m, on_network, connected_now; villages and groups also
        with way_projects (None: no way), groups with what threatens them, sites with their
        verdict, cost of opening and earliest year.
    households
        With hazard_class and threatened.
    projects, project
        Candidate projects, and the project of each unhardened link.
    users
        project, home: groups that would come to the paved network over each project.
    pairs
        Which group could go to which site: group_id, site_id, distance_m, farm_minutes, move_yuan.
    remarks
        What the planner should know about the data.
    """

    network: RoadNetwork
    roots: frozenset[int]
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    project: "pd.Series[str]"
    users: pd.DataFrame
    pairs: pd.DataFrame
    remarks: list[str]


def survey(county: County) -> Situation:
    """The situation of a county, before anything is decided.

    Raises
    ------
    LayerError
        No hardened road, no unhardened one, or nobody near a road.
    """
    settings = county.settings
    log.info("谁受威胁 who is threatened")
    households, groups = _threatened(county)
    sites = _candidate_sites(county, groups)
    log.info("路网 road network")
    layers = {
        "village": county.villages,
        "group": groups,
        "service": county.services,
        "site": sites,
    }
    network = _network(county, layers)
    layers = _joined_to_roads(network, layers, reach_m=settings.network.reach_m)
    services = layers["service"]
    seats = services[services["kind"] == "township_seat"].geometry
    roots, by_seat = root_nodes(network, seats, seat_reach_m=settings.network.seat_reach_m)
    _check_plannable(roots, layers["group"], reach_m=settings.network.reach_m)
    for kind, layer in layers.items():
        connected = layer["node"].isin(roots) & layer["on_network"]
        layers[kind] = layer.assign(connected_now=connected)
    log.info("候选项目 candidate projects")
    projects, project, users = _candidate_projects(county, network, layers["group"], roots)
    eligible = project[project.map(projects["eligible"])]
    for kind in ("village", "group", "site"):
        layers[kind] = _with_ways(network, projects, project, eligible, layers[kind], roots)
    layers["village"] = _like_main_group(layers["village"], layers["group"])
    layers["site"] = _site_access(network, projects, eligible, layers["site"], roots, settings)
    return Situation(
        network=network,
        roots=roots,
        villages=layers["village"],
        groups=layers["group"],
        services=layers["service"],
        sites=layers["site"],
        households=households,
        projects=projects,
        project=project,
        users=users,
        pairs=_move_options(county, network, layers),
        remarks=[
            *county.remarks,
            *([] if by_seat else [NO_SEAT]),
            *_who_is_not_reached(network, layers["group"], roots),
            *_assumed_library(network.links, settings),
        ],
    )


def _check_plannable(roots: frozenset[int], groups: gpd.GeoDataFrame, *, reach_m: float) -> None:
    """Raise where no plan makes sense: no paved network, or nobody near any road."""
    if not roots:
        raise LayerError(
            "roads 道路: 没有硬化道路 no hardened road. 规划从已硬化的路网开始 Plans start from the "
            "paved network; 请检查 check surface_code (11, 12, 21-23, 32, 34, 35)."
        )
    if not groups["on_network"].any():
        raise LayerError(
            f"villages 自然村: 道路 {reach_m:.0f} m 以内没有村 none within {reach_m:.0f} m of a road, "
            f"the nearest at {groups['road_distance_m'].min():.0f} m. 请检查坐标系 Check the CRS of "
            "both layers, or network.reach_m."
        )


def _who_is_not_reached(
    network: RoadNetwork, groups: gpd.GeoDataFrame, roots: frozenset[int]
) -> list[str]:
    """Who lives too far from every road, and who on roads that nothing joins to the paved ones."""
    far = groups[~groups["on_network"]]
    everything = pd.Series(True, index=network.links.index)
    island = components(network.links, len(network.nodes), everything)
    paved_islands = np.unique(island[sorted(roots)])
    apart = groups[groups["on_network"] & ~np.isin(island[groups["node"]], paved_islands)]
    told = (
        (far, "离所有道路都太远 too far from every road"),
        (apart, "所在的路与硬化路网不连 on roads that nothing joins to the paved network"),
    )
    return [
        f"{len(some)} 个小组 groups, {some['people'].sum():,.0f} 人 people: {what} "
        f"[{', '.join(some.index[:8])}{', …' if len(some) > 8 else ''}]"
        for some, what in told
        if len(some)
    ]


def _assumed_library(links: gpd.GeoDataFrame, settings: config.County) -> list[str]:
    """Remark on unhardened roads of which nobody said whether they are in the project library."""
    unknown = int((links["in_library"].isna() & ~links["hardened"]).sum())
    if not unknown or not settings.projects.library_required:
        return []
    return [f"{unknown} 段未硬化路没有注明是否入库，按已入库处理 {unknown} unpaved stretches do not say "
            "whether they are in the project library: assumed to be"]  # fmt: skip


def _threatened(county: County) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Households and groups with the hazard on them; where only counts are known, groups alone."""
    hazards = county.settings.hazards
    households = county.households.join(
        exposure(county.households.geometry, county.hazards, buffer_m=hazards.buffer_m)
    )
    households["threatened"] = households["hazard_class"] >= hazards.threatened_from_class
    counted = county.groups.join(
        exposure(county.groups.geometry, county.hazards, buffer_m=hazards.buffer_m)
    )
    known = counted.index.isin(households["group_id"])
    homes = pd.concat(
        [
            pd.DataFrame(households.drop(columns="geometry")).assign(households=1.0),
            pd.DataFrame(counted[~known].drop(columns="geometry"))
            .rename_axis("group_id")
            .reset_index(),
        ]
    )
    need = threatened_groups(
        county.groups,
        homes,
        threatened_from_class=hazards.threatened_from_class,
        group_threatened_share=county.settings.relocation.group_threatened_share,
    )
    return households, county.groups.join(need)


def _candidate_sites(county: County, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites the county gives, judged; else sites found on safe gentle land near a road."""
    rules = county.settings.relocation
    worst = county.settings.hazards.site_excluded_from_class
    danger = footprints(
        county.hazards[county.hazards["hazard_class"] >= worst],
        buffer_m=county.settings.hazards.site_buffer_m,
    )
    movers = groups[groups["must_move"] & (groups["consent"] != "no")].geometry
    if not county.sites.empty or county.dem is None:
        return judge_sites(
            county.sites,
            danger=danger,
            excluded_land=county.exclusions.geometry,
            dem=county.dem,
            max_slope_deg=rules.max_slope_deg,
        )
    log.info("寻找安置点 searching sites")
    codes = exclusion_codes(
        county.dem,
        roads=county.roads.geometry,
        danger=danger,
        excluded_land=county.exclusions.geometry,
        houses=gpd.GeoSeries(pd.concat([county.households.geometry, county.villages.geometry])),
        max_slope_deg=rules.max_slope_deg,
        max_road_m=rules.max_road_m,
    )
    found = find_sites(
        county.dem,
        codes,
        near=movers,
        max_distance_m=rules.max_distance_km * 1000,
        plot_m2=rules.plot_m2,
        min_households=rules.min_site_households,
        largest_households=rules.largest_site_households,
        opening_cost_wan=rules.site_opening_wan,
    )
    near = county.villages.sindex.nearest(found.geometry, return_all=False)[1]
    village = county.villages["name"].to_numpy()[near]
    return found.assign(name=pd.Series(village, index=found.index, dtype="str") + "附近选址")


def _network(county: County, layers: dict[str, gpd.GeoDataFrame]) -> RoadNetwork:
    """Roads as a network that villages, groups, services and sites have joined."""
    settings = county.settings.network
    network = build_network(
        county.roads,
        all_places(layers),
        hardened_codes=settings.hardened_codes,
        join_tolerance_m=settings.join_tolerance_m,
    )
    network = with_terrain(network, county.dem)
    worst = county.settings.hazards.threatened_from_class
    floods = county.hazards[
        (county.hazards["kind"] == "flood") & (county.hazards["hazard_class"] >= worst)
    ]
    links = network.links.assign(
        passable_wet=passable_when_wet(
            network.links,
            footprints(floods, buffer_m=county.settings.hazards.buffer_m),
            earth_codes=settings.earth_codes,
        )
    )
    return RoadNetwork(links, network.nodes, network.access)


def all_places(layers: dict[str, gpd.GeoDataFrame]) -> gpd.GeoSeries:
    """Points of all layers under ids that cannot collide: (kind, id)."""
    points = [named(kind, layer) for kind, layer in layers.items()]
    return gpd.GeoSeries(pd.concat(points), crs=points[0].crs)


def named(kind: str, layer: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Points of one layer under the ids that ``all_places`` gives them."""
    return gpd.GeoSeries(layer.geometry.set_axis([(kind, one) for one in layer.index]))


def _joined_to_roads(
    network: RoadNetwork, layers: dict[str, gpd.GeoDataFrame], *, reach_m: float
) -> dict[str, gpd.GeoDataFrame]:
    """Layers with the node they join, how far it is, and whose they are.

    Services and sites belong to the administrative village and township of the nearest village.
    """
    joined = {}
    for kind, layer in layers.items():
        access = network.access.loc[named(kind, layer).index].set_index(layer.index)
        joined[kind] = layer.assign(
            node=access["node"],
            road_distance_m=access["distance_m"],
            on_network=access["distance_m"] <= reach_m,
        )
        if kind in ("service", "site"):
            joined[kind] = in_village_of(joined[kind], layers["village"])
    return joined


def in_village_of(things: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Things with the township and administrative village of the village nearest to them."""
    near = villages.sindex.nearest(things.geometry.centroid, return_all=False)[1]
    columns = ["township_id", "township_name", "admin_village_id"]
    return things.assign(**{column: villages[column].to_numpy()[near] for column in columns})


def _candidate_projects(
    county: County, network: RoadNetwork, groups: gpd.GeoDataFrame, roots: frozenset[int]
) -> tuple[gpd.GeoDataFrame, "pd.Series[str]", pd.DataFrame]:
    """Candidate projects with costs and rules, the project of each link, and who would use each."""
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
    projects["rule"] = eligibility_rules(
        projects,
        projects["households"],
        basic_farmland=county.exclusions[county.exclusions["kind"] == "basic_farmland"].geometry,
        basic_farmland_limit_m=rules.basic_farmland_limit_m,
        library_required=rules.library_required,
        min_households=rules.min_households,
    )
    projects["eligible"] = projects["rule"].isna()
    return projects, project, users


def _with_ways(
    network: RoadNetwork,
    projects: gpd.GeoDataFrame,
    project: "pd.Series[str]",
    eligible: "pd.Series[str]",
    places: gpd.GeoDataFrame,
    roots: frozenset[int],
) -> gpd.GeoDataFrame:
    """Places with the projects on their cheapest way: of eligible ones if there is such a way."""
    cost = _link_cost(network, projects, project)
    best = cheapest_ways(network, eligible, cost, roots, places["node"])
    any_way = cheapest_ways(network, project, cost, roots, places["node"])
    return places.assign(way_projects=best.where(best.notna(), any_way))


def _like_main_group(villages: gpd.GeoDataFrame, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Villages joined to the roads where their largest group is: people count, not the label."""
    columns = ["node", "road_distance_m", "on_network", "connected_now", "way_projects"]
    main = groups.sort_values("people", ascending=False, kind="stable").drop_duplicates(
        "village_id"
    )
    main = main.set_index("village_id")
    known = villages.index.isin(main.index)
    changed = villages.copy()
    for column in columns:
        changed[column] = main[column].reindex(villages.index).where(known, villages[column])
    return changed.astype({"node": "int64", "on_network": bool, "connected_now": bool})


def _link_cost(
    network: RoadNetwork, projects: gpd.GeoDataFrame, project: "pd.Series[str]"
) -> "pd.Series[float]":
    """What is still to pay for each link of a project [yuan]."""
    per_metre = projects["cost_yuan"] / projects["length_m"]
    return network.links["length_m"].loc[project.index] * project.map(per_metre).astype(float)


def _site_access(
    network: RoadNetwork,
    projects: gpd.GeoDataFrame,
    eligible: "pd.Series[str]",
    sites: gpd.GeoDataFrame,
    roots: frozenset[int],
    settings: config.County,
) -> gpd.GeoDataFrame:
    """Sites with what opening costs, the cost of their access road, and the earliest year.

    A site opens only where its road was all-weather the year before.
    """
    lag = settings.projects.surface_lag_years
    cost = _link_cost(network, projects, eligible)
    quick = eligible if lag == 0 else eligible[eligible.map(projects["subgrade_accepted"])]
    ways = cheapest_ways(network, eligible, cost, roots, sites["node"])
    quick_ways = cheapest_ways(network, quick, cost, roots, sites["node"])
    access_yuan = ways.map(lambda way: projects["cost_yuan"].reindex(list(way or ())).sum())
    opening_yuan = to_hundred_yuan(
        sites["opening_cost_wan"].fillna(settings.relocation.site_opening_wan) * WAN
    )
    earliest = np.select(
        [sites["connected_now"], ~sites["on_network"], quick_ways.notna(), ways.notna()],
        [0, NEVER, 1, 1 + lag],
        default=NEVER,
    )
    return sites.assign(
        opening_cost_yuan=opening_yuan,
        opening_yuan=opening_yuan + access_yuan.astype(float),
        earliest=earliest,
        earliest_reached=earliest < len(settings.years),
    )


def graph_of_season(
    county: County, network: RoadNetwork, layers: dict[str, gpd.GeoDataFrame], season: Season
) -> csr_array:
    """Travel graph of one season over the network's links, places in the order of the layers."""
    travel = county.settings.travel
    dry_kmh = vehicle_kmh(
        network.links,
        gradient_limits=travel.gradient_limits,
        paved_wide_kmh=travel.paved_wide_kmh,
        paved_narrow_kmh=travel.paved_narrow_kmh,
        gravel_kmh=travel.gravel_kmh,
        earth_kmh=travel.earth_kmh,
        wide_m=travel.wide_m,
        earth_codes=county.settings.network.earth_codes,
    )
    return travel_graph(
        network,
        all_places(layers),
        season_kmh(network.links, dry_kmh, season, wet_gravel_factor=travel.wet_gravel_factor),
        off_path_factor=travel.off_path_factor,
        dem=county.dem,
    )


def _move_options(
    county: County, network: RoadNetwork, layers: dict[str, gpd.GeoDataFrame]
) -> pd.DataFrame:
    """Pairs of a group that must move and a site it could go to, with its way to the land.

    From the site people walk straight to their land, or ride to their old home (dry season) and
    walk on from there, whichever is quicker.
    """
    rules, travel = county.settings.relocation, county.settings.travel
    groups, sites = layers["group"], layers["site"]
    movers = groups[groups["must_move"] & (groups["consent"] != "no")]
    usable = sites[sites["suitable"] & sites["earliest_reached"]]
    pairs = nearest_sites(
        movers.geometry,
        usable.geometry,
        count=rules.sites_per_group,
        max_distance_m=rules.max_distance_km * 1000,
    )
    land = _land_of(county.farmland, movers)
    there = sites.get_coordinates().reindex(pairs["site_id"])
    at_site = pairs[["group_id"]].assign(x_m=there["x"].to_numpy(), y_m=there["y"].to_numpy())
    here = movers.get_coordinates().rename(columns={"x": "x_m", "y": "y_m"})
    walk, from_home = (
        farm_minutes(homes, land, off_path_factor=travel.off_path_factor, dem=county.dem)
        for homes in (at_site, here.rename_axis("group_id").reset_index())
    )
    ride = minutes_between(
        graph_of_season(county, network, layers, "dry"),
        [("site", one) for one in pairs["site_id"]],
        [("group", one) for one in pairs["group_id"]],
        network.access.index,
    )
    of_group = pairs["group_id"].to_numpy()
    then_walk = from_home.set_axis(movers.index).reindex(of_group).to_numpy(dtype=float)
    minutes = np.minimum(walk.to_numpy(dtype=float), ride + then_walk)
    trips = rules.yuan_per_farm_minute * rules.farm_days_per_year * rules.farm_years
    households = groups["households"].reindex(of_group).to_numpy(dtype=float)
    return pairs.assign(farm_minutes=minutes, move_yuan=minutes * trips * households)


def _land_of(farmland: gpd.GeoDataFrame, movers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Farmland; a group without any is taken to farm around its home."""
    landless = movers[~movers.index.isin(farmland["group_id"])]
    assumed = gpd.GeoDataFrame(
        {"group_id": landless.index, "area_mu": 1.0},
        geometry=landless.geometry.to_numpy(),
        crs=movers.crs,
    )
    return gpd.GeoDataFrame(
        pd.concat([farmland[["group_id", "area_mu", "geometry"]], assumed], ignore_index=True)
    )
