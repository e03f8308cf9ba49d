"""How people get there today, on the tiny county drawn in conftest.py and on the bundled one."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely import box

from geoplan import make_plan, read_county
from geoplan.pipeline.access import measure_access
from geoplan.pipeline.ground import minutes_of_season, ways_of
from geoplan.pipeline.places import joined_to_roads, road_network, seats_by_name, without_seat
from geoplan.programme.whatif import trip_minutes
from geoplan.routing.access import walk_to_all_season_road
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.surfaces import at_doors, surface_to
from geoplan.routing.trip_graph import trip_graph

pytestmark = pytest.mark.usefixtures("without_rivals")

ON_PATH_KMH = 6 * np.exp(-3.5 * 0.05)
"""Level, on a road: Tobler 1993."""


@pytest.fixture(scope="module")
def tiny(tiny_file):
    """Access of the tiny county; never changed by a test."""
    return measure_access(read_county(tiny_file))


@pytest.fixture(scope="module")
def bundled(yunling_file):
    """Access of the bundled county; never changed by a test."""
    return measure_access(read_county(yunling_file))


@pytest.fixture
def access_of(tmp_path, write_county):
    """Access of a county of some layers: ``access_of(layers, "more of its county.toml")``."""

    def measure(layers, more=""):
        path = write_county(tmp_path / "county", layers)
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        return measure_access(read_county(path))

    return measure


def test_minutes_by_road_dry_and_wet(tiny):
    """V1 to the seat: 2 km of gravel, wet at 0.7, then 1 km of wide asphalt; gradients unknown."""
    of_v1 = tiny.villages.loc["V1"]
    assert of_v1["minutes_township_seat_dry_now"] == pytest.approx(60 * (2 / 15 + 1 / 30), abs=0.05)
    wet = 60 * (2 / (0.7 * 15) + 1 / 30)
    assert of_v1["minutes_township_seat_wet_now"] == pytest.approx(wet, abs=0.05)
    assert of_v1["ridden_township_seat_wet_now"] == pytest.approx(wet, abs=0.05)


def test_a_wet_earth_road_is_walked(tiny):
    """V3 to the committee at V2: 1 km of earth, ridden at 10 km/h when dry."""
    of_v3 = tiny.villages.loc["V3"]
    assert of_v3["minutes_village_committee_dry_now"] == pytest.approx(6, abs=0.05)
    walk = 60 / ON_PATH_KMH
    assert of_v3["minutes_village_committee_wet_now"] == pytest.approx(walk, abs=0.05)
    assert of_v3["ridden_village_committee_wet_now"] == 0


def test_the_way_taken_is_told_by_links(tiny):
    links, roads = tiny.ways["links"], tiny.roads["road_id"]
    of_v3 = tiny.villages.loc["V3"]
    taken = links[of_v3["way_township_seat_dry_now"]].split(";")
    assert roads[taken].drop_duplicates().to_list() == ["R4", "R3", "R0"]
    assert roads[links[of_v3["way_township_seat_wet_now"]].split(";")].iloc[0] == "R4"
    assert links[tiny.villages.loc["V2", "way_village_committee_dry_now"]] == ""
    for layer in (tiny.villages, tiny.groups, tiny.households):
        for column in layer.columns[layer.columns.str.startswith("way_")]:
            assert layer[column].isin(tiny.ways.index).all()
    assert tiny.ways.index.is_unique
    of_h00 = links[tiny.households.loc["H00", "way_township_seat_dry_now"]].split(";")
    assert roads[of_h00].drop_duplicates().to_list() == ["R6", "R5", "R0"]


def test_land_of_the_group_by_households_too(tiny):
    """The land of G1 lies 100 m west of its point, that of G2 at its homes."""
    walk = 60 * 0.1 / (0.6 * ON_PATH_KMH)
    assert tiny.groups.loc["G1", "farm_minutes_dry_now"] == pytest.approx(walk, rel=0.01)
    assert tiny.households.loc["H00", "farm_minutes_wet_now"] == pytest.approx(walk, rel=0.01)
    assert tiny.groups.loc["G2", "farm_minutes_dry_now"] == 0
    assert tiny.groups.loc["V1", ["farm_minutes_dry_now", "farm_minutes_wet_now"]].isna().all()


def test_every_household_rides_what_it_has(access_of, tiny_layers):
    """On foot 7 km, in a tricycle 15 km/h on gravel and 25 at most, else the county's default."""
    homes = tiny_layers["households"]
    own = ["步行", "三轮车", "小汽车"]
    tiny_layers["households"] = homes.assign(vehicle=own + [None] * (len(homes) - len(own)))
    dry = access_of(tiny_layers).households["minutes_township_seat_dry_now"]
    assert dry["H00"] == pytest.approx(60 * 7 / ON_PATH_KMH, abs=0.2)
    assert dry["H04"] == pytest.approx(60 * (1 / 10 + 1 / 15 + 5 / 30), abs=0.2)
    narrow = (1 / 10 + 1 / 15) / 0.8  # 3.5 and 4.5 m wide, no bays: cars and tricycles wait
    assert dry["H01"] == pytest.approx(60 * (narrow + 5 / 25), abs=0.2)
    assert dry["H02"] == pytest.approx(60 * (narrow + 5 / 30), abs=0.2)


def test_people_go_to_their_own_seat_though_another_is_nearer(tmp_path, tiny_layers, write_county):
    """T2 gets a seat at V2, beside V3, which is of T1: it goes on to the seat of T1."""
    villages, services = tiny_layers["villages"], tiny_layers["services"]
    third = villages["village_id"] == "V3"
    tiny_layers["villages"] = villages.assign(
        township_id=villages["township_id"].mask(third, "T1"),
        admin_village_id=villages["admin_village_id"].mask(third, "A1"),
    )
    lone = read_county(write_county(tmp_path / "lone", tiny_layers))
    seat = services[services["kind"] == "township_seat"].assign(service_id="T2", name="乡政府")
    seat = seat.set_geometry(services.geometry[services["kind"] == "village_committee"].to_numpy())
    tiny_layers["services"] = pd.concat([services, seat])
    both = read_county(write_county(tmp_path / "both", tiny_layers))
    column = "minutes_township_seat_wet_now"
    to_one, to_own = (measure_access(one).villages[column] for one in (lone, both))
    assert to_own[["V1", "V3", "V5"]].equals(to_one[["V1", "V3", "V5"]])
    assert to_own["V2"] < 1 < to_one["V2"]
    assert to_own["V4"] > to_one["V4"] + 5  # the seat of T1 was nearer
    plan = make_plan(both, prices=False)
    built = plan.roads["year"].notna().to_numpy(dtype=bool)
    stays = plan.groups["year"].isna()
    for when, paved in (("now", np.zeros_like(built)), ("after", built)):
        told = plan.groups[f"minutes_township_seat_wet_{when}"]
        np.testing.assert_allclose(trip_minutes(plan)(paved)[stays], told[stays], atol=0.05)
        assert told["V3"] > told["V2"] + 5


def test_seats_belong_to_the_township_that_they_are_called_after(tiny_layers):
    """The seat of T2 stands in a village of T1; one with no known name is of where it stands."""
    villages = tiny_layers["villages"].set_index("village_id")
    names = {"T1": "河镇", "T2": "双河镇"}
    villages = villages.assign(township_name=villages["township_id"].map(names))
    services = gpd.GeoDataFrame(
        {
            "kind": ["township_seat", "township_seat", "township_seat", "school"],
            "name": ["双河镇人民政府", "河镇政府", None, "双河镇小学"],
            "township_id": "T1",
            "township_name": "河镇",
        },
        geometry=villages.geometry.iloc[[0] * 4].to_numpy(), crs=villages.crs,
    )  # fmt: skip
    told = seats_by_name(services, villages)
    assert told["township_id"].to_list() == ["T2", "T1", "T1", "T1"]
    assert told["township_name"].to_list() == ["双河镇", "河镇", "河镇", "河镇"]
    (remark,) = without_seat(told[told["township_id"] == "T1"], villages)
    assert "双河镇" in remark
    assert without_seat(told, villages) == without_seat(told.iloc[:0], villages) == []


def test_a_county_that_gives_itself_sites_is_measured_as_without(bundled, yunling_plan):
    """Sites found by the plan cut roads: what floods, and who is cut off, stays the same."""
    flooded = [
        one.roads.loc[one.roads["flooded"], "length_m"].sum() for one in (bundled, yunling_plan)
    ]
    assert flooded[0] == pytest.approx(flooded[1])
    own = yunling_plan.groups
    mine = bundled.groups["cut_off_wet"].reindex(own["part_of"])
    assert (own["cut_off_wet_now"].to_numpy() == mine.to_numpy()).all()
    column = "minutes_township_seat_wet_now"
    apart = (yunling_plan.households[column] - bundled.households[column]).abs()
    assert apart.max() < 3  # a gradient is taken from junction to place


def test_a_plan_counts_today_as_access_does(tmp_path, tiny_layers, write_county):
    """Some households walk; group V2 lists none."""
    homes = tiny_layers["households"]
    vehicle = ["foot" if number % 3 else "car" for number in range(len(homes))]
    tiny_layers["households"] = homes.assign(vehicle=vehicle)
    county = read_county(write_county(tmp_path / "both", tiny_layers))
    access, plan = measure_access(county), make_plan(county, prices=False)
    of_county = access.townships[access.townships["township_id"] == ""]
    for row in of_county.to_dict("records"):
        now, trip = plan.indicators["now"], f"{row['kind']}_{row['season']}"
        assert now[f"minutes_{trip}"] == pytest.approx(row["mean_minutes"])
        if row["kind"] == "township_seat":
            assert now[f"gini_{trip}"] == pytest.approx(row["gini"])
            for most in (15, 30, 45, 60):
                assert now[f"people_within_{most}_{trip}"] == row[f"within_{most}"]
    for name in ("people", "rural_access_index", "people_cut_off_wet"):
        assert plan.indicators["now"][name] == pytest.approx(access.indicators["value"][name])
    assert of_county["within_30"].between(1, of_county["people"] - 1).any()


def test_ways_to_the_land_name_their_roads_and_what_is_ridden(access_of, tiny_layers):
    """G1 has land at home and beside the seat: the roads to both, the minutes by their areas."""
    land, there = tiny_layers["farmland"], tiny_layers["services"].geometry.iloc[0]
    far = land[land["group_id"] == "G1"].assign(parcel_id="L3").set_geometry([there])
    tiny_layers["farmland"] = pd.concat([land, far])
    access = access_of(tiny_layers)
    group = access.groups.loc["G1"]
    way = access.ways.loc[group["way_farmland_dry_now"]]
    roads = access.roads["road_id"].reindex(way["links"].split(";"))
    assert (way["kind"], way["season"], set(roads)) == ("farmland", "dry", {"R0", "R5", "R6"})
    ride = 60 * (1 / 10 + 1 / 15 + 5 / 30) / 2
    assert group["farm_ridden_dry_now"] == pytest.approx(ride, abs=0.5)
    assert access.households["farm_ridden_dry_now"].between(0.01, ride + 1).any()
    nothing = access.groups.loc["V2"]
    assert access.ways["links"][nothing["way_farmland_dry_now"]] == ""


def test_the_way_to_the_land_is_ridden_too(access_of, tiny_layers):
    """The land of G1 lies beside the seat: 7 km, on foot or on a motorcycle."""
    homes, land = tiny_layers["households"], tiny_layers["farmland"]
    tiny_layers["households"] = homes.assign(vehicle=["foot", *[None] * (len(homes) - 1)])
    there = tiny_layers["services"].geometry.iloc[0]
    tiny_layers["farmland"] = land.set_geometry(
        land.geometry.where(land["group_id"] != "G1", there)
    )
    minutes = access_of(tiny_layers).households["farm_minutes_dry_now"]
    assert minutes["H00"] == pytest.approx(60 * 7 / ON_PATH_KMH, abs=1)
    assert minutes["H01"] == pytest.approx(60 * (1 / 10 + 1 / 15 + 5 / 30), abs=1)


def test_nobody_steps_over_a_river_at_the_door(access_of, tiny_layers):
    """V1's road on the far bank of a river: no longer 40 m away, but round the river's end."""
    villages, roads = tiny_layers["villages"], tiny_layers["roads"]
    beside = villages.geometry.where(
        villages["village_id"] != "V1", villages.geometry.translate(-40, -500)
    )
    tiny_layers["villages"] = villages.set_geometry(beside)
    x, y = beside.iloc[0].x, beside.iloc[0].y
    free = access_of(tiny_layers).villages["minutes_township_seat_dry_now"]["V1"]
    tiny_layers["exclusions"] = gpd.GeoDataFrame(
        {"exclusion_id": ["W"], "kind": ["water"]},
        geometry=[box(x + 15, y - 1000, x + 25, y + 1500)], crs=roads.crs,
    )  # fmt: skip
    assert access_of(tiny_layers).villages["minutes_township_seat_dry_now"]["V1"] > free + 10


def test_households_ride_their_own_after_a_plan_too(tmp_path, tiny_layers, write_county):
    """G1 moves to S1 beside the paved road: H00 walks, now and after; the others ride."""
    homes = tiny_layers["households"]
    tiny_layers["households"] = homes.assign(vehicle=["foot", *[None] * (len(homes) - 1)])
    plan = make_plan(read_county(write_county(tmp_path / "own", tiny_layers)), prices=False)
    now, after = (plan.households[f"minutes_township_seat_dry_{when}"] for when in ("now", "after"))
    of_g1 = plan.groups.loc["G1"]
    assert of_g1["site_id"] == "S1"
    assert now["H00"] == pytest.approx(60 * 7 / ON_PATH_KMH, abs=0.2)
    assert now["H01"] == pytest.approx(of_g1["minutes_township_seat_dry_now"], abs=0.2)
    assert after["H00"] == pytest.approx(60 * 6.08 / ON_PATH_KMH, abs=1)
    assert after["H01"] == of_g1["minutes_township_seat_dry_after"] < 20


def test_ways_of_villages_and_households_by_the_plan(tiny_plan):
    """V2 goes out over R2 or R3; once R2 is paved over that; H00 moves to the site and goes from there."""
    roads, links = tiny_plan.roads, tiny_plan.ways["links"].str.split(";")
    of_v2, of_h00 = tiny_plan.villages.loc["V2"], tiny_plan.households.loc["H00"]
    now, after = (links[of_v2[f"way_township_seat_wet_{when}"]] for when in ("now", "after"))
    assert roads["road_id"][now].drop_duplicates().to_list()[-1] == "R0"
    assert roads["road_id"][now[0]] == "R3"
    paved = set(roads.index[roads["year"].notna()])
    assert bool(paved & set(after)) == bool(of_v2["connected_year"] is not pd.NA)
    moved = tiny_plan.groups.loc[of_h00["group_id"]]
    assert moved["site_id"] == "S1"
    assert of_h00["way_township_seat_dry_after"] == moved["way_township_seat_dry_after"]
    assert of_h00["way_township_seat_dry_after"] != of_h00["way_township_seat_dry_now"]
    told = tiny_plan.ways.loc[of_h00["way_township_seat_dry_after"]]
    assert told[["kind", "season", "when"]].to_list() == ["township_seat", "dry", "after"]


def test_land_by_the_plan_of_who_moves_and_who_stays(tiny_plan, tiny):
    """Now as without a plan; who stays is no slower over better roads; G1 moves from its land."""
    groups, homes = tiny_plan.groups, tiny_plan.households
    for season in ("dry", "wet"):
        for layer, without in ((groups, tiny.groups), (homes, tiny.households)):
            now, after = (layer[f"farm_minutes_{season}_{when}"] for when in ("now", "after"))
            pd.testing.assert_series_equal(now, without[now.name].reindex(now.index))
            assert now.notna().equals(after.notna())
        stays = groups["year"].isna() & groups[f"farm_minutes_{season}_now"].notna()
        assert (groups[f"farm_minutes_{season}_after"] <= groups[f"farm_minutes_{season}_now"])[
            stays
        ].all()
    of_g1 = groups.loc["G1"]
    assert of_g1["farm_minutes_dry_after"] > of_g1["farm_minutes_dry_now"]
    at_site = homes.loc[homes["group_id"] == "G1", "farm_minutes_dry_after"]
    assert (at_site == of_g1["farm_minutes_dry_after"]).all()


def test_passing_bays_speed_cars_up(access_of, tiny_layers):
    tiny_layers["roads"] = tiny_layers["roads"].assign(passing_bays=True)
    by_car = access_of(tiny_layers, '\n[travel]\nvehicle = "car"\n')
    assert by_car.villages.loc["V1", "minutes_township_seat_dry_now"] == pytest.approx(10, abs=0.05)


def test_nobody_is_lost_or_counted_twice(tiny, bundled):
    for access in (tiny, bundled):
        people = access.groups["people"].sum()
        assert access.indicators.loc["people", "value"] == people
        assert people == access.villages["people"].sum()
        table = access.townships
        county = table[table["township_id"] == ""]
        assert (county["people"] == people).all()
        told = ["people", "within_15", "within_30", "within_45", "within_60", "not_reached"]
        parts = table[table["township_id"] != ""].groupby(["kind", "season"])[told].sum()
        whole = county.set_index(["kind", "season"])[told]
        pd.testing.assert_frame_equal(parts, whole.loc[parts.index])
        assert (whole["within_15"] <= whole["within_60"]).all()
        assert (whole["within_60"] + whole["not_reached"] <= people).all()


def test_the_wet_season_is_never_quicker(bundled):
    for layer in (bundled.villages, bundled.groups, bundled.households):
        for column in layer.columns[layer.columns.str.match("minutes_.*_dry_now")]:
            wet = layer[column.replace("_dry_", "_wet_")]
            assert (wet >= layer[column] - 1e-9).all()
            ridden = layer[column.replace("minutes", "ridden")]
            assert ((ridden >= 0) & (ridden <= layer[column] + 1e-9)).all()


def test_the_index_on_foot_counts_who_walks_in_time_to_a_road_open_when_wet(tiny_survey):
    """On paved roads or gravel live 510 of 650; V3 (40) walks 900 m of earth, V4 (100) a kilometre."""
    county, _ = tiny_survey
    homes = county.groups.geometry
    nearer = county.groups.set_geometry(homes.where(homes.index != "V3", homes.translate(0, -100)))
    layers = {"village": county.villages, "group": nearer, "service": county.services}
    network = road_network(county, layers)
    hybrid = ways_of(county, network, cell_m=30)
    on_foot = minutes_of_season(county, hybrid, network.links, "wet", "foot")[0]
    v3 = nearer.geometry[["V3"]]
    walk = walk_to_all_season_road(hybrid, on_foot, network.links, v3)["V3"]
    assert walk == pytest.approx(60 * 0.9 / ON_PATH_KMH)
    in_time = county.settings.network.model_copy(update={"access_index_minutes": float(walk)})
    settings = county.settings.model_copy(update={"network": in_time})
    access = measure_access(dataclasses.replace(county, groups=nearer, settings=settings))
    index = access.indicators.loc["rural_access_index_on_foot", "value"]
    assert index == pytest.approx((510 + 40) / 650)


def test_who_is_cut_off_and_by_which_roads(tiny):
    """V2, V3 hang on earth or gravel; R4 is the only way out of V3, nothing that of V2."""
    assert tiny.villages["cut_off_wet"].to_dict() == {
        "V1": False, "V2": False, "V3": True, "V4": True, "V5": False, "V6": False,
    }  # fmt: skip
    roads, group = tiny.roads, tiny.groups["only_way_out"]
    assert roads.loc[roads["road_id"] == "R4", "people_isolated"].to_list() == [40]
    assert roads["road_id"][group["V3"].split(";")].to_list() == ["R4"]
    assert group["V2"] == group["V5"] == ""
    assert roads["road_id"][group["G1"].split(";")].to_list() == ["R6", "R5"]


def test_a_paved_road_under_water_cuts_off_too(access_of, tiny_layers):
    """A flood over R0 between V5 and the seat: only V1, on the near side, is reached."""
    west, south, _, _ = tiny_layers["villages"].total_bounds
    flood = box(west + 400, south - 50, west + 600, south + 50)
    hazards = tiny_layers["hazards"]
    drowned = gpd.GeoDataFrame(
        {"hazard_id": ["Z2"], "kind": ["flood"], "hazard_class": [4]},
        geometry=[flood],
        crs=hazards.crs,
    )
    tiny_layers["hazards"] = pd.concat([hazards, drowned], ignore_index=True)
    access = access_of(tiny_layers)
    assert access.villages.index[~access.villages["cut_off_wet"]].to_list() == ["V1"]
    dry, wet = (access.villages[f"minutes_township_seat_{s}_now"]["V5"] for s in ("dry", "wet"))
    assert wet > dry + 5


def test_closing_the_only_road_costs_a_walk(tiny):
    """Without R4 the 40 of V3 walk its kilometre (dry: 6 minutes by vehicle)."""
    r4 = tiny.roads[tiny.roads["road_id"] == "R4"].iloc[0]
    walk = 60 / ON_PATH_KMH
    assert r4["person_minutes_lost_dry"] == pytest.approx(40 * (walk - 6), rel=0.01)
    assert r4["people_delayed_dry"] == 40
    assert r4["people_lost_dry"] == 0
    assert r4["person_minutes_lost_wet"] == 0


def test_paving_one_link_alone(tiny):
    """R4 paved, 3.5 m wide: 22 km/h instead of 10, or of a walk."""
    r4 = tiny.roads[tiny.roads["road_id"] == "R4"].iloc[0]
    assert r4["person_minutes_saved_dry"] == pytest.approx(40 * (6 - 60 / 22), rel=0.01)
    saved = 40 * (60 / ON_PATH_KMH - 60 / 22)
    assert r4["person_minutes_saved_wet"] == pytest.approx(saved, rel=0.01)
    assert not tiny.roads.loc[tiny.roads["hardened"], "people_faster_wet"].any()


def test_the_river_is_crossed_at_the_bridge(access_of, tiny_layers):
    """A river between V6 and V4: over R6, or without it a long way round its end."""
    west, south, east, _ = tiny_layers["villages"].total_bounds
    river = box(west - 3000, south + 1500, east + 3000, south + 1520)
    tiny_layers["exclusions"] = gpd.GeoDataFrame(
        {"exclusion_id": ["W"], "kind": ["water"]}, geometry=[river], crs=tiny_layers["roads"].crs
    )
    over = access_of(tiny_layers).villages["minutes_township_seat_wet_now"]["V4"]
    assert over == pytest.approx(60 * (1 / ON_PATH_KMH + 1 / 10.5 + 5 / 30), abs=0.2)
    roads = tiny_layers["roads"]
    tiny_layers["roads"] = roads[roads["road_id"] != "R6"]
    round_about = access_of(tiny_layers).villages["minutes_township_seat_wet_now"]["V4"]
    assert round_about > over + 20


@pytest.mark.parametrize("season", ["dry", "wet"])
def test_trips_on_the_roads_take_as_long_as_on_the_ground(yunling_file, season):
    """Every group of the bundled county: the trip graph has the minutes of the hybrid network."""
    county = read_county(yunling_file)
    layers = {"village": county.villages, "group": county.groups, "service": county.services}
    network = road_network(county, layers)
    layers = joined_to_roads(network, layers, reach_m=county.settings.network.reach_m)
    hybrid = ways_of(county, network, cell_m=30)
    groups, services = layers["group"], layers["service"]
    goals = services[services["kind"] == "hospital"]
    rides, walks = (
        surface_to(
            hybrid,
            minutes_of_season(county, hybrid, network.links, season, vehicle),
            goals.geometry,
        )
        for vehicle in ("motorcycle", "foot")
    )
    doors = doorsteps(hybrid, groups.geometry)
    here = at_doors(rides, doors, groups.index)
    on_foot = at_doors(walks, doors, groups.index)["minutes"]
    arcs, goal = trip_graph(hybrid, rides, here, walks, on_foot)
    best = arcs.groupby(["head", "tail"], as_index=False)["minutes"].min()
    graph = coo_array((best["minutes"], (best["head"], best["tail"])), shape=(goal + 1, goal + 1))
    found = dijkstra(graph.tocsr(), indices=goal)[len(hybrid.points) : goal]
    np.testing.assert_allclose(found, here["minutes"], atol=0.01)
