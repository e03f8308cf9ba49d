"""A first ``county.toml`` from two files: what was guessed stands in it, to be read and corrected."""

import difflib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from geoplan import config
from geoplan.errors import ConfigError, LayerError
from geoplan.folders import writable_folder
from geoplan.readers import County, every_sheet, guess_columns, load_county
from geoplan.schema import LAYERS

ASSUMED_SHARE = 0.2
"""Part of the cost of paving everything that the assumed fund pays. C."""
ASSUMED_WAN_PER_KM = 77
"""Cost of paving a km in hills, subgrade included, for the assumed fund only [万元/km]. C."""
NAMED_AFTER = (
    "县名取自文件夹 the county is named after its folder: {}. 印在每张图、每份清单上；要改，请改 county.toml 的 name 一行，"
    "或用 --name It stands on every map and list: change the line name in county.toml, or use --name."
)
BASIS = (
    f"推定：全部未硬化里程 × {ASSUMED_WAN_PER_KM} 万元/km × {ASSUMED_SHARE:.0%} ÷ 2 年 "
    f"a guess: {ASSUMED_SHARE:.0%} of paving every unpaved km at {ASSUMED_WAN_PER_KM}, over two years"
)
"""Where the ceiling comes from, told beside it."""
NO_SOURCES = "资料来源未填，图上不印来源 no sources given, maps name none: 请改 county.toml 的 sources 一行 edit the line sources"
NEAR_NAMES = 3
"""Files with a similar name that are told where one is not there."""


def new_county(
    roads: Path,
    villages: Path,
    out_dir: Path,
    *,
    first_year: int,
    crs: str | None = None,
    name: str | None = None,
) -> list[str]:
    """Lines that tell what was guessed and what is missing; ``out_dir/county.toml`` is written.

    The county is read once before anything is written, so that ``geoplan plan`` works on it.

    Parameters
    ----------
    roads, villages
        The two layers, in any format that ``readers`` reads.
    out_dir
        Folder of the new county; made when absent.
    first_year
        First year of the two-year batch.
    crs
        CRS in metres, e.g. "EPSG:4524"; needed where files in metres do not tell theirs.
    name
        Name of the county; the folder's when absent.

    Raises
    ------
    ConfigError
        ``county.toml`` exists already, the folder cannot be written to, or the CRS does not fit.
    LayerError
        A file is not there, cannot be read, or lacks what is needed.
    """
    target = out_dir / "county.toml"
    if target.exists():
        raise ConfigError(
            f"{target}: 文件已存在，不覆盖 exists and is not overwritten. "
            "请换目录或先改名 Choose another folder, or rename it."
        )
    writable_folder(out_dir)
    files = {"roads": roads, "villages": villages}
    _check_typed(files)
    guessed, notes = {}, []
    for layer, file in files.items():
        guessed[layer], told = guess_columns(layer, file)
        notes += told
    chosen = {
        name: {ours: theirs[0] for ours, theirs in columns.items()}
        for name, columns in guessed.items()
    }
    years = [first_year, first_year + 1]
    own_name = name or out_dir.resolve().name
    county = load_county(_draft(own_name, years, crs, files, chosen), out_dir)
    ceiling_wan = assumed_ceiling_wan(county)
    out_dir.mkdir(parents=True, exist_ok=True)
    tables = [_layer_table(layer, files[layer], out_dir, guessed[layer]) for layer in files]
    chosen_by = "按位置选定 chosen from the position" if crs is None else "--crs"
    head = _head(
        own_name,
        years,
        f"{_quoted(county.crs.to_string())}       # 米制坐标系 metric CRS, {chosen_by}",
    )
    text = "\n".join([head, *tables, _rules(), _fund_table(ceiling_wan, len(years))])
    target.write_text(text, encoding="utf-8")
    return [
        f"已写入 written: {target}",
        *([] if name else [NAMED_AFTER.format(own_name)]),
        *(_told(layer, columns) for layer, columns in guessed.items()),
        *notes,
        *_unsure(guessed),
        f"坐标系 CRS: {county.crs.to_string()} {county.crs.name}",
        f"资金为推定 funds are assumed: {ceiling_wan:g} 万元/年 per year ({BASIS}); 请改 edit [[funds]]",
        NO_SOURCES,
        *county.remarks,
    ]


def _check_typed(files: Mapping[str, Path]) -> None:
    """Raise when a file that was typed is not there; with those of its folder that may be meant."""
    absent = [file for file in files.values() if not file.exists()]
    if absent:
        raise LayerError("\n".join(map(_not_there, absent)))


def _not_there(file: Path) -> str:
    """Message about a file that is not there: where it was looked for, and names like it of its kind."""
    folder = file.absolute().parent
    if not folder.is_dir():
        return (
            f"{file}: 找不到文件 not found: 没有文件夹 there is no folder {folder}. "
            "请核对路径 Check the path."
        )
    names = sorted(
        one.name
        for one in folder.iterdir()
        if one.suffix.lower() == file.suffix.lower() and not one.name.startswith((".", "~$"))
    )
    alike = difflib.get_close_matches(file.name, names, NEAR_NAMES)
    meant = f"是不是 Perhaps {', '.join(alike)}? " if alike else ""
    return (
        f"{file}: 找不到文件 not found, 在文件夹 in folder {folder}. {meant}"
        "请核对文件名；名称中有空格的加引号 Check the name; quotes round names with blanks."
    )


def assumed_ceiling_wan(county: County) -> float:
    """Yearly ceiling that pays a fifth of paving all unhardened roads in two years [万元].

    Rounded to two figures; 100 where every road is hardened already.
    """
    hardened = county.roads["surface_code"].str.startswith(county.settings.network.hardened_codes)
    unhardened_km = county.roads.length[~hardened].sum() / 1000
    each = unhardened_km * ASSUMED_WAN_PER_KM * ASSUMED_SHARE / 2
    return float(f"{each:.2g}") if each > 0 else 100.0


def _draft(
    name: str,
    years: list[int],
    crs: str | None,
    files: dict[str, Path],
    chosen: dict[str, dict[str, str]],
) -> config.County:
    """Settings that read the two files as the new county.toml will."""
    layers = {
        layer: {"path": str(file.resolve()), "layer": every_sheet(file), "columns": chosen[layer]}
        for layer, file in files.items()
    }
    fund = {"id": "county", "pays": ["surface"], "ceiling_wan": [0] * len(years)}
    return config.County.model_validate(
        {"name": name, "years": years, "crs": crs, "layers": layers, "funds": [fund]}
    )


def _head(name: str, years: list[int], crs: str) -> str:
    """First lines of the file: name, years, CRS."""
    return f"""\
# 本县设置 Settings of the county. 由 geoplan new 写成，请核对修改 Written by geoplan new: check and edit.
name = {_quoted(name)}          # 县名 shown on every page
years = {years}    # 本批项目年份 the years planned together
crs = {crs}
# sources = ["..."]          # 资料来源，印在图上 credits printed on every map
# review_number = "..."      # 审图号
"""


def _layer_table(name: str, file: Path, out_dir: Path, guessed: dict[str, list[str]]) -> str:
    """One layer: its file and the guessed columns, the doubtful ones with their alternatives."""
    lines = [f"[layers.{name}]", f"path = {_quoted(_relative(file, out_dir))}"]
    if sheets := every_sheet(file):
        lines.append(f'layer = "{sheets}"                    # 全部工作表 all its sheets')
    lines += [
        "",
        f'[layers.{name}.columns]   # 本软件的列 = 文件的列 our column = the file\'s, "" = none',
    ]
    meaning = {column.name: column.zh for column in LAYERS[name].columns}
    for ours, theirs in guessed.items():
        doubt = f"，也可能是 or: {', '.join(map(_quoted, theirs[1:]))}" if theirs[1:] else ""
        lines.append(f"{ours} = {_quoted(theirs[0])}   # {meaning[ours]}{doubt}")
    return "\n".join([*lines, ""])


def _fund_table(ceiling_wan: float, years: int) -> str:
    """The assumed fund, and how to write a real one."""
    return f"""\
[[funds]]
id = "county"
name = "县级资金"
pays = ["subgrade", "surface", "site", "subsidy"]   # 路基 路面 安置点 补助
ceiling_wan = {[ceiling_wan] * years}      # 各年上限（万元） ceiling of each year: {BASIS}
assumed = true                     # 填入真实数字后删去此行 delete this line when the figures are real
carry_over = true                  # 结余可转下年 money left may be spent in the next year
# quota_wan_per_km = 20            # 每公里补助上限 at most this much per km
# for = {{ township_id = ["..."] }}  # 仅用于这些乡镇 only for these townships
"""


def _rules() -> str:
    """The rules that most often decide which road comes, and when."""
    rules = config.Projects()
    return f"""\
[projects]
min_households = {rules.min_households}                # 列入门槛：至少多少户受益 households that a road must serve
surface_lag_years = {rules.surface_lag_years}              # 先修路基，隔几年铺面；0 为同年 years from subgrade to surface
"""


def _told(name: str, guessed: dict[str, list[str]]) -> str:
    """Line on the columns that were recognised."""
    meaning = {column.name: column.zh for column in LAYERS[name].columns}
    pairs = ", ".join(
        f"{meaning[ours]} {ours} ← {theirs[0] or '—'}" for ours, theirs in guessed.items()
    )
    return f"{name} 识别的列 columns recognised: {pairs or '无 none'}"


def _unsure(guessed: dict[str, dict[str, list[str]]]) -> list[str]:
    """Lines on columns for which the file offers several."""
    return [
        f"请核对 please check: {name}.{ours} = {theirs[0] or '—'}, 也可能是 or {', '.join(theirs[1:])}"
        for name, columns in guessed.items()
        for ours, theirs in columns.items()
        if len(theirs) > 1
    ]


def _relative(file: Path, folder: Path) -> str:
    """Path of a file from the folder, absolute when they are on different drives."""
    try:
        return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return file.resolve().as_posix()


def _quoted(text: str) -> str:
    """TOML string; JSON escapes the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
