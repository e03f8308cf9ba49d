"""The meeting's choices saved as locks.csv, and read back."""

from pathlib import Path

import pandas as pd
import pytest
from pages import Show, choose
from plans import HOSTILE_NAME
from playwright.sync_api import Page

from geoplan import make_plan, read_county
from geoplan.lock_words import DECISION_WORDS, KIND_WORDS
from geoplan.programme.plan import Plan
from geoplan.publish.maps import write_planner_map
from geoplan.readers import read_locks

pytestmark = pytest.mark.browser


def read_back(page: Page, lines: list[str], encoding: str = "utf-8") -> list[str]:
    """Open a locks.csv of these lines; what the page says of it."""
    with page.expect_file_chooser() as chooser:
        page.click("#open-locks")
    data = "\r\n".join(lines).encode(encoding)
    chooser.value.set_files({"name": "locks.csv", "mimeType": "text/csv", "buffer": data})
    page.wait_for_selector("#opened:not(:empty)")
    return page.inner_text("#opened").splitlines()


def test_saved_choices_are_read_back(rich: Page, tmp_path: Path) -> None:
    choose(rich, "P3", "in")
    choose(rich, "P2", "out")
    asked = rich.evaluate("geoplan.shown.choices")
    with rich.expect_download() as download:
        rich.click("[data-key=save]")
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    rich.click("[data-key=undo-all]")
    zoom = rich.evaluate("geoplan.map.getZoom()")
    assert read_back(rich, lines) == ["从文件读入 2 条设想。"]
    assert rich.evaluate("geoplan.shown.choices") == asked
    seen = """geoplan.map.getBounds().contains(geoplan.placeOf(
        { kind: "project", row: geoplan.data.projects.id.indexOf("%s") }))"""
    assert all(rich.evaluate(seen % project) for project in ("P2", "P3"))
    assert rich.evaluate("geoplan.map.getZoom()") != zoom


def test_lines_that_are_no_choice_are_said(rich: Page) -> None:
    said = read_back(
        rich,
        [
            "id,kind,decision,year,note",
            "P2,road,out,,一句话",
            '"P2",road,in,2027,"twice, and ""quoted"""',
            "X9,road,in,2028,",
            "S1,site,out,,",
            "P1,road,perhaps,,",
            "P1,road,in,2031年,",
            "P3,road,in,2027,",
            "",
        ],
        encoding="gb18030",
    )
    assert said == [
        "从文件读入 1 条设想。",
        "没有读入 P2：文件里出现了两次，按第一次",
        "没有读入 X9：这个方案里没有这个编号",
        "没有读入 S1：这里只能设想道路；安置点和小组要重新算方案",
        "没有读入 P1：决定应为 列入（in）或 不列入（out），文件里是“perhaps”",
        "没有读入 P1：年份应为 2027、2028",
        "没有读入 P3：来不及：路基要提前 1 年修，2027 年铺不了路面",
    ]
    assert rich.locator("#whatif li").count() == 1
    rich.click("#language")
    assert "Not read, X9: this plan has no such id" in rich.inner_text("#opened")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_what_an_office_saved_is_read_as_the_plan_reads_it(
    rich: Page, tmp_path: Path, sign: str, encoding: str
) -> None:
    """Its headings and words, a title above, full-width letters, a remark; as ``read_locks``."""
    rows = [
        ["石门乡会议记录"],
        ["编号", "类 型", "决定（列入/不列入）", "年份", "备注"],
        [],
        ["Ｐ3", " 道路 ", "列入", "２０２８年底", "'要修"],
        ["", "", "", "", "散会"],
        ["'P2", "公路", "不列入", "", f'"太陡{sign} ""不""去"'],
        ["S1", "安置点", "不列入"],
        ["G61", "村民小组", "列入"],
    ]
    lines = [sign.join(row) for row in rows]
    said = read_back(rich, lines, encoding)
    assert said == [
        "从文件读入 2 条设想。",
        "没有读入 S1：这里只能设想道路；安置点和小组要重新算方案",
        "没有读入 G61：这里只能设想道路；安置点和小组要重新算方案",
    ]
    path = tmp_path / "locks.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    taken = rich.evaluate(
        """geoplan.shown.choices.map(({ project, decision, year }) =>
            ["road", geoplan.data.projects.id[project], decision, year && String(year)])"""
    )
    read = read_locks(path)[["kind", "id", "decision", "year"]].astype(object)
    assert taken == read.where(read.notna(), None).to_numpy().tolist()[:2]


def test_every_word_of_an_office_is_known_to_the_page(rich: Page) -> None:
    road = {"in": "P3", "out": "P2"}
    for kind in KIND_WORDS["road"]:
        for decision, words in DECISION_WORDS.items():
            for word in words:
                read_back(rich, ["类别,项目编号,意见,年度", f"{kind},{road[decision]},{word},"])
                assert rich.evaluate("geoplan.shown.choices[0].decision") == decision
                assert rich.locator("#opened .bad").count() == 0


def test_another_file_is_no_locks_and_changes_nothing(rich: Page) -> None:
    choose(rich, "P2", "out")
    said = read_back(rich, ["village,people", "V1,180"])
    assert said[1] == (
        "这个文件不是 locks.csv：应有一行列名 类型、编号、决定、年份、备注（或 kind,id,decision,year,note）"
    )
    assert rich.locator("#whatif li").count() == 1


def test_save_downloads_the_locks(rich: Page) -> None:
    choose(rich, "P3", "in")
    choose(rich, "P2", "out")
    with rich.expect_download() as download:
        rich.click("[data-key=save]")
    assert download.value.suggested_filename == "locks.csv"
    raw = Path(download.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfkind,id,decision,year,note\r\n")
    rows = pd.read_csv(Path(download.value.path()), dtype=str, keep_default_na=False)
    assert rows.iloc[:, :4].to_numpy().tolist() == [
        ["road", "P3", "in", "2028"],
        ["road", "P2", "out", ""],
    ]
    name = rich.evaluate("geoplan.nameOf('project', 1)")
    seen = f"对照方案 {rich.evaluate('geoplan.data.hash')}；到末年新通硬化路：方案 156 人，设想 168 人；资金够用"
    assert rows["note"].tolist() == [
        f"会议设想：{HOSTILE_NAME}；{seen}",
        f"会议设想：{name}；{seen}",
    ]
    assert "已保存 locks.csv（2 条" in rich.inner_text("#whatif .saved")
    rich.click("#whatif li [data-key^=undo-] >> nth=0")
    assert rich.locator("#whatif .saved").count() == 0


@pytest.mark.parametrize(("which", "told"), [("meeting", False), ("rich", True)])
def test_only_the_planner_is_told_a_command(
    show: Show, files: dict[str, Path], which: str, told: bool
) -> None:
    page = show(files[which])
    choose(page, "P2", "out")
    page.click("[data-key=save]")
    said = page.inner_text("#whatif .saved")
    assert "请把它交给县里编方案的人" in said
    assert ("geoplan plan county.toml --locks locks.csv" in said) == told


def test_saved_locks_are_kept_by_the_next_plan(
    show: Show, tmp_path: Path, tiny_plan: Plan, tiny_county: Path
) -> None:
    write_planner_map(tiny_plan, tmp_path / "planner.html")
    page = show(tmp_path / "planner.html")
    choose(page, "B2", "out")
    choose(page, "B1", "2028")
    with page.expect_download() as download:
        page.click("[data-key=save]")
    download.value.save_as(tmp_path / "locks.csv")
    locked = make_plan(read_county(tiny_county), locks=read_locks(tmp_path / "locks.csv"))
    assert locked.projects.loc["B1", "surface_year"] == 2028
    assert pd.isna(locked.projects.loc["B2", "surface_year"])
