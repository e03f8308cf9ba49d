"""The lists of a notice sheet: what they say, laid out as lines, flowed into columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes

from geoplan.programme.plan import STAGES, Plan
from geoplan.publish.labels import COMPONENTS, POSTER, filled
from geoplan.publish.locks import with_village
from geoplan.publish.payments import paid_yuan
from geoplan.publish.posted import masked_heads, posted_projects
from geoplan.publish.posters.fonts import MM_PER_POINT, Face, pieces, shorten, width_mm, wrap, write
from geoplan.publish.posters.marks import badge_half_mm, draw_number
from geoplan.publish.posters.subjects import Subject
from geoplan.publish.treatments import treatments_note

LINE, GAP, HEADING = 1.36, 0.45, 1.3
"""Height of a line, gap before an entry, size of a heading, each in heights of the text."""
LONGEST_UNBROKEN = 4
"""Lines under an entry's first that stay in one column; more may be parted."""
AFTER_NUMBER_MM = 1.5
BETWEEN_MM = 2.0
"""Least distance of a text from what stands to the right of it."""


@dataclass(frozen=True)
class Entry:
    """One thing that a list says: a heading, a row, a numbered item with a body, or a note.

    ``body`` is text in pieces between which a line may break; ``kind`` of a number is "road" or
    "move".
    """

    style: str
    head: str = ""
    right: str = ""
    body: Sequence[str] = ()
    number: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a list: text from the left, text to the right, perhaps a number before it."""

    text: str
    points: float
    right: str = ""
    number: int | None = None
    kind: str = ""
    indent_mm: float = 0.0
    bold: bool = False
    gap_mm: float = 0.0
    with_next: bool = False

    @property
    def height_mm(self) -> float:
        """Height with the gap before it [mm]."""
        return self.gap_mm + LINE * self.points * MM_PER_POINT


def list_entries(plan: Plan, told: Plan, subject: Subject) -> list[Entry]:
    """Everything that a sheet lists.

    Parameters
    ----------
    plan
        The whole plan: amounts and masked names of the groups that the subject shows.
    told
        The plan as the public may know it.
    subject
        What the sheet is about.

    Returns
    -------
    list of Entry
        Of a county first a row per township; then projects, then moves (of a township with the
        masked names of heads, where households are known).
    """
    townships = _townships(told) if subject.is_county else ()
    return [
        *townships,
        *_projects(plan, subject),
        *_works(plan, subject),
        *_moves(plan, told, subject),
    ]


def lay_out(
    entries: Sequence[Entry], faces: tuple[Face, Face], points: float, room_mm: float
) -> list[Line]:
    """Entries as lines of a size that fit a column of a width [mm]."""
    return [line for entry in entries for line in _lines(entry, faces, points, room_mm)]


def flow(
    lines: Sequence[Line], columns: int, height_mm: float
) -> tuple[list[list[Line]], list[Line]]:
    """Lines in columns of a height, and those for which there is no room.

    A line that goes with the next never ends a column.
    """
    rest = list(lines)
    full: list[list[Line]] = []
    for _ in range(columns):
        count, used_mm = 0, 0.0
        while count < len(rest) and used_mm + rest[count].height_mm <= height_mm:
            used_mm += rest[count].height_mm
            count += 1
        while 1 < count < len(rest) and rest[count - 1].with_next:
            count -= 1
        full.append(rest[:count])
        rest = rest[count:]
    return full, rest


def draw_lines(
    page: Axes,
    lines: Sequence[Line],
    left_mm: float,
    top_mm: float,
    *,
    room_mm: float,
    faces: tuple[Face, Face],
) -> None:
    """Write one column of lines downwards from its upper left corner."""
    for line in lines:
        face = faces[line.bold]
        em_mm = line.points * MM_PER_POINT
        top_mm -= line.height_mm
        base_mm = top_mm + 0.32 * em_mm
        if line.number is not None:
            half_mm = badge_half_mm(line.number, faces[1])
            centre = (left_mm + half_mm, base_mm + 0.38 * em_mm)
            draw_number(page, centre, line.number, line.kind, faces[1])
        write(page, (left_mm + line.indent_mm, base_mm), line.text, face, line.points)
        if line.right:
            write(page, (left_mm + room_mm, base_mm), line.right, face, line.points, ha="right")


def _lines(entry: Entry, faces: tuple[Face, Face], points: float, room_mm: float) -> Iterator[Line]:
    """Lines of one entry: what goes bold, indented, with a gap, together with the next."""
    item, heading = entry.style == "item", entry.style == "heading"
    points = HEADING * points if heading else points
    number = entry.number
    indent_mm = 2 * badge_half_mm(number, faces[1]) + AFTER_NUMBER_MM if number is not None else 0.0
    texts = wrap(entry.body, faces[0], points, room_mm - indent_mm) if entry.body else []
    if entry.head:
        face, right = faces[item or heading], entry.right
        head_mm = room_mm - indent_mm - (width_mm(right, face, points) + BETWEEN_MM) * bool(right)
        yield Line(
            shorten(entry.head, face, points, head_mm), points, right, number, entry.kind,
            indent_mm=indent_mm, bold=item or heading, with_next=item or heading,
            gap_mm=GAP * points * MM_PER_POINT * (item or heading),
        )  # fmt: skip
    together = item and len(texts) <= LONGEST_UNBROKEN
    for place, text in enumerate(texts, start=1):
        with_next = together and place < len(texts)
        yield Line(text, points, indent_mm=indent_mm, with_next=with_next)


def _say(code: str, **values: object) -> str:
    """Words of a sheet."""
    return filled(POSTER[code][0], **values)


def _townships(told: Plan) -> Iterator[Entry]:
    """One row per township: projects, km, money, households that move."""
    yield Entry("heading", _say("townships"))
    for row in told.townships.to_dict("records"):
        figures = _say(
            "township_figures",
            projects=f"{row['projects']:.0f}",
            km=f"{row['km']:.1f}",
            wan=f"{row['cost_yuan'] / 1e4:.2f}",
            households=f"{row['households_moving']:.0f}",
        )
        yield Entry("row", row["name"], figures)


def _projects(plan: Plan, subject: Subject) -> Iterator[Entry]:
    """Projects: name and money, stages with years, km, funds."""
    if subject.projects.empty:
        yield Entry("heading", _say("no_projects"))
        return
    posted = posted_projects(plan).loc[subject.projects.index]
    km, wan = posted["里程(公里)"], posted["投资(万元)"]
    total = {"km": f"{km.sum():.1f}", "wan": f"{wan.sum():.2f}"}
    yield Entry("heading", _say("projects", count=len(posted), **total))
    for number, project_id in enumerate(posted.index, start=1):
        row = posted.loc[project_id]
        codes = dict.fromkeys([row["项目名称"], row["路线编码"]])
        facts = _say(
            "project_facts",
            stages=_stages(subject.projects.loc[project_id]),
            km=_km(km[project_id]),
            funds=row["资金来源(万元)"],
        )
        yield Entry(
            "item", " ".join(code for code in codes if pd.notna(code)),
            _say("wan", wan=f"{wan[project_id]:.2f}"), pieces(facts), number, "road",
        )  # fmt: skip


def _works(plan: Plan, subject: Subject) -> Iterator[Entry]:
    """Works on roads that are paved already, in one line; nothing where there are none."""
    here = plan.treatments["township_id"].isin(subject.villages["township_id"]) | subject.is_county
    note = treatments_note(replace(plan, treatments=plan.treatments[here]))
    if note:
        yield Entry("note", body=pieces(note[0]))


def _km(km: float) -> str:
    """Length with one decimal, a very short one with two."""
    return f"{km:.1f}" if km >= 0.05 else f"{km:.2f}"


def _stages(project: pd.Series) -> str:
    """What is built in which year: 2027年路基、2028年路面; or 2027年路基、路面."""
    words, before = [], None
    for stage in STAGES:
        year = project[f"{stage}_year"]
        if pd.notna(year):
            name = COMPONENTS[stage][0]
            words.append(name if year == before else f"{year}年{name}")
            before = year
    later = _say("subgrade_only") if pd.isna(project["surface_year"]) else ""
    return "、".join(words) + later


def _moves(plan: Plan, told: Plan, subject: Subject) -> Iterator[Entry]:
    """Groups that move: from where, where to, when, how many, amount; heads of a township."""
    groups = subject.groups
    if groups.empty:
        yield Entry("heading", _say("no_moves"))
        return
    total = {unit: f"{groups[unit].sum():.0f}" for unit in ("households", "people")}
    yield Entry("heading", _say("moves", count=len(groups), **total))
    heads = {} if subject.is_county else masked_heads(plan, groups)
    paid = paid_yuan(plan, "group", "subsidy", groups.index)
    for number, group_id in enumerate(groups.index, start=1):
        row = groups.loc[group_id]
        village, site = told.villages["name"][row["village_id"]], told.sites["name"][row["site_id"]]
        facts = _say(
            "move_facts",
            households=f"{row['households']:.0f}",
            people=f"{row['people']:.0f}",
            wan=f"{paid[group_id] / 1e4:.2f}",
        )
        names = [f"{name}{people:.0f}人　" for name, people in heads.get(group_id, ())]
        yield Entry(
            "item", _say("move", group=with_village(row["name"], village), site=site),
            _say("year", year=row["year"]), [*pieces(facts), *names], number, "move",
        )  # fmt: skip
    yield Entry("note", body=pieces(_say("small_groups")))
    if subject.is_county:
        yield Entry("note", body=pieces(_say("county_map")))
