"""Noto Sans SC in two weights for the notice sheets, cut to the characters that a plan needs.

The package brings the font as one variable file of 30 890 characters. Cutting it first makes the
rest quick: two weights of the whole file take half a minute to instantiate, two weights of the
characters of a county a second, so that nothing has to be kept between runs.
"""

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

SOURCE = files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
"""The variable font of justmytype-intl-cjk (Open Font License)."""
WEIGHTS = {"Regular": 400, "Bold": 700}
GETA = "〓"
"""What Chinese printers put where a character is missing from the case."""
MM_PER_POINT = 25.4 / 72
TOLERANCE_MM = 0.01
"""A text of just the room's length fits."""

_PIECE = re.compile(r"[（《]?(?:[!-~]{1,24} ?|.)[、，；。：）》]*", re.DOTALL)


@dataclass(frozen=True)
class Face:
    """One weight: its TrueType file, and how wide each of its characters is [em]."""

    path: Path
    widths_em: dict[str, float]


def cut_faces(characters: set[str], folder: Path) -> tuple[Face, Face]:
    """Regular and bold face with some characters, as files that a PDF can embed.

    Parameters
    ----------
    characters
        What will be written; characters that the font does not have are left out.
    folder
        Existing folder that receives the two files; it must outlive the drawing.

    Returns
    -------
    tuple of Face
        Weights 400 and 700. Without a choice of weight, matplotlib draws the thinnest.
    """
    regular, bold = (_face(frozenset(characters), style, folder) for style in WEIGHTS)
    return regular, bold


@lru_cache(maxsize=1)
def known_characters() -> frozenset[str]:
    """Characters that the font has."""
    with TTFont(str(SOURCE), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def missing_characters(characters: set[str]) -> list[str]:
    """Characters to be seen that the font does not have, in their order."""
    known = known_characters()
    return sorted(one for one in characters if not _blank(one) and one not in known)


def drawable(text: str, face: Face) -> str:
    """Text as the face can draw it: one line, controls as blanks, missing characters as 〓."""
    known = face.widths_em
    return "".join(
        " " if _blank(letter) else letter if letter in known else GETA for letter in text
    )


def width_mm(text: str, face: Face, points: float) -> float:
    """Length of a drawable text [mm]."""
    return sum(face.widths_em[letter] for letter in text) * points * MM_PER_POINT


def shorten(text: str, face: Face, points: float, room_mm: float) -> str:
    """Drawable text that is no longer than the room; what is cut off shows as "…"."""
    text = drawable(text, face)
    if width_mm(text, face, points) <= room_mm + TOLERANCE_MM:
        return text
    while text and width_mm(text + "…", face, points) > room_mm:
        text = text[:-1]
    return text + "…"


def wrap(pieces: Iterable[str], face: Face, points: float, room_mm: float) -> list[str]:
    """Pieces of text as lines no longer than the room; a line breaks between pieces only."""
    lines = [""]
    for piece in pieces:
        fitting = shorten(piece, face, points, room_mm)
        if lines[-1] and width_mm(lines[-1] + fitting, face, points) > room_mm:
            lines.append("")
        lines[-1] += fitting
    return lines


def pieces(sentence: str) -> list[str]:
    """Where a sentence may break: between Chinese characters, not before 、，。） or after （."""
    return _PIECE.findall(sentence)


def write(
    page: Axes, xy_mm: tuple[float, float], text: str, face: Face, points: float, **look: Any
) -> None:
    """Write a drawable text on the page; ``look`` as of matplotlib's ``text``."""
    font = FontProperties(fname=str(face.path), size=points)
    page.text(*xy_mm, text, fontproperties=font, parse_math=False, **({"zorder": 20} | look))


def _blank(letter: str) -> bool:
    """Whether nothing is to be seen of a character: space, control, format, line break."""
    return unicodedata.category(letter)[0] in "CZ"


@lru_cache(maxsize=1)
def _cut(characters: frozenset[str]) -> bytes:
    """The variable font with these characters and 〓 only."""
    options = Options(layout_features=[], hinting=False, notdef_outline=True)
    with TTFont(str(SOURCE), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(characters | {GETA, "…", " "})))
        subsetter.subset(font)
        cut = io.BytesIO()
        font.save(cut)
    return cut.getvalue()


def _face(characters: frozenset[str], style: str, folder: Path) -> Face:
    """One weight with some characters as a file in a folder."""
    path = folder / f"NotoSansSC-{style}.ttf"
    font, advances = _weight(characters, style)
    path.write_bytes(font)
    return Face(path, advances)


@lru_cache(maxsize=len(WEIGHTS))  # the brief and the sheets of a plan want the same
def _weight(characters: frozenset[str], style: str) -> tuple[bytes, dict[str, float]]:
    """One weight of the cut font and its widths; its name tells the weights apart in a PDF."""
    with TTFont(io.BytesIO(_cut(characters)), recalcTimestamp=False) as font:
        instantiateVariableFont(font, {"wght": WEIGHTS[style]}, inplace=True)
        font["name"].setName(f"NotoSansSC-{style}", 6, 3, 1, 0x409)
        written = io.BytesIO()
        font.save(written)
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        advances = {chr(code): widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return written.getvalue(), advances
