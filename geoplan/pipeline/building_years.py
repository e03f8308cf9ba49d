"""Villages that build in a year of the batch, and the roads that must be open then."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.routing.network import RoadNetwork, components

FAR_YEARS = 10
"""A building year so far from the batch is rather a slip of the pen."""


def roads_kept_open(
    network: RoadNetwork,
    project: "pd.Series[str]",
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    roots: frozenset[int],
    years: tuple[int, ...],
) -> dict[tuple[str, str], int]:
    """Projects on the only way out of each group whose village builds in the batch (R8).

    Parameters
    ----------
    network, roots
        Roads of today, and the nodes of the paved network proper.
    project
        Project of each unhardened link.
    villages
        building_year (missing: none).
    groups
        village_id, node, on_network, way_projects (tuple; None: no way).
    years
        Batch.

    Returns
    -------
    dict
        (group, project) -> position of the building year: without the links of the project no
        vehicle comes from the group to the paved network, as roads are today in the dry season.
    """
    position = {float(year): t for t, year in enumerate(years)}
    built = groups["village_id"].map(villages["building_year"]).map(position)
    builds = groups[built.notna() & groups["on_network"] & groups["way_projects"].notna()]
    steps = builds["way_projects"].explode().dropna()  # who needs a project has it on every way
    nodes = builds["node"].reindex(steps.index)
    return {
        (str(group), str(one)): int(built[group])
        for one, own in nodes.groupby(steps)
        for group in own.index[~_joined(network, project, one, own, roots)]
    }


def _joined(
    network: RoadNetwork,
    project: "pd.Series[str]",
    closed: str,
    nodes: "pd.Series[int]",
    roots: frozenset[int],
) -> "pd.Series[bool]":
    """Whether some road leads from each node to the roots while a project is dug up."""
    links = network.links
    dug_up = project.reindex(links.index).eq(closed).fillna(False).astype(bool)
    piece = components(links, len(network.nodes), ~dug_up)
    paved = np.unique(piece[sorted(roots)])
    return pd.Series(np.isin(piece[nodes.to_numpy()], paved), index=nodes.index)


def far_building_years(villages: gpd.GeoDataFrame, years: tuple[int, ...]) -> list[str]:
    """Remark on villages whose building year is far from the batch, which is ignored."""
    year = villages["building_year"]
    far = year.notna() & ~year.between(years[0] - FAR_YEARS, years[-1] + FAR_YEARS)
    if not far.any():
        return []
    n = int(far.sum())
    return [
        f"{n} 个自然村的建房年份离本批太远，按不在本批建房处理，请核对 {n} villages build in a year that is "
        f"far from this batch, which is ignored; please check: {_some(villages[far])}"
    ]


def _some(villages: pd.DataFrame) -> str:
    """The first villages with their years."""
    told = [f"{one} {year:.0f}" for one, year in villages["building_year"].head(5).items()]
    return ", ".join(told) + (" …" if len(villages) > len(told) else "")
