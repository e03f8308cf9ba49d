"""The plan as one offline page that forty people can look at together.

folium is the shell: a slim map that needs Leaflet only. The plan follows as JSON (``mapdata``),
drawn by the page's own code in ``viewer/``. Nothing is loaded from anywhere, and the build fails
if something would be.
"""

import html
import json
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from xstatic.pkg import leaflet

from geoplan.programme.plan import Plan
from geoplan.publish.mapdata import map_data
from geoplan.publish.packing import packed

SCRIPTS = (
    "data.js",
    "unpack.js",
    "canvas.js",
    "style.js",
    "views.js",
    "legend.js",
    "totals.js",
    "telling.js",
    "price_answers.js",
    "road_answers.js",
    "answers.js",
    "panel.js",
    "township.js",
    "today.js",
    "selection.js",
    "find.js",
    "spelling.js",
    "search.js",
    "keys.js",
    "more.js",
    "sidebyside.js",
    "changes.js",
    "paper.js",
    "print.js",
    "trips.js",
    "funding.js",
    "joining.js",
    "whatif.js",
    "nobody.js",
    "choices.js",
    "choosing.js",
    "locks.js",
    "scenarios.js",
    "differences.js",
    "page.js",
)
STYLES = (
    "frame.css",
    "controls.css",
    "panel.css",
    "answers.css",
    "whatif.css",
    "sidebyside.css",
    "scenarios.css",
    "print.css",
)
START = "document.addEventListener('DOMContentLoaded', () => geoplan.start(planMap));"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)


def write_meeting_map(plan: Plan, path: Path) -> None:
    """Write the public map: no household, and no count of fewer than three of them.

    Parameters
    ----------
    plan
        The whole plan; what may be told is chosen here (``disclosure.public_plan``).
    path
        The HTML file to write.

    Raises
    ------
    ValueError
        The page would load something from elsewhere.
    """
    write_page(map_data(plan, public=True), path)


def write_planner_map(plan: Plan, path: Path) -> None:
    """Write the internal map: the same page with household points, marked 内部使用.

    Parameters
    ----------
    plan
        The whole plan.
    path
        The HTML file to write.

    Raises
    ------
    ValueError
        The page would load something from elsewhere.
    """
    write_page(map_data(plan, public=False), path)


class _SlimMap(folium.Map):  # type: ignore[misc]
    """folium's map with Leaflet only, under a fixed name; its files are inlined by the page."""

    default_js: tuple[()] = ()
    default_css: tuple[()] = ()

    def get_name(self) -> str:
        """Fixed name, so that two builds are the same bytes."""
        return "planMap"


class _Verbatim(Element):  # type: ignore[misc]
    """Text that reaches the page as it is: branca would render it again as a Jinja template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self.text


def write_page(data: dict[str, Any], path: Path) -> None:
    """Write a page from its data, whole or not at all.

    Parameters
    ----------
    data
        From ``mapdata.map_data`` or ``scenarios.scenario_data``.
    path
        The HTML file to write.

    Raises
    ------
    ValueError
        The page would load something from elsewhere.
    """
    page = _page(data)
    loaded = _loads(page)
    if loaded:
        message = f"the map would load {len(loaded)} things, e.g. {loaded[0]}: it must be one file"
        raise ValueError(message)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(page, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def is_page(path: Path) -> bool:
    """Whether a file is a page that ``write_page`` wrote."""
    return START in path.read_text(encoding="utf-8", errors="replace")


def _page(data: dict[str, Any]) -> str:
    """Shell, styles, data and code put together."""
    plan_map = _SlimMap(
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        inertia=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
        maxZoom=17,  # folium's max_zoom is that of the tiles, and there are none
    )
    figure = plan_map.get_root()
    _fill_head(figure, data)
    code = "\n".join(_viewer(script) for script in SCRIPTS)
    body = (
        f'<script type="application/json" id="plan">{_json(data)}</script>',
        f"<script>{code}</script>",
        f"<script>{START}</script>",
    )
    figure.html.add_child(_Verbatim(_viewer("viewer.html")), index=0)
    for text in body:
        figure.html.add_child(_Verbatim(text))
    page: str = figure.render()
    return page


def _fill_head(figure: Figure, data: dict[str, Any]) -> None:
    """Policy, title, Leaflet and styles."""
    leaflet_folder = Path(leaflet.BASE_DIR)
    library = (leaflet_folder / "leaflet.js").read_text(encoding="utf-8")
    library_style = (leaflet_folder / "leaflet.css").read_text(encoding="utf-8")
    library_style = library_style.replace("url(images/", "url(data:,")
    title = html.escape(data["county"][0])
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">',
        f"<title>{title}</title>",
        f"<style>{library_style}</style>",
        f"<script>{library}</script>",
    )
    for place, text in enumerate(head, start=1):
        figure.header.add_child(_Verbatim(text), index=place)
    styles = "\n".join(_viewer(style) for style in STYLES)
    figure.header.add_child(_Verbatim(f"<style>{styles}</style>"))


def _viewer(name: str) -> str:
    """One file of the page's own code."""
    return files("geoplan.publish").joinpath("viewer", name).read_text(encoding="utf-8")


def _json(data: dict[str, Any]) -> str:
    """JSON that can neither end its script element nor break a line of JavaScript."""
    text = json.dumps(packed(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


class _Loads(HTMLParser):
    """What a browser would fetch when it opens the page."""

    FETCHING = frozenset({"src", "srcset", "poster", "data", "background", "action"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect attributes that fetch; a link fetches by its href."""
        self.in_style = tag == "style"
        for name, value in attrs:
            fetches = name in self.FETCHING or (tag in {"link", "use"} and name.endswith("href"))
            if fetches and not (value or "").startswith("data:"):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Collect what a style sheet fetches."""
        if self.in_style:
            urls = data.replace("'", "").replace('"', "").split("url(")[1:]
            self.found += [f"url({url[:60]}" for url in urls if not url.startswith(("data:", "#"))]
            self.found += ["@import"] * data.count("@import")


def _loads(page: str) -> list[str]:
    """References of a page that would load something."""
    parser = _Loads()
    parser.feed(page)
    return parser.found
