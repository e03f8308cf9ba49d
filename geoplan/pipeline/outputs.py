"""Everything a run writes: one folder, whole or not at all."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish.access_geopackage import write_access_geopackage
from geoplan.publish.access_map import write_access_map
from geoplan.publish.access_summary import access_json, access_summary
from geoplan.publish.access_workbook import write_access_workbook
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
from geoplan.routing.access import Access

PLAN, ACCESS = "plan.json", "access.json"
"""The file by which a folder is known as a plan, or as access."""
WHAT = {PLAN: ("方案", "a plan"), ACCESS: ("geoplan access 的结果", "results of geoplan access")}
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
    _write_folder(out, lambda folder: _write_files(plan, folder, households), run_log)


def write_access(
    access: Access,
    out_dir: Path | str,
    *,
    households: bool = False,
    run_log: Callable[[], str] = lambda: "",
) -> None:
    """Write how people get there today as a map, tables and data.

    Parameters
    ----------
    access
        From ``measure_access``.
    out_dir
        Folder to make, as in ``write_plan``: an earlier access in it is replaced, a plan is not.
    households
        Also write households into ``access.gpkg`` (internal).
    run_log
        As in ``write_plan``.

    Raises
    ------
    ConfigError
        The folder exists and holds something else, or cannot be written (a file in it is open).
    """
    out = usable_folder(out_dir, known_by=ACCESS)
    _write_folder(out, lambda folder: _write_access_files(access, folder, households), run_log)


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
    if not (out / PLAN).is_file():
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


def usable_folder(out_dir: Path | str, *, known_by: str = PLAN) -> Path:
    """Folder for the results, absolute; one that holds something else is refused.

    Parameters
    ----------
    out_dir
        The folder, which may not be there yet.
    known_by
        The file by which results of the same kind are known: ``PLAN`` or ``ACCESS``.

    Raises
    ------
    ConfigError
        It is a file, or a folder with files but without results of that kind.
    """
    out = Path(out_dir).resolve()
    if len(out.name.encode()) > LONGEST_NAME:
        raise ConfigError(f"{out.name[:40]}…: 文件夹名太长 the folder's name is too long.")
    if out.exists() and not (out / known_by).is_file() and (out.is_file() or any(out.iterdir())):
        zh, en = WHAT[known_by]
        raise ConfigError(
            f"{out}: 已存在且不是{zh} exists and is not {en}. 请换一个文件夹 Choose another folder."
        )
    return out


def _write_folder(out: Path, write: Callable[[Path], None], run_log: Callable[[], str]) -> None:
    """Let all files be written into a new folder and put it in its place, whole or not at all."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".geoplan-", dir=out.parent) as work:
            folder = Path(work) / out.name
            folder.mkdir()
            write(folder)
            (folder / "run.log").write_text(run_log(), encoding="utf-8")
            _put_in_place(folder, out, Path(work) / "earlier")
    except OSError as error:
        raise ConfigError(
            f"{out}: 无法写入 cannot be written ({error}). 请关闭正在打开的文件 Close the "
            "files of it that are open, or choose another folder."
        ) from error
    log.info("已写出 written: %s", out)


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
    (folder / PLAN).write_text(plan_json(plan), encoding="utf-8", newline="\n")
    (folder / "summary.md").write_text(summary(plan), encoding="utf-8", newline="\n")


def _write_access_files(access: Access, folder: Path, households: bool) -> None:
    """Write every file of access into an empty folder."""
    log.info("表格 tables")
    write_access_workbook(access, folder / "access.xlsx")
    log.info("空间数据 GeoPackage")
    write_access_geopackage(access, folder / "access.gpkg", households=households)
    log.info("地图 map")
    write_access_map(access, folder / "access.html")
    (folder / ACCESS).write_text(access_json(access), encoding="utf-8", newline="\n")
    (folder / "summary.md").write_text(access_summary(access), encoding="utf-8", newline="\n")


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
