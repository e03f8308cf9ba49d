"""What a decision changes: by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from geoplan.programme.outcome import (
    admin_villages_connected,
    cut_off_when_wet,
    indicators,
    like_main_group,
    mean_minutes,
    most_people_connected,
    paved_links,
    with_connection,
)
from geoplan.routing.network import RoadNetwork

CRS = "EPSG:4545"
YEARS = (2027, 2028)


@pytest.fixture
def network():
    """Four nodes in a row, 1 km each: 0 ==paved== 1 --earth-- 2 --gravel-- 3, and a ford 3-4."""
    links = gpd.GeoDataFrame(
        {
            "u": [0, 1, 2, 3],
            "v": [1, 2, 3, 4],
            "hardened": [True, False, False, False],
            "flooded": False,
            "passable_wet": [True, False, True, False],
            "ford": pd.array([None, None, False, True], dtype="boolean"),
            "surface_code": ["12", "36", "31", "31"],
            "surface_width_m": [6.0, np.nan, 4.5, 4.5],
        },
        index=["paved", "earth", "gravel", "ford"],
        geometry=[LineString([(1000 * k, 0), (1000 * k + 1000, 0)]) for k in range(4)],
        crs=CRS,
    )
    nodes = gpd.GeoSeries([Point(1000 * k, 0) for k in range(5)], crs=CRS)
    return RoadNetwork(links, nodes, pd.DataFrame())


def places_at(*nodes, on_network=True):
    return gpd.GeoDataFrame(
        {"node": list(nodes), "on_network": on_network, "connected_now": [n < 2 for n in nodes]},
        geometry=[Point(1000 * n, 0) for n in nodes],
        crs=CRS,
    )


def link_year(network, **years):
    return pd.Series(years).reindex(network.links.index).astype("Int64")


def test_paved_links(network):
    before = network.links.copy()
    paved = paved_links(
        network.links, link_year(network, earth=2028, ford=2027), surface_code="12", width_m=3.5
    )
    assert paved["hardened"].to_list() == [True, True, False, True]
    assert paved["passable_wet"].to_list() == [True, True, True, True]
    assert paved["ford"].to_list() == [False, False, False, False]
    assert paved["surface_code"].to_list() == ["12", "12", "31", "12"]
    assert paved["surface_width_m"].to_list() == [6.0, 3.5, 4.5, 3.5]
    pd.testing.assert_frame_equal(network.links, before)


def test_a_paved_road_in_a_flood_area_stays_closed_when_wet(network):
    """The earth road and the gravel lie in the flood area; paving the earth road opens nothing."""
    network.links.loc[["earth", "gravel"], ["flooded", "passable_wet"]] = [True, False]
    paved = paved_links(
        network.links, link_year(network, earth=2028, ford=2028), surface_code="12", width_m=3.5
    )
    assert paved["hardened"].to_list() == [True, True, False, True]
    assert paved["passable_wet"].to_list() == [True, False, False, True]
    places = places_at(1, 2, 3, 4)
    told = cut_off_when_wet(network, paved, *anywhere(places))
    assert told.to_list() == [False, True, True, True]


def test_connection_needs_the_whole_way(network):
    places = places_at(0, 2, 3, 4)
    year = link_year(network, earth=2028, gravel=2027)
    joined = with_connection(network.links, year, [0, 1], places, YEARS)
    assert joined["connected_year"].to_list() == [pd.NA, 2028, 2028, pd.NA]
    assert joined["connected_after"].to_list() == [True, True, True, False]


def test_place_off_the_network_is_never_connected(network):
    joined = with_connection(
        network.links, link_year(network, earth=2027), [0, 1], places_at(2, on_network=False), YEARS
    )
    assert joined["connected_year"].isna().all()
    assert not joined["connected_after"].any()


def anywhere(places):
    """Nodes 0 and 1 count for everybody; places of one township."""
    return {"": [0, 1]}, places, pd.Series("T1", index=places.index)


def test_cut_off_when_wet(network):
    places = places_at(0, 2, 3, 4)
    told = cut_off_when_wet(network, network.links, *anywhere(places))
    assert told.to_list() == [False, True, True, True]
    paved = paved_links(
        network.links, link_year(network, earth=2028), surface_code="12", width_m=3.5
    )
    told = cut_off_when_wet(network, paved, *anywhere(places))
    assert told.to_list() == [False, False, False, True]
    far = places_at(0, on_network=False)
    assert cut_off_when_wet(network, paved, *anywhere(far)).to_list() == [True]


def test_cut_off_from_the_own_seat_though_another_is_reached(network):
    """T1's seat is at node 0, T2's at node 3, behind the earth road; of T3 none is given."""
    places, goals = places_at(0, 0, 3, 0), {"": [0], "T1": [0], "T2": [3]}
    township = pd.Series(["T1", "T2", "T2", "T3"], index=places.index)
    told = cut_off_when_wet(network, network.links, goals, places, township)
    assert told.to_list() == [False, True, False, False]


def village_of(*groups):
    """One village; groups: people, connected_now, connected_year, year of moving."""
    table = pd.DataFrame(
        groups, columns=["people", "connected_now", "connected_year", "year"]
    ).astype({"connected_year": "Int64", "year": "Int64"})
    villages = gpd.GeoDataFrame({"name": ["V"]}, geometry=[Point(0, 0)], index=["V"], crs=CRS)
    one = most_people_connected(villages, table.assign(village_id="V"), YEARS).loc["V"]
    year = None if pd.isna(one["connected_year"]) else one["connected_year"]
    return one["connected_now"], year, one["connected_after"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([(10, True, None, None)], (True, None, True)),
        ([(10, False, None, None)], (False, None, False)),
        # half of the people is enough, however many groups the others are
        ([(10, True, None, None), (5, False, None, None), (5, False, None, None)], (True, None, True)),
        ([(9, True, None, None), (10, False, None, None)], (False, None, False)),
        # in the year in which the half is reached
        ([(6, False, 2028, None), (5, False, 2027, None)], (False, 2028, True)),
        ([(5, False, 2028, None), (6, False, 2027, None)], (False, 2027, True)),
        # of those who stay
        ([(20, False, None, 2028), (5, False, 2027, None)], (False, 2027, True)),
        ([(20, True, None, 2027), (5, False, None, None)], (True, None, False)),
        # those who stay get their road after those who had one have left
        ([(20, True, None, 2027), (5, False, 2028, None)], (True, None, True)),
        # everybody leaves
        ([(20, True, None, 2027)], (True, None, False)),
        ([(20, False, 2027, 2028), (0, True, None, None)], (False, None, False)),
        # nobody lives there: the groups' places count
        ([(0, True, None, None)], (True, None, True)),
        ([(0, False, 2027, None)], (False, 2027, True)),
    ],
)  # fmt: skip
def test_most_people(groups, expected):
    assert village_of(*groups) == expected


def test_admin_villages_by_public_place_else_by_natural_village():
    villages = pd.DataFrame(
        {"admin_village_id": ["A", "A", "B", "C"], "connected_now": [True, False, True, False]}
    )
    services = pd.DataFrame(
        {
            "admin_village_id": ["A", "A", "C", "B", "Z"],
            "kind": ["school", "market", "clinic", "township_seat", "school"],
            "connected_now": [False, True, True, False, True],
        }
    )
    # A: its school is not connected; B has no public place but a connected natural village
    assert admin_villages_connected(villages, services, "connected_now") == (3, 2)


def test_mean_minutes():
    minutes = pd.Series([10.0, 30.0, np.inf, 99.0])
    assert mean_minutes(minutes, pd.Series([3.0, 1.0, 50.0, 0.0])) == 15.0
    assert np.isnan(mean_minutes(minutes, pd.Series([0.0, 0.0, 50.0, 0.0])))


def test_indicators_count_movers_at_their_site(network):
    """Group b (20 people) moves from node 4 to a site at node 0; a stays at node 2."""
    groups = places_at(2, 4).assign(
        people=[10.0, 20.0],
        households=[3.0, 6.0],
        year=pd.array([None, 2027], dtype="Int64"),
        safe_year=pd.array([None, 2027], dtype="Int64"),
        site_id=[None, "S"],
        connected_after=[False, True],
        threatened_people=[4.0, 20.0],
        threatened_households=[1.0, 6.0],
        cut_off_wet_now=[True, True],
        cut_off_wet_after=[True, False],
        minutes_school_dry_now=[60.0, 90.0],
        minutes_school_dry_after=[60.0, 6.0],
        farm_minutes_dry_now=[5.0, 10.0],
        farm_minutes_dry_after=[np.nan, 40.0],
    )
    villages = pd.DataFrame(
        {
            "people": [10.0, 20.0, 0.0],
            "staying_people": [10.0, 0.0, 0.0],
            "connected_now": [False, False, True],
            "connected_after": [False, False, True],
            "admin_village_id": ["A", "B", "A"],
        }
    )
    services = pd.DataFrame(
        {"kind": [], "admin_village_id": [], "connected_now": [], "connected_after": []}
    )
    sites = gpd.GeoDataFrame(geometry=[Point(2000, 0)], index=["S"], crs=CRS)
    table = indicators(
        villages, groups, groups.iloc[:0].assign(group_id=""), services, sites, network.links,
        network.links, access_index_m=1000,
    )  # fmt: skip
    both = {name: (row["now"], row["after"]) for name, row in table.iterrows()}
    assert both.pop("farm_minutes_of_movers") == (10, 40)
    assert both.pop("households_far_from_land") == (0, 6)
    assert both["people"] == (30, 30)
    assert both["people_connected"] == (0, 20)
    assert both["people_cut_off_wet"] == (30, 10)
    assert both["people_threatened"] == (24, 4)
    assert both["households_threatened"] == (7, 1)
    assert both["natural_villages"] == (2, 1)  # where nobody lives is no village
    assert both["natural_villages_connected"] == (0, 0)
    assert both["admin_villages"] == (2, 1)
    assert both["minutes_school_dry"] == (80, 24)
    assert both["rural_access_index"][1] == 1


def test_households_are_counted_and_groups_whose_are_not_all_listed(network):
    """Group a (9 people) is two households, one 3000 m off; of b (20) one of 5 is listed."""
    seasons = [(season, when) for season in ("dry", "wet") for when in ("now", "after")]
    groups = places_at(2, 4).set_axis(["a", "b"]).assign(people=[9.0, 20.0])
    groups = groups.assign(**{f"minutes_school_{s}_{w}": [20.0, 40.0] for s, w in seasons})
    households = gpd.GeoDataFrame(
        {"group_id": ["a", "a", "b"], "people": [4.0, 5.0, 5.0]},
        geometry=[groups.geometry["a"], Point(0, 3000), Point(0, 0)], index=["H1", "H2", "H3"],
        crs=CRS,
    )  # fmt: skip
    first = {"now": 50.0, "after": 10.0}
    households = households.assign(
        **{f"minutes_school_{s}_{w}": [first[w], np.inf, 1.0] for s, w in seasons}
    )
    table = _table(network, groups, trips_to="school", households=households)
    assert table.loc["people"].tolist() == [29, 29, "people"]
    assert table.loc["minutes_school_dry", ["now", "after"]].tolist() == [1000 / 24, 840 / 24]
    assert table.loc["people_without_minutes_school_dry"].tolist() == [5, 5, "people"]
    assert table.loc["people_within_15_school_dry"].tolist() == [0, 4, "people"]
    assert table.loc["people_within_45_school_dry"].tolist() == [20, 24, "people"]
    everybody = _table(network, groups, trips_to="school")
    assert everybody.loc["people_within_30_school_dry"].tolist() == [9, 9, "people"]
    assert "people_without_minutes_school_dry" not in everybody.index


def test_people_in_time_and_the_gini(network):
    """10 people stay 20 minutes away, 30 come from 40 minutes, or nowhere when wet, to 15."""
    groups = places_at(2, 4).assign(
        people=[10.0, 30.0],
        minutes_school_dry_now=[20.0, 40.0],
        minutes_school_dry_after=[20.0, 15.0],
        minutes_school_wet_now=[45.0, np.inf],
        minutes_school_wet_after=[45.0, 15.0],
    )
    table = _table(network, groups, trips_to="school")
    dry = {most: table.loc[f"people_within_{most}_school_dry"].tolist() for most in (15, 30, 45)}
    assert dry == {15: [0, 30, "people"], 30: [10, 40, "people"], 45: [40, 40, "people"]}
    wet = [table.loc[f"people_within_{most}_school_wet"].tolist() for most in (30, 45, 60)]
    assert wet == [[0, 30, "people"], [10, 40, "people"], [10, 40, "people"]]
    # 10 x 30 pairs of 20 minutes over 40 x (10 x 20 + 30 x 40); one group alone is even
    assert table.at["gini_school_dry", "now"] == pytest.approx(300 * 20 / (40 * 1400))
    assert table.at["gini_school_dry", "after"] == pytest.approx(300 * 5 / (40 * 650))
    assert table.at["gini_school_wet", "now"] == pytest.approx(0)
    assert table.at["gini_school_wet", "unit"] == "gini"
    told = _table(network, groups, trips_to=None).index
    assert not told.str.startswith(("people_within", "gini")).any()


def _table(network, groups, *, trips_to, households=None):
    """Indicators of groups who stay, in no village; without households none is listed."""
    if households is None:
        households = groups.iloc[:0].assign(group_id="")
    nothing = dict.fromkeys(("threatened_people", "threatened_households", "households"), 0.0)
    never = dict.fromkeys(("connected_after", "cut_off_wet_now", "cut_off_wet_after"), False)
    groups = groups.assign(
        year=pd.array([None] * len(groups), dtype="Int64"),
        safe_year=pd.array([None] * len(groups), dtype="Int64"),
        site_id=None,
        farm_minutes_dry_now=np.nan,
        farm_minutes_dry_after=np.nan,
        **nothing,
        **never,
    )
    columns = ["people", "staying_people", "connected_now", "connected_after", "admin_village_id"]
    services = pd.DataFrame(
        columns=["kind", "admin_village_id", "connected_now", "connected_after"]
    )
    return indicators(
        pd.DataFrame(columns=columns), groups, households, services, groups.iloc[:0],
        network.links, network.links, access_index_m=1000, trips_to=trips_to,
    )  # fmt: skip


def joined(**rows):
    """Places by id: village_id, people, node, connected_now, way_projects."""
    columns = ["village_id", "people", "node", "connected_now", "way_projects"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.assign(road_distance_m=table["node"] * 10.0, on_network=True)


def test_village_is_where_its_largest_group_is():
    """V1: 70 of 100 people live at node 5; V2 has no group and stays at its label."""
    groups = joined(
        G1=("V1", 30, 4, False, ("B1",)),
        G2=("V1", 70, 5, True, ()),
    )
    villages = joined(V1=("V1", 100, 9, False, ("B9",)), V2=("V2", 50, 2, False, ("B2",)))
    moved = like_main_group(villages, groups)
    assert moved["node"].to_dict() == {"V1": 5, "V2": 2}
    assert moved["connected_now"].to_dict() == {"V1": True, "V2": False}
    assert moved["way_projects"].to_dict() == {"V1": (), "V2": ("B2",)}
    assert moved["road_distance_m"].to_dict() == {"V1": 50.0, "V2": 20.0}
    assert villages["node"].tolist() == [9, 2]
