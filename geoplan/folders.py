"""Folders that a new county may be written into."""

import os
from pathlib import Path

from geoplan.errors import ConfigError


def writable_folder(out_dir: Path) -> None:
    """Refuse a folder for a new county that cannot be made or written into.

    Raises
    ------
    ConfigError
        It is a file or below one, or nobody may write there.
    """
    whole = out_dir.absolute()
    standing = next(one for one in (whole, *whole.parents) if os.access(one, os.F_OK))
    if not standing.is_dir():
        raise ConfigError(
            f"{standing}: 是文件，不是文件夹 is a file, not a folder. 请换一个文件夹 Choose another folder."
        )
    if not os.access(standing, os.W_OK | os.X_OK):
        raise ConfigError(
            f"{standing}: 没有写入权限 cannot be written to. 请换一个文件夹 Choose another folder."
        )
