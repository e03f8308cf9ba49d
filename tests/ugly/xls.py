"""A workbook of Excel 97-2003 (BIFF8 in a compound file), which no library of ours writes."""

import struct
from collections.abc import Mapping, Sequence

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
"""A free sector, the last one of a chain, the sector of the table of chains."""
SECTOR = 512
GLOBALS, WORKSHEET = 0x05, 0x10
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Bytes of a small workbook of text and numbers, by sheet."""
    bodies = [_beginning(WORKSHEET) + _cells(rows) + _record(0x0A) for rows in sheets.values()]
    names = [_text(name, "<B") for name in sheets]
    at = len(_beginning(GLOBALS)) + sum(len(name) + 10 for name in names) + 4
    stream = _beginning(GLOBALS)
    for name, body in zip(names, bodies, strict=True):
        stream += _record(0x85, struct.pack("<IBB", at, 0, 0) + name)
        at += len(body)
    return _compound_file(b"".join([stream, _record(0x0A), *bodies]))


def _cells(rows: Sequence[Sequence[object]]) -> bytes:
    """Records of the filled cells."""
    records = b""
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                records += _record(0x0204, at + _text(cell, "<H"))
            elif cell is not None:
                records += _record(0x0203, at + struct.pack("<d", cell))
    return records


def _record(kind: int, data: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<HH", kind, len(data)) + data


def _beginning(kind: int) -> bytes:
    """First record of the workbook or of a sheet."""
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))


def _text(text: str, length: str) -> bytes:
    """Text with its length."""
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def _compound_file(stream: bytes) -> bytes:
    """File of one stream: header, table of chains, directory, stream; up to 7 MB."""
    stream = stream.ljust(max(8, -(-len(stream) // SECTOR)) * SECTOR, b"\0")
    sectors = len(stream) // SECTOR
    tables = -(-(sectors + 2) // 127)
    first = tables + 1
    chains = [*[TABLE] * tables, END, *range(first + 1, first + sectors), END]
    chains += [FREE] * (tables * 128 - len(chains))
    header = MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, first, len(stream))
    directory += _entry("", 0, FREE, 0, 0) * 2
    return header + struct.pack(f"<{len(chains)}I", *chains) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    """One entry of the directory."""
    raw = name.encode("utf-16-le")
    told = len(raw) + 2 if raw else 0
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", told, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, length)
