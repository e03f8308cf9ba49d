"""Measures walking over the ground against its peers: ``python benchmarks/walking.py``.

Prints a section of ``docs/benchmarks.md``. The ground is made, the same for all; every measurement
has a process of its own, so that its peak memory is its own. GRASS is measured where it is
installed (Debian: ``grass-core``).
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spent import MB, REPEATS, Spent, alone, peak_mb, quickest, told_of

SIDES = (500, 1000, 2000, 4000)
"""Cells along a side of the ground."""
CELL_M = 30
OFF_PATH = 0.6
SOURCES = ((0.2, 0.3), (0.5, 0.8), (0.8, 0.4))
"""Where the walks begin, as shares of the rows and columns."""
MEAN_SLOPE = math.tan(math.radians(25))
RIDGES_M = 6000
ROUGHNESS = 1.15
NAISMITH_S = (0.72, 6.0)
"""Naismith's rule: seconds for a metre on the level, and for a metre of climb."""
GOAL = 5.0
"""Times that r.walk takes at least as long."""
SAME_MINUTES = 0.01
"""The greatest difference that counts as none."""
NETWORKX_CELLS = 250_000
"""More take networkx minutes and gigabytes."""
STEPS = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]

HEAD = f"""\
## Walking over the ground, against its peers

Minutes from three places to every cell of a made mountain: cells of {CELL_M} m, on average as steep as
25°, steps to the eight neighbours. Seconds of the processor and seconds that pass are the least of
{REPEATS}; memory is the peak of a process of its own. "Ready" (the processor's) leaves out what comes
before a walk: for geoplan, the open steps and the pace by slope; for scipy and networkx, building the
graph; for r.walk, reading and writing rasters (its seconds without those of a walk that ends at once
and has little to write). geoplan's search is compiled before.

scipy and networkx walk by Tobler's formula, as geoplan does. r.walk does not know it: both walk by
Naismith's rule here ({NAISMITH_S[0]} s per metre, {NAISMITH_S[1]:g} s per metre of climb; r.walk's walk_coeff with nothing
for descents), so that their minutes can be compared. r.walk has the same ground, imported before,
no friction, no knight's moves, and memory to hold all of it. In brackets: times what geoplan takes
by the same formula.

| cells | | seconds of the processor | seconds that pass | ready | peak MB (of it imports) | minutes differ: median | at most |
|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Walk:
    """What one way of walking took; ``ready_s`` is the processor's, without what comes before."""

    whole: Spent
    ready_s: float
    imports_mb: float = 0.0
    differ_minutes: tuple[float, float] | None = None
    """Median and most, from geoplan's by the same formula."""


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
    """By ``walking_minutes``."""
    from geoplan.terrain import walking_minutes, walks

    imports_mb = peak_mb()
    ground = read_ground(folder, side)
    sources = np.zeros(ground.shape, dtype=bool)
    sources[tuple(np.transpose(source_cells(side)))] = True
    few = np.s_[:2, :2]
    walking_minutes(ground[few], CELL_M, sources[few], direction="from", off_path=OFF_PATH)
    minutes, took = quickest(
        lambda: walking_minutes(ground, CELL_M, sources, direction="from", off_path=OFF_PATH)
    )
    np.save(folder / "Tobler.npy", minutes.ravel())
    ready = walks(ground, np.isnan(ground), CELL_M, OFF_PATH)
    _, searched = quickest(lambda: searched_minutes(ready, side))
    return Walk(took, searched.processor_s, imports_mb)


def walk_naismith(folder: Path, side: int) -> Walk:
    """By the same search, with the pace of Naismith's rule."""
    from geoplan.terrain import walks
    from geoplan.terrain.search import STEEPEST, STEPS_PER_SLOPE

    imports_mb = peak_mb()
    ground = read_ground(folder, side)
    level, climb = np.array(NAISMITH_S) / 60
    slopes = np.arange(-STEEPEST * STEPS_PER_SLOPE, STEEPEST * STEPS_PER_SLOPE + 1)
    pace = level + climb * np.maximum(slopes / STEPS_PER_SLOPE, 0)

    def made_ready() -> Any:
        """The ground, with another pace."""
        by_tobler = walks(ground, np.isnan(ground), CELL_M, 1.0)
        return by_tobler._replace(pace=pace, width=level * CELL_M * 0.999)

    ready = made_ready()
    searched_minutes(ready, side)
    minutes, took = quickest(lambda: searched_minutes(made_ready(), side))
    np.save(folder / "Naismith.npy", minutes)
    _, searched = quickest(lambda: searched_minutes(ready, side))
    return Walk(took, searched.processor_s, imports_mb)


def searched_minutes(ready: Any, side: int) -> NDArray[np.floating]:
    """Minutes of the cells by geoplan's search, over ground that is ready."""
    from geoplan.terrain import spread

    minutes = np.full(side**2, np.inf)
    minutes[[row * side + column for row, column in source_cells(side)]] = 0.0
    spread(ready, minutes)
    return minutes


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
    graph, built = quickest(lambda: steps_graph(ground))
    minutes, searched = quickest(lambda: dijkstra(graph, indices=sources, min_only=True))
    return after_building(built, searched, imports_mb, differences(folder, "Tobler", minutes))


def walk_networkx(folder: Path, side: int) -> Walk:
    """By networkx's Dijkstra on the same steps."""
    import networkx as nx

    imports_mb = peak_mb()
    ground = read_ground(folder, side)
    sources = {row * side + column for row, column in source_cells(side)}
    graph, built = quickest(
        lambda: nx.from_scipy_sparse_array(steps_graph(ground), create_using=nx.DiGraph)
    )
    told, searched = quickest(lambda: nx.multi_source_dijkstra_path_length(graph, sources))
    minutes = np.array([told[cell] for cell in range(ground.size)])
    return after_building(built, searched, imports_mb, differences(folder, "Tobler", minutes))


def after_building(
    built: Spent, searched: Spent, imports_mb: float, differ: tuple[float, float]
) -> Walk:
    """A walk over a graph that has to be built before."""
    whole = Spent(
        built.seconds + searched.seconds,
        built.processor_s + searched.processor_s,
        searched.peak_mb,
    )
    return Walk(whole, searched.processor_s, imports_mb, differ)


def differences(folder: Path, formula: str, minutes: NDArray[np.floating]) -> tuple[float, float]:
    """Median and greatest difference from geoplan's minutes by a formula."""
    differ = np.abs(np.load(folder / f"{formula}.npy") - minutes)
    return float(np.median(differ)), float(differ.max())


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
    coefficients = ",".join(map(str, (*NAISMITH_S, 0, 0)))
    walk = f"r.walk elevation=ground friction=level output=walk start_coordinates={places}"
    walk += f" walk_coeff={coefficients} memory=16000 --overwrite --quiet"
    _, beginning = quickest(lambda: peak_mb_of(f"{walk} max_cost=1", session))
    peak, took = quickest(lambda: peak_mb_of(walk, session))
    told = f"r.out.bin -f input=walk output={folder / 'walk'} bytes=8"
    subprocess.run(told.split(), env=session, check=True, capture_output=True)
    minutes = np.fromfile(folder / "walk", np.float64) / 60
    ready_s = took.processor_s - beginning.processor_s
    differ = differences(folder, "Naismith", minutes)
    return Walk(replace(took, peak_mb=peak), ready_s, differ_minutes=differ)


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
    "geoplan by Naismith's rule": walk_naismith,
    "GRASS r.walk": walk_grass,
}
"""Each is compared with geoplan's that comes before it."""


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
    lines = []
    for name, walk in walks.items():
        start = f"| {side:,} x {side:,} | {name} | "
        if isinstance(walk, str):
            lines.append(f"{start}{walk} | | | | | |")
            continue
        if name.startswith("geoplan"):
            own = walk
        figures = [
            f"{took:.2f} ({took / base:.1f} x)"
            for took, base in (
                (walk.whole.processor_s, own.whole.processor_s),
                (walk.whole.seconds, own.whole.seconds),
                (walk.ready_s, own.ready_s),
            )
        ]
        imports = f" ({walk.imports_mb:.0f})" if walk.imports_mb else ""
        figures.append(f"{walk.whole.peak_mb:,.0f}{imports}")
        figures += [f"{one:.6f}" for one in walk.differ_minutes or ()] or ["", ""]
        lines.append(f"{start}{' | '.join(figures)} |")
    return lines


def against_goals(side: int, walks: dict[str, Walk | str]) -> str:
    """Whether all tell the same minutes, and walking is as much quicker than r.walk as it should be."""
    measured = [walk for walk in walks.values() if isinstance(walk, Walk)]
    most = max(walk.differ_minutes[1] for walk in measured if walk.differ_minutes)
    told = (
        f"- {side**2:,} cells: minutes {most:.6f} apart at most: {told_of(most <= SAME_MINUTES)}; "
    )
    own, peer = walks["geoplan by Naismith's rule"], walks["GRASS r.walk"]
    if isinstance(own, str) or isinstance(peer, str):
        return f"{told}r.walk {peer}"
    ratios = {
        "by the processor": peer.whole.processor_s / own.whole.processor_s,
        "by the clock": peer.whole.seconds / own.whole.seconds,
        "when both are ready": peer.ready_s / own.ready_s,
    }
    words = (f"{one:.1f} x {how}: {told_of(one >= GOAL)}" for how, one in ratios.items())
    return f"{told}r.walk takes {', '.join(words)}"


def growth(name: str, took: dict[int, dict[str, Walk | str]]) -> str:
    """Seconds per million cells at every size."""
    shares = [
        f"{walk.whole.processor_s / side**2 * 1e6:.2f}"
        for side, walks in took.items()
        if isinstance(walk := walks[name], Walk)
    ]
    return f"{name} {', '.join(shares) or 'not measured'}"


def main() -> None:
    """Print the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sides", nargs="*", type=int, default=SIDES, help="cells along a side")
    took = {side: measure(side) for side in parser.parse_args().sides}
    print(HEAD)
    for side, walks in took.items():
        print("\n".join(rows(side, walks)))
    told = "; ".join(growth(name, took) for name in WALKS if name != "networkx")
    print(f"\nThe processor's seconds per million cells, by size: {told}.\n")
    print(
        f"Goals: minutes at most {SAME_MINUTES} apart; r.walk takes at least {GOAL:g} x as long.\n"
    )
    print("\n".join(against_goals(side, walks) for side, walks in took.items()) + "\n")


if __name__ == "__main__":
    main()
