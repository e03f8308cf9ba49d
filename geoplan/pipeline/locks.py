"""What a meeting has decided beforehand: roads, sites and groups that must be in or out.

A lock is a row with kind (road, site, group), id, decision (in, out), year (optional) and note.
``lock_checks`` refuses those that cannot be meant, ``lock_costs`` says what the others cost.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geoplan.pipeline.building_land import site_access
from geoplan.pipeline.candidates import with_ways
from geoplan.pipeline.move_options import move_options
from geoplan.pipeline.situation import Situation
from geoplan.programme.outcome import like_main_group
from geoplan.publish.labels import LOCK_KINDS
from geoplan.publish.locks import name_of
from geoplan.readers import County

Locks = dict[str, dict[str, int | None]]
"""Kind -> id -> position of the year, or None for any year of the batch: what is locked in."""


def with_locks(
    county: County, situation: Situation, locks: pd.DataFrame
) -> tuple[Situation, Locks]:
    """Situation without what is locked out, and what is locked in.

    Parameters
    ----------
    county, situation
        As in ``checked_locks``.
    locks
        From ``checked_locks``, all or some.

    Returns
    -------
    Situation
        Locked-out projects are not eligible, sites not suitable, groups stay: rule or reason
        "locked_out". Ways avoid what is locked out. Every group within reach may go to a site
        that is locked in, however many others are nearer; a group locked into a year only to sites
        that can be open by then.
    Locks
        What is locked in.
    """
    position = {year: t for t, year in enumerate(county.settings.years)}
    locked_in: Locks = {kind: {} for kind in LOCK_KINDS}
    out: dict[str, set[str]] = {kind: set() for kind in LOCK_KINDS}
    for _, lock in lock_records(locks):
        if lock["decision"] == "out":
            out[lock["kind"]].add(lock["id"])
        else:
            year = lock["year"]
            locked_in[lock["kind"]][lock["id"]] = None if pd.isna(year) else position[year]
    if locks[(locks["kind"] != "road") | (locks["decision"] == "out")].empty:
        return situation, locked_in
    allowed = _without(situation, out)
    if out["road"]:
        allowed = _rerouted(county, allowed)
    return replace(allowed, pairs=_pairs(county, allowed, locked_in)), locked_in


def named(situation: Situation, kind: str, one: str) -> str:
    """What is locked, as people call it: kind in both languages, id and name."""
    name = name_of(things(situation, kind), one, situation.villages)
    return " ".join([*LOCK_KINDS[kind], one]) + (f"（{name}）" if name else "")


def things(situation: Situation, kind: str) -> pd.DataFrame:
    """Layer of a kind: projects, sites or groups."""
    return {"road": situation.projects, "site": situation.sites, "group": situation.groups}[kind]


def lock_records(rows: pd.DataFrame) -> list[tuple[Any, dict[str, Any]]]:
    """Line and lock of each row."""
    return [
        (line, {str(name): cell for name, cell in row.items()}) for line, row in rows.iterrows()
    ]


def _without(situation: Situation, out: dict[str, set[str]]) -> Situation:
    """Situation in which nothing in ``out`` can be chosen."""
    projects, sites, groups = situation.projects, situation.sites, situation.groups
    road, site = projects.index.isin(list(out["road"])), sites.index.isin(list(out["site"]))
    stays = groups.index.isin(list(out["group"]))
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
    )


def _rerouted(county: County, situation: Situation) -> Situation:
    """Situation whose ways, and years in which sites may open, avoid roads that are locked out."""
    network, projects, roots = situation.network, situation.projects, situation.roots
    eligible = situation.project[situation.project.map(projects["eligible"])]
    led = {"village": situation.villages, "group": situation.groups, "site": situation.sites}
    led = with_ways(network, projects, situation.project, led, roots)
    return replace(
        situation,
        villages=like_main_group(led["village"], led["group"]),
        groups=led["group"],
        sites=site_access(network, projects, eligible, led["site"], roots, county.settings),
    )


def _pairs(county: County, situation: Situation, locked_in: Locks) -> pd.DataFrame:
    """Which group could go to which site, as the locks leave it."""
    layers = {
        "village": situation.villages,
        "group": situation.groups,
        "service": situation.services,
        "site": situation.sites,
    }
    pairs = move_options(
        county, situation.network, situation.hybrid, situation.to_land, layers,
        offered_to_all=locked_in["site"],
    )  # fmt: skip
    chosen = {j: t for j, t in locked_in["site"].items() if t is not None}
    opens = situation.sites["earliest"].to_dict() | chosen
    due = {g: t for g, t in locked_in["group"].items() if t is not None}
    opens_at = pairs["site_id"].map(opens).fillna(0).astype(float)
    in_time = opens_at <= pairs["group_id"].map(due).fillna(np.inf).astype(float)
    return pairs[in_time].reset_index(drop=True)
