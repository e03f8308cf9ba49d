"""The yardstick and the rivals on a county of a few nodes, all worked out by hand."""

import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geoplan.programme.decide import decide
from geoplan.programme.ranking import cheapest_ways
from geoplan.programme.rivals import (
    Case,
    _nearer,
    benefit_cost,
    measure,
    relocation_first,
    roads_first,
    works_of,
)
from geoplan.programme.together import Schedule
from geoplan.routing.rooted import contract

YEARS = [2027, 2028]


@pytest.fixture
def rankings(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    return importlib.import_module("rankings")


@pytest.fixture
def cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    return importlib.import_module("programme_cases")


def county(ceilings, *, a=50, b=80, accepted=True, homes=None, room_at_r=9.0, **options):
    """One county of four nodes; ceilings: fund -> wan per year (roads, moves).

    ::

        0 ==paved== 3  R: site (10 household-minutes to the land for each household)
        |a
        1  S: site (1 household-minute), home of 30 people who may not move
        |b
        2  groups g (10 people, 3 households, danger 40) and h (20 people, 5, danger 80)

    a costs 50 wan and b 80, half of them the subgrade unless it is accepted; opening S or R costs
    10, a group 1 per household.
    """
    links = pd.DataFrame(
        {"u": [0, 1, 0], "v": [1, 2, 3], "hardened": [False, False, True], "project": ["a", "b", None]}
    )  # fmt: skip
    projects = pd.DataFrame({"eligible": True, "subgrade_accepted": accepted}, index=["a", "b"])
    groups = pd.DataFrame(
        {"node": 2, "people": [10.0, 20.0], "households": [3.0, 5.0], "danger": [40.0, 80.0], "turn": 0,
         "admin_village_id": "A"},
        index=["g", "h"],
    )  # fmt: skip
    sites = pd.DataFrame(
        {"node": [1, 3], "capacity_households": [9.0, room_at_r], "opening_yuan": 100_000.0,
         "earliest": [1, 0], "connected_now": [False, True], "fewest_households": 0.0,
         "yuan_per_household": 10_000.0, "leaves": True, "spares": 0.0},
        index=["S", "R"],
    )  # fmt: skip
    share = 0 if accepted else 0.5
    rows = [
        *(("project", p, "subgrade", share * cost) for p, cost in {"a": a, "b": b}.items()),
        *(("project", p, "surface", (1 - share) * cost) for p, cost in {"a": a, "b": b}.items()),
        ("group", "g", "site", 3), ("group", "h", "site", 5),
        ("site", "S", "site", 10), ("site", "R", "site", 10),
    ]  # fmt: skip
    items = pd.DataFrame(rows, columns=["kind", "id", "component", "wan"])
    items = items.assign(
        cost_yuan=items.pop("wan") * 1e4, length_km=1.0, township_id="T", admin_village_id="A",
        households=items["id"].map(groups["households"]).fillna(0.0),
    )  # fmt: skip
    items.index = items["kind"] + ":" + items["component"] + ":" + items["id"]
    rule = {"quota_yuan_per_km": np.nan, "township_id": None, "admin_village_id": None}
    funds = pd.DataFrame(
        [{"pays": ("subgrade", "surface"), "carry_over": options.get("carry_over", True), **rule},
         {"pays": ("site",), "carry_over": True, **rule}],
        index=["roads", "moves"],
    )  # fmt: skip
    farm = pd.DataFrame({"S": [3.0, 5.0], "R": [30.0, 50.0]}, index=groups.index)
    return Case(
        links, projects, groups, sites, {"farm": farm, "cost": 0 * farm + 1.0}, items,
        pd.DataFrame(
            {"node": [1, 2, 2], "village_id": ["A", "B", "B"], "people": [30.0, 10.0, 20.0]},
            index=homes or ["s", "g", "h"],
        ),
        roots=[0, 3],
        funds=funds,
        ceilings_yuan=pd.DataFrame(ceilings, index=YEARS).T[YEARS] * 1e4,
        lag_years=1,
        aim_yuan={"farm": 1.0, "cost": 1.0, "cohesion": 0.0},
        order=("farm",),
        tolerance=0.1,
        tolerances={"danger": 0.0, "access": 0.0},
        gap=1e-9,
        node_limit=None,
    )  # fmt: skip


RICH = {"roads": [130, 130], "moves": [99, 99]}


def programme(case, *, surface=None, subgrade=None, moves=None):
    """Schedule from project -> year, and group -> (site, year)."""
    moves = moves or {}
    opened = {site: min(y for s, y in moves.values() if s == site) for site, _ in moves.values()}
    year = [
        pd.Series(when or {}, dtype="Int64").reindex(index)
        for when, index in (
            (subgrade, case.projects.index), (surface, case.projects.index),
            ({g: y for g, (_, y) in moves.items()}, case.groups.index), (opened, case.sites.index),
        )
    ]  # fmt: skip
    place = pd.Series({g: s for g, (s, _) in moves.items()}, dtype=object)
    return Schedule(place.reindex(case.groups.index), year[2], year[3], year[0], year[1])


def years_of(series):
    return series.dropna().to_dict()


def test_doing_nothing_leaves_all_danger():
    case = county(RICH)
    assert measure(case, programme(case)).to_dict() == {
        "people_connected": 0, "people_out_of_danger": 0, "danger_left": 240,
        "farm_household_minutes": 0, "roads_yuan": 0, "for_leavers_yuan": 0,
    }  # fmt: skip


def test_people_count_where_they_live_at_the_end():
    """g goes to S, which a joins; h stays behind it at node 2."""
    case = county(RICH)
    done = measure(case, programme(case, surface={"a": 2027}, moves={"g": ("S", 2028)}))
    assert done.to_dict() == {
        "people_connected": 40, "people_out_of_danger": 10, "danger_left": 200,
        "farm_household_minutes": 3, "roads_yuan": 500_000, "for_leavers_yuan": 0,
    }  # fmt: skip


def test_site_without_a_road_connects_nobody():
    case = county(RICH)
    done = measure(case, programme(case, moves={"g": ("S", 2028), "h": ("R", 2027)}))
    assert done["people_connected"] == 20
    assert done["danger_left"] == 40
    assert done["farm_household_minutes"] == 53


def test_who_has_a_road_today_gains_none():
    case = county(RICH)
    case.homes["node"] = [1, 3, 2]
    done = measure(case, programme(case, moves={"g": ("R", 2027), "h": ("R", 2027)}))
    assert done["people_connected"] == 20


def test_mover_off_the_network_gains_a_road():
    case = county(RICH, homes=["s", "t", "u"])
    done = measure(case, programme(case, surface={"a": 2027, "b": 2028}, moves={"g": ("R", 2027)}))
    assert done["people_connected"] == 30 + 30 + 10


def test_made_safe_at_home_stays():
    case = county(RICH)
    sites = case.sites.assign(leaves=[False, True])
    done = measure(
        case._replace(sites=sites),
        programme(case, surface={"a": 2027, "b": 2027}, moves={"g": ("S", 2027)}),
    )
    assert done["people_connected"] == 60
    assert done["people_out_of_danger"] == 10
    assert done["farm_household_minutes"] == 0
    assert done["for_leavers_yuan"] == 0


def test_road_is_for_leavers_when_all_who_hang_on_it_leave():
    case = county(RICH)
    built = {"a": 2027, "b": 2027}
    one = programme(case, surface=built, moves={"g": ("S", 2028)})
    both = programme(case, surface=built, moves={"g": ("S", 2028), "h": ("S", 2028)})
    assert measure(case, one)["for_leavers_yuan"] == 0
    assert measure(case, both)["for_leavers_yuan"] == 800_000


def test_road_to_an_open_site_is_not_for_leavers():
    """Nobody stays at node 1: a leads to the site alone."""
    case = county(RICH, homes=["x", "g", "h"])
    case.homes.loc["x", "people"] = 0.0
    gone = {"g": ("S", 2028), "h": ("S", 2028)}
    assert measure(case, programme(case, surface={"a": 2027}, moves=gone))["for_leavers_yuan"] == 0
    gone = {"g": ("R", 2028), "h": ("R", 2028)}
    wasted = measure(case, programme(case, surface={"a": 2027, "b": 2028}, moves=gone))
    assert wasted["for_leavers_yuan"] == 1_300_000


def test_subgrade_connects_nobody_and_costs_its_part():
    case = county(RICH, accepted=False)
    gone = {"g": ("R", 2028), "h": ("R", 2028)}
    done = measure(
        case, programme(case, subgrade={"a": 2027, "b": 2028}, surface={"a": 2028}, moves=gone)
    )
    assert done["people_connected"] == 60
    assert done["roads_yuan"] == 900_000
    assert done["for_leavers_yuan"] == 400_000


def test_roads_first_builds_for_those_who_leave():
    case = county(RICH)
    found = roads_first(case)
    assert years_of(found.surface_year) == {"a": 2027, "b": 2027}
    assert years_of(found.group_year) == {"g": 2028, "h": 2028}
    assert years_of(found.assigned) == {"g": "S", "h": "S"}
    done = measure(case, found)
    assert done["for_leavers_yuan"] == 800_000
    assert done["people_connected"] == 60


def test_roads_first_uses_the_sites_that_are_reached():
    """Money comes too late for S to open in the batch: R, at 80 household-minutes."""
    case = county({"roads": [0, 50], "moves": [99, 99]})
    found = roads_first(case)
    assert years_of(found.surface_year) == {"a": 2028}
    assert years_of(found.assigned) == {"g": "R", "h": "R"}
    assert years_of(found.group_year) == {"g": 2027, "h": 2027}
    assert measure(case, found)["farm_household_minutes"] == 80


def test_nobody_can_move_when_no_site_is_reached():
    case = county({"roads": [0, 50], "moves": [99, 99]})
    none = roads_first(
        case._replace(
            sites=case.sites.drop(index="R"),
            move_amounts={aim: table[["S"]] for aim, table in case.move_amounts.items()},
        )
    )
    assert years_of(none.group_year) == {}
    assert years_of(none.surface_year) == {"a": 2028}


def test_roads_and_moves_share_a_fund():
    """a takes 50 of 60: what is left opens no site."""
    case = county({"roads": [0, 0], "moves": [60, 0]})
    case.funds.at["moves", "pays"] = ("site", "subgrade", "surface")
    found = roads_first(case)
    assert years_of(found.surface_year) == {"a": 2027}
    assert years_of(found.group_year) == {}
    moved = relocation_first(case)
    assert years_of(moved.group_year) == {"g": 2027, "h": 2027}  # to R, as S has no money
    assert years_of(moved.surface_year) == {}


def test_who_is_in_greater_need_gets_the_room():
    """h has more danger per household; whoever has a lower turn comes before it."""
    case = county({"roads": [0, 0], "moves": [99, 99]}, room_at_r=5.0)
    assert years_of(roads_first(case).group_year) == {"h": 2027}
    case.groups["turn"] = [0, 1]
    assert years_of(roads_first(case).group_year) == {"g": 2027}


def test_no_site_opens_for_too_few():
    case = county({"roads": [0, 0], "moves": [99, 99]}, room_at_r=5.0)
    case.sites["fewest_households"] = 6.0
    assert years_of(roads_first(case).group_year) == {}


def test_sites_open_one_by_one():
    """Two sites open only if one has no room for both groups."""
    case = county(RICH)
    case.groups["households"] = [3.0, 6.0]
    case.sites["capacity_households"] = [3.0, 8.0]
    found = relocation_first(case)  # h alone fits into R, g goes to S
    assert years_of(found.assigned) == {"g": "S", "h": "R"}
    case.sites["capacity_households"] = [9.0, 9.0]
    case.sites["opening_yuan"] = [200_000.0, 100_000.0]
    assert years_of(relocation_first(case).assigned) == {"g": "R", "h": "R"}  # S need not open


def test_groups_go_on_to_what_is_nearer_and_open():
    """S is nearer to the land of both and has room for g alone."""
    case = county(RICH)
    places = _nearer(
        {"g": "R", "h": "R"}, case.groups.index, {"g": 3.0, "h": 5.0},
        case.move_amounts["farm"], case.sites.assign(capacity_households=[4.0, 9.0]),
    )  # fmt: skip
    assert places.to_dict() == {"g": "S", "h": "R"}
    kept = _nearer(
        {"g": "R", "h": "R"}, case.groups.index, {"g": 3.0, "h": 5.0},
        case.move_amounts["farm"],
        case.sites.assign(capacity_households=[4.0, 9.0], fewest_households=8.0),
    )  # fmt: skip
    assert kept.to_dict() == {"g": "R", "h": "R"}  # R needs all its 8 households


def test_relocation_first_builds_no_road_for_those_who_leave():
    case = county(RICH)
    found = relocation_first(case)
    assert years_of(found.surface_year) == {"a": 2027}
    assert years_of(found.assigned) == {"g": "S", "h": "S"}
    assert measure(case, found)["for_leavers_yuan"] == 0


def test_relocation_first_gives_up_the_site_without_a_road_in_time():
    case = county({"roads": [49, 1], "moves": [99, 99]})
    found = relocation_first(case)
    assert years_of(found.surface_year) == {"a": 2028}
    assert years_of(found.assigned) == {"g": "R", "h": "R"}


def test_relocation_first_leaves_out_what_no_road_reaches():
    case = county(RICH)
    case.projects.loc["a", "eligible"] = False
    assert years_of(relocation_first(case).assigned) == {"g": "R", "h": "R"}


def test_the_yardstick_takes_a_decision():
    case = county(RICH)
    given = case._asdict()
    tables = [given.pop(name) for name in Case._fields[:7]]
    done = decide(*tables, **given, locked_in={"road": {}, "site": {}, "group": {}})
    taken = done.schedule()
    assert measure(case, taken)["people_connected"] == 60
    assert measure(case, taken)["danger_left"] == done.objectives.loc["danger", "value"]


def test_ranking_builds_halves_of_ways():
    """b serves 30 people for 10 wan, a everybody for 100: with 50 there is b, and no way to it."""
    case = county({"roads": [50, 0], "moves": [0, 0]}, a=100, b=10)
    found = benefit_cost(case)
    assert years_of(found.surface_year) == {"b": 2027}
    done = measure(case, found)
    assert (done["people_connected"], done["roads_yuan"]) == (0, 100_000)


def test_ranking_counts_those_who_use_a_road():
    """a serves 60 people for 50, b 30 for 80: a first, though b alone would be payable too."""
    case = county({"roads": [90, 0], "moves": [0, 0]})
    assert years_of(benefit_cost(case).surface_year) == {"a": 2027}


def test_home_to_which_no_road_can_lead_waits_in_vain(rankings):
    case = county(RICH, homes=["s", "g", "h"])
    case.homes["node"] = [1, 2, 9]
    for found in (benefit_cost(case), rankings.greedy_programme(case)):
        assert years_of(found.surface_year) == {"a": 2027, "b": 2027}


def test_moves_follow_the_ranking():
    case = county({"roads": [50, 80], "moves": [99, 99]})
    found = benefit_cost(case)
    assert years_of(found.surface_year) == {"a": 2027, "b": 2028}
    assert years_of(found.assigned) == {"g": "S", "h": "S"}
    assert years_of(found.group_year) == {"g": 2028, "h": 2028}


def test_works_are_taken_in_the_first_year_that_can_pay():
    """Subgrades of 25 and 40 in 2027, surfaces in 2028; without carry-over each year pays its own."""
    works = works_of(county({"roads": [65, 65], "moves": [0, 0]}, accepted=False, carry_over=False))
    assert works.take(["a"])
    assert works.take(["b"])
    subgrade, surface = works.years()
    assert years_of(subgrade) == {"a": 2027, "b": 2027}
    assert years_of(surface) == {"a": 2028, "b": 2028}
    works = works_of(county({"roads": [64, 70], "moves": [0, 0]}, accepted=False, carry_over=False))
    assert works.take(["a"])
    assert not works.take(["b"])  # 25 + 40 in 2027; a year later there is no year for the surface
    assert years_of(works.years()[1]) == {"a": 2028}


def test_works_wait_until_a_village_has_built():
    """s builds in 2027 and needs a open: it is built in 2028, or never if it needs both years."""
    case = county(RICH)
    works = works_of(case._replace(quiet_years={("s", "a"): 0}))
    assert works.take(["a", "b"])
    assert years_of(works.years()[1]) == {"a": 2028, "b": 2027}
    works = works_of(county(RICH, accepted=False)._replace(quiet_years={("s", "a"): 1}))
    assert not works.take(["a"])


def test_roads_of_rivals_wait_until_a_village_has_built():
    case = county(RICH)._replace(quiet_years={("s", "a"): 0})
    assert roads_first(case).surface_year["a"] == 2028
    assert years_of(relocation_first(case).surface_year) == {"a": 2028}


def test_works_are_taken_together_or_not_at_all():
    works = works_of(county({"roads": [60, 60], "moves": [0, 0]}))
    assert not works.take(["a", "b"])
    assert years_of(works.years()[1]) == {}
    works = works_of(county({"roads": [60, 70], "moves": [0, 0]}))
    assert works.take(["a", "b"])
    assert years_of(works.years()[1]) == {"a": 2027, "b": 2028}


def test_cheapest_ways_use_what_is_built():
    """0 -a- 1 -b- 2, and c from 0 to 2 for less than both; with a built b is cheaper."""
    links = pd.DataFrame(
        {"u": [0, 1, 0], "v": [1, 2, 2], "hardened": False, "project": ["a", "b", "c"]}
    )
    rooted = contract(links, [0])
    two = rooted.node_of[2]
    price = {"a": 3.0, "b": 3.0, "c": 5.0}
    assert cheapest_ways(rooted, price)[two].projects == {"c"}
    assert cheapest_ways(rooted, price | {"a": 0.0})[two].projects == {"a", "b"}
    only = cheapest_ways(rooted, {"a": 3.0, "b": 3.0})[two]
    assert only.projects == {"a", "b"}
    assert only.nodes == [0, rooted.node_of[1], two]


def test_greedy_takes_whole_ways(rankings):
    """50 pays b, that the ranking builds, but no whole way."""
    case = county({"roads": [50, 0], "moves": [0, 0]}, a=100, b=10)
    assert years_of(rankings.greedy_programme(case).surface_year) == {}
    case = county({"roads": [110, 0], "moves": [0, 0]}, a=100, b=10)
    assert years_of(rankings.greedy_programme(case).surface_year) == {"a": 2027, "b": 2027}


def test_greedy_goes_on_with_what_is_left(rankings):
    """a (30 people for 50) comes with b's way (60 for 130), or alone if there is less."""
    case = county({"roads": [60, 80], "moves": [0, 0]})
    assert years_of(rankings.greedy_programme(case).surface_year) == {"a": 2027, "b": 2028}
    case = county({"roads": [60, 0], "moves": [0, 0]})
    assert years_of(rankings.greedy_programme(case).surface_year) == {"a": 2027}


def test_link_ranking_builds_parts_of_a_project(rankings):
    """a is two links to nodes 1 and 2; 30 pays the one on which more people hang."""
    case = county({"roads": [30, 0], "moves": [0, 0]})
    case = case._replace(links=case.links.assign(project=["a", "a", None]))
    alone, found = rankings.links_programme(case)
    costs = alone.items["cost_yuan"][alone.items["component"] == "surface"]
    assert costs.tolist() == [250_000, 250_000]
    assert years_of(found.surface_year) == {"a/0": 2027}
    assert measure(alone, found)["people_connected"] == 30


def test_links_share_the_cost_of_their_project_exactly(rankings):
    case = county(RICH, a=0.03)
    case = case._replace(links=case.links.assign(project=["a", "a", None]))
    alone, _ = rankings.links_programme(case)
    costs = alone.items["cost_yuan"][alone.items["component"] == "surface"]
    assert costs.tolist() == [200, 100]


def test_a_seed_gives_the_same_tables_twice(cases):
    once, again, other = (cases.make("S", seed) for seed in (1, 1, 2))
    for name, table, same in zip(Case._fields, once, again, strict=True):
        if isinstance(table, pd.DataFrame):
            pd.testing.assert_frame_equal(table, same)
        elif name == "move_amounts":
            for aim in table:
                pd.testing.assert_frame_equal(table[aim], same[aim])
        else:
            assert table == same
    assert not once.items.equals(other.items)


def test_a_made_case_is_as_described(cases):
    case = cases.make("S", 1)
    assert case.homes["village_id"].nunique() == 300
    assert (len(case.projects), len(case.groups), len(case.sites)) == (100, 60, 15)
    assert case.links["project"].value_counts().between(1, 8).all()
    nodes = {*case.links["u"], *case.links["v"]}
    assert len(case.links) / len(nodes) == pytest.approx(1.35, abs=0.01)
    assert case.sites["connected_now"].mean() == pytest.approx(0.4, abs=0.01)
    joined = measure(case, programme(case, surface=dict.fromkeys(case.projects.index, 2027)))[
        "people_connected"
    ]
    assert joined > 0.5 * case.homes["people"].sum()
    assert case.move_amounts["cost"].notna().sum(axis=1).eq(12).all()


def test_a_batch_is_the_first_years_of_the_case(cases):
    whole, batch = cases.make("S", 1), cases.make("S", 1, years=1)
    pd.testing.assert_frame_equal(batch.ceilings_yuan, whole.ceilings_yuan.iloc[:, :1])
    pd.testing.assert_frame_equal(batch.items, whole.items)
