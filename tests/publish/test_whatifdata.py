"""What the page is given for what-if questions, on the plan by hand and on the tiny county."""

from dataclasses import replace

import numpy as np
import pandas as pd
from plans import village_plan

from geoplan.programme.plan import Plan
from geoplan.publish.disclosure import public_plan
from geoplan.publish.whatifdata import whatif_data


def told(plan: Plan, *, public: bool = False) -> dict:
    return whatif_data(public_plan(plan) if public else plan)


def test_paved_pieces_are_one_place_and_the_root_is_0():
    """Roads of projects between pieces: P1 from the paved road to V2, P2 on to V3."""
    data = told(village_plan())
    links = data["links"]
    assert links["road"] == [3, 4, 5, 6, 7, 8]
    ends = {road: {a, b} for road, a, b in zip(*links.values(), strict=True)}
    assert all(0 in ends[road] for road in (3, 5, 6, 7, 8))
    assert 0 not in ends[4]
    assert ends[3] & ends[4] == ends[3] - {0}  # both touch V2
    assert data["groups"]["piece"][0] == 0
    assert data["groups"]["piece"][1] in ends[4]
    assert data["groups"]["piece"][8] == -1  # V8 is far from every road
    assert data["sites"]["piece"][:2] == [0, 0]


def test_hardened_scraps_are_pieces_of_their_own(tiny_plan):
    roads = tiny_plan.roads.assign(hardened=tiny_plan.roads["hardened"])
    roads.loc["R4", "hardened"] = True  # V2 - V3 paved, but not on to the root
    scrap = told(replace(tiny_plan, roads=roads))
    by_name = dict(zip(tiny_plan.groups.index, scrap["groups"]["piece"], strict=True))
    assert by_name["V2"] == by_name["V3"] != 0


def test_minutes_are_whole_hundredths(tiny_plan):
    trips = told(tiny_plan)["trips"]
    links = tiny_plan.roads.index.tolist()
    assert trips["kind"] == "township_seat"
    assert trips["forth"][links.index("R2")] == 2382
    assert trips["paved"][links.index("R2")] == 545
    assert trips["paved"][links.index("R0#1")] is None
    # of T2 no seat is listed: its villages go to the nearest, that of T1
    assert (trips["goal"], trips["goalWalk"], trips["goalSearch"]) == ([0, 0], [0, 0], [0, 1])
    villages = [
        tiny_plan.groups["village_id"].iloc[k] for k, one in enumerate(trips["search"]) if one
    ]
    assert sorted(set(villages)) == ["V1", "V5"]


def test_money_is_in_whole_hundreds_of_yuan(tiny_plan):
    data = told(tiny_plan)
    assert data["funds"] == {
        "id": ["province", "county", "village", "sponsor"],
        "name": ["省级补助", "county", "village", "sponsor"],
        "carry": [True, True, False, False],
        "limit": [[6000, 6000], [10000, 7000], [6000, 0], [500, 500]],
    }
    offers = pd.DataFrame(data["offers"]).drop(columns="paid")
    assert offers.iloc[0].tolist() == [1, "subgrade", 2, 5000]  # B2
    assert len(offers) == 17


def test_public_groups_are_of_three_households_or_more():
    data = told(village_plan(), public=True)
    assert len(data["groups"]["people"]) == 7
    assert 7.0 not in data["groups"]["people"]  # G62 and G71: two households each


def test_public_fund_that_pays_moves_offers_what_the_plan_uses():
    """What is left of a fund for roads and moves would tell what small groups do."""
    plan = village_plan()
    settings = plan.about["settings"] | {"funds": [{"id": "county", "pays": ["surface", "site"]}]}
    funds = plan.funds.assign(carry_over=plan.funds["fund_id"].eq("county"))
    mixed_plan = replace(plan, about=plan.about | {"settings": settings}, funds=funds)
    inside, outside = (told(mixed_plan, public=public)["funds"] for public in (False, True))
    county = inside["id"].index("county")
    assert inside["limit"][county] == [9000, 7000]
    assert outside["limit"][county] == [8280, 6210]
    assert (inside["carry"][county], outside["carry"][county]) == (True, False)


def test_nothing_is_unreadable_for_json(tiny_plan):
    def numbers(value):
        if isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                yield from numbers(one)
        else:
            yield value

    assert all(
        value is None or (type(value) in (int, float, str, bool) and value == value)
        for value in numbers(told(tiny_plan))
    )
    assert not any(isinstance(value, np.generic) for value in numbers(told(tiny_plan)))
