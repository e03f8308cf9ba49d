"""Who pays what: by hand, and what must always hold."""

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import InfeasibleError
from geoplan.programme.funds import (
    fund_use,
    pay_by_funds,
    payable_yuan,
    paying_pairs,
    remaining,
    split_costs,
)
from geoplan.solver import solve

YEARS = [2027, 2028]
COLUMNS = ["id", "component", "cost_yuan", "length_km", "township_id", "admin_village_id"]


def item_table(*rows):
    """Project items; the index is id:component."""
    table = pd.DataFrame(rows, columns=COLUMNS).assign(kind="project")
    return table.set_axis(table["id"] + ":" + table["component"])


def fund_table(**funds):
    """Funds by name; what is not said is absent."""
    rule = {"pays": ("surface",), "carry_over": False, "quota_yuan_per_km": np.nan,
            "township_id": None, "admin_village_id": None, "assumed": False}  # fmt: skip
    rows = [{**rule, "name": name, "name_en": name, **said} for name, said in funds.items()]
    return pd.DataFrame(rows, index=pd.Index(funds, name="fund_id")).astype(
        {"township_id": object, "admin_village_id": object}
    )


def ceiling_table(**ceilings):
    return pd.DataFrame.from_dict(ceilings, orient="index", columns=YEARS, dtype=float)


def most_built(items, funds, ceilings):
    """Most items that the funds can pay by the end, each in one year, by the model's equations."""
    problem = pulp.LpProblem("pay", pulp.LpMaximize)
    done = {
        (i, t): problem.add_variable(f"d_{k}_{t}", cat="Binary")
        for k, i in enumerate(items.index)
        for t in range(ceilings.shape[1])
    }
    for i, t in done:
        if t:
            problem += done[i, t] >= done[i, t - 1]
    problem += pulp.lpSum(done[i, ceilings.shape[1] - 1] for i in items.index)
    pay_by_funds(problem, items, done, funds, ceilings)
    answer = solve(problem)
    by_year = {
        i: next((y for t, y in enumerate(YEARS) if answer.by_name[done[i, t].name] > 0.5), None)
        for i in items.index
    }
    return {i: year for i, year in by_year.items() if year is not None}


def test_pairs_by_component_place_and_quota():
    items = item_table(
        ("a", "surface", 100_000.0, 2.0, "T1", "A1"),
        ("a", "subgrade", 40_000.0, 2.0, "T1", "A1"),
        ("b", "surface", 30_000.0, 1.0, "T2", "A2"),
    )
    funds = fund_table(
        anywhere={"pays": ("subgrade", "surface")},
        tariff={"quota_yuan_per_km": 20_050.0},
        town={"township_id": ("T1",)},
        sponsor={"admin_village_id": ("A2", "A9")},
    )
    assert list(paying_pairs(items, funds).itertuples(index=False, name=None)) == [
        ("a:surface", "anywhere", 100_000),
        ("a:surface", "tariff", 40_100),  # 20 050 a km, 2 km
        ("a:surface", "town", 100_000),
        ("a:subgrade", "anywhere", 40_000),
        ("b:surface", "anywhere", 30_000),
        ("b:surface", "tariff", 20_000),  # in steps of 100 yuan
        ("b:surface", "sponsor", 30_000),
    ]


def test_pairs_need_a_fund_and_an_item():
    items = item_table(("a", "site", 100.0, 0.0, "T1", "A1"))
    assert paying_pairs(items, fund_table(roads={})).empty
    assert paying_pairs(items[:0], fund_table(roads={})).empty
    tariff = fund_table(tariff={"pays": ("site",), "quota_yuan_per_km": 9.0})
    assert paying_pairs(items, tariff).empty  # a tariff per km pays no site


def test_every_item_is_paid_in_full_in_its_year():  # F1
    items = item_table(("a", "surface", 500.0, 1.0, "T1", "A1"))
    funds = fund_table(one={}, two={})
    assert most_built(items, funds, ceiling_table(one=[300, 0], two=[0, 200])) == {}
    assert most_built(items, funds, ceiling_table(one=[300, 0], two=[200, 0])) == {
        "a:surface": 2027
    }
    assert most_built(items, funds, ceiling_table(one=[0, 300], two=[0, 200])) == {
        "a:surface": 2028
    }


def test_quota_leaves_the_rest_to_others():  # F2
    items = item_table(("a", "surface", 500.0, 2.0, "T1", "A1"))
    funds = fund_table(tariff={"quota_yuan_per_km": 100.0}, rest={})
    assert most_built(items, funds, ceiling_table(tariff=[900, 0], rest=[299, 0])) == {}
    assert most_built(items, funds, ceiling_table(tariff=[900, 0], rest=[300, 0]))


@pytest.mark.parametrize(("carry_over", "built"), [(False, 1), (True, 2)])
def test_carry_over(carry_over, built):  # F3
    items = item_table(
        ("a", "surface", 300.0, 1.0, "T1", "A1"), ("b", "surface", 500.0, 1.0, "T1", "A1")
    )
    funds = fund_table(one={"carry_over": carry_over})
    assert len(most_built(items, funds, ceiling_table(one=[400, 400]))) == built


def test_money_never_comes_before_its_year():
    items = item_table(("a", "surface", 500.0, 1.0, "T1", "A1"))
    funds = fund_table(one={"carry_over": True})
    assert most_built(items, funds, ceiling_table(one=[0, 500])) == {"a:surface": 2028}


def test_what_the_model_pays_can_be_split():
    """Two purses with 50 yuan over: together they do not pay the last hundred."""
    items = item_table(
        ("a", "surface", 200.0, 1.0, "T1", "A1"), ("b", "surface", 100.0, 1.0, "T1", "A1")
    )
    built = most_built(items, fund_table(one={}, two={}), ceiling_table(one=[150, 0], two=[150, 0]))
    assert len(built) == 1


def test_split_uses_narrow_funds_first():
    items = item_table(("a", "surface", 1000.0, 1.0, "T1", "A1"))
    funds = fund_table(
        all={"pays": ("subgrade", "surface")},
        tariff={"quota_yuan_per_km": 300.0},
        surface={},
        town={"pays": ("subgrade", "surface"), "township_id": ("T1",)},
    )
    ceilings = ceiling_table(all=[9000, 0], tariff=[9000, 0], surface=[400, 0], town=[200, 0])
    paid = split_costs(items, pd.Series({"a:surface": 2027}), funds, ceilings)
    assert dict(zip(paid["fund_id"], paid["amount_yuan"], strict=True)) == {
        "town": 200, "tariff": 300, "surface": 400, "all": 100,
    }  # fmt: skip
    assert list(paid.columns) == ["kind", "id", "component", "fund_id", "year", "amount_yuan"]
    assert set(paid["year"]) == {2027}


def test_split_of_nothing():
    items = item_table(("a", "surface", 100.0, 1.0, "T1", "A1"))[:0]
    assert split_costs(
        items, pd.Series(dtype=int), fund_table(one={}), ceiling_table(one=[0, 0])
    ).empty


def test_split_that_cannot_be_paid():
    items = item_table(("a", "surface", 1000.0, 1.0, "T1", "A1"))
    with pytest.raises(InfeasibleError, match=r"the funds cannot pay this programme: a:surface"):
        split_costs(
            items, pd.Series({"a:surface": 2027}), fund_table(one={}), ceiling_table(one=[900, 900])
        )


@st.composite
def programmes(draw):
    """Items of 1 to 9 hundred yuan, funds of every kind, ceilings in yuan."""
    hundred = st.integers(1, 9).map(lambda n: 100.0 * n)
    place = st.sampled_from(["T1", "T2"])
    component = st.sampled_from(["subgrade", "surface"])
    rows = draw(st.lists(st.tuples(component, hundred, place), min_size=1, max_size=5))
    items = item_table(*((f"p{k}", c, cost, 1.5, t, "A") for k, (c, cost, t) in enumerate(rows)))
    rule = st.fixed_dictionaries(
        {
            "pays": st.sampled_from([("subgrade",), ("surface",), ("subgrade", "surface")]),
            "carry_over": st.booleans(),
            "quota_yuan_per_km": st.sampled_from([np.nan, 150.0, 333.0]),
            "township_id": st.sampled_from([None, ("T1",)]),
        }
    )
    funds = fund_table(**{f"f{k}": draw(rule) for k in range(draw(st.integers(1, 3)))})
    ceilings = {f: [draw(st.integers(0, 1500)) for _ in YEARS] for f in funds.index}
    return items, funds, ceiling_table(**ceilings)


def overspent(funds, ceilings, payments):
    """Whether a fund is short at the end of a year, added up here once more."""
    for f in funds.index:
        purse = 0.0
        for year in YEARS:
            mine = payments[(payments["fund_id"] == f) & (payments["year"] == year)]
            purse = purse * funds["carry_over"][f] + ceilings.loc[f, year]
            purse -= mine["amount_yuan"].sum()
            if purse < 0:
                return True
    return False


@settings(max_examples=40)
@given(programmes())
def test_split_is_exact_and_keeps_every_limit(programme):
    items, funds, ceilings = programme
    year = pd.Series(most_built(items, funds, ceilings), dtype="int64")
    due = items.loc[year.index]
    paid = split_costs(due, year, funds, ceilings)  # never infeasible: the model says it is paid
    assert (paid["amount_yuan"] > 0).all()
    assert (paid["amount_yuan"] % 100 == 0).all()
    total = paid.groupby("id")["amount_yuan"].sum()
    assert total.to_dict() == due.set_index("id")["cost_yuan"].to_dict()
    assert (paid["year"] == paid["id"].map(year.set_axis(due["id"]))).all()
    assert not overspent(funds, ceilings, paid)
    assert (paid["amount_yuan"] <= 1.5 * paid["fund_id"].map(
        funds["quota_yuan_per_km"]).fillna(np.inf)).all()  # fmt: skip


@settings(max_examples=40)
@given(programmes(), st.lists(st.integers(0, 15), min_size=6, max_size=6))
def test_what_remains_never_lets_a_later_step_overspend(programme, hundreds):
    items, funds, ceilings = programme
    year = pd.Series(most_built(items, funds, ceilings), dtype="int64")
    first = split_costs(items.loc[year.index], year, funds, ceilings)
    left = remaining(funds, ceilings, first)
    assert (left >= 0).all(axis=None)
    more = [
        (f, year, min(left.loc[f, year], 100.0 * n))
        for (f, year), n in zip([(f, y) for f in funds.index for y in YEARS], hundreds, strict=False)
    ]  # fmt: skip
    second = pd.DataFrame(more, columns=["fund_id", "year", "amount_yuan"])
    assert not overspent(funds, ceilings, pd.concat([first, second]))


def test_carried_money_that_is_spent_late_is_gone_early():
    funds = fund_table(one={"carry_over": True}, two={})
    paid = pd.DataFrame(
        {"fund_id": ["one", "two"], "year": [2028, 2027], "amount_yuan": [700.0, 100.0]}
    )
    left = remaining(funds, ceiling_table(one=[500, 400], two=[300, 300]), paid)
    assert left.loc["one"].tolist() == [200, 0]
    assert left.loc["two"].tolist() == [200, 300]


def test_use_of_funds():
    funds = fund_table(one={"carry_over": True}, two={})
    paid = pd.DataFrame(
        {
            "kind": ["project", "group"],
            "fund_id": ["one", "two"],
            "year": [2028, 2027],
            "amount_yuan": [700.0, 100.0],
        }
    )
    use = fund_use(funds, ceiling_table(one=[500, 400], two=[300, 300]), paid)
    assert list(use["year"]) == [2027, 2028] * 2
    assert list(use["carried_in_yuan"]) == [0, 500, 0, 0]
    assert list(use["used_yuan"]) == [0, 700, 100, 0]
    assert list(use["left_yuan"]) == [500, 200, 200, 300]
    assert list(use["for_roads_yuan"]) == [500, 400, 200, 300]
    assert list(use["carry_over"]) == [True, True, False, False]


def plan_tables(items, funds, ceilings):
    """Offers and funds as a plan tells them."""
    pairs = paying_pairs(items, funds)
    offers = items.loc[pairs["item"], ["id", "component"]].reset_index(drop=True)
    offers = offers.rename(columns={"id": "project_id"}).assign(
        fund_id=pairs["fund"].to_numpy(), most_yuan=pairs["most_yuan"].to_numpy(dtype=float)
    )
    nothing = pd.DataFrame(columns=["kind", "id", "component", "fund_id", "year", "amount_yuan"])
    return offers, fund_use(funds, ceilings, nothing)


def test_what_is_short():
    items = item_table(
        ("a", "surface", 500.0, 2.0, "T1", "A1"), ("b", "surface", 700.0, 1.0, "T1", "A1")
    )
    funds = fund_table(tariff={"quota_yuan_per_km": 100.0}, rest={"carry_over": True})
    offers, purse = plan_tables(items, funds, ceiling_table(tariff=[900, 900], rest=[300, 500]))
    due = items.rename(columns={"id": "project_id"})
    assert payable_yuan(due.assign(year=[2027, 2028]), offers, purse) == 500 + 100 + 500
    assert payable_yuan(due.assign(year=[2028, 2028]), offers, purse) == 1100
    assert payable_yuan(due.assign(year=[2027, 2027]), offers, purse) == 200 + 100 + 300
    assert payable_yuan(due.assign(year=[2027, 2028])[:0], offers, purse) == 0


@settings(max_examples=60)
@given(programmes(), st.lists(st.sampled_from(YEARS), min_size=8, max_size=8))
def test_everything_is_payable_where_it_can_be_split(programme, years):
    items, funds, ceilings = programme
    year = pd.Series(years[: len(items)], index=items.index[: len(years)])
    due = items.loc[year.index]
    offers, purse = plan_tables(items, funds, ceilings)
    named = due.rename(columns={"id": "project_id"}).assign(year=year)
    payable = payable_yuan(named, offers, purse) == due["cost_yuan"].sum()
    try:
        split_costs(due, year, funds, ceilings)
    except InfeasibleError:
        assert not payable
    else:
        assert payable
