"""Two plans, or the office's list beside the plan, as Markdown for a terminal: 中文 with English.

Internal: groups of any size are named.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from geoplan.programme.compare import Comparison
from geoplan.programme.official import OfficialList
from geoplan.programme.plan import STAGES
from geoplan.publish import labels
from geoplan.publish.in_time import in_time, rest_of
from geoplan.publish.locks import with_village
from geoplan.publish.markdown import (
    bound_text,
    in_wan,
    indicator_text,
    indicator_words,
    markdown_table,
    one_line,
    unit_words,
)
from geoplan.publish.naming import at_home

PLANS = ("a", "b")
LONGEST_SETTING = 36
"""Letters of a setting's value that are shown."""
MOST_NAMES = 12
"""Villages named in one line; the rest are counted."""


def comparison_page(comparison: Comparison, folder_a: str, folder_b: str) -> str:
    """Two plans of one county side by side.

    Parameters
    ----------
    comparison
        From ``compare``.
    folder_a, folder_b
        Where the two plans are.
    """
    names = (_words("a"), _words("b"))
    parts = [
        _title(comparison.name, "title"),
        f"- {names[0]}: {one_line(folder_a)}\n- {names[1]}: {one_line(folder_b)}",
        _section("settings", _settings(comparison.settings, names)),
        _section("locks", _locks(comparison.locks, names)),
        _section("results", _indicators(comparison.indicators, names)),
        _who(comparison.villages, "a", "b"),
        _section("projects", _projects(comparison.projects, names)),
        _section("moves", _moves(comparison.moves, names)),
        _section("money", _funds(comparison.money, names)),
        _section("goodness", _objectives(comparison.objectives, names)),
    ]
    return "\n\n".join(parts) + "\n"


def official_page(official: OfficialList, folder: str, path: str) -> str:
    """Office's own list beside the plan.

    Parameters
    ----------
    official
        From ``evaluate_list``.
    folder, path
        Where the plan is, and the list.
    """
    names = (_words("plan"), _words("list"))
    people = official.people.map("{:,.0f}".format)
    cost = official.money[[*PLANS, "ceiling_yuan"]].map(in_wan)
    header = (_words("year"), *names)
    parts = [
        _title(official.name, "title_official"),
        f"- {names[0]}: {one_line(folder)}\n- {names[1]}: {one_line(path)}",
        "  \n".join(labels.COMPARE["same_money"]),
        _section("rows", _rows(official.rows)),
        _section("newly_connected", markdown_table(header, people.itertuples(name=None))),
        _who(official.villages, "plan", "list"),
        _section("projects", _projects(official.projects, names)),
        _section("money", markdown_table((*header, _words("for_roads")),
                                         cost.itertuples(name=None))),
    ]  # fmt: skip
    if len(official.sites):
        lines = [
            f"- {_name(site['name'])} ({site_id}): {_people(site['people_in'])}"
            for site_id, site in official.sites.iterrows()
        ]
        parts.append(_section("sites", "\n".join(lines)))
    return "\n\n".join(parts) + "\n"


def _words(code: str) -> str:
    """Both languages in one cell, once where they agree."""
    return " ".join(dict.fromkeys(labels.COMPARE[code]))


def _people(count: float) -> str:
    """A number of people in both languages."""
    return labels.filled("{n} 人 {n|person|people}", n=f"{count:,.0f}")


def _title(county: str, code: str) -> str:
    """Heading of a page, marked as internal."""
    zh, en = labels.COMPARE[code]
    return f"# {one_line(county)}：{zh}【{labels.MAP['internal'][0]}】\n\n{en} ({labels.MAP['internal'][1]})"


def _section(code: str, text: str) -> str:
    """Heading and text."""
    return f"## {_words(code)}\n\n{text}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Table, or that nothing differs."""
    listed = list(rows)
    return markdown_table(header, listed) if listed else _words("nothing")


def _settings(settings: pd.DataFrame, names: tuple[str, str]) -> str:
    """Settings that differ."""
    rows = (
        (str(name), *(_shortened(row[plan]) for plan in PLANS)) for name, row in settings.iterrows()
    )
    return _table((_words("setting"), *names), rows)


def _locks(locks: pd.DataFrame, names: tuple[str, str]) -> str:
    """What the meeting of each plan asked for."""
    rows = [
        (
            " ".join([*labels.LOCK_KINDS[lock["kind"]], lock["id"],
                      with_village(lock["name"], lock["village"])]).strip(),
            *(_wish(lock[f"decision_{plan}"], lock[f"year_{plan}"]) for plan in PLANS),
        )
        for lock in locks.to_dict("records")
    ]  # fmt: skip
    return markdown_table((_words("lock"), *names), rows) if rows else _words("no_locks")


def _wish(decision: object, year: Any) -> str:
    """What a meeting asked for of one thing, a dash where it did not."""
    if not isinstance(decision, str):
        return "–"
    zh, en = labels.LOCK_DECISIONS[decision]
    return f"{zh} {en}" if pd.isna(year) else f"{year} 年{zh} {en} {year}"


def _shortened(value: object) -> str:
    """Value of a setting, a dash where there is none."""
    text = "–" if not isinstance(value, str) else value
    return text if len(text) <= LONGEST_SETTING else f"{text[:LONGEST_SETTING]}…"


def _indicators(indicators: pd.DataFrame, names: tuple[str, str]) -> str:
    """Indicators now and after each plan; today once where both agree."""
    rows = []
    for name, row in rest_of(indicators).dropna(subset=["a", "b"], how="all").iterrows():
        now = dict.fromkeys(indicator_text(row, f"now_{plan}") for plan in PLANS)
        after = [indicator_text(row, plan) for plan in PLANS]
        rows.append(
            (" ".join(indicator_words(str(name))), " / ".join(now), *after, unit_words(row["unit"]))
        )
    header = (_words("indicator"), _words("now"), *names, _words("unit"))
    now_columns = [f"now_{plan}" for plan in PLANS]
    moments = [(labels.COMPARE["now"], now_columns)]
    moments += [(labels.COMPARE[plan], [plan]) for plan in PLANS]
    return "\n\n".join(filter(None, [_table(header, rows), in_time(indicators, moments)]))


def _who(villages: pd.DataFrame, from_code: str, to_code: str) -> str:
    """Villages whose people gain or lose the paved road, the most people first."""
    ends = [labels.COMPARE[code] for code in (from_code, to_code)]
    heading = " ".join(
        labels.filled(text, a=ends[0][number], b=ends[1][number])
        for number, text in enumerate(labels.COMPARE["who"])
    )
    lines = []
    for column in ("people_gaining", "people_losing", "people_earlier", "people_later"):
        concerned = villages[villages[column] > 0].sort_values(
            column, ascending=False, kind="stable"
        )
        if concerned.empty:
            continue
        named = [
            f"{_name(row['name'])}（{_name(row['township_name'])}）{row[column]:,.0f}"
            for _, row in concerned.head(MOST_NAMES).iterrows()
        ]
        more = len(concerned) - MOST_NAMES
        named += [f"+{more}"] if more > 0 else []
        lines.append(
            f"- {_words(column)}: {_people(concerned[column].sum())}  \n  {'，'.join(named)}"
        )
    return f"## {heading}\n\n" + ("\n".join(lines) or _words("nothing"))


def _projects(projects: pd.DataFrame, names: tuple[str, str]) -> str:
    """Roads that only one builds, or in other years."""
    rows = (
        (
            f"{_name(row['name'])} ({project})",
            *(_stages(row, plan) for plan in PLANS),
            *(in_wan(0.0 if pd.isna(cost) else cost)
              for cost in (row["cost_yuan_a"], row["cost_yuan_b"])),
        )
        for project, row in projects.iterrows()
    )  # fmt: skip
    wan = [f"{name} 万元" for name in names]
    return _table((_words("project"), *names, *wan), rows)


def _stages(row: "pd.Series[Any]", plan: str) -> str:
    """Years of the stages of a project in one plan."""
    told = [
        f"{labels.COMPONENTS[stage][0]} {year}"
        for stage in STAGES
        if pd.notna(year := row[f"{stage}_year_{plan}"])
    ]
    return "，".join(told) or _words("not_built")


def _moves(moves: pd.DataFrame, names: tuple[str, str]) -> str:
    """Groups that move in one plan only, elsewhere, or in another year."""
    rows = (
        (
            f"{at_home(_name(row['group']), _name(row['village']))[0]} ({group})",
            f"{row['people']:,.0f}",
            *(
                _words("no_move")
                if pd.isna(row[f"year_{plan}"])
                else f"{row[f'year_{plan}']} {_name(row[f'site_{plan}'])}"
                for plan in PLANS
            ),
        )
        for group, row in moves.iterrows()
    )
    return _table((_words("group"), unit_words("people"), *names), rows)


def _funds(money: pd.DataFrame, names: tuple[str, str]) -> str:
    """Ceiling and use of each fund and year."""
    columns = [f"{what}_yuan_{plan}" for what in ("ceiling", "used") for plan in PLANS]
    header = [f"{name} {_words(what)}" for what in ("ceiling", "used") for name in names]
    rows = (
        (_name(row["name"]), str(row["year"]), *(in_wan(row[column]) for column in columns))
        for _, row in money.iterrows()
    )
    return _table((_words("fund"), _words("year"), *header), rows)


def _objectives(objectives: pd.DataFrame, names: tuple[str, str]) -> str:
    """Value and bound of each objective in both plans."""
    rows = (
        (
            " ".join(labels.OBJECTIVES[str(name)]),
            *(f"{bound_text(row[f'value_{plan}'])} / {bound_text(row[f'bound_{plan}'])}"
              for plan in PLANS),
            *(labels.STATUS[row[f"status_{plan}"]][0] for plan in PLANS),
        )
        for name, row in objectives.iterrows()
    )  # fmt: skip
    values = [f"{name} / {_words('bound')}" for name in names]
    return _table((_words("objective"), *values, *names), rows)


def _rows(rows: pd.DataFrame) -> str:
    """How many rows are in as asked; each other row with what became of it."""
    others = rows[rows["status"] != "listed"]
    count = rows.loc[rows["status"] == "listed", "row"].nunique()
    if others.empty:
        return "  \n".join(labels.filled(text, count=count) for text in labels.COMPARE["rows_all"])
    told = "  \n".join(labels.filled(text, count=count) for text in labels.COMPARE["rows_some"])
    lines = []
    for row in others.to_dict("records"):
        zh, en = (labels.LIST_STATUS | labels.PROJECT_RULES)[row["status"]]
        meant = "" if pd.isna(row["project_id"]) else f" ({one_line(row['project_id'])})"
        words = [labels.filled(text, year=row["year"]) for text in (zh, en)]
        lines.append(
            f"- 第 {row['row']} 行 row {row['row']}: {_name(row['name'])}{meant}：{words[0]}  \n"
            f"  {words[1]}"
        )
    return f"{told}\n\n" + "\n".join(lines)


def _name(name: object) -> str:
    """Name on one line, a dash where there is none."""
    return one_line(name) if isinstance(name, str) else "–"
