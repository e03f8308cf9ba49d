"""The batch before: planned against done, in tables and in a sentence. Internal."""

from typing import Any

import pandas as pd

from geoplan.programme.plan import STAGES, Plan
from geoplan.publish import labels
from geoplan.publish.labels import Pair, filled
from geoplan.publish.markdown import in_wan, markdown_table, one_line
from geoplan.publish.returned import doubts_list

FACTS = "from_batch"
"""Where a plan tells of the batch before it (``pipeline.next_batch.plan_next``)."""
MOST_ROWS = 60
"""Projects, or groups, that the page lists one by one; the others are in plan.json."""


def last_batch(plan: Plan) -> str:
    """Planned against done, per township, project, group and other work, as Markdown; "" without a batch before.

    Parameters
    ----------
    plan
        Finished plan.
    """
    told = plan.about.get(FACTS)
    if told is None:
        return ""
    zh, en = last_batch_sentence(plan) or ("", "")
    parts = [
        f"## {_words('last_batch')} {_span(told)}",
        f"{zh}  \n{en}",
        _townships(told),
        _projects(told),
        _moves(told),
        _works(told),
        _left(told),
        doubts_list(pd.DataFrame(told["doubts"])),
    ]
    return "\n\n".join(part for part in parts if part)


def last_batch_sentence(plan: Plan) -> Pair | None:
    """How much of the batch before is finished, in a sentence; nothing without one."""
    told = plan.about.get(FACTS)
    if told is None:
        return None
    done = {
        what: sum(row["status"] == "finished" for row in told[what])
        for what in ("stages", "moves", "works")
    }
    facts = {
        "span": _span(told),
        "works": len(told["stages"]),
        "done": done["stages"],
        "groups": len(told["moves"]),
        "moved": done["moves"] - len(told["changed"]),
    }
    zh, en = (filled(text, **facts) for text in labels.RETURNED["last_batch_done"])
    if not told["works"]:
        return zh, en
    counts = {"works": len(told["works"]), "done": done["works"]}
    more_zh, more_en = (filled(text, **counts) for text in labels.RETURNED["last_batch_works"])
    return zh + more_zh, f"{en} {more_en}"


def _span(told: dict[str, Any]) -> str:
    """First and last year of the batch before: 2027—2028."""
    return "—".join(dict.fromkeys(map(str, (told["years"][0], told["years"][-1]))))


def _words(code: str) -> str:
    """Both languages in one cell."""
    return " ".join(labels.RETURNED[code])


def _state(code: str) -> str:
    """State in both languages."""
    return " ".join(labels.PROGRESS_STATES[code])


def _townships(told: dict[str, Any]) -> str:
    """Works, projects, moves and other works of each township: planned, and finished of them."""
    table = pd.DataFrame(told["townships"])
    if table.empty:
        return ""
    table["works"] = table[list(labels.PROGRESS_STATES)].sum(axis=1)
    columns = ["works", "finished", "projects", "projects_finished", "moves", "moves_finished"]
    codes = ["works", "works_finished", "projects", "projects_finished", "moves", "moves_finished"]
    if told["works"]:
        columns += ["other_works", "other_works_finished"]
        codes += ["other_works", "other_works_finished"]
    rows = [
        (row["township"], *(str(row[one]) for one in columns)) for row in table.to_dict("records")
    ]
    total = (_words("total"), *(str(table[one].sum()) for one in columns))
    return markdown_table([_words("township"), *map(_words, codes)], [*rows, total])


def _projects(told: dict[str, Any]) -> str:
    """Each project: the year and state of subgrade and surface, and the last day of finishing."""
    by_project: dict[str, list[dict[str, Any]]] = {}
    for row in told["stages"]:
        by_project.setdefault(row["project_id"], []).append(row)
    rows: list[tuple[str, ...]] = []
    for project, own in by_project.items():
        cells = {row["stage"]: _year_and_state(row) for row in own}
        days = [row["finished_on"] for row in own if row["status"] == "finished"]
        rows.append(
            (f"{_named(own[0]['name'])} ({project})", _named(own[0]["township"]),
             *(cells.get(stage, "–") for stage in STAGES), max(days, default="–"))
        )  # fmt: skip
    stages = [" ".join(labels.COMPONENTS[stage]) for stage in STAGES]
    header = [_words("project"), _words("township"), *stages, _words("finished_on")]
    return _first_rows(header, rows)


def _moves(told: dict[str, Any]) -> str:
    """Each group: where to, the year, how far."""
    rows: list[tuple[str, ...]] = [
        (f"{_named(row['village'])}{row['name'] or ''} ({row['group_id']})", _named(row["township"]),
         _named(row["site"]), f"{row['households']:.0f}", _year_and_state(row, row["group_id"] in told["changed"]),
         row["finished_on"] if row["status"] == "finished" else "–")
        for row in told["moves"]
    ]  # fmt: skip
    codes = ("group", "township", "site", "households", "status", "finished_on")
    return _first_rows([_words(code) for code in codes], rows)


def _works(told: dict[str, Any]) -> str:
    """Each improvement of a road and hazard made safe: what, the year, how far."""
    rows: list[tuple[str, ...]] = [
        (f"{_named(row['name'])} ({row['work_id']})", _named(row["township"]),
         " ".join(labels.COMPONENTS[row["kind"]]), _year_and_state(row),
         row["finished_on"] if row["status"] == "finished" else "–")
        for row in told["works"]
    ]  # fmt: skip
    codes = ("other_works", "township", "stage", "status", "finished_on")
    return _first_rows([_words(code) for code in codes], rows)


def _year_and_state(row: dict[str, Any], changed: bool = False) -> str:
    """Year that was planned (a dash where none was), and how far it is."""
    state = _words("changed_since") if changed else _state(row["status"])
    return f"{row['year'] or '–'} {state}"


def _first_rows(header: list[str], rows: list[tuple[str, ...]]) -> str:
    """Table of the first rows, and how many more there are; nothing without rows."""
    if not rows:
        return ""
    more = len(rows) - MOST_ROWS
    table = markdown_table(header, rows[:MOST_ROWS])
    pair = labels.RETURNED["more_rows"]
    return table if more <= 0 else f"{table}\n\n{' '.join(filled(one, n=more) for one in pair)}"


def _left(told: dict[str, Any]) -> str:
    """Money that funds with carry-over had left, which is not counted."""
    if not told["left"]:
        return ""
    amounts = [
        "、".join(f"{one_line(fund[name])} {in_wan(fund['left_yuan'])}" for fund in told["left"])
        for name in ("name", "name_en")
    ]
    pair = zip(labels.RETURNED["left"], amounts, strict=True)
    return "  \n".join(filled(text, funds=funds) for text, funds in pair)


def _named(name: object) -> str:
    """Name on one line, a dash where there is none."""
    return one_line(name) if isinstance(name, str) and name else "–"
