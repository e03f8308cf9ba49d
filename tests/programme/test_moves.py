"""Who moves in which year: by hand, and by brute force."""

import itertools

import numpy as np
import pandas as pd
import pytest

from geoplan.errors import InfeasibleError
from geoplan.programme.moves import schedule_moves
from geoplan.solver import Answer

YEARS = [2027, 2028]
UNLOCKED = {"site": {}, "group": {}}


def moves(groups, sites, ceiling, **options):
    """Schedule; groups: id -> (danger, cost, site), sites: id -> (earliest, cost); one fund."""
    group_table = pd.DataFrame(groups, index=["danger", "cost", "site"]).T
    site_table = pd.DataFrame(sites, index=["earliest", "cost"]).T
    things = {"group": group_table, "site": site_table}
    items = pd.concat(
        [
            pd.DataFrame(
                {"kind": kind, "id": table.index, "cost_yuan": table["cost"].astype(float)}
            )
            for kind, table in things.items()
        ]
    ).assign(component="site", length_km=0.0, township_id="T", admin_village_id="A")
    items.index = items["kind"] + ":" + items["id"]
    fund = {"pays": [("site",)], "carry_over": [options.pop("carry_over", False)],
            "quota_yuan_per_km": [np.nan], "township_id": [None], "admin_village_id": [None]}  # fmt: skip
    return schedule_moves(
        group_table[["danger"]]
        .astype(float)
        .assign(households=options.pop("households", 1.0), turn=options.pop("turn", 0)),
        group_table["site"],
        site_table[["earliest"]]
        .astype(int)
        .assign(fewest_households=options.pop("fewest", 0.0), capacity_households=np.inf),
        items,
        pd.DataFrame(fund, index=["f"]),
        pd.DataFrame([ceiling], index=["f"], columns=YEARS, dtype=float),
        **{"locked_in": UNLOCKED, "gap": 1e-9, **options},
    )


def years_of(series):
    return series.dropna().to_dict()


def left(done, row="danger"):
    """Danger left, the least there could be, and whether that is proven."""
    return tuple(done.objectives.loc[row, ["value", "bound", "status"]])


def test_everybody_at_once_when_money_allows():
    done = moves({"a": (9, 100, "S"), "b": (1, 100, "S")}, {"S": (0, 500)}, [700, 0])
    assert years_of(done.group_year) == {"a": 2027, "b": 2027}
    assert years_of(done.site_year) == {"S": 2027}
    assert left(done) == (0, 0, "optimal")


def test_greatest_danger_first():
    done = moves({"a": (5, 300, "S"), "b": (8, 300, "S")}, {"S": (0, 100)}, [400, 300])
    assert years_of(done.group_year) == {"a": 2028, "b": 2027}
    assert left(done)[0] == 5  # a, one year


def test_two_small_groups_before_one_large():
    done = moves(
        {"a": (5, 200, "S"), "b": (4, 200, "S"), "c": (8, 400, "S")}, {"S": (0, 0)}, [400, 0]
    )
    assert years_of(done.group_year) == {"a": 2027, "b": 2027}
    assert left(done)[0] == 16  # c, both years


def test_nobody_moves_before_the_site_may_open():  # M3, M4
    done = moves({"a": (5, 100, "S")}, {"S": (1, 100)}, [900, 900])
    assert years_of(done.group_year) == {"a": 2028}
    assert years_of(done.site_year) == {"S": 2028}


def test_site_is_paid_once_and_before_its_guests():  # M3, F1
    groups = {"a": (5, 100, "S"), "b": (4, 100, "S")}
    assert years_of(moves(groups, {"S": (0, 300)}, [399, 399]).group_year) == {}
    assert years_of(moves(groups, {"S": (0, 300)}, [400, 100]).group_year) == {"a": 2027, "b": 2028}


def test_site_for_nobody_stays_closed():  # M5
    done = moves({"a": (5, 900, "S")}, {"S": (0, 0), "R": (0, 0)}, [100, 100])
    assert years_of(done.site_year) == {}


def test_group_without_a_site_stays():
    done = moves({"a": (5, 0, "S"), "b": (4, 0, None)}, {"S": (0, 0)}, [0, 0])
    assert years_of(done.group_year) == {"a": 2027}
    assert left(done)[0] == 8


def test_nobody_threatened():
    empty = schedule_moves(
        pd.DataFrame({"danger": [], "households": [], "turn": []}, dtype=float), pd.Series([], dtype=object),
        pd.DataFrame({"earliest": [], "fewest_households": [], "capacity_households": []}, dtype=int),
        pd.DataFrame(columns=["kind", "id", "component", "cost_yuan", "length_km", "township_id",
                              "admin_village_id"]),
        pd.DataFrame({"pays": [("site",)], "carry_over": [False], "quota_yuan_per_km": [np.nan],
                      "township_id": [None], "admin_village_id": [None]}, index=["f"]),
        pd.DataFrame([[1.0, 1.0]], index=["f"], columns=YEARS), locked_in=UNLOCKED,
    )  # fmt: skip
    assert left(empty) == (0, 0, "optimal")


def test_nothing_opens_for_too_few():  # M7
    """Two of three households can be paid: enough for two, not for three."""
    groups = {"a": (5, 100, "S"), "b": (8, 100, "S"), "c": (1, 100, "S")}
    for fewest, moved in ((2, {"a", "b"}), (3, set())):
        done = moves(groups, {"S": (0, 0)}, [200, 0], fewest=float(fewest))
        assert set(years_of(done.group_year)) == moved
    locked = {"site": {"S": None}, "group": {}}
    done = moves(groups, {"S": (0, 0)}, [200, 0], fewest=3.0, locked_in=locked)
    assert set(years_of(done.group_year)) == {"a", "b"}


def test_who_is_in_no_danger_moves_with_what_is_left():  # M8
    """b is threatened and dear; a and c are not: c alone fits beside b, and only by money left."""
    groups = {"a": (0, 200, "S"), "b": (8, 300, "S"), "c": (0, 100, "S")}
    done = moves(groups, {"S": (0, 0)}, [400, 0])
    assert years_of(done.group_year) == {"b": 2027, "c": 2027}
    assert left(done) == (0, 0, "optimal")


def test_greater_need_first():  # M9
    """b and c are in more danger than a for the same money; a comes first where its need does."""
    groups = {"a": (6, 400, "S"), "b": (5, 200, "S"), "c": (4, 200, "S")}
    free = moves(groups, {"S": (0, 0)}, [400, 0])
    assert years_of(free.group_year) == {"b": 2027, "c": 2027}
    assert left(free) == (12, 12, "optimal")
    assert free.objectives.index.tolist() == ["danger"]
    first = moves(groups, {"S": (0, 0)}, [400, 0], turn=[0, 1, 1])
    assert years_of(first.group_year) == {"a": 2027}
    assert left(first) == (18, 18, "optimal")
    assert left(first, "danger_any_order") == (12, 12, "optimal")


def test_wishes_in_their_order():  # M8
    """Nothing threatens either: the ecological move before the larger, voluntary one."""
    groups = {"a": (0, 100, "S"), "b": (0, 100, "S")}
    for turn, moved in (([3, 5], "a"), ([5, 3], "b")):
        done = moves(groups, {"S": (0, 0)}, [100, 0], turn=turn, households=[2.0, 3.0])
        assert years_of(done.group_year) == {moved: 2027}


def test_locks():
    groups = {"a": (5, 100, "S"), "b": (8, 100, "S")}
    late = moves(groups, {"S": (0, 0)}, [900, 900], locked_in={"site": {}, "group": {"b": 1}})
    assert years_of(late.group_year) == {"a": 2027, "b": 2028}
    first = moves(groups, {"S": (0, 0)}, [100, 0], locked_in={"site": {}, "group": {"a": None}})
    assert years_of(first.group_year) == {"a": 2027}
    empty = moves(groups, {"S": (0, 0), "R": (0, 100)}, [300, 0],
                  locked_in={"site": {"R": None}, "group": {}})  # fmt: skip
    assert years_of(empty.site_year) == {"S": 2027, "R": 2027}


@pytest.mark.parametrize(
    ("locked_in", "words"),
    [
        ({"site": {}, "group": {"a": None, "b": None}}, "cannot all be kept: group a, group b$"),
        ({"site": {"S": 1}, "group": {"a": 0, "b": None}}, "cannot all be kept: site S in 2028, "),
        ({"site": {"T": 0}, "group": {"a": 0}}, "locks cannot be kept: site T in 2027$"),
        ({"site": {}, "group": {"c": None}}, "c: .*no plan can include it"),
    ],
)
def test_locks_that_cannot_be_kept(locked_in, words):
    groups = {"a": (5, 100, "S"), "b": (8, 100, "S"), "c": (1, 1, None)}
    with pytest.raises(InfeasibleError, match=words):
        moves(groups, {"S": (0, 0), "T": (1, 0)}, [100, 0], locked_in=locked_in)


def test_search_that_is_stopped_is_not_a_lack_of_money(monkeypatch):
    nothing = Answer("unknown", np.nan, np.inf, np.inf, {})
    monkeypatch.setattr("geoplan.programme.moves.solve", lambda *_, **__: nothing)
    with pytest.raises(InfeasibleError, match=r"stopped before .* raise search\.node_limit"):
        moves({"a": (5, 100, "S")}, {"S": (0, 0)}, [100, 0])


def most_avoided(groups, sites, ceiling, carry_over, turn):
    """Danger avoided by turn, in their order, by the best of all schedules.

    Each group and site in a year or never; a turn is worth more than all those after it.
    """
    best = (0,) * (max(turn.values()) + 1)
    for years in itertools.product((0, 1, None), repeat=len(groups)):
        when = dict(zip(groups, years, strict=True))
        opens = {
            j: min(
                (t for g, t in when.items() if t is not None and groups[g][2] == j), default=None
            )
            for j in sites
        }
        if any(t is not None and t < sites[j][0] for j, t in opens.items()):
            continue
        spent = [
            sum(groups[g][1] for g, s in when.items() if s == t)
            + sum(sites[j][1] for j, s in opens.items() if s == t)
            for t in (0, 1)
        ]
        left = ceiling[0] - spent[0]
        if left >= 0 and spent[1] <= ceiling[1] + (left if carry_over else 0):
            avoided = [0] * len(best)
            for g, t in when.items():
                avoided[turn[g]] += 0 if t is None else groups[g][0] * (2 - t)
            best = max(best, tuple(avoided))
    return best


def test_brute_force():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        sites = {j: (int(rng.integers(0, 3)), 100 * int(rng.integers(0, 5))) for j in "RST"}
        groups = {
            g: (
                int(rng.integers(1, 20)),
                100 * int(rng.integers(1, 5)),
                str(rng.choice(list(sites))),
            )
            for g in "abcde"
        }
        ceiling = [100 * int(rng.integers(0, 12)) for _ in YEARS]
        carry_over = bool(rng.random() < 0.5)
        everything = 2 * sum(danger for danger, _, _ in groups.values())
        for turns in (1, 3):
            turn = {g: int(rng.integers(turns)) for g in groups}
            done = moves(groups, sites, ceiling, carry_over=carry_over, turn=list(turn.values()))
            year = done.group_year.dropna()
            avoided = [0] * (max(turn.values()) + 1)
            for g, t in year.items():
                avoided[turn[g]] += groups[g][0] * (YEARS[-1] + 1 - t)
            assert tuple(avoided) == most_avoided(groups, sites, ceiling, carry_over, turn), seed
            value, bound, status = left(done)
            assert everything - value == pytest.approx(sum(avoided))
            assert value - bound == pytest.approx(0, abs=1e-3)
            assert status == "optimal"
