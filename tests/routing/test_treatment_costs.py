"""Which stretches can be made better, how wide a new road can be, and what each costs."""

import numpy as np
import pandas as pd
import pytest

from geoplan.config import Costs, Treatments
from geoplan.routing.network import build_network, with_terrain
from geoplan.routing.treatments import (
    exposed_m,
    guardrails,
    hard_km,
    improvements,
    stretches,
    wider_surfaces,
)

COSTS, RULES = Costs(), Treatments()
TERRAIN = {
    "terrain_limits_deg": COSTS.terrain_limits_deg,
    "terrain_factors": COSTS.terrain_factors,
}
WIDE_M = 5.5
LONG_KM = 99


@pytest.fixture
def street(draw_roads):
    """Links of three narrow concrete roads of 1 km in a row, by road; columns by road id."""

    def draw(side=False, slopes_deg=None, **columns):
        lines = {name: [(1000 * k, 0), (1000 * k + 1000, 0)] for k, name in enumerate("abc")}
        if side:
            lines["side"] = [(1000, 0), (1000, 500)]
        columns["surface_width_m"] = dict.fromkeys(lines, 3.5) | columns.get("surface_width_m", {})
        roads = draw_roads(lines, **columns)
        network = with_terrain(
            build_network(roads, roads.geometry[:0], hardened_codes=("12",)), None
        )
        slope = network.links["road_id"].map(slopes_deg or {}).astype(float)
        return network.links.assign(cross_slope_deg=slope)

    return draw


def stretched(links, longest_km=LONG_KM):
    """Road -> stretch."""
    stretch = stretches(links, longest_km=longest_km)
    return pd.Series(stretch.to_numpy(), links["road_id"][stretch.index]).to_dict()


def improved(links):
    """Improvements of all stretches by the defaults."""
    stretch = stretches(links, longest_km=LONG_KM)
    return improvements(
        links, stretch, hard_km(links, stretch, **TERRAIN), widths_m=RULES.widen_to_m,
        wide_m=WIDE_M, widening_yuan_per_km_and_m=COSTS.widening_wan_per_km_and_m * 1e4,
        bay_yuan=COSTS.passing_bay_wan * 1e4, bay_spacing_m=RULES.bay_spacing_m,
    )  # fmt: skip


def widened(projects, links, of):
    """Wider surfaces by the defaults."""
    return wider_surfaces(
        projects, hard_km(links, of, **TERRAIN), widths_m=RULES.wider_m,
        surface_yuan_per_km_and_m=COSTS.wider_surface_wan_per_km_and_m * 1e4,
        subgrade_share_per_m=COSTS.wider_subgrade_share_per_m,
    )  # fmt: skip


def test_links_that_are_alike_are_one_stretch(street):
    assert stretched(street()) == dict.fromkeys("abc", "S-a")


@pytest.mark.parametrize(
    "columns",
    [{"surface_width_m": {"b": 4.5}}, {"surface_width_m": {"b": None}}, {"passing_bays": {"b": True}},
     {"guardrail": {"b": True}}, {"name": {"b": "新路"}}, {"consent": {"b": "no"}}],
)  # fmt: skip
def test_links_that_differ_are_not_joined(street, columns):
    assert stretched(street(**columns)) == {"a": "S-a", "b": "S-b", "c": "S-c"}


def test_stretches_end_at_junctions_at_earth_and_when_they_are_long(street):
    junction = stretched(street(side=True))
    assert junction["b"] == junction["c"] and len(set(junction.values())) == 3
    assert stretched(street(surface_code={"b": "36"})) == {"a": "S-a", "c": "S-c"}
    assert len(set(stretched(street(), longest_km=2).values())) == 2


def test_unknown_widths_of_a_row_are_one_stretch_without_works(street):
    """Nobody knows whether it is narrow: neither widened nor given bays."""
    links = street(surface_width_m=dict.fromkeys("abc"))
    assert stretched(links) == dict.fromkeys("abc", "S-a")
    assert improved(links).empty


def test_costs_of_widening_and_bays(street):
    """1 km gentle, 1 of unknown slope (as hill), 1 steep: 1 + 1.25 + 1.6 = 3.85 km of gentle ground."""
    told = improved(street(slopes_deg={"a": 5.0, "c": 30.0}))
    assert told["of"].unique().tolist() == ["S-a"]
    assert told["length_m"].tolist() == [3000] * 3
    assert told["cost_yuan"].to_dict() == {
        "S-a@bays": 10 * 12_000,  # every 300 m
        "S-a@4.5m": round(3.85 * 1.0 * 1790) * 100,
        "S-a@5.5m": 3.85 * 2.0 * 179_000,
    }
    assert told["treatment"].tolist() == ["passing_bays", "widening", "widening"]
    assert told["width_m"].tolist()[1:] == [4.5, 5.5] and np.isnan(told["width_m"].iloc[0])


def test_begun_bay_spacings_count(street):
    told = improved(street(surface_width_m={"b": 5.5, "c": 5.5}))
    assert told.loc["S-a@bays", ["cost_yuan", "length_m"]].tolist() == [4 * 12_000, 1000]


@pytest.mark.parametrize(
    ("columns", "works"),
    [
        ({"surface_width_m": {"a": 5.0, "b": 5.5, "c": 7.0}}, ["S-a@bays", "S-a@5.5m"]),
        ({"surface_width_m": {"a": 4.5, "b": 5.5, "c": None}}, ["S-a@bays", "S-a@5.5m"]),
        ({"passing_bays": dict.fromkeys("abc", True)}, ["S-a@4.5m", "S-a@5.5m"]),
        ({"surface_code": dict.fromkeys("abc", "36")}, []),
    ],
)
def test_only_narrow_hard_roads_are_widened_and_get_bays_they_lack(street, columns, works):
    assert improved(street(**columns)).index.tolist() == works


def project(**said):
    """Table of one project P, 3.5 m wide: 25 万元 of subgrade, 41.4 of surface."""
    row = {"width_m": 3.5, "length_m": 1000.0, "subgrade_cost_yuan": 250_000.0,
           "surface_cost_yuan": 414_000.0, "subgrade_accepted": False} | said  # fmt: skip
    return pd.DataFrame([row], index=["P"])


def test_costs_of_wider_surfaces(street):
    """1 km of hill: surface 41.4 + 9.2 x 1.25 a metre more, subgrade 25 x (1 + 0.22 a metre more)."""
    links = street(slopes_deg=dict.fromkeys("abc", 20.0))
    of = pd.Series("P", links.index[links["road_id"] == "a"])
    told = widened(project(), links, of)
    assert told.index.tolist() == ["P@4.5m", "P@5.5m"]
    assert told["subgrade_cost_yuan"].tolist() == [305_000, 360_000]
    assert told["surface_cost_yuan"].tolist() == [529_000, 644_000]
    assert told["cost_yuan"].tolist() == [834_000, 1_004_000]
    assert told[["of", "treatment", "length_m"]].drop_duplicates().to_numpy().tolist() == [
        ["P", "wider", 1000.0]
    ]


@pytest.mark.parametrize(
    ("said", "widths"),
    [({"subgrade_accepted": True}, []), ({"width_m": 4.5}, [5.5]), ({"width_m": 6.0}, [])],
)
def test_what_is_wide_or_has_its_subgrade_is_not_built_wider(street, said, widths):
    links = street()
    told = widened(project(**said), links, pd.Series("P", links.index))
    assert told["width_m"].tolist() == widths


def test_costs_are_whole_hundreds_of_yuan(street):
    links = street(slopes_deg={"a": 20.0})
    of = pd.Series("P", links.index[:1])
    told = widened(project(subgrade_cost_yuan=123_400.0, width_m=3.7), links, of)
    costs = told[["subgrade_cost_yuan", "surface_cost_yuan"]].to_numpy()
    assert (costs % 100 == 0).all() and costs[0, 0] == 145_100  # 123 400 x 1.176


def test_guardrails_stand_where_the_ground_falls_away_and_none_stands(street):
    """a is exposed, b has its guardrail, c is at the limit; nobody knows the slope of the side road."""
    links = street(side=True, slopes_deg={"a": 40.0, "b": 40.0, "c": 25.0}, guardrail={"b": True})
    exposed = exposed_m(links, exposed_deg=RULES.exposed_deg)
    assert exposed.groupby(links["road_id"]).sum().to_dict() == {
        "a": 1000, "b": 0, "c": 1000, "side": 0,
    }  # fmt: skip
    of = links["road_id"].map({"a": "S", "b": "S", "c": "T", "side": "U"})
    told = guardrails(exposed, of, yuan_per_km=80_000, shortest_m=200)
    assert told.index.tolist() == ["S@guardrail", "T@guardrail"]
    assert told["length_m"].tolist() == [1000, 1000]  # of S only what is exposed
    assert told["cost_yuan"].tolist() == [80_000, 80_000]
    assert guardrails(exposed, of, yuan_per_km=80_000, shortest_m=1001).empty
