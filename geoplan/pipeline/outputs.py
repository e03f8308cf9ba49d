"""Everything a run writes: one folder, whole or not at all."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish.all_answers import answers_json
from geoplan.publish.brief import write_brief
from geoplan.publish.geopackage import write_geopackage
from geoplan.publish.labels import POSTER
from geoplan.publish.maps import write_meeting_map, write_planner_map
from geoplan.publish.notices import write_notice
from geoplan.publish.project_list import write_project_list
from geoplan.publish.registers import write_registers
from geoplan.publish.relocation_list import write_relocation_list
from geoplan.publish.summary import plan_json, summary
from geoplan.publish.tables import read_tables, write_tables

TABLES = "tables"
"""Folder of the whole plan, for ``read_plan``."""
LONGEST_NAME = 200
"""Bytes of a folder's name that every file system takes."""
log = logging.getLogger(__name__)


def write_plan(
    plan: Plan,
    out_dir: Path | str,
    *,
    households: bool = False,
    run_log: Callable[[], str] = lambda: "",
) -> None:
    """Write a plan as maps, lists, notices and data.

    Parameters
    ----------
    plan
        Checked plan.
    out_dir
        Folder to make. An earlier plan in it is replaced, other files beside it stay; a folder
        without a plan that is not empty is refused.
    households
        Also write households into ``plan.gpkg`` and ``tables`` (internal).
    run_log
        Gives the text of ``run.log`` when all else is written: the one file that differs between
        two runs.

    Raises
    ------
    ConfigError
        The folder exists and is not a plan, or cannot be written (a file in it is open).
    """
    out = usable_folder(out_dir)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".geoplan-", dir=out.parent) as work:
            folder = Path(work) / out.name
            folder.mkdir()
            _write_files(plan, folder, households)
            (folder / "run.log").write_text(run_log(), encoding="utf-8")
            _put_in_place(folder, out, Path(work) / "earlier")
    except OSError as error:
        raise ConfigError(
            f"{out}: 无法写入 cannot be written ({error}). 请关闭正在打开的文件 Close the "
            "files of it that are open, or choose another folder."
        ) from error
    log.info("已写出 written: %s", out)


def read_plan(out_dir: Path | str) -> Plan:
    """Plan of a folder that ``write_plan`` made, as it was.

    Parameters
    ----------
    out_dir
        Folder of the results.

    Returns
    -------
    Plan
        The same tables with the same types; households are in it when they were asked for, and
        never with their heads' names.

    Raises
    ------
    ConfigError
        No such folder, not a plan, written by another version, or a damaged file.
    """
    out = Path(out_dir)
    if not out.is_dir():
        raise ConfigError(f"{out}: 没有这个文件夹 no such folder. 请核对路径 Check the path.")
    if not (out / "plan.json").is_file():
        raise ConfigError(
            f"{out}: 不是 geoplan 的结果 not a plan. 请给出 geoplan plan --out 的文件夹 "
            "Give the folder that geoplan plan --out has written."
        )
    if not (out / TABLES).is_dir():
        raise ConfigError(
            f"{out}: 由旧版写出，不能再次读取 written by an earlier version, which cannot be read "
            "again. 请重新运行 Run geoplan plan again."
        )
    return read_tables(out / TABLES)


def write_page(page: str, path: Path) -> None:
    """Write a Markdown page; an earlier one is replaced.

    Raises
    ------
    ConfigError
        It is not called .md or .txt (a list, perhaps), or cannot be written.
    """
    if path.suffix.lower() not in (".md", ".txt"):
        raise ConfigError(f"{path}: 应为 expected .md. 请改 --out Change --out.")
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(
            f"{path}: 无法写入 cannot be written ({error}). 请换一个文件 Choose another file."
        ) from error


def usable_folder(out_dir: Path | str) -> Path:
    """Folder for the results, absolute; one that holds something else than a plan is refused.

    Raises
    ------
    ConfigError
        It is a file, or a folder with files but without a plan.
    """
    out = Path(out_dir).resolve()
    if len(out.name.encode()) > LONGEST_NAME:
        raise ConfigError(f"{out.name[:40]}…: 文件夹名太长 the folder's name is too long.")
    if out.exists() and not (out / "plan.json").is_file() and (out.is_file() or any(out.iterdir())):
        raise ConfigError(
            f"{out}: 已存在且不是 geoplan 的结果 exists and is not a plan. 请换一个文件夹 Choose another folder."
        )
    return out


def _put_in_place(folder: Path, out: Path, earlier: Path) -> None:
    """Rename the new folder to its place; what else was in the earlier one is kept."""
    if out.exists():
        out.rename(earlier)
    try:
        folder.rename(out)
    except OSError:
        if earlier.exists():
            earlier.rename(out)
        raise
    for own in sorted(earlier.iterdir()) if earlier.exists() else ():
        if not (out / own.name).exists():
            own.rename(out / own.name)


def _write_files(plan: Plan, folder: Path, households: bool) -> None:
    """Write every file of the contract into an empty folder."""
    log.info("清单 lists")
    write_project_list(plan, folder)
    write_relocation_list(plan, folder)
    write_registers(plan, folder)
    write_notice(plan, folder)
    costs = plan.about["settings"]["costs"]
    county, township, village = (
        costs[f"maintenance_{one}_yuan_per_km"] for one in ("county", "township", "village")
    )
    write_brief(plan, folder / "brief.docx", maintenance_yuan_per_km=(county, township, village))
    log.info("回答 answers")
    (folder / "answers.json").write_text(answers_json(plan), encoding="utf-8", newline="\n")
    log.info("空间数据 GeoPackage")
    write_geopackage(plan, folder / "plan.gpkg", households=households)
    log.info("地图 maps")
    write_meeting_map(plan, folder / "meeting.html")
    write_planner_map(plan, folder / "planner.html")
    _write_posters(plan, folder / "notice.pdf")
    write_tables(plan, folder / TABLES, households=households)
    (folder / "plan.json").write_text(plan_json(plan), encoding="utf-8", newline="\n")
    (folder / "summary.md").write_text(summary(plan), encoding="utf-8", newline="\n")


def _write_posters(plan: Plan, path: Path) -> None:
    """Write the A3 sheets; without the extra "print", say how to get them."""
    try:
        from geoplan.publish.posters import write_posters
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("geoplan"):
            raise
        log.info('%s %s: pip install "geoplan[print]"', *POSTER["no_extra"])
        return
    write_posters(plan, path)
