"""A list that came back, as Markdown for a terminal: what changed, how far the works are. Internal."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from geoplan.bureau import COLUMNS, FUND
from geoplan.programme.progress import STATES, Progress
from geoplan.programme.returned import ReturnedList
from geoplan.publish import labels
from geoplan.publish.markdown import in_wan, markdown_table, one_line
from geoplan.units import DECIMALS


def returned_page(returned: ReturnedList, progress: Progress, folder: str, path: str) -> str:
    """What a bureau changed in a list, what that costs, and how far the works are.

    Parameters
    ----------
    returned
        From ``compare_returned``.
    progress
        From ``progress_of``.
    folder, path
        Where the plan is, and the list.
    """
    zh, en = labels.RETURNED["title"]
    internal = labels.MAP["internal"]
    parts = [
        f"# {one_line(returned.name)}：{zh}【{internal[0]}】\n\n{en} ({internal[1]})",
        f"- {_words('plan')}: {one_line(folder)}\n- {_words('list')}: {one_line(path)}",
        _counts(returned),
        _section("changed", _changes(returned.changes)),
        _section("new", _new_rows(returned.rows)),
        _section("gone", _gone(returned.gone)),
        _section("years", _years(returned.years)),
        _section("funds", _funds(returned)),
        _section("progress", _townships(progress.townships)),
        _section("progress_rows", _begun(progress)),
        _section("doubts", doubts_list(progress.doubts)),
    ]
    return "\n\n".join(parts) + "\n"


def _words(code: str) -> str:
    """Both languages in one cell."""
    return " ".join(labels.RETURNED[code])


def _section(code: str, text: str) -> str:
    """Heading and text; "none" where there is nothing."""
    return f"## {_words(code)}\n\n{text or _words('none')}"


def _table(codes: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Table under the words of some codes; nothing without rows."""
    listed = list(rows)
    return markdown_table([_words(code) for code in codes], listed) if listed else ""


def _both(pair: labels.Pair, **values: object) -> str:
    """A sentence in both languages."""
    return "  \n".join(labels.filled(text, **values) for text in pair)


def _item(row: dict[Any, Any], pair: labels.Pair, **values: object) -> str:
    """One row in a list of points, and what is to be said of it."""
    told = _both(pair, **values).replace("\n", "\n  ")
    return f"- {_words('row')} {_place(row)}: {_name(row['name'])}：  \n  {told}"


def _place(row: dict[Any, Any]) -> str:
    """Where a row stands: 第 5 行, with the sheet where it is not the list's own."""
    sheet = f"{row['sheet']} " if row["sheet"] else ""
    return f"{sheet}{row['row']}"


def _counts(returned: ReturnedList) -> str:
    """How many rows are as they were, changed, new, gone."""
    status = returned.rows["status"]
    same, changed = ((status == one).sum() for one in ("same", "changed"))
    told = _both(labels.RETURNED["same"], count=same, changed=changed,
                 new=len(status) - same - changed, gone=len(returned.gone))  # fmt: skip
    doubts = {"other_plan": same + changed == 0, "in_yuan": returned.seems_in_yuan}
    warnings = [_both(labels.RETURNED[code]) for code, is_so in doubts.items() if is_so]
    return "\n\n".join([told, *warnings])


def _changes(changes: pd.DataFrame) -> str:
    """Every cell that changed: was, now."""
    rows = (
        (_place(one), f"{_name(one['name'])} ({one['project_id']})", _heading(one["column"]),
         _cell(one["column"], one["before"]), _cell(one["column"], one["after"]))
        for one in changes.to_dict("records")
    )  # fmt: skip
    return _table(("row", "project", "column", "before", "after"), rows)


def _heading(column: str) -> str:
    """Our word for a column, with its unit where it is not a count."""
    if column.startswith(FUND):
        return f"{column.removeprefix(FUND)}（万元）"
    ours = COLUMNS[column]
    return ours.zh + (f"（{ours.unit}）" if DECIMALS.get(ours.unit) else "")


def _cell(column: str, value: Any) -> str:
    """Value of a cell as the list prints it."""
    if pd.isna(value):
        return labels.RETURNED["blank"][0]
    if isinstance(value, str):
        return one_line(value)
    decimals = 2 if column.startswith(FUND) else DECIMALS.get(COLUMNS[column].unit, 0)
    year = column.endswith("_year")
    return str(int(value)) if year else f"{value:,.{decimals}f}"


def _new_rows(rows: pd.DataFrame) -> str:
    """Rows that are none of those sent, and why."""
    others = rows[~rows["status"].isin(["same", "changed"])]
    return "\n".join(
        _item(one, labels.RETURNED_STATUS[one["status"]], id=_name(one["project_id"]))
        for one in others.to_dict("records")
    )


def _gone(gone: pd.DataFrame) -> str:
    """Rows that were sent and are not there."""
    rows = [
        (f"{_name(row['name'])} ({project})", str(row["year"]), f"{row['cost_wan']:,.2f}")
        for (project, _), row in zip(gone.index, gone.to_dict("records"), strict=True)
    ]
    return markdown_table([_words("project"), _words("year"), "万元"], rows) if rows else ""


def _years(years: pd.DataFrame) -> str:
    """Cost of both lists by year, and together."""
    total = pd.DataFrame(years.sum()).T.set_axis([_words("total")])
    rows = [
        (str(year), in_wan(row["plan_yuan"]), in_wan(row["list_yuan"]))
        for table in (years, total)
        for year, row in table.iterrows()
    ]
    return _table(("year", "plan", "list"), rows)


def _funds(returned: ReturnedList) -> str:
    """Whether the funds can pay, and each fund by year."""
    short_yuan = returned.asked_yuan - returned.payable_yuan
    amounts = {
        "asked": in_wan(returned.asked_yuan),
        "payable": in_wan(returned.payable_yuan),
        "short": in_wan(short_yuan),
    }
    lines = [
        _both(labels.RETURNED["money_over" if short_yuan >= 50 else "money_within"], **amounts)
    ]
    if abs(returned.uncounted_yuan) >= 50:
        lines.append(_both(labels.RETURNED["uncounted"], amount=in_wan(returned.uncounted_yuan)))
    rows = [
        (_name(row["name"]), str(row["year"]), in_wan(row["plan_yuan"]), in_wan(row["list_yuan"]),
         in_wan(row["available_yuan"]), _over(row["list_yuan"] - row["available_yuan"]))
        for row in returned.funds.to_dict("records")
    ]  # fmt: skip
    lines.append(_both(labels.RETURNED["funds_shares"]))
    table = _table(("fund", "year", "plan", "list", "available", "over"), rows)
    return "\n\n".join([*lines, table])


def _over(amount_yuan: float) -> str:
    """What is used beyond what is there; a dash where nothing is."""
    return in_wan(amount_yuan) if amount_yuan >= 50 else "–"


def _townships(townships: pd.DataFrame) -> str:
    """Works of each township by state, and projects that are finished."""
    header = [
        _words("township"),
        *(" ".join(labels.PROGRESS_STATES[state]) for state in STATES),
        _words("projects_finished"),
    ]
    columns = [*STATES, "projects_finished"]
    rows = [
        (_name(name), *(str(row[column]) for column in columns))
        for name, row in townships.iterrows()
    ]
    total = (_words("total"), *(str(townships[column].sum()) for column in columns))
    return markdown_table(header, [*rows, total]) if rows else ""


def _begun(progress: Progress) -> str:
    """Works that are started or finished."""
    stages = progress.stages.rename_axis(["id", "kind"]).reset_index()
    every = pd.concat([stages, progress.works.rename_axis("id").reset_index()])
    rows = (
        (f"{_name(row['name'])} ({row['id']})", labels.COMPONENTS[row["kind"]][0],
         labels.PROGRESS_STATES[row["status"]][0],
         *(_name(row[part]) for part in ("started_on", "finished_on", "confirmed_by")))
        for row in every[every["status"] != "planned"].to_dict("records")
    )  # fmt: skip
    return _table(("project", "stage", "status", "started_on", "finished_on", "confirmed_by"), rows)


def doubts_list(doubts: pd.DataFrame) -> str:
    """What cannot be believed or read, and where it stands; "" where nothing is doubtful.

    Parameters
    ----------
    doubts
        As of ``Progress``.
    """
    return "\n".join(
        _item(one, labels.DOUBTS[_doubt(one)], text=_unread(one["text"]))
        for one in doubts.to_dict("records")
    )


def _doubt(one: dict[Any, Any]) -> str:
    """Label of a doubt; of what cannot be read, by the kind of its column."""
    column = one["text"].partition("=")[0]
    state, day = column == "status", column.endswith("_on")
    return "unread_state" if state else "unread_day" if day else str(one["kind"])


def _unread(text: str) -> str:
    """Column and what stands there: 投资: abc."""
    column, _, cell = text.partition("=")
    ours = COLUMNS[column].zh if column in COLUMNS else column
    return one_line(f"{ours}: {cell}")


def _name(name: object) -> str:
    """Name on one line, a dash where there is none."""
    return one_line(name) if isinstance(name, str) and name else "–"
