"""``locks.csv`` as the meeting page, Excel and a township write it; what the command line says."""

import datetime
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geoplan.errors import LayerError
from geoplan.pipeline.lock_checks import _meant, _quoted
from geoplan.readers import read_locks

ENGLISH = """\
kind,id,decision,year,note
road,B1,in,2027,
site,S1,out,,too steep
"""
CHINESE = """\
石门乡会议记录,,,,
类型,编号,决定（列入/不列入）,年份,备注

 道路 ,Ｂ１,列入,２０２７年,
,,,,散会
安置点,S1, 不列入,,"太陡, 不去"
"""


@pytest.fixture
def written(tmp_path):
    """Path of a CSV file with some text."""

    def write(text, encoding="utf-8", name="locks.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def rows_of(locks):
    return locks.astype(object).where(locks.notna(), None).to_numpy().tolist()


def test_as_the_page_saves_it(written):
    locks = read_locks(written(ENGLISH))
    assert list(locks) == ["kind", "id", "decision", "year", "note"]
    assert rows_of(locks) == [
        ["road", "B1", "in", "2027", ""], ["site", "S1", "out", None, "too steep"],
    ]  # fmt: skip
    assert locks.index.tolist() == [2, 3]
    assert locks.index.name == "line"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_as_a_township_writes_it(written, encoding):
    """A title above, blank lines, spaces, full-width digits, a remark between the rows."""
    locks = read_locks(written(CHINESE, encoding))
    assert rows_of(locks) == [
        ["road", "B1", "in", "2027", ""], ["site", "S1", "out", None, "太陡, 不去"],
    ]  # fmt: skip
    assert locks.index.tolist() == [4, 6]


def test_workbook(tmp_path):
    book = openpyxl.Workbook()
    for row in (["类型", "编号", "决定", "年份"], ["小组", 12, "列入", 2027.0], [None] * 4,
                ["村民小组", "G2", "不列入", None]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "locks.xlsx")
    locks = read_locks(tmp_path / "locks.xlsx")
    assert rows_of(locks) == [
        ["group", "12", "in", "2027", ""], ["group", "G2", "out", None, ""],
    ]  # fmt: skip
    assert locks.index.tolist() == [2, 4]


def test_header_alone_locks_nothing(written):
    assert read_locks(written("kind,id,decision,year,note\n")).empty


def test_notes_are_text(written):
    hostile = ["=cmd()|'/C calc'!A0", "</script><script>alert(1)</script>", "{{ 7*7 }}"]
    text = "kind,id,decision,note\n" + "".join(f'road,B1,in,"{note}"\n' for note in hostile)
    assert read_locks(written(text))["note"].tolist() == hostile


def test_every_spelling_means_one_thing(written):
    words = ["道路", "公 路", "Road", "安置点", "村民小组", "组"]
    text = "类型,编号,决定\n" + "".join(f"{word},X,列入\n" for word in words)
    assert read_locks(written(text))["kind"].tolist() == ["road"] * 3 + ["site"] + ["group"] * 2


def test_what_nobody_knows_stays_as_it_is_written(written):
    locks = read_locks(written("kind,id,decision,year\nBridge,B1,maybe,soon\n"))
    assert rows_of(locks) == [["Bridge", "B1", "maybe", "soon", ""]]


def test_personal_data_stay_at_the_door(written):
    text = "kind,id,decision,note,联系电话\n" + "road,B1,in,{},13812345678\n" * 3
    locks = read_locks(written(text.format("王大明 13812345678", "good", "good")))
    assert list(locks) == ["kind", "id", "decision", "year", "note"]
    assert locks["note"].tolist() == ["", "good", "good"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind,id\nroad,B1\n", ["decision 决定: 缺少此列 column is missing", "It has", "kind, id"]),
        ("id,编号,decision\nB1,B1,in\n", ["kind 类型: 缺少此列"]),
        ("kind,编号,代码,决定,意见\nroad,B1,B1,in,in\n",
         ["2 problem(s)", "id 编号: 几列都可能是此列 could be any of: 编号, 代码", "决定, 意见"]),
        ("B1,in\n", ["no header row"]),
        ("", ["no header row"]),
    ],
)  # fmt: skip
def test_columns_that_are_missing_or_unclear(written, text, words):
    with pytest.raises(LayerError) as refused:
        read_locks(written(text))
    for some in words:
        assert some.replace("It has", "The file has") in str(refused.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("locks.json", "expected .csv / .xlsx, 实为 got .json"),
        ("locks.xls", "not a readable workbook"),
    ],
)
def test_file_that_cannot_hold_locks(written, name, words):
    with pytest.raises(LayerError, match=words):
        read_locks(written(ENGLISH, name=name))


def test_lines_after_a_note_with_line_breaks_are_those_of_the_file(written, tmp_path):
    """A title, then a note on lines 3 to 5, a blank line: the next lock begins on line 7."""
    text = '会议记录\nkind,id,decision,note\nroad,B1,in,"一\n二\n三"\n\nroad,B2,out,\n'
    assert read_locks(written(text)).index.tolist() == [3, 7]
    assert read_locks(written(text.replace("\n", "\r\n"))).index.tolist() == [3, 7]
    book = openpyxl.Workbook()
    for row in (["kind", "id", "decision", "note"], ["road", "B1", "in", "一\n二\n三"], ["road", "B2", "out"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "locks.xlsx")
    assert read_locks(tmp_path / "locks.xlsx").index.tolist() == [2, 3]


def test_columns_that_say_different_things_are_refused_with_their_lines(written):
    text = "kind,id,decision,决定,year,年份,note,备注\nroad,B1,in,列入,2027,2027年,a,b\n"
    assert rows_of(read_locks(written(text))) == [["road", "B1", "in", "2027", "a"]]
    both = text + "road,B2,in,不列入,2027,2028,,\nroad,B3,out,,,,,\n"
    with pytest.raises(LayerError) as refused:
        read_locks(written(both))
    said = str(refused.value)
    assert "2 problem(s)" in said
    assert "decision: decision 与 and 决定 不一致，第 3, 4 行 differ in line 3, 4." in said
    assert "year: year 与 and 年份 不一致，第 3 行 differ in line 3. 请只留一列 Keep one" in said


def test_cells_as_a_sheet_holds_them(tmp_path):
    """An apostrophe makes a sheet take a cell for text; a year may be a date."""
    book = openpyxl.Workbook()
    book.active.append(["kind", "id", "decision", "year", "note"])
    book.active.append(["'road", "'B1", "'in", datetime.date(2028, 1, 1), "'=B1"])
    book.active.append(["road", "B2", "in", "'2027年底"])
    book.active.append(["road", "B3", "in", "明年"])
    book.save(tmp_path / "locks.xlsx")
    assert rows_of(read_locks(tmp_path / "locks.xlsx")) == [
        ["road", "B1", "in", "2028", "'=B1"], ["road", "B2", "in", "2027", ""],
        ["road", "B3", "in", "明年", ""],
    ]  # fmt: skip


def test_missing_file(tmp_path):
    with pytest.raises(LayerError, match=r"not found.*Check the path of --locks"):
        read_locks(tmp_path / "none.csv")


# ---- the command line ------------------------------------------------------------------------


def test_plan_with_locks(run, tiny_county, written, quick):
    path = written(
        CHINESE.replace("Ｂ１,列入,２０２７年", "Ｂ１,不列入,").replace("不去", "</script>")
    )
    status, out, _ = run("plan", tiny_county, "--locks", path)
    assert status == 0
    assert "## 会议的要求与代价 What the meeting asked for and what it costs" in out
    assert "道路 B1 一组路 不列入：少 160 人通硬化路，少花 102.80 万元" in out
    assert "site S1 石门安置点 out: 80 fewer people have a paved road, 320 more danger left" in out
    assert "全部要求一起：少 240 人通硬化路，余险多 320（人×等级×年），少花 292.80 万元" in out
    assert "</script>" not in out
    plan = json.loads((tiny_county.parent / "plan" / "plan.json").read_text("utf-8"))
    assert [lock["kind"] for lock in plan["locks"]] == ["road", "site", "all"]
    assert plan["locks"][0] == {
        "kind": "road", "id": "B1", "decision": "out", "year": None, "note": "", "people": 160.0,
        "danger": 0.0, "cost_yuan": -1028000.0,
    }  # fmt: skip
    assert plan["locks"][1]["note"] == "太陡, </script>"


@pytest.mark.parametrize(
    ("rows", "status", "words"),
    [
        (
            "road,B9,in,\nsite,S1,in,2027",
            1,
            ["2 problem(s)", "line 2: 没有这个编号", "line 3: 安置点"],
        ),
        ("road,B5,in,\nroad,B5,out,", 1, ["既列入又不列入 in and out"]),
        (
            "road,B2,in,\nroad,B3,in,",
            3,
            [
                "a programme that keeps them:\n  - 资金 money: village 2027 年多 45.90 万元",
                "  - 放弃 give up: 第 ",
            ],
        ),
    ],
)
def test_locks_that_cannot_be_kept(run, tiny_county, written, rows, status, words):
    path = written(f"kind,id,decision,year\n{rows}\n")
    got, out, err = run("plan", tiny_county, "--locks", path, "-q")
    assert got == status
    assert out == ""
    assert "Traceback" not in err
    for some in words:
        assert some in err
    assert not (tiny_county.parent / "plan").exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("road,b1,in,", "no such id: b1. 是不是 did you mean: B1."),
        ("road,'B-1,in,", "no such id: B-1. 是不是 did you mean: B1."),
        ("site,s 1,in,", "no such id: s 1. 是不是 did you mean: S1."),
        ("road,B9,in,", "no such id: B9. 请核对清单 Check it against the list."),
    ],
)
def test_an_id_that_is_written_otherwise_is_suggested(run, tiny_county, written, row, words):
    path = written(f'kind,id,decision,note\nroad,B2,in,"a\nb"\n{row}\n')
    status, _, err = run("plan", tiny_county, "--locks", path, "-q")
    assert status == 1
    assert f"line 4: 没有这个编号 {words}" in err


def test_missing_locks_are_a_problem_of_input(run, tiny_county, tmp_path):
    status, _, err = run("plan", tiny_county, "--locks", tmp_path / "none.csv", "-q")
    assert status == 1
    assert "none.csv: 找不到文件 not found" in err


def test_sections_of_a_road_are_suggested_for_the_road():
    known = pd.DataFrame(index=["P-R1#1", "P-R1#2", "P-R12", "P-R2"])
    assert _meant("P-R1", known).endswith("did you mean: P-R1#1, P-R1#2")
    assert _meant("p-r1#2", known).endswith("did you mean: P-R1#2")
    for nothing in ("P-R3", "#", None):
        assert _meant(nothing, known).endswith("Check it against the list")


def test_a_route_code_is_told_and_its_projects_are_suggested(run, tiny_county, written):
    """B1 and B2 lie on one route; a telephone number among the ids stays hidden."""
    roads = gpd.read_file(tiny_county.parent / "roads.gpkg")
    route = roads["project_id"].map({"B1": "V141610999", "B2": "V141610999", "B3": "Y251610928"})
    roads.assign(route_code=route).to_file(tiny_county.parent / "roads.gpkg")
    rows = (
        "road,V141610999,in,\nroad,v141-610999,out,\nroad,13812345678,in,\nroad,V1416109990,in,\n"
    )
    path = written(f"kind,id,decision,year\n{rows}")
    status, _, err = run("plan", tiny_county, "--locks", path, "-q")
    assert status == 1
    assert "line 2: 没有这个编号 no such id: V141610999. 是不是 did you mean: B1, B2." in err
    assert "line 3: 没有这个编号 no such id: v141-610999. 是不是 did you mean: B1, B2." in err
    assert "line 4: 没有这个编号 no such id: 空白 blank. 请核对清单" in err
    assert "line 5: 没有这个编号 no such id: V***. 请核对清单" in err


def test_what_is_no_known_code_is_quoted_without_long_numbers():
    codes = pd.Series(["V141610999", None])
    assert _quoted("Ｖ１４１６１０９９９", codes=codes) == "Ｖ１４１６１０９９９"
    assert _quoted("V141610999 王大明 13812345678", codes=codes) == "V*** 王大明 ***"
    assert _quoted("V141610999") == "V***"
    assert _quoted(None, codes=codes) == "空白 blank"
