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
            help="局里的列和模板，写法见上；不写则为 14 列 The bureau's columns and template, as above; "
            "the 14 columns without it."
        ),
    ] = None,
) -> None:
    """按局里的表写出项目清单 The project list in a bureau's columns, or its own workbook.

    用记事本写 bureau.toml，例如局里的表头是：序号、路线名称、起点、终点、里程(公里)、总投资(元)、年度。
    Write bureau.toml as a text file; for a form with those headings it is:

    \b
    template = "局里的表.xlsx"   # 局里自己的空表，没有就删去 their own blank form, if they have one
    stages = "合并"             # 每个项目一行 one row per project; "分开": 路基、路面各一行 one per stage
    [columns]                  # "局里的表头 their heading" = "我们的列 our column"
    "序号" = "序号"
    "路线名称" = "路线名称"
    "起点" = {column = "起点桩号", unit = "K0+000"}
    "终点" = {column = "止点桩号", unit = "K0+000"}
    "里程(公里)" = "里程"        # 单位看表头的括号 the unit is that of the brackets: 公里、米，万元、元
    "总投资(元)" = "投资"
    "年度" = "计划完工年"        # "项目年份": 开工那年 the year in which it begins
    "建设性质" = {column = "建设性质", words = {"路面改造" = "改造"}}   # 局里的说法 their words
    "上级补助(元)" = {fund = ["省级补助"]}     # 这些资金付多少 what these funds pay
    "建设单位" = {text = "县交通运输局"}        # 每行都一样 the same in every row
    "备注" = "备注"             # 资金额度为推定的，在此写明 tells where money is not approved

    局里没有的表头就删去那行。右边可写 Delete what they do not have. On the right can stand:

    \b
    序号、项目编号、项目名称、阶段、路线编码、起点桩号、止点桩号、里程、路面宽度、建设性质、管养单位、
    行政区划、乡镇、建制村、建设技术等级、现技术等级、计划完工年、计划开工年、项目年份、投资、补助测算、
    受益户数、受益人口、备注；由局里填写 to be filled in: 状态、开工日期、完工日期、确认人、照片文件
    """  # noqa: D301 \b keeps the lines of a paragraph
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
