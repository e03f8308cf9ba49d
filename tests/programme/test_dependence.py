"""What hangs on each project: by hand on the tiny county, and against the what-if by definition."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geoplan.programme.dependence import dependence
from geoplan.programme.whatif import evaluate, saved_person_minutes, trip_minutes
from geoplan.routing.network import RoadNetwork


def with_roads(plan, built):
    """The plan with the surfaces of these projects in the last year, and no other."""
    year = pd.Series(2028, index=plan.projects.index, dtype="Int64")
    return replace(
        plan, projects=plan.projects.assign(surface_year=year.where(year.index.isin(built)))
    )


def hanging(plan):
    """Dependence as the flow computes it, from the plan's own tables."""
    roads = plan.roads
    nodes = plan.groups.geometry.iloc[[0] * (1 + int(roads[["u", "v"]].max().max()))]
    network = RoadNetwork(roads, nodes, pd.DataFrame())
    return dependence(
        network, roads["project_id"], plan.projects, plan.groups, plan.sites,
        plan.about["roots"], trip_minutes(plan),
    )  # fmt: skip


def test_by_hand(tiny_plan):
    projects = tiny_plan.projects
    told = projects[["depends_on", "groups_depending", "villages_depending", "people_depending"]]
    assert told.loc["B2"].tolist() == ["", "V2", "V2", 120.0]
    assert told.loc["B4"].tolist() == ["", "V3", "V3", 40.0]  # its way over B2 is in the plan
    assert told.loc["B3"].tolist() == ["", "", "", 0.0]  # everybody comes over B2
    assert told.loc["B6"].tolist() == ["", "", "", 0.0]  # refused
    assert projects["sites_depending"].to_dict() == {p: "S1" * (p == "B5") for p in projects.index}


def test_partners_that_must_be_built_as_well(tiny_plan):
    without = hanging(with_roads(tiny_plan, ["B1"]))
    assert without.loc["B4", ["depends_on", "groups_depending"]].tolist() == ["B2", "V3"]
    assert without.loc["B2", "depends_on"] == ""
    both = hanging(with_roads(tiny_plan, ["B2", "B4"]))
    assert both["depends_on"].to_dict() == {
        "B1": "", "B2": "", "B3": "", "B4": "B2", "B5": "", "B6": ""
    }  # fmt: skip
    assert both.loc["B2", "groups_depending"] == "V2;V3"


def test_a_road_of_the_plan_that_meets_nothing_needs_what_would_lead_to_it(tiny_plan):
    """B4 is built (a meeting asked for it), neither B2 nor B3 is; B1 has nothing to do with it."""
    told = hanging(with_roads(tiny_plan, ["B1", "B4"]))
    assert told.loc["B4", ["depends_on", "groups_depending"]].tolist() == ["B2", "V3"]
    assert told.loc["B1", "depends_on"] == ""


def test_what_blocks_the_way_on(tiny_plan):
    """B4 leads on from B2 or B3 alone; B2 is the cheaper of the two."""
    nothing = with_roads(tiny_plan, [])
    rules = nothing.projects["eligible"] & ~nothing.projects.index.isin(["B2", "B3"])
    blocked = hanging(replace(nothing, projects=nothing.projects.assign(eligible=rules)))
    assert blocked.loc["B4", ["depends_on", "blocked_by"]].tolist() == ["", "B2"]
    assert (blocked["blocked_by"].drop("B4") == "").all()
    assert (hanging(nothing)["blocked_by"] == "").all()


def test_parallel_roads_need_neither(tiny_plan):
    both = hanging(with_roads(tiny_plan, ["B2", "B3", "B4"]))
    assert both.loc["B4", "depends_on"] == ""
    assert both.loc[["B2", "B3"], "groups_depending"].tolist() == ["", ""]


@pytest.mark.parametrize("seed", range(20))
def test_is_the_difference_of_two_outcomes(tiny_plan, seed):
    """Who loses the road is who has it in the one outcome and not in the other."""
    rng = np.random.default_rng(seed)
    index = tiny_plan.projects.index
    plan = with_roads(tiny_plan, index[rng.random(len(index)) < 0.5])
    surface = plan.projects["surface_year"]
    none = pd.Series(pd.NA, index=index, dtype="Int64")
    told = hanging(plan)
    for one in index[plan.projects["eligible"]]:
        along = surface.copy()
        along[[one, *filter(None, told.loc[one, "depends_on"].split(";"))]] = 2028
        without = along.copy()
        without[one] = pd.NA
        less, more = (evaluate(plan, none, year) for year in (without, along))
        stays = plan.groups["year"].isna()
        differs = (
            more.groups["connected_year"].notna() & less.groups["connected_year"].isna() & stays
        )
        assert told.loc[one, "groups_depending"] == ";".join(sorted(stays.index[differs]))
        saved = saved_person_minutes(less.minutes, more.minutes, plan.groups["people"])
        assert abs(told.loc[one, "saved_person_minutes"]) == pytest.approx(abs(saved), abs=1e-6)
