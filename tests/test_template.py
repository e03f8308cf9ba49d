"""Blank forms: what is asked, what may be typed, and that what a township fills in is simply read."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from geoplan import config, make_plan, read_county
from geoplan.audit import audit
from geoplan.blank_county import blank_county
from geoplan.blank_county.county_toml import EDITED
from geoplan.blank_county.forms import COORDINATES, COUNTY_FORMS, TOWNSHIP_FORMS, heading
from geoplan.blank_county.workbooks import EXAMPLE, FIRST, HEADER, LAST
from geoplan.errors import ConfigError, LayerError
from geoplan.publish.workbook import looks_like_formula
from geoplan.schema import LAYERS

FORMS = [*TOWNSHIP_FORMS, *COUNTY_FORMS]
BOOKS = ("乡镇填报表.xlsx", "县级台账.xlsx")
ASKED = {
    "自然村": "village_id township_name admin_village_name name lon lat households people building_year",
    "小组": "group_id township_name village_name name households people consent wish lon lat",
    "农户": "household_id township_name village_name group_name head_name people labour "
    "land_income_share consent mode old_house_cleared official_hazard_id lon lat",
    "公共服务": "service_id kind name lon lat",
    "隐患点": "hazard_id name kind hazard_class lon lat radius_m protection_cost_wan "
    "threatened_households "
    "threatened_people township_name village_name group_name",
    "安置点": "site_id name capacity_households opening_cost_wan building_mode lon lat",
}
PACKAGE = Path(config.__file__).parent
USERS = ("hazards.py", "pipeline", "programme", "publish", "relocation", "routing",
         "readers/complete.py", "readers/official.py", "readers/references.py")  # fmt: skip
"""Where a column can change a plan or a list; reading it alone does not count."""


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """Folder of a blank county; never changed by a test."""
    folder = tmp_path_factory.mktemp("blank") / "云岭"
    blank_county(folder, first_year=2027)
    return folder


@pytest.fixture
def county(blank, tmp_path):
    """A copy of it, to fill in."""
    return Path(shutil.copytree(blank, tmp_path / "云岭"))


@pytest.fixture(scope="module")
def books(blank):
    """The two blank workbooks by name; never changed by a test."""
    return {name: openpyxl.load_workbook(blank / name) for name in BOOKS}


def _fill(sheet, rows, *, as_text=False):
    """Type rows under the example, by our names of the columns; as text where asked."""
    form = next(form for form in FORMS if form.sheet == sheet.title)
    names = [entry.column for entry in form.entries]
    for number, row in enumerate(rows, start=FIRST):
        for name, value in row.items():
            typed = f" {value}" if as_text and value is not None else value
            sheet.cell(number, names.index(name) + 1, typed)


def _degrees(layer):
    """Longitude and latitude of each row, as typed from a map."""
    points = layer.geometry.representative_point().to_crs(4490)
    return [{"lon": round(p.x, 6), "lat": round(p.y, 6)} for p in points]


def _rows(layer, **columns):
    """Rows of a form from a layer: our column -> its column, or one value for all."""
    cells = {ours: list(layer[theirs]) if theirs in layer else [theirs] * len(layer)
             for ours, theirs in columns.items()}  # fmt: skip
    plain = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    return [row | at for row, at in zip(plain, _degrees(layer), strict=True)]


def _write_roads(folder, layers):
    """The roads as the transport bureau hands them in."""
    roads = layers["roads"][["road_id", "surface_code", "surface_width_m", "geometry"]]
    named = roads.set_axis(["LDBM", "LMLX", "LMKD", "geometry"], axis=1)
    named.to_file(folder / "道路.shp", encoding="GB18030")


def _fill_township(path, layers, township, *, as_text):
    """One township's workbook as its clerk fills it in."""
    named = {"T1": "石泉镇", "T2": "太阳镇"}[township]
    villages = layers["villages"][layers["villages"]["township_id"] == township]
    homes = layers["households"].merge(layers["groups"], on="group_id", suffixes=("", "_of"))
    name_of = villages.set_index("village_id")["name"]
    groups = [{"group_id": "V40" + str(k), "village_name": "白岩沟", "name": name}
              for k, name in enumerate(("一组", "二组"), start=1)] if township == "T2" else []  # fmt: skip
    whole = villages[villages["name"] != "白岩沟"]
    groups += [{"group_id": f"{one}01", "village_name": name, "name": "一组",
                "households": size, "people": people} for one, name, size, people in
               zip(whole["village_id"], whole["name"], whole["households"], whole["people"], strict=True)]  # fmt: skip
    homes = homes[homes["village_id"].isin(villages["village_id"])]
    if township == "T1":  # a hamlet of which every house is known
        homes = layers["households"].head(3).assign(
            household_id=["H90", "H91", "H92"], village_id="V1", name="一组", head_name=["@甲", "{{7*7}}", "丙"],
            geometry=villages.geometry.iloc[0])  # fmt: skip
        groups[0] |= {"households": None, "people": None}
    homes = gpd.GeoDataFrame(homes, crs=layers["households"].crs)
    homes = homes.assign(village_name=homes["village_id"].map(name_of))
    rows = {
        "自然村": _rows(villages, village_id="village_id", admin_village_name="admin_village_id",
                     name="name"),
        "小组": [group | {"consent": "同意"} for group in groups],
        "农户": _rows(homes, household_id="household_id", village_name="village_name", group_name="name",
                    head_name="head_name", people="people", consent="未征求",
                    old_house_cleared="否" if township == "T2" else "是",
                    official_hazard_id="HZ01" if township == "T2" else None),
        "公共服务": _rows(layers["services"].iloc[[0] if township == "T1" else [1]], kind="乡镇政府",
                      service_id="service_id", name="name"),
    }  # fmt: skip
    book = openpyxl.load_workbook(path.parents[1] / "乡镇填报表.xlsx")
    for sheet, lines in rows.items():
        if sheet != "公共服务":
            lines = [line | {"township_name": named} for line in lines]
        _fill(book[sheet], lines, as_text=as_text)
    book.save(path)


def _fill_county(path, layers):
    """The county's ledgers as its offices fill them in."""
    book = openpyxl.load_workbook(path)
    danger = {"hazard_id": "HZ01", "name": "白岩沟滑坡", "kind": "滑坡", "hazard_class": 4, "radius_m": 300,
              "threatened_households": 25, "threatened_people": 100, "township_name": "太阳镇",
              "village_name": "白岩沟", "group_name": "一组"}  # fmt: skip
    _fill(book["隐患点"], [danger | _degrees(layers["hazards"])[0]])
    _fill(book["安置点"], _rows(layers["sites"], site_id="site_id", name="name",
                             capacity_households="capacity_households",
                             opening_cost_wan="opening_cost_wan"))  # fmt: skip
    book.save(path)


def _resave(paths, profile):
    """Open the workbooks in LibreOffice and save them again."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    out = profile.parent / "saved"
    subprocess.run([office, f"-env:UserInstallation={profile.as_uri()}", "--headless",
                    "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    for path in paths:
        shutil.move(out / path.name, path)


@pytest.mark.parametrize("office", [False, True], ids=["typed", "saved by LibreOffice"])
def test_what_a_township_fills_in_is_read_without_a_word(county, tmp_path, tiny_layers, office):
    _write_roads(county, tiny_layers)
    for township, as_text in (("T1", False), ("T2", True)):
        path = county / "乡镇" / f"{township}.xlsx"
        _fill_township(path, tiny_layers, township, as_text=as_text)
    _fill_county(county / "县级台账.xlsx", tiny_layers)
    if office:
        books = [*(county / "乡镇").glob("*.xlsx"), county / "县级台账.xlsx"]
        _resave(books, tmp_path / "office")
    read = read_county(county / "county.toml")
    assert {one.layer for one in read.findings} <= {"roads", "farmland", "exclusions", "dem"}
    assert list(read.villages.index) == ["V1", "V2", "V3", "V4", "V5", "V6"]
    assert dict(read.villages["people"]) == {
        "V1": 12, "V2": 120, "V3": 40, "V4": 100, "V5": 200, "V6": 30,
    }  # fmt: skip
    assert list(read.groups.loc[["V401", "V402"], "people"]) == [80, 20]
    assert set(read.villages["township_name"]) == {"石泉镇", "太阳镇"}
    assert set(read.households["consent"]) == {"not_asked"}
    assert read.households.loc["H90", "head_name"] == "@甲"
    assert read.households.loc["H90", "old_house_cleared"]
    assert not audit(county / "county.toml")["file"].str.endswith(".xlsx").any()
    plan = make_plan(read, prices=False)
    assert plan.groups.loc["V401", "threatened_people"] == 80
    assert plan.projects["eligible"].any()


def test_ids_keep_their_zeros_and_the_example_is_not_read(county, tiny_layers):
    path = county / "乡镇" / "甲.xlsx"
    book = openpyxl.load_workbook(county / "乡镇填报表.xlsx")
    place = {"lon": 109.4, "lat": 32.8, "township_name": "石泉镇", "admin_village_name": "太阳村"}
    _fill(book["自然村"], [place | {"village_id": "0012", "name": "甲", "people": 9}])
    book.save(path)
    toml = (county / "county.toml").read_text("utf-8")
    own = re.sub(r"(?m)^(groups|households|services|hazards|sites) = .*$", "", toml)
    (county / "county.toml").write_text(own, "utf-8")
    _write_roads(county, tiny_layers)
    assert list(read_county(county / "county.toml").villages.index) == ["0012"]
    assert book["自然村"].cell(LAST, 1).number_format == "@"


def test_only_what_a_plan_uses_is_asked():
    asked = {form.sheet: " ".join(entry.column for entry in form.entries) for form in FORMS}
    assert asked == ASKED
    files = [path for user in USERS for path in
             ([PACKAGE / user] if user.endswith(".py") else (PACKAGE / user).rglob("*.py"))]  # fmt: skip
    code = "\n".join(path.read_text("utf-8") for path in files)
    used = {word for words in re.findall(r"[\"']([\w, ]+)[\"']", code) for word in words.split()}
    for form in FORMS:
        names = {entry.column for entry in form.entries} - {LAYERS[form.layer].index, *COORDINATES}
        assert names <= used, form.sheet
    assert "land_mu" not in used  # once they are: ask for them


@pytest.mark.parametrize("form", FORMS, ids=[form.sheet for form in FORMS])
def test_needed_columns_have_a_star(form, books):
    sheet = next(book[form.sheet] for book in books.values() if form.sheet in book)
    heads = [cell.value for cell in sheet[HEADER]]
    assert heads == [heading(form, entry) for entry in form.entries]
    needed = {column.name for column in LAYERS[form.layer].columns if column.required}
    starred = {entry.column for entry, head in zip(form.entries, heads, strict=True)
               if head.endswith("*")}  # fmt: skip
    assert needed <= starred
    assert all(cell.comment.text for cell in sheet[HEADER])
    assert sheet.cell(EXAMPLE, 1).value.startswith("示例 ")
    assert sheet.freeze_panes == f"A{FIRST - 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def _rule(sheet, column):
    """Validation of a column of a form."""
    form = next(form for form in FORMS if form.sheet == sheet.title)
    number = [entry.column for entry in form.entries].index(column) + 1
    first = sheet.cell(FIRST, number).coordinate
    return next(one for one in sheet.data_validations.dataValidation if first in one.sqref)


def test_what_may_be_typed(books):
    township, ledgers = (books[name] for name in BOOKS)
    assert _rule(township["农户"], "consent").formula1 == '"同意,不同意,未征求"'
    assert _rule(township["农户"], "old_house_cleared").formula1 == '"是,否"'
    assert _rule(ledgers["隐患点"], "hazard_class").formula1 == '"4,3,2,1"'
    kinds = _rule(ledgers["隐患点"], "kind")
    assert kinds.formula1.startswith('"滑坡,崩塌,泥石流,山洪')
    assert kinds.error.startswith("请从下拉选项中选：滑坡、崩塌")
    people = _rule(township["农户"], "people")
    assert (people.type, people.formula1, people.formula2) == ("whole", "1", "30")
    assert people.error == "应为 1–30 的整数。"
    assert _rule(township["自然村"], "lon").error == "经度应为 73–135 的度数。"
    assert _rule(township["小组"], "people").formula2 == "200000"
    same = _rule(township["农户"], "household_id")
    assert same.formula1 == f"SUMPRODUCT(--($A${FIRST}:$A${LAST}=A{FIRST}))=1"
    assert same.error == "与本列另一行相同，不能重复。"


def test_names_are_chosen_from_the_sheets_before(books):
    homes = books["乡镇填报表.xlsx"]["农户"]
    assert _rule(homes, "township_name").formula1 == f"'自然村'!$B${FIRST}:$B${FIRST}"
    assert _rule(homes, "village_name").formula1 == (
        f"OFFSET('自然村'!$D${FIRST},0,0,MAX(1,COUNTA('自然村'!$D${FIRST}:$D${LAST})),1)"
    )
    assert _rule(homes, "group_name").formula1 == (
        f"OFFSET('小组'!$D${EXAMPLE},MATCH($C{FIRST},'小组'!$C${FIRST}:$C${LAST},0),0,"
        f"COUNTIF('小组'!$C${FIRST}:$C${LAST},$C{FIRST}),1)"
    )
    assert _rule(books["县级台账.xlsx"]["隐患点"], "village_name").type is None


def test_messages_fit_the_boxes_of_a_spreadsheet(books):
    for book in books.values():
        for sheet in book.worksheets[1:]:
            for rule in sheet.data_validations.dataValidation:
                assert 0 < len(rule.prompt) <= 255
                assert 0 < len(rule.promptTitle) <= 32
                assert len(rule.error or "") <= 255


def test_no_cell_is_a_formula_or_asks_for_personal_numbers(books):
    for book in books.values():
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        assert all(cell.data_type != "f" for cell in cells)
        assert not any(looks_like_formula(str(cell.value)) for cell in cells)
        heads = "".join(str(cell.value) for sheet in book.worksheets[1:] for cell in sheet[HEADER])
        assert not re.search("身份证|电话|手机|银行|账号", heads)


def test_explanation_tells_every_column(books):
    for book in books.values():
        told = [cell.value for row in book["填表说明"].iter_rows() for cell in row if cell.value]
        heads = [cell.value.rstrip("*") for sheet in book.worksheets[1:] for cell in sheet[HEADER]]
        assert set(heads) <= set(told)
        text = "\n".join(told)
        assert "高德" in text
        assert "不要填：身份证号、电话、银行卡号" in text
    assert "空白等于没问过，不等于不同意" in "\n".join(
        str(cell.value) for row in books["乡镇填报表.xlsx"]["填表说明"].iter_rows() for cell in row
    )


def test_settings_are_the_defaults_with_their_source(county):
    text = (county / "county.toml").read_text("utf-8")
    settings = config.read_settings(county / "county.toml")
    assert settings.name == "云岭"
    assert settings.years == (2027, 2028)
    assert settings.funds[0].assumed
    for table, (_, edited) in EDITED.items():
        assert getattr(settings, table) == config.County.model_fields[table].default
        assert set(tomllib.loads(text)[table]) == set(edited)
    assert (
        "# Steepest building land [degrees]; 25 is the legal limit. B/C.\nmax_slope_deg = 15"
        in text
    )
    assert "[network], [treatments], [objectives], [floors], [search]" in text
    assert "# Gravel, slag, stone chips. C.\ngravel_kmh = [20, 15, 10]" in text


def test_lines_that_are_off_are_settings_too(county):
    """What stands behind # can be used as it is."""
    text = (county / "county.toml").read_text("utf-8")
    on = re.sub(
        r"(?m)^# (?=(crs|sources|farmland|exclusions|dem|quota_wan_per_km|for) = )", "", text
    )
    settings = config.County.model_validate(tomllib.loads(on))
    assert settings.funds[0].quota_wan_per_km == 20
    assert settings.layers.dem == "高程.tif"
    two = re.search(r"(?m)^# (villages = \[\n(?:#.*\n){3})", text)[1].replace("\n# ", "\n")
    entries = tomllib.loads(two)["villages"]
    assert [config.LayerFile(**entry).datum for entry in entries] == [None, "gcj02"]


def test_nothing_is_overwritten(county):
    with pytest.raises(
        ConfigError, match=r"not overwritten: county.toml, 乡镇填报表.xlsx, 县级台账.xlsx"
    ):
        blank_county(county, first_year=2027)
    (county / "county.toml").write_text("mine")
    for name in BOOKS:
        (county / name).unlink()
    with pytest.raises(ConfigError, match=r"exists and is not overwritten: county.toml\. 请换目录"):
        blank_county(county, first_year=2027)
    assert (county / "county.toml").read_text() == "mine"
    assert not any((county / name).exists() for name in BOOKS)


def test_a_folder_with_other_files_will_do_but_not_a_file(tmp_path):
    (tmp_path / "道路.shp").write_text("")
    blank_county(tmp_path, first_year=2027)
    assert (tmp_path / "乡镇").is_dir()
    (tmp_path / "note").write_text("mine")
    with pytest.raises(ConfigError, match="note: 是文件，不是文件夹 is a file, not a folder"):
        blank_county(tmp_path / "note", first_year=2027)


def test_hostile_folder_names_are_just_names(tmp_path):
    for name in ('a"b {{7*7}}', "=cmd()", "@x'"):
        blank_county(tmp_path / name, first_year=2027)
        assert config.read_settings(tmp_path / name / "county.toml").name == name


def test_two_runs_write_the_same(tmp_path):
    for folder in ("a", "b"):
        blank_county(tmp_path / folder / "county", first_year=2027)
    for name in ("county.toml", *BOOKS):
        first, second = ((tmp_path / f / "county" / name).read_bytes() for f in "ab")
        assert first == second


def test_command_tells_what_to_do(run, tmp_path):
    status, out, _ = run("template", tmp_path / "县")
    assert status == 0
    assert "乡镇填报表.xlsx" in out
    assert f"geoplan plan {tmp_path / '县' / 'county.toml'}" in out
    status, _, err = run("template", tmp_path / "县")
    assert (status, "不覆盖" in err) == (1, True)


def test_sheets_left_blank_are_absent_and_told(county, tiny_layers):
    _write_roads(county, tiny_layers)
    blank = openpyxl.load_workbook(county / "乡镇填报表.xlsx")
    blank.save(county / "乡镇" / "乙.xlsx")
    with pytest.raises(
        LayerError, match=r"(?s)villages .*没有数据，只有示例行 no rows, only the example"
    ):
        read_county(county / "county.toml")
    place = _degrees(tiny_layers["villages"])[0]
    names = {"township_name": "石泉镇", "admin_village_name": "太阳村"}
    _fill(blank["自然村"], [place | names | {"village_id": "0101", "name": "甲", "people": 9}])
    blank.save(county / "乡镇" / "甲.xlsx")
    read = read_county(county / "county.toml")
    assert list(read.villages.index) == ["0101"]
    blank_forms = [
        str(place) for one in read.findings if "未填写" in one.what for place in one.places
    ]
    assert blank_forms == [
        "乙.xlsx/自然村", "乙.xlsx/小组", "甲.xlsx/小组", "乙.xlsx/农户", "甲.xlsx/农户",
        "县级台账.xlsx/隐患点", "乙.xlsx/公共服务", "甲.xlsx/公共服务", "县级台账.xlsx/安置点",
    ]  # fmt: skip
    told = "\n".join(read.remarks)
    assert "没有农户图层 no households layer" in told
    assert "没有安置点图层 no sites layer" in told
