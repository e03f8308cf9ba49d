"""Ways that people may take, and what works save on each: against searches of their own."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine

from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.hybrid import arc_minutes, hybrid_network
from geoplan.routing.listed_ways import Treated, listed_ways
from geoplan.routing.network import build_network, with_terrain
from geoplan.routing.surfaces import at_doors, surface_to
from geoplan.terrain import Raster

CRS = "EPSG:4545"
CELL_M = 25.0
NOW_KMH = {"A1": 20.0, "A2": 20.0, "B1": 6.0, "B2": 6.0}
THEN_KMH = {"A1": 25.0, "A2": 25.0, "B1": 60.0, "B2": 60.0}
WORK = {"A1": "bays", "A2": "more bays", "B1": "paved", "B2": "paved on"}
EVERYTHING = set(WORK.values())
HOME, SCHOOL = (10, 260), (2010, 260)
FAR = 180.0


@pytest.fixture
def county(draw_roads):
    """Two roads from the home H to the school S; cells of 25 m, walls where a test wants them.

    ::

          .--B1--+--B2--.        now 20 km/h on A and 6 on B, then 25 and 60
        H +--A1--+--A2--+ S
    """

    def draw(barriers=None):
        lines = {
            "A1": [HOME, (1010, 260)], "A2": [(1010, 260), SCHOOL],
            "B1": [HOME, (10, 660), (1010, 660)], "B2": [(1010, 660), (2010, 660), SCHOOL],
        }  # fmt: skip
        roads = draw_roads(lines)
        network = with_terrain(
            build_network(roads, roads.geometry[:0], hardened_codes=("12",)), None
        )
        grid = Affine(CELL_M, 0, 0, 0, -CELL_M, 40 * CELL_M)
        ground = Raster(np.zeros((40, 90), np.float32), grid, CRS)
        return network, hybrid_network(network, ground, barriers=barriers, off_path=0.6)

    return draw


def arcs_with(network, hybrid, done, closed=()):
    """Minutes of the arcs once some works are done; on closed roads nobody even walks."""
    road = network.links["road_id"]
    kmh = [(THEN_KMH if WORK[one] in done else NOW_KMH)[one] for one in road]
    minutes, ridden = arc_minutes(hybrid, np.array(kmh)[hybrid.pieces["link"].to_numpy()])
    shut = np.flatnonzero(road.isin(closed).to_numpy())
    return np.where(np.isin(hybrid.links, shut), 1e6, minutes), ridden


def minutes_with(network, hybrid, homes, school, done, closed=()):
    """Minutes of each home once some works are done, by a search of its own."""
    surface = surface_to(hybrid, arcs_with(network, hybrid, done, closed), school)
    return at_doors(surface, doorsteps(hybrid, homes), homes.index)["minutes"].to_numpy()


def listed(network, hybrid, homes, school, *, planned, exposed=None, farthest_minutes=FAR):
    """Listed ways over the roads of today, with everything, and with what is planned."""
    states = [arcs_with(network, hybrid, done) for done in (set(), EVERYTHING, planned)]
    surfaces = [surface_to(hybrid, arcs, school) for arcs in states]
    doors = doorsteps(hybrid, homes)
    work = network.links["road_id"].map(WORK).set_axis(np.arange(len(network.links)))
    treated = [
        Treated(states[0][0], states[1][0], work[work.isin(own)])
        for own in ({"bays", "more bays"}, {"paved", "paved on"})
    ]
    return listed_ways(
        hybrid, surfaces, [at_doors(one, doors, homes.index) for one in surfaces], treated,
        pd.Series(dtype="str") if exposed is None else exposed, farthest_minutes=farthest_minutes,
    )  # fmt: skip


def minutes_of_ways(told, today, done):
    """Minutes of each way of each trip once some works are done, as they are told."""
    saved = told.saved[told.saved["work"].isin(done)].groupby("way")["minutes"].sum()
    less = saved.reindex(told.ways.index, fill_value=0.0)
    return today[told.ways["trip"]] + told.ways["lost"] - less


def some_homes(draw_points, seed=3, n=25):
    """Homes here and there, off the road ends."""
    random = np.random.default_rng(seed)
    xy = random.uniform((20, 30), (2200, 900), (n, 2))
    return draw_points(**{f"h{k}": tuple(one) for k, one in enumerate(xy)})


def test_minutes_of_each_way_are_those_of_a_search_on_it_alone(county, draw_points):
    """With every set of works: by A 6 minutes today, by B 28."""
    network, hybrid = county()
    home, school = draw_points(home=HOME), draw_points(school=SCHOOL)
    told = listed(network, hybrid, home, school, planned={"bays"})
    assert told.ways["trip"].tolist() == [0, 0]
    assert told.ways["lost"].iloc[0] == 0
    on_way = {way: set(own["work"]) for way, own in told.saved.groupby("way")}
    assert list(on_way.values()) == [{"bays", "more bays"}, {"paved", "paved on"}]
    today = minutes_with(network, hybrid, home, school, set())
    assert today == pytest.approx([6], abs=0.1)
    for n in range(5):
        for done in itertools.combinations(sorted(EVERYTHING), n):
            by_way = minutes_of_ways(told, today, done).tolist()
            alone = [
                minutes_with(network, hybrid, home, school, set(done), closed)[0]
                for closed in (("B1", "B2"), ("A1", "A2"))
            ]
            assert by_way == pytest.approx(alone, abs=0.02)


@pytest.mark.parametrize("planned", [set(), {"paved", "bays"}, {"paved", "paved on"}])
def test_with_all_of_a_state_built_the_quickest_way_is_that_of_the_state(
    county, draw_points, planned
):
    network, hybrid = county()
    homes, school = some_homes(draw_points), draw_points(school=SCHOOL)
    told = listed(network, hybrid, homes, school, planned=planned)
    today = minutes_with(network, hybrid, homes, school, set())
    for done in (set(), EVERYTHING, planned):
        least = minutes_of_ways(told, today, done).groupby(told.ways["trip"]).min()
        expected = minutes_with(network, hybrid, homes, school, done)
        assert least.index.tolist() == list(range(len(homes)))
        assert least.to_numpy() == pytest.approx(expected, abs=0.1)
    assert (minutes_of_ways(told, today, ()) >= today[told.ways["trip"]] - 1e-9).all()


def test_nobody_is_told_to_be_quicker_than_a_search_finds(county, draw_points):
    """A listed way can be taken: no set of works makes it quicker than the quickest."""
    network, hybrid = county()
    homes, school = some_homes(draw_points, seed=8), draw_points(school=SCHOOL)
    told = listed(network, hybrid, homes, school, planned={"paved"})
    today = minutes_with(network, hybrid, homes, school, set())
    for n in range(5):
        for done in itertools.combinations(sorted(EVERYTHING), n):
            least = minutes_of_ways(told, today, done).groupby(told.ways["trip"]).min()
            expected = minutes_with(network, hybrid, homes, school, set(done))
            assert (least.to_numpy() >= expected - 0.1).all()


def test_a_way_is_listed_once_for_each_trip(county, draw_points):
    """Two neighbours; who lives beside the school takes no other way whatever is built."""
    network, hybrid = county()
    homes = draw_points(home=HOME, next_door=HOME, near=(1600, 260))
    told = listed(network, hybrid, homes, draw_points(school=SCHOOL), planned=EVERYTHING)
    assert told.ways["trip"].value_counts(sort=False).to_dict() == {0: 2, 1: 2, 2: 1}
    assert told.ways.index.tolist() == list(range(5))
    assert told.saved.duplicated(["way", "work"]).sum() == 0


def test_what_saves_next_to_nothing_on_a_way_is_not_counted(county, draw_points):
    """25 m of road A2 at 25 km/h in place of 20 are a sixtieth of a minute less."""
    network, hybrid = county()
    homes = draw_points(beside=(1985, 260), farther=(1510, 260))
    told = listed(network, hybrid, homes, draw_points(school=SCHOOL), planned=set())
    assert told.saved["way"].map(told.ways["trip"]).tolist() == [1]
    assert told.saved["minutes"].tolist() == pytest.approx([0.5 * (3 - 2.4)], abs=0.02)


def test_who_gets_nowhere_has_no_way(county, draw_points):
    """A lake without a bridge lies south of the roads."""
    lake = np.zeros((40, 90), dtype=bool)
    lake[33] = True
    network, hybrid = county(lake)
    homes, school = draw_points(over_there=(1000, 60), home=HOME), draw_points(school=SCHOOL)
    exposed = pd.Series("rail", range(len(network.links)))
    told = listed(network, hybrid, homes, school, planned=set(), exposed=exposed)
    assert set(told.ways["trip"]) == {1}
    assert set(told.passed["trip"]) == {1}


def test_what_is_beyond_the_farthest_does_not_count(county, draw_points):
    """6 minutes by A count as 5: by A 1 minute is lost, by B 23, and both save as before."""
    network, hybrid = county()
    home, school = draw_points(home=HOME), draw_points(school=SCHOOL)
    near, far = (
        listed(network, hybrid, home, school, planned=set(), farthest_minutes=most)
        for most in (5.0, FAR)
    )
    assert (near.ways["lost"] - far.ways["lost"]).tolist() == pytest.approx([1, 1], abs=0.1)
    pd.testing.assert_frame_equal(near.saved, far.saved)


def test_exposed_road_that_is_passed_on_the_way_of_the_plan(county, draw_points):
    """All of A1 and the 1 400 m of B2 are exposed; once B is paved everybody goes by B."""
    network, hybrid = county()
    home, school = draw_points(home=HOME), draw_points(school=SCHOOL)
    road = network.links["road_id"].to_numpy()
    exposed = pd.Series(
        {k: f"{one}@guardrail" for k, one in enumerate(road) if one in ("A1", "B2")}
    )
    for planned, rail, km in (
        (set(), "A1@guardrail", 1.0),
        ({"paved", "paved on"}, "B2@guardrail", 1.4),
    ):
        told = listed(network, hybrid, home, school, planned=planned, exposed=exposed)
        assert told.passed[["trip", "work"]].to_numpy().tolist() == [[0, rail]]
        assert told.passed["km"].tolist() == pytest.approx([km], abs=0.03)


def test_nothing_is_treated(county, draw_points):
    """Without works there are ways, and nothing is saved on them."""
    network, hybrid = county()
    homes: gpd.GeoSeries = draw_points(home=HOME)
    surface = surface_to(hybrid, arcs_with(network, hybrid, set()), draw_points(school=SCHOOL))
    here = at_doors(surface, doorsteps(hybrid, homes), homes.index)
    arcs = surface.arc_minutes
    nothing = Treated(arcs, arcs / 2, pd.Series(dtype="str"))
    told = listed_ways(
        hybrid, [surface] * 3, [here] * 3, [nothing], pd.Series(dtype="str"), farthest_minutes=FAR
    )
    assert (len(told.ways), len(told.saved), len(told.passed)) == (1, 0, 0)
