"""What roads need besides the schema: surface words to codes, assumed surfaces, single lines."""

import re
import unicodedata

import geopandas as gpd
import pandas as pd

from geoplan.readers.shapes import exploded
from geoplan.schema import ROADS, Finding, fault, masked, note, raise_faults

SURFACES = (
    ("21", ("贯入",)),
    ("22", ("沥青碎石", "沥青混合")),
    ("23", ("沥青表", "表面处治")),
    ("36", ("未硬化", "未铺装", "无路面", "unpaved", "earth", "dirt", "ground", "mud", "sand", "grass")),
    ("11", ("沥青", "柏油", "油路", "asphalt", "bitumen")),
    ("12", ("水泥", "混凝土", "砼", "硬化", "concrete", "cement", "paved")),
    ("33", ("渣", "slag")),
    ("34", ("砖", "brick")),
    ("35", ("块", "sett", "paving_stones")),
    ("31", ("砂", "碎石", "砾", "泥结", "gravel", "compacted", "pebble")),
    ("32", ("石", "cobblestone", "stone")),
    ("36", ("土",)),
)  # fmt: skip
"""Code (面层类型) of the first entry with a word that the cell contains; 硬化 alone is concrete."""
CODE = r"(?:11|12|2[1-3]|3[1-6])\d*"
"""Surface codes are told by their first two digits (``312`` occurs)."""
GRADES = {"高速": "10", "一级": "11", "二级": "12", "三级": "13", "四级": "14", "等外": "30"}
"""How offices write the codes of technical grades (技术等级)."""
HARDENED_CLASSES = ("G", "S", "X", "Y")
"""National, provincial, county and township routes: nearly all hardened by 2020."""
HARDENED_GRADES = ("10", "11", "12", "13")
"""Motorway to grade III; the standard asks for a hardened surface."""
GRAVEL_FROM_M = 3.5
"""A village road of unknown surface is taken for gravel from this width on [m]."""


def surface_codes(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Roads with every surface as a code, and ``surface_assumed`` where nobody recorded it.

    A road without surface is assumed to be concrete (12) when its route is of class G, S, X or Y
    or its grade III and better; gravel (31) when it is at least 3.5 m wide or of unknown
    width; earth (36) otherwise. Assumed surfaces never count as recorded anywhere.

    Parameters
    ----------
    roads
        Validated layer; ``surface_code`` holds codes or the words of ``SURFACES``.

    Raises
    ------
    LayerError
        A word that is no surface.
    """
    words = roads["surface_code"].dropna().unique()
    written = roads["surface_code"].map({word: _code(word) for word in words})
    wrong = roads["surface_code"].notna() & written.isna()
    if wrong.any():
        got = ", ".join(
            sorted({masked(cell)[:20] for cell in roads.loc[wrong, "surface_code"]})[:3]
        )
        raise_faults(
            "roads",
            [fault("surface_code 面层类型", f"无法识别 cannot be read: 应为 expected 11-36, 沥青, 水泥, "
                   f"砂石, 土路 …, 实为 got {got};", roads.index[wrong], len(roads),
                   "请更正 Correct the cells.")],
        )  # fmt: skip
    absent = written.isna()
    return roads.assign(
        surface_code=written.where(~absent, _assumed_codes(roads)).astype("str"),
        surface_assumed=roads["surface_assumed"].fillna(False) | absent,
    )


def grade_codes(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Roads with the words of ``GRADES`` as codes; other grades stay as they are written."""
    words = roads["grade"].str.strip().str.removesuffix("公路").str.removesuffix("路")
    return roads.assign(grade=words.map(GRADES).fillna(roads["grade"]).astype("str"))


def single_lines(roads: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Roads as single lines longer than nothing, each drawn once; and notes.

    Parts of ``R1`` are ``R1.1``, ``R1.2``. Of lines that are the same, in either direction, the
    first is kept.

    Raises
    ------
    LayerError
        No line is left.
    """
    lines, parts = exploded(ROADS, roads)
    notes = []
    several = parts.index[parts > 1]
    if len(several):
        what = f"道路：{len(several)} 段拆自多段线 pieces of multi-part lines"
        notes.append(note("roads", what, "none", ids=several))
    empty = lines.length == 0
    if empty.any():
        what = f"道路：去掉 {int(empty.sum())} 条零长度线 lines of no length left out"
        notes.append(
            note("roads", what, "none", ids=lines.index[empty], remedy="请删去 Delete them.")
        )
    lines = lines[~empty]
    if lines.empty:
        raise_faults("roads", [fault("geometry 位置", "没有有长度的线 no line has a length", (), 0,
                     "请检查图层 Check the layer.")])  # fmt: skip
    again = lines.geometry.normalize().to_wkb().duplicated()
    if again.any():
        shown = ", ".join(lines.index[again][:8]) + (", …" if again.sum() > 8 else "")
        what = f"道路：去掉 {int(again.sum())} 条重复的线 lines drawn twice left out: {shown}"
        notes.append(
            note("roads", what, "may", ids=lines.index[again], remedy="请删去 Delete them.")
        )
    return lines[~again], notes


def road_notes(roads: gpd.GeoDataFrame, *, join_tolerance_m: float) -> list[Finding]:
    """Notes on roads whose surface nobody recorded, and on lines too short to join well.

    Parameters
    ----------
    roads
        Of ``surface_codes`` and ``single_lines``, in metres.
    join_tolerance_m
        Line ends closer than this are joined.
    """
    notes = []
    assumed = roads["surface_assumed"].fillna(False)
    if assumed.any():
        km = roads.length[assumed].sum() / 1000
        what = (
            f"{int(assumed.sum())} 段道路（{km:.1f} km）未填面层，按路线等级和宽度推定 roads without "
            "surface: assumed from class, grade and width"
        )
        notes.append(note("roads", what, "changes", ids=roads.index[assumed],
                          remedy="请补面层类型 Fill in the surface."))  # fmt: skip
    short = roads.index[roads.length < join_tolerance_m]
    if len(short):
        shown = ", ".join(short[:8]) + (", …" if len(short) > 8 else "")
        what = (
            f"{len(short)} 条线短于连接容差 lines are shorter than join_tolerance_m "
            f"({join_tolerance_m:g} m): {shown}"
        )
        notes.append(
            note("roads", what, "may", ids=short, remedy="请在 GIS 中核对 Check them in a GIS.")
        )
    return notes


def _code(cell: str) -> str | None:
    """Surface code of one cell: the code itself, or that of the first word it contains."""
    text = unicodedata.normalize("NFKC", cell).strip().lower()
    if re.fullmatch(CODE, text):
        return text
    return next((code for code, words in SURFACES if any(word in text for word in words)), None)


def _assumed_codes(roads: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Surface of each road as one would guess it from class, grade and width."""
    hardened = roads["route_code"].str[:1].str.upper().isin(HARDENED_CLASSES)
    hardened |= roads["grade"].isin(HARDENED_GRADES)
    gravel = ~(roads["surface_width_m"] < GRAVEL_FROM_M)
    codes = pd.Series("36", index=roads.index).mask(gravel, "31")
    return codes.mask(hardened, "12")
