"""OpenStreetMap → roads, villages, services, dwellings; on maps small enough to draw."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.routing import osm

WEST, SOUTH, STEP = 109.4, 32.8, 0.001  # one step of the drawings is about 94 m by 111 m


def write_osm(path, nodes, ways):
    """OSM XML; nodes: id -> (column, row[, tags]), ways: id -> (node ids, tags)."""

    def tags(pairs):
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in pairs.items())

    lines = ['<osm version="0.6">']
    for number, (column, row, *rest) in nodes.items():
        at = f'lon="{WEST + STEP * column:.7f}" lat="{SOUTH + STEP * row:.7f}"'
        lines.append(f'<node id="{number}" version="1" {at}>{tags(rest[0] if rest else {})}</node>')
    for number, (members, pairs) in ways.items():
        refs = "".join(f'<nd ref="{node}"/>' for node in members)
        lines.append(f'<way id="{number}" version="1">{refs}{tags(pairs)}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def square(first, column, row):
    """Four nodes of a house of half a step, and the closed list of their ids."""
    corners = [(0, 0), (0.5, 0), (0.5, 0.5), (0, 0.5)]
    nodes = {first + i: (column + dx, row + dy) for i, (dx, dy) in enumerate(corners)}
    return nodes, [*nodes, first]


def one_road(tmp_path, nodes=(), **tags):
    """Roads of a file with one straight way of the given tags, and perhaps more nodes on it."""
    ends = {1: (0, 0), 2: (5, 0), 3: (9, 0)}
    file = write_osm(tmp_path / "a.osm", ends | dict(nodes), {10: ([1, 2, 3], tags)})
    return osm.roads(osm.read_file(file))


@pytest.fixture
def hamlet(tmp_path):
    """A main road with a track, a bridge over both, and a footpath nobody drives on.

            5
            |  11 track
    1---2---3---4   10 tertiary, ref RN1, asphalt
        :           13 footway from 2
    6===========7   12 residential: crosses way 11 without a common node
    """
    nodes = {1: (0, 2), 2: (1, 2), 3: (2, 2), 4: (3, 2), 5: (2, 4), 6: (0, 3), 7: (3, 3), 8: (1, 0)}
    ways = {
        10: ([1, 2, 3, 4], {"highway": "tertiary", "ref": "RN1", "surface": "asphalt"}),
        11: ([3, 5], {"highway": "track"}),
        12: ([6, 7], {"highway": "residential", "name": "桥路"}),
        13: ([2, 8], {"highway": "footway"}),
    }
    return osm.read_file(write_osm(tmp_path / "hamlet.osm", nodes, ways))


def test_roads_are_cut_at_shared_vertices_only(hamlet):
    roads = osm.roads(hamlet).set_index("road_id")

    assert list(roads.index) == ["w10-0", "w10-1", "w11-0", "w12-0"]
    assert shapely.get_num_points(roads.geometry).tolist() == [3, 2, 2, 2]
    assert roads.loc["w10-0"].geometry.coords[-1] == roads.loc["w11-0"].geometry.coords[0]
    assert roads.crs == "EPSG:4545"  # Gauss-Krüger zone of 108 E
    assert roads.length.tolist() == pytest.approx([187, 94, 222, 281], rel=0.01)


def test_name_is_the_ref_where_there_is_none(hamlet):
    roads = osm.roads(hamlet).set_index("road_id")
    assert roads.loc[["w10-0", "w10-1", "w12-0"], "name"].tolist() == ["RN1", "RN1", "桥路"]
    assert pd.isna(roads.loc["w11-0", "name"])


def test_a_line_that_meets_itself_is_cut_there():
    """Lollipop: (0,0) - (1,0), then round the square back to (1,0)."""
    lollipop = shapely.LineString([(0, 0), (1, 0), (2, 0), (2, 1), (1, 0)])
    pieces, owner = osm.split(gpd.GeoSeries([lollipop], crs=32649))
    assert [list(piece.coords) for piece in pieces] == [
        [(0, 0), (1, 0)],
        [(1, 0), (2, 0), (2, 1), (1, 0)],
    ]
    assert owner.tolist() == [0, 0]


def test_a_vertex_said_twice_running_cuts_nothing():
    line = shapely.LineString([(0, 0), (1, 0), (1, 0), (2, 0)])
    pieces, _ = osm.split(gpd.GeoSeries([line], crs=32649))
    assert [list(piece.coords) for piece in pieces] == [[(0, 0), (1, 0), (2, 0)]]


vertices = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=6)


@given(st.lists(vertices.filter(lambda line: len(set(line)) > 1), min_size=1, max_size=5))
def test_cutting_loses_nothing_and_leaves_no_shared_vertex_inside(lines):
    shapes = gpd.GeoSeries([shapely.LineString(line) for line in lines], crs=32649)
    pieces, owner = osm.split(shapes)

    per_line = pieces.length.groupby(owner).sum()
    assert per_line.to_numpy() == pytest.approx(shapes.length.to_numpy())
    inner = [xy for piece in pieces for xy in piece.coords[1:-1]]
    ends = {xy for piece in pieces for xy in (piece.coords[0], piece.coords[-1])}
    assert len(inner) == len(set(inner)) and not ends & set(inner)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("asphalt", "11"), ("asphalt_no_1", "11"), ("goudron", "11"), ("Route goudronnée", "11"),
        ("paved", "11"), ("concrete", "12"), ("concrete:plates", "12"), ("ciment", "12"), ("Béton", "12"),
        ("chipseal", "23"), ("fine_gravel", "31"), ("compacted", "31"), ("cobblestone", "32"),
        ("bricks", "34"), ("paving_stones", "35"), ("unpaved", "36"), ("non goudronné", "36"),
        ("dirt;sand", "36"), ("ground", "36"),
    ],
)  # fmt: skip
def test_surface_by_tag(tmp_path, tag, code):
    roads = one_road(tmp_path, highway="residential", surface=tag)
    assert roads["surface_code"].tolist() == [code]
    assert roads["surface_assumed"].tolist() == [False]


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"highway": "primary"}, "11"),
        ({"highway": "secondary_link"}, "11"),
        ({"highway": "unclassified"}, "31"),
        ({"highway": "residential", "surface": "???"}, "31"),
        ({"highway": "residential", "tracktype": "grade5"}, "31"),
        ({"highway": "track"}, "36"),
        ({"highway": "track", "tracktype": "grade2"}, "31"),
        ({"highway": "track", "tracktype": "grade4"}, "36"),
    ],
)
def test_surface_by_class_is_flagged(tmp_path, tags, code):
    roads = one_road(tmp_path, **tags)
    assert roads["surface_code"].tolist() == [code]
    assert roads["surface_assumed"].tolist() == [True]


@pytest.mark.parametrize(
    ("tag", "width_m"),
    [
        ("3.5", 3.5),
        ("3,5 m", 3.5),
        ("4 m", 4),
        ("narrow", np.nan),
        ("12'", np.nan),
        ("300", np.nan),
    ],
)
def test_width_is_what_is_tagged(tmp_path, tag, width_m):
    roads = one_road(tmp_path, highway="track", width=tag)
    assert roads["surface_width_m"].tolist() == pytest.approx([width_m], nan_ok=True)


def test_ford_by_way_or_by_node(tmp_path):
    assert one_road(tmp_path, highway="track", ford="yes")["ford"].tolist() == [True]
    assert one_road(tmp_path, highway="track", ford="no")["ford"].tolist() == [False]
    node = {2: (5, 0, {"ford": "yes"})}
    assert one_road(tmp_path, node, highway="track")["ford"].tolist() == [True]


def test_route_code_only_in_the_form_of_the_agencies(tmp_path):
    roads = one_road(tmp_path, highway="tertiary", ref="Y251610928")
    assert roads["route_code"].tolist() == ["Y251610928"]
    assert one_road(tmp_path, highway="tertiary", ref="RN4")["route_code"].isna().all()


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "path"},
        {"highway": "service", "service": "driveway"},
        {"highway": "service", "service": "parking_aisle"},
    ],
)
def test_no_road_for_vehicles_is_an_error(tmp_path, tags):
    with pytest.raises(LayerError, match="no roads for vehicles"):
        one_road(tmp_path, **tags)


@pytest.fixture
def valley(tmp_path):
    """Two towns, three villages (one drawn as outline and point), services and houses.

    T town 东镇          v hamlet, no name       W town 西镇
    |---------------------- road ------------------------|
    V village 李家湾 (point in an outline)
    """
    nodes = {
        1: (0, 1), 2: (40, 1),
        20: (0, 2, {"place": "town", "name": "东镇"}),
        21: (40, 2, {"place": "town", "name": "西镇"}),
        22: (30, 2, {"place": "hamlet"}),
        23: (2.2, 0.2, {"place": "village", "name": "李家湾"}),
        24: (5, 0, {"place": "suburb", "name": "不算"}),
        30: (1, 0, {"amenity": "clinic", "name": "卫生室"}),
        31: (2, 1, {"amenity": "pharmacy"}),
        32: (3, 1, {"healthcare": "hospital", "amenity": "hospital"}),
        33: (4, 1, {"healthcare": "doctor"}),
        34: (10.2, 0.2, {"amenity": "school", "name": "小学"}),
    }  # fmt: skip
    ways = {1: ([1, 2], {"highway": "tertiary"})}
    drawn = [
        (2, {"place": "village", "name": "李家湾"}),
        (10, {"amenity": "school", "building": "school"}),
        (12, {"amenity": "school", "name": "中学"}),
        (14, {"building": "yes"}),
        (16, {"building": "garage"}),
        (18, {"natural": "water", "name": "水库"}),
    ]
    for column, tags in drawn:
        corners, ring = square(100 * column, column, 0)
        nodes |= corners
        ways[column * 10] = (ring, tags)
    return osm.read_file(write_osm(tmp_path / "valley.osm", nodes, ways))


def test_places_become_villages_of_the_nearest_town(valley):
    villages = osm.villages(valley).set_index("village_id")
    assert villages["name"].to_dict() == {
        "V001": "东镇", "V002": "西镇", "V003": "V003", "V004": "李家湾",
    }  # fmt: skip
    assert villages["township_name"].tolist() == ["东镇", "西镇", "西镇", "东镇"]
    assert villages["township_id"].tolist() == ["T001", "T002", "T002", "T001"]
    assert villages["admin_village_id"].tolist() == list(villages.index)


def test_a_name_in_other_letters_follows_one_that_can_be_read(tmp_path):
    """By the tags' own order, else a village's id and a road's ref; the others keep their names."""
    nodes = {
        1: (0, 0), 2: (1, 0), 3: (2, 0),
        20: (0, 1, {"place": "town", "name": "موروني", "name:en": "Moroni", "name:fr": "Moronì"}),
        21: (1, 1, {"place": "village", "name": "ديجني"}),
        22: (2, 1, {"place": "village", "name": "ལྷ་ས།", "name:zh": "拉萨", "name:en": "Lhasa"}),
        23: (3, 1, {"place": "village", "name": "石门", "name:en": "Shimen"}),
        24: (4, 1, {"place": "village", "name": "دوموني Domoni", "int_name": "Domoni"}),
        25: (5, 1, {"place": "village", "int_name": "Hahaia"}),
        26: (6, 1, {"place": "village", "name": "8", "name:en": "Eight"}),
    }  # fmt: skip
    ways = {
        1: ([1, 2], {"highway": "primary", "name": "الطريق الوطنية", "ref": "RN2"}),
        2: ([2, 3], {"highway": "track", "name": "شارع"}),
    }
    features = osm.read_file(write_osm(tmp_path / "a.osm", nodes, ways))
    villages = osm.villages(features)
    assert villages["name"].tolist() == [
        "Moronì موروني", "V002 ديجني", "拉萨 ལྷ་ས།", "石门", "دوموني Domoni", "Hahaia", "8",
    ]  # fmt: skip
    assert set(villages["township_name"]) == {"Moronì موروني"}
    assert osm.services(features, villages)["name"].tolist() == ["Moronì موروني"]
    assert osm.roads(features)["name"].tolist() == ["RN2 الطريق الوطنية", "شارع"]


def test_without_towns_the_township_is_missing(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (0, 1, {"place": "village"})}
    ways = {1: ([1, 2], {"highway": "track"})}
    features = osm.read_file(write_osm(tmp_path / "a.osm", nodes, ways))
    assert osm.villages(features)["township_id"].isna().all()


def test_services_count_once_and_in_our_kinds(valley):
    services = osm.services(valley, osm.villages(valley))
    kinds = services["kind"].value_counts().to_dict()
    assert kinds == {"township_seat": 2, "clinic": 2, "school": 2, "hospital": 1}
    assert set(services["name"].dropna()) == {"东镇", "西镇", "卫生室", "小学", "中学"}
    assert services["service_id"].is_unique


def test_dwellings_are_buildings_people_live_in(valley):
    houses = osm.dwellings(valley).to_crs(4326)
    assert len(houses) == 1
    assert (houses.x - WEST).tolist() == pytest.approx([14.25 * STEP], abs=1e-6)


def test_water_is_excluded(valley):
    water = osm.water(valley)
    assert water[["kind", "name"]].to_numpy().tolist() == [["water", "水库"]]


def test_no_places(hamlet):
    with pytest.raises(LayerError, match="no places"):
        osm.villages(hamlet)


def test_faults_of_the_file(tmp_path):
    with pytest.raises(LayerError, match="not found"):
        osm.read_file(tmp_path / "absent.osm.pbf")
    wrong = tmp_path / "wrong.osm.pbf"
    wrong.write_text("<html>")
    with pytest.raises(LayerError, match="not an OpenStreetMap file"):
        osm.read_file(wrong)


def test_a_download_is_read_like_a_file(monkeypatch):
    """Way 10 of two pieces, cut by way 11; a village point; a house."""
    a, b, c, d = (WEST, SOUTH), (WEST + STEP, SOUTH), (WEST + 2 * STEP, SOUTH), (WEST, SOUTH + STEP)
    index = pd.MultiIndex.from_tuples(
        [("node", 1), ("way", 10), ("way", 11), ("way", 12)], names=["element", "id"]
    )
    columns = {
        "highway": [None, "primary", "track", None],
        "surface": [None, "concrete", None, None],
        "place": ["village", None, None, None],
        "building": [None, None, None, "yes"],
    }
    shapes = [
        shapely.Point(a),
        shapely.LineString([a, b, c]),
        shapely.LineString([b, d]),
        shapely.Polygon([a, b, d]),
    ]
    found = gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=4326)
    asked = []

    def features_from_place(place, tags):
        asked.append((place, sorted(tags)))
        return found

    monkeypatch.setattr(osmnx, "features_from_place", features_from_place)
    features = osm.download("Xunyang, Ankang, China")

    assert asked[0][0] == "Xunyang, Ankang, China"
    assert {"highway", "building", "place", "amenity"} <= set(asked[0][1])
    roads = osm.roads(features)
    assert roads["road_id"].tolist() == ["w10-0", "w10-1", "w11-0"]
    assert roads["surface_code"].tolist() == ["12", "12", "36"]
    assert len(osm.villages(features)) == len(osm.dwellings(features)) == 1


def test_a_download_that_fails_says_so(monkeypatch):
    def no_network(place, tags):
        raise ConnectionError("no route to host")

    monkeypatch.setattr(osmnx, "features_from_place", no_network)
    with pytest.raises(LayerError, match=r"Nowhere.*could not be downloaded.*no route to host"):
        osm.download("Nowhere")


SHARED = Path(__file__).parents[2].parent / "shared/data/grande_comore"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/grande_comore is absent")
def test_roads_of_grande_comore_are_those_of_the_reference():
    """The reference has paths and driveways too, and a few ways as drawn in another version."""
    roads = osm.roads(osm.read_file(SHARED / "grande_comore.osm.pbf"))
    reference = gpd.read_file(SHARED / "roads.gpkg", layer="edges").to_crs(roads.crs)
    ways = roads["road_id"].str.rpartition("-")[0]
    same = reference[reference["osm_id"].isin(ways)]

    by_way = roads.length.groupby(ways).sum()
    expected = same.length.groupby(same["osm_id"]).sum()
    assert len(same) > 4000
    assert ((by_way - expected).abs() < 0.1).mean() > 0.99
    assert by_way.sum() / 1000 == pytest.approx(962, abs=10)
    assert roads.loc[~roads["surface_assumed"]].length.sum() / by_way.sum() > 0.15
