"""What a meeting has decided beforehand: roads, sites and groups that must be in or out."""

from dataclasses import replace
from typing import Any

import pandas as pd

from geoplan.errors import ConfigError
from geoplan.pipeline.situation import Situation

KINDS = ("road", "site", "group")
Locks = dict[str, dict[str, int | None]]
"""Kind -> id -> position of the year, or None for any year of the batch."""


def with_locks(
    situation: Situation, locks: pd.DataFrame | None, years: tuple[int, ...]
) -> tuple[Situation, Locks]:
    """Situation without what is locked out, and what is locked in.

    Parameters
    ----------
    situation
        Before any decision.
    locks
        kind (road, site, group), id (of a project, site or group), decision (in, out), year
        (optional); other columns are not read.
    years
        Batch.

    Returns
    -------
    Situation
        Locked-out projects are not eligible, sites not suitable, groups stay: rule or reason
        "locked_out".
    Locks
        What is locked in.

    Raises
    ------
    ConfigError
        Every lock that names nothing, contradicts another, or cannot be kept by any plan.
    """
    locked_in: Locks = {kind: {} for kind in KINDS}
    out: dict[str, set[str]] = {kind: set() for kind in KINDS}
    rows = pd.DataFrame(columns=["kind", "id", "decision", "year"]) if locks is None else locks
    position = {year: t for t, year in enumerate(years)}
    faults = _lock_faults(rows, situation, years)
    if faults:
        raise ConfigError("锁定有问题 problems in the locks:\n" + "\n".join(faults))
    for kind, one, decision, year in _cells(rows):
        if decision == "out":
            out[kind].add(one)
        else:
            locked_in[kind][one] = None if pd.isna(year) else position[int(year)]
    return _without(situation, out), locked_in


def _without(situation: Situation, out: dict[str, set[str]]) -> Situation:
    """Situation in which nothing in ``out`` can be chosen."""
    projects, sites, groups = situation.projects, situation.sites, situation.groups
    road, site = projects.index.isin(list(out["road"])), sites.index.isin(list(out["site"]))
    stays = groups.index.isin(list(out["group"]))
    pairs = situation.pairs
    gone = pairs["site_id"].isin(out["site"]) | pairs["group_id"].isin(out["group"])
    return replace(
        situation,
        projects=projects.assign(
            rule=projects["rule"].mask(road, "locked_out"), eligible=projects["eligible"] & ~road
        ),
        sites=sites.assign(
            reason=sites["reason"].mask(site, "locked_out"),
            suitable=sites["suitable"] & ~site,
            usable=sites["usable"] & ~site,
        ),
        groups=groups.assign(locked_out=stays, may_move=groups["may_move"] & ~stays),
        pairs=pairs[~gone].reset_index(drop=True),
    )


def _lock_faults(rows: pd.DataFrame, situation: Situation, years: tuple[int, ...]) -> list[str]:
    """What is wrong with the locks, one line each."""
    missing = [name for name in ("kind", "id", "decision") if name not in rows.columns]
    if missing:
        return [f"  - 缺少列 columns are missing: {', '.join(missing)}"]
    possible = {
        "road": situation.projects["eligible"],
        "site": situation.sites["usable"],
        "group": situation.groups["may_move"],
    }
    faults = [
        f"  - {kind} {one}: 互相矛盾 in twice, or in and out"
        for (kind, one), same in rows.groupby(["kind", "id"])
        if len(same) > 1
    ]
    for kind, one, decision, year in _cells(rows):
        name = f"  - {kind} {one}"
        if kind not in KINDS or decision not in ("in", "out"):
            faults.append(f"{name}: 应为 expected kind {'/'.join(KINDS)} and decision in/out")
        elif one not in possible[kind].index:
            faults.append(f"{name}: 没有这个编号 no such id")
        elif decision == "in" and not possible[kind][one]:
            faults.append(f"{name}: 按规则不能列入 a rule keeps it out; it cannot be locked in")
        elif decision == "out" and pd.notna(year):
            faults.append(f"{name}: out 不分年份 is for the whole batch: leave the year blank")
        elif pd.notna(year) and year not in years:
            faults.append(f"{name}: {year} 不在本批年份 is not a year of the batch {years}")
    return faults


def _cells(rows: pd.DataFrame) -> list[list[Any]]:
    """Kind, id, decision and year of each lock."""
    columns = rows.reindex(columns=["kind", "id", "decision", "year"])
    number = pd.to_numeric(columns["year"], errors="coerce").astype(object)
    year = number.where(number.notna(), columns["year"])
    return [list(row) for row in columns.assign(year=year).itertuples(index=False)]
