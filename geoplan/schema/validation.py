"""Every declared column present, typed and in range: the check that each layer passes once."""

from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.crs import not_finite
from geoplan.schema.findings import Finding, fault, masked, raise_faults
from geoplan.schema.layers import (
    CONSENT,
    FLAG,
    LAYERS,
    LEVEL_ENDING,
    NO_ID,
    PART_ENDING,
    WORDS,
    Column,
    Layer,
)

EXPECTED = {
    "number": "数字 a number",
    "integer": "整数 a whole number",
    "flag": "是/否 yes/no",
    "consent": "同意/不同意/未征求 yes/no/not_asked",
}
"""What the cells of a kind of column may say."""
NAMES_GROUP = {"villages": "village_id", "groups": "group_id", "households": "group_id"}
"""Column of a layer that may become the id of a group."""


def validate(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Layer with every declared column present, typed and in range, indexed by its id.

    Parameters
    ----------
    name
        Key of ``LAYERS``.
    frame
        Rows with our column names (see ``readers``), any index, one CRS, id as a column.

    Returns
    -------
    GeoDataFrame
        The declared columns only, in declared order; absent optional columns are missing values
        (consent: "not_asked"); index is the id, sorted.

    Raises
    ------
    LayerError
        All faults of the layer in one message: column, what, ids, remedy.
    """
    layer = LAYERS[name]
    faults = _missing_columns(layer, frame)
    raise_faults(name, faults)
    if frame.empty:
        raise_faults(
            name, [fault(layer.index, "没有数据 no rows", (), 0, "检查文件 Check the file.")]
        )
    typed, faults = _typed(layer, frame)
    faults += (
        _id_faults(layer, typed) + _range_faults(layer, typed) + _geometry_faults(layer, typed)
    )
    raise_faults(name, faults)
    return typed.set_index(layer.index).sort_index()


def _missing_columns(layer: Layer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Required columns that are not there."""
    return [
        fault(
            f"{column.name} {column.zh}", "缺少此列 column is missing", (), len(frame),
            f"可识别的列名 Known names: {', '.join((column.name, *column.aliases))}; "
            f"或写入 or set layers.{layer.name}.columns.{column.name} = \"...\"",
        )
        for column in layer.columns
        if column.required and column.name not in frame.columns
    ]  # fmt: skip


def _typed(layer: Layer, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Cast the declared columns; report cells that are not what their column says, or needed."""
    index_values = (
        frame[layer.index].astype("str").str.strip().replace("", None).fillna("空白 blank")
    )
    columns: dict[str, pd.Series] = {}
    faults = []
    for column in layer.columns:
        raw = frame.get(column.name, pd.Series(None, index=frame.index, dtype=object))
        columns[column.name], wrong = cast_cells(column, raw)
        if wrong.any():
            got = ", ".join(sorted({masked(cell)[:20] for cell in raw[wrong]})[:3])
            faults.append(
                fault(
                    f"{column.name} {column.zh}",
                    f"无法识别 cannot be read: 应为 expected {_expected(column)}, 实为 got {got};",
                    index_values[wrong],
                    len(frame),
                    "请更正 Correct the cells.",
                )
            )
        blank = columns[column.name].isna() & ~wrong
        if column.required and blank.any():
            faults.append(
                fault(f"{column.name} {column.zh}", "空白 blank;", index_values[blank], len(frame),
                      "请补填 Fill it in.")
            )  # fmt: skip
    typed = gpd.GeoDataFrame(columns, geometry=frame.geometry.values, crs=frame.crs)
    return typed, faults


def _expected(column: Column) -> str:
    """What the cells of a column may say, as a clerk writes it."""
    if column.levels:
        levels = " ".join(f"{level} {word}" for level, word in enumerate(column.levels, start=1))
        return f"{column.low:g}-{column.high:g} ({levels})"
    if column.choices and column.kind == "text":
        return "/".join(WORDS[choice][0] for choice in column.choices)
    return EXPECTED.get(column.kind, column.kind)


def cast_cells(column: Column, raw: "pd.Series[Any]") -> tuple["pd.Series[Any]", "pd.Series[bool]"]:
    """Values of the column's kind, and which cells were neither that nor blank.

    Parameters
    ----------
    column
        What the cells should be.
    raw
        As a file has them, in our units.

    Returns
    -------
    Series, Series of bool
        On the cells' index; what cannot be read is missing.
    """
    if column.kind == "number" and pd.api.types.is_float_dtype(raw):
        return raw.astype("float64"), pd.Series(False, index=raw.index)
    text = raw.astype("str").str.strip()
    blank = raw.isna() | text.isin(["", "nan", "None", "<NA>"])
    match column.kind:
        case "number" | "integer":
            cast = pd.to_numeric(text.where(~blank), errors="coerce").astype("float64")
            levels = {word: level for level, word in enumerate(column.levels, start=1)}
            if levels:
                word = text[cast.isna() & ~blank].str.replace(LEVEL_ENDING, "", regex=True)
                cast = cast.fillna(word.map(levels).astype("float64"))
            wrong = cast.isna() & ~blank
            if column.kind == "integer":
                wrong |= cast.notna() & (cast != cast.round())
            return cast, wrong
        case "flag":
            flags = {word: state for state, words in FLAG.items() for word in words}
            flag = text.str.lower().map(flags).astype("boolean")
            return flag.mask(blank), flag.isna() & ~blank
        case "consent":
            states = {word: state for state, words in CONSENT.items() for word in words}
            consent = text.str.lower().map(states)
            return consent.mask(blank, "not_asked").astype("str"), consent.isna() & ~blank
        case _:
            plain = cast_ids(text).mask(blank)
            if not column.choices:
                return plain.astype("str"), pd.Series(False, index=raw.index)
            meant = {cell: _choice(column, cell) for cell in plain.dropna().unique()}
            word = plain.map(meant)
            return word.astype("str"), ~word.isin(column.choices) & ~blank


def _choice(column: Column, cell: str) -> str:
    """The choice that a cell means: its own word, or the only one of which it has a Chinese word."""
    if cell in column.choices:
        return cell
    words = {choice for choice in column.choices for zh in WORDS[choice] if zh in cell}
    return words.pop() if len(words) == 1 else cell


def cast_ids(raw: "pd.Series[Any]") -> "pd.Series[str]":
    """Ids as text; 101.0 is how a sheet writes 101 beside blanks."""
    text = raw.astype("str").str.strip()
    tail = text.str.endswith(".0", na=False)
    return text.mask(tail, text[tail].str.replace(r"^(-?\d+)\.0$", r"\1", regex=True))


def _id_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Blank or repeated ids, and blanks in required columns."""
    faults = []
    ids = frame[layer.index]
    twice = ids[ids.duplicated(keep=False) & ids.notna()]
    if len(twice):
        faults.append(
            fault(f"{layer.index} {layer.columns[0].zh}", "编号重复 the id stands more than once;",
                  twice.sort_values(kind="stable"), len(frame), "每行一个编号 Give each row its own id, "
                  f'or number the rows: layers.{layer.name}.columns.{layer.index} = ""')
        )  # fmt: skip
    odd = ids[ids.str.contains(NO_ID, na=False)]
    if len(odd):
        faults.append(
            fault(f"{layer.index} {layer.columns[0].zh}",
                  "编号含分号或控制字符 the id holds a semicolon or a control character;",
                  odd.map(ascii), len(frame), "请改编号 Change the id.")
        )  # fmt: skip
    return faults + _part_faults(layer, frame)


def _part_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Ids that end as those of parts of groups do; a village or a household may make a group."""
    name = NAMES_GROUP.get(layer.name)
    if name is None:
        return []
    column = next(one for one in layer.columns if one.name == name)
    taken = frame[name].dropna()
    taken = taken[taken.str.contains(PART_ENDING)]
    if taken.empty:
        return []
    return [
        fault(f"{name} {column.zh}",
              "编号以 -no、-risk、-own、-part 加数字结尾，与小组拆出的部分重名 the id ends in -no, -risk, -own or -part2: parts of "
              "groups are called so;", taken, len(frame), "请改编号 Change the id.")
    ]  # fmt: skip


def _range_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Numbers outside their range, checked by pandera."""
    import pandera.pandas as pa  # half a second: only when layers are checked

    ranged = [c for c in layer.columns if c.low is not None or c.high is not None]
    rules = {
        column.name: pa.Column(
            float, pa.Check.in_range(column.low, column.high), nullable=True, coerce=False
        )
        for column in ranged
    }
    plain = pd.DataFrame({column.name: frame[column.name] for column in ranged})
    try:
        pa.DataFrameSchema(rules).validate(plain, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return [
            _range_fault(
                column, frame[layer.index], cases[cases["column"] == column.name], len(frame)
            )
            for column in ranged
            if (cases["column"] == column.name).any()
        ]
    return []


def _range_fault(column: Column, ids: pd.Series, cases: pd.DataFrame, total: int) -> Finding:
    """Words for the cells of one column that are out of range."""
    values = cases["failure_case"].astype(float)
    got = (
        f"{values.min():g}"
        if values.min() == values.max()
        else f"{values.min():g} … {values.max():g}"
    )
    return fault(
        f"{column.name} {column.zh}",
        f"超出范围 out of range: 应为 expected {column.low:g}-{column.high:g} {column.unit}".rstrip()
        + f", 实为 got {got};",
        ids.loc[cases["index"]],
        total,
        "请核对原表 Correct the sheet.",
    )


def _geometry_faults(layer: Layer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Rows without a place, or with the wrong kind of geometry."""
    ids, shapes = frame[layer.index], frame.geometry
    absent = shapes.isna() | shapes.is_empty
    faults = []
    if layer.geometry_required and absent.any():
        faults.append(
            fault("geometry 位置", "没有坐标 no place;", ids[absent], len(frame),
                  "请补坐标 Give coordinates.")
        )  # fmt: skip
    wrong = ~absent & ~shapes.geom_type.isin(layer.geometry)
    if wrong.any():
        got = ", ".join(sorted(set(shapes.geom_type[wrong])))
        faults.append(
            fault("geometry 位置", f"几何类型 应为 expected {'/'.join(layer.geometry)}, 实为 got {got};",
                  ids[wrong], len(frame), "请检查图层 Check the layer.")
        )  # fmt: skip
    broken = not_finite(shapes)
    if broken.any():
        faults.append(
            fault("geometry 位置", "坐标不是有限数 coordinates are not finite (NaN, inf);",
                  ids[broken], len(frame), "请更正 Correct them.")
        )  # fmt: skip
    return faults
