"""Makes the folder for offices without internet: `make bundle`. Only this script needs the network."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from wheels import LONGEST_PATH, Target, too_long, unmet

HERE = Path(__file__).parent
ROOT = HERE.parent
# Windows: the last Python 3.12 with an installer. Linux: those of Debian 12, Ubuntu 24.04 and Debian 13.
TARGETS = [Target("3.12", windows=True)] + [
    Target(python, windows=False) for python in ("3.11", "3.12", "3.13")
]
SOURCE_ONLY = ["prcoords"]  # published without a wheel; pure Python
NEWEST = {"geoplan", "pip", "setuptools", "wheel"}  # not pinned to what is installed here


def copy_scripts(bundle: Path) -> None:
    """Put into a bundle what people start and read.

    Batch files are ASCII with the line ends of Windows, so that cmd reads them alike under every code page;
    texts are UTF-8 with a byte order mark, so that every editor of Windows shows Chinese.
    """
    program = bundle / "program"
    program.mkdir(parents=True, exist_ok=True)
    for name in ("install.py", "start.py"):
        shutil.copyfile(HERE / name, program / name)
    for name in ("linux-install.sh", "linux-start.sh"):
        shutil.copyfile(HERE / name, bundle / name)
    for name in ("1-install.bat", "2-start.bat"):
        text = (HERE / name).read_text("ascii")
        (bundle / name).write_text(text, "ascii", newline="\r\n")
    text = (HERE / "README.txt").read_text("utf-8")
    (bundle / "README.txt").write_text(text, "utf-8-sig", newline="\r\n")
    shutil.copytree(ROOT / "data" / "yunling", program / "yunling", dirs_exist_ok=True)


def _pip(*arguments: str) -> None:
    """Run pip, or stop with what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        check=False,
    )
    if done.returncode:
        raise SystemExit(
            f"pip {arguments[0]}: 没有成功 failed (see above). The versions are those installed here, for Python "
            f"{sys.version_info.major}.{sys.version_info.minor}; the oldest Python of the bundle is "
            f"{TARGETS[1].python}: make clean, then make bundle PYTHON=python{TARGETS[1].python}"
        )


def _build(wheels: Path) -> str:
    """Build geoplan's own wheel and those that are published as source only; returns what pip is asked for."""
    pins = [f"{d.name}=={d.version}" for d in distributions() if d.name in SOURCE_ONLY]
    _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT), *pins)
    (own,) = wheels.glob("geoplan-*.whl")
    return f"{own}[print]"


def _download(wheels: Path, wanted: list[str], target: Target, pins: Path) -> None:
    """Fetch the wheels of requirements, and of theirs, for a target."""
    platforms = [part for name in target.platforms for part in ("--platform", name)]
    _pip(
        *("download", "--only-binary=:all:", "--dest", str(wheels), "--find-links", str(wheels)),
        *("--python-version", target.python, *platforms, "--constraint", str(pins), *wanted),
    )


def collect(wheels: Path) -> None:
    """Fetch all wheels into a folder, in the versions that are installed and tested here.

    pip reads markers such as `platform_system == "Windows"` for the computer it runs on; what it
    misses for the others is found in the wheels' own metadata and fetched as well.

    Raises
    ------
    SystemExit
        A target lacks a wheel, or a path inside a wheel is too long for Windows.
    """
    own = _build(wheels)
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        installed = sorted(
            {f"{d.name}=={d.version}" for d in distributions() if d.name not in NEWEST}
        )
        pins.write_text("\n".join(installed), "utf-8")
        for target in TARGETS:
            _download(wheels, [own, "pip"], target, pins)
            missed = unmet(wheels, ["geoplan[print]", "pip"], target)
            if missed:
                _download(wheels, list(missed), target, pins)
    check(wheels)


def check(wheels: Path) -> None:
    """Stop if any target lacks a wheel or a path is too long for Windows."""
    faults = [
        f"{target}: {requirement} 缺少 missing (wanted by {wanted_by})"
        for target in TARGETS
        for requirement, wanted_by in unmet(wheels, ["geoplan[print]", "pip"], target).items()
    ]
    faults += [f"{p}: 路径太长 longer than {LONGEST_PATH} characters" for p in too_long(wheels)]
    if faults:
        raise SystemExit("\n".join(faults))


def make_bundle(bundle: Path, *, windows_python: Path | None = None) -> None:
    """Write the folder whole or not at all; an earlier one is replaced.

    Parameters
    ----------
    bundle
        Folder to make.
    windows_python
        Installer of Python for Windows, copied into the folder under its own name.
    """
    part = bundle.with_name(f"{bundle.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    copy_scripts(part)
    if windows_python:
        shutil.copy(windows_python, part)
    wheels = part / "program" / "wheels"
    wheels.mkdir()
    collect(wheels)
    shutil.rmtree(bundle, ignore_errors=True)
    part.rename(bundle)


def main() -> None:
    """Read the arguments, make the bundle, say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="folder to make")
    parser.add_argument("--windows-python", type=Path, help="python-3.12.10-amd64.exe, to put in")
    arguments = parser.parse_args()
    installer = arguments.windows_python
    if installer and not installer.match(f"python-{TARGETS[0].python}.*-amd64.exe"):
        parser.error(
            f"{installer}: 需要 expected python-{TARGETS[0].python}.*-amd64.exe (64 位 64-bit)"
        )
    make_bundle(arguments.bundle, windows_python=installer)
    files = [path for path in arguments.bundle.rglob("*") if path.is_file()]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    print(f"{arguments.bundle}: {len(files)} 个文件 files, {size_mb:.0f} MB")
    if not installer:
        print(
            f"没有放入 Windows 的 Python；电脑上没有 Python {TARGETS[0].python} 的办公室还需要它的安装程序。\n"
            f"No Python for Windows inside: offices without Python {TARGETS[0].python} need its installer too "
            "(README.txt)."
        )


if __name__ == "__main__":
    main()
