"""The folder for offices without internet: complete, readable on Windows, installable without a network."""

import os
import re
import subprocess
import zipfile
from pathlib import Path

import install
import make_bundle
import pip
import pytest
import start
from wheels import Target, too_long, unmet

ROOT = Path(__file__).parents[1]
WINDOWS = Target("3.12", windows=True)
LINUX = Target("3.12", windows=False)


def write_wheel(folder, name, *lines, version="1.0", tag="py3-none-any", files=()):
    """Wheel of a project with more lines of metadata, such as Requires-Dist."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    metadata = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *lines])
    with zipfile.ZipFile(folder / f"{name}-{version}-{tag}.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"{metadata}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
        for path in (f"{name}.py", *files):
            wheel.writestr(path, f"WHO = {name!r}\n")


def test_markers_are_those_of_the_target(tmp_path):
    write_wheel(tmp_path, "geoplan", "Requires-Dist: click")
    write_wheel(tmp_path, "click", 'Requires-Dist: colorama>=0.4; platform_system == "Windows"')
    assert unmet(tmp_path, ["geoplan"], WINDOWS) == {"colorama>=0.4": "click"}
    assert unmet(tmp_path, ["geoplan"], LINUX) == {}


def test_extras_are_followed_where_asked(tmp_path):
    write_wheel(tmp_path, "geoplan", 'Requires-Dist: fonttools; extra == "print"')
    assert unmet(tmp_path, ["geoplan"], LINUX) == {}
    assert unmet(tmp_path, ["geoplan", "geoplan[print]"], LINUX) == {"fonttools": "geoplan"}


@pytest.mark.parametrize(
    ("tag", "windows", "linux"),
    [
        ("py3-none-any", True, True),
        ("cp312-cp312-win_amd64", True, False),
        ("cp311-cp311-win_amd64", False, False),
        ("cp311-abi3-win_amd64", True, False),
        ("cp312-cp312-win32", False, False),
        ("cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64", False, True),
        ("cp312-cp312-manylinux_2_28_x86_64", False, True),
        ("cp312-cp312-manylinux_2_34_x86_64", False, False),
        ("cp312-cp312-manylinux_2_28_aarch64", False, False),
    ],
)
def test_tags_are_those_of_the_target(tmp_path, tag, windows, linux):
    write_wheel(tmp_path, "numpy", tag=tag)
    assert (not unmet(tmp_path, ["numpy"], WINDOWS)) == windows
    assert (not unmet(tmp_path, ["numpy"], LINUX)) == linux


def test_versions_are_read(tmp_path):
    write_wheel(tmp_path, "pandas", version="2.2")
    write_wheel(tmp_path, "pandas", "Requires-Python: >=3.14", version="3.1")
    assert unmet(tmp_path, ["pandas>=2.1"], LINUX) == {}
    assert unmet(tmp_path, ["pandas>=3"], LINUX) == {"pandas>=3": "geoplan"}


def test_the_newest_usable_wheel_counts(tmp_path):
    write_wheel(tmp_path, "pandas", "Requires-Dist: pytz", version="2.9")
    write_wheel(tmp_path, "pandas", "Requires-Dist: tzdata", version="2.10")
    assert unmet(tmp_path, ["pandas"], LINUX) == {"tzdata": "pandas"}


def test_paths_too_long_for_windows(tmp_path):
    path = "deep/" * 40 + "x.py"
    write_wheel(tmp_path, "deep", files=[path])
    write_wheel(tmp_path, "deep", files=[f"y{path}"], tag="cp312-cp312-manylinux_2_28_x86_64")
    assert too_long(tmp_path) == [path]


def test_an_incomplete_folder_is_named(tmp_path):
    write_wheel(tmp_path, "geoplan", 'Requires-Dist: tzdata; sys_platform == "win32"')
    write_wheel(tmp_path, "pip", files=["a" * 161])
    with pytest.raises(SystemExit) as error:
        make_bundle.check(tmp_path)
    assert str(error.value).splitlines() == [
        "Windows x64, Python 3.12: tzdata 缺少 missing (wanted by geoplan)",
        f"{'a' * 161}: 路径太长 longer than 160 characters",
    ]


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    """A bundle without wheels."""
    folder = tmp_path_factory.mktemp("规划 工具") / "geoplan-usb"
    make_bundle.copy_scripts(folder)
    return folder


@pytest.mark.parametrize("name", ["1-install.bat", "2-start.bat"])
def test_cmd_reads_batch_files_under_every_code_page(stick, name):
    written = (stick / name).read_bytes()
    assert written.isascii()
    assert written.count(b"\r\n") == written.count(b"\n") == len(written.splitlines())
    text = written.decode("ascii")
    wanted = set(re.findall(r"(?:goto|call) :?(\w+)", text))
    assert wanted == set(re.findall(r"^:(\w+)", text, re.MULTILINE))


def test_notepad_shows_the_text(stick):
    written = (stick / "README.txt").read_bytes()
    assert written.startswith("\ufeffgeoplan：山区县".encode())
    assert written.count(b"\r\n") == written.count(b"\n") > 40


@pytest.mark.parametrize("name", ["linux-install.sh", "linux-start.sh"])
def test_sh_reads_the_scripts(stick, name):
    assert b"\r" not in (stick / name).read_bytes()
    subprocess.run(["sh", "-n", stick / name], check=True)


def test_names_survive_every_zip_tool(stick):
    assert all(str(path.relative_to(stick)).isascii() for path in stick.rglob("*"))


def test_scripts_look_for_the_pythons_that_have_wheels(stick):
    batch = (stick / "1-install.bat").read_text()
    assert set(re.findall(r"\(3, (\d+)\)|py -3\.(\d+)|Python3(\d+)|python-3\.(\d+)", batch)) == {
        ("12", "", "", ""),
        ("", "12", "", ""),
        ("", "", "12", ""),
        ("", "", "", "12"),
    }
    assert [t.python for t in make_bundle.TARGETS if t.windows] == ["3.12"]
    for name in ("linux-install.sh", "README.txt"):
        linux = next(li for li in (stick / name).read_text("utf-8").splitlines() if "或 3." in li)
        found = sorted(re.findall(r"3\.\d\d", linux))
        assert found == [t.python for t in make_bundle.TARGETS if not t.windows]


def test_without_python_linux_says_what_to_do(stick):
    (tools := stick.parent / "tools").mkdir()
    for tool in ("sh", "dirname"):
        (tools / tool).symlink_to(f"/usr/bin/{tool}")
    done = subprocess.run(
        [tools / "sh", stick / "linux-install.sh"], capture_output=True, env={"PATH": str(tools)}
    )
    assert done.returncode == 1
    assert "请先安装其中一个" in done.stderr.decode()


def write_pip(wheels):
    """The installed pip as a wheel, which runs without being installed."""
    wheels.mkdir(parents=True)
    home = Path(pip.__file__).parent
    with zipfile.ZipFile(wheels / "pip-0-py3-none-any.whl", "w") as wheel:
        for path in home.rglob("*.p*"):
            if "__pycache__" not in path.parts:
                wheel.write(path, Path("pip") / path.relative_to(home))


def test_installs_from_a_folder_with_chinese_letters(tmp_path):
    wheels, program, log = tmp_path / "U 盘", tmp_path / "王 小明", tmp_path / "install.log"
    write_pip(wheels)
    write_wheel(wheels, "geoplan", "Provides-Extra: print", 'Requires-Dist: ink; extra == "print"')
    with pytest.raises(SystemExit, match=r"没有装成。原因见 .*install\.log"):
        install.install(program, wheels, log)
    assert "ink" in log.read_text("utf-8")
    write_wheel(wheels, "ink")
    install.install(program, wheels, log)
    done = subprocess.run(
        [install.python_of(program), "-c", "import geoplan, ink; print(geoplan.WHO, ink.WHO)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "geoplan ink\n"


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "list.xlsx").touch()
    with pytest.raises(SystemExit, match="已存在，而且不是完整的 geoplan"):
        install.make_environment(tmp_path / "program")
    assert (tmp_path / "program" / "list.xlsx").exists()


def test_a_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "ROOM_MB", 1e12)
    with pytest.raises(SystemExit, match="磁盘空间不够"):
        install.make_environment(tmp_path / "program")
    assert not (tmp_path / "program").exists()


def test_installing_again_leaves_the_county_alone(stick, tmp_path, monkeypatch):
    monkeypatch.setattr(install, "HERE", stick / "program")
    (tmp_path / "program").mkdir()
    install.lay_out(tmp_path, tmp_path / "program")
    county = tmp_path / "yunling" / "county.toml"
    county.write_text("ours")
    install.lay_out(tmp_path, tmp_path / "program")
    assert county.read_text() == "ours"
    assert (tmp_path / "linux-start.sh").exists()
    assert (tmp_path / "program" / "start.py").exists()


def use_menu(monkeypatch, *typed, works=True):
    """Type lines into the menu; returns the commands run and pages opened."""
    lines, done = iter(typed), []

    def answer(_prompt):
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    def run(*arguments):
        done.append([str(part) for part in arguments])
        return works

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(start, "geoplan", run)
    monkeypatch.setattr(start.webbrowser, "open", done.append)
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    start.main()
    return done


def test_the_menu_plans_and_opens_the_map(monkeypatch):
    plan, page = use_menu(monkeypatch, "1", "0", "1")
    assert plan == ["plan", "yunling/county.toml", "--out", "yunling/plan"]
    assert page.startswith("file://")
    assert page.endswith("/yunling/plan/meeting.html")


def test_the_menu_takes_files_dragged_into_it(monkeypatch):
    typed = ("2", '"/data/路 网/roads.shp" ', "'/data/villages.xlsx'", "本县", "7")
    assert use_menu(monkeypatch, *typed) == [
        ["new", "/data/路 网/roads.shp", "/data/villages.xlsx", "--out", "本县"]
    ]


def test_the_menu_opens_nothing_after_a_failure(monkeypatch):
    assert use_menu(monkeypatch, "3", "county.toml", works=False) == [
        ["plan", "county.toml", "--out", "plan"]
    ]


def test_make_bundle_takes_an_installer_of_python():
    done = subprocess.run(
        ["make", "--dry-run", "bundle", "WINDOWS_PYTHON=a b.exe"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'bundle/make_bundle.py dist/geoplan-usb --windows-python "a b.exe"' in done.stdout
