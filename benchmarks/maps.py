"""Measures map pages in Chromium, against the goals of the meeting: ``python benchmarks/maps.py
PAGE.html ...``.

Every page is opened from a file with all requests blocked, as fast as the machine is and at a
quarter of that. A figure is told beside its goal; seconds are of this machine.
"""

import argparse
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

SIZE = {"width": 1366, "height": 768}
MB = 1_000_000
GOALS = {
    "file MB": (5.0, 5.0),
    "ready s": (1.0, 3.0),
    "drag frames/s": (30.0, 30.0),
    "zoom redraw s": (1.5, 1.5),
    "year switch s": (0.5, 0.5),
    "question switch s": (0.5, 0.5),
    "side by side s": (0.5, 0.5),
    "search ms": (50.0, 50.0),
    "what-if, figures ms": (16.0, 100.0),
    "what-if, painted ms": (50.0, 200.0),
    "heap MB": (50.0, 50.0),
}
"""Goal as fast as the machine is, and at a quarter; frames are at least, all others at most."""

PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
CLICK_S = (
    "async (selector) => { const began = performance.now();"
    f" document.querySelector(selector).click(); await {PAINTED};"
    " return (performance.now() - began) / 1000; }"
)
YEAR_S = (
    "async () => { const year = document.getElementById('year'); const began = performance.now();"
    " year.value = year.value === '1' ? '2' : '1'; year.dispatchEvent(new Event('input'));"
    f" await {PAINTED}; return (performance.now() - began) / 1000; }}"
)
ZOOM_S = (
    "async (zoom) => { const began = performance.now();"
    f" geoplan.map.setZoom(zoom, {{ animate: false }}); await {PAINTED};"
    " return (performance.now() - began) / 1000; }"
)
SEARCH_MS = (
    "(asked) => { const box = document.getElementById('search'); const began = performance.now();"
    " box.value = asked; box.dispatchEvent(new Event('input')); box.getBoundingClientRect();"
    " return performance.now() - began; }"
)
WHAT_IF_MS = (
    "async (row) => { geoplan.select({ kind: 'project', row }, { move: true });"
    " await new Promise((done) => setTimeout(done, 300));"
    " const button = document.querySelector(`[data-key=in-${row}], [data-key=out-${row}]`);"
    " const began = performance.now(); button.click(); const told = performance.now();"
    f" await {PAINTED}; return [told - began, performance.now() - began]; }}"
)
PRICED_ROWS = (
    "() => ['in', 'out'].flatMap((decision) => geoplan.data.prices.project.filter((_, at) =>"
    " geoplan.data.prices.decision[at] === decision).slice(0, 3))"
)
COUNT_FRAMES = (
    "() => { window.frames_ = []; const tick = (now) => { window.frames_.push(now);"
    " requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"
)
FRAMES_PER_S = (
    "() => 1000 * (window.frames_.length - 1) / (window.frames_.at(-1) - window.frames_[0])"
)
"""What the page itself takes, until the next frame is painted."""


@contextmanager
def opened(browser: Browser, path: Path, throttle: int) -> Iterator[tuple[Page, CDPSession]]:
    """A page on a machine so many times slower, and the way to ask Chromium about it."""
    page = browser.new_page(viewport=SIZE)
    asked = page.context.new_cdp_session(page)
    asked.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    page.route(
        lambda url: not url.startswith(("data:", path.as_uri())), lambda route: route.abort()
    )
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_selector("body[data-ready=true]", timeout=120_000)
    yield page, asked
    page.close()


def measure(page: Page, asked: CDPSession, path: Path) -> dict[str, float]:
    """All figures of one open page."""
    ready = page.evaluate("performance.now() / 1000")
    figures = {"file MB": path.stat().st_size / MB, "ready s": ready}
    figures["drag frames/s"] = _drag(page)
    figures["zoom redraw s"] = max(
        page.evaluate(ZOOM_S, zoom) for zoom in (11, 13, page.evaluate("geoplan.map.getZoom()"))
    )
    figures["year switch s"] = max(page.evaluate(YEAR_S) for _ in range(3))
    figures["search ms"] = max(page.evaluate(SEARCH_MS, one) for one in ("h", "hj", "家", "公路"))
    page.evaluate("geoplan.closeFound()")
    figures["what-if, figures ms"], figures["what-if, painted ms"] = _what_if(page)
    figures["question switch s"] = _slowest(page, "view", "access", "relocation", "roads")
    figures["side by side s"] = _slowest(page, "moment", "both", "after", "both", "after")
    asked.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in asked.send("Performance.getMetrics")["metrics"]}
    figures["heap MB"] = told["JSHeapUsedSize"] / MB
    return figures


def _slowest(page: Page, choice: str, *values: str) -> float:
    """Seconds of the slowest of some clicks on a choice."""
    return max(float(page.evaluate(CLICK_S, f"[data-{choice}={value}]")) for value in values)


def _what_if(page: Page) -> tuple[float, float]:
    """Milliseconds until the figures are the new ones, and until they are painted, for the median
    of some roads that are put in or taken out one after the other."""
    told = [page.evaluate(WHAT_IF_MS, row) for row in page.evaluate(PRICED_ROWS)]
    page.click("[data-key=undo-all]")
    page.click("#why .close")
    changed, painted = (statistics.median(times) for times in zip(*told, strict=True))
    return changed, painted


def _drag(page: Page) -> float:
    """Frames per second while the map is dragged to and fro."""
    page.mouse.move(800, 400)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    for step in range(60):
        page.mouse.move(800 + 3 * (step if step < 30 else 60 - step), 400 + step)
    frames = float(page.evaluate(FRAMES_PER_S))
    page.mouse.up()
    return frames


def table(path: Path, fast: dict[str, float], slow: dict[str, float]) -> list[str]:
    """Figures of a page beside their goals."""
    lines = [
        f"### {path.name}",
        "",
        "| | measured | goal | at 1/4 speed | goal |",
        "|---|---|---|---|---|",
    ]
    for name, (goal, slow_goal) in GOALS.items():
        sign = "≥" if "frames" in name else "≤"
        cells = (_told(fast[name]), f"{sign} {goal:g}", _told(slow[name]), f"{sign} {slow_goal:g}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _told(value: float) -> str:
    """Three digits."""
    return f"{value:.3g}"


def figures(paths: list[Path]) -> list[str]:
    """Tables of some pages."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    lines: list[str] = []
    with sync_playwright() as running:
        options: dict[str, Any] = {"executable_path": program, "args": ["--no-sandbox"]}
        browser = running.chromium.launch(**options)
        for path in paths:
            measured = []
            for throttle in (1, 4):
                with opened(browser, path.resolve(), throttle) as (page, asked):
                    asked.send("Performance.enable")
                    measured.append(measure(page, asked, path))
            lines += table(path, *measured)
        browser.close()
    return lines


def main() -> None:
    """Measure the pages that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, help="map pages")
    print("## The meeting page, against its goals\n")
    print("\n".join(figures(parser.parse_args().pages)))


if __name__ == "__main__":
    main()
