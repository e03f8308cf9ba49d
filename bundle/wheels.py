"""What an offline installation needs, read from the wheels themselves: no network, no pip."""

import zipfile
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

# Windows opens no path of 260 characters or more; C:\Users\NAME\geoplan\program\Lib\site-packages takes up to 65.
LONGEST_PATH = 160
# glibc 2.28 is that of UOS 20 and Kylin V10; manylinux2014 is glibc 2.17.
_LINUX = (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 16, -1)), "manylinux2014_x86_64")
_WINDOWS_MARKERS = {
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_system": "Windows",
    "sys_platform": "win32",
}
_LINUX_MARKERS = {
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_system": "Linux",
    "sys_platform": "linux",
}


@dataclass(frozen=True)
class Target:
    """A kind of computer on which the bundle installs.

    Parameters
    ----------
    python
        Version of CPython, such as "3.12".
    windows
        Windows x64; otherwise Linux x86-64.
    """

    python: str
    windows: bool

    def __str__(self) -> str:
        return f"{'Windows x64' if self.windows else 'Linux x86-64'}, Python {self.python}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """Platform tags of its wheels, best first."""
        return ("win_amd64",) if self.windows else _LINUX

    def tags(self) -> frozenset[Tag]:
        """Tags of the wheels that install on it."""
        major, minor = (int(part) for part in self.python.split("."))
        interpreter = f"cp{major}{minor}"
        return frozenset(
            [
                *cpython_tags((major, minor), platforms=self.platforms),
                *compatible_tags((major, minor), interpreter, self.platforms),
            ]
        )

    def environment(self) -> dict[str, str]:
        """Values of the markers in requirements."""
        return {
            **(_WINDOWS_MARKERS if self.windows else _LINUX_MARKERS),
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
        }


@dataclass(frozen=True)
class _Wheel:
    """What a wheel is and wants."""

    version: Version
    requires_python: str
    requires: tuple[Requirement, ...]


def _read(wheel: Path) -> _Wheel:
    """Metadata of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        fields = BytesParser().parsebytes(archive.read(name), headersonly=True)
    return _Wheel(
        Version(fields["Version"]),
        fields.get("Requires-Python", ""),
        tuple(Requirement(line) for line in fields.get_all("Requires-Dist", [])),
    )


def _usable(folder: Path, target: Target) -> dict[str, _Wheel]:
    """Newest wheel of each project that installs on the target."""
    tags, usable = target.tags(), dict[str, _Wheel]()
    for path in sorted(folder.glob("*.whl")):
        name, version, _, wheel_tags = parse_wheel_filename(path.name)
        if tags.isdisjoint(wheel_tags) or (name in usable and usable[name].version >= version):
            continue
        wheel = _read(path)
        if Requirement(f"x{wheel.requires_python}").specifier.contains(f"{target.python}.0"):
            usable[name] = wheel
    return usable


def unmet(folder: Path, wanted: list[str], target: Target) -> dict[str, str]:
    """Requirements that no wheel of a folder meets on a target.

    Parameters
    ----------
    folder
        Folder of wheels, for any number of targets.
    wanted
        Requirements to start from, such as "geoplan[print]"; theirs are followed.
    target
        Computer whose tags and markers count.

    Returns
    -------
    Requirement, as pip reads it, to the name of the project that wants it; empty if all are met.
    """
    usable, environment = _usable(folder, target), target.environment()
    waiting = [(Requirement(line), "geoplan") for line in wanted]
    missing, seen = dict[str, str](), set[tuple[str, str]]()
    while waiting:
        requirement, wanted_by = waiting.pop()
        name = canonicalize_name(requirement.name)
        wheel = usable.get(name)
        if wheel is None or not requirement.specifier.contains(wheel.version, prereleases=True):
            missing[f"{requirement.name}{requirement.specifier}"] = wanted_by
            continue
        for extra in {"", *requirement.extras} - {e for n, e in seen if n == name}:
            seen.add((name, extra))
            values = environment | {"extra": extra}
            waiting += [
                (r, name) for r in wheel.requires if not r.marker or r.marker.evaluate(values)
            ]
    return dict(sorted(missing.items()))


def too_long(folder: Path) -> list[str]:
    """Paths inside wheels that Windows may not open once they are installed, longest first."""
    names = set[str]()
    for wheel in folder.glob("*.whl"):
        if "linux" not in wheel.name:
            with zipfile.ZipFile(wheel) as archive:
                names.update(archive.namelist())
    return sorted((n for n in names if len(n) > LONGEST_PATH), key=lambda n: (-len(n), n))
