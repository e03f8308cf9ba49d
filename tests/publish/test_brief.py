"""What a county leader reads: two pages, counts only, every figure as the plan has it."""

import re
import sys
import zipfile
from dataclasses import replace

import docx
import numpy as np
import pandas as pd
import pytest
from docx.oxml.ns import qn
from moves import safe_in_other_ways
from plans import HOSTILE_NAME, JINJA_NAME, village_plan

from geoplan.publish.brief import write_brief
from geoplan.publish.brief_pages import POINTS_PER_MM, SIZES, laid_out, page_count
from geoplan.publish.brief_tables import shown, townships_table, years_table
from geoplan.publish.brief_text import Block, brief_blocks

UPKEEP = (7000.0, 3500.0, 1000.0)
HOSTILE = [
    "\x00\x07控制",
    "\u202e反写",
    "\ufffe",
    "a\tb\r\nc",
    "=cmd()",
    "&amp;<w:p>",
    "长" * 90,
    " ",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The brief of the village plan."""
    path = tmp_path_factory.mktemp("brief") / "brief.docx"
    write_brief(village_plan(), path)
    return path


@pytest.fixture(scope="module")
def document(path):
    """The same, opened."""
    return docx.Document(str(path))


@pytest.fixture
def without_map(monkeypatch):
    """Writing without the map, which takes nearly all of the time."""
    monkeypatch.setattr("geoplan.publish.brief._picture", lambda plan, path: None)


def sections(plan):
    """Heading without its number -> all that is said under it."""
    told, heading = {}, ""
    for block in brief_blocks(plan, maintenance_yuan_per_km=UPKEEP):
        heading = block.heading[2:] or heading
        if not block.picture:
            told[heading] = told.get(heading, "") + block.lead + block.text
    return told


def everything(document):
    """All words of a document."""
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# ---- what it says ------------------------------------------------------------------------------


def test_sections_are_numbered_in_the_order_of_a_document():
    blocks = brief_blocks(village_plan(), maintenance_yuan_per_km=UPKEEP)
    assert [block.heading for block in blocks if block.heading] == [
        "一、建什么、花多少、何时建。", "二、谁受益。", "三、避险搬迁。", "四、未列入及原因。",
        "五、方案有多好。", "六、风险与不确定。", "七、建成后的养护。",
    ]  # fmt: skip
    assert [block.picture for block in blocks].count(True) == 1


def test_what_is_built_for_how_much_adds_up():
    assert sections(village_plan())["建什么、花多少、何时建。"] == (
        "修路 3 个项目 5.7 公里，246.13 万元，使 156 人新通硬化路；启用安置点 1 处，搬迁 14 户，"
        "93.00 万元；合计 339.13 万元。3 项资金中有 1 项的额度是推定的，未经批复，批复后要重新排。"
    )


def test_years_that_bring_nothing_are_told_with_the_money():
    plan = village_plan()
    first = plan.projects.assign(
        surface_year=plan.projects["surface_year"].replace(2027, 2028), subgrade_accepted=False
    )
    told = sections(village_plan(projects=first))["建什么、花多少、何时建。"]
    assert told.endswith("重新排。2027 年只修路基 1 条，没有铺路面，没有人因修路新通硬化路：路基修好要隔 1 年才"
                         "铺路面，可以列入的路里没有路基已验收的。")  # fmt: skip
    late = plan.projects["reason"].replace("money", "too_late")
    told = sections(village_plan(projects=plan.projects.assign(reason=late)))
    assert "有 1 条路因此排不进。" in told["建什么、花多少、何时建。"]
    assert "2027 年" not in told["建什么、花多少、何时建。"]


def test_years_and_funds_stand_in_one_table():
    table = years_table(village_plan())
    assert list(table.columns) == ["内容（资金：万元）", "2027年", "2028年", "合计", "批末结余"]
    assert table.to_numpy().tolist() == [
        ["修路基（条）", "1", "1", "2", ""],
        ["修路基（公里）", "2.1", "2.0", "4.1", ""],
        ["铺路面（条）", "1", "1", "2", ""],
        ["铺路面（公里）", "2.1", "1.6", "3.6", ""],
        ["新通硬化路（人）", "96", "60", "156", ""],
        ["启用安置点（处）", "1", "0", "1", ""],
        ["搬迁（组）", "2", "0", "2", ""],
        ["搬迁（户）", "14", "0", "14", ""],
        ["县级资金", "82.80", "62.10", "144.90", "15.10"],
        ["镇村自筹（一事一议）", "50.00", "51.23", "101.23", "18.77"],
        ["（推定）避险搬迁资金", "93.00", "0.00", "93.00", "7.00"],
        ["资金合计", "225.80", "113.33", "339.13", "40.87"],
    ]


def test_years_table_tells_nothing_built_as_0_and_leaves_out_moves_that_there_are_not():
    plan = village_plan()
    no_year = pd.Series(pd.NA, plan.projects.index, dtype="Int64")
    idle = plan.projects.assign(subgrade_year=no_year, surface_year=no_year)
    stay = plan.groups.assign(site_id=pd.Series(np.nan, plan.groups.index, dtype="str"))
    closed = plan.sites.assign(selected=False)
    table = years_table(village_plan(projects=idle, groups=stay, sites=closed))
    assert table.to_numpy().tolist()[:6] == [
        ["修路基（条）", "0", "0", "0", ""],
        ["修路基（公里）", "0.0", "0.0", "0.0", ""],
        ["铺路面（条）", "0", "0", "0", ""],
        ["铺路面（公里）", "0.0", "0.0", "0.0", ""],
        ["新通硬化路（人）", "96", "60", "156", ""],
        ["县级资金", "82.80", "62.10", "144.90", "15.10"],
    ]


def test_a_long_name_of_a_fund_does_not_hide_that_it_is_assumed():
    funds = village_plan().funds
    name = funds["name"].mask(funds["fund_id"] == "hazard", "长" * 40)
    told = list(years_table(village_plan(funds=funds.assign(name=name))).iloc[:, 0])
    assert f"（推定）{'长' * 14}…" in told


def test_a_fund_is_assumed_by_its_column_not_by_how_its_name_ends():
    funds = village_plan().funds
    name = funds["name"].mask(funds["fund_id"] == "county", "县级资金（额度为推定）")
    told = list(years_table(village_plan(funds=funds.assign(name=name))).iloc[:, 0])
    assert "县级资金（额度为推定）" in told
    assert "（推定）避险搬迁资金" in told


def test_money_left_of_a_fund_that_carries_over_is_counted_once():
    funds = village_plan().funds
    carried = funds["carry_over"].mask(funds["fund_id"] == "county", True)
    table = years_table(village_plan(funds=funds.assign(carry_over=carried)))
    assert table.set_index(table.columns[0]).loc["县级资金", "批末结余"] == "7.90"


def test_many_funds_and_townships_are_told_together():
    plan = village_plan()
    funds = pd.concat([plan.funds.assign(fund_id=plan.funds["fund_id"] + str(n)) for n in range(4)])
    table = years_table(village_plan(funds=funds)).set_index("内容（资金：万元）")
    assert len(table) == 8 + 8 + 2
    assert table.loc["资金合计", "合计"] == "1,356.52"
    assert table.loc["其他资金", "合计"] == "372.00"
    towns = pd.concat([plan.townships] * 10, ignore_index=True)
    table = townships_table(village_plan(townships=towns))
    assert list(table["乡镇"][-2:]) == ["其他5个乡镇", "合计"]
    assert list(table["人口"][-2:]) == ["510", "5,410"]


def test_townships_that_gain_most_come_first():
    assert townships_table(village_plan()).to_numpy().tolist() == [
        ["云岭镇", "439", "180", "336", "156", "3", "5.7", "246.13", "0"],
        ["石门乡", "102", "0", "0", "0", "0", "0.0", "0.00", "14"],
        ["合计", "541", "180", "336", "156", "3", "5.7", "246.13", "14"],
    ]


def test_gains_are_told_now_and_after():
    told = sections(village_plan())["谁受益。"]
    assert "通硬化路的由 180 人变为 336 人，其中 55 人是搬到通硬化路的安置点" in told
    assert "建制村仍为 1 个（共 2 个）" in told
    assert "受灾害威胁的由 167 人变为 112 人" in told
    assert "雨天能到的人平均到乡镇政府由 23 分钟变为 14 分钟" in told


def test_what_nobody_knows_is_not_told():
    plan = village_plan()
    known = plan.indicators.drop(index=plan.indicators.filter(regex="^minutes_", axis=0).index)
    known.loc["people_threatened", ["now", "after"]] = 0.0
    told = sections(village_plan(indicators=known, hazards=plan.hazards[:0]))
    assert "分钟" not in told["谁受益。"]
    assert "威胁" not in told["谁受益。"]
    assert "没有灾害资料" in told["风险与不确定。"]


def test_moves_are_counts_by_year_and_site():
    told = sections(village_plan())["避险搬迁。"]
    assert "搬迁 2 个小组 14 户 55 人（2027 年 14 户）" in told
    assert "去向：石门新村 14 户。" in told
    assert "安置点和配套设施 30.00 万元，补助 63.00 万元" in told
    assert "到自家土地平均由 11 分钟变为 24 分钟。" in told


def test_people_left_without_a_road_add_up_to_those_not_connected():
    plan = village_plan()
    told = sections(plan)["未列入及原因。"]
    assert "（一）未通路的人。规划后仍有 150 人未通硬化路" in told
    left = plan.groups.loc[~plan.groups["connected_after"].astype(bool), "people"].sum()
    people = re.findall(r"(\d+) 人（\d+ 个自然村）", told)
    assert sum(map(int, people)) == left == 150
    assert list(map(int, people)) == sorted(map(int, people), reverse=True)


def test_groups_without_a_road_in_a_village_that_has_one_are_told_apart():
    groups = village_plan().groups
    cut = groups["connected_after"].mask(groups.index == "G11", False)
    told = sections(village_plan(groups=groups.assign(connected_after=cut)))["未列入及原因。"]
    assert "180 人（1 个自然村），村里多数人已通，他们的小组没通" in told


def test_reasons_that_concern_nobody_are_not_told():
    plan = village_plan()
    empty = plan.groups["people"].mask(plan.groups.index == "G81", 0.0)
    told = sections(village_plan(groups=plan.groups.assign(people=empty)))["未列入及原因。"]
    assert "规划后仍有 119 人未通硬化路" in told
    assert "附近没有道路" not in told
    nobody = plan.groups["people"].where(plan.groups["connected_after"].astype(bool), 0.0)
    told = sections(village_plan(groups=plan.groups.assign(people=nobody)))["未列入及原因。"]
    assert "未通硬化路" not in told
    assert "（一）未列入的道路。" in told


def test_roads_left_out_are_told_by_reason_and_small_reasons_together():
    plan = village_plan()
    reasons = ["selected", "money", "refused", "not_in_library", "village_leaves", "few_households"]
    left = plan.projects.assign(selected=[True] + [False] * 5, reason=reasons)
    told = sections(village_plan(projects=left))["未列入及原因。"]
    assert "候选道路有 5 条未列入" in told
    assert "1 条（涉及 72 人），村民不同意，不强行修建；1 条（涉及 60 人）" in told
    assert "其他原因" not in told
    codes = [
        "money",
        "refused",
        "not_in_library",
        "village_leaves",
        "few_households",
        "serves_nobody",
    ]
    nothing = plan.projects.assign(selected=False, reason=codes)
    told = sections(village_plan(projects=nothing))["未列入及原因。"]
    assert re.search(r"2 条（涉及 \d+ 人），其他原因。", told)
    nobody = left.assign(people=0.0, reason="serves_nobody")
    told = sections(village_plan(projects=nobody))["未列入及原因。"]
    assert "：5 条，它不在任何人家或安置点的通路上。" in told


def test_what_the_county_itself_keeps_out_is_told_with_the_roads():
    plan = village_plan()
    told = sections(plan)["未列入及原因。"]
    assert "项目库是县里审核过、可以申报资金的项目清单" in told
    assert "门槛" not in told
    reason = plan.projects["reason"].replace("not_in_library", "few_households")
    told = sections(village_plan(projects=plan.projects.assign(reason=reason)))["未列入及原因。"]
    assert ("1 条（涉及 40 人），受益户数少于列入门槛；1 条（涉及 7 人），同样的钱用在别的路上，能让更多人或一样多的人"
            "通硬化路。达不到列入门槛（至少 30 户受益，由县里定）的路不列入，而 40 人（1 个小组）没有硬化路，"
            "最省的通路要走这样的路。（三）") in told  # fmt: skip
    assert "项目库" not in told


def test_villages_for_which_the_batch_is_too_short_are_not_told_that_money_is():
    plan = village_plan()
    late = plan.villages["reason"].replace("money", "too_late")
    told = sections(village_plan(villages=plan.villages.assign(reason=late)))["未列入及原因。"]
    assert "79 人（2 个自然村），最省的通路要先修路基，铺路面时本批已经结束" in told
    assert "资金有限" not in told


def test_threatened_people_who_stay_are_told_by_reason():
    told = sections(village_plan())["未列入及原因。"]
    stay = village_plan().groups
    stay = stay[stay["site_id"].isna() & (stay["threatened_people"] > 0)]
    assert f"规划后仍有 {stay['threatened_people'].sum():.0f} 人受灾害威胁" in told
    assert "40 人（1 个小组），受威胁，本组不同意搬迁" in told


def test_the_bound_is_told_in_the_words_of_the_plan():
    plan = village_plan()
    assert sections(plan)["方案有多好。"] == plan.about["statement"]


def test_risks_are_those_that_occur():
    told = sections(village_plan())["风险与不确定。"]
    assert told.startswith("①投资按每公里造价指标估算")
    assert "列入的道路有 1 条尚未征求村民意见" in told
    assert "要搬的 14 户中有 12 户尚未征求意见" in told
    assert "1 个小组 31 人附近没有路" in told
    assert "推定" not in told
    assert "1 个小组 31 人附近的路" not in told
    assert told.endswith("资料上的说明共 1 条，可请经办人提供。")
    assert "summary" not in told
    groups = village_plan().groups.assign(on_network=True)
    told = sections(village_plan(groups=groups))["风险与不确定。"]
    assert "1 个小组 31 人附近的路与硬化路网不相连" in told
    assert "由地形资料找出" not in told
    assert "要等路修通" not in told
    sites = village_plan().sites
    waits = sites.assign(found=True, connected_year=pd.array([2027, pd.NA, pd.NA], "Int64"))
    told = sections(village_plan(sites=waits))["风险与不确定。"]
    assert "启用的安置点有 1 处由地形资料找出" in told
    assert "启用的安置点有 1 处要等路修通" in told


def test_all_who_leave_are_counted_among_those_not_asked():
    """10 of the 12 households of G61, and the 4 of G51 that build by themselves."""
    groups = safe_in_other_ways().groups
    unasked = groups["households"].where(groups["mode"] == "dispersed", 0.0)
    unasked = unasked.mask(groups.index == "G61", 10.0)
    told = sections(replace(safe_in_other_ways(), groups=groups.assign(unasked_households=unasked)))
    assert "要搬的 18 户中有 14 户尚未征求意见" in told["风险与不确定。"]
    everybody = village_plan().groups.assign(unasked_households=0.0)
    told = sections(village_plan(groups=everybody))["风险与不确定。"]
    assert "要搬的" not in told


def test_upkeep_follows_the_class_of_the_road():
    told = sections(village_plan())["建成后的养护。"]
    assert (
        "乡道 3.6 公里，每公里 3,500 元；村道（含没有路线编码的）2.0 公里，每公里 1,000 元" in told
    )
    assert "本批 5.7 公里建成后，日常养护每年 1.48 万元" in told  # 3.6463 x 3500 + 2.0396 x 1000
    projects = village_plan().projects.assign(route_code=pd.Series(None, dtype="str"))
    told = sections(village_plan(projects=projects))["建成后的养护。"]
    assert "村道（含没有路线编码的）5.7 公里" in told


def test_a_plan_that_builds_nothing_has_no_upkeep():
    plan = village_plan()
    nothing = pd.Series(pd.NA, plan.projects.index, dtype="Int64")
    idle = plan.projects.assign(
        selected=False, subgrade_year=nothing, surface_year=nothing, reason="too_late"
    )
    told = sections(village_plan(projects=idle, payments=plan.payments[:0]))
    assert "建成后的养护。" not in told
    assert told["建什么、花多少、何时建。"].startswith("修路 0 个项目 0.0 公里，0.00 万元")
    assert "有 6 条路因此排不进" in told["建什么、花多少、何时建。"]


# ---- who must not be found in it ---------------------------------------------------------------


def test_moves_of_one_or_two_households_are_told_by_number_in_a_paper_of_the_office():
    plan = village_plan()
    groups = plan.groups.assign(
        households=plan.groups["households"].mask(plan.groups["site_id"].notna(), 1.0)
    )
    towns = plan.townships.assign(households_moving=[0.0, 2.0])
    sites = plan.sites.assign(households_in=[2.0, 0.0, 0.0])
    few = village_plan(groups=groups, townships=towns, sites=sites)
    told = sections(few)
    assert told["避险搬迁。"].startswith("搬迁 2 个小组 2 户 55 人（2027 年 2 户）")
    assert "搬迁 2 户" in told["建什么、花多少、何时建。"]
    assert "去向：石门新村 2 户。" in told["避险搬迁。"]
    assert list(townships_table(few)["搬迁户"]) == ["0", "2", "2"]
    assert years_table(few).to_numpy()[6:8].tolist() == [
        ["搬迁（组）", "2", "0", "2", ""],
        ["搬迁（户）", "2", "0", "2", ""],
    ]


def test_the_smallest_of_many_sites_are_told_together():
    sites = pd.concat([village_plan().sites.iloc[:1].assign(name=f"点{n}", households_in=9.0 - n)
                       for n in range(5)])  # fmt: skip
    told = sections(village_plan(sites=sites))["避险搬迁。"]
    assert "去向：点0 9 户、点1 8 户、点2 7 户、其余 2 处共 11 户。" in told


def test_no_household_is_in_the_file(path, document):
    plan = village_plan()
    content = zipfile.ZipFile(path)
    raw = b"".join(content.read(name) for name in content.namelist())
    for name in [*plan.households["head_name"], *plan.households.index]:
        assert name.encode() not in raw
        assert name not in everything(document)


def test_nobody_moving_is_said():
    plan = village_plan()
    stay = plan.groups.assign(site_id=pd.Series(np.nan, plan.groups.index, dtype="str"))
    closed = plan.sites.assign(selected=False)
    told = sections(village_plan(groups=stay, sites=closed))
    assert told["避险搬迁。"] == "本批没有搬迁。"
    assert "本批没有搬迁；" in told["建什么、花多少、何时建。"]


# ---- two pages ---------------------------------------------------------------------------------


def test_the_text_is_as_large_as_two_pages_allow():
    short, long = [Block("字" * 700)], [Block("字" * 2600)]
    assert laid_out(short, aspect=0.5) == (SIZES[0], short)
    assert page_count(long, SIZES[0], aspect=0.5) > 2
    size, order = laid_out(long, aspect=0.5)
    assert SIZES[0] != size != SIZES[-1]
    assert order == long
    assert page_count(long, size, aspect=0.5) == 2
    assert laid_out([Block("字" * 90_000)], aspect=0.5)[0] == SIZES[-1]


def test_a_picture_without_room_on_its_page_lets_the_text_go_first():
    before, after = [Block("前" * 500)], [Block(letter * 150) for letter in "后又再末"]
    picture = Block("来源", picture=True)
    size, order = laid_out([*before, picture, *after], aspect=1.0)
    place = order.index(picture)
    assert place > 1
    assert [block for block in order if block is not picture] == [*before, *after]
    as_given = page_count([*before, picture, *after], size, aspect=1.0)
    assert page_count(order, size, aspect=1.0) <= as_given
    size, order = laid_out([*before, picture, *after], aspect=0.2)
    assert order.index(picture) == 1


def test_the_lines_under_the_picture_need_room_on_its_page():
    size = SIZES[0]
    room_mm = 225.0 - 64 / POINTS_PER_MM - 3 * size.line_pt / POINTS_PER_MM
    aspect = room_mm / size.picture_mm - 0.25  # 39 mm less: the caption, two lines at the end
    assert page_count([Block(picture=True)], size, aspect=aspect) == 1
    assert page_count([Block("字" * 150, picture=True)], size, aspect=aspect) == 2


def test_what_has_no_room_left_on_a_page_goes_on_the_next():
    table, size = Block(table=pd.DataFrame({"": range(24)})), SIZES[2]
    assert page_count([table], size, aspect=0.0) == 1
    assert page_count([table, table], size, aspect=0.0) == 2
    assert page_count([table, table, table], size, aspect=0.0) == 3
    assert page_count([table, Block(picture=True)], size, aspect=0.6) == 2


# ---- the document ------------------------------------------------------------------------------


def test_the_page_is_that_of_an_official_document(document):
    section = document.sections[0]
    page = [section.page_width, section.page_height, section.top_margin, section.bottom_margin,
            section.left_margin, section.right_margin]  # fmt: skip
    assert [round(length.mm) for length in page] == [210, 297, 37, 35, 28, 26]
    for footer in (section.footer, section.even_page_footer):
        words = [text.text for text in footer._element.iter(qn("w:t"))]
        assert "".join(words) == "— 1 —"
        assert [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))] == [
            "PAGE"
        ]


def test_title_marks_and_blanks_to_fill_in(document):
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0] == "内部使用　供讨论，不作决定依据　虚构数据，并非真实的县"
    assert words[1] == "云岭县2027—2028年\n道路硬化与避险搬迁规划简报"
    assert words[-1] == "________________（单位）　　____年__月__日"


def test_a_plan_that_asks_nobody_to_move_has_no_relocation_in_its_title(tmp_path, without_map):
    plan = village_plan()
    safe = plan.groups.assign(
        must_move=False, reason="not_threatened", threatened_people=0.0,
        site_id=pd.Series(np.nan, plan.groups.index, dtype="str"),
    )  # fmt: skip
    roads_only = village_plan(groups=safe, sites=plan.sites[:0])
    write_brief(roads_only, tmp_path / "brief.docx")
    document = docx.Document(str(tmp_path / "brief.docx"))
    assert document.paragraphs[1].text == "云岭县2027—2028年\n道路硬化规划简报"
    assert document.core_properties.title == "道路硬化规划简报"


def test_a_real_county_is_not_marked_as_made_up(tmp_path, without_map):
    plan = village_plan(name="Grande Comore")
    plan.about["made_up"] = False
    write_brief(plan, tmp_path / "brief.docx")
    words = [paragraph.text for paragraph in docx.Document(str(tmp_path / "brief.docx")).paragraphs]
    assert words[0] == "内部使用　供讨论，不作决定依据"
    assert words[1].startswith("Grande Comore 2027—2028年")


@pytest.mark.parametrize("name", ["", " \n"])
def test_a_county_without_a_name_has_a_blank_for_it(tmp_path, name, without_map):
    write_brief(village_plan(name=name), tmp_path / "brief.docx")
    words = [paragraph.text for paragraph in docx.Document(str(tmp_path / "brief.docx")).paragraphs]
    assert words[1] == "________2027—2028年\n道路硬化与避险搬迁规划简报"


def test_fonts_are_named_for_chinese_characters(path, document):
    for name, font in (
        ("公文标题", "方正小标宋简体"),
        ("公文正文", "仿宋_GB2312"),
        ("表头", "黑体"),
    ):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
    paragraph = next(one for one in document.paragraphs if one.text.startswith("四、"))
    runs = [run.element.rPr.rFonts.get(qn("w:eastAsia")) for run in paragraph.runs]
    assert runs == ["黑体", "楷体_GB2312", "仿宋_GB2312"]
    content = zipfile.ZipFile(path)
    assert (
        'w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>'
        in content.read("word/fontTable.xml").decode()
    )
    assert b"Theme=" not in content.read("word/styles.xml").split(b"</w:docDefaults>")[0]


def test_lines_have_a_fixed_height_and_an_indent_of_two_characters(document):
    body = document.styles["公文正文"]
    sizes = {(size.text_pt, size.line_pt) for size in SIZES}
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt) in sizes
    assert body.paragraph_format.first_line_indent == 2 * body.font.size


def test_tables_show_every_cell_of_the_text(document):
    plan = village_plan()
    for table, cells in zip(
        document.tables, (years_table(plan), townships_table(plan)), strict=True
    ):
        written = [[cell.text for cell in row.cells] for row in table.rows]
        assert written == [list(cells.columns), *cells.to_numpy().tolist()]


def test_the_map_is_in_the_file_with_words_for_those_who_do_not_see_it(path, document):
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "规划示意图"
    assert shape.width.mm <= 156
    assert "图　规划示意图（审图号：________）" in everything(document)
    assert path.stat().st_size < 1_000_000


def test_the_sources_of_the_map_stand_under_it(document, tmp_path, without_map):
    paragraphs = document.paragraphs
    caption = next(n for n, one in enumerate(paragraphs) if one.text.startswith("图　"))
    credit = paragraphs[caption + 1]
    assert (credit.text, credit.style.name) == ("资料来源：云岭县示例数据（虚构）", "图题")
    assert paragraphs[caption].paragraph_format.keep_with_next
    assert document.styles["图"].paragraph_format.keep_with_next
    plan = village_plan()
    plan.about["sources"] = ["© OpenStreetMap contributors, ODbL 1.0", "a\x07b\nc", "长" * 90]
    write_brief(plan, tmp_path / "brief.docx")
    words = everything(docx.Document(str(tmp_path / "brief.docx")))
    assert f"：© OpenStreetMap contributors, ODbL 1.0；ab c；{'长' * 79}…\n" in words
    plan.about["sources"] = ["", " "]
    write_brief(plan, tmp_path / "brief.docx")
    assert "资料来源" not in everything(docx.Document(str(tmp_path / "brief.docx")))


def test_the_same_plan_gives_the_same_bytes(path, tmp_path):
    again = tmp_path / "again.docx"
    write_brief(village_plan(), again)
    assert again.read_bytes() == path.read_bytes()
    content = zipfile.ZipFile(path)
    assert {entry.date_time for entry in content.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"2000-01-01T00:00:00Z" in content.read("docProps/core.xml")


def test_without_the_extra_the_brief_says_how_to_get_the_map(tmp_path, monkeypatch):
    for name in ("geoplan.publish.posters", "geoplan.publish.posters.picture"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    write_brief(village_plan(), tmp_path / "brief.docx")
    document = docx.Document(str(tmp_path / "brief.docx"))
    assert len(document.inline_shapes) == 0
    assert 'pip install "geoplan[print]"' in everything(document)


# ---- hostile names -----------------------------------------------------------------------------


def test_hostile_names_do_not_break_the_file(tmp_path):
    plan = village_plan()
    hostile = village_plan(
        name=HOSTILE[0] + HOSTILE_NAME,
        townships=plan.townships.assign(name=[JINJA_NAME, HOSTILE[1]]),
        sites=plan.sites.assign(name=[HOSTILE[6], HOSTILE[0], None]),
        funds=plan.funds.assign(name=HOSTILE[:6]),
    )
    hostile.about["review_number"] = HOSTILE[0] + HOSTILE[6]
    write_brief(hostile, tmp_path / "brief.docx")
    words = everything(docx.Document(str(tmp_path / "brief.docx")))
    assert "控制</script><script>boom()" in words
    assert "{{ 7*7 }}" in words
    assert not re.search(r"[\x00-\x08\u2028\u202e\ufffe]", words)
    assert "长" * 14 + "… 14 户" in words


@pytest.mark.parametrize(
    ("name", "most", "said"),
    [
        ("云岭镇", 30, "云岭镇"),
        ("云岭镇\n人民\u200b政府", 30, "云岭镇 人民政府"),
        ("云岭镇人民政府", 8, "云岭镇…"),
        ("Foumbouni", 9, "Foumbouni"),
        (None, 30, ""),
    ],
)
def test_a_name_is_one_line_and_not_too_long(name, most, said):
    assert shown(name, most) == said
