"""How far slides run: heights over lengths on planes, walls, valleys, a plain search, com4FlowPy."""

import configparser
import math
import pathlib
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pytest
import rasterio
from affine import Affine
from scipy.ndimage import gaussian_filter, label

from geoplan.terrain import Raster
from geoplan.terrain.runout import run_out

CELL_M = 10.0
STEPS = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]


def raster(z_m) -> Raster:
    return Raster(np.asarray(z_m, np.float32), Affine(CELL_M, 0, 0, 0, -CELL_M, 0), "EPSG:4545")


def reached(z_m, releases, ratio, exponent=8):
    """Mask of the cells that one hazard runs into; releases as (row, column)."""
    dem = raster(z_m)
    columns = dem.values.shape[1]
    cell = np.array([row * columns + column for row, column in releases], dtype=np.int64)
    _, into = run_out(
        dem,
        np.zeros(len(cell), np.int64),
        cell,
        reach_ratio=np.array([ratio]),
        exponent=np.array([exponent]),
    )
    mask = np.zeros(dem.values.shape, dtype=bool)
    mask.ravel()[into] = True
    return mask


def slope_and_flat(slope, rows=120, columns=61, foot=40):
    """Down from the north by ``slope`` to row ``foot``, level from there."""
    row = np.arange(rows, dtype=float)[:, None]
    return np.maximum(0, (foot - row) * CELL_M * slope) + np.zeros((rows, columns))


@pytest.mark.parametrize("ratio", [0.3, 0.4, 0.5, 0.6])
def test_it_runs_as_far_as_height_over_length(ratio):
    """From 300 m x 0.7 = 210 m above the flat: 210 / ratio along the straight way."""
    mask = reached(slope_and_flat(0.7), [(10, 30)], ratio)
    farthest = (np.flatnonzero(mask[:, 30]).max() - 10) * CELL_M
    assert farthest == pytest.approx(210 / ratio, abs=2 * CELL_M)
    assert not mask[:10].any()
    assert not mask[10, 30]


def test_a_slope_gentler_than_the_ratio_holds():
    assert not reached(slope_and_flat(0.39), [(10, 30)], 0.4).any()
    assert reached(slope_and_flat(0.41), [(10, 30)], 0.4).any()


def test_a_lower_ratio_reaches_what_a_higher_one_does():
    noise = gaussian_filter(np.random.default_rng(3).normal(size=(120, 61)), 3)
    ground = slope_and_flat(0.7) + 15 * noise / noise.std()
    releases = [(row, column) for row in (8, 9) for column in (29, 30, 31)]
    masks = [reached(ground, releases, ratio) for ratio in (0.7, 0.6, 0.5, 0.4, 0.3)]
    for higher, lower in pairwise(masks):
        assert higher.sum() < lower.sum()
        assert (higher & lower).sum() >= 0.98 * higher.sum()


@pytest.mark.parametrize("height_m", [math.nan, 500.0])
def test_a_wall_stops_it(height_m):
    ground = slope_and_flat(0.7)
    ground[30:32] += height_m
    mask = reached(ground, [(10, 30)], 0.3)
    assert mask[29].any()
    assert not mask[30:].any()


def test_a_low_wall_is_overrun():
    """At row 30 there are 20 x 10 x (0.7 - 0.3) = 80 m left: 40 m do not hold it."""
    ground = slope_and_flat(0.7)
    ground[30:32] += 40
    assert reached(ground, [(10, 30)], 0.3)[32:].any()


def test_a_valley_guides_it():
    """Sides of 100 %, a bottom that falls by 50 %: all stays within five cells of the bottom."""
    row, column = np.mgrid[:80, :61].astype(float)
    ground = (80 - row) * 5 + abs(column - 30) * 10
    mask = reached(ground, [(5, 30)], 0.4)
    assert mask[79].any()
    assert abs(np.nonzero(mask)[1] - 30).max() <= 5
    assert abs(np.nonzero(reached(ground, [(5, 36)], 0.4)[40:])[1] - 30).max() <= 9


def test_a_symmetric_slope_gives_a_symmetric_footprint():
    """To a cell on the slope; thin tongues on the flat depend on who comes first in the line."""
    mask = reached(slope_and_flat(0.7), [(10, 30)], 0.4)
    for row in mask[11:39]:
        left, right = np.nonzero(row)[0][[0, -1]]
        assert abs(left + right - 60) <= 1
    assert (mask & mask[:, ::-1]).sum() >= 0.9 * (mask | mask[:, ::-1]).sum()


def test_a_lower_exponent_spreads_wider():
    widths = [
        np.ptp(np.nonzero(reached(slope_and_flat(0.7), [(10, 30)], 0.4, exponent)[30])[0])
        for exponent in (2, 8, 75)
    ]
    assert widths[0] > widths[1] > widths[2]


def plain(z_m, releases, ratio, exponent, enough=0.3):
    """The same by lists and dictionaries, as the equations are written."""
    most = {}
    for release in sorted(releases, key=lambda cell: (-z_m[cell], cell)):
        if most.get(release, 0) >= enough:
            continue
        line, first = [waiting(release, flux=1.0)], True
        while line:
            base = line.pop(0)
            if not first:
                most[base["cell"]] = max(most.get(base["cell"], 0), base["R"])
            first = False
            hand_on(z_m, base, line, ratio, exponent)
    return set(most)


def waiting(cell, flux=0.0):
    return {"cell": cell, "R": flux, "Z": 0.0, "P": [0.0] * 8, "from": set()}


def hand_on(z_m, base, line, ratio, exponent):
    """Put what a cell hands on into the line."""
    energy, kept = shares(z_m, base, ratio, exponent)
    for k in sorted(kept, key=lambda k: (energy[k], k)):
        there = base["cell"][0] + STEPS[k][0], base["cell"][1] + STEPS[k][1]
        if there not in [one["cell"] for one in line]:
            line.append(waiting(there))
        one = next(one for one in line if one["cell"] == there)
        one["R"] += kept[k] + (base["R"] - sum(kept.values())) / len(kept)
        one["Z"] = max(one["Z"], energy[k])
        one["from"].add((k + 4) % 8)
        for turn in range(8):
            cosine = math.cos(math.radians(45 * (turn - k)))
            one["P"][turn] += base["Z"] * (cosine if cosine > 1e-9 else 0)


def shares(z_m, base, ratio, exponent, thinnest=3e-4):
    """Energy height and flux by direction."""
    row, column = base["cell"]
    energy, weight = {}, {}
    for k, (down, right) in enumerate(STEPS):
        there = row + down, column + right
        inside = 0 <= there[0] < z_m.shape[0] and 0 <= there[1] < z_m.shape[1]
        if not inside or k in base["from"]:
            continue
        drop, apart = z_m[row, column] - z_m[there], CELL_M * math.hypot(down, right)
        left = base["Z"] + drop - ratio * apart
        if left > 0:
            half = math.radians((90 + math.degrees(math.atan(drop / apart))) / 2)
            energy[k] = left
            weight[k] = math.tan(half) ** exponent * (base["P"][k] if sum(base["P"]) > 0 else 1)
    total = sum(weight.values())
    flux = {k: base["R"] * one / total for k, one in weight.items() if total}
    return energy, {k: one for k, one in flux.items() if one >= thinnest}


@pytest.mark.parametrize("seed", range(12))
def test_the_plain_search_finds_the_same_cells(seed):
    random = np.random.default_rng(seed)
    slope = (20 - np.arange(20)[:, None]) * CELL_M * 0.6
    ground = (slope + random.normal(0, 6, (20, 14))).astype(np.float32)
    ground[tuple(random.integers(4, 14, (2, 6)))] = np.nan
    releases = [tuple(map(int, cell)) for cell in random.integers((0, 3), (5, 11), (4, 2))]
    releases = [cell for cell in dict.fromkeys(releases) if np.isfinite(ground[cell])]
    ratio, exponent = float(random.choice([0.2, 0.4, 0.5])), int(random.choice([1, 4, 8]))
    mask = reached(ground, releases, ratio, exponent)
    expected = plain(ground.astype(float), releases, ratio, exponent)
    assert {(int(row), int(column)) for row, column in np.argwhere(mask)} == expected


def test_hazards_do_not_mix_and_the_order_of_cells_does_not_matter():
    dem = raster(slope_and_flat(0.7))
    hazard = np.array([0, 0, 1, 2, 3])
    cell = np.array([10, 10, 12, 11, 12]) * 61 + np.array([30, 31, 33, 20, 33])
    given = {"reach_ratio": np.array([0.4, 0.5, 0.0, 0.3]), "exponent": np.array([8, 4, 8, 8])}
    found, into = run_out(dem, hazard, cell, **given)
    assert set(found) == {0, 1, 3}
    for one in (0, 1, 3):
        alone = run_out(dem, hazard[hazard == one], cell[hazard == one], **given)[1]
        np.testing.assert_array_equal(into[found == one], alone)
    again = run_out(dem, hazard[::-1], cell[::-1], **given)
    np.testing.assert_array_equal(again, (found, into))


def test_nothing_breaks_loose_outside_or_on_unknown_ground():
    ground = slope_and_flat(0.7)
    ground[10, 30] = np.nan
    given = {"reach_ratio": np.array([0.4, math.nan]), "exponent": np.array([8, 8])}
    where = np.array([-1, 10 * 61 + 30, 12 * 61 + 30])
    found, into = run_out(raster(ground), np.array([0, 0, 1]), where, **given)
    assert len(found) == len(into) == 0
    none = np.zeros(0, np.int64)
    assert len(run_out(raster(ground), none, none, **given)[0]) == 0


def test_it_runs_out_of_the_raster_without_harm():
    mask = reached(slope_and_flat(0.7)[:30, 28:33], [(0, 2)], 0.3)
    assert mask[29].any()
    assert mask[:, 0].any()
    assert mask[:, 4].any()


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("ratio", "exponent"), [(0.3, 8), (0.4, 8), (0.4, 16), (0.2, 4)])
def beside_com4flowpy(tmp_path, ratio, exponent):
    """A plane with a bump, and a flat at its foot: at least 0.9 of all cells are reached by both."""
    com4flowpy = import_module("avaframe.com4FlowPy.com4FlowPy")
    row, column = np.mgrid[:200, :120]
    bump = 30 * np.exp(-((row - 80) ** 2 + (column - 62) ** 2) / 40)
    ground = slope_and_flat(0.6, rows=200, columns=120, foot=140) + bump
    loose = np.zeros(ground.shape, dtype=bool)
    loose[20:24, 55:60] = True
    ours = reached(ground, np.argwhere(loose), ratio, exponent) | loose
    theirs = flow_py(com4flowpy, tmp_path, ground, loose, ratio, exponent) | loose
    assert label(ours)[1] == 1
    assert (ours & theirs).sum() >= 0.9 * (ours | theirs).sum()


if find_spec(
    "avaframe"
):  # a tool beside geoplan, never a dependency: nothing is skipped without it
    test_the_footprint_is_that_of_com4flowpy = beside_com4flowpy


def flow_py(com4flowpy, folder, ground, loose, ratio, exponent):
    """Cells that com4FlowPy reaches, by its files."""
    settings = configparser.ConfigParser()
    settings.optionxform = str
    settings.read(pathlib.Path(com4flowpy.__file__).with_name("com4FlowPyCfg.ini"))
    alpha = math.degrees(math.atan(ratio))
    settings["GENERAL"].update(alpha=str(alpha), exp=str(exponent), cpuCount="1")
    for name, values in (("dem", ground), ("release", loose)):
        with rasterio.open(
            folder / f"{name}.tif", "w", driver="GTiff", dtype="float32", count=1, nodata=-9999,
            height=values.shape[0], width=values.shape[1], crs="EPSG:4545",
            transform=Affine(CELL_M, 0, 500_000, 0, -CELL_M, 3_600_000),
        ) as file:  # fmt: skip
            file.write(values.astype(np.float32), 1)
    (folder / "temp").mkdir()
    paths = dict.fromkeys(
        ["relIdPath", "infraPath", "forestPath", "varUmaxPath", "varAlphaPath", "varExponentPath"],
        "",
    )
    paths |= dict.fromkeys(["workDir", "outDir", "resDir"], folder)
    paths |= {"demPath": folder / "dem.tif", "releasePath": folder / "release.tif"}
    paths |= {"tempDir": folder / "temp", "deleteTemp": "False", "customDirs": "True"}
    paths |= {"outputFileFormat": ".tif", "outputFiles": "cellCounts", "useCompression": True}
    paths |= {"outputNoDataValue": -9999.0, "uid": "one", "timeString": "now"}
    com4flowpy.com4FlowPyMain(paths, settings["GENERAL"])
    with rasterio.open(next(folder.glob("*ellCounts*.tif"))) as file:
        return file.read(1) > 0
