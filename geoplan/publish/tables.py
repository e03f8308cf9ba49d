"""Plan -> ``tables/``: all of it, without loss, so that a written plan can be read again.

Layers are GeoParquet, tables Parquet, the hillshade a PNG, everything else ``about.json``, which
also carries the SHA-256 of every other file: what was changed or cut off is noticed. Equal plans
give equal bytes.
"""

import hashlib
import json
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray
from PIL import Image

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan

LAYERS = tuple(part.name for part in fields(Plan) if part.type is gpd.GeoDataFrame)
TABLES = tuple(part.name for part in fields(Plan) if part.type is pd.DataFrame)
FACTS = ("name", "name_en", "years", "relief_bounds", "about")
"""Parts of the plan that stand in ``about.json``."""
VERSION = version("geoplan")
ABOUT, RELIEF, README = "about.json", "relief.png", "README.txt"
README_WORDS = (
    "内部使用，不得公开。本文件夹是整个方案的数据，供 geoplan 再次读取；请勿修改。\n"
    "Internal: do not publish (it tells of groups of any size). These files are the whole plan, "
    "for geoplan to read again; do not change them.\n"
)


def write_tables(plan: Plan, folder: Path, *, households: bool = False) -> None:
    """Whole plan as files that ``read_tables`` takes.

    Parameters
    ----------
    plan
        Finished plan.
    folder
        New folder; its parent exists.
    households
        Also the rows of households (internal), without their heads' names. Without it, the layer
        has its columns and no row.
    """
    folder.mkdir()
    own = plan.households if households else plan.households.iloc[:0]
    nameless = own.assign(head_name=pd.Series(None, own.index, dtype="str"))
    for name in LAYERS + TABLES:
        table = nameless if name == "households" else getattr(plan, name)
        _objects_as_json(table).to_parquet(folder / f"{name}.parquet")
    if plan.relief is not None:
        Image.fromarray(plan.relief).save(folder / RELIEF)
    (folder / README).write_text(README_WORDS, encoding="utf-8", newline="\n")
    content = {
        "geoplan": VERSION,
        "sha256": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
        **{name: getattr(plan, name) for name in FACTS},
    }
    text = json.dumps({"seal": _seal(content), **content}, ensure_ascii=False, indent=1) + "\n"
    (folder / ABOUT).write_text(text, encoding="utf-8", newline="\n")


def read_tables(folder: Path) -> Plan:
    """Plan that ``write_tables`` wrote, with the same types of columns.

    Parameters
    ----------
    folder
        The folder ``tables`` of a written plan.

    Raises
    ------
    ConfigError
        Another version of geoplan wrote it, or a file is missing, changed or cut off.
    """
    content = _content(folder)
    digests = content["sha256"]
    for name in sorted({*digests, *(f"{part}.parquet" for part in LAYERS + TABLES)}):
        path = folder / name
        if not path.is_file() or _sha256(path) != digests.get(name):
            raise _damaged(path)
    return Plan(
        name=content["name"],
        name_en=content["name_en"],
        years=tuple(content["years"]),
        relief=_relief(folder / RELIEF) if RELIEF in digests else None,
        relief_bounds=None if content["relief_bounds"] is None else (*content["relief_bounds"],),
        about=content["about"],
        **{name: _table(folder / f"{name}.parquet", gpd.read_parquet) for name in LAYERS},
        **{name: _table(folder / f"{name}.parquet", pd.read_parquet) for name in TABLES},
    )


def _content(folder: Path) -> dict[str, Any]:
    """What ``about.json`` says; only this version's is understood."""
    try:
        content = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        written, seal = content["geoplan"], content.pop("seal")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder / ABOUT) from error
    if written != VERSION:
        raise ConfigError(
            f"{folder}: 由 geoplan {written} 写出，本机为 {VERSION} written by geoplan {written}, "
            f"this is {VERSION}. 请重新运行 Run geoplan plan again."
        )
    if seal != _seal(content):
        raise _damaged(folder / ABOUT)
    return dict(content)


def _seal(content: dict[str, Any]) -> str:
    """SHA-256 of what ``about.json`` says."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _damaged(path: Path) -> ConfigError:
    """Error for a file that is not as it was written."""
    return ConfigError(
        f"{path}: 缺失或已改动 missing or changed since it was written. "
        "请重新运行 Run geoplan plan again."
    )


def _objects_as_json(table: pd.DataFrame) -> pd.DataFrame:
    """Table whose cells of any type are JSON text: None, NaN, numbers and texts stay apart."""
    mixed = [str(name) for name in table if pd.api.types.is_object_dtype(table[name])]
    texts = {name: table[name].map(json.dumps).astype("str") for name in mixed}
    marked = table.assign(**texts)
    marked.attrs = {**table.attrs, "json": mixed}
    return marked


def _table(path: Path, read: Any) -> Any:
    """Table of a file, its JSON cells as they were, its columns of the types they had."""
    table = read(path)
    columns = pq.read_schema(path).pandas_metadata["columns"]
    types = {column["name"]: column["numpy_type"] for column in columns}
    typed = {name: types[name] for name in table if types[name] != "object"}
    mixed = table.attrs.pop("json")
    objects = {name: table[name].map(json.loads).astype(object) for name in mixed}
    return table.astype(typed).assign(**objects)


def _relief(path: Path) -> NDArray[np.uint8]:
    """Hillshade of a PNG."""
    with Image.open(path) as picture:
        return np.asarray(picture)


def _sha256(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
