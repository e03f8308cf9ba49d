"""Treatments besides the usual surface: wider surfaces, and works on roads that are hardened already.

A narrow hardened road can be widened or get passing bays; where the ground falls away beside a road
it can get a guardrail. None of these connects anybody: they save minutes, and make ways safer.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.routing.projects import SAME, join_links, steepness, to_hundred_yuan
from geoplan.routing.speeds import needs_bays


def stretches(links: gpd.GeoDataFrame, *, longest_km: float) -> "pd.Series[str]":
    """Stretch of each hardened link: links of one road that are alike, joined where they meet.

    Parameters
    ----------
    links
        Of a network.
    longest_km
        Links are joined up to this length.

    Returns
    -------
    Series
        On the index of the hardened links: "S-" + the first link's id.
    """
    alike = [*SAME, "surface_width_m", "passing_bays", "guardrail"]
    firsts = join_links(links, links[links["hardened"]], alike, longest_km=longest_km)
    return ("S-" + firsts).rename("stretch_id").astype("str")


def wider_surfaces(
    projects: pd.DataFrame,
    hard_km: "pd.Series[float]",
    *,
    widths_m: tuple[float, ...],
    surface_yuan_per_km_and_m: float,
    subgrade_share_per_m: float,
) -> pd.DataFrame:
    """Other widths in which the surface of each project can be built, with its subgrade.

    Parameters
    ----------
    projects
        As from ``project_table``; those whose subgrade is accepted have the width of that.
    hard_km
        From ``hard_km``, by project.
    widths_m
        Surface widths; those above a project's own are offered.
    surface_yuan_per_km_and_m
        Each metre of surface and base more, on gentle ground.
    subgrade_share_per_m
        Share of the cost of the usual subgrade that each metre more takes.

    Returns
    -------
    DataFrame
        Index work_id; of (project), treatment "wider", width_m, length_m, subgrade_cost_yuan,
        surface_cost_yuan (all of it, in that width), cost_yuan.
    """
    open_ = projects[~projects["subgrade_accepted"].astype(bool)]
    parts = []
    for width_m in widths_m:
        own = open_[open_["width_m"] < width_m]
        more_m = width_m - own["width_m"].astype(float)
        subgrade = own["subgrade_cost_yuan"] * (1 + subgrade_share_per_m * more_m)
        surface = own["surface_cost_yuan"] + surface_yuan_per_km_and_m * hard_km[own.index] * more_m
        wider = pd.DataFrame({
            "of": own.index, "treatment": "wider", "width_m": width_m, "length_m": own["length_m"],
            "subgrade_cost_yuan": to_hundred_yuan(subgrade),
            "surface_cost_yuan": to_hundred_yuan(surface),
        })  # fmt: skip
        parts.append(wider.set_index(own.index + f"@{width_m:g}m"))
    table = pd.concat(parts)
    cost_yuan = table["subgrade_cost_yuan"] + table["surface_cost_yuan"]
    return table.assign(cost_yuan=cost_yuan).rename_axis("work_id")


def hard_km(
    links: pd.DataFrame,
    of: "pd.Series[str]",
    *,
    terrain_limits_deg: tuple[float, float],
    terrain_factors: tuple[float, float, float],
) -> "pd.Series[float]":
    """Length of each project or stretch [km], times the terrain factor where it lies.

    Parameters
    ----------
    links
        length_m, cross_slope_deg.
    of
        Project or stretch of each link.
    terrain_limits_deg, terrain_factors
        As in ``link_costs``.
    """
    own = links.loc[of.index]
    steep = steepness(own["cross_slope_deg"], terrain_limits_deg)
    factor = np.take(np.array(terrain_factors), steep)
    return pd.Series((own["length_m"] / 1000 * factor).groupby(of).sum())


def improvements(
    links: gpd.GeoDataFrame,
    stretch: "pd.Series[str]",
    hard_km: "pd.Series[float]",
    *,
    widths_m: tuple[float, ...],
    wide_m: float,
    widening_yuan_per_km_and_m: float,
    bay_yuan: float,
    bay_spacing_m: float,
) -> pd.DataFrame:
    """Widening and passing bays on narrow stretches of known width.

    Parameters
    ----------
    links
        Hardened ones, of a network.
    stretch
        From ``stretches``.
    hard_km
        From ``hard_km``, by stretch.
    widths_m
        Surface widths to which a narrower stretch can be widened.
    wide_m
        Surface width from which two cars pass.
    widening_yuan_per_km_and_m
        Each metre more, on gentle ground.
    bay_yuan, bay_spacing_m
        Cost of a passing bay, and how far apart they are.

    Returns
    -------
    DataFrame
        Index work_id; of (stretch), treatment, width_m (missing for bays), length_m, cost_yuan.
    """
    own = links.loc[stretch.index]
    width_m = own["surface_width_m"].groupby(stretch).first().dropna()
    length_m = own["length_m"].groupby(stretch).sum()
    bare = needs_bays(own, wide_m=wide_m) & own["surface_width_m"].notna().to_numpy()
    narrow = pd.Index(sorted(stretch[bare].unique()))
    bays = pd.DataFrame({
        "of": narrow, "treatment": "passing_bays", "width_m": np.nan,
        "cost_yuan": bay_yuan * np.ceil(length_m.reindex(narrow).to_numpy() / bay_spacing_m),
    }, index=narrow + "@bays")  # fmt: skip
    parts = [bays]
    for wider_m in widths_m:
        some = width_m.index[width_m < min(wider_m, wide_m)]
        more_m = wider_m - width_m[some]
        parts.append(pd.DataFrame({
            "of": some, "treatment": "widening", "width_m": wider_m,
            "cost_yuan": widening_yuan_per_km_and_m * (hard_km[some] * more_m).to_numpy(),
        }, index=some + f"@{wider_m:g}m"))  # fmt: skip
    table = pd.concat(parts)
    length = table["of"].map(length_m).astype(float)
    return table.assign(length_m=length, cost_yuan=to_hundred_yuan(table["cost_yuan"])).rename_axis(
        "work_id"
    )


def exposed_m(links: pd.DataFrame, *, exposed_deg: float) -> "pd.Series[float]":
    """Length of each link along which the ground falls away and nothing keeps a car on it [m].

    Parameters
    ----------
    links
        length_m, cross_slope_deg (missing: not exposed), guardrail (missing: none).
    exposed_deg
        Cross slope from which a road is exposed [degrees].
    """
    bare = ~links["guardrail"].fillna(False).astype(bool)
    return links["length_m"].where(bare & (links["cross_slope_deg"] >= exposed_deg), 0.0)


def guardrails(
    exposed: "pd.Series[float]", of: "pd.Series[str]", *, yuan_per_km: float, shortest_m: float
) -> pd.DataFrame:
    """Guardrails along the exposed part of each stretch or project.

    Parameters
    ----------
    exposed
        From ``exposed_m``.
    of
        Stretch or project of each link.
    yuan_per_km
        Per km of exposed road.
    shortest_m
        Where less is exposed nothing is offered.

    Returns
    -------
    DataFrame
        As from ``improvements``; length_m is that of the exposed part.
    """
    length_m = exposed.reindex(of.index).groupby(of).sum()
    length_m = length_m[length_m >= shortest_m]
    return pd.DataFrame(
        {
            "of": length_m.index,
            "treatment": "guardrail",
            "width_m": np.nan,
            "length_m": length_m.to_numpy(),
            "cost_yuan": to_hundred_yuan(length_m / 1000 * yuan_per_km).to_numpy(),
        },
        index=length_m.index + "@guardrail",
    ).rename_axis("work_id")
