"""Land of a made-up mountain county: uplift, rivers that cut into it, and what follows from both.

The drainage starts as a random shortest-path tree to the outlets, so that no cell is a pit, and is
then carved by the stream-power law, solved implicitly from the outlets upwards (Braun and Willett,
Geomorphology 2013), from coarse cells to fine ones. Slopes stay under a limit, as hillsides do.
"""

from dataclasses import dataclass

import numpy as np
from affine import Affine
from scipy.ndimage import distance_transform_edt, gaussian_filter, map_coordinates, zoom
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra, minimum_spanning_tree

CELL_M = 30.0
CENTRE_M = (635_600, 3_641_600)
"""Middle of the county in EPSG:4545, about 109.45 E, 32.9 N."""
LOWEST_M = 250
STREAM_KM2 = 1.0
MARGIN_CELLS = 80
"""Simulated around the county and cut off, so that streams cross the edge of the map."""
STEEPNESS = 0.13
"""Slope of a channel that drains 1 km2."""
CONCAVITY = 0.45
"""How fast channels flatten downstream: slope = STEEPNESS * km2 ** -CONCAVITY."""
STEEPEST = 0.5
"""Rise over run at which hillsides fail."""
UPLIFT_M = 40.0
"""In one round of carving."""
SIDES = ((-1, 0), (0, -1), (0, 1), (1, 0))
NEIGHBOURS = (*SIDES, (-1, -1), (-1, 1), (1, -1), (1, 1))


@dataclass(frozen=True)
class Terrain:
    """Rasters of one county, north up; all of one shape."""

    dem_m: np.ndarray
    slope_deg: np.ndarray
    catchment_km2: np.ndarray
    above_stream_m: np.ndarray
    """Height above the stream the cell drains to."""
    stream_km2: np.ndarray
    """Catchment of that stream where the cell drains into it."""
    receiver: np.ndarray
    """Flat index of the cell downstream; its own index at the edge of the map."""
    transform: Affine

    def cells(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of points, clipped to the map."""
        column = (np.asarray(x) - self.transform.c) / self.transform.a
        row = (np.asarray(y) - self.transform.f) / self.transform.e
        rows, columns = self.dem_m.shape
        return (
            np.clip(np.floor(row), 0, rows - 1).astype(int),
            np.clip(np.floor(column), 0, columns - 1).astype(int),
        )

    def points(self, flat: np.ndarray) -> np.ndarray:
        """Centre (x, y) of cells given by flat index."""
        row, column = np.divmod(np.asarray(flat), self.dem_m.shape[1])
        return self.xy(column + 0.5, row + 0.5)

    def xy(self, column: np.ndarray, row: np.ndarray) -> np.ndarray:
        """Coordinates (x, y) of places given in cells from the north-west corner."""
        x = self.transform.c + self.transform.a * column
        return np.column_stack([x, self.transform.f + self.transform.e * row])


def noise(rng: np.random.Generator, shape: tuple[int, int], cells: float) -> np.ndarray:
    """Smooth noise of mean 0 and standard deviation 1 with features about ``cells`` wide."""
    coarse = rng.standard_normal(tuple(int(n / cells) + 4 for n in shape))
    fine = zoom(gaussian_filter(coarse, 0.7), cells, order=3)[: shape[0], : shape[1]]
    return (fine - fine.mean()) / fine.std()


def arcs(shape: tuple[int, int], steps: tuple[tuple[int, int], ...]) -> tuple[np.ndarray, ...]:
    """Tails, heads and lengths (in cells) of the arcs from every cell by every step."""
    index = np.arange(shape[0] * shape[1], dtype=np.int32).reshape(shape)
    tails, heads, lengths = [], [], []
    for down, right in steps:
        rows = slice(max(0, -down), shape[0] - max(0, down))
        columns = slice(max(0, -right), shape[1] - max(0, right))
        tail = index[rows, columns].ravel()
        tails.append(tail)
        heads.append(tail + np.int32(down * shape[1] + right))
        lengths.append(np.full(tail.size, np.hypot(down, right), dtype=np.float32))
    return np.concatenate(tails), np.concatenate(heads), np.concatenate(lengths)


def make_terrain(rng: np.random.Generator, shape: tuple[int, int], relief_m: float) -> Terrain:
    """Land with a river that crosses it from west to east.

    Parameters
    ----------
    rng
        Source of all chance.
    shape
        Rows and columns of the map; multiples of 4.
    relief_m
        Height of the highest peak above the lowest river.
    """
    whole = tuple(n + 2 * MARGIN_CELLS for n in shape)
    river_km2 = 3 * whole[0] * whole[1] * (CELL_M / 1000) ** 2
    height_m, gates = _first_slopes(rng, tuple(n // 4 for n in whole))
    for factor, rounds in ((4, 120), (2, 24), (1, 14)):
        cells = tuple(n // factor for n in whole)
        if height_m.shape != cells:
            height_m, gates = _refine(rng, height_m, gates, cells)
        cell_m = CELL_M * factor
        hardness = np.exp(0.3 * noise(rng, cells, 110 / factor) + 0.15 * noise(rng, cells, 7))
        source_km2 = np.full(hardness.size, (cell_m / 1000) ** 2)
        source_km2[gates[1]] += river_km2
        height_m, receiver, catchment_km2 = _carve(
            rng, height_m, hardness, source_km2, cell_m=cell_m, rounds=rounds
        )
    return _finish(rng, height_m, receiver, catchment_km2, relief_m)


def _first_slopes(
    rng: np.random.Generator, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Pit-free first heights; and the cells where the river leaves and where it enters."""
    rows, columns = shape
    across = np.linspace(0, 1, columns)
    bends = sum(
        rng.uniform(0.2, 0.6) / k * np.sin(2 * np.pi * k * across + rng.uniform(0, 2 * np.pi))
        for k in (1.0, 2.3, 4.7)
    )
    middle = rows * (0.5 + 0.1 * bends)
    gates = np.array([int(middle[-1]) * columns + columns - 1, int(middle[0]) * columns])
    valley = np.abs(np.arange(rows)[:, None] - middle) < 0.02 * rows
    roughness = np.exp(noise(rng, shape, 9) + 0.5 * noise(rng, shape, 2.1))
    roughness = (np.where(valley, 0.15, 1) * roughness).ravel()
    tail, head, length = arcs(shape, NEIGHBOURS)
    graph = coo_array((length * roughness[head], (tail, head)), shape=(rows * columns,) * 2)
    return dijkstra(graph.tocsr(), indices=gates[0]).reshape(shape), gates


def _refine(
    rng: np.random.Generator, height_m: np.ndarray, gates: np.ndarray, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Same land on cells of half the size, bent and roughened so that no grid shows; no pits."""
    rows, columns = height_m.shape
    row, column = np.divmod(gates, columns)
    gates = 2 * row * shape[1] + np.where(column == columns - 1, shape[1] - 1, 2 * column)
    y, x = np.indices(shape, dtype=float) / 2 - 0.25
    inland = np.minimum(1, np.minimum.reduce([x, columns - x, y, rows - y]) / 20)
    for cells, far in ((45, 4.0), (12, 2.0), (5, 0.7)):
        x += far * inland * noise(rng, shape, cells)
        y += far * inland * noise(rng, shape, cells)
    fine = map_coordinates(height_m, [y, x], order=1, mode="nearest")
    fine += 1.5 * rng.standard_normal(shape)
    return fill(fine, gates[:1]), gates


def fill(height: np.ndarray, outlets: np.ndarray) -> np.ndarray:
    """Heights with every pit raised until it spills towards an outlet.

    The way of least highest pass from the outlets to every cell is a minimum spanning tree.
    """
    flat = np.append(height.ravel(), -np.inf)
    sea = height.size
    tail, head, _ = arcs(height.shape, ((0, 1), (1, 0), (1, 1), (1, -1)))
    tail = np.concatenate([tail, np.full(outlets.size, sea)])
    head = np.concatenate([head, outlets])
    pass_height = np.maximum(flat[tail], flat[head]) - height.min() + 1
    graph = coo_array((pass_height, (tail, head)), shape=(sea + 1,) * 2).tocsr()
    _, parent = breadth_first_order(minimum_spanning_tree(graph), sea, directed=False)
    parent[sea] = sea
    for cells in levels(parent)[1:]:
        flat[cells] = np.maximum(flat[cells], flat[parent[cells]] + 0.01)
    return flat[:-1].reshape(height.shape)


def drain(rng: np.random.Generator, height: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Steepest lower neighbour of every cell (itself when there is none) and the distance.

    Distances are blurred by chance, so that slopes do not fall along eight directions only
    (Rho8: Fairfield and Leymarie, Water Resources Research 1991).
    """
    padded = np.pad(height, 1, constant_values=np.inf)
    rows, columns = height.shape
    steepest = np.zeros(height.shape)
    offset = np.zeros(height.shape, dtype=np.int64)
    length = np.ones(height.shape)
    for down, right in NEIGHBOURS:
        far = np.hypot(down, right)
        other = padded[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
        slope = (height - other) / far * rng.uniform(0.75, 1.25, height.shape)
        better = slope > steepest
        steepest[better] = slope[better]
        offset[better] = down * columns + right
        length[better] = far
    return (np.arange(height.size) + offset.ravel()), length.ravel()


def levels(receiver: np.ndarray) -> list[np.ndarray]:
    """Cells by the number of steps to their outlet; the outlets first."""
    depth = (receiver != np.arange(receiver.size)).astype(np.int32)
    ahead = receiver
    while True:
        further = ahead[ahead]
        depth = depth + depth[ahead]
        if np.array_equal(further, ahead):
            break
        ahead = further
    order = np.argsort(depth.astype(np.min_scalar_type(depth.max())), kind="stable")
    return np.split(order, np.cumsum(np.bincount(depth))[:-1])


def _carve(
    rng: np.random.Generator,
    height_m: np.ndarray,
    hardness: np.ndarray,
    source_km2: np.ndarray,
    *,
    cell_m: float,
    rounds: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heights after uplift and river erosion, with receivers and catchments [km2]."""
    resistance = STEEPNESS * hardness.ravel()
    limit = STEEPEST * np.sqrt(hardness.ravel())
    flat = height_m.ravel().copy()
    for _ in range(rounds):
        receiver, length = drain(rng, flat.reshape(height_m.shape))
        by_level = levels(receiver)
        catchment = source_km2.copy()
        for cells in by_level[:0:-1]:
            np.add.at(catchment, receiver[cells], catchment[cells])
        run_m = length * cell_m
        power = UPLIFT_M / resistance * catchment**CONCAVITY / run_m
        for cells in by_level[1:]:
            below = flat[receiver[cells]]
            pull = power[cells]
            risen = (flat[cells] + UPLIFT_M + pull * below) / (1 + pull)
            flat[cells] = np.minimum(risen, below + limit[cells] * run_m[cells])
    height_m = _slump(flat.reshape(height_m.shape), 1.3 * STEEPEST * cell_m)
    return height_m, receiver, catchment.reshape(height_m.shape)


def _slump(height_m: np.ndarray, step_m: float) -> np.ndarray:
    """Heights with cliffs between basins worn back to at most ``step_m`` per cell."""
    rows, columns = height_m.shape
    for _ in range(24):
        padded = np.pad(height_m, 1, constant_values=np.inf)
        for down, right in NEIGHBOURS:
            other = padded[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
            height_m = np.minimum(height_m, other + step_m * np.hypot(down, right))
    return height_m


def _finish(
    rng: np.random.Generator,
    height_m: np.ndarray,
    receiver: np.ndarray,
    catchment_km2: np.ndarray,
    relief_m: float,
) -> Terrain:
    """Soften the carved land, widen the valley floors, lay benches, cut off the margin."""
    shape = height_m.shape
    stream = _stream_below(receiver, catchment_km2)
    above_m = height_m - height_m.ravel()[stream].reshape(shape)
    floor_m = gaussian_filter(4.0 * catchment_km2.ravel()[stream].reshape(shape) ** 0.33, 5)
    ground = height_m - 0.8 * floor_m * (1 - np.exp(-above_m / floor_m))
    wave = 2 * np.pi * ground / 170 + 3 * noise(rng, shape, 28)
    patches = 7 * np.sin(wave) * np.clip(noise(rng, shape, 45), 0, 1.5)
    uneven = 10 * noise(rng, shape, 14) + 5 * noise(rng, shape, 6)
    ground = ground + (patches + uneven) * np.clip(above_m / 60, 0, 1)
    ground = gaussian_filter(_valley_floors(rng, ground, catchment_km2), 1.2)
    inside = (slice(MARGIN_CELLS, -MARGIN_CELLS),) * 2
    ground, catchment_km2 = ground[inside], catchment_km2[inside]
    rim = np.pad(np.zeros(tuple(n - 2 for n in ground.shape), dtype=bool), 1, constant_values=True)
    ground = fill(ground, np.flatnonzero(rim))
    ground = (ground - ground.min()) * relief_m / np.ptp(ground) + LOWEST_M
    receiver = _crop(receiver, shape)
    stream = _stream_below(receiver, catchment_km2)
    above_m = np.maximum(ground - ground.ravel()[stream].reshape(ground.shape), 0)
    fall_y, fall_x = np.gradient(gaussian_filter(ground, 0.7), CELL_M)
    return Terrain(
        dem_m=ground,
        slope_deg=np.degrees(np.arctan(np.hypot(fall_x, fall_y))),
        catchment_km2=catchment_km2,
        above_stream_m=above_m,
        stream_km2=catchment_km2.ravel()[stream].reshape(ground.shape),
        receiver=receiver,
        transform=_centred(ground.shape),
    )


def _valley_floors(
    rng: np.random.Generator, ground: np.ndarray, catchment_km2: np.ndarray
) -> np.ndarray:
    """Ground with flats cut beside the rivers: here a gorge, there a basin."""
    openness = np.clip(0.7 + 0.7 * noise(rng, ground.shape, 70), 0.1, 2)
    for least_km2 in (8, 60, 500):
        river = catchment_km2 >= least_km2
        away, nearest = distance_transform_edt(~river, return_indices=True)
        size = np.minimum(catchment_km2[tuple(nearest)], 6 * least_km2)
        half_m = 16 * size**0.38 * openness
        beyond_m = away * CELL_M - half_m
        sides = 0.03 * away * CELL_M + 0.65 * np.maximum(beyond_m, 0)
        ground = np.minimum(ground, ground[tuple(nearest)] + sides)
    return ground


def _stream_below(receiver: np.ndarray, catchment_km2: np.ndarray) -> np.ndarray:
    """Flat index of the first cell downstream that is a stream (or leaves the map)."""
    ahead = np.where(catchment_km2.ravel() >= STREAM_KM2, np.arange(receiver.size), receiver)
    while not np.array_equal(further := ahead[ahead], ahead):
        ahead = further
    return ahead


def _crop(receiver: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Receivers renumbered without the margin; what leaves the map drains into itself."""
    rows, columns = (n - 2 * MARGIN_CELLS for n in shape)
    row, column = (part - MARGIN_CELLS for part in np.divmod(receiver, shape[1]))
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    flat = np.where(inside, row * columns + column, -1).reshape(shape)
    flat = flat[MARGIN_CELLS:-MARGIN_CELLS, MARGIN_CELLS:-MARGIN_CELLS].ravel()
    return np.where(flat < 0, np.arange(flat.size), flat)


def _centred(shape: tuple[int, int]) -> Affine:
    """Transform of a map of this shape around the county's middle."""
    left = round(CENTRE_M[0] - shape[1] * CELL_M / 2, -2)
    top = round(CENTRE_M[1] + shape[0] * CELL_M / 2, -2)
    return Affine(CELL_M, 0, left, 0, -CELL_M, top)
