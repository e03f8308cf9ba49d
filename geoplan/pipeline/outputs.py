"""Everything a run writes: one folder, whole or not at all."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish.geopackage import write_geopackage
from geoplan.publish.maps import write_meeting_map, write_planner_map
from geoplan.publish.notices import write_notice
from geoplan.publish.sheets import write_project_list, write_relocation_list
from geoplan.publish.summary import plan_json, summary

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
        Also write household points into ``plan.gpkg`` (internal).
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
    write_notice(plan, folder)
    log.info("空间数据 GeoPackage")
    write_geopackage(plan, folder / "plan.gpkg", households=households)
    log.info("地图 maps")
    write_meeting_map(plan, folder / "meeting.html")
    write_planner_map(plan, folder / "planner.html")
    (folder / "plan.json").write_text(plan_json(plan), encoding="utf-8", newline="\n")
    (folder / "summary.md").write_text(summary(plan), encoding="utf-8", newline="\n")
