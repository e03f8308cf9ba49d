"""The decision in sequence: sites without a road in time are given up, money is shared."""

import numpy as np
import pandas as pd
import pytest

from geoplan.errors import InfeasibleError
from geoplan.programme.decide import decide, price_decision
from geoplan.programme.floors import NO_FLOORS
from geoplan.programme.sequence import _site_to_give_up
from geoplan.solver import Answer, Variants

YEARS = [2027, 2028]
UNLOCKED = {"road": {}, "site": {}, "group": {}}


def decision(ceilings, **options):
    """One county of four nodes; ceilings: fund -> wan per year (roads, moves).

    ::

        0 ==paved== 3
        |a          : site R (cheap to reach for all, connected now)
        1  S: site, home of 30 people who stay
        |b
        2  groups g (danger 40, 10 people, 3 households) and h (danger 80, 20 people, 5)

    a costs 50 万元 (subgrade accepted), b 80; S costs 10 to open, R 20; a group 1 per household.
    """
    links = pd.DataFrame(
        {
            "u": [0, 1, 0],
            "v": [1, 2, 3],
            "hardened": [False, False, True],
            "project": ["a", "b", None],
        }
    )
    projects = pd.DataFrame({"eligible": True, "subgrade_accepted": True}, index=["a", "b"])
    projects.loc[options.pop("barred", []), "eligible"] = False
    groups = pd.DataFrame(
        {"node": 2, "people": [10.0, 20.0], "households": [3.0, 5.0], "danger": [40.0, 80.0], "turn": 0,
         "admin_village_id": "A"},
        index=["g", "h"],
    )  # fmt: skip
    sites = pd.DataFrame(
        {"node": [1, 3], "capacity_households": [9.0, options.pop("room_at_r", 0.0)],
         "opening_yuan": [600_000.0, 200_000.0], "earliest": [1, 0], "connected_now": [False, True],
         "fewest_households": 0.0, "yuan_per_household": 10_000.0, "leaves": True, "spares": 0.0},
        index=["S", "R"],
    )  # fmt: skip
    rows = [
        ("project", "a", "subgrade", 0), ("project", "b", "subgrade", 0),
        ("project", "a", "surface", 50), ("project", "b", "surface", 80),
        ("group", "g", "site", 3), ("group", "h", "site", 5),
        ("site", "S", "site", 10), ("site", "R", "site", 20),
    ]  # fmt: skip
    items = pd.DataFrame(rows, columns=["kind", "id", "component", "wan"])
    items = items.assign(
        cost_yuan=items.pop("wan") * 1e4,
        length_km=1.0,
        township_id="T",
        admin_village_id="A",
        households=items["id"].map(groups["households"]).fillna(0.0),
    )
    items.index = items["kind"] + ":" + items["component"] + ":" + items["id"]
    funds = pd.DataFrame(
        {"pays": [("subgrade", "surface"), ("site",)], "carry_over": True, "quota_yuan_per_km": np.nan,
         "township_id": None, "admin_village_id": None},
        index=["roads", "moves"],
    )  # fmt: skip
    return decide(
        links,
        projects,
        groups,
        sites,
        {"cost": options.pop(
            "move_cost", pd.DataFrame(1.0, index=groups.index, columns=sites.index)
        )},
        items,
        pd.DataFrame(
            {"node": [1, 2, 2], "village_id": ["A", "B", "B"], "people": [30.0, 10.0, 20.0]},
            index=options.pop("homes", ["s", "g", "h"]),
        ),
        roots=[0, 3],
        locked_in=UNLOCKED | options.pop("locked_in", {}),
        funds=funds,
        ceilings_yuan=pd.DataFrame(ceilings, index=YEARS).T[YEARS] * 1e4,
        lag_years=1,
        floors=options.pop("floors", NO_FLOORS),
        aim_yuan={"cost": 1.0, "cohesion": 0.0},
        order=options.pop("order", ()),
        tolerance=0.1,
        tolerances={"danger": 0.0, "access": 0.0},
        gap=1e-9,
        node_limit=None,
    )  # fmt: skip


def years_of(series):
    return series.dropna().to_dict()


def test_the_road_is_paved_the_year_before_the_site_opens():
    done = decision({"roads": [50, 0], "moves": [99, 99]})
    assert years_of(done.surface_year) == {"a": 2027}
    assert years_of(done.site_year) == {"S": 2028}
    assert years_of(done.group_year) == {"g": 2028, "h": 2028}
    assert done.no_road == frozenset()
    assert done.objectives["value"].drop("siting").to_dict() == {
        "danger": 120, "access": 60, "earlier": 30, "cost": 500_000,
    }  # fmt: skip


def test_no_road_is_built_for_those_who_leave():
    done = decision({"roads": [130, 130], "moves": [99, 99]})
    assert years_of(done.surface_year) == {"a": 2027}


def test_site_is_given_up_when_its_road_cannot_be_paid_in_time():
    done = decision({"roads": [49, 1], "moves": [99, 99]})
    assert done.no_road == {"S"}
    assert years_of(done.site_year) == {}
    assert years_of(done.group_year) == {}
    assert done.assigned.isna().all()
    assert years_of(done.surface_year) == {"a": 2028}  # for those who live there
    assert set(done.payments["kind"]) == {"project"}


def test_the_next_site_takes_those_who_lost_theirs():
    done = decision({"roads": [0, 0], "moves": [25, 0]}, room_at_r=5.0)
    assert done.no_road == {"S"}
    assert years_of(done.site_year) == {"R": 2027}
    assert years_of(done.group_year) == {"h": 2027}  # 5 households are room for h alone
    assert years_of(done.surface_year) == {}


def test_site_locked_in_is_not_given_up():
    with pytest.raises(InfeasibleError, match=r"not enough money or time .* locked in: S$"):
        decision({"roads": [49, 1], "moves": [99, 99]}, locked_in={"site": {"S": None}})


def test_road_lock_that_cannot_be_kept_costs_no_site():
    with pytest.raises(InfeasibleError, match=r"locks cannot be kept: road b in 2027$"):
        decision({"roads": [50, 99], "moves": [99, 99]}, locked_in={"road": {"a": 0, "b": 0}})


def test_site_of_a_group_locked_in_is_given_up_last():
    """S has fewer guests than R, but the group there is locked in."""
    groups = pd.DataFrame({"people": [10.0, 20.0]}, index=["g", "h"])
    assigned, waiting = pd.Series({"g": "S", "h": "R"}), pd.Index(["R", "S"])
    assert _site_to_give_up(groups, assigned, waiting, UNLOCKED) == "S"
    locked_in = UNLOCKED | {"group": {"g": None}}
    assert _site_to_give_up(groups, assigned, waiting, locked_in) == "R"


def test_site_is_given_up_for_a_road_locked_in():
    """There is money for a in 2027 or for b in the batch, not for both."""
    done = decision({"roads": [50, 30], "moves": [99, 99]}, locked_in={"road": {"b": None}})
    assert done.no_road == {"S"}
    assert years_of(done.surface_year) == {"b": 2028}


def test_search_of_roads_that_is_stopped_costs_no_site(monkeypatch):
    nothing = Answer("unknown", np.nan, np.inf, np.inf, {})
    monkeypatch.setattr(Variants, "search", lambda *_, **__: nothing)
    with pytest.raises(InfeasibleError, match=r"raise search\.node_limit"):
        decision({"roads": [50, 0], "moves": [99, 99]})


def test_site_to_which_no_road_may_lead_is_given_up_alone():
    """Without a, S cannot be reached; nobody would go there, and R keeps its guests."""
    done = decision({"roads": [50, 0], "moves": [99, 99]}, room_at_r=9.0, barred=["a"])
    assert done.no_road == {"S"}
    assert years_of(done.site_year) == {"R": 2027}
    with pytest.raises(InfeasibleError, match=r"no candidate road leads to sites locked in: S$"):
        decision({"roads": [50, 0], "moves": [99, 99]}, barred=["a"],
                 locked_in={"site": {"S": None}})  # fmt: skip


def test_groups_use_the_site_that_opens_anyway():
    """R is cheaper, but has room for one; there is money for one site: both go to S, locked in or not."""
    money = {"roads": [50, 0], "moves": [0, 18]}
    free = decision(money, room_at_r=9.0)
    assert free.objectives.loc["danger", "value"] == 120  # in sequence R is chosen, which costs 20
    locked = decision(money, room_at_r=9.0, locked_in={"site": {"S": None}})
    only = decision(
        money, room_at_r=9.0,
        move_cost=pd.DataFrame({"S": [1.0, 1.0], "R": np.nan}, index=["g", "h"]),
    )  # fmt: skip
    assert years_of(locked.group_year) == {"g": 2028, "h": 2028}
    assert locked.objectives.loc["danger", "value"] == 120
    assert only.objectives.loc["danger", "value"] == 120
    assert locked.objectives.loc["siting", "value"] == 2  # opening S is decided


def test_prices_are_those_of_roads_with_the_moves_as_they_are():
    """a must lead to S a year before it opens; once g and h have left nobody needs b."""
    prices = price_decision(decision({"roads": [130, 130], "moves": [99, 99]}), {})
    assert prices["decision"].to_dict() == {"a": "out", "b": "in"}
    assert prices["status"].to_dict() == {"a": "impossible", "b": "bracket"}
    assert prices.loc["b", ["people_low", "people_high", "cost_yuan"]].tolist() == [0, 0, 800_000]


def test_payments_are_exact_and_sorted():
    done = decision({"roads": [50, 0], "moves": [99, 99]})
    assert list(done.payments.itertuples(index=False, name=None)) == [
        ("group", "g", "site", "moves", 2028, 30_000),
        ("group", "h", "site", "moves", 2028, 50_000),
        ("project", "a", "surface", "roads", 2027, 500_000),
        ("site", "S", "site", "moves", 2028, 100_000),
    ]


def test_mover_far_from_the_roads_takes_nobody_from_its_node():
    """g and h live off the network: node 2 keeps its 30 people, others, when they go."""
    done = decision({"roads": [130, 0], "moves": [99, 99]}, homes=["s", "t", "u"])
    assert years_of(done.surface_year) == {"a": 2027, "b": 2027}
    assert done.objectives.loc["access", "value"] == 90  # and 30 at their site


def test_nobody_may_go_anywhere():
    nowhere = pd.DataFrame(np.nan, index=["g", "h"], columns=["S", "R"])
    done = decision({"roads": [130, 0], "moves": [99, 99]}, move_cost=nowhere)
    assert done.assigned.isna().all()
    assert done.objectives.loc["danger", "value"] == 240
    assert done.objectives.loc["access", "value"] == 60
