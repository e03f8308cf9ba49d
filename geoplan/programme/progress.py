"""How far the works are, as an office says on the list: planned, started, finished.

A house or road that is finished on paper only is why "finished" is not simply believed: it needs
the day and who confirmed it.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geoplan.bureau import PROGRESS
from geoplan.programme.list_rows import Key, match_returned
from geoplan.programme.plan import STAGES, Plan

STATES = ("planned", "started", "finished")
"""In their order."""


@dataclass(frozen=True)
class Progress:
    """How far each stage of a plan is.

    Attributes
    ----------
    stages
        Index project_id, stage ("subgrade", "surface"), every stage of the plan in the order of
        its projects, then others that the list tells of; status (one of ``STATES``; "planned" where nothing is
        told), started_on, finished_on (text "2027-03-15"), confirmed_by, missing where not told; name of the road.
    townships
        Index township (name); planned, started, finished: stages, and projects_finished of
        projects: those of which every stage of the plan is finished.
    doubts
        sheet, row, name, kind: "no_date" or "no_confirmation" (finished without it: counts as
        planned), "before_start" (finished earlier than started: planned), "no_status" (a day
        or a name beside a state that is blank or planned: planned), "still_started" (a day of finishing
        beside started: started), "contradicts" (another row tells otherwise: the lesser state),
        "unknown_row" (which project is meant is unknown), or "unread" with text: what cannot be
        read.
    """

    stages: pd.DataFrame
    townships: pd.DataFrame
    doubts: pd.DataFrame


def progress_of(plan: Plan, sent: pd.DataFrame, returned: pd.DataFrame) -> Progress:
    """How far the works of a plan are.

    Parameters
    ----------
    plan
        Finished plan.
    sent
        Rows of its list as the bureau has them (``publish.bureau.bureau_rows``).
    returned
        From ``readers.project_lists.read_returned_list``, with all its sheets.

    Returns
    -------
    Progress
        A row of the list that says nothing beside one of the sheet 进度 that does is passed over.
    """
    claims, doubts = _claims(plan, sent, returned)
    first: dict[Key, dict[Any, Any]] = {}
    for claim in claims:
        key = (claim["project_id"], claim["stage"])
        earlier = first.setdefault(key, claim)
        if earlier["status"] != claim["status"]:
            doubts.append(_doubt(claim, "contradicts"))
            first[key] = min(earlier, claim, key=lambda one: STATES.index(one["status"]))
    stages = _every_stage(plan, first)
    return Progress(
        stages=stages,
        townships=_by_township(plan, stages),
        doubts=pd.DataFrame(doubts, columns=["sheet", "row", "name", "kind", "text"]),
    )


def _claims(
    plan: Plan, sent: pd.DataFrame, returned: pd.DataFrame
) -> tuple[list[dict[Any, Any]], list[dict[str, Any]]]:
    """What each row says of each stage, as far as it is believed; and what is doubtful."""
    claims: list[dict[Any, Any]] = []
    doubts: list[dict[str, Any]] = []
    told = returned.reindex(columns=returned.columns.union(list(PROGRESS)))
    for _, rows in told.groupby(level="sheet", sort=False):
        matched = match_returned(plan, sent, rows).to_dict("records")
        for row, said in zip(matched, rows.to_dict("records"), strict=True):
            doubts += [_doubt(row, "unread", text) for text in said["unread"].split("\n") if text]
            told_parts = {part: None if pd.isna(said[part]) else said[part] for part in PROGRESS}
            if set(told_parts.values()) <= {None, "planned"}:
                continue
            status, kind = _believed(told_parts)
            keys = _stage_keys(plan, row, said["stage_code"])
            doubts += [_doubt(row, one) for one in (kind, "" if keys else "unknown_row") if one]
            claims += [row | told_parts | {"project_id": project, "stage": stage, "status": status}
                       for project, stage in keys]  # fmt: skip
    return claims, doubts


def _believed(told: dict[str, Any]) -> tuple[str, str]:
    """State that counts, and why it is not the one that is told."""
    begun, done = told["started_on"], told["finished_on"]
    if told["status"] in (None, "planned"):
        return "planned", "no_status"
    if told["status"] == "started":
        return "started", "" if done is None else "still_started"
    if done is None or told["confirmed_by"] is None:
        return "planned", "no_date" if done is None else "no_confirmation"
    if begun is not None and begun > done:
        return "planned", "before_start"
    return "finished", ""


def _stage_keys(plan: Plan, row: dict[Any, Any], stage: Any) -> list[Key]:
    """Stages that a matched row is about."""
    listed = [(project, one) for project, one in row["keys"] if one != "whole"]
    whole = [project for project, one in row["keys"] if one == "whole"]
    new = not row["keys"] and isinstance(row["project_id"], str) and isinstance(stage, str)
    return [
        *listed,
        *(key for key in _planned_stages(plan) if key[0] in whole),
        *([(row["project_id"], stage)] if new else []),
    ]


def _planned_stages(plan: Plan) -> list[Key]:
    """Every stage that the plan builds, project by project."""
    built = {stage: plan.projects[f"{stage}_year"].notna() for stage in STAGES}
    return [
        (str(one), stage) for one in plan.projects.index for stage in STAGES if built[stage][one]
    ]


def _every_stage(plan: Plan, told: dict[Key, dict[Any, Any]]) -> pd.DataFrame:
    """Stages of the plan, then others that the list tells of."""
    keys = list(dict.fromkeys([*_planned_stages(plan), *told]))
    rows = [told.get(key, {"status": "planned"}) for key in keys]
    index = pd.MultiIndex.from_tuples(keys, names=["project_id", "stage"])
    names = plan.projects["name"].reindex(index.get_level_values("project_id"))
    table = pd.DataFrame(rows, index=index, columns=list(PROGRESS)).astype("str")
    return table.assign(name=names.to_numpy())


def _by_township(plan: Plan, stages: pd.DataFrame) -> pd.DataFrame:
    """Stages in each state, and projects of which all are finished."""
    planned = set(_planned_stages(plan))
    own = stages[[key in planned for key in stages.index]]
    project = own.index.get_level_values("project_id")
    township = plan.projects["township_name"].reindex(project).fillna("–").to_numpy()
    counts = pd.crosstab(township, own["status"].to_numpy()).reindex(
        columns=list(STATES), fill_value=0
    )
    done = (own["status"] == "finished").groupby([township, project]).all()
    finished = done.groupby(level=0).sum().reindex(counts.index, fill_value=0)
    return counts.assign(projects_finished=finished).rename_axis("township")


def _doubt(row: dict[Any, Any], kind: str, text: str = "") -> dict[str, Any]:
    """One thing that is doubtful, and where it stands."""
    return {
        "sheet": row["sheet"],
        "row": row["row"],
        "name": row["name"],
        "kind": kind,
        "text": text,
    }
