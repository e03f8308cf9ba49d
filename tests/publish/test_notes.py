"""What the summary and the brief both say in a sentence."""

import pandas as pd
import pytest
from plans import village_plan

from geoplan.publish.notes import access_index, gate, short_batch, unapproved_funds, year_notes


def without_surfaces(year, **columns):
    """The projects of the village plan with no surface in a year."""
    projects = village_plan().projects
    surface = projects["surface_year"]
    return projects.assign(surface_year=surface.mask(surface == year), **columns)


def said(notes):
    """The only note, 中文 and English."""
    (note,) = notes
    return note


def test_years_that_bring_something_need_no_note():
    assert year_notes(village_plan()) == []


def test_a_year_of_subgrades_says_that_surfaces_come_later():
    plan = village_plan(projects=without_surfaces(2027, subgrade_accepted=False))
    zh, en = said(year_notes(plan))
    assert zh == ("2027 年只修路基 1 条，没有铺路面，没有人因修路新通硬化路：路基修好要隔 1 年才铺路面，"
                  "可以列入的路里没有路基已验收的。")  # fmt: skip
    assert en == ("2027: only 1 subgrade is built, so nobody is newly connected by a road; the surface "
                  "comes 1 year after the subgrade, and of the roads that may be listed none has its "
                  "subgrade accepted.")  # fmt: skip


def test_accepted_subgrades_that_may_not_be_listed_do_not_help():
    projects = without_surfaces(2027, eligible=False, subgrade_accepted=True)
    assert "没有路基已验收的" in said(year_notes(village_plan(projects=projects)))[0]
    projects = without_surfaces(2027, eligible=True, subgrade_accepted=True)
    assert "路基已验收" not in said(year_notes(village_plan(projects=projects)))[0]


@pytest.mark.parametrize(
    ("funds", "why"),
    [
        (["county", "village", "hazard"], "当年各项资金都是 0"),
        (["county"], "当年可以付路面的资金是 0"),
    ],
)
def test_a_year_without_money_says_so(funds, why):
    table = village_plan().funds
    poor = table["fund_id"].isin(funds) & (table["year"] == 2028)
    money = table.assign(ceiling_yuan=table["ceiling_yuan"].mask(poor, 0.0))
    projects = without_surfaces(2028)
    no_subgrade = projects["subgrade_year"].mask(projects["subgrade_year"] == 2028)
    idle = village_plan(projects=projects.assign(subgrade_year=no_subgrade), funds=money)
    assert said(year_notes(idle))[0] == f"2028 年没有修路，也没有搬迁：{why}。"
    later = idle.groups["year"].replace(2027, 2028)
    moves = village_plan(projects=idle.projects, funds=money, groups=idle.groups.assign(year=later))
    assert said(year_notes(moves))[0] == f"2028 年没有修路：{why}。"


def test_money_carried_over_is_money():
    funds = village_plan().funds
    carried = funds.assign(
        ceiling_yuan=funds["ceiling_yuan"].where(funds["year"] == 2027, 0.0),
        carried_in_yuan=funds["carried_in_yuan"].mask(funds["year"] == 2028, 1000.0),
    )
    zh, _ = said(year_notes(village_plan(projects=without_surfaces(2028), funds=carried)))
    assert "资金" not in zh


def test_a_year_for_which_no_road_is_left():
    projects = without_surfaces(2028)
    done = projects.assign(reason=projects["reason"].replace("money", "cheaper_ways"))
    zh, _ = said(year_notes(village_plan(projects=done)))
    assert zh.endswith("除排在别的年份的以外，没有需要修又可以列入的路。")
    zh, _ = said(year_notes(village_plan(projects=projects)))
    assert zh.endswith("各条路的原因见“未列入及原因”。")


def test_surfaces_that_connect_nobody_yet():
    groups = village_plan().groups
    later = groups["connected_year"].replace(2027, 2028)
    zh, en = said(year_notes(village_plan(groups=groups.assign(connected_year=later))))
    assert zh.startswith("2027 年铺路面 1 条，但当年没有人新通硬化路")
    assert en.startswith("2027: 1 surface is built but nobody is newly connected")


def test_a_batch_too_short_for_subgrade_and_surface_is_told_once():
    plan = village_plan()
    assert short_batch(plan) is None
    funds = plan.funds[plan.funds["year"] == 2027]
    nothing = pd.Series(pd.NA, plan.projects.index, dtype="Int64")
    reason = plan.projects["reason"].replace({"selected": "too_late", "subgrade_only": "too_late"})
    one_year = village_plan(
        years=(2027,), funds=funds,
        projects=plan.projects.assign(
            subgrade_year=nothing, surface_year=nothing, subgrade_accepted=False, reason=reason
        ),
    )  # fmt: skip
    zh, en = short_batch(one_year)
    assert zh == ("本批只有 1 年，路基修好要隔 1 年才铺路面，只能给路基已验收的路铺面，有 3 条路因此排不进。"
                  "要排进，本批至少要 2 年，或路基先修好并通过验收。")  # fmt: skip
    assert "This batch has 1 year and the surface comes 1 year after the subgrade" in en
    assert year_notes(one_year) == []


def test_funds_that_are_assumed_are_counted_once():
    funds = village_plan().funds
    assert unapproved_funds(village_plan(funds=funds.assign(assumed=False))) is None
    zh, en = unapproved_funds(village_plan())
    assert zh.startswith("3 项资金中有 1 项的额度是推定的")
    assert en == "Assumed, not approved: the ceiling of 1 of 3 funds. Plan again once approved."
    zh, _ = unapproved_funds(village_plan(funds=funds.assign(assumed=True)))
    assert zh.startswith("全部 3 项资金的额度都是推定的")


def test_the_gate_counts_roads_and_the_villages_that_need_them():
    plan = village_plan()
    assert gate(plan) is None
    reason = plan.projects["reason"].mask(plan.projects.index == "P4", "few_households")
    gated = plan.projects.assign(reason=reason)
    zh, en = gate(village_plan(projects=gated))  # V5 is blocked, its way is P4
    assert "其中 1 条达不到列入门槛（至少 30 户受益，由县里定），而 1 个未通硬化路的自然村" in zh
    assert en.endswith("The cheapest way of 1 village without a paved road needs it.")
    other = plan.villages.assign(way_projects=plan.villages["way_projects"].replace("P4", "P44"))
    zh, _ = gate(village_plan(projects=gated, villages=other))
    assert zh == "其中 1 条达不到列入门槛（至少 30 户受益，由县里定）。"


def test_the_index_is_explained_where_it_is_known():
    plan = village_plan()
    assert access_index(plan)[1].startswith(
        "The Rural Access Index counts who has an all-season road within 2 km"
    )
    unknown = plan.indicators.copy()
    unknown.loc["rural_access_index", "after"] = float("nan")
    assert access_index(village_plan(indicators=unknown)) is None
