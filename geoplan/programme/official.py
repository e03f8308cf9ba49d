"""The office's own list of roads on the same money: which rows can be built, when, and who gains.

A row is matched to candidate projects by what it says, never guessed. The roads are then taken in
the order of the list, each in its year or the first later one that the funds can pay beside what
was taken before; moves and sites stay as in the plan.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from geoplan.programme.compare import changed_projects, changed_villages
from geoplan.programme.funds import payable_yuan
from geoplan.programme.plan import STAGES, Plan
from geoplan.programme.whatif import Outcome, evaluate, people_by_year, stages_due

COVERED = 0.5
"""A row means a project when its stakes cover at least this share of it."""
STAKE_KM = 0.001
"""Stakes are written with three decimals."""


@dataclass(frozen=True)
class OfficialList:
    """What the office's list does, beside the plan ("a" is the plan, "b" the list).

    Attributes
    ----------
    name
        County.
    rows
        One row per sheet row and project it means: row, name, project_id (missing: none), asked
        (year in the list), year (when it is built, missing: not), status: "listed", "later" (than
        asked), "no_money", "no_time" (the subgrade comes first), "accepted" (its subgrade is there
        already), "twice", "no_year", "year_unreadable", "year_outside", "unmatched", "ambiguous",
        "part" (its stakes are a small part of a project), "hardened", or the rule that keeps it
        out.
    outcome
        What the list changes.
    projects, villages
        As in ``Comparison``.
    people
        Index year; a, b: people newly connected by its end, of those who stay.
    money
        Index year; a, b: what the roads cost that year [yuan]; ceiling_yuan: money for roads.
    sites
        Index site_id; name, people_in of sites that open without a paved road under the list.
    """

    name: str
    rows: pd.DataFrame
    outcome: Outcome
    projects: pd.DataFrame
    villages: pd.DataFrame
    people: pd.DataFrame
    money: pd.DataFrame
    sites: pd.DataFrame


def evaluate_list(plan: Plan, rows: pd.DataFrame) -> OfficialList:
    """Office's list on the plan's money, moves and sites.

    Parameters
    ----------
    plan
        Finished plan.
    rows
        From ``readers.project_lists``: index row; project_id, name, route_code, start_km, end_km,
        cost_wan, year, year_text, subgrade_only.

    Returns
    -------
    OfficialList
        The plan's own list gives the plan's own projects and years.
    """
    matched = _usable(plan, match_rows(plan, rows))
    years, too_late = _place(plan, _wanted(matched))
    outcome = evaluate(plan, years["subgrade_year"], years["surface_year"])
    listed = _plan_of_list(plan, outcome, years)
    lost = plan.sites.loc[list(outcome.sites_without_road), ["name", "people_in"]]
    return OfficialList(
        name=plan.name,
        rows=_told(matched, years, too_late),
        outcome=outcome,
        projects=changed_projects(plan, listed),
        villages=changed_villages(plan, listed),
        people=pd.DataFrame(
            {
                "a": people_by_year(plan.groups[plan.groups["year"].isna()], plan.years),
                "b": outcome.people,
            }
        ),
        money=pd.DataFrame({"a": _cost_by_year(plan), "b": _cost_by_year(listed)}).assign(
            ceiling_yuan=plan.funds.groupby("year")["for_roads_yuan"].sum()
        ),
        sites=pd.DataFrame(lost),
    )


def match_rows(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """Which candidate projects each row means.

    Parameters
    ----------
    plan, rows
        As in ``evaluate_list``.

    Returns
    -------
    DataFrame
        row, name, project_id, year, year_text, subgrade_only, status: "" where it is matched, else
        "unmatched", "ambiguous", "part" or "hardened" with project_id missing. A row whose stakes
        cover several projects stands once for each.

    Notes
    -----
    By project id; else by route code and stakes; else by name, several of one name by their cost.
    """
    projects = pd.DataFrame(plan.projects.drop(columns=plan.projects.geometry.name))
    known = projects.assign(
        plain=projects["name"].fillna(projects["route_code"]).fillna(
            projects.index.to_series()).map(_plain),
    )  # fmt: skip
    hardened = plan.roads[plan.roads["hardened"]]
    paved = {*hardened["route_code"].dropna(), *hardened["name"].dropna().map(_plain)}
    found: list[dict[Any, Any]] = []
    for row in rows.reset_index().to_dict("records"):
        ids, status = _meant(row, known, paved)
        found += [row | {"project_id": one, "status": status} for one in ids or (None,)]
    columns = ["row", "name", "project_id", "year", "year_text", "subgrade_only", "status"]
    table = pd.DataFrame(found, columns=columns)
    return table.astype({"project_id": "str", "year": "Int64", "subgrade_only": bool})


def _meant(
    row: Mapping[Any, Any], projects: pd.DataFrame, paved: set[str]
) -> tuple[list[str], str]:
    """Projects that a row means, or none and why."""
    if row["project_id"] in projects.index:
        return [row["project_id"]], ""
    name = _plain(row["name"])
    absent = "hardened" if paved & {row["route_code"], name} else "unmatched"
    choice = projects[projects["route_code"] == row["route_code"]]
    if choice.empty:
        choice = projects[(projects["plain"] == name) & (name != "")]
    elif pd.notna(row["start_km"]) and pd.notna(row["end_km"]):
        share = _covered(choice, *sorted((row["start_km"], row["end_km"])))
        if share.gt(0).any() or share.notna().all():
            choice = choice[share >= COVERED]
            if choice.empty:
                return [], "part" if share.gt(0).any() else absent
            if _apart(choice):
                return list(choice.index), ""
    for alike in (projects["plain"] == name, _costs(projects, row["cost_wan"])):
        if alike[choice.index].any():
            choice = choice[alike[choice.index]]
    if len(choice) == 1:
        return list(choice.index), ""
    return [], absent if choice.empty else "ambiguous"


def _plain(name: Any) -> str:
    """Name without spaces, control characters and the widths of its letters."""
    if not isinstance(name, str):
        return ""
    folded = unicodedata.normalize("NFKC", name).removeprefix("'")
    return "".join(one for one in folded if unicodedata.category(one)[0] not in "CZ")


def _covered(projects: pd.DataFrame, start_km: float, end_km: float) -> "pd.Series[float]":
    """Share of each project that lies between two stakes; NaN without stakes of its own."""
    overlap = projects["end_km"].clip(upper=end_km) - projects["start_km"].clip(lower=start_km)
    length_km = (projects["end_km"] - projects["start_km"]).clip(lower=STAKE_KM)
    return overlap.where(overlap > STAKE_KM, overlap * 0.0) / length_km


def _apart(projects: pd.DataFrame) -> bool:
    """True when the stakes of projects do not overlap: one row may mean them all."""
    along = projects.sort_values("start_km", kind="stable")
    gaps_km = along["start_km"].to_numpy()[1:] - along["end_km"].to_numpy()[:-1]
    return bool((gaps_km >= -STAKE_KM).all())


def _costs(projects: pd.DataFrame, cost_wan: float) -> "pd.Series[bool]":
    """Projects that cost exactly so much: the whole or one of their stages."""
    amounts = projects[["cost_yuan", "subgrade_cost_yuan", "surface_cost_yuan"]] / 1e4
    return (amounts.round(2).sub(cost_wan).abs() < 0.001).any(axis=1)


def _usable(plan: Plan, matched: pd.DataFrame) -> pd.DataFrame:
    """Matched rows with what keeps some of them out: a rule, the year, another row."""
    projects = plan.projects
    own = projects.reindex(matched["project_id"]).set_index(matched.index)
    inside = matched["year"].isin(plan.years)
    accepted = matched["subgrade_only"] & own["subgrade_accepted"].fillna(False).astype(bool)
    reasons = [
        (matched["status"] != "", matched["status"]),
        (~own["eligible"].fillna(False).astype(bool), own["rule"]),
        (matched["year_text"].isna(), "no_year"),
        (matched["year"].isna(), "year_unreadable"),
        (~inside, "year_outside"),
        (accepted, "accepted"),
    ]
    status = pd.Series("", matched.index, dtype="str")
    for applies, reason in reversed(reasons):
        status = status.mask(applies.astype(bool), reason)
    free = matched[status == ""]
    twice = free.index[free.duplicated(["project_id", "subgrade_only"])]
    return matched.assign(status=status.mask(status.index.isin(twice), "twice"))


def _wanted(matched: pd.DataFrame) -> pd.DataFrame:
    """Years that the list asks for: index project_id in its order; subgrade, surface."""
    asked = matched[matched["status"] == ""]
    order = asked["project_id"].unique()
    stages = {
        stage: asked[asked["subgrade_only"] == (stage == "subgrade")].set_index("project_id")[
            "year"
        ]
        for stage in STAGES
    }
    return pd.DataFrame({stage: year.reindex(order) for stage, year in stages.items()})


def _place(plan: Plan, wanted: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """Years of the stages that the funds can pay, in the list's order; and who has no time.

    Where both stages do not fit, the subgrade is taken alone if the list has a row for it.
    """
    years = pd.DataFrame(
        {f"{stage}_year": pd.Series(pd.NA, plan.projects.index, dtype="Int64") for stage in STAGES}
    )
    too_late = set()
    for project in wanted.index:
        asked = wanted.loc[project]
        whole = list(_possible_years(plan, project, asked))
        first = asked.mask(asked.index == "surface")
        alone = [] if first.isna().all() else _possible_years(plan, project, first)
        for pair in dict.fromkeys([*whole, *alone]):
            trial = years.copy()
            trial.loc[project] = pair
            due = stages_due(plan.projects, trial["subgrade_year"], trial["surface_year"])
            if payable_yuan(due, plan.offers, plan.funds) >= due["cost_yuan"].sum():
                years = trial
                break
        if not whole:
            too_late.add(str(project))
    return years, too_late


def _possible_years(
    plan: Plan, project: str, wanted: "pd.Series[int]"
) -> Iterator[tuple[int | None, int | None]]:
    """Years of subgrade and surface, the asked ones first, then later and later."""
    lag = plan.about["settings"]["projects"]["surface_lag_years"]
    accepted = bool(plan.projects["subgrade_accepted"].fillna(False)[project])
    first, surface = (None if pd.isna(year) else int(year) for year in wanted)
    if first is None and surface is not None:
        first = max(plan.years[0], surface - lag)
    subgrade = None if accepted else first
    if surface is not None and subgrade is not None:
        surface = max(surface, subgrade + lag)
    for later in range(len(plan.years)):
        pair = [None if year is None else year + later for year in (subgrade, surface)]
        if all(year is None or year in plan.years for year in pair):
            yield pair[0], pair[1]


def _cost_by_year(plan: Plan) -> "pd.Series[float]":
    """What the roads of a plan cost each year [yuan]."""
    projects = plan.projects
    due = stages_due(projects, projects["subgrade_year"], projects["surface_year"])
    return due.groupby("year")["cost_yuan"].sum().reindex(plan.years, fill_value=0.0)


def _plan_of_list(plan: Plan, outcome: Outcome, years: pd.DataFrame) -> Plan:
    """Plan with the list's roads; who moves is as before."""
    moves = plan.groups["year"].notna()
    connected = {
        name: outcome.groups[name].mask(moves, plan.groups[name])
        for name in ("connected_year", "connected_after")
    }
    stages = {f"{stage}_year": years[f"{stage}_year"] for stage in STAGES}
    return replace(
        plan,
        projects=plan.projects.assign(**stages),
        groups=plan.groups.assign(**connected),
    )


def _told(matched: pd.DataFrame, years: pd.DataFrame, too_late: set[str]) -> pd.DataFrame:
    """Rows with the year in which each is built, or why not."""
    own = years.reindex(matched["project_id"]).set_index(matched.index)
    built = own["subgrade_year"].where(matched["subgrade_only"], own["surface_year"])
    free = matched["status"] == ""
    year = built.where(free)
    outcome = np.select(
        [
            year.isna() & matched["project_id"].isin(list(too_late)),
            year.isna(),
            (year > matched["year"]).fillna(False),
        ],
        ["no_time", "no_money", "later"],
        "listed",
    )
    status = matched["status"].where(~free, pd.Series(outcome, matched.index, dtype="str"))
    table = matched[["row", "name", "project_id"]].assign(asked=matched["year"], year=year)
    return table.assign(status=status)
