"""The planning guide is followed to the letter: every command, every setting, every file and picture it names."""

import io
import json
import re
import runpy
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pyogrio
import pytest

from geoplan import cli, config
from geoplan.bureau import read_bureau
from geoplan.publish.labels.audit import EFFECTS

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
CHINESE, ENGLISH = ROOT / "docs" / "planning-guide.md", ROOT / "docs" / "planning-guide.en.md"
BOTH = pytest.mark.parametrize("guide", [CHINESE, ENGLISH], ids=["zh", "en"])
NOT_RUN = {
    "bat": [r"py -m venv .venv", r".venv\Scripts\pip install .[print]", r".venv\Scripts\activate"],
    "sh": ["python3 -m venv .venv", '.venv/bin/pip install ".[print]"', ". .venv/bin/activate"],
}
"""What installs: it needs the network, and Windows for the first."""
ELSEWHERE = {
    "1-install.bat", "2-start.bat", ".shp", ".dbf", ".shx", ".prj", ".gpkg", ".gdb", "county.toml",
}  # fmt: skip
"""Files that are named and that no step of the guide makes."""
FILE = re.compile(
    r"`([^`\s]*\.(?:bat|csv|dbf|docx|gdb|gpkg|html|json|md|pdf|prj|shp|shx|tif|toml|xlsx))`"
)
SHEETS = {"农户", "待核实", "安置点", "安置点资金"}
"""Sheets of the relocation list that the guide names."""
MOST_PICTURE_BYTES, MOST_PICTURES_BYTES = 150_000, 1_500_000


class Block(NamedTuple):
    """A fenced block: its language and its lines."""

    language: str
    text: str


class Step(NamedTuple):
    """A command of the guide, its exit status, and what it said."""

    command: str
    status: int
    said: str


def blocks(guide: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a guide, in order."""
    fenced = re.findall(
        r"^```(\w+)\n(.*?)^```$", guide.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return [Block(*one) for one in fenced if not languages or one[0] in languages]


def commands(guide: Path) -> list[str]:
    """Every command that the guide says to type."""
    return [line for block in blocks(guide, "console") for line in block.text.splitlines()]


def run(command: str, patch: pytest.MonkeyPatch) -> Step:
    """Run one command line in this process and folder."""
    program, *arguments = command.split()
    said, status = io.StringIO(), 0
    with redirect_stdout(said), redirect_stderr(said):
        if program == "cd":
            patch.chdir(arguments[0])
        elif program == "python":
            patch.setattr(sys, "argv", arguments)
            runpy.run_path(str(ROOT / arguments[0]), run_name="__main__")
        else:
            patch.setattr(sys, "argv", [program, *arguments])
            try:
                cli.main()
            except SystemExit as stop:
                status = int(stop.code or 0)
    return Step(command, status, said.getvalue())


def as_toml(value: Any) -> str:
    """A value as TOML in one line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(key)} = {as_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Settings with those of the guide in their place; lists are replaced as a whole."""
    tables = {key for key in new if isinstance(old.get(key), dict) and isinstance(new[key], dict)}
    return old | new | {key: merged(old[key], new[key]) for key in tables}


def edit(text: str) -> None:
    """Do what a toml block of the guide says to the file that its first line names; examples stay."""
    name = text.partition("\n")[0].removeprefix("# ")
    if name == "bureau.toml":
        Path(name).write_text(text, encoding="utf-8")
    elif "/" in name:
        settings = merged(tomllib.loads(Path(name).read_text("utf-8")), tomllib.loads(text))
        lines = [f"{key} = {as_toml(value)}\n" for key, value in settings.items()]
        Path(name).write_text("".join(lines), encoding="utf-8")


def put_returned_in() -> None:
    """Copy what came back into the new county."""
    shutil.copytree("returned", "county", dirs_exist_ok=True)


def sort_out_amap() -> None:
    """Move the form with shifted points into a folder of its own."""
    Path("county/高德").mkdir()
    shutil.move("county/乡镇/桐木镇.xlsx", "county/高德")


BY_HAND = {"geoplan template county": put_returned_in, "高德/*.xlsx": sort_out_amap}
"""What a block says -> what the reader then does in the file manager."""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Step]]]:
    """Folder in which the Chinese guide was followed, and its commands."""
    folder, steps = tmp_path_factory.mktemp("guide"), []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for language, text in blocks(CHINESE, "console", "toml", "csv"):
            if language == "console":
                steps += [run(command, patch) for command in text.splitlines()]
            elif language == "toml":
                edit(text)
            else:
                Path("locks.csv").write_text(text, encoding="utf-8")
            for words, act in BY_HAND.items():
                if words in text:
                    act()
        yield folder, steps


def test_every_command_succeeds(followed):
    _, steps = followed
    assert [step.command for step in steps] == commands(CHINESE)
    assert {step.command: step.said for step in steps if step.status != 0} == {}


def test_what_the_guide_shows_is_what_the_commands_say(followed):
    _, steps = followed
    said: dict[str, str] = {}
    for step in steps:
        said[step.command] = said.get(step.command, "") + step.said
    for guide in (CHINESE, ENGLISH):
        last = ""
        for language, text in blocks(guide, "console", "text"):
            if language == "console":
                last = "".join(said[line] for line in text.splitlines())
                continue
            for line in text.splitlines():
                assert line.strip() in last, line


@BOTH
def test_files_that_the_guide_names_are_there(followed, guide):
    folder, _ = followed
    there = {path.name for path in folder.rglob("*")}
    named = {Path(name).name for name in FILE.findall(guide.read_text("utf-8"))}
    assert {"meeting.html", "brief.docx", "registers.xlsx", "both.html"} <= named
    assert named - ELSEWHERE - there == set()


@BOTH
def test_sheets_and_layers_that_the_guide_names_are_there(followed, guide):
    plan = followed[0] / "practice" / "county" / "plan2"
    text = guide.read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| `relocation_list.xlsx`"))
    there = openpyxl.load_workbook(plan / "relocation_list.xlsx", read_only=True).sheetnames
    assert {sheet for sheet in there if sheet in row} == SHEETS
    assert "`services`" in text
    assert "services" in pyogrio.list_layers(plan / "plan.gpkg")[:, 0]


def test_the_story_of_the_guide_is_true(followed):
    """A plan that knows more; a meeting's road put in; the bureau's form filled and read back."""
    folder, steps = followed
    plans = [json.loads((folder / "practice" / name / "plan.json").read_text("utf-8"))
             for name in ("mycounty/plan", "county/plan", "county/plan2")]  # fmt: skip
    assert [plan["name"] for plan in plans] == ["云岭县"] * 3
    first, whole, meeting = (plan["indicators"] for plan in plans)
    assert first != whole != meeting
    checks = [step.said for step in steps if step.command.startswith("geoplan check county/")]
    assert ["GCJ-02" in said for said in checks] == [True, False]
    changes = (folder / "practice" / "changes.md").read_text("utf-8")
    assert " 0 changed, 0 new or unclear, 0 gone" in changes


def test_the_guide_calls_effects_as_the_audit_does():
    for chinese, english in EFFECTS.values():
        assert f"| {chinese} |" in CHINESE.read_text("utf-8")
        assert f"| {english} |" in ENGLISH.read_text("utf-8")


def test_what_is_not_run_only_installs():
    for guide in (CHINESE, ENGLISH):
        assert {block.language for block in blocks(guide)} == {
            "console",
            "text",
            "toml",
            "csv",
            *NOT_RUN,
        }
        for language, lines in NOT_RUN.items():
            assert [
                line for block in blocks(guide, language) for line in block.text.splitlines()
            ] == lines
    assert all(line.split()[0] in ("geoplan", "cd", "python") for line in commands(CHINESE))


def test_both_halves_say_the_same():
    assert commands(ENGLISH) == commands(CHINESE)
    chinese, english = (
        [tomllib.loads(block.text) for block in blocks(guide, "toml")]
        for guide in (CHINESE, ENGLISH)
    )
    assert english == chinese
    assert blocks(ENGLISH, "csv") == blocks(CHINESE, "csv")
    assert pictures(ENGLISH) == pictures(CHINESE)
    assert ENGLISH.name in CHINESE.read_text("utf-8")
    assert CHINESE.name in ENGLISH.read_text("utf-8")


def test_settings_that_the_guide_names_are_accepted(tmp_path):
    base = {"name": "县", "years": [2027, 2028], "layers": {"roads": "r.shp", "villages": "v.xlsx"},
            "funds": [{"id": "county", "pays": ["surface"], "ceiling_wan": [1, 1]}]}  # fmt: skip
    several = blocks(CHINESE, "toml")
    for _, text in several:
        if text.startswith("# bureau.toml"):
            (tmp_path / "bureau.toml").write_text(text, encoding="utf-8")
            assert read_bureau(tmp_path / "bureau.toml").template == tmp_path / "their-form.xlsx"
        else:
            config.County.model_validate(merged(base, tomllib.loads(text)))
    assert len(several) == 6


def pictures(guide: Path) -> list[str]:
    """Pictures that a guide shows."""
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", guide.read_text("utf-8"))


def test_pictures_are_there_and_small():
    shown = {CHINESE.parent / name for name in pictures(CHINESE)}
    kept = set((CHINESE.parent / "planning-guide").iterdir())
    assert shown == kept
    sizes = [path.stat().st_size for path in kept]
    assert max(sizes) < MOST_PICTURE_BYTES
    assert sum(sizes) < MOST_PICTURES_BYTES


@BOTH
def test_links_lead_somewhere(guide):
    text = guide.read_text("utf-8")
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", text):
        assert (guide.parent / target).is_file(), target
    heads = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-")
             for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}  # fmt: skip
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in heads, anchor


@BOTH
def test_messages_that_the_guide_explains_exist(guide):
    """Each is told by Windows' command line, or stands in the code."""
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "geoplan").rglob("*.py")))
    rows = re.findall(r"^\| `([^`|]+)` \|.*\|.*\|$", guide.read_text("utf-8"), re.MULTILINE)
    told = [row for row in rows if not FILE.search(f"`{row}`")]
    assert len(told) >= 15
    for words in told:
        if not words.startswith("'geoplan'"):
            assert words in code, words
