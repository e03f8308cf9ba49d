"""What threatens roads, projects and services."""

import geopandas as gpd
import pandas as pd

from geoplan.hazards import exposure, exposures
from geoplan.pipeline.strikes import strikes
from geoplan.programme.foreseen import DAILY
from geoplan.readers import County


def on_services(county: County, services: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Services with the worst hazard on each: hazard_class (0 none), hazard_id, hazard_kind."""
    reach = county.settings.hazards.buffer_m
    return services.join(exposure(services.geometry, strikes(county), buffer_m=reach))


def at_nearest_service(
    county: County, sites: gpd.GeoDataFrame, services: gpd.GeoDataFrame
) -> pd.DataFrame:
    """What threatens the school and the clinic nearest to each site, in a straight line.

    Parameters
    ----------
    county
        For the class from which it is a threat.
    sites
        Points.
    services
        From ``on_services``.

    Returns
    -------
    DataFrame
        On the sites' index, for each of ``DAILY``: {kind}_hazard_class (0: none), {kind}_hazard_id
        (missing: none).
    """
    told = pd.DataFrame(index=sites.index)
    for kind in DAILY:
        own = services[services["kind"] == kind]
        _, near = own.sindex.nearest(sites.geometry, return_all=False)
        worst = own.iloc[near].set_axis(sites.index[: len(near)]).reindex(sites.index)
        threat = worst["hazard_class"] >= county.settings.hazards.threatened_from_class
        told[f"{kind}_hazard_class"] = worst["hazard_class"].where(threat, 0).astype("int64")
        told[f"{kind}_hazard_id"] = worst["hazard_id"].where(threat)
    return told


def on_roads(
    county: County, links: gpd.GeoDataFrame, link_project: "pd.Series[str]"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Worst hazard on each link, and all hazards that threaten each project.

    Parameters
    ----------
    county
        For its hazards.
    links
        Links of the road network.
    link_project
        Project of each link, missing: none.

    Returns
    -------
    of_links
        On the links' index: hazard_class (0: none), hazard_id (missing: none).
    of_projects
        Index project_id, only those that a hazard touches: hazard_class, hazard_id (the worst) and
        hazard_ids (all of the class that threatens, the worst first, joined by ";").
    """
    rules = county.settings.hazards
    hits = exposures(links.geometry, strikes(county), buffer_m=rules.buffer_m)
    columns = ["hazard_class", "hazard_id"]
    of_links = hits.drop_duplicates("thing").set_index("thing")[columns].reindex(links.index)
    on = hits.assign(project_id=hits["thing"].map(link_project)).dropna(subset="project_id")
    on = on.sort_values(["project_id", *columns], ascending=[True, False, True])
    on = on.drop_duplicates(["project_id", "hazard_id"])
    threat = on[on["hazard_class"] >= rules.threatened_from_class]
    ids = threat.groupby("project_id")["hazard_id"].agg(";".join)
    worst = on.drop_duplicates("project_id").set_index("project_id")[columns]
    return (
        of_links.assign(hazard_class=of_links["hazard_class"].fillna(0).astype("int64")),
        worst.assign(hazard_ids=ids.reindex(worst.index, fill_value="")),
    )
