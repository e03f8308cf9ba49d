"""Pages in a real browser: file://, every request blocked, with what an old laptop's browser knows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Route

SIZE = (1366, 768)
Show = Callable[..., Page]
"""Opens a file as ``open_page`` does, until the test ends."""
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(done))"
AS_CHROMIUM_109 = """(() => {
    const later = ["toReversed", "toSorted", "toSpliced", "with"];
    const sets = ["union", "intersection", "difference", "symmetricDifference",
        "isSubsetOf", "isSupersetOf", "isDisjointFrom"];
    const iterators = ["map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach",
        "some", "every", "find"];
    const iterator = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
    for (const [owner, names] of [
        [Array.prototype, later], [Object.getPrototypeOf(Uint8Array.prototype), later],
        [Set.prototype, sets], [iterator, iterators], [Array, ["fromAsync"]],
        [Object, ["groupBy"]], [Map, ["groupBy"]], [Promise, ["withResolvers", "try"]],
        [String.prototype, ["isWellFormed", "toWellFormed"]], [URL, ["canParse", "parse"]],
        [Uint8Array, ["fromBase64", "fromHex"]], [Uint8Array.prototype, ["toBase64", "toHex"]],
        [ArrayBuffer.prototype, ["transfer", "resize"]], [RegExp, ["escape"]],
        [Math, ["f16round", "sumPrecise"]], [Document.prototype, ["startViewTransition"]],
        [HTMLElement.prototype, ["showPopover", "hidePopover", "togglePopover"]],
    ]) for (const name of names) delete owner[name];
})()"""
"""Takes away what browsers learned after Chromium 109, the last one of Windows 7."""


@contextmanager
def open_page(
    browser: Browser,
    path: Path,
    *,
    size: tuple[int, int] = SIZE,
    sharpness: float = 1.0,
    csp: bool = True,
) -> Iterator[Page]:
    """A page with all requests but the document blocked, in which nothing may go wrong.

    A tab is used again, blank: to open one costs six times what the page does. One that no longer
    answers is closed.
    """
    tab, wrong = _blank_tab(_context(browser, sharpness, csp)), list[str]()

    def decide(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            wrong.append("request " + route.request.url)
            route.abort()

    def said(message: ConsoleMessage) -> None:
        wrong.append(f"{message.type} {message.text}")

    def failed(error: Error) -> None:
        wrong.append(f"error {error}")

    try:
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        tab.route(_remote, decide)
        tab.on("console", said)
        tab.on("pageerror", failed)
        tab.goto(path.as_uri())
        tab.wait_for_selector("body[data-ready=true]", timeout=10_000)
        yield tab
        tab.mouse.up()
        tab.mouse.move(-1, -1)
        tab.goto("about:blank")
        tab.unroute(_remote, decide)
        tab.remove_listener("console", said)
        tab.remove_listener("pageerror", failed)
    except BaseException:
        tab.close()
        raise
    assert wrong == []


@cache
def _context(browser: Browser, sharpness: float, csp: bool) -> BrowserContext:
    """Where tabs of one kind are kept: what a tab is born with."""
    context = browser.new_context(device_scale_factor=sharpness, bypass_csp=not csp)
    context.add_init_script(AS_CHROMIUM_109)
    return context


def _blank_tab(context: BrowserContext) -> Page:
    """A tab that shows nothing, of those that are there or a new one."""
    blank = (page for page in context.pages if page.url == "about:blank")
    return next(blank, None) or context.new_page()


def _remote(url: str) -> bool:
    """Whether an address needs a request."""
    return not url.startswith("data:")


def find(page: Page, text: str) -> None:
    """Type into the search and take the first hit."""
    page.fill("#search", text)
    page.click("#found button >> nth=0")


def pixels(page: Page) -> str:
    """What the canvas shows in the next frame."""
    page.evaluate(NEXT_FRAME)
    shown: str = page.evaluate("document.querySelector('canvas').toDataURL()")
    return shown


def click_on(page: Page, table: str, row: int) -> None:
    """Click where the map shows a row of a table of points."""
    x, y = page.evaluate(
        f"""(() => {{
            const {{ lat, lon }} = geoplan.data.{table};
            const point = geoplan.map.latLngToContainerPoint([lat[{row}], lon[{row}]]);
            const box = geoplan.map.getContainer().getBoundingClientRect();
            return [box.x + point.x, box.y + point.y];
        }})()"""
    )
    page.mouse.click(x, y)


def choose(page: Page, project: str, what: str) -> None:
    """Open the panel of a project and press one of its buttons."""
    row = page.evaluate(f"geoplan.data.projects.id.indexOf('{project}')")
    page.evaluate(f"geoplan.select({{ kind: 'project', row: {row} }})")
    key = {"in": f"in-{row}", "out": f"out-{row}"}.get(what, f"year-{row}-{what}")
    page.click(f"#why [data-key='{key}']")


def people(page: Page) -> list[list[str]]:
    """People newly connected, by year: plan and what-if."""
    rows = page.locator("#whatif .part-people tbody tr").all()
    told = [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]
    return [list(year) for year in zip(*told, strict=True)]


def affected(page: Page, code: str) -> list[str]:
    """Names under one heading of who is affected."""
    return page.locator(f"#whatif h3.{code} + p button").all_inner_texts()


def colours(page: Page) -> set[str]:
    """Colours of the map in the next frame."""
    page.evaluate(NEXT_FRAME)
    found: list[str] = page.evaluate(
        """(() => {
            const { canvas } = geoplan.canvas;
            const { width, height } = canvas;
            const copy = new OffscreenCanvas(width, height);
            const context = copy.getContext("2d", { willReadFrequently: true });
            context.drawImage(canvas, 0, 0);
            const { data } = context.getImageData(0, 0, width, height);
            const seen = new Set();
            for (let place = 0; place < data.length; place += 4)
                seen.add(data.slice(place, place + 3).join());
            return [...seen];
        })()"""
    )
    return set(found)
