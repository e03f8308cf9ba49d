"""Minutes on foot from cell to cell: closed forms, plain Dijkstra on the same steps, barriers."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geoplan.terrain import spread, tobler_kmh, walking_minutes, walks

CELL_M = 30.0


def plain(elevation_m, sources, direction, blocked):
    """The same minutes by scipy's Dijkstra over all steps, stated without geoplan's search."""
    rows, columns = elevation_m.shape
    node = np.arange(rows * columns).reshape(rows, columns)
    tails, heads, minutes = [], [], []
    for down, right in ((i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)):
        here = (
            slice(max(0, -down), rows - max(0, down)),
            slice(max(0, -right), columns - max(0, right)),
        )
        there = (
            slice(max(0, down), rows + min(0, down)),
            slice(max(0, right), columns + min(0, right)),
        )
        open_ = ~blocked[here] & ~blocked[there]
        if down and right:
            open_ &= ~(blocked[here[0], there[1]] & blocked[there[0], here[1]])
        run_m = CELL_M * np.hypot(down, right)
        slope = (elevation_m[there] - elevation_m[here]) / run_m
        tails.append(node[here][open_])
        heads.append(node[there][open_])
        minutes.append((60 * run_m / 1000 / tobler_kmh(slope) / 0.6)[open_])
    ends = [np.concatenate(tails), np.concatenate(heads)]
    if direction == "to":
        ends.reverse()
    graph = coo_array((np.concatenate(minutes), tuple(ends)), shape=(node.size, node.size)).tocsr()
    begin = np.flatnonzero((sources & ~blocked).ravel())
    return dijkstra(graph, indices=begin, min_only=True).reshape(rows, columns)


def hills(shape, height_m, seed):
    """Smooth random ground, float32 as a DEM has it."""
    noise = gaussian_filter(np.random.default_rng(seed).normal(size=shape), 6)
    return (noise / noise.std() * height_m).astype(np.float32)


@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("walls", [0.0, 0.3])
def test_minutes_are_those_of_plain_dijkstra(direction, walls):
    """500 x 500 cells of hills with slopes up to 80 %, a hole, and walls that touch at corners."""
    random = np.random.default_rng(8)
    ground = hills((500, 500), 150, seed=7)
    ground[100:110, 200:230] = np.nan
    barrier = random.random(ground.shape) < walls
    sources = random.random(ground.shape) < 1e-4
    found = walking_minutes(ground, CELL_M, sources, direction=direction, barrier=barrier)
    expected = plain(ground.astype(float), sources, direction, barrier | np.isnan(ground))
    reached = np.isfinite(expected)
    assert found.dtype == np.float32
    assert (np.isfinite(found) == reached).all()
    assert np.abs(found[reached] - expected[reached]).max() < 0.01
    assert (found[sources & reached] == 0).all()


@pytest.mark.parametrize("grade", [-0.6, -0.25, -0.05, 0.0, 0.15, 0.25, 0.6])
def test_a_tilted_plane_is_walked_as_the_closed_form_says(grade):
    """Up or down the fall line, or in zigzag over the corners where that is quicker (steep)."""
    ground = np.tile(grade * CELL_M * np.arange(400.0), (9, 1))
    first = np.zeros(ground.shape, dtype=bool)
    first[:, 0] = True
    minutes_per_cell = 60 * CELL_M / 1000 / (6 * 0.8)
    for direction, slope in (("from", grade), ("to", -grade)):
        straight = np.exp(3.5 * abs(slope + 0.05))
        zigzag = np.sqrt(2) * np.exp(3.5 * abs(slope / np.sqrt(2) + 0.05))
        closed = np.arange(400) * minutes_per_cell * min(straight, zigzag)
        minutes = walking_minutes(ground, CELL_M, first, direction=direction, off_path=0.8)
        assert minutes[4] == pytest.approx(closed, rel=0.005)
        assert abs(slope) > 0.4 or straight < zigzag


def test_uphill_to_is_not_uphill_from():
    """The source stands at the foot: to it one walks down, from it up."""
    ground = np.array([[0.0, 9.0, 18.0]])
    foot = np.array([[True, False, False]])
    down = walking_minutes(ground, CELL_M, foot, direction="to")
    up = walking_minutes(ground, CELL_M, foot, direction="from")
    assert down[0] == pytest.approx([0, 1.1994, 2.3989], abs=1e-3)  # 0.03 km at 2.501 km/h x 0.6
    assert up[0] == pytest.approx([0, 1.7021, 3.4042], abs=1e-3)  # at 1.762 km/h x 0.6
    assert (walking_minutes(ground, CELL_M, foot) == down).all()


def test_a_river_is_crossed_at_its_bridge_only():
    """Level ground, a river down column 5 with a bridge in row 9: who is opposite walks round."""
    ground, river = np.zeros((10, 11)), np.zeros((10, 11), dtype=bool)
    river[:9, 5] = True
    source = np.zeros(ground.shape, dtype=bool)
    source[0, 4] = True
    minutes = walking_minutes(ground, CELL_M, source, barrier=river)
    a_cell = 60 * 0.03 / (tobler_kmh(0.0) * 0.6)
    assert np.isinf(minutes[river]).all()
    way = 8 + 2 * np.sqrt(2) + 8  # down, over the bridge by its corners, up again
    assert minutes[0, 6] == pytest.approx(way * a_cell, rel=1e-4)
    river[9, 5] = True
    assert np.isinf(walking_minutes(ground, CELL_M, source, barrier=river)[:, 6:]).all()


def test_nobody_squeezes_through_a_river_that_runs_across_the_cells():
    """Its cells touch at corners only."""
    river = np.eye(20, dtype=bool)
    source = np.zeros(river.shape, dtype=bool)
    source[19, 0] = True
    minutes = walking_minutes(np.zeros(river.shape), CELL_M, source, barrier=river)
    assert np.isinf(minutes[np.triu_indices(20)]).all()
    assert np.isfinite(minutes[np.tril_indices(20, -1)]).all()


def test_walls_that_nobody_climbs_end_the_search():
    """A kilometre of rise in a step takes longer than float32 can tell; beyond it nobody gets."""
    ground = np.array([[0.0, 1.0, 1001.0, 1001.0]])
    minutes = walking_minutes(ground, 10.0, np.array([[True, False, False, False]]))
    assert np.isfinite(minutes[0, :2]).all()
    assert np.isinf(minutes[0, 2:]).all()


def test_without_a_source_nobody_gets_anywhere():
    ground = np.zeros((3, 4))
    assert np.isinf(walking_minutes(ground, CELL_M, np.zeros((3, 4), dtype=bool))).all()
    inside = np.ones((3, 4), dtype=bool)
    assert np.isinf(walking_minutes(ground, CELL_M, inside, barrier=inside)).all()


def test_a_step_counts_half_of_the_drag_of_either_end():
    """Level ground on which a walk takes 1, 3 and 2 times as long."""
    flat, open_ = np.zeros((1, 3)), np.zeros((1, 3), dtype=bool)
    ground = walks(flat, open_, CELL_M, 0.6, drag=np.array([[1, 3, 2]], np.float32))
    minutes = np.array([0.0, np.inf, np.inf])
    spread(ground, minutes)
    a_cell = 60 * 0.03 / (tobler_kmh(0.0) * 0.6)
    assert minutes == pytest.approx([0, 2 * a_cell, (2 + 2.5) * a_cell], rel=1e-6)


def test_inputs_stay_as_they_are():
    ground, source = np.zeros((3, 4)), np.ones((3, 4), dtype=bool)
    barrier = np.zeros((3, 4), dtype=bool)
    ground[0, 0] = np.nan
    before = [one.copy() for one in (ground, source, barrier)]
    walking_minutes(ground, CELL_M, source, barrier=barrier)
    for one, other in zip((ground, source, barrier), before, strict=True):
        assert np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sources": np.ones((2, 2), dtype=bool)}, "one shape"),
        ({"barrier": np.ones((4, 3), dtype=bool)}, "one shape"),
        ({"cell_m": 0.0}, "above 0"),
        ({"off_path": -1.0}, "above 0"),
        ({"direction": "back"}, "'back'"),
    ],
)
def test_what_cannot_be_walked_is_refused(change, words):
    given = {"elevation_m": np.zeros((3, 4)), "cell_m": 30.0, "sources": np.ones((3, 4), bool)}
    with pytest.raises(ValueError, match=words):
        walking_minutes(**(given | change))
