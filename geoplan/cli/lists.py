"""Commands for the bureau's lists: out in its own columns, back with its edits."""

from pathlib import Path
from typing import Annotated

import typer


def export_list(
    plan_dir: Annotated[Path, typer.Argument(metavar="OUT", help="方案文件夹 Folder of a plan.")],
    out: Annotated[Path, typer.Option("--out", help="写入的清单 The list to write (.xlsx, .csv).")],
    bureau: Annotated[
        Path | None,
        typer.Option(
            help="局里的列和模板；还没有时也写上文件名，会显示写法 The bureau's columns and template; "
            "none yet? Name it all the same and see how to write one (bureau.toml)."
        ),
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


def import_list(
    plan_dir: Annotated[Path, typer.Argument(metavar="OUT", help="方案文件夹 Folder of a plan.")],
    path: Annotated[
        Path,
        typer.Argument(
            metavar="LIST", help="局里改过的清单 The list that came back (.xlsx, .xls, .ods, .csv)."
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
