"""``geoplan export-list`` and ``geoplan import-list``: a plan's list out to a bureau, and back."""

import openpyxl
import pytest
from plans import village_plan

from geoplan.publish.project_list import write_project_list
from geoplan.publish.tables import write_tables


@pytest.fixture
def written(tmp_path):
    """What the commands read of a plan, in a folder: ``written(plan)``."""

    def write(plan):
        out = tmp_path / "plan"
        out.mkdir()
        (out / "plan.json").write_text("{}", encoding="utf-8")
        write_tables(plan, out / "tables")
        write_project_list(plan, out)
        return out

    return write


@pytest.fixture
def folder(written):
    """The same of the plan by hand."""
    return written(village_plan())


def test_the_list_as_it_was_written_is_unchanged(run, folder):
    for name in ("project_list.xlsx", "project_list.csv"):
        status, out, err = run("import-list", folder, folder / name)
        assert (status, err) == (0, "")
        assert "4 rows are as in the plan, 0 changed, 0 new or unclear, 0 gone" in out
        assert "The funds can pay these rows: 246.13 (10,000 yuan)" in out
        assert "【内部使用】" in out.splitlines()[0]


def test_a_list_of_assumed_money_says_so_and_comes_back(run, written, tmp_path):
    out = written(village_plan(funds=village_plan().funds.assign(assumed=True)))
    (tmp_path / "bureau.toml").write_text(
        'stages = "合并"\n[columns]\n"路线名称" = "路线名称"\n"总投资(元)" = "投资"\n"说明" = "备注"\n',
        encoding="utf-8",
    )
    own = ("--bureau", tmp_path / "bureau.toml")
    for name, options, count in (("a.xlsx", (), 4), ("a.csv", (), 4), ("b.xlsx", own, 3), ("b.csv", own, 3)):  # fmt: skip
        _, _, err = run("export-list", out, "--out", tmp_path / name, *options)
        assert "资金额度为推定，未经批复：县级资金、镇村自筹（一事一议）。" in err
        status, told, err = run("import-list", out, tmp_path / name, *options)
        assert (status, err) == (0, "")
        assert f"{count} rows are as in the plan, 0 changed, 0 new or unclear, 0 gone" in told
    for name in ("project_list.xlsx", "project_list.csv"):
        status, told, err = run("import-list", out, out / name)
        assert (status, err) == (0, "")
        assert "4 rows are as in the plan, 0 changed, 0 new or unclear, 0 gone" in told


def test_sections_of_an_unnamed_route_are_told_apart_out_and_back(run, written, tmp_path):
    """P1 and P2 have no names and one route code; the bureau's form has names and money only."""
    out = written(village_plan(projects=village_plan().projects.assign(name=None)))
    sections = [f"Y251610928（第 {number} 段，共 2 段）" for number in (1, 2)]
    sheet = openpyxl.load_workbook(out / "project_list.xlsx").worksheets[0]
    names = [f"{sections[0]}（路基）", f"{sections[0]}（路面）", f"{sections[1]}（路面）"]
    assert [sheet.cell(row, 2).value for row in (3, 4, 5)] == names
    toml, listed = tmp_path / "bureau.toml", tmp_path / "list.xlsx"
    toml.write_text('stages = "合并"\n[columns]\n"路线名称" = "路线名称"\n"总投资(元)" = "投资"\n'
                    '"年度" = "计划完工年"\n', encoding="utf-8")  # fmt: skip
    own = ("--bureau", toml)
    assert run("export-list", out, "--out", listed, *own)[0] == 0
    book = openpyxl.load_workbook(listed)
    rows = book.active
    assert [rows.cell(row, 1).value for row in (3, 4)] == [sections[0], names[2]]
    for path, options, count in ((listed, own, 3), (out / "project_list.xlsx", (), 4)):
        status, told, err = run("import-list", out, path, *options)
        assert (status, err) == (0, "")
        assert f"{count} rows are as in the plan, 0 changed, 0 new or unclear, 0 gone" in told
    rows["B3"], rows["B4"] = 1_400_000, 700_000
    book.save(listed)
    _, told, _ = run("import-list", out, listed, *own)
    assert "1 row is as in the plan, 2 changed, 0 new or unclear, 0 gone" in told
    assert f"{sections[0]} (P1) " in told
    assert f"{names[2]} (P2) " in told


def test_out_to_a_bureau_and_back_with_its_edits(run, folder, tmp_path):
    """P2 a year earlier: the county has 90 in 2027 and needs 144.9."""
    toml = tmp_path / "bureau.toml"
    toml.write_text('[columns]\n"项目" = "项目名称"\n"投资（元）" = "投资"\n"年" = "计划完工年"\n'
                    '"里程" = "里程"\n"进度" = "状态"\n"完工日" = "完工日期"\n"验收人" = "确认人"\n',
                    encoding="utf-8")  # fmt: skip
    listed, page = tmp_path / "list.xlsx", tmp_path / "changes.md"
    status, out, err = run("export-list", folder, "--bureau", toml, "--out", listed)
    assert (status, "written: " in out) == (0, True)
    assert "a sum counts it twice: 1 " in err
    book = openpyxl.load_workbook(listed)
    sheet = book.active
    sheet["C5"], sheet["E3"], sheet["F3"], sheet["E4"] = 2027, "完工", "2027-09-30", "在建"
    sheet["G3"], sheet["E5"] = "王工|<b>", "完工"
    sheet.append(["没有的路", 10_000, 2027])
    book.save(listed)
    status, _, err = run("import-list", folder, listed, "--bureau", toml, "--out", page)
    assert (status, err) == (0, "")
    told = page.read_text("utf-8")
    for words in (
        "3 rows are as in the plan, 1 changed, 1 new or unclear, 0 gone",
        "| 5      | 黄家湾路（第 2 段，共 2 段）（路面） (P2) |",
        "New: not among the candidate roads",
        "The money is short: these rows cost 246.13, the funds can pay 191.23 at most, 54.90 is missing",
        "Another 1.00 (10,000 yuan) is not counted",
        "王工\\|&lt;b>",
        "Finished, but without its date: counts as planned",
    ):
        assert words in told, words
    assert "| 云岭镇 " in told


def test_a_list_of_another_plan_or_in_yuan_is_told(run, folder, tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_text("项目名称,年份,投资\n没有的路,2027,5\n", encoding="utf-8")
    assert "No row is one of this plan" in run("import-list", folder, listed)[1]
    book = openpyxl.load_workbook(folder / "project_list.xlsx")
    for row in (3, 4, 5):
        book.worksheets[0].cell(row, 13).value *= 10_000
    book.save(tmp_path / "yuan.xlsx")
    said = run("import-list", folder, tmp_path / "yuan.xlsx")[1]
    assert "10,000 times what was sent, as if in yuan" in said
    assert "No row is one of this plan" not in said


def test_problems_are_words_and_status_1(run, folder, tmp_path):
    (tmp_path / "bad.toml").write_text('[columns]\n"a" = "项目名"\n', encoding="utf-8")
    out = tmp_path / "out.csv"
    for arguments, words in (
        (("export-list", tmp_path / "no", "--out", out), "no such folder"),
        (("export-list", folder, "--out", tmp_path / "a.doc"), "expected .xlsx / .csv"),
        (("export-list", folder, "--out", out, "--bureau", tmp_path / "no.toml"), "not found"),
        (
            ("export-list", folder, "--out", out, "--bureau", tmp_path / "bad.toml"),
            "no such column",
        ),
        (("import-list", folder, tmp_path / "no.csv"), "not found"),
        (("import-list", folder, tmp_path / "bad.toml"), "expected .csv / .xlsx"),
    ):
        status, said, err = run(*arguments)
        assert (status, said) == (1, "")
        assert words in err
        assert "Traceback" not in err
