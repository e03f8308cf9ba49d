"""Files of office programs are archives that say when they were written: here without the clock."""

import io
import re
import zipfile
from pathlib import Path

_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def save_without_clock(written: io.BytesIO, path: Path) -> None:
    """Save a workbook or document so that equal contents give equal bytes.

    Parameters
    ----------
    written
        The ``.xlsx`` or ``.docx`` as its library writes it.
    path
        Target file, overwritten.
    """
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            target.writestr(entry, content)
