"""``geoplan plan --from-batch OUT --progress LIST``: the next batch from what was really built."""

import json
import shutil

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geoplan.pipeline.outputs import read_plan

UPKEEP = """
[travel]
vehicle = "car"

[[funds]]
id = "upkeep"
name = "养护"
pays = ["passing_bays", "widening", "guardrail"]
ceiling_wan = [20, 0]
"""


@pytest.fixture(scope="module")
def planned_once(run_quick, drawn, tmp_path_factory):
    """Folder of the tiny county and its plan, which no test changes."""
    layers, write = drawn
    folder = tmp_path_factory.mktemp("planned")
    county = write(folder / "tiny", layers())
    assert run_quick("plan", county, "--no-prices", "--out", folder / "one") == 0
    text = county.read_text(encoding="utf-8").replace("[2027, 2028]", "[2029, 2030]")
    county.with_name("next.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def planned(quick, planned_once, tmp_path):
    """Folder of the tiny county's plan, and its county.toml for the years after it; the test's own."""
    shutil.copytree(planned_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "one", tmp_path / "tiny" / "next.toml"


@pytest.fixture
def improved(run, quick, tiny_layers, write_county, tmp_path):
    """As ``planned``: a school at the end of the main road, which gets bays; its landslide is made safe."""
    layers = tiny_layers
    seat = layers["services"].iloc[[0]].assign(service_id="S", kind="school", name="学校")
    layers["services"] = gpd.GeoDataFrame(pd.concat([layers["services"], seat]), crs=seat.crs)
    layers["roads"].loc[layers["roads"]["road_id"] == "R0", "surface_width_m"] = 3.5
    layers["hazards"] = layers["hazards"].assign(protection_cost_wan=10)
    county = write_county(tmp_path / "county", layers)
    text = county.read_text("utf-8").replace(
        '"site", "subsidy"]', '"site", "subsidy", "protection"]'
    )
    county.write_text(text + UPKEEP, "utf-8")
    following = county.with_name("next.toml")
    following.write_text((text + UPKEEP).replace("[2027, 2028]", "[2029, 2030]"), "utf-8")
    assert run("plan", county, "--no-prices", "--out", tmp_path / "one")[0] == 0
    return tmp_path / "one", following


def filled(path, out, **rows):
    """A list with its sheet 进度 as a clerk fills it in: row="完工 2028-10-08 王工 photo.jpg"."""
    book = openpyxl.load_workbook(path)
    sheet = book["进度"]
    heading = [cell.value for cell in sheet[3]]
    for row, told in rows.items():
        number = next(cell.row for cell in sheet["A"] if cell.value == row.partition("_")[0]
                      and row.partition("_")[2] in (sheet.cell(cell.row, 3).value, ""))  # fmt: skip
        words = dict(zip(("状态", "完工日期", "确认人", "照片文件"), told.split(), strict=False))
        for name, word in words.items():
            sheet.cell(number, heading.index(name) + 1).value = word
    book.save(out)
    return out


def test_the_next_batch_from_lists_that_a_clerk_filled_in(run, planned, tmp_path):
    one, county = planned
    works = filled(one / "project_list.xlsx", tmp_path / "works.xlsx",
                   B1="完工 2027-09-30 王工 IMG_1.jpg", B2_路基="完工 2027/11/5 李工", B5="完工 2027-10-01",
                   B2_路面="在建")  # fmt: skip
    moves = filled(one / "relocation_list.xlsx", tmp_path / "moves.xlsx",
                   G2="完工 2027-12-01 周主任 IMG_2.jpg", G1="完工 2037-12-01 周主任")  # fmt: skip
    lists = ("--progress", works, "--progress", moves)
    status, told, err = run(
        "plan", county, "--no-prices", "--from-batch", one, *lists, "--out", tmp_path / "two"
    )
    assert (status, "Traceback" in err) == (0, False)
    for words in (
        "Batch before (2027—2028): 2 of 4 works on roads and 1 of 2 moves of groups are confirmed",
        "2027 完工 finished",
        "2028 开工 started",
        "works.xlsx 进度 5: 二组路（路基）",
        "Finished, and counted so, but no photo is named",
        "Finished, but nobody confirmed it: counts as planned",
        "Finished in a year outside the batch: counts as planned",
        "It is not added: put what is really left into ceiling_wan",
        "2 of 4 works on roads and 1 of 2 moves are confirmed as finished; the others are candidates",
    ):
        assert words in told, words
    made = read_plan(tmp_path / "two")
    assert "B1" not in made.projects.index
    assert made.projects.at["B2", "subgrade_accepted"]
    assert made.projects.at["B5", "surface_year"] == 2029
    assert made.groups["village_id"].to_dict()["G2"] == "安置-S2"
    assert made.groups.at["G1", "site_id"] == "S1"
    content = json.loads((tmp_path / "two" / "plan.json").read_text("utf-8"))
    assert sorted(content["from_batch"]["hashes"]) == [
        "from_batch/moves.xlsx", "from_batch/plan.json", "from_batch/works.xlsx",
    ]  # fmt: skip
    assert content["from_batch"]["hashes"].items() <= content["input_hashes"].items()
    public = openpyxl.load_workbook(tmp_path / "two" / "notice.xlsx")
    cells = " ".join(str(cell) for sheet in public for row in sheet.values for cell in row)
    assert not {"王工", "周主任"} & set(cells)


def test_a_list_in_a_bureau_s_own_columns(run, planned, tmp_path):
    one, county = planned
    (tmp_path / "bureau.toml").write_text(
        '[columns]\n"路名" = "项目名称"\n"投资" = "投资"\n"年" = "计划完工年"\n"进度" = "状态"\n"完工日" = "完工日期"\n'
        '"验收人" = "确认人"\n"图" = "照片文件"\n',
        encoding="utf-8",
    )
    own = ("--bureau", tmp_path / "bureau.toml")
    assert run("export-list", one, *own, "--out", tmp_path / "list.xlsx")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    for cell, word in zip("DEFG", ("竣工", "2027-09-30", "王工", "a.jpg"), strict=True):
        book.active[f"{cell}3"] = word
    book.save(tmp_path / "list.xlsx")
    batch = ("--from-batch", one, "--progress", tmp_path / "list.xlsx", *own)
    status, told, _ = run("plan", county, "--no-prices", *batch, "--out", tmp_path / "two")
    assert status == 0
    assert "1 of 4 works on roads and 0 of 2 moves" in told
    assert "须核实" not in told


def test_what_is_used_wrongly_is_said(run, planned, tmp_path):
    one, county = planned
    works, bad = one / "project_list.xlsx", tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    two = ("--out", tmp_path / "two")
    both = ("--from-batch", one, "--progress", works)
    for status, words, arguments in (
        (2, "go together", ("--from-batch", one, *two)),
        (2, "go together", ("--progress", works, *two)),
        (2, "is for --progress only", ("--bureau", works, *two)),
        (2, "another folder", (*both, "--out", one)),
        (1, "no such folder", ("--from-batch", tmp_path / "no", "--progress", works, *two)),
        (1, "Check the path of --progress", ("--from-batch", one, "--progress", tmp_path / "no.xlsx", *two)),
        (1, "not a readable workbook", ("--from-batch", one, "--progress", bad, *two)),
    ):  # fmt: skip
        got, _, err = run("plan", county, "--no-prices", *arguments)
        assert (got, "Traceback" in err) == (status, False), arguments
        assert words in " ".join(err.replace("│", " ").split()), (words, err)
    assert not (tmp_path / "two").exists()
    status, _, err = run("plan", county.with_name("county.toml"), *both, *two)
    assert (status, "Set years = [2029, 2030]" in err) == (1, True)


def test_hostile_cells_neither_break_the_page_nor_count(run, planned, tmp_path):
    one, county = planned
    works = filled(one / "project_list.xlsx", tmp_path / "works.xlsx",
                   B1="完工 2027-09-30 王工|<b>x</b> @cmd|'/c", B5="完工 十月 王工",
                   B2_路基="完工 20270101 13812345678")  # fmt: skip
    batch = ("--from-batch", one, "--progress", works, "--out", tmp_path / "two")
    status, told, err = run("plan", county, "--no-prices", *batch)
    assert (status, "Traceback" in err) == (0, False)
    assert "1 of 4 works" in told
    assert "<b>" not in told
    assert "13812345678" not in told + (tmp_path / "two" / "plan.json").read_text("utf-8")


def test_bays_and_a_hazard_made_safe_are_not_planned_again(run, improved, tmp_path):
    one, county = improved
    before = read_plan(one)
    bays, other = before.treatments.index[before.treatments["selected"]]
    works = filled(one / "project_list.xlsx", tmp_path / "works.xlsx",
                   **{bays: "完工 2027-09-30 王工 a.jpg", other: "完工 2027-09-30"})  # fmt: skip
    moves = filled(one / "relocation_list.xlsx", tmp_path / "moves.xlsx",
                   **{"治理-Z1": "完工 2027-11-30 李工 b.jpg"})  # fmt: skip
    lists = ("--progress", works, "--progress", moves)
    status, told, err = run(
        "plan", county, "--no-prices", "--from-batch", one, *lists, "--out", tmp_path / "two"
    )
    assert (status, "Traceback" in err) == (0, False)
    for words in (
        "Of 3 other works (passing bays, widening, guardrails, hazards made safe) 2 are confirmed",
        f"({bays})", "2027 完工 finished", "Finished, but nobody confirmed it: counts as planned",
        "(治理-Z1)", "工程治理 protection works",
    ):  # fmt: skip
        assert words in told, words
    made = read_plan(tmp_path / "two")
    assert before.groups["threatened_people"].sum() == 100
    assert made.groups["threatened_people"].sum() == 0
    assert made.hazards["protected_year"].isna().all()
    narrow = [
        plan.treatments[plan.treatments["treatment"] == "passing_bays"] for plan in (before, made)
    ]
    done_m = before.treatments.at[bays, "length_m"]
    assert narrow[1]["length_m"].sum() == pytest.approx(narrow[0]["length_m"].sum() - done_m)
    minutes = [plan.villages.at["V5", f"minutes_school_dry_{when}"] for plan, when in (
        (before, "now"), (made, "now"), (before, "after"))]  # fmt: skip
    assert minutes[0] > minutes[1] > minutes[2]
