"""What there is, before anything is decided."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geoplan.errors import LayerError
from geoplan.pipeline.building_land import candidate_sites, site_access
from geoplan.pipeline.building_years import far_building_years, roads_kept_open
from geoplan.pipeline.candidates import assumed_library, candidate_projects, with_ways
from geoplan.pipeline.ground import ways_of
from geoplan.pipeline.move_options import move_options
from geoplan.pipeline.places import (
    joined_to_roads,
    road_network,
    who_is_not_reached,
    without_seat,
)
from geoplan.pipeline.threats import protections, threatened
from geoplan.programme.outcome import like_main_group
from geoplan.readers import County
from geoplan.routing.hybrid import HybridNetwork
from geoplan.routing.network import RoadNetwork, root_nodes
from geoplan.routing.treatments import stretches

log = logging.getLogger(__name__)
NO_SEAT = (
    "没有乡镇驻地位于硬化路上，以最长的硬化路网为根 no township seat on a hardened road: "
    "the longest hardened network is taken as the paved network."
)


@dataclass(frozen=True)
class Situation:
    """A county ready for decisions: every table that the programme needs.

    Attributes
    ----------
    network, roots
        Roads, and the nodes of the paved network proper.
    hybrid, to_land
        Roads and the ground that people walk on; the same over larger cells, for ways to the land.
    villages, groups, services, sites
        The layers with node, road_distance_m, on_network, connected_now; villages and groups also
        with way_projects (None: no way), groups with what threatens them, sites with their
        verdict, cost of opening and earliest year.
    households
        With hazard_class and threatened.
    projects, project
        Candidate projects, and the project of each unhardened link.
    stretch
        Stretch of each hardened link (``routing.treatments.stretches``).
    users
        project, home: groups that would come to the paved network over each project.
    pairs
        Which group could live where, from ``move_options``.
    protections
        Hazards that could be made safe, from ``protections``.
    kept_open
        Roads that villages with a building year need then, from ``roads_kept_open``.
    remarks
        What the planner should know about the data.
    """

    network: RoadNetwork
    roots: frozenset[int]
    hybrid: HybridNetwork
    to_land: HybridNetwork
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    project: "pd.Series[str]"
    stretch: "pd.Series[str]"
    users: pd.DataFrame
    pairs: pd.DataFrame
    protections: gpd.GeoDataFrame
    kept_open: dict[tuple[str, str], int]
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
    households, groups = threatened(county)
    sites = candidate_sites(county, groups)
    log.info("路网 road network")
    layers = {
        "village": county.villages,
        "group": groups,
        "service": county.services,
        "site": sites,
    }
    network = road_network(county, layers)
    layers = joined_to_roads(network, layers, reach_m=settings.network.reach_m)
    services = layers["service"]
    seats = services[services["kind"] == "township_seat"].geometry
    roots, by_seat = root_nodes(network, seats, seat_reach_m=settings.network.seat_reach_m)
    _check_plannable(roots, layers["group"], reach_m=settings.network.reach_m)
    for kind, layer in layers.items():
        connected = layer["node"].isin(roots) & layer["on_network"]
        layers[kind] = layer.assign(connected_now=connected)
    cells_m = settings.travel.ground_cell_m, settings.travel.land_cell_m
    with ThreadPoolExecutor(1) as beside:
        log.info("步行和乘车 walking and riding")
        grounds = beside.map(lambda cell_m: ways_of(county, network, cell_m=cell_m), cells_m)
        log.info("候选项目 candidate projects")
        projects, project, users = candidate_projects(
            county, network, layers["group"], layers["site"], roots
        )
        eligible = project[project.map(projects["eligible"])]
        led = {kind: layers[kind] for kind in ("village", "group", "site")}
        layers |= with_ways(network, projects, project, led, roots)
        hybrid, to_land = grounds
    layers["village"] = like_main_group(layers["village"], layers["group"])
    layers["site"] = site_access(network, projects, eligible, layers["site"], roots, settings)
    return Situation(
        network=network,
        roots=roots,
        hybrid=hybrid,
        to_land=to_land,
        villages=layers["village"],
        groups=layers["group"],
        services=layers["service"],
        sites=layers["site"],
        households=households,
        projects=projects,
        project=project,
        stretch=stretches(network.links, longest_km=settings.projects.longest_km),
        users=users,
        pairs=move_options(county, network, hybrid, to_land, layers),
        protections=protections(county),
        kept_open=roads_kept_open(
            network, project, county.villages, layers["group"], roots, settings.years
        ),
        remarks=[
            *county.remarks,
            *([] if by_seat else [NO_SEAT]),
            *without_seat(services, county.villages),
            *who_is_not_reached(network, layers["group"], roots),
            *assumed_library(network.links, settings),
            *far_building_years(county.villages, settings.years),
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
