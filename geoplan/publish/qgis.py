"""How QGIS draws the layers of a plan: QML styles with Chinese legends, labels and headings.

Colours are those of the map page, so that the office's screen and the meeting's agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from geoplan.publish import labels

YEAR_COLOURS = ("#0b6fb8", "#d97a00", "#00835c", "#a3419b", "#5b4b8a")
"""One per plan year, then from the start again; told apart by colour-blind people."""
HAZARD_COLOURS = {1: "#f6d9a0", 2: "#f2b277", 3: "#e07f52", 4: "#bf3f34"}
PAVED, OTHER, CANDIDATE, WHITE = "#3c4a54", "#8f9599", "#8a5a2b", "#ffffff"
GEOMETRY_TYPES = {
    "villages": "Point",
    "roads": "MultiLineString",
    "projects": "MultiLineString",
    "treatments": "MultiLineString",
    "sites": "Point",
    "services": "Point",
    "moves": "LineString",
    "groups": "Point",
    "site_land": "MultiPolygon",
    "hazards": "MultiPolygon",
    "households": "Point",
}
"""Geometry of each layer."""
CODED = {
    "building_mode": labels.BUILDING_MODES,
    "consent": labels.CONSENT,
    "grade": labels.GRADES,
    "hazard_class": {"0": labels.REGISTERS["no_hazard"]} | labels.HAZARD_CLASSES,
    "hazard_kind": labels.HAZARD_KINDS,
    "how": labels.MODES,
    "kind": labels.HAZARD_KINDS,
    "need": labels.NEEDS,
    "rule": labels.PROJECT_RULES,
    "surface_code": labels.SURFACES,
    "treatment": labels.TREATMENTS,
}
"""Columns of codes and their words: the attribute table of QGIS shows the words."""
OF_WAYS = {
    "kind": labels.SERVICES,
    "season": labels.SEASONS,
    "when": {when: labels.MAP[f"access_{when}"] for when in ("now", "after")},
}
"""The same of the table of ways."""
FONTS = ("Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
"""For labels; QGIS takes the first that the computer has."""


class Rule(NamedTuple):
    """One line of a legend: what it is called, which rows it draws, and how."""

    label: str
    expression: str
    symbol: Mapping[str, str]


def layer_style(layer: str, years: Sequence[int], columns: Iterable[str]) -> str:
    """QML of a layer: rules with Chinese legend, names as labels, Chinese headings and codes.

    Parameters
    ----------
    layer
        Name of the layer, as in ``GEOMETRY_TYPES``; a table has no legend.
    years
        Plan years; they give the colours of what is built.
    columns
        Columns of the layer, for their headings.

    Returns
    -------
    str
        XML as QGIS 3 reads it: symbols as ``Option`` (since 3.18) and as ``prop`` (before).
    """
    return style(
        _rules(years).get(layer, ()),
        GEOMETRY_TYPES.get(layer, ""),
        {column: column_heading(column) for column in columns},
        labelled=layer in {"villages", "sites"},
        codes={"ways": OF_WAYS, "services": CODED | OF_WAYS}.get(layer, CODED),
    )


def style(
    rules: Sequence[Rule],
    geometry_type: str,
    headings: Mapping[str, str | None],
    *,
    labelled: bool = False,
    codes: Mapping[str, Mapping[str, labels.Pair]] = CODED,
) -> str:
    """QML of a layer from its legend.

    Parameters
    ----------
    rules
        Lines of the legend; none for a table.
    geometry_type
        As in ``GEOMETRY_TYPES``; "" for a table.
    headings
        Heading of each column of the layer, None for one without.
    labelled
        Whether the column ``name`` is written beside each row.
    codes
        Columns of codes and their words.
    """
    root = ET.Element(
        "qgis", version="3.16.0", labelsEnabled=str(int(labelled)),
        styleCategories="Symbology|Labeling|Fields|Forms",
    )  # fmt: skip
    _add_columns(root, headings, codes)
    if rules:
        _add_renderer(root, rules, geometry_type)
    if labelled:
        _add_labelling(root)
    return ET.tostring(root, encoding="unicode")


MEASURES = {"minutes": "（约，分钟）", "range": "（区间，分钟）", "way": "的路径"}
"""What is told of a trip."""


def column_heading(column: str) -> str | None:
    """Chinese heading of a column; None for those that only the program needs."""
    if column in labels.COLUMNS:
        return labels.COLUMNS[column][0]
    if not column.endswith(("_now", "_after")):
        return None
    trip, season, when = column.rsplit("_", 2)
    to_land = {f"farm_{what}": f"{what}_farmland" for what in MEASURES}
    what, _, place = to_land.get(trip, trip).partition("_")
    if what not in MEASURES:
        return None
    there = "地" if place == "farmland" else labels.SERVICES[place][0]
    return f"{labels.MAP[f'access_{when}'][0]}{labels.SEASONS[season][0]}到{there}{MEASURES[what]}"


def _rules(years: Sequence[int]) -> dict[str, list[Rule]]:
    """Legend of every layer."""
    colours = [
        (year, YEAR_COLOURS[number % len(YEAR_COLOURS)]) for number, year in enumerate(years)
    ]
    return {
        "villages": [
            Rule("已通硬化路", '"connected_now"', marker("circle", PAVED, "2.4")),
            *(
                Rule(
                    f"{year} 年通硬化路",
                    f'"connected_year" = {year}',
                    marker("circle", colour, "3"),
                )
                for year, colour in colours
            ),
            Rule("未通硬化路", "ELSE", marker("circle", WHITE, "2.4")),
        ],
        "roads": [
            Rule("已硬化", '"hardened"', line(PAVED, "0.6")),
            *(
                Rule(f"{year} 年硬化", f'"year" = {year}', line(colour, "1.1"))
                for year, colour in colours
            ),
            Rule(
                "土路",
                'NOT "hardened" AND "year" IS NULL AND "surface_code" LIKE \'36%\'',
                line(CANDIDATE, "0.3", "dash"),
            ),
            Rule("砂石路等", "ELSE", line(OTHER, "0.3")),
        ],
        "projects": [
            *(
                Rule(f"{year} 年硬化", f'"surface_year" = {year}', line(colour, "1.1"))
                for year, colour in colours
            ),
            Rule(
                "只修路基",
                '"surface_year" IS NULL AND "subgrade_year" IS NOT NULL',
                line("#555555", "0.9", "dash"),
            ),
            Rule("候选，未列入", "ELSE", line(CANDIDATE, "0.5", "dot")),
        ],
        "treatments": [
            *(
                Rule(
                    f"{year} 年提升（加宽、错车道、护栏）",
                    f'"year" = {year}',
                    line(colour, "0.8", "dot"),
                )
                for year, colour in colours
            ),
        ],
        "sites": [
            *(
                Rule(f"{year} 年启用", f'"year" = {year}', marker("square", colour, "4"))
                for year, colour in colours
            ),
            Rule("候选安置点（未启用）", "ELSE", marker("square", WHITE, "3")),
        ],
        "services": [
            Rule(
                "高、极高灾害影响范围内的服务点",
                '"hazard_class" >= 3',
                marker("diamond", HAZARD_COLOURS[4], "3"),
            ),
            Rule(labels.MAP["service"][0], "ELSE", marker("diamond", WHITE, "2.4")),
        ],
        "moves": [
            Rule(f"{year} 年搬迁", f'"year" = {year}', line(colour, "0.5"))
            for year, colour in colours
        ],
        "groups": [
            *(
                Rule(f"{year} 年搬迁的小组", f'"year" = {year}', marker("triangle", colour, "2.6"))
                for year, colour in colours
            ),
            Rule(
                "应搬、本批还不安全的小组",
                '"must_move" AND "safe_year" IS NULL',
                marker("triangle", HAZARD_COLOURS[4], "2.6"),
            ),
            Rule("其他小组", "ELSE", marker("triangle", WHITE, "2")),
        ],
        "site_land": [
            *(
                Rule(f"{year} 年启用的安置点用地", f'"year" = {year}', fill(colour))
                for year, colour in colours
            ),
            Rule("候选安置点用地（未启用）", "ELSE", fill(OTHER)),
        ],
        "hazards": hazard_rules(),
        "households": [
            Rule("受威胁农户", '"threatened"', marker("circle", HAZARD_COLOURS[4], "1.4")),
            Rule("农户", "ELSE", marker("circle", "#9A9A9A", "1.2")),
        ],
    }


def hazard_rules() -> list[Rule]:
    """Legend of hazard areas, the gravest first."""
    return [
        Rule(
            f"{labels.HAZARD_CLASSES[str(danger)][0]}风险区",
            f'"hazard_class" = {danger}',
            fill(colour),
        )
        for danger, colour in sorted(HAZARD_COLOURS.items(), reverse=True)
    ]


def marker(shape: str, colour: str, size_mm: str) -> dict[str, str]:
    """Point symbol."""
    return {
        "class": "SimpleMarker", "name": shape, "color": _rgba(colour), "size": size_mm,
        "size_unit": "MM", "outline_color": _rgba(PAVED), "outline_width": "0.2",
        "outline_style": "solid", "outline_width_unit": "MM",
    }  # fmt: skip


def line(colour: str, width_mm: str, dashes: str = "solid") -> dict[str, str]:
    """Line symbol."""
    return {
        "class": "SimpleLine", "line_color": _rgba(colour), "line_width": width_mm,
        "line_width_unit": "MM", "line_style": dashes, "capstyle": "round", "joinstyle": "round",
    }  # fmt: skip


def fill(colour: str) -> dict[str, str]:
    """Area symbol, half transparent."""
    return {
        "class": "SimpleFill", "color": _rgba(colour, 140), "style": "solid",
        "outline_color": _rgba(colour), "outline_style": "solid", "outline_width": "0.2",
        "outline_width_unit": "MM",
    }  # fmt: skip


def _rgba(colour: str, alpha: int = 255) -> str:
    """Colour as QGIS writes it: 213,94,0,255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{alpha}"


def _add_columns(
    root: ET.Element,
    headings: Mapping[str, str | None],
    codes: Mapping[str, Mapping[str, labels.Pair]],
) -> None:
    """Headings of the attribute table, and the words of columns of codes."""
    shown = ET.SubElement(root, "fieldConfiguration")
    aliases = ET.SubElement(root, "aliases")
    for column, told in headings.items():
        if told:
            ET.SubElement(aliases, "alias", field=column, name=told)
        if column in codes:
            field = ET.SubElement(shown, "field", name=column)
            widget = ET.SubElement(field, "editWidget", type="ValueMap")
            options = ET.SubElement(ET.SubElement(widget, "config"), "Option", type="Map")
            pairs = ET.SubElement(options, "Option", name="map", type="List")
            for code, (words, _) in codes[column].items():
                _add_map(pairs, {words: code})


def _add_map(parent: ET.Element, values: Mapping[str, str]) -> None:
    """Texts by name, as QGIS stores settings."""
    options = ET.SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        ET.SubElement(options, "Option", name=name, value=value, type="QString")


def _add_renderer(root: ET.Element, rules: Sequence[Rule], geometry_type: str) -> None:
    """Rules and their symbols."""
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0")
    tree = ET.SubElement(renderer, "rules", key="rules")
    symbols = ET.SubElement(renderer, "symbols")
    kind = {"Point": "marker", "LineString": "line", "Polygon": "fill"}
    for number, rule in enumerate(rules):
        ET.SubElement(
            tree, "rule", key=f"rule_{number}", symbol=str(number), label=rule.label,
            filter=rule.expression,
        )  # fmt: skip
        symbol = ET.SubElement(
            symbols, "symbol", name=str(number), type=kind[geometry_type.removeprefix("Multi")],
            alpha="1", clip_to_extent="1",
        )  # fmt: skip
        drawn = ET.SubElement(
            symbol,
            "layer",
            {"class": rule.symbol["class"], "pass": "0", "locked": "0"},
            enabled="1",
        )
        settings = {key: value for key, value in rule.symbol.items() if key != "class"}
        _add_map(drawn, settings)
        for key, value in settings.items():
            ET.SubElement(drawn, "prop", k=key, v=value)


def _add_labelling(root: ET.Element) -> None:
    """Names with a white edge, from 1 : 50 000 on."""
    labelling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labelling, "settings")
    text = ET.SubElement(
        settings, "text-style", fieldName="name", isExpression="0", fontFamily=FONTS[0],
        fontSize="9", fontSizeUnit="Point", fontWeight="50", textColor=_rgba("#1E1E1E"),
        textOpacity="1",
    )  # fmt: skip
    families = ET.SubElement(text, "families")
    for font in FONTS:
        ET.SubElement(families, "family", name=font)
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM",
        bufferColor=_rgba(WHITE), bufferOpacity="0.8",
    )  # fmt: skip
    ET.SubElement(
        settings,
        "placement",
        placement="6",
        offsetType="1",
        dist="0.5",
        distUnits="MM",
        priority="5",
    )
    ET.SubElement(
        settings, "rendering", drawLabels="1", scaleVisibility="1", scaleMin="0",
        scaleMax="50000", obstacle="1",
    )  # fmt: skip
