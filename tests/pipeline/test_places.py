"""Where a village joins the roads."""

import pandas as pd

from geoplan.pipeline.places import like_main_group


def _joined(**rows):
    """Places by id: village_id, people, node, connected_now, way_projects."""
    columns = ["village_id", "people", "node", "connected_now", "way_projects"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.assign(road_distance_m=table["node"] * 10.0, on_network=True)


def test_village_is_where_its_largest_group_is():
    """V1: 70 of 100 people live at node 5; V2 has no group and stays at its label."""
    groups = _joined(
        G1=("V1", 30, 4, False, ("B1",)),
        G2=("V1", 70, 5, True, ()),
    )
    villages = _joined(V1=("V1", 100, 9, False, ("B9",)), V2=("V2", 50, 2, False, ("B2",)))
    moved = like_main_group(villages, groups)
    assert moved["node"].to_dict() == {"V1": 5, "V2": 2}
    assert moved["connected_now"].to_dict() == {"V1": True, "V2": False}
    assert moved["way_projects"].to_dict() == {"V1": (), "V2": ("B2",)}
    assert moved["road_distance_m"].to_dict() == {"V1": 50.0, "V2": 20.0}
    assert villages["node"].tolist() == [9, 2]
