"""The command that tells why one could build at a place, or not."""

from pathlib import Path
from typing import Annotated

import typer

from geoplan.cli.progress import Quiet, show_progress


def land(
    county: Annotated[Path, typer.Argument(help="县的设置文件 The county's county.toml.")],
    longitude: Annotated[float, typer.Argument(min=-180, max=180, help="经度 Longitude.")],
    latitude: Annotated[float, typer.Argument(min=-90, max=90, help="纬度 Latitude.")],
    quiet: Quiet = False,
) -> None:
    """这里能不能建安置点，为什么 Why one could build here, or not: all that is against it."""
    from geoplan.pipeline.building_land import land_at, land_objects, place_of
    from geoplan.publish.land_words import land_words
    from geoplan.readers import read_county

    with show_progress(quiet):
        read = read_county(county)
        told = land_at(read, place_of(longitude, latitude)).iloc[0]
    for side in (0, 1):
        typer.echo("\n".join(land_words(told, land_objects(read), side=side)) + "\n")
