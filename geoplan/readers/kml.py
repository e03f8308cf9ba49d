"""KML and KMZ as GDAL can read them: out of their zip, and with the names of values in ASCII."""

import html
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, is_zipfile

from geoplan.errors import LayerError

SUFFIXES = (".kml", ".kmz")
NAME = re.compile(rb"""(<Data\b[^>]*?\bname\s*=\s*["'])([^"']*)""")
"""Name of a value that a telephone writes into a KML."""
SPELT = "utf8_"


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """What GDAL is to read: the file itself, of a KML or KMZ a copy of the same name.

    Parameters
    ----------
    path
        Any file.

    Raises
    ------
    LayerError
        A KMZ is damaged, encrypted, or holds no KML.
    """
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder, f"{path.stem}.kml")
        copy.write_bytes(NAME.sub(_spelt_in_ascii, _text(path)))
        yield copy


def spelt_back(name: str) -> str:
    """Name of a column as the KML has it; GDAL would write _ for each byte that is not ASCII."""
    if not name.startswith(SPELT):
        return name
    return html.unescape(bytes.fromhex(name.removeprefix(SPELT)).decode("utf-8", "replace"))


def left_packed(path: Path) -> list[str]:
    """KMLs of a KMZ that are not read, beside the one that is; none of other files."""
    if path.suffix.lower() != ".kmz" or not is_zipfile(path):
        return []
    with ZipFile(path) as packed:
        return _packed(packed)[1:]


def _text(path: Path) -> bytes:
    """The KML: the file, or out of a KMZ, which some programs do not even pack."""
    if path.suffix.lower() == ".kml":
        return path.read_bytes()
    if not is_zipfile(path):
        text = path.read_bytes()
        if b"<kml" in text:
            return text
        raise LayerError(_again(path, "其中没有 KML holds no KML"))
    try:
        with ZipFile(path) as packed:
            inside = _packed(packed)
            if inside:
                return packed.read(inside[0])
    except (BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise LayerError(
            _again(path, "压缩包损坏或加密 the zip is damaged or encrypted")
        ) from error
    raise LayerError(_again(path, "其中没有 KML holds no KML"))


def _again(path: Path, wrong: str) -> str:
    """Message on a KMZ that cannot be read."""
    return f"{path}: {wrong}. 请在手机上重新导出 Export it again from the telephone."


def _packed(packed: ZipFile) -> list[str]:
    """KMLs in a KMZ: doc.kml first, then the rest; not what a Mac adds to each file."""
    paths = [PurePosixPath(name) for name in packed.namelist()]
    inside = [
        path
        for path in paths
        if path.suffix.lower() == ".kml" and "__MACOSX" not in path.parts and path.name[0] != "."
    ]
    ranked = sorted(inside, key=lambda path: (path.name.lower() != "doc.kml", len(path.parts)))
    return [str(path) for path in ranked]


def _spelt_in_ascii(name: re.Match[bytes]) -> bytes:
    """Name of a value such that GDAL keeps it."""
    return name[1] + SPELT.encode() + name[2].hex().encode()
