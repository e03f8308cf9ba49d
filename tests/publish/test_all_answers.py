"""``answers.json``: the words of ``geoplan explain``, for other programs."""

import json

import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish.all_answers import KINDS, answers_json
from geoplan.publish.explanation import explanation

ROADS = ["R1"]
"""The first link of each route of which something was considered."""
LINES = [(layer, language) for layer in KINDS for language in ("zh", "en")]


def things(plan, layer):
    """What is told of in a layer, in order."""
    return ROADS if layer == "roads" else sorted(getattr(plan, layer).index)


@pytest.mark.parametrize(("layer", "language"), LINES)
def test_every_thing_with_the_sentences_that_explain_prints(layer, language):
    plan = village_plan()
    told = json.loads(answers_json(plan))[layer]
    assert list(told) == things(plan, layer)
    for one, said in told.items():
        sentences = [text for part in said[language].values() for text in part]
        printed = explanation(plan, KINDS[layer], one, language=language).split("\n")
        assert sentences == [line[2:] for line in printed if line.startswith("  ")]


def test_a_program_finds_the_answer_first_and_what_it_would_cost():
    told = json.loads(answers_json(village_plan()))
    said = told["projects"]["P5"]
    assert next(iter(said["zh"])) == "verdict"
    assert said["zh"]["room"][1].startswith("别的路")
    assert list(said["zh"]) == list(said["en"])


def test_it_is_internal_and_names_no_household():
    text = answers_json(village_plan())
    assert json.loads(text)["use"] == ["内部使用", "Internal use"]
    assert "H000101" not in text
    assert "王大明" not in text


def test_names_are_data_and_each_thing_has_a_line():
    text = answers_json(village_plan())
    assert HOSTILE_NAME in json.dumps(json.loads(text), ensure_ascii=False)
    number = sum(len(things(village_plan(), layer)) for layer in KINDS)
    assert sum(line.startswith('"') and '{"zh"' in line for line in text.split("\n")) == number


def test_rows_in_another_order():
    plan = village_plan()
    layers = {layer: getattr(plan, layer).iloc[::-1] for layer in KINDS}
    order = json.loads(answers_json(village_plan(**layers)))
    assert {layer: list(order[layer]) for layer in KINDS} == {
        layer: things(plan, layer) for layer in KINDS
    }
