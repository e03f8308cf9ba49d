"""Commands that make, explain, compare and draw plans."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from geoplan.cli.progress import Quiet, show_progress


class Language(StrEnum):
    """Languages of answers."""

    zh = "zh"
    en = "en"


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
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="SECONDS",
            min=0,
            max=1e6,
            help="到时收尾，用已找到的最好方案（写文件另需时间）；Ctrl-C 也可 When to finish with the best "
            "plan found by then (writing it comes on top); so does Ctrl-C. Default: when the search is done.",
        ),
    ] = None,
    from_batch: Annotated[
        Path | None,
        typer.Option(
            "--from-batch",
            metavar="OUT",
            help="接着上一批的方案编制，只算确认完工的 Plan after this batch, from what of it is finished.",
        ),
    ] = None,
    lists: Annotated[
        list[Path] | None,
        typer.Option(
            "--progress",
            metavar="LIST",
            help="上一批填了进度的项目清单、搬迁清单，可写几次 Its project list, relocation list with the "
            "progress filled in; may be given several times.",
        ),
    ] = None,
    bureau: Annotated[
        Path | None,
        typer.Option(
            help="项目清单是局里的表头 Where that list has a bureau's headings: bureau.toml."
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """编制计划 Make the plan: maps, lists, notices, data."""
    from geoplan.bureau import read_bureau
    from geoplan.cli.stopping import stoppable
    from geoplan.pipeline import make_plan
    from geoplan.pipeline.next_batch import plan_next, read_batch
    from geoplan.pipeline.outputs import usable_folder, write_plan
    from geoplan.publish.summary import summary
    from geoplan.readers import read_county, read_locks

    if (from_batch is None) == bool(lists):
        raise typer.BadParameter("--from-batch 和 --progress 要一起用 go together.")
    if bureau is not None and from_batch is None:
        raise typer.BadParameter("--bureau 只用于 --progress is for --progress only.")
    folder = out or county.parent / "plan"
    if from_batch is not None and from_batch.resolve() == folder.resolve():
        raise typer.BadParameter(
            f"{folder} 是上一批的方案，请用 --out 另给文件夹 is the batch before: give another folder by --out."
        )
    usable_folder(folder)
    with show_progress(quiet) as progress, stoppable(time_limit, progress.tell):
        asked = None if locks is None else read_locks(locks)
        here = read_county(county)
        if from_batch is None:
            made = make_plan(here, locks=asked, prices=prices)
        else:
            wanted = None if bureau is None else read_bureau(bureau)
            first = here.settings.years[0]
            before = read_batch(from_batch, lists or (), next_year=first, bureau=wanted)
            made = plan_next(here, before, locks=asked, prices=prices)
        write_plan(made, folder, households=households, run_log=progress.text)
    if not quiet:
        typer.echo(summary(made))
    typer.echo(f"会议地图（公开） meeting map:    {folder / 'meeting.html'}")
    typer.echo(f"内部地图 internal map:          {folder / 'planner.html'}")
    typer.echo(f"项目清单 project list:          {folder / 'project_list.xlsx'}")
    typer.echo(f"领导简报 brief:                {folder / 'brief.docx'}")
    if (folder / "notice.pdf").exists():
        typer.echo(f"公示图 A3 notice sheets:        {folder / 'notice.pdf'}")


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


def compare(
    plan_a: Annotated[Path, typer.Argument(help="方案文件夹 Folder of a plan.")],
    plan_b: Annotated[
        Path | None, typer.Argument(help="另一个方案的文件夹 Folder of the other plan.")
    ] = None,
    official: Annotated[
        Path | None, typer.Option(help="办公室的项目清单 The office's own list (.xlsx, .csv).")
    ] = None,
    bureau: Annotated[
        Path | None,
        typer.Option(
            help="清单的表头是局里的：对应关系 Its headings, where they are a bureau's own: bureau.toml "
            "(geoplan export-list --help)."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写入文件 Write it to this file.")
    ] = None,
) -> None:
    """对比两个方案或自有清单 Compare two plans, or the office's own list with a plan."""
    from geoplan.bureau import read_bureau
    from geoplan.pipeline.outputs import read_plan, write_page
    from geoplan.programme.compare import compare as side_by_side
    from geoplan.programme.list_rows import with_ids
    from geoplan.programme.official import evaluate_list
    from geoplan.publish.comparison import comparison_page, official_page
    from geoplan.publish.sheets import project_names
    from geoplan.readers.project_lists import read_project_list

    if (plan_b is None) == (official is None):
        raise typer.BadParameter(
            "给出另一个方案或 --official 之一 Give another plan or --official."
        )
    if bureau is not None and official is None:
        raise typer.BadParameter("--bureau 只用于 --official is for --official only.")
    one = read_plan(plan_a)
    if official is not None:
        wanted = None if bureau is None else read_bureau(bureau)
        rows, remarks = read_project_list(official, bureau=wanted)
        for remark in remarks:
            typer.echo(remark, err=True)
        names = project_names(one, one.projects.assign(id=one.projects.index))
        listed = evaluate_list(one, with_ids(one, rows, names))
        page = official_page(listed, str(plan_a), str(official))
    else:
        page = comparison_page(side_by_side(one, read_plan(str(plan_b))), str(plan_a), str(plan_b))
    if out is None:
        typer.echo(page)
    else:
        write_page(page, out)
        typer.echo(f"已写出 written: {out}")


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

    with show_progress(quiet):
        draw_map(plans, out, names=name or (), township=township, public=not internal)
    typer.echo(f"已写出 written: {out}")
