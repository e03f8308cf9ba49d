"""Takes the pictures of the planning guide: ``python docs/guide_pictures.py DIR``.

DIR is a folder in which the guide was followed to its end; ``pytest tests/test_planning_guide.py
--basetemp /tmp/guide`` leaves one. Pages are photographed in an installed Chromium, workbooks and the brief are
printed by LibreOffice (Calc and Writer) and pdftoppm. Nothing is drawn by hand;
the terrain is switched off in the maps, so that the pictures stay small.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent / "planning-guide"
SCREEN = {"width": 1180, "height": 700}
PRINTS = {
    "form": ("county/乡镇/竹园镇.xlsx", 3, 75),
    "audit": ("audit.xlsx", 2, 85),
    "brief": ("county/plan/brief.docx", 1, 70),
    "list": ("list.xlsx", 1, 85),
    "notice": ("county/plan/notice.xlsx", 1, 55),
    "poster": ("county/plan/notice.pdf", 1, 55),
}
"""Picture -> file, page, and how fine [dots per inch]."""
COLOURS = 128
MARGIN_PX = 12
SETTLED_MS = 1000


def why_not(page: Page) -> None:
    """Why a village has no road."""
    page.fill("#search", "冯家寨")
    page.click("#found button >> nth=0")


def what_if(page: Page) -> None:
    """Its road put in by the room."""
    page.fill("#search", "V259610999")
    page.click("#found button >> nth=0")
    page.click("[data-key^=in-]")


def two_plans(page: Page) -> None:
    """What differs between the plan and the meeting's."""
    page.select_option("#against", "1")


SCREENS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "meeting": ("county/plan/meeting.html", lambda _: None),
    "why": ("county/plan/meeting.html", why_not),
    "whatif": ("county/plan/meeting.html", what_if),
    "both": ("both.html", two_plans),
}
"""Picture -> page, and what is done in it."""


def main() -> None:
    """Take every picture."""
    followed = Path(sys.argv[1]).resolve()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name, (file, page, dpi) in PRINTS.items():
            print_page(followed / file, page, dpi, Path(work))
            keep(Path(work) / "page.png", name)
        photograph(followed, Path(work))


def photograph(followed: Path, work: Path) -> None:
    """Open each page as a planner does, and keep what the screen shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, (file, act) in SCREENS.items():
            page = browser.new_page(viewport=SCREEN)
            page.goto((followed / file).as_uri())
            page.wait_for_selector("body[data-ready=true]")
            page.uncheck("[data-layer=terrain]")
            act(page)
            page.wait_for_timeout(SETTLED_MS)
            page.screenshot(path=work / "screen.png")
            page.close()
            keep(work / "screen.png", name)
        browser.close()


def print_page(file: Path, page: int, dpi: int, work: Path) -> None:
    """One printed page of a document as ``work/page.png``, without its empty margins."""
    pdf = file
    if file.suffix != ".pdf":
        profile = f"-env:UserInstallation={(work / 'office').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work)]
        subprocess.run([*command, str(file)], check=True, capture_output=True)
        pdf = work / f"{file.stem}.pdf"
    one = ["-f", str(page), "-l", str(page), "-singlefile"]
    picture = str(work / "page")
    subprocess.run(["pdftoppm", "-png", "-r", str(dpi), *one, str(pdf), picture], check=True)
    with Image.open(f"{picture}.png") as sheet:
        shown = sheet.convert("L").point(lambda grey: 255 * (grey < 250)).getbbox()
        left, top, right, bottom = shown or (0, 0, *sheet.size)
        box = (
            max(left - MARGIN_PX, 0),
            max(top - MARGIN_PX, 0),
            right + MARGIN_PX,
            bottom + MARGIN_PX,
        )
        sheet.crop(box).save(f"{picture}.png")


def keep(file: Path, name: str) -> None:
    """Put a picture beside the guide, in few colours so that it stays small."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
