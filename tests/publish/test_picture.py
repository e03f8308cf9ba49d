"""The county's map as a small picture for documents."""

import pandas as pd
import pytest
from PIL import Image
from plans import village_plan

from geoplan.publish.disclosure import public_plan
from geoplan.publish.posters import picture, plan_characters
from geoplan.publish.posters.fonts import cut_faces
from geoplan.publish.posters.layout import draw_legend, new_page
from geoplan.publish.posters.picture import DPI, SIZE_MM, write_picture

LEGEND_WORDS = [
    "已硬化", "2027 年硬化", "2028 年硬化", "2028 年只修路基", "未硬化，未列入计划", "已通硬化路的村",
    "按计划通硬化路的村", "未通硬化路的村", "乡镇政府", "启用的安置点", "搬迁：小组 → 安置点", "灾害极高风险",
    "灾害高风险", "灾害中风险",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The picture of the village plan."""
    path = tmp_path_factory.mktemp("picture") / "map.png"
    write_picture(village_plan(), path)
    return path


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Everything written on the picture."""
    figures = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "_save", lambda figure, path: figures.append(figure))
        write_picture(village_plan(), tmp_path_factory.mktemp("drawn") / "map.png")
    return [text.get_text() for text in figures[0].axes[0].texts]


def test_the_picture_has_its_size(path):
    with Image.open(path) as image:
        assert image.size == pytest.approx([side / 25.4 * DPI for side in SIZE_MM], abs=1.5)
    assert path.stat().st_size < 800_000


def test_the_same_plan_gives_the_same_bytes(path, tmp_path):
    write_picture(village_plan(), tmp_path / "again.png")
    assert (tmp_path / "again.png").read_bytes() == path.read_bytes()


def test_seats_are_named_and_the_legend_is_told(drawn):
    assert {"云岭镇政府", "石门乡政府", "北", "已硬化", "启用的安置点"} <= set(drawn)


def test_the_legend_has_no_symbol_that_is_not_on_the_map(tmp_path, monkeypatch):
    plan = village_plan()
    year = pd.Series(pd.NA, plan.projects.index, dtype="Int64")
    stay = plan.groups.assign(
        site_id=pd.Series(None, plan.groups.index, dtype="str"),
        year=pd.Series(pd.NA, plan.groups.index, dtype="Int64"),
        connected_year=pd.Series(pd.NA, plan.groups.index, dtype="Int64"),
    )
    far = plan.hazards.iloc[:1].translate(200_000).to_frame("geometry").assign(hazard_class=1.0)
    figures = []
    monkeypatch.setattr(picture, "_save", lambda figure, path: figures.append(figure))
    bare = village_plan(
        groups=stay, sites=plan.sites.assign(selected=False), services=plan.services[2:],
        projects=plan.projects.assign(selected=False, subgrade_year=year, surface_year=year),
        hazards=far.assign(kind="flood", name=None, protected_year=pd.NA), villages=plan.villages.assign(connected_year=pd.NA),
    )  # fmt: skip
    write_picture(bare, tmp_path / "map.png")
    words = [text.get_text() for text in figures[0].axes[0].texts]
    assert [word for word in words if word in LEGEND_WORDS] == [
        "已硬化", "未硬化，未列入计划", "已通硬化路的村", "未通硬化路的村",
    ]  # fmt: skip


def test_the_legend_has_what_is_on_the_map(drawn):
    assert [word for word in drawn if word in LEGEND_WORDS] == LEGEND_WORDS


def test_no_list_no_numbers_and_no_scale_that_printing_would_falsify(drawn):
    assert not any(text.isdigit() and text != "0" for text in drawn)
    assert not any("序号" in text or text.startswith("1:") or "标不下" in text for text in drawn)
    assert "柳树坪" not in drawn


def test_a_legend_fills_its_box_in_as_many_columns_as_it_needs(tmp_path):
    told = public_plan(village_plan())
    faces = cut_faces(plan_characters(village_plan()), tmp_path)
    _, page = new_page()
    draw_legend(page, told, faces, is_county=True, box=(10, 10, 110, 40), points=12.0)
    words = [(text.get_position(), text.get_fontsize()) for text in page.texts]
    assert {size for (x, _), size in words if x > 20} >= {12.0}
    assert all(10 <= x <= 110 and 10 <= y <= 40 for (x, y), _ in words)
