"""Commands about a county's files: a new county, blank forms, open data, what is wrong."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from geoplan.cli.progress import Quiet, show_progress

NEXT = "下一步 next: geoplan check {0}; geoplan plan {0}"


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
    name: Annotated[
        str | None, typer.Option(help="县名，缺省为文件夹名 Name of the county, else the folder's.")
    ] = None,
) -> None:
    """从两个文件建立新县 Start a county from two files: writes county.toml, says what it guessed."""
    from geoplan.new_county import new_county

    for line in new_county(roads, villages, out, first_year=_next_year(), crs=crs, name=name):
        typer.echo(line)
    typer.echo(NEXT.format(out / "county.toml"))


def template(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="新文件夹 Folder of the new county.")
    ],
) -> None:
    """空白填报表和 county.toml Blank forms for townships and offices, and a commented county.toml."""
    from geoplan.blank_county import blank_county

    for line in blank_county(folder, first_year=_next_year()):
        typer.echo(line)
    typer.echo(NEXT.format(folder / "county.toml"))


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
    with show_progress(quiet):
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


def check(
    county: Annotated[Path, typer.Argument(help="县的设置文件 The county's county.toml.")],
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", help="全部问题写入工作簿 Write every finding to this file."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """检查数据 What is wrong with the files, where, and whether it can change the plan."""
    from geoplan.audit import audit
    from geoplan.publish.audit import audit_words, write_audit

    with show_progress(quiet):
        findings = audit(county)
        if xlsx is not None:
            write_audit(findings, str(county), xlsx)
    typer.echo(audit_words(findings, str(county)))
    if xlsx is not None:
        typer.echo(f"已写出 written: {xlsx}")
    if (findings["effect"] == "stops").any():
        raise typer.Exit(1)


def _next_year() -> int:
    """First year that a new county plans for."""
    return datetime.datetime.now().astimezone().year + 1
