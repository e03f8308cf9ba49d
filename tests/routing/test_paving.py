"""The connection model: by hand, by brute force, by its equations, by what must always hold."""

import itertools
import math

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.routing.paving import add_connection, connect, cut, violated_cuts, violated_sets
from geoplan.routing.rooted import ROOT, contract, project_of, reached


def links(*rows, **columns):
    """Links from (u, v, cost); other columns by name."""
    return pd.DataFrame(rows, columns=["u", "v", "cost"]).assign(**columns)


@pytest.fixture
def valley():
    """Seat r; 30 people up the valley behind an empty junction, 20 beyond a ridge, 5 at home.

    r --4-- j --3-- a(30)
    |
    5
    |
    b(20) --6-- a          r itself: 5
    """
    table = links(("r", "j", 4.0), ("j", "a", 3.0), ("r", "b", 5.0), ("b", "a", 6.0))
    table.index = ["rj", "ja", "rb", "ba"]
    return table, pd.Series({"r": 5.0, "a": 30.0, "b": 20.0})


def chosen(solution):
    return set(solution.selected.index[solution.selected])


@pytest.mark.parametrize(
    ("budget", "plan", "people"),
    [
        (4.9, set(), 0),  # half a way helps nobody
        (5.0, {"rb"}, 20),
        (7.0, {"rj", "ja"}, 30),
        (11.0, {"rb", "ba"}, 50),  # one project less than rj, ja, rb for 12
        (99.0, {"rb", "ba"}, 50),
    ],
)
def test_valley(valley, budget, plan, people):
    solution = connect(*valley, roots=["r"], budget=budget)
    assert chosen(solution) == plan
    assert (solution.objective, solution.bound) == (people, people)
    assert (solution.gap, solution.status) == (0, "optimal")
    assert solution.connected.to_dict() == {"r": True, "a": people >= 30, "b": people in (20, 50)}


def test_results_carry_the_indices(valley):
    table, people = valley
    solution = connect(table, people, roots=["r"], budget=7)
    assert solution.selected.index.equals(table.index)
    assert solution.connected.index.equals(people.index)
    assert solution.selected.dtype == solution.connected.dtype == bool


def test_locks(valley):
    forced = connect(*valley, roots=["r"], budget=12, locked_in=["rj"], locked_out=["ba"])
    assert chosen(forced) == {"rj", "ja", "rb"}
    assert forced.objective == 50


@pytest.mark.parametrize("locks", [{"locked_in": ["rj", "ja"]}, {"locked_in": ["ja"]}])
def test_what_is_locked_in_is_built_even_if_useless(valley, locks):
    solution = connect(*valley, roots=["r"], budget=7, locked_out=["rb"], **locks)
    assert set(locks["locked_in"]) <= chosen(solution)
    assert solution.objective == 30


@pytest.mark.parametrize(
    "locks", [{"locked_in": ["rj", "ja"]}, {"locked_in": ["rb"], "locked_out": ["rb"]}]
)
def test_only_locks_make_it_infeasible(valley, locks):
    solution = connect(*valley, roots=["r"], budget=6, **locks)
    assert solution.status == "infeasible"
    assert not solution.selected.any()
    assert math.isnan(solution.objective)
    assert solution.connected.to_dict() == {"r": True, "a": False, "b": False}


def test_locks_name_projects_where_there_are_any(valley):
    table, people = valley
    table["project"] = ["up", "up", "over", None]
    solution = connect(table, people, roots=["r"], budget=12, locked_in=["ba"], locked_out=["up"])
    assert chosen(solution) == {"rb", "ba"}


def test_a_project_is_built_whole(valley):
    """The ridge project has two pieces: 5 + 3 buys b, and a's end of the valley for nothing."""
    table, people = valley
    table["project"] = ["up", "two", "two", "over"]
    solution = connect(table, people, roots=["r"], budget=8)
    assert chosen(solution) == {"ja", "rb"}
    assert solution.objective == 20


def test_a_paved_scrap_connects_nobody_until_a_way_reaches_it(valley):
    """ja paved: rj alone connects a; without it a stays off the network."""
    table, people = valley
    table["hardened"] = [False, True, False, False]
    cut_off = connect(table, people, roots=["r"], budget=0)
    assert (cut_off.objective, cut_off.connected["a"]) == (0, False)
    reached_by_way = connect(table, people, roots=["r"], budget=4)
    assert chosen(reached_by_way) == {"rj"}
    assert reached_by_way.objective == 30


def test_who_is_connected_today_is_not_counted(valley):
    table, people = valley
    table["hardened"] = [True, True, False, False]
    solution = connect(table, people, roots=["r"], budget=99)
    assert solution.connected.all()
    assert (solution.objective, chosen(solution)) == (20, {"rb"})


def test_hardened_links_need_no_cost(valley):
    table, people = valley
    table["hardened"] = [True, False, False, False]
    table.loc["rj", "cost"] = math.nan
    assert connect(table, people, roots=["r"], budget=3).objective == 30


def test_a_useless_project_is_left_out_even_for_nothing():
    table = links(("r", "a", 1.0), ("a", "x", 0.0), ("r", "a", 0.0))
    solution = connect(table, pd.Series({"a": 3}), roots=["r"], budget=9)
    assert chosen(solution) == {2}


def test_several_roots_are_one(valley):
    solution = connect(*valley, roots=["r", "j", "elsewhere"], budget=3)
    assert chosen(solution) == {"ja"}


def test_places_off_the_links():
    """A root and people that no link touches: the root counts as connected, nobody else."""
    people = pd.Series({"seat": 4.0, "lost": 7.0, "x": math.nan})
    solution = connect(links(("x", "y", 1.0)), people, roots=["seat"], budget=9)
    assert solution.connected.to_dict() == {"seat": True, "lost": False, "x": False}
    assert (solution.objective, chosen(solution), solution.status) == (0, set(), "optimal")


def test_no_links_no_people_no_roots():
    solution = connect(links(), pd.Series(dtype=float), roots=[], budget=0)
    assert (solution.objective, solution.status) == (0, "optimal")
    assert len(solution.selected) == len(solution.connected) == 0


def test_a_budget_is_kept_to_the_yuan():
    """Hundreds of millions, one yuan short: the tolerance of a solver must not spend it."""
    table = links(("r", "a", 1.0e8), ("r", "b", 1.1e8), ("r", "c", 1.3e8))
    people = pd.Series({"a": 1, "b": 1, "c": 1})
    assert connect(table, people, roots=["r"], budget=3.4e8).objective == 3
    assert connect(table, people, roots=["r"], budget=3.4e8 - 1).objective == 2
    small = table.assign(cost=table["cost"] / 1e8)
    assert connect(small, people, roots=["r"], budget=3.4 - 1e-8).objective == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": [1.0, math.nan, 1.0, -1.0]}, r"cost unknown or negative: \['ja', 'ba'\]"),
        ({"index": ["a", "a", "b", "c"]}, r"share a label: \['a'\]"),
        ({"people": {"a": -1.0}}, r"people are negative: \['a'\]"),
        ({"locked_in": ["nowhere"]}, r"no project is named 'nowhere'"),
    ],
)
def test_what_cannot_be_meant_is_refused(valley, change, message):
    table, people = valley
    table["cost"] = change.get("cost", table["cost"])
    table.index = change.get("index", table.index)
    people = pd.Series(change.get("people", people))
    with pytest.raises(LayerError, match=message):
        connect(table, people, roots=["r"], budget=9, locked_in=change.get("locked_in", ()))


# ---- random small cases -------------------------------------------------------------------------

NODES = [0, 1, "a", "b", (1, 2), 2.5, "c", "off", "off2"]


def random_case(seed):
    """Links among seven nodes of mixed kinds, people and roots also off the links."""
    random = np.random.default_rng(seed)
    n_links = int(random.integers(0, 10))
    u, v = ([NODES[i] for i in random.integers(0, 7, n_links)] for _ in range(2))
    cost = random.integers(0, 6, n_links) * random.choice([1.0, 0.1, 1e6])
    table = pd.DataFrame({"u": pd.Series(u, dtype=object), "v": pd.Series(v, dtype=object)})
    table["cost"] = cost
    if random.random() < 0.6:
        project = random.integers(0, max(1, n_links), n_links).tolist()
        table["project"] = [p if random.random() < 0.8 else None for p in project]
    if random.random() < 0.6:
        table["hardened"] = random.random(n_links) < 0.25
    at = [NODES[i] for i in random.integers(0, 9, 6)]
    persons = [math.nan if random.random() < 0.1 else float(random.integers(0, 9)) for _ in at]
    people = pd.Series(persons, index=pd.Index(at, dtype=object, tupleize_cols=False))
    known = table.get("project", pd.Series(table.index, dtype=object)).dropna().unique().tolist()
    options = {
        "roots": [NODES[i] for i in random.integers(0, 8, int(random.integers(0, 3)))],
        "budget": float(cost[: int(random.integers(0, 4))].sum()),
        "locked_in": [p for p in known if random.random() < 0.1],
        "locked_out": [p for p in known if random.random() < 0.1],
    }
    return table, people, options


def search_connected(table, paved, roots):
    """Nodes joined to the roots by paved links, by search."""
    joined, todo = set(roots), list(roots)
    ends = [(u, v) for u, v, ok in zip(table["u"], table["v"], paved, strict=True) if ok]
    while todo:
        here = todo.pop()
        for there in {v for u, v in ends if u == here} | {u for u, v in ends if v == here}:
            if there not in joined:
                joined.add(there)
                todo.append(there)
    return joined


def brute_force(table, people, *, roots, budget, locked_in, locked_out):
    """Most people newly connected and the least money for it, over all sets of projects."""
    hardened = table.get("hardened", pd.Series(False, index=table.index)).to_numpy()
    project = project_of(table).to_numpy()
    cost = dict.fromkeys(project, 0.0)
    for p, c, done in zip(project, table["cost"], hardened, strict=True):
        cost[p] += 0.0 if done else c
    today = search_connected(table, hardened, roots)
    best = None
    for plan in itertools.chain.from_iterable(
        itertools.combinations(cost, n) for n in range(len(cost) + 1)
    ):
        spent = sum(cost[p] for p in plan)
        legal = set(locked_in) <= set(plan) and not set(locked_out) & set(plan)
        if not legal or spent > budget + 1e-9:
            continue
        paved = hardened | np.array([p in plan for p in project], dtype=bool)
        now = search_connected(table, paved, roots)
        served = sum(w for v, w in people.items() if v in now and v not in today and w > 0)
        best = max(best or (0.0, -math.inf), (served, -spent))
    return best


@pytest.mark.parametrize("seed", range(300))
def test_equals_brute_force(seed):
    table, people, options = random_case(seed)
    solution = connect(table, people, **options)
    best = brute_force(table, people, **options)
    if best is None:
        assert solution.status == "infeasible"
        return
    assert solution.status == "optimal"
    assert (solution.objective, solution.bound) == pytest.approx((best[0], best[0]))
    assert table["cost"][solution.selected].sum() == pytest.approx(-best[1])
    paved = solution.selected | table.get("hardened", False)
    joined = search_connected(table, paved, options["roots"])
    assert solution.connected.tolist() == [node in joined for node in people.index]
    assert not (solution.selected & table.get("hardened", False)).any()


@settings(max_examples=40, derandomize=True)
@given(st.integers(1000, 9999), st.floats(0, 3))
def test_what_always_holds(seed, more):
    table, people, options = random_case(seed)
    before = table.copy(), people.copy()
    solution = connect(table, people, **options)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_series_equal(people, before[1])

    shuffled = connect(table.sample(frac=1, random_state=seed), people[::-1], **options)
    pd.testing.assert_series_equal(shuffled.selected.reindex(table.index), solution.selected)
    if solution.status == "infeasible":
        return
    assert table["cost"][solution.selected].sum() <= options["budget"] * (1 + 1e-9)
    barred = project_of(table).isin(options["locked_out"])
    assert not (solution.selected & barred).any()
    richer = connect(table, people, **{**options, "budget": options["budget"] * (1 + more)})
    assert richer.objective >= solution.objective


# ---- the pieces ---------------------------------------------------------------------------------


@pytest.fixture
def ring():
    """Root r, a, and b behind a; a project of its own each: 'ra', 'ab', 'rb'.

    r ---- a
     \\    |
      ---- b
    """
    table = links(("r", "a", 1.0), ("a", "b", 1.0), ("r", "b", 1.0))
    table.index = ["ra", "ab", "rb"]
    return contract(table, ["r"])


def test_the_network_as_the_root_sees_it(ring):
    arcs = ring.arcs.to_dict("list")
    a, b = ring.node_of["a"], ring.node_of["b"]
    assert ring.node_of["r"] == ROOT
    assert list(zip(arcs["project"], arcs["tail"], arcs["head"], strict=True)) == [
        ("ab", a, b),
        ("ab", b, a),
        ("ra", ROOT, a),
        ("rb", ROOT, b),
    ]


def test_what_is_hardened_together_is_one_node():
    table = links(("r", "a", 1), ("a", "b", 1), ("b", "c", 1), ("x", "y", 1), ("r", "b", 1))
    rooted = contract(table.assign(hardened=[True, False, True, False, False]), ["r"])
    assert rooted.node_of["a"] == rooted.node_of["r"] == ROOT
    assert rooted.node_of["b"] == rooted.node_of["c"] != ROOT
    assert sorted(rooted.arcs["project"]) == [1, 4]  # parallel after contraction; x-y is cut off
    assert reached(rooted, {4}) == {ROOT, rooted.node_of["b"]}
    assert reached(rooted, set()) == {ROOT}


@pytest.fixture
def star():
    """Project P from the root over i to a and b; Q from a to b. i is P's own: its hub.

    r --P-- i --P-- a
            |       |
            P       Q
            |       |
            +------ b
    """
    table = links(("r", "i", 1.0), ("i", "a", 1.0), ("i", "b", 1.0), ("a", "b", 1.0))
    return contract(table.assign(project=["P", "P", "P", "Q"]), ["r"])


def test_a_loop_is_no_way():
    rooted = contract(links(("r", "a", 1), ("a", "a", 1)), ["r"])
    assert rooted.arcs["project"].tolist() == [0]


def test_a_piece_of_several_links_is_a_star(star):
    a, b, hub = (star.node_of[v] for v in "abi")
    assert star.hubs == {hub: "P"}
    arcs = star.arcs[["project", "tail", "head"]].itertuples(index=False, name=None)
    assert set(arcs) == {
        *(("P", ROOT, hub), ("P", hub, a), ("P", a, hub), ("P", hub, b), ("P", b, hub)),
        *(("Q", a, b), ("Q", b, a)),
    }
    assert reached(star, {"P"}) == {ROOT, a, b, hub}
    assert reached(star, {"Q"}) == {ROOT}


def test_two_pieces_are_two_stars():
    """P: r-a-b and, beyond Q, c-d-e; b and c are Q's too, d and e one node."""
    table = links(("r", "a", 1), ("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("d", "e", 1))
    rooted = contract(table.assign(project=["P", "P", "Q", "P", "P"]), ["r"])
    assert list(rooted.hubs.values()) == ["P", "P"]
    assert set(rooted.hubs) == {rooted.node_of["a"], rooted.node_of["d"]}
    assert rooted.node_of["d"] == rooted.node_of["e"] != rooted.node_of["c"]
    assert len(reached(rooted, {"P"})) == 3
    assert len(reached(rooted, {"P", "Q"})) == 5


def written(row):
    return str(row).replace("= -0.0", "= 0").replace("= 0.0", "= 0")


def test_equations(ring):
    """(B3), (B4), (B5), row by row; arcs 0 = ab, 1 = ba, 2 = ra, 3 = rb."""
    problem = pulp.LpProblem("rows", pulp.LpMaximize)
    built = {p: problem.add_variable(f"x_{p}", cat="Binary") for p in ("ra", "ab", "rb")}
    a, b = ring.node_of["a"], ring.node_of["b"]
    add_connection(problem, ring, built, [a], suffix="_27")
    assert {row.name: written(row) for row in problem.constraints()} == {
        f"enter_{a}_27": f"-y_{a}_27 + z_1_27 + z_2_27 = 0",
        f"enter_{b}_27": f"-y_{b}_27 + z_0_27 + z_3_27 = 0",
        "leave_0_27": f"-y_{a}_27 + z_0_27 + z_1_27 <= 0",
        "leave_1_27": f"-y_{b}_27 + z_0_27 + z_1_27 <= 0",
        "follow_0_27": "-x_ab + z_0_27 + z_1_27 <= 0",
        "follow_1_27": "-x_ra + z_2_27 <= 0",
        "follow_2_27": "-x_rb + z_3_27 <= 0",
    }


def test_a_hub_is_connected_only_when_its_project_is_built(star):
    problem = pulp.LpProblem("rows", pulp.LpMaximize)
    built = {p: problem.add_variable(f"x_{p}", cat="Binary") for p in "PQ"}
    add_connection(problem, star, built, [])
    hub = star.node_of["i"]
    rows = {row.name: written(row) for row in problem.constraints()}
    assert rows[f"build_{hub}"] == f"-x_P + y_{hub} <= 0"
    assert [row for name, row in rows.items() if name.startswith("follow")] == [
        "-x_Q + z_0 + z_1 <= 0"
    ]


def test_cuts_enter_the_nearest_set():
    """Only 0.3 enter {b, c, d}, where c and d claim to be reached by a round trip: one cut.

    r --0.3-- a --0.3-- b --1-- c --1-- d --0.7-- b
    """
    table = links(("r", "a", 1), ("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("d", "b", 1))
    rooted = contract(table, ["r"])
    number = rooted.node_of
    problem = pulp.LpProblem("cuts", pulp.LpMaximize)
    built, targets = dict.fromkeys(range(5), 1), [number["c"], number["d"]]
    this, following = (
        add_connection(problem, rooted, built, targets, suffix=suffix) for suffix in ("_1", "_2")
    )
    ends = list(zip(rooted.arcs["tail"], rooted.arcs["head"], strict=True))
    arc = {(u, v): ends.index((number[u], number[v])) for u, v in ("ra", "ab", "bc", "cd", "db")}
    values = dict.fromkeys([z.name for z in this.z], 0.0)
    for way, z in {"ra": 0.3, "ab": 0.3, "bc": 1.0, "cd": 1.0, "db": 0.7}.items():
        values[this.z[arc[tuple(way)]].name] = z
    values |= {y.name: 1.0 for y in this.y.values()}
    inside = frozenset(number[v] for v in "bcd")

    assert violated_sets(rooted, this, values) == [(number["c"], inside)]
    (row,) = violated_cuts(rooted, this, values)
    assert written(row) == f"y_{number['c']}_1 - {this.z[arc['a', 'b']]} <= 0"
    other_year = cut(rooted, following, number["c"], inside)
    assert written(other_year) == written(row).replace("_1 ", "_2 ")
    assert violated_cuts(rooted, this, dict.fromkeys(values, 0.3)) == []


def test_of_equal_cuts_the_shortest():
    """0.3 enter a by one link, b by two of 0.15: the cut goes through the one.

    r --0.3-- a ==0.15, 0.15== b
    """
    rooted = contract(links(("r", "a", 1), ("a", "b", 1), ("a", "b", 1)), ["r"])
    a, b = rooted.node_of["a"], rooted.node_of["b"]
    problem = pulp.LpProblem("cuts", pulp.LpMaximize)
    connection = add_connection(problem, rooted, dict.fromkeys(range(3), 1), [b])
    ends = zip(rooted.arcs["tail"], rooted.arcs["head"], strict=True)
    flow = {(ROOT, a): 0.3, (a, b): 0.15}
    values = {z.name: flow.get(end, 0.0) for z, end in zip(connection.z, ends, strict=True)}
    values |= {connection.y[a].name: 0.3, connection.y[b].name: 0.9}
    assert violated_sets(rooted, connection, values) == [(b, frozenset({a, b}))]
