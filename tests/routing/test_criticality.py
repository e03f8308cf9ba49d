"""Which link matters: solved by hand, and the same as closing or upgrading each alone."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geoplan.routing.bridges import only_way_out
from geoplan.routing.criticality import _gather, closures, upgrades

WALK = -1
LOST = ["person_minutes_lost", "people_delayed", "people_lost"]
SAVED = ["person_minutes_saved", "people_faster", "people_newly_reached"]


def both_ways(*roads):
    """Trip graph of roads (a, b, minutes, link), the same minutes forth and back."""
    rows = [row for a, b, *rest in roads for row in ((a, b, *rest), (b, a, *rest))]
    return pd.DataFrame(rows, columns=["tail", "head", "minutes", "link"]).astype(
        {"minutes": float}
    )


def better(*rows):
    """Arcs of candidates (candidate, a, b, minutes), forth and back."""
    every = [row for c, a, b, m in rows for row in ((c, a, b, m), (c, b, a, m))]
    return pd.DataFrame(every, columns=["candidate", "tail", "head", "minutes"])


@pytest.fixture
def valley():
    """A village behind a bridge, and two ways round a hill; the school is at node 0.

                      +--- link 1: 6 min --------+
        link 0: 5 min |                          | link 4: 5 min
      0 ------------- 1 --- link 2 - 2 - link 3 - 3 -------------- 4
    school                   4 min   |   4 min    10 people         7 people
                                     5 (dead end, link 5: 1 min, nobody)
    """
    arcs = both_ways(
        (0, 1, 5, 0), (1, 3, 6, 1), (1, 2, 4, 2), (2, 3, 4, 3), (3, 4, 5, 4), (2, 5, 1, 5)
    )
    return arcs, np.array([0]), np.array([0.0, 0, 0, 10, 7, 0])


def test_the_bridge_isolates_the_village_and_the_way_round_costs_two_minutes(valley):
    lost = closures(*valley, links=6)
    assert lost.columns.tolist() == LOST
    assert lost.loc[0].tolist() == [0, 0, 17]
    assert lost.loc[1].tolist() == [17 * 2, 17, 0]
    assert lost.loc[4].tolist() == [0, 0, 7]


def test_a_link_that_nobody_uses_costs_nobody_anything(valley):
    lost = closures(*valley, links=7)
    assert (lost.loc[[2, 3, 5, 6]] == 0).all(axis=None)  # link 6 has no arc at all


def test_equally_quick_ways_cost_nothing():
    """Two links of 5 minutes side by side, then two chains of 2 + 3 and 3 + 2 minutes."""
    arcs = both_ways(
        (0, 1, 5, 0), (0, 1, 5, 1), (1, 2, 2, 2), (2, 4, 3, 3), (1, 3, 3, 4), (3, 4, 2, 5)
    )
    people = np.array([0.0, 0, 0, 0, 9])
    assert (closures(arcs, np.array([0]), people, links=6) == 0).all(axis=None)


def test_rounding_delays_nobody():
    """0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 minutes differ by a rounding only."""
    arcs = both_ways((0, 1, 0.1, 0), (1, 2, 0.2, 0), (2, 5, 0.3, 0))
    arcs = pd.concat([arcs, both_ways((0, 3, 0.3, 1), (3, 4, 0.2, 1), (4, 5, 0.1, 1))])
    people = np.array([0.0, 0, 0, 0, 0, 100])
    assert (closures(arcs, np.array([0]), people, links=2) == 0).all(axis=None)
    quicker = better(("same", 0, 5, (0.1 + 0.2 + 0.3) * (1 - 1e-12)))
    assert (upgrades(arcs, np.array([0]), people, quicker) == 0).all(axis=None)


def test_a_closed_link_is_closed_in_both_directions_and_all_its_length():
    """Link 0 leads 0 - 1 - 2 - 3; from 1 and 2 one can only walk on to 3, and from 3 round to 0."""
    arcs = both_ways((0, 1, 1, 0), (1, 2, 1, 0), (2, 3, 1, 0), (2, 4, 7, WALK), (0, 4, 20, WALK))
    people = np.array([0.0, 1, 10, 100, 1000])
    lost = closures(arcs, np.array([0]), people, links=1)
    # 1 and 3 are shut in; 2 walks to 4 and on (27 minutes for 2), 4 straight (20 for 9)
    assert lost.loc[0].tolist() == [10 * 25 + 1000 * 11, 1010, 101]


def test_who_is_behind_an_upper_part_of_a_closed_link_is_shut_in_with_it():
    """A hairpin, link 0, with a short cut on foot from 1 to 3, and a bridge, link 1, to 5.

    0 -- 1 min -- 1 ---- 10 min ---- 2 -- 1 min -- 3 -- 1 min -- 4 == 1 min == 5
    """
    arcs = both_ways((0, 1, 1, 0), (1, 2, 10, 0), (2, 3, 1, 0), (3, 4, 1, 0), (4, 5, 1, 1))
    arcs = pd.concat([arcs, both_ways((1, 3, 2, WALK), (0, 3, 8, WALK))])
    people = np.array([0.0, 1, 10, 100, 1000, 10_000])
    lost = closures(arcs, np.array([0]), people, links=2)
    # 3 walks 8 minutes for 3, and 1 there and on, 10 for 1; 2, 4 and 5 are shut in
    assert lost.loc[0].tolist() == [1 * 9 + 100 * 5, 101, 11_010]
    assert lost.loc[1].tolist() == [0, 0, 10_000]


def test_nodes_behind_several_tops_are_listed_once():
    """1 is behind 0 and has 2 (with 3), 4 (with 5) and 6 behind it; 7 is behind 0 only."""
    end, behind = np.array([8, 7, 4, 4, 6, 6, 7, 8]), np.full(8, -1)
    assert _gather(np.array([1, 2, 4]), end, behind) == 6
    assert behind.tolist() == [1, 2, 3, 4, 5, 6, -1, -1]
    assert _gather(np.array([2, 4, 7]), end, behind) == 5
    assert behind[:5].tolist() == [2, 3, 4, 5, 7]


def test_a_home_walks_straight_to_the_goal_when_its_road_is_closed():
    arcs = both_ways((0, 1, 3, 0), (1, 2, 1, WALK), (0, 2, 30, WALK))
    lost = closures(arcs, np.array([0]), np.array([0.0, 0, 4]), links=1)
    assert lost.loc[0].tolist() == [4 * 26, 4, 0]


def test_who_has_no_way_today_is_not_lost_and_nobody_is_without_goals(valley):
    arcs, _, people = valley
    beside = pd.concat([arcs, both_ways((6, 7, 3, 6))])
    lost = closures(beside, np.array([0]), np.append(people, [50.0, 50.0]), links=7)
    assert lost.loc[6].tolist() == [0, 0, 0]
    nowhere = closures(arcs, np.array([], dtype=int), people, links=6)
    assert (nowhere == 0).all(axis=None) and len(nowhere) == 6


def test_upgrades_of_one_candidate_work_together(valley):
    """Links 2 and 3 at 1 minute each beat link 1 by 4 minutes; either alone by one."""
    both = better(("both", 1, 2, 1), ("both", 2, 3, 1), ("one", 2, 3, 1), ("slower", 1, 3, 8))
    saved = upgrades(*valley, both)
    assert saved.index.tolist() == ["both", "one", "slower"]
    assert saved.columns.tolist() == SAVED
    assert saved.loc["both"].tolist() == [17 * 4, 17, 0]
    assert saved.loc["one"].tolist() == [17 * 1, 17, 0]
    assert saved.loc["slower"].tolist() == [0, 0, 0]


def test_an_upgrade_behind_another_of_the_same_candidate_counts(valley):
    """Link 1 from 6 to 2 minutes and the bridge from 5 to 1: those behind the bridge gain both."""
    saved = upgrades(*valley, better(("C", 3, 4, 1), ("C", 1, 3, 2)))
    assert saved.loc["C"].tolist() == [10 * 4 + 7 * 8, 17, 0]


def test_a_new_road_reaches_who_had_no_way(valley):
    arcs, goals, people = valley
    beside = pd.concat([arcs, both_ways((6, 7, 3, 6))])
    people = np.append(people, [20.0, 30.0])
    saved = upgrades(beside, goals, people, better((("new", 1), 4, 6, 9)))
    assert saved.loc[[("new", 1)]].to_numpy().tolist() == [[0, 0, 50]]


def test_tables_may_be_empty(valley):
    arcs, goals, people = valley
    assert upgrades(arcs, goals, people, better()).shape == (0, 3)
    assert closures(arcs, goals, people, links=0).shape == (0, 3)
    assert (closures(arcs[:0], goals, people, links=1) == 0).all(axis=None)


@pytest.mark.parametrize("minutes", [0.0, -1.0, np.inf, np.nan])
def test_an_arc_takes_some_time(valley, minutes):
    arcs, goals, people = valley
    arcs.loc[3, "minutes"] = minutes
    words = f"minutes of arcs must be above 0 and finite, got {minutes} and 0 others"
    with pytest.raises(ValueError, match=words):
        closures(arcs, goals, people, links=6)
    with pytest.raises(ValueError, match=words):
        upgrades(arcs, goals, people, better())


def test_inputs_stay_as_they_are(valley):
    arcs, goals, people = valley
    quicker = better(("C", 1, 3, 2))
    before = [one.copy() for one in (arcs, goals, people, quicker)]
    closures(arcs, goals, people, links=6)
    upgrades(arcs, goals, people, quicker)
    pd.testing.assert_frame_equal(arcs, before[0])
    np.testing.assert_array_equal(goals, before[1])
    np.testing.assert_array_equal(people, before[2])
    pd.testing.assert_frame_equal(quicker, before[3])


def random_trips(rng):
    """A small directed trip graph: parallel arcs, ties, dead ends, links of several arcs."""
    nodes, count = int(rng.integers(2, 16)), int(rng.integers(1, 50))
    links = int(rng.integers(1, 12))
    minutes = rng.integers(1, 4, count) if rng.random() < 0.5 else rng.uniform(0.1, 5, count)
    arcs = pd.DataFrame(
        {
            "tail": rng.integers(0, nodes, count),
            "head": rng.integers(0, nodes, count),
            "minutes": minutes.astype(float),
            "link": rng.integers(WALK, links, count),
        }
    )
    goals = rng.choice(nodes, int(rng.integers(1, min(nodes, 3) + 1)), replace=False)
    return arcs, goals, rng.integers(0, 4, nodes).astype(float), links


def minutes_to(goals, arcs, nodes):
    """Minutes of each node to the quickest goal, by scipy."""
    least = arcs.groupby(["head", "tail"])["minutes"].min().reset_index()
    ends = least["head"].to_numpy(), least["tail"].to_numpy()
    graph = coo_array((least["minutes"].to_numpy(), ends), shape=(nodes, nodes)).tocsr()
    return dijkstra(graph, indices=goals, min_only=True)


def summed(quick, slow, people):
    """Person-minutes and people between two states, and people who get there in one only."""
    both, once = np.isfinite(slow), np.isfinite(quick) & np.isinf(slow)
    more = slow[both] - quick[both]
    moved = people[both] * (more > 1e-9)
    return [float(moved @ more), float(moved.sum()), float(people[once].sum())]


@pytest.mark.parametrize("seed", range(150))
def test_closures_are_those_of_a_search_without_the_link(seed):
    arcs, goals, people, links = random_trips(np.random.default_rng(seed))
    today = minutes_to(goals, arcs, len(people))
    expected = [
        summed(today, minutes_to(goals, arcs[arcs["link"] != link], len(people)), people)
        for link in range(links)
    ]
    lost = closures(arcs, goals, people, links=links)
    np.testing.assert_allclose(lost.to_numpy(), expected, atol=1e-9)


@pytest.mark.parametrize("seed", range(150))
def test_upgrades_are_those_of_a_search_with_the_arcs(seed):
    rng = np.random.default_rng(seed)
    arcs, goals, people, _ = random_trips(rng)
    count = int(rng.integers(1, 12))
    quicker = pd.DataFrame(
        {
            "candidate": rng.choice(["a", "b", "c"], count),
            "tail": rng.integers(0, len(people), count),
            "head": rng.integers(0, len(people), count),
            "minutes": rng.choice([0.5, 1.0, 2.0, 7.0], count),
        }
    )
    today = minutes_to(goals, arcs, len(people))
    saved = upgrades(arcs, goals, people, quicker)
    assert saved.index.tolist() == quicker["candidate"].unique().tolist()
    for candidate, row in saved.iterrows():
        with_it = pd.concat([arcs, quicker[quicker["candidate"] == candidate]])
        then = minutes_to(goals, with_it, len(people))
        np.testing.assert_allclose(row, summed(then, today, people), atol=1e-9)


def road_links(**ends):
    """Links by id, each (u, v)."""
    return pd.DataFrame.from_dict(ends, orient="index", columns=["u", "v"])


def way_out(links, roots, homes, shut=()):
    """``only_way_out`` of homes {id: (node, people)}."""
    table = pd.DataFrame.from_dict(homes, orient="index", columns=["node", "people"])
    open_ = pd.Series(~links.index.isin(shut), index=links.index)
    return only_way_out(links, nodes=9, roots=roots, open_=open_, homes=table)


@pytest.fixture
def hamlet():
    """A dead end behind a ring behind a bridge; 0 is paved, 8 lies apart.

    0 -- in -- 1 -- ring1 -- 2 -- out -- 3 -- end -- 4
               +--- ring2 ---+
    """
    return road_links(
        **{"in": (0, 1), "ring1": (1, 2), "ring2": (2, 1), "out": (2, 3), "end": (4, 3)}
    )


def test_the_only_way_out_leads_from_the_home_to_the_root(hamlet):
    homes = {"far": (4, 3), "ring": (2, 5), "paved": (0, 9), "apart": (8, 2)}
    isolated, ways = way_out(hamlet, [0], homes)
    assert ways.to_dict() == {
        "far": ("end", "out", "in"),
        "ring": ("in",),
        "paved": (),
        "apart": None,
    }
    assert isolated.index.equals(hamlet.index)
    assert isolated["people_isolated"].to_dict() == {
        "in": 8.0, "ring1": 0.0, "ring2": 0.0, "out": 3.0, "end": 3.0,
    }  # fmt: skip
    assert isolated["homes_isolated"].tolist() == [2, 0, 0, 1, 1]


def test_a_closed_link_makes_the_other_side_of_the_ring_the_only_way(hamlet):
    isolated, ways = way_out(hamlet, [0], {"far": (4, 3)}, shut=["ring2"])
    assert ways["far"] == ("end", "out", "ring1", "in")
    assert isolated["people_isolated"].tolist() == [3, 3, 0, 3, 3]


def test_several_roots_count_as_one(hamlet):
    """With 0 and 3 paved, who lives on the ring has two ways out."""
    isolated, ways = way_out(hamlet, [3, 0], {"ring": (2, 5), "far": (4, 3)})
    assert ways.to_dict() == {"ring": (), "far": ("end",)}
    assert isolated["homes_isolated"].tolist() == [0, 0, 0, 0, 1]


def test_a_road_that_comes_back_to_its_start_is_nobodys_way(hamlet):
    loop = pd.concat([hamlet, road_links(turn=(4, 4), paved=(0, 0))])
    isolated, ways = way_out(loop, [0], {"far": (4, 3)})
    assert ways["far"] == ("end", "out", "in")
    assert isolated.loc[["turn", "paved"], "people_isolated"].tolist() == [0, 0]


@pytest.mark.parametrize("roots", [[], [0]])
def test_without_a_root_or_an_open_road_nobody_has_a_way(hamlet, roots):
    isolated, ways = way_out(hamlet, roots, {"far": (4, 3)}, shut=hamlet.index if roots else ())
    assert ways.to_dict() == {"far": None}
    assert (isolated == 0).all(axis=None)
    assert isolated.dtypes.tolist() == [np.float64, np.int64]


def joined(links, nodes, roots):
    """Which nodes the links join to a root."""
    ends = links["u"].to_numpy(), links["v"].to_numpy()
    graph = coo_array((np.ones(len(links)), ends), shape=(nodes, nodes))
    label = connected_components(graph, directed=False)[1]
    return np.isin(label, label[roots])


@pytest.mark.parametrize("seed", range(100))
def test_only_ways_out_are_those_of_a_network_without_the_link(seed):
    rng = np.random.default_rng(seed)
    nodes, count = int(rng.integers(2, 12)), int(rng.integers(1, 18))
    ends = rng.integers(0, nodes, (count, 2))
    links = pd.DataFrame(ends, columns=["u", "v"], index=[f"L{k}" for k in range(count)])
    open_ = pd.Series(rng.random(count) < 0.9, index=links.index)
    roots = rng.choice(nodes, int(rng.integers(1, min(nodes, 3) + 1)), replace=False).tolist()
    homes = pd.DataFrame({"node": rng.integers(0, nodes, 6), "people": rng.integers(0, 5, 6)})
    isolated, ways = only_way_out(links, nodes=nodes, roots=roots, open_=open_, homes=homes)
    home = homes["node"].to_numpy()
    today = joined(links[open_], nodes, roots)[home]
    assert ways.notna().tolist() == today.tolist()
    for link in links.index:
        left = joined(links[open_].drop(link, errors="ignore"), nodes, roots)
        cut_off = today & ~left[home]
        assert isolated.loc[link].tolist() == [homes["people"][cut_off].sum(), cut_off.sum()]
        assert [link in (way or ()) for way in ways] == cut_off.tolist()
        for way in ways[cut_off]:  # what follows on the way lies on the root's side
            assert left[links.loc[list(way[way.index(link) + 1 :])].to_numpy()].all()
