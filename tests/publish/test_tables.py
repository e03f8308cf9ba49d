"""A plan written as tables comes back as it was: every type, every kind of nothing."""

import json
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from plans import HOSTILE_NAME, JINJA_NAME, village_plan

from geoplan.errors import ConfigError
from geoplan.programme.plan import Plan
from geoplan.publish import tables
from geoplan.publish.tables import FACTS, LAYERS, TABLES, read_tables, write_tables


def assert_same(plan, other):
    """Same parts, columns, types and values; heads' names apart."""
    nameless = pd.Series(None, plan.households.index, dtype="str")
    plan = replace(plan, households=plan.households.assign(head_name=nameless))
    for name in LAYERS:
        assert_geodataframe_equal(getattr(plan, name), getattr(other, name))
    for name in LAYERS + TABLES:
        plain = [pd.DataFrame(getattr(one, name)) for one in (plan, other)]
        assert_frame_equal(*plain, check_exact=True, check_index_type="exact")
        assert plain[0].attrs == plain[1].attrs
    assert {name: getattr(plan, name) for name in FACTS} == {
        name: getattr(other, name) for name in FACTS
    }


def test_every_part_of_a_plan_is_written():
    assert {*LAYERS, *TABLES, *FACTS, "relief"} == {part.name for part in fields(Plan)}


def test_plan_by_hand_comes_back(tmp_path):
    plan = village_plan()
    write_tables(plan, tmp_path / "tables", households=True)
    again = read_tables(tmp_path / "tables")
    assert_same(plan, again)
    np.testing.assert_array_equal(plan.relief, again.relief)
    assert again.relief.dtype == np.uint8
    assert isinstance(again.years, tuple)
    assert {HOSTILE_NAME, JINJA_NAME} <= set(again.villages["name"])
    assert again.households.geometry["H000105"] is None


def test_computed_plan_comes_back(tiny_plan, tmp_path):
    write_tables(tiny_plan, tmp_path / "tables", households=True)
    again = read_tables(tmp_path / "tables")
    assert_same(tiny_plan, again)
    assert again.relief is None
    assert again.relief_bounds is None


def test_cells_of_any_type_stay_apart(tmp_path):
    cells = [None, np.nan, np.inf, True, 3, 0.1, "", "null", "a\u2028b", ["x"]]
    odd = pd.DataFrame({"cell": pd.Series(cells, dtype=object)})
    write_tables(replace(village_plan(), locks=odd), tmp_path / "tables")
    back = read_tables(tmp_path / "tables").locks["cell"]
    assert back.dtype == object
    assert back.map(repr).tolist() == list(map(repr, cells))


def test_types_of_missing_values(tmp_path):
    table = pd.DataFrame({
        "whole": pd.array([1, None], dtype="Int64"),
        "answer": pd.array([True, None], dtype="boolean"),
        "minutes": [np.nan, -np.inf],
        "text": pd.array([None, "NaN"], dtype="str"),
    }, index=pd.Index(["a", "b"], name="id"))  # fmt: skip
    write_tables(replace(village_plan(), prices=table), tmp_path / "tables")
    assert_frame_equal(read_tables(tmp_path / "tables").prices, table)


@pytest.mark.parametrize("name", LAYERS + TABLES)
def test_empty_tables_keep_their_columns(tmp_path, name):
    empty = getattr(village_plan(), name).iloc[:0]
    write_tables(replace(village_plan(), **{name: empty}), tmp_path / "tables", households=True)
    assert_frame_equal(
        pd.DataFrame(getattr(read_tables(tmp_path / "tables"), name)), pd.DataFrame(empty)
    )


def test_households_only_when_asked_and_never_their_heads(tmp_path):
    write_tables(village_plan(), tmp_path / "without")
    write_tables(village_plan(), tmp_path / "with", households=True)
    without, with_them = (read_tables(tmp_path / name) for name in ("without", "with"))
    assert len(without.households) == 0
    assert without.households.dtypes.equals(village_plan().households.dtypes)
    assert len(with_them.households) == 5
    for path in tmp_path.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert "王大明".encode() not in content
        assert b"cmd()" not in content or path.name == "groups.parquet"  # the group "=cmd()"


def test_two_runs_agree_byte_for_byte(tmp_path):
    for run in ("one", "two"):
        write_tables(village_plan(), tmp_path / run, households=True)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_folder_says_that_it_is_internal(tmp_path):
    write_tables(village_plan(), tmp_path / "tables")
    words = (tmp_path / "tables" / "README.txt").read_text("utf-8")
    assert "内部使用" in words
    assert "Internal: do not publish" in words


@pytest.mark.parametrize("name", ["about.json", "groups.parquet", "locks.parquet", "relief.png"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_damaged_or_missing_file_is_named(tmp_path, name, cut):
    folder = tmp_path / "tables"
    write_tables(village_plan(), folder)
    if cut:
        (folder / name).write_bytes((folder / name).read_bytes()[:-7])
    else:
        (folder / name).unlink()
    with pytest.raises(ConfigError, match=rf"{name}: .*missing or changed since it was written"):
        read_tables(folder)


def test_about_json_that_is_no_plan(tmp_path):
    (tmp_path / "about.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ConfigError, match="missing or changed"):
        read_tables(tmp_path)


def test_another_version_is_named(tmp_path, monkeypatch):
    write_tables(village_plan(), tmp_path / "tables")
    written = json.loads((tmp_path / "tables" / "about.json").read_text("utf-8"))["geoplan"]
    monkeypatch.setattr(tables, "VERSION", "9.9.9")
    with pytest.raises(ConfigError, match=f"written by geoplan {written}, this is 9.9.9"):
        read_tables(tmp_path / "tables")


@pytest.mark.parametrize("change", [("2027", "2047"), ('"years"', '"yeers"'), ('"roots"', '"r"')])
def test_about_that_was_edited_is_not_read(tmp_path, change):
    folder = tmp_path / "tables"
    write_tables(village_plan(), folder)
    about = folder / "about.json"
    text = about.read_text(encoding="utf-8")
    assert change[0] in text
    about.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match="changed since it was written"):
        read_tables(folder)
