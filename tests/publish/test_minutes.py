"""Minutes of a trip as people read them: ranges where the speeds are only assumed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from plans import village_plan

from geoplan.publish.minutes import (
    figure,
    minutes_columns,
    ranges,
    speeds_assumed,
    told_cells,
    with_ranges,
)
from geoplan.routing.access import minutes_range


def trips(minutes: list[float], ridden: list[float]) -> pd.DataFrame:
    """Trips to school, by id."""
    index = [f"V{number}" for number in range(len(minutes))]
    return pd.DataFrame({"minutes_school_dry_now": minutes, "ridden_school_dry_now": ridden}, index)


def of_speed(speed_error: float):
    """The plan by hand whose speeds may be off by a share."""
    plan = village_plan()
    settings = plan.about["settings"] | {"travel": {"speed_error": speed_error}}
    return replace(plan, about=plan.about | {"settings": settings})


@pytest.mark.parametrize(
    ("minutes", "ridden", "ends"),
    [
        (26.0, 26.0, (20, 40)),  # 26 / 1.3 = 20, 26 / 0.7 = 37.1
        (21.0, 21.0, (16, 30)),  # 16.2 to 30 exactly: not 35
        (13.0, 13.0, (10, 19)),  # whole minutes below 20
        (30.0, 10.0, (25, 35)),  # 20 walked; 27.7 to 34.3
        (16.0, 12.0, (13, 25)),  # 13.2 to 21.1: fives from 20 on
        (0.4, 0.4, (0, 1)),  # 0.31 to 0.57
        (14.35, 14.35, (11, 25)),  # 11.04 to 20.5
        (25.5, 25.5, (19, 40)),  # 19.6 to 36.4
        (59.5, 0.1, (55, 60)),  # 59.48 to 59.54
        (59.5, 0.0, None),
        (60.0, 1.1, (55, 65)),  # 59.7 to 60.47
        (0.0, 0.0, None),
        (47.0, 0.0, None),  # on foot
        (47.0, 0.1, (45, 50)),  # 46.98 to 47.04
        (np.inf, 0.0, None),
        (np.nan, np.nan, None),
    ],
)
def test_range_of_a_trip(minutes, ridden, ends):
    told = ranges(trips([minutes], [ridden]), speed_error=0.3)
    assert told.loc["V0", "minutes_school_dry_now"] == ends


@pytest.mark.parametrize("speed_error", [0.05, 0.3])
def test_ranges_hold_the_trip_and_never_go_down_as_it_takes_longer(speed_error):
    """Trips of up to 90 minutes of which much, little or hardly anything is ridden."""
    minutes, share = np.meshgrid(np.arange(0.1, 90.0, 0.1), [1.0, 0.4, 0.03, 0.001], indexing="ij")
    grid = trips(list(minutes.ravel()), list((minutes * share).ravel()))
    least, most = minutes_range(grid.iloc[:, 0], grid.iloc[:, 1], speed_error=speed_error)
    told = ranges(grid, speed_error=speed_error)["minutes_school_dry_now"]
    first, last = np.array(told.tolist()).T
    assert (first <= least + 1e-6).all()
    assert (last >= most - 1e-6).all()
    for ends, truth in ((first, least), (last, most)):  # of all trips, however they are ridden
        assert (np.diff(ends[np.argsort(truth, kind="stable")]) >= 0).all()


def test_measured_speeds_give_single_figures():
    told = ranges(trips([26.0, 47.4], [26.0, 3.0]), speed_error=0.0)
    assert told["minutes_school_dry_now"].tolist() == [None, None]
    assert speeds_assumed(of_speed(0.0)) is None


def test_ranges_are_of_all_trips_and_on_their_index():
    villages = village_plan().villages
    told = ranges(villages, speed_error=0.3)
    assert told.index.equals(villages.index)
    assert set(told) == {
        name for name in villages if name.startswith(("minutes_", "farm_minutes_"))
    }
    before = village_plan().villages
    assert villages.equals(before)


def test_figures():
    assert [figure((31.4, None), side) for side in (0, 1)] == ["31", "31"]
    assert [figure((minutes, None), 1) for minutes in (59.4, 59.5, 0.0)] == ["59", "60", "0"]
    assert [figure((31.4, (25, 40)), side) for side in (0, 1)] == ["25–40", "25–40"]
    assert [figure((np.inf, None), side) for side in (0, 1)] == ["不通", "cut off"]
    assert [figure((np.nan, None), side) for side in (0, 1)] == ["未知", "unknown"]


def test_the_page_has_ranges_only_where_some_are_told():
    places = trips([26.4, 59.5, np.inf], [26.4, 0.0, 0.0])
    names = ["minutes_school_dry_now"]
    assert minutes_columns(of_speed(0.3), places, names) == {
        "minutes_school_dry_now": [26, 60, "inf"],
        "range_school_dry_now": [[20, 40], None, None],
    }
    assert list(minutes_columns(of_speed(0.0), places, names)) == names


def test_every_column_of_minutes_has_its_words_beside_it():
    """On foot and cut off a figure or words; to the land as to services; unknown is missing."""
    told = pd.DataFrame(
        {"name": list("abcd"), "minutes_school_dry_now": [26.4, 59.5, np.inf, np.nan],
         "ridden_school_dry_now": [26.4, 0.0, 0.0, 0.0], "farm_minutes_wet_now": [10.0, 4.0, 2.0, 1.0],
         "farm_ridden_wet_now": [5.0, 0.0, 0.0, 0.0]}
    )  # fmt: skip
    ranged = with_ranges(of_speed(0.3), told)
    assert list(ranged.columns[1:3]) == ["minutes_school_dry_now", "range_school_dry_now"]
    assert ranged["range_school_dry_now"].tolist()[:3] == ["20–40", "60", "不通"]
    assert pd.isna(ranged["range_school_dry_now"][3])
    assert ranged["farm_range_wet_now"].tolist() == ["8–13", "4", "2", "1"]
    assert "range_school_dry_now" not in told


def test_cells_of_a_sheet_are_text_where_a_range_is_told():
    plan = village_plan()
    villages = plan.villages.assign(ridden_school_dry_now=0.0)
    villages.loc["V3", "minutes_school_dry_now"] = 59.5
    told = told_cells(plan, villages)
    assert told.loc["V2", ["minutes_school_dry_now", "minutes_school_dry_after"]].tolist() == [
        23.0,
        "10–14",
    ]
    assert told.loc[["V3", "V8"], "minutes_school_dry_now"].tolist() == [60.0, np.inf]


@pytest.mark.parametrize(("share", "percent"), [(0.3, "30"), (0.07, "7"), (0.125, "12.5")])
def test_how_far_speeds_may_be_off_is_said_once(share, percent):
    zh, en = speeds_assumed(of_speed(share))
    assert f"可能快慢 {percent}%" in zh
    assert f"±{percent} %" in en
    assert "travel.speed_error" in zh and "travel.speed_error" in en
