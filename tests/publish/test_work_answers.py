"""What the terminal and answers.json say of works on roads besides paving (plan of ``treated``)."""

import json
from dataclasses import replace

import pytest
from plans import HOSTILE_NAME, village_plan
from treated import treated_plan

from geoplan.publish.all_answers import answers_json
from geoplan.publish.disclosure import FEWEST_HOUSEHOLDS, public_plan
from geoplan.publish.explanation import asked_for, explanation
from geoplan.publish.telling import tell
from geoplan.publish.work_answers import answers_with_works, roads_considered


def told(plan, kind, one, part, language="zh"):
    """Sentences of one part of the answer on a road."""
    said = answers_with_works(plan, kind, one)
    return [tell(answer, language) for answer in said if answer.part == part]


def with_work(plan, work, **cells):
    """The plan with other cells of one work."""
    works = plan.treatments.copy()
    for column, value in cells.items():
        works.loc[work, column] = value
    return replace(plan, treatments=works)


def test_a_treated_road_says_what_is_done_when_for_how_much_and_who_pays():
    plan = treated_plan()
    for link in ("R1", "R2", "R3"):  # one route
        assert told(plan, "road", link, "verdict") == [
            "列入计划：2028 年增设错车道（K0+000 – K7+000，7.00 km），造价 4.80 万元，省时和安全约值 6.12 万元"
        ]
    assert told(plan, "road", "R1", "money") == ["2028 年错车道共：县级资金 4.80 万元"]
    assert told(plan, "road", "R1", "money", "en") == [
        "2028 passing bays in all: County funds ¥48,000"
    ]


def test_a_widened_road_says_its_new_width():
    plan = with_work(
        treated_plan(), "S-R1@5.5m", selected=True, year=2027, reason="selected", worth_yuan=3e6
    )
    first = told(plan, "road", "R1", "verdict")[0]
    assert first.startswith(
        "列入计划：2027 年窄路面加宽（K0+000 – K7+000，7.00 km，路面宽 5.5 m），造价 250.00 万元"
    )


def test_a_road_that_was_considered_and_left_says_the_worth_and_cost_of_its_best_work():
    plan = village_plan()
    assert told(plan, "road", "R1", "verdict") == ["已经硬化；本批不加宽，不增设错车道、护栏"]
    how, left = told(plan, "road", "R1", "why")
    assert how.startswith("省时和安全的价值：按全部住户每天到学校、卫生室的路程")
    assert left == (
        "考虑过的做法里最值得的是增设错车道（K0+000 – K7+000，7.00 km），没有列入：省时和安全约值 6.00 万元，造价 4.80 万元。"
        "值得做，但资金不够，或与已定的工程合起来不再值得"
    )
    assert told(plan, "road", "R1", "money") == []


def test_a_road_for_which_nothing_was_considered_is_as_before():
    plan = village_plan()
    alone = replace(plan, treatments=plan.treatments.iloc[:0])
    assert told(alone, "road", "R1", "verdict") == ["已经硬化，不用再硬化"]
    assert told(alone, "road", "R1", "why") == []
    assert told(plan, "road", "R10", "verdict")[0] == "未列入本计划"


def test_a_part_of_the_route_that_no_village_needs_tells_the_works_on_the_others():
    plan = treated_plan()
    code = plan.roads["route_code"].mask(plan.roads.index == "R10", "X101610928")
    plan = replace(plan, roads=plan.roads.assign(route_code=code))
    assert told(plan, "road", "R10", "verdict")[0] == "未列入本计划"
    assert told(plan, "road", "R10", "sections")[0].startswith("列入计划：2028 年增设错车道")
    assert told(plan, "road", "R10", "money") == ["2028 年错车道共：县级资金 4.80 万元"]


def test_a_new_road_says_why_it_is_wider_and_what_secures_it():
    """The sections of its route are told as before; what pays the guardrail stands with its money."""
    plan = treated_plan()
    assert told(plan, "project", "P1", "verdict") == [
        "列入计划：2027 年硬化",
        "列入计划：2027 年加装护栏（K0+000 – K2+084，0.64 km），造价 5.12 万元，省时和安全约值 9.88 万元",
    ]
    assert "路面修 5.5 m 宽，不是通常的 3.5 m：多花 76.11 万元，省下的时间约值 0.90 万元" in told(
        plan, "project", "P1", "why"
    )
    assert any(said.startswith("2027 年护栏共：") for said in told(plan, "project", "P1", "money"))


def test_a_new_road_of_the_usual_width_says_why_not_wider():
    plan = with_work(village_plan(), "P6@5.5m", of="P1")
    assert told(plan, "project", "P1", "why")[-1] == (
        "考虑过修 5.5 m 宽，没有列入：省下的时间约值 0.90 万元，多花 76.11 万元。省下的时间和增加的安全抵不上花费"
    )
    assert not [said for said in told(village_plan(), "project", "P6", "why") if "考虑过" in said]


def test_works_on_the_route_of_a_project_stand_with_its_other_sections():
    plan = treated_plan()
    own = plan.roads.assign(
        route_code=plan.roads["route_code"].mask(plan.roads.index == "R1", "Y1")
    )
    plan = replace(plan, roads=own, projects=plan.projects.assign(route_code="Y1"))
    assert told(plan, "project", "P5", "sections")[-1].startswith("列入计划：2028 年增设错车道")


@pytest.mark.parametrize(
    ("reason", "said"),
    [("not_worth", "部分答案涉及不足 3 户，不公布"), ("money", "部分答案涉及不足 3 户，不公布"),
     ("no_payer", "考虑过增设错车道（K0+000 – K7+000，7.00 km），没有列入，造价 4.80 万元：没有资金可以付这类工程"),
     ("not_weighed", "没有比较值不值：没有学校、卫生室，或计算中途停止")],
)  # fmt: skip
def test_in_public_nothing_hangs_on_small_groups(reason, said):
    """The plan by hand has groups of one and two households: worth, and reasons from it, stay untold."""
    plan = village_plan()
    assert (plan.groups["households"] < FEWEST_HOUSEHOLDS).any()
    bays = plan.treatments.loc[["S-R1@bays"]].assign(reason=reason)
    why = told(public_plan(replace(plan, treatments=bays)), "road", "R1", "why")
    assert len(why) == 1
    assert why[0].endswith(said)
    assert "约值" not in why[0]


def test_in_public_a_planned_work_is_told_without_its_worth():
    plan = public_plan(treated_plan())
    (said,) = told(plan, "road", "R1", "verdict")
    assert said.endswith("造价 4.80 万元，省时和安全的价值超过花费")
    assert "省下的时间值得" in " ".join(told(plan, "project", "P1", "why"))
    assert "约值" not in " ".join(told(plan, "road", "R1", "why"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_answers_json_has_each_improved_route_once_as_explain_prints_it(language):
    plan = treated_plan()
    roads = json.loads(answers_json(plan))["roads"]
    assert list(roads) == roads_considered(plan) == ["R1"]
    said = [text for part in roads["R1"][language].values() for text in part]
    printed = explanation(plan, *asked_for(plan, "X101610928"), language=language).split("\n")
    assert said == [line[2:] for line in printed if line.startswith("  ")]


def test_hostile_names_stay_text():
    plan = treated_plan()
    works = plan.treatments.assign(name=HOSTILE_NAME)
    roads = plan.roads.assign(name=HOSTILE_NAME)
    said = explanation(replace(plan, treatments=works, roads=roads), "road", "R1", language="zh")
    assert "列入计划：2028 年增设错车道" in said
