"""Verdicts on sites: what there is room for, and what keeps people from building there.

- (S4)  plot = people per household x house per person / storeys + yard  [m2 per household]
- (S5)  room = floor(net area x (1 - public share) / plot)
- (S6)  development = plot / (1 - public share) x mean cost of levelling its cells  [yuan]
- (S7)  compactness = 4 pi area / perimeter^2
"""

from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geoplan.relocation.suitability import (
    EXCLUSIONS,
    ROAD_HALF_WIDTH_M,
    Mask,
    criteria,
    footprints_near,
    nearest_m,
    objects_on,
    reason_of,
    score,
)
from geoplan.terrain import Raster
from geoplan.terrain.cells import cells_under

Floats = NDArray[np.floating]
TOLERATED = 0.05
"""Share of a given area that may be excluded, but for hazards: its outline is drawn, not surveyed."""
SLIVER_M2 = 1.0
"""No more of an area than this lies where it is drawn along an edge of excluded land [m2]."""
ON_CELLS = ("gully", "crest")
"""Of ``EXCLUSIONS``, what of a given site is the county's to see on the spot, by its cells."""
HOUSE_HALF_WIDTH_M = 10.0
"""Land around a house's point that the house and its yard take [m]. C."""


class Plots(NamedTuple):
    """What a household gets, and what levelling it costs."""

    people: float
    """Per household."""
    house_m2_per_person: float
    storeys: float
    yard_m2: float
    """Garden and animals."""
    public_share: float
    """Of the net area: paths, squares, drains."""
    slopes_deg: tuple[float, float]
    """Slopes that part three costs of levelling."""
    levelling_yuan_per_m2: tuple[float, float, float]

    @property
    def plot_m2(self) -> float:
        """Land of a household."""  # (S4)
        return self.people * self.house_m2_per_person / self.storeys + self.yard_m2

    @property
    def land_m2(self) -> float:
        """Land of a household with its part of what is public."""
        return self.plot_m2 / (1 - self.public_share)

    def households(self, net_m2: Floats) -> Floats:
        """Households that have room on so much land."""  # (S5)
        return np.asarray(np.floor(net_m2 / self.land_m2 + 1e-9))

    def development_yuan(self, slope_deg: Floats) -> Floats:
        """Levelling of a household's land where the ground is so steep."""  # (S6)
        band = np.digitize(slope_deg, self.slopes_deg)
        return np.asarray(self.levelling_yuan_per_m2)[band] * self.land_m2


class Land(NamedTuple):
    """What sites are judged by, all in one metric CRS."""

    slope: Raster
    """Slope [degrees]; where it is unknown it is not judged."""
    danger: gpd.GeoDataFrame
    """Areas of hazards and margin_m around each, by hazard_id."""
    exclusions: gpd.GeoDataFrame
    """Layer "exclusions": kind, by exclusion_id."""
    houses: gpd.GeoSeries
    """Points of houses and villages."""
    near: Mapping[str, gpd.GeoSeries]
    """As in ``suitability.criteria``."""
    weights: Mapping[str, float]
    max_slope_deg: float
    min_compactness: float

    def criteria(self, points: gpd.GeoSeries) -> pd.DataFrame:
        """How good the land at some points is: ``suitability.criteria``."""
        return criteria(
            points,
            self.slope,
            near=self.near,
            danger=self.danger,
            max_slope_deg=self.max_slope_deg,
        )


def judge_sites(
    sites: gpd.GeoDataFrame, land: Land, *, plots: Plots, mask: Mask | None, found: bool = False
) -> gpd.GeoDataFrame:
    """Sites with a verdict each, and what keeps it from being yes.

    Parameters
    ----------
    sites
        Layer "sites": points or areas, name, capacity_households (of an area at most what it has
        room for; missing: that), opening_cost_wan, building_mode.
    land
        What they are judged by.
    plots
        What a household gets.
    mask
        From ``suitability.excluded``, on the cells of the slope; None where nothing is known.
    found
        Whether the sites come from ``find_sites``.

    Returns
    -------
    GeoDataFrame
        name, capacity_households, told_households (the capacity as given),
        room_households (by its area; NaN of a point), opening_cost_wan,
        building_mode, area_m2 (net; NaN of a point), plot_m2, yard_m2, slope_deg (mean),
        compactness (NaN of a point), score, access_road_m (straight, from the site to the nearest
        road), development_yuan_per_household (NaN where the slope is unknown), found, suitable,
        reasons (hazard, ecological_redline, basic_farmland, water, other_excluded, slope, thin,
        no_room; joined by ";"), reason (the first of them, missing where suitable), hazard_ids,
        exclusion_ids (on it, joined by ";"), land (area, or None); points on the net area. What
        does not keep people from building, but is to be seen on the spot: gully_share and
        crest_share (of its cells; NaN without mask), built_up_share, road_share (0 of a point).
    """
    shapes = gpd.GeoSeries(sites.geometry)
    bars, road = _bars(shapes, land), land.near["near_road"]
    road_land = _taken(shapes, road, ROAD_HALF_WIDTH_M)
    house_land = _taken(shapes, land.houses, HOUSE_HALF_WIDTH_M)
    net = shapes.difference(_met(shapes, bars.geometry)).difference(road_land)
    room = _room(shapes, net, _ground(shapes, land, plots), plots)
    told = sites["capacity_households"]
    capacity = pd.concat([told, room["room_households"]], axis=1).min(axis=1).fillna(0.0)
    why = _barred(shapes, bars).assign(
        slope=room["slope_deg"] > land.max_slope_deg,
        thin=room["compactness"] < land.min_compactness,
        no_room=capacity <= 0,
    )
    names = why.columns.to_numpy()
    against = [";".join(names[row]) for row in why.to_numpy()]
    reasons = pd.Series(against, sites.index, dtype="str")
    hazards, excluded = (bars[(bars["reason"] == "hazard") == one] for one in (True, False))
    judged = room.assign(
        capacity_households=capacity,
        told_households=told,
        road_share=(road_land.area / shapes.area).fillna(0.0),
        built_up_share=(house_land.area / shapes.area).fillna(1.0 - house_land.is_empty),
        plot_m2=plots.plot_m2,
        yard_m2=float(plots.yard_m2),
        score=score(land.criteria(room.geometry), land.weights),
        access_road_m=nearest_m(shapes, road),
        found=found,
        suitable=~why.any(axis=1),
        reasons=reasons,
        reason=reasons.str.split(";").str[0].where(why.any(axis=1)),
        hazard_ids=objects_on(shapes, hazards.geometry),
        exclusion_ids=objects_on(shapes, excluded.geometry),
        land=shapes.where(shapes.area > 0),
    )
    to_see = _on_cells(shapes, mask, land.slope)
    return judged.join(to_see).join(sites[["name", "opening_cost_wan", "building_mode"]])


def _bars(shapes: gpd.GeoSeries, land: Land) -> gpd.GeoDataFrame:
    """What may keep people from building on the shapes: reason and area, by its id."""
    danger = footprints_near(shapes, land.danger)
    reason = pd.concat([pd.Series("hazard", danger.index), reason_of(land.exclusions["kind"])])
    areas = pd.concat([danger, land.exclusions.geometry])
    return gpd.GeoDataFrame({"reason": reason}, geometry=gpd.GeoSeries(areas), crs=shapes.crs)


def _room(
    shapes: gpd.GeoSeries, net: gpd.GeoSeries, ground: pd.DataFrame, plots: Plots
) -> gpd.GeoDataFrame:
    """What room each shape has, by its net land; points on that. Of a point nothing is known."""
    area_m2 = shapes.area.where(shapes.area > 0)
    net_m2 = (net.area * (1 - ground["steep_share"].fillna(0.0))).where(area_m2.notna())
    inside = net.where(net.area > 0, shapes)
    return gpd.GeoDataFrame(
        {
            "room_households": plots.households(net_m2.to_numpy()),
            "area_m2": net_m2,
            "slope_deg": ground["slope_deg"],
            "compactness": 4 * np.pi * area_m2 / shapes.length**2,  # (S7)
            "development_yuan_per_household": ground["development_yuan"],
        },
        geometry=inside.representative_point(),
        crs=shapes.crs,
    )


def _ground(shapes: gpd.GeoSeries, land: Land, plots: Plots) -> pd.DataFrame:
    """Means over the cells of each shape: slope_deg, steep_share, development_yuan; else NaN."""
    shape, cell, _ = cells_under(shapes.to_numpy(), land.slope)
    slope_deg = land.slope.values.ravel()[cell].astype(float)
    shape, slope_deg = shape[np.isfinite(slope_deg)], slope_deg[np.isfinite(slope_deg)]
    cells = pd.DataFrame({
        "slope_deg": slope_deg,
        "steep_share": (slope_deg > land.max_slope_deg).astype(float),
        "development_yuan": plots.development_yuan(slope_deg),
    })  # fmt: skip
    return cells.groupby(shape).mean().reindex(range(len(shapes))).set_axis(shapes.index)


def _on_cells(shapes: gpd.GeoSeries, mask: Mask | None, like: Raster) -> pd.DataFrame:
    """Share of the cells of each shape in a gully, and on a crest; NaN: nothing is known."""
    names = [f"{name}_share" for name in ON_CELLS]
    if mask is None:
        return pd.DataFrame(np.nan, shapes.index, names)
    shape, cell, _ = cells_under(shapes.to_numpy(), like)
    bits = [1 << EXCLUSIONS.index(name) for name in ON_CELLS]
    told = pd.DataFrame((mask.ravel()[cell][:, None] & bits) > 0, columns=names)
    return told.groupby(shape).mean().reindex(range(len(shapes))).set_axis(shapes.index)


def _barred(shapes: gpd.GeoSeries, bars: gpd.GeoDataFrame) -> pd.DataFrame:
    """By reason, whether more of each shape than is tolerated lies on what it says.

    A point is barred by anything that it lies on, an area by any part of it in a hazard.
    """
    why = {}
    for name in EXCLUSIONS[: EXCLUSIONS.index("slope")]:
        met = _met(shapes, bars[bars["reason"] == name].geometry)
        most_m2 = np.maximum((name != "hazard") * TOLERATED * shapes.area, SLIVER_M2)
        why[name] = ~met.is_empty & (
            (shapes.area == 0) | (shapes.intersection(met, align=False).area > most_m2)
        )
    return pd.DataFrame(why, index=shapes.index)


def _met(shapes: gpd.GeoSeries, areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """All the areas that meet each shape, as one; empty where none does."""
    others = areas.to_numpy()
    area, shape = shapely.STRtree(shapes.to_numpy()).query(others, predicate="intersects")
    met = np.full(len(shapes), shapely.GeometryCollection(), dtype=object)
    for one, those in pd.Series(area).groupby(shape):
        met[one] = shapely.union_all(others[those])
    return gpd.GeoSeries(met, shapes.index, crs=shapes.crs)


def _taken(shapes: gpd.GeoSeries, things: gpd.GeoSeries, half_width_m: float) -> gpd.GeoSeries:
    """What things take of each shape, with so much land to every side of them."""
    near = things.sindex.query(shapes, predicate="dwithin", distance=half_width_m)[1]
    taken = gpd.GeoSeries(things.iloc[np.unique(near)]).buffer(half_width_m, quad_segs=2)
    return shapes.intersection(_met(shapes, taken))


def no_sites(crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    """Table of sites without any."""
    return gpd.GeoDataFrame(
        {
            "name": pd.Series(dtype="str"),
            "capacity_households": pd.Series(dtype="float64"),
            "opening_cost_wan": pd.Series(dtype="float64"),
            "building_mode": pd.Series(dtype="str"),
        },
        index=pd.Index([], dtype="str", name="site_id"),
        geometry=gpd.GeoSeries([], crs=crs),
        crs=crs,
    )
