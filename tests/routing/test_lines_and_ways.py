"""Straight lines and the links of ways, each against the slow way of telling them."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from shapely import Point

from geoplan.routing.doorsteps import LINE_SAMPLES, straight_lines
from geoplan.routing.hybrid import arc_minutes, hybrid_network
from geoplan.routing.network import build_network, with_terrain
from geoplan.routing.surfaces import links_along, surface_to
from geoplan.terrain import Raster, cell_of

CRS = "EPSG:4545"
CELL_M = 30.0
SIDE = 40


@pytest.fixture
def ground_with_roads(draw_roads):
    """1.2 km x 1.2 km of level ground, a quarter of it closed, with a lattice of roads."""
    lines = {}
    for k, at in enumerate((95, 400, 805, 1100)):
        lines[f"we{k}"] = [(20, at), (1180, at + 25)]
        lines[f"sn{k}"] = [(at, 20), (at - 40, 1180)]
    ends = gpd.GeoSeries([Point(line[0]) for line in lines.values()], list(lines), crs=CRS)
    network = build_network(draw_roads(lines), ends, hardened_codes=("12",))
    grid = Affine(CELL_M, 0, 0, 0, -CELL_M, SIDE * CELL_M)
    ground = Raster(np.zeros((SIDE, SIDE), np.float32), grid, CRS)
    rng = np.random.default_rng(5)
    return hybrid_network(
        with_terrain(network, None),
        ground,
        barriers=rng.random((SIDE, SIDE)) < 0.25,
        drag=rng.uniform(1, 3, (SIDE, SIDE)).astype(np.float32),
        off_path=0.6,
    )


@pytest.mark.parametrize("cells", [0.9, 1.0, 4.0])
def test_a_line_is_barred_where_one_of_the_points_along_it_is(ground_with_roads, cells):
    """Long or short, over the rim or not: nine points tell, the cells of the two ends apart."""
    hybrid, rng = ground_with_roads, np.random.default_rng(7)
    here = rng.uniform(-CELL_M, (SIDE + 1) * CELL_M, (3000, 2))
    there = here + rng.uniform(-cells, cells, here.shape) * CELL_M
    clear, drag = straight_lines(hybrid, here, there)
    cell = np.array(
        [
            cell_of(hybrid.ground, *(here + share * (there - here)).T)
            for share in np.linspace(0, 1, LINE_SAMPLES)
        ]
    )
    fine = (cell >= 0) & (hybrid.walks.steps[cell] > 0)
    assert 0 < clear.sum() < len(clear)
    assert (clear == (fine | (cell == cell[0]) | (cell == cell[-1])).all(axis=0)).all()
    factor = np.where(cell >= 0, hybrid.walks.drag[cell], 1.0)
    assert drag == pytest.approx(factor.mean(axis=0))


def test_links_of_many_ways_are_those_met_step_by_step(ground_with_roads):
    """From every node, and from nowhere; each link once where the way goes on along it."""
    hybrid = ground_with_roads
    arcs = arc_minutes(hybrid, np.full(len(hybrid.pieces), 12.0))
    surface = surface_to(hybrid, arcs, gpd.GeoSeries([Point(605, 590)], crs=CRS))
    link = {
        (row.tail, row.head): hybrid.pieces["link"].iloc[row.piece]
        for row in hybrid.arcs[hybrid.arcs["piece"] >= 0].itertuples()
    }
    nodes = np.append(np.arange(hybrid.size), -1)
    ways = links_along(hybrid, surface, nodes)
    assert len(ways) == len(nodes)
    for node, way in zip(nodes.tolist(), ways, strict=True):
        met = []
        while node >= 0 and surface.following[node] >= 0:
            own = link.get((node, surface.following[node]))
            if own is not None and met[-1:] != [own]:
                met.append(own)
            node = surface.following[node]
        assert way.tolist() == met
    assert max(map(len, ways)) > 3
    assert links_along(hybrid, surface, nodes[:0]) == []
