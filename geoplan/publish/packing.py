"""Long columns of a page as short text; ``viewer/unpack.js`` reads them back.

A county of 3 000 villages repeats the names of 5 000 roads on 18 000 links and counts up nodes and
positions: cells told once, and differences of numbers, take half the room.
"""

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

LONG = 64
"""Shorter columns stay as they are."""
FIRST_LETTER = 63
"""Letter of 0, as in polylines; a letter holds six bits, or five and whether more follow."""
NULL = "!"
SCALES = (1, 100, 100_000)


def packed(data: Any) -> Any:
    """JSON data with every long list in the shortest of three forms.

    Parameters
    ----------
    data
        What JSON can hold.

    Returns
    -------
    The same data, in which a list of 64 cells or more may have become ``{"packed": "cells",
    "cells": [...], "width": letters of one place, "letters": places in cells}`` or ``{"packed":
    "steps", "scale": ..., "letters": differences of the numbers times scale}``.
    """
    if isinstance(data, dict):
        return {key: packed(value) for key, value in data.items()}
    if not isinstance(data, list) or len(data) < LONG:
        return data
    forms = [data, _as_cells(data), *_as_steps(data)]
    return min(forms, key=lambda form: len(_text(form)))


def _as_cells(column: list[Any]) -> dict[str, Any]:
    """Every different cell once, in order of appearance, and the place of each row's cell."""
    texts = [_text(cell) for cell in column]
    place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    width = 1
    while 64**width < len(place):
        width += 1
    letters = {text: _letters(number, width) for text, number in place.items()}
    return {
        "packed": "cells",
        "cells": [json.loads(text) for text in place],
        "width": width,
        "letters": "".join(letters[text] for text in texts),
    }


def _letters(number: int, width: int) -> str:
    """A number in letters of six bits, the greatest first."""
    places = range(6 * (width - 1), -1, -6)
    return "".join(chr((number >> place & 63) + FIRST_LETTER) for place in places)


def _as_steps(column: list[Any]) -> Iterable[dict[str, Any]]:
    """Differences of the numbers, if all are numbers or missing and a scale makes them whole."""
    known = [cell for cell in column if cell is not None]
    if not all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in known):
        return
    for scale in SCALES:
        whole = [round(cell * scale) for cell in known]
        if all(number / scale == cell for number, cell in zip(whole, known, strict=True)):
            steps = (after - before for before, after in pairwise([0, *whole]))
            letters = (NULL if cell is None else varying(next(steps)) for cell in column)
            yield {"packed": "steps", "scale": scale, "letters": "".join(letters)}
            return


def varying(number: int) -> str:
    """A number in as many letters as it needs, the smallest first (Google's polyline)."""
    number = ~(number << 1) if number < 0 else number << 1
    letters = []
    while number >= 0x20:
        letters.append(chr((0x20 | (number & 0x1F)) + FIRST_LETTER))
        number >>= 5
    return "".join([*letters, chr(number + FIRST_LETTER)])


def _text(data: Any) -> str:
    """Data as JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
