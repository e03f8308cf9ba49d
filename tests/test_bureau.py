"""``bureau.toml`` as a clerk writes it, and every way to write it wrong."""

import re
from pathlib import Path

import pytest

from geoplan.bureau import LIST, read_bureau
from geoplan.errors import ConfigError


@pytest.fixture
def bureau(tmp_path):
    """Write a bureau.toml and read it: bureau('"项目" = "项目名称"', above='title = "x"')."""

    def read(*columns, above=""):
        path = tmp_path / "bureau.toml"
        path.write_text("\n".join([above, "[columns]", *columns]), encoding="utf-8")
        return read_bureau(path)

    return read


def test_columns_keep_their_order_and_mean_ours(bureau):
    read = bureau(
        '"总投资" = "投资"',
        '"项目" = "项目名称"',
        '"开工" = "start_year"',
        '"单位" = {text = "县局"}',
    )
    assert list(read.columns) == ["总投资", "项目", "开工", "单位"]
    assert [entry.key for entry in read.columns.values()] == [
        "cost_wan",
        "name",
        "start_year",
        None,
    ]
    assert (read.stages, read.template) == ("separate", None)


@pytest.mark.parametrize(
    ("line", "unit", "factor"),
    [
        ('"投资" = "投资"', "万元", 1),
        ('"投资（元）" = "投资"', "元", 10_000),
        ('"投资(单位：元)" = "投资"', "元", 10_000),
        ('"投资" = {column = "投资(万元)", unit = "元"}', "元", 10_000),
        ('"上级" = {fund = "province", unit = "元"}', "元", 10_000),
        ('"起点（米）" = "起点桩号"', "米", 1_000),
        ('"起点" = {column = "起点桩号", unit = "K0+000"}', "K0+000", 1),
        ('"里程（公里）" = "里程"', "公里", 1),
        ('"名称（全称）" = "项目名称"', "", 1),
        ('"受益人口（百人）" = "受益人口"', "百人", 0.01),
        ('"户数" = {column = "受益户数", unit = "百户"}', "百户", 0.01),
        ('"宽度" = "路面宽度（cm）"', "cm", 100),
    ],
)
def test_the_unit_is_that_of_the_heading_or_said(bureau, line, unit, factor):
    entry = next(iter(bureau(line).columns.values()))
    assert (entry.written_unit, entry.factor) == (unit, factor)


def test_funds_are_one_or_several(bureau):
    read = bureau('"a" = {fund = "county"}', '"b" = {fund = ["county", "village"]}')
    assert [entry.key for entry in read.columns.values()] == ["fund:county", "fund:county;village"]


def test_stages_in_chinese_and_a_template_beside_the_file(bureau, tmp_path):
    read = bureau('"a" = "项目名称"', above='stages = "合并"\ntemplate = "t.xlsx"\nfirst_row = 6')
    assert (read.stages, read.template, read.first_row) == ("merged", tmp_path / "t.xlsx", 6)


def test_all_faults_come_in_one_message(bureau):
    with pytest.raises(ConfigError) as fault:
        bureau(
            '"a" = "项目名城"',
            '"b（米）" = {column = "投资", unit = "元"}',
            '"c" = {column = "起点桩号", unit = "元"}',
            '"d" = {column = "项目名称", text = "x"}',
            '"e" = {column = "项目名称", words = 3}',
            '"f" = {colum = "项目名称"}',
            '"g" = {text = "x", unit = "元"}',
            '"h（户）" = "受益人口"',
            above='first_rows = 3\nstages = "每年"',
        )
    told = str(fault.value)
    assert "有 10 处问题 has 10 problem(s)" in told
    for words in (
        "columns.a: 没有这一列 no such column: '项目名城'. 可写 Write one of: 项目名称",
        "columns.b（米）: 表头写的是 米，unit 却是 heading and unit differ: 元.",
        "columns.c: 单位不对 unit: expected km, 公里, 千米, m, 米, K0+000; got '元'.",
        "columns.d: 应有且只有一个 expected one of: column, fund, text.",
        "columns.e.words: ",
        "columns.f.colum: 没有这项设置 no such setting. 可写 Write one of: column",
        "columns.g: 单位不对 unit: expected 不带单位 none; got '元'.",
        "columns.h（户）: 单位不对 unit: expected 人, 口, 口人, 人口, 名, 百人, 万人; got '户'.",
        "first_rows: 没有这项设置 no such setting. 可写 Write one of: first_row",
        "stages: ",
    ):
        assert words in told, words


@pytest.mark.parametrize(
    ("above", "words"),
    [
        ('title = "x"\ntemplate = "t.xlsx"', "a template has its own title"),
        ("first_row = 3", "first_row is for a template only"),
        ("first_row = 1", "greater than or equal to 2"),
        ('sheet = "a/b"', "sheet: "),
        ('"a" = ', "not TOML in UTF-8, or a heading stands twice"),
    ],
)
def test_settings_that_cannot_be_meant(bureau, above, words):
    with pytest.raises(ConfigError) as fault:
        bureau('"a" = "项目名称"', above=above)
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (('"项目" = "项目名称"', '" 项 目" = "投资"'), "the same heading: 项目,  项 目"),
        (('" " = "投资"',), "a heading is empty"),
    ],
)
def test_headings_that_a_sheet_cannot_tell_apart(bureau, columns, words):
    with pytest.raises(ConfigError, match=words):
        bureau(*columns)


@pytest.mark.parametrize("name", ["none.toml", "list.xlsx"])
def test_who_has_no_bureau_toml_is_told_where_one_is_shown(tmp_path, name):
    (tmp_path / "list.xlsx").write_bytes(b"PK")
    with pytest.raises(ConfigError) as fault:
        read_bureau(tmp_path / name)
    assert "geoplan export-list --help" in str(fault.value)
    assert "Our columns: 序号、项目编号、项目名称、阶段" in str(fault.value)


def test_the_help_alone_is_enough_to_write_one(run, tmp_path):
    """Its example can be read, and it names every column of ours."""
    _, told, _ = run("export-list", "--help")
    example, _, names = told.partition("template = ")[2].partition("局里没有的表头")
    (tmp_path / "bureau.toml").write_text(f"template = {example}", encoding="utf-8")
    read = read_bureau(tmp_path / "bureau.toml")
    assert [*read.columns][:7] == ["序号", "路线名称", "起点", "终点", "里程(公里)", "总投资(元)", "年度"]  # fmt: skip
    assert [read.columns[name].key for name in ("路线名称", "终点", "里程(公里)", "年度")] == [
        "name", "end_km", "length_km", "finish_year",
    ]  # fmt: skip
    assert read.columns["总投资(元)"].factor == 10_000
    assert [column.zh for column in LIST.columns if column.zh not in names] == []


@pytest.mark.parametrize(
    ("theirs", "key", "unit"),
    [
        ("路线名称", "name", ""),
        ("起点", "start_km", "km"),
        ("终点", "end_km", "km"),
        ("里程(公里)", "length_km", "公里"),
        ("里程（米）", "length_km", "米"),
        ("总投资(元)", "cost_wan", "元"),
        ("年度", "project_year", ""),
        ("受益人口(人)", "people", "人"),
    ],
)
def test_the_words_of_a_form_may_stand_on_our_side_too(bureau, theirs, key, unit):
    """Then the unit is that of our side, unless the bureau's heading tells one."""
    (entry,) = bureau(f'"甲" = "{theirs}"').columns.values()
    assert (entry.key, entry.written_unit) == (key, unit)
    (entry,) = bureau('"投资（万元）" = "总投资(元)"').columns.values()
    assert entry.written_unit == "万元"


def test_no_columns_no_file_no_utf8(bureau, tmp_path):
    with pytest.raises(ConfigError, match="columns"):
        bureau()
    with pytest.raises(ConfigError, match="请核对 --bureau 的路径"):
        read_bureau(tmp_path / "no.toml")
    (tmp_path / "gbk.toml").write_bytes('[columns]\n"项目" = "项目名称"'.encode("gb18030"))
    with pytest.raises(ConfigError, match="不是 UTF-8"):
        read_bureau(tmp_path / "gbk.toml")


def test_the_example_of_the_readme_can_be_read(tmp_path):
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "bureau.toml").write_text(example, encoding="utf-8")
    read = read_bureau(tmp_path / "bureau.toml")
    assert read.columns["总投资（元）"].factor == read.columns["上级补助"].factor == 10_000
