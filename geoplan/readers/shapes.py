"""Shapes that planning can use: valid areas, single points, single lines."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.crs import not_finite
from geoplan.schema import AREA, Finding, Layer, fault, note, raise_faults


def sound_areas(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer whose polygons are valid, and a remark when some had to be repaired."""
    if not set(AREA) & set(layer.geometry):
        return frame, []
    shapes = frame.geometry
    broken = shapes.geom_type.isin(AREA) & ~shapes.is_valid & ~not_finite(shapes)
    if not broken.any():
        return frame, []
    mended = [_polygons_of(shape) for shape in shapely.make_valid(np.asarray(shapes[broken]))]
    frame = frame.copy()
    frame.loc[broken, "geometry"] = gpd.GeoSeries(mended, index=shapes.index[broken], crs=frame.crs)
    what = f"{layer.zh}：修复了 {int(broken.sum())} 个自相交的面 invalid polygons repaired"
    ids = frame.loc[broken, layer.index].astype("str")
    return frame, [
        note(layer.name, what, "may", ids=ids, remedy="请在 GIS 中核对 Check them in a GIS.")
    ]


def single_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Layer whose multi-points are the one point in their middle."""
    several = frame.geometry.geom_type == "MultiPoint"
    if not several.any():
        return frame
    return frame.set_geometry(frame.geometry.where(~several, frame.geometry.centroid))


def exploded(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, "pd.Series[int]"]:
    """Layer of single lines and points, and into how many each row's shape was parted.

    Parts of ``R1`` are ``R1.1``, ``R1.2``; areas of several pieces stay one.

    Raises
    ------
    LayerError
        The id of a part is already that of another row.
    """
    several = frame.geometry.geom_type.isin(["MultiPoint", "MultiLineString"])
    pieces = pd.concat([frame[~several], frame[several].explode()]).sort_index(kind="stable")
    own = pieces.index.to_series()
    many = own.groupby(level=0).transform("size")
    part = pieces.groupby(level=0).cumcount() + 1
    pieces.index = pd.Index(
        own.where(many == 1, own + "." + part.astype("str")), name=frame.index.name
    )
    clash = pieces.index[pieces.index.duplicated()]
    if len(clash):
        raise_faults(
            layer.name,
            [fault(layer.index, "与拆分出的部分同号 is also the id of a part of another row;", clash,
                   len(frame), "请改号 Change it.")],
        )  # fmt: skip
    return pieces, many.set_axis(pieces.index)


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a repaired shape, without the lines and points that fell off."""
    pieces = [part for part in shapely.get_parts(shape) if part.geom_type in AREA]
    return shapely.union_all(pieces) if pieces else shapely.Polygon()
