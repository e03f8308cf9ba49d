"""The command that measures how people get there today, without planning anything."""

from pathlib import Path
from typing import Annotated

import typer

from geoplan.cli.progress import Quiet, show_progress


def access(
    county: Annotated[Path, typer.Argument(help="县的设置文件 The county's county.toml.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="结果文件夹 Folder for the results; default: access beside it."),
    ] = None,
    households: Annotated[
        bool,
        typer.Option(
            "--households", help="access.gpkg 含农户点（内部） Household points in access.gpkg."
        ),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """现在怎么走、要多久 How people get there today: minutes, who is cut off, which roads matter."""
    from geoplan.pipeline.access import measure_access
    from geoplan.pipeline.outputs import ACCESS, usable_folder, write_access
    from geoplan.publish.access_summary import access_summary
    from geoplan.readers import read_county

    folder = out or county.parent / "access"
    usable_folder(folder, known_by=ACCESS)
    with show_progress(quiet) as progress:
        measured = measure_access(read_county(county))
        write_access(measured, folder, households=households, run_log=progress.text)
    if not quiet:
        typer.echo(access_summary(measured))
    typer.echo(f"地图（公开） map:               {folder / 'access.html'}")
    typer.echo(f"表格（内部） tables:            {folder / 'access.xlsx'}")
    typer.echo(f"空间数据 GeoPackage:           {folder / 'access.gpkg'}")
