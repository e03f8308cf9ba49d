"""What hangs on the notice board tells the neighbours enough and strangers nothing."""

import zipfile

import openpyxl
import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish.notices import write_notice
from geoplan.publish.posted import mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王*"),
        ("王大明", "王*明"),
        ("欧阳小红", "欧**红"),
        ("王", "*"),
        ("", "*"),
        ("王 明", "王*"),
        ("王\u3000大明", "王*明"),
        ("买买提·阿布都", "买*****都"),
    ],
)
def test_names_are_masked(name, masked):
    assert mask_name(name) == masked


def _sheets(plan, folder):
    """Rows of each sheet, without title and intro of the lists."""
    write_notice(plan, folder)
    book = openpyxl.load_workbook(folder / "notice.xlsx")
    return {sheet.title: list(sheet.values)[2:] for sheet in book}


def _everything(folder):
    """All text in the file."""
    archive = zipfile.ZipFile(folder / "notice.xlsx")
    return "".join(archive.read(name).decode() for name in archive.namelist())


def test_households_are_listed_masked_with_their_share_of_the_subsidy(tmp_path):
    rows = _sheets(village_plan(), tmp_path)["搬迁公示"]
    assert rows[0] == ("序号", "乡镇", "自然村", "小组", "户主", "家庭人口", "安置方式", "安置点",
                       "年份", "补助金额(元)")  # fmt: skip
    assert rows[1] == (
        1,
        "石门乡",
        "白岩沟",
        "一组",
        "王*明",
        4,
        "集中安置",
        "石门新村",
        2027,
        45000,
    )
    assert rows[2] == (
        2,
        "石门乡",
        "白岩沟",
        "一组",
        "欧**红",
        4,
        "集中安置",
        "石门新村",
        2027,
        45000,
    )
    assert rows[3][0] is None


def test_facilities_are_not_paid_to_households(tmp_path):
    plan = village_plan()
    facilities = plan.payments.assign(component="site", amount_yuan=1_000_000.0).iloc[[-2]]
    plan = village_plan(payments=pd.concat([plan.payments, facilities], ignore_index=True))
    assert plan.payments.iloc[-1]["id"] == "G61"
    assert _sheets(plan, tmp_path)["搬迁公示"][1][-1] == 45000


def test_shares_add_up_to_the_fen(tmp_path):
    plan = village_plan()
    groups = plan.groups.assign(
        households=plan.groups["households"].mask(plan.groups.index == "G61", 3)
    )
    payments = plan.payments.assign(amount_yuan=100.0)
    three = plan.households[plan.households["group_id"] == "G61"].iloc[[0, 1, 1]]
    three.index = ["H1", "H2", "H3"]
    rows = _sheets(village_plan(groups=groups, payments=payments, households=three), tmp_path)
    assert [row[-1] for row in rows["搬迁公示"][1:4]] == [33.34, 33.33, 33.33]


def test_nothing_private_is_anywhere_in_the_file(tmp_path):
    plan = village_plan()
    write_notice(plan, tmp_path)
    text = _everything(tmp_path)
    for household_id, head_name in plan.households["head_name"].items():
        assert household_id not in text
        assert head_name not in text
    for word in ("G61", "泥石流", "debris", "极高", "二组独户", "李"):
        assert word not in text


def test_group_under_three_households_shows_no_move_without_households_either(tmp_path):
    plan = village_plan(households=village_plan().households.iloc[:0])
    rows = _sheets(plan, tmp_path)["搬迁公示"]
    assert rows[0] == ("序号", "乡镇", "自然村", "小组", "户数", "人口", "安置方式", "安置点", "年份",
                       "补助金额(元)")  # fmt: skip
    assert rows[1] == (1, "石门乡", "白岩沟", "一组", 12, 48, "集中安置", "石门新村", 2027, 540000)
    assert rows[2][0] is None
    assert "二组独户" not in _everything(tmp_path)


def test_groups_without_household_list_stand_whole_beside_those_that_have_one(tmp_path):
    plan = village_plan()
    moved = plan.groups.loc["G61"]
    groups = plan.groups.copy()
    groups.loc["G21", ["site_id", "year", "households", "people"]] = [
        moved["site_id"], moved["year"], 5, 17,
    ]  # fmt: skip
    listed = plan.households[plan.households["group_id"] == "G61"]
    rows = _sheets(village_plan(groups=groups, households=listed), tmp_path)["搬迁公示"]
    assert rows[0][4:6] == ("户主", "家庭人口")
    assert [row[4:6] for row in rows[1:4]] == [("全组 5 户", 17), ("王*明", 4), ("欧**红", 4)]
    assert [row[0] for row in rows[1:4]] == [1, 2, 3]


def test_roads_tell_years_length_investment_and_funds(tmp_path):
    rows = _sheets(village_plan(), tmp_path)["道路公示"]
    assert rows[0] == ("序号", "项目名称", "路线编码", "乡镇", "建设内容", "年份", "里程(公里)",
                       "投资(万元)", "资金来源(万元)")  # fmt: skip
    assert rows[1] == (1, "黄家湾路（第 1 段，共 2 段）", "Y251610928", "云岭镇", "路基、路面", "2027", 2.088, 132.8,
                       "县级资金 82.80；镇村自筹（一事一议） 50.00")  # fmt: skip
    assert rows[3][1] == HOSTILE_NAME
    assert [row[0] for row in rows[1:5]] == [1, 2, 3, None]


def test_notice_has_posting_dates_telephone_and_a3_paper(tmp_path):
    write_notice(village_plan(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "notice.xlsx")
    texts = {sheet.title: "\n".join(str(row[0]) for row in sheet.values) for sheet in book}
    assert "公示期：自____年__月__日至____年__月__日（不少于 7 天）" in texts["搬迁公示"]
    assert "不少于 10 天" in texts["道路公示"]
    assert "两公示一公告" in texts["搬迁公示"]
    assert "七公开" in texts["道路公示"]
    assert all("监督举报电话：0000-0000000" in text for text in texts.values())
    assert {name: int(book[name].page_setup.paperSize) for name in ("搬迁公示", "道路公示")} == {
        "搬迁公示": 8,
        "道路公示": 8,
    }


def test_missing_telephone_is_a_blank_to_fill_in(tmp_path):
    about = {**village_plan().about, "complaint_telephone": None}
    rows = _sheets(village_plan(about=about), tmp_path)["搬迁公示"]
    assert "电话：____" in rows[-2][0]


def test_two_runs_write_the_same_bytes(tmp_path):
    plan = village_plan()
    shuffled = village_plan(groups=plan.groups.iloc[::-1], households=plan.households.iloc[::-1])
    for name, one in (("a", plan), ("b", shuffled)):
        (tmp_path / name).mkdir()
        write_notice(one, tmp_path / name)
    assert (tmp_path / "a/notice.xlsx").read_bytes() == (tmp_path / "b/notice.xlsx").read_bytes()


DRAFTS = [
    f"{step}（{what}）"
    for what in ("搬迁", "道路")
    for step in ("村级公示", "乡镇公示", "县级公告")
]


def _texts(plan, folder):
    """Everything that each draft says, and its cells."""
    write_notice(plan, folder)
    book = openpyxl.load_workbook(folder / "notice.xlsx")
    cells = {name: [cell for row in book[name].iter_rows() for cell in row] for name in DRAFTS}
    said = {
        name: "\n".join(str(cell.value) for cell in cells[name] if cell.value is not None)
        for name in DRAFTS
    }
    return book, said, cells


def test_six_drafts_on_a4_upright(tmp_path):
    book, said, _ = _texts(village_plan(), tmp_path)
    assert book.sheetnames == ["搬迁公示", "道路公示", *DRAFTS]
    for name in DRAFTS:
        assert (int(book[name].page_setup.paperSize), book[name].page_setup.orientation) == (
            9,
            "portrait",
        )
        assert "【草稿】【模拟数据】" in said[name]
        assert said[name].endswith("（盖章）\n____年__月__日")
        assert "监督举报电话：0000-0000000" in said[name]
        assert "附件：" in said[name]


def test_drafts_of_moves_carry_the_figures_of_groups_that_may_be_shown(tmp_path):
    _, said, cells = _texts(village_plan(), tmp_path)
    for step in ("村级公示", "乡镇公示", "县级公告"):
        text = said[f"{step}（搬迁）"]
        assert "全县列入1个小组、12户、48人，补助54.00万元" in text
        assert "不少于 7 天" in text
        assert "搬迁以本人自愿为前提" in text
        for secret in ("王", "李", "G61", "独户", "泥石流"):
            assert secret not in text
    row = ["石门乡", "石门村", 1, 12, 48, 54]
    values = [cell.value for cell in cells["村级公示（搬迁）"]]
    assert any(values[i : i + 6] == row for i in range(len(values)))
    assert "村民小组评议" in said["村级公示（搬迁）"]
    assert "乡镇公示（自____年" in said["县级公告（搬迁）"]
    assert "公告期：" in said["县级公告（搬迁）"]


def test_drafts_of_roads_follow_the_seven_disclosures(tmp_path):
    _, said, cells = _texts(village_plan(), tmp_path)
    for step in ("村级公示", "乡镇公示", "县级公告"):
        text = said[f"{step}（道路）"]
        for disclosure in ("一、建设计划", "二、补助政策", "三、招标投标", "四、施工管理",
                           "五、质量监管", "六、资金使用", "七、竣（交）工验收"):  # fmt: skip
            assert disclosure in text
        assert "全县列入项目3个、5.7公里，投资246.13万元" in text
        assert "县级资金 144.90；镇村自筹（一事一议） 101.23" in text
        assert "不少于 10 天" in text
    values = [cell.value for cell in cells["村级公示（道路）"]]
    row = ["云岭镇", "柳坪村", 3, 5.686, 246.13]
    assert any(values[i : i + 5] == row for i in range(len(values)))


def test_figures_of_drafts_are_rounded_sums(tmp_path):
    plan = village_plan()
    projects = plan.projects.assign(length_m=1000.4)
    paid = plan.payments["amount_yuan"].where(plan.payments["kind"] != "project")
    paid = paid.fillna(plan.payments["id"].map({"P1": 500.0, "P2": 2000.0, "P3": 3000.0}))
    paid = paid.astype("object")  # as a plan has it that is read back without any move
    assert 0.1 + 0.2 + 0.3 != 0.6
    changed = village_plan(projects=projects, payments=plan.payments.assign(amount_yuan=paid))
    book, _, _ = _texts(changed, tmp_path)
    rows = [row[:4] for row in book["县级公告（道路）"].values]
    assert ("云岭镇", 3, 3.0, 0.6) in rows
    assert ("石门乡", 1, 12, 48) in [row[:4] for row in book["县级公告（搬迁）"].values]


def test_funds_with_a_quota_are_the_subsidy_policy(tmp_path):
    funds = [
        {"id": "county", "quota_wan_per_km": 20.0},
        {"id": "village", "quota_wan_per_km": None},
    ]
    settings = {**village_plan().about["settings"], "funds": funds}
    plan = village_plan(about={**village_plan().about, "settings": settings})
    assert "二、补助政策。县级资金每公里20万元；" in _texts(plan, tmp_path)[1]["村级公示（道路）"]


def test_hostile_names_in_drafts_are_text(tmp_path):
    villages = village_plan().villages
    villages["admin_village_name"] = "=cmd()"
    villages["township_name"] = HOSTILE_NAME
    _, said, cells = _texts(village_plan(villages=villages, name="=1+1"), tmp_path)
    assert "=cmd()" in said["村级公示（搬迁）"]
    assert HOSTILE_NAME in said["县级公告（搬迁）"]
    assert not [cell.value for each in cells.values() for cell in each if cell.data_type == "f"]


def test_drafts_without_moves_or_roads_say_none(tmp_path):
    plan = village_plan()
    groups = plan.groups.assign(site_id=None)
    projects = plan.projects.assign(
        **dict.fromkeys(("subgrade_year", "surface_year"), pd.array([pd.NA] * 6, dtype="Int64"))
    )
    payments = plan.payments.iloc[:0]
    _, said, _ = _texts(village_plan(groups=groups, projects=projects, payments=payments), tmp_path)
    assert "全县列入0个小组、0户、0人" in said["乡镇公示（搬迁）"]
    assert "全县列入项目0个" in said["乡镇公示（道路）"]
    assert "资金来源（万元）：______" in said["乡镇公示（道路）"]
