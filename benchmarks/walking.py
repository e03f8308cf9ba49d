"""Measures walking over the ground against its peers: ``python benchmarks/walking.py``.

Prints a section of ``docs/benchmarks.md``. The ground is made, the same for all; every measurement
has a process of its own, so that its peak memory is its own. Seconds are the processor's, so that
other work on the machine does not count. GRASS is measured where it is installed (Debian:
``grass-core``).
"""

import math
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDES = (500, 1000, 2000, 4000)
"""Cells along a side of the ground."""
CELL_M = 30
OFF_PATH = 0.6
SOURCES = ((0.2, 0.3), (0.5, 0.8), (0.8, 0.4))
"""Where the walks begin, as shares of the rows and columns."""
MEAN_SLOPE = math.tan(math.radians(25))
RIDGES_M = 6000
ROUGHNESS = 1.15
REPEATS = 3
NETWORKX_CELLS = 250_000
"""More take networkx minutes and gigabytes."""
STEPS = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
MB = 1_000_000

HEAD = f"""\
## Walking over the ground, against its peers

Minutes from three places to every cell of a made mountain: cells of {CELL_M} m, on average as steep as
25°, eight neighbours. Seconds are the processor's, the least of {REPEATS}; memory is the peak of a process
of its own. "Ready" leaves out what comes before a walk: for scipy and networkx, building the
graph; for r.walk, reading and writing rasters (its seconds without those of a walk that ends after
the first second). r.walk is given the same ground, imported before, and memory to hold all of it;
its minutes are by another formula (Langmuir, Aitken) and not compared.

| cells | | seconds | x geoplan | ready: seconds | x geoplan | peak MB | of it imports | minutes differ by at most |
|---|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Walk:
    """What one way of walking took; ``ready_s`` is without what comes before a walk."""

    seconds: float
    ready_s: float
    peak_mb: float
    imports_mb: float = 0.0
    differ_minutes: float = math.nan


def alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """Result of some work in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def quickest(work: Callable[[], Any]) -> tuple[Any, float]:
    """Result of some work and its seconds, the least of some repetitions."""
    least = math.inf
    for _ in range(REPEATS):
        result = None  # the one before is not kept beside the next
        began = processor_s()
        result = work()
        least = min(least, processor_s() - began)
    return result, least


def processor_s() -> float:
    """Seconds that a processor has spent on this process and on the commands it has run."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mb() -> float:
    """Peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def make_ground(folder: Path, side: int) -> None:
    """Write a smooth fractal mountain: waves the higher the longer, until those of the ridges."""
    along, across = np.fft.fftfreq(side, CELL_M), np.fft.rfftfreq(side, CELL_M)
    height = (along[:, None] ** 2 + across**2 + RIDGES_M**-2.0) ** -ROUGHNESS
    noise = np.random.default_rng(side).standard_normal((side, side))
    ground = np.fft.irfft2(np.fft.rfft2(noise) * height, s=(side, side))
    steepness = np.hypot(*np.gradient(ground, CELL_M)).mean()
    (ground * MEAN_SLOPE / steepness).astype(np.float32).tofile(folder / "ground")


def read_ground(folder: Path, side: int) -> NDArray[np.float32]:
    """Elevation [m] of the cells."""
    return np.fromfile(folder / "ground", np.float32).reshape(side, side)


def source_cells(side: int) -> list[tuple[int, int]]:
    """Rows and columns where the walks begin."""
    return [(int(row * side), int(column * side)) for row, column in SOURCES]


def walk_geoplan(folder: Path, side: int) -> Walk:
    """By ``walking_minutes``, which has been compiled before."""
    from geoplan.terrain import walking_minutes

    imports_mb = peak_mb()
    ground = read_ground(folder, side)
    sources = np.zeros(ground.shape, dtype=bool)
    sources[tuple(np.transpose(source_cells(side)))] = True
    few = np.s_[:2, :2]
    walking_minutes(ground[few], CELL_M, sources[few], direction="from", off_path=OFF_PATH)
    minutes, seconds = quickest(
        lambda: walking_minutes(ground, CELL_M, sources, direction="from", off_path=OFF_PATH)
    )
    np.save(folder / "geoplan.npy", minutes)
    return Walk(seconds, seconds, peak_mb(), imports_mb)


def steps_graph(ground: NDArray[np.float32]) -> Any:
    """Minutes of all steps between neighbours by Tobler's formula, as a sparse matrix."""
    from scipy.sparse import csr_array

    rows, columns = ground.shape
    wide = np.pad(ground.astype(float), 1, constant_values=np.nan)
    minutes = np.empty((ground.size, len(STEPS)))
    for k, (i, j) in enumerate(STEPS):
        step_m = CELL_M * math.hypot(i, j)
        slope = (wide[1 + i : 1 + i + rows, 1 + j : 1 + j + columns] - ground) / step_m
        kmh = 6 * np.exp(-3.5 * np.abs(slope + 0.05)) * OFF_PATH
        minutes[:, k] = (0.06 * step_m / kmh).ravel()
    inside = ~np.isnan(minutes)
    beside = np.array([i * columns + j for i, j in STEPS], dtype=np.int32)
    heads = (np.arange(ground.size, dtype=np.int32)[:, None] + beside)[inside]
    first = np.append(0, np.cumsum(inside.sum(axis=1))).astype(np.int32)
    return csr_array((minutes[inside], heads, first), shape=(ground.size, ground.size))


def walk_scipy(folder: Path, side: int) -> Walk:
    """By scipy's Dijkstra on the same steps."""
    from scipy.sparse.csgraph import dijkstra

    imports_mb = peak_mb()
    ground = read_ground(folder, side)
    sources = [row * side + column for row, column in source_cells(side)]
    graph, built_s = quickest(lambda: steps_graph(ground))
    minutes, seconds = quickest(lambda: dijkstra(graph, indices=sources, min_only=True))
    peak = peak_mb()
    return Walk(built_s + seconds, seconds, peak, imports_mb, most_different(folder, minutes))


def walk_networkx(folder: Path, side: int) -> Walk:
    """By networkx's Dijkstra on the same steps."""
    import networkx as nx

    imports_mb = peak_mb()
    ground = read_ground(folder, side)
    sources = {row * side + column for row, column in source_cells(side)}
    graph, built_s = quickest(
        lambda: nx.from_scipy_sparse_array(steps_graph(ground), create_using=nx.DiGraph)
    )
    told, seconds = quickest(lambda: nx.multi_source_dijkstra_path_length(graph, sources))
    peak, minutes = peak_mb(), np.array([told[cell] for cell in range(ground.size)])
    return Walk(built_s + seconds, seconds, peak, imports_mb, most_different(folder, minutes))


def most_different(folder: Path, minutes: NDArray[np.floating]) -> float:
    """Greatest difference from the minutes of ``walk_geoplan``."""
    return float(np.abs(np.load(folder / "geoplan.npy").ravel() - minutes).max())


def walk_grass(folder: Path, side: int) -> Walk:
    """By GRASS's r.walk, on the ground that has been imported."""
    session = grass_session(folder)
    extent = f"n={side * CELL_M} s=0 e={side * CELL_M} w=0"
    for command in (
        f"g.region {extent} rows={side} cols={side}",
        f"r.in.bin -f input={folder / 'ground'} output=ground bytes=4 {extent} "
        f"rows={side} cols={side}",
        "r.mapcalc expression=level=0",
    ):
        subprocess.run(command.split(), env=session, check=True, capture_output=True)
    places = ",".join(
        f"{(column + 0.5) * CELL_M},{(side - row - 0.5) * CELL_M}"
        for row, column in source_cells(side)
    )
    walk = f"r.walk elevation=ground friction=level output=walk start_coordinates={places}"
    walk += " memory=16000 --overwrite --quiet"
    peak, seconds = quickest(lambda: peak_mb_of(walk, session))
    _, beginning_s = quickest(lambda: peak_mb_of(f"{walk} max_cost=1", session))
    return Walk(seconds, seconds - beginning_s, peak)


def grass_session(folder: Path) -> dict[str, str]:
    """A new GRASS location without a projection; the environment its commands run in."""
    told = ["grass", "--config", "path"]
    home = subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()
    new = ["grass", "-c", "XY", str(folder / "flat"), "-e"]
    subprocess.run(new, check=True, capture_output=True)
    settings = folder / "gisrc"
    settings.write_text(f"GISDBASE: {folder}\nLOCATION_NAME: flat\nMAPSET: PERMANENT\n")
    return os.environ | {
        "GISBASE": home,
        "GISRC": str(settings),
        "PATH": f"{home}/bin:{os.environ['PATH']}",
        "LD_LIBRARY_PATH": f"{home}/lib",
    }


def peak_mb_of(command: str, environment: dict[str, str]) -> float:
    """Peak memory of a command."""
    process = subprocess.Popen(command.split(), env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command} ended with status {status}")
    return used.ru_maxrss * 1024 / MB


def absent(name: str, side: int) -> str | None:
    """Why a peer is not measured."""
    if name == "networkx" and side**2 > NETWORKX_CELLS:
        return f"not above {NETWORKX_CELLS:,} cells"
    if name == "GRASS r.walk" and shutil.which("grass") is None:
        return "not installed"
    return None


WALKS = {
    "geoplan": walk_geoplan,
    "scipy": walk_scipy,
    "networkx": walk_networkx,
    "GRASS r.walk": walk_grass,
}
"""The first is what the others are compared with."""


def measure(side: int) -> dict[str, Walk | str]:
    """What every way took on ground of a size, or why it was not measured."""
    walks: dict[str, Walk | str] = {}
    with TemporaryDirectory() as folder:
        alone(make_ground, Path(folder), side)
        for name, walk in WALKS.items():
            walks[name] = absent(name, side) or alone(walk, Path(folder), side)
            print(f"{side} x {side} {name}: {walks[name]}", file=sys.stderr)
    return walks


def rows(side: int, walks: dict[str, Walk | str]) -> list[str]:
    """Rows of the table for a size."""
    own = walks["geoplan"]
    assert isinstance(own, Walk)
    lines = []
    for name, walk in walks.items():
        start = f"| {side:,} x {side:,} | {name} | "
        if isinstance(walk, str):
            lines.append(f"{start}{walk} | | | | | | |")
            continue
        figures = [
            f"{walk.seconds:.2f}",
            f"{walk.seconds / own.seconds:.1f}",
            f"{walk.ready_s:.2f}",
            f"{walk.ready_s / own.ready_s:.1f}",
            f"{walk.peak_mb:,.0f}",
            f"{walk.imports_mb:.0f}",
            "" if math.isnan(walk.differ_minutes) else f"{walk.differ_minutes:.4f}",
        ]
        lines.append(f"{start}{' | '.join(figures)} |")
    return lines


def growth(name: str, took: dict[int, dict[str, Walk | str]]) -> str:
    """Seconds per million cells at every size."""
    shares = [
        f"{walk.seconds / side**2 * 1e6:.2f}"
        for side, walks in took.items()
        if isinstance(walk := walks[name], Walk)
    ]
    return f"{name} {', '.join(shares)}"


def main() -> None:
    """Print the section."""
    took = {side: measure(side) for side in SIDES}
    print(HEAD)
    for side, walks in took.items():
        print("\n".join(rows(side, walks)))
    told = "; ".join(growth(name, took) for name in WALKS if name != "networkx")
    print(f"\nSeconds per million cells, from the smallest ground to the largest: {told}.\n")


if __name__ == "__main__":
    main()
