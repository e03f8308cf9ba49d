"""How far works and moves are, as an office says on its lists: planned, started, finished.

A house or road that is finished on paper only is why "finished" is not simply believed: it needs
the day and who confirmed it; a photo that is not there is told.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geoplan.bureau import PROGRESS
from geoplan.programme.list_rows import Key, match_returned
from geoplan.programme.plan import STAGES, Plan
from geoplan.programme.treatments import IMPROVEMENTS

STATES = ("planned", "started", "finished")
"""In their order."""
MADE_SAFE = "治理-"
"""Before the id of a hazard among groups on the sheet 进度."""


@dataclass(frozen=True)
class Progress:
    """How far each stage of a plan is, and each move.

    Attributes
    ----------
    stages
        Index project_id, stage ("subgrade", "surface"), every stage of the plan in the order of
        its projects, then others that the list tells of; status (one of ``STATES``; "planned" where nothing is
        told), started_on, finished_on (text "2027-03-15"), confirmed_by, photo_file, missing where not told; name of the road.
    moves
        Index group_id, every group that the plan moves or that builds by itself; the same columns.
    works
        Index work_id, every improvement of a road in the plan, every hazard that it makes safe
        (``MADE_SAFE`` and its id), then others that the lists tell of; the same columns, and kind
        (a component: "passing_bays", "protection").
    townships
        Index township (name); planned, started, finished: stages; projects and projects_finished:
        those of which every stage of the plan is finished; moves and moves_finished: groups;
        other_works and other_works_finished: improvements and hazards.
    doubts
        sheet, row, name, kind: "no_date" or "no_confirmation" (finished without it: counts as
        planned), "before_start" (finished earlier than started: planned), "outside_years" (finished
        in a year that cannot be: planned), "no_status" (a day
        or a name beside a state that is blank or planned: planned), "still_started" (a day of finishing
        beside started: started), "contradicts" (another row tells otherwise: the lesser state),
        "no_photo" (finished, and counted so, without a photo),
        "unknown_row" (which project or group is meant is unknown), or "unread" with text: what
        cannot be read.
    """

    stages: pd.DataFrame
    moves: pd.DataFrame
    works: pd.DataFrame
    townships: pd.DataFrame
    doubts: pd.DataFrame


def progress_of(
    plan: Plan,
    sent: pd.DataFrame,
    returned: pd.DataFrame | None,
    moved: pd.DataFrame | None = None,
    *,
    last_year: int | None = None,
) -> Progress:
    """How far the works and moves of a plan are.

    Parameters
    ----------
    plan
        Finished plan.
    sent
        Rows of its list as the bureau has them (``publish.bureau.bureau_rows``).
    returned
        From ``readers.project_lists.read_returned_list``, with all its sheets; None: no list.
    moved
        From ``readers.project_lists.read_moves_list``; None: no list.
    last_year
        Year in which one may at the latest be finished; None: any from the first of the plan on.

    Returns
    -------
    Progress
        A row of the list that says nothing beside one of the sheet 进度 that does is passed over.
    """
    years = (plan.years[0], last_year)
    of_stages, of_roads = _rows_of_roads(plan, sent, returned)
    of_moves, of_hazards = _rows_of_moves(plan, moved)
    doubts: list[dict[str, Any]] = []
    stages, works, moves = (
        _settled(_claims(rows, years, doubts), doubts)
        for rows in (of_stages, [*of_roads, *of_hazards], of_moves)
    )
    return _counted(
        plan, _every_stage(plan, stages), _every_move(plan, moves), _every_work(plan, works), doubts
    )


def as_planned(plan: Plan) -> Progress:
    """Progress of a plan of which everything is finished."""
    stages, moves, works = (
        table.assign(status="finished")
        for table in (_every_stage(plan, {}), _every_move(plan, {}), _every_work(plan, {}))
    )
    return _counted(plan, stages, moves, works, [])


def _counted(
    plan: Plan,
    stages: pd.DataFrame,
    moves: pd.DataFrame,
    works: pd.DataFrame,
    doubts: list[dict[str, Any]],
) -> Progress:
    """Progress with its counts by township."""
    counts = pd.concat(
        [
            _by_township(plan, stages),
            _moves_by_township(plan, moves),
            _works_by_township(plan, works),
        ],
        axis=1,
    )
    return Progress(
        stages=stages,
        moves=moves,
        works=works,
        townships=counts.sort_index().fillna(0).astype("int64").rename_axis("township"),
        doubts=pd.DataFrame(doubts, columns=["sheet", "row", "name", "kind", "text"]),
    )


Rows = list[dict[Any, Any]]


def _rows_of_roads(
    plan: Plan, sent: pd.DataFrame, returned: pd.DataFrame | None
) -> tuple[Rows, Rows]:
    """What each row of a project list says: those of stages of projects, and those of improvements."""
    if returned is None:
        return [], []
    works = plan.treatments.index[plan.treatments["treatment"].isin(IMPROVEMENTS)]
    told = returned.reindex(columns=returned.columns.union(list(PROGRESS)))
    improves = told.reindex(columns=["project_id"])["project_id"].isin(works)
    rows: Rows = []
    for _, own in told[~improves].groupby(level="sheet", sort=False):
        matched = match_returned(plan, sent, own).to_dict("records")
        for row, said in zip(matched, own.to_dict("records"), strict=True):
            keys = _stage_keys(plan, row, said["stage_code"])
            rows.append({"unread": said["unread"], **_place(row), **_said(said), "keys": keys})
    of_works = [
        {"unread": said["unread"], **_place({"name": None} | said), **_said(said),
         "keys": [said["project_id"]]}
        for said in told[improves].reset_index().to_dict("records")
    ]  # fmt: skip
    return rows, of_works


def _rows_of_moves(plan: Plan, moved: pd.DataFrame | None) -> tuple[Rows, Rows]:
    """What each row of a relocation list says: those of groups, and those of hazards made safe."""
    if moved is None:
        return [], []
    told = moved.reindex(columns=moved.columns.union(list(PROGRESS))).reset_index()
    movers = set(_movers(plan))
    hazards = set(MADE_SAFE + _could_be_safe(plan)) - movers
    rows = [
        {"unread": said["unread"], **_place(said | {"name": said["group_id"]}), **_said(said),
         "keys": [said["group_id"]] if said["group_id"] in movers | hazards else []}
        for said in told.to_dict("records")
    ]  # fmt: skip
    of_hazards = [row for row in rows if hazards.intersection(row["keys"])]
    return [row for row in rows if row not in of_hazards], of_hazards


def _place(row: dict[Any, Any]) -> dict[str, Any]:
    """Where a row stands."""
    return {part: row[part] for part in ("sheet", "row", "name")}


def _said(row: dict[Any, Any]) -> dict[str, Any]:
    """What a row says of its progress."""
    return {part: None if pd.isna(row[part]) else row[part] for part in PROGRESS}


def _claims(rows: Rows, years: tuple[int, int | None], doubts: list[dict[str, Any]]) -> Rows:
    """What each row says of each of its keys, as far as it is believed; ``doubts`` gets what is not."""
    claims: Rows = []
    for row in rows:
        doubts += [_doubt(row, "unread", text) for text in row["unread"].split("\n") if text]
        if {row[part] for part in PROGRESS} <= {None, "planned"}:
            continue
        status, kind = _believed(row, years)
        doubts += [_doubt(row, one) for one in (kind, "" if row["keys"] else "unknown_row") if one]
        claims += [row | {"key": key, "status": status} for key in row["keys"]]
    return claims


def _settled(claims: Rows, doubts: list[dict[str, Any]]) -> dict[Any, dict[Any, Any]]:
    """One claim by key, of several the lesser; ``doubts`` gets those that contradict."""
    first: dict[Any, dict[Any, Any]] = {}
    for claim in claims:
        earlier = first.setdefault(claim["key"], claim)
        if earlier["status"] != claim["status"]:
            doubts.append(_doubt(claim, "contradicts"))
            first[claim["key"]] = min(earlier, claim, key=lambda one: STATES.index(one["status"]))
    return first


def _believed(told: dict[Any, Any], years: tuple[int, int | None]) -> tuple[str, str]:
    """State that counts, and why it is not the one that is told, or what it lacks."""
    begun, done = told["started_on"], told["finished_on"]
    if told["status"] in (None, "planned"):
        return "planned", "no_status"
    if told["status"] == "started":
        return "started", "" if done is None else "still_started"
    if done is None or told["confirmed_by"] is None:
        return "planned", "no_date" if done is None else "no_confirmation"
    if begun is not None and begun > done:
        return "planned", "before_start"
    first, last = years
    if not first <= int(done[:4]) <= (last or int(done[:4])):
        return "planned", "outside_years"
    return "finished", "" if told["photo_file"] is not None else "no_photo"


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
    index = pd.MultiIndex.from_tuples(keys, names=["project_id", "stage"])
    names = plan.projects["name"].reindex(index.get_level_values("project_id"))
    return _told_of(keys, told, index).assign(name=names.to_numpy())


def _movers(plan: Plan) -> "pd.Index[str]":
    """Groups that the plan moves to a site, or that build by themselves."""
    leaves = plan.groups["safe_year"].notna() & (plan.groups["mode"] != "protected")
    movers: pd.Index[str] = plan.groups.index[leaves].rename("group_id")
    return movers


def _every_move(plan: Plan, told: dict[str, dict[Any, Any]]) -> pd.DataFrame:
    """Groups that the plan moves."""
    movers = _movers(plan)
    names = plan.groups["name"].reindex(movers)
    return _told_of(list(movers), told, movers).assign(name=names.to_numpy())


def _could_be_safe(plan: Plan) -> "pd.Index[str]":
    """Hazards that could be made safe where they are."""
    hazards: pd.Index[str] = plan.hazards.index[plan.hazards["protection_cost_yuan"].notna()]
    return hazards


def _every_work(plan: Plan, told: dict[str, dict[Any, Any]]) -> pd.DataFrame:
    """Improvements of roads and hazards made safe of the plan, then others that the lists tell of."""
    works = plan.treatments
    improved = works.index[works["selected"] & works["treatment"].isin(IMPROVEMENTS)]
    safe = MADE_SAFE + plan.hazards.index[plan.hazards["protected_year"].notna()]
    keys = list(dict.fromkeys([*improved, *safe, *told]))
    hazards = plan.hazards.add_prefix(MADE_SAFE, axis=0)
    name = pd.concat([works["name"], hazards["name"]]).astype("str")
    kind = pd.concat([works["treatment"], pd.Series("protection", hazards.index)]).astype("str")
    index = pd.Index(keys, name="work_id", dtype="str")
    return _told_of(keys, told, index).assign(name=name.reindex(index), kind=kind.reindex(index))


def _works_by_township(plan: Plan, works: pd.DataFrame) -> pd.DataFrame:
    """Improvements and hazards of each township, and those that are finished."""
    township = work_townships(plan).reindex(works.index).fillna("–").to_numpy()
    done = (works["status"] == "finished").groupby(township)
    return pd.DataFrame({"other_works": done.size(), "other_works_finished": done.sum()})


def work_townships(plan: Plan) -> "pd.Series[str]":
    """Name of the township of each improvement and hazard, by the work_id of ``Progress.works``."""
    hazards = plan.hazards["township_id"].map(plan.townships["name"]).add_prefix(MADE_SAFE)
    names: pd.Series[str] = pd.concat([plan.treatments["township_name"], hazards]).astype("str")
    return names


def _told_of(keys: list[Any], told: dict[Any, dict[Any, Any]], index: pd.Index) -> pd.DataFrame:
    """What is told of each key, planned where nothing is."""
    rows = [told.get(key, {"status": "planned"}) for key in keys]
    return pd.DataFrame(rows, index=index, columns=list(PROGRESS)).astype("str")


def _moves_by_township(plan: Plan, moves: pd.DataFrame) -> pd.DataFrame:
    """Groups that move and those that have, by the township they come from."""
    village = plan.groups["village_id"].reindex(moves.index)
    township = village.map(plan.villages["township_name"]).fillna("–").to_numpy()
    done = (moves["status"] == "finished").groupby(township)
    return pd.DataFrame({"moves": done.size(), "moves_finished": done.sum()})


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
    by_project = done.groupby(level=0)
    projects = by_project.size().reindex(counts.index, fill_value=0)
    finished = by_project.sum().reindex(counts.index, fill_value=0)
    return counts.assign(projects=projects, projects_finished=finished)


def _doubt(row: dict[Any, Any], kind: str, text: str = "") -> dict[str, Any]:
    """One thing that is doubtful, and where it stands."""
    return {**_place(row), "kind": kind, "text": text}
