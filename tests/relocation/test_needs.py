"""Who must move."""

import math
from typing import get_args

import geopandas as gpd
import pandas as pd
import pytest

from geoplan.config import Need
from geoplan.relocation.needs import (
    counted_homes,
    may_build_alone,
    needs,
    parted,
    parts,
    threatened_groups,
    whole_group,
)


@pytest.fixture
def village():
    """Three groups; class and hazard of each home.

    group   people of homes (class, hazard)
    upper   4 (4, H1)   3 (3, H2)   3 (3, H2)     everybody threatened
    middle  5 (3, H1)   5 (0, -)                  just half
    lower   2 (4, H1)   8 (2, H3)                 a fifth; class 2 is no threat
    """
    homes = pd.DataFrame(
        [
            ("upper", 4, 4, "H1", "landslide"),
            ("upper", 3, 3, "H2", "flood"),
            ("upper", 3, 3, "H2", "flood"),
            ("middle", 5, 3, "H1", "landslide"),
            ("middle", 5, 0, None, None),
            ("lower", 2, 4, "H1", "landslide"),
            ("lower", 8, 2, "H3", "rockfall"),
        ],
        columns=["group_id", "people", "hazard_class", "hazard_id", "hazard_kind"],
    ).assign(households=1.0)
    people = homes.groupby("group_id")["people"].sum().reindex(["upper", "middle", "lower"])
    return pd.DataFrame({"people": people}), homes


def need(village, *, from_class: int = 3, share: float = 0.5) -> pd.DataFrame:
    groups, homes = village
    return threatened_groups(
        groups, homes, threatened_from_class=from_class, group_threatened_share=share
    )


def test_danger_and_duty_to_move(village):
    found = need(village)
    assert list(found.index) == ["upper", "middle", "lower"]
    assert found["threatened_people"].to_list() == [10, 5, 2]
    assert found["threatened_households"].to_list() == [3, 1, 1]
    assert found["danger"].to_list() == [4 * 4 + 6 * 3, 15, 8]
    assert found["must_move"].to_list() == [True, True, False]


def test_the_hazard_that_threatens_most_people(village):
    found = need(village)
    assert found["hazard_id"].to_list() == ["H2", "H1", "H1"]
    assert found["hazard_kind"].to_list() == ["flood", "landslide", "landslide"]


@pytest.mark.parametrize(
    ("share", "classes"), [(0.2, [4, 3, 4]), (0.4, [4, 3, 2]), (0.5, [3, 3, 2]), (1.0, [3, 0, 2])]
)
def test_the_class_that_the_share_of_people_has_or_exceeds(village, share, classes):
    assert need(village, share=share)["hazard_class"].to_list() == classes


@pytest.mark.parametrize(("share", "moves"), [(0.2, 3), (0.21, 2), (0.5, 2), (0.51, 1), (1.0, 1)])
def test_a_group_moves_from_the_share_on(village, share, moves):
    assert need(village, share=share)["must_move"].sum() == moves


def test_the_class_from_which_homes_are_threatened(village):
    assert need(village, from_class=2)["threatened_people"].to_list() == [10, 5, 10]
    assert need(village, from_class=4)["must_move"].to_list() == [False, False, False]


def test_groups_without_people_or_homes_stay(village):
    """A deserted group with an empty threatened house, and one that nobody surveyed."""
    groups, homes = village
    deserted = pd.DataFrame([("deserted", 0, 4, "H1", "landslide", 1.0)], columns=homes.columns)
    groups = pd.concat([groups, pd.DataFrame({"people": [0, 7]}, ["deserted", "unknown"])])
    found = need((groups, pd.concat([homes, deserted])), share=0.0)
    assert found["must_move"].to_list() == [True, True, True, False, False]
    assert found.loc["deserted", "danger"] == 0
    assert found.loc["unknown", ["threatened_people", "hazard_class"]].to_list() == [0, 0]
    assert found.loc[["deserted", "unknown"], "hazard_id"].isna().all()


def test_without_hazards_nobody_moves(village):
    groups, homes = village
    safe = homes.assign(hazard_class=0, hazard_id=None, hazard_kind=None)
    found = need((groups, safe))
    assert not found["must_move"].any()
    assert found[["threatened_people", "danger", "hazard_class"]].eq(0).all(axis=None)
    assert found["hazard_id"].isna().all()


def test_inputs_are_unchanged(village):
    groups, homes = village
    before = groups.copy(), homes.copy()
    need(village)
    pd.testing.assert_frame_equal(groups, before[0])
    pd.testing.assert_frame_equal(homes, before[1])


@pytest.fixture
def counted():
    """
    group   people households  overlay   official list
    a       40     10          4 by H1   12 people, 3 households, class 3
    b       20     5           4 by H1   nothing
    c       30     8           none      30 people, 8 households, no class
    """
    return pd.DataFrame(
        {
            "people": [40.0, 20, 30],
            "households": [10.0, 5, 8],
            "hazard_class": [4, 4, 0],
            "hazard_id": ["H1", "H1", None],
            "hazard_kind": ["landslide", "landslide", None],
            "official_people": [12, math.nan, 30],
            "official_households": [3, math.nan, 8],
            "official_class": [3, math.nan, math.nan],
        },
        index=["a", "b", "c"],
    )


@pytest.mark.parametrize(("complete", "of_b", "rest_of_a"), [(True, 0, 0), (False, 20, 0)])
def test_official_counts_of_groups_outrank_the_overlay(counted, complete, of_b, rest_of_a):
    homes = counted_homes(counted, threatened_from_class=3, complete=complete)
    found = threatened_groups(
        counted, homes, threatened_from_class=3, group_threatened_share=0.5
    )  # fmt: skip
    assert list(found["threatened_people"]) == [12 + rest_of_a, of_b, 30]
    assert list(found["threatened_households"]) == [3, 5 if of_b else 0, 8]
    assert list(found["danger"]) == [36, 4 * of_b, 90]
    assert list(found["must_move"]) == [False, bool(of_b), True]
    assert homes[["people", "households"]].sum().tolist() == [90, 23]


def test_without_official_counts_the_overlay_is_that_of_the_whole_group(counted):
    none = counted.assign(official_people=math.nan, official_households=math.nan)
    homes = counted_homes(none, threatened_from_class=3, complete=True)
    assert list(homes["hazard_class"]) == [4, 4, 0]
    assert list(homes["people"]) == [40, 20, 30]


@pytest.fixture
def divided():
    """Groups of ten households of one person and their homes, in order.

    group     people threatened   consent of the group   refuse   build alone
    whole     6 of 10             not asked              H0, H9   H1 (share 0.55), H2 (0.4)
    some      3 of 10             yes                    H0       H1 (0.9)
    against   6 of 10             no                     -        -
    unwilling 6 of 10             not asked              all      -
    safe      0 of 10             not asked              H0       H1 (0.9)
    """
    names = ["whole", "some", "against", "unwilling", "safe"]
    groups = gpd.GeoDataFrame(
        {
            "name": [f"{one} group" for one in names],
            "people": 10.0,
            "households": 10.0,
            "consent": ["not_asked", "yes", "no", "not_asked", "not_asked"],
            "must_move": [True, False, True, True, False],
            "wish": None,
        },
        index=pd.Index(names, name="group_id"),
        geometry=gpd.points_from_xy(range(5), [0] * 5),
        crs="EPSG:4545",
    )
    threatened = {"whole": 6, "some": 3, "against": 6, "unwilling": 6, "safe": 0}
    rows = [
        {"group_id": one, "threatened": i < threatened[one], "consent": "not_asked", "mode": None,
         "land_income_share": math.nan, "people": 1.0, "households": 1.0}
        for one in names for i in range(10)
    ]  # fmt: skip
    homes = pd.DataFrame(rows)
    at = {one: 10 * k for k, one in enumerate(names)}
    refuse = [at["whole"], at["whole"] + 9, at["some"], at["safe"]]
    homes.loc[[*refuse, *range(at["unwilling"], at["unwilling"] + 10)], "consent"] = "no"
    for home, share in ((1, 0.55), (2, 0.4), (at["some"] + 1, 0.9), (at["safe"] + 1, 0.9)):
        homes.loc[home, ["mode", "land_income_share"]] = ["dispersed", share]
    return groups, homes


def parts_of(divided, **rules):
    groups, homes = divided
    return parts(groups, homes, **{"single_households": True, "dispersed_from_share": 0.5} | rules)


def test_who_is_a_part_of_its_own(divided):
    part = parts_of(divided)
    own = {
        one: "".join(f"{p or '.'} " for p in of) for one, of in part.groupby(divided[1].group_id)
    }
    assert own == {
        "whole": "-no -own . . . . . . . -no ",
        "some": ". -own -risk . . . . . . . ",
        "against": ". " * 10,
        "unwilling": "-no " * 10,
        "safe": ". " * 10,
    }


def test_who_refuses_stays_where_the_group_would_like_to_move(divided):
    groups, homes = divided
    part = parts(groups.assign(wish="voluntary"), homes, single_households=True,
                 dispersed_from_share=0.5)  # fmt: skip
    told = part[homes["group_id"].isin(["some", "safe"])]
    assert told[told != ""].to_dict() == {10: "-no", 11: "-own", 12: "-risk", 40: "-no"}


def test_single_households_and_dispersal_may_be_off(divided):
    part = parts_of(divided, single_households=False, dispersed_from_share=None)
    assert part[part != ""].to_dict() == {0: "-no", 9: "-no"} | dict.fromkeys(range(30, 40), "-no")


def test_the_share_of_income_gates_who_builds_by_itself(divided):
    assert parts_of(divided, dispersed_from_share=0.4)[[1, 2]].to_list() == ["-own", "-own"]
    assert parts_of(divided, dispersed_from_share=0.56)[[1, 2]].to_list() == ["", ""]


def test_a_large_group_is_divided_where_that_is_allowed(divided):
    """7 households of "whole" that move by at most 3: three parts of 3, 3, 1; nobody else."""
    groups, homes = divided
    part = parts_of(divided, most_households=3)
    whole = part[homes["group_id"] == "whole"]
    assert "".join(f"{p or '.'} " for p in whole) == (
        "-no -own . . . -part2 -part2 -part2 -part3 -no "
    )
    assert set(part[homes["group_id"].isin(["some", "safe"])]) == {"", "-own", "-risk"}
    found, group_id = parted(groups, homes, part)
    assert found["households"][["whole", "whole-part2", "whole-part3"]].to_list() == [3, 3, 1]
    assert found.loc["whole-part2", "name"] == "whole group（第2部分）"
    assert found["must_move"][["whole-part2", "whole-part3"]].all()
    assert whole_group(found.index).isin(groups.index).all()
    assert group_id[5] == "whole-part2"


def test_who_is_only_counted_stays_together(divided):
    groups, homes = divided
    counted = homes.groupby("group_id").first().reset_index().assign(households=10)
    part = parts(
        groups, counted, single_households=True, dispersed_from_share=0.5, most_households=3
    )
    assert not part.str.startswith("-part").any()


def test_parts_are_groups_of_their_own(divided):
    groups, homes = divided
    found, group_id = parted(groups, homes, parts_of(divided))
    assert found["households"].to_dict() == {
        "against": 10, "safe": 10, "some": 8, "some-own": 1, "some-risk": 1, "unwilling": 10,
        "whole": 7, "whole-no": 2, "whole-own": 1,
    }  # fmt: skip
    assert found["people"].sum() == 50
    assert found.loc["some-risk", "name"] == "some group（受威胁的户）"
    assert found["part_of"]["some-risk"] == "some"
    assert found.geometry["whole-no"] == groups.geometry["whole"]
    assert found["consent"][["whole", "whole-no", "unwilling"]].to_list() == [
        "not_asked",
        "no",
        "no",
    ]
    assert found.index[found["must_move"]].to_list() == [
        "against", "some-own", "some-risk", "unwilling", "whole", "whole-no", "whole-own",
    ]  # fmt: skip
    assert found.index[found["dispersed"]].to_list() == ["some-own", "whole-own"]
    assert group_id[[0, 1, 3]].to_list() == ["whole-no", "whole-own", "whole"]
    assert set(group_id[homes["group_id"] == "unwilling"]) == {"unwilling"}


def test_whole_groups_of_parts():
    ids = pd.Index(["a", "a-no", "a-risk", "b-own"])
    assert whole_group(ids).to_list() == ["a", "a", "a", "b"]


def test_order_of_need():
    groups = pd.DataFrame(
        [
            (True, 4, "landslide", None),
            (True, 3, "rockfall", "poverty"),
            (True, 4, "flood", None),
            (False, 4, "landslide", "ecological"),
            (False, 0, None, "poverty"),
            (False, 0, None, "voluntary"),
            (False, 0, None, None),
        ],
        columns=["must_move", "hazard_class", "hazard_kind", "wish"],
    )
    assert needs(groups).to_list() == [*get_args(Need), ""]


def test_the_share_of_income_from_land_lets_build_alone_or_is_to_be_verified():
    share = pd.Series([0.49, 0.5, 0.69, 0.7, math.nan], index=list("abcde"))
    told = may_build_alone(share, shares=(0.5, 0.7))
    assert told.to_dict() == {
        "a": "too_small", "b": "to_verify", "c": "to_verify", "d": "allowed", "e": "unknown",
    }  # fmt: skip
    assert set(may_build_alone(share, shares=None)) == {"not_offered"}
