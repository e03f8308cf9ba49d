"""From a county folder to a checked plan: the tiny county by hand, the bundled one as it is."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from geoplan import make_plan, read_county
from geoplan.errors import ConfigError, GeoplanError, InfeasibleError, LayerError
from geoplan.programme.check import check_plan

pytestmark = pytest.mark.usefixtures("without_rivals")

NOBODY = ("hazards", "households", "groups", "farmland", "sites")
"""Layers without which nobody moves."""


OBJECTIVES = ["danger", "access", "earlier", "cost"]


def years_of(series):
    return series.dropna().to_dict()


def test_tiny_county_by_hand(tiny_plan):
    """B1 and B5 have their subgrade; B2 gets one first; nothing is left for B4."""
    plan = tiny_plan
    assert years_of(plan.projects["surface_year"]) == {"B1": 2027, "B2": 2028, "B5": 2027}
    assert years_of(plan.projects["subgrade_year"]) == {"B2": 2027}
    assert years_of(plan.sites["year"]) == {"S1": 2028, "S2": 2027}
    assert years_of(plan.groups["year"]) == {"G1": 2028, "G2": 2027}
    assert plan.groups["site_id"].dropna().to_dict() == {"G1": "S1", "G2": "S2"}
    assert plan.objectives["value"][OBJECTIVES].to_dict() == {
        "danger": 320,  # 80 people x class 4, one year
        "access": 410,
        "earlier": 210,
        "cost": 3_070_000,
    }
    assert plan.objectives["value"].equals(plan.objectives["bound"])
    assert set(plan.objectives["status"]) == {"optimal"}


def test_tiny_county_says_why(tiny_plan):
    assert tiny_plan.projects["reason"].to_dict() == {
        "B1": "selected", "B2": "selected", "B3": "money", "B4": "money", "B5": "selected",
        "B6": "refused",
    }  # fmt: skip
    assert tiny_plan.villages["reason"].to_dict() == {
        "V1": "connected_by_plan", "V2": "connected_by_plan", "V3": "money", "V4": "all_move",
        "V5": "connected_now", "V6": "connected_by_plan",
    }  # fmt: skip
    assert tiny_plan.projects["sites_served"].to_dict()["B5"] == "S1"
    assert tiny_plan.projects["villages_connected"].to_dict()["B2"] == "V2"


def test_tiny_county_before_and_after(tiny_plan):
    both = tiny_plan.indicators
    assert both.loc["people_connected", ["now", "after"]].tolist() == [200, 610]
    assert both.loc["people_threatened", ["now", "after"]].tolist() == [100, 0]
    assert both.loc["natural_villages", ["now", "after"]].tolist() == [6, 5]
    assert both.loc["natural_villages_connected", ["now", "after"]].tolist() == [1, 4]
    moved = tiny_plan.groups.loc["G1"]
    assert moved["minutes_township_seat_dry_after"] < moved["minutes_township_seat_dry_now"]
    assert moved["farm_minutes_dry_after"] > moved["farm_minutes_dry_now"]
    assert tiny_plan.about["statement_en"].startswith(
        "410 more people get an all-weather road, at home or where they move; proven"
    )


def test_money_that_is_short_by_a_fen_builds_nothing_more(tiny_layers, write_county, tmp_path):
    """Without 100 of its 50 万元 subgrade B2 cannot begin."""
    toml = (write_county(tmp_path, tiny_layers).read_text("utf-8")).replace("[60, 0]", "[49.99, 0]")
    (tmp_path / "county.toml").write_text(toml, encoding="utf-8")
    plan = make_plan(read_county(tmp_path / "county.toml"), prices=False)
    assert "B2" not in years_of(plan.projects["surface_year"])


def same_objectives(plan, other):
    assert plan.objectives["status"].equals(other.objectives["status"])
    people = ["danger", "access", "earlier"]
    assert plan.objectives["value"][people].equals(other.objectives["value"][people])
    cost = plan.objectives.loc["cost", "value"]
    assert other.objectives.loc["cost", "value"] == pytest.approx(cost, rel=1e-3)


def test_order_of_rows_does_not_matter(tiny_plan, tiny_layers, write_county, tmp_path):
    for seed in (1, 2):
        shuffled = {
            name: layer.sample(frac=1, random_state=seed) for name, layer in tiny_layers.items()
        }
        other = make_plan(read_county(write_county(tmp_path / str(seed), shuffled)), prices=False)
        same_objectives(tiny_plan, other)
        assert years_of(other.projects["surface_year"]) == years_of(
            tiny_plan.projects["surface_year"]
        )


@pytest.mark.parametrize("crs", [4490, 32649])
def test_crs_of_the_files_does_not_matter(tiny_plan, tiny_layers, write_county, tmp_path, crs):
    layers = {name: layer.to_crs(crs) for name, layer in tiny_layers.items()}
    same_objectives(tiny_plan, make_plan(read_county(write_county(tmp_path, layers)), prices=False))


def test_the_county_is_not_changed(tiny_county):
    county = read_county(tiny_county)
    names = (
        "villages",
        "groups",
        "households",
        "roads",
        "hazards",
        "farmland",
        "services",
        "sites",
    )
    before = {name: getattr(county, name).copy() for name in names}
    make_plan(county)
    for name in names:
        pd.testing.assert_frame_equal(getattr(county, name), before[name])


def test_without_hazards_nobody_moves(tiny_layers, write_county, tmp_path):
    layers = {name: layer for name, layer in tiny_layers.items() if name not in NOBODY}
    plan = make_plan(read_county(write_county(tmp_path, layers)), prices=False)
    assert plan.groups["year"].isna().all()
    assert plan.sites.empty
    assert plan.objectives.loc["danger", "value"] == 0
    assert "B1" in years_of(plan.projects["surface_year"])


def test_two_layers_without_a_seat(tiny_layers, write_county, tmp_path):
    layers = {name: tiny_layers[name] for name in ("roads", "villages")}
    plan = make_plan(read_county(write_county(tmp_path, layers)), prices=False)
    assert plan.objectives.loc["access", "value"] == 310
    assert any("no township seat on a hardened road" in told for told in plan.about["remarks"])


def test_every_project_refused(tiny_layers, write_county, tmp_path):
    tiny_layers["roads"]["consent"] = "no"
    plan = make_plan(read_county(write_county(tmp_path, tiny_layers)), prices=False)
    assert not plan.projects["selected"].any()
    assert set(plan.projects["reason"]) == {"refused"}
    assert years_of(plan.groups["year"]) == {"G2": 2027}  # S2 has its road already
    assert plan.sites.loc["S1", "reason"] == "no_way"


def test_everybody_refuses_to_move(tiny_layers, write_county, tmp_path):
    tiny_layers["groups"]["consent"] = "不同意"
    plan = make_plan(read_county(write_county(tmp_path, tiny_layers)), prices=False)
    assert plan.groups["year"].isna().all()
    assert set(plan.groups["reason"][["G1", "G2"]]) == {"refused"}


def test_no_money_at_all(tiny_layers, write_county, tmp_path):
    path = write_county(tmp_path, tiny_layers)
    lines = [
        "ceiling_wan = [0, 0]" if line.startswith("ceiling_wan") else line
        for line in path.read_text("utf-8").splitlines()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    plan = make_plan(read_county(path), prices=False)
    assert plan.payments.empty
    assert not plan.projects["selected"].any()
    assert plan.objectives["value"][OBJECTIVES].to_dict() == {
        "danger": 800, "access": 0, "earlier": 0, "cost": 0,
    }  # fmt: skip


def test_mover_beside_a_road_of_others(tiny_layers, write_county, tmp_path):
    """V7, 600 m off the road to V6, moves; the 30 people of V6 still count."""
    hazard = tiny_layers["hazards"]
    x, y = tiny_layers["villages"].geometry.iloc[5].coords[0]
    far = gpd.GeoSeries.from_xy([x + 600], [y], crs=hazard.crs)
    new = tiny_layers["villages"].iloc[[5]].assign(
        village_id="V7", name="岩脚", people=28, households=2, geometry=far.to_numpy()
    )  # fmt: skip
    tiny_layers["villages"] = pd.concat([tiny_layers["villages"], new])
    area = hazard.iloc[[0]].assign(hazard_id="Z2", geometry=far.buffer(50).to_numpy())
    tiny_layers["hazards"] = pd.concat([hazard, area])
    tiny_layers["sites"]["capacity_households"] = [30, 30]
    tiny_layers["sites"]["opening_cost_wan"] = [0, 0]
    plan = make_plan(read_county(write_county(tmp_path, tiny_layers)), prices=False)
    assert not plan.groups.loc["V7", "on_network"]
    assert pd.notna(plan.groups.loc["V7", "year"])
    assert plan.objectives.loc["access", "value"] == 438


def test_the_plan_is_checked(tiny_county, monkeypatch):
    def other_people(*args, **kwargs):
        decision = decide(*args, **kwargs)
        return replace(decision, payments=decision.payments[1:])

    import geoplan.pipeline.money as money

    decide = money.decide
    monkeypatch.setattr(money, "decide", other_people)
    with pytest.raises(GeoplanError, match="failed its own check"):
        make_plan(read_county(tiny_county), prices=False)


@pytest.mark.parametrize(
    ("surface", "words"),
    [("36", "no hardened road"), ("12", "no unhardened road")],
)
def test_roads_all_alike(tiny_layers, write_county, tmp_path, surface, words):
    tiny_layers["roads"]["surface_code"] = surface
    with pytest.raises(LayerError, match=words):
        make_plan(read_county(write_county(tmp_path, tiny_layers)), prices=False)


def locks(*rows):
    return pd.DataFrame(rows, columns=["kind", "id", "decision", "year"])


def test_locks(tiny_county):
    county = read_county(tiny_county)
    plan = make_plan(
        county,
        locks=locks(("road", "B1", "out", None), ("group", "G2", "out", None),
                    ("road", "B5", "in", 2028)),
        prices=False,
    )  # fmt: skip
    assert years_of(plan.projects["surface_year"]) == {"B2": 2028, "B5": 2028}
    assert plan.projects.loc["B1", "reason"] == "locked_out"
    assert plan.groups.loc["G2", "reason"] == "locked_out"
    check_plan(plan)
    with pytest.raises(ConfigError, match=r"B6（四组路）: .*a rule keeps it out"):
        make_plan(county, locks=locks(("road", "B6", "in", None)))
    with pytest.raises(InfeasibleError, match="not enough money or time"):
        make_plan(county, locks=locks(("road", "B3", "in", None), ("road", "B2", "in", None)))


def test_bundled_county_passes_and_is_proven(yunling_plan):
    check_plan(yunling_plan)
    assert set(yunling_plan.objectives["status"]) <= {"optimal", "feasible", "within"}
    most = {"danger": 0.05, "danger_any_order": 0.07, "access": 0.07, "earlier": 0.2, "worth": 1e-3}
    gaps = yunling_plan.objectives["gap"].astype(float)
    assert (gaps <= gaps.index.map(most).fillna(0.11)).all(), gaps.to_dict()
    others = yunling_plan.rivals.drop(index="together")
    own = yunling_plan.rivals.loc["together"]
    assert (own["people_connected"] >= others["people_connected"]).all()
    assert (own["danger_left"] <= others["danger_left"]).all()
    assert (own["farm_minutes"] <= others["farm_minutes"]).all()


def test_bundled_county_does_something_of_everything(yunling_plan):
    assert yunling_plan.projects["selected"].sum() >= 10
    assert yunling_plan.groups["year"].notna().sum() >= 5
    assert yunling_plan.sites["selected"].sum() >= 2
    assert yunling_plan.objectives.loc["access", "value"] > 1000
    assert set(yunling_plan.payments["fund_id"]) == set(yunling_plan.funds["fund_id"])
    parts = {"subgrade", "surface", "site", "subsidy", "passing_bays"}
    assert parts <= set(yunling_plan.payments["component"])
    used = yunling_plan.funds.groupby("fund_id")["used_yuan"].sum()
    paid = yunling_plan.payments.groupby("fund_id")["amount_yuan"].sum()
    pd.testing.assert_series_equal(used, paid, check_names=False)


def test_bundled_county_leaves_nobody_without_a_reason(yunling_plan):
    for layer in (
        yunling_plan.villages,
        yunling_plan.groups,
        yunling_plan.projects,
        yunling_plan.sites,
    ):
        assert layer["reason"].notna().all()
        assert (layer["reason"] != "").all()
