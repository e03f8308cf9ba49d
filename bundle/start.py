"""A menu for people who do not type commands: the made-up county, an own county, a plan, or a command line."""

import os
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

MENU = """
geoplan  山区县道路与避险搬迁规划  Planning for mountain counties

  1  看一看：编制云岭县（编造的县）的计划，打开会议地图   Plan the made-up county, open its map
  2  建立本县：一个道路图层、一张自然村表                 Start your county from two files
  3  编制计划：选一个 county.toml                         Make the plan of a county.toml
  4  命令行                                               Command line
  0  退出                                                 Leave
"""
COMMANDS = """
geoplan new 道路.shp 自然村.xlsx --out 本县      建立新县 start a county
geoplan plan 本县/county.toml                    编制计划 make the plan
geoplan explain 方案文件夹 村名或路线编码        为什么 why
geoplan --help                                   全部命令 all commands
exit                                             回到菜单 back to the menu
"""


def geoplan(*arguments: str | Path) -> bool:
    """Run a geoplan command in this window; tells whether it succeeded."""
    done = subprocess.run([sys.executable, "-m", "geoplan", *arguments], check=False)
    return done.returncode == 0


def ask_path(words: str) -> Path:
    """Path that the user types or drags into the window (which quotes it)."""
    return Path(input(f"{words}: ").strip().strip("\"'")).expanduser()


def make_plan(county: Path) -> None:
    """Plan a county and open the meeting map."""
    out = county.parent / "plan"
    if geoplan("plan", county, "--out", out):
        page = out / "meeting.html"
        print(f"会议地图 Meeting map: {page.resolve()}")
        webbrowser.open(page.resolve().as_uri())


def plan_sample() -> None:
    """Plan the made-up county."""
    make_plan(Path("yunling") / "county.toml")


def start_county() -> None:
    """Start a county from two files."""
    roads = ask_path("把道路图层拖到这里，按回车 Drag the road layer here, press Enter")
    villages = ask_path("把自然村表拖到这里，按回车 Drag the village table here, press Enter")
    out = ask_path("新文件夹的名字（如 本县） Name of the new folder")
    if geoplan("new", roads, villages, "--out", out):
        print(
            f"请先看 {(out / 'county.toml').resolve()}，填上真实资金，再选 3。Put the real funds in, then 3."
        )


def plan_county() -> None:
    """Plan the county of a settings file."""
    make_plan(ask_path("把 county.toml 拖到这里，按回车 Drag county.toml here, press Enter"))


def open_command_line() -> None:
    """Open a command line that knows geoplan."""
    print(COMMANDS)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    shell = os.environ.get("COMSPEC") or os.environ.get("SHELL") or "sh"
    subprocess.run([shell], check=False, env={**os.environ, "PATH": path})


CHOICES: dict[str, Callable[[], None]] = {
    "1": plan_sample,
    "2": start_county,
    "3": plan_county,
    "4": open_command_line,
}


def main() -> None:
    """Show the menu until the user leaves."""
    os.chdir(Path(__file__).resolve().parents[1])
    while True:
        print(MENU)
        try:
            choice = input("请输入数字，按回车 Type a number, press Enter: ").strip()
            if choice == "0":
                return
            CHOICES.get(choice, lambda: print("没有这一项 No such line"))()
        except KeyboardInterrupt:
            print("\n已停止 Stopped")
        except EOFError:
            return


if __name__ == "__main__":
    main()
