"""The plan by hand in which groups are made safe in other ways than by a move to a site."""

import geopandas as gpd
import pandas as pd
from plans import village_plan
from shapely import Point

from geoplan.programme.plan import Plan

LAND_M = 60.0


def safe_in_other_ways() -> Plan:
    """The plan by hand in which V4 is made safe by works on Z1 in 2028, for two of its groups.

    Households of V5 build by themselves in 2027, others of it stay; one of V6 goes to town, for
    another reason than a hazard, and nothing threatens it. S1 and S2 are areas, S2 is barred by
    two hazards and basic farmland.
    """
    plan = village_plan()
    groups, hazards, sites = plan.groups.copy(), plan.hazards.copy(), plan.sites.copy()
    works = {"mode": "protected", "safe_year": 2028, "reason": "protected"}
    builds = {
        "mode": "dispersed", "safe_year": 2027, "reason": "builds_itself", "consent": "yes",
        "dispersed": True, "part_of": "G51", "name": "一组（分散安置的户）", "households": 4.0,
        "threatened_households": 4.0, "may_move": True,
    }  # fmt: skip
    town = {"mode": "town", "need": "poverty", "threatened_households": 0.0, "hazard_kind": None}
    wish = {"need": "voluntary", "reason": "rather_stays", "threatened_households": 0.0,
            "may_move": True}  # fmt: skip
    groups.loc["G41", list(works)] = list(works.values())
    groups.loc["G61", list(town)] = list(town.values())
    groups.loc["G81", list(wish)] = list(wish.values())
    more = groups.loc[["G51", "G41"]].set_axis(["G51-own", "G42"]).rename_axis("group_id")
    more.loc["G51-own", list(builds)] = list(builds.values())
    made_safe = {"protected_year": 2028, "protection_cost_yuan": 1_200_000.0, "name": "滑坡3号"}
    hazards.loc["Z1", list(made_safe)] = list(made_safe.values())
    barred = {"reasons": "hazard;basic_farmland", "hazard_ids": "Z4;Z1", "exclusion_ids": "E7"}
    sites.loc["S2", list(barred)] = list(barred.values())
    land = [one.buffer(LAND_M, quad_segs=1) for one in sites.geometry[["S1", "S2"]]]
    paid = pd.DataFrame([("hazard", "Z1", "protection", "hazard", 2028, 1_200_000.0)])
    return village_plan(
        groups=pd.concat([groups, more]),
        hazards=hazards,
        sites=sites.assign(land=gpd.GeoSeries([*land, None], index=sites.index, crs=sites.crs)),
        payments=pd.concat([plan.payments, paid.set_axis(plan.payments.columns, axis=1)]),
    )


def inside(plan: Plan, hazard: str) -> Point:
    """A place in a hazard [degrees]."""
    places = plan.hazards.geometry.representative_point().to_crs("EPSG:4326")
    place: Point = places[hazard]
    return place
