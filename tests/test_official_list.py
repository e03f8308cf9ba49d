"""A county of which only counts are known, and the ledger of its hazard points."""

import geopandas as gpd
import pytest
from shapely import Point

from geoplan import make_plan, read_county

pytestmark = pytest.mark.usefixtures("without_rivals")

EAST, NORTH = 630_000.0, 3_630_000.0


@pytest.fixture
def county(tmp_path, tiny_layers, write_county):
    """The tiny county (drawn in conftest) without households, its landslide a row of a ledger."""

    def write(**ledger):
        row = {
            "隐患点编号": ["D1"],
            "灾害类型": ["滑坡"],
            "危险等级": [4],
            "影响半径": [60],
            **ledger,
        }
        point = [Point(EAST + 5050, NORTH + 2050)]
        hazards = gpd.GeoDataFrame(row, geometry=point, crs="EPSG:4545")
        layers = {name: layer for name, layer in tiny_layers.items() if name != "households"}
        return write_county(tmp_path / "county", layers | {"hazards": hazards})

    return write


def official(county):
    """Official households and people of the groups of V4."""
    return county.groups.loc[
        ["G1", "G2"], ["official_households", "official_people"]
    ].values.tolist()


def test_ledger_that_names_the_group(county):
    found = read_county(
        county(威胁户数=[15], 威胁人数=[60], 乡镇=["T2"], 自然村=["白岩沟"], 小组=["第一村民小组"])
    )
    assert official(found)[0] == [15, 60]
    assert found.groups.loc["G1", "official_class"] == 4


def test_threatened_counts_of_the_ledger_decide_who_moves(county):
    """The point is 71 m from G1 and reaches 60 m: no overlay. 60 of its 80 people are listed."""
    plan = make_plan(
        read_county(county(威胁户数=[15], 威胁人数=[60], 小组编号=["G1"])), prices=False
    )
    assert plan.groups.loc["G1", "threatened_people"] == 60
    assert bool(plan.groups.loc["G1", "must_move"])
    assert plan.groups.loc["G2", "threatened_people"] == 0
    assert not plan.groups.loc["G2", "must_move"]


def test_ledger_without_a_group_means_the_nearest_of_the_village(county):
    found = read_county(county(威胁户数=[4], 自然村编号=["V4"]))
    assert official(found)[0] == [4, 16]  # 80 people in 20 households
    assert "未写小组" in "\n".join(found.remarks)


def test_more_on_the_list_than_live_there(county):
    found = read_county(county(威胁户数=[90], 威胁人数=[400], 小组编号=["G2"]))
    assert official(found)[1] == [5, 20]
    assert "超过全组" in "\n".join(found.remarks)


def test_without_counts_in_the_ledger_the_area_decides(county):
    """A reach of 100 m touches both groups."""
    plan = make_plan(read_county(county(影响半径=[100])), prices=False)
    assert plan.groups.loc[["G1", "G2"], "threatened_people"].tolist() == [80, 20]
