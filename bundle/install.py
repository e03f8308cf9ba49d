"""Installs geoplan from the wheels beside this file, without internet and without administrator rights.

Runs on a bare Python: nothing but the standard library, nothing written beside this file (the stick may be read-only).
"""

import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
ROOM_MB = 1500


def python_of(program: Path) -> Path:
    """The Python of an installed program."""
    return program / ("Scripts/python.exe" if WINDOWS else "bin/python")


def make_environment(program: Path) -> None:
    """Make an empty Python environment, or stop with what is in the way; an earlier one is replaced."""
    if shutil.disk_usage(program.parent).free < ROOM_MB * 1e6:
        raise SystemExit(
            f"{program.parent}: 磁盘空间不够，需要 {ROOM_MB} MB。请清理后重试。\n"
            f"Not enough room: {ROOM_MB} MB are needed. Free some and try again."
        )
    if program.exists() and not (program / "pyvenv.cfg").is_file():
        raise SystemExit(
            f"{program}: 已存在，而且不是完整的 geoplan。请把它改名或删除后重试。\n"
            "Exists and is not a whole geoplan. Rename or delete it and try again."
        )
    try:
        venv.create(program, clear=True, symlinks=not WINDOWS)
    except OSError as error:
        raise SystemExit(
            f"{program}: 写不进去（{error}）。请关闭所有 geoplan 窗口后重试。\n"
            "Cannot be written. Close all geoplan windows and try again."
        ) from error


def install(program: Path, wheels: Path, log: Path) -> None:
    """Make a Python environment and install geoplan into it from a folder of wheels.

    Parameters
    ----------
    program
        Folder of the environment; an earlier one is replaced.
    wheels
        Folder of wheels, pip's own among them: Linux has Pythons without pip.
    log
        File for what pip says.

    Raises
    ------
    SystemExit
        There is no room, the folder is somebody else's or in use, or pip fails.
    """
    (pip,) = wheels.glob("pip-*.whl")
    make_environment(program)
    options = ["--isolated", "--no-cache-dir", "--no-index", "--no-warn-script-location"]
    command: list[str | Path] = [python_of(program), pip / "pip", "install", *options]
    command += ["--find-links", wheels, "geoplan[print]"]
    with log.open("w", encoding="utf-8") as said:
        pip_run = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        show_progress(pip_run, program)
    if pip_run.returncode:
        raise SystemExit(
            f"没有装成。原因见 {log}\nNot installed. The reason is in {log}\n"
            f"Python: {sys.version.split()[0]} {sys.platform}"
        )


def show_progress(pip_run: subprocess.Popen[bytes], program: Path) -> None:
    """Print the number of installed parts until pip ends."""
    site_packages = next(program.rglob("site-packages"))
    while pip_run.poll() is None:
        done = len(list(site_packages.glob("*.dist-info")))
        print(f"\r已装 {done} 个部件 parts installed", end="", flush=True)
        time.sleep(0.5)
    print()


def lay_out(work: Path, program: Path) -> None:
    """Put the start script and the made-up county where the user works; a county that is there stays as it is."""
    shutil.copyfile(HERE / "start.py", program / "start.py")
    for name in ("README.txt", "2-start.bat" if WINDOWS else "linux-start.sh"):
        shutil.copyfile(HERE.parent / name, work / name)
    if not (work / "yunling").exists():
        shutil.copytree(HERE / "yunling", work / "yunling", copy_function=shutil.copyfile)


def main() -> None:
    """Install, and say where."""
    work = Path.home() / "geoplan"
    program = work / "program"
    print(f"正在安装 geoplan，要几分钟，请不要关闭这个窗口。\nInstalling into {work}")
    work.mkdir(parents=True, exist_ok=True)
    install(program, HERE / "wheels", work / "install.log")
    lay_out(work, program)
    start = f"双击 {work / '2-start.bat'}" if WINDOWS else f'sh "{work / "linux-start.sh"}"'
    print(f"装好了。以后这样打开：\nInstalled. To start:\n  {start}")


if __name__ == "__main__":
    main()
