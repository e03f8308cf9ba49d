"""The command line: parse arguments, call the pipeline, show progress; the only place that prints.

Exit status: 0 a plan; 1 a problem with input or settings; 2 usage; 3 no feasible plan.
"""

import datetime
import io
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from geoplan import __version__
from geoplan.errors import GeoplanError, InfeasibleError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="山区县道路与避险搬迁规划 Plans roads and hazard relocation of a mountain county.\n\n"
    "第一次使用 First time: geoplan new ROADS VILLAGES --out DIR\n\n"
    "然后 Then: geoplan plan DIR/county.toml",
)
NEXT = "下一步 next: geoplan plan {}"
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度 No progress lines.")]


class _Progress(logging.Handler):
    """Shows what geoplan is doing, and remembers it with times for ``run.log``."""

    def __init__(self, console: Console, status: Status | None) -> None:
        super().__init__(logging.INFO)
        self.console, self.status = console, status
        self.began_s = time.monotonic()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Print a stage; show beside the spinner what the solver has found."""
        line = f"[{time.monotonic() - self.began_s:6.1f} s] {record.getMessage()}"
        self.lines.append(line)
        if self.status is None:
            return
        if record.name != "geoplan.solver":
            self.console.print(line, markup=False, highlight=False)
        self.status.update(record.getMessage())

    def text(self) -> str:
        """Content of ``run.log``: stages with seconds, and the peak memory where it is known."""
        return "\n".join([*self.lines, *_peak_memory()]) + "\n"


def _peak_memory() -> list[str]:
    """Peak memory of this process in words; nothing where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return []
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return [f"内存峰值 peak memory {peak_bytes / 1e9:.2f} GB"]


@contextmanager
def _progress(quiet: bool) -> Iterator[_Progress]:
    """Progress of geoplan's own loggers on the terminal while something runs."""
    console = Console(stderr=True)
    logger = logging.getLogger("geoplan")
    logger.setLevel(logging.INFO)
    with console.status("", spinner="line") as spinner:
        if quiet:
            spinner.stop()
        handler = _Progress(console, None if quiet else spinner)
        logger.addHandler(handler)
        try:
            yield handler
        finally:
            logger.removeHandler(handler)


def _version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"geoplan {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版本 Show the version."),
    ] = False,
) -> None:
    """Options of every command."""


@app.command()
def plan(
    county: Annotated[Path, typer.Argument(help="县的设置文件 The county's county.toml.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="结果文件夹 Folder for the results; default: plan beside it."),
    ] = None,
    households: Annotated[
        bool,
        typer.Option(
            "--households", help="plan.gpkg 含农户点（内部） Household points in plan.gpkg."
        ),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """编制计划 Make the plan: maps, lists, notices, data."""
    from geoplan.pipeline import make_plan
    from geoplan.pipeline.outputs import usable_folder, write_plan
    from geoplan.publish.summary import summary
    from geoplan.readers import read_county

    folder = out or county.parent / "plan"
    usable_folder(folder)
    with _progress(quiet) as progress:
        made = make_plan(read_county(county))
        write_plan(made, folder, households=households, run_log=progress.text)
    if not quiet:
        typer.echo(summary(made))
    typer.echo(f"会议地图（公开） meeting map:    {folder / 'meeting.html'}")
    typer.echo(f"内部地图 internal map:          {folder / 'planner.html'}")
    typer.echo(f"项目清单 project list:          {folder / 'project_list.xlsx'}")


@app.command()
def new(
    roads: Annotated[
        Path, typer.Argument(help="道路图层 Road layer (shapefile, GeoPackage, ...).")
    ],
    villages: Annotated[Path, typer.Argument(help="自然村表 Village table with coordinates.")],
    out: Annotated[Path, typer.Option("--out", help="新文件夹 Folder of the new county.")],
    crs: Annotated[
        str | None,
        typer.Option(help="米制坐标系 CRS of files in metres without one, e.g. EPSG:4524."),
    ] = None,
) -> None:
    """从两个文件建立新县 Start a county from two files: writes county.toml, says what it guessed."""
    from geoplan.new_county import new_county

    for line in new_county(roads, villages, out, first_year=_next_year(), crs=crs):
        typer.echo(line)
    typer.echo(NEXT.format(out / "county.toml"))


@app.command()
def import_osm(
    out: Annotated[Path, typer.Option("--out", help="新文件夹 Folder of the new county.")],
    file: Annotated[
        Path | None, typer.Argument(help="OpenStreetMap 文件 An OpenStreetMap file (.osm.pbf).")
    ] = None,
    dem: Annotated[Path | None, typer.Option(help="高程栅格 Elevation raster [m].")] = None,
    population: Annotated[Path | None, typer.Option(help="人口栅格 People per cell.")] = None,
    cropland: Annotated[Path | None, typer.Option(help="耕地栅格 Cropland, per cent.")] = None,
    hazard: Annotated[
        list[str] | None,
        typer.Option(help='"landslide=SLOPE.tif@high:4..4,very_high:5..5", 可重复 repeatable.'),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="联网下载，代替文件 Download this place instead of a file.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="县名 Name of the county.")] = None,
    quiet: Quiet = False,
) -> None:
    """从开放数据建立新县 Start a county from OpenStreetMap and rasters."""
    from geoplan.open_data import hazard_raster
    from geoplan.open_data import import_osm as start

    if (file is None) == (place is None):
        raise typer.BadParameter("给出文件或 --place 之一 Give either a file or --place.")
    with _progress(quiet):
        lines = start(
            file,
            out,
            place=place,
            name=name,
            dem=dem,
            population=population,
            cropland=cropland,
            hazards=[hazard_raster(text) for text in hazard or ()],
            first_year=_next_year(),
        )
    for line in lines:
        typer.echo(line)
    typer.echo(NEXT.format(out / "county.toml"))


def _next_year() -> int:
    """First year that a new county plans for."""
    return datetime.datetime.now().astimezone().year + 1


def main() -> None:
    """Run the command line; problems are words and an exit status, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except InfeasibleError as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
    except GeoplanError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
