"""The browser and the two pages of the plan by hand, for every test of a page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pages import Show, open_page
from plans import rich_plan, village_plan
from playwright.sync_api import Browser, Page, sync_playwright

from geoplan.publish.maps import write_meeting_map, write_planner_map


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine; outside CI its tests are skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on PATH: CI must run the browser tests")
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The plan by hand as the public and the internal page, and the internal one with more money."""
    folder = tmp_path_factory.mktemp("maps")
    paths = {name: folder / f"{name}.html" for name in ("meeting", "planner", "rich")}
    write_meeting_map(village_plan(), paths["meeting"])
    write_planner_map(village_plan(), paths["planner"])
    write_planner_map(rich_plan(), paths["rich"])
    return paths


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Open a file in which nothing may go wrong until the test ends: ``show(path)``."""
    with ExitStack() as tabs:
        yield lambda path, **screen: tabs.enter_context(open_page(browser, path, **screen))


def opened(which: str) -> Any:
    """Fixture: one of the files, opened."""

    @pytest.fixture
    def page(show: Show, files: dict[str, Path]) -> Page:
        return show(files[which])

    return page


meeting, planner, rich = opened("meeting"), opened("planner"), opened("rich")
