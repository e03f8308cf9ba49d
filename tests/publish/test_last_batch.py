"""What a plan tells of the batch before it."""

from plans import HOSTILE_NAME, village_plan

from geoplan.publish.brief_text import brief_blocks
from geoplan.publish.last_batch import MOST_ROWS, last_batch, last_batch_sentence


def work(project, stage, status, **told):
    """One stage of a project as the plan keeps it."""
    row = {
        "project_id": project,
        "stage": stage,
        "status": status,
        "name": "柳路",
        "township": "云岭镇",
    }
    return row | {"year": 2027, "finished_on": None, **told}


def plan(*, stages=(), moves=(), works=(), **told):
    """A plan after a batch."""
    facts = {
        "years": [2025, 2026], "hashes": {}, "stages": list(stages), "moves": list(moves), "works": list(works),
        "townships": [],
        "doubts": [], "changed": [], "left": [],
    }  # fmt: skip
    made = village_plan()
    return village_plan(about=made.about | {"from_batch": facts | told})


def test_nothing_is_told_without_a_batch_before():
    assert last_batch(village_plan()) == ""
    assert last_batch_sentence(village_plan()) is None


def test_a_project_is_one_row_with_both_stages():
    told = last_batch(plan(stages=[
        work("P1", "subgrade", "finished", finished_on="2025-10-08"),
        work("P1", "surface", "started", year=2026),
        work("P6", "surface", "finished", year=None, finished_on="2026-05-01"),
    ]))  # fmt: skip
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "| 柳路 (P1) | 云岭镇 | 2027 完工 finished | 2026 开工 started | 2025-10-08 |" in lines
    assert "| 柳路 (P6) | 云岭镇 | – | – 完工 finished | 2026-05-01 |" in lines
    assert "上一批（2025—2026）3 项道路工程，确认完工 2 项；0 个小组搬迁，确认入住 0 个。" in told


def test_a_group_whose_households_have_changed_is_not_counted():
    move = {"group_id": "G1", "status": "finished", "name": "一组", "village": "白岩沟", "township": "云岭镇",
            "site": None, "households": 9.0, "year": 2025, "finished_on": "2025-10-08"}  # fmt: skip
    told = last_batch(plan(moves=[move], changed=["G1"]))
    assert "2025 户数已变，按未搬 households changed, taken as not moved" in told
    assert "0 of 1 moves" in told


def test_long_tables_end_and_hostile_names_stay_text():
    stages = [work(f"P{n}", "surface", "planned", name=HOSTILE_NAME) for n in range(MOST_ROWS + 3)]
    told = last_batch(plan(stages=stages, left=[
        {"fund_id": "a", "name": HOSTILE_NAME, "name_en": "A", "left_yuan": 123_400.0}
    ]))  # fmt: skip
    assert "… and 3 more: see plan.json." in told
    assert "<script" not in told
    assert "A 12.34" in told


def test_the_brief_says_it_in_a_sentence():
    blocks = brief_blocks(plan(stages=[work("P1", "surface", "planned")]),
                          maintenance_yuan_per_km=(1.0, 1.0, 1.0))  # fmt: skip
    assert "上一批（2025—2026）1 项道路工程，确认完工 0 项" in blocks[0].text


def test_works_besides_paving_are_told_one_by_one_and_by_township():
    bays = {"work_id": "S-R1@bays", "kind": "passing_bays", "name": HOSTILE_NAME, "township": "云岭镇",
            "year": 2026, "status": "finished", "finished_on": "2026-09-01"}  # fmt: skip
    rail = bays | {
        "work_id": "P1@guardrail",
        "kind": "guardrail",
        "status": "started",
        "name": None,
    }
    counts = dict.fromkeys(
        ["planned", "started", "finished", "projects", "projects_finished", "moves", "moves_finished"], 0
    )  # fmt: skip
    township = counts | {"township": "云岭镇", "other_works": 2, "other_works_finished": 1}
    told = last_batch(plan(works=[bays, rail], townships=[township]))
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "另有 2 处错车道、加宽、护栏和隐患治理，确认完工 1 处。" in told
    assert "| 云岭镇 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 |" in lines
    assert "| – (P1@guardrail) | 云岭镇 | 护栏 guardrail | 2026 开工 started | – |" in lines
    assert any(
        line.endswith("| 错车道 passing bays | 2026 完工 finished | 2026-09-01 |") for line in lines
    )
    assert "<script" not in told
    assert "other works" not in last_batch(plan(townships=[township]))
