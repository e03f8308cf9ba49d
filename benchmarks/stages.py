"""Measures everything before the optimisation, on counties of several sizes:
``python benchmarks/stages.py COUNTY.toml ...``.

Prints two sections of ``docs/benchmarks.md``: how the stages grow, and the stages of the largest
county against their goals.
"""

import argparse
import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from nearest import nearest_service
from spent import Spent, alone, spent

from geoplan import read_county
from geoplan.pipeline.access import measure_access
from geoplan.pipeline.criticality import link_effects
from geoplan.pipeline.ground import ways_of
from geoplan.pipeline.places import in_village_of, road_network
from geoplan.pipeline.situation import survey
from geoplan.pipeline.trips import Errand, each_surface, errands
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.surfaces import Surface, at_doors

WARM = Path("data/yunling/county.toml")
THREE = ("hospital", "school", "township_seat")
"""Services whose minutes are a stage."""
READ, SITUATION = "read and check", "the situation: all that a plan needs before it decides"
MINUTES, EFFECTS = (
    "minutes of every village to three services, dry and wet",
    "effects of every link",
)
MOST_SECONDS, MOST_MB = 8, 1200
"""Goals of all stages before the optimisation, on the largest county."""
GROWTH = """\
## Growth over four sizes

Counties made by `data/make_county.py`, households in proportion to villages. Seconds are the
processor's; MB are the peak until then, as above. The last column is fitted to all sizes: ~ cells^1 is
twice the seconds for twice the cells.
"""
LARGEST = """\
## *The county*, stage by stage

The largest of the four sizes. What a plan takes after these stages is its optimisation, which is not
run here.
"""


@dataclass(frozen=True)
class Measured:
    """Size of a county, what every stage took, and what of the size a stage should grow with."""

    size: dict[str, int] = field(default_factory=dict)
    took: dict[str, Spent] = field(default_factory=dict)
    grows_with: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str, grows_with: str, work: Callable[[], Any]) -> Any:
        """Result of a stage, which is noted."""
        result, self.took[name] = spent(work)
        self.grows_with[name] = grows_with
        return result


def until_the_plan(file: Path) -> Measured:
    """What ``geoplan plan`` does before it decides anything."""
    stages = Measured()
    county = stages.stage(READ, "households", lambda: read_county(file))
    stages.stage(SITUATION, "villages", lambda: survey(county))
    stages.size.update(villages=len(county.villages), households=len(county.households))
    return stages


def one_by_one(file: Path) -> Measured:
    """The network, and what is asked of it."""
    county, stages = read_county(file), Measured()
    layers = {"village": county.villages, "group": county.groups, "service": county.services}
    travel, services = county.settings.travel, in_village_of(county.services, county.villages)
    three = services[services["kind"].isin(THREE)]
    network = stages.stage("road network", "villages", lambda: road_network(county, layers))
    hybrid = stages.stage(
        "roads and ground as one network",
        "cells",
        lambda: ways_of(county, network, cell_m=travel.ground_cell_m),
    )
    villages = county.villages.geometry

    def minutes() -> list[Any]:
        """Minutes of every village."""
        doors = doorsteps(hybrid, villages)
        asked = errands(three, county.villages["township_id"], doors)

        def tell(errand: Errand, _season: str, _when: str, surface: Surface) -> Any:
            """Minutes on one errand in one season."""
            return at_doors(surface, errand.doors, villages.index[errand.who])

        now = {"now": network.links}
        return each_surface(county, hybrid, now, asked, tell, vehicle=travel.vehicle)

    stages.stage(MINUTES, "cells", minutes)
    stages.stage(
        EFFECTS, "cells", lambda: link_effects(county, network, hybrid, services, county.groups)
    )
    stages.size.update({"points of roads": len(hybrid.points), "cells": hybrid.cells})
    return stages


def access_alone(file: Path) -> Measured:
    """What ``geoplan access`` computes."""
    county, stages = read_county(file), Measured()
    stages.stage(
        "`geoplan access`: every household, service and season",
        "households",
        lambda: measure_access(county),
    )
    return stages


def warmed(work: Callable[[Path], Measured], file: Path) -> Measured:
    """Stages of a county, once another has loaded and compiled all that they need."""
    work(WARM)
    gc.freeze()  # as the command line does
    return work(file)


def measure(file: Path) -> Measured:
    """Stages of a county, in three processes with a peak memory of their own."""
    stages = Measured()
    for work in (until_the_plan, one_by_one, access_alone):
        one = alone(warmed, work, file)
        stages.size.update(one.size)
        stages.took.update(one.took)
        stages.grows_with.update(one.grows_with)
    return stages


def row(*cells: str) -> str:
    """Row of a table."""
    return f"| {' | '.join(cells)} |"


def stage_table(county: Measured) -> list[str]:
    """What the stages of a county took."""
    heads = ("stage", "seconds", "the processor's", "peak MB until then")
    lines = [row(*heads), "|---" * len(heads) + "|"]
    for name, one in county.took.items():
        figures = (f"{one.seconds:.1f}", f"{one.processor_s:.1f}", f"{one.peak_mb:,.0f}")
        lines.append(row(name, *figures))
    size = ", ".join(f"{count:,} {what}" for what, count in county.size.items())
    return [*lines, "", f"{size}.", ""]


def growth_table(counties: list[Measured]) -> list[str]:
    """What every stage took on every county, and how it grows."""
    first, *others = [
        row(name, *(f"{one.size[name]:,}" for one in counties), "") for name in counties[0].size
    ]
    lines = [first, "|---" * (len(counties) + 2) + "|", *others]
    for name, base in counties[0].grows_with.items():
        took = [one.took[name] for one in counties]
        sizes = [one.size[base] for one in counties]
        seconds = exponent(sizes, [one.processor_s for one in took])
        cells = (f"{one.processor_s:.2f} s, {one.peak_mb:,.0f} MB" for one in took)
        lines.append(row(name, *cells, f"seconds ~ {base}^{seconds:.2f}"))
    return [*lines, ""]


def exponent(sizes: list[int], figures: list[float]) -> float:
    """By what power of the size a figure grows: least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(figures), 1)[0])


def against_goals(county: Measured) -> list[str]:
    """Whether all stages before the optimisation keep to the goals."""
    took = county.took
    before = took[READ].seconds + took[SITUATION].seconds
    asked = before + took[MINUTES].seconds + took[EFFECTS].seconds
    return [
        f"- before the optimisation (read and check, the situation): {before:.1f} s, "
        f"{told(before, MOST_SECONDS)} of {MOST_SECONDS} s; peak "
        f"{took[SITUATION].peak_mb:,.0f} MB, {told(took[SITUATION].peak_mb, MOST_MB)} of "
        f"{MOST_MB:,} MB",
        f"- with {MINUTES}, and {EFFECTS}, which do not need the optimisation either: "
        f"{asked:.1f} s, {told(asked, MOST_SECONDS)}",
    ]


def told(figure: float, most: float) -> str:
    """Words for a figure and its goal."""
    return "within the goal" if figure <= most else "**above the goal**"


def main() -> None:
    """Print the sections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counties", nargs="+", type=Path, help="county.toml files, by size")
    files = parser.parse_args().counties
    counties = [measure(file) for file in files]
    print("\n".join([GROWTH, *growth_table(counties)]))
    print(LARGEST)
    print("\n".join([*stage_table(counties[-1]), *against_goals(counties[-1])]))
    print(alone(nearest_service, files[-1]) + "\n")


if __name__ == "__main__":
    main()
