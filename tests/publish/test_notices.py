"""What hangs on the notice board tells the neighbours enough and strangers nothing."""

import zipfile

import openpyxl
import pandas as pd
import pytest
from plans import HOSTILE_NAME, village_plan

from geoplan.publish.notices import mask_name, write_notice


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
    """Rows of the two sheets, without title and intro."""
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


def test_groups_are_listed_where_the_household_list_is_not_complete(tmp_path):
    some = village_plan().households.loc[["H000105"]]
    rows = _sheets(village_plan(households=some), tmp_path)["搬迁公示"]
    assert rows[0][4] == "户数"


def test_roads_tell_years_length_investment_and_funds(tmp_path):
    rows = _sheets(village_plan(), tmp_path)["道路公示"]
    assert rows[0] == ("序号", "项目名称", "路线编码", "乡镇", "建设内容", "年份", "里程(公里)",
                       "投资(万元)", "资金来源(万元)")  # fmt: skip
    assert rows[1] == (1, "黄家湾路", "Y251610928", "云岭镇", "路基、路面", "2027", 2.088, 132.8,
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
    assert {int(sheet.page_setup.paperSize) for sheet in book} == {8}


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
