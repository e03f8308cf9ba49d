"""What the summary and the brief both say in a sentence: only what the plan proves."""

import pandas as pd
import pytest
from plans import village_plan

from geoplan.publish.notes import (
    access_index,
    gate,
    short_batch,
    unapproved_funds,
    with_relocation,
    year_notes,
)


def without_surfaces(year, **columns):
    """The projects of the village plan with no surface in a year."""
    projects = village_plan().projects
    surface = projects["surface_year"]
    return projects.assign(surface_year=surface.mask(surface == year), **columns)


def idle(year, **columns):
    """The projects of the village plan with nothing built in a year."""
    projects = without_surfaces(year, **columns)
    subgrade = projects["subgrade_year"]
    return projects.assign(subgrade_year=subgrade.mask(subgrade == year))


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


READ_ON = "没有列入的路，原因见“未列入及原因”。"


def test_the_lag_explains_no_surfaces_but_not_why_there_are_no_subgrades():
    plan = village_plan(projects=idle(2027, subgrade_accepted=False, reason="too_dear"))
    zh, en = said(year_notes(plan))
    assert zh == f"2027 年没有修路。{READ_ON}"
    assert en == ("2027: no road is built. For roads not in the plan see what is left out and why.")


def without_money(year, *funds):
    """The funds of the village plan, some of them with nothing in a year."""
    table = village_plan().funds
    poor = table["fund_id"].isin(funds) & (table["year"] == year)
    return table.assign(ceiling_yuan=table["ceiling_yuan"].mask(poor, 0.0))


@pytest.mark.parametrize(
    ("projects", "funds", "note"),
    [
        (idle, ["county", "village"], "2028 年没有修路：当年可以用来修路的资金是 0。"),
        (idle, ["county"], f"2028 年没有修路。{READ_ON}"),  # the village could pay subgrades
        (without_surfaces, ["county"], "2028 年只修路基 1 条，没有铺路面，没有人因修路新通硬化路："
                                       "当年可以付路面的资金是 0。"),
        (without_surfaces, ["village"], "2028 年只修路基 1 条，没有铺路面，没有人因修路新通硬化路。"
                                        f"{READ_ON}"),
    ],
)  # fmt: skip
def test_money_is_the_reason_where_no_fund_could_pay_what_is_not_built(projects, funds, note):
    plan = village_plan(projects=projects(2028), funds=without_money(2028, *funds))
    assert said(year_notes(plan))[0] == note


def test_money_carried_over_is_money():
    funds = without_money(2028, "county", "village")
    carried = funds["carried_in_yuan"].mask(funds["year"] == 2028, 1000.0)
    plan = village_plan(projects=idle(2028), funds=funds.assign(carried_in_yuan=carried))
    assert "资金" not in said(year_notes(plan))[0]


def test_a_year_for_which_no_road_is_left():
    done = idle(2028).replace(
        {"reason": {"money": "cheaper_ways", "subgrade_only": "served_otherwise"}}
    )
    zh, en = said(year_notes(village_plan(projects=done)))
    assert zh == "2028 年没有修路：没有还需要修、又可以列入的路。"
    assert en == "2028: no road is built; no road is left that is needed and may be listed."
    useless = done.replace({"reason": {"cheaper_ways": "useless_alone"}})
    assert said(year_notes(village_plan(projects=useless)))[0].endswith(READ_ON)


def test_roads_of_later_years_are_left_to_be_built():
    reasons = {"money": "cheaper_ways", "subgrade_only": "served_otherwise"}
    later = idle(2027).replace({"reason": reasons})
    assert said(year_notes(village_plan(projects=later)))[0] == f"2027 年没有修路。{READ_ON}"


def test_a_gate_that_keeps_every_road_out_is_no_matter_of_subgrades():
    never = pd.Series(pd.NA, village_plan().projects.index, dtype="Int64")
    gated = village_plan().projects.assign(
        subgrade_year=never, surface_year=never, eligible=False, reason="few_households"
    )
    notes = [zh for zh, _ in year_notes(village_plan(projects=gated))]
    assert notes == [f"{year} 年没有修路：没有还需要修、又可以列入的路。" for year in (2027, 2028)]


def test_surfaces_that_connect_nobody_are_told_without_a_guess():
    groups = village_plan().groups
    later = groups["connected_year"].replace(2027, 2028)
    zh, en = said(year_notes(village_plan(groups=groups.assign(connected_year=later))))
    assert zh == "2027 年铺路面 1 条，但当年没有人因修路新通硬化路。"
    assert en == "2027: 1 surface is built but nobody is newly connected by a road."


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


def test_every_year_of_a_short_batch_is_left_to_what_is_said_of_the_batch():
    plan = village_plan(projects=idle(2028, reason="too_late"))
    plan.about["settings"]["projects"]["surface_lag_years"] = 2
    assert short_batch(plan)[0].startswith("本批只有 2 年，路基修好要隔 2 年才铺路面")
    assert year_notes(plan) == []


def test_funds_that_are_assumed_are_counted_once():
    funds = village_plan().funds
    assert unapproved_funds(village_plan(funds=funds.assign(assumed=False))) is None
    zh, en = unapproved_funds(village_plan())
    assert zh.startswith("3 项资金中有 1 项的额度是推定的")
    assert en == "Assumed, not approved: the ceiling of 1 of 3 funds. Plan again once approved."
    zh, _ = unapproved_funds(village_plan(funds=funds.assign(assumed=True)))
    assert zh.startswith("全部 3 项资金的额度都是推定的")


def test_the_gate_counts_the_people_who_need_what_it_keeps_out():
    plan = village_plan()
    assert gate(plan) is None
    reason = plan.projects["reason"].mask(plan.projects.index == "P4", "few_households")
    gated = plan.projects.assign(reason=reason)
    zh, en = gate(village_plan(projects=gated))  # the way of G51 is P4
    assert zh == ("达不到列入门槛（至少 30 户受益，由县里定）的路不列入，而 40 人（1 个小组）没有硬化路，"
                  "最省的通路要走这样的路。")  # fmt: skip
    assert en == (
        "Roads that do not pass the gate of the county (at least 30 households served) are not "
        "listed; 40 people in 1 group without a paved road need such roads on their cheapest way."
    )
    other = plan.groups.assign(way_projects=plan.groups["way_projects"].replace("P4", "P44"))
    zh, _ = gate(village_plan(projects=gated, groups=other))
    assert zh == "达不到列入门槛（至少 30 户受益，由县里定）的路不列入。"


def test_the_gate_counts_groups_of_villages_that_have_a_road():
    plan = village_plan()
    reason = plan.projects["reason"].mask(plan.projects.index == "P4", "few_households")
    has_road = plan.villages["reason"].mask(plan.villages.index == "V5", "connected_now")
    villages = plan.villages.assign(reason=has_road)
    zh, _ = gate(village_plan(projects=plan.projects.assign(reason=reason), villages=villages))
    assert "40 人（1 个小组）" in zh


def test_the_gate_counts_neither_movers_nor_those_who_get_their_road():
    plan = village_plan()
    gated = plan.projects.assign(reason="few_households")
    needs_p5 = plan.groups["village_id"].isin(["V2", "V6"])  # connected in 2027, moving away
    ways = plan.groups["way_projects"].where(needs_p5, "")
    zh, _ = gate(village_plan(projects=gated, groups=plan.groups.assign(way_projects=ways)))
    assert zh.endswith("的路不列入。")


def test_relocation_is_asked_where_somebody_is_in_danger_or_a_site_is_known():
    plan = village_plan()
    safe = plan.groups.assign(must_move=False, reason="not_threatened")
    assert with_relocation(plan)
    assert with_relocation(village_plan(groups=safe))
    assert with_relocation(village_plan(sites=plan.sites[:0]))
    assert not with_relocation(village_plan(groups=safe, sites=plan.sites[:0]))


def test_the_index_is_explained_where_it_is_known():
    plan = village_plan()
    assert access_index(plan)[1].startswith(
        "The Rural Access Index counts who has an all-season road within 2 km"
    )
    unknown = plan.indicators.copy()
    unknown.loc["rural_access_index", "after"] = float("nan")
    assert access_index(village_plan(indicators=unknown)) is None
