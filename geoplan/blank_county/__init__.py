"""A county before it has data: a commented ``county.toml`` and workbooks that townships fill in.

=========== =============================================================
forms       what is asked, of whom, and why: only columns that a plan uses
workbooks   the forms as Excel sheets with drop-downs, limits and notes
county_toml settings with default, unit and source, from ``config``
=========== =============================================================
"""

from pathlib import Path

from geoplan.blank_county.county_toml import county_toml
from geoplan.blank_county.forms import COUNTY_BOOK, TOWNSHIP_BOOK, TOWNSHIPS
from geoplan.blank_county.workbooks import county_workbook, township_workbook
from geoplan.errors import ConfigError
from geoplan.folders import writable_folder
from geoplan.publish.workbook import save_workbook


def blank_county(out_dir: Path, *, first_year: int) -> list[str]:
    """Lines that tell what was written and what to do with it.

    Written are ``county.toml``, the township's form, the county's form, and the folder that the
    filled forms go into.

    Parameters
    ----------
    out_dir
        Folder of the new county; made when absent. Its name becomes the county's.
    first_year
        First year of the two-year batch.

    Raises
    ------
    ConfigError
        One of the files exists already, or the folder cannot be written to.
    """
    toml, township, ledgers = (
        out_dir / name for name in ("county.toml", TOWNSHIP_BOOK, COUNTY_BOOK)
    )
    standing = [path.name for path in (toml, township, ledgers) if path.exists()]
    if standing:
        raise ConfigError(
            f"{out_dir}: 文件已存在，不覆盖 exists and is not overwritten: {', '.join(standing)}. "
            "请换目录或先改名 Choose another folder, or rename it."
        )
    writable_folder(out_dir)
    collected = out_dir / TOWNSHIPS
    collected.mkdir(parents=True, exist_ok=True)
    name = out_dir.resolve().name
    toml.write_text(county_toml(name, first_year=first_year), encoding="utf-8", newline="\n")
    save_workbook(township_workbook(), township)
    save_workbook(county_workbook(), ledgers)
    return [
        f"已写入 written: {toml}, {township.name}, {ledgers.name}",
        f"1. 给每个乡镇一个两位代码和一份 {township.name}，填好后放入 give each township a code of two digits and a copy; "
        f"filled in, they go into: {collected}",
        f"2. 县里填 the county fills in: {ledgers.name}",
        "3. 路网放入本目录 put the roads here: 道路.shp",
        "4. 核对设置，填入真实资金 read the settings, put the real funds in: county.toml",
        f"5. 检查 then: geoplan check {toml}",
    ]
