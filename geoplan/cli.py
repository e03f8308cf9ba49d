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
from enum import StrEnum
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


class Language(StrEnum):
    """Languages of answers."""

    zh = "zh"
    en = "en"


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
    locks: Annotated[
        Path | None,
        typer.Option(
            "--locks", help="会议的要求 What the meeting wants in or out (locks.csv, .xlsx)."
        ),
    ] = None,
    prices: Annotated[
        bool,
        typer.Option(
            "--prices/--no-prices",
            help="算出每条路改变决定的代价 What the other decision on each road would cost.",
        ),
    ] = True,
    quiet: Quiet = False,
) -> None:
    """编制计划 Make the plan: maps, lists, notices, data."""
    from geoplan.pipeline import make_plan
    from geoplan.pipeline.outputs import usable_folder, write_plan
    from geoplan.publish.summary import summary
    from geoplan.readers import read_county, read_locks

    folder = out or county.parent / "plan"
    usable_folder(folder)
    with _progress(quiet) as progress:
        asked = None if locks is None else read_locks(locks)
        made = make_plan(read_county(county), locks=asked, prices=prices)
        write_plan(made, folder, households=households, run_log=progress.text)
    if not quiet:
        typer.echo(summary(made))
    typer.echo(f"会议地图（公开） meeting map:    {folder / 'meeting.html'}")
    typer.echo(f"内部地图 internal map:          {folder / 'planner.html'}")
    typer.echo(f"项目清单 project list:          {folder / 'project_list.xlsx'}")
    if (folder / "notice.pdf").exists():
        typer.echo(f"公示图 A3 notice sheets:        {folder / 'notice.pdf'}")


@app.command()
def compare(
    plan_a: Annotated[Path, typer.Argument(help="方案文件夹 Folder of a plan.")],
    plan_b: Annotated[
        Path | None, typer.Argument(help="另一个方案的文件夹 Folder of the other plan.")
    ] = None,
    official: Annotated[
        Path | None, typer.Option(help="办公室的项目清单 The office's own list (.xlsx, .csv).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写入文件 Write it to this file.")
    ] = None,
) -> None:
    """对比两个方案或自有清单 Compare two plans, or the office's own list with a plan."""
    from geoplan.pipeline.outputs import read_plan, write_page
    from geoplan.programme.compare import compare as side_by_side
    from geoplan.programme.official import evaluate_list
    from geoplan.publish.comparison import comparison_page, official_page
    from geoplan.readers.project_lists import read_project_list

    if (plan_b is None) == (official is None):
        raise typer.BadParameter(
            "给出另一个方案或 --official 之一 Give another plan or --official."
        )
    one = read_plan(plan_a)
    if official is not None:
        rows, remarks = read_project_list(official)
        for remark in remarks:
            typer.echo(remark, err=True)
        page = official_page(evaluate_list(one, rows), str(plan_a), str(official))
    else:
        page = comparison_page(side_by_side(one, read_plan(str(plan_b))), str(plan_a), str(plan_b))
    if out is None:
        typer.echo(page)
    else:
        write_page(page, out)
        typer.echo(f"已写出 written: {out}")


@app.command()
def export_list(
    plan_dir: Annotated[Path, typer.Argument(metavar="OUT", help="方案文件夹 Folder of a plan.")],
    out: Annotated[Path, typer.Option("--out", help="写入的清单 The list to write (.xlsx, .csv).")],
    bureau: Annotated[
        Path | None,
        typer.Option(help="局里的列和模板 The bureau's columns and template (bureau.toml)."),
    ] = None,
) -> None:
    """按局里的表写出项目清单 The project list in a bureau's columns, or its own workbook."""
    from geoplan.bureau import read_bureau
    from geoplan.pipeline.outputs import read_plan
    from geoplan.publish.bureau import export_list as export

    wanted = None if bureau is None else read_bureau(bureau)
    for remark in export(read_plan(plan_dir), out, bureau=wanted):
        typer.echo(remark, err=True)
    typer.echo(f"已写出 written: {out}")


@app.command()
def import_list(
    plan_dir: Annotated[Path, typer.Argument(metavar="OUT", help="方案文件夹 Folder of a plan.")],
    path: Annotated[
        Path,
        typer.Argument(
            metavar="LIST", help="局里改过的清单 The list that came back (.xlsx, .csv)."
        ),
    ],
    bureau: Annotated[
        Path | None,
        typer.Option(help="写出时用的 bureau.toml The bureau.toml it was written with."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写入文件 Write it to this file.")
    ] = None,
) -> None:
    """读回项目清单：改动与进度 Read a list back: what a bureau changed, how far the works are."""
    from geoplan.bureau import read_bureau
    from geoplan.pipeline.outputs import read_plan, write_page
    from geoplan.programme.progress import progress_of
    from geoplan.programme.returned import compare_returned
    from geoplan.publish.bureau import bureau_rows
    from geoplan.publish.returned import returned_page
    from geoplan.readers.project_lists import read_returned_list

    wanted = None if bureau is None else read_bureau(bureau)
    made = read_plan(plan_dir)
    sent = bureau_rows(made, wanted)
    rows, remarks = read_returned_list(path, bureau=wanted)
    for remark in remarks:
        typer.echo(remark, err=True)
    changes, progress = compare_returned(made, sent, rows), progress_of(made, sent, rows)
    page = returned_page(changes, progress, str(plan_dir), str(path))
    if out is None:
        typer.echo(page)
    else:
        write_page(page, out)
        typer.echo(f"已写出 written: {out}")


@app.command()
def explain(
    out: Annotated[Path, typer.Argument(help="结果文件夹 Folder of a plan (plan --out).")],
    thing: Annotated[
        str,
        typer.Argument(metavar="ID", help="编号、路线编码或名称 An id, a route code or a name."),
    ],
    lang: Annotated[
        Language | None, typer.Option(help="只用一种语言 One language; default: both.")
    ] = None,
) -> None:
    """为什么有（没有）这条路 Why, or why not: a road, village, group or site."""
    from geoplan.pipeline.outputs import read_plan
    from geoplan.publish.explanation import asked_for, explanation

    made = read_plan(out)
    kind, one = asked_for(made, thing)
    for language in (lang,) if lang else Language:
        typer.echo(explanation(made, kind, one, language=language))


@app.command("map")
def draw(
    plans: Annotated[
        list[Path], typer.Argument(metavar="OUT...", help="结果文件夹 Folders of plans.")
    ],
    out: Annotated[Path, typer.Option("--out", help="写入的 HTML 文件 The HTML file to write.")],
    name: Annotated[
        list[str] | None,
        typer.Option(help="图中方案的名称，依次 Names of the plans in the map, in their order."),
    ] = None,
    township: Annotated[
        str | None, typer.Option(help="只画一个乡镇（名称或编号） One township, by name or id.")
    ] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="内部使用 For the office: everything.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """把一个或几个方案画进一张图 One map of one or several plans, or of a township."""
    from geoplan.pipeline.maps import draw_map

    with _progress(quiet):
        draw_map(plans, out, names=name or (), township=township, public=not internal)
    typer.echo(f"已写出 written: {out}")


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
