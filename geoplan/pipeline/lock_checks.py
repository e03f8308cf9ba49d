"""Locks that cannot be meant, each named with its reason: nothing is solved before they are mended."""

import logging
import math
import unicodedata
from collections.abc import Iterable
from typing import Any

import pandas as pd

from geoplan.errors import ConfigError
from geoplan.pipeline.locks import lock_records, named, things, with_locks
from geoplan.pipeline.situation import Situation
from geoplan.publish.labels import (
    GROUP_REASONS,
    LOCK_DECISIONS,
    LOCK_KINDS,
    PROJECT_RULES,
    SITE_REASONS,
    Pair,
)
from geoplan.readers import County
from geoplan.readers.locks import MOST_LINES
from geoplan.schema import masked

log = logging.getLogger(__name__)
MOST_MEANT = 6
"""Ids that one message suggests."""
COLUMNS = ["kind", "id", "decision", "year", "note"]
MAY_BE_IN = {"road": "eligible", "site": "usable", "group": "may_move"}
"""Column that tells of a thing of each kind whether the rules let it be in."""


def checked_locks(county: County, situation: Situation, locks: pd.DataFrame | None) -> pd.DataFrame:
    """Locks that do not contradict the county, its rules, or each other.

    Parameters
    ----------
    county
        Settings, and what the ways to sites depend on.
    situation
        Before any decision.
    locks
        kind, id, decision; year and note where there are any. An index named "line" holds the
        lines of a file, by which faults are named.

    Returns
    -------
    DataFrame
        kind, id, decision, year (Int64), note (text), on the index of ``locks``; what is said twice
        stands once.

    Raises
    ------
    ConfigError
        The faults in one message: what names nothing, is locked in two ways, is kept out by a rule,
        comes too early, or loses its road or its last site to another lock.
    """
    rows = pd.DataFrame(columns=["kind", "id", "decision"]) if locks is None else locks
    missing = [name for name in ("kind", "id", "decision") if name not in rows.columns]
    if missing:
        raise ConfigError(f"锁定缺少列 columns are missing in the locks: {', '.join(missing)}")
    rows = _once(_typed(rows))
    own = {line: _own_fault(row, county, situation) for line, row in lock_records(rows)}
    faults = {line: what for line, what in own.items() if what}
    faults |= dict(_repeated(rows[~rows.index.isin(list(faults))]))
    sound = rows[~rows.index.isin(list(faults))].astype({"year": "Int64"})
    faults |= dict(_clashes(county, situation, sound))
    if faults:
        raise ConfigError(_report(rows, situation, faults))
    return sound


def at_line(locks: pd.DataFrame, line: Any) -> str:
    """Where a lock stands in its file; nothing when it came from no file."""
    return f"第 {line} 行 line {line}: " if locks.index.name == "line" else ""


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of a lock; years as whole numbers, what is no number as it was written."""
    cells = rows.reindex(columns=COLUMNS)
    number = pd.to_numeric(cells["year"], errors="coerce")
    whole = number.notna() & (number % 1 == 0)
    year = cells["year"].astype(object).where(~whole, number.where(whole, 0).astype("int64"))
    text = {name: cells[name].astype("str") for name in ("kind", "id", "decision")}
    typed = cells.assign(**text, year=year, note=cells["note"].astype("str").fillna(""))
    return typed if rows.index.name == "line" else typed.reset_index(drop=True)


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Locks without those that say again what an earlier one says, which is told."""
    again = rows.duplicated(["kind", "id", "decision", "year"])
    for line, lock in lock_records(rows[again])[:MOST_LINES]:
        where, thing = at_line(rows, line), _quoted(lock["id"])
        log.info("%s重复，只算一次 said before, counted once: %s", where, thing)
    return rows[~again]


def _own_fault(lock: dict[str, Any], county: County, situation: Situation) -> str:
    """What is wrong with one lock by itself; nothing when nothing is."""
    kind, one, decision, year = (lock[name] for name in ("kind", "id", "decision", "year"))
    years = county.settings.years
    if kind not in LOCK_KINDS:
        return f"类型 kind: 应为 expected {_choices(LOCK_KINDS)}, 实为 got {_quoted(kind)}"
    if decision not in LOCK_DECISIONS:
        return (
            f"决定 decision: 应为 expected {_choices(LOCK_DECISIONS)}, 实为 got {_quoted(decision)}"
        )
    if one not in things(situation, kind).index:
        told = _quoted(one, codes=situation.network.links["route_code"])
        return f"没有这个编号 no such id: {told}. {_meant(one, things(situation, kind))}"
    if decision == "out":
        return "" if pd.isna(year) else "不列入不分年份 out is for the whole batch: 请留空年份 leave the year blank"  # fmt: skip
    if not things(situation, kind)[MAY_BE_IN[kind]][one]:
        words = " ".join(_rule(situation, kind, one))
        return f"按规则不能列入 a rule keeps it out: {words}{_gate(county, situation, kind, one)}"
    if pd.notna(year) and year not in years:
        return f"年份 year: 应为 expected {years[0]}-{years[-1]}, 实为 got {_quoted(year)}"
    return _too_early(kind, _earliest(county, situation, kind, one), year, years)


def _meant(one: Any, known: pd.DataFrame) -> str:
    """Ids alike but for case, signs or leading zeros, or all sections of a road or a route."""
    wanted = "" if pd.isna(one) else _letters(one)
    codes = known.reindex(columns=["route_code"])["route_code"].astype("str").fillna("")
    near = [
        name for name, code in zip(map(str, known.index), codes, strict=True)
        if wanted and wanted in map(_letters, (name, name.partition("#")[0], code))
    ]  # fmt: skip
    if near:
        return f"是不是 did you mean: {', '.join(near[:MOST_MEANT])}"
    return "请核对清单 Check it against the list"


def _letters(one: str) -> str:
    """Letters and digits of an id, whatever their case and width; Excel drops leading zeros."""
    folded = unicodedata.normalize("NFKC", one).casefold()
    return "".join(letter for letter in folded if letter.isalnum() or letter == "#").lstrip("0")


def _earliest(county: County, situation: Situation, kind: str, one: str) -> float:
    """Position of the first year in which a thing may be done, by itself."""
    if kind == "site":
        return float(situation.sites["earliest"][one])
    if kind == "group" or situation.projects["subgrade_accepted"][one]:
        return 0.0
    return float(county.settings.projects.surface_lag_years)


def _rule(situation: Situation, kind: str, one: str) -> tuple[str, str]:
    """Words of the rule that keeps a thing out."""
    if kind == "road":
        return PROJECT_RULES[situation.projects["rule"][one]]
    if kind == "site":
        site = situation.sites.loc[one]
        road = "no_way" if site["earliest"] == math.inf else "too_late"
        return SITE_REASONS[road if pd.isna(site["reason"]) else site["reason"]]
    group = situation.groups.loc[one]
    if group["must_move"]:
        return GROUP_REASONS["refused"]
    return GROUP_REASONS["partly_threatened" if group["threatened_people"] else "not_threatened"]


def _gate(county: County, situation: Situation, kind: str, one: str) -> str:
    """The setting that keeps a road out because it serves too few; nothing for other rules."""
    if kind != "road" or situation.projects["rule"][one] != "few_households":
        return ""
    asked = county.settings.projects.min_households
    return f" (county.toml: [projects] min_households = {asked})"


def _too_early(kind: str, earliest: float, year: Any, years: tuple[int, ...]) -> str:
    """Why a thing cannot be done by its year, or not in the batch at all."""
    limit = {
        "road": "路基未验收，路面要在其后 the subgrade is not accepted, the surface comes after it",
        "site": "前一年要有硬化路 it needs an all-weather road the year before",
        "group": "能去的安置点还没有启用 no site it could go to is open sooner",
    }[kind]
    if earliest >= len(years):
        return f"本批年份内做不到 not possible in this batch: {limit}"
    if pd.notna(year) and years.index(year) < earliest:
        return f"{year} 年太早，最早 {years[int(earliest)]} 年 too early, {years[int(earliest)]} at the earliest: {limit}"  # fmt: skip
    return ""


def _repeated(rows: pd.DataFrame) -> Iterable[tuple[Any, str]]:
    """Locks on the same thing, every one of them."""
    for _, same in rows.groupby(["kind", "id"]):
        both = set(same["decision"]) == set(LOCK_DECISIONS)
        what = "既列入又不列入 in and out" if both else "年份不同 different years"
        for line in same.index if len(same) > 1 else ():
            yield line, f"互相矛盾 contradiction: {what}. 请只留一行 Keep one line"


def _clashes(
    county: County, situation: Situation, locks: pd.DataFrame
) -> Iterable[tuple[Any, str]]:
    """Sites and groups locked in that lose their road, or every site, to other locks."""
    left, locked_in = with_locks(county, situation, locks)
    roads_out = locks[(locks["kind"] == "road") & (locks["decision"] == "out")]
    years, placed = county.settings.years, set(_with_room(left)["group_id"])
    for line, lock in lock_records(locks[locks["kind"] == "site"]):
        late = _too_early("site", left.sites["earliest"][lock["id"]], lock["year"], years)
        if lock["decision"] == "in" and late:
            told = _listed(situation, roads_out)
            yield line, f"{late}; 这些路被列为不列入 these roads are locked out: {told}"
    for line, lock in lock_records(locks[locks["kind"] == "group"]):
        if lock["id"] in locked_in["group"] and lock["id"] not in placed:
            yield line, _without_site(county, situation, lock["id"], locks)


def _without_site(county: County, situation: Situation, group: str, locks: pd.DataFrame) -> str:
    """Why a group locked in can go nowhere."""
    pairs = _with_room(situation)
    could = sorted(pairs["site_id"][pairs["group_id"] == group])
    if not could:
        return "附近没有容得下它的安全安置点 no safe site within reach has room for it"
    own = (locks["kind"] == "group") & (locks["id"] == group)
    alone, _ = with_locks(county, situation, locks[own])
    if group not in set(_with_room(alone)["group_id"]):
        earliest = situation.sites["earliest"][could].min()
        return _too_early("group", earliest, locks["year"][own].iloc[0], county.settings.years)
    bars = (locks["decision"] == "out") | locks["year"].notna()
    road, site = locks["kind"] == "road", (locks["kind"] == "site") & locks["id"].isin(could)
    others = locks[(road & (locks["decision"] == "out")) | (site & bars)]
    return (
        f"它只能去 it could only go to {', '.join(could)}, 其他锁定使之不可用 which other locks rule "
        f"out: {_listed(situation, others)}"
    )


def _with_room(situation: Situation) -> pd.DataFrame:
    """Pairs whose site could hold the whole group."""
    pairs = situation.pairs
    demand = pairs["group_id"].map(situation.groups["households"])
    return pairs[demand <= pairs["site_id"].map(situation.sites["capacity_households"])]


def _listed(situation: Situation, locks: pd.DataFrame) -> str:
    """Locks with their lines, in one text."""
    return "; ".join(
        at_line(locks, line) + named(situation, lock["kind"], lock["id"])
        for line, lock in lock_records(locks)
    )


def _report(rows: pd.DataFrame, situation: Situation, faults: dict[Any, str]) -> str:
    """The faults in one message, in the order of the locks; of many the first, and how many more."""
    lines = [f"锁定有 {len(faults)} 处问题 The locks have {len(faults)} problem(s):"]
    for line, lock in lock_records(rows[rows.index.isin(list(faults))])[:MOST_LINES]:
        known = lock["kind"] in LOCK_KINDS and lock["id"] in things(situation, lock["kind"]).index
        thing = f"{named(situation, lock['kind'], lock['id'])}: " if known else ""
        lines.append(f"  - {at_line(rows, line)}{thing}{faults[line]}.")
    if (rest := len(faults) - MOST_LINES) > 0:
        lines.append(f"  … 另有 {rest} 处 and {rest} more")
    return "\n".join(lines)


def _choices(words: dict[str, Pair]) -> str:
    """Codes that may stand in a cell, with what they mean."""
    return " / ".join(f"{code} {zh}" for code, (zh, _) in words.items())


def _quoted(cell: Any, *, codes: "pd.Series[str] | tuple[str, ...]" = ()) -> str:
    """Cell of a lock as it may be quoted: short, printable, hiding long numbers but for codes."""
    if pd.isna(cell):
        return "空白 blank"
    is_code = _letters(str(cell)) in {_letters(code) for code in codes if pd.notna(code)}
    told = str(cell) if is_code else masked(cell)
    return "".join(letter for letter in told[:40] if letter.isprintable())
