"""``geoplan map``: one or several plans, a township, and the exit statuses."""

import sys
from pathlib import Path

import pytest

from geoplan.errors import ConfigError
from geoplan.pipeline.maps import folder_names
from geoplan.publish.tables import write_tables

sys.path.insert(0, str(Path(__file__).parent / "publish"))
from plans import second_plan, village_plan


@pytest.fixture
def plans(tmp_path):
    """Folders of two written plans, as far as ``map`` reads them."""
    for name, plan in (("a", village_plan()), ("b", second_plan())):
        out = tmp_path / name / "plan"
        out.mkdir(parents=True)
        (out / "plan.json").write_text("{}", encoding="utf-8")
        write_tables(plan, out / "tables", households=True)
    return [tmp_path / name / "plan" for name in "ab"]


def test_several_plans_in_one_page(run, plans, tmp_path):
    page = tmp_path / "meeting.html"
    status, out, err = run("map", *plans, "--out", page)
    assert status == 0
    assert f"已写出 written: {page}" in out
    assert "读取 reading" in err
    text = page.read_text(encoding="utf-8")
    assert '"name":["a/plan","b/plan"]' in text
    assert '"public":true' in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "meeting.html"]


def test_one_plan_for_the_office(run, plans, tmp_path):
    status, _, err = run("map", plans[0], "--out", tmp_path / "p.html", "--internal", "--quiet")
    assert (status, err) == (0, "")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert '"public":false' in text
    assert '"scenarios":' not in text


def test_names_may_be_anything(run, plans, tmp_path):
    page = tmp_path / "meeting.html"
    names = ("</script><script>boom()</script>", "{{ 7*7 }}")
    status, _, _ = run("map", *plans, "--out", page, "--name", names[0], "--name", names[1])
    text = page.read_text(encoding="utf-8")
    assert status == 0
    assert "boom()</script>" not in text
    assert "{{ 7*7 }}" in text


def test_a_township(run, plans, tmp_path):
    page = tmp_path / "t.html"
    assert run("map", plans[0], "--township", "石门乡", "--out", page)[0] == 0
    assert "<title>云岭县石门乡</title>" in page.read_text(encoding="utf-8")


def test_an_unknown_township(run, plans, tmp_path):
    status, _, err = run("map", plans[0], "--township", "石门镇", "--out", tmp_path / "t.html")
    assert status == 1
    assert "石门乡 (T2)" in err
    assert not (tmp_path / "t.html").exists()


def test_another_file_is_not_written_over(run, plans, tmp_path):
    other = tmp_path / "mine.html"
    other.write_text("<p>mine</p>", encoding="utf-8")
    status, _, err = run("map", plans[0], "--out", other)
    assert status == 1
    assert "is not a map of geoplan" in err
    assert other.read_text(encoding="utf-8") == "<p>mine</p>"
    assert run("map", plans[0], "--out", tmp_path)[0] == 1


def test_an_earlier_page_is_replaced(run, plans, tmp_path):
    page = tmp_path / "meeting.html"
    assert run("map", plans[0], "--out", page)[0] == 0
    first = page.read_bytes()
    assert run("map", plans[1], "--out", page)[0] == 0
    assert page.read_bytes() != first
    assert run("map", plans[0], "--out", page)[0] == 0
    assert page.read_bytes() == first


def test_a_page_that_cannot_be_written(run, plans, tmp_path):
    status, _, err = run("map", plans[0], "--out", tmp_path / "none" / "p.html")
    assert status == 1
    assert "cannot be written" in err


def test_faults_of_what_is_given(run, plans, tmp_path):
    out = ("--out", tmp_path / "p.html")
    assert run("map", tmp_path, *out)[0] == 1
    status, _, err = run("map", *plans, *out, "--name", "A")
    assert status == 1
    assert "2 个方案要 2 个不同的名称" in err
    assert run("map", *plans, *out, "--name", "A", "--name", "A")[0] == 1
    assert "the same folder twice" in run("map", plans[0], plans[0], *out)[2]
    assert run("map", *out)[0] == 2
    assert run("map", *plans)[0] == 2
    assert not (tmp_path / "p.html").exists()


def test_folders_are_named_by_what_tells_them_apart(tmp_path):
    names = folder_names([tmp_path / "x" / "plan", tmp_path / "y" / "plan"])
    assert names == ("x/plan", "y/plan")
    assert folder_names([tmp_path / "x", tmp_path / "y"]) == ("x", "y")
    with pytest.raises(ConfigError, match="the same folder twice"):
        folder_names([tmp_path / "x", tmp_path / "y" / ".." / "x"])
