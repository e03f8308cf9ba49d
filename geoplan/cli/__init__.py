"""The command line: parse arguments, call the pipeline, show progress; the only place that prints.

Exit status: 0 a plan; 1 a problem with input or settings; 2 usage; 3 no feasible plan.
"""

import gc
import io
import sys
from typing import Annotated

import typer

from geoplan import __version__
from geoplan.cli import access, counties, land, lists, plans
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
for command in (
    counties.new,
    counties.template,
    counties.import_osm,
    counties.check,
    access.access,
    land.land,
    plans.plan,
    plans.explain,
    plans.compare,
    lists.export_list,
    lists.import_list,
):
    app.command()(command)
app.command("map")(plans.draw)


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


def main() -> None:
    """Run the command line; problems are words and an exit status, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    gc.freeze()  # what is imported lives as long as the run: never looked through again
    try:
        app()
    except InfeasibleError as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
    except GeoplanError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
