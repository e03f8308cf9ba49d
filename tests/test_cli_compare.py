"""``geoplan compare``: two plans, or the office's own list, and the exit statuses."""

import openpyxl
import pytest
from plans import village_plan

from geoplan.publish.project_list import write_project_list
from geoplan.publish.tables import write_tables


@pytest.fixture
def written(tmp_path):
    """What ``compare`` reads of a plan and the lists, in a folder: ``written("a", plan)``."""

    def write(name, plan):
        out = tmp_path / name
        out.mkdir()
        (out / "plan.json").write_text("{}", encoding="utf-8")
        write_tables(plan, out / "tables")
        write_project_list(plan, out)
        return out

    return write


def without_p2():
    """The plan by hand in which P2 is not built and V3 stays without a road."""
    projects, groups = village_plan().projects.copy(), village_plan().groups.copy()
    projects.loc["P2", "surface_year"] = None
    groups.loc["G31", "connected_after"] = False
    return village_plan(projects=projects, groups=groups)


def test_two_plans(run, written, tmp_path):
    one, other = written("a", village_plan()), written("b", without_p2())
    status, out, err = run("compare", one, other)
    assert (status, err) == (0, "")
    assert "少通硬化路 Lose the paved road: 60 人 people" in out
    status, said, _ = run("compare", one, other, "--out", tmp_path / "page.md")
    assert (status, "written: " in said) == (0, True)
    assert (tmp_path / "page.md").read_text("utf-8") == out.removesuffix("\n")


@pytest.mark.parametrize("name", ["project_list.xlsx", "project_list.csv"])
def test_our_own_list_comes_back(run, written, name):
    """Surfaces may follow at once (lag 0), as in the drawing."""
    about = village_plan().about
    settings = about["settings"] | {
        "projects": about["settings"]["projects"] | {"surface_lag_years": 0}
    }
    one = written("a", village_plan(about=about | {"settings": settings}))
    status, out, _ = run("compare", one, "--official", one / name)
    assert status == 0
    assert "All 4 rows are in, each in its year" in out
    assert out.count("没有不同 Nothing differs") == 2  # who gains, who loses; roads


@pytest.mark.parametrize("name", ["project_list.xlsx", "project_list.csv"])
def test_the_list_of_a_computed_plan_comes_back(run, tiny_plan, written, name):
    one = written("tiny", tiny_plan)
    status, out, _ = run("compare", one, "--official", one / name)
    assert status == 0
    assert "rows are in, each in its year\n" in out
    assert out.count("没有不同 Nothing differs") == 2


BUREAU = """\
[columns]
"序号" = "序号"
"路线名称" = "路线名称"
"起点" = {column = "起点桩号", unit = "K0+000"}
"终点" = {column = "止点桩号", unit = "K0+000"}
"工程" = "阶段"
"总投资(元)" = "投资"
"年度" = "计划完工年"
"""


def test_a_list_in_the_bureau_s_own_form(run, tiny_plan, written, tmp_path):
    """Its own headings, stakes and yuan; without bureau.toml the list could not be read."""
    one = written("tiny", tiny_plan)
    toml, listed = tmp_path / "bureau.toml", tmp_path / "list.xlsx"
    toml.write_text(BUREAU, encoding="utf-8")
    assert run("export-list", one, "--bureau", toml, "--out", listed)[0] == 0
    book = openpyxl.load_workbook(listed)
    for row in book.active.iter_rows(min_row=3):  # their names do not tell the stage
        row[1].value = str(row[1].value).partition("（")[0]
    book.save(listed)
    status, out, err = run("compare", one, "--official", listed, "--bureau", toml)
    assert (status, err) == (0, "")
    assert "rows are in, each in its year\n" in out
    assert out.count("没有不同 Nothing differs") == 2
    status, _, err = run("compare", one, one, "--bureau", toml)
    assert status == 2
    assert "--official only" in err


def test_sections_of_an_unnamed_route_come_back_by_their_names_alone(run, written, tmp_path):
    """P1 and P2 have no names and one route code; a form with names, stages in their words, years."""
    about = village_plan().about
    settings = about["settings"] | {
        "projects": about["settings"]["projects"] | {"surface_lag_years": 0}
    }
    plan = village_plan(
        about=about | {"settings": settings}, projects=village_plan().projects.assign(name=None)
    )
    one = written("a", plan)
    toml, listed = tmp_path / "bureau.toml", tmp_path / "list.xlsx"
    toml.write_text('[columns]\n"路线名称" = "路线名称"\n"年度" = "计划完工年"\n"工程" = {column = "阶段", '
                    'words = {"路基" = "土石方", "路面" = "硬化"}}\n', encoding="utf-8")  # fmt: skip
    assert run("export-list", one, "--bureau", toml, "--out", listed)[0] == 0
    book = openpyxl.load_workbook(listed)
    for row in book.active.iter_rows(min_row=3):  # the stage stands in its own column
        row[0].value = str(row[0].value).removesuffix("（路基）").removesuffix("（路面）")
    book.save(listed)
    for path, options in ((listed, ("--bureau", toml)), (one / "project_list.xlsx", ())):
        status, out, err = run("compare", one, "--official", path, *options)
        assert (status, err) == (0, "")
        assert "All 4 rows are in, each in its year" in out
        assert out.count("没有不同 Nothing differs") == 2


def test_personal_columns_are_told_on_the_side(run, written, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("项目编号,年份,手机\nP2,2028,13812345678\n", encoding="utf-8")
    status, out, err = run("compare", written("a", village_plan()), "--official", path)
    assert status == 0
    assert "手机" in err
    assert "13812345678" not in out + err


@pytest.mark.parametrize("others", [(), ("b", "--official", "list.csv")])
def test_one_thing_to_compare_with(run, others):
    status, _, err = run("compare", "a", *others)
    assert status == 2
    assert "another plan or --official" in err


def test_problems_are_words_and_status_1(run, written, tmp_path):
    one = written("a", village_plan())
    hashes = village_plan().about["input_hashes"] | {"villages": "x"}
    foreign = written("f", village_plan(about=village_plan().about | {"input_hashes": hashes}))
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "torn.csv").write_bytes(b"\xff\xff,b\n")
    (tmp_path / "list.gpkg").write_bytes(b"")
    for arguments, words in (
        ((one, tmp_path / "nowhere"), "no such folder"),
        ((one, tmp_path), "not a plan"),
        ((one, foreign), "made from other files: villages"),
        ((one, "--official", tmp_path / "no.xlsx"), "not found. 请核对 --official 的路径"),
        ((one, "--official", tmp_path / "list.gpkg"), "expected .csv / .xlsx"),
        ((one, "--official", tmp_path / "torn.csv"), "the text is not UTF-8 / GB18030. "),
        ((one, "--official", tmp_path / "list.csv"), "no header row"),
        ((one, one, "--out", tmp_path / "no" / "page.md"), "cannot be written"),
        ((one, one, "--out", tmp_path / "list.xlsx"), "expected .md"),
    ):
        status, out, err = run("compare", *arguments)
        assert (status, out) == (1, "")
        assert words in err
        assert "Traceback" not in err
        assert "county.toml" not in err
        assert "encoding =" not in err
