"""What a layer must be: every fault by its words, every cell by its kind."""

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import LineString, Point

from geoplan.errors import LayerError
from geoplan.relocation.needs import NEXT, PARTS
from geoplan.schema import LAYERS, dictionary, fault, report, validate


def villages(**changed: list[object]) -> gpd.GeoDataFrame:
    """V2 and V1, a kilometre apart."""
    columns = {"village_id": ["V2", "V1"], "name": ["坪", "沟"], "people": [20, 40]} | changed
    return gpd.GeoDataFrame(columns, geometry=[Point(0, 0), Point(1000, 0)], crs="EPSG:4545")


def test_valid_layer_is_complete_typed_and_sorted_by_id():
    layer = validate("villages", villages(colour=["red", "blue"]))
    assert list(layer.index) == ["V1", "V2"]
    assert list(layer.columns) == [c.name for c in LAYERS["villages"].columns[1:]] + ["geometry"]
    assert layer.loc["V1", "people"] == 40
    assert layer["households"].isna().all()
    assert layer.crs == "EPSG:4545"


def test_input_is_not_changed():
    frame = villages(consent=["同意", None])
    before = frame.copy(deep=True)
    validate("villages", frame)
    assert_geodataframe_equal(frame, before)


def test_numeric_ids_are_text_without_a_point():
    assert list(validate("villages", villages(village_id=[2.0, 1.0])).index) == ["1", "2"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("同意", "yes"), ("Yes", "yes"), ("1", "yes"), ("不同意", "no"), ("否", "no"), (0, "no"),
        ("未征求", "not_asked"), (None, "not_asked"), ("", "not_asked"), ("  ", "not_asked"),
        (float("nan"), "not_asked"),
    ],
)  # fmt: skip
def test_consent_has_three_states_and_blank_is_no_refusal(cell, state):
    layer = validate("villages", villages(consent=[cell, "同意"]))
    assert layer.loc["V2", "consent"] == state


def test_absent_consent_is_not_asked():
    assert (validate("villages", villages())["consent"] == "not_asked").all()


def test_flags_and_chinese_words():
    lines = [LineString([(0, 0), (0, 9)])] * 3
    frame = gpd.GeoDataFrame({"road_id": [1, 2, 3], "ford": ["是", "否", None]}, geometry=lines)
    ford = validate("roads", frame)["ford"]
    assert list(ford[:2]) == [True, False]
    assert ford.isna().iloc[2]
    seat = gpd.GeoDataFrame({"service_id": ["S"], "kind": ["镇政府"]}, geometry=[Point(0, 0)])
    assert validate("services", seat)["kind"].item() == "township_seat"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"village_id": ["V1", "V1"]}, r"the id stands more than once; 2/2 行 rows \[V1\]"),
        ({"village_id": ["V1", None]}, r"village_id 自然村编号: 空白 blank; 1/2 行 rows \[空白 blank\]"),
        ({"village_id": ["V1;V2", "V3"]}, r"a semicolon or a control character; 1/2 行 rows \['V1;V2'\]"),
        ({"village_id": ["V1-own", "V2-risk"]},
         r"ends in -no, -risk, -own or -part2: .*; 2/2 行 rows \[V1-own, V2-risk\].* Change the id"),
        ({"village_id": ["V1", "V\n2"]}, r"a control character; 1/2 行 rows \['V\\n2'\]"),
        ({"people": ["13800138000a", 40]}, r"实为 got \*\*\*a;"),
        ({"name": ["坪", None]}, r"name 自然村名称: 空白 blank; 1/2 行 rows \[V1\]"),
        ({"people": [-5, 40]}, r"people 人口: .*out of range: .*expected 0-200000 persons, "
                               r"实为 got -5; 1/2 行 rows \[V2\]"),
        ({"people": ["12人", 40]}, r"cannot be read: .*expected 整数 a whole number, 实为 got 12人; .*\[V2\]"),
        ({"people": [1.5, 40]}, r"expected 整数 a whole number, 实为 got 1.5"),
        ({"consent": ["也许", None]}, r"expected 同意/不同意/未征求 yes/no/not_asked, 实为 got 也许; .*\[V2\]"),
    ],
)  # fmt: skip
def test_fault_by_its_words(changed, words):
    with pytest.raises(LayerError, match=words):
        validate("villages", villages(**changed))


def test_every_fault_of_a_layer_in_one_message():
    frame = villages(people=[-5, 40], consent=["也许", None], village_id=["V1", "V1"])
    with pytest.raises(LayerError, match=r"villages 自然村 .*has 3 problem\(s\)"):
        validate("villages", frame)


@pytest.mark.parametrize("ending", [*PARTS, f"{NEXT}2"])
@pytest.mark.parametrize("layer", ["groups", "households"])
def test_no_group_is_called_as_a_part_of_one(layer, ending):
    frame = villages(group_id=["G1", f"G1{ending}"], household_id=["H1", "H-own"])
    with pytest.raises(LayerError, match=rf"group_id .*parts of groups are .*\[G1{ending}\]"):
        validate(layer, frame)


def test_missing_column_tells_the_names_that_are_read_and_the_setting():
    with pytest.raises(LayerError, match="column is missing") as caught:
        validate("villages", villages().drop(columns="name"))
    assert "自然村名称" in str(caught.value)
    assert 'layers.villages.columns.name = "..."' in str(caught.value)


def test_no_rows():
    with pytest.raises(LayerError, match="no rows"):
        validate("villages", villages().iloc[:0])


def test_wrong_and_absent_geometry():
    frame = villages()
    frame.geometry = [LineString([(0, 0), (1, 1)]), None]
    with pytest.raises(LayerError) as caught:
        validate("villages", frame)
    assert "expected Point/MultiPoint, 实为 got LineString; 1/2 行 rows [V2]" in str(caught.value)
    assert "no place; 1/2 行 rows [V1]" in str(caught.value)


@pytest.mark.parametrize("vertex", [(float("nan"), 0), (0, float("inf"))])
def test_vertices_must_be_finite(vertex):
    with np.errstate(invalid="ignore"):
        lines = [LineString([(0, 0), (9, 9)]), LineString([(0, 0), vertex])]
    frame = gpd.GeoDataFrame({"road_id": ["R1", "R2"]}, geometry=lines)
    with pytest.raises(LayerError, match=r"coordinates are not finite \(NaN, inf\); 1/2 .*\[R2\]"):
        validate("roads", frame)


def test_fault_without_remedy_ends_in_one_point():
    message = report("roads", [fault("geometry", "far away.", (), 0)])
    assert message.splitlines()[1] == "  - geometry: far away."


def test_households_need_no_place():
    frame = pd.DataFrame({"household_id": ["H1"], "village_id": ["V1"], "people": [4]})
    layer = validate("households", gpd.GeoDataFrame(frame, geometry=[None], crs=4545))
    assert layer.geometry.isna().all()


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.name)
def test_no_word_means_two_columns(layer):
    words = Counter(
        word.lower() for column in layer.columns for word in {column.name, *column.aliases}
    )
    assert [word for word, times in words.items() if times > 1] == []


def test_dictionary_has_every_column():
    text = dictionary()
    for layer in LAYERS.values():
        assert f"## {layer.name} {layer.zh}" in text
        for column in layer.columns:
            assert f"| `{column.name}` | {column.zh} |" in text
