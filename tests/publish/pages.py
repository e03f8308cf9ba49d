"""Pages in a real browser: file://, every request blocked, with what an old laptop's browser knows."""

from pathlib import Path

from playwright.sync_api import Browser, Page, Route

SIZE = {"width": 1366, "height": 768}
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


def open_page(browser: Browser, path: Path, **options: object) -> tuple[Page, list[str]]:
    """A page with all requests but the document blocked, and the list of what went wrong."""
    page = browser.new_page(**({"viewport": SIZE} | options))
    wrong: list[str] = []

    def decide(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            wrong.append("request " + route.request.url)
            route.abort()

    page.add_init_script(AS_CHROMIUM_109)
    page.route(lambda url: not url.startswith("data:"), decide)
    page.on("console", lambda message: wrong.append(f"{message.type} {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready=true]", timeout=10_000)
    return page, wrong


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
