"""Texts that a spreadsheet would change or run are guarded, others are left alone."""

import csv

import pandas as pd
import pytest

from geoplan.publish.csv_file import looks_like_a_value, write_csv

VALUES = ["1E5", "007", "1,234", "12.50", "1/2", "3-5", "2027-03", "2027年3月", "MAR5", "5-mar", "12%",
          "￥5", "$5", "TRUE", "假", "12:30", " 12 ", "1e+05"]  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
def test_texts_that_would_become_numbers_or_dates(text):
    assert looks_like_a_value(text)


@pytest.mark.parametrize(
    "text", ["Y251610928", "3-5（路基）", "柳树坪", "K0+200", "P-1", "", "market", "一"]
)
def test_texts_that_stay(text):
    assert not looks_like_a_value(text)


def test_what_is_written(tmp_path):
    texts = ["1E5", "'甲", "=cmd()", "＝1", " +1", "甲\x07乙", "a,b", None]
    table = pd.DataFrame({"=名": texts, "km": [0.0, 1.5, 2, 3, 4, 5, 6, float("nan")]})
    write_csv(table, tmp_path / "t.csv", formats={"km": "0.000_ "})
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert header == ["'=名", "km"]
    assert [row[0] for row in rows] == [
        "'1E5",
        "''甲",
        "'=cmd()",
        "'＝1",
        "' +1",
        "甲乙",
        "a,b",
        "",
    ]
    assert [row[1] for row in rows[:2]] == ["0.000", "1.500"]
    assert rows[7][1] == ""
