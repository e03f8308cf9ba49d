"""Wider surfaces, widening, bays, guardrails: each equation on its own, and by brute force.

Money and worth in 万元, minutes worth one 万元 each unless said otherwise.
"""

import numpy as np
import pandas as pd
import pytest
from road_cases import FORK, NEVER, YEARS, link_table
from treated_cases import (
    WAN,
    Worth,
    all_plans,
    best_plan,
    chosen,
    due,
    payable,
    people_by_year,
    random_case,
    treated_case,
    trip_tables,
    work_table,
)

from geoplan.programme.treatments import most_worth_yuan

BAYS = {"bays": ("s", "passing_bays", 3)}
WIDE = {"wide": ("a", "wider", (3, 4))}
ALONG_A = [(1.0, [(0, {"a": 9, "wide": 8})])]
"""A trip on road a: its usual surface saves 9 minutes, a wide one 8 more."""


def test_a_wide_surface_is_paid_as_such_and_once():  # V1
    told = chosen(treated_case(works=WIDE, trips=ALONG_A))
    assert told.plan == (((0, 1, "wide"),), ())
    assert told.worth == pytest.approx(9 + 8 - 7)
    paid = told.decision.payments
    assert paid["kind"].tolist() == ["project", "project"]
    assert paid.set_index(["id", "component", "year"])["amount_yuan"].to_dict() == {
        ("a", "subgrade", 2027): 3 * WAN,
        ("a", "surface", 2028): 4 * WAN,
    }


@pytest.mark.parametrize(("wide", "width"), [((3, 4), "wide"), ((4, 2), None)])
def test_a_wide_surface_needs_a_wide_subgrade(wide, width):  # V1
    """3 in the first year pay a wide subgrade of 3; one of 4 they do not, but the usual one."""
    case = treated_case(
        works={"wide": ("a", "wider", wide)}, trips=ALONG_A, ceilings={"all": [3, 9]}
    )
    told = chosen(case)
    assert told.plan.roads == ((0, 1, width),)
    assert told.worth == pytest.approx(9 + 8 - 7 if width else 9 - 3)


def test_a_wide_subgrade_is_not_dug_while_the_road_must_be_open():  # V1
    """Money for the subgrade only in the first year, when the village builds."""
    case = treated_case(
        costs={"a": (2, 3)}, works=WIDE, trips=ALONG_A, lag_years=0, quiet_years={"a": {0}},
        ceilings={"all": [3, 4]},
    )  # fmt: skip
    assert chosen(case).plan == (((NEVER, NEVER, None),), ())
    assert chosen(case | {"quiet_years": {}}).plan == (((0, 1, "wide"),), ())


@pytest.mark.parametrize(("quota", "width"), [(3, None), (4, "wide")])
def test_quotas_hold_for_a_wide_surface(quota, width):  # V1
    funds = {
        "one": {"pays": ("subgrade",)},
        "two": {"pays": ("surface",), "quota_wan_per_km": quota},
    }
    case = treated_case(works=WIDE, trips=ALONG_A, funds=funds, ceilings={f: [9, 9] for f in funds})
    assert chosen(case).plan.roads == ((0, 1, width),)


def test_a_road_gets_one_width():  # V1
    """The widest saves most; 5.5 m costs less beyond 4.5 m than it saves."""
    works = {"a@4.5m": ("a", "wider", (2, 3)), "a@5.5m": ("a", "wider", (3, 4))}
    trips = [(1.0, [(0, {"a": 9, "a@4.5m": 3, "a@5.5m": 6})])]
    assert chosen(treated_case(works=works, trips=trips)).plan == (((0, 1, "a@5.5m"),), ())
    trips[0][1][0][1]["a@5.5m"] = 4.5
    assert chosen(treated_case(works=works, trips=trips)).plan == (((0, 1, "a@4.5m"),), ())


def test_a_stretch_is_never_widened_and_given_bays():  # V2
    works = BAYS | {"widened": ("s", "widening", 3), "others": ("r", "widening", 3)}
    trips = [(1.0, [(0, {"bays": 9, "widened": 8, "others": 7})])]
    told = chosen(treated_case(works=works, trips=trips))
    assert told.plan.works == (("bays", 0), ("others", 0))
    assert told.worth == pytest.approx(1.1 * (9 + 7) - 6)


@pytest.mark.parametrize(("ceilings", "rail"), [([1, 9], 1), ([0, 9], None)])
def test_a_new_road_gets_its_guardrail_with_its_surface_or_later(ceilings, rail):  # V2
    """The surface comes in 2028, or never; the rail's own fund could pay it from 2027 on."""
    case = treated_case(
        works={"rail": ("a", "guardrail", 2)}, secured={"rail": 5}, trips=ALONG_A,
        funds={"road": {"pays": ("subgrade", "surface")}, "rail": {}},
        ceilings={"road": ceilings, "rail": [2, 2]},
        costs={"a": (3 if rail is None else 1, 2)},
    )  # fmt: skip
    told = chosen(case)
    assert told.plan == (((0, 1, None),), (("rail", 1),)) if rail else (((NEVER, NEVER, None),), ())


def test_a_guardrail_stands_beside_another_treatment():  # V2
    works = BAYS | {"rail": ("s", "guardrail", 2)}
    case = treated_case(works=works, secured={"rail": 5}, trips=[(1.0, [(0, {"bays": 9})])])
    assert chosen(case).plan.works == (("bays", 0), ("rail", 0))


def test_a_trip_is_counted_on_one_way_only():  # V3
    """Of two parallel roads the better is improved; together they would save no more."""
    works = {"left": ("s", "widening", 3), "right": ("r", "widening", 3)}
    told = chosen(treated_case(works=works, trips=[(1.0, [(0, {"left": 10}), (0, {"right": 8})])]))
    assert told.plan.works in [(("left", 0),), (("left", 1),)]  # no minute is saved on both ways
    assert told.worth == pytest.approx(10 - 3)


@pytest.mark.parametrize(("lost", "is_taken"), [(6, False), (4, True)])
def test_what_is_saved_on_a_longer_way_is_saved_by_those_who_take_it(lost, is_taken):  # V3
    """Bays save 8 minutes there and cost 3."""
    told = chosen(treated_case(works=BAYS, trips=[(1.0, [(0, {}), (lost, {"bays": 8})])]))
    assert bool(told.plan.works) == is_taken
    assert told.worth == pytest.approx(8 - lost - 3 if is_taken else 0)


def test_a_trip_takes_two_ways_in_no_part():  # V3, V4
    """One work, two ways: it saves what it saves on the way that is taken."""
    told = chosen(treated_case(works=BAYS, trips=[(1.0, [(0, {"bays": 5}), (1, {"bays": 9})])]))
    assert told.plan.works == (("bays", 0),)
    assert told.worth == pytest.approx(9 - 1 + 5 / 10 - 3)


def test_a_way_saves_only_what_is_built():  # V4
    """The bays cannot be paid."""
    trips = [(1.0, [(0, {}), (2, {"bays": 8})])]
    told = chosen(treated_case(works=BAYS, trips=trips, ceilings={"all": [2, 2]}))
    assert told.plan.works == ()
    assert told.worth == pytest.approx(0)


def test_who_gets_nowhere_today_saves_what_is_beyond_the_most_that_counts():  # V3
    """The first way is 6 minutes longer than the farthest that counts; the surface saves 9."""
    told = chosen(treated_case(trips=[(2.0, [(6, {"a": 9})])]))
    assert told.plan.roads == ((0, 1, None),)
    assert told.worth == pytest.approx(2 * (9 - 6) - 3)


@pytest.mark.parametrize(("years", "worth"), [(10, 1.1), (20, 1.05), (1, 2.0)])
def test_what_is_done_sooner_saves_a_year_more(years, worth):  # V5
    """Minutes are worth 1 over all years after the batch, so in each of them 1 / years."""
    works = BAYS | {"rail": ("s", "guardrail", 2)}
    case = treated_case(
        works=works, secured={"rail": 5}, trips=[(1.0, [(0, {"bays": 9})])], years=years
    )
    told = chosen(case)
    assert told.plan.works == (("bays", 0), ("rail", 0))
    assert told.worth == pytest.approx(worth * (9 + 5) - 5)
    told = chosen(case | {"ceilings": {"all": [0, 9]}})
    assert told.plan.works == (("bays", 1), ("rail", 1))
    assert told.worth == pytest.approx(9 + 5 - 5)


def test_what_saves_most_comes_first():  # V5
    works = {"few": ("s", "widening", 3), "many": ("r", "widening", 3)}
    trips = [(1.0, [(0, {"few": 9, "many": 10})])]
    told = chosen(treated_case(works=works, trips=trips, ceilings={"all": [3, 3]}))
    assert told.plan.works == (("few", 1), ("many", 0))


@pytest.mark.parametrize(("minutes", "year"), [(3.1, 0), (2.9, 0), (2.6, None)])
def test_what_is_worth_less_than_it_costs_is_left_out(minutes, year):  # V5
    """Bays cost 3; from 2027 on they are worth a tenth more."""
    told = chosen(treated_case(works=BAYS, trips=[(1.0, [(0, {"bays": minutes})])]))
    assert told.plan.works == (() if year is None else (("bays", year),))
    assert told.worth == pytest.approx(max(0.0, 1.1 * minutes - 3))


def test_a_dearer_road_that_joins_as_many_is_built_where_it_saves_more():  # V5
    """Roads a and b lead to the village; a is cheaper, b leads to the school, too."""
    case = treated_case(
        links=link_table((0, 1, "a"), (0, 1, "b")), costs={"a": (0, 2), "b": (0, 3)},
        people={1: 10}, trips=[(1.0, [(0, {"a": 1.0}), (0, {"b": 4})])], ceilings={"all": [3, 0]},
    )  # fmt: skip
    told = chosen(case)
    assert told.before.surface_year.notna().tolist() == [True, False]
    assert told.plan.roads == ((NEVER, NEVER, None), (NEVER, 0, None))
    assert told.worth == pytest.approx(4 - 1)


def test_nobody_loses_the_road_for_minutes():
    """Money for one road in 2028: c joins most people, a would save most."""
    case = treated_case(
        links=FORK, costs=dict.fromkeys("abc", (0, 3)), people={1: 20, 3: 22},
        trips=[(1.0, [(0, {"a": 500})])], ceilings={"all": [0, 3]},
    )  # fmt: skip
    nothing = NEVER, NEVER, None
    assert chosen(case).plan.roads == (nothing, nothing, (NEVER, 1, None))


def test_nobody_gets_the_road_later_for_minutes():
    case = treated_case(
        links=FORK, costs=dict.fromkeys("abc", (0, 3)), people={1: 22, 3: 20},
        works={"rail": ("s", "guardrail", 3)}, secured={"rail": 500},
        trips=[(1.0, [(0, {"c": 500})])], ceilings={"all": [3, 3]}, years=1,
    )  # fmt: skip
    told = chosen(case)
    assert told.plan == (((NEVER, 0, None), (NEVER, NEVER, None), (NEVER, 1, None)), ())
    assert told.decision.objectives["value"][["access", "earlier"]].tolist() == [42, 22]


def test_the_most_that_a_work_can_be_worth():
    """On every trip the way on which it saves most, and what it secures."""
    case = treated_case(
        works=BAYS | {"rail": ("s", "guardrail", 2)}, secured={"rail": 5},
        trips=[(1.0, [(0, {"bays": 5}), (1, {"bays": 9})]), (0.5, [(0, {"bays": 4, "rail": 2})])],
    )  # fmt: skip
    works = work_table(case).index.append(pd.Index(["unknown"]))
    told = most_worth_yuan(works, trip_tables(case))
    assert (told / WAN).to_dict() == {"bays": 9 + 2, "rail": 5 + 1, "unknown": 0}


@pytest.mark.parametrize("seed", range(120))
def test_by_brute_force(seed):
    case = random_case(seed)
    told = chosen(case)
    before = told.before.objectives
    best, plan = best_plan(case, told.before)
    worth = Worth(case, before["value"]["cost"] / WAN)
    assert told.plan in set(all_plans(case))
    assert payable(case, told.plan)
    assert told.worth == pytest.approx(worth(told.plan), abs=1e-3)
    assert told.worth <= best + 1e-3
    assert told.worth >= best - 1e-3 * max(1.0, abs(best)) - 1e-3, plan
    assert told.bound >= best - 1e-3
    after = told.decision.objectives
    assert list(after.index) == ["access", "earlier", "worth"]
    *sooner, last = people_by_year(case, told.plan)
    assert after["value"][["access", "earlier"]].tolist() == pytest.approx([last, sum(sooner)])
    kept = ["access", "earlier"]
    assert (after["value"][kept] >= before["value"][kept]).all()
    everything_is_paid(case, told)


def everything_is_paid(case, told):
    """Each stage and work exactly, in whole hundreds, by whom and when it may be."""
    paid = told.decision.payments
    assert (paid["amount_yuan"] % 100 == 0).all() and (paid["amount_yuan"] > 0).all()
    by_part = paid.groupby(["id", "component", "year"])["amount_yuan"].sum() / WAN
    asked = {(u, part, YEARS[t]): wan for (u, part, t), wan in due(case, told.plan).items()}
    assert by_part.to_dict() == pytest.approx(asked)
    of_works = paid["id"].isin(case["works"])
    assert (paid["kind"] == np.where(of_works, "work", "project")).all()
    for f, row in case["funds"].items():
        own = paid[paid["fund_id"] == f]
        assert own["component"].isin(row["pays"]).all()
        most = row.get("quota_wan_per_km", np.inf) * WAN
        assert (own.groupby(["id", "component"])["amount_yuan"].sum() <= most).all()
        purse = 0
        for year, wan in zip(YEARS, case["ceilings"][f], strict=True):
            purse = (purse if row.get("carry_over") else 0) + wan * WAN
            purse -= own["amount_yuan"][own["year"] == year].sum()
            assert purse >= 0
