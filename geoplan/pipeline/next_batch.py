"""The batch after a batch: planned from what was really built.

What an office reports as finished, with its day and who confirmed it, stands (``pipeline.built``).
All else is a candidate like any other.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from geoplan.bureau import Bureau
from geoplan.errors import ConfigError
from geoplan.pipeline import make_plan
from geoplan.pipeline.built import Built, built_of, put_on
from geoplan.pipeline.outputs import PLAN, read_plan
from geoplan.programme.plan import STAGES, Plan
from geoplan.programme.progress import MADE_SAFE, Progress, progress_of, work_townships
from geoplan.publish.bureau import bureau_rows
from geoplan.readers import County
from geoplan.readers.project_lists import read_moves_list, read_returned_list, tells_of_moves
from geoplan.schema import fault, note
from geoplan.schema.findings import told

log = logging.getLogger(__name__)
OPTION = "--progress"
LONGER_M = 1.0
"""A road whose line differs by more in length is no longer the one that was planned [m]."""


@dataclass(frozen=True, eq=False)
class Batch:
    """A batch that is over.

    Attributes
    ----------
    plan
        What was planned.
    progress
        How far it is.
    hashes
        SHA-256 of its plan.json and of each list, by "from_batch/<file>".
    """

    plan: Plan
    progress: Progress
    hashes: dict[str, str]


def read_batch(
    folder: Path, lists: Sequence[Path], *, next_year: int, bureau: Bureau | None = None
) -> Batch:
    """A batch and how far it is.

    Parameters
    ----------
    folder
        Folder of its plan.
    lists
        Its project list or relocation list (or both, also several) with their progress filled in.
    next_year
        First year of the batch that follows: nothing is finished later.
    bureau
        Headings of project lists in a bureau's own columns.

    Raises
    ------
    ConfigError
        No plan in the folder.
    LayerError
        A list that cannot be read.
    """
    plan = read_plan(folder)
    works, moves = [], []
    for path in lists:
        if bureau is None and tells_of_moves(path, option=OPTION):
            rows, remarks = read_moves_list(path, option=OPTION)
            moves.append(_of_file(rows, path, lists))
        else:
            rows, remarks = read_returned_list(path, bureau=bureau, option=OPTION)
            works.append(_of_file(rows, path, lists))
        for remark in remarks:
            log.info("%s", remark)
    progress = progress_of(
        plan,
        bureau_rows(plan, bureau),
        pd.concat(works) if works else None,
        pd.concat(moves) if moves else None,
        last_year=next_year,
    )
    files = [folder / PLAN, *lists]
    hashes = {
        f"from_batch/{one.name}": hashlib.sha256(one.read_bytes()).hexdigest() for one in files
    }
    return Batch(plan, progress, hashes)


def _of_file(rows: pd.DataFrame, path: Path, lists: Sequence[Path]) -> pd.DataFrame:
    """Rows whose sheet says the file, too, where there are several."""
    if len(lists) == 1:
        return rows
    sheets = {one: f"{path.name} {one}".strip() for one in rows.index.unique("sheet")}
    return rows.rename(index=sheets, level="sheet")


def plan_next(
    county: County, batch: Batch, *, locks: pd.DataFrame | None = None, prices: bool = True
) -> Plan:
    """Plan of the batch after a batch.

    Parameters
    ----------
    county
        From ``read_county``: its data as for the first batch, its years and money those to plan.
    batch
        The batch before.
    locks, prices
        As in ``make_plan``.

    Returns
    -------
    Plan
        ``about["from_batch"]`` tells of the batch before: years, stages, moves, works, townships and
        doubts of its ``Progress``, changed (groups whose households have changed since), left
        (money of funds with carry_over); ``about["built"]`` what stands of it and of earlier ones.

    Raises
    ------
    ConfigError
        The years do not follow the batch, or it is another county's.
    """
    after, built, changed = after_batch(county, batch.plan, batch.progress)
    made = make_plan(
        replace(after, input_hashes=after.input_hashes | batch.hashes), locks=locks, prices=prices
    )
    told_of = {"from_batch": _told_of(batch, changed), "built": built}
    return replace(made, about=made.about | told_of)


def after_batch(
    county: County, plan: Plan, progress: Progress
) -> tuple[County, list[dict[str, Any]], list[str]]:
    """The county as it is once what of a batch is finished stands.

    Parameters
    ----------
    county
        From ``read_county``; not changed.
    plan
        Plan of the batch.
    progress
        How far it is.

    Returns
    -------
    county
        With remarks on how much of the batch is finished.
    built
        What stands of this batch and of those before it (``Built.record``), in their order.
    changed
        Groups that moved, but of which nobody knows who: their households have changed since.

    Raises
    ------
    ConfigError
        The county's years do not follow the batch, or the batch is another county's.
    """
    _check_years(county, plan)
    earlier = list(plan.about.get("built", []))
    for one in earlier:
        county = put_on(county, Built.of(one))
    _check_same_county(county, plan)
    built, changed = built_of(county, plan, progress)
    record = built.record()
    county = put_on(county, Built.of(record))
    findings = (*county.findings, *_remarks(plan, progress, changed))
    return replace(county, findings=findings), [*earlier, record], changed


def _check_years(county: County, plan: Plan) -> None:
    """Raise where the years to plan do not come after the batch."""
    years, last = list(county.settings.years), plan.years[-1]
    if years[0] <= last:
        following = list(range(last + 1, last + 1 + len(years)))
        raise ConfigError(
            f"county.toml: years = {years} 不在上一批之后 do not follow the batch before, which goes to "
            f"{last}. 请改为 Set years = {following}，各项资金的 ceiling_wan 也按新的年份填，一年一个数 and in "
            "each fund ceiling_wan for those years, a figure for each."
        )


def _check_same_county(county: County, plan: Plan) -> None:
    """Raise where the plan has roads, villages, groups or sites that the county does not have."""
    given = plan.sites.index[~plan.sites["found"].astype(bool)]
    made_safe = plan.hazards.index[plan.hazards["protected_year"].notna()]
    known = {
        "roads 道路": (county.roads.index, plan.roads["road_id"]),
        "villages 自然村": (county.villages.index, plan.villages.index),
        "groups 小组": (county.groups.index, plan.groups["part_of"]),
        "sites 安置点": (county.sites.index, given),
        "hazards 隐患点": (county.hazards.index, made_safe),
    }
    faults = []
    for layer, (ours, theirs) in known.items():
        ids = pd.Index(theirs).unique()
        if len(lost := ids[~ids.isin(ours)]):
            faults.append(fault(layer, "本县没有 not in the county", lost, len(ids)))
    length_m = plan.roads["length_m"].groupby(plan.roads["road_id"]).sum()
    apart = (county.roads.length.reindex(length_m.index) - length_m).abs() > LONGER_M
    if apart.any():
        what = "长度与上一批不同 not as long as in the batch before"
        faults.append(fault("roads 道路", what, apart.index[apart], len(length_m)))
    if faults:
        raise ConfigError("\n".join([
            "--from-batch: 不是本县的方案，或本县数据的编号改了 not a plan of this county, or the ids of its data have changed:",
            *map(told, faults),
            "请核对文件夹；道路、村组沿用上一批的数据和编号 Check the folder; keep the roads, villages and groups, and "
            "their ids, as in the batch before.",
        ]))  # fmt: skip


def _remarks(plan: Plan, progress: Progress, changed: list[str]) -> list[Any]:
    """How much of the batch is finished, and what was not taken over, as notes."""
    stages, moves = progress.stages["status"], progress.moves["status"]
    works, done = len(stages), int((stages == "finished").sum())
    groups, moved = len(moves), int((moves == "finished").sum()) - len(changed)
    span = "—".join(dict.fromkeys(map(str, (plan.years[0], plan.years[-1]))))
    what = (
        f"上一批（{span}）：{works} 项道路工程中 {done} 项确认完工，{groups} 个搬迁小组中 {moved} 个确认入住；其余 "
        f"{works - done} 项、{groups - moved} 个与别的备选一样重新比选 batch before ({span}): {done} of {works} works on roads and "
        f"{moved} of {groups} moves are confirmed as finished; the others are candidates like any other"
    )
    notes = [note("", what, "changes")]
    if changed:
        what = (
            f"{len(changed)} 个小组报了入住，但户数与上一批不同，不知是哪些户，按未搬处理 groups are reported as moved, but "
            f"have not as many households as in the batch before: taken as not moved [{', '.join(changed)}]"
        )
        remedy = "请恢复上一批的农户和意愿 Restore the households and consents of the batch before."
        notes.append(note("groups", what, "changes", ids=changed, remedy=remedy))
    if others := len(progress.works):
        done = int((progress.works["status"] == "finished").sum())
        what = (
            f"上一批（{span}）：{others} 处错车道、加宽、护栏和隐患治理中 {done} 处确认完工；其余重新比选 batch before ({span}): "
            f"{done} of {others} other works (passing bays, widening, guardrails, hazards made safe) are confirmed as finished"
        )
        notes.append(note("", what, "changes"))
    return notes


def _told_of(batch: Batch, changed: list[str]) -> dict[str, Any]:
    """What a plan tells of the batch before, as JSON can hold it."""
    plan, progress = batch.plan, batch.progress
    year = {stage: plan.projects[f"{stage}_year"] for stage in STAGES}
    stages = progress.stages.reset_index()
    stages["year"] = [
        year[stage].get(one)
        for one, stage in zip(stages["project_id"], stages["stage"], strict=True)
    ]
    stages["township"] = stages["project_id"].map(plan.projects["township_name"])
    moves = progress.moves.reset_index()
    groups = plan.groups.loc[moves["group_id"]].reset_index(drop=True)
    moves = moves.assign(
        year=groups["safe_year"],
        site=groups["site_id"].map(plan.sites["name"]),
        township=groups["village_id"].map(plan.villages["township_name"]),
        village=groups["village_id"].map(plan.villages["name"]),
        households=groups["households"],
    )
    works = progress.works.reset_index().assign(
        year=_years_of_works(plan).reindex(progress.works.index).to_numpy(),
        township=work_townships(plan).reindex(progress.works.index).to_numpy(),
    )
    last = plan.funds[(plan.funds["year"] == plan.years[-1]) & plan.funds["carry_over"]]
    left = last.loc[last["left_yuan"] > 0, ["fund_id", "name", "name_en", "left_yuan"]]
    return {
        "years": list(plan.years),
        "hashes": batch.hashes,
        "stages": _records(stages),
        "moves": _records(moves),
        "works": _records(works),
        "townships": _records(progress.townships.reset_index()),
        "doubts": _records(progress.doubts),
        "changed": changed,
        "left": _records(left),
    }


def _years_of_works(plan: Plan) -> "pd.Series[int]":
    """Year in which each improvement, and each hazard made safe, was planned, by work_id."""
    safe = plan.hazards["protected_year"].add_prefix(MADE_SAFE)
    years: pd.Series[int] = pd.concat([plan.treatments["year"], safe]).astype("Int64")
    return years


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON can hold them, missing as None."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {str(name): getattr(cell, "item", lambda cell=cell: cell)() for name, cell in row.items()}
        for row in plain.to_dict("records")
    ]
