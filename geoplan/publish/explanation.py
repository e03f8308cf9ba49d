"""What the terminal says of one road, village, group or site, and finding out which is meant."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

import pandas as pd

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish.labels import ANSWERS, MAP, Pair
from geoplan.publish.minutes import speeds_assumed
from geoplan.publish.naming import CHINESE, at_home, called, section_names
from geoplan.publish.telling import CHANGES, LANGUAGES, Answer, group_at_home, name, tell
from geoplan.publish.work_answers import answers_with_works

Thing = tuple[str, str]
"""Kind and id."""
NAMED = ("village", "site", "project")
"""Kinds whose names are told from namesakes."""
MOST_LISTED = 20
MOST_SUGGESTED = 6
SIMILAR = 0.5
"""Share of letters in common from which a name is suggested."""


def asked_for(plan: Plan, text: str) -> Thing:
    """The one thing of a plan that is meant: by id, else route code, else name.

    Parameters
    ----------
    plan
        Finished plan.
    text
        Id of a project, village, group, site, road or link; route code; name of a village, site,
        road or group, the group with or without its village's before it. Names may be written as
        the plan or as a page has them, in 中文 or English; ``_plain`` says what does not matter.

    Returns
    -------
    Kind ("project", "village", "group", "site", "road") and id. A road of a project is the project.

    Raises
    ------
    ConfigError
        Nothing or several things are called so; near misses or all of them are named.
    """
    for known in (_ids(plan), _codes(plan), _names(plan), _groups(plan)):
        found = _without_repeats(plan, known.get(_plain(text), []))
        if len(found) == 1:
            return found[0]
        if found:
            raise ConfigError(_several(plan, text, found))
    raise ConfigError(_nothing(plan, text))


def explanation(plan: Plan, kind: str, one: str, *, language: str) -> str:
    """The answers about one thing as text: what it is, the answer, each part, why minutes are ranges.

    Parameters
    ----------
    plan
        Finished plan.
    kind, one
        From ``asked_for``.
    language
        "zh" or "en".
    """
    side = LANGUAGES.index(language)
    lines = [_title(plan, (kind, one), side=side)]
    said, told, assumed = "verdict", answers_with_works(plan, kind, one), speeds_assumed(plan)
    for answer in told:
        if answer.part != said:
            said = answer.part
            lines += ["", ANSWERS[f"part_{said}"][side]]
        lines.append(f"  {tell(answer, language)}")
    if assumed and any(map(_has_range, told)):
        lines += ["", assumed[side]]
    return "\n".join(lines) + "\n"


def _has_range(answer: Answer) -> bool:
    """Whether minutes of a sentence are a range, of two ends."""
    trips = [trip for key in CHANGES & answer.values.keys() for trip in answer.values[key]]
    return any(ends is not None and ends[0] < ends[1] for _, ends in trips)


def _title(plan: Plan, thing: Thing, *, side: int = 0) -> str:
    """Name, part of its route, id and township of a thing, as far as it has them."""
    kind, one = thing
    row = _table(plan, kind).loc[one]
    village = plan.villages.loc[row["village_id"]] if kind == "group" else row
    own = row["name"] if isinstance(row["name"], str) else ""
    told = at_home(own, str(village["name"])) if kind == "group" else called(own)
    section = section_names(plan.projects).get(one) if kind == "project" else None
    words = [
        told[side] or MAP["name_unknown"][side],
        section[side] if section else None,
        one,
        row.get("route_code"),
        called(village.get("township_name") or "")[side],
    ]
    return " · ".join(dict.fromkeys(str(word) for word in words if pd.notna(word) and word))


def _table(plan: Plan, kind: str) -> pd.DataFrame:
    """Table of a kind of thing."""
    tables: dict[str, pd.DataFrame] = {
        "project": plan.projects,
        "village": plan.villages,
        "group": plan.groups,
        "site": plan.sites,
        "road": plan.roads,
    }
    return tables[kind]


# ---- what things are called ------------------------------------------------------------------


def _plain(text: str) -> str:
    """Text as it is compared: no accents, spaces, apostrophes, kind of brackets or letter case."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in letters if not (unicodedata.combining(one) or one in " \t\n'’"))


def _ids(plan: Plan) -> dict[str, list[Thing]]:
    """Everything by id, links also by the id of their road."""
    kinds = (*NAMED, "road")
    tables = {kind: _table(plan, kind) for kind in kinds} | {"group": _parts_of_villages(plan)}
    things = [(str(one), (kind, str(one))) for kind, table in tables.items() for one in table.index]
    roads = [(str(road), ("road", str(link))) for link, road in plan.roads["road_id"].items()]
    return _by_word(things + roads)


def _codes(plan: Plan) -> dict[str, list[Thing]]:
    """Projects and roads by route code."""
    return _by_word(
        (code, (kind, str(one)))
        for kind in ("project", "road")
        for one, code in _table(plan, kind)["route_code"].dropna().items()
    )


def _names(plan: Plan) -> dict[str, list[Thing]]:
    """Villages, sites, projects and roads by their names, alone and with what parts namesakes."""
    told = [
        (word, (kind, str(one)))
        for kind in (*NAMED, "road")
        for one, own in _table(plan, kind)["name"].items()
        for word in _written(own, name(plan, kind, str(one)) if kind in NAMED else None)
    ]
    return _by_word(told)


def _groups(plan: Plan) -> dict[str, list[Thing]]:
    """Groups by their own names, and with their villages' before them."""
    parts = _parts_of_villages(plan)
    homes = parts["village_id"].map(plan.villages["name"])
    return _by_word(
        (word, ("group", str(one)))
        for one, village, own, home in zip(
            parts.index, parts["village_id"], parts["name"], homes, strict=True
        )
        for word in (
            f"{home}{own}",
            *_written(own, at_home(own, home), group_at_home(plan, village, own)),
        )
    )


def _written(own: object, *told: Pair | None) -> set[str]:
    """Ways to write a name: as it is, as it is told, and in English without its characters."""
    pairs = [pair for pair in told if pair]
    if isinstance(own, str):
        pairs.append(called(own))
    return {word for pair in pairs for word in (*pair, CHINESE.sub("", pair[1])) if word.strip()}


def _parts_of_villages(plan: Plan) -> pd.DataFrame:
    """Groups without those that are their whole village: its answer tells of them."""
    return plan.groups[plan.groups.index != plan.groups["village_id"]]


def _by_word(things: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
    """Things by what they are called, as it is compared."""
    found: dict[str, list[Thing]] = {}
    for word, thing in things:
        found.setdefault(_plain(word), []).append(thing)
    return found


def _without_repeats(plan: Plan, things: list[Thing]) -> list[Thing]:
    """Links as their projects; links without one only where there is nothing else, and once."""
    project = plan.roads["project_id"].dropna().to_dict()
    found = [("project", project[one]) if (kind == "road" and one in project) else (kind, one)
             for kind, one in things]  # fmt: skip
    named = [thing for thing in found if thing[0] != "road"]
    return list(dict.fromkeys(named)) if named else found[:1]


# ---- words of faults -------------------------------------------------------------------------


def _several(plan: Plan, text: str, things: list[Thing]) -> str:
    """Which things are called so."""
    lines = [f"  {one}  {_title(plan, (kind, one))}" for kind, one in things[:MOST_LISTED]]
    rest = len(things) - MOST_LISTED
    more = [f"  … +{rest}"] if rest > 0 else []
    head = f"{text}: 有 {len(things)} 个，请用编号 {len(things)} are called so. Give an id:"
    return "\n".join([head, *lines, *more])


def _nothing(plan: Plan, text: str) -> str:
    """That nothing is called so, and what is called alike."""
    wanted = _plain(text)
    known = _groups(plan) | _names(plan) | _codes(plan) | _ids(plan)
    parts = sorted(word for word in known if wanted and wanted in word)
    alike = get_close_matches(wanted, list(known), n=MOST_SUGGESTED, cutoff=SIMILAR)
    near = dict.fromkeys(_without_repeats(plan, known[word])[0] for word in [*alike, *parts])
    told = [f"  {thing[1]}  {_title(plan, thing)}" for thing in list(near)[:MOST_SUGGESTED]]
    head = f"{text}: 没有找到 nothing in the plan is called so."
    return "\n".join([head, "相近的 Do you mean:", *told] if told else [head])
