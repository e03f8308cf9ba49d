"""A3 sheets of the notice board: what hangs there can be read, is true to scale and tells no secret."""

import logging
import re
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pyproj
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from plans import HOSTILE_NAME, village_plan
from shapely.geometry import MultiLineString, Point

from geoplan.errors import ConfigError
from geoplan.pipeline import outputs
from geoplan.publish.disclosure import public_plan
from geoplan.publish.posters import draw_sheet, plan_characters, write_posters
from geoplan.publish.posters.fonts import (
    GETA,
    cut_faces,
    drawable,
    missing_characters,
    pieces,
    shorten,
    width_mm,
    wrap,
)
from geoplan.publish.posters.ground import draw_ground, fit_frame
from geoplan.publish.posters.inset import divided, mark_inset
from geoplan.publish.posters.layout import new_page
from geoplan.publish.posters.lists import Line, flow, list_entries
from geoplan.publish.posters.placement import (
    best_place,
    first_free,
    leader_boxes,
    least_covering,
    place_names,
)
from geoplan.publish.posters.places import Count, draw_places
from geoplan.publish.posters.spelling import legible
from geoplan.publish.posters.subjects import bounds, number_points, sheet_subjects

A3_POINTS = (420 / 25.4 * 72, 297 / 25.4 * 72)


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    """Regular and bold with the characters of the village plan."""
    return cut_faces(plan_characters(village_plan()), tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """The sheets of the village plan, as bytes."""
    path = tmp_path_factory.mktemp("posters") / "notice.pdf"
    write_posters(village_plan(), path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def sheets(faces):
    """County, 云岭镇 and 石门乡 of the village plan: their only page, and names drawn and wanted."""
    plan = village_plan()
    told = public_plan(plan)
    drawn = {}
    for subject in sheet_subjects(plan, told):
        (page,), (named, _) = draw_sheet(plan, told, subject, faces, code="00000000")
        drawn[subject.name] = page, named
    return drawn


def texts(figure):
    """Everything written on a page."""
    return [text.get_text() for text in figure.axes[0].texts]


# ---- the PDF -----------------------------------------------------------------------------------


def test_one_a3_page_for_the_county_and_each_township(pdf):
    boxes = re.findall(rb"/MediaBox \[ ?([^\]]+)\]", pdf)
    assert len(boxes) == 3
    for box in boxes:
        assert [float(number) for number in box.split()] == pytest.approx(
            [0, 0, *A3_POINTS], abs=0.1
        )


def test_fonts_are_embedded_as_truetype(pdf):
    assert pdf.count(b"/FontFile2") >= 2
    assert b"/Type0" in pdf
    assert b"/Type3" not in pdf
    assert set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", pdf)) == {
        b"NotoSansSC-Regular",
        b"NotoSansSC-Bold",
    }


def test_the_same_plan_gives_the_same_bytes_in_another_process(pdf, tmp_path):
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from plans import village_plan; from geoplan.publish.posters import write_posters\n"
        "write_posters(village_plan(), Path(sys.argv[2]))"
    )
    again = tmp_path / "again.pdf"
    folder = next(path for path in sys.path if path.endswith("publish"))
    subprocess.run([sys.executable, "-c", code, folder, again], check=True)
    assert again.read_bytes() == pdf


def test_one_township_alone(tmp_path):
    write_posters(village_plan(), tmp_path / "one.pdf", township="石门乡")
    assert (tmp_path / "one.pdf").read_bytes().count(b"/MediaBox") == 1
    told = public_plan(village_plan())
    assert [one.name for one in sheet_subjects(village_plan(), told, "T2")] == ["云岭县石门乡"]
    with pytest.raises(ConfigError, match=r"no such township: 高山乡.*云岭镇、石门乡"):
        write_posters(village_plan(), tmp_path / "none.pdf", township="高山乡")
    assert not (tmp_path / "none.pdf").exists()


# ---- what is on a page -------------------------------------------------------------------------


def test_the_map_is_drawn(sheets):
    figure, _ = sheets["云岭县云岭镇"]
    figure.set_dpi(40)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    grey = np.asarray(canvas.buffer_rgba())[:, :, :3].mean(axis=2)
    rows, columns = grey.shape
    inside = grey[int(0.2 * rows) : int(0.75 * rows), int(0.1 * columns) : int(0.45 * columns)]
    assert (inside < 250).mean() > 0.5
    assert (inside < 80).mean() > 0.003


def test_every_village_of_a_township_is_named_and_no_name_covers_another(sheets):
    for name in ("云岭县云岭镇", "云岭县石门乡"):
        figure, named = sheets[name]
        assert named.drawn == named.wanted > 0
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        places = {"柳树坪", "黄家湾", "㙍家箐", "高岭", "白岩沟", "独家庄", "石门新村",
                  "云岭镇政府", "石门乡政府"}  # fmt: skip
        boxes = [
            text.get_window_extent().shrunk(0.98, 0.7)
            for text in figure.axes[0].texts
            if text.get_text() in places
        ]
        assert len(boxes) >= 4
        assert not [1 for i, one in enumerate(boxes) for other in boxes[:i] if one.overlaps(other)]


def overlaps(boxes):
    """Pairs of boxes of text that cover each other by more than their white space."""
    shrunk = [box.shrunk(0.96, 0.7) for box in boxes]
    return [1 for i, one in enumerate(shrunk) for other in shrunk[:i] if one.overlaps(other)]


def dense_plan():
    """云岭镇 with 42 villages, 30 of them in a town of 1.2 km, and 60 roads of 80 m among them.

    .  .  .  .          12 hamlets, 700 m apart
      ::::::            the town: 6 x 5 villages, 200 m apart; roads in two columns through it
    """
    plan = village_plan()
    villages, projects = plan.villages, plan.projects
    west, south = villages.geometry.x.min(), villages.geometry.y.min()
    spots = [(west + 200 * i, south + 200 * j) for i in range(6) for j in range(5)]
    spots += [(west + 700 * i, south + 1800 + 700 * j) for i in range(4) for j in range(3)]
    many = villages.loc[["V1"] * 42].assign(name=[f"云岭村{i:02d}寨" for i in range(42)])
    many = many.set_axis([f"D{i:02d}" for i in range(42)]).rename_axis("village_id")
    many = many.set_geometry([Point(spot) for spot in spots], crs=villages.crs)
    built = projects[projects["selected"]].iloc[:1]
    roads = built.loc[[built.index[0]] * 60].set_axis([f"R{i:02d}" for i in range(60)])
    lines = [((west + 300 + 400 * (i % 2), south + 25 * i), (80, 0)) for i in range(60)]
    roads = roads.rename_axis("project_id").set_geometry(
        [MultiLineString([[(x, y), (x + dx, y + dy)]]) for (x, y), (dx, dy) in lines],
        crs=projects.crs,
    )
    return village_plan(villages=many), many, roads


def test_a_dense_township_has_every_name_and_number_and_none_covers_another(tmp_path):
    plan, villages, roads = dense_plan()
    faces = cut_faces(plan_characters(plan), tmp_path)
    told = public_plan(village_plan())
    base = sheet_subjects(village_plan(), told, "T1")[0]
    subject = replace(base, villages=villages, projects=roads, groups=told.groups.iloc[:0])
    figure, page = new_page()
    frame = fit_frame(bounds(villages, roads), (10.0, 50.0, 286.0, 257.0))
    told = replace(told, villages=villages)
    named, numbered = draw_places(page, frame, told, subject, taken=[(10, 50, 90, 62)], faces=faces)
    assert named == Count(42, 42)
    assert numbered == Count(60, 60)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    assert not overlaps([text.get_window_extent() for text in page.texts])
    rims = [patch for patch in page.patches if patch.get_gid() == "number_road"]
    assert len(rims) == 60
    assert not overlaps([patch.get_window_extent() for patch in rims])
    assert min(text.get_fontsize() for text in page.texts) >= 9


def test_a_county_without_room_for_a_number_leaves_it_to_the_townships(tmp_path):
    plan, villages, roads = dense_plan()
    faces = cut_faces(plan_characters(plan), tmp_path)
    told = public_plan(village_plan())
    base = sheet_subjects(village_plan(), told)[0]
    subject = replace(base, villages=villages, projects=roads, groups=told.groups.iloc[:0])
    _, page = new_page()
    frame = fit_frame((0.0, 0.0, 50_000.0, 50_000.0), (10.0, 50.0, 286.0, 257.0))
    x, y = villages.total_bounds[:2]
    frame = replace(frame, west_m=x - 20_000, south_m=y - 20_000)
    _, numbered = draw_places(page, frame, told, subject, taken=[], faces=faces)
    assert numbered.drawn < numbered.wanted == 60
    missing = 60 - numbered.drawn
    (note,) = (text for text in page.texts if text.get_text().startswith("另有"))
    assert note.get_text() == f"另有{missing}项在此图上标不下，见各乡镇公示图（序号按乡镇另编）"
    rims = [patch for patch in page.patches if patch.get_gid() == "number_road"]
    boxes = [patch.get_window_extent() for patch in rims]
    assert not overlaps([*boxes, note.get_window_extent()])


@pytest.fixture
def town():
    """Plan, 云岭镇's sheet and its map: the town of ``dense_plan``, its last hamlet 12 km north."""
    _, villages, roads = dense_plan()
    spots = [*villages.geometry]
    spots[-1] = Point(spots[-1].x, spots[-1].y + 12_000)
    villages = villages.set_geometry(spots, crs=villages.crs)
    told = public_plan(village_plan())
    base = sheet_subjects(village_plan(), told, "T1")[0]
    subject = replace(base, villages=villages, projects=roads, groups=told.groups.iloc[:0])
    fit = partial(fit_frame, bounds(villages, roads))
    return replace(told, villages=villages), subject, fit


def test_where_numbers_crowd_an_enlarged_part_tells_them(town, tmp_path):
    """Every name and number is on one of the maps; both are true to scale, neither covers a thing."""
    told, subject, fit = town
    faces = cut_faces(plan_characters(dense_plan()[0]), tmp_path)
    whole = fit((10.0, 50.0, 286.0, 257.0))
    frame, inset = maps = divided(whole, number_points(subject), fit)
    assert (frame.scale, inset.scale) == (90_000, 10_000)
    assert (frame.box[0], inset.box[2]) == (whole.box[0], whole.box[2])
    assert frame.box[2] < inset.box[0]
    figure, page = new_page()
    drawn = []
    for one in maps:
        marked = []
        if one is frame:
            marked = mark_inset(page, frame, inset, keep_free=[], face=faces[1])
        plates = draw_ground(page, one, told, subject, keep_free=marked, faces=faces)
        drawn.append(draw_places(page, one, told, subject, taken=[*marked, *plates], faces=faces))
    (named, numbered), (named_inset, numbered_inset) = drawn
    assert named + named_inset == Count(42, 42)
    assert numbered + numbered_inset == Count(60, 60)
    assert numbered_inset.drawn >= 30
    FigureCanvasAgg(figure).draw()
    assert not overlaps([text.get_window_extent() for text in page.texts])
    assert min(text.get_fontsize() for text in page.texts) >= 9
    rims = [patch for patch in page.patches if patch.get_gid() == "number_road"]
    assert len(rims) == 60
    assert not overlaps([patch.get_window_extent() for patch in rims])
    written = [text.get_text() for text in page.texts]
    assert written.count("放大图") == 1
    assert {"1:90,000", "放大图 1:10,000"} <= set(written)
    assert sorted(int(text) for text in written if text.isdigit() and text != "0") == [
        *range(1, 61)
    ]


def test_the_outline_on_the_map_is_what_the_inset_shows_and_bars_are_true(town, faces):
    told, subject, fit = town
    frame, inset = divided(fit((10.0, 50.0, 286.0, 257.0)), number_points(subject), fit)
    _, page = new_page()
    (outline, name) = mark_inset(page, frame, inset, keep_free=[], face=faces[1])
    (patch,) = (patch for patch in page.patches if patch.get_gid() == "window")
    assert patch.get_bbox().extents == pytest.approx(outline)
    size_m = np.subtract(inset.bounds_m[2:], inset.bounds_m[:2])
    assert np.subtract(outline[2:], outline[:2]) * frame.scale / 1000 == pytest.approx(size_m)
    corner = frame.paper(np.array([inset.bounds_m[:2]]))[0]
    assert outline[:2] == pytest.approx(tuple(corner))
    assert first_free([name], [outline], frame.box) == name
    for one, metres in ((frame, 5000), (inset, 500)):
        _, page = new_page()
        draw_ground(page, one, told, subject, keep_free=[], faces=faces)
        bar = [patch for patch in page.patches if patch.get_gid() == "scale_bar"]
        length_mm = sum(patch.get_width() for patch in bar)
        assert length_mm * one.scale / 1000 == pytest.approx(metres, rel=0.01)
        assert f"{metres / 1000:g}公里" in [text.get_text() for text in page.texts]


def test_a_map_without_a_crowd_has_no_inset(town):
    """Few numbers, or most of them apart, or a map that would have to become smaller."""
    _, subject, fit = town
    whole = fit((10.0, 50.0, 286.0, 257.0))
    crowd = number_points(subject)
    assert divided(whole, crowd[:39], fit) == (whole,)
    apart = crowd[0] + 1000.0 * np.array([(i % 9, i // 9) for i in range(90)])
    assert divided(whole, apart, fit) == (whole,)
    assert len(divided(whole, np.concatenate([apart[:59], crowd]), fit)) == 2
    assert divided(whole, np.concatenate([apart, crowd]), fit) == (whole,)
    wide = partial(fit_frame, (0.0, 0.0, 60_000.0, 30_000.0))
    square = (10.0, 50.0, 217.0, 160.0)
    assert divided(wide(square), crowd, wide) == (wide(square),)


def test_moves_are_numbered_where_their_group_lives(town, faces):
    """Two groups: one in the town, one in the hamlet; both go to a site beyond the inset."""
    told, subject, fit = town
    maps = divided(fit((10.0, 50.0, 286.0, 257.0)), number_points(subject), fit)
    town_xy, hamlet_xy = maps[1].bounds_m, subject.villages.geometry.iloc[-1]
    middle = Point((town_xy[0] + town_xy[2]) / 2, (town_xy[1] + town_xy[3]) / 2)
    groups = told.groups.loc[["G61", "G61"]].set_axis(["A", "B"]).rename_axis("group_id")
    subject = replace(
        subject, groups=groups.set_geometry([middle, hamlet_xy], crs=told.groups.crs),
        projects=subject.projects.iloc[:0],
    )  # fmt: skip
    for one, number in zip(maps, ("2", "1"), strict=True):
        _, page = new_page()
        _, numbered = draw_places(page, one, told, subject, taken=[], faces=faces)
        assert numbered == Count(1, 1)
        assert [text.get_text() for text in page.texts if text.get_text().isdigit()] == [number]
        left, bottom, right, top = one.box
        arrows = [patch for patch in page.patches if type(patch).__name__ == "FancyArrowPatch"]
        ends = np.concatenate([np.reshape(arrow._posA_posB, (2, 2)) for arrow in arrows])
        assert ((ends >= [left, bottom]) & (ends <= [right, top])).all()


def test_a_township_is_in_the_middle_of_its_map_and_others_are_pale(sheets):
    """石门乡 lies at the county's edge: the map is not moved to show its neighbours."""
    figure, _ = sheets["云岭县石门乡"]
    page = figure.axes[0]
    border = next(
        patch for patch in page.patches if not patch.get_fill() and patch.get_zorder() == 30
    )
    dots = [dots for dots in page.collections if dots.get_zorder() == 10]
    spots = np.concatenate([np.asarray(one.get_offsets()) for one in dots])
    spots = spots[spots[:, 1] > border.get_y()]  # without the legend's
    middle = border.get_x() + border.get_width() / 2
    assert spots[:, 0].min() - 1 <= middle <= spots[:, 0].max() + 1
    told = public_plan(village_plan())
    own = told.villages[told.villages["township_name"] == "石门乡"]
    assert len(spots) == len(own) < len(told.villages)
    (pale_dots,) = [dots for dots in page.collections if dots.get_zorder() == 8]
    assert min(pale_dots.get_edgecolor()[0][:3]) > 0.6


def test_scale_bar_is_true_within_a_hundredth(sheets):
    """The paper between V1 (has its road) and V4 (has none) against the ellipsoid between them."""
    figure, _ = sheets["云岭县云岭镇"]
    page = figure.axes[0]
    quarters = [patch for patch in page.patches if patch.get_gid() == "scale_bar"]
    bar_mm = sum(patch.get_width() for patch in quarters)
    (bar_km,) = (float(text[:-2]) for text in texts(figure) if re.fullmatch(r"[\d.]+公里", text))
    connected, _, without = [dots for dots in page.collections if dots.get_zorder() == 10][:3]
    apart_mm = np.hypot(*(connected.get_offsets()[0] - without.get_offsets()[0]))
    villages = village_plan().villages.to_crs("EPSG:4490").geometry.loc[["V1", "V4"]]
    ground_km = pyproj.Geod(ellps="GRS80").line_length(villages.x, villages.y) / 1000
    assert apart_mm * bar_km / bar_mm == pytest.approx(ground_km, rel=0.01)


def test_text_is_at_least_nine_points_and_the_title_is_large(sheets):
    for figure, _ in sheets.values():
        sizes = [text.get_fontsize() for text in figure.axes[0].texts]
        assert min(sizes) >= 9
        assert max(sizes) >= 40


def test_list_tells_name_stages_money_and_funds(sheets):
    written = texts(sheets["云岭县云岭镇"][0])
    together = "".join(written)
    assert "一、道路项目：3个，5.7公里，246.13万元" in written
    assert "黄家湾路（第 1 段，共 2 段） Y251610928" in written
    assert "2027年路基、路面；2.1公里" in together
    assert "县级资金 82.80" in together
    assert "2028年路基（路面以后再修）" in together
    assert "二、避险搬迁：本批没有可公布的" in written


def test_moves_are_masked_and_small_groups_are_silent(sheets):
    together = "".join(texts(sheets["云岭县石门乡"][0]))
    assert "二、避险搬迁：1个小组，12户48人" in together
    assert "王*明4人" in together
    assert "欧**红4人" in together
    for secret in ("王大明", "欧阳小红", "李四", "独户", "G61", "H0001", "极高）", "泥石流"):
        assert secret not in together


def test_posting_dates_telephone_review_number_and_purpose(sheets):
    for figure, _ in sheets.values():
        together = "".join(texts(figure))
        assert "自____年__月__日至____年__月__日（不少于7天）" in together
        assert "（不少于10天）" in together
        assert "监督举报电话：0000-0000000" in together
        assert "审图号：____" in together
        assert "供讨论，不作决定依据" in together
        assert "模拟数据" in together
        assert "第1页，共1页" in together
        assert not re.search(r"\d{3}\.\d{4}|6\d{5}", together.replace("610928", ""))


def test_hostile_names_are_text(sheets):
    written = texts(sheets["云岭县云岭镇"][0])
    assert any(text.startswith("</script><script>") for text in written)
    assert HOSTILE_NAME.isprintable()
    assert all(text.isprintable() for figure, _ in sheets.values() for text in texts(figure))


def test_lists_longer_than_the_sheet_are_continued(faces):
    plan = village_plan()
    groups = plan.groups
    many = groups.loc[["G61"] * 120].set_axis([f"M{i:03d}" for i in range(120)])
    many = many.rename_axis("group_id").set_geometry(
        [Point(638_000 + i, 3_631_300) for i in range(120)]
    )
    many = many.set_crs(groups.crs)
    plan = village_plan(groups=many)
    told = public_plan(plan)
    county = sheet_subjects(plan, told)[0]
    pages, _ = draw_sheet(plan, told, county, faces, code="00000000")
    assert len(pages) >= 2
    written = [texts(page) for page in pages]
    assert any("（续）" in text for text in written[1])
    assert any(f"第2页，共{len(pages)}页" in text for text in written[1])
    numbers = [text for page in written for text in page if re.fullmatch(r"\d+", text)]
    assert set(map(str, range(1, 121))) <= set(numbers)


# ---- fonts ---------------------------------------------------------------------------------------


def test_missing_characters_are_told_and_drawn_as_a_geta(tmp_path, caplog):
    assert missing_characters({"王", "㙍", "箐", " ", "\u2028", "\U0001f3d4"}) == ["\U0001f3d4"]
    villages = village_plan().villages
    villages["name"] = villages["name"].replace("白岩沟", "白岩\U0001f3d4")
    with caplog.at_level(logging.WARNING):
        write_posters(village_plan(villages=villages), tmp_path / "notice.pdf", township="石门乡")
    assert "missing from the font" in caplog.text
    assert "(U+1F3D4)" in caplog.text
    assert "王" not in caplog.text


def test_a_fund_with_an_assumed_ceiling_is_written_in_full(tmp_path):
    """Whatever a sheet writes was gathered before the font was cut: no 〓 for what the font has."""
    plan = village_plan(funds=village_plan().funds.assign(assumed=True))
    faces = cut_faces(plan_characters(plan), tmp_path)
    told = public_plan(plan)
    written = [
        text
        for subject in sheet_subjects(plan, told)
        for page in draw_sheet(plan, told, subject, faces, code="00000000")[0]
        for text in texts(page)
    ]
    assert "县级资金（额度为推定） 82.80" in "".join(written)
    assert GETA not in "".join(written)
    assert missing_characters(plan_characters(plan)) == []


def test_names_are_printed_without_letters_that_the_font_lacks(tmp_path, caplog):
    known = set("Moroni 01附近选址白岩")
    assert legible("Moroni موروني 01", known) == "Moroni 01"
    assert legible("موروني 01", known) == "موروني 01"
    assert legible("موروني", known, "Moroni") == "Moroni"
    assert legible("白岩\U0001f3d4 موروني", known) == "白岩\U0001f3d4"
    villages, townships = village_plan().villages, village_plan().townships
    villages["name"] = villages["name"].replace({"白岩沟": "Baiyangou موروني", "独家庄": "دار"})
    for table, column in ((villages, "township_name"), (townships, "name")):
        table[column] = table[column].replace("石门乡", "Shimen شمني")
    plan = village_plan(villages=villages, townships=townships)
    with caplog.at_level(logging.INFO):
        write_posters(plan, tmp_path / "notice.pdf", township="Shimen شمني")
    assert "Baiyangou موروني → Baiyangou" in caplog.text
    assert "Shimen شمني → Shimen" in caplog.text
    assert "云岭县 Shimen" in caplog.text
    warned = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert ["ا (U+0627) د (U+062F) ر (U+0631)" in one for one in warned] == [True]


def test_text_is_made_to_fit(faces):
    regular, _ = faces
    assert drawable("白\u2028岩\t\U0001f3d4", regular) == f"白 岩 {GETA}"
    assert shorten("云岭县云岭镇", regular, 10, 100) == "云岭县云岭镇"
    assert shorten("云岭县云岭镇", regular, 10, 4 * 10 * 25.4 / 72) == "云岭县…"
    room_mm = 4.2 * 10 * 25.4 / 72
    assert wrap(pieces("云岭县、云岭镇"), regular, 10, room_mm) == ["云岭县、", "云岭镇"]
    assert wrap(pieces("资金 186.88"), regular, 10, room_mm) == ["资金 ", "186.88"]
    assert wrap([], regular, 10, room_mm) == [""]
    assert pieces("自筹（议）。 60.97；县") == ["自", "筹", "（议）。", " ", "60.97；", "县"]
    exact_mm = width_mm("云岭县云岭镇", regular, 10)
    assert shorten("云岭县云岭镇", regular, 10, exact_mm - 1e-9) == "云岭县云岭镇"


def test_sources_are_told_in_full(faces):
    sources = [f"来源{name}" for name in ("云岭县", "云岭镇", "石门乡") * 4]
    plan = village_plan()
    plan = replace(plan, about=plan.about | {"sources": sources})
    told = public_plan(plan)
    (page,), _ = draw_sheet(plan, told, sheet_subjects(plan, told)[0], faces, code="00000000")
    assert "；".join(sources) in "".join(texts(page))


def test_a_very_short_road_is_not_told_as_nothing():
    plan = village_plan()
    plan = village_plan(projects=plan.projects.assign(length_m=40.0))
    told = public_plan(plan)
    county = sheet_subjects(plan, told)[0]
    bodies = ["".join(entry.body) for entry in list_entries(plan, told, county) if entry.number]
    assert any("；0.04公里" in body for body in bodies)
    assert not any("；0.0公里" in body for body in bodies)


# ---- where things go -----------------------------------------------------------------------------


def test_names_stand_beside_their_points_and_not_on_each_other():
    """Two points 4 mm apart: the second name cannot stand to the right of the first's."""
    within = (0.0, 0.0, 100.0, 50.0)
    first, second = place_names(
        [(50, 25), (54, 25)], [(10, 4), (10, 4)], reach_mm=2,
        taken=[(49, 24, 51, 26), (53, 24, 55, 26)], within=within,
    )  # fmt: skip
    assert first == (38, 23, 48, 27)
    assert second == (56, 23, 66, 27)


def test_a_name_without_room_is_left_out():
    within = (0.0, 0.0, 12.0, 6.0)
    assert place_names([(1, 3), (1, 3)], [(10, 5)] * 2, reach_mm=0.5, taken=[], within=within) == [
        (1.5, 0.5, 11.5, 5.5),
        None,
    ]
    assert first_free([(0, 0, 13, 1), (1, 1, 2, 2)], [(1.5, 1.5, 3, 3)], within) is None


def test_a_plate_covers_as_little_as_it_can():
    boxes = [(0.0, 0.0, 4.0, 4.0), (6.0, 0.0, 9.0, 4.0), (10.0, 0.0, 14.0, 4.0)]
    assert (
        least_covering(boxes, [(1, 1, 2, 2), (2, 2, 3, 3), (7, 1, 8, 2), (13, 3, 15, 5)])
        == (boxes[1])
    )
    assert least_covering(boxes, [(4, 0, 6, 4)]) == boxes[0]


def test_a_line_to_a_name_crosses_nothing_where_it_can():
    """The way to the first place leads through a box, the way to the second is free."""
    within, wall = (0.0, 0.0, 100.0, 50.0), (34.0, 20.0, 36.0, 30.0)
    through, free = (10.0, 23.0, 20.0, 27.0), (48.0, 40.0, 58.0, 44.0)
    spot = (50.0, 25.0)
    assert best_place([(through, spot), (free, spot)], [wall], within) == (free, spot)
    assert best_place([(through, spot)], [wall], within) == (through, spot)
    assert best_place([(wall, spot)], [wall], within) is None
    assert leader_boxes((49, 24, 51, 26), spot) == []
    first = leader_boxes(free, spot)[0]
    assert first == pytest.approx((49.7, 27.2, 50.3, 27.8))


def test_scale_is_round_and_everything_is_on_the_map():
    box = (10.0, 50.0, 210.0, 250.0)
    frame = fit_frame((1000.0, 1000.0, 9000.0, 5000.0), box, (0.0, 0.0, 50_000.0, 50_000.0))
    assert frame.scale == 50_000
    assert frame.paper(np.array([[1000.0, 1000.0], [9000.0, 5000.0]])) == pytest.approx(
        np.array([[30.0, 70.0], [190.0, 150.0]])
    )


def test_columns_break_between_entries():
    line = Line("text", 10)
    head = Line("head", 10, with_next=True)
    filled, rest = flow([line, head, line, head, line], 2, 2.5 * line.height_mm)
    assert filled == [[line], [head, line]]
    assert rest == [head, line]


# ---- without the extra ---------------------------------------------------------------------------


def test_without_the_extra_a_run_says_how_to_get_the_sheets(tmp_path, monkeypatch, caplog):
    monkeypatch.delitem(sys.modules, "geoplan.publish.posters")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with caplog.at_level(logging.INFO):
        outputs._write_posters(village_plan(), tmp_path / "notice.pdf")
    assert 'pip install "geoplan[print]"' in caplog.text
    assert "notice.pdf" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_a_name_without_a_visible_letter_is_not_drawn(tmp_path):
    villages = village_plan().villages
    names = villages["name"].where(~villages.index.isin(["V2", "V3", "V8"]))
    plan = village_plan(villages=villages.assign(name=names.fillna("\u200b\x07")))
    write_posters(plan, tmp_path / "notice.pdf")
    assert (tmp_path / "notice.pdf").stat().st_size > 10_000
