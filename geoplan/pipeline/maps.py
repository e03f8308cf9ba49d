"""A map page of plans that are written already."""

import logging
from collections.abc import Sequence
from pathlib import Path

from geoplan.errors import ConfigError
from geoplan.pipeline.outputs import read_plan
from geoplan.publish.maps import is_page
from geoplan.publish.scenarios import write_scenarios

log = logging.getLogger(__name__)


def draw_map(
    folders: Sequence[Path],
    out: Path,
    *,
    names: Sequence[str] = (),
    township: str | None = None,
    public: bool = True,
) -> None:
    """Draw one page of one or several written plans.

    Parameters
    ----------
    folders
        Results of ``write_plan``, the first is shown first.
    out
        The HTML file; an earlier page of geoplan is replaced, anything else is refused.
    names
        Name of each plan in the page; the folders' names if not given.
    township
        Name or id of the township whose map it is; None for the county.
    public
        Tell what a public file may tell; otherwise everything, marked as internal.

    Raises
    ------
    ConfigError
        Not a plan, plans of different data, an unknown township, or ``out`` cannot be written.
    """
    _refuse_other_file(out)
    told = tuple(names) or folder_names(folders)
    if len(told) != len(folders) or len(set(told)) < len(told):
        raise ConfigError(
            f"{len(folders)} 个方案要 {len(folders)} 个不同的名称 plans need as many different names, "
            f"got: {', '.join(told)}. 请核对 --name Check --name."
        )
    plans = {}
    for name, folder in zip(told, folders, strict=True):
        log.info("读取 reading %s", folder)
        plans[name] = read_plan(folder)
    log.info("地图 map")
    try:
        write_scenarios(plans, out, public=public, township=township)
    except OSError as error:
        raise ConfigError(
            f"{out}: 无法写入 cannot be written ({error}). 请关闭该文件或换一个 Close it or choose "
            "another file."
        ) from error


def folder_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """Ends of the folders' paths, as long as it takes to tell them apart.

    Raises
    ------
    ConfigError
        The same folder twice.
    """
    parts = [folder.resolve().parts for folder in folders]
    if len(set(parts)) < len(parts):
        raise ConfigError("同一文件夹给了两次 the same folder twice. 请核对 Check the folders.")
    length = 1
    while len({one[-length:] for one in parts}) < len(parts):
        length += 1
    return tuple("/".join(one[-length:]) for one in parts)


def _refuse_other_file(out: Path) -> None:
    """Never write over what is not a page of geoplan."""
    if out.is_dir() or (out.exists() and not is_page(out)):
        raise ConfigError(
            f"{out}: 已存在且不是 geoplan 的地图 exists and is not a map of geoplan. "
            "请换一个文件 Choose another file."
        )
